//! The time account: its parts are what the event log says, add up to the resolution time, and move where a policy acts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use wangge::measure::event_log::EventRow;
use wangge::measure::replication::keys;
use wangge::measure::run_result::RunResult;
use wangge::process::Activity;
use wangge::scenario::setting::{Epoch, NamedCalendar, Role, ShiftEnd, Staff};
use wangge::scenario::{Setting, read};
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::units::{Calendar, CalendarId, LevelId, RoleId, SimDuration, SimTime};

use crate::laws::busy_network;
use crate::place::{DAY, HOUR, constant, days, desk, exponential, hours, logged, once, value, value_of, weekly};

/// What an issue is in, as the log alone tells.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Now {
    /// In a part without duty hours.
    Plain(Measure),
    /// In a queue.
    Waiting,
    /// With somebody who rests with it.
    InHand,
}

/// Where the log puts an issue after `row`; `None` where it stays.
fn after(row: &EventRow, now: Now, overruns: bool, is_gone_or_incident: bool) -> Option<Now> {
    if is_gone_or_incident && !matches!(row.activity, Activity::SelfResolved) {
        return None;
    }
    Some(match row.activity {
        Activity::Queued | Activity::HandedOver | Activity::Returned => Now::Waiting,
        Activity::Started(_) if overruns => Now::Plain(Measure::HoursInHand),
        Activity::Started(_) => Now::InHand,
        Activity::WaitedOutside => Now::Plain(Measure::HoursOutside),
        Activity::SetOut => Now::Plain(Measure::HoursTravelling),
        Activity::Lost => Now::Plain(Measure::HoursLost),
        Activity::Rejected(_) => Now::Plain(Measure::HoursRejected),
        Activity::Closed => Now::Plain(Measure::HoursOnPaper),
        Activity::SelfResolved => Now::Plain(Measure::HoursGone),
        Activity::TurnedIncident => Now::Plain(Measure::HoursIncident),
        _ => return Some(now),
    })
}

/// The account of the occurrence cohort from the log alone, hours per issue, and the number of issues; all people follow
/// `calendar`.
fn recount(setting: &Setting, rows: &[EventRow], working: &dyn Fn(SimTime, SimTime) -> u32) -> (BTreeMap<Measure, f64>, usize) {
    let mut cases: BTreeMap<u32, Vec<&EventRow>> = BTreeMap::new();
    for row in rows {
        cases.entry(row.case).or_default().push(row);
    }
    let (from, to) = (setting.span.window_start(), setting.span.window_end());
    cases.retain(|_, rows| rows[0].at >= from && rows[0].at < to);
    let mut seconds: BTreeMap<Measure, u64> = Measure::TIME_ACCOUNT.iter().map(|part| (*part, 0)).collect();
    for rows in cases.values() {
        let end = rows[0].at + setting.span.follow_up;
        let (mut now, mut since, mut is_ended) = (Now::Plain(Measure::HoursUndiscovered), rows[0].at, false);
        let fixed = rows.iter().find(|row| row.activity == Activity::Fixed).map_or(end, |row| row.at.min(end));
        let mut book = |now: Now, since: SimTime, until: SimTime| {
            let (since, until) = (since.min(fixed), until.min(fixed));
            let all = u64::from(until.since(since).seconds());
            let on_duty = u64::from(working(since, until));
            let mut add = |part: Measure, length: u64| *seconds.get_mut(&part).expect("a part") += length;
            let on_duty = if matches!(now, Now::Plain(_)) { all } else { on_duty };
            match now {
                Now::Plain(part) => add(part, on_duty),
                Now::Waiting => add(Measure::HoursQueued, on_duty),
                Now::InHand => add(Measure::HoursInHand, on_duty),
            }
            add(Measure::HoursOffDuty, all - on_duty);
        };
        for row in rows {
            let role = row.person.map(|_| row.level.index());
            let overruns = role.is_some_and(|role| setting.epochs[0].rules.roles[role].shift_end == ShiftEnd::Finish);
            if let Some(next) = after(row, now, overruns, is_ended) {
                book(now, since, row.at);
                (now, since) = (next, row.at);
            }
            is_ended |= matches!(row.activity, Activity::SelfResolved | Activity::TurnedIncident);
        }
        book(now, since, end);
    }
    let count = cases.len();
    (seconds.into_iter().map(|(part, seconds)| (part, seconds as f64 / f64::from(HOUR) / count as f64)).collect(), count)
}

/// Whether runs without a whistle have the part, as all here are.
fn is_there(part: Measure) -> bool {
    part != Measure::HoursDepartments
}

fn parts(setting: &Setting, result: &RunResult) -> BTreeMap<Measure, f64> {
    Measure::TIME_ACCOUNT
        .into_iter()
        .filter(|part| is_there(*part))
        .map(|part| (part, value(setting, result, part).expect("a cohort")))
        .collect()
}

/// The parts of the measures are those of the log, and add up.
#[track_caller]
fn assert_recounted(setting: &Setting, seed: u64, working: &dyn Fn(SimTime, SimTime) -> u32) -> BTreeMap<Measure, f64> {
    let (result, rows) = logged(setting, seed);
    let (expected, count) = recount(setting, &rows, working);
    let found = parts(setting, &result);
    assert!(count > 0);
    for part in Measure::TIME_ACCOUNT.into_iter().filter(|part| is_there(*part)) {
        let (found, expected) = (found[&part], expected[&part]);
        assert!((found - expected).abs() < 1e-9, "{part:?}: {found} hours, {expected} by the log (seed {seed}, {count} issues)");
    }
    let sum: f64 = found.values().sum();
    let whole = value(setting, &result, Measure::ResolutionTime).expect("a cohort");
    assert!((sum - whole).abs() < 1e-9, "{sum} hours in parts, {whole} in all");
    let levels = (0..setting.levels.len()).map(|level| Group::Level(LevelId::new(level)));
    let by_level: f64 = levels.map(|level| value_of(setting, &result, Measure::HoursQueued, level).expect("a cohort")).sum();
    assert!((by_level - found[&Measure::HoursQueued]).abs() < 1e-9, "{by_level} hours by level");
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Every shift end, juggling, waits outside, escalation, dated rules.
    #[test]
    fn the_account_of_a_network_is_that_of_its_event_log(seed in any::<u64>(), shape in 0_u32..12) {
        let setting = busy_network(shape);
        let office = &setting.calendars[0].hours;
        let found = assert_recounted(&setting, seed, &|from, to| office.working_between(from, to).seconds());
        for part in [Measure::HoursQueued, Measure::HoursOffDuty, Measure::HoursInHand, Measure::HoursOutside] {
            prop_assert!(found[&part] > 0.0, "{part:?}");
        }
        prop_assert_eq!(found[&Measure::HoursUndiscovered], 0.0);
    }

    /// Everything that ends an issue otherwise than by a fix.
    #[test]
    fn the_account_of_a_town_is_that_of_its_event_log(seed in any::<u64>()) {
        let setting = town("");
        let day = hours_of_day(&setting);
        assert_recounted(&setting, seed, &|from, to| day.working_between(from, to).seconds());
    }
}

#[test]
fn every_part_of_the_account_can_be_seen_in_a_town() {
    let mut sums: BTreeMap<Measure, f64> = BTreeMap::new();
    let setting = town("");
    let day = hours_of_day(&setting);
    for seed in 0..20 {
        for (part, hours) in assert_recounted(&setting, seed, &|from, to| day.working_between(from, to).seconds()) {
            *sums.entry(part).or_default() += hours;
        }
    }
    println!("{sums:?}");
    assert!(sums.values().all(|hours| *hours > 0.0), "{sums:?}");
}

/// A village of 400 households, one grid worker and one town officer; issues are reported after a day, dropped, closed on
/// paper and noticed, rejected, turn incidents or are gone.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "80d"
warm_up = "10d"
follow_up = "20d"
levels = ["grid", "town"]
[place]
households = 400
households_per_building = 10
building_spacing = "100m"
[grids]
households = 400
[calendars.day]
weekly = { daily = ["08:00-18:00"] }
[roles.worker]
calendar = "day"
[roles.officer]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "town"
staff = [{ role = "worker", total = 1 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "officer", count = 1 }]
[triage]
dropped = 0.2
[passing]
hop_delay = "6h"
[closing]
falsely = 0.4
noticed = 0.5
delay = "3d"
[[categories]]
name = "leak"
work = "5h"
success = 0.6
difficulty = { grid = 0.6, town = 0.4 }
external_wait = { probability = 0.4, length = "30h", after = 0.5 }
heals = { exponential = { mean = "40d" } }
worsens = { probability = 0.2, after = "5d" }
[[demand]]
name = "homes"
at = "households"
rate = "1.2/year"
categories = { leak = 1.0 }
[discovery]
reporting = 0.9
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
delay = "24h"
incidents_at = "town"
channels = { desk = { level = "grid", weight = 1.0 } }
"#;

#[track_caller]
fn read_text(text: &str) -> Setting {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0)
}

/// When everybody in the town is on duty.
fn hours_of_day(setting: &Setting) -> Calendar {
    setting.calendars.iter().find(|calendar| calendar.name == "day").expect("a calendar").hours.clone()
}

#[track_caller]
fn town(more: &str) -> Setting {
    read_text(&format!("{TOWN}{more}\n"))
}

/// The town where every attempt succeeds, nothing is dropped, gone or worse, and everything is reported after `delay`.
fn quiet(delay: &str, workers: u32, rate: &str) -> Setting {
    let changes = [
        ("dropped = 0.2", "dropped = 0.0"),
        ("success = 0.6\n", ""),
        ("difficulty = { grid = 0.6, town = 0.4 }\n", ""),
        ("external_wait = { probability = 0.4, length = \"30h\", after = 0.5 }\n", ""),
        ("heals = { exponential = { mean = \"40d\" } }\n", ""),
        ("worsens = { probability = 0.2, after = \"5d\" }\n", ""),
        ("reporting = 0.9", "reporting = 1.0"),
    ];
    let text = changes.iter().fold(TOWN.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let text = text.replace("delay = \"24h\"", &format!("delay = \"{delay}\"")).replace("work = \"5h\"", "work = \"12h\"");
    read_text(&text.replace("total = 1", &format!("total = {workers}")).replace("1.2/year", rate))
}

/// One issue, reported after 24 hours, with 12 hours of work, in a town whose worker is there from 8 to 18 every day: its
/// account by hand.
#[test]
fn the_account_of_one_issue_is_what_its_event_log_says_by_hand() {
    let setting = quiet("24h", 1, "0.02/year");
    let window = |row: &EventRow| row.at >= setting.span.window_start() && row.at < setting.span.window_end();
    let occurrences = |rows: &[EventRow]| rows.iter().filter(|row| row.activity == Activity::Occurred).filter(|row| window(row)).count();
    let alone =
        (0..200).map(|seed| logged(&setting, seed)).find(|(_, rows)| occurrences(rows) == 1 && rows.iter().all(|row| row.case == 0));
    let (result, rows) = alone.expect("a run with one issue");
    let at = |activity: fn(&Activity) -> bool| rows.iter().find(|row| activity(&row.activity)).expect("a row").at.seconds();
    let occurred = at(|activity| *activity == Activity::Occurred);
    let (known, fixed) = (at(|activity| matches!(activity, Activity::BecameKnown(_))), at(|activity| *activity == Activity::Fixed));
    assert_eq!(known, occurred + 24 * HOUR);
    let nights = (known..fixed).filter(|second| !(8 * HOUR..18 * HOUR).contains(&(second % DAY))).count();
    assert_eq!(fixed as usize - known as usize, 12 * HOUR as usize + nights, "12 hours of work by day, and the nights");
    assert!(nights > 0);
    let hours = |part| value(&setting, &result, part).expect("a cohort");
    let expected = [(Measure::HoursUndiscovered, 24.0), (Measure::HoursInHand, 12.0), (Measure::HoursOffDuty, nights as f64 / 3_600.0)];
    for part in Measure::TIME_ACCOUNT.into_iter().filter(|part| is_there(*part)) {
        let expected = expected.iter().find(|(known, _)| *known == part).map_or(0.0, |(_, hours)| *hours);
        assert_eq!(hours(part), expected, "{part:?}");
    }
    assert_eq!(hours(Measure::ResolutionTime), f64::from(fixed - occurred) / 3_600.0);
    assert_eq!(
        (hours(Measure::HandlingTime), hours(Measure::ClosingTime)),
        (f64::from(fixed - known) / 3_600.0, f64::from(fixed - known) / 3_600.0)
    );
}

#[test]
fn more_staff_lowers_the_queues_and_leaves_what_is_undiscovered_as_it_is() {
    let [few, more] = [1, 3].map(|workers| quiet("24h", workers, "1.5/year"));
    for seed in 0..5 {
        let [few, more] = [&few, &more].map(|setting| parts(setting, &once(setting, seed, 0)));
        assert_eq!(few[&Measure::HoursUndiscovered], more[&Measure::HoursUndiscovered]);
        assert!(few[&Measure::HoursQueued] > 1.5 * more[&Measure::HoursQueued], "{few:?} {more:?}");
    }
}

#[test]
fn a_policy_that_only_brings_reports_forward_changes_what_is_undiscovered_and_nothing_else() {
    let always = |delay| {
        let mut setting = quiet(delay, 60, "0.5/year");
        let end = setting.span.end();
        for calendar in &mut setting.structure.calendars {
            calendar.hours = Calendar::always(end);
        }
        setting
    };
    let [late, soon] = ["30h", "6h"].map(always);
    for seed in 0..3 {
        let [late, soon] = [&late, &soon].map(|setting| parts(setting, &once(setting, seed, 0)));
        for part in Measure::TIME_ACCOUNT.into_iter().filter(|part| is_there(*part)) {
            let expected = if part == Measure::HoursUndiscovered { -24.0 } else { 0.0 };
            assert!((soon[&part] - late[&part] - expected).abs() < 1e-9, "{part:?}: {} and {}", late[&part], soon[&part]);
        }
        assert_eq!((late[&Measure::HoursQueued], late[&Measure::HoursInHand]), (0.0, 12.0));
    }
}

#[test]
fn a_queue_is_on_duty_while_anybody_of_the_unit_is_and_people_come_and_go() {
    let mut setting = desk(1, 0.9, exponential(hours(0.8)), 40);
    setting.span.follow_up = days(10);
    let end = setting.span.end();
    let [early, late] = [(8, 12), (11, 15)].map(|(from, to)| weekly(end, |_| vec![(from * HOUR, to * HOUR)]));
    setting.structure.calendars =
        vec![NamedCalendar { name: "early".into(), hours: early.clone() }, NamedCalendar { name: "late".into(), hours: late }];
    let calendar = CalendarId::new(1);
    setting.structure.roles.push(Role { name: "other".into(), calendar, ..setting.roles[0].clone() });
    let rules = &mut setting.epochs[0].rules;
    rules.roles.push(rules.roles[0].clone());
    for role in &mut rules.roles {
        role.shift_end = ShiftEnd::HandOver;
    }
    rules.staff.push(Staff { group: 0, member: None, role: RoleId::new(1), count: 1 });
    let alone = SimTime::ZERO + days(20);
    let mut without = setting.epochs[0].clone();
    without.rules.staff[1].count = 0;
    setting.epochs.push(Epoch { from: alone, ..without });
    let both = weekly(end, |_| vec![(8 * HOUR, 15 * HOUR)]);
    let working = |from: SimTime, to: SimTime| {
        let joint = both.working_between(from.min(alone), to.min(alone));
        joint.seconds() + early.working_between(from.max(alone), to.max(alone)).seconds()
    };
    let found = assert_recounted(&setting, 5, &working);
    assert!(found[&Measure::HoursQueued] > 10.0 && found[&Measure::HoursOffDuty] > 10.0, "{found:?}");
}

#[test]
fn handling_and_closing_time_run_from_known_for_exactly_the_follow_up() {
    let setting = town("");
    for seed in 0..10 {
        let (result, rows) = logged(&setting, seed);
        let first = |is_meant: fn(&Activity) -> bool| -> BTreeMap<u32, SimTime> {
            rows.iter().rev().filter(|row| is_meant(&row.activity)).map(|row| (row.case, row.at)).collect()
        };
        let mut known = first(|activity| matches!(activity, Activity::BecameKnown(_)));
        known.retain(|_, at| *at >= setting.span.window_start() && *at < setting.span.window_end());
        let follow_up = setting.span.follow_up;
        assert!(known.values().all(|at| *at + follow_up <= setting.span.end()), "every clock runs its length");
        let mean = |ends: &BTreeMap<u32, SimTime>| {
            let time = |(case, known): (&u32, &SimTime)| ends.get(case).map_or(follow_up, |end| end.since(*known).min(follow_up));
            known.iter().map(time).map(|time| f64::from(time.seconds())).sum::<f64>() / 3_600.0 / known.len() as f64
        };
        let expected =
            [first(|activity| *activity == Activity::Fixed), first(|activity| *activity == Activity::Closed)].map(|ends| mean(&ends));
        for (measure, expected) in [Measure::HandlingTime, Measure::ClosingTime].into_iter().zip(expected) {
            let found = value(&setting, &result, measure).expect("a cohort");
            assert!((found - expected).abs() < 1e-9, "{measure:?}: {found} against {expected}");
        }
        assert!(expected[1] < expected[0], "what is closed on paper is closed sooner than it is fixed");
    }
}

#[test]
fn a_run_without_anybody_has_everything_off_duty() {
    let mut setting = desk(0, 1.0, constant(hours(1.0)), 10);
    setting.span.follow_up = days(2);
    let found = parts(&setting, &once(&setting, 1, 0));
    assert_eq!(found[&Measure::HoursOffDuty], 48.0);
    assert_eq!(found.values().sum::<f64>(), 48.0);
}

/// By the log: of the known cohort, the share whose first work, or closing, came within `within` of known.
#[test]
fn a_scenario_that_says_within_what_time_residents_hear_counts_who_did() {
    let within = SimDuration::from_seconds(8 * HOUR);
    let mut setting = town("");
    let absent = once(&setting, 3, 0);
    assert!(!keys(&setting).iter().any(|key| key.measure == Measure::RespondedWithin), "nobody asks");
    setting.span.response_within = Some(within);
    let (result, rows) = logged(&setting, 3);
    assert_eq!(result.stream, absent.stream);
    let first = |is_meant: fn(&Activity) -> bool| -> BTreeMap<u32, SimTime> {
        rows.iter().rev().filter(|row| is_meant(&row.activity)).map(|row| (row.case, row.at)).collect()
    };
    let mut known = first(|activity| matches!(activity, Activity::BecameKnown(_)));
    known.retain(|_, at| *at >= setting.span.window_start() && *at < setting.span.window_end());
    let share = |ends: &BTreeMap<u32, SimTime>| {
        let soon = known.iter().filter(|(case, known)| ends.get(case).is_some_and(|end| end.since(**known) <= within)).count();
        soon as f64 / known.len() as f64
    };
    let responded = share(&first(|activity| matches!(activity, Activity::Started(_))));
    let answered = share(&first(|activity| *activity == Activity::Closed));
    println!("{responded} responded, {answered} answered");
    assert!(0.0 < answered && answered < responded && responded < 1.0);
    assert_eq!(value(&setting, &result, Measure::RespondedWithin), Some(responded));
    assert_eq!(value(&setting, &result, Measure::AnsweredWithin), Some(answered));
}

#[test]
fn a_response_time_longer_than_the_follow_up_is_a_located_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, format!("response_within = \"21d\"\n{TOWN}")).expect("a file");
    let problems = read(&path, &[]).expect_err("a problem").to_string();
    assert!(problems.contains("response_within") && problems.contains("20d"), "{problems}");
}
