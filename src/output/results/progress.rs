//! How far a command is: one line of JSON each on standard error, with `--progress jsonl`.

use schemars::JsonSchema;
use serde::Serialize;

/// How far a campaign is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunsProgressJson {
    /// Runs that were made.
    pub runs: u64,
    /// Runs that were read back from what an earlier campaign of the same plan had kept.
    pub recalled: u64,
    /// Runs of the whole campaign.
    pub total: u64,
    /// Events handled in the runs that were made.
    pub events: u64,
    /// Seconds since the first run started.
    pub seconds: f64,
    /// Seconds that are left at this pace; `null` before the first run has ended.
    pub seconds_left: Option<f64>,
}

/// How far a command of several steps is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepsProgressJson {
    /// Steps that are done.
    pub done: usize,
    /// Steps of the whole command.
    pub total: usize,
    /// What is done next.
    pub step: String,
}
