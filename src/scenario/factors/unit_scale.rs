//! How much smaller the units of a smaller scenario are, and how many people are left at each.

use std::collections::BTreeMap;

/// How far above a whole number of people a product may be by rounding alone.
const ROUNDING: f64 = 1e-6;

/// How much smaller the units of each group are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shrunk {
    pub units: BTreeMap<String, UnitScale>,
}

/// How much smaller the units of a group are: 1 where they are so many times fewer instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct UnitScale {
    pub share: f64,
    /// Whether the group has as many units as before, so that its people are rounded up.
    is_whole: bool,
}

impl UnitScale {
    pub const FULL: Self = Self { share: 1.0, is_whole: false };

    /// Of a group with so many units before and after.
    pub fn of(scale: f64, (before, after): (u32, u32)) -> Self {
        Self { share: scale * f64::from(before) / f64::from(after.max(1)), is_whole: before == after }
    }

    /// People at a unit that had `count`.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and at most about the count")]
    pub fn staff(self, count: u32) -> u32 {
        if self.is_whole { (f64::from(count) * self.share - ROUNDING).ceil() as u32 } else { fewer(count, self.share) }
    }
}

impl Shrunk {
    pub fn of(&self, unit: &str) -> UnitScale {
        self.units.get(unit).copied().unwrap_or(UnitScale::FULL)
    }

    /// People at each unit of the group `unit`, of whom there were `count`.
    pub fn staff(&self, unit: &str, count: u32) -> u32 {
        self.of(unit).staff(count)
    }
}

/// `size` times `count`, to the nearest whole number, and at least 1 where there is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and at most about the count")]
pub(crate) fn fewer(count: u32, size: f64) -> u32 {
    ((f64::from(count) * size).round() as u32).max(count.min(1))
}
