//! How runs end: what is counted at the end of what is shown, in many replications of a policy and in the group's own run.

use std::collections::BTreeMap;

use super::joined::LoggedRun;
use super::moments::there_after;
use crate::units::SimTime;

/// What is counted at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndMeasure {
    /// Issues truly fixed since the beginning.
    Fixed,
    /// Issues that are there.
    Open,
    /// Times that an issue has gone up a level since the beginning.
    Up,
    /// Recorded as closed since the beginning, less reopened.
    Closed,
}

impl EndMeasure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Open, Self::Up, Self::Closed];

    /// What the page's script calls it.
    #[must_use]
    pub const fn count(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Open => "open",
            Self::Up => "up",
            Self::Closed => "closed",
        }
    }

    /// The counts of many runs, rising.
    pub(super) fn sorted(self, ends: &[EndCounts]) -> Vec<i64> {
        let mut counts: Vec<i64> = ends.iter().map(|end| end.0[self as usize]).collect();
        counts.sort_unstable();
        counts
    }
}

/// What is counted at the end of one run, in the order of [`EndMeasure::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndCounts(pub [i64; 4]);

impl EndCounts {
    /// What is counted at the end of `run`, from and until when something is shown.
    #[must_use]
    pub fn of(run: LoggedRun<'_>, (from, until): (SimTime, SimTime)) -> Self {
        let mut there: BTreeMap<u32, bool> = BTreeMap::new();
        let (mut fixed, mut up, mut closed) = (0, 0, 0);
        let is_issue =
            |row: &&crate::measure::event_log::EventRow| row.at < until && !run.setting.categories[row.category.index()].is_task();
        for row in run.result.log.rows.iter().filter(is_issue) {
            let name = row.activity.name();
            let is_there = there.entry(row.case).or_default();
            *is_there = there_after(name, *is_there);
            if row.at >= from {
                fixed += i64::from(matches!(name, "fixed" | "fixed_with_cause"));
                up += i64::from(name == "escalated");
                closed += i64::from(matches!(name, "closed" | "closed_with_cause")) - i64::from(name == "reopened");
            }
        }
        let open = there.values().filter(|is_there| **is_there).count();
        Self([fixed, i64::try_from(open).unwrap_or(i64::MAX), up, closed.max(0)])
    }
}
