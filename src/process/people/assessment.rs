//! Assessment: those who earn points are looked at period by period, and their units may be ranked.
//!
//! Where they are looked at at the end of a period alone, they try harder shortly before it and less in the rest of it, with the
//! same mean; since nobody makes more than every planned stop, the rush does not make up for the rest. A ranking compares units by
//! the points that each of their people has earned in the period, on average: the first ones get a star, the last ones are
//! admonished, and both change the effort of their people in the next period, in whichever direction the scenario says. Of units
//! with the same points, the first in the order of their paths goes before the others. A unit that is admonished several times running may
//! be reorganised: the posts of those who earn points there change hands, and its admonitions are counted anew.

use crate::engine::Phase;
use crate::process::{Event, Record, RecordObserver, Simulation, Step};
use crate::scenario::setting::{Assessment, Ranking};
use crate::units::{PersonId, SimTime, UnitId};

/// The first period is in progress; schedules its end.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let Some(assessment) = simulation.rules.assessment.as_ref() else { return };
    if simulation.tables.incentives.conditions.is_empty() {
        return;
    }
    if let Some(ranking) = &assessment.ranking {
        for index in 0..simulation.world.people.len() {
            let with = ranked_with(simulation, ranking.group, simulation.world.people[index].unit);
            simulation.tables.incentives.conditions[index].ranked_with = with;
        }
    }
    schedule_next(simulation, assessment, 1);
}

/// The unit of `group` that `unit` is, or stands below.
fn ranked_with<O: RecordObserver>(simulation: &Simulation<'_, O>, group: usize, unit: UnitId) -> Option<UnitId> {
    let mut next = Some(unit);
    while let Some(unit) = next {
        if simulation.world.town.seats.get(unit.index()).is_some_and(|seat| seat.group == group) {
            return Some(unit);
        }
        next = simulation.world.above(unit);
    }
    None
}

/// Schedules the end of the period that contains the day before `day`.
fn schedule_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, assessment: &Assessment, day: u32) {
    let days = &simulation.setting.span.days;
    // the end of the last period may lie beyond that of the run
    let beyond = day.saturating_add(400);
    let next = assessment.period.next(simulation.setting.span.start, day, beyond);
    let end = next.map_or(SimTime::NEVER, |day| days.begin(day));
    simulation.tables.incentives.period_end = end;
    if let Some(day) = next.filter(|_| end < simulation.setting.span.end()) {
        simulation.events.schedule(end, Phase::Change, Event::Assess(day));
    }
}

/// A period has ended: units are ranked, and the next one begins.
pub(crate) fn assess<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, day: u32) {
    let Some(assessment) = simulation.rules.assessment.as_ref() else { return };
    schedule_next(simulation, assessment, day + 1);
    let is_earning = simulation.rules.points.as_ref().is_some_and(|points| now > points.from);
    if let Some(ranking) = assessment.ranking.as_ref().filter(|_| is_earning) {
        rank(simulation, now, ranking);
    }
    simulation.tables.incentives.conditions.iter_mut().for_each(|condition| condition.in_period = 0.0);
}

/// Ranks the units of a group by the points of their people.
fn rank<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, ranking: &Ranking) {
    let Some(points) = simulation.rules.points.as_ref() else { return };
    let mut sums = vec![(0.0, 0_u32); simulation.world.units.len()];
    for (person, condition) in simulation.world.people.iter().zip(&simulation.tables.incentives.conditions) {
        let earns = person.is_employed && points.earners[person.role.index()];
        if let Some(unit) = condition.ranked_with.filter(|_| earns) {
            let (sum, people) = &mut sums[unit.index()];
            (*sum, *people) = (*sum + condition.in_period, *people + 1);
        }
    }
    let mut units: Vec<(f64, UnitId)> =
        (0..sums.len()).filter(|unit| sums[*unit].1 > 0).map(|unit| (sums[unit].0 / f64::from(sums[unit].1), UnitId::new(unit))).collect();
    units.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let admonished = units.len().saturating_sub(ranking.admonished);
    let is_starred = |place: usize| place < ranking.starred && units[place].0 > 0.0;
    let mut places = vec![None; sums.len()];
    units.iter().enumerate().for_each(|(place, (_, unit))| places[unit.index()] = Some(place));
    for (index, condition) in simulation.tables.incentives.conditions.iter_mut().enumerate() {
        let person = &simulation.world.people[index];
        let Some(place) = condition.ranked_with.and_then(|unit| places[unit.index()]) else { continue };
        condition.standing = 1.0;
        if !person.is_employed || !points.earners[person.role.index()] {
            continue;
        }
        let (star, is_last) = (is_starred(place), place >= admonished);
        if !star && !is_last {
            continue;
        }
        condition.standing = if star { ranking.recognition } else { ranking.admonition };
        simulation.observer.observe(&Record::Ranked { at: now, person: PersonId::new(index), is_starred: star });
    }
    if let Some(reorganisation) = ranking.reorganised {
        let last: Vec<UnitId> = units.iter().skip(admonished).map(|(_, unit)| *unit).collect();
        reorganise(simulation, reorganisation.after, &last);
    }
}

/// The units `last` are admonished: where that makes as many times running as it takes, those who earn points there are succeeded by
/// others.
fn reorganise<O: RecordObserver>(simulation: &mut Simulation<'_, O>, after: u32, last: &[UnitId]) {
    let Some(points) = simulation.rules.points.as_ref() else { return };
    let before = std::mem::take(&mut simulation.tables.incentives.admonitions);
    let mut admonitions = vec![0; simulation.world.units.len()];
    for unit in last {
        let running = before.get(unit.index()).map_or(1, |times| times + 1);
        if running < after {
            admonitions[unit.index()] = running;
            continue;
        }
        for index in 0..simulation.world.people.len() {
            let person = &simulation.world.people[index];
            let is_there = simulation.tables.incentives.conditions[index].ranked_with == Some(*unit);
            if is_there && person.is_employed && person.holder.is_none() && points.earners[person.role.index()] {
                simulation.steps.push(Step::Reorganise(PersonId::new(index)));
            }
        }
    }
    simulation.tables.incentives.admonitions = admonitions;
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// How many times as hard people try at this time of the period as on average over it.
    pub(crate) fn before_the_end(&self, now: SimTime) -> f64 {
        let Some(rush) = self.rules.assessment.as_ref().and_then(|assessment| assessment.rush) else { return 1.0 };
        let is_near = self.tables.incentives.period_end.since(now) <= rush.length;
        if is_near { rush.burst } else { rush.lull }
    }
}
