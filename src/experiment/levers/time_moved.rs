//! Which part of the time of an issue moves between two levels of a lever: the reason of its answer.

use serde::Serialize;

use super::level_values::LevelValues;
use crate::experiment::analysis::point_values::{moments, paired};
use crate::statistics::estimate::{Interval, StudentQuantiles};
use crate::units::measure::Measure;

/// The time account of one level minus that of another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeMoved {
    /// Where it starts, by its place among the rising levels.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Difference of the resolution time, hours.
    pub whole: f64,
    /// Difference of each of its parts, hours, in the order of the account; they add up to the whole.
    pub parts: Vec<PartMoved>,
}

/// A part of the time of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PartMoved {
    /// The part.
    pub measure: Measure,
    /// Its mean where it starts, hours.
    pub before: f64,
    /// Mean of the paired differences, hours.
    pub difference: f64,
    /// Its interval, of this part alone.
    pub interval: Option<Interval>,
}

/// What stands against a gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Opposed {
    /// Hours by which parts fall, together; 0 or more.
    pub falls: f64,
    /// Hours by which parts rise, together; 0 or more.
    pub rises: f64,
}

impl TimeMoved {
    /// From one level to another; `None` where a part has no value at both.
    pub(crate) fn between(values: &LevelValues, (from, to): (usize, usize), alpha: f64, quantiles: &mut StudentQuantiles) -> Option<Self> {
        let mut moved = |measure: Measure| {
            let difference = paired(values.series(measure, from)?, values.series(measure, to)?);
            let before = moments(values.series(measure, from)?).mean;
            let interval = quantiles.interval(&difference, alpha);
            (difference.count > 0).then_some(PartMoved { measure, before, difference: difference.mean, interval })
        };
        let whole = moved(Measure::ResolutionTime)?.difference;
        // a part that no run has is no part of the account
        let has = |measure: &&Measure| values.series(**measure, from).is_some();
        let parts: Option<Vec<PartMoved>> = Measure::TIME_ACCOUNT.iter().filter(has).map(|measure| moved(*measure)).collect();
        Some(Self { from, to, whole, parts: parts? })
    }

    /// What falls and what rises.
    #[must_use]
    pub fn opposed(&self) -> Opposed {
        let sum = |sign: f64| self.parts.iter().map(|part| (sign * part.difference).max(0.0)).sum();
        Opposed { falls: sum(-1.0), rises: sum(1.0) }
    }

    /// The parts, those that moved most first.
    #[must_use]
    pub fn by_size(&self) -> Vec<PartMoved> {
        let mut parts = self.parts.clone();
        parts.sort_by(|one, other| other.difference.abs().total_cmp(&one.difference.abs()));
        parts
    }
}
