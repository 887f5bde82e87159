//! Feedback: what residents make of how their issues end.

use schemars::JsonSchema;

use crate::scenario::text::context::Context;
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
    /// Households that petition while their matter is open (default: none does before its record has ended).
    pub waiting: Option<WrittenWaiting>,
}

/// Households whose matter somebody in office knows of, and that wait for its end.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Waiting")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenWaiting {
    /// How long they wait, from when it is known, before they may petition, and then until the next time; at least "1h".
    pub every: Length,
    /// Probability that they petition each time, while the issue is still there and its record has not ended: what was lost on the way is
    /// found again at the top, what some unit has goes before the others of its queue.
    pub petitions: Fraction,
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
    /// Households that petition while their matter is open; `None` where none does.
    pub waiting: Option<Waiting>,
}

/// Households that wait for the end of their matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// How long they wait before they may petition, and then until the next time.
    pub every: SimDuration,
    /// Probability that they do each time.
    pub petitions: Share,
}

/// The rules of feedback.
pub(crate) fn feedback(written: &WrittenFeedback, context: &mut Context<'_>) -> Option<Feedback> {
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
        waiting: written.waiting.as_ref().and_then(|written| waiting(written, context)),
    })
}

/// Households that petition while they wait; nobody where the probability is zero.
fn waiting(written: &WrittenWaiting, context: &mut Context<'_>) -> Option<Waiting> {
    context.report_haste(&written.every, &["feedback", "waiting", "every"]);
    let petitions = Share::new(written.petitions.0).filter(|share| *share > Share::ZERO)?;
    Some(Waiting { every: SimDuration::rounded(written.every.0), petitions })
}
