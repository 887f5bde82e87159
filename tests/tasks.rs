//! Background tasks: they come on civil dates to those they are sent to, queue with residents' issues as theory says, take the
//! hours they take wherever they are done, are in no measure of issues, and are never sent up.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::RunResult;
use wangge::process::{Activity, Start};
use wangge::queueing::formulas::MultiServer;
use wangge::scenario::{Problems, Setting, read};
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{LevelId, RoleId};

use crate::place::{DAY, HOUR, logged, once, value, value_of};

pub fn settings(text: &str) -> Result<Vec<Setting>, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).map(|scenario| scenario.settings)
}

#[track_caller]
pub fn setting(text: &str) -> Setting {
    settings(text).unwrap_or_else(|problems| panic!("{problems}\n{text}")).remove(0)
}

/// A town of 40 households in 4 buildings: grids with one worker each in office hours, under an office with one officer.
#[expect(clippy::too_many_lines, reason = "a scenario file")]
pub fn town(extra: &str) -> String {
    format!(
        r#"
start = 2024-01-01
horizon = "84d"
follow_up = "14d"
levels = ["grid", "town"]
[place]
households = 40
households_per_building = 10
building_spacing = "100m"
[grids]
households = 10
[calendars.day]
weekly = {{ weekdays = ["09:00-12:00", "13:00-17:00"] }}
[roles.worker]
calendar = "day"
entry = "10min"
[roles.officer]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "office"
staff = [{{ role = "worker", count = 1 }}]
[[units]]
name = "office"
level = "town"
per = "town"
staff = [{{ role = "officer", count = 1 }}]
[[categories]]
name = "leak"
due = "3d"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "6/year"
categories = {{ leak = 1.0 }}
[discovery]
reporting = 1.0
{extra}"#
    )
}

/// A desk of three people around the clock with issues at `per_hour`, and tasks of its own at `tasks_per_hour`.
fn desk(per_hour: f64, tasks_per_hour: f64, standing: &str) -> Setting {
    setting(&format!(
        r#"
start = 2024-01-01
warm_up = "50d"
horizon = "2000d"
follow_up = "10d"
levels = ["desk"]
[roles.clerk]
[[units]]
name = "desk"
level = "desk"
staff = [{{ role = "clerk", count = 3 }}]
[[categories]]
name = "case"
work = {{ exponential = {{ mean = "1h" }} }}
[[demand]]
name = "walk-in"
at = "desk"
rate = "{per_hour}/h"
[[tasks]]
name = "form"
at = "desk"
from = "desk"
rate = "{tasks_per_hour}/h"
work = {{ exponential = {{ mean = "1h" }} }}
before_issues = "{standing}"
"#
    ))
}

const WEEKLY: &str = r#"
[[tasks]]
name = "report"
at = "grid"
from = "town"
cadence = "week"
work = "2h"
due = "2d"
"#;

pub fn rows_of<'r>(setting: &Setting, rows: &'r [EventRow], name: &str) -> Vec<&'r EventRow> {
    let category = setting.categories.iter().position(|category| category.name == name).expect("the category exists");
    rows.iter().filter(|row| row.category.index() == category).collect()
}

#[track_caller]
fn place_value(setting: &Setting, result: &RunResult, measure: Measure) -> f64 {
    value(setting, result, measure).unwrap_or_else(|| panic!("{measure:?} has a value"))
}

#[track_caller]
fn level_value(setting: &Setting, result: &RunResult, measure: Measure, level: usize) -> f64 {
    value_of(setting, result, measure, Group::Level(LevelId::new(level))).unwrap_or_else(|| panic!("{measure:?} has a value"))
}

#[test]
fn no_tasks_at_all_and_an_entry_rule_and_systems_that_do_nothing_leave_everything_as_it_is() {
    let plain = setting(&town(""));
    let (expected, rows) = logged(&plain, 1);
    assert!(rows.len() > 100);
    for standing in ["before", "level", "after"] {
        let nothing = format!("{WEEKLY}copies = 0\nbefore_issues = \"{standing}\"\n[entry_rule]\nkeeps_out = 0\n[systems]\nseparate = 1\n");
        let (result, other) = logged(&setting(&town(&nothing)), 1);
        assert_eq!((result.stream, other.len()), (expected.stream, rows.len()), "{standing}");
        assert_eq!(other, rows, "{standing}");
    }
    let refused = format!("{WEEKLY}[entry_rule]\nkeeps_out = 1\n");
    assert_eq!(logged(&setting(&town(&refused)), 1).1, rows, "everything is refused");
    let changed = setting(&town(WEEKLY));
    assert_ne!(once(&changed, 1, 0).stream, expected.stream);
}

#[test]
fn a_weekly_report_of_two_hours_comes_on_monday_and_is_done_by_eleven() {
    let setting =
        setting(&town(&WEEKLY.replace("cadence", "before_issues = \"before\"\ncadence")).replace("rate = \"6/year\"", "rate = \"0/year\""));
    let (result, rows) = logged(&setting, 2);
    let rows = rows_of(&setting, &rows, "report");
    // twelve Mondays, four grids, and occurred, arrived, queued, started, fixed, closed
    assert_eq!(rows.len(), 12 * 4 * 6);
    let third: Vec<_> = rows.iter().filter(|row| row.case == 9).map(|row| (row.activity, row.at.seconds(), row.person.is_some())).collect();
    let (monday, nine) = (14 * DAY, 14 * DAY + 9 * HOUR);
    let entry = 600;
    assert_eq!(
        third,
        [
            (Activity::Occurred, monday, false),
            (Activity::Arrived, monday, false),
            (Activity::Queued, monday, false),
            (Activity::Started(Start::FromQueue), nine, true),
            (Activity::Fixed, nine + entry + 2 * HOUR, true),
            (Activity::Closed, nine + entry + 2 * HOUR, true),
        ]
    );
    let value = |measure| place_value(&setting, &result, measure);
    assert_eq!((value(Measure::Tasks), value(Measure::TaskHours), value(Measure::PushedDownShare)), (48.0, 96.0, 1.0));
    assert_eq!((value(Measure::TasksOnTimeRate), value(Measure::TasksOnPaperShare), value(Measure::Arrivals)), (1.0, 0.0, 0.0));
    assert_eq!((level_value(&setting, &result, Measure::TaskHours, 1), level_value(&setting, &result, Measure::TaskHours, 0)), (96.0, 0.0));
    // open from midnight to ten past eleven
    let open = 48.0 * f64::from(11 * HOUR + entry) / f64::from(84 * DAY);
    assert!((level_value(&setting, &result, Measure::TasksOpen, 0) - open).abs() < 1e-12);
    let administrative = value_of(&setting, &result, Measure::AdministrativeShare, Group::Role(RoleId::new(0)));
    let share = 12.0 * f64::from(2 * HOUR + entry) / f64::from(60 * 7 * HOUR);
    assert!(administrative.is_some_and(|counted| (counted - share).abs() < 1e-12), "{administrative:?} {share}");
}

#[test]
fn cadences_are_civil_and_daily_ones_keep_to_days_with_duty() {
    let comes = |cadence: &str, of: &str| {
        let setting =
            setting(&town(&format!("[[tasks]]\nname = \"form\"\n{of}\nfrom = \"town\"\ncadence = \"{cadence}\"\nwork = \"5min\"\n")));
        let (_, rows) = logged(&setting, 3);
        let rows = rows_of(&setting, &rows, "form");
        let mut days: BTreeMap<u32, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.activity == Activity::Occurred) {
            assert_eq!(row.at.seconds() % DAY, 0);
            *days.entry(row.at.seconds() / DAY).or_default() += 1;
        }
        days
    };
    let days = |found: &BTreeMap<u32, usize>| found.keys().copied().collect::<Vec<_>>();
    let at = "at = \"grid\"";
    assert_eq!(days(&comes("month", at)), [0, 31, 60]);
    assert_eq!(days(&comes("quarter", at)), [0]);
    assert_eq!(days(&comes("ten_days", at)), [0, 10, 20, 31, 41, 51, 60, 70, 80]);
    assert_eq!(days(&comes("week", at)), (0..12).map(|week| 7 * week).collect::<Vec<_>>());
    assert_eq!(days(&comes("day", at)), (0..84).filter(|day| day % 7 < 5).collect::<Vec<_>>());
    assert!(comes("month", at).values().all(|count| *count == 4), "one at each grid");
    assert!(comes("month", "of = \"officer\"").values().all(|count| *count == 1), "one for each officer");
    assert!(comes("month", "at = \"grid\"\nper_households = 20").values().all(|count| *count == 2), "one for 20 of 40 households");
}

#[test]
fn tasks_for_so_many_households_stay_when_grids_are_cut_and_tasks_of_a_unit_grow_with_their_number() {
    let count = |each: &str, households: u32| {
        let task = format!("[[tasks]]\nname = \"form\"\nat = \"grid\"\n{each}\nfrom = \"town\"\ncadence = \"week\"\nwork = \"5min\"\n");
        let setting = setting(&town(&task).replace("[grids]\nhouseholds = 10", &format!("[grids]\nhouseholds = {households}")));
        place_value(&setting, &once(&setting, 4, 0), Measure::Tasks)
    };
    assert_eq!([count("", 10), count("", 20), count("", 40)], [48.0, 24.0, 12.0]);
    for size in [10, 20, 40] {
        let seven = count("per_households = 7", size);
        assert!((seven - 12.0 * 40.0 / 7.0).abs() < 1.0, "{size}: {seven}");
    }
}

#[test]
fn tasks_for_so_many_members_come_to_the_unit_above_them_and_to_nobody_without_members() {
    let member = "[members]\ncount = 4\nwilling = 1.0\n\n[roles.member]\nvolunteer = true\n\n\
        [[units]]\nname = \"member\"\nlevel = \"grid\"\nper = \"member\"\nunder = \"office\"\nstaff = [{ role = \"member\", count = 1 }]\n\n";
    let count = |members: &str, each: &str| {
        let task = format!("[[tasks]]\nname = \"care\"\nat = \"office\"\n{each}\nfrom = \"town\"\ncadence = \"month\"\nwork = \"30min\"\n");
        let setting = setting(&town(&format!("{members}{task}")));
        place_value(&setting, &once(&setting, 4, 0), Measure::Tasks)
    };
    // three months begin: four members, one in two
    assert_eq!([count(member, "per_members = 1"), count(member, "per_members = 2")], [12.0, 6.0]);
    assert_eq!(count(&member.replace("count = 4", "count = 8"), "per_members = 1"), 24.0);
    assert_eq!(count("", "per_members = 1"), 0.0, "no members, no care for them");
    assert_eq!(count("", ""), 3.0, "once for the unit where nothing is said");
}

/// Three clerks, 2.25 cases an hour in all of an hour each, 40% of them tasks. 12 runs of 2,000 days; four standard errors over runs.
#[test]
fn tasks_before_after_and_level_with_issues_are_the_priority_queues_of_theory() {
    let queue = MultiServer { servers: 3, arrivals: 2.25, service: 1.0 };
    let key = Key { measure: Measure::QueueWait, group: Group::Level(LevelId::new(0)) };
    let theory = [
        ("before", queue.priority_mean_waits(&[0.4, 0.6])[1]),
        ("level", queue.mean_wait()),
        ("after", queue.priority_mean_waits(&[0.6, 0.4])[0]),
    ];
    for (standing, expected) in theory {
        let setting = desk(2.25 * 0.6, 2.25 * 0.4, standing);
        let values: Vec<f64> = (0..12).map(|run| once(&setting, 5, run).measures.value(key).expect("waits")).collect();
        let mean = values.iter().sum::<f64>() / 12.0;
        let error = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 11.0 / 12.0).sqrt();
        println!("{standing}: theory {expected:.4} h, simulated {mean:.4} ± {error:.4} h");
        assert!((mean - expected).abs() < 4.0 * error && error < 0.02, "{standing}: {mean} {error}");
    }
}

#[test]
fn what_the_entry_rule_refuses_is_done_above_with_the_same_hours_and_the_grids_have_less() {
    let task = WEEKLY.replace("work = \"2h\"", "work = { exponential = { mean = \"2h\" } }");
    let run = |rule: &str| {
        let setting = setting(&town(&format!("{task}{rule}")));
        let (result, rows) = logged(&setting, 6);
        let done = rows_of(&setting, &rows, "report").iter().filter(|row| row.activity == Activity::Closed).count();
        let administrative =
            |role| value_of(&setting, &result, Measure::AdministrativeShare, Group::Role(RoleId::new(role))).expect("hours");
        let [tasks, hours, pushed] =
            [Measure::Tasks, Measure::TaskHours, Measure::PushedDownShare].map(|measure| place_value(&setting, &result, measure));
        (tasks, done, hours, pushed, [administrative(0), administrative(1)])
    };
    let all = run("");
    let half = run("[entry_rule]\nkeeps_out = 0.5\ndone_above = true\n");
    let none = run("[entry_rule]\nkeeps_out = 1\ndone_above = true\n");
    let gone = run("[entry_rule]\nkeeps_out = 0.5\n");
    println!("{all:?}\n{half:?}\n{none:?}\n{gone:?}");
    assert_eq!((all.0, half.0, none.0), (48.0, 48.0, 48.0));
    assert_eq!((all.1, half.1, none.1), (48, 48, 48), "all are done by the end");
    assert!((all.2 - half.2).abs() < 1e-9 && (all.2 - none.2).abs() < 1e-9, "the hours are conserved");
    assert!(all.3 == 1.0 && none.3 == 0.0 && (0.3..0.7).contains(&half.3));
    assert!(half.4[0] < all.4[0] && half.4[1] > all.4[1] && none.4[0] < half.4[0] && none.4[1] > half.4[1]);
    assert!((gone.2 - half.2 * half.3).abs() < 1e-9, "nobody does what is refused");
}

/// Forms of 6.5 hours in a day of eight, and a round of an hour and a half a building.
#[test]
fn an_entry_rule_leaves_grids_less_busy_and_fewer_rounds_unmade_and_the_town_busier() {
    let run = |keeps_out: &str| {
        let round = "[[rounds]]\nname = \"round\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nstop = \"90min\"\nshare = 1.0\n";
        let task = "[[tasks]]\nname = \"form\"\nat = \"grid\"\nfrom = \"town\"\ncadence = \"day\"\nwork = \"6h 30min\"\n";
        let setting = setting(&town(&format!("{round}{task}[entry_rule]\nkeeps_out = {keeps_out}\ndone_above = true\n")));
        let result = once(&setting, 11, 0);
        let hours =
            |role| value_of(&setting, &result, Measure::AdministrativeShare, Group::Role(RoleId::new(role))).expect("administration");
        (hours(0), place_value(&setting, &result, Measure::PatrolStopsUnmadeShare), hours(1))
    };
    let of = ["0", "0.25", "0.5"].map(run);
    println!("grid, unmade, town: {of:?}");
    for pair in of.windows(2) {
        assert!(pair[1].0 < pair[0].0 && pair[1].1 < pair[0].1 && pair[1].2 > pair[0].2, "{pair:?}");
    }
}

#[test]
fn unclear_tasks_come_back_once_with_half_the_work_and_what_is_coped_with_takes_no_hours() {
    let run = |extra: &str| {
        let setting = setting(&town(&format!("{WEEKLY}{extra}")));
        let (result, rows) = logged(&setting, 7);
        let came = rows_of(&setting, &rows, "report").iter().filter(|row| row.activity == Activity::Occurred).count();
        let [tasks, hours, paper] =
            [Measure::Tasks, Measure::TaskHours, Measure::TasksOnPaperShare].map(|measure| place_value(&setting, &result, measure));
        (tasks, came, hours, paper)
    };
    let (clear, unclear) = (run(""), run("clarity = 0\n"));
    assert_eq!((clear, unclear), ((48.0, 48, 96.0, 0.0), (48.0, 96, 144.0, 0.0)));
    let some = run("clarity = 0.8\n");
    assert!(some.1 > 48 && some.1 < 75 && (some.2 - 96.0 - (some.1 as f64 - 48.0)).abs() < 1e-9, "{some:?}");
    let coped = run("coping = 0.4\n");
    assert!((0.2..0.6).contains(&coped.3) && (coped.2 - 96.0 * (1.0 - coped.3)).abs() < 1e-9, "{coped:?}");
    let (more, doubled) = (run("copies = 1.5\n"), run("copies = 2\n"));
    assert!((60.0..84.0).contains(&more.0) && doubled.0 == 96.0 && doubled.2 == 192.0, "{more:?} {doubled:?}");
}

#[test]
fn each_case_is_entered_into_every_separate_system() {
    let run = |separate: u32| {
        let setting = setting(&town(&format!("{WEEKLY}[systems]\nseparate = {separate}\n")));
        let (result, rows) = logged(&setting, 8);
        let taken_up = rows
            .iter()
            .filter(|row| matches!(row.activity, Activity::Started(Start::AtOnce | Start::FromQueue)) && row.level == LevelId::new(0));
        (place_value(&setting, &result, Measure::DuplicateEntryHours), taken_up.count() as f64)
    };
    for separate in [2, 4] {
        let (hours, cases) = run(separate);
        assert!(cases > 80.0 && (hours - f64::from(separate - 1) * cases / 6.0).abs() < 0.2, "{hours} h for {cases} cases");
    }
}

#[test]
fn tasks_are_never_sent_up_timed_or_counted_among_issues() {
    let busy = "[supervision]\n[escalation.all]\nwait_limit = \"2h\"\nbacklog = 1\n[feedback]\nin_time = 1\nlate = 0\nunfixed = 0\n";
    let task = WEEKLY.replace("cadence = \"week\"", "rate = \"3/day\"").replace("due = \"2d\"", "due = \"1h\"");
    let setting = setting(&town(&format!("{task}{busy}")));
    let (result, rows) = logged(&setting, 9);
    let tasks = rows_of(&setting, &rows, "report");
    assert!(tasks.len() > 1_000);
    for row in &tasks {
        let is_plain = matches!(
            row.activity,
            Activity::Occurred
                | Activity::Arrived
                | Activity::Queued
                | Activity::Started(_)
                | Activity::HandedOver
                | Activity::Fixed
                | Activity::Closed
        );
        assert!(is_plain && row.level == LevelId::new(0), "{:?}", row.activity);
    }
    let leaks = rows_of(&setting, &rows, "leak");
    assert!(leaks.iter().any(|row| matches!(row.activity, Activity::Escalated(_))), "issues are sent up");
    let occurred = leaks.iter().filter(|row| row.activity == Activity::Occurred).count();
    assert_eq!(place_value(&setting, &result, Measure::Arrivals), occurred as f64);
    assert!(place_value(&setting, &result, Measure::TasksOnTimeRate) < 0.5);
}

#[test]
fn people_who_have_half_the_tasks_take_up_issues_sooner() {
    let run = |tasks_per_hour: f64| {
        let setting = desk(0.9, tasks_per_hour, "level");
        let result = once(&setting, 10, 0);
        let utilisation = value_of(&setting, &result, Measure::Utilisation, Group::Role(RoleId::new(0))).expect("hours");
        (utilisation, place_value(&setting, &result, Measure::ResponseTime), place_value(&setting, &result, Measure::ResolutionTime))
    };
    let (busy, relieved) = (run(1.8), run(0.9));
    println!("{busy:?} {relieved:?}");
    assert!((busy.0 - 0.9).abs() < 0.02 && (relieved.0 - 0.6).abs() < 0.02);
    assert!(relieved.1 < 0.25 * busy.1 && relieved.2 < 0.6 * busy.2);
}

#[test]
fn tasks_before_issues_leave_rounds_unmade_and_tasks_after_them_wait_for_the_rounds() {
    let round = "[[rounds]]\nname = \"round\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nstop = \"90min\"\nshare = 1.0\n";
    let run = |standing: &str| {
        let task = format!(
            "[[tasks]]\nname = \"form\"\nat = \"grid\"\nfrom = \"town\"\ncadence = \"day\"\nwork = \"6h 30min\"\nbefore_issues = \"{standing}\"\n"
        );
        let setting = setting(&town(&format!("{round}{task}")));
        let result = once(&setting, 11, 0);
        (place_value(&setting, &result, Measure::PatrolStopsUnmadeShare), place_value(&setting, &result, Measure::TasksOpen))
    };
    let [before, level, after] = ["before", "level", "after"].map(run);
    println!("{before:?} {level:?} {after:?}");
    assert!(before.0 > after.0 + 0.1 && level.0 > after.0 + 0.1, "rounds unmade");
    assert!(after.1 > 2.0 * before.1, "tasks open");
}

#[test]
fn a_campaign_is_a_dated_change_and_a_task_may_end_on_a_date() {
    let days = |policy: &str| {
        let text = town(&format!("{WEEKLY}[[policies.later.dated]]\nfrom = \"28d\"\n{policy}\n"));
        let settings = settings(&text).unwrap_or_else(|problems| panic!("{problems}"));
        let setting = settings.iter().find(|setting| setting.policy == "later").expect("the policy");
        let (_, rows) = logged(setting, 12);
        let mut days: BTreeMap<u32, usize> = BTreeMap::new();
        for row in rows_of(setting, &rows, "report").iter().filter(|row| row.activity == Activity::Occurred) {
            *days.entry(row.at.seconds() / DAY / 7).or_default() += 1;
        }
        (0..12).map(|week| days.get(&week).copied().unwrap_or(0)).collect::<Vec<_>>()
    };
    assert_eq!(days("tasks = [{ name = \"report\", copies = 3 }]"), [4, 4, 4, 4, 12, 12, 12, 12, 12, 12, 12, 12]);
    assert_eq!(days("tasks = [{ name = \"report\", copies = 0 }]"), [4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn what_is_wrong_with_a_task_is_said_at_its_line() {
    let right = "[[tasks]]\nname = \"report\"\nat = \"grid\"\nfrom = \"town\"\ncadence = \"week\"\nwork = \"2h\"\n";
    let first = town("").lines().count() + 1;
    let wrongs = [
        ("at = \"grid\"", "at = \"gird\"", 2, "tasks.report.at", "`grid`"),
        ("at = \"grid\"", "of = \"workr\"", 2, "tasks.report.of", "`worker`"),
        ("at = \"grid\"\n", "", 0, "tasks.report", "neither"),
        ("at = \"grid\"", "at = \"grid\"\nof = \"worker\"", 0, "tasks.report", "both"),
        ("from = \"town\"", "from = \"twon\"", 3, "tasks.report.from", "`town`"),
        ("at = \"grid\"\nfrom = \"town\"", "at = \"office\"\nfrom = \"grid\"", 3, "tasks.report.from", "below"),
        ("cadence = \"week\"\n", "", 0, "tasks.report", "neither"),
        ("cadence = \"week\"", "cadence = \"weekly\"", 4, "tasks.report.cadence", "week"),
        ("work = \"2h\"", "work = \"0h\"", 5, "tasks.report.work", "no time"),
        ("work = \"2h\"", "work = \"2h\"\n[entry_rule]\nkeeps_out = 1.5", 7, "entry_rule.keeps_out", "1"),
        ("name = \"report\"", "name = \"leak\"", 1, "tasks.leak.name", "category"),
    ];
    for (was, is, line, key, said) in wrongs {
        let problems = settings(&town(&right.replacen(was, is, 1))).expect_err(is);
        assert_eq!(problems.count(), 1, "{is}: {problems}");
        let problem = problems.iter().next().expect("one");
        let text = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or_default());
        assert!(problem.key == key && text.contains(said), "{is}: {} {text}", problem.key);
        assert_eq!(problem.line, first + line, "{is}: {problems}");
    }
    let late = town(&right.replace("week", "quarter")).replace("start = 2024-01-01", "start = 2024-01-02").replace("84d", "60d");
    let problems = settings(&late).expect_err("no quarter begins");
    assert!(problems.iter().all(|problem| problem.key == "tasks.report.cadence" && problem.message.contains("never")), "{problems}");
    let idle = town(right).replace("staff = [{ role = \"worker\", count = 1 }]", "staff = [{ role = \"worker\", count = 0 }]");
    let problems = settings(&idle).expect_err("nobody is there");
    assert!(problems.iter().any(|problem| problem.key == "tasks.report.at" && problem.message.contains("nobody")), "{problems}");
}

#[test]
fn volunteers_leave_tasks_to_staff_but_for_their_own_and_whoever_is_away_leaves_a_task_first_in_its_place() {
    let helped = |of: &str| {
        let text = town(&format!(
            "[roles.helper]\nvolunteer = true\n[[tasks]]\nname = \"form\"\nof = \"{of}\"\nfrom = \"town\"\nrate = \"4/day\"\nwork = \"1h\"\n\
             [absence]\nrate = \"40/year\"\nlength = \"1d\"\n"
        ));
        let text = text.replace("{ role = \"worker\", count = 1 }", "{ role = \"worker\", count = 1 }, { role = \"helper\", count = 1 }");
        let setting = setting(&text);
        let result = once(&setting, 13, 0);
        let of_role = |name: &str| setting.roles.iter().position(|role| role.name == name).map(RoleId::new).expect("a role");
        let hours = |name: &str| {
            let people = result.people.iter().filter(|row| row.role == of_role(name));
            people.fold((0, 0), |sum, row| (sum.0 + row.administrative_seconds, sum.1 + row.handled_seconds))
        };
        (hours("worker"), hours("helper"), place_value(&setting, &result, Measure::TaskHours))
    };
    let (worker, helper, task_hours) = helped("worker");
    println!("worker {worker:?}, helper {helper:?}, tasks {task_hours} h");
    assert!(task_hours > 500.0 && worker.0 > 500 * u64::from(HOUR));
    assert!(helper.0 == 0 && helper.1 > 0, "the helper has issues and no forms");
    let (_, helper, _) = helped("helper");
    assert!(helper.0 > 500 * u64::from(HOUR), "these are theirs");
}
