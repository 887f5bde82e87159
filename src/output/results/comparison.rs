//! The policies against their baseline.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::{CampaignJson, EstimateJson};
use super::ended::EndedCampaign;
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::analysis::pattern::PatternResult;
use crate::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use crate::experiment::readings::of_ladder::{StepMeasure, StepPlace};
use crate::output::language::wording::Wording;
use crate::output::tables::schema::group_kind;
use crate::scenario::{Expectation, Pattern, Subject};

/// A comparison.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComparisonJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// The policy that the others are compared with.
    pub baseline: String,
    /// All policies, the baseline first.
    pub policies: Vec<String>,
    /// The measures that carry verdicts.
    pub headline: Vec<String>,
    /// The verdicts that hold together.
    pub family: FamilyJson,
    /// The verdict on each policy in words, with its cost.
    pub verdicts: Vec<String>,
    /// Where each policy acts, in words.
    pub where_it_acts: Vec<String>,
    /// Every difference.
    pub differences: Vec<DifferenceJson>,
    /// The same issues under each policy and under the baseline.
    pub matched_issues: MatchedJson,
    /// The steps of a ladder; only where the policies are one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ladder: Option<LadderJson>,
    /// The patterns of the scenario.
    pub patterns: Vec<PatternJson>,
    /// Estimates of all measures under each policy.
    pub measures: Vec<EstimateJson>,
}

/// A ladder of policies, each rung against the one before it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LadderJson {
    /// The policy at the foot.
    pub foot: String,
    /// What it comes to, in words.
    pub said: Vec<String>,
    /// The steps, the first one first.
    pub steps: Vec<RungJson>,
}

/// A step of a ladder.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RungJson {
    /// The rung that it leads to.
    pub policy: String,
    /// By measure: what the step does `step`, where it stands, `alone` on the foot, and `left_out` of the last rung.
    pub measures: BTreeMap<String, BTreeMap<String, StepEffectJson>>,
}

/// What a step does to a measure in one place of the ladder.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepEffectJson {
    /// Mean paired difference, in the unit of the measure.
    pub difference: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Why the step was not run there.
    pub refused: Option<String>,
}

/// The verdicts that hold together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FamilyJson {
    /// Confidence with which all hold.
    pub confidence: f64,
    /// How many.
    pub size: usize,
    /// How many of them vary.
    pub varying: usize,
    /// Level of the single intervals.
    pub level: f64,
    /// Whether any verdict is given, which too many failed runs forbid.
    pub verdicts_given: bool,
}

/// A difference from the baseline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DifferenceJson {
    /// The policy.
    pub policy: String,
    /// The baseline.
    pub baseline: String,
    /// The measure.
    pub measure: String,
    /// Of whom: a level, role, housing type or link, or `all`.
    pub group: String,
    /// What kind of group.
    pub kind: String,
    /// Unit of the numbers.
    pub unit: String,
    /// Which way is better: `lower`, `higher` or `neutral`.
    pub direction: String,
    /// `headline` or `exploratory`.
    pub standing: String,
    /// Mean under the baseline.
    pub baseline_estimate: Option<f64>,
    /// Mean under the policy.
    pub policy_estimate: Option<f64>,
    /// Mean of the paired differences, policy minus baseline.
    pub difference: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Standard deviation of the paired differences.
    pub sd: Option<f64>,
    /// Replications with a difference.
    pub n: u32,
    /// Holm's adjusted p, which decides nothing.
    pub p_holm: Option<f64>,
    /// So many independent replications are worth one with common random numbers.
    pub variance_reduction: Option<f64>,
    /// Lower limit of its bootstrap interval.
    pub variance_reduction_low: Option<f64>,
    /// Upper limit.
    pub variance_reduction_high: Option<f64>,
    /// Smallest difference that matters, where the scenario states one.
    pub relevant: Option<f64>,
    /// Replications in which policy and baseline differ.
    pub differs_in: u32,
    /// The verdict, where one is given.
    pub verdict: Option<String>,
}

/// The same issues under each policy and under the baseline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MatchedJson {
    /// In words.
    pub said: Vec<String>,
    /// In numbers.
    pub estimates: Vec<MatchedEstimateJson>,
}

/// One number about matched issues.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MatchedEstimateJson {
    /// The policy.
    pub policy: String,
    /// The baseline.
    pub baseline: String,
    /// What is measured.
    pub measure: String,
    /// What kind of group.
    pub kind: String,
    /// Of whom: a community, housing type or category, or `all`.
    pub group: String,
    /// Unit of the numbers.
    pub unit: String,
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Replications with a value.
    pub n: u32,
    /// Issues in all replications.
    pub issues: u64,
}

/// A pattern as the scenario states it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StatedPatternJson {
    /// Its name.
    pub name: String,
    /// The measure.
    pub measure: String,
    /// Of whom, or `all`.
    pub group: String,
    /// The policy.
    pub policy: String,
    /// The policy it is compared with, where it is about a difference.
    pub baseline: Option<String>,
    /// `higher`, `lower`, `same` or `band`.
    pub expect: String,
    /// Least value expected.
    pub expected_low: Option<f64>,
    /// Greatest value expected.
    pub expected_high: Option<f64>,
    /// Where it is from.
    pub source: String,
}

/// A pattern and what was found of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PatternJson {
    /// As the scenario states it.
    #[serde(flatten)]
    pub stated: StatedPatternJson,
    /// `reproduced`, `not_reproduced`, `undecided` or `not_run`.
    pub finding: String,
    /// The value found.
    pub found: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Replications with a value.
    pub n: u32,
}

impl ComparisonJson {
    /// What a comparison came to, its sentences in `words`.
    #[must_use]
    pub fn new(ended: &EndedCampaign, comparison: &Comparison, words: Wording) -> Self {
        let policies = || comparison.judged();
        let follow_up = words.length(ended.setting().span.follow_up);
        let family = comparison.family;
        Self {
            campaign: CampaignJson::new(ended),
            baseline: comparison.baseline().to_owned(),
            policies: comparison.identity.policies.clone(),
            headline: comparison.headline.iter().map(|key| key.measure.entry().name.to_owned()).collect(),
            family: FamilyJson {
                confidence: comparison.confidence,
                size: family.size,
                varying: family.varying,
                level: family.level,
                verdicts_given: !comparison.has_too_many_failures(),
            },
            verdicts: policies().map(|policy| words.sentence(comparison, policy)).collect(),
            where_it_acts: policies().filter_map(|policy| words.where_it_acts(comparison, policy)).collect(),
            differences: comparison
                .differences
                .iter()
                .flatten()
                .chain(&comparison.together)
                .map(|own| DifferenceJson::new(ended, comparison, own))
                .collect(),
            matched_issues: MatchedJson {
                said: policies().flat_map(|policy| words.matched(comparison, policy, &follow_up)).collect(),
                estimates: comparison.matched.iter().map(|own| MatchedEstimateJson::new(ended, comparison, own)).collect(),
            },
            ladder: comparison.ladder.as_ref().map(|_| LadderJson::new(comparison, words)),
            patterns: comparison.patterns.iter().map(PatternJson::new).collect(),
            measures: EstimateJson::all(ended, &comparison.estimates),
        }
    }
}

impl LadderJson {
    fn new(comparison: &Comparison, words: Wording) -> Self {
        let effect = |rung: usize, place: StepPlace, measure: StepMeasure| {
            let effect = comparison.effect(rung, place, measure);
            let interval = effect.and_then(|effect| effect.interval);
            StepEffectJson {
                difference: effect.map(|effect| effect.mean),
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                refused: comparison.step_refused(rung, place).map(str::to_owned),
            }
        };
        let name = |measure: StepMeasure| match measure {
            StepMeasure::Of(measure) => measure.entry().name,
            StepMeasure::MatchedHandling => MatchedMeasure::HandlingHours.name(),
        };
        let measures = Wording::step_measures(comparison);
        let step = |rung: usize| {
            let places = |measure| StepPlace::ALL.map(|place| (place.name().to_owned(), effect(rung, place, measure))).into();
            let measures = measures.iter().map(|measure| (name(*measure).to_owned(), places(*measure))).collect();
            RungJson { policy: comparison.identity.policies[rung].clone(), measures }
        };
        let steps = comparison.judged().map(step).collect();
        Self { foot: comparison.baseline().to_owned(), said: words.ladder(comparison).all(), steps }
    }
}

impl DifferenceJson {
    fn new(ended: &EndedCampaign, comparison: &Comparison, difference: &Difference) -> Self {
        let entry = difference.key.measure.entry();
        let mean = |policy| comparison.estimate(policy, difference.key).and_then(|estimate| estimate.mean);
        let is_judged = comparison.judged().contains(&difference.policy) && difference.baseline == comparison.against(difference.policy);
        let standing = if is_judged && comparison.headline.contains(&difference.key) { "headline" } else { "exploratory" };
        let said = difference.said();
        Self {
            policy: comparison.policy(difference).to_owned(),
            baseline: comparison.identity.policies[difference.baseline].clone(),
            measure: entry.name.to_owned(),
            group: difference.key.group.name(ended.setting()).to_owned(),
            kind: group_kind(difference.key.group).to_owned(),
            unit: entry.unit.to_owned(),
            direction: entry.direction.name().to_owned(),
            standing: standing.to_owned(),
            baseline_estimate: mean(difference.baseline),
            policy_estimate: mean(difference.policy),
            difference: difference.mean,
            low: difference.interval.map(|interval| interval.low),
            high: difference.interval.map(|interval| interval.high),
            sd: difference.sd,
            n: difference.n,
            p_holm: difference.p_holm,
            variance_reduction: difference.variance_reduction,
            variance_reduction_low: difference.variance_reduction_interval.map(|interval| interval.low),
            variance_reduction_high: difference.variance_reduction_interval.map(|interval| interval.high),
            relevant: difference.relevant,
            differs_in: difference.differing,
            verdict: said,
        }
    }
}

impl MatchedEstimateJson {
    fn new(ended: &EndedCampaign, comparison: &Comparison, estimate: &MatchedEstimate) -> Self {
        Self {
            policy: comparison.identity.policies[estimate.policy].clone(),
            baseline: comparison.baseline_of(estimate.policy).to_owned(),
            measure: estimate.measure.name().to_owned(),
            kind: estimate.group.kind().to_owned(),
            group: estimate.group.name(ended.setting()).to_owned(),
            unit: estimate.measure.unit().to_owned(),
            estimate: estimate.mean,
            low: estimate.interval.map(|interval| interval.low),
            high: estimate.interval.map(|interval| interval.high),
            n: estimate.n,
            issues: estimate.issues,
        }
    }
}

impl StatedPatternJson {
    /// The pattern as the scenario states it.
    #[must_use]
    pub fn new(pattern: &Pattern) -> Self {
        let (expect, low, high) = match pattern.expect {
            Expectation::Higher => ("higher", Some(0.0), None),
            Expectation::Lower => ("lower", None, Some(0.0)),
            Expectation::Same { within } => ("same", Some(-within), Some(within)),
            Expectation::Band { low, high } => ("band", Some(low), Some(high)),
        };
        let baseline = match &pattern.of {
            Subject::Value => None,
            Subject::Difference { baseline } => Some(baseline.clone()),
        };
        Self {
            name: pattern.name.clone(),
            measure: pattern.measure.entry().name.to_owned(),
            group: pattern.group.as_deref().unwrap_or("all").to_owned(),
            policy: pattern.policy.clone(),
            baseline,
            expect: expect.to_owned(),
            expected_low: low,
            expected_high: high,
            source: pattern.source.clone(),
        }
    }
}

impl PatternJson {
    fn new(result: &PatternResult) -> Self {
        Self {
            stated: StatedPatternJson::new(&result.pattern),
            finding: result.finding.name().to_owned(),
            found: result.found,
            low: result.interval.map(|interval| interval.low),
            high: result.interval.map(|interval| interval.high),
            n: result.n,
        }
    }
}
