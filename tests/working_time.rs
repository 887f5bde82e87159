//! Promises and limits in working time count on one calendar of the place: when an issue is due follows from its category
//! and from when it became known, under every policy.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::process::{Activity, RuleKind};
use wangge::scenario::{Draft, Problem, Problems, Scenario, read};
use wangge::units::calendar::{HolidayTable, WeeklyHours};
use wangge::units::{Calendar, SimDuration, SimTime, TimeLimit};

use super::place::{DAY, HOUR, logged};

const TEXT: &str = r#"start = 2024-01-22
time_zone = "Asia/Shanghai"
horizon = "70d"
follow_up = "20d"
replications = 1
levels = ["village", "town"]
# head
[holidays.spring]
closed = [2024-02-12, 2024-02-13, 2024-02-14, 2024-02-15, 2024-02-16]
working = [{ date = 2024-02-04, as = "friday" }, { date = 2024-02-18, as = "friday" }]
[calendars.evenings]
weekly = { wednesday = ["19:00-20:00"] }
[calendars.office]
weekly = { weekdays = ["08:30-12:00", "13:30-17:30"] }
holidays = ["spring"]
[calendars.field]
weekly = { daily = ["07:00-19:00"] }
[roles.helper]
calendar = "evenings"
volunteer = true
takes_cases = false
[roles.walker]
calendar = "field"
[roles.clerk]
calendar = "office"
[[units]]
name = "village"
level = "village"
count = 2
under = "town"
staff = [{ role = "walker", count = 1 }]
[[units]]
name = "town"
level = "town"
staff = [{ role = "clerk", count = 1 }]
[[categories]]
name = "slow"
due = "5wd"
work = { exponential = { mean = "6h" } }
[[categories]]
name = "quick"
due = "4wh"
work = { exponential = { mean = "2h" } }
[[categories]]
name = "night"
due = "36h"
work = { exponential = { mean = "1h" } }
[[demand]]
name = "villages"
at = "village"
rate = "3/day"
categories = { slow = 0.4, quick = 0.4, night = 0.2 }
[[demand]]
name = "town"
at = "town"
rate = "2/day"
categories = { slow = 0.5, quick = 0.5 }
[escalation.village]
wait_limit = "2wd"
[supervision]
yellow = 0.5
red = 0.8
# tail
"#;

/// Two villages below an office, where everybody could keep other hours; `head` comes first, `tail` last.
fn text(head: &str, tail: &str) -> String {
    TEXT.replace("# head", head).replace("# tail", tail)
}

fn read_text(text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

#[track_caller]
fn good(text: &str, sets: &[&str]) -> Scenario {
    read_text(text, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The one problem that is told.
#[track_caller]
fn only(text: &str, sets: &[&str]) -> Problem {
    let problems = read_text(text, sets).map(|_| ()).expect_err("nothing was found wrong");
    assert_eq!(problems.count(), 1, "{problems}");
    problems.iter().next().unwrap().clone()
}

/// The line, from 1, of the first `wanted` in `text`.
fn line(text: &str, wanted: &str) -> usize {
    text[..text.find(wanted).unwrap()].matches('\n').count() + 1
}

/// The office hours of [`text`], far beyond the end of its runs.
fn office() -> Calendar {
    let mut week = WeeklyHours::default();
    week.days[..5].fill(vec![(30_600, 43_200), (48_600, 63_000)]);
    let closed = (12..=16).map(|day| date(2024, 2, day)).collect();
    let friday = jiff::civil::Weekday::Friday;
    let holidays = HolidayTable { closed, working: vec![(date(2024, 2, 4), friday), (date(2024, 2, 18), friday)] };
    Calendar::from_weekly(&week, &holidays, date(2024, 1, 22), &TimeZone::get("Asia/Shanghai").unwrap(), SimTime::from_seconds(400 * DAY))
}

const LIMITS: [TimeLimit; 3] = [
    TimeLimit::WorkingDays(5),
    TimeLimit::WorkingHours(SimDuration::from_seconds(4 * HOUR)),
    TimeLimit::Elapsed(SimDuration::from_seconds(36 * HOUR)),
];

/// By category and instant of becoming known, when issues are due: one entry, or the law is broken.
fn promises(scenario: &Scenario, seed: u64) -> BTreeMap<(usize, SimTime), SimTime> {
    let mut due = BTreeMap::new();
    for setting in &scenario.settings {
        let (_, rows) = logged(setting, seed);
        for row in rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_))) {
            let key = (row.category.index(), row.at);
            let first = *due.entry(key).or_insert(row.due);
            assert_eq!(first, row.due, "{key:?} under {}", setting.policy);
        }
    }
    due
}

#[track_caller]
fn keeps_the_law(scenario: &Scenario, seed: u64) {
    let office = office();
    let promises = promises(scenario, seed);
    assert!(promises.len() > 300, "{}", promises.len());
    for ((category, known), due) in promises {
        assert_eq!(due, LIMITS[category].after(known, &office), "{category} known at {known:?}");
    }
}

#[test]
fn working_days_and_hours_count_on_the_office_calendar_by_hand() {
    let at = |day: u32, hour: u32, minute: u32| SimTime::from_seconds(day * DAY + hour * HOUR + minute * 60);
    let setting = &good(&text("", ""), &[]).settings[0];
    let due = |category: usize, known| LIMITS[category].after(known, &setting.working_hours);
    // Thursday 8 February: Friday, then the week of the festival off, Sunday the 18th made up, and three more days
    assert_eq!(due(0, at(17, 10, 0)), at(30, 10, 0));
    // two hours of Friday 9 February are left at 15:30; the other two are on Sunday the 18th
    assert_eq!(due(1, at(18, 15, 30)), at(27, 10, 30));
    // in the night from Tuesday on: the whole morning and half an hour after lunch
    assert_eq!(due(1, at(1, 23, 0)), at(2, 14, 0));
    // the last evening of the run, 31 March: five working days lie beyond its end
    assert_eq!(due(0, at(69, 20, 0)), at(74, 17, 30));
}

/// The order of `roles`, staff and calendars says nothing; the calendar named does.
#[test]
fn another_calendar_counts_only_where_the_file_names_it() {
    keeps_the_law(&good(&text("", ""), &[]), 3);
    keeps_the_law(&good(&text("working_calendar = \"office\"", ""), &[]), 3);
    let field = good(&text("working_calendar = \"field\"", ""), &[]);
    let known = SimTime::from_seconds(5 * DAY + 8 * HOUR);
    assert_eq!(LIMITS[1].after(known, &field.settings[0].working_hours), known + SimDuration::from_seconds(4 * HOUR));
    let always = good(&text("working_calendar = \"always\"", ""), &[]);
    let night = SimTime::from_seconds(5 * DAY + 22 * HOUR);
    assert_eq!(LIMITS[1].after(night, &always.settings[0].working_hours), night + SimDuration::from_seconds(4 * HOUR));
}

#[test]
fn the_only_calendar_that_ever_closes_is_taken_and_of_several_one_must_be_named() {
    let rename = |text: &str| text.replace("calendars.office", "calendars.bureau").replace("\"office\"", "\"bureau\"");
    let several = rename(&text("", ""));
    let problem = only(&several, &[]);
    assert_eq!((problem.key.as_str(), problem.line), ("categories.slow.due", line(&several, "5wd")), "{problem}");
    assert!(problem.message.contains("`evenings`, `bureau`, `field`"), "{problem}");
    assert!(problem.help.unwrap().contains("working_calendar = \"evenings\""));
    keeps_the_law(&good(&rename(&text("working_calendar = \"office\"", "")), &[]), 5);
    let round_the_clock = several.replace("weekly = { wednesday = [\"19:00-20:00\"] }", "open = \"always\"");
    keeps_the_law(&good(&round_the_clock.replace("weekly = { daily = [\"07:00-19:00\"] }", "open = \"always\""), &[]), 5);
    let elapsed = several.replace("\"5wd\"", "\"5d\"").replace("\"4wh\"", "\"4h\"").replace("\"2wd\"", "\"2d\"");
    good(&elapsed, &[]);
    let dated = format!("{elapsed}\n[[policies.later.dated]]\nfrom = \"30d\"\nescalation.village.wait_limit = \"3wh\"\n");
    let problem = only(&dated, &[]);
    assert_eq!(problem.key, "policies.later.dated.0.escalation.village.wait_limit", "{problem}");
    assert_eq!(problem.line, line(&dated, "3wh"), "{problem}");
}

#[test]
fn a_calendar_that_is_not_there_or_never_opens_is_told_where_it_stands() {
    let unknown = text("working_calendar = \"ofice\"", "");
    let problem = only(&unknown, &[]);
    assert_eq!((problem.key.as_str(), problem.line), ("working_calendar", line(&unknown, "ofice")));
    assert!(problem.help.unwrap().contains("`office`"));
    let empty = text("working_calendar = \"nobody\"", "").replace("[roles.helper]", "[calendars.nobody]\nweekly = {}\n[roles.helper]");
    let problem = only(&empty, &[]);
    assert_eq!((problem.key.as_str(), problem.line), ("calendars.nobody", line(&empty, "[calendars.nobody]")), "{problem}");
}

/// What a policy may not say, and the key at which that is told.
#[test]
fn a_policy_that_changes_the_working_calendar_is_refused_where_it_does() {
    for (policy, key) in [
        ("calendars.office.weekly.weekdays = [\"00:00-24:00\"]", "policies.p.calendars.office"),
        ("calendars.office.weekly.saturday = [\"09:00-12:00\"]", "policies.p.calendars.office"),
        ("calendars.office.holidays = []", "policies.p.calendars.office"),
        ("calendars.office.off = true", "policies.p.calendars.office"),
        ("holidays.spring.closed = []", "policies.p.holidays"),
    ] {
        let staffed = "roles.clerk.calendar = \"field\"";
        let text = text("", &format!("[policies.p]\n{policy}\n{staffed}\n"));
        let problem = only(&text, &[]);
        assert_eq!((problem.key.as_str(), problem.line), (key, line(&text, policy)), "{policy}: {problem}");
        assert!(problem.message.contains("the same under every policy"), "{problem}");
    }
    let named = text("", "[policies.p]\nworking_calendar = \"field\"\n");
    let problem = only(&named, &[]);
    assert_eq!((problem.key.as_str(), problem.line), ("policies.p.working_calendar", line(&named, "working_calendar")), "{problem}");
    assert!(problem.help.unwrap().contains("the same under every policy"));
    let plain = text("", "[policies.p]\nescalation.village.attempts = 2\n");
    for set in ["policies.p.calendars.office.weekly.weekdays=[\"09:00-10:00\"]", "policies.p.working_calendar=\"field\""] {
        assert!(only(&plain, &[set]).file.starts_with("--set"), "{set}");
    }
    let dated = text("", "[[policies.p.dated]]\nfrom = \"30d\"\ncalendars.office.weekly.weekdays = [\"09:00-10:00\"]\n");
    assert_eq!(only(&dated, &[]).key, "policies.p.dated.0.calendars");
}

#[test]
fn a_design_point_cannot_change_it_through_a_policy_either() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text("", "[policies.p]\ncalendars.field.holidays = [\"spring\"]\n")).unwrap();
    let draft = Draft::read(Path::new(&path), &[]).unwrap();
    let settings = |key: &str, value: &str| draft.settings(&[(key.to_owned(), value.to_owned())], &["p".to_owned()]);
    let problems = settings("policies.p.calendars.office.holidays", "[]").unwrap_err().to_string();
    assert!(problems.contains("the same under every policy"), "{problems}");
    let moved = settings("working_calendar", "\"evenings\"").unwrap();
    assert_eq!(moved[0].working_hours.next_open(SimTime::ZERO), SimTime::from_seconds(2 * DAY + 19 * HOUR));
    let alike = settings("calendars.office.weekly.weekdays", "[\"09:00-10:00\"]").unwrap();
    assert_eq!(alike[0].working_hours.next_open(SimTime::ZERO), SimTime::from_seconds(9 * HOUR), "the place may differ, for all policies");
}

/// What a policy may change, none of which moves a promise.
const CHANGES: [&str; 12] = [
    "units = [{ name = \"village\", staff = [{ role = \"helper\", count = 1 }] }]",
    "units = [{ name = \"town\", staff = [{ role = \"helper\", count = 2 }, { role = \"walker\", count = 1 }] }]",
    "units = [{ name = \"village\", count = 4 }]",
    "roles.clerk.calendar = \"field\"",
    "roles.walker.calendar = \"evenings\"",
    "roles.walker.calendar = \"late\"\ncalendars.late.weekly.weekdays = [\"14:00-22:00\"]",
    "calendars.field.weekly.daily = [\"00:00-06:00\"]",
    "calendars.evenings.off = true\nroles.helper.calendar = \"office\"",
    "calendars.office.holidays = [\"spring\"]",
    "holidays.summer.closed = [2024-03-04]\ncalendars.field.holidays = [\"summer\"]",
    "escalation.village.wait_limit = \"3wh\"\nescalation.village.queue_order = \"due\"",
    "supervision.red = 0.6\ndated = [{ from = \"25d\", units = [{ name = \"town\", staff = [{ role = \"helper\", count = 3 }] }] }]",
];

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(20_241), ..ProptestConfig::with_cases(12) })]

    /// Under any two policies an issue known in the same second is due in the same second, which the office hours say.
    #[test]
    fn when_an_issue_is_due_follows_from_when_it_is_known_and_its_category(
        first in prop::sample::subsequence((0..CHANGES.len()).collect::<Vec<_>>(), 1..3),
        second in 0..CHANGES.len(),
        is_named in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut tail = String::new();
        for (name, change) in first.iter().copied().chain([second]).enumerate() {
            writeln!(tail, "[policies.p{name}]\n{}", CHANGES[change]).expect("text");
        }
        let head = if is_named { "working_calendar = \"office\"" } else { "" };
        keeps_the_law(&good(&text(head, &tail), &[]), seed);
    }
}

/// A wait limit counts on the same calendar, whatever hours the people of the unit keep.
#[test]
fn a_wait_limit_in_working_time_counts_on_the_same_calendar() {
    let office = office();
    for (written, limit) in [("2wd", TimeLimit::WorkingDays(2)), ("6wh", TimeLimit::WorkingHours(SimDuration::from_seconds(6 * HOUR)))] {
        let slow = text("", "").replace("mean = \"2h\"", "mean = \"20h\"").replace("\"2wd\"", &format!("\"{written}\""));
        let setting = &good(&slow, &["supervision.off=true"]).settings[0];
        let (_, rows) = logged(setting, 9);
        let mut queued = BTreeMap::new();
        let mut seen = 0;
        for row in &rows {
            match row.activity {
                Activity::Queued => drop(queued.insert(row.case, row.at)),
                Activity::Escalated(rule) if rule.kind == RuleKind::WaitLimit => {
                    let since: SimTime = queued[&row.case];
                    let midnight = SimTime::from_seconds(since.seconds() / DAY * DAY);
                    let is_on_duty = office.working_between(midnight, midnight + SimDuration::from_seconds(DAY)) > SimDuration::ZERO;
                    // on a free day a later hour is not due earlier: the queue's timer is set for who has waited longest
                    if is_on_duty || limit != TimeLimit::WorkingDays(2) {
                        assert_eq!(row.at, limit.after(since, &office), "case {}", row.case);
                        seen += 1;
                    }
                }
                _ => {}
            }
        }
        assert!(seen > 50, "{written}: {seen}");
    }
}

/// Lights of a promise in working hours turn at shares of the working time, to the very end of the run.
#[test]
fn lights_of_a_promise_in_working_time_do_not_depend_on_where_the_run_ends() {
    let short = good(&text("", ""), &["horizon=70d"]);
    let long = good(&text("", ""), &["horizon=120d"]);
    let lit = |scenario: &Scenario| -> Vec<_> {
        let (_, rows) = logged(&scenario.settings[0], 4);
        let end = SimTime::from_seconds(70 * DAY);
        rows.into_iter().filter(|row| matches!(row.activity, Activity::Lit(_)) && row.at < end).collect()
    };
    let lights = lit(&short);
    assert!(lights.iter().any(|row| row.due > SimTime::from_seconds(70 * DAY) && row.due != SimTime::NEVER));
    assert!(lights == lit(&long));
}
