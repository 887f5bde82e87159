//! Working time: the calendar on which promises and wait limits in working days and hours count.
//!
//! It is one calendar of the place, named once by `working_calendar`, whoever has the issue and whatever the policy, so
//! that when an issue is due follows from its category and from when it became known, and from nothing else. Which one it
//! is follows from the file without its policies; a policy that changes its hours is refused.

use std::sync::Arc;

use super::blocks::calendars;
use super::blocks::calendars::ALWAYS;
use super::blocks::file::File;
use crate::scenario::setting::{Setting, WaitLimit};
use crate::scenario::structure::{NamedCalendar, Span};
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::listed;
use crate::scenario::text::quantity::time_limit;
use crate::scenario::text::tree::Node;
use crate::units::time::DAY;
use crate::units::{Calendar, SimDuration, SimTime, TimeLimit};

/// The calendar that is taken where the file names none and has one of this name.
const OFFICE: &str = "office";
/// How far beyond the end of the run the hours reach at first.
const MARGIN: SimDuration = SimDuration::from_seconds(64 * DAY);

/// The file without its policies, as typed and as a tree.
pub(crate) type Plain = (File, Node);

/// Which calendar it is.
enum Choice {
    /// This one.
    Named(String),
    /// One of these: the file does not say.
    Open(Vec<String>),
    /// Nobody can tell, which has been reported.
    Faulty,
}

/// Whether a policy says something of calendars or holidays.
pub(crate) fn touches(policy: &Node) -> bool {
    ["calendars", "holidays"].iter().any(|key| policy.get(key).is_some())
}

/// The working hours of `setting`, whose rules are resolved; `plain` where the policy touches calendars. What does not
/// follow from the file, and what the policy changes, is reported.
pub(crate) fn working_hours(file: &File, setting: &Setting, plain: Option<&Plain>, context: &mut Context<'_>) -> Arc<Calendar> {
    let limits = limits(setting);
    let choice = match plain {
        None => choice(file, &setting.calendars, context),
        Some((plain, tree)) => {
            let mut before = Context { tree, root: context.root, report: context.report };
            let calendars = calendars::calendars(plain.hours(), &setting.span, &mut before);
            choice(plain, &calendars, &mut before)
        }
    };
    match choice {
        Choice::Named(name) if !limits.is_empty() || file.working_calendar.is_some() => {
            let reaching = |file: &File, context: &mut Context<'_>| reaching(file, &name, &setting.span, &limits, context);
            let found = reaching(file, context);
            if let Some((plain, tree)) = plain {
                let before = reaching(plain, &mut Context { tree, root: context.root, report: context.report });
                if before.is_some() && before != found {
                    report_change(&name, &setting.policy, context);
                }
            }
            Arc::new(found.unwrap_or_else(|| Calendar::always(setting.span.end())))
        }
        Choice::Open(names) if !limits.is_empty() => {
            report_open(&names, &setting.policy, context);
            Arc::new(Calendar::always(setting.span.end()))
        }
        _ => Arc::new(Calendar::always(setting.span.end())),
    }
}

/// The limits in working time of all rules.
fn limits(setting: &Setting) -> Vec<TimeLimit> {
    let mut limits = Vec::new();
    for epoch in &setting.epochs {
        limits.extend(epoch.rules.categories.iter().filter_map(|category| category.due));
        limits.extend(epoch.rules.levels.iter().filter_map(|level| match level.wait_limit {
            Some(WaitLimit::Fixed(limit)) => Some(limit),
            _ => None,
        }));
    }
    let whistles = setting.epochs.iter().filter_map(|epoch| epoch.rules.whistle.as_ref());
    limits.extend(whistles.flat_map(|whistle| [whistle.contact, whistle.report]));
    limits.retain(|limit| limit.is_working());
    limits
}

fn choice(file: &File, calendars: &[NamedCalendar], context: &mut Context<'_>) -> Choice {
    let names = || calendars.iter().map(|calendar| calendar.name.as_str());
    if let Some(wanted) = &file.working_calendar {
        let found = context.find(wanted, names(), &["working_calendar"], ("calendar", "calendars"));
        return found.map_or(Choice::Faulty, |_| Choice::Named(wanted.clone()));
    }
    if context.report.is_namespace_tainted("calendars") {
        return Choice::Faulty;
    }
    if names().any(|name| name == OFFICE) {
        return Choice::Named(OFFICE.to_owned());
    }
    let closing: Vec<String> =
        calendars.iter().filter(|calendar| !calendar.hours.is_always()).map(|calendar| calendar.name.clone()).collect();
    match closing.as_slice() {
        [] => Choice::Named(ALWAYS.to_owned()),
        [one] => Choice::Named(one.clone()),
        _ => Choice::Open(closing),
    }
}

/// The hours of the calendar `name`, so long that all `limits` begun during the run are reached; `None` without such a
/// calendar.
fn reaching(file: &File, name: &str, span: &Span, limits: &[TimeLimit], context: &mut Context<'_>) -> Option<Calendar> {
    let mut margin = MARGIN;
    loop {
        let end = span.end() + margin;
        let calendar = if name == ALWAYS {
            Calendar::always(end)
        } else {
            let (_, written) = file.hours().calendars.iter().find(|(known, _)| known == name)?;
            calendars::compiled(file.hours(), (name, written), (span, end), context)?
        };
        if end == SimTime::NEVER || limits.iter().all(|limit| limit.after(span.end(), &calendar) != SimTime::NEVER) {
            return Some(calendar);
        }
        margin += margin;
    }
}

/// Reports that a policy changes the calendar `name`, where it does so.
fn report_change(name: &str, policy: &str, context: &mut Context<'_>) {
    let message = format!("promises and limits in working time count on the calendar `{name}`, which is the same under every policy");
    let help = "give the people of this policy a calendar of another name, or let `working_calendar` name another one in the file";
    let own = ["policies", policy, "calendars", name];
    let is_there = |path: &[&str]| {
        let path: Vec<String> = path.iter().map(|segment| (*segment).to_owned()).collect();
        context.root.nearest_at(&path).1 == path.len()
    };
    let path = if is_there(&own) { &own[..] } else { &["policies", policy, "holidays"] };
    context.fault_in_file(path, message, Some(help.to_owned()));
}

/// Reports that the file does not say which of the calendars `names` it is, at the first limit that asks for it.
fn report_open(names: &[String], policy: &str, context: &mut Context<'_>) {
    let known = listed(names.iter().map(String::as_str));
    let message = format!("counts working time, and the file does not say on which of its calendars {known}");
    let help = names.first().map(|name| format!("add `working_calendar = \"{name}\"` at the top of the file, or another of them"));
    if let Some(path) = first_limit(context.tree) {
        return context.fault(&texts(&path), message, help);
    }
    let dated = context.root.get("policies").and_then(|policies| policies.get(policy)?.get("dated"));
    for (index, change) in dated.map_or(&[][..], Node::items).iter().enumerate() {
        if let Some(path) = first_limit(change) {
            let index = index.to_string();
            let path = [&["policies", policy, "dated", &index], &texts(&path)[..]].concat();
            return context.fault_in_file(&path, message, help);
        }
    }
}

fn texts(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

/// The key of the first limit in working time that `tree` states.
fn first_limit(tree: &Node) -> Option<Vec<String>> {
    let is_working = |limit: Option<&Node>| {
        let limit = limit.and_then(Node::text).map(time_limit);
        limit.is_some_and(|limit| limit.is_ok_and(TimeLimit::is_working))
    };
    for list in ["categories", "tasks"] {
        let promise = tree.get(list).map_or(&[][..], Node::items).iter().find(|item| is_working(item.get("due")));
        if let Some(name) = promise.and_then(|item| item.get("name")?.text()) {
            return Some([list, name, "due"].map(str::to_owned).into());
        }
    }
    if let Some(whistle) = tree.get("whistle") {
        let said = ["contact", "report"].into_iter().find(|key| is_working(whistle.get(key)));
        // the usual time to report is in working days
        let is_usual = whistle.get("report").is_none().then_some("report");
        if let Some(key) = said.or(is_usual) {
            return Some(["whistle", key].map(str::to_owned).into());
        }
    }
    let levels = tree.get("escalation").map_or(&[][..], Node::entries);
    let (level, _) = levels.iter().find(|(_, block)| is_working(block.get("wait_limit")))?;
    Some(["escalation", level, "wait_limit"].map(str::to_owned).into())
}
