//! How much of their hours background tasks alone would take of the people they are sent to, as a scenario states them: what
//! can be known before anything runs.
//!
//! Expected hours of work over the run, copies, coming back and refusal included, what is done on paper left out, over the hours
//! on duty of the people at the same units who take cases, at their speed. All by the rules of the start.

use crate::scenario::Setting;
use crate::scenario::setting::{Building, Recipients, Sending, Site, Staff, Task};
use crate::units::{Cadence, Calendar, SimDuration, SimTime};

/// What tasks alone take of the hours at the units of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLoad {
    /// Name of the group.
    pub group: String,
    /// Hours of tasks over hours on duty; above 1 more is sent than can be done.
    pub load: f64,
}

/// The load of every group of units that gets tasks, in the order of the groups.
#[must_use]
pub fn task_loads(setting: &Setting) -> Vec<TaskLoad> {
    let mut work = vec![0.0; setting.units.len()];
    let Some(rules) = setting.epochs.first().map(|epoch| &epoch.rules) else { return Vec::new() };
    for task in &rules.tasks {
        let seconds = rules.categories[task.category.index()].work[0].mean() * task.copies * (1.0 - task.coping.get());
        let seconds = seconds * (1.5 - task.clarity.get() / 2.0);
        for (group, times) in times(setting, task) {
            let is_sent_down = setting.units[group].level < task.from;
            let refused = rules.entry_rule.filter(|_| is_sent_down).map_or(0.0, |rule| rule.keeps_out.get());
            work[group] += times * seconds * (1.0 - refused);
            if let Some(above) = rules.entry_rule.filter(|rule| rule.is_done_above).and_then(|_| sender(setting, task, group)) {
                work[above] += times * seconds * refused;
            }
        }
    }
    let load = |(group, work): (usize, f64)| {
        let hours: f64 = rules.staff.iter().filter(|staff| staff.group == group).map(|staff| capacity(setting, staff)).sum();
        (work > 0.0 && hours > 0.0).then(|| TaskLoad { group: setting.units[group].name.clone(), load: work / hours })
    };
    work.into_iter().enumerate().filter_map(load).collect()
}

/// Seconds of standard work that people can do in the whole run.
fn capacity(setting: &Setting, staff: &Staff) -> f64 {
    let rules = &setting.epochs[0].rules.roles[staff.role.index()];
    let hours = &setting.calendars[setting.roles[staff.role.index()].calendar.index()].hours;
    let on_duty = hours.working_between(SimTime::ZERO, setting.span.end()).seconds();
    let speed = if rules.field.takes_cases { rules.speed } else { 0.0 };
    heads(setting, staff) * f64::from(on_duty) * speed
}

/// How many people an entry of staff is.
fn heads(setting: &Setting, staff: &Staff) -> f64 {
    let units = if staff.member.is_some() { 1 } else { setting.units[staff.group].count };
    f64::from(staff.count) * units as f64
}

/// How often a task is sent to all units of a group in the whole run, by group.
fn times(setting: &Setting, task: &Task) -> Vec<(usize, f64)> {
    let rules = &setting.epochs[0].rules;
    let households = |group: usize| {
        let Some(place) = &setting.place else { return 0 };
        let of = |site: &Site| {
            let buildings = site.runs().flat_map(|run| &place.buildings[run.0..run.1]);
            buildings.map(Building::households).sum::<u32>()
        };
        setting.units[group].sites.as_ref().map_or_else(|| place.households(), |sites| sites.iter().map(of).sum())
    };
    let grids = |group: usize| {
        let sites = setting.units[group].sites.as_ref();
        sites.map_or(setting.units[group].count, |sites| sites.iter().map(|site| site.grids.len().max(1)).sum()) as f64
    };
    let recipients: Vec<(usize, f64)> = match task.recipients {
        Recipients::Units(group) => vec![(group, grids(group))],
        Recipients::Households(group, each) => vec![(group, f64::from(households(group)) / each)],
        Recipients::Members(group, each) => vec![(group, members_below(setting, group) / each)],
        Recipients::People(role) => {
            rules.staff.iter().filter(|staff| staff.role == role).map(|staff| (staff.group, heads(setting, staff))).collect()
        }
    };
    recipients.into_iter().map(|(group, count)| (group, count * sendings(setting, task, group))).collect()
}

/// Liaison members below the units of a group.
fn members_below(setting: &Setting, group: usize) -> f64 {
    let Some(members) = &setting.members else { return 0.0 };
    let is_below = |mut at: usize| loop {
        match setting.units[at].under {
            Some(above) if above == group => return true,
            Some(above) => at = above,
            None => return false,
        }
    };
    if is_below(members.group) { setting.units[members.group].count as f64 } else { 0.0 }
}

/// How often a task is sent to one recipient in the whole run.
fn sendings(setting: &Setting, task: &Task, group: usize) -> f64 {
    let span = &setting.span;
    let cadence = match task.sending {
        Sending::At(rate) => return rate.get() * weighted_time(task, span.end()),
        Sending::Each(cadence) => cadence,
    };
    let staff = setting.epochs[0].rules.staff.iter().filter(|staff| staff.group == group);
    let calendars: Vec<_> = staff.map(|staff| &setting.calendars[setting.roles[staff.role.index()].calendar.index()].hours).collect();
    let has_duty = |day: u32| {
        let on_duty = |hours: &&Calendar| hours.working_between(span.days.begin(day), span.days.end(day)) > SimDuration::ZERO;
        calendars.iter().any(on_duty)
    };
    let days = (0..span.days.ended(span.end())).filter(|day| {
        let begins = cadence.next(span.start, *day, *day + 1).is_some();
        begins && (cadence != Cadence::Day || has_duty(*day))
    });
    days.map(|day| task.factor(span.days.begin(day))).sum()
}

/// Seconds until `end`, those of campaigns so many times over.
fn weighted_time(task: &Task, end: SimTime) -> f64 {
    let mut ends: Vec<SimTime> = task.campaigns.iter().flat_map(|campaign| [campaign.from, campaign.until]).collect();
    ends.extend([SimTime::ZERO, end]);
    ends.sort_unstable();
    ends.windows(2).map(|ends| task.factor(ends[0]) * f64::from(ends[1].since(ends[0]).seconds())).sum()
}

/// The group above `group` at the level that sends the task.
fn sender(setting: &Setting, task: &Task, group: usize) -> Option<usize> {
    let mut above = group;
    while setting.units[above].level < task.from {
        above = setting.units[above].under?;
    }
    Some(above)
}
