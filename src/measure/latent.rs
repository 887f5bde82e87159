//! Issues that are there and that no unit has: unknown, lost, closed on paper, or rejected. Enquiries are none of them.
//!
//! How many there are is a [`Stock`], with its flow identity: the integral of the number against the stays. Where an
//! unknown one came from stands in the issue; since when one that had been known is laid aside is kept here, a few bytes
//! for each that is still there.

use std::collections::BTreeMap;

use super::issue_states::Recorded;
use super::stock::Stock;
use crate::units::SimTime;
use crate::world::{Issue, Origin, World};

/// An issue that left a unit's hands and is still there.
#[derive(Clone, Copy, Debug)]
struct Aside {
    recorded: Recorded,
    since: SimTime,
    /// Whether it was ever recorded as closed.
    was_closed: bool,
    is_counted: bool,
}

/// The latent issues.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latent {
    stock: Stock,
    aside: BTreeMap<u32, Aside>,
}

impl Latent {
    pub(crate) const fn present(&self) -> u32 {
        self.stock.present()
    }

    /// The warm-up is over.
    pub(crate) fn start(&mut self, at: SimTime) {
        self.stock.start(at);
    }

    /// An issue has occurred; at a unit it is known at once.
    #[inline]
    pub(crate) fn occurred(&mut self, at: SimTime, issue: &Issue) {
        if issue.origin != Origin::Unit {
            self.stock.enter(at);
        }
    }

    /// An issue became known for the first time.
    #[inline]
    pub(crate) fn known(&mut self, at: SimTime, issue: &Issue, window: SimTime) {
        if issue.origin != Origin::Unit {
            self.stock.leave(at, issue.occurred, window);
        }
    }

    /// An issue that is there leaves a unit's hands; `is_counted` but for enquiries.
    pub(crate) fn lay_aside(&mut self, at: SimTime, case: u32, recorded: Recorded, is_counted: bool) {
        let was_closed = recorded == Recorded::Closed || self.was_closed(case);
        self.aside.insert(case, Aside { recorded, since: at, was_closed, is_counted });
        if is_counted {
            self.stock.enter(at);
        }
    }

    /// An issue that had been laid aside comes to a unit again, or is gone by itself; what the record said of it.
    pub(crate) fn take_up(&mut self, at: SimTime, case: u32, window: SimTime) -> Option<Recorded> {
        let entry = self.aside.get_mut(&case)?;
        let recorded = std::mem::replace(&mut entry.recorded, Recorded::Open);
        if recorded == Recorded::Open {
            return None;
        }
        if entry.is_counted {
            self.stock.leave(at, entry.since, window);
        }
        Some(recorded)
    }

    /// An unknown issue is gone by itself.
    pub(crate) fn healed(&mut self, at: SimTime, issue: &Issue, window: SimTime) {
        self.stock.leave(at, issue.occurred, window);
    }

    /// Whether the record of `case` was closed before while the issue was still there.
    pub(crate) fn was_closed(&self, case: u32) -> bool {
        self.aside.get(&case).is_some_and(|entry| entry.was_closed)
    }

    /// An issue has ended: nothing is kept of it.
    pub(crate) fn forget(&mut self, case: u32) {
        self.aside.remove(&case);
    }

    /// The integral of the number over the measured time at the run's end, issue-seconds.
    ///
    /// # Errors
    /// When the flow identity fails.
    pub(crate) fn close(&mut self, world: &World, end: SimTime, window: SimTime, is_issue: impl Fn(&Issue) -> bool) -> Result<u64, String> {
        let unknown = |issue: &&Issue| Recorded::of(issue.record) == Recorded::Unknown && issue.truth.is_there() && is_issue(issue);
        for issue in world.issues.all().filter(unknown) {
            self.stock.cut(end, issue.occurred, window);
        }
        for entry in self.aside.values().filter(|entry| entry.is_counted && entry.recorded != Recorded::Open) {
            self.stock.cut(end, entry.since, window);
        }
        let (area, stays) = self.stock.sides(end);
        if area != stays {
            return Err(format!("the flow identity fails for latent issues: integral {area} against stays {stays} issue-seconds"));
        }
        Ok(area)
    }
}
