//! The shape of every table: file names, column names, and how a group is spelled. The only place that does.
//!
//! Every table of runs begins with the same six keys, so that tables can be joined on them. Names are in `snake_case` and end
//! in their unit where they have one; the names of measures come from the registry ([`crate::units::measure`]).

use std::collections::BTreeSet;

use crate::experiment::result::{Group, Key};
use crate::scenario::Setting;

/// One row per run: status, events and measures.
pub const RUNS_FILE: &str = "runs.parquet";
/// One row per run, day and level.
pub const SERIES_FILE: &str = "series.parquet";
/// One row per run and person.
pub const PEOPLE_FILE: &str = "people.parquet";
/// One row per run and unit.
pub const UNITS_FILE: &str = "units.parquet";
/// One row per policy, measure and group.
pub const SUMMARY_FILE: &str = "summary.csv";
/// What the folder holds and how it came about.
pub const MANIFEST_FILE: &str = "manifest.json";
/// All files of a results folder in the order in which they are put in place; the manifest seals them.
pub const FILES: [&str; 6] = [RUNS_FILE, SERIES_FILE, PEOPLE_FILE, UNITS_FILE, SUMMARY_FILE, MANIFEST_FILE];

/// Folder of the event log inside a results folder.
pub const EVENTS_FOLDER: &str = "events";

/// Files of the event log of a plan with `policies`, in their order: one per policy, inside the results folder.
pub fn event_files(policies: &[String]) -> impl Iterator<Item = String> {
    policies.iter().map(|policy| format!("{EVENTS_FOLDER}/{policy}.parquet"))
}

/// Key columns that begin every table of runs.
pub mod keys {
    /// Name of the scenario.
    pub const SCENARIO: &str = "scenario";
    /// Name of the policy.
    pub const POLICY: &str = "policy";
    /// Design point; 0 outside sweeps.
    pub const POINT: &str = "point";
    /// Replication, from 0.
    pub const REPLICATION: &str = "replication";
    /// Root of all luck.
    pub const SEED: &str = "seed";
    /// `ok` or `failed`.
    pub const STATUS: &str = "status";
}

/// Columns of `runs.parquet` between the keys and the measures.
pub mod runs {
    /// Why the run failed; empty for `ok`.
    pub const REASON: &str = "reason";
    /// Events handled.
    pub const EVENTS: &str = "events";
}

/// Columns of `series.parquet` after the keys: the state of one level at the end of one day.
pub mod series {
    use crate::units::measure::Measure;

    /// Day, from 0.
    pub const DAY: &str = "day";
    /// Civil date of the day, ISO 8601.
    pub const DATE: &str = "date";
    /// Name of the level.
    pub const LEVEL: &str = "level";
    /// Issues waiting in a queue.
    pub const BACKLOG: &str = Measure::Backlog.entry().name;
    /// Known issues neither closed nor rejected.
    pub const OPEN: &str = "open_issues";
    /// Open issues past their due time.
    pub const OVERDUE: &str = "overdue_issues";
    /// Person-seconds on duty during the day.
    pub const ROSTERED: &str = "rostered_seconds";
    /// Person-seconds of hands-on work and switching during the day.
    pub const BUSY: &str = "busy_seconds";
    /// Busy over rostered; empty when nobody was on duty.
    pub const UTILISATION: &str = Measure::Utilisation.entry().name;
}

/// Columns of `people.parquet` after the keys: one person over the measured time.
pub mod people {
    /// `unit path / role / rank`.
    pub const PERSON: &str = "person";
    /// Name of the role.
    pub const ROLE: &str = "role";
    /// Path of the person's unit.
    pub const UNIT: &str = "unit";
    /// Name of the unit's level.
    pub const LEVEL: &str = "level";
    /// In place, on duty or not.
    pub const EMPLOYED: &str = "employed_seconds";
    /// On duty by the calendar while employed.
    pub const ROSTERED: &str = "rostered_seconds";
    /// Worked beyond the roster.
    pub const OVERTIME: &str = "overtime_seconds";
    /// Hands-on work on issues.
    pub const HANDLED: &str = "handled_seconds";
    /// Lost to changing between cases.
    pub const SWITCHING: &str = "switching_seconds";
    /// On duty without work.
    pub const IDLE: &str = "idle_seconds";
    /// Starts of hands-on work.
    pub const STARTS: &str = "starts";
}

/// Columns of `units.parquet` after the keys: one unit over the measured time.
pub mod units {
    use crate::units::measure::Measure;

    /// Place path.
    pub const UNIT: &str = "unit";
    /// Name of the level.
    pub const LEVEL: &str = "level";
    /// Issues that joined.
    pub const JOINED: &str = "joined_issues";
    /// Issues fixed here.
    pub const FIXED: &str = "fixed_issues";
    /// Issues passed on.
    pub const ESCALATED: &str = "escalated_issues";
    /// Mean wait in the queue; empty when no stay ended.
    pub const QUEUE_WAIT: &str = Measure::QueueWait.entry().name;
    /// Time average of issues waiting.
    pub const BACKLOG: &str = Measure::Backlog.entry().name;
}

/// Columns of `events/<policy>.parquet` after the keys: one transition of one issue.
pub mod events {
    /// Number of the issue within the run, in order of occurrence.
    pub const CASE: &str = "case";
    /// Name of its category.
    pub const CATEGORY: &str = "category";
    /// What happened.
    pub const ACTIVITY: &str = "activity";
    /// When: ISO 8601 with offset.
    pub const TIME: &str = "time";
    /// Name of the level at which it happened.
    pub const LEVEL: &str = "level";
    /// Path of the unit at which it happened.
    pub const UNIT: &str = "unit";
    /// Person who had the case, as in `people.parquet`; empty where nobody had.
    pub const PERSON: &str = "person";
    /// Key of the rule that fired; empty where none did, as are the next two.
    pub const RULE: &str = "rule";
    /// The rule's threshold: seconds for a wait, else a number.
    pub const THRESHOLD: &str = "threshold";
    /// The value that met it, in the unit of the threshold.
    pub const VALUE: &str = "value";
}

/// Columns of `summary.csv` after scenario, policy and point.
pub mod summary {
    /// Name of the measure.
    pub const MEASURE: &str = "measure";
    /// Level, role, or `all`.
    pub const GROUP: &str = "group";
    /// Unit of the estimate.
    pub const UNIT: &str = "unit";
    /// Mean over replications.
    pub const ESTIMATE: &str = "estimate";
    /// Lower end of the interval, not clipped.
    pub const LOW: &str = "low";
    /// Upper end of the interval, not clipped.
    pub const HIGH: &str = "high";
    /// Confidence level of the interval.
    pub const LEVEL: &str = "level";
    /// Sample standard deviation over replications.
    pub const SD: &str = "sd";
    /// Replications that had a value.
    pub const N: &str = "n";
}

/// How a group is called in tables and texts: `all`, or the name of its level or role.
#[must_use]
pub fn group_name(setting: &Setting, group: Group) -> &str {
    match group {
        Group::All => "all",
        Group::Level(level) => &setting.levels[level.index()],
        Group::Role(role) => &setting.roles[role.index()].name,
    }
}

/// What kind of group it is, for headings and for the rare clash of a level's and a role's name.
#[must_use]
pub const fn group_kind(group: Group) -> &'static str {
    match group {
        Group::All => "place",
        Group::Level(_) => "level",
        Group::Role(_) => "role",
    }
}

/// Names of the measure columns of `runs.parquet`: the measure alone for the whole place, else `measure__group`; where a
/// level and a role share name and measure, the later one is `measure__kind__group`.
#[must_use]
pub fn measure_columns(setting: &Setting, columns: &[Key]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |key: &Key| {
        let measure = key.measure.entry().name;
        let short = match key.group {
            Group::All => measure.to_owned(),
            Group::Level(_) | Group::Role(_) => format!("{measure}__{}", group_name(setting, key.group)),
        };
        if taken.insert(short.clone()) {
            return short;
        }
        format!("{measure}__{}__{}", group_kind(key.group), group_name(setting, key.group))
    };
    columns.iter().map(name).collect()
}
