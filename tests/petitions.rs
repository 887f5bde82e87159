//! Petitions while a matter is open: when a household may petition, what that moves, and who does not; nobody who would is nobody.

use std::collections::BTreeMap;

use wangge::process::{Activity, Start};
use wangge::scenario::Setting;
use wangge::units::measure::Measure;

use super::place::{DAY, logged, once, value};
use super::towns::{base, by_case, households, known_at_once, offices, read_text};

/// A town of 40 households and its district; the town has no more hands than it needs.
fn text(rules: &str) -> String {
    let clerk = "{ role = \"clerk\", count = 1 }";
    let town = households("\"town\", \"district\"", "") + &offices(clerk, clerk) + &known_at_once("town", "12/year", "");
    format!("{town}{MATTER}{rules}\n")
}

const MATTER: &str = r#"
[roles.clerk]
[[categories]]
name = "matter"
work = "20h"
[feedback]
in_time = 1.0
late = 1.0
unfixed = 0.0
"#;

fn town(rules: &str, sets: &[&str]) -> Setting {
    base(&text(rules), sets)
}

const EACH: &str = "waiting = { every = \"10d\", petitions = 1.0 }";
/// Nothing is done within the run.
const NEVER: [&str; 1] = ["categories.matter.work=9000h"];

#[test]
fn a_household_petitions_each_time_that_it_has_waited_so_long_and_never_after_the_end() {
    let setting = town(EACH, &[]);
    let (result, rows) = logged(&setting, 3);
    let mut petitions = 0;
    for case in by_case(&rows).into_values() {
        let known = case.iter().find(|row| matches!(row.activity, Activity::BecameKnown(_))).unwrap().at;
        let end = case.iter().find(|row| row.activity == Activity::Closed).map_or(200 * DAY, |row| row.at.seconds());
        let own: Vec<u32> =
            case.iter().filter(|row| row.activity == Activity::Petitioned).map(|row| row.at.since(known).seconds()).collect();
        let expected: Vec<u32> = (1..=20).map(|nth| nth * 10 * DAY).take_while(|after| known.seconds() + after < end).collect();
        assert_eq!(own, expected, "{case:?}");
        petitions += own.len();
    }
    assert!(petitions > 50, "{petitions}");
    assert_eq!(value(&setting, &result, Measure::Petitions), Some(petitions as f64));
}

#[test]
fn what_is_petitioned_about_goes_before_the_others_of_its_queue() {
    let rows = logged(&town(EACH, &[]), 3).1;
    let mut waits: BTreeMap<u32, bool> = BTreeMap::new();
    let mut taken = [0, 0];
    for row in &rows {
        match row.activity {
            Activity::Queued => drop(waits.insert(row.case, false)),
            Activity::Petitioned => drop(waits.get_mut(&row.case).map(|is_first| *is_first = true)),
            Activity::Started(Start::FromQueue) => {
                let is_first = waits.remove(&row.case).unwrap();
                assert!(is_first || waits.values().all(|other| !other), "somebody else has petitioned and waits");
                taken[usize::from(is_first)] += 1;
            }
            _ => {}
        }
    }
    assert!(taken.iter().all(|count| *count > 20), "{taken:?}");
}

#[test]
fn what_was_dropped_is_found_again_at_the_top_by_the_petition_and_is_settled_there() {
    let rules = format!("{EACH}\n[triage]\ndropped = 1.0\n[escalation.town]\ndifficulty = 1");
    let rows = logged(&town(&rules, &["categories.matter.difficulty={ district = 1.0 }", "categories.matter.work=1h"]), 3).1;
    let mut found = 0;
    for case in by_case(&rows).into_values() {
        let Some(lost) = case.iter().position(|row| row.activity == Activity::Lost) else { continue };
        let Some(petition) = case.iter().position(|row| row.activity == Activity::Petitioned) else { continue };
        assert_eq!(case[petition].at.since(case[lost].at).seconds(), 10 * DAY);
        assert!(matches!(case[petition + 1].activity, Activity::BecameKnown(_)));
        assert_eq!((case[petition + 1].at, case[petition + 1].level.index()), (case[petition].at, 1));
        assert!(case[petition + 1..].iter().all(|row| row.activity != Activity::Lost));
        found += 1;
    }
    assert!(found > 100, "{found}");
}

#[test]
fn nobody_who_petitions_is_no_waiting_and_whoever_does_under_a_low_probability_does_under_a_high_one() {
    let runs = |rules: &str| {
        let (result, rows) = logged(&town(rules, &[]), 5);
        (result.stream, rows)
    };
    let absent = runs("");
    assert!(absent.1.len() > 300);
    assert_eq!(absent, runs("waiting = { every = \"10d\", petitions = 0.0 }"));
    // nothing is done, so that nothing else differs
    let petitions = |share: &str| -> Vec<(u32, u32)> {
        let rows = logged(&town(&format!("waiting = {{ every = \"10d\", petitions = {share} }}"), &NEVER), 5).1;
        rows.iter().filter(|row| row.activity == Activity::Petitioned).map(|row| (row.case, row.at.seconds())).collect()
    };
    let (few, many) = (petitions("0.2"), petitions("0.5"));
    println!("{} and {} petitions", few.len(), many.len());
    assert!(few.len() > 100 && many.len() > 2 * few.len() && few.iter().all(|own| many.contains(own)));
}

#[test]
fn slower_offices_have_more_petitions() {
    let rules = "waiting = { every = \"10d\", petitions = 0.2 }";
    let (slow, quick) = (town(rules, &[]), town(rules, &["units.town_office.staff.clerk.count=2"]));
    let read = |setting: &Setting, nth| value(setting, &once(setting, 10, nth), Measure::Petitions).unwrap();
    let fewer = (0..24).filter(|nth| read(&quick, *nth) < read(&slow, *nth)).count();
    println!("fewer petitions with two clerks in {fewer} of 24 replications");
    // a sign test, one-sided, alpha 0.001
    assert!(fewer >= 20);
}

#[test]
fn a_wait_that_is_none_is_reported_where_it_stands() {
    for (rules, key) in [
        ("waiting = { every = \"10min\", petitions = 0.2 }", "feedback.waiting.every"),
        ("waiting = { every = \"10d\" }", "petitions"),
        ("waiting = { every = \"10d\", petitions = 1.2 }", "feedback.waiting.petitions"),
    ] {
        let problems = read_text(&text(rules), &[]).err().unwrap_or_else(|| panic!("{rules} is accepted"));
        let text: String = problems.iter().map(|problem| format!("{}: {}\n", problem.key, problem.message)).collect();
        assert!(text.contains(key), "{rules}: {text}");
    }
}
