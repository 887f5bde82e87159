//! Where finished runs go: the campaign's own idea of a place that keeps them, so that it needs to know nothing of
//! tables and files. The room of files implements it; tests use a list in memory.

use super::result::RunResult;

/// A finished run, as a campaign hands it over.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Replication number, from 0.
    pub replication: u32,
    /// The result, or why there is none.
    pub outcome: Result<RunResult, String>,
}

/// A run as read back: its place in the plan and its measures.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRun {
    /// Name of the policy.
    pub policy: String,
    /// Replication number, from 0.
    pub replication: u32,
    /// Values in the order of the table's columns, or why there are none.
    pub measures: Result<Vec<Option<f64>>, String>,
}

/// Why runs could not be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} could not be {action}: {reason}")]
pub struct StoreError {
    /// File or folder.
    pub path: String,
    /// `read`, `written`, `created`, `replaced`.
    pub action: &'static str,
    /// What the system says.
    pub reason: String,
}

/// A place that keeps the runs of one plan.
pub trait RunStore {
    /// Takes the next finished runs, in plan order. What is stored does not depend on how the runs are split into calls.
    ///
    /// # Errors
    /// When they cannot be kept; the campaign stops.
    fn append(&mut self, runs: Vec<RunRecord>) -> Result<(), StoreError>;

    /// How many runs are kept so far: the first of the plan, in its order, replication by replication.
    fn done(&self) -> u64;

    /// Hands every kept run to `visit`, in plan order.
    ///
    /// # Errors
    /// When they cannot be read, or are not yet complete.
    fn read_back(&self, visit: &mut dyn FnMut(StoredRun)) -> Result<(), StoreError>;
}
