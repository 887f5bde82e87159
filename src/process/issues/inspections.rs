//! Inspections: somebody from above looks at units on civil dates, takes the time of those there, and finds some of what was
//! done on paper alone.
//!
//! Everybody concerned owes the time of the inspection, and gives it as that of a meeting. Tasks done on paper alone since the
//! last inspection of their unit are looked at once: each is found with a stated probability, by its own random number, and
//! then comes again with the work that it would have taken, to be done. What was not found is filed for good.

use crate::engine::{Phase, variate};
use crate::process::{Activity, Event, Record, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::Inspection;
use crate::units::{Cadence, IssueId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Duty, Issue};

/// Schedules the first inspections.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (number, inspection) in (0..).zip(&simulation.rules.inspections) {
        schedule(simulation.setting, &mut simulation.events, inspection.cadence, (number, 0));
    }
}

/// Schedules inspection `number` on the first day from `from` on which a period begins.
fn schedule(
    setting: &crate::scenario::Setting,
    events: &mut crate::engine::EventList<Event>,
    cadence: Cadence,
    (number, from): (u16, u32),
) {
    let span = &setting.span;
    if let Some(day) = cadence.next(span.start, from, span.days.beginning_from(span.end())) {
        events.schedule(span.days.begin(day), Phase::Observe, Event::Inspect(number, day));
    }
}

/// A task was done on paper alone: that can be found.
pub(crate) fn file<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let done = *simulation.world.issues.get(id);
    simulation.tables.papers.push(done);
}

/// An inspection is held, on a day by its number.
pub(crate) fn inspect<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u16, day: u32) {
    let Some(inspection) = simulation.rules.inspections.get(usize::from(number)) else { return };
    schedule(simulation.setting, &mut simulation.events, inspection.cadence, (number, day + 1));
    let asked = ask(simulation, inspection, day);
    let mut papers = std::mem::take(&mut simulation.tables.papers);
    let is_looked_at = |paper: &Issue| is_of(simulation, inspection.group, paper.unit) && inspection.tasks.contains(&paper.category);
    let looked_at: Vec<Issue> = papers.iter().filter(|paper| is_looked_at(paper)).copied().collect();
    papers.retain(|paper| !is_looked_at(paper));
    simulation.tables.papers = papers;
    let mut found = 0;
    for paper in looked_at {
        if variate::happens(inspection.finds.get(), paper.luck, draws::PAPER_FOUND, u32::from(number)) {
            found += 1;
            come_again(simulation, now, &paper);
        }
    }
    simulation.observer.observe(&Record::Inspection { at: now, number, asked, found });
}

/// Whether `unit` is one of a group.
fn is_of<O: RecordObserver>(simulation: &Simulation<'_, O>, group: usize, unit: UnitId) -> bool {
    simulation.world.town.seats[unit.index()].group == group
}

/// Everybody concerned owes the time; how much that is in all, seconds. Whoever is not on duty on the day of a daily
/// inspection is not asked.
fn ask<O: RecordObserver>(simulation: &mut Simulation<'_, O>, inspection: &Inspection, day: u32) -> u64 {
    let days = &simulation.setting.span.days;
    let (begin, end) = (days.begin(day), days.end(day));
    let mut asked = 0;
    for index in (0..simulation.world.people.len()).filter(|_| inspection.length > SimDuration::ZERO) {
        let person = &simulation.world.people[index];
        let is_asked = inspection.roles.is_empty() || inspection.roles.contains(&person.role);
        let hours = &simulation.setting.calendars[person.calendar.index()].hours;
        let has_duty = || inspection.cadence != Cadence::Day || hours.working_between(begin, end) > SimDuration::ZERO;
        if !person.is_in_place() || !is_asked || !is_of(simulation, inspection.group, person.unit) || !has_duty() {
            continue;
        }
        let person = &mut simulation.world.people[index];
        person.paperwork += inspection.length.seconds();
        asked += u64::from(inspection.length.seconds());
        if person.duty == Duty::Free {
            simulation.world.unlist(PersonId::new(index));
            simulation.steps.push(Step::Look(PersonId::new(index)));
        }
    }
    asked
}

/// What was found on paper alone comes again to its unit, with its work.
fn come_again<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, paper: &Issue) {
    let rules = &simulation.rules.categories[paper.category.index()];
    let work_left = variate::draw(&rules.work[0], paper.luck, draws::TASK_WORK, 0).max(f64::MIN_POSITIVE);
    let due = rules.due.map_or(SimTime::NEVER, |limit| simulation.after(now, limit));
    let Issue { category, unit, band, known_level, .. } = *paper;
    let fresh =
        Issue { category, unit, band, known_level, due, work_left, is_recurrence: true, ..Issue::fresh(0, paper.luck.child(1), now) };
    let id = simulation.world.issues.add(|case| Issue { case, ..fresh });
    simulation.report(now, Activity::Occurred, id);
    simulation.report(now, Activity::Arrived, id);
    simulation.steps.push(Step::Serve(id));
}
