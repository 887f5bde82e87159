//! The place as written: by numbers, or from a file of buildings; and what its households are like.
//!
//! A place by numbers stands on square lattices: the buildings of a community on one, the communities of a town on
//! another, the towns in a row. Households are spread evenly over the communities and then over their buildings, and
//! housing types are dealt out along the walk, so that the same numbers always give the same place. No policy changes
//! any of this; what a policy does with a place stands in [`super::partition`].

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;

use super::building_file;
use super::partition::{apportioned, in_walk_order};
use super::plot::{BUILDINGS, HOUSEHOLDS, ONE_TYPE, Plot};
use crate::scenario::structure::{Building, Community, Place, Residents};
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Named;
use crate::scenario::text::quantity::Distance;
use crate::units::Share;

/// Most communities of one place.
const COMMUNITIES: u64 = 100_000;
/// Households in a building where nothing else is said, assumption A-26.
const PER_BUILDING: u32 = 30;
/// Metres from a building to the next, assumption A-26.
const BUILDING_SPACING: f64 = 80.0;
/// Metres from the centre of a community to the next, assumption A-26.
const COMMUNITY_SPACING: f64 = 1_500.0;

/// Towns, communities, buildings and households; by numbers, or from a file of buildings.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Place")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPlace {
    /// CSV file of buildings, relative to the file that says it, with the columns `community`, `building`, `x` and `y` in metres or `lon` and `lat` in degrees, `households`, and at will `town`, `housing` and `migrants`; then no other key stands here.
    pub file: Option<String>,
    /// Number of towns (default 1).
    #[schemars(range(min = 1, max = 1000))]
    pub towns: Option<u32>,
    /// Communities (villages) in each town (default 1).
    #[schemars(range(min = 1, max = 10_000))]
    pub communities: Option<u32>,
    /// Registered households in all, spread evenly; needed unless there is a `file`.
    #[schemars(range(min = 0, max = 5_000_000))]
    pub households: Option<u32>,
    /// Migrant households in all, spread evenly (default 0).
    #[schemars(range(min = 0, max = 5_000_000))]
    pub migrants: Option<u32>,
    /// Households in a building, of both kinds, about (default 30).
    #[schemars(range(min = 1, max = 10_000))]
    pub households_per_building: Option<u32>,
    /// From a building to the next on the square lattice of its community (default "80m").
    pub building_spacing: Option<Distance>,
    /// From the centre of a community to the next on the square lattice of its town (default "1.5km").
    pub community_spacing: Option<Distance>,
    /// Shares of the buildings by housing type, adding up to 1 (default: one type, `all`).
    pub housing: Option<Named<Fraction>>,
}

/// What households are like, the same under every policy.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Residents")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenResidents {
    /// Share of the registered households that are linked to a member, where there are members (default 1).
    pub linked: Option<Fraction>,
    /// The same for migrant households (default 0).
    pub linked_migrants: Option<Fraction>,
    /// Share of the linked households that know whom to call (default 1).
    pub contact_known: Option<Fraction>,
    /// Coefficient of variation of how many issues households have (default 0: all alike).
    #[schemars(range(min = 0, max = 5))]
    pub issues_cv: Option<f64>,
    /// Coefficient of variation of how readily households report (default 0: all alike).
    #[schemars(range(min = 0, max = 5))]
    pub reporting_cv: Option<f64>,
    /// Trust at the start, from 0 to 1 (default 0.5).
    pub trust: Option<Fraction>,
}

impl WrittenPlace {
    /// The keys that a place by numbers has and this one says.
    fn numbers(&self) -> Vec<&'static str> {
        let keys = [
            ("towns", self.towns.is_some()),
            ("communities", self.communities.is_some()),
            ("households", self.households.is_some()),
            ("migrants", self.migrants.is_some()),
            ("households_per_building", self.households_per_building.is_some()),
            ("building_spacing", self.building_spacing.is_some()),
            ("community_spacing", self.community_spacing.is_some()),
            ("housing", self.housing.is_some()),
        ];
        keys.into_iter().filter(|(_, is_said)| *is_said).map(|(key, _)| key).collect()
    }
}

/// The place as `written`, and the SHA-256 of the file of its buildings where it has one; `None` when there is none, or
/// something is wrong with it, which has been reported.
pub(crate) fn place(
    written: Option<&WrittenPlace>,
    residents: Option<&WrittenResidents>,
    context: &mut Context<'_>,
) -> Option<(Arc<Place>, Option<String>)> {
    let place = settled(written?, residents, context);
    if place.is_none() {
        context.report.taint(&["place".to_owned()]);
    }
    place
}

fn settled(written: &WrittenPlace, said: Option<&WrittenResidents>, context: &mut Context<'_>) -> Option<(Arc<Place>, Option<String>)> {
    let residents = residents(said);
    let Some(path) = &written.file else {
        let (communities, buildings, housing) = by_numbers(written, context)?;
        return Some((Arc::new(Place { communities, buildings, housing, residents }), None));
    };
    if let Some(key) = written.numbers().first() {
        let message = "stands beside `file`, which already says which buildings and households there are";
        context.fault(&["place", key], message, Some(format!("remove `file` or `{key}`")));
        return None;
    }
    let (rows, content) = building_file::rows(path, context)?;
    let (communities, buildings, housing) = placed(rows);
    Some((Arc::new(Place { communities, buildings, housing, residents }), Some(content)))
}

fn residents(written: Option<&WrittenResidents>) -> Residents {
    let share = |fraction: Option<Fraction>, default: Share| fraction.and_then(|share| Share::new(share.0)).unwrap_or(default);
    let half = Share::new(0.5).unwrap_or(Share::ONE);
    Residents {
        linked_registered: share(written.and_then(|written| written.linked), Share::ONE),
        linked_migrant: share(written.and_then(|written| written.linked_migrants), Share::ZERO),
        contact_known: share(written.and_then(|written| written.contact_known), Share::ONE),
        issues_cv: written.and_then(|written| written.issues_cv).unwrap_or(0.0),
        reporting_cv: written.and_then(|written| written.reporting_cv).unwrap_or(0.0),
        trust: share(written.and_then(|written| written.trust), half),
    }
}

/// Communities by path, buildings along the walk, housing types by name.
type Settled = (Vec<Community>, Vec<Building>, Vec<String>);

/// The tables of `plots`, whatever their order.
pub(crate) fn placed(plots: Vec<Plot>) -> Settled {
    let towns: BTreeSet<String> = plots.iter().map(|plot| plot.town.clone()).collect();
    let housing: BTreeSet<String> = plots.iter().map(|plot| plot.housing.clone()).collect();
    let paths: BTreeSet<(String, String)> = plots.iter().map(|plot| (path_of(plot), plot.town.clone())).collect();
    let position = |sorted: &[String], name: &str| sorted.binary_search_by(|known| known.as_str().cmp(name)).unwrap_or(0);
    let (towns, housing): (Vec<String>, Vec<String>) = (towns.into_iter().collect(), housing.into_iter().collect());
    let communities: Vec<Community> = paths.into_iter().map(|(path, town)| Community { path, town: position(&towns, &town) }).collect();
    let mut buildings: Vec<Building> = plots
        .into_iter()
        .map(|plot| {
            let path = path_of(&plot);
            let community = communities.binary_search_by(|known| known.path.cmp(&path)).unwrap_or(0);
            let housing = position(&housing, &plot.housing);
            Building { name: plot.building, community, at: plot.at, housing, registered: plot.registered, migrant: plot.migrant }
        })
        .collect();
    in_walk_order(&mut buildings);
    (communities, buildings, housing)
}

fn path_of(plot: &Plot) -> String {
    format!("{}/{}", plot.town, plot.community)
}

fn by_numbers(written: &WrittenPlace, context: &mut Context<'_>) -> Option<Settled> {
    let Some(registered) = written.households else {
        let help = "add `households = …`, or the `file` of the buildings";
        context.fault(&["place", "households"], "is missing; a place needs its number of households", Some(help.into()));
        return None;
    };
    let (towns, each) = (u64::from(written.towns.unwrap_or(1)), u64::from(written.communities.unwrap_or(1)));
    let (registered, migrant) = (u64::from(registered), u64::from(written.migrants.unwrap_or(0)));
    let total = registered + migrant;
    if !(1..=HOUSEHOLDS).contains(&total) {
        context.fault(&["place", "households"], format!("{total} households in all; expected 1 to {HOUSEHOLDS}"), None);
        return None;
    }
    if towns * each > COMMUNITIES {
        let message = format!("{} communities in all; expected at most {COMMUNITIES}", towns * each);
        context.fault(&["place", "communities"], message, None);
        return None;
    }
    let even = |total: u64| apportioned(total, &vec![1; usize::try_from(towns * each).unwrap_or(1)]);
    let kinds: Vec<(u64, u64)> = even(registered).into_iter().zip(even(migrant)).collect();
    let per_building = u64::from(written.households_per_building.unwrap_or(PER_BUILDING));
    let counts: Vec<u64> = kinds.iter().map(|(registered, migrant)| rounded(registered + migrant, per_building).max(1)).collect();
    if counts.iter().sum::<u64>() > BUILDINGS as u64 {
        let message = format!("brings the buildings to {}; expected at most {BUILDINGS}", counts.iter().sum::<u64>());
        context.fault(&["place", "households_per_building"], message, None);
        return None;
    }
    let shares = housing_shares(written, context)?;
    let (communities, mut buildings, _) = placed(plots(written, (towns, each), &kinds, &counts));
    let housing = deal_housing(&mut buildings, shares);
    Some((communities, buildings, housing))
}

/// `total / per`, to the nearest whole number, halves up.
pub(crate) const fn rounded(total: u64, per: u64) -> u64 {
    (2 * total + per) / (2 * per)
}

/// The buildings of a place by numbers on their lattices; `kinds` are the households of each community, `counts` its buildings.
fn plots(written: &WrittenPlace, (towns, each): (u64, u64), kinds: &[(u64, u64)], counts: &[u64]) -> Vec<Plot> {
    let apart = written.community_spacing.as_ref().map_or(COMMUNITY_SPACING, |spacing| spacing.0);
    let close = written.building_spacing.as_ref().map_or(BUILDING_SPACING, |spacing| spacing.0);
    let widest = counts.iter().copied().max().unwrap_or(1);
    let mut plots = Vec::new();
    for (index, ((registered, migrant), count)) in (0_u64..).zip(kinds.iter().zip(counts)) {
        let (town, community) = (index / each, index % each);
        let centre = lattice(community, each, apart);
        let centre = (centre.0 + town as f64 * apart * side(each) as f64, centre.1);
        let even = |total: u64| apportioned(total, &vec![1; usize::try_from(*count).unwrap_or(1)]);
        for (nth, (registered, migrant)) in (0_u64..).zip(even(*registered).into_iter().zip(even(*migrant))) {
            let offset = lattice(nth, *count, close);
            plots.push(Plot {
                town: numbered("town", town, towns),
                community: numbered("community", community, each),
                building: numbered("building", nth, widest),
                at: (centre.0 + offset.0, centre.1 + offset.1),
                housing: ONE_TYPE.to_owned(),
                registered: u32::try_from(registered).unwrap_or(0),
                migrant: u32::try_from(migrant).unwrap_or(0),
            });
        }
    }
    plots
}

/// Points on one side of the smallest square that holds `count`.
const fn side(count: u64) -> u64 {
    let root = count.isqrt();
    if root * root < count { root + 1 } else { root }
}

/// Position of point `nth` of `count` on a square lattice around its centre, row by row.
fn lattice(nth: u64, count: u64, spacing: f64) -> (f64, f64) {
    let side = side(count);
    let offset = |step: u64| (step as f64 - (side - 1) as f64 / 2.0) * spacing;
    (offset(nth % side), offset(nth / side))
}

/// `kind` alone, or with a number from 1 where there are several, zero-padded to equal width.
fn numbered(kind: &str, nth: u64, count: u64) -> String {
    if count == 1 {
        return kind.to_owned();
    }
    let width = count.to_string().len();
    format!("{kind}-{:0width$}", nth + 1)
}

/// Housing types by name with their shares.
fn housing_shares(written: &WrittenPlace, context: &mut Context<'_>) -> Option<Vec<(String, f64)>> {
    let Some(housing) = &written.housing else { return Some(vec![(ONE_TYPE.to_owned(), 1.0)]) };
    let sum: f64 = housing.0.iter().map(|(_, share)| share.0).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let shown = (sum * 1e9).round() / 1e9;
        context.fault(&["place", "housing"], format!("the shares add up to {shown}; expected 1"), None);
        return None;
    }
    let mut shares: Vec<(String, f64)> = housing.0.iter().map(|(name, share)| (name.clone(), share.0)).collect();
    shares.sort_by(|a, b| a.0.cmp(&b.0));
    Some(shares)
}

/// Deals the types out along the walk: each building gets the one that is furthest behind its share; returns their names.
fn deal_housing(buildings: &mut [Building], shares: Vec<(String, f64)>) -> Vec<String> {
    let mut dealt = vec![0.0; shares.len()];
    for (nth, building) in (1_u32..).zip(buildings) {
        let behind = |kind: usize, dealt: &[f64]| shares[kind].1 * f64::from(nth) - dealt[kind];
        let next = (0..shares.len()).max_by(|a, b| behind(*a, &dealt).total_cmp(&behind(*b, &dealt)).then(b.cmp(a)));
        building.housing = next.unwrap_or(0);
        dealt[building.housing] += 1.0;
    }
    shares.into_iter().map(|(name, _)| name).collect()
}
