//! From what was written to what it means: one [`Setting`] per policy.
//!
//! Here names become ids, defaults become values, and everything is checked that only the whole file can tell: names
//! that exist, levels that rise, shares that add up, hours that are not empty, a horizon long enough. A problem does
//! not stop the walk; what it spoils is replaced by something harmless, and the setting is thrown away in the end.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::blocks::calendars;
use super::blocks::demand;
use super::blocks::demand::Scope;
use super::blocks::file;
use super::blocks::organisation::{Around, Dealt, Organisation, organisation};
use super::setting::{Epoch, Setting};
use super::structure::{Category, NamedCalendar, Place, Role, Span, Structure};
use super::text::context::Context;
use super::text::quantity::LONGEST;
use crate::units::{Calendar, CalendarId, SimDuration};

/// Most roles of one scenario.
const ROLES: usize = 10_000;
/// The handling levels when the file names none.
const LEVELS: [&str; 5] = ["liaison", "grid", "community", "town", "district"];

/// Resolves everything but the rules and the working hours, in `place` where there is one; `epochs` stays empty. Also tells how many people are
/// dealt out to the units where their total is given.
pub(super) fn setting(
    file: &file::File,
    (scenario, policy): (&str, &str),
    place: Option<&Arc<Place>>,
    context: &mut Context<'_>,
) -> (Setting, Dealt) {
    let span = span(file, context);
    let levels: Vec<String> = match &file.levels {
        Some(levels) => levels.iter().map(|level| level.0.clone()).collect(),
        None => LEVELS.map(String::from).into(),
    };
    for (index, level) in levels.iter().enumerate() {
        if levels[..index].contains(level) {
            context.fault(&["levels", &index.to_string()], format!("the level `{level}` is named twice"), None);
        }
    }
    let calendars = calendars::calendars(file, &span, context);
    let roles = roles(file, &calendars, context);
    let categories = categories(file);
    let around = Around { span: &span, levels: &levels, roles: &roles, categories: &categories, place: place.map(Arc::as_ref) };
    let Organisation { groups: units, members, dealt } = organisation(file, &around, context);
    let scope = Scope { span: &span, groups: &units, members: members.as_ref(), categories: &categories, place: around.place };
    let demand = demand::streams(file, &scope, context);
    report_homeless(file, context);
    let working_hours = Arc::new(Calendar::always(span.end()));
    let structure = Structure { span, levels, calendars, roles, place: place.cloned(), units, members, categories, demand };
    let (scenario, policy) = (scenario.to_owned(), policy.to_owned());
    let setting = Setting { scenario, policy, structure, working_hours, epochs: Vec::<Epoch>::new() };
    (setting, dealt)
}

fn categories(file: &file::File) -> Vec<Category> {
    let category =
        |written: &file::WrittenCategory| Category { name: written.name.0.clone(), is_enquiry: written.enquiry.unwrap_or(false) };
    file.categories.iter().flatten().map(category).collect()
}

/// Reports blocks that mean nothing without a place.
fn report_homeless(file: &file::File, context: &mut Context<'_>) {
    if file.place.is_some() || context.report.is_namespace_tainted("place") {
        return;
    }
    let blocks = [
        ("residents", file.residents.is_some()),
        ("grids", file.grids.is_some()),
        ("members", file.members.is_some()),
        ("discovery", file.discovery.is_some()),
        ("rounds", file.rounds.as_ref().is_some_and(|rounds| !rounds.is_empty())),
        ("meetings", file.meetings.as_ref().is_some_and(|meetings| !meetings.is_empty())),
        ("routing", file.routing.is_some()),
        ("feedback", file.feedback.is_some()),
    ];
    let mut missing = |path: &[&str]| {
        context.fault(path, "needs a place, and the file has none", Some("add `[place]`".into()));
    };
    blocks.iter().filter(|(_, is_said)| *is_said).for_each(|(key, _)| missing(&[key]));
    for (name, role) in file.roles.iter().flat_map(|roles| &roles.0) {
        let keys = [("travel_speed", role.travel_speed.is_some()), ("familiarity", role.familiarity.is_some())];
        keys.iter().filter(|(_, is_said)| *is_said).for_each(|(key, _)| missing(&["roles", name, key]));
    }
    for category in file.categories.iter().flatten().filter(|category| category.on_site == Some(true)) {
        missing(&["categories", &category.name.0, "on_site"]);
    }
}

fn span(file: &file::File, context: &mut Context<'_>) -> Span {
    let length = |written: &Option<super::text::quantity::Length>, days: f64| {
        SimDuration::rounded(written.as_ref().map_or(days * 86_400.0, |length| length.0))
    };
    let span = Span {
        start: file.start.as_ref().map_or(Date::constant(2024, 1, 1), |day| day.0),
        zone: file.time_zone.as_ref().map_or(TimeZone::UTC, |zone| zone.0.clone()),
        warm_up: length(&file.warm_up, 0.0),
        follow_up: length(&file.follow_up, 30.0),
        horizon: length(&file.horizon, LONGEST / 86_400.0),
    };
    if span.horizon <= span.warm_up + span.follow_up {
        let (warm_up, follow_up, need) = (span.warm_up, span.follow_up, span.warm_up + span.follow_up);
        let message = format!("{} is too short; a warm-up of {warm_up} and a follow-up of {follow_up} need more than {need}", span.horizon);
        context.fault(&["horizon"], message, Some("lengthen `horizon`, or shorten `warm_up` or `follow_up`".into()));
    }
    span
}

fn roles(file: &file::File, calendars: &[NamedCalendar], context: &mut Context<'_>) -> Vec<Role> {
    let written = file.roles.as_ref().map_or(&[][..], |roles| &roles.0);
    if written.len() > ROLES {
        context.fault(&["roles"], format!("{} roles; expected at most {ROLES}", written.len()), None);
        return Vec::new();
    }
    let mut roles = Vec::new();
    for (name, role) in written {
        let path = ["roles", name.as_str(), "calendar"];
        let known = calendars.iter().map(|calendar| calendar.name.as_str());
        let found = role.calendar.as_ref().and_then(|wanted| context.find(wanted, known, &path, ("calendar", "calendars")));
        let pay = role.pay.as_ref().map(|pay| pay.0);
        roles.push(Role { name: name.clone(), calendar: CalendarId::new(found.unwrap_or(0)), pay });
    }
    roles
}
