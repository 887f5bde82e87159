//! Absence: people are away on leave or ill, and nobody stands in for them but those who are there.
//!
//! A person is present for an exponential time and then away for a drawn one, both in elapsed time and both the person's
//! own random numbers: the same days under every policy that has the person. Who goes hands the case in hand back to the
//! unit, with the work left, and breaks off a round; what comes back from outside goes to the unit too. Meetings are held
//! without them, and the rounds of their territory fall to the others who share it, if there are any. Time away is not
//! rostered. Where dates change the rate, moments are drawn at the highest of all rates, and a share of them is kept.

use crate::engine::{Phase, variate};
use crate::process::{Event, Record, RecordObserver, Simulation, Step, draws};
use crate::units::{PersonId, RoleId, SimDuration, SimTime};
use crate::world::Duty;

/// Schedules the first absence of everybody who is ever away.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    if simulation.setting.epochs.iter().all(|epoch| epoch.rules.absence.is_none()) {
        return;
    }
    simulation.tables.absences = vec![0; simulation.world.people.len()];
    for index in 0..simulation.world.people.len() {
        // whoever is away is so at all their posts
        if simulation.world.people[index].holder.is_none() {
            schedule_next(simulation, SimTime::ZERO, PersonId::new(index));
        }
    }
}

/// Schedules the next moment at which the person may go.
fn schedule_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let person = &simulation.world.people[id.index()];
    let most = most_often(simulation, person.role);
    if most > 0.0 {
        let present = variate::exponential(person.luck, draws::PRESENT, simulation.tables.absences[id.index()]) / most;
        simulation.events.schedule(now + SimDuration::rounded(present), Phase::Change, Event::GoAway(id));
    }
}

/// The highest rate of absence that a role has at any time, per second.
fn most_often<O: RecordObserver>(simulation: &Simulation<'_, O>, role: RoleId) -> f64 {
    let absences = simulation.setting.epochs.iter().filter_map(|epoch| epoch.rules.absence.as_ref());
    absences.map(|absence| absence.rates[role.index()].get()).fold(0.0, f64::max)
}

/// A person goes away, unless the rate in force is lower and this moment is not one of its own.
pub(crate) fn go_away<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let nth = simulation.tables.absences[id.index()];
    simulation.tables.absences[id.index()] = nth + 1;
    let person = &simulation.world.people[id.index()];
    let (luck, role) = (person.luck, person.role);
    let rules = simulation.rules.absence.as_ref();
    let kept = rules.map_or(0.0, |absence| absence.rates[role.index()].get() / most_often(simulation, role));
    let Some(absence) = rules.filter(|_| variate::happens(kept, luck, draws::GOES_AWAY, nth)) else {
        return schedule_next(simulation, now, id);
    };
    let length = SimDuration::rounded(variate::draw(&absence.length, luck, draws::AWAY, nth));
    simulation.events.schedule(now + length, Phase::Change, Event::ComeBackToWork(id));
    for post in set_away(simulation, now, id, true) {
        if matches!(simulation.world.people[post.index()].duty, Duty::Round(_)) {
            simulation.steps.push(Step::BreakOff(post));
        }
        simulation.steps.push(Step::LayDown(post));
    }
}

/// Marks a person as away or back at all their posts; which these are.
fn set_away<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, is_away: bool) -> Vec<PersonId> {
    let mut posts = vec![id];
    posts.extend(simulation.world.further_posts(id));
    for &post in &posts {
        simulation.world.people[post.index()].is_away = is_away;
        simulation.observer.observe(&Record::Absence { at: now, person: post, is_away });
    }
    posts
}

/// A person is back, and looks for work when on duty.
pub(crate) fn come_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let posts = set_away(simulation, now, id, false);
    schedule_next(simulation, now, id);
    simulation.steps.extend(posts.into_iter().map(Step::Look));
}
