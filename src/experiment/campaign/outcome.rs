//! What became of a campaign: complete or not, its estimates, the runs that failed.

use serde::Serialize;

use crate::statistics::estimate::Estimate;

/// Whether all of a plan was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every cell of the schedule ended.
    Complete,
    /// Stopped by a person before the end; what is there is balanced.
    Interrupted,
    /// Stopped at the first failed run, as was asked for; what is there is balanced.
    Failed,
}

/// A run that left no result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedRun {
    /// Number of the design point; 0 without a design.
    pub point: u32,
    /// Name of the policy.
    pub policy: String,
    /// Replication number.
    pub replication: u32,
    /// Why.
    pub reason: String,
}

/// What a campaign came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Whether it came to its end.
    pub status: Status,
    /// Replications that ended at every design point and under every policy, the failed included: the first of the plan.
    pub replications: u32,
    /// Cells that ended, the failed included.
    pub cells: u64,
    /// Of these, cells left out of all estimates because a run failed; without a design, replications.
    pub left_out: u32,
    /// Runs that failed.
    pub failed_runs: u32,
    /// The first few that failed.
    pub failures: Vec<FailedRun>,
    /// Events handled in the runs that were kept.
    pub events: u64,
    /// Of the runs kept, those that were read back from where an earlier campaign had kept them.
    pub recalled: u64,
    /// One list per design point and policy of the plan, point by point, in the order of the columns.
    pub estimates: Vec<Vec<Estimate>>,
}

impl Outcome {
    /// The estimates at a point, by policy; `policies` is how many the plan has.
    #[must_use]
    pub fn at(&self, point: usize, policies: usize) -> &[Vec<Estimate>] {
        &self.estimates[point * policies..(point + 1) * policies]
    }
}
