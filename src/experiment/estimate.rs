//! Estimates: what the replications together say about one measure, never a bare number.
//!
//! The replication is the unit of inference: each gives one value, the estimate is their mean with a Student t interval
//! (Law, *Simulation Modeling and Analysis*, 5th ed., §4.5). Values stream through Welford's recurrence (Welford 1962,
//! *Technometrics* 4:419) in plan order, so memory does not grow with the replications and the bits do not depend on threads.
//!
//! A value may be missing. For a quantile of the cumulative incidence that means *not reached within the follow-up*: the
//! mean of those that reached it would flatter the policy, so there is no interval and no number, only the share of
//! replications that reached it. For any other measure it means an empty denominator: the mean of the rest stands,
//! with `n` saying how many they are.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::result::Key;
use crate::units::measure::Measure;

/// Mean and spread of the values seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub(super) count: u32,
    pub(super) mean: f64,
    /// Sum of squares about the mean; exactly nought when all values are the same.
    pub(super) squares: f64,
}

impl Moments {
    pub(super) fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / f64::from(self.count);
        self.squares += before * (value - self.mean);
    }

    pub(super) fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / f64::from(self.count - 1)).sqrt())
    }

    /// Interval of the mean whose t test has the two-sided `level` (0–1, exclusive of 0); needs two values.
    pub(super) fn interval(&self, level: f64) -> Option<Interval> {
        Quantiles::default().interval(self, level)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

/// Quantiles of Student's t, each worked out once: a table of many intervals needs few of them, and one takes as long as
/// a hundred means.
#[derive(Clone, Debug, Default)]
pub(super) struct Quantiles(BTreeMap<(u64, u32), f64>);

impl Quantiles {
    /// [`t_quantile`].
    pub(super) fn of(&mut self, probability: f64, freedom: u32) -> f64 {
        *self.0.entry((probability.to_bits(), freedom)).or_insert_with(|| t_quantile(probability, freedom))
    }

    /// Interval of the mean whose t test has the two-sided `level` (0–1, exclusive of 0); needs two values.
    pub(super) fn interval(&mut self, moments: &Moments, level: f64) -> Option<Interval> {
        let sd = moments.sd()?;
        Some(self.about(moments.mean, sd, moments.count, level))
    }

    /// The same about the mean of `n` values (at least 2).
    pub(super) fn about(&mut self, mean: f64, sd: f64, n: u32, level: f64) -> Interval {
        let half = self.of(1.0 - level / 2.0, n - 1) * sd / f64::from(n).sqrt();
        Interval { low: mean - half, high: mean + half }
    }
}

/// Gathers the measures of one policy, replication by replication.
#[derive(Clone, Debug)]
pub struct Estimator {
    columns: Vec<(Key, Moments)>,
    replications: u32,
}

/// An interval with its two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Half of its width.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Whether all of it lies in `low`–`high`, ends included.
    #[must_use]
    pub fn is_within(&self, low: f64, high: f64) -> bool {
        low <= self.low && self.high <= high
    }
}

/// What the replications say about one measure over one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Measure and group.
    pub key: Key,
    /// Replications that were used.
    pub replications: u32,
    /// Replications that had a value; the `n` of the mean and the interval.
    pub n: u32,
    /// Mean over the replications that had a value; `None` when none had, or a quantile was not reached in all.
    pub mean: Option<f64>,
    /// Sample standard deviation over replications; needs two.
    pub sd: Option<f64>,
    /// Student t interval of the mean at the plan's confidence level; needs two. Not clipped.
    pub interval: Option<Interval>,
}

impl Estimator {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(columns: &[Key]) -> Self {
        Self { columns: columns.iter().map(|&key| (key, Moments::default())).collect(), replications: 0 }
    }

    /// Takes the measures of the next replication, in the order of the columns.
    pub fn add(&mut self, measures: &[Option<f64>]) {
        debug_assert_eq!(measures.len(), self.columns.len());
        self.replications += 1;
        for ((_, moments), value) in self.columns.iter_mut().zip(measures) {
            if let Some(value) = value {
                moments.add(*value);
            }
        }
    }

    /// The estimates, in the order of the columns, with intervals at `confidence` (0–1).
    #[must_use]
    pub fn estimates(&self, confidence: f64) -> Vec<Estimate> {
        let mut quantiles = Quantiles::default();
        self.columns.iter().map(|(key, moments)| self.estimate(*key, moments, confidence, &mut quantiles)).collect()
    }

    fn estimate(&self, key: Key, moments: &Moments, confidence: f64, quantiles: &mut Quantiles) -> Estimate {
        let n = moments.count;
        let nothing = Estimate { key, replications: self.replications, n, mean: None, sd: None, interval: None };
        if n == 0 || (n < self.replications && is_follow_up_quantile(key.measure)) {
            return nothing;
        }
        Estimate { mean: Some(moments.mean), sd: moments.sd(), interval: quantiles.interval(moments, 1.0 - confidence), ..nothing }
    }
}

impl Estimate {
    /// Whether this is a quantile that some replication did not reach within the follow-up.
    #[must_use]
    pub fn is_not_reached(&self) -> bool {
        is_follow_up_quantile(self.key.measure) && self.n < self.replications
    }

    /// Whether it was nought in every replication: what a scenario lacks, and what never happened, takes no line of a text.
    #[must_use]
    pub fn is_nought(&self) -> bool {
        self.mean == Some(0.0) && self.sd.is_none_or(|sd| sd == 0.0)
    }

    /// Whether no replication had anything to count it over.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        self.n == 0 && !self.is_not_reached()
    }

    /// Share of the replications that had a value; nought without replications.
    #[must_use]
    pub fn share_with_value(&self) -> f64 {
        if self.replications == 0 { 0.0 } else { f64::from(self.n) / f64::from(self.replications) }
    }

    /// The interval as a text shows it: a share ends at 0 and 1. The flag says whether that cut anything off.
    #[must_use]
    pub fn shown_interval(&self) -> Option<(Interval, bool)> {
        self.interval.map(|raw| {
            if self.key.measure.entry().unit != "share" {
                return (raw, false);
            }
            let shown = Interval { low: raw.low.max(0.0), high: raw.high.min(1.0) };
            (shown, shown != raw)
        })
    }
}

/// Quantiles of the cumulative incidence of resolution: empty means "not reached within follow-up".
pub(super) const fn is_follow_up_quantile(measure: Measure) -> bool {
    matches!(measure, Measure::ResolutionTimeMedian | Measure::ResolutionTimeP90)
}

/// Quantile of Student's t at `probability` (0.5–1, exclusive of 1) with `freedom` degrees of freedom (at least 1).
#[must_use]
pub fn t_quantile(probability: f64, freedom: u32) -> f64 {
    let Ok(law) = StudentsT::new(0.0, 1.0, f64::from(freedom.max(1))) else {
        unreachable!("Student's t with location 0, scale 1 and at least 1 degree of freedom exists")
    };
    law.inverse_cdf(probability)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::result::Group;

    fn key(measure: Measure) -> Key {
        Key { measure, group: Group::All }
    }

    fn estimate_of(measure: Measure, values: &[Option<f64>]) -> Estimate {
        let mut estimator = Estimator::new(&[key(measure)]);
        for value in values {
            estimator.add(&[*value]);
        }
        estimator.estimates(0.95)[0]
    }

    fn assert_close(got: f64, expected: f64) {
        assert!((got - expected).abs() <= 1e-12 * expected.abs().max(1.0), "got {got}, expected {expected}");
    }

    #[test]
    fn student_quantiles_agree_with_published_tables_to_eight_digits() {
        let table = [
            (0.975, 1, 12.706_204_736),
            (0.975, 2, 4.302_652_730),
            (0.975, 4, 2.776_445_105),
            (0.975, 29, 2.045_229_642),
            (0.995, 9, 3.249_835_542),
            (0.8, 2, 1.060_660_172),
            (0.975, 399, 1.965_927_296),
        ];
        for (probability, freedom, expected) in table {
            let got = t_quantile(probability, freedom);
            assert!((got - expected).abs() < 5e-9 * expected, "t({probability}, {freedom}) = {got}, expected {expected}");
        }
    }

    #[test]
    fn the_interval_of_five_values_is_the_one_worked_by_hand() {
        // mean 3, squares 10, sd sqrt(2.5), half-width 2.776445105 * sqrt(2.5 / 5) = 1.963243161
        let estimate = estimate_of(Measure::QueueWait, &[Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0)]);
        assert_eq!((estimate.n, estimate.replications, estimate.mean), (5, 5, Some(3.0)));
        assert_close(estimate.sd.unwrap(), 2.5_f64.sqrt());
        let interval = estimate.interval.unwrap();
        assert!((interval.low - 1.036_756_839).abs() < 1e-8 && (interval.high - 4.963_243_161).abs() < 1e-8, "{interval:?}");
    }

    #[test]
    fn equal_values_give_an_interval_without_width() {
        let estimate = estimate_of(Measure::Arrivals, &[Some(7.0); 4]);
        assert_eq!((estimate.mean, estimate.sd), (Some(7.0), Some(0.0)));
        assert_eq!(estimate.interval, Some(Interval { low: 7.0, high: 7.0 }));
    }

    #[test]
    fn one_replication_gives_a_mean_without_an_interval() {
        let estimate = estimate_of(Measure::Arrivals, &[Some(7.0)]);
        assert_eq!((estimate.mean, estimate.sd, estimate.interval), (Some(7.0), None, None));
    }

    #[test]
    fn a_quantile_not_reached_everywhere_has_no_number_but_a_share() {
        let estimate = estimate_of(Measure::ResolutionTimeP90, &[Some(10.0), None, Some(12.0), None]);
        assert!(estimate.is_not_reached());
        assert_eq!((estimate.mean, estimate.interval, estimate.n, estimate.replications), (None, None, 2, 4));
        assert_close(estimate.share_with_value(), 0.5);
        assert!(!estimate_of(Measure::ResolutionTimeP90, &[Some(10.0), Some(12.0)]).is_not_reached());
    }

    #[test]
    fn a_missing_value_of_another_measure_leaves_the_mean_of_the_rest() {
        let estimate = estimate_of(Measure::ServedWait, &[Some(1.0), None, Some(3.0)]);
        assert_eq!((estimate.mean, estimate.n, estimate.replications), (Some(2.0), 2, 3));
        assert!(!estimate.is_not_reached());
        assert_eq!(estimate_of(Measure::ServedWait, &[None, None]).mean, None);
    }

    #[test]
    fn shares_keep_raw_limits_and_are_clipped_only_where_shown() {
        let estimate = estimate_of(Measure::ResolutionRate, &[Some(1.0), Some(0.9), Some(1.0)]);
        assert!(estimate.interval.unwrap().high > 1.0);
        let (shown, was_clipped) = estimate.shown_interval().unwrap();
        assert!(was_clipped);
        assert_close(shown.high, 1.0);
        let hours = estimate_of(Measure::QueueWait, &[Some(0.0), Some(0.1), Some(0.0)]);
        assert_eq!(hours.shown_interval(), Some((hours.interval.unwrap(), false)));
    }
}
