//! Laws that hold whatever the parameters are: conservation, the flow identity, the workload identity, and the
//! metamorphic laws: what must change nothing changes nothing, to the byte.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::UnitRow;
use wangge::process::{Activity, RuleKind, Start};
use wangge::scenario::Setting;
use wangge::scenario::setting::{Epoch, ExternalWait, QueueOrder, ShiftEnd, Staff, WaitLimit, Where};
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::units::{LevelId, RoleId, Share, SimDuration, SimTime, TimeLimit};

use crate::place::{
    DAY, HOUR, constant, days, desk, exponential, hours, logged, network, office, once, stream, unit_group, value, value_of,
};

/// The network over a short time, with everything on that can be on.
pub fn busy_network(seed_of_shape: u32) -> Setting {
    let mut setting = network(60);
    setting.span.warm_up = days(10);
    setting.span.follow_up = days(10);
    setting.calendars[0].hours = office(setting.span.end());
    setting.working_hours = Arc::new(setting.calendars[0].hours.clone());
    let rules = &mut setting.epochs[0].rules;
    for (i, role) in rules.roles.iter_mut().enumerate() {
        role.shift_end = [ShiftEnd::Suspend, ShiftEnd::Finish, ShiftEnd::HandOver][(i + seed_of_shape as usize) % 3];
        role.switching_cost = SimDuration::from_seconds(300);
        role.juggling_limit = 3 + seed_of_shape % 4;
    }
    for staff in &mut rules.staff {
        staff.count *= 2;
    }
    for (i, category) in rules.categories.iter_mut().enumerate() {
        category.priority = u8::try_from(i).expect("few categories");
        category.due = Some(TimeLimit::WorkingDays(5));
        category.work = vec![exponential(hours(2.0)), exponential(hours(3.0)), exponential(hours(4.0)), exponential(hours(5.0))];
        category.external_wait = Some(ExternalWait {
            probability: Share::new(0.4).expect("a share"),
            length: exponential(hours(10.0)),
            after: Share::new(0.3).expect("a share"),
        });
    }
    rules.levels[0].backlog = Some(2);
    rules.levels[1].attempts = 2;
    rules.levels[1].wait_limit = Some(WaitLimit::Drawn(exponential(hours(30.0))));
    rules.levels[2].wait_limit = Some(WaitLimit::Fixed(TimeLimit::WorkingDays(2)));
    rules.levels[2].queue_order = QueueOrder::Due;
    let mut later = setting.epochs[0].clone();
    later.from = SimTime::ZERO + days(25);
    later.rules.staff[1].count -= 3;
    later.rules.staff.push(Staff { group: 0, member: Some(7), role: RoleId::new(0), count: 2 });
    later.rules.levels[0].backlog = None;
    setting.epochs.push(later);
    setting
}

/// Time integrals per unit over the measured time, from the event log alone: (waiting, open), in issue-seconds.
fn integrals(setting: &Setting, rows: &[EventRow]) -> BTreeMap<u32, (u64, u64)> {
    let (from, to) = (setting.span.window_start().seconds(), setting.span.end().seconds());
    let clip = |since: u32, until: u32| u64::from(until.max(from) - since.max(from));
    let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let mut open: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut waiting: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for row in rows {
        let (at, unit) = (row.at.seconds(), u32::try_from(row.unit.index()).expect("an id"));
        match row.activity {
            Activity::Arrived => drop(open.insert(row.case, (at, unit))),
            Activity::Queued | Activity::HandedOver => drop(waiting.insert(row.case, (at, unit))),
            Activity::Started(Start::FromQueue) => {
                end(&mut waiting, row.case, at, |since, until| sums.entry(unit).or_default().0 += clip(since, until));
            }
            Activity::Escalated(rule) | Activity::Rejected(rule) => {
                if rule.kind == RuleKind::WaitLimit {
                    end(&mut waiting, row.case, at, |since, until| sums.entry(unit).or_default().0 += clip(since, until));
                }
                end(&mut open, row.case, at, |since, until| sums.entry(unit).or_default().1 += clip(since, until));
            }
            Activity::Closed => end(&mut open, row.case, at, |since, until| sums.entry(unit).or_default().1 += clip(since, until)),
            _ => {}
        }
    }
    for (since, unit) in waiting.into_values() {
        sums.entry(unit).or_default().0 += clip(since, to);
    }
    for (since, unit) in open.into_values() {
        sums.entry(unit).or_default().1 += clip(since, to);
    }
    sums
}

fn end(present: &mut BTreeMap<u32, (u32, u32)>, case: u32, at: u32, book: impl FnOnce(u32, u32)) {
    let (since, _) = present.remove(&case).expect("what ends has begun");
    book(since, at);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Level counters and event log give the same integrals, and each issue goes its way once, in every run.
    #[test]
    fn the_flow_identity_holds_between_counters_and_event_log(seed in any::<u64>(), shape in 0_u32..12) {
        let setting = busy_network(shape);
        let (result, rows) = logged(&setting, seed);
        let sums = integrals(&setting, &rows);
        let measured = f64::from(setting.span.end().since(setting.span.window_start()).seconds());
        for (index, unit) in (0_u32..).zip(&result.units) {
            let (waiting, open) = sums.get(&index).copied().unwrap_or_default();
            prop_assert_eq!(unit.backlog_issues, waiting as f64 / measured, "waiting at {}", unit.path);
            prop_assert_eq!(unit.open_issues, open as f64 / measured, "open at {}", unit.path);
        }
        conserved(&rows)?;
    }

    /// Rostered + overtime = handled + switching + idle, for everybody, to the second.
    #[test]
    fn every_second_of_a_roster_is_accounted_for(seed in any::<u64>(), shape in 0_u32..12) {
        let setting = busy_network(shape);
        let result = once(&setting, seed, 0);
        for person in &result.people {
            let spent = person.handled_seconds + person.switching_seconds + person.idle_seconds;
            prop_assert_eq!(person.rostered_seconds + person.overtime_seconds, spent, "{}", person.person);
        }
        let busy: u64 = result.people.iter().map(|person| person.handled_seconds + person.switching_seconds).sum();
        let by_day: u64 = result.series.iter().filter(|row| row.day >= 10).map(|row| row.busy_seconds).sum();
        prop_assert_eq!(busy, by_day, "the days add up to the people");
    }
}

/// What occurred became known once, is fixed at most once and closed when fixed, and nothing follows an end.
fn conserved(rows: &[EventRow]) -> Result<(), TestCaseError> {
    let mut last: BTreeMap<u32, Activity> = BTreeMap::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let before = last.insert(row.case, row.activity);
        prop_assert_eq!(before.is_none(), row.activity == Activity::Occurred, "case {} starts by occurring", row.case);
        prop_assert!(!matches!(before, Some(Activity::Closed | Activity::Rejected(_))), "case {} goes on after its end", row.case);
        prop_assert_eq!(row.activity == Activity::Closed, before == Some(Activity::Fixed), "case {} is closed when fixed", row.case);
        *count.entry(row.activity.name()).or_default() += 1;
    }
    prop_assert_eq!(count["occurred"], count["became_known"]);
    prop_assert_eq!(count.get("fixed"), count.get("closed"));
    let open = last.values().filter(|activity| !matches!(activity, Activity::Closed | Activity::Rejected(_))).count();
    let ended = count.get("closed").copied().unwrap_or(0) + count.get("rejected").copied().unwrap_or(0);
    prop_assert_eq!(count["occurred"], ended + open);
    Ok(())
}

#[test]
fn every_escalation_carries_a_rule_whose_value_meets_its_threshold() {
    let (_, rows) = logged(&busy_network(1), 4);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        if let Activity::Escalated(rule) | Activity::Rejected(rule) = row.activity {
            assert!(rule.value >= rule.threshold, "{rule:?}");
            *seen.entry(rule.kind.name()).or_default() += 1;
        }
    }
    println!("{seen:?}");
    assert!(["wait_limit", "attempts", "backlog"].iter().all(|rule| seen.contains_key(rule)), "{seen:?}");
}

#[test]
fn the_same_run_twice_is_the_same_to_the_byte() {
    let setting = busy_network(2);
    assert!(format!("{:?}", logged(&setting, 3)) == format!("{:?}", logged(&setting, 3)));
    assert_ne!(once(&setting, 3, 0).measures, once(&setting, 3, 1).measures, "another replication has other random events");
    assert_ne!(once(&setting, 3, 0).measures, once(&setting, 4, 0).measures, "another seed has other random events");
}

#[test]
fn groups_of_units_in_another_order_in_the_file_change_nothing() {
    let setting = two_towns(&["east", "west"]);
    let mut swapped = setting.clone();
    swapped.units.swap(0, 2);
    swapped.units.swap(1, 3);
    for group in &mut swapped.units {
        group.under = group.under.map(|parent| (parent + 2) % 4);
    }
    swapped.demand.reverse();
    for stream in &mut swapped.demand {
        let Where::Units { group, member } = stream.at else { panic!("a stream at units") };
        stream.at = Where::Units { group: (group + 2) % 4, member };
    }
    for staff in &mut swapped.epochs[0].rules.staff {
        staff.group = (staff.group + 2) % 4;
    }
    let ((first, rows), (second, other)) = (logged(&setting, 21), logged(&swapped, 21));
    assert!(first == second);
    assert!(rows == other);
}

/// Towns of ten grids each that share nothing.
fn two_towns(names: &[&str]) -> Setting {
    let mut setting = network(60);
    setting.levels.truncate(2);
    setting.span.follow_up = days(10);
    setting.units.clear();
    setting.demand.clear();
    let mix = vec![(wangge::units::CategoryId::new(0), 0.5), (wangge::units::CategoryId::new(2), 1.0)];
    let rules = &mut setting.epochs[0].rules;
    rules.levels.truncate(2);
    for category in &mut rules.categories {
        category.work.truncate(2);
        category.success.truncate(2);
    }
    rules.staff.clear();
    for name in names {
        let first = setting.structure.units.len();
        setting.structure.units.push(unit_group(&format!("{name}-grid"), 0, 10, Some(first + 1)));
        setting.structure.units.push(unit_group(name, 1, 1, None));
        setting.structure.demand.push(stream(&format!("{name} residents"), first, 1.4 / f64::from(DAY), mix.clone()));
        for (group, count) in [(first, 1), (first + 1, 3)] {
            rules.staff.push(Staff { group, member: None, role: RoleId::new(group - first), count });
        }
    }
    setting
}

#[test]
fn towns_that_share_nothing_fare_the_same_together_and_apart() {
    let together = once(&two_towns(&["east", "west"]), 22, 0).units;
    let apart: Vec<UnitRow> = ["east", "west"].iter().flat_map(|name| once(&two_towns(&[name]), 22, 0).units).collect();
    assert!(together == apart);
    assert!(together.iter().all(|unit| unit.joined > 20));
}

#[test]
fn mechanisms_at_zero_strength_are_mechanisms_switched_off() {
    let off = network(40);
    let mut zero = off.clone();
    let rules = &mut zero.epochs[0].rules;
    for level in &mut rules.levels {
        level.backlog = Some(u32::MAX);
        level.severity = Some(u8::MAX);
    }
    for category in &mut rules.categories {
        category.external_wait = Some(ExternalWait { probability: Share::ZERO, length: constant(hours(9.0)), after: Share::ONE });
        category.due = Some(TimeLimit::Elapsed(SimDuration::FOREVER));
    }
    for role in &mut rules.roles {
        role.juggling_limit = 1;
        role.shift_end = ShiftEnd::HandOver;
    }
    rules.staff.push(Staff { group: 0, member: Some(3), role: RoleId::new(2), count: 0 });
    let again = Epoch { from: SimTime::ZERO + days(7), holds: 0, rules: zero.epochs[0].rules.clone() };
    zero.epochs.push(again);
    assert!(logged(&off, 30) == logged(&zero, 30));
}

#[test]
fn a_limit_that_is_never_reached_leaves_the_event_log_unchanged() {
    let mut never = network(40);
    for level in &mut never.epochs[0].rules.levels {
        level.wait_limit = None;
    }
    let mut late = never.clone();
    for level in &mut late.epochs[0].rules.levels {
        level.wait_limit = Some(WaitLimit::Fixed(TimeLimit::Elapsed(days(41))));
    }
    assert!(logged(&never, 31) == logged(&late, 31));
    for level in &mut late.epochs[0].rules.levels {
        level.wait_limit = Some(WaitLimit::Drawn(constant(f64::from(41 * DAY))));
    }
    assert!(logged(&never, 31) == logged(&late, 31));
}

#[test]
fn a_drawn_limit_without_spread_is_the_fixed_limit() {
    let fixed = network(60);
    let mut drawn = fixed.clone();
    for level in &mut drawn.epochs[0].rules.levels {
        level.wait_limit = Some(WaitLimit::Drawn(constant(f64::from(5 * DAY))));
    }
    let ((first, rows), (second, other)) = (logged(&fixed, 32), logged(&drawn, 32));
    assert!(value(&fixed, &first, Measure::WaitLimitsPassed) > Some(10.0));
    assert!(rows == other);
    assert!(first == second);
}

#[test]
fn policies_meet_the_same_issues() {
    let base = network(40);
    let mut other = base.clone();
    for staff in &mut other.epochs[0].rules.staff {
        staff.count += 2;
    }
    other.epochs[0].rules.levels[0].attempts = 3;
    other.epochs[0].rules.levels[1].backlog = Some(1);
    let occurred = |setting: &Setting| -> Vec<_> {
        let rows = logged(setting, 33).1.into_iter().filter(|row| row.activity == Activity::Occurred);
        rows.map(|row| (row.case, row.category, row.at, row.unit)).collect()
    };
    let cases = occurred(&base);
    assert!(cases.len() > 10_000);
    assert!(cases == occurred(&other));
}

#[test]
fn a_change_of_rules_changes_nothing_before_its_date() {
    let base = network(40);
    let mut later = base.clone();
    let mut epoch = later.epochs[0].clone();
    epoch.from = SimTime::ZERO + days(20);
    epoch.rules.staff[1].count = 1;
    epoch.rules.levels[0].wait_limit = Some(WaitLimit::Fixed(TimeLimit::Elapsed(days(1))));
    later.epochs.push(epoch);
    let before = |setting: &Setting| -> Vec<EventRow> {
        logged(setting, 34).1.into_iter().filter(|row| row.at < SimTime::ZERO + days(20)).collect()
    };
    assert!(before(&base) == before(&later));
    let (result, rows) = logged(&later, 34);
    let limit = |row: &EventRow| match row.activity {
        Activity::Escalated(rule) if rule.kind == RuleKind::WaitLimit => Some(rule.threshold),
        _ => None,
    };
    let after: Vec<f64> = rows.iter().filter(|row| row.at > SimTime::ZERO + days(20)).filter_map(limit).collect();
    assert!(!after.is_empty() && after.iter().any(|threshold| (*threshold - f64::from(DAY)).abs() < 0.5));
    let communities: Vec<_> = result.people.iter().filter(|person| person.role == RoleId::new(1)).collect();
    assert_eq!(communities.len(), 100);
    for person in communities {
        let expected = if person.person.ends_with("/1") { 40 } else { 20 };
        assert_eq!(person.rostered_seconds, expected * u64::from(DAY), "{}", person.person);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// First come, first served, one class, alike people: one person more never makes anybody wait longer.
    #[test]
    fn an_added_person_never_lengthens_any_wait(seed in any::<u64>(), people in 1_i32..8, load in 0.5_f64..1.3) {
        let starts = |people: i32| -> Vec<SimTime> {
            let setting = desk(people, load * f64::from(people.min(7)), exponential(hours(1.0)), 30);
            let mut at: Vec<_> = logged(&setting, seed).1.into_iter().filter(|row| matches!(row.activity, Activity::Started(_))).collect();
            at.sort_by_key(|row| row.case);
            at.into_iter().map(|row| row.at).collect()
        };
        let fewer = starts(people);
        let more = {
            let mut setting = desk(people, load * f64::from(people.min(7)), exponential(hours(1.0)), 30);
            setting.epochs[0].rules.staff[0].count += 1;
            let mut rows: Vec<_> = logged(&setting, seed).1.into_iter().filter(|row| matches!(row.activity, Activity::Started(_))).collect();
            rows.sort_by_key(|row| row.case);
            rows.into_iter().map(|row| row.at).collect::<Vec<_>>()
        };
        prop_assert!(more.len() >= fewer.len());
        for (case, (fewer, more)) in fewer.iter().zip(&more).enumerate() {
            prop_assert!(more <= fewer, "case {case} waits longer");
        }
    }
}

#[test]
fn levels_and_roles_add_up_to_the_whole() {
    let setting = busy_network(3);
    let result = once(&setting, 40, 0);
    let levels = || (0..4).map(|level| Group::Level(LevelId::new(level)));
    for measure in
        [Measure::Backlog, Measure::InSystem, Measure::EscalationsByAttempts, Measure::EscalationsByWait, Measure::EscalationsByBacklog]
    {
        let parts: f64 = levels().filter_map(|level| value_of(&setting, &result, measure, level)).sum();
        let whole = value(&setting, &result, measure).expect("the whole exists");
        assert!((parts - whole).abs() <= 1e-9 * whole.max(1.0), "{measure:?}: {parts} against {whole}");
    }
    let shares: f64 = levels().filter_map(|level| value_of(&setting, &result, Measure::ResolvedAtLevel, level)).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    assert!(result.people.iter().any(|person| person.overtime_seconds > u64::from(HOUR)));
}
