//! Which of the policies is the best, as a person reads it and as a program does.

use serde_json::Value;

use super::run::Account;
use crate::cli::terminal::figures::{count, number};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::experiment::campaign::selection_schedule::Selected;
use crate::output::language::wording::{Wording, places};
use crate::output::tables::selection::{PolicyFate, estimates};

/// The selection for a terminal `width` columns wide.
pub fn text(account: &Account, width: usize) -> String {
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
pub fn json(account: &Account) -> Value {
    let mut value = account.campaign_json();
    value["policies"] = account.plan.identity.policies.as_slice().into();
    value["verdicts"] = account.told().selection.into();
    let estimates = account.plan.settings.iter().zip(&account.outcome.estimates);
    value["measures"] =
        estimates.flat_map(|(setting, list)| list.iter().map(move |estimate| account.measure_json(setting, estimate))).collect();
    value
}
