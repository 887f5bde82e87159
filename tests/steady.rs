//! What is said of start and growth: queues that cannot keep up are told, those that can are left in peace, and a start of
//! known size is found.

use rand_distr::{Distribution as _, Exp1, StandardNormal};
use rayon::prelude::*;
use wangge::engine::Root;
use wangge::engine::random::{Address, Purpose, Stream};
use wangge::statistics::growth::growth;
use wangge::statistics::warm_up::{SlowState, SteadyClaim, SteadyVerdict, Truncation, average, mser5};

const DAYS: u32 = 360;
const REPLICATIONS: u32 = 20;

fn stream(kind: &str, number: u32, replication: u32) -> Stream {
    Root::new(60, number).luck(Address::of("series", kind)).stream(Purpose(1), replication)
}

/// Number in M/M/1 at the end of each day, from empty: ten arrivals a day at this load.
fn queue(load: f64, stream: &mut Stream) -> Vec<f64> {
    let (arrivals, service) = (10.0, 10.0 / load);
    let mut exponential = |rate: f64| -> f64 {
        let standard: f64 = Exp1.sample(stream);
        standard / rate
    };
    let mut present = 0_u32;
    let (mut arrival, mut departure) = (exponential(arrivals), f64::INFINITY);
    let mut series = Vec::new();
    for day in 1..=DAYS {
        while arrival.min(departure) < f64::from(day) {
            if arrival < departure {
                present += 1;
                if present == 1 {
                    departure = arrival + exponential(service);
                }
                arrival += exponential(arrivals);
            } else {
                present -= 1;
                departure = if present == 0 { f64::INFINITY } else { departure + exponential(service) };
            }
        }
        series.push(f64::from(present));
    }
    series
}

/// Stationary AR(1) with standard deviation 5 about 20, plus what `extra` adds by day.
fn wavering(memory: f64, stream: &mut Stream, extra: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut normal = || -> f64 { StandardNormal.sample(stream) };
    let mut state = normal();
    let mut next = || {
        state = memory * state + (1.0 - memory * memory).sqrt() * normal();
        state
    };
    (0..DAYS).map(|day| 20.0 + 5.0 * next() + extra(f64::from(day))).collect()
}

fn macros() -> u32 {
    if std::env::var_os("WANGGE_LONG").is_some() {
        return 2_000;
    }
    println!("short form: 200 of 2000 macro-replications (WANGGE_LONG=1 for all)");
    200
}

/// Share of `macros` macro-replications in which growth is seen.
fn seen(kind: &str, macros: u32, series: impl Fn(u32, &mut Stream) -> Vec<f64> + Sync) -> f64 {
    let is_seen = |number: &u32| {
        let one = |replication| series(*number, &mut stream(kind, *number, replication));
        growth(&(0..REPLICATIONS).map(one).collect::<Vec<_>>()).unwrap().is_unbounded
    };
    let share = (0..macros).into_par_iter().filter(is_seen).count() as f64 / f64::from(macros);
    println!("{kind}: growth seen in {share:.4} of {macros}");
    share
}

/// Twenty replications of 360 days. At load 1.1 growth is seen in at least 95%, at 0.8 in at most 1%, and so for values that
/// waver with a memory of ten days and of a hundred; at 0.95 a queue takes half a year to fill, and growth is seen in at
/// most 5%. Full form 2,000 macro-replications, short form 200; the bounds are met as they stand. Loads of 1 and 1.05 are
/// printed.
#[test]
fn a_queue_that_cannot_keep_up_piles_up_and_one_that_can_does_not() {
    let macros = macros();
    let at = |load: f64| seen(&format!("load {load}"), macros, move |_, stream| queue(load, stream));
    assert!(at(1.1) >= 0.95);
    assert!(at(0.8) <= 0.01);
    assert!(at(0.95) <= 0.05);
    at(1.05);
    at(1.0);
    for memory in [0.9, 0.99] {
        assert!(seen(&format!("memory {memory}"), macros, move |_, stream| wavering(memory, stream, |_| 0.0)) <= 0.01);
    }
}

/// Seasons of a week, a month, a quarter, half a year and a year, with an amplitude of twice the noise, begun anywhere: the
/// macro-replication's number moves the start of the season through its period.
#[test]
fn a_season_within_the_measured_time_is_no_growth() {
    let macros = macros();
    for period in [7.0, 30.4, 91.25, 182.5, 365.0] {
        let series = move |number: u32, stream: &mut Stream| {
            let start = f64::from(number % 40) / 40.0;
            wavering(0.7, stream, |day| 10.0 * (std::f64::consts::TAU * (day / period + start)).sin())
        };
        assert!(seen(&format!("season of {period} days"), macros, series) <= 0.01);
    }
}

/// A start that decays by e every 15 days, from 20 above a level of 20: the mean over the year is too high by 20 · 15 / 360 =
/// 0.83. What MSER-5 leaves of the averaged series is too high by less than a tenth of that on average. It refuses at most
/// 6% (4.2% in the full form): where few batches are left they now and then vary little by chance. A warm-up of 90 days
/// passes in 90% and more.
#[test]
fn a_start_of_known_size_is_left_out() {
    let macros = macros();
    let of = |number: u32| -> (f64, Option<usize>, bool) {
        let start = |day: f64| 20.0 * (-day / 15.0).exp();
        let series: Vec<Vec<f64>> =
            (0..REPLICATIONS).map(|replication| wavering(0.7, &mut stream("start", number, replication), start)).collect();
        let mean = average(&series);
        let claim = SteadyClaim::judge(&[SlowState { name: "backlog", replications: &series }], 90);
        let Truncation::First(days) = mser5(&mean).truncation else { return (f64::NAN, None, claim.holds()) };
        let rest = &mean[days..];
        (rest.iter().sum::<f64>() / rest.len() as f64 - 20.0, Some(days), claim.holds())
    };
    let found: Vec<_> = (0..macros).into_par_iter().map(of).collect();
    let kept: Vec<f64> = found.iter().filter(|found| found.1.is_some()).map(|found| found.0).collect();
    let bias = kept.iter().sum::<f64>() / kept.len() as f64;
    let mut days: Vec<usize> = found.iter().filter_map(|found| found.1).collect();
    days.sort_unstable();
    let middle = [5, 50, 95].map(|percent| days[percent * days.len() / 100]);
    let passes = found.iter().filter(|found| found.2).count() as f64 / f64::from(macros);
    let refused = 1.0 - kept.len() as f64 / f64::from(macros);
    println!("bias left {bias:.4} of 0.8333; days left out {middle:?} (5%, 50%, 95%); refused {refused:.4}; 90 days pass {passes:.4}");
    assert!(bias.abs() < 0.083 && refused <= 0.06, "{bias}, {refused}");
    assert!(middle[0] >= 30 && middle[1] <= 75 && passes >= 0.9, "{middle:?}, {passes}");
}

/// Without any start MSER-5 leaves something out by chance, more where the memory is longer. A warm-up of 60 days passes for
/// at least 90% of stationary series with a correlation of 0.7 from day to day and for at least 85% of queues at load 0.8; the
/// bounds follow what was found (94% and 89% in the full form), so that a change is noticed. A queue that cannot keep up
/// never passes.
#[test]
fn a_steady_state_may_be_claimed_of_what_is_steady_and_not_of_a_queue_that_cannot_keep_up() {
    let macros = macros();
    let verdicts = |kind: &str, series: &(dyn Fn(&mut Stream) -> Vec<f64> + Sync)| -> Vec<SteadyVerdict> {
        let judged = |number: u32| {
            let runs: Vec<Vec<f64>> = (0..REPLICATIONS).map(|replication| series(&mut stream(kind, number, replication))).collect();
            SteadyClaim::judge(&[SlowState { name: "backlog", replications: &runs }], 60).states[0].1
        };
        (0..macros).into_par_iter().map(judged).collect()
    };
    let share = |verdicts: &[SteadyVerdict]| {
        let passes = verdicts.iter().filter(|verdict| matches!(verdict, SteadyVerdict::Passes { .. })).count();
        passes as f64 / f64::from(macros)
    };
    let steady = share(&verdicts("steady", &|stream| wavering(0.7, stream, |_| 0.0)));
    let slow = share(&verdicts("slow", &|stream| wavering(0.95, stream, |_| 0.0)));
    let busy = share(&verdicts("busy", &|stream| queue(0.8, stream)));
    let growing = share(&verdicts("growing", &|stream| queue(1.1, stream)));
    println!("60 days pass: memory 0.7 {steady:.4}, memory 0.95 {slow:.4}, load 0.8 {busy:.4}, load 1.1 {growing:.4} of {macros}");
    assert!(steady >= 0.9 && busy >= 0.85, "{steady}, {busy}");
    assert!(growing == 0.0, "{growing}");
}
