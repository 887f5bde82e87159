//! What people are seen to do: from the log of people to one row whenever a cell of the page changes.

use serde_json::{Value, json};

use super::columns::packed;
use super::joined::LoggedRun;
use crate::measure::account::people_log::{PersonActivity, PersonEvent};
use crate::output::language::names::Titles;
use crate::scenario::setting::RoundKind;
use crate::units::SimTime;
use crate::world::Duty;

/// What a cell shows. The order is that of the page's script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum StaffCell {
    /// Off duty.
    #[default]
    Off,
    /// On duty without work.
    Free,
    /// At a case.
    Case,
    /// On a round.
    Round,
    /// At a background task.
    Task,
    /// In a meeting.
    Meeting,
    /// Not in place: not employed, on leave, or ill.
    Away,
}

/// What a person is doing, as far as a cell shows it.
#[expect(clippy::struct_excessive_bools, reason = "marks that say nothing of one another")]
#[derive(Clone, Copy, Debug)]
struct StaffPresence {
    is_employed: bool,
    is_away: bool,
    is_on_duty: bool,
    may_overrun: bool,
    duty: Duty,
}

impl StaffPresence {
    const fn take(&mut self, activity: PersonActivity) {
        match activity {
            PersonActivity::Employed => self.is_employed = true,
            PersonActivity::Left => self.is_employed = false,
            PersonActivity::WentAway => self.is_away = true,
            PersonActivity::CameBack => self.is_away = false,
            PersonActivity::CameOnDuty => self.is_on_duty = true,
            PersonActivity::WentOffDuty => self.is_on_duty = false,
            PersonActivity::TurnedTo { duty, may_overrun, .. } => {
                self.duty = duty;
                self.may_overrun = may_overrun;
            }
            PersonActivity::EndedRound { .. }
            | PersonActivity::ChangedHours(_)
            | PersonActivity::RedeemedPoints
            | PersonActivity::GotStar
            | PersonActivity::WasAdmonished
            | PersonActivity::ChangedHands => {}
        }
    }

    const fn cell(self) -> StaffCell {
        if !self.is_employed || self.is_away {
            return StaffCell::Away;
        }
        if !self.is_on_duty && !self.may_overrun {
            return StaffCell::Off;
        }
        match self.duty {
            Duty::Off if self.is_on_duty => StaffCell::Free,
            Duty::Off => StaffCell::Off,
            Duty::Free => StaffCell::Free,
            Duty::Working => StaffCell::Case,
            Duty::Round(RoundKind::Visit | RoundKind::Patrol | RoundKind::Tour) => StaffCell::Round,
            Duty::Administrative => StaffCell::Meeting,
            Duty::Task(_) | Duty::Ordered => StaffCell::Task,
        }
    }
}

/// People by name, unit and role, and what their cells show in `from..until`.
pub(super) fn people(run: LoggedRun<'_>, titles: &Titles, (from, until): (SimTime, SimTime)) -> Value {
    let rows = cells_of_all(run, (from, until));
    let people = &run.result.people;
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    json!({
        "names": people.iter().map(|person| titles.path(&person.person)).collect::<Vec<_>>(),
        "unit": packed(people.iter().map(|person| i64::from(person.unit))),
        "role": packed(people.iter().map(|person| number(person.role.index()))),
        "roles": run.setting.roles.iter().map(|role| titles.thing(&role.name)).collect::<Vec<_>>(),
        "t": packed(rows.iter().map(|(at, ..)| i64::from(at.seconds()))),
        "who": packed(rows.iter().map(|(_, person, _)| number(*person))),
        "does": packed(rows.iter().map(|(.., cell)| *cell as i64)),
    })
}

/// The changes of everybody's cells, in order of time.
pub(super) fn cells_of_all(run: LoggedRun<'_>, (from, until): (SimTime, SimTime)) -> Vec<(SimTime, usize, StaffCell)> {
    let mut rows: Vec<(SimTime, usize, StaffCell)> = Vec::new();
    for own in run.result.log.people.people(run.setting) {
        rows.extend(cells(&own, from, until));
    }
    rows.sort_by_key(|(at, person, _)| (*at, *person));
    rows
}

/// The changes of one person's cell, what it shows at `from` first.
fn cells(rows: &[PersonEvent], from: SimTime, until: SimTime) -> Vec<(SimTime, usize, StaffCell)> {
    let Some(person) = rows.first().map(|row| row.person.index()) else { return Vec::new() };
    // a further post has no shifts of its own: what is done there is done in its holder's hours
    let has_shifts = rows.iter().any(|row| row.activity == PersonActivity::CameOnDuty);
    let mut presence = StaffPresence { is_employed: false, is_away: false, is_on_duty: !has_shifts, may_overrun: false, duty: Duty::Off };
    let mut changes: Vec<(SimTime, usize, StaffCell)> = Vec::new();
    for together in rows.chunk_by(|one, other| one.at == other.at).take_while(|together| together[0].at < until) {
        together.iter().for_each(|row| presence.take(row.activity));
        let (at, cell) = (together[0].at.max(from), presence.cell());
        if changes.last().is_some_and(|(last, ..)| *last == at) {
            changes.pop();
        }
        if changes.last().is_none_or(|(.., last)| *last != cell) {
            changes.push((at, person, cell));
        }
    }
    changes
}
