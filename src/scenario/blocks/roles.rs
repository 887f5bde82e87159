//! Roles: what people of one kind are and how they work.

use schemars::JsonSchema;

use crate::scenario::duties::agenda::{Agenda, WrittenBlock, WrittenOccupation, agenda};
use crate::scenario::duties::succession::{Succession, WrittenSuccession, succession};
use crate::scenario::structure::{NamedCalendar, Role, Structure};
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Named;
use crate::scenario::text::quantity::{Length, Pay, Speed};
use crate::units::{CalendarId, RoleId, Share, SimDuration};

/// Most roles of one scenario.
const ROLES: usize = 10_000;

/// What people of one kind are and how they work.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Role")]
pub(crate) struct WrittenRole {
    /// Name of their duty hours (default `always`).
    pub calendar: Option<String>,
    /// Pay of one person, overtime included (default: none).
    pub pay: Option<Pay>,
    /// Who pays it, one of the payers of `costs` (default: the first of them).
    pub payer: Option<String>,
    /// Work done per hour on duty; 1 is standard (default 1).
    #[schemars(range(min = 0.001, max = 1000))]
    pub speed: Option<f64>,
    /// Most unfinished cases of one person (default: no limit).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub juggling_limit: Option<u32>,
    /// Hands-on time lost at each change of case (default "0s").
    pub switching_cost: Option<Length>,
    /// What happens to work when the shift ends (default `suspend`).
    pub shift_end: Option<WrittenShiftEnd>,
    /// Speed on the way to issues of `on_site` categories and on rounds (default: the way takes no time).
    pub travel_speed: Option<Speed>,
    /// How much faster they are on issues of households that they know, and how much more readily households tell them, members
    /// and those who visit (default: not at all).
    pub familiarity: Option<Familiarity>,
    /// Administrative work for each case taken up: entry into registers (default "0s").
    pub entry: Option<Length>,
    /// Probability that somebody without any motivation declines an issue that comes in; falls to 0 with full motivation (default 0).
    pub declines: Option<Fraction>,
    /// Motivation of those who are no liaison members, who have one of their own: the probability of making a planned stop of a round, as
    /// it is when the run begins (default 1).
    pub motivation: Option<Fraction>,
    /// Whether they take cases at all (default true).
    pub takes_cases: Option<bool>,
    /// Whether they are volunteers, whose unused offer is nobody's loss (default false).
    pub volunteer: Option<bool>,
    /// What they turn to first, second and so on, while there is something to do of it; what is left out is never done (default
    /// meetings, cases, rounds, tasks).
    #[schemars(length(max = 4))]
    pub agenda: Option<Vec<WrittenOccupation>>,
    /// Hours in which one of these goes before all others (default: none).
    #[schemars(length(max = 100))]
    pub blocks: Option<Vec<WrittenBlock>>,
    /// When their posts change hands (default: never).
    pub succession: Option<WrittenSuccession>,
}

/// Speed gained by knowing households: factor 1 + gain × half / (half + households of the unit), where half is `households`.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Familiarity {
    /// Gain of speed where a unit has hardly any households.
    #[schemars(range(min = 0, max = 10))]
    pub gain: f64,
    /// Households of the unit at which half of the gain is left.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households: f64,
}

/// What happens to hands-on work when the shift ends: it rests with its person, is finished in overtime, or goes back to the queue.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ShiftEnd")]
pub(crate) enum WrittenShiftEnd {
    Suspend,
    Finish,
    HandOver,
}

/// How people of a role work.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleRules {
    /// Duty hours while these rules are in force. What people follow is put together of those of all rules
    /// ([`Role`](crate::scenario::structure::Role)).
    pub calendar: CalendarId,
    /// Work content done per second on duty; 1 is standard, positive.
    pub speed: f64,
    /// Most cases assigned to one person and unfinished, those in an external wait included; at least 1, `u32::MAX` for no limit.
    pub juggling_limit: u32,
    /// Hands-on time lost at each change from one case to another.
    pub switching_cost: SimDuration,
    /// What happens to hands-on work when the shift ends.
    pub shift_end: ShiftEnd,
    /// How they work in a place.
    pub field: FieldWork,
    /// What they turn to first.
    pub agenda: Agenda,
    /// When their posts change hands; `None` where they never do.
    pub succession: Option<Succession>,
}

/// What happens to hands-on work when its person's shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftEnd {
    /// The case rests with the person until the next shift.
    Suspend,
    /// The person goes on until the work is done: the only source of overtime.
    Finish,
    /// The case returns to the front of the unit's queue with the work left, for anyone on duty.
    HandOver,
}

/// How people of a role work in a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldWork {
    /// Metres per second on the way; 0 where they work from the desk.
    pub travel_speed: f64,
    /// Gain in speed on issues of households that one knows: factor `1 + gain × half / (half + households of the unit)`.
    pub familiarity_gain: f64,
    /// Households of the unit at which half of the gain is left.
    pub familiarity_half: f64,
    /// Administrative work for each case taken up: entry into registers.
    pub entry: SimDuration,
    /// Probability that an unmotivated person declines an issue that comes in; scaled by `1 − motivation`.
    pub declines: Share,
    /// Motivation of those who are no members: probability of making a planned stop.
    pub motivation: Share,
    /// Whether they take cases at all.
    pub takes_cases: bool,
    /// Whether they are volunteers, whose unused offer is nobody's loss.
    pub is_volunteer: bool,
}

impl FieldWork {
    /// At the desk, without any of this.
    pub const DESK: Self = Self {
        travel_speed: 0.0,
        familiarity_gain: 0.0,
        familiarity_half: 1.0,
        entry: SimDuration::ZERO,
        declines: Share::ZERO,
        motivation: Share::ONE,
        takes_cases: true,
        is_volunteer: false,
    };

    /// Gain from knowing people where one has to do with `households`, as a factor.
    #[inline]
    #[must_use]
    pub fn familiarity(&self, households: f64) -> f64 {
        1.0 + self.familiarity_gain * self.familiarity_half / (self.familiarity_half + households)
    }

    /// Whether work on a case has neither a way, nor entry, nor gains from knowing the household.
    #[inline]
    #[must_use]
    pub fn is_at_desk(&self) -> bool {
        self.entry == SimDuration::ZERO && self.travel_speed <= 0.0 && self.familiarity_gain <= 0.0
    }
}

/// The roles of the file.
pub(crate) fn roles(written: Option<&Named<WrittenRole>>, calendars: &[NamedCalendar], context: &mut Context<'_>) -> Vec<Role> {
    let written = written.map_or(&[][..], |roles| &roles.0);
    if written.len() > ROLES {
        context.fault(&["roles"], format!("{} roles; expected at most {ROLES}", written.len()), None);
        return Vec::new();
    }
    let mut roles = Vec::new();
    for (name, role) in written {
        let calendar = calendar_of(name, role, calendars, context);
        let pay = role.pay.as_ref().map(|pay| pay.0);
        roles.push(Role { name: name.clone(), calendar, by_state: Vec::new(), pay });
    }
    roles
}

/// The hours of a role; a calendar that there is not is reported.
fn calendar_of(name: &str, role: &WrittenRole, calendars: &[NamedCalendar], context: &mut Context<'_>) -> CalendarId {
    let known = calendars.iter().map(|calendar| calendar.name.as_str());
    let path = ["roles", name, "calendar"];
    let found = role.calendar.as_ref().and_then(|wanted| context.find(wanted, known, &path, ("calendar", "calendars")));
    CalendarId::new(found.unwrap_or(0))
}

/// The role called `name`; where there is none, it has been reported.
pub(crate) fn role_named(name: &str, path: &[&str], structure: &Structure, context: &mut Context<'_>) -> Option<RoleId> {
    let known = structure.roles.iter().map(|role| role.name.as_str());
    context.find(name, known, path, ("role", "roles")).map(RoleId::new)
}

/// How people of a role work.
pub(crate) fn role_rules(name: &str, role: &WrittenRole, structure: &Structure, context: &mut Context<'_>) -> RoleRules {
    RoleRules {
        calendar: calendar_of(name, role, &structure.calendars, context),
        speed: role.speed.unwrap_or(1.0),
        juggling_limit: role.juggling_limit.unwrap_or(u32::MAX),
        switching_cost: role.switching_cost.as_ref().map_or(SimDuration::ZERO, |cost| SimDuration::rounded(cost.0)),
        shift_end: match role.shift_end {
            None | Some(WrittenShiftEnd::Suspend) => ShiftEnd::Suspend,
            Some(WrittenShiftEnd::Finish) => ShiftEnd::Finish,
            Some(WrittenShiftEnd::HandOver) => ShiftEnd::HandOver,
        },
        field: field_work(role),
        agenda: agenda(name, role.agenda.as_deref(), role.blocks.as_deref(), structure, context),
        succession: role.succession.as_ref().and_then(|written| succession(name, written, structure, context)),
    }
}

fn field_work(role: &WrittenRole) -> FieldWork {
    let familiarity = role.familiarity.as_ref();
    FieldWork {
        travel_speed: role.travel_speed.as_ref().map_or(0.0, |speed| speed.0),
        familiarity_gain: familiarity.map_or(FieldWork::DESK.familiarity_gain, |familiarity| familiarity.gain),
        familiarity_half: familiarity.map_or(FieldWork::DESK.familiarity_half, |familiarity| familiarity.households),
        entry: role.entry.as_ref().map_or(SimDuration::ZERO, |entry| SimDuration::rounded(entry.0)),
        declines: role.declines.and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
        motivation: role.motivation.and_then(|share| Share::new(share.0)).unwrap_or(Share::ONE),
        takes_cases: role.takes_cases.unwrap_or(true),
        is_volunteer: role.volunteer.unwrap_or(false),
    }
}
