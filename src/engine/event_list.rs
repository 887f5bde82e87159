//! The future event list: calendars of finer and finer days.
//!
//! A pending event stands in a list of those that come at about the same time. There is a list for each phase of the present
//! second, for each second of the present 64 seconds, for each 64 seconds of the present day and a half, for each day and a half
//! of the present four years, and for each four years of all time. The lists are numbered so that what stands in one comes before what
//! stands in the next; bits that tell which of them have members lead to the first. A lone event there is the next one. Where there are
//! several, the beginning of what their list is for becomes the present, and they are dealt to the finer lists, which are empty
//! then. Scheduling and cancelling take constant time, and an event is dealt at most four times, mostly once or not at all,
//! however many are pending.
//!
//! Ties are decided here and nowhere else: within a second by phase, within a phase by the order of scheduling. Events of one
//! instant always stand in the same list, which they join at its end and from which they are dealt in order, so that nothing
//! need be kept of that order. The lists run through the places of the events themselves, so that nothing is allocated but
//! places; those of events that have happened or were cancelled are used again.

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

/// Seconds, as a power of two, that each list of a calendar is for. Before these calendars stand the phases of the present second.
const SHIFTS: [u32; 4] = [0, 6, 17, 27];
/// Number of the first list of each of these calendars.
const STARTS: [usize; 4] = [64, 128, 128 + 2048, 128 + 2048 + 1024];
/// Most lists that can be told by 64 words of 64 bits.
const LISTS: usize = 4096;
/// Number of no place.
const NONE: u32 = u32::MAX;

/// A right to cancel one scheduled event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    place: u32,
    generation: u32,
}

impl Ticket {
    /// A ticket for nothing.
    pub const NONE: Self = Self { place: NONE, generation: 0 };
}

impl Default for Ticket {
    /// [`Self::NONE`].
    fn default() -> Self {
        Self::NONE
    }
}

/// An event and its place. When the place is free, `after` is the next free one. The alignment rounds the size up to a power of two,
/// by which the number of a place becomes its address in one step.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct PendingEvent<E> {
    event: E,
    at: SimTime,
    phase: Phase,
    /// How many events have left the place: a ticket for an earlier one is void.
    generation: u32,
    before: u32,
    after: u32,
}

/// First and last place of a list.
#[derive(Clone, Copy, Debug)]
struct ListEnds {
    first: u32,
    last: u32,
}

impl ListEnds {
    const EMPTY: Self = Self { first: NONE, last: NONE };
}

/// Future events of type `E` in order of time, phase and scheduling.
#[derive(Clone, Debug)]
pub struct EventList<E> {
    places: Vec<PendingEvent<E>>,
    /// First free place.
    free: u32,
    /// Those of all calendars, the finest first.
    lists: Box<[ListEnds; LISTS]>,
    /// Bit `n` of all together: list `n` has members.
    occupied: [u64; LISTS / 64],
    /// Bit `w` set: word `w` of `occupied` is not 0.
    words: u64,
    now: SimTime,
}

impl<E: Copy> Default for EventList<E> {
    fn default() -> Self {
        let lists = vec![ListEnds::EMPTY; LISTS].try_into().unwrap_or_else(|_| unreachable!("there are as many lists as were made"));
        Self { places: Vec::new(), free: NONE, lists, occupied: [0; LISTS / 64], words: 0, now: SimTime::ZERO }
    }
}

impl<E: Copy> EventList<E> {
    /// An empty list at time zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The instant reached: that of the event taken last, or a later one when none was found up to there.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Number of events that will still happen, counted now.
    #[must_use]
    pub fn len(&self) -> usize {
        let next = |free: &u32| self.places.get(*free as usize).map(|place| place.after);
        // ends with the number of no place
        self.places.len() + 1 - std::iter::successors(Some(self.free), next).count()
    }

    /// Whether nothing will happen any more.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// Schedules `event` at `at`; at [`SimTime::NEVER`] it is not scheduled at all.
    ///
    /// # Panics
    /// When `at` lies before the instant reached: a model that acts on the past is broken.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) -> Ticket {
        if at == SimTime::NEVER {
            return Ticket::NONE;
        }
        if at < self.now {
            self.refuse(at);
        }
        let ticket = self.keep(at, phase, event);
        self.join(self.list_of(at, phase), ticket.place);
        ticket
    }

    /// A model that acts on the past is broken.
    #[cold]
    #[inline(never)]
    fn refuse(&self, at: SimTime) -> ! {
        panic!("an event was scheduled at second {} when it was already {}", at.seconds(), self.now.seconds())
    }

    /// Takes back a scheduled event. False when it has happened, was cancelled, or never was.
    #[inline]
    pub fn cancel(&mut self, ticket: Ticket) -> bool {
        ticket != Ticket::NONE && self.cancel_scheduled(ticket)
    }

    #[inline(never)]
    fn cancel_scheduled(&mut self, ticket: Ticket) -> bool {
        let pending = self.places.get(ticket.place as usize).filter(|place| place.generation == ticket.generation);
        let Some(&PendingEvent { at, phase, before, after, .. }) = pending else { return false };
        let list = self.list_of(at, phase);
        match (before, after) {
            (NONE, NONE) => self.empty(list),
            (NONE, _) => self.lists[list].first = after,
            (_, NONE) => self.lists[list].last = before,
            _ => {}
        }
        if let Some(place) = self.places.get_mut(before as usize) {
            place.after = after;
        }
        if let Some(place) = self.places.get_mut(after as usize) {
            place.before = before;
        }
        self.release(ticket.place);
        true
    }

    /// The next event at or before `end`, with its time; `None` when there is none.
    #[inline]
    pub fn next_until(&mut self, end: SimTime) -> Option<(SimTime, E)> {
        while self.words != 0 {
            let word = self.words.trailing_zeros() as usize;
            // the remainder says to the compiler that no list lies beyond the last
            let list = (word * 64 + self.occupied[word % 64].trailing_zeros() as usize) % LISTS;
            let ListEnds { first, last } = self.lists[list];
            let PendingEvent { at, event, after, .. } = self.places[first as usize];
            if first == last {
                if at > end {
                    return None;
                }
                self.empty(list);
            } else if list < STARTS[0] {
                if at > end {
                    return None;
                }
                self.lists[list].first = after;
                self.places[after as usize].before = NONE;
            } else if self.deal(list, end) {
                continue;
            } else {
                return None;
            }
            self.now = at;
            self.release(first);
            return Some((at, event));
        }
        None
    }

    /// What `list`, the first one with members, is for begins, unless that is after `end`: its members are dealt to the lists of
    /// the finer calendars. Whether it has begun.
    fn deal(&mut self, list: usize, end: SimTime) -> bool {
        let calendar = STARTS.partition_point(|start| *start <= list) - 1;
        let mut next = self.lists[list].first;
        let shift = SHIFTS[calendar];
        let beginning = SimTime::from_seconds(self.places[next as usize].at.seconds() >> shift << shift);
        if beginning > end {
            return false;
        }
        self.now = beginning;
        self.empty(list);
        while next != NONE {
            let PendingEvent { at, phase, after, .. } = self.places[next as usize];
            self.join(self.list_of(at, phase), next);
            next = after;
        }
        true
    }

    /// The list of events at `at`, which is not before now: in the finest calendar that now and then are both in.
    #[inline]
    fn list_of(&self, at: SimTime, phase: Phase) -> usize {
        let (at, differing) = (at.seconds() as usize, at.seconds() ^ self.now.seconds());
        if differing >> SHIFTS[3] != 0 {
            STARTS[3] + (at >> SHIFTS[3])
        } else if differing >> SHIFTS[2] != 0 {
            STARTS[2] + (at >> SHIFTS[2]) % (STARTS[3] - STARTS[2])
        } else if differing >> SHIFTS[1] != 0 {
            STARTS[1] + (at >> SHIFTS[1]) % (STARTS[2] - STARTS[1])
        } else if differing != 0 {
            STARTS[0] + at % (STARTS[1] - STARTS[0])
        } else {
            phase as usize
        }
    }

    /// Puts the event at `place` behind the others of `list`.
    #[inline]
    fn join(&mut self, list: usize, place: u32) {
        // as in `next_until`
        let list = list % LISTS;
        let ends = &mut self.lists[list];
        let last = std::mem::replace(&mut ends.last, place);
        let own = &mut self.places[place as usize];
        (own.before, own.after) = (last, NONE);
        if last == NONE {
            ends.first = place;
            self.occupied[list / 64] |= 1 << (list % 64);
            self.words |= 1 << (list / 64);
        } else {
            self.places[last as usize].after = place;
        }
    }

    /// Nothing stands in `list` any more.
    #[inline]
    fn empty(&mut self, list: usize) {
        // as in `next_until`
        let list = list % LISTS;
        self.lists[list] = ListEnds::EMPTY;
        let word = &mut self.occupied[list / 64];
        *word &= !(1 << (list % 64));
        if *word == 0 {
            self.words &= !(1 << (list / 64));
        }
    }

    /// Keeps an event in a free place, or in a new one.
    #[inline]
    fn keep(&mut self, at: SimTime, phase: Phase, event: E) -> Ticket {
        let place = self.free;
        if let Some(own) = self.places.get_mut(place as usize) {
            self.free = own.after;
            (own.event, own.at, own.phase) = (event, at, phase);
            return Ticket { place, generation: own.generation };
        }
        self.keep_in_new_place(at, phase, event)
    }

    /// The same where no place is free.
    #[cold]
    #[inline(never)]
    fn keep_in_new_place(&mut self, at: SimTime, phase: Phase, event: E) -> Ticket {
        #[expect(clippy::cast_possible_truncation, reason = "as many pending events would not fit in memory")]
        let place = self.places.len() as u32;
        self.places.push(PendingEvent { event, at, phase, generation: 0, before: NONE, after: NONE });
        Ticket { place, generation: 0 }
    }

    /// The place is free: tickets for the event that was there are void.
    #[inline]
    fn release(&mut self, place: u32) {
        let own = &mut self.places[place as usize];
        own.generation = own.generation.wrapping_add(1);
        own.after = std::mem::replace(&mut self.free, place);
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

    /// Within one digit of time, or up to five of them away.
    fn delays() -> impl Strategy<Value = u32> {
        prop_oneof![4 => 0_u32..20, 1 => 0_u32..200, 1 => 0_u32..10_000, 1 => 0_u32..1_000_000]
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            4 => (delays(), 0_usize..5).prop_map(|(delay, phase)| Move::Schedule { delay, phase }),
            2 => (0_usize..64).prop_map(|which| Move::Cancel { which }),
            3 => delays().prop_map(|end| Move::Take { end }),
        ];
        proptest::collection::vec(one, 1..400)
    }

    proptest! {
        /// Any sequence of schedules, cancellations and takes gives what an ordered map gives.
        #[test]
        fn the_list_behaves_as_an_ordered_map(moves in moves()) {
            let mut list = EventList::new();
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
        assert_eq!(list.places.len(), 1);
    }

    #[test]
    fn an_event_that_never_happens_is_not_kept() {
        let mut list = EventList::new();
        assert_eq!(list.schedule(SimTime::NEVER, Phase::Finish, 1), Ticket::NONE);
        assert!(list.is_empty());
    }
}
