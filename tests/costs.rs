//! Costs by payer: nothing beside pay is pay alone, more members cost more, volunteers' hours are apart, and slips are located.

use std::collections::BTreeMap;

use wangge::measure::replication::keys;
use wangge::scenario::{Problem, Problems, Scenario, read};
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;

use super::place::{once, value};

/// A village of 40 households: a paid worker, members who are volunteers, a paid officer.
const VILLAGE: &str = r#"
start = 2024-01-01
horizon = "120d"
follow_up = "30d"
replications = 2
levels = ["liaison", "grid", "town"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[members]
role = "member"
count = 4
willing = 0.5
[roles.member]
volunteer = true
[roles.worker]
pay = "3500 yuan/month"
payer = "town"
[roles.officer]
pay = "6000 yuan/month"
[[units]]
name = "member"
level = "liaison"
per = "member"
under = "grid"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "town"
staff = [{ role = "worker", count = 1 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "officer", count = 1 }]
[[categories]]
name = "leak"
work = "2h"
[[demand]]
name = "homes"
at = "households"
rate = "20/year"
[discovery]
reporting = 0.8
channels = { door = { level = "liaison" }, desk = { level = "grid" } }
delay = "0s"
"#;

const NOTHING: &str = "[costs]\npayers = [\"county\", \"town\"]\n";

const ALL: &str = r#"
[costs]
payers = ["county", "town"]
member = { amount = "30 yuan/month", payer = "town" }
seats = { worker = { amount = "1200 yuan/year" } }
systems = { platform = { amount = "24000 yuan/year" }, cards = { amount = "600 yuan/year", payer = "town" } }
volunteer_hour = 25
"#;

fn read_text(costs: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.toml");
    std::fs::write(&path, format!("{VILLAGE}{costs}")).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

/// Values of one run by measure and group.
fn values(costs: &str, sets: &[&str]) -> BTreeMap<(Measure, String), f64> {
    let setting = read_text(costs, sets).unwrap_or_else(|problems| panic!("{problems}")).settings.remove(0);
    let result = once(&setting, 3, 0);
    let of = |key: &Key| Some(((key.measure, key.group.name(&setting).to_owned()), result.value(key.measure, key.group)?));
    keys(&setting).iter().filter_map(of).collect()
}

fn all(measure: Measure) -> (Measure, String) {
    (measure, "all".to_owned())
}

#[track_caller]
fn only(costs: &str, sets: &[&str]) -> Problem {
    let problems = read_text(costs, sets).map(|_| ()).expect_err("nothing was found wrong");
    assert_eq!(problems.count(), 1, "{problems}");
    problems.iter().next().unwrap().clone()
}

#[test]
fn where_nothing_is_stated_beside_pay_the_cost_is_the_pay_of_each_payer() {
    let found = values(NOTHING, &[]);
    assert_eq!(found[&all(Measure::Cost)], found[&all(Measure::Pay)]);
    assert_eq!(found[&(Measure::Cost, "town".into())], found[&(Measure::Pay, "worker".into())]);
    assert_eq!(found[&(Measure::Cost, "county".into())], found[&(Measure::Pay, "officer".into())]);
    let zero = format!("{NOTHING}member = {{ amount = \"0 yuan/month\" }}\nseats = {{ worker = {{ amount = \"0 yuan/year\" }} }}\n");
    assert_eq!(values(&zero, &[])[&all(Measure::Cost)], found[&all(Measure::Pay)]);
    assert!(!found.contains_key(&all(Measure::VolunteerValue)), "no shadow price, no value");
}

#[test]
fn what_each_payer_pays_is_as_counted_by_hand() {
    let found = values(ALL, &[]);
    let months = 120.0 / (365.25 / 12.0);
    let near = |value: f64, expected: f64| assert!((value - expected).abs() < 0.05, "{value} and {expected}");
    near(found[&(Measure::Cost, "town".into())], months * (3_500.0 + 4.0 * 30.0 + 50.0));
    near(found[&(Measure::Cost, "county".into())], months * (6_000.0 + 100.0 + 2_000.0));
    let paid = found[&(Measure::Cost, "town".into())] + found[&(Measure::Cost, "county".into())];
    near(found[&all(Measure::Cost)], paid);
    let hours = found[&all(Measure::VolunteerHours)];
    assert!(hours > 0.0);
    near(found[&all(Measure::VolunteerValue)], hours * 25.0);
    let free = values(ALL, &["costs.volunteer_hour=0"]);
    assert_eq!(free[&all(Measure::Cost)], found[&all(Measure::Cost)], "hours of volunteers are in no cost");
}

#[test]
fn costs_change_nothing_that_happens() {
    let (without, with) = (read_text("", &["roles.worker.payer=\"county\""]), read_text(ALL, &[]).unwrap());
    assert!(without.is_err(), "a payer needs costs");
    let plain = VILLAGE.replace("payer = \"town\"\n", "");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.toml");
    std::fs::write(&path, plain).unwrap();
    let plain = read(&path, &[]).unwrap();
    let (one, other) = (once(&plain.settings[0], 3, 0), once(&with.settings[0], 3, 0));
    assert_eq!(one.stream, other.stream);
    assert_eq!(value(&plain.settings[0], &one, Measure::Pay), value(&with.settings[0], &other, Measure::Pay));
    assert!(!keys(&plain.settings[0]).contains(&Key { measure: Measure::Cost, group: Group::All }));
}

#[test]
fn more_members_cost_more_member_months() {
    let cost = |count: u32| values(ALL, &[&format!("members.count={count}")])[&(Measure::Cost, "town".to_owned())];
    assert!(cost(2) < cost(4) && cost(4) < cost(8), "{} {} {}", cost(2), cost(4), cost(8));
}

#[test]
fn slips_in_costs_are_located() {
    let problem = only(&ALL.replace("payer = \"town\" }\nseats", "payer = \"twon\" }\nseats"), &[]);
    assert_eq!((problem.key.as_str(), problem.help.as_deref()), ("costs.member.payer", Some("did you mean `town`?")));
    assert_eq!(problem.message, "there is no payer `twon`; found `county`, `town`");
    let problem = only(NOTHING, &["roles.officer.payer=\"coutny\""]);
    assert_eq!((problem.key.as_str(), problem.help.as_deref()), ("roles.officer.payer", Some("did you mean `county`?")));
    let problem = only("", &[]);
    assert_eq!(problem.key, "roles.worker.payer");
    assert!(problem.help.unwrap().contains("[costs]"));
    let problem = only(&ALL.replace("\"30 yuan/month\"", "\"-30 yuan/month\""), &[]);
    assert_eq!(problem.key, "costs.member.amount");
    let problem = only(&ALL.replace("volunteer_hour = 25", "volunteer_hour = -1"), &[]);
    assert_eq!(problem.key, "costs.volunteer_hour");
    let problem = only(&ALL.replace("seats = { worker", "seats = { wroker"), &[]);
    assert_eq!((problem.key.as_str(), problem.help.as_deref()), ("costs.seats.wroker", Some("did you mean `worker`?")));
    let problem = only(&ALL.replace("[\"county\", \"town\"]", "[\"county\", \"town\", \"town\"]"), &[]);
    assert_eq!(problem.message, "the payer `town` is named twice");
}
