//! What one factor does while the others stay as the scenario has them: the bars of a tornado.
//!
//! The design has the scenario's own point first, the *nominal* one, and every other point differs from it in one factor
//! ([`crate::statistics::point_sets::one_at_a_time`]). A *shift* is an output at a level minus the same at the nominal point, replication by
//! replication with the same random events, with a plain t interval: bars rank factors and explore, they judge nothing. Outputs are each
//! measure under each policy and each difference from the baseline; for the latter it is also told whether the verdict at the
//! level is another one than at the nominal point.
//!
//! What two factors do together is not seen. A screening by elementary effects ([`crate::statistics::morris`]) sees it.

use serde::Serialize;

use super::comparison::Comparison;
use super::point_values::{Output, PointValues, moments, paired};
use super::verdict::Verdict;
use crate::experiment::design::points::Design;
use crate::statistics::estimate::{Interval, StudentQuantiles};
use crate::units::key::Key;

/// How a design is called that has the scenario's own point first and then one factor after the other.
pub const ONE_AT_A_TIME: &str = "one at a time";

/// What one factor does to one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactorEffect {
    /// Index of the factor in the design.
    pub factor: usize,
    /// What is looked at.
    pub output: Output,
    /// Measure and group.
    pub key: Key,
    /// Mean at the nominal point, in the unit of the measure.
    pub nominal: Option<f64>,
    /// The levels, the nominal one among them: rising where they are numbers, else the nominal one and the others in the order of
    /// the design.
    pub levels: Vec<AtLevel>,
}

/// An output at a level of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtLevel {
    /// Index of the design point.
    pub point: usize,
    /// Mean shift from the nominal point, in the unit of the measure; `None` without pairs.
    pub shift: Option<f64>,
    /// Its interval at the plan's confidence; needs two pairs.
    pub interval: Option<Interval>,
    /// Pairs.
    pub n: u32,
    /// Whether the verdict is another one than at the nominal point; `None` where there is no verdict, or none is asked for.
    pub turn: Option<VerdictTurn>,
}

/// A verdict beside the one at the nominal point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictTurn {
    /// As there, apart from its size.
    Same,
    /// Apart from zero there, and here no longer.
    Lost,
    /// Not apart from zero there, and here it is.
    Gained,
    /// Apart from zero here and there, on opposite sides.
    Reversed,
}

impl FactorEffect {
    /// At the lowest level; of a factor whose levels are no numbers, at the nominal one.
    #[must_use]
    pub fn low(&self) -> Option<&AtLevel> {
        self.levels.first()
    }

    /// At the highest level; of a factor whose levels are no numbers, at the last.
    #[must_use]
    pub fn high(&self) -> Option<&AtLevel> {
        self.levels.last()
    }

    /// Largest shift minus smallest, in the unit of the measure: factors are ranked by it.
    #[must_use]
    pub fn range(&self) -> f64 {
        let shifts = || self.levels.iter().filter_map(|level| level.shift);
        shifts().fold(0.0, f64::max) - shifts().fold(0.0, f64::min)
    }
}

/// The scenario's own point of a design that is made one factor at a time; `None` of any other design.
#[must_use]
pub fn nominal(design: &Design) -> Option<usize> {
    let is_called_so = design.kind.to_lowercase().replace('-', " ").starts_with(ONE_AT_A_TIME);
    let first = design.points.first()?;
    let changes = |point: &[crate::scenario::Level]| point.iter().zip(first).filter(|(own, first)| own.text != first.text).count();
    (is_called_so && design.points[1..].iter().all(|point| changes(point) == 1)).then_some(0)
}

/// The effects of every factor on every output of each of the `keys`: measure by measure, output by output, the factor with the
/// largest range first. `comparisons` has one per point, or none.
pub(crate) fn effects(
    design: &Design,
    nominal: usize,
    values: &PointValues,
    keys: &[Key],
    comparisons: &[Comparison],
    confidence: f64,
    quantiles: &mut StudentQuantiles,
) -> Vec<FactorEffect> {
    let levels: Vec<Vec<usize>> = (0..design.factors.len()).map(|factor| points_of(design, nominal, factor)).collect();
    let mut found = Vec::new();
    for key in keys {
        let Some(place) = values.place(*key) else { continue };
        for output in Output::all(values.policies()) {
            let at_nominal = values.output(nominal, output, place);
            let mean = Some(moments(&at_nominal)).filter(|moments| moments.count > 0).map(|moments| moments.mean);
            let mut at = |point: usize| {
                let shift = paired(&at_nominal, &values.output(point, output, place));
                AtLevel {
                    point,
                    shift: (shift.count > 0).then_some(shift.mean),
                    interval: quantiles.interval(&shift, 1.0 - confidence),
                    n: shift.count,
                    turn: turn(comparisons, (nominal, point), output, *key),
                }
            };
            let mut effects: Vec<FactorEffect> = (0..levels.len())
                .map(|factor| {
                    let levels = levels[factor].iter().map(|point| at(*point)).collect();
                    FactorEffect { factor, output, key: *key, nominal: mean, levels }
                })
                .collect();
            effects.sort_by(|a, b| b.range().total_cmp(&a.range()));
            found.extend(effects);
        }
    }
    found
}

/// The points of a factor's levels: the nominal one, and those where no other factor is changed.
pub(crate) fn points_of(design: &Design, nominal: usize, factor: usize) -> Vec<usize> {
    let is_as_nominal = |point: usize, other: usize| design.points[point][other].text == design.points[nominal][other].text;
    let is_of_factor = |point: usize| (0..design.factors.len()).all(|other| other == factor || is_as_nominal(point, other));
    let others = (0..design.points.len()).filter(|point| *point != nominal && !is_as_nominal(*point, factor) && is_of_factor(*point));
    let mut points: Vec<usize> = std::iter::once(nominal).chain(others).collect();
    let number = |point: usize| design.points[point][factor].number;
    if points.iter().all(|point| number(*point).is_some()) {
        points.sort_by(|a, b| number(*a).unwrap_or_default().total_cmp(&number(*b).unwrap_or_default()));
    }
    points
}

fn turn(comparisons: &[Comparison], (nominal, point): (usize, usize), output: Output, key: Key) -> Option<VerdictTurn> {
    let Output::Difference { policy } = output else { return None };
    let verdict = |point: usize| comparisons.get(point)?.difference(policy, key)?.verdict;
    let side = |verdict| if let Verdict::Apart { side, .. } = verdict { Some(side) } else { None };
    Some(match (side(verdict(nominal)?), side(verdict(point)?)) {
        (Some(there), Some(here)) if there != here => VerdictTurn::Reversed,
        (Some(_), None) => VerdictTurn::Lost,
        (None, Some(_)) => VerdictTurn::Gained,
        _ => VerdictTurn::Same,
    })
}
