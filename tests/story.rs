//! `wangge story`: one issue's life in sentences is what the event log says of it, under one policy or two.

use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::results::table;

const SHORT: [&str; 6] = ["--set", "horizon=90d", "--set", "warm_up=10d", "--set", "follow_up=20d"];

fn wangge(arguments: &[&str]) -> Output {
    crate::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn story(issue: &str, more: &[&str]) -> Output {
    wangge(&[&["story", "scenarios/tutorial.toml", issue], &SHORT[..], more].concat())
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn times(life: &Value) -> Vec<&str> {
    life["lines"].as_array().unwrap().iter().map(|line| line["time"].as_str().unwrap()).collect()
}

#[test]
fn a_story_has_a_sentence_for_every_row_of_the_event_log_at_its_time() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().to_str().unwrap();
    let events = ["run", "scenarios/tutorial.toml", "--policy", "before", "--replications", "2", "--events", "--quiet", "--tables-only"];
    let output = wangge(&[&events[..], &SHORT, &["--out", out]].concat());
    assert!(output.status.success(), "{}", text(&output));
    let log = table(&Path::new(out).join("events/before.parquet"));
    let column = |name: &str| log.column(name).unwrap();
    let (cases, replications) = (column("case").u32().unwrap(), column("replication").u32().unwrap());
    let (times_of_log, activities) = (column("time").str().unwrap(), column("activity").str().unwrap());
    for issue in [0, 40, 121] {
        let rows: Vec<usize> =
            (0..log.height()).filter(|row| cases.get(*row) == Some(issue) && replications.get(*row) == Some(1)).collect();
        let told = json(&story(&issue.to_string(), &["--policies", "before", "--replication", "1", "--json"]));
        let expected: Vec<String> = rows.iter().map(|row| times_of_log.get(*row).unwrap()[..16].replace('T', " ")).collect();
        assert_eq!(times(&told["policies"][0]), expected, "issue {issue}");
        let is_fixed = rows.iter().any(|row| activities.get(*row) == Some("fixed"));
        let says_fixed = told["policies"][0]["lines"].to_string().contains("it is truly fixed");
        assert!(!rows.is_empty() && is_fixed == says_fixed, "{told:#}");
    }
}

#[test]
fn under_two_policies_it_is_the_same_issue_and_what_happens_under_both_stands_once() {
    let told = json(&story("40", &["--policies", "before,liaison", "--json"]));
    let [one, other] = [0, 1].map(|at| &told["policies"][at]);
    assert_eq!((one["lines"][0]["time"].as_str(), &one["lines"][0]["sentence"]), (other["lines"][0]["time"].as_str(), &"it occurs".into()));
    let both = text(&story("40", &["--policies", "before,liaison"]));
    assert_eq!(both.matches("both: it occurs").count(), 1, "{both}");
    assert!(both.contains("before: truly fixed") || both.contains("before: not fixed") || both.contains("before: gone"), "{both}");
    assert!(both.lines().all(|line| line.chars().count() <= 80), "{both}");
    let chinese = text(&story("40", &["--policies", "before,liaison", "--lang", "zh"]));
    assert!(chinese.contains("两者: 事件发生") && chinese.lines().count() >= 4, "{chinese}");
}

#[test]
fn what_has_no_story_is_refused_with_what_there_is() {
    for (issue, more, words) in [
        ("1000000", &[][..], &["no issue 1000000", "numbers 0 to"][..]),
        ("1", &["--policies", "befor"], &["befor", "before"]),
        ("1", &["--policies", "before,liaison,base"], &["one policy or two, got 3"]),
        ("one", &[], &["one", "ISSUE"]),
        ("1", &["--set", "horizn=3d"], &["horizn", "horizon"]),
    ] {
        let output = story(issue, more);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        words.iter().for_each(|word| assert!(text(&output).contains(word), "{word:?} in {}", text(&output)));
    }
    assert_eq!(wangge(&["story", "scenarios/nowhere.toml", "1"]).status.code(), Some(4));
}
