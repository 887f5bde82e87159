//! The languages that results are written in.

use serde::{Deserialize, Serialize};

/// Language of charts and report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// The language of a reader whose locale the system gives as `values`, those that win over others first: Chinese where it
    /// is any Chinese (`zh_CN.UTF-8`, `zh`), else English. Empty values say nothing.
    #[must_use]
    pub fn of_locale(values: impl IntoIterator<Item = String>) -> Self {
        let said = values.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
        let tag = said.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if tag.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }

    /// What stands between two sentences.
    #[must_use]
    pub const fn gap(self) -> &'static str {
        match self {
            Self::English => " ",
            Self::Chinese => "",
        }
    }

    /// Its tag in HTML (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::locale::*;

    #[test]
    fn the_first_locale_that_says_something_gives_the_language() {
        let of = |values: &[&str]| Language::of_locale(values.iter().map(|value| (*value).to_owned()));
        for chinese in ["zh_CN.UTF-8", "zh", "zh-Hans", "zh_TW", "ZH_CN", "zh.utf8@pinyin"] {
            assert_eq!(of(&[chinese]), Language::Chinese, "{chinese}");
            assert_eq!(of(&["", chinese, "en_GB.UTF-8"]), Language::Chinese, "{chinese}");
            assert_eq!(of(&["C", chinese]), Language::English, "{chinese}");
        }
        for other in ["", "C", "POSIX", "en_US.UTF-8", "zha_CN", "de_DE"] {
            assert_eq!(of(&[other]), Language::English, "{other}");
        }
        assert_eq!(of(&[]), Language::English);
    }
}
