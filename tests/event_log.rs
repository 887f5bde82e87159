//! The event log in files: it agrees with the measures of the same runs, says why each escalation happened, and belongs to
//! the result it lies with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use polars::prelude::DataFrame;
use tempfile::TempDir;
use wangge::experiment::design::plan::Plan;
use wangge::measure::replication::{RunFailure, keys, logged, replicate};
use wangge::measure::run_result::RunResult;
use wangge::output::folder::claim::{FolderError, Kept, ResultsFolder};
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::manifest::Manifest;
use wangge::output::folder::store::FolderStore;
use wangge::output::tables::runs::Detail;
use wangge::output::tables::schema;
use wangge::output::tables::summary::CsvFlavour;
use wangge::scenario::Setting;

use super::results::{carry_out, circumstances, contents, network, table, tables};

/// The small network with every rule of escalation in force.
fn plan(replications: u32, sets: &[&str]) -> Plan {
    let mut all = vec![
        "escalation.grid.wait_limit=2h",
        "escalation.community.attempts=2",
        "escalation.community.backlog=4",
        "escalation.grid.severity=4",
        "categories.hard.severity=4",
        "escalation.community.difficulty=1",
        "categories.medium.difficulty={ grid = 0.5, town = 0.5 }",
        "categories.easy.due=1d",
        "supervision.red=0.8",
    ];
    all.extend(sets);
    Plan::new(&network(&all), &["base", "early"], Some(7), Some(replications)).unwrap()
}

/// A campaign with event logs into `out`; runs from replication `until` on are interrupted.
pub fn run_into(out: &Path, plan: &Plan, threads: usize, batch: usize, until: u32) -> Kept {
    let columns = keys(&plan.settings[0]);
    let mut store = FolderStore::new(ResultsFolder::claim(out, Claim::whole(&plan.identity)).unwrap(), plan, &columns, Detail::Full)
        .unwrap()
        .with_events()
        .unwrap();
    let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
        if replication < until { logged(setting, seed, replication, stop) } else { Err(RunFailure::Interrupted) }
    };
    let outcome = carry_out(plan, &columns, threads, batch, run, &mut store);
    assert_eq!(outcome.failed_runs, 0, "{:?}", outcome.failures);
    store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap()
}

/// The same without event logs.
fn run_without_events(out: &Path, plan: &Plan) -> Kept {
    let columns = keys(&plan.settings[0]);
    let mut store =
        FolderStore::new(ResultsFolder::claim(out, Claim::whole(&plan.identity)).unwrap(), plan, &columns, Detail::Full).unwrap();
    let run: fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure> = replicate;
    let outcome = carry_out(plan, &columns, 2, 64, run, &mut store);
    store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap()
}

pub fn texts(table: &DataFrame, name: &str) -> Vec<Option<String>> {
    table.column(name).unwrap().str().unwrap().iter().map(|text| text.map(str::to_owned)).collect()
}

pub fn numbers(table: &DataFrame, name: &str) -> Vec<Option<f64>> {
    table.column(name).unwrap().f64().unwrap().iter().collect()
}

fn counts(table: &DataFrame, name: &str) -> Vec<u32> {
    table.column(name).unwrap().u32().unwrap().into_no_null_iter().collect()
}

pub fn activities(table: &DataFrame) -> Vec<String> {
    texts(table, "activity").into_iter().map(Option::unwrap).collect()
}

pub fn log_of(out: &Path, policy: &str) -> DataFrame {
    table(&out.join("events").join(format!("{policy}.parquet")))
}

#[test]
fn the_log_counts_what_the_measures_of_the_same_run_count() {
    let scratch = TempDir::new().unwrap();
    run_into(scratch.path(), &plan(3, &[]), 2, 64, 3);
    let runs = table(&scratch.path().join(schema::RUNS_FILE));
    let mut seen = BTreeSet::new();
    for policy in ["base", "early"] {
        let log = log_of(scratch.path(), policy);
        let (activity, rule, replication) = (activities(&log), texts(&log, "rule"), counts(&log, "replication"));
        let count = |run: u32, what: &str, by: Option<&str>| {
            let rows = (0..log.height()).filter(|&row| replication[row] == run && activity[row] == what);
            rows.filter(|&row| by.is_none() || rule[row].as_deref() == by).count() as f64
        };
        for (row, (of, run)) in texts(&runs, "policy").iter().zip(counts(&runs, "replication")).enumerate() {
            if of.as_deref() != Some(policy) {
                continue;
            }
            let measure = |name: &str| numbers(&runs, name)[row].unwrap();
            assert_eq!(count(run, "occurred", None), measure("arrivals"));
            assert_eq!(count(run, "rejected", None), measure("rejected"));
            let (fixed, rejected) = (count(run, "fixed", None), count(run, "rejected", None));
            assert!((fixed / (fixed + rejected) - measure("finished_resolution_rate")).abs() < 1e-12);
            assert_eq!(count(run, "turned_red", None), measure("red_lights"));
            for key in ["wait_limit", "attempts", "backlog", "severity", "difficulty", "red_light"] {
                let name = key.trim_end_matches("_limit");
                let logged = count(run, "escalated", Some(key));
                assert_eq!(logged, measure(&format!("escalations_by_{name}")), "{policy} {run} {key}");
                if logged > 0.0 {
                    seen.insert(key);
                }
            }
        }
    }
    assert_eq!(seen.len(), 6, "every rule fired somewhere: {seen:?}");
}

#[test]
fn every_escalation_says_which_rule_fired_at_which_threshold_and_nothing_else_does() {
    let scratch = TempDir::new().unwrap();
    run_into(scratch.path(), &plan(2, &[]), 2, 64, 2);
    let log = log_of(scratch.path(), "base");
    let (rule, threshold, value) = (texts(&log, "rule"), numbers(&log, "threshold"), numbers(&log, "value"));
    let level = texts(&log, "level");
    for (row, activity) in activities(&log).into_iter().enumerate() {
        if !["escalated", "rejected"].contains(&activity.as_str()) {
            assert_eq!((&rule[row], threshold[row], value[row]), (&None, None, None), "{activity}");
            continue;
        }
        let (rule, threshold, value) = (rule[row].as_deref().unwrap(), threshold[row].unwrap(), value[row].unwrap());
        assert!(value >= threshold, "{rule}: {value} did not reach {threshold}");
        let expected = match (rule, level[row].as_deref().unwrap()) {
            ("wait_limit", "grid") => 2.0 * 3_600.0,
            ("wait_limit", _) => 5.0 * 86_400.0,
            ("attempts", "community") => 2.0,
            ("attempts" | "difficulty", _) => 1.0,
            ("red_light", _) => 0.8,
            _ => 4.0,
        };
        assert_eq!(threshold, expected, "{rule} in row {row}");
    }
}

#[test]
fn a_red_light_says_how_much_of_the_promised_working_time_was_used() {
    let scratch = TempDir::new().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/office.toml");
    let sets = ["supervision.escalates_red=true", "demand.residents.rate=4/day", "escalation.community.wait_limit=9wd"].map(str::to_owned);
    let office = wangge::scenario::read(&path, &sets).unwrap();
    run_into(scratch.path(), &Plan::new(&office, &["base"], Some(7), Some(2)).unwrap(), 2, 64, 2);
    let log = log_of(scratch.path(), "base");
    let (rule, value, category) = (texts(&log, "rule"), numbers(&log, "value"), texts(&log, "category"));
    let red = (0..log.height()).filter(|&row| rule[row].as_deref() == Some("red_light"));
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for row in red {
        *seen.entry(category[row].as_deref().unwrap()).or_default() += 1;
        let used = value[row].unwrap();
        assert!((used - 0.8).abs() < 1e-4, "{:?}: {used} of the time is used", category[row]);
    }
    assert!(seen["dispute"] > 20 && seen["repair"] > 20, "in working days and in elapsed time: {seen:?}");
}

#[test]
fn every_activity_of_the_log_is_explained() {
    let scratch = TempDir::new().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/office.toml");
    let sets = [
        "roles.community_clerk.shift_end=hand_over",
        "supervision.red=0.8",
        "closing={ falsely = 0.3, noticed = 0.8 }",
        "passing={ hop_delay = \"1h\", signal_kept = 0.7, returns = 0.5 }",
    ];
    let office = wangge::scenario::read(&path, &sets.map(str::to_owned)).unwrap();
    run_into(scratch.path(), &Plan::new(&office, &["base"], Some(7), Some(2)).unwrap(), 2, 64, 2);
    let mut seen: BTreeSet<String> = activities(&log_of(scratch.path(), "base")).into_iter().collect();
    let (_, rows) = crate::place::logged(&crate::measures::town(), 7);
    seen.extend(rows.iter().map(|row| row.activity.name().to_owned()));
    for town in [
        crate::causes::one_fix(),
        crate::class_cases::analysis(),
        crate::whistle::calls(),
        crate::centres::mistaken(),
        crate::assignment::orders(),
        crate::hearings::heard(),
        crate::orders::overdue(),
    ] {
        seen.extend(crate::place::logged(&town, 7).1.iter().map(|row| row.activity.name().to_owned()));
    }
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/event_log.md")).unwrap();
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let names = cells.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`').to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), seen);
}

#[test]
fn the_log_of_a_town_says_where_issues_occurred_and_how_they_became_known() {
    let scratch = TempDir::new().unwrap();
    let path = scratch.path().join("town.toml");
    fs::write(&path, crate::measures::TOWN).unwrap();
    let town = wangge::scenario::read(&path, &[]).unwrap();
    let out = scratch.path().join("out");
    run_into(&out, &Plan::new(&town, &["base"], Some(7), Some(1)).unwrap(), 1, 64, 1);
    let log = log_of(&out, "base");
    let (activity, channel, place) = (activities(&log), texts(&log, "channel"), texts(&log, "place"));
    let (category, buildings) = (texts(&log, "category"), &town.settings[0].place.as_ref().unwrap().buildings);
    let mut seen = BTreeSet::new();
    for row in 0..log.height() {
        assert_eq!(channel[row].is_some(), activity[row] == "became_known", "{}", activity[row]);
        seen.extend(channel[row].clone());
        let place = place[row].as_deref().unwrap();
        let parts: Vec<&str> = place.split('/').collect();
        let building = buildings.iter().find(|building| building.name == parts[2]).unwrap_or_else(|| panic!("{place}"));
        if category[row].as_deref() == Some("lamp") {
            assert_eq!(parts.len(), 3, "public space is a building's: {place}");
        } else {
            let number: u32 = parts[3].parse().unwrap();
            assert!((1..=building.households()).contains(&number), "{place}");
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["incident", "patrol", "report", "visit"]);
    let series = table(&out.join(schema::SERIES_FILE));
    let latent = counts(&series, "latent_issues");
    assert!(latent.chunks(3).all(|day| day[0] == day[1] && day[1] == day[2]) && latent.iter().any(|count| *count > 50));
}

#[test]
fn times_have_the_offset_of_their_day_and_rise_within_a_case() {
    let scratch = TempDir::new().unwrap();
    let summer_begins = plan(2, &["start=2024-03-25", "time_zone=Europe/Berlin"]);
    run_into(scratch.path(), &summer_begins, 2, 64, 2);
    let log = log_of(scratch.path(), "base");
    let (case, run) = (counts(&log, "case"), counts(&log, "replication"));
    let mut last: BTreeMap<(u32, u32), jiff::Timestamp> = BTreeMap::new();
    let mut offsets = BTreeSet::new();
    for (row, time) in texts(&log, "time").into_iter().enumerate() {
        let time = time.unwrap();
        let instant: jiff::Timestamp = time.parse().unwrap_or_else(|error| panic!("{time}: {error}"));
        offsets.insert(time[19..].to_owned());
        assert_eq!(time.ends_with("+02:00"), instant >= "2024-03-31T01:00:00Z".parse().unwrap(), "{time}");
        if let Some(before) = last.insert((run[row], case[row]), instant) {
            assert!(before <= instant, "{time} of case {} comes after {before}", case[row]);
        }
    }
    assert_eq!(offsets, BTreeSet::from(["+01:00".to_owned(), "+02:00".to_owned()]));
    let first = last.values().min().unwrap();
    assert!(*first >= "2024-03-24T23:00:00Z".parse().unwrap(), "{first}");
}

#[test]
fn people_and_units_have_the_names_of_their_tables_and_people_as_many_starts() {
    let scratch = TempDir::new().unwrap();
    run_into(scratch.path(), &plan(1, &[]), 1, 64, 1);
    let log = log_of(scratch.path(), "base");
    let names: Vec<&str> = log.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str).collect();
    let keys = ["scenario", "policy", "point", "replication", "seed", "status"];
    let rest = ["case", "category", "activity", "time", "level", "unit", "person", "rule", "threshold", "value", "channel", "place"];
    let of_issue = ["issue", "severity", "needs", "due", "cause"];
    assert_eq!(names, [&keys[..], &rest[..], &of_issue[..]].concat());
    let mut starts: BTreeMap<String, u64> = BTreeMap::new();
    for (activity, person) in activities(&log).into_iter().zip(texts(&log, "person")) {
        let is_start = ["started", "resumed"].contains(&activity.as_str());
        assert!(!is_start || person.is_some());
        *starts.entry(person.unwrap_or_default()).or_default() += u64::from(is_start);
    }
    let people = table(&scratch.path().join(schema::PEOPLE_FILE));
    let counted: Vec<u64> = people.column("starts").unwrap().u64().unwrap().into_no_null_iter().collect();
    for ((person, policy), counted) in texts(&people, "person").into_iter().zip(texts(&people, "policy")).zip(counted) {
        if policy.as_deref() == Some("base") {
            assert_eq!(starts.remove(person.as_deref().unwrap()).unwrap_or_default(), counted, "{person:?}");
        }
    }
    assert_eq!(starts.into_keys().collect::<Vec<_>>(), [""], "nobody in the log is missing from the table of people");
    let units: BTreeSet<Option<String>> = texts(&table(&scratch.path().join(schema::UNITS_FILE)), "unit").into_iter().collect();
    assert!(texts(&log, "unit").iter().all(|unit| units.contains(unit)));
}

#[test]
fn logs_are_the_same_bytes_for_any_threads_and_any_batch_and_change_no_other_table() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(7, &[]);
    let mut first = None;
    for (threads, batch) in [(1, 64), (2, 2), (3, 5)] {
        let out = scratch.path().join(format!("{threads}-{batch}"));
        run_into(&out, &plan, threads, batch, 7);
        let tables = tables(&out);
        assert_eq!(tables.len(), 10);
        assert_eq!(first.get_or_insert_with(|| tables.clone()), &tables, "{threads} threads in batches of {batch}");
    }
    let plain = scratch.path().join("plain");
    run_without_events(&plain, &plan);
    let mut with_logs = first.unwrap();
    with_logs.retain(|path, _| !["events", "people_log"].iter().any(|folder| path.starts_with(folder)));
    assert_eq!(tables(&plain), with_logs);
}

#[test]
fn a_log_goes_with_its_result_and_what_is_not_ours_stays() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(3, &[]);
    let entries = || {
        let manifest = Manifest::read(scratch.path()).unwrap().unwrap();
        manifest.tables.iter().filter(|entry| entry.file.starts_with("events/")).map(|entry| entry.rows).collect::<Vec<_>>()
    };
    assert_eq!(run_into(scratch.path(), &plan, 2, 64, 3), Kept::New);
    let whole = contents(scratch.path());
    assert_eq!(entries(), [log_of(scratch.path(), "base").height() as u64, log_of(scratch.path(), "early").height() as u64]);

    assert_eq!(run_into(scratch.path(), &plan, 2, 1, 2), Kept::Old { cells: 3 });
    assert_eq!(contents(scratch.path()), whole, "a shorter result replaces nothing");

    assert_eq!(run_without_events(scratch.path(), &plan), Kept::New);
    assert!(!scratch.path().join("events").exists(), "no log of an earlier result is left");
    assert_eq!(entries(), Vec::<u64>::new());

    assert_eq!(run_into(scratch.path(), &plan, 1, 64, 3), Kept::New);
    let notes = scratch.path().join("events/notes.txt");
    fs::write(&notes, "mine").unwrap();
    assert_eq!(run_without_events(scratch.path(), &plan), Kept::New);
    assert_eq!(fs::read_dir(scratch.path().join("events")).unwrap().count(), 1);
    assert_eq!(fs::read(&notes).unwrap(), b"mine");
}

#[test]
fn a_log_without_a_manifest_is_somebody_elses_and_nothing_is_overwritten() {
    let scratch = TempDir::new().unwrap();
    fs::create_dir(scratch.path().join("events")).unwrap();
    fs::write(scratch.path().join("events/early.parquet"), "mine").unwrap();
    let before = contents(scratch.path());
    let refused = ResultsFolder::claim(scratch.path(), Claim::whole(&plan(1, &[]).identity));
    assert!(matches!(refused, Err(FolderError::Strange { ref file, .. }) if file == "events/early.parquet"), "{refused:?}");
    assert_eq!(contents(scratch.path()), before);
}
