//! Routing: beside an office stand departments, each in charge of its own categories.
//!
//! What comes to the office in a category of theirs goes to them, by mistake to a wrong one first: there it waits its
//! turn, somebody finds out that they are not in charge, and passes it across. That is a transfer; it costs the queue and
//! the sorting, and no attempt.

use crate::engine::variate;
use crate::process::step::Toward;
use crate::process::{Activity, RecordObserver, Simulation, Step, draws};
use crate::units::{IssueId, SimTime, UnitId};
use crate::world::Issue;

/// An issue comes to an office: it stays, or goes to a department beside it.
pub(crate) fn route<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let issue = *simulation.world.issues.get(id);
    let departments = &simulation.world.town.departments[issue.unit.index()];
    if let Some(right) = departments.iter().copied().find(|unit| simulation.is_in_charge(*unit, issue.category)) {
        let misrouted = simulation.rules.routing.as_ref().map_or(0.0, |routing| routing.misrouted.get());
        let index = (u32::try_from(simulation.world.units[right.index()].level.index()).unwrap_or(0) << 8) | u32::from(issue.reopened);
        let luck = issue.luck_since_found();
        let is_wrong = departments.len() > 1 && misrouted > 0.0 && variate::happens(misrouted, luck, draws::MISROUTED, index);
        let unit = if is_wrong { other(departments, right, luck.uniform(draws::WRONG_DEPARTMENT, index)) } else { right };
        return simulation.steps.push(Step::Pass(id, unit, Toward::Across));
    }
    simulation.steps.push(Step::Screen(id));
}

/// One of the departments that are not `right`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few departments")]
fn other(departments: &[UnitId], right: UnitId, uniform: f64) -> UnitId {
    let wrong = || departments.iter().copied().filter(|unit| *unit != right);
    wrong().nth((uniform * (departments.len() - 1) as f64) as usize).unwrap_or(right)
}

/// A department has found out that it is not in charge: the issue goes to the one that is.
pub(crate) fn transfer<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.report(now, Activity::Transferred, id);
    let issue = *simulation.world.issues.get(id);
    let right = in_charge_beside(simulation, &issue);
    simulation.steps.push(Step::Pass(id, right, Toward::Across));
}

/// The department in charge of the issue among those that stand beside the same office as its unit; the office where none is,
/// of several the one that serves its building.
fn in_charge_beside<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue) -> UnitId {
    let (town, unit) = (&simulation.world.town, issue.unit);
    let level = simulation.world.units[unit.index()].level;
    let home = simulation.world.building_of(issue).and_then(|building| town.serving[level.index()][building as usize]);
    let is_beside = |office: &UnitId| town.departments[office.index()].contains(&unit);
    let Some(office) = home.filter(is_beside).or(town.offices[unit.index()]) else { return unit };
    let right = town.departments[office.index()].iter().copied().find(|other| simulation.is_in_charge(*other, issue.category));
    right.unwrap_or(office)
}
