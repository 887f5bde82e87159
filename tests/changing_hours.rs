//! Duty hours that change on a date or with the state of the run: the instants by hand, the same hours under another name change
//! nothing, and what anybody worked follows from the log of people whatever hours they had.

use std::sync::atomic::AtomicBool;

use wangge::measure::account::people_log::PersonActivity;
use wangge::measure::event_log::EventLog;
use wangge::measure::replication::{keys, observed};
use wangge::measure::run_result::RunResult;
use wangge::output::language::wording::Wording;
use wangge::process::Activity;
use wangge::scenario::{Problems, Setting};
use wangge::units::SimTime;
use wangge::units::measure::Measure;

use super::people_log::{hours_of_all, run, settings};
use super::place::{HOUR, value, value_of};
use super::triggers;

/// A village of 40 households whose desk has two clerks in office hours; cases come from a file and take four hours each.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "30d"
follow_up = "10d"
replications = 1
levels = ["village"]
[place]
households = 40
[calendars.office]
weekly = { weekdays = ["09:00-17:00"] }
[calendars.late]
weekly = { weekdays = ["13:00-21:00"] }
[calendars.long]
weekly = { daily = ["08:00-22:00"] }
[roles.clerk]
calendar = "office"
[[units]]
name = "desk"
level = "village"
per = "community"
staff = [{ role = "clerk", count = 2 }]
[[categories]]
name = "leak"
work = "4h"
[[demand]]
name = "counter"
at = "desk"
file = "cases.csv"
time_zone = "UTC"
"#;

fn read_text(text: &str, cases: &str) -> Result<Vec<Setting>, Problems> {
    triggers::read_text(text, &format!("opened,category\n{cases}")).map(|scenario| scenario.settings)
}

/// The policy that `more` adds to the village.
fn policy(more: &str, cases: &str) -> Setting {
    read_text(&format!("{TOWN}{more}"), cases).unwrap_or_else(|problems| panic!("{problems}")).remove(1)
}

fn seen(setting: &Setting, seed: u64) -> (RunResult, EventLog) {
    observed(setting, seed, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws")
}

/// Hour `hour` of the day `day` of January.
fn on(day: u32, hour: u32) -> SimTime {
    SimTime::from_seconds(((day - 1) * 24 + hour) * HOUR)
}

fn closings(log: &EventLog) -> Vec<SimTime> {
    log.rows.iter().filter(|row| row.activity == Activity::Closed).map(|row| row.at).collect()
}

#[test]
fn work_begun_before_a_date_ends_in_the_hours_that_come() {
    // Tuesday the 2nd at 15: two hours are done until 17, and two are left for Wednesday
    let case = "2024-01-02 15:00:00,leak\n";
    let (_, usual) = seen(&policy("[policies.same.roles.clerk]\ncalendar = \"office\"\n", case), 1);
    assert_eq!(closings(&usual), [on(3, 11)]);
    let dated = |calendar: &str, from: &str| {
        let setting = policy(&format!("[policies.later]\ndated = [{{ from = {from}, roles.clerk.calendar = \"{calendar}\" }}]\n"), case);
        closings(&seen(&setting, 1).1)
    };
    assert_eq!(dated("late", "2024-01-03"), [on(3, 15)]);
    assert_eq!(dated("long", "2024-01-03"), [on(3, 10)]);
    assert_eq!(dated("long", "\"40h\""), [on(2, 19)], "in the middle of the work");
    assert_eq!(dated("late", "2024-01-04"), [on(3, 11)], "too late to matter");
}

#[test]
fn one_date_after_the_other_and_back() {
    let dated = "[policies.later]\ndated = [{ from = 2024-01-03, roles.clerk.calendar = \"late\" }, \
                 { from = 2024-01-05, roles.clerk.calendar = \"office\" }]\n";
    let setting = policy(dated, "2024-01-03 10:00:00,leak\n2024-01-05 10:00:00,leak\n");
    let (result, log) = seen(&setting, 1);
    assert_eq!(closings(&log), [on(3, 17), on(5, 14)]);
    // both calendars have eight hours on each weekday
    let weekdays = (1..=30).filter(|day| day % 7 != 6 && day % 7 != 0).count() as u64;
    assert!(result.people.iter().all(|person| person.rostered_seconds == weekdays * 8 * u64::from(HOUR)));
}

const OVERTIME: &str = r#"
[policies.overtime]
dated = [{ while = { measure = "open", at = "desk", above = 3, below = 3, every = "1h" }, roles.clerk.calendar = "long" }]
"#;

#[test]
fn hours_by_state_begin_and_end_with_it_and_what_is_at_hand_goes_on() {
    // Monday the 1st at 15: two in work, two wait. From 16 on four are there: until 22 both clerks work on, and from 8 on
    let (result, log) = seen(&policy(OVERTIME, &"2024-01-01 15:00:00,leak\n".repeat(4)), 1);
    // 15 to 19 the first two; counted at 20: two are left, and the office hours are back. What was begun at 19 has an hour done
    assert_eq!(closings(&log), [on(1, 19), on(1, 19), on(2, 12), on(2, 12)]);
    let rules: Vec<(SimTime, bool)> = log.rules.iter().map(|row| (row.at, row.holds)).collect();
    assert_eq!(rules, [(on(1, 16), true), (on(1, 20), false)]);
    let weekdays = (1..=30).filter(|day| day % 7 != 6 && day % 7 != 0).count() as u64;
    for person in &result.people {
        assert_eq!(person.rostered_seconds, (weekdays * 8 + 3) * u64::from(HOUR), "from 17 to 20 beyond the office hours");
        assert_eq!((person.handled_seconds, person.overtime_seconds), (8 * u64::from(HOUR), 0));
    }
}

#[test]
fn who_is_off_duty_comes_when_the_state_begins_and_who_is_free_goes_when_it_ends() {
    // Saturday the 6th at 10: nobody is there until the count at 11 finds four
    let (result, log) = seen(&policy(OVERTIME, &"2024-01-06 10:00:00,leak\n".repeat(4)), 1);
    // 11 to 15 the first two; at 15 the next two are begun, at 16 fewer than three are left: one hour is done, three wait for Monday
    assert_eq!(closings(&log), [on(6, 15), on(6, 15), on(8, 12), on(8, 12)]);
    let weekdays = (1..=30).filter(|day| day % 7 != 6 && day % 7 != 0).count() as u64;
    assert!(result.people.iter().all(|person| person.rostered_seconds == (weekdays * 8 + 5) * u64::from(HOUR)));
    // with one case in work and three cases behind it, the other clerk free at the end
    let cases = "2024-01-06 10:00:00,leak\n".repeat(4) + "2024-01-06 17:00:00,leak\n";
    let (_, log) = seen(&policy(OVERTIME, &cases), 1);
    assert_eq!(closings(&log).len(), 5);
    assert!(closings(&log)[4] > on(8, 9), "what comes on Saturday after the state has ended waits for Monday");
}

/// What changes hours in the town of the log of people while its bureau has more than two open issues.
fn by_state(calendar: &str, shift_end: &str) -> Setting {
    let text = format!(
        "[calendars.again]\nweekly = {{ weekdays = [\"09:00-12:00\", \"13:00-17:00\"] }}\n\
         [calendars.long]\nweekly = {{ daily = [\"08:00-20:00\"] }}\n\
         [calendars.short]\nweekly = {{ weekdays = [\"10:00-12:00\"] }}\n\
         [policies.by_state]\ndated = [{{ while = {{ measure = \"open\", at = \"bureau\", above = 2, below = 2, every = \"3h\" }}, \
         roles.worker.calendar = \"{calendar}\" }}]\n"
    );
    settings(shift_end, &text).unwrap_or_else(|problems| panic!("{problems}")).remove(1)
}

#[test]
fn the_same_hours_under_another_name_change_nothing() {
    for shift_end in ["suspend", "hand_over", "finish"] {
        let (plain, other) = (by_state("day", shift_end), by_state("again", shift_end));
        assert!(plain.roles.iter().all(|role| role.by_state.is_empty()), "the same calendar is no change");
        assert_eq!(other.roles.iter().filter(|role| !role.by_state.is_empty()).count(), 1);
        let ((one, mut log), (same, mut other_log)) = (seen(&plain, 9), seen(&other, 9));
        assert!(log.rules.len() > 20, "{shift_end}: the state comes and goes, {} times", log.rules.len());
        // of two calendars that open in the same second one is first: that of several cases, not of one
        log.rows.sort_by_key(|row| (row.at, row.case));
        other_log.rows.sort_by_key(|row| (row.at, row.case));
        let difference = log.rows.iter().zip(&other_log.rows).find(|(one, other)| one != other);
        assert!(difference.is_none() && log.rows.len() == other_log.rows.len(), "{shift_end}: {difference:?}");
        let difference = one.people.iter().zip(&same.people).find(|(one, other)| one != other);
        assert!(difference.is_none(), "{shift_end}: {difference:?}");
        for key in keys(&plain) {
            let of = |result: &RunResult| value_of(&plain, result, key.measure, key.group);
            assert_eq!(of(&one), of(&same), "{shift_end}: {key:?}");
        }
    }
}

#[test]
fn what_everybody_worked_follows_from_the_log_of_people_whatever_the_hours() {
    for shift_end in ["suspend", "hand_over", "finish"] {
        for calendar in ["long", "short", "always"] {
            let setting = by_state(calendar, shift_end);
            let result = run(&setting);
            let rows = result.log.people.people(&setting).flatten();
            let changes = rows.filter(|row| matches!(row.activity, PersonActivity::ChangedHours(_))).count();
            assert!(changes > 20, "{shift_end} {calendar}: {changes}");
            let all = hours_of_all(&setting, &result, &format!("{shift_end} {calendar}"));
            let usual = hours_of_all(&by_state("day", shift_end), &run(&by_state("day", shift_end)), shift_end);
            assert_eq!(all["rostered"] > usual["rostered"], calendar != "short", "{shift_end} {calendar}: {all:?} {usual:?}");
        }
    }
    let dated = "[calendars.long]\nweekly = { daily = [\"08:00-20:00\"] }\n[policies.later]\n\
                 dated = [{ from = \"30d\", roles.worker.calendar = \"long\", roles.cadre.calendar = \"long\" }]\n";
    let setting = settings("suspend", dated).unwrap_or_else(|problems| panic!("{problems}")).remove(1);
    let all = hours_of_all(&setting, &run(&setting), "by date, with a post whose hours are its own");
    let usual = settings("suspend", "").unwrap_or_else(|problems| panic!("{problems}")).remove(0);
    assert!(all["rostered"] > hours_of_all(&usual, &run(&usual), "usual")["rostered"]);
}

#[test]
fn longer_hours_while_much_is_open_leave_less_open() {
    let town = |calendar: &str| {
        format!(
            "{}[[demand]]\nname = \"more\"\nat = \"desk\"\nrate = \"3.5/day\"\ncategories = {{ leak = 1.0 }}\n\
             [policies.overtime]\ndated = [{{ while = {{ measure = \"open\", above = 6, below = 3, every = \"1d\" }}, \
             roles.clerk.calendar = \"{calendar}\" }}]\n",
            TOWN.replace("horizon = \"30d\"", "horizon = \"200d\"")
                .replace("file = \"cases.csv\"\ntime_zone = \"UTC\"", "rate = \"1/year\"")
        )
    };
    let (usual, long) = (read_text(&town("office"), ""), read_text(&town("long"), ""));
    let [usual, long] = [usual, long].map(|settings| settings.unwrap_or_else(|problems| panic!("{problems}")).remove(1));
    let mean = |setting: &Setting, seed| value(setting, &seen(setting, seed).0, Measure::ResolutionTime).expect("issues are resolved");
    let gains: Vec<f64> = (1..=12).map(|seed| mean(&usual, seed) - mean(&long, seed)).collect();
    let n = gains.len() as f64;
    let average = gains.iter().sum::<f64>() / n;
    let deviation = (gains.iter().map(|gain| (gain - average).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let t = average / (deviation / n.sqrt());
    println!("{average} h, t {t}");
    // Student's t with 11 degrees of freedom at 0.001
    assert!(t > 4.025, "{gains:?}");
}

#[test]
fn wrong_hours_are_reported_where_they_stand() {
    let fault = |text: &str| match read_text(&format!("{TOWN}{text}"), "") {
        Ok(_) => panic!("{text} is accepted"),
        Err(problems) => problems.to_string(),
    };
    let text = fault("[policies.later]\ndated = [{ from = 2024-01-03, roles.clerk.calendar = \"lat\" }]\n");
    for part in ["policies.later.dated.0.roles.clerk.calendar", "no calendar `lat`", "`late`"] {
        assert!(text.contains(part), "expected `{part}` in {text}");
    }
    let bound = "[calendars.long]\nweekly = { daily = [\"08:00-20:00\"] }\n[policies.by_state]\n\
                 dated = [{ while = { measure = \"open\", above = 2 }, roles.cadre.calendar = \"long\" }]\n";
    let text = settings("suspend", bound).map(|_| ()).expect_err("the hours of a cadre are divided").to_string();
    for part in ["policies.by_state.dated.0.roles.cadre.calendar", "the post `sunk`", "from a date"] {
        assert!(text.contains(part), "expected `{part}` in {text}");
    }
}

#[test]
fn a_calendar_that_nobody_has_is_remarked_on_and_one_of_a_date_is_not() {
    let remarks = |more: &str| {
        let text = TOWN.replace("file = \"cases.csv\"\ntime_zone = \"UTC\"", "rate = \"1/year\"");
        let settings = read_text(&format!("{text}{more}"), "").unwrap_or_else(|problems| panic!("{problems}"));
        Wording::ENGLISH.of_settings(&settings).join("\n")
    };
    let plain = remarks("");
    assert!(plain.contains("nobody has the hours of `late`, `long` under any policy"), "{plain}");
    let dated = remarks("[policies.later]\ndated = [{ from = 2024-01-03, roles.clerk.calendar = \"late\" }]\n");
    assert!(dated.contains("nobody has the hours of `long` under any policy"), "{dated}");
}

#[test]
fn hours_that_never_change_are_said_to_have_taken_no_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    let text = TOWN.replace("file = \"cases.csv\"\ntime_zone = \"UTC\"", "rate = \"1/day\"");
    std::fs::write(&path, format!("{text}{}", OVERTIME.replace("above = 3, below = 3", "above = 90, below = 80"))).expect("a file");
    for (language, sentence) in
        [("en", "event by event, in every replication: nothing that it changes took hold"), ("zh", "其改动从未起作用")]
    {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_wangge"));
        program.args(["compare", "town.toml", "--replications", "4", "--lang", language]).current_dir(folder.path());
        let output = program.output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        let said = if language == "zh" { said.replace(' ', "") } else { said };
        assert!(said.contains(sentence), "{said} {}", String::from_utf8_lossy(&output.stderr));
    }
}
