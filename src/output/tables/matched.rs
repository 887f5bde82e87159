//! The same issues under each policy and under the baseline: `matched.parquet`, sums and counts of every run by group, and
//! `matched.csv`, what the replications together say, with raw (not clipped) limits.

use std::collections::HashMap;

use polars::prelude::{DataFrame, PolarsResult};

use super::records::{RunKey, odd, run_keys};
use super::runs::{Keys, RowContext, column, results};
use super::schema::{comparisons, keys, matched, summary};
use super::summary::{CsvFlavour, in_flavour};
use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::campaign::matched_issues::MatchedEstimate;
use crate::experiment::campaign::store::RunRecord;
use crate::experiment::design::plan::Plan;
use crate::measure::matching::{MatchedGroup, MatchedSums};

/// One row per run and group of issues; none of a baseline.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn runs(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let mut found = Vec::new();
    for (record, result, _) in results(context, records) {
        rows.push(record, result.matched.len());
        found.extend(&result.matched);
    }
    let names = context.plan.settings.first();
    let name = |group: MatchedGroup| names.map_or("", |setting| group.name(setting));
    let count = |of: fn(&MatchedSums) -> u64| found.iter().map(|(_, sums)| of(sums)).collect::<Vec<u64>>();
    rows.frame(vec![
        column(matched::KIND, found.iter().map(|(group, _)| group.kind()).collect::<Vec<_>>()),
        column(matched::GROUP, found.iter().map(|(group, _)| name(*group)).collect::<Vec<_>>()),
        column(matched::ISSUES, count(|sums| sums.issues)),
        column(matched::SOONER, count(|sums| sums.sooner)),
        column(matched::SAME, count(|sums| sums.same)),
        column(matched::LATER, count(|sums| sums.later)),
        column(matched::ONLY_POLICY, count(|sums| sums.only_policy)),
        column(matched::ONLY_BASELINE, count(|sums| sums.only_baseline)),
        column(matched::KNOWN, count(|sums| sums.known)),
        column(matched::HANDLING, found.iter().map(|(_, sums)| sums.handling_seconds).collect::<Vec<_>>()),
    ])
}

/// The rows of `matched.parquet` as they were made.
///
/// # Errors
/// When it is not a table of this plan.
pub(super) fn rows_of_runs(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, (MatchedGroup, MatchedSums))>> {
    let setting = context.plan.settings.first();
    let groups: HashMap<(&str, &str), MatchedGroup> = setting
        .into_iter()
        .flat_map(|setting| MatchedGroup::all(setting).map(|group| ((group.kind(), group.name(setting)), group)))
        .collect();
    let (kinds, names) = (frame.column(matched::KIND)?.str()?, frame.column(matched::GROUP)?.str()?);
    let counts =
        [matched::ISSUES, matched::SOONER, matched::SAME, matched::LATER, matched::ONLY_POLICY, matched::ONLY_BASELINE, matched::KNOWN];
    let counts = counts.iter().map(|name| frame.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let handling = frame.column(matched::HANDLING)?.i64()?;
    let row = |(at, key): (usize, RunKey)| {
        let (kind, name) = (kinds.get(at).unwrap_or_default(), names.get(at).unwrap_or_default());
        let group = groups.get(&(kind, name)).ok_or_else(|| odd(&format!("the {kind} {name:?}")))?;
        let count = |column: usize| counts[column].get(at).unwrap_or_default();
        let sums = MatchedSums {
            issues: count(0),
            sooner: count(1),
            same: count(2),
            later: count(3),
            only_policy: count(4),
            only_baseline: count(5),
            known: count(6),
            handling_seconds: handling.get(at).unwrap_or_default(),
        };
        Ok((key, (*group, sums)))
    };
    run_keys(frame, context)?.into_iter().enumerate().map(row).collect()
}

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
        column(comparisons::BASELINE, vec![comparison.baseline(); rows.len()]),
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
