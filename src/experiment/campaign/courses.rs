//! Courses: what the replications together say instant by instant and day by day, for charts.
//!
//! Sums and Welford's moments stream, so that memory does not grow with the replications. Quantiles need values: those of
//! the first replications are kept, as many as fit into a bound that the size of the plan alone decides (at least 100,
//! at most 1,000), and a chart says when its band rests on fewer than its mean. 100 values place a 10% quantile within
//! three percent of all, which is finer than a band can be read.

use super::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::curves::{Curves, INSTANTS};
use crate::measure::run_result::{PersonRow, RunResult};
use crate::statistics::estimate::{Interval, Moments};

/// How a curve of the cohort is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Truly fixed.
    Fixed,
    /// Recorded as closed, whatever is true.
    RecordedClosed,
    /// Gone by itself.
    SelfResolved,
    /// An incident that nobody repaired.
    UnrepairedIncident,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::RecordedClosed, Self::SelfResolved, Self::UnrepairedIncident];

    fn of(self, curves: &Curves) -> &[f64] {
        match self {
            Self::Fixed => &curves.fixed,
            Self::RecordedClosed => &curves.recorded_closed,
            Self::SelfResolved => &curves.self_resolved,
            Self::UnrepairedIncident => &curves.unrepaired_incident,
        }
    }
}

/// What the replications say of one policy over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// By cause, in the order of [`Cause::ALL`]: the share at every instant of [`Curves`]. Empty when no replication had
    /// a cohort.
    pub incidence: Vec<Vec<InstantShare>>,
    /// By day and level, days rising, levels rising within a day.
    pub backlog: Vec<DayBacklog>,
    /// Replications behind the bands of the backlog.
    pub band_of: u32,
    /// By role of the policy's setting.
    pub work: Vec<RoleTime>,
}

/// Share of the cohort that has come to an end by an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InstantShare {
    /// Mean over the replications that had a cohort.
    pub mean: f64,
    /// Student t interval at the plan's confidence, pointwise; needs two replications.
    pub interval: Option<Interval>,
}

/// Issues waiting at one level at the end of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayBacklog {
    /// The day, from 0.
    pub day: u32,
    /// Number of the level.
    pub level: usize,
    /// Mean over replications.
    pub mean: f64,
    /// From the 10% to the 90% quantile over replications; needs two.
    pub band: Option<Interval>,
}

/// Person-seconds of one role over the measured time, people and replications added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleTime {
    /// In place, on duty or not.
    pub employed: u64,
    /// Worked beyond the roster.
    pub overtime: u64,
    /// Hands-on work on issues.
    pub handled: u64,
    /// Lost to changing between cases.
    pub switching: u64,
    /// At the doors of households.
    pub visited: u64,
    /// On the way.
    pub travelled: u64,
    /// At the stops of patrols and tours.
    pub patrolled: u64,
    /// In meetings and at the registers.
    pub administrative: u64,
    /// On duty without work.
    pub idle: u64,
}

impl RoleTime {
    fn add(&mut self, person: &PersonRow) {
        self.employed += person.employed_seconds;
        self.overtime += person.overtime_seconds;
        self.handled += person.handled_seconds;
        self.switching += person.switching_seconds;
        self.visited += person.visited_seconds;
        self.travelled += person.travelled_seconds;
        self.patrolled += person.patrolled_seconds;
        self.administrative += person.administrative_seconds;
        self.idle += person.idle_seconds;
    }
}

/// Values kept for quantiles in a whole plan (4 bytes each), unless that were fewer than [`FEWEST`] replications.
const KEPT: usize = 4_000_000;
const FEWEST: usize = 100;
const MOST: usize = 1_000;

/// Gathers courses, replication by replication.
#[derive(Clone, Debug)]
pub struct Courses {
    confidence: f64,
    policies: Vec<GrowingCourse>,
    replications: u32,
}

/// One policy while its replications come in.
#[derive(Clone, Debug)]
struct GrowingCourse {
    incidence: Vec<Vec<Moments>>,
    /// By row of the series: day, level, sum of the backlogs.
    backlog: Vec<(u32, usize, u64)>,
    /// Backlogs of the first replications, one after another.
    kept: Vec<u32>,
    work: Vec<RoleTime>,
}

impl GrowingCourse {
    fn add(&mut self, run: &RunResult, keeps: bool) {
        for (moments, cause) in self.incidence.iter_mut().zip(Cause::ALL) {
            moments.iter_mut().zip(cause.of(&run.curves)).for_each(|(moments, share)| moments.add(*share));
        }
        if self.backlog.is_empty() {
            self.backlog = run.series.iter().map(|row| (row.day, row.level.index(), 0)).collect();
        }
        self.backlog.iter_mut().zip(&run.series).for_each(|((.., sum), row)| *sum += u64::from(row.backlog));
        if keeps {
            self.kept.extend(run.series.iter().map(|row| row.backlog));
        }
        run.people.iter().for_each(|person| self.work[person.role.index()].add(person));
    }

    fn conclude(self, confidence: f64, replications: u32) -> Course {
        let has_cohort = self.incidence.iter().flatten().any(|moments| moments.count > 0);
        let instant = |moments: &Moments| InstantShare { mean: moments.mean, interval: moments.interval(1.0 - confidence) };
        let incidence = self.incidence.iter().map(|curve| curve.iter().map(instant).collect());
        let rows = self.backlog.len();
        let bands = (0..rows).map(|row| band(self.kept.iter().skip(row).step_by(rows.max(1))));
        let mean = |sum: u64| sum as f64 / f64::from(replications.max(1));
        let backlog = self.backlog.iter().zip(bands).map(|(&(day, level, sum), band)| DayBacklog { day, level, mean: mean(sum), band });
        Course {
            incidence: if has_cohort { incidence.collect() } else { Vec::new() },
            backlog: backlog.collect(),
            band_of: u32::try_from(self.kept.len() / rows.max(1)).unwrap_or(u32::MAX),
            work: self.work,
        }
    }
}

/// From the 10% to the 90% quantile; `None` of fewer than two values.
fn band<'v>(values: impl Iterator<Item = &'v u32>) -> Option<Interval> {
    let mut sorted: Vec<f64> = values.map(|value| f64::from(*value)).collect();
    sorted.sort_by(f64::total_cmp);
    (sorted.len() > 1).then(|| Interval { low: quantile(&sorted, 0.1), high: quantile(&sorted, 0.9) })
}

/// The quantile at `share` (0–1) of a `sorted` list that is not empty, interpolated between order statistics (Hyndman and
/// Fan 1996, *The American Statistician* 50:361, type 7).
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() as f64 - 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the list, whose length fits")]
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * at.fract()
}

impl Courses {
    /// Nothing gathered yet of `plan`.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let gathered = |roles: usize| GrowingCourse {
            incidence: vec![vec![Moments::default(); INSTANTS]; Cause::ALL.len()],
            backlog: Vec::new(),
            kept: Vec::new(),
            work: vec![RoleTime::default(); roles],
        };
        let policies = plan.settings.iter().map(|setting| gathered(setting.roles.len())).collect();
        Self { confidence: plan.confidence, policies, replications: 0 }
    }

    /// One course per policy, in the order of the plan.
    #[must_use]
    pub fn conclude(self) -> Vec<Course> {
        let Self { confidence, policies, replications } = self;
        policies.into_iter().map(|gathered| gathered.conclude(confidence, replications)).collect()
    }
}

impl Gatherer for Courses {
    fn gather(&mut self, _cell: &Cell, runs: &[&RunResult]) {
        let rows: usize = runs.iter().map(|run| run.series.len()).sum();
        let limit = (KEPT / rows.max(1)).clamp(FEWEST, MOST);
        let keeps = (self.replications as usize) < limit;
        self.replications += 1;
        self.policies.iter_mut().zip(runs).for_each(|(gathered, run)| gathered.add(run, keeps));
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::campaign::courses::*;

    #[test]
    fn the_quantiles_of_a_list_are_those_worked_by_hand() {
        let sorted = [0.0, 10.0, 20.0, 30.0, 40.0];
        assert_eq!([0.0, 0.1, 0.25, 0.9, 1.0].map(|share| quantile(&sorted, share)), [0.0, 4.0, 10.0, 36.0, 40.0]);
        assert_eq!(quantile(&[3.0], 0.9), 3.0);
        assert_eq!(band([7_u32].iter()), None);
        assert_eq!(band([40_u32, 0, 20, 10, 30].iter()), Some(Interval { low: 4.0, high: 36.0 }));
    }
}
