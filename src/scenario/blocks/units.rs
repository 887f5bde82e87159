//! Units: groups of alike ones, who stands above whom, and the people at each.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::scenario::place::partition::Per;
use crate::scenario::structure::{Members, Place, Role, Span, Structure, UnitGroup};
use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::Name;
use crate::units::{CategoryId, RoleId};

/// A group of alike units at one level.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Unit")]
pub(crate) struct WrittenUnit {
    /// Name; units of a group of several are called name-1, name-2 and so on.
    pub name: Name,
    /// Handling level.
    pub level: String,
    /// How many units (default 1).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub count: Option<u32>,
    /// What the units follow instead of a `count`: one for each part of the place of this kind.
    pub per: Option<Per>,
    /// Name of the group they escalate to, at a higher level.
    pub under: Option<String>,
    /// Name of the group of offices that they stand beside as departments, at the same level and with the same `per`.
    pub beside: Option<String>,
    /// Categories that they as departments alone may settle.
    pub categories_in_charge: Option<Vec<String>>,
    /// People at each unit.
    pub staff: Option<Vec<WrittenStaff>>,
}

/// People of one role at each unit of a group.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Staff")]
pub(crate) struct WrittenStaff {
    /// Their role.
    pub role: String,
    /// How many at each unit (default 1).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub count: Option<i32>,
    /// How many in all units together, dealt out by households, instead of `count`.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub total: Option<u32>,
}

/// People of one role at some units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Index in [`Structure::units`].
    pub group: usize,
    /// One unit of the group (from 0), or `None` for each of them.
    pub member: Option<usize>,
    /// Role.
    pub role: RoleId,
    /// People per unit. Several entries for the same unit and role add up.
    pub count: i32,
}

/// Most units of one scenario.
pub(crate) const UNITS: usize = 2_000_000;

/// Words that `at` of demand has a meaning for.
pub(crate) const HOUSEHOLDS: &str = "households";

/// The same, for public space.
pub(crate) const PUBLIC_SPACE: &str = "public_space";

/// People of a role at each unit of a group, where the file gives their total: by group and role.
pub(crate) type Dealt = BTreeMap<(usize, String), Vec<u64>>;

/// What an organisation refers to.
pub(crate) struct Around<'a> {
    pub span: &'a Span,
    pub levels: &'a [String],
    pub roles: &'a [Role],
    pub place: Option<&'a Place>,
}

/// The word for what a group follows.
pub(crate) const fn word(per: Per) -> &'static str {
    match per {
        Per::Member => "member",
        Per::Micro => "micro",
        Per::Grid => "grid",
        Per::Dedicated => "dedicated",
        Per::Community => "community",
        Per::Town => "town",
        Per::District => "district",
    }
}

/// Whether the units of group `index` serve the place: they follow it or are one for all of it, and are neither departments
/// nor members.
pub(crate) fn serves(groups: &[UnitGroup], members: Option<&Members>, index: usize) -> bool {
    let group = &groups[index];
    let is_member = members.is_some_and(|members| members.group == index);
    (group.sites.is_some() || group.count == 1) && group.department.is_none() && !is_member
}

/// Group and number of the one unit that is called `name`: in a group of several, or by its path.
pub(crate) fn one_unit(groups: &[UnitGroup], name: &str) -> Option<(usize, usize)> {
    groups.iter().enumerate().find_map(|(index, group)| {
        let by_path = || group.sites.as_ref()?.iter().position(|site| site.path == name);
        let number = if group.sites.is_some() { by_path() } else { member(group, name) };
        Some((index, number?))
    })
}

/// The unit, from 0, that `name` is in a group of several: `grid-017`, zeros at will.
pub(crate) fn member(group: &UnitGroup, name: &str) -> Option<usize> {
    let digits = name.strip_prefix(group.name.as_str())?.strip_prefix('-')?;
    let is_number = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: usize = if is_number { digits.parse().ok()? } else { return None };
    let is_among = (1..=group.count).contains(&number) || group.sites.is_some() && number > 0;
    (group.count > 1 && is_among).then(|| number - 1)
}

/// The people in place; `dealt` are those whose totals the file gives.
pub(crate) fn staff(written: &[WrittenUnit], structure: &Structure, dealt: &Dealt, context: &mut Context<'_>) -> Vec<Staff> {
    let mut staff = Vec::new();
    for (group, unit) in written.iter().enumerate() {
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

/// The categories that the departments of each group are in charge of; none of a group that is no department.
pub(crate) fn in_charge(written: &[WrittenUnit], structure: &Structure, context: &mut Context<'_>) -> Vec<Vec<CategoryId>> {
    let mut taken: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    let mut all = vec![Vec::new(); structure.units.len()];
    for ((unit, group), own) in written.iter().zip(&structure.units).zip(&mut all) {
        let Some(department) = &group.department else { continue };
        for (place, category) in unit.categories_in_charge.iter().flatten().enumerate() {
            let path = ["units", group.name.as_str(), "categories_in_charge", &place.to_string()];
            let known = structure.categories.iter().map(|category| category.name.as_str());
            let Some(found) = context.find(category, known, &path, ("category", "categories")) else { continue };
            if let Some(other) = taken.insert((department.beside, found), &group.name) {
                let beside = &structure.units[department.beside].name;
                let message = format!("`{other}` is already in charge of `{category}` beside `{beside}`");
                context.fault(&path, message, None);
            }
            own.push(CategoryId::new(found));
        }
    }
    all
}

/// Reports a unit of a member that has other people than the member.
pub(crate) fn report_company(unit: &WrittenUnit, context: &mut Context<'_>) {
    let staff = unit.staff.as_deref().unwrap_or_default();
    let is_one = staff.len() < 2 && staff.iter().all(|entry| entry.count.unwrap_or(1) == 1 && entry.total.is_none());
    if !is_one {
        let message = "the unit of a member has one person, the member";
        let help = "write `staff = [{ role = \"…\" }]`, or leave it out";
        context.fault(&["units", &unit.name.0, "staff"], message, Some(help.into()));
    }
}
