//! placeholder until the calendar lands
use super::{SimDuration, SimTime};
/// Duty hours.
#[derive(Clone, Debug)]
pub struct Calendar;
#[allow(missing_docs)]
impl Calendar {
    pub fn always(_e: SimTime) -> Self {
        Self
    }
    #[inline]
    pub fn is_always(&self) -> bool {
        true
    }
    #[inline]
    pub fn is_open(&self, _t: SimTime) -> bool {
        true
    }
    #[inline]
    pub fn working_between(&self, a: SimTime, b: SimTime) -> SimDuration {
        b.since(a)
    }
    #[inline]
    pub fn add_working(&self, t: SimTime, w: SimDuration) -> SimTime {
        t + w
    }
    pub fn next_open(&self, t: SimTime) -> SimTime {
        t
    }
    pub fn next_close(&self, _t: SimTime) -> SimTime {
        SimTime::NEVER
    }
    pub fn after_working_days(&self, t: SimTime, _n: u16) -> SimTime {
        t
    }
}
