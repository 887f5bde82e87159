//! A campaign: all runs of a plan, in parallel, into a store and into estimates.
//!
//! Which cells are run, and in which order, a [`Schedule`] says: replication-major, so whatever is done at any moment is
//! balanced. Cells are taken in batches; within a batch each thread takes the next run, and the batch is handed over in
//! plan order; it is written while the next is run. So neither the tables nor the estimates can tell how many threads there
//! were, and memory holds two batches, however long the campaign. What the store knows from an earlier campaign of the same plan is not run again, and is
//! handed over exactly as if it had been.
//!
//! A stop keeps the cells that are complete, as a prefix of the plan, and drops the rest: a partial result is the
//! result of a shorter plan. A run that fails (an identity broken, a panic: both are bugs) becomes a row with its
//! reason; its cell is left out of the estimates of *every* policy, and counted.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use super::batch::{Batch, agreeing};
pub use super::gatherer::{Gatherer, Ungathered};
pub use super::outcome::{FailedRun, Outcome, Status};
use super::store::{Known, Made, RunRecord, RunStore, StoreError};
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::{Cell, Schedule, Whole};
use crate::measure::replication::RunFailure;
use crate::measure::run_result::RunResult;
use crate::scenario::Setting;
use crate::statistics::estimate::Estimator;
use crate::units::key::Key;

/// How the work is spread; changes no number.
#[derive(Clone, Copy, Debug)]
pub struct Workers {
    /// Threads.
    pub threads: NonZeroUsize,
    /// Runs in memory at once, rounded to whole cells.
    pub batch: NonZeroUsize,
}

impl Workers {
    /// Runs held in memory when nothing else is asked for.
    pub const BATCH: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);

    /// `threads` threads and the usual batch.
    #[must_use]
    pub const fn new(threads: NonZeroUsize) -> Self {
        Self { threads, batch: Self::BATCH }
    }

    /// `threads` threads and no more runs in memory than that: for runs that keep their event log.
    #[must_use]
    pub const fn with_logs(threads: NonZeroUsize) -> Self {
        Self { threads, batch: threads }
    }
}

/// Somebody who wants to know how far the campaign is; called from the threads that work.
pub trait Progress: Sync {
    /// One more run has ended, after `events` events.
    fn run_ended(&self, events: u64);

    /// So many runs were read back and need not be made again.
    fn runs_recalled(&self, _runs: u64) {}
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn run_ended(&self, _events: u64) {}
}

/// A plan with all that is needed to carry it out.
pub struct Campaign<'a, F> {
    /// What to run.
    pub plan: &'a Plan,
    /// Columns of a run's measures ([`crate::measure::replication::keys`]).
    pub columns: &'a [Key],
    /// How the work is spread.
    pub workers: Workers,
    /// One run ([`crate::measure::replication::replicate`]).
    pub run: F,
    /// Set by somebody who wants to stop.
    pub stop: &'a AtomicBool,
    /// Somebody who watches.
    pub progress: &'a dyn Progress,
    /// What is done about runs that the store does not know.
    pub missing: Missing,
    /// What is done when a run has failed.
    pub on_error: OnError,
}

/// What is done about runs that the store does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// They are made.
    Make,
    /// The campaign ends there, interrupted.
    End,
}

/// What is done when a run has failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// Its cell is left out for every policy, and the campaign goes on.
    #[default]
    Skip,
    /// The campaign ends after its cell.
    Stop,
}

/// Failed runs that are told one by one; the table of runs has them all.
const FAILURES_TOLD: usize = 5;

/// Why a campaign could not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CampaignError {
    /// The runs could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gave no threads.
    #[error("{threads} threads could not be started: {reason}")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// What the system says.
        reason: String,
    },
}

impl<F> Campaign<'_, F>
where
    F: Fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure> + Sync,
{
    /// Carries the plan out, into `store`.
    ///
    /// # Errors
    /// When runs cannot be kept or threads cannot be started. A failed run is not an error but a row.
    pub fn carry_out(&self, store: &mut dyn RunStore) -> Result<Outcome, CampaignError> {
        self.carry_out_for(store, &mut Ungathered)
    }

    /// Carries the whole plan out, into `store` and for `gatherer`.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub fn carry_out_for(&self, store: &mut dyn RunStore, gatherer: &mut dyn Gatherer) -> Result<Outcome, CampaignError> {
        self.carry_out_by(&mut Whole::of(self.plan), store, gatherer)
    }

    /// Carries out what `schedule` says, into `store` and for `gatherer`.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub fn carry_out_by(
        &self,
        schedule: &mut dyn Schedule,
        store: &mut dyn RunStore,
        gatherer: &mut dyn Gatherer,
    ) -> Result<Outcome, CampaignError> {
        let threads = self.workers.threads.get();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| CampaignError::Threads { threads, reason: error.to_string() })?;
        let mut tally = CellTally::new(self.plan, self.columns);
        let most = self.workers.batch.get();
        let mut keeper = Keeper { store, waiting: None };
        loop {
            let cells = schedule.next(most);
            if cells.is_empty() {
                keeper.keep()?;
                return Ok(tally.outcome(self.plan, Status::Complete));
            }
            let mut at = 0;
            while at < cells.len() {
                let (records, made) = self.obtain(&cells[at..], tally.cells, &mut keeper, &pool)?;
                if made == Made::Before {
                    tally.recalled += records.len() as u64;
                }
                let (kept, status) = tally.add(&cells[at..], records, self, &mut (&mut *schedule, &mut *gatherer));
                at += kept.cells;
                keeper.keep()?;
                keeper.waiting = Some((kept.records, made));
                if let Some(status) = status {
                    keeper.keep()?;
                    return Ok(tally.outcome(self.plan, status));
                }
            }
        }
    }

    /// Runs of the first of `cells`, which begin at place `position` of the plan: read back where they are known, else made.
    /// Whole cells; fewer than there could be when somebody asked to stop, perhaps none.
    fn obtain(
        &self,
        cells: &[Cell],
        position: u64,
        keeper: &mut Keeper,
        pool: &rayon::ThreadPool,
    ) -> Result<(Vec<RunRecord>, Made), CampaignError> {
        if self.stop.load(Ordering::Relaxed) {
            return Ok((Vec::new(), Made::Now));
        }
        let all = self.plan.settings.len();
        let wanted = cells.iter().map(|cell| cell.runs(all)).sum();
        let unknown = match keeper.store.recall(position, wanted)? {
            Known::Runs(mut records) => {
                let known = agreeing(cells, &records, all);
                if known > 0 {
                    records.truncate(known);
                    self.progress.runs_recalled(known as u64);
                    return Ok((records, Made::Before));
                }
                1
            }
            Known::NothingUntil(next) => next.map_or(u64::MAX, |next| next.saturating_sub(position).max(1)),
        };
        if self.missing == Missing::End {
            return Ok((Vec::new(), Made::Now));
        }
        let unknown = usize::try_from(unknown).unwrap_or(usize::MAX).min(cells.len());
        // What was made before is kept while the next is being made, so that no thread waits for a disk; and so is what
        // has ended of the next, whenever it is time for that.
        let batch = Batch::new(&cells[..unknown], (0..all).map(|policy| self.plan.against(policy)).collect());
        let (ended, endings) = mpsc::channel();
        let kept = std::thread::scope(|scope| {
            let work = scope.spawn(|| self.work(pool, &batch, ended));
            let mut kept = keeper.keep();
            for () in &endings {
                kept = kept.and_then(|()| keeper.store.secure(&mut |cell| batch.ended(cell.saturating_sub(position))));
                if kept.is_err() {
                    break;
                }
            }
            work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            kept
        });
        kept.map(|()| (batch.into_records(), Made::Now)).map_err(CampaignError::from)
    }

    /// Makes the runs of `batch`, and says whenever one has ended.
    fn work(&self, pool: &rayon::ThreadPool, batch: &Batch, ended: mpsc::Sender<()>) {
        let next = AtomicUsize::new(0);
        pool.broadcast(|_| {
            while !self.stop.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(&(cell, policy)) = batch.places.get(index) else { break };
                let Some(outcome) = self.attempt(cell, policy) else { break };
                self.progress.run_ended(outcome.as_ref().map_or(0, |result| result.events));
                batch.end(index, outcome);
                // Nobody listens any more when the runs cannot be kept.
                let _ = ended.send(());
            }
        });
        drop(ended);
    }

    /// One run: its result, or the reason why it failed, or `None` when it was stopped.
    fn attempt(&self, cell: &Cell, policy: usize) -> Option<Result<RunResult, String>> {
        let run = || {
            let setting = self.plan.setting(cell.point, policy);
            (self.run)(&setting, self.plan.identity.seed, cell.replication, self.stop)
        };
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(result)) => Some(self.examine(result)),
            Ok(Err(RunFailure::Interrupted)) => None,
            Ok(Err(failure @ RunFailure::Untaken(_))) => Some(Err(failure.to_string())),
            Ok(Err(RunFailure::Broken(reason))) => Some(Err(reason)),
            Err(panic) => Some(Err(format!("the run panicked, which is a bug: {}", panic_text(panic.as_ref())))),
        }
    }

    /// A result whose measures fill the columns with finite numbers, else what is wrong with it.
    fn examine(&self, result: RunResult) -> Result<RunResult, String> {
        let measured = &result.measures;
        if measured.columns() != self.columns {
            return Err(format!("the run left {} measures that are not the {} columns", measured.columns().len(), self.columns.len()));
        }
        match self.columns.iter().zip(measured.values()).find(|(_, value)| value.is_some_and(|value| !value.is_finite())) {
            Some((key, _)) => Err(format!("the measure {} is not a finite number", key.measure.entry().name)),
            None => Ok(result),
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// A store, and finished runs on their way into it.
struct Keeper<'s> {
    store: &'s mut dyn RunStore,
    waiting: Option<(Vec<RunRecord>, Made)>,
}

impl Keeper<'_> {
    /// Keeps what waits.
    fn keep(&mut self) -> Result<(), StoreError> {
        match self.waiting.take().filter(|(records, _)| !records.is_empty()) {
            Some((records, made)) => self.store.append(records, made),
            None => Ok(()),
        }
    }
}

/// Counts and estimates of the cells handed over so far.
struct CellTally {
    /// By design point and policy.
    estimators: Vec<Estimator>,
    cells: u64,
    left_out: u32,
    failed_runs: u32,
    failures: Vec<FailedRun>,
    events: u64,
    recalled: u64,
}

/// Cells that were taken, with their runs.
struct TakenCells {
    cells: usize,
    records: Vec<RunRecord>,
}

impl CellTally {
    fn new(plan: &Plan, columns: &[Key]) -> Self {
        let estimators = (0..plan.points() * plan.settings.len()).map(|_| Estimator::new(columns)).collect();
        Self { estimators, cells: 0, left_out: 0, failed_runs: 0, failures: Vec::new(), events: 0, recalled: 0 }
    }

    /// Takes the runs of the first of `cells`, in plan order, and says why the campaign ends there, if it does.
    fn add<F>(
        &mut self,
        cells: &[Cell],
        mut records: Vec<RunRecord>,
        campaign: &Campaign<F>,
        (schedule, gatherer): &mut (&mut dyn Schedule, &mut dyn Gatherer),
    ) -> (TakenCells, Option<Status>) {
        let plan = campaign.plan;
        let all = plan.settings.len();
        let (mut from, mut taken) = (0, 0);
        let mut has_failed = false;
        for cell in cells {
            let until = from + cell.runs(all);
            if until > records.len() || has_failed && campaign.on_error == OnError::Stop {
                break;
            }
            has_failed |= self.take(cell, &records[from..until], plan, *schedule, *gatherer);
            (from, taken) = (until, taken + 1);
        }
        records.truncate(from);
        let status = match campaign.on_error {
            OnError::Stop if has_failed => Some(Status::Failed),
            OnError::Skip | OnError::Stop => (taken == 0).then_some(Status::Interrupted),
        };
        (TakenCells { cells: taken, records }, status)
    }

    /// Takes one cell; whether one of its runs failed.
    fn take(&mut self, cell: &Cell, records: &[RunRecord], plan: &Plan, schedule: &mut dyn Schedule, gatherer: &mut dyn Gatherer) -> bool {
        self.cells += 1;
        let runs: Option<Vec<&RunResult>> = records.iter().map(|record| record.outcome.as_ref().ok()).collect();
        match &runs {
            Some(runs) => {
                for (record, run) in records.iter().zip(runs) {
                    self.estimators[record.point * plan.settings.len() + record.policy].add(run.measures.values());
                }
                gatherer.gather(cell, runs);
            }
            None => self.left_out += 1,
        }
        for record in records {
            match &record.outcome {
                Ok(result) => self.events += result.events,
                Err(reason) => self.note_failure(record, reason, plan),
            }
        }
        schedule.done(cell, runs.as_deref());
        runs.is_none()
    }

    fn note_failure(&mut self, record: &RunRecord, reason: &str, plan: &Plan) {
        self.failed_runs += 1;
        if self.failures.len() < FAILURES_TOLD {
            let policy = plan.identity.policies[record.policy].clone();
            let point = plan.point_number(record.point);
            self.failures.push(FailedRun { point, policy, replication: record.replication, reason: reason.to_owned() });
        }
    }

    fn outcome(self, plan: &Plan, status: Status) -> Outcome {
        Outcome {
            status,
            replications: u32::try_from(self.cells / plan.points().max(1) as u64).unwrap_or(u32::MAX),
            cells: self.cells,
            left_out: self.left_out,
            failed_runs: self.failed_runs,
            failures: self.failures,
            events: self.events,
            recalled: self.recalled,
            estimates: self.estimators.iter().map(|estimator| estimator.estimates(plan.confidence)).collect(),
        }
    }
}
