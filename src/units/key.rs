//! What a value is called: a measure and the group that it is counted over.

use serde::Serialize;

use super::entry::Over;
use super::measure::Measure;
use super::{CategoryId, HousingId, LevelId, PayerId, RoleId};

/// What a measured value is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The whole place.
    All,
    /// One handling level.
    Level(LevelId),
    /// One role.
    Role(RoleId),
    /// Households of one housing type.
    Housing(HousingId),
    /// Households linked to a member, or the others.
    Linkage(Linkage),
    /// Issues of one category.
    Category(CategoryId),
    /// What one payer pays.
    Payer(PayerId),
}

/// Whether a household is linked to a member, where there are members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Linkage {
    /// Linked.
    Linked,
    /// Not linked.
    Unlinked,
}

/// A measure over a group: the name of a value of a run, and of a column of the table of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Key {
    /// What is measured.
    pub measure: Measure,
    /// Over what.
    pub group: Group,
}

impl Key {
    /// `measure` over the whole place.
    #[must_use]
    pub const fn of_place(measure: Measure) -> Self {
        Self { measure, group: Group::All }
    }

    /// Whether the measure is counted over the group.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        let over = self.measure.entry().over;
        match self.group {
            Group::All => !matches!(over, Over::Levels | Over::Roles),
            Group::Level(_) => matches!(over, Over::Levels | Over::PlaceAndLevels),
            Group::Role(_) => matches!(over, Over::Roles | Over::PlaceAndRoles),
            Group::Housing(_) | Group::Linkage(_) => matches!(over, Over::PlaceHouseholdsAndCategories),
            Group::Category(_) => matches!(over, Over::PlaceAndCategories | Over::PlaceHouseholdsAndCategories),
            Group::Payer(_) => matches!(over, Over::PlaceAndPayers),
        }
    }
}
