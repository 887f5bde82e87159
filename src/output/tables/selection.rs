//! `selection.csv`: one row per policy that could be chosen, in the order of the plan, with the mean over its own replications
//! and a plain interval, when it was dropped and by whom.

use polars::prelude::{DataFrame, PolarsResult};

use super::runs::column;
use super::schema::{keys, selection, summary};
use super::summary::{CsvFlavour, in_flavour};
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::design::plan::Plan;
use crate::statistics::estimate::Estimate;

/// What became of one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFate {
    /// It is the one that is left.
    Selected,
    /// Another led it by more than the zone of the two.
    Eliminated,
    /// It is among several that are left.
    Undecided,
}

impl PolicyFate {
    /// What became of the policy of `selected` with this index.
    #[must_use]
    pub fn of(selected: &Selected, policy: usize) -> Self {
        match selected.winner() {
            Some(winner) if winner == policy => Self::Selected,
            _ if selected.elimination(policy).is_some() => Self::Eliminated,
            _ => Self::Undecided,
        }
    }

    /// How it is spelled in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Eliminated => "eliminated",
            Self::Undecided => "undecided",
        }
    }
}

/// By policy of the plan: the estimate of what was selected by.
#[must_use]
pub fn estimates<'o>(outcome: &'o Outcome, selected: &Selected) -> Vec<Option<&'o Estimate>> {
    outcome.estimates.iter().map(|list| list.iter().find(|estimate| estimate.key == selected.key)).collect()
}

/// What `selected` came to, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, outcome: &Outcome, selected: &Selected, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    let names = &plan.identity.policies;
    let rows = estimates(outcome, selected);
    let policies = 0..names.len();
    let entry = selected.key.measure.entry();
    let number = |of: &dyn Fn(&Estimate) -> Option<f64>| rows.iter().map(|row| row.and_then(of)).collect::<Vec<Option<f64>>>();
    let dropped: Vec<_> = policies.clone().map(|policy| selected.elimination(policy)).collect();
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); names.len()]),
        column(summary::MEASURE, vec![entry.name; names.len()]),
        column(summary::UNIT, vec![entry.unit; names.len()]),
        column(selection::CANDIDATE, names.iter().map(String::as_str).collect::<Vec<_>>()),
        column(selection::REPLICATIONS, rows.iter().map(|row| row.map_or(0, |row| row.replications)).collect::<Vec<_>>()),
        column(summary::ESTIMATE, number(&|row| row.mean)),
        column(summary::LOW, number(&|row| row.interval.map(|interval| interval.low))),
        column(summary::HIGH, number(&|row| row.interval.map(|interval| interval.high))),
        column(selection::ELIMINATED_AT, dropped.iter().map(|dropped| dropped.map(|dropped| dropped.at)).collect::<Vec<_>>()),
        column(
            selection::ELIMINATED_BY,
            dropped.iter().map(|dropped| dropped.map(|dropped| names[dropped.by].as_str())).collect::<Vec<_>>(),
        ),
        column(selection::VERDICT, policies.map(|policy| PolicyFate::of(selected, policy).name()).collect::<Vec<_>>()),
    ];
    in_flavour(DataFrame::new(names.len(), columns)?, flavour)
}
