//! Replications go on until the precision is reached, and the intervals they end with cover what they say.

use rand_distr::{Distribution as _, Gamma, StandardNormal};
use rayon::prelude::*;
use wangge::engine::Root;
use wangge::engine::random::{Address, Purpose, Stream};
use wangge::experiment::estimate::Estimator;
use wangge::experiment::precision::{Precision, Reading, Stopping};
use wangge::experiment::result::{Group, Key};
use wangge::units::measure::Measure;

const KEY: Key = Key { measure: Measure::ResolutionTime, group: Group::All };

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

/// What a replication gives; every law has mean 1.
#[derive(Clone, Copy, Debug)]
enum Law {
    /// Normal with this standard deviation.
    Normal { sd: f64 },
    /// Gamma of this shape, stretched about its mean to this standard deviation: skewness 2 / √shape. Shape 1 with standard
    /// deviation 1 is the exponential.
    Skewed { shape: f64, sd: f64 },
}

impl Law {
    fn draw(self, stream: &mut Stream) -> f64 {
        match self {
            Self::Normal { sd } => {
                let normal: f64 = StandardNormal.sample(stream);
                1.0 + sd * normal
            }
            Self::Skewed { shape, sd } => {
                let gamma: f64 = Gamma::new(shape, 1.0).unwrap().sample(stream);
                1.0 + sd * (gamma - shape) / shape.sqrt()
            }
        }
    }
}

/// Replications used, and whether the interval at the end covers 1, looking as `Stopping` does (`looks` 2) or ending at
/// the first look that meets the target (`looks` 1).
fn stopped(law: Law, precision: &Precision, looks: u32, number: u32) -> (u32, bool) {
    let mut stream = Root::new(52, number).luck(Address::of("stopping", "")).stream(Purpose(1), 0);
    let mut estimator = Estimator::new(&[KEY]);
    let mut stopping = Stopping::new(precision.clone());
    let mut done = 0;
    loop {
        while done < stopping.next_look() {
            estimator.add(&[Some(law.draw(&mut stream))]);
            done += 1;
        }
        let estimate = estimator.estimates(0.95)[0];
        let look = stopping.look(&[Reading::of_estimate(0, &estimate)], 0.95);
        if look.is_reached || (looks == 1 && look.unmet.is_empty()) {
            let interval = estimate.interval.unwrap();
            assert!(precision.unmet(&[Reading::of_estimate(0, &estimate)], 0.95).is_empty());
            return (done, interval.low <= 1.0 && 1.0 <= interval.high);
        }
    }
}

/// Share of `macros` stops whose interval covers, and mean replications.
fn coverage(law: Law, text: &str, looks: u32, macros: u32) -> (f64, f64) {
    let precision = Precision::parse(text, &[Measure::ResolutionTime]).unwrap();
    let found: Vec<(u32, bool)> = (0..macros).into_par_iter().map(|number| stopped(law, &precision, looks, number)).collect();
    let covered = found.iter().filter(|(_, covers)| *covers).count() as f64 / f64::from(macros);
    (covered, found.iter().map(|(used, _)| f64::from(*used)).sum::<f64>() / f64::from(macros))
}

/// Relative precision of 5% and 10%, of normal and of exponential values, which take 15 to 1,540 replications. Full form:
/// 20,000 stops each (2,000 where it takes over a thousand), coverage at least 0.93; short form 300 and 100 each, at least 0.93
/// less three standard errors of a share of 93%.
#[test]
fn intervals_cover_as_they_say_although_the_end_was_chosen_by_looking() {
    if !is_long() {
        println!("short form: 300 or 100 stops of a case (WANGGE_LONG=1 for 20000 or 2000)");
    }
    let (many, few) = if is_long() { (20_000, 2_000) } else { (300, 100) };
    let exponential = Law::Skewed { shape: 1.0, sd: 1.0 };
    let cases = [
        (Law::Normal { sd: 0.1 }, "5%", many),
        (Law::Normal { sd: 0.2 }, "10%", many),
        (Law::Normal { sd: 0.5 }, "10%", many),
        (exponential, "10%", many),
        (exponential, "5%", few),
    ];
    for (law, text, macros) in cases {
        let slack = if is_long() { 0.0 } else { 3.0 * (0.93 * 0.07 / f64::from(macros)).sqrt() };
        let (covered, used) = coverage(law, text, 2, macros);
        println!("{law:?} to {text}: {covered:.4} of {macros} cover, {used:.1} replications");
        assert!(covered >= 0.93 - slack, "{law:?}: {covered}");
        assert!(used >= 20.0);
    }
}

/// Why the precision must hold twice: the table at the top of `precision.rs`. Spreads are such that about so many
/// replications would do as the list says. Full form 20,000 stops: lowest coverage of two looks at least 0.93 up to a
/// skewness of 1, and more than that of one look everywhere; beyond, t intervals of few values lack more than a rule of
/// stopping can mend. Short form 1,000 stops of the worst cases: more than one look.
#[test]
fn one_look_would_end_too_early_most_of_all_where_values_are_skewed() {
    let (macros, enough): (u32, &[f64]) =
        if is_long() { (20_000, &[10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 60.0, 100.0, 200.0]) } else { (1_000, &[15.0, 25.0]) };
    let lowest = |law: &dyn Fn(f64) -> Law, looks: u32| {
        let covered = enough.iter().map(|enough| coverage(law(0.1 * enough.sqrt() / 1.96), "10%", looks, macros).0);
        covered.fold(1.0, f64::min)
    };
    let laws: [(f64, &dyn Fn(f64) -> Law); 5] = [
        (0.0, &|sd| Law::Normal { sd }),
        (0.7, &|sd| Law::Skewed { shape: 8.0, sd }),
        (1.0, &|sd| Law::Skewed { shape: 4.0, sd }),
        (1.4, &|sd| Law::Skewed { shape: 2.0, sd }),
        (2.0, &|sd| Law::Skewed { shape: 1.0, sd }),
    ];
    for (skewness, law) in laws.into_iter().skip(if is_long() { 0 } else { 3 }) {
        let (one, two) = (lowest(law, 1), lowest(law, 2));
        println!("skewness {skewness}: one look covers {one:.4}, two in a row {two:.4}, lowest of {macros} stops each");
        assert!(two > one, "{one} and {two}");
        assert!(two >= 0.93 || skewness > 1.0 || !is_long(), "{two}");
    }
}
