//! Orders and assignment: what a meeting does with a stalled issue beside unblocking it.
//!
//! *Ordered down*: an issue that still waits for its first start where a unit below, the one that serves its building at the level it
//! needs, has the authority goes down to that unit. It is a way down by the rules of passing: an order without force lies for a time.
//!
//! *Assigned*: an issue gets a leader by name, the one at the unit that meets who leads the fewest, and keeps it until its record ends.
//! It is first in every queue; an order about it has force, a department that is called for it answers, those that keep silent are
//! called once more at once, and failed attempts at the top do not reject it. It costs its leader the stated time at once and again in
//! each week that it is open, before any case.
//!
//! *Put first*: an issue without a leader that goes before the others of every queue, since a meeting has it done where nobody stands above
//! its unit.

use crate::engine::{Phase, Ticket};
use crate::process::step::Toward;
use crate::process::tables::Leadership;
use crate::process::{Activity, Event, RecordObserver, Simulation, Step};
use crate::units::{IssueId, PersonId, RoleId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, RecordState};

/// A week, in which a leader gives the stated time once.
const WEEK: SimDuration = SimDuration::from_seconds(7 * 86_400);

impl<O: RecordObserver> Simulation<'_, O> {
    /// Whether the issue has a leader.
    #[inline]
    pub(crate) fn is_assigned(&self, id: IssueId) -> bool {
        !self.tables.leads.is_empty() && self.tables.assigned.get(&self.world.issues, id).is_some()
    }

    /// The unit below the issue's own that has the authority, where the issue waits for its first start.
    pub(crate) fn unit_below(&self, id: IssueId) -> Option<UnitId> {
        let issue = self.world.issues.get(id);
        let own = self.world.units[issue.unit.index()].level;
        if !issue.waits_for_start() || issue.needs >= own || self.is_centre(issue.unit) {
            return None;
        }
        let building = self.world.building_of(issue)?;
        let mut levels = issue.needs.index()..own.index();
        levels.find_map(|level| self.world.town.serving[level][building as usize])
    }
}

/// The issue gets a leader by the meeting `number`, where it has none and there is somebody.
pub(crate) fn assign<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, number: u16) {
    let meeting = &simulation.rules.meetings[usize::from(number)];
    let Some(assigns) = meeting.assigns.filter(|_| !simulation.is_assigned(id)) else { return };
    let issue = *simulation.world.issues.get(id);
    let Some(unit) = simulation.meets_about(meeting, issue.unit) else { return };
    let Some(leader) = leader(simulation, unit, assigns.to) else { return };
    let number = u32::try_from(simulation.tables.leads.len()).unwrap_or_else(|_| panic!("more assignments than can be numbered"));
    simulation.tables.leads.push(Leadership { issue: id, case: issue.case, leader, weekly: assigns.weekly, is_over: false });
    simulation.tables.assigned.set(&simulation.world.issues, id, Some(leader));
    simulation.report(now, Activity::Assigned, id);
    simulation.go_first(id);
    if issue.record == RecordState::AwaitingDepartments && is_left_unanswered(simulation, id) {
        simulation.steps.push(Step::Call(id));
    }
    give_week(simulation, now, number);
}

/// Whether a department that was called for the issue keeps silent.
fn is_left_unanswered<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId) -> bool {
    let entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, id);
    entry.wanted & !entry.out & !entry.done != 0
}

/// The person of the role in place at `unit` who leads the fewest issues; of several the first.
fn leader<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId, role: RoleId) -> Option<PersonId> {
    let people = simulation.world.people.iter().enumerate();
    let candidates = people.filter(|(_, person)| person.unit == unit && person.role == role && person.is_in_place());
    let leads = |id: PersonId| simulation.tables.leads.iter().filter(|lead| lead.leader == id && !lead.is_over).count();
    candidates.map(|(index, _)| PersonId::new(index)).min_by_key(|id| leads(*id))
}

/// A week of an assignment begins: its leader owes the time, while the issue is open.
pub(crate) fn give_week<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let Leadership { issue, case, leader, weekly, .. } = simulation.tables.leads[number as usize];
    let entry = simulation.world.issues.get(issue);
    if entry.case != case || !entry.record.is_open() {
        simulation.tables.leads[number as usize].is_over = true;
        return;
    }
    simulation.events.schedule(now + WEEK, Phase::Observe, Event::LeadForAWeek(number));
    let person = &mut simulation.world.people[leader.index()];
    if person.is_in_place() && weekly > SimDuration::ZERO {
        person.paperwork += weekly.seconds();
        if person.duty == Duty::Free {
            simulation.world.unlist(leader);
            simulation.steps.push(Step::Look(leader));
        }
    }
}

/// A meeting has the issue done before the others: from now on it is first in every queue, as one with a leader is.
pub(crate) fn put_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    if simulation.go_first(id) {
        simulation.report(now, Activity::PutFirst, id);
    }
}

/// An issue with a leader has failed at the top: it is not rejected but tried anew.
pub(crate) fn keep_on<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let issue = simulation.world.issues.get_mut(id);
    (issue.attempts, issue.person) = (0, None);
    simulation.steps.push(Step::Serve(id));
}

/// The issue leaves the queue for the unit below.
pub(crate) fn order_down<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, below: UnitId) {
    simulation.report(now, Activity::OrderedDown, id);
    let issue = simulation.world.issues.get_mut(id);
    let (unit, limit) = (issue.unit, std::mem::replace(&mut issue.limit, Ticket::NONE));
    simulation.events.cancel(limit);
    simulation.world.queues.leave(&mut simulation.world.issues, unit, id);
    simulation.world.issues.get_mut(id).record = RecordState::Unknown;
    simulation.steps.push(Step::Pass(id, below, Toward::Down));
}
