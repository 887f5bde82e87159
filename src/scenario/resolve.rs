//! From what was written to what it means: one [`Setting`] per policy.
//!
//! Here names become ids, defaults become values, and everything is checked that only the whole file can tell: names
//! that exist, levels that rise, shares that add up, hours that are not empty, a horizon long enough. A problem does
//! not stop the walk; what it spoils is replaced by something harmless, and the setting is thrown away in the end.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::node::{Node, Value};
use super::problem::{Report, did_you_mean, listed};
use super::quantity::{LONGEST, Moment};
use super::setting::{Category, Demand, Epoch, NamedCalendar, Role, Setting, Span, UnitGroup};
use super::shape;
use crate::units::calendar::{HolidayTable, WeeklyHours};
use crate::units::{Calendar, CalendarId, CategoryId, LevelId, Money, SimDuration, SimTime};

/// Most units of one scenario.
const UNITS: usize = 2_000_000;
/// Most calendars of one scenario.
const CALENDARS: usize = 200;
/// Most roles of one scenario.
const ROLES: usize = 10_000;
/// Most streams of demand, counted over units.
const STREAMS: usize = 2_000_000;
/// Most issues expected in one run.
const ISSUES: f64 = 2e9;
/// How far shares may be from adding up to 1.
const ROUNDING: f64 = 1e-9;
/// The handling levels when the file names none.
const LEVELS: [&str; 5] = ["liaison", "grid", "community", "town", "district"];
/// The calendar that need not be written.
const ALWAYS: &str = "always";

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
    let calendars = calendars(file, &span, context);
    let roles = roles(file, &calendars, context);
    let units = units(file, &levels, context);
    let categories: Vec<Category> = file.categories.iter().flatten().map(|category| Category { name: category.name.0.clone() }).collect();
    let demand = demand(file, &span, &units, &categories, context);
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

fn calendars(file: &shape::File, span: &Span, context: &mut Context<'_>) -> Vec<NamedCalendar> {
    let mut calendars = vec![NamedCalendar { name: ALWAYS.into(), hours: Calendar::always(span.end()) }];
    let written = file.calendars.as_ref().map_or(&[][..], |calendars| &calendars.0);
    if written.len() > CALENDARS {
        context.fault(&["calendars"], format!("{} calendars; expected at most {CALENDARS}", written.len()), None);
        return calendars;
    }
    for (name, calendar) in written {
        let here = ["calendars", name.as_str()];
        if name == ALWAYS {
            context.fault(&here, "the calendar `always` exists already", Some("give this one another name".into()));
        }
        let weekly = match (&calendar.weekly, &calendar.open) {
            (Some(weekly), None) => weekly_hours(weekly, &here, context),
            (None, Some(shape::Open::Always)) => WeeklyHours { days: std::array::from_fn(|_| vec![(0, 86_400)]) },
            (found, _) => {
                let found = if found.is_some() { "both" } else { "neither" };
                context.fault(&here, format!("a calendar has `weekly` hours or `open = \"always\"`; found {found}"), None);
                continue;
            }
        };
        let holidays = holidays(file, calendar, &here, context);
        let hours = Calendar::from_weekly(&weekly, &holidays, span.start, &span.zone, span.end());
        if hours.is_empty() {
            context.fault(
                &here,
                "has no duty hours between the start and the horizon",
                Some("give it `weekly` hours, such as `weekdays = [\"09:00-17:00\"]`".into()),
            );
        }
        calendars.push(NamedCalendar { name: name.clone(), hours });
    }
    calendars
}

fn weekly_hours(weekly: &shape::Weekly, here: &[&str; 2], context: &mut Context<'_>) -> WeeklyHours {
    let own = [&weekly.monday, &weekly.tuesday, &weekly.wednesday, &weekly.thursday, &weekly.friday, &weekly.saturday, &weekly.sunday];
    let keys = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let days = std::array::from_fn(|day| {
        let (group, group_key) = if day < 5 { (&weekly.weekdays, "weekdays") } else { (&weekly.weekend, "weekend") };
        let choices = [(own[day], keys[day]), (group, group_key), (&weekly.daily, "daily")];
        let Some((written, key)) = choices.into_iter().find_map(|(hours, key)| Some((hours.as_ref()?, key))) else { return Vec::new() };
        let mut spans: Vec<(u32, u32)> = written.iter().map(|hours| hours.0).collect();
        spans.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (open, close) in spans {
            match joined.last_mut() {
                Some(last) if open < last.1 => {
                    context.fault(&[here[0], here[1], "weekly", key], "hours overlap", Some("join them into one".into()));
                    last.1 = last.1.max(close);
                }
                Some(last) if open == last.1 => last.1 = close,
                _ => joined.push((open, close)),
            }
        }
        joined
    });
    WeeklyHours { days }
}

fn holidays(file: &shape::File, calendar: &shape::Calendar, here: &[&str; 2], context: &mut Context<'_>) -> HolidayTable {
    let known = file.holidays.as_ref().map_or(&[][..], |holidays| &holidays.0);
    let mut table = HolidayTable { closed: Vec::new(), working: Vec::new() };
    for (index, name) in calendar.holidays.iter().flatten().enumerate() {
        let path = [here[0], here[1], "holidays", &index.to_string()];
        let Some(found) = context.find(name, known.iter().map(|(name, _)| name.as_str()), &path, ("holiday table", "holidays")) else {
            continue;
        };
        let days = &known[found].1;
        table.closed.extend(days.closed.iter().flatten().map(|day| day.0));
        table.working.extend(days.working.iter().flatten().map(|day| (day.date.0, weekday(day.like))));
    }
    table.closed.sort_unstable();
    table.closed.dedup();
    table.working.sort_by_key(|(date, _)| *date);
    if let Some((date, _)) = table.working.iter().find(|(date, _)| table.closed.binary_search(date).is_ok()) {
        context.fault(&[here[0], here[1], "holidays"], format!("{date} is both closed and a working day"), None);
    }
    if let Some(twice) = table.working.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
        context.fault(&[here[0], here[1], "holidays"], format!("{} has the hours of two weekdays", twice[0].0), None);
    }
    table.working.dedup();
    table
}

const fn weekday(written: shape::Weekday) -> Weekday {
    match written {
        shape::Weekday::Monday => Weekday::Monday,
        shape::Weekday::Tuesday => Weekday::Tuesday,
        shape::Weekday::Wednesday => Weekday::Wednesday,
        shape::Weekday::Thursday => Weekday::Thursday,
        shape::Weekday::Friday => Weekday::Friday,
        shape::Weekday::Saturday => Weekday::Saturday,
        shape::Weekday::Sunday => Weekday::Sunday,
    }
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
    groups
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

fn demand(file: &shape::File, span: &Span, groups: &[UnitGroup], categories: &[Category], context: &mut Context<'_>) -> Vec<Demand> {
    let index: BTreeMap<&str, usize> = groups.iter().enumerate().map(|(index, group)| (group.name.as_str(), index)).collect();
    let mut streams = Vec::new();
    let mut expected = 0.0;
    let mut sources = 0_usize;
    for demand in file.demand.iter().flatten() {
        let name = demand.name.0.as_str();
        let known = groups.iter().map(|group| group.name.as_str());
        let place = index.get(demand.at.as_str()).map(|group| (*group, None));
        let place = place.or_else(|| one_unit(groups, &demand.at).map(|(group, member)| (group, Some(member))));
        let place = place.or_else(|| Some((context.find(&demand.at, known, &["demand", name, "at"], ("unit", "units"))?, None)));
        let (at, member) = place.unwrap_or((0, None));
        let bound = |key: &str, moment: Option<Moment>, context: &mut Context<'_>| {
            moment.and_then(|moment| instant(moment, span, &["demand", name, key], context))
        };
        let from = bound("from", demand.from.as_ref().map(|when| when.0), context).unwrap_or(SimTime::ZERO);
        let until = bound("until", demand.until.as_ref().map(|when| when.0), context).unwrap_or(span.end());
        if until < from {
            context.fault(&["demand", name, "until"], "lies before `from`", None);
        }
        let shares = shares(demand, categories, context);
        let streams_here = if member.is_some() { 1 } else { groups.get(at).map_or(0, |group| group.count) };
        sources += streams_here;
        if sources > STREAMS {
            let message = format!("brings the streams of demand, one per unit, to {sources}; expected at most {STREAMS}");
            context.fault(&["demand", name, "at"], message, None);
            sources = 0;
        }
        let issues = demand.rate.0.get() * f64::from(until.since(from).seconds()) * streams_here as f64;
        expected += issues;
        if expected > ISSUES {
            let message = format!("brings {issues:.0} issues in one run; expected at most {ISSUES:.0} in all");
            context.fault(&["demand", name, "rate"], message, Some("is the time in the rate the one meant?".into()));
            expected = 0.0;
        }
        streams.push(Demand { name: name.to_owned(), at, member, rate: demand.rate.0, categories: shares, from, until });
    }
    streams
}

/// Categories with cumulative probabilities; the last is exactly 1.
fn shares(demand: &shape::Demand, categories: &[Category], context: &mut Context<'_>) -> Vec<(CategoryId, f64)> {
    let name = demand.name.0.as_str();
    let path = ["demand", name, "categories"];
    let Some(written) = &demand.categories else {
        if categories.len() > 1 {
            let known = listed(categories.iter().map(|category| category.name.as_str()));
            context.fault(&path, "is missing; with more than one category their shares are needed", Some(format!("categories: {known}")));
        }
        return if categories.is_empty() { Vec::new() } else { vec![(CategoryId::new(0), 1.0)] };
    };
    let mut sum = 0.0;
    let mut cumulative = Vec::new();
    for (category, share) in &written.0 {
        let known = categories.iter().map(|category| category.name.as_str());
        sum += share.0;
        if let Some(found) = context.find(category, known, &[path[0], path[1], path[2], category], ("category", "categories"))
            && share.0 > 0.0
        {
            cumulative.push((CategoryId::new(found), sum));
        }
    }
    if (sum - 1.0).abs() > ROUNDING {
        let shown = (sum * 1e9).round() / 1e9;
        context.fault(&path, format!("the shares add up to {shown}; expected 1"), None);
    }
    if let Some(last) = cumulative.last_mut() {
        last.1 = 1.0;
    }
    cumulative
}
