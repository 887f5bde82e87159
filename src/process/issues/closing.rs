//! How an issue ends: solved and closed, closed on paper, or given up. The two axes end apart: a closing may be false,
//! and the issue then stays present until the reporter notices and the record is opened again. Households judge how their
//! issues end, and their trust moves with it.

use crate::engine::{Phase, Ticket, variate};
use crate::process::{Activity, Event, RecordObserver, Rule, Simulation, Step, draws};
use crate::units::{IssueId, SimDuration, SimTime};
use crate::world::issue::MOST_REOPENED;
use crate::world::{Origin, RecordState, TrueState};

/// The issue is truly fixed, and the record says so.
pub(crate) fn settle<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let before = simulation.steps.len();
    if simulation.world.issues.get(id).truth.is_there() {
        simulation.world.issues.get_mut(id).truth = TrueState::Fixed;
        simulation.report(now, Activity::Fixed, id);
    }
    simulation.world.issues.get_mut(id).record = RecordState::Closed;
    simulation.report(now, Activity::Closed, id);
    simulation.leave_the_table(id, before);
}

/// The record is closed, the issue is still there; the reporter may notice.
pub(crate) fn close_on_paper<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get_mut(id);
    issue.record = RecordState::Closed;
    let level = simulation.world.units[issue.unit.index()].level;
    let (luck, index, may_return) = (issue.luck_since_found(), issue.draw_index(level), issue.reopened < MOST_REOPENED);
    simulation.report(now, Activity::Closed, id);
    let closing = simulation.rules.closing.as_ref();
    let noticing = closing.filter(|closing| may_return && variate::happens(closing.noticed.get(), luck, draws::NOTICE, index));
    if let Some(closing) = noticing {
        let delay = variate::draw(&closing.delay, luck, draws::NOTICE_DELAY, index);
        let ticket = simulation.events.schedule(now + SimDuration::rounded(delay), Phase::Arrive, Event::Notice(id));
        simulation.world.issues.get_mut(id).limit = ticket;
    }
    simulation.world.hide(id);
    simulation.steps.push(Step::LetGo(id));
}

/// A false closing is noticed: the issue comes to the unit that closed it once more.
pub(crate) fn reopen<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.world.unhide(id);
    let issue = simulation.world.issues.get_mut(id);
    issue.reopened = (issue.reopened + 1).min(MOST_REOPENED);
    issue.attempts = 0;
    issue.person = None;
    issue.limit = Ticket::NONE;
    issue.record = RecordState::Unknown;
    issue.level_since = now;
    simulation.see_afresh(id);
    simulation.report(now, Activity::Reopened, id);
    simulation.steps.push(simulation.next_step(id));
}

/// No level can solve it: the record is rejected, the issue stays present.
pub(crate) fn give_up<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rule: Rule) {
    simulation.world.issues.get_mut(id).record = RecordState::Rejected;
    simulation.report(now, Activity::Rejected(rule), id);
    simulation.steps.push(Step::LetGo(id));
}

/// The household of an issue that has ended says what it makes of it, once per issue: whether it is satisfied, by time,
/// outcome and whether it hears back. Trust moves part of the way up or down; who is dissatisfied and still has the issue
/// may petition, and the issue is opened again at the top.
pub(crate) fn judge<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = *simulation.world.issues.get(id);
    let (Some(rules), Origin::Household(household)) = (&simulation.rules.feedback, issue.origin) else { return };
    if simulation.tables.judged.get(&simulation.world.issues, id) || simulation.setting.categories[issue.category.index()].is_enquiry() {
        return;
    }
    simulation.tables.judged.set(&simulation.world.issues, id, true);
    let expected = if issue.due == SimTime::NEVER { issue.known + rules.expected } else { issue.due };
    let outcome = match (issue.truth.is_there(), now <= expected) {
        (true, _) => rules.unfixed,
        (false, true) => rules.in_time,
        (false, false) => rules.late,
    };
    let informed = if variate::happens(rules.informed.get(), issue.luck, draws::INFORMED, 0) { 1.0 } else { rules.uninformed.get() };
    let is_satisfied = variate::happens(outcome.get() * informed, issue.luck, draws::SATISFIED, 0);
    let resident = &mut simulation.world.town.households[household as usize];
    let trust = f64::from(resident.trust);
    let moved = if is_satisfied { trust + rules.trust_gain.get() * (1.0 - trust) } else { trust - rules.trust_loss.get() * trust };
    #[expect(clippy::cast_possible_truncation, reason = "seven digits are more than anybody knows of trust")]
    let moved = moved as f32;
    let trust_gained = f64::from(moved) - trust;
    resident.trust = moved;
    simulation.report(now, Activity::Judged { is_satisfied, trust_gained }, id);
    let petitions = !is_satisfied && issue.truth.is_there() && variate::happens(rules.petitions.get(), issue.luck, draws::PETITION, 0);
    if petitions {
        simulation.report(now, Activity::Petitioned, id);
        simulation.events.cancel(issue.limit);
        let top = simulation.top_above(issue.unit);
        simulation.world.issues.get_mut(id).come_to(top, now);
        reopen(simulation, now, id);
    }
}
