//! What must not happen happens: kills and full disks while a result is put in place, slow runs, signals, damaged files,
//! requests that no machine can hold. Nothing is lost, and what is wrong is said.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use wangge::output::tables::schema::{PIECES_FOLDER, RUNS_FILE};

use crate::results::tables;

/// A counter that is run in a moment, with a second policy.
const SMALL: &[&str] =
    &["--set", "horizon=40d", "--set", "units.counter.staff.clerk.count=9", "--replications", "3", "--quiet", "--threads", "2"];

fn command(words: &[&str]) -> Command {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A run of the small counter into `out`, which must come to `code`.
fn run(out: &Path, more: &[&str], fault: Option<&str>) -> Output {
    let mut command = command(&["run", "scenarios/queue.toml", "--out", out.to_str().unwrap()]);
    command.args(SMALL).args(more);
    if let Some(fault) = fault {
        command.env("WANGGE_FAULT", fault);
    }
    command.output().unwrap()
}

fn done(output: &Output) -> &Output {
    assert!(output.status.success(), "{}", said(output));
    output
}

/// Strikes at change after change, until one is struck that does not come any more; every `step`-th only. After each the
/// same command goes on, and `out` holds the same bytes. Returns how many changes there were.
fn strike_at_every_change(fault: &str, more: &[&str], is_over_older: bool, step: usize) -> usize {
    let scratch = TempDir::new().unwrap();
    let (whole, older, out) = (scratch.path().join("whole"), ["--seed", "2", "--lang", "zh"], scratch.path().join("out"));
    done(&run(&whole, more, None));
    let expected = tables(&whole);
    let asked = [more, if is_over_older { &["--replace"][..] } else { &[] }].concat();
    for at in (1..).step_by(step) {
        let _ = fs::remove_dir_all(&out);
        if is_over_older {
            done(&run(&out, &older, None));
        }
        let struck = run(&out, &asked, Some(&format!("{fault}:{at}")));
        if struck.status.success() {
            assert!(tables(&out) == expected, "files differ without a fault");
            return at;
        }
        if fault.starts_with("full") {
            assert!(struck.status.code() == Some(4) && said(&struck).contains("no space left"), "{}", said(&struck));
        }
        let again = run(&out, &asked, None);
        assert!(again.status.success(), "{fault}:{at}: {}", said(&again));
        assert!(tables(&out) == expected, "{fault}:{at}: files differ");
        let left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "{fault}:{at}: {left:?} is left");
    }
    unreachable!("a result has an end")
}

#[test]
fn killed_or_out_of_disk_at_every_change_of_putting_in_place_the_same_command_goes_on() {
    let is_long = std::env::var_os("WANGGE_LONG").is_some();
    println!(
        "{}",
        if is_long {
            "full form: every change"
        } else {
            "short form: tables alone at every change, charts at some; WANGGE_LONG=1 makes it every"
        }
    );
    let tables_only = ["--tables-only"];
    for (fault, more, is_over_older, step) in [
        ("kill-placing", &tables_only[..], false, 1),
        ("full-placing", &tables_only, false, 3),
        ("kill-placing", &tables_only, true, 5),
        ("full-placing", &tables_only, true, 11),
        ("kill-placing", &[], false, 13),
        ("kill-placing", &[], true, 29),
    ] {
        let changes = strike_at_every_change(fault, more, is_over_older, if is_long { 1 } else { step });
        assert!(changes > 10, "{fault} struck {changes} times only");
    }
    if is_long {
        // and everywhere else
        strike_at_every_change("kill", &tables_only, false, 1);
        strike_at_every_change("kill", &[], true, 3);
    }
}

#[test]
fn a_report_on_a_result_half_in_place_puts_it_in_place_first() {
    let scratch = TempDir::new().unwrap();
    let (whole, out) = (scratch.path().join("whole"), scratch.path().join("out"));
    done(&run(&whole, &[], None));
    assert!(!run(&out, &[], Some("kill-placing:12")).status.success());
    assert!(!out.join("manifest.json").exists());
    done(&command(&["report", out.to_str().unwrap()]).output().unwrap());
    assert!(tables(&out) == tables(&whole), "files differ");
}

/// A campaign of few runs that take long, in a debug build and in an optimised one.
fn slow(out: &Path) -> Command {
    let words = ["run", "scenarios/queue.toml", "--replications", "12", "--threads", "1", "--tables-only", "--quiet"];
    let mut command = command(&words);
    command.args(["--set", "demand.visitors.rate=3/min", "--set", "units.counter.staff.clerk.count=200", "--out"]).arg(out);
    command
}

/// Waits until the process catches the signal of that number; where the system does not say so, for a while.
#[cfg(unix)]
fn wait_until_caught(process: u32, signal: u32) {
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        // one that has ended already catches nothing
        if status.contains("State:\tZ") {
            return Some(u64::MAX);
        }
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    };
    let Some(mut mask) = caught() else { return std::thread::sleep(Duration::from_millis(700)) };
    while mask >> (signal - 1) & 1 == 0 {
        std::thread::sleep(Duration::from_millis(20));
        mask = caught().unwrap_or(u64::MAX);
    }
}

#[cfg(unix)]
#[test]
fn of_few_slow_runs_those_that_ended_survive_a_kill_and_a_signal_to_end_keeps_what_is_done() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let piece = || {
        let mut found = fs::read_dir(out.join(PIECES_FOLDER)).into_iter().flatten().flatten();
        found.any(|entry| entry.path().is_dir() && !entry.file_name().to_string_lossy().starts_with("open"))
    };
    let wait_for_piece = |child: &mut std::process::Child| {
        while !piece() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before a piece was kept");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut child = slow(&out).spawn().unwrap();
    wait_for_piece(&mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    // the note of the plan is damaged, and made up for by the pieces
    fs::write(out.join(PIECES_FOLDER).join("plan.json"), "{ \"identity\": ").unwrap();
    let other = slow(&out).args(["--seed", "9"]).output().unwrap();
    assert!(other.status.code() == Some(4) && said(&other).contains("seed 1, not 9"), "{}", said(&other));
    for signal in ["TERM", "HUP"] {
        let child = slow(&out).spawn().unwrap();
        wait_until_caught(child.id(), if signal == "TERM" { 15 } else { 1 });
        assert!(Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 130)), "{signal}: {:?} {}", output.status, said(&output));
    }
    let again = slow(&out).output().unwrap();
    done(&again);
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert!(manifest["runs_recalled"].as_u64().unwrap() >= 1, "{manifest}");
    let whole = scratch.path().join("whole");
    done(&slow(&whole).output().unwrap());
    assert!(tables(&out) == tables(&whole), "files differ");
}

#[test]
fn a_lock_that_is_no_text_is_refused_as_it_is_and_what_a_killed_program_left_is_no_hindrance() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    fs::create_dir(&out).unwrap();
    let lock = out.join(".lock");
    fs::write(&lock, b"\n\xff\xfe\x80").unwrap();
    let refused = run(&out, &["--tables-only"], None);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains(lock.to_str().unwrap()) && said(&refused).contains("bytes that are no text"), "{}", said(&refused));
    assert!(fs::read(&lock).unwrap() == b"\n\xff\xfe\x80" && fs::read_dir(&out).unwrap().count() == 1, "something was written");
    // a name, a name cut in the middle of a letter, and what a disk without power leaves of one
    for left in [&b"\nprocess 1, out/.tmp"[..], "\nprocess 1, 村镇".as_bytes().split_last().unwrap().1, &[0; 40], b""] {
        fs::write(&lock, left).unwrap();
        done(&run(&out, &["--tables-only"], None));
        assert!(!lock.exists());
    }
}

#[test]
fn a_damaged_table_is_named_and_made_again() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    done(&run(&out, &["--tables-only"], None));
    let table = out.join(RUNS_FILE);
    let bytes = fs::read(&table).unwrap();
    fs::write(&table, &bytes[..bytes.len() / 2]).unwrap();
    let report = command(&["report", out.to_str().unwrap()]).output().unwrap();
    assert_eq!(report.status.code(), Some(4), "{}", said(&report));
    assert!(said(&report).contains(table.to_str().unwrap()) && said(&report).contains("give that command again"), "{}", said(&report));
    done(&run(&out, &["--tables-only"], None));
    assert!(fs::read(&table).unwrap() == bytes, "the table was not made again");
}

#[cfg(target_os = "linux")]
#[test]
fn without_files_to_open_there_is_an_error_and_no_loop() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    for most in 4..9 {
        let line = format!(
            "ulimit -n {most}; exec '{}' run scenarios/queue.toml --replications 2 --tables-only --quiet --out '{}'",
            env!("CARGO_BIN_EXE_wangge"),
            out.display()
        );
        let mut child = Command::new("sh");
        child.env("LC_ALL", "C").args(["-c", &line]).current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::null()).stderr(Stdio::piped());
        let output = child.output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{most} files: {}", said(&output));
        assert!(said(&output).contains("error: "), "{}", said(&output));
    }
}

#[test]
fn what_no_machine_holds_is_refused_with_an_estimate_before_anything_starts() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let refused = |words: &[&str], what: &str| {
        let output = command(words).arg("--out").arg(&out).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        let said = said(&output);
        assert!(said.contains(what) && said.contains("GiB of memory") && said.contains("nothing was started"), "{said}");
        assert!(!out.exists());
    };
    refused(&["sweep", "scenarios/queue.toml", "--assumed", "--points", "4000000000"], "4000000000 points");
    refused(&["run", "scenarios/queue.toml", "--set", "demand.visitors.rate=55/s"], "issues a run");
    refused(&["run", "scenarios/queue.toml", "--memory", "0.0001"], "--memory allows");
    // threads are no more than the runs
    let words = ["run", "scenarios/queue.toml", "--set", "horizon=40d", "--replications", "3", "--tables-only", "--threads", "100000"];
    done(&command(&words).arg("--out").arg(&out).output().unwrap());
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["machine"]["threads"], 3);
}

#[test]
fn a_file_that_is_edited_and_run_again_just_works_and_no_result_is_lost() {
    let scratch = TempDir::new().unwrap();
    let file = scratch.path().join("mine.toml");
    let text = include_str!("../scenarios/queue.toml").replace("horizon = \"400d\"", "horizon = \"40d\"");
    let compare = |more: &[&str]| {
        let mut command = command(&["compare", "mine.toml", "--replications", "3", "--tables-only"]);
        command.current_dir(scratch.path()).args(more).output().unwrap()
    };
    let folder = scratch.path().join("output/mine");
    let folders = || {
        let mut names: Vec<String> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    fs::write(&file, &text).unwrap();
    done(&compare(&[]));
    let first = tables(&folder.join("compare"));
    let first_plan = wangge::output::folder::manifest::Manifest::read(&folder.join("compare")).unwrap().unwrap().plan_hash;
    // a title is no other plan
    fs::write(&file, text.replace("title = \"One counter", "title = \"Mine: one counter")).unwrap();
    done(&compare(&[]));
    assert_eq!(folders(), ["compare"]);
    // another rate is
    fs::write(&file, text.replace("9/h", "8/h")).unwrap();
    let second = compare(&[]);
    let aside = format!("compare.{}", &first_plan[..12]);
    assert!(said(done(&second)).contains(&format!("is now in output/mine/{aside}")), "{}", said(&second));
    assert_eq!(folders(), ["compare".to_owned(), aside.clone()]);
    assert!(tables(&folder.join(&aside)) == first, "the result moved aside has changed");
    // and back: the first comes back from where it is, and the second goes aside
    fs::write(&file, &text).unwrap();
    let third = compare(&[]);
    assert!(said(done(&third)).contains("came back"), "{}", said(&third));
    assert!(tables(&folder.join("compare")) == first && folders().len() == 2 && !folders().contains(&aside), "{:?}", folders());
    // a folder that was named is refused, with the way out
    let named = ["--out", "output/mine/compare", "--seed", "5"];
    let refused = compare(&named);
    assert!(refused.status.code() == Some(4) && said(&refused).contains("--replace"), "{}", said(&refused));
    assert!(tables(&folder.join("compare")) == first);
    done(&compare(&[&named[..], &["--replace"]].concat()));
    assert!(tables(&folder.join("compare")) != first);
}
