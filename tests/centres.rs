//! Command centres: a ticket is first the work of a dispatcher, by hand in a town of 40 households; with dispatchers without limit who
//! take no time and make no mistakes it is the ideal of `triage.straight`, event for event; a centre that is too small is worse than the
//! ladder; night works end within ten minutes of a one-key report.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::engine::Root;
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::RoleId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::world::IssueKey;
use wangge::world::populate::populate;

use super::place::{logged, once, value, value_of};
use super::towns::{GRID, base, households, known_at_once, offices, read_text};

/// A grid of 40 households, its town office with a command centre, and the district with a department, all with people enough and always
/// on duty.
fn text(tail: &str) -> String {
    let staff = "{ role = \"clerk\", count = 9 }";
    let town = households("\"grid\", \"town\", \"district\"", "working_calendar = \"always\"\n") + GRID + &offices(staff, staff);
    format!("{town}{}{DEPARTMENT}{tail}\n", known_at_once("grid", "6/year", ""))
}

const DEPARTMENT: &str = r#"
[calendars.day]
weekly = { daily = ["08:00-16:00"] }
[calendars.night]
weekly = { daily = ["20:00-24:00"] }
[roles.clerk]
[roles.inspector]
[roles.dispatcher]
[[units]]
name = "construction"
level = "district"
per = "district"
beside = "district_office"
categories_in_charge = ["shed"]
staff = [{ role = "inspector", count = 9 }]
[[categories]]
name = "shed"
work = "1h"
work_by_level = { district = "2h" }
difficulty = { town = 0.3, district = 0.7 }
departments = { construction = 1.0 }
[escalation.all]
difficulty = 1
"#;

/// The centre: its unit, and its rules.
fn centre(dispatchers: u32, rules: &str) -> String {
    format!(
        "[[units]]\nname = \"centre\"\nlevel = \"town\"\nper = \"town\"\nbeside = \"town_office\"\n\
         staff = [{{ role = \"dispatcher\", count = {dispatchers} }}]\n[centres]\nat = \"centre\"\n{rules}\n"
    )
}

fn town(tail: &str, sets: &[&str]) -> Setting {
    base(&text(tail), sets)
}

/// The town with dispatchers who make mistakes.
pub fn mistaken() -> Setting {
    town(&centre(2, "mistake = 0.3"), &[])
}

/// What happens to each issue, in the order of time: activity, unit, minutes since it occurred.
fn stories(setting: &Setting, rows: &[EventRow]) -> BTreeMap<IssueKey, Vec<(&'static str, String, u32)>> {
    let paths = populate(setting, Root::new(1, 0)).0.paths;
    let mut stories: BTreeMap<IssueKey, Vec<(&'static str, String, u32)>> = BTreeMap::new();
    let mut begins = BTreeMap::new();
    for row in rows {
        let begin = *begins.entry(row.key).or_insert(row.at);
        let unit = paths[row.unit.index()].rsplit('/').next().unwrap_or_default().trim_end_matches("-1").to_owned();
        stories.entry(row.key).or_default().push((row.activity.name(), unit, row.at.since(begin).seconds() / 60));
    }
    stories
}

const EXACT: &str = "dispatch = \"0s\"\nmistake = 0.0";
const RIGHT: &str = "mistake = 0.0";

#[test]
fn a_ticket_is_six_minutes_of_a_dispatcher_and_then_goes_straight_to_the_department_in_charge() {
    let setting = town(&centre(9, RIGHT), &["categories.shed.difficulty={ district = 1.0 }"]);
    let (result, rows) = logged(&setting, 3);
    let mut whole = 0;
    for story in stories(&setting, &rows).into_values().filter(|story| story.last().is_some_and(|(what, ..)| *what == "closed")) {
        let told: Vec<(&str, u32)> = story.iter().map(|(what, _, minute)| (*what, *minute)).collect();
        let expected = [
            ("occurred", 0),
            ("became_known", 0),
            ("arrived", 0),
            ("escalated", 0),
            ("arrived", 0),
            ("started", 0),
            ("dispatched", 6),
            ("arrived", 6),
            ("started", 6),
            ("fixed", 126),
            ("closed", 126),
        ];
        assert_eq!(told, expected, "{story:?}");
        assert!(story[4].1.contains("centre") && story[7].1.contains("construction"), "{story:?}");
        whole += 1;
    }
    assert!(whole > 90, "{whole} stories");
    let time = value(&setting, &result, Measure::DispatchTime).unwrap();
    assert!((time - 0.1).abs() < 1e-9, "{time}");
    assert_eq!(value(&setting, &result, Measure::MisdirectedShare), Some(0.0));
    assert!(value(&setting, &result, Measure::TicketsDispatched).unwrap() > 90.0);
    let busy = value_of(&setting, &result, Measure::Utilisation, Group::Role(RoleId::new(3))).unwrap();
    assert!(busy > 0.0 && busy < 0.01, "{busy}");
}

/// The events of a run but those at the centre: when, which case, what, at which unit.
fn elsewhere(setting: &Setting, seed: u64) -> Vec<(u32, u32, Activity, String)> {
    let paths = populate(setting, Root::new(seed, 0)).0.paths;
    let rows = logged(setting, seed).1.into_iter();
    // what is on its way is at no unit
    let is_on_its_way = |activity: &Activity| {
        matches!(activity, Activity::SetOut | Activity::Faded | Activity::Lost | Activity::SelfResolved | Activity::TurnedIncident)
    };
    let unit = |row: &EventRow| if is_on_its_way(&row.activity) { String::new() } else { paths[row.unit.index()].clone() };
    let told = rows.map(|row| (row.at.seconds(), row.case, row.activity, unit(&row)));
    told.filter(|(.., unit)| !unit.contains("centre")).collect()
}

#[test]
fn without_time_and_mistakes_and_with_dispatchers_without_limit_a_centre_is_the_ideal_event_for_event() {
    let passing = "[passing]\nhop_delay = { exponential = { mean = \"9h\" } }\nsignal_kept = 0.7\nforce_kept = 0.5\nreturns = 0.4\n";
    let more = [
        "categories.shed.severity=4",
        "categories.shed.success=0.6",
        "categories.shed.heals={ exponential = { mean = \"30d\" } }",
        "categories.shed.worsens={ probability = 0.3, after = { exponential = { mean = \"8d\" } } }",
        "demand.homes.rate=20/year",
        "escalation.all.attempts=2",
        "escalation.all.wait_limit=2d",
    ];
    for tail in [String::new(), passing.to_owned()] {
        let straight = town(&format!("{tail}[triage]\nstraight = true\n"), &more);
        let exact = town(&format!("{tail}{}", centre(500, EXACT)), &more);
        for seed in [5, 6] {
            let (straight, exact) = (elsewhere(&straight, seed), elsewhere(&exact, seed));
            assert!(straight.len() > 2_000, "{}", straight.len());
            let first = straight.iter().zip(&exact).position(|(one, other)| one != other);
            assert_eq!(first.map(|at| (&straight[at], &exact[at])), None);
            assert_eq!(straight.len(), exact.len());
        }
    }
    let ladder = town("", &more);
    assert_ne!(elsewhere(&ladder, 5), elsewhere(&town(&centre(500, EXACT), &more), 5), "the ladder goes by the town");
}

/// Keys of the issues that are dispatched to a wrong level.
fn misdirected(setting: &Setting) -> BTreeSet<IssueKey> {
    let is_wrong = |row: &&EventRow| row.activity == Activity::Dispatched { is_right: false };
    logged(setting, 8).1.iter().filter(is_wrong).map(|row| row.key).collect()
}

#[test]
fn mistakes_are_as_many_as_stated_nested_and_never_made_twice_with_one_ticket() {
    let many = ["demand.homes.rate=60/year"];
    let [few, more] = ["mistake = 0.1", "mistake = 0.4"].map(|rules| town(&centre(50, rules), &many));
    let (result, rows) = logged(&more, 8);
    let mut wrong: BTreeMap<IssueKey, u32> = BTreeMap::new();
    let first = rows.iter().filter(|row| matches!(row.activity, Activity::Dispatched { .. })).map(|row| row.key).collect::<BTreeSet<_>>();
    for row in rows.iter().filter(|row| row.activity == (Activity::Dispatched { is_right: false })) {
        *wrong.entry(row.key).or_default() += 1;
    }
    assert!(wrong.values().all(|times| *times == 1));
    let (n, share) = (first.len() as f64, wrong.len() as f64 / first.len() as f64);
    let error = (0.4 * 0.6 / n).sqrt();
    println!("{share:.4} of {n} tickets, standard error {error:.4} (4 standard errors)");
    assert!(n > 1_000.0 && (share - 0.4).abs() < 4.0 * error);
    let shown = value(&more, &result, Measure::MisdirectedShare).unwrap();
    assert!(shown < share, "what comes back is right: {shown}");
    let (few, more) = (misdirected(&few), misdirected(&more));
    assert!(few.is_subset(&more) && few.len() * 2 < more.len(), "{} {}", few.len(), more.len());
}

#[test]
fn a_unit_keeps_what_the_centre_sends_it_whatever_it_takes_it_for_itself() {
    // grids and towns that are always mistaken, and a centre that never is: without its word tickets would go round for ever
    let setting = town(&centre(50, RIGHT), &["triage.mistake=1", "categories.shed.difficulty={ grid = 0.4, town = 0.3, district = 0.3 }"]);
    let (_, rows) = logged(&setting, 4);
    let mut tickets: BTreeMap<IssueKey, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| matches!(row.activity, Activity::Dispatched { .. })) {
        *tickets.entry(row.key).or_default() += 1;
    }
    assert!(tickets.len() > 50 && tickets.values().all(|times| *times == 1), "{tickets:?}");
}

#[test]
fn out_of_its_hours_issues_climb_and_without_hours_they_wait_for_the_morning() {
    let by_day = ["roles.dispatcher.calendar=day"];
    let closed = town(&centre(9, "mistake = 0.0\nhours = \"day\""), &by_day);
    let mut by_night = 0;
    for row in logged(&closed, 3).1 {
        let hour = row.at.seconds() % 86_400 / 3_600;
        if matches!(row.activity, Activity::Escalated(_)) && !(8..16).contains(&hour) {
            by_night += 1;
        }
        assert!(!matches!(row.activity, Activity::Dispatched { .. }) || (8..17).contains(&hour), "{row:?}");
    }
    assert!(by_night > 50, "{by_night}");
    let waiting = town(&centre(9, RIGHT), &by_day);
    let rows = logged(&waiting, 3).1;
    let waits = stories(&waiting, &rows).into_values().filter_map(|story| {
        let at = |name: &str| story.iter().find(|(what, ..)| *what == name).map(|(.., minute)| *minute);
        Some(at("dispatched")? - at("escalated")?)
    });
    let longest = waits.max().unwrap();
    assert!((12 * 60..=16 * 60 + 6).contains(&longest), "{longest} minutes, over the night");
}

#[test]
fn only_units_from_the_stated_level_on_report_with_one_key() {
    let setting = town(&centre(9, "mistake = 0.0\nfrom = \"town\""), &[]);
    for story in stories(&setting, &logged(&setting, 3).1).into_values() {
        let before = story.iter().position(|(what, ..)| *what == "dispatched").map(|at| &story[..at]);
        let ups = before.map(|before| before.iter().filter(|(what, ..)| *what == "escalated").count());
        assert!(ups.is_none_or(|ups| ups == 2), "to the town, and from there to the centre: {story:?}");
    }
}

#[test]
fn a_department_with_a_seat_signs_sooner_in_the_hours_of_the_centre() {
    let whistle = "[whistle]\nfrom = \"town\"\nresponds = 1.0\n";
    let seat = "mistake = 0.0\nfrom = \"district\"\nseats = [\"construction\"]\nseat_sign = \"12min\"";
    let beside_district = |rules: &str| {
        centre(9, rules).replace(
            "level = \"town\"\nper = \"town\"\nbeside = \"town_office\"",
            "level = \"district\"\nper = \"district\"\nbeside = \"district_office\"",
        )
    };
    let delays = |setting: &Setting| -> BTreeSet<u32> {
        let mut called = BTreeMap::new();
        let mut delays = BTreeSet::new();
        for row in logged(setting, 3).1 {
            let is_assist = setting.categories[row.category.index()].name == "assist";
            match row.activity {
                Activity::Whistled { .. } => drop(called.insert(row.key, row.at)),
                Activity::Occurred if is_assist => drop(delays.insert(row.at.since(called[&row.key]).seconds() / 60)),
                _ => {}
            }
        }
        delays
    };
    assert_eq!(delays(&town(whistle, &[])), BTreeSet::from([60]));
    assert_eq!(delays(&town(&format!("{whistle}{}", beside_district(seat)), &[])), BTreeSet::from([12]));
    let by_day = town(&format!("{whistle}{}", beside_district(&format!("{seat}\nhours = \"day\""))), &[]);
    assert_eq!(delays(&by_day), BTreeSet::from([12, 60]));
}

/// Differences of a measure between two settings over replications: their mean and its t value.
fn difference(one: &Setting, other: &Setting, measure: Measure) -> (f64, f64) {
    let read = |setting: &Setting, nth| value(setting, &once(setting, 10, nth), measure).unwrap();
    let differences: Vec<f64> = (0..8).map(|nth| read(other, nth) - read(one, nth)).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    (mean, mean / error)
}

#[test]
fn a_centre_with_dispatchers_enough_beats_the_ladder_and_one_that_is_too_small_is_worse() {
    // five tickets a day of two hours each, for eight hours of a dispatcher
    let rates = ["demand.homes.rate=45/year", "roles.dispatcher.calendar=day"];
    let passing = "[passing]\nhop_delay = { exponential = { mean = \"1d\" } }\n";
    let ladder = town(passing, &rates);
    let [small, large] = [1, 4].map(|people| town(&format!("{passing}{}", centre(people, "dispatch = \"2h\"")), &rates));
    let (gain, t) = difference(&ladder, &large, Measure::ResolutionTime);
    println!("large against the ladder: {gain:.1} h, t {t:.1} (n 8, one-sided, alpha 0.001)");
    assert!(t < -4.79);
    let (loss, t) = difference(&ladder, &small, Measure::ResolutionTime);
    println!("small against the ladder: {loss:.1} h, t {t:.1} (n 8, one-sided, alpha 0.001)");
    assert!(t > 4.79);
    // the queue of tickets grows from quarter to quarter
    let result = once(&small, 10, 0);
    let quarters = result.units.iter().find(|unit| unit.path.contains("centre")).unwrap().backlog_quarters.unwrap();
    assert!(quarters.windows(2).all(|pair| pair[1] > pair[0] + 10.0), "{quarters:?}");
}

#[test]
fn night_works_are_stopped_within_ten_minutes_of_a_one_key_report_and_not_before_the_morning_by_the_ladder() {
    // more than 600 households near a building site; the grid, the town and the office have nobody by night, the centre and the
    // department of the night do
    let night = [
        "place.households=640",
        "place.households_per_building=40",
        "grids.households=640",
        "demand.homes.rate=0.5/year",
        "roles.worker.calendar=day",
        "roles.clerk.calendar=day",
        "categories.shed.difficulty={ district = 1.0 }",
        "categories.shed.work_by_level={ district = \"3min\" }",
    ];
    let passing = "[passing]\nhop_delay = { exponential = { mean = \"1.3d\" } }\n";
    let ladder = town(passing, &night);
    let one_key = town(&format!("{passing}{}", centre(2, "mistake = 0.0\nway = \"1min\"")), &night);
    let share = |setting: &Setting, limit: u32| {
        let rows = logged(setting, 3).1;
        let is_night = |hour: u32| !(6..22).contains(&hour);
        let by_night: BTreeSet<IssueKey> = rows
            .iter()
            .filter(|row| row.activity == Activity::Occurred && is_night(row.at.seconds() % 86_400 / 3_600))
            .map(|row| row.key)
            .collect();
        let told = stories(setting, &rows);
        let stopped = |key: &&IssueKey| told[key].iter().any(|(what, _, minute)| *what == "fixed" && *minute <= limit);
        (by_night.len(), by_night.iter().filter(stopped).count())
    };
    let (works, stopped) = share(&one_key, 10);
    println!("{stopped} of {works} works stopped within ten minutes");
    assert!(works > 40 && stopped == works);
    let (works, stopped) = share(&ladder, 10);
    assert!(works > 40 && stopped * 20 < works, "{stopped} of {works}");
}

#[test]
fn wrong_centres_are_reported_where_they_stand() {
    let fault = |tail: &str, sets: &[&str]| {
        let problems = read_text(&text(tail), sets).err().unwrap_or_else(|| panic!("{tail} {sets:?} is accepted"));
        problems.iter().map(|problem| format!("{}: {}\n", problem.key, problem.message)).collect::<String>()
    };
    let ok = centre(2, "");
    for (rules, set, key, part) in [
        ("", "units.centre.staff=[]", "units.centre.staff", "nobody works at the centre `centre`"),
        ("", "units.centre.staff=[{ role = \"dispatcher\", count = 0 }]", "units.centre.staff", "nobody works at the centre"),
        ("", "roles.dispatcher.takes_cases=false", "units.centre.staff", "nobody works at the centre"),
        ("", "centres.at=center", "centres.at", "center"),
        ("", "centres.at=town_office", "centres.at", "stands beside no office"),
        ("", "units.centre.categories_in_charge=[\"shed\"]", "units.centre.categories_in_charge", "in charge of no category"),
        ("", "units.centre.under=district_office", "units.centre.under", "nobody stands above a centre"),
        ("hours = \"nights\"", "horizon=200d", "centres.hours", "nights"),
        ("hours = \"night\"", "roles.dispatcher.calendar=day", "centres.hours", "no dispatcher of `centre` is ever on duty"),
        ("from = \"village\"", "horizon=200d", "centres.from", "village"),
        ("from = \"district\"", "horizon=200d", "centres.from", "is above the level"),
        ("mistake = 1.5", "horizon=200d", "centres.mistake", "1.5"),
        ("seats = [\"police\"]", "horizon=200d", "centres.seats", "police"),
        ("seats = [\"centre\"]", "horizon=200d", "centres.seats", "centre"),
        ("seat_sign = \"5min\"", "horizon=200d", "centres.seat_sign", "no department has a seat"),
        ("way = \"5min\"", "horizon=200d", "centres.way", "no `passing`"),
        ("dispatchers = 3", "horizon=200d", "centres.dispatchers", "dispatchers"),
    ] {
        let text = fault(&format!("{ok}{rules}"), &[set]);
        assert!(text.contains(key) && text.contains(part), "{rules} {set}: {text}");
    }
    let unused = centre(2, "").replace("[centres]\nat = \"centre\"\n", "");
    let text = fault(&unused, &[]);
    assert!(text.contains("units.centre.categories_in_charge"), "a unit beside an office is a department else: {text}");
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(145), ..ProptestConfig::with_cases(8) })]

    /// Every run checks itself: issues and everybody's seconds are conserved, while issues heal, turn incident, recur, are closed on
    /// paper, fade on their way, are sent back, and lights and meetings move them.
    #[test]
    fn the_laws_hold_whatever_dispatchers_do(people in 1_u32..4, minutes in 1_u32..300, tenths in 0_u32..=10, seed in any::<u64>()) {
        let rules = format!("dispatch = {{ exponential = {{ mean = \"{minutes}min\" }} }}\nmistake = {}", f64::from(tenths) / 10.0);
        let more = "[passing]\nhop_delay = \"5h\"\nsignal_kept = 0.6\nreturns = 0.3\n[closing]\nfalsely = 0.3\nnoticed = 0.5\ndelay = \"2d\"\n\
             [supervision]\nescalates_red = true\n[feedback]\nin_time = 0.8\nlate = 0.5\nunfixed = 0.1\npetitions = 0.5\n\
             [whistle]\nfrom = \"town\"\nresponds = 0.5\n[absence]\nrate = \"20/year\"\nlength = \"3d\"\n";
        let sets = [
            "roles.dispatcher.calendar=day",
            "roles.dispatcher.shift_end=hand_over",
            "roles.dispatcher.travel_speed=5km/h",
            "categories.shed.on_site=true",
            "categories.shed.worsens={ probability = 0.3, after = { exponential = { mean = \"8d\" } } }",
            "categories.shed.heals={ exponential = { mean = \"20d\" } }",
            "categories.shed.recurs={ probability = 0.2, after = \"3d\" }",
            "categories.shed.success=0.7",
            "categories.shed.due=5d",
            "demand.homes.rate=30/year",
            "escalation.all.wait_limit=1d",
        ];
        let setting = town(&format!("{more}{}", centre(people, &rules)), &sets);
        let (result, rows) = logged(&setting, seed);
        prop_assert!(value(&setting, &result, Measure::TicketsDispatched).unwrap() > 50.0);
        let is_first_work = |row: &&EventRow| matches!(row.activity, Activity::Fixed);
        prop_assert!(rows.iter().filter(is_first_work).count() > 50);
    }
}
