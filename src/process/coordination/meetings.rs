//! Meetings: people sit down together at a fixed cadence and look at what is stalled.
//!
//! Everybody who attends owes the time of the meeting, and gives it before any case at the next moment on duty. An issue
//! that has been at the unit, or at one directly below it, for too long is unblocked with a stated probability: if it
//! still waits for its first start, or for departments that were called, it goes straight to the level that can settle it, and a wait
//! for somebody outside ends. What waits for its first start where nobody stands above, at the top unit itself or at a department
//! beside it, is put first there. Work in hand goes on as it is. A meeting may have a limited agenda: the oldest or the gravest of the
//! stalled issues, and no more than so many. Beside that it may order an issue down, or give it a leader (`assignment`).

use crate::engine::{Phase, Ticket, variate};
use crate::process::{Activity, Event, RecordObserver, Rule, RuleKind, Simulation, Step, draws};
use crate::scenario::setting::Meeting;
use crate::units::{IssueId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Issue, Lead, RecordState};

/// Schedules the first meetings, one cadence after the start.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (number, meeting) in (0..).zip(&simulation.rules.meetings) {
        simulation.events.schedule(SimTime::ZERO + meeting.every, Phase::Observe, Event::Meet(number, 0));
    }
}

/// The `count`-th meeting of one kind.
pub(crate) fn meet<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u16, count: u16) {
    let meeting = &simulation.rules.meetings[usize::from(number)];
    simulation.events.schedule(now + meeting.every, Phase::Observe, Event::Meet(number, count.saturating_add(1)));
    if meeting.length > SimDuration::ZERO {
        summon(simulation, meeting);
    }
    if meeting.unblocks.get() > 0.0 || meeting.orders_or_assigns() {
        let index = (u32::from(number) << 16) | u32::from(count);
        for id in on_the_agenda(simulation, now, meeting) {
            look_at(simulation, now, (meeting, number), id, index);
        }
    }
}

/// The stalled issues that the meeting looks at, by their places in the table.
fn on_the_agenda<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, meeting: &Meeting) -> Vec<IssueId> {
    let places = (0..simulation.world.issues.places()).filter_map(|place| simulation.world.issues.at(place));
    let mut stalled: Vec<(IssueId, &Issue)> = places.filter(|(id, _)| is_stalled(simulation, now, meeting, *id)).collect();
    if let Some(most) = meeting.agenda {
        let graveness = |issue: &Issue| if meeting.gravest_first { u8::MAX - issue.seen_severity() } else { 0 };
        stalled.sort_by_key(|(_, issue)| (graveness(issue), issue.level_since, issue.case));
        stalled.truncate(most as usize);
        // what is looked at is looked at in the same order, however much else is
        stalled.sort_by_key(|(id, _)| id.index());
    }
    stalled.into_iter().map(|(id, _)| id).collect()
}

/// Looks at one stalled issue: it may get a leader, and is ordered down or unblocked.
fn look_at<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    (meeting, number): (&Meeting, u16),
    id: IssueId,
    index: u32,
) {
    let luck = simulation.world.issues.get(id).luck;
    if meeting.assigns.is_some_and(|assigns| variate::happens(assigns.share.get(), luck, draws::ASSIGNED, index)) {
        simulation.steps.push(Step::Assign(id, number));
    }
    let below = simulation.unit_below(id).filter(|_| variate::happens(meeting.orders_down.get(), luck, draws::ORDERED_DOWN, index));
    match below {
        Some(below) => simulation.steps.push(Step::OrderDown(id, below)),
        None => unblock(simulation, now, meeting, id, index),
    }
}

/// Everybody who attends owes the time.
fn summon<O: RecordObserver>(simulation: &mut Simulation<'_, O>, meeting: &Meeting) {
    for index in 0..simulation.world.people.len() {
        let person = &simulation.world.people[index];
        // who is invited at the own post does not sit a second time for another one
        let is_there_already = person.holder.is_some() && meeting.roles.contains(&simulation.world.own_post(person).role);
        let person = &mut simulation.world.people[index];
        if person.is_in_place() && meeting.roles.contains(&person.role) && !is_there_already {
            person.paperwork += meeting.length.seconds();
            if person.duty == Duty::Free {
                simulation.world.unlist(PersonId::new(index));
                simulation.steps.push(Step::Look(PersonId::new(index)));
            }
        }
    }
}

/// Whether the issue has been for too long at a unit of the meeting, at a department beside it, or at a unit directly below it, and there
/// is something to do about it.
fn is_stalled<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, meeting: &Meeting, id: IssueId) -> bool {
    let issue = simulation.world.issues.get(id);
    let has_above = || simulation.world.above(issue.unit).is_some();
    let may_move = match issue.record {
        RecordState::WaitingOutside => true,
        RecordState::AwaitingDepartments => meeting.assigns.is_some() || has_above(),
        RecordState::Waiting => !issue.is_resumed && (meeting.orders_or_assigns() || has_above() || !issue.is_first),
        _ => false,
    };
    if !may_move || now.since(issue.level_since) <= meeting.stalled || simulation.is_task(issue.category) {
        return false;
    }
    simulation.meets_about(meeting, issue.unit).is_some()
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// The unit whose `meeting` looks at what `unit` has: itself, the one directly above it, or the office beside which it stands.
    pub(crate) fn meets_about(&self, meeting: &Meeting, unit: UnitId) -> Option<UnitId> {
        let group_of = |unit: UnitId| self.world.town.seats.get(unit.index()).map(|seat| seat.group);
        let near = [Some(unit), self.world.above(unit)].into_iter().flatten();
        // a centre is no department: nothing but its dispatchers moves what it has
        let office = || (!self.is_centre(unit)).then(|| self.world.town.office_of(unit));
        let mut candidates = near.chain(std::iter::once_with(office).flatten());
        candidates.find(|unit| group_of(*unit) == Some(meeting.group))
    }
}

/// Looks at one stalled issue: a wait for somebody outside ends; what waits for its first start, or for departments, goes to the level
/// with the authority, and where nobody stands above, what waits for its first start comes next there.
fn unblock<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, meeting: &Meeting, id: IssueId, index: u32) {
    let issue = *simulation.world.issues.get(id);
    if !variate::happens(meeting.unblocks.get(), issue.luck, draws::UNBLOCKED, index) {
        return;
    }
    let time = now.since(issue.level_since);
    let rule = Rule { kind: RuleKind::Meeting, threshold: f64::from(meeting.stalled.seconds()), value: f64::from(time.seconds()) };
    match issue.record {
        RecordState::WaitingOutside => {
            simulation.events.cancel(issue.limit);
            simulation.world.issues.get_mut(id).limit = Ticket::NONE;
            simulation.report(now, Activity::Unblocked, id);
            simulation.steps.push(Step::ComeBack(id));
        }
        RecordState::AwaitingDepartments if simulation.world.above(issue.unit).is_some() => {
            simulation.world.issues.get_mut(id).record = RecordState::Unknown;
            simulation.steps.push(Step::Leave(id, rule));
        }
        RecordState::Waiting if simulation.world.above(issue.unit).is_some() => simulation.steps.push(Step::Withdraw(id, rule)),
        RecordState::Waiting => simulation.steps.push(Step::PutFirst(id)),
        _ => {}
    }
}

/// A person gives the administrative time that is due.
pub(crate) fn sit_down<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    let length = SimDuration::from_seconds(std::mem::take(&mut person.paperwork));
    simulation.occupy(now, id, Duty::Administrative, length, Lead::NONE, Event::EndPaperwork(id));
}
