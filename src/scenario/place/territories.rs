//! The units that follow the place: which part of it each is responsible for, the liaison members among them, and how the
//! people whose total is given are dealt out to them.

use schemars::JsonSchema;

use super::partition::{Per, PlaceWalk, apportioned, whole};
use crate::scenario::blocks::units::{Around, Dealt, UNITS, WrittenUnit, report_company, word};
use crate::scenario::span::instant;
use crate::scenario::structure::{Limit, Members, Site, UnitGroup, Unreached};
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::When;
use crate::units::{RoleId, Share, SimTime};

/// Households of a grid where nothing else is said: the usual size of a general grid, assumption A-27.
const GRID: f64 = 300.0;
/// Households linked to one member where nothing else is said, assumption A-27.
const CIRCLE: f64 = 10.0;
/// Share of the households that would serve, and motivation of the first and the last of them, assumption A-28.
const WILLING: (f64, f64, f64) = (0.15, 0.95, 0.3);

/// How the place is cut into grids.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grids {
    /// Households of a grid, about; grids never cross a community (default 300).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households: Option<f64>,
}

/// Liaison members: volunteers who are linked to households; needs a group of units with `per = "member"`.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Members")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenMembers {
    /// How many, in all; either this or `households_per_member`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub count: Option<u32>,
    /// Linked households for each of them, about (default 10 unless there is a `count`).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households_per_member: Option<f64>,
    /// Name of their group of units (default: the group with `per = "member"`).
    pub unit: Option<String>,
    /// Their role (default: the role of the staff of their units).
    pub role: Option<String>,
    /// Share of the households of a community that would serve at all: the length of the ranking (default 0.15).
    pub willing: Option<Fraction>,
    /// Share of the members who can serve at all: the others are frail or away and are never in service, and the households
    /// linked to them have no member (default 1).
    pub usable: Option<Fraction>,
    /// Share of the linked households that know who their member is, by a card or a group (default: `contact_known` of the
    /// residents).
    pub known: Option<Fraction>,
    /// Motivation of the most willing and of the last who would serve; it falls evenly in between (default [0.95, 0.3]).
    #[schemars(length(equal = 2))]
    pub motivation: Option<Vec<Fraction>>,
    /// When the first and the last of them begin to serve; evenly in between, by rank (default: at the start).
    #[schemars(length(equal = 2))]
    pub service: Option<Vec<When>>,
}

/// What the file says of units and of what they follow.
#[derive(Clone, Copy)]
pub(crate) struct WrittenTerritories<'a> {
    pub units: &'a [WrittenUnit],
    pub grids: Option<&'a Grids>,
    pub members: Option<&'a WrittenMembers>,
    /// Whether the file has a place.
    pub has_place: bool,
}

/// Gives the groups that follow the place their sites; returns the members and the people dealt out.
pub(crate) fn lay(
    file: &WrittenTerritories<'_>,
    groups: &mut [UnitGroup],
    around: &Around<'_>,
    context: &mut Context<'_>,
) -> (Option<Members>, Dealt) {
    let written = file.units;
    report_keys(file, context);
    let mut dealt = Dealt::new();
    let Some(place) = around.place else { return (None, dealt) };
    let (walk, linked) = (PlaceWalk::new(place), place.linked());
    let members = members(file, written, around, context);
    if file.members.is_some() && members.is_none() {
        context.report.taint(&["members".to_owned()]);
    }
    for (index, unit) in written.iter().enumerate() {
        let name = unit.name.0.as_str();
        let sites = match unit.per {
            None => continue,
            Some(Per::Member) => {
                member_count(file, &linked, context).filter(|_| members.is_some()).map(|count| walk.members(&linked, count, name))
            }
            Some(Per::Grid) => Some(beats(file, unit, index, &walk, &mut dealt, context)),
            Some(area) => Some(walk.areas(area, name)),
        };
        let Some(sites) = sites else { continue };
        let households: Vec<u64> = sites.iter().map(|site| walk.households(site.buildings)).collect();
        for entry in unit.staff.iter().flatten() {
            if let Some(total) = entry.total {
                dealt.entry((index, entry.role.clone())).or_insert_with(|| apportioned(u64::from(total), &households));
            }
        }
        groups[index].unreached = match unit.per {
            Some(Per::Grid) => unreached_grids(file, unit, &walk),
            Some(Per::Member) => unreached_members(file, &linked, sites.len()),
            _ => None,
        };
        groups[index].count = sites.len().max(1);
        groups[index].sites = Some(sites);
    }
    set_parents(groups, &walk, &linked);
    (members, dealt)
}

/// Names the unit above each site.
fn set_parents(groups: &mut [UnitGroup], walk: &PlaceWalk<'_>, linked: &[u32]) {
    for index in 0..groups.len() {
        let Some(mut sites) = groups[index].sites.take() else { continue };
        if let Some(above) = groups[index].under.filter(|above| *above != index).and_then(|above| groups[above].sites.as_ref()) {
            walk.set_parents(&mut sites, above, linked);
        }
        groups[index].sites = Some(sites);
    }
}

/// Reports keys of units that need a place, or that contradict one another.
fn report_keys(file: &WrittenTerritories<'_>, context: &mut Context<'_>) {
    let written = file.units;
    let has_place = file.has_place || context.report.is_namespace_tainted("place");
    for unit in written {
        let name = unit.name.0.as_str();
        let needy = [("per", unit.per.is_some()), ("beside", unit.beside.is_some())];
        for (key, _) in needy.into_iter().filter(|(_, is_said)| *is_said && !has_place) {
            context.fault(&["units", name, key], "needs a place, and the file has none", Some("add `[place]`".into()));
        }
        if let Some(per) = unit.per.filter(|_| unit.count.is_some()) {
            let message = format!("stands beside `per = \"{}\"`, from which the number of units follows", word(per));
            context.fault(&["units", name, "count"], message, Some("remove `count` or `per`".into()));
        }
        for entry in unit.staff.iter().flatten().filter(|entry| entry.total.is_some()) {
            let path = ["units", name, "staff", entry.role.as_str(), "total"];
            if entry.count.is_some() {
                context.fault(&path, "stands beside `count`; expected the people at each unit or their total", None);
            } else if unit.per.is_none() {
                let message = "a total is dealt out over units that follow the place; `per` is missing";
                context.fault(&path, message, Some("write `count`, the people at each unit".into()));
            }
        }
    }
    let are_doubtful = context.report.is_tainted(&["units".to_owned()]);
    let has = |wanted: Per| are_doubtful || written.iter().any(|unit| unit.per == Some(wanted));
    let (has_grids, has_members) = (has(Per::Grid), has(Per::Member));
    if file.grids.is_some() && !has_grids {
        context.fault(&["grids"], "no unit follows the grids", Some("add `per = \"grid\"` to a group of units".into()));
    }
    if file.members.is_some() && !has_members {
        context.fault(&["members"], "no unit follows the members", Some("add a group of units with `per = \"member\"`".into()));
    }
}

/// The beats of a group that follows the grids; the first of its staff whose total is given says how many there may be.
fn beats(
    file: &WrittenTerritories<'_>,
    unit: &WrittenUnit,
    index: usize,
    walk: &PlaceWalk<'_>,
    dealt: &mut Dealt,
    context: &mut Context<'_>,
) -> Vec<Site> {
    let size = file.grids.and_then(|grids| grids.households).unwrap_or(GRID);
    let entry = total_staff(unit);
    let least = walk.community_count() as u64;
    if let Some((role, total)) = entry.filter(|(_, total)| *total < least) {
        let path = ["units", unit.name.0.as_str(), "staff", role, "total"];
        let message = format!("{total} people for {least} communities; expected at least one in each");
        context.fault(&path, message, None);
    }
    let (sites, people) = walk.beats(size, entry.map(|(_, total)| total.max(least)), &unit.name.0);
    if let (Some((role, _)), Some(people)) = (entry, people) {
        dealt.insert((index, role.to_owned()), people);
    }
    sites
}

/// The first of a unit's staff whose total is given.
fn total_staff(unit: &WrittenUnit) -> Option<(&str, u64)> {
    unit.staff.iter().flatten().find_map(|entry| Some((entry.role.as_str(), u64::from(entry.total?))))
}

/// What stands in the way of the size of grids that the file asks for; a default asks for nothing.
fn unreached_grids(file: &WrittenTerritories<'_>, unit: &WrittenUnit, walk: &PlaceWalk<'_>) -> Option<Unreached> {
    let size = file.grids?.households?;
    walk.unreached(size, total_staff(unit).map(|(role, total)| (role, total.max(walk.community_count() as u64))))
}

/// The same of the households of a member.
fn unreached_members(file: &WrittenTerritories<'_>, linked: &[u32], count: usize) -> Option<Unreached> {
    let asked = file.members?.households_per_member?;
    let got = linked.len() as f64 / count.max(1) as f64;
    (count == 1 && asked > got).then_some(Unreached { asked, got, limit: Limit::Linked })
}

/// Who the members are, without their sites.
fn members(file: &WrittenTerritories<'_>, written: &[WrittenUnit], around: &Around<'_>, context: &mut Context<'_>) -> Option<Members> {
    let mut groups = written.iter().enumerate().filter(|(_, unit)| unit.per == Some(Per::Member));
    let (group, unit) = groups.next()?;
    let name = unit.name.0.as_str();
    if let Some((_, other)) = groups.next() {
        let message = format!("`{name}` already follows the members; expected one such group");
        context.fault(&["units", &other.name.0, "per"], message, None);
    }
    let Some(members) = file.members else {
        if !context.report.is_namespace_tainted("members") {
            let message = "the units follow the members, and the file has none";
            context.fault(&["units", name, "per"], message, Some("add `[members]`".into()));
        }
        return None;
    };
    if let Some(other) = members.unit.as_ref().filter(|other| *other != name) {
        let message = format!("`{other}` does not follow the members; expected `{name}`, the group with `per = \"member\"`");
        context.fault(&["members", "unit"], message, None);
    }
    let share = |fraction: Option<f64>, default| fraction.and_then(Share::new).or(Share::new(default)).unwrap_or(Share::ONE);
    let motivation = |end: usize, default| share(members.motivation.as_ref().and_then(|ends| Some(ends.get(end)?.0)), default);
    Some(Members {
        group,
        role: member_role(members, unit, around, context)?,
        willing: share(members.willing.map(|willing| willing.0), WILLING.0),
        usable: share(members.usable.map(|usable| usable.0), 1.0),
        known: members.known.and_then(|known| Share::new(known.0)),
        motivation_first: motivation(0, WILLING.1),
        motivation_last: motivation(1, WILLING.2),
        service: service(members, around, context),
    })
}

/// The role that each member's unit has one person of.
fn member_role(members: &WrittenMembers, unit: &WrittenUnit, around: &Around<'_>, context: &mut Context<'_>) -> Option<RoleId> {
    let name = unit.name.0.as_str();
    let staff = unit.staff.as_deref().unwrap_or_default();
    report_company(unit, context);
    let (role, path) = match (&members.role, staff.first()) {
        (Some(role), Some(entry)) if *role != entry.role => {
            let message = format!("`{role}` is not `{}`, the role of the staff of `{name}`", entry.role);
            context.fault(&["members", "role"], message, None);
            return None;
        }
        (Some(role), _) => (role, vec!["members", "role"]),
        (None, Some(entry)) => (&entry.role, vec!["units", name, "staff", entry.role.as_str(), "role"]),
        (None, None) => {
            context.fault(&["members", "role"], "is missing; expected the role of the members", None);
            return None;
        }
    };
    let known = around.roles.iter().map(|role| role.name.as_str());
    context.find(role, known, &path, ("role", "roles")).map(RoleId::new)
}

/// When the first and the last member begin.
fn service(members: &WrittenMembers, around: &Around<'_>, context: &mut Context<'_>) -> (SimTime, SimTime) {
    let [first, last] = members.service.as_deref().unwrap_or_default() else { return (SimTime::ZERO, SimTime::ZERO) };
    let at = |moment: &When, index, context: &mut Context<'_>| {
        instant(moment.0, around.span, &["members", "service", index], context).unwrap_or(SimTime::ZERO)
    };
    let (first, last) = (at(first, "0", context), at(last, "1", context));
    if last < first {
        context.fault(&["members", "service", "1"], "the last member begins before the first", None);
    }
    (first, last.max(first))
}

/// How many members there are; at most one for each linked household.
fn member_count(file: &WrittenTerritories<'_>, linked: &[u32], context: &mut Context<'_>) -> Option<u64> {
    let members = file.members?;
    if members.count.is_some() && members.households_per_member.is_some() {
        let message = "stands beside `count`, from which the number of members follows already";
        context.fault(&["members", "households_per_member"], message, Some("remove one of them".into()));
        return None;
    }
    if linked.is_empty() {
        let help = "say which share is, as `linked` in `[residents]`";
        context.fault(&["members"], "no household is linked to a member", Some(help.into()));
        return None;
    }
    let most = linked.len().min(UNITS) as u64;
    let Some(count) = members.count else {
        let circle = members.households_per_member.unwrap_or(CIRCLE);
        return Some(whole(linked.len() as f64 / circle).clamp(1, most));
    };
    if u64::from(count) > most {
        let message = format!("{count} members for {} linked households; expected at most one for each", linked.len());
        context.fault(&["members", "count"], message, None);
        return None;
    }
    Some(u64::from(count))
}
