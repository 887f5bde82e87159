//! Civil calendars against jiff and a plain scan of every minute.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use wangge::units::calendar::{Calendar, HolidayTable, WeeklyHours};
use wangge::units::{SimDuration, SimTime};

const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: u32 = 86_400;

fn at(seconds: u32) -> SimTime {
    SimTime::from_seconds(seconds)
}

fn lasting(seconds: u32) -> SimDuration {
    SimDuration::from_seconds(seconds)
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("zone is in the bundled database")
}

fn every_day(hours: &[(u32, u32)]) -> WeeklyHours {
    WeeklyHours { days: std::array::from_fn(|_| hours.to_vec()) }
}

/// State of every whole minute, worked out day by day with jiff alone.
struct Scan {
    open: Vec<bool>,
    duty_days: Vec<(Date, u32)>,
    start: Date,
    zone: TimeZone,
}

impl Scan {
    fn new(week: &WeeklyHours, holidays: &HolidayTable, start: Date, zone: &TimeZone, days: u32) -> Self {
        let mut open = vec![false; (days * DAY / MINUTE) as usize];
        let mut duty_days = Vec::new();
        let origin = start.to_zoned(zone.clone()).unwrap().timestamp().as_second();
        let mut today = start;
        for _ in 0..=days {
            let made_up = holidays.working.iter().rev().find(|(day, _)| *day == today).map(|(_, weekday)| *weekday);
            let weekday = made_up.or_else(|| (!holidays.closed.contains(&today)).then(|| today.weekday()));
            let hours = weekday.map_or(Vec::new(), |w| week.days[usize::try_from(w.to_monday_zero_offset()).unwrap()].clone());
            let instant = |second: u32| {
                let local = today.at(0, 0, 0, 0) + Span::new().seconds(i64::from(second));
                local.to_zoned(zone.clone()).unwrap().timestamp().as_second() - origin
            };
            let mut last = None;
            for (from, to) in hours {
                let (a, b) = (instant(from), instant(to));
                if a < b {
                    last = Some(to);
                }
                for minute in a / 60..b / 60 {
                    if let Some(state) = usize::try_from(minute).ok().and_then(|m| open.get_mut(m)) {
                        *state = true;
                    }
                }
            }
            duty_days.extend(last.map(|close| (today, close)));
            today = today.tomorrow().unwrap();
        }
        Self { open, duty_days, start, zone: zone.clone() }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap() * MINUTE
    }

    fn is_open(&self, t: u32) -> bool {
        self.open.get((t / MINUTE) as usize).copied().unwrap_or(false)
    }

    fn worked(&self, a: u32, b: u32) -> u32 {
        let mut sum = 0;
        let mut t = a;
        while t < b.min(self.end()) {
            let step = (MINUTE - t % MINUTE).min(b - t);
            sum += if self.is_open(t) { step } else { 0 };
            t += step;
        }
        sum
    }

    fn add(&self, t: u32, work: u32) -> SimTime {
        let (mut now, mut left) = (t, work);
        while left > 0 {
            if now >= self.end() {
                return SimTime::NEVER;
            }
            let step = MINUTE - now % MINUTE;
            if self.is_open(now) {
                if step >= left {
                    return at(now + left);
                }
                left -= step;
            }
            now += step;
        }
        at(now)
    }

    fn next(&self, t: u32, wanted: bool) -> SimTime {
        let first = (t / MINUTE) as usize;
        match (first..self.open.len()).find(|m| self.open[*m] == wanted) {
            Some(minute) => at(t.max(u32::try_from(minute).unwrap() * MINUTE)),
            None => SimTime::NEVER,
        }
    }

    fn next_close(&self, t: u32) -> SimTime {
        match self.next(t, true) {
            SimTime::NEVER => SimTime::NEVER,
            open => self.next(open.seconds(), false).min(at(self.end())),
        }
    }

    fn after_days(&self, t: u32, n: usize) -> SimTime {
        let origin = self.start.to_zoned(self.zone.clone()).unwrap().timestamp();
        let local = (origin + Span::new().seconds(i64::from(t))).to_zoned(self.zone.clone());
        let Some((day, close)) = self.duty_days.iter().filter(|(day, _)| *day > local.date()).nth(n - 1) else { return SimTime::NEVER };
        let closing = day.at(0, 0, 0, 0) + Span::new().seconds(i64::from(*close));
        let due = day.to_datetime(local.time()).min(closing).to_zoned(self.zone.clone()).unwrap();
        let seconds = due.timestamp().as_second() - origin.as_second();
        u32::try_from(seconds).ok().filter(|s| *s <= self.end()).map_or(SimTime::NEVER, at)
    }
}

fn week_strategy() -> impl Strategy<Value = WeeklyHours> {
    let bounds = prop::collection::btree_set(0_u32..=1_440, 0..7);
    let day = bounds.prop_map(|set| {
        let minutes: Vec<u32> = set.into_iter().map(|m| m * MINUTE).collect();
        minutes.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    });
    prop::array::uniform7(day).prop_map(|days| WeeklyHours { days })
}

fn case_strategy() -> impl Strategy<Value = (WeeklyHours, HolidayTable, Date, &'static str, u32)> {
    let starts = prop::sample::select(vec![
        ("Europe/Berlin", date(2024, 3, 25)),
        ("Europe/Berlin", date(2024, 10, 21)),
        ("America/New_York", date(2024, 10, 28)),
        ("Australia/Lord_Howe", date(2024, 4, 1)),
        ("America/Havana", date(2024, 3, 4)),
        ("America/Havana", date(2024, 3, 10)),
        ("Asia/Shanghai", date(2024, 1, 29)),
        ("UTC", date(2023, 12, 28)),
    ]);
    let weekdays = prop::sample::select(vec![Weekday::Monday, Weekday::Wednesday, Weekday::Sunday]);
    let closed = prop::collection::vec(0_i32..20, 0..4);
    let working = prop::collection::btree_map(0_i32..20, weekdays, 0..3);
    (week_strategy(), closed, working, starts, 1_u32..20).prop_map(|(week, closed, working, (name, start), days)| {
        let day = |n: i32| start + Span::new().days(n);
        let closed = closed.into_iter().map(day).collect();
        let working = working.into_iter().map(|(n, weekday)| (day(n), weekday)).collect();
        (week, HolidayTable { closed, working }, start, name, days)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_equals_a_scan_of_all_minutes(
        (week, holidays, start, name, days) in case_strategy(),
        queries in prop::collection::vec((0_u32..22 * DAY, 0_u32..22 * DAY, 0_u32..60 * HOUR, 1_u16..6), 12),
    ) {
        let zone = zone(name);
        let calendar = Calendar::from_weekly(&week, &holidays, start, &zone, at(days * DAY));
        let scan = Scan::new(&week, &holidays, start, &zone, days);
        prop_assert_eq!(calendar.is_empty(), !scan.open.contains(&true));
        prop_assert_eq!(calendar.is_always(), !scan.open.contains(&false));
        for (a, b, work, n) in queries {
            prop_assert_eq!(calendar.is_open(at(a)), scan.is_open(a), "is_open {}", a);
            prop_assert_eq!(calendar.working_between(at(a), at(b)), lasting(scan.worked(a, b)), "working_between {} {}", a, b);
            let done = calendar.add_working(at(a), lasting(work));
            prop_assert_eq!(done, scan.add(a, work), "add_working {} {}", a, work);
            if done != SimTime::NEVER {
                prop_assert_eq!(calendar.working_between(at(a), done), lasting(work));
            }
            prop_assert_eq!(calendar.next_open(at(a)), scan.next(a, true), "next_open {}", a);
            prop_assert_eq!(calendar.next_close(at(a)), scan.next_close(a), "next_close {}", a);
            prop_assert_eq!(calendar.after_working_days(at(a), n), scan.after_days(a, usize::from(n)), "after_working_days {} {}", a, n);
        }
    }

    #[test]
    fn intervals_are_sorted_apart_and_inside_the_horizon((week, holidays, start, name, days) in case_strategy()) {
        let calendar = Calendar::from_weekly(&week, &holidays, start, &zone(name), at(days * DAY));
        let mut last = None;
        for (open, close) in calendar.intervals() {
            prop_assert!(open < close && close <= at(days * DAY));
            prop_assert!(last.is_none_or(|before| before < open));
            last = Some(close);
        }
    }
}

#[test]
fn the_hour_lost_and_the_hour_won_are_felt_by_those_on_duty() {
    let night = every_day(&[(0, 6 * HOUR)]);
    let berlin = zone("Europe/Berlin");
    let none = HolidayTable::default();
    let spring = Calendar::from_weekly(&night, &none, date(2024, 3, 31), &berlin, at(DAY));
    assert_eq!(spring.intervals().next(), Some((at(0), at(5 * HOUR))));
    let autumn = Calendar::from_weekly(&night, &none, date(2024, 10, 27), &berlin, at(DAY));
    assert_eq!(autumn.intervals().next(), Some((at(0), at(7 * HOUR))));
    assert_eq!((spring.clock_adjustments(), autumn.clock_adjustments()), (0, 0));
}

#[test]
fn skipped_and_doubled_local_times_follow_the_compatible_rule_and_are_counted() {
    let berlin = zone("Europe/Berlin");
    let none = HolidayTable::default();
    let early = every_day(&[(2 * HOUR + 1_800, 10 * HOUR)]);
    // 31 March 2024: 02:30 does not exist and becomes 03:30 summer time, 2.5 hours after midnight.
    let spring = Calendar::from_weekly(&early, &none, date(2024, 3, 30), &berlin, at(3 * DAY));
    let openings: Vec<SimTime> = spring.intervals().map(|(open, _)| open).collect();
    assert_eq!(openings, [at(9_000), at(DAY + 9_000), at(2 * DAY + 9_000 - HOUR)]);
    assert_eq!(spring.clock_adjustments(), 1);
    // 27 October 2024: 02:30 comes twice and means the first, still in summer time.
    let autumn = Calendar::from_weekly(&early, &none, date(2024, 10, 27), &berlin, at(2 * DAY));
    let intervals: Vec<_> = autumn.intervals().collect();
    assert_eq!(intervals, [(at(9_000), at(11 * HOUR)), (at(DAY + HOUR + 9_000), at(DAY + 11 * HOUR))]);
    assert_eq!(autumn.clock_adjustments(), 1);
}

#[test]
fn the_chinese_year_2024_has_its_holidays_and_make_up_working_days() {
    // General Office of the State Council, arrangement of holidays for 2024 (October 2023).
    let run = |from: Date, days: i32| (0..days).map(move |n| from + Span::new().days(n));
    let closed = run(date(2024, 1, 1), 1)
        .chain(run(date(2024, 2, 10), 8))
        .chain(run(date(2024, 4, 4), 3))
        .chain(run(date(2024, 5, 1), 5))
        .chain(run(date(2024, 6, 10), 1))
        .chain(run(date(2024, 9, 15), 3))
        .chain(run(date(2024, 10, 1), 7))
        .collect();
    let make_up = [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)];
    let working = make_up.iter().map(|(month, day)| (date(2024, *month, *day), Weekday::Monday)).collect();
    let mut week = WeeklyHours::default();
    week.days[..5].fill(vec![(9 * HOUR, 17 * HOUR)]);
    let calendar = Calendar::from_weekly(&week, &HolidayTable { closed, working }, date(2024, 1, 1), &zone("Asia/Shanghai"), at(366 * DAY));
    let noon = |month: i8, day: i8| {
        let days = (date(2024, month, day) - date(2024, 1, 1)).get_days();
        at(u32::try_from(days).unwrap() * DAY + 12 * HOUR)
    };
    let on_duty = (1..=29).filter(|day| calendar.is_open(noon(2, *day))).count();
    // February 2024 has 21 days from Monday to Friday, five of them closed, and two make-up Sundays.
    assert_eq!(on_duty, 18);
    assert!(calendar.is_open(noon(2, 4)) && calendar.is_open(noon(2, 9)) && !calendar.is_open(noon(2, 12)));
    assert!(calendar.is_open(noon(2, 18)) && !calendar.is_open(noon(2, 25)));
    // 262 days from Monday to Friday, 19 of them closed, 8 make-up days: the 251 working days of the year.
    assert_eq!(calendar.intervals().count(), 251);
    assert_eq!(calendar.after_working_days(noon(2, 9), 1), noon(2, 18));
}
