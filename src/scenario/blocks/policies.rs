//! Policies: what one says beside the parts of the scenario that it changes.

use schemars::JsonSchema;

use crate::scenario::text::quantity::When;
use crate::scenario::triggers::WrittenTrigger;

/// What a policy says beside the parts of the scenario that it changes.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyHead {
    /// One line that says what the policy is.
    #[expect(dead_code, reason = "for people; stands here for the schema")]
    pub title: Option<String>,
    /// The same in Chinese, for readers of Chinese (default: `title`).
    #[expect(dead_code, reason = "for people; stands here for the schema")]
    pub title_zh: Option<String>,
    /// Policy that it starts from: its changes are laid over what that one makes of the file, in the order of the chain, the
    /// own ones last (default `base`: the file itself).
    #[expect(dead_code, reason = "read from the tree, where the chain is laid; stands here for the schema")]
    pub after: Option<String>,
    /// Changes from a date on, or while the run is in a state.
    #[schemars(length(max = 1000))]
    pub dated: Option<Vec<DatedHead>>,
    /// People who come or go on a date.
    #[schemars(length(max = 1000))]
    pub interventions: Option<Vec<Intervention>>,
}

/// Changes that hold from a date on, or while the run is in a state.
#[derive(serde::Deserialize, JsonSchema)]
pub(crate) struct DatedHead {
    /// From when (default: from the start, which needs a `while`).
    pub from: Option<When>,
    /// While which state of the run they hold (default: from the date on for good).
    #[serde(rename = "while")]
    pub trigger: Option<WrittenTrigger>,
}

/// People who come or go.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intervention {
    /// When.
    pub at: When,
    /// Name of one unit, or of a group for each of its units.
    pub unit: String,
    /// Their role.
    pub role: String,
    /// How many come; less than 0 for those who go.
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    pub add: i32,
}
