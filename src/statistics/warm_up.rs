//! Steady state: how much of the start must be left out, and whether a steady state may be claimed at all.
//!
//! A simulation starts empty, and the first days say more of the start than of the system. By default nothing is claimed:
//! results are about the time that the scenario states, warm-up apart (*terminating*). Whoever claims the long run must
//! show for every slow state (backlog, trust, motivation, vacancies) that its start is over before measuring begins.
//!
//! *Welch's plot* (Welch 1983, in Lavenberg, *Computer Performance Modeling Handbook*; Law, *Simulation Modeling and
//! Analysis*, 5th ed., §9.5.1) shows it: the series averaged over replications, then over neighbouring days.
//!
//! *MSER-5* (White 1997, *Simulation* 69:323; Spratt 1998; White, Cobb and Spratt 2000, *Winter Simulation Conference*)
//! says a number: in batches of five, leave out the first d for which the mean of the rest is known best, that is, for which
//! Σ(y − ȳ)²/(m − d)² over the rest is least. Where the least lies in the second half, the series is too short to tell.
//! The last five batches are not tried: few values vary little by chance (Hoad, Robinson and Davies 2010, *Journal of the
//! Operational Research Society* 61:1389).
//!
//! The rule is a point estimate, and errs on the side of refusing. Of a series without any start it leaves out something
//! by chance, the more so the longer the memory: with a warm-up of 60 days of 360 and twenty replications, 94% of
//! stationary series with a correlation of 0.7 from day to day pass, 89% of M/M/1 queues at load 0.8 with ten arrivals a day,
//! and 58% of series with a correlation of 0.95, which need longer runs (`tests/steady.rs`); of `queue.toml` with its warm-up 21 of
//! 24 seeds (`tests/claims.rs`).

use serde::Serialize;

use super::estimate::Moments;
use super::growth::growth;

/// Observations of a batch.
const BATCH: usize = 5;
/// Fewest batches of which the rule says something.
const FEWEST: usize = 10;
/// Batches at the end that are not tried as a start.
const TAIL: usize = 5;

/// What MSER-5 says of one series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mser {
    /// What to leave out.
    pub truncation: Truncation,
    /// The statistic by number of batches left out, for a plot; empty of a series that is too short.
    pub curve: Vec<f64>,
}

/// How much of a series to leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truncation {
    /// The first so many observations.
    First(usize),
    /// The least lies in the second half, after so many observations: the series has not settled, or is too short to tell.
    Refused(usize),
    /// Fewer than fifty observations.
    TooShort,
}

/// MSER-5 of `series`; observations beyond a whole number of batches are left out at the end.
#[must_use]
pub fn mser5(series: &[f64]) -> Mser {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    if batches.len() < FEWEST {
        return Mser { truncation: Truncation::TooShort, curve: Vec::new() };
    }
    let mut rest = Moments::default();
    let mut backwards: Vec<f64> = Vec::with_capacity(batches.len());
    for batch in batches.iter().rev() {
        rest.add(*batch);
        backwards.push(rest.squares / f64::from(rest.count) / f64::from(rest.count));
    }
    let curve: Vec<f64> = backwards.into_iter().skip(TAIL - 1).rev().collect();
    let least = (0..curve.len()).fold(0, |least, d| if curve[d] < curve[least] { d } else { least });
    let left_out = least * BATCH;
    let truncation = if 2 * least > batches.len() { Truncation::Refused(left_out) } else { Truncation::First(left_out) };
    Mser { truncation, curve }
}

/// The mean over replications, day by day, as long as the shortest of them.
#[must_use]
pub fn average(replications: &[Vec<f64>]) -> Vec<f64> {
    let days = replications.iter().map(Vec::len).min().unwrap_or(0);
    let count = replications.len() as f64;
    (0..days).map(|day| replications.iter().map(|series| series[day]).sum::<f64>() / count).collect()
}

/// Welch's moving average of a `curve` that is already averaged over replications: over `window` values before and after
/// each, near the start over as many as there are before it; the last `window` values have none.
#[must_use]
pub fn welch(curve: &[f64], window: usize) -> Vec<f64> {
    let mean = |at: usize| {
        let reach = window.min(at);
        curve[at - reach..=at + reach].iter().sum::<f64>() / (2 * reach + 1) as f64
    };
    (0..curve.len().saturating_sub(window)).map(mean).collect()
}

/// A state that moves slowly, from day 0 on.
#[derive(Clone, Copy, Debug)]
pub struct SlowState<'a> {
    /// What it is, for a message.
    pub name: &'a str,
    /// By replication, its value at the end of each day, warm-up included.
    pub replications: &'a [Vec<f64>],
}

/// Whether a steady state may be claimed as far as one slow state goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SteadyVerdict {
    /// The start is over within the warm-up: after so many days.
    Passes {
        /// Days that MSER-5 leaves out.
        after: u32,
    },
    /// It would be with a longer warm-up.
    NeedsWarmUp {
        /// Days it needs.
        days: u32,
    },
    /// MSER-5 would leave out more than half of the run.
    NotSettled,
    /// It piles up over the measured time ([`super::growth`]).
    PilesUp,
    /// The run is shorter than fifty days.
    TooShort,
}

/// The claim of a steady state, judged by slow state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SteadyClaim {
    /// Name and verdict of each slow state, in the order given.
    pub states: Vec<(String, SteadyVerdict)>,
}

impl SteadyClaim {
    /// Judges each of `states` beside a warm-up of `warm_up` days.
    #[must_use]
    pub fn judge(states: &[SlowState<'_>], warm_up: u32) -> Self {
        let states = states.iter().map(|state| (state.name.to_owned(), judge(state.replications, warm_up)));
        Self { states: states.collect() }
    }

    /// Whether it holds for every slow state. A claim about nothing does not.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.states.is_empty() && self.states.iter().all(|(_, verdict)| matches!(verdict, SteadyVerdict::Passes { .. }))
    }
}

fn judge(replications: &[Vec<f64>], warm_up: u32) -> SteadyVerdict {
    let measured: Vec<Vec<f64>> = replications.iter().map(|series| series.iter().skip(warm_up as usize).copied().collect()).collect();
    if growth(&measured).is_some_and(|growth| growth.is_unbounded) {
        return SteadyVerdict::PilesUp;
    }
    match mser5(&average(replications)).truncation {
        Truncation::TooShort => SteadyVerdict::TooShort,
        Truncation::Refused(_) => SteadyVerdict::NotSettled,
        Truncation::First(days) => match u32::try_from(days).unwrap_or(u32::MAX) {
            after if after <= warm_up => SteadyVerdict::Passes { after },
            days => SteadyVerdict::NeedsWarmUp { days },
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::statistics::warm_up::*;

    #[test]
    fn the_statistic_of_a_series_is_the_one_worked_by_hand() {
        // batch means 12, 0, 2, 0, 2, …: eleven of them
        let batches = [12.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0];
        let series: Vec<f64> = batches.iter().flat_map(|mean| [mean - 1.0, mean + 1.0, *mean, mean + 2.0, mean - 2.0]).collect();
        let mser = mser5(&series);
        // all: mean 2, squares 100 + 5 · 4 + 0 = 120 over 121; without the first: ten values ±1, 10 over 100
        assert!((mser.curve[0] - 120.0 / 121.0).abs() < 1e-12 && (mser.curve[1] - 0.1).abs() < 1e-12, "{:?}", mser.curve);
        // the last tried start leaves five: 2 0 2 0 2 has squares 4.8 over 25
        assert_eq!((mser.truncation, mser.curve.len()), (Truncation::First(5), 7));
        assert!((mser.curve[6] - 4.8 / 25.0).abs() < 1e-12);
    }

    #[test]
    fn a_level_needs_no_truncation_a_step_is_found_and_a_late_one_is_refused() {
        let step = |at: u32| mser5(&(0..200).map(|day| if day < at { 9.0 } else { f64::from(day % 2) }).collect::<Vec<_>>()).truncation;
        assert_eq!(mser5(&[4.0; 60]).truncation, Truncation::First(0));
        assert_eq!(step(60), Truncation::First(60));
        assert_eq!(step(100), Truncation::First(100));
        assert_eq!(step(150), Truncation::Refused(150));
        assert_eq!(mser5(&[4.0; 49]).truncation, Truncation::TooShort);
    }

    #[test]
    fn the_moving_average_narrows_towards_the_start_and_ends_before_the_end() {
        assert_eq!(welch(&[1.0, 2.0, 6.0, 2.0, 4.0, 9.0], 2), [1.0, 3.0, 3.0, 23.0 / 5.0]);
        assert_eq!(welch(&[1.0, 2.0], 2), [0.0; 0]);
        assert_eq!(average(&[vec![1.0, 2.0, 3.0], vec![3.0, 6.0]]), [2.0, 4.0]);
        assert_eq!(average(&[]), [0.0; 0]);
    }

    #[test]
    fn a_claim_needs_every_slow_state_and_says_what_each_lacks() {
        let runs = |value: fn(u32) -> f64, days: u32| {
            [0.0, 0.2].map(|wobble| (0..days).map(|day| value(day) + wobble).collect::<Vec<f64>>()).to_vec()
        };
        let settled = runs(|day| if day < 40 { f64::from(day) } else { 40.0 + f64::from(day % 2) }, 300);
        let growing = runs(|day| 2.0 * f64::from(day), 300);
        let late = runs(|day| if day < 200 { 9.0 } else { f64::from(day % 2) }, 300);
        let short = runs(f64::from, 40);
        let state = |name, replications| SlowState { name, replications };
        let all = [state("backlog", &settled[..]), state("trust", &growing), state("vacancies", &late), state("pay", &short)];
        let claim = SteadyClaim::judge(&all, 60);
        let verdicts: Vec<SteadyVerdict> = claim.states.iter().map(|(_, verdict)| *verdict).collect();
        let expected = [SteadyVerdict::Passes { after: 40 }, SteadyVerdict::PilesUp, SteadyVerdict::NotSettled, SteadyVerdict::TooShort];
        assert_eq!((verdicts, claim.holds()), (expected.to_vec(), false));
        assert!(SteadyClaim::judge(&all[..1], 60).holds());
        assert_eq!(SteadyClaim::judge(&all[..1], 30).states[0].1, SteadyVerdict::NeedsWarmUp { days: 40 });
        assert!(!SteadyClaim::judge(&[], 60).holds());
    }
}
