//! What a campaign gathers beside estimates.

use crate::experiment::analysis::comparison::Differences;
use crate::experiment::analysis::loads::LoadSums;
use crate::experiment::analysis::slow_states::SlowStates;
use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::schedule::Cell;
use crate::experiment::matching::gathering::MatchedIssues;
use crate::measure::run_result::RunResult;

/// What a campaign gathers besides estimates; nothing of a shard.
pub struct Gathered<C> {
    /// The differences of a comparison.
    pub differences: Option<Differences>,
    /// The courses that charts are drawn of.
    pub courses: Option<C>,
    /// The states that move slowly.
    pub slow: Option<SlowStates>,
    /// How busy people are, and where queues grow.
    pub loads: Option<LoadSums>,
    /// The same issues under each policy and under the baseline.
    pub matched: Option<MatchedIssues>,
}

impl<C: Gatherer> Gatherer for Gathered<C> {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.differences.gather(cell, runs);
        self.courses.gather(cell, runs);
        self.slow.gather(cell, runs);
        self.loads.gather(cell, runs);
        self.matched.gather(cell, runs);
    }
}
