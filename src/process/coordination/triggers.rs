//! Triggers: rules that hold while the run is in a state.
//!
//! At a fixed cadence somebody counts: issues that wait, that units have, or that are overdue, at stated units. When there are more
//! than a threshold, the changes of the trigger come into force; they end when there are fewer than a second, lower one. What is
//! counted is the state before anything else happens in that second. Between two counts a state costs nothing, and a count costs a
//! look at every unit, or, for open and overdue issues, at every issue in the table.

use crate::engine::Phase;
use crate::process::{Event, Record, RecordObserver, Simulation, Step};
use crate::scenario::setting::{Counted, CountedAt};
use crate::units::{SimTime, UnitId};
use crate::world::{Issue, RecordState};

/// Schedules the first count of every trigger.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (number, trigger) in (0..).zip(&simulation.setting.triggers) {
        simulation.events.schedule(trigger.from, Phase::Change, Event::Count(number));
    }
}

/// The state is counted for the trigger `number`: its changes begin, go on, or end.
pub(crate) fn count<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u16) {
    let trigger = simulation.setting.triggers[usize::from(number)];
    simulation.events.schedule(now + trigger.every, Phase::Change, Event::Count(number));
    let value = counted(simulation, now, trigger.counted, trigger.scope);
    let bit = 1 << number;
    let held = simulation.tables.in_force.holds & bit != 0;
    let holds = if held { value >= trigger.below } else { value > trigger.above };
    if holds != held {
        simulation.tables.in_force.holds ^= bit;
        let threshold = if holds { trigger.above } else { trigger.below };
        simulation.observer.observe(&Record::Rules { at: now, trigger: number, holds, threshold, value });
        simulation.steps.push(Step::ApplyRules);
    }
}

/// How many there are at the units of `scope`.
fn counted<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, counted: Counted, scope: CountedAt) -> u32 {
    let world = &simulation.world;
    let is_at = |unit: UnitId| match scope {
        CountedAt::Everywhere => true,
        CountedAt::Level(level) => world.units[unit.index()].level == level,
        CountedAt::Group { group, member: None } => simulation.roster.group(group).contains(&unit),
        CountedAt::Group { group, member: Some(member) } => simulation.roster.group(group).get(member) == Some(&unit),
    };
    let issues = |is_meant: &dyn Fn(&Issue) -> bool| {
        let held = world.issues.open().filter(|issue| issue.record != RecordState::Travelling && is_meant(issue) && is_at(issue.unit));
        u32::try_from(held.count()).unwrap_or(u32::MAX)
    };
    match counted {
        Counted::Backlog => (0..world.units.len()).map(UnitId::new).filter(|unit| is_at(*unit)).map(|unit| world.queues.length(unit)).sum(),
        Counted::Open => issues(&|_| true),
        Counted::Overdue => issues(&|issue| issue.due < now),
    }
}
