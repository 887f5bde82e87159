//! Discovery: how what occurred becomes known, and what becomes of it meanwhile.
//!
//! An issue in a household or in public space is unknown until a resident reports it, a sensor sees it, somebody on a
//! round finds it, or it becomes an incident that nobody can overlook. Whether and when each of these would happen is
//! the issue's own random numbers; which comes first depends on the policy. By itself an issue heals, becomes an incident, or stays,
//! known or not. No sensor identifies persons, and nobody is watched.

use crate::engine::{Phase, Ticket, variate};
use crate::process::tables::IssueFate;
use crate::process::{Activity, Event, RecordObserver, Rule, RuleKind, Simulation, Step, draws};
use crate::scenario::setting::{CategoryRules, Discovery};
use crate::units::{IssueId, LevelId, PersonId, SimDuration, SimTime, UnitId};
use crate::world::{Channel, Issue, Origin, RecordState, TrueState};

/// Two issues of a household and category that become known within this time are repeats, 30 days (`MODEL.md` §6).
const REPEAT: SimDuration = SimDuration::from_seconds(30 * 86_400);
/// Severity of an incident, the highest.
const GRAVE: u8 = 5;

/// An issue has come into being: what will become of it, and how it may become known.
pub(crate) fn emerge<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Issue { truth, category, known, unit, .. } = *simulation.world.issues.get(id);
    if !truth.is_there() {
        return simulation.let_go(id);
    }
    let rules = &simulation.rules.categories[category.index()];
    set_fate(simulation, now, id, rules);
    if known != SimTime::NEVER {
        return;
    }
    let is_enquiry = simulation.setting.categories[category.index()].is_enquiry();
    let Some(discovery) = simulation.rules.discovery.as_ref() else {
        return learn(simulation, now, id, Channel::Report, unit);
    };
    if is_enquiry {
        return become_known(simulation, now, id);
    }
    simulation.world.hide(id);
    let issue = simulation.world.issues.get(id);
    let report = variate::happens(simulation.readiness(issue), issue.luck, draws::REPORTED, 0)
        .then(|| (variate::draw(&discovery.delay, issue.luck, draws::REPORT_DELAY, 0), Channel::Report));
    let signal = discovery.sensors.as_ref().filter(|sensors| {
        let sees = sensors.sees[issue.category.index()].get();
        matches!(issue.origin, Origin::Building(_)) && variate::happens(sees, issue.luck, draws::SENSED, 0)
    });
    let signal = signal.map(|sensors| (variate::draw(&sensors.delay, issue.luck, draws::SENSOR_DELAY, 0), Channel::Sensor));
    let earlier = |a: &(f64, Channel), b: &(f64, Channel)| a.0.total_cmp(&b.0);
    if let Some((after, channel)) = report.into_iter().chain(signal).min_by(earlier) {
        let at = now + SimDuration::rounded(after);
        let ticket = simulation.events.schedule(at, Phase::Arrive, Event::BecomeKnown(id));
        let issue = simulation.world.issues.get_mut(id);
        issue.limit = ticket;
        issue.channel = channel;
    }
}

/// Schedules what becomes of the issue by itself, where anything does before the end of the run.
fn set_fate<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rules: &CategoryRules) {
    let own = simulation.world.issues.get(id).luck;
    let heals = rules.fate.heals.as_ref().map_or(f64::INFINITY, |after| variate::draw(after, own, draws::HEALS, 0));
    let worsens = rules.fate.worsens.as_ref().filter(|(share, _)| variate::happens(share.get(), own, draws::WORSENS, 0));
    let worsens = worsens.map_or(f64::INFINITY, |(_, after)| variate::draw(after, own, draws::WORSENS_AFTER, 0));
    let at = now + SimDuration::rounded(heals.min(worsens));
    if at <= simulation.setting.span.end() {
        let ticket = simulation.events.schedule(at, Phase::Finish, Event::Turn(id));
        simulation.tables.fates.set(&simulation.world.issues, id, IssueFate { timer: ticket, turns_bad: worsens < heals });
    }
}

/// The time of the issue's report, or of the sensor's signal, has come.
pub(crate) fn become_known<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let discovery = simulation.rules.discovery.as_ref();
    let sensors = discovery.and_then(|discovery| discovery.sensors.as_ref()).filter(|_| issue.channel == Channel::Sensor);
    let (channel, unit) = match (sensors, discovery) {
        (Some(sensors), _) => (Channel::Sensor, serving(simulation, issue, sensors.level)),
        (None, Some(discovery)) => (Channel::Report, receiver(simulation, discovery, issue)),
        (None, None) => (Channel::Report, issue.unit),
    };
    learn(simulation, now, id, channel, unit);
}

/// The unit that receives the resident's report.
fn receiver<O: RecordObserver>(simulation: &Simulation<'_, O>, rules: &Discovery, issue: &Issue) -> UnitId {
    let members = simulation.setting.members.as_ref().map(|members| simulation.setting.units[members.group].level);
    let building = simulation.world.building_of(issue);
    let unit = |level: LevelId| {
        if Some(level) == members {
            let Origin::Household(household) = issue.origin else { return None };
            return simulation.member_of(household);
        }
        simulation.world.town.serving[level.index()][building? as usize]
    };
    let usable = || rules.channels.iter().filter_map(|channel| Some((channel.weight, unit(channel.level)?)));
    let mut left = issue.luck.uniform(draws::CHANNEL, 0) * usable().map(|(weight, _)| weight).sum::<f64>();
    let mut chosen = issue.unit;
    for (weight, unit) in usable() {
        chosen = unit;
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    chosen
}

/// The unit that serves the issue's building at `level`; the lowest one where none does.
fn serving<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue, level: LevelId) -> UnitId {
    let building = simulation.world.building_of(issue);
    building.and_then(|building| simulation.world.town.serving[level.index()][building as usize]).unwrap_or(issue.unit)
}

/// An issue becomes known to `unit`: for the first time, or once more after it had been lost or closed on paper.
pub(crate) fn learn<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, channel: Channel, unit: UnitId) {
    if take_in(simulation, now, id, channel, unit) {
        simulation.steps.push(simulation.next_step(id));
    }
}

/// An issue becomes known to the unit of the person who found it and deals with it at the stop, where the unit keeps it.
pub(crate) fn find_to_settle<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    id: IssueId,
    channel: Channel,
    finder: PersonId,
) {
    let unit = simulation.world.people[finder.index()].unit;
    if take_in(simulation, now, id, channel, unit) {
        let issue = simulation.world.issues.get_mut(id);
        (issue.person, issue.is_on_the_spot) = (Some(finder), true);
        simulation.steps.push(Step::Screen(id));
    }
}

/// What becomes known is recorded; whether it was not open or gone already.
fn take_in<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, channel: Channel, unit: UnitId) -> bool {
    let issue = *simulation.world.issues.get(id);
    if issue.record.is_open() || !issue.truth.is_there() {
        return false;
    }
    simulation.world.unhide(id);
    simulation.events.cancel(issue.limit);
    let level = simulation.world.units[unit.index()].level;
    let is_first = issue.known == SimTime::NEVER;
    let due = match simulation.rules.categories[issue.category.index()].due {
        Some(limit) if is_first => simulation.after(now, limit),
        _ => issue.due,
    };
    let is_repeat = if is_first { remember(simulation, now, &issue) } else { issue.is_repeat };
    let reopened = issue.reopened_when_known();
    let issue = simulation.world.issues.get_mut(id);
    issue.limit = Ticket::NONE;
    issue.channel = channel;
    issue.come_to(unit, now);
    issue.attempts = 0;
    issue.reopened = reopened;
    issue.due = due;
    issue.is_repeat = is_repeat;
    issue.record = RecordState::Unknown;
    if is_first {
        issue.known = now;
        issue.known_level = level;
    }
    simulation.see_afresh(id);
    simulation.report(now, Activity::BecameKnown(channel), id);
    true
}

/// The household remembers what it brought up last; whether this is a repeat.
fn remember<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, issue: &Issue) -> bool {
    let Origin::Household(household) = issue.origin else { return false };
    let resident = &mut simulation.world.town.households[household as usize];
    let is_repeat =
        resident.last_known != SimTime::NEVER && resident.last_category == issue.category && now.since(resident.last_known) <= REPEAT;
    resident.last_category = issue.category;
    resident.last_known = now;
    is_repeat
}

/// What becomes of an issue by itself: it is gone, or an incident.
pub(crate) fn turn<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let turns_bad = simulation.tables.fates.get(&simulation.world.issues, id).turns_bad;
    simulation.tables.fates.set(&simulation.world.issues, id, IssueFate { timer: Ticket::NONE, turns_bad });
    let issue = simulation.world.issues.get_mut(id);
    issue.truth = if turns_bad { TrueState::Incident } else { TrueState::SelfResolved };
    if !turns_bad {
        simulation.report(now, Activity::SelfResolved, id);
        return simulation.let_go(id);
    }
    issue.incident = now;
    issue.severity = GRAVE;
    let record = issue.record;
    simulation.see_afresh(id);
    simulation.report(now, Activity::TurnedIncident, id);
    if record.is_open() {
        return raise(simulation, id);
    }
    let issue = *simulation.world.issues.get(id);
    let level = simulation.rules.discovery.as_ref().map(|discovery| discovery.incidents_at);
    let unit = level.map_or(issue.unit, |level| serving(simulation, &issue, level));
    learn(simulation, now, id, Channel::Incident, unit);
}

/// An incident in a queue goes up at once where its severity says so.
fn raise<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let unit = &simulation.world.units[issue.unit.index()];
    let threshold = simulation.rules.levels[unit.level.index()].severity;
    if issue.record == RecordState::Waiting
        && !issue.is_resumed
        && unit.above.is_some()
        && let Some(threshold) = threshold
    {
        let rule = Rule { kind: RuleKind::Severity, threshold: f64::from(threshold), value: f64::from(GRAVE) };
        simulation.steps.push(Step::Withdraw(id, rule));
    }
}
