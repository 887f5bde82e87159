//! A draft resolves a changed scenario as reading it again with `--set` would, shares what the changes do not touch, and
//! says of a change that does not fit which key and value it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use wangge::scenario::{Draft, Setting, read};

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn draft(name: &str) -> Draft {
    Draft::read(&scenario_file(name), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn point(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    changes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn settings(draft: &Draft, changes: &[(&str, &str)]) -> Vec<Setting> {
    draft.settings(&point(changes), &draft.policies()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The problems of a point of the town, one line each.
fn refused(draft: &Draft, changes: &[(&str, &str)]) -> String {
    draft.settings(&point(changes), &draft.policies()).map(|_| ()).expect_err(&format!("{changes:?} was taken")).to_string()
}

/// Everything in a setting, as text.
fn whole(settings: &[Setting]) -> String {
    format!("{settings:?}")
}

/// Points of shipped scenarios: the file, and what is changed.
const POINTS: [(&str, &[(&str, &str)]); 16] = [
    ("xiaolin.toml", &[]),
    ("xiaolin.toml", &[("discovery.reporting", "0.3")]),
    ("xiaolin.toml", &[("place.households", "9000"), ("place.migrants", "100")]),
    ("xiaolin.toml", &[("residents.linked_migrants", "0.4")]),
    ("xiaolin.toml", &[("horizon", "250d"), ("members.service.1", "90d")]),
    ("xiaolin.toml", &[("members.households_per_member", "23")]),
    ("xiaolin.toml", &[("members.off", "true")]),
    ("xiaolin.toml", &[("units.branch.staff.grid_worker.total", "80"), ("units.town_office.staff.officer.count", "3")]),
    ("xiaolin.toml", &[("policies.paper_linkage.triage.dropped", "0.2"), ("policies.supervision.escalation.grid.wait_limit", "3wd")]),
    ("xiaolin.toml", &[("policies.supervision.off", "true"), ("policies.supervision.off", "false")]),
    ("xiaolin.toml", &[("categories.lamp.work", "{ exponential = { mean = \"1h\" } }"), ("escalation.all.queue_order", "due")]),
    ("xiaolin.toml", &[("calendars.office.weekly", "{ daily = [\"08:00-18:00\"] }"), ("time_zone", "UTC")]),
    ("xiaolin_20_months.toml", &[("roles.cadre.speed", "0.4")]),
    ("network.toml", &[("units.town.staff.town_staff.count", "3")]),
    ("city311.toml", &[("escalation.all.attempts", "2")]),
    ("city311.toml", &[("horizon", "40d"), ("follow_up", "5d")]),
];

#[test]
fn a_point_is_the_scenario_read_again_with_its_changes() {
    for (file, changes) in POINTS {
        let draft = draft(file);
        let sets: Vec<String> = changes.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let again = match read(&scenario_file(file), &sets) {
            Ok(again) => again,
            Err(problems) => {
                let refused = draft.settings(&point(changes), &draft.policies());
                panic!("{file} {changes:?}: {problems}; the point: {:?}", refused.map(|_| ()));
            }
        };
        assert_eq!(whole(&settings(&draft, changes)), whole(&again.settings), "{file} {changes:?}");
    }
}

#[test]
fn place_and_cases_are_shared_unless_the_point_touches_them() {
    let town = draft("xiaolin.toml");
    let places = |changes| settings(&town, changes).iter().map(|setting| Arc::clone(setting.place.as_ref().unwrap())).collect::<Vec<_>>();
    let own = town.scenario().settings[0].place.as_ref().unwrap();
    assert!(places(&[("discovery.reporting", "0.3"), ("grids.households", "200")]).iter().all(|place| Arc::ptr_eq(place, own)));
    let other = places(&[("residents.trust", "0.3")]);
    assert!(other.iter().all(|place| !Arc::ptr_eq(place, own) && Arc::ptr_eq(place, &other[0])));
    let city = draft("city311.toml");
    let cases = |setting: &Setting| Arc::clone(&setting.demand.iter().find_map(|stream| stream.trace.as_ref()).unwrap().cases);
    let own = cases(&city.scenario().settings[0]);
    assert!(settings(&city, &[("escalation.all.attempts", "2")]).iter().all(|setting| Arc::ptr_eq(&cases(setting), &own)));
    assert!(settings(&city, &[("horizon", "40d"), ("follow_up", "5d")]).iter().all(|setting| !Arc::ptr_eq(&cases(setting), &own)));
}

#[test]
fn only_the_policies_asked_for_are_resolved_in_the_order_asked() {
    let town = draft("xiaolin.toml");
    let names = |policies: &[&str]| {
        let policies: Vec<String> = policies.iter().map(|policy| (*policy).to_owned()).collect();
        town.settings(&[], &policies).map(|settings| settings.into_iter().map(|setting| setting.policy).collect::<Vec<_>>())
    };
    assert_eq!(names(&["supervision", "base"]).unwrap(), ["supervision", "base"]);
    assert_eq!(names(&[]).unwrap(), Vec::<String>::new());
    let problems = names(&["supervison"]).unwrap_err().to_string();
    assert!(problems.contains("there is no policy `supervison`; found `base`, `paper_linkage`, `cards`, `centres`, `visits`, `on_the_spot`, `first_inquiry`, `meeting`, `supervision`, `points`, `stars`; did you mean `supervision`?"), "{problems}");
}

#[test]
fn a_draft_serves_many_threads_at_once() {
    let town = draft("xiaolin.toml");
    let wanted = whole(&settings(&town, &[("triage.mistake", "0.2")]));
    std::thread::scope(|scope| {
        let tasks: Vec<_> = (0..4).map(|_| scope.spawn(|| whole(&settings(&town, &[("triage.mistake", "0.2")])))).collect();
        for task in tasks {
            assert!(task.join().unwrap() == wanted);
        }
    });
}

#[test]
fn a_change_that_does_not_fit_is_told_with_its_key_and_value() {
    let town = draft("xiaolin.toml");
    for (changes, told) in [
        (&[("triage.mistake", "1.5")][..], "design point:1: `triage.mistake`: 1.5 is out of range; expected a number from 0 to 1"),
        (&[("triage.mistak", "0.1")], "`triage.mistak`: unknown key"),
        (&[("escalation.grid.wait_limit", "5")], "`escalation.grid.wait_limit`: found a whole number 5; expected a time with its unit"),
        (&[("escalation.grid.wait_limit", "5wdays")], "has the unknown unit `wdays`"),
        (&[("escalation.grid.queue_order", "lifo")], "\"lifo\" is not one of `fifo`, `due`"),
        (&[("units.brnch.count", "2")], "there is no `brnch` in `units`"),
        (&[("horizon", "100d")], "design point:1: `horizon`: 100d is too short"),
        (&[("roles.member.calendar", "evening")], "there is no calendar `evening`; found"),
        (&[("place.households", "12.5")], "found a number 12.5; expected a whole number"),
        (&[("members.count", "20000")], "20000 members for 13611 linked households"),
        (
            &[("residents.linked", "0.05")],
            "`members.count`: 1161 members for 684 linked households; expected at most one for each (with `residents.linked=0.05`)",
        ),
        (
            &[("supervision.yellow", "0.9"), ("triage.mistake", "0.1"), ("supervision.red", "0.7")],
            "`supervision.red`: 0.7 turns the light red before it is yellow at 0.9",
        ),
        (
            &[("supervision.yellow", "0.9"), ("triage.mistake", "0.1")],
            "before it is yellow at 0.9 (with `supervision.yellow=0.9`); red is at least yellow",
        ),
        (&[("policies.paper_linkage.units", "[{ name = \"branch\", count = 3 }]")], "stands beside `per = \"grid\"`"),
        (&[("extends", "x.toml")], "cannot change which file is extended"),
    ] {
        let problems = refused(&town, changes);
        assert!(problems.contains(told), "{changes:?}\ngot:    {problems}\nwanted: {told}");
    }
}

#[test]
fn shares_of_a_point_are_weights_and_shares_of_a_file_are_not() {
    let town = draft("xiaolin.toml");
    let authority = |changes| settings(&town, changes)[0].epochs[0].rules.categories[0].authority.clone();
    // lamp: liaison 0.3, grid 0.4, village 0.25, town 0.05; the grid's share becomes 1.0 of 1.6
    let got = authority(&[("categories.lamp.difficulty.grid", "1.0")]);
    for (got, wanted) in got.iter().zip([0.3 / 1.6, 1.3 / 1.6, 1.55 / 1.6, 1.0]) {
        assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
    }
    let stream = |changes| settings(&town, changes)[0].demand[1].categories[0].1;
    assert!((stream(&[("demand.public_space.categories.lamp", "0.8")]) - 0.8 / 1.4).abs() < 1e-12);
    let estates = |changes: &[(&str, &str)]| {
        let setting = settings(&town, changes).remove(0);
        let place = setting.structure.place.unwrap();
        place.buildings.iter().filter(|building| place.housing[building.housing] == "estate").count() as f64 / place.buildings.len() as f64
    };
    assert!((estates(&[("place.housing.estate", "0.8")]) - 0.5).abs() < 0.01);
    assert!((estates(&[]) - 0.2).abs() < 0.01);
    // shares that add up as they stand are taken as they stand
    let both = [("demand.public_space.categories.lamp", "0.1"), ("demand.public_space.categories.rubbish", "0.75")];
    assert_eq!(stream(&both), 0.1);
    let file = read(&scenario_file("xiaolin.toml"), &["categories.lamp.difficulty.grid=1.0".to_owned()]).unwrap_err().to_string();
    assert!(file.contains("the shares add up to 1.6; expected 1"), "{file}");
    let nothing = ["rubbish", "water", "lamp"].map(|name| (format!("demand.public_space.categories.{name}"), "0".to_owned()));
    assert!(town.settings(&nothing, &town.policies()).unwrap_err().to_string().contains("the shares add up to 0; expected 1"));
}

#[test]
fn shares_that_a_policy_says_in_part_are_scaled_with_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    let text = r#"start = 2024-01-01
horizon = "90d"
levels = ["low", "mid", "high"]
units = [{ name = "a", level = "low", staff = [{ role = "r" }] }]
categories = [{ name = "c", work = "1h", difficulty = { low = 0.5, mid = 0.3, high = 0.2 } }]
demand = [{ name = "d", at = "a", rate = "1/day" }]
roles.r = {}
[policies.p]
categories = [{ name = "c", difficulty = { mid = 0.1, high = 0.4 } }]
"#;
    std::fs::write(&path, text).unwrap();
    let draft = Draft::read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let low = |changes| -> Vec<f64> {
        settings(&draft, changes).iter().map(|setting| setting.epochs[0].rules.categories[0].authority[0]).collect()
    };
    assert_eq!(low(&[]), [0.5, 0.5]);
    assert_eq!(low(&[("categories.c.difficulty.low", "1.0")]), [1.0 / 1.5, 1.0 / 1.5]);
    assert_eq!(low(&[("policies.p.categories.c.difficulty.high", "0.9")]), [0.5, 0.5 / 1.5]);
    // what the policy says itself is not the file's to change
    let at_mid = low(&[("categories.c.difficulty.mid", "0.8")]);
    assert!((at_mid[0] - 0.5 / 1.5).abs() < 1e-12 && (at_mid[1] - 0.5).abs() < f64::EPSILON, "{at_mid:?}");
}
