//! Absence: people are away on leave or ill, and nobody stands in for them but those who are there.
//!
//! A person is present for an exponential time and then away for a drawn one, both in elapsed time and both the person's
//! own random numbers: the same days under every policy that has the person. Who goes hands the case in hand back to the
//! unit, with the work left, and breaks off a round; what comes back from outside goes to the unit too. Meetings are held
//! without them, and the rounds of their territory fall to the others who share it, if there are any. Time away is not
//! rostered. Where dates change the rate, moments are drawn at the highest of all rates, and a share of them is kept.
//!
//! While everybody of a unit is away, its cases may be taken by the people of another unit (`cover`): when they have none of
//! their own to take, from their own seat, and without knowing the households. A case stays with its unit and level; the
//! rounds of the unit are left to the return.

use crate::engine::{Phase, variate};
use crate::process::tables::StandIns;
use crate::process::{Event, Record, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::Cover;
use crate::units::{PersonId, RoleId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Person};

/// Schedules the first absence of everybody who is ever away.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    if simulation.setting.epochs.iter().all(|epoch| epoch.rules.absence.is_none()) {
        return;
    }
    if simulation.setting.epochs.iter().any(|epoch| epoch.rules.absence.as_ref().is_some_and(|absence| absence.cover != Cover::Nobody)) {
        simulation.tables.stand_ins = stand_ins(simulation);
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
    let covers = absence.cover != Cover::Nobody;
    let posts = set_away(simulation, now, id, true);
    for &post in &posts {
        if matches!(simulation.world.people[post.index()].duty, Duty::Round(_)) {
            simulation.steps.push(Step::BreakOff(post));
        }
        simulation.steps.push(Step::LayDown(post));
    }
    if covers {
        for post in posts {
            call_in_for(simulation, post);
        }
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

/// Who may stand in for whom.
fn stand_ins<O: RecordObserver>(simulation: &Simulation<'_, O>) -> StandIns {
    let (setting, units) = (simulation.setting, simulation.world.units.len());
    let mut found = StandIns { near: vec![Vec::new(); units], below: vec![Vec::new(); units] };
    for (unit, above) in simulation.world.units.iter().enumerate().filter_map(|(unit, entry)| Some((unit, entry.above?))) {
        found.below[above.index()].push(UnitId::new(unit));
    }
    let members = setting.members.as_ref().map(|members| members.group);
    for (group, spec) in setting.units.iter().enumerate().filter(|(group, _)| members != Some(*group)) {
        let (Some(sites), Some(place)) = (&spec.sites, &setting.place) else { continue };
        let community = |site: usize| place.buildings[sites[site].buildings.0].community;
        let of_group = simulation.roster.group(group);
        for site in 0..sites.len() {
            let mut near: Vec<usize> = (0..sites.len()).filter(|other| *other != site && community(*other) == community(site)).collect();
            near.sort_by_key(|other| (other.abs_diff(site), *other));
            found.near[of_group[site].index()] = near.into_iter().map(|other| of_group[other]).collect();
        }
    }
    found
}

/// After a person has gone: where that leaves a unit to others, their free people look for its cases.
fn call_in_for<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: PersonId) {
    let unit = simulation.world.people[id.index()].unit;
    if !simulation.is_deserted(unit) {
        return;
    }
    simulation.steps.push(Step::CallIn(unit));
    // what this unit stood in for falls to the next one
    let near = &simulation.tables.stand_ins.near[unit.index()];
    let orphaned: Vec<Step> = near.iter().filter(|other| simulation.is_deserted(**other)).map(|other| Step::CallIn(*other)).collect();
    simulation.steps.extend(orphaned);
}

/// Free people of the unit that stands in for `unit` look for its cases, where any wait.
pub(crate) fn call_in<O: RecordObserver>(simulation: &mut Simulation<'_, O>, unit: UnitId) {
    let Some(cover) = simulation.stands_in_for(unit) else { return };
    let mut next = simulation.world.units[cover.index()].free.first();
    let mut called = simulation.world.queues.length(unit);
    while let Some(id) = next.filter(|_| called > 0) {
        next = simulation.world.people[id.index()].free_after;
        called -= 1;
        simulation.world.unlist(id);
        simulation.steps.push(Step::Look(id));
    }
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// Whether people who take cases are employed at `unit`, and all of them are away.
    pub(crate) fn is_deserted(&self, unit: UnitId) -> bool {
        let people = &self.world.people;
        let first = people.partition_point(|person| person.unit < unit);
        let takes_cases = |person: &&Person| person.is_employed && self.rules.roles[person.role.index()].field.takes_cases;
        let mut there = people[first..].iter().take_while(|person| person.unit == unit).filter(takes_cases).peekable();
        there.peek().is_some() && there.all(|person| person.is_away)
    }

    /// The unit whose people take the cases of `unit` while everybody there is away; `None` while somebody is there, or where
    /// nobody stands in.
    pub(crate) fn stands_in_for(&self, unit: UnitId) -> Option<UnitId> {
        let cover = self.rules.absence.as_ref().map_or(Cover::Nobody, |absence| absence.cover);
        if cover == Cover::Nobody || !self.is_deserted(unit) {
            return None;
        }
        match cover {
            Cover::Nobody => None,
            Cover::Neighbour => self.tables.stand_ins.near[unit.index()].iter().copied().find(|other| !self.is_deserted(*other)),
            Cover::Above => self.world.above(unit).filter(|above| !self.is_deserted(*above)),
        }
    }

    /// The units for which `unit` may stand in by the rules in force, the nearest first.
    pub(crate) fn may_stand_in_for(&self, unit: UnitId) -> &[UnitId] {
        match self.rules.absence.as_ref().map_or(Cover::Nobody, |absence| absence.cover) {
            Cover::Nobody => &[],
            Cover::Neighbour => &self.tables.stand_ins.near[unit.index()],
            Cover::Above => &self.tables.stand_ins.below[unit.index()],
        }
    }
}

/// A person is back, and looks for work when on duty.
pub(crate) fn come_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let posts = set_away(simulation, now, id, false);
    schedule_next(simulation, now, id);
    simulation.steps.extend(posts.into_iter().map(Step::Look));
}
