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

impl Direction {
    /// How it is spelled in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Neutral => "neutral",
        }
    }
}

/// Whether a comparison may rest its verdict on the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be declared for the family of verdicts.
    Headline,
    /// Shown with plain intervals, no verdict word.
    Exploratory,
}

impl Standing {
    /// How it is spelled in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Exploratory => "exploratory",
        }
    }
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

impl Measure {
    /// What a policy costs: the measure whose difference stands beside every verdict.
    pub const COST: Self = Self::Pay;
    /// What carries the verdicts of a scenario that declares nothing.
    pub const USUAL_HEADLINE: [Self; 3] = [Self::ResolutionTime, Self::ResolutionRate, Self::OnTimeRate];

    /// The measure called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.entry().name == name)
    }

    /// Whether a verdict may rest on it.
    #[must_use]
    pub const fn is_headline(self) -> bool {
        matches!(self.entry().standing, Standing::Headline)
    }

    /// The same promise as the record shows it, for a measure of what is true.
    #[must_use]
    pub const fn recorded(self) -> Option<Self> {
        match self {
            Self::ResolutionRate => Some(Self::ClosureRate),
            Self::OnTimeRate => Some(Self::RecordedOnTimeRate),
            _ => None,
        }
    }
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
    SelfResolvedShare: "self_resolved_share", "share", "issues of the occurrence cohort", Neutral, Exploratory,
        "gone by themselves within follow-up of their occurrence";
    UnrepairedIncidentShare: "unrepaired_incident_share", "share", "issues of the occurrence cohort", Lower, Exploratory,
        "turned incident and not truly fixed within follow-up of their occurrence";
    UnresolvedShare: "unresolved_share", "share", "issues of the occurrence cohort", Lower, Exploratory,
        "after follow-up still there and no incident: what the fixed, the self-resolved and the unrepaired incidents leave of 1";
    IncidentShare: "incident_share", "share", "issues of the occurrence cohort", Lower, Exploratory,
        "turned incident within follow-up of their occurrence, repaired or not";
    KnownShare: "known_share", "share", "issues of the occurrence cohort", Higher, Exploratory,
        "became known within follow-up of their occurrence";
    UnknownShare: "unknown_share", "share", "issues of the occurrence cohort", Lower, Exploratory,
        "did not become known within follow-up of their occurrence";
    DiscoveryTime: "discovery_time_hours", "hours", "issues of the occurrence cohort known within follow-up", Lower, Exploratory,
        "mean time from occurrence to known, of those that became known; a policy that never finds the hidden looks fast here";
    KnownResolutionRate: "known_resolution_rate", "share", "issues of the known cohort (depends on the policy)", Higher, Exploratory,
        "truly fixed within follow-up of becoming known";
    ClosureRate: "closure_rate", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "recorded as closed for the first time within follow-up of becoming known, whatever is true";
    FoundByReport: "found_by_report_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "became known because a resident reported them";
    FoundByVisit: "found_by_visit_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "became known because somebody found them on a visit";
    FoundByPatrol: "found_by_patrol_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "became known because staff found them on patrol";
    FoundByTour: "found_by_tour_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "became known because a building captain found them on a tour";
    FoundBySensor: "found_by_sensor_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "became known because a sensor saw them";
    FoundByIncident: "found_by_incident_share", "share", "issues of the known cohort (depends on the policy)", Lower, Exploratory,
        "became known only when they turned incident";
    FoundDirectly: "found_directly_share", "share", "issues of the known cohort (depends on the policy)", Neutral, Exploratory,
        "occurred at a unit, which knew at once";
    OnTimeRate: "on_time_rate", "share", "known issues whose due time lies in the measured time", Higher, Headline,
        "truly fixed, and recorded closed, by their due time; open and overdue counts as late";
    RecordedOnTimeRate: "recorded_on_time_rate", "share", "known issues whose due time lies in the measured time", Neutral, Exploratory,
        "recorded as closed by their due time for the first time, whatever is true";
    FalseClosureRate: "false_closure_rate", "share", "closings of the measured time", Lower, Exploratory,
        "closings of issues that were still there";
    ReopenRate: "reopen_rate", "share", "closings of the measured time", Neutral, Exploratory,
        "reopenings per closing";
    RepeatRate: "repeat_rate", "share", "issues newly known in the measured time", Lower, Exploratory,
        "those of a household that had one of the same category known within the 30 days before";
    Recurrences: "recurrences", "issues", "measured time", Lower, Exploratory,
        "issues that came back after a fix that did not last; in no occurrence cohort";
    SatisfactionRate: "satisfaction_rate", "share", "issues judged in the measured time", Higher, Exploratory,
        "households satisfied with how their issue ended, of those who say";
    Petitions: "petitions", "issues", "measured time", Neutral, Exploratory,
        "petitions by households whose issue is recorded as ended and still there";
    Incidents: "incidents", "issues", "measured time", Lower, Exploratory,
        "issues that turned incident, repeats and recurrences included";
    LatentIssues: "latent_issues", "issues", "measured time", Lower, Exploratory,
        "time average of issues that are there and that no unit has: unknown, lost, closed on paper, or rejected";
    ResponseTime: "response_time_hours", "hours", "known issues with a first hands-on start in the measured time", Lower, Exploratory,
        "mean time from known to the first hands-on work by a person";
    FirstContactRate: "first_contact_rate", "share", "truly fixed issues of the occurrence cohort", Higher, Exploratory,
        "fixed at the first attempt of the level that first knew of them";
    ResolvedAtLevel: "resolved_at_level", "share", "truly fixed issues of the occurrence cohort", Neutral, Exploratory,
        "share fixed at the level";
    BecameKnown: "became_known", "issues", "measured time", Neutral, Exploratory,
        "issues that became known for the first time, by the level that learned of them";
    RecordedClosed: "recorded_closed", "issues", "measured time", Neutral, Exploratory,
        "issues recorded as closed for the first time, whatever is true, by the level that first learned of them";
    QueueWait: "queue_wait_hours", "hours", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "mean wait in a queue until the start of work or until the issue moved on unserved";
    QueueWaitP95: "queue_wait_p95_hours", "hours", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "95% quantile of the wait in a queue";
    WaitingShare: "waiting_share", "share", "stays in a queue that ended in the measured time", Lower, Exploratory,
        "share of the stays that were not served at once";
    ServedWait: "served_wait_hours", "hours", "stays in a queue that ended in a start", Lower, Exploratory,
        "mean wait in a queue of those who were served";
    RenegedShare: "reneged_share", "share", "stays in a queue that ended in the measured time", Neutral, Exploratory,
        "share of the stays that ended unserved: by the wait limit, a red light, a meeting, or as the issue turned incident";
    InSystem: "issues_in_system", "issues", "measured time", Lower, Exploratory,
        "time average of issues that some unit has: waiting, in work, or in an external wait";
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
    Enquiries: "enquiries", "enquiries", "measured time", Neutral, Exploratory,
        "enquiries that came in; they take desk hours and are in no measure of issues";
    EnquiryAnswerTime: "enquiry_answer_time_hours", "hours", "enquiries answered in the measured time", Lower, Exploratory,
        "mean time from an enquiry to its answer";
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
    EscalationsByMeeting: "escalations_by_meeting", "issues", "measured time", Neutral, Exploratory,
        "moves to a higher level because a meeting sent on what had stalled";
    EscalationsDeclined: "escalations_by_declined", "issues", "measured time", Neutral, Exploratory,
        "moves to the next level because the member declined the issue";
    Transfers: "transfers", "issues", "measured time", Lower, Exploratory,
        "moves from a department that is not in charge to the one that is";
    LostSignals: "lost_signals", "issues", "measured time", Lower, Exploratory,
        "times a unit that could not settle an issue dropped it instead of passing it on";
    Unblocked: "unblocked", "issues", "measured time", Neutral, Exploratory,
        "external waits that a meeting ended";
    FutileAttempts: "futile_attempts", "attempts", "measured time", Lower, Exploratory,
        "failed attempts at a level below the authority that the issue needs";
    YellowLights: "yellow_lights", "issues", "measured time", Neutral, Exploratory,
        "lights that turned yellow";
    RedLights: "red_lights", "issues", "measured time", Lower, Exploratory,
        "lights that turned red, recorded against the level that had the issue";
    Rejected: "rejected", "issues", "measured time", Neutral, Exploratory,
        "issues recorded as not solvable after the top level";
    VisitsMade: "visits_made", "visits", "measured time", Neutral, Exploratory,
        "visits to households";
    VisitsUnmadeShare: "visits_unmade_share", "share", "visits planned in the measured time", Lower, Exploratory,
        "planned visits that were not made: no time before the next round, or no motivation";
    PatrolStops: "patrol_stops_made", "stops", "measured time", Neutral, Exploratory,
        "stops of staff on patrol";
    PatrolStopsUnmadeShare: "patrol_stops_unmade_share", "share", "stops of patrols planned in the measured time", Lower, Exploratory,
        "planned stops of patrols that were not made";
    TourStops: "tour_stops_made", "stops", "measured time", Neutral, Exploratory,
        "stops of building captains on tours";
    TourStopsUnmadeShare: "tour_stops_unmade_share", "share", "stops of tours planned in the measured time", Lower, Exploratory,
        "planned stops of tours that were not made";
    EquityCommunities: "equity_communities", "share", "communities", Lower, Exploratory,
        "standard deviation of the resolution rate over communities, weighted by issues, without what luck alone makes of it";
    EquityCells: "equity_cells", "share", "cells of 500 households", Lower, Exploratory,
        "standard deviation of the resolution rate over cells of households along the walk, weighted by issues, without what luck alone makes of it";
    EquityHousing: "equity_housing", "share", "housing types", Lower, Exploratory,
        "standard deviation of the resolution rate over housing types, weighted by issues, without what luck alone makes of it";
    EquityLinked: "equity_linked", "share", "households linked to a member and others", Lower, Exploratory,
        "standard deviation of the resolution rate over linked and unlinked households, weighted by issues, without what luck alone makes of it";
    StaffUtilisation: "staff_utilisation", "share", "rostered time of all who are no volunteers", Neutral, Exploratory,
        "time within the roster that is not idle over rostered time";
    Utilisation: "utilisation", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time within the roster that is not idle over rostered time";
    UtilisationP90: "utilisation_p90", "share", "people of the role", Neutral, Exploratory,
        "90% quantile over people of their utilisation";
    HandledShare: "handled_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "hands-on work on issues and switching, overtime included; the shares of a role add up to 1 and its overtime";
    VisitedShare: "visited_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time at the doors of households";
    TravelledShare: "travelled_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time on the way, to issues and on rounds";
    PatrolledShare: "patrolled_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time at the stops of patrols and tours";
    AdministrativeShare: "administrative_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time in meetings and at the registers";
    IdleShare: "idle_share", "share", "rostered time of the role's people", Neutral, Exploratory,
        "time on duty without work; of volunteers, the offer that nobody used";
    WorkloadGini: "workload_gini", "index", "people of the role", Lower, Exploratory,
        "Gini index of handled time over people, 0 even to 1 all on one";
    Overtime: "overtime_hours", "hours", "people of the role", Lower, Exploratory,
        "mean hours worked beyond the roster per person over the measured time";
    Pay: "pay_yuan", "yuan", "measured time", Lower, Exploratory,
        "pay of all people for the time they are in place, by the month";
    PayPerFixed: "pay_per_fixed_issue_yuan", "yuan", "issues fixed in the measured time", Lower, Exploratory,
        "pay of all people over the measured time per truly fixed issue";
    VolunteerHours: "volunteer_hours", "hours", "measured time", Lower, Exploratory,
        "hours that all volunteers work, the way included; offered and not used are not counted";
}
