//! Demand: issues occur, whatever the policy. Each stream is a Poisson process with a luck of its own; the n-th
//! occurrence of a stream is the same issue, at the same time, with the same luck, under every policy.
//!
//! Occurrences at a unit are known to it at once; discovery by residents and rounds comes with the town.

use super::{Activity, Event, Record, Simulation, Step, luck};
use crate::engine::{Luck, Observer, Phase, Ticket, variate};
use crate::scenario::setting::Demand;
use crate::units::{LevelId, SimDuration, SimTime, SourceId};
use crate::world::queue::Links;
use crate::world::{Issue, Light, RecordState, TrueState};

/// Schedules the first occurrence of every stream.
pub(super) fn schedule_first<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>) {
    for index in 0..simulation.world.sources.len() {
        let id = SourceId::new(index);
        schedule_next(simulation, id);
    }
}

fn schedule_next<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let demand: &Demand = &simulation.setting.demand[source.demand];
    source.next += variate::exponential(source.luck, luck::INTERARRIVAL, source.count) / demand.rate.get();
    let at = SimTime::ZERO + SimDuration::rounded(source.next);
    if at < demand.until {
        simulation.events.schedule(at, Phase::Arrive, Event::Occur(id));
    }
}

/// An issue occurs and becomes known; the next occurrence is scheduled.
pub(super) fn occur<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let (unit, own) = (source.unit, source.luck.child(source.count));
    let demand = &simulation.setting.demand[source.demand];
    source.count += 1;
    schedule_next(simulation, id);

    let uniform = own.uniform(luck::CATEGORY, 0);
    let chosen = demand.categories.iter().find(|(_, cumulative)| uniform < *cumulative).or(demand.categories.last());
    let Some(&(category, _)) = chosen else { return };
    let rules = &simulation.rules.categories[category.index()];
    let band = simulation.band(rules.priority, Light::Green);
    let needs = needed(&rules.authority, own);
    let due = match rules.due {
        None => SimTime::NEVER,
        Some(limit) => simulation.after(now, limit, unit),
    };
    let issue = simulation.world.issues.add(|case| Issue { category, band, needs, unit, due, ..fresh(case, own, now) });
    simulation.report(now, Activity::Occurred, issue);
    simulation.report(now, Activity::BecameKnown, issue);
    simulation.steps.push(Step::Time(issue));
    simulation.steps.push(Step::Screen(issue));
}

/// The lowest level with the authority to solve the issue whose luck is `own`.
#[inline]
fn needed(authority: &[f64], own: Luck) -> LevelId {
    if authority[0] >= 1.0 {
        return LevelId::new(0);
    }
    let uniform = own.uniform(luck::DIFFICULTY, 0);
    LevelId::new(authority.iter().position(|cumulative| uniform < *cumulative).unwrap_or(authority.len() - 1))
}

/// An issue that nobody has touched yet.
fn fresh(case: u32, luck: Luck, now: SimTime) -> Issue {
    Issue {
        luck,
        case,
        category: crate::units::CategoryId::new(0),
        band: 0,
        needs: LevelId::new(0),
        light: Light::Green,
        truth: TrueState::Present,
        record: RecordState::Unknown,
        is_resumed: false,
        is_past_wait: false,
        attempts: 0,
        all_attempts: 0,
        hops: 0,
        unit: crate::units::UnitId::new(0),
        person: None,
        occurred: now,
        known: now,
        due: SimTime::NEVER,
        level_since: now,
        queued: now,
        first_start: SimTime::NEVER,
        work_left: 0.0,
        limit: Ticket::NONE,
        next_light: Ticket::NONE,
        links: Links::FREE,
    }
}
