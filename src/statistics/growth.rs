//! Growth: does work pile up for as long as one looks? A backlog that grows in every part of the measured time has no
//! mean to estimate; its average says how long one looked.
//!
//! The rule, for a daily series by replication, over the measured time in four quarters (of whole weeks, where there are
//! eight, so that weekdays do not count; what is over is left out at the start). Work piles up when all of this holds:
//!
//! - *it grows in every quarter*: the mean of each quarter is above that of the one before, by a one-sided paired t test
//!   over replications at 1%. All three tests must succeed, so the risk of calling growth what does not grow in some
//!   quarter is at most 1%, whatever their correlation (an intersection–union test: Berger 1982, *Technometrics* 24:295).
//!   A season, a surge, or an empty start that has been worked off does not grow in all of them;
//! - *it has not slowed*: the last step is at least two thirds of the one before. An approach to a level slows; one that
//!   takes longer than two and a half quarters to come 1/e nearer does not within the time, and is called growth;
//! - *it matters*: the last step is at least one issue, and 5% of the third quarter's mean.
//!
//! The t tests are those of [`super::multiple_tests`]. What the rule cannot know: the rise of a season longer than the measured
//! time is growth to it. And it is silent where growth drowns in noise: of twenty replications of M/M/1 with ten arrivals a
//! day over 360 days it finds growth in all at load 1.1 and in 95% at load 1.05, but in 3% at load 1, where the queue grows
//! with the root of time (`tests/steady.rs`).

use serde::Serialize;

use super::estimate::Moments;
use super::multiple_tests::two_sided_p;
use crate::units::time::quarter_days;

/// Level of each of the three tests, one-sided.
const LEVEL: f64 = 0.01;
/// Least share of the step before that the last step must have.
const NOT_SLOWED: f64 = 2.0 / 3.0;
/// Least growth of a quarter that matters, in issues, and as a share of the mean of the quarter before.
const MATERIAL: (f64, f64) = (1.0, 0.05);

/// How a stock of issues developed over the measured time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Growth {
    /// Mean over days and replications, by quarter of the measured time.
    pub quarters: [f64; 4],
    /// Growth from the third quarter to the last, per day.
    pub per_day: f64,
    /// Largest of the three one-sided p: small when it grows in every quarter.
    pub p: f64,
    /// Whether it piles up, by the rule above.
    pub is_unbounded: bool,
}

/// Looks for growth in a daily series of the measured time by replication. `None` of fewer than two replications or
/// twenty days; longer replications are cut to the shortest, at the end.
#[must_use]
pub fn growth(replications: &[Vec<f64>]) -> Option<Growth> {
    let days = replications.iter().map(Vec::len).min()?;
    let quarter = quarter_days(days)?;
    let mut quarters = Quarters::default();
    for series in replications {
        let measured = &series[days - 4 * quarter..days];
        quarters.add([0, 1, 2, 3].map(|at| measured[at * quarter..(at + 1) * quarter].iter().sum::<f64>() / quarter as f64));
    }
    quarters.growth(quarter)
}

/// What the quarters of the measured time say, replication by replication: a few moments, however many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quarters {
    means: [Moments; 4],
    steps: [Moments; 3],
}

impl Quarters {
    /// Adds a replication by the mean of each of its quarters.
    pub fn add(&mut self, own: [f64; 4]) {
        self.means.iter_mut().zip(own).for_each(|(mean, value)| mean.add(value));
        self.steps.iter_mut().enumerate().for_each(|(at, step)| step.add(own[at + 1] - own[at]));
    }

    /// Whether it grows, where a quarter has `days` days; `None` of fewer than two replications.
    #[must_use]
    pub fn growth(&self, days: usize) -> Option<Growth> {
        if self.means[0].count < 2 {
            return None;
        }
        let p = self.steps.iter().map(above_zero).fold(0.0, f64::max);
        let quarters = self.means.map(|moments| moments.mean);
        let (before, last) = (self.steps[1].mean, self.steps[2].mean);
        let is_material = last >= MATERIAL.0 && last >= MATERIAL.1 * quarters[2];
        let is_unbounded = p <= LEVEL && last >= NOT_SLOWED * before && is_material;
        Some(Growth { quarters, per_day: last / days as f64, p, is_unbounded })
    }
}

/// One-sided p of the t test that the mean is not above zero.
fn above_zero(step: &Moments) -> f64 {
    let Some(sd) = step.sd().filter(|sd| *sd > 0.0) else { return f64::from(u8::from(step.mean <= 0.0)) };
    let t = step.mean / (sd / f64::from(step.count).sqrt());
    let beyond = two_sided_p(t, step.count - 1) / 2.0;
    if t > 0.0 { beyond } else { 1.0 - beyond }
}

#[cfg(test)]
mod tests {
    use crate::statistics::growth::*;

    /// Two replications that run alike but for a wobble.
    fn of(value: impl Fn(f64) -> f64, days: u32) -> Option<Growth> {
        let series = |wobble: f64| (0..days).map(|day| value(f64::from(day)) + wobble).collect::<Vec<f64>>();
        growth(&[series(0.0), series(0.5)])
    }

    #[test]
    fn a_straight_line_piles_up_and_a_level_does_not() {
        let line = of(|day| 2.0 * day, 84).unwrap();
        // quarters of 21 days about day 10, 31, 52 and 73
        assert_eq!(line.quarters.map(|mean| mean - 0.25), [20.0, 62.0, 104.0, 146.0]);
        assert_eq!((line.per_day, line.p, line.is_unbounded), (2.0, 0.0, true));
        let level = of(|_| 7.0, 84).unwrap();
        assert_eq!((level.per_day, level.p, level.is_unbounded), (0.0, 1.0, false));
    }

    #[test]
    fn an_approach_that_slows_a_step_at_the_end_and_a_growth_too_small_to_matter_do_not_pile_up() {
        assert!(!of(|day| 100.0 * (1.0 - libm::exp(-day / 50.0)), 100).unwrap().is_unbounded);
        assert!(!of(|day| if day > 80.0 { 50.0 } else { 3.0 }, 100).unwrap().is_unbounded);
        assert!(!of(|day| 0.01 * day, 100).unwrap().is_unbounded);
        assert!(!of(|day| 1_000.0 + day, 100).unwrap().is_unbounded);
        assert!(of(|day| 100.0 + day, 100).unwrap().is_unbounded);
    }

    #[test]
    fn weekdays_do_not_count_and_what_is_over_is_left_out_at_the_start() {
        // 60 days: quarters of 14, four days left out
        let weekly = of(|day| if day < 4.0 { 9e9 } else { 10.0 * (day % 7.0) }, 60).unwrap();
        assert_eq!((weekly.quarters.map(|mean| mean - 0.25), weekly.is_unbounded), ([30.0; 4], false));
    }

    #[test]
    fn of_one_replication_or_a_few_days_nothing_is_said() {
        assert_eq!(growth(&[]), None);
        assert_eq!(growth(&[vec![1.0; 100]]), None);
        assert_eq!(of(|day| day, 19), None);
    }
}
