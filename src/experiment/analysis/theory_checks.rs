//! Theory beside simulation: does the ordinary engine reproduce the queues whose law is known?
//!
//! Each [`crate::queueing::reference_systems`] system is run with the engine, the submodels and the tally that every scenario uses, in
//! replications that go on, in batches of a fixed size, until each figure's confidence interval is under half its
//! tolerance on either side. A check passes when simulation and theory are no farther apart than tolerance plus
//! half-width, when that precision was reached, and when what the empty start leaves in the figure is under 0.1
//! standard errors. Intervals are Student's over replications, at the Bonferroni level of the family: with every figure
//! exact, the chance that any check fails is at most [`FAMILY_ALPHA`].
//!
//! Means over stays are estimated as a ratio of sums (stays weigh alike, whichever replication they fell in) with the
//! usual linearised variance; a plain mean of replication means would carry the ratio's small-sample bias, which in
//! long-memory queues is not small beside these tolerances.
//!
//! What this does not show: anything about calendars, interruptions, switching or demand that is not Poisson; other
//! tests do. And a stopping rule looks at the data; with 24 replications at least, its effect on coverage is small
//! against the factor of two between half-width and tolerance.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Observer;
use crate::measure::replication::{RunFailure, observed, replicate};
use crate::measure::run_result::RunResult;
use crate::process::{Activity, Record, RuleKind, Start};
use crate::queueing::reference_systems::{FigureReading, ReferenceSystem, TheoryFigure, references};
use crate::scenario::Setting;
use crate::statistics::estimate::t_quantile;
use crate::units::key::Group;
use crate::units::measure::Measure;
use crate::units::time::HOUR;

/// Chance that any check of the family fails although all theory is right and the simulation follows it.
pub const FAMILY_ALPHA: f64 = 0.001;
/// Replications between two looks at the precision.
const BATCH: u32 = 24;
/// Most replications of one system.
const MOST: u32 = 100 * BATCH;
/// Largest bias of the empty start, in standard errors.
const MOST_BIAS: f64 = 0.1;

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 1% of means, 2% of tails.
    Full,
    /// Tolerances times four: a sixteenth of the work.
    Short,
}

impl Depth {
    /// Factor on all tolerances.
    #[must_use]
    pub const fn slack(self) -> f64 {
        match self {
            Self::Full => 1.0,
            Self::Short => 4.0,
        }
    }

    /// Issues measured in one replication.
    #[must_use]
    pub const fn customers(self) -> f64 {
        match self {
            Self::Full => 600_000.0,
            Self::Short => 100_000.0,
        }
    }
}

/// One figure: theory beside simulation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TheoryCheck {
    /// The system.
    pub system: String,
    /// What is compared: the measure's name, with its level or category where there are several.
    pub quantity: String,
    /// Unit of the values.
    pub unit: &'static str,
    /// What theory says.
    pub theory: f64,
    /// What the simulation says.
    pub simulated: f64,
    /// Half-width of its confidence interval at level `alpha`.
    pub half_width: f64,
    /// Error level of this one interval, two-sided: that of the family over the number of checks.
    pub alpha: f64,
    /// Allowed difference, relative to theory.
    pub tolerance: f64,
    /// Replications run.
    pub replications: u32,
    /// Events handled in them.
    pub events: u64,
    /// What the empty start leaves in the figure, at most, in standard errors.
    pub bias_in_standard_errors: f64,
    /// Whether the half-width came under half the tolerance before the last replication allowed.
    pub is_precise: bool,
    /// Whether the check passed.
    pub passed: bool,
    /// Where the theory is from.
    pub source: &'static str,
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{system}: {failure}")]
pub struct VerifyFailure {
    /// System that was running.
    pub system: String,
    /// What happened to the run.
    pub failure: RunFailure,
}

/// What one replication says of all figures of its system, and how many stays stand behind each.
#[derive(Clone, Debug, Default)]
struct ReplicationSample {
    values: Vec<f64>,
    weights: Vec<f64>,
    events: u64,
}

/// Runs every reference system and compares. `progress` hears, after each batch, how many systems are done, how many
/// there are, and what is running.
///
/// # Errors
/// When a run fails or `stop` is set.
pub fn verify(
    depth: Depth,
    seed: u64,
    stop: &AtomicBool,
    progress: &dyn Fn(usize, usize, &str),
) -> Result<Vec<TheoryCheck>, VerifyFailure> {
    let systems = references(depth.customers());
    let family: usize = systems.iter().map(|system| system.figures.len()).sum();
    let alpha = FAMILY_ALPHA / family as f64;
    let mut checks = Vec::with_capacity(family);
    for (done, system) in systems.iter().enumerate() {
        let run = |replication| sample(system, seed, replication, stop);
        let heard = |replications: u32| progress(done, systems.len(), &format!("{}, {replications} replications", system.name));
        heard(0);
        let settled = settle(system, depth, alpha, &run, &heard);
        checks.extend(settled.map_err(|failure| VerifyFailure { system: system.name.to_string(), failure })?);
    }
    progress(systems.len(), systems.len(), "done");
    Ok(checks)
}

/// Replicates one system until all its figures are precise.
fn settle(
    system: &ReferenceSystem,
    depth: Depth,
    alpha: f64,
    run: &(impl Fn(u32) -> Result<ReplicationSample, RunFailure> + Sync),
    heard: &dyn Fn(u32),
) -> Result<Vec<TheoryCheck>, RunFailure> {
    let mut samples: Vec<ReplicationSample> = Vec::new();
    let mut count = 0;
    loop {
        let batch: Result<Vec<ReplicationSample>, RunFailure> = (count..count + BATCH).into_par_iter().map(run).collect();
        samples.extend(batch?);
        count += BATCH;
        heard(count);
        let checks: Vec<TheoryCheck> = (0..system.figures.len()).map(|index| check(system, index, depth, alpha, &samples)).collect();
        if count >= MOST || checks.iter().all(|check| check.is_precise) {
            return Ok(checks);
        }
    }
}

fn check(system: &ReferenceSystem, index: usize, depth: Depth, alpha: f64, samples: &[ReplicationSample]) -> TheoryCheck {
    let figure = &system.figures[index];
    let pairs: Vec<(f64, f64)> = samples.iter().map(|sample| (sample.values[index], sample.weights[index])).collect();
    let (simulated, error) = ratio_estimate(&pairs);
    let replications = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let half_width = error * t_quantile(1.0 - alpha / 2.0, replications - 1);
    let tolerance = figure.tolerance * depth.slack();
    let allowed = tolerance * figure.theory.abs();
    let bias_in_standard_errors = if figure.bias == 0.0 { 0.0 } else { figure.bias / error };
    let is_precise = half_width <= allowed / 2.0;
    let is_close = (simulated - figure.theory).abs() <= allowed + half_width;
    let (quantity, unit) = quantity(system, figure);
    TheoryCheck {
        system: system.name.to_string(),
        quantity,
        unit,
        theory: figure.theory,
        simulated,
        half_width,
        alpha,
        tolerance,
        replications,
        events: samples.iter().map(|sample| sample.events).sum(),
        bias_in_standard_errors,
        is_precise,
        passed: is_precise && is_close && bias_in_standard_errors < MOST_BIAS,
        source: figure.source,
    }
}

/// Name and unit of what a figure compares.
fn quantity(system: &ReferenceSystem, figure: &TheoryFigure) -> (String, &'static str) {
    match figure.reading {
        FigureReading::CategoryWait(category) => {
            let entry = Measure::QueueWait.entry();
            (format!("{} of {}", entry.name, system.setting.categories[category.index()].name), entry.unit)
        }
        FigureReading::Measure(key) => {
            let entry = key.measure.entry();
            match key.group {
                Group::Level(level) if system.setting.levels.len() > 1 => {
                    (format!("{} at {}", entry.name, system.setting.levels[level.index()]), entry.unit)
                }
                _ => (entry.name.to_string(), entry.unit),
            }
        }
    }
}

/// Weighted mean of (value, weight) pairs, one per replication, and its standard error by linearisation of the ratio
/// Σ weight·value / Σ weight (Law, *Simulation Modeling and Analysis*, 2015, §9.5.3). Equal weights give the plain mean.
fn ratio_estimate(pairs: &[(f64, f64)]) -> (f64, f64) {
    let n = pairs.len() as f64;
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let mean = pairs.iter().map(|(value, weight)| value * weight).sum::<f64>() / total;
    let squares: f64 = pairs.iter().map(|(value, weight)| (weight * n / total * (value - mean)).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Runs one replication of a system and reads its figures off.
fn sample(system: &ReferenceSystem, seed: u64, replication: u32, stop: &AtomicBool) -> Result<ReplicationSample, RunFailure> {
    let by_category = system.figures.iter().any(|figure| matches!(figure.reading, FigureReading::CategoryWait(_)));
    let (result, waits) = if by_category {
        observed(&system.setting, seed, replication, stop, CategoryWaits::new(&system.setting))?
    } else {
        (replicate(&system.setting, seed, replication, stop)?, CategoryWaits::default())
    };
    let mut sample = ReplicationSample { events: result.events, ..ReplicationSample::default() };
    for figure in &system.figures {
        let (value, weight) = read(figure, &result, &waits)
            .ok_or_else(|| RunFailure::Broken(format!("{} has no value in replication {replication}", quantity(system, figure).0)))?;
        sample.values.push(value);
        sample.weights.push(weight);
    }
    Ok(sample)
}

/// A figure's value in one run, and its weight: stays for means over stays, 1 for time averages and quantiles.
fn read(figure: &TheoryFigure, result: &RunResult, waits: &CategoryWaits) -> Option<(f64, f64)> {
    match figure.reading {
        FigureReading::CategoryWait(category) => {
            let (stays, seconds) = waits.sums[category.index()];
            (stays > 0).then(|| (seconds as f64 / f64::from(HOUR) / stays as f64, stays as f64))
        }
        FigureReading::Measure(key) => {
            let value = result.measures.value(key)?;
            let joined = || result.units.iter().filter(|unit| key.group == Group::Level(unit.level)).map(|unit| unit.joined as f64).sum();
            let weight = match key.measure {
                Measure::QueueWait | Measure::WaitingShare | Measure::ServedWait | Measure::RenegedShare => joined(),
                _ => 1.0,
            };
            Some((value, weight))
        }
    }
}

/// A witness of one run: stays in a queue that ended in the measured time, and their length in seconds, by category.
#[derive(Clone, Debug, Default)]
struct CategoryWaits {
    sums: Vec<(u64, u64)>,
    is_measuring: bool,
}

impl CategoryWaits {
    fn new(setting: &Setting) -> Self {
        Self { sums: vec![(0, 0); setting.categories.len()], is_measuring: false }
    }
}

impl Observer<Record<'_>> for CategoryWaits {
    fn observe(&mut self, record: &Record<'_>) {
        match *record {
            Record::MeasuringStarted { .. } => self.is_measuring = true,
            Record::Issue { at, activity, issue, .. } if self.is_measuring => {
                let waited = match activity {
                    Activity::Started(Start::AtOnce) => 0,
                    Activity::Started(Start::FromQueue) => at.since(issue.queued).seconds(),
                    Activity::Escalated(rule) | Activity::Rejected(rule) if rule.kind == RuleKind::WaitLimit => {
                        at.since(issue.queued).seconds()
                    }
                    _ => return,
                };
                let (stays, seconds) = &mut self.sums[issue.category.index()];
                *stays += 1;
                *seconds += u64::from(waited);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::theory_checks::*;
    use crate::queueing::reference_systems::many_servers;

    fn system() -> ReferenceSystem {
        many_servers("M/M/1", 1, 0.7, 1_000.0)
    }

    /// Values around `shift` times theory, spread by `spread` in a fixed pattern of mean zero over a batch.
    fn pretended(shift: f64, spread: f64) -> impl Fn(u32) -> Result<ReplicationSample, RunFailure> + Sync {
        let system = system();
        move |replication| {
            let turn = f64::from(replication % 4) - 1.5;
            let values: Vec<f64> = system.figures.iter().map(|figure| figure.theory * (shift + spread * turn)).collect();
            Ok(ReplicationSample { weights: vec![1.0; values.len()], values, events: 10 })
        }
    }

    #[test]
    fn a_simulation_that_follows_theory_passes_and_one_that_is_off_fails() {
        let right = settle(&system(), Depth::Full, 1e-5, &pretended(1.0, 1e-3), &|_| ()).unwrap();
        assert!(right.iter().all(|check| check.passed && check.replications == BATCH && check.events == 240));
        let wrong = settle(&system(), Depth::Full, 1e-5, &pretended(1.05, 1e-3), &|_| ()).unwrap();
        assert!(wrong.iter().all(|check| check.is_precise && !check.passed));
        let short = settle(&system(), Depth::Short, 1e-5, &pretended(1.03, 1e-3), &|_| ()).unwrap();
        assert!(short.iter().all(|check| check.passed));
    }

    #[test]
    fn replications_go_on_until_precise_and_without_precision_nothing_passes() {
        let slow = settle(&system(), Depth::Full, 1e-5, &pretended(1.0, 0.01), &|_| ()).unwrap();
        assert!(slow[0].is_precise && slow[0].replications > BATCH);
        let never = settle(&system(), Depth::Full, 1e-5, &pretended(1.0, 1.0), &|_| ()).unwrap();
        assert!(never.iter().all(|check| !check.is_precise && !check.passed && check.replications == MOST));
    }

    #[test]
    fn a_failed_run_ends_the_checks() {
        let broken = settle(&system(), Depth::Full, 1e-5, &|_| Err(RunFailure::Interrupted), &|_| ());
        assert_eq!(broken, Err(RunFailure::Interrupted));
    }

    #[test]
    fn stays_weigh_alike_in_a_ratio_of_sums() {
        let (mean, error) = ratio_estimate(&[(1.0, 1.0), (3.0, 3.0)]);
        assert!((mean - 2.5).abs() < 1e-15 && error > 0.0);
        let (plain, error) = ratio_estimate(&[(1.0, 7.0), (2.0, 7.0), (3.0, 7.0)]);
        assert!((plain - 2.0).abs() < 1e-15 && (error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn an_engine_whose_people_are_five_percent_slow_is_found_out() {
        let mut slow = many_servers("M/M/5", 5, 3.5, 50_000.0);
        let stop = AtomicBool::new(false);
        let run = |system: &ReferenceSystem| {
            settle(system, Depth::Short, 1e-5, &|replication| sample(system, 3, replication, &stop), &|_| ()).unwrap()
        };
        assert!(run(&slow).iter().all(|check| check.passed));
        slow.setting.epochs[0].rules.roles[0].speed = 0.95;
        let wait = &run(&slow)[0];
        assert!(!wait.passed && wait.is_precise, "{wait:?}");
    }
}
