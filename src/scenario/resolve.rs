//! From what was written to what it means: one [`Setting`] per policy.
//!
//! Here names become ids, defaults become values, and everything is checked that only the whole file can tell: names
//! that exist, levels that rise, shares that add up, hours that are not empty, a horizon long enough. A problem does
//! not stop the walk; what it spoils is replaced by something harmless, and the setting is thrown away in the end.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::blocks::calendars;
use super::blocks::categories::categories;
use super::blocks::demand;
use super::blocks::demand::Scope;
use super::blocks::file::{BLOCKS, File};
use super::blocks::roles::roles;
use super::blocks::units::{Around, Dealt};
use super::coordination::orders::order_category;
use super::coordination::whistle::assist_category;
use super::duties::class_cases::class_case_category;
use super::duties::costs::{Costs, Paying, costs};
use super::duties::tasks::task_categories;
use super::incentives::points;
use super::organisation::{Organisation, organisation};
use super::place::hot_spots::hot_spots;
use super::setting::{Epoch, Setting};
use super::structure::{Category, Place, Span, Structure};
use super::text::context::Context;
use super::text::quantity::LONGEST;
use super::text::tree::Value;
use crate::units::{Calendar, CivilDays, SimDuration, SimTime};

/// The handling levels when the file names none.
const LEVELS: [&str; 5] = ["liaison", "grid", "community", "town", "district"];

/// Resolves everything but the rules and the working hours, in `place` where there is one; `epochs` stays empty. Also tells how many people are
/// dealt out to the units where their total is given.
pub(super) fn setting(
    file: &File,
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
    let calendars = calendars::calendars(file.hours(), &span, context);
    let roles = roles(file.roles.as_ref(), &calendars, context);
    let categories = categories(file.categories.as_deref().unwrap_or_default());
    let around = Around { span: &span, levels: &levels, roles: &roles, place: place.map(Arc::as_ref) };
    let Organisation { groups: units, members, dealt } = organisation(&file.territories(), &around, context);
    let scope = Scope { span: &span, groups: &units, members: members.as_ref(), categories: &categories, place: around.place };
    let demand = demand::streams(file.demand(), &scope, context);
    report_homeless(file, context);
    let working_hours = Arc::new(Calendar::always(span.end()));
    let of_tasks = task_categories(file.tasks.as_deref().unwrap_or_default(), &levels, &categories, context);
    let mut categories: Vec<Category> = categories.into_iter().chain(of_tasks).collect();
    categories.extend(class_case_category(file.class_cases.as_ref(), &units, &categories, context));
    categories.extend(assist_category(file.whistle.as_ref(), &categories, context));
    categories.extend(order_category(file.orders.as_ref(), &categories, context));
    categories.extend(points::trivial_category(file.points.as_ref(), file.assessment.is_some(), &categories, context));
    let kinds: Vec<(&str, bool)> = categories.iter().map(|category| (category.name.as_str(), category.is_task())).collect();
    let hot_spots = hot_spots(file.hotspots.as_ref(), &kinds, context);
    let has_points = points::is_written(context.root);
    let costs = stated_costs(file, has_points, context);
    let place = place.cloned();
    let structure = Structure { span, levels, calendars, roles, place, hot_spots, units, members, categories, demand, costs, has_points };
    let (scenario, policy) = (scenario.to_owned(), policy.to_owned());
    let setting = Setting { scenario, policy, structure, working_hours, triggers: Vec::new(), epochs: Vec::<Epoch>::new() };
    (setting, dealt)
}

/// What `file` says of costs; `has_points`: whether the file or any of its policies gives points.
fn stated_costs(file: &File, has_points: bool, context: &mut Context<'_>) -> Option<Costs> {
    let payers: Vec<(&str, Option<&str>)> =
        file.roles.iter().flat_map(|roles| &roles.0).map(|(name, role)| (name.as_str(), role.payer.as_deref())).collect();
    let paying = Paying {
        scale: file.scale.unwrap_or(1.0),
        roles: &payers,
        has_points,
        points: file.points.as_ref().and_then(|points| points.payer.as_deref()),
    };
    costs(file.costs.as_ref(), &paying, context)
}

/// Reports blocks that mean nothing without a place.
fn report_homeless(file: &File, context: &mut Context<'_>) {
    if file.place.is_some() || context.report.is_namespace_tainted("place") {
        return;
    }
    let tree = context.tree;
    let is_said = |key: &str| tree.get(key).is_some_and(|node| !matches!(&node.value, Value::List(items) if items.is_empty()));
    let mut missing = |path: &[&str]| {
        context.fault(path, "needs a place, and the file has none", Some("add `[place]`".into()));
    };
    BLOCKS.iter().filter(|block| block.needs_place && is_said(block.key)).for_each(|block| missing(&[block.key]));
    for (name, role) in file.roles.iter().flat_map(|roles| &roles.0) {
        let keys = [("travel_speed", role.travel_speed.is_some()), ("familiarity", role.familiarity.is_some())];
        keys.iter().filter(|(_, is_said)| *is_said).for_each(|(key, _)| missing(&["roles", name, key]));
    }
    for category in file.categories.iter().flatten().filter(|category| category.on_site == Some(true)) {
        missing(&["categories", &category.name.0, "on_site"]);
    }
}

fn span(file: &File, context: &mut Context<'_>) -> Span {
    let length = |written: &Option<super::text::quantity::Length>, days: f64| {
        SimDuration::rounded(written.as_ref().map_or(days * 86_400.0, |length| length.0))
    };
    let start = file.start.as_ref().map_or(Date::constant(2024, 1, 1), |day| day.0);
    let zone = file.time_zone.as_ref().map_or(TimeZone::UTC, |zone| zone.0.clone());
    let horizon = length(&file.horizon, LONGEST / 86_400.0);
    let span = Span {
        days: CivilDays::new(start, &zone, SimTime::ZERO + horizon),
        start,
        zone,
        warm_up: length(&file.warm_up, 0.0),
        follow_up: length(&file.follow_up, 30.0),
        response_within: file.response_within.as_ref().map(|length| SimDuration::rounded(length.0)),
        horizon,
    };
    if span.horizon <= span.warm_up + span.follow_up {
        let (warm_up, follow_up, need) = (span.warm_up, span.follow_up, span.warm_up + span.follow_up);
        let message = format!("{} is too short; a warm-up of {warm_up} and a follow-up of {follow_up} need more than {need}", span.horizon);
        context.fault(&["horizon"], message, Some("lengthen `horizon`, or shorten `warm_up` or `follow_up`".into()));
    }
    if let Some(within) = span.response_within.filter(|within| *within > span.follow_up) {
        let message = format!("{within} is longer than the {} for which each issue is observed", span.follow_up);
        context.fault(&["response_within"], message, Some("shorten it, or lengthen `follow_up`".into()));
    }
    span
}
