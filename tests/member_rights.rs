//! Rights of members over residents: none is zero, linked households tell their member more at the door, and what trust they cost is
//! missing from the reports of those who are linked, and of nobody else.

use wangge::measure::run_result::RunResult;
use wangge::scenario::{Problems, Scenario, Setting, read};
use wangge::units::key::{Group, Linkage};
use wangge::units::measure::Measure;
use wangge::world::Channel;

use crate::place::{logged, once};

/// A village of 400 households of which half are linked to 20 members, who call on them every week; what nobody tells stays.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "300d"
follow_up = "60d"
replications = 1
levels = ["liaison", "grid"]
[place]
households = 400
households_per_building = 10
[residents]
linked = 0.5
trust = 0.5
[grids]
households = 400
[members]
count = 20
unit = "member"
role = "member"
motivation = [1.0, 1.0]
[roles.member]
volunteer = true
[roles.worker]
[[units]]
name = "member"
level = "liaison"
per = "member"
under = "grid"
staff = [{ role = "member", count = 1 }]
[[units]]
name = "grid"
level = "grid"
per = "grid"
staff = [{ role = "worker", count = 20 }]
[[categories]]
name = "leak"
work = "20min"
[[demand]]
name = "homes"
at = "households"
rate = "10/year"
[discovery]
reporting = 0.4
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
trust_weight = 1.0
channels = { member = { level = "liaison" }, desk = { level = "grid" } }
delay = "5d"
"#;

const VISITS: &str = r#"
[[rounds]]
name = "visit"
role = "member"
kind = "visit"
every = "7d"
share = 1.0
stop = "1min"
finds = 0.2
"#;

fn read_text(text: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[])
}

fn town(rights: &str, more: &str) -> Setting {
    let rights = if rights.is_empty() { String::new() } else { format!("member_rights = {rights}\n") };
    read_text(&format!("{TOWN}{rights}{more}")).unwrap_or_else(|problems| panic!("{problems}")).settings.remove(0)
}

/// Share of the issues of linked or of other households that are solved, which is the share that is told: people have time enough.
fn told(result: &RunResult, linkage: Linkage) -> f64 {
    result.value(Measure::ResolutionRate, Group::Linkage(linkage)).expect("some issues")
}

#[test]
fn rights_that_bring_and_cost_nothing_are_no_rights() {
    let absent = once(&town("", VISITS), 1, 0);
    for zero in ["{}", "{ cooperation = 0.0, trust_cost = 0.0 }"] {
        let none = once(&town(zero, VISITS), 1, 0);
        assert_eq!((absent.stream, &absent.series), (none.stream, &none.series), "{zero}");
    }
    // where trust does not count, its price does not either
    let deaf = |rights: &str| once(&town(rights, VISITS).with_trust_weight(0.0), 1, 0).stream;
    assert_eq!(deaf(""), deaf("{ trust_cost = 0.5 }"));
}

trait WithTrustWeight {
    fn with_trust_weight(self, weight: f64) -> Self;
}

impl WithTrustWeight for Setting {
    fn with_trust_weight(mut self, weight: f64) -> Self {
        self.epochs.iter_mut().filter_map(|epoch| epoch.rules.discovery.as_mut()).for_each(|rules| rules.trust_weight = weight);
        self
    }
}

/// Trust of 0.5 that counts as 0.1 makes 0.4 × (1 + 0.1 − 0.5) = 0.24 of 0.4 where households are linked.
#[test]
fn the_price_in_trust_is_paid_in_the_reports_of_linked_households_alone() {
    let settings = ["", "{ trust_cost = 0.4 }"].map(|rights| town(rights, ""));
    let [before, after] = settings.each_ref().map(|setting| once(setting, 2, 0));
    // 200 linked households, ten issues a year each, 240 days
    let count = 200.0 * 10.0 * 240.0 / 365.25;
    for (result, expected) in [(&before, 0.4), (&after, 0.24)] {
        let found = told(result, Linkage::Linked);
        let error = (expected * (1.0_f64 - expected) / count).sqrt();
        println!("linked: {found:.4} reported, expected {expected}, standard error {error:.4}");
        assert!((found - expected).abs() < 4.0 * error);
    }
    assert_eq!(told(&before, Linkage::Unlinked), told(&after, Linkage::Unlinked), "nobody else pays it");
}

#[test]
fn more_cooperation_loses_no_find_at_the_door_and_both_sides_can_win() {
    let at_the_door = |rights: &str| {
        let (result, rows) = logged(&town(rights, VISITS), 3);
        let found: std::collections::BTreeSet<_> = rows
            .iter()
            .filter(|row| matches!(row.activity, wangge::process::Activity::BecameKnown(Channel::Visit)))
            .map(|row| row.key)
            .collect();
        (found.len(), told(&result, Linkage::Linked))
    };
    let all = ["", "{ cooperation = 0.5 }", "{ cooperation = 2.0 }"].map(at_the_door);
    println!("found at the door, known: {all:?}");
    assert!(all.windows(2).all(|pair| pair[1].0 > pair[0].0 && pair[1].1 > pair[0].1), "{all:?}");
    // a small price of trust is outweighed, a large one is not
    let (gain, loss) = (at_the_door("{ cooperation = 1.0, trust_cost = 0.05 }"), at_the_door("{ cooperation = 0.1, trust_cost = 0.4 }"));
    println!("much cooperation at a small price {gain:?}, little at a large one {loss:?}");
    assert!(gain.1 > all[0].1 && loss.1 < all[0].1);
}

#[test]
fn what_cannot_be_is_reported_where_it_stands() {
    let line = TOWN.lines().count() + 1;
    for (rights, key) in [
        ("{ trust_cost = 1.5 }", "discovery.member_rights.trust_cost"),
        ("{ cooperation = -1.0 }", "discovery.member_rights.cooperation"),
        ("{ coperation = 0.1 }", "discovery.member_rights.coperation"),
    ] {
        let problems = read_text(&format!("{TOWN}member_rights = {rights}\n")).expect_err(rights);
        let problem = problems.iter().next().expect("one");
        assert_eq!((problem.key.as_str(), problem.line), (key, line), "{problems}");
    }
}
