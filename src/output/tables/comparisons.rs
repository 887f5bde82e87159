//! `comparisons.csv`: one row per design point, policy beside the baseline, measure and group, with raw (not clipped) limits; empty
//! where there is no number, and no verdict where the measure is exploratory; of a rare difference it stands there that it is.

use polars::prelude::{DataFrame, PolarsResult};

use super::runs::column;
use super::schema::{comparisons, keys, summary};
use super::summary::{CsvFlavour, in_flavour, is_told};
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::design::plan::Plan;
use crate::units::measure::MeasureEntry;

/// The differences of `comparisons`, one for each point of `plan`, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, comparisons: &[Comparison], flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    frame(plan, comparisons).and_then(|frame| in_flavour(frame, flavour))
}

/// The differences that are told, each with the number of its point.
fn told<'c>(plan: &'c Plan, comparisons: &'c [Comparison]) -> impl Iterator<Item = (u32, &'c Difference)> {
    comparisons.iter().enumerate().flat_map(move |(point, comparison)| {
        let all = comparison.differences.iter().flatten().chain(&comparison.together);
        let own = all.filter(|difference| is_told(plan, difference.key));
        own.map(move |difference| (plan.point_number(point), difference))
    })
}

/// Rows that `comparisons.csv` has.
#[must_use]
pub fn rows(plan: &Plan, comparisons: &[Comparison]) -> u64 {
    told(plan, comparisons).count() as u64
}

fn frame(plan: &Plan, comparisons: &[Comparison]) -> PolarsResult<DataFrame> {
    let Some(first) = plan.settings.first() else { return Ok(DataFrame::empty()) };
    let Some(any) = comparisons.first() else { return Ok(DataFrame::empty()) };
    let (points, rows): (Vec<u32>, Vec<&Difference>) = told(plan, comparisons).unzip();
    let text = |of: &dyn Fn(&Difference) -> String| rows.iter().map(|row| of(row)).collect::<Vec<String>>();
    let number = |of: &dyn Fn(&Difference) -> Option<f64>| rows.iter().map(|row| of(row)).collect::<Vec<Option<f64>>>();
    let entry = |of: fn(MeasureEntry) -> &'static str| rows.iter().map(|row| of(row.key.measure.entry())).collect::<Vec<&str>>();
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); rows.len()]),
        column(keys::POINT, points),
        column(summary::MEASURE, entry(|entry| entry.name)),
        column(summary::GROUP, text(&|row| row.key.group.name(first).to_owned())),
        column(summary::UNIT, entry(|entry| entry.unit)),
        column(comparisons::DIRECTION, entry(|entry| entry.direction.name())),
        column(keys::POLICY, text(&|row| any.policy(row).to_owned())),
        column(comparisons::BASELINE, text(&|row| any.identity.policies[row.baseline].clone())),
        column(comparisons::DIFFERENCE, number(&|row| row.mean)),
        column(summary::LOW, number(&|row| row.interval.map(|interval| interval.low))),
        column(summary::HIGH, number(&|row| row.interval.map(|interval| interval.high))),
        column(comparisons::P_HOLM, number(&|row| row.p_holm)),
        column(comparisons::VARIANCE_REDUCTION, number(&|row| row.variance_reduction)),
        column(summary::N, rows.iter().map(|row| row.n).collect::<Vec<_>>()),
        column(comparisons::VERDICT, rows.iter().map(|row| row.said()).collect::<Vec<_>>()),
        column(comparisons::VARIANCE_REDUCTION_LOW, number(&|row| row.variance_reduction_interval.map(|interval| interval.low))),
        column(comparisons::VARIANCE_REDUCTION_HIGH, number(&|row| row.variance_reduction_interval.map(|interval| interval.high))),
    ];
    DataFrame::new(rows.len(), columns)
}
