//! Class-case analysis: the work on a cause comes on the first of the month by what has become known, takes its hours, and from its
//! end on prevents a share of what the cause brings; what is prevented stays in the cohort as solved in no time.

use std::collections::{BTreeMap, BTreeSet};

use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::RunResult;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{CategoryId, SimDuration, SimTime};
use wangge::world::{IssueKey, Origin};

use super::place::{DAY, HOUR, logged, once, value};
use super::towns::{base, read_text};

/// A village of 40 households in 4 buildings of 10, whose issues the grid learns of and settles; an analyst at the village has
/// nothing else to do.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "366d"
follow_up = "20d"
replications = 1
levels = ["grid", "village"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[calendars.day]
weekly = { weekdays = ["09:00-12:00", "13:00-17:00"] }
[roles.worker]
[roles.analyst]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "village"
staff = [{ role = "worker", count = 9 }]
[[units]]
name = "village"
level = "village"
per = "community"
staff = [{ role = "analyst", count = 1 }]
[[categories]]
name = "leak"
work = "1h"
[[categories]]
name = "lamp"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "6/year"
categories = { leak = 0.7, lamp = 0.3 }
[discovery]
reporting = 0.8
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
channels = { desk = { level = "grid" } }
delay = { exponential = { mean = "2d" } }
"#;

const ANALYSIS: &str = r#"
[class_cases]
at = "village"
looks_back = "60d"
at_least = 6
work = "16h"
prevents = 0.5
lasts = "100d"
"#;

fn town(extra: &str, sets: &[&str]) -> Setting {
    base(&format!("{TOWN}{extra}\n"), sets)
}

/// The town with an analyst.
pub fn analysis() -> Setting {
    town(ANALYSIS, &[])
}

/// Building and category of an issue of the town.
type Cause = (u32, CategoryId);

fn cause(row: &EventRow) -> Cause {
    let Origin::Household(household) = row.origin else { panic!("in a household") };
    (household / 10, row.category)
}

fn is_task(row: &EventRow) -> bool {
    row.category.index() == 2
}

/// Midnight of the first of a month of 2024.
fn is_first_of_month(at: SimTime) -> bool {
    let firsts = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    at.seconds().is_multiple_of(DAY) && firsts.contains(&(at.seconds() / DAY))
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn the_work_comes_on_the_first_of_the_month_for_each_cause_with_enough_known_issues() {
    let setting = town(ANALYSIS, &[]);
    let (_, rows) = logged(&setting, 1);
    let known: Vec<(SimTime, Cause)> =
        rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_))).map(|row| (row.at, cause(row))).collect();
    let came: Vec<SimTime> = rows.iter().filter(|row| is_task(row) && row.activity == Activity::Occurred).map(|row| row.at).collect();
    let done: Vec<SimTime> = rows.iter().filter(|row| is_task(row) && row.activity == Activity::Closed).map(|row| row.at).collect();
    assert!(came.len() >= 4 && came.iter().all(|at| is_first_of_month(*at)), "{came:?}");
    let firsts: BTreeSet<SimTime> = (0..366).map(|day| SimTime::from_seconds(day * DAY)).filter(|at| is_first_of_month(*at)).collect();
    // one analyst works on one after the other, in the order of buildings and categories
    let mut busy: BTreeMap<Cause, SimTime> = BTreeMap::new();
    let mut expected: Vec<(SimTime, Cause)> = Vec::new();
    let mut ends = done.iter();
    for first in firsts {
        let recent = |of: Cause| {
            let back = SimDuration::from_seconds(60 * DAY);
            known.iter().filter(|(at, cause)| *cause == of && *at < first && first.since(*at) <= back).count()
        };
        for building in 0..4 {
            for category in 0..2 {
                let of = (building, CategoryId::new(category));
                if recent(of) >= 6 && busy.get(&of).is_none_or(|until| *until <= first) {
                    expected.push((first, of));
                    let end = ends.next().map_or(SimTime::NEVER, |end| *end + SimDuration::from_seconds(100 * DAY));
                    busy.insert(of, end);
                }
            }
        }
    }
    assert_eq!(came, expected.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    // the first work by hand: 16 hours of an analyst who is there from 9 to 12 and from 13 to 17 on weekdays
    let first_day = came[0].seconds() / DAY;
    let weekday = |day: u32| day % 7 < 5;
    let mut left = 16 * HOUR;
    let mut day = first_day;
    let end = loop {
        if weekday(day) {
            if left <= 7 * HOUR {
                let lunch = if left > 3 * HOUR { HOUR } else { 0 };
                break day * DAY + 9 * HOUR + lunch + left;
            }
            left -= 7 * HOUR;
        }
        day += 1;
    };
    assert_eq!(done[0], SimTime::from_seconds(end));
    prevented_where_and_when_it_should(&rows, &expected, &done);
}

/// What is prevented lies between the end of the work on its cause and 100 days later, with a number below one half.
fn prevented_where_and_when_it_should(rows: &[EventRow], expected: &[(SimTime, Cause)], done: &[SimTime]) {
    let helped = |row: &EventRow| {
        let works = expected.iter().map(|(_, cause)| cause).zip(done);
        let last = SimDuration::from_seconds(100 * DAY);
        works.into_iter().any(|(of, end)| *of == cause(row) && *end <= row.at && row.at.since(*end) < last)
    };
    let (mut prevented, mut not) = (0, 0);
    for (row, next) in rows.iter().zip(&rows[1..]).filter(|(row, _)| row.activity == Activity::Occurred && !is_task(row)) {
        match next.activity {
            Activity::Prevented { share, uniform } if next.case == row.case => {
                assert!(helped(row) && (share, true) == (0.5, uniform < 0.5), "{row:?}");
                let fired = next.fired().expect("it says why");
                assert_eq!((fired.rule, fired.threshold, fired.value), ("class_cases", 0.5, uniform));
                prevented += 1;
            }
            _ => not += usize::from(helped(row)),
        }
    }
    let all = f64::from(prevented) + not as f64;
    let error = (0.25 / all).sqrt();
    println!("{prevented} of {all} prevented, expected 0.5, standard error {error:.3}");
    assert!(prevented > 20 && (f64::from(prevented) / all - 0.5).abs() < 4.0 * error);
}

/// The issues that occurred, without the work on causes.
fn occurrences(rows: &[EventRow]) -> Vec<(SimTime, IssueKey, CategoryId, Origin)> {
    let occurred = rows.iter().filter(|row| row.activity == Activity::Occurred && !is_task(row));
    occurred.map(|row| (row.at, row.key, row.category, row.origin)).collect()
}

#[test]
fn work_that_prevents_nothing_takes_its_hours_and_changes_no_issue() {
    let (absent, idle) = (town("", &[]), town(ANALYSIS, &["class_cases.prevents=0"]));
    let (before, rows) = logged(&absent, 2);
    let (after, with) = logged(&idle, 2);
    let of_issues = |rows: &[EventRow]| -> Vec<(SimTime, IssueKey, &'static str)> {
        rows.iter().filter(|row| !is_task(row)).map(|row| (row.at, row.key, row.activity.name())).collect()
    };
    assert!(of_issues(&rows) == of_issues(&with), "not one row of an issue differs");
    let hours = value(&idle, &after, Measure::TaskHours).unwrap();
    assert!(hours >= 16.0 * 3.0, "{hours}");
    assert_eq!(value(&idle, &after, Measure::PreventedShare), Some(0.0));
    for measure in [Measure::ResolutionTime, Measure::ResolutionRate, Measure::KnownShare, Measure::UnknownShare] {
        assert_eq!(value(&absent, &before, measure), value(&idle, &after, measure), "{measure:?}");
    }
    let columns = wangge::measure::replication::keys(&absent);
    assert!(!columns.contains(&Key::of_place(Measure::PreventedShare)), "only runs with the analysis have the measure");
}

#[test]
fn a_larger_share_prevents_all_that_a_smaller_one_does_and_occurrences_stay() {
    // the first work on a cause comes at the same time whatever is prevented, and helps to the end
    let run = |share: &str| logged(&town(ANALYSIS, &["class_cases.lasts=400d", share]), 3).1;
    let prevented = |rows: &[EventRow]| -> BTreeSet<IssueKey> {
        rows.iter().filter(|row| matches!(row.activity, Activity::Prevented { .. })).map(|row| row.key).collect()
    };
    let (small, large) = (run("class_cases.prevents=0.4"), run("class_cases.prevents=0.9"));
    assert_eq!(occurrences(&small), occurrences(&large));
    let first_end = |rows: &[EventRow]| rows.iter().find(|row| is_task(row) && row.activity == Activity::Closed).map(|row| row.at);
    assert_eq!(first_end(&small), first_end(&large));
    // of the causes whose work came first, at the same time under both
    let at_first = |rows: &[EventRow]| rows.iter().find(|row| is_task(row)).unwrap().at;
    let same: BTreeSet<Cause> = causes_taken_up(&small, at_first(&small));
    let of_these = |rows: &[EventRow]| -> BTreeSet<IssueKey> {
        let keys = prevented(rows);
        rows.iter().filter(|row| keys.contains(&row.key) && same.contains(&cause(row))).map(|row| row.key).collect()
    };
    let (few, many) = (of_these(&small), of_these(&large));
    println!("{} and {} prevented", few.len(), many.len());
    assert!(few.len() > 5 && many.len() > few.len() + few.len() / 2 && few.is_subset(&many));
}

/// Causes with at least 6 issues known in the 60 days before `first`.
fn causes_taken_up(rows: &[EventRow], first: SimTime) -> BTreeSet<Cause> {
    let mut known: BTreeMap<Cause, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_))) {
        let is_recent = row.at < first && first.since(row.at) <= SimDuration::from_seconds(60 * DAY);
        *known.entry(cause(row)).or_default() += usize::from(is_recent);
    }
    known.into_iter().filter(|(_, count)| *count >= 6).map(|(cause, _)| cause).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn what_is_prevented_is_solved_in_no_time_in_every_measure_of_the_cohort() {
    let setting = town(ANALYSIS, &["warm_up=50d"]);
    let (result, rows) = logged(&setting, 4);
    let span = &setting.span;
    let in_window = |at: SimTime| at >= span.window_start() && at < span.window_end();
    let mut cohort: BTreeMap<u32, (SimTime, Option<u32>)> = BTreeMap::new();
    let (mut prevented, mut known) = (0, 0);
    for row in rows.iter().filter(|row| !is_task(row)) {
        if row.activity == Activity::Occurred && in_window(row.at) {
            cohort.insert(row.case, (row.at, None));
        }
        let Some((occurred, ended)) = cohort.get_mut(&row.case) else { continue };
        let time = row.at.since(*occurred);
        match row.activity {
            Activity::Prevented { .. } => {
                assert_eq!(time, SimDuration::ZERO);
                *ended = Some(0);
                prevented += 1;
            }
            Activity::Fixed if time <= span.follow_up => *ended = Some(time.seconds()),
            Activity::BecameKnown(_) if time <= span.follow_up => known += 1,
            _ => {}
        }
    }
    let all = cohort.len() as f64;
    let seconds: f64 = cohort.values().map(|(_, ended)| f64::from(ended.unwrap_or(span.follow_up.seconds()))).sum();
    let solved = cohort.values().filter(|(_, ended)| ended.is_some()).count() as f64;
    let close = |measure, expected: f64| {
        let found = value(&setting, &result, measure).unwrap();
        assert!((found - expected).abs() < 1e-9, "{measure:?}: {found} is not {expected}");
    };
    assert!(prevented > 20, "{prevented}");
    close(Measure::PreventedShare, f64::from(prevented) / all);
    close(Measure::ResolutionTime, seconds / 3600.0 / all);
    close(Measure::ResolutionRate, solved / all);
    close(Measure::UnresolvedShare, 1.0 - solved / all);
    close(Measure::KnownShare, f64::from(known) / all);
    close(Measure::UnknownShare, 1.0 - f64::from(known + prevented) / all);
    let parts: f64 = Measure::TIME_ACCOUNT
        .iter()
        .filter(|part| **part != Measure::HoursDepartments)
        .map(|part| value(&setting, &result, *part).unwrap())
        .sum();
    close(Measure::ResolutionTime, parts);
    let levels = (0..2).map(|level| Group::Level(wangge::units::LevelId::new(level)));
    let at_levels: f64 = levels.map(|level| result.value(Measure::ResolvedAtLevel, level).unwrap()).sum();
    assert!((at_levels - 1.0).abs() < 1e-9, "{at_levels}: nobody has fixed what was prevented");
    assert!((result.curves.fixed[0] - f64::from(prevented) / all).abs() < 1e-9);
    assert_eq!(result.curves.recorded_closed[0], 0.0, "no record speaks of it");
}

/// Many buildings in which few issues of one kind come up, unless some are hot spots.
fn city(extra: &str) -> Setting {
    let text = TOWN
        .replace("households = 40\nhouseholds_per_building = 10", "communities = 2\nhouseholds = 2000\nhouseholds_per_building = 20")
        .replace("[grids]\nhouseholds = 40", "[grids]\nhouseholds = 500")
        .replace("rate = \"6/year\"", "rate = \"0.4/year\"")
        .replace("horizon = \"366d\"", "horizon = \"500d\"\nwarm_up = \"120d\"");
    let analysis = "[class_cases]\nat = \"village\"\nprevents = 0.3\n";
    base(&format!("{text}{analysis}{extra}"), &[])
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn it_helps_much_where_there_are_hot_spots_and_little_where_there_are_none() {
    let settings = [city("[hotspots]\ncv = 2\n"), city("")];
    let share = |setting: &Setting, replication| {
        let result: RunResult = once(setting, 12, replication);
        value(setting, &result, Measure::PreventedShare).unwrap()
    };
    let pairs: Vec<[f64; 2]> = (0..30).map(|replication| settings.each_ref().map(|setting| share(setting, replication))).collect();
    let [(much, _), (little, _)] = [0, 1].map(|at: usize| mean_and_error(&pairs.iter().map(|pair| pair[at]).collect::<Vec<_>>()));
    let (mean, error) = mean_and_error(&pairs.iter().map(|[with, without]| with - 3.0 * without).collect::<Vec<_>>());
    println!("prevented: {much:.4} with hot spots, {little:.4} without; t of the difference to three times as much {:.1}", mean / error);
    // one-sided, α = 0.001
    assert!(mean / error > 3.4 && much > 0.02);
}

#[test]
fn a_date_changes_how_much_is_prevented_and_ends_the_analysis() {
    let policy = |dated: &str| {
        let text = format!("{TOWN}{ANALYSIS}[policies.later]\ndated = [{dated}]\n");
        read_text(&text, &[]).map(|mut scenario| scenario.settings.remove(1))
    };
    let half_year = SimTime::from_seconds(182 * DAY);
    let end = policy("{ from = 2024-07-01, class_cases = { off = true } }").unwrap_or_else(|problems| panic!("{problems}"));
    let (_, rows) = logged(&end, 5);
    let came: Vec<SimTime> = rows.iter().filter(|row| is_task(row) && row.activity == Activity::Occurred).map(|row| row.at).collect();
    assert!(!came.is_empty() && came.iter().all(|at| *at < half_year), "{came:?}");
    let every =
        policy("{ from = 2024-07-01, class_cases = { every = \"week\", at_least = 3 } }").unwrap_or_else(|problems| panic!("{problems}"));
    let (_, rows) = logged(&every, 5);
    let weekly = rows.iter().filter(|row| is_task(row) && row.activity == Activity::Occurred && row.at >= half_year);
    assert!(weekly.clone().count() > 2 && weekly.clone().all(|row| (row.at.seconds() / DAY).is_multiple_of(7)), "on Mondays");
    let problems = policy("{ from = 2024-07-01, class_cases = { at = \"grid\" } }").expect_err("who does it stays");
    assert!(problems.iter().any(|problem| problem.key.ends_with("class_cases.at")), "{problems}");
    let added =
        format!("{TOWN}[policies.later]\ndated = [{{ from = 2024-07-01, class_cases = {{ at = \"village\", prevents = 0.3 }} }}]\n");
    let problems = read_text(&added, &[]).expect_err("nothing is added on a date");
    assert!(problems.iter().any(|problem| problem.key.contains("class_cases")), "{problems}");
}

#[test]
fn what_is_wrong_with_the_analysis_is_said_at_its_line() {
    let right = "[class_cases]\nat = \"village\"\nevery = \"month\"\nlooks_back = \"90d\"\nat_least = 5\nwork = \"16h\"\nprevents = 0.3\nlasts = \"365d\"\n";
    let first = TOWN.lines().count() + 1;
    let wrongs = [
        ("at = \"village\"", "at = \"vilage\"", 1, "class_cases.at", "`village`"),
        ("every = \"month\"", "every = \"monthly\"", 2, "class_cases.every", "month"),
        ("looks_back = \"90d\"", "looks_back = \"0d\"", 3, "class_cases.looks_back", "no time"),
        ("at_least = 5", "at_least = 0", 4, "class_cases.at_least", "1"),
        ("work = \"16h\"", "work = \"0h\"", 5, "class_cases.work", "no time"),
        ("prevents = 0.3", "prevents = 1.3", 6, "class_cases.prevents", "1"),
        ("lasts = \"365d\"", "lasts = \"0d\"", 7, "class_cases.lasts", "no time"),
        ("prevents = 0.3", "prevent = 0.3", 6, "class_cases.prevent", "`prevents`"),
    ];
    for (was, is, line, key, said) in wrongs {
        let problems = read_text(&format!("{TOWN}{}", right.replacen(was, is, 1)), &[]).expect_err(is);
        let problem = problems.iter().next().expect("one");
        let text = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or_default());
        assert!(problem.key == key && text.contains(said), "{is}: {} {text}", problem.key);
        assert_eq!(problem.line, first + line, "{is}: {problems}");
    }
    let says = |text: String, key: &str, said: &str| {
        let problems = read_text(&text, &[]).expect_err(said);
        assert!(problems.iter().any(|problem| problem.key == key && problem.message.contains(said)), "{problems}");
    };
    let whole = format!("{TOWN}{right}");
    says(whole.replace("month\"", "quarter\"").replace("2024-01-01", "2024-01-02").replace("366d", "60d"), "class_cases.every", "never");
    says(whole.replace("{ role = \"analyst\", count = 1 }", "{ role = \"analyst\", count = 0 }"), "class_cases.at", "nobody");
    says(whole.replace("lamp", "class_cases"), "class_cases", "category");
}
