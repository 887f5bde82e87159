//! A smaller scenario of the same kind, for a first look at many points: `scale = 0.1` has a tenth of the people.
//!
//! What shrinks is how *many* there are, so that the load of each stays as it is: communities (and towns, where there are
//! many), households of both kinds, members, units of a group with a `count`, staff. Grids keep their size and become
//! fewer. A unit that cannot become fewer, such as the one town office, has so many times fewer people, rounded up; demand
//! and tasks at such a unit fall with them, and so does the length of a queue that sends issues on (`backlog`). All else is rounded
//! to the nearest, and to at least one where there was one. Rates per household, work, times and probabilities stay.
//!
//! Why up: a few people wait on each other's cases longer than many at the same load, so that too many of them are nearer
//! to the truth than too few; a person who worked slower instead would take longer over each case (assumption A-42,
//! measured in `docs/validation.md`).
//!
//! A place from a file of buildings and files of real cases are what they are, and cannot be scaled.

use std::collections::BTreeMap;

use super::unit_scale::{Shrunk, UnitScale, fewer};
use crate::scenario::blocks::escalation::Escalation;
use crate::scenario::blocks::file::File;
use crate::scenario::blocks::units::{HOUSEHOLDS, PUBLIC_SPACE, WrittenUnit};
use crate::scenario::place::partition::Per;
use crate::scenario::place::settlement::WrittenPlace;
use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::PerTime;
use crate::units::Rate;

/// Makes the scenario as small as its `scale` says.
pub(crate) fn shrink(file: &mut File) {
    let Some(scale) = file.scale.filter(|scale| *scale < 1.0) else { return };
    let areas = file.place.as_mut().filter(|place| place.file.is_none()).map(|place| smaller(place, scale));
    let least = areas.as_ref().map_or(1, |areas| areas.communities.1);
    if let Some(count) = file.members.as_mut().and_then(|members| members.count.as_mut()) {
        *count = fewer(*count, scale);
    }
    let mut shrunk = Shrunk::default();
    for unit in file.units.iter_mut().flatten() {
        let size = thinned(unit, scale, areas.as_ref());
        for entry in unit.staff.iter_mut().flatten() {
            let is_first = unit.per == Some(Per::Grid);
            entry.total = entry.total.map(|total| if is_first { fewer(total, scale).max(least.min(total)) } else { fewer(total, scale) });
            if entry.total.is_none() && unit.per != Some(Per::Member) {
                let count = entry.count.unwrap_or(1);
                entry.count = u32::try_from(count).ok().map_or(Some(count), |count| i32::try_from(size.staff(count)).ok());
            }
        }
        shrunk.units.insert(unit.name.0.clone(), size);
    }
    thin_demand(file, &shrunk);
    thin_tasks(file, &shrunk);
    shorten_queues(file, &shrunk);
    file.shrunk = Some(shrunk);
}

/// Reports what cannot be made smaller.
pub(crate) fn report_unscalable(file: &File, context: &mut Context<'_>) {
    if file.shrunk.is_none() {
        return;
    }
    let help = || Some("leave `scale` out".to_owned());
    if file.place.as_ref().is_some_and(|place| place.file.is_some()) {
        context.fault(&["scale"], "a place from a file of buildings is as large as it is; only a place by numbers is scaled", help());
    }
    for demand in file.demand.iter().flatten().filter(|demand| demand.file.is_some()) {
        let message = format!("`{}` has real cases, which are as many as they are; only demand with a rate is scaled", demand.name.0);
        context.fault(&["scale"], message, help());
    }
}

/// Communities and towns before and after.
struct AreaCounts {
    communities: (u32, u32),
    towns: (u32, u32),
}

/// Makes a place by numbers smaller: fewer towns, else fewer communities, with so many fewer households.
fn smaller(place: &mut WrittenPlace, scale: f64) -> AreaCounts {
    let (towns, each) = (place.towns.unwrap_or(1), place.communities.unwrap_or(1));
    let all = towns.saturating_mul(each);
    let towns_left = fewer(towns, scale);
    let each_left = fewer(all, scale / f64::from(towns_left));
    (place.towns, place.communities) = (Some(towns_left), Some(each_left));
    place.households = place.households.map(|households| fewer(households, scale));
    place.migrants = place.migrants.map(|migrants| fewer(migrants, scale));
    AreaCounts { communities: (all, towns_left * each_left), towns: (towns, towns_left) }
}

/// Makes a group have fewer units where it can; returns how much smaller each of them is.
fn thinned(unit: &mut WrittenUnit, scale: f64, areas: Option<&AreaCounts>) -> UnitScale {
    match (unit.per, areas) {
        (Some(Per::Member | Per::Micro | Per::Grid | Per::Dedicated), _) => UnitScale::FULL,
        (Some(Per::Community), Some(areas)) => UnitScale::of(scale, areas.communities),
        (Some(Per::Town), Some(areas)) => UnitScale::of(scale, areas.towns),
        (Some(_), _) => UnitScale::of(scale, (1, 1)),
        (None, _) => {
            let before = unit.count.unwrap_or(1);
            let after = fewer(before, scale);
            unit.count = unit.count.map(|_| after);
            UnitScale::of(scale, (before, after))
        }
    }
}

/// Lets as much less occur at each unit as it is smaller.
fn thin_demand(file: &mut File, shrunk: &Shrunk) {
    for demand in file.demand.iter_mut().flatten().filter(|demand| ![HOUSEHOLDS, PUBLIC_SPACE].contains(&demand.at.as_str())) {
        // a group, or one unit of it by number or path
        let unit = demand.at.rsplit('/').next().unwrap_or_default();
        let is_of = |name: &str| unit.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let group = shrunk.units.iter().filter(|(name, _)| is_of(name)).max_by_key(|(name, _)| name.len());
        let size = group.map_or(1.0, |(_, size)| size.share);
        let thin = |rate: &PerTime| Rate::per_second(rate.0.get() * size).map(PerTime);
        demand.rate = demand.rate.as_ref().and_then(thin);
    }
}

/// Lets as many fewer tasks come to each unit as it is smaller; those of single people fall with the people, and those for so many
/// households with the households.
fn thin_tasks(file: &mut File, shrunk: &Shrunk) {
    for task in file.tasks.iter_mut().flatten().filter(|task| task.per_households.is_none()) {
        let size = task.at.as_ref().map_or(1.0, |unit| shrunk.of(unit).share);
        if size < 1.0 {
            task.copies = Some(task.copies.unwrap_or(1.0) * size);
        }
    }
}

/// Lets a queue send issues on when it is as much shorter as the units of its level are smaller.
fn shorten_queues(file: &mut File, shrunk: &Shrunk) {
    let Some(blocks) = &mut file.escalation else { return };
    let general = blocks.0.iter().find(|(level, _)| level == "all").and_then(|(_, block)| block.backlog);
    let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
    for unit in file.units.iter().flatten() {
        let size = shrunk.of(&unit.name.0).share;
        let known = sizes.entry(unit.level.as_str()).or_insert(size);
        *known = known.max(size);
    }
    for (level, size) in sizes {
        let own = blocks.0.iter_mut().find(|(name, _)| name == level).map(|(_, block)| block);
        let Some(backlog) = own.as_ref().and_then(|block| block.backlog).or(general) else { continue };
        let shorter = Some(fewer(backlog, size));
        match own {
            Some(block) => block.backlog = shorter,
            None => blocks.0.push((level.to_owned(), Escalation { backlog: shorter, ..Escalation::default() })),
        }
    }
}
