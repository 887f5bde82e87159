//! The agenda: what a person on duty without work turns to next.
//!
//! What a round has found and deals with at the stop comes first. Then the agenda of the role says in which order: by default meetings that are due, then cases (of one's own that came back
//! from outside, unless the queue holds something more urgent; else the queue), then rounds, then background tasks that come
//! after residents' issues. The first that has something to do is begun; in protected hours one goes before all others. Nothing under way is interrupted. Who finds nothing is
//! free, and gets the next case that comes to the unit.

use crate::process::step::NextCase;
use crate::process::{RecordObserver, Simulation, Step};
use crate::scenario::setting::Occupation;
use crate::units::{PersonId, SimTime, UnitId};
use crate::world::{Duty, Person};

/// A person who is not in hands-on work and not listed as free looks for work; the case that it is, if it is one.
pub(crate) fn look<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) -> Option<NextCase> {
    let person = &simulation.world.people[id.index()];
    if !person.is_in_place() || person.case.is_some() || person.is_listed_free {
        return None;
    }
    if let Some(case) = person.found.first() {
        return Some(NextCase::Found(case));
    }
    if !simulation.setting.calendars[person.calendar.index()].hours.is_open(now) {
        simulation.turn_to(now, id, Duty::Off);
        return None;
    }
    let rules = &simulation.rules.roles[person.role.index()];
    let takes_more = rules.field.takes_cases && person.assigned < rules.juggling_limit;
    let does_tasks = |_: &u8| takes_more && rules.agenda.has(Occupation::Tasks) && simulation.takes_tasks(person.role);
    let later = simulation.task_bands.after.filter(does_tasks);
    if !rules.agenda.is_usual() {
        return look_in_own_order(simulation, now, id, takes_more && rules.agenda.has(Occupation::Cases), later);
    }
    let may_take = takes_more;
    if person.paperwork > 0 {
        simulation.steps.push(Step::SitDown(id));
        return None;
    }
    if let Some(case) = next_case(simulation, id, may_take) {
        return Some(case);
    }
    if has_round(simulation, id) {
        simulation.steps.push(Step::SetOut(id));
        return None;
    }
    let task = first_task(simulation, id, later);
    if task.is_none() {
        find_nothing(simulation, now, id, may_take || later.is_some());
    }
    task
}

/// The same by the order of the role's own agenda.
#[inline(never)]
fn look_in_own_order<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: PersonId,
    may_take: bool,
    later: Option<u8>,
) -> Option<NextCase> {
    match first_in_order(simulation, now, id, may_take, later) {
        Some(FirstThing::Way(step)) => simulation.steps.push(step),
        Some(FirstThing::Case(case)) => return Some(case),
        None => find_nothing(simulation, now, id, may_take || later.is_some()),
    }
    None
}

/// A person finds nothing to do, and stands on the unit's list of free people if another case can be theirs.
#[inline]
fn find_nothing<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, may_be_given: bool) {
    simulation.turn_to(now, id, Duty::Free);
    if may_be_given {
        simulation.world.list_free(id);
    }
}

/// What a person finds to do.
enum FirstThing {
    /// The way to a meeting or a round.
    Way(Step),
    /// A case.
    Case(NextCase),
}

/// The first thing to do by the order of the role's own agenda; in protected hours one comes before all others.
#[inline(never)]
fn first_in_order<O: RecordObserver>(
    simulation: &Simulation<'_, O>,
    now: SimTime,
    id: PersonId,
    may_take: bool,
    later: Option<u8>,
) -> Option<FirstThing> {
    let agenda = &simulation.rules.roles[simulation.world.people[id.index()].role.index()].agenda;
    let protected = agenda.protected().iter().find(|block| block.hours.is_open(now)).map(|block| block.occupation);
    protected.into_iter().chain(agenda.order().iter().copied()).find_map(|occupation| match occupation {
        Occupation::Cases => next_case(simulation, id, may_take).map(FirstThing::Case),
        Occupation::Tasks => first_task(simulation, id, later).map(FirstThing::Case),
        Occupation::Meetings | Occupation::Rounds => due(simulation, id, occupation).map(FirstThing::Way),
    })
}

/// The first of the background tasks of the band `later` that wait at the person's unit.
#[expect(clippy::inline_always, reason = "asked for whenever somebody finds nothing else")]
#[inline(always)]
fn first_task<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, later: Option<u8>) -> Option<NextCase> {
    later.filter(|band| simulation.world.queues.has_band(simulation.world.people[id.index()].unit, *band)).map(NextCase::First)
}

/// The way to a meeting or a round that is due, where `occupation` is that.
#[inline]
fn due<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, occupation: Occupation) -> Option<Step> {
    match occupation {
        Occupation::Meetings => (simulation.world.people[id.index()].paperwork > 0).then_some(Step::SitDown(id)),
        Occupation::Rounds => has_round(simulation, id).then_some(Step::SetOut(id)),
        Occupation::Cases | Occupation::Tasks => None,
    }
}

/// The case that a person takes up next; out of the queue only where they `may_take` another one.
#[expect(clippy::inline_always, reason = "asked for after every case")]
#[inline(always)]
fn next_case<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, may_take: bool) -> Option<NextCase> {
    let person = &simulation.world.people[id.index()];
    let back = person.ready.first();
    if !may_take {
        return back.map(NextCase::Own);
    }
    let waiting = next_in_queue(simulation, person, person.unit);
    match (back, waiting) {
        (Some(case), Some((band, next))) if simulation.world.issues.get(case).band > band => Some(next),
        (Some(case), _) => Some(NextCase::Own(case)),
        (None, None) if simulation.rules.absence.is_some() => standing_in(simulation, person),
        (None, waiting) => waiting.map(|(_, next)| next),
    }
}

/// The next case of the nearest unit for which the person's own stands in and where one waits.
#[inline(never)]
fn standing_in<O: RecordObserver>(simulation: &Simulation<'_, O>, person: &Person) -> Option<NextCase> {
    simulation.may_stand_in_for(person.unit).iter().find_map(|unit| {
        let (_, next) = next_in_queue(simulation, person, *unit)?;
        let band = if let NextCase::First(band) = next { Some(band) } else { None };
        (simulation.stands_in_for(*unit) == Some(person.unit)).then_some(NextCase::StandingIn(*unit, band))
    })
}

/// What a person would take out of the queue of `unit`, and its band; tasks that come after every issue left out.
#[expect(clippy::inline_always, reason = "asked for after every case")]
#[inline(always)]
fn next_in_queue<O: RecordObserver>(simulation: &Simulation<'_, O>, person: &Person, unit: UnitId) -> Option<(u8, NextCase)> {
    let queues = &simulation.world.queues;
    if simulation.task_bands.all == 0 || queues.has_resumed(unit) {
        return queues.best_band(unit).map(|band| (band, NextCase::Queued));
    }
    let best = queues.best_of(&simulation.world.issues, unit, simulation.task_bands, simulation.takes_tasks(person.role));
    best.map(|band| (band, NextCase::First(band)))
}

/// Whether a round of the person is due.
#[inline]
fn has_round<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> bool {
    let (first, count) = simulation.world.people[id.index()].walks;
    count > 0 && simulation.world.town.walks[first as usize..][..count as usize].iter().any(|walk| walk.due > 0)
}
