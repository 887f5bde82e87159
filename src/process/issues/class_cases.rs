//! Class-case analysis: work on what brings issues again and again.
//!
//! A cause, as an office sees it, is a building and a category. At local midnight of the first day of a civil period each unit of
//! the group counts, for every cause in its area, the issues that became known in the time it looks back on. A cause with
//! enough of them becomes a piece of work, a task of the unit's people, unless it is in hand already or what was done about it
//! still helps. From the end of that work on, and as long as it lasts, a share of what the cause would bring is prevented, known
//! or not: each issue by its own random number, so that a larger share prevents all that a smaller one does. Whether the cause
//! is a hot spot or chance, nobody knows; where all buildings are alike, what brought many issues will bring no more than others.
//!
//! Work that prevents nothing takes the hours all the same, and changes no issue's occurrence.

use crate::engine::{Phase, variate};
use crate::process::tables::{CauseKey, CauseRecord};
use crate::process::{Activity, Event, RecordObserver, Simulation, draws};
use crate::scenario::setting::{CategoryKind, ClassCases};
use crate::units::{CategoryId, IssueId, SimDuration, SimTime};
use crate::world::{Issue, Sender, TrueState};

/// Schedules the first look of every unit, where any rules have class-case analysis.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let ever = || simulation.setting.epochs.iter().filter_map(|epoch| epoch.rules.class_cases.as_ref());
    let Some(category) = ever().map(|rules| rules.category).next() else { return };
    let longest = ever().map(|rules| rules.looks_back).max().unwrap_or(SimDuration::ZERO);
    let table = &mut simulation.tables.class_cases;
    (table.category, table.looks_back) = (Some(category), longest);
    for number in 0..simulation.world.senders.len() {
        if simulation.world.senders[number].category == category {
            schedule_next(simulation, number);
        }
    }
}

/// Schedules the next look of a unit: on the next day on which a period begins under any rules.
fn schedule_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, number: usize) {
    let (from, span) = (simulation.world.senders[number].next_day, &simulation.setting.span);
    let end = span.days.beginning_from(span.end());
    let epochs = simulation.setting.epochs.iter();
    let next = epochs.filter_map(|epoch| epoch.rules.class_cases.as_ref()?.every.next(span.start, from, end)).min();
    let Some(day) = next else { return };
    let at = span.days.begin(day);
    if at < span.end() {
        simulation.world.senders[number].next_day = day + 1;
        let number = u32::try_from(number).unwrap_or_else(|_| panic!("{number} units that look for causes are more than can be numbered"));
        simulation.events.schedule(at, Phase::Arrive, Event::LookForCauses(number));
    }
}

/// A unit looks for causes in its area, and takes up the work on those that bring issues again and again.
pub(crate) fn look<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let number = number as usize;
    let sender = simulation.world.senders[number];
    let today = sender.next_day.saturating_sub(1);
    schedule_next(simulation, number);
    let Some(rules) = simulation.rules.class_cases.as_ref() else { return };
    if rules.every.next(simulation.setting.span.start, today, today + 1).is_none() {
        return;
    }
    for cause in found(simulation, now, &sender, rules) {
        take_up(simulation, now, &sender, rules.category, cause);
    }
}

/// The causes in the area of a unit that it takes up, by building and category.
fn found<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, sender: &Sender, rules: &ClassCases) -> Vec<CauseKey> {
    let level = simulation.world.units[sender.unit.index()].level;
    let serving = &simulation.world.town.serving[level.index()];
    let table = &mut simulation.tables.class_cases;
    let longest = table.looks_back;
    let mut found = Vec::new();
    for (cause, record) in &mut table.causes {
        if serving[cause.0 as usize] != Some(sender.unit) {
            continue;
        }
        record.known.retain(|known| now.since(*known) <= longest);
        let recent = record.known.iter().filter(|known| now.since(**known) <= rules.looks_back).count();
        let is_idle = !record.is_in_hand && record.until <= now;
        if is_idle && recent >= rules.at_least as usize {
            record.is_in_hand = true;
            found.push(*cause);
        }
    }
    found
}

/// The work on a cause comes to the unit, for its people.
fn take_up<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, sender: &Sender, category: CategoryId, cause: CauseKey) {
    let times = simulation.tables.class_cases.causes.get(&cause).map_or(0, |record| record.times);
    let luck = sender.luck.child(cause.0).child(u32::try_from(cause.1.index()).unwrap_or(u32::MAX)).child(times);
    let content = &simulation.rules.categories[category.index()].work[0];
    let work_left = variate::draw(content, luck, draws::CLASS_CASE_WORK, 0).max(f64::MIN_POSITIVE);
    let id = simulation.bring_task(now, category, sender.unit, Issue { work_left, ..Issue::fresh(0, luck, now) });
    simulation.tables.class_cases.of_task.set(&simulation.world.issues, id, Some(cause));
    simulation.steps.push(crate::process::Step::Serve(id));
}

/// The work on a cause is done: from now on it prevents a share of what the cause would bring.
pub(crate) fn act<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Some(cause) = simulation.tables.class_cases.of_task.get(&simulation.world.issues, id) else { return };
    let Some(record) = simulation.tables.class_cases.causes.get_mut(&cause) else { return };
    record.is_in_hand = false;
    record.times += 1;
    if let Some(rules) = &simulation.rules.class_cases {
        record.until = now + rules.lasts;
        record.prevents = rules.prevents;
    }
}

/// An issue became known: the first time it counts for its cause.
pub(crate) fn count<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let (Some(cause), true) = (cause_of(simulation, issue), issue.known == now) else { return };
    simulation.tables.class_cases.causes.entry(cause).or_default().known.push(now);
}

/// An issue has occurred, unless what was done about its cause prevents it.
pub(crate) fn prevent<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let Some(cause) = cause_of(simulation, issue) else { return };
    let Some(CauseRecord { until, prevents, .. }) = simulation.tables.class_cases.causes.get(&cause) else { return };
    let (share, uniform) = (prevents.get(), issue.luck.uniform(draws::PREVENTED, 0));
    if now < *until && uniform < share {
        simulation.world.issues.get_mut(id).truth = TrueState::Prevented;
        simulation.report(now, Activity::Prevented { share, uniform }, id);
    }
}

/// The building and category of an issue of the place; enquiries and tasks have no cause to work on.
fn cause_of<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue) -> Option<CauseKey> {
    let is_issue = simulation.setting.categories[issue.category.index()].kind == CategoryKind::Issue;
    Some((simulation.world.building_of(issue)?, issue.category)).filter(|_| is_issue)
}
