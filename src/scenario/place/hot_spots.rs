//! Hot spots: buildings in which issues of some kind come up far more often than elsewhere, for a cause that stays.
//!
//! The rate of a category in a building is multiplied by a gamma variate with mean 1; within a community what one building has
//! more the others have less, so that the total of the community stays, category by category.

use schemars::JsonSchema;

use crate::scenario::text::context::Context;
use crate::scenario::text::named::Keyed;

/// Largest coefficient of variation: beyond it nearly everything would come up in one building.
const MOST: f64 = 5.0;
/// Least spread that is drawn; below it a building differs from the next by less than any count can show.
const LEAST: f64 = 1e-6;

/// How unevenly issues are spread over the buildings of a community, category by category.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HotSpots")]
pub(crate) struct WrittenHotSpots {
    /// Coefficient of variation of how often a household of a building has issues of a category (default 0: all alike).
    pub cv: Option<SpotCv>,
    /// The same for categories that differ from it.
    pub by_category: Option<Keyed<SpotCv>>,
}

/// A coefficient of variation over buildings.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct SpotCv(#[schemars(range(min = 0, max = 5))] pub f64);

/// How unevenly issues are spread over the buildings of a community.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpots {
    /// By [`CategoryId`](crate::units::CategoryId): coefficient of variation of the gamma variate; 0 where all are alike, and of
    /// background tasks.
    pub cv: Vec<f64>,
}

/// The hot spots of the file; `None` where nothing differs from building to building.
pub(crate) fn hot_spots(written: Option<&WrittenHotSpots>, categories: &[(&str, bool)], context: &mut Context<'_>) -> Option<HotSpots> {
    let written = written?;
    let general = written.cv.map_or(0.0, |cv| cv.0);
    let mut cv: Vec<f64> = categories.iter().map(|(_, is_task)| if *is_task { 0.0 } else { general }).collect();
    for (name, own) in written.by_category.iter().flat_map(|by_category| &by_category.0) {
        let known = categories.iter().filter(|(_, is_task)| !is_task).map(|(name, _)| *name);
        if let Some(found) = context.find(name, known, &["hotspots", "by_category", name], ("category", "categories")) {
            cv[found] = own.0;
        }
    }
    let is_drawn = |cv: &f64| (LEAST..=MOST).contains(cv);
    cv.iter_mut().filter(|cv| !is_drawn(cv)).for_each(|cv| *cv = 0.0);
    cv.iter().any(|cv| *cv > 0.0).then_some(HotSpots { cv })
}
