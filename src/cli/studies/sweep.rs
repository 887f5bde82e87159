//! A sweep and a search carried out: runs at the points of a design, and what is written and told of them.

use super::campaign::{Manner, Order, Ran};
use super::lever_worlds;
use super::lever_worlds::Tried;
use crate::cli::commands::options::Voice;
use crate::cli::summaries::run;
use crate::cli::summaries::threshold_search::SearchAccount;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::equal_budget::{Budget, BudgetError, EqualBudget, Way};
use crate::experiment::analysis::point_values::Alternative;
use crate::experiment::analysis::sweep::{SweepGatherer, SweepResult};
use crate::experiment::analysis::threshold_search::ThresholdSearch;
use crate::experiment::campaign::execution::{Status, Ungathered};
use crate::experiment::design::plan::Plan;
use crate::experiment::prepared_study::PreparedStudy;
use crate::output::folder::claim::FolderError;
use crate::output::language::names::Titles;
use crate::output::language::wording::Wording;
use crate::output::report::sweep_findings;
use crate::output::report::sweep_findings::SweepExhibit;
use crate::output::results::ended::EndedCampaign;
use crate::output::results::lever_worlds::LeverWorldsJson;
use crate::output::results::sweep::SweepJson;
use crate::scenario;
use crate::scenario::Evidence;

/// Share of the budget by which a level may cost more or less and count as costing the same.
const BUDGET_TOLERANCE: f64 = 0.001;

/// Says which factors a policy has a value of its own for, so that they change nothing there.
pub fn tell_idle_factors(voice: &Voice, scenario: &scenario::Scenario, plan: &Plan) {
    if voice.quiet || voice.json {
        return;
    }
    for key in plan.design.iter().flat_map(|design| &design.factors) {
        let own: Vec<&str> = plan.identity.policies.iter().map(String::as_str).filter(|policy| scenario.overlays(policy, key)).collect();
        if !own.is_empty() {
            screen::say(&format!("note: {} says {key} itself, so that the factor changes nothing there", own.join(", ")));
        }
    }
}

/// Carries a sweep out; `is_at_equal_budget` says whether policies are compared where they cost the same. Where the study asks for
/// worlds, the answer of its lever is tried in them before anything is told.
///
/// # Errors
/// When folder or output are not as they must be, or there is no equal budget.
pub fn carry_out(study: &PreparedStudy, manner: Manner, is_at_equal_budget: bool) -> Result<ExitStatus, Failure> {
    let order = &Order::of(study, manner);
    let gatherer = SweepGatherer::new(order.plan, &order.columns.keys, &order.scenario.evidence)?;
    let Ran { mut done, gatherer, store, started } = order.run(study.end.clone().schedule(), gatherer)?;
    let Some(store) = store else {
        order.show(&done, || (), String::new)?;
        return Ok(done.ending());
    };
    let sweep = gatherer.conclude(order.plan, &done.outcome);
    let budgets = if is_at_equal_budget { budgets(order.plan, &sweep, &order.scenario.evidence)? } else { Vec::new() };
    let tried = match done.outcome.status {
        Status::Complete => lever_worlds::behind(study, &sweep, manner, &done.out)?,
        Status::Interrupted | Status::Failed => Tried::NOT,
    };
    let outcome = done.outcome.clone();
    let language = order.keep.look.language();
    let worlds = tried.worlds.as_ref();
    let exhibit =
        SweepExhibit { scenario: order.scenario, plan: order.plan, outcome: &outcome, sweep: &sweep, worlds, budgets: &budgets, language };
    if !order.keep.look.tables_only {
        sweep_findings::write(&exhibit, &store, order.flavour()).map_err(FolderError::from)?;
    }
    let circumstances = order.circumstances(started, done.seconds, &done.outcome);
    done.kept = Some(store.finish(&done.outcome, &sweep.comparisons, circumstances, order.flavour())?);
    let ended = order.ended(&done);
    let json = || SweepJson { lever_worlds: worlds.map(LeverWorldsJson::new), ..SweepJson::new(&ended, &sweep) };
    order.show(&done, json, || run::text(&exhibit.presentation(), &ended, screen::width()))?;
    Ok(if done.ending() == ExitStatus::Done { tried.ending } else { done.ending() })
}

/// What every policy gives at the level of the one factor at which it costs what the baseline costs as it is.
fn budgets(plan: &Plan, sweep: &SweepResult, evidence: &Evidence) -> Result<Vec<EqualBudget>, Failure> {
    let refused = |message: String| Failure::new(ExitStatus::Refused, message);
    let design = plan.design.as_ref().filter(|design| design.factors.len() == 1 && plan.settings.len() > 1);
    let Some(design) = design else {
        return Err(refused("an equal budget is found along one factor, for policies beside a baseline".to_owned()));
    };
    let own = design.own.first().and_then(Option::as_ref).and_then(|level| level.number);
    let point = design.points.iter().position(|point| own.is_some() && point[0].number == own).ok_or_else(|| {
        let value = own.map_or_else(|| "its own value".to_owned(), |own| format!("its own value, {own}"));
        refused(format!("the levels of {} must hold {value}: what the baseline costs there is the budget", design.factors[0]))
    })?;
    let baseline = Alternative { point, policy: 0 };
    let budget = Budget::CostOf { alternative: baseline, more: 0.0 };
    let one = |policy: usize| {
        let way = Way::along(plan, 0, policy)?;
        let ways = [&Way::only(plan.identity.policies[0].as_str(), baseline), &way];
        EqualBudget::new(&sweep.values, evidence, budget, BUDGET_TOLERANCE, ways, plan.confidence)
    };
    (1..plan.settings.len()).map(one).collect::<Result<_, BudgetError>>().map_err(|error| refused(error.to_string()))
}

/// Carries a search out.
///
/// # Errors
/// When folder or output are not as they must be.
pub fn search(order: &Order, mut find: ThresholdSearch) -> Result<ExitStatus, Failure> {
    let Ran { mut done, store, started, .. } = order.run(&mut find, Ungathered)?;
    if let Some(store) = store {
        let circumstances = order.circumstances(started, done.seconds, &done.outcome);
        done.kept = Some(store.finish(&done.outcome, &[], circumstances, order.flavour())?);
    }
    let found = find.found();
    let ended = EndedCampaign { has_report: false, ..order.ended(&done) };
    let language = order.keep.look.language();
    let titles = Titles::of(order.scenario, language);
    let words = Wording::with(language, &titles);
    let search = SearchAccount { ended, condition: find.condition(), extreme: find.extreme(), found: &found, words };
    order.show(&done, || search.json(), || run::text(&search.presentation(), &ended, screen::width()))?;
    Ok(search.ending(done.ending()))
}
