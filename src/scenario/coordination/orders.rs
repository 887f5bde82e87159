//! Orders: which units order the ones below to do something about a case, by when, and what comes of it.

use schemars::JsonSchema;

use crate::scenario::blocks::categories::CategoryRules;
use crate::scenario::duties::tasks::case_rules_of;
use crate::scenario::structure::{Category, CategoryKind, ORDER, Structure, UnitGroup};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Limit;
use crate::units::{CategoryId, Distribution, LevelId, Share, TimeLimit};

/// The key of the block.
pub(crate) const ORDERS: &str = "orders";
/// Default of `within` (assumption A-106).
const WITHIN: TimeLimit = TimeLimit::WorkingDays(5);

/// Orders (交办): a unit that takes a case keeps it, and orders the unit below to do something about it by a date.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Orders")]
pub(crate) struct WrittenOrders {
    /// Lowest level whose units order (default: the lowest one that has units of the place below it).
    pub from: Option<String>,
    /// Level whose units are ordered (default: the next one below that has units of the place).
    pub to: Option<String>,
    /// Probability that a unit which takes a case orders the one below.
    pub share: Fraction,
    /// Categories of these cases (default: all).
    pub categories: Option<Vec<String>>,
    /// Hands-on work on what is ordered (default: that of the category at the level of the unit below).
    pub work: Option<Duration>,
    /// Time in which it should be done and reported; after it the unit waits no longer (default "5wd").
    pub within: Option<Limit>,
    /// Whether the unit waits for the report before anybody there works on the case (default true).
    pub waits: Option<bool>,
    /// Probability that what was done below settles the case; else the unit goes on with it (default 0).
    pub settles: Option<Fraction>,
}

/// Orders of units to those below.
#[derive(Clone, Debug, PartialEq)]
pub struct Orders {
    /// The category of what is ordered, behind those of issues.
    pub category: CategoryId,
    /// Lowest level whose units order.
    pub from: LevelId,
    /// Level whose units are ordered; `None` for the next one below that has units of the place.
    pub to: Option<LevelId>,
    /// Lowest level whose units are ever ordered: nobody orders a member.
    pub least: LevelId,
    /// Probability that a unit which takes a case orders.
    pub share: Share,
    /// By category: whether its cases are concerned.
    pub categories: Vec<bool>,
    /// Hands-on work; `None` where it is that of the issue's category at the level of the unit below.
    pub work: Option<Distribution>,
    /// Time in which it should be done.
    pub within: TimeLimit,
    /// Whether the unit waits for the report.
    pub waits: bool,
    /// Probability that it settles the case.
    pub settles: Share,
}

/// The category of what is ordered, to stand behind those of issues.
pub(crate) fn order_category(written: Option<&WrittenOrders>, others: &[Category], context: &mut Context<'_>) -> Option<Category> {
    written?;
    if others.iter().any(|category| category.name == ORDER) {
        let message = format!("what is ordered is a category `{ORDER}` of its own, and there is another one of that name");
        context.fault(&[ORDERS], message, Some("give the other category another name".into()));
    }
    Some(Category { name: ORDER.to_owned(), kind: CategoryKind::Order })
}

/// Orders as the file has them, and how their cases are handled.
pub(crate) fn orders(
    written: Option<&WrittenOrders>,
    structure: &Structure,
    context: &mut Context<'_>,
) -> (Option<Orders>, Option<CategoryRules>) {
    let Some(category) = structure.categories.iter().rposition(|category| category.kind == CategoryKind::Order) else {
        return (None, None);
    };
    let rules = case_rules_of(None, None, Distribution::Constant { value: 0.0 }, structure.levels.len());
    (written.and_then(|written| resolve(written, CategoryId::new(category), structure, context)), Some(rules))
}

fn resolve(written: &WrittenOrders, category: CategoryId, structure: &Structure, context: &mut Context<'_>) -> Option<Orders> {
    let level = |name: &Option<String>, key: &str, context: &mut Context<'_>| match name {
        None => Some(None),
        Some(name) => context.find(name, structure.levels.iter().map(String::as_str), &[ORDERS, key], ("level", "levels")).map(Some),
    };
    let (from, to) = (level(&written.from, "from", context), level(&written.to, "to", context));
    let categories = concerned(written, structure, context);
    let work = match &written.work {
        None => None,
        Some(work) => Some(resolved(work.resolve(), &[ORDERS, "work"], context)?),
    };
    if written.settles.is_some() && written.waits == Some(false) {
        let help = "leave `settles` out, or let the unit wait";
        context.fault(&[ORDERS, "settles"], "means nothing where the unit does not wait for what it has ordered", Some(help.into()));
    }
    let (from, to) = (from?, to?);
    let served = served(structure);
    let Some(lowest) = served.first().copied() else {
        let help = "let a group of units stand `per` grid, community or town";
        context.fault(&[ORDERS], "no unit serves the place, so nobody could be ordered", Some(help.into()));
        return None;
    };
    report_unreachable(from, to, &served, structure, context);
    let share = |share: Option<Fraction>| share.map_or(Some(Share::ZERO), |share| Share::new(share.0));
    Some(Orders {
        category,
        from: LevelId::new(from.or(to.map(|to| to + 1)).unwrap_or(lowest + 1).min(structure.levels.len() - 1)),
        to: to.map(LevelId::new),
        least: LevelId::new(lowest),
        share: Share::new(written.share.0)?,
        categories,
        work,
        within: written.within.as_ref().map_or(WITHIN, |limit| limit.0),
        waits: written.waits.unwrap_or(true),
        settles: share(written.settles)?,
    })
}

/// By category: whether orders are about its cases.
fn concerned(written: &WrittenOrders, structure: &Structure, context: &mut Context<'_>) -> Vec<bool> {
    let is_issue = |category: &Category| category.kind == CategoryKind::Issue;
    let Some(names) = &written.categories else { return structure.categories.iter().map(is_issue).collect() };
    let mut concerned = vec![false; structure.categories.len()];
    for (index, name) in names.iter().enumerate() {
        let known = structure.categories.iter().filter(|category| is_issue(category)).map(|category| category.name.as_str());
        let number = index.to_string();
        if context.find(name, known, &[ORDERS, "categories", &number], ("category", "categories")).is_some() {
            structure.categories.iter().zip(&mut concerned).for_each(|(category, is)| *is |= category.name == *name);
        }
    }
    concerned
}

/// The levels, rising, that have units of the place with people who could be ordered: no members, no departments.
fn served(structure: &Structure) -> Vec<usize> {
    let members = structure.members.as_ref().map(|members| members.group);
    let is_served = |(index, group): &(usize, &UnitGroup)| group.sites.is_some() && group.department.is_none() && Some(*index) != members;
    let mut levels: Vec<usize> = structure.units.iter().enumerate().filter(is_served).map(|(_, group)| group.level.index()).collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}

/// Reports levels that nobody can order, or that order nobody.
fn report_unreachable(from: Option<usize>, to: Option<usize>, served: &[usize], structure: &Structure, context: &mut Context<'_>) {
    if context.report.is_namespace_tainted("units") || context.report.is_namespace_tainted("levels") {
        return;
    }
    let name = |level: usize| structure.levels[level].as_str();
    let of_place = || served.iter().map(|level| format!("`{}`", name(*level))).collect::<Vec<_>>().join(", ");
    if let Some(to) = to.filter(|to| !served.contains(to)) {
        let message = format!("no unit serves the place at the level `{}`; found {}", name(to), of_place());
        context.fault(&[ORDERS, "to"], message, None);
    }
    if let Some(from) = from.filter(|from| to.is_some_and(|to| to >= *from) || served[0] >= *from) {
        let below = to.map_or_else(of_place, |to| format!("`{}`", name(to)));
        let message = format!("`{}` is not above the level of the units that are ordered; found {below}", name(from));
        context.fault(&[ORDERS, "from"], message, None);
    }
    let top = structure.units.iter().map(|group| group.level.index()).max().unwrap_or(0);
    if from.is_none() && to.unwrap_or(served[0]) >= top {
        context.fault(&[ORDERS], format!("no unit stands above the level `{}`, which could order", name(to.unwrap_or(served[0]))), None);
    }
}
