//! `wangge sensitivity`: the two steps find what matters and drop what does not, and each step is a campaign like any other.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;
use wangge::queueing::formulas::MultiServer;
use wangge::statistics::point_sets::saltelli;
use wangge::statistics::sobol::indices;

use crate::results::tables;

const CLERKS: &str = "units.counter.staff.clerk.count";
const RATE: &str = "demand.visitors.rate";
const PAY: &str = "roles.clerk.pay";

fn wangge(arguments: &[&str]) -> Output {
    crate::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The counter over 45 measured days with more or fewer clerks, visitors, and pay, which moves no time.
fn study(out: &Path, more: &[&str]) -> Output {
    let factors = [format!("{CLERKS}=10..13"), format!("{RATE}=7/h..9/h"), format!("{PAY}=10 yuan/month..30 yuan/month")];
    let mut arguments = vec!["sensitivity", "scenarios/queue.toml", "--policies", "base", "--set", "headline=[\"resolution_time_hours\"]"];
    arguments.extend(["--set", "horizon=60d", "--set", "warm_up=10d"]);
    factors.iter().for_each(|factor| arguments.extend(["--factor", factor]));
    let out = out.to_str().unwrap();
    arguments.extend(["--out", out]);
    arguments.extend(more);
    wangge(&arguments)
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// One output, 10 trajectories through 3 factors; the random numbers are those of three replications.
#[test]
fn a_screening_keeps_clerks_and_visitors_and_drops_pay() {
    let scratch = TempDir::new().unwrap();
    let found = json(&study(scratch.path(), &["--method", "morris", "--json"]));
    assert_eq!(names(&found["survivors"]), [CLERKS, RATE], "{found:#}");
    assert_eq!((found["points"].as_u64(), names(&found["cut_off"]).len()), (Some(40), 0));
    let outputs = found["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 1);
    let effects = outputs[0]["effects"].as_array().unwrap();
    println!("{:#}", outputs[0]);
    let pay = effects.iter().find(|own| own["factor"] == PAY).unwrap();
    assert_eq!((pay["mu_star"].as_f64(), pay["high"].as_f64()), (Some(0.0), Some(0.0)));
    // fewer clerks and more visitors make people wait; both bend, for waits grow faster than the load
    let of = |factor: &str, what: &str| effects.iter().find(|own| own["factor"] == factor).unwrap()[what].as_f64().unwrap();
    assert!(of(CLERKS, "mu") < 0.0 && of(RATE, "mu") > 0.0 && of(CLERKS, "sigma") > 0.0);
    assert!((0.0..0.5).contains(&outputs[0]["noise_share"].as_f64().unwrap()));
}

/// 64 base rows of two factors; both times the very same points, so that only the random numbers of three replications of 45 days
/// stands between the indices. A mean at load 0.9 has a standard error of about a tenth of the wait, which moves an index by a
/// few hundredths; 0.1 is asked.
#[test]
fn the_indices_of_a_queue_are_those_of_its_theory_at_the_same_points() {
    let scratch = TempDir::new().unwrap();
    let only = format!("{CLERKS},{RATE}");
    let found = json(&study(scratch.path(), &["--method", "sobol", "--only", &only, "--json"]));
    let time = |point: &Vec<f64>| {
        let servers = 10 + [0.25, 0.5, 0.75].iter().map(|limit| u32::from(point[0] >= *limit)).sum::<u32>();
        let queue = MultiServer { servers, arrivals: 7.0 + 2.0 * point[1], service: 1.0 };
        Some(1.0 + queue.mean_wait())
    };
    let expected: Vec<Option<f64>> = saltelli(64, 2, 1).unwrap().points().map(|point| time(&point)).collect();
    let expected = indices(2, &expected, 0.95).unwrap();
    assert_eq!(names(&found["factors"]), [CLERKS, RATE]);
    let output = &found["outputs"][0];
    for (factor, theory) in expected.factors.iter().enumerate() {
        for (name, theory) in [("s1", theory.first), ("st", theory.total)] {
            let index = &output["indices"][factor][name];
            let value = index["estimate"].as_f64().unwrap();
            println!("{} {name}: {value:.3}, theory at these points {:.3}", output["indices"][factor]["factor"], theory.value);
            assert!((value - theory.value).abs() < 0.1);
            assert!(index["low"].as_f64() <= Some(value) && Some(value) <= index["high"].as_f64());
        }
    }
    println!("noise share {}", output["noise_share"]);
}

#[test]
fn both_steps_stand_in_folders_of_their_own_that_can_be_read_again_and_one_report_tells_both() {
    let scratch = TempDir::new().unwrap();
    let small = ["--trajectories", "4", "--base", "8", "--replications", "2", "--json"];
    let found = json(&study(scratch.path(), &small));
    let (first, second) = (scratch.path().join("morris"), scratch.path().join("sobol"));
    assert_eq!(names(&found["sobol"]["factors"]), [CLERKS, RATE], "in the order of the command line");
    for (folder, chart) in [(&first, "screening"), (&second, "indices")] {
        let all = tables(folder);
        let figures = ["csv", "png", "svg"].map(|ending| format!("figures/{chart}.{ending}"));
        let [csv, png, svg] = figures.each_ref().map(String::as_str);
        let expected = ["design.csv", csv, png, svg, "report.html", "runs.parquet", "sensitivity.csv", "summary.csv"];
        assert_eq!(all.keys().map(|path| path.to_str().unwrap()).collect::<Vec<_>>(), expected);
        let listed: Vec<Value> = manifest(folder)["tables"].as_array().unwrap().clone();
        assert!(listed.iter().any(|table| table["file"] == "sensitivity.csv"), "{listed:?}");
        let again = wangge(&["report", folder.to_str().unwrap()]);
        assert!(again.status.success(), "{}", said(&again));
        assert!(tables(folder) == all, "read again, {folder:?} differs");
    }
    let page = fs::read_to_string(scratch.path().join("report.html")).unwrap();
    assert!(page.contains("Morris trajectories") && page.contains("base rows") && page.contains(CLERKS), "{page}");
    assert!(!page.contains("http"), "the page names another machine");
    // the same command makes no run twice
    let again = json(&study(scratch.path(), &small));
    for step in ["morris", "sobol"] {
        assert_eq!(again[step]["outputs"], found[step]["outputs"]);
        assert_eq!(manifest(&scratch.path().join(step))["runs_recalled"], if step == "morris" { 32 } else { 64 });
    }
}

#[test]
fn a_step_is_the_same_bytes_on_one_thread_two_threads_and_in_two_shards() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    for method in ["morris", "sobol"] {
        let small: &[&str] = if method == "morris" { &["--trajectories", "3"] } else { &["--base", "4"] };
        let one = |name: &str, more: &[&str]| {
            let output = study(&path(name), &[&["--method", method, "--replications", "2"], small, more].concat());
            assert!(output.status.success(), "{}", said(&output));
            tables(&path(name))
        };
        let whole = one(&format!("{method} one"), &["--threads", "1"]);
        assert!(one(&format!("{method} two"), &["--threads", "2"]) == whole, "files differ");
        let shards: Vec<String> = ["1/2", "2/2"].map(|shard| format!("{method} {}", &shard[..1])).to_vec();
        for (name, shard) in shards.iter().zip(["1/2", "2/2"]) {
            one(name, &["--shard", shard]);
        }
        let folders: Vec<String> = shards.iter().map(|name| path(name).to_str().unwrap().to_owned()).collect();
        let merged = path(&format!("{method} merged"));
        let output = wangge(&["merge", &folders[1], &folders[0], "--out", merged.to_str().unwrap()]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(tables(&merged) == whole, "merged files differ");
    }
}

#[test]
fn the_cost_is_told_before_the_start_and_a_plan_runs_nothing() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let told = study(&out, &["--method", "morris", "--trajectories", "2", "--replications", "1"]);
    assert!(said(&told).contains("screening: 8 points x 1 policies x 1 replications = 8 runs"), "{}", said(&told));
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(text.contains("One replication says nothing of noise"), "{text}");
    assert!(text.lines().filter(|line| !line.contains("results in")).all(|line| line.chars().count() <= 80), "{text}");
    let planned = wangge(&["plan", "sensitivity", "scenarios/queue.toml", "--method", "sobol", "--base", "8"]);
    let text = String::from_utf8(planned.stdout).unwrap();
    assert!(text.contains("24 points x 3 replications x 2 policies = 144 runs"), "{text}");
}

#[test]
fn outputs_without_a_value_are_named_and_have_no_indices() {
    let scratch = TempDir::new().unwrap();
    // no category of the counter has a due time, so that nothing is on time or late
    let more = ["--set", "headline=[\"on_time_rate\"]", "--replications", "1", "--base", "2", "--method", "sobol"];
    let told = study(scratch.path(), &more);
    let text = String::from_utf8(told.stdout.clone()).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("solved on time, under base: 10 of 10 points have no value"), "{text}");
    assert!(text.contains("no indices"), "{text}");
}

#[test]
fn what_cannot_be_studied_is_refused_with_2_and_a_strange_folder_with_4() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let refused = |output: &Output, code: i32, words: &[&str]| {
        assert_eq!(output.status.code(), Some(code), "{}", said(output));
        words.iter().for_each(|word| assert!(said(output).contains(word), "{word:?} in {}", said(output)));
        assert!(output.stdout.is_empty() && !out.exists());
    };
    let queue = |more: &[&str]| {
        let out = out.to_str().unwrap();
        wangge(&[&["sensitivity", "scenarios/queue.toml", "--out", out], more].concat())
    };
    refused(&queue(&["--factor", "demand.vistors.rate=1/h..2/h"]), 2, &["vistors", "visitors"]);
    refused(&queue(&["--trajectories", "1"]), 2, &["trajectories"]);
    refused(&queue(&["--most", "0"]), 2, &["most"]);
    refused(&queue(&["--levels", "5"]), 2, &["5 levels", "even"]);
    refused(&queue(&["--shard", "1/2"]), 2, &["two steps", "--method morris", "--only"]);
    refused(&queue(&["--only", "demand.visitors.rate"]), 2, &["none of the factors", CLERKS]);
    refused(&queue(&["--method", "sobol", "--trajectories", "4"]), 2, &["--trajectories says nothing"]);
    refused(&queue(&["--method", "morris", "--base", "4"]), 2, &["--base says nothing"]);
    let large = ["sensitivity", "scenarios/xiaolin.toml", "--trajectories", "100000", "--out", out.to_str().unwrap()];
    refused(&wangge(&large), 2, &["points are more than the 1000000"]);
    let none = scratch.path().join("none.toml");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml")).unwrap();
    fs::write(&none, text.replace("assumed = [9, 12], ", "")).unwrap();
    refused(&wangge(&["sensitivity", none.to_str().unwrap(), "--out", out.to_str().unwrap()]), 2, &["assumed range", "--factor"]);
    refused(&wangge(&["sensitivity", "scenarios/nowhere.toml"]), 4, &["nowhere.toml"]);
    // a folder that holds something else
    fs::create_dir(&out).unwrap();
    for file in ["report.html", "manifest.json"] {
        fs::write(out.join(file), "mine").unwrap();
        let output = queue(&[]);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains("nothing was overwritten"), "{}", said(&output));
        assert_eq!(fs::read_to_string(out.join(file)).unwrap(), "mine");
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 2);
}

#[test]
fn one_factor_alone_has_indices_of_one() {
    let scratch = TempDir::new().unwrap();
    let found = json(&study(scratch.path(), &["--method", "sobol", "--only", CLERKS, "--base", "32", "--json"]));
    let own = &found["outputs"][0]["indices"][0];
    let (first, total) = (own["s1"]["estimate"].as_f64().unwrap(), own["st"]["estimate"].as_f64().unwrap());
    println!("S1 {first:.3}, ST {total:.3}");
    // B is AB where there is one factor, so that the sums differ from the variance by what 32 rows leave of the product of A and B
    assert!((first - 1.0).abs() < 0.3 && (total - 1.0).abs() < 0.3, "{own:#}");
}
