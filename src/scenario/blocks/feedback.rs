//! Feedback: what residents make of how their issues end.

use schemars::JsonSchema;

use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Length;
use crate::units::{Share, SimDuration};

/// Time that residents expect where nothing else is said: the limit for ordinary issues of a Beijing draft standard of
/// 2021, taken as what people expect, assumption A-29.
const EXPECTED: SimDuration = SimDuration::from_seconds(7 * 86_400);

/// What residents make of how their issue ended.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Feedback")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenFeedback {
    /// Probability that the reporter hears back (default 1).
    pub informed: Option<Fraction>,
    /// Probability of satisfaction when truly fixed by the time expected.
    pub in_time: Fraction,
    /// Probability of satisfaction when truly fixed later.
    pub late: Fraction,
    /// Probability of satisfaction when recorded as closed and still there.
    pub unfixed: Fraction,
    /// Factor on these for those who do not hear back (default 1).
    pub uninformed: Option<Fraction>,
    /// Time expected from the report to the closing, for issues without a due time (default "7d").
    pub expected: Option<Length>,
    /// Share of the way to full trust after a good end (default 0).
    pub trust_gain: Option<Fraction>,
    /// Share of the way to no trust after a bad end (default 0).
    pub trust_loss: Option<Fraction>,
    /// Probability that a dissatisfied reporter whose issue is still there petitions: it is opened again at the top (default 0).
    pub petitions: Option<Fraction>,
}

/// What residents make of how their issue ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Probability that the reporter hears back.
    pub informed: Share,
    /// Probability of satisfaction when truly fixed by the time expected.
    pub in_time: Share,
    /// Probability of satisfaction when truly fixed later.
    pub late: Share,
    /// Probability of satisfaction when the record is closed and the issue is still there.
    pub unfixed: Share,
    /// Factor on these for those who do not hear back.
    pub uninformed: Share,
    /// Time expected from report to closing, for issues without a due time.
    pub expected: SimDuration,
    /// Share of the way to full trust after a good end.
    pub trust_gain: Share,
    /// Share of the way to no trust after a bad end.
    pub trust_loss: Share,
    /// Probability that a dissatisfied reporter whose issue is still there petitions: it is opened again at the top.
    pub petitions: Share,
}

/// The rules of feedback.
pub(crate) fn feedback(written: &WrittenFeedback) -> Option<Feedback> {
    let share = |fraction: Option<Fraction>, default| fraction.map_or(Some(default), |share| Share::new(share.0));
    Some(Feedback {
        informed: share(written.informed, Share::ONE)?,
        in_time: Share::new(written.in_time.0)?,
        late: Share::new(written.late.0)?,
        unfixed: Share::new(written.unfixed.0)?,
        uninformed: share(written.uninformed, Share::ONE)?,
        expected: written.expected.as_ref().map_or(EXPECTED, |expected| SimDuration::rounded(expected.0)),
        trust_gain: share(written.trust_gain, Share::ZERO)?,
        trust_loss: share(written.trust_loss, Share::ZERO)?,
        petitions: share(written.petitions, Share::ZERO)?,
    })
}
