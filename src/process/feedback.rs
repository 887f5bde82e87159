//! How an issue ends: solved and closed, or given up. The two axes end apart; closing without solving, the resident's
//! answer and reopening come with the town.

use super::{Activity, Record, Rule, Simulation};
use crate::engine::Observer;
use crate::units::{IssueId, SimTime};
use crate::world::{RecordState, TrueState};

/// The issue is truly fixed, and the record says so.
pub(super) fn settle<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    simulation.world.issues.get_mut(id).truth = TrueState::Fixed;
    simulation.report(now, Activity::Fixed, id);
    simulation.world.issues.get_mut(id).record = RecordState::Closed;
    simulation.report(now, Activity::Closed, id);
    simulation.world.issues.remove(id);
}

/// No level can solve it: the record is rejected, the issue stays present.
pub(super) fn give_up<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, rule: Rule) {
    simulation.world.issues.get_mut(id).record = RecordState::Rejected;
    simulation.report(now, Activity::Rejected(rule), id);
    simulation.world.issues.remove(id);
}
