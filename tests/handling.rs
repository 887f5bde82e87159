//! Handling against oracles written another way: the recursion of queueing theory, and calendars scanned by hand.

use wangge::measure::event_log::EventRow;
use wangge::process::{Activity, Start};
use wangge::scenario::Setting;
use wangge::scenario::setting::{ExternalWait, QueueOrder, Role, ShiftEnd, Staff};
use wangge::units::measure::Measure;
use wangge::units::{CalendarId, Distribution, RoleId, Share, SimDuration, SimTime, TimeLimit};

use crate::place::{DAY, HOUR, category, constant, desk, exponential, hours, logged, office, value, weekly};

/// Seconds of the first (or last) `activity` of each case, by case number.
fn times(rows: &[EventRow], wanted: impl Fn(&Activity) -> bool) -> Vec<(u32, u32)> {
    rows.iter().filter(|row| wanted(&row.activity)).map(|row| (row.case, row.at.seconds())).collect()
}

fn arrivals(rows: &[EventRow]) -> Vec<(u32, u32)> {
    times(rows, |activity| *activity == Activity::Occurred)
}

fn starts(rows: &[EventRow]) -> Vec<(u32, u32)> {
    times(rows, |activity| matches!(activity, Activity::Started(_)))
}

fn fixes(rows: &[EventRow]) -> Vec<(u32, u32)> {
    times(rows, |activity| *activity == Activity::Fixed)
}

#[test]
fn waits_follow_the_recursion_of_kiefer_and_wolfowitz_to_the_second() {
    for people in [1, 3, 10] {
        let (_, rows) = logged(&desk(people, 0.95 * f64::from(people), constant(hours(1.0)), 60), 5);
        let mut free_at = vec![0_u32; usize::try_from(people).expect("people are counted from 0")];
        let expected: Vec<(u32, u32)> = arrivals(&rows)
            .into_iter()
            .map(|(case, arrived)| {
                free_at.sort_unstable();
                let start = arrived.max(free_at[0]);
                free_at[0] = start + HOUR;
                (case, start)
            })
            .filter(|(_, start)| *start <= 60 * DAY)
            .collect();
        assert!(expected.len() > 1_000);
        assert_eq!(starts(&rows), expected, "{people} people");
    }
}

fn one_clerk_in_office_hours(shift_end: ShiftEnd, work: Distribution, per_hour: f64) -> Setting {
    let mut setting = desk(1, per_hour, work, 56);
    setting.calendars[0].hours = office(setting.span.end());
    setting.epochs[0].rules.roles[0].shift_end = shift_end;
    setting
}

fn is_open(at: u32) -> bool {
    let (day, second) = (at / DAY % 7, at % DAY);
    day < 5 && ((9 * HOUR..12 * HOUR).contains(&second) || (13 * HOUR..17 * HOUR).contains(&second))
}

/// The instant at which `work` seconds of office time from `from` on are over, second by second.
fn office_end(from: u32, work: u32) -> u32 {
    let mut left = work;
    let mut at = from;
    while left > 0 {
        left -= u32::from(is_open(at));
        at += 1;
    }
    at
}

#[test]
fn suspended_work_rests_over_nights_and_weekends() {
    let (result, rows) = logged(&one_clerk_in_office_hours(ShiftEnd::Suspend, constant(hours(2.5)), 0.07), 6);
    let mut free_at = 0;
    let mut expected = Vec::new();
    for (case, arrived) in arrivals(&rows) {
        let start = office_end(arrived.max(free_at), 1) - 1;
        free_at = office_end(start, 9_000);
        expected.push((case, start, free_at));
    }
    let expected: Vec<_> = expected.into_iter().filter(|(_, _, end)| *end <= 56 * DAY).collect();
    let seen: Vec<_> = starts(&rows).into_iter().zip(fixes(&rows)).map(|((case, start), (_, end))| (case, start, end)).collect();
    assert!(expected.len() > 60, "{}", expected.len());
    assert_eq!(seen, expected);
    assert_eq!(result.people[0].overtime_seconds, 0);
    assert_eq!(result.people[0].rostered_seconds, 40 * 7 * u64::from(HOUR));
}

#[test]
fn only_finish_makes_overtime_and_it_is_what_lies_beyond_the_shift() {
    let (result, rows) = logged(&one_clerk_in_office_hours(ShiftEnd::Finish, constant(hours(2.5)), 0.07), 6);
    let mut overtime = 0;
    for ((_, start), (_, end)) in starts(&rows).into_iter().zip(fixes(&rows)) {
        assert_eq!(end - start, 9_000, "finished work is not interrupted");
        overtime += (start..end).filter(|second| !is_open(*second)).count() as u64;
    }
    assert!(overtime > 0);
    assert_eq!(result.people[0].overtime_seconds, overtime);
}

#[test]
fn a_case_handed_over_goes_on_with_the_next_shift() {
    let mut setting = desk(1, 0.05, constant(hours(7.0)), 60);
    let end = setting.span.end();
    setting.calendars[0].hours = weekly(end, |_| vec![(6 * HOUR, 18 * HOUR)]);
    let night =
        wangge::scenario::setting::NamedCalendar { name: "night".into(), hours: weekly(end, |_| vec![(0, 6 * HOUR), (18 * HOUR, DAY)]) };
    setting.calendars.push(night);
    setting.roles.push(Role { name: "night clerk".into(), calendar: CalendarId::new(1), by_state: Vec::new(), pay: None });
    let rules = &mut setting.epochs[0].rules;
    rules.roles.push(rules.roles[0].clone());
    rules.staff.push(Staff { group: 0, member: None, role: RoleId::new(1), count: 1 });
    for role in &mut rules.roles {
        role.shift_end = ShiftEnd::HandOver;
    }
    let (result, rows) = logged(&setting, 8);
    let mut free_at = 0;
    let expected: Vec<_> = arrivals(&rows)
        .into_iter()
        .map(|(case, arrived)| {
            free_at = free_at.max(arrived) + 7 * HOUR;
            (case, free_at)
        })
        .filter(|(_, end)| *end <= 60 * DAY)
        .collect();
    let handed_over = times(&rows, |activity| *activity == Activity::HandedOver).len();
    println!("{} cases, {handed_over} hand-overs", expected.len());
    assert!(handed_over > 20);
    assert_eq!(fixes(&rows), expected, "two half-day clerks who hand over are one who never sleeps");
    assert!(result.people.iter().all(|person| person.overtime_seconds == 0));
}

#[test]
fn waiting_outside_occupies_nobody_unless_the_juggling_limit_says_so() {
    let outside = ExternalWait { probability: Share::ONE, length: constant(hours(5.0)), after: Share::new(0.25).expect("a share") };
    let mut setting = desk(1, 0.2, constant(hours(2.0)), 200);
    setting.epochs[0].rules.categories[0].external_wait = Some(outside);
    let (free, rows) = logged(&setting, 9);
    let least = times_in_system(&rows).into_iter().min();
    assert_eq!(least, Some(7 * HOUR), "an undisturbed case takes its work and its wait");
    let most_open = most_assigned(&rows);
    assert!(most_open > 1, "others are served while one waits outside");

    setting.epochs[0].rules.roles[0].juggling_limit = 1;
    setting.demand[0].rate = wangge::units::Rate::per_second(0.1 / f64::from(HOUR)).expect("a rate");
    let (bound, rows) = logged(&setting, 9);
    assert_eq!(most_assigned(&rows), 1);
    assert!(bound.people[0].idle_seconds > 0 && free.people[0].handled_seconds > 0);
    let resumed = times(&rows, |activity| *activity == Activity::Started(Start::Again)).len();
    assert_eq!(resumed, times(&rows, |activity| *activity == Activity::Returned).len());
}

fn times_in_system(rows: &[EventRow]) -> Vec<u32> {
    let occurred: std::collections::BTreeMap<u32, u32> = arrivals(rows).into_iter().collect();
    fixes(rows).into_iter().map(|(case, at)| at - occurred[&case]).collect()
}

/// The largest number of cases begun and not yet fixed at any time.
fn most_assigned(rows: &[EventRow]) -> i32 {
    let mut assigned = 0;
    let mut most = 0;
    for row in rows {
        match row.activity {
            Activity::Started(Start::AtOnce | Start::FromQueue) => assigned += 1,
            Activity::Fixed => assigned -= 1,
            _ => {}
        }
        most = most.max(assigned);
    }
    most
}

#[test]
fn the_price_of_switching_is_paid_once_per_change_of_case() {
    let mut setting = desk(1, 0.5, constant(hours(1.0)), 100);
    setting.epochs[0].rules.roles[0].switching_cost = SimDuration::from_seconds(600);
    let (result, rows) = logged(&setting, 10);
    let begun = u64::try_from(starts(&rows).len()).expect("a count");
    let person = &result.people[0];
    assert_eq!(person.starts, begun);
    assert!(person.switching_seconds <= (begun - 1) * 600 && person.switching_seconds > (begun - 3) * 600);
    assert!(person.handled_seconds <= begun * u64::from(HOUR) && person.handled_seconds > (begun - 2) * u64::from(HOUR));
}

#[test]
fn a_faster_person_needs_proportionally_less_time() {
    let mut setting = desk(1, 0.5, exponential(hours(1.0)), 50);
    let (_, slow) = logged(&setting, 11);
    setting.epochs[0].rules.roles[0].speed = 2.0;
    let (_, fast) = logged(&setting, 11);
    let lengths =
        |rows: &[EventRow]| -> Vec<u32> { starts(rows).into_iter().zip(fixes(rows)).map(|((_, start), (_, end))| end - start).collect() };
    for (slow, fast) in lengths(&slow).into_iter().zip(lengths(&fast)) {
        assert!(slow.abs_diff(2 * fast) <= 1, "{slow} against twice {fast}");
    }
}

#[test]
fn the_urgent_are_served_first_and_nobody_is_interrupted() {
    let mut setting = desk(1, 0.9, constant(hours(1.0)), 100);
    setting.categories.push(category("urgent"));
    setting.demand[0].categories = vec![(wangge::units::CategoryId::new(0), 0.7), (wangge::units::CategoryId::new(1), 1.0)];
    let categories = &mut setting.epochs[0].rules.categories;
    categories.push(categories[0].clone());
    categories[0].priority = 5;
    let (_, rows) = logged(&setting, 12);
    for ((_, start), (_, end)) in starts(&rows).into_iter().zip(fixes(&rows)) {
        assert_eq!(end - start, HOUR);
    }
    let one_class = {
        let mut alike = setting.clone();
        alike.epochs[0].rules.categories[0].priority = 0;
        logged(&alike, 12).1
    };
    assert_ne!(starts(&rows), starts(&one_class), "priority changes the order");
    let mut ends: [Vec<u32>; 2] = [&rows, &one_class].map(|rows| fixes(rows).into_iter().map(|(_, at)| at).collect());
    ends.iter_mut().for_each(|ends| ends.sort_unstable());
    assert_eq!(ends[0], ends[1], "alike work in another order ends at the same times (work is conserved)");
}

#[test]
fn earliest_due_first_serves_in_the_order_of_promises() {
    let mut setting = desk(1, 0.95, constant(hours(1.0)), 100);
    setting.categories.push(category("soon"));
    setting.demand[0].categories = vec![(wangge::units::CategoryId::new(0), 0.5), (wangge::units::CategoryId::new(1), 1.0)];
    let rules = &mut setting.epochs[0].rules;
    rules.categories.push(rules.categories[0].clone());
    let promise = |hours: u32| Some(TimeLimit::Elapsed(SimDuration::from_seconds(hours * HOUR)));
    rules.categories[0].due = promise(40);
    rules.categories[1].due = promise(4);
    let (fifo, _) = logged(&setting, 13);
    setting.epochs[0].rules.levels[0].queue_order = QueueOrder::Due;
    let (due, rows) = logged(&setting, 13);
    let (fifo_rate, due_rate) = (value(&setting, &fifo, Measure::OnTimeRate), value(&setting, &due, Measure::OnTimeRate));
    println!("on time: first come {fifo_rate:?}, earliest due {due_rate:?}");
    assert!(due_rate > fifo_rate);
    let mut waiting: Vec<(SimTime, u32)> = Vec::new();
    let mut dues = std::collections::BTreeMap::new();
    for row in &rows {
        if row.activity == Activity::Queued {
            waiting.push((row.due, row.case));
            dues.insert(row.case, row.due);
        } else if row.activity == Activity::Started(Start::FromQueue) {
            let earliest = waiting.iter().map(|(due, _)| *due).min();
            assert_eq!(earliest, dues.get(&row.case).copied());
            waiting.retain(|(_, case)| *case != row.case);
        }
    }
}
