//! The future event list: a 4-ary heap ordered by one integer key.
//!
//! The key holds time (32 bits, seconds), phase (3 bits) and order of scheduling (29 bits): ties are decided here and
//! nowhere else. When the order number runs out, the pending events are numbered again in their order, so a run may
//! schedule any number of events. Payloads rest in a slab, entries of the heap are 16 bytes, and a node's four children
//! are one cache line of their own: families that are not full are filled up with entries that never come, so that the
//! least of four is found without a branch.
//!
//! An event taken from the top leaves a hole which the next scheduled event fills: most events bring a successor, and
//! one sift replaces two. Cancelling marks the payload dead in constant time; dead entries are dropped when they reach
//! the top, or swept out when they are the majority, so they never hold more than half of the memory.

use crate::units::SimTime;

/// What happens first among events of the same second: lower phases before higher ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// Capacity goes away.
    Close = 0,
    /// Conditions change.
    Change = 1,
    /// Work and waits end.
    Finish = 2,
    /// Capacity comes.
    Open = 3,
    /// Something new arrives.
    Arrive = 4,
    /// Limits are reached.
    Expire = 5,
    /// The state is looked at.
    Observe = 6,
}

const ORDER_BITS: u32 = 29;
const ORDER_LIMIT: u32 = 1 << ORDER_BITS;
const TIME_SHIFT: u32 = ORDER_BITS + 3;
const ARITY: usize = 4;

/// A right to cancel one scheduled event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

impl Ticket {
    /// A ticket for nothing.
    pub const NONE: Self = Self { slot: u32::MAX, generation: 0 };
}

impl Default for Ticket {
    /// [`Self::NONE`].
    fn default() -> Self {
        Self::NONE
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u64,
    slot: u32,
}

impl Entry {
    /// Later than every event: fills a family up.
    const NEVER: Self = Self { key: u64::MAX, slot: u32::MAX };
}

/// The four children of one node.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Siblings([Entry; ARITY]);

impl Siblings {
    /// Position and entry of the least key.
    #[inline]
    fn least(&self) -> (usize, Entry) {
        let [a, b, c, d] = self.0;
        let (left, first) = if b.key < a.key { (1, b) } else { (0, a) };
        let (right, second) = if d.key < c.key { (3, d) } else { (2, c) };
        if second.key < first.key { (right, second) } else { (left, first) }
    }
}

/// A heap of entries: node 0 is the top, node `n` has the children `4 n + 1 ..= 4 n + 4`, which are family `n`.
#[derive(Clone, Debug)]
struct Heap {
    top: Entry,
    families: Vec<Siblings>,
    length: usize,
}

impl Heap {
    const fn new() -> Self {
        Self { top: Entry::NEVER, families: Vec::new(), length: 0 }
    }

    /// Adds an entry at the end and lets it rise.
    #[inline]
    fn push(&mut self, entry: Entry) {
        let mut at = self.length;
        self.length += 1;
        if at > 0 && (at - 1) / ARITY == self.families.len() {
            self.families.push(Siblings([Entry::NEVER; ARITY]));
        }
        while at > 0 {
            let parent = (at - 1) / ARITY;
            let above = self.node(parent);
            if above.key <= entry.key {
                break;
            }
            self.put(at, above);
            at = parent;
        }
        self.put(at, entry);
    }

    /// Takes the last entry off.
    #[inline]
    fn pop_last(&mut self) -> Option<Entry> {
        let at = self.length.checked_sub(1)?;
        let last = self.node(at);
        self.put(at, Entry::NEVER);
        self.length = at;
        Some(last)
    }

    /// Replaces the top and lets the new one sink.
    #[inline]
    fn replace_top(&mut self, entry: Entry) {
        let Some((position, child)) = self.families.first().map(Siblings::least).filter(|(_, child)| child.key < entry.key) else {
            self.top = entry;
            return;
        };
        self.top = child;
        // the hole, as family and position: where a child rose from
        let (mut family, mut hole) = (0, position);
        while let Some(children) = self.families.get(family * ARITY + 1 + hole) {
            let (position, child) = children.least();
            if entry.key <= child.key {
                break;
            }
            self.families[family].0[hole] = child;
            (family, hole) = (family * ARITY + 1 + hole, position);
        }
        self.families[family].0[hole] = entry;
    }

    #[inline]
    fn node(&self, at: usize) -> Entry {
        if at == 0 { self.top } else { self.families[(at - 1) / ARITY].0[(at - 1) % ARITY] }
    }

    #[inline]
    fn put(&mut self, at: usize, entry: Entry) {
        if at == 0 {
            self.top = entry;
        } else {
            self.families[(at - 1) / ARITY].0[(at - 1) % ARITY] = entry;
        }
    }

    /// All entries, in order of their keys.
    fn sorted(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = (0..self.length).map(|at| self.node(at)).collect();
        entries.sort_unstable_by_key(|entry| entry.key);
        entries
    }

    /// Holds just `sorted`: an array in order is a heap.
    fn hold(&mut self, sorted: &[Entry]) {
        *self = Self::new();
        for entry in sorted {
            self.push(*entry);
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    event: E,
    generation: u32,
    is_live: bool,
}

/// Future events of type `E` in order of time, phase and scheduling.
#[derive(Clone, Debug)]
pub struct EventList<E> {
    heap: Heap,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    order: u32,
    dead: usize,
    /// The top entry has been taken and waits to be replaced.
    has_hole: bool,
    now: SimTime,
}

impl<E: Copy> Default for EventList<E> {
    fn default() -> Self {
        Self { heap: Heap::new(), slots: Vec::new(), free: Vec::new(), order: 0, dead: 0, has_hole: false, now: SimTime::ZERO }
    }
}

impl<E: Copy> EventList<E> {
    /// An empty list at time zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Time of the event taken last.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Number of events that will still happen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.length - usize::from(self.has_hole) - self.dead
    }

    /// Whether nothing will happen any more.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules `event` at `at`; at [`SimTime::NEVER`] it is not scheduled at all.
    ///
    /// # Panics
    /// When `at` lies before the event taken last: a model that acts on the past is broken.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) -> Ticket {
        if at == SimTime::NEVER {
            return Ticket::NONE;
        }
        assert!(at >= self.now, "an event was scheduled at second {} when it was already {}", at.seconds(), self.now.seconds());
        if self.order == ORDER_LIMIT {
            self.renumber();
        }
        let key = (u64::from(at.seconds()) << TIME_SHIFT) | ((phase as u64) << ORDER_BITS) | u64::from(self.order);
        self.order += 1;
        let ticket = self.store(event);
        let entry = Entry { key, slot: ticket.slot };
        if self.has_hole {
            self.has_hole = false;
            self.heap.replace_top(entry);
        } else {
            self.heap.push(entry);
        }
        ticket
    }

    /// Takes back a scheduled event. False when it has happened, was cancelled, or never was.
    #[inline]
    pub fn cancel(&mut self, ticket: Ticket) -> bool {
        ticket != Ticket::NONE && self.cancel_scheduled(ticket)
    }

    #[inline(never)]
    fn cancel_scheduled(&mut self, ticket: Ticket) -> bool {
        let Some(slot) = self.slots.get_mut(ticket.slot as usize) else { return false };
        if !slot.is_live || slot.generation != ticket.generation {
            return false;
        }
        slot.is_live = false;
        self.dead += 1;
        if self.dead > 64 && self.dead * 2 > self.heap.length {
            self.sweep();
        }
        true
    }

    /// The next event at or before `end`, with its time; `None` when there is none.
    #[inline]
    pub fn next_until(&mut self, end: SimTime) -> Option<(SimTime, E)> {
        loop {
            self.close_hole();
            if self.heap.length == 0 {
                return None;
            }
            let top = self.heap.top;
            let at = SimTime::from_seconds((top.key >> TIME_SHIFT) as u32);
            if at > end {
                return None;
            }
            self.has_hole = true;
            let slot = &mut self.slots[top.slot as usize];
            let (event, is_live) = (slot.event, slot.is_live);
            slot.is_live = false;
            slot.generation = slot.generation.wrapping_add(1);
            self.free.push(top.slot);
            if is_live {
                self.now = at;
                return Some((at, event));
            }
            self.dead -= 1;
        }
    }

    #[inline]
    fn store(&mut self, event: E) -> Ticket {
        if let Some(slot) = self.free.pop() {
            let place = &mut self.slots[slot as usize];
            place.event = event;
            place.is_live = true;
            Ticket { slot, generation: place.generation }
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "as many pending events would not fit in memory")]
            let slot = self.slots.len() as u32;
            self.slots.push(Slot { event, generation: 0, is_live: true });
            Ticket { slot, generation: 0 }
        }
    }

    #[inline]
    fn close_hole(&mut self) {
        if self.has_hole {
            self.has_hole = false;
            if let Some(last) = self.heap.pop_last()
                && self.heap.length > 0
            {
                self.heap.replace_top(last);
            }
        }
    }

    /// Drops the dead entries and builds the heap anew.
    fn sweep(&mut self) {
        self.close_hole();
        let mut entries = self.heap.sorted();
        let (slots, free) = (&mut self.slots, &mut self.free);
        entries.retain(|entry| {
            let slot = &mut slots[entry.slot as usize];
            if !slot.is_live {
                slot.generation = slot.generation.wrapping_add(1);
                free.push(entry.slot);
            }
            slot.is_live
        });
        self.dead = 0;
        self.heap.hold(&entries);
    }

    /// Numbers the pending events 0, 1, … in their order.
    fn renumber(&mut self) {
        self.close_hole();
        let mut entries = self.heap.sorted();
        let mask = u64::from(ORDER_LIMIT - 1);
        for (number, entry) in (0_u64..).zip(&mut entries) {
            entry.key = (entry.key & !mask) | number;
        }
        #[expect(clippy::cast_possible_truncation, reason = "as many pending events would not fit in memory")]
        let pending = entries.len() as u32;
        assert!(pending < ORDER_LIMIT, "{pending} events are pending at second {}", self.now.seconds());
        self.heap.hold(&entries);
        self.order = pending;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const PHASES: [Phase; 5] = [Phase::Change, Phase::Finish, Phase::Arrive, Phase::Expire, Phase::Observe];

    fn at(seconds: u32) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    #[derive(Clone, Debug)]
    enum Move {
        Schedule { delay: u32, phase: usize },
        Cancel { which: usize },
        Take { end: u32 },
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            4 => (0_u32..20, 0_usize..5).prop_map(|(delay, phase)| Move::Schedule { delay, phase }),
            2 => (0_usize..64).prop_map(|which| Move::Cancel { which }),
            3 => (0_u32..30).prop_map(|end| Move::Take { end }),
        ];
        proptest::collection::vec(one, 1..400)
    }

    proptest! {
        /// Any sequence of schedules, cancellations and takes gives what an ordered map gives, also when the order
        /// numbers run out on the way.
        #[test]
        fn the_list_behaves_as_an_ordered_map(moves in moves(), spent in 0_u32..400) {
            let mut list = EventList::new();
            list.order = ORDER_LIMIT - spent;
            let mut map: BTreeMap<(u32, usize, usize), usize> = BTreeMap::new();
            let mut tickets = Vec::new();
            let mut keys = Vec::new();
            for (number, step) in moves.into_iter().enumerate() {
                match step {
                    Move::Schedule { delay, phase } => {
                        let time = list.now().seconds() + delay;
                        tickets.push(list.schedule(at(time), PHASES[phase], number));
                        keys.push((time, phase, number));
                        map.insert((time, phase, number), number);
                    }
                    Move::Cancel { which } => {
                        if let (Some(ticket), Some(key)) = (tickets.get(which), keys.get(which)) {
                            prop_assert_eq!(list.cancel(*ticket), map.remove(key).is_some());
                        }
                    }
                    Move::Take { end } => {
                        let end = list.now().seconds() + end;
                        let expected = map.first_key_value().filter(|((time, ..), _)| *time <= end).map(|(key, value)| (*key, *value));
                        if let Some((key, _)) = expected {
                            map.remove(&key);
                        }
                        prop_assert_eq!(list.next_until(at(end)), expected.map(|((time, ..), value)| (at(time), value)));
                    }
                }
                prop_assert_eq!(list.len(), map.len());
            }
        }
    }

    #[test]
    fn ties_are_broken_by_phase_and_then_by_order_of_scheduling() {
        let mut list = EventList::new();
        list.schedule(at(5), Phase::Observe, 'e');
        list.schedule(at(5), Phase::Finish, 'b');
        list.schedule(at(5), Phase::Finish, 'c');
        list.schedule(at(5), Phase::Change, 'a');
        list.schedule(at(5), Phase::Arrive, 'd');
        let taken: String = std::iter::from_fn(|| list.next_until(at(5)).map(|(_, event)| event)).collect();
        assert_eq!(taken, "abcde");
    }

    #[test]
    fn cancelled_events_do_not_fill_the_memory() {
        let mut list = EventList::new();
        for round in 0..100_000_u32 {
            let ticket = list.schedule(at(1_000_000 + round), Phase::Expire, round);
            assert!(list.cancel(ticket));
            assert!(!list.cancel(ticket), "a ticket is good for one cancellation");
        }
        assert!(list.heap.length <= 130, "{} entries are kept", list.heap.length);
        assert!(list.slots.len() <= 130, "{} payloads are kept", list.slots.len());
    }

    #[test]
    fn an_event_that_never_happens_is_not_kept() {
        let mut list = EventList::new();
        assert_eq!(list.schedule(SimTime::NEVER, Phase::Finish, 1), Ticket::NONE);
        assert!(list.is_empty());
    }
}
