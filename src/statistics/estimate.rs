//! Estimates: what the replications together say about one measure, never a bare number.
//!
//! The replication is the unit of inference: each gives one value, the estimate is their mean with a Student t interval
//! (Law, *Simulation Modeling and Analysis*, 5th ed., §4.5). Values stream through Welford's recurrence (Welford 1962,
//! *Technometrics* 4:419; third moments by Pébay 2008, Sandia report 2008-6212) in plan order, so memory does not grow with
//! the replications and the bits do not depend on threads.
//!
//! **One method of intervals** for single estimates, differences, families and stopping: Student's t corrected for
//! skewness. Johnson (1978, *JASA* 73:536) corrects t by the third moment; Hall (1992, *JRSS B* 54:221) adds the cubic term
//! that makes the correction monotone, so that it has an inverse: t* = t + a t² + a² t³ / 3 + a / 2 with a = G / (3 √n) and G
//! the adjusted skewness of the sample. Each limit is the farther one of the plain and the corrected interval, so the
//! interval is never narrower than Student's, equals it where the sample is symmetric, and is longer on the side of the
//! long tail. Families share the risk by Bonferroni. `docs/design.md` has the coverage of this and of the methods that
//! were not taken.
//!
//! A value may be missing. For a quantile of the cumulative incidence that means *not reached within the follow-up*: the
//! mean of those that reached it would flatter the policy, so there is no interval and no number, only the share of
//! replications that reached it. Where nothing occurred at all, and for any other measure, it means an empty denominator:
//! the mean of the rest stands, with `n` saying how many they are.

use std::collections::BTreeMap;

use serde::Serialize;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::multiple_tests::two_sided_p;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Mean and spread of the values seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    pub(crate) count: u32,
    pub(crate) mean: f64,
    /// Sum of squares about the mean; exactly zero when all values are the same.
    pub(crate) squares: f64,
    /// Sum of cubes about the mean.
    pub(crate) cubes: f64,
}

impl Moments {
    pub(crate) fn add(&mut self, value: f64) {
        let earlier = f64::from(self.count);
        self.count += 1;
        let before = value - self.mean;
        let step = before / f64::from(self.count);
        self.mean += step;
        let square = before * (value - self.mean);
        self.cubes += square * step * (earlier - 1.0) - 3.0 * step * self.squares;
        self.squares += square;
    }

    /// Adjusted Fisher–Pearson skewness of the sample; 0 of fewer than three values or of values that do not vary.
    pub(crate) fn skewness(&self) -> f64 {
        let n = f64::from(self.count);
        if self.count < 3 || self.squares <= 0.0 {
            return 0.0;
        }
        let variance = self.squares / n;
        self.cubes / n / (variance * variance.sqrt()) * (n * (n - 1.0)).sqrt() / (n - 2.0)
    }

    /// What an interval of the mean needs; two values at least.
    pub(crate) fn sample(&self) -> Option<Sample> {
        Some(Sample { mean: self.mean, sd: self.sd()?, skewness: self.skewness(), n: self.count })
    }

    pub(crate) fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / f64::from(self.count - 1)).sqrt())
    }

    /// Interval of the mean whose t test has the two-sided `level` (0–1, exclusive of 0); needs two values.
    pub(crate) fn interval(&self, level: f64) -> Option<Interval> {
        StudentQuantiles::default().interval(self, level)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

/// What an interval of a mean is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) mean: f64,
    pub(crate) sd: f64,
    /// Adjusted skewness.
    pub(crate) skewness: f64,
    /// At least 2.
    pub(crate) n: u32,
}

impl Sample {
    fn standard_error(&self) -> f64 {
        self.sd / f64::from(self.n).sqrt()
    }

    /// The coefficient of the correction: G / (3 √n).
    fn bend(&self) -> f64 {
        self.skewness / (3.0 * f64::from(self.n).sqrt())
    }

    /// p of the two-sided test whose interval is that of [`StudentQuantiles::about`]; needs an sd above 0.
    pub(crate) fn p(&self) -> f64 {
        let (t, a) = (self.mean / self.standard_error(), self.bend());
        let corrected = t + a * t * t + a * a * t * t * t / 3.0 + a / 2.0;
        two_sided_p(t, self.n - 1).max(two_sided_p(corrected, self.n - 1))
    }
}

/// The t whose corrected value is `corrected`: the inverse of t + a t² + a² t³ / 3 + a / 2, which is
/// ((1 + 3 a y)^(1/3) − 1) / a with y = corrected − a / 2, written so that nothing cancels where a is small.
fn uncorrected(corrected: f64, a: f64) -> f64 {
    let y = corrected - a / 2.0;
    let root = (1.0 + 3.0 * a * y).cbrt();
    3.0 * y / (root * root + root + 1.0)
}

/// Quantiles of Student's t, each worked out once: a table of many intervals needs few of them, and one takes as long as
/// a hundred means.
#[derive(Clone, Debug, Default)]
pub(crate) struct StudentQuantiles(BTreeMap<(u64, u32), f64>);

impl StudentQuantiles {
    /// [`t_quantile`].
    pub(crate) fn of(&mut self, probability: f64, freedom: u32) -> f64 {
        *self.0.entry((probability.to_bits(), freedom)).or_insert_with(|| t_quantile(probability, freedom))
    }

    /// Interval of the mean whose t test has the two-sided `level` (0–1, exclusive of 0); needs two values.
    pub(crate) fn interval(&mut self, moments: &Moments, level: f64) -> Option<Interval> {
        Some(self.about(&moments.sample()?, level))
    }

    /// The same of a sample: the farther limits of the plain t interval and the one corrected for skewness.
    pub(crate) fn about(&mut self, sample: &Sample, level: f64) -> Interval {
        let (t, error, a) = (self.of(1.0 - level / 2.0, sample.n - 1), sample.standard_error(), sample.bend());
        let (below, above) = (uncorrected(t, a).max(t), -uncorrected(-t, a).min(-t));
        Interval { low: sample.mean - below * error, high: sample.mean + above * error }
    }
}

/// Gathers the measures of one policy, replication by replication.
#[derive(Clone, Debug)]
pub struct Estimator {
    columns: Vec<(Key, Moments)>,
    replications: u32,
    /// Place of the share of the occurrence cohort that tells whether there was one.
    cohort: Option<usize>,
    /// Replications in which nothing occurred.
    empty: u32,
}

/// An interval with its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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

    /// The larger of its two sides about `value`: the half-width of an interval that need not be symmetric.
    #[must_use]
    pub fn larger_side(&self, value: f64) -> f64 {
        (self.high - value).max(value - self.low)
    }

    /// Whether all of it lies in `low`–`high`, ends included.
    #[must_use]
    pub fn is_within(&self, low: f64, high: f64) -> bool {
        low <= self.low && self.high <= high
    }
}

/// What the replications say about one measure over one group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Measure and group.
    pub key: Key,
    /// Replications that were used.
    pub replications: u32,
    /// Replications that had a value; the `n` of the mean and the interval.
    pub n: u32,
    /// Mean over the replications that had a value; `None` when none had, or a quantile was not reached in all.
    pub mean: Option<f64>,
    /// Replications in which a quantile was not reached although something occurred; 0 of every other measure.
    pub unreached: u32,
    /// Sample standard deviation over replications; needs two.
    pub sd: Option<f64>,
    /// Adjusted skewness of the sample; 0 where it cannot be told.
    pub skewness: f64,
    /// Interval of the mean at the plan's confidence level: Student's t corrected for skewness; needs two. Not clipped.
    pub interval: Option<Interval>,
}

impl Estimator {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(columns: &[Key]) -> Self {
        let columns: Vec<(Key, Moments)> = columns.iter().map(|&key| (key, Moments::default())).collect();
        let cohort = columns.iter().position(|(key, _)| *key == COHORT);
        Self { columns, replications: 0, cohort, empty: 0 }
    }

    /// Takes the measures of the next replication, in the order of the columns.
    pub fn add(&mut self, measures: &[Option<f64>]) {
        debug_assert_eq!(measures.len(), self.columns.len());
        self.replications += 1;
        self.empty += u32::from(self.cohort.is_some_and(|at| measures[at].is_none()));
        for ((_, moments), value) in self.columns.iter_mut().zip(measures) {
            if let Some(value) = value {
                moments.add(*value);
            }
        }
    }

    /// The estimates, in the order of the columns, with intervals at `confidence` (0–1).
    #[must_use]
    pub fn estimates(&self, confidence: f64) -> Vec<Estimate> {
        let mut quantiles = StudentQuantiles::default();
        self.columns.iter().map(|(key, moments)| self.estimate(*key, moments, confidence, &mut quantiles)).collect()
    }

    fn estimate(&self, key: Key, moments: &Moments, confidence: f64, quantiles: &mut StudentQuantiles) -> Estimate {
        let n = moments.count;
        let unreached = unreached(key, self.replications, self.empty, n);
        let nothing = Estimate { key, replications: self.replications, n, unreached, mean: None, sd: None, skewness: 0.0, interval: None };
        if n == 0 || unreached > 0 {
            return nothing;
        }
        let interval = quantiles.interval(moments, 1.0 - confidence);
        Estimate { mean: Some(moments.mean), sd: moments.sd(), skewness: moments.skewness(), interval, ..nothing }
    }
}

impl Estimate {
    /// Whether this is a quantile that some replication did not reach within the follow-up.
    #[must_use]
    pub const fn is_not_reached(&self) -> bool {
        self.unreached > 0
    }

    /// Whether it was zero in every replication: what a scenario lacks, and what never happened, takes no line of a text.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.mean == Some(0.0) && self.sd.is_none_or(|sd| sd == 0.0)
    }

    /// Whether no replication had anything to count it over.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        self.n == 0 && !self.is_not_reached()
    }

    /// Share with a value of the replications that had anything to count; zero without such replications.
    #[must_use]
    pub fn share_with_value(&self) -> f64 {
        let all = if self.is_not_reached() { self.n + self.unreached } else { self.replications };
        if all == 0 { 0.0 } else { f64::from(self.n) / f64::from(all) }
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

/// The share of the occurrence cohort: without value exactly where nothing occurred in the measured time.
pub(crate) const COHORT: Key = Key::of_place(Measure::ResolutionRate);

/// Of so many `replications`, `empty` of which had nothing to count and `n` a value: in how many a quantile was not reached.
pub(crate) const fn unreached(key: Key, replications: u32, empty: u32, n: u32) -> u32 {
    if is_follow_up_quantile(key.measure) { replications.saturating_sub(n).saturating_sub(empty) } else { 0 }
}

/// Quantiles of the cumulative incidence of resolution: empty means "not reached within follow-up".
pub(crate) const fn is_follow_up_quantile(measure: Measure) -> bool {
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
    use crate::statistics::estimate::*;

    fn key(measure: Measure) -> Key {
        Key::of_place(measure)
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

    /// Values 0, 0, 0, 0, 5: mean 1, squares 20, cubes 60; g1 = 12 / 8 = 1.5, G = 1.5 · √20 / 3 = 2.236068. The standard error is
    /// 1, a = 1/3, t(0.975, 4) = 2.776445: the lower limit comes from t itself (the corrected one is (1 + 2.776445 −
    /// 1/6)^(1/3) = 1.534, less 1, times 3: 1.602 below), the upper from (1 − 2.776445 − 1/6)^(1/3) = −1.247860: 6.743581
    /// above.
    #[test]
    fn a_skewed_sample_has_the_limits_worked_by_hand_farther_out_on_the_side_of_the_long_tail() {
        let of = |values: [f64; 5]| estimate_of(Measure::QueueWait, &values.map(Some));
        let estimate = of([0.0, 0.0, 5.0, 0.0, 0.0]);
        assert_close(estimate.skewness, 5.0_f64.sqrt());
        let interval = estimate.interval.unwrap();
        assert!((interval.low - (1.0 - 2.776_445_105)).abs() < 1e-8, "{interval:?}");
        let root = -(2.776_445_105_f64 + 1.0 / 6.0 - 1.0).cbrt();
        assert!((interval.high - (1.0 + 3.0 * (1.0 - root))).abs() < 1e-7 && (interval.high - 7.743_581).abs() < 1e-6, "{interval:?}");
        let mirrored = of([0.0, -5.0, 0.0, 0.0, 0.0]).interval.unwrap();
        assert!((mirrored.low + interval.high).abs() < 1e-12 && (mirrored.high + interval.low).abs() < 1e-12);
        assert_close(interval.larger_side(1.0), interval.high - 1.0);
    }

    #[test]
    fn an_interval_leaves_out_zero_exactly_where_its_p_is_below_the_level() {
        let mut quantiles = StudentQuantiles::default();
        for skewness in [-4.0, -1.0, 0.0, 1e-9, 0.5, 3.0] {
            for step in -60..=60 {
                let sample = Sample { mean: f64::from(step) / 50.0, sd: 2.0, skewness, n: 30 };
                let interval = quantiles.about(&sample, 0.05);
                let leaves_out = interval.low > 0.0 || interval.high < 0.0;
                assert_eq!(leaves_out, sample.p() < 0.05, "{sample:?} {interval:?} {}", sample.p());
                assert!(interval.low <= quantiles.about(&Sample { skewness: 0.0, ..sample }, 0.05).low);
            }
        }
    }

    #[test]
    fn a_quantile_of_nothing_that_occurred_has_no_value_and_is_not_said_to_be_unreached() {
        let columns = [COHORT, key(Measure::ResolutionTimeMedian)];
        let estimates = |rows: &[[Option<f64>; 2]]| {
            let mut estimator = Estimator::new(&columns);
            rows.iter().for_each(|row| estimator.add(row));
            estimator.estimates(0.95)[1]
        };
        let nothing = estimates(&[[None, None], [None, None]]);
        assert!(!nothing.is_not_reached() && nothing.is_of_nothing() && nothing.mean.is_none());
        let some = estimates(&[[None, None], [Some(1.0), Some(3.0)], [Some(1.0), Some(5.0)]]);
        assert_eq!((some.mean, some.n, some.is_not_reached()), (Some(4.0), 2, false));
        let late = estimates(&[[None, None], [Some(0.2), None], [Some(1.0), Some(5.0)]]);
        assert!(late.is_not_reached() && late.mean.is_none());
        assert_close(late.share_with_value(), 0.5);
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
