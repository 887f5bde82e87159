//! What the replications together say of the same issues under each policy and under the baseline: shares of the issues
//! solved sooner, at the same second, later, only under one, under neither, and the difference of handling time.
//!
//! Each replication gives one value per policy, measure and group; the estimate is their mean, its interval that of every
//! other paired difference ([`crate::statistics::estimate`]). All of it is exploratory: there is no verdict. What departs from
//! nothing, or from everything, in fewer than [`FEWEST_DIFFERING`](crate::experiment::analysis::comparison::FEWEST_DIFFERING)
//! replications and not in all has no interval, as with other differences.

use std::collections::BTreeMap;

use super::estimates::{MatchedEstimate, MatchedMeasure};
use crate::experiment::analysis::comparison::is_rare;
use crate::experiment::campaign::gatherer::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::matching::MatchedGroup;
use crate::measure::run_result::RunResult;
use crate::statistics::estimate::{Moments, StudentQuantiles};

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
                    grown.issues += measure.issues(sums);
                }
            }
        }
    }
}
