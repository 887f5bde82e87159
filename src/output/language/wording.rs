//! What a comparison says, in words: verdicts with their cost, differences, patterns. One wording for the terminal and
//! for the report, in both languages, so that they cannot differ.

use super::label::{length_label, measure_label, unit_label};
use super::message::{Language, Message};
use super::names::Titles;
use super::number::{decimals, number, plain_decimals};
use crate::experiment::analysis::comparison::{Comparison, Difference, PayStated};
use crate::experiment::analysis::pattern::{Finding, PatternResult};
use crate::experiment::campaign::execution::Status;
use crate::scenario::{Expectation, Pattern, Subject};
use crate::statistics::estimate::{Estimate, Interval};
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;
use crate::units::{PayerId, SimDuration};

/// A language, and what policies are called in it.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'n> {
    /// Language.
    pub language: Language,
    /// Titles of the policies; `None` where they go by their names.
    titles: Option<&'n Titles>,
}

/// What volunteers give, beside what a policy costs.
const VOLUNTEER_HOURS: Key = Key::of_place(Measure::VolunteerHours);

/// Decimals with which an estimate and its interval are shown.
#[must_use]
pub fn places(estimate: &Estimate) -> usize {
    decimals_of(estimate.interval, estimate.mean.unwrap_or(0.0))
}

/// Decimals with which a difference and its interval are shown; `value` is its size.
#[must_use]
pub fn difference_places(difference: &Difference, value: f64) -> usize {
    decimals_of(difference.interval, value)
}

fn decimals_of(interval: Option<Interval>, value: f64) -> usize {
    match width(interval) {
        Some(half) => decimals(half),
        None => plain_decimals(value),
    }
}

/// Half of the width of an interval that has one.
fn width(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.half_width()).filter(|half| *half > 0.0)
}

/// A sentence with a capital letter in front.
#[must_use]
pub fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl<'n> Wording<'n> {
    /// English, policies by their names.
    pub const ENGLISH: Self = Self { language: Language::English, titles: None };

    /// Words in `language`, policies by their names.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language, titles: None }
    }

    /// Words in `language`, policies by their `titles`.
    #[must_use]
    pub const fn with(language: Language, titles: &'n Titles) -> Self {
        Self { language, titles: Some(titles) }
    }

    /// What the policy `name` is called in a sentence: its title in quotes, which tell where it ends, else its name.
    #[must_use]
    pub fn policy(self, name: &str) -> String {
        self.titles.and_then(|titles| titles.get(name)).map_or_else(|| name.to_owned(), |title| format!("“{title}”"))
    }

    /// What a role, a level, a category, a housing type or a payer is called.
    #[must_use]
    pub fn thing<'t>(self, name: &'t str) -> &'t str
    where
        'n: 't,
    {
        self.titles.map_or(name, |titles| titles.thing(name))
    }

    /// What a unit is called, from the top down.
    #[must_use]
    pub fn unit_path(self, path: &str) -> String {
        self.titles.map_or_else(|| path.to_owned(), |titles| titles.path(path))
    }

    /// The same of several, in a list.
    #[must_use]
    pub fn policies<'p>(self, names: impl IntoIterator<Item = &'p str>) -> String {
        names.into_iter().map(|name| self.policy(name)).collect::<Vec<_>>().join(self.say(Message::Comma))
    }

    pub(crate) fn say(self, message: Message) -> &'static str {
        message.text(self.language)
    }

    pub(crate) fn fill(self, message: Message, values: &[(&str, &str)]) -> String {
        message.filled(self.language, values)
    }

    /// A number with `places` decimals.
    #[must_use]
    pub fn number(self, value: f64, places: usize) -> String {
        number(value, places).replace('-', "−")
    }

    /// A number with its sign, but for a rounded zero.
    #[must_use]
    pub fn signed(self, value: f64, places: usize) -> String {
        let text = self.number(value, places);
        let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if value > 0.0 && !is_zero { format!("+{text}") } else { text }
    }

    /// An interval: `[−39.3, −34.1]`.
    #[must_use]
    pub fn limits(self, Interval { low, high }: Interval, places: usize) -> String {
        format!("[{}, {}]", self.number(low, places), self.number(high, places))
    }

    /// What is written as `shown`, with its interval where it has one of a width.
    pub(super) fn with_interval(self, shown: String, interval: Option<Interval>, places: usize) -> String {
        match interval.zip(width(interval)) {
            Some((interval, _)) => format!("{shown} {}", self.limits(interval, places)),
            None => shown,
        }
    }

    /// One policy minus another, in words.
    #[must_use]
    pub fn difference_of(self, policy: &str, baseline: &str) -> String {
        self.fill(Message::OutputDifference, &[("policy", &self.policy(policy)), ("baseline", &self.policy(baseline))])
    }

    /// What a measure is called.
    #[must_use]
    pub const fn measure(self, measure: Measure) -> &'static str {
        measure_label(measure, self.language)
    }

    /// How the points of a design were chosen; a kind that is not known stays as it is.
    #[must_use]
    pub fn design(self, kind: &str) -> String {
        let message = match kind {
            "full factorial" => Message::FullFactorial,
            "one at a time" => Message::OneAtATime,
            "Latin hypercube" => Message::LatinHypercube,
            "Sobol sequence" => Message::SobolSequence,
            "design file" => Message::DesignByHand,
            _ => return kind.to_owned(),
        };
        self.say(message).to_owned()
    }

    /// A length of time: `45 days`.
    #[must_use]
    pub fn length(self, length: SimDuration) -> String {
        length_label(length, self.language)
    }

    /// The unit after a number; a share has none.
    #[must_use]
    pub fn unit(self, measure: Measure) -> String {
        match measure.entry().unit {
            "share" => String::new(),
            unit => format!(" {}", unit_label(unit, self.language)),
        }
    }

    /// A difference with its sign and interval.
    #[must_use]
    pub fn difference(self, difference: &Difference, places: usize) -> String {
        match difference.mean {
            Some(mean) => self.with_interval(self.signed(mean, places), difference.interval, places),
            None if difference.is_not_reached() => self.say(Message::NotReached).to_owned(),
            None => "-".to_owned(),
        }
    }

    /// The verdicts on one policy in a sentence, with its cost.
    #[must_use]
    pub fn sentence(self, comparison: &Comparison, policy: usize) -> String {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for difference in comparison.headline_of(policy) {
            let (word, about) = self.predicate(difference);
            match said.iter_mut().find(|(known, _)| *known == word) {
                Some((_, list)) => list.push(about),
                None => said.push((word, vec![about])),
            }
        }
        let verdicts = said.iter().map(|(word, list)| {
            let message = if word.contains(self.say(Message::Clause)) { Message::WeighedVerdictIn } else { Message::VerdictIn };
            self.fill(message, &[("verdict", word), ("measures", &self.joined(list))])
        });
        let verdicts = verdicts.collect::<Vec<_>>().join(self.say(Message::Next));
        let name = &self.policy(&comparison.identity.policies[policy]);
        let cost = self.cost(comparison, policy);
        let sentence = self.fill(Message::VerdictSentence, &[("policy", name), ("verdicts", &verdicts), ("cost", &cost)]);
        match comparison.status {
            Status::Interrupted | Status::Failed => self.fill(Message::SoFar, &[("sentence", &sentence)]),
            Status::Complete => sentence,
        }
    }

    /// `a`, `a and b`, `a, b and c`.
    fn joined(self, list: &[String]) -> String {
        match list {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{}{}{last}", first.join(self.say(Message::Comma)), self.say(Message::And)),
        }
    }

    fn cost(self, comparison: &Comparison, policy: usize) -> String {
        let hours = comparison.difference(policy, VOLUNTEER_HOURS).and_then(|hours| Some(self.volunteers(comparison, hours, hours.mean?)));
        let paid = match self.by_payer(comparison, policy) {
            Some(parts) => format!("{}{}{parts}", self.pay(comparison, policy), self.say(Message::Comma)),
            None => self.pay(comparison, policy),
        };
        let parts = [paid].into_iter().chain(hours).chain(self.worth(comparison, policy));
        parts.collect::<Vec<_>>().join(self.say(Message::Next))
    }

    /// What each payer pays more or less, where there are several and any does.
    fn by_payer(self, comparison: &Comparison, policy: usize) -> Option<String> {
        let of = |(index, name): (usize, &String)| {
            let key = Key { measure: Measure::FULL_COST, group: Group::Payer(PayerId::new(index)) };
            let difference = comparison.difference(policy, key)?;
            let mean = difference.mean.filter(|mean| *mean != 0.0)?;
            let size = self.signed(mean, difference_places(difference, mean)) + &self.unit(Measure::FULL_COST);
            Some(format!("{name} {size}"))
        };
        let parts: Vec<String> = comparison.payers.iter().enumerate().filter_map(of).collect();
        let is_said = comparison.payers.len() > 1 && !parts.is_empty();
        is_said.then(|| self.fill(Message::OfWhich, &[("parts", &parts.join(self.say(Message::Comma)))]))
    }

    /// What the hours of volunteers are worth more or less, apart from what is paid.
    fn worth(self, comparison: &Comparison, policy: usize) -> Option<String> {
        let difference = comparison.difference(policy, Key::of_place(Measure::VolunteerValue))?;
        let mean = difference.mean.filter(|mean| *mean != 0.0)?;
        let size = self.difference(difference, difference_places(difference, mean)) + &self.unit(difference.key.measure);
        Some(self.fill(Message::VolunteersWorth, &[("size", &size)]))
    }

    /// Hours of volunteers, which are nobody's pay.
    fn volunteers(self, comparison: &Comparison, hours: &Difference, mean: f64) -> String {
        let name = self.policy(&comparison.identity.policies[hours.baseline]);
        let baseline = ("baseline", name.as_str());
        let size = self.difference(hours, difference_places(hours, mean)) + &self.unit(hours.key.measure);
        let is_open = hours.interval.is_some_and(|Interval { low, high }| low <= 0.0 && high >= 0.0 && high > low);
        match mean {
            _ if is_open => self.fill(Message::VolunteersOpen, &[baseline, ("size", &size)]),
            0.0 => self.fill(Message::VolunteersSame, &[baseline]),
            _ => self.fill(Message::VolunteersOther, &[baseline, ("size", &size)]),
        }
    }

    /// The difference in pay, and whose pay is not stated.
    fn pay(self, comparison: &Comparison, policy: usize) -> String {
        let known = comparison.cost_of(policy).and_then(|cost| Some((cost, cost.mean?)));
        let Some((cost, mean)) = known else { return self.say(Message::CostUnknown).to_owned() };
        match &comparison.pay {
            PayStated::Nobodys => self.say(Message::NoPay).to_owned(),
            PayStated::Some { without } if without.is_empty() => self.paid(comparison, cost, mean),
            PayStated::Some { without } => {
                let roles = without.join(self.say(Message::Comma));
                self.fill(Message::PayWithout, &[("cost", &self.paid(comparison, cost, mean)), ("roles", &roles)])
            }
        }
    }

    fn paid(self, comparison: &Comparison, cost: &Difference, mean: f64) -> String {
        let size = |value: f64, interval: Option<Interval>| {
            let places = difference_places(cost, value);
            self.with_interval(self.number(value, places), interval, places) + &self.unit(cost.key.measure)
        };
        let name = self.policy(&comparison.identity.policies[cost.baseline]);
        let baseline = ("baseline", name.as_str());
        match cost.interval {
            Some(Interval { low, high }) if low <= 0.0 && high >= 0.0 && high > low => {
                self.fill(Message::CostOpen, &[baseline, ("size", &size(mean, cost.interval))])
            }
            _ if mean == 0.0 => self.fill(Message::CostSame, &[baseline]),
            _ if mean > 0.0 => self.fill(Message::CostMore, &[("size", &size(mean, cost.interval))]),
            interval => {
                let turned = interval.map(|Interval { low, high }| Interval { low: -high, high: -low });
                self.fill(Message::CostLess, &[("size", &size(-mean, turned))])
            }
        }
    }

    /// What a pattern says.
    #[must_use]
    pub fn pattern_stated(self, pattern: &Pattern) -> String {
        let unit = self.unit(pattern.measure);
        let group = pattern.group.as_ref().map(|group| self.fill(Message::OfGroup, &[("group", group)])).unwrap_or_default();
        let name = self.policy(&pattern.policy);
        let policy = ("policy", name.as_str());
        let subject = match &pattern.of {
            Subject::Value => self.fill(Message::UnderPolicy, &[policy]),
            Subject::Difference { baseline } => self.fill(Message::AgainstPolicy, &[policy, ("baseline", &self.policy(baseline))]),
        };
        let expected = match pattern.expect {
            Expectation::Higher => self.say(Message::Higher).to_owned(),
            Expectation::Lower => self.say(Message::Lower).to_owned(),
            Expectation::Same { within } => self.fill(Message::SameWithin, &[("within", &format!("{within}{unit}"))]),
            Expectation::Band { low, high } => self.fill(Message::FromTo, &[("low", &low.to_string()), ("high", &format!("{high}{unit}"))]),
        };
        let values = [("measure", self.measure(pattern.measure)), ("group", &group), ("subject", &subject), ("expected", &expected)];
        self.fill(Message::PatternStated, &values)
    }

    /// What was found of a pattern.
    #[must_use]
    pub fn found(self, result: &PatternResult) -> String {
        let show = |value, places| {
            if matches!(result.pattern.of, Subject::Value) { self.number(value, places) } else { self.signed(value, places) }
        };
        match (result.finding, result.found) {
            (Finding::NotRun, _) => self.say(Message::PolicyNotRun).to_owned(),
            (_, Some(mean)) => {
                let places = decimals_of(result.interval, mean);
                self.with_interval(show(mean, places), result.interval, places)
            }
            (_, None) => self.say(Message::FoundNothing).to_owned(),
        }
    }

    /// Whether a pattern was found.
    #[must_use]
    pub fn finding(self, finding: Finding) -> &'static str {
        self.say(match finding {
            Finding::Reproduced => Message::Reproduced,
            Finding::NotReproduced => Message::NotReproduced,
            Finding::Undecided => Message::Undecided,
            Finding::NotRun => Message::NotRun,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::wording::*;

    #[test]
    fn numbers_have_real_minus_signs_and_the_limits_of_their_interval() {
        let interval = Some(Interval { low: -39.34, high: -34.06 });
        let words = Wording::ENGLISH;
        assert_eq!(words.with_interval(words.signed(-36.7, 1), interval, 1), "−36.7 [−39.3, −34.1]");
        assert_eq!(words.with_interval(words.signed(-36.7, 1), None, 1), "−36.7");
        assert_eq!(words.signed(0.001, 2), "0.00");
        let list = ["a", "b", "c"].map(str::to_owned);
        assert_eq!((1..4).map(|count| words.joined(&list[..count])).collect::<Vec<_>>(), ["a", "a and b", "a, b and c"]);
    }
}
