//! Who worked how long: every second of a roster is handled, lost to switching, or idle, and work beyond the roster is
//! overtime. The parts are added up from what people turned to; the roster comes from the calendar alone.

use super::result::PersonRow;
use crate::scenario::Setting;
use crate::units::{PersonId, SimTime, UnitId};
use crate::world::{Duty, World};

/// Seconds of one person in the measured time.
#[derive(Clone, Copy, Debug, Default)]
struct Ledger {
    handled: u64,
    switching: u64,
    idle: u64,
    overtime: u64,
    rostered: u64,
    employed: u64,
    starts: u64,
    /// Start of the present stretch.
    since: SimTime,
    switching_left: u64,
    employed_since: Option<SimTime>,
    may_overrun: bool,
}

/// The ledgers of all people.
#[derive(Clone, Debug)]
pub struct Workload<'s> {
    setting: &'s Setting,
    ledgers: Vec<Ledger>,
    duties: Vec<Duty>,
    /// Per level and day: (seconds on duty, seconds of work).
    day: Vec<(u64, u64)>,
    /// Level and calendar of each person; no calendar where it never closes.
    places: Vec<(usize, Option<usize>)>,
}

impl<'s> Workload<'s> {
    /// Empty ledgers for the people of `world`.
    #[must_use]
    pub fn new(setting: &'s Setting, world: &World) -> Self {
        let calendar = |index: usize| (!setting.calendars[index].hours.is_always()).then_some(index);
        let level = |unit: UnitId| world.units[unit.index()].level.index();
        let places = world.people.iter().map(|person| (level(person.unit), calendar(person.calendar.index()))).collect();
        let count = world.people.len();
        let day = vec![(0, 0); setting.levels.len()];
        Self { setting, ledgers: vec![Ledger::default(); count], duties: vec![Duty::Off; count], day, places }
    }

    /// A person turns to something else.
    #[inline]
    pub fn turn(&mut self, at: SimTime, person: PersonId, duty: Duty, switching: u32, may_overrun: bool) {
        let index = person.index();
        self.settle(index, at);
        self.duties[index] = duty;
        let ledger = &mut self.ledgers[index];
        ledger.may_overrun = may_overrun;
        if duty == Duty::Working {
            ledger.switching_left = u64::from(switching);
            ledger.starts += 1;
        }
    }

    /// A person is employed or leaves.
    pub fn employ(&mut self, at: SimTime, person: PersonId, is_employed: bool) {
        let index = person.index();
        self.settle(index, at);
        if is_employed {
            self.ledgers[index].employed_since = Some(at);
        } else if let Some(since) = self.ledgers[index].employed_since.take() {
            self.ledgers[index].rostered += self.on_duty(index, since, at);
            self.ledgers[index].employed += u64::from(at.since(since).seconds());
        }
    }

    /// Forgets everything before `at`.
    pub fn start(&mut self, at: SimTime) {
        for index in 0..self.ledgers.len() {
            self.settle(index, at);
            let ledger = &mut self.ledgers[index];
            let Ledger { switching_left, may_overrun, employed_since, .. } = *ledger;
            let employed_since = employed_since.map(|since| since.max(at));
            *ledger = Ledger { since: at, switching_left, may_overrun, employed_since, ..Ledger::default() };
        }
    }

    /// Ends a day: seconds on duty and of work by level since the last call.
    pub fn end_day(&mut self, at: SimTime) -> Vec<(u64, u64)> {
        for index in 0..self.ledgers.len() {
            self.settle(index, at);
        }
        let empty = vec![(0, 0); self.day.len()];
        std::mem::replace(&mut self.day, empty)
    }

    /// The rows of all people at `end`.
    ///
    /// # Errors
    /// Names the first person whose seconds do not add up.
    pub fn finish(&mut self, world: &World, end: SimTime) -> Result<Vec<PersonRow>, String> {
        let mut rows = Vec::with_capacity(self.ledgers.len());
        for (index, person) in world.people.iter().enumerate() {
            self.employ(end, PersonId::new(index), false);
            let Ledger { handled, switching, idle, overtime, rostered, employed, starts, .. } = self.ledgers[index];
            let name = format!("{}/{}/{}", world.paths[person.unit.index()], self.setting.roles[person.role.index()].name, person.rank + 1);
            if rostered + overtime != handled + switching + idle {
                return Err(format!(
                    "the seconds of {name} do not add up: rostered {rostered} + overtime {overtime} against handled {handled} + switching {switching} + idle {idle}"
                ));
            }
            #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
            let unit = person.unit.index() as u32;
            rows.push(PersonRow {
                person: name,
                role: person.role,
                unit,
                employed_seconds: employed,
                rostered_seconds: rostered,
                overtime_seconds: overtime,
                handled_seconds: handled,
                switching_seconds: switching,
                idle_seconds: idle,
                starts,
            });
        }
        Ok(rows)
    }

    #[inline]
    fn on_duty(&self, index: usize, from: SimTime, to: SimTime) -> u64 {
        match self.places[index].1 {
            None => u64::from(to.since(from).seconds()),
            Some(calendar) => u64::from(self.setting.calendars[calendar].hours.working_between(from, to).seconds()),
        }
    }

    /// Books the stretch that ends at `at`.
    #[inline]
    fn settle(&mut self, index: usize, at: SimTime) {
        let ledger = &self.ledgers[index];
        let elapsed = u64::from(at.since(ledger.since).seconds());
        if elapsed == 0 {
            self.ledgers[index].since = at;
            return;
        }
        let rostered = if ledger.employed_since.is_some() { self.on_duty(index, ledger.since, at) } else { 0 };
        let day = &mut self.day[self.places[index].0];
        day.0 += rostered;
        let ledger = &mut self.ledgers[index];
        ledger.since = at;
        match self.duties[index] {
            Duty::Off => {}
            Duty::Free => ledger.idle += rostered,
            Duty::Working => {
                let worked = if ledger.may_overrun { elapsed } else { rostered };
                let switching = worked.min(ledger.switching_left);
                ledger.switching_left -= switching;
                ledger.switching += switching;
                ledger.handled += worked - switching;
                ledger.overtime += worked - rostered;
                day.1 += worked;
            }
        }
    }
}
