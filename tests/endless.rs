//! A run whose events bring one another at one instant without end: refused where that is certain, else a failed run that
//! says why; and never an endless one.

use std::sync::atomic::AtomicBool;

use wangge::measure::replication::{RunFailure, replicate};
use wangge::scenario::read;

use super::towns::read_text;

/// One desk; `category` is what is said of the only category, `tail` what else there is.
fn text(category: &str, tail: &str) -> String {
    format!(
        r#"start = 2023-01-02
follow_up = "1d"
horizon = "20d"
replications = 3
levels = ["desk", "town"]
[roles.clerk]
[[units]]
name = "desk"
level = "desk"
under = "hall"
staff = [{{ role = "clerk", count = 1 }}]
[[units]]
name = "hall"
level = "town"
staff = [{{ role = "clerk", count = 1 }}]
[[categories]]
name = "any"
{category}
[[demand]]
name = "stream"
at = "desk"
rate = "2/day"
{tail}
"#
    )
}

#[test]
fn what_certainly_comes_back_for_ever_at_once_is_refused_where_it_stands() {
    for (category, tail, key) in [
        ("work = \"0s\"\nrecurs = { probability = 1.0, after = \"0s\" }", "", "categories.any.recurs.probability"),
        ("work = \"0.2s\"\nrecurs = { probability = 1.0, after = \"0.4s\" }", "", "categories.any.recurs.probability"),
        (
            "work = \"0s\"\nrecurs = { probability = 0.5, after = \"0s\" }",
            "[policies.p]\ncategories = [{ name = \"any\", recurs.probability = 1.0 }]",
            "policies.p.categories.any.recurs.probability",
        ),
        (
            "work = \"1h\"\nrecurs = { probability = 1.0, after = \"0s\" }",
            "[[policies.p.dated]]\nfrom = \"9d\"\ncategories = [{ name = \"any\", work = \"0s\" }]",
            "categories.any.recurs.probability",
        ),
    ] {
        let problems = read_text(&text(category, tail), &[]).map(|_| ()).expect_err(category);
        let problem = problems.iter().next().unwrap();
        assert_eq!((problems.count(), problem.key.as_str()), (1, key), "{problems}");
        assert!(problem.line > 1 && problem.message.contains("never leave that instant"), "{problem}");
    }
}

#[test]
fn what_takes_time_or_may_end_is_not_refused() {
    for (category, tail) in [
        ("work = \"1s\"\nrecurs = { probability = 1.0, after = \"0s\" }", ""),
        ("work = \"0s\"\nrecurs = { probability = 1.0, after = \"1s\" }", ""),
        ("work = \"0s\"\nrecurs = { probability = 0.9, after = \"0s\" }", ""),
        ("work = \"0s\"\nsuccess = 0.5\nrecurs = { probability = 1.0, after = \"0s\" }", ""),
        ("work_by_level = { desk = \"0s\", town = \"1h\" }\nrecurs = { probability = 1.0, after = \"0s\" }", ""),
        ("work = \"0s\"\nenquiry = true", ""),
        ("work = \"0s\"\nrecurs = { probability = 1.0, after = \"0s\" }", "[policies.p]\nroles.clerk.entry = \"1min\""),
    ] {
        let found = read_text(&text(category, tail), &[]);
        if tail.is_empty() {
            assert!(found.is_ok(), "{category}: {}", found.unwrap_err());
        } else {
            let problems = found.map(|_| ()).expect_err("the file itself is endless");
            assert!(problems.iter().all(|problem| !problem.key.starts_with("policies")), "{problems}");
        }
    }
}

/// As good as certain, which the reader cannot know: the run itself finds out.
const ENDLESS: [&str; 3] = [
    "work = \"0s\"\nrecurs = { probability = 0.999999999999, after = \"0s\" }",
    "work = { exponential = { mean = \"0.001s\" } }\nrecurs = { probability = 1.0, after = \"0s\" }",
    "work = \"0s\"\nrecurs = { probability = 1.0, after = { uniform = { low = \"0s\", high = \"0.4s\" } } }",
];

#[test]
fn a_run_in_which_time_stands_still_fails_with_its_reason() {
    for category in ENDLESS {
        let scenario = read_text(&text(category, ""), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let failure = replicate(&scenario.settings[0], 5, 0, &AtomicBool::new(false)).expect_err(category);
        let RunFailure::Broken(reason) = failure else { panic!("{category}: {failure}") };
        assert!(reason.contains("time stands still") && reason.contains("(2023-01-"), "{reason}");
    }
}

/// Much at one instant is no fault, as long as it ends: everybody is struck in the same second, and tries a hundred times.
#[test]
fn a_great_deal_at_one_instant_is_no_fault() {
    let mut cases = String::from("opened,category\n");
    cases.extend(std::iter::repeat_n("2023-01-05 12:00:00,any\n", 4_000));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cases.csv"), cases).unwrap();
    let text = text("work = \"0s\"\nsuccess = 0.0", "[escalation.all]\nattempts = 100\n");
    std::fs::write(folder.path().join("case.toml"), text.replace("rate = \"2/day\"", "file = \"cases.csv\"\ntime_zone = \"UTC\"")).unwrap();
    let scenario = read(&folder.path().join("case.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    replicate(&scenario.settings[0], 5, 0, &AtomicBool::new(false)).expect("800,000 attempts at noon, and then it is one o'clock");
}
