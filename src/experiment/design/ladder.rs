//! A *ladder*: policies each of which starts from the one before it (`after` in the scenario), and what is run beside them.
//!
//! The first is the *foot*; every further one is a *rung*, and what it says beyond the rung before it is its *step*. Three
//! questions are asked of a step: what it does where it stands (the rung against the one before it), what it does alone
//! (its overlays on the foot, against the foot), and what is lost without it (the last rung without its overlays, against the
//! last rung). All are policies of one plan, so all of it is seen on the same residents, issues and random events.
//!
//! Not every step can stand anywhere: one may speak of a role that an earlier one brought. Such a policy is not run, and
//! the reason is kept.

use serde::Serialize;

/// How the policies of a plan are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LadderPlan {
    /// Rungs beside the foot; in the plan they stand behind it, in their order.
    pub rungs: usize,
    /// By policy of the plan: the one that it is compared with; the foot itself for the foot.
    pub against: Vec<usize>,
    /// By rung: the policy that is its step alone on the foot.
    pub alone: Vec<LadderPlace>,
    /// By rung: the policy that is the last rung without its step.
    pub left_out: Vec<LadderPlace>,
}

/// Where a step was put, or why it could not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LadderPlace {
    /// The policy of the plan with this index.
    Policy(usize),
    /// The scenario does not take it: the first reason.
    Refused(String),
}

impl LadderPlace {
    /// The policy, where there is one.
    #[must_use]
    pub const fn policy(&self) -> Option<usize> {
        match self {
            Self::Policy(index) => Some(*index),
            Self::Refused(_) => None,
        }
    }
}

/// Name of the policy that is the step of `rung` alone on the foot; no policy of a file can have it.
#[must_use]
pub fn alone(rung: &str) -> String {
    format!("{rung}.alone")
}

/// Name of the policy that is the last rung without the step of `rung`.
#[must_use]
pub fn left_out(rung: &str) -> String {
    format!("{rung}.left_out")
}
