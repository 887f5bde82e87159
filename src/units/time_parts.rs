//! The parts into which the resolution time falls, as measures.

use super::measure::Measure;

impl Measure {
    /// The parts of the resolution time, as the time account splits it: they add up to [`Measure::ResolutionTime`].
    pub const TIME_ACCOUNT: [Self; 12] = [
        Self::HoursUndiscovered,
        Self::HoursTravelling,
        Self::HoursQueued,
        Self::HoursOffDuty,
        Self::HoursInHand,
        Self::HoursOutside,
        Self::HoursLost,
        Self::HoursOnPaper,
        Self::HoursRejected,
        Self::HoursIncident,
        Self::HoursGone,
        Self::HoursDepartments,
    ];
}
