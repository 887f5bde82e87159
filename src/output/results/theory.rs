//! The simulator beside queues whose law is known.

use schemars::JsonSchema;
use serde::Serialize;

use crate::experiment::analysis::theory_checks::{Depth, FAMILY_ALPHA, TheoryCheck};

/// All checks against theory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TheoryChecksJson {
    /// How closely was looked: `full`, or `short` with tolerances four times as wide.
    pub depth: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Chance that any interval misses its figure although all are right.
    pub family_alpha: f64,
    /// Events handled in all runs.
    pub events: u64,
    /// Whether every check passed.
    pub passed: bool,
    /// The checks, figure by figure.
    pub checks: Vec<TheoryCheck>,
}

impl TheoryChecksJson {
    /// What `checks` came to.
    #[must_use]
    pub fn new(checks: &[TheoryCheck], depth: Depth, seed: u64) -> Self {
        Self {
            depth: match depth {
                Depth::Full => "full".to_owned(),
                Depth::Short => "short".to_owned(),
            },
            seed,
            family_alpha: FAMILY_ALPHA,
            events: events(checks),
            passed: checks.iter().all(|check| check.passed),
            checks: checks.to_vec(),
        }
    }
}

/// Events of all systems; every check of a system counts the same runs.
#[must_use]
pub fn events(checks: &[TheoryCheck]) -> u64 {
    checks.chunk_by(|one, next| one.system == next.system).filter_map(<[TheoryCheck]>::first).map(|check| check.events).sum()
}
