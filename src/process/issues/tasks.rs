//! Background tasks: work that is no resident's issue comes down from a level, and takes the hours of who gets it.
//!
//! A task is a case of its own kind: it stands in the queue of its unit, before residents' issues, level with them or after
//! them, is worked on like them, and ends when it is done. It is never sent up, timed by lights, or looked at in a meeting,
//! and no measure of issues counts it. Tasks of a civil cadence are sent at local midnight of its first day, others at random
//! moments; number, work, refusal and clarity of the n-th task of a unit are its own random numbers, the same under every
//! policy. What the entry rule refuses is done by the level that sent it, with the same work, or by nobody.

use crate::engine::{Luck, Phase, variate};
use crate::process::{Event, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::{Recipients, Sending, Task};
use crate::units::{Cadence, CategoryId, IssueId, SimDuration, SimTime, UnitId};
use crate::world::{Issue, Sender};

/// Schedules what is sent first to every unit.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for number in 0..simulation.world.senders.len() {
        schedule_next(simulation, number);
    }
}

/// The task that a sender sends, as in force.
fn in_force<'s, O: RecordObserver>(simulation: &Simulation<'s, O>, category: CategoryId) -> Option<&'s Task> {
    let rules = simulation.rules;
    rules.tasks.iter().find(|task| task.category == category)
}

/// Schedules the next sending, by the rules in force.
fn schedule_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, number: usize) {
    let sender = simulation.world.senders[number];
    let Some(task) = in_force(simulation, sender.category) else { return };
    let at = match task.sending {
        Sending::Each(cadence) => {
            let Some(day) = next_day(simulation, cadence, &sender) else { return };
            simulation.world.senders[number].next_day = day + 1;
            simulation.setting.span.days.begin(day)
        }
        Sending::At(rate) => {
            let rate = rate.get() * sender.recipients(task);
            if rate <= 0.0 {
                return;
            }
            let sender = &mut simulation.world.senders[number];
            sender.next += variate::exponential(sender.luck, draws::TASK_INTERVAL, sender.sent) / rate;
            SimTime::ZERO + SimDuration::rounded(sender.next)
        }
    };
    if at < simulation.setting.span.end() {
        let number = u32::try_from(number).unwrap_or_else(|_| panic!("{number} senders of tasks are more than can be numbered"));
        simulation.events.schedule(at, Phase::Arrive, Event::SendTask(number));
    }
}

/// The next day on which a period of `cadence` begins; of daily ones, on which somebody of the unit is on duty.
fn next_day<O: RecordObserver>(simulation: &Simulation<'_, O>, cadence: Cadence, sender: &Sender) -> Option<u32> {
    let span = &simulation.setting.span;
    let end = span.days.beginning_from(span.end());
    let (first, count) = sender.colleagues;
    let colleagues = &simulation.world.people[first.index()..first.index() + count as usize];
    let has_duty = |day: u32| {
        let on_duty =
            |calendar: usize| simulation.setting.calendars[calendar].hours.working_between(span.days.begin(day), span.days.end(day));
        colleagues.is_empty() || colleagues.iter().any(|person| on_duty(person.calendar.index()) > SimDuration::ZERO)
    };
    let mut day = cadence.next(span.start, sender.next_day, end)?;
    while cadence == Cadence::Day && !has_duty(day) {
        day = cadence.next(span.start, day + 1, end)?;
    }
    Some(day)
}

/// Tasks are sent to a unit.
pub(crate) fn send<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let number = number as usize;
    let sender = simulation.world.senders[number];
    let Some(task) = in_force(simulation, sender.category) else { return };
    let times = times(simulation, task, &sender);
    if times == 0 {
        // the random numbers of this moment are used up all the same
        simulation.world.senders[number].sent += 1;
    }
    for _ in 0..times {
        let nth = simulation.world.senders[number].sent;
        simulation.world.senders[number].sent = nth + 1;
        issue(simulation, now, task, &sender, sender.luck.child(nth));
    }
    schedule_next(simulation, number);
}

/// How many tasks come at once.
fn times<O: RecordObserver>(simulation: &mut Simulation<'_, O>, task: &Task, sender: &Sender) -> u32 {
    let employed = |(first, count): (crate::units::PersonId, u32)| {
        let people = &simulation.world.people[first.index()..first.index() + count as usize];
        people.iter().filter(|person| person.is_employed).count()
    };
    match (task.recipients, task.sending) {
        (Recipients::Units(_), Sending::Each(_)) => sender.grids,
        (Recipients::Units(_) | Recipients::Households(..) | Recipients::Members(..), Sending::At(_)) => 1,
        (Recipients::People(_), Sending::Each(_)) => u32::try_from(employed(sender.people)).unwrap_or(u32::MAX),
        (Recipients::People(_), Sending::At(_)) => {
            // moments are those of everybody who is ever there; one of somebody who is not there falls away
            let place = sender.luck.uniform(draws::TASK_PERSON, sender.sent) * f64::from(sender.people.1);
            u32::from(place < employed(sender.people) as f64)
        }
        (Recipients::Households(_, each) | Recipients::Members(_, each), Sending::Each(_)) => {
            let owed = &mut simulation.tables.tasks_owed;
            owed.resize(owed.len().max(sender.category.index() + 1), 0.0);
            let owed = &mut owed[sender.category.index()];
            *owed += sender.counted(task) / each;
            let whole = (*owed + ROUNDING).floor();
            *owed = (*owed - whole).max(0.0);
            SimDuration::rounded(whole).seconds()
        }
    }
}

/// A sum of shares that is so little short of a whole task is one.
const ROUNDING: f64 = 1e-9;

/// One task with random numbers `own` comes, in all its copies, to the unit or, refused, to the level that sends it.
fn issue<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, task: &Task, sender: &Sender, own: Luck) {
    let mut unit = sender.unit;
    let is_sent_down = simulation.world.units[unit.index()].level < task.from;
    let rule = simulation.rules.entry_rule.filter(|rule| is_sent_down && variate::happens(rule.keeps_out.get(), own, draws::KEPT_OUT, 0));
    if let Some(rule) = rule {
        if !rule.is_done_above {
            return;
        }
        while simulation.world.units[unit.index()].level < task.from {
            let Some(above) = simulation.world.above(unit) else { return };
            unit = above;
        }
    }
    let copies = if task.campaigns.is_empty() { task.copies } else { task.copies * task.factor(now) };
    let copies = SimDuration::rounded((copies + own.uniform(draws::COPIES, 0)).floor()).seconds();
    for copy in 0..copies {
        let luck = own.child(copy);
        let work = work(simulation, task.category, luck);
        come(simulation, now, task, unit, Issue { work_left: work, ..Issue::fresh(0, luck, now) });
    }
}

/// Hands-on work of a task, the same at whatever level it is done.
fn work<O: RecordObserver>(simulation: &Simulation<'_, O>, category: CategoryId, luck: Luck) -> f64 {
    let rules = &simulation.rules.categories[category.index()];
    variate::draw(&rules.work[0], luck, draws::TASK_WORK, 0).max(f64::MIN_POSITIVE)
}

/// A task comes to `unit`: into its queue, or, where it is done on paper alone, to its end.
fn come<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, task: &Task, unit: UnitId, draft: Issue) {
    let is_on_paper = variate::happens(task.coping.get(), draft.luck, draws::COPED, 0);
    let id = simulation.bring_task(now, task.category, unit, draft);
    simulation.steps.push(if is_on_paper { Step::Settle(id) } else { Step::Serve(id) });
}

/// A task has been done: one that was not clear comes back once, with half the work.
pub(crate) fn come_again<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let done = *simulation.world.issues.get(id);
    let Some(task) = in_force(simulation, done.category) else { return };
    let was_done = done.first_start != SimTime::NEVER && !done.is_recurrence;
    if was_done && !variate::happens(task.clarity.get(), done.luck, draws::CLEAR, 0) {
        let work = work(simulation, done.category, done.luck) / 2.0;
        let luck = done.luck.child(0);
        come(simulation, now, task, done.unit, Issue { work_left: work, is_recurrence: true, ..Issue::fresh(0, luck, now) });
    }
}
