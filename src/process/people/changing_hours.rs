//! Duty hours that change with the state of the run.
//!
//! When the triggers that hold are others than before, people of some roles follow another calendar from that second on. What they are
//! at rests, goes on, or is handed over as the new hours say: of a piece of work the time on duty that is left is the same. Who is
//! off duty and should be there comes, and who is free and should not be there goes. Roles whose hours are the same whatever holds
//! cost nothing.

use crate::engine::Phase;
use crate::process::{Event, Record, RecordObserver, Simulation, Step};
use crate::scenario::setting::ShiftEnd;
use crate::units::{Calendar, CalendarId, PersonId, SimTime};
use crate::world::{Duty, Person};

/// People follow the hours of the set of triggers that hold now.
pub(crate) fn follow_all<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime) {
    let setting = simulation.setting;
    if setting.roles.iter().all(|role| role.by_state.is_empty()) {
        return;
    }
    let holds = usize::from(simulation.tables.in_force.holds);
    let mut is_changed = false;
    for index in 0..simulation.world.people.len() {
        let Person { role, holder, calendar, .. } = simulation.world.people[index];
        let wanted = setting.roles[role.index()].by_state.get(holds).copied();
        if let Some(wanted) = wanted.filter(|wanted| *wanted != calendar && holder.is_none()) {
            follow(simulation, now, PersonId::new(index), wanted);
            is_changed = true;
        }
    }
    if is_changed {
        simulation.shifts.iter_mut().for_each(Vec::clear);
        for (index, person) in simulation.world.people.iter().enumerate() {
            simulation.shifts[person.calendar.index()].push(PersonId::new(index));
        }
    }
}

/// A person follows `calendar` from now on.
fn follow<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, calendar: CalendarId) {
    let person = &mut simulation.world.people[id.index()];
    let before = std::mem::replace(&mut person.calendar, calendar);
    simulation.observer.observe(&Record::Hours { at: now, person: id, calendar });
    let calendars = &simulation.setting.calendars;
    let (before, after) = (&calendars[before.index()].hours, &calendars[calendar.index()].hours);
    let is_open = after.is_open(now);
    let person = &simulation.world.people[id.index()];
    let hands_over = simulation.rules.roles[person.role.index()].shift_end == ShiftEnd::HandOver;
    match person.duty {
        Duty::Off if is_open && person.is_in_place() => simulation.steps.push(Step::Look(id)),
        Duty::Free if !is_open => {
            simulation.world.unlist(id);
            simulation.turn_to(now, id, Duty::Off);
        }
        Duty::Off | Duty::Free => {}
        Duty::Working | Duty::Task(_) | Duty::Ordered | Duty::Round(_) | Duty::Administrative => {
            if person.may_overrun || person.ends_at <= now {
                return;
            }
            let is_laid_down = hands_over && !is_open && person.case.is_some();
            go_on(simulation, now, id, (before, after));
            if is_laid_down {
                simulation.steps.push(Step::LayDown(id));
            }
        }
    }
}

/// What a person is at goes on in the hours `after` instead of `before`.
fn go_on<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, (before, after): (&Calendar, &Calendar)) {
    let Person { case, piece_start, length, role, ends_at, ends, .. } = simulation.world.people[id.index()];
    let spent = before.working_between(piece_start, now);
    if let Some(case) = case {
        simulation.work_off(id, case, spent);
    }
    let left = length - spent;
    let rests = case.is_none() || simulation.rules.roles[role.index()].shift_end == ShiftEnd::Suspend;
    let end = if rests { after.add_working(now, left) } else { now + left };
    let event = ending(simulation, id);
    let person = &mut simulation.world.people[id.index()];
    (person.piece_start, person.length) = (now, left);
    if end != ends_at {
        simulation.events.cancel(ends);
        person.ends_at = end;
        person.ends = simulation.events.schedule(end, Phase::Finish, event);
    }
}

/// What happens at the end of what a person is at.
fn ending<O: RecordObserver>(simulation: &Simulation<'_, O>, id: PersonId) -> Event {
    let Person { duty, walks: (first, count), .. } = simulation.world.people[id.index()];
    let under_way = || (first..first + count).find(|walk| simulation.world.town.walks[*walk as usize].under_way > 0);
    match duty {
        Duty::Round(_) => under_way().map_or(Event::StayAtStops(id), Event::EndRound),
        Duty::Administrative => Event::EndPaperwork(id),
        Duty::Off | Duty::Free | Duty::Working | Duty::Task(_) | Duty::Ordered => Event::EndPiece(id),
    }
}
