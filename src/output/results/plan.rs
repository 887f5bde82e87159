//! What a plan comes to before anything is run.

use schemars::JsonSchema;
use serde::Serialize;

use crate::experiment::design::plan::{Identity, Plan};

/// A plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanJson {
    /// Its hash, 64 hex digits.
    pub plan: String,
    /// What the hash covers.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub identity: Identity,
    /// Points.
    pub points: usize,
    /// Points times replications.
    pub cells: u64,
    /// Cells times policies.
    pub runs: u64,
    /// Its parts, where it is cut.
    pub shards: Option<Vec<PlannedShardJson>>,
}

/// One part of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlannedShardJson {
    /// Which, such as `1/4`.
    pub shard: String,
    /// Its first cell.
    pub from_cell: u64,
    /// The first cell beyond.
    pub until_cell: u64,
    /// The command that does it.
    pub command: String,
}

impl PlanJson {
    /// What `plan` comes to.
    #[must_use]
    pub fn new(plan: &Plan, shards: Option<Vec<PlannedShardJson>>) -> Self {
        Self {
            plan: plan.identity.hash(),
            identity: plan.identity.clone(),
            points: plan.points(),
            cells: plan.cells(),
            runs: plan.runs(),
            shards,
        }
    }
}
