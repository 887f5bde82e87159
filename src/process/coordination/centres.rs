//! Command centres: what a unit takes to be beyond its authority it reports with one key, and a dispatcher passes it straight to the
//! right unit.
//!
//! The centre is a unit with people and a queue like any other. Where difficulty says that an issue is for a higher level, its unit
//! reports it to the nearest centre, beside its own office or one above, in no time. There it waits for a dispatcher, in the order of
//! every queue, and is some minutes of work: no attempt at it, and no first work either. Nothing else moves it: no limit on the wait,
//! no light and no meeting takes it out of the centre. Then it goes one way, straight to the unit of the level that the dispatcher takes
//! it for, by the rules of passing as from the unit that reported it, but
//! that it may have a time on the way of its own: the dispatcher's decision stands for the wait that each level has. A dispatcher may take it for one level lower or higher than it
//! needs. One that is taken for no higher level than it came from goes back there. A unit keeps what the centre sends it where it has the
//! authority, whatever it takes it for itself; where it has not, and finds that out, it reports it again, and what comes back is dispatched
//! right.
//!
//! With no time and no mistake, and dispatchers enough at all hours, an issue takes the way that `triage.straight` takes.

use crate::engine::variate;
use crate::process::step::Toward;
use crate::process::tables::Dispatched;
use crate::process::{Activity, RecordObserver, Simulation, Step, draws};
use crate::units::{Distribution, IssueId, LevelId, SimTime, UnitId};
use crate::world::{Issue, RecordState};

impl<O: RecordObserver> Simulation<'_, O> {
    /// The centre to which `unit` reports what is beyond it; none where units of its level do not, or out of the centre's hours.
    pub(crate) fn centre_for(&self, now: SimTime, unit: UnitId) -> Option<UnitId> {
        let rules = self.rules.centres.as_ref()?;
        let is_open = rules.hours.is_none_or(|hours| self.setting.calendars[hours.index()].hours.is_open(now));
        if !is_open || self.world.units[unit.index()].level < rules.from {
            return None;
        }
        let office = self.world.town.office_of(unit);
        std::iter::successors(Some(office), |at| self.world.above(*at)).find_map(|at| self.world.town.centres[at.index()])
    }

    /// Whether `unit` is a centre.
    #[inline]
    pub(crate) fn is_centre(&self, unit: UnitId) -> bool {
        self.rules.centres.as_ref().is_some_and(|rules| self.world.town.seats[unit.index()].group == rules.group)
    }

    /// The unit that the issue is passed on from: of a ticket at a centre the one that reported it.
    #[inline]
    pub(crate) fn passed_on_from(&self, id: IssueId) -> UnitId {
        let unit = self.world.issues.get(id).unit;
        if !self.is_centre(unit) {
            return unit;
        }
        self.tables.dispatched.get(&self.world.issues, id).from.unwrap_or(unit)
    }

    /// Whether the centre has sent the issue to the level at which it is, which has the authority.
    pub(crate) fn is_settled_where(&self, id: IssueId, level: LevelId) -> bool {
        let sent = |to: UnitId| self.world.units[to.index()].level == level && level >= self.world.issues.get(id).needs;
        self.rules.centres.is_some() && self.tables.dispatched.get(&self.world.issues, id).to.is_some_and(sent)
    }

    /// Hands-on work of dispatching a ticket.
    pub(crate) fn dispatch_work(&self, id: IssueId) -> f64 {
        let issue = self.world.issues.get(id);
        self.rules.centres.as_ref().map_or(0.0, |rules| variate::draw(&rules.dispatch, issue.luck, draws::DISPATCH_WORK, self.ticket(id)))
    }

    /// How long what a dispatcher passes on is on its way; `None` where `unit` is no centre, or its ways are like others.
    pub(crate) fn way_from_centre(&self, unit: UnitId) -> Option<&Distribution> {
        self.rules.centres.as_ref().filter(|_| self.is_centre(unit))?.way.as_ref()
    }

    /// Which ticket of the issue it is.
    fn ticket(&self, id: IssueId) -> u32 {
        u32::from(self.tables.dispatched.get(&self.world.issues, id).times)
    }
}

/// A unit reports an issue to the centre, where it waits for a dispatcher.
pub(crate) fn take_in<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId, centre: UnitId) {
    let from = Some(simulation.world.issues.get(id).unit);
    let before = simulation.tables.dispatched.get(&simulation.world.issues, id);
    simulation.tables.dispatched.set(&simulation.world.issues, id, Dispatched { from, to: None, ..before });
    simulation.world.issues.get_mut(id).come_to(centre, now);
    simulation.report(now, Activity::Arrived, id);
    simulation.steps.push(Step::Serve(id));
}

/// A dispatcher has read the ticket, and passes it on.
pub(crate) fn dispatch<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = *simulation.world.issues.get(id);
    let Dispatched { from: Some(from), times, .. } = simulation.tables.dispatched.get(&simulation.world.issues, id) else { return };
    let wanted = if times == 0 { taken_for(simulation, &issue) } else { issue.needs.index() };
    let (to, toward) = destination(simulation, from, wanted);
    simulation.report(now, Activity::Dispatched { is_right: wanted == issue.needs.index() }, id);
    let entry = Dispatched { from: Some(from), to: Some(to), times: times.saturating_add(1) };
    simulation.tables.dispatched.set(&simulation.world.issues, id, entry);
    let issue = simulation.world.issues.get_mut(id);
    (issue.person, issue.record) = (None, RecordState::Unknown);
    simulation.steps.push(Step::Pass(id, to, toward));
}

/// Where what `from` has reported goes: up to the unit of the level, or the highest one there is; back where it is for no higher one.
fn destination<O: RecordObserver>(simulation: &Simulation<'_, O>, from: UnitId, wanted: usize) -> (UnitId, Toward) {
    let level = |unit: UnitId| simulation.world.units[unit.index()].level.index();
    let mut to = from;
    while level(to) < wanted
        && let Some(above) = simulation.world.above(to)
    {
        to = above;
    }
    (to, if to == from { Toward::Across } else { Toward::Up })
}

/// The level that a dispatcher takes the issue for.
fn taken_for<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue) -> usize {
    let mistake = simulation.rules.centres.as_ref().map_or(0.0, |rules| rules.mistake.get());
    let (uniform, needs) = (issue.luck.uniform(draws::DISPATCH_MISTAKE, 0), issue.needs.index());
    if uniform >= mistake {
        needs
    } else if uniform < mistake / 2.0 {
        needs.saturating_sub(1)
    } else {
        needs + 1
    }
}
