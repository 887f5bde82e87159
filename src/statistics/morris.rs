//! Screening by elementary effects: which factors move the output at all, and which do so alike wherever the others stand.
//!
//! An *elementary effect* is what the output changes along one step of a trajectory, per unit of the factor's range: with
//! step ±Δ (a share of the range), (y after − y before) / ±Δ (Morris 1991, *Technometrics* 33:161). Over the trajectories,
//!
//! - **μ** is the mean of a factor's effects;
//! - **μ\*** the mean of their sizes (Campolongo, Cariboni and Saltelli 2007, *Environmental Modelling & Software* 22:1509):
//!   factors are ranked by it, since effects of opposite sign do not cancel;
//! - **σ** their sample standard deviation (divisor n − 1): far from zero where the effect bends or depends on other factors.
//!
//! Same definitions and scale as `SALib.analyze.morris` (unit-cube scale, `scaled=False`); a test holds both to the same
//! numbers. The interval of μ\* is not: here percentiles of a bootstrap over trajectories, there a normal half-width. A trajectory
//! is drawn with all its effects. With four or eight trajectories such an interval is too short; twenty are a fair number.
//!
//! A design point may have no output. It takes the one or two effects beside it along, and no others; how many each
//! factor has left is told.

use serde::Serialize;

use super::bootstrap;
use super::estimate::{Interval, Moments};
use super::point_sets::Trajectory;

/// What the trajectories say about one factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Effects {
    /// Mean elementary effect, in units of the output per range of the factor; `None` without effects.
    pub mu: Option<f64>,
    /// Mean size of the effects, in the same unit.
    pub mu_star: Option<f64>,
    /// Sample standard deviation of the effects, in the same unit; needs two.
    pub sigma: Option<f64>,
    /// Percentile bootstrap interval of μ\* over trajectories; needs two effects.
    pub mu_star_interval: Option<Interval>,
    /// Effects that were used: one per trajectory unless outputs are missing.
    pub used: u32,
}

/// The effects of each factor. `outputs` has one value per point, trajectory by trajectory in the order of their points; `None`,
/// and a number that is not finite, is a design point without output. `confidence` (0–1) is that of the intervals.
///
/// # Panics
///
/// When there are not as many outputs as points.
#[must_use]
pub fn effects(trajectories: &[Trajectory], outputs: &[Option<f64>], confidence: f64) -> Vec<Effects> {
    let points: usize = trajectories.iter().map(|trajectory| trajectory.points.len()).sum();
    assert_eq!(outputs.len(), points, "one output per point of {} trajectories", trajectories.len());
    let table = table(trajectories, outputs);
    let factors = table.first().map_or(0, Vec::len);
    let mut all: Vec<Effects> = (0..factors).map(|factor| of_factor(table.iter().filter_map(|row| row[factor]))).collect();
    let rows = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let intervals = bootstrap::intervals(rows, factors, confidence, |drawn, room| {
        let values = |factor: usize| drawn.iter().filter_map(|row| table[*row][factor]).fold((0.0, 0.0), add_size);
        room.extend((0..factors).map(values).map(|(sum, count)| (count > 0.0).then(|| sum / count)));
    });
    for (effects, interval) in all.iter_mut().zip(intervals) {
        effects.mu_star_interval = interval.filter(|_| effects.used > 1);
    }
    all
}

fn add_size((sum, count): (f64, f64), effect: f64) -> (f64, f64) {
    (sum + effect.abs(), count + 1.0)
}

/// Elementary effects, one row per trajectory and one column per factor.
fn table(trajectories: &[Trajectory], outputs: &[Option<f64>]) -> Vec<Vec<Option<f64>>> {
    let mut rest = outputs;
    let mut row = |trajectory: &Trajectory| {
        let (own, others) = rest.split_at(trajectory.points.len());
        rest = others;
        let mut row = vec![None; trajectory.steps.len()];
        for (step, pair) in trajectory.steps.iter().zip(own.windows(2)) {
            let change = pair[1].zip(pair[0]).map(|(after, before)| (after - before) / step.size);
            row[step.factor] = change.filter(|effect| effect.is_finite());
        }
        row
    };
    trajectories.iter().map(&mut row).collect()
}

fn of_factor(effects: impl Iterator<Item = f64>) -> Effects {
    let (mut signed, mut sizes) = (Moments::default(), Moments::default());
    for effect in effects {
        signed.add(effect);
        sizes.add(effect.abs());
    }
    let mean = |moments: &Moments| (moments.count > 0).then_some(moments.mean);
    Effects { mu: mean(&signed), mu_star: mean(&sizes), sigma: signed.sd(), mu_star_interval: None, used: signed.count }
}

#[cfg(test)]
mod tests {
    use super::super::point_sets::morris;
    use crate::statistics::morris::*;

    fn outputs(trajectories: &[Trajectory], model: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
        trajectories.iter().flat_map(|trajectory| &trajectory.points).map(|point| Some(model(point))).collect()
    }

    #[test]
    fn a_missing_output_costs_the_effects_beside_it_and_no_others() {
        let trajectories = morris(6, 4, 4, 2).unwrap();
        let mut values = outputs(&trajectories, |x| x[0] + 2.0 * x[1] - 3.0 * x[2] + 4.0 * x[3]);
        // inside the second trajectory, and at the end of the third
        values[5 + 2] = None;
        values[10 + 4] = Some(f64::NAN);
        let lost = [trajectories[1].steps[1].factor, trajectories[1].steps[2].factor, trajectories[2].steps[3].factor];
        for (factor, (effects, size)) in effects(&trajectories, &values, 0.95).iter().zip([1.0, 2.0, 3.0, 4.0]).enumerate() {
            let gone = lost.iter().filter(|other| **other == factor).count();
            assert_eq!(effects.used as usize, 6 - gone, "factor {factor}");
            assert!((effects.mu_star.unwrap() - size).abs() < 1e-12);
        }
    }

    #[test]
    fn without_outputs_there_are_no_effects() {
        let trajectories = morris(3, 2, 4, 2).unwrap();
        assert_eq!(effects(&trajectories, &[None; 9], 0.95), vec![Effects::default(); 2]);
        assert_eq!(effects(&[], &[], 0.95), Vec::new());
        let one = effects(&trajectories[..1], &[Some(1.0), Some(2.0), Some(4.0)], 0.95);
        assert!(one.iter().all(|effects| effects.used == 1 && effects.sigma.is_none() && effects.mu_star_interval.is_none()));
    }

    #[test]
    fn the_interval_of_mu_star_holds_its_estimate() {
        let trajectories = morris(20, 2, 4, 7).unwrap();
        let found = effects(&trajectories, &outputs(&trajectories, |x| x[0] * x[1] + x[0] * x[0]), 0.95);
        for effects in found {
            let (estimate, interval) = (effects.mu_star.unwrap(), effects.mu_star_interval.unwrap());
            assert!(interval.low < estimate && estimate < interval.high, "{effects:?}");
        }
    }

    #[test]
    fn a_narrower_confidence_gives_a_narrower_interval() {
        let trajectories = morris(20, 2, 4, 7).unwrap();
        let values = outputs(&trajectories, |x| x[0] * x[1]);
        let width = |confidence| effects(&trajectories, &values, confidence)[0].mu_star_interval.unwrap().half_width();
        assert!(width(0.8) < width(0.95));
    }
}
