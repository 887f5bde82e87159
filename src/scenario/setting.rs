//! A *setting*: one scenario under one policy, every number resolved and checked. This is all that a run may know.
//!
//! Tables are indexed by the ids of [`crate::units`]. What a policy may change while the run goes on stands in
//! [`Rules`], one per [`Epoch`]; everything else is fixed for the run and makes its [`Structure`].

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use super::blocks::categories::{CategoryRules, ExternalWait, Fate, SeveralVisits};
pub use super::blocks::closing::Closing;
pub use super::blocks::discovery::{Discovery, MemberRights, ReportChannel, Sensors};
pub use super::blocks::escalation::{LevelRules, QueueOrder, WaitLimit};
pub use super::blocks::feedback::{Feedback, Waiting};
pub use super::blocks::meetings::{Assignment, Meeting};
pub use super::blocks::passing::Passing;
pub use super::blocks::roles::{FieldWork, RoleRules, ShiftEnd};
pub use super::blocks::rounds::{Planned, Round, RoundKind, Settles};
pub use super::blocks::routing::Routing;
pub use super::blocks::supervision::Supervision;
pub use super::blocks::triage::Triage;

pub use super::blocks::units::Staff;
pub use super::coordination::centres::Centres;
pub use super::coordination::choices::{AddedPost, Decision, IssueChoice};
pub use super::coordination::orders::Orders;
pub use super::coordination::whistle::Whistle;
pub use super::duties::absence::{Absence, Cover};
pub use super::duties::agenda::{Agenda, Occupation, ProtectedHours};
pub use super::duties::class_cases::ClassCases;
pub use super::duties::entry_rule::EntryRule;
pub use super::duties::inspections::Inspection;
pub use super::duties::posts::{HeldPost, OwnHours, Post, PostNumber, dealt};
pub use super::duties::succession::{Succession, Successors};
pub use super::duties::tasks::{AFTER as AFTER_ISSUES, BEFORE as BEFORE_ISSUES, LEVEL as LEVEL_WITH_ISSUES};
pub use super::duties::tasks::{PRIORITIES, Recipients, Sending, Task, TaskCampaign};
pub use super::incentives::assessment::{Assessment, Ranking, Reorganisation, Rush};
pub use super::incentives::points::{Counts, Motive, PointRules};
pub use super::rules::Rules;
pub use super::structure::*;
pub use super::triggers::{Counted, CountedAt, Trigger};
use crate::units::{Calendar, RoleId, SimTime};

/// One scenario under one policy.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Name of the scenario (file stem unless given).
    pub scenario: String,
    /// Name of the policy; `base` when nothing overlays the file.
    pub policy: String,
    /// What stays the same while the run goes on; the setting shows its tables as its own.
    pub structure: Structure,
    /// Hours in which limits in working time count, of whatever unit: the calendar that the place names. They reach so far
    /// beyond the end of the run that the limits of all [`Rules`] do, and are the same under every policy.
    pub working_hours: Arc<Calendar>,
    /// While which states of the run parts of the policy hold, in the order of the file; at most 4.
    pub triggers: Vec<Trigger>,
    /// What the policy may change, from when and while what holds: for each start, the first being [`SimTime::ZERO`] and all of them
    /// rising, one epoch for every set of triggers that hold, in the order of [`Epoch::holds`]. Without triggers one for each start.
    pub epochs: Vec<Epoch>,
}

impl Deref for Setting {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl DerefMut for Setting {
    fn deref_mut(&mut self) -> &mut Structure {
        &mut self.structure
    }
}

impl Setting {
    /// Epochs with the same start: one for every set of triggers.
    const fn sets(&self) -> usize {
        1 << self.triggers.len()
    }

    /// Starts of the epochs.
    pub fn starts(&self) -> impl Iterator<Item = SimTime> {
        self.epochs.iter().step_by(self.sets()).map(|epoch| epoch.from)
    }

    /// The epoch that begins with the `start`-th of [`Self::starts`] while the triggers of the set `holds` do.
    #[must_use]
    pub fn epoch(&self, start: u32, holds: u16) -> &Epoch {
        &self.epochs[start as usize * self.sets() + usize::from(holds)]
    }

    /// How often the rules change on a date, and how many changes depend on the state of the run.
    #[must_use]
    pub fn later_changes(&self) -> usize {
        (self.epochs.len() / self.sets()).saturating_sub(1) + self.triggers.len()
    }

    /// Whether people of the role are volunteers at any time.
    #[must_use]
    pub fn is_volunteer(&self, role: RoleId) -> bool {
        self.epochs.iter().any(|epoch| epoch.rules.roles[role.index()].field.is_volunteer)
    }

    /// How many people of the role are in place under the first rules.
    #[must_use]
    pub fn head_count(&self, role: RoleId) -> i64 {
        let staff = self.epochs.first().map_or(&[][..], |epoch| &epoch.rules.staff);
        let places =
            |staff: &Staff| if staff.member.is_some() { 1 } else { i64::try_from(self.units[staff.group].count).unwrap_or(i64::MAX) };
        staff.iter().filter(|staff| staff.role == role).map(|staff| places(staff) * i64::from(staff.count)).sum()
    }

    /// Whether people of any role are.
    #[must_use]
    pub fn has_volunteers(&self) -> bool {
        (0..self.roles.len()).any(|role| self.is_volunteer(RoleId::new(role)))
    }
}

/// The rules that hold from `from` until the next start, while a set of triggers holds.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// Start of the epoch.
    pub from: SimTime,
    /// The triggers that hold: bit `i` for the `i`-th of [`Setting::triggers`].
    pub holds: u16,
    /// The levers' settings.
    pub rules: Rules,
}
