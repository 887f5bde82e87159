//! The time account in words: what its parts are called, and where a policy acts.

use super::label::unit_label;
use super::message::{Language, Message};
use super::number::significant_places;
use super::wording::Wording;
use crate::experiment::analysis::comparison::Comparison;
use crate::units::key::Key;
use crate::units::measure::{Bilingual, Measure};

/// From so many hours on a part is written in days.
const DAYS_FROM: f64 = 48.0;
const HOURS_PER_DAY: f64 = 24.0;
/// Most parts that the sentence names.
const MOST_NAMED: usize = 5;
/// Parts smaller than this share of the largest one are not named.
const LEAST_NAMED: f64 = 0.05;

/// What the parts add up to.
const WHOLE: Bilingual = Bilingual::new("time of an issue", "每件事件的时间");
const OTHERS: Bilingual = Bilingual::new("all else", "其余");

/// What a part of the time account is called in sentences and charts; `None` of any other measure.
const fn part(measure: Measure) -> Option<Bilingual> {
    Some(match measure {
        Measure::HoursUndiscovered => Bilingual::new("undiscovered", "未被发现"),
        Measure::HoursTravelling => Bilingual::new("on the way between units", "单位间流转"),
        Measure::HoursQueued => Bilingual::new("in queues", "排队"),
        Measure::HoursOffDuty => Bilingual::new("nobody on duty", "无人当班"),
        Measure::HoursInHand => Bilingual::new("in work", "处置中"),
        Measure::HoursOutside => Bilingual::new("waiting outside", "外部等待"),
        Measure::HoursLost => Bilingual::new("dropped on the way", "中途搁置"),
        Measure::HoursOnPaper => Bilingual::new("closed on paper", "纸面办结"),
        Measure::HoursRejected => Bilingual::new("rejected", "退回"),
        Measure::HoursIncident => Bilingual::new("unrepaired incident", "事故未修复"),
        Measure::HoursDepartments => Bilingual::new("waiting for departments", "等待部门"),
        Measure::HoursGone => Bilingual::new("gone by itself (counted to the end)", "自行消解（计至期末）"),
        _ => return None,
    })
}

/// The name of a part in `language`; `None` of a measure that is none.
#[must_use]
pub fn part_label(measure: Measure, language: Language) -> Option<&'static str> {
    part(measure).map(|name| in_language(name, language))
}

/// What the whole is called that the parts add up to.
#[must_use]
pub const fn whole_label(language: Language) -> &'static str {
    in_language(WHOLE, language)
}

const fn in_language(text: Bilingual, language: Language) -> &'static str {
    match language {
        Language::English => text.english,
        Language::Chinese => text.chinese,
    }
}

/// How hours of which the largest is `largest` are written: what to divide them by, and the unit.
#[must_use]
pub fn unit_of(largest: f64) -> (f64, &'static str) {
    if largest >= DAYS_FROM { (HOURS_PER_DAY, "days") } else { (1.0, "hours") }
}

impl Wording<'_> {
    /// Which parts of the time of an issue a policy changes most, in a sentence; `None` without differences.
    #[must_use]
    pub fn where_it_acts(self, comparison: &Comparison, policy: usize) -> Option<String> {
        let called = [comparison.identity.policies[policy].as_str(), comparison.baseline_of(policy)].map(|name| self.policy(name));
        let values = [("policy", called[0].as_str()), ("baseline", &called[1])];
        comparison.difference(policy, Key::of_place(Measure::ResolutionTime))?.mean?;
        Some(match self.parts_in_words(comparison, policy) {
            None => self.fill(Message::ActsNowhere, &values),
            Some((parts, total)) => self.fill(Message::WhereItActs, &[values[0], values[1], ("parts", &parts), ("total", &total)]),
        })
    }

    /// The parts of the time of an issue that a policy changes most, adding up to the difference of the resolution time as they
    /// are written, and that difference; `None` where no part changes.
    #[must_use]
    pub fn parts_in_words(self, comparison: &Comparison, policy: usize) -> Option<(String, String)> {
        let mean = |measure: Measure| comparison.difference(policy, Key::of_place(measure))?.mean;
        let whole = mean(Measure::ResolutionTime)?;
        let named = Measure::TIME_ACCOUNT.iter().filter_map(|&measure| Some((part_label(measure, self.language)?, mean(measure)?)));
        let mut parts: Vec<(&str, f64)> = named.collect();
        parts.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
        let largest = parts.first()?.1.abs().max(whole.abs());
        if largest == 0.0 {
            return None;
        }
        let (divisor, unit) = unit_of(largest);
        let places = significant_places(largest / divisor);
        let scale = libm::exp10(f64::from(places));
        // whole steps of the last decimal, so that what is written adds up
        let steps = |hours: f64| (hours / divisor * scale).round();
        let size = |steps: f64| format!("{} {}", self.signed(steps / scale, places as usize), unit_label(unit, self.language));
        let is_named = |hours: f64| steps(hours) != 0.0 && hours.abs() >= LEAST_NAMED * parts[0].1.abs();
        let named = parts.iter().filter(|(_, hours)| is_named(*hours)).take(MOST_NAMED);
        let rest = named.clone().fold(steps(whole), |rest, (_, hours)| rest - steps(*hours));
        let of = |(part, steps): (&str, f64)| format!("{part} {}", size(steps));
        let rest = (rest != 0.0).then_some((in_language(OTHERS, self.language), rest));
        let said: Vec<String> = named.map(|(part, hours)| (*part, steps(*hours))).chain(rest).map(of).collect();
        Some((said.join(self.say(Message::Comma)), size(steps(whole))))
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::time_account::*;

    #[test]
    fn every_part_has_a_name_that_can_be_drawn_in_both_languages() {
        for language in [Language::English, Language::Chinese] {
            let names: Vec<&str> = Measure::TIME_ACCOUNT.iter().map(|measure| part_label(*measure, language).unwrap()).collect();
            assert!(names.iter().flat_map(|name| name.chars()).chain(whole_label(language).chars()).all(has_glyph), "{names:?}");
            assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), Measure::TIME_ACCOUNT.len());
        }
        assert_eq!(part_label(Measure::ResolutionTime, Language::English), None);
    }

    #[test]
    fn from_two_days_on_times_are_written_in_days() {
        assert_eq!([unit_of(47.9), unit_of(48.0)], [(1.0, "hours"), (24.0, "days")]);
    }
}
