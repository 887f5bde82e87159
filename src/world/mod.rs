//! The entities and their state: issues, units with their queues, people. What happens to them is the business of
//! [`crate::process`]; here stand only the structures and the moves that keep them whole.

pub mod hot_spots;
pub mod household;
pub mod issue;
pub mod links;
pub mod person;
pub mod populate;
pub mod posts;
pub mod queue;
pub mod roster;
pub mod settlement;
pub mod unit;

pub use household::{Household, StopsAt, Territory, Town, Walk};
pub use issue::{Channel, Issue, IssueKey, Issues, Light, Origin, RecordState, TrueState};
pub use person::{Duty, Lead, Person};
pub use unit::{Sender, Source, Spot, Unit};

use crate::units::{IssueId, PersonId, SimTime, UnitId};

/// Everything that exists in one run.
#[derive(Clone, Debug)]
pub struct World {
    /// Units, sorted by path, so that their order in the file means nothing.
    pub units: Vec<Unit>,
    /// Paths of the units, by [`UnitId`].
    pub paths: Vec<String>,
    /// People, by unit, role and rank.
    pub people: Vec<Person>,
    /// Own post and further post of those who hold several, rising.
    pub held: Vec<(PersonId, PersonId)>,
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

    /// The further posts of the person whose own post is `holder`.
    #[must_use]
    pub fn further_posts(&self, holder: PersonId) -> Vec<PersonId> {
        let first = self.held.partition_point(|(own, _)| *own < holder);
        self.held[first..].iter().take_while(|(own, _)| *own == holder).map(|(_, post)| *post).collect()
    }

    /// The own post of the person at `post`.
    #[inline]
    #[must_use]
    pub fn own_post<'w>(&'w self, post: &'w Person) -> &'w Person {
        post.holder.map_or(post, |holder| &self.people[holder.index()])
    }

    /// Whether the person is in the middle of something at another post of the same hours.
    #[inline]
    #[must_use]
    pub fn is_bound(&self, now: SimTime, post: PersonId) -> bool {
        self.people[post.index()].beside.is_some() && self.is_bound_beside(now, post)
    }

    fn is_bound_beside(&self, now: SimTime, post: PersonId) -> bool {
        self.posts_beside(post).any(|other| self.people[other.index()].has_work_in_hand(now))
    }

    /// The other posts that the person serves in the same hours, from the next one on.
    pub fn posts_beside(&self, post: PersonId) -> impl Iterator<Item = PersonId> + '_ {
        let next = move |at: &PersonId| self.people[at.index()].beside.filter(|next| *next != post);
        std::iter::successors(next(&post), next)
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
    #[inline]
    pub fn unhide(&mut self, issue: IssueId) {
        if self.issues.get(issue).is_latent {
            self.take_off_the_list(issue);
        }
    }

    fn take_off_the_list(&mut self, issue: IssueId) {
        let Some(building) = self.building_of(self.issues.get(issue)) else { return };
        self.issues.get_mut(issue).is_latent = false;
        self.town.buildings[building as usize].latent.remove(&mut self.issues, issue);
        if let Origin::Household(household) = self.issues.get(issue).origin {
            self.town.households[household as usize].unhide();
        }
    }
}
