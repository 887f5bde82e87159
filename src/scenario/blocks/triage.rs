//! Triage: how units recognise the level that an issue needs.

use schemars::JsonSchema;

use crate::scenario::text::fraction::Fraction;
use crate::units::Share;

/// How units recognise the level that an issue needs.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Triage")]
pub(crate) struct WrittenTriage {
    /// Probability of taking an issue for one level lower or higher than it needs (default 0).
    pub mistake: Option<Fraction>,
    /// An issue that is passed on goes straight to the level it is taken for, as from a command centre (default false).
    pub straight: Option<bool>,
    /// Probability that a unit that cannot settle an issue drops it instead of passing it on, each time anew when it is found again (default 0: the first who is asked is responsible).
    pub dropped: Option<Fraction>,
}

/// How a unit recognises the lowest level with the authority that an issue needs, when it comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triage {
    /// Probability that a unit takes it for one level lower or higher, each half of it.
    pub mistake: Share,
    /// Whether an issue that is passed on goes straight to the level it is taken for (a command centre, "one-key
    /// report"), not level by level.
    pub is_straight: bool,
    /// Probability that a unit that cannot settle an issue drops it instead of passing it on, each time that it is asked; none
    /// where the first who is asked is responsible.
    pub dropped: Share,
}

impl Default for Triage {
    fn default() -> Self {
        Self { mistake: Share::ZERO, is_straight: false, dropped: Share::ZERO }
    }
}

/// The rules of triage.
pub(crate) fn triage(written: &WrittenTriage) -> Triage {
    let share = |share: Option<Fraction>| share.and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO);
    Triage { mistake: share(written.mistake), is_straight: written.straight.unwrap_or(false), dropped: share(written.dropped) }
}
