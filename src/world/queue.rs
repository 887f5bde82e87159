//! The queues of units and the ready lists of people: intrusive lists through the issues, so that joining, leaving from
//! the middle and taking the next are constant-time and allocate nothing.
//!
//! A unit's queue has one list per priority band, the bands' order being the order of service, and an *age list* through
//! all who wait for their first start at this unit, oldest first: since joins come in the order of time, its head is the
//! next to reach a fixed wait limit. Issues that go before the others stand at the head of their band. Work handed over at a shift end waits in the unit's *resumed* list, which is served
//! before the bands; it has had its start, so no wait limit applies. Background tasks stand in the bands alone.

use super::issue::Issues;
use super::links::{AGELESS, Links, NONE};
use crate::scenario::setting::QueueOrder;
use crate::units::{IssueId, SimTime, UnitId};

/// First and last of an intrusive list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    first: u32,
    last: u32,
}

impl List {
    /// A list without members.
    pub const EMPTY: Self = Self { first: NONE, last: NONE };

    /// The first member.
    #[inline]
    #[must_use]
    pub fn first(self) -> Option<IssueId> {
        (self.first != NONE).then(|| IssueId::new(self.first as usize))
    }

    /// The member behind `issue`.
    #[inline]
    #[must_use]
    pub fn after(issues: &Issues, issue: IssueId) -> Option<IssueId> {
        let after = issues.get(issue).links.after;
        (after != NONE).then(|| IssueId::new(after as usize))
    }

    /// Puts `issue` behind the last member.
    #[inline]
    pub fn push(&mut self, issues: &mut Issues, issue: IssueId) {
        let places = issues.places_mut();
        let at = raw(issue);
        let links = &mut places[issue.index()].links;
        links.before = self.last;
        links.after = NONE;
        if self.last == NONE {
            self.first = at;
        } else {
            places[self.last as usize].links.after = at;
        }
        self.last = at;
    }

    /// Puts `issue` before the first member.
    fn push_front(&mut self, issues: &mut Issues, issue: IssueId) {
        let places = issues.places_mut();
        let at = raw(issue);
        let links = &mut places[issue.index()].links;
        links.before = NONE;
        links.after = self.first;
        if self.first == NONE {
            self.last = at;
        } else {
            places[self.first as usize].links.before = at;
        }
        self.first = at;
    }

    /// Puts `issue` behind the last member that is due no later, or that goes before the others.
    fn push_by_due(&mut self, issues: &mut Issues, issue: IssueId) {
        let due = issues.get(issue).due;
        let mut earlier = self.last;
        while earlier != NONE && issues.places_mut()[earlier as usize].due > due && !issues.places_mut()[earlier as usize].is_first {
            earlier = issues.places_mut()[earlier as usize].links.before;
        }
        self.push_behind(issues, issue, earlier);
    }

    /// Puts `issue` before all members but those that go before the others, too.
    fn push_behind_firsts(&mut self, issues: &mut Issues, issue: IssueId) {
        let (mut last_first, mut next) = (NONE, self.first);
        while next != NONE && issues.places_mut()[next as usize].is_first {
            (last_first, next) = (next, issues.places_mut()[next as usize].links.after);
        }
        self.push_behind(issues, issue, last_first);
    }

    /// Puts `issue` behind the member `earlier`, before all where that is none.
    fn push_behind(&mut self, issues: &mut Issues, issue: IssueId, earlier: u32) {
        if earlier == NONE {
            self.push_front(issues, issue);
        } else if earlier == self.last {
            self.push(issues, issue);
        } else {
            let places = issues.places_mut();
            let later = places[earlier as usize].links.after;
            places[issue.index()].links.before = earlier;
            places[issue.index()].links.after = later;
            places[earlier as usize].links.after = raw(issue);
            places[later as usize].links.before = raw(issue);
        }
    }

    /// Takes `issue`, a member, out.
    #[inline]
    pub fn remove(&mut self, issues: &mut Issues, issue: IssueId) {
        let places = issues.places_mut();
        let Links { before, after, .. } = places[issue.index()].links;
        if before == NONE {
            self.first = after;
        } else {
            places[before as usize].links.after = after;
        }
        if after == NONE {
            self.last = before;
        } else {
            places[after as usize].links.before = before;
        }
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
fn raw(issue: IssueId) -> u32 {
    issue.index() as u32
}

/// Bands of service that background tasks have for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskBands {
    /// Bit `b` set: band `b` is one of them.
    pub all: u32,
    /// Band of those that are level with issues of priority 0.
    pub level: Option<u8>,
    /// Band of issues of priority 0, where there are both.
    pub peer: Option<u8>,
    /// Band of those that come after every issue.
    pub after: Option<u8>,
}

/// Length and ends of one unit's queue.
#[derive(Clone, Copy, Debug)]
struct Queue {
    /// Bit `b` set: band `b` has members.
    occupied: u32,
    /// Issues waiting, resumed ones included.
    length: u32,
    oldest: u32,
    youngest: u32,
    resumed: List,
}

/// The queues of all units.
#[derive(Clone, Debug)]
pub struct Queues {
    queues: Vec<Queue>,
    /// `bands` lists per unit.
    lists: Vec<List>,
    bands: usize,
}

impl Queues {
    /// Empty queues for `units` units with `bands` priority bands (1 to 32).
    #[must_use]
    pub fn new(units: usize, bands: usize) -> Self {
        let queue = Queue { occupied: 0, length: 0, oldest: NONE, youngest: NONE, resumed: List::EMPTY };
        Self { queues: vec![queue; units], lists: vec![List::EMPTY; units * bands], bands }
    }

    /// Issues waiting at `unit`.
    #[inline]
    #[must_use]
    pub fn length(&self, unit: UnitId) -> u32 {
        self.queues[unit.index()].length
    }

    /// Puts `issue` into the queue of `unit` at `now`.
    #[inline]
    pub fn join(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId, order: QueueOrder, now: SimTime) {
        self.join_band(issues, unit, issue, order);
        let queue = &mut self.queues[unit.index()];
        queue.length += 1;
        let places = issues.places_mut();
        let entry = &mut places[issue.index()];
        entry.queued = now;
        entry.links.older = queue.youngest;
        entry.links.younger = NONE;
        if queue.youngest == NONE {
            queue.oldest = raw(issue);
        } else {
            places[queue.youngest as usize].links.younger = raw(issue);
        }
        queue.youngest = raw(issue);
    }

    /// Puts a task that was begun, and is handed over, before the others of its band at `unit`.
    pub fn resume_ageless(&mut self, issues: &mut Issues, unit: UnitId, task: IssueId, now: SimTime) {
        let band = issues.get(task).band;
        self.lists[unit.index() * self.bands + usize::from(band)].push_front(issues, task);
        self.queues[unit.index()].occupied |= 1 << band;
        let entry = issues.get_mut(task);
        entry.queued = now;
        entry.links.older = AGELESS;
    }

    /// Puts `task` into the queue of `unit` at `now`; no limit of a wait or of the queue's length concerns it.
    pub fn join_ageless(&mut self, issues: &mut Issues, unit: UnitId, task: IssueId, order: QueueOrder, now: SimTime) {
        self.join_band(issues, unit, task, order);
        let entry = issues.get_mut(task);
        entry.queued = now;
        entry.links.older = AGELESS;
    }

    #[expect(clippy::inline_always, reason = "the first half of joining a queue")]
    #[inline(always)]
    fn join_band(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId, order: QueueOrder) {
        let band = usize::from(issues.get(issue).band);
        let list = &mut self.lists[unit.index() * self.bands + band];
        match order {
            _ if issues.get(issue).is_first => list.push_behind_firsts(issues, issue),
            QueueOrder::Fifo => list.push(issues, issue),
            QueueOrder::Due => list.push_by_due(issues, issue),
        }
        self.queues[unit.index()].occupied |= 1 << band;
    }

    #[expect(clippy::inline_always, reason = "the first half of leaving a queue")]
    #[inline(always)]
    fn leave_band(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId) {
        let band = usize::from(issues.get(issue).band);
        let list = &mut self.lists[unit.index() * self.bands + band];
        list.remove(issues, issue);
        if list.first == NONE {
            self.queues[unit.index()].occupied &= !(1 << band);
        }
    }

    /// Puts work that was begun here behind the resumed list of `unit`, at `now`.
    pub fn resume_later(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId, now: SimTime) {
        let entry = issues.get_mut(issue);
        entry.queued = now;
        entry.is_resumed = true;
        let queue = &mut self.queues[unit.index()];
        queue.length += 1;
        queue.resumed.push(issues, issue);
    }

    /// The best band that waits at `unit` (0 for resumed work), or `None` when nobody waits.
    #[inline]
    #[must_use]
    pub fn best_band(&self, unit: UnitId) -> Option<u8> {
        let queue = &self.queues[unit.index()];
        if queue.resumed.first != NONE {
            return Some(0);
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 32 bands")]
        (queue.occupied != 0).then(|| queue.occupied.trailing_zeros() as u8)
    }

    /// Takes the next to be served out of the queue of `unit`.
    #[inline]
    pub fn take_next(&mut self, issues: &mut Issues, unit: UnitId) -> Option<IssueId> {
        let queue = &mut self.queues[unit.index()];
        if let Some(issue) = queue.resumed.first() {
            queue.resumed.remove(issues, issue);
            queue.length -= 1;
            issues.get_mut(issue).is_resumed = false;
            return Some(issue);
        }
        if queue.occupied == 0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 32 bands")]
        let band = queue.occupied.trailing_zeros() as u8;
        self.take_first(issues, unit, band)
    }

    /// The best band of `unit` for somebody who takes background tasks or not, those after every issue left out; of tasks and
    /// issues that are level, the one that waits longer comes first, but for an issue that goes before the others. Resumed work is none
    /// of them.
    #[must_use]
    pub fn best_of(&self, issues: &Issues, unit: UnitId, tasks: TaskBands, takes_tasks: bool) -> Option<u8> {
        let after = tasks.after.map_or(0, |band| 1 << band);
        let wanted = self.queues[unit.index()].occupied & !if takes_tasks { after } else { tasks.all };
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 32 bands")]
        let best = (wanted != 0).then(|| wanted.trailing_zeros() as u8)?;
        let (Some(level), Some(peer)) = (tasks.level, tasks.peer) else { return Some(best) };
        let head = |band: u8| self.lists[unit.index() * self.bands + usize::from(band)].first();
        let is_later = |issue: IssueId, task: IssueId| issues.get(task).queued < issues.get(issue).queued && !issues.get(issue).is_first;
        match (head(peer), head(level)) {
            (Some(issue), Some(task)) if best == peer && takes_tasks && is_later(issue, task) => Some(level),
            _ => Some(best),
        }
    }

    /// Whether work that was begun waits at `unit`.
    #[inline]
    #[must_use]
    pub fn has_resumed(&self, unit: UnitId) -> bool {
        self.queues[unit.index()].resumed.first != NONE
    }

    /// Takes the first of `band` out of the queue of `unit`.
    #[inline]
    pub fn take_first(&mut self, issues: &mut Issues, unit: UnitId, band: u8) -> Option<IssueId> {
        let issue = self.lists[unit.index() * self.bands + usize::from(band)].first()?;
        self.leave(issues, unit, issue);
        Some(issue)
    }

    /// Whether anything waits in `band` at `unit`.
    #[inline]
    #[must_use]
    pub fn has_band(&self, unit: UnitId, band: u8) -> bool {
        self.queues[unit.index()].occupied & (1 << band) != 0
    }

    /// Takes `issue`, which waits for its first start at `unit`, out of the queue.
    #[inline]
    pub fn leave(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId) {
        self.leave_band(issues, unit, issue);
        let queue = &mut self.queues[unit.index()];
        let places = issues.places_mut();
        let Links { older, younger, .. } = places[issue.index()].links;
        if older == AGELESS {
            places[issue.index()].links.older = NONE;
            return;
        }
        queue.length -= 1;
        if older == NONE {
            queue.oldest = younger;
        } else {
            places[older as usize].links.younger = younger;
        }
        if younger == NONE {
            queue.youngest = older;
        } else {
            places[younger as usize].links.older = older;
        }
    }

    /// Takes `issue`, which was begun and waits to be gone on with, out of the queue of `unit`.
    pub fn leave_resumed(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId) {
        let queue = &mut self.queues[unit.index()];
        queue.resumed.remove(issues, issue);
        queue.length -= 1;
        issues.get_mut(issue).is_resumed = false;
    }

    /// Moves `issue`, which waits for its first start at `unit`, to another band; how long it has waited stands.
    pub fn change_band(&mut self, issues: &mut Issues, unit: UnitId, issue: IssueId, band: u8, order: QueueOrder) {
        self.leave_band(issues, unit, issue);
        issues.get_mut(issue).band = band;
        self.join_band(issues, unit, issue, order);
    }

    /// The issue that has waited longest for its first start at `unit`.
    #[inline]
    #[must_use]
    pub fn oldest(&self, unit: UnitId) -> Option<IssueId> {
        let oldest = self.queues[unit.index()].oldest;
        (oldest != NONE).then(|| IssueId::new(oldest as usize))
    }
}
