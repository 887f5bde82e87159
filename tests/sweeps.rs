//! The command `sweep`: designs of every kind, searches, equal budgets, shards, and bad input that runs nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::results::{table, tables};

const OFFICE: &str = "scenarios/office.toml";
const QUEUE: &str = "scenarios/queue.toml";
/// A short queue.
const SHORT: [&str; 6] = ["--set", "horizon=60d", "--set", "warm_up=10d", "--set", "follow_up=5d"];

fn sweep(file: &str, out: &Path, more: &[&str]) -> Output {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["sweep", file, "--quiet", "--out"]).arg(out).args(more);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

fn json(file: &str, out: &Path, more: &[&str]) -> Value {
    let output = sweep(file, out, &[more, &["--json"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn clerks(levels: &str) -> String {
    format!("units.counter.staff.clerk.count={levels}")
}

#[test]
fn a_full_factorial_runs_every_combination_under_every_policy_in_the_same_replications() {
    let scratch = TempDir::new().unwrap();
    let (clerks, rate) = (clerks("10,11,12"), "demand.visitors.rate=8/h,9/h");
    let said = json(QUEUE, scratch.path(), &[&SHORT[..], &["--factor", &clerks, "--factor", rate, "--replications", "4"]].concat());
    assert_eq!(said["points"].as_array().unwrap().len(), 6);
    let runs = table(&scratch.path().join("runs.parquet"));
    assert_eq!(runs.height(), 6 * 2 * 4);
    let column = |name: &str| runs.column(name).unwrap().clone();
    // replication-major, then point by point, then policy by policy; factors stand after the keys
    let points: Vec<u32> = column("point").u32().unwrap().into_no_null_iter().collect();
    assert_eq!(points[..12], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
    assert_eq!(column("replication").u32().unwrap().get(12), Some(1));
    let names: Vec<String> = runs.get_column_names().iter().map(std::string::ToString::to_string).collect();
    assert_eq!(
        names[..8],
        ["scenario", "policy", "point", "replication", "seed", "status", "units.counter.staff.clerk.count", "demand.visitors.rate"]
    );
    assert_eq!(column("units.counter.staff.clerk.count").f64().unwrap().get(4), Some(11.0));
    // more clerks and fewer visitors wait less: the best is the point with most of one and least of the other
    let best =
        said["best"].as_array().unwrap().iter().find(|best| best["measure"] == "resolution_time_hours" && best["within_policy"].is_null());
    let first = best.unwrap()["candidates"].as_array().unwrap().iter().find(|own| own["lag"] == 0.0).unwrap();
    assert_eq!(first["point"], 5, "{first}");
    let design = fs::read_to_string(scratch.path().join("design.csv")).unwrap();
    assert_eq!(design.lines().nth(1), Some("1,10,8/h"));
    assert_eq!(design.lines().count(), 7);
}

#[test]
fn a_point_of_a_sweep_has_the_numbers_of_a_run_with_the_same_settings() {
    let scratch = TempDir::new().unwrap();
    let clerks = clerks("10,12");
    let more = [&SHORT[..], &["--factor", &clerks, "--policies", "base", "--replications", "3"]].concat();
    json(QUEUE, &scratch.path().join("sweep"), &more);
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["run", QUEUE, "--quiet", "--tables-only", "--replications", "3"]).args(SHORT);
    command.args(["--set", "units.counter.staff.clerk.count=12", "--out"]).arg(scratch.path().join("run"));
    assert!(command.status().unwrap().success());
    let (swept, ran) = (table(&scratch.path().join("sweep/runs.parquet")), table(&scratch.path().join("run/runs.parquet")));
    for replication in 0..3 {
        let value =
            |frame: &polars::prelude::DataFrame, row: usize| frame.column("queue_wait_hours").unwrap().f64().unwrap().get(row).unwrap();
        assert_eq!(value(&swept, 2 * replication + 1), value(&ran, replication));
    }
}

#[test]
fn designs_that_fill_space_or_go_one_at_a_time_have_the_points_they_should() {
    let scratch = TempDir::new().unwrap();
    let points = |name: &str, more: &[&str]| -> Vec<Vec<String>> {
        let all = [&SHORT[..], &["--policies", "base", "--replications", "2", "--tables-only"], more].concat();
        let said = json(QUEUE, &scratch.path().join(name), &all);
        let text = |level: &Value| level.as_str().unwrap().to_owned();
        said["points"].as_array().unwrap().iter().map(|point| point["levels"].as_array().unwrap().iter().map(text).collect()).collect()
    };
    let (clerks, rate) = (clerks("10..13"), "demand.visitors.rate=8/h..9/h");
    let factors = ["--factor", &clerks, "--factor", rate];
    let cube = points("latin", &[&factors[..], &["--points", "8"]].concat());
    assert_eq!(cube.len(), 8);
    for clerk in ["10", "11", "12", "13"] {
        assert_eq!(cube.iter().filter(|point| point[0] == clerk).count(), 2, "{cube:?}");
    }
    assert_eq!(points("sobol", &[&factors[..], &["--design", "sobol", "--points", "4"]].concat()).len(), 4);
    let single = points("single", &[&factors[..], &["--design", "one-at-a-time"]].concat());
    assert_eq!(single, [["10", "9/h"], ["13", "9/h"], ["10", "8/h"]]);
    let assumed = points("assumed", &["--assumed", "--points", "5"]);
    assert_eq!((assumed.len(), assumed[0].len()), (5, 1));
    let csv = scratch.path().join("design.csv");
    fs::write(&csv, "units.counter.staff.clerk.count,demand.visitors.rate\n11,8/h\n12,8.5/h\n").unwrap();
    assert_eq!(points("file", &["--design-file", csv.to_str().unwrap()]), [["11", "8/h"], ["12", "8.5/h"]]);
}

#[test]
fn shards_of_a_sweep_put_together_are_the_same_bytes_on_any_threads() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    let factor = "escalation.community.wait_limit=1d,2d,4d";
    let base = ["--factor", factor, "--policies", "base,early", "--replications", "3"];
    let run = |name: &str, more: &[&str]| {
        let output = sweep(OFFICE, &path(name), &[&base[..], more].concat());
        assert!(output.status.success(), "{}", said(&output));
    };
    run("one", &["--threads", "1"]);
    run("two", &["--threads", "2"]);
    let whole = tables(&path("one"));
    assert!(whole == tables(&path("two")), "files differ");
    assert!(whole.contains_key(Path::new("report.html")) && whole.contains_key(Path::new("design.csv")));
    assert!(!whole.contains_key(Path::new("people.parquet")));
    let shards: Vec<PathBuf> = (1..=4).map(|shard| path(&format!("shard {shard}"))).collect();
    for (number, shard) in (1..).zip(&shards) {
        run(shard.file_name().unwrap().to_str().unwrap(), &["--shard", &format!("{number}/4")]);
    }
    let mut merge = crate::program();
    merge.current_dir(env!("CARGO_MANIFEST_DIR")).arg("merge").args(&shards).arg("--out").arg(path("merged"));
    let merged = merge.output().unwrap();
    assert!(merged.status.success(), "{}", said(&merged));
    assert!(tables(&path("merged")) == whole, "files differ");
}

#[test]
fn a_search_names_the_least_level_that_keeps_the_promise_and_the_one_before() {
    let scratch = TempDir::new().unwrap();
    let clerks = clerks("10..40");
    let find = ["--find", &clerks, "--until", "queue_wait_hours <= 0.1", "--policies", "base", "--replications", "8"];
    let said = json(QUEUE, &scratch.path().join("found"), &[&find[..], &["--set", "horizon=150d", "--set", "warm_up=10d"]].concat());
    // Erlang C: 0.21 hours with eleven clerks, 0.085 with twelve
    assert_eq!((said["found"][0]["level"].as_str(), said["found"][0]["next_level"].as_str()), (Some("12"), Some("11")));
    let probes = said["found"][0]["probes"].as_array().unwrap();
    assert!(probes.len() <= 7, "31 levels need 7 probes at most, took {}", probes.len());
    let runs = table(&scratch.path().join("found/runs.parquet"));
    assert_eq!(runs.height(), probes.len() * 8, "a level that was not probed was not run");

    let none = ["--find", "units.counter.staff.clerk.count=10,11", "--until", "queue_wait_hours <= 0.001", "--policies", "base"];
    let output = sweep(QUEUE, &scratch.path().join("none"), &[&SHORT[..], &none, &["--replications", "3"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", super::sweeps::said(&output));
    assert!(super::sweeps::said(&output).contains("holds at no level"), "{}", super::sweeps::said(&output));
}

#[test]
fn an_equal_budget_compares_each_policy_where_it_costs_what_the_baseline_costs() {
    let scratch = TempDir::new().unwrap();
    let factor = "units.community.staff.community_clerk.count=1,2,3";
    let base = ["--factor", factor, "--replications", "4", "--equal-budget"];
    let output = sweep(OFFICE, scratch.path(), &[&base[..], &["--policies", "base,early"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    // both pay for the same staff: the budget of two clerks is spent on two clerks
    assert!(said(&output).contains("community_clerk.count = 2"), "{}", said(&output));
    let other = "units.community.staff.community_clerk.count=1,3";
    let refused = sweep(OFFICE, &scratch.path().join("x"), &["--factor", other, "--equal-budget", "--replications", "2"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("must hold its own value, 2"), "{}", said(&refused));
}

#[test]
fn bad_input_is_located_and_runs_nothing() {
    let scratch = TempDir::new().unwrap();
    let csv = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let columns = csv("columns.csv", "units.counter.staff.clark.count\n11\n12\n");
    let ragged = csv("ragged.csv", "units.counter.staff.clerk.count\n11,12\n");
    let empty = csv("empty.csv", "units.counter.staff.clerk.count\n");
    let cases: [(&[&str], &[&str]); 16] = [
        (&["--factor", "units.counter.staff.clark.count=1,2"], &["clark", "clerk"]),
        (&["--factor", "units.counter.staff.clerk.count="], &["units.counter.staff.clerk.count"]),
        (&["--factor", "units.counter.staff.clerk.count=10"], &["one level", "at least 2"]),
        (&["--factor", "units.counter.staff.clerk.count=12..10"], &["12", "10"]),
        (&["--factor", "demand.visitors.rate=8/h,9"], &["9"]),
        (&["--factor", "units.counter.staff.clerk.count=1,2", "--factor", "units.counter.staff.clerk.count=3,4"], &["named twice"]),
        (&["--factor", "units.counter.staff.clerk.count=10,11", "--policies", "one_mor"], &["one_more"]),
        (&["--factor", "units.counter.staff.clerk.count=10,11", "--points", "9"], &["--points", "full factorial"]),
        (&[], &["nothing is varied", "--factor"]),
        (&["--find", "units.counter.staff.clerk.count=10..12"], &["--until"]),
        (&["--find", "units.counter.staff.clerk.count=10..12", "--until", "queue_wait <= 1"], &["queue_wait_hours"]),
        (&["--find", "units.counter.staff.clerk.count=10..12", "--until", "queue_wait_hours < 1"], &[">="]),
        (&["--find", "units.counter.staff.clerk.count=10..12", "--until", "queue_wait_hours <= soon"], &["soon"]),
        (&["--design-file", &columns], &["columns.csv", "clark", "clerk"]),
        (&["--design-file", &ragged], &["ragged.csv", "2"]),
        (&["--design-file", &empty], &["empty.csv"]),
    ];
    for (arguments, words) in cases {
        let out = scratch.path().join("out");
        let output = sweep(QUEUE, &out, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
        for word in words {
            assert!(said(&output).contains(word), "{arguments:?}: {word:?} in {}", said(&output));
        }
        assert!(!out.exists(), "{arguments:?} left a folder");
    }
    let missing = sweep(QUEUE, &scratch.path().join("out"), &["--design-file", "no-such.csv"]);
    assert_eq!(missing.status.code(), Some(4), "{}", said(&missing));
}

#[test]
fn a_plan_is_told_with_the_commands_of_its_shards_and_nothing_is_run() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["plan", "--shards", "2", "sweep", OFFICE, "--replications", "5"]);
    command.args(["--factor", "escalation.community.wait_limit=1d,2d", "--policies", "base,early", "--out"]).arg(&out);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    for words in ["2 points x 5 replications x 2 policies = 20 runs", "--shard 1/2", "--shard 2/2", "wangge merge"] {
        assert!(said(&output).contains(words), "{words:?} in {}", said(&output));
    }
    assert!(!out.exists());
}

#[test]
fn many_tiny_runs_need_little_memory() {
    let is_long = std::env::var_os("WANGGE_LONG").is_some();
    let replications = if is_long { "1000000" } else { "20000" };
    println!("{}", if is_long { "full form: a million runs" } else { "short form: 20,000 runs; WANGGE_LONG=1 makes it a million" });
    let scratch = TempDir::new().unwrap();
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["run", QUEUE, "--quiet", "--replications", replications, "--out"]);
    command.arg(scratch.path()).args(["--set", "horizon=2h", "--set", "follow_up=30min", "--set", "warm_up=0d"]);
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut peak = 0;
    // the largest the program has been, as the system tells it where it does
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    println!("{replications} runs: {} MB at most", peak / 1024);
    assert!(child.wait().unwrap().success());
    assert!(peak < 500 * 1024, "{peak} kB");
    let written: u64 = fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    println!("{} MB on disk", written / 1_000_000);
}
