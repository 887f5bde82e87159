//! The units that follow the place: which part of it each is responsible for, the liaison members among them, and how the
//! people whose total is given are dealt out to them.

use schemars::JsonSchema;

use super::grids::{Beats, Dedicated, GridCut, Grids, WrittenDedicated, dedicated, dedicated_sites, households_of};
use super::partition::{Per, PlaceWalk, apportioned, whole};
use crate::scenario::blocks::categories::WrittenCategory;
use crate::scenario::blocks::units::{Around, Dealt, UNITS, WrittenUnit, report_company, word};
use crate::scenario::coordination::centres::WrittenCentres;
use crate::scenario::coordination::whistle::WrittenWhistle;
use crate::scenario::span::instant;
use crate::scenario::structure::{Limit, Members, Place, Site, UnitGroup, Unreached};
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
    /// Categories, which may name departments that are called, and how they are.
    pub categories: &'a [WrittenCategory],
    pub whistle: Option<&'a WrittenWhistle>,
    /// Command centres, which are units.
    pub centres: Option<&'a WrittenCentres>,
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
    let members = members(file, written, around, context);
    if file.members.is_some() && members.is_none() {
        context.report.taint(&["members".to_owned()]);
    }
    let parts = PlaceParts::new(file, place, members.is_some(), context);
    // micro-grids lie in general ones
    let is_micro = |index: &usize| written[*index].per == Some(Per::Micro);
    let (last, first): (Vec<usize>, Vec<usize>) = (0..written.len()).partition(is_micro);
    for index in first.into_iter().chain(last) {
        let Some((sites, unreached)) = sites(file, &parts, (groups, index), &mut dealt, context) else { continue };
        let households: Vec<u64> = sites.iter().map(|site| households_of(&parts.walk, site)).collect();
        for entry in written[index].staff.iter().flatten() {
            if let Some(total) = entry.total {
                dealt.entry((index, entry.role.clone())).or_insert_with(|| apportioned(u64::from(total), &households));
            }
        }
        groups[index].unreached = unreached;
        groups[index].count = sites.len().max(1);
        groups[index].sites = Some(sites);
    }
    set_parents(groups, &parts.walk, &parts.linked);
    (members, dealt)
}

/// What units may follow of a place.
struct PlaceParts<'a> {
    place: &'a Place,
    walk: PlaceWalk<'a>,
    /// Households linked to members, along the walk.
    linked: Vec<u32>,
    has_members: bool,
    /// Dedicated grids.
    chosen: Vec<Dedicated>,
    /// The communities, without the buildings of these.
    communities: GridCut,
}

impl<'a> PlaceParts<'a> {
    fn new(file: &WrittenTerritories<'_>, place: &'a Place, has_members: bool, context: &mut Context<'_>) -> Self {
        let written = file.grids.and_then(|grids| grids.dedicated.as_deref()).unwrap_or_default();
        let chosen = dedicated(written, file.units, place, context);
        let mut taken: Vec<usize> = chosen.iter().flat_map(|grid| grid.buildings.iter().copied()).collect();
        taken.sort_unstable();
        let communities = GridCut::of_communities(place, &taken);
        Self { place, walk: PlaceWalk::new(place), linked: place.linked(), has_members, chosen, communities }
    }
}

/// The sites of the group `index`, which follows the place, and what stood in the way of the size that was asked for.
fn sites(
    file: &WrittenTerritories<'_>,
    parts: &PlaceParts<'_>,
    (groups, index): (&[UnitGroup], usize),
    dealt: &mut Dealt,
    context: &mut Context<'_>,
) -> Option<(Vec<Site>, Option<Unreached>)> {
    let unit = &file.units[index];
    let name = unit.name.0.as_str();
    match unit.per? {
        Per::Member => {
            let count = member_count(file, &parts.linked, context).filter(|_| parts.has_members)?;
            let sites = parts.walk.members(&parts.linked, count, name);
            let unreached = unreached_members(file, &parts.linked, sites.len());
            Some((sites, unreached))
        }
        Per::Grid => {
            report_taken(&parts.communities, context);
            let size = file.grids.and_then(|grids| grids.households);
            // a default asks for nothing
            let unreached = size.and_then(|size| unreached_grids(unit, &parts.communities, size));
            let cut = (&parts.communities, size.unwrap_or(GRID), is_shared(unreached.as_ref()));
            Some((beats(unit, index, cut, dealt, context), unreached))
        }
        Per::Micro => {
            let (cut, size) = micro(file, groups, parts.place, index)?;
            let unreached = unreached_grids(unit, &cut, size);
            Some((beats(unit, index, (&cut, size, is_shared(unreached.as_ref())), dealt, context), unreached))
        }
        Per::Dedicated => {
            Some(dedicated_sites(&parts.chosen, index, name, parts.place)).filter(|sites| !sites.is_empty()).map(|sites| (sites, None))
        }
        area => Some((parts.walk.areas(area, name), None)),
    }
}

/// The general grids that the micro-grids of group `index` lie in, and the size of these.
fn micro(file: &WrittenTerritories<'_>, groups: &[UnitGroup], place: &Place, index: usize) -> Option<(GridCut, f64)> {
    let written = file.units;
    let size = file.grids?.micro.as_ref()?.households;
    let is_general = |group: usize| written[group].per == Some(Per::Grid);
    let general = groups[index].under.filter(|above| is_general(*above)).or_else(|| (0..written.len()).find(|group| is_general(*group)))?;
    Some((GridCut::of_grids(place, groups[general].sites.as_deref()?), size))
}

/// Reports a community of which dedicated grids take every building.
fn report_taken(communities: &GridCut, context: &mut Context<'_>) {
    if let Some(path) = communities.first_empty() {
        let message = format!("dedicated grids take all buildings of `{path}`; expected one or more for a general grid");
        context.fault(&["grids", "dedicated"], message, None);
    }
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
    report_kinds(file, (has(Per::Micro), has(Per::Dedicated)), context);
}

/// Reports micro-grids and dedicated grids without units, units without them, and micro-grids larger than general ones.
fn report_kinds(file: &WrittenTerritories<'_>, (has_micro, has_dedicated): (bool, bool), context: &mut Context<'_>) {
    let micro = file.grids.and_then(|grids| grids.micro.as_ref());
    let dedicated = file.grids.and_then(|grids| grids.dedicated.as_ref());
    let general = file.grids.and_then(|grids| grids.households).unwrap_or(GRID);
    if let Some(micro) = micro.filter(|micro| micro.households > general) {
        let message =
            format!("micro-grids of {} households are larger than the general grids of {general} that they lie in", micro.households);
        context.fault(&["grids", "micro", "households"], message, Some("make it smaller, or the general grids larger".into()));
    }
    let add = |per: &str| Some(format!("add a group of units with `per = \"{per}\"` and its `staff`"));
    if micro.is_some() && !has_micro {
        context.fault(&["grids", "micro"], "no unit follows the micro-grids: nobody works there", add("micro"));
    }
    if dedicated.is_some_and(|grids| !grids.is_empty()) && !has_dedicated {
        context.fault(&["grids", "dedicated"], "no unit follows the dedicated grids: nobody works there", add("dedicated"));
    }
    for unit in file.units {
        let name = unit.name.0.as_str();
        let is_dedicated = |owner: &str| file.units.iter().any(|unit| unit.name.0 == owner && unit.per == Some(Per::Dedicated));
        // what belongs to no such group is reported where that is said
        let is_owner = |grid: &WrittenDedicated| grid.unit.as_ref().is_none_or(|owner| owner == name || !is_dedicated(owner));
        let (found, help) = match unit.per {
            Some(Per::Micro) => (micro.is_some(), "add `micro = { households = 80 }` to `[grids]`"),
            Some(Per::Dedicated) => {
                (dedicated.is_some_and(|grids| grids.iter().any(is_owner)), "add `[[grids.dedicated]]` with `name` and `buildings`")
            }
            _ => continue,
        };
        if !found && file.has_place {
            let message =
                format!("the units follow {} grids, and there are none", if unit.per == Some(Per::Micro) { "micro" } else { "dedicated" });
            context.fault(&["units", name, "per"], message, Some(help.into()));
        }
    }
}

/// The beats of a group that follows grids of a size; the first of its staff whose total is given says how many there may be.
fn beats(
    unit: &WrittenUnit,
    index: usize,
    (cut, size, is_shared): (&GridCut, f64, bool),
    dealt: &mut Dealt,
    context: &mut Context<'_>,
) -> Vec<Site> {
    let entry = total_staff(unit);
    let least = cut.area_count() as u64;
    if let Some((role, total)) = entry.filter(|(_, total)| *total < least) {
        let path = ["units", unit.name.0.as_str(), "staff", role, "total"];
        let areas = if unit.per == Some(Per::Micro) { "general grids" } else { "communities" };
        let message = format!("{total} people for {least} {areas}; expected at least one in each");
        context.fault(&path, message, None);
    }
    let (sites, people): Beats = cut.beats((size, is_shared), entry.map(|(_, total)| total.max(least)), &unit.name.0);
    if let (Some((role, _)), Some(people)) = (entry, people) {
        dealt.insert((index, role.to_owned()), people);
    }
    sites
}

/// The first of a unit's staff whose total is given.
fn total_staff(unit: &WrittenUnit) -> Option<(&str, u64)> {
    unit.staff.iter().flatten().find_map(|entry| Some((entry.role.as_str(), u64::from(entry.total?))))
}

/// Whether people have several grids each: there are too few of them for the size that was asked for.
fn is_shared(unreached: Option<&Unreached>) -> bool {
    unreached.is_some_and(|unreached| matches!(unreached.limit, Limit::Staff { .. }))
}

/// What stands in the way of grids of the size that the file asks for.
fn unreached_grids(unit: &WrittenUnit, cut: &GridCut, size: f64) -> Option<Unreached> {
    cut.unreached(size, total_staff(unit).map(|(role, total)| (role, total.max(cut.area_count() as u64))))
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
