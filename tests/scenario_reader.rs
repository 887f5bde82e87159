//! The scenario reader as a whole: shipped scenarios, overlays, `extends`, `--set`, dated rules, provenance, and what
//! it says about files that are wrong.

use std::path::{Path, PathBuf};

use wangge::scenario::setting::WaitLimit;
use wangge::scenario::{Basis, Evidence, Expectation, Pattern, Problems, Scenario, Setting, Subject, read};
use wangge::units::measure::Measure;
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

fn fixed(days: u32) -> WaitLimit {
    WaitLimit::Fixed(TimeLimit::Elapsed(SimDuration::from_seconds(days * 86_400)))
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
    assert_eq!((rules.levels[0].wait_limit.clone(), rules.levels[1].wait_limit.clone()), (Some(fixed(5)), None));
    assert_eq!(rules.categories[1].due, Some(TimeLimit::WorkingDays(3)));
    assert!((rules.categories[1].work[0].mean() - 10_800.0).abs() < 1e-9);
    assert!((rules.categories[1].work[1].mean() - 18_000.0).abs() < 1e-6);
    assert!((rules.categories[0].success[0].get() - 0.8).abs() < 1e-12 && (rules.categories[0].success[1].get() - 1.0).abs() < 1e-12);
}

#[test]
fn an_empty_policy_equals_base() {
    let text = format!("{FULL}\n[policies.nothing]\ntitle = \"No change\"\n");
    let scenario = good(&text, &[]);
    let mut nothing = policy(&scenario, "nothing").clone();
    nothing.policy = "base".into();
    assert_eq!(format!("{nothing:?}"), format!("{:?}", policy(&scenario, "base")));
}

#[test]
fn a_policy_changes_what_it_names_and_nothing_else() {
    let scenario = good(FULL, &[]);
    let base = &policy(&scenario, "base").epochs[0].rules;
    let mut early = policy(&scenario, "early").epochs[0].rules.clone();
    assert_eq!(early.levels[0].wait_limit, Some(fixed(2)));
    early.levels[0].wait_limit.clone_from(&base.levels[0].wait_limit);
    assert_eq!(&early, base);
    let patient = &policy(&scenario, "patient").epochs[0].rules.levels[0];
    assert!(matches!(&patient.wait_limit, Some(WaitLimit::Drawn(drawn)) if (drawn.mean() - 345_600.0).abs() < 1e-9));
    assert_eq!(patient.backlog, Some(30));
}

#[test]
fn dated_overlays_and_interventions_become_epochs() {
    let scenario = good(FULL, &[]);
    let later = policy(&scenario, "later");
    let days: Vec<u32> = later.epochs.iter().map(|epoch| epoch.from.seconds() / 86_400).collect();
    assert_eq!(days, [0, 12, 90]);
    let clerks =
        |epoch: usize| later.epochs[epoch].rules.staff.iter().filter(|staff| staff.group == 1).map(|staff| staff.count).sum::<i32>();
    assert_eq!([clerks(0), clerks(1), clerks(2)], [3, 3, 5]);
    let arrived: Vec<_> = later.epochs[2].rules.staff.iter().filter_map(|staff| Some((staff.group, staff.member?, staff.count))).collect();
    assert_eq!(arrived, [(0, 6, 1)]);
    assert_eq!(
        (later.epochs[1].rules.levels[0].wait_limit.clone(), later.epochs[2].rules.levels[0].wait_limit.clone()),
        (Some(fixed(5)), Some(fixed(1)))
    );
    assert_eq!(policy(&scenario, "base").epochs.len(), 1);
}

#[test]
fn set_changes_one_value_by_the_key_that_messages_use() {
    let scenario = good(
        FULL,
        &[
            "units.town.staff.clerk.count=6",
            "categories.noise.success=0.5",
            "escalation.town.wait_limit=3wd",
            "policies.early.escalation.grid.wait_limit = \"1d\"",
            "replications=9",
            "start=2023-12-01",
        ],
    );
    let base = policy(&scenario, "base");
    assert_eq!(base.epochs[0].rules.staff[1].count, 6);
    assert!((base.epochs[0].rules.categories[0].success[1].get() - 0.5).abs() < 1e-12);
    assert_eq!(base.epochs[0].rules.levels[1].wait_limit, Some(WaitLimit::Fixed(TimeLimit::WorkingDays(3))));
    assert_eq!(policy(&scenario, "early").epochs[0].rules.levels[0].wait_limit, Some(fixed(1)));
    assert_eq!((scenario.replications, base.span.start), (9, jiff::civil::date(2023, 12, 1)));
}

#[test]
fn off_removes_a_block_or_an_entry() {
    let text =
        format!("{FULL}\n[policies.open]\nescalation.grid.off = true\ncategories = [{{ name = \"noise\", external_wait.off = true }}]\n");
    let scenario = good(&text, &[]);
    let rules = &policy(&scenario, "open").epochs[0].rules;
    assert_eq!((rules.levels[0].wait_limit.clone(), rules.levels[0].attempts), (None, 2));
    assert_eq!(rules.categories[0].external_wait, None);
    assert!(policy(&scenario, "base").epochs[0].rules.categories[0].external_wait.is_some());
    let without = good(FULL, &["policies.early.off=true"]);
    assert_eq!(without.settings.len(), 3);
}

#[test]
fn a_file_that_extends_another_changes_what_it_names() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("studies")).unwrap();
    std::fs::write(folder.path().join("full.toml"), FULL).unwrap();
    let middle = folder.path().join("middle.toml");
    std::fs::write(&middle, "extends = \"full.toml\"\nseed = 8\ndemand = [{ name = \"residents\", rate = \"1/day\" }]\n").unwrap();
    let top = folder.path().join("studies/top.toml");
    std::fs::write(&top, "extends = \"../middle.toml\"\ntitle = \"Top\"\n[policies.early]\nescalation.grid.backlog = 5\n").unwrap();
    let scenario = read(&top, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!((scenario.name.as_str(), scenario.title.as_deref(), scenario.seed), ("top", Some("Top"), 8));
    let early = policy(&scenario, "early");
    assert!((early.demand[0].rate.get() * 86_400.0 - 1.0).abs() < 1e-12);
    assert_eq!((early.epochs[0].rules.levels[0].backlog, early.epochs[0].rules.levels[0].wait_limit.clone()), (Some(5), Some(fixed(2))));
}

#[test]
fn files_that_extend_one_another_in_a_circle_are_refused() {
    let folder = folder();
    std::fs::write(folder.path().join("a.toml"), "extends = \"b.toml\"\n").unwrap();
    std::fs::write(folder.path().join("b.toml"), "seed = 1\nextends = \"a.toml\"\n").unwrap();
    let problems = read(&folder.path().join("a.toml"), &[]).unwrap_err();
    let only = problems.iter().next().unwrap();
    assert!(only.file.ends_with("b.toml") && only.line == 2 && only.message.contains("leads back"), "{problems}");
    assert!(!problems.is_file_error());
}

#[test]
fn each_number_remembers_what_it_rests_on() {
    let scenario = good(FULL, &["units.grid.count={ value = 14, cited = \"register of 2023\" }"]);
    let found: Vec<(&str, &str, &Basis)> =
        scenario.provenance.iter().map(|entry| (entry.key.as_str(), entry.value.as_str(), &entry.basis)).collect();
    assert_eq!(
        found,
        [
            ("roles.walker.speed", "1.5", &Basis::Assumed { low: "1".into(), high: "2".into() }),
            ("units.grid.count", "14", &Basis::Cited("register of 2023".into())),
        ]
    );
    assert_eq!(policy(&scenario, "base").units[0].count, 14);
}

#[test]
fn the_resolved_form_has_sorted_keys_and_no_provenance() {
    let scenario = good(FULL, &[]);
    let keys: Vec<&String> = scenario.resolved.as_object().unwrap().keys().collect();
    assert!(keys.is_sorted());
    assert_eq!(scenario.resolved["roles"]["walker"]["speed"], 1.5);
    let reordered = FULL.replace("seed = 7\n", "").replace("horizon = \"200d\"\n", "seed = 7\nhorizon = \"200d\"\n");
    assert_eq!(good(&reordered, &[]).resolved.to_string(), scenario.resolved.to_string());
}

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

#[test]
fn without_a_word_the_usual_measures_carry_the_verdicts_and_nothing_is_too_small() {
    let scenario = read(&scenario_file("network.toml"), &[]).unwrap();
    let usual = vec![Measure::ResolutionTime, Measure::ResolutionRate, Measure::OnTimeRate];
    assert_eq!(scenario.evidence, Evidence { headline: usual, relevant: Vec::new(), patterns: Vec::new(), exceptions: Vec::new() });
}

/// What may be laid over the network: a baseline, and what a comparison is judged by.
const JUDGED: &str = r#"
baseline = "early"
headline = ["on_time_rate"]
relevant = { on_time_rate = { value = 0.02, cited = "the contract of 2023" } }
[[pattern]]
name = "late_is_slow"
measure = "queue_wait_hours"
group = "town"
policy = "late"
expect = "higher"
source = "Little"
[[pattern]]
name = "most_are_solved"
measure = "resolution_rate"
group = "all"
policy = "base"
of = "value"
band = [0.9, 1]
source = "a report"
"#;

#[test]
fn headline_measures_smallest_differences_and_patterns_are_read_with_their_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("more.toml");
    std::fs::write(&path, format!("extends = \"{}\"\n{JUDGED}", scenario_file("network.toml").display())).unwrap();
    let scenario = read(&path, &["pattern.most_are_solved.band=[0.8, 0.9]".to_owned()]).unwrap();
    assert_eq!(scenario.evidence.headline, [Measure::OnTimeRate]);
    assert_eq!(scenario.evidence.relevant(Measure::OnTimeRate), Some(0.02));
    assert_eq!(scenario.evidence.relevant(Measure::ResolutionRate), None);
    assert!(scenario.provenance.iter().any(|number| number.key == "relevant.on_time_rate"));
    let difference = Pattern {
        name: "late_is_slow".into(),
        measure: Measure::QueueWait,
        group: Some("town".into()),
        policy: "late".into(),
        of: Subject::Difference { baseline: "early".into() },
        expect: Expectation::Higher,
        source: "Little".into(),
    };
    let value = Pattern {
        name: "most_are_solved".into(),
        measure: Measure::ResolutionRate,
        group: None,
        policy: "base".into(),
        of: Subject::Value,
        expect: Expectation::Band { low: 0.8, high: 0.9 },
        source: "a report".into(),
    };
    assert_eq!(scenario.evidence.patterns, [difference, value]);
}
