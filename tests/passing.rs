//! Passing from unit to unit: what the ways up and down cost, by hand in a town of 40 households, and the laws: nothing lost
//! and no time on the way is no passing, grave issues arrive as grave with the probability kept to the power of the ways.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::measure::event_log::EventRow;
use wangge::process::{Activity, Start};
use wangge::scenario::setting::Passing;
use wangge::scenario::{Setting, read};
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::units::{CategoryId, LevelId, Share, SimDuration};

use super::place::{DAY, HOUR, constant, days, exponential, hours, logged, network, once, unit_group, value, value_of};
use super::towns::{base, by_case, read_text};

/// A village of 40 households with its grid, its committee and the town above it. What occurs is known at the grid at once, and is
/// tried there in vain.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "200d"
follow_up = "20d"
replications = 1
levels = ["grid", "village", "town"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[roles.worker]
[roles.cadre]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "village"
staff = [{ role = "worker", total = 9 }]
[[units]]
name = "village"
level = "village"
per = "community"
under = "town"
staff = [{ role = "cadre", count = 9 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "cadre", count = 9 }]
[[categories]]
name = "leak"
work = "1h"
success_by_level = { grid = 0.0 }
severity = 4
[[demand]]
name = "homes"
at = "households"
rate = "6/year"
[discovery]
reporting = 1.0
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
channels = { desk = { level = "grid" } }
delay = "0s"
"#;

fn town(passing: &str, sets: &[&str]) -> Setting {
    base(&format!("{TOWN}{passing}\n"), sets)
}

fn share(value: f64) -> Share {
    Share::new(value).unwrap()
}

/// Nothing is lost and nothing takes time.
fn neutral() -> Passing {
    Passing {
        hop_delay: constant(0.0),
        signal_kept: Share::ONE,
        force_kept: Share::ONE,
        shelved: days(7),
        returns: Share::ZERO,
        summons_delay: constant(0.0),
        summons_kept: Share::ONE,
    }
}

fn count(rows: &[EventRow], activity: Activity) -> usize {
    rows.iter().filter(|row| row.activity == activity).count()
}

/// What happens to a case of which the village sends back what the grid may do: activity, level, hour.
const BY_HAND: [(&str, &str, u32); 18] = [
    ("occurred", "grid", 0),
    ("became_known", "grid", 0),
    ("arrived", "grid", 0),
    ("started", "grid", 0),
    ("attempt_failed", "grid", 1),
    ("escalated", "grid", 1),
    ("set_out", "grid", 1),
    ("returned_down", "village", 6),
    ("set_out", "village", 6),
    ("arrived", "grid", 54),
    ("started", "grid", 54),
    ("attempt_failed", "grid", 55),
    ("escalated", "grid", 55),
    ("set_out", "grid", 55),
    ("arrived", "village", 60),
    ("started", "village", 60),
    ("fixed", "village", 61),
    ("closed", "village", 61),
];

#[test]
fn a_case_that_goes_down_with_delay_is_where_the_hand_says_at_every_hour() {
    // up takes 5 hours; the village sends it back down, where it lies for 2 days, once
    let passing = "[passing]\nhop_delay = \"5h\"\nforce_kept = 0.0\nshelved = \"2d\"\nreturns = 1.0";
    let setting = town(passing, &["categories.leak.difficulty={ grid = 1.0 }"]);
    let (result, rows) = logged(&setting, 3);
    let names = ["grid", "village", "town"];
    let mut whole = 0;
    for (case, rows) in by_case(&rows) {
        let begin = rows[0].at;
        let told: Vec<(&str, &str, u32)> =
            rows.iter().map(|row| (row.activity.name(), names[row.level.index()], row.at.since(begin).seconds())).collect();
        let hours: Vec<(&str, &str, u32)> = BY_HAND.iter().map(|(what, at, hour)| (*what, *at, hour * HOUR)).collect();
        let common = told.len().min(hours.len());
        assert_eq!(told[..common], hours[..common], "case {case}");
        whole += usize::from(told.len() == hours.len());
    }
    assert!(whole > 80, "{whole}");
    let returned = count(&rows, Activity::ReturnedDown);
    assert!(returned >= whole);
    assert_eq!(value(&setting, &result, Measure::ReturnedDown), Some(returned as f64));
    assert_eq!(value_of(&setting, &result, Measure::ReturnedDown, Group::Level(LevelId::new(1))), Some(returned as f64));
    assert_eq!(value_of(&setting, &result, Measure::ReturnedDown, Group::Level(LevelId::new(2))), Some(0.0));
    assert_eq!(value(&setting, &result, Measure::ResolutionTime), Some(61.0));
}

#[test]
fn nothing_lost_and_no_time_on_the_way_is_no_passing() {
    let mut setting = network(90);
    let absent = logged(&setting, 8);
    setting.epochs[0].rules.passing = Some(neutral());
    assert!(absent == logged(&setting, 8));
    let sets = ["categories.leak.difficulty={ grid = 0.3, village = 0.4, town = 0.3 }"];
    let (absent, empty) = (town("", &sets), town("[passing]\n", &sets));
    assert_eq!((&absent.epochs[0].rules.passing, &empty.epochs[0].rules.passing), (&None, &Some(neutral())));
    assert!(logged(&absent, 8) == logged(&empty, 8));
}

/// Levels one above the other, as many people as anybody needs, and nobody but the highest settles anything.
fn ladder(levels: usize, severity: u8, passing: Passing) -> Setting {
    let mut setting = network(200);
    let top = levels - 1;
    setting.levels = (0..levels).map(|level| format!("level-{level}")).collect();
    setting.units = (0..levels).map(|level| unit_group(&format!("unit-{level}"), level, 1, (level < top).then_some(level + 1))).collect();
    setting.roles.truncate(1);
    setting.demand[0].rate = wangge::units::Rate::per_second(40.0 / f64::from(DAY)).unwrap();
    setting.demand[0].categories = vec![(CategoryId::new(0), 1.0)];
    setting.categories.truncate(1);
    let rules = &mut setting.epochs[0].rules;
    rules.roles.truncate(1);
    rules.levels = vec![super::place::level_rules(); levels];
    rules.categories.truncate(1);
    let category = &mut rules.categories[0];
    category.severity = severity;
    category.work = vec![constant(hours(1.0)); levels];
    category.authority = vec![1.0; levels];
    category.success = (0..levels).map(|level| if level == top { Share::ONE } else { Share::ZERO }).collect();
    rules.staff.truncate(1);
    rules.staff = (0..levels).map(|group| wangge::scenario::setting::Staff { group, count: 60, ..rules.staff[0] }).collect();
    rules.passing = Some(passing);
    setting
}

#[test]
fn a_way_lengthens_resolution_by_its_mean_for_each_level() {
    let mean = |delay: f64| {
        let hop_delay = if delay > 0.0 { exponential(hours(delay)) } else { constant(0.0) };
        let setting = ladder(3, 3, Passing { hop_delay, ..neutral() });
        let result = once(&setting, 12, 0);
        value(&setting, &result, Measure::ResolutionTime).unwrap()
    };
    let (at_once, later) = (mean(0.0), mean(10.0));
    assert!((at_once - 3.0).abs() < 1e-9, "three pieces of an hour: {at_once}");
    // 170 days of 40 issues, each with two exponential ways of 10 h
    let error = 10.0 * 2.0_f64.sqrt() / (170.0 * 40.0_f64).sqrt();
    println!("{at_once} h without, {later} h with two ways of 10 h on average; standard error {error}");
    assert!((later - at_once - 20.0).abs() < 4.0 * error);
}

/// Of the issues that came to each level of a ladder, how many there are and how many had faded before.
fn faded_by_level(rows: &[EventRow], levels: usize) -> Vec<(usize, usize)> {
    let mut found = vec![(0, 0); levels];
    for rows in by_case(rows).values() {
        let mut has_faded = false;
        for row in rows {
            has_faded |= row.activity == Activity::Faded;
            if row.activity == Activity::Arrived {
                let (all, faded) = &mut found[row.level.index()];
                *all += 1;
                *faded += usize::from(has_faded);
            }
        }
    }
    found
}

#[test]
fn grave_issues_arrive_as_grave_with_the_probability_kept_to_the_power_of_the_ways() {
    let setting = ladder(4, 5, Passing { signal_kept: share(0.85), ..neutral() });
    let (result, rows) = logged(&setting, 21);
    for (level, (all, faded)) in faded_by_level(&rows, 4).into_iter().enumerate() {
        let (grave, expected) = (1.0 - faded as f64 / all as f64, 0.85_f64.powi(i32::try_from(level).unwrap()));
        let error = (expected * (1.0 - expected) / all as f64).sqrt();
        println!("level {level}: {grave:.4} of {all} arrive as grave, expected {expected:.4}, standard error {error:.4}");
        assert!((grave - expected).abs() <= 4.0 * error, "level {level}");
        let measured = value_of(&setting, &result, Measure::ReducedSeverityShare, Group::Level(LevelId::new(level))).unwrap();
        assert!((measured - (1.0 - grave)).abs() < 1e-12, "{measured}");
    }
    assert_eq!(count(&rows, Activity::Lost), 0, "three steps leave something of five");
}

#[test]
fn what_is_seen_as_nothing_any_more_is_lost_on_the_way() {
    for delay in [0, 6] {
        let setting = ladder(2, 1, Passing { hop_delay: constant(hours(f64::from(delay))), signal_kept: share(0.7), ..neutral() });
        let (result, rows) = logged(&setting, 22);
        let (up, lost) = (count(&rows, Activity::Escalated(rule(&rows))), count(&rows, Activity::Lost));
        let (observed, error) = (lost as f64 / up as f64, (0.21 / up as f64).sqrt());
        println!("{lost} of {up} lost ({observed:.4}), standard error {error:.4}");
        assert!((observed - 0.3).abs() < 4.0 * error + 0.002, "some are still on their way at the end");
        assert_eq!(value(&setting, &result, Measure::LostSignals), Some(lost as f64));
        for rows in by_case(&rows).values() {
            let Some(at) = rows.iter().position(|row| row.activity == Activity::Lost) else { continue };
            assert_eq!(rows[at - 1].activity, Activity::SetOut);
            assert_eq!(rows[at].at.since(rows[at - 1].at), SimDuration::from_seconds(delay * HOUR));
            assert_eq!(rows.len(), at + 1, "nobody has it any more");
        }
    }
}

/// The rule of the escalations of a log, which all have the same.
fn rule(rows: &[EventRow]) -> wangge::process::Rule {
    let rule = rows.iter().find_map(|row| if let Activity::Escalated(rule) = row.activity { Some(rule) } else { None });
    rule.unwrap()
}

#[test]
fn whatever_fades_where_more_is_kept_fades_where_less_is() {
    let faded = |kept: f64| -> BTreeSet<(u32, LevelId)> {
        let (_, rows) = logged(&ladder(3, 5, Passing { signal_kept: share(kept), ..neutral() }), 23);
        rows.iter().filter(|row| row.activity == Activity::Faded).map(|row| (row.case, row.level)).collect()
    };
    let (few, many) = (faded(0.97), faded(0.7));
    assert!(few.len() > 200 && many.len() > 5 * few.len(), "{} and {}", few.len(), many.len());
    assert!(few.is_subset(&many));
}

#[test]
fn a_threshold_of_severity_sees_what_is_left_of_it() {
    let setting = town("[passing]\nsignal_kept = 0.5\n[escalation.village]\nseverity = 4\n", &[]);
    let (_, rows) = logged(&setting, 5);
    let (mut sent_on, mut kept) = (0, 0);
    for rows in by_case(&rows).values() {
        let Some(at) = rows.iter().position(|row| row.activity == Activity::Arrived && row.level.index() == 1) else { continue };
        let has_faded = rows[..at].iter().any(|row| row.activity == Activity::Faded);
        match (has_faded, rows.get(at + 1).map(|row| row.activity)) {
            (false, Some(Activity::Escalated(rule))) => {
                assert_eq!((rule.kind.name(), rule.threshold, rule.value), ("severity", 4.0, 4.0));
                sent_on += 1;
            }
            (true, Some(Activity::Started(_))) => kept += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(sent_on > 30 && kept > 30, "{sent_on} {kept}");
}

#[test]
fn who_is_seen_as_less_severe_waits_longer() {
    let mut setting = ladder(2, 5, Passing { signal_kept: share(0.5), ..neutral() });
    setting.demand[0].rate = wangge::units::Rate::per_second(0.8 / f64::from(HOUR)).unwrap();
    // a second, later priority, which nothing that occurs has
    setting.categories.push(super::place::category("slight"));
    let rules = &mut setting.epochs[0].rules;
    rules.categories.push(rules.categories[0].clone());
    rules.categories[1].priority = 1;
    rules.categories[0].work = vec![exponential(hours(1.0)); 2];
    rules.staff[1].count = 1;
    let (_, rows) = logged(&setting, 24);
    let faded: BTreeSet<u32> = rows.iter().filter(|row| row.activity == Activity::Faded).map(|row| row.case).collect();
    let mut waiting: BTreeSet<u32> = BTreeSet::new();
    let mut served = 0;
    for row in rows.iter().filter(|row| row.level.index() == 1) {
        match row.activity {
            Activity::Queued => drop(waiting.insert(row.case)),
            Activity::Started(Start::FromQueue) => {
                waiting.remove(&row.case);
                if faded.contains(&row.case) {
                    served += 1;
                    assert!(waiting.is_subset(&faded), "case {} was served before one that is seen as it is", row.case);
                }
            }
            _ => {}
        }
    }
    assert!(served > 500, "{served}");
}

#[test]
fn units_send_back_the_stated_share_of_what_a_lower_one_could_do() {
    let mut setting = ladder(3, 3, Passing { returns: share(0.15), ..neutral() });
    setting.epochs[0].rules.levels[0].attempts = 2;
    let (result, rows) = logged(&setting, 25);
    let mut first_ways = 0;
    for rows in by_case(&rows).values() {
        for level in [1, 2] {
            let back = rows.iter().filter(|row| row.activity == Activity::ReturnedDown && row.level.index() == level).count();
            assert!(back <= 1, "once for each level");
        }
        let up: BTreeSet<LevelId> = rows.iter().filter(|row| matches!(row.activity, Activity::Escalated(_))).map(|row| row.level).collect();
        first_ways += up.len();
        let attempts =
            |level: usize| rows.iter().filter(|row| row.activity == Activity::AttemptFailed && row.level.index() == level).count();
        let back_from_first = rows.iter().any(|row| row.activity == Activity::ReturnedDown && row.level.index() == 1);
        if rows.last().is_some_and(|row| row.activity == Activity::Closed) {
            // the lower one tries once more, in another way, and passes it on again
            assert_eq!(attempts(0), if back_from_first { 3 } else { 2 });
        }
    }
    let back = count(&rows, Activity::ReturnedDown);
    let (observed, error) = (back as f64 / first_ways as f64, (0.15 * 0.85 / first_ways as f64).sqrt());
    println!("{back} of {first_ways} sent back ({observed:.4}), standard error {error:.4}");
    assert!((observed - 0.15).abs() < 4.0 * error);
    let measured = value(&setting, &result, Measure::ReturnedDown).unwrap();
    assert!(measured > 0.0 && measured <= back as f64);
}

#[test]
fn what_only_a_higher_level_may_settle_is_never_sent_back() {
    let setting = town("[passing]\nreturns = 1.0", &["categories.leak.difficulty={ village = 1.0 }"]);
    let (_, rows) = logged(&setting, 6);
    assert!(count(&rows, Activity::Fixed) > 80);
    assert_eq!(count(&rows, Activity::ReturnedDown), 0);
}

#[test]
fn a_day_on_the_way_shows_in_the_handling_of_real_units_only_as_time() {
    // the same residents and issues: nothing but instants differs where nobody waits for anybody
    let (absent, slow) = (town("", &[]), town("[passing]\nhop_delay = \"1d\"", &[]));
    let activities = |setting: &Setting| {
        let (_, rows) = logged(setting, 7);
        let cases = by_case(&rows).into_iter().map(|(case, rows)| {
            let at_units = rows.iter().filter(|row| row.activity != Activity::SetOut);
            (case, at_units.map(|row| (row.activity.name(), row.unit)).collect::<Vec<_>>())
        });
        cases.collect::<BTreeMap<_, _>>()
    };
    let (at_once, later) = (activities(&absent), activities(&slow));
    let whole = later.iter().filter(|(case, rows)| at_once[*case] == **rows).count();
    assert!(whole > 80 && whole + 6 > later.len(), "{whole} of {}", later.len());
}

#[test]
fn wrong_rules_of_passing_are_reported_where_they_stand() {
    let fault = |line: &str| {
        let problems = read_text(&format!("{TOWN}[passing]\n{line}\n"), &[]).err().unwrap_or_else(|| panic!("{line} is accepted"));
        problems.to_string()
    };
    for (line, key) in [
        ("signal_kept = 1.2", "signal_kept"),
        ("hop_delay = \"-1h\"", "hop_delay"),
        ("hop_delay = { lognormal = { median = \"1h\", log_sd = -1.0 } }", "hop_delay"),
        ("returns = \"often\"", "returns"),
        ("shelved = 3", "shelved"),
        ("signal = 0.9", "signal_kept"),
    ] {
        let text = fault(line);
        assert!(text.contains("passing") && text.contains(key), "{line}: {text}");
    }
}

#[test]
fn the_unit_of_an_issue_changes_in_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in super::architecture::source::Source::read_all(&root) {
        let is_set = source.path.starts_with("process/") && source.text.contains(".unit = ");
        assert!(!is_set, "src/{} sets a unit itself; expected `come_to`", source.path);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(91), ..ProptestConfig::with_cases(12) })]

    /// Every run checks itself: issues are conserved on both axes, and those on their way have a flow identity of their own. Here
    /// they heal, turn incident, recur and are found again meanwhile.
    #[test]
    fn the_laws_hold_whatever_is_lost_on_the_way(
        delay in 0_u32..200, kept in 0_u32..=10, force in 0_u32..=10, returns in 0_u32..=10, seed in any::<u64>(),
    ) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tutorial.toml");
        let share = |tenths: u32| f64::from(tenths) / 10.0;
        let passing = format!(
            "passing={{ hop_delay = {{ exponential = {{ mean = \"{}h\" }} }}, signal_kept = {}, force_kept = {}, returns = {} }}",
            delay + 1, share(kept), share(force), share(returns),
        );
        let sets = [passing, "horizon=120d".into(), "triage.dropped=0.2".into(), "demand.homes.rate=4/year".into()];
        let scenario = read(&path, &sets).unwrap_or_else(|problems| panic!("{problems}"));
        let setting = scenario.settings.iter().find(|setting| setting.policy == "liaison").unwrap_or(&scenario.settings[0]);
        let (_, rows) = logged(setting, seed);
        prop_assert!(count(&rows, Activity::SetOut) > 20);
        let mut on_way: BTreeSet<u32> = BTreeSet::new();
        for row in &rows {
            match row.activity {
                Activity::SetOut => prop_assert!(on_way.insert(row.case), "case {} sets out twice", row.case),
                Activity::Arrived | Activity::Lost | Activity::ReturnedDown => drop(on_way.remove(&row.case)),
                Activity::Faded | Activity::SelfResolved | Activity::TurnedIncident | Activity::Lit(_) => {}
                other => prop_assert!(!on_way.contains(&row.case), "case {} on its way: {other:?}", row.case),
            }
        }
    }
}
