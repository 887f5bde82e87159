//! The schematic map: a box for each community, in it its buildings as they lie to one another, and the grid of each. Without
//! a place the units stand for buildings.

use serde_json::{Value, json};

use super::columns::packed;
use super::joined::LoggedRun;
use crate::output::language::names::Titles;
use crate::scenario::Setting;
use crate::scenario::setting::{Building, Place};
use crate::units::UnitId;
use crate::world::Origin;

/// Steps along the side of a box.
const STEPS: f64 = 1_000.0;

/// A spot of the map.
struct MapSpot {
    community: usize,
    at: (f64, f64),
}

/// Buildings with their positions in the box of their community; the communities with their boxes, row by row from the north.
pub(super) fn place(run: LoggedRun<'_>, titles: &Titles) -> Value {
    let (names, spots) = match &run.setting.place {
        Some(place) => of_place(place),
        None => of_units(run),
    };
    let extents: Vec<[(f64, f64); 2]> = (0..names.len()).map(|community| extent(&spots, community)).collect();
    let widest = extents.iter().flatten().map(|(low, high)| high - low).fold(1.0, f64::max);
    let step = |spot: &MapSpot, axis: usize| {
        let (low, high) = extents[spot.community][axis];
        let value = if axis == 0 { spot.at.0 } else { spot.at.1 };
        let along = 0.5 + (value - f64::midpoint(low, high)) / widest;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and the number of steps")]
        let steps = (along * STEPS).round() as i64;
        if axis == 0 { steps } else { 1_000 - steps }
    };
    json!({
        "communities": names.iter().map(|name| titles.path(name)).collect::<Vec<_>>(),
        "boxes": boxes(&extents),
        "community": packed(spots.iter().map(|spot| number(spot.community))),
        "x": packed(spots.iter().map(|spot| step(spot, 0))),
        "y": packed(spots.iter().map(|spot| step(spot, 1))),
    })
}

/// The place of each community among the boxes: communities from north to south in rows, within a row from west to east.
fn boxes(extents: &[[(f64, f64); 2]]) -> Vec<usize> {
    let middle = |community: usize, axis: usize| extents[community][axis].0 + extents[community][axis].1;
    let mut order: Vec<usize> = (0..extents.len()).collect();
    order.sort_by(|one, other| middle(*other, 1).total_cmp(&middle(*one, 1)).then(one.cmp(other)));
    let columns = (1..=extents.len()).find(|columns| columns * columns >= extents.len()).unwrap_or(1);
    order.chunks_mut(columns).for_each(|row| row.sort_by(|one, other| middle(*one, 0).total_cmp(&middle(*other, 0)).then(one.cmp(other))));
    let mut places = vec![0; extents.len()];
    for (place, community) in order.into_iter().enumerate() {
        places[community] = place;
    }
    places
}

fn of_place(place: &Place) -> (Vec<String>, Vec<MapSpot>) {
    let names = place.communities.iter().map(|community| last(&community.path)).collect();
    (names, place.buildings.iter().map(|Building { community, at, .. }| MapSpot { community: *community, at: *at }).collect())
}

/// The units side by side, level by level.
fn of_units(run: LoggedRun<'_>) -> (Vec<String>, Vec<MapSpot>) {
    let levels = run.setting.levels.len();
    let mut across = vec![0.0; levels];
    let spot = |unit: &crate::measure::run_result::UnitRow| {
        let level = unit.level.index();
        across[level] += 1.0;
        MapSpot { community: 0, at: (across[level], level as f64) }
    };
    (vec![String::new()], run.result.units.iter().map(spot).collect())
}

fn extent(spots: &[MapSpot], community: usize) -> [(f64, f64); 2] {
    let own = || spots.iter().filter(move |spot| spot.community == community);
    let axis = |of: fn(&MapSpot) -> f64| {
        let (low, high) = own().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        if low <= high { (low, high) } else { (0.0, 0.0) }
    };
    [axis(|spot| spot.at.0), axis(|spot| spot.at.1)]
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// By building, in the order of the place: the number of its grid under the policy of `setting`, from 1; 0 where it has none.
/// The grids are the units of the lowest level that follow the place, members left out.
pub(super) fn grids(setting: &Setting) -> String {
    let buildings = setting.place.as_ref().map_or(0, |place| place.buildings.len());
    let members = setting.members.as_ref().map(|members| members.group);
    let groups = setting.units.iter().enumerate().filter(|(group, _)| members != Some(*group));
    let lowest = groups.filter(|(_, group)| group.sites.is_some() && group.department.is_none()).min_by_key(|(_, group)| group.level);
    let mut grids = vec![0; buildings];
    let sites = lowest.and_then(|(_, group)| group.sites.as_deref()).unwrap_or_default();
    let runs = sites.iter().flat_map(|site| site.each_grid().map(<[_]>::to_vec));
    for (grid, runs) in (1..).zip(runs) {
        runs.iter().for_each(|run| grids[run.0..run.1].fill(grid));
    }
    packed(grids)
}

/// By building: the number of its first household.
pub(super) fn first_households(setting: &Setting) -> Vec<u32> {
    let buildings = setting.place.iter().flat_map(|place| &place.buildings);
    buildings.scan(0, |next, building| Some(std::mem::replace(next, *next + building.households()))).collect()
}

/// The spot of an issue on the map, from 1; 0 where it has none.
pub(super) fn spot(origin: Origin, unit: UnitId, has_place: bool, first_households: &[u32]) -> i64 {
    match origin {
        Origin::Unit if has_place => 0,
        Origin::Unit => number(unit.index()) + 1,
        Origin::Building(building) => i64::from(building) + 1,
        Origin::Household(household) => number(first_households.partition_point(|first| *first <= household)),
    }
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
