//! Summons: the part of a department goes to it by the one way from unit to unit, may take time and get lost there, and has the case that
//! it belongs to as its parent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::measure::event_log::EventLog;
use wangge::measure::replication::observed;
use wangge::measure::run_result::RunResult;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

use super::place::{logged, value, value_of};
use super::towns::read_text;
use super::whistle::{CONSTRUCTION, WHISTLE, all_are, are_alike, behind_the_whistle, difference, text, town, whistle};

/// A run with its whole log.
fn watched(setting: &Setting, seed: u64) -> (RunResult, EventLog) {
    observed(setting, seed, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws")
}

/// The town in which departments answer every call, by rules of passing.
fn passing(rules: &str) -> Setting {
    town(&format!("{WHISTLE}\n[passing]\n{rules}"), &[CONSTRUCTION])
}

#[test]
fn a_summons_that_takes_no_time_and_is_always_heard_is_a_part_that_is_in_the_queue_at_once() {
    for sets in [&[CONSTRUCTION][..], &[]] {
        let absent = town(&whistle("responds = 0.6\noverlap = 0.3"), sets);
        for rules in ["", "summons_delay = \"0s\"\nsummons_kept = 1.0"] {
            are_alike(&absent, &town(&format!("{}\n[passing]\n{rules}", whistle("responds = 0.6\noverlap = 0.3")), sets));
        }
    }
    let (absent, zero) = (town(WHISTLE, &[CONSTRUCTION]), passing("summons_delay = \"0s\"\nsummons_kept = 1.0"));
    assert!(logged(&absent, 4) == logged(&zero, 4), "to the last measure");
}

#[test]
fn a_summons_under_way_is_at_no_unit_until_its_time_is_over() {
    let expected = behind_the_whistle(&[
        ("occurred", "assist", 1),
        ("set_out", "assist", 1),
        ("arrived", "assist", 6),
        ("started", "assist", 6),
        ("fixed", "assist", 8),
        ("closed", "assist", 8),
        ("reported", "town", 8),
        ("started", "town", 8),
        ("fixed", "town", 9),
        ("closed", "town", 9),
    ]);
    let setting = passing("summons_delay = \"5h\"");
    all_are(&setting, &expected, 90);
    let (result, log) = watched(&setting, 3);
    let from: BTreeSet<&str> =
        log.rows.iter().filter(|row| row.activity == Activity::SetOut).map(|row| setting.levels[row.level.index()].as_str()).collect();
    assert_eq!(from.into_iter().collect::<Vec<_>>(), ["town"], "it sets out from the unit that calls");
    let waits = value(&setting, &result, Measure::HoursDepartments).unwrap();
    assert!((waits - 8.0).abs() < 0.1, "{waits}");
}

#[test]
fn a_lost_summons_is_noticed_when_the_department_is_chased_and_then_when_its_report_is_due() {
    let expected = behind_the_whistle(&[
        ("occurred", "assist", 1),
        ("set_out", "assist", 1),
        ("lost", "assist", 1),
        ("chased", "district", 24),
        ("occurred", "assist", 25),
        ("set_out", "assist", 25),
        ("lost", "assist", 25),
        ("escalated", "town", 120),
        ("arrived", "district", 120),
        ("started", "district", 120),
        ("fixed", "district", 122),
        ("closed", "district", 122),
    ]);
    let setting = passing("summons_kept = 0.0");
    all_are(&setting, &expected, 90);
    let (result, _) = logged(&setting, 3);
    assert_eq!(value(&setting, &result, Measure::CallsAnsweredShare).map(|share| share > 1.9), Some(true), "answered, and answered again");
    assert_eq!(value(&setting, &result, Measure::AssistsOnTimeRate), None, "nothing ever came to a department");
    assert!(value_of(&setting, &result, Measure::EscalationsBySilence, Group::All).unwrap() > 90.0);
}

#[test]
fn what_is_heard_where_fewer_summons_are_is_heard_where_more_are_and_more_lost_ones_take_longer() {
    let heard = |kept: f64| {
        let setting = passing(&format!("summons_kept = {kept}"));
        let (_, log) = watched(&setting, 8);
        let lost: BTreeSet<_> = log.rows.iter().filter(|row| row.activity == Activity::Lost).map(|row| row.key).collect();
        lost
    };
    let [few, more] = [0.3, 0.7].map(heard);
    assert!(more.is_subset(&few) && more.len() * 3 < few.len() * 2, "{} {}", more.len(), few.len());
    let time = |setting: &Setting, result: &RunResult| value(setting, result, Measure::ResolutionTime).unwrap();
    let (longer, t) = difference(&passing("summons_kept = 1.0"), &passing("summons_kept = 0.7"), time);
    println!("time to solve an issue {longer:+.1} h, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(t > 4.03);
}

#[test]
fn a_part_has_its_case_as_parent_and_a_recurrence_the_issue_before_it() {
    let recurs = "categories.shed.recurs={ probability = 0.4, after = \"3d\" }";
    let setting = town(WHISTLE, &[CONSTRUCTION, recurs]);
    let (_, log) = watched(&setting, 5);
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    let known: BTreeSet<_> = log.rows.iter().map(|row| row.key).collect();
    for row in log.rows.iter().filter(|row| row.activity == Activity::Occurred) {
        let is_assist = setting.categories[row.category.index()].name == "assist";
        let parent = log.parent(row);
        let kind = match (is_assist, row.key.recurrence) {
            (true, _) => {
                assert_eq!(parent, Some(row.key), "the case that it is about");
                "assist"
            }
            (false, 0) => {
                assert_eq!(parent, None);
                "first"
            }
            (false, _) => {
                let parent = parent.expect("what was fixed before");
                assert!(known.contains(&parent) && parent.recurrence + 1 == row.key.recurrence);
                "recurrence"
            }
        };
        *found.entry(kind).or_default() += 1;
    }
    println!("{found:?}");
    assert!(found.len() == 3 && found.values().all(|count| *count > 30));
}

#[test]
fn wrong_summons_are_reported_where_they_stand() {
    let fault = |tail: &str| read_text(&text(tail), &[]).err().unwrap_or_else(|| panic!("{tail} is accepted")).to_string();
    for (tail, parts) in [
        (format!("{WHISTLE}\n[passing]\nsummons_kept = 1.2"), ["passing.summons_kept", "1.2"]),
        (format!("{WHISTLE}\n[passing]\nsummons_delay = 5"), ["passing.summons_delay", "5"]),
        (format!("{WHISTLE}\n[passing]\nsummon_delay = \"5h\""), ["passing.summon_delay", "summons_delay"]),
        ("[passing]\nsummons_delay = \"5h\"".to_owned(), ["passing.summons_delay", "no `whistle`"]),
        ("[passing]\nsummons_kept = 0.5".to_owned(), ["passing.summons_kept", "no `whistle`"]),
    ] {
        let text = fault(&tail);
        assert!(parts.iter().all(|part| text.contains(part)) && text.contains("town.toml:"), "{tail}: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(141), ..ProptestConfig::with_cases(10) })]

    /// Every run checks itself: the parts of departments are conserved, on their way, lost or in a queue, whatever becomes of their cases.
    #[test]
    fn the_laws_hold_whatever_becomes_of_summons(kept in 0_u32..=10, delay in 0_u32..60, responds in 3_u32..=10, seed in any::<u64>()) {
        let share = |tenths: u32| f64::from(tenths) / 10.0;
        let rules = format!("responds = {}\noverlap = 0.3\nwork = {{ exponential = {{ mean = \"20h\" }} }}", share(responds));
        let more = format!(
            "[passing]\nhop_delay = \"5h\"\nsignal_kept = 0.8\nreturns = 0.3\nsummons_kept = {}\n\
             summons_delay = {{ exponential = {{ mean = \"{delay}h\" }} }}\n[closing]\nfalsely = 0.3\nnoticed = 0.5\ndelay = \"2d\"\n\
             [feedback]\nin_time = 0.8\nlate = 0.5\nunfixed = 0.1\npetitions = 0.5\n",
            share(kept),
        );
        let more = if delay == 0 { more.replace("summons_delay = { exponential = { mean = \"0h\" } }\n", "") } else { more };
        let sets = [
            "units.construction.staff=[{ role = \"inspector\", count = 1 }]",
            "categories.shed.heals={ exponential = { mean = \"20d\" } }",
            "categories.shed.recurs={ probability = 0.2, after = \"3d\" }",
            "categories.shed.success=0.7",
            "demand.homes.rate=40/year",
            // some are called by the district itself
            "categories.shed.difficulty={ town = 0.2, district = 0.8 }",
        ];
        let setting = town(&format!("{}\n{more}", whistle(&rules)), &sets);
        let (result, rows) = logged(&setting, seed);
        prop_assert!(value(&setting, &result, Measure::DepartmentCalls).unwrap() > 50.0);
        prop_assert!(kept == 10 || rows.iter().any(|row| row.activity == Activity::Lost));
    }
}
