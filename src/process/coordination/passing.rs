//! Passing: the one way from unit to unit, up by a rule, across to the department in charge, and back down.
//!
//! Whoever decides that an issue goes says where to; here it goes. Without a delay and with every signal kept that takes no
//! time, and the issue comes to its unit within the step. With the rules of passing an issue may be on its way for a while,
//! open and at no unit. Each way up may cost it a step of the severity as which it is seen, which thresholds and priority
//! follow; one that is seen as nothing any more is lost. An incident is seen by everybody. A unit may send back down what the
//! one that passed it on could settle itself, at most once for each level. A way down may be without force: the case then
//! lies for some time before it is taken up.
//!
//! What somebody else is to do in a case goes the same way: the part of a department that is summoned, which may take time to come there
//! or get lost, and what a unit above has ordered, which needs force like all that goes down.
//!
//! Residents who report or petition come to an office themselves; that is no way from unit to unit.

use crate::engine::{Phase, Ticket, variate};
use crate::process::step::Toward;
use crate::process::tables::{PassedOn, Travel};
use crate::process::{Activity, Event, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::Passing;
use crate::units::{IssueId, SimDuration, SimTime, UnitId};
use crate::world::{Issue, RecordState, TrueState};

/// An issue is passed to the unit `to`; what comes next at once, or nothing while it is on its way.
#[inline]
pub(crate) fn pass<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: IssueId,
    to: UnitId,
    toward: Toward,
) -> Option<Step> {
    match &simulation.rules.passing {
        Some(rules) if toward != Toward::Across => set_out(simulation, now, id, Travel { to: Some(to), toward }, rules),
        _ => Some(come_in(simulation, now, id, to, toward)),
    }
}

/// The issue comes to its unit.
#[inline]
fn come_in<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, to: UnitId, toward: Toward) -> Step {
    simulation.world.issues.get_mut(id).come_to(to, now);
    let attempts = match toward {
        Toward::Across => return Step::Screen(id),
        Toward::Summons | Toward::Order => {
            // whoever is summoned or ordered has not to decide whether it is theirs
            simulation.report(now, Activity::Arrived, id);
            return Step::Serve(id);
        }
        Toward::Up => 0,
        // what was tried there before is not tried again in the same way
        Toward::Down => simulation.tables.senders.get(&simulation.world.issues, id).attempts,
    };
    simulation.world.issues.get_mut(id).attempts = attempts;
    simulation.next_step(id)
}

/// The issue leaves for another level: it comes there at once, or later.
#[inline(never)]
fn set_out<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: IssueId,
    travel: Travel,
    rules: &Passing,
) -> Option<Step> {
    let issue = *simulation.world.issues.get(id);
    let index = draw_index(simulation, id);
    let (length, is_lost) = match travel.toward {
        Toward::Down | Toward::Order if !has_force(simulation, id) => {
            let is_kept = variate::happens(rules.force_kept.get(), issue.luck, draws::FORCE_KEPT, index);
            (if is_kept { SimDuration::ZERO } else { rules.shelved }, false)
        }
        Toward::Down | Toward::Order | Toward::Across => (SimDuration::ZERO, false),
        Toward::Summons => {
            let delay = variate::draw(&rules.summons_delay, issue.luck_since_found(), draws::SUMMONS_DELAY, 0);
            (SimDuration::rounded(delay), is_summoned_in_vain(rules, &issue))
        }
        Toward::Up => {
            remember_sender(simulation, id, &issue, rules);
            let delay = simulation.way_from_centre(issue.unit).unwrap_or(&rules.hop_delay);
            let delay = SimDuration::rounded(variate::draw(delay, issue.luck, draws::HOP_DELAY, index));
            (delay, fades(rules, &issue, index) && issue.seen_severity() <= 1)
        }
    };
    if length == SimDuration::ZERO && !is_lost {
        return reach(simulation, now, id, travel);
    }
    simulation.tables.travels.set(&simulation.world.issues, id, travel);
    // a summons sets out from the unit whose case it is
    let caller =
        simulation.parent_of(id).filter(|_| travel.toward == Toward::Summons).map(|parent| simulation.world.issues.get(parent).unit);
    let issue = simulation.world.issues.get_mut(id);
    if let Some(caller) = caller {
        issue.come_to(caller, now);
    }
    issue.record = RecordState::Travelling;
    issue.queued = now;
    simulation.report(now, Activity::SetOut, id);
    if length == SimDuration::ZERO {
        return Some(Step::Lose(id));
    }
    let ticket = simulation.events.schedule(now + length, Phase::Arrive, Event::Reach(id));
    simulation.world.issues.get_mut(id).limit = ticket;
    None
}

/// An issue is at the end of its way.
pub(crate) fn end_way<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.world.issues.get_mut(id).limit = Ticket::NONE;
    let travel = simulation.tables.travels.get(&simulation.world.issues, id);
    let next = reach(simulation, now, id, travel);
    simulation.steps.extend(next);
}

/// The issue reaches the unit: as what it is seen there, and whether it stays on that side.
fn reach<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, travel: Travel) -> Option<Step> {
    let Travel { to: Some(to), toward } = travel else { return None };
    let rules = simulation.rules.passing.as_ref();
    if toward == Toward::Summons && rules.is_some_and(|rules| is_summoned_in_vain(rules, simulation.world.issues.get(id))) {
        return Some(Step::Lose(id));
    }
    if let (Some(rules), Toward::Up) = (rules, toward) {
        let issue = *simulation.world.issues.get(id);
        let index = draw_index(simulation, id);
        if fades(rules, &issue, index) {
            if issue.seen_severity() <= 1 {
                return Some(Step::Lose(id));
            }
            fade(simulation, now, id);
        }
        if !simulation.tables.choices.takes_in(&issue)
            && let Some(sender) = sends_back(simulation, rules, id, to, index)
        {
            return send_back(simulation, now, id, to, sender, rules);
        }
    }
    Some(come_in(simulation, now, id, to, toward))
}

/// Whether what goes down is about an issue that has a leader: then it is taken up at once.
fn has_force<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId) -> bool {
    simulation.is_assigned(id) || simulation.parent_of(id).is_some_and(|parent| simulation.is_assigned(parent))
}

/// Whether a summons gets lost on its way.
fn is_summoned_in_vain(rules: &Passing, assist: &Issue) -> bool {
    !variate::happens(rules.summons_kept.get(), assist.luck_since_found(), draws::SUMMONS_KEPT, 0)
}

/// Whether the issue loses a step of severity on its present way up.
fn fades(rules: &Passing, issue: &Issue, index: u32) -> bool {
    issue.truth != TrueState::Incident && !variate::happens(rules.signal_kept.get(), issue.luck, draws::SIGNAL_KEPT, index)
}

/// The issue is seen as one step less severe from now on, and served later.
fn fade<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.world.issues.get_mut(id).faded += 1;
    simulation.change_band(id);
    simulation.report(now, Activity::Faded, id);
}

/// Who passed the issue on to `to`, where that one could settle it and `to` sends it back for that; once for each level.
fn sends_back<O: RecordObserver>(simulation: &Simulation<'_, O>, rules: &Passing, id: IssueId, to: UnitId, index: u32) -> Option<UnitId> {
    let PassedOn { unit, returned, .. } = simulation.tables.senders.get(&simulation.world.issues, id);
    let (unit, issue) = (unit?, simulation.world.issues.get(id));
    let could = simulation.world.units[unit.index()].level >= issue.needs;
    let is_first = returned & level_bit(simulation, to) == 0;
    (could && is_first && variate::happens(rules.returns.get(), issue.luck, draws::SENT_BACK, index)).then_some(unit)
}

/// The unit `from`, which the issue has just reached, sends it back down to `sender`.
fn send_back<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: IssueId,
    from: UnitId,
    sender: UnitId,
    rules: &Passing,
) -> Option<Step> {
    simulation.world.issues.get_mut(id).come_to(from, now);
    simulation.report(now, Activity::ReturnedDown, id);
    let mut entry = simulation.tables.senders.get(&simulation.world.issues, id);
    entry.returned |= level_bit(simulation, from);
    simulation.tables.senders.set(&simulation.world.issues, id, entry);
    simulation.world.issues.get_mut(id).record = RecordState::Unknown;
    set_out(simulation, now, id, Travel { to: Some(sender), toward: Toward::Down }, rules)
}

/// The unit of an issue, which somebody has chosen to send back to `sender`, where it was tried so often, gives it up.
pub(crate) fn give_back<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: IssueId,
    (sender, attempts): (UnitId, u16),
) {
    simulation.report(now, Activity::ReturnedDown, id);
    let before = simulation.tables.senders.get(&simulation.world.issues, id);
    simulation.tables.senders.set(&simulation.world.issues, id, PassedOn { unit: Some(sender), attempts, ..before });
    simulation.world.issues.get_mut(id).record = RecordState::Unknown;
}

/// Keeps who passes the issue on, and how often it was tried there, where it may come back.
fn remember_sender<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId, issue: &Issue, rules: &Passing) {
    if rules.returns.get() > 0.0 {
        let before = simulation.tables.senders.get(&simulation.world.issues, id);
        let entry = PassedOn { unit: Some(simulation.passed_on_from(id)), attempts: issue.attempts, ..before };
        simulation.tables.senders.set(&simulation.world.issues, id, entry);
    }
}

/// Index of the draws for the present way: the level that it begins at, and the levels that the issue has left for higher ones.
fn draw_index<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId) -> u32 {
    let level = simulation.world.units[simulation.passed_on_from(id).index()].level;
    let [more, hops] = simulation.world.issues.get(id).hops.to_be_bytes().map(u32::from);
    // at most 16 levels: the index of an issue with fewer than 256 ways up is one of two bytes
    more << 16 | u32::try_from(level.index()).unwrap_or(0) << 8 | hops
}

/// A bit for each of the at most 16 levels.
fn level_bit<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId) -> u16 {
    1 << simulation.world.units[unit.index()].level.index()
}
