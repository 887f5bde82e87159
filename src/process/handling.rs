//! Handling: people on duty take issues from their unit's queue and work on them, one at a time.
//!
//! An attempt is a piece of hands-on work, or two pieces with a wait for somebody outside between them. Work content and
//! waits are the issue's own luck; queue waits are nobody's input, they emerge. A person who becomes free takes first the
//! own case that came back from outside, unless the queue holds something more urgent; the *juggling limit* bounds the
//! cases a person has unfinished, those outside included. With `suspend` the end of a piece follows from the calendar at
//! once, so that nights and weekends cost no events.

use super::{Activity, Event, Record, Simulation, Start, Step, luck};
use crate::engine::{Observer, Phase, Ticket, variate};
use crate::scenario::setting::{CategoryRules, ExternalWait, ShiftEnd};
use crate::units::{IssueId, LevelId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Issue, RecordState};

/// An issue is to be served by its unit: by who is free, or later.
pub(super) fn serve<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let unit = simulation.world.issues.get(id).unit;
    let entry = &simulation.world.units[unit.index()];
    if let Some(person) = entry.free.first() {
        simulation.world.issues.get_mut(id).queued = now;
        simulation.world.unlist(person);
        return begin(simulation, now, person, id, Start::AtOnce);
    }
    let order = simulation.rules.levels[entry.level.index()].queue_order;
    simulation.world.queues.join(&mut simulation.world.issues, unit, id, order, now);
    simulation.world.issues.get_mut(id).record = RecordState::Waiting;
    simulation.report(now, Activity::Queued, id);
    simulation.steps.push(Step::Watch(id));
}

/// A person who is not in hands-on work and not listed as free looks for work: own cases, the queue, or none.
pub(super) fn look<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &simulation.world.people[id.index()];
    if !person.is_employed || person.case.is_some() || person.is_listed_free {
        return;
    }
    if !simulation.setting.calendars[person.calendar.index()].hours.is_open(now) {
        return simulation.turn_to(now, id, Duty::Off);
    }
    let (unit, ready) = (person.unit, person.ready.first());
    let may_take = person.assigned < simulation.rules.roles[person.role.index()].juggling_limit;
    let waiting = if may_take { simulation.world.queues.best_band(unit) } else { None };
    if let Some(case) = ready.filter(|case| waiting.is_none_or(|band| simulation.world.issues.get(*case).band <= band)) {
        simulation.world.people[id.index()].ready.remove(&mut simulation.world.issues, case);
        return begin(simulation, now, id, case, Start::Again);
    }
    if waiting.is_some()
        && let Some(case) = simulation.world.queues.take_next(&mut simulation.world.issues, unit)
    {
        return begin(simulation, now, id, case, Start::FromQueue);
    }
    simulation.turn_to(now, id, Duty::Free);
    if may_take {
        simulation.world.list_free(id);
    }
}

/// A person begins the next piece of hands-on work on an issue.
fn begin<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, case: IssueId, start: Start) {
    let issue = simulation.world.issues.get_mut(case);
    let level = simulation.world.units[issue.unit.index()].level;
    let person = &mut simulation.world.people[id.index()];
    if issue.limit != Ticket::NONE {
        simulation.events.cancel(issue.limit);
        issue.limit = Ticket::NONE;
    }
    let rules = &simulation.rules.roles[person.role.index()];
    if issue.work_left <= 0.0 {
        issue.work_left = piece(&simulation.rules.categories[issue.category.index()], issue, level);
    }
    if issue.person != Some(id) {
        issue.person = Some(id);
        person.assigned += 1;
    }
    issue.record = RecordState::InWork;
    issue.first_start = issue.first_start.min(now);
    let is_change = person.last_case != issue.case && person.last_case != u32::MAX;
    person.switching = if is_change { rules.switching_cost.seconds() } else { 0 };
    person.last_case = issue.case;
    person.case = Some(case);
    person.piece_start = now;
    person.speed = rules.speed;
    person.duty = Duty::Working;
    let length = SimDuration::from_seconds(person.switching) + SimDuration::rounded(issue.work_left / rules.speed);
    let end = match rules.shift_end {
        ShiftEnd::Suspend => simulation.setting.calendars[person.calendar.index()].hours.add_working(now, length),
        ShiftEnd::Finish | ShiftEnd::HandOver => now + length,
    };
    person.ends_at = end;
    person.ends = simulation.events.schedule(end, Phase::Finish, Event::EndPiece(id));
    person.may_overrun = rules.shift_end == ShiftEnd::Finish;
    let (switching, may_overrun) = (person.switching, person.may_overrun);
    simulation.observer.observe(&Record::Person { at: now, person: id, duty: Duty::Working, switching, may_overrun });
    simulation.report(now, Activity::Started(start), case);
}

/// Work content of the issue's next piece, seconds at standard speed.
fn piece(rules: &CategoryRules, issue: &Issue, level: LevelId) -> f64 {
    let index = issue.draw_index(level);
    let whole = variate::draw(&rules.work[level.index()], issue.luck, luck::WORK, index);
    match external_wait(rules, issue, level) {
        None => whole,
        Some(wait) if issue.is_past_wait => whole * (1.0 - wait.after.get()),
        Some(wait) => whole * wait.after.get(),
    }
}

/// The external wait that the issue's present attempt meets, if any.
fn external_wait<'r>(rules: &'r CategoryRules, issue: &Issue, level: LevelId) -> Option<&'r ExternalWait> {
    let wait = rules.external_wait.as_ref()?;
    variate::happens(wait.probability.get(), issue.luck, luck::EXTERNAL_WAIT, issue.draw_index(level)).then_some(wait)
}

/// A piece of work ends: a wait outside, success, or failure.
pub(super) fn end_piece<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    let Some(case) = person.case.take() else { return };
    let issue = simulation.world.issues.get_mut(case);
    let level = simulation.world.units[issue.unit.index()].level;
    let rules = &simulation.rules.categories[issue.category.index()];
    issue.work_left = 0.0;
    let index = issue.draw_index(level);
    if !issue.is_past_wait
        && let Some(wait) = external_wait(rules, issue, level)
    {
        issue.is_past_wait = true;
        issue.record = RecordState::WaitingOutside;
        let length = variate::draw(&wait.length, issue.luck, luck::EXTERNAL_WAIT_LENGTH, index);
        simulation.events.schedule(now + SimDuration::rounded(length), Phase::Finish, Event::Return(case));
        simulation.report(now, Activity::WaitedOutside, case);
    } else {
        issue.is_past_wait = false;
        person.assigned -= 1;
        let is_solved = level >= issue.needs && variate::happens(rules.success[level.index()].get(), issue.luck, luck::SUCCESS, index);
        simulation.steps.push(if is_solved { Step::Settle(case) } else { Step::Miss(case) });
    }
    simulation.steps.push(Step::Look(id));
}

/// A wait outside is over: the case goes back to its person, or, when that person has left, to the unit.
pub(super) fn come_back<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, case: IssueId) {
    simulation.report(now, Activity::Returned, case);
    let issue = simulation.world.issues.get_mut(case);
    issue.record = RecordState::InWork;
    let (unit, owner) = (issue.unit, issue.person);
    match owner.filter(|id| simulation.world.people[id.index()].is_employed) {
        Some(id) => {
            let person = &mut simulation.world.people[id.index()];
            person.ready.push(&mut simulation.world.issues, case);
            if person.duty == Duty::Free {
                simulation.world.unlist(id);
                simulation.steps.push(Step::Look(id));
            }
        }
        None => return_to_unit(simulation, now, unit, case),
    }
}

/// A case that was begun goes back to its unit, for anyone on duty.
fn return_to_unit<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, unit: UnitId, case: IssueId) {
    simulation.report(now, Activity::HandedOver, case);
    let issue = simulation.world.issues.get_mut(case);
    issue.record = RecordState::Waiting;
    if let Some(owner) = issue.person.take() {
        simulation.world.people[owner.index()].assigned -= 1;
    }
    simulation.world.queues.resume_later(&mut simulation.world.issues, unit, case, now);
    if let Some(free) = simulation.world.units[unit.index()].free.first() {
        simulation.world.unlist(free);
        simulation.steps.push(Step::Look(free));
    }
}

/// A person goes off duty or leaves: what is in hand goes back to the unit, with the work left; so do the cases that
/// came back from outside, when the person has left for good. Cases still outside follow when they return.
pub(super) fn lay_down<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    simulation.world.unlist(id);
    simulation.turn_to(now, id, Duty::Off);
    let person = &mut simulation.world.people[id.index()];
    let unit = person.unit;
    if let Some(case) = person.case.take() {
        simulation.events.cancel(person.ends);
        let spent = if person.may_overrun {
            now.since(person.piece_start)
        } else {
            simulation.setting.calendars[person.calendar.index()].hours.working_between(person.piece_start, now)
        };
        let done = f64::from(spent.seconds().saturating_sub(person.switching)) * person.speed;
        let issue = simulation.world.issues.get_mut(case);
        issue.work_left = (issue.work_left - done).max(f64::MIN_POSITIVE);
        return_to_unit(simulation, now, unit, case);
    }
    while let Some(case) = simulation.world.people[id.index()].ready.first().filter(|_| !simulation.world.people[id.index()].is_employed) {
        simulation.world.people[id.index()].ready.remove(&mut simulation.world.issues, case);
        return_to_unit(simulation, now, unit, case);
    }
}
