//! Values of a few measures, replication by replication, at every design point and under every policy: what statements
//! about several points at once are made from.
//!
//! All points share the random numbers of the same replications. So two points are compared like two policies, replication by
//! replication, and values must stay side by side: they are placed by the number of their replication, and what is
//! missing (a run that failed, a measure without denominator) leaves a hole instead of moving the rest up. 8 bytes a value.
//!
//! **Means with holes.** Plain means of two points with different holes differ by the random numbers of the replications too. Where
//! means are put in order, the random numbers of each replication are first taken off; without holes nothing changes.

use serde::Serialize;

use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::RunResult;
use crate::scenario::Evidence;
use crate::statistics::estimate::Moments;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Values replication by replication; `None` is a hole.
pub type Series = Vec<Option<f64>>;

/// One policy at one design point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Alternative {
    /// Index of the design point; 0 without a design.
    pub point: usize,
    /// Index of the policy in the plan.
    pub policy: usize,
}

/// What is looked at across points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// The measure under one policy of the plan, by index.
    Value {
        /// The policy.
        policy: usize,
    },
    /// The measure under one policy minus the same under the first of the plan, the baseline.
    Difference {
        /// The policy, not the baseline.
        policy: usize,
    },
}

impl Output {
    /// All that a plan of so many `policies` has: every value, then every difference.
    pub fn all(policies: usize) -> impl Iterator<Item = Self> {
        (0..policies).map(|policy| Self::Value { policy }).chain((1..policies).map(|policy| Self::Difference { policy }))
    }
}

/// Values by design point, policy, measure and replication.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointValues {
    keys: Vec<Key>,
    points: usize,
    policies: usize,
    replications: usize,
    /// By point and policy; by replication and key within. A hole is not a number.
    cells: Vec<Vec<f64>>,
}

impl PointValues {
    /// Nothing gathered yet of `plan`, whose runs have these `columns`; of them the `keys` are kept, those that are there.
    #[must_use]
    pub fn new(plan: &Plan, columns: &[Key], keys: &[Key]) -> Self {
        let keys = keys.iter().copied().filter(|key| columns.contains(key)).collect();
        let (points, policies) = (plan.points(), plan.settings.len());
        Self { keys, points, policies, replications: 0, cells: vec![Vec::new(); points * policies] }
    }

    /// The same of the headline measures, and behind them the cost.
    #[must_use]
    pub fn of_headline(plan: &Plan, columns: &[Key], evidence: &Evidence) -> Self {
        let mut measures = evidence.headline.clone();
        if !measures.contains(&Measure::COST) {
            measures.push(Measure::COST);
        }
        let keys: Vec<Key> = measures.into_iter().map(Key::of_place).collect();
        Self::new(plan, columns, &keys)
    }

    /// What is kept.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Place of `key` among what is kept.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<usize> {
        self.keys.iter().position(|known| *known == key)
    }

    /// Design points; 1 without a design.
    #[must_use]
    pub const fn points(&self) -> usize {
        self.points
    }

    /// Policies.
    #[must_use]
    pub const fn policies(&self) -> usize {
        self.policies
    }

    /// Replications seen at some point, holes included.
    #[must_use]
    pub const fn replications(&self) -> usize {
        self.replications
    }

    /// Every policy at every point.
    pub fn alternatives(&self) -> impl Iterator<Item = Alternative> + use<> {
        let policies = self.policies;
        (0..self.points).flat_map(move |point| (0..policies).map(move |policy| Alternative { point, policy }))
    }

    /// One value; `key` by place.
    #[must_use]
    pub fn value(&self, of: Alternative, key: usize, replication: usize) -> Option<f64> {
        let cell = &self.cells[of.point * self.policies + of.policy];
        cell.get(replication * self.keys.len() + key).copied().filter(|value| value.is_finite())
    }

    /// The values of an alternative, replication by replication; `key` by place. All series are of one length.
    #[must_use]
    pub fn series(&self, of: Alternative, key: usize) -> Series {
        (0..self.replications).map(|replication| self.value(of, key, replication)).collect()
    }

    /// An output at a point, replication by replication; `key` by place.
    #[must_use]
    pub fn output(&self, point: usize, output: Output, key: usize) -> Series {
        let series = |policy| self.series(Alternative { point, policy }, key);
        match output {
            Output::Value { policy } => series(policy),
            Output::Difference { policy } => gaps(&series(0), &series(policy)).collect(),
        }
    }
}

/// Rounds of the fit; its error falls with each by about the share of holes.
const ROUNDS: u32 = 30;

impl Gatherer for PointValues {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        let width = self.keys.len();
        let replication = usize::try_from(cell.replication).unwrap_or(usize::MAX);
        self.replications = self.replications.max(replication + 1);
        for (policy, run) in cell.policies(self.policies).zip(runs) {
            let values = &mut self.cells[cell.point * self.policies + policy];
            if values.len() < (replication + 1) * width {
                values.resize((replication + 1) * width, f64::NAN);
            }
            for (value, key) in values[replication * width..].iter_mut().zip(&self.keys) {
                *value = run.measures.value(*key).unwrap_or(f64::NAN);
            }
        }
    }
}

/// The second series minus the first, where both have a value.
pub(crate) fn gaps(from: &[Option<f64>], to: &[Option<f64>]) -> impl Iterator<Item = Option<f64>> {
    from.iter().zip(to).map(|(from, to)| to.zip(*from).map(|(to, from)| to - from))
}

/// Mean and spread of the values that are there.
pub(crate) fn moments(series: &[Option<f64>]) -> Moments {
    series.iter().flatten().copied().collect()
}

/// Mean and spread of the second series minus the first, over the replications that have both.
pub(crate) fn paired(from: &[Option<f64>], to: &[Option<f64>]) -> Moments {
    gaps(from, to).flatten().collect()
}

/// The mean of each series, without the random numbers of the holes: value = series + replication, fitted by least squares (means of either
/// taken off in turn), and of that what the series would be over all replications. The plain means where no series has a hole.
/// `None` of a series without values.
pub(crate) fn levelled_means(series: &[Series]) -> Vec<Option<f64>> {
    let mean = |values: &Moments| (values.count > 0).then_some(values.mean);
    let mut own: Vec<Option<f64>> = series.iter().map(|own| mean(&moments(own))).collect();
    if series.iter().flatten().all(Option::is_some) {
        return own;
    }
    let replications = series.iter().map(Vec::len).max().unwrap_or(0);
    let mut luck = vec![None; replications];
    for _ in 0..ROUNDS {
        for (replication, luck) in luck.iter_mut().enumerate() {
            let rest = series.iter().zip(&own).filter_map(|(values, own)| Some((*values.get(replication)?)? - (*own)?));
            *luck = mean(&rest.collect());
        }
        own = series.iter().map(|values| mean(&paired(&luck, values))).collect();
    }
    let level = moments(&luck).mean;
    own.into_iter().map(|own| own.map(|own| own + level)).collect()
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::point_values::*;

    #[test]
    fn means_without_holes_are_plain_and_holes_do_not_move_them_by_their_luck() {
        // one series lies 2 above the other; the replications are 0, 10 and 50
        let (low, high): (Vec<_>, Vec<_>) = [0.0, 10.0, 50.0].into_iter().map(|luck| (Some(luck), Some(luck + 2.0))).unzip();
        assert_eq!(levelled_means(&[low.clone(), high.clone()]), [Some(20.0), Some(22.0)]);
        let holed = vec![low[0], low[1], None];
        // the plain means would be 5 and 22
        let found = levelled_means(&[holed.clone(), high, vec![None; 3]]);
        assert!((found[0].unwrap() - 20.0).abs() < 1e-6 && (found[1].unwrap() - 22.0).abs() < 1e-6 && found[2].is_none(), "{found:?}");
        assert_eq!(levelled_means(&[holed]), [Some(5.0)]);
        assert_eq!(levelled_means(&[]), []);
    }

    #[test]
    fn pairs_are_those_replications_that_have_both() {
        let found = paired(&[Some(1.0), None, Some(3.0), Some(0.0)], &[Some(2.0), Some(9.0), Some(7.0), None]);
        assert_eq!((found.count, found.mean), (2, 2.5));
    }

    #[test]
    fn every_value_and_every_difference_is_an_output() {
        assert_eq!(Output::all(1).collect::<Vec<_>>(), [Output::Value { policy: 0 }]);
        assert_eq!(Output::all(3).count(), 5);
        assert_eq!(Output::all(2).last(), Some(Output::Difference { policy: 1 }));
    }
}
