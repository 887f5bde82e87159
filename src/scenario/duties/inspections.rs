//! Inspections: who gives time to them, how often, and which tasks done on paper alone they find.

use schemars::JsonSchema;

use super::cadence::WrittenCadence;
use super::tasks::report_never;
use crate::scenario::blocks::roles::role_named;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::{Length, Name};
use crate::units::{Cadence, CategoryId, RoleId, Share, SimDuration};

/// An inspection from above, held again and again at each unit of a group.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Inspection")]
pub(crate) struct WrittenInspection {
    /// Name.
    pub name: Name,
    /// Name of the group of units that are inspected.
    pub at: String,
    /// Roles of those there whose time it takes (default: everybody's there).
    pub roles: Option<Vec<String>>,
    /// How often: at the beginning of each civil period.
    pub cadence: WrittenCadence,
    /// Time of each of them (default "0s").
    pub length: Option<Length>,
    /// Probability that a task done on paper alone since the last inspection is found; it then has to be done (default 0).
    pub finds: Option<Fraction>,
    /// Names of the tasks that are looked at (default: all).
    pub tasks: Option<Vec<String>>,
}

/// An inspection held again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// Index in [`Structure::units`]: the units that are inspected.
    pub group: usize,
    /// Whose time it takes; everybody's there where it is empty.
    pub roles: Vec<RoleId>,
    /// How often.
    pub cadence: Cadence,
    /// Time of each of them.
    pub length: SimDuration,
    /// Probability that a task done on paper alone is found.
    pub finds: Share,
    /// Categories of the tasks that are looked at.
    pub tasks: Vec<CategoryId>,
}

/// The inspections of the file that take time or find anything.
pub(crate) fn inspections(written: &[WrittenInspection], structure: &Structure, context: &mut Context<'_>) -> Vec<Inspection> {
    let found: Vec<Inspection> = written.iter().filter_map(|written| inspection(written, structure, context)).collect();
    found.into_iter().filter(|inspection| inspection.length > SimDuration::ZERO || inspection.finds > Share::ZERO).collect()
}

fn inspection(written: &WrittenInspection, structure: &Structure, context: &mut Context<'_>) -> Option<Inspection> {
    let name = written.name.0.as_str();
    let path = |key: &'static str| ["inspections", name, key];
    let known = structure.units.iter().map(|group| group.name.as_str());
    let group = context.find(&written.at, known, &path("at"), ("unit", "units"));
    let mut roles = Vec::new();
    for (index, role) in written.roles.iter().flatten().enumerate() {
        roles.extend(role_named(role, &["inspections", name, "roles", &index.to_string()], structure, context));
    }
    let cadence = written.cadence.read();
    report_never(cadence, &path("cadence"), structure, context);
    let all: Vec<usize> = (0..structure.categories.len()).filter(|index| structure.categories[*index].is_background_task()).collect();
    let known = all.iter().map(|index| structure.categories[*index].name.as_str());
    let mut tasks: Vec<CategoryId> = Vec::new();
    for (index, task) in written.tasks.iter().flatten().enumerate() {
        let found = context.find(task, known.clone(), &["inspections", name, "tasks", &index.to_string()], ("task", "tasks"));
        tasks.extend(found.map(|place| CategoryId::new(all[place])));
    }
    if written.tasks.is_none() {
        tasks.extend(all.iter().map(|index| CategoryId::new(*index)));
    }
    let finds = written.finds.as_ref().map_or(Some(Share::ZERO), |share| Share::new(share.0))?;
    if finds > Share::ZERO && all.is_empty() && !context.report.is_namespace_tainted("tasks") {
        let help = "add `[[tasks]]` with `coping`, or leave `finds` out";
        context.fault(&path("finds"), "there are no tasks that could be found done on paper alone", Some(help.into()));
    }
    let length = written.length.as_ref().map_or(SimDuration::ZERO, |length| SimDuration::rounded(length.0));
    Some(Inspection { group: group?, roles, cadence, length, finds, tasks })
}
