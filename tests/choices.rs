//! Choices: a file that decides nothing, or what would happen anyway, changes nothing; any other one makes another run of the same issues;
//! what cannot be carried out is reported at its line. And the tree of a lesson's decisions holds such runs and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;
use wangge::experiment::decision_tree::{ways, with_choices};
use wangge::measure::event_log::EventRow;
use wangge::measure::replication::{RunFailure, decided, logged};
use wangge::measure::run_result::RunResult;
use wangge::scenario::setting::{AddedPost, Decision};
use wangge::scenario::{IssueChoice, Scenario, Setting, read};

fn scenario(file: &str, sets: &[&str]) -> Scenario {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn setting<'s>(scenario: &'s Scenario, policy: &str) -> &'s Setting {
    scenario.settings.iter().find(|setting| setting.policy == policy).unwrap()
}

fn run(setting: &Setting) -> RunResult {
    logged(setting, 1, 0, &AtomicBool::new(false)).unwrap()
}

fn choosing(setting: &Setting, choices: &[IssueChoice]) -> Setting {
    let mut setting = setting.clone();
    setting.epochs.iter_mut().for_each(|epoch| epoch.rules.choices = choices.to_vec());
    setting
}

fn choice(issue: &str, arrival: u32, decision: Decision) -> IssueChoice {
    IssueChoice { issue: issue.to_owned(), arrival, decision, post: None, replication: 0 }
}

/// The rows of every issue, by its key.
fn lives(setting: &Setting, result: &RunResult) -> BTreeMap<String, Vec<EventRow>> {
    let mut lives: BTreeMap<String, Vec<EventRow>> = BTreeMap::new();
    for row in result.log.rows.iter().filter(|row| !setting.categories[row.category.index()].is_task()) {
        lives.entry(row.key.text(&result.log.sources[row.key.source as usize])).or_default().push(*row);
    }
    lives
}

/// What became of each arrival of an issue.
fn natural(rows: &[EventRow]) -> Vec<(usize, Decision)> {
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let next = rows.get(at + 1).filter(|next| next.at == row.at);
        let is_at_once = |rule: &str| ["severity", "difficulty", "backlog", "declined"].contains(&rule);
        match (row.activity.name(), next.map(|next| (next.activity.name(), next.fired()))) {
            ("returned_down", _) => found.push((at, Decision::Return)),
            ("arrived", Some(("escalated", Some(fired)))) if is_at_once(fired.rule) => found.push((at, Decision::Pass)),
            ("arrived", Some(("whistled", _))) => found.push((at, Decision::Whistle)),
            ("arrived", _) => found.push((at, Decision::Keep)),
            _ => {}
        }
    }
    found
}

/// The lesson of the whistle, with ways up that take time and cases that are sent back.
fn town() -> Scenario {
    let passing = "passing={ returns = 0.9, hop_delay = \"2h\", signal_kept = 0.95 }";
    let limits = ["escalation.liaison.wait_limit=12h", "escalation.grid.wait_limit=12h", "escalation.village.wait_limit=12h"];
    scenario("scenarios/lessons/nobody_answers.toml", &[&[passing][..], &limits].concat())
}

#[test]
fn choices_of_what_would_happen_anyway_leave_every_row_of_the_log_as_it_is() {
    let scenario = town();
    let silent = setting(&scenario, "silent");
    let before = run(silent);
    let mut choices = Vec::new();
    for (key, rows) in lives(silent, &before) {
        for (nth, (_, decision)) in (1..).zip(natural(&rows)) {
            choices.push(choice(&key, nth, decision));
        }
    }
    for decision in [Decision::Keep, Decision::Pass, Decision::Whistle, Decision::Return] {
        let count = choices.iter().filter(|choice| choice.decision == decision).count();
        assert!(count > 10, "{} stands {count} times among {}", decision.name(), choices.len());
    }
    let after = run(&choosing(silent, &choices));
    assert_eq!(before.log.rows.len(), after.log.rows.len());
    for (one, other) in before.log.rows.iter().zip(&after.log.rows) {
        assert_eq!(one, other);
    }
}

#[test]
fn a_choice_is_carried_out_at_its_arrival_and_nothing_before_it_differs() {
    let scenario = town();
    let silent = setting(&scenario, "silent");
    let before = run(silent);
    let all = lives(silent, &before);
    let path = |row: &EventRow| before.units[row.unit.index()].path.as_str();
    let find = |decision: Decision, at: &str| {
        all.iter()
            .find_map(|(key, rows)| {
                let (nth, (row, _)) =
                    (1..).zip(natural(rows)).find(|(_, (row, found))| *found == decision && path(&rows[*row]).ends_with(at))?;
                Some((key.clone(), nth, rows[row].at, row))
            })
            .unwrap()
    };
    for (was, at, now, name, rule) in [
        (Decision::Whistle, "village", Decision::Keep, "started", None),
        (Decision::Whistle, "village", Decision::Pass, "escalated", Some("difficulty")),
        (Decision::Keep, "village", Decision::Pass, "escalated", Some("choice")),
        (Decision::Return, "", Decision::Keep, "arrived", None),
    ] {
        let (key, nth, instant, number) = find(was, at);
        let result = run(&choosing(silent, &[choice(&key, nth, now)]));
        let earlier = |result: &RunResult| result.log.rows.iter().filter(|row| row.at < instant).copied().collect::<Vec<_>>();
        assert_eq!(earlier(&before), earlier(&result), "{key}");
        let rows = &lives(silent, &result)[&key];
        assert_ne!(&all[&key], rows);
        let next = rows[number..]
            .iter()
            .find(|row| ["started", "escalated", "whistled"].contains(&row.activity.name()) || name == "arrived")
            .unwrap();
        assert_eq!((next.activity.name(), next.fired().map(|fired| fired.rule)), (name, rule), "{key}: {was:?} to {now:?}");
        // the same issues occur, recurrences apart
        let occur = |result: &RunResult| {
            lives(silent, result)
                .into_iter()
                .filter(|(_, rows)| rows[0].key.recurrence == 0)
                .map(|(key, rows)| (key, rows[0].at))
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(occur(&before), occur(&result), "{key}");
    }
}

#[test]
fn what_somebody_sends_back_comes_to_the_unit_that_passed_it_up() {
    let scenario = scenario("scenarios/lessons/too_early.toml", &[]);
    let early = setting(&scenario, "too_early");
    let before = run(early);
    let (key, nth, sender) = lives(early, &before)
        .into_iter()
        .find_map(|(key, rows)| {
            let arrivals: Vec<usize> = natural(&rows).into_iter().map(|(at, _)| at).collect();
            let nth = arrivals.iter().position(|at| *at > 0 && rows[*at - 1].fired().is_some_and(|fired| fired.rule == "wait_limit"))?;
            Some((key, u32::try_from(nth).unwrap() + 1, rows[arrivals[nth] - 1].unit))
        })
        .unwrap();
    let result = run(&choosing(early, &[choice(&key, nth, Decision::Return)]));
    let rows = &lives(early, &result)[&key];
    let at = rows.iter().position(|row| row.activity.name() == "returned_down").unwrap();
    assert_eq!((rows[at + 1].activity.name(), rows[at + 1].unit, rows[at + 1].at), ("arrived", sender, rows[at].at), "{key}");
}

#[test]
fn somebody_who_is_added_serves_from_then_on_and_changes_nobody_elses_random_numbers() {
    let scenario = scenario("scenarios/lessons/too_early.toml", &[]);
    let early = setting(&scenario, "too_early");
    let before = run(early);
    let (key, rows) =
        lives(early, &before).into_iter().find(|(_, rows)| rows[0].at.seconds() > 20 * 86_400 && !natural(rows).is_empty()).unwrap();
    let instant = rows[natural(&rows)[0].0].at;
    let post = AddedPost { unit: "town/town".into(), role: "cadre".into() };
    let add = IssueChoice { post: Some(post), ..choice(&key, 1, Decision::Add) };
    let result = run(&choosing(early, std::slice::from_ref(&add)));
    assert_eq!(result.people.len(), before.people.len() + 1);
    let cadres = |result: &RunResult| result.people.iter().filter(|person| person.person.starts_with("town/town/cadre")).count();
    assert_eq!(cadres(&result), cadres(&before) + 1);
    let earlier = |result: &RunResult| {
        let rows = result.log.rows.iter().filter(|row| row.at < instant);
        rows.map(|row| (row.at, row.case, row.activity, row.unit, row.person.map(|person| result.people[person.index()].person.clone())))
            .collect::<Vec<_>>()
    };
    assert_eq!(earlier(&before), earlier(&result));
    let fixed = |result: &RunResult| result.log.rows.iter().filter(|row| row.activity.name() == "fixed").count();
    assert!(fixed(&result) > fixed(&before), "{} with one person more, {} without", fixed(&result), fixed(&before));
    // in another replication the choice means nothing, and the person is never in place
    let elsewhere = run(&choosing(early, &[IssueChoice { replication: 7, ..add }]));
    assert_eq!(earlier(&before).len(), earlier(&elsewhere).len());
    assert_eq!(fixed(&elsewhere), fixed(&before));
}

/// All files of a results folder but the manifest, which has the command and the time.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(name, bytes)| (Path::new(path.file_name().unwrap()).join(name), bytes)));
        } else if path.file_name().unwrap() != "manifest.json" {
            found.insert(PathBuf::from(path.file_name().unwrap()), fs::read(&path).unwrap());
        }
    }
    found
}

fn command(arguments: &[&str]) -> (Option<i32>, String) {
    let output = crate::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_empty_file_gives_the_bytes_of_none_and_the_manifest_of_another_one_says_it_again() {
    let scratch = TempDir::new().unwrap();
    let path = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("none.toml"), "# nothing\n").unwrap();
    fs::write(path("none.csv"), "issue,arrival,decision\n").unwrap();
    fs::write(path("one.csv"), "issue,arrival,decision,replication\nhomes/town/community-1#0,4,return,0\n").unwrap();
    let common =
        ["run", "scenarios/lessons/too_early.toml", "--policy", "too_early", "--replications", "2", "--events", "--tables-only", "--quiet"];
    let run = |name: &str, more: &[&str]| {
        let (status, text) = command(&[&common[..], &["--out", &path(name)], more].concat());
        assert_eq!(status, Some(0), "{text}");
        files(&scratch.path().join(name))
    };
    let none = run("a", &[]);
    assert!(none.len() > 5);
    assert_eq!(none, run("b", &["--choices", &path("none.toml")]));
    assert_eq!(none, run("c", &["--choices", &path("none.csv")]));
    let one = run("d", &["--choices", &path("one.csv")]);
    assert_ne!(none.values().collect::<Vec<_>>(), one.values().collect::<Vec<_>>());
    let manifest = fs::read_to_string(scratch.path().join("d/manifest.json")).unwrap();
    assert!(manifest.contains("choices=[{ issue ="), "{manifest}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of mistakes with what is said of each")]
fn what_is_wrong_with_a_choice_is_reported_at_its_line() {
    let scratch = TempDir::new().unwrap();
    let file = scratch.path().join("choices.toml");
    let csv = scratch.path().join("choices.csv");
    let entry = |text: &str| format!("[[choices]]\n{text}\n");
    let key = "issue = \"homes/town/community-1#0\"";
    for (content, line, words) in [
        (entry("issue = \"homes/town/community-1#9999\"\ndecision = \"keep\""), 2, &["never comes", "occurrences in replication 0"][..]),
        (entry("issue = \"homs/town/community-1#0\"\ndecision = \"keep\""), 2, &["no stream of issues", "homes/town/community-1"]),
        (entry("issue = \"homes\"\ndecision = \"keep\""), 2, &["no key of an issue"]),
        (entry(&format!("{key}\ndecision = \"kep\"")), 3, &["did you mean `keep`?"]),
        (entry(&format!("{key}\ndecisions = \"keep\"")), 3, &["did you mean `decision`?"]),
        (entry(&format!("{key}\narrival = 0\ndecision = \"keep\"")), 3, &["from 1 on"]),
        (entry(&format!("{key}\narrival = 9\ndecision = \"keep\"")), 2, &["comes to a unit only"]),
        (entry(&format!("{key}\narrival = 4\ndecision = \"pass\"")), 2, &["no unit stands above it"]),
        (entry(&format!("{key}\narrival = 1\ndecision = \"return\"")), 2, &["no unit has passed it up"]),
        (entry(&format!("{key}\ndecision = \"whistle\"")), 2, &["has no [whistle]"]),
        (entry(&format!("{key}\ndecision = \"add\"")), 3, &["needs the `unit`"]),
        (entry(&format!("{key}\ndecision = \"keep\"\nrole = \"cadre\"")), 4, &["means nothing without"]),
        (
            entry(&format!("{key}\ndecision = \"add\"\nunit = \"town/twn\"\nrole = \"cadre\"")),
            2,
            &["there is no unit `town/twn`", "town/town"],
        ),
        (entry(&format!("{key}\ndecision = \"add\"\nunit = \"town/town\"\nrole = \"grid_worker\"")), 2, &["nobody of the role"]),
        (entry(&format!("{key}\ndecision = \"keep\"\nreplication = 5")), 2, &["no replication 5"]),
        (
            entry(&format!("{key}\ndecision = \"keep\"")) + &entry(&format!("{key}\ndecision = \"pass\"")),
            5,
            &["decided about the same arrival"],
        ),
        ("choice = 3\n".to_owned(), 1, &["did you mean `choices`?"]),
    ] {
        fs::write(&file, &content).unwrap();
        let (status, text) = command(&[
            "run",
            "scenarios/lessons/too_early.toml",
            "--policy",
            "too_early",
            "--replications",
            "1",
            "--out",
            scratch.path().join("out").to_str().unwrap(),
            "--choices",
            file.to_str().unwrap(),
        ]);
        assert_eq!(status, Some(2), "{content}: {text}");
        assert!(text.contains(&format!("choices.toml:{line}:")), "{content}: line {line} in {text}");
        words.iter().for_each(|word| assert!(text.replace("\n  │ ", " ").contains(word), "{content}: {word} in {text}"));
        assert!(!scratch.path().join("out").exists());
    }
    for (content, line, word) in [
        ("issue,decison\n", 1, "did you mean `decision`?"),
        ("issue,decision\nhomes/town/community-1#0,kep\n", 2, "did you mean `keep`?"),
        ("issue,decision\n,keep\n", 2, "`issue` is missing"),
    ] {
        fs::write(&csv, content).unwrap();
        let (status, text) = command(&["run", "scenarios/lessons/too_early.toml", "--choices", csv.to_str().unwrap()]);
        assert_eq!(status, Some(2), "{content}: {text}");
        assert!(text.contains(&format!("choices.csv:{line}:")) && text.contains(word), "{content}: {text}");
    }
    let (status, text) = command(&["run", "scenarios/lessons/too_early.toml", "--choices", "no_such_file.toml"]);
    assert_eq!(status, Some(4), "{text}");
}

#[test]
fn a_run_whose_choice_is_not_carried_out_has_no_result() {
    let scenario = scenario("scenarios/lessons/too_early.toml", &[]);
    let setting = choosing(setting(&scenario, "too_early"), &[choice("homes/town/community-1#9999", 1, Decision::Keep)]);
    let failure = logged(&setting, 1, 0, &AtomicBool::new(false)).unwrap_err();
    assert!(matches!(&failure, RunFailure::Untaken(found) if found.len() == 1), "{failure}");
    assert!(failure.to_string().starts_with("choice 1: "), "{failure}");
    // where a group decides, not every decision comes up in every way
    assert_eq!(decided(&setting, 1, 0, &AtomicBool::new(false)).unwrap().untaken.len(), 1);
}

#[test]
fn every_way_to_decide_is_one_setting_in_which_people_have_the_same_numbers() {
    let scenario = scenario("scenarios/lessons/too_early.toml", &[]);
    let lesson = scenario.lesson.as_ref().unwrap();
    let all = ways(&lesson.decisions);
    assert_eq!(all.len(), lesson.decisions.iter().map(|decision| decision.options.len()).product::<usize>());
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    let early = setting(&scenario, "too_early");
    let names = |way: &[usize]| {
        let result = decided(&with_choices(early, &lesson.decisions, way, 0), 1, 0, &AtomicBool::new(false)).unwrap().result;
        result.people.iter().map(|person| person.person.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&all[0]), names(all.last().unwrap()));
}
