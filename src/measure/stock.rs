//! A stock: how many there are, and the time integral of it, kept in two independent ways.
//!
//! The integral of the number present over a window equals the sum of the stays clipped to the window. One side is
//! summed whenever the number changes, the other whenever a stay ends; the run is broken when they differ by a second.

use crate::units::SimTime;

/// A number of things present at one place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stock {
    present: u32,
    since: SimTime,
    /// Integral of the number present, in thing-seconds.
    area: u64,
    /// Sum of the stays that ended, clipped to the window, in thing-seconds.
    stays: u64,
}

impl Stock {
    /// How many are present.
    #[inline]
    #[must_use]
    pub const fn present(&self) -> u32 {
        self.present
    }

    /// One more at `now`.
    #[inline]
    pub fn enter(&mut self, now: SimTime) {
        self.count(now);
        self.present += 1;
    }

    /// One less at `now`, which had entered at `entered`; `window` is the start of the measured time.
    #[inline]
    pub fn leave(&mut self, now: SimTime, entered: SimTime, window: SimTime) {
        self.count(now);
        self.present -= 1;
        self.stays += u64::from(now.since(entered.max(window)).seconds());
    }

    /// Starts the window at `now`.
    pub fn start(&mut self, now: SimTime) {
        *self = Self { present: self.present, since: now, area: 0, stays: 0 };
    }

    /// Counts one that is still present at the end, as a stay cut off at `now`.
    pub fn cut(&mut self, now: SimTime, entered: SimTime, window: SimTime) {
        self.stays += u64::from(now.since(entered.max(window)).seconds());
    }

    /// Both sides of the identity at `now`, in thing-seconds: (integral, sum of stays).
    pub fn sides(&mut self, now: SimTime) -> (u64, u64) {
        self.count(now);
        (self.area, self.stays)
    }

    /// Integral of the number present since the window began, in thing-seconds, at `now`.
    pub fn area(&mut self, now: SimTime) -> u64 {
        self.count(now);
        self.area
    }

    #[inline]
    fn count(&mut self, now: SimTime) {
        self.area += u64::from(self.present) * u64::from(now.since(self.since).seconds());
        self.since = now;
    }
}
