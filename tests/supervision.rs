//! Lights over timed tickets, and triage by difficulty.

use std::collections::BTreeMap;
use std::sync::Arc;

use wangge::measure::event_log::EventRow;
use wangge::process::{Activity, RuleKind, Start};
use wangge::scenario::Setting;
use wangge::scenario::setting::{Supervision, Triage};
use wangge::units::measure::Measure;
use wangge::units::{Share, SimDuration, SimTime, TimeLimit};
use wangge::world::Light;

use super::towns::by_case;
use crate::place::{HOUR, NO_MISTAKES, category, constant, desk, exponential, hours, logged, network, office, value};

fn share(value: f64) -> Share {
    Share::new(value).expect("a share")
}

const WATCHED: fn() -> Supervision = || Supervision { yellow: share(0.5), red: share(0.8), raises_priority: true, escalates_red: true };

/// The network with promises of two days, overloaded enough that lights turn.
fn promised(supervision: Option<Supervision>) -> Setting {
    let mut setting = network(60);
    let rules = &mut setting.epochs[0].rules;
    rules.supervision = supervision;
    for category in &mut rules.categories {
        category.due = Some(TimeLimit::Elapsed(SimDuration::from_seconds(48 * HOUR)));
    }
    setting
}

#[test]
fn lights_turn_at_their_share_of_the_time_and_only_while_the_issue_is_open() {
    let (_, rows) = logged(&promised(Some(WATCHED())), 50);
    let mut seen = [0; 2];
    for rows in by_case(&rows).values() {
        let known = rows[0].at;
        let lit: Vec<(Light, u32)> = rows
            .iter()
            .filter_map(|row| match row.activity {
                Activity::Lit(light) => Some((light, row.at.since(known).seconds())),
                _ => None,
            })
            .collect();
        let ended = rows.iter().find(|row| matches!(row.activity, Activity::Closed | Activity::Rejected(_)));
        let open = ended.map_or(u32::MAX, |row| row.at.since(known).seconds());
        let expected = [(Light::Yellow, 24 * HOUR), (Light::Red, 48 * HOUR * 4 / 5)];
        let horizon = (SimTime::ZERO + promised(None).span.horizon).since(known).seconds();
        let expected: Vec<(Light, u32)> = expected.into_iter().filter(|(_, at)| *at < open && *at <= horizon).collect();
        assert_eq!(lit, expected, "case {}", rows[0].case);
        seen[0] += usize::from(!lit.is_empty());
        seen[1] += usize::from(lit.len() > 1);
    }
    assert!(seen[0] > 1_000 && seen[1] > 300, "{seen:?}");
}

#[test]
fn lights_of_promises_in_working_days_count_working_time() {
    let mut setting = desk(1, 0.2, constant(hours(3.0)), 40);
    setting.calendars[0].hours = office(setting.span.end());
    setting.working_hours = Arc::new(setting.calendars[0].hours.clone());
    setting.epochs[0].rules.supervision = Some(WATCHED());
    setting.epochs[0].rules.categories[0].due = Some(TimeLimit::WorkingDays(2));
    let (_, rows) = logged(&setting, 51);
    let calendar = &setting.working_hours;
    let mut lights = 0;
    for rows in by_case(&rows).values() {
        let (known, due) = (rows[0].at, rows[0].due);
        let allowance = f64::from(calendar.working_between(known, due).seconds());
        for row in rows {
            if let Activity::Lit(light) = row.activity {
                let used = f64::from(calendar.working_between(known, row.at).seconds()) / allowance;
                let share = if light == Light::Yellow { 0.5 } else { 0.8 };
                assert!((used - share).abs() < 1e-4, "case {}: {light:?} at {used}", row.case);
                lights += 1;
            }
        }
    }
    assert!(lights > 50, "{lights}");
}

#[test]
fn a_red_light_sends_up_who_waits_and_nobody_else() {
    let (_, rows) = logged(&promised(Some(WATCHED())), 52);
    let mut escalated = 0;
    for rows in by_case(&rows).values() {
        for (before, after) in rows.iter().zip(rows.iter().skip(1)) {
            let by_light = matches!(after.activity, Activity::Escalated(rule) if rule.kind == RuleKind::RedLight);
            if by_light {
                escalated += 1;
                assert_eq!(before.activity, Activity::Lit(Light::Red));
                assert_eq!(before.person, None, "who is in work is not taken away");
            }
        }
    }
    assert!(escalated > 100, "{escalated}");
    let mut calm = WATCHED();
    calm.escalates_red = false;
    let setting = promised(Some(calm));
    let (result, _) = logged(&setting, 52);
    assert_eq!(value(&setting, &result, Measure::EscalationsByLight), Some(0.0));
    assert!(value(&setting, &result, Measure::RedLights) > Some(100.0));
}

#[test]
fn red_is_served_before_yellow_and_yellow_before_green() {
    let mut setting = desk(2, 1.9, exponential(hours(1.0)), 120);
    setting.epochs[0].rules.categories[0].due = Some(TimeLimit::Elapsed(SimDuration::from_seconds(10 * HOUR)));
    setting.epochs[0].rules.supervision = Some(Supervision { escalates_red: false, ..WATCHED() });
    setting.categories.push(category("late"));
    let rules = &mut setting.epochs[0].rules;
    rules.categories.push(rules.categories[0].clone());
    rules.categories[1].due = Some(TimeLimit::Elapsed(SimDuration::from_seconds(40 * HOUR)));
    rules.categories[1].priority = 1;
    setting.demand[0].categories = vec![(wangge::units::CategoryId::new(0), 0.5), (wangge::units::CategoryId::new(1), 1.0)];
    let (_, rows) = logged(&setting, 53);
    let mut lights: BTreeMap<u32, Light> = BTreeMap::new();
    let mut waiting: BTreeMap<u32, u8> = BTreeMap::new();
    let mut jumped = 0;
    for row in &rows {
        match row.activity {
            Activity::Lit(light) => drop(lights.insert(row.case, light)),
            Activity::Queued => drop(waiting.insert(row.case, u8::from(row.category.index() == 1))),
            Activity::Started(Start::FromQueue) => {
                let urgency = |case: u32, priority: u8| (lights.get(&case).copied().unwrap_or(Light::Green), std::cmp::Reverse(priority));
                let own = urgency(row.case, waiting[&row.case]);
                let best = waiting.iter().map(|(case, priority)| urgency(*case, *priority)).max();
                assert_eq!(best, Some(own), "case {} at {}", row.case, row.at.seconds());
                jumped += u32::from(waiting.keys().next() != Some(&row.case));
                waiting.remove(&row.case);
            }
            _ => {}
        }
    }
    assert!(jumped > 100, "{jumped}");
}

#[test]
fn supervision_without_promises_and_lights_that_do_nothing_change_no_course() {
    let unwatched = network(40);
    let mut watched = unwatched.clone();
    watched.epochs[0].rules.supervision = Some(WATCHED());
    assert!(logged(&unwatched, 54) == logged(&watched, 54), "nothing is promised");
    let idle = Supervision { raises_priority: false, escalates_red: false, ..WATCHED() };
    let course = |setting: &Setting| -> Vec<EventRow> {
        logged(setting, 54).1.into_iter().filter(|row| !matches!(row.activity, Activity::Lit(_))).collect()
    };
    assert!(course(&promised(None)) == course(&promised(Some(idle))), "lights are recorded and nothing else");
}

/// The network where half of the issues need more authority than a grid has.
fn difficult(threshold: Option<u8>, triage: Triage) -> Setting {
    let mut setting = network(60);
    let rules = &mut setting.epochs[0].rules;
    for category in &mut rules.categories {
        category.authority = vec![0.5, 0.8, 0.95, 1.0];
    }
    for level in &mut rules.levels {
        level.difficulty = threshold;
    }
    rules.triage = triage;
    setting
}

#[test]
fn without_authority_no_attempt_solves_an_issue() {
    let setting = difficult(None, NO_MISTAKES);
    let (result, rows) = logged(&setting, 55);
    assert!(value(&setting, &result, Measure::FutileAttempts) > Some(1_000.0));
    let fixed_at = |level: usize| rows.iter().filter(|row| row.activity == Activity::Fixed && row.level.index() == level).count();
    let tried_at = |level: usize| {
        let ended = |row: &&EventRow| matches!(row.activity, Activity::Fixed | Activity::AttemptFailed) && row.level.index() == level;
        rows.iter().filter(ended).count()
    };
    let share = fixed_at(0) as f64 / tried_at(0) as f64;
    println!("solved at the grid: {share:.3} of the attempts");
    assert!(
        (share - 0.5 * (0.6 * 0.9 + 0.3 * 0.5 + 0.1 * 0.1)).abs() < 0.01,
        "half have no authority there, 0.70 of the rest succeed: {share}"
    );
}

#[test]
fn triage_without_mistakes_wastes_no_attempt() {
    for is_straight in [false, true] {
        let setting = difficult(Some(1), Triage { is_straight, ..NO_MISTAKES });
        let (result, rows) = logged(&setting, 56);
        assert_eq!(value(&setting, &result, Measure::FutileAttempts), Some(0.0));
        assert!(value(&setting, &result, Measure::EscalationsByDifficulty) > Some(1_000.0));
        let passed_by = rows
            .iter()
            .any(|row| matches!(row.activity, Activity::Escalated(rule) if rule.kind == RuleKind::Difficulty && rule.value >= 2.0));
        assert!(passed_by, "some issues need two levels more");
        let mut furthest = 0;
        for rows in by_case(&rows).values() {
            let levels: Vec<usize> = rows.iter().filter(|row| row.activity == Activity::Arrived).map(|row| row.level.index()).collect();
            furthest = furthest.max(levels.iter().zip(levels.iter().skip(1)).map(|(a, b)| b - a).max().unwrap_or(0));
        }
        assert_eq!(furthest > 1, is_straight, "only a command centre leaves levels out");
    }
}

#[test]
fn mistakes_of_triage_go_both_ways() {
    let exact = difficult(Some(1), NO_MISTAKES);
    let mistaken = difficult(Some(1), Triage { mistake: share(0.3), ..NO_MISTAKES });
    let (result, rows) = logged(&mistaken, 57);
    assert!(value(&mistaken, &result, Measure::FutileAttempts) > Some(100.0), "taken for easier than it is");
    let (better, _) = logged(&exact, 57);
    let rate = |setting: &Setting, result| value(setting, result, Measure::EscalationsByDifficulty);
    println!("passed on by difficulty: exact {:?}, mistaken {:?}", rate(&exact, &better), rate(&mistaken, &result));
    let first: Vec<bool> = by_case(&rows)
        .values()
        .filter_map(|rows| rows.get(3))
        .map(|row| matches!(row.activity, Activity::Escalated(rule) if rule.kind == RuleKind::Difficulty))
        .collect();
    let share = first.iter().filter(|passed| **passed).count() as f64 / first.len() as f64;
    // Half need more than the grid; of those that need the community (0.3), 0.15 are taken for the grid's; of the grid's (0.5), 0.15 are not.
    let expected = 0.5 - 0.3 * 0.15 + 0.5 * 0.15;
    let deviation = (expected * (1.0 - expected) / first.len() as f64).sqrt();
    println!("passed on at once: {share:.4}, expected {expected:.4} ± {deviation:.4}");
    assert!((share - expected).abs() < 4.0 * deviation);
}
