//! The organisation: groups of units, who stands above whom, departments, and the units that follow the place.
//!
//! A group says how many units it has, or what they follow (`per`); then each has a *site*, the part of the place that it
//! is responsible for (`sites`). Who stands above a unit with a site follows from what lies in what.

use std::collections::BTreeMap;

use super::blocks::units::{Around, Dealt, HOUSEHOLDS, PUBLIC_SPACE, UNITS, WrittenUnit, member, word};
use crate::scenario::coordination::centres::{is_centre, report_unlike_centre};
use crate::scenario::coordination::whistle::called;
use crate::scenario::place::partition::Per;
use crate::scenario::place::territories;
use crate::scenario::place::territories::WrittenTerritories;
use crate::scenario::structure::{Department, Members, UnitGroup};
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::listed;
use crate::units::LevelId;

/// Units with what follows from the place.
pub(crate) struct Organisation {
    pub groups: Vec<UnitGroup>,
    pub members: Option<Members>,
    pub dealt: Dealt,
}

/// The units of the file.
pub(crate) fn organisation(file: &WrittenTerritories<'_>, around: &Around<'_>, context: &mut Context<'_>) -> Organisation {
    let written = file.units;
    let mut has_level = Vec::new();
    let mut groups = groups(written, around.levels, &mut has_level, context);
    if written.is_empty() {
        context.fault(&["units"], "there are no units; expected at least one", None);
    }
    let (members, dealt) = territories::lay(file, &mut groups, around, context);
    let total: usize = groups.iter().map(|group| group.count).sum();
    if total > UNITS {
        context.fault(&["units"], format!("{total} units; expected at most {UNITS}"), None);
    }
    report_order(&groups, &has_level, around.levels, context);
    report_containment(written, &groups, context);
    departments(file, &mut groups, around, context);
    Organisation { groups, members, dealt }
}

fn groups(written: &[WrittenUnit], levels: &[String], has_level: &mut Vec<bool>, context: &mut Context<'_>) -> Vec<UnitGroup> {
    let index: BTreeMap<&str, usize> = written.iter().enumerate().map(|(index, unit)| (unit.name.0.as_str(), index)).collect();
    let mut groups: Vec<UnitGroup> = Vec::new();
    for unit in written {
        let name = unit.name.0.as_str();
        if [HOUSEHOLDS, PUBLIC_SPACE].contains(&name) {
            let message = format!("`{name}` has a meaning of its own in `at` of demand and cannot be a unit");
            context.fault(&["units", name, "name"], message, None);
        }
        let known = levels.iter().map(String::as_str);
        let level = context.find(&unit.level, known, &["units", name, "level"], ("level", "levels"));
        let under = unit.under.as_ref().and_then(|above| {
            let known = written.iter().map(|unit| unit.name.0.as_str());
            index.get(above.as_str()).copied().or_else(|| context.find(above, known, &["units", name, "under"], ("unit", "units")))
        });
        let count = unit.count.map_or(1, |count| count as usize);
        has_level.push(level.is_some());
        let level = LevelId::new(level.unwrap_or(0));
        groups.push(UnitGroup { name: name.to_owned(), level, count, under, sites: None, department: None, unreached: None });
    }
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

/// Reports groups under units that do not contain theirs.
fn report_containment(written: &[WrittenUnit], groups: &[UnitGroup], context: &mut Context<'_>) {
    for (unit, group) in written.iter().zip(groups) {
        let Some(above) = group.under else { continue };
        let (own, its, upper) = (unit.per, written[above].per, &groups[above]);
        let message = match (own, its) {
            (_, Some(Per::Member)) => format!("the units of `{}` are members, under whom nobody stands", upper.name),
            (Some(_), Some(Per::Dedicated)) => format!("the units of `{}` are dedicated grids, under which nobody stands", upper.name),
            (Some(own), Some(its)) if own > its => {
                format!("`{}` has a unit for each {}, which no {} contains", group.name, word(own), word(its))
            }
            (Some(_), None) if upper.count > 1 => {
                format!("`{}` has {} units that follow no part of the place; expected one, or `per`", upper.name, upper.count)
            }
            (None, Some(its)) if group.count == 1 && its < Per::District => {
                format!("`{}` is one for the whole place, which no {} contains", group.name, word(its))
            }
            _ => continue,
        };
        let is_doubtful = |name: &str| context.report.is_tainted(&["units", name, "per"].map(String::from));
        if !is_doubtful(&group.name) && !is_doubtful(&upper.name) {
            context.fault(&["units", &group.name, "under"], message, None);
        }
    }
}

/// Makes departments of the groups that stand beside others.
fn departments(file: &WrittenTerritories<'_>, groups: &mut [UnitGroup], around: &Around<'_>, context: &mut Context<'_>) {
    let written = file.units;
    let called = called(file.categories, file.whistle);
    for (index, unit) in written.iter().enumerate() {
        let name = unit.name.0.as_str();
        let Some(beside) = &unit.beside else {
            if unit.categories_in_charge.is_some() {
                let message = "only a department is in charge of categories; `beside` is missing";
                context.fault(&["units", name, "categories_in_charge"], message, Some("add `beside = \"…\"`, the office it serves".into()));
            }
            continue;
        };
        let known = written.iter().map(|unit| unit.name.0.as_str());
        let Some(office) = context.find(beside, known, &["units", name, "beside"], ("unit", "units")) else { continue };
        if let Some(message) = unfit(written, groups, index, office, around.levels) {
            context.fault(&["units", name, "beside"], message, None);
        }
        let is_centre = is_centre(file.centres, name);
        if is_centre {
            report_unlike_centre(unit, context);
        } else if unit.categories_in_charge.as_ref().is_none_or(Vec::is_empty) && !called.contains(&name) {
            let message = "is missing; a department is in charge of some categories, or a category needs it";
            let help = format!("add `categories_in_charge = [\"…\"]`, or name `{name}` in `departments` of a category");
            context.fault(&["units", name, "categories_in_charge"], message, Some(help));
            continue;
        }
        groups[index].department = Some(Department { beside: office, is_centre });
    }
}

/// Why group `index` cannot be a department beside `office`.
fn unfit(written: &[WrittenUnit], groups: &[UnitGroup], index: usize, office: usize, levels: &[String]) -> Option<String> {
    let (own, its) = (&groups[index], &groups[office]);
    if office == index || written[office].beside.is_some() {
        return Some(format!("`{}` is a department itself; expected an office", its.name));
    }
    if own.level != its.level {
        let (own, level) = (&levels[own.level.index()], &levels[its.level.index()]);
        return Some(format!("`{}` is at level `{level}`; expected an office of the department's own level `{own}`", its.name));
    }
    let per = written[index].per;
    if per.is_some_and(|per| per < Per::Community) {
        return Some("a department has a unit for each community, each town or the district".to_owned());
    }
    // a dedicated grid of some categories: one in each community, beside all of its grids
    if per == Some(Per::Community) && written[office].per == Some(Per::Grid) {
        return None;
    }
    if per != written[office].per || own.count != its.count || own.count > 1 && per.is_none() {
        return Some(format!("`{}` follows something else; expected the same `per` as the department", its.name));
    }
    None
}
