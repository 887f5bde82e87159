//! Who worked how long: every second of a roster goes to hands-on work, switching, visits, the way, patrols,
//! administration, or is idle, and work beyond the roster is overtime. The parts are added up from what people turned
//! to; the roster comes from the calendar alone.
//!
//! A stretch of work or of a round begins with its lead: the way, then the change of case, then entry; the rest is what
//! the person turned to. People without work cost nothing until they turn to something: the days of the series take
//! rosters from head counts, and work from those who are at it.
//!
//! A further post without hours of its own is rostered for what is done there, and for an equal part of the time without work of
//! the day; the own post of its holder is not rostered in that time. So the own post loses what the further one gains, to the
//! second.

use super::account::holders::Holders;
use super::run_result::PersonRow;
use crate::scenario::Setting;
use crate::scenario::setting::RoundKind;
use crate::units::{CalendarId, PersonId, SimTime};
use crate::world::{Duty, Lead, World};

/// Seconds of one person in the measured time.
#[derive(Clone, Copy, Debug, Default)]
struct Ledger {
    handled: u64,
    switching: u64,
    idle: u64,
    overtime: u64,
    starts: u64,
    /// Start of the present stretch.
    since: SimTime,
    employed_since: Option<SimTime>,
    away_since: Option<SimTime>,
    may_overrun: bool,
    /// What is left of the lead of the present stretch.
    lead: Lead,
    visited: u64,
    travelled: u64,
    patrolled: u64,
    administrative: u64,
    ordered: u64,
    /// On duty by the calendar while employed, time away included.
    on_calendar: u64,
    /// Of that, away on leave or ill: not rostered.
    away: u64,
    /// Of that, at another post of the same hours: rostered there.
    lent: u64,
    /// The own post that is not rostered while something is done at this one.
    lender: Option<u32>,
    /// Of the time without work, what has been divided among the posts already.
    divided: u64,
    /// Whether it is somebody's further post, whose employment counts at the own one.
    is_further: bool,
    employed: u64,
    /// Index among the teams.
    team: usize,
}

/// People at one level who follow one calendar, and their seconds since the day began.
#[derive(Clone, Copy, Debug)]
struct Team {
    level: usize,
    /// `None` where it never closes.
    calendar: Option<usize>,
    /// How many are in place.
    people: u64,
    /// Instant up to which the roster is counted.
    since: SimTime,
    rostered: u64,
    /// Of these, at another post.
    lent: u64,
    busy: u64,
}

/// Person-seconds of one level on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayWork {
    /// On duty.
    pub rostered: u64,
    /// Of all that is not idle.
    pub busy: u64,
}

/// The ledgers of all people.
#[derive(Clone, Debug)]
pub struct Workload<'s> {
    setting: &'s Setting,
    ledgers: Vec<Ledger>,
    duties: Vec<Duty>,
    teams: Vec<Team>,
    /// Hands-on seconds on background tasks, by the level that sent them within the level at which they were done.
    tasks: Vec<Vec<u64>>,
    /// Seconds of entering the same once more.
    entered_again: u64,
    /// The hours of those who hold several posts.
    holders: Holders<'s>,
    /// Posts that are served in the same hours, each person's own one first.
    beside: Vec<Vec<usize>>,
}

impl<'s> Workload<'s> {
    /// Empty ledgers for the people of `world`.
    #[must_use]
    pub fn new(setting: &'s Setting, world: &World) -> Self {
        let count = world.people.len();
        let mut teams: Vec<Team> = Vec::new();
        let mut ledgers = vec![Ledger::default(); count];
        for (ledger, person) in ledgers.iter_mut().zip(&world.people) {
            let level = world.units[person.unit.index()].level.index();
            ledger.team = team_of(level, person.calendar, setting, &mut teams);
            ledger.is_further = person.holder.is_some();
            ledger.lender = person.holder.filter(|_| person.beside.is_some()).map(number);
        }
        let tasks = vec![vec![0; setting.levels.len()]; setting.levels.len()];
        let (duties, holders) = (vec![Duty::Off; count], Holders::new(setting, world));
        let mut beside: Vec<Vec<usize>> = Vec::new();
        for (own, post) in world.held.iter().filter(|(_, post)| world.people[post.index()].beside.is_some()) {
            match beside.last_mut().filter(|posts| posts[0] == own.index()) {
                Some(posts) => posts.push(post.index()),
                None => beside.push(vec![own.index(), post.index()]),
            }
        }
        Self { setting, ledgers, duties, teams, tasks, entered_again: 0, holders, beside }
    }

    /// A person turns to something else, which begins with `lead`.
    #[inline]
    pub fn turn(&mut self, at: SimTime, person: PersonId, duty: Duty, lead: Lead, may_overrun: bool) {
        let index = person.index();
        self.settle(index, at);
        self.duties[index] = duty;
        if !self.holders.is_empty() {
            self.holders.turn(at, index, &self.duties);
        }
        let ledger = &mut self.ledgers[index];
        ledger.may_overrun = may_overrun;
        ledger.lead = lead;
        ledger.starts += u64::from(duty == Duty::Working);
    }

    /// Whether the work that a person is at goes on beyond the end of the shift.
    #[inline]
    pub(crate) fn overruns(&self, person: PersonId) -> bool {
        self.ledgers[person.index()].may_overrun
    }

    /// A person is employed or leaves.
    pub fn employ(&mut self, at: SimTime, person: PersonId, is_employed: bool) {
        let index = person.index();
        self.settle(index, at);
        if is_employed == self.ledgers[index].employed_since.is_some() {
            return;
        }
        let team = self.ledgers[index].team;
        self.count(team, at);
        self.book_absence(index, at);
        self.holders.employ(at, index, is_employed);
        let is_there = u64::from(self.ledgers[index].away_since.is_none() && self.ledgers[index].lender.is_none());
        if is_employed {
            self.teams[team].people += is_there;
            self.ledgers[index].employed_since = Some(at);
        } else if let Some(since) = self.ledgers[index].employed_since.take() {
            self.teams[team].people -= is_there;
            let on_calendar = u64::from(self.on_duty(team, since, at));
            let ledger = &mut self.ledgers[index];
            ledger.on_calendar += if ledger.lender.is_none() { on_calendar } else { 0 };
            ledger.employed += if ledger.is_further { 0 } else { u64::from(at.since(since).seconds()) };
        }
    }

    /// A person has the hours of `calendar` from now on; nobody who holds several posts.
    pub(crate) fn follow(&mut self, at: SimTime, person: PersonId, calendar: CalendarId) {
        let index = person.index();
        let is_employed = self.ledgers[index].employed_since.is_some();
        self.employ(at, person, false);
        let level = self.teams[self.ledgers[index].team].level;
        self.ledgers[index].team = team_of(level, calendar, self.setting, &mut self.teams);
        self.employ(at, person, is_employed);
    }

    /// A person is away on leave or ill from now on, or is back.
    pub fn absent(&mut self, at: SimTime, person: PersonId, is_away: bool) {
        let index = person.index();
        self.settle(index, at);
        self.book_absence(index, at);
        if is_away == self.ledgers[index].away_since.is_some() {
            return;
        }
        self.ledgers[index].away_since = is_away.then_some(at);
        self.holders.absent(at, index, is_away);
        let team = self.ledgers[index].team;
        self.count(team, at);
        if self.ledgers[index].employed_since.is_some() && self.ledgers[index].lender.is_none() {
            let people = &mut self.teams[team].people;
            *people = if is_away { *people - 1 } else { *people + 1 };
        }
    }

    /// Books the time away of a person up to `at`, where there is any.
    fn book_absence(&mut self, index: usize, at: SimTime) {
        let Some(since) = self.ledgers[index].away_since else { return };
        if self.ledgers[index].lender.is_none()
            && let Some(employed_since) = self.ledgers[index].employed_since
        {
            self.ledgers[index].away += u64::from(self.on_duty(self.ledgers[index].team, since.max(employed_since), at));
        }
        self.ledgers[index].away_since = Some(at);
    }

    /// Hands-on seconds on background tasks that the level `from` sent, done at `level`.
    pub(crate) fn task_seconds(&self, level: usize, from: usize) -> u64 {
        self.tasks[level][from]
    }

    /// Seconds of entering the same once more.
    pub(crate) const fn entered_again_seconds(&self) -> u64 {
        self.entered_again
    }

    /// Seconds that the person of number `index` would have been on duty and was away.
    pub(crate) fn away_seconds(&self, index: usize) -> u64 {
        self.ledgers[index].away
    }

    /// Forgets everything before `at`.
    pub fn start(&mut self, at: SimTime) {
        self.settle_all(at);
        self.divide_idle(at);
        self.tasks.iter_mut().flatten().for_each(|seconds| *seconds = 0);
        self.entered_again = 0;
        self.holders.start(at);
        for index in 0..self.ledgers.len() {
            let ledger = &mut self.ledgers[index];
            let Ledger { lead, may_overrun, employed_since, away_since, lender, is_further, team, .. } = *ledger;
            let [employed_since, away_since] = [employed_since, away_since].map(|since| since.map(|since| since.max(at)));
            *ledger = Ledger { since: at, lead, may_overrun, employed_since, away_since, lender, is_further, team, ..Ledger::default() };
        }
    }

    fn settle_all(&mut self, at: SimTime) {
        for index in 0..self.ledgers.len() {
            self.settle(index, at);
        }
    }

    /// Ends a day: what people did at each level since the last call.
    pub fn end_day(&mut self, at: SimTime) -> Vec<DayWork> {
        for index in 0..self.duties.len() {
            if !matches!(self.duties[index], Duty::Off | Duty::Free) {
                self.settle(index, at);
            }
        }
        self.divide_idle(at);
        let mut days = vec![DayWork::default(); self.setting.levels.len()];
        for team in 0..self.teams.len() {
            self.count(team, at);
            let team = &mut self.teams[team];
            days[team.level].rostered += std::mem::take(&mut team.rostered) - std::mem::take(&mut team.lent);
            days[team.level].busy += std::mem::take(&mut team.busy);
        }
        days
    }

    /// The rows of all people at `end`.
    ///
    /// # Errors
    /// Names the first person whose seconds do not add up.
    pub fn finish(&mut self, world: &World, end: SimTime) -> Result<Vec<PersonRow>, String> {
        let mut rows = Vec::with_capacity(self.ledgers.len());
        self.divide_idle(end);
        for (index, person) in world.people.iter().enumerate() {
            self.employ(end, PersonId::new(index), false);
            let name = format!("{}/{}/{}", world.paths[person.unit.index()], self.setting.roles[person.role.index()].name, person.rank + 1);
            let ledger = self.ledgers[index];
            #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
            let unit = person.unit.index() as u32;
            let row = PersonRow {
                person: name,
                holder: person.holder.map(number),
                role: person.role,
                unit,
                employed_seconds: ledger.employed,
                rostered_seconds: ledger.on_calendar.saturating_sub(ledger.away + ledger.lent),
                overtime_seconds: ledger.overtime,
                handled_seconds: ledger.handled,
                switching_seconds: ledger.switching,
                visited_seconds: ledger.visited,
                travelled_seconds: ledger.travelled,
                patrolled_seconds: ledger.patrolled,
                administrative_seconds: ledger.administrative,
                ordered_seconds: ledger.ordered,
                idle_seconds: ledger.idle,
                starts: ledger.starts,
                point_hundredths: 0,
            };
            if row.rostered_seconds + row.overtime_seconds != row.busy_seconds() + row.idle_seconds {
                return Err(format!("the seconds of {} do not add up: {row:?}", row.person));
            }
            rows.push(row);
        }
        self.holders.check(&rows)?;
        Ok(rows)
    }

    /// Seconds on duty of anybody in `team` from `from` to `to`.
    #[inline]
    fn on_duty(&self, team: usize, from: SimTime, to: SimTime) -> u32 {
        on_duty(self.setting, self.teams[team].calendar, from, to)
    }

    /// Books the rostered time of a team up to `at`.
    fn count(&mut self, team: usize, at: SimTime) {
        let seconds = u64::from(self.on_duty(team, self.teams[team].since, at));
        let team = &mut self.teams[team];
        team.rostered += team.people * seconds;
        team.since = at;
    }

    /// Books the stretch that ends at `at`.
    #[inline]
    fn settle(&mut self, index: usize, at: SimTime) {
        let (ledger, duty) = (&mut self.ledgers[index], self.duties[index]);
        let since = std::mem::replace(&mut ledger.since, at);
        if since == at || duty == Duty::Off {
            return;
        }
        let team = &mut self.teams[ledger.team];
        let is_employed = ledger.employed_since.is_some();
        let rostered = if is_employed { on_duty(self.setting, team.calendar, since, at) } else { 0 };
        if let Some(lender) = ledger.lender {
            return self.settle_lent(index, lender as usize, at.since(since).seconds(), rostered);
        }
        if duty == Duty::Free {
            ledger.idle += u64::from(rostered);
            return;
        }
        let worked = if ledger.may_overrun { at.since(since).seconds() } else { rostered };
        ledger.overtime += u64::from(worked - rostered);
        let booked = ledger.book(duty, worked);
        team.busy += u64::from(worked);
        self.entered_again += booked.entered_again;
        if let Duty::Task(from) = duty {
            self.tasks[team.level][from.index()] += booked.work;
        }
    }

    /// Divides the time without work since the last call evenly among posts that are served in the same hours; what is left over
    /// is the own post's.
    fn divide_idle(&mut self, at: SimTime) {
        let beside = std::mem::take(&mut self.beside);
        for posts in &beside {
            let own = posts[0];
            self.settle(own, at);
            let ledger = &mut self.ledgers[own];
            let part = (ledger.idle - ledger.divided) / posts.len() as u64;
            let lent = part * (posts.len() as u64 - 1);
            ledger.idle -= lent;
            ledger.lent += lent;
            ledger.divided = ledger.idle;
            self.teams[self.ledgers[own].team].lent += lent;
            for &post in &posts[1..] {
                self.ledgers[post].idle += part;
                self.ledgers[post].on_calendar += part;
                self.teams[self.ledgers[post].team].rostered += part;
            }
        }
        self.beside = beside;
    }

    /// Books a stretch of `elapsed` seconds at a further post, `rostered` of them in the hours of the own post `lender`: what is
    /// done here is rostered here and not there; time without work is booked at the own post.
    #[inline(never)]
    fn settle_lent(&mut self, index: usize, lender: usize, elapsed: u32, rostered: u32) {
        let (duty, team) = (self.duties[index], self.ledgers[index].team);
        if duty == Duty::Free {
            return;
        }
        let ledger = &mut self.ledgers[index];
        let worked = if ledger.may_overrun { elapsed } else { rostered };
        ledger.overtime += u64::from(worked - rostered);
        ledger.on_calendar += u64::from(rostered);
        let booked = ledger.book(duty, worked);
        self.teams[team].busy += u64::from(worked);
        self.teams[team].rostered += u64::from(rostered);
        self.entered_again += booked.entered_again;
        if let Duty::Task(from) = duty {
            self.tasks[self.teams[team].level][from.index()] += booked.work;
        }
        self.ledgers[lender].lent += u64::from(rostered);
        self.teams[self.ledgers[lender].team].lent += u64::from(rostered);
    }
}

/// Seconds on duty from `from` to `to` by a calendar, always where it is none.
#[inline]
fn on_duty(setting: &Setting, calendar: Option<usize>, from: SimTime, to: SimTime) -> u32 {
    match calendar {
        None => to.since(from).seconds(),
        Some(calendar) => setting.calendars[calendar].hours.working_between(from, to).seconds(),
    }
}

/// The team of people at the level who follow `calendar`, added where there is none.
fn team_of(level: usize, calendar: CalendarId, setting: &Setting, teams: &mut Vec<Team>) -> usize {
    let calendar = (!setting.calendars[calendar.index()].hours.is_always()).then_some(calendar.index());
    let found = teams.iter().position(|team| (team.level, team.calendar) == (level, calendar));
    if found.is_none() {
        teams.push(Team { level, calendar, people: 0, since: SimTime::ZERO, rostered: 0, lent: 0, busy: 0 });
    }
    found.unwrap_or(teams.len() - 1)
}

/// A person's number; there are fewer than 2³².
#[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
const fn number(person: PersonId) -> u32 {
    person.index() as u32
}

/// Seconds of what a stretch was.
#[derive(Clone, Copy, Debug)]
struct Booked {
    /// What the person had turned to.
    work: u64,
    /// Entering the same once more.
    entered_again: u64,
}

impl Ledger {
    /// Books `worked` seconds of a stretch of `duty`: first what is left of its lead. What it was beside the rest of the lead.
    #[inline]
    fn book(&mut self, duty: Duty, worked: u32) -> Booked {
        let mut left = worked;
        let mut entered_again = 0;
        if self.lead != Lead::NONE {
            let mut take = |part: &mut u32| {
                let taken = left.min(*part);
                *part -= taken;
                left -= taken;
                u64::from(taken)
            };
            self.travelled += take(&mut self.lead.travel);
            self.switching += take(&mut self.lead.switching);
            self.administrative += take(&mut self.lead.entry);
            entered_again = take(&mut self.lead.again);
            self.administrative += entered_again;
        }
        let rest = match duty {
            Duty::Working => &mut self.handled,
            Duty::Round(RoundKind::Visit) => &mut self.visited,
            Duty::Round(RoundKind::Patrol | RoundKind::Tour) => &mut self.patrolled,
            Duty::Administrative | Duty::Task(_) => &mut self.administrative,
            Duty::Ordered => &mut self.ordered,
            Duty::Off | Duty::Free => &mut self.idle,
        };
        *rest += u64::from(left);
        Booked { work: u64::from(left), entered_again }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::engine::Root;
    use crate::measure::workload::*;
    use crate::world::populate::populate;

    fn at(seconds: u32) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    /// The people of the shipped queue, who are on duty around the clock.
    fn setting() -> Setting {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml");
        crate::scenario::read(&file, &[]).unwrap().settings.remove(0)
    }

    #[test]
    fn a_stretch_begins_with_the_way_then_switching_then_entry_and_the_days_cut_it_anywhere() {
        let setting = setting();
        let (world, _) = populate(&setting, Root::new(1, 0));
        let mut workload = Workload::new(&setting, &world);
        let (first, second) = (PersonId::new(0), PersonId::new(1));
        workload.employ(at(0), first, true);
        workload.turn(at(0), first, Duty::Free, Lead::NONE, false);
        let lead = Lead { travel: 100, switching: 50, entry: 30, again: 0 };
        workload.turn(at(1_000), first, Duty::Working, lead, false); // 100 way, 20 switching until the day ends
        assert_eq!(workload.end_day(at(1_120))[0], DayWork { rostered: 1_120, busy: 120 });
        workload.employ(at(1_500), second, true);
        workload.turn(at(1_500), second, Duty::Round(RoundKind::Visit), Lead { travel: 200, ..Lead::NONE }, false);
        workload.turn(at(2_000), first, Duty::Working, lead, false); // 30 switching, 30 entry, 820 handled before
        workload.turn(at(2_090), first, Duty::Administrative, Lead::NONE, false); // the way was not over
        workload.turn(at(2_500), second, Duty::Round(RoundKind::Tour), Lead::NONE, false); // 200 way, 800 visited
        assert_eq!(workload.end_day(at(3_000))[0], DayWork { rostered: 1_880 + 1_500, busy: 1_880 + 1_500 });
        let rows = workload.finish(&world, at(3_000)).unwrap();
        let parts = |row: &PersonRow| {
            let way = (row.visited_seconds, row.travelled_seconds, row.patrolled_seconds);
            (
                row.rostered_seconds,
                row.handled_seconds,
                row.switching_seconds,
                way,
                row.administrative_seconds,
                row.idle_seconds,
                row.starts,
            )
        };
        assert_eq!(parts(&rows[0]), (3_000, 820, 50, (0, 190, 0), 30 + 910, 1_000, 2));
        assert_eq!(parts(&rows[1]), (1_500, 0, 0, (800, 200, 500), 0, 0, 0));
    }
}
