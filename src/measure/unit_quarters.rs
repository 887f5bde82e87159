//! How the queue of each unit developed over the four quarters of the measured time: what tells, unit by unit, whether work
//! piles up ([`crate::statistics::growth`]).
//!
//! A quarter is the same whole number of days as there, and the four are the last of the measured time. The area under every
//! queue is read at five ends of days, so this costs the run nothing between them, and 40 bytes a unit.

use crate::scenario::Setting;
use crate::units::SimTime;
use crate::units::time::quarter_days;

/// The marks of one run.
#[derive(Clone, Debug)]
pub(crate) struct UnitQuarters {
    units: usize,
    /// The day ends at which quarters are read: when the first one begins, and when each ends. None of fewer than twenty days.
    plan: Option<[SimTime; 5]>,
    /// By mark: the area of every unit, in issue-seconds.
    marks: Vec<Vec<u64>>,
}

impl UnitQuarters {
    /// Nothing marked yet.
    pub(crate) fn new(setting: &Setting, units: usize) -> Self {
        let measured = setting.span.measured_days();
        let length = quarter_days(measured.len()).and_then(|days| u32::try_from(days).ok());
        let plan = length.map(|length| [4, 3, 2, 1, 0].map(|left| setting.span.days.begin(measured.end - left * length)));
        // no day ends where the run begins
        let begins_at_once = plan.is_some_and(|ends| ends[0] == SimTime::ZERO);
        let marks = if begins_at_once { vec![vec![0; units]] } else { Vec::new() };
        Self { units, plan, marks }
    }

    /// Whether a quarter begins or ends at `at`.
    pub(crate) fn is_due(&self, at: SimTime) -> bool {
        self.plan.is_some_and(|ends| ends.get(self.marks.len()) == Some(&at))
    }

    /// Reads the area of every unit.
    pub(crate) fn mark(&mut self, areas: impl Iterator<Item = u64>) {
        self.marks.push(areas.collect());
    }

    /// By unit: the time average of each quarter, in issues.
    pub(crate) fn read(&self) -> Vec<Option<[f64; 4]>> {
        let Some(ends) = self.plan else { return vec![None; self.units] };
        let [start, first, second, third, fourth] = self.marks.as_slice() else { return vec![None; self.units] };
        let marks = [start, first, second, third, fourth];
        let mean = |quarter: usize, unit: usize| {
            let seconds = f64::from(ends[quarter + 1].since(ends[quarter]).seconds());
            marks[quarter + 1][unit].saturating_sub(marks[quarter][unit]) as f64 / seconds
        };
        let of = |unit| [0, 1, 2, 3].map(|quarter| mean(quarter, unit));
        (0..self.units).map(|unit| Some(of(unit))).collect()
    }
}
