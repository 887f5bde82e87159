//! The agenda: what a person on duty without work turns to next.
//!
//! The agenda of the role says in which order: by default meetings that are due, then cases (of one's own that came back
//! from outside, unless the queue holds something more urgent; else the queue), then rounds, then background tasks that come
//! after residents' issues. The first that has something to do is begun; in protected hours one goes before all others. Nothing under way is interrupted. Who finds nothing is
//! free, and gets the next case that comes to the unit.

use crate::process::step::NextCase;
use crate::process::{RecordObserver, Simulation, Step};
use crate::scenario::setting::Occupation;
use crate::units::{IssueId, PersonId, SimTime};
use crate::world::Duty;

/// A person who is not in hands-on work and not listed as free looks for work; the case that it is, if it is one.
pub(crate) fn look<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) -> Option<NextCase> {
    let person = &simulation.world.people[id.index()];
    if !person.is_in_place() || person.case.is_some() || person.is_listed_free {
        return None;
    }
    if !simulation.setting.calendars[person.calendar.index()].hours.is_open(now) {
        simulation.turn_to(now, id, Duty::Off);
        return None;
    }
    let rules = &simulation.rules.roles[person.role.index()];
    let has_paperwork = person.paperwork > 0;
    let is_open_to = |occupation| rules.field.takes_cases && person.assigned < rules.juggling_limit && rules.agenda.has(occupation);
    let (may_take, may_take_later) = (is_open_to(Occupation::Cases), simulation.after_band.is_some() && is_open_to(Occupation::Tasks));
    let protected = rules.agenda.protected.iter().find(|block| block.hours.is_open(now)).map(|block| block.occupation);
    for occupation in protected.into_iter().chain(rules.agenda.order.iter().copied()) {
        match occupation {
            Occupation::Meetings if has_paperwork => {
                simulation.steps.push(Step::SitDown(id));
                return None;
            }
            Occupation::Cases => {
                if let Some(case) = next_case(simulation, id, may_take) {
                    return Some(case);
                }
            }
            Occupation::Rounds if has_round(simulation, id) => {
                simulation.steps.push(Step::SetOut(id));
                return None;
            }
            Occupation::Tasks if may_take_later && has_later(simulation, id) => return Some(NextCase::Later),
            Occupation::Meetings | Occupation::Rounds | Occupation::Tasks => {}
        }
    }
    simulation.turn_to(now, id, Duty::Free);
    if may_take || may_take_later {
        simulation.world.list_free(id);
    }
    None
}

/// The case that a person takes up next; out of the queue only where they `may_take` another one.
#[inline]
fn next_case<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId, may_take: bool) -> Option<NextCase> {
    let person = &simulation.world.people[id.index()];
    let waiting = if may_take { simulation.world.queues.best_band(person.unit) } else { None };
    let waiting = waiting.filter(|band| simulation.after_band != Some(*band));
    let is_first = |case: &IssueId| waiting.is_none_or(|band| simulation.world.issues.get(*case).band <= band);
    match person.ready.first().filter(is_first) {
        Some(case) => Some(NextCase::Own(case)),
        None => waiting.map(|_| NextCase::Queued),
    }
}

/// Whether a background task waits at the person's unit that comes after every issue.
fn has_later<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> bool {
    let unit = simulation.world.people[id.index()].unit;
    simulation.after_band.is_some_and(|band| simulation.world.queues.has_band(unit, band))
}

/// Whether a round of the person is due.
#[inline]
fn has_round<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> bool {
    let (first, count) = simulation.world.people[id.index()].walks;
    count > 0 && (first..first + count).any(|walk| simulation.world.town.walks[walk as usize].due > 0)
}
