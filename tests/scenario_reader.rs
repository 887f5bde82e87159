//! The scenario reader as a whole: shipped scenarios, overlays, `extends`, `--set`, dated rules, provenance, and what
//! it says about files that are wrong.

use std::path::{Path, PathBuf};

use wangge::scenario::setting::WaitLimit;
use wangge::scenario::{Problems, Scenario, Setting, read};
use wangge::units::{SimDuration, SimTime, TimeLimit};

/// A scenario that uses every part once.
const FULL: &str = r#"
title = "Everything once"
start = 2024-01-01
time_zone = "Asia/Shanghai"
warm_up = "10d"
follow_up = "30d"
horizon = "200d"
seed = 7
replications = 5
baseline = "base"
levels = ["grid", "town"]

[holidays.cn2024]
closed = ["2024-02-12", 2024-02-13]
working = [{ date = "2024-02-04", as = "monday" }]

[calendars.office]
weekly = { weekdays = ["08:30-12:00", "13:30-17:30"], saturday = ["09:00-12:00"] }
holidays = ["cn2024"]

[roles.walker]
calendar = "office"
speed = { value = 1.5, assumed = [1, 2] }
juggling_limit = 8
switching_cost = "5min"
shift_end = "hand_over"

[roles.clerk]

[[units]]
name = "grid"
level = "grid"
count = 12
under = "town"
staff = [{ role = "walker", count = 1 }]

[[units]]
name = "town"
level = "town"
staff = [{ role = "clerk", count = 2 }]

[[categories]]
name = "noise"
priority = 1
severity = 3
due = "7d"
work = { lognormal = { median = "2h", log_sd = 0.8 } }
success_by_level = { grid = 0.8 }
external_wait = { probability = 0.4, length = { exponential = { mean = "1d" } }, after = 0.25 }

[[categories]]
name = "repair"
due = "3wd"
work = "3h"
work_by_level = { town = { weibull = { shape = 1.5, mean = "5h" } } }
success = 0.9

[[demand]]
name = "residents"
at = "grid"
rate = "0.5/day"
categories = { noise = 0.25, repair = 0.75 }
until = "190d"

[escalation.all]
attempts = 2

[escalation.grid]
wait_limit = "5d"
backlog = 20
severity = 5
queue_order = "due"

[policies.early]
title = "Sooner"
escalation.grid.wait_limit = "2d"

[policies.patient]
escalation.grid.wait_limit = { exponential = { mean = "4d" } }
escalation.grid.backlog = 30

[policies.later]
units = [{ name = "town", staff = [{ role = "clerk", count = 3 }] }]

[[policies.later.dated]]
from = "90d"
escalation.grid.wait_limit = "1d"
units = [{ name = "town", staff = [{ role = "clerk", count = 5 }] }]

[[policies.later.interventions]]
at = "2024-01-13"
unit = "grid-07"
role = "walker"
add = 1
"#;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn read_text(text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let folder = folder();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

#[track_caller]
fn good(text: &str, sets: &[&str]) -> Scenario {
    read_text(text, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

fn policy<'a>(scenario: &'a Scenario, name: &str) -> &'a Setting {
    scenario.settings.iter().find(|setting| setting.policy == name).unwrap()
}

fn fixed(days: u32) -> Option<WaitLimit> {
    Some(WaitLimit::Fixed(TimeLimit::Elapsed(SimDuration::from_seconds(days * 86_400))))
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() >= 2);
    files
}

#[test]
fn every_shipped_scenario_reads() {
    for path in shipped() {
        let scenario = read(&path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(100, false)));
        assert_eq!(scenario.name, path.file_stem().unwrap().to_str().unwrap());
        assert!(scenario.settings.len() > 1 && scenario.provenance.len() > 2, "{}", path.display());
    }
}

#[test]
fn a_file_becomes_what_it_says() {
    let scenario = good(FULL, &[]);
    assert_eq!((scenario.name.as_str(), scenario.seed, scenario.replications), ("case", 7, 5));
    let names: Vec<&str> = scenario.settings.iter().map(|setting| setting.policy.as_str()).collect();
    assert_eq!(names, ["base", "early", "patient", "later"]);
    let base = policy(&scenario, "base");
    assert_eq!(base.levels, ["grid", "town"]);
    assert_eq!((base.units[0].count, base.units[0].under), (12, Some(1)));
    assert_eq!(base.demand[0].until, SimTime::from_seconds(190 * 86_400));
    assert_eq!(base.demand[0].categories.iter().map(|(_, share)| *share).collect::<Vec<_>>(), [0.25, 1.0]);
    let rules = &base.epochs[0].rules;
    assert_eq!((rules.levels[0].attempts, rules.levels[1].attempts), (2, 2));
    assert_eq!((rules.levels[0].wait_limit.clone(), rules.levels[1].wait_limit.clone()), (fixed(5), None));
    assert_eq!(rules.categories[1].due, Some(TimeLimit::WorkingDays(3)));
    assert!((rules.categories[1].work[0].mean() - 10_800.0).abs() < 1e-9);
    assert!((rules.categories[1].work[1].mean() - 18_000.0).abs() < 1e-6);
    assert!((rules.categories[0].success[0].get() - 0.8).abs() < 1e-12 && (rules.categories[0].success[1].get() - 1.0).abs() < 1e-12);
}
