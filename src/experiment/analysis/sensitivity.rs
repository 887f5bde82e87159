//! A sensitivity study in two steps: *screening* says which of many factors move the outputs at all, by elementary effects on a
//! few trajectories ([`crate::statistics::morris`]); *decomposition* says what share of the variance each of the survivors brings, by
//! Sobol' indices ([`crate::statistics::sobol`]), which take hundreds of points per factor.
//!
//! **Outputs** are the mean of each measure over the replications of a point, under each policy, and of its difference from the
//! baseline. A factor that moves both policies alike moves no difference: what a verdict rests on stands in the differences.
//! Where replications are missing at some points, their random numbers are taken off first ([`super::point_values`]).
//!
//! **Survivors** are the factors whose μ\* could be a tenth of the largest μ\* of the same output or more, by the upper end of its
//! interval, in any output; a factor without interval by μ\* itself. So a factor is dropped only if no output needs it. At most
//! ten, those with the largest share of the largest μ\* first; what was cut off is told. A tenth is a custom, not a law: effects
//! below it are left, and their share of the variance is about a hundredth.
//!
//! **Sign.** Of each difference both steps count how often a factor that moves alone turns the sign ([`crate::statistics::sign_turns`]).
//!
//! **Noise.** A mean over few replications moves without any factor. Both steps say what share of the variance between points
//! is replication noise under shared random numbers ([`noise_share_of_shared_luck`]); it takes two replications and is unknown with one.
//! Indices of an output that is half noise are indices of noise.

use std::collections::BTreeSet;

use serde::Serialize;

use super::point_values::{Output, PointValues, Series, levelled_means};
use crate::scenario::Level;
use crate::statistics::morris;
use crate::statistics::morris::Effects;
use crate::statistics::point_sets::{DesignError, Points, Trajectory, morris, saltelli};
use crate::statistics::sign_turns::{OneFactorStep, SignTurns, steps_of_base_rows, steps_of_trajectories};
use crate::statistics::sobol;
use crate::statistics::sobol::{Indices, noise_share_of_shared_luck};
use crate::units::key::Key;

/// Factors that survive a screening at most, when nothing else is asked for.
pub const MOST_SURVIVORS: usize = 10;

/// Share of the largest μ\* that a survivor could have.
pub const LEAST_SHARE: f64 = 0.1;

/// Effects below this share of the output itself are rounding.
const ROUNDING: f64 = 1e-12;

/// A measure as one of the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OutputOf {
    /// What is looked at.
    pub output: Output,
    /// Measure and group.
    pub key: Key,
}

/// What a screening came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screening {
    /// By output: every value, then every difference, measure by measure.
    pub outputs: Vec<ScreenedOutput>,
    /// Factors that go on, by index, the most important first.
    pub survivors: Vec<usize>,
    /// Factors that would go on too, were there room: the most important first.
    pub cut_off: Vec<usize>,
}

/// The effects of the factors on one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScreenedOutput {
    /// Which output.
    pub of: OutputOf,
    /// By factor, the largest μ\* first.
    pub effects: Vec<FactorEffects>,
    /// What turned its sign, of a difference; `None` of a value.
    pub turns: Option<SignTurns>,
    /// Share (0–1) of the variance between points that is replication noise; `None` when it is unknown.
    pub noise_share: Option<f64>,
    /// Points without a value.
    pub missing: usize,
}

/// The effects of one factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FactorEffects {
    /// Index of the factor.
    pub factor: usize,
    /// Its effects, in units of the output per range of the factor.
    pub effects: Effects,
}

/// What a decomposition came to: by output, every value, then every difference, measure by measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decomposition {
    /// The outputs.
    pub outputs: Vec<DecomposedOutput>,
}

/// The variance of one output, shared out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecomposedOutput {
    /// Which output.
    pub of: OutputOf,
    /// Indices by factor, in the order of the design; `None` when the output does not vary or too few rows are whole.
    pub indices: Option<Indices>,
    /// What turned its sign, of a difference; `None` of a value.
    pub turns: Option<SignTurns>,
    /// Share (0–1) of the variance between points that is replication noise; `None` when it is unknown.
    pub noise_share: Option<f64>,
    /// Points without a value.
    pub missing: usize,
}

/// Morris trajectories, and their points in the order in which [`Screening::of`] expects them to be run.
///
/// # Errors
/// When the grid of levels is odd.
pub fn morris_points(trajectories: u32, factors: u32, levels: u32, seed: u64) -> Result<(Vec<Trajectory>, Points), DesignError> {
    let trajectories = morris(trajectories, factors, levels, seed)?;
    let points = trajectories.iter().flat_map(|trajectory| trajectory.points.iter().cloned()).collect();
    Ok((trajectories, points))
}

/// The points of a Saltelli sample of `base` rows, in the order in which [`Decomposition::of`] expects them to be run:
/// base × (factors + 2).
///
/// # Errors
/// When there are more base rows than the sequence has points.
pub fn saltelli_points(base: u32, factors: u32, seed: u64) -> Result<Points, DesignError> {
    Ok(saltelli(base, factors, seed)?.points().collect())
}

/// One output at every point.
struct OutputColumn {
    of: OutputOf,
    means: Vec<Option<f64>>,
    noise_share: Option<f64>,
}

/// All outputs of these measures, one after the other.
fn columns<'a>(values: &'a PointValues, keys: &'a [Key]) -> impl Iterator<Item = OutputColumn> + 'a {
    let placed = keys.iter().filter_map(|key| Some((*key, values.place(*key)?)));
    placed.flat_map(move |(key, place)| {
        Output::all(values.policies()).map(move |output| {
            let series: Vec<Series> = (0..values.points()).map(|point| values.output(point, output, place)).collect();
            let noise_share = noise_share_of_shared_luck(&series);
            OutputColumn { of: OutputOf { output, key }, means: levelled_means(&series), noise_share }
        })
    })
}

impl OutputColumn {
    fn missing(&self) -> usize {
        self.means.iter().filter(|mean| mean.is_none()).count()
    }

    /// What turned the sign along these steps, of a difference.
    fn turns(&self, steps: &[OneFactorStep]) -> Option<SignTurns> {
        matches!(self.of.output, Output::Difference { .. }).then(|| SignTurns::of(steps, &self.means))
    }

    /// Largest size of its values.
    fn scale(&self) -> f64 {
        self.means.iter().flatten().fold(0.0, |largest, mean| largest.max(mean.abs()))
    }
}

impl Screening {
    /// The screening by `trajectories`, whose points the plan of `values` had, of these measures. `confidence` (0–1) is that of
    /// the intervals; at most `most` factors survive.
    ///
    /// # Panics
    /// When the plan had other points than the trajectories.
    #[must_use]
    pub fn of(trajectories: &[Trajectory], values: &PointValues, keys: &[Key], confidence: f64, most: usize) -> Self {
        let (mut outputs, mut passed) = (Vec::new(), Vec::new());
        let steps = steps_of_trajectories(trajectories);
        for column in columns(values, keys) {
            let effects = morris::effects(trajectories, &column.means, confidence);
            let each = effects.into_iter().enumerate().map(|(factor, effects)| FactorEffects { factor, effects });
            let mut effects: Vec<FactorEffects> = each.collect();
            effects.sort_by(|a, b| b.size().total_cmp(&a.size()));
            passed.extend(shares(&effects, column.scale()));
            let turns = column.turns(&steps);
            outputs.push(ScreenedOutput { of: column.of, effects, turns, noise_share: column.noise_share, missing: column.missing() });
        }
        let mut survivors = by_importance(&passed);
        let cut_off = survivors.split_off(most.min(survivors.len()));
        Self { outputs, survivors, cut_off }
    }
}

impl FactorEffects {
    fn size(&self) -> f64 {
        self.effects.mu_star.unwrap_or_default()
    }

    /// The largest μ\* that the trajectories do not rule out.
    fn largest(&self) -> f64 {
        self.effects.mu_star_interval.map_or(self.size(), |interval| interval.high.max(self.size()))
    }
}

/// The factors that move an output enough, with their share of the largest μ\*; none where effects are rounding on the `scale` of
/// the output.
fn shares(effects: &[FactorEffects], scale: f64) -> Vec<(usize, f64)> {
    let largest = effects.first().map_or(0.0, FactorEffects::size);
    if largest <= ROUNDING * scale {
        return Vec::new();
    }
    let passed = effects.iter().filter(|own| own.largest() / largest >= LEAST_SHARE);
    passed.map(|own| (own.factor, own.size() / largest)).collect()
}

/// Each factor once, the one with the largest share first.
fn by_importance(passed: &[(usize, f64)]) -> Vec<usize> {
    let factors: BTreeSet<usize> = passed.iter().map(|(factor, _)| *factor).collect();
    let share = |factor: usize| passed.iter().filter(|(own, _)| *own == factor).map(|(_, share)| *share).fold(0.0, f64::max);
    let mut order: Vec<(usize, f64)> = factors.into_iter().map(|factor| (factor, share(factor))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order.into_iter().map(|(factor, _)| factor).collect()
}

impl Decomposition {
    /// The decomposition by the `points` of a Saltelli sample, which the plan of `values` had, of these measures. `confidence` (0–1)
    /// is that of the intervals.
    ///
    /// # Panics
    /// When the points are not a whole number of base rows.
    #[must_use]
    pub fn of(points: &[Vec<Level>], values: &PointValues, keys: &[Key], confidence: f64) -> Self {
        let factors = points.first().map_or(0, Vec::len);
        let count = u32::try_from(factors).unwrap_or(u32::MAX);
        let steps = steps_of_base_rows(points.len(), factors, |point, factor| points[point][factor].number);
        let decompose = |column: OutputColumn| DecomposedOutput {
            of: column.of,
            indices: sobol::indices(count, &column.means, confidence),
            turns: column.turns(&steps),
            noise_share: column.noise_share,
            missing: column.missing(),
        };
        Self { outputs: columns(values, keys).map(decompose).collect() }
    }
}
