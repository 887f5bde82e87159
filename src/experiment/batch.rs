//! Runs that are being made together: which they are, and which of them have ended, while others are still under way.

use std::sync::OnceLock;

use super::result::RunResult;
use super::schedule::Cell;
use super::store::RunRecord;

/// Runs that are being made together.
pub(super) struct Batch<'c> {
    cells: &'c [Cell],
    /// Policies of the plan.
    all: usize,
    /// Cell and policy of each run, in plan order.
    pub places: Vec<(&'c Cell, usize)>,
    pub slots: Vec<OnceLock<Result<RunResult, String>>>,
}

impl<'c> Batch<'c> {
    pub fn new(cells: &'c [Cell], all: usize) -> Self {
        let places: Vec<(&Cell, usize)> = cells.iter().flat_map(|cell| cell.policies(all).map(move |policy| (cell, policy))).collect();
        let slots = places.iter().map(|_| OnceLock::new()).collect();
        Self { cells, all, places, slots }
    }

    /// The runs that have ended, from the cell with this number of the batch on up to the first cell that has not.
    pub fn ended(&self, from: u64) -> Vec<RunRecord> {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.cells.len());
        let first = self.cells[..from].iter().map(|cell| cell.runs(self.all)).sum();
        let ended = self.places.iter().zip(&self.slots).skip(first);
        let records = ended.map_while(|(place, slot)| Some(record(*place, slot.get()?.clone()))).collect();
        whole(&self.cells[from..], records, self.all)
    }

    /// The runs of all cells up to the first that has not ended, which is there when somebody asked to stop.
    pub fn into_records(self) -> Vec<RunRecord> {
        let ended = self.places.into_iter().zip(self.slots);
        let records = ended.map_while(|(place, slot)| Some(record(place, slot.into_inner()?))).collect();
        whole(self.cells, records, self.all)
    }
}

fn record((cell, policy): (&Cell, usize), outcome: Result<RunResult, String>) -> RunRecord {
    RunRecord { point: cell.point, policy, replication: cell.replication, outcome }
}

/// The `records` of the first of `cells`, whole cells only.
fn whole(cells: &[Cell], mut records: Vec<RunRecord>, all: usize) -> Vec<RunRecord> {
    records.truncate(agreeing(cells, &records, all));
    records
}

/// How many of `records` are those of the first of `cells`, whole cells only; `all` policies in the plan.
pub(super) fn agreeing(cells: &[Cell], records: &[RunRecord], all: usize) -> usize {
    let mut known = 0;
    for cell in cells {
        let runs = cell.runs(all);
        let is_of = |(record, policy): (&RunRecord, usize)| {
            (record.point, record.replication, record.policy) == (cell.point, cell.replication, policy)
        };
        let Some(own) = records.get(known..known + runs) else { break };
        if !own.iter().zip(cell.policies(all)).all(is_of) {
            break;
        }
        known += runs;
    }
    known
}
