//! Orders: a unit that takes a case orders a unit below to do something about it by a date, and keeps the case.
//!
//! What a meeting orders down is the case itself; here the case stays with the unit that answers for it, and the *order* is a case of its
//! own: a part of the first one, with its number kept as that of the parent, in no measure of issues. It goes down by the rules of passing,
//! where one without force lies for a while, and stands in the queue of the unit below like a background task; its hours are ordered
//! service. A unit orders once about a case, when it takes it up, whoever brought it there.
//!
//! Where the unit waits, the case is in nobody's hands until the order is reported done; then, with a probability, it is settled by that,
//! and else the unit goes on with it. What is not done by its date is waited for no longer. Where the unit does not wait, it works on the
//! case at once, and the order is work alone.
//!
//! Whether it is ordered, and whether that settles it, compares one number of the issue with the probability.

use crate::engine::{Phase, Ticket, variate};
use crate::process::step::Toward;
use crate::process::{Activity, Event, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::Orders;
use crate::units::{IssueId, LevelId, SimTime, UnitId};
use crate::world::{Issue, RecordState};

/// Number of an order among the children of an issue's random numbers, with the level of the unit that orders: far from those of clusters and
/// recurrences.
const ORDER: u32 = 3 << 29;

/// Keeps which cases are orders, where there are ever any.
pub(crate) fn prepare<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let rules = simulation.setting.epochs.iter().find_map(|epoch| epoch.rules.orders.as_ref());
    simulation.tables.order_category = rules.map(|rules| rules.category);
}

/// The unit below that the unit of an issue, which is about to serve it, orders to do something about it; `None` where it orders nothing.
#[inline]
pub(crate) fn ordered<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId) -> Option<UnitId> {
    let rules = simulation.rules.orders.as_ref()?;
    whom(simulation, rules, id)
}

#[inline(never)]
fn whom<O: RecordObserver>(simulation: &Simulation<'_, O>, rules: &Orders, id: IssueId) -> Option<UnitId> {
    let issue = simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    let is_concerned = level >= rules.from && rules.categories[issue.category.index()] && !issue.is_on_the_spot && issue.attempts == 0;
    let was_ordered = || simulation.tables.ordered_by.get(&simulation.world.issues, id) == Some(issue.unit);
    if !is_concerned || simulation.is_centre(issue.unit) || was_ordered() {
        return None;
    }
    let below = unit_below(simulation, rules, issue, level)?;
    variate::happens(rules.share.get(), issue.luck_since_found(), draws::ORDERED, number(level)).then_some(below)
}

/// The unit that serves the issue's building at the level of those that are ordered, or at the highest one below `level`.
fn unit_below<O: RecordObserver>(simulation: &Simulation<'_, O>, rules: &Orders, issue: &Issue, level: LevelId) -> Option<UnitId> {
    let building = simulation.world.building_of(issue)? as usize;
    let serving = |level: usize| simulation.world.town.serving[level][building];
    match rules.to {
        Some(to) => serving(to.index()),
        None => (rules.least.index()..level.index()).rev().find_map(serving),
    }
}

/// The unit of the issue takes it, and orders the unit `below`.
pub(crate) fn order<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, below: UnitId) {
    let Some(rules) = &simulation.rules.orders else { return };
    let issue = *simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    let luck = issue.luck_since_found().child(ORDER | number(level));
    let at = simulation.world.units[below.index()].level.index();
    let work = rules.work.as_ref().unwrap_or(&simulation.rules.categories[issue.category.index()].work[at]);
    let work = variate::draw(work, luck, draws::ORDER_WORK, 0);
    let due = simulation.after(now, rules.within);
    simulation.tables.ordered_by.set(&simulation.world.issues, id, Some(issue.unit));
    if rules.waits {
        let timer = simulation.events.schedule(due, Phase::Expire, Event::EndOrder(id));
        let case = simulation.world.issues.get_mut(id);
        (case.person, case.record, case.limit) = (None, RecordState::AwaitingOrder, timer);
    }
    simulation.report(now, Activity::Ordered { waits: rules.waits }, id);
    let draft = Issue { key: issue.key, work_left: work.max(f64::MIN_POSITIVE), due, ..Issue::fresh(0, luck, now) };
    let order = simulation.bring_part(now, rules.category, issue.unit, draft, id);
    simulation.steps.push(Step::Pass(order, below, Toward::Order));
    if !rules.waits {
        simulation.steps.push(Step::Serve(id));
    }
}

/// What was ordered is done: where it is waited for, the case may be settled by that.
pub(crate) fn report_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, order: IssueId) {
    let Some(id) = simulation.parent_of(order) else { return };
    let issue = *simulation.world.issues.get(id);
    if issue.record != RecordState::AwaitingOrder {
        return;
    }
    let level = number(simulation.world.units[issue.unit.index()].level);
    let settles = simulation.rules.orders.as_ref().map_or(0.0, |rules| rules.settles.get());
    let is_settled = !issue.truth.is_there() || variate::happens(settles, issue.luck_since_found(), draws::ORDER_SETTLES, level);
    simulation.events.cancel(issue.limit);
    go_on(simulation, now, id, Activity::Reported, if is_settled { Step::Settle(id) } else { Step::Serve(id) });
}

/// What was ordered should have been done by now: it is waited for no longer.
pub(crate) fn end_wait<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    go_on(simulation, now, id, Activity::OrderOverdue, Step::Serve(id));
}

/// The case does not wait for its order any more, after `activity`.
fn go_on<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, activity: Activity, next: Step) {
    simulation.world.issues.get_mut(id).limit = Ticket::NONE;
    simulation.report(now, activity, id);
    simulation.world.issues.get_mut(id).record = RecordState::Unknown;
    simulation.steps.push(next);
}

/// A level as a number for random numbers.
fn number(level: LevelId) -> u32 {
    u32::try_from(level.index()).unwrap_or(0)
}
