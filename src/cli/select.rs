//! `wangge compare --select`: which of the policies is the best, with a promise.

use serde_json::Value;

use super::account::Account;
use super::aims::{End, refuse_shard};
use super::campaign::{Order, Origin};
use super::compare::Arguments;
use super::ending::{Ending, Failure};
use super::figures::{count, number};
use super::grid::{Grid, wrapped};
use super::screen;
use crate::experiment::matching::Columns;
use crate::experiment::plan::Plan;
use crate::experiment::selection::{FIRST_STAGE, Terms};
use crate::experiment::selection_schedule::{SelectError, Selected, SelectionSchedule, criterion, rule};
use crate::output::selection::{Fate, estimates};
use crate::output::tables::Detail;
use crate::output::wording::{Wording, places};
use crate::scenario;

/// Most replications when nothing else is asked for.
const MOST: u32 = 10_000;

/// Carries a selection out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn conduct(arguments: &Arguments, measure: &str, indifference: f64, origin: &Origin) -> Result<Ending, Failure> {
    let Arguments { source, policies, baseline, work, keep, voice, aims, .. } = arguments;
    refuse_shard(true, "--select", work)?;
    if aims.precision.is_some() {
        let message = "--select cannot be used with --precision: a selection ends when one policy is left";
        return Err(Failure::new(Ending::Refused, message).with_help("state a smaller --indifference for a finer selection"));
    }
    let scenario = scenario::read(&source.file, &source.sets)?;
    let plan = Plan::comparison(&scenario, policies, baseline.as_deref(), work.seed, Some(work.replications.unwrap_or(MOST)))?;
    let columns = Columns::common(&plan.settings);
    let key = criterion(measure, &columns.keys)?;
    let direction = key.measure.entry().direction;
    let terms = Terms { confidence: plan.confidence, indifference, first_stage: FIRST_STAGE, direction };
    let plan = plan.until(rule(key, &terms));
    let schedule = SelectionSchedule::new(&plan, &columns.keys, key, terms).map_err(SelectError::from)?;
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
    if let Origin::Planned(telling) = origin {
        return order.show_plan(*telling);
    }
    let done = order.carry_out(None, End::Selected(Box::new(schedule)))?;
    let account = order.account(&done);
    order.show(&done, || json(&account), || text(&account, screen::WIDTH))?;
    Ok(done.ending())
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Self::new(Ending::Refused, format!("--select cannot be done: {error}"))
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

fn table(account: &Account, selected: &Selected) -> Grid {
    let entry = selected.key.measure.entry();
    let names = &account.plan.identity.policies;
    let mut grid = Grid::new(&[4]);
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
        let interval = estimate.and_then(crate::experiment::estimate::Estimate::shown_interval);
        let interval = interval
            .map_or_else(String::new, |(interval, _)| format!("{} to {}", number(interval.low, places), number(interval.high, places)));
        let fate = match (Fate::of(selected, policy), selected.elimination(policy)) {
            (Fate::Eliminated, Some(dropped)) => format!("out after {} by {}", count(dropped.at.into()), names[dropped.by]),
            (Fate::Selected, _) => "selected".to_owned(),
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
