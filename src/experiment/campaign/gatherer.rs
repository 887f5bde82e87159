//! Gatherers: what looks at the replications of a campaign as they are complete, in plan order.

use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::RunResult;

/// Somebody who gathers the cells that count: those complete under every policy that was run, in plan order.
pub trait Gatherer {
    /// Takes the next cell: its run under each policy that was run, the measures in the order of the columns.
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]);
}

/// Nobody gathers.
#[derive(Clone, Copy, Debug)]
pub struct Ungathered;

impl Gatherer for Ungathered {
    fn gather(&mut self, _cell: &Cell, _runs: &[&RunResult]) {}
}

impl<G: Gatherer> Gatherer for Option<G> {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.iter_mut().for_each(|gatherer| gatherer.gather(cell, runs));
    }
}

impl<G: Gatherer> Gatherer for &mut G {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        (**self).gather(cell, runs);
    }
}

impl<A: Gatherer, B: Gatherer> Gatherer for (A, B) {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.0.gather(cell, runs);
        self.1.gather(cell, runs);
    }
}
