//! Schedules: which cells of a plan are run, and in which order. A *cell* is one replication at one design point, under
//! every policy or some of them.
//!
//! The order is *replication-major*: replication 0 at every point, then replication 1, so that whatever is done at any moment
//! is balanced. A schedule may look at what was done and decide what comes next; it decides by results in their order
//! alone, so that threads, shards and interruptions change nothing.

use std::sync::Arc;

use super::plan::{Plan, Shard};
use crate::measure::run_result::RunResult;

/// One replication at one design point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Replication number, from 0.
    pub replication: u32,
    /// Index of the design point; 0 without a design.
    pub point: usize,
    /// Indices of the policies that are run, rising; `None` for all.
    pub policies: Option<Arc<[usize]>>,
}

impl Cell {
    /// The policies that are run, of `all` that the plan has.
    pub fn policies(&self, all: usize) -> impl Iterator<Item = usize> + '_ {
        let some = self.policies.as_deref();
        let count = some.map_or(all, <[usize]>::len);
        (0..count).map(move |at| some.map_or(at, |some| some[at]))
    }

    /// How many runs it has, where the plan has `all` policies.
    #[must_use]
    pub fn runs(&self, all: usize) -> usize {
        self.policies.as_ref().map_or(all, |some| some.len())
    }
}

/// Decides which cells are run.
pub trait Schedule {
    /// The next cells, at least one and about as many as make `most` runs, in order; none at the end. All cells that were
    /// given before have been told to [`Self::done`].
    fn next(&mut self, most: usize) -> Vec<Cell>;

    /// A cell has ended: its runs under the policies that were run, in their order; `None` for all of them when one failed,
    /// since the replication is then left out for every policy.
    fn done(&mut self, cell: &Cell, runs: Option<&[&RunResult]>);
}

/// All cells of a plan, or one shard of them.
#[derive(Clone, Debug)]
pub struct Whole {
    points: u64,
    policies: usize,
    next: u64,
    until: u64,
}

impl Whole {
    /// All cells of `plan`.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        Self { points: plan.points() as u64, policies: plan.settings.len(), next: 0, until: plan.cells() }
    }

    /// The cells of one shard of `plan`: whole cells, so that a replication at a point is never divided, and whoever looks at
    /// its policies side by side finds all of them in one shard.
    #[must_use]
    pub fn shard(plan: &Plan, shard: Shard) -> Self {
        let cells = shard.cells(plan.cells());
        Self { next: cells.start, until: cells.end, ..Self::of(plan) }
    }
}

impl Schedule for Whole {
    fn next(&mut self, most: usize) -> Vec<Cell> {
        let count = (most / self.policies.max(1)).max(1) as u64;
        let from = self.next;
        self.next = from.saturating_add(count).min(self.until);
        let cell = |number: u64| Cell {
            replication: u32::try_from(number / self.points).unwrap_or(u32::MAX),
            point: usize::try_from(number % self.points).unwrap_or(usize::MAX),
            policies: None,
        };
        (from..self.next).map(cell).collect()
    }

    fn done(&mut self, _cell: &Cell, _runs: Option<&[&RunResult]>) {}
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::experiment::design::schedule::*;

    /// What one shard runs: by replication and point, how many cells and how many runs of `policies`.
    fn given(points: u64, cells: u64, policies: usize, shard: Shard) -> BTreeMap<(u32, usize), (usize, usize)> {
        let own = shard.cells(cells);
        let mut whole = Whole { points, policies, next: own.start, until: own.end };
        let mut found: BTreeMap<(u32, usize), (usize, usize)> = BTreeMap::new();
        loop {
            let next = whole.next(5);
            if next.is_empty() {
                return found;
            }
            for cell in next {
                let counts = found.entry((cell.replication, cell.point)).or_default();
                *counts = (counts.0 + 1, counts.1 + cell.runs(policies));
            }
        }
    }

    #[test]
    fn no_shard_has_a_part_of_the_policies_of_a_replication_at_a_point() {
        for (points, replications, policies, of) in [(1_u64, 7_u64, 3_usize, 4_u32), (3, 4, 2, 5), (5, 2, 4, 11), (2, 1, 1, 3)] {
            let mut all: BTreeMap<(u32, usize), (usize, usize)> = BTreeMap::new();
            for number in 1..=of {
                for (key, counts) in given(points, points * replications, policies, Shard { number, of }) {
                    assert_eq!(counts, (1, policies), "replication {} at point {} in shard {number}/{of}", key.0, key.1);
                    assert!(all.insert(key, counts).is_none(), "{key:?} is in two shards");
                }
            }
            assert_eq!(all.len() as u64, points * replications);
        }
    }
}
