//! What the replications together say of the same issues under each policy and under the baseline: shares of the issues
//! solved sooner, at the same second, later, only under one, under neither, and the difference of handling time.
//!
//! Each replication gives one value per policy, measure and group; the estimate is their mean, its interval that of every
//! other paired difference ([`crate::statistics::estimate`]). All of it is exploratory: there is no verdict. What departs from
//! nothing, or from everything, in fewer than [`FEWEST_DIFFERING`](crate::experiment::analysis::comparison::FEWEST_DIFFERING)
//! replications and not in all has no interval, as with other differences.

use std::collections::BTreeMap;

use super::gatherer::Gatherer;
use crate::experiment::analysis::comparison::is_rare;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::matching::{MatchedGroup, MatchedSums};
use crate::measure::run_result::RunResult;
use crate::statistics::estimate::{Interval, Moments, StudentQuantiles};
use crate::units::time::HOUR;

/// A measure of matched issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Of the issues known under both: mean hours of handling under the policy less those under the baseline.
    HandlingHours,
}

impl MatchedMeasure {
    /// All measures, in the order of tables.
    pub const ALL: [Self; 7] =
        [Self::Sooner, Self::Same, Self::Later, Self::OnlyPolicy, Self::OnlyBaseline, Self::Neither, Self::HandlingHours];
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
            Self::HandlingHours => "matched_handling_hours",
        }
    }

    /// Its unit in tables.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        if matches!(self, Self::HandlingHours) { "hours" } else { "share" }
    }

    /// Its value in one replication; `None` where there is no issue to count it over.
    fn value(self, sums: &MatchedSums) -> Option<f64> {
        let share = |count: u64| (sums.issues > 0).then(|| count as f64 / sums.issues as f64);
        match self {
            Self::Sooner => share(sums.sooner),
            Self::Same => share(sums.same),
            Self::Later => share(sums.later),
            Self::OnlyPolicy => share(sums.only_policy),
            Self::OnlyBaseline => share(sums.only_baseline),
            Self::Neither => share(sums.neither()),
            Self::HandlingHours => (sums.known > 0).then(|| sums.handling_seconds as f64 / (sums.known as f64 * f64::from(HOUR))),
        }
    }

    /// Whether the value is that of a replication in which the measure saw nothing, or of a share nothing else.
    fn is_plain(self, value: f64) -> bool {
        value == 0.0 || value == 1.0 && self != Self::HandlingHours
    }
}

/// One measure of matched issues over one group, under one policy against the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Gathers matched issues, replication by replication.
#[derive(Clone, Debug)]
pub struct MatchedIssues {
    confidence: f64,
    /// By policy beside the baseline.
    policies: Vec<BTreeMap<MatchedGroup, [Growing; MatchedMeasure::ALL.len()]>>,
}

/// One measure while its replications come in.
#[derive(Clone, Copy, Debug, Default)]
struct Growing {
    moments: Moments,
    issues: u64,
    /// Replications that say something.
    telling: u32,
}

impl MatchedIssues {
    /// Nothing gathered yet of `plan`, whose first policy is the baseline.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self { confidence: plan.confidence, policies: vec![BTreeMap::new(); plan.settings.len().saturating_sub(1)] }
    }

    /// What was gathered: by policy in the order of the plan, group and measure.
    #[must_use]
    pub fn conclude(self) -> Vec<MatchedEstimate> {
        let mut quantiles = StudentQuantiles::default();
        let alpha = 1.0 - self.confidence;
        let mut estimates = Vec::new();
        for (policy, groups) in (1..).zip(&self.policies) {
            for (group, measures) in groups {
                for (measure, &Growing { moments, issues, telling }) in MatchedMeasure::ALL.into_iter().zip(measures) {
                    let mean = (moments.count > 0).then_some(moments.mean);
                    let interval = quantiles.interval(&moments, alpha).filter(|_| !is_rare(telling, moments.count));
                    estimates.push(MatchedEstimate { policy, measure, group: *group, mean, interval, n: moments.count, issues });
                }
            }
        }
        estimates
    }
}

impl Gatherer for MatchedIssues {
    fn gather(&mut self, _cell: &Cell, runs: &[&RunResult]) {
        for (groups, run) in self.policies.iter_mut().zip(runs.iter().skip(1)) {
            for (group, sums) in &run.matched {
                let grown = groups.entry(*group).or_default();
                for (grown, measure) in grown.iter_mut().zip(MatchedMeasure::ALL) {
                    let Some(value) = measure.value(sums) else { continue };
                    grown.moments.add(value);
                    grown.telling += u32::from(!measure.is_plain(value));
                    grown.issues += if measure == MatchedMeasure::HandlingHours { sums.known } else { sums.issues };
                }
            }
        }
    }
}
