//! Sensitivity indices are those of the literature: functions whose indices are known, and `SALib` on the same samples.

use std::f64::consts::PI;

use wangge::statistics::estimate::Interval;
use wangge::statistics::morris::effects;
use wangge::statistics::point_sets::{Trajectory, TrajectoryStep, latin_hypercube, morris, saltelli};
use wangge::statistics::sobol::{FactorIndices, indices};

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

/// Ishigami and Homma (1990), a = 7, b = 0.1, on the unit cube.
fn ishigami(point: &[f64]) -> f64 {
    let [x, y, z] = [point[0], point[1], point[2]].map(|u| 2.0 * PI * u - PI);
    x.sin() + 7.0 * y.sin() * y.sin() + 0.1 * z.powi(4) * x.sin()
}

/// S1 and ST of [`ishigami`]: variances ½(1 + bπ⁴/5)², a²/8 and, of the interaction of the first and third, 8b²π⁸/225.
fn ishigami_indices() -> ([f64; 3], [f64; 3]) {
    let (first, second, both) = (0.5 * (1.0 + 0.1 * PI.powi(4) / 5.0).powi(2), 49.0 / 8.0, 8.0 * 0.01 * PI.powi(8) / 225.0);
    let all = first + second + both;
    ([first / all, second / all, 0.0], [(first + both) / all, second / all, both / all])
}

/// Sobol's g-function with the coefficients of Saltelli et al. (2010): two factors matter, two a little, four hardly.
const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn g_function(point: &[f64]) -> f64 {
    point.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// S1 and ST of [`g_function`]: each factor has variance 1 / (3 (1 + a)²) alone; those of products multiply.
fn g_indices() -> (Vec<f64>, Vec<f64>) {
    let single = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = single.iter().map(|v| 1.0 + v).product();
    let total = |v: &f64| v * product / (1.0 + v) / (product - 1.0);
    (single.iter().map(|v| v / (product - 1.0)).collect(), single.iter().map(total).collect())
}

fn indices_of(model: fn(&[f64]) -> f64, factors: u32, base: u32, seed: u64) -> Vec<FactorIndices> {
    let outputs: Vec<Option<f64>> = saltelli(base, factors, seed).unwrap().points().map(|point| Some(model(&point))).collect();
    indices(factors, &outputs, 0.95).unwrap().factors
}

fn assert_near(found: &[FactorIndices], first: &[f64], total: &[f64], tolerance: f64) {
    for (factor, found) in found.iter().enumerate() {
        let (s, t) = (found.first.value, found.total.value);
        println!("factor {factor}: S1 {s:.5} (analytic {:.5}), ST {t:.5} (analytic {:.5})", first[factor], total[factor]);
        assert!((s - first[factor]).abs() < tolerance && (t - total[factor]).abs() < tolerance, "factor {factor}");
    }
}

/// 4,096 base rows, 20,480 points; every index within 0.01.
#[test]
fn the_indices_of_ishigamis_function_are_the_analytic_ones() {
    let (first, total) = ishigami_indices();
    assert!((first[0] - 0.3139).abs() < 1e-4 && (first[1] - 0.4424).abs() < 1e-4 && (total[2] - 0.2437).abs() < 1e-4);
    assert_near(&indices_of(ishigami, 3, 4_096, 1), &first, &total, 0.01);
}

/// 4,096 base rows, 40,960 points; every index within 0.01.
#[test]
fn the_indices_of_sobols_g_function_are_the_analytic_ones() {
    let (first, total) = g_indices();
    assert!((first[0] - 0.7165).abs() < 1e-3 && (total[0] - 0.7872).abs() < 1e-3);
    assert_near(&indices_of(g_function, 8, 4_096, 1), &first, &total, 0.01);
}

/// Error of the estimates falls faster than 1/√n: 16 times the rows, the mean error of ST over 20 seeds at most a seventh.
#[test]
fn scrambled_sobol_points_converge_faster_than_random_ones() {
    let (_, total) = ishigami_indices();
    let error = |base: u32| -> f64 {
        let of_seed = |seed| -> f64 {
            let found = indices_of(ishigami, 3, base, seed);
            found.iter().zip(total).map(|(found, total)| (found.total.value - total).abs()).sum()
        };
        (0..20).map(of_seed).sum::<f64>() / 60.0
    };
    let (few, many) = (error(64), error(1_024));
    println!("mean error of ST: {few:.5} of 64 rows, {many:.5} of 1,024, ratio {:.1}", few / many);
    assert!(few / many > 7.0, "{few} {many}");
}

/// Shares of samples whose 95% interval of each factor's index holds the analytic value, S1 and ST.
fn coverage(samples: u64, sample: impl Fn(u64) -> Vec<FactorIndices>) -> [[f64; 3]; 2] {
    let (first, total) = ishigami_indices();
    let holds = |interval: Option<Interval>, value: f64| interval.is_some_and(|it| it.low <= value && value <= it.high);
    let mut counts = [[0.0; 3]; 2];
    for seed in 0..samples {
        for (factor, found) in sample(seed).iter().enumerate() {
            counts[0][factor] += f64::from(u8::from(holds(found.first.interval, first[factor])));
            counts[1][factor] += f64::from(u8::from(holds(found.total.interval, total[factor])));
        }
    }
    counts.map(|row| row.map(|count| count / samples as f64))
}

/// Ishigami's function, 256 base rows, independent samples: Latin hypercubes of other seeds, and scrambled Sobol' sequences. 85%
/// asked of 95% promised: the standard error of a share covered is 1.5% with 200 samples, 0.7% with 1,000.
#[test]
fn bootstrap_intervals_of_the_indices_cover_the_analytic_values() {
    let samples = if is_long() { 1_000 } else { 200 };
    if !is_long() {
        println!("short form: {samples} of 1000 samples (WANGGE_LONG=1 for all)");
    }
    let latin = |seed: u64| {
        let rows = latin_hypercube(256, 6, seed);
        let crossed = |row: &Vec<f64>, factor: usize| {
            let mut point = row[..3].to_vec();
            point[factor] = row[3 + factor];
            point
        };
        let points = rows.iter().flat_map(|row| [row[..3].to_vec(), crossed(row, 0), crossed(row, 1), crossed(row, 2), row[3..].to_vec()]);
        let outputs: Vec<Option<f64>> = points.map(|point| Some(ishigami(&point))).collect();
        indices(3, &outputs, 0.95).unwrap().factors
    };
    for (name, found) in
        [("Latin hypercube", coverage(samples, latin)), ("Sobol", coverage(samples, |seed| indices_of(ishigami, 3, 256, seed)))]
    {
        println!("{name}, {samples} samples of 256 rows: S1 covered {:?}, ST covered {:?}", found[0], found[1]);
        assert!(found.iter().flatten().all(|share| *share >= 0.85), "{name}: {found:?}");
    }
}

fn outputs_of(trajectories: &[Trajectory], model: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
    trajectories.iter().flat_map(|trajectory| &trajectory.points).map(|point| Some(model(point))).collect()
}

#[test]
fn the_effects_of_a_linear_function_are_its_coefficients() {
    let coefficients = [3.0, -2.0, 0.5, 0.0];
    for levels in [2, 4, 8] {
        let trajectories = morris(10, 4, levels, 6).unwrap();
        let model = |x: &[f64]| 10.0 + x.iter().zip(coefficients).map(|(x, c)| c * x).sum::<f64>();
        for (found, coefficient) in effects(&trajectories, &outputs_of(&trajectories, model), 0.95).iter().zip(coefficients) {
            assert!((found.mu.unwrap() - coefficient).abs() < 1e-12 && (found.mu_star.unwrap() - coefficient.abs()).abs() < 1e-12);
            assert!(found.sigma.unwrap() < 1e-12 && found.used == 10, "{found:?}");
            assert!(found.mu_star_interval.unwrap().half_width() < 1e-12);
        }
    }
}

#[test]
fn an_interaction_shows_in_sigma_of_both_its_factors_and_of_no_other() {
    let trajectories = morris(40, 3, 4, 6).unwrap();
    let found = effects(&trajectories, &outputs_of(&trajectories, |x| (x[0] - 0.5) * (x[1] - 0.5) + x[2]), 0.95);
    // the effect of one is the place of the other: ±1/2 or ±1/6, half each way
    for interacting in &found[..2] {
        let (mu, mu_star, sigma) = (interacting.mu.unwrap(), interacting.mu_star.unwrap(), interacting.sigma.unwrap());
        assert!(mu.abs() < mu_star / 2.0 && (1.0 / 6.0..=0.5).contains(&mu_star) && sigma > 0.2, "{interacting:?}");
    }
    assert!(found[2].sigma.unwrap() < 1e-12 && (found[2].mu.unwrap() - 1.0).abs() < 1e-12);
}

/// A file of `tests/data/`: the points with their outputs, and the lines that follow them.
struct Recorded {
    points: Vec<Vec<f64>>,
    outputs: Vec<f64>,
    results: Vec<(String, Vec<f64>)>,
}

impl Recorded {
    fn read(name: &str) -> Self {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let mut recorded = Self { points: Vec::new(), outputs: Vec::new(), results: Vec::new() };
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("x1")) {
            let fields: Vec<&str> = line.split(',').collect();
            let numbers = |fields: &[&str]| fields.iter().map(|field| field.parse().unwrap()).collect::<Vec<f64>>();
            if fields[0].starts_with(|first: char| first.is_ascii_alphabetic()) {
                recorded.results.push((fields[0].to_owned(), numbers(&fields[1..])));
            } else {
                recorded.points.push(numbers(&fields[..3]));
                recorded.outputs.push(fields[3].parse().unwrap());
            }
        }
        recorded
    }

    fn outputs(&self) -> Vec<Option<f64>> {
        self.outputs.iter().copied().map(Some).collect()
    }

    fn assert_result(&self, name: &str, got: &[f64]) {
        let (_, expected) = self.results.iter().find(|(key, _)| key == name).unwrap();
        println!("{name}: got {got:?}, SALib {expected:?}");
        assert!(got.len() == expected.len() && got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{name}");
    }
}

#[test]
fn recorded_outputs_are_those_of_the_function_written_here() {
    for (name, count) in [("salib_sobol.csv", 32 * 5), ("salib_morris.csv", 8 * 4)] {
        let recorded = Recorded::read(name);
        assert_eq!(recorded.outputs.len(), count);
        for (point, output) in recorded.points.iter().zip(&recorded.outputs) {
            assert!((ishigami(point) - output).abs() < 1e-12, "{name}: {point:?}");
        }
    }
}

#[test]
fn sobol_indices_of_salibs_sample_are_salibs() {
    let recorded = Recorded::read("salib_sobol.csv");
    // the rows are in the order that the indices read
    for rows in recorded.points.chunks(5) {
        for (factor, crossed) in rows[1..4].iter().enumerate() {
            let expected: Vec<f64> = (0..3).map(|other| if other == factor { rows[4][other] } else { rows[0][other] }).collect();
            assert_eq!(*crossed, expected);
        }
    }
    let found = indices(3, &recorded.outputs(), 0.95).unwrap();
    let values = |index: fn(&FactorIndices) -> f64| found.factors.iter().map(index).collect::<Vec<f64>>();
    recorded.assert_result("S1", &values(|factor| factor.first.value));
    recorded.assert_result("ST", &values(|factor| factor.total.value));
    assert!(found.factors[2].first.value < 0.0, "a negative index stays negative");
}

#[test]
fn effects_on_salibs_trajectories_are_salibs() {
    let recorded = Recorded::read("salib_morris.csv");
    let step = |pair: &[Vec<f64>]| {
        let factor = (0..3).find(|factor| pair[0][*factor] != pair[1][*factor]).unwrap();
        TrajectoryStep { factor, size: pair[1][factor] - pair[0][factor] }
    };
    let trajectory = |points: &[Vec<f64>]| Trajectory { points: points.to_vec(), steps: points.windows(2).map(step).collect() };
    let trajectories: Vec<Trajectory> = recorded.points.chunks(4).map(trajectory).collect();
    let found = effects(&trajectories, &recorded.outputs(), 0.95);
    recorded.assert_result("mu", &found.iter().map(|effects| effects.mu.unwrap()).collect::<Vec<_>>());
    recorded.assert_result("mu_star", &found.iter().map(|effects| effects.mu_star.unwrap()).collect::<Vec<_>>());
    recorded.assert_result("sigma", &found.iter().map(|effects| effects.sigma.unwrap()).collect::<Vec<_>>());
}
