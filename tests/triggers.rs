//! Rules by state: changes that hold while a backlog is high, with the instants at which they begin and end checked by hand; and
//! what no such rule may do: change anything by standing there, never begin, never end.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use wangge::experiment::design::plan::Plan;
use wangge::measure::event_log::{EventLog, RulesRow};
use wangge::measure::replication::observed;
use wangge::measure::run_result::RunResult;
use wangge::process::{Activity, Start};
use wangge::scenario::setting::{Counted, CountedAt, Epoch, Trigger};
use wangge::scenario::{Problems, Scenario, Setting, read};
use wangge::units::{LevelId, SimDuration, SimTime};

use super::event_log::{activities, log_of, numbers, run_into, texts};
use super::place::{HOUR, network};

/// A village of 40 households whose desk has one clerk; cases come from a file and take four hours each.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "30d"
follow_up = "10d"
replications = 1
levels = ["village"]
[place]
households = 40
[roles.clerk]
[[units]]
name = "desk"
level = "village"
per = "community"
staff = [{ role = "clerk", count = 1 }]
[[categories]]
name = "leak"
work = "4h"
[[demand]]
name = "counter"
at = "desk"
file = "cases.csv"
time_zone = "UTC"
"#;

const SURGE: &str = r#"
[[policies.surge.dated]]
while = { measure = "backlog", at = "desk", above = 3, below = 2, every = "1h" }
units = [{ name = "desk", staff = [{ role = "clerk", count = 3 }] }]
"#;

/// The scenario `text` with a file of cases beside it.
pub fn read_text(text: &str, cases: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cases.csv"), cases).unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[])
}

/// The policy `surge` of the village, with six cases at ten past midnight.
fn surge(more: &str) -> Setting {
    let cases = "opened,category\n".to_owned() + &"2024-01-01 00:10:00,leak\n".repeat(6);
    let scenario = read_text(&format!("{TOWN}{more}"), &cases).unwrap_or_else(|problems| panic!("{problems}"));
    scenario.settings.into_iter().next_back().unwrap()
}

fn logged(setting: &Setting, seed: u64) -> (RunResult, EventLog) {
    observed(setting, seed, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws")
}

fn at(hours: u32, minutes: u32) -> SimTime {
    SimTime::from_seconds(hours * HOUR + minutes * 60)
}

#[test]
fn rules_begin_and_end_in_the_hour_that_the_hand_says() {
    let (_, log) = logged(&surge(SURGE), 1);
    // 00:10 one case in work, five wait; counted at one: more than three, and two further clerks begin. 04:10 the first clerk takes
    // one of the three left; counted at five, before the pieces that end then: two, which is not fewer than two; counted at six: none
    let expected = [
        RulesRow { at: at(1, 0), trigger: 0, holds: true, threshold: 3, value: 5 },
        RulesRow { at: at(6, 0), trigger: 0, holds: false, threshold: 2, value: 0 },
    ];
    assert_eq!(log.rules, expected);
    assert_eq!(log.rules.map_activities(), ["rules_began", "rules_ended"]);
    let starts: Vec<SimTime> = log.rows.iter().filter(|row| matches!(row.activity, Activity::Started(_))).map(|row| row.at).collect();
    let fresh: Vec<SimTime> = starts.iter().copied().take(6).collect();
    assert_eq!(fresh, [at(0, 10), at(1, 0), at(1, 0), at(4, 10), at(5, 0), at(5, 0)]);
    // at six the two who came go again, and what they had in hand since five goes on with the one clerk
    let handed: Vec<SimTime> = log.rows.iter().filter(|row| row.activity == Activity::HandedOver).map(|row| row.at).collect();
    assert_eq!(handed, [at(6, 0), at(6, 0)]);
    let last = log.rows.iter().filter(|row| row.activity == Activity::Closed).map(|row| row.at).max();
    assert_eq!(last, Some(at(14, 10)), "4 h until 08:10, then twice the three hours that are left");
}

trait Activities {
    fn map_activities(&self) -> Vec<&'static str>;
}

impl Activities for Vec<RulesRow> {
    fn map_activities(&self) -> Vec<&'static str> {
        self.iter().map(RulesRow::activity).collect()
    }
}

#[test]
fn the_log_in_files_says_when_rules_began_and_ended() {
    let cases = "opened,category\n".to_owned() + &"2024-01-01 00:10:00,leak\n".repeat(6);
    let scenario = read_text(&format!("{TOWN}{SURGE}"), &cases).unwrap_or_else(|problems| panic!("{problems}"));
    let out = tempfile::tempdir().unwrap();
    run_into(out.path(), &Plan::new(&scenario, &["base", "surge"], Some(7), Some(2)).unwrap(), 1, 64, 2);
    assert!(activities(&log_of(out.path(), "base")).iter().all(|activity| !activity.starts_with("rules_")));
    let log = log_of(out.path(), "surge");
    let (activity, time, level, rule) = (activities(&log), texts(&log, "time"), texts(&log, "level"), texts(&log, "rule"));
    let (threshold, value, category) = (numbers(&log, "threshold"), numbers(&log, "value"), texts(&log, "category"));
    let rows = (0..log.height()).filter(|row| activity[*row].starts_with("rules_"));
    let found: Vec<_> = rows
        .map(|row| {
            assert_eq!((level[row].as_deref(), rule[row].as_deref(), &category[row]), (Some("village"), Some("backlog"), &None));
            (activity[row].as_str(), time[row].clone().unwrap(), threshold[row].unwrap(), value[row].unwrap())
        })
        .collect();
    let both = [
        ("rules_began", "2024-01-01T01:00:00+00:00".to_owned(), 3.0, 5.0),
        ("rules_ended", "2024-01-01T06:00:00+00:00".to_owned(), 2.0, 0.0),
    ];
    assert_eq!(found, [both.clone(), both].concat(), "once in each replication");
}

#[test]
fn a_state_that_never_comes_changes_nothing() {
    let plain = logged(&surge("\n[policies.surge]\ntitle = \"nothing\"\n"), 1);
    let never = logged(&surge(&SURGE.replace("above = 3, below = 2", "above = 6")), 1);
    // there are people who would come, and they have rows of their own
    assert!(plain.1 == never.1);
    assert_eq!(plain.0.stream, never.0.stream);
    let mut setting = network(60);
    let before = logged(&setting, 4);
    setting.triggers = vec![trigger(CountedAt::Everywhere, 1_000_000, 1)];
    setting.epochs.push(Epoch { holds: 1, ..setting.epochs[0].clone() });
    assert!(before == logged(&setting, 4));
}

fn trigger(scope: CountedAt, above: u32, below: u32) -> Trigger {
    let every = SimDuration::from_seconds(HOUR);
    Trigger { counted: Counted::Backlog, scope, above, below, from: SimTime::ZERO + every, every }
}

/// How many wait at the level after each whole hour's count, by the log of issues alone; events of the very second not yet seen.
fn waiting_by_hour(log: &EventLog, level: LevelId, horizon: u32) -> Vec<u32> {
    let mut changes: BTreeMap<u32, i64> = BTreeMap::new();
    let mut waits: BTreeMap<u32, bool> = BTreeMap::new();
    for row in &log.rows {
        let is_waiting = waits.entry(row.case).or_default();
        let before = *is_waiting;
        match row.activity {
            Activity::Queued | Activity::HandedOver => *is_waiting = true,
            Activity::Started(Start::FromQueue) | Activity::Escalated(_) | Activity::Rejected(_) => *is_waiting = false,
            _ => {}
        }
        if row.level == level {
            *changes.entry(row.at.seconds()).or_default() += i64::from(*is_waiting) - i64::from(before);
        }
    }
    let waiting = |hour: u32| changes.range(..hour * HOUR).map(|(_, change)| change).sum::<i64>();
    (1..=horizon / HOUR).map(|hour| u32::try_from(waiting(hour)).unwrap()).collect()
}

#[test]
fn what_is_counted_is_what_the_log_of_issues_says_hour_by_hour() {
    let mut setting = network(40);
    let level = LevelId::new(1);
    let (above, below) = (30, 12);
    setting.triggers = vec![trigger(CountedAt::Level(level), above, below)];
    let mut more = Epoch { holds: 1, ..setting.epochs[0].clone() };
    more.rules.staff[1].count += 3;
    setting.epochs[0].rules.staff[1].count = 3;
    setting.epochs.push(more);
    let (_, log) = logged(&setting, 5);
    let mut holds = false;
    let mut expected = Vec::new();
    for (hour, value) in (1..).zip(waiting_by_hour(&log, level, setting.span.end().seconds())) {
        let next = if holds { value >= below } else { value > above };
        if next != holds {
            holds = next;
            expected.push(RulesRow { at: at(hour, 0), trigger: 0, holds, threshold: if holds { above } else { below }, value });
        }
    }
    println!("{} changes of the rules: {:?}", expected.len(), &expected[..expected.len().min(4)]);
    assert!(expected.len() > 6);
    assert_eq!(log.rules, expected);
}

#[test]
fn changes_by_state_stand_on_those_by_date() {
    let dated = r#"
[[policies.surge.dated]]
from = "10d"
escalation = { village = { attempts = 4 } }
[[policies.surge.dated]]
from = "5d"
while = { measure = "overdue", above = 0, every = "2h" }
triage = { mistake = 0.5 }
"#;
    let setting = surge(&format!("{SURGE}{dated}"));
    assert_eq!(setting.starts().collect::<Vec<_>>(), [SimTime::ZERO, at(240, 0)]);
    assert_eq!(setting.epochs.len(), 8);
    let [first, second] = setting.triggers[..] else { panic!("{:?}", setting.triggers) };
    assert_eq!((first.from, first.above, first.below), (at(1, 0), 3, 2));
    assert_eq!((second.from, second.above, second.below, second.every.seconds()), (at(120, 0), 0, 1, 2 * HOUR));
    for (start, attempts) in [(0, 1), (1, 4)] {
        for holds in 0..4_u16 {
            let rules = &setting.epoch(start, holds).rules;
            let staff: i32 = rules.staff.iter().map(|staff| staff.count).sum();
            let mistake = if holds & 2 == 0 { 0.0 } else { 0.5 };
            let expected = (attempts, if holds & 1 == 0 { 1 } else { 3 }, mistake);
            assert_eq!((rules.levels[0].attempts, staff, rules.triage.mistake.get()), expected, "{start} {holds}");
        }
    }
    assert_eq!(setting.later_changes(), 3);
}

#[test]
fn wrong_triggers_are_reported_where_they_stand() {
    let fault = |old: &str, new: &str| {
        let surge = SURGE.replace(old, new);
        let problems = read_text(&format!("{TOWN}{surge}"), "opened,category\n").err().unwrap_or_else(|| panic!("{new} is accepted"));
        problems.to_string()
    };
    for (old, new, parts) in [
        ("below = 2", "below = 4", &["while.below", "4 is more than `above`, 3"][..]),
        ("below = 2", "below = 0", &["while.below", "0"]),
        ("at = \"desk\"", "at = \"desks\"", &["while.at", "no unit `desks`", "desk"]),
        ("measure = \"backlog\"", "measure = \"backlogs\"", &["while.measure", "backlogs", "backlog"]),
        ("every = \"1h\"", "every = \"40d\"", &["while.every", "can never hold", "after the end of the run"]),
        ("every = \"1h\"", "every = \"1s\"", &["while.every", "less than a minute"]),
        ("above = 3, ", "", &["while", "above"]),
        ("measure = \"backlog\"", "of = \"backlog\"", &["while", "measure"]),
        (
            "while = { measure = \"backlog\", at = \"desk\", above = 3, below = 2, every = \"1h\" }",
            "",
            &["dated", "`from` or `while` is missing"],
        ),
    ] {
        let text = fault(old, new);
        for part in parts {
            assert!(text.contains(part), "{new}: expected `{part}` in {text}");
        }
    }
    let many = SURGE.repeat(5);
    let problems = read_text(&format!("{TOWN}{many}"), "opened,category\n").err().map(|problems| problems.to_string());
    assert!(problems.as_ref().is_some_and(|text| text.contains("expected at most so many")), "{problems:?}");
    let empty = format!("{TOWN}{SURGE}")
        .replace("levels = [\"village\"]", "levels = [\"village\", \"county\"]")
        .replace("at = \"desk\", above", "at = \"county\", above");
    let problems = read_text(&empty, "opened,category\n").err().map(|problems| problems.to_string());
    assert!(problems.as_ref().is_some_and(|text| text.contains("no unit stands at the level `county`")), "{problems:?}");
}
