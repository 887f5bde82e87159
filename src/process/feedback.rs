//! How an issue ends: solved and closed, or given up. The two axes end apart; closing without solving, the resident's
//! answer and reopening come with the town.

use super::{Activity, Record, Rule, Simulation};
use crate::engine::{Observer, Ticket};
use crate::units::{IssueId, SimTime};
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
    }
}

/// No level can solve it: the record is rejected, the issue stays present.
pub(super) fn give_up<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rule: Rule) {
    put_out(simulation, id);
    simulation.world.issues.get_mut(id).record = RecordState::Rejected;
    simulation.report(now, Activity::Rejected(rule), id);
    simulation.world.issues.remove(id);
}
