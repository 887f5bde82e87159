//! Where finished runs go: the campaign's own idea of a place that keeps them, so that it needs to know nothing of
//! tables and files. The room of files implements it; tests use a list in memory.
//!
//! A place may know runs of the same plan already: pieces of a campaign that was killed, parts that other machines have
//! done, a result that is complete. The campaign asks for them before it runs anything.

use crate::measure::run_result::RunResult;

/// A finished run, as a campaign hands it over.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Index of the design point in the plan; 0 without a design.
    pub point: usize,
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Replication number, from 0.
    pub replication: u32,
    /// The result, or why there is none.
    pub outcome: Result<RunResult, String>,
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

/// Whether runs were made now, or read back from where they were kept before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// Just now.
    Now,
    /// By an earlier campaign of the same plan.
    Before,
}

/// What a place knows at a position of the plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// The runs from there on: those of one cell or more, each cell with all its runs.
    Runs(Vec<RunRecord>),
    /// Nothing up to this later cell, where something is known again; `None` when nothing is known any more.
    NothingUntil(Option<u64>),
}

/// A place that keeps the runs of one plan.
pub trait RunStore {
    /// Takes the next finished runs, in plan order, whole cells. What is stored does not depend on how the cells are split
    /// into calls, nor on when they were made.
    ///
    /// # Errors
    /// When they cannot be kept; the campaign stops.
    fn append(&mut self, runs: Vec<RunRecord>, made: Made) -> Result<(), StoreError>;

    /// How many runs are kept so far: the first of the plan, in its order, cell by cell.
    fn done(&self) -> u64;

    /// What is known of the cells from `cell` on, the plan's order counted from 0; of known runs no more than about `most`
    /// are given at once. Asked with rising numbers.
    ///
    /// # Errors
    /// When what is known cannot be read and cannot be made again either.
    fn recall(&mut self, cell: u64, most: usize) -> Result<Known, StoreError> {
        let _ = (cell, most);
        Ok(Known::NothingUntil(None))
    }

    /// Asked again and again while runs are being made: a place may keep, against a kill, what it has not kept yet.
    /// `ahead` gives the finished runs from this cell on that will be appended next, whole cells, perhaps none. They are
    /// appended later all the same.
    ///
    /// # Errors
    /// When they cannot be kept; the campaign stops.
    fn secure(&mut self, ahead: &mut dyn FnMut(u64) -> Vec<RunRecord>) -> Result<(), StoreError> {
        let _ = ahead;
        Ok(())
    }
}
