//! What is said of a result beside its numbers: precision, selection, growth, loads, steady state.

use schemars::JsonSchema;
use serde::Serialize;

use crate::experiment::analysis::loads::{Loads, UnitGrowth};
use crate::experiment::analysis::slow_states::{Judged, PileUp, Steadiness};
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::precision_schedule::Precise;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::design::plan::Plan;
use crate::output::tables::selection::{PolicyFate, estimates};
use crate::scenario::Setting;
use crate::statistics::estimate::Estimate;
use crate::statistics::stopping::{HalfWidth, Target, Unmet};
use crate::statistics::warm_up::SteadyVerdict;

/// The precision that was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PrecisionJson {
    /// Whether it was reached.
    pub reached: bool,
    /// After how many replications it was, or was given up.
    pub replications: u32,
    /// Most replications there might have been.
    pub most: u32,
    /// Confidence level of the looks.
    pub level: f64,
    /// What was asked for.
    pub asked: Vec<TargetJson>,
    /// What is not met.
    pub unmet: Vec<UnmetJson>,
}

/// A half-width that was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetJson {
    /// The measure.
    pub measure: String,
    /// The half-width, in its unit or as a share of the mean.
    pub half_width: f64,
    /// Whether it is a share of the mean.
    pub relative: bool,
}

/// A half-width that is not met.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnmetJson {
    /// The policy.
    pub policy: String,
    /// The measure.
    pub measure: String,
    /// The half-width there is.
    pub half_width: Option<f64>,
    /// The half-width asked for, in the unit of the measure.
    pub asked: Option<f64>,
    /// About how many more replications would meet it.
    pub more_replications: Option<u32>,
}

/// A backlog that grows without bound.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GrowthJson {
    /// The policy.
    pub policy: String,
    /// The handling level.
    pub level: String,
    /// Growth.
    pub issues_per_day: f64,
    /// Means of the four quarters of the measured time.
    pub quarters: [f64; 4],
    /// How likely such a growth is by chance.
    pub p: f64,
}

/// How busy people are under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LoadsJson {
    /// The policy.
    pub policy: String,
    /// The busiest role.
    pub busiest_role: Option<RoleLoadJson>,
    /// The busiest unit.
    pub busiest_unit: Option<UnitLoadJson>,
    /// Units whose queues grow without bound.
    pub growing_units: Vec<UnitGrowthJson>,
}

/// A role with the share of its time on duty that it works.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleLoadJson {
    /// The role.
    pub role: String,
    /// The share.
    pub load: f64,
}

/// A unit with the share of their time on duty that its people work.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnitLoadJson {
    /// The unit.
    pub unit: String,
    /// The share.
    pub load: f64,
}

/// A unit whose queue grows without bound.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnitGrowthJson {
    /// The unit.
    pub unit: String,
    /// Its handling level.
    pub level: String,
    /// Growth.
    pub issues_per_day: f64,
    /// Means of the four quarters of the measured time.
    pub quarters: [f64; 4],
    /// How likely such a growth is by chance.
    pub p: f64,
}

/// The claim that figures are those of the long run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SteadyStateJson {
    /// Whether it holds.
    pub holds: bool,
    /// The warm-up that would be needed, where one would do.
    pub warm_up_days_needed: Option<u32>,
    /// The slow states, one by one.
    pub states: Vec<SlowStateJson>,
    /// What is not judged.
    pub not_judged: Vec<String>,
}

/// A state that moves slowly.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SlowStateJson {
    /// The policy.
    pub policy: String,
    /// The state.
    pub state: String,
    /// `passes`, `needs_warm_up`, `not_settled`, `piles_up` or `too_short`.
    pub verdict: String,
    /// After how many days its start is over.
    pub start_days: Option<u32>,
    /// The warm-up there is.
    pub warm_up_days: u32,
}

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

impl PrecisionJson {
    pub(super) fn new(plan: &Plan, precise: &Precise) -> Self {
        let asked = |target: &Target| {
            let (half_width, relative) = match target.half_width {
                HalfWidth::Absolute(value) => (value, false),
                HalfWidth::Relative(value) => (value, true),
            };
            TargetJson { measure: target.key.measure.entry().name.to_owned(), half_width, relative }
        };
        let unmet = |unmet: &Unmet| UnmetJson {
            policy: plan.identity.policies[unmet.policy].clone(),
            measure: unmet.target.key.measure.entry().name.to_owned(),
            half_width: unmet.half_width,
            asked: unmet.asked,
            more_replications: unmet.more,
        };
        Self {
            reached: precise.is_reached,
            replications: precise.replications,
            most: precise.most,
            level: precise.confidence,
            asked: precise.asked.targets.iter().map(asked).collect(),
            unmet: precise.unmet.iter().map(unmet).collect(),
        }
    }
}

impl GrowthJson {
    pub(super) fn new(plan: &Plan, pile_up: &PileUp) -> Self {
        let setting = &plan.settings[pile_up.policy];
        Self {
            policy: setting.policy.clone(),
            level: setting.levels[pile_up.level.index()].clone(),
            issues_per_day: pile_up.growth.per_day,
            quarters: pile_up.growth.quarters,
            p: pile_up.growth.p,
        }
    }
}

impl LoadsJson {
    pub(super) fn new(setting: &Setting, loads: &Loads) -> Self {
        let growing = |unit: &UnitGrowth| UnitGrowthJson {
            unit: unit.path.clone(),
            level: setting.levels[unit.level.index()].clone(),
            issues_per_day: unit.growth.per_day,
            quarters: unit.growth.quarters,
            p: unit.growth.p,
        };
        let role = loads.busiest_role.map(|(role, load)| RoleLoadJson { role: setting.roles[role.index()].name.clone(), load });
        Self {
            policy: setting.policy.clone(),
            busiest_role: role,
            busiest_unit: loads.busiest_unit.as_ref().map(|unit| UnitLoadJson { unit: unit.path.clone(), load: unit.load }),
            growing_units: loads.growing.iter().map(growing).collect(),
        }
    }
}

impl SteadyStateJson {
    pub(super) fn new(plan: &Plan, steadiness: &Steadiness) -> Self {
        let state = |judged: &Judged| {
            let setting = &plan.settings[judged.policy];
            let (verdict, start_days) = match judged.verdict {
                SteadyVerdict::Passes { after } => ("passes", Some(after)),
                SteadyVerdict::NeedsWarmUp { days } => ("needs_warm_up", Some(days)),
                SteadyVerdict::NotSettled => ("not_settled", None),
                SteadyVerdict::PilesUp => ("piles_up", None),
                SteadyVerdict::TooShort => ("too_short", None),
            };
            SlowStateJson {
                policy: setting.policy.clone(),
                state: judged.state.name(setting),
                verdict: verdict.to_owned(),
                start_days,
                warm_up_days: judged.warm_up,
            }
        };
        Self {
            holds: steadiness.holds(),
            warm_up_days_needed: steadiness.needed(),
            states: steadiness.states.iter().map(state).collect(),
            not_judged: ["vacancies", "motivation"].map(str::to_owned).to_vec(),
        }
    }
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
