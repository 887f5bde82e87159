//! Meetings with a limited agenda: so many stalled issues at once, the oldest or the gravest first; long enough, it is no limit. At the top,
//! where nobody stands above, what has waited too long for its first start is done next, at departments beside the office too.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::process::{Activity, RuleKind, Start};
use wangge::scenario::Setting;
use wangge::units::SimTime;
use wangge::units::measure::Measure;

use super::place::{DAY, logged, value};
use super::towns::{base, households, known_at_once, offices, read_text};

/// A village of 40 households whose town is hopelessly behind, and looks every ten days at what has been there for a week.
fn text(agenda: &str) -> String {
    let staff = |count: u32| format!("{{ role = \"clerk\", count = {count} }}");
    let demand = known_at_once("town", "9/year", "categories = { slight = 0.8, grave = 0.2 }");
    let town = households("\"town\", \"district\"", "") + &offices(&staff(1), &staff(9)) + &demand;
    format!("{town}{HEARING}{agenda}\n")
}

const HEARING: &str = r#"
[roles.clerk]
[[categories]]
name = "slight"
severity = 2
work = "40h"
[[categories]]
name = "grave"
severity = 4
work = "40h"
[[meetings]]
name = "hearing"
at = "district_office"
every = "10d"
length = "2h"
stalled = "7d"
unblocks = 1.0
"#;

fn town(agenda: &str) -> Setting {
    base(&text(agenda), &[])
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
        let said = read_text(&text(rules), &[]).err().unwrap_or_else(|| panic!("{rules} is accepted")).to_string();
        assert!(said.contains("hearing") && said.contains(key), "{rules}: {said}");
    }
}

/// Everything comes to the district, whose three clerks do the grave first: the slight wait long, some for months. Nobody stands above.
fn top(rules: &str) -> Setting {
    let text = self::text(rules)
        .replace("desk = { level = \"town\" }", "desk = { level = \"district\" }")
        .replace("name = \"slight\"", "name = \"slight\"\npriority = 1")
        .replace("{ slight = 0.8, grave = 0.2 }", "{ slight = 0.3, grave = 0.7 }")
        .replace("rate = \"9/year\"", "rate = \"15.5/year\"")
        .replace("follow_up = \"20d\"", "follow_up = \"60d\"")
        .replace("count = 9", "count = 3");
    base(&text, &[])
}

/// A town in which a hearing at the top puts issues first.
pub fn heard() -> Setting {
    top("")
}

/// The instants at which issues are put first, by unit, and who is started from the queue after that while one of them still waits there.
fn overtaken(rows: &[EventRow]) -> (usize, usize) {
    let mut first: BTreeMap<u32, usize> = BTreeMap::new();
    let (mut put_first, mut overtaken) = (0, 0);
    for row in rows {
        match row.activity {
            Activity::PutFirst => {
                put_first += 1;
                first.insert(row.case, row.unit.index());
            }
            Activity::Started(Start::FromQueue) if first.remove(&row.case).is_none() => {
                overtaken += usize::from(first.values().any(|unit| *unit == row.unit.index()));
            }
            Activity::SelfResolved | Activity::Closed => drop(first.remove(&row.case)),
            _ => {}
        }
    }
    (put_first, overtaken)
}

#[test]
fn what_waits_at_the_top_for_its_first_start_is_done_before_the_others_after_a_hearing() {
    let (result, rows) = logged(&top(""), 4);
    let (put_first, overtaken) = overtaken(&rows);
    println!("{put_first} issues put first");
    assert!(put_first > 20 && overtaken == 0, "{put_first} {overtaken}");
    for row in rows.iter().filter(|row| row.activity == Activity::PutFirst) {
        assert_eq!((row.level.index(), row.at.seconds() % (10 * DAY), row.person), (1, 0, None), "at the meeting, in the queue");
    }
    assert_eq!(value(&top(""), &result, Measure::Unblocked), Some(put_first as f64), "nothing waits outside here");
    assert!(rows.iter().all(|row| !matches!(row.activity, Activity::Rejected(_))), "nothing is given up for it");
}

#[test]
fn what_waits_at_a_department_beside_the_office_that_meets_is_heard_too() {
    let police = "[[units]]\nname = \"police\"\nlevel = \"district\"\nper = \"district\"\nbeside = \"district_office\"\n\
                  categories_in_charge = [\"slight\", \"grave\"]\nstaff = [{ role = \"clerk\", count = 3 }]";
    let (result, rows) = logged(&top(police), 4);
    let (put_first, overtaken) = overtaken(&rows);
    println!("{put_first} issues put first at the department");
    assert!(put_first > 20 && overtaken == 0, "{put_first} {overtaken}");
    let is_at_police = |row: &EventRow| result.units[row.unit.index()].path.contains("police");
    assert!(rows.iter().filter(|row| row.activity == Activity::PutFirst).all(is_at_police));
}

/// Instants at which cases were closed, in seconds.
fn closed(rows: &[EventRow]) -> BTreeMap<u32, f64> {
    rows.iter().filter(|row| row.activity == Activity::Closed).map(|row| (row.case, f64::from(row.at.seconds()))).collect()
}

#[test]
fn what_a_hearing_at_the_top_has_done_first_ends_sooner_than_without_it_and_a_hearing_that_moves_nothing_is_none() {
    let with = top("");
    let mut without = with.clone();
    without.epochs[0].rules.meetings.clear();
    // the mean difference of the same issues, in hours, by replication
    let differences: Vec<f64> = (10..34)
        .map(|seed| {
            let (_, rows) = logged(&with, seed);
            let (sooner, later) = (closed(&rows), closed(&logged(&without, seed).1));
            let first = rows.iter().filter(|row| row.activity == Activity::PutFirst);
            let each: Vec<f64> = first.filter_map(|row| Some((sooner.get(&row.case)? - later.get(&row.case)?) / 3600.0)).collect();
            assert!(!each.is_empty());
            each.iter().sum::<f64>() / each.len() as f64
        })
        .collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    println!("issues done first end {mean:.1} h later, t {:.1} (n 24, one-sided, alpha 0.001)", mean / error);
    assert!(mean / error < -3.485);
    // the same seed, the same run; and a hearing that moves nothing is none
    let stream = |setting: &Setting| logged(setting, 3).0.stream;
    assert_eq!(stream(&with), stream(&top("")));
    assert_ne!(stream(&with), stream(&without));
    let mut idle = with.clone();
    idle.epochs[0].rules.meetings[0].unblocks = wangge::units::Share::ZERO;
    assert_eq!(stream(&idle), stream(&without));
}
