//! Causes: one fix ends all cases of one cause.
//!
//! The issues of a cluster have one cause. In a category with `one_fix`, whoever truly fixes one of them has done away with the
//! cause: all others of the cluster that are there at that instant are fixed with it. Those that a unit has, or that are on
//! their way to one, are closed at once, whoever has them in hand; nobody in office learns of those that were unknown, lost,
//! rejected or closed on paper before. What occurs of the cluster later is a new issue: what occurs is no policy's.

use crate::engine::Ticket;
use crate::process::{Activity, Record, RecordObserver, Simulation, Step};
use crate::units::{IssueId, PersonId, SimTime};
use crate::world::queue::List;
use crate::world::{Duty, Issue, RecordState, TrueState};

/// Whether clusters are kept: where any rules let one fix end a whole one.
pub(crate) fn prepare<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let epochs = &simulation.setting.epochs;
    simulation.tables.causes.are_kept = epochs.iter().any(|epoch| epoch.rules.categories.iter().any(|category| category.one_fix));
}

/// An issue of a cluster has occurred.
pub(crate) fn note<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    if issue.truth.is_there() {
        let (case, cause) = (issue.case, issue.key.first_of_cluster());
        simulation.tables.causes.by_cluster.entry(cause).or_default().push((case, id));
    }
}

/// An issue of a cluster was truly fixed: so are the others that are there.
pub(crate) fn fix_others<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let first = *simulation.world.issues.get(id);
    let others = simulation.tables.causes.by_cluster.remove(&first.key.first_of_cluster()).unwrap_or_default();
    for (case, other) in others {
        let issue = simulation.world.issues.get(other);
        if issue.case == case && issue.truth.is_there() {
            fix_with(simulation, now, other, &first);
        }
    }
}

/// One more issue is fixed with `first`, at the unit and by the person of that one.
fn fix_with<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, first: &Issue) {
    let before = simulation.steps.len();
    simulation.world.issues.get_mut(id).truth = TrueState::Fixed;
    let issue = simulation.world.issues.get(id);
    let (unit, level) = (first.unit, simulation.world.units[first.unit.index()].level);
    let activity = Activity::FixedWithCause;
    simulation.observer.observe(&Record::Issue { at: now, activity, issue, level, unit, person: first.person });
    simulation.react_to(activity, id);
    if simulation.world.issues.get(id).record.is_open() {
        take_away(simulation, now, id);
        simulation.report(now, Activity::ClosedWithCause, id);
        simulation.world.issues.get_mut(id).record = RecordState::Closed;
    }
    simulation.leave_the_table(id, before);
}

/// Takes an open issue out of its queue, out of the hands of its person, or off its way.
fn take_away<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get_mut(id);
    let limit = std::mem::replace(&mut issue.limit, Ticket::NONE);
    let (unit, record, person) = (issue.unit, issue.record, issue.person);
    simulation.events.cancel(limit);
    match (record, person) {
        (RecordState::Waiting, _) if issue.is_resumed => simulation.world.queues.leave_resumed(&mut simulation.world.issues, unit, id),
        (RecordState::Waiting, _) => simulation.world.queues.leave(&mut simulation.world.issues, unit, id),
        (RecordState::InWork | RecordState::WaitingOutside, Some(person)) => lay_aside(simulation, now, id, person),
        _ => {}
    }
}

/// A person has one case less, and looks for another where this one was in hand or kept them from taking one.
fn lay_aside<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, owner: PersonId) {
    let person = &mut simulation.world.people[owner.index()];
    person.assigned -= 1;
    let was_in_hand = person.case == Some(id);
    if was_in_hand {
        person.case = None;
        simulation.events.cancel(person.ends);
        simulation.turn_to(now, owner, Duty::Free);
    } else if simulation.world.issues.get(id).record == RecordState::InWork {
        let is_found = holds(simulation, simulation.world.people[owner.index()].found, id);
        let person = &mut simulation.world.people[owner.index()];
        let list = if is_found { &mut person.found } else { &mut person.ready };
        list.remove(&mut simulation.world.issues, id);
    }
    if simulation.world.people[owner.index()].duty == Duty::Free {
        simulation.world.unlist(owner);
        simulation.steps.push(Step::Look(owner));
    }
}

/// Whether `id` stands in `list`.
fn holds<O: RecordObserver>(simulation: &Simulation<'_, O>, list: List, id: IssueId) -> bool {
    std::iter::successors(list.first(), |issue| List::after(&simulation.world.issues, *issue)).any(|issue| issue == id)
}
