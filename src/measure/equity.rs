//! Equity: how unevenly the true resolution rate is spread over areas and groups that no policy changes.
//!
//! **Groups** are communities; cells, runs of 500 households along the walk within a community (the last of a community
//! may be shorter); housing types; and households linked to a member or not. An issue of public space belongs to its
//! building's community and housing type and to the cell of the building's first household; it is neither linked nor
//! unlinked.
//!
//! **Measure.** Of G groups, group g has n issues of the occurrence cohort, of which the share p is fixed; all together
//! N issues and the share P. The variance over groups, weighted by issues, is B = Σ n (p − P)² / N. Rates that are all
//! alike differ too, by chance; B then comes to Σ (1 − n/N) σ² / N on average, with σ² the variance of one issue, estimated
//! without bias by p (1 − p) n / (n − 1). The measure is the square root of B less that, not below 0: a standard
//! deviation of the rate itself. Groups of fewer than two issues tell nothing of σ² and are left out.

use crate::world::{Origin, Town};

/// Households of a cell.
const CELL: u32 = 500;

/// Issues of the occurrence cohort in one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GroupShare {
    pub(crate) issues: u64,
    pub(crate) fixed: u64,
}

/// Where a building lies.
#[derive(Clone, Copy, Debug)]
struct Lot {
    community: u32,
    housing: u32,
    /// Cell of its first household.
    cell: u32,
}

/// A community's first household and first cell.
#[derive(Clone, Copy, Debug)]
struct CommunityStart {
    household: u32,
    cell: u32,
}

/// The groups of a town and what was fixed in each; empty without a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Areas {
    /// By household: building, doubled, and 1 for the linked.
    homes: Vec<u32>,
    lots: Vec<Lot>,
    quarters: Vec<CommunityStart>,
    pub(crate) communities: Vec<GroupShare>,
    pub(crate) cells: Vec<GroupShare>,
    pub(crate) housing: Vec<GroupShare>,
    /// Unlinked, linked.
    pub(crate) linked: [GroupShare; 2],
}

impl Areas {
    /// The groups of `town`, which has `housing` housing types.
    pub(crate) fn new(town: &Town, housing: usize) -> Self {
        let mut cells = 0;
        let mut quarters = Vec::with_capacity(town.communities.len());
        let mut ends = Vec::with_capacity(town.communities.len());
        for quarter in &town.communities {
            let (first, end) = quarter.households;
            quarters.push(CommunityStart { household: first, cell: cells });
            cells += (end - first).div_ceil(CELL).max(1);
            ends.push(cells);
        }
        let lot = |ground: &crate::world::household::Ground| {
            let community = ground.community as usize;
            let cell = quarters[community].cell + ground.first_household.saturating_sub(quarters[community].household) / CELL;
            Lot { community: ground.community, housing: ground.housing, cell: cell.min(ends[community] - 1) }
        };
        Self {
            homes: town.households.iter().map(|household| household.building * 2 + u32::from(household.is_linked)).collect(),
            lots: town.buildings.iter().map(lot).collect(),
            communities: vec![GroupShare::default(); quarters.len()],
            quarters,
            cells: vec![GroupShare::default(); cells as usize],
            housing: vec![GroupShare::default(); housing],
            linked: [GroupShare::default(); 2],
        }
    }

    /// Counts an issue at `origin` in all its groups.
    #[inline]
    pub(crate) fn count(&mut self, origin: Origin, count: impl Fn(&mut GroupShare)) {
        if origin != Origin::Unit {
            self.count_in_place(origin, count);
        }
    }

    fn count_in_place(&mut self, origin: Origin, count: impl Fn(&mut GroupShare)) {
        let (lot, cell) = match origin {
            Origin::Unit => return,
            Origin::Building(building) => {
                let lot = self.lots[building as usize];
                (lot, lot.cell)
            }
            Origin::Household(household) => {
                let home = self.homes[household as usize];
                let lot = self.lots[(home / 2) as usize];
                let quarter = self.quarters[lot.community as usize];
                count(&mut self.linked[(home % 2) as usize]);
                (lot, quarter.cell + (household - quarter.household) / CELL)
            }
        };
        count(&mut self.communities[lot.community as usize]);
        count(&mut self.cells[cell as usize]);
        count(&mut self.housing[lot.housing as usize]);
    }
}

/// Variance of the rate over groups, corrected for chance; below 0 where chance alone would spread them more. `None` with
/// fewer than two groups of at least two issues.
fn variance(groups: &[GroupShare]) -> Option<f64> {
    let counted = || groups.iter().filter(|group| group.issues > 1).map(|group| (group.issues as f64, group.fixed as f64));
    if counted().count() < 2 {
        return None;
    }
    let (total, fixed) = counted().fold((0.0, 0.0), |sum, group| (sum.0 + group.0, sum.1 + group.1));
    let term = |(issues, fixed_here): (f64, f64)| {
        let rate = fixed_here / issues;
        let of_one = rate * (1.0 - rate) * issues / (issues - 1.0);
        issues * (rate - fixed / total).powi(2) - (1.0 - issues / total) * of_one
    };
    Some(counted().map(term).sum::<f64>() / total)
}

/// The measure of equity: the standard deviation of the rate over groups, corrected for chance.
pub(crate) fn spread(groups: &[GroupShare]) -> Option<f64> {
    variance(groups).map(|variance| variance.max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use crate::engine::{Address, Purpose, Root};
    use crate::measure::equity::*;
    use crate::units::{CategoryId, SimTime, UnitId};
    use crate::world::household::{Ground, Household, Quarter as Community};
    use crate::world::queue::List;

    fn share(issues: u64, fixed: u64) -> GroupShare {
        GroupShare { issues, fixed }
    }

    #[test]
    fn the_spread_of_two_groups_is_the_one_worked_by_hand() {
        // B = 0.09; each σ² = 0.16 * 10 / 9, so chance makes 2 * 0.5 * 0.17778 / 20 = 0.0088889 of it.
        let spread = spread(&[share(10, 2), share(10, 8)]).unwrap();
        assert!((spread - (0.09_f64 - 0.16 / 18.0).sqrt()).abs() < 1e-12, "{spread}");
    }

    #[test]
    fn what_cannot_be_told_from_luck_is_no_spread() {
        assert_eq!(spread(&[share(10, 5), share(10, 5)]), Some(0.0));
        assert_eq!(spread(&[share(10, 5), share(1, 1)]), None);
        assert_eq!(spread(&[]), None);
    }

    /// 2,000 times 30 groups of 5 to 34 issues, each fixed with probability 0.6: the variance must come to 0 on average,
    /// within 3.29 standard errors (two-sided 0.001). The raw variance does not.
    #[test]
    fn groups_of_one_rate_have_no_variance_on_average() {
        let (mut sum, mut squares, mut raw) = (0.0, 0.0, 0.0);
        let times = 2_000_u32;
        for time in 0..times {
            let luck = Root::new(6, time).luck(Address::of("equity", "test"));
            let group = |number: u32| {
                let fixed = (0..number + 5).filter(|issue| luck.uniform(Purpose(number), *issue) < 0.6).count();
                share(u64::from(number) + 5, fixed as u64)
            };
            let groups: Vec<GroupShare> = (0..30).map(group).collect();
            let value = variance(&groups).unwrap();
            sum += value;
            squares += value * value;
            let (issues, fixed) = groups.iter().fold((0, 0), |sum, group| (sum.0 + group.issues, sum.1 + group.fixed));
            let off = |group: &GroupShare| {
                group.issues as f64 * (group.fixed as f64 / group.issues as f64 - fixed as f64 / issues as f64).powi(2)
            };
            raw += groups.iter().map(off).sum::<f64>() / issues as f64;
        }
        let mean = sum / f64::from(times);
        let error = ((squares / f64::from(times) - mean * mean) / f64::from(times)).sqrt();
        println!("mean {mean:.2e}, standard error {error:.2e}, raw {:.2e}", raw / f64::from(times));
        assert!(mean.abs() <= 3.29 * error);
        assert!(raw / f64::from(times) > 50.0 * error);
    }

    #[test]
    fn households_belong_to_cells_of_five_hundred_and_public_space_to_its_first_household() {
        // Community 0 has buildings of 400, 300 and 400 households, community 1 one of 2 and one of none.
        let sizes = [(0, 400), (0, 300), (0, 400), (1, 2), (1, 0)];
        let mut town =
            Town { communities: vec![Community { households: (0, 1_100) }, Community { households: (1_100, 1_102) }], ..Town::default() };
        for (number, (community, size)) in (0..).zip(sizes) {
            let first_household = u32::try_from(town.households.len()).unwrap();
            let (latent, home) = (List::EMPTY, UnitId::new(0));
            town.buildings.push(Ground { latent, first_household, community, housing: number % 2, home, at: (0.0, 0.0) });
            town.households.extend((0..size).map(|nth| Household {
                building: number,
                member: None,
                reporting: 1.0,
                trust: 0.5,
                last_category: CategoryId::new(0),
                last_known: SimTime::NEVER,
                is_migrant: false,
                is_linked: nth == 0,
                knows_contact: true,
                latent: 0,
            }));
        }
        let mut areas = Areas::new(&town, 2);
        let origins =
            [Origin::Household(0), Origin::Household(499), Origin::Household(500), Origin::Household(1_099), Origin::Household(1_100)];
        for origin in origins.into_iter().chain([Origin::Building(2), Origin::Building(4), Origin::Unit]) {
            areas.count(origin, |share| share.issues += 1);
        }
        let issues = |shares: &[GroupShare]| shares.iter().map(|share| share.issues).collect::<Vec<_>>();
        assert_eq!(issues(&areas.cells), [2, 2, 1, 2], "building 2 begins with household 700, building 4 after the last one");
        assert_eq!(issues(&areas.communities), [5, 2]);
        assert_eq!(issues(&areas.housing), [4, 3]);
        assert_eq!(issues(&areas.linked), [3, 2]);
    }
}
