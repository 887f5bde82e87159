//! `matched.csv`: what the replications together say of the same issues under each policy and under the baseline, one row per
//! policy, measure and group, with raw (not clipped) limits.

use polars::prelude::{DataFrame, PolarsResult};

use super::runs::column;
use super::schema::{comparisons, keys, matched, summary};
use super::summary::{CsvFlavour, in_flavour};
use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::design::plan::Plan;
use crate::experiment::matching::estimates::MatchedEstimate;

/// Rows that `matched.csv` has.
#[must_use]
pub fn rows(comparison: &Comparison) -> u64 {
    comparison.matched.len() as u64
}

/// What is said of the matched issues of `comparison`, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, comparison: &Comparison, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    frame(plan, comparison).and_then(|frame| in_flavour(frame, flavour))
}

fn frame(plan: &Plan, comparison: &Comparison) -> PolarsResult<DataFrame> {
    let Some(setting) = plan.settings.first() else { return Ok(DataFrame::empty()) };
    let rows = &comparison.matched;
    let text = |of: &dyn Fn(&MatchedEstimate) -> &'static str| rows.iter().map(of).collect::<Vec<&str>>();
    let number = |of: &dyn Fn(&MatchedEstimate) -> Option<f64>| rows.iter().map(of).collect::<Vec<Option<f64>>>();
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); rows.len()]),
        column(keys::POLICY, rows.iter().map(|row| plan.identity.policies[row.policy].as_str()).collect::<Vec<_>>()),
        column(comparisons::BASELINE, rows.iter().map(|row| comparison.baseline_of(row.policy)).collect::<Vec<_>>()),
        column(summary::MEASURE, text(&|row| row.measure.name())),
        column(matched::KIND, text(&|row| row.group.kind())),
        column(summary::GROUP, rows.iter().map(|row| row.group.name(setting)).collect::<Vec<_>>()),
        column(summary::UNIT, text(&|row| row.measure.unit())),
        column(summary::ESTIMATE, number(&|row| row.mean)),
        column(summary::LOW, number(&|row| row.interval.map(|interval| interval.low))),
        column(summary::HIGH, number(&|row| row.interval.map(|interval| interval.high))),
        column(summary::N, rows.iter().map(|row| row.n).collect::<Vec<_>>()),
    ];
    DataFrame::new(rows.len(), columns)
}
