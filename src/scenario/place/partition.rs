//! How a policy cuts a place: the walk through its buildings, members with their households, and how totals are dealt out
//! (grids along the walk: `grids`). Nothing here knows the file; the same place and the same levers give the same cut.
//!
//! The walk through a community is the Hilbert curve over its buildings, so that neighbours on the walk are neighbours on
//! the ground (Bartholdi and Platzman 1988). Grids are contiguous runs of it and never cross a community. Totals are dealt
//! out by largest remainders (Hamilton), so that total staff is the same however the grids are cut; members by the
//! divisors of Webster, which never take a member from a community when one more is added to the place.

use std::collections::BinaryHeap;

use schemars::JsonSchema;

use crate::scenario::structure::{Building, Place, Site};

/// What the units of a group follow, from the smallest: one for each member, micro-grid, grid, dedicated grid, community, town,
/// or one in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Per {
    Member,
    Micro,
    Grid,
    Dedicated,
    Community,
    Town,
    District,
}

/// Steps on one side of the square that the curve fills.
const STEPS: u32 = 1 << 16;
/// Golden section: multiples of it, without their whole part, fill an interval evenly however many there are.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Sorts buildings by community, within one along the Hilbert curve, and by name where they stand in one spot.
pub(crate) fn in_walk_order(buildings: &mut [Building]) {
    buildings.sort_by(|a, b| (a.community, &a.name).cmp(&(b.community, &b.name)));
    for community in buildings.chunk_by_mut(|a, b| a.community == b.community) {
        let least = |of: fn(&Building) -> f64| community.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Building) -> f64| community.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (west, south) = (least(|building| building.at.0), least(|building| building.at.1));
        let width = (most(|building| building.at.0) - west).max(most(|building| building.at.1) - south).max(f64::MIN_POSITIVE);
        community.sort_by_cached_key(|building| {
            let key = hilbert(step((building.at.0 - west) / width), step((building.at.1 - south) / width));
            (key, building.name.clone())
        });
    }
}

/// The step of the square's side that a share of it falls on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of steps")]
fn step(share: f64) -> u32 {
    ((share * f64::from(STEPS)) as u32).min(STEPS - 1)
}

/// Number of the step (`x`, `y`) along the Hilbert curve through the square.
fn hilbert(mut x: u32, mut y: u32) -> u64 {
    let mut along = 0;
    let mut half = STEPS / 2;
    while half > 0 {
        let (right, up) = (u32::from(x & half > 0), u32::from(y & half > 0));
        along += u64::from(half) * u64::from(half) * u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (STEPS - 1 - x, STEPS - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    along
}

/// Deals `total` out in proportion to `weights` by largest remainders, the earlier first among equals; nothing where all
/// weights are 0.
pub(crate) fn apportioned(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact =
        |weight: u64| (u128::from(total) * u128::from(weight) / u128::from(sum), u128::from(total) * u128::from(weight) % u128::from(sum));
    let mut dealt: Vec<u64> = weights.iter().map(|weight| u64::try_from(exact(*weight).0).unwrap_or(0)).collect();
    let left = total - dealt.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(exact(weights[*index]).1), *index));
    for index in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        dealt[index] += 1;
    }
    dealt
}

/// As [`apportioned`], with at least 1 for each; `total` is at least as large as their number.
pub(crate) fn apportioned_to_all(total: u64, weights: &[u64]) -> Vec<u64> {
    let mut is_small = vec![false; weights.len()];
    loop {
        let small = is_small.iter().filter(|small| **small).count() as u64;
        let open: Vec<u64> = weights.iter().zip(&is_small).map(|(weight, small)| if *small { 0 } else { *weight }).collect();
        let sum = u128::from(open.iter().sum::<u64>());
        let rest = total.saturating_sub(small);
        let is_below = |index: usize| u128::from(rest) * u128::from(open[index]) < sum || sum == 0;
        let below: Vec<usize> = (0..weights.len()).filter(|index| !is_small[*index] && is_below(*index)).collect();
        if below.is_empty() {
            let dealt = apportioned(rest, &open);
            return dealt.iter().zip(&is_small).map(|(count, small)| if *small { 1 } else { *count }).collect();
        }
        if sum == 0 {
            return apportioned(total, &vec![1; weights.len()]);
        }
        below.into_iter().for_each(|index| is_small[index] = true);
    }
}

/// Deals `total` out in proportion to `weights` by the divisors of Webster (1, 3, 5 …): nobody has less of a larger total.
pub(crate) fn apportioned_in_turn(total: u64, weights: &[u64]) -> Vec<u64> {
    let mut dealt = vec![0; weights.len()];
    let claim = |index: usize, has: u64| SeatClaim { weight: weights[index], divisor: 2 * has + 1, index };
    let mut claims: BinaryHeap<SeatClaim> = (0..weights.len()).filter(|index| weights[*index] > 0).map(|index| claim(index, 0)).collect();
    for _ in 0..total {
        let Some(SeatClaim { index, .. }) = claims.pop() else { break };
        dealt[index] += 1;
        claims.push(claim(index, dealt[index]));
    }
    dealt
}

/// A claim to the next seat: `weight / divisor`, the earlier first among equals.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SeatClaim {
    weight: u64,
    divisor: u64,
    index: usize,
}

impl Ord for SeatClaim {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (own, its) = (u128::from(self.weight) * u128::from(other.divisor), u128::from(other.weight) * u128::from(self.divisor));
        own.cmp(&its).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for SeatClaim {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Place {
    /// Numbers, along the walk, of the households that the liaison scheme links to members: in each community the shares
    /// of its registered and of its migrant households, spread over its buildings, the first ones of each.
    #[must_use]
    pub fn linked(&self) -> Vec<u32> {
        let share = |share: f64, count: u64| whole(share * count as f64);
        let mut linked = Vec::new();
        let mut first = 0;
        for community in self.buildings.chunk_by(|a, b| a.community == b.community) {
            let registered: Vec<u64> = community.iter().map(|building| u64::from(building.registered)).collect();
            let migrant: Vec<u64> = community.iter().map(|building| u64::from(building.migrant)).collect();
            let residents = apportioned(share(self.residents.linked_registered.get(), registered.iter().sum()), &registered);
            let migrants = apportioned(share(self.residents.linked_migrant.get(), migrant.iter().sum()), &migrant);
            for (building, (residents, migrants)) in community.iter().zip(residents.into_iter().zip(migrants)) {
                let of = |first: u32, count: u64| first..first + u32::try_from(count).unwrap_or(0);
                linked.extend(of(first, residents).chain(of(first + building.registered, migrants)));
                first += building.households();
            }
        }
        linked
    }
}

/// The nearest whole number to a count of households, halves up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "households are counted from 0 to 5 million")]
pub(crate) fn whole(count: f64) -> u64 {
    count.round() as u64
}

/// A place along its walk: where each building and community begins.
pub(crate) struct PlaceWalk<'a> {
    place: &'a Place,
    /// Households before each building, and in all.
    before: Vec<u64>,
    /// By community: first building, and first after the last.
    communities: Vec<(usize, usize)>,
}

impl<'a> PlaceWalk<'a> {
    /// Walks through `place` once.
    pub fn new(place: &'a Place) -> Self {
        let mut before = vec![0];
        let mut communities: Vec<(usize, usize)> = Vec::new();
        for (index, building) in place.buildings.iter().enumerate() {
            before.push(before[index] + u64::from(building.households()));
            if building.community >= communities.len() {
                communities.push((index, index));
            }
            if let Some(last) = communities.last_mut() {
                last.1 = index + 1;
            }
        }
        Self { place, before, communities }
    }

    /// Households of some buildings.
    pub fn households(&self, (first, end): (usize, usize)) -> u64 {
        self.before[end] - self.before[first]
    }

    /// The sites of a group that follows the communities, the towns or the district.
    pub fn areas(&self, per: Per, group: &str) -> Vec<Site> {
        let site = |path: String, buildings| Site { path, parent: 0, buildings, linked: (0, 0), rank: 0, grids: Vec::new() };
        if per == Per::District {
            return vec![site(group.to_owned(), (0, self.place.buildings.len()))];
        }
        let communities = self.place.communities.iter().zip(&self.communities);
        if per == Per::Community {
            return communities.map(|(community, buildings)| site(format!("{}/{group}", community.path), *buildings)).collect();
        }
        let mut towns: Vec<Site> = Vec::new();
        for (community, buildings) in communities {
            let town = community.path.split('/').next().unwrap_or_default();
            let path = format!("{town}/{group}");
            match towns.last_mut().filter(|last| last.path == path) {
                Some(last) => last.buildings.1 = buildings.1,
                None => towns.push(site(path, *buildings)),
            }
        }
        towns
    }

    /// The sites of `count` members who share the `linked` households, the most willing of each community; by community and
    /// rank. Members live at fixed places along the walk, so that those of a smaller scheme are also in a larger one.
    pub fn members(&self, linked: &[u32], count: u64, group: &str) -> Vec<Site> {
        let firsts: Vec<usize> = self
            .communities
            .iter()
            .map(|(first, _)| linked.partition_point(|household| u64::from(*household) < self.before[*first]))
            .collect();
        let ends = firsts.iter().skip(1).copied().chain([linked.len()]);
        let runs: Vec<(usize, usize)> = firsts.iter().copied().zip(ends).collect();
        let counts = apportioned_in_turn(count, &runs.iter().map(|(first, end)| (end - first) as u64).collect::<Vec<_>>());
        let mut sites = Vec::new();
        for ((community, (first, end)), count) in self.place.communities.iter().zip(runs).zip(counts) {
            let count = usize::try_from(count).unwrap_or(0);
            let mut by_home: Vec<usize> = (0..count).collect();
            by_home.sort_by(|a, b| home(*a).total_cmp(&home(*b)).then(a.cmp(b)));
            let mut here: Vec<Site> = by_home
                .into_iter()
                .enumerate()
                .map(|(nth, rank)| {
                    let part = |nth: usize| first + (end - first) * nth / count;
                    let linked_here = (part(nth), part(nth + 1));
                    let buildings = (self.building_of(linked[linked_here.0]), self.building_of(linked[linked_here.1 - 1]) + 1);
                    let path = format!("{}/{group}-{:04}", community.path, rank + 1);
                    Site { path, parent: 0, buildings, linked: linked_here, rank, grids: Vec::new() }
                })
                .collect();
            here.sort_by_key(|site| site.rank);
            sites.extend(here);
        }
        sites
    }

    /// The building of a household.
    fn building_of(&self, household: u32) -> usize {
        self.before.partition_point(|before| *before <= u64::from(household)) - 1
    }

    /// Names the unit above each of `sites`: the one of `above` that has the building in their middle.
    pub fn set_parents(&self, sites: &mut [Site], above: &[Site], linked: &[u32]) {
        let mut order: Vec<usize> = (0..above.len()).collect();
        order.sort_by_key(|index| above[*index].buildings);
        for site in sites {
            let (first, end) = site.linked;
            let building = if end > first { self.building_of(linked[usize::midpoint(first, end)]) } else { site.buildings.0 };
            let next = order.partition_point(|index| above[*index].buildings.0 <= building);
            let community = |building: usize| self.place.buildings[building].community;
            let is_here = |place: usize| order.get(place).is_some_and(|index| community(above[*index].buildings.0) == community(building));
            let has_it = |place: usize| building < above[order[place]].buildings.1 || is_here(place);
            // the first building of a community may be that of a dedicated grid
            let place = match next.checked_sub(1) {
                Some(last) if has_it(last) || !is_here(next) => Some(last),
                None if !is_here(next) => None,
                _ => Some(next),
            };
            site.parent = place.map_or(0, |place| order[place]);
        }
    }
}

/// Where along the walk of the linked households of the community the member of `rank` lives, from 0 to 1.
fn home(rank: usize) -> f64 {
    (rank as f64 * GOLDEN).fract()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::scenario::place::partition::*;

    #[test]
    fn the_curve_visits_every_step_once_and_goes_from_neighbour_to_neighbour() {
        let stride = STEPS / 16;
        let mut steps: Vec<(u64, u32, u32)> =
            (0..256).map(|step| (step % 16, step / 16)).map(|(x, y)| (hilbert(x * stride, y * stride), x, y)).collect();
        steps.sort_unstable();
        for pair in steps.windows(2) {
            assert_eq!(pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2), 1, "{pair:?}");
        }
    }

    #[test]
    fn seats_go_to_the_largest_remainders() {
        assert_eq!(apportioned(10, &[6, 3, 1]), [6, 3, 1]);
        assert_eq!(apportioned(5, &[1, 1, 1]), [2, 2, 1]);
        assert_eq!(apportioned(3, &[0, 0]), [0, 0]);
        assert_eq!(apportioned_to_all(5, &[1000, 1, 1]), [3, 1, 1]);
        assert_eq!(apportioned_to_all(4, &[0, 0, 0]), [2, 1, 1]);
        assert_eq!(apportioned_in_turn(4, &[53, 24, 23]), [2, 1, 1]);
    }

    proptest! {
        #[test]
        fn every_way_of_dealing_out_deals_out_everything(weights in prop::collection::vec(0..500_u64, 1..30), extra in 0..400_u64) {
            let weight: u64 = weights.iter().sum();
            let total = weights.len() as u64 + extra;
            let (plain, all) = (apportioned(total, &weights), apportioned_to_all(total, &weights));
            prop_assert_eq!(plain.iter().sum::<u64>(), if weight > 0 { total } else { 0 });
            prop_assert_eq!(all.iter().sum::<u64>(), total);
            prop_assert!(all.iter().all(|seats| *seats > 0));
            for (seats, own) in plain.iter().zip(&weights) {
                prop_assert!((*seats as f64 - total as f64 * *own as f64 / weight.max(1) as f64).abs() < 1.0);
            }
        }

        #[test]
        fn nobody_has_less_of_one_more(weights in prop::collection::vec(0..500_u64, 1..30), total in 0..200_u64) {
            let (fewer, more) = (apportioned_in_turn(total, &weights), apportioned_in_turn(total + 1, &weights));
            prop_assert!(fewer.iter().zip(&more).all(|(fewer, more)| fewer <= more));
            let sum: u64 = weights.iter().sum();
            if total <= sum {
                prop_assert_eq!(fewer.iter().sum::<u64>(), total);
                prop_assert!(fewer.iter().zip(&weights).all(|(seats, weight)| seats <= weight), "one each at most");
            }
        }
    }
}
