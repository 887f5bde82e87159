//! A tally at the end of a run: the laws that must hold are checked, then the books are closed and read off.

use super::columns::keys;
use super::event_log::EventLog;
use super::observer::Tally;
use super::order_statistics::ratio;
use super::run_result::{Measured, RunResult, UnitRow};
use super::values::FinishedRun;
use crate::scenario::setting::CategoryKind;
use crate::units::SimTime;
use crate::units::time::HOUR;
use crate::world::{Issue, RecordState, World};

impl Tally<'_> {
    /// Ends the run at its horizon: the result of replication `replication`.
    ///
    /// # Errors
    /// Says which law failed: conservation of issues on their axes, of tasks, the flow identity of a unit or of latent issues, the
    /// time account, the groups by category, a person's workload, or the hours of those who hold several posts.
    pub fn finish(mut self, world: &World, replication: u32) -> Result<RunResult, String> {
        let end = self.window.horizon;
        let measured = f64::from(end.since(self.window.start).seconds());
        let mut tasks = std::mem::take(&mut self.tasks);
        let (mut assists, mut orders) = (std::mem::take(&mut self.parts.assists), std::mem::take(&mut self.parts.orders));
        let kind = |issue: &Issue| self.setting.categories[issue.category.index()].kind;
        let open_tasks = tasks.close(world, end, self.window.start, |issue| matches!(kind(issue), CategoryKind::Task { .. }))?;
        assists.close(world, end, self.window.start, |issue| kind(issue) == CategoryKind::Assist)?;
        orders.close(world, end, self.window.start, |issue| kind(issue) == CategoryKind::Order)?;
        let parts = tasks.came_ever() + assists.came_ever() + orders.came_ever();
        (self.tasks, self.parts.assists, self.parts.orders) = (tasks, assists, orders);
        self.axes.check(world, parts, |issue| !self.is_task(issue))?;
        self.check_hands(world)?;
        self.check_flow(world, end)?;
        self.account.close(world);
        self.account.check(self.cases.cohort_seconds())?;
        self.cases.check_categories()?;
        let mut latent = std::mem::take(&mut self.latent);
        let latent = latent.close(world, end, self.window.start, |issue| self.is_issue(issue))? as f64 / measured;
        let mut people = self.workload.finish(world, end)?;
        for (index, person) in people.iter_mut().enumerate() {
            person.point_hundredths = self.incentives.of_person(index);
        }
        let units = self.unit_rows(world, end, measured);
        let curves = self.cases.curves();
        let quantiles = self.quantiles();
        let open_tasks = open_tasks.into_iter().map(|area| area as f64 / measured).collect();
        let reading = FinishedRun { tally: &self, quantiles, people: &people, units: &units, latent, open_tasks };
        let columns = keys(self.setting);
        let values: Vec<Option<f64>> = columns.iter().map(|key| reading.value(*key)).collect();
        let measures = Measured::new(columns, values);
        let (series, events, stream) = (self.series, self.events, self.stream.finish());
        let (log, matched) = (EventLog::default(), Vec::new());
        Ok(RunResult { replication, measures, curves, series, people, units, events, stream, log, outcomes: None, matched })
    }

    /// What is open is held by units or on its way, and who has a case is who the case has.
    fn check_hands(&self, world: &World) -> Result<(), String> {
        let open = world.issues.open().filter(|issue| !self.is_task(issue)).count() as u64;
        let held: u64 = self.units.iter().map(|unit| u64::from(unit.open.present())).sum();
        let on_the_way = u64::from(self.travelling.present());
        if open != held + on_the_way {
            return Err(format!("{open} issues are open in the table, but units hold {held} and {on_the_way} are on their way"));
        }
        let assigned: u64 = world.people.iter().map(|person| u64::from(person.assigned)).sum();
        let in_hands = world.issues.open().filter(|issue| issue.person.is_some()).count() as u64;
        if assigned != in_hands {
            return Err(format!("{assigned} cases are assigned to people, but {in_hands} open issues have a person"));
        }
        Ok(())
    }

    /// The flow identity of every unit, for its queue and for all it holds, and of what is on its way between them, to the second.
    fn check_flow(&mut self, world: &World, end: SimTime) -> Result<(), String> {
        for issue in world.issues.open() {
            if self.setting.categories[issue.category.index()].is_task() {
                continue;
            }
            if issue.record == RecordState::Travelling {
                self.travelling.cut(end, issue.queued, self.window.start);
                continue;
            }
            let unit = &mut self.units[issue.unit.index()];
            unit.open.cut(end, issue.level_since, self.window.start);
            if issue.record == RecordState::Waiting {
                unit.waiting.cut(end, issue.queued, self.window.start);
            }
        }
        let (area, stays) = self.travelling.sides(end);
        if area != stays {
            return Err(format!("the flow identity fails for issues on their way: integral {area} against stays {stays} issue-seconds"));
        }
        for (unit, path) in self.units.iter_mut().zip(&world.paths) {
            for (what, stock) in [("waiting", &mut unit.waiting), ("open", &mut unit.open)] {
                let (area, stays) = stock.sides(end);
                if area != stays {
                    return Err(format!(
                        "the flow identity fails at {path} for issues {what}: integral {area} against stays {stays} issue-seconds"
                    ));
                }
            }
        }
        Ok(())
    }

    fn unit_rows(&mut self, world: &World, end: SimTime, measured: f64) -> Vec<UnitRow> {
        let quarters = self.quarters.read();
        let rows = self.units.iter_mut().zip(&world.paths).zip(&self.unit_levels).zip(quarters);
        rows.map(|(((unit, path), level), quarters)| UnitRow {
            path: path.clone(),
            level: *level,
            joined: unit.joined,
            fixed: unit.fixed,
            escalated: unit.escalated,
            queue_wait_hours: ratio(unit.wait as f64 / f64::from(HOUR), unit.stays),
            backlog_issues: unit.waiting.sides(end).0 as f64 / measured,
            open_issues: unit.open.sides(end).0 as f64 / measured,
            backlog_quarters: quarters,
        })
        .collect()
    }
}
