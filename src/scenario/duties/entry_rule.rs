//! The entry rule: which tasks may be sent down at all.

use schemars::JsonSchema;

use crate::scenario::text::fraction::Fraction;
use crate::units::Share;

/// A list of what may not be sent down, and what becomes of it.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EntryRule")]
pub(crate) struct WrittenEntryRule {
    /// Probability that a task sent by a higher level is refused.
    pub keeps_out: Fraction,
    /// Whether refused tasks are done by the level that sent them, instead of by nobody (default false).
    pub done_above: Option<bool>,
}

/// Refusal of tasks that a higher level sends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntryRule {
    /// Probability that one is refused.
    pub keeps_out: Share,
    /// Whether the level that sent it then does it itself.
    pub is_done_above: bool,
}

/// The entry rule; `None` where it keeps nothing out.
pub(crate) fn entry_rule(written: &WrittenEntryRule) -> Option<EntryRule> {
    let keeps_out = Share::new(written.keeps_out.0).filter(|share| *share > Share::ZERO)?;
    Some(EntryRule { keeps_out, is_done_above: written.done_above.unwrap_or(false) })
}
