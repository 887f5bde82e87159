//! Studies from Rust, in a few lines: what the commands `run`, `compare`, `sweep` and `sensitivity` do, in memory and
//! without files. The numbers are those of the commands, to the last bit.
//!
//! ```
//! use wangge::experiment::design::sampling::Sampling;
//! use wangge::experiment::study::Study;
//! use wangge::units::measure::Measure;
//!
//! let study = Study::read("scenarios/queue.toml", &["horizon=120d", "warm_up=20d"])?.replications(12);
//! let comparison = study.compare()?;
//! let shorter = comparison.of("one_more", Measure::QueueWait).and_then(|difference| difference.mean);
//! assert!(shorter.is_some_and(|hours| hours < 0.0), "one clerk more, and people wait less");
//!
//! let found = study.policies(&["base"]).find("units.counter.staff.clerk.count=10..16", "queue_wait_hours <= 0.1")?;
//! assert_eq!(found[0].level.as_deref(), Some("12"), "Erlang C: 0.085 hours with twelve, 0.21 with eleven");
//!
//! let sweep = study.policies(&["base"]).sweep(&["units.counter.staff.clerk.count=10,11,12"], Sampling::Factorial)?;
//! assert_eq!(sweep.values.points(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::analysis::comparison::{Comparison, Differences};
use super::analysis::condition::{Condition, ConditionError};
use super::analysis::pattern::Uncounted;
use super::analysis::sensitivity::{Decomposition, MOST_SURVIVORS, Screening, morris_points, saltelli_points};
use super::analysis::sweep::{SweepGatherer, SweepResult};
use super::analysis::threshold_search::{Extreme, FindError, ThresholdSearch};
use super::campaign::execution::{Campaign, CampaignError, Gatherer, Missing, OnError, Outcome, Ungathered, Unwatched, Workers};
use super::campaign::store::{Made, RunRecord, RunStore, StoreError};
use super::design::plan::{Plan, PlanError};
use super::design::points::{Design, PointError};
use super::design::sampling::{Sampling, SamplingError, at_shares, points};
use super::design::schedule::{Schedule, Whole};
use super::design::shared_columns::SharedColumns;
use super::matching::gathering::MatchedIssues;
use crate::measure::replication::{Replicate, followed, replicate};
use crate::scenario::{Draft, Factor, Problems, Setting};
use crate::statistics::point_sets::DesignError;

/// A scenario with what is to be run of it.
#[derive(Clone, Debug)]
pub struct Study {
    draft: Arc<Draft>,
    policies: Vec<String>,
    baseline: Option<String>,
    seed: Option<u64>,
    replications: Option<u32>,
    threads: NonZeroUsize,
}

/// Why a study came to nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StudyError {
    /// The scenario cannot be used.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// There is no such plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There are no such design points.
    #[error(transparent)]
    Points(#[from] PointError),
    /// No design can be made of the factors.
    #[error(transparent)]
    Sampling(#[from] SamplingError),
    /// A pattern of the scenario speaks of nothing that is measured.
    #[error(transparent)]
    Pattern(#[from] Uncounted),
    /// The promise of a search is none.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// There is nothing to search.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The campaign could not be carried out.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl From<DesignError> for StudyError {
    fn from(error: DesignError) -> Self {
        Self::Sampling(error.into())
    }
}

/// What a search found under one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLevel {
    /// Name of the policy.
    pub policy: String,
    /// The least level at which the promise holds, as `--set` takes it; `None` when it holds at none.
    pub level: Option<String>,
}

/// Keeps nothing: what is gathered is all that is wanted.
struct Unkept(u64);

impl RunStore for Unkept {
    fn append(&mut self, runs: Vec<RunRecord>, _made: Made) -> Result<(), StoreError> {
        self.0 += runs.len() as u64;
        Ok(())
    }

    fn done(&self) -> u64 {
        self.0
    }
}

impl Study {
    /// The scenario file at `path` with the changes `sets`, each `key=value`.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn read(path: impl AsRef<Path>, sets: &[&str]) -> Result<Self, StudyError> {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let draft = Arc::new(Draft::read(path.as_ref(), &sets)?);
        let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
        Ok(Self { draft, policies: Vec::new(), baseline: None, seed: None, replications: None, threads })
    }

    /// With these policies alone; without, all of the file.
    #[must_use]
    pub fn policies(&self, names: &[&str]) -> Self {
        Self { policies: names.iter().map(|name| (*name).to_owned()).collect(), ..self.clone() }
    }

    /// With another baseline than the file's.
    #[must_use]
    pub fn baseline(&self, name: &str) -> Self {
        Self { baseline: Some(name.to_owned()), ..self.clone() }
    }

    /// With another seed than the file's.
    #[must_use]
    pub fn seed(&self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self.clone() }
    }

    /// With so many replications instead of the file's.
    #[must_use]
    pub fn replications(&self, replications: u32) -> Self {
        Self { replications: Some(replications), ..self.clone() }
    }

    /// On so many threads instead of all; changes no number.
    #[must_use]
    pub fn threads(&self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self.clone() }
    }

    /// The draft of the scenario.
    #[must_use]
    pub fn draft(&self) -> &Arc<Draft> {
        &self.draft
    }

    /// Replications of one policy: estimates of all measures.
    ///
    /// # Errors
    /// When there is no such policy.
    pub fn run(&self, policy: &str) -> Result<Outcome, StudyError> {
        let plan = Plan::new(self.draft.scenario(), &[policy], self.seed, self.replications)?;
        carry_out(self.threads, &plan, &mut Whole::of(&plan), &mut Ungathered)
    }

    /// The policies against the baseline, on the same residents, issues and luck.
    ///
    /// # Errors
    /// When a policy is not in the file, or there is nothing to compare.
    pub fn compare(&self) -> Result<Comparison, StudyError> {
        let plan = self.comparison()?;
        let columns = SharedColumns::common(&plan.settings);
        let mut differences = Differences::new(&plan, &columns.keys, &self.draft.scenario().evidence)?;
        let mut gathered = (&mut differences, MatchedIssues::new(&plan));
        let outcome = carry_out_with(followed, self.threads, &plan, &mut Whole::of(&plan), &mut gathered)?;
        let matched = gathered.1.conclude();
        Ok(Comparison { matched, ..differences.conclude(&plan, &outcome) })
    }

    /// The policies at the points that `sampling` makes of `factors`, each written as `KEY=VALUES`.
    ///
    /// # Errors
    /// When a factor is none, or the scenario does not take a point.
    pub fn sweep(&self, factors: &[&str], sampling: Sampling) -> Result<SweepResult, StudyError> {
        let factors = self.factors(factors)?;
        let plan = self.plan()?;
        let points = points(&factors, sampling, plan.identity.seed)?;
        self.swept(plan, sampling.to_string(), &factors, points)
    }

    /// The policies in `worlds` drawn from the ranges of all numbers that the file says are assumed.
    ///
    /// # Errors
    /// When no number is assumed, or the scenario does not take a world.
    pub fn worlds(&self, worlds: u32) -> Result<SweepResult, StudyError> {
        let factors = self.draft.assumed();
        let plan = self.plan()?;
        let sampling = Sampling::LatinHypercube(worlds);
        let points = points(&factors, sampling, plan.identity.seed)?;
        self.swept(plan, sampling.to_string(), &factors, points)
    }

    /// The least level of `factor` (`KEY=low..high` or a list) at which `promise` (`on_time_rate >= 0.9`) holds, by policy.
    ///
    /// # Errors
    /// When the factor or the promise is none.
    pub fn find(&self, factor: &str, promise: &str) -> Result<Vec<FoundLevel>, StudyError> {
        let factor = self.draft.factor(factor)?;
        let levels = factor.rising_levels().unwrap_or_else(|| factor.levels());
        let plan = self.plan()?;
        let points = levels.into_iter().map(|level| vec![level]).collect();
        let design = Design::of(&self.draft, &plan.identity.policies, "levels", &[factor], points)?;
        let plan = plan.at(design);
        let columns = SharedColumns::common(&plan.settings);
        let mut find = ThresholdSearch::new(&plan, &columns.keys, promise.parse::<Condition>()?, Extreme::Least)?;
        carry_out(self.threads, &plan, &mut find, &mut Ungathered)?;
        let level = |point: usize| plan.design.as_ref().map(|design| design.points[point][0].text.clone());
        let found = find.found();
        let each = found.into_iter().zip(&plan.identity.policies);
        Ok(each.map(|(found, policy)| FoundLevel { policy: policy.clone(), level: found.point.and_then(level) }).collect())
    }

    /// Morris' screening of `factors` (all assumed numbers when none is named) with so many trajectories.
    ///
    /// # Errors
    /// When a factor is none, or the scenario does not take a point.
    pub fn screening(&self, factors: &[&str], trajectories: u32) -> Result<Screening, StudyError> {
        let factors = if factors.is_empty() { self.draft.assumed() } else { self.factors(factors)? };
        let plan = self.plan()?;
        let count = u32::try_from(factors.len()).unwrap_or(u32::MAX);
        let (paths, cube) = morris_points(trajectories, count, MORRIS_LEVELS, plan.identity.seed)?;
        let confidence = plan.confidence;
        let sweep = self.swept(plan, "Morris trajectories".to_owned(), &factors, at_shares(&factors, &cube))?;
        Ok(Screening::of(&paths, &sweep.values, &sweep.headline, confidence, MOST_SURVIVORS))
    }

    /// Sobol' indices of `factors` from `base` rows.
    ///
    /// # Errors
    /// As [`Self::screening`].
    pub fn decomposition(&self, factors: &[&str], base: u32) -> Result<Decomposition, StudyError> {
        let factors = self.factors(factors)?;
        let plan = self.plan()?;
        let count = u32::try_from(factors.len()).unwrap_or(u32::MAX);
        let cube = saltelli_points(base, count, plan.identity.seed)?;
        let confidence = plan.confidence;
        let sweep = self.swept(plan, "Saltelli's points".to_owned(), &factors, at_shares(&factors, &cube))?;
        Ok(Decomposition::of(count, &sweep.values, &sweep.headline, confidence))
    }

    fn factors(&self, texts: &[&str]) -> Result<Vec<Factor>, StudyError> {
        texts.iter().map(|text| Ok(self.draft.factor(text)?)).collect()
    }

    fn comparison(&self) -> Result<Plan, StudyError> {
        Ok(Plan::comparison(self.draft.scenario(), &self.policies, self.baseline.as_deref(), self.seed, self.replications)?)
    }

    /// The plan of a comparison, or of the one policy that there is.
    fn plan(&self) -> Result<Plan, StudyError> {
        Ok(Plan::of_policies(self.draft.scenario(), &self.policies, self.baseline.as_deref(), self.seed, self.replications)?)
    }

    fn swept(
        &self,
        plan: Plan,
        kind: String,
        factors: &[Factor],
        points: Vec<Vec<crate::scenario::Level>>,
    ) -> Result<SweepResult, StudyError> {
        let design = Design::of(&self.draft, &plan.identity.policies, kind, factors, points)?;
        let plan = plan.at(design);
        let columns = SharedColumns::common(&plan.settings);
        let mut gatherer = SweepGatherer::new(&plan, &columns.keys, &self.draft.scenario().evidence)?;
        let outcome = carry_out(self.threads, &plan, &mut Whole::of(&plan), &mut gatherer)?;
        Ok(gatherer.conclude(&plan, &outcome))
    }
}

/// Levels of the grid that Morris' trajectories go on.
const MORRIS_LEVELS: u32 = 4;

fn carry_out(threads: NonZeroUsize, plan: &Plan, schedule: &mut dyn Schedule, gatherer: &mut dyn Gatherer) -> Result<Outcome, StudyError> {
    carry_out_with(replicate, threads, plan, schedule, gatherer)
}

/// Carries out what `schedule` says, each run by `one`.
fn carry_out_with(
    one: Replicate,
    threads: NonZeroUsize,
    plan: &Plan,
    schedule: &mut dyn Schedule,
    gatherer: &mut dyn Gatherer,
) -> Result<Outcome, StudyError> {
    let columns = SharedColumns::common(&plan.settings);
    let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
        one(setting, seed, replication, stop).map(|result| columns.of(setting, result))
    };
    let campaign = Campaign {
        plan,
        columns: &columns.keys,
        workers: Workers::new(threads),
        run,
        stop: &AtomicBool::new(false),
        progress: &Unwatched,
        missing: Missing::Make,
        on_error: OnError::Skip,
    };
    Ok(campaign.carry_out_by(schedule, &mut Unkept(0), gatherer)?)
}
