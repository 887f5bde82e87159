//! One run: a pure function of setting, seed and replication.

use std::sync::atomic::AtomicBool;

use super::result::{Key, RunResult};
use crate::scenario::Setting;

/// Why a run left no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFailure {
    /// Somebody asked it to stop.
    #[error("interrupted")]
    Interrupted,
    /// A law that must hold in every run did not: a bug, or a setting the model cannot carry.
    #[error("{0}")]
    Broken(String),
}

/// The columns of a run's measures, in order; the same for every replication and policy of a scenario.
#[must_use]
pub fn keys(_setting: &Setting) -> Vec<Key> {
    Vec::new()
}

/// Runs one replication.
///
/// # Errors
/// [`RunFailure::Interrupted`] soon after `stop` is set; [`RunFailure::Broken`] when an identity fails.
pub fn replicate(_setting: &Setting, _seed: u64, _replication: u32, _stop: &AtomicBool) -> Result<RunResult, RunFailure> {
    Err(RunFailure::Broken("not yet".into()))
}
