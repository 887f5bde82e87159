//! A campaign: all runs of a plan, in parallel, into a store and into estimates.
//!
//! Runs go *replication-major*: replication 0 of every policy, then replication 1, so whatever is done at any moment is
//! balanced. They are taken in batches of a fixed number of replications; within a batch each thread takes the next run,
//! and the batch is handed over in plan order. So neither the tables nor the estimates can tell how many threads there
//! were, and memory holds one batch, however long the campaign.
//!
//! A stop keeps the replications that are complete, as a prefix of the plan, and drops the rest: a partial result is the
//! result of a shorter plan. A run that fails (an identity broken, a panic: both are bugs) becomes a row with its
//! reason; its replication is left out of the estimates of *every* policy, and counted.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::estimate::{Estimate, Estimator};
use super::plan::Plan;
use super::replication::RunFailure;
use super::result::{Key, RunResult};
use super::store::{RunRecord, RunStore, StoreError};
use crate::scenario::Setting;

/// How the work is spread; changes no number.
#[derive(Clone, Copy, Debug)]
pub struct Workers {
    /// Threads.
    pub threads: NonZeroUsize,
    /// Runs in memory at once, rounded to whole replications.
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
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn run_ended(&self, _events: u64) {}
}

/// Somebody who gathers the replications that count: those complete under every policy, in plan order.
pub trait Gatherer {
    /// Takes the next replication: its run under each policy of the plan, the measures in the order of the columns.
    fn gather(&mut self, runs: &[&RunResult]);
}

/// Nobody gathers.
#[derive(Clone, Copy, Debug)]
pub struct Ungathered;

impl Gatherer for Ungathered {
    fn gather(&mut self, _runs: &[&RunResult]) {}
}

impl<G: Gatherer> Gatherer for Option<G> {
    fn gather(&mut self, runs: &[&RunResult]) {
        self.iter_mut().for_each(|gatherer| gatherer.gather(runs));
    }
}

impl<A: Gatherer, B: Gatherer> Gatherer for (A, B) {
    fn gather(&mut self, runs: &[&RunResult]) {
        self.0.gather(runs);
        self.1.gather(runs);
    }
}

/// A plan with all that is needed to carry it out.
pub struct Campaign<'a, F> {
    /// What to run.
    pub plan: &'a Plan,
    /// Columns of a run's measures ([`super::replication::keys`]).
    pub columns: &'a [Key],
    /// How the work is spread.
    pub workers: Workers,
    /// One run ([`super::replication::replicate`]).
    pub run: F,
    /// Set by somebody who wants to stop.
    pub stop: &'a AtomicBool,
    /// Somebody who watches.
    pub progress: &'a dyn Progress,
}

/// Whether all of a plan was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every replication ended.
    Complete,
    /// Stopped before the end; what is there is balanced.
    Interrupted,
}

/// A run that left no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRun {
    /// Name of the policy.
    pub policy: String,
    /// Replication number.
    pub replication: u32,
    /// Why.
    pub reason: String,
}

/// What a campaign came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Whether it came to its end.
    pub status: Status,
    /// Replications that ended under every policy, the failed included: the first of the plan.
    pub replications: u32,
    /// Of these, replications left out of all estimates because a run failed.
    pub left_out: u32,
    /// Runs that failed.
    pub failed_runs: u32,
    /// The first few that failed.
    pub failures: Vec<FailedRun>,
    /// Events handled in the runs that were kept.
    pub events: u64,
    /// One list per policy of the plan, in the order of the columns.
    pub estimates: Vec<Vec<Estimate>>,
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

    /// Carries the plan out, into `store` and for `gatherer`.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub fn carry_out_for(&self, store: &mut dyn RunStore, gatherer: &mut dyn Gatherer) -> Result<Outcome, CampaignError> {
        let threads = self.workers.threads.get();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| CampaignError::Threads { threads, reason: error.to_string() })?;
        let mut tally = Tally::new(self.plan, self.columns);
        let policies = self.plan.settings.len();
        let planned = self.plan.identity.replications;
        let step = u32::try_from((self.workers.batch.get() / policies.max(1)).max(1)).unwrap_or(u32::MAX);
        let mut from = 0;
        while from < planned {
            let until = from.saturating_add(step).min(planned);
            let records = self.batch(&pool, from, until);
            let is_whole = records.len() == (until - from) as usize * policies;
            tally.add(&records, self.plan, gatherer);
            if !records.is_empty() {
                store.append(records)?;
            }
            if !is_whole {
                break;
            }
            from = until;
        }
        Ok(tally.outcome(self.plan))
    }

    /// The runs of replications `from..until`, in plan order; cut after the last complete replication when stopped.
    fn batch(&self, pool: &rayon::ThreadPool, from: u32, until: u32) -> Vec<RunRecord> {
        let policies = self.plan.settings.len();
        let places: Vec<(u32, usize)> =
            (from..until).flat_map(|replication| (0..policies).map(move |policy| (replication, policy))).collect();
        let slots: Vec<OnceLock<Result<RunResult, String>>> = places.iter().map(|_| OnceLock::new()).collect();
        let next = AtomicUsize::new(0);
        pool.broadcast(|_| {
            while !self.stop.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(&(replication, policy)) = places.get(index) else { break };
                let Some(outcome) = self.attempt(policy, replication) else { break };
                self.progress.run_ended(outcome.as_ref().map_or(0, |result| result.events));
                let Ok(()) = slots[index].set(outcome) else { unreachable!("run {index} of a batch was handed out twice") };
            }
        });
        let mut records: Vec<RunRecord> = places
            .into_iter()
            .zip(slots)
            .map_while(|((replication, policy), slot)| slot.into_inner().map(|outcome| RunRecord { policy, replication, outcome }))
            .collect();
        records.truncate(records.len() / policies.max(1) * policies);
        records
    }

    /// One run: its result, or the reason why it failed, or `None` when it was stopped.
    fn attempt(&self, policy: usize, replication: u32) -> Option<Result<RunResult, String>> {
        let setting = &self.plan.settings[policy];
        let run = || (self.run)(setting, self.plan.identity.seed, replication, self.stop);
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(result)) => Some(self.examine(result)),
            Ok(Err(RunFailure::Interrupted)) => None,
            Ok(Err(RunFailure::Broken(reason))) => Some(Err(reason)),
            Err(panic) => Some(Err(format!("the run panicked, which is a bug: {}", panic_text(panic.as_ref())))),
        }
    }

    /// A result whose measures fill the columns with finite numbers, else what is wrong with it.
    fn examine(&self, result: RunResult) -> Result<RunResult, String> {
        if result.measures.len() != self.columns.len() {
            return Err(format!("the run left {} measures for {} columns", result.measures.len(), self.columns.len()));
        }
        let odd = self.columns.iter().zip(&result.measures).find(|(_, value)| value.is_some_and(|value| !value.is_finite()));
        match odd {
            Some((key, _)) => Err(format!("the measure {} is not a finite number", key.measure.entry().name)),
            None => Ok(result),
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// Counts and estimates of the replications handed over so far.
struct Tally {
    estimators: Vec<Estimator>,
    replications: u32,
    left_out: u32,
    failed_runs: u32,
    failures: Vec<FailedRun>,
    events: u64,
}

impl Tally {
    fn new(plan: &Plan, columns: &[Key]) -> Self {
        let estimators = plan.settings.iter().map(|_| Estimator::new(columns)).collect();
        Self { estimators, replications: 0, left_out: 0, failed_runs: 0, failures: Vec::new(), events: 0 }
    }

    /// Takes whole replications, in plan order.
    fn add(&mut self, records: &[RunRecord], plan: &Plan, gatherer: &mut dyn Gatherer) {
        for replication in records.chunk_by(|one, next| one.replication == next.replication) {
            self.replications += 1;
            let runs: Option<Vec<&RunResult>> = replication.iter().map(|record| record.outcome.as_ref().ok()).collect();
            match runs {
                Some(runs) => {
                    for (estimator, run) in self.estimators.iter_mut().zip(&runs) {
                        estimator.add(&run.measures);
                    }
                    gatherer.gather(&runs);
                }
                None => self.left_out += 1,
            }
            for record in replication {
                match &record.outcome {
                    Ok(result) => self.events += result.events,
                    Err(reason) => self.note_failure(record, reason, plan),
                }
            }
        }
    }

    fn note_failure(&mut self, record: &RunRecord, reason: &str, plan: &Plan) {
        self.failed_runs += 1;
        if self.failures.len() < FAILURES_TOLD {
            let policy = plan.identity.policies[record.policy].clone();
            self.failures.push(FailedRun { policy, replication: record.replication, reason: reason.to_owned() });
        }
    }

    fn outcome(self, plan: &Plan) -> Outcome {
        let status = if self.replications == plan.identity.replications { Status::Complete } else { Status::Interrupted };
        Outcome {
            status,
            replications: self.replications,
            left_out: self.left_out,
            failed_runs: self.failed_runs,
            failures: self.failures,
            events: self.events,
            estimates: self.estimators.iter().map(|estimator| estimator.estimates(plan.confidence)).collect(),
        }
    }
}
