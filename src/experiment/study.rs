//! Studies from Rust, in a few lines: what the commands `run`, `compare`, `sweep` and `sensitivity` do, in memory and
//! without files. A study here and a command make the same value, a [`super::study_spec::StudySpec`], and everything goes
//! out from that; so the numbers are the same, and the plan hash too.
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

use serde::Serialize;

use super::analysis::comparison::{Comparison, Differences};
use super::analysis::point_values::PointValues;
use super::analysis::sensitivity::{Decomposition, MOST_SURVIVORS, Screening};
use super::analysis::sweep::{SweepGatherer, SweepResult};
use super::campaign::execution::{Campaign, Gatherer, Missing, OnError, Outcome, Ungathered, Unwatched, Workers};
use super::campaign::store::{Made, RunRecord, RunStore, StoreError};
use super::design::sampling::Sampling;
use super::levers::worlds::{LeverWorlds, LeverWorldsGatherer, lever_in_worlds};
use super::matching::gathering::MatchedIssues;
use super::prepared_study::PreparedStudy;
use super::study_end::StudyEnd;
pub use super::study_error::StudyError;
use super::study_order::StudyOrder;
use super::study_spec::{CampaignAims, Extreme, FactorChoice, StudyDesign, StudySpec};
use crate::measure::replication::{Replicate, followed, replicate};
use crate::scenario::{Draft, Setting};
use crate::units::key::Key;

/// A scenario with what is to be run of it.
#[derive(Clone, Debug)]
pub struct Study {
    order: StudyOrder,
    threads: NonZeroUsize,
}

/// What a search found under one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        Ok(Self::of(Arc::new(Draft::read(path.as_ref(), &sets)?)))
    }

    /// The scenario of `draft`.
    #[must_use]
    pub fn of(draft: Arc<Draft>) -> Self {
        let order = StudyOrder::new(draft);
        let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
        Self { order, threads }
    }

    /// With these policies alone; without, all of the file.
    #[must_use]
    pub fn policies(&self, names: &[&str]) -> Self {
        self.ordering(StudyOrder { policies: names.iter().map(|name| (*name).to_owned()).collect(), ..self.order.clone() })
    }

    /// With another baseline than the file's.
    #[must_use]
    pub fn baseline(&self, name: &str) -> Self {
        self.ordering(StudyOrder { baseline: Some(name.to_owned()), ..self.order.clone() })
    }

    /// With another seed than the file's.
    #[must_use]
    pub fn seed(&self, seed: u64) -> Self {
        self.ordering(StudyOrder { seed: Some(seed), ..self.order.clone() })
    }

    /// With so many replications instead of the file's, or of those that are usual of the kind of study.
    #[must_use]
    pub fn replications(&self, replications: u32) -> Self {
        self.ordering(StudyOrder { replications: Some(replications), ..self.order.clone() })
    }

    /// On so many threads instead of all; changes no number.
    #[must_use]
    pub fn threads(&self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self.clone() }
    }

    fn ordering(&self, order: StudyOrder) -> Self {
        Self { order, ..self.clone() }
    }

    /// What is asked for so far, from which values of studies are made.
    #[must_use]
    pub const fn order(&self) -> &StudyOrder {
        &self.order
    }

    /// The draft of the scenario.
    #[must_use]
    pub const fn draft(&self) -> &Arc<Draft> {
        &self.order.draft
    }

    /// Replications of one policy: estimates of all measures.
    ///
    /// # Errors
    /// When there is no such policy.
    pub fn run(&self, policy: &str) -> Result<Outcome, StudyError> {
        let mut study = self.prepared(self.order.run(policy, CampaignAims::default()))?;
        self.carry_out(&mut study, &mut Ungathered)
    }

    /// The policies against the baseline, on the same residents, issues and random numbers.
    ///
    /// # Errors
    /// When a policy is not in the file, or there is nothing to compare.
    pub fn compare(&self) -> Result<Comparison, StudyError> {
        self.compared(self.order.compare(CampaignAims::default())?)
    }

    /// The policies as the rungs of a ladder: each against the one before it, each step alone, and the last rung without it.
    ///
    /// # Errors
    /// When a policy is not in the file, or they do not start from one another.
    pub fn ladder(&self) -> Result<Comparison, StudyError> {
        self.compared(self.order.ladder(CampaignAims::default())?)
    }

    fn compared(&self, spec: StudySpec) -> Result<Comparison, StudyError> {
        let mut study = self.prepared(spec)?;
        let mut differences = Differences::new(&study.plan, &study.columns.keys, &self.draft().scenario().evidence)?;
        let mut gathered = (&mut differences, MatchedIssues::new(&study.plan));
        let outcome = self.carry_out_by(followed, &mut study, &mut gathered)?;
        let matched = gathered.1.conclude();
        Ok(Comparison { matched, ..differences.conclude(&study.plan, &outcome) })
    }

    /// The policies at the points that `sampling` makes of `factors`, each written as `KEY=VALUES`.
    ///
    /// # Errors
    /// When a factor is none, or the scenario does not take a point.
    pub fn sweep(&self, factors: &[&str], sampling: Sampling) -> Result<SweepResult, StudyError> {
        self.swept(FactorChoice { named: owned(factors), ..FactorChoice::default() }, sampling)
    }

    /// The policies along the one lever of `factors` (the file's own, when none is named), and its answer under the first of them tried
    /// in so many assumption worlds; `None` where there is no answer to try, or no world.
    ///
    /// # Errors
    /// As [`Self::sweep`], and when there is no such lever.
    pub fn lever(&self, factors: &[&str], worlds: u32) -> Result<(SweepResult, Option<LeverWorlds>), StudyError> {
        let factors = FactorChoice { named: owned(factors), ..FactorChoice::default() };
        let design = StudyDesign::Sampled { factors, sampling: Sampling::Factorial };
        let mut study = self.prepared(self.order.sweep_in_worlds(design, false, worlds)?)?;
        let mut gatherer = SweepGatherer::new(&study.plan, &study.columns.keys, &self.draft().scenario().evidence)?;
        let outcome = self.carry_out(&mut study, &mut gatherer)?;
        let sweep = gatherer.conclude(&study.plan, &outcome);
        let lever = study.plan.design.as_deref().zip(sweep.responses.first());
        let spec = lever.and_then(|(design, response)| lever_in_worlds(design, response));
        let spec = spec.and_then(|(lever, chosen)| Some((study.spec.in_worlds(lever, chosen.clone())?, chosen)));
        let Some((spec, chosen)) = spec else { return Ok((sweep, None)) };
        let mut study = self.prepared(spec)?;
        let evidence = &self.draft().scenario().evidence;
        let Some(mut gatherer) = LeverWorldsGatherer::new(&study.plan, &study.columns.keys, evidence, &chosen) else {
            return Ok((sweep, None));
        };
        self.carry_out(&mut study, &mut gatherer)?;
        let worlds = gatherer.conclude(&study.plan);
        Ok((sweep, worlds))
    }

    /// The policies in `worlds` drawn from the ranges of all numbers that the file says are assumed.
    ///
    /// # Errors
    /// When no number is assumed, or the scenario does not take a world.
    pub fn worlds(&self, worlds: u32) -> Result<SweepResult, StudyError> {
        self.swept(FactorChoice { assumed: true, ..FactorChoice::default() }, Sampling::LatinHypercube(worlds))
    }

    /// The least level of `factor` (`KEY=low..high` in whole numbers, or a list) at which `promise` (`on_time_rate >= 0.9`) holds,
    /// by policy.
    ///
    /// # Errors
    /// When the factor or the promise is none.
    pub fn find(&self, factor: &str, promise: &str) -> Result<Vec<FoundLevel>, StudyError> {
        let mut study = self.prepared(self.order.search(factor, promise, Extreme::Least, false)?)?;
        self.carry_out(&mut study, &mut Ungathered)?;
        let StudyEnd::Found(search) = &study.end else { return Ok(Vec::new()) };
        let level = |point: usize| study.plan.design.as_ref().map(|design| design.points[point][0].text.clone());
        let each = search.found().into_iter().zip(&study.plan.identity.policies);
        Ok(each.map(|(found, policy)| FoundLevel { policy: policy.clone(), level: found.point.and_then(level) }).collect())
    }

    /// Morris' screening of `factors` (all assumed numbers when none is named) with so many trajectories.
    ///
    /// # Errors
    /// When a factor is none, or the scenario does not take a point.
    pub fn screening(&self, factors: &[&str], trajectories: u32) -> Result<Screening, StudyError> {
        let factors = FactorChoice { named: owned(factors), ..FactorChoice::default() };
        let most = u32::try_from(MOST_SURVIVORS).unwrap_or(u32::MAX);
        let mut study = self.prepared(self.order.screen(factors, trajectories, MORRIS_LEVELS, most)?)?;
        let (values, keys) = self.values(&mut study)?;
        Ok(Screening::of(&study.trajectories, &values, &keys, study.plan.confidence, MOST_SURVIVORS))
    }

    /// Sobol' indices of `factors` (all assumed numbers when none is named) from `base` rows.
    ///
    /// # Errors
    /// As [`Self::screening`].
    pub fn decomposition(&self, factors: &[&str], base: u32) -> Result<Decomposition, StudyError> {
        let factors = FactorChoice { named: owned(factors), ..FactorChoice::default() };
        let mut study = self.prepared(self.order.decompose(factors, base)?)?;
        let (values, keys) = self.values(&mut study)?;
        let points = study.plan.design.as_deref().map_or(&[][..], |design| &design.points);
        Ok(Decomposition::of(points, &values, &keys, study.plan.confidence))
    }

    fn prepared(&self, spec: StudySpec) -> Result<PreparedStudy, StudyError> {
        PreparedStudy::new(spec, Arc::clone(self.draft()))
    }

    fn swept(&self, factors: FactorChoice, sampling: Sampling) -> Result<SweepResult, StudyError> {
        let design = StudyDesign::Sampled { factors, sampling };
        let mut study = self.prepared(self.order.sweep(design, false, false)?)?;
        let mut gatherer = SweepGatherer::new(&study.plan, &study.columns.keys, &self.draft().scenario().evidence)?;
        let outcome = self.carry_out(&mut study, &mut gatherer)?;
        Ok(gatherer.conclude(&study.plan, &outcome))
    }

    /// The headline measures at every point of `study`.
    fn values(&self, study: &mut PreparedStudy) -> Result<(PointValues, Vec<Key>), StudyError> {
        let keys: Vec<Key> = self.draft().scenario().evidence.headline.iter().map(|measure| Key::of_place(*measure)).collect();
        let mut values = PointValues::new(&study.plan, &study.columns.keys, &keys);
        self.carry_out(study, &mut values)?;
        Ok((values, keys))
    }

    fn carry_out(&self, study: &mut PreparedStudy, gatherer: &mut dyn Gatherer) -> Result<Outcome, StudyError> {
        self.carry_out_by(replicate, study, gatherer)
    }

    /// Carries out `study`, each run by `one`.
    fn carry_out_by(&self, one: Replicate, study: &mut PreparedStudy, gatherer: &mut dyn Gatherer) -> Result<Outcome, StudyError> {
        let PreparedStudy { spec, plan, columns, end, .. } = study;
        let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
            one(setting, seed, replication, stop).map(|result| columns.of(setting, result))
        };
        let campaign = Campaign {
            plan,
            columns: &columns.keys,
            workers: Workers::new(self.threads),
            run,
            stop: &AtomicBool::new(false),
            progress: &Unwatched,
            missing: Missing::Make,
            on_error: if spec.stops_at_failure { OnError::Stop } else { OnError::Skip },
        };
        Ok(campaign.carry_out_by(end.schedule(), &mut Unkept(0), gatherer)?)
    }
}

/// Levels of the grid that Morris' trajectories go on.
pub const MORRIS_LEVELS: u32 = 4;

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
