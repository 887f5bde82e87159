//! Which factors matter: one step of a sensitivity study, or both.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::CampaignJson;
use super::ended::EndedCampaign;
use crate::experiment::analysis::sensitivity::{DecomposedOutput, FactorEffects, OutputOf, ScreenedOutput};
use crate::experiment::design::plan::Plan;
use crate::output::tables::sensitivity::{StudyStep, parted};
use crate::statistics::sobol::{Index, Indices};

/// A step of a sensitivity study.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// The policies, the baseline first.
    pub policies: Vec<String>,
    /// Keys of the factors.
    pub factors: Option<Vec<String>>,
    /// How many points.
    pub points: usize,
    /// Factors that go on; of a screening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survivors: Option<Vec<String>>,
    /// Factors that would go on if there were room; of a screening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<Vec<String>>,
    /// Output by output.
    pub outputs: Vec<OutputJson>,
}

/// What moves one output.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutputJson {
    /// The policy.
    pub policy: String,
    /// `value` or `difference`.
    pub of: String,
    /// The measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Share of the variance between points that is noise of replications.
    pub noise_share: Option<f64>,
    /// Points without a value.
    pub points_without_value: usize,
    /// Elementary effects; of a screening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Vec<EffectsJson>>,
    /// Base rows of the indices; of a decomposition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_rows: Option<BaseRowsJson>,
    /// Sobol' indices; of a decomposition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indices: Option<Vec<FactorIndicesJson>>,
}

/// Elementary effects of one factor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffectsJson {
    /// The factor.
    pub factor: String,
    /// Mean size.
    pub mu_star: Option<f64>,
    /// Lower limit of its bootstrap interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Mean.
    pub mu: Option<f64>,
    /// Standard deviation.
    pub sigma: Option<f64>,
    /// Effects behind it.
    pub n: u32,
}

/// Base rows of Sobol' indices.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BaseRowsJson {
    /// Used.
    pub used: u32,
    /// Left out, since a point of theirs has no value.
    pub left_out: u32,
}

/// Sobol' indices of one factor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FactorIndicesJson {
    /// The factor.
    pub factor: String,
    /// Share of the variance that it brings alone.
    pub s1: IndexJson,
    /// Share that it has a part in.
    pub st: IndexJson,
}

/// An index.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IndexJson {
    /// The estimate.
    pub estimate: f64,
    /// Lower limit of its bootstrap interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// A study in two steps.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TwoStepsJson {
    /// The screening.
    pub morris: Option<StepJson>,
    /// The decomposition.
    pub sobol: Option<StepJson>,
    /// The report on both.
    pub report: Option<String>,
}

/// A sensitivity study: a step alone, or both.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SensitivityJson {
    /// Both steps.
    TwoSteps(Box<TwoStepsJson>),
    /// One.
    Step(Box<StepJson>),
}

impl StepJson {
    /// What a step came to.
    #[must_use]
    pub fn new(ended: &EndedCampaign, step: &StudyStep) -> Self {
        let plan = ended.plan;
        let names = |factors: &[usize]| factors.iter().map(|at| factor(plan, *at)).collect::<Vec<_>>();
        let (survivors, cut_off, outputs) = match step {
            StudyStep::Screening(own) => {
                let outputs = own.outputs.iter().map(|output| OutputJson::screened(plan, output)).collect();
                (Some(names(&own.survivors)), Some(names(&own.cut_off)), outputs)
            }
            StudyStep::Decomposition(own) => (None, None, own.outputs.iter().map(|output| OutputJson::decomposed(plan, output)).collect()),
        };
        Self {
            campaign: CampaignJson::new(ended),
            policies: plan.identity.policies.clone(),
            factors: plan.design.as_deref().map(|design| design.factors.clone()),
            points: plan.points(),
            survivors,
            cut_off,
            outputs,
        }
    }
}

fn factor(plan: &Plan, at: usize) -> String {
    plan.design.as_deref().map_or_else(String::new, |design| design.factors[at].clone())
}

impl OutputJson {
    fn new(plan: &Plan, of: OutputOf, noise_share: Option<f64>, missing: usize) -> Self {
        let (kind, policy) = parted(of.output);
        let entry = of.key.measure.entry();
        Self {
            policy: plan.identity.policies[policy].clone(),
            of: kind.to_owned(),
            measure: entry.name.to_owned(),
            unit: entry.unit.to_owned(),
            noise_share,
            points_without_value: missing,
            effects: None,
            base_rows: None,
            indices: None,
        }
    }

    fn screened(plan: &Plan, output: &ScreenedOutput) -> Self {
        let effects = |own: &FactorEffects| EffectsJson {
            factor: factor(plan, own.factor),
            mu_star: own.effects.mu_star,
            low: own.effects.mu_star_interval.map(|interval| interval.low),
            high: own.effects.mu_star_interval.map(|interval| interval.high),
            mu: own.effects.mu,
            sigma: own.effects.sigma,
            n: own.effects.used,
        };
        let effects = Some(output.effects.iter().map(effects).collect());
        Self { effects, ..Self::new(plan, output.of, output.noise_share, output.missing) }
    }

    fn decomposed(plan: &Plan, output: &DecomposedOutput) -> Self {
        let told = Self::new(plan, output.of, output.noise_share, output.missing);
        let Some(Indices { factors, used, left_out }) = &output.indices else { return told };
        let index = |own: &Index| IndexJson {
            estimate: own.value,
            low: own.interval.map(|interval| interval.low),
            high: own.interval.map(|interval| interval.high),
        };
        let each = factors.iter().enumerate().map(|(at, own)| FactorIndicesJson {
            factor: factor(plan, at),
            s1: index(&own.first),
            st: index(&own.total),
        });
        Self { base_rows: Some(BaseRowsJson { used: *used, left_out: *left_out }), indices: Some(each.collect()), ..told }
    }
}
