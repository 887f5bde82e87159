//! The least or greatest level of a factor at which a promise holds.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::CampaignJson;
use super::ended::EndedCampaign;
use crate::experiment::analysis::condition::Condition;
use crate::experiment::analysis::threshold_search::{Extreme, FoundThreshold, Probe};

/// A search.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// The promise.
    pub condition: String,
    /// `least` or `greatest`.
    pub extreme: String,
    /// The factor.
    pub factor: String,
    /// Policy by policy.
    pub found: Vec<FoundJson>,
    /// The same in words.
    pub sentences: Vec<String>,
}

/// What was found under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundJson {
    /// The policy.
    pub policy: String,
    /// The level.
    pub level: Option<String>,
    /// Whether the search ended there.
    pub is_settled: bool,
    /// The next level beyond.
    pub next_level: Option<String>,
    /// The levels that were probed.
    pub probes: Vec<ProbeJson>,
    /// Pairs of levels between which the measure goes the other way.
    pub contrary: usize,
}

/// A level that was probed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProbeJson {
    /// The level.
    pub level: String,
    /// `holds`, `fails` or `open`.
    pub answer: String,
    /// Mean of the measure.
    pub mean: Option<f64>,
    /// Limit that the promise is judged by.
    pub limit: Option<f64>,
    /// Replications with a value.
    pub n: u32,
    /// Replications made.
    pub replications: u32,
    /// Of these, left out.
    pub left_out: u32,
}

/// How an end of the levels is spelled.
#[must_use]
pub const fn extreme_name(extreme: Extreme) -> &'static str {
    match extreme {
        Extreme::Least => "least",
        Extreme::Greatest => "greatest",
    }
}

impl SearchJson {
    /// What a search came to; `sentences` say it in words.
    #[must_use]
    pub fn new(
        ended: &EndedCampaign,
        (condition, extreme): (Condition, Extreme),
        found: &[FoundThreshold],
        sentences: Vec<String>,
    ) -> Self {
        let design = ended.plan.design.as_deref();
        let level = |point: usize| design.map_or_else(String::new, |design| design.points[point][0].text.clone());
        let probe = |own: &Probe| ProbeJson {
            level: level(own.point),
            answer: own.answer.name().to_owned(),
            mean: own.mean,
            limit: own.limit,
            n: own.n,
            replications: own.replications,
            left_out: own.left_out,
        };
        let one = |own: &FoundThreshold| FoundJson {
            policy: ended.plan.identity.policies[own.policy].clone(),
            level: own.point.map(level),
            is_settled: own.is_settled,
            next_level: own.neighbour.map(level),
            probes: own.probes.iter().map(probe).collect(),
            contrary: own.contrary.len(),
        };
        Self {
            campaign: CampaignJson::new(ended),
            condition: condition.to_string(),
            extreme: extreme_name(extreme).to_owned(),
            factor: design.map_or_else(String::new, |design| design.factors[0].clone()),
            found: found.iter().map(one).collect(),
            sentences,
        }
    }
}
