//! Command centres: dispatchers to whom units report with one key what is beyond them, and who pass it straight to the right unit.

use schemars::JsonSchema;

use crate::scenario::blocks::units::WrittenUnit;
use crate::scenario::structure::{Structure, UnitGroup};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Length;
use crate::units::{CalendarId, Distribution, LevelId, Share, SimDuration};

/// The key of the block.
const CENTRES: &str = "centres";
/// Default of `dispatch` (assumption A-94).
const DISPATCH: f64 = 360.0;
/// Default of `mistake` (assumption A-95).
const MISTAKE: f64 = 0.05;
/// Default of `seat_sign` (assumption A-96).
const SEAT_SIGN: SimDuration = SimDuration::from_seconds(600);

/// Command centres: what a unit takes to be beyond its authority it reports with one key to the centre; there it is first the work of a
/// dispatcher, who then passes it straight to the right unit.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Centres")]
pub(crate) struct WrittenCentres {
    /// Name of the group of units that are the centres; each stands `beside` an office, and its people are the dispatchers.
    pub at: String,
    /// Lowest level whose units report with one key; below it issues go up level by level (default: the lowest level).
    pub from: Option<String>,
    /// Hands-on work of a dispatcher on one ticket (default "6min").
    pub dispatch: Option<Duration>,
    /// Probability that a dispatcher takes an issue for one level lower or higher than it needs; a ticket that comes back is passed on
    /// right (default 0.05).
    pub mistake: Option<Fraction>,
    /// Time for which a ticket is on its way from the centre to its unit, in place of `hop_delay` of `passing` (default: that one).
    pub way: Option<Duration>,
    /// Calendar of the hours in which the centre takes tickets; outside of them issues go up level by level (default: always, and what
    /// comes while no dispatcher is on duty waits for one).
    pub hours: Option<String>,
    /// Departments that have a seat in the centre: in its hours they sign for a call within `seat_sign` (default: none).
    pub seats: Option<Vec<String>>,
    /// Time from the call until a department with a seat has signed for it (default "10min").
    pub seat_sign: Option<Length>,
}

/// Command centres.
#[derive(Clone, Debug, PartialEq)]
pub struct Centres {
    /// Index in [`Structure::units`] of the group of centres.
    pub group: usize,
    /// Lowest level whose units report with one key.
    pub from: LevelId,
    /// Hands-on work on one ticket.
    pub dispatch: Distribution,
    /// Probability that a dispatcher takes an issue for one level lower or higher, each half of it.
    pub mistake: Share,
    /// Time on the way from the centre to the unit; `None` where it is that of passing.
    pub way: Option<Distribution>,
    /// Hours in which the centre takes tickets; `None` for always.
    pub hours: Option<CalendarId>,
    /// Groups of departments that have a seat there.
    pub seats: Vec<usize>,
    /// Time until these have signed for a call.
    pub seat_sign: SimDuration,
}

/// Whether the group of units `name` are centres.
pub(crate) fn is_centre(written: Option<&WrittenCentres>, name: &str) -> bool {
    written.is_some_and(|written| written.at == name)
}

/// Reports what a unit that is a centre says and cannot mean.
pub(crate) fn report_unlike_centre(unit: &WrittenUnit, context: &mut Context<'_>) {
    let name = unit.name.0.as_str();
    let mut wrong = |key: &str, message: &str| {
        context.fault(&["units", name, key], message, Some(format!("remove it, or name other units in `at` of `{CENTRES}`")));
    };
    if unit.categories_in_charge.is_some() {
        wrong("categories_in_charge", "a centre is in charge of no category: it passes on everything");
    }
    if unit.under.is_some() {
        wrong("under", "nobody stands above a centre: it passes on what the office beside it would");
    }
}

/// The command centres as the file has them.
pub(crate) fn centres(written: &WrittenCentres, has_passing: bool, structure: &Structure, context: &mut Context<'_>) -> Option<Centres> {
    let names = || structure.units.iter().map(|group| group.name.as_str());
    let group = context.find(&written.at, names(), &[CENTRES, "at"], ("unit", "units"));
    if let Some(group) = group.map(|group| &structure.units[group]).filter(|group| group.department.is_none()) {
        report_no_office(group, context);
    }
    let level = |name: &String, context: &mut Context<'_>| {
        context.find(name, structure.levels.iter().map(String::as_str), &[CENTRES, "from"], ("level", "levels"))
    };
    let from = written.from.as_ref().map_or(Some(0), |name| level(name, context));
    if let (Some(from), Some(own)) = (from, group.map(|group| structure.units[group].level.index()))
        && from > own
    {
        let (least, own) = (&structure.levels[from], &structure.levels[own]);
        let message = format!("`{least}` is above the level `{own}` of the centres; units below that level or at it report there");
        context.fault(&[CENTRES, "from"], message, None);
    }
    let dispatch = match &written.dispatch {
        None => Some(Distribution::Constant { value: DISPATCH }),
        Some(dispatch) => resolved(dispatch.resolve(), &[CENTRES, "dispatch"], context),
    };
    let way = written.way.as_ref().map(|way| resolved(way.resolve(), &[CENTRES, "way"], context));
    let hours = written.hours.as_ref().map(|name| {
        let known = structure.calendars.iter().map(|calendar| calendar.name.as_str());
        context.find(name, known, &[CENTRES, "hours"], ("calendar", "calendars")).map(CalendarId::new)
    });
    let seats = seats(written, structure, context);
    report_idle_times(written, has_passing, context);
    Some(Centres {
        group: group?,
        from: LevelId::new(from?),
        dispatch: dispatch?,
        mistake: Share::new(written.mistake.map_or(MISTAKE, |mistake| mistake.0))?,
        way: way.map_or(Some(None), |found| found.map(Some))?,
        hours: hours.map_or(Some(None), |found| found.map(Some))?,
        seats,
        seat_sign: written.seat_sign.as_ref().map_or(SEAT_SIGN, |sign| SimDuration::rounded(sign.0)),
    })
}

/// Reports times that nothing takes.
fn report_idle_times(written: &WrittenCentres, has_passing: bool, context: &mut Context<'_>) {
    if written.way.is_some() && !has_passing {
        let help = "add `[passing]`, or leave `way` out";
        context.fault(&[CENTRES, "way"], "takes the place of `hop_delay` of `passing`, and the file has no `passing`", Some(help.into()));
    }
    if written.seat_sign.is_some() && written.seats.is_none() {
        let help = "add `seats = [\"…\"]`, the departments that have one, or leave `seat_sign` out";
        context.fault(&[CENTRES, "seat_sign"], "means nothing where no department has a seat", Some(help.into()));
    }
}

/// Reports units that are to be centres and stand beside no office.
fn report_no_office(group: &UnitGroup, context: &mut Context<'_>) {
    if !context.report.is_tainted(&["units", &group.name, "beside"].map(String::from)) {
        let message = format!("`{}` stands beside no office, whose centre it could be", group.name);
        let help = format!("add `beside = \"…\"` to the unit `{}`", group.name);
        context.fault(&[CENTRES, "at"], message, Some(help));
    }
}

/// The groups of departments that have a seat.
fn seats(written: &WrittenCentres, structure: &Structure, context: &mut Context<'_>) -> Vec<usize> {
    let mut seats = Vec::new();
    for (index, name) in written.seats.iter().flatten().enumerate() {
        let path = [CENTRES, "seats", &index.to_string()];
        let is_department = |group: &&UnitGroup| group.department.as_ref().is_some_and(|department| !department.is_centre);
        let known = structure.units.iter().filter(is_department).map(|group| group.name.as_str());
        if context.find(name, known, &path, ("department", "units")).is_some() {
            seats.extend(structure.units.iter().position(|group| group.name == *name));
        }
    }
    seats
}
