//! What a result claims beside its numbers: whether it is as precise as was asked for, which policy was
//! chosen with what promise, where work piles up, whether it may be taken for the long run.

use serde::Serialize;

use super::loads::Loads;
use super::slow_states::{PileUp, Steadiness, WelchCurve};
use crate::experiment::campaign::precision_schedule::Precise;
use crate::experiment::campaign::selection_schedule::Selected;

/// What is claimed of a result, and what speaks against it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Claims {
    /// The precision, when one was asked for.
    pub precision: Option<Precise>,
    /// The selection, when one was asked for.
    pub selection: Option<Selected>,
    /// How busy people are and where queues grow, by policy in the order of the plan; empty of a shard.
    pub loads: Vec<Loads>,
    /// Levels at which work piles up.
    pub pile_ups: Vec<PileUp>,
    /// The steady state, when it is claimed.
    pub steadiness: Option<Steadiness>,
    /// What Welch plots show; empty when no steady state is claimed.
    pub welch: Vec<WelchCurve>,
}

impl Claims {
    /// Whether all that was asked for holds: the precision is reached, the selection at its end, the steady state claimed
    /// rightly. What nobody asked for does not count.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.precision.as_ref().is_none_or(|precise| precise.is_reached)
            && self.selection.as_ref().is_none_or(|selected| selected.winner().is_some())
            && self.steadiness.as_ref().is_none_or(Steadiness::holds)
    }
}
