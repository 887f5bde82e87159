//! The log of people: the hours of everybody follow from it alone, its rows stand in the order of time, and the event log beside it
//! stays as it was.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use wangge::measure::account::people_log::{PersonActivity, PersonEvent};
use wangge::measure::event_log::EventLog;
use wangge::measure::replication::logged;
use wangge::measure::run_result::{PersonRow, RunResult};
use wangge::scenario::setting::RoundKind;
use wangge::scenario::{Problems, Setting, read};
use wangge::world::{Duty, Lead};

use crate::place::HOUR;

/// A town of 40 households whose people patrol, visit, meet, do tasks, handle issues, are away now and then, and of whom two are
/// elsewhere on Tuesdays.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "120d"
follow_up = "14d"
levels = ["community", "town"]
[place]
households = 40
households_per_building = 10
building_spacing = "200m"
[calendars.day]
weekly = { weekdays = ["09:00-12:00", "13:00-17:00"] }
[calendars.tuesday]
weekly = { tuesday = ["14:00-17:00"] }
[roles.worker]
calendar = "day"
travel_speed = "4km/h"
entry = "10min"
switching_cost = "5min"
shift_end = "SHIFT_END"
[roles.cadre]
calendar = "day"
[roles.helper]
calendar = "day"
[[units]]
name = "community"
level = "community"
per = "community"
under = "bureau"
staff = [{ role = "worker", count = 2 }]
[[units]]
name = "bureau"
level = "town"
staff = [{ role = "cadre", count = 3 }]
[[categories]]
name = "leak"
work = "2h"
on_site = true
[[categories]]
name = "paper"
work = "3h"
[[demand]]
name = "homes"
at = "households"
rate = "20/year"
categories = { leak = 1.0 }
[[demand]]
name = "papers"
at = "bureau"
rate = "2/day"
categories = { paper = 1.0 }
[discovery]
reporting = 1.0
channels = { desk = { level = "community" } }
[[posts]]
name = "sunk"
holder = "cadre"
also = "helper"
at = "community"
count = 2
calendar = "tuesday"
[[rounds]]
name = "patrol"
role = "worker"
kind = "patrol"
every = "1d"
stop = "20min"
share = 0.5
[[rounds]]
name = "visits"
role = "helper"
kind = "visit"
every = "7d"
stop = "10min"
share = 0.2
[[meetings]]
name = "morning"
at = "community"
roles = ["worker", "cadre"]
every = "7d"
length = "1h"
stalled = "7d"
unblocks = 0.0
[[tasks]]
name = "report"
at = "community"
from = "town"
cadence = "week"
work = "1h"
[absence]
rate = "10/year"
length = "3d"
"#;

fn setting(shift_end: &str) -> Setting {
    settings(shift_end, "").unwrap_or_else(|problems| panic!("{problems}")).remove(0)
}

/// The town without a policy and with those of `policies`.
pub fn settings(shift_end: &str, policies: &str) -> Result<Vec<Setting>, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, TOWN.replace("SHIFT_END", shift_end) + policies).expect("a file");
    read(&path, &[]).map(|scenario| scenario.settings)
}

pub fn run(setting: &Setting) -> RunResult {
    logged(setting, 9, 0, &AtomicBool::new(false)).expect("the run holds its laws")
}

/// Seconds by what they went to, added up from the rows of one person as a reader of the log would.
fn hours(rows: &[PersonEvent], end: u32) -> BTreeMap<&'static str, u64> {
    let mut sums: BTreeMap<&'static str, u64> = BTreeMap::new();
    let (mut is_on_duty, mut duty, mut left, mut goes_on) = (false, Duty::Off, Lead::NONE, false);
    let (last, next) = (rows.iter(), rows.iter().skip(1).map(|row| row.at.seconds()).chain([end]));
    for (row, until) in last.zip(next) {
        match row.activity {
            PersonActivity::CameOnDuty => is_on_duty = true,
            PersonActivity::WentOffDuty => is_on_duty = false,
            PersonActivity::TurnedTo { duty: to, lead, may_overrun } => (duty, left, goes_on) = (to, lead, may_overrun),
            _ => {}
        }
        let mut seconds = until - row.at.seconds();
        let is_busy = !matches!(duty, Duty::Off | Duty::Free);
        let mut add = |what, seconds: u32| *sums.entry(what).or_default() += u64::from(seconds);
        if is_on_duty {
            add("rostered", seconds);
            if duty == Duty::Free {
                add("idle", seconds);
            }
        } else if is_busy && goes_on {
            add("overtime", seconds);
        }
        if is_busy && (is_on_duty || goes_on) {
            let parts = [("travelled", &mut left.travel), ("switching", &mut left.switching), ("administrative", &mut left.entry)];
            for (what, part) in parts {
                let taken = seconds.min(*part);
                *part -= taken;
                seconds -= taken;
                add(what, taken);
            }
            match duty {
                Duty::Working => add("handled", seconds),
                Duty::Round(RoundKind::Visit) => add("visited", seconds),
                Duty::Round(_) => add("patrolled", seconds),
                _ => add("administrative", seconds),
            }
        }
    }
    sums
}

/// Checks that the hours of everybody in the run follow from its log of people, and adds them up by what they went to.
pub fn hours_of_all(setting: &Setting, result: &RunResult, case: &str) -> BTreeMap<&'static str, u64> {
    let mut seen = 0;
    let mut all: BTreeMap<&str, u64> = BTreeMap::new();
    for rows in result.log.people.people(setting) {
        seen += 1;
        let row: &PersonRow = &result.people[rows[0].person.index()];
        assert!(rows.iter().all(|event| event.person == rows[0].person) && rows.is_sorted_by_key(|event| event.at));
        let found = hours(&rows, setting.span.end().seconds());
        let of = |what: &str| found.get(what).copied().unwrap_or(0);
        let expected = [
            ("rostered", row.rostered_seconds),
            ("overtime", row.overtime_seconds),
            ("handled", row.handled_seconds),
            ("switching", row.switching_seconds),
            ("visited", row.visited_seconds),
            ("travelled", row.travelled_seconds),
            ("patrolled", row.patrolled_seconds),
            ("administrative", row.administrative_seconds),
            ("idle", row.idle_seconds),
        ];
        for (what, seconds) in expected {
            assert_eq!(of(what), seconds, "{case}: {what} of {}", row.person);
            *all.entry(what).or_default() += seconds;
        }
    }
    assert_eq!(seen, result.people.len(), "everybody is in the log");
    all
}

#[test]
fn the_hours_of_everybody_follow_from_the_log_of_people_alone() {
    for shift_end in ["suspend", "hand_over", "finish"] {
        let setting = setting(shift_end);
        let all = hours_of_all(&setting, &run(&setting), shift_end);
        let missing: Vec<_> = all.iter().filter(|(what, seconds)| **seconds < u64::from(HOUR) && **what != "overtime").collect();
        assert!(missing.is_empty(), "the town has something of everything: {missing:?}");
        assert_eq!(all["overtime"] > 0, shift_end == "finish");
    }
}

#[test]
fn rounds_say_what_was_planned_and_made_and_shifts_stand_between_employment_and_work() {
    let setting = setting("suspend");
    let result = run(&setting);
    let rows: Vec<PersonEvent> = result.log.people.people(&setting).next().expect("people");
    let names: Vec<&str> = rows.iter().take(2).map(|row| row.activity.name()).collect();
    assert_eq!(names, ["employed", "came_on_duty"]);
    let on = rows.iter().position(|row| row.activity == PersonActivity::CameOnDuty).expect("a shift");
    assert_eq!(rows[on].at.seconds(), 9 * HOUR, "Monday, 9:00");
    let (mut made, mut planned) = (0, 0);
    for event in result.log.people.people(&setting).flatten() {
        if let PersonActivity::EndedRound { made: stops, unmade, .. } = event.activity {
            (made, planned) = (made + stops, planned + stops + unmade);
        }
    }
    println!("{made} stops made of {planned}");
    assert!(made > 0 && made <= planned);
}

#[test]
fn the_event_log_is_the_same_with_and_without_people_beside_it() {
    let setting = setting("suspend");
    let result = run(&setting);
    let (_, plain) = wangge::measure::replication::observed(&setting, 9, 0, &AtomicBool::new(false), EventLog::default()).expect("a run");
    assert_eq!(plain.rows, result.log.rows);
    assert!(result.log.rows.iter().all(|row| row.person.is_none_or(|person| person.index() < result.people.len())));
}
