//! A household, and the town that households, buildings and units share.
//!
//! Households are numbered along the fixed walk: communities by path, buildings along the walk, registered households
//! of a building before its migrant ones. What a household is follows from its own random numbers, so it is the same under every
//! policy; only the member it is linked to is the policy's.

use super::queue::List;
use crate::engine::Luck;
use crate::units::{CategoryId, PersonId, SimTime, UnitId};

/// One household.
#[derive(Clone, Copy, Debug)]
pub struct Household {
    /// Its building, by number.
    pub building: u32,
    /// The member it is linked to, as a unit; `None` without one.
    pub member: Option<UnitId>,
    /// How readily it reports, 1 the average.
    pub reporting: f32,
    /// Trust, 0 to 1.
    pub trust: f32,
    /// Category of its issue that became known last.
    pub last_category: CategoryId,
    /// When that became known; `NEVER` before the first.
    pub last_known: SimTime,
    /// Migrant, not registered.
    pub is_migrant: bool,
    /// Linked to a member, where there are members.
    pub is_linked: bool,
    /// Knows whom to call, where linked.
    pub knows_contact: bool,
    /// Its issues that nobody in office has; at `u16::MAX` that many or more, once and for all.
    pub latent: u16,
}

impl Household {
    /// One more of its issues is in nobody's hands.
    pub fn hide(&mut self) {
        self.latent = self.latent.saturating_add(1);
    }

    /// One less.
    pub fn unhide(&mut self) {
        if self.latent < u16::MAX {
            self.latent -= 1;
        }
    }
}

/// A building in one run.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// Issues here that nobody in office has.
    pub latent: List,
    /// Number of its first household; the next building's is the end.
    pub first_household: u32,
    /// Community, by number.
    pub community: u32,
    /// Housing type, by number.
    pub housing: u32,
    /// The lowest unit that serves it, departments and members left out.
    pub home: UnitId,
    /// Position, metres.
    pub at: (f64, f64),
}

/// A community in one run.
#[derive(Clone, Copy, Debug)]
pub struct Quarter {
    /// First household, and first after the last.
    pub households: (u32, u32),
}

/// What the people of one role at one unit go round on rounds of one kind, one after the other: a grid, or all of the unit's.
///
/// What a round plans is carried over here, and not with each person: however many share it, the same stops are planned.
#[derive(Clone, Copy, Debug)]
pub struct Territory {
    /// Index in the rules' rounds.
    pub round: usize,
    /// What is stopped at.
    pub stops_at: StopsAt,
    /// First stop and first after the last, in the numbers of what is stopped at.
    pub stops: (u32, u32),
    /// First of its people, and how many there are under any of the setting's rules.
    pub people: (PersonId, u32),
    /// Which of the walks of each of them goes here, from 0.
    pub nth_walk: u32,
    /// Luck that depends on the place alone: that of its first building, or of the member whose households it has.
    pub luck: Luck,
    /// Stop at which the next round begins, counted from the first.
    pub next: u32,
    /// Part of a stop that the rounds so far have left over, 0 to 1.
    pub owed: f64,
    /// Who is dealt the next odd stop, counted among those employed.
    pub turn: u32,
}

impl Territory {
    /// How many stops it has.
    #[inline]
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.stops.1 - self.stops.0
    }

    /// The `nth` stop from the one counted `from`, around and around.
    #[inline]
    #[must_use]
    pub fn stop(&self, from: u32, nth: u32) -> u32 {
        let along = (u64::from(from) + u64::from(nth)) % u64::from(self.size());
        self.stops.0 + u32::try_from(along).unwrap_or(0)
    }
}

/// What a round stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopsAt {
    /// The households linked to a member, by their numbers among all that are linked.
    Linked,
    /// Households.
    Households,
    /// Buildings.
    Buildings,
    /// Households of a grid that is not one run of buildings, by their places in [`Town::listed`].
    ListedHouseholds,
    /// Buildings of such a grid, likewise.
    ListedBuildings,
}

/// Rounds of one kind that one person goes on.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Who goes.
    pub person: PersonId,
    /// Number of the territory.
    pub territory: u32,
    /// Stops of the round that is due and not begun; 0 where none is.
    pub due: u32,
    /// Stops of the round in progress.
    pub under_way: u32,
    /// Stop at which the round in progress began, counted from the first of the territory.
    pub from: u32,
    /// Stops so far, for the random numbers of each.
    pub count: u32,
    /// Probability that the person makes a stop of the round in progress.
    pub effort: f64,
    /// How many times as readily as usual its finds come about.
    pub zeal: f64,
}

/// What households, buildings and units share; empty without a place.
#[derive(Clone, Debug, Default)]
pub struct Town {
    /// Households along the walk.
    pub households: Vec<Household>,
    /// Running sums, within the community, of how many issues each household has.
    pub weights: Vec<f64>,
    /// By category and building, where there are hot spots: running sums, within the community, of how many issues of the category
    /// each building has; empty for a category of which all have alike.
    pub spots: Vec<Vec<f64>>,
    /// Numbers of the linked households along the walk.
    pub linked: Vec<u32>,
    /// Buildings along the walk.
    pub buildings: Vec<Ground>,
    /// Communities.
    pub communities: Vec<Quarter>,
    /// By level and building: the unit that serves it there; departments and members left out.
    pub serving: Vec<Vec<Option<UnitId>>>,
    /// By unit: its seat, metres, and the households it serves.
    pub seats: Vec<Seat>,
    /// Rounds of all people.
    pub walks: Vec<Walk>,
    /// What they go round.
    pub territories: Vec<Territory>,
    /// Households or buildings of territories that are not one run of them.
    pub listed: Vec<u32>,
    /// By unit: the departments beside it.
    pub departments: Vec<Vec<UnitId>>,
    /// By unit: the first office beside which it stands as a department.
    pub offices: Vec<Option<UnitId>>,
    /// By unit: the command centre beside it.
    pub centres: Vec<Option<UnitId>>,
    /// Whether there are departments at all, or centres.
    pub has_departments: bool,
}

/// Where a unit's people set out from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seat {
    /// Position, metres.
    pub at: (f64, f64),
    /// Households served.
    pub households: u32,
    /// Grids that the unit has; 0 or 1 where it is no more than one.
    pub grids: u32,
    /// The member whose unit it is.
    pub member: Option<PersonId>,
    /// Index of the unit's group in the setting.
    pub group: usize,
}

impl Town {
    /// The office beside which `unit` stands as a department, else `unit`: where what was settled there comes to again.
    #[must_use]
    pub fn office_of(&self, unit: UnitId) -> UnitId {
        self.offices.get(unit.index()).copied().flatten().unwrap_or(unit)
    }

    /// The building of a household.
    #[inline]
    #[must_use]
    pub fn building_of(&self, household: u32) -> u32 {
        self.households[household as usize].building
    }

    /// The household of `community` that a uniform variate picks, those with more issues more often.
    #[must_use]
    pub fn pick(&self, community: u32, uniform: f64) -> u32 {
        let (first, end) = self.communities[community as usize].households;
        let sums = &self.weights[first as usize..end as usize];
        let Some(total) = sums.last() else { return first };
        first + u32::try_from(position(sums, uniform * total, uniform)).unwrap_or(0)
    }

    /// The household that a stop is made at, where households are visited.
    #[inline]
    #[must_use]
    pub fn household_at(&self, stops_at: StopsAt, stop: u32) -> Option<u32> {
        match stops_at {
            StopsAt::Linked => Some(self.linked[stop as usize]),
            StopsAt::Households => Some(stop),
            StopsAt::ListedHouseholds => Some(self.listed[stop as usize]),
            StopsAt::Buildings | StopsAt::ListedBuildings => None,
        }
    }

    /// The building that a stop is made at.
    #[inline]
    #[must_use]
    pub fn building_at(&self, stops_at: StopsAt, stop: u32) -> u32 {
        if stops_at == StopsAt::ListedBuildings {
            return self.listed[stop as usize];
        }
        self.household_at(stops_at, stop).map_or(stop, |household| self.building_of(household))
    }

    /// Metres from the seat of `unit` to `building`.
    #[must_use]
    pub fn distance(&self, unit: UnitId, building: u32) -> f64 {
        let (from, to) = (self.seats[unit.index()].at, self.buildings[building as usize].at);
        between(from, to)
    }
}

/// Metres between two positions, as the crow flies.
#[inline]
#[must_use]
pub fn between(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (east, north) = (from.0 - to.0, from.1 - to.1);
    (east * east + north * north).sqrt()
}

/// Index of the first of the rising `sums` above `wanted`, looked for around where it would be were the steps all alike.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
pub(super) fn position(sums: &[f64], wanted: f64, share: f64) -> usize {
    let last = sums.len() - 1;
    let guess = ((sums.len() as f64 * share) as usize).min(last);
    let (mut low, mut high, mut step) = (guess, guess, 4);
    while low > 0 && sums[low - 1] > wanted {
        low = low.saturating_sub(step);
        step *= 2;
    }
    while high < last && sums[high] <= wanted {
        high = (high + step).min(last);
        step *= 2;
    }
    (low + sums[low..=high].partition_point(|sum| *sum <= wanted)).min(last)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::position;
    use crate::engine::Root;
    use crate::units::UnitId;
    use crate::world::populate::populate;

    #[test]
    fn the_office_of_a_unit_is_the_first_beside_which_it_stands_as_a_department_or_itself() {
        for (name, departments) in [("xiaolin", true), ("network", false)] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name).with_extension("toml");
            let setting = crate::scenario::read(&file, &[]).unwrap().settings.remove(0);
            let (world, _) = populate(&setting, Root::new(1, 0));
            let mut beside = 0;
            for unit in (0..world.units.len()).map(UnitId::new) {
                let office = world.town.departments.iter().position(|departments| departments.contains(&unit));
                assert_eq!(world.town.office_of(unit), office.map_or(unit, UnitId::new));
                beside += usize::from(office.is_some());
            }
            assert_eq!(beside > 0, departments, "{name}");
        }
    }

    #[test]
    fn the_search_around_a_guess_finds_what_a_search_of_everything_finds() {
        let steps = [1.0, 0.0, 5.0, 0.1, 0.1, 0.1, 40.0, 0.2, 0.2, 3.0, 0.0];
        let mut sums = Vec::new();
        for step in steps.iter().cycle().take(500) {
            sums.push(sums.last().unwrap_or(&0.0) + step);
        }
        for count in [1, 2, 7, 500] {
            let sums = &sums[..count];
            let total = sums[count - 1];
            for part in 0..2_000 {
                let share = (f64::from(part) + 0.5) / 2_000.0;
                let expected = sums.partition_point(|sum| *sum <= share * total).min(count - 1);
                assert_eq!(position(sums, share * total, share), expected, "{count} {share}");
            }
        }
    }
}
