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
    pub checks: Vec<TheoryCheckJson>,
}

/// One figure: theory beside simulation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TheoryCheckJson {
    /// The system.
    pub system: String,
    /// What is compared: the measure, with its level or category where there are several.
    pub quantity: String,
    /// Unit of the values.
    pub unit: String,
    /// What theory says.
    pub theory: f64,
    /// What the simulation says.
    pub simulated: f64,
    /// Half-width of its interval.
    pub half_width: f64,
    /// Error level of this one interval, two-sided.
    pub alpha: f64,
    /// Allowed difference, relative to theory.
    pub tolerance: f64,
    /// Replications run.
    pub replications: u32,
    /// Events handled in them.
    pub events: u64,
    /// What the empty start leaves in the figure, at most, in standard errors.
    pub bias_in_standard_errors: f64,
    /// Whether the half-width came under half the tolerance.
    pub is_precise: bool,
    /// Whether theory and simulation agree.
    pub passed: bool,
    /// Where the theory is from.
    pub source: String,
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
            checks: checks.iter().map(TheoryCheckJson::new).collect(),
        }
    }
}

impl TheoryCheckJson {
    fn new(check: &TheoryCheck) -> Self {
        Self {
            system: check.system.clone(),
            quantity: check.quantity.clone(),
            unit: check.unit.to_owned(),
            theory: check.theory,
            simulated: check.simulated,
            half_width: check.half_width,
            alpha: check.alpha,
            tolerance: check.tolerance,
            replications: check.replications,
            events: check.events,
            bias_in_standard_errors: check.bias_in_standard_errors,
            is_precise: check.is_precise,
            passed: check.passed,
            source: check.source.to_owned(),
        }
    }
}

/// Events of all systems; every check of a system counts the same runs.
#[must_use]
pub fn events(checks: &[TheoryCheck]) -> u64 {
    checks.chunk_by(|one, next| one.system == next.system).filter_map(<[TheoryCheck]>::first).map(|check| check.events).sum()
}
