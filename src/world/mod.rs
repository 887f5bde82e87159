//! The entities and their state: issues, units with their queues, people. What happens to them is the business of
//! [`crate::process`]; here stand only the structures and the moves that keep them whole.

pub mod hot_spots;
pub mod household;
pub mod issue;
pub mod links;
pub mod person;
pub mod populate;
pub mod queue;
pub mod roster;
pub mod settlement;
pub mod unit;

pub use household::{Household, StopsAt, Territory, Town, Walk};
pub use issue::{Channel, Issue, IssueKey, Issues, Light, Origin, RecordState, TrueState};
pub use person::{Duty, Lead, Person};
pub use unit::{Sender, Source, Spot, Unit};

use crate::units::{IssueId, PersonId, UnitId};

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
    /// Who sends background tasks to which unit, by task and unit.
    pub senders: Vec<Sender>,
    /// The queues of all units.
    pub queues: queue::Queues,
    /// Households, buildings and what units are to them; empty without a place.
    pub town: Town,
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

    /// The building where `issue` is, by number; `None` without a place.
    #[inline]
    #[must_use]
    pub fn building_of(&self, issue: &Issue) -> Option<u32> {
        self.building_at(issue.origin)
    }

    /// The building of an origin, by number; `None` without a place.
    #[inline]
    #[must_use]
    pub fn building_at(&self, origin: Origin) -> Option<u32> {
        match origin {
            Origin::Unit => None,
            Origin::Household(household) => Some(self.town.building_of(household)),
            Origin::Building(building) => Some(building),
        }
    }

    /// Lists `issue` among those of its building that nobody in office has, where it has a building.
    pub fn hide(&mut self, issue: IssueId) {
        let Some(building) = self.building_of(self.issues.get(issue)) else { return };
        if !self.issues.get(issue).is_latent {
            self.issues.get_mut(issue).is_latent = true;
            self.town.buildings[building as usize].latent.push(&mut self.issues, issue);
            if let Origin::Household(household) = self.issues.get(issue).origin {
                self.town.households[household as usize].hide();
            }
        }
    }

    /// Takes `issue` off that list, where listed.
    pub fn unhide(&mut self, issue: IssueId) {
        let Some(building) = self.building_of(self.issues.get(issue)) else { return };
        if self.issues.get(issue).is_latent {
            self.issues.get_mut(issue).is_latent = false;
            self.town.buildings[building as usize].latent.remove(&mut self.issues, issue);
            if let Origin::Household(household) = self.issues.get(issue).origin {
                self.town.households[household as usize].unhide();
            }
        }
    }
}
