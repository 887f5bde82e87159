//! Meetings: people sit down together at a fixed cadence and look at what is stalled.
//!
//! Everybody who attends owes the time of the meeting, and gives it before any case at the next moment on duty. An issue
//! that has been at the unit, or at one directly below it, for too long is unblocked with a stated probability: if it
//! still waits for its first start it goes straight to the level that can settle it, and a wait for somebody outside
//! ends. Work in hand goes on as it is.

use crate::engine::{Phase, Ticket, variate};
use crate::process::{Activity, Event, RecordObserver, Rule, RuleKind, Simulation, Step, draws};
use crate::scenario::setting::Meeting;
use crate::units::{IssueId, PersonId, SimDuration, SimTime};
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
    if meeting.unblocks.get() > 0.0 {
        for place in 0..simulation.world.issues.places() {
            if let Some((id, issue)) = simulation.world.issues.at(place) {
                let issue = *issue;
                review(simulation, now, meeting, id, &issue, (u32::from(number) << 16) | u32::from(count));
            }
        }
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

/// Looks at one open issue.
fn review<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, meeting: &Meeting, id: IssueId, issue: &Issue, index: u32) {
    let group_of = |unit: crate::units::UnitId| simulation.world.town.seats.get(unit.index()).map(|seat| seat.group);
    let is_ours = |unit| group_of(unit) == Some(meeting.group);
    let is_here = is_ours(issue.unit) || simulation.world.above(issue.unit).is_some_and(is_ours);
    let time = now.since(issue.level_since);
    let is_task = simulation.is_task(issue.category);
    let is_stalled = issue.record.is_open() && !is_task && is_here && time > meeting.stalled;
    if !is_stalled || !variate::happens(meeting.unblocks.get(), issue.luck, draws::UNBLOCKED, index) {
        return;
    }
    if issue.record == RecordState::WaitingOutside {
        simulation.events.cancel(issue.limit);
        simulation.world.issues.get_mut(id).limit = Ticket::NONE;
        simulation.report(now, Activity::Unblocked, id);
        simulation.steps.push(Step::ComeBack(id));
    } else if issue.record == RecordState::Waiting && !issue.is_resumed && simulation.world.above(issue.unit).is_some() {
        let (threshold, value) = (f64::from(meeting.stalled.seconds()), f64::from(time.seconds()));
        simulation.steps.push(Step::Withdraw(id, Rule { kind: RuleKind::Meeting, threshold, value }));
    }
}

/// A person gives the administrative time that is due.
pub(crate) fn sit_down<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    let length = SimDuration::from_seconds(std::mem::take(&mut person.paperwork));
    simulation.occupy(now, id, Duty::Administrative, length, Lead::NONE, Event::EndPaperwork(id));
}
