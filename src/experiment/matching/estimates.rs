//! What is told of matched issues: measures over groups of issues, under one policy against the baseline.

use serde::Serialize;

use crate::measure::matching::{MatchedGroup, MatchedSums};
use crate::statistics::estimate::Interval;
use crate::units::time::HOUR;

/// A measure of matched issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedMeasure {
    /// Share of the issues solved under both, sooner under the policy.
    Sooner,
    /// Share solved under both at the same second.
    Same,
    /// Share solved under both, later under the policy.
    Later,
    /// Share solved under the policy alone.
    OnlyPolicy,
    /// Share solved under the baseline alone.
    OnlyBaseline,
    /// Share solved under neither.
    Neither,
    /// Of the issues solved under both and sooner under the policy: by how many hours, on average.
    SoonerHours,
    /// Of the issues solved under both and later under the policy: by how many hours, on average.
    LaterHours,
    /// Of the issues known under both: mean hours of handling under the policy less those under the baseline.
    HandlingHours,
}

impl MatchedMeasure {
    /// All measures, in the order of tables.
    pub const ALL: [Self; 9] = [
        Self::Sooner,
        Self::Same,
        Self::Later,
        Self::OnlyPolicy,
        Self::OnlyBaseline,
        Self::Neither,
        Self::SoonerHours,
        Self::LaterHours,
        Self::HandlingHours,
    ];
    /// Those that are shares; they add up to 1.
    pub const SHARES: [Self; 6] = [Self::Sooner, Self::Same, Self::Later, Self::OnlyPolicy, Self::OnlyBaseline, Self::Neither];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sooner => "matched_sooner",
            Self::Same => "matched_same",
            Self::Later => "matched_later",
            Self::OnlyPolicy => "matched_only_policy",
            Self::OnlyBaseline => "matched_only_baseline",
            Self::Neither => "matched_neither",
            Self::SoonerHours => "matched_sooner_hours",
            Self::LaterHours => "matched_later_hours",
            Self::HandlingHours => "matched_handling_hours",
        }
    }

    /// Its unit in tables.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        if self.is_share() { "share" } else { "hours" }
    }

    /// Whether it is a share of the issues.
    #[must_use]
    pub const fn is_share(self) -> bool {
        !matches!(self, Self::SoonerHours | Self::LaterHours | Self::HandlingHours)
    }

    /// Issues that it is counted over in one replication.
    pub(super) const fn issues(self, sums: &MatchedSums) -> u64 {
        match self {
            Self::SoonerHours => sums.sooner,
            Self::LaterHours => sums.later,
            Self::HandlingHours => sums.known,
            _ => sums.issues,
        }
    }

    /// Its value in one replication; `None` where there is no issue to count it over.
    pub(super) fn value(self, sums: &MatchedSums) -> Option<f64> {
        let total = match self {
            Self::Sooner => sums.sooner as f64,
            Self::Same => sums.same as f64,
            Self::Later => sums.later as f64,
            Self::OnlyPolicy => sums.only_policy as f64,
            Self::OnlyBaseline => sums.only_baseline as f64,
            Self::Neither => sums.neither() as f64,
            Self::SoonerHours => sums.sooner_seconds as f64 / f64::from(HOUR),
            Self::LaterHours => sums.later_seconds as f64 / f64::from(HOUR),
            Self::HandlingHours => sums.handling_seconds as f64 / f64::from(HOUR),
        };
        let issues = self.issues(sums);
        (issues > 0).then(|| total / issues as f64)
    }

    /// Whether the value is that of a replication in which the measure saw nothing, or of a share nothing else.
    pub(super) fn is_plain(self, value: f64) -> bool {
        value == 0.0 || value == 1.0 && self.is_share()
    }
}

/// One measure of matched issues over one group, under one policy against the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MatchedEstimate {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// What is measured.
    pub measure: MatchedMeasure,
    /// Over which issues.
    pub group: MatchedGroup,
    /// Mean over the replications that had an issue to count it over.
    pub mean: Option<f64>,
    /// Interval of its own; needs two replications, and is not given where too few of them say anything.
    pub interval: Option<Interval>,
    /// Replications that had a value.
    pub n: u32,
    /// Issues that it was counted over, all replications together.
    pub issues: u64,
}
