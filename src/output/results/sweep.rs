//! What the policies do at many points.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::CampaignJson;
use super::ended::EndedCampaign;
use super::lever_worlds::LeverWorldsJson;
use super::response::ResponseJson;
use crate::experiment::analysis::best::{AlternativeStanding, Best, Candidate};
use crate::experiment::analysis::one_at_a_time::{AtLevel, FactorEffect};
use crate::experiment::analysis::point_values::Output;
use crate::experiment::analysis::robustness::{AcrossWorlds, SignAcrossWorlds, Worlds};
use crate::experiment::analysis::scenario_discovery::{FactorFlips, Part};
use crate::experiment::analysis::sweep::SweepResult;
use crate::experiment::design::plan::Plan;

/// Most factors that are named as telling worlds apart.
const MOST_FLIPS: usize = 15;

/// A sweep.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SweepJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// Keys of the factors.
    pub factors: Option<Vec<String>>,
    /// Their units, as the tables have them.
    pub units: Option<Vec<Option<String>>>,
    /// The points.
    pub points: Vec<PointJson>,
    /// The policies, the baseline first.
    pub policies: Vec<String>,
    /// Which point and policy is best, measure by measure.
    pub best: Vec<BestJson>,
    /// What each factor does alone, in a design that varies one at a time.
    pub effects: Vec<EffectJson>,
    /// Policies across worlds; none where a policy may decide every factor.
    pub worlds: Vec<WorldsJson>,
    /// What a lever does under each policy, where one numeric lever is varied.
    pub responses: Vec<ResponseJson>,
    /// The answer of that lever in assumption worlds, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lever_worlds: Option<LeverWorldsJson>,
}

/// A point.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PointJson {
    /// Its number, as in the tables.
    pub point: u32,
    /// The level of each factor.
    pub levels: Option<Vec<String>>,
}

/// Which point and policy is best by one measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BestJson {
    /// The measure.
    pub measure: String,
    /// The policy alone, where that is what is compared.
    pub within_policy: Option<String>,
    /// Confidence with which the others are behind.
    pub confidence: f64,
    /// All points and policies, the best first.
    pub candidates: Vec<CandidateJson>,
}

/// A point under a policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CandidateJson {
    /// The point.
    pub point: u32,
    /// The policy.
    pub policy: String,
    /// Mean of the measure.
    pub mean: Option<f64>,
    /// How far it lies behind the best.
    pub lag: Option<f64>,
    /// Whether it cannot be told from the best.
    pub among_the_best: bool,
}

/// What one factor does alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffectJson {
    /// The factor.
    pub factor: Option<String>,
    /// The measure.
    pub measure: String,
    /// The policy.
    pub policy: String,
    /// `value` or `difference`.
    pub of: String,
    /// The mean where every factor has the file's own value.
    pub nominal: Option<f64>,
    /// Level by level.
    pub levels: Vec<EffectLevelJson>,
}

/// What a factor does at one level.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffectLevelJson {
    /// The level.
    pub level: Option<String>,
    /// Shift of the mean.
    pub shift: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Replications behind it.
    pub n: u32,
    /// `lost`, `gained` or `reversed`, where the verdict is another one.
    pub verdict_turns: Option<String>,
}

/// Policies across worlds, by one measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WorldsJson {
    /// The measure.
    pub measure: String,
    /// How many worlds.
    pub worlds: usize,
    /// Worlds in which policies cannot be compared.
    pub not_comparable: usize,
    /// Policy by policy.
    pub policies: Vec<AcrossWorldsJson>,
    /// Whether the sign of each difference holds.
    pub signs: Vec<SignJson>,
}

/// One policy across worlds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AcrossWorldsJson {
    /// The policy.
    pub policy: String,
    /// Worlds in which it is best.
    pub best: usize,
    /// Worlds in which it is one of several best.
    pub tied: usize,
    /// Worlds in which it cannot be told from the best.
    pub among_the_best: usize,
    /// Mean of how far it lies behind the best.
    pub mean_regret: Option<f64>,
    /// 90% quantile of that.
    pub p90_regret: Option<f64>,
    /// The largest.
    pub largest_regret: Option<f64>,
    /// The point of the largest.
    pub worst_point: Option<u32>,
}

/// Whether the sign of a difference holds across worlds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SignJson {
    /// The policy.
    pub policy: String,
    /// Worlds with the same sign.
    pub same: usize,
    /// Worlds with the other.
    pub opposite: usize,
    /// Worlds whose interval has the same sign.
    pub settled_same: usize,
    /// Worlds whose interval has the other.
    pub settled_opposite: usize,
    /// Worlds in which the difference is too small to matter.
    pub equivalent: usize,
    /// Worlds in which it is open.
    pub undecided: usize,
    /// What tells the worlds of the other sign apart.
    pub flips: Option<Vec<FlipJson>>,
}

/// One factor that may tell the worlds of the other sign apart.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FlipJson {
    /// The factor.
    pub factor: Option<String>,
    /// Rank correlation of its level and the difference.
    pub rank_correlation: Option<f64>,
    /// Where its range is cut.
    pub cut: Option<String>,
    /// Worlds on the one side.
    pub below: Option<PartJson>,
    /// Worlds on the other.
    pub above: Option<PartJson>,
    /// How likely a cut at least as good is by chance.
    pub p: Option<f64>,
}

/// Worlds on one side of a cut.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartJson {
    /// How many.
    pub worlds: usize,
    /// Of these, with the other sign.
    pub other_sign: usize,
}

impl SweepJson {
    /// What a sweep came to.
    #[must_use]
    pub fn new(ended: &EndedCampaign, sweep: &SweepResult) -> Self {
        let names = SweepNames { plan: ended.plan };
        let design = ended.plan.design.as_deref();
        let levels = |point: usize| design.map(|design| design.points[point].iter().map(|level| level.text.clone()).collect());
        Self {
            campaign: CampaignJson::new(ended),
            factors: design.map(|design| design.factors.clone()),
            units: design.map(|design| design.units.clone()),
            points: (0..ended.plan.points()).map(|at| PointJson { point: names.point(at), levels: levels(at) }).collect(),
            policies: ended.plan.identity.policies.clone(),
            best: sweep.best.iter().map(|best| names.best(best)).collect(),
            effects: sweep.effects.iter().map(|effect| names.effect(effect)).collect(),
            worlds: sweep.worlds.iter().map(|worlds| names.worlds(worlds)).collect(),
            responses: sweep.responses.iter().map(|response| ResponseJson::new(ended.plan, response)).collect(),
            lever_worlds: None,
        }
    }
}

/// Names of what a sweep has numbers for.
struct SweepNames<'p> {
    plan: &'p Plan,
}

impl SweepNames<'_> {
    fn policy(&self, policy: usize) -> String {
        self.plan.identity.policies[policy].clone()
    }

    fn point(&self, point: usize) -> u32 {
        self.plan.point_number(point)
    }

    fn factor(&self, factor: usize) -> Option<String> {
        self.plan.design.as_deref().map(|design| design.factors[factor].clone())
    }

    fn best(&self, best: &Best) -> BestJson {
        let candidate = |own: &Candidate| CandidateJson {
            point: self.point(own.alternative.point),
            policy: self.policy(own.alternative.policy),
            mean: own.mean,
            lag: match own.standing {
                AlternativeStanding::Alike(lag) | AlternativeStanding::Behind(lag) => Some(lag.mean),
                AlternativeStanding::Best => Some(0.0),
                AlternativeStanding::NotComparable => None,
            },
            among_the_best: own.standing.is_among_the_best(),
        };
        BestJson {
            measure: best.key.measure.entry().name.to_owned(),
            within_policy: best.policy.map(|policy| self.policy(policy)),
            confidence: best.confidence,
            candidates: best.candidates.iter().map(candidate).collect(),
        }
    }

    fn effect(&self, effect: &FactorEffect) -> EffectJson {
        let (policy, of) = match effect.output {
            Output::Value { policy } => (policy, "value"),
            Output::Difference { policy } => (policy, "difference"),
        };
        let design = self.plan.design.as_deref();
        let level = |own: &AtLevel| EffectLevelJson {
            level: design.map(|design| design.points[own.point][effect.factor].text.clone()),
            shift: own.shift,
            low: own.interval.map(|interval| interval.low),
            high: own.interval.map(|interval| interval.high),
            n: own.n,
            verdict_turns: own.turn.map(|turn| format!("{turn:?}").to_lowercase()),
        };
        EffectJson {
            factor: self.factor(effect.factor),
            measure: effect.key.measure.entry().name.to_owned(),
            policy: self.policy(policy),
            of: of.to_owned(),
            nominal: effect.nominal,
            levels: effect.levels.iter().map(level).collect(),
        }
    }

    fn worlds(&self, worlds: &Worlds) -> WorldsJson {
        let policy = |own: &AcrossWorlds| AcrossWorldsJson {
            policy: self.policy(own.policy),
            best: own.best,
            tied: own.tied,
            among_the_best: own.among_the_best,
            mean_regret: own.regret.map(|regret| regret.mean),
            p90_regret: own.regret.map(|regret| regret.p90),
            largest_regret: own.regret.map(|regret| regret.largest),
            worst_point: own.regret.map(|regret| self.point(regret.worst)),
        };
        WorldsJson {
            measure: worlds.key.measure.entry().name.to_owned(),
            worlds: worlds.points.len(),
            not_comparable: worlds.not_comparable,
            policies: worlds.policies.iter().map(policy).collect(),
            signs: worlds.signs.iter().map(|sign| self.sign(sign)).collect(),
        }
    }

    fn sign(&self, sign: &SignAcrossWorlds) -> SignJson {
        let part = |part: Part| PartJson { worlds: part.worlds, other_sign: part.flipped };
        let flip = |own: &FactorFlips| {
            let cut = own.cut.as_ref();
            FlipJson {
                factor: self.factor(own.factor),
                rank_correlation: own.rank_correlation,
                cut: cut.map(|cut| format!("{:?}", cut.split)),
                below: cut.map(|cut| part(cut.below)),
                above: cut.map(|cut| part(cut.above)),
                p: cut.map(|cut| cut.p),
            }
        };
        SignJson {
            policy: self.policy(sign.policy),
            same: sign.same,
            opposite: sign.opposite,
            settled_same: sign.settled_same,
            settled_opposite: sign.settled_opposite,
            equivalent: sign.equivalent,
            undecided: sign.undecided,
            flips: sign.flips.as_ref().map(|flips| flips.factors.iter().take(MOST_FLIPS).map(flip).collect()),
        }
    }
}
