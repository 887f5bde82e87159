//! Background tasks, counted apart: they are cases and no issues, so that no measure of issues sees them, and they have a
//! conservation and a flow identity of their own.

use super::cohorts::Window;
use super::stock::Stock;
use crate::process::Activity;
use crate::scenario::setting::CategoryKind;
use crate::units::{LevelId, SimTime};
use crate::world::{Issue, RecordState, World};

/// Counts of background tasks.
#[derive(Clone, Debug, Default)]
pub(crate) struct TaskTally {
    /// Tasks that came in the whole run, those that came back included.
    came_ever: u32,
    /// Those that came in the measured time; those that came back not counted, as in all below.
    pub(crate) came: u64,
    /// Those done on paper alone.
    pub(crate) on_paper: u64,
    /// Those that were due in the measured time.
    pub(crate) due: u64,
    /// Of these, done by then.
    pub(crate) on_time: u64,
    /// Time that inspections took of people in the measured time, seconds.
    pub(crate) inspected: u64,
    /// Tasks done on paper alone that inspections found in that time.
    pub(crate) found: u64,
    /// On their way to whom they are for.
    travelling: Stock,
    /// Open ones by the level that has them.
    open: Vec<Stock>,
}

/// Counts of what others do in the cases of a unit.
#[derive(Clone, Debug)]
pub(crate) struct PartTally {
    /// Parts of departments that were called.
    pub(crate) assists: TaskTally,
    /// What units above have ordered.
    pub(crate) orders: TaskTally,
}

impl PartTally {
    /// Nothing counted yet, of so many levels.
    pub(crate) fn new(levels: usize) -> Self {
        Self { assists: TaskTally::new(levels), orders: TaskTally::new(levels) }
    }

    /// The counts of cases of a kind; `None` of what is nobody's part.
    pub(crate) const fn of(&mut self, kind: CategoryKind) -> Option<&mut TaskTally> {
        match kind {
            CategoryKind::Assist => Some(&mut self.assists),
            CategoryKind::Order => Some(&mut self.orders),
            CategoryKind::Task { .. } | CategoryKind::Issue | CategoryKind::Enquiry => None,
        }
    }

    /// Starts the measured time.
    pub(crate) fn start(&mut self, at: SimTime) {
        self.assists.start(at);
        self.orders.start(at);
    }
}

impl TaskTally {
    /// Nothing counted yet, of so many levels.
    pub(crate) fn new(levels: usize) -> Self {
        Self { open: vec![Stock::default(); levels], ..Self::default() }
    }

    /// Something happened to a task.
    pub(crate) fn take(&mut self, at: SimTime, activity: Activity, task: &Issue, level: LevelId, window: Window) {
        let (is_measured, is_first) = (at >= window.start, !task.is_recurrence);
        let is_due = is_first && task.due != SimTime::NEVER && (window.start..=window.horizon).contains(&task.due);
        match activity {
            Activity::Occurred => {
                self.came_ever += 1;
                self.came += u64::from(is_measured && is_first);
                self.due += u64::from(is_due);
            }
            Activity::SetOut => self.travelling.enter(at),
            Activity::Arrived => {
                self.end_way(at, task, window);
                self.open[level.index()].enter(at);
            }
            Activity::Lost => {
                self.end_way(at, task, window);
                // another one comes in its place
                self.came -= u64::from(task.occurred >= window.start && is_first);
                self.due -= u64::from(is_due);
            }
            Activity::Closed => {
                self.open[level.index()].leave(at, task.level_since, window.start);
                self.on_time += u64::from(is_due && at <= task.due);
                self.on_paper += u64::from(is_measured && is_first && task.first_start == SimTime::NEVER);
            }
            _ => {}
        }
    }

    /// A task that was on its way is there, or lost.
    fn end_way(&mut self, at: SimTime, task: &Issue, window: Window) {
        if task.record == RecordState::Travelling {
            self.travelling.leave(at, task.queued, window.start);
        }
    }

    /// An inspection was held.
    pub(crate) fn inspect(&mut self, at: SimTime, asked: u64, found: u32, window: Window) {
        if at >= window.start {
            self.inspected += asked;
            self.found += u64::from(found);
        }
    }

    /// Starts the measured time.
    pub(crate) fn start(&mut self, at: SimTime) {
        self.travelling.start(at);
        self.open.iter_mut().for_each(|stock| stock.start(at));
    }

    /// How many came in the whole run.
    pub(crate) const fn came_ever(&self) -> u32 {
        self.came_ever
    }

    /// Ends the run: by level, the integral of the open tasks over the measured time, task-seconds.
    ///
    /// # Errors
    /// When the table holds other tasks than are open, or the flow identity fails.
    pub(crate) fn close(
        &mut self,
        world: &World,
        end: SimTime,
        window: SimTime,
        is_task: impl Fn(&Issue) -> bool,
    ) -> Result<Vec<u64>, String> {
        let held: u64 = self.open.iter().chain([&self.travelling]).map(|stock| u64::from(stock.present())).sum();
        let mut found = 0;
        for task in world.issues.all().filter(|issue| is_task(issue)) {
            found += 1;
            match task.record {
                RecordState::Travelling => self.travelling.cut(end, task.queued, window),
                _ => self.open[world.units[task.unit.index()].level.index()].cut(end, task.level_since, window),
            }
        }
        if found != held {
            return Err(format!("tasks are not conserved: {held} are open, the table holds {found}"));
        }
        let flow = |(area, stays): (u64, u64)| {
            let fault = || format!("the flow identity fails for tasks: integral {area} against stays {stays} task-seconds");
            if area == stays { Ok(area) } else { Err(fault()) }
        };
        flow(self.travelling.sides(end))?;
        self.open.iter_mut().map(|stock| flow(stock.sides(end))).collect()
    }
}
