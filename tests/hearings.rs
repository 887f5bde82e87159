//! Meetings with a limited agenda: so many stalled issues at once, the oldest or the gravest first; long enough, it is no limit.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::process::{Activity, RuleKind};
use wangge::scenario::{Problems, Scenario, Setting, read};
use wangge::units::SimTime;

use super::place::{DAY, logged};

/// A village of 40 households whose town is hopelessly behind, and looks every ten days at what has been there for a week.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "200d"
follow_up = "20d"
replications = 1
levels = ["town", "district"]
[place]
households = 40
households_per_building = 10
[roles.clerk]
[[units]]
name = "town_office"
level = "town"
per = "town"
under = "district_office"
staff = [{ role = "clerk", count = 1 }]
[[units]]
name = "district_office"
level = "district"
per = "district"
staff = [{ role = "clerk", count = 9 }]
[[categories]]
name = "slight"
severity = 2
work = "40h"
[[categories]]
name = "grave"
severity = 4
work = "40h"
[[demand]]
name = "homes"
at = "households"
rate = "9/year"
categories = { slight = 0.8, grave = 0.2 }
[discovery]
reporting = 1.0
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
channels = { desk = { level = "town" } }
delay = "0s"
[[meetings]]
name = "hearing"
at = "district_office"
every = "10d"
length = "2h"
stalled = "7d"
unblocks = 1.0
"#;

fn read_text(text: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[])
}

fn town(agenda: &str) -> Setting {
    read_text(&format!("{TOWN}{agenda}\n")).unwrap_or_else(|problems| panic!("{problems}")).settings.remove(0)
}

/// What each meeting sent up, in the order of time: its day, and the severity and the instant of coming of each.
fn sent_up(setting: &Setting) -> BTreeMap<u32, Vec<(u8, SimTime)>> {
    let (_, rows) = logged(setting, 2);
    let mut came: BTreeMap<u32, SimTime> = BTreeMap::new();
    let mut sent: BTreeMap<u32, Vec<(u8, SimTime)>> = BTreeMap::new();
    for row in &rows {
        match row.activity {
            Activity::Arrived => drop(came.insert(row.case, row.at)),
            Activity::Escalated(rule) if rule.kind == RuleKind::Meeting => {
                sent.entry(row.at.seconds() / DAY).or_default().push((row.severity, came[&row.case]));
            }
            _ => {}
        }
    }
    sent
}

#[test]
fn a_meeting_looks_at_no_more_than_its_agenda_and_at_the_oldest_first() {
    let (all, three) = (sent_up(&town("")), sent_up(&town("agenda = 3")));
    assert!(all.values().any(|sent| sent.len() > 5), "there is more to look at");
    assert!(three.len() > 10 && three.values().all(|sent| sent.len() <= 3));
    // nobody older is left behind: over all meetings the issues go in the order in which they came
    let order: Vec<SimTime> = three.values().flat_map(|sent| sent.iter().map(|(_, came)| *came)).collect();
    let mut sorted = order.clone();
    sorted.sort();
    assert!(order.chunks(3).zip(sorted.chunks(3)).all(|(one, other)| one.iter().all(|came| other.contains(came))));
}

#[test]
fn the_gravest_may_come_first() {
    let share = |rules: &str| {
        let sent: Vec<u8> = sent_up(&town(rules)).into_values().flatten().map(|(severity, _)| severity).collect();
        sent.iter().filter(|severity| **severity == 4).count() as f64 / sent.len() as f64
    };
    let (oldest, gravest) = (share("agenda = 3\nfirst = \"oldest\""), share("agenda = 3\nfirst = \"gravest\""));
    println!("of those sent up {oldest:.2} are grave where the oldest, {gravest:.2} where the gravest come first");
    assert!(gravest > oldest + 0.1);
}

#[test]
fn an_agenda_that_is_long_enough_is_no_limit() {
    let streams = |setting: &Setting| -> (u64, Vec<EventRow>) {
        let (result, rows) = logged(setting, 3);
        (result.stream, rows)
    };
    assert_eq!(streams(&town("")), streams(&town("agenda = 1000\nfirst = \"gravest\"")));
}

#[test]
fn wrong_agendas_are_reported_where_they_stand() {
    for (rules, key) in [("agenda = 0", "agenda"), ("first = \"gravest\"", "first"), ("agenda = 3\nfirst = \"newest\"", "first")] {
        let text = read_text(&format!("{TOWN}{rules}\n")).err().unwrap_or_else(|| panic!("{rules} is accepted")).to_string();
        assert!(text.contains("hearing") && text.contains(key), "{rules}: {text}");
    }
}
