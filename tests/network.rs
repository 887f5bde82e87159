//! The escalation network against an independent program, by a two-sample z with both standard errors.

use rayon::prelude::*;
use wangge::measure::run_result::RunResult;
use wangge::units::measure::Measure;

use crate::place::{network, once, value};

/// What the independent program gives over 400 replications: measure, mean, standard deviation of one replication.
const REFERENCE: [(Measure, f64, f64); 5] = [
    (Measure::FinishedResolutionRate, 0.995_93, 0.000_2),
    (Measure::FixedTime, 1.942_8, 0.018_3),
    (Measure::FixedTimeP95, 5.257_5, 0.040_2),
    (Measure::WaitLimitsPassed, 1_063.0, 72.0),
    (Measure::Arrivals, 102_215.0, 328.0),
];

#[test]
fn the_network_agrees_with_an_independent_program() {
    let is_long = std::env::var_os("WANGGE_LONG").is_some();
    let replications: u32 = if is_long { 400 } else { 60 };
    if !is_long {
        println!("short form: {replications} replications instead of 400 (WANGGE_LONG=1 for the full form)");
    }
    let setting = network(365);
    let results: Vec<RunResult> = (0..replications).into_par_iter().map(|replication| once(&setting, 2024, replication)).collect();
    let n = f64::from(replications);
    for (measure, mean, sd) in REFERENCE {
        let values: Vec<f64> = results.iter().filter_map(|result| value(&setting, result, measure)).collect();
        let own = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - own).powi(2)).sum::<f64>() / (n - 1.0);
        let z = (own - mean) / (variance / n + sd * sd / 400.0).sqrt();
        println!("{}: {own:.5} (sd {:.5}), reference {mean} (sd {sd}), z {z:.2}", measure.entry().name, variance.sqrt());
        assert_eq!(values.len(), results.len());
        assert!(z.abs() <= 4.0, "{}: {own} against {mean}, z {z}", measure.entry().name);
    }
}
