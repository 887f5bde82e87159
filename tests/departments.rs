//! Whatever brings an issue to an office, it goes to the department in charge: demand at units, cases from a file, what
//! recurs, what is petitioned.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::engine::Root;
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::setting::UnitGroup;
use wangge::scenario::{Scenario, Setting, read};
use wangge::units::UnitId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::world::populate::populate;

use super::place::{logged, value, value_of};

const TEXT: &str = r#"start = 2024-04-22
warm_up = "10d"
follow_up = "5d"
horizon = "100d"
replications = 1
levels = ["town"]
[place]
households = 100
[roles.roadman]
[roles.planner]
[roles.clerk]
[[units]]
name = "office"
level = "town"
per = "town"
staff = [{ role = "clerk", count = 2 }]
[[units]]
name = "roads"
level = "town"
per = "town"
beside = "office"
categories_in_charge = ["hole"]
staff = [{ role = "roadman", count = 2 }]
[[units]]
name = "planning"
level = "town"
per = "town"
beside = "office"
categories_in_charge = ["shed"]
staff = [{ role = "planner", count = 2 }]
[[categories]]
name = "hole"
work = { exponential = { mean = "30min" } }
[[categories]]
name = "shed"
work = { exponential = { mean = "30min" } }
[[categories]]
name = "noise"
work = { exponential = { mean = "30min" } }
[[demand]]
name = "counter"
at = "office"
# demand
[routing]
misrouted = 0.25
sorting = { exponential = { mean = "10min" } }
# tail
"#;

/// An office with two departments; `demand` is what comes, `tail` what else there is.
fn text(demand: &str, tail: &str) -> String {
    TEXT.replace("# demand", demand).replace("# tail", tail)
}

const DRAWN: &str = "rate = \"2/h\"\ncategories = { hole = 0.4, shed = 0.3, noise = 0.3 }";

fn read_text(text: &str, files: &[(&str, &str)]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The group that each unit is of, by its name.
fn names(setting: &Setting) -> BTreeMap<UnitId, String> {
    let (_, roster) = populate(setting, Root::new(1, 0));
    let of = |(index, group): (usize, &UnitGroup)| roster.group(index).iter().map(|unit| (*unit, group.name.clone())).collect::<Vec<_>>();
    setting.units.iter().enumerate().flat_map(of).collect()
}

/// Of the issues that were fixed, how many where, by category and name of the group.
fn fixed_at(setting: &Setting, rows: &[EventRow]) -> BTreeMap<(String, String), usize> {
    let mut found = BTreeMap::new();
    let names = names(setting);
    for row in rows.iter().filter(|row| row.activity == Activity::Fixed) {
        let category = setting.categories[row.category.index()].name.clone();
        *found.entry((category, names[&row.unit].clone())).or_default() += 1_usize;
    }
    found
}

/// Every category is settled by who is in charge of it, and by nobody else.
#[track_caller]
fn all_are_with_who_is_in_charge(setting: &Setting, rows: &[EventRow]) -> usize {
    let fixed = fixed_at(setting, rows);
    for (category, unit) in fixed.keys() {
        let wanted = match category.as_str() {
            "hole" => "roads",
            "shed" => "planning",
            _ => "office",
        };
        assert_eq!(unit, wanted, "{category}");
    }
    assert_eq!(fixed.len(), 3, "{fixed:?}");
    fixed.values().sum()
}

#[test]
fn demand_at_an_office_is_settled_by_its_departments() {
    let scenario = read_text(&text(DRAWN, ""), &[]);
    let setting = &scenario.settings[0];
    let (result, rows) = logged(setting, 3);
    let fixed = all_are_with_who_is_in_charge(setting, &rows);
    assert!(fixed > 4_000, "{fixed}");
    assert_eq!(value_of(setting, &result, Measure::ResolutionRate, Group::All), Some(1.0));
    // 90 measured days of 48 issues, 70% of them for a department, a quarter of these to the other one first
    let transfers = value(setting, &result, Measure::Transfers).unwrap();
    let expected = 90.0 * 48.0 * 0.7 * 0.25;
    assert!((transfers - expected).abs() < 4.0 * expected.sqrt(), "{transfers} for {expected}");
    let known: Vec<&EventRow> = rows.iter().filter(|row| row.channel().is_some()).collect();
    let names = names(setting);
    assert!(known.iter().all(|row| names[&row.unit] == "office"), "all became known at the office");
}

#[test]
fn cases_from_a_file_at_an_office_are_settled_by_its_departments() {
    let mut cases = String::from("opened,category\n");
    for number in 0..900 {
        let category = ["hole", "shed", "noise"][number % 3];
        writeln!(cases, "2024-{:02}-{:02} {:02}:15,{category}", 5 + number / 450, 1 + (number / 15) % 30, number % 15 + 5).expect("text");
    }
    let scenario = read_text(&text("file = \"cases.csv\"\ntime_zone = \"UTC\"", ""), &[("cases.csv", &cases)]);
    let setting = &scenario.settings[0];
    let (result, rows) = logged(setting, 3);
    assert_eq!(all_are_with_who_is_in_charge(setting, &rows), 900);
    assert!(value(setting, &result, Measure::Transfers).unwrap() > 100.0);
}

/// An issue that comes back comes to the office as it did first, and not straight to the department.
#[test]
fn what_recurs_comes_to_the_office_again() {
    let recurring = text(DRAWN, "").replacen(
        "work = { exponential = { mean = \"30min\" } }",
        "work = { exponential = { mean = \"30min\" } }\nrecurs = { probability = 0.5, after = \"1d\" }",
        1,
    );
    let scenario = read_text(&recurring, &[]);
    let setting = &scenario.settings[0];
    let (_, rows) = logged(setting, 4);
    all_are_with_who_is_in_charge(setting, &rows);
    let known = rows.iter().filter(|row| row.channel().is_some() && setting.categories[row.category.index()].name == "hole");
    let names = names(setting);
    let (at_office, elsewhere): (Vec<&EventRow>, Vec<&EventRow>) = known.partition(|row| names[&row.unit] == "office");
    assert!(elsewhere.is_empty());
    assert!(at_office.len() > 3_000, "{}: twice as many as occur first", at_office.len());
}

/// A petition about an issue of a department, closed on paper, is the department's again.
#[test]
fn a_petition_at_the_top_goes_to_the_department_in_charge() {
    let homes = "rate = \"0/day\"\ncategories = { hole = 0.4, shed = 0.3, noise = 0.3 }\n[[demand]]\nname = \"homes\"\nat = \"households\"\nrate = \"60/year\"\n\
                 categories = { hole = 0.4, shed = 0.3, noise = 0.3 }";
    let tail = "[discovery]\nreporting = 1.0\n[discovery.channels.hotline]\nlevel = \"town\"\n[closing]\nfalsely = 1.0\n\
                [feedback]\nin_time = 1.0\nlate = 1.0\nunfixed = 0.0\npetitions = 1.0\n";
    let text = text(homes, tail).replace("work = { exponential", "success = 0.5\nwork = { exponential");
    let scenario = read_text(&text, &[]);
    let setting = &scenario.settings[0];
    let (_, rows) = logged(setting, 5);
    all_are_with_who_is_in_charge(setting, &rows);
    let names = names(setting);
    let mut petitioned = 0;
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.activity == Activity::Petitioned) {
        let name = &setting.categories[row.category.index()].name;
        let next = rows[index..].iter().find(|later| later.case == row.case && later.activity == Activity::Arrived);
        if let Some(next) = next.filter(|_| name != "noise") {
            assert_ne!(names[&next.unit], "office", "{name}");
            petitioned += 1;
        }
    }
    assert!(petitioned > 100, "{petitioned}");
}

/// On a date another department comes into charge of sheds, and nobody but the office of holes; what waits in the wrong place then
/// goes across.
#[test]
fn who_is_in_charge_may_change_on_a_date() {
    let later = "[[policies.moved.dated]]\nfrom = \"50d\"\n\
                 units = [{ name = \"roads\", categories_in_charge = [\"shed\"] }, { name = \"planning\", categories_in_charge = [] }]\n";
    let slow = text(DRAWN, later).replace("misrouted = 0.25\n", "").replace("mean = \"30min\"", "mean = \"115min\"");
    let scenario = read_text(&slow, &[]);
    let setting = &scenario.settings[1];
    let (_, rows) = logged(setting, 6);
    let names = names(setting);
    let change = wangge::units::SimTime::ZERO + super::place::days(50);
    let mut sorted = 0;
    for row in rows.iter().filter(|row| row.activity == Activity::Fixed) {
        let category = setting.categories[row.category.index()].name.as_str();
        let wanted = match (category, row.at < change) {
            ("hole", true) | ("shed", false) => "roads",
            ("shed", true) => "planning",
            _ => "office",
        };
        assert_eq!(names[&row.unit], wanted, "{category} at {:?}", row.at);
    }
    for row in rows.iter().filter(|row| row.activity == Activity::Transferred) {
        assert!(row.at >= change && names[&row.unit] != "office");
        sorted += 1;
    }
    println!("{sorted} waited or were in work at the wrong department");
    assert!(sorted > 2);
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(77), ..ProptestConfig::with_cases(8) })]

    /// The run balances, which a replication checks of itself, and nothing that comes to the office is lost on the way.
    #[test]
    fn every_issue_that_comes_to_the_office_ends_once_or_is_still_open(
        per_day in 20_u32..90, misrouted in 0_u32..10, seed in any::<u64>(),
    ) {
        let demand = DRAWN.replace("2/h", &format!("{per_day}/day"));
        let text = text(&demand, "[closing]\nfalsely = 0.3\nnoticed = 0.5\ndelay = \"1d\"\n")
            .replace("misrouted = 0.25", &format!("misrouted = 0.{misrouted}"))
            .replace("work = { exponential", "success = 0.8\nwork = { exponential");
        let scenario = read_text(&text, &[]);
        let (result, rows) = logged(&scenario.settings[0], seed);
        let count = |wanted: fn(&Activity) -> bool| rows.iter().filter(|row| wanted(&row.activity)).count();
        let occurred = count(|activity| *activity == Activity::Occurred);
        let known = count(|activity| matches!(activity, Activity::BecameKnown(_)));
        prop_assert_eq!(occurred, known);
        prop_assert!(count(|activity| *activity == Activity::Fixed) <= occurred);
        let wrong = value(&scenario.settings[0], &result, Measure::Transfers);
        prop_assert_eq!(wrong == Some(0.0), misrouted == 0);
    }
}
