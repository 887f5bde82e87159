//! How charts and report call measures and units, what measures are and what they are counted over, in English and in
//! Chinese. Of measures the registry ([`crate::units::measure`]) says it in both.

use super::message::Language;
use crate::units::SimDuration;
use crate::units::measure::{Bilingual, Measure};

/// How charts and report call a measure.
#[must_use]
pub const fn measure_label(measure: Measure, language: Language) -> &'static str {
    said(measure.entry().label, language)
}

/// What a measure is.
#[must_use]
pub const fn definition_label(measure: Measure, language: Language) -> &'static str {
    said(measure.entry().definition, language)
}

/// What a measure is counted over.
#[must_use]
pub const fn denominator_label(measure: Measure, language: Language) -> &'static str {
    said(measure.entry().denominator, language)
}

const fn said(text: Bilingual, language: Language) -> &'static str {
    match language {
        Language::English => text.english,
        Language::Chinese => text.chinese,
    }
}

/// How charts and report call a unit of the registry; one that is not known stays as it is.
#[must_use]
pub fn unit_label(unit: &str, language: Language) -> &str {
    match (language, unit) {
        (Language::Chinese, "hours") => "小时",
        (Language::Chinese, "days") => "天",
        (Language::Chinese, "share") => "占比",
        (Language::Chinese, "issues" | "enquiries" | "tasks" | "reports" | "tickets" | "orders") => "件",
        (Language::Chinese, "visits" | "stops" | "attempts" | "calls") => "次",
        (Language::Chinese, "index") => "指数",
        (Language::Chinese, "yuan") => "元",
        (Language::Chinese, "points") => "分",
        (Language::Chinese, "seconds") => "秒",
        _ => unit,
    }
}

/// A length of time in words, its two largest units that are not zero: `45 days`, `5 days 4 h`, `36 min`; `45天`.
#[must_use]
pub fn length_label(length: SimDuration, language: Language) -> String {
    let shown = length.to_string();
    let part = |part: &str| {
        let at = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let (number, unit) = part.split_at(at);
        match (language, unit) {
            (Language::English, "d") if number == "1" => "1 day".to_owned(),
            (Language::English, "d") => format!("{number} days"),
            (Language::English, unit) => format!("{number} {unit}"),
            (Language::Chinese, "d") => format!("{number} 天"),
            (Language::Chinese, "h") => format!("{number} 小时"),
            (Language::Chinese, "min") => format!("{number} 分钟"),
            (Language::Chinese, _) => format!("{number} 秒"),
        }
    };
    shown.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::label::*;

    #[test]
    fn every_unit_of_the_registry_has_a_chinese_name() {
        for measure in Measure::ALL {
            let unit = measure.entry().unit;
            assert!(!unit_label(unit, Language::Chinese).is_ascii(), "{unit}");
            assert_eq!(unit_label(unit, Language::English), unit);
        }
    }

    #[test]
    fn lengths_of_time_have_units_in_words() {
        let both =
            |seconds| [Language::English, Language::Chinese].map(|language| length_label(SimDuration::from_seconds(seconds), language));
        assert_eq!(both(45 * 86_400), ["45 days", "45 天"]);
        assert_eq!(both(86_400 + 4 * 3_600), ["1 day 4 h", "1 天 4 小时"]);
        assert_eq!([both(2_160), both(0)], [["36 min", "36 分钟"], ["0 s", "0 秒"]]);
    }

    #[test]
    fn no_two_measures_have_the_same_label() {
        let mut labels: Vec<&str> = Measure::ALL.iter().map(|measure| measure_label(*measure, Language::Chinese)).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), Measure::ALL.len());
    }

    #[test]
    fn every_measure_has_a_chinese_definition_and_denominator_that_the_font_can_draw() {
        for measure in Measure::ALL {
            for text in [definition_label(*measure, Language::Chinese), denominator_label(*measure, Language::Chinese)] {
                assert!(!text.is_ascii(), "{measure:?}: {text}");
                let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
                assert!(missing.is_empty(), "no glyph for `{missing}` of `{text}`");
            }
        }
    }
}
