//! Whistle and report: a unit that lacks the authority for an issue keeps it, and calls the departments whose authority it takes.
//!
//! Instead of passing on what it knows or has found to be beyond its authority, a unit from a stated level on calls every department that
//! the issue needs. The case stays with the unit and its clock goes on. A department that answers signs for the call after a while; its
//! part, an *assist*, is then a case of its own with a parent, which passes to the department's queue, and in no measure of issues.
//! When the last one has done its part the unit has the authority, and the case is back in its queue. A department that keeps silent is
//! chased once; one that still is silent when its report is due sends the case one level up. What it is called for by the office beside
//! which it stands it does always: that is an order.
//!
//! Where it is not clear whose an issue is, a department may find that a call is another one's and send it back: the part comes to a
//! department anew, with the sorting in vain, at most four times.
//!
//! Whether a department answers compares one number of the issue for each department, level and call with the probability, so that
//! whatever is answered under a lower probability is so under a higher one.

use crate::engine::{Address, Luck, Phase, Root, variate};
use crate::process::step::Toward;
use crate::process::tables::{Call, CalledFor};
use crate::process::{Activity, Event, Record, RecordObserver, Rule, RuleKind, Simulation, Step, authority, draws};
use crate::scenario::setting::Whistle;
use crate::units::{CalendarId, IssueId, LevelId, SimDuration, SimTime, UnitId};
use crate::world::{Issue, RecordState};

/// Least time between two calls of a department where nobody stands above the unit that calls.
const AGAIN: SimDuration = SimDuration::from_seconds(3_600);
/// Most times that one department sends the call for one issue back.
const MOST_RETURNS: u8 = 4;

/// What departments are addressed by in random numbers: their names, whatever others there are.
pub(crate) fn prepare<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let setting = simulation.setting;
    let Some(whistle) = setting.epochs.iter().find_map(|epoch| epoch.rules.whistle.as_ref()) else { return };
    #[expect(clippy::cast_possible_truncation, reason = "half of the bits tell departments apart")]
    let key = |group: &usize| Root::new(0, 0).luck(Address::of("department", &setting.units[*group].name)).number() as u32;
    simulation.tables.whistles.keys = whistle.departments.iter().map(key).collect();
}

/// Whether the unit of an issue calls departments instead of passing it on by `rule`: by one of those that say it lacks the authority.
#[inline]
pub(crate) fn calls<O: RecordObserver>(simulation: &Simulation<'_, O>, id: IssueId, rule: Rule) -> bool {
    let Some(whistle) = &simulation.rules.whistle else { return false };
    if !matches!(rule.kind, RuleKind::Difficulty | RuleKind::Attempts) {
        return false;
    }
    let issue = simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    level >= whistle.from && level < issue.needs && authority::departments(whistle, issue.category, issue.luck) != 0
}

/// The unit of an issue calls the departments that it needs and that have neither done their part nor answered.
pub(crate) fn blow<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Some(whistle) = &simulation.rules.whistle else { return };
    let issue = *simulation.world.issues.get(id);
    let level = simulation.world.units[issue.unit.index()].level;
    let mut entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, id);
    let needed = authority::departments(whistle, issue.category, issue.luck);
    let missing = authority::bits(whistle, authority::beyond(whistle, needed, level) & !entry.done);
    let unit_of = |bit: usize| Some((bit, nearest(simulation, issue.unit, whistle.departments[bit])?));
    let called: Vec<(usize, UnitId)> = missing.filter_map(unit_of).collect();
    entry.round = entry.round.wrapping_add(1);
    entry.wanted = called.iter().fold(entry.out, |all, (bit, _)| all | 1 << bit);
    let case = simulation.world.issues.get_mut(id);
    (case.person, case.is_on_the_spot, case.record) = (None, false, RecordState::AwaitingDepartments);
    let mut calls = Vec::new();
    let before = entry.out;
    for (bit, unit) in called.into_iter().filter(|(bit, _)| before & (1 << bit) == 0) {
        let bit = u8::try_from(bit).unwrap_or(0);
        let call = fresh((id, &issue), entry.round, (bit, unit), level, now);
        let answers = answers(simulation, whistle, &call, issue.luck_since_found(), 0);
        entry.out |= u32::from(answers) << bit;
        calls.push((call, answers));
    }
    simulation.tables.whistles.of_case.set(&simulation.world.issues, id, entry);
    let count = |of: usize| u8::try_from(of).unwrap_or(u8::MAX);
    let (called, answered) = (count(calls.len()), count(calls.iter().filter(|(_, answers)| *answers).count()));
    simulation.report(now, Activity::Whistled { called, answered }, id);
    for (call, answers) in calls {
        let number = simulation.tables.whistles.keep(call);
        if answers {
            simulation.events.schedule(now + sign_delay(simulation, now, call.bit), Phase::Arrive, Event::SignCall(number));
        } else {
            let at = simulation.after(now, whistle.contact);
            simulation.events.schedule(at, Phase::Expire, Event::Chase(number));
        }
    }
    come_back_if_done(simulation, now, id);
}

/// A call for the case that nobody has sent back or missed yet.
fn fresh((parent, issue): (IssueId, &Issue), round: u8, (bit, unit): (u8, UnitId), level: LevelId, since: SimTime) -> Call {
    let (returns, is_returned, losses, is_chased) = (0, false, 0, false);
    Call { parent, case: issue.case, round, bit, unit, level, returns, is_returned, losses, is_chased, since }
}

/// The department of a `group` that stands beside the nearest office at or above `unit`.
fn nearest<O: RecordObserver>(simulation: &Simulation<'_, O>, unit: UnitId, group: usize) -> Option<UnitId> {
    let town = &simulation.world.town;
    // departments stand beside the office of their own level
    let mut office = Some(town.office_of(unit));
    while let Some(at) = office {
        if let Some(department) = town.departments[at.index()].iter().find(|department| town.seats[department.index()].group == group) {
            return Some(*department);
        }
        office = simulation.world.above(at);
    }
    None
}

/// Whether a department answers the `nth` call; always, when the office of its own level calls or the case has a leader.
fn answers<O: RecordObserver>(simulation: &Simulation<'_, O>, whistle: &Whistle, call: &Call, luck: Luck, nth: u32) -> bool {
    let is_order = call.level >= simulation.world.units[call.unit.index()].level || simulation.is_assigned(call.parent);
    let level = u32::try_from(call.level.index()).unwrap_or(0);
    is_order || variate::happens(whistle.responds.get(), own(simulation, luck, call.bit), draws::RESPONDS, level << 8 | nth)
}

/// Time from a call until a department that answers has signed for it: shorter where it has a seat in the command centre.
fn sign_delay<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, bit: u8) -> SimDuration {
    let Some(whistle) = &simulation.rules.whistle else { return SimDuration::ZERO };
    let is_open = |hours: CalendarId| simulation.setting.calendars[hours.index()].hours.is_open(now);
    match &simulation.rules.centres {
        Some(centres) if centres.seats.contains(&whistle.departments[usize::from(bit)]) && centres.hours.is_none_or(is_open) => {
            centres.seat_sign
        }
        _ => whistle.sign,
    }
}

/// The random numbers of an issue for one department.
fn own<O: RecordObserver>(simulation: &Simulation<'_, O>, luck: Luck, bit: u8) -> Luck {
    luck.child(simulation.tables.whistles.keys[usize::from(bit)])
}

/// A call as long as its case is there and open.
fn live<O: RecordObserver>(simulation: &Simulation<'_, O>, number: u32) -> Option<Call> {
    let call = simulation.tables.whistles.get(number);
    let parent = simulation.world.issues.get(call.parent);
    (parent.case == call.case && parent.record.is_open()).then_some(call)
}

/// The same while the case still waits for the answer to that very call.
fn unanswered<O: RecordObserver>(simulation: &Simulation<'_, O>, number: u32) -> Option<Call> {
    live(simulation, number).filter(|call| {
        let entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, call.parent);
        entry.round == call.round && simulation.world.issues.get(call.parent).record == RecordState::AwaitingDepartments
    })
}

/// A silent department is called once more.
pub(crate) fn chase<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let (Some(mut call), Some(whistle)) = (unanswered(simulation, number), &simulation.rules.whistle) else {
        return simulation.tables.whistles.end(number);
    };
    call.is_chased = true;
    simulation.tables.whistles.set(number, call);
    let luck = simulation.world.issues.get(call.parent).luck_since_found();
    let does_answer = answers(simulation, whistle, &call, luck, 1);
    report_at(simulation, now, Activity::Chased { does_answer }, &call);
    if does_answer {
        let mut entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, call.parent);
        entry.out |= 1 << call.bit;
        simulation.tables.whistles.of_case.set(&simulation.world.issues, call.parent, entry);
        simulation.events.schedule(now + sign_delay(simulation, now, call.bit), Phase::Arrive, Event::SignCall(number));
    } else {
        let at = simulation.after(call.since, whistle.report).max(now);
        simulation.events.schedule(at, Phase::Expire, Event::EndSilence(number));
    }
}

/// The report of a silent department was due: the case goes one level up.
pub(crate) fn end_silence<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let silent = unanswered(simulation, number);
    simulation.tables.whistles.end(number);
    let Some(call) = silent else { return };
    // what the others of the same call do not answer is not waited for either
    let mut entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, call.parent);
    entry.round = entry.round.wrapping_add(1);
    simulation.tables.whistles.of_case.set(&simulation.world.issues, call.parent, entry);
    let waited = f64::from(now.since(call.since).seconds());
    simulation.world.issues.get_mut(call.parent).record = RecordState::Unknown;
    simulation.steps.push(Step::Leave(call.parent, Rule { kind: RuleKind::Silence, threshold: waited, value: waited }));
}

/// A department signs for a call: its part comes into its queue; or, where it is going to send it back, the sorting.
pub(crate) fn sign<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let (Some(mut call), Some(whistle)) = (live(simulation, number), &simulation.rules.whistle) else {
        return simulation.tables.whistles.end(number);
    };
    let parent = *simulation.world.issues.get(call.parent);
    let luck = own(simulation, parent.luck_since_found(), call.bit);
    let index = u32::from(call.returns);
    let is_joint = authority::departments(whistle, parent.category, parent.luck).count_ones() > 1;
    let overlap = if is_joint { whistle.overlap.1 } else { whistle.overlap.0 };
    call.is_returned = call.returns < MOST_RETURNS && variate::happens(overlap.get(), luck, draws::CALL_RETURNED, index);
    let level = simulation.world.units[call.unit.index()].level;
    let work = match &whistle.work {
        _ if call.is_returned => variate::draw(&whistle.sorting, luck, draws::CALL_SORTING, index),
        Some(work) => variate::draw(work, luck, draws::ASSIST_WORK, 0),
        None => variate::draw(&simulation.rules.categories[parent.category.index()].work[level.index()], luck, draws::ASSIST_WORK, 0),
    };
    let work_left = work.max(f64::MIN_POSITIVE);
    let due = simulation.after(call.since, whistle.report);
    // what came back is the same part, and counts once
    // a part that is summoned anew has other random numbers on its way
    let anew = Issue { losses: call.losses, ..Issue::fresh(0, luck.child(index), now) };
    let draft = Issue { key: parent.key, work_left, due, is_recurrence: call.returns > 0, ..anew };
    let assist = simulation.bring_part(now, whistle.category, call.unit, draft, call.parent);
    simulation.tables.whistles.set(number, call);
    simulation.tables.whistles.of_assist.set(&simulation.world.issues, assist, Some(number));
    simulation.steps.push(Step::Pass(assist, call.unit, Toward::Summons));
}

/// A department was summoned in vain: nobody notices before it is called once more or, where it was, before its report is due; where
/// nobody stands above the unit that calls, it is called again and again.
pub(crate) fn miss_summons<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, assist: IssueId) {
    let Some(number) = simulation.tables.whistles.of_assist.get(&simulation.world.issues, assist) else { return };
    let (Some(mut call), Some(whistle)) = (live(simulation, number), &simulation.rules.whistle) else {
        return simulation.tables.whistles.end(number);
    };
    call.losses = call.losses.saturating_add(1);
    simulation.tables.whistles.set(number, call);
    let mut entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, call.parent);
    entry.out &= !(1 << call.bit);
    simulation.tables.whistles.of_case.set(&simulation.world.issues, call.parent, entry);
    let is_at_top = simulation.world.above(simulation.world.issues.get(call.parent).unit).is_none();
    let (at, event) = if !call.is_chased {
        (simulation.after(call.since, whistle.contact), Event::Chase(number))
    } else if is_at_top {
        (simulation.after(now, whistle.contact).max(now + AGAIN), Event::Chase(number))
    } else {
        (simulation.after(call.since, whistle.report), Event::EndSilence(number))
    };
    simulation.events.schedule(at.max(now), Phase::Expire, event);
}

/// A department has done its part, or sends the call back.
pub(crate) fn report_in<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, assist: IssueId) {
    let Some(number) = simulation.tables.whistles.of_assist.get(&simulation.world.issues, assist) else { return };
    let Some(mut call) = live(simulation, number) else { return simulation.tables.whistles.end(number) };
    if call.is_returned {
        call.returns += 1;
        simulation.tables.whistles.set(number, call);
        report_at(simulation, now, Activity::CallReturned, &call);
        let sign = sign_delay(simulation, now, call.bit);
        simulation.events.schedule(now + sign, Phase::Arrive, Event::SignCall(number));
        return;
    }
    simulation.tables.whistles.end(number);
    let mut entry = simulation.tables.whistles.of_case.get(&simulation.world.issues, call.parent);
    entry.done |= 1 << call.bit;
    entry.out &= !(1 << call.bit);
    simulation.tables.whistles.of_case.set(&simulation.world.issues, call.parent, entry);
    come_back_if_done(simulation, now, call.parent);
}

/// Where all departments that were called have done their part, the unit has the authority, and the case is back in its queue.
fn come_back_if_done<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let CalledFor { wanted, done, .. } = simulation.tables.whistles.of_case.get(&simulation.world.issues, id);
    let issue = simulation.world.issues.get(id);
    if issue.record != RecordState::AwaitingDepartments || wanted & !done != 0 {
        return;
    }
    let level = simulation.world.units[issue.unit.index()].level;
    let issue = simulation.world.issues.get_mut(id);
    issue.needs = issue.needs.min(level);
    simulation.report(now, Activity::Reported, id);
    simulation.world.issues.get_mut(id).record = RecordState::Unknown;
    simulation.steps.push(Step::Serve(id));
}

/// Reports what a department does about the case of another unit.
fn report_at<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, activity: Activity, call: &Call) {
    let (unit, level) = (call.unit, simulation.world.units[call.unit.index()].level);
    let issue = simulation.world.issues.get(call.parent);
    simulation.observer.observe(&Record::Issue { at: now, activity, issue, level, unit, person: None });
    simulation.react_to(activity, call.parent);
}
