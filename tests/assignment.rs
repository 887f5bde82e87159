//! What a meeting does with a stalled issue beside unblocking it: an order down, by hand; a leader, with whom it is first, has force, is
//! answered and is not rejected, and who gives the hours. Nothing of either is neither, and leaders cut the tail and not the median.

use std::collections::BTreeSet;

use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::RoleId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

use super::place::{DAY, logged, once, value, value_of};
use super::towns::{base, by_case, households, known_at_once, offices, read_text};

/// A town and its district. What occurs is known at the level that `desk` names; both may settle it. The district meets every ten days.
fn text(rules: &str) -> String {
    let clerk = "{ role = \"clerk\", count = 1 }";
    let district = format!("{clerk}, {{ role = \"leader\", count = 2 }}");
    let town = households("\"town\", \"district\"", "") + &offices(clerk, &district) + &known_at_once("district", "9/year", "");
    format!("{town}{HEARING}{rules}\n")
}

const HEARING: &str = r#"
[roles.clerk]
[roles.leader]
takes_cases = false
[[categories]]
name = "slight"
priority = 1
work = "30h"
[[meetings]]
name = "hearing"
at = "district_office"
every = "10d"
length = "0s"
stalled = "7d"
unblocks = 0.0
"#;

fn town(rules: &str, sets: &[&str]) -> Setting {
    base(&text(rules), sets)
}

/// The town where issues get leaders and are ordered down.
pub fn orders() -> Setting {
    town("orders_down = 0.5\nassigns = { share = 0.5, to = \"leader\" }", &[])
}

#[test]
fn an_order_sends_what_the_town_may_settle_and_has_waited_for_a_week_down_to_it() {
    let setting = town("orders_down = 1.0", &[]);
    let (result, rows) = logged(&setting, 3);
    let mut ordered = 0;
    for case in by_case(&rows).into_values() {
        let Some(at) = case.iter().position(|row| row.activity == Activity::OrderedDown) else { continue };
        let (order, came) = (case[at], case[1].at);
        assert_eq!((order.level.index(), order.at.seconds() % (10 * DAY)), (1, 0), "at the meeting");
        assert!(order.at.since(came).seconds() > 7 * DAY);
        assert!(case[..at].iter().all(|row| !matches!(row.activity, Activity::Started(_))), "it waits for its first start");
        if let Some(next) = case.get(at + 1) {
            assert_eq!((next.activity, next.at, next.level.index()), (Activity::Arrived, order.at, 0));
        }
        ordered += 1;
    }
    assert!(ordered > 20, "{ordered}");
    assert_eq!(value(&setting, &result, Measure::OrderedDown), Some(f64::from(ordered)));
}

#[test]
fn an_order_without_force_lies_and_one_about_an_issue_with_a_leader_has_force() {
    let passing = "[passing]\nforce_kept = 0.0\nshelved = \"5d\"\n";
    let lengths = |rules: &str| -> BTreeSet<u32> {
        let rows = logged(&town(&format!("{rules}\n{passing}"), &[]), 3).1;
        let cases = by_case(&rows);
        let ordered = cases.values().filter_map(|case| {
            let at = case.iter().position(|row| row.activity == Activity::OrderedDown)?;
            let arrived = case[at..].iter().find(|row| row.activity == Activity::Arrived)?;
            Some(arrived.at.since(case[at].at).seconds() / DAY)
        });
        ordered.collect()
    };
    assert_eq!(lengths("orders_down = 1.0"), BTreeSet::from([5]));
    assert_eq!(lengths("orders_down = 1.0\nassigns = { share = 1.0, to = \"leader\" }"), BTreeSet::from([0]));
}

#[test]
fn an_issue_with_a_leader_is_next_costs_the_hours_stated_and_is_not_rejected() {
    let top = ["categories.slight.success=0.4", "escalation.district.attempts=1", "demand.homes.rate=6/year"];
    let rejected_after = |rules: &str| {
        let setting = town(rules, &top);
        let (result, rows) = logged(&setting, 4);
        let mut led = 0;
        let mut rejected = 0;
        for case in by_case(&rows).into_values() {
            let assigned = case.iter().position(|row| row.activity == Activity::Assigned);
            led += usize::from(assigned.is_some());
            rejected += usize::from(case[assigned.unwrap_or(0)..].iter().any(|row| matches!(row.activity, Activity::Rejected(_))));
            if let Some(at) = assigned {
                assert!(case[at..].iter().all(|row| !matches!(row.activity, Activity::Rejected(_))), "{case:?}");
            }
        }
        let hours = value_of(&setting, &result, Measure::AdministrativeShare, Group::Role(RoleId::new(1))).unwrap();
        let counted = if led > 0 { value(&setting, &result, Measure::Assigned) } else { None };
        (led, rejected, hours * 2.0 * 200.0 * 24.0, counted)
    };
    let (none, rejected, hours, _) = rejected_after("");
    assert!(none == 0 && rejected > 50 && hours == 0.0, "{none} {rejected} {hours}");
    let (led, fewer, hours, counted) = rejected_after("assigns = { share = 1.0, to = \"leader\", weekly = \"3h\" }");
    println!("{led} led, {rejected} rejected without, {fewer} with, {hours:.0} hours of leaders");
    assert!(led > 20 && fewer < rejected);
    assert!(counted.unwrap() <= led as f64);
    // three hours at once and for each week begun
    assert!(hours >= 3.0 * (led as f64) * 0.8, "{hours}");
}

#[test]
fn no_share_is_absent_and_a_larger_one_assigns_all_that_a_smaller_one_does() {
    let runs = |rules: &str| {
        let (result, rows) = logged(&town(rules, &[]), 5);
        (result.stream, rows)
    };
    let absent = runs("");
    assert!(absent.1.len() > 300);
    assert_eq!(absent, runs("orders_down = 0.0"));
    assert_eq!(absent, runs("orders_down = 0.0\nassigns = { share = 0.0, to = \"leader\" }"));
    // up to the first issue that only the larger share gives a leader, all is the same, and whatever the smaller one led is led
    let led = |share: &str| -> Vec<(wangge::units::SimTime, u32)> {
        let (_, rows) = runs(&format!("assigns = {{ share = {share}, to = \"leader\" }}"));
        rows.iter().filter(|row| row.activity == Activity::Assigned).map(|row| (row.at, row.case)).collect()
    };
    let (few, many) = (led("0.3"), led("0.8"));
    let first_new = many.iter().find(|own| !few.contains(own)).expect("a larger share leads more").0;
    let until = |all: &[(wangge::units::SimTime, u32)]| -> BTreeSet<_> { all.iter().filter(|own| own.0 <= first_new).copied().collect() };
    println!("{} and {} led; the first one of the larger share alone at {first_new:?}", few.len(), many.len());
    assert!(until(&few).is_subset(&until(&many)) && many.len() > few.len() && !few.is_empty());
}

/// Differences of a measure between two settings over replications: their mean and its t value.
fn difference(one: &Setting, other: &Setting, measure: Measure) -> (f64, f64) {
    let read = |setting: &Setting, nth| value(setting, &once(setting, 10, nth), measure).unwrap();
    let differences: Vec<f64> = (0..24).map(|nth| read(other, nth) - read(one, nth)).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    (mean, if error > 0.0 { mean / error } else { 0.0 })
}

#[test]
fn leaders_cut_the_tail_and_not_the_median() {
    // half of the issues go before the others, which wait long
    let grave = "[[categories]]\nname = \"grave\"\npriority = 0\nwork = \"4h\"\n";
    let sets = [
        "categories.slight.work=4h",
        "demand.homes.rate=53/year",
        "demand.homes.categories={ slight = 0.4, grave = 0.6 }",
        "discovery.channels.desk.level=town",
        "meetings.hearing.every=1d",
        "meetings.hearing.stalled=2d",
    ];
    let with = |rules: &str| town(&format!("{rules}\n{grave}"), &sets);
    let (without, led) = (with(""), with("agenda = 6\nassigns = { share = 1.0, to = \"leader\" }"));
    let (tail, t) = difference(&without, &led, Measure::ResolutionTimeP90);
    println!("90% quantile {tail:.1} h, t {t:.1} (n 24, one-sided, alpha 0.001)");
    assert!(t < -3.485);
    let (median, t) = difference(&without, &led, Measure::ResolutionTimeMedian);
    println!("median {median:.1} h, t {t:.1}");
    // those who are led go before the others
    assert!(median > 0.0, "the median does not fall with the tail");
}

#[test]
fn wrong_orders_are_reported_where_they_stand() {
    for (rules, key, part) in [
        ("orders_down = 1.2", "meetings.hearing.orders_down", "1.2"),
        ("assigns = { share = 0.5 }", "meetings.hearing.assigns", "to"),
        ("assigns = { share = 0.5, to = \"boss\" }", "meetings.hearing.assigns.to", "boss"),
        ("assigns = { share = 0.5, to = \"nobody\" }", "meetings.hearing.assigns.to", "works at `district_office`"),
        ("assigns = { share = 1.5, to = \"leader\" }", "meetings.hearing.assigns.share", "1.5"),
    ] {
        let problems = read_text(&text(&format!("{rules}\n[roles.nobody]")), &[]).err().unwrap_or_else(|| panic!("{rules} is accepted"));
        let text: String = problems.iter().map(|problem| format!("{}: {}\n", problem.key, problem.message)).collect();
        assert!(text.contains(key) && text.contains(part), "{rules}: {text}");
    }
}
