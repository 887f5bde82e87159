//! The event log: one row for every transition of an issue, with the rule, its threshold and the value seen wherever a
//! rule fired. Kept on request only; it is the one observer whose memory grows with the run.

use crate::engine::Observer;
use crate::process::{Activity, Record};
use crate::units::{LevelId, PersonId, SimTime, UnitId};

/// One row of the event log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Case number within the run.
    pub case: u32,
    /// What happened.
    pub activity: Activity,
    /// When.
    pub at: SimTime,
    /// Level at which it happened.
    pub level: LevelId,
    /// Unit at which it happened.
    pub unit: UnitId,
    /// Person who had the case.
    pub person: Option<PersonId>,
}

/// All rows of one run, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLog {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Observer<Record<'_>> for EventLog {
    fn observe(&mut self, record: &Record<'_>) {
        if let Record::Issue { at, activity, issue, level, unit, person } = *record {
            self.rows.push(Row { case: issue.case, activity, at, level, unit, person });
        }
    }
}
