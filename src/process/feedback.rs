//! How an issue ends: solved and closed, closed on paper, or given up. The two axes end apart: a closing may be false,
//! and the issue then stays present until the reporter notices and the record is opened again. Satisfaction, trust and
//! repeats come with the town.

use super::{Activity, Event, Record, Rule, Simulation, Step, luck};
use crate::engine::{Observer, Phase, Ticket, variate};
use crate::units::{IssueId, SimDuration, SimTime};
use crate::world::issue::MOST_REOPENED;
use crate::world::{RecordState, TrueState};

/// The issue is truly fixed, and the record says so.
pub(super) fn settle<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    put_out(simulation, id);
    simulation.world.issues.get_mut(id).truth = TrueState::Fixed;
    simulation.report(now, Activity::Fixed, id);
    simulation.world.issues.get_mut(id).record = RecordState::Closed;
    simulation.report(now, Activity::Closed, id);
    simulation.world.issues.remove(id);
}

/// Nobody times the ticket any more.
fn put_out<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let ticket = simulation.world.issues.get(id).next_light;
    if ticket != Ticket::NONE {
        simulation.events.cancel(ticket);
        simulation.world.issues.get_mut(id).next_light = Ticket::NONE;
    }
}

/// The record is closed, the issue is still there; the reporter may notice.
pub(super) fn close_on_paper<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    put_out(simulation, id);
    let issue = simulation.world.issues.get_mut(id);
    issue.record = RecordState::Closed;
    let level = simulation.world.units[issue.unit.index()].level;
    let (luck, index, may_return) = (issue.luck, issue.draw_index(level), issue.reopened < MOST_REOPENED);
    simulation.report(now, Activity::Closed, id);
    let closing = simulation.rules.closing.as_ref();
    let noticing = closing.filter(|closing| may_return && variate::happens(closing.noticed.get(), luck, luck::NOTICE, index));
    match noticing {
        Some(closing) => {
            let delay = variate::draw(&closing.delay, luck, luck::NOTICE_DELAY, index);
            simulation.events.schedule(now + SimDuration::rounded(delay), Phase::Arrive, Event::Notice(id));
        }
        None => simulation.world.issues.remove(id),
    }
}

/// A false closing is noticed: the issue comes to the unit that closed it once more.
pub(super) fn reopen<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get_mut(id);
    issue.reopened += 1;
    issue.attempts = 0;
    issue.person = None;
    issue.record = RecordState::Unknown;
    issue.level_since = now;
    simulation.report(now, Activity::Reopened, id);
    simulation.steps.push(Step::Time(id));
    simulation.steps.push(Step::Screen(id));
}

/// No level can solve it: the record is rejected, the issue stays present.
pub(super) fn give_up<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rule: Rule) {
    put_out(simulation, id);
    simulation.world.issues.get_mut(id).record = RecordState::Rejected;
    simulation.report(now, Activity::Rejected(rule), id);
    simulation.world.issues.remove(id);
}
