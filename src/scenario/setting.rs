//! A *setting*: one scenario under one policy, every number resolved and checked. This is all that a run may know.
//!
//! Tables are indexed by the ids of [`crate::units`]. What a policy may change while the run goes on stands in
//! [`Rules`], one per [`Epoch`]; everything else is fixed for the run.

use std::sync::Arc;

pub use super::cases::account::{Case, CaseKind, Finder, Note, Noted, Trace, TraceAccount};
pub use super::place::town::{
    Building, Community, Department, Discovery, Fate, Feedback, FieldWork, Meeting, Members, Place, Planned, ReportChannel, Residents,
    Round, RoundKind, Routing, Sensors, Site,
};
pub use super::span::Span;
use crate::units::{
    Calendar, CalendarId, CategoryId, Distribution, LevelId, Money, Profile, Rate, RoleId, Share, SimDuration, SimTime, TimeLimit,
};

/// One scenario under one policy.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Name of the scenario (file stem unless given).
    pub scenario: String,
    /// Name of the policy; `base` when nothing overlays the file.
    pub policy: String,
    /// Dates and windows.
    pub span: Span,
    /// Names of the handling levels, lowest first (1 to 16).
    pub levels: Vec<String>,
    /// Duty calendars, by [`CalendarId`].
    pub calendars: Vec<NamedCalendar>,
    /// Hours in which limits in working time count, of whatever unit: the calendar that the place names. They reach so far
    /// beyond the end of the run that the limits of all [`Rules`] do, and are the same under every policy.
    pub working_hours: Arc<Calendar>,
    /// Roles, by [`RoleId`].
    pub roles: Vec<Role>,
    /// The place, where there is one; the same under every policy.
    pub place: Option<Arc<Place>>,
    /// Groups of alike units; a group's parent group stands at a higher level.
    pub units: Vec<UnitGroup>,
    /// Liaison members; only with a place.
    pub members: Option<Members>,
    /// Categories of issues, by [`CategoryId`].
    pub categories: Vec<Category>,
    /// Streams of demand.
    pub demand: Vec<Demand>,
    /// What the policy may change, from when; the first epoch starts at [`SimTime::ZERO`], starts rise strictly.
    pub epochs: Vec<Epoch>,
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

/// A calendar with the name that roles use.
#[derive(Clone, Debug)]
pub struct NamedCalendar {
    /// Name in the scenario file.
    pub name: String,
    /// Duty hours over the whole horizon.
    pub hours: Calendar,
}

/// What people of one kind are; what they may do stands in [`RoleRules`].
#[derive(Clone, Debug)]
pub struct Role {
    /// Name in the scenario file.
    pub name: String,
    /// Duty hours.
    pub calendar: CalendarId,
    /// Pay of one person for a month (a twelfth of 365.25 days) of employment; `None` where none is stated.
    pub pay: Option<Money>,
}

/// `count` alike units at one level, named `name` when alone, else `name-1` … `name-count`, zero-padded to equal width.
#[derive(Clone, Debug)]
pub struct UnitGroup {
    /// Name in the scenario file.
    pub name: String,
    /// Handling level of every unit of the group.
    pub level: LevelId,
    /// How many units (at least 1).
    pub count: usize,
    /// Index in [`Setting::units`] of the group that the units escalate to; unit `i` (from 0) of `count` belongs to
    /// unit `i * parents / count` of it, or to the one its site names. `None`: nobody stands above.
    pub under: Option<usize>,
    /// What each unit is responsible for, when the group follows the place: `count` of them.
    pub sites: Option<Vec<Site>>,
    /// The department that each unit of the group is, if it is one.
    pub department: Option<Department>,
    /// What was asked of the cut of the place and could not be, when the units are grids or members.
    pub unreached: Option<Unreached>,
}

/// A size of units that was asked for and that the place, or the people there are, do not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreached {
    /// Households in each unit that were asked for.
    pub asked: f64,
    /// Households in each unit that came of it, on average.
    pub got: f64,
    /// What stood in the way.
    pub limit: Limit,
}

/// What stood in the way of a size of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Every grid has one of the people whose total is given, and there are no more of them.
    Staff {
        /// Their role.
        role: String,
        /// How many there are.
        people: u64,
    },
    /// A grid has one building or more, and there are no more buildings.
    Buildings,
    /// A grid never crosses a community.
    Communities,
    /// A member has no more households than are linked.
    Linked,
}

/// A category of issues.
#[derive(Clone, Debug)]
pub struct Category {
    /// Name in the scenario file.
    pub name: String,
    /// Whether it is an enquiry: known as it occurs, answered at the desk, and outside the measures of issues.
    pub is_enquiry: bool,
}

/// Where a stream's issues occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// At units, which know of them at once.
    Units {
        /// Index in [`Setting::units`]: each unit of the group has its own stream.
        group: usize,
        /// One unit of the group (from 0), or `None` for each of them.
        member: Option<usize>,
    },
    /// In households; each community has its own stream.
    Households,
    /// In the public space around buildings; each community has its own stream.
    PublicSpace,
}

/// A stream of occurrences, one independent stream at every unit of a group or in every community: a Poisson process
/// whose rate may vary in time, whose days may differ by luck, and whose occurrences may bring further ones.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Name in the scenario file; part of the address of its luck.
    pub name: String,
    /// Name of the surge, when the stream is what the surge adds to the stream `name`; also part of that address.
    pub surge: Option<String>,
    /// Where its issues occur.
    pub at: Where,
    /// Occurrences per unit or per household: their mean rate over a year, follow-ups of a cluster not counted.
    pub rate: Rate,
    /// Category of an occurrence with its cumulative probability, rising to 1.
    pub categories: Vec<(CategoryId, f64)>,
    /// First occurrence not before.
    pub from: SimTime,
    /// No occurrence from here on, but for follow-ups of earlier ones.
    pub until: SimTime,
    /// How the rate varies over local time; `None` when it does not and there is no dispersion.
    pub profile: Option<Arc<Profile>>,
    /// How days differ by luck; only with a profile.
    pub dispersion: Option<Dispersion>,
    /// When only a share of the occurrences happens.
    pub lulls: Vec<Lull>,
    /// Occurrences that bring further ones.
    pub clusters: Option<Clusters>,
    /// Real cases, which then are all its occurrences, known at once at the units of their kinds; the rate is 0.
    pub trace: Option<Arc<Trace>>,
}

impl Demand {
    /// A stream with a constant `rate` from the start on.
    #[must_use]
    pub const fn steady(name: String, at: Where, rate: Rate, categories: Vec<(CategoryId, f64)>) -> Self {
        Self {
            name,
            surge: None,
            at,
            rate,
            categories,
            from: SimTime::ZERO,
            until: SimTime::NEVER,
            profile: None,
            dispersion: None,
            lulls: Vec::new(),
            clusters: None,
            trace: None,
        }
    }

    /// Issues expected at one unit, or from one household, in a run that ends at `end`, follow-ups of clusters included and lulls left out of
    /// account; those of a trace not counted.
    #[must_use]
    pub fn expected_issues(&self, end: SimTime) -> f64 {
        let until = self.until.min(end);
        let length = match &self.profile {
            None => f64::from(until.since(self.from).seconds()),
            Some(profile) => (profile.before(until) - profile.before(self.from)).max(0.0),
        };
        let follow_ups = self.clusters.as_ref().map_or(0.0, |clusters| clusters.probability.get() * clusters.mean_follow_ups);
        self.rate.get() * length * (1.0 + follow_ups)
    }
}

/// Days that differ by luck: the rate of a day is multiplied by a gamma variate with mean 1, so that the counts of a day
/// are negative binomial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    /// Shape of the gamma distribution, 1 over the squared coefficient of variation.
    pub shape: f64,
    /// Which streams have the same factor on the same day.
    pub shared_by: SharedBy,
}

/// Which streams share the luck of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedBy {
    /// All streams of the same name, at whatever unit.
    Group,
    /// All streams at the same unit whose days are shared by unit.
    Unit,
}

/// A time in which only a share of the occurrences of some categories happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Lull {
    /// First instant.
    pub from: SimTime,
    /// First instant after it.
    pub until: SimTime,
    /// Share of the occurrences that happens.
    pub kept: Share,
    /// Categories that it holds for.
    pub categories: Vec<CategoryId>,
}

/// Occurrences with one cause: the first brings further ones of its category at its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clusters {
    /// Probability that an occurrence brings further ones.
    pub probability: Share,
    /// Mean number of further ones, at least 1; geometric from 1 on.
    pub mean_follow_ups: f64,
    /// They occur evenly within this time after the first.
    pub within: SimDuration,
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
    /// Index in [`Setting::units`].
    pub group: usize,
    /// One unit of the group (from 0), or `None` for each of them.
    pub member: Option<usize>,
    /// Role.
    pub role: RoleId,
    /// People per unit. Several entries for the same unit and role add up.
    pub count: i32,
}
