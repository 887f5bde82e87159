//! What one run leaves behind: values of measures, daily series, and rows per person and per unit. Plain data; tables and
//! estimates are made from it, and it is dropped as soon as its rows are written.

use std::sync::Arc;

use super::curves::Curves;
use super::event_log::EventLog;
use super::matching::{CohortOutcomes, MatchedGroup, MatchedSums};
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;
use crate::units::{LevelId, RoleId};

/// Values of measures, asked for by name. The runs of a campaign share their columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    columns: Arc<[Key]>,
    values: Vec<Option<f64>>,
}

impl Measured {
    /// The `values` of these `columns`, in their order; columns for which there are not enough have none.
    pub fn new(columns: impl Into<Arc<[Key]>>, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let columns = columns.into();
        let values = values.into_iter().chain(std::iter::repeat(None)).take(columns.len()).collect();
        Self { columns, values }
    }

    /// The value called `key`; `None` where the run does not count it, and where it does not exist in this run (no issue in the
    /// denominator, quantile not reached).
    #[must_use]
    pub fn value(&self, key: Key) -> Option<f64> {
        self.columns.iter().position(|column| *column == key).and_then(|at| self.values[at])
    }

    /// What is counted, in the order of [`Self::values`].
    #[must_use]
    pub fn columns(&self) -> &[Key] {
        &self.columns
    }

    /// All values, in the order of [`Self::columns`].
    #[must_use]
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// The same values under the names of `columns`, each found at its place.
    pub(crate) fn picked(&self, columns: &Arc<[Key]>, places: &[usize]) -> Self {
        Self::new(Arc::clone(columns), places.iter().map(|&at| self.values.get(at).copied().flatten()))
    }
}

/// Result of one complete run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunResult {
    /// Replication number, from 0.
    pub replication: u32,
    /// The values of its measures.
    pub measures: Measured,
    /// How the occurrence cohort came to its ends over time.
    pub curves: Curves,
    /// One row per day and level, days rising, levels rising within a day; state at the end of the day.
    pub series: Vec<SeriesRow>,
    /// One row per person, in the order of units, roles and ranks.
    pub people: Vec<PersonRow>,
    /// One row per unit, in the order of the world (sorted by path).
    pub units: Vec<UnitRow>,
    /// Events handled: occurrences, reports, rounds, service ends, fired limits, returns, lights, what becomes of issues by themselves.
    pub events: u64,
    /// Digest of all that happened, in its order: the same only in runs that went alike to the second.
    pub stream: u64,
    /// What happened to every issue; empty unless it was asked for ([`super::replication::logged`]).
    pub log: EventLog,
    /// What became of every issue of the occurrence cohort; only while the other policies of the replication are under way,
    /// where it was asked for ([`super::replication::followed`]).
    pub outcomes: Option<CohortOutcomes>,
    /// The issues matched with those of the baseline, by group; empty of a baseline and where it was not asked for.
    pub matched: Vec<(MatchedGroup, MatchedSums)>,
}

impl RunResult {
    /// A result that says nothing but its measures, as tables without days, people and units keep it.
    #[must_use]
    pub fn of_measures(replication: u32, measures: Measured, events: u64) -> Self {
        let (series, people, units) = (Vec::new(), Vec::new(), Vec::new());
        let (curves, log) = (Curves::default(), EventLog::default());
        Self { replication, measures, curves, series, people, units, events, stream: 0, log, outcomes: None, matched: Vec::new() }
    }

    /// The value of a measure over a group, as [`Measured::value`].
    #[must_use]
    pub fn value(&self, measure: Measure, group: Group) -> Option<f64> {
        self.measures.value(Key { measure, group })
    }
}

/// State of one level at the end of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeriesRow {
    /// Day, from 0.
    pub day: u32,
    /// Level.
    pub level: LevelId,
    /// Issues waiting in a queue of the level.
    pub backlog: u32,
    /// Issues at the level, known and neither closed nor rejected.
    pub open: u32,
    /// Open issues past their due time.
    pub overdue: u32,
    /// Issues of the whole place that are there and that no unit has: the same in every row of the day.
    pub latent: u32,
    /// Mean trust of all households, 0–1, the same in every row of the day; `None` where there are none.
    pub mean_trust: Option<f64>,
    /// Person-seconds on duty during the day, people of the level's units.
    pub rostered_seconds: u64,
    /// Person-seconds of all that is not idle during the day.
    pub busy_seconds: u64,
}

/// Work of one person over the measured time (warm-up to horizon), in seconds:
/// `rostered + overtime = handled + switching + visited + travelled + patrolled + administrative + idle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// `unit path / role / rank`.
    pub person: String,
    /// Index in [`RunResult::people`] of the own post of the person who holds this further one; `None` of an own post.
    pub holder: Option<u32>,
    /// Role.
    pub role: RoleId,
    /// Index of the person's unit in [`RunResult::units`].
    pub unit: u32,
    /// In place, on duty or not; counted at the own post alone.
    pub employed_seconds: u64,
    /// On duty by the calendar while employed.
    pub rostered_seconds: u64,
    /// Worked beyond the roster.
    pub overtime_seconds: u64,
    /// Hands-on work on issues.
    pub handled_seconds: u64,
    /// Lost to changing between cases.
    pub switching_seconds: u64,
    /// At the doors of households.
    pub visited_seconds: u64,
    /// On the way, to issues and on rounds.
    pub travelled_seconds: u64,
    /// At the stops of patrols and tours.
    pub patrolled_seconds: u64,
    /// In meetings and at the registers.
    pub administrative_seconds: u64,
    /// Hands-on work on what units above have ordered.
    pub ordered_seconds: u64,
    /// On duty without work.
    pub idle_seconds: u64,
    /// Starts of hands-on work.
    pub starts: u64,
    /// Points earned, hundredths; counted at the own post alone.
    pub point_hundredths: u64,
}

impl PersonRow {
    /// Seconds of all that is not idle, within the roster and beyond it.
    #[must_use]
    pub const fn busy_seconds(&self) -> u64 {
        self.handled_seconds
            + self.switching_seconds
            + self.visited_seconds
            + self.travelled_seconds
            + self.patrolled_seconds
            + self.administrative_seconds
            + self.ordered_seconds
    }
}

/// One unit over the measured time.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitRow {
    /// Place path, for example `district/town-2/community-07/grid-031`.
    pub path: String,
    /// Level.
    pub level: LevelId,
    /// Issues that joined the unit (first time or again).
    pub joined: u64,
    /// Issues fixed here.
    pub fixed: u64,
    /// Issues passed on to the next level.
    pub escalated: u64,
    /// Mean wait in the queue, hours; `None` when no stay ended.
    pub queue_wait_hours: Option<f64>,
    /// Time average of issues waiting.
    pub backlog_issues: f64,
    /// Time average of issues the unit holds: waiting, in work, or outside.
    pub open_issues: f64,
    /// Time average of issues waiting in each quarter of the measured time, as [`crate::statistics::growth`] divides it; `None` of fewer
    /// than twenty days.
    pub backlog_quarters: Option<[f64; 4]>,
}

#[cfg(test)]
mod tests {
    use crate::measure::run_result::*;

    const RATE: Key = Key::of_place(Measure::ResolutionRate);

    fn wait() -> Key {
        Key { measure: Measure::QueueWait, group: Group::Level(LevelId::new(0)) }
    }

    #[test]
    fn a_value_is_found_by_measure_and_group_wherever_it_stands() {
        let measured = Measured::new([RATE, wait()], [Some(0.5), Some(3.0)]);
        let run = RunResult::of_measures(0, measured, 0);
        assert_eq!((run.value(Measure::ResolutionRate, Group::All), run.value(Measure::QueueWait, wait().group)), (Some(0.5), Some(3.0)));
        assert_eq!((run.value(Measure::QueueWait, Group::All), run.value(Measure::Pay, Group::All)), (None, None));
        let picked = run.measures.picked(&[wait()].into(), &[1]);
        assert_eq!((picked.value(wait()), picked.value(RATE), picked.values()), (Some(3.0), None, &[Some(3.0)][..]));
    }

    #[test]
    fn there_are_as_many_values_as_columns() {
        assert_eq!(Measured::new([RATE, wait()], [Some(0.5)]).values(), [Some(0.5), None]);
        assert_eq!(Measured::new([RATE], [Some(0.5), Some(3.0)]).values(), [Some(0.5)]);
    }
}
