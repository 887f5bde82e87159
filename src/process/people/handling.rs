//! Handling: people on duty take issues from their unit's queue and work on them, one at a time.
//!
//! An attempt is a piece of hands-on work, or several with a wait between them (`pieces`). Work content and waits are the
//! issue's own random numbers; queue waits are nobody's input, they emerge. What somebody found on a round and deals with at the stop
//! comes before anything else, with no way to it, no entry and no change of case. A person who becomes free takes first the
//! own case that came back from outside, unless the queue holds something more urgent; the *juggling limit* bounds the
//! cases a person has unfinished, those outside included. With `suspend` the end of a piece follows from the calendar at
//! once, so that nights and weekends cost no events.

use crate::engine::{Phase, Ticket, variate};
use crate::process::step::{AfterPiece, NextCase};
use crate::process::{Activity, Event, Record, RecordObserver, Simulation, Start, Step, draws, pieces};
use crate::scenario::setting::{CategoryKind, FieldWork, Occupation, ShiftEnd};
use crate::units::{CategoryId, IssueId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Issue, Lead, Origin, Person, RecordState};

/// An issue is to be served by its unit: by who found it and is at the stop, by who is free, or later.
pub(crate) fn serve<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Issue { unit, person, is_on_the_spot, category, band, .. } = *simulation.world.issues.get(id);
    if let Some(finder) = person.filter(|_| is_on_the_spot) {
        simulation.world.issues.get_mut(id).record = RecordState::InWork;
        let finder = &mut simulation.world.people[finder.index()];
        finder.assigned += 1;
        return finder.found.push(&mut simulation.world.issues, id);
    }
    let is_task = simulation.is_task(category);
    if let Some(person) = free_for(simulation, unit, band, is_task) {
        simulation.world.issues.get_mut(id).queued = now;
        simulation.world.unlist(person);
        return begin(simulation, now, person, id, Start::AtOnce);
    }
    let order = simulation.rules.levels[simulation.world.units[unit.index()].level.index()].queue_order;
    if is_task {
        simulation.world.queues.join_ageless(&mut simulation.world.issues, unit, id, order, now);
    } else {
        simulation.world.queues.join(&mut simulation.world.issues, unit, id, order, now);
    }
    simulation.world.issues.get_mut(id).record = RecordState::Waiting;
    simulation.report(now, Activity::Queued, id);
}

/// Who has been free for longest at `unit` of those who take a case of the `band`, a background task or not.
#[expect(clippy::inline_always, reason = "asked for whenever a case comes to a unit")]
#[inline(always)]
fn free<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId, band: u8, is_task: bool) -> Option<PersonId> {
    let occupation = if simulation.task_bands.after == Some(band) { Occupation::Tasks } else { Occupation::Cases };
    let mut next = simulation.world.units[unit.index()].free.first();
    while let Some(id) = next {
        let person = &simulation.world.people[id.index()];
        if simulation.rules.roles[person.role.index()].agenda.has(occupation) && (!is_task || simulation.takes_tasks(person.role)) {
            break;
        }
        next = person.free_after;
    }
    next
}

/// The same, of the unit that stands in where everybody of `unit` is away.
#[inline]
fn free_for<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId, band: u8, is_task: bool) -> Option<PersonId> {
    match free(simulation, unit, band, is_task) {
        None if simulation.rules.absence.is_some() => free_in_place_of(simulation, unit, band, is_task),
        found => found,
    }
}

/// Who is free at the unit that stands in.
#[inline(never)]
fn free_in_place_of<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId, band: u8, is_task: bool) -> Option<PersonId> {
    free(simulation, simulation.stands_in_for(unit)?, band, is_task)
}

/// A person takes up the next case.
pub(crate) fn take_up<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, case: NextCase) {
    match case {
        NextCase::Found(case) => settle_next(simulation, now, id, case),
        NextCase::Own(case) => {
            simulation.world.people[id.index()].ready.remove(&mut simulation.world.issues, case);
            begin(simulation, now, id, case, Start::Again);
        }
        NextCase::Queued | NextCase::First(_) | NextCase::StandingIn(..) => {
            let own = simulation.world.people[id.index()].unit;
            let (queues, issues) = (&mut simulation.world.queues, &mut simulation.world.issues);
            let case = match case {
                NextCase::First(band) => queues.take_first(issues, own, band),
                NextCase::StandingIn(unit, Some(band)) => queues.take_first(issues, unit, band),
                NextCase::StandingIn(unit, None) => queues.take_next(issues, unit),
                NextCase::Queued | NextCase::Own(_) | NextCase::Found(_) => queues.take_next(issues, own),
            };
            if let Some(case) = case {
                begin(simulation, now, id, case, Start::FromQueue);
            }
        }
    }
}

/// What comes before the work itself: the way there and back, changing over, entry into registers; and the speed of
/// somebody who knows the household.
fn in_the_field<O: RecordObserver>(
    simulation: &Simulation<'_, O>,
    issue: &Issue,
    (field, seat): (&FieldWork, UnitId),
    start: Start,
) -> (Lead, f64) {
    let entry = if start == Start::Again { 0 } else { field.entry.seconds() };
    let again = entry.saturating_mul(simulation.rules.entered_again);
    let mut lead = Lead { entry, again, ..Lead::NONE };
    let Some(building) = simulation.world.building_of(issue) else { return (lead, 1.0) };
    if start == Start::OnTheSpot {
        lead = Lead::NONE;
    } else if field.travel_speed > 0.0 && simulation.rules.categories[issue.category.index()].is_on_site {
        let way = 2.0 * simulation.world.town.distance(seat, building);
        lead.travel = SimDuration::rounded(way / field.travel_speed).seconds();
    }
    let known = f64::from(simulation.world.town.seats[issue.unit.index()].households);
    let familiarity = match issue.origin {
        // who stands in for others does not know their households
        Origin::Household(_) if seat == issue.unit => field.familiarity(known),
        Origin::Household(_) | Origin::Unit | Origin::Building(_) => 1.0,
    };
    (lead, familiarity)
}

/// What somebody is doing who works on a case of the category.
#[inline]
fn duty_of<O: RecordObserver>(simulation: &Simulation<'_, O>, category: CategoryId) -> Duty {
    if !simulation.is_task(category) {
        return Duty::Working;
    }
    match simulation.setting.categories[category.index()].kind {
        CategoryKind::Task { from } => Duty::Task(from),
        CategoryKind::Order => Duty::Ordered,
        CategoryKind::Issue | CategoryKind::Enquiry | CategoryKind::Assist => Duty::Working,
    }
}

/// What comes before the work of a person on an issue somewhere out there, and the speed from knowing the household.
#[inline(never)]
fn lead_to<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, case: IssueId, start: Start) -> (Lead, f64) {
    let person = &simulation.world.people[id.index()];
    let (field, seat) = (&simulation.rules.roles[person.role.index()].field, person.unit);
    let (lead, familiarity) = in_the_field(simulation, simulation.world.issues.get(case), (field, seat), start);
    let familiarity = simulation.as_known_by(id, familiarity);
    // a dispatcher knows no household and goes nowhere
    if simulation.is_centre(seat) { (Lead { travel: 0, ..lead }, 1.0) } else { (lead, familiarity) }
}

/// A person begins the next piece of hands-on work on an issue.
fn begin<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, case: IssueId, start: Start) {
    simulation.leave_posts_beside(now, id);
    let Person { role, unit: seat, calendar, .. } = simulation.world.people[id.index()];
    let rules = &simulation.rules.roles[role.index()];
    let (mut lead, familiarity) = if rules.field.is_at_desk() { (Lead::NONE, 1.0) } else { lead_to(simulation, id, case, start) };
    let Issue { category, work_left, .. } = *simulation.world.issues.get(case);
    let work = if work_left > 0.0 { work_left } else { work(simulation, case) };
    let (duty, is_ticket) = (duty_of(simulation, category), simulation.is_centre(seat));
    let issue = simulation.world.issues.get_mut(case);
    let person = &mut simulation.world.people[id.index()];
    issue.work_left = work;
    if issue.limit != Ticket::NONE {
        simulation.events.cancel(issue.limit);
        issue.limit = Ticket::NONE;
    }
    if issue.person != Some(id) {
        issue.person = Some(id);
        person.assigned += 1;
    }
    issue.record = RecordState::InWork;
    issue.first_start = if is_ticket { issue.first_start } else { issue.first_start.min(now) };
    let is_change = person.last_case != issue.case && person.last_case != u32::MAX && start != Start::OnTheSpot;
    lead.switching = if is_change { rules.switching_cost.seconds() } else { 0 };
    person.lead = lead;
    person.last_case = issue.case;
    person.case = Some(case);
    person.piece_start = now;
    person.speed = rules.speed * familiarity;
    person.duty = duty;
    let length = SimDuration::from_seconds(lead.seconds()) + SimDuration::rounded(work / person.speed);
    let end = match rules.shift_end {
        ShiftEnd::Suspend => simulation.setting.calendars[calendar.index()].hours.add_working(now, length),
        ShiftEnd::Finish | ShiftEnd::HandOver => now + length,
    };
    person.length = length;
    person.ends_at = end;
    person.ends = simulation.events.schedule(end, Phase::Finish, Event::EndPiece(id));
    let may_overrun = rules.shift_end == ShiftEnd::Finish;
    person.may_overrun = may_overrun;
    simulation.observer.observe(&Record::Person { at: now, person: id, duty, lead, may_overrun });
    simulation.report(now, Activity::Started(start), case);
}

/// Work content of the next piece at the issue's unit: sorting where the unit is not in charge, dispatching at a command centre.
#[inline]
fn work<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId) -> f64 {
    let issue = simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    if simulation.is_in_charge(issue.unit, issue.category) {
        let behind = || simulation.tables.attempts.get(&simulation.world.issues, id);
        return pieces::piece(&simulation.rules.categories[issue.category.index()], issue, level, behind);
    }
    match &simulation.rules.routing {
        _ if simulation.is_centre(issue.unit) => simulation.dispatch_work(id),
        Some(routing) => variate::draw(&routing.sorting, issue.luck_since_found(), draws::SORTING, issue.draw_index(level)),
        // another department has come into charge while it waited
        None => 0.0,
    }
}

/// A piece of work ends: a wait outside, success, or failure. Its person looks for work next, but what becomes of the case comes
/// before that; where that is its end, nothing can come between, and the person looks at once.
#[inline]
pub(crate) fn end_piece<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) -> AfterPiece {
    let person = &mut simulation.world.people[id.index()];
    let Some(case) = person.case.take() else { return AfterPiece::Waits };
    let is_in_charge = {
        let issue = simulation.world.issues.get(case);
        simulation.is_in_charge(issue.unit, issue.category)
    };
    let person = &mut simulation.world.people[id.index()];
    simulation.world.issues.get_mut(case).work_left = 0.0;
    let issue = simulation.world.issues.get(case);
    let level = simulation.world.units[issue.unit.index()].level;
    let rules = &simulation.rules.categories[issue.category.index()];
    let attempts = &mut simulation.tables.attempts;
    let index = issue.draw_index(level);
    if !is_in_charge {
        person.assigned -= 1;
        simulation.steps.push(Step::Look(id));
        AfterPiece::Transfer(case)
    } else if issue.truth.is_there()
        && let Some((length, behind)) = pieces::wait_behind(rules, issue, level, || attempts.get(&simulation.world.issues, case))
    {
        attempts.set(&simulation.world.issues, case, behind);
        let issue = simulation.world.issues.get_mut(case);
        issue.record = RecordState::WaitingOutside;
        issue.limit = simulation.events.schedule(now + SimDuration::rounded(length), Phase::Finish, Event::Return(case));
        simulation.steps.push(Step::Look(id));
        simulation.report(now, Activity::WaitedOutside, case);
        AfterPiece::Waits
    } else {
        attempts.clear(case);
        let issue = simulation.world.issues.get_mut(case);
        person.assigned -= 1;
        let is_solved =
            level >= issue.needs && variate::happens(rules.success[level.index()].get(), issue.luck_since_found(), draws::SUCCESS, index);
        issue.is_on_the_spot &= is_solved;
        if is_solved || !issue.truth.is_there() {
            return AfterPiece::Settle(case);
        }
        simulation.steps.push(Step::Look(id));
        AfterPiece::Miss(case)
    }
}

/// A wait outside is over: the case goes back to its person, or, when that person has left or is away, to the unit.
pub(crate) fn come_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, case: IssueId) {
    simulation.report(now, Activity::Returned, case);
    let issue = simulation.world.issues.get_mut(case);
    issue.record = RecordState::InWork;
    issue.limit = Ticket::NONE;
    let (unit, owner) = (issue.unit, issue.person);
    match owner.filter(|id| simulation.world.people[id.index()].is_in_place()) {
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
    issue.is_on_the_spot = false;
    if let Some(owner) = issue.person.take() {
        simulation.world.people[owner.index()].assigned -= 1;
    }
    let (category, band) = (issue.category, issue.band);
    let is_task = simulation.is_task(category);
    if is_task {
        simulation.world.queues.resume_ageless(&mut simulation.world.issues, unit, case, now);
    } else {
        simulation.world.queues.resume_later(&mut simulation.world.issues, unit, case, now);
    }
    if let Some(free) = free_for(simulation, unit, band, is_task) {
        simulation.world.unlist(free);
        simulation.steps.push(Step::Look(free));
    }
}

/// A person begins the next case that a round has found, at its stop; in the hours alone, unless work is suspended over night.
fn settle_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, case: IssueId) {
    let person = &mut simulation.world.people[id.index()];
    let is_open = simulation.setting.calendars[person.calendar.index()].hours.is_open(now);
    if is_open || simulation.rules.roles[person.role.index()].shift_end == ShiftEnd::Suspend {
        person.found.remove(&mut simulation.world.issues, case);
        return begin(simulation, now, id, case, Start::OnTheSpot);
    }
    leave_to_unit(simulation, id);
    simulation.turn_to(now, id, Duty::Off);
}

/// A person leaves to the unit what a round has found and nobody has begun.
fn leave_to_unit<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    while let Some(case) = person.found.first() {
        person.found.remove(&mut simulation.world.issues, case);
        person.assigned -= 1;
        let issue = simulation.world.issues.get_mut(case);
        issue.person = None;
        issue.is_on_the_spot = false;
        simulation.steps.push(Step::Serve(case));
    }
}

/// A person goes off duty, is away or leaves: what is in hand goes back to the unit, with the work left; so do the cases
/// that came back from outside, when the person is away or has left for good. Cases still outside follow when they return.
pub(crate) fn lay_down<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    simulation.world.unlist(id);
    let before = simulation.world.people[id.index()].duty;
    if matches!(before, Duty::Round(_) | Duty::Administrative) {
        simulation.events.cancel(simulation.world.people[id.index()].ends);
    }
    simulation.turn_to(now, id, Duty::Off);
    let person = &mut simulation.world.people[id.index()];
    if let Some(case) = person.case.take() {
        simulation.events.cancel(person.ends);
        let spent = if person.may_overrun {
            now.since(person.piece_start)
        } else {
            simulation.setting.calendars[person.calendar.index()].hours.working_between(person.piece_start, now)
        };
        simulation.work_off(id, case, spent);
        let unit = simulation.world.issues.get(case).unit;
        return_to_unit(simulation, now, unit, case);
    }
    leave_to_unit(simulation, id);
    while let Some(case) = simulation.world.people[id.index()].ready.first().filter(|_| !simulation.world.people[id.index()].is_in_place())
    {
        simulation.world.people[id.index()].ready.remove(&mut simulation.world.issues, case);
        let unit = simulation.world.issues.get(case).unit;
        return_to_unit(simulation, now, unit, case);
    }
    if simulation.world.people[id.index()].beside.is_some() {
        simulation.steps.push(Step::Look(id));
    }
}
