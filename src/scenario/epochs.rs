//! What a policy changes on which date or in which state: dated overlays and interventions become the epochs of a setting.
//!
//! A dated overlay is laid on everything dated before it; one that holds while the run is in a state is laid on whatever the
//! date says, for every set of such states; an intervention adds people to those in place. All may only
//! touch what [`Rules`](super::setting::Rules) hold, so that a world once built stays valid: no unit, role or category
//! comes or goes in the middle of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::blocks::file::File;
use super::blocks::policies::PolicyHead;

use super::blocks::units::{Dealt, one_unit, serves};
use super::duties::changing_hours::report_bound;
use super::factors::downscaling;
use super::factors::unit_scale::Shrunk;
use super::incentives::unearned::report_unearned;
use super::rules::rules;
use super::setting::{CountedAt, Epoch, Recipients, Rules, Setting, Staff, Trigger};
use super::span::instant;
use super::structure::{CLASS_CASES, Where};
use super::text::check::Check;
use super::text::context::Context;
use super::text::diagnostics::{did_you_mean, listed};
use super::text::overlay::{overlay, settle};
use super::text::tree::Node;
use super::triggers;
use crate::units::{CalendarId, LevelId, RoleId, SimDuration, SimTime};

/// Most changes of one policy that depend on the state of the run: the rules of each set of them are made beforehand.
const MOST_TRIGGERS: usize = 4;
/// Most people of one scenario at any time.
const PEOPLE: i64 = 10_000_000;

/// When people come or go, who, and the number of the intervention in the file.
type Arrival = (SimTime, Staff, usize);

/// The policy's dated part as written and as read.
pub(super) struct Dated<'a> {
    /// Its name.
    pub policy: &'a str,
    /// The file with the policy laid over it, what is switched off included.
    pub merged: &'a Node,
    /// Its table in the file, when it has one.
    pub node: Option<&'a Node>,
    /// Its dated part as read.
    pub head: Option<&'a PolicyHead>,
    /// People whose totals the undated file gives.
    pub dealt: &'a Dealt,
    /// What files are checked against.
    pub definitions: &'a Json,
}

/// The triggers and the epochs of `setting`; the first starts at zero.
pub(super) fn epochs(file: &File, setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) -> (Vec<Trigger>, Vec<Epoch>) {
    let overlays = overlays(setting, dated, context);
    let triggered = triggered(file.scale.unwrap_or(1.0), setting, dated, context);
    let mut interventions = interventions(setting, dated, context);
    if let Some(shrunk) = &file.shrunk {
        interventions.iter_mut().for_each(|(_, staff, _)| staff.count = arrivals(shrunk, &setting.units[staff.group].name, staff.count));
    }
    let mut times: BTreeSet<SimTime> = overlays.iter().map(|(at, _)| *at).chain(interventions.iter().map(|(at, _, _)| *at)).collect();
    times.insert(SimTime::ZERO);
    let mut tree = dated.merged.clone();
    let mut current = rules(file, setting, dated.dealt, context);
    let mut epochs: Vec<Epoch> = Vec::new();
    for at in times {
        let due: Vec<usize> = overlays.iter().filter(|(from, _)| *from == at).map(|(_, index)| *index).collect();
        if !due.is_empty() {
            for index in due {
                lay(&mut tree, index, dated);
                current = changed(&tree, index, setting, dated, context).unwrap_or(current);
            }
        }
        let arrived: Vec<Staff> = interventions.iter().filter(|(from, _, _)| *from <= at).map(|(_, staff, _)| *staff).collect();
        let mut sets: Vec<Epoch> = Vec::new();
        for holds in 0..1_u16 << triggered.len() {
            let mut rules = while_it_holds(&tree, holds, &triggered, setting, dated, context).unwrap_or_else(|| current.clone());
            rules.staff.extend(&arrived);
            report_staff(&rules, setting, &interventions, dated, context);
            sets.push(Epoch { from: at, holds, rules });
        }
        let last = epochs.len().saturating_sub(sets.len());
        if !epochs[last..].iter().map(|epoch| &epoch.rules).eq(sets.iter().map(|epoch| &epoch.rules)) {
            epochs.append(&mut sets);
        }
    }
    report_faults(&epochs, setting, dated, context);
    (triggered.into_iter().map(|(trigger, _)| trigger).collect(), epochs)
}

/// Reports what no single epoch shows.
fn report_faults(epochs: &[Epoch], setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) {
    report_unstaffed(epochs, setting, context);
    report_idle_tasks(epochs, setting, context);
    report_idle_analysis(epochs, setting, context);
    report_idle_departments(epochs, setting, context);
    report_undispatched(epochs, setting, context);
    report_leaderless(epochs, setting, context);
    report_unearned(epochs, setting, context);
    report_bound(epochs, (dated.policy, dated.node), setting, context);
}

/// The rules with the overlays of the triggers that hold laid on what the date says; `None` when none holds.
fn while_it_holds(
    tree: &Node,
    holds: u16,
    triggered: &[(Trigger, usize)],
    setting: &Setting,
    dated: &Dated<'_>,
    context: &mut Context<'_>,
) -> Option<Rules> {
    let mut over = tree.clone();
    let mut last = None;
    for (_, index) in (0..).zip(triggered).filter(|(bit, _)| holds & (1 << bit) != 0).map(|(_, entry)| entry) {
        lay(&mut over, *index, dated);
        last = Some(*index);
    }
    changed(&over, last?, setting, dated, context)
}

/// Overlays that hold while the run is in a state, with their number in the file.
fn triggered(scale: f64, setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) -> Vec<(Trigger, usize)> {
    let mut found = Vec::new();
    for (index, head) in dated.head.iter().flat_map(|head| head.dated.iter().flatten()).enumerate() {
        let number = index.to_string();
        let path = ["policies", dated.policy, "dated", number.as_str(), "while"];
        let Some(written) = &head.trigger else { continue };
        if found.len() == MOST_TRIGGERS {
            let message = format!("is one more than {MOST_TRIGGERS} changes that depend on the state of the run; expected at most so many");
            context.fault_in_file(&path, message, None);
            break;
        }
        let from = head.from.as_ref().map_or(Some(SimTime::ZERO), |from| {
            instant(from.0, &setting.span, &["policies", dated.policy, "dated", &number, "from"], context)
        });
        let at = [&path[..], &["at"]].concat();
        let scope = written.at.as_ref().map_or(Some(CountedAt::Everywhere), |name| scope(name, setting, &at, context));
        if let (Some(from), Some(scope)) = (from, scope) {
            let place = (scope, from, setting.span.end());
            found.push((triggers::trigger(written, place, scale, &path, context), index));
        }
    }
    found
}

/// What `name` is: a level where units stand, a group, or a unit of one; else reported.
fn scope(name: &str, setting: &Setting, path: &[&str], context: &mut Context<'_>) -> Option<CountedAt> {
    let is_group = setting.units.iter().any(|group| group.name == name);
    let level = setting.levels.iter().position(|level| level == name).map(LevelId::new).filter(|_| !is_group);
    let Some(level) = level else {
        return place(name, setting, path, context).map(|(group, member)| CountedAt::Group { group, member });
    };
    if setting.units.iter().all(|group| group.level != level) {
        context.fault_in_file(path, format!("can never hold: no unit stands at the level `{name}`"), None);
    }
    Some(CountedAt::Level(level))
}

/// People who come or go at a unit of the group `unit` of a smaller scenario; at least one where there was one.
fn arrivals(shrunk: &Shrunk, unit: &str, count: i32) -> i32 {
    count.signum() * i32::try_from(shrunk.staff(unit, count.unsigned_abs())).unwrap_or(i32::MAX)
}

/// Starts of the dated overlays with their number in the file, earliest first.
fn overlays(setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) -> Vec<(SimTime, usize)> {
    let mut starts = Vec::new();
    for (index, head) in dated.head.iter().flat_map(|head| head.dated.iter().flatten()).enumerate() {
        let number = index.to_string();
        match (&head.from, &head.trigger) {
            (_, Some(_)) => {}
            (Some(from), None) => {
                let path = ["policies", dated.policy, "dated", &number, "from"];
                starts.extend(instant(from.0, &setting.span, &path, context).map(|at| (at, index)));
            }
            (None, None) => {
                let help = "add `from = …`, a date, or `while = { measure = \"backlog\", above = … }`, a state of the run";
                let message = "does not say when it holds: `from` or `while` is missing";
                context.fault_in_file(&["policies", dated.policy, "dated", &number], message, Some(help.into()));
            }
        }
    }
    starts.sort_unstable();
    starts
}

fn lay(tree: &mut Node, index: usize, dated: &Dated<'_>) {
    let Some(over) = dated.node.and_then(|node| node.get("dated")?.items().get(index)) else { return };
    let mut over = over.clone();
    over.remove("from");
    over.remove("while");
    overlay(tree, &over, "");
}

/// The rules after a dated overlay.
fn changed(tree: &Node, index: usize, setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) -> Option<Rules> {
    let mut merged = tree.clone();
    settle(&mut merged);
    if !adds_nothing(&merged, index, dated, context) {
        return None;
    }
    Check::new(dated.definitions, context.report).whole(&mut merged, false);
    let mut file: File = serde_json::from_value(merged.to_json()).ok()?;
    downscaling::shrink(&mut file);
    let mut then = Context { tree: &merged, root: context.root, report: context.report };
    Some(rules(&file, setting, dated.dealt, &mut then))
}

/// Whether every role, unit, category, round and meeting was there before the first date; those that were not are reported.
fn adds_nothing(after: &Node, index: usize, dated: &Dated<'_>, context: &mut Context<'_>) -> bool {
    let mut before = dated.merged.clone();
    settle(&mut before);
    let number = index.to_string();
    let mut is_same = true;
    for list in ["roles", "units", "categories", "rounds", "meetings", "tasks"] {
        let known = names(&before, list);
        for name in names(after, list).into_iter().filter(|name| !known.contains(name)) {
            is_same = false;
            let message = format!("there is no `{name}` in `{list}` at the start, and nothing may be added on a date");
            let help = did_you_mean(name, known.iter().copied());
            context.fault_in_file(&["policies", dated.policy, "dated", &number, list, name], message, help);
        }
    }
    for (block, what, help) in [
        (CLASS_CASES, "class-case analysis", "with `at_least` so large that nothing is taken up before the date"),
        ("whistle", "whistle", "with `from` the highest level, so that nobody calls before the date"),
        ("orders", "block of orders", "with `share = 0`, so that nothing is ordered before the date"),
    ] {
        if before.get(block).is_none() && after.get(block).is_some() {
            is_same = false;
            let message = format!("there is no {what} at the start, and nothing may be added on a date");
            let help = format!("write `[{block}]` for the whole run, {help}");
            context.fault_in_file(&["policies", dated.policy, "dated", &number, block], message, Some(help));
        }
    }
    is_same
}

/// What the entries of a list or table are called.
fn names<'a>(tree: &'a Node, list: &str) -> Vec<&'a str> {
    let Some(node) = tree.get(list) else { return Vec::new() };
    let items = node.items().iter().filter_map(|item| item.get("name").and_then(Node::text));
    node.entries().iter().map(|(name, _)| name.as_str()).chain(items).collect()
}

/// Interventions by date, with their number in the file.
fn interventions(setting: &Setting, dated: &Dated<'_>, context: &mut Context<'_>) -> Vec<Arrival> {
    let mut found = Vec::new();
    for (index, written) in dated.head.iter().flat_map(|head| head.interventions.iter().flatten()).enumerate() {
        let number = index.to_string();
        let path = |key: &'static str| ["policies", dated.policy, "interventions", number.as_str(), key];
        let at = instant(written.at.0, &setting.span, &path("at"), context);
        let place = place(&written.unit, setting, &path("unit"), context);
        let known = setting.roles.iter().map(|role| role.name.as_str());
        let who = known.clone().position(|name| name == written.role);
        if who.is_none() && !context.report.is_namespace_tainted("roles") {
            let message = format!("there is no role `{}`; found {}", written.role, listed(known.clone()));
            context.fault_in_file(&path("role"), message, did_you_mean(&written.role, known));
        }
        if written.add == 0 {
            context.fault_in_file(&path("add"), "adds nobody; expected 1 or more, or less than 0 for people who go", None);
        }
        if let Some((group, _)) = place
            && setting.members.as_ref().is_some_and(|members| members.group == group)
        {
            let message = "the unit of a member has one person, the member; expected another unit";
            context.fault_in_file(&path("unit"), message, Some("more members begin with `service` of `[members]`".into()));
        }
        if let (Some(at), Some((group, member)), Some(who)) = (at, place, who) {
            found.push((at, Staff { group, member, role: RoleId::new(who), count: written.add }, index));
        }
    }
    found.sort_by_key(|(at, _, index)| (*at, *index));
    found
}

/// The group that `name` is, or the unit of a group; else reported.
fn place(name: &str, setting: &Setting, path: &[&str], context: &mut Context<'_>) -> Option<(usize, Option<usize>)> {
    let group = setting.units.iter().position(|group| group.name == name).map(|group| (group, None));
    let found = group.or_else(|| one_unit(&setting.units, name).map(|(index, member)| (index, Some(member))));
    let stem = name.rsplit_once('-').map_or(name, |(stem, _)| stem);
    let is_doubtful =
        context.report.is_namespace_tainted("units") || context.report.is_tainted(&["units", stem, "count"].map(String::from));
    if found.is_none() && !is_doubtful {
        let known = setting.units.iter().map(|group| group.name.as_str());
        let several = setting.units.iter().find(|known| known.name == stem && known.count > 1);
        let help = several.map(|group| format!("the units of `{0}` are `{0}-1` to `{0}-{1}`", group.name, group.count));
        let message = format!("there is no unit `{name}`; found the groups {}", listed(known.clone()));
        context.fault_in_file(path, message, help.or_else(|| did_you_mean(name, known)));
    }
    found
}

/// Reports fewer people than none, and more than can be held.
fn report_staff(rules: &Rules, setting: &Setting, interventions: &[Arrival], dated: &Dated<'_>, context: &mut Context<'_>) {
    let mut totals: BTreeMap<(usize, RoleId, Option<usize>), i64> = BTreeMap::new();
    let mut people = 0;
    for staff in &rules.staff {
        *totals.entry((staff.group, staff.role, staff.member)).or_default() += i64::from(staff.count);
        let units = if staff.member.is_some() { 1 } else { i64::try_from(setting.units[staff.group].count).unwrap_or(i64::MAX) };
        people += i64::from(staff.count).saturating_mul(units);
    }
    for ((group, role, member), own) in &totals {
        let everywhere = if member.is_some() { totals.get(&(*group, *role, None)).copied().unwrap_or(0) } else { 0 };
        let left = everywhere + own;
        let taker = interventions.iter().rev().find(|(_, staff, _)| staff.group == *group && staff.role == *role && staff.count < 0);
        if left < 0
            && let Some((_, _, index)) = taker
        {
            let (unit, role) = (&setting.units[*group].name, &setting.roles[role.index()].name);
            let message = format!("takes away more people than there are: {left} people of role `{role}` at `{unit}` would be left");
            context.fault_in_file(&["policies", dated.policy, "interventions", &index.to_string(), "add"], message, None);
        }
    }
    if people > PEOPLE {
        context.fault(&["units"], format!("{people} people; expected at most {PEOPLE}"), None);
    }
}

/// Reports units that get issues, have nobody at any time and no limit on the wait: nothing would ever happen there.
fn report_unstaffed(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    let staff = epochs.iter().flat_map(|epoch| &epoch.rules.staff);
    let posts = epochs.iter().flat_map(|epoch| &epoch.rules.posts).map(|post| post.at);
    let staffed: BTreeSet<usize> = staff.filter(|staff| staff.count > 0).map(|staff| staff.group).chain(posts).collect();
    let told = told(epochs, setting);
    let gets = setting.demand.iter().flat_map(|demand| match demand.at {
        Where::Units { group, .. } => vec![(demand, group)],
        Where::Households | Where::PublicSpace => told.iter().map(|group| (demand, *group)).collect(),
    });
    for (demand, at) in gets {
        let Some(group) = setting.units.get(at) else { continue };
        let is_staffed = staffed.contains(&at);
        let may_leave = epochs.iter().any(|epoch| {
            epoch.rules.levels.get(group.level.index()).is_some_and(|rules| rules.wait_limit.is_some() || rules.backlog.is_some())
        });
        if !is_staffed && !may_leave && !is_staff_in_doubt(context) {
            let message = format!("nobody works at `{}`, which gets the issues of `{}` and has no `wait_limit`", group.name, demand.name);
            context.fault(&["units", &group.name, "staff"], message, Some("add `staff = [{ role = \"…\", count = 1 }]`".into()));
        }
    }
}

/// Whether a fault elsewhere may be why nobody works somewhere: anywhere in roles or units, or in the place and its grids, which say
/// how many units there are.
fn is_staff_in_doubt(context: &Context<'_>) -> bool {
    ["roles", "units", "place", "grids"].iter().any(|namespace| context.report.is_tainted(&[(*namespace).to_owned()]))
}

/// Reports tasks at units, or of people, that are nobody's at any time.
fn report_idle_tasks(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    if is_staff_in_doubt(context) {
        return;
    }
    let posts = epochs.iter().flat_map(|epoch| &epoch.rules.posts);
    let of_posts = posts.map(|post| Staff { group: post.at, member: None, role: post.role, count: 1 });
    let all: Vec<Staff> = epochs.iter().flat_map(|epoch| epoch.rules.staff.iter().copied()).chain(of_posts).collect();
    let is_there = |is_wanted: &dyn Fn(&Staff) -> bool| all.iter().any(|staff| staff.count > 0 && is_wanted(staff));
    for task in epochs.first().map_or(&[][..], |epoch| &epoch.rules.tasks) {
        let name = setting.categories[task.category.index()].name.as_str();
        match task.recipients {
            Recipients::Units(group) | Recipients::Households(group, _) | Recipients::Members(group, _)
                if !is_there(&|staff| staff.group == group) =>
            {
                let message = format!("nobody works at `{}` at any time", setting.units[group].name);
                context.fault(&["tasks", name, "at"], message, Some("send the task where there are people".into()));
            }
            Recipients::People(role) if !is_there(&|staff| staff.role == role) => {
                let message = format!("there is nobody of the role `{}` at any time", setting.roles[role.index()].name);
                context.fault(&["tasks", name, "of"], message, Some("send the task to people there are".into()));
            }
            _ => {}
        }
    }
}

/// Reports class-case analysis at units where nobody works at any time.
fn report_idle_analysis(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    let Some(rules) = epochs.first().and_then(|epoch| epoch.rules.class_cases.as_ref()) else { return };
    let mut staff = epochs.iter().flat_map(|epoch| &epoch.rules.staff);
    let is_doubtful = is_staff_in_doubt(context);
    if !is_doubtful && !staff.any(|staff| staff.count > 0 && staff.group == rules.group) {
        let message = format!("nobody works at `{}` at any time", setting.units[rules.group].name);
        context.fault(&[CLASS_CASES, "at"], message, Some("let units do it where there are people".into()));
    }
}

/// Reports departments that are called and where nobody works at any time.
fn report_idle_departments(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    if is_staff_in_doubt(context) {
        return;
    }
    let posts = epochs.iter().flat_map(|epoch| &epoch.rules.posts).map(|post| post.at);
    let staff = epochs.iter().flat_map(|epoch| &epoch.rules.staff);
    let staffed: BTreeSet<usize> = staff.filter(|staff| staff.count > 0).map(|staff| staff.group).chain(posts).collect();
    let mut idle = BTreeSet::new();
    for whistle in epochs.iter().filter_map(|epoch| epoch.rules.whistle.as_ref()) {
        let called = whistle.needed.iter().flatten().fold(0, |all, (set, _)| all | set);
        idle.extend(whistle.departments.iter().enumerate().filter(|(bit, _)| called & (1 << bit) != 0).map(|(_, group)| *group));
    }
    for group in idle.difference(&staffed) {
        let name = &setting.units[*group].name;
        let message = format!("nobody works at `{name}` at any time, which is called when issues need it");
        context.fault(&["units", name, "staff"], message, Some("add `staff = [{ role = \"…\", count = 1 }]`".into()));
    }
}

/// Reports centres without dispatchers, and hours of a centre in which none of them is ever on duty.
fn report_undispatched(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    let Some(centres) = epochs.iter().find_map(|epoch| epoch.rules.centres.as_ref()) else { return };
    if is_staff_in_doubt(context) {
        return;
    }
    let name = setting.units[centres.group].name.as_str();
    let staff = epochs.iter().flat_map(|epoch| epoch.rules.staff.iter().map(move |staff| (epoch, staff)));
    let here = staff.filter(|(_, staff)| staff.group == centres.group && staff.count > 0);
    let takes = here.filter(|(epoch, staff)| epoch.rules.roles[staff.role.index()].field.takes_cases);
    let mut calendars: BTreeSet<CalendarId> = takes.map(|(epoch, staff)| epoch.rules.roles[staff.role.index()].calendar).collect();
    let posts = epochs.iter().flat_map(|epoch| epoch.rules.posts.iter().map(move |post| (epoch, post)));
    let here = posts.filter(|(_, post)| post.at == centres.group);
    calendars.extend(here.map(|(epoch, post)| epoch.rules.roles[post.role.index()].calendar));
    if calendars.is_empty() {
        let message = format!("nobody works at the centre `{name}` at any time: every ticket would wait there for ever");
        let help = "add `staff = [{ role = \"…\", count = 1 }]`, its dispatchers";
        return context.fault(&["units", name, "staff"], message, Some(help.into()));
    }
    let Some(hours) = centres.hours else { return };
    let open = &setting.calendars[hours.index()];
    let end = setting.span.end();
    let meets = |calendar: &CalendarId| {
        let own = &setting.calendars[calendar.index()].hours;
        let (short, long) = if own.is_always() { (&open.hours, own) } else { (own, &open.hours) };
        short.is_always() || short.intervals().any(|(from, until)| long.working_between(from, until.min(end)) > SimDuration::ZERO)
    };
    if !calendars.iter().any(meets) {
        let message = format!("no dispatcher of `{name}` is ever on duty in the hours `{}`", open.name);
        let help = "give them a calendar that has some of these hours, or the centre other hours";
        context.fault(&["centres", "hours"], message, Some(help.into()));
    }
}

/// Reports meetings that assign issues to leaders of whom there is nobody at the unit at any time.
fn report_leaderless(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    if is_staff_in_doubt(context) {
        return;
    }
    for meeting in epochs.first().map_or(&[][..], |epoch| &epoch.rules.meetings) {
        let Some(assigns) = meeting.assigns else { continue };
        let mut staff = epochs.iter().flat_map(|epoch| &epoch.rules.staff);
        if !staff.any(|staff| staff.group == meeting.group && staff.role == assigns.to && staff.count > 0) {
            let (role, unit) = (&setting.roles[assigns.to.index()].name, &setting.units[meeting.group].name);
            let message = format!("nobody of the role `{role}` works at `{unit}` at any time, who could lead what is assigned");
            let help = "name a role of the unit that meets";
            context.fault(&["meetings", &meeting.name, "assigns", "to"], message, Some(help.into()));
        }
    }
}

/// The groups whose units learn of what occurs in the place.
fn told(epochs: &[Epoch], setting: &Setting) -> BTreeSet<usize> {
    let discoveries = epochs.iter().filter_map(|epoch| epoch.rules.discovery.as_ref());
    let levels: BTreeSet<LevelId> = discoveries
        .flat_map(|discovery| {
            let channels = discovery.channels.iter().filter(|channel| channel.weight > 0.0).map(|channel| channel.level);
            channels.chain(discovery.sensors.as_ref().map(|sensors| sensors.level)).chain([discovery.incidents_at])
        })
        .collect();
    let serves = |group: &usize| serves(&setting.units, setting.members.as_ref(), *group);
    (0..setting.units.len()).filter(serves).filter(|group| levels.contains(&setting.units[*group].level)).collect()
}
