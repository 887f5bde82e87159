//! Which policy is the best.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::{CampaignJson, EstimateJson};
use super::ended::EndedCampaign;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::design::plan::Plan;
use crate::output::tables::selection::{PolicyFate, estimates};
use crate::statistics::estimate::Estimate;

/// The policy that was looked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SelectedJson {
    /// The measure by which policies are judged.
    pub measure: String,
    /// The smallest difference worth detecting.
    pub indifference: f64,
    /// Probability that the policy selected is the best, where the best is ahead by that much.
    pub probability: f64,
    /// The policy selected.
    pub selected: Option<String>,
    /// Policies that are still in.
    pub survivors: Vec<String>,
    /// Replications used.
    pub replications: u32,
    /// Replications left out because a run failed.
    pub left_out: u32,
    /// Most replications there might have been.
    pub most: u32,
    /// The policies, one by one.
    pub candidates: Vec<PolicyFateJson>,
}

/// What became of one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyFateJson {
    /// The policy.
    pub candidate: String,
    /// Its replications.
    pub replications: u32,
    /// Mean over them.
    pub estimate: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// After how many replications it was dropped.
    pub eliminated_at: Option<u32>,
    /// The policy that led it then.
    pub eliminated_by: Option<String>,
    /// `selected`, `eliminated` or `undecided`.
    pub verdict: String,
}

/// A selection.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SelectionJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// The policies.
    pub policies: Vec<String>,
    /// The verdict in words.
    pub verdicts: Vec<String>,
    /// Estimates of all measures under each policy, over its own replications.
    pub measures: Vec<EstimateJson>,
}

impl SelectedJson {
    pub(super) fn new(plan: &Plan, outcome: &Outcome, selected: &Selected) -> Self {
        let name = |policy: usize| plan.identity.policies[policy].clone();
        let candidate = |(policy, estimate): (usize, Option<&Estimate>)| {
            let dropped = selected.elimination(policy);
            PolicyFateJson {
                candidate: name(policy),
                replications: estimate.map_or(0, |estimate| estimate.replications),
                estimate: estimate.and_then(|estimate| estimate.mean),
                low: estimate.and_then(|estimate| estimate.interval).map(|interval| interval.low),
                high: estimate.and_then(|estimate| estimate.interval).map(|interval| interval.high),
                eliminated_at: dropped.map(|dropped| dropped.at),
                eliminated_by: dropped.map(|dropped| name(dropped.by)),
                verdict: PolicyFate::of(selected, policy).name().to_owned(),
            }
        };
        Self {
            measure: selected.key.measure.entry().name.to_owned(),
            indifference: selected.terms.indifference,
            probability: selected.terms.confidence,
            selected: selected.winner().map(name),
            survivors: selected.survivors.iter().map(|policy| name(*policy)).collect(),
            replications: selected.used,
            left_out: selected.left_out,
            most: selected.most,
            candidates: estimates(outcome, selected).into_iter().enumerate().map(candidate).collect(),
        }
    }
}

impl SelectionJson {
    /// What a selection came to; `verdicts` is its sentence.
    #[must_use]
    pub fn new(ended: &EndedCampaign, verdicts: Vec<String>) -> Self {
        Self {
            campaign: CampaignJson::new(ended),
            policies: ended.plan.identity.policies.clone(),
            verdicts,
            measures: EstimateJson::all(ended, &ended.outcome.estimates),
        }
    }
}
