//! For the same money, is more of this better than more of that?
//!
//! A *way* to spend is a list of alternatives that differ in one number, its *level* (staff, members), each costing what it
//! costs; a way may also be one alternative alone. A *budget* is what some alternative costs, or that and an amount more, or an
//! amount. Each way is put at the budget, and the measures there are compared, pairs of replications with the same random events.
//! So "is a liaison scheme better than the staff it would pay for?" is a way of one alternative (the scheme, as it is) beside the
//! levels of staff without it, at the budget of the scheme; "more staff or more members?" is two ways at the budget of today plus
//! the money that there is.
//!
//! **At the budget.** A level whose mean cost is within the tolerance is taken as it is, and the rest of its cost is told: a real
//! option is worth more than a computed one. Else the level lies between two neighbours, one cheaper and one dearer, and level
//! and measures are interpolated between them: with w the place of the budget between the two mean costs, (1 − w) of the
//! lower and w of the upper. Where no level is cheaper or none dearer, the way does not reach the budget, and nothing is
//! extrapolated. Where the cost meets the budget more than once it is told.
//!
//! **Intervals.** Costs are estimates too, so w is uncertain. To first order (delta method) the interpolated measure moves by its slope
//! per unit of cost for every unit by which the cost in a replication misses the budget; each replication's value is
//! corrected by that, its mean is unchanged, and a t interval of these values holds both kinds of noise. The families of
//! measures share the risk (Bonferroni).
//!
//! **Limits.** Between levels the curves are taken as straight; closely spaced levels say more. A level between whole numbers is a
//! mean of two ways of staffing, not a person and a half. The cost is that of the cost measure: what it leaves out is free.

use serde::Serialize;

use super::one_at_a_time::points_of;
use super::point_values::{Alternative, PointValues, Series, gaps, moments, paired};
use super::verdict::{Verdict, judge};
use crate::experiment::design::plan::Plan;
use crate::scenario::Evidence;
use crate::statistics::estimate::{Interval, Moments, StudentQuantiles};
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Costs that differ by less than this share are the same but for rounding.
const ROUNDING: f64 = 1e-9;

/// A way to spend: alternatives, each with the level that tells it from the others, levels rising.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// What it is, for people.
    pub title: String,
    /// Level, in the unit of its factor, and alternative.
    pub levels: Vec<(f64, Alternative)>,
}

/// How much is spent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// What an alternative costs, and so much more (0 for the same), in the unit of the cost.
    CostOf {
        /// The alternative.
        alternative: Alternative,
        /// The amount more.
        more: f64,
    },
    /// So much, in the unit of the cost.
    Amount(f64),
}

/// Two ways at the same budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EqualBudget {
    /// The budget, in the unit of the cost: a mean where it is the cost of an alternative.
    pub budget: f64,
    /// Where each of the two ways stands at the budget.
    pub ways: [AtBudget; 2],
    /// By headline measure: the second way minus the first. Empty unless both reach the budget.
    pub differences: Vec<BudgetDifference>,
}

/// A way at the budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AtBudget {
    /// What it is, for people.
    pub title: String,
    /// Where on it the budget is spent.
    pub place: WayPosition,
    /// How often its cost meets the budget: levels within the tolerance, and pairs of neighbours on either side of it. Above 1, the
    /// nearest level was taken, or the lowest pair.
    pub crossings: usize,
}

/// Where on a way a budget is spent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WayPosition {
    /// At one of its levels.
    Level {
        /// The level.
        level: f64,
        /// The alternative.
        alternative: Alternative,
        /// Mean cost above the budget, at most the tolerance either way, in the unit of the cost.
        beyond: f64,
    },
    /// Between two neighbouring levels.
    Between {
        /// The lower of the two.
        below: Alternative,
        /// The upper.
        above: Alternative,
        /// Where between them, 0–1 from below to above.
        weight: f64,
        /// The interpolated level.
        level: f64,
        /// Its interval, at the plan's confidence; needs two replications. Not clipped to the neighbours.
        interval: Option<Interval>,
    },
    /// Nowhere: it costs more at every level, or less.
    OutOfReach {
        /// The level whose cost comes nearest.
        nearest: Alternative,
        /// Its mean cost above the budget, below 0 where it is cheaper.
        beyond: f64,
    },
}

/// A measure at the budget, second way minus first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BudgetDifference {
    /// Measure and group.
    pub key: Key,
    /// Mean, in the unit of the measure; `None` without replications that have all values.
    pub mean: Option<f64>,
    /// Interval of the family; needs two replications.
    pub interval: Option<Interval>,
    /// Replications used.
    pub n: u32,
    /// The verdict: whether the second way is better than the first.
    pub verdict: Option<Verdict>,
}

/// Why ways could not be put at a budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// The runs do not say what they cost.
    #[error("the runs have no {}, which is their cost", Measure::COST.entry().name)]
    NoCost,
    /// Nothing to spend on, or nothing that it costs.
    #[error("no run of {title} says what it costs")]
    NoValues {
        /// The way, or the budget.
        title: String,
    },
    /// Levels that cannot be put in order.
    #[error("levels of {factor} are no numbers, expected numbers, to see which of them cost the same")]
    NotNumeric {
        /// The factor.
        factor: String,
    },
}

impl Way {
    /// The levels of one factor of a plan under one policy, the other factors as at the first design point.
    ///
    /// # Errors
    /// [`BudgetError::NotNumeric`], and [`BudgetError::NoValues`] of a plan without design.
    pub fn along(plan: &Plan, factor: usize, policy: usize) -> Result<Self, BudgetError> {
        let title = plan.identity.policies[policy].clone();
        let Some(design) = &plan.design else { return Err(BudgetError::NoValues { title }) };
        let name = design.factors[factor].clone();
        let level = |point: usize| design.points[point][factor].number.map(|number| (number, Alternative { point, policy }));
        let levels: Option<Vec<_>> = points_of(design, 0, factor).into_iter().map(level).collect();
        levels
            .map_or(Err(BudgetError::NotNumeric { factor: name.clone() }), |levels| Ok(Self { title: format!("{title}, {name}"), levels }))
    }

    /// One alternative and no other, at level 0.
    #[must_use]
    pub fn only(title: impl Into<String>, alternative: Alternative) -> Self {
        Self { title: title.into(), levels: vec![(0.0, alternative)] }
    }
}

/// Values in every replication of a way at a budget.
struct Spent {
    at: AtBudget,
    /// By key of the values; `None` out of reach.
    series: Option<Vec<Series>>,
}

impl EqualBudget {
    /// The two ways at the budget. `tolerance` is a share of the budget (0.01: a level that costs up to 1% more or less
    /// counts as costing the same); `evidence` says which measures carry a verdict and what matters.
    ///
    /// # Errors
    /// When the runs do not say what they cost.
    pub fn new(
        values: &PointValues,
        evidence: &Evidence,
        budget: Budget,
        tolerance: f64,
        ways: [&Way; 2],
        confidence: f64,
    ) -> Result<Self, BudgetError> {
        let cost = values.place(Key::of_place(Measure::COST)).ok_or(BudgetError::NoCost)?;
        let wanted: Series = match budget {
            Budget::CostOf { alternative, more } => {
                values.series(alternative, cost).into_iter().map(|value| value.map(|value| value + more)).collect()
            }
            Budget::Amount(amount) => vec![Some(amount); values.replications()],
        };
        let mean = moments(&wanted);
        if mean.count == 0 {
            return Err(BudgetError::NoValues { title: "the budget".to_owned() });
        }
        let mut quantiles = StudentQuantiles::default();
        let mut spend = |way: &Way| {
            let search =
                BudgetSearch { values, cost, wanted: &wanted, slack: tolerance.max(ROUNDING) * mean.mean.abs(), alpha: 1.0 - confidence };
            search.spend(way, &mut quantiles)
        };
        let [first, second] = [spend(ways[0])?, spend(ways[1])?];
        let differences = match (&first.series, &second.series) {
            (Some(first), Some(second)) => differences(values, evidence, (first, second), 1.0 - confidence, &mut quantiles),
            _ => Vec::new(),
        };
        Ok(Self { budget: mean.mean, ways: [first.at, second.at], differences })
    }
}

/// What is looked for on a way.
struct BudgetSearch<'a> {
    values: &'a PointValues,
    /// Place of the cost among the values.
    cost: usize,
    /// The budget in every replication.
    wanted: &'a [Option<f64>],
    /// How far a level's cost may be off, in the unit of the cost.
    slack: f64,
    alpha: f64,
}

impl BudgetSearch<'_> {
    fn spend(&self, way: &Way, quantiles: &mut StudentQuantiles) -> Result<Spent, BudgetError> {
        let beyond = |(level, alternative): &(f64, Alternative)| {
            let gap = paired(self.wanted, &self.values.series(*alternative, self.cost));
            (gap.count > 0).then_some((*level, *alternative, gap.mean))
        };
        let costs: Vec<(f64, Alternative, f64)> = way.levels.iter().filter_map(beyond).collect();
        let is_met = |cost: &(f64, Alternative, f64)| cost.2.abs() <= self.slack;
        let crosses = |pair: &&[(f64, Alternative, f64)]| pair[0].2 * pair[1].2 < 0.0 && !pair.iter().any(is_met);
        let between = || costs.windows(2).filter(crosses);
        let crossings = between().count() + costs.iter().filter(|cost| is_met(cost)).count();
        let nearest = costs.iter().reduce(|a, b| if b.2.abs() < a.2.abs() { b } else { a });
        let Some(&(level, alternative, beyond)) = nearest else { return Err(BudgetError::NoValues { title: way.title.clone() }) };
        let (place, series) = if beyond.abs() <= self.slack {
            let keys = 0..self.values.keys().len();
            (WayPosition::Level { level, alternative, beyond }, Some(keys.map(|key| self.values.series(alternative, key)).collect()))
        } else if let Some([lower, upper]) = between().next() {
            let (place, series) = self.interpolate(lower, upper, quantiles);
            (place, Some(series))
        } else {
            (WayPosition::OutOfReach { nearest: alternative, beyond }, None)
        };
        Ok(Spent { at: AtBudget { title: way.title.clone(), place, crossings }, series })
    }

    /// Between two levels, one cheaper and one dearer than the budget.
    fn interpolate(
        &self,
        lower: &(f64, Alternative, f64),
        upper: &(f64, Alternative, f64),
        quantiles: &mut StudentQuantiles,
    ) -> (WayPosition, Vec<Series>) {
        let (below, above) = (lower.1, upper.1);
        let step = upper.2 - lower.2;
        let weight = -lower.2 / step;
        let mixed = |a: &[Option<f64>], b: &[Option<f64>]| -> Series {
            a.iter().zip(b).map(|(a, b)| a.zip(*b).map(|(a, b)| a + weight * (b - a))).collect()
        };
        let series = |key: usize| (self.values.series(below, key), self.values.series(above, key));
        let costs = series(self.cost);
        // by how much the cost of a replication misses the budget; its mean is zero
        let missed: Series = gaps(&mixed(&costs.0, &costs.1), self.wanted).collect();
        let corrected = |values: Series, slope: f64| -> Series {
            values.iter().zip(&missed).map(|(value, missed)| value.zip(*missed).map(|(value, missed)| value + slope * missed)).collect()
        };
        let of_key = |key: usize| {
            let (low, high) = series(key);
            corrected(mixed(&low, &high), paired(&low, &high).mean / step)
        };
        let level = lower.0 + weight * (upper.0 - lower.0);
        let levels: Moments = missed.iter().flatten().map(|missed| level + (upper.0 - lower.0) / step * missed).collect();
        let interval = quantiles.interval(&levels, self.alpha);
        (WayPosition::Between { below, above, weight, level, interval }, (0..self.values.keys().len()).map(of_key).collect())
    }
}

fn differences(
    values: &PointValues,
    evidence: &Evidence,
    (first, second): (&[Series], &[Series]),
    alpha: f64,
    quantiles: &mut StudentQuantiles,
) -> Vec<BudgetDifference> {
    let headline = evidence.headline.iter().map(|measure| Key::of_place(*measure));
    let found: Vec<(Key, Moments)> =
        headline.filter_map(|key| values.place(key).map(|place| (key, paired(&first[place], &second[place])))).collect();
    let level = alpha / found.len().max(1) as f64;
    let difference = |(key, moments): (Key, Moments)| {
        let interval = quantiles.interval(&moments, level);
        let entry = key.measure.entry();
        let verdict = interval.map(|it| judge(moments.mean, it, moments.count, entry.direction, evidence.relevant(key.measure)));
        BudgetDifference { key, mean: (moments.count > 0).then_some(moments.mean), interval, n: moments.count, verdict }
    };
    found.into_iter().map(difference).collect()
}
