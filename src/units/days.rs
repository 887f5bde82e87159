//! The civil days of a run: at which instant each of them ends by the clock of the place.
//!
//! A day has 24 hours but where the clocks change: 23 or 25 as a rule, none where a zone left a date out. Days are told
//! apart by their number, counted from the first day of the run, so day `n` is the date `n` days after the start.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::time::{DAY, SimTime};

/// Where each civil day of a run ends.
///
/// # Examples
/// ```
/// use jiff::{civil::date, tz::TimeZone};
/// use wangge::units::{CivilDays, SimTime};
///
/// let berlin = TimeZone::get("Europe/Berlin")?;
/// let days = CivilDays::new(date(2023, 3, 25), &berlin, SimTime::from_seconds(10 * 86_400));
/// // 26 March has 23 hours
/// assert_eq!(days.end(1).since(days.begin(1)).hours(), 23.0);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CivilDays {
    /// None where every day has 24 hours.
    ends: Arc<[SimTime]>,
}

impl CivilDays {
    /// The days from local midnight of `start` (time 0) to the one that contains `until`; by default, and after them, days
    /// have 24 hours.
    #[must_use]
    pub fn new(start: Date, zone: &TimeZone, until: SimTime) -> Self {
        let midnight = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
        let Ok(origin) = midnight(start) else { return Self::default() };
        let since = |instant: jiff::Timestamp| instant.as_second() - origin.as_second();
        let until = i64::from(until.seconds());
        if zone.following(origin).next().is_none_or(|change| since(change.timestamp()) > until) {
            return Self::default();
        }
        let (mut ends, mut date) = (Vec::new(), start);
        while let Ok(tomorrow) = date.tomorrow() {
            let Ok(end) = midnight(tomorrow).map(since) else { break };
            ends.push(SimTime::from_seconds(u32::try_from(end.max(0)).unwrap_or(u32::MAX)));
            if end > until {
                break;
            }
            date = tomorrow;
        }
        Self { ends: ends.into() }
    }

    /// The last instant of day `day`, which is the first of the next; [`SimTime::NEVER`] beyond what time holds.
    #[inline]
    #[must_use]
    pub fn end(&self, day: u32) -> SimTime {
        if let Some(end) = self.ends.get(day as usize) {
            return *end;
        }
        let known = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let last = self.ends.last().map_or(0, |end| end.seconds());
        SimTime::from_seconds(last.saturating_add(DAY.saturating_mul(day.saturating_sub(known).saturating_add(1))))
    }

    /// The first instant of day `day`.
    #[must_use]
    pub fn begin(&self, day: u32) -> SimTime {
        day.checked_sub(1).map_or(SimTime::ZERO, |before| self.end(before))
    }

    /// How many days have ended by `at`: the number of the day that `at` lies in.
    #[must_use]
    pub fn ended(&self, at: SimTime) -> u32 {
        let known = self.ends.partition_point(|end| *end <= at);
        let days = u32::try_from(known).unwrap_or(u32::MAX);
        if known < self.ends.len() {
            return days;
        }
        let last = self.ends.last().map_or(0, |end| end.seconds());
        days.saturating_add(at.seconds().saturating_sub(last) / DAY)
    }

    /// The first day that begins at `at` or later.
    #[must_use]
    pub fn beginning_from(&self, at: SimTime) -> u32 {
        let day = self.ended(at);
        if self.begin(day) < at { day.saturating_add(1) } else { day }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn lengths(zone: &str, start: Date, days: u32) -> Vec<u32> {
        let days_of = CivilDays::new(start, &TimeZone::get(zone).unwrap(), SimTime::from_seconds(days * DAY));
        (0..days).map(|day| days_of.end(day).since(days_of.begin(day)).seconds() / 3_600).collect()
    }

    #[test]
    fn a_day_is_as_long_as_the_clock_makes_it() {
        assert_eq!(lengths("Europe/Berlin", date(2023, 3, 25), 3), [24, 23, 24]);
        assert_eq!(lengths("Europe/Berlin", date(2023, 10, 28), 3), [24, 25, 24]);
        // the clock goes from midnight to one o'clock, and from midnight back to eleven in the evening
        assert_eq!(lengths("America/Sao_Paulo", date(2018, 11, 3), 3), [24, 23, 24]);
        assert_eq!(lengths("America/Sao_Paulo", date(2019, 2, 16), 2), [25, 24]);
        // Samoa went over the date line and had no 30 December 2011
        assert_eq!(lengths("Pacific/Apia", date(2011, 12, 29), 3), [24, 0, 24]);
        assert_eq!(lengths("Asia/Shanghai", date(2023, 3, 25), 3), [24, 24, 24]);
    }

    #[test]
    fn instants_and_days_are_each_others_inverse() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (zone, until) in [(&berlin, 400), (&berlin, 60), (&TimeZone::UTC, 400)] {
            let days = CivilDays::new(date(2023, 1, 1), zone, SimTime::from_seconds(until * DAY));
            for day in 0..500 {
                let (begin, end) = (days.begin(day), days.end(day));
                let before = SimTime::from_seconds(end.seconds() - 1);
                assert_eq!((days.ended(begin), days.ended(before), days.ended(end)), (day, day, day + 1));
                assert_eq!((days.beginning_from(begin), days.beginning_from(before)), (day, day + 1));
            }
        }
        assert_eq!(CivilDays::default().end(u32::MAX), SimTime::NEVER);
    }
}
