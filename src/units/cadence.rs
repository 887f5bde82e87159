//! Civil periods: on which days of a run a day, a week, ten days, a month, a quarter or half a year begins.

use jiff::civil::{Date, Weekday};

/// A civil period that something is done once in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// A civil day.
    Day,
    /// Monday to Sunday.
    Week,
    /// From the 1st, the 11th and the 21st of a month (旬).
    TenDays,
    /// A month.
    Month,
    /// January to March, and so on.
    Quarter,
    /// January to June, July to December.
    HalfYear,
}

impl Cadence {
    /// Whether a period begins on `date`.
    #[must_use]
    pub fn begins_on(self, date: Date) -> bool {
        match self {
            Self::Day => true,
            Self::Week => date.weekday() == Weekday::Monday,
            Self::TenDays => matches!(date.day(), 1 | 11 | 21),
            Self::Month => date.day() == 1,
            Self::Quarter => date.day() == 1 && matches!(date.month(), 1 | 4 | 7 | 10),
            Self::HalfYear => date.day() == 1 && matches!(date.month(), 1 | 7),
        }
    }

    /// Mean length of a period, seconds; of those by months a part of 365.25 days.
    #[must_use]
    pub const fn seconds(self) -> f64 {
        86_400.0
            * match self {
                Self::Day => 1.0,
                Self::Week => 7.0,
                Self::TenDays => 365.25 / 36.0,
                Self::Month => 365.25 / 12.0,
                Self::Quarter => 365.25 / 4.0,
                Self::HalfYear => 365.25 / 2.0,
            }
    }

    /// The first day, by its number since `start` (which is day 0), from `day` on and before `end`, on which a period begins.
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// use wangge::units::Cadence;
    ///
    /// let start = date(2024, 1, 29); // a Monday
    /// assert_eq!(Cadence::Week.next(start, 1, 100), Some(7));
    /// assert_eq!(Cadence::Month.next(start, 0, 100), Some(3));
    /// assert_eq!(Cadence::Quarter.next(start, 0, 60), None); // 1 April is day 63
    /// ```
    #[must_use]
    pub fn next(self, start: Date, day: u32, end: u32) -> Option<u32> {
        if self == Self::Day {
            return (day < end).then_some(day);
        }
        let mut date = start.checked_add(jiff::Span::new().days(i64::from(day))).ok()?;
        for day in day..end {
            if self.begins_on(date) {
                return Some(day);
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_year_has_its_periods() {
        let begins = |cadence: Cadence| {
            let mut day = 0;
            std::iter::from_fn(|| {
                let next = cadence.next(date(2024, 1, 1), day, 366)?;
                day = next + 1;
                Some(next)
            })
            .collect::<Vec<_>>()
        };
        let counts = [Cadence::Day, Cadence::Week, Cadence::TenDays, Cadence::Month, Cadence::Quarter, Cadence::HalfYear];
        assert_eq!(counts.map(|cadence| begins(cadence).len()), [366, 53, 36, 12, 4, 2]);
        assert_eq!(begins(Cadence::Quarter), [0, 91, 182, 274]);
        assert_eq!(begins(Cadence::TenDays)[..4], [0, 10, 20, 31]);
    }
}
