//! Where issues occurred, by name: town, community, building, and the number of the household within it.

use crate::scenario::Setting;
use crate::world::Origin;

/// The names of the buildings and households of a setting.
#[derive(Debug)]
pub struct Origins<'a> {
    setting: &'a Setting,
    /// Number of each building's first household.
    first_households: Vec<u32>,
}

impl<'a> Origins<'a> {
    /// Those of `setting`.
    #[must_use]
    pub fn of(setting: &'a Setting) -> Self {
        let buildings = setting.place.iter().flat_map(|place| &place.buildings);
        let mut next = 0;
        let first = buildings.map(|building| {
            let first = next;
            next += building.households();
            first
        });
        Self { setting, first_households: first.collect() }
    }

    /// The name of `origin`: `town/community/building`, with the number of the household within the building from 1; `None`
    /// at a unit, which is named elsewhere.
    #[must_use]
    pub fn name(&self, origin: Origin) -> Option<String> {
        let place = self.setting.place.as_ref()?;
        let path = |number: usize| {
            let building = &place.buildings[number];
            format!("{}/{}", place.communities[building.community].path, building.name)
        };
        match origin {
            Origin::Unit => None,
            Origin::Building(number) => Some(path(number as usize)),
            Origin::Household(household) => {
                let number = self.first_households.partition_point(|first| *first <= household).checked_sub(1)?;
                Some(format!("{}/{}", path(number), household - self.first_households[number] + 1))
            }
        }
    }
}
