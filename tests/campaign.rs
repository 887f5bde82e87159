//! A campaign cannot be lost: killed at any moment, done in shards, read again, its result is the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use wangge::experiment::campaign::execution::{Campaign, Missing, OnError, Outcome, Status, Unwatched, Workers};
use wangge::experiment::design::plan::{Plan, Shard};
use wangge::experiment::design::schedule::Whole;
use wangge::measure::replication::{RunFailure, keys, replicate};
use wangge::measure::run_result::RunResult;
use wangge::output::folder::claim::{FolderError, ResultsFolder};
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::store::FolderStore;
use wangge::output::tables::runs::Detail;
use wangge::output::tables::schema::{PIECES_FOLDER, RUNS_FILE};
use wangge::output::tables::summary::CsvFlavour;
use wangge::scenario::Setting;

use crate::results::{circumstances, network, tables};

static RUNNING: AtomicBool = AtomicBool::new(false);

fn plan(replications: u32) -> Plan {
    Plan::new(&network(&["warm_up=4d"]), &["base", "early"], Some(7), Some(replications)).unwrap()
}

/// A claim by a build that can tell itself from others.
fn claim(plan: &Plan, build: &str) -> Claim {
    Claim { build: build.into(), ..Claim::whole(&plan.identity) }
}

/// Runs made so far by everybody.
#[derive(Default)]
struct Made(AtomicU32);

impl Made {
    fn run(&self, setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<RunResult, RunFailure> {
        self.0.fetch_add(1, Ordering::SeqCst);
        replicate(setting, seed, replication, stop)
    }

    fn take(&self) -> u32 {
        self.0.swap(0, Ordering::SeqCst)
    }
}

/// Goes on with `plan` in `out`, a piece after every frame, and gives up without a result after `most` more runs.
fn go_on(out: &Path, plan: &Plan, claim: Claim, made: &Made, most: u32) -> (Option<Outcome>, Vec<String>) {
    let columns = keys(&plan.settings[0]);
    let folder = ResultsFolder::claim(out, claim).unwrap();
    let mut store = FolderStore::new(folder, plan, &columns, Detail::Full).unwrap().with_pieces(Box::new(|| true)).unwrap();
    let stop = AtomicBool::new(false);
    let run = |setting: &Setting, seed: u64, replication: u32, running: &AtomicBool| {
        if made.0.load(Ordering::SeqCst) >= most {
            stop.store(true, Ordering::SeqCst);
            return Err(RunFailure::Interrupted);
        }
        made.run(setting, seed, replication, running)
    };
    let workers = Workers { threads: 2.try_into().unwrap(), batch: 10.try_into().unwrap() };
    let campaign = Campaign {
        plan,
        columns: &columns,
        workers,
        run,
        stop: &stop,
        progress: &Unwatched,
        missing: Missing::Make,
        on_error: OnError::Skip,
    };
    let outcome = campaign.carry_out(&mut store).unwrap();
    let notes = store.library().notes();
    if outcome.status == Status::Complete {
        store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap();
        return (Some(outcome), notes);
    }
    store.abandon().unwrap();
    (None, notes)
}

fn whole(scratch: &TempDir, plan: &Plan) -> PathBuf {
    let out = scratch.path().join("whole");
    let (outcome, _) = go_on(&out, plan, claim(plan, "one"), &Made::default(), u32::MAX);
    assert_eq!(outcome.unwrap().recalled, 0);
    out
}

fn pieces(out: &Path) -> Vec<PathBuf> {
    let folders =
        fs::read_dir(out.join(PIECES_FOLDER)).into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut found: Vec<PathBuf> = folders.collect();
    found.sort();
    found
}

#[test]
fn a_campaign_given_up_again_and_again_ends_in_the_same_bytes_and_makes_no_piece_twice() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(150);
    let expected = tables(&whole(&scratch, &plan));
    let out = scratch.path().join("given up");
    let (made, mut in_all, mut attempts) = (Made::default(), 0, 0);
    let outcome = loop {
        attempts += 1;
        let (outcome, notes) = go_on(&out, &plan, claim(&plan, "one"), &made, 77);
        assert_eq!(notes, Vec::<String>::new());
        in_all += made.take();
        if let Some(outcome) = outcome {
            break outcome;
        }
    };
    assert_eq!(tables(&out), expected);
    assert!(outcome.recalled > 200 && attempts == 4, "{} recalled in the last of {attempts} attempts", outcome.recalled);
    // a batch that was cut short is made again, whole cells stay
    assert!((300..=300 + 10 * attempts).contains(&in_all), "{in_all} runs were made for 300");
    assert!(!out.join(PIECES_FOLDER).exists());
}

/// As a program leaves it that is killed when a piece is sealed and not yet in its place: the piece is used, and its name is
/// not taken for another.
#[test]
fn a_piece_that_was_sealed_and_never_put_in_its_place_is_read_from_where_it_is() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(150);
    let expected = tables(&whole(&scratch, &plan));
    let out = scratch.path().join("sealed");
    let made = Made::default();
    go_on(&out, &plan, claim(&plan, "one"), &made, 120);
    let sealed = pieces(&out);
    for (number, piece) in sealed.iter().enumerate() {
        fs::rename(piece, out.join(PIECES_FOLDER).join(format!("open-{number}"))).unwrap();
    }
    assert!(!sealed.is_empty());
    made.take();
    let (outcome, notes) = go_on(&out, &plan, claim(&plan, "one"), &made, u32::MAX);
    assert_eq!((outcome.unwrap().recalled + u64::from(made.take()), notes), (300, Vec::new()));
    assert_eq!(tables(&out), expected);
}

#[test]
fn a_half_written_or_damaged_piece_is_made_again_and_named() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(150);
    let expected = tables(&whole(&scratch, &plan));
    let out = scratch.path().join("damaged");
    let made = Made::default();
    go_on(&out, &plan, claim(&plan, "one"), &made, 250);
    let found = pieces(&out);
    assert!(found.len() >= 3, "{found:?}");
    made.take();
    // the second loses its end, the third its seal
    let table = found[1].join(RUNS_FILE);
    let bytes = fs::read(&table).unwrap();
    fs::write(&table, &bytes[..bytes.len() / 2]).unwrap();
    fs::remove_file(found[2].join("piece.json")).unwrap();
    let (outcome, notes) = go_on(&out, &plan, claim(&plan, "one"), &made, u32::MAX);
    assert_eq!(notes.len(), 2, "{notes:?}");
    for (note, piece) in notes.iter().zip([&found[2], &found[1]]) {
        assert!(note.contains(piece.to_str().unwrap()) && note.contains("made again"), "{note}");
    }
    assert_eq!(u64::from(made.take()) + outcome.unwrap().recalled, 300);
    assert_eq!(tables(&out), expected);
}

#[test]
fn what_another_build_has_done_is_made_again() {
    let scratch = TempDir::new().unwrap();
    let plan = plan(100);
    let out = scratch.path().join("out");
    let made = Made::default();
    go_on(&out, &plan, claim(&plan, "one"), &made, 150);
    made.take();
    let (outcome, notes) = go_on(&out, &plan, claim(&plan, "two"), &made, u32::MAX);
    assert!(matches!(notes.as_slice(), [note] if note.contains("another build")), "{notes:?}");
    assert_eq!((made.take(), outcome.unwrap().recalled), (200, 0));
    // a complete result is read by its own build and made again by another
    let (outcome, _) = go_on(&out, &plan, claim(&plan, "two"), &made, u32::MAX);
    assert_eq!((made.take(), outcome.unwrap().recalled), (0, 200));
    let (outcome, _) = go_on(&out, &plan, claim(&plan, "three"), &made, u32::MAX);
    assert_eq!((made.take(), outcome.unwrap().recalled), (200, 0));
}

#[test]
fn an_unfinished_campaign_of_another_plan_or_shard_is_refused_by_name_of_what_differs() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let first = plan(100);
    go_on(&out, &first, claim(&first, "one"), &Made::default(), 70);
    let refused = |claim: Claim| match ResultsFolder::claim(&out, claim) {
        Err(error @ FolderError::OtherPlan { is_under_way: true, .. }) => error.to_string(),
        unexpected => panic!("{unexpected:?}"),
    };
    assert!(refused(claim(&plan(101), "one")).contains("replications 100, not 101"));
    let shard = Claim { shard: Some(Shard { number: 2, of: 3 }), ..claim(&first, "one") };
    assert!(refused(shard).contains("the whole plan, not shard 2/3"));
}

#[test]
fn a_failed_run_ends_the_campaign_after_its_cell_when_that_was_asked_for() {
    let plan = plan(50);
    let columns = keys(&plan.settings[0]);
    let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
        if replication == 17 && setting.policy == "early" {
            return Err(RunFailure::Broken("the books do not balance".into()));
        }
        replicate(setting, seed, replication, stop)
    };
    for batch in [1, 7, 64] {
        let scratch = TempDir::new().unwrap();
        let folder = ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap();
        let mut store = FolderStore::new(folder, &plan, &columns, Detail::Full).unwrap();
        let workers = Workers { threads: 2.try_into().unwrap(), batch: batch.try_into().unwrap() };
        let campaign = Campaign {
            plan: &plan,
            columns: &columns,
            workers,
            run,
            stop: &RUNNING,
            progress: &Unwatched,
            missing: Missing::Make,
            on_error: OnError::Stop,
        };
        let outcome = campaign.carry_out(&mut store).unwrap();
        assert_eq!((outcome.status, outcome.cells, outcome.failed_runs, outcome.left_out), (Status::Failed, 18, 1, 1));
        assert_eq!(outcome.estimates[0][0].n, 17);
    }
}

#[test]
fn a_schedule_of_a_shard_has_its_cells_alone() {
    use wangge::experiment::design::schedule::Schedule;
    let plan = plan(10);
    let mut found = Vec::new();
    for number in 1..=3 {
        let mut shard = Whole::shard(&plan, Shard { number, of: 3 });
        loop {
            let cells = shard.next(4);
            if cells.is_empty() {
                break;
            }
            found.extend(cells.into_iter().map(|cell| cell.replication));
        }
    }
    assert_eq!(found, (0..10).collect::<Vec<_>>());
}

/// The program with a small network, in `out`.
fn compare(out: &Path, more: &[&str]) -> Command {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["compare", "scenarios/office.toml", "--quiet", "--threads", "2", "--out"]);
    command.arg(out).args(more).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn wangge(arguments: &[&str]) -> Output {
    crate::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A number from a list that looks random and is the same every time (the multiplier is Knuth's).
fn scattered(number: u64) -> u64 {
    (number + 1).wrapping_mul(6_364_136_223_846_793_005) >> 33
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a campaign takes decides when it may be killed, and no number of it")]
fn killed_at_many_moments_the_program_ends_in_the_same_bytes() {
    let is_long = std::env::var_os("WANGGE_LONG").is_some();
    let (kills, replications) = if is_long { (100, "400") } else { (6, "400") };
    println!("{}", if is_long { "full form: at least 100 kills" } else { "short form: 6 kills; WANGGE_LONG=1 makes it 100" });
    let scratch = TempDir::new().unwrap();
    let (whole, killed) = (scratch.path().join("whole"), scratch.path().join("killed"));
    let started = std::time::Instant::now();
    let output = compare(&whole, &["--replications", replications]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let longest = u64::try_from(started.elapsed().as_millis()).unwrap();
    // a kill may come at any moment of a whole campaign, once more than that would leave nothing to kill
    for kill in 0..kills {
        let mut child = compare(&killed, &["--replications", replications]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(scattered(kill) % (longest * 3 / 4).max(1)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let output = compare(&killed, &["--replications", replications]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(tables(&killed) == tables(&whole), "files differ after {kills} kills");
}

#[test]
fn shards_put_together_are_the_same_bytes_as_the_whole_and_gaps_and_strangers_are_named() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    let text = |name: &str| path(name).to_str().unwrap().to_owned();
    assert!(compare(&path("whole"), &["--replications", "13"]).status().unwrap().success());
    for shard in ["1", "2", "3"] {
        let output = compare(&path(shard), &["--replications", "13", "--shard", &format!("{shard}/3")]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    let merged = wangge(&["merge", &text("3"), &text("1"), &text("2"), "--out", &text("merged")]);
    assert!(merged.status.success(), "{}", said(&merged));
    assert!(tables(&path("merged")) == tables(&path("whole")), "files differ");
    let again = wangge(&["report", &text("merged")]);
    assert!(again.status.success(), "{}", said(&again));
    assert!(tables(&path("merged")) == tables(&path("whole")), "files differ");

    let refused = |folders: &[&str], words: &[&str]| {
        let folders: Vec<String> = folders.iter().map(|name| text(name)).collect();
        let mut arguments = vec!["merge"];
        arguments.extend(folders.iter().map(String::as_str));
        let out = text("refused");
        arguments.extend(["--out", &out]);
        let output = wangge(&arguments);
        assert!(matches!(output.status.code(), Some(2 | 4)), "{}", said(&output));
        for word in words {
            assert!(said(&output).contains(word), "{word:?} in {}", said(&output));
        }
        assert!(!path("refused").exists());
    };
    refused(&["1", "3"], &["shards are missing: 2/3"]);
    refused(&["1", "2", "3", "2"], &["2/3 is there twice"]);
    refused(&["whole"], &["whole result, not a shard"]);
    assert!(compare(&path("other"), &["--replications", "14", "--shard", "2/3"]).status().unwrap().success());
    refused(&["1", "other", "3"], &["replications 14, not 13"]);
    let table = path("2").join(RUNS_FILE);
    let bytes = fs::read(&table).unwrap();
    fs::write(&table, &bytes[..bytes.len() - 1]).unwrap();
    refused(&["1", "2", "3"], &["damaged", RUNS_FILE]);
}

#[test]
fn a_report_is_made_again_without_running_anything_and_in_another_language() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("out");
    let folder = out.to_str().unwrap();
    assert!(compare(&out, &["--replications", "12"]).status().unwrap().success());
    let before = tables(&out);
    fs::remove_file(out.join("report.html")).unwrap();
    let again = wangge(&["report", folder]);
    assert!(again.status.success(), "{}", said(&again));
    assert!(tables(&out) == before, "files differ");
    assert!(wangge(&["report", folder, "--lang", "zh"]).status.success());
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("lang=\"zh"));
    let nothing = wangge(&["report", scratch.path().to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(4));
    assert!(said(&nothing).contains("no results folder"), "{}", said(&nothing));
    // the scenario is another plan by now, and the result is left alone
    let other = wangge(&["report", folder, "--scenario", "scenarios/network.toml"]);
    assert!(!other.status.success() && said(&other).contains("another plan"), "{}", said(&other));
}

#[test]
fn the_second_of_two_programs_on_one_folder_is_refused_and_the_first_goes_on() {
    let scratch = TempDir::new().unwrap();
    let mut first = compare(scratch.path(), &["--replications", "400", "--tables-only"]).spawn().unwrap();
    while !scratch.path().join(".lock").exists() {
        std::thread::yield_now();
    }
    let mut second = compare(scratch.path(), &["--replications", "400", "--tables-only"]).output().unwrap();
    // the lock file is there a moment before the lock
    while said(&second).contains("unnamed") {
        second = compare(scratch.path(), &["--replications", "400", "--tables-only"]).output().unwrap();
    }
    assert_eq!(second.status.code(), Some(4), "{}", said(&second));
    assert!(said(&second).contains(&format!("process {}", first.id())), "{}", said(&second));
    assert!(first.wait().unwrap().success());
}
