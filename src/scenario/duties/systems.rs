//! Systems: in how many of them each case is entered.

use schemars::JsonSchema;

/// Separate systems, each with its own login.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Systems")]
pub(crate) struct WrittenSystems {
    /// In how many systems each ticket and each task is entered; `entry` of a role is the time for one.
    #[schemars(range(min = 1, max = 1000))]
    pub separate: u32,
}

/// Times that each case is entered beyond the first.
pub(crate) const fn entered_again(written: &WrittenSystems) -> u32 {
    written.separate.saturating_sub(1)
}
