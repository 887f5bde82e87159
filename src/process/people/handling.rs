//! Handling: people on duty take issues from their unit's queue and work on them, one at a time.
//!
//! An attempt is a piece of hands-on work, or two pieces with a wait for somebody outside between them. Work content and
//! waits are the issue's own luck; queue waits are nobody's input, they emerge. A person who becomes free takes first the
//! own case that came back from outside, unless the queue holds something more urgent; the *juggling limit* bounds the
//! cases a person has unfinished, those outside included. With `suspend` the end of a piece follows from the calendar at
//! once, so that nights and weekends cost no events.

use crate::engine::{Phase, Ticket, variate};
use crate::process::{Activity, Event, Record, RecordObserver, Simulation, Start, Step, draws};
use crate::scenario::setting::{CategoryRules, ExternalWait, FieldWork, ShiftEnd};
use crate::units::{IssueId, LevelId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Issue, Lead, Origin, RecordState};

/// An issue is to be served by its unit: by who is free, or later.
pub(crate) fn serve<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
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
}

/// A person who is not in hands-on work and not listed as free looks for work: own cases, the queue, or none.
pub(crate) fn look<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &simulation.world.people[id.index()];
    if !person.is_employed || person.case.is_some() || person.is_listed_free {
        return;
    }
    if !simulation.setting.calendars[person.calendar.index()].hours.is_open(now) {
        return simulation.turn_to(now, id, Duty::Off);
    }
    if person.paperwork > 0 {
        return simulation.steps.push(Step::SitDown(id));
    }
    let (unit, ready) = (person.unit, person.ready.first());
    let rules = &simulation.rules.roles[person.role.index()];
    let may_take = rules.field.takes_cases && person.assigned < rules.juggling_limit;
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
    if has_round(simulation, id) {
        return simulation.steps.push(Step::SetOut(id));
    }
    simulation.turn_to(now, id, Duty::Free);
    if may_take {
        simulation.world.list_free(id);
    }
}

/// Whether a round of the person is due.
#[inline]
fn has_round<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> bool {
    let (first, count) = simulation.world.people[id.index()].walks;
    count > 0 && (first..first + count).any(|walk| simulation.world.town.walks[walk as usize].due > 0)
}

/// What comes before the work itself: the way there and back, changing over, entry into registers; and the speed of
/// somebody who knows the household.
#[inline(never)]
fn in_the_field<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue, field: &FieldWork, start: Start) -> (Lead, f64) {
    let mut lead = Lead { entry: if start == Start::Again { 0 } else { field.entry.seconds() }, ..Lead::NONE };
    let Some(building) = simulation.world.building_of(issue) else { return (lead, 1.0) };
    if field.travel_speed > 0.0 && simulation.rules.categories[issue.category.index()].is_on_site {
        let way = 2.0 * simulation.world.town.distance(issue.unit, building);
        lead.travel = SimDuration::rounded(way / field.travel_speed).seconds();
    }
    let known = f64::from(simulation.world.town.seats[issue.unit.index()].households);
    let familiarity = match issue.origin {
        Origin::Household(_) => field.familiarity(known),
        Origin::Unit | Origin::Building(_) => 1.0,
    };
    (lead, familiarity)
}

/// A person begins the next piece of hands-on work on an issue.
fn begin<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, case: IssueId, start: Start) {
    let field = &simulation.rules.roles[simulation.world.people[id.index()].role.index()].field;
    let (mut lead, familiarity) =
        if field.is_at_desk() { (Lead::NONE, 1.0) } else { in_the_field(simulation, simulation.world.issues.get(case), field, start) };
    if simulation.world.issues.get(case).work_left <= 0.0 {
        let work = work(simulation, simulation.world.issues.get(case));
        simulation.world.issues.get_mut(case).work_left = work;
    }
    let issue = simulation.world.issues.get_mut(case);
    let person = &mut simulation.world.people[id.index()];
    if issue.limit != Ticket::NONE {
        simulation.events.cancel(issue.limit);
        issue.limit = Ticket::NONE;
    }
    let rules = &simulation.rules.roles[person.role.index()];
    if issue.person != Some(id) {
        issue.person = Some(id);
        person.assigned += 1;
    }
    issue.record = RecordState::InWork;
    issue.first_start = issue.first_start.min(now);
    let is_change = person.last_case != issue.case && person.last_case != u32::MAX;
    lead.switching = if is_change { rules.switching_cost.seconds() } else { 0 };
    person.lead = lead;
    person.last_case = issue.case;
    person.case = Some(case);
    person.piece_start = now;
    person.speed = rules.speed * familiarity;
    person.duty = Duty::Working;
    let length = SimDuration::from_seconds(lead.seconds()) + SimDuration::rounded(issue.work_left / person.speed);
    let end = match rules.shift_end {
        ShiftEnd::Suspend => simulation.setting.calendars[person.calendar.index()].hours.add_working(now, length),
        ShiftEnd::Finish | ShiftEnd::HandOver => now + length,
    };
    person.ends_at = end;
    person.ends = simulation.events.schedule(end, Phase::Finish, Event::EndPiece(id));
    person.may_overrun = rules.shift_end == ShiftEnd::Finish;
    let may_overrun = person.may_overrun;
    simulation.observer.observe(&Record::Person { at: now, person: id, duty: Duty::Working, lead, may_overrun });
    simulation.report(now, Activity::Started(start), case);
}

/// Work content of the next piece at the issue's unit: sorting where the unit is not in charge.
#[inline]
fn work<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue) -> f64 {
    let level = simulation.world.units[issue.unit.index()].level;
    match &simulation.rules.routing {
        Some(routing) if !simulation.is_in_charge(issue.unit, issue.category) => {
            variate::draw(&routing.sorting, issue.luck, draws::SORTING, issue.draw_index(level))
        }
        // another department has come into charge while it waited
        None if !simulation.is_in_charge(issue.unit, issue.category) => 0.0,
        _ => piece(&simulation.rules.categories[issue.category.index()], issue, level),
    }
}

/// Work content of the issue's next piece, seconds at standard speed.
fn piece(rules: &CategoryRules, issue: &Issue, level: LevelId) -> f64 {
    let index = issue.draw_index(level);
    let whole = variate::draw(&rules.work[level.index()], issue.luck, draws::WORK, index);
    match external_wait(rules, issue, level) {
        None => whole,
        Some(wait) if issue.is_past_wait => whole * (1.0 - wait.after.get()),
        Some(wait) => whole * wait.after.get(),
    }
}

/// The external wait that the issue's present attempt meets, if any.
fn external_wait<'r>(rules: &'r CategoryRules, issue: &Issue, level: LevelId) -> Option<&'r ExternalWait> {
    let wait = rules.external_wait.as_ref()?;
    variate::happens(wait.probability.get(), issue.luck, draws::EXTERNAL_WAIT, issue.draw_index(level)).then_some(wait)
}

/// A piece of work ends: a wait outside, success, or failure.
pub(crate) fn end_piece<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    let Some(case) = person.case.take() else { return };
    let is_in_charge = {
        let issue = simulation.world.issues.get(case);
        simulation.is_in_charge(issue.unit, issue.category)
    };
    let person = &mut simulation.world.people[id.index()];
    let issue = simulation.world.issues.get_mut(case);
    let level = simulation.world.units[issue.unit.index()].level;
    let rules = &simulation.rules.categories[issue.category.index()];
    issue.work_left = 0.0;
    let index = issue.draw_index(level);
    if !is_in_charge {
        person.assigned -= 1;
        simulation.steps.push(Step::Transfer(case));
    } else if !issue.is_past_wait
        && issue.truth.is_there()
        && let Some(wait) = external_wait(rules, issue, level)
    {
        issue.is_past_wait = true;
        issue.record = RecordState::WaitingOutside;
        let length = variate::draw(&wait.length, issue.luck, draws::EXTERNAL_WAIT_LENGTH, index);
        issue.limit = simulation.events.schedule(now + SimDuration::rounded(length), Phase::Finish, Event::Return(case));
        simulation.report(now, Activity::WaitedOutside, case);
    } else {
        issue.is_past_wait = false;
        person.assigned -= 1;
        let is_solved = level >= issue.needs && variate::happens(rules.success[level.index()].get(), issue.luck, draws::SUCCESS, index);
        let is_gone = !issue.truth.is_there();
        simulation.steps.push(if is_solved || is_gone { Step::Settle(case) } else { Step::Miss(case) });
    }
    simulation.steps.push(Step::Look(id));
}

/// A wait outside is over: the case goes back to its person, or, when that person has left, to the unit.
pub(crate) fn come_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, case: IssueId) {
    simulation.report(now, Activity::Returned, case);
    let issue = simulation.world.issues.get_mut(case);
    issue.record = RecordState::InWork;
    issue.limit = Ticket::NONE;
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
fn return_to_unit<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, unit: UnitId, case: IssueId) {
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
pub(crate) fn lay_down<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    simulation.world.unlist(id);
    let before = simulation.world.people[id.index()].duty;
    if matches!(before, Duty::Round(_) | Duty::Administrative) {
        simulation.events.cancel(simulation.world.people[id.index()].ends);
    }
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
        let done = f64::from(spent.seconds().saturating_sub(person.lead.seconds())) * person.speed;
        let issue = simulation.world.issues.get_mut(case);
        issue.work_left = (issue.work_left - done).max(f64::MIN_POSITIVE);
        return_to_unit(simulation, now, unit, case);
    }
    while let Some(case) = simulation.world.people[id.index()].ready.first().filter(|_| !simulation.world.people[id.index()].is_employed) {
        simulation.world.people[id.index()].ready.remove(&mut simulation.world.issues, case);
        return_to_unit(simulation, now, unit, case);
    }
}
