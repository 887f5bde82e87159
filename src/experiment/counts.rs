//! Plain counts of a tally: at a level, at a unit, of rounds, of enquiries.

use super::stock::Stock;
use crate::process::RuleKind;

/// Counts at one level.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelTally {
    /// Waits of stays that were not over at once, seconds.
    pub(super) waits: Vec<u32>,
    pub(super) served_at_once: u64,
    pub(super) served_wait: u64,
    pub(super) served_later: u64,
    pub(super) reneged: u64,
    /// Escalations by rule, in the order of [`RuleKind`].
    pub(super) escalations: [u64; RuleKind::COUNT],
    pub(super) transfers: u64,
    pub(super) lost: u64,
    pub(super) unblocked: u64,
    /// Lights that turned yellow, and red.
    pub(super) lights: [u64; 2],
    /// Attempts without the authority.
    pub(super) futile: u64,
    pub(super) cohort_fixed: u64,
    /// Issues that the level was the first to know of: known for the first time, and closed for the first time.
    pub(super) became_known: u64,
    pub(super) recorded_closed: u64,
    /// Open issues past their due time, by the day's end.
    pub(super) overdue: u32,
}

/// Counts at one unit.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitTally {
    pub(super) waiting: Stock,
    pub(super) open: Stock,
    pub(super) joined: u64,
    pub(super) fixed: u64,
    pub(super) escalated: u64,
    pub(super) wait: u64,
    pub(super) stays: u64,
}

/// Stops of the rounds of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stops {
    pub(super) made: u64,
    pub(super) unmade: u64,
}

/// Enquiries of the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Enquiries {
    pub(super) came: u64,
    pub(super) answered: u64,
    /// Seconds until the answers.
    pub(super) time: u64,
}
