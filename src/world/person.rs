//! A person who handles issues: duty, the case in hand, cases that wait for them.

use super::queue::List;
use crate::engine::{Luck, Ticket};
use crate::scenario::setting::RoundKind;
use crate::units::{CalendarId, IssueId, LevelId, PersonId, RoleId, SimDuration, SimTime, UnitId};

/// What a person is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Not on duty, or not employed.
    Off,
    /// On duty without hands-on work.
    Free,
    /// In hands-on work; also between two shifts when the case rests with the person.
    Working,
    /// On a round.
    Round(RoundKind),
    /// In a meeting or at the registers.
    Administrative,
    /// In hands-on work on a background task that the level sent: administrative too.
    Task(LevelId),
    /// In hands-on work on what a unit above has ordered: ordered service.
    Ordered,
}

/// What a stretch of work begins with, seconds; the rest is the work itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// On the way.
    pub travel: u32,
    /// Changing from one case to another.
    pub switching: u32,
    /// Entry into registers.
    pub entry: u32,
    /// The same entry once more, into further systems.
    pub again: u32,
}

impl Lead {
    /// Nothing comes before the work.
    pub const NONE: Self = Self { travel: 0, switching: 0, entry: 0, again: 0 };

    /// All of it, seconds.
    #[inline]
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.travel + self.switching + self.entry + self.again
    }

    /// What is left of it after `seconds` of the stretch.
    #[must_use]
    pub const fn after(self, seconds: u32) -> Self {
        let travel = self.travel.saturating_sub(seconds);
        let seconds = seconds.saturating_sub(self.travel);
        let switching = self.switching.saturating_sub(seconds);
        let seconds = seconds.saturating_sub(self.switching);
        let entry = self.entry.saturating_sub(seconds);
        let seconds = seconds.saturating_sub(self.entry);
        Self { travel, switching, entry, again: self.again.saturating_sub(seconds) }
    }
}

/// One person at a post: most have one.
#[expect(clippy::struct_excessive_bools, reason = "marks that say nothing of one another")]
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Unit.
    pub unit: UnitId,
    /// Role.
    pub role: RoleId,
    /// Position among the people of the unit and role, from 0; the first N of N + 1 are the same people.
    pub rank: u16,
    /// The own post of the person who holds this further one; `None` of an own post.
    pub holder: Option<PersonId>,
    /// The next of the posts that the person serves in the same hours, going around; `None` of one who serves no other.
    pub beside: Option<PersonId>,
    /// The person's random numbers, the same under every policy that has them.
    pub luck: Luck,
    /// How willing they are, 0 to 1; 1 for those who are paid.
    pub motivation: f64,
    /// When they can first come into service; `NEVER` of members who are frail or away.
    pub from: SimTime,
    /// First of their walks among all, and how many.
    pub walks: (u32, u32),
    /// Administrative work that is due, seconds.
    pub paperwork: u32,
    /// Calendar of the role, or of the post where that has hours of its own; without the hours of a further post.
    pub calendar: CalendarId,
    /// Whether a choice adds the person, who comes into service with it; nobody of the rules.
    pub is_extra: bool,
    /// Whether the person is in place under the rules in force.
    pub is_employed: bool,
    /// Whether the person is away on leave or ill.
    pub is_away: bool,
    /// What the person is doing.
    pub duty: Duty,
    /// Case in hand.
    pub case: Option<IssueId>,
    /// When the present piece of work began, or a round, a meeting.
    pub piece_start: SimTime,
    /// What it takes from then on, in time on duty.
    pub length: SimDuration,
    /// What the present piece begins with.
    pub lead: Lead,
    /// Speed at which the present piece is done.
    pub speed: f64,
    /// Whether the present piece goes on beyond the end of the shift.
    pub may_overrun: bool,
    /// When the present piece ends.
    pub ends_at: SimTime,
    /// The event at its end.
    pub ends: Ticket,
    /// Cases assigned and unfinished, those waiting outside included.
    pub assigned: u32,
    /// Case number worked on last; `u32::MAX` before the first.
    pub last_case: u32,
    /// Own cases back from a wait outside, ready to go on.
    pub ready: List,
    /// What the person found on a round and deals with at the stops, in their order.
    pub found: List,
    /// Whether the person stands in the unit's list of free people.
    pub is_listed_free: bool,
    /// Who has been free a little longer.
    pub free_before: Option<PersonId>,
    /// Who has been free a little shorter.
    pub free_after: Option<PersonId>,
}

impl Person {
    /// Whether the person has a case, or is in the middle of anything else, at `now`; also while it rests over night.
    #[inline]
    #[must_use]
    pub fn has_work_in_hand(&self, now: SimTime) -> bool {
        self.case.is_some() || !matches!(self.duty, Duty::Off | Duty::Free) && self.ends_at > now
    }

    /// Whether the person is employed and not away: on duty whenever the calendar says so.
    #[inline]
    #[must_use]
    pub const fn is_in_place(&self) -> bool {
        self.is_employed && !self.is_away
    }
}
