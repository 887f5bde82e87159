//! Variance-based sensitivity: what share of the output's variance a factor brings alone (*first order*, S1), and what share
//! it has a hand in (*total*, ST). ST − S1 is its part in interactions. First orders add up to at most 1; totals to at
//! least 1.
//!
//! From the outputs of a Saltelli sample, over base rows (Saltelli et al. 2010, *Comput. Phys. Commun.* 181:259, table 2 (b) and
//! (f), the latter Jansen's), with V the variance (divisor n) of all outputs of A and B together:
//!
//! - S1 = mean(B · (AB − A)) / V
//! - ST = ½ · mean((A − AB)²) / V
//!
//! The first is not free of the mean, so all outputs are centred and divided by their standard deviation first. Estimators
//! and centring are those of `SALib.analyze.sobol`; a test holds both to the same numbers. Estimates are given as they are: a
//! first order near zero may come out negative, which says that the sample is small.
//!
//! Intervals are percentiles of a bootstrap over base rows. Rows of a Sobol' sequence are spread more evenly than random ones, which the
//! bootstrap does not know, so its intervals rather err on the wide side.
//!
//! A base row that lacks one output is left out whole, and counted. The rest is then no longer the evenly spread sample that was
//! made, and where failing goes with the factors, the indices are those of the points that did not fail.
//!
//! **Too few rows.** A first order above its total, or below zero, cannot be. Where estimates are so by more than
//! [`SLACK`], or the widest interval is wider than ±[`MOST_HALF_WIDTH`], the sample is too small to rank anything
//! ([`Indices::doubt`]); half-widths fall with the root of the rows, which says how many it would take.
//!
//! **Noise.** An output is a mean over replications, and a mean has noise. Noise of each point's own lowers S1 and raises ST of
//! factors that do little. [`noise_share_of_shared_luck`] says how much of the variance between design points it explains.

use serde::Serialize;

use super::bootstrap;
use super::estimate::{Interval, Moments};

/// Variances of A and B below this share of that of all outputs are rounding.
const NOUGHT: f64 = 1e-12;

/// By how much a first order may miss what is possible before the indices are called noise.
pub const SLACK: f64 = 0.05;

/// Widest half of an interval with which the indices of an output are still read.
pub const MOST_HALF_WIDTH: f64 = 0.25;

/// Half-width that a sample should reach whose size is recommended.
pub const GOOD_HALF_WIDTH: f64 = 0.1;

/// Most base rows that are recommended: beyond, it is another kind of study.
const MOST_ROWS: f64 = 65_536.0;

/// A share of the output's variance, with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Index {
    /// The estimate, not clipped.
    pub value: f64,
    /// Percentile bootstrap interval over base rows, not clipped.
    pub interval: Option<Interval>,
}

/// Both indices of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FactorIndices {
    /// First order, S1.
    pub first: Index,
    /// Total, ST.
    pub total: Index,
}

/// What a Saltelli sample says about one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indices {
    /// The indices of each factor.
    pub factors: Vec<FactorIndices>,
    /// Base rows that were used.
    pub used: u32,
    /// Base rows left out because an output was missing.
    pub left_out: u32,
}

/// Why indices are not to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Factors whose first order is above the total, or below zero, by more than [`SLACK`].
    pub impossible: usize,
    /// Half of the widest interval.
    pub half_width: f64,
    /// Base rows with which it would be about [`GOOD_HALF_WIDTH`]: a power of two, at least twice those there are.
    pub base: u32,
}

impl Indices {
    /// Why the indices are noise; `None` where they can be read.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        let is_impossible = |own: &&FactorIndices| own.first.value > own.total.value.max(0.0) + SLACK || own.first.value < -SLACK;
        let impossible = self.factors.iter().filter(is_impossible).count();
        let side = |index: Index| index.interval.map_or(0.0, |interval| interval.half_width());
        let half_width = self.factors.iter().flat_map(|own| [own.first, own.total]).map(side).fold(0.0, f64::max);
        let ratio = half_width / GOOD_HALF_WIDTH;
        let rows = (f64::from(self.used) * ratio * ratio).clamp(2.0 * f64::from(self.used), MOST_ROWS.max(2.0 * f64::from(self.used)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 2 and a number of base rows twice over")]
        let base = (rows.ceil() as u32).checked_next_power_of_two().unwrap_or(u32::MAX);
        (impossible > 0 || half_width > MOST_HALF_WIDTH).then_some(Doubt { impossible, half_width, base })
    }
}

/// First-order and total indices. `outputs` has one value per design point in the order of [`super::point_sets::Saltelli::points`]:
/// for each base row A, AB of every factor, B. `None`, and a number that is not finite, is a design point without output.
/// `confidence` (0–1) is that of the intervals.
///
/// `None` when fewer than two base rows are whole, or the outputs of A and B do not vary: there is nothing to share out.
///
/// # Panics
///
/// When the outputs are not a whole number of base rows.
#[must_use]
pub fn indices(factors: u32, outputs: &[Option<f64>], confidence: f64) -> Option<Indices> {
    let (factors, width) = (factors as usize, factors as usize + 2);
    assert!(outputs.len().is_multiple_of(width), "{} outputs are not whole rows of {width}", outputs.len());
    let whole = |row: &[Option<f64>]| row.iter().map(|value| value.filter(|value| value.is_finite())).collect();
    let rows: Vec<Vec<f64>> = outputs.chunks(width).filter_map(whole).collect();
    let used = u32::try_from(rows.len()).ok().filter(|used| *used > 1)?;
    let sums: Vec<RowTerms> = standardised(rows)?.iter().map(|row| RowTerms::of(row)).collect();
    let all = 0..sums.len();
    let estimates = RowTerms::shares(&sums, all, factors)?;
    let intervals =
        bootstrap::intervals(used, 2 * factors, confidence, |drawn, room| match RowTerms::shares(&sums, drawn.iter().copied(), factors) {
            Some(shares) => room.extend(shares.into_iter().map(Some)),
            None => room.resize(2 * factors, None),
        });
    let index = |place: usize| Index { value: estimates[place], interval: intervals[place] };
    let of_factor = |factor: usize| FactorIndices { first: index(factor), total: index(factors + factor) };
    let left_out = u32::try_from(outputs.len() / width).unwrap_or(u32::MAX) - used;
    Some(Indices { factors: (0..factors).map(of_factor).collect(), used, left_out })
}

/// The rows less the mean of all their values, over the standard deviation (divisor n); `None` where that is zero.
fn standardised(mut rows: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let mut moments = Moments::default();
    rows.iter().flatten().for_each(|value| moments.add(*value));
    let sd = (moments.squares / f64::from(moments.count.max(1))).sqrt();
    rows.iter_mut().flatten().for_each(|value| *value = (*value - moments.mean) / sd);
    (sd > 0.0).then_some(rows)
}

/// What one base row adds to the estimators.
struct RowTerms {
    /// A + B and A² + B².
    ends: [f64; 2],
    /// B · (AB − A) of every factor, then ½ (A − AB)² of every factor.
    products: Vec<f64>,
}

impl RowTerms {
    fn of(row: &[f64]) -> Self {
        let (a, b, crossed) = (row[0], row[row.len() - 1], &row[1..row.len() - 1]);
        let first = crossed.iter().map(|ab| b * (ab - a));
        let total = crossed.iter().map(|ab| 0.5 * (a - ab) * (a - ab));
        Self { ends: [a + b, a * a + b * b], products: first.chain(total).collect() }
    }

    /// S1 of every factor, then ST, from the rows drawn; `None` where A and B do not vary.
    fn shares(rows: &[Self], drawn: impl Iterator<Item = usize>, factors: usize) -> Option<Vec<f64>> {
        let (mut count, mut ends, mut products) = (0.0, [0.0; 2], vec![0.0; 2 * factors]);
        for row in drawn.map(|index| &rows[index]) {
            count += 1.0;
            ends = [ends[0] + row.ends[0], ends[1] + row.ends[1]];
            products.iter_mut().zip(&row.products).for_each(|(sum, product)| *sum += product);
        }
        let mean = ends[0] / (2.0 * count);
        let variance = ends[1] / (2.0 * count) - mean * mean;
        (variance > NOUGHT).then(|| products.into_iter().map(|sum| sum / count / variance).collect())
    }
}

/// Share (0–1) of the variance between design points that is replication noise, where every point saw the random numbers of the same
/// replications: what is left of the noise when each replication's mean over the points is taken off its values. It is the residual mean square of points × replications over the mean square of points (two-way
/// analysis of variance without interaction term; Scheffé 1959, *The Analysis of Variance*, §4.2), 1 / F in short.
///
/// Only points that have a value in every replication are used: `None` with fewer than two of them, of two replications, or
/// when their means do not vary.
#[must_use]
pub fn noise_share_of_shared_luck(values_by_point_and_replication: &[Vec<Option<f64>>]) -> Option<f64> {
    let replications = values_by_point_and_replication.iter().map(Vec::len).max().filter(|count| *count > 1)?;
    let whole = |point: &Vec<Option<f64>>| -> Option<Vec<f64>> {
        let values = point.iter().map(|value| value.filter(|value| value.is_finite())).collect::<Option<Vec<f64>>>()?;
        (values.len() == replications).then_some(values)
    };
    let points: Vec<Vec<f64>> = values_by_point_and_replication.iter().filter_map(whole).collect();
    let of = |values: &mut dyn Iterator<Item = f64>| {
        values.fold(Moments::default(), |mut moments, value| {
            moments.add(value);
            moments
        })
    };
    let columns: Vec<f64> = (0..replications).map(|column| of(&mut points.iter().map(|point| point[column])).mean).collect();
    let apart = |point: &Vec<f64>| of(&mut point.iter().zip(&columns).map(|(value, column)| value - column)).squares;
    let residual: f64 = points.iter().map(apart).sum();
    let means = of(&mut points.iter().map(|point| of(&mut point.iter().copied()).mean));
    let freedom = (points.len().max(2) - 1) * (replications - 1);
    share(residual / freedom as f64 / replications as f64, means)
}

fn share(noise: f64, means: Moments) -> Option<f64> {
    means.sd().filter(|sd| *sd > 0.0).map(|sd| (noise / (sd * sd)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::point_sets::saltelli;
    use crate::engine::random::{Address, Purpose, Root};
    use crate::statistics::sobol::*;

    fn outputs(base: u32, model: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
        saltelli(base, 2, 3).unwrap().points().map(|point| Some(model(&point))).collect()
    }

    fn numbers(indices: &Indices) -> Vec<f64> {
        indices.factors.iter().flat_map(|factor| [factor.first.value, factor.total.value]).collect()
    }

    fn index(value: f64, half: f64) -> Index {
        Index { value, interval: Some(Interval { low: value - half, high: value + half }) }
    }

    #[test]
    fn indices_that_cannot_be_or_are_too_wide_are_noise_and_name_the_rows_they_need() {
        let of = |factors: &[(f64, f64, f64)]| {
            let factors =
                factors.iter().map(|(first, total, half)| FactorIndices { first: index(*first, *half), total: index(*total, 0.05) });
            Indices { factors: factors.collect(), used: 16, left_out: 0 }.doubt()
        };
        assert_eq!(of(&[(0.5, 0.6, 0.1), (0.32, 0.3, 0.1), (-0.04, 0.0, 0.1)]), None);
        // ±0.2 is 16 · 4 rows
        assert_eq!(of(&[(0.5, 0.6, 0.2), (0.4, 0.3, 0.1)]).map(|doubt| (doubt.impossible, doubt.base)), Some((1, 64)));
        assert_eq!(of(&[(-0.1, 0.6, 0.01)]).map(|doubt| (doubt.impossible, doubt.base)), Some((1, 32)));
        // ±0.5 is 16 · 25 = 400 rows, and 512 the next power of two
        assert_eq!(of(&[(0.5, 0.6, 0.5)]).map(|doubt| (doubt.impossible, doubt.base)), Some((0, 512)));
    }

    #[test]
    fn another_unit_of_the_output_leaves_the_indices() {
        let model = |x: &[f64]| x[0] + x[0] * x[1];
        let (own, other) = (outputs(64, model), outputs(64, |x| 1_000.0 - 7.0 * model(x)));
        let (own, other) = (indices(2, &own, 0.95).unwrap(), indices(2, &other, 0.95).unwrap());
        for (a, b) in numbers(&own).iter().zip(numbers(&other)) {
            assert!((a - b).abs() < 1e-10, "{a} {b}");
        }
    }

    #[test]
    fn a_row_that_lacks_an_output_is_left_out_whole_and_counted() {
        let all = outputs(32, |x| x[0] + x[1] * x[1]);
        let mut holes = all.clone();
        (holes[4 * 3 + 2], holes[4 * 20]) = (None, Some(f64::INFINITY));
        let without: Vec<Option<f64>> =
            all.chunks(4).enumerate().filter(|(row, _)| ![3, 20].contains(row)).flat_map(|(_, row)| row.to_vec()).collect();
        let (found, expected) = (indices(2, &holes, 0.95).unwrap(), indices(2, &without, 0.95).unwrap());
        assert_eq!((found.used, found.left_out, expected.used, expected.left_out), (30, 2, 30, 0));
        assert_eq!(found.factors, expected.factors);
    }

    #[test]
    fn an_output_that_does_not_vary_has_no_indices() {
        assert_eq!(indices(2, &outputs(16, |_| 1e6 + 0.1), 0.95), None);
        assert_eq!(indices(2, &outputs(1, |x| x[0]), 0.95), None);
        assert_eq!(indices(2, &[None; 16], 0.95), None);
        assert_eq!(indices(2, &[], 0.95), None);
    }

    #[test]
    fn a_factor_without_effect_has_total_zero_without_width() {
        let found = indices(2, &outputs(64, |x| x[0] * x[0]), 0.95).unwrap();
        assert_eq!(found.factors[1].first.value, 0.0);
        assert_eq!(found.factors[1].total, Index { value: 0.0, interval: Some(Interval { low: 0.0, high: 0.0 }) });
        assert!((found.factors[0].total.value - 1.0).abs() < 0.05);
    }

    #[test]
    fn the_noise_share_of_two_points_is_the_one_worked_by_hand() {
        // the replications shift both points alike
        let values = vec![vec![Some(1.0), Some(3.0)], vec![Some(5.0), Some(7.0)]];
        assert_eq!(noise_share_of_shared_luck(&values), Some(0.0));
        // 1 3 | 7 5: residuals 1 −1 | −1 1 square to 4 with one degree of freedom: 4 / 2 over 8
        let crossed = vec![vec![Some(1.0), Some(3.0)], vec![Some(7.0), Some(5.0)]];
        assert!((noise_share_of_shared_luck(&crossed).unwrap() - 0.25).abs() < 1e-15);
    }

    #[test]
    fn points_without_two_replications_tell_nothing_of_noise() {
        let lone = vec![vec![Some(1.0), None], vec![Some(5.0), Some(7.0)], vec![None, None]];
        assert_eq!(noise_share_of_shared_luck(&lone), None);
        assert_eq!(noise_share_of_shared_luck(&[]), None);
        let same = vec![vec![Some(1.0), Some(2.0)]; 3];
        assert_eq!(noise_share_of_shared_luck(&same), None);
    }

    /// 20,000 points, 4 replications, variance 1 between points, 4 within, of which a share ρ is the replication's. Luck of its
    /// own: 1 / 2. Shared with ρ = 0.75: 0.25 / 1.25 = 1/5. Standard errors are 0.006 and 0.0023; within 3.5 of them.
    #[test]
    fn noise_shares_are_those_of_the_model_that_made_the_values() {
        use rand_distr::{Distribution as _, StandardNormal};
        let normal = |kind: &str, entity: u32, index: u32| -> f64 {
            StandardNormal.sample(&mut Root::new(4, 0).luck(Address::of(kind, "")).child(entity).stream(Purpose(1), index))
        };
        let make = |common: f64| -> Vec<Vec<Option<f64>>> {
            let value = |point: u32, replication: u32| {
                let noise = common.sqrt() * normal("shared", 0, replication) + (1.0 - common).sqrt() * normal("own", point, replication);
                normal("point", point, 0) + 2.0 * noise
            };
            (0..20_000).map(|point| (0..4).map(|replication| Some(value(point, replication))).collect()).collect()
        };
        let [own, shared] = [0.0, 0.75].map(|common| noise_share_of_shared_luck(&make(common)).unwrap());
        println!("luck of its own {own:.4}, expected 0.5; shared luck {shared:.4}, expected 0.2");
        assert!((own - 0.5).abs() < 0.02 && (shared - 0.2).abs() < 0.008, "{own} {shared}");
    }
}
