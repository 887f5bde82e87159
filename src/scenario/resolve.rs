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
use super::setting::{Category, Epoch, NamedCalendar, Place, Role, Setting, Span};
use super::text::diagnostics::{Report, did_you_mean, listed};
use super::text::quantity::{LONGEST, Moment};
use super::text::tree::{Node, Value};
use crate::units::{Calendar, CalendarId, SimDuration, SimTime};

/// Most roles of one scenario.
const ROLES: usize = 10_000;
/// The handling levels when the file names none.
const LEVELS: [&str; 5] = ["liaison", "grid", "community", "town", "district"];

/// Where problems of meaning are reported: the merged tree of one policy, and the whole file for their full keys.
pub(crate) struct Context<'a> {
    /// The file under one policy.
    pub tree: &'a Node,
    /// The whole file, policies included.
    pub root: &'a Node,
    /// Collects the problems.
    pub report: &'a mut Report,
}

impl Context<'_> {
    /// Reports a problem of the value at `path` of the merged tree, unless it follows from one already known.
    pub fn fault(&mut self, path: &[&str], message: impl Into<String>, help: Option<String>) {
        self.fault_of(self.tree, path, message.into(), help);
    }

    /// Reports a problem of the value at `path` of the whole file.
    pub fn fault_in_file(&mut self, path: &[&str], message: impl Into<String>, help: Option<String>) {
        self.fault_of(self.root, path, message.into(), help);
    }

    fn fault_of(&mut self, tree: &Node, path: &[&str], message: String, help: Option<String>) {
        let path: Vec<String> = path.iter().map(|segment| (*segment).to_owned()).collect();
        if self.report.is_tainted(&path) {
            return;
        }
        if self.report.is_full() {
            self.report.omit();
            return;
        }
        let (node, depth) = tree.nearest_at(&path);
        let mut key = self.root.path_of(node.place()).unwrap_or_else(|| path[..depth].to_vec());
        key.extend_from_slice(&path[depth..]);
        let at = if matches!(node.value, Value::Table(_)) { node.place() } else { node.at };
        self.report.problem(at, &key, message, help);
    }

    /// The position of `name` in `known`; else reports that there is no such `kind`, which `namespace` would define.
    pub fn find<'b>(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'b str> + Clone,
        path: &[&str],
        (kind, namespace): (&str, &str),
    ) -> Option<usize> {
        let found = known.clone().position(|candidate| candidate == name);
        if found.is_none() && !self.report.is_namespace_tainted(namespace) {
            let message = format!("there is no {kind} `{name}`; found {}", listed(known.clone()));
            self.fault(path, message, did_you_mean(name, known));
        }
        found
    }
}

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
    let span_end = span.end();
    let setting = Setting {
        scenario: scenario.to_owned(),
        policy: policy.to_owned(),
        span,
        levels,
        calendars,
        working_hours: Arc::new(Calendar::always(span_end)),
        roles,
        place: place.cloned(),
        units,
        members,
        categories,
        demand,
        epochs: Vec::<Epoch>::new(),
    };
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

/// The instant that a moment means; outside the run it is reported at `path`.
pub(super) fn instant(moment: Moment, span: &Span, path: &[&str], context: &mut Context<'_>) -> Option<SimTime> {
    let seconds = match moment {
        Moment::After(seconds) => seconds,
        Moment::On(date) => {
            let midnight = |date: Date| date.to_zoned(span.zone.clone()).ok().map(|zoned| zoned.timestamp().as_second());
            let seconds = (midnight(date)? - midnight(span.start)?) as f64;
            if seconds < 0.0 {
                context.fault_in_file(path, format!("{date} lies before the start {}", span.start), None);
                return None;
            }
            seconds
        }
    };
    let at = SimTime::ZERO + SimDuration::rounded(seconds);
    if at > span.end() {
        context.fault_in_file(path, format!("lies after the end of the run, {} from the start", span.horizon), None);
        return None;
    }
    Some(at)
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
