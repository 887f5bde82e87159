//! Units and sources of demand.

use super::person::Person;
use crate::engine::{Luck, Ticket};
use crate::scenario::setting::{Recipients, Task};
use crate::units::{CategoryId, LevelId, PersonId, UnitId};

/// People and a queue at one level.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// Handling level.
    pub level: LevelId,
    /// Where issues go that leave this level.
    pub above: Option<UnitId>,
    /// Free people who may take another case, longest free first.
    pub free: FreeList,
    /// The one live timer for the fixed wait limit of this queue.
    pub limit: Ticket,
    /// Whether `limit` is pending.
    pub is_limit_set: bool,
}

/// Where a stream's issues occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// At a unit that knows of them at once.
    Unit(UnitId),
    /// In the households of a community, by its number.
    Households(u32),
    /// In the public space of a community, by its number.
    PublicSpace(u32),
}

/// A stream of occurrences at one unit or in one community.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Index in the setting's demand.
    pub demand: usize,
    /// Where they occur.
    pub spot: Spot,
    /// Occurrences per second on average.
    pub rate: f64,
    /// The stream's random numbers.
    pub luck: Luck,
    /// Occurrences so far; the next one's number.
    pub count: u32,
    /// Instant of the next occurrence before rounding, seconds from the start; of an uneven stream, on its own clock.
    pub next: f64,
}

/// What sends the background tasks of one kind to one unit.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The category of the tasks.
    pub category: CategoryId,
    /// The unit.
    pub unit: UnitId,
    /// First of all people who are ever at the unit, and how many.
    pub colleagues: (PersonId, u32),
    /// First of those whose tasks they are, and how many; nobody where they are the unit's.
    pub people: (PersonId, u32),
    /// Households of the unit.
    pub households: u32,
    /// Liaison members whose units lie below the unit.
    pub members: u32,
    /// Grids of the unit, each of which gets what each unit gets; at least 1.
    pub grids: u32,
    /// The sender's random numbers.
    pub luck: Luck,
    /// Tasks sent so far.
    pub sent: u32,
    /// Instant of the next task of a rate before rounding, seconds from the start.
    pub next: f64,
    /// First day that a task of a cadence may still be sent on.
    pub next_day: u32,
}

impl Sender {
    /// Households or members of the unit, whichever of them the task comes by.
    #[must_use]
    pub fn counted(&self, task: &Task) -> f64 {
        f64::from(if matches!(task.recipients, Recipients::Members(..)) { self.members } else { self.households })
    }

    /// How many times a task of a rate is sent to the unit for each time that it is sent.
    #[must_use]
    pub fn recipients(&self, task: &Task) -> f64 {
        match task.recipients {
            Recipients::Units(_) => f64::from(self.grids),
            Recipients::Households(_, each) | Recipients::Members(_, each) => self.counted(task) / each,
            Recipients::People(_) => f64::from(self.people.1),
        }
    }
}

/// The free people of a unit, in a list through the people.
#[derive(Clone, Copy, Debug, Default)]
pub struct FreeList {
    first: Option<PersonId>,
    last: Option<PersonId>,
}

impl FreeList {
    /// The person free for longest.
    #[inline]
    #[must_use]
    pub fn first(self) -> Option<PersonId> {
        self.first
    }

    /// Puts `person` behind everybody.
    #[inline]
    pub fn push(&mut self, people: &mut [Person], person: PersonId) {
        let entry = &mut people[person.index()];
        entry.free_before = self.last;
        entry.free_after = None;
        match self.last {
            None => self.first = Some(person),
            Some(last) => people[last.index()].free_after = Some(person),
        }
        self.last = Some(person);
    }

    /// Takes `person`, a member, out.
    #[inline]
    pub fn remove(&mut self, people: &mut [Person], person: PersonId) {
        let (before, after) = (people[person.index()].free_before, people[person.index()].free_after);
        match before {
            None => self.first = after,
            Some(before) => people[before.index()].free_after = after,
        }
        match after {
            None => self.last = before,
            Some(after) => people[after.index()].free_before = before,
        }
    }
}
