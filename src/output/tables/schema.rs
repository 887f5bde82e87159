//! The shape of every table: file names, column names, and how a group is spelled. The only place that does.
//!
//! Every table of runs begins with the same six keys, for joins. Names are in `snake_case` and end in their unit if they have one.

pub use super::figure_columns as figures;
use std::collections::BTreeSet;

use crate::output::charts::catalogue::{ENDINGS, all_names};
use crate::scenario::Setting;
use crate::units::key::{Group, Key};

/// One row per run: status, events and measures.
pub const RUNS_FILE: &str = "runs.parquet";
/// One row per run, day and level.
pub const SERIES_FILE: &str = "series.parquet";
/// One row per run and person.
pub const PEOPLE_FILE: &str = "people.parquet";
/// One row per run and unit.
pub const UNITS_FILE: &str = "units.parquet";
/// One row per run and instant: the curves of the occurrence cohort.
pub const CURVES_FILE: &str = "curves.parquet";
/// One row per run of a policy beside the baseline and group of issues, of matched issues; only a comparison has it.
pub const MATCHED_RUNS_FILE: &str = "matched.parquet";
/// One row per design point: its factors' levels; only a sweep has it.
pub const DESIGN_FILE: &str = "design.csv";
/// One row per policy, measure and group.
pub const SUMMARY_FILE: &str = "summary.csv";
/// One row per policy beside the baseline, measure and group; only a comparison has it.
pub const COMPARISONS_FILE: &str = "comparisons.csv";
/// One row per policy beside the baseline, measure of matched issues and group; only a comparison has it.
pub const MATCHED_FILE: &str = "matched.csv";
/// One row per policy that could be chosen; only a selection has it.
pub const SELECTION_FILE: &str = "selection.csv";
/// One row per output, factor and statistic; only a step of a sensitivity study has it.
pub const SENSITIVITY_FILE: &str = "sensitivity.csv";
/// One row per measure, world and setting of a lever; only the result of a lever in assumption worlds has it.
pub const LEVER_WORLDS_FILE: &str = "lever_worlds.csv";
/// What the folder holds and how it came about.
pub const MANIFEST_FILE: &str = "manifest.json";
/// All files of a results folder in the order in which they are put in place; the manifest seals them.
pub const FILES: [&str; 14] = [
    RUNS_FILE,
    SERIES_FILE,
    PEOPLE_FILE,
    UNITS_FILE,
    CURVES_FILE,
    MATCHED_RUNS_FILE,
    DESIGN_FILE,
    SUMMARY_FILE,
    COMPARISONS_FILE,
    MATCHED_FILE,
    SELECTION_FILE,
    SENSITIVITY_FILE,
    LEVER_WORLDS_FILE,
    MANIFEST_FILE,
];

/// Folder of what a campaign under way has done, inside a results folder.
pub const PIECES_FOLDER: &str = ".pieces";
/// Which plan the pieces belong to, inside their folder.
pub const PIECES_PLAN_FILE: &str = "plan.json";
/// What a piece holds, inside its folder.
pub const PIECE_FILE: &str = "piece.json";
/// File whose lock says that somebody is writing into a results folder.
pub const LOCK_FILE: &str = ".lock";

/// Folder of the charts inside a results folder.
pub const FIGURES_FOLDER: &str = "figures";
/// The report on a result.
pub const REPORT_FILE: &str = "report.html";

/// Files of the charts inside the results folder, whether or not a result has them.
pub fn figure_files() -> impl Iterator<Item = String> {
    all_names().flat_map(|name| ENDINGS.map(|ending| format!("{FIGURES_FOLDER}/{name}.{ending}")))
}

/// Folder of the event log inside a results folder.
pub const EVENTS_FOLDER: &str = "events";

/// Files of the event log of a plan with `policies`, in their order: one per policy, inside the results folder.
pub fn event_files(policies: &[String]) -> impl Iterator<Item = String> {
    policies.iter().map(|policy| format!("{EVENTS_FOLDER}/{policy}.parquet"))
}

/// Folder of the log of people inside a results folder; there is one wherever there is an event log.
pub const PEOPLE_LOG_FOLDER: &str = "people_log";

/// Files of the log of people of a plan with `policies`, in their order: one per policy, inside the results folder.
pub fn people_log_files(policies: &[String]) -> impl Iterator<Item = String> {
    policies.iter().map(|policy| format!("{PEOPLE_LOG_FOLDER}/{policy}.parquet"))
}

/// Files of both logs.
pub fn log_files(policies: &[String]) -> impl Iterator<Item = String> {
    event_files(policies).chain(people_log_files(policies))
}

/// Folders inside a results folder that hold nothing but files of the result.
pub const FOLDERS: [&str; 3] = [EVENTS_FOLDER, PEOPLE_LOG_FOLDER, FIGURES_FOLDER];

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
    /// Root of all random numbers.
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
    /// Digest of all that happened, in its order: the same only in runs that went alike to the second.
    pub const STREAM: &str = "event_digest";
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
    /// Issues of the whole place that are there and that no unit has: the same in every row of a day.
    pub const LATENT: &str = Measure::LatentIssues.entry().name;
    /// Mean trust of all households, 0–1: the same in every row of a day; empty where there are none.
    pub const TRUST: &str = "mean_trust";
    /// Person-seconds on duty during the day.
    pub const ROSTERED: &str = "rostered_seconds";
    /// Person-seconds of all that is not idle during the day.
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
    /// At the doors of households.
    pub const VISITED: &str = "visited_seconds";
    /// On the way, to issues and on rounds.
    pub const TRAVELLED: &str = "travelled_seconds";
    /// At the stops of patrols and tours.
    pub const PATROLLED: &str = "patrolled_seconds";
    /// In meetings and at the registers.
    pub const ADMINISTRATIVE: &str = "administrative_seconds";
    /// Hands-on work on what units above have ordered. Only where there is any under some policy.
    pub const ORDERED: &str = "ordered_seconds";
    /// On duty without work.
    pub const IDLE: &str = "idle_seconds";
    /// Starts of hands-on work.
    pub const STARTS: &str = "starts";
    /// Points earned. Only where there are any under some policy.
    pub const POINTS: &str = "points";
    /// Who holds the further post, by the name of their own one. Only where somebody holds several.
    pub const HOLDER: &str = "holder";
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
    /// Time average of issues the unit holds: waiting, in work, or outside.
    pub const OPEN: &str = "open_issues";
    /// Time average of issues waiting in each quarter of the measured time; empty of fewer than twenty days.
    pub const QUARTERS: [&str; 4] = ["backlog_quarter_1", "backlog_quarter_2", "backlog_quarter_3", "backlog_quarter_4"];
}

/// Columns of `curves.parquet` after the keys: which share of the occurrence cohort has come to which end by when.
pub mod curves {
    /// Time since occurrence.
    pub const DAYS: &str = "days";
    /// Truly fixed.
    pub const FIXED: &str = "fixed_share";
    /// Gone by itself.
    pub const SELF_RESOLVED: &str = "self_resolved_share";
    /// An incident by then, and not fixed by the end of the follow-up.
    pub const UNREPAIRED_INCIDENT: &str = "unrepaired_incident_share";
    /// Recorded as closed for the first time, whatever is true.
    pub const RECORDED_CLOSED: &str = "recorded_closed_share";
}

/// Columns of `matched.parquet` after the keys: the same issues under the policy of the run and under the baseline of the plan,
/// in one replication, counted over one group. *Solved* is truly fixed within the follow-up from occurrence.
pub mod matched {
    /// Kind of the group: `place`, `community`, `housing` or `category`.
    pub const KIND: &str = "kind";
    /// Path of the community, name of housing type or category, or `all`.
    pub const GROUP: &str = "group";
    /// Issues of the occurrence cohort.
    pub const ISSUES: &str = "issues";
    /// Solved under both, sooner under the policy.
    pub const SOONER: &str = "sooner";
    /// Solved under both at the same second.
    pub const SAME: &str = "same";
    /// Solved under both, later under the policy.
    pub const LATER: &str = "later";
    /// Solved under the policy alone.
    pub const ONLY_POLICY: &str = "only_policy";
    /// Solved under the baseline alone.
    pub const ONLY_BASELINE: &str = "only_baseline";
    /// Seconds by which those solved sooner are so, added up.
    pub const SOONER_SECONDS: &str = "sooner_seconds";
    /// Seconds by which those solved later are so, added up.
    pub const LATER_SECONDS: &str = "later_seconds";
    /// Known under both within the follow-up, and followed from then on.
    pub const KNOWN: &str = "known_under_both";
    /// Of these: seconds from known to true fix, at most the follow-up, under the policy less those under the baseline, added up.
    pub const HANDLING: &str = "handling_difference_seconds";
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
    /// How the issue became known; empty where it did not just then.
    pub const CHANNEL: &str = "channel";
    /// Where it occurred: town, community, building, and a household's number in it from 1; empty where that was a unit.
    pub const PLACE: &str = "place";
    /// Which issue it is, the same under every policy of a plan in the same replication: stream of demand and number in it, as
    /// `households/town/community-2#57`; `.3` behind it for the third further issue of a cluster, `r1` for the first recurrence.
    pub const ISSUE: &str = "issue";
    /// Severity, 1 slight to 5 grave.
    pub const SEVERITY: &str = "severity";
    /// Name of the lowest level with the authority to solve it.
    pub const NEEDS: &str = "needs";
    /// When it should be fixed and closed: ISO 8601 with offset; empty without a promise, and before it is known.
    pub const DUE: &str = "due";
    /// What it has in common with others: of a cluster the name of its first issue, as `issue` has it; else, where there are hot
    /// spots of its category, its building and category as `town/community/building-3:leak`; empty where it stands alone.
    pub const CAUSE: &str = "cause";
    /// The case that it comes from, as `issue` has it: the one that the part of a department or an order belongs to, or of a recurrence
    /// the one before it; empty else. Only where there can be any under some policy.
    pub const PARENT: &str = "parent";
}

/// Columns of `people_log/<policy>.parquet` after the keys: something that a person turned to, or that happened to them.
pub mod people_log {
    /// Person, at the post where it happened, as in `people.parquet`.
    pub const PERSON: &str = "person";
    /// Who holds the post, by the name of their own one; empty of own posts.
    pub const HOLDER: &str = "holder";
    /// Name of the role.
    pub const ROLE: &str = "role";
    /// Path of the unit.
    pub const UNIT: &str = "unit";
    /// What happened.
    pub const ACTIVITY: &str = "activity";
    /// When: ISO 8601 with offset.
    pub const TIME: &str = "time";
    /// What begins with so much time on the way; empty where nothing begins, as are the next three.
    pub const TRAVEL: &str = "travel_seconds";
    /// Then with so much time for changing from another case.
    pub const SWITCHING: &str = "switching_seconds";
    /// Then with so much time for entry into registers.
    pub const ENTRY: &str = "entry_seconds";
    /// Whether it goes on beyond the hours of the calendar.
    pub const GOES_ON: &str = "goes_on_beyond_shift";
    /// Stops planned for the round that has ended; empty otherwise, as is the next one.
    pub const STOPS_PLANNED: &str = "stops_planned";
    /// Stops made.
    pub const STOPS_MADE: &str = "stops_made";
}

/// Columns of `summary.csv` after scenario, policy and point.
pub mod summary {
    /// Name of the measure.
    pub const MEASURE: &str = "measure";
    /// Level, role, housing type, category, `linked`, `unlinked`, or `all`.
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

/// Columns of `comparisons.csv` after scenario and point, which do not stand in `summary.csv`.
pub mod comparisons {
    /// Which way the measure is better: `higher`, `lower`, or `neutral`.
    pub const DIRECTION: &str = "direction";
    /// Policy that the other one is compared with.
    pub const BASELINE: &str = "baseline";
    /// Mean of policy minus baseline over replications.
    pub const DIFFERENCE: &str = "difference";
    /// Holm's adjusted p within the family of verdicts; decides nothing.
    pub const P_HOLM: &str = "p_holm";
    /// Sum of the two variances over the variance of the difference.
    pub const VARIANCE_REDUCTION: &str = "variance_reduction";
    /// The verdict in words, headline measures only; and of any measure that it differs in too few replications.
    pub const VERDICT: &str = "verdict";
    /// Lower limit of the variance reduction, by bootstrap; headline measures only.
    pub const VARIANCE_REDUCTION_LOW: &str = "variance_reduction_low";
    /// Its upper limit.
    pub const VARIANCE_REDUCTION_HIGH: &str = "variance_reduction_high";
}

/// Columns of the table of a waterfall which do not stand in `comparisons.csv`.
pub mod waterfall {
    /// Where the step begins: the whole under the rung before it.
    pub const FROM: &str = "from";
    /// Where the rung stands.
    pub const TO: &str = "to";
}

/// Columns of `selection.csv` after scenario, measure and unit, which do not stand in `summary.csv`.
pub mod selection {
    /// The policy.
    pub const CANDIDATE: &str = "candidate";
    /// Replications of it that count.
    pub const REPLICATIONS: &str = "replications";
    /// Replications that the procedure had taken when it was dropped; empty where it was not.
    pub const ELIMINATED_AT: &str = "eliminated_at";
    /// The policy that led it by the most then.
    pub const ELIMINATED_BY: &str = "eliminated_by";
    /// `selected`, `eliminated` or `undecided`.
    pub const VERDICT: &str = "verdict";
}

/// Columns of `sensitivity.csv` that do not stand in `summary.csv`.
pub mod sensitivity {
    /// `value` under the policy, or its `difference` from the baseline.
    pub const OF: &str = "of";
    /// Key of the factor; empty where the row is about the output alone.
    pub const FACTOR: &str = "factor";
    /// What the estimate is: `mu_star`, `mu` and `sigma` in the unit of the measure, or the shares `s1`, `st` and `noise_share`.
    pub const STATISTIC: &str = "statistic";
}

/// Columns of `lever_worlds.csv` that do not stand in `summary.csv`.
pub mod lever_worlds {
    /// Number of the world, from 1.
    pub const WORLD: &str = "world";
    /// Level of the lever, as written.
    pub const SETTING: &str = "setting";
    /// How much better the chosen setting is there, in the unit of the measure; above 0 where it is better.
    pub const GAIN: &str = "gain_of_chosen";
    /// `chosen`, or how the chosen setting stands against this one: `better`, `close`, `worse`, `not_comparable`.
    pub const STANDING: &str = "standing";
}

/// What kind of group it is, for headings and for the rare clash of a level's and a role's name.
#[must_use]
pub const fn group_kind(group: Group) -> &'static str {
    match group {
        Group::All => "place",
        Group::Level(_) => "level",
        Group::Role(_) => "role",
        Group::Housing(_) => "housing",
        Group::Linkage(_) => "linkage",
        Group::Category(_) => "category",
        Group::Payer(_) => "payer",
    }
}

/// Names of the measure columns of `runs.parquet`: the measure alone for the whole place, else `measure__group`; where
/// two groups share name and measure, the later one is `measure__kind__group`.
#[must_use]
pub fn measure_columns(setting: &Setting, columns: &[Key]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |key: &Key| {
        let measure = key.measure.entry().name;
        let short = if key.group == Group::All { measure.to_owned() } else { format!("{measure}__{}", key.group.name(setting)) };
        if taken.insert(short.clone()) {
            return short;
        }
        format!("{measure}__{}__{}", group_kind(key.group), key.group.name(setting))
    };
    columns.iter().map(name).collect()
}
