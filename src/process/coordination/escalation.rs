//! Escalation: when an issue leaves its level for the next one up.
//!
//! Six rules, each off when absent: severity, difficulty and backlog when the issue comes to a unit, the wait limit and
//! a red light while it waits for its first start there, attempts when one has failed. Difficulty is what triage takes
//! the issue for, with a chance of mistaking it by a level; a command centre sends it straight to that level. Every escalation carries the rule that fired, its threshold
//! and the value seen. From the top level there is no way up: what an issue meets on coming in does not apply there, and an issue that
//! reaches the wait limit or fails its last attempt is given up.
//!
//! A fixed wait limit needs one live timer per queue, not one per issue: whoever came first reaches it first. A drawn one
//! (patience) is the issue's own and has a timer of its own, cancelled when work starts.

use crate::engine::{Phase, Ticket, variate};
use crate::process::step::Toward;
use crate::process::{Activity, Event, RecordObserver, Rule, RuleKind, Simulation, Step, draws};
use crate::scenario::setting::{Decision, WaitLimit};
use crate::units::{IssueId, LevelId, SimDuration, SimTime, TimeLimit, UnitId};
use crate::world::{Issue, RecordState};

/// An issue comes to its unit: does it stay? By the rules, unless somebody has `chosen`; what comes next.
#[inline]
pub(crate) fn screen<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, chosen: Option<Decision>) -> Step {
    simulation.report(now, Activity::Arrived, id);
    let refusal = match chosen {
        None | Some(Decision::Add | Decision::Return) => refusal(simulation, now, id),
        Some(Decision::Keep) => None,
        Some(Decision::Pass) => {
            // what the rules do anyway is done by the rule that fires
            let rule = refusal(simulation, now, id).unwrap_or(CHOSEN);
            simulation.world.issues.get_mut(id).record = RecordState::Unknown;
            return Step::PassOn(id, rule);
        }
        Some(Decision::Whistle) => return Step::Call(id),
    };
    match refusal {
        Some(rule) => {
            simulation.world.issues.get_mut(id).record = RecordState::Unknown;
            Step::Leave(id, rule)
        }
        None => Step::Serve(id),
    }
}

/// What sends on an issue that the rules would keep.
const CHOSEN: Rule = Rule { kind: RuleKind::Choice, threshold: 1.0, value: 1.0 };

/// The rule by which the unit does not keep the issue that comes to it, if any; the top level keeps everything.
#[inline]
fn refusal<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, id: IssueId) -> Option<Rule> {
    let unit = &simulation.world.units[simulation.world.issues.get(id).unit.index()];
    unit.above?;
    let rules = &simulation.rules.levels[unit.level.index()];
    let may_refuse = simulation.setting.members.is_some() || rules.looks_at_arrivals();
    if may_refuse { refusal_by_rules(simulation, now, id) } else { None }
}

/// The same where the unit has members who may decline, or a rule for what comes to it.
#[inline(never)]
fn refusal_by_rules<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, id: IssueId) -> Option<Rule> {
    let issue = simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    let rules = &simulation.rules.levels[level.index()];
    if simulation.setting.members.is_some()
        && let Some(rule) = declining(simulation, now, issue)
    {
        return Some(rule);
    }
    let fired = |kind, threshold: u32, value: u32| {
        (value >= threshold).then(|| Rule { kind, threshold: f64::from(threshold), value: f64::from(value) })
    };
    let severity = || u32::from(issue.seen_severity());
    let by_severity = rules.severity.and_then(|threshold| fired(RuleKind::Severity, u32::from(threshold), severity()));
    let by_difficulty = || {
        let is_told = simulation.is_settled_where(id, level);
        fired(RuleKind::Difficulty, rules.difficulty.filter(|_| !is_told)?.into(), levels_above(simulation, issue, level))
    };
    let by_backlog = || fired(RuleKind::Backlog, rules.backlog?, simulation.world.queues.length(issue.unit));
    if issue.is_on_the_spot {
        // the finder has seen what it needs, and it joins no queue
        return by_severity;
    }
    by_severity.or_else(by_difficulty).or_else(by_backlog)
}

/// Whether the member who gets the issue declines it: the less motivated, the more often.
fn declining<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, issue: &Issue) -> Option<Rule> {
    let member = simulation.world.town.seats[issue.unit.index()].member?;
    let role = simulation.world.people[member.index()].role;
    let threshold = simulation.rules.roles[role.index()].field.declines.get() * (1.0 - simulation.effort(now, member));
    let level = simulation.world.units[issue.unit.index()].level;
    let value = issue.luck_since_found().uniform(draws::DECLINED, issue.draw_index(level));
    (value < threshold).then_some(Rule { kind: RuleKind::Declined, threshold, value })
}

/// How many levels above its own the unit takes the issue to belong, mistakes included.
fn levels_above<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue, level: LevelId) -> u32 {
    let mistake = simulation.rules.triage.mistake.get();
    #[expect(clippy::cast_possible_truncation, reason = "there are at most 16 levels")]
    let uniform = issue.luck.uniform(draws::TRIAGE, level.index() as u32);
    let taken_for = if uniform >= mistake {
        issue.needs.index()
    } else if uniform < mistake / 2.0 {
        issue.needs.index().saturating_sub(1)
    } else {
        issue.needs.index() + 1
    };
    u32::try_from(taken_for.saturating_sub(level.index())).unwrap_or(0)
}

/// An issue has joined a queue: its wait limit begins.
pub(crate) fn watch<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let unit = issue.unit;
    if simulation.is_task(issue.category) {
        return;
    }
    let entry = &simulation.world.units[unit.index()];
    match &simulation.rules.levels[entry.level.index()].wait_limit {
        Some(WaitLimit::Fixed(limit)) if !entry.is_limit_set => set_timer(simulation, now, unit, *limit),
        None | Some(WaitLimit::Fixed(_)) => {}
        Some(WaitLimit::Drawn(patience)) => {
            let length = variate::draw(patience, issue.luck_since_found(), draws::PATIENCE, issue.draw_index(entry.level));
            let at = now + SimDuration::rounded(length);
            let ticket = simulation.events.schedule(at, Phase::Expire, Event::RunOutOfPatience(id));
            simulation.world.issues.get_mut(id).limit = ticket;
        }
    }
}

/// Sets the unit's timer for the issue that has waited longest, if there is one.
fn set_timer<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, unit: UnitId, limit: TimeLimit) {
    let Some(oldest) = simulation.world.queues.oldest(unit) else { return };
    let at = simulation.after(simulation.world.issues.get(oldest).queued, limit).max(now);
    let ticket = simulation.events.schedule(at, Phase::Expire, Event::ReachLimit(unit));
    let entry = &mut simulation.world.units[unit.index()];
    entry.limit = ticket;
    entry.is_limit_set = true;
}

/// The timer of a queue fires: all who have reached the fixed limit leave, and the timer is set for the next.
pub(crate) fn reach_limit<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, unit: UnitId) {
    simulation.world.units[unit.index()].is_limit_set = false;
    let level = simulation.world.units[unit.index()].level;
    let Some(WaitLimit::Fixed(limit)) = &simulation.rules.levels[level.index()].wait_limit else { return };
    while let Some(oldest) = simulation.world.queues.oldest(unit) {
        let queued = simulation.world.issues.get(oldest).queued;
        let at = simulation.after(queued, *limit);
        if at > now {
            return set_timer(simulation, now, unit, *limit);
        }
        leave_queue(simulation, now, oldest, at.since(queued));
    }
}

/// An issue's patience is at its end.
pub(crate) fn run_out<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let waited = now.since(simulation.world.issues.get(id).queued);
    leave_queue(simulation, now, id, waited);
}

fn leave_queue<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, threshold: SimDuration) {
    let waited = now.since(simulation.world.issues.get(id).queued);
    let rule = Rule { kind: RuleKind::WaitLimit, threshold: f64::from(threshold.seconds()), value: f64::from(waited.seconds()) };
    withdraw(simulation, id, rule);
}

/// An issue that waits for its first start leaves the queue and its level.
pub(crate) fn withdraw<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId, rule: Rule) {
    let issue = simulation.world.issues.get_mut(id);
    let (unit, limit) = (issue.unit, std::mem::replace(&mut issue.limit, Ticket::NONE));
    simulation.events.cancel(limit);
    simulation.world.queues.leave(&mut simulation.world.issues, unit, id);
    simulation.steps.push(Step::Leave(id, rule));
}

/// An attempt has failed: another one, or up.
pub(crate) fn miss<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.report(now, Activity::AttemptFailed, id);
    let issue = simulation.world.issues.get_mut(id);
    issue.attempts = issue.attempts.saturating_add(1);
    issue.all_attempts = issue.all_attempts.saturating_add(1);
    let attempts = u32::from(issue.attempts);
    let level = simulation.world.units[issue.unit.index()].level;
    let allowed = simulation.rules.levels[level.index()].attempts;
    if attempts < allowed {
        simulation.world.issues.get_mut(id).person = None;
        return simulation.steps.push(Step::Serve(id));
    }
    let issue = simulation.world.issues.get(id);
    let falsely = simulation.rules.closing.as_ref().map_or(0.0, |closing| closing.falsely.get());
    let falsely = simulation.closes_on_paper(now, issue, falsely);
    if falsely > 0.0 && variate::happens(falsely, issue.luck_since_found(), draws::FALSE_CLOSING, issue.draw_index(level)) {
        return simulation.steps.push(Step::CloseOnPaper(id));
    }
    let rule = Rule { kind: RuleKind::Attempts, threshold: f64::from(allowed), value: f64::from(attempts) };
    simulation.steps.push(Step::Leave(id, rule));
}

/// An issue leaves its level: to the unit above, or, from the top, to be given up.
pub(crate) fn leave<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rule: Rule) {
    let issue = simulation.world.issues.get(id);
    let unit = issue.unit;
    let level = simulation.world.units[unit.index()].level;
    let Some(mut above) = simulation.world.above(unit) else {
        return simulation.steps.push(Step::GiveUp(id, rule));
    };
    let dropped = simulation.rules.triage.dropped.get();
    let lets_rest = || variate::happens(dropped, issue.luck_since_found(), draws::DROPPED, issue.draw_index(level));
    if dropped > 0.0 && level < issue.needs && lets_rest() {
        return simulation.steps.push(Step::Lose(id));
    }
    let is_straight = match rule.kind {
        RuleKind::Difficulty => simulation.rules.triage.is_straight,
        RuleKind::Meeting => true,
        _ => false,
    };
    if is_straight {
        let wanted = match rule.kind {
            RuleKind::Difficulty => f64::from(level_number(simulation, unit)) + rule.value,
            _ => issue.needs.index() as f64,
        };
        while f64::from(level_number(simulation, above)) < wanted
            && let Some(higher) = simulation.world.above(above)
        {
            above = higher;
        }
    }
    simulation.report(now, Activity::Escalated(rule), id);
    let issue = simulation.world.issues.get_mut(id);
    issue.person = None;
    issue.is_on_the_spot = false;
    issue.record = RecordState::Unknown;
    issue.hops = issue.hops.saturating_add(1);
    let centre = if rule.kind == RuleKind::Difficulty { simulation.centre_for(now, unit) } else { None };
    simulation.steps.push(match centre {
        Some(centre) => Step::ReportToCentre(id, centre),
        None => Step::Pass(id, above, Toward::Up),
    });
}

/// A unit that cannot settle the issue drops it: nobody in office has it any more. When it is found again, the next unit that cannot
/// settle it decides anew.
pub(crate) fn lose<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.report(now, Activity::Lost, id);
    let issue = simulation.world.issues.get_mut(id);
    issue.record = RecordState::Lost;
    issue.losses = issue.losses.saturating_add(1);
    issue.person = None;
    issue.is_on_the_spot = false;
    simulation.world.hide(id);
    simulation.steps.push(Step::LetGo(id));
}

fn level_number<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId) -> u8 {
    u8::try_from(simulation.world.units[unit.index()].level.index()).unwrap_or(u8::MAX)
}

/// New rules: every queue's timer is set anew.
pub(crate) fn reset_limits<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime) {
    for index in 0..simulation.world.units.len() {
        let entry = &mut simulation.world.units[index];
        if entry.is_limit_set {
            entry.is_limit_set = false;
            simulation.events.cancel(entry.limit);
        }
        let level = entry.level;
        if let Some(WaitLimit::Fixed(limit)) = simulation.rules.levels[level.index()].wait_limit
            && !simulation.is_centre(UnitId::new(index))
        {
            set_timer(simulation, now, UnitId::new(index), limit);
        }
    }
}
