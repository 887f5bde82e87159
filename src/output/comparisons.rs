//! `comparisons.csv`: one row per design point, policy beside the baseline, measure and group, with raw (not clipped) limits; empty
//! where there is no number, and no verdict where the measure is exploratory.

use polars::prelude::{DataFrame, PolarsResult};

use super::schema::{comparisons, keys, summary};
use super::summary::{CsvFlavour, in_flavour};
use super::tables::column;
use crate::experiment::comparison::{Comparison, Difference};
use crate::experiment::plan::Plan;
use crate::units::measure::Entry;

/// The differences of `comparisons`, one for each point of `plan`, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, comparisons: &[Comparison], flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    frame(plan, comparisons).and_then(|frame| in_flavour(frame, flavour))
}

fn frame(plan: &Plan, comparisons: &[Comparison]) -> PolarsResult<DataFrame> {
    let Some(first) = plan.settings.first() else { return Ok(DataFrame::empty()) };
    let Some(any) = comparisons.first() else { return Ok(DataFrame::empty()) };
    let of_point = |comparison: &Comparison| comparison.differences.iter().map(Vec::len).sum::<usize>();
    let points = comparisons.iter().enumerate();
    let points: Vec<u32> = points.flat_map(|(point, of)| std::iter::repeat_n(plan.point_number(point), of_point(of))).collect();
    let rows: Vec<&Difference> = comparisons.iter().flat_map(|comparison| &comparison.differences).flatten().collect();
    let text = |of: &dyn Fn(&Difference) -> String| rows.iter().map(|row| of(row)).collect::<Vec<String>>();
    let number = |of: &dyn Fn(&Difference) -> Option<f64>| rows.iter().map(|row| of(row)).collect::<Vec<Option<f64>>>();
    let entry = |of: fn(Entry) -> &'static str| rows.iter().map(|row| of(row.key.measure.entry())).collect::<Vec<&str>>();
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); rows.len()]),
        column(keys::POINT, points),
        column(summary::MEASURE, entry(|entry| entry.name)),
        column(summary::GROUP, text(&|row| row.key.group.name(first).to_owned())),
        column(summary::UNIT, entry(|entry| entry.unit)),
        column(comparisons::DIRECTION, entry(|entry| entry.direction.name())),
        column(keys::POLICY, text(&|row| any.policy(row).to_owned())),
        column(comparisons::BASELINE, vec![any.baseline(); rows.len()]),
        column(comparisons::DIFFERENCE, number(&|row| row.mean)),
        column(summary::LOW, number(&|row| row.interval.map(|interval| interval.low))),
        column(summary::HIGH, number(&|row| row.interval.map(|interval| interval.high))),
        column(comparisons::P_HOLM, number(&|row| row.p_holm)),
        column(comparisons::VARIANCE_REDUCTION, number(&|row| row.variance_reduction)),
        column(summary::N, rows.iter().map(|row| row.n).collect::<Vec<_>>()),
        column(comparisons::VERDICT, rows.iter().map(|row| row.verdict.map(|verdict| verdict.to_string())).collect::<Vec<_>>()),
    ];
    DataFrame::new(rows.len(), columns)
}
