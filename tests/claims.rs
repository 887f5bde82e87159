//! What is asked of a result is kept or refused in plain words: a precision, the best of several policies, a steady state;
//! and where work piles up it is said without being asked.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tempfile::TempDir;
use wangge::engine::Observer;
use wangge::measure::replication::observed;
use wangge::process::{Activity, Record};
use wangge::scenario;
use wangge::world::Origin;

use super::results::tables;

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

/// The program with `arguments`, its result in `out`.
fn command(arguments: &[&str], out: &Path) -> Command {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).arg("--quiet").arg("--out").arg(out);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Exit code, standard output and standard error.
fn ended(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn wangge(arguments: &[&str], out: &Path) -> (i32, String, String) {
    ended(&command(arguments, out).output().unwrap())
}

fn json(arguments: &[&str], out: &Path) -> (i32, Value) {
    let (code, text, error) = wangge(&[arguments, &["--json"]].concat(), out);
    (code, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{error}")))
}

/// A text whose lines may be broken anywhere.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

const PRECISE: [&str; 4] = ["compare", "scenarios/office.toml", "--precision", "resolution_time_hours=7%,resolution_rate=0.02"];

/// Interrupts the campaign when some of its runs are done; gives the replications that are kept.
fn interrupted(out: &Path) -> u64 {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(PRECISE).args(["--threads", "2", "--progress", "jsonl", "--out"]).arg(out);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut progress = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    progress.find(|line| line["runs"].as_u64().is_some_and(|runs| runs >= 80)).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    progress.for_each(drop);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    manifest(out)["replications_ended"].as_u64().unwrap()
}

#[test]
fn a_precision_is_reached_and_the_bytes_depend_on_neither_threads_nor_interruptions() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    let (code, result) = json(&[&PRECISE[..], &["--threads", "1"]].concat(), &path("one"));
    let used = result["replications"]["ended"].as_u64().unwrap();
    println!("reached after {used} replications");
    assert_eq!((code, &result["precision"]["reached"], result["precision"]["replications"].as_u64()), (0, &Value::Bool(true), Some(used)));
    assert!(used >= 20 && used.is_multiple_of(10) && used < 1_000, "{used}");
    // the intervals of the family that are shown in the end keep what was asked for
    let baseline = result["measures"].as_array().unwrap().iter().find(|row| row["measure"] == "resolution_time_hours").unwrap();
    let mean = baseline["estimate"].as_f64().unwrap();
    for row in result["differences"].as_array().unwrap().iter().filter(|row| row["standing"] == "headline") {
        let [low, estimate, high] = ["low", "difference", "high"].map(|name| row[name].as_f64().unwrap());
        let half = (high - estimate).max(estimate - low);
        match row["measure"].as_str().unwrap() {
            "resolution_time_hours" => assert!(half <= 0.07 * mean, "{row}"),
            "resolution_rate" => assert!(half <= 0.02, "{row}"),
            _ => {}
        }
    }
    let remarks = manifest(&path("one"))["remarks"].to_string();
    assert!(remarks.contains(&format!("precision reached after {used} replications")), "{remarks}");
    assert!(fs::read_to_string(path("one").join("report.html")).unwrap().contains("precision reached after"));

    assert_eq!(wangge(&[&PRECISE[..], &["--threads", "2"]].concat(), &path("two")).0, 0);
    assert!(tables(&path("two")) == tables(&path("one")), "two threads give other files");
    let stopped = interrupted(&path("stopped"));
    let (code, text, _) = wangge(&PRECISE, &path("stopped"));
    assert_eq!(code, 0);
    assert!(text.contains("runs read back"), "{text}");
    assert!(
        tables(&path("stopped")) == tables(&path("one")),
        "a campaign that was interrupted after {stopped} replications gives other files"
    );
    // and the report is made again from what is kept
    let again = crate::program()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["report", path("one").to_str().unwrap(), "--lang", "zh"])
        .output()
        .unwrap();
    assert_eq!(ended(&again).0, 0, "{}", ended(&again).2);
    assert!(fs::read_to_string(path("one").join("report.html")).unwrap().contains("次重复后达到所求精度"));
}

#[test]
fn a_precision_that_is_not_reached_ends_with_3_and_is_told_everywhere_beside_what_is_kept() {
    let scratch = TempDir::new().unwrap();
    let fine = ["run", "scenarios/office.toml", "--policy", "early", "--precision", "resolution_rate=0.001", "--replications", "40"];
    let (code, text, _) = wangge(&fine, scratch.path());
    let text = unwrapped(&text);
    assert_eq!(code, 3, "{text}");
    let said = "precision not reached in 40 replications: issues solved of “Up after one working day or one failed attempt” ±0.";
    assert!(text.contains(said) && text.contains("asked ±0.001; about ") && text.contains("40 of at most 40 replications"), "{text}");
    assert!(manifest(scratch.path())["remarks"][0].as_str().unwrap().starts_with(said));
    assert!(fs::read_to_string(scratch.path().join("report.html")).unwrap().contains(said));
    let (code, result) = json(&fine, scratch.path());
    let unmet = &result["precision"]["unmet"][0];
    assert_eq!((code, &unmet["policy"], unmet["asked"].as_f64()), (3, &Value::from("early"), Some(0.001)));
    let row = result["measures"].as_array().unwrap().iter().find(|row| row["measure"] == "resolution_rate").unwrap();
    let [low, estimate, high] = ["low", "estimate", "high"].map(|name| row[name].as_f64().unwrap());
    let half = (high - estimate).max(estimate - low);
    assert!((unmet["half_width"].as_f64().unwrap() - half).abs() < 1e-12, "{unmet} beside {row}");
    // half-widths fall with the root of the replications
    let more = 40.0 * ((half / 0.001).powi(2) - 1.0);
    assert!((unmet["more_replications"].as_f64().unwrap() - more).abs() <= 10.0, "{unmet} for {more}");
}

#[test]
fn what_cannot_be_asked_for_is_refused_with_2_and_says_what_could() {
    let scratch = TempDir::new().unwrap();
    let cases: [(&[&str], &[&str]); 9] = [
        (&["run", "--precision", "5%", "--shard", "1/2"], &["--precision cannot be used with --shard 1/2"]),
        (&["run", "--steady-state", "--shard", "1/2"], &["--steady-state cannot be used with --shard 1/2"]),
        (
            &["compare", "--select", "on_time_rate", "--indifference", "0.1", "--shard", "1/2"],
            &["--select cannot be used with --shard 1/2"],
        ),
        (
            &["compare", "--select", "on_time_rate", "--indifference", "0.1", "--precision", "5%"],
            &["--select", "--precision", "--indifference"],
        ),
        (&["run", "--precision", "resolution_rat=1%"], &["did you mean \"resolution_rate\"?"]),
        (&["run", "--precision", "repeat_rate=1%"], &["no repeat_rate for the whole place"]),
        (&["run", "--precision", "5%", "--replications", "15"], &["--replications 15", "expected 40 or more"]),
        (&["compare", "--select", "rejected", "--indifference", "1"], &["neither more nor less of rejected", "on_time_rate"]),
        (&["compare", "--select", "on_time_rate", "--indifference", "0"], &["must be above 0, got 0"]),
    ];
    for (arguments, words) in cases {
        let arguments: Vec<&str> = [arguments[0], "scenarios/office.toml"].into_iter().chain(arguments[1..].iter().copied()).collect();
        let (code, text, error) = wangge(&arguments, &scratch.path().join("out"));
        assert_eq!((code, text.as_str()), (2, ""), "{arguments:?}: {error}");
        for word in words {
            assert!(error.contains(word), "{arguments:?}: {error:?} should say {word:?}");
        }
        assert!(!scratch.path().join("out").exists());
    }
}

/// Rows of a CSV, by head.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| heads.iter().zip(line.split(',')).map(|(head, cell)| ((*head).to_owned(), cell.to_owned())).collect()).collect()
}

const BEST: [&str; 6] = ["compare", "scenarios/office.toml", "--select", "resolution_time_hours", "--indifference", "2"];

#[test]
fn a_selection_finds_the_policy_that_many_replications_show_to_be_the_best_and_runs_the_others_less() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    let (code, result) = json(&BEST, &path("best"));
    let winner = result["selection"]["selected"].as_str().unwrap().to_owned();
    assert_eq!((code, winner.as_str()), (0, "more_clerks"));

    // 60 replications of all: its interval against the baseline lies beyond the zone of indifference, and nobody is better
    let (_, all) = json(&["compare", "scenarios/office.toml", "--replications", "60"], &path("all"));
    let time = |row: &&Value| row["measure"] == "resolution_time_hours" && row["group"] == "all";
    let best = all["measures"].as_array().unwrap().iter().filter(time);
    let best = best.min_by(|a, b| a["estimate"].as_f64().unwrap().total_cmp(&b["estimate"].as_f64().unwrap())).unwrap();
    assert_eq!(best["policy"], winner.as_str());
    let difference = all["differences"].as_array().unwrap().iter().filter(time).find(|row| row["policy"] == winner.as_str()).unwrap();
    assert!(difference["high"].as_f64().unwrap() < -2.0, "{difference}");

    let table = rows(&path("best").join("selection.csv"));
    assert_eq!(table.iter().map(|row| row["candidate"].as_str()).collect::<Vec<_>>(), ["base", "early", "more_clerks", "watched", "paper"]);
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<u32>().unwrap();
    let summary = rows(&path("best").join("summary.csv"));
    for row in &table {
        let is_of = |other: &&BTreeMap<String, String>| {
            other["policy"] == row["candidate"] && other["measure"] == "resolution_time_hours" && other["group"] == "all"
        };
        let own = summary.iter().find(is_of).unwrap();
        assert_eq!((&row["estimate"], &row["low"], &row["replications"]), (&own["estimate"], &own["low"], &own["n"]));
        let is_winner = row["candidate"] == winner;
        assert_eq!(row["verdict"], if is_winner { "selected" } else { "eliminated" });
        // a round of ten that a policy drops out of is run to its end, and no further one
        let most = if is_winner { u32::MAX } else { number(row, "eliminated_at").div_ceil(10) * 10 };
        assert!(number(row, "replications") <= most, "{row:?}");
    }
    let counts: Vec<u32> = table.iter().map(|row| number(row, "replications")).collect();
    println!("replications: {counts:?}");
    assert!(counts.iter().min() < counts.iter().max(), "{counts:?}");
    let page = fs::read_to_string(path("best").join("report.html")).unwrap();
    assert!(page.contains("“Two more clerks where the building site is, from June on” is selected by time to solve an issue: with a probability of at least 95% it is the best"));
    assert!(page.contains("if the best is better than all others by 2 hours or more"));
    assert!(!path("best").join("comparisons.csv").exists() && !path("best").join("figures").exists());

    assert_eq!(wangge(&[&BEST[..], &["--threads", "1"]].concat(), &path("one")).0, 0);
    assert!(tables(&path("one")) == tables(&path("best")), "one thread gives other files");
}

#[test]
fn a_selection_that_does_not_end_names_the_policies_that_are_still_in() {
    let scratch = TempDir::new().unwrap();
    let close = ["compare", "scenarios/office.toml", "--select", "on_time_rate", "--indifference", "0.0001", "--policies", "watched,paper"];
    let (code, text, _) = wangge(&[&close[..], &["--replications", "13"]].concat(), scratch.path());
    let text = unwrapped(&text);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("no policy is selected by solved on time within 13 replications: ") && text.contains("are still in"), "{text}");
    let verdicts: Vec<String> = rows(&scratch.path().join("selection.csv")).into_iter().map(|row| row["verdict"].clone()).collect();
    assert!(verdicts.iter().filter(|verdict| *verdict == "undecided").count() >= 2, "{verdicts:?}");
}

#[test]
fn a_queue_with_more_work_than_hands_warns_that_it_grows_and_the_shipped_scenarios_do_not() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    // load 1.1: of 11 an hour, ten clerks serve 10, and 24 a day are left
    let overloaded = ["run", "scenarios/queue.toml", "--set", "demand.visitors.rate=11/h", "--set", "horizon=200d", "--replications", "10"];
    let (code, text, _) = wangge(&overloaded, &path("overloaded"));
    let said = "queue of counter grows without bound; issues waiting there on average in the first and in the last quarter";
    assert!(code == 0 && unwrapped(&text).contains(&format!("WARNING: {said}")), "{text}");
    assert!(unwrapped(&text).contains(" under base (24 more every day). Waits there depend on how long the run is"), "{text}");
    assert!(fs::read_to_string(path("overloaded").join("report.html")).unwrap().contains(said));
    let growth = json(&overloaded, &path("overloaded")).1["growth"][0].clone();
    let rate = growth["issues_per_day"].as_f64().unwrap();
    println!("{rate:.2} issues a day, 24 in theory");
    assert!(growth["level"] == "counter" && (rate - 24.0).abs() < 1.0, "{growth}");

    for file in ["queue", "network", "office", "tutorial", "xiaolin", "support_lines"] {
        let (code, result) = json(&["run", &format!("scenarios/{file}.toml"), "--replications", "10", "--tables-only"], &path(file));
        assert_eq!((code, &result["growth"]), (0, &Value::from(Vec::<Value>::new())), "{file}");
    }
    // one shipped policy does pile up: its town works 99.7% of its hours, and the longer the run, the longer the queue
    let early = ["run", "scenarios/office.toml", "--policy", "early", "--tables-only"];
    let (_, year) = json(&early, &path("year"));
    let (_, two_years) = json(&[&early[..], &["--set", "horizon=730d"]].concat(), &path("two"));
    let backlog = |result: &Value| {
        let rows = result["measures"].as_array().unwrap();
        rows.iter().find(|row| row["measure"] == "backlog_issues" && row["group"] == "town").unwrap()["estimate"].as_f64().unwrap()
    };
    println!("town backlog under early: {:.0} over a year, {:.0} over two", backlog(&year), backlog(&two_years));
    assert!(year["growth"][0]["level"] == "town" && backlog(&two_years) > 1.3 * backlog(&year), "{}", year["growth"]);
}

/// Load 0.98: the queue takes months to fill, and one that is measured from the first day is refused.
const HEAVY: [&str; 7] = ["run", "scenarios/queue.toml", "--set", "demand.visitors.rate=9.8/h", "--set", "horizon=700d", "--steady-state"];

#[test]
fn a_steady_state_is_granted_after_a_warm_up_that_is_long_enough_and_refused_without() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    let with = |warm_up: &str, out: &str| wangge(&[&HEAVY[..], &["--set", warm_up, "--replications", "12"]].concat(), &path(out));
    let (code, text, _) = with("warm_up=0d", "none");
    let text = unwrapped(&text);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("WARNING: no steady state may be claimed: backlog of counter under base needs a warm-up of "), "{text}");
    assert!(text.contains("days would do: `--set warm_up="), "{text}");
    assert!(fs::read_to_string(path("none").join("report.html")).unwrap().contains("no steady state may be claimed"));
    assert!(manifest(&path("none"))["remarks"][0].as_str().unwrap().starts_with("no steady state may be claimed"));
    let (code, text, _) = with("warm_up=150d", "long");
    assert!(code == 0 && unwrapped(&text).contains("steady state: the start of every slow state is over within the warm-up"), "{text}");
    assert!(unwrapped(&text).contains("vacant posts are not modelled"), "{text}");
    let (code, text, _) = with("demand.visitors.rate=11/h", "growing");
    assert!(code == 3 && unwrapped(&text).contains("backlog of counter under base grows without bound"), "{text}");
    // who claims nothing is told nothing
    assert!(!wangge(&["run", "scenarios/queue.toml", "--replications", "2"], &path("plain")).1.contains("steady state"));
}

/// The file's warm-up of 20 days is several times what the queue takes to forget its start. MSER-5 is a point estimate and refuses
/// some all the same: 3 of the first 24 seeds. Full form: 40 seeds; short form: 8.
#[test]
fn the_queue_of_theory_passes_with_its_own_warm_up_for_most_seeds() {
    let seeds: u32 = if is_long() { 40 } else { 8 };
    if !is_long() {
        println!("short form: 8 seeds (WANGGE_LONG=1 for 40)");
    }
    let scratch = TempDir::new().unwrap();
    let passes = |seed: u32| {
        let seed = seed.to_string();
        let claimed = ["run", "scenarios/queue.toml", "--steady-state", "--tables-only", "--seed", &seed];
        json(&claimed, &scratch.path().join(&seed)).1["steady_state"]["holds"] == true
    };
    let passed = (1..=seeds).filter(|seed| passes(*seed)).count();
    println!("{passed} of {seeds} seeds pass");
    assert!(passed as f64 >= 0.6 * f64::from(seeds), "{passed} of {seeds}");
}

/// Households that have judged.
#[derive(Default)]
struct Judges(std::collections::BTreeSet<u32>);

impl Observer<Record<'_>> for Judges {
    fn observe(&mut self, record: &Record<'_>) {
        if let Record::Issue { activity: Activity::Judged { .. }, issue, .. } = record
            && let Origin::Household(household) = issue.origin
        {
            self.0.insert(household);
        }
    }
}

#[test]
fn the_mean_trust_of_a_day_is_that_of_the_households() {
    // whoever judges is satisfied and then trusts fully; nobody else's trust moves
    let sets = ["in_time=1", "late=1", "unfixed=1", "informed=1", "trust_gain=1"].map(|set| format!("feedback.{set}"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/xiaolin.toml");
    let scenario = scenario::read(&file, &sets).unwrap_or_else(|problems| panic!("{problems}"));
    let setting = &scenario.settings[0];
    let (result, judges) = observed(setting, 1, 0, &AtomicBool::new(false), Judges::default()).unwrap();
    let place = setting.place.as_ref().unwrap();
    let first = place.residents.trust.get();
    let households = f64::from(place.households());
    let expected = first + (1.0 - first) * judges.0.len() as f64 / households;
    let days: Vec<f64> = result.series.iter().map(|row| row.mean_trust.unwrap()).collect();
    println!("{} households of {households} judged; mean trust {expected:.6}", judges.0.len());
    assert!(!judges.0.is_empty() && days.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!((days[0] - first).abs() < 0.01 && (days[days.len() - 1] - expected).abs() < 1e-9, "{} for {expected}", days[days.len() - 1]);
}
