//! `summary.csv`: one row per design point, policy, measure and group, with raw (not clipped) limits; empty where there is
//! no number. Beside it `design.csv`: one row per design point, with the level of every factor as it is set.

use polars::prelude::{Column, CsvWriter, DataFrame, PolarsResult, SerWriter};

use super::schema::{keys, summary};
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::design::plan::Plan;
use crate::scenario::Setting;
use crate::statistics::estimate::Estimate;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// Most design points of which every measure stands in `summary.csv` and `comparisons.csv`.
pub const MOST_POINTS_IN_FULL: usize = 500;

/// Whether a measure stands in the tables of estimates: of a design with many points only headline measures and the cost of
/// the whole place do; `runs.parquet` has all.
#[must_use]
pub fn is_told(plan: &Plan, key: Key) -> bool {
    let is_important = key.group == Group::All && (key.measure.is_headline() || [Measure::COST, Measure::FULL_COST].contains(&key.measure));
    plan.points() <= MOST_POINTS_IN_FULL || is_important
}

/// Rows that `summary.csv` has.
#[must_use]
pub fn rows(plan: &Plan, outcome: &Outcome) -> u64 {
    outcome.estimates.iter().flatten().filter(|estimate| is_told(plan, estimate.key)).count() as u64
}

/// Whether the CSV begins with a byte-order mark, which Excel needs to see UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvFlavour {
    /// Plain UTF-8.
    Plain,
    /// With the byte-order mark.
    Excel,
}

/// The summary of `outcome` as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, outcome: &Outcome, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    frame(plan, outcome).and_then(|frame| in_flavour(frame, flavour))
}

/// A table as CSV.
pub(crate) fn in_flavour(mut frame: DataFrame, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).include_bom(flavour == CsvFlavour::Excel).finish(&mut frame)?;
    Ok(bytes)
}

/// The points of the plan's design as CSV; empty without a design.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn design(plan: &Plan, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    let Some(design) = &plan.design else { return Ok(Vec::new()) };
    let numbers: Vec<u32> = (0..design.points.len()).map(|point| plan.point_number(point)).collect();
    let mut columns = vec![Column::new(keys::POINT.into(), numbers)];
    for (at, key) in design.factors.iter().enumerate() {
        let levels: Vec<&str> = design.points.iter().map(|point| point[at].text.as_str()).collect();
        columns.push(Column::new(key.as_str().into(), levels));
    }
    in_flavour(DataFrame::new(design.points.len(), columns)?, flavour)
}

fn frame(plan: &Plan, outcome: &Outcome) -> PolarsResult<DataFrame> {
    let Some(first) = plan.settings.first() else { return Ok(DataFrame::empty()) };
    let per_policy = plan.settings.len().max(1);
    let lists = outcome.estimates.iter().enumerate();
    let told = lists.flat_map(|(arm, list)| {
        let kept = list.iter().filter(|estimate| is_told(plan, estimate.key));
        kept.map(move |estimate| (plan.point_number(arm / per_policy), &plan.settings[arm % per_policy], estimate))
    });
    let (points, rows): (Vec<u32>, Vec<(&Setting, &Estimate)>) =
        told.map(|(point, setting, estimate)| (point, (setting, estimate))).unzip();
    let text = |name: &str, of: &dyn Fn(&Setting, &Estimate) -> String| {
        Column::new(name.into(), rows.iter().map(|(setting, estimate)| of(setting, estimate)).collect::<Vec<String>>())
    };
    let number = |name: &str, of: &dyn Fn(&Estimate) -> Option<f64>| {
        Column::new(name.into(), rows.iter().map(|(_, estimate)| of(estimate)).collect::<Vec<Option<f64>>>())
    };
    let columns = vec![
        text(keys::SCENARIO, &|_, _| plan.identity.scenario.clone()),
        text(keys::POLICY, &|setting, _| setting.policy.clone()),
        Column::new(keys::POINT.into(), points),
        text(summary::MEASURE, &|_, estimate| estimate.key.measure.entry().name.to_owned()),
        text(summary::GROUP, &|_, estimate| estimate.key.group.name(first).to_owned()),
        text(summary::UNIT, &|_, estimate| estimate.key.measure.entry().unit.to_owned()),
        number(summary::ESTIMATE, &|estimate| estimate.mean),
        number(summary::LOW, &|estimate| estimate.interval.map(|interval| interval.low)),
        number(summary::HIGH, &|estimate| estimate.interval.map(|interval| interval.high)),
        number(summary::LEVEL, &|_| Some(plan.confidence)),
        number(summary::SD, &|estimate| estimate.sd),
        Column::new(summary::N.into(), rows.iter().map(|(_, estimate)| estimate.n).collect::<Vec<_>>()),
    ];
    DataFrame::new(rows.len(), columns)
}
