//! The shape of a scenario file: what may be written, as types that serde reads and the JSON Schema is made from.
//!
//! The doc comments here are the descriptions that an editor shows. Nothing is resolved: names are text, defaults are
//! absent values; `resolve` makes a [`Setting`](crate::scenario::Setting) of it. What an overlay may say follows from these types
//! too (`schema`): the same keys, none required.

use schemars::JsonSchema;

use super::calendars::{Holidays, WrittenCalendar};
use super::demand::{Surge, WrittenClusters, WrittenDispersion, WrittenProfile};
use super::discovery::WrittenDiscovery;
use super::evidence::{Relevant, WrittenException, WrittenPattern};
use super::feedback::{WrittenFeedback, WrittenRouting};
use super::rounds::{WrittenMeeting, WrittenRound};
use super::sweep::WrittenSweep;
use crate::scenario::cases::columns::WrittenColumns;
use crate::scenario::cases::demand::{Texts, WrittenMap, WrittenRows, WrittenStaffFound};
use crate::scenario::factors::downscaling::Shrunk;
use crate::scenario::place::partition::Per;
use crate::scenario::place::settlement::{WrittenPlace, WrittenResidents};
use crate::scenario::place::territories::{Grids, WrittenMembers};
use crate::scenario::text::distribution::{Duration, WrittenDistribution};
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::{Keyed, Named};
use crate::scenario::text::quantity::{Day, HeadlineName, Length, Limit, Name, Pay, PerTime, Speed, When, Zone};

/// A place with its people, its demand and the policies to compare.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Name of the scenario and of its results folder (default: the file's name).
    pub name: Option<Name>,
    /// One line that says what the scenario is.
    pub title: Option<String>,
    /// Another scenario file, relative to this one, that this file changes.
    #[expect(dead_code, reason = "followed before the typed reading; stands here for the schema")]
    pub extends: Option<String>,
    /// First day; the run starts at its local midnight.
    #[schemars(required)]
    pub start: Option<Day>,
    /// Time zone of all civil times (default "UTC").
    pub time_zone: Option<Zone>,
    /// Beginning of the run that is not measured (default "0d").
    pub warm_up: Option<Length>,
    /// How long each issue is observed (default "30d").
    pub follow_up: Option<Length>,
    /// Length of the run; longer than `warm_up` and `follow_up` together.
    #[schemars(required)]
    pub horizon: Option<Length>,
    /// Root of all luck (default 1).
    pub seed: Option<u64>,
    /// Runs of each policy with different luck (default 30).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: Option<u32>,
    /// Confidence level of intervals (default 0.95).
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: Option<f64>,
    /// The policy that others are compared with (default `base`); beside another one `base` is compared only when named.
    pub baseline: Option<Name>,
    /// Measures that carry the verdicts of a comparison (default `resolution_time_hours`, `resolution_rate`, `on_time_rate`).
    #[schemars(length(min = 1, max = 4))]
    pub headline: Option<Vec<HeadlineName>>,
    /// Smallest differences that matter, by headline measure and in its unit (default: none is stated).
    pub relevant: Option<Relevant>,
    /// Patterns that a comparison should show; evaluated and told, never a condition.
    #[schemars(length(max = 1000))]
    pub pattern: Option<Vec<WrittenPattern>>,
    /// Roles of which more people make a result worse, with the reason; what this file is tested for (default: none).
    #[schemars(length(max = 1000))]
    pub exceptions: Option<Vec<WrittenException>>,
    /// Share of the people, places and demand that is there: households, communities, units and staff are so many times
    /// fewer, with the same load for each (default 1).
    #[schemars(range(min = 0.001, max = 1))]
    pub scale: Option<f64>,
    /// How much smaller each group of units is, once `scale` is applied.
    #[serde(skip)]
    pub shrunk: Option<Shrunk>,
    /// Handling levels, lowest first (default liaison, grid, community, town, district).
    #[schemars(length(min = 1, max = 16))]
    pub levels: Option<Vec<Name>>,
    /// Holidays with their make-up working days, by name.
    pub holidays: Option<Named<Holidays>>,
    /// Duty hours by name; `always` exists without being written.
    pub calendars: Option<Named<WrittenCalendar>>,
    /// Name of the calendar whose days and hours count in promises and wait limits in working time (`wd`, `wh`), the same under
    /// every policy (default `office`, else the only calendar that is not around the clock, else `always`).
    pub working_calendar: Option<String>,
    /// Roles of people by name.
    pub roles: Option<Named<WrittenRole>>,
    /// Towns, communities, buildings and households (default: none; issues occur at units).
    pub place: Option<WrittenPlace>,
    /// What the households of the place are like.
    pub residents: Option<WrittenResidents>,
    /// How the place is cut into grids, for units with `per = "grid"`.
    pub grids: Option<Grids>,
    /// Liaison members, who are linked to households (default: none).
    pub members: Option<WrittenMembers>,
    /// Groups of alike units.
    #[schemars(required, length(min = 1, max = 10_000))]
    pub units: Option<Vec<WrittenUnit>>,
    /// Categories of issues.
    #[schemars(required, length(min = 1, max = 10_000))]
    pub categories: Option<Vec<WrittenCategory>>,
    /// Streams of issues that occur.
    #[schemars(length(max = 10_000))]
    pub demand: Option<Vec<WrittenDemand>>,
    /// How what occurs in the place becomes known; needed where demand is at `households` or `public_space`.
    pub discovery: Option<WrittenDiscovery>,
    /// Rounds that people go on in the place.
    #[schemars(length(max = 1000))]
    pub rounds: Option<Vec<WrittenRound>>,
    /// Meetings that look at stalled issues.
    #[schemars(length(max = 1000))]
    pub meetings: Option<Vec<WrittenMeeting>>,
    /// How issues find the department in charge (default: always at once).
    pub routing: Option<WrittenRouting>,
    /// What residents make of how their issues end (default: nobody asks).
    pub feedback: Option<WrittenFeedback>,
    /// When an issue moves to the next level, by level; `all` holds for every level that says nothing else.
    pub escalation: Option<Keyed<Escalation>>,
    /// How units recognise the level that an issue needs (default: without mistake, and level by level).
    pub triage: Option<WrittenTriage>,
    /// Closing on paper (default: every closing is true).
    pub closing: Option<WrittenClosing>,
    /// Lights over issues with a due time (default: nobody watches them).
    pub supervision: Option<WrittenSupervision>,
    /// What `wangge sweep` runs: factors, design and replications; no other command looks at it.
    pub sweep: Option<WrittenSweep>,
}

/// What people of one kind are and how they work.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Role")]
pub(crate) struct WrittenRole {
    /// Name of their duty hours (default `always`).
    pub calendar: Option<String>,
    /// Pay of one person, overtime included (default: none).
    pub pay: Option<Pay>,
    /// Work done per hour on duty; 1 is standard (default 1).
    #[schemars(range(min = 0.001, max = 1000))]
    pub speed: Option<f64>,
    /// Most unfinished cases of one person (default: no limit).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub juggling_limit: Option<u32>,
    /// Hands-on time lost at each change of case (default "0s").
    pub switching_cost: Option<Length>,
    /// What happens to work when the shift ends (default `suspend`).
    pub shift_end: Option<WrittenShiftEnd>,
    /// Speed on the way to issues of `on_site` categories and on rounds (default: the way takes no time).
    pub travel_speed: Option<Speed>,
    /// How much faster they are on issues of households that they know, and how much more readily households tell them, members
    /// and those who visit (default: not at all).
    pub familiarity: Option<Familiarity>,
    /// Administrative work for each case taken up: entry into registers (default "0s").
    pub entry: Option<Length>,
    /// Probability that somebody without any motivation declines an issue that comes in; falls to 0 with full motivation (default 0).
    pub declines: Option<Fraction>,
    /// Whether they take cases at all (default true).
    pub takes_cases: Option<bool>,
    /// Whether they are volunteers, whose unused offer is nobody's loss (default false).
    pub volunteer: Option<bool>,
}

/// Speed gained by knowing households: factor 1 + gain × half / (half + households of the unit), where half is `households`.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Familiarity {
    /// Gain of speed where a unit has hardly any households.
    #[schemars(range(min = 0, max = 10))]
    pub gain: f64,
    /// Households of the unit at which half of the gain is left.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households: f64,
}

/// What happens to hands-on work when the shift ends: it rests with its person, is finished in overtime, or goes back to the queue.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ShiftEnd")]
pub(crate) enum WrittenShiftEnd {
    Suspend,
    Finish,
    HandOver,
}

/// A group of alike units at one level.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Unit")]
pub(crate) struct WrittenUnit {
    /// Name; units of a group of several are called name-1, name-2 and so on.
    pub name: Name,
    /// Handling level.
    pub level: String,
    /// How many units (default 1).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub count: Option<u32>,
    /// What the units follow instead of a `count`: one for each part of the place of this kind.
    pub per: Option<Per>,
    /// Name of the group they escalate to, at a higher level.
    pub under: Option<String>,
    /// Name of the group of offices that they stand beside as departments, at the same level and with the same `per`.
    pub beside: Option<String>,
    /// Categories that they as departments alone may settle.
    pub categories_in_charge: Option<Vec<String>>,
    /// People at each unit.
    pub staff: Option<Vec<WrittenStaff>>,
}

/// People of one role at each unit of a group.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Staff")]
pub(crate) struct WrittenStaff {
    /// Their role.
    pub role: String,
    /// How many at each unit (default 1).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub count: Option<i32>,
    /// How many in all units together, dealt out by households, instead of `count`.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub total: Option<u32>,
}

/// A category of issues.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Category")]
pub(crate) struct WrittenCategory {
    /// Name.
    pub name: Name,
    /// Service priority, 0 first (default 0).
    #[schemars(range(min = 0, max = 31))]
    pub priority: Option<u8>,
    /// Severity from 1 slight to 5 grave (default 2).
    #[schemars(range(min = 1, max = 5))]
    pub severity: Option<u8>,
    /// Time from known until it should be fixed and closed (default: none).
    pub due: Option<Limit>,
    /// Shares of the lowest level with the authority to solve it, adding up to 1 (default: every level may solve it).
    pub difficulty: Option<Keyed<Fraction>>,
    /// Hands-on work of one attempt, at every level that `work_by_level` does not name.
    pub work: Option<Duration>,
    /// Hands-on work of one attempt, by level.
    pub work_by_level: Option<Keyed<Duration>>,
    /// Probability that one attempt solves it, at every level that `success_by_level` does not name (default 1).
    #[schemars(range(min = 0, max = 1))]
    pub success: Option<f64>,
    /// Probability that one attempt solves it, by level.
    pub success_by_level: Option<Keyed<Fraction>>,
    /// A wait for somebody outside in the middle of an attempt.
    pub external_wait: Option<WrittenExternalWait>,
    /// An enquiry: known as it occurs, answered at the desk, outside the measures of issues (default false).
    pub enquiry: Option<bool>,
    /// Time from the occurrence after which it would be gone by itself (default: it stays).
    pub heals: Option<Duration>,
    /// That it would become an incident, and when after the occurrence (default: never).
    pub worsens: Option<WrittenTurn>,
    /// That a fix does not last, and how long until the issue recurs (default: every fix lasts).
    pub recurs: Option<WrittenTurn>,
    /// Whether hands-on work is done where the issue is (default false).
    pub on_site: Option<bool>,
}

/// What an issue may turn into.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Turn")]
pub(crate) struct WrittenTurn {
    /// Probability that it does.
    pub probability: Fraction,
    /// Time until then.
    pub after: Duration,
}

/// A wait that occupies nobody: the resident's answer, a contractor, a meeting.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExternalWait")]
pub(crate) struct WrittenExternalWait {
    /// Probability that an attempt meets one.
    pub probability: Fraction,
    /// Its length in elapsed time.
    pub length: Duration,
    /// Share of the hands-on work done before it (default 0.5).
    #[schemars(range(min = 0, max = 1))]
    pub after: Option<f64>,
}

/// A stream of issues: either at random moments at every unit of a group, or in the households or the public space of every
/// community, a Poisson process with a constant rate unless the tables below say otherwise; or read from a file of real cases.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Demand")]
pub(crate) struct WrittenDemand {
    /// Name.
    pub name: Name,
    /// Name of a group of units, each of which has a stream of its own, or of one unit of a group; or `households` or `public_space`; of a file, the unit of cases for no department named.
    pub at: String,
    /// Issues per unit (or per household of the place) and time, on average over a year; of a cluster, only the first counts.
    pub rate: Option<PerTime>,
    /// File of real cases in place of a rate: `.csv`, `.csv.gz` or `.parquet`; relative to the scenario file, from `--set` to the working folder.
    pub file: Option<String>,
    /// Whose clock the times in the file are of, where they have no offset (default: such times are refused).
    pub time_zone: Option<Zone>,
    /// How times in the file are written: `month_first`, `day_first`, `excel` (days as spreadsheets count them), `epoch_seconds`, `epoch_milliseconds`, or a pattern such as `%d.%m.%Y %H:%M` (default: found out; refused where it is not clear).
    pub time_format: Option<String>,
    /// Share of rows that may have too few cells or no time that can be read before the file is refused (default 0.05).
    pub unread_at_most: Option<Fraction>,
    /// Whether each row of the file is a case, or one of the events of a case, the first of which counts (default `cases`).
    pub rows: Option<WrittenRows>,
    /// Which column of the file says what (default: the usual names).
    pub columns: Option<WrittenColumns>,
    /// What the texts in the file mean.
    pub map: Option<WrittenMap>,
    /// Which cases staff found, and what that spares (default: nobody knows who found them).
    pub staff_found: Option<WrittenStaffFound>,
    /// Rows that are left out: for columns of the file, the texts that exclude a row.
    pub exclude: Option<Keyed<Texts>>,
    /// Shares of the categories, adding up to 1; may be left out when there is one category.
    pub categories: Option<Keyed<Fraction>>,
    /// When it begins (default "0d").
    pub from: Option<When>,
    /// When it ends (default: at the horizon).
    pub until: Option<When>,
    /// How the rate varies over hours, weekdays and months (default: not at all).
    pub profile: Option<WrittenProfile>,
    /// How much days differ by luck (default: not at all).
    pub dispersion: Option<WrittenDispersion>,
    /// Times in which the rate is multiplied.
    #[schemars(length(max = 1000))]
    pub surges: Option<Vec<Surge>>,
    /// Occurrences that bring further ones (default: none).
    pub clusters: Option<WrittenClusters>,
}

/// When an issue leaves a level for the next one.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Escalation {
    /// Longest time in one queue without a start; a distribution is drawn for each issue (default: no limit).
    pub wait_limit: Option<WrittenWaitLimit>,
    /// Failed attempts before the issue moves on (default 1).
    #[schemars(range(min = 1, max = 1_000))]
    pub attempts: Option<u32>,
    /// An issue that finds this many waiting moves on at once (default: no limit).
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub backlog: Option<u32>,
    /// An issue at least this severe moves on at once (default: none).
    #[schemars(range(min = 1, max = 5))]
    pub severity: Option<u8>,
    /// An issue that triage takes for a level at least this many above moves on at once (default: not looked at).
    #[schemars(range(min = 1, max = 16))]
    pub difficulty: Option<u8>,
    /// Order within one priority (default `fifo`).
    pub queue_order: Option<WrittenQueueOrder>,
}

/// Timed tickets: lights by the share used of the time from known to due.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Supervision")]
pub(crate) struct WrittenSupervision {
    /// Share used when the light turns yellow (default 0.5).
    #[schemars(range(min = 0, max = 1))]
    pub yellow: Option<f64>,
    /// Share used when the light turns red (default 0.8).
    #[schemars(range(min = 0, max = 1))]
    pub red: Option<f64>,
    /// Red is served before yellow, and yellow before green (default true).
    pub raises_priority: Option<bool>,
    /// An issue that waits when its light turns red goes up a level (default true).
    pub escalates_red: Option<bool>,
}

/// Closing on paper: recorded as closed, and still there.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Closing")]
pub(crate) struct WrittenClosing {
    /// Probability that an issue is closed on paper when its last allowed attempt at a level has failed.
    pub falsely: Fraction,
    /// Probability that the reporter notices and has it reopened (default 0).
    pub noticed: Option<Fraction>,
    /// Time until then (default "0s").
    pub delay: Option<Duration>,
}

/// How units recognise the level that an issue needs.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Triage")]
pub(crate) struct WrittenTriage {
    /// Probability of taking an issue for one level lower or higher than it needs (default 0).
    pub mistake: Option<Fraction>,
    /// An issue that is passed on goes straight to the level it is taken for, as from a command centre (default false).
    pub straight: Option<bool>,
    /// Probability that a unit that cannot settle an issue drops it instead of passing it on (default 0: the first who is asked is responsible).
    pub dropped: Option<Fraction>,
}

/// The longest time in a queue, fixed or drawn.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "WaitLimit")]
pub(crate) enum WrittenWaitLimit {
    Fixed(Limit),
    Drawn(WrittenDistribution),
}

/// First come first served, or earliest due first.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "QueueOrder")]
pub(crate) enum WrittenQueueOrder {
    Fifo,
    Due,
}

/// What a policy says beside the parts of the scenario that it changes.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyHead {
    /// One line that says what the policy is.
    #[expect(dead_code, reason = "for people; stands here for the schema")]
    pub title: Option<String>,
    /// Changes from a date on.
    #[schemars(length(max = 1000))]
    pub dated: Option<Vec<DatedHead>>,
    /// People who come or go on a date.
    #[schemars(length(max = 1000))]
    pub interventions: Option<Vec<Intervention>>,
}

/// Changes that hold from a date on.
#[derive(serde::Deserialize, JsonSchema)]
pub(crate) struct DatedHead {
    /// From when.
    pub from: When,
}

/// People who come or go.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intervention {
    /// When.
    pub at: When,
    /// Name of one unit, or of a group for each of its units.
    pub unit: String,
    /// Their role.
    pub role: String,
    /// How many come; less than 0 for those who go.
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    pub add: i32,
}
