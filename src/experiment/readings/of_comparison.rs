//! What is read off a comparison: who is compared with whom, one estimate, one difference, the cost.

use crate::experiment::analysis::comparison::{Comparison, Difference, too_many};
use crate::statistics::estimate::Estimate;
use crate::units::key::Key;
use crate::units::measure::Measure;

impl Comparison {
    /// Name of the policy that the others are compared with.
    #[must_use]
    pub fn baseline(&self) -> &str {
        &self.identity.policies[0]
    }

    /// Name of the policy that `policy`, by its index, is compared with.
    #[must_use]
    pub fn baseline_of(&self, policy: usize) -> &str {
        &self.identity.policies[self.against(policy)]
    }

    /// Index of the policy that `policy` is compared with.
    #[must_use]
    pub fn against(&self, policy: usize) -> usize {
        self.ladder.as_ref().and_then(|ladder| ladder.against.get(policy).copied()).unwrap_or(0)
    }

    /// Indices of the policies that have verdicts and are shown one by one: all beside the first, or the rungs of a ladder.
    #[must_use]
    pub fn judged(&self) -> std::ops::Range<usize> {
        1..self.ladder.as_ref().map_or(self.identity.policies.len(), |ladder| ladder.rungs + 1)
    }

    /// The last rung against the foot, of one measure; of a ladder of one rung, its step.
    #[must_use]
    pub fn all_together(&self, key: Key) -> Option<&Difference> {
        let ladder = self.ladder.as_ref()?;
        if self.together.is_empty() { self.difference(ladder.rungs, key) } else { self.together.iter().find(|row| row.key == key) }
    }

    /// Name of the policy of a difference.
    #[must_use]
    pub fn policy(&self, difference: &Difference) -> &str {
        &self.identity.policies[difference.policy]
    }

    /// Whether so many replications were left out that no verdict is given.
    #[must_use]
    pub fn has_too_many_failures(&self) -> bool {
        too_many(self.replications, self.left_out)
    }

    /// The headline differences of one policy of the plan.
    pub fn headline_of(&self, policy: usize) -> impl Iterator<Item = &Difference> {
        self.headline.iter().filter_map(move |key| self.difference(policy, *key))
    }

    /// One difference of one policy of the plan; `None` of the baseline.
    #[must_use]
    pub fn difference(&self, policy: usize, key: Key) -> Option<&Difference> {
        self.differences.get(policy.checked_sub(1)?)?.iter().find(|difference| difference.key == key)
    }

    /// The difference of a policy by its name, of a measure over the whole place; `None` of the baseline.
    #[must_use]
    pub fn of(&self, policy: &str, measure: Measure) -> Option<&Difference> {
        let index = self.identity.policies.iter().position(|known| known == policy)?;
        self.difference(index, Key::of_place(measure))
    }

    /// What one policy of the plan costs more than the baseline.
    #[must_use]
    pub fn cost_of(&self, policy: usize) -> Option<&Difference> {
        self.difference(policy, Key::of_place(self.cost()))
    }

    /// What a policy costs: what all payers pay where costs are stated, else pay.
    #[must_use]
    pub fn cost(&self) -> Measure {
        let is_counted = self.estimate(0, Key::of_place(Measure::FULL_COST)).is_some();
        if is_counted { Measure::FULL_COST } else { Measure::COST }
    }

    /// One estimate under one policy of the plan.
    #[must_use]
    pub fn estimate(&self, policy: usize, key: Key) -> Option<&Estimate> {
        self.estimates.get(policy)?.iter().find(|estimate| estimate.key == key)
    }
}
