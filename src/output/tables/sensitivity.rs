//! `sensitivity.csv`: what a step of a sensitivity study says of every factor, one row per output, factor and statistic, with
//! raw (not clipped) limits; empty where there is no number.
//!
//! | statistic | unit | n |
//! |---|---|---|
//! | `mu_star`, `mu`, `sigma` | that of the measure, per range of the factor | elementary effects |
//! | `s1`, `st` | share of the variance | base rows |
//! | `noise_share`, of an output and no factor | share of the variance between points | points with a value |

use polars::prelude::{DataFrame, PolarsResult};

use super::runs::column;
use super::schema::{keys, sensitivity, summary};
use super::summary::{CsvFlavour, in_flavour};
use crate::experiment::analysis::point_values::Output;
use crate::experiment::analysis::sensitivity::{DecomposedOutput, Decomposition, OutputOf, ScreenedOutput, Screening};
use crate::experiment::design::plan::Plan;
use crate::statistics::estimate::Interval;

/// One step of a sensitivity study, of which each is a campaign of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyStep {
    /// Which factors move the outputs at all: Morris's elementary effects.
    Screening(Screening),
    /// What share of the variance each factor brings: Sobol' indices.
    Decomposition(Decomposition),
}

impl StudyStep {
    /// Points without a value, by output.
    #[must_use]
    pub fn missing(&self) -> Vec<(OutputOf, usize)> {
        match self {
            Self::Screening(screening) => screening.outputs.iter().map(|output| (output.of, output.missing)).collect(),
            Self::Decomposition(decomposition) => decomposition.outputs.iter().map(|output| (output.of, output.missing)).collect(),
        }
    }

    /// Share of the variance between points that is replication noise, by output; `None` where it is unknown.
    #[must_use]
    pub fn noise_shares(&self) -> Vec<(OutputOf, Option<f64>)> {
        match self {
            Self::Screening(screening) => screening.outputs.iter().map(|output| (output.of, output.noise_share)).collect(),
            Self::Decomposition(decomposition) => decomposition.outputs.iter().map(|output| (output.of, output.noise_share)).collect(),
        }
    }
}

/// Whether an output is the value under a policy or a difference from the baseline, and the index of the policy.
#[must_use]
pub const fn parted(output: Output) -> (&'static str, usize) {
    match output {
        Output::Value { policy } => ("value", policy),
        Output::Difference { policy } => ("difference", policy),
    }
}

/// One row of the table.
struct SensitivityRow {
    of: OutputOf,
    /// Index of the factor; `None` of the output itself.
    factor: Option<usize>,
    statistic: &'static str,
    /// Whether it is a share and not in the unit of the measure.
    is_share: bool,
    estimate: Option<f64>,
    interval: Option<Interval>,
    n: u32,
}

/// Rows of the table that `step` makes at so many `points`.
#[must_use]
pub fn rows(step: &StudyStep, points: usize) -> u64 {
    all(step, points).len() as u64
}

/// The table of `step`, whose points and policies are those of `plan`, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, step: &StudyStep, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    let rows = all(step, plan.points());
    let factors = plan.design.as_ref().map_or(&[][..], |design| &design.factors);
    let text = |of: &dyn Fn(&SensitivityRow) -> String| rows.iter().map(of).collect::<Vec<String>>();
    let number = |of: &dyn Fn(&SensitivityRow) -> Option<f64>| rows.iter().map(of).collect::<Vec<Option<f64>>>();
    let unit = |row: &SensitivityRow| if row.is_share { "share" } else { row.of.key.measure.entry().unit };
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); rows.len()]),
        column(keys::POLICY, text(&|row| plan.identity.policies[parted(row.of.output).1].clone())),
        column(sensitivity::OF, text(&|row| parted(row.of.output).0.to_owned())),
        column(summary::MEASURE, text(&|row| row.of.key.measure.entry().name.to_owned())),
        column(summary::UNIT, text(&|row| unit(row).to_owned())),
        column(sensitivity::FACTOR, rows.iter().map(|row| row.factor.map(|factor| factors[factor].as_str())).collect::<Vec<_>>()),
        column(sensitivity::STATISTIC, text(&|row| row.statistic.to_owned())),
        column(summary::ESTIMATE, number(&|row| row.estimate)),
        column(summary::LOW, number(&|row| row.interval.map(|interval| interval.low))),
        column(summary::HIGH, number(&|row| row.interval.map(|interval| interval.high))),
        column(summary::N, rows.iter().map(|row| row.n).collect::<Vec<_>>()),
    ];
    in_flavour(DataFrame::new(rows.len(), columns)?, flavour)
}

fn all(step: &StudyStep, points: usize) -> Vec<SensitivityRow> {
    match step {
        StudyStep::Screening(screening) => screening.outputs.iter().flat_map(|output| screened(output, points)).collect(),
        StudyStep::Decomposition(decomposition) => decomposition.outputs.iter().flat_map(|output| decomposed(output, points)).collect(),
    }
}

fn noise(of: OutputOf, estimate: Option<f64>, with_value: usize) -> SensitivityRow {
    let n = u32::try_from(with_value).unwrap_or(u32::MAX);
    SensitivityRow { of, factor: None, statistic: "noise_share", is_share: true, estimate, interval: None, n }
}

fn screened(output: &ScreenedOutput, points: usize) -> Vec<SensitivityRow> {
    let of = output.of;
    let mut rows = vec![noise(of, output.noise_share, points.saturating_sub(output.missing))];
    for own in &output.effects {
        let effects = &own.effects;
        let row = |statistic, estimate, interval| SensitivityRow {
            of,
            factor: Some(own.factor),
            statistic,
            is_share: false,
            estimate,
            interval,
            n: effects.used,
        };
        rows.push(row("mu_star", effects.mu_star, effects.mu_star_interval));
        rows.push(row("mu", effects.mu, None));
        rows.push(row("sigma", effects.sigma, None));
    }
    rows
}

fn decomposed(output: &DecomposedOutput, points: usize) -> Vec<SensitivityRow> {
    let of = output.of;
    let mut rows = vec![noise(of, output.noise_share, points.saturating_sub(output.missing))];
    let Some(indices) = &output.indices else { return rows };
    for (factor, own) in indices.factors.iter().enumerate() {
        rows.extend([("s1", own.first), ("st", own.total)].map(|(statistic, index)| SensitivityRow {
            of,
            factor: Some(factor),
            statistic,
            is_share: true,
            estimate: Some(index.value),
            interval: index.interval,
            n: indices.used,
        }));
    }
    rows
}
