//! The entities and their state: issues, units with their queues, people. What happens to them is the business of
//! [`crate::process`]; here stand only the structures and the moves that keep them whole.

pub mod issue;
pub mod person;
pub mod populate;
pub mod queue;
pub mod unit;

pub use issue::{Issue, Issues, Light, RecordState, TrueState};
pub use person::{Duty, Person};
pub use unit::{Source, Unit};

use crate::units::{PersonId, UnitId};

/// Everything that exists in one run.
#[derive(Clone, Debug)]
pub struct World {
    /// Units, sorted by path, so that their order in the file means nothing.
    pub units: Vec<Unit>,
    /// Paths of the units, by [`UnitId`].
    pub paths: Vec<String>,
    /// People, by unit, role and rank.
    pub people: Vec<Person>,
    /// Open issues.
    pub issues: Issues,
    /// Streams of demand, by unit and name.
    pub sources: Vec<Source>,
    /// The queues of all units.
    pub queues: queue::Queues,
}

impl World {
    /// The unit that `unit` escalates to.
    #[inline]
    #[must_use]
    pub fn above(&self, unit: UnitId) -> Option<UnitId> {
        self.units[unit.index()].above
    }

    /// Lists `person`, who is free and may take another case, behind everybody who has been free for longer.
    #[inline]
    pub fn list_free(&mut self, person: PersonId) {
        let entry = &mut self.people[person.index()];
        if !entry.is_listed_free {
            entry.is_listed_free = true;
            let unit = entry.unit;
            self.units[unit.index()].free.push(&mut self.people, person);
        }
    }

    /// Takes `person` off the list of free people, where listed.
    #[inline]
    pub fn unlist(&mut self, person: PersonId) {
        let entry = &mut self.people[person.index()];
        if entry.is_listed_free {
            entry.is_listed_free = false;
            let unit = entry.unit;
            self.units[unit.index()].free.remove(&mut self.people, person);
        }
    }
}
