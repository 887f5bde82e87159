//! The submodels, one file each, and the table that routes an event to its submodel.
//!
//! A submodel changes the world, schedules events, tells the observer, and hands an issue on as a [`Step`]; it never
//! calls another submodel. The steps that one event brings are taken here, the first one first.

pub mod coordination;
pub mod draws;
pub mod issues;
pub mod people;
pub mod record;

pub use record::{Activity, Record, Rule, RuleKind, Start};

use issues::demand::Cluster;
use issues::intensity::Clocks;

use coordination::{escalation, meetings, routing, supervision};
use issues::{closing, demand, discovery};
use people::{handling, rounds, shifts};

use crate::engine::{EventList, Model, Observer, Phase, Root, Ticket};
use crate::scenario::Setting;
use crate::scenario::setting::Rules;
use crate::units::time::DAY;
use crate::units::{CalendarId, CategoryId, IssueId, PersonId, SimTime, SourceId, TimeLimit, UnitId};
use crate::world::populate::{Roster, bands, lights, populate};
use crate::world::{Channel, Duty, Lead, Light, RecordState, World};

/// What will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The next issue of a stream occurs.
    Occur(SourceId),
    /// The next further issue of a cluster occurs; by its place among the clusters.
    Follow(u32),
    /// An issue is reported, or a sensor's signal is read.
    BecomeKnown(IssueId),
    /// An issue is gone by itself, or becomes an incident.
    Turn(IssueId),
    /// Rounds are due in a territory; by its number.
    RoundDue(u32),
    /// A round is over; by its place among the walks.
    EndRound(u32),
    /// A meeting is held: which of the rules', and how many of them were before.
    Meet(u16, u16),
    /// A person's administrative work is done.
    EndPaperwork(PersonId),
    /// A person comes into service.
    BeginService(PersonId),
    /// A person's piece of work ends.
    EndPiece(PersonId),
    /// A wait for somebody outside ends.
    Return(IssueId),
    /// The oldest issue in a unit's queue may have reached the fixed wait limit.
    ReachLimit(UnitId),
    /// A false closing is noticed.
    Notice(IssueId),
    /// An issue's light changes.
    TurnLight(IssueId),
    /// An issue's drawn wait limit is reached.
    RunOutOfPatience(IssueId),
    /// People of a calendar come on duty.
    OpenShift(CalendarId),
    /// People of a calendar go off duty.
    CloseShift(CalendarId),
    /// New rules come into force.
    ChangeRules(u32),
    /// The warm-up ends.
    StartMeasuring,
    /// A day ends.
    EndDay(u32),
}

/// Where an issue or a person goes next.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// An issue has come into being that may change by itself, or that nobody in office knows of.
    Emerge(IssueId),
    /// An issue was found by this channel, for this unit.
    Learn(IssueId, Channel, UnitId),
    /// An issue comes to an office with departments beside it.
    Route(IssueId),
    /// A department is not in charge of an issue.
    Transfer(IssueId),
    /// A wait outside has ended before its time.
    ComeBack(IssueId),
    /// A unit drops an issue.
    Lose(IssueId),
    /// The household says what it makes of the end of its issue.
    Judge(IssueId),
    /// An issue will recur, so many seconds from now.
    Recur(IssueId, f64),
    /// An issue has ended: it leaves the table when nothing more can happen to it.
    LetGo(IssueId),
    /// A person without a case sets out on a round that is due.
    SetOut(PersonId),
    /// A person gives administrative time that is due.
    SitDown(PersonId),
    /// An issue became known: its ticket is timed.
    Time(IssueId),
    /// An issue became known at a unit, or comes up to it: which level is it for?
    Screen(IssueId),
    /// An issue is to be served by its unit.
    Serve(IssueId),
    /// An issue joined a queue: its wait limit begins.
    Watch(IssueId),
    /// A person on duty without work looks for some.
    Look(PersonId),
    /// A person goes off duty with work in hand, or leaves.
    LayDown(PersonId),
    /// The rules have changed: wait limits are set anew.
    ResetLimits,
    /// An attempt has failed for the last time: the record is closed all the same.
    CloseOnPaper(IssueId),
    /// An attempt has solved the issue.
    Settle(IssueId),
    /// An attempt has failed.
    Miss(IssueId),
    /// An issue that waits for its first start leaves the queue and its level by a rule that fired.
    Withdraw(IssueId, Rule),
    /// An issue that is in no queue and in nobody's hands leaves its level by a rule that fired.
    Leave(IssueId, Rule),
    /// An issue left the top level: it is recorded as not solvable.
    GiveUp(IssueId, Rule),
}

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
    events: EventList<Event>,
    steps: Vec<Step>,
    roster: Roster,
    /// When uneven streams occur.
    clocks: Clocks,
    /// Clusters with further issues to come; places are used again.
    clusters: Vec<Cluster>,
    free_clusters: Vec<u32>,
    /// Rank of each service priority among those that occur.
    rank_of: [u8; 32],
    /// How many priorities occur.
    ranks: u8,
    /// How many lights tell bands apart (1 or 3).
    lights: u8,
    /// Calendars that open and close, with the people who follow them in order of unit, role and rank.
    shifts: Vec<Vec<PersonId>>,
}

impl<'s, O: for<'r> Observer<Record<'r>>> Simulation<'s, O> {
    /// The world at time zero under `root`, with its first events scheduled; `watch` makes the observer for it.
    ///
    /// # Panics
    /// When the setting has no epoch, which the scenario reader never lets pass.
    #[must_use]
    pub fn new(setting: &'s Setting, root: Root, watch: impl FnOnce(&World) -> O) -> Self {
        let (mut world, roster) = populate(setting, root);
        let clocks = Clocks::new(setting, &mut world, root);
        let observer = watch(&world);
        let mut rank_of = [0; 32];
        let mut ranks = 0;
        for priority in bands(setting) {
            rank_of[usize::from(priority)] = ranks;
            ranks += 1;
        }
        let lights = if lights(setting) == 3 { 3 } else { 1 };
        let mut shifts = vec![Vec::new(); setting.calendars.len()];
        for (index, person) in world.people.iter().enumerate() {
            shifts[person.calendar.index()].push(PersonId::new(index));
        }
        let rules = &setting.epochs[0].rules;
        let (events, steps, clusters, free_clusters) = (EventList::new(), Vec::new(), Vec::new(), Vec::new());
        let mut simulation = Self {
            setting,
            rules,
            world,
            observer,
            events,
            steps,
            roster,
            clocks,
            clusters,
            free_clusters,
            rank_of,
            ranks,
            lights,
            shifts,
        };
        simulation.prepare();
        simulation
    }

    /// The state and the observer, when the run is over.
    #[must_use]
    pub fn into_parts(self) -> (World, O) {
        (self.world, self.observer)
    }

    fn prepare(&mut self) {
        for (number, epoch) in (0..).zip(&self.setting.epochs) {
            self.events.schedule(epoch.from, Phase::Change, Event::ChangeRules(number));
        }
        self.events.schedule(self.setting.span.window_start(), Phase::Change, Event::StartMeasuring);
        self.events.schedule(end_of_day(0), Phase::Observe, Event::EndDay(0));
        shifts::schedule_shifts(self);
        shifts::schedule_service(self);
        meetings::schedule_first(self);
        rounds::schedule_first(self);
        demand::schedule_first(self);
    }

    /// Tells the observer what happened to `issue` at its unit, by the person who has it.
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    fn report(&mut self, now: SimTime, activity: Activity, issue: IssueId) {
        let issue = self.world.issues.get(issue);
        let (unit, person) = (issue.unit, issue.person);
        let level = self.world.units[unit.index()].level;
        self.observer.observe(&Record::Issue { at: now, activity, issue, level, unit, person });
    }

    /// Band of service of a priority under a light, by the rules in force.
    #[inline]
    fn band(&self, priority: u8, light: Light) -> u8 {
        let rank = self.rank_of[usize::from(priority)];
        if self.lights == 1 {
            return rank;
        }
        let is_raised = self.rules.supervision.is_some_and(|supervision| supervision.raises_priority);
        let behind = if is_raised { 2 - light as u8 } else { 2 };
        behind * self.ranks + rank
    }

    /// A person turns to `duty` without hands-on work.
    #[inline]
    fn turn_to(&mut self, now: SimTime, id: PersonId, duty: Duty) {
        let person = &mut self.world.people[id.index()];
        if person.duty != duty {
            person.duty = duty;
            self.observer.observe(&Record::Person { at: now, person: id, duty, lead: Lead::NONE, may_overrun: false });
        }
    }

    /// Where an issue goes that comes to its unit.
    #[inline]
    fn next_step(&self, issue: IssueId) -> Step {
        if self.world.town.has_departments { Step::Route(issue) } else { Step::Screen(issue) }
    }

    /// Whether `unit` may settle issues of `category`: a department only its own.
    #[inline]
    fn is_in_charge(&self, unit: UnitId, category: CategoryId) -> bool {
        if !self.world.town.has_departments {
            return true;
        }
        let department = &self.setting.units[self.world.town.seats[unit.index()].group].department;
        department.as_ref().is_none_or(|department| department.categories.contains(&category))
    }

    /// Nobody times the ticket any more.
    fn put_out(&mut self, issue: IssueId) {
        let ticket = self.world.issues.get(issue).next_light;
        if ticket != Ticket::NONE {
            self.events.cancel(ticket);
            self.world.issues.get_mut(issue).next_light = Ticket::NONE;
        }
    }

    /// An issue that no unit has leaves the table when nothing more can happen to it; what can no longer happen is
    /// cancelled.
    fn let_go(&mut self, id: IssueId) {
        let issue = self.world.issues.get(id);
        if issue.record.is_open() {
            return;
        }
        let (limit, fate) = (issue.limit, issue.fate);
        let is_under_way = issue.record == RecordState::Unknown;
        if issue.truth.is_there() && (is_under_way || limit != Ticket::NONE || fate != Ticket::NONE || issue.is_latent) {
            return;
        }
        self.events.cancel(limit);
        self.events.cancel(fate);
        self.world.unhide(id);
        self.world.issues.remove(id);
    }

    /// The instant `limit` after `from`; working time is that of the place, whoever has the issue.
    fn after(&self, from: SimTime, limit: TimeLimit) -> SimTime {
        limit.after(from, &self.setting.working_hours)
    }
}

/// The last instant of day `day`, where its state is looked at.
fn end_of_day(day: u32) -> SimTime {
    SimTime::from_seconds(DAY.saturating_mul(day.saturating_add(1)))
}

impl<O: for<'r> Observer<Record<'r>>> Model for Simulation<'_, O> {
    type Event = Event;

    #[inline]
    fn events(&mut self) -> &mut EventList<Event> {
        &mut self.events
    }

    fn most_at_once(&self) -> u64 {
        demand::most_at_once(self)
    }

    #[inline]
    fn handle(&mut self, now: SimTime, event: Event) {
        match event {
            Event::Occur(source) => demand::occur(self, now, source),
            Event::Follow(cluster) => demand::follow(self, now, cluster),
            Event::BecomeKnown(issue) => discovery::become_known(self, now, issue),
            Event::Turn(issue) => discovery::turn(self, now, issue),
            Event::RoundDue(territory) => rounds::due(self, now, territory),
            Event::EndRound(walk) => rounds::end(self, now, walk),
            Event::Meet(number, count) => meetings::meet(self, now, number, count),
            Event::EndPaperwork(person) => self.steps.push(Step::Look(person)),
            Event::BeginService(person) => shifts::begin_service(self, now, person),
            Event::EndPiece(person) => handling::end_piece(self, now, person),
            Event::Return(issue) => handling::come_back(self, now, issue),
            Event::ReachLimit(unit) => escalation::reach_limit(self, now, unit),
            Event::Notice(issue) => closing::reopen(self, now, issue),
            Event::TurnLight(issue) => supervision::turn(self, now, issue),
            Event::RunOutOfPatience(issue) => escalation::run_out(self, now, issue),
            Event::OpenShift(calendar) => shifts::open_shift(self, now, calendar),
            Event::CloseShift(calendar) => shifts::close_shift(self, now, calendar),
            Event::ChangeRules(epoch) => shifts::change_rules(self, now, epoch),
            Event::StartMeasuring => self.observer.observe(&Record::MeasuringStarted { at: now }),
            Event::EndDay(day) => {
                self.observer.observe(&Record::DayEnded { at: now, day });
                self.events.schedule(end_of_day(day + 1), Phase::Observe, Event::EndDay(day + 1));
            }
        }
        self.take_steps(now);
    }
}

impl<O: for<'r> Observer<Record<'r>>> Simulation<'_, O> {
    /// Takes the steps that an event brought, and those that they bring, the first one first.
    #[inline]
    fn take_steps(&mut self, now: SimTime) {
        let mut taken = 0;
        while let Some(&step) = self.steps.get(taken) {
            taken += 1;
            match step {
                Step::Emerge(issue) => discovery::emerge(self, now, issue),
                Step::Learn(issue, channel, unit) => discovery::learn(self, now, issue, channel, unit),
                Step::Route(issue) => routing::route(self, issue),
                Step::Transfer(issue) => routing::transfer(self, now, issue),
                Step::ComeBack(issue) => handling::come_back(self, now, issue),
                Step::Lose(issue) => escalation::lose(self, now, issue),
                Step::Judge(issue) => closing::judge(self, now, issue),
                Step::Recur(issue, after) => demand::recur(self, now, issue, after),
                Step::LetGo(issue) => self.let_go(issue),
                Step::SetOut(person) => rounds::set_out(self, now, person),
                Step::SitDown(person) => meetings::sit_down(self, now, person),
                Step::Time(issue) => supervision::time(self, issue),
                Step::Screen(issue) => escalation::screen(self, now, issue),
                Step::Serve(issue) => handling::serve(self, now, issue),
                Step::Watch(issue) => escalation::watch(self, now, issue),
                Step::Look(person) => handling::look(self, now, person),
                Step::LayDown(person) => handling::lay_down(self, now, person),
                Step::ResetLimits => escalation::reset_limits(self, now),
                Step::CloseOnPaper(issue) => closing::close_on_paper(self, now, issue),
                Step::Settle(issue) => closing::settle(self, now, issue),
                Step::Miss(issue) => escalation::miss(self, now, issue),
                Step::Withdraw(issue, rule) => escalation::withdraw(self, issue, rule),
                Step::Leave(issue, rule) => escalation::leave(self, now, issue, rule),
                Step::GiveUp(issue, rule) => closing::give_up(self, now, issue, rule),
            }
        }
        self.steps.clear();
    }
}
