//! Checked quantities: a value of one of these types is in range wherever it appears.

use super::time::SimDuration;

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

/// A limit on time: by the clock on the wall, or in working days of the calendar that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// Elapsed time, nights and weekends included.
    Elapsed(SimDuration),
    /// Whole working days: the same time of day (or the end of duty, when earlier) that many days with duty later.
    WorkingDays(u16),
}
