//! The engine against queueing theory, and intervals against their promise.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use wangge::experiment::analysis::theory_checks::{Depth, FAMILY_ALPHA, verify};
use wangge::measure::replication::replicate;
use wangge::output::results::schema::{ResultKind, json_schema};
use wangge::output::results::theory::TheoryChecksJson;
use wangge::queueing::formulas::{MultiServer, as_number};
use wangge::queueing::reference_systems::{FigureReading, ReferenceSystem, references};
use wangge::statistics::estimate::Estimator;
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{LevelId, SimDuration};

use crate::result_schemas::faults_of;

static RUNNING: AtomicBool = AtomicBool::new(false);

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

/// Seed 20,241,122; family alpha 0.001 over all checks; full form 1% of means and 2% of tails, short form four times that.
#[test]
fn the_engine_reproduces_the_queues_whose_law_is_known() {
    let depth = if is_long() { Depth::Full } else { Depth::Short };
    if depth == Depth::Short {
        println!("short form: tolerances times {} (WANGGE_LONG=1 for the full form)", depth.slack());
    }
    let checks = verify(depth, 20_241_122, &RUNNING, &|_, _, _| ()).unwrap();
    for check in &checks {
        println!(
            "{} | {}: theory {:.5} simulated {:.5} ± {:.5} ({} replications, bias {:.1e} se) {}",
            check.system,
            check.quantity,
            check.theory,
            check.simulated,
            check.half_width,
            check.replications,
            check.bias_in_standard_errors,
            if check.passed { "ok" } else { "FAILED" }
        );
    }
    assert!(checks.len() > 30 && checks.iter().all(|check| (check.alpha * checks.len() as f64 - FAMILY_ALPHA).abs() < 1e-12));
    // what `wangge verify --json` prints of them
    let printed = serde_json::to_value(TheoryChecksJson::new(&checks, depth, 20_241_122)).unwrap();
    let schema = json_schema(ResultKind::TheoryChecks);
    assert_eq!(faults_of(&schema, &schema, &printed), Vec::<String>::new());
    let failed: Vec<_> = checks.iter().filter(|check| !check.passed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Mean number in M/M/5 at 70% over 20–220 hours from an empty start: few issues, and the truth is the chain's transient.
/// Full form 2,000 macro-replications of 30 runs, coverage 93–97% (four standard errors of a share of 95%); short form 300
/// of them, 90–100%.
#[test]
fn the_95_percent_t_interval_covers_the_true_mean_as_often_as_it_says() {
    let (macros, least, most) = if is_long() { (2_000, 0.93, 0.97) } else { (300, 0.90, 1.0) };
    if !is_long() {
        println!("short form: {macros} of 2000 macro-replications (WANGGE_LONG=1 for all)");
    }
    let mut queue: ReferenceSystem = references(1_000.0).into_iter().find(|reference| reference.name == "M/M/5").unwrap();
    queue.setting.span.warm_up = SimDuration::from_seconds(20 * 3_600);
    queue.setting.span.horizon = SimDuration::from_seconds(220 * 3_600);
    let number: Vec<f64> = (0..=200).map(as_number).collect();
    let theory = MultiServer { servers: 5, arrivals: 3.5, service: 1.0 };
    let mut start = vec![0.0; 201];
    start[0] = 1.0;
    let truth = theory.chain(200).window_mean(&start, &number, theory.mean_in_system(), 20.0, 200.0).mean;
    let key = Key { measure: Measure::InSystem, group: Group::Level(LevelId::new(0)) };
    assert!(queue.figures.iter().any(|figure| figure.reading == FigureReading::Measure(key)));
    let value = |replication: u32| replicate(&queue.setting, 95, replication, &RUNNING).unwrap().measures.value(key).unwrap();
    let values: Vec<f64> = (0..macros * 30).into_par_iter().map(value).collect();
    let covers = |runs: &&[f64]| {
        let mut estimator = Estimator::new(&[key]);
        runs.iter().for_each(|value| estimator.add(&[Some(*value)]));
        estimator.estimates(0.95)[0].interval.is_some_and(|interval| interval.low <= truth && truth <= interval.high)
    };
    let coverage = values.chunks_exact(30).filter(covers).count() as f64 / f64::from(macros);
    let grand = values.iter().sum::<f64>() / values.len() as f64;
    println!("coverage {coverage:.4} over {macros} macro-replications; truth {truth:.5}, mean of all runs {grand:.5}");
    assert!((least..=most).contains(&coverage), "coverage {coverage}");
}
