//! What a campaign gathers beside estimates, and what is told of it to programs.

use serde_json::{Value, json};

use crate::experiment::analysis::claims::Claims;
use crate::experiment::analysis::comparison::Differences;
use crate::experiment::analysis::loads::{LoadSums, Loads, UnitGrowth};
use crate::experiment::analysis::slow_states::{Judged, PileUp, SlowStates, Steadiness};
use crate::experiment::campaign::execution::{Gatherer, Outcome};
use crate::experiment::campaign::precision_schedule::Precise;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::experiment::matching::gathering::MatchedIssues;
use crate::measure::run_result::RunResult;
use crate::output::tables::schema::{keys, series, summary};
use crate::output::tables::selection::PolicyFate;
use crate::scenario::Setting;
use crate::statistics::stopping::{HalfWidth, Unmet};
use crate::statistics::warm_up::SteadyVerdict;

/// What a campaign gathers besides estimates; nothing of a shard.
pub struct Gathered<C> {
    /// The differences of a comparison.
    pub differences: Option<Differences>,
    /// The courses that charts are drawn of.
    pub courses: Option<C>,
    /// The states that move slowly.
    pub slow: Option<SlowStates>,
    /// How busy people are, and where queues grow.
    pub loads: Option<LoadSums>,
    /// The same issues under each policy and under the baseline.
    pub matched: Option<MatchedIssues>,
}

impl<C: Gatherer> Gatherer for Gathered<C> {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.differences.gather(cell, runs);
        self.courses.gather(cell, runs);
        self.slow.gather(cell, runs);
        self.loads.gather(cell, runs);
        self.matched.gather(cell, runs);
    }
}

/// Writes into `account` what there is to say beside the numbers, for programs.
pub fn add_json(account: &mut Value, plan: &Plan, outcome: &Outcome, claims: &Claims) {
    if let Some(precise) = &claims.precision {
        account["precision"] = precision_json(plan, precise);
    }
    if let Some(selected) = &claims.selection {
        account["selection"] = selection_json(plan, outcome, selected);
    }
    account["growth"] = claims.pile_ups.iter().map(|pile_up| pile_up_json(plan, pile_up)).collect();
    account["loads"] = plan.settings.iter().zip(&claims.loads).map(|(setting, loads)| loads_json(setting, loads)).collect();
    if let Some(steadiness) = &claims.steadiness {
        account["steady_state"] = steadiness_json(plan, steadiness);
    }
}

fn precision_json(plan: &Plan, precise: &Precise) -> Value {
    let (number, is_share) = (
        |half_width| match half_width {
            HalfWidth::Absolute(value) | HalfWidth::Relative(value) => value,
        },
        |half_width| matches!(half_width, HalfWidth::Relative(_)),
    );
    let asked = precise.asked.targets.iter().map(|target| {
        let (half_width, relative) = (number(target.half_width), is_share(target.half_width));
        json!({ summary::MEASURE: target.key.measure.entry().name, "half_width": half_width, "relative": relative })
    });
    let unmet = |unmet: &Unmet| {
        json!({
            keys::POLICY: plan.identity.policies[unmet.policy],
            summary::MEASURE: unmet.target.key.measure.entry().name,
            "half_width": unmet.half_width,
            "asked": unmet.asked,
            "more_replications": unmet.more,
        })
    };
    json!({
        "reached": precise.is_reached,
        "replications": precise.replications,
        "most": precise.most,
        "level": precise.confidence,
        "asked": asked.collect::<Vec<_>>(),
        "unmet": precise.unmet.iter().map(unmet).collect::<Vec<_>>(),
    })
}

fn selection_json(plan: &Plan, outcome: &Outcome, selected: &Selected) -> Value {
    let estimates = crate::output::tables::selection::estimates(outcome, selected);
    let name = |policy: usize| plan.identity.policies[policy].as_str();
    let candidates = estimates.iter().enumerate().map(|(policy, estimate)| {
        let dropped = selected.elimination(policy);
        json!({
            "candidate": name(policy),
            "replications": estimate.map_or(0, |estimate| estimate.replications),
            summary::ESTIMATE: estimate.and_then(|estimate| estimate.mean),
            summary::LOW: estimate.and_then(|estimate| estimate.interval).map(|interval| interval.low),
            summary::HIGH: estimate.and_then(|estimate| estimate.interval).map(|interval| interval.high),
            "eliminated_at": dropped.map(|dropped| dropped.at),
            "eliminated_by": dropped.map(|dropped| name(dropped.by)),
            "verdict": PolicyFate::of(selected, policy).name(),
        })
    });
    json!({
        summary::MEASURE: selected.key.measure.entry().name,
        "indifference": selected.terms.indifference,
        "probability": selected.terms.confidence,
        "selected": selected.winner().map(name),
        "survivors": selected.survivors.iter().map(|policy| name(*policy)).collect::<Vec<_>>(),
        "replications": selected.used,
        "left_out": selected.left_out,
        "most": selected.most,
        "candidates": candidates.collect::<Vec<_>>(),
    })
}

fn pile_up_json(plan: &Plan, pile_up: &PileUp) -> Value {
    let setting = &plan.settings[pile_up.policy];
    json!({
        keys::POLICY: setting.policy,
        series::LEVEL: setting.levels[pile_up.level.index()],
        "issues_per_day": pile_up.growth.per_day,
        "quarters": pile_up.growth.quarters,
        "p": pile_up.growth.p,
    })
}

fn loads_json(setting: &Setting, loads: &Loads) -> Value {
    let growing = |unit: &UnitGrowth| {
        json!({
            "unit": unit.path,
            series::LEVEL: setting.levels[unit.level.index()],
            "issues_per_day": unit.growth.per_day,
            "quarters": unit.growth.quarters,
            "p": unit.growth.p,
        })
    };
    json!({
        keys::POLICY: setting.policy,
        "busiest_role": loads.busiest_role.map(|(role, load)| json!({ "role": setting.roles[role.index()].name, "load": load })),
        "busiest_unit": loads.busiest_unit.as_ref().map(|unit| json!({ "unit": unit.path, "load": unit.load })),
        "growing_units": loads.growing.iter().map(growing).collect::<Vec<_>>(),
    })
}

fn steadiness_json(plan: &Plan, steadiness: &Steadiness) -> Value {
    let state = |judged: &Judged| {
        let setting = &plan.settings[judged.policy];
        let (verdict, days) = match judged.verdict {
            SteadyVerdict::Passes { after } => ("passes", Some(after)),
            SteadyVerdict::NeedsWarmUp { days } => ("needs_warm_up", Some(days)),
            SteadyVerdict::NotSettled => ("not_settled", None),
            SteadyVerdict::PilesUp => ("piles_up", None),
            SteadyVerdict::TooShort => ("too_short", None),
        };
        json!({
            keys::POLICY: setting.policy,
            "state": judged.state.name(setting),
            "verdict": verdict,
            "start_days": days,
            "warm_up_days": judged.warm_up,
        })
    };
    json!({
        "holds": steadiness.holds(),
        "warm_up_days_needed": steadiness.needed(),
        "states": steadiness.states.iter().map(state).collect::<Vec<_>>(),
        "not_judged": ["vacancies", "motivation"],
    })
}
