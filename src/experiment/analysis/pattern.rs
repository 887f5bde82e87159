//! Patterns evaluated: does a number lie where the scenario's author, with a source, expects it? The answer is told and
//! decides nothing. Intervals are plain t intervals at the plan's confidence, outside the family of verdicts.

use serde::Serialize;

use crate::scenario::{Expectation, Pattern, Setting};
use crate::statistics::estimate::Interval;
use crate::units::key::{Group, Key};

/// What the replications say of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The whole interval is where it is expected.
    Reproduced,
    /// The whole interval is where it is not expected.
    NotReproduced,
    /// The interval is partly where it is expected, or there is none.
    Undecided,
    /// The comparison has not run a policy that it speaks of.
    NotRun,
}

impl Finding {
    /// How it is spelled.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::NotReproduced => "not reproduced",
            Self::Undecided => "undecided",
            Self::NotRun => "not run",
        }
    }

    /// What `interval` says of an expectation.
    #[must_use]
    pub fn of(expect: Expectation, interval: Option<Interval>) -> Self {
        let Some(interval) = interval else { return Self::Undecided };
        let (is_in, is_out) = match expect {
            Expectation::Higher => (interval.low > 0.0, interval.high <= 0.0),
            Expectation::Lower => (interval.high < 0.0, interval.low >= 0.0),
            Expectation::Same { within } => band(-within, within, interval),
            Expectation::Band { low, high } => band(low, high, interval),
        };
        match (is_in, is_out) {
            (true, _) => Self::Reproduced,
            (_, true) => Self::NotReproduced,
            _ => Self::Undecided,
        }
    }
}

/// Whether all of `interval` lies in `low`–`high`, and whether none of it does.
fn band(low: f64, high: f64, interval: Interval) -> (bool, bool) {
    (interval.is_within(low, high), interval.high < low || interval.low > high)
}

/// A pattern with what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PatternResult {
    /// The pattern as stated.
    pub pattern: Pattern,
    /// Mean of the value or difference; `None` when it was not run or has none.
    pub found: Option<f64>,
    /// Its t interval.
    pub interval: Option<Interval>,
    /// Replications that had a value.
    pub n: u32,
    /// What they say.
    pub finding: Finding,
}

/// A pattern about a number that runs do not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the pattern {name} speaks of {measure} over {group:?}, which is not counted under every policy; {measure} is counted over: {counted}"
)]
pub struct Uncounted {
    /// Name of the pattern.
    pub name: String,
    /// The measure.
    pub measure: &'static str,
    /// The group.
    pub group: String,
    /// Groups over which it is counted.
    pub counted: String,
}

/// Where `pattern` finds its number among `columns`, whose groups `setting` names.
///
/// # Errors
/// When its measure is not counted over its group.
pub fn column(pattern: &Pattern, columns: &[Key], setting: &Setting) -> Result<usize, Uncounted> {
    let name = |group: Group| group.name(setting);
    let wanted = pattern.group.as_deref().unwrap_or("all");
    let is_it = |key: &Key| key.measure == pattern.measure && name(key.group) == wanted;
    columns.iter().position(is_it).ok_or_else(|| {
        let counted = columns.iter().filter(|key| key.measure == pattern.measure).map(|key| name(key.group));
        Uncounted {
            name: pattern.name.clone(),
            measure: pattern.measure.entry().name,
            group: wanted.to_owned(),
            counted: counted.collect::<Vec<_>>().join(", "),
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::pattern::*;

    #[test]
    fn a_pattern_is_reproduced_only_by_the_whole_interval() {
        let found = |expect, low, high| Finding::of(expect, Some(Interval { low, high }));
        assert_eq!(found(Expectation::Higher, 0.1, 0.2), Finding::Reproduced);
        assert_eq!(found(Expectation::Higher, -0.1, 0.2), Finding::Undecided);
        assert_eq!(found(Expectation::Higher, -0.2, -0.1), Finding::NotReproduced);
        assert_eq!(found(Expectation::Higher, 0.0, 0.0), Finding::NotReproduced);
        assert_eq!(found(Expectation::Lower, -0.2, -0.1), Finding::Reproduced);
        assert_eq!(found(Expectation::Lower, 0.0, 0.0), Finding::NotReproduced);
        assert_eq!(found(Expectation::Same { within: 0.1 }, 0.0, 0.0), Finding::Reproduced);
        assert_eq!(found(Expectation::Same { within: 0.1 }, -0.05, 0.15), Finding::Undecided);
        assert_eq!(found(Expectation::Same { within: 0.1 }, 0.11, 0.15), Finding::NotReproduced);
        let band = Expectation::Band { low: 0.8, high: 0.9 };
        assert_eq!(found(band, 0.8, 0.9), Finding::Reproduced);
        assert_eq!(found(band, 0.95, 0.99), Finding::NotReproduced);
        assert_eq!(Finding::of(band, None), Finding::Undecided);
    }
}
