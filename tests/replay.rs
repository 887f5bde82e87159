//! `wangge replay`: the page has the same issues on both sides, holds what the event logs say and nothing of its own, stays
//! small, and what cannot be shown is refused with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tempfile::TempDir;
use wangge::measure::account::stretches::AccountStretch;
use wangge::measure::account::time_account::TimePart;
use wangge::measure::replication::accounted;
use wangge::measure::run_result::RunResult;
use wangge::output::replay::joined::{JoinedIssue, LoggedRun, joined};
use wangge::output::replay::moments::{MomentKind, moments};
use wangge::scenario::{Scenario, Setting, read};
use wangge::units::SimTime;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

const DAY: u32 = 86_400;
const LESSONS: [&str; 5] = ["too_early", "closure_counts", "basket", "nobody_answers", "nobody_busy"];
const SCRIPTS: [&str; 4] = ["state.js", "decide.js", "stage.js", "page.js"];

fn wangge(arguments: &[&str]) -> Output {
    crate::program().current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn scenario(file: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &sets).unwrap()
}

fn setting<'s>(scenario: &'s Scenario, policy: &str) -> &'s Setting {
    scenario.settings.iter().find(|setting| setting.policy == policy).unwrap()
}

fn run(setting: &Setting) -> (RunResult, Vec<AccountStretch>) {
    accounted(setting, 1, 0, &AtomicBool::new(false)).unwrap()
}

fn logged<'a>(setting: &'a Setting, (result, stretches): &'a (RunResult, Vec<AccountStretch>)) -> LoggedRun<'a> {
    LoggedRun { setting, result, stretches }
}

fn at(day: u32) -> SimTime {
    SimTime::from_seconds(day * DAY)
}

/// The page that a command wrote, and the data in it.
fn page(arguments: &[&str]) -> (String, Value) {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("page.html");
    let output = wangge(&[arguments, &["--out", out.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{}", text(&output));
    let page = std::fs::read_to_string(&out).unwrap();
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    let data = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    (page, data)
}

/// A column as the script of the page reads it.
fn unpacked(column: &Value) -> Vec<i64> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = column.as_str().unwrap().trim_end_matches('=').chars().map(|letter| letters.find(letter).unwrap() as u64);
    let (mut bytes, mut group, mut held) = (Vec::new(), 0_u64, 0);
    for six in bits {
        (group, held) = (group << 6 | six, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(group >> held & 255);
        }
    }
    let (mut numbers, mut value, mut number, mut shift) = (Vec::new(), 0_i64, 0_u64, 0);
    for byte in bytes {
        number |= (byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            value += (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            numbers.push(value);
            (number, shift) = (0, 0);
        }
    }
    numbers
}

#[test]
fn both_sides_have_the_same_issues_at_the_same_second_and_place() {
    let scenario = scenario("scenarios/tutorial.toml", &["horizon=120d"]);
    let settings = ["before", "liaison"].map(|policy| setting(&scenario, policy));
    let runs = settings.map(run);
    let issues = joined([logged(settings[0], &runs[0]), logged(settings[1], &runs[1])], (at(0), at(120))).unwrap();
    let keys: BTreeSet<&str> = issues.iter().map(|issue| issue.key.as_str()).collect();
    assert!(keys.len() == issues.len() && issues.len() > 150, "{}", issues.len());
    for JoinedIssue { key, rows, .. } in issues.iter().filter(|issue| issue.rows.iter().all(|rows| !rows.is_empty())) {
        let [left, right] = [0, 1].map(|side| &rows[side][0]);
        assert_eq!((left.at, left.origin, left.category, left.severity), (right.at, right.origin, right.category, right.severity), "{key}");
    }
    // what is there under one policy alone has come again after a fix
    let alone = issues.iter().filter(|issue| issue.rows.iter().any(Vec::is_empty));
    assert!(alone.clone().all(|issue| issue.first().unwrap().key.recurrence > 0), "{:?}", alone.collect::<Vec<_>>());
}

#[test]
fn the_first_difference_of_an_issue_is_the_first_row_that_its_other_side_does_not_have() {
    let scenario =
        scenario("scenarios/lessons/too_early.toml", &["place.households=30", "place.migrants=10", "members.count=4", "horizon=120d"]);
    let settings = ["patient", "too_early"].map(|policy| setting(&scenario, policy));
    let runs = settings.map(run);
    let logs = [logged(settings[0], &runs[0]), logged(settings[1], &runs[1])];
    let issues = joined(logs, (at(0), at(120))).unwrap();
    let path = |side: usize, unit: wangge::units::UnitId| &runs[side].0.units[unit.index()].path;
    let mut different = 0;
    for issue in &issues {
        let told =
            [0, 1].map(|side| issue.rows[side].iter().map(|row| (row.at, row.activity.name(), path(side, row.unit))).collect::<Vec<_>>());
        let Some(differs) = issue.differs else {
            assert_eq!(told[0], told[1], "{}", issue.key);
            continue;
        };
        different += 1;
        let before = |rows: &Vec<(SimTime, &'static str, _)>| rows.iter().filter(|row| row.0 < differs).count();
        assert_eq!(told[0][..before(&told[0])], told[1][..before(&told[1])], "{}", issue.key);
        let there = |rows: &Vec<(SimTime, &'static str, _)>| rows.iter().filter(|row| row.0 == differs).copied().collect::<Vec<_>>();
        assert_ne!(there(&told[0]), there(&told[1]), "{}", issue.key);
    }
    assert!(different > 0 && different < issues.len(), "{different} of {}", issues.len());
    let found = moments(logs, &issues, None, (at(0), at(120)));
    assert_eq!(found.iter().filter(|moment| moment.kind == MomentKind::Difference).count(), different);
}

#[test]
fn moments_are_the_rows_of_the_log_that_they_are_named_after() {
    let scenario = scenario("scenarios/lessons/closure_counts.toml", &[]);
    let settings = ["honest", "paper"].map(|policy| setting(&scenario, policy));
    let runs = settings.map(run);
    let logs = [logged(settings[0], &runs[0]), logged(settings[1], &runs[1])];
    let window = (at(20), at(90));
    let issues = joined(logs, window).unwrap();
    let found = moments(logs, &issues, scenario.lesson.as_ref(), window);
    for side in [0, 1] {
        let rows = || runs[side].0.log.rows.iter().filter(|row| (window.0..window.1).contains(&row.at));
        let count = |name: &str| rows().filter(|row| row.activity.name() == name).count();
        let told = |kind: MomentKind| found.iter().filter(|moment| moment.kind == kind && moment.side == side).count();
        assert_eq!(told(MomentKind::Escalation), count("escalated"));
        assert_eq!(told(MomentKind::Incident), count("turned_incident"));
        // a closing is false where neither a fix nor a healing stands before it
        let ended = |case: u32, until: SimTime| {
            let own = runs[side].0.log.rows.iter().filter(|row| row.case == case && row.at <= until);
            own.into_iter().any(|row| ["fixed", "self_resolved"].contains(&row.activity.name()))
        };
        let false_closings = rows().filter(|row| row.activity.name() == "closed" && !ended(row.case, row.at)).count();
        assert_eq!(told(MomentKind::FalseClosing), false_closings);
        assert_eq!(false_closings > 0, side == 1, "only the right closes on paper");
    }
    assert!(found.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[test]
fn the_account_of_each_issue_runs_without_a_gap_and_the_accounts_add_up_to_the_measures() {
    // every issue of the cohort is fixed or followed to the end: a follow-up that ends with the run cuts nothing off
    let scenario = scenario("scenarios/tutorial.toml", &["warm_up=0d", "follow_up=60d", "horizon=61d"]);
    let setting = setting(&scenario, "liaison");
    let (result, stretches) = run(setting);
    let mut first: BTreeMap<u32, SimTime> = BTreeMap::new();
    let mut fixed: BTreeMap<u32, SimTime> = BTreeMap::new();
    for row in result.log.rows.iter().filter(|row| !setting.categories[row.category.index()].is_task()) {
        first.entry(row.case).or_insert(row.at);
        if row.activity.name() == "fixed" {
            fixed.entry(row.case).or_insert(row.at);
        }
    }
    for (case, occurred) in &first {
        let own: Vec<&AccountStretch> = stretches.iter().filter(|stretch| stretch.case == *case).collect();
        let end = fixed.get(case).copied().unwrap_or(at(61));
        let times: Vec<SimTime> = own.iter().map(|stretch| stretch.from).chain([end]).collect();
        assert!(own.iter().zip(&times[1..]).all(|(stretch, next)| stretch.until == *next), "case {case}: {own:?}");
        assert_eq!(times[0], (*occurred).min(end), "case {case}");
        assert!(own.iter().all(|stretch| stretch.off_duty <= stretch.until.since(stretch.from).seconds()), "case {case}");
    }
    // the cohort is what occurred on the first day; its clock is cut off 60 days after each occurrence, which is within the last day
    let cohort: Vec<u32> = first.iter().filter(|(_, occurred)| **occurred < at(1)).map(|(case, _)| *case).collect();
    let is_plain = |part: TimePart| matches!(part, TimePart::Undiscovered | TimePart::Outside);
    for (measure, part) in [(Measure::HoursUndiscovered, TimePart::Undiscovered), (Measure::HoursOutside, TimePart::Outside)] {
        assert!(is_plain(part));
        let cut = |case: u32| first[&case] + wangge::units::SimDuration::from_seconds(60 * DAY);
        let own = stretches.iter().filter(|stretch| cohort.contains(&stretch.case) && stretch.part == part);
        let seconds: u32 = own.map(|stretch| stretch.until.min(cut(stretch.case)).since(stretch.from).seconds()).sum();
        let hours = result.value(measure, Group::All).unwrap() * cohort.len() as f64;
        assert!((f64::from(seconds) / 3_600.0 - hours).abs() < 1e-6, "{measure:?}: {seconds} s, {hours} h");
    }
    assert!(cohort.len() >= 2, "{}", cohort.len());
}

#[test]
fn the_data_of_the_page_are_the_rows_of_the_event_log_with_rules_and_limits() {
    let (_, data) = page(&["replay", "scenarios/tutorial.toml", "--policies", "before,liaison", "--from", "40d", "--for", "20d"]);
    let scenario = scenario("scenarios/tutorial.toml", &[]);
    for (side, policy) in ["before", "liaison"].iter().enumerate() {
        let setting = setting(&scenario, policy);
        let (result, _) = run(setting);
        let own = &data["sides"][side];
        let events = &own["events"];
        let columns = ["t", "what", "unit", "limit"].map(|name| unpacked(&events[name]));
        let names: Vec<&str> = columns[1].iter().map(|what| events["names"][usize::try_from(*what).unwrap()].as_str().unwrap()).collect();
        let wanted: Vec<(u32, &str)> = result
            .log
            .rows
            .iter()
            .filter(|row| row.at >= at(40) && row.at < at(60) && !setting.categories[row.category.index()].is_task())
            .map(|row| (row.at.seconds(), row.activity.name()))
            .collect();
        let mut told: Vec<(u32, &str)> =
            columns[0].iter().zip(&names).map(|(t, name)| (u32::try_from(*t).unwrap(), *name)).filter(|(t, _)| *t >= 40 * DAY).collect();
        let mut wanted_sorted = wanted.clone();
        told.sort_unstable();
        wanted_sorted.sort_unstable();
        assert_eq!(told, wanted_sorted, "{policy}");
        // a queue of a village is left after seven days, one of a grid after four
        let limits: BTreeSet<i64> = names.iter().zip(&columns[3]).filter(|(name, _)| **name == "queued").map(|(_, limit)| *limit).collect();
        assert!(
            limits.contains(&(7 * i64::from(DAY) + 1)) && limits.iter().all(|limit| [0, 4, 5, 7].contains(&(limit / i64::from(DAY)))),
            "{limits:?}"
        );
        let fired: Vec<&wangge::measure::event_log::EventRow> =
            result.log.rows.iter().filter(|row| row.fired().is_some() && row.at >= at(40) && row.at < at(60)).collect();
        let shown =
            unpacked(&events["fired"]).iter().filter(|row| columns[0][usize::try_from(**row).unwrap()] >= i64::from(40 * DAY)).count();
        assert_eq!(shown, fired.len(), "{policy}");
    }
}

#[test]
fn the_curves_count_what_the_log_counts() {
    let (_, data) = page(&["replay", "scenarios/lessons/closure_counts.toml"]);
    let scenario = scenario("scenarios/lessons/closure_counts.toml", &[]);
    for (side, policy) in ["honest", "paper"].iter().enumerate() {
        let (result, _) = run(setting(&scenario, policy));
        let (mut there, mut closings) = (BTreeSet::new(), 0);
        for row in result.log.rows.iter().filter(|row| row.at < at(75)) {
            match row.activity.name() {
                "occurred" => drop(there.insert(row.case)),
                "fixed" | "self_resolved" => drop(there.remove(&row.case)),
                "closed" => closings += 1,
                "reopened" => closings -= 1,
                _ => {}
            }
        }
        let last = |name: &str| *unpacked(&data["curves"][side][name]).last().unwrap();
        assert_eq!((last("open"), last("closed")), (i64::try_from(there.len()).unwrap(), closings), "{policy}");
        assert_eq!(last("paper") > 0, side == 1, "{policy}");
    }
}

#[test]
fn a_lesson_is_borne_out_by_all_its_patterns_and_stays_small() {
    for lesson in LESSONS {
        let file = format!("scenarios/lessons/{lesson}.toml");
        let stated = scenario(&file, &[]);
        assert!(stated.evidence.patterns.len() >= 3, "{lesson}");
        let shown = stated.lesson.unwrap();
        assert!(shown.captions.len() >= 4 && shown.captions[0].at == shown.from, "{lesson}");
        for language in ["en", "zh"] {
            let (page, data) = page(&["replay", &file, "--lang", language]);
            assert!(page.len() < 3_000_000, "{lesson}: {} bytes", page.len());
            assert_eq!(data["lesson"]["captions"].as_array().unwrap().len(), shown.captions.len());
            let (holds, fails) = if language == "en" {
                ("<strong>holds</strong>", "<strong>does not hold")
            } else {
                ("<strong>成立</strong>", "<strong>不成立")
            };
            assert_eq!(page.matches(holds).count(), stated.evidence.patterns.len(), "{lesson}");
            assert!(!page.contains(fails), "{lesson}");
            assert_eq!(data["words"]["start"], if language == "en" { "Start" } else { "开始" });
        }
    }
}

/// The rows of each issue in one run, as the script of the page puts them together.
fn rows_of(table: &Value, run: usize) -> Vec<Vec<(i64, i64)>> {
    let column = |name: &str| unpacked(&table[name]).into_iter().map(|number| usize::try_from(number).unwrap()).collect::<Vec<_>>();
    let [of, same, more, which] = ["of", "same", "more", "run"].map(column);
    let (t, what) = (unpacked(&table["t"]), unpacked(&table["what"]));
    let runs = usize::try_from(table["runs"].as_u64().unwrap()).unwrap();
    let (mut variant, mut row) = (0, 0);
    let mut found = Vec::new();
    for (thing, many) in of.iter().enumerate() {
        let mut variants: Vec<Vec<(i64, i64)>> = Vec::new();
        for _ in 0..*many {
            let mut rows = variants.last().map_or_else(Vec::new, |before| before[..same[variant]].to_vec());
            rows.extend((row..row + more[variant]).map(|row| (t[row], what[row])));
            (row, variant) = (row + more[variant], variant + 1);
            variants.push(rows);
        }
        found.push(variants[which[thing * runs + run]].clone());
    }
    found
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn a_page_with_decisions_holds_the_run_of_every_way_to_decide_and_the_ends_of_replications() {
    let keep = "decision = \"keep\"";
    let first = format!(
        "{{ issue = \"homes/town/community-1#6\", arrival = 2, question = \"?\", options = [{{ text = \"a\", {keep} }}, {{ text = \"b\", decision = \"return\" }}] }}"
    );
    let add = "decision = \"add\", unit = \"town/town\", role = \"cadre\"";
    let second = format!(
        "{{ issue = \"homes/town/community-2#24\", arrival = 2, question = \"?\", options = [{{ text = \"a\" }}, {{ text = \"b\", {add} }}, {{ text = \"c\", {keep} }}] }}"
    );
    let decisions = format!("lesson.decisions=[{first}, {second}]");
    let file = "scenarios/lessons/too_early.toml";
    let (text, data) = page(&["replay", file, "--decide", "--replications", "3", "--set", &decisions]);
    assert!(text.len() < 3_000_000 && data["lesson"]["captions"].as_array().unwrap().is_empty());
    let decide = &data["decide"];
    let (names, keys) = (decide["names"].as_array().unwrap(), data["issues"]["key"].as_array().unwrap());
    let scenario = scenario(file, &[&decisions]);
    let (early, lesson) = (setting(&scenario, "too_early"), scenario.lesson.as_ref().unwrap());
    let ways = wangge::experiment::decision_tree::ways(&lesson.decisions);
    assert_eq!(ways.len(), 6);
    let asked = unpacked(&decide["at"]);
    assert!(asked.len() == 12 && asked.iter().all(|at| *at > 0), "{asked:?}");
    let mut different = BTreeSet::new();
    for (run, way) in ways.iter().enumerate() {
        let setting = wangge::experiment::decision_tree::with_choices(early, &lesson.decisions, way, 0);
        let result = wangge::measure::replication::decided(&setting, 1, 0, &AtomicBool::new(false)).unwrap().result;
        let mut lives: BTreeMap<String, Vec<(i64, &str)>> = BTreeMap::new();
        for row in result.log.rows.iter().filter(|row| row.at < at(120) && !setting.categories[row.category.index()].is_task()) {
            let key = row.key.text(&result.log.sources[row.key.source as usize]);
            lives.entry(key).or_default().push((i64::from(row.at.seconds()), row.activity.name()));
        }
        let held = rows_of(&decide["rows"], run);
        assert_eq!(held.len(), keys.len());
        for (key, rows) in keys.iter().zip(&held) {
            let told: Vec<(i64, &str)> =
                rows.iter().map(|(t, what)| (*t, names[usize::try_from(*what).unwrap()].as_str().unwrap())).collect();
            assert_eq!(lives.get(key.as_str().unwrap()).cloned().unwrap_or_default(), told, "{way:?} {key}");
        }
        different.insert(held);
    }
    // that the town keeps it is what happens anyway: the first and the third option are one run
    assert_eq!(different.len(), 4, "{ways:?}");
    // the end of replication 0 of the left policy is where its curve ends
    let end = |name: &str| *unpacked(&data["curves"][0][name]).last().unwrap();
    let ends = |count: &str| {
        let ending = decide["endings"].as_array().unwrap().iter().find(|ending| ending["count"] == count).unwrap();
        unpacked(&ending["ends"][0])
    };
    for count in ["open", "closed"] {
        assert!(ends(count).len() == 3 && ends(count).contains(&end(count)), "{count}: {} in {:?}", end(count), ends(count));
    }
}

#[test]
fn decisions_that_cannot_be_taken_are_refused_with_their_number() {
    let decision = |issue: &str, arrival: u32, option: &str| {
        format!(
            "lesson.decisions=[{{ issue = \"{issue}\", arrival = {arrival}, question = \"?\", options = [{{ text = \"a\" }}, {{ text = \"b\", {option} }}] }}]"
        )
    };
    for (set, words) in [
        (
            decision("homes/town/community-1#6", 1, "decision = \"return\""),
            &["lesson.decisions.0.options.1", "no unit has passed it up"][..],
        ),
        (decision("homes/town/community-1#6", 9, "decision = \"keep\""), &["lesson.decisions.0", "does not come"]),
        (decision("homes/town/community-1#6", 1, "decision = \"add\""), &["lesson.decisions.0.options.1", "needs the `unit`"]),
        ("lesson.decisions=[]".to_owned(), &["no lesson with decisions"]),
    ] {
        let output = wangge(&["replay", "scenarios/lessons/too_early.toml", "--decide", "--replications", "1", "--set", &set]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        words.iter().for_each(|word| assert!(text(&output).contains(word), "{word:?} in {}", text(&output)));
    }
}

#[test]
fn a_lesson_that_the_replications_do_not_bear_out_says_so_and_ends_with_3() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path().join("page.html");
    // without any closing on paper the right is the left
    let none = ["--set", "policies.paper.closing.falsely=0"];
    let output = wangge(&[&["replay", "scenarios/lessons/closure_counts.toml", "--out", out.to_str().unwrap()], &none[..]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("fewer_solved, and it is not reproduced"), "{}", text(&output));
    let page = std::fs::read_to_string(&out).unwrap();
    assert!(page.contains("<details id=\"patterns\" open>") && page.contains("<strong>does not hold"));
}

#[test]
fn a_page_asks_nothing_of_any_machine_and_what_it_holds_cannot_end_its_script() {
    let title = "title=\"a </script><b onload=x> & town\"";
    let (page, data) = page(&["replay", "scenarios/tutorial.toml", "--policies", "before,liaison", "--for", "5d", "--set", title]);
    assert_eq!(data["title"], "a </script><b onload=x> & town");
    assert!(!page.contains("<b onload") && page.matches("</script>").count() == 2);
    for address in ["http://", "https://", " src=", "@import", "url("] {
        assert!(!page.contains(address), "{address}");
    }
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//") && !line.trim_start().starts_with("/**");
    let script: usize = SCRIPTS.iter().map(|file| asset(file).lines().filter(is_code).count()).sum();
    assert!(script < 800, "{script} lines");
}

fn asset(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/output/replay").join(file)).unwrap()
}

#[test]
fn every_text_that_the_script_asks_for_is_there() {
    let (page, data) = page(&["replay", "scenarios/tutorial.toml", "--policies", "before,liaison", "--for", "2d"]);
    let script = SCRIPTS.map(asset).concat();
    let asked: BTreeSet<&str> = script
        .split("say(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(key, _)| key)
        .filter(|key| !key.ends_with('.'))
        .collect();
    assert!(asked.len() > 30, "{asked:?}");
    let worded = page.split("data-word=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key);
    for key in asked.into_iter().chain(worded) {
        assert!(data["words"].get(key).is_some(), "{key}");
    }
}

#[test]
fn a_quarter_of_a_town_stays_below_ten_megabytes() {
    let (page, _) =
        page(&["replay", "scenarios/xiaolin.toml", "--policies", "paper_linkage,supervision", "--from", "150d", "--for", "91d"]);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
}

#[test]
fn a_scenario_without_a_place_is_shown_by_its_units() {
    let (_, data) = page(&["replay", "scenarios/office.toml", "--policies", "base,early", "--for", "20d"]);
    assert_eq!(unpacked(&data["place"]["x"]).len(), data["sides"][0]["units"].as_array().unwrap().len());
    assert!(unpacked(&data["issues"]["spot"]).iter().all(|spot| *spot > 0));
}

#[test]
fn what_cannot_be_shown_is_refused_with_its_place() {
    let two = ["--policies", "before,liaison"];
    for (more, words) in [
        (&["--policies", "before"][..], &["--policies", "two policies, got 1", "before, liaison"][..]),
        (&["--policies", "before,before"], &["before stands on both sides"]),
        (&["--policies", "befor,liaison"], &["befor", "did you mean \"before\"?"]),
        (&[], &["--policies", "got 0"]),
        (&[two[0], two[1], "--from", "300d"], &["--from", "300d lies beyond the run, whose horizon is 240d"]),
        (
            &[two[0], two[1], "--from", "230d", "--for", "30d"],
            &["--for", "30d from 230d on is not within the run, whose horizon is 240d; at most 10d"],
        ),
        (&[two[0], two[1], "--for", "3wd"], &["--for", "3wd", "did you mean `3d`?"]),
        (&[two[0], two[1], "--from", "soon"], &["--from", "soon"]),
    ] {
        let output = wangge(&[&["replay", "scenarios/tutorial.toml"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        words.iter().for_each(|word| assert!(text(&output).contains(word), "{word:?} in {}", text(&output)));
    }
}

/// A file that stands beside the shipped scenarios' copies of one test.
fn written(scratch: &TempDir, content: &str) -> PathBuf {
    let path = scratch.path().join("town.toml");
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn policies_that_do_not_have_the_same_issues_are_refused_with_the_first_that_differs() {
    let scratch = TempDir::new().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tutorial.toml");
    // walk-ins come to each grid: fewer grids, other issues
    let content = format!(
        "extends = {shipped:?}\n[[demand]]\nname = \"walk_ins\"\nat = \"grid\"\nrate = \"1/day\"\ncategories = {{ rubbish = 1.0 }}\n"
    );
    let path = written(&scratch, &content);
    let out = scratch.path().join("page.html");
    let output = wangge(&["replay", path.to_str().unwrap(), "--policies", "liaison,large_grids", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    for word in ["town.toml: the policies liaison and large_grids do not have the same issues", "walk_ins/", "alone", "help: "] {
        assert!(text(&output).contains(word), "{word:?} in {}", text(&output));
    }
    assert!(!out.exists());
}

#[test]
fn what_is_wrong_with_a_lesson_is_reported_at_its_line() {
    let scratch = TempDir::new().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tutorial.toml");
    let lesson = |lesson: &str| format!("extends = {shipped:?}\n[lesson]\nquestion = \"q\"\n{lesson}");
    for (content, line, words) in [
        ("policies = [\"before\", \"liaision\"]\ncaptions = []\n", 4, "did you mean `liaison`?"),
        ("policies = [\"before\", \"before\"]\ncaptions = []\n", 4, "both sides"),
        ("policies = [\"before\", \"liaison\"]\nfrom = \"200d\"\nfor = \"60d\"\ncaptions = []\n", 6, "at most the 40d that are left"),
        ("policies = [\"before\", \"liaison\"]\ncaptions = [\n{ at = \"10d\", text = \"x\" }]\n", 6, "30d to 60d"),
        ("policies = [\"before\", \"liaison\"]\ncaptions = [\n{ at = \"40d\", text = \"{left.opened}\" }]\n", 6, "left.opened"),
        ("policies = [\"before\", \"liaison\"]\ncaption = []\ncaptions = []\n", 5, "captions"),
    ] {
        let path = written(&scratch, &lesson(content));
        let output = wangge(&["check", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{content}: {}", text(&output));
        assert!(text(&output).contains(&format!("town.toml:{line}")) && text(&output).contains(words), "{content}: {}", text(&output));
    }
}
