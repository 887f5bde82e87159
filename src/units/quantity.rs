//! Checked quantities: a value of one of these types is in range wherever it appears.

use super::calendar::Calendar;
use super::time::{SimDuration, SimTime};

/// A share or probability in 0–1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// Nothing.
    pub const ZERO: Self = Self(0.0);
    /// Everything.
    pub const ONE: Self = Self(1.0);

    /// `value` as a share, or `None` outside 0–1 (not-a-number included).
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// The share as a number in 0–1.
    #[inline]
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A rate of occurrences per second, finite and not negative.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// Never.
    pub const ZERO: Self = Self(0.0);

    /// `per_second` as a rate, or `None` when negative, infinite or not a number.
    #[must_use]
    pub fn per_second(per_second: f64) -> Option<Self> {
        (per_second >= 0.0 && per_second.is_finite()).then_some(Self(per_second))
    }

    /// Occurrences per second.
    #[inline]
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// An amount of money, in whole hundredths of a yuan, not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `yuan` to the nearest hundredth, or `None` when negative, not a number, or above a trillion.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "bounded by a hundred trillion")]
    pub fn yuan(yuan: f64) -> Option<Self> {
        (0.0..=1e12).contains(&yuan).then(|| Self((yuan * 100.0).round() as i64))
    }

    /// The amount in yuan.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// A limit on time: elapsed, or in the working days or hours of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// Elapsed time, nights and weekends included.
    Elapsed(SimDuration),
    /// Whole working days: the same time of day (or the end of duty, when earlier) that many days with duty later.
    WorkingDays(u16),
    /// Time on duty.
    WorkingHours(SimDuration),
}

impl TimeLimit {
    /// Whether it counts the days or hours of a calendar.
    #[inline]
    #[must_use]
    pub const fn is_working(self) -> bool {
        !matches!(self, Self::Elapsed(_))
    }

    /// The instant at which the limit, begun at `from`, is reached, with days and hours of duty counted on `working`;
    /// [`SimTime::NEVER`] when that calendar ends first.
    #[inline]
    #[must_use]
    pub fn after(self, from: SimTime, working: &Calendar) -> SimTime {
        match self {
            Self::Elapsed(length) => from + length,
            Self::WorkingDays(days) => working.after_working_days(from, days),
            Self::WorkingHours(length) => working.add_working(from, length),
        }
    }
}
