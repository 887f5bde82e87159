//! A *setting*: one scenario under one policy, every number resolved and checked. This is all that a run may know.
//!
//! Tables are indexed by the ids of [`crate::units`]. What a policy may change while the run goes on stands in
//! [`Rules`], one per [`Epoch`]; everything else is fixed for the run and makes its [`Structure`].

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use super::blocks::categories::{CategoryRules, ExternalWait, Fate};
pub use super::blocks::closing::Closing;
pub use super::blocks::discovery::{Discovery, ReportChannel, Sensors};
pub use super::blocks::escalation::{LevelRules, QueueOrder, WaitLimit};
pub use super::blocks::feedback::Feedback;
pub use super::blocks::meetings::Meeting;
pub use super::blocks::passing::Passing;
pub use super::blocks::roles::{FieldWork, RoleRules, ShiftEnd};
pub use super::blocks::rounds::{Planned, Round, RoundKind};
pub use super::blocks::routing::Routing;
pub use super::blocks::supervision::Supervision;
pub use super::blocks::triage::Triage;
pub use super::blocks::units::Staff;
pub use super::rules::Rules;
pub use super::structure::*;
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
    /// What the policy may change, from when; the first epoch starts at [`SimTime::ZERO`], starts rise strictly.
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
    /// Whether people of the role are volunteers at any time.
    #[must_use]
    pub fn is_volunteer(&self, role: RoleId) -> bool {
        self.epochs.iter().any(|epoch| epoch.rules.roles[role.index()].field.is_volunteer)
    }

    /// Whether people of any role are.
    #[must_use]
    pub fn has_volunteers(&self) -> bool {
        (0..self.roles.len()).any(|role| self.is_volunteer(RoleId::new(role)))
    }
}

/// The rules that hold from `from` until the next epoch.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// Start of the epoch.
    pub from: SimTime,
    /// The levers' settings.
    pub rules: Rules,
}
