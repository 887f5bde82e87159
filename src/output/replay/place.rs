//! The schematic map: where the buildings are, which community and which grid each belongs to.

use serde_json::{Value, json};

use super::columns::packed;
use crate::scenario::Setting;
use crate::scenario::setting::{Building, Place};
use crate::world::Origin;

/// Steps along the longer side of the map.
const STEPS: f64 = 4_000.0;

/// Buildings with their positions and communities; `null` without a place.
pub(super) fn place(setting: &Setting) -> Value {
    let Some(place) = &setting.place else { return Value::Null };
    let [x, y] = [|building: &Building| building.at.0, |building: &Building| building.at.1].map(|of| extent(place, of));
    let scale = STEPS / (x.1 - x.0).max(y.1 - y.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and the number of steps")]
    let step = |value: f64, low: f64| ((value - low) * scale).round() as i64;
    let buildings = &place.buildings;
    json!({
        "width": step(x.1, x.0), "height": step(y.1, y.0),
        "communities": place.communities.iter().map(|community| community.path.as_str()).collect::<Vec<_>>(),
        "community": packed(buildings.iter().map(|building| number(building.community))),
        "x": packed(buildings.iter().map(|building| step(building.at.0, x.0))),
        "y": packed(buildings.iter().map(|building| step(y.1, building.at.1))),
    })
}

fn extent(place: &Place, of: fn(&Building) -> f64) -> (f64, f64) {
    let all = || place.buildings.iter().map(of);
    (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max))
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

/// The building of an origin, from 1; 0 at a unit.
pub(super) fn building(origin: Origin, first_households: &[u32]) -> i64 {
    match origin {
        Origin::Unit => 0,
        Origin::Building(building) => i64::from(building) + 1,
        Origin::Household(household) => number(first_households.partition_point(|first| *first <= household)),
    }
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
