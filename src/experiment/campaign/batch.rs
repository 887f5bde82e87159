//! Runs that are being made together: which they are, and which of them have ended, while others are still under way.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::store::RunRecord;
use crate::experiment::design::schedule::Cell;
use crate::measure::matching::pairs::matched;
use crate::measure::run_result::RunResult;

/// Runs that are being made together.
pub(super) struct Batch<'c> {
    cells: &'c [Cell],
    /// Policies of the plan.
    all: usize,
    /// By policy: the one that its issues are matched with.
    against: Vec<usize>,
    /// Cell and policy of each run, in plan order.
    pub places: Vec<(&'c Cell, usize)>,
    slots: Vec<OnceLock<RunEnd>>,
    /// By cell: the runs that have ended, with their places, while others of the cell are still under way.
    under_way: Vec<Mutex<Vec<(usize, RunEnd)>>>,
}

/// A run that has ended: its result, or why there is none.
type RunEnd = Result<RunResult, String>;

impl<'c> Batch<'c> {
    pub fn new(cells: &'c [Cell], against: Vec<usize>) -> Self {
        let all = against.len();
        let places: Vec<(&Cell, usize)> = cells.iter().flat_map(|cell| cell.policies(all).map(move |policy| (cell, policy))).collect();
        let slots = places.iter().map(|_| OnceLock::new()).collect();
        let under_way = cells.iter().map(|_| Mutex::default()).collect();
        Self { cells, all, against, places, slots, under_way }
    }

    /// Takes what the run at `place` came to. When it is the last of its cell, the policies are matched issue by issue with
    /// those they are compared with, and all runs of the cell have ended.
    pub fn end(&self, place: usize, ended: RunEnd) {
        let mut first = 0;
        let of_place = self.cells.iter().position(|cell| {
            first += cell.runs(self.all);
            place < first
        });
        let Some(number) = of_place else { return };
        let runs = {
            let mut under_way = self.under_way[number].lock().unwrap_or_else(PoisonError::into_inner);
            under_way.push((place, ended));
            if under_way.len() < self.cells[number].runs(self.all) {
                return;
            }
            std::mem::take(&mut *under_way)
        };
        for (place, ended) in match_issues(runs, &self.against) {
            let Ok(()) = self.slots[place].set(ended) else { unreachable!("run {place} of a batch ended twice") };
        }
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

/// The `runs` of one cell by rising place, each matched with the one it is compared with where all of them followed their issues; what became of
/// each issue is given up.
fn match_issues(mut runs: Vec<(usize, RunEnd)>, against: &[usize]) -> Vec<(usize, RunEnd)> {
    runs.sort_unstable_by_key(|(place, _)| *place);
    let outcomes: Vec<_> = runs.iter_mut().map(|(_, run)| run.as_mut().ok().and_then(|run| run.outcomes.take())).collect();
    let Some(outcomes) = outcomes.into_iter().collect::<Option<Vec<_>>>() else { return runs };
    for (((_, run), policy), against) in runs.iter_mut().zip(&outcomes).zip(against).skip(1) {
        if let (Ok(run), Some(baseline)) = (run, outcomes.get(*against)) {
            run.matched = matched(baseline, policy);
        }
    }
    runs
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
