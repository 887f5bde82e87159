//! Hot spots: which building an issue of a category strikes, where some have far more of them than others.
//!
//! A building's factor for a category is a gamma variate with mean 1, addressed by the path of the building and the category, so
//! the same under every policy. A household of the community is picked with its weight times the factor of its building: the
//! total of the community stays, and so does the split among the households of one building.

use super::household::{Town, position};
use crate::engine::{Address, Purpose, Root, variate};
use crate::scenario::Setting;
use crate::units::{CategoryId, Distribution};

/// How much more often than elsewhere a category comes up in a building. Entity: building and category.
const HOT_SPOT: Purpose = Purpose(115);

/// By category and building: running sums, within the community, of how many issues of the category each building has; empty
/// for a category of which all buildings have alike.
pub(super) fn sums(setting: &Setting, town: &Town, root: Root) -> Vec<Vec<f64>> {
    let (Some(spots), Some(place)) = (&setting.hot_spots, &setting.place) else { return Vec::new() };
    let factor = |path: &str, cv: f64| {
        let gamma = Distribution::Gamma { shape: 1.0 / (cv * cv), mean: 1.0 };
        variate::draw(&gamma, root.luck(Address::of("hot spot", path)), HOT_SPOT, 0)
    };
    let of_category = |(category, cv): (&crate::scenario::setting::Category, &f64)| {
        if *cv <= 0.0 {
            return Vec::new();
        }
        let (mut sum, mut community) = (0.0, usize::MAX);
        let buildings = place.buildings.iter().enumerate();
        let sums = buildings.map(|(number, building)| {
            if building.community != community {
                (sum, community) = (0.0, building.community);
            }
            let path = format!("{}/{}/{}", place.communities[community].path, building.name, category.name);
            sum += town.weight_of(number) * factor(&path, *cv);
            sum
        });
        sums.collect()
    };
    setting.categories.iter().zip(&spots.cv).map(of_category).collect()
}

impl Town {
    /// The households of a building, by number: the first, and the first after the last.
    #[must_use]
    pub fn households_of(&self, building: usize) -> (usize, usize) {
        let next = self.buildings.get(building + 1);
        let end = next.map_or(self.households.len(), |next| next.first_household as usize);
        (self.buildings[building].first_household as usize, end)
    }

    /// The sum of the weights of the households before `household` in its community.
    fn weight_before(&self, household: usize, community: u32) -> f64 {
        let first = self.communities[community as usize].households.0 as usize;
        if household > first { self.weights[household - 1] } else { 0.0 }
    }

    /// How many issues the households of a building have, all of them alike in average 1.
    fn weight_of(&self, building: usize) -> f64 {
        let (first, end) = self.households_of(building);
        let community = self.buildings[building].community;
        if end > first { self.weights[end - 1] - self.weight_before(first, community) } else { 0.0 }
    }

    /// The household of `community` that a uniform variate picks for an issue of `category`, in buildings with many of them more
    /// often.
    #[must_use]
    pub fn pick_for(&self, community: u32, category: CategoryId, uniform: f64) -> u32 {
        let sums = self.spots.get(category.index()).map_or(&[][..], Vec::as_slice);
        let (first, end) = self.communities[community as usize].households;
        if sums.is_empty() || first >= end {
            return self.pick(community, uniform);
        }
        let from = self.building_of(first) as usize;
        let sums = &sums[from..=self.building_of(end - 1) as usize];
        let Some(total) = sums.last().copied().filter(|total| *total > 0.0) else { return self.pick(community, uniform) };
        let at = position(sums, uniform * total, uniform);
        let below = if at > 0 { sums[at - 1] } else { 0.0 };
        let within = ((uniform * total - below) / (sums[at] - below)).clamp(0.0, 1.0);
        let (first, end) = self.households_of(from + at);
        let before = self.weight_before(first, community);
        let wanted = before + within * (self.weights[end - 1] - before);
        let picked = self.weights[first..end].partition_point(|sum| *sum <= wanted).min(end - first - 1);
        u32::try_from(first + picked).unwrap_or(0)
    }
}
