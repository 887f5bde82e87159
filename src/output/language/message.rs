//! The texts of charts and report, in English and in Chinese, so that no chart has words of its own. They stand by topic in the
//! files `*_messages.rs` beside this one.
//!
//! A gap such as `{baseline}` is filled by the caller. Names of policies, roles and levels come from the scenario and are
//! not translated; names of measures are, and stand in a second table ([`super::label`]).

use super::gaps::filled;
pub use super::locale::Language;
use super::{chart_messages, remark_messages, report_messages, sensitivity_messages, sweep_messages, verdict_messages};

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

/// All texts.
pub fn all_messages() -> impl Iterator<Item = Message> {
    let topics = [
        chart_messages::CHARTS,
        verdict_messages::VERDICTS,
        report_messages::REPORT,
        remark_messages::REMARKS,
        sweep_messages::SWEEPS,
        sensitivity_messages::SENSITIVITY,
    ];
    topics.into_iter().flatten().copied()
}

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

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::message::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_gaps_and_no_empty_text() {
        for message in all_messages() {
            let (english, chinese) = (message.text(Language::English), message.text(Language::Chinese));
            assert!(!english.is_empty() && !chinese.is_empty(), "{message:?}");
            assert_eq!(gaps(english), gaps(chinese), "{message:?}");
        }
    }

    #[test]
    fn a_gap_is_filled_once_and_a_value_with_braces_stays_as_it_is() {
        let values = [("baseline", "{rows}"), ("rows", "a {b} c")];
        assert_eq!(Message::ForestAlt.filled(Language::English, &values), "Forest plot of paired differences from {rows}: a {b} c");
        assert_eq!(Message::NoData.filled(Language::Chinese, &[]), "没有数据");
    }
}
