//! From what was written to what it means: one [`Setting`] per policy.
//!
//! Here names become ids, defaults become values, and everything is checked that only the whole file can tell: names
//! that exist, levels that rise, shares that add up, hours that are not empty, a horizon long enough. A problem does
//! not stop the walk; what it spoils is replaced by something harmless, and the setting is thrown away in the end.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::demand::{self, Place};
use super::hours;
use super::node::{Node, Value};
use super::problem::{Report, did_you_mean, listed};
use super::quantity::{LONGEST, Moment};
use super::setting::{Category, Epoch, NamedCalendar, Role, Setting, Span, UnitGroup};
use super::shape;
use crate::units::{CalendarId, LevelId, Money, SimDuration, SimTime};

/// Most units of one scenario.
const UNITS: usize = 2_000_000;
/// Most roles of one scenario.
const ROLES: usize = 10_000;
/// The handling levels when the file names none.
const LEVELS: [&str; 5] = ["liaison", "grid", "community", "town", "district"];

/// Where problems of meaning are reported: the merged tree of one policy, and the whole file for their full keys.
pub(super) struct Context<'a> {
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

/// Resolves everything but the rules; `epochs` stays empty.
pub(super) fn setting(file: &shape::File, scenario: &str, policy: &str, context: &mut Context<'_>) -> Setting {
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
    let calendars = hours::calendars(file, &span, context);
    let roles = roles(file, &calendars, context);
    let units = units(file, &levels, context);
    let categories: Vec<Category> = file.categories.iter().flatten().map(|category| Category { name: category.name.0.clone() }).collect();
    let demand = demand::streams(file, &Place { span: &span, groups: &units, categories: &categories }, context);
    Setting {
        scenario: scenario.to_owned(),
        policy: policy.to_owned(),
        span,
        levels,
        calendars,
        roles,
        units,
        categories,
        demand,
        epochs: Vec::<Epoch>::new(),
    }
}

fn span(file: &shape::File, context: &mut Context<'_>) -> Span {
    let length = |written: &Option<super::quantity::Length>, days: f64| {
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

fn roles(file: &shape::File, calendars: &[NamedCalendar], context: &mut Context<'_>) -> Vec<Role> {
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
        let pay = role.pay.as_ref().map_or(Money::ZERO, |pay| pay.0);
        roles.push(Role { name: name.clone(), calendar: CalendarId::new(found.unwrap_or(0)), pay });
    }
    roles
}

fn units(file: &shape::File, levels: &[String], context: &mut Context<'_>) -> Vec<UnitGroup> {
    let written = file.units.as_deref().unwrap_or_default();
    let index: BTreeMap<&str, usize> = written.iter().enumerate().map(|(index, unit)| (unit.name.0.as_str(), index)).collect();
    let mut groups: Vec<UnitGroup> = Vec::new();
    let mut has_level = Vec::new();
    for unit in written {
        let name = unit.name.0.as_str();
        let known = levels.iter().map(String::as_str);
        let level = context.find(&unit.level, known, &["units", name, "level"], ("level", "levels"));
        let under = unit.under.as_ref().and_then(|above| {
            let known = written.iter().map(|unit| unit.name.0.as_str());
            index.get(above.as_str()).copied().or_else(|| context.find(above, known, &["units", name, "under"], ("unit", "units")))
        });
        let count = unit.count.map_or(1, |count| count as usize);
        has_level.push(level.is_some());
        groups.push(UnitGroup { name: name.to_owned(), level: LevelId::new(level.unwrap_or(0)), count, under });
    }
    if written.is_empty() {
        context.fault(&["units"], "there are no units; expected at least one", None);
    }
    let total: usize = groups.iter().map(|group| group.count).sum();
    if total > UNITS {
        context.fault(&["units"], format!("{total} units; expected at most {UNITS}"), None);
    }
    report_order(&groups, &has_level, levels, context);
    groups
}

/// Reports groups that escalate to a level not above their own, and names that units of another group have.
fn report_order(groups: &[UnitGroup], has_level: &[bool], levels: &[String], context: &mut Context<'_>) {
    for (index, group) in groups.iter().enumerate() {
        let Some(above) = group.under.filter(|above| has_level[*above] && has_level[index]).map(|above| &groups[above]) else { continue };
        if above.level <= group.level {
            let (own, its) = (&levels[group.level.index()], &levels[above.level.index()]);
            let message = format!("`{}` is at level `{its}`, which is not above `{own}`, the level of `{}`", above.name, group.name);
            let help = format!("levels from the lowest: {}", listed(levels.iter().map(String::as_str)));
            context.fault(&["units", &group.name, "under"], message, Some(help));
        }
    }
    for group in groups.iter().filter(|group| group.name.contains('-')) {
        if let Some(other) = groups.iter().find(|other| member(other, &group.name).is_some()) {
            let message = format!("`{}` is already the name of a unit of the group `{}`", group.name, other.name);
            context.fault(&["units", &group.name, "name"], message, None);
        }
    }
}

/// Group and number of the one unit that is called `name` in a group of several.
pub(super) fn one_unit(groups: &[UnitGroup], name: &str) -> Option<(usize, usize)> {
    groups.iter().enumerate().find_map(|(index, group)| Some((index, member(group, name)?)))
}

/// The unit, from 0, that `name` is in a group of several: `grid-017`, zeros at will.
fn member(group: &UnitGroup, name: &str) -> Option<usize> {
    let digits = name.strip_prefix(group.name.as_str())?.strip_prefix('-')?;
    let is_number = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: usize = if is_number { digits.parse().ok()? } else { return None };
    (group.count > 1 && (1..=group.count).contains(&number)).then(|| number - 1)
}
