//! The percentile bootstrap (Efron 1979, *Annals of Statistics* 7:1) of statistics that no t interval fits: what would the
//! number have been with other units of the same kind? As many units as there are, drawn with replacement, a thousand
//! times; the middle of the sorted results is the interval.
//!
//! The draws are addressed and the same every time, so an interval is a function of the data and its confidence alone. One
//! resample serves all factors, as one sample does.

use super::estimate::Interval;
use crate::engine::random::{Address, Luck, Purpose, Root};

/// Resamples: the ends of a 95% interval stand 25 from either side.
pub(crate) const RESAMPLES: u32 = 1_000;

/// Fewest units of which a bootstrap says anything; of less than about ten it says too little, and its intervals are short.
const FEWEST: u32 = 2;

/// Which unit is drawn; index: number of the draw. Entity: the resample.
const UNIT: Purpose = Purpose(1);

/// Interval at `confidence` (0–1) of each of the statistics that `compute` makes of the units at some indices, in the
/// same order. `None` with fewer than two units, or when a statistic had no value in any resample.
///
/// `compute` adds one value per statistic to the room it is given, or `None` where the drawn units leave it without value.
pub(crate) fn intervals(
    units: u32,
    statistics: usize,
    confidence: f64,
    mut compute: impl FnMut(&[usize], &mut Vec<Option<f64>>),
) -> Vec<Option<Interval>> {
    if units < FEWEST {
        return vec![None; statistics];
    }
    let luck = Root::new(0, 0).luck(Address::of("sensitivity bootstrap", ""));
    let mut values: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES as usize); statistics];
    let (mut drawn, mut row) = (Vec::with_capacity(units as usize), Vec::with_capacity(statistics));
    for resample in 0..RESAMPLES {
        draw(&mut drawn, units, luck.child(resample));
        row.clear();
        compute(&drawn, &mut row);
        values.iter_mut().zip(&row).for_each(|(values, value)| values.extend(value));
    }
    values.into_iter().map(|values| percentile_interval(values, confidence)).collect()
}

/// Indices of as many units as there are, drawn with replacement.
fn draw(drawn: &mut Vec<usize>, units: u32, luck: Luck) {
    drawn.clear();
    drawn.extend((0..units).map(|index| {
        // the high word times the number of units, halved 32 times: below the number, and even to 2⁻³²
        let place = ((luck.bits(UNIT, index) >> 32) * u64::from(units)) >> 32;
        usize::try_from(place).unwrap_or(0)
    }));
}

/// The ends between which the middle `confidence` (0–1) of the values lies; `None` without values.
fn percentile_interval(mut values: Vec<f64>, confidence: f64) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    let tail = ((1.0 - confidence) / 2.0 * values.len() as f64).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most half the number of values")]
    let cut = tail as usize;
    let high = values.len().checked_sub(1 + cut)?;
    Some(Interval { low: *values.get(cut)?, high: values[high] })
}

#[cfg(test)]
mod tests {
    use crate::statistics::bootstrap::*;

    #[test]
    fn the_middle_of_a_hundred_values_is_cut_at_both_ends() {
        let values: Vec<f64> = (0..100).rev().map(f64::from).collect();
        assert_eq!(percentile_interval(values.clone(), 0.9), Some(Interval { low: 5.0, high: 94.0 }));
        assert_eq!(percentile_interval(values, 1.0), Some(Interval { low: 0.0, high: 99.0 }));
        assert_eq!(percentile_interval(vec![3.0], 0.95), Some(Interval { low: 3.0, high: 3.0 }));
        assert_eq!(percentile_interval(Vec::new(), 0.95), None);
    }

    #[test]
    fn one_unit_has_no_interval() {
        assert_eq!(intervals(1, 2, 0.95, |_, row| row.extend([Some(1.0), Some(2.0)])), vec![None, None]);
    }

    #[test]
    fn a_statistic_without_value_leaves_the_others_theirs() {
        let of_draws = |drawn: &[usize], row: &mut Vec<Option<f64>>| row.extend([Some(drawn.len() as f64), None]);
        assert_eq!(intervals(5, 2, 0.95, of_draws), vec![Some(Interval { low: 5.0, high: 5.0 }), None]);
    }

    /// Chi-square with 6 degrees of freedom over 7,000 draws; its 99.9% point is 22.46.
    #[test]
    fn units_are_drawn_evenly() {
        let mut counts = [0_u32; 7];
        let tally = |drawn: &[usize], row: &mut Vec<Option<f64>>| {
            drawn.iter().for_each(|unit| counts[*unit] += 1);
            row.push(None);
        };
        intervals(7, 1, 0.95, tally);
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - 1000.0) * (f64::from(*count) - 1000.0) / 1000.0).sum();
        println!("chi-square {chi}");
        assert!(chi < 22.46, "chi-square {chi} of {counts:?}");
    }

    /// 1,000 resamples of 30 values: the bootstrap's standard error of a mean is sd √(29/30) / √30, so the interval has
    /// about 1.96 times that on either side; within 10%.
    #[test]
    fn the_interval_of_a_mean_is_about_as_wide_as_theory_says() {
        let values: Vec<f64> = (0..30).map(f64::from).collect();
        let mean = |drawn: &[usize], row: &mut Vec<Option<f64>>| {
            row.push(Some(drawn.iter().map(|unit| values[*unit]).sum::<f64>() / 30.0));
        };
        let half = intervals(30, 1, 0.95, mean)[0].unwrap().half_width();
        // variance of 0..29 over n: (30² − 1) / 12
        let theory = 1.96 * (899.0_f64 / 12.0 / 30.0).sqrt();
        println!("half-width {half}, theory {theory}");
        assert!((half / theory - 1.0).abs() < 0.1, "half-width {half}, theory {theory}");
    }
}
