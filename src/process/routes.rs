//! The routes: which submodel handles which event, which takes which step, and what each schedules before the first event.

use super::coordination::{assignment, centres, choices, escalation, meetings, orders, passing, routing, supervision, triggers, whistle};
use super::event::Event;
use super::issues::intensity::Clocks;
use super::issues::{causes, class_cases, closing, demand, discovery, inspections, petitions, tasks};
use super::people::{absence, agenda, assessment, changing_hours, handling, points, posts, rounds, shifts, succession};
use super::record::{Record, Rule, RuleKind};
use super::simulation::Simulation;
use super::step::{AfterPiece, Step, Toward};
use super::tables::Tables;
use crate::engine::{EventList, Model, Phase, Root};
use crate::process::RecordObserver;
use crate::scenario::Setting;
use crate::scenario::setting::{Decision, PRIORITIES};
use crate::units::{IssueId, PersonId, SimTime, UnitId};
use crate::world::World;
use crate::world::populate::{bands, lights, populate, task_bands};

impl<'s, O: RecordObserver> Simulation<'s, O> {
    /// The world at time zero under `root`, with its first events scheduled; `watch` makes the observer for it.
    ///
    /// # Panics
    /// When the setting has no epoch, which the scenario reader never lets pass.
    #[must_use]
    pub fn new(setting: &'s Setting, root: Root, watch: impl FnOnce(&World) -> O) -> Self {
        let (mut world, roster) = populate(setting, root);
        let clocks = Clocks::new(setting, &mut world, root);
        let observer = watch(&world);
        let mut rank_of = [0; PRIORITIES];
        let mut ranks = 0;
        for priority in bands(setting) {
            rank_of[usize::from(priority)] = ranks;
            ranks += 1;
        }
        let task_bands = task_bands(setting);
        let lights = if lights(setting) == 3 { 3 } else { 1 };
        let mut shifts = vec![Vec::new(); setting.calendars.len()];
        for (index, person) in world.people.iter().enumerate() {
            shifts[person.calendar.index()].push(PersonId::new(index));
        }
        let rules = &setting.epochs[0].rules;
        let (events, steps, tables) = (EventList::new(), Vec::new(), Tables::default());
        let mut simulation =
            Self { setting, rules, world, observer, events, steps, roster, clocks, tables, rank_of, ranks, lights, task_bands, shifts };
        simulation.prepare();
        simulation
    }

    fn prepare(&mut self) {
        for (number, start) in (0..).zip(self.setting.starts()) {
            self.events.schedule(start, Phase::Change, Event::ChangeRules(number));
        }
        self.events.schedule(self.setting.span.window_start(), Phase::Change, Event::StartMeasuring);
        self.events.schedule(self.setting.span.days.end(0), Phase::Observe, Event::EndDay(0));
        shifts::schedule_shifts(self);
        shifts::schedule_service(self);
        absence::schedule_first(self);
        succession::schedule_all(self);
        meetings::schedule_first(self);
        triggers::schedule_first(self);
        rounds::schedule_first(self);
        demand::schedule_first(self);
        tasks::schedule_first(self);
        class_cases::schedule_first(self);
        causes::prepare(self);
        inspections::schedule_first(self);
        whistle::prepare(self);
        orders::prepare(self);
        points::schedule_first(self);
        assessment::schedule_first(self);
    }
}

impl<O: RecordObserver> Model for Simulation<'_, O> {
    type Event = Event;

    #[inline]
    fn events(&mut self) -> &mut EventList<Event> {
        &mut self.events
    }

    fn most_at_once(&self) -> u64 {
        demand::most_at_once(self)
    }

    #[expect(clippy::inline_always, reason = "the body of the run loop, in which it is called once")]
    #[expect(clippy::too_many_lines, reason = "a table: one row per event")]
    #[inline(always)]
    fn handle(&mut self, now: SimTime, event: Event) {
        match event {
            Event::Occur(source) => demand::occur(self, now, source),
            Event::Follow(cluster) => demand::follow(self, now, cluster),
            Event::BecomeKnown(issue) => discovery::become_known(self, now, issue),
            Event::Reach(issue) => passing::end_way(self, now, issue),
            Event::Turn(issue) => discovery::turn(self, now, issue),
            Event::RoundDue(territory) => rounds::due(self, now, territory),
            Event::EndRound(walk) => rounds::end(self, now, walk),
            Event::Meet(number, count) => meetings::meet(self, now, number, count),
            Event::LeadForAWeek(number) => assignment::give_week(self, now, number),
            Event::LookForCauses(sender) => class_cases::look(self, now, sender),
            Event::SendTask(sender) => tasks::send(self, now, sender),
            Event::Inspect(number, day) => inspections::inspect(self, now, number, day),
            Event::SignCall(call) => whistle::sign(self, now, call),
            Event::Chase(call) => whistle::chase(self, now, call),
            Event::EndSilence(call) => whistle::end_silence(self, now, call),
            Event::EndOrder(issue) => orders::end_wait(self, now, issue),
            Event::BeginMonth(day) => points::begin_month(self, now, day),
            Event::MakeUpReport(person, nth) => points::make_up_report(self, now, person, nth),
            Event::WeighEffort(day) => points::weigh_effort(self, now, day),
            Event::Assess(day) => assessment::assess(self, now, day),
            Event::StayAtStops(person) | Event::EndPaperwork(person) => self.steps.push(Step::Look(person)),
            Event::ChangeHands(role) => succession::change_hands(self, now, role),
            Event::GoAway(person) => absence::go_away(self, now, person),
            Event::ComeBackToWork(person) => absence::come_back(self, now, person),
            Event::BeginService(person) => shifts::begin_service(self, now, person),
            Event::EndPiece(person) => self.end_piece(now, person),
            Event::Return(issue) => handling::come_back(self, now, issue),
            Event::ReachLimit(unit) => escalation::reach_limit(self, now, unit),
            Event::Notice(issue) => closing::reopen(self, now, issue),
            Event::LoseHope(issue) => petitions::lose_hope(self, now, issue),
            Event::TurnLight(issue) => supervision::turn(self, now, issue),
            Event::RunOutOfPatience(issue) => escalation::run_out(self, now, issue),
            Event::OpenShift(calendar) => shifts::open_shift(self, now, calendar),
            Event::CloseShift(calendar) => shifts::close_shift(self, now, calendar),
            Event::ChangeRules(epoch) => shifts::change_rules(self, now, epoch),
            Event::Count(trigger) => triggers::count(self, now, trigger),
            Event::StartMeasuring => self.observer.observe(&Record::MeasuringStarted { at: now }),
            Event::EndDay(day) => {
                self.observer.observe(&Record::DayEnded { at: now, day });
                self.events.schedule(self.setting.span.days.end(day.saturating_add(1)), Phase::Observe, Event::EndDay(day + 1));
            }
        }
        self.take_steps(now);
    }
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// Takes in what the setting says that somebody decides in this replication.
    pub(crate) fn choose(&mut self, replication: u32) {
        choices::prepare(self, replication);
    }

    /// Choices that were not carried out, by their numbers, and why, when the run is over.
    pub(crate) fn untaken(&self) -> Vec<(usize, String)> {
        choices::untaken(self)
    }

    /// Takes the steps that an event brought, and those that they bring, the first one first.
    #[expect(clippy::inline_always, reason = "the end of every event, where it is called once")]
    #[inline(always)]
    fn take_steps(&mut self, now: SimTime) {
        let mut taken = 0;
        while let Some(&step) = self.steps.get(taken) {
            taken += 1;
            if taken == self.steps.len() {
                // nothing waits behind the last one, and what it brings may come at once
                self.steps.clear();
                taken = 0;
            }
            self.take(now, step);
        }
    }

    /// A piece of a person's work ends.
    #[inline]
    fn end_piece(&mut self, now: SimTime, person: PersonId) {
        match handling::end_piece(self, now, person) {
            AfterPiece::Settle(issue) => {
                closing::settle(self, now, issue);
                self.look(now, person);
            }
            AfterPiece::Miss(issue) => escalation::miss(self, now, issue),
            AfterPiece::Transfer(issue) => self.transfer(now, issue),
            AfterPiece::Waits => {}
        }
    }

    /// A person on duty without work looks for some, and begins it.
    #[inline]
    fn look(&mut self, now: SimTime, person: PersonId) {
        if self.world.people[person.index()].beside.is_some() {
            self.look_around(now, person);
        } else if let Some(case) = agenda::look(self, now, person) {
            handling::take_up(self, now, person, case);
        }
    }

    /// A department finds out that it is not in charge, or a dispatcher has read a ticket.
    #[inline(never)]
    fn transfer(&mut self, now: SimTime, issue: IssueId) {
        if self.is_centre(self.world.issues.get(issue).unit) {
            centres::dispatch(self, now, issue);
        } else {
            routing::transfer(self, now, issue);
        }
    }

    /// Passes an issue on; one that is not on its way comes to its unit within the step.
    #[inline(never)]
    fn pass(&mut self, now: SimTime, issue: IssueId, to: UnitId, toward: Toward) {
        match passing::pass(self, now, issue, to, toward) {
            Some(Step::Screen(issue)) => self.screen(now, issue),
            Some(Step::Route(issue)) => routing::route(self, issue),
            Some(Step::Lose(issue)) => escalation::lose(self, now, issue),
            Some(step) => self.steps.push(step),
            None => {}
        }
    }

    /// An issue comes to its unit, where somebody may have chosen what becomes of it.
    #[inline]
    fn screen(&mut self, now: SimTime, issue: IssueId) {
        let chosen = if self.tables.choices.are_kept { choices::take(self, now, issue) } else { None };
        if chosen == Some(Decision::Return) {
            return;
        }
        match escalation::screen(self, now, issue, chosen) {
            Step::Serve(issue) if self.steps.is_empty() => self.serve(now, issue),
            step => self.steps.push(step),
        }
    }

    /// An issue stays at its unit, which may order a unit below to do something about it first.
    #[inline]
    fn serve(&mut self, now: SimTime, issue: IssueId) {
        match orders::ordered(self, issue) {
            None => handling::serve(self, now, issue),
            Some(below) => self.steps.push(Step::Order(issue, below)),
        }
    }

    /// Somebody has chosen to send an issue back to `sender`; what comes next is as when it is passed.
    #[inline(never)]
    fn send_back(&mut self, now: SimTime, issue: IssueId, sender: UnitId, attempts: u16) {
        passing::give_back(self, now, issue, (sender, attempts));
        self.pass(now, issue, sender, Toward::Down);
    }

    /// Hands a step to the submodel that takes it.
    #[expect(clippy::inline_always, reason = "the body of the loop over the steps, in which it is called once")]
    #[expect(clippy::too_many_lines, reason = "a table: one row per step")]
    #[inline(always)]
    fn take(&mut self, now: SimTime, step: Step) {
        match step {
            Step::Emerge(issue) => discovery::emerge(self, now, issue),
            Step::Learn(issue, channel, unit) => discovery::learn(self, now, issue, channel, unit),
            Step::FindToSettle(issue, channel, person) => discovery::find_to_settle(self, now, issue, channel, person),
            Step::Route(issue) => routing::route(self, issue),
            Step::Pass(issue, to, toward) => self.pass(now, issue, to, toward),
            Step::Assign(issue, meeting) => assignment::assign(self, now, issue, meeting),
            Step::PutFirst(issue) => assignment::put_first(self, now, issue),
            Step::OrderDown(issue, below) => assignment::order_down(self, now, issue, below),
            Step::ReportToCentre(issue, centre) => centres::take_in(self, now, issue, centre),
            Step::ComeBack(issue) => handling::come_back(self, now, issue),
            Step::Lose(issue) => escalation::lose(self, now, issue),
            Step::Await(issue) => petitions::wait(self, now, issue),
            Step::StopWaiting(issue) => petitions::stop_waiting(self, issue),
            Step::Judge(issue) => closing::judge(self, now, issue),
            Step::Recur(issue) => demand::recur(self, now, issue),
            Step::Prevent(issue) => class_cases::prevent(self, now, issue),
            Step::CountCause(issue) => class_cases::count(self, now, issue),
            Step::ActOnCause(issue) => class_cases::act(self, now, issue),
            Step::NoteCause(issue) => causes::note(self, issue),
            Step::FixOthers(issue) => causes::fix_others(self, now, issue),
            Step::NoteSender(issue) => choices::note_sender(self, issue),
            Step::NoteReturn(issue) => choices::note_return(self, issue),
            Step::SendBack(issue, sender, attempts) => self.send_back(now, issue, sender, attempts),
            Step::Call(issue) => whistle::blow(self, now, issue),
            Step::Enlist(person) => shifts::begin_service(self, now, person),
            Step::ReportIn(assist) => whistle::report_in(self, now, assist),
            Step::MissSummons(assist) => whistle::miss_summons(self, now, assist),
            Step::Order(issue, below) => orders::order(self, now, issue, below),
            Step::ReportBack(order) => orders::report_back(self, now, order),
            Step::ComeAgain(issue) => tasks::come_again(self, now, issue),
            Step::File(issue) => inspections::file(self, issue),
            Step::CreditRound(person, stops, finds) => points::credit_round(self, now, person, (stops, finds)),
            Step::CreditReport(issue) => points::credit_report(self, now, issue),
            Step::CreditEnd(issue) => points::credit_end(self, now, issue),
            Step::CreditAppraisal(person) => points::credit_appraisal(self, now, person),
            Step::Reorganise(person) => succession::reorganise(self, now, person),
            Step::BeginEarning(person) => points::begin_anew(self, now, person),
            Step::LetGo(issue) => self.let_go(issue),
            // begun at another post of the same hours meanwhile: what is due here waits
            Step::SetOut(person) | Step::SitDown(person) if self.world.is_bound(now, person) => {}
            Step::SetOut(person) => rounds::set_out(self, now, person),
            Step::BreakOff(person) => rounds::break_off(self, now, person),
            Step::SitDown(person) => meetings::sit_down(self, now, person),
            Step::Time(issue) => supervision::time(self, issue),
            Step::StopTiming(issue) => supervision::stop_timing(self, issue),
            Step::Screen(issue) => self.screen(now, issue),
            Step::Serve(issue) => self.serve(now, issue),
            // what waits for a dispatcher is for no unit yet
            Step::Watch(issue) if self.is_centre(self.world.issues.get(issue).unit) => {}
            Step::Watch(issue) => escalation::watch(self, now, issue),
            Step::Look(person) => self.look(now, person),
            Step::LayDown(person) => handling::lay_down(self, now, person),
            Step::CallIn(unit) => absence::call_in(self, unit),
            Step::ApplyRules => shifts::apply_rules(self, now),
            Step::FollowHours => changing_hours::follow_all(self, now),
            Step::Delegate => demand::delegate(self),
            Step::ResetLimits => escalation::reset_limits(self, now),
            Step::CloseOnPaper(issue) => closing::close_on_paper(self, now, issue),
            Step::Settle(issue) => closing::settle(self, now, issue),
            Step::Withdraw(issue, rule) => escalation::withdraw(self, issue, rule),
            // what a unit lacks the authority for it keeps, where it may call those who have it
            Step::Leave(issue, rule) if whistle::calls(self, issue, rule) => whistle::blow(self, now, issue),
            Step::PassOn(issue, rule) | Step::Leave(issue, rule) => escalation::leave(self, now, issue, rule),
            Step::GiveUp(issue, Rule { kind: RuleKind::Attempts, .. }) if self.is_assigned(issue) => assignment::keep_on(self, issue),
            Step::GiveUp(issue, rule) => closing::give_up(self, now, issue, rule),
        }
    }

    /// A person who serves several posts in the same hours looks for work at one after the other.
    #[inline(never)]
    fn look_around(&mut self, now: SimTime, post: PersonId) {
        for post in posts::in_turn(self, post) {
            let before = self.steps.len();
            if self.world.is_bound(now, post) || self.world.people[post.index()].has_work_in_hand(now) {
                continue;
            }
            if let Some(case) = agenda::look(self, now, post) {
                return handling::take_up(self, now, post, case);
            }
            if self.steps.len() > before {
                return;
            }
        }
    }
}
