//! How busy people are, and where queues grow: the remarks that a run makes of itself beside a verdict.
//!
//! A policy changes what happens where people are busy, and hardly anything where they are not. So three facts stand beside
//! every verdict: the unit whose people are busiest, by its name; every unit whose queue grows in each quarter of the measured
//! time ([`crate::statistics::growth`]); and, where no role works half of its hours, that levers of staffing hardly act.
//!
//! Load is time that is not idle over time on duty, overtime on both sides, people and replications added up. The busiest unit
//! is sought among the staff: a volunteer offers a few hours, and with a thousand of them some are busy by chance. Only sums
//! and moments are kept, so memory does not grow with the replications.

use serde::Serialize;

use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::{PersonRow, RunResult};
use crate::scenario::Setting;
use crate::statistics::growth::{Growth, Quarters};
use crate::units::time::quarter_days;
use crate::units::{LevelId, RoleId};

/// Load up to which a lever of staffing, grids or thresholds hardly acts.
pub const HALF_BUSY: f64 = 0.5;

/// What one policy made of its people and queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Loads {
    /// The role with the highest load; `None` where nobody is ever on duty.
    pub busiest_role: Option<(RoleId, f64)>,
    /// The unit whose staff have the highest load.
    pub busiest_unit: Option<UnitLoad>,
    /// Units whose queue grows without bound, the fastest first.
    pub growing: Vec<UnitGrowth>,
}

impl Loads {
    /// Whether no role works more than half of its time on duty.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.busiest_role.is_some_and(|(_, load)| load <= HALF_BUSY)
    }
}

/// How busy the staff of a unit are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnitLoad {
    /// Place path.
    pub path: String,
    /// Time that is not idle over time on duty, 0–1.
    pub load: f64,
}

/// A unit at which work piles up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnitGrowth {
    /// Place path.
    pub path: String,
    /// Its level.
    pub level: LevelId,
    /// How its queue grew over the measured time, in issues.
    pub growth: Growth,
}

/// Seconds of some people.
#[derive(Clone, Copy, Debug, Default)]
struct Time {
    busy: u64,
    on_duty: u64,
}

impl Time {
    fn add(&mut self, person: &PersonRow) {
        self.busy += person.busy_seconds();
        self.on_duty += person.rostered_seconds + person.overtime_seconds;
    }

    fn load(self) -> Option<f64> {
        (self.on_duty > 0).then(|| self.busy as f64 / self.on_duty as f64)
    }
}

/// One unit while its replications come in.
#[derive(Clone, Debug)]
struct UnitSums {
    path: String,
    level: LevelId,
    staff: Time,
    quarters: Quarters,
}

/// One policy while its replications come in.
#[derive(Clone, Debug)]
struct PolicySums {
    is_staff: Vec<bool>,
    /// Days of a quarter of the measured time.
    quarter: Option<usize>,
    roles: Vec<Time>,
    units: Vec<UnitSums>,
}

/// Gathers loads and growing queues, replication by replication.
#[derive(Clone, Debug)]
pub struct LoadSums {
    policies: Vec<PolicySums>,
}

/// By role: whether nobody of it is a volunteer at any time; where there are volunteers alone, they are the staff.
fn staff(setting: &Setting) -> Vec<bool> {
    let is_staff: Vec<bool> = (0..setting.roles.len()).map(|role| !setting.is_volunteer(RoleId::new(role))).collect();
    if is_staff.contains(&true) { is_staff } else { vec![true; is_staff.len()] }
}

impl PolicySums {
    fn new(setting: &Setting) -> Self {
        Self {
            is_staff: staff(setting),
            quarter: quarter_days(setting.span.measured_days().len()),
            roles: vec![Time::default(); setting.roles.len()],
            units: Vec::new(),
        }
    }

    fn add(&mut self, run: &RunResult) {
        if self.units.is_empty() {
            let sums = |path: &str, level| UnitSums { path: path.to_owned(), level, staff: Time::default(), quarters: Quarters::default() };
            self.units = run.units.iter().map(|unit| sums(&unit.path, unit.level)).collect();
        }
        for person in &run.people {
            self.roles[person.role.index()].add(person);
            if self.is_staff[person.role.index()] {
                self.units[person.unit as usize].staff.add(person);
            }
        }
        for (sums, quarters) in self.units.iter_mut().zip(&run.units).filter_map(|(sums, unit)| Some((sums, unit.backlog_quarters?))) {
            sums.quarters.add(quarters);
        }
    }

    fn conclude(&self) -> Loads {
        let roles = self.roles.iter().enumerate().filter_map(|(role, time)| Some((RoleId::new(role), time.load()?)));
        // of equals the first
        let busiest_role = roles.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let units = self.units.iter().filter_map(|unit| Some((unit, unit.staff.load()?)));
        let busiest = units.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let grown = |unit: &UnitSums| {
            let growth = unit.quarters.growth(self.quarter?).filter(|growth| growth.is_unbounded)?;
            Some(UnitGrowth { path: unit.path.clone(), level: unit.level, growth })
        };
        let mut growing: Vec<UnitGrowth> = self.units.iter().filter_map(grown).collect();
        growing.sort_by(|a, b| b.growth.per_day.total_cmp(&a.growth.per_day).then_with(|| a.path.cmp(&b.path)));
        let busiest_unit = busiest.map(|(unit, load)| UnitLoad { path: unit.path.clone(), load });
        Loads { busiest_role, busiest_unit, growing }
    }
}

impl LoadSums {
    /// Nothing gathered yet of `plan`.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self { policies: plan.settings.iter().map(PolicySums::new).collect() }
    }

    /// By policy, in the order of the plan.
    #[must_use]
    pub fn conclude(&self) -> Vec<Loads> {
        self.policies.iter().map(PolicySums::conclude).collect()
    }
}

impl Gatherer for LoadSums {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        for (policy, run) in cell.policies(self.policies.len()).zip(runs) {
            self.policies[policy].add(run);
        }
    }
}
