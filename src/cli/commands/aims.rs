//! What a campaign aims at, and when it ends: `--precision`, `--steady-state`.

use clap::Args;
use serde_json::{Value, json};

use super::options::ExecutionOptions;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::experiment::analysis::claims::Claims;
use crate::experiment::analysis::comparison::Differences;
use crate::experiment::analysis::loads::{LoadSums, Loads, UnitGrowth};
use crate::experiment::analysis::slow_states::{Judged, PileUp, SlowStates, Steadiness};
use crate::experiment::campaign::execution::{Gatherer, Outcome};
use crate::experiment::campaign::precision_schedule;
use crate::experiment::campaign::precision_schedule::{Precise, PrecisionSchedule};
use crate::experiment::campaign::selection_schedule::{Selected, SelectionSchedule};
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::{Cell, Schedule, Whole};
use crate::experiment::matching::gathering::MatchedIssues;
use crate::measure::run_result::RunResult;
use crate::output::tables::schema::{keys, series, summary};
use crate::output::tables::selection::PolicyFate;
use crate::scenario::{Scenario, Setting};
use crate::statistics::stopping::{HalfWidth, Precision, PrecisionError, Unmet};
use crate::statistics::warm_up::SteadyVerdict;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Most replications for a precision when nothing else is asked for.
const MOST_FOR_PRECISION: u32 = 1_000;

/// What the campaign aims at.
#[derive(Clone, Debug, Args)]
pub struct Aims {
    /// Ends as soon as all intervals are narrow enough
    ///
    /// At most after --replications [default then: 1000]. Either a share of
    /// the mean for all headline measures, or measures with half-widths of
    /// their own, in their unit or as a share of the mean. In a comparison it
    /// is about the differences from the baseline, and shares are of the
    /// baseline's mean. All of it must hold at two looks in a row, ten
    /// replications apart, the first after thirty. Exit code 3 when it is not
    /// reached; the result is kept all the same. Examples:
    ///   `--precision 5%`
    ///   `--precision resolution_rate=0.01,resolution_time_hours=5%`
    #[arg(long, value_name = "TEXT", verbatim_doc_comment)]
    pub precision: Option<String>,

    /// Claims that figures are those of the long run, and has that checked
    ///
    /// Every slow state (backlog of each level, open issues, latent issues,
    /// mean trust where feedback moves it) must have its start behind it
    /// within the warm-up (MSER-5), and must not grow without bound. The rule
    /// errs on the side of refusing. Exit code 3 when it does; the result is
    /// kept all the same, and what would be needed is said.
    #[arg(long, verbatim_doc_comment)]
    pub steady_state: bool,
}

impl Aims {
    /// Nothing but the plan.
    pub const NONE: Self = Self { precision: None, steady_state: false };
}

/// When a campaign ends.
#[derive(Clone, Debug)]
pub enum CampaignEnd {
    /// After all of its plan, or of a shard.
    Whole(Whole),
    /// When it is precise enough.
    Precise(Box<PrecisionSchedule>),
    /// When one policy is chosen.
    Selected(Box<SelectionSchedule>),
}

impl CampaignEnd {
    /// All of `plan`, or the shard of it that `work` names.
    pub fn whole(plan: &Plan, work: &ExecutionOptions) -> Self {
        Self::Whole(work.shard.map_or_else(|| Whole::of(plan), |shard| Whole::shard(plan, shard)))
    }

    /// The schedule.
    pub fn schedule(&mut self) -> &mut dyn Schedule {
        match self {
            Self::Whole(whole) => whole,
            Self::Precise(precise) => precise.as_mut(),
            Self::Selected(selected) => selected.as_mut(),
        }
    }

    /// What there is to say of how it ended, with what was found of the slow states and of the loads.
    pub fn claims(&self, slow: Option<&SlowStates>, loads: Option<&LoadSums>, is_steady_claimed: bool) -> Claims {
        let claimed = slow.filter(|_| is_steady_claimed);
        Claims {
            loads: loads.map(LoadSums::conclude).unwrap_or_default(),
            precision: if let Self::Precise(precise) = self { Some(precise.conclude()) } else { None },
            selection: if let Self::Selected(selected) = self { Some(selected.conclude()) } else { None },
            pile_ups: slow.map(SlowStates::pile_ups).unwrap_or_default(),
            steadiness: claimed.map(SlowStates::steadiness),
            welch: claimed.map(SlowStates::curves).unwrap_or_default(),
        }
    }
}

impl Aims {
    /// Replications to plan: those asked for, else the most that a precision may take.
    pub fn replications(&self, work: &ExecutionOptions) -> Option<u32> {
        work.replications.or_else(|| self.precision.as_ref().map(|_| MOST_FOR_PRECISION))
    }

    /// When the campaign of `plan` ends; a precision becomes part of the plan.
    ///
    /// # Errors
    /// When the precision is none, or cannot be kept.
    pub fn end(&self, plan: Plan, columns: &[Key], scenario: &Scenario, work: &ExecutionOptions) -> Result<(Plan, CampaignEnd), Failure> {
        let Some(text) = &self.precision else {
            refuse_shard(self.steady_state, "--steady-state", work)?;
            let end = CampaignEnd::whole(&plan, work);
            return Ok((plan, end));
        };
        refuse_shard(true, "--precision", work)?;
        let headline: Vec<Measure> =
            scenario.evidence.headline.iter().copied().filter(|measure| columns.contains(&Key::of_place(*measure))).collect();
        let precision = Precision::parse(text, &headline).map_err(|error| unusable(text, &error))?;
        let fewest = precision.minimum + precision.step;
        if plan.identity.replications < fewest {
            let message = format!(
                "--replications {} is the most that --precision may take, and it looks twice, after {} and {fewest}; expected {fewest} or more",
                plan.identity.replications, precision.minimum
            );
            return Err(Failure::new(ExitStatus::Refused, message));
        }
        let plan = plan.until(precision_schedule::rule(&precision));
        let schedule = PrecisionSchedule::new(&plan, columns, precision, headline.len()).map_err(|error| unusable(text, &error))?;
        Ok((plan, CampaignEnd::Precise(Box::new(schedule))))
    }
}

fn unusable(text: &str, error: &PrecisionError) -> Failure {
    Failure::new(ExitStatus::Refused, format!("--precision {text:?} cannot be used: {error}"))
}

/// Refuses `option`, when it is given, with a shard.
///
/// # Errors
/// When both are asked for.
pub fn refuse_shard(is_given: bool, option: &str, work: &ExecutionOptions) -> Result<(), Failure> {
    match work.shard.filter(|_| is_given) {
        None => Ok(()),
        Some(shard) => {
            let message =
                format!("{option} cannot be used with --shard {shard}: it is decided by all results together, and a shard has a part");
            Err(Failure::new(ExitStatus::Refused, message).with_help("leave one of the two out"))
        }
    }
}

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
