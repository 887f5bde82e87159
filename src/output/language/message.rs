//! The texts of charts and report, in English and in Chinese, so that no chart has words of its own. They stand by topic in the
//! files `*_messages.rs` beside this one; [`super::texts`] lists them all.
//!
//! A gap such as `{baseline}` is filled by the caller. Names of policies, roles and levels come from the scenario and are
//! not translated; names of measures are, and stand in a second table ([`super::label`]).

pub use super::locale::Language;

/// A text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Message {
    pub(super) name: &'static str,
    pub(super) english: &'static str,
    pub(super) chinese: &'static str,
}

/// Texts of one topic as constants of [`Message`], each with its name, and the list of them.
macro_rules! messages {
    ($list:ident; $($name:ident: $english:literal, $chinese:literal;)*) => {
        #[expect(non_upper_case_globals, reason = "texts are named as the variants of an enum, which cannot be spread over files")]
        impl super::message::Message {
            $(#[doc = $english] pub const $name: Self = Self { name: stringify!($name), english: $english, chinese: $chinese };)*
        }

        /// All texts of this topic.
        pub(super) const $list: &[super::message::Message] = &[$(super::message::Message::$name),*];
    };
}
pub(super) use messages;

impl Message {
    /// The text in `language`, its gaps not filled.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }

    /// The text in `language` with its gaps filled: `{name}` becomes the value of `name`. A value is not searched for gaps.
    #[must_use]
    pub fn filled(self, language: Language, values: &[(&str, &str)]) -> String {
        filled(self.text(language), values)
    }
}

/// A text with its gaps filled: `{name}` in it stands for a value that is known only when it is said.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut whole = String::with_capacity(rest.len());
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, gap)| Some((before, gap.split_once('}')?))) {
        whole.push_str(before);
        whole.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = after;
    }
    whole.push_str(rest);
    whole
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::message::*;

    #[test]
    fn a_gap_is_filled_once_and_a_value_with_braces_stays_as_it_is() {
        let values = [("baseline", "{rows}"), ("rows", "a {b} c")];
        assert_eq!(Message::ForestAlt.filled(Language::English, &values), "Forest plot of paired differences from {rows}: a {b} c");
        assert_eq!(Message::NoData.filled(Language::Chinese, &[]), "没有数据");
    }
}
