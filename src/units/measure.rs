//! The registry of measures: the one place that spells their names, units, denominators and directions.
//! Scenarios, statistics, tables and charts read it; `wangge describe` prints it.

/// Which way a measure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: reported, never judged.
    Neutral,
}

/// Whether a comparison may rest its verdict on the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be declared for the family of verdicts.
    Headline,
    /// Shown with plain intervals, no verdict word.
    Exploratory,
}

/// One row of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Name in scenario files, tables and charts.
    pub name: &'static str,
    /// Unit of the value: `hours`, `share`, `issues`, `seconds`.
    pub unit: &'static str,
    /// What the value is counted over.
    pub denominator: &'static str,
    /// Which way is better.
    pub direction: Direction,
    /// Whether a verdict may rest on it.
    pub standing: Standing,
    /// What the value is, in one sentence.
    pub definition: &'static str,
}

macro_rules! registry {
    ($($variant:ident: $name:literal, $unit:literal, $denominator:literal, $direction:ident, $standing:ident, $definition:literal;)*) => {
        /// A measure of one run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $(#[doc = $definition] $variant,)*
        }

        impl Measure {
            /// All measures in the order in which tables list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The measure's row in the registry.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        name: $name, unit: $unit, denominator: $denominator,
                        direction: Direction::$direction, standing: Standing::$standing, definition: $definition,
                    },)*
                }
            }
        }
    };
}

registry! {
    ResolutionTime: "resolution_time_hours", "hours", "issues of the occurrence cohort", Lower, Headline,
        "mean of min(time from occurrence to the first true fix, follow-up); other ends count as follow-up";
    ResolutionTimeMedian: "resolution_time_median_hours", "hours", "issues of the occurrence cohort", Lower, Exploratory,
        "time from occurrence by which half of the cohort is truly fixed; empty when not reached within follow-up";
    ResolutionTimeP90: "resolution_time_p90_hours", "hours", "issues of the occurrence cohort", Lower, Exploratory,
        "time from occurrence by which 90% of the cohort is truly fixed; empty when not reached within follow-up";
    ResolutionRate: "resolution_rate", "share", "issues of the occurrence cohort", Higher, Headline,
        "truly fixed within follow-up of their occurrence";
    KnownResolutionRate: "known_resolution_rate", "share", "issues of the known cohort (depends on the policy)", Higher, Exploratory,
        "truly fixed within follow-up of becoming known";
    ClosureRate: "closure_rate", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "recorded as closed for the first time within follow-up of becoming known, whatever is true";
    OnTimeRate: "on_time_rate", "share", "known issues whose due time lies in the measured time", Higher, Headline,
        "truly fixed, and recorded closed, by their due time; open and overdue counts as late";
    RecordedOnTimeRate: "recorded_on_time_rate", "share", "known issues whose due time lies in the measured time", Neutral, Exploratory,
        "recorded as closed by their due time for the first time, whatever is true";
    FalseClosureRate: "false_closure_rate", "share", "closings of the measured time", Lower, Exploratory,
        "closings of issues that were not truly fixed";
    ReopenRate: "reopen_rate", "share", "closings of the measured time", Neutral, Exploratory,
        "reopenings per closing";
    ResponseTime: "response_time_hours", "hours", "known issues with a first hands-on start in the measured time", Lower, Exploratory,
        "mean time from known to the first hands-on work by a person";
    FirstContactRate: "first_contact_rate", "share", "truly fixed issues of the occurrence cohort", Higher, Exploratory,
        "fixed at the first attempt of the level that first knew of them";
    ResolvedAtLevel: "resolved_at_level", "share", "truly fixed issues of the occurrence cohort", Neutral, Exploratory,
        "share fixed at the level";
    QueueWait: "queue_wait_hours", "hours", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "mean wait in a queue until the start of work or until the issue moved on unserved";
    QueueWaitP95: "queue_wait_p95_hours", "hours", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "95% quantile of the wait in a queue";
    WaitingShare: "waiting_share", "share", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "share of the stays that were not served at once";
    ServedWait: "served_wait_hours", "hours", "stays in a queue that ended in a start", Lower, Exploratory,
        "mean wait in a queue of those who were served";
    RenegedShare: "reneged_share", "share", "stays in a queue that ended in the measured time", Neutral, Exploratory,
        "share of the stays that ended unserved, by the wait limit or a red light";
    InSystem: "issues_in_system", "issues", "measured time", Lower, Exploratory,
        "time average of known issues not yet closed or rejected: waiting, in work, or in an external wait";
    Backlog: "backlog_issues", "issues", "measured time", Lower, Exploratory,
        "time average of issues waiting in a queue";
    Arrivals: "arrivals", "issues", "whole run", Neutral, Exploratory,
        "issues that occurred from the start to the horizon";
    FinishedResolutionRate: "finished_resolution_rate", "share", "issues fixed or rejected by the horizon, whole run", Higher, Exploratory,
        "fixed among all that ended; leaves out those still open";
    FixedTime: "fixed_time_days", "days", "issues fixed by the horizon, whole run", Lower, Exploratory,
        "mean time from occurrence to fix of fixed issues only; a policy that never finishes hard issues looks fast here";
    FixedTimeP95: "fixed_time_p95_days", "days", "issues fixed by the horizon, whole run", Lower, Exploratory,
        "95% quantile of the time from occurrence to fix of fixed issues only";
    WaitLimitsPassed: "wait_limits_passed", "issues", "whole run", Neutral, Exploratory,
        "times an issue reached the wait limit of a queue without a start";
    EscalationsByWait: "escalations_by_wait", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level because the wait limit was reached";
    EscalationsByAttempts: "escalations_by_attempts", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level after the allowed number of failed attempts";
    EscalationsByBacklog: "escalations_by_backlog", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level because the queue was full";
    EscalationsBySeverity: "escalations_by_severity", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level because of severity";
    EscalationsByDifficulty: "escalations_by_difficulty", "issues", "measured time", Neutral, Exploratory,
        "moves to a higher level because triage took the issue for it";
    EscalationsByLight: "escalations_by_red_light", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level because the light turned red while the issue waited";
    FutileAttempts: "futile_attempts", "attempts", "measured time", Lower, Exploratory,
        "failed attempts at a level below the authority that the issue needs";
    YellowLights: "yellow_lights", "issues", "measured time", Neutral, Exploratory,
        "lights that turned yellow";
    RedLights: "red_lights", "issues", "measured time", Lower, Exploratory,
        "lights that turned red, recorded against the level that had the issue";
    Rejected: "rejected", "issues", "measured time", Neutral, Exploratory,
        "issues recorded as not solvable after the top level";
    Utilisation: "utilisation", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time on handling and switching within the roster over rostered time";
    UtilisationP90: "utilisation_p90", "share", "people of the role", Neutral, Exploratory,
        "90% quantile over people of their utilisation";
    WorkloadGini: "workload_gini", "index", "people of the role", Lower, Exploratory,
        "Gini index of handled time over people, 0 even to 1 all on one";
    Overtime: "overtime_hours", "hours", "people of the role", Lower, Exploratory,
        "mean hours worked beyond the roster per person over the measured time";
    Pay: "pay_yuan", "yuan", "measured time", Lower, Exploratory,
        "pay of all people for the time they are in place, by the month";
    PayPerFixed: "pay_per_fixed_issue_yuan", "yuan", "issues fixed in the measured time", Lower, Exploratory,
        "pay of all people over the measured time per truly fixed issue";
}
