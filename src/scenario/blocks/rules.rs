//! The rules of one moment: how people work, when issues move on, how categories are handled, who is in place.
//!
//! The same function serves the first moment and each date on which a policy changes something; that is why it sees
//! only what [`Rules`] may hold. Categories without work at a level where no unit stands take no time there.

use super::discovery::discovery;
use super::endless::report_endless;
use super::feedback::{feedback, routing};
use super::file;
use super::organisation::Dealt;
use super::rounds::{meetings, rounds};
use crate::scenario::place::territories::report_company;
use crate::scenario::setting::{
    CategoryRules, Closing, ExternalWait, Fate, FieldWork, LevelRules, QueueOrder, RoleRules, Rules, ShiftEnd, Staff, Supervision, Triage,
    WaitLimit,
};
use crate::scenario::structure::Structure;
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::units::{Distribution, RoleId, Share, SimDuration};

/// Most priorities where lights raise them: three lights and 32 bands of service.
const PRIORITIES: usize = 10;

/// The rules that `file` states for the levels, roles, units and categories of `structure`; `dealt` are the people whose
/// totals it gives.
pub(crate) fn rules(file: &file::File, structure: &Structure, dealt: &Dealt, context: &mut Context<'_>) -> Rules {
    let rules = Rules {
        roles: file.roles.iter().flat_map(|roles| &roles.0).map(|(_, role)| role_rules(role)).collect(),
        levels: level_rules(file, structure, context),
        categories: file.categories.iter().flatten().map(|category| category_rules(category, structure, context)).collect(),
        staff: staff(file, structure, dealt, context),
        supervision: file.supervision.as_ref().map(|written| supervision(written, structure, context)),
        closing: file.closing.as_ref().and_then(|written| closing(written, context)),
        triage: file.triage.as_ref().map_or(Triage { mistake: Share::ZERO, is_straight: false, dropped: Share::ZERO }, |written| Triage {
            mistake: written.mistake.as_ref().and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
            is_straight: written.straight.unwrap_or(false),
            dropped: written.dropped.as_ref().and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
        }),
        discovery: discovery(file, structure, context),
        rounds: rounds(file, structure, context),
        meetings: meetings(file, structure, context),
        routing: file.routing.as_ref().and_then(|written| routing(written, context)),
        feedback: file.feedback.as_ref().and_then(feedback),
    };
    report_endless(&rules, structure, context);
    rules
}

fn closing(written: &file::WrittenClosing, context: &mut Context<'_>) -> Option<Closing> {
    let delay = match &written.delay {
        None => Distribution::Constant { value: 0.0 },
        Some(delay) => resolved(delay.resolve(), &["closing", "delay"], context)?,
    };
    let noticed = written.noticed.as_ref().map_or(Some(Share::ZERO), |share| Share::new(share.0))?;
    Some(Closing { falsely: Share::new(written.falsely.0)?, noticed, delay })
}

fn supervision(written: &file::WrittenSupervision, structure: &Structure, context: &mut Context<'_>) -> Supervision {
    let share = |value: Option<f64>, default| Share::new(value.unwrap_or(default)).unwrap_or(Share::ONE);
    let (yellow, red) = (share(written.yellow, 0.5), share(written.red, 0.8));
    if red < yellow {
        let message = format!("{} turns the light red before it is yellow at {}", red.get(), yellow.get());
        context.fault(&["supervision", "red"], message, Some("red is at least yellow".into()));
    }
    let raises_priority = written.raises_priority.unwrap_or(true);
    if raises_priority && structure.categories.len() > PRIORITIES {
        let message = format!(
            "with {} categories there may be too many priorities; expected at most {PRIORITIES} categories",
            structure.categories.len()
        );
        context.fault(&["supervision"], message, Some("set `raises_priority = false`".into()));
    }
    Supervision { yellow, red, raises_priority, escalates_red: written.escalates_red.unwrap_or(true) }
}

fn role_rules(role: &file::WrittenRole) -> RoleRules {
    RoleRules {
        speed: role.speed.unwrap_or(1.0),
        juggling_limit: role.juggling_limit.unwrap_or(u32::MAX),
        switching_cost: role.switching_cost.as_ref().map_or(SimDuration::ZERO, |cost| SimDuration::rounded(cost.0)),
        shift_end: match role.shift_end {
            None | Some(file::WrittenShiftEnd::Suspend) => ShiftEnd::Suspend,
            Some(file::WrittenShiftEnd::Finish) => ShiftEnd::Finish,
            Some(file::WrittenShiftEnd::HandOver) => ShiftEnd::HandOver,
        },
        field: field_work(role),
    }
}

fn field_work(role: &file::WrittenRole) -> FieldWork {
    let familiarity = role.familiarity.as_ref();
    FieldWork {
        travel_speed: role.travel_speed.as_ref().map_or(0.0, |speed| speed.0),
        familiarity_gain: familiarity.map_or(FieldWork::DESK.familiarity_gain, |familiarity| familiarity.gain),
        familiarity_half: familiarity.map_or(FieldWork::DESK.familiarity_half, |familiarity| familiarity.households),
        entry: role.entry.as_ref().map_or(SimDuration::ZERO, |entry| SimDuration::rounded(entry.0)),
        declines: role.declines.and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
        takes_cases: role.takes_cases.unwrap_or(true),
        is_volunteer: role.volunteer.unwrap_or(false),
    }
}

fn level_rules(file: &file::File, structure: &Structure, context: &mut Context<'_>) -> Vec<LevelRules> {
    let written = file.escalation.as_ref().map_or(&[][..], |escalation| &escalation.0);
    for (name, _) in written.iter().filter(|(name, _)| name != "all") {
        context.find(name, structure.levels.iter().map(String::as_str), &["escalation", name], ("level", "levels"));
    }
    let of = |name: &str| written.iter().find(|(key, _)| key == name).map(|(_, block)| block);
    let general = of("all");
    let mut rules = Vec::new();
    for level in &structure.levels {
        let own = of(level);
        let limit = match (own.and_then(|block| block.wait_limit.as_ref()), general.and_then(|block| block.wait_limit.as_ref())) {
            (Some(limit), _) => wait_limit(limit, level, context),
            (None, Some(limit)) => wait_limit(limit, "all", context),
            (None, None) => None,
        };
        rules.push(LevelRules {
            wait_limit: limit,
            attempts: own.and_then(|block| block.attempts).or(general.and_then(|block| block.attempts)).unwrap_or(1),
            backlog: own.and_then(|block| block.backlog).or(general.and_then(|block| block.backlog)),
            severity: own.and_then(|block| block.severity).or(general.and_then(|block| block.severity)),
            difficulty: own.and_then(|block| block.difficulty).or(general.and_then(|block| block.difficulty)),
            queue_order: match own.and_then(|block| block.queue_order).or(general.and_then(|block| block.queue_order)) {
                None | Some(file::WrittenQueueOrder::Fifo) => QueueOrder::Fifo,
                Some(file::WrittenQueueOrder::Due) => QueueOrder::Due,
            },
        });
    }
    rules
}

fn wait_limit(limit: &file::WrittenWaitLimit, block: &str, context: &mut Context<'_>) -> Option<WaitLimit> {
    match limit {
        file::WrittenWaitLimit::Fixed(limit) => Some(WaitLimit::Fixed(limit.0)),
        file::WrittenWaitLimit::Drawn(distribution) => {
            resolved(distribution.resolve(), &["escalation", block, "wait_limit"], context).map(WaitLimit::Drawn)
        }
    }
}

fn category_rules(category: &file::WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> CategoryRules {
    let name = category.name.0.as_str();
    CategoryRules {
        priority: category.priority.unwrap_or(0),
        severity: category.severity.unwrap_or(2),
        due: category.due.as_ref().map(|limit| limit.0),
        authority: authority(category, structure, context),
        work: work(category, structure, context),
        success: success(category, structure, context),
        external_wait: category.external_wait.as_ref().and_then(|wait| {
            Some(ExternalWait {
                probability: Share::new(wait.probability.0)?,
                length: resolved(wait.length.resolve(), &["categories", name, "external_wait", "length"], context)?,
                after: Share::new(wait.after.unwrap_or(0.5))?,
            })
        }),
        fate: fate(category, context),
        is_on_site: category.on_site.unwrap_or(false),
    }
}

fn fate(category: &file::WrittenCategory, context: &mut Context<'_>) -> Fate {
    let path = |key: &'static str| ["categories", category.name.0.as_str(), key];
    let turn = |written: &Option<file::WrittenTurn>, key, context: &mut Context<'_>| {
        let turn = written.as_ref().filter(|turn| turn.probability.0 > 0.0)?;
        let after = resolved(turn.after.resolve(), &[&path(key)[..], &["after"]].concat(), context)?;
        Some((Share::new(turn.probability.0)?, after))
    };
    Fate {
        heals: category.heals.as_ref().and_then(|heals| resolved(heals.resolve(), &path("heals"), context)),
        worsens: turn(&category.worsens, "worsens", context),
        recurs: turn(&category.recurs, "recurs", context),
    }
}

/// By level, the probability that it or a lower one has the authority; without `difficulty` the lowest has.
fn authority(category: &file::WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<f64> {
    let name = category.name.0.as_str();
    let Some(written) = &category.difficulty else { return vec![1.0; structure.levels.len()] };
    report_unknown_levels(&written.0, ["categories", name, "difficulty"], structure, context);
    let sum: f64 = written.0.iter().map(|(_, share)| share.0).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let shown = (sum * 1e9).round() / 1e9;
        context.fault(&["categories", name, "difficulty"], format!("the shares add up to {shown}; expected 1"), None);
    }
    let mut below = 0.0;
    let share = |level: &String| written.0.iter().find(|(key, _)| key == level).map_or(0.0, |(_, share)| share.0);
    let mut authority: Vec<f64> = structure
        .levels
        .iter()
        .map(|level| {
            below += share(level);
            below
        })
        .collect();
    if let Some(top) = authority.last_mut() {
        *top = 1.0;
    }
    authority
}

fn work(category: &file::WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<Distribution> {
    let name = category.name.0.as_str();
    let by_level = category.work_by_level.as_ref().map_or(&[][..], |by_level| &by_level.0);
    let are_known = report_unknown_levels(by_level, ["categories", name, "work_by_level"], structure, context);
    let mut of_level = |written: &Duration, path: &[&str]| resolved(written.resolve(), path, context);
    let general = category.work.as_ref().and_then(|work| of_level(work, &["categories", name, "work"]));
    let mut work = Vec::new();
    let mut missing = Vec::new();
    for (index, level) in structure.levels.iter().enumerate() {
        let own = by_level.iter().find(|(key, _)| key == level);
        let own = own.map(|(_, written)| of_level(written, &["categories", name, "work_by_level", level]));
        let is_needed = structure.units.iter().any(|group| group.level.index() == index);
        let found = own.unwrap_or_else(|| general.clone());
        if found.is_none() && is_needed && category.work.is_none() && by_level.iter().all(|(key, _)| key != level) {
            missing.push(level.as_str());
        }
        work.push(found.unwrap_or(Distribution::Constant { value: 0.0 }));
    }
    let is_doubtful = !are_known
        || context.report.is_namespace_tainted("levels")
        || context.report.is_tainted(&["categories", name, "work_by_level"].map(String::from));
    if !missing.is_empty() && !is_doubtful {
        let levels = crate::scenario::text::diagnostics::listed(missing);
        let message = format!("has no work at level {levels}; expected `work`, or the level in `work_by_level`");
        context.fault(&["categories", name, "work"], message, Some("for example `work = { exponential = { mean = \"4h\" } }`".into()));
    }
    work
}

fn success(category: &file::WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<Share> {
    let name = category.name.0.as_str();
    let by_level = category.success_by_level.as_ref().map_or(&[][..], |by_level| &by_level.0);
    report_unknown_levels(by_level, ["categories", name, "success_by_level"], structure, context);
    let general = category.success.unwrap_or(1.0);
    let of = |level: &String| by_level.iter().find(|(key, _)| key == level).map_or(general, |(_, share)| share.0);
    structure.levels.iter().map(|level| Share::new(of(level)).unwrap_or(Share::ONE)).collect()
}

/// Whether every level named exists; those that do not are reported.
fn report_unknown_levels<T>(by_level: &[(String, T)], path: [&str; 3], structure: &Structure, context: &mut Context<'_>) -> bool {
    let mut are_known = true;
    for (level, _) in by_level {
        let path = [path[0], path[1], path[2], level.as_str()];
        are_known &= context.find(level, structure.levels.iter().map(String::as_str), &path, ("level", "levels")).is_some();
    }
    are_known
}

fn staff(file: &file::File, structure: &Structure, dealt: &Dealt, context: &mut Context<'_>) -> Vec<Staff> {
    let mut staff = Vec::new();
    for (group, unit) in file.units.iter().flatten().enumerate() {
        if let Some(members) = structure.members.as_ref().filter(|members| members.group == group) {
            report_company(unit, context);
            staff.push(Staff { group, member: None, role: members.role, count: 1 });
            continue;
        }
        for entry in unit.staff.iter().flatten() {
            let path = ["units", unit.name.0.as_str(), "staff", entry.role.as_str(), "role"];
            let known = structure.roles.iter().map(|role| role.name.as_str());
            let Some(role) = context.find(&entry.role, known, &path, ("role", "roles")) else { continue };
            let role = RoleId::new(role);
            let Some(people) = dealt.get(&(group, entry.role.clone())).filter(|_| entry.total.is_some()) else {
                let count = if entry.total.is_some() { 0 } else { entry.count.unwrap_or(1) };
                staff.push(Staff { group, member: None, role, count });
                continue;
            };
            let people = people.iter().enumerate().filter(|(_, count)| **count > 0);
            staff.extend(people.map(|(unit, count)| Staff {
                group,
                member: Some(unit),
                role,
                count: i32::try_from(*count).unwrap_or(i32::MAX),
            }));
        }
    }
    staff
}
