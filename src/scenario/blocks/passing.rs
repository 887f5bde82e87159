//! Passing: what issues lose on their ways from unit to unit.

use schemars::JsonSchema;

use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Length;
use crate::units::{Distribution, Share, SimDuration};

/// Time for which a case that comes down without force lies, where nothing else is said: assumption A-55.
const SHELVED: SimDuration = SimDuration::from_seconds(7 * 86_400);

/// What issues lose on their ways from unit to unit.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Passing")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPassing {
    /// Time for which an issue that goes up is on its way, whether to the next level or straight to a higher one (default "0s").
    pub hop_delay: Option<Duration>,
    /// Probability that an issue that goes up is seen there as severe as before; else it is seen as one step less severe, and dropped
    /// when no step is left (default 1).
    pub signal_kept: Option<Fraction>,
    /// Probability that a case that comes down is taken up at once; else it lies for `shelved` (default 1).
    pub force_kept: Option<Fraction>,
    /// How long a case lies that comes down without force (default "7d").
    pub shelved: Option<Length>,
    /// Probability that a unit sends back down what the one that passed it on has the authority to settle, at most once for each level
    /// (default 0).
    pub returns: Option<Fraction>,
    /// Time for which the summons of a department that has signed for a call is on its way, before its part is in its queue (default
    /// "0s"); means nothing without `whistle`.
    pub summons_delay: Option<Duration>,
    /// Probability that such a summons reaches the department; else nobody notices before it is called once more, or its report is due
    /// (default 1).
    pub summons_kept: Option<Fraction>,
}

/// What issues lose on their ways from unit to unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Passing {
    /// Time for which an issue that goes up is on its way.
    pub hop_delay: Distribution,
    /// Probability that an issue that goes up is seen there as severe as before.
    pub signal_kept: Share,
    /// Probability that a case that comes down is taken up at once.
    pub force_kept: Share,
    /// How long one lies that is not.
    pub shelved: SimDuration,
    /// Probability that a unit sends back down what the one that passed it on could settle.
    pub returns: Share,
    /// Time for which a summons is on its way to a department.
    pub summons_delay: Distribution,
    /// Probability that it gets there.
    pub summons_kept: Share,
}

/// The rules of passing.
pub(crate) fn passing(written: &WrittenPassing, has_whistle: bool, context: &mut Context<'_>) -> Option<Passing> {
    let mut delay = |written: &Option<Duration>, key: &str| match written {
        None => Some(Distribution::Constant { value: 0.0 }),
        Some(delay) => resolved(delay.resolve(), &["passing", key], context),
    };
    let (hop_delay, summons_delay) = (delay(&written.hop_delay, "hop_delay"), delay(&written.summons_delay, "summons_delay"));
    let (hop_delay, summons_delay) = (hop_delay?, summons_delay?);
    for (key, is_said) in [("summons_delay", written.summons_delay.is_some()), ("summons_kept", written.summons_kept.is_some())] {
        if is_said && !has_whistle {
            let help = format!("add `[whistle]`, or leave `{key}` out");
            context.fault(&["passing", key], "is about departments that are called, and the file has no `whistle`", Some(help));
        }
    }
    let share = |fraction: Option<Fraction>, default| fraction.map_or(Some(default), |share| Share::new(share.0));
    Some(Passing {
        hop_delay,
        signal_kept: share(written.signal_kept, Share::ONE)?,
        force_kept: share(written.force_kept, Share::ONE)?,
        shelved: written.shelved.as_ref().map_or(SHELVED, |shelved| SimDuration::rounded(shelved.0)),
        returns: share(written.returns, Share::ZERO)?,
        summons_delay,
        summons_kept: share(written.summons_kept, Share::ONE)?,
    })
}
