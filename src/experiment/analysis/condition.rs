//! A promise about one measure, `on_time_rate >= 0.9`, and what replications say of it.
//!
//! It *holds* when the unfavourable limit of the mean's one-sided t interval keeps it, it *fails* when even the favourable limit
//! does not, and in between it is *open*: more replications would tell. Values that are the same in every replication are
//! simply compared. A mean of fewer than two values is open, and so is a quantile that some replication did not reach within
//! the follow-up.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::statistics::estimate::{Moments, StudentQuantiles, is_follow_up_quantile};
use crate::units::measure::Measure;

/// On which side of the number a measure must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At the number or above, `>=`.
    AtLeast,
    /// At the number or below, `<=`.
    AtMost,
}

/// A promise: a measure of the whole place on one side of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// What is measured.
    pub measure: Measure,
    /// On which side.
    pub bound: Bound,
    /// The number, in the unit of the measure.
    pub number: f64,
}

/// What replications say of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// They do not say.
    Open,
}

impl Answer {
    /// How it is spelled.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Open => "open",
        }
    }
}

/// What is wrong with a condition as written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// No operator, or another one.
    #[error("{text:?} has no `>=` or `<=`, expected a condition such as '{} >= 0.9'", Measure::OnTimeRate.entry().name)]
    NoOperator {
        /// As written.
        text: String,
    },
    /// No measure of that name.
    #[error("there is no measure {name:?}{}; `wangge describe measures` lists them", meant.map(|meant| format!(", did you mean {meant:?}?")).unwrap_or_default())]
    UnknownMeasure {
        /// As written.
        name: String,
        /// The one likely meant.
        meant: Option<&'static str>,
    },
    /// Not a number.
    #[error("{text:?} is no number, expected one in the unit of {measure} ({unit}){}", if *unit == "share" { ", such as 0.9 or 90%" } else { "" })]
    NoNumber {
        /// As written.
        text: String,
        /// The measure.
        measure: &'static str,
        /// Its unit.
        unit: &'static str,
    },
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        let parts = |operator, bound| text.split_once(operator).map(|(name, number)| (name.trim(), bound, number.trim()));
        let Some((name, bound, number)) = parts(">=", Bound::AtLeast).or_else(|| parts("<=", Bound::AtMost)) else {
            return Err(ConditionError::NoOperator { text: text.to_owned() });
        };
        let measure = Measure::named(name).ok_or_else(|| ConditionError::UnknownMeasure { name: name.to_owned(), meant: likely(name) })?;
        let entry = measure.entry();
        let wrong = || ConditionError::NoNumber { text: number.to_owned(), measure: entry.name, unit: entry.unit };
        let parsed = match number.strip_suffix('%').filter(|_| entry.unit == "share") {
            Some(percent) => percent.trim_end().parse::<f64>().map(|percent| percent / 100.0),
            None => number.parse::<f64>(),
        };
        let number = parsed.ok().filter(|number| number.is_finite()).ok_or_else(wrong)?;
        Ok(Self { measure, bound, number })
    }
}

/// The measure likely meant by `name`: the nearest, else the first that begins so.
fn likely(name: &str) -> Option<&'static str> {
    let names = || Measure::ALL.iter().map(|measure| measure.entry().name);
    let begun = names().find(|known| name.len() > 3 && known.starts_with(name));
    let nearest = names().map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
    nearest.filter(|(distance, _)| *distance <= 1 + name.chars().count() / 3).map(|(_, known)| known).or(begun)
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.bound {
            Bound::AtLeast => ">=",
            Bound::AtMost => "<=",
        };
        write!(f, "{} {operator} {}", self.measure.entry().name, self.number)
    }
}

impl Condition {
    /// What `values` of so many `replications` say, each limit with `confidence` (0–1).
    pub(crate) fn answer(&self, values: &Moments, replications: u32, confidence: f64, quantiles: &mut StudentQuantiles) -> Answer {
        let is_unreached = is_follow_up_quantile(self.measure) && values.count < replications;
        // two one-sided limits, each with `confidence`, are a two-sided interval of twice the risk
        let Some(limits) = quantiles.interval(values, 2.0 * (1.0 - confidence)).filter(|_| !is_unreached) else { return Answer::Open };
        let (is_kept, is_missed) = match self.bound {
            Bound::AtLeast => (limits.low >= self.number, limits.high < self.number),
            Bound::AtMost => (limits.high <= self.number, limits.low > self.number),
        };
        match (is_kept, is_missed) {
            (true, _) => Answer::Holds,
            (_, true) => Answer::Fails,
            _ => Answer::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::condition::*;

    #[test]
    fn a_condition_is_read_and_written_alike() {
        let condition: Condition = " on_time_rate>= 90% ".parse().unwrap();
        assert_eq!(condition, Condition { measure: Measure::OnTimeRate, bound: Bound::AtLeast, number: 0.9 });
        assert_eq!(condition.to_string(), "on_time_rate >= 0.9");
        assert_eq!(condition.to_string().parse(), Ok(condition));
        let other: Condition = "resolution_time_hours <= 72".parse().unwrap();
        assert_eq!((other.bound, other.number), (Bound::AtMost, 72.0));
    }

    #[test]
    fn what_is_wrong_with_a_condition_is_said_with_what_was_likely_meant() {
        let said = |text: &str| text.parse::<Condition>().unwrap_err().to_string();
        assert_eq!(
            said("on_time_rate > 0.9"),
            "\"on_time_rate > 0.9\" has no `>=` or `<=`, expected a condition such as 'on_time_rate >= 0.9'"
        );
        assert!(said("ontime_rate >= 0.9").contains("no measure \"ontime_rate\", did you mean \"on_time_rate\"?"));
        assert!(said("happiness >= 0.9").starts_with("there is no measure \"happiness\"; "));
        assert_eq!(
            said("on_time_rate >= most"),
            "\"most\" is no number, expected one in the unit of on_time_rate (share), such as 0.9 or 90%"
        );
        assert_eq!(said("resolution_time_hours <= 9%"), "\"9%\" is no number, expected one in the unit of resolution_time_hours (hours)");
        assert!(said("on_time_rate >= inf").contains("is no number"));
    }

    #[test]
    fn it_holds_or_fails_by_the_limit_that_speaks_against_it() {
        // mean 0.9, sd 0.1, 4 values: t(0.95, 3) = 2.353, so half-width 0.1177
        let values: Moments = [0.8, 0.9, 0.9, 1.0].into_iter().map(|value: f64| 0.9 + (value - 0.9) * 1.5_f64.sqrt()).collect();
        assert!((values.sd().unwrap() - 0.1).abs() < 1e-12);
        let answer = |text: &str| text.parse::<Condition>().unwrap().answer(&values, 4, 0.95, &mut StudentQuantiles::default());
        assert_eq!(answer("on_time_rate >= 0.782"), Answer::Holds);
        assert_eq!(answer("on_time_rate >= 0.783"), Answer::Open);
        assert_eq!(answer("on_time_rate >= 1.017"), Answer::Open);
        assert_eq!(answer("on_time_rate >= 1.018"), Answer::Fails);
        assert_eq!(answer("on_time_rate <= 1.018"), Answer::Holds);
        assert_eq!(answer("on_time_rate <= 0.782"), Answer::Fails);
        let same: Moments = [0.9; 3].into_iter().collect();
        let condition = |text: &str| text.parse::<Condition>().unwrap();
        assert_eq!(condition("on_time_rate >= 0.9").answer(&same, 3, 0.95, &mut StudentQuantiles::default()), Answer::Holds);
        assert_eq!(
            condition("on_time_rate >= 0.9").answer(&[0.95].into_iter().collect(), 1, 0.95, &mut StudentQuantiles::default()),
            Answer::Open
        );
        let quantile = condition("resolution_time_p90_hours <= 100");
        assert_eq!(quantile.answer(&same, 4, 0.95, &mut StudentQuantiles::default()), Answer::Open);
        assert_eq!(quantile.answer(&same, 3, 0.95, &mut StudentQuantiles::default()), Answer::Holds);
    }
}
