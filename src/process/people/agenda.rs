//! The agenda: what a person on duty without work turns to next.
//!
//! What a round has found and deals with at the stop comes first. Then the agenda of the role says in which order: by default meetings that are due, then cases (of one's own that came back
//! from outside, unless the queue holds something more urgent; else the queue), then rounds, then background tasks that come
//! after residents' issues. The first that has something to do is begun; in protected hours one goes before all others. Nothing under way is interrupted. Who finds nothing is
//! free, and gets the next case that comes to the unit.

use crate::process::step::NextCase;
use crate::process::{RecordObserver, Simulation, Step};
use crate::scenario::setting::Occupation;
use crate::units::{IssueId, PersonId, SimTime, UnitId};
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
    let is_open_to = |occupation| rules.field.takes_cases && person.assigned < rules.juggling_limit && rules.agenda.has(occupation);
    let may_take = is_open_to(Occupation::Cases);
    let later = simulation.task_bands.after.filter(|_| is_open_to(Occupation::Tasks) && simulation.takes_tasks(person.role));
    let unit = person.unit;
    let protected = rules.agenda.protected.iter().find(|block| block.hours.is_open(now)).map(|block| block.occupation);
    for occupation in protected.into_iter().chain(rules.agenda.order.iter().copied()) {
        if let Some(step) = due(simulation, id, occupation) {
            simulation.steps.push(step);
            return None;
        }
        let case = match occupation {
            Occupation::Cases => next_case(simulation, id, may_take),
            Occupation::Tasks => later.filter(|band| simulation.world.queues.has_band(unit, *band)).map(NextCase::First),
            Occupation::Meetings | Occupation::Rounds => None,
        };
        if case.is_some() {
            return case;
        }
    }
    simulation.turn_to(now, id, Duty::Free);
    if may_take || later.is_some() {
        simulation.world.list_free(id);
    }
    None
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
#[inline]
fn next_case<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, may_take: bool) -> Option<NextCase> {
    let person = &simulation.world.people[id.index()];
    let waiting = if may_take { next_in_queue(simulation, person, person.unit) } else { None };
    let is_first = |case: &IssueId| waiting.is_none_or(|(band, _)| simulation.world.issues.get(*case).band <= band);
    match person.ready.first().filter(is_first) {
        Some(case) => Some(NextCase::Own(case)),
        None if waiting.is_none() && may_take && simulation.rules.absence.is_some() => standing_in(simulation, person),
        None => waiting.map(|(_, next)| next),
    }
}

/// The next case of the nearest unit for which the person's own stands in and where one waits.
fn standing_in<O: RecordObserver>(simulation: &Simulation<'_, O>, person: &Person) -> Option<NextCase> {
    simulation.may_stand_in_for(person.unit).iter().find_map(|unit| {
        let (_, next) = next_in_queue(simulation, person, *unit)?;
        let band = if let NextCase::First(band) = next { Some(band) } else { None };
        (simulation.stands_in_for(*unit) == Some(person.unit)).then_some(NextCase::StandingIn(*unit, band))
    })
}

/// What a person would take out of the queue of `unit`, and its band; tasks that come after every issue left out.
#[inline]
fn next_in_queue<O: RecordObserver>(simulation: &Simulation<'_, O>, person: &Person, unit: UnitId) -> Option<(u8, NextCase)> {
    let (queues, tasks) = (&simulation.world.queues, simulation.task_bands);
    if tasks.all == 0 || queues.has_resumed(unit) {
        return queues.best_band(unit).map(|band| (band, NextCase::Queued));
    }
    let best = queues.best_of(&simulation.world.issues, unit, tasks, simulation.takes_tasks(person.role));
    best.map(|band| (band, NextCase::First(band)))
}

/// Whether a round of the person is due.
#[inline]
fn has_round<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> bool {
    let (first, count) = simulation.world.people[id.index()].walks;
    count > 0 && (first..first + count).any(|walk| simulation.world.town.walks[walk as usize].due > 0)
}
