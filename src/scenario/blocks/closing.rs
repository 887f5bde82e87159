//! Closing on paper: an issue is recorded as closed and is still there.

use schemars::JsonSchema;

use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::units::{Distribution, Share};

/// Closing on paper: recorded as closed, and still there.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Closing")]
pub(crate) struct WrittenClosing {
    /// Probability that an issue is closed on paper when its last allowed attempt at a level has failed.
    pub falsely: Fraction,
    /// Probability that the reporter notices and has it reopened (default 0).
    pub noticed: Option<Fraction>,
    /// Time until then (default "0s").
    pub delay: Option<Duration>,
}

/// Closing on paper: an issue is recorded as closed and is still there.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// Probability that an issue whose last allowed attempt at a level has failed is closed on paper, not passed on.
    pub falsely: Share,
    /// Probability that the reporter notices and has it reopened.
    pub noticed: Share,
    /// Time from the false closing to the reopening.
    pub delay: Distribution,
}

/// The rules of closing.
pub(crate) fn closing(written: &WrittenClosing, context: &mut Context<'_>) -> Option<Closing> {
    let delay = match &written.delay {
        None => Distribution::Constant { value: 0.0 },
        Some(delay) => resolved(delay.resolve(), &["closing", "delay"], context)?,
    };
    let noticed = written.noticed.as_ref().map_or(Some(Share::ZERO), |share| Share::new(share.0))?;
    Some(Closing { falsely: Share::new(written.falsely.0)?, noticed, delay })
}
