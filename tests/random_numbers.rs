//! Addressed random numbers: exact values, uniformity, independence of neighbouring addresses, and the distributions.
//! Three kinds of test are kept apart: value stability (exact), distribution (Kolmogorov–Smirnov), dependence
//! (correlation, avalanche). Seeds are fixed; each test states its sample size and its α and prints its statistic.

use rand::TryRng;
use statrs::distribution::{ContinuousCDF, Exp, Gamma, LogNormal, Normal, Triangular, Uniform, Weibull};
use statrs::statistics::Distribution as _;
use wangge::engine::{Address, Luck, Purpose, Root, variate};
use wangge::units::Distribution;

const PURPOSE: Purpose = Purpose(7);

fn luck_of(entity: u32) -> Luck {
    Root::new(20_240_101, 3).luck(Address::of("test", "somewhere").child(u64::from(entity)))
}

/// The Kolmogorov–Smirnov distance of `sample` from `cdf`, times √n.
fn distance(mut sample: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let gap = |(i, x): (usize, &f64)| {
        let (p, below) = (cdf(*x), i as f64 / n);
        (p - below).abs().max((below + 1.0 / n - p).abs())
    };
    sample.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt()
}

/// A distribution function.
type Cdf = Box<dyn Fn(f64) -> f64>;
/// The draws of an address and of its neighbour.
type Pair = Box<dyn Fn(u32) -> (f64, f64)>;

/// 1.95 is the critical value at α = 0.001 (Kolmogorov's limit: 2 exp(−2 · 1.95²) = 0.001).
const CRITICAL: f64 = 1.95;

#[test]
fn the_same_address_gives_the_same_bits_in_every_version() {
    let luck = Root::new(1, 0).luck(Address::of("issue", "district/town/grid"));
    let bits = [luck.bits(Purpose(1), 0), luck.bits(Purpose(1), 1), luck.bits(Purpose(2), 0), luck.child(9).bits(Purpose(1), 0)];
    let mut stream = luck.stream(Purpose(3), 4);
    let streamed = [stream.try_next_u64(), stream.try_next_u64()].map(|word| word.unwrap_or_else(|never| match never {}));
    assert_eq!((bits, streamed), (STABLE_BITS, STABLE_STREAM));
    assert_eq!(streamed[0], luck.bits(Purpose(3), 4), "a stream starts with the single draw");
}

const STABLE_BITS: [u64; 4] =
    [11_122_485_210_625_482_109, 10_080_238_496_126_522_468, 10_843_594_092_437_549_453, 14_876_549_465_802_480_510];
const STABLE_STREAM: [u64; 2] = [13_641_605_050_796_233_228, 9_255_169_429_733_172_982];

#[test]
fn draws_are_uniform_along_every_coordinate_of_the_address() {
    let n = 200_000;
    let luck = luck_of(0);
    let root = |replication| Root::new(5, replication).luck(Address::of("test", "x"));
    let seed = |seed| Root::new(seed, 0).luck(Address::of("test", "x"));
    let along: [(&str, Vec<f64>); 6] = [
        ("index", (0..n).map(|i| luck.uniform(PURPOSE, i)).collect()),
        ("purpose", (0..n).map(|i| luck.uniform(Purpose(i), 0)).collect()),
        ("entity", (0..n).map(|i| luck_of(i).uniform(PURPOSE, 0)).collect()),
        ("occurrence", (0..n).map(|i| luck.child(i).uniform(PURPOSE, 0)).collect()),
        ("replication", (0..n).map(|i| root(i).uniform(PURPOSE, 0)).collect()),
        ("seed", (0..n).map(|i| seed(u64::from(i)).uniform(PURPOSE, 0)).collect()),
    ];
    for (coordinate, sample) in along {
        let statistic = distance(sample, |x| x);
        println!("KS along {coordinate}: {statistic:.3} (n {n}, critical {CRITICAL} at α 0.001)");
        assert!(statistic < CRITICAL, "along {coordinate}: {statistic}");
    }
}

#[test]
fn neighbouring_addresses_are_uncorrelated() {
    let n = 200_000_u32;
    // The product of two independent centred uniforms has variance 1/144: z is standard normal; 3.89 is α = 0.0001 two-sided.
    let pairs: [(&str, Pair); 5] = [
        ("index", Box::new(|i| (luck_of(1).uniform(PURPOSE, i), luck_of(1).uniform(PURPOSE, i + 1)))),
        ("purpose", Box::new(|i| (luck_of(i).uniform(Purpose(1), 0), luck_of(i).uniform(Purpose(2), 0)))),
        ("entity", Box::new(|i| (luck_of(i).uniform(PURPOSE, 0), luck_of(i + 1).uniform(PURPOSE, 0)))),
        ("occurrence", Box::new(|i| (luck_of(2).child(i).uniform(PURPOSE, 0), luck_of(2).child(i + 1).uniform(PURPOSE, 0)))),
        (
            "replication",
            Box::new(|i| {
                let own = |r| Root::new(9, r).luck(Address::of("test", "y")).uniform(PURPOSE, 0);
                (own(i), own(i + 1))
            }),
        ),
    ];
    for (coordinate, pair) in pairs {
        let sum: f64 = (0..n).map(&pair).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
        let z = sum * 12.0 / f64::from(n).sqrt();
        println!("correlation over neighbouring {coordinate}: z {z:.2} (n {n}, |z| ≤ 3.89 at α 0.0001)");
        assert!(z.abs() <= 3.89, "over neighbouring {coordinate}: z {z}");
    }
}

#[test]
fn one_flipped_bit_of_the_address_changes_half_of_the_bits() {
    let n = 20_000_u32;
    let base = |seed: u64, entity: u64| Root::new(seed, 0).luck(Address::of("test", "z").child(entity)).bits(PURPOSE, 0);
    for bit in 0..64 {
        let seeds: u32 = (0..n).map(|i| (base(u64::from(i), 0) ^ base(u64::from(i) ^ (1 << bit), 0)).count_ones()).sum();
        let entities: u32 = (0..n).map(|i| (base(1, u64::from(i)) ^ base(1, u64::from(i) ^ (1 << bit))).count_ones()).sum();
        for (what, flips) in [("seed", seeds), ("entity", entities)] {
            // Flips are binomial(64 n, 1/2): standard deviation 4 √n.
            let z = (f64::from(flips) - 32.0 * f64::from(n)) / (4.0 * f64::from(n).sqrt());
            assert!(z.abs() <= 5.0, "bit {bit} of the {what}: {} bits change on average, z {z}", f64::from(flips) / f64::from(n));
        }
    }
}

#[test]
fn every_distribution_has_the_shape_and_the_mean_it_is_named_for() {
    let n = 100_000_u32;
    let median = 3_600.0_f64;
    let two = |x: f64| 0.3 * (1.0 - (-x / 100.0).exp()) + 0.7 * (1.0 - (-x / 1_000.0).exp());
    let cases: Vec<(Distribution, Cdf)> = vec![
        (Distribution::Exponential { mean: 50.0 }, cdf_of(Exp::new(1.0 / 50.0))),
        (Distribution::Uniform { low: 10.0, high: 30.0 }, cdf_of(Uniform::new(10.0, 30.0))),
        (Distribution::Triangular { low: 1.0, mode: 2.0, high: 6.0 }, cdf_of(Triangular::new(1.0, 6.0, 2.0))),
        (Distribution::Gamma { shape: 0.44, mean: 38.0 }, cdf_of(Gamma::new(0.44, 0.44 / 38.0))),
        (Distribution::Gamma { shape: 4.0, mean: 8.0 }, cdf_of(Gamma::new(4.0, 0.5))),
        (Distribution::Lognormal { median, log_sd: 1.2 }, cdf_of(LogNormal::new(median.ln(), 1.2))),
        (Distribution::Weibull { shape: 0.57, scale: 10.0 }, cdf_of(Weibull::new(0.57, 10.0))),
        (Distribution::Hyperexponential { branches: vec![(0.3, 100.0), (0.7, 1_000.0)] }, Box::new(two)),
    ];
    for (entity, (distribution, cdf)) in (100..).zip(cases) {
        let luck = luck_of(entity);
        let sample: Vec<f64> = (0..n).map(|i| variate::draw(&distribution, luck, PURPOSE, i)).collect();
        let mean = sample.iter().sum::<f64>() / f64::from(n);
        let variance = sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n - 1);
        let z = (mean - distribution.mean()) / (variance / f64::from(n)).sqrt();
        let statistic = distance(sample, cdf);
        println!("{distribution:?}: KS {statistic:.3}, mean z {z:.2} (n {n}; α 0.001 each)");
        assert!(statistic < CRITICAL, "{distribution:?}: KS {statistic}");
        assert!(z.abs() < 3.29, "{distribution:?}: mean {mean}, expected {}", distribution.mean());
    }
}

fn cdf_of<D: ContinuousCDF<f64, f64> + 'static, E: std::fmt::Debug>(distribution: Result<D, E>) -> Cdf {
    let distribution = distribution.expect("the parameters are in range");
    Box::new(move |x| distribution.cdf(x))
}

#[test]
fn listed_values_come_with_their_weights() {
    let n = 100_000_u32;
    let listed = Distribution::Empirical { values: vec![(60.0, 0.2), (120.0, 0.7), (600.0, 1.0)] };
    let luck = luck_of(7);
    let mut counts = [0_u32; 3];
    for i in 0..n {
        let value = variate::draw(&listed, luck, PURPOSE, i);
        counts[[60.0, 120.0, 600.0].iter().position(|listed| (listed - value).abs() < 1e-9).expect("only listed values come")] += 1;
    }
    let expected = [0.2, 0.5, 0.3].map(|p| p * f64::from(n));
    let chi2: f64 = counts.iter().zip(expected).map(|(c, e)| (f64::from(*c) - e).powi(2) / e).sum();
    println!("χ² {chi2:.2} with 2 degrees of freedom (critical 13.82 at α 0.001)");
    assert!(chi2 < 13.82, "{counts:?}");
    assert!((listed.mean() - 252.0).abs() < 1e-9);
}

#[test]
fn a_longer_mean_stretches_every_variate_by_the_same_factor() {
    let luck = luck_of(11);
    for index in 0..1_000 {
        let draw = |mean| {
            let gamma = variate::draw(&Distribution::Gamma { shape: 2.5, mean }, luck, PURPOSE, index);
            (variate::draw(&Distribution::Exponential { mean }, luck, PURPOSE, index), gamma)
        };
        let ((short, short_gamma), (long, long_gamma)) = (draw(10.0), draw(30.0));
        assert!((long / short - 3.0).abs() < 1e-12 && (long_gamma / short_gamma - 3.0).abs() < 1e-12);
    }
}

#[test]
fn a_probability_of_zero_never_happens_and_one_always() {
    let luck = luck_of(12);
    assert!((0..10_000).all(|i| !variate::happens(0.0, luck, PURPOSE, i) && variate::happens(1.0, luck, PURPOSE, i)));
}

#[test]
fn a_standard_normal_lies_behind_the_lognormal() {
    let n = 100_000_u32;
    let luck = luck_of(13);
    let lognormal = Distribution::Lognormal { median: 1.0, log_sd: 1.0 };
    let sample: Vec<f64> = (0..n).map(|i| variate::draw(&lognormal, luck, PURPOSE, i).ln()).collect();
    let normal = Normal::new(0.0, 1.0).expect("a standard normal");
    assert_eq!(normal.mean(), Some(0.0));
    let statistic = distance(sample, |x| normal.cdf(x));
    println!("KS {statistic:.3} (n {n}, α 0.001)");
    assert!(statistic < CRITICAL);
}
