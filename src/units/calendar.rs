//! placeholder until the calendar lands
/// Duty hours.
#[derive(Clone, Debug)]
pub struct Calendar;
