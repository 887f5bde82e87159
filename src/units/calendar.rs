//! Duty hours: when the people of a role are there, compiled once per run into plain intervals of simulated time.
//!
//! A person who writes a scenario thinks in weeks, holidays and time zones; a run asks, millions of times, *is anybody
//! there now?* and *when will two more hours of work be done?* So the week, the holidays with their make-up working days
//! and the zone's clock changes are resolved here once, up to the horizon, and what remains is a sorted list of
//! intervals with the duty time before each and an index by day. A lookup is an index into that list and a step or two;
//! adding work over a long span is a binary search. A calendar that never closes answers without looking at anything.
//!
//! **Local times and clock changes.** A local time that a clock change skipped or doubled is resolved by the
//! *compatible* rule (RFC 5545, jiff's default): a skipped time moves forward by the length of the gap, a doubled one
//! means the first of the two. Every opening or closing resolved in this way is counted
//! ([`Calendar::clock_adjustments`]), so that a report can say so. Duty time itself is always elapsed seconds: a night
//! shift over the end of summer time is an hour longer, as it is for the people who work it.
//!
//! What a calendar does not know: who belongs to it, absences of single people, and anything at or after its end.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::time::{DAY, SimDuration, SimTime};

/// Hours of an ordinary week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeeklyHours {
    /// Monday first: pairs of opening and closing in seconds of the local day, `open < close <= 86400`, sorted and
    /// disjoint. Closing is exclusive. A shift over midnight is written as two pairs.
    pub days: [Vec<(u32, u32)>; 7],
}

/// Days that differ from the ordinary week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayTable {
    /// Days without duty.
    pub closed: Vec<Date>,
    /// Make-up working days with the weekday whose hours they take; they win over `closed`.
    pub working: Vec<(Date, Weekday)>,
}

/// Duty hours from simulated time 0 to an end.
///
/// # Examples
/// ```
/// use wangge::units::calendar::{Calendar, HolidayTable, WeeklyHours};
/// use wangge::units::{SimDuration, SimTime};
///
/// let office = vec![(9 * 3600, 12 * 3600), (14 * 3600, 18 * 3600)];
/// let mut week = WeeklyHours::default();
/// week.days[..5].fill(office);
/// let monday = jiff::civil::date(2024, 3, 4);
/// let end = SimTime::from_seconds(14 * 86_400);
/// let hours = Calendar::from_weekly(&week, &HolidayTable::default(), monday, &jiff::tz::TimeZone::UTC, end);
///
/// // Four hours begun at 11:00 are done at 17:00, after the break at noon.
/// let start = SimTime::from_seconds(11 * 3600);
/// assert_eq!(hours.add_working(start, SimDuration::from_seconds(4 * 3600)), SimTime::from_seconds(17 * 3600));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// One interval from 0 to `end`: answers need no lookup.
    always: bool,
    end: u32,
    /// Openings, rising.
    opens: Vec<u32>,
    /// Closings; `opens[i] < closes[i] < opens[i + 1]`.
    closes: Vec<u32>,
    /// Duty seconds before each interval, and at last all of them.
    before: Vec<u32>,
    /// By day of 86,400 s since time 0: how many intervals have ended by its beginning.
    ended: Vec<u32>,
    clock: Clock,
    /// Civil days with duty, rising: number of the day since the start date, and last closing as wall time.
    duty_days: Vec<(i64, i64)>,
    adjustments: u32,
}

/// How many shifts are looked at one by one before all are searched.
const SOON: usize = 3;

impl Calendar {
    /// Open from time 0 to `end` without a break, in a zone without clock changes.
    #[must_use]
    pub fn always(end: SimTime) -> Self {
        Self::compile(vec![(0, i64::from(end.seconds()))], end.seconds(), Clock::steady(), Vec::new(), 0)
    }

    /// Duty intervals of the ordinary week with its holidays, from local midnight of `start` (time 0) to `end`, where
    /// they are cut off. Intervals that touch are one.
    #[must_use]
    pub fn from_weekly(week: &WeeklyHours, holidays: &HolidayTable, start: Date, zone: &TimeZone, end: SimTime) -> Self {
        let clock = Clock::of_zone(start, zone, end);
        let closed: BTreeSet<Date> = holidays.closed.iter().copied().collect();
        let working: BTreeMap<Date, Weekday> = holidays.working.iter().copied().collect();
        let (mut intervals, mut duty_days, mut adjustments) = (Vec::new(), Vec::new(), 0);
        let mut date = start;
        for day in 0_i64.. {
            let midnight = day * i64::from(DAY);
            // A working day that begins at the very end can still be one on which something is due.
            if clock.instant(midnight).0 > i64::from(end.seconds()) {
                break;
            }
            let weekday = working.get(&date).copied().or_else(|| (!closed.contains(&date)).then(|| date.weekday()));
            let mut last_close = None;
            for &(open, close) in weekday.map_or(&[][..], |w| &week.days[monday_index(w)]) {
                let (from, from_moved) = clock.instant(midnight + i64::from(open));
                let (to, to_moved) = clock.instant(midnight + i64::from(close));
                adjustments += u32::from(from_moved) + u32::from(to_moved);
                if from < to {
                    intervals.push((from, to));
                    last_close = last_close.max(Some(midnight + i64::from(close)));
                }
            }
            duty_days.extend(last_close.map(|close| (day, close)));
            match date.tomorrow() {
                Ok(tomorrow) => date = tomorrow,
                Err(_) => break,
            }
        }
        Self::compile(intervals, end.seconds(), clock, duty_days, adjustments)
    }

    /// Open whenever one of `calendars` is, all of the same span; it knows no working days of its own.
    pub(crate) fn union(calendars: &[&Self]) -> Self {
        let end = calendars.iter().map(|calendar| calendar.end).max().unwrap_or(0);
        let intervals = calendars.iter().flat_map(|calendar| calendar.opens.iter().zip(&calendar.closes));
        let intervals = intervals.map(|(open, close)| (i64::from(*open), i64::from(*close))).collect();
        Self::compile(intervals, end, Clock::steady(), Vec::new(), 0)
    }

    /// Open as each of `parts` is from its start until that of the next one, the first from time 0; all of the same span, starts
    /// rising. It knows no working days of its own.
    pub(crate) fn spliced(parts: &[(SimTime, &Self)]) -> Self {
        let end = parts.iter().map(|(_, calendar)| calendar.end).max().unwrap_or(0);
        let ends = parts.iter().skip(1).map(|(from, _)| from.seconds()).chain([end]);
        let mut intervals = Vec::new();
        for ((from, calendar), until) in parts.iter().zip(ends) {
            let own = calendar.opens.iter().zip(&calendar.closes);
            let clipped = own.map(|(open, close)| (i64::from(from.seconds().max(*open)), i64::from(until.min(*close))));
            intervals.extend(clipped.filter(|(open, close)| open < close));
        }
        Self::compile(intervals, end, Clock::steady(), Vec::new(), 0)
    }

    /// Open whenever `calendar` is and `other`, of the same span, is not; it knows no working days of its own.
    pub(crate) fn difference(calendar: &Self, other: &Self) -> Self {
        let mut closings = other.opens.iter().zip(&other.closes).peekable();
        let mut intervals = Vec::new();
        for (&open, &close) in calendar.opens.iter().zip(&calendar.closes) {
            let mut from = open;
            while closings.next_if(|(_, to)| **to <= from).is_some() {}
            while let Some(&(&away, &back)) = closings.peek().filter(|(away, _)| **away < close) {
                if from < away {
                    intervals.push((i64::from(from), i64::from(away)));
                }
                from = back;
                // what reaches beyond this interval is met again in the next one
                if back >= close {
                    break;
                }
                closings.next();
            }
            if from < close {
                intervals.push((i64::from(from), i64::from(close)));
            }
        }
        Self::compile(intervals, calendar.end, Clock::steady(), Vec::new(), 0)
    }

    /// Duty seconds before `t`.
    #[inline]
    pub(crate) fn duty_before(&self, t: SimTime) -> u32 {
        self.worked_before(t.seconds())
    }

    /// Sorts, joins what touches or overlaps, clips to `0..end`, and builds the indices.
    fn compile(mut intervals: Vec<(i64, i64)>, end: u32, clock: Clock, duty_days: Vec<(i64, i64)>, adjustments: u32) -> Self {
        intervals.sort_unstable();
        let (mut opens, mut closes, mut before) = (Vec::<u32>::new(), Vec::<u32>::new(), Vec::new());
        for (from, to) in intervals {
            let (from, to) = (clip(from, end), clip(to, end));
            match closes.last_mut() {
                Some(last) if from <= *last => *last = to.max(*last),
                _ if from < to => {
                    opens.push(from);
                    closes.push(to);
                }
                _ => {}
            }
        }
        let mut sum = 0;
        before.push(sum);
        for (open, close) in opens.iter().zip(&closes) {
            sum += close - open;
            before.push(sum);
        }
        let mut ended = Vec::new();
        let mut count = 0_u32;
        for day in 0..=end / DAY {
            while closes.get(count as usize).is_some_and(|close| *close <= day * DAY) {
                count += 1;
            }
            ended.push(count);
        }
        let always = opens == [0] && closes == [end];
        Self { always, end, opens, closes, before, ended, clock, duty_days, adjustments }
    }

    /// Whether duty never breaks off before the end.
    #[inline]
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.always
    }

    /// Whether there is no duty at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.opens.is_empty()
    }

    /// Whether `t` lies in duty time; the opening instant does, the closing instant does not.
    #[inline]
    #[must_use]
    pub fn is_open(&self, t: SimTime) -> bool {
        if self.always {
            return t.seconds() < self.end;
        }
        self.opens.get(self.interval_ending_after(t.seconds())).is_some_and(|open| *open <= t.seconds())
    }

    /// Duty time in `a..b`; zero when `b` is not later.
    #[inline]
    #[must_use]
    pub fn working_between(&self, a: SimTime, b: SimTime) -> SimDuration {
        let (a, b) = (a.seconds(), b.seconds());
        SimDuration::from_seconds(if self.always { b.min(self.end).saturating_sub(a) } else { self.worked_between(a, b) })
    }

    fn worked_between(&self, a: u32, b: u32) -> u32 {
        let first = self.interval_ending_after(a);
        if let (Some(open), Some(close)) = (self.opens.get(first), self.closes.get(first))
            && b <= *close
        {
            // most stretches lie in one shift, or in one break
            return b.saturating_sub(a.max(*open));
        }
        self.worked_before(b).saturating_sub(self.before[first] + self.opens.get(first).map_or(0, |open| a.saturating_sub(*open)))
    }

    /// The instant at which `work` of duty time, begun at `t`, is done: the earliest `u >= t` with
    /// `working_between(t, u) == work`. Work that fills a shift to its end is done at the closing instant, not at the
    /// next opening. No work is done at `t`. [`SimTime::NEVER`] when the calendar ends first.
    #[inline]
    #[must_use]
    pub fn add_working(&self, t: SimTime, work: SimDuration) -> SimTime {
        if work == SimDuration::ZERO {
            return t;
        }
        if self.always {
            let done = t + work;
            return if done.seconds() <= self.end { done } else { SimTime::NEVER };
        }
        self.add_over_breaks(t.seconds(), work.seconds())
    }

    fn add_over_breaks(&self, t: u32, work: u32) -> SimTime {
        let first = self.interval_ending_after(t);
        let begun = self.opens.get(first).map_or(0, |open| t.saturating_sub(*open));
        let Some(target) = (self.before[first] + begun).checked_add(work) else { return SimTime::NEVER };
        let later = self.before[first..].get(1..).unwrap_or_default();
        // most work ends in the shift in which it is begun, or soon after
        let soon = later.iter().take(SOON).position(|worked| *worked >= target);
        let interval = first + soon.unwrap_or_else(|| later.partition_point(|worked| *worked < target));
        match self.opens.get(interval) {
            Some(open) => SimTime::from_seconds(open + (target - self.before[interval])),
            None => SimTime::NEVER,
        }
    }

    /// The earliest instant of duty at or after `t`, or [`SimTime::NEVER`].
    #[inline]
    #[must_use]
    pub fn next_open(&self, t: SimTime) -> SimTime {
        if self.always && t.seconds() < self.end {
            return t;
        }
        self.opens.get(self.interval_ending_after(t.seconds())).map_or(SimTime::NEVER, |open| t.max(SimTime::from_seconds(*open)))
    }

    /// The end of the duty interval that contains `t`, else of the next one, or [`SimTime::NEVER`].
    #[inline]
    #[must_use]
    pub fn next_close(&self, t: SimTime) -> SimTime {
        self.closes.get(self.interval_ending_after(t.seconds())).map_or(SimTime::NEVER, |close| SimTime::from_seconds(*close))
    }

    /// The instant `n` working days after `t`, as [`super::TimeLimit::WorkingDays`] means it.
    ///
    /// A *working day* is a civil day with duty. From the civil day of `t`, whether or not it has duty itself, go to the
    /// `n`-th working day after it; the answer is the same local time on that day, or that day's last closing when it is
    /// earlier. (A time before the day's opening stays as it is: the limit is by the clock on the wall.) So a case known
    /// on Friday at 16:00 is due one working day later on Monday at 16:00, and one known on Sunday at 20:00 on Monday
    /// at closing. Zero days give `t`. [`SimTime::NEVER`] when that lies beyond the end.
    #[must_use]
    pub fn after_working_days(&self, t: SimTime, n: u16) -> SimTime {
        let Some(skipped) = usize::from(n).checked_sub(1) else { return t };
        let day_length = i64::from(DAY);
        let wall = self.clock.wall(i64::from(t.seconds()));
        let today = wall.div_euclid(day_length);
        let due = if self.duty_days.is_empty() && self.always {
            wall + i64::from(n) * day_length
        } else {
            let first = self.duty_days.partition_point(|(day, _)| *day <= today);
            match self.duty_days.get(first + skipped) {
                Some((day, close)) => (day * day_length + wall.rem_euclid(day_length)).min(*close),
                None => return SimTime::NEVER,
            }
        };
        let due = self.clock.instant(due).0;
        if due <= i64::from(self.end) { SimTime::from_seconds(clip(due, self.end)) } else { SimTime::NEVER }
    }

    /// The duty intervals `[open, close)`, in order, none touching the next.
    pub fn intervals(&self) -> impl Iterator<Item = (SimTime, SimTime)> {
        self.opens.iter().zip(&self.closes).map(|(open, close)| (SimTime::from_seconds(*open), SimTime::from_seconds(*close)))
    }

    /// The duty intervals in `from..until`, clipped to it, in order.
    pub(crate) fn within(&self, from: SimTime, until: SimTime) -> impl Iterator<Item = (SimTime, SimTime)> {
        let first = self.interval_ending_after(from.seconds());
        let clipped = self.intervals().skip(first).map(move |(open, close)| (open.max(from), close.min(until)));
        clipped.take_while(|(open, close)| open < close)
    }

    /// How many openings and closings fell on a local time that a clock change had skipped or doubled.
    #[must_use]
    pub const fn clock_adjustments(&self) -> u32 {
        self.adjustments
    }

    /// Number of the first interval that ends after `t`.
    #[inline]
    fn interval_ending_after(&self, t: u32) -> usize {
        let Some(ended) = self.ended.get((t / DAY) as usize) else { return self.closes.len() };
        let mut interval = *ended as usize;
        while self.closes.get(interval).is_some_and(|close| *close <= t) {
            interval += 1;
        }
        interval
    }

    /// Duty seconds in `0..t`.
    #[inline]
    fn worked_before(&self, t: u32) -> u32 {
        if self.always {
            return t.min(self.end);
        }
        let interval = self.interval_ending_after(t);
        self.before[interval] + self.opens.get(interval).map_or(0, |open| t.saturating_sub(*open))
    }
}

/// `t` within `0..=end`.
fn clip(t: i64, end: u32) -> u32 {
    u32::try_from(t.max(0)).map_or(end, |t| t.min(end))
}

fn monday_index(weekday: Weekday) -> usize {
    match weekday {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

/// Between simulated time and *wall time*: seconds that a clock on the wall has shown since midnight of the start date.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Clock {
    /// From when (simulated time, rising) the wall clock runs how many seconds ahead. The first starts before all time.
    leads: Vec<(i64, i64)>,
}

impl Clock {
    fn steady() -> Self {
        Self { leads: vec![(i64::MIN, 0)] }
    }

    /// The clock changes of `zone` from midnight of `start` to `end`, and the one after.
    fn of_zone(start: Date, zone: &TimeZone, end: SimTime) -> Self {
        let midnight = start.at(0, 0, 0, 0);
        let Ok(first) = midnight.to_zoned(zone.clone()) else { return Self::steady() };
        let origin = first.timestamp();
        let late = i64::from(first.hour()) * 3_600 + i64::from(first.minute()) * 60 + i64::from(first.second());
        let mut lead = late;
        let mut offset = first.offset();
        let mut leads = vec![(i64::MIN, lead)];
        for change in zone.following(origin) {
            let at = change.timestamp().as_second() - origin.as_second();
            if change.offset() != offset {
                lead += i64::from(change.offset().seconds() - offset.seconds());
                offset = change.offset();
                leads.push((at, lead));
            }
            if at > i64::from(end.seconds()) + i64::from(DAY) {
                break;
            }
        }
        Self { leads }
    }

    /// Wall time at simulated time `t`.
    fn wall(&self, t: i64) -> i64 {
        let next = self.leads.partition_point(|(from, _)| *from <= t);
        t + self.leads[next - 1].1
    }

    /// Simulated time at wall time `w` by the compatible rule, and whether the rule was needed. Skipped and doubled
    /// times are both read with the clock as it ran before the change.
    fn instant(&self, w: i64) -> (i64, bool) {
        let mut before = self.leads[0].1;
        if (0..before).contains(&w) {
            // The clock change skipped the first midnight itself: before it the clock had no lead.
            return (w, true);
        }
        for (i, &(from, lead)) in self.leads.iter().enumerate() {
            let t = w - lead;
            let until = self.leads.get(i + 1).map_or(i64::MAX, |next| next.0);
            if t < from {
                return (w - before, true);
            }
            if t < until {
                let doubled = self.leads.get(i + 1).is_some_and(|&(next, next_lead)| w - next_lead >= next);
                return (t, doubled);
            }
            before = lead;
        }
        (w - before, false)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const H: u32 = 3_600;

    fn at(seconds: u32) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    fn office_week() -> WeeklyHours {
        let mut week = WeeklyHours::default();
        week.days[..5].fill(vec![(9 * H, 12 * H), (14 * H, 18 * H)]);
        week
    }

    #[test]
    fn always_open_is_plain_arithmetic_up_to_its_end() {
        let always = Calendar::always(at(1_000));
        assert!(always.is_always() && !always.is_empty());
        assert!(always.is_open(at(0)) && always.is_open(at(999)) && !always.is_open(at(1_000)));
        assert_eq!(always.working_between(at(10), at(2_000)), SimDuration::from_seconds(990));
        assert_eq!(always.working_between(at(20), at(10)), SimDuration::ZERO);
        assert_eq!(always.add_working(at(10), SimDuration::from_seconds(990)), at(1_000));
        assert_eq!(always.add_working(at(10), SimDuration::from_seconds(991)), SimTime::NEVER);
        assert_eq!(always.add_working(at(10), SimDuration::FOREVER), SimTime::NEVER);
        assert_eq!(always.next_open(at(5)), at(5));
        assert_eq!(always.next_open(at(1_000)), SimTime::NEVER);
        assert_eq!(always.next_close(at(5)), at(1_000));
        assert_eq!(always.next_close(at(1_000)), SimTime::NEVER);
    }

    #[test]
    fn a_difference_is_open_where_the_one_is_and_the_other_is_not() {
        let end = at(14 * DAY);
        let of = |hours: &[(u32, u32)]| {
            let mut week = WeeklyHours::default();
            week.days.fill(hours.to_vec());
            Calendar::from_weekly(&week, &HolidayTable::default(), date(2024, 3, 4), &TimeZone::UTC, end)
        };
        let always = Calendar::always(end);
        let all =
            [&[(9 * H, 12 * H), (14 * H, 18 * H)][..], &[(8 * H, 15 * H)], &[(10 * H, 11 * H), (17 * H, 24 * H)], &[(0, 24 * H)], &[]];
        let calendars: Vec<Calendar> = all.into_iter().map(of).chain([always]).collect();
        for one in &calendars {
            for other in &calendars {
                let rest = Calendar::difference(one, other);
                for instant in (0..14 * DAY).step_by(1_800).map(at) {
                    let is_left = one.is_open(instant) && !other.is_open(instant);
                    assert_eq!(rest.is_open(instant), is_left, "{:?} without {:?} at {}", one.opens, other.opens, instant.seconds());
                }
                let both = Calendar::difference(one, &rest);
                let sum = |calendar: &Calendar| calendar.working_between(at(0), end).seconds();
                assert_eq!(sum(one), sum(&rest) + sum(&both));
            }
        }
    }

    #[test]
    fn round_the_clock_weeks_are_always_open() {
        let week = WeeklyHours { days: std::array::from_fn(|_| vec![(0, DAY)]) };
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let calendar = Calendar::from_weekly(&week, &HolidayTable::default(), date(2024, 1, 1), &zone, at(366 * DAY));
        assert!(calendar.is_always());
        assert_eq!(calendar.intervals().count(), 1);
    }

    #[test]
    fn a_calendar_without_hours_never_opens() {
        let calendar = Calendar::from_weekly(&WeeklyHours::default(), &HolidayTable::default(), date(2024, 1, 1), &TimeZone::UTC, at(DAY));
        assert!(calendar.is_empty() && !calendar.is_always() && !calendar.is_open(at(0)));
        assert_eq!(calendar.next_open(at(0)), SimTime::NEVER);
        assert_eq!(calendar.next_close(at(0)), SimTime::NEVER);
        assert_eq!(calendar.add_working(at(7), SimDuration::ZERO), at(7));
        assert_eq!(calendar.add_working(at(7), SimDuration::from_seconds(1)), SimTime::NEVER);
        assert_eq!(calendar.after_working_days(at(7), 1), SimTime::NEVER);
    }

    #[test]
    fn hours_in_a_skipped_first_midnight_begin_with_the_run() {
        let mut week = WeeklyHours::default();
        week.days[6] = vec![(0, 60)];
        let zone = TimeZone::get("America/Havana").unwrap();
        let calendar = Calendar::from_weekly(&week, &HolidayTable::default(), date(2024, 3, 10), &zone, at(DAY));
        assert_eq!(calendar.intervals().collect::<Vec<_>>(), [(at(0), at(60))]);
    }

    #[test]
    fn work_that_fills_a_shift_ends_at_its_closing() {
        let calendar = Calendar::from_weekly(&office_week(), &HolidayTable::default(), date(2024, 3, 4), &TimeZone::UTC, at(14 * DAY));
        assert_eq!(calendar.add_working(at(9 * H), SimDuration::from_seconds(3 * H)), at(12 * H));
        assert_eq!(calendar.add_working(at(9 * H), SimDuration::from_seconds(3 * H + 1)), at(14 * H + 1));
        assert_eq!(calendar.add_working(at(12 * H), SimDuration::from_seconds(1)), at(14 * H + 1));
        let friday_evening = at(4 * DAY + 18 * H);
        assert_eq!(calendar.next_open(friday_evening), at(7 * DAY + 9 * H));
        assert_eq!(calendar.next_close(friday_evening), at(7 * DAY + 12 * H));
    }

    #[test]
    fn working_days_keep_the_time_of_day_or_end_with_duty() {
        let calendar = Calendar::from_weekly(&office_week(), &HolidayTable::default(), date(2024, 3, 4), &TimeZone::UTC, at(21 * DAY));
        let friday = |hour: u32| at(4 * DAY + hour * H);
        assert_eq!(calendar.after_working_days(friday(16), 0), friday(16));
        assert_eq!(calendar.after_working_days(friday(16), 1), at(7 * DAY + 16 * H));
        assert_eq!(calendar.after_working_days(friday(20), 2), at(8 * DAY + 18 * H));
        assert_eq!(calendar.after_working_days(friday(7), 5), at(11 * DAY + 7 * H));
        let first_days = Calendar::from_weekly(&office_week(), &HolidayTable::default(), date(2024, 3, 4), &TimeZone::UTC, at(3 * DAY));
        assert_eq!(first_days.after_working_days(at(0), 3), at(3 * DAY), "due at the very end");
        assert_eq!(first_days.after_working_days(at(1), 3), SimTime::NEVER);
        let sunday = at(6 * DAY + 20 * H);
        assert_eq!(calendar.after_working_days(sunday, 1), at(7 * DAY + 18 * H));
        assert_eq!(calendar.after_working_days(sunday, 200), SimTime::NEVER);
        assert_eq!(Calendar::always(at(10 * DAY)).after_working_days(at(H), 3), at(3 * DAY + H));
        assert_eq!(Calendar::always(at(10 * DAY)).after_working_days(at(H), 10), SimTime::NEVER);
    }
}
