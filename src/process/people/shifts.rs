//! What changes around the work: shifts that open and close, rules that come into force, people who come and go.

use crate::engine::Phase;
use crate::process::tables::InForce;
use crate::process::{Event, Record, RecordObserver, Simulation, Step};
use crate::scenario::setting::{Rules, ShiftEnd, WaitLimit};
use crate::units::{CalendarId, PersonId, SimTime};
use crate::world::Duty;

/// Schedules the first opening of every calendar that people follow; one that never closes needs no events.
pub(crate) fn schedule_shifts<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (index, calendar) in simulation.setting.calendars.iter().enumerate() {
        let id = CalendarId::new(index);
        let may_be_followed = simulation.setting.roles.iter().any(|role| role.by_state.contains(&id));
        let is_followed = !simulation.shifts[index].is_empty() || may_be_followed;
        if !calendar.hours.is_always() && is_followed {
            simulation.events.schedule(calendar.hours.next_open(SimTime::ZERO), Phase::Open, Event::OpenShift(id));
        }
    }
}

/// Schedules the beginning of the service of people who are not there from the start.
pub(crate) fn schedule_service<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (index, person) in simulation.world.people.iter().enumerate() {
        if person.from > SimTime::ZERO && person.from != SimTime::NEVER {
            simulation.events.schedule(person.from, Phase::Change, Event::BeginService(PersonId::new(index)));
        }
    }
}

/// A person comes into service, where the rules in force have the place for them: members come alone to their unit.
pub(crate) fn begin_service<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &mut simulation.world.people[id.index()];
    person.from = person.from.min(now);
    if !person.is_employed {
        person.is_employed = true;
        simulation.observer.observe(&Record::Employment { at: now, person: id, is_employed: true });
        simulation.steps.push(Step::Look(id));
    }
}

/// People of a calendar come on duty and look for work.
pub(crate) fn open_shift<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, calendar: CalendarId) {
    let hours = &simulation.setting.calendars[calendar.index()].hours;
    simulation.events.schedule(hours.next_close(now), Phase::Close, Event::CloseShift(calendar));
    let (people, steps) = (&simulation.world.people, &mut simulation.steps);
    steps.extend(simulation.shifts[calendar.index()].iter().filter(|id| people[id.index()].duty == Duty::Off).map(|id| Step::Look(*id)));
}

/// People of a calendar go off duty; work in hand rests, goes on, or is handed over.
pub(crate) fn close_shift<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, calendar: CalendarId) {
    let hours = &simulation.setting.calendars[calendar.index()].hours;
    simulation.events.schedule(hours.next_open(now), Phase::Open, Event::OpenShift(calendar));
    for index in 0..simulation.shifts[calendar.index()].len() {
        let id = simulation.shifts[calendar.index()][index];
        let person = &simulation.world.people[id.index()];
        let hands_over = simulation.rules.roles[person.role.index()].shift_end == ShiftEnd::HandOver;
        match person.duty {
            Duty::Free => {
                simulation.world.unlist(id);
                simulation.turn_to(now, id, Duty::Off);
            }
            Duty::Working | Duty::Task(_) | Duty::Ordered if hands_over && person.ends_at > now => simulation.steps.push(Step::LayDown(id)),
            Duty::Working | Duty::Task(_) | Duty::Ordered | Duty::Round(_) | Duty::Administrative | Duty::Off => {}
        }
    }
}

/// A date on which rules change has come.
pub(crate) fn change_rules<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, start: u32) {
    simulation.tables.in_force.start = start;
    apply_rules(simulation, now);
}

/// The rules of the date and of the state that is now come into force.
pub(crate) fn apply_rules<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime) {
    let before = simulation.rules;
    let InForce { start, holds } = simulation.tables.in_force;
    simulation.rules = &simulation.setting.epoch(start, holds).rules;
    // before anybody looks for work
    simulation.steps.push(Step::FollowHours);
    let count = simulation.roster.head_count(simulation.rules, simulation.world.units.len());
    for index in 0..simulation.world.people.len() {
        let id = PersonId::new(index);
        let person = &simulation.world.people[index];
        // a further post is wanted whenever its holder is
        let own = simulation.world.own_post(person);
        let is_wanted = now >= own.from && (own.is_extra || i64::from(own.rank) < count[own.unit.index()][own.role.index()]);
        match (person.is_employed, is_wanted) {
            (false, true) => {
                simulation.world.people[index].is_employed = true;
                simulation.observer.observe(&Record::Employment { at: now, person: id, is_employed: true });
                simulation.steps.push(Step::Look(id));
            }
            (true, false) => {
                simulation.world.people[index].is_employed = false;
                simulation.observer.observe(&Record::Employment { at: now, person: id, is_employed: false });
                simulation.steps.push(Step::LayDown(id));
            }
            (true, true) if person.duty == Duty::Free => {
                let may_take = person.assigned < simulation.rules.roles[person.role.index()].juggling_limit;
                match (may_take, person.is_listed_free) {
                    (true, false) => simulation.steps.push(Step::Look(id)),
                    (false, true) => simulation.world.unlist(id),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    if authority(before) != authority(simulation.rules) {
        simulation.steps.push(Step::Delegate);
    }
    let limits = |rules: &Rules| -> Vec<Option<WaitLimit>> { rules.levels.iter().map(|level| level.wait_limit.clone()).collect() };
    if limits(before) != limits(simulation.rules) {
        simulation.steps.push(Step::ResetLimits);
    }
}

/// What decides who has the authority: levels by category, and what departments delegate.
fn authority(rules: &Rules) -> impl PartialEq + use<> {
    let delegated = rules.whistle.as_ref().map(|whistle| (whistle.delegated.clone(), whistle.needed.clone()));
    (rules.categories.iter().map(|category| category.authority.clone()).collect::<Vec<_>>(), delegated)
}
