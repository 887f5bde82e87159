//! Which policy a comparison speaks for, by a rule that is stated and the same for everybody.
//!
//! A policy *may be chosen* when it is worse in no headline measure by an amount that may matter. It is *better* when it may be
//! chosen and at least one headline measure is better by an amount that may matter. Of the better ones those count that cannot
//! be told from the best in the first headline measure that has a direction, or lag by no more than the smallest difference
//! that matters. Of these the cheapest is chosen, of equal costs the one that asks the fewest hours of volunteers, of equal
//! hours the best in that measure. Costs within 1% and hours within 5% of the least count as equal: nobody takes a worse policy
//! for the sake of so little. Where none is better, the baseline stays, unless a policy is known to be equivalent and to cost less.
//!
//! The rule knows nothing of what no headline measure shows: who reads the choice sees beside it who loses, and what it costs.

use std::cmp::Ordering;

use crate::experiment::analysis::best::{AlternativeStanding, rank};
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::analysis::verdict::{Side, Size, Verdict};
use crate::statistics::estimate::StudentQuantiles;
use crate::units::key::Key;
use crate::units::measure::{Direction, Measure};

/// Shares of the least up to which costs, and hours of volunteers, count as equal.
const SAME_COST: f64 = 0.01;
const SAME_HOURS: f64 = 0.05;

/// A policy with the reason why it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChoice {
    /// Index of the policy in the plan; 0 is the baseline.
    pub policy: usize,
    /// Why.
    pub grounds: Grounds,
    /// Other policies that are better too and cannot be told from it in the first headline measure, or lag too little to matter.
    pub alike: Vec<usize>,
    /// Other policies that are better than the baseline as well, but behind these.
    pub behind: Vec<usize>,
}

/// Why a policy is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// It is better than the baseline.
    Better,
    /// No policy is better, and it is the cheapest of those that are known to be equivalent.
    Cheapest,
    /// The baseline: no policy is known to be better, and of some it is not known whether they are.
    Open,
    /// The baseline: every other policy is worse, or differs too little to matter and costs no less.
    NoneBetter,
}

/// How many headline measures of a policy have which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerdictCount {
    /// Better by an amount that may matter.
    pub better: usize,
    /// Worse by an amount that may matter.
    pub worse: usize,
    /// The same, or different by too little to matter.
    pub small: usize,
    /// Without a verdict that says either.
    pub open: usize,
}

impl VerdictCount {
    fn add(&mut self, verdict: Option<Verdict>) {
        let count = match verdict {
            Some(
                Verdict::Identical
                | Verdict::Unchanged { .. }
                | Verdict::Equivalent { .. }
                | Verdict::Apart { size: Some(Size::Small), .. },
            ) => &mut self.small,
            Some(Verdict::Apart { side: Side::Better, .. }) => &mut self.better,
            Some(Verdict::Apart { side: Side::Worse, .. }) => &mut self.worse,
            // higher or lower where neither is better decides nothing
            Some(Verdict::Apart { .. }) => &mut self.small,
            Some(Verdict::Undecided { .. }) | None => &mut self.open,
        };
        *count += 1;
    }

    /// Whether the policy is better in one measure or more and worse in none.
    #[must_use]
    pub const fn is_better(&self) -> bool {
        self.better > 0 && self.worse == 0
    }
}

impl Comparison {
    /// The verdicts on one policy, counted over the headline measures.
    #[must_use]
    pub fn tally(&self, policy: usize) -> VerdictCount {
        let mut tally = VerdictCount::default();
        self.headline_of(policy).for_each(|difference| tally.add(difference.verdict));
        tally
    }

    /// The policy that the comparison speaks for; `None` of a ladder, whose rungs have baselines of their own, without a headline
    /// measure, and where too many runs failed for a verdict.
    #[must_use]
    pub fn choice(&self) -> Option<PolicyChoice> {
        if self.ladder.is_some() || self.headline.is_empty() || self.has_too_many_failures() {
            return None;
        }
        let better: Vec<usize> = self.judged().filter(|policy| self.tally(*policy).is_better()).collect();
        if better.is_empty() {
            return Some(self.without_better());
        }
        let (mut alike, behind) = self.leading(better);
        let policy = self.easiest(&alike);
        alike.retain(|other| *other != policy);
        alike.sort_unstable();
        Some(PolicyChoice { policy, grounds: Grounds::Better, alike, behind })
    }

    /// What is chosen where no policy is better.
    fn without_better(&self) -> PolicyChoice {
        let is_same = |policy: &usize| self.tally(*policy) == VerdictCount { small: self.headline.len(), ..VerdictCount::default() };
        let costs_less = |policy: &usize| self.cost_of(*policy).and_then(|cost| cost.interval).is_some_and(|cost| cost.high < 0.0);
        let mut cheaper: Vec<usize> = self.judged().filter(is_same).filter(costs_less).collect();
        cheaper.sort_by(|one, other| self.by_cost(*one, *other));
        let is_open = self.judged().any(|policy| self.tally(policy).open > 0 && self.tally(policy).worse == 0);
        let (policy, grounds) = match cheaper.first() {
            Some(policy) => (*policy, Grounds::Cheapest),
            None if is_open => (0, Grounds::Open),
            None => (0, Grounds::NoneBetter),
        };
        PolicyChoice { policy, grounds, alike: Vec::new(), behind: Vec::new() }
    }

    /// Whether a policy costs so much more than `than` that it counts.
    #[must_use]
    pub fn is_dearer(&self, policy: usize, than: usize) -> bool {
        self.exceeds(policy, than, Key::of_place(self.cost()), SAME_COST)
    }

    /// Whether a policy asks so many more hours of volunteers than `than` that it counts.
    #[must_use]
    pub fn is_harder(&self, policy: usize, than: usize) -> bool {
        self.exceeds(policy, than, Key::of_place(Measure::VolunteerHours), SAME_HOURS)
    }

    /// Whether a measure is larger under a policy than under `than`, by more than a share of the latter.
    fn exceeds(&self, policy: usize, than: usize, key: Key, share: f64) -> bool {
        let base = self.estimate(0, key).and_then(|estimate| estimate.mean).unwrap_or(0.0);
        let of = |policy: usize| base + self.difference(policy, key).and_then(|difference| difference.mean).unwrap_or(0.0);
        of(policy) > of(than) + share * of(than).abs()
    }

    /// Of some policies, the best first, the cheapest; of those as cheap the one that asks least of volunteers; of those that ask as
    /// little the first.
    fn easiest(&self, policies: &[usize]) -> usize {
        let cheap = policies.iter().copied().filter(|policy| !policies.iter().any(|other| self.is_dearer(*policy, *other)));
        let cheap: Vec<usize> = cheap.collect();
        let easy = cheap.iter().copied().find(|policy| !cheap.iter().any(|other| self.is_harder(*policy, *other)));
        easy.or(cheap.first().copied()).unwrap_or(policies[0])
    }

    /// Of these policies, the best first, those that lead in the first headline measure with a direction, and those behind; without kept values
    /// only the one with the best mean leads.
    fn leading(&self, policies: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let with_direction = |key: &Key| key.measure.entry().direction != Direction::Neutral;
        let Some(place) = self.headline.iter().position(with_direction) else { return (policies, Vec::new()) };
        let key = self.headline[place];
        let kept = |policy: usize| self.values.get(policy).and_then(|own| own.get(place)).cloned().unwrap_or_default();
        let series: Vec<Vec<Option<f64>>> = policies.iter().map(|policy| kept(*policy)).collect();
        let direction = key.measure.entry().direction;
        let ranked = if series.iter().all(Vec::is_empty) {
            let mean = |policy: &usize| self.estimate(*policy, key).and_then(|estimate| estimate.mean);
            rank(&policies.iter().map(|policy| vec![mean(policy)]).collect::<Vec<_>>(), direction, 0.5, &mut StudentQuantiles::default())
        } else {
            rank(&series, direction, 1.0 - self.confidence, &mut StudentQuantiles::default())
        };
        let relevant = self.difference(policies[0], key).and_then(|difference| difference.relevant).unwrap_or(0.0);
        let leads = |standing: &AlternativeStanding| match standing {
            AlternativeStanding::Best | AlternativeStanding::Alike(_) => true,
            AlternativeStanding::Behind(lag) => lag.mean + lag.margin <= relevant,
            AlternativeStanding::NotComparable => false,
        };
        let mut ranked: Vec<_> = policies.into_iter().zip(ranked).collect();
        let worth = |mean: Option<f64>| mean.map_or(f64::INFINITY, |mean| if direction == Direction::Lower { mean } else { -mean });
        ranked.sort_by(|one, other| worth(one.1.0).total_cmp(&worth(other.1.0)));
        let (first, mut rest): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(_, (_, standing))| leads(standing));
        rest.sort_by_key(|(policy, _)| *policy);
        let indices = |list: Vec<(usize, _)>| list.into_iter().map(|(policy, _)| policy).collect::<Vec<usize>>();
        let (first, rest) = (indices(first), indices(rest));
        // without any value nothing leads: all are as good as each other
        if first.is_empty() { (rest, first) } else { (first, rest) }
    }

    /// The cheaper first, then the one with fewer hours of volunteers, then the one that the plan has first.
    fn by_cost(&self, one: usize, other: usize) -> Ordering {
        let mean = |difference: Option<&Difference>| difference.and_then(|difference| difference.mean).unwrap_or(0.0);
        let hours = |policy: usize| mean(self.difference(policy, Key::of_place(Measure::VolunteerHours)));
        let cost = |policy: usize| mean(self.cost_of(policy));
        cost(one).total_cmp(&cost(other)).then(hours(one).total_cmp(&hours(other))).then(one.cmp(&other))
    }
}
