//! Which factor turns the sign of an output: pairs of points of a Morris trajectory, or of a Saltelli sample, that differ in one factor
//! alone, and how often the output lies below zero at the one and above it at the other.
//!
//! Nothing is assumed of how the output bends. A factor that turns the sign only together with another one shows in the pairs in which
//! the other stands where it must. The pairs of one trajectory, or of one base row, share a point, so that counts are no independent
//! trials and have no interval.

use serde::Serialize;

use super::point_sets::Trajectory;

/// Two points that differ in one factor alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneFactorStep {
    /// The factor, from 0.
    pub factor: usize,
    /// The points, that with the lower level first, where levels have an order.
    pub ends: (usize, usize),
    /// Whether they have.
    pub is_ordered: bool,
}

/// The sign of an output over the points of a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignTurns {
    /// Points at which the output lies below zero.
    pub below: usize,
    /// Points at which it lies above.
    pub above: usize,
    /// Factors that turned it when they moved alone, the most often first.
    pub factors: Vec<FactorTurns>,
}

/// How often one factor, moved alone, turned the sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FactorTurns {
    /// The factor, from 0.
    pub factor: usize,
    /// Steps of it with a value at either end.
    pub steps: usize,
    /// Of these, steps that turned the sign.
    pub turned: usize,
    /// Of these, steps at whose higher end the rarer sign is.
    pub towards_high: usize,
    /// Steps at whose lower end it is; those without order are in neither.
    pub towards_low: usize,
}

/// The steps of Morris trajectories, whose points stand one trajectory after the other.
#[must_use]
pub fn steps_of_trajectories(trajectories: &[Trajectory]) -> Vec<OneFactorStep> {
    let mut steps = Vec::new();
    let mut first = 0;
    for trajectory in trajectories {
        for (at, step) in trajectory.steps.iter().enumerate() {
            let (from, to) = (first + at, first + at + 1);
            let ends = if step.size >= 0.0 { (from, to) } else { (to, from) };
            steps.push(OneFactorStep { factor: step.factor, ends, is_ordered: true });
        }
        first += trajectory.points.len();
    }
    steps
}

/// The steps of a Saltelli sample: in each base row from A to each of its AB, which stand as in [`super::point_sets::Saltelli::points`].
/// `level` is the number that a factor has at a point.
#[must_use]
pub fn steps_of_base_rows(points: usize, factors: usize, level: impl Fn(usize, usize) -> Option<f64>) -> Vec<OneFactorStep> {
    let width = factors + 2;
    let step = |row: usize, factor: usize| {
        let (a, ab) = (row * width, row * width + 1 + factor);
        let levels = level(a, factor).zip(level(ab, factor));
        let ends = if levels.is_some_and(|(from, to)| from > to) { (ab, a) } else { (a, ab) };
        OneFactorStep { factor, ends, is_ordered: levels.is_some() }
    };
    (0..points / width).flat_map(|row| (0..factors).map(move |factor| (row, factor))).map(|(row, factor)| step(row, factor)).collect()
}

impl SignTurns {
    /// The sign of `outputs`, one of each point, along these steps. An output that is missing or not finite has no sign, and zero counts
    /// as none.
    #[must_use]
    pub fn of(steps: &[OneFactorStep], outputs: &[Option<f64>]) -> Self {
        let sign = |point: usize| outputs[point].filter(|value| value.is_finite() && *value != 0.0).map(|value| value > 0.0);
        let signs: Vec<bool> = (0..outputs.len()).filter_map(sign).collect();
        let above = signs.iter().filter(|is_above| **is_above).count();
        let below = signs.len() - above;
        let is_rarer = |is_above: bool| is_above == (above <= below);
        let count = steps.iter().map(|step| step.factor + 1).max().unwrap_or(0);
        let mut factors: Vec<FactorTurns> = (0..count).map(|factor| FactorTurns { factor, ..FactorTurns::default() }).collect();
        for step in steps {
            let Some((low, high)) = sign(step.ends.0).zip(sign(step.ends.1)) else { continue };
            let own = &mut factors[step.factor];
            own.steps += 1;
            if low != high {
                own.turned += 1;
                own.towards_high += usize::from(step.is_ordered && is_rarer(high));
                own.towards_low += usize::from(step.is_ordered && is_rarer(low));
            }
        }
        factors.retain(|own| own.turned > 0);
        factors.sort_by(|one, other| other.turned.cmp(&one.turned).then(one.factor.cmp(&other.factor)));
        Self { below, above, factors }
    }
}

#[cfg(test)]
mod tests {
    use super::super::point_sets::{morris, saltelli};
    use crate::statistics::sign_turns::*;

    /// Below zero but where the first factor is high; the second one moves it without ever turning it.
    fn model(point: &[f64]) -> f64 {
        if point[0] > 0.6 { 1.0 + 0.1 * point[1] } else { 0.1 * point[1] - 1.0 }
    }

    #[test]
    fn the_factor_that_turns_the_sign_along_trajectories_is_named_with_its_side() {
        let trajectories = morris(12, 3, 4, 7).unwrap();
        let outputs: Vec<Option<f64>> = trajectories.iter().flat_map(|own| &own.points).map(|point| Some(model(point))).collect();
        let found = SignTurns::of(&steps_of_trajectories(&trajectories), &outputs);
        assert_eq!(found.below + found.above, 48);
        // on the levels 0, 1/3, 2/3 and 1 each step of two thirds crosses 0.6
        assert_eq!(found.factors.len(), 1);
        let own = found.factors[0];
        assert_eq!((own.factor, own.steps, own.turned), (0, 12, 12));
        let expected = if found.above <= found.below { (12, 0) } else { (0, 12) };
        assert_eq!((own.towards_high, own.towards_low), expected);
    }

    #[test]
    fn in_base_rows_the_share_of_turns_is_that_of_pairs_on_either_side() {
        let points: Vec<Vec<f64>> = saltelli(256, 3, 7).unwrap().points().collect();
        let outputs: Vec<Option<f64>> = points.iter().map(|point| Some(model(point))).collect();
        let found = SignTurns::of(&steps_of_base_rows(points.len(), 3, |point, factor| Some(points[point][factor])), &outputs);
        assert!(found.above < found.below, "40% lie above: {found:?}");
        let own = found.factors[0];
        assert_eq!((own.factor, own.steps, own.towards_high, own.towards_low), (0, 256, own.turned, 0));
        // two independent places lie on either side of 0.6 with probability 2 x 0.6 x 0.4
        assert!((own.turned as f64 / 256.0 - 0.48).abs() < 0.06, "{own:?}");
        assert_eq!(found.factors.len(), 1);
    }

    #[test]
    fn what_has_no_value_or_is_zero_has_no_sign_and_levels_without_order_have_no_side() {
        let steps =
            [OneFactorStep { factor: 1, ends: (0, 1), is_ordered: false }, OneFactorStep { factor: 0, ends: (1, 2), is_ordered: true }];
        let found = SignTurns::of(&steps, &[Some(-1.0), Some(2.0), Some(0.0)]);
        assert_eq!((found.below, found.above), (1, 1));
        assert_eq!(found.factors, [FactorTurns { factor: 1, steps: 1, turned: 1, towards_high: 0, towards_low: 0 }]);
        assert_eq!(SignTurns::of(&steps, &[None, Some(f64::NAN), Some(3.0)]).factors, []);
    }
}
