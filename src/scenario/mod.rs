//! Text in, checked value out.

pub mod setting;

use std::path::PathBuf;

pub use setting::Setting;

/// A scenario file, read, merged, resolved and checked: the same place, people and demand under each of its policies.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name: the key `name`, else the file's stem. Only letters, digits, `-` and `_`, since it names the results folder.
    pub name: String,
    /// The key `title`: one line for people.
    pub title: Option<String>,
    /// File that was read.
    pub path: PathBuf,
    /// Root of all luck.
    pub seed: u64,
    /// Replications asked for (default 30).
    pub replications: u32,
    /// Confidence level of intervals (default 0.95).
    pub confidence: f64,
    /// Name of the policy that others are compared with (default `base`).
    pub baseline: String,
    /// One setting per policy: `base` first, the others in the order of the file.
    pub settings: Vec<Setting>,
    /// What the numbers rest on, in the order of the file.
    pub provenance: Vec<Provenance>,
    /// The merged file after `extends` and `--set`, keys sorted, provenance stripped: what the plan hash covers.
    pub resolved: serde_json::Value,
    /// Text of the file as read, for the manifest.
    pub text: String,
}

/// Where a number of the scenario comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Full key, for example `roles.liaison.speed`.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// What it rests on.
    pub basis: Basis,
}

/// What a number rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A named source.
    Cited(String),
    /// Fitted; says to what.
    Calibrated(String),
    /// Nobody's figure: a range in which it may lie, as written.
    Assumed {
        /// Lower end.
        low: String,
        /// Upper end.
        high: String,
    },
}
