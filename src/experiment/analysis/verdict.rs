//! Verdicts in words, read off an interval and nothing else; but that a measure never differed is no interval, and *identical*
//! is said only where the runs were the same event by event.
//!
//! A difference is *better* or *worse* when its interval leaves out 0. Where the scenario states the smallest difference
//! that matters, ±x, the interval also says whether it is *large enough to matter* (all of it at or beyond x) or *too small to
//! matter* (all of it within ±x); one that holds 0 and lies within ±x is *equivalent within x*. Everything else is *undecided*.

use std::fmt;

use serde::Serialize;

use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Most replications of a plan; a verdict that would take more is called so.
const MOST: f64 = 1_000_000.0;

/// What the replications say of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same events in every replication, to the second.
    Identical,
    /// The same value in every replication, but of other events.
    Unchanged {
        /// Replications.
        n: u32,
    },
    /// The interval leaves out 0.
    Apart {
        /// On which side it lies.
        side: Side,
        /// How it compares with the smallest difference that matters; `None` where none is stated, or where the interval
        /// holds it.
        size: Option<Size>,
    },
    /// The interval holds 0 and lies within the smallest difference that matters.
    Equivalent {
        /// That difference, in the unit of the measure.
        within: f64,
    },
    /// None of these.
    Undecided {
        /// About so many more replications would settle it; `None` when it would take over a million.
        more: Option<u32>,
        /// What would be settled, in the unit of the measure: the stated smallest difference, else the one observed (0
        /// when none was).
        settles: f64,
    },
}

/// The side of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// As the measure's direction would have it.
    Better,
    /// Against the measure's direction.
    Worse,
    /// More, of a measure without direction.
    Higher,
    /// Less, of a measure without direction.
    Lower,
}

/// A difference beside the smallest one that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// At least as large.
    Enough,
    /// Smaller.
    Small,
}

/// The verdict on a difference with this `mean` and `interval` over `n` replications, some of which differ.
#[must_use]
pub fn judge(mean: f64, interval: Interval, n: u32, direction: Direction, relevant: Option<f64>) -> Verdict {
    if interval.low == 0.0 && interval.high == 0.0 {
        return Verdict::Unchanged { n };
    }
    let is_small = relevant.is_some_and(|x| interval.is_within(-x, x));
    if interval.low > 0.0 || interval.high < 0.0 {
        let is_enough = relevant.is_some_and(|x| interval.low >= x || interval.high <= -x);
        let size = if is_enough { Some(Size::Enough) } else { is_small.then_some(Size::Small) };
        return Verdict::Apart { side: side(interval.low > 0.0, direction), size };
    }
    match relevant {
        Some(within) if is_small => Verdict::Equivalent { within },
        Some(x) => undecided(interval.larger_side(mean), n, x, x / 2.0),
        None => undecided(interval.larger_side(mean), n, two_digits(mean.abs()), mean.abs()),
    }
}

const fn side(is_more: bool, direction: Direction) -> Side {
    match (is_more, direction) {
        (true, Direction::Neutral) => Side::Higher,
        (false, Direction::Neutral) => Side::Lower,
        (true, Direction::Higher) | (false, Direction::Lower) => Side::Better,
        _ => Side::Worse,
    }
}

/// An interval with a half-width of at most x / 2 lies within ±x or leaves out 0, whatever the difference is. Without an x
/// the one that is observed must leave out 0. Half-widths fall with the root of the replications.
fn undecided(side: f64, n: u32, settles: f64, half_width: f64) -> Verdict {
    let ratio = side / half_width;
    let more = (f64::from(n) * (ratio * ratio - 1.0)).round().max(1.0);
    let more = if more > 100.0 { two_digits(more) } else { more };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a million")]
    let more = (more <= MOST).then_some(more as u32);
    Verdict::Undecided { more, settles }
}

/// `value` with two significant digits.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

impl Verdict {
    /// The verdict without its numbers.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Unchanged { .. } => "no difference",
            Self::Apart { side, size } => match (side, size) {
                (Side::Better, None) => "better",
                (Side::Better, Some(Size::Enough)) => "better, and large enough to matter",
                (Side::Better, Some(Size::Small)) => "better, but too small to matter",
                (Side::Worse, None) => "worse",
                (Side::Worse, Some(Size::Enough)) => "worse, and large enough to matter",
                (Side::Worse, Some(Size::Small)) => "worse, but too small to matter",
                (Side::Higher, None) => "higher",
                (Side::Higher, Some(Size::Enough)) => "higher, and large enough to matter",
                (Side::Higher, Some(Size::Small)) => "higher, but too small to matter",
                (Side::Lower, None) => "lower",
                (Side::Lower, Some(Size::Enough)) => "lower, and large enough to matter",
                (Side::Lower, Some(Size::Small)) => "lower, but too small to matter",
            },
            Self::Equivalent { .. } => "equivalent",
            Self::Undecided { .. } => "undecided",
        }
    }

    /// What tables say: a code for a difference that leaves out zero (`better_relevant`, `better_small`, `better`), of
    /// the others the verdict in full.
    #[must_use]
    pub fn in_tables(&self) -> String {
        let Self::Apart { side, size } = self else { return self.to_string() };
        let side = Self::Apart { side: *side, size: None }.word();
        match size {
            None => side.to_owned(),
            Some(Size::Enough) => format!("{side}_relevant"),
            Some(Size::Small) => format!("{side}_small"),
        }
    }
}

impl fmt::Display for Verdict {
    /// The verdict in full, numbers in the unit of the measure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self {
            Self::Equivalent { within } => write!(f, " within {within}"),
            Self::Unchanged { n } => write!(f, " in {n} runs"),
            Self::Undecided { more: Some(1), settles } => write!(f, ": about 1 more replication would settle ±{settles}"),
            Self::Undecided { more: Some(more), settles } => write!(f, ": about {more} more replications would settle ±{settles}"),
            Self::Identical | Self::Apart { .. } | Self::Undecided { more: None, settles: 0.0 } => Ok(()),
            Self::Undecided { more: None, settles } => write!(f, ": it would take over a million more replications to settle ±{settles}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::verdict::*;

    fn said(low: f64, high: f64, direction: Direction, relevant: Option<f64>) -> String {
        judge(f64::midpoint(low, high), Interval { low, high }, 30, direction, relevant).to_string()
    }

    #[test]
    fn an_interval_that_leaves_out_zero_is_better_or_worse_by_the_direction_of_the_measure() {
        assert_eq!(said(0.1, 0.3, Direction::Higher, None), "better");
        assert_eq!(said(0.1, 0.3, Direction::Lower, None), "worse");
        assert_eq!(said(-0.3, -0.1, Direction::Lower, None), "better");
        assert_eq!(said(-0.3, -0.1, Direction::Neutral, None), "lower");
        assert_eq!(said(0.1, 0.1, Direction::Neutral, None), "higher");
    }

    #[test]
    fn beside_the_smallest_difference_that_matters_it_is_large_enough_or_too_small_or_neither() {
        assert_eq!(said(0.1, 0.3, Direction::Higher, Some(0.1)), "better, and large enough to matter");
        assert_eq!(said(-0.3, -0.1, Direction::Higher, Some(0.05)), "worse, and large enough to matter");
        assert_eq!(said(0.1, 0.3, Direction::Higher, Some(0.3)), "better, but too small to matter");
        assert_eq!(said(0.1, 0.3, Direction::Higher, Some(0.2)), "better");
        assert_eq!(said(-0.1, 0.2, Direction::Higher, Some(0.2)), "equivalent within 0.2");
        assert_eq!(said(0.0, 0.0, Direction::Higher, Some(0.2)), "no difference in 30 runs");
    }

    #[test]
    fn tables_have_codes_for_differences_that_leave_out_zero() {
        let coded = |low, high, relevant| judge(low, Interval { low, high }, 30, Direction::Higher, relevant).in_tables();
        assert_eq!(coded(0.1, 0.3, Some(0.1)), "better_relevant");
        assert_eq!(coded(-0.3, -0.1, Some(0.3)), "worse_small");
        assert_eq!(coded(0.1, 0.3, None), "better");
        assert_eq!(coded(-0.1, 0.2, Some(0.2)), "equivalent within 0.2");
    }

    #[test]
    fn the_undecided_say_how_many_replications_would_settle_what() {
        // half-width 0.3 over 30 replications; 0.1 is asked: 30 · 9 − 30
        assert_eq!(said(-0.2, 0.4, Direction::Higher, Some(0.2)), "undecided: about 240 more replications would settle ±0.2");
        // the observed difference 0.15 would need 30 · 4 − 30
        assert_eq!(said(-0.15, 0.45, Direction::Higher, None), "undecided: about 90 more replications would settle ±0.15");
        let hopeless = said(-0.300_000_1, 0.3, Direction::Higher, None);
        assert_eq!(hopeless, "undecided: it would take over a million more replications to settle ±0.00000005");
        assert_eq!(said(-1.0, 1.0, Direction::Higher, None), "undecided");
    }

    #[test]
    fn half_the_smallest_difference_as_half_width_always_settles() {
        for step in -300..=300 {
            let mean = f64::from(step) / 100.0;
            let verdict = judge(mean, Interval { low: mean - 0.5, high: mean + 0.5 }, 30, Direction::Higher, Some(1.0));
            assert!(!matches!(verdict, Verdict::Undecided { .. }), "{mean}: {verdict}");
        }
    }
}
