//! The agenda: what is written as usual is as nothing written; what stands first is done first; protected hours are kept.

use std::sync::atomic::AtomicBool;

use wangge::engine::Observer;
use wangge::measure::replication::observed;
use wangge::process::Record;
use wangge::scenario::{Problems, Setting, read};
use wangge::units::SimTime;
use wangge::units::measure::Measure;
use wangge::world::Duty;

use crate::place::{DAY, HOUR, logged, once, value};

/// A village whose one worker, 9 to 17 o'clock, has more cases than can be handled, a patrol a day and a meeting a week.
#[expect(clippy::too_many_lines, reason = "a scenario file")]
fn village(role: &str) -> Result<Setting, Problems> {
    let text = format!(
        r#"
start = 2024-01-01
horizon = "60d"
follow_up = "10d"
levels = ["village"]
[place]
households = 100
households_per_building = 10
[calendars.day]
weekly = {{ daily = ["09:00-17:00"] }}
[roles.worker]
calendar = "day"
{role}
[[units]]
name = "village"
level = "village"
per = "community"
staff = [{{ role = "worker", count = 1 }}]
[[categories]]
name = "leak"
work = "3h"
[[demand]]
name = "homes"
at = "households"
rate = "15/year"
categories = {{ leak = 1.0 }}
[discovery]
reporting = 1.0
[[rounds]]
name = "round"
role = "worker"
kind = "patrol"
every = "1d"
stop = "10min"
share = 1.0
[[meetings]]
name = "morning"
at = "village"
roles = ["worker"]
every = "7d"
length = "1h"
stalled = "5d"
unblocks = 0
"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("village.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).map(|mut scenario| scenario.settings.remove(0))
}

fn sound(role: &str) -> Setting {
    village(role).unwrap_or_else(|problems| panic!("{problems}"))
}

/// When somebody turned to a round.
#[derive(Clone, Debug, Default)]
struct Rounds(Vec<SimTime>);

impl<'r> Observer<Record<'r>> for Rounds {
    fn observe(&mut self, record: &Record<'r>) {
        if let Record::Person { at, duty: Duty::Round(_), .. } = record {
            self.0.push(*at);
        }
    }
}

#[test]
fn the_usual_agenda_is_as_none() {
    let usual = sound("agenda = [\"meetings\", \"cases\", \"rounds\", \"tasks\"]\nblocks = []");
    let ((expected, rows), (result, other)) = (logged(&sound(""), 1), logged(&usual, 1));
    assert!((result.stream, other) == (expected.stream, rows.clone()) && rows.len() > 500);
}

#[test]
fn what_stands_first_is_done_first_and_what_is_left_out_never() {
    let run = |role: &str| {
        let setting = sound(role);
        let result = once(&setting, 2, 0);
        let [stops, response] =
            [Measure::PatrolStops, Measure::ResponseTime].map(|measure| value(&setting, &result, measure).unwrap_or(f64::NAN));
        (stops, response, result.people[0].handled_seconds, result.people[0].administrative_seconds)
    };
    let (cases, rounds) = (run(""), run("agenda = [\"rounds\", \"cases\"]"));
    println!("cases first {cases:?}, rounds first {rounds:?}");
    assert!(cases.0 < 150.0 && rounds.0 > 500.0 && rounds.1 > cases.1);
    assert!(cases.3 > 7 * u64::from(HOUR) && rounds.3 == 0, "meetings are left out");
    let alone = run("agenda = [\"rounds\"]");
    assert!(alone.0 > 500.0 && alone.2 == 0);
}

#[test]
fn in_protected_hours_rounds_go_before_the_cases_that_always_wait() {
    let setting = sound("blocks = [{ activity = \"rounds\", hours = [\"10:00-13:00\"] }]");
    let (_, Rounds(times)) = observed(&setting, 2, 0, &AtomicBool::new(false), Rounds::default()).expect("the run holds its laws");
    let late = times.iter().filter(|at| at.seconds() > 20 * DAY).collect::<Vec<_>>();
    let in_hours = |at: &SimTime| (10 * HOUR..13 * HOUR).contains(&(at.seconds() % DAY));
    assert!(late.len() > 25 && late.iter().all(|at| in_hours(at)), "{late:?}");
    let plain = observed(&sound(""), 2, 0, &AtomicBool::new(false), Rounds::default()).expect("the run holds its laws").1;
    assert!(plain.0.iter().filter(|at| at.seconds() > 20 * DAY).count() < 5, "else cases leave no time");
}

#[test]
fn what_stands_twice_in_an_agenda_is_said_at_its_line() {
    let problems = village("agenda = [\"rounds\", \"cases\", \"rounds\"]").expect_err("twice");
    let problem = problems.iter().next().expect("one");
    assert!(problems.count() == 1 && problem.line == 13 && problem.key == "roles.worker.agenda.2", "{problems}");
    let problems = village("agenda = [\"visits\"]").expect_err("unknown");
    assert!(problems.iter().next().expect("one").key.starts_with("roles.worker.agenda"), "{problems}");
}
