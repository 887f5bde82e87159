//! Curves of the occurrence cohort: which share of it has come to which end by when.
//!
//! Ends compete: an issue is truly fixed, gone by itself, or an incident that nobody repairs within the follow-up, and of
//! these it has at most one. Every issue is observed for exactly the follow-up, so nothing is censored before it, and
//! the Aalen–Johansen estimate of a cumulative incidence is the plain share of the cohort (Aalen and Johansen 1978,
//! *Scandinavian Journal of Statistics* 5:141). Lost, waiting and falsely closed issues stay at risk. Beside the true
//! ends stands what the record says: closed for the first time.
//!
//! Counts by instant are all that is kept, however many issues there are.

use crate::units::SimDuration;

/// Instants of a curve: 0, the follow-up, and 59 equally spaced ones in between.
pub const INSTANTS: usize = 61;

/// Shares of the occurrence cohort at [`INSTANTS`] equally spaced times since occurrence, from 0 to the follow-up; all
/// empty when nothing occurred in the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// Truly fixed.
    pub fixed: Vec<f64>,
    /// Gone by itself.
    pub self_resolved: Vec<f64>,
    /// An incident by then, and not fixed by the end of the follow-up.
    pub unrepaired_incident: Vec<f64>,
    /// Recorded as closed for the first time, whatever is true.
    pub recorded_closed: Vec<f64>,
}

/// Ends of one cause by instant: how many come after the instant before it, and not after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Incidence {
    follow_up: f64,
    counts: [i64; INSTANTS],
}

impl Incidence {
    pub(crate) fn new(follow_up: SimDuration) -> Self {
        Self { follow_up: f64::from(follow_up.seconds()), counts: [0; INSTANTS] }
    }

    /// The first instant that is not before `time`, which lies within the follow-up. Whole seconds and their quotient
    /// are so far apart from one another that rounding cannot move one across an instant.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the number of instants")]
    fn instant(&self, time: SimDuration) -> usize {
        let passed = f64::from(time.seconds()) * (INSTANTS - 1) as f64 / self.follow_up.max(1.0);
        let before = passed as u32;
        (before + u32::from(f64::from(before) < passed)).min(INSTANTS as u32 - 1) as usize
    }

    /// One more after `time`, within the follow-up.
    #[inline]
    pub(crate) fn add(&mut self, time: SimDuration) {
        self.counts[self.instant(time)] += 1;
    }

    /// One less after `time`.
    pub(crate) fn take_back(&mut self, time: SimDuration) {
        self.counts[self.instant(time)] -= 1;
    }

    /// Those who end after `times`, seconds within the follow-up, on top.
    pub(crate) fn with(mut self, times: &[u32]) -> Self {
        times.iter().for_each(|seconds| self.add(SimDuration::from_seconds(*seconds)));
        self
    }

    /// Both together.
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
        self
    }

    /// All within the follow-up.
    #[expect(clippy::cast_sign_loss, reason = "nobody is taken back who was not counted")]
    pub(crate) fn total(&self) -> u64 {
        self.counts.iter().sum::<i64>() as u64
    }

    /// The cumulative incidence in a cohort of `size`.
    pub(crate) fn curve(&self, size: u64) -> Vec<f64> {
        if size == 0 {
            return Vec::new();
        }
        let mut so_far = 0;
        self.counts
            .iter()
            .map(|count| {
                so_far += count;
                so_far as f64 / size as f64
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::curves::*;

    #[test]
    fn an_end_counts_from_the_first_instant_that_is_not_before_it() {
        let minutes = |count: u32| SimDuration::from_seconds(count * 60);
        let mut ends = Incidence::new(minutes(60));
        for time in [minutes(0), minutes(10), SimDuration::from_seconds(601), minutes(60)] {
            ends.add(time);
        }
        let curve = ends.curve(8);
        assert_eq!(
            (curve.len(), curve[0], curve[9], curve[10], curve[11], curve[59], curve[60]),
            (61, 0.125, 0.125, 0.25, 0.375, 0.375, 0.5)
        );
        ends.take_back(minutes(10));
        assert_eq!((ends.curve(8)[10], ends.total()), (0.125, 3));
    }

    #[test]
    fn a_follow_up_that_no_sixty_divides_keeps_every_end() {
        let mut ends = Incidence::new(SimDuration::from_seconds(7));
        (0..=7).for_each(|second| ends.add(SimDuration::from_seconds(second)));
        let curve = ends.curve(8);
        // Second 1 lies between instants 8 (0.93 s) and 9 (1.05 s).
        assert_eq!((curve[8], curve[9], curve[60]), (0.125, 0.25, 1.0));
        assert!(ends.curve(0).is_empty());
    }
}
