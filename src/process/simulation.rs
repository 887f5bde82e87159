//! One run in progress, and what every submodel may do with it.

use super::event::Event;
use super::issues::intensity::Clocks;
use super::reactions::{Scene, react, react_to_round};
use super::record::{Activity, Record, RecordObserver, RoundStops};
use super::step::Step;
use super::tables::{Parent, Tables};
use crate::engine::{EventList, Phase, Ticket};
use crate::scenario::Setting;
use crate::scenario::setting::{BEFORE_ISSUES, PRIORITIES, Recipients, RoundKind, Rules, Task};
use crate::units::{CategoryId, IssueId, PersonId, RoleId, SimDuration, SimTime, TimeLimit, UnitId};
use crate::world::queue::TaskBands;
use crate::world::roster::Roster;
use crate::world::{Duty, Issue, Lead, Light, RecordState, World};

/// One run in progress.
#[derive(Clone, Debug)]
pub struct Simulation<'s, O> {
    /// What is simulated.
    pub setting: &'s Setting,
    /// The rules in force.
    pub rules: &'s Rules,
    /// The state.
    pub world: World,
    /// What looks on.
    pub observer: O,
    pub(super) events: EventList<Event>,
    pub(super) steps: Vec<Step>,
    pub(super) roster: Roster,
    /// When uneven streams occur.
    pub(super) clocks: Clocks,
    /// What single submodels keep.
    pub(super) tables: Tables,
    /// Rank of each service priority among those that occur.
    pub(super) rank_of: [u8; PRIORITIES],
    /// How many priorities occur.
    pub(super) ranks: u8,
    /// How many lights tell bands apart (1 or 3).
    pub(super) lights: u8,
    /// Where background tasks stand among the bands.
    pub(super) task_bands: TaskBands,
    /// Calendars that open and close, with the people who follow them in order of unit, role and rank.
    pub(super) shifts: Vec<Vec<PersonId>>,
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// The state and the observer, when the run is over.
    #[must_use]
    pub fn into_parts(self) -> (World, O) {
        (self.world, self.observer)
    }

    /// Reports to the observer what happened to `issue` at its unit, by the person who has it, and hands on to the submodels
    /// that act after it.
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    pub(super) fn report(&mut self, now: SimTime, activity: Activity, id: IssueId) {
        let issue = self.world.issues.get(id);
        let (unit, person) = (issue.unit, issue.person);
        let level = self.world.units[unit.index()].level;
        self.observer.observe(&Record::Issue { at: now, activity, issue, level, unit, person });
        self.react_to(activity, id);
    }

    /// Reports that a round of a person is over or let go, and hands on to the submodels that act after it.
    pub(super) fn report_round(&mut self, now: SimTime, person: PersonId, kind: RoundKind, stops: RoundStops) {
        let RoundStops { made, unmade, found } = stops;
        self.observer.observe(&Record::Round { at: now, person, kind, made, unmade });
        react_to_round(person, (kind, made, found), &self.tables, &mut self.steps);
    }

    /// Hands on to the submodels that act after `activity` at an issue.
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    pub(super) fn react_to(&mut self, activity: Activity, id: IssueId) {
        let scene = Scene { rules: self.rules, issues: &self.world.issues, tables: &self.tables };
        react(activity, id, &scene, &mut self.steps);
    }

    /// The issue has ended and leaves the table when nothing more can happen to it: at once, or behind the steps that its end
    /// has brought, when there are more than `before`.
    #[inline]
    pub(super) fn leave_the_table(&mut self, id: IssueId, before: usize) {
        if self.steps.len() == before {
            self.let_go(id);
        } else {
            self.steps.push(Step::LetGo(id));
        }
    }

    /// Band of service of a priority under a light, by the rules in force, where the issue is seen as `faded` steps less severe
    /// than it is: each costs a rank.
    #[inline]
    pub(super) fn band(&self, priority: u8, light: Light, faded: u8) -> u8 {
        let mut rank = self.rank_of[usize::from(priority)];
        if faded > 0 {
            rank = (rank + faded).min(self.ranks - 1);
        }
        if self.lights == 1 {
            return rank;
        }
        let is_raised = self.rules.supervision.is_some_and(|supervision| supervision.raises_priority);
        let behind = if is_raised { 2 - light as u8 } else { 2 };
        behind * self.ranks + rank
    }

    /// Whether cases of the category are background tasks.
    #[inline]
    pub(super) fn is_task(&self, category: CategoryId) -> bool {
        self.task_bands.all != 0 && self.setting.categories[category.index()].is_task()
    }

    /// Whether people of the role take background tasks: volunteers only where some are theirs.
    pub(super) fn takes_tasks(&self, role: RoleId) -> bool {
        let is_theirs = |task: &Task| task.recipients == Recipients::People(role);
        !self.rules.roles[role.index()].field.is_volunteer || self.rules.tasks.iter().any(is_theirs)
    }

    /// Work of a `category` of tasks comes to `unit`, where nobody has taken it up yet.
    pub(super) fn bring_task(&mut self, now: SimTime, category: CategoryId, unit: UnitId, draft: Issue) -> IssueId {
        let id = self.make_task(now, category, unit, draft);
        self.report(now, Activity::Occurred, id);
        self.report(now, Activity::Arrived, id);
        id
    }

    /// A part of the case `of` comes into being that somebody else is to do: a case of a `category` of tasks, which goes from here to
    /// whom it is for.
    pub(super) fn bring_part(&mut self, now: SimTime, category: CategoryId, unit: UnitId, draft: Issue, of: IssueId) -> IssueId {
        let id = self.make_task(now, category, unit, draft);
        let (case, whole) = (self.world.issues.get(id).case, self.world.issues.get(of));
        let (parent, key) = (Parent { issue: of, case: whole.case }, whole.key);
        self.tables.parents.set(&self.world.issues, id, Some(parent));
        self.observer.observe(&Record::Part { case, of: key });
        self.report(now, Activity::Occurred, id);
        id
    }

    /// The case of which `id` is a part, as long as that is there.
    pub(super) fn parent_of(&self, id: IssueId) -> Option<IssueId> {
        let Parent { issue, case } = self.tables.parents.get(&self.world.issues, id)?;
        (self.world.issues.get(issue).case == case).then_some(issue)
    }

    /// A case of a `category` of tasks at `unit`.
    fn make_task(&mut self, now: SimTime, category: CategoryId, unit: UnitId, draft: Issue) -> IssueId {
        let rules = &self.rules.categories[category.index()];
        // nothing goes before what goes before everything, lights included
        let light = if rules.priority == BEFORE_ISSUES { Light::Red } else { Light::Green };
        let band = self.band(rules.priority, light, 0);
        let due = rules.due.map_or(draft.due, |limit| self.after(now, limit));
        let known_level = self.world.units[unit.index()].level;
        self.world.issues.add(|case| Issue { case, category, known_level, band, unit, due, ..draft })
    }

    /// The issue's band follows its light and the severity as which it is seen, in the queue as well.
    pub(super) fn change_band(&mut self, id: IssueId) {
        let issue = self.world.issues.get(id);
        let before = issue.band;
        let light = self.tables.tickets.get(&self.world.issues, id).light;
        let usual = self.band(self.rules.categories[issue.category.index()].priority, light, issue.faded);
        let band = if issue.is_first { self.first_band() } else { usual };
        if band != before {
            self.set_band(id, band);
        }
    }

    /// The issue goes before the others of every queue from now on, in the one that it waits in as well; whether it did not before.
    pub(super) fn go_first(&mut self, id: IssueId) -> bool {
        let band = self.first_band();
        if std::mem::replace(&mut self.world.issues.get_mut(id).is_first, true) {
            return false;
        }
        self.set_band(id, band);
        true
    }

    /// The first band that is not one of tasks.
    fn first_band(&self) -> u8 {
        u8::try_from(self.task_bands.all.trailing_ones()).unwrap_or(0)
    }

    /// The issue stands in `band` from now on, in the queue as well.
    fn set_band(&mut self, id: IssueId, band: u8) {
        let issue = self.world.issues.get(id);
        let unit = issue.unit;
        if issue.waits_for_start() {
            let level = self.world.units[unit.index()].level;
            let order = self.rules.levels[level.index()].queue_order;
            self.world.queues.change_band(&mut self.world.issues, unit, id, band, order);
        } else {
            self.world.issues.get_mut(id).band = band;
        }
    }

    /// Somebody sees the issue as severe as it is, whatever was lost of that before.
    pub(super) fn see_afresh(&mut self, id: IssueId) {
        if std::mem::take(&mut self.world.issues.get_mut(id).faded) > 0 {
            self.change_band(id);
        }
    }

    /// A person turns to `duty` without hands-on work.
    #[inline]
    pub(super) fn turn_to(&mut self, now: SimTime, id: PersonId, duty: Duty) {
        let person = &mut self.world.people[id.index()];
        if person.duty != duty {
            person.duty = duty;
            self.observer.observe(&Record::Person { at: now, person: id, duty, lead: Lead::NONE, may_overrun: false });
        }
    }

    /// A person who begins something at `post` is no longer free at the others of the same hours.
    #[inline]
    pub(super) fn leave_posts_beside(&mut self, now: SimTime, post: PersonId) {
        if self.world.people[post.index()].beside.is_some() {
            self.leave_all_beside(now, post);
        }
    }

    #[inline(never)]
    fn leave_all_beside(&mut self, now: SimTime, post: PersonId) {
        let others: Vec<PersonId> = self.world.posts_beside(post).collect();
        for other in others {
            if !self.world.people[other.index()].has_work_in_hand(now) {
                self.world.unlist(other);
                self.turn_to(now, other, Duty::Off);
            }
        }
    }

    /// Occupies a person for `length` of their time on duty, which begins with `lead`; over nights and weekends it rests. `ends`
    /// happens at its end.
    pub(super) fn occupy(&mut self, now: SimTime, id: PersonId, duty: Duty, length: SimDuration, lead: Lead, ends: Event) {
        self.leave_posts_beside(now, id);
        let person = &mut self.world.people[id.index()];
        let end = self.setting.calendars[person.calendar.index()].hours.add_working(now, length);
        person.duty = duty;
        person.may_overrun = false;
        (person.piece_start, person.length) = (now, length);
        person.ends_at = end;
        person.ends = self.events.schedule(end, Phase::Finish, ends);
        self.observer.observe(&Record::Person { at: now, person: id, duty, lead, may_overrun: false });
    }

    /// Takes off what a person has done of the case in `spent` of the present piece.
    pub(super) fn work_off(&mut self, id: PersonId, case: IssueId, spent: SimDuration) {
        let person = &mut self.world.people[id.index()];
        let done = f64::from(spent.seconds().saturating_sub(person.lead.seconds())) * person.speed;
        person.lead = person.lead.after(spent.seconds());
        let issue = self.world.issues.get_mut(case);
        issue.work_left = (issue.work_left - done).max(f64::MIN_POSITIVE);
    }

    /// The unit at the top above `unit`, itself where nobody stands above it.
    pub(super) fn top_above(&self, unit: UnitId) -> UnitId {
        std::iter::successors(Some(unit), |unit| self.world.above(*unit)).last().unwrap_or(unit)
    }

    /// Where an issue goes that comes to its unit.
    #[inline]
    pub(super) fn next_step(&self, issue: IssueId) -> Step {
        if self.world.town.has_departments { Step::Route(issue) } else { Step::Screen(issue) }
    }

    /// Whether `unit` may settle issues of `category`: a department only its own.
    #[expect(clippy::inline_always, reason = "asked for at both ends of every piece of work; most places have no departments")]
    #[inline(always)]
    pub(super) fn is_in_charge(&self, unit: UnitId, category: CategoryId) -> bool {
        !self.world.town.has_departments || self.is_in_charge_beside(unit, category)
    }

    /// The same where there are departments.
    fn is_in_charge_beside(&self, unit: UnitId, category: CategoryId) -> bool {
        if self.is_task(category) {
            return true;
        }
        let group = self.world.town.seats[unit.index()].group;
        self.setting.units[group].department.is_none() || self.rules.in_charge[group].contains(&category)
    }

    /// An issue that no unit has leaves the table when nothing more can happen to it; what can no longer happen is
    /// cancelled.
    #[expect(clippy::inline_always, reason = "the end of every issue")]
    #[inline(always)]
    pub(super) fn let_go(&mut self, id: IssueId) {
        let issue = self.world.issues.get(id);
        if issue.record.is_open() || issue.truth.is_there() && self.may_change(id) {
            return;
        }
        self.events.cancel(issue.limit);
        self.events.cancel(self.tables.fates.get(&self.world.issues, id).timer);
        self.events.cancel(self.tables.waits.get(&self.world.issues, id).next);
        self.world.unhide(id);
        self.world.issues.remove(id);
    }

    /// Whether something can still happen to an issue that is there and that no unit has.
    #[inline(never)]
    fn may_change(&self, id: IssueId) -> bool {
        let issue = self.world.issues.get(id);
        let is_under_way = issue.record == RecordState::Unknown;
        let may_end_with_others = issue.in_cluster && self.tables.causes.are_kept;
        let is_timed = issue.limit != Ticket::NONE || self.tables.fates.get(&self.world.issues, id).timer != Ticket::NONE;
        is_under_way || may_end_with_others || is_timed || issue.is_latent
    }

    /// The instant `limit` after `from`; working time is that of the place, whoever has the issue.
    pub(super) fn after(&self, from: SimTime, limit: TimeLimit) -> SimTime {
        limit.after(from, &self.setting.working_hours)
    }
}
