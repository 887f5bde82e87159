//! How a rate varies over the hours of a day, the days of a week and the months of a year, in local time.
//!
//! A planner writes weights; a run asks, for every occurrence, *at which instant has so much of the rate gone by?* So the
//! weights are laid over the local days of a run once. What results is an intensity that is constant within each local
//! hour, with its integral, the *mass*, before each day: where all weights are even, one second has a mass of one. A
//! lookup is a binary search over days and a walk over the hours of one.
//!
//! **Local hours and clock changes.** The weight at an instant is that of the hour which the clock on the wall shows. An
//! hour that a clock change skips has no mass, and one that happens twice has its mass twice. Days are told apart by
//! their number, counted from the first day of the run, whatever their length.
//!
//! What a profile does not know: the rate itself, and anything random.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::time::{DAY, HOUR, SimTime};

/// Mean length of the months in days, over four years.
const MONTH_DAYS: [f64; 12] = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];

/// Relative rates. Only their ratios mean anything: [`Weights::scaled`] brings each list to a mean of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// By local hour, from midnight.
    pub hours: [f64; 24],
    /// By weekday, Monday first.
    pub weekdays: [f64; 7],
    /// By month, January first; a weight is that of one day of the month.
    pub months: [f64; 12],
}

impl Weights {
    /// The same rate always.
    pub const EVEN: Self = Self { hours: [1.0; 24], weekdays: [1.0; 7], months: [1.0; 12] };

    /// The weights with a mean of 1 over the hours of a day, the days of a week and the days of a year of 365.25 days;
    /// equal weights become exactly 1.
    #[must_use]
    pub fn scaled(&self) -> Self {
        Self { hours: scaled(self.hours, &[1.0; 24]), weekdays: scaled(self.weekdays, &[1.0; 7]), months: scaled(self.months, &MONTH_DAYS) }
    }
}

fn scaled<const N: usize>(weights: [f64; N], lengths: &[f64; N]) -> [f64; N] {
    if weights.iter().all(|weight| *weight == weights[0]) {
        return [1.0; N];
    }
    let total: f64 = lengths.iter().sum();
    let mean: f64 = weights.iter().zip(lengths).map(|(weight, length)| weight * length).sum::<f64>() / total;
    weights.map(|weight| weight / mean)
}

/// The local days of a run.
#[derive(Clone, Debug)]
pub struct LocalDays {
    days: Vec<LocalDay>,
    end: u32,
}

#[derive(Clone, Debug)]
struct LocalDay {
    start: u32,
    number: u32,
    weekday: usize,
    month: usize,
    /// Where a clock change makes the day an unusual one: from when the clock shows which hour.
    shown: Option<Box<[(u32, usize)]>>,
}

impl LocalDays {
    /// The days from local midnight of `start` (time 0) to the one that contains `end`.
    #[must_use]
    pub fn new(start: Date, zone: &TimeZone, end: SimTime) -> Self {
        let midnight = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp().as_second());
        let Ok(origin) = midnight(start) else { return Self { days: Vec::new(), end: 0 } };
        let (mut days, mut from, mut date) = (Vec::new(), 0_i64, start);
        for number in 0_u32.. {
            let next = date.tomorrow().and_then(|tomorrow| Ok((tomorrow, midnight(tomorrow)? - origin)));
            let Ok((tomorrow, until)) = next else { break };
            // a date that a zone left out has no instants
            if from < until {
                let day = LocalDay {
                    start: instant(from),
                    number,
                    weekday: date.weekday().to_monday_zero_offset().unsigned_abs().into(),
                    month: (date.month() - 1).unsigned_abs().into(),
                    shown: shown(zone, origin, from, until),
                };
                days.push(day);
            }
            (date, from) = (tomorrow, until);
            if until > i64::from(end.seconds()) {
                break;
            }
        }
        Self { days, end: instant(from) }
    }
}

fn instant(seconds: i64) -> u32 {
    u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
}

/// The hours that the clock shows from `from` to `until`, where they are not the 24 of an ordinary day.
fn shown(zone: &TimeZone, origin: i64, from: i64, until: i64) -> Option<Box<[(u32, usize)]>> {
    let stamp = |at: i64| jiff::Timestamp::from_second(origin + at).ok();
    let local = |at: i64| stamp(at).map(|stamp| zone.to_datetime(stamp));
    let is_midnight = |wall: DateTime| wall.hour() == 0 && wall.minute() == 0 && wall.second() == 0;
    let offset = |at: i64| stamp(at).map(|stamp| zone.to_offset(stamp));
    if until - from == i64::from(DAY) && offset(from) == offset(until - 1) && local(from).is_some_and(is_midnight) {
        return None;
    }
    let changes: Vec<i64> =
        zone.following(stamp(from)?).map(|change| change.timestamp().as_second() - origin).take_while(|at| *at < until).collect();
    let (mut hours, mut at) = (Vec::new(), from);
    while at < until {
        let wall = local(at)?;
        hours.push((instant(at), usize::from(wall.hour().unsigned_abs())));
        let over = at + i64::from(HOUR) - i64::from(wall.minute()) * 60 - i64::from(wall.second());
        at = changes.iter().copied().find(|change| *change > at).map_or(over, |change| change.min(over));
    }
    Some(hours.into())
}

/// Weights laid over the local days of a run.
///
/// # Examples
/// ```
/// use wangge::units::SimTime;
/// use wangge::units::profile::{LocalDays, Profile, Weights};
///
/// // Everything happens from noon to one o'clock.
/// let mut weights = Weights::EVEN;
/// weights.hours = std::array::from_fn(|hour| if hour == 12 { 5.0 } else { 0.0 });
/// let end = SimTime::from_seconds(10 * 86_400);
/// let days = LocalDays::new(jiff::civil::date(2024, 3, 4), &jiff::tz::TimeZone::UTC, end);
/// let profile = Profile::new(&days, &weights);
/// // Half of the first day's mass has gone by at half past twelve.
/// assert_eq!(profile.instant(43_200.0), Some(45_000.0));
/// ```
#[derive(Clone, Debug)]
pub struct Profile {
    hours: [f64; 24],
    days: Vec<ProfileDay>,
    end: u32,
    mass: f64,
}

#[derive(Clone, Debug)]
struct ProfileDay {
    start: u32,
    number: u32,
    /// Weight of the weekday times that of the month.
    weight: f64,
    /// Mass before the day.
    before: f64,
    shown: Option<Box<[(u32, usize)]>>,
}

impl Profile {
    /// `weights`, scaled, over `days`.
    #[must_use]
    pub fn new(days: &LocalDays, weights: &Weights) -> Self {
        let Weights { hours, weekdays, months } = weights.scaled();
        let mut profile = Self { hours, days: Vec::with_capacity(days.days.len()), end: days.end, mass: 0.0 };
        for (index, day) in days.days.iter().enumerate() {
            let weight = weekdays[day.weekday] * months[day.month];
            profile.days.push(ProfileDay { start: day.start, number: day.number, weight, before: profile.mass, shown: day.shown.clone() });
            let until = days.days.get(index + 1).map_or(days.end, |next| next.start);
            profile.mass += profile.pieces(index, until).map(|(from, to, rate)| f64::from(to - from) * rate).sum::<f64>();
        }
        profile
    }

    /// How many local days there are; they are counted from 0 here, without those that the zone left out.
    #[must_use]
    pub fn days(&self) -> usize {
        self.days.len()
    }

    /// The number of local day `day` from the first day of the run on, every date counted.
    #[must_use]
    pub fn number(&self, day: usize) -> u32 {
        self.days[day].number
    }

    /// The day that contains `at`; the last one for what lies beyond.
    #[must_use]
    pub fn day_of(&self, at: SimTime) -> usize {
        self.days.partition_point(|day| day.start <= at.seconds()).saturating_sub(1)
    }

    /// Mass of one day.
    #[must_use]
    pub fn day_mass(&self, day: usize) -> f64 {
        self.days.get(day + 1).map_or(self.mass, |next| next.before) - self.days[day].before
    }

    /// Mass of day `day` before `at`, an instant of that day.
    #[must_use]
    pub fn mass_within(&self, day: usize, at: SimTime) -> f64 {
        self.pieces(day, at.seconds()).map(|(from, to, rate)| f64::from(to - from) * rate).sum()
    }

    /// The instant of day `day`, in seconds from the start, at which `mass` of its mass has gone by.
    #[must_use]
    pub fn instant_within(&self, day: usize, mass: f64) -> f64 {
        let until = self.days.get(day + 1).map_or(self.end, |next| next.start);
        let (mut left, mut last) = (mass, self.days[day].start);
        for (from, to, rate) in self.pieces(day, until) {
            let here = f64::from(to - from) * rate;
            if left < here {
                return f64::from(from) + left / rate;
            }
            left -= here;
            last = if here > 0.0 { to } else { last };
        }
        f64::from(last)
    }

    /// Mass before `at`.
    #[must_use]
    pub fn before(&self, at: SimTime) -> f64 {
        if at.seconds() >= self.end {
            return self.mass;
        }
        let day = self.day_of(at);
        self.days[day].before + self.mass_within(day, at)
    }

    /// The instant, in seconds from the start, at which `mass` has gone by; `None` after the last day.
    #[must_use]
    pub fn instant(&self, mass: f64) -> Option<f64> {
        if mass >= self.mass {
            return None;
        }
        let day = self.days.partition_point(|day| day.before <= mass).saturating_sub(1);
        Some(self.instant_within(day, mass - self.days[day].before))
    }

    /// The hours of a day before `until`: from, to, and mass per second.
    fn pieces(&self, day: usize, until: u32) -> impl Iterator<Item = (u32, u32, f64)> {
        let day = &self.days[day];
        let shown = day.shown.as_deref();
        let starts = move |index: usize| match shown {
            Some(shown) => shown.get(index).copied(),
            None if index < 24 => Some((day.start + u32::try_from(index).unwrap_or(0) * HOUR, index)),
            None => None,
        };
        (0..).map_while(move |index| {
            let (from, hour) = starts(index)?;
            let to = starts(index + 1).map_or(until, |(next, _)| next.min(until));
            (from < until).then(|| (from, to, self.hours[hour] * day.weight))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::units::SimDuration;

    fn noon_to_two() -> Weights {
        Weights { hours: std::array::from_fn(|hour| f64::from(u8::from(hour == 12 || hour == 13))), ..Weights::EVEN }
    }

    fn profile(zone: &str, start: Date, days: u32, weights: &Weights) -> Profile {
        let end = SimTime::from_seconds(days * DAY);
        Profile::new(&LocalDays::new(start, &TimeZone::get(zone).unwrap(), end), weights)
    }

    #[test]
    fn even_weights_make_one_second_of_mass_a_second() {
        for zone in ["UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"] {
            let even = profile(zone, date(2024, 1, 1), 400, &Weights::EVEN);
            for mass in [0.0, 0.25, 86_399.5, 86_400.0, 70.0 * 86_400.0 + 9_000.3, 399.0 * 86_400.0] {
                let at = even.instant(mass).unwrap();
                assert!((at - mass).abs() < 1e-6, "{zone}: {mass} at {at}");
            }
            assert!((even.before(SimTime::from_seconds(33_333_333)) - 33_333_333.0).abs() < 1e-6);
        }
    }

    #[test]
    fn instant_and_mass_undo_each_other() {
        let mut weights = noon_to_two();
        weights.weekdays = [1.0, 2.0, 3.0, 2.0, 1.0, 0.0, 0.5];
        weights.months = std::array::from_fn(|month| month as f64);
        let bumpy = profile("Europe/Berlin", date(2023, 11, 5), 500, &weights);
        for step in 0..5_000 {
            let mass = bumpy.mass * f64::from(step) / 5_000.0;
            let at = bumpy.instant(mass).unwrap();
            let second = SimTime::ZERO + SimDuration::rounded(at);
            assert!((bumpy.before(second) - mass).abs() < 120.0, "{mass}");
        }
        assert_eq!(bumpy.instant(bumpy.mass), None);
        assert_eq!(bumpy.before(SimTime::NEVER), bumpy.mass);
    }

    #[test]
    fn weights_are_scaled_to_a_mean_of_one() {
        let months = std::array::from_fn(|month| if month == 1 { 4.0 } else { 1.0 });
        let scaled = Weights { hours: [0.1; 24], weekdays: [0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 4.0], months }.scaled();
        assert_eq!(scaled.hours, [1.0; 24]);
        assert_eq!(scaled.weekdays[5..], [3.0, 4.0]);
        let mean: f64 = scaled.months.iter().zip(MONTH_DAYS).map(|(weight, days)| weight * days).sum::<f64>() / 365.25;
        assert!((mean - 1.0).abs() < 1e-12 && (scaled.months[1] / scaled.months[0] - 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_skipped_hour_has_no_mass_and_a_doubled_one_has_it_twice() {
        let two = Weights { hours: std::array::from_fn(|hour| f64::from(u8::from(hour == 2))), ..Weights::EVEN };
        let masses = |start: Date| {
            let profile = profile("Europe/Berlin", start, 3, &two);
            [0, 1, 2].map(|day| (profile.day_mass(day) / 86_400.0).round())
        };
        assert_eq!(masses(date(2024, 3, 30)), [1.0, 0.0, 1.0]);
        assert_eq!(masses(date(2024, 10, 26)), [1.0, 2.0, 1.0]);
        let doubled = profile("Europe/Berlin", date(2024, 10, 27), 1, &two);
        assert_eq!((doubled.instant(0.0), doubled.instant(86_400.0)), (Some(7_200.0), Some(10_800.0)));
    }

    #[test]
    fn a_date_that_a_zone_left_out_keeps_its_number() {
        let samoa = profile("Pacific/Apia", date(2011, 12, 29), 3, &Weights::EVEN);
        assert_eq!((0..3).map(|day| samoa.number(day)).collect::<Vec<_>>(), [0, 2, 3]);
    }
}
