//! Duty hours that have passed since the start, for one person and for whoever is at a unit.
//!
//! A person's are those of the calendar of the role, one after the other where they change with the state of the run. A unit's are
//! the time in which anybody is on duty who is employed there and whose role handles cases under some rules: one calendar where all
//! follow the same, else the union of theirs. People come and go at few instants, so that a unit keeps one stretch per set of
//! calendars that it has had.

use std::borrow::Cow;

use crate::scenario::Setting;
use crate::scenario::setting::NamedCalendar;
use crate::units::calendar::Calendar;
use crate::units::{CalendarId, LevelId, PersonId, SimTime, UnitId};
use crate::world::World;

/// A person, as far as duty hours go.
#[derive(Clone, Copy, Debug)]
struct Worker {
    unit: UnitId,
    calendar: u32,
    /// Duty seconds of the person before the present hours began, less what those show: the clock is this and what they show.
    ahead: i64,
    /// When they began.
    since: SimTime,
    is_employed: bool,
    is_away: bool,
    takes_cases: bool,
}

impl Worker {
    /// Whether the person is employed and neither on leave nor ill.
    const fn is_in_place(&self) -> bool {
        self.is_employed && !self.is_away
    }
}

/// A stretch in which a unit follows the same hours.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    since: SimTime,
    /// Number of its hours; `None` while nobody is there.
    hours: Option<u32>,
    /// Duty seconds of the unit before the stretch, less those of the hours: the clock is this and what the hours show.
    ahead: i64,
}

/// A unit: its present stretch, the earlier ones, and how many people follow which calendar.
#[derive(Clone, Debug)]
struct Desk {
    level: LevelId,
    now: Stretch,
    earlier: Vec<Stretch>,
    /// Calendar, and how many follow it.
    staff: Vec<(u32, u32)>,
}

/// The clocks of duty hours of a run.
#[derive(Clone, Debug)]
pub(crate) struct DutyClocks<'s> {
    people: Vec<Worker>,
    desks: Vec<Desk>,
    /// Earlier hours of people, with when they began and what they were ahead, rising in time.
    earlier: Vec<(PersonId, SimTime, u32, i64)>,
    /// The setting's calendars, then unions of several.
    hours: Vec<Cow<'s, Calendar>>,
    /// The sets of calendars of the unions, rising.
    unions: Vec<Vec<u32>>,
    /// When all hours end, where they are without a break from the start; `None` where any calendar closes.
    unbroken: Option<SimTime>,
}

impl<'s> DutyClocks<'s> {
    /// Clocks for a run that starts as `world`; nobody is employed yet.
    pub(crate) fn new(setting: &'s Setting, world: &World) -> Self {
        let takes_cases = |role: usize| setting.epochs.iter().any(|epoch| epoch.rules.roles[role].field.takes_cases);
        let takes_cases: Vec<bool> = (0..setting.roles.len()).map(takes_cases).collect();
        #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
        let worker = |person: &crate::world::Person| Worker {
            unit: person.unit,
            calendar: person.calendar.index() as u32,
            ahead: 0,
            since: SimTime::ZERO,
            is_employed: false,
            is_away: false,
            takes_cases: takes_cases[person.role.index()],
        };
        let ends = |calendar: &NamedCalendar| calendar.hours.is_always().then(|| calendar.hours.duty_before(SimTime::NEVER));
        let ends: Option<Vec<u32>> = setting.calendars.iter().map(ends).collect();
        let empty = Stretch { since: SimTime::ZERO, hours: None, ahead: 0 };
        let desk = |unit: &crate::world::Unit| Desk { level: unit.level, now: empty, earlier: Vec::new(), staff: Vec::new() };
        Self {
            people: world.people.iter().map(worker).collect(),
            desks: world.units.iter().map(desk).collect(),
            earlier: Vec::new(),
            hours: setting.calendars.iter().map(|calendar| Cow::Borrowed(&calendar.hours)).collect(),
            unions: Vec::new(),
            unbroken: ends.and_then(|ends| ends.into_iter().min()).map(SimTime::from_seconds),
        }
    }

    /// A person is employed or leaves.
    pub(crate) fn employ(&mut self, at: SimTime, person: PersonId, is_employed: bool) {
        let worker = &mut self.people[person.index()];
        let before = worker.is_in_place();
        worker.is_employed = is_employed;
        self.count(at, person, before);
    }

    /// A person goes away on leave or ill, or is back.
    pub(crate) fn absent(&mut self, at: SimTime, person: PersonId, is_away: bool) {
        let worker = &mut self.people[person.index()];
        let before = worker.is_in_place();
        worker.is_away = is_away;
        self.count(at, person, before);
    }

    /// A person has the hours of `calendar` from now on.
    pub(crate) fn follow(&mut self, at: SimTime, person: PersonId, calendar: CalendarId) {
        let Worker { calendar: before, since, ahead, is_away, .. } = self.people[person.index()];
        let passed = self.of_person(person, at);
        // away from the old hours, and back in the new ones
        self.absent(at, person, true);
        self.earlier.push((person, since, before, ahead));
        #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
        let calendar = calendar.index() as u32;
        let ahead = passed - self.shown(calendar, at);
        let worker = &mut self.people[person.index()];
        (worker.calendar, worker.ahead, worker.since) = (calendar, ahead, at);
        self.absent(at, person, is_away);
    }

    /// Counts a person at the unit where it has changed that they are in place.
    fn count(&mut self, at: SimTime, person: PersonId, before: bool) {
        let worker = &self.people[person.index()];
        let is_there = worker.is_in_place();
        if is_there == before || !worker.takes_cases {
            return;
        }
        let (unit, calendar) = (worker.unit, worker.calendar);
        let staff = &mut self.desks[unit.index()].staff;
        match staff.iter().position(|(own, _)| *own == calendar) {
            Some(place) if is_there => staff[place].1 += 1,
            Some(place) if staff[place].1 > 1 => staff[place].1 -= 1,
            Some(place) => {
                staff.swap_remove(place);
                self.regroup(at, unit);
            }
            None => {
                staff.push((calendar, 1));
                self.regroup(at, unit);
            }
        }
    }

    /// A unit follows other hours from `at` on.
    fn regroup(&mut self, at: SimTime, unit: UnitId) {
        let mut set: Vec<u32> = self.desks[unit.index()].staff.iter().map(|(calendar, _)| *calendar).collect();
        set.sort_unstable();
        let hours = self.hours_of(set);
        let passed = self.of_unit(unit, at);
        let ahead = passed - hours.map_or(0, |hours| self.shown(hours, at));
        let desk = &mut self.desks[unit.index()];
        if desk.now.since < at {
            desk.earlier.push(desk.now);
        }
        desk.now = Stretch { since: at, hours, ahead };
    }

    /// Number of the hours in which anybody is on duty who follows one of `set`, rising.
    fn hours_of(&mut self, set: Vec<u32>) -> Option<u32> {
        let always = set.iter().copied().find(|calendar| self.hours[*calendar as usize].is_always());
        if set.len() < 2 || always.is_some() {
            return always.or(set.first().copied());
        }
        let calendars = self.hours.len() - self.unions.len();
        let known = self.unions.iter().position(|union| *union == set);
        let number = known.unwrap_or(self.unions.len());
        if known.is_none() {
            let parts: Vec<&Calendar> = set.iter().map(|calendar| &*self.hours[*calendar as usize]).collect();
            let union = Calendar::union(&parts);
            self.hours.push(Cow::Owned(union));
            self.unions.push(set);
        }
        u32::try_from(calendars + number).ok()
    }

    /// The level of a unit.
    #[inline]
    pub(crate) fn level(&self, unit: UnitId) -> LevelId {
        self.desks[unit.index()].level
    }

    /// The unit of a person.
    #[inline]
    pub(crate) fn unit(&self, person: PersonId) -> UnitId {
        self.people[person.index()].unit
    }

    /// Duty seconds of the calendar of a person before `at`.
    #[expect(clippy::inline_always, reason = "asked for whenever an issue comes into somebody's hands or leaves them")]
    #[inline(always)]
    pub(crate) fn of_person(&self, person: PersonId, at: SimTime) -> i64 {
        match self.unbroken {
            Some(end) => i64::from(at.min(end).seconds()),
            None => self.of_person_by_calendar(person, at),
        }
    }

    /// The same where calendars close.
    fn of_person_by_calendar(&self, person: PersonId, at: SimTime) -> i64 {
        let worker = &self.people[person.index()];
        if at >= worker.since { worker.ahead + self.shown(worker.calendar, at) } else { self.of_person_before(person, at) }
    }

    /// The same before the present hours began.
    #[cold]
    fn of_person_before(&self, person: PersonId, at: SimTime) -> i64 {
        let own = self.earlier.iter().rev().find(|(whose, since, ..)| *whose == person && at >= *since);
        own.map_or(0, |(_, _, calendar, ahead)| ahead + self.shown(*calendar, at))
    }

    /// Seconds before `at` in which anybody at the unit was on duty.
    #[expect(clippy::inline_always, reason = "asked for whenever an issue joins or leaves a queue")]
    #[inline(always)]
    pub(crate) fn of_unit(&self, unit: UnitId, at: SimTime) -> i64 {
        let desk = &self.desks[unit.index()];
        if at >= desk.now.since {
            return self.passed(&desk.now, at);
        }
        self.of_unit_before(desk, at)
    }

    /// The same before the present stretch.
    #[cold]
    fn of_unit_before(&self, desk: &Desk, at: SimTime) -> i64 {
        desk.earlier.iter().rev().find(|stretch| at >= stretch.since).map_or(0, |stretch| self.passed(stretch, at))
    }

    #[inline]
    fn passed(&self, stretch: &Stretch, at: SimTime) -> i64 {
        stretch.ahead + stretch.hours.map_or(0, |hours| self.shown(hours, at))
    }

    #[inline]
    fn shown(&self, hours: u32, at: SimTime) -> i64 {
        match self.unbroken {
            Some(end) => i64::from(at.min(end).seconds()),
            None => i64::from(self.hours[hours as usize].duty_before(at)),
        }
    }
}
