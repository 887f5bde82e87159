//! Simulated time: whole seconds since the scenario's start, so that equal times are equal on every machine.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// Seconds in an hour.
pub const HOUR: u32 = 3_600;
/// Seconds in a day.
pub const DAY: u32 = 86_400;

/// An instant: seconds since the scenario's start (its start date at local midnight). Holds 136 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u32);

/// A length of simulated time in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u32);

impl SimTime {
    /// The start of the scenario.
    pub const ZERO: Self = Self(0);
    /// Later than any horizon: "never".
    pub const NEVER: Self = Self(u32::MAX);

    /// The instant `seconds` after the start.
    #[inline]
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// Seconds since the start.
    #[inline]
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Time from `earlier` to `self`, zero when `earlier` is later.
    #[inline]
    #[must_use]
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any run.
    pub const FOREVER: Self = Self(u32::MAX);

    /// A length of `seconds`.
    #[inline]
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The nearest whole second to `seconds`; negative and not-a-number give zero, too long gives [`Self::FOREVER`].
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate, which is the documented result")]
    pub fn rounded(seconds: f64) -> Self {
        Self((seconds + 0.5) as u32)
    }

    /// Length in seconds.
    #[inline]
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Length in hours.
    #[inline]
    #[must_use]
    pub fn hours(self) -> f64 {
        f64::from(self.0) / f64::from(HOUR)
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    /// Saturates at [`SimTime::NEVER`].
    #[inline]
    fn add(self, length: SimDuration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Add for SimDuration {
    type Output = Self;
    /// Saturates at [`SimDuration::FOREVER`].
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimDuration {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimDuration {
    type Output = Self;
    /// Never below zero.
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for SimDuration {
    /// The two largest units that are not zero: `5d 4h`, `36min`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.0 / DAY, "d"), (self.0 % DAY / HOUR, "h"), (self.0 % HOUR / 60, "min"), (self.0 % 60, "s")];
        let mut shown = parts.iter().skip_while(|(n, _)| *n == 0).take(2).filter(|(n, _)| *n > 0).peekable();
        if shown.peek().is_none() {
            return f.write_str("0s");
        }
        for (i, (n, unit)) in shown.enumerate() {
            write!(f, "{}{n}{unit}", if i == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// Fewest days of a quarter.
const FEWEST_DAYS: usize = 5;
/// Days of a week.
const WEEK: usize = 7;

/// Days of each quarter of a measured time of `days` whole days; `None` of fewer than twenty days.
#[must_use]
pub fn quarter_days(days: usize) -> Option<usize> {
    let quarter = match days / 4 {
        days if days >= 2 * WEEK => days / WEEK * WEEK,
        days => days,
    };
    (quarter >= FEWEST_DAYS).then_some(quarter)
}
