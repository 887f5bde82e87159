//! The time account of single issues: for each, stretch by stretch, in which part its time went.
//!
//! The sums of all issues together are counted without a stretch stored ([`super::time_account`]). Here every stretch is
//! kept, for whoever wants to see where the time of one issue went. Parts, precedence and duty hours are the same, and so
//! the stretches of an issue follow one another without a gap from its occurrence to its true fix, or to the end of the
//! run: there is no follow-up that cuts them off. Memory grows with the run; kept on request only.

use super::duty_clocks::DutyClocks;
use super::time_account::{Packed, TimePart, Whereabouts, place_after};
use crate::engine::Observer;
use crate::process::{Activity, Record};
use crate::scenario::Setting;
use crate::units::{LevelId, PersonId, SimTime, UnitId};
use crate::world::World;

/// A time that an issue spends in one part of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountStretch {
    /// Case number within the run.
    pub case: u32,
    /// The part; time in a queue or in somebody's hands without anybody responsible on duty is counted in `off_duty`.
    pub part: TimePart,
    /// Level at which it waits or is worked on; `None` elsewhere.
    pub level: Option<LevelId>,
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub until: SimTime,
    /// Seconds of it in which nobody responsible is on duty.
    pub off_duty: u32,
}

impl AccountStretch {
    /// Seconds of the stretch that go to each part of the account: its own, and off duty.
    #[must_use]
    pub fn parts(&self) -> [(TimePart, u32); 2] {
        let all = self.until.since(self.from).seconds();
        [(self.part, all.saturating_sub(self.off_duty)), (TimePart::OffDuty, self.off_duty)]
    }
}

/// Where an issue stands, since when, and what the clock of duty hours showed then.
#[derive(Clone, Copy, Debug)]
struct StretchBegun {
    place: Whereabouts,
    since: SimTime,
    clock: i64,
}

/// The stretches of a run while it goes on.
#[derive(Debug)]
pub(crate) struct StretchLog<'s> {
    setting: &'s Setting,
    clocks: DutyClocks<'s>,
    /// By person: whether the present work goes on beyond the shift.
    overruns: Vec<bool>,
    /// By case.
    standing: Vec<Option<StretchBegun>>,
    stretches: Vec<AccountStretch>,
}

impl<'s> StretchLog<'s> {
    /// Nothing yet, for a run that starts as `world`.
    pub(crate) fn new(setting: &'s Setting, world: &World) -> Self {
        let overruns = vec![false; world.people.len()];
        Self { setting, clocks: DutyClocks::new(setting, world), overruns, standing: Vec::new(), stretches: Vec::new() }
    }

    /// All stretches by case, each in order of time; those that still last end at `end`.
    pub(crate) fn finish(mut self, end: SimTime) -> Vec<AccountStretch> {
        for case in 0..self.standing.len() {
            self.come_to(end, case, Whereabouts::None);
        }
        self.stretches.sort_by_key(|stretch| (stretch.case, stretch.from));
        self.stretches
    }

    fn move_to(&mut self, at: SimTime, case: usize, place: Packed, is_true: bool) {
        let before = self.standing.get(case).copied().flatten().map(|standing| standing.place);
        let has_true_end = matches!(before, Some(Whereabouts::Plain(TimePart::Gone | TimePart::Incident)));
        if before.is_some() && (is_true || !has_true_end) {
            self.come_to(at, case, place.whereabouts());
        }
    }

    fn come_to(&mut self, at: SimTime, case: usize, place: Whereabouts) {
        if let Some(before) = self.standing[case].take() {
            self.keep(case, before, at);
        }
        if place != Whereabouts::None {
            self.standing[case] = Some(StretchBegun { place, since: at, clock: self.clock(place, at) });
        }
    }

    fn keep(&mut self, case: usize, stretch: StretchBegun, until: SimTime) {
        let StretchBegun { place, since, clock } = stretch;
        if until <= since {
            return;
        }
        let level_of = |person: PersonId| Some(self.clocks.level(self.clocks.unit(person)));
        let (part, level) = match place {
            Whereabouts::None => return,
            Whereabouts::Plain(part) => (part, None),
            Whereabouts::Queue(unit) => (TimePart::Queued, Some(self.clocks.level(unit))),
            Whereabouts::Ready(person) => (TimePart::Queued, level_of(person)),
            Whereabouts::Hand(person) => (TimePart::InHand, level_of(person)),
        };
        let on_duty = self.clock(place, until) - clock;
        let all = until.since(since).seconds();
        let off_duty = if matches!(place, Whereabouts::Plain(_)) { 0 } else { u32::try_from(i64::from(all) - on_duty).unwrap_or(0) };
        let case = u32::try_from(case).unwrap_or(u32::MAX);
        self.stretches.push(AccountStretch { case, part, level, from: since, until, off_duty });
    }

    /// What the clock of duty hours of `place` shows at `at`.
    fn clock(&self, place: Whereabouts, at: SimTime) -> i64 {
        match place {
            Whereabouts::None | Whereabouts::Plain(_) => 0,
            Whereabouts::Queue(unit) => self.clocks.of_unit(unit, at),
            Whereabouts::Ready(person) | Whereabouts::Hand(person) => self.clocks.of_person(person, at),
        }
    }

    fn on_issue(&mut self, at: SimTime, activity: Activity, issue: &crate::world::Issue, unit: UnitId) {
        if self.setting.categories[issue.category.index()].is_task() {
            return;
        }
        let case = issue.case as usize;
        if activity == Activity::Occurred {
            self.standing.resize(self.standing.len().max(case + 1), None);
            return self.come_to(at, case, Whereabouts::Plain(TimePart::Undiscovered));
        }
        if let Some((place, is_true)) = place_after(&activity, issue, unit, |person| self.overruns[person.index()]) {
            self.move_to(at, case, place, is_true);
        }
    }
}

impl Observer<Record<'_>> for StretchLog<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        match *record {
            Record::Issue { at, activity, issue, unit, .. } => self.on_issue(at, activity, issue, unit),
            Record::Person { person, may_overrun, .. } => self.overruns[person.index()] = may_overrun,
            Record::Employment { at, person, is_employed } => self.clocks.employ(at, person, is_employed),
            Record::Absence { at, person, is_away } => self.clocks.absent(at, person, is_away),
            Record::Hours { at, person, calendar } => self.clocks.follow(at, person, calendar),
            Record::Round { .. }
            | Record::Inspection { .. }
            | Record::Points { .. }
            | Record::Ranked { .. }
            | Record::Effort { .. }
            | Record::Rules { .. }
            | Record::MeasuringStarted { .. }
            | Record::Part { .. }
            | Record::Succession { .. }
            | Record::DayEnded { .. } => {}
        }
    }
}
