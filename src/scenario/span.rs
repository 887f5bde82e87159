//! When a run starts, measures and ends, and which instant of it a moment of the file means.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::text::context::Context;
use super::text::quantity::Moment;
use crate::units::{CivilDays, SimDuration, SimTime};

/// When a run starts, measures and ends.
#[derive(Clone, Debug)]
pub struct Span {
    /// First day; simulated time 0 is its local midnight.
    pub start: Date,
    /// Zone of all civil times.
    pub zone: TimeZone,
    /// End of the measurement's beginning: nothing before it is measured.
    pub warm_up: SimDuration,
    /// How long after its occurrence (or becoming known) each issue is observed.
    pub follow_up: SimDuration,
    /// Time from known within which the first work and the closing are counted; `None` where nobody asks.
    pub response_within: Option<SimDuration>,
    /// End of the run. The measurement window is `warm_up .. horizon - follow_up`, never empty.
    pub horizon: SimDuration,
    /// Where each civil day ends in the zone, up to the end of the run.
    pub days: CivilDays,
}

impl Span {
    /// First instant of the measurement window.
    #[must_use]
    pub fn window_start(&self) -> SimTime {
        SimTime::ZERO + self.warm_up
    }

    /// First instant after the measurement window: issues that occur from here on are handled but not in a cohort.
    #[must_use]
    pub fn window_end(&self) -> SimTime {
        SimTime::ZERO + (self.horizon - self.follow_up)
    }

    /// End of the run.
    #[must_use]
    pub fn end(&self) -> SimTime {
        SimTime::ZERO + self.horizon
    }

    /// The civil days that lie in the measured time, from the end of the warm-up to the end of the run, as a whole.
    #[must_use]
    pub fn measured_days(&self) -> std::ops::Range<u32> {
        self.days.beginning_from(self.window_start())..self.days.ended(self.end())
    }
}

/// The instant that a moment means; outside the run it is reported at `path`.
pub(crate) fn instant(moment: Moment, span: &Span, path: &[&str], context: &mut Context<'_>) -> Option<SimTime> {
    let seconds = match moment {
        Moment::After(seconds) => seconds,
        Moment::On(date) => {
            let midnight = |date: Date| date.to_zoned(span.zone.clone()).ok().map(|zoned| zoned.timestamp().as_second());
            let seconds = (midnight(date)? - midnight(span.start)?) as f64;
            if seconds < 0.0 {
                context.fault_in_file(path, format!("{date} lies before the start {}", span.start), None);
                return None;
            }
            seconds
        }
    };
    let at = SimTime::ZERO + SimDuration::rounded(seconds);
    if at > span.end() {
        context.fault_in_file(path, format!("lies after the end of the run, {} from the start", span.horizon), None);
        return None;
    }
    Some(at)
}
