//! A *setting*: one scenario under one policy, every number resolved and checked. This is all that a run may know.
//!
//! Tables are indexed by the ids of [`crate::units`]. What a policy may change while the run goes on stands in
//! [`Rules`], one per [`Epoch`]; everything else is fixed for the run and makes its [`Structure`].

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use super::place::town::{Discovery, Fate, Feedback, FieldWork, Meeting, Planned, ReportChannel, Round, RoundKind, Routing, Sensors};
pub use super::structure::*;
use crate::units::{Calendar, Distribution, RoleId, Share, SimDuration, SimTime, TimeLimit};

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

/// Everything a policy may change while the run goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// By [`RoleId`].
    pub roles: Vec<RoleRules>,
    /// By [`LevelId`].
    pub levels: Vec<LevelRules>,
    /// By [`CategoryId`].
    pub categories: Vec<CategoryRules>,
    /// People in place.
    pub staff: Vec<Staff>,
    /// Timed tickets and their lights; `None` when nobody watches them.
    pub supervision: Option<Supervision>,
    /// How the level that an issue needs is recognised.
    pub triage: Triage,
    /// Closing on paper; `None` when every closing is true.
    pub closing: Option<Closing>,
    /// How what occurs in households and public space becomes known; `None` when it is known at once.
    pub discovery: Option<Discovery>,
    /// Rounds; the same ones in the same order in every epoch.
    pub rounds: Vec<Round>,
    /// Meetings; the same ones in the same order in every epoch.
    pub meetings: Vec<Meeting>,
    /// Finding the department in charge; `None` when it is always found at once.
    pub routing: Option<Routing>,
    /// What residents make of how their issues end; `None` when nobody asks.
    pub feedback: Option<Feedback>,
}

/// Closing on paper: an issue is recorded as closed and is still there.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// Probability that an issue whose last allowed attempt at a level has failed is closed on paper, not passed on.
    pub falsely: Share,
    /// Probability that the reporter notices and has it reopened.
    pub noticed: Share,
    /// Time from the false closing to the reopening.
    pub delay: Distribution,
}

/// Every ticket with a promise is timed from known to due, never restarting: green, then yellow, then red.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supervision {
    /// Share of the time from known to due after which the light turns yellow.
    pub yellow: Share,
    /// Share after which it turns red; not before yellow.
    pub red: Share,
    /// Whether red is served before yellow and yellow before green, whatever the categories' priorities.
    pub raises_priority: bool,
    /// Whether an issue that waits for its first start at a level moves on to the next one when its light turns red.
    pub escalates_red: bool,
}

/// How a unit recognises the lowest level with the authority that an issue needs, when it comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triage {
    /// Probability that a unit takes it for one level lower or higher, each half of it.
    pub mistake: Share,
    /// Whether an issue that is passed on goes straight to the level it is taken for (a command centre, "one-key
    /// report"), not level by level.
    pub is_straight: bool,
    /// Probability that a unit that cannot settle an issue drops it instead of passing it on; none where the first who is
    /// asked is responsible.
    pub dropped: Share,
}

/// How people of a role work.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleRules {
    /// Work content done per second on duty; 1 is standard, positive.
    pub speed: f64,
    /// Most cases assigned to one person and unfinished, those in an external wait included; at least 1, `u32::MAX` for no limit.
    pub juggling_limit: u32,
    /// Hands-on time lost at each change from one case to another.
    pub switching_cost: SimDuration,
    /// What happens to hands-on work when the shift ends.
    pub shift_end: ShiftEnd,
    /// How they work in a place.
    pub field: FieldWork,
}

/// What happens to hands-on work when its person's shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftEnd {
    /// The case rests with the person until the next shift.
    Suspend,
    /// The person goes on until the work is done: the only source of overtime.
    Finish,
    /// The case returns to the front of the unit's queue with the work left, for anyone on duty.
    HandOver,
}

/// When an issue leaves a level for the next one up; at the top level it is rejected instead (recorded as not solvable).
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRules {
    /// Longest time in one queue of this level without a start.
    pub wait_limit: Option<WaitLimit>,
    /// Failed attempts at this level before the issue moves on; at least 1.
    pub attempts: u32,
    /// An issue that finds this many waiting in the unit's queue moves on at once (never from the top level).
    pub backlog: Option<u32>,
    /// An issue of at least this severity moves on at once (never from the top level).
    pub severity: Option<u8>,
    /// An issue taken at triage for a level at least this many above moves on at once (never from the top level); at
    /// least 1. `None`: difficulty is not looked at, and attempts without authority fail.
    pub difficulty: Option<u8>,
    /// Order within one priority.
    pub queue_order: QueueOrder,
}

/// The longest time in one queue.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitLimit {
    /// The same for every issue.
    Fixed(TimeLimit),
    /// Drawn for each issue and level (patience; reneging in queueing terms).
    Drawn(Distribution),
}

/// Order of service within one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
    /// First come, first served.
    Fifo,
    /// Earliest due first, then first come.
    Due,
}

/// How issues of a category are handled.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryRules {
    /// Service priority, 0 served first (0 to 31).
    pub priority: u8,
    /// Severity, 1 slight to 5 grave.
    pub severity: u8,
    /// Time from known until it should be fixed and closed.
    pub due: Option<TimeLimit>,
    /// By level: probability that this level or a lower one has the authority to solve an issue; rises to 1.
    pub authority: Vec<f64>,
    /// Hands-on work content of one attempt at standard speed, by level.
    pub work: Vec<Distribution>,
    /// Probability that one attempt solves the issue, by level.
    pub success: Vec<Share>,
    /// A wait that occupies nobody, in the middle of an attempt.
    pub external_wait: Option<ExternalWait>,
    /// What becomes of it without anybody, and after a fix.
    pub fate: Fate,
    /// Whether hands-on work is done where the issue is.
    pub is_on_site: bool,
}

/// A wait for somebody outside: the resident's answer, a contractor, a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalWait {
    /// Probability that an attempt meets such a wait.
    pub probability: Share,
    /// Its length in elapsed time.
    pub length: Distribution,
    /// Share of the attempt's hands-on work done before it.
    pub after: Share,
}

/// People of one role at some units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Index in [`Structure::units`].
    pub group: usize,
    /// One unit of the group (from 0), or `None` for each of them.
    pub member: Option<usize>,
    /// Role.
    pub role: RoleId,
    /// People per unit. Several entries for the same unit and role add up.
    pub count: i32,
}
