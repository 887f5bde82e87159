//! More people make nothing worse: for every shipped scenario and role, half and twice the people. Where that is not so, the
//! scenario names the exception with its reason.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde_json::Value as Json;
use statrs::distribution::{ContinuousCDF, StudentsT};
use wangge::measure::replication::replicate;
use wangge::scenario::{Exception, Scenario, Setting, read};
use wangge::units::measure::Measure;

use crate::place::value;

/// Paired replications.
const REPLICATIONS: u32 = 30;
/// Probability that any one of all tests fails although more people change nothing.
const ALPHA: f64 = 0.001;
/// What must not turn against more people; whether more of it is better.
const MEASURES: [(Measure, bool); 2] = [(Measure::ResolutionTime, false), (Measure::ResolutionRate, true)];

/// Makes a scenario small enough for a test that runs at every change; the long form runs it as it is.
const SMALL: &[(&str, &[&str])] = &[
    ("network", &["scale=0.05"]),
    ("queue", &["horizon=60d"]),
    ("support_lines", &["horizon=100d"]),
    ("xiaolin", &["scale=0.1"]),
    ("xiaolin_20_months", &["scale=0.1"]),
];

/// One role with fewer and with more people, all else equal.
struct Pair {
    scenario: String,
    role: String,
    change: &'static str,
    exceptions: Vec<Exception>,
    /// By measure: how much better more people are, replication by replication.
    better: Vec<Vec<f64>>,
}

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder).expect("the scenarios").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

fn small(path: &Path) -> Vec<String> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let sets = SMALL.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, sets)| sets);
    if std::env::var_os("WANGGE_LONG").is_some() { Vec::new() } else { sets.iter().map(|set| (*set).to_owned()).collect() }
}

/// How the scenario is changed to have so many people of `role`: `of` their number as written.
fn changes(scenario: &Scenario, role: &str, of: impl Fn(u64) -> u64) -> Vec<String> {
    let text = |node: &Json, key: &str| node[key].as_str().unwrap_or_default().to_owned();
    let mut sets = Vec::new();
    for unit in scenario.resolved["units"].as_array().into_iter().flatten() {
        for entry in unit["staff"].as_array().into_iter().flatten().filter(|entry| entry["role"] == role) {
            let is_member = unit["per"] == "member";
            let key = |key: &str| format!("units.{}.staff.{role}.{key}", text(unit, "name"));
            let (key, now) = if is_member {
                ("members.count".to_owned(), scenario.resolved["members"]["count"].as_u64())
            } else if let Some(total) = entry["total"].as_u64() {
                (key("total"), Some(total))
            } else {
                (key("count"), Some(entry["count"].as_u64().unwrap_or(1)))
            };
            let now = now.unwrap_or_else(|| panic!("{key} of {} is not written as a number", scenario.name));
            let then = of(now);
            sets.extend((then != now).then(|| format!("{key}={then}")));
        }
    }
    sets
}

fn values(setting: &Setting, seed: u64) -> Vec<Vec<f64>> {
    let run = |replication| {
        let result = replicate(setting, seed, replication, &AtomicBool::new(false)).expect("the run holds its laws");
        MEASURES.iter().map(|(measure, _)| value(setting, &result, *measure).expect("a cohort")).collect::<Vec<f64>>()
    };
    (0..REPLICATIONS).into_par_iter().map(run).collect()
}

/// Replication by replication, how much better `more` is than `less`, by measure.
fn better(less: &[Vec<f64>], more: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of = |(index, (_, is_higher)): (usize, &(Measure, bool))| {
        let sign = if *is_higher { 1.0 } else { -1.0 };
        less.iter().zip(more).map(|(less, more)| sign * (more[index] - less[index])).collect()
    };
    MEASURES.iter().enumerate().map(of).collect()
}

fn pairs(path: &Path) -> Vec<Pair> {
    let small = small(path);
    let scenario = read(path, &small).unwrap_or_else(|problems| panic!("{problems}"));
    let base = &scenario.settings[0];
    let now = values(base, scenario.seed);
    let mut pairs = Vec::new();
    for role in &base.roles {
        let half = changes(&scenario, &role.name, |count| count.div_ceil(2));
        let twice = changes(&scenario, &role.name, |count| 2 * count);
        let mut add = |change, sets: Vec<String>, is_more: bool| {
            let read = if sets.is_empty() { None } else { Some(read(path, &[&small[..], &sets[..]].concat())) };
            let scenario_then = match read {
                Some(Ok(then)) => then,
                Some(Err(problems)) => return println!("{} {}: {change} the people cannot be: {problems}", scenario.name, role.name),
                None => return println!("{} {}: one alone is not halved", scenario.name, role.name),
            };
            let then = values(&scenario_then.settings[0], scenario.seed);
            let better = if is_more { better(&now, &then) } else { better(&then, &now) };
            let exceptions = scenario.evidence.exceptions.iter().filter(|known| known.role == role.name).cloned().collect();
            pairs.push(Pair { scenario: scenario.name.clone(), role: role.name.clone(), change, exceptions, better });
        };
        add("half", half, false);
        add("twice", twice, true);
    }
    pairs
}

/// Mean, and its Student t; of differences that are all the same, none or without end.
fn statistic(differences: &[f64]) -> (f64, f64) {
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, if mean == 0.0 { 0.0 } else { mean / (variance / n).sqrt() })
}

#[test]
fn more_people_of_any_role_make_no_shipped_scenario_worse_but_for_the_exceptions_it_names() {
    let pairs: Vec<Pair> = scenarios().iter().flat_map(|path| pairs(path)).collect();
    let tests = pairs.len() * MEASURES.len();
    assert!(tests > 60, "{tests} tests");
    let law = StudentsT::new(0.0, 1.0, f64::from(REPLICATIONS - 1)).expect("a law");
    let critical = -law.inverse_cdf(1.0 - ALPHA / tests as f64);
    println!("{tests} one-sided tests, family alpha {ALPHA}: worse below t = {critical:.2}");
    let (mut turned, mut named) = (Vec::new(), Vec::new());
    for pair in &pairs {
        for ((measure, _), differences) in MEASURES.iter().zip(&pair.better) {
            let (mean, t) = statistic(differences);
            let name = measure.entry().name;
            let line = format!("{} {} {}: {name} better by {mean:.4}, t = {t:.2}", pair.scenario, pair.role, pair.change);
            println!("{line}");
            let exception = pair.exceptions.iter().find(|known| known.measure == *measure);
            if let Some(exception) = exception {
                named.push((pair.scenario.as_str(), exception, mean < 0.0));
                println!("  named exception {}: {}", exception.name, exception.reason);
            }
            if t < critical && exception.is_none() {
                turned.push(line);
            }
        }
    }
    for (scenario, exception, _) in &named {
        let occurs = named.iter().any(|(known, other, is_worse)| known == scenario && other == exception && *is_worse);
        if !occurs {
            println!("{scenario}: the exception {} no longer occurs, in neither comparison; take it out?", exception.name);
        }
    }
    assert!(turned.is_empty(), "more people make it worse:\n{}", turned.join("\n"));
}
