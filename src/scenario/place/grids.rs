//! Grids of three kinds: *general* ones, into which each community is cut; *micro* ones, into which each general one is cut;
//! *dedicated* ones, which are chosen buildings (a market, a school) that no general grid has.
//!
//! A unit is a post for those who work there. Where markedly fewer people than grids are given, every one of them has several grids,
//! consecutive ones along the walk: the grids are as small as was asked, and the unit has all of its people's. No grid
//! crosses a community, and none of them is part of the address of a random number.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::partition::{Per, PlaceWalk, apportioned_to_all, whole};
use crate::scenario::blocks::units::WrittenUnit;
use crate::scenario::structure::{Limit, Place, Site, Unreached};
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::did_you_mean;
use crate::scenario::text::quantity::Name;

/// By how much units may miss the size that was asked for, as a share of it, since they hold whole buildings.
const ROUGH: f64 = 0.05;

/// How the place is cut into grids.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grids {
    /// Households of a grid, about; grids never cross a community (default 300).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households: Option<f64>,
    /// Micro-grids inside the general grids, for units with `per = "micro"` (default: none).
    pub micro: Option<WrittenMicro>,
    /// Grids of chosen buildings, which the general grids leave out, for units with `per = "dedicated"` (default: none).
    #[schemars(length(max = 1000))]
    pub dedicated: Option<Vec<WrittenDedicated>>,
}

/// Micro-grids inside the general grids.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MicroGrids")]
pub(crate) struct WrittenMicro {
    /// Households of a micro-grid, about; no more than those of a general grid.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub households: f64,
}

/// A grid of chosen buildings; where they stand in several communities, one in each of these.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DedicatedGrid")]
pub(crate) struct WrittenDedicated {
    /// Name.
    pub name: Name,
    /// Its buildings: names, with the community before a slash where several have the same name.
    #[schemars(length(min = 1, max = 100_000))]
    pub buildings: Vec<String>,
    /// Name of the group of units that it belongs to (default: the group with `per = "dedicated"`).
    pub unit: Option<String>,
}

/// Parts of the place to be cut into grids of a size: communities, or general grids; buildings of dedicated grids left out.
pub(crate) struct GridCut {
    /// The buildings, along the walk.
    open: Vec<usize>,
    /// Households before each of them, and in all.
    before: Vec<u64>,
    areas: Vec<CutArea>,
}

/// A part of the place that no grid crosses.
struct CutArea {
    /// Path that the paths of its units begin with.
    path: String,
    /// First of its buildings and the first one after the last, in `open`.
    run: (usize, usize),
}

/// Runs of consecutive buildings: of each the first one and the first one after the last.
type Runs = Vec<(usize, usize)>;

/// Sites of the units that follow grids, and the people of each, where a total is dealt out.
pub(crate) type Beats = (Vec<Site>, Option<Vec<u64>>);

impl GridCut {
    /// The communities of `place` without the buildings that `taken` names, rising.
    pub fn of_communities(place: &Place, taken: &[usize]) -> Self {
        let areas = place.communities.iter().map(|community| CutArea { path: community.path.clone(), run: (0, 0) }).collect();
        let mut cut = Self { open: Vec::new(), before: vec![0], areas };
        let mut last = None;
        for (index, building) in place.buildings.iter().enumerate() {
            let start = cut.open.len();
            let area = &mut cut.areas[building.community];
            if last != Some(building.community) {
                area.run = (start, start);
                last = Some(building.community);
            }
            if taken.binary_search(&index).is_err() {
                area.run.1 = start + 1;
                cut.add(place, index);
            }
        }
        cut
    }

    /// The grids of `sites`.
    pub fn of_grids(place: &Place, sites: &[Site]) -> Self {
        let mut cut = Self { open: Vec::new(), before: vec![0], areas: Vec::new() };
        for (site, grid) in sites.iter().flat_map(|site| site.each_grid().map(move |grid| (site, grid))) {
            let start = cut.open.len();
            grid.iter().flat_map(|run| run.0..run.1).for_each(|building| cut.add(place, building));
            cut.areas.push(CutArea { path: site.path.clone(), run: (start, cut.open.len()) });
        }
        cut
    }

    fn add(&mut self, place: &Place, building: usize) {
        let households = self.before[self.open.len()] + u64::from(place.buildings[building].households());
        self.open.push(building);
        self.before.push(households);
    }

    /// How many areas have any building.
    pub fn area_count(&self) -> usize {
        self.areas.iter().filter(|area| area.run.1 > area.run.0).count()
    }

    /// The first area without a building.
    pub fn first_empty(&self) -> Option<&str> {
        self.areas.iter().find(|area| area.run.1 == area.run.0).map(|area| area.path.as_str())
    }

    /// Households of some of the buildings.
    fn households(&self, (first, end): (usize, usize)) -> u64 {
        self.before[end] - self.before[first]
    }

    /// Households of each area.
    fn by_area(&self) -> Vec<u64> {
        self.areas.iter().map(|area| self.households(area.run)).collect()
    }

    /// The beats of a group that follows the grids, of about `size` households each, and how many of the `staff` in all
    /// each has, where that is given; then no beat is without one. Where there are fewer people than grids and these are
    /// `shared` out, a beat has several of them.
    pub fn beats(&self, (size, is_shared): (f64, bool), staff: Option<u64>, group: &str) -> Beats {
        let households = self.by_area();
        let staff = staff.map(|staff| apportioned_to_all(staff, &households));
        let grids = |area: usize| {
            let (first, end) = self.areas[area].run;
            usize::try_from(whole(households[area] as f64 / size).max(1)).unwrap_or(usize::MAX).min(end - first)
        };
        let has = |area: usize| staff.as_ref().map_or(usize::MAX, |staff| usize::try_from(staff[area]).unwrap_or(usize::MAX));
        let counts: Vec<(usize, usize)> = (0..self.areas.len()).map(|area| (grids(area), grids(area).min(has(area)))).collect();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for (area, (_, beats)) in self.areas.iter().zip(&counts) {
            *numbers.entry(area.path.as_str()).or_default() += beats;
        }
        let width = numbers.values().copied().max().unwrap_or(1).to_string().len();
        numbers.clear();
        let (mut sites, mut dealt) = (Vec::new(), Vec::new());
        for (index, (area, (grids, beats))) in self.areas.iter().zip(counts).enumerate().filter(|(_, (_, (_, beats)))| *beats > 0) {
            let runs = self.runs(area.run, beats);
            let weights: Vec<u64> = runs.iter().map(|run| self.households(*run)).collect();
            if let Some(staff) = &staff {
                dealt.extend(apportioned_to_all(staff[index], &weights));
            }
            let each = if is_shared && grids > beats { apportioned_to_all(grids as u64, &weights) } else { vec![1; beats] };
            for (run, grids) in runs.into_iter().zip(each) {
                let number = numbers.entry(area.path.as_str()).or_default();
                *number += 1;
                let path = format!("{}/{group}-{number:0width$}", area.path);
                let count = usize::try_from(grids).unwrap_or(1).min(run.1 - run.0);
                let (buildings, grids) = self.spread(self.runs(run, count));
                sites.push(Site { path, parent: 0, buildings, linked: (0, 0), rank: 0, grids });
            }
        }
        (sites, staff.map(|_| dealt))
    }

    /// Where the grids that these `runs` are stand: from the first building to the last, and each grid's own runs along the
    /// walk, unless all of it is one grid.
    fn spread(&self, runs: Runs) -> ((usize, usize), Vec<Runs>) {
        let hull = (self.open[runs[0].0], self.open[runs[runs.len() - 1].1 - 1] + 1);
        let grids: Vec<Runs> = runs.into_iter().map(|(first, end)| segments(&self.open[first..end])).collect();
        if grids.len() == 1 && grids[0].len() == 1 { (hull, Vec::new()) } else { (hull, grids) }
    }

    /// What stands in the way of beats of about `size` households each, where something does: `role` and its `staff` in all,
    /// the buildings, or the areas. Beats that are at most [`ROUGH`] larger are as asked.
    pub fn unreached(&self, size: f64, staff: Option<(&str, u64)>) -> Option<Unreached> {
        let households = self.by_area();
        let dealt = staff.map(|(_, people)| apportioned_to_all(people, &households));
        let (mut asked, mut served, mut beats) = (0, 0, 0);
        for (area, CutArea { run: (first, end), .. }) in self.areas.iter().enumerate() {
            let grids = whole(households[area] as f64 / size).max(1);
            let people = dealt.as_ref().map_or(grids, |dealt| grids.min(dealt[area]));
            asked += grids;
            served += people;
            beats += people.min((end - first) as u64);
        }
        let got = households.iter().sum::<u64>() as f64 / beats.max(1) as f64;
        let is_whole = beats == households.len() as u64;
        let limit = match staff {
            Some((role, people)) if served < asked => Limit::Staff { role: role.to_owned(), people },
            _ if beats < asked => Limit::Buildings,
            _ if is_whole && households.iter().all(|own| (*own as f64) < size) => Limit::Communities,
            _ => return None,
        };
        let is_near = (got / size - 1.0).abs() <= ROUGH;
        (!is_near).then_some(Unreached { asked: size, got, limit })
    }

    /// `count` runs of consecutive buildings, none empty, with about equally many households.
    fn runs(&self, (first, end): (usize, usize), count: usize) -> Runs {
        let all = self.households((first, end));
        let mut runs = Vec::with_capacity(count);
        let mut from = first;
        for nth in 1..count {
            let latest = end - (count - nth);
            // compared in `count`-ths of a household, to stay in whole numbers
            let wanted = all * nth as u64;
            let missed = |cut: usize| (self.households((first, cut)) * count as u64).abs_diff(wanted);
            let near =
                from + 1 + self.before[from + 1..=latest].partition_point(|before| (before - self.before[first]) * (count as u64) < wanted);
            let near = near.min(latest);
            let cut = if near > from + 1 && missed(near - 1) <= missed(near) { near - 1 } else { near };
            runs.push((from, cut));
            from = cut;
        }
        runs.push((from, end));
        runs
    }
}

/// Runs of consecutive numbers among rising ones.
fn segments(buildings: &[usize]) -> Runs {
    buildings.chunk_by(|a, b| a + 1 == *b).map(|run| (run[0], run[run.len() - 1] + 1)).collect()
}

/// A dedicated grid as it was found in the place.
pub(crate) struct Dedicated {
    /// Its name.
    pub name: String,
    /// Number of its group among the units.
    pub group: usize,
    /// Its buildings, rising.
    pub buildings: Vec<usize>,
}

/// The dedicated grids of the file; what is wrong with them is reported.
pub(crate) fn dedicated(written: &[WrittenDedicated], units: &[WrittenUnit], place: &Place, context: &mut Context<'_>) -> Vec<Dedicated> {
    let groups: Vec<usize> = (0..units.len()).filter(|index| units[*index].per == Some(Per::Dedicated)).collect();
    let mut owners: BTreeMap<usize, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for grid in written {
        let name = grid.name.0.as_str();
        let known = groups.iter().map(|index| units[*index].name.0.as_str());
        let group = match &grid.unit {
            Some(unit) => context.find(unit, known, &["grids", "dedicated", name, "unit"], ("dedicated unit", "units")),
            None => (!groups.is_empty()).then_some(0),
        };
        let mut buildings: Vec<usize> = Vec::new();
        for (nth, building) in grid.buildings.iter().enumerate() {
            let path = ["grids", "dedicated", name, "buildings", &nth.to_string()];
            let Some(index) = building_named(building, place, &path, context) else { continue };
            if let Some(other) = owners.insert(index, name) {
                context.fault(&path, format!("`{building}` is in the dedicated grid `{other}` already"), None);
                continue;
            }
            buildings.push(index);
        }
        buildings.sort_unstable();
        let Some(group) = group.map(|group| groups[group]) else { continue };
        found.push(Dedicated { name: name.to_owned(), group, buildings });
    }
    found
}

/// The building called `name`, alone or behind its community and town; else reported.
fn building_named(name: &str, place: &Place, path: &[&str], context: &mut Context<'_>) -> Option<usize> {
    let (community, own) = name.rsplit_once('/').map_or((None, name), |(community, own)| (Some(community), own));
    let is_in = |index: usize| {
        let whole = place.communities[place.buildings[index].community].path.as_str();
        community.is_none_or(|wanted| whole == wanted || whole.rsplit('/').next() == Some(wanted))
    };
    let named: Vec<usize> = (0..place.buildings.len()).filter(|index| place.buildings[*index].name == own && is_in(*index)).collect();
    match named[..] {
        [one] => Some(one),
        [] => {
            let known = place.buildings.iter().map(|building| building.name.as_str());
            let help = did_you_mean(own, known).or_else(|| Some("names stand in the column `building` of the place's file".to_owned()));
            let where_to = community.map_or_else(String::new, |community| format!(" in `{community}`"));
            context.fault(path, format!("there is no building `{own}`{where_to}"), help);
            None
        }
        [first, ..] => {
            let example = format!("{}/{own}", place.communities[place.buildings[first].community].path);
            let message = format!("{} buildings are called `{own}`; expected the one that is meant", named.len());
            context.fault(path, message, Some(format!("for example \"{example}\"")));
            None
        }
    }
}

/// The sites of group `group`, called `unit`: a dedicated grid each, in each community that it has buildings in.
pub(crate) fn dedicated_sites(dedicated: &[Dedicated], group: usize, unit: &str, place: &Place) -> Vec<Site> {
    let mut sites = Vec::new();
    for grid in dedicated.iter().filter(|grid| grid.group == group) {
        let community = |building: usize| place.buildings[building].community;
        for here in grid.buildings.chunk_by(|a, b| community(*a) == community(*b)) {
            let path = format!("{}/{unit}-{}", place.communities[community(here[0])].path, grid.name);
            let runs = segments(here);
            let buildings = (here[0], here[here.len() - 1] + 1);
            let grids = if runs.len() == 1 { Vec::new() } else { vec![runs] };
            sites.push(Site { path, parent: 0, buildings, linked: (0, 0), rank: 0, grids });
        }
    }
    sites
}

/// Households of a site.
pub(crate) fn households_of(walk: &PlaceWalk<'_>, site: &Site) -> u64 {
    site.runs().map(|run| walk.households(run)).sum()
}
