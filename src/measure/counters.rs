//! Plain counts of a tally: at a level, at a unit, of rounds, of enquiries.

use super::stock::Stock;
use crate::process::{Activity, RuleKind};
use crate::units::SimDuration;

/// Counts at one level.
#[derive(Clone, Debug, Default)]
pub(crate) struct LevelTally {
    /// Waits of stays that were not over at once, seconds.
    pub(crate) waits: Vec<u32>,
    pub(crate) served_at_once: u64,
    pub(crate) served_wait: u64,
    pub(crate) served_later: u64,
    pub(crate) reneged: u64,
    /// Escalations by rule, in the order of [`RuleKind`].
    pub(crate) escalations: [u64; RuleKind::COUNT],
    pub(crate) transfers: u64,
    /// Issues that were sent back down to a lower level.
    pub(crate) returned_down: u64,
    /// Issues that were seen as less severe than they are when they came to a unit.
    pub(crate) faded: u64,
    pub(crate) lost: u64,
    pub(crate) unblocked: u64,
    /// Issues that got a leader at a meeting, and that one ordered down.
    pub(crate) assigned: u64,
    pub(crate) ordered_down: u64,
    /// Lights that turned yellow, and red.
    pub(crate) lights: [u64; 2],
    /// Attempts without the authority.
    pub(crate) futile: u64,
    pub(crate) cohort_fixed: u64,
    /// Issues that the level was the first to know of: known for the first time, and closed for the first time.
    pub(crate) became_known: u64,
    pub(crate) recorded_closed: u64,
    /// Open issues past their due time, by the day's end.
    pub(crate) overdue: u32,
}

impl LevelTally {
    /// Counts a stay in a queue of so many seconds that ended with work.
    #[inline]
    pub(crate) fn count_served(&mut self, wait: u32) {
        self.waits.push(wait);
        self.served_later += 1;
        self.served_wait += u64::from(wait);
    }

    /// Counts one that ended without.
    #[inline]
    pub(crate) fn count_reneged(&mut self, wait: u32) {
        self.waits.push(wait);
        self.reneged += 1;
    }

    /// Counts what happens to an issue at the level, `measured` times 1.
    #[inline]
    pub(crate) fn count(&mut self, measured: u64, activity: Activity) {
        match activity {
            Activity::Transferred => self.transfers += measured,
            Activity::OrderedDown => self.ordered_down += measured,
            Activity::Unblocked | Activity::PutFirst => self.unblocked += measured,
            Activity::Assigned => self.assigned += measured,
            _ => {}
        }
    }
}

/// Counts at one unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnitTally {
    pub(crate) waiting: Stock,
    pub(crate) open: Stock,
    pub(crate) joined: u64,
    pub(crate) fixed: u64,
    pub(crate) escalated: u64,
    pub(crate) wait: u64,
    pub(crate) stays: u64,
}

impl UnitTally {
    /// Counts a stay in the queue of so many seconds that is over.
    #[inline]
    pub(crate) fn count_stay(&mut self, wait: u32) {
        self.wait += u64::from(wait);
        self.stays += 1;
    }
}

/// Stops of the rounds of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stops {
    pub(crate) made: u64,
    pub(crate) unmade: u64,
}

/// Calls to departments, and tickets to command centres, in the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Calls {
    pub(crate) called: u64,
    /// When they were called or chased.
    pub(crate) answered: u64,
    pub(crate) returned: u64,
    /// Tickets of command centres.
    pub(crate) tickets: Tickets,
}

impl Calls {
    /// Counts what happens to a call, `measured` times 1.
    #[inline]
    pub(crate) fn count(&mut self, measured: u64, activity: Activity) {
        match activity {
            Activity::Whistled { called, answered } => {
                self.called += measured * u64::from(called);
                self.answered += measured * u64::from(answered);
            }
            Activity::Chased { does_answer } => self.answered += measured * u64::from(does_answer),
            Activity::CallReturned => self.returned += measured,
            _ => {}
        }
    }
}

/// Tickets that command centres have passed on in the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tickets {
    pub(crate) dispatched: u64,
    pub(crate) misdirected: u64,
    /// Seconds from the report until they were passed on.
    pub(crate) time: u64,
}

impl Tickets {
    /// Counts a ticket, `measured` times 1, that was at the centre for so long.
    #[inline]
    pub(crate) fn count(&mut self, measured: u64, time: SimDuration, is_right: bool) {
        self.dispatched += measured;
        self.misdirected += measured * u64::from(!is_right);
        self.time += measured * u64::from(time.seconds());
    }
}

/// Enquiries of the measured time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Enquiries {
    pub(crate) came: u64,
    pub(crate) answered: u64,
    /// Seconds until the answers.
    pub(crate) time: u64,
}
