//! Policies across worlds: each design point is one way the world may be (the ranges of assumed numbers, say), and a policy
//! should do well in most of them, not only in the one that was written down.
//!
//! Per headline measure:
//! - **best**: in how many worlds each policy has the best mean, shares it, or cannot be told from the one that has it
//!   ([`super::best`], a family per world);
//! - **regret**: how far a policy's mean is from the best mean of the same world, in the unit of the measure: mean, 90% quantile
//!   and largest over the worlds (Savage 1951, *Journal of the American Statistical Association* 46:55). The best of noisy means is
//!   a bit too good, so regrets err on the high side, by no more than replication noise;
//! - **sign**: in how many worlds a policy differs from the baseline to the same side as at the reference: the scenario's own
//!   point where the design has one, else the mean over the worlds. Counted twice: by the mean alone, and by verdicts;
//! - **what turns it**: how well each factor alone tells the worlds of the other sign from the rest ([`super::scenario_discovery`]).
//!
//! Worlds count alike. After a Latin hypercube or a Sobol' sequence a share of worlds is a share of the ranges, each number as
//! likely as another; after a list of levels it is a share of the list. Neither is a probability of the real world.
//!
//! A world needs a replication in which every policy has a value; the others are counted.

use serde::Serialize;

use super::comparison::{Comparison, Difference};
use super::point_values::{Alternative, PointValues, Series};
use super::scenario_discovery::{Flips, JudgedWorld};
use super::verdict::Verdict;
use crate::experiment::design::points::Design;
use crate::measure::order_statistics::rank;
use crate::statistics::estimate::StudentQuantiles;
use crate::units::key::Key;
use crate::units::measure::Direction;

/// A headline measure across worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worlds {
    /// The measure.
    pub key: Key,
    /// The worlds in which the policies could be compared: indices of design points.
    pub points: Vec<usize>,
    /// Worlds in which they could not.
    pub not_comparable: usize,
    /// By policy of the plan; empty for a measure without direction.
    pub policies: Vec<AcrossWorlds>,
    /// By policy beside the baseline, in the order of the plan.
    pub signs: Vec<SignAcrossWorlds>,
}

/// How a policy did across worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AcrossWorlds {
    /// Index in the plan.
    pub policy: usize,
    /// Worlds in which it alone has the best mean.
    pub best: usize,
    /// Worlds in which it shares the best mean, to the last bit.
    pub tied: usize,
    /// Worlds in which it has the best mean or cannot be told from the one that has.
    pub among_the_best: usize,
    /// Regret by world, in the order of [`Worlds::points`], in the unit of the measure.
    pub regrets: Vec<f64>,
    /// These in short; `None` without worlds.
    pub regret: Option<Regret>,
}

/// Regret over the worlds, in the unit of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Regret {
    /// Mean.
    pub mean: f64,
    /// 90% quantile (order statistic).
    pub p90: f64,
    /// Largest.
    pub largest: f64,
    /// World of the largest: index of the design point.
    pub worst: usize,
}

/// What signs are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// The difference at the scenario's own point, which has this index.
    Nominal(usize),
    /// The mean of the differences over the worlds.
    Whole,
}

/// To which side a policy differs from the baseline, across worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignAcrossWorlds {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// What the others are compared with.
    pub reference: Reference,
    /// The difference there, in the unit of the measure; `None` when it has none.
    pub at_reference: Option<f64>,
    /// Worlds with a difference.
    pub worlds: usize,
    /// By the mean alone: to the same side.
    pub same: usize,
    /// By the mean alone: to the other side.
    pub opposite: usize,
    /// By verdict: apart from 0, to the same side.
    pub settled_same: usize,
    /// By verdict: apart from 0, to the other side.
    pub settled_opposite: usize,
    /// By verdict: identical, or equivalent within what matters.
    pub equivalent: usize,
    /// Without a verdict, or undecided.
    pub undecided: usize,
    /// What tells the worlds of the other sign from the rest; `None` when there are too few of either.
    pub flips: Option<Flips>,
}

/// Each of the headline `keys` across the points of `design`. `comparisons` has one per point; `nominal` is the
/// scenario's own point.
pub(crate) fn all(
    design: &Design,
    values: &PointValues,
    comparisons: &[Comparison],
    nominal: Option<usize>,
    quantiles: &mut StudentQuantiles,
) -> Vec<Worlds> {
    let Some(first) = comparisons.first() else { return Vec::new() };
    let reference = nominal.map_or(Reference::Whole, Reference::Nominal);
    let of_key = |key: &Key| {
        let place = values.place(*key)?;
        let (points, worlds): (Vec<usize>, Vec<SeriesByPolicy>) =
            (0..values.points()).filter_map(|point| Some((point, shared(values, point, place)?))).unzip();
        let sign = |policy| SignAcrossWorlds::new(design, comparisons, *key, (policy, reference));
        Some(Worlds {
            key: *key,
            not_comparable: values.points() - points.len(),
            policies: policies(&points, &worlds, key.measure.entry().direction, 1.0 - first.confidence, quantiles),
            signs: (1..values.policies()).map(sign).collect(),
            points,
        })
    };
    first.headline.iter().filter_map(of_key).collect()
}

/// The values of each policy at a point, of replications that have one under each; at least one such.
type SeriesByPolicy = Vec<Series>;

fn shared(values: &PointValues, point: usize, key: usize) -> Option<SeriesByPolicy> {
    let mut series: SeriesByPolicy = (0..values.policies()).map(|policy| values.series(Alternative { point, policy }, key)).collect();
    let is_whole: Vec<bool> = (0..values.replications()).map(|at| series.iter().all(|own| own[at].is_some())).collect();
    for own in &mut series {
        let mut whole = is_whole.iter();
        own.retain(|_| whole.next() == Some(&true));
    }
    is_whole.contains(&true).then_some(series)
}

fn policies(
    points: &[usize],
    worlds: &[SeriesByPolicy],
    direction: Direction,
    alpha: f64,
    quantiles: &mut StudentQuantiles,
) -> Vec<AcrossWorlds> {
    if direction == Direction::Neutral {
        return Vec::new();
    }
    let count = worlds.first().map_or(0, Vec::len);
    let new = |policy| AcrossWorlds { policy, best: 0, tied: 0, among_the_best: 0, regrets: Vec::new(), regret: None };
    let mut found: Vec<AcrossWorlds> = (0..count).map(new).collect();
    for world in worlds {
        let ranked = super::best::rank(world, direction, alpha, quantiles);
        let means: Vec<f64> = ranked.iter().filter_map(|(mean, _)| *mean).collect();
        let pick = if direction == Direction::Lower { f64::min } else { f64::max };
        let best = means.iter().copied().reduce(pick).unwrap_or_default();
        let sharing = means.iter().filter(|mean| **mean == best).count();
        for (own, (mean, (_, standing))) in found.iter_mut().zip(means.iter().zip(&ranked)) {
            let regret = (mean - best).abs();
            own.regrets.push(regret);
            own.best += usize::from(regret == 0.0 && sharing == 1);
            own.tied += usize::from(regret == 0.0 && sharing > 1);
            own.among_the_best += usize::from(standing.is_among_the_best());
        }
    }
    found.iter_mut().for_each(|own| own.regret = Regret::of(points, &own.regrets));
    found
}

impl Regret {
    fn of(points: &[usize], regrets: &[f64]) -> Option<Self> {
        let mut order: Vec<usize> = (0..regrets.len()).collect();
        order.sort_by(|a, b| regrets[*a].total_cmp(&regrets[*b]).then(b.cmp(a)));
        let (last, at_p90) = (*order.last()?, rank(regrets.len() as u64, 0.9)?);
        let mean = regrets.iter().sum::<f64>() / regrets.len() as f64;
        Some(Self { mean, p90: regrets[order[at_p90]], largest: regrets[last], worst: points[last] })
    }
}

impl SignAcrossWorlds {
    fn new(design: &Design, comparisons: &[Comparison], key: Key, (policy, reference): (usize, Reference)) -> Self {
        let found: Vec<Option<&Difference>> = comparisons.iter().map(|comparison| comparison.difference(policy, key)).collect();
        let with_mean = || {
            let each = found.iter().enumerate();
            each.filter_map(|(point, difference)| Some((point, (*difference)?, (*difference)?.mean?)))
        };
        let worlds = with_mean().count();
        let at_reference = match reference {
            Reference::Nominal(point) => found.get(point).copied().flatten().and_then(|difference| difference.mean),
            Reference::Whole => (worlds > 0).then(|| with_mean().map(|(_, _, mean)| mean).sum::<f64>() / worlds as f64),
        };
        let towards = at_reference.unwrap_or_default();
        let mut counts = Self {
            policy,
            reference,
            at_reference,
            worlds,
            same: 0,
            opposite: 0,
            settled_same: 0,
            settled_opposite: 0,
            equivalent: 0,
            undecided: 0,
            flips: None,
        };
        let mut each = Vec::with_capacity(worlds);
        for (point, difference, mean) in with_mean() {
            let is_flipped = mean * towards < 0.0;
            counts.count(mean * towards, difference.verdict);
            each.push(JudgedWorld { point, difference: mean, is_flipped });
        }
        counts.flips = Flips::of(design, &each);
        counts
    }

    /// Takes a world; `product` is above 0 where its difference has the sign of the reference.
    fn count(&mut self, product: f64, verdict: Option<Verdict>) {
        self.same += usize::from(product > 0.0);
        self.opposite += usize::from(product < 0.0);
        match verdict {
            Some(Verdict::Apart { .. }) => {
                self.settled_same += usize::from(product > 0.0);
                self.settled_opposite += usize::from(product < 0.0);
            }
            Some(Verdict::Identical | Verdict::Unchanged { .. } | Verdict::Equivalent { .. }) => self.equivalent += 1,
            Some(Verdict::Undecided { .. }) | None => self.undecided += 1,
        }
    }
}
