//! Rounds: people go where residents are, and find what nobody has reported.
//!
//! A round is due at a fixed cadence, in everybody's own phase. It is begun when its person is on duty and has no case to
//! work on, takes the time of its stops and of the way between them, and what it finds is known at its end. A round still
//! not begun when the next one is due is let go, and its stops count as unmade; so do the stops that an unmotivated
//! volunteer leaves out. Members visit linked households, who may tell them what is there; patrols and tours pass buildings
//! and see what is in them and around them.

use super::{Event, Record, Simulation, Step, luck};
use crate::engine::{Observer, Phase, variate};
use crate::scenario::setting::{Round, RoundKind};
use crate::units::{IssueId, PersonId, SimDuration, SimTime};
use crate::world::household::between;
use crate::world::queue::List;
use crate::world::{Channel, Duty, Lead, Origin, Walk};

/// Schedules everybody's first rounds.
pub(super) fn schedule_first<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>) {
    for (number, walk) in (0..).zip(&simulation.world.town.walks) {
        let every = f64::from(simulation.rules.rounds[walk.round].every.seconds());
        let own = simulation.world.people[walk.person.index()].luck;
        let phase = own.uniform(luck::ROUND_PHASE, u32::try_from(walk.round).unwrap_or(u32::MAX));
        let at = SimTime::ZERO + SimDuration::rounded(every * phase);
        simulation.events.schedule(at, Phase::Arrive, Event::RoundDue(number));
    }
}

/// A round is due.
pub(super) fn due<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let walk = simulation.world.town.walks[number as usize];
    let rules = &simulation.rules.rounds[walk.round];
    simulation.events.schedule(now + rules.every, Phase::Arrive, Event::RoundDue(number));
    if !simulation.world.people[walk.person.index()].is_employed {
        simulation.world.town.walks[number as usize].is_due = false;
        return;
    }
    let planned = planned(rules, &walk);
    if planned == 0 {
        return;
    }
    if walk.is_due {
        simulation.observer.observe(&Record::Round { at: now, person: walk.person, kind: rules.kind, made: 0, unmade: planned });
    }
    simulation.world.town.walks[number as usize].is_due = true;
    if simulation.world.people[walk.person.index()].duty == Duty::Free {
        simulation.world.unlist(walk.person);
        simulation.steps.push(Step::Look(walk.person));
    }
}

/// Stops planned for one round.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the stops")]
fn planned(rules: &Round, walk: &Walk) -> u32 {
    let all = walk.stops.1 - walk.stops.0;
    if rules.share.get() <= 0.0 { 0 } else { ((f64::from(all) * rules.share.get()).round() as u32).clamp(1, all) }
}

/// A person without a case sets out on the first round that is due, if any.
pub(super) fn set_out<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let (first, count) = simulation.world.people[id.index()].walks;
    let due = (first..first + count).find(|walk| simulation.world.town.walks[*walk as usize].is_due);
    let Some(number) = due else { return };
    let walk = &mut simulation.world.town.walks[number as usize];
    let rules = &simulation.rules.rounds[walk.round];
    walk.is_due = false;
    walk.under_way = planned(rules, walk);
    let (made, metres) = way(simulation, number);
    let planned = simulation.world.town.walks[number as usize].under_way;
    if made == 0 {
        turn_back(simulation, number);
        simulation.observer.observe(&Record::Round { at: now, person: id, kind: rules.kind, made: 0, unmade: planned });
        return simulation.steps.push(Step::Look(id));
    }
    let speed = simulation.rules.roles[rules.role.index()].field.travel_speed;
    let travel = if speed > 0.0 { SimDuration::rounded(metres / speed) } else { SimDuration::ZERO };
    let length = SimDuration::from_seconds(made * rules.stop.seconds()) + travel;
    let person = &mut simulation.world.people[id.index()];
    let end = simulation.setting.calendars[person.calendar.index()].hours.add_working(now, length);
    person.duty = Duty::Round(rules.kind);
    person.may_overrun = false;
    person.ends_at = end;
    person.ends = simulation.events.schedule(end, Phase::Finish, Event::EndRound(number));
    let lead = Lead { travel: travel.seconds(), ..Lead::NONE };
    simulation.observer.observe(&Record::Person { at: now, person: id, duty: Duty::Round(rules.kind), lead, may_overrun: false });
}

/// Whether the `nth` stop of the round under way is made: people without motivation leave some out.
fn is_made<O: for<'r> Observer<Record<'r>>>(simulation: &Simulation<'_, O>, walk: &Walk, nth: u32) -> bool {
    let person = &simulation.world.people[walk.person.index()];
    person.motivation >= 1.0 || variate::happens(person.motivation, person.luck, luck::STOP_MADE, walk.count + nth)
}

/// The `nth` stop of the round under way: a linked household by its number along the walk, or a building.
fn stop(walk: &Walk, nth: u32) -> u32 {
    let all = walk.stops.1 - walk.stops.0;
    walk.stops.0 + (walk.next + nth) % all
}

/// Stops that will be made on the round under way, and the metres from the seat past them and back.
fn way<O: for<'r> Observer<Record<'r>>>(simulation: &Simulation<'_, O>, number: u32) -> (u32, f64) {
    let town = &simulation.world.town;
    let walk = &town.walks[number as usize];
    let is_visit = simulation.rules.rounds[walk.round].kind == RoundKind::Visit;
    let seat = town.seats[simulation.world.people[walk.person.index()].unit.index()].at;
    let (mut made, mut metres, mut from) = (0, 0.0, seat);
    for nth in (0..walk.under_way).filter(|nth| is_made(simulation, walk, *nth)) {
        let stop = stop(walk, nth) as usize;
        let building = if is_visit { town.building_of(town.linked[stop]) as usize } else { stop };
        let to = town.buildings[building].at;
        metres += between(from, to);
        from = to;
        made += 1;
    }
    (made, metres + between(from, seat))
}

/// The round under way is over, made or not: the next one begins where it ended.
fn turn_back<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, number: u32) {
    let walk = &mut simulation.world.town.walks[number as usize];
    walk.next = (walk.next + walk.under_way) % (walk.stops.1 - walk.stops.0);
    walk.count = walk.count.wrapping_add(walk.under_way);
    walk.under_way = 0;
}

/// A person comes back from a round with what it found.
pub(super) fn end<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let walk = simulation.world.town.walks[number as usize];
    let rules = &simulation.rules.rounds[walk.round];
    let mut made = 0;
    for nth in 0..walk.under_way {
        if is_made(simulation, &walk, nth) {
            made += 1;
            look_around(simulation, rules, &walk, stop(&walk, nth));
        }
    }
    turn_back(simulation, number);
    let unmade = walk.under_way - made;
    simulation.observer.observe(&Record::Round { at: now, person: walk.person, kind: rules.kind, made, unmade });
    simulation.steps.push(Step::Look(walk.person));
}

/// What a stop finds of what is there becomes known to the person's unit. On a visit the household has to tell it.
fn look_around<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, rules: &Round, walk: &Walk, stop: u32) {
    let town = &simulation.world.town;
    let household = (rules.kind == RoundKind::Visit).then(|| town.linked[stop as usize]);
    if household.is_some_and(|household| town.households[household as usize].latent == 0) {
        return;
    }
    let building = household.map_or(stop, |household| town.building_of(household));
    let mut next: Option<IssueId> = town.buildings[building as usize].latent.first();
    let unit = simulation.world.people[walk.person.index()].unit;
    while let Some(id) = next {
        next = List::after(&simulation.world.issues, id);
        let issue = simulation.world.issues.get(id);
        if household.is_some_and(|household| issue.origin != Origin::Household(household)) {
            continue;
        }
        let told = if household.is_some() { simulation.readiness(issue) } else { 1.0 };
        let is_found = variate::happens(rules.finds[issue.category.index()].get() * told, issue.luck, luck::FOUND, u32::from(issue.passed));
        let issue = simulation.world.issues.get_mut(id);
        issue.passed = issue.passed.saturating_add(1);
        if is_found {
            simulation.steps.push(Step::Learn(id, channel(rules.kind), unit));
        }
    }
}

fn channel(kind: RoundKind) -> Channel {
    match kind {
        RoundKind::Visit => Channel::Visit,
        RoundKind::Patrol => Channel::Patrol,
        RoundKind::Tour => Channel::Tour,
    }
}
