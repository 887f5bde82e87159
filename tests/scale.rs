//! A scenario at a smaller scale has fewer people and places with the same load for each, says what cannot be made smaller,
//! and shows the effects of policies as the whole does.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use wangge::measure::replication::replicate;
use wangge::scenario::setting::Where;
use wangge::scenario::{Draft, Problems, Scenario, Setting, read};
use wangge::units::key::Group;
use wangge::units::measure::Measure;

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn at_scale(name: &str, scale: &str) -> Scenario {
    read(&scenario_file(name), &[format!("scale={scale}")]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Reads a scenario that consists of `text`.
fn written(text: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[])
}

/// Units of a group, and people in all of them together.
fn size(setting: &Setting, group: &str) -> (usize, i32) {
    let index = setting.units.iter().position(|known| known.name == group).unwrap();
    let count = setting.units[index].count;
    let people = setting.epochs[0].rules.staff.iter().filter(|staff| staff.group == index);
    (count, people.map(|staff| staff.count * if staff.member.is_some() { 1 } else { i32::try_from(count).unwrap() }).sum())
}

#[test]
fn a_third_of_a_town_has_a_third_of_everything() {
    let town = at_scale("xiaolin.toml", "0.3333333");
    let setting = town.settings.iter().find(|setting| setting.policy == "supervision").unwrap();
    let place = setting.place.as_ref().unwrap();
    let registered: u32 = place.buildings.iter().map(|building| building.registered).sum();
    assert_eq!((place.communities.len(), registered, place.households()), (3, 4_537, 6_537));
    assert_eq!(size(setting, "member"), (387, 387));
    assert_eq!(size(setting, "branch"), (17, 17 + 28));
    assert_eq!(size(setting, "village"), (3, 27));
    assert_eq!((size(setting, "town_office"), size(setting, "construction"), size(setting, "city")), ((1, 3), (1, 3), (1, 3)));
    assert!((town.scale - 0.333_333_3).abs() < f64::EPSILON);
}

#[test]
fn scale_one_is_no_scale() {
    let (whole, plain) = (at_scale("xiaolin.toml", "1"), read(&scenario_file("xiaolin.toml"), &[]).unwrap());
    assert_eq!(format!("{:?}", whole.settings), format!("{:?}", plain.settings));
    assert!((plain.scale - 1.0).abs() < f64::EPSILON);
}

#[test]
fn many_units_become_fewer_and_one_unit_becomes_smaller() {
    let text = r#"start = 2024-01-01
horizon = "90d"
scale = 0.25
levels = ["low", "high"]
units = [
    { name = "grid", level = "low", count = 8, under = "town", staff = [{ role = "r", count = 3 }] },
    { name = "town", level = "high", staff = [{ role = "r", count = 10 }] },
]
categories = [{ name = "c", work = "1h" }]
demand = [{ name = "d", at = "grid", rate = "2/day" }, { name = "e", at = "town", rate = "4/day" }, { name = "f", at = "grid-2", rate = "2/day" }]
roles.r.speed = 1.0
escalation.all.backlog = 12
[policies.p]
interventions = [{ at = "9d", unit = "town", role = "r", add = 5 }, { at = "9d", unit = "grid", role = "r", add = -2 }]
"#;
    let scenario = written(text).unwrap_or_else(|problems| panic!("{problems}"));
    let setting = &scenario.settings[1];
    assert_eq!((size(setting, "grid"), size(setting, "town")), ((2, 6), (1, 3)));
    let per_day: Vec<f64> = setting.demand.iter().map(|demand| (demand.rate.get() * 86_400.0 * 1e9).round() / 1e9).collect();
    assert_eq!(per_day, [2.0, 1.0, 2.0]);
    assert_eq!(setting.demand[2].at, Where::Units { group: 0, member: Some(1) });
    let backlogs: Vec<Option<u32>> = setting.epochs[0].rules.levels.iter().map(|level| level.backlog).collect();
    assert_eq!(backlogs, [Some(12), Some(3)]);
    let came: Vec<i32> = setting.epochs[1].rules.staff[2..].iter().map(|staff| staff.count).collect();
    assert_eq!(came, [2, -2]);
}

#[test]
fn what_cannot_be_made_smaller_is_told() {
    let cases = read(&scenario_file("city311.toml"), &["scale=0.5".to_owned()]).unwrap_err().to_string();
    assert!(cases.contains("`scale`: ") && cases.contains("has real cases, which are as many as they are"), "{cases}");
    for (value, told) in [("0", "out of range; expected a number from 0.001 to 1"), ("1.5", "out of range"), ("small", "expected a number")]
    {
        let problems = read(&scenario_file("xiaolin.toml"), &[format!("scale={value}")]).unwrap_err().to_string();
        assert!(problems.contains(told), "{problems}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("b.csv"), "community,building,x,y,households\na,one,0,0,30\na,two,80,0,30\n").unwrap();
    let path = folder.path().join("case.toml");
    let text = r#"start = 2024-01-01
horizon = "90d"
scale = 0.5
place.file = "b.csv"
levels = ["low"]
units = [{ name = "u", level = "low", per = "community", staff = [{ role = "r" }] }]
categories = [{ name = "c", work = "1h" }]
demand = [{ name = "d", at = "households", rate = "1/year" }]
discovery.reporting = 0.5
roles.r.speed = 1.0
"#;
    std::fs::write(&path, text).unwrap();
    let problems = read(&path, &[]).unwrap_err().to_string();
    assert!(problems.contains("a place from a file of buildings is as large as it is"), "{problems}");
}

#[test]
fn a_point_of_a_study_may_be_a_smaller_scenario() {
    let town = Draft::read(&scenario_file("xiaolin.toml"), &[]).unwrap();
    let changes = [("scale".to_owned(), "0.1".to_owned())];
    let small = town.settings(&changes, &town.policies()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(format!("{small:?}"), format!("{:?}", at_scale("xiaolin.toml", "0.1").settings));
}

/// Means of a measure over the first replications of two policies.
fn means(scenario: &Scenario, measure: Measure, replications: u32) -> [f64; 2] {
    ["paper_linkage", "supervision"].map(|policy| {
        let setting = scenario.settings.iter().find(|setting| setting.policy == policy).unwrap();
        let value =
            |number| replicate(setting, scenario.seed, number, &AtomicBool::new(false)).unwrap().value(measure, Group::All).unwrap();
        (0..replications).map(value).sum::<f64>() / f64::from(replications)
    })
}

/// 12 replications of Xiaolin at full size and at a tenth. At 30 the differences of the two are -49.6 ±1.7 and -45.6 ±5.0
/// hours, +0.0457 ±0.0015 and +0.041 ±0.004; the bounds are about four standard errors of 12 wide.
#[test]
fn a_tenth_of_a_town_shows_the_effect_of_the_policy_as_the_whole_does() {
    let (whole, tenth) = (at_scale("xiaolin.toml", "1"), at_scale("xiaolin.toml", "0.1"));
    for (measure, most) in [(Measure::ResolutionTime, 14.0), (Measure::ResolutionRate, 0.012)] {
        let [full, small] = [&whole, &tenth].map(|scenario| means(scenario, measure, 12));
        let [effect, same] = [full, small].map(|[before, liaison]| liaison - before);
        println!("{}: {effect:.4} at full size, {same:.4} at a tenth", measure.entry().name);
        assert!((effect - same).abs() < most, "{effect} and {same}");
    }
}
