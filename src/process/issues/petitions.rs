//! Petitions while a matter is open: a household that has waited for too long goes to the top.
//!
//! A household whose matter somebody in office knows of waits for its end. Each time that so long has passed since then, the matter is
//! still there and its record has not ended, it petitions with a stated probability. What was lost on the way is found again by that, at
//! the top. What some unit has stays there, as a petition office hands it back to whoever is responsible, and goes before the others of
//! every queue from then on. When the record ends the household waits no more, and judges (`closing`); where the record is opened again
//! it waits anew.
//!
//! The n-th time of an issue compares its own random number with the probability, so that whoever petitions under a lower one does so
//! under a higher one.

use crate::engine::{Phase, Ticket, variate};
use crate::process::tables::HouseholdWait;
use crate::process::{Activity, Event, RecordObserver, Simulation, Step, draws};
use crate::units::{IssueId, SimTime};
use crate::world::{Channel, Origin, RecordState};

/// The matter of a household is known, or open again: from now on it waits.
pub(crate) fn wait<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let is_household = matches!(issue.origin, Origin::Household(_));
    let category = issue.category;
    let is_enquiry = simulation.setting.categories[category.index()].is_enquiry();
    let Some(waiting) = simulation.rules.feedback.as_ref().and_then(|feedback| feedback.waiting) else { return };
    let entry = simulation.tables.waits.get(&simulation.world.issues, id);
    if !is_household || is_enquiry || entry.next != Ticket::NONE {
        return;
    }
    let next = simulation.events.schedule(now + waiting.every, Phase::Expire, Event::LoseHope(id));
    simulation.tables.waits.set(&simulation.world.issues, id, HouseholdWait { next, ..entry });
}

/// The record has ended: the household waits no more.
pub(crate) fn stop_waiting<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let entry = simulation.tables.waits.get(&simulation.world.issues, id);
    simulation.events.cancel(entry.next);
    simulation.tables.waits.set(&simulation.world.issues, id, HouseholdWait { next: Ticket::NONE, ..entry });
}

/// The household has waited once more for as long as it does before it thinks of a petition.
pub(crate) fn lose_hope<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let entry = simulation.tables.waits.get(&simulation.world.issues, id);
    let times = entry.times.saturating_add(1);
    simulation.tables.waits.set(&simulation.world.issues, id, HouseholdWait { next: Ticket::NONE, times });
    let issue = *simulation.world.issues.get(id);
    let waiting = simulation.rules.feedback.as_ref().and_then(|feedback| feedback.waiting);
    let Some(waiting) = waiting.filter(|_| issue.truth.is_there()) else { return };
    let next = simulation.events.schedule(now + waiting.every, Phase::Expire, Event::LoseHope(id));
    simulation.tables.waits.set(&simulation.world.issues, id, HouseholdWait { next, times });
    if !variate::happens(waiting.petitions.get(), issue.luck, draws::PETITION, times) {
        return;
    }
    simulation.report(now, Activity::Petitioned, id);
    if issue.record == RecordState::Lost {
        let top = simulation.top_above(issue.unit);
        return simulation.steps.push(Step::Learn(id, Channel::Report, top));
    }
    simulation.go_first(id);
}
