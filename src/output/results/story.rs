//! The life of one issue in sentences.

use schemars::JsonSchema;
use serde::Serialize;

/// The life of an issue under one policy or two.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoryJson {
    /// Name of the scenario.
    pub scenario: String,
    /// Number of the issue under the first policy.
    pub issue: u32,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replication, from 0.
    pub replication: u32,
    /// Policy by policy.
    pub policies: Vec<LifeJson>,
}

/// Its life under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LifeJson {
    /// The policy.
    pub policy: String,
    /// Number of the issue under this policy; `null` where it does not occur.
    pub issue: Option<u32>,
    /// What happened, in the order of time.
    pub lines: Vec<StoryLineJson>,
    /// How it ended, and how long after it occurred.
    pub ending: String,
}

/// One thing that happened to it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoryLineJson {
    /// Civil date and time, to the minute.
    pub time: String,
    /// The same in seconds after the start of the run.
    pub seconds: u32,
    /// What happened, in a sentence.
    pub sentence: String,
}
