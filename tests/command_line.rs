//! The program as a person meets it: results on standard output, everything else on standard error, documented exit codes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const NETWORK: &str = "scenarios/network.toml";
const SMALL: [&str; 10] = [
    "--set",
    "horizon=12d",
    "--set",
    "follow_up=4d",
    "--set",
    "units.grid.count=20",
    "--set",
    "units.community.count=4",
    "--set",
    "units.town.count=2",
];

fn program() -> Command {
    let mut program = crate::program();
    program.current_dir(env!("CARGO_MANIFEST_DIR"));
    program
}

fn wangge(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

/// A small run of the network into `out`.
fn run(out: &Path, more: &[&str]) -> Output {
    program().args(["run", NETWORK]).args(SMALL).args(["--replications", "3", "--out"]).arg(out).args(more).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn standard_output(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn standard_error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts the exit code, that nothing is on standard output, and that the error says each of `words`.
fn assert_refused(output: &Output, expected: i32, words: &[&str]) {
    let error = standard_error(output);
    assert_eq!(code(output), expected, "{error}");
    assert_eq!(standard_output(output), "");
    assert!(!error.contains("panicked"), "{error}");
    for word in words {
        assert!(error.contains(word), "{error:?} should say {word:?}");
    }
}

#[test]
fn help_shows_examples_for_every_command() {
    for command in ["init", "run", "compare", "sensitivity", "check", "schema", "verify", "describe"] {
        let help = wangge(&[command, "--help"]);
        assert_eq!(code(&help), 0);
        assert!(standard_output(&help).contains(&format!("wangge {command}")), "{command}");
        assert!(standard_output(&help).contains("Examples:"), "{command}");
        let wide: Vec<String> = standard_output(&help).lines().filter(|line| line.chars().count() > 80).map(str::to_owned).collect();
        assert_eq!(wide, Vec::<String>::new(), "{command} --help is wider than 80 columns");
    }
}

#[test]
fn a_run_ends_with_0_and_a_summary_within_80_columns() {
    let scratch = TempDir::new().unwrap();
    let output = run(&scratch.path().join("result"), &[]);
    assert_eq!(code(&output), 0, "{}", standard_error(&output));
    assert_eq!(standard_error(&output), "");
    let text = standard_output(&output);
    for word in [
        "network: policy base",
        "3 replications",
        "How it goes: Time to solve an issue: ",
        "Where the time goes: ",
        "What the hours of people on duty go to",
        "results in",
        "M events/s",
        "plan ",
    ] {
        assert!(text.contains(word), "{text}\nshould say {word:?}");
    }
    let folder = scratch.path().display().to_string();
    for line in text.lines().filter(|line| !line.contains(&folder)) {
        assert!(line.chars().count() <= 80, "{line:?} is wider than 80 columns");
    }
}

#[test]
fn a_run_keeps_its_event_log_on_request_and_a_rerun_without_it_leaves_none() {
    let scratch = TempDir::new().unwrap();
    let log = scratch.path().join("events/base.parquet");
    let files = || fs::read_dir(scratch.path()).unwrap().count();
    assert_eq!(code(&run(scratch.path(), &["--events"])), 0);
    let (bytes, with_log) = (fs::read(&log).unwrap(), files());
    assert_eq!(code(&run(scratch.path(), &["--events", "--threads", "1"])), 0);
    assert_eq!((fs::read(&log).unwrap(), files()), (bytes, with_log));
    assert_eq!(code(&run(scratch.path(), &[])), 0);
    // neither the log of issues nor that of people
    assert_eq!(files(), with_log - 2);
}

#[test]
fn a_run_as_json_has_the_same_numbers_as_its_summary_file() {
    let scratch = TempDir::new().unwrap();
    let output = run(scratch.path(), &["--json", "--policy", "early"]);
    let account: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((account["policy"].as_str(), account["status"].as_str()), (Some("early"), Some("complete")));
    let csv = fs::read_to_string(scratch.path().join("summary.csv")).unwrap();
    let measures = account["measures"].as_array().unwrap();
    assert_eq!(csv.lines().count(), 1 + measures.len());
    for (line, measure) in csv.lines().skip(1).zip(measures) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((cells[3], cells[4]), (measure["measure"].as_str().unwrap(), measure["group"].as_str().unwrap()));
        // The reader of JSON in this test may be off by one in the last place.
        match (cells[6].parse::<f64>(), measure["estimate"].as_f64()) {
            (Ok(cell), Some(value)) => assert!((cell - value).abs() <= 1e-15 * cell.abs(), "{line}: {value}"),
            (cell, value) => assert_eq!((cell.ok(), value), (None, None), "{line}"),
        }
    }
    let manifest: Value = serde_json::from_slice(&fs::read(scratch.path().join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["plan_hash"], account["plan_hash"]);
}

#[test]
fn progress_for_programs_is_lines_of_json_on_standard_error() {
    let scratch = TempDir::new().unwrap();
    let output = run(scratch.path(), &["--progress", "jsonl"]);
    let lines: Vec<Value> = standard_error(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!((last["runs"].as_u64(), last["total"].as_u64()), (Some(3), Some(3)));
}

#[test]
fn seed_and_replications_of_the_command_line_make_the_plan_of_the_same_keys_in_the_file() {
    let scratch = TempDir::new().unwrap();
    let hash = |name: &str, more: &[&str]| {
        let output = program()
            .args(["run", NETWORK])
            .args(SMALL)
            .args(more)
            .args(["--json", "--out"])
            .arg(scratch.path().join(name))
            .output()
            .unwrap();
        let account: Value = serde_json::from_slice(&output.stdout).unwrap();
        account["plan_hash"].as_str().unwrap().to_owned()
    };
    let by_option = hash("option", &["--seed", "5", "--replications", "2"]);
    let by_key = hash("key", &["--set", "seed=5", "--set", "replications=2"]);
    assert_eq!(by_option, by_key);
    assert_ne!(by_option, hash("other", &["--seed", "6", "--replications", "2"]));
}

#[test]
fn wrong_arguments_end_with_2() {
    let scratch = TempDir::new().unwrap();
    assert_refused(&wangge(&["walk"]), 2, &["walk"]);
    assert_refused(&wangge(&["run"]), 2, &["FILE"]);
    assert_refused(&run(scratch.path(), &["--threads", "0"]), 2, &["threads"]);
    assert_refused(&program().args(["run", NETWORK, "--replications", "0"]).output().unwrap(), 2, &["replications"]);
    assert_refused(&run(scratch.path(), &["--policy", "erly"]), 2, &["erly", "early", "did you mean"]);
    assert_refused(&run(scratch.path(), &["--set", "escalation.gird.wait_limit=2d"]), 2, &["gird"]);
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn a_wrong_scenario_ends_with_2_and_an_unreadable_one_with_4() {
    let scratch = TempDir::new().unwrap();
    let wrong = scratch.path().join("wrong.toml");
    fs::write(&wrong, "levels = [\"grid\"]\nreplicatons = 3\n").unwrap();
    for command in ["check", "run"] {
        assert_refused(&wangge(&[command, wrong.to_str().unwrap()]), 2, &["wrong.toml", "replicatons", "replications"]);
        assert_refused(&wangge(&[command, "scenarios/nowhere.toml"]), 4, &["nowhere.toml"]);
        assert_refused(&wangge(&[command, "scenarios"]), 4, &["scenarios"]);
    }
}

#[test]
fn a_folder_of_another_plan_ends_with_4_and_help_names_out() {
    let scratch = TempDir::new().unwrap();
    assert_eq!(code(&run(scratch.path(), &[])), 0);
    let before = fs::read(scratch.path().join("manifest.json")).unwrap();
    assert_refused(&run(scratch.path(), &["--seed", "99"]), 4, &["another plan", "seed 1, not 99", "--out"]);
    assert_eq!(fs::read(scratch.path().join("manifest.json")).unwrap(), before);
    assert_eq!(code(&run(scratch.path(), &[])), 0, "the same plan may be run again");
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_4() {
    let scratch = TempDir::new().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_refused(&run(&file.join("below"), &[]), 4, &["below", "--out"]);
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

/// A limit on the size of files stands in for a full disk: writing fails midway with an error from the system.
#[cfg(unix)]
#[test]
fn a_write_that_fails_midway_ends_with_4_and_leaves_the_old_result_alone() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("result");
    let list = || super::results::contents(&out);
    let limited = |blocks: u32, out: &Path, more: &[&str]| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"{}\" \"$@\"", env!("CARGO_BIN_EXE_wangge"));
        let mut shell = Command::new("sh");
        shell.env("LC_ALL", "C").current_dir(env!("CARGO_MANIFEST_DIR")).args(["-c", &script, "wangge", "run", NETWORK]).args(SMALL);
        shell.args(["--replications", "3", "--out"]).arg(out).args(more).output().unwrap()
    };
    assert_eq!(code(&run(&out, &[])), 0);
    let before = list();
    let largest = |ending: &str| {
        let of_kind = before.iter().filter(|(path, _)| path.extension().is_some_and(|own| own == ending));
        of_kind.map(|(_, bytes)| bytes.len()).max().unwrap()
    };
    // 160 blocks of 512 bytes hold every table and not every chart
    assert!(largest("parquet") < 80_000 && largest("csv") < 80_000 && largest("png") > 83_000);
    let cases = [(4, &["--tables-only"][..], "parquet"), (4, &["--tables-only", "--events"], "parquet"), (160, &[], "figures")];
    for (blocks, more, file) in cases {
        assert_refused(&limited(blocks, &out, more), 4, &["could not be written", "--out", file]);
        assert!(list() == before, "files have changed");
    }
    let fresh = scratch.path().join("fresh");
    assert_refused(&limited(4, &fresh, &["--events"]), 4, &["could not be written"]);
    assert!(!fresh.exists());
}

#[cfg(unix)]
#[test]
fn the_first_interrupt_keeps_a_balanced_result_and_ends_with_130() {
    let (scratch, beside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    // into a file: a pipe that nobody reads before the end holds less than the result
    let result = beside.path().join("result.json");
    let mut child = program()
        .args(["run", NETWORK, "--replications", "100000", "--threads", "2", "--progress", "jsonl", "--json", "--out"])
        .arg(scratch.path())
        .stdout(fs::File::create(&result).unwrap())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    loop {
        let line: Value = serde_json::from_str(&errors.next().unwrap().unwrap()).unwrap();
        if line["runs"].as_u64().unwrap() >= 3 {
            break;
        }
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let rest: Vec<String> = errors.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    let account: Value = serde_json::from_slice(&fs::read(&result).unwrap()).unwrap();
    assert_eq!(account["status"], "interrupted");
    let ended = account["replications"]["ended"].as_u64().unwrap();
    assert!((2..100_000).contains(&ended), "{ended} replications");
    let manifest: Value = serde_json::from_slice(&fs::read(scratch.path().join("manifest.json")).unwrap()).unwrap();
    assert_eq!((manifest["status"].as_str(), manifest["replications_ended"].as_u64()), (Some("interrupted"), Some(ended)));
    // seven tables with the manifest, charts and report
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 9, "no unfinished files are left");
}

#[test]
fn check_shows_sizes_and_policies_and_what_the_numbers_rest_on_and_runs_nothing() {
    let output = wangge(&["check", NETWORK]);
    assert_eq!(code(&output), 0);
    let text = standard_output(&output);
    for word in ["network", "issues/year", "102,200", "policy", "early", "assumed", "30 replications"] {
        assert!(text.contains(word), "{text}\nshould say {word:?}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let office = standard_output(&wangge(&["check", "scenarios/office.toml"]));
    assert!(office.contains("4,413"), "3 a day at four communities, three more for the 53rd Monday, and 0.5 at one for 61 days: {office}");
    let output = wangge(&["check", NETWORK, "--json", "--set", "units.community.count=10"]);
    let account: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(account["policies"][0]["units"], 215);
    assert!(account["resolved"]["levels"].is_array(), "{account:#}");
    assert!(!account["provenance"].as_array().unwrap().is_empty());
}

#[test]
fn schema_is_a_json_schema_and_describe_lists_every_measure() {
    let schema: Value = serde_json::from_slice(&wangge(&["schema"]).stdout).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("2020-12"));
    let described: Value = serde_json::from_slice(&wangge(&["describe", "--json"]).stdout).unwrap();
    let plain = standard_output(&wangge(&["describe"]));
    let markdown = standard_output(&wangge(&["describe", "--markdown"]));
    assert_eq!(described["measures"].as_array().unwrap().len(), wangge::units::measure::Measure::ALL.len());
    for measure in described["measures"].as_array().unwrap() {
        let name = measure["measure"].as_str().unwrap();
        assert!(plain.contains(name) && markdown.contains(&format!("| `{name}` |")), "{name}");
    }
    assert!(plain.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn describe_lists_every_parameter_in_words_as_a_table_and_as_json() {
    let described: Value = serde_json::from_slice(&wangge(&["describe", "parameters", "--json"]).stdout).unwrap();
    let plain = standard_output(&wangge(&["describe", "parameters"]));
    let markdown = standard_output(&wangge(&["describe", "parameters", "--markdown"]));
    let parameters = described["parameters"].as_array().unwrap();
    assert_eq!(markdown.lines().count(), 2 + parameters.len());
    assert!(markdown.lines().all(|line| line.replace("\\|", "").matches('|').count() == 5), "{markdown}");
    for parameter in parameters {
        let key = parameter["key"].as_str().unwrap();
        assert!(plain.contains(&format!("{key} (")) && markdown.contains(&format!("| `{key}` |")), "{key}");
    }
    let wide: Vec<&str> = plain.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(wide, Vec::<&str>::new());
    assert_eq!(standard_output(&wangge(&["describe"])), standard_output(&wangge(&["describe", "measures"])));
}

#[test]
fn init_writes_a_scenario_that_passes_check_and_never_overwrites_a_file() {
    let scratch = TempDir::new().unwrap();
    for template in ["town", "office", "queue", "network"] {
        let path = scratch.path().join(format!("{template}.toml"));
        let path = path.to_str().unwrap();
        let written = wangge(&["init", "--template", template, "--out", path]);
        assert_eq!((code(&written), standard_error(&written).as_str()), (0, ""));
        assert!(standard_output(&written).contains("wangge check"));
        let checked = wangge(&["check", path]);
        assert_eq!(code(&checked), 0, "{}", standard_error(&checked));
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# "), "{text}");
        for more in [&[][..], &["--out", "-"]] {
            assert_eq!(standard_output(&wangge(&[&["init", "--template", template], more].concat())), text);
        }
        fs::write(path, "mine").unwrap();
        assert_refused(&wangge(&["init", "--template", template, "--out", path]), 4, &["exists", "not overwritten", "--out"]);
        assert_eq!(fs::read(path).unwrap(), b"mine");
    }
    assert_eq!(standard_output(&wangge(&["init"])), standard_output(&wangge(&["init", "--template", "town"])));
    assert_refused(&wangge(&["init", "--template", "city"]), 2, &["city", "town", "office", "queue", "network"]);
    let below = scratch.path().join("queue.toml/below.toml");
    assert_refused(&wangge(&["init", "--out", below.to_str().unwrap()]), 4, &["could not be written", "--out"]);
}

#[test]
fn the_office_that_init_writes_runs_under_all_its_policies() {
    let scratch = TempDir::new().unwrap();
    for policy in ["base", "early", "more_clerks", "watched", "paper"] {
        let out = scratch.path().join(policy);
        let arguments = ["run", "scenarios/office.toml", "--policy", policy, "--replications", "2", "--json", "--quiet", "--out"];
        let output = program().args(arguments).arg(&out).output().unwrap();
        assert_eq!(code(&output), 0, "{}", standard_error(&output));
        let account: Value = serde_json::from_slice(&output.stdout).unwrap();
        let measures = account["measures"].as_array().unwrap();
        let value =
            |name: &str| measures.iter().find(|m| m["measure"] == name && m["group"] == "all").unwrap()["estimate"].as_f64().unwrap();
        assert!(value("resolution_rate") > 0.8 && value("on_time_rate") < 1.0 && value("pay_yuan") > 0.0, "{policy}: {account:#}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    for arguments in [vec!["schema"], vec!["describe"], vec!["--help"], vec!["check", NETWORK, "--json"]] {
        let mut child = program().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(standard_error(&output), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

/// A small comparison of the network into `out`.
fn compare(out: &Path, more: &[&str]) -> Output {
    program().args(["compare", NETWORK]).args(SMALL).args(["--replications", "6", "--out"]).arg(out).args(more).output().unwrap()
}

#[test]
fn a_comparison_ends_with_0_and_says_the_verdict_with_its_cost_before_the_table() {
    let scratch = TempDir::new().unwrap();
    let output = compare(scratch.path(), &["--policies", "early,more_community_staff"]);
    assert_eq!((code(&output), standard_error(&output).as_str()), (0, ""));
    let text = standard_output(&output);
    let place = |word: &str| text.find(word).unwrap_or_else(|| panic!("{text}\nshould say {word:?}"));
    let (first, second) = ("“Up after two days”", "“One more person in every community”");
    assert!(place(&format!("network: {first}, {second} against base")) < place("\nWhat to do: "));
    let questions = ["What to do", "How much better", "How sure this is", "Bottleneck", "What to try next"].map(place);
    assert!(questions.is_sorted() && questions[4] < place("All policies\n") && place("All policies\n") < place("results in"), "{text}");
    for word in ["for 6 verdicts together", "comparisons.csv", "wangge "] {
        place(word);
    }
    let page = fs::read_to_string(scratch.path().join("report.html")).unwrap();
    assert!(page.contains(&format!("{first} is ")) && page.contains("rare: differs in ") && page.contains("no pay is stated"));
    assert!(!text.contains("is worth"), "nothing is said of the variance reduction of 6 replications: {text}");
    let folder = scratch.path().display().to_string();
    for line in text.lines().filter(|line| !line.contains(&folder)) {
        assert!(line.chars().count() <= 80, "{line:?} is wider than 80 columns");
    }
    assert_eq!(code(&compare(scratch.path(), &["--policies", "early,more_community_staff"])), 0, "the same plan may be run again");
    assert_refused(&compare(scratch.path(), &["--policies", "early"]), 4, &["another plan", "not base, early)"]);
}

#[test]
fn a_comparison_as_json_has_the_same_numbers_as_its_file() {
    let scratch = TempDir::new().unwrap();
    let output = compare(scratch.path(), &["--json", "--baseline", "late"]);
    let account: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(account["policies"], serde_json::json!(["late", "base", "early", "more_community_staff"]));
    assert_eq!((account["baseline"].as_str(), account["family"]["size"].as_u64()), (Some("late"), Some(9)));
    assert_eq!(account["verdicts"].as_array().unwrap().len(), 3);
    let csv = fs::read_to_string(scratch.path().join("comparisons.csv")).unwrap();
    let differences = account["differences"].as_array().unwrap();
    assert_eq!(csv.lines().count(), 1 + differences.len());
    for (line, difference) in csv.lines().skip(1).zip(differences) {
        let cells: Vec<&str> = line.split(',').collect();
        let text = |key: &str| difference[key].as_str().unwrap_or_default();
        assert_eq!([cells[2], cells[3], cells[6], cells[7]], ["measure", "group", "policy", "baseline"].map(text));
        assert_eq!((cells[14], cells[13].parse().ok()), (text("verdict"), difference["n"].as_u64()));
        match (cells[8].parse::<f64>(), difference["difference"].as_f64()) {
            (Ok(cell), Some(value)) => assert!((cell - value).abs() <= 1e-15 * cell.abs(), "{line}: {value}"),
            (cell, value) => assert_eq!((cell.ok(), value), (None, None), "{line}"),
        }
    }
    let summary = fs::read_to_string(scratch.path().join("summary.csv")).unwrap();
    assert_eq!(summary.lines().count(), 1 + account["measures"].as_array().unwrap().len());
    let manifest: Value = serde_json::from_slice(&fs::read(scratch.path().join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["plan_hash"], account["plan_hash"]);
    assert!(manifest["tables"].as_array().unwrap().iter().any(|table| table["file"] == "comparisons.csv"));
}

#[test]
fn a_comparison_that_cannot_be_made_ends_with_2_and_says_what_helps() {
    let scratch = TempDir::new().unwrap();
    assert_refused(&compare(scratch.path(), &["--policies", "erly"]), 2, &["erly", "did you mean \"early\"?"]);
    assert_refused(&compare(scratch.path(), &["--baseline", "lat"]), 2, &["lat", "did you mean \"late\"?"]);
    assert_refused(&compare(scratch.path(), &["--policies", "base"]), 2, &["a policy beside the baseline base", "--policies"]);
    assert_refused(&compare(scratch.path(), &["--set", "headline=[\"pay_yuan\"]"]), 2, &["pay_yuan", "exploratory"]);
    let path = scratch.path().join("uncounted.toml");
    let network = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(NETWORK)).unwrap();
    let pattern = "[[pattern]]\nname = \"busy\"\nmeasure = \"utilisation\"\ngroup = \"town\"\npolicy = \"early\"\nexpect = \"higher\"\nsource = \"x\"\n";
    fs::write(&path, network + pattern).unwrap();
    for command in ["check", "compare"] {
        assert_refused(&wangge(&[command, path.to_str().unwrap()]), 2, &["pattern busy", "utilisation over \"town\"", "town_staff"]);
    }
}

#[test]
fn check_shows_what_a_comparison_is_judged_by() {
    let text = standard_output(&wangge(&["check", "scenarios/office.toml"]));
    for word in ["verdicts rest on resolution_time_hours", "resolution_rate 0.01", "pattern town_feels_it", "expected higher"] {
        assert!(text.contains(word), "{text}\nshould say {word:?}");
    }
    let account: Value = serde_json::from_slice(&wangge(&["check", "scenarios/office.toml", "--json"]).stdout).unwrap();
    assert_eq!(account["relevant"]["resolution_rate"], 0.01);
    assert_eq!((account["headline"][2].as_str(), account["patterns"][2]["group"].as_str()), (Some("on_time_rate"), Some("town")));
}
