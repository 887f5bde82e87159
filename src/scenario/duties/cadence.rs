//! Civil periods as a scenario file names them.

use schemars::JsonSchema;

use crate::units::Cadence;

/// A civil period: a day, Monday to Sunday, from the 1st, 11th and 21st on, a month, a quarter.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Cadence")]
pub(crate) enum WrittenCadence {
    Day,
    Week,
    TenDays,
    Month,
    Quarter,
    HalfYear,
}

impl WrittenCadence {
    /// The period.
    pub const fn read(self) -> Cadence {
        match self {
            Self::Day => Cadence::Day,
            Self::Week => Cadence::Week,
            Self::TenDays => Cadence::TenDays,
            Self::Month => Cadence::Month,
            Self::Quarter => Cadence::Quarter,
            Self::HalfYear => Cadence::HalfYear,
        }
    }
}
