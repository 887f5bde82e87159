//! From runs to files: the same bytes for any number of threads, balanced partial results, counted failures, and
//! results folders that nobody overwrites by mistake.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use polars::prelude::{DataFrame, ParquetReader, SerReader};
use tempfile::TempDir;
use wangge::experiment::campaign::execution::{Campaign, Missing, OnError, Outcome, Status, Unwatched, Workers};
use wangge::experiment::campaign::store::{RunRecord, RunStore};
use wangge::experiment::design::plan::Plan;
use wangge::measure::replication::{RunFailure, keys, replicate};
use wangge::measure::run_result::{Measured, RunResult};
use wangge::output::folder::claim::{FolderError, Kept, ResultsFolder};
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::manifest::{Circumstances, Machine, Manifest};
use wangge::output::folder::store::FolderStore;
use wangge::output::tables::records::RecordReader;
use wangge::output::tables::runs::{Detail, RowContext};
use wangge::output::tables::schema;
use wangge::output::tables::summary::CsvFlavour;
use wangge::scenario::{self, Scenario, Setting};
use wangge::statistics::estimate::Estimator;
use wangge::units::key::Key;

type Run = fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure>;

/// The network at a size that runs in a moment.
pub fn network(sets: &[&str]) -> Scenario {
    let mut all = vec!["horizon=12d", "follow_up=4d", "units.grid.count=20", "units.community.count=4", "units.town.count=2"];
    all.extend(sets);
    let sets: Vec<String> = all.iter().map(|set| (*set).to_owned()).collect();
    scenario::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml"), &sets).unwrap()
}

fn plan(policies: &[&str], seed: u64, replications: u32) -> Plan {
    Plan::new(&network(&[]), policies, Some(seed), Some(replications)).unwrap()
}

pub fn circumstances() -> Circumstances {
    Circumstances {
        arguments: vec!["run".into()],
        started: "2024-01-01T00:00:00+00:00".into(),
        finished: "2024-01-01T00:00:01+00:00".into(),
        runs_recalled: 0,
        simulation_seconds: 1.0,
        machine: Machine { system: "test".into(), architecture: "test".into(), processors: 2, threads: 2 },
        scenario_file: "network.toml".into(),
        scenario_text: String::new(),
        scenario_resolved: serde_json::Value::Null,
        rows_of_cases: Vec::new(),
    }
}

/// A made-up run whose measures follow from its replication and policy.
fn made_up(setting: &Setting, replication: u32) -> RunResult {
    let step = if setting.policy == "base" { 1.0 } else { 2.0 };
    let columns = keys(setting);
    let values: Vec<Option<f64>> = (0..columns.len()).map(|index| Some(f64::from(replication) * step + index as f64)).collect();
    RunResult::of_measures(replication, Measured::new(columns, values), 10)
}

pub fn carry_out<F>(plan: &Plan, columns: &[Key], threads: usize, batch: usize, run: F, store: &mut dyn RunStore) -> Outcome
where
    F: Fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure> + Sync,
{
    carry_out_until(
        plan,
        columns,
        Workers { threads: NonZeroUsize::new(threads).unwrap(), batch: NonZeroUsize::new(batch).unwrap() },
        run,
        &AtomicBool::new(false),
        store,
    )
}

fn carry_out_until<F>(plan: &Plan, columns: &[Key], workers: Workers, run: F, stop: &AtomicBool, store: &mut dyn RunStore) -> Outcome
where
    F: Fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure> + Sync,
{
    Campaign { plan, columns, workers, run, stop, progress: &Unwatched, missing: Missing::Make, on_error: OnError::Skip }
        .carry_out(store)
        .unwrap()
}

/// A whole campaign into `out`.
fn run_into<F>(out: &Path, plan: &Plan, threads: usize, batch: usize, run: F) -> (Outcome, Kept)
where
    F: Fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure> + Sync,
{
    let columns = keys(&plan.settings[0]);
    let mut store =
        FolderStore::new(ResultsFolder::claim(out, Claim::whole(&plan.identity)).unwrap(), plan, &columns, Detail::Full).unwrap();
    let outcome = carry_out(plan, &columns, threads, batch, run, &mut store);
    let kept = store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap();
    (outcome, kept)
}

/// Every file below `folder` with its bytes.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

pub fn tables(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let is_table = |path: &Path| path.file_name().is_some_and(|name| name != schema::MANIFEST_FILE);
    contents(folder)
        .into_iter()
        .filter(|(path, _)| is_table(path))
        .map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
        .collect()
}

/// All runs that a results folder holds.
fn runs_of(folder: &Path, plan: &Plan, columns: &[Key], detail: Detail) -> Vec<RunRecord> {
    let mut reader = RecordReader::new(folder, RowContext { plan, columns }, detail);
    std::iter::from_fn(|| reader.next_run().unwrap()).collect()
}

pub fn table(path: &Path) -> DataFrame {
    ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap()
}

#[test]
fn tables_are_the_same_bytes_for_any_threads_and_any_batch() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base", "early"], 7, 40);
    let mut first = None;
    for (threads, batch) in [(1, 64), (2, 64), (2, 1), (3, 6), (1, 1000)] {
        let out = scratch.path().join(format!("{threads}-{batch}"));
        let (outcome, _) = run_into(&out, &plan, threads, batch, replicate as Run);
        assert_eq!((outcome.status, outcome.failed_runs, outcome.replications), (Status::Complete, 0, 40));
        let tables = tables(&out);
        assert_eq!(tables.len(), 6);
        assert_eq!(first.get_or_insert_with(|| tables.clone()), &tables, "{threads} threads in batches of {batch}");
    }
}

#[test]
fn every_table_of_runs_begins_with_the_six_keys_and_goes_replication_by_replication() {
    let scratch = TempDir::new().unwrap();
    run_into(scratch.path(), &plan(&["base", "early"], 7, 3), 2, 64, replicate as Run);
    for file in [schema::RUNS_FILE, schema::SERIES_FILE, schema::PEOPLE_FILE, schema::UNITS_FILE] {
        let table = table(&scratch.path().join(file));
        let names: Vec<&str> = table.get_column_names().into_iter().map(polars::prelude::PlSmallStr::as_str).take(6).collect();
        assert_eq!(names, ["scenario", "policy", "point", "replication", "seed", "status"], "{file}");
        let replications: Vec<u32> = table.column("replication").unwrap().u32().unwrap().into_no_null_iter().collect();
        assert!(replications.is_sorted() && replications.last() == Some(&2), "{file}");
    }
    let runs = table(&scratch.path().join(schema::RUNS_FILE));
    let policies: Vec<Option<&str>> = runs.column("policy").unwrap().str().unwrap().iter().collect();
    assert_eq!(policies, [Some("base"), Some("early")].repeat(3));
    let people = table(&scratch.path().join(schema::PEOPLE_FILE));
    assert_eq!(people.height(), 6 * (20 + 4 * 5 + 2 * 10 + 30));
    let units = table(&scratch.path().join(schema::UNITS_FILE));
    assert_eq!(units.height(), 6 * (20 + 4 + 2 + 1));
    let series = table(&scratch.path().join(schema::SERIES_FILE));
    assert_eq!(series.height(), 6 * 12 * 4);
    assert_eq!(series.column("date").unwrap().str().unwrap().get(4), Some("2024-01-02"));
}

#[test]
fn the_summary_has_the_columns_of_the_contract_and_the_means_of_the_runs() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 5);
    let (outcome, _) = run_into(scratch.path(), &plan, 2, 64, replicate as Run);
    let text = fs::read_to_string(scratch.path().join(schema::SUMMARY_FILE)).unwrap();
    assert_eq!(text.lines().next(), Some("scenario,policy,point,measure,group,unit,estimate,low,high,level,sd,n"));
    let columns = keys(&plan.settings[0]);
    assert_eq!(text.lines().count(), 1 + columns.len());
    assert!(text.contains("\nnetwork,base,0,resolution_rate,all,share,0."), "{text}");
    assert!(text.contains("\nnetwork,base,0,resolved_at_level,community,share,0."), "{text}");

    let mut estimator = Estimator::new(&columns);
    runs_of(scratch.path(), &plan, &columns, Detail::Measures)
        .iter()
        .for_each(|run| estimator.add(run.outcome.as_ref().unwrap().measures.values()));
    assert_eq!(estimator.estimates(plan.confidence), outcome.estimates[0]);
}

#[test]
fn excel_gets_a_byte_order_mark_and_others_do_not() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 2);
    let columns = keys(&plan.settings[0]);
    let summary = |name: &str, flavour| {
        let out = scratch.path().join(name);
        let mut store =
            FolderStore::new(ResultsFolder::claim(&out, Claim::whole(&plan.identity)).unwrap(), &plan, &columns, Detail::Full).unwrap();
        let outcome = carry_out(
            &plan,
            &columns,
            1,
            64,
            |setting: &Setting, _, replication, _: &AtomicBool| Ok(made_up(setting, replication)),
            &mut store,
        );
        store.finish(&outcome, &[], circumstances(), flavour).unwrap();
        fs::read(out.join(schema::SUMMARY_FILE)).unwrap()
    };
    let (plain, excel) = (summary("plain", CsvFlavour::Plain), summary("excel", CsvFlavour::Excel));
    assert!(plain.starts_with(b"scenario,"));
    assert_eq!(excel.strip_prefix(b"\xEF\xBB\xBF"), Some(plain.as_slice()));
}

#[test]
fn an_interrupted_campaign_leaves_the_balanced_result_of_a_shorter_plan() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base", "early"], 7, 50);
    let columns = keys(&plan.settings[0]);
    let (stop, ended) = (AtomicBool::new(false), AtomicU32::new(0));
    let run = |setting: &Setting, _: u64, replication: u32, stop: &AtomicBool| {
        if ended.fetch_add(1, Ordering::SeqCst) == 20 {
            stop.store(true, Ordering::SeqCst);
            return Err(RunFailure::Interrupted);
        }
        Ok(made_up(setting, replication))
    };
    let mut store =
        FolderStore::new(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap(), &plan, &columns, Detail::Full)
            .unwrap();
    let workers = Workers { threads: NonZeroUsize::new(2).unwrap(), batch: NonZeroUsize::new(6).unwrap() };
    let outcome = carry_out_until(&plan, &columns, workers, run, &stop, &mut store);
    let n = outcome.replications;
    assert_eq!(outcome.status, Status::Interrupted);
    assert!((8..=10).contains(&n), "{n} replications are complete after 20 of 100 runs");
    assert_eq!(store.done(), u64::from(n));
    store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap();

    let manifest = Manifest::read(scratch.path()).unwrap().unwrap();
    assert_eq!((manifest.status.as_str(), manifest.replications_ended), ("interrupted", n));
    let runs = table(&scratch.path().join(schema::RUNS_FILE));
    let rows: Vec<u32> = runs.column("replication").unwrap().u32().unwrap().into_no_null_iter().collect();
    assert_eq!(rows, (0..n).flat_map(|replication| [replication; 2]).collect::<Vec<_>>());

    let shorter = Plan::new(&network(&[]), &["base", "early"], Some(7), Some(n)).unwrap();
    let other = TempDir::new().unwrap();
    let (whole, _) =
        run_into(other.path(), &shorter, 1, 64, |setting: &Setting, _, replication, _: &AtomicBool| Ok(made_up(setting, replication)));
    assert_eq!(whole.estimates, outcome.estimates);
    assert_eq!(tables(other.path()), tables(scratch.path()));
}

#[test]
fn failed_and_panicked_runs_are_rows_and_their_replications_left_out_for_every_policy() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base", "early"], 7, 6);
    let run = |setting: &Setting, _: u64, replication: u32, _: &AtomicBool| match (setting.policy.as_str(), replication) {
        ("early", 1) => Err(RunFailure::Broken("the books do not balance".into())),
        ("base", 4) => panic!("issue 17 is in no queue"),
        ("base", 5) => {
            Ok(RunResult { measures: Measured::new(keys(setting), std::iter::repeat(Some(f64::NAN))), ..made_up(setting, replication) })
        }
        _ => Ok(made_up(setting, replication)),
    };
    let (outcome, _) = run_into(scratch.path(), &plan, 2, 64, run);
    assert_eq!((outcome.status, outcome.replications, outcome.left_out, outcome.failed_runs), (Status::Complete, 6, 3, 3));
    for (policy, step) in [(0, 1.0), (1, 2.0)] {
        let estimate = outcome.estimates[policy][0];
        assert_eq!(estimate.n, 3);
        assert!((estimate.mean.unwrap() - (0.0 + 2.0 + 3.0) * step / 3.0).abs() < 1e-12);
    }
    let columns = keys(&plan.settings[0]);
    let runs = runs_of(scratch.path(), &plan, &columns, Detail::Full);
    let failed: Vec<(usize, u32, String)> =
        runs.into_iter().filter_map(|run| Some((run.policy, run.replication, run.outcome.err()?))).collect();
    assert_eq!(failed[0], (1, 1, "the books do not balance".into()));
    assert_eq!((failed[1].0, failed[1].1), (0, 4));
    assert!(failed[1].2.contains("issue 17 is in no queue"), "{failed:?}");
    assert!(failed[2].2.contains("not a finite number"), "{failed:?}");
    assert_eq!(failed.len(), 3);
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in for a run, which may fail")]
fn pretend(setting: &Setting, _: u64, replication: u32, _: &AtomicBool) -> Result<RunResult, RunFailure> {
    Ok(made_up(setting, replication))
}

#[test]
fn a_folder_of_another_plan_is_refused_by_name_of_what_differs_and_left_as_it_was() {
    let scratch = TempDir::new().unwrap();
    run_into(scratch.path(), &plan(&["base"], 7, 3), 1, 64, pretend);
    let before = contents(scratch.path());
    let refused = |other: Plan| match ResultsFolder::claim(scratch.path(), Claim::whole(&other.identity)) {
        Err(FolderError::OtherPlan { differences, .. }) => differences.join("; "),
        unexpected => panic!("{unexpected:?}"),
    };
    assert_eq!(refused(plan(&["base"], 8, 3)), "seed 7, not 8");
    assert_eq!(refused(plan(&["base"], 7, 4)), "replications 3, not 4");
    assert_eq!(refused(plan(&["early"], 7, 3)), "policy base, not early");
    let changed = Plan::new(&network(&["escalation.all.wait_limit=1d"]), &["base"], Some(7), Some(3)).unwrap();
    assert_eq!(refused(changed), "other values in the scenario file or --set");
    assert_eq!(contents(scratch.path()), before);
}

#[test]
fn a_folder_with_files_of_somebody_else_is_refused_and_left_as_it_was() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 3);
    fs::write(scratch.path().join("summary.csv"), "my own\n").unwrap();
    let before = contents(scratch.path());
    assert!(
        matches!(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)), Err(FolderError::Strange { file, .. }) if file == "summary.csv")
    );
    fs::write(scratch.path().join("manifest.json"), "{}").unwrap();
    assert!(matches!(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)), Err(FolderError::Unreadable { .. })));
    fs::remove_file(scratch.path().join("manifest.json")).unwrap();
    assert_eq!(contents(scratch.path()), before);
}

#[test]
fn a_folder_below_a_file_is_refused_and_nothing_is_left_behind() {
    let scratch = TempDir::new().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "mine").unwrap();
    let plan = plan(&["base"], 7, 3);
    for out in [file.clone(), file.join("below"), file.join("far/below")] {
        assert!(matches!(ResultsFolder::claim(&out, Claim::whole(&plan.identity)), Err(FolderError::Store(_))), "{}", out.display());
    }
    assert_eq!(contents(scratch.path()), BTreeMap::from([(file, b"mine".to_vec())]));
}

#[test]
fn a_claim_that_comes_to_nothing_leaves_no_folder_behind() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("new/and/deep");
    let plan = plan(&["base"], 7, 3);
    let columns = keys(&plan.settings[0]);
    let store = FolderStore::new(ResultsFolder::claim(&out, Claim::whole(&plan.identity)).unwrap(), &plan, &columns, Detail::Full).unwrap();
    assert!(out.is_dir());
    drop(store);
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn what_a_killed_run_left_behind_is_swept_and_who_comes_second_is_refused() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 3);
    let stale = scratch.path().join(".unfinished-stale");
    fs::create_dir(&stale).unwrap();
    fs::write(stale.join("lock"), "").unwrap();
    fs::write(stale.join("runs.parquet"), "half").unwrap();
    let running = ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap();
    assert!(!stale.exists());
    fs::write(running.unfinished("runs.parquet"), "in use").unwrap();
    let second = ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap_err();
    let holder = format!("process {}", std::process::id());
    assert!(matches!(&second, FolderError::Busy { holder: who, .. } if who.starts_with(&holder)), "{second}");
    assert!(running.unfinished("runs.parquet").exists());
    drop(running);
    drop(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap());
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn the_same_plan_replaces_its_result_but_a_shorter_part_of_it_does_not() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 10);
    let partial = |until: u32| {
        let columns = keys(&plan.settings[0]);
        let mut store =
            FolderStore::new(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap(), &plan, &columns, Detail::Full)
                .unwrap();
        let run = |setting: &Setting, _: u64, replication: u32, _: &AtomicBool| {
            if replication < until { Ok(made_up(setting, replication)) } else { Err(RunFailure::Interrupted) }
        };
        let outcome = carry_out(&plan, &columns, 1, 64, run, &mut store);
        assert_eq!(outcome.replications, until);
        store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap()
    };
    let replications = || Manifest::read(scratch.path()).unwrap().unwrap().replications_ended;
    assert_eq!((partial(4), replications()), (Kept::New, 4));
    assert_eq!((partial(3), replications()), (Kept::Old { cells: 4 }, 4));
    assert_eq!((partial(10), replications()), (Kept::New, 10));
    let whole = contents(scratch.path());
    assert_eq!((partial(9), replications()), (Kept::Old { cells: 10 }, 10));
    assert_eq!(contents(scratch.path()), whole);
}

#[test]
fn the_manifest_says_what_the_folder_holds() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(&["base"], 7, 3);
    run_into(scratch.path(), &plan, 2, 64, replicate as Run);
    let manifest = Manifest::read(scratch.path()).unwrap().unwrap();
    assert_eq!((manifest.plan_hash, manifest.status), (plan.identity.hash(), "complete".to_owned()));
    assert_eq!(manifest.plan, plan.identity);
    assert_eq!(manifest.tables.len(), 6);
    for entry in manifest.tables {
        let bytes = fs::read(scratch.path().join(&entry.file)).unwrap();
        assert_eq!((entry.bytes, entry.sha256), (bytes.len() as u64, wangge::experiment::design::digest::sha256(&bytes)), "{}", entry.file);
    }
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 7);
}
