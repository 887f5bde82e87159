//! Supervision: every ticket with a promise is timed from known to due, and the time never starts anew.
//!
//! The light is green at first, yellow and then red when the stated shares of the time are used; where the promise is in
//! working days or hours, the share is of the working time of the place. A light is recorded against the unit that has
//! the issue when it changes. By policy a light raises priority (red before yellow before green, within one light the
//! categories' priorities), and an issue that still waits for its first start when the light turns red goes up a level.
//! Work in hand is never interrupted by a light.

use crate::engine::{Phase, Ticket};
use crate::process::tables::TimedTicket;
use crate::process::{Activity, Event, RecordObserver, Rule, RuleKind, Simulation, Step};
use crate::scenario::setting::Supervision;
use crate::units::{Calendar, IssueId, Share, SimDuration, SimTime, TimeLimit};
use crate::world::{Issue, Light};

/// An issue became known, or is open again: its ticket is timed, when somebody watches and something is promised.
#[inline]
pub(crate) fn time<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    if let Some(supervision) = simulation.rules.supervision
        && simulation.world.issues.get(id).due != SimTime::NEVER
    {
        match simulation.tables.tickets.get(&simulation.world.issues, id).light {
            Light::Green => schedule(simulation, id, supervision.yellow),
            Light::Yellow => schedule(simulation, id, supervision.red),
            Light::Red => {}
        }
    }
}

fn schedule<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId, share: Share) {
    let at = instant(simulation, simulation.world.issues.get(id), share).max(simulation.events.now());
    let next = simulation.events.schedule(at, Phase::Expire, Event::TurnLight(id));
    let light = simulation.tables.tickets.get(&simulation.world.issues, id).light;
    simulation.tables.tickets.set(&simulation.world.issues, id, TimedTicket { light, next });
}

/// An issue has ended on the record: nobody times its ticket any more.
pub(crate) fn stop_timing<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let TimedTicket { light, next } = simulation.tables.tickets.get(&simulation.world.issues, id);
    simulation.events.cancel(next);
    simulation.tables.tickets.set(&simulation.world.issues, id, TimedTicket { light, next: Ticket::NONE });
}

/// When `share` of the issue's time is used.
fn instant<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue, share: Share) -> SimTime {
    let (known, due) = (issue.known, issue.due);
    let part = |whole: SimDuration| SimDuration::rounded(f64::from(whole.seconds()) * share.get());
    match hours(simulation, issue) {
        Some(hours) => hours.add_working(known, part(hours.working_between(known, due))),
        None => known + part(due.since(known)),
    }
}

/// The hours in which the issue's time is used; `None` where it is elapsed time.
fn hours<'s, O: RecordObserver>(simulation: &Simulation<'s, O>, issue: &Issue) -> Option<&'s Calendar> {
    let promise = simulation.rules.categories[issue.category.index()].due;
    promise.is_some_and(TimeLimit::is_working).then(|| &*simulation.setting.working_hours)
}

/// A light changes: it is recorded, raises priority, and red may send a waiting issue up.
pub(crate) fn turn<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let before = simulation.tables.tickets.get(&simulation.world.issues, id).light;
    let supervision = simulation.rules.supervision;
    let light = match (before, supervision) {
        (_, None) => before,
        (Light::Green, Some(_)) => Light::Yellow,
        (Light::Yellow | Light::Red, Some(_)) => Light::Red,
    };
    simulation.tables.tickets.set(&simulation.world.issues, id, TimedTicket { light, next: Ticket::NONE });
    let Some(supervision) = supervision else { return };
    simulation.report(now, Activity::Lit(light), id);
    if light == Light::Yellow {
        schedule(simulation, id, supervision.red);
    }
    simulation.change_band(id);
    let issue = simulation.world.issues.get(id);
    let may_leave = issue.waits_for_start() && simulation.world.above(issue.unit).is_some();
    if light == Light::Red && supervision.escalates_red && may_leave {
        simulation.steps.push(Step::Withdraw(id, rule(&supervision, issue, hours(simulation, issue), now)));
    }
}

fn rule(supervision: &Supervision, issue: &Issue, hours: Option<&Calendar>, now: SimTime) -> Rule {
    let used_until = |until: SimTime| match hours {
        Some(hours) => hours.working_between(issue.known, until),
        None => until.since(issue.known),
    };
    let used = f64::from(used_until(now).seconds()) / f64::from(used_until(issue.due).seconds()).max(1.0);
    Rule { kind: RuleKind::RedLight, threshold: supervision.red.get(), value: used }
}
