//! Which policy is the best.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::{CampaignJson, EstimateJson};
use super::ended::EndedCampaign;

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
