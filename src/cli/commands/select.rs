//! `wangge compare --select`: which of the policies is the best, with a promise.

use serde_json::Value;

use super::aims::{Aims, CampaignEnd, refuse_shard};
use super::campaign::{Order, RunOrigin};
use super::options::{ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::summaries::run::Account;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::{count, number};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::cli::terminal::screen;
use crate::experiment::campaign::selection_schedule::{SelectError, Selected, SelectionSchedule, criterion, rule};
use crate::experiment::design::plan::Plan;
use crate::experiment::design::shared_columns::SharedColumns;
use crate::output::language::wording::{Wording, places};
use crate::output::tables::runs::Detail;
use crate::output::tables::selection::{PolicyFate, estimates};
use crate::scenario;
use crate::statistics::kim_nelson::{FIRST_STAGE, Terms};

/// Most replications when nothing else is asked for.
const MOST: u32 = 10_000;

/// A selection as a person has ordered it.
#[derive(Clone, Copy, Debug)]
pub struct SelectionOrder<'a> {
    /// The scenario.
    pub source: &'a ScenarioOptions,
    /// The candidates; none for all policies of the file.
    pub policies: &'a [String],
    /// The policy that is named first; `None` for the file's baseline.
    pub baseline: Option<&'a str>,
    /// The measure by which they are judged.
    pub measure: &'a str,
    /// The smallest difference worth detecting, in the unit of the measure.
    pub indifference: f64,
    /// How it is carried out.
    pub work: &'a ExecutionOptions,
    /// What it aims at besides.
    pub aims: &'a Aims,
    /// What is kept.
    pub keep: &'a Keep,
    /// How it is told.
    pub voice: &'a Voice,
}

/// Carries a selection out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn conduct(order: SelectionOrder, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let SelectionOrder { source, policies, baseline, measure, indifference, work, aims, keep, voice } = order;
    refuse_shard(true, "--select", work)?;
    if aims.precision.is_some() {
        let message = "--select cannot be used with --precision: a selection ends when one policy is left";
        return Err(Failure::new(ExitStatus::Refused, message).with_help("state a smaller --indifference for a finer selection"));
    }
    let scenario = scenario::read(&source.file, &source.sets)?;
    let plan = Plan::comparison(&scenario, policies, baseline, work.seed, Some(work.replications.unwrap_or(MOST)))?;
    let columns = SharedColumns::common(&plan.settings);
    let key = criterion(measure, &columns.keys)?;
    let direction = key.measure.entry().direction;
    let terms = Terms { confidence: plan.confidence, indifference, first_stage: FIRST_STAGE, direction };
    let plan = plan.until(rule(key, &terms));
    let schedule = SelectionSchedule::new(&plan, key, terms).map_err(SelectError::from)?;
    let order = Order {
        command: "compare",
        scenario: &scenario,
        plan: &plan,
        columns: &columns,
        detail: Detail::Full,
        work,
        keep,
        voice,
        origin,
        aims,
    };
    if let RunOrigin::Planned(telling) = origin {
        return order.show_plan(*telling);
    }
    let done = order.carry_out(None, CampaignEnd::Selected(Box::new(schedule)))?;
    let account = order.account(&done);
    order.show(&done, || json(&account), || text(&account, screen::WIDTH))?;
    Ok(done.ending())
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Self::new(ExitStatus::Refused, format!("--select cannot be done: {error}"))
    }
}

/// The selection for a terminal `width` columns wide.
fn text(account: &Account, width: usize) -> String {
    let policies = account.plan.identity.policies.len();
    let told = account.told();
    let mut parts = vec![account.heading(&format!("the best of {policies} policies"), "")];
    parts.push(told.selection.iter().map(|sentence| wrapped(sentence, 0, width)).collect());
    parts.push(account.beside(width));
    if let Some(selected) = &account.claims.selection {
        parts.push(table(account, selected).text(width));
    }
    parts.push(account.campaign_notes(width));
    parts.push(account.closing());
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n")
}

fn table(account: &Account, selected: &Selected) -> TextGrid {
    let entry = selected.key.measure.entry();
    let names = &account.plan.identity.policies;
    let mut grid = TextGrid::new(&[4]);
    grid.row([
        format!("{}{}", entry.name, Wording::TERMINAL.unit(selected.key.measure)).as_str(),
        "n",
        "estimate",
        "interval",
        "selection",
    ]);
    for (policy, estimate) in estimates(account.outcome, selected).into_iter().enumerate() {
        let n = estimate.map_or_else(String::new, |estimate| count(estimate.replications.into()));
        let places = estimate.map_or(0, places);
        let mean = estimate.and_then(|estimate| estimate.mean).map_or_else(|| "-".to_owned(), |mean| number(mean, places));
        let interval = estimate.and_then(crate::statistics::estimate::Estimate::shown_interval);
        let interval = interval
            .map_or_else(String::new, |(interval, _)| format!("{} to {}", number(interval.low, places), number(interval.high, places)));
        let fate = match (PolicyFate::of(selected, policy), selected.elimination(policy)) {
            (PolicyFate::Eliminated, Some(dropped)) => format!("out after {} by {}", count(dropped.at.into()), names[dropped.by]),
            (PolicyFate::Selected, _) => "selected".to_owned(),
            _ => "still in".to_owned(),
        };
        grid.row([names[policy].clone(), n, mean, interval, fate]);
    }
    grid
}

/// The selection as one JSON object.
fn json(account: &Account) -> Value {
    let mut value = account.campaign_json();
    value["policies"] = account.plan.identity.policies.as_slice().into();
    value["verdicts"] = account.told().selection.into();
    let estimates = account.plan.settings.iter().zip(&account.outcome.estimates);
    value["measures"] =
        estimates.flat_map(|(setting, list)| list.iter().map(move |estimate| account.measure_json(setting, estimate))).collect();
    value
}
