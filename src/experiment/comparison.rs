//! Policies against a baseline, on the same residents, issues and luck.
//!
//! The unit is the replication: each gives one difference per policy and measure, policy minus baseline. The *family* is
//! every policy beside the baseline times every headline measure; its intervals and its verdicts come from one
//! single-step procedure ([`super::family`]), so that they cannot contradict each other. Everything else that is
//! measured is exploratory: plain t intervals of the difference, no verdict. Patterns are evaluated beside.
//!
//! Differences stream; only the headline values are kept replication by replication (16 bytes each), for their
//! correlation, the bootstrap, and whoever draws them.
//!
//! A replication in which a run failed is left out under every policy; above 1% of them no verdict is given. A value
//! that is missing under one policy of a pair leaves that pair out, and `n` says how many are left; a quantile that was
//! not reached in some replication has neither interval nor verdict.

use super::campaign::{Gatherer, Outcome, Status};
use super::estimate::{Estimate, Interval, is_follow_up_quantile, t_interval};
use super::family::{correlation, holm, single_step_level, two_sided_p};
use super::pairs::{Pairs, variance_reduction_interval};
use super::pattern::{Finding, PatternResult, Uncounted, column};
use super::plan::{Identity, Plan};
use super::result::{Group, Key, RunResult};
use super::schedule::Cell;
use super::verdict::{Verdict, judge};
use crate::scenario::{Evidence, Pattern, Subject};
use crate::units::measure::Measure;

/// Largest share of replications left out with which verdicts are given.
const MOST_LEFT_OUT: f64 = 0.01;

/// What a comparison came to: plain data, from which texts, tables and charts are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What tells its plan from any other; its first policy is the baseline.
    pub identity: Identity,
    /// Confidence of the family's intervals together, and of every other interval alone.
    pub confidence: f64,
    /// Whether the plan came to its end.
    pub status: Status,
    /// Replications that ended under every policy, those left out included.
    pub replications: u32,
    /// Replications left out because a run failed.
    pub left_out: u32,
    /// Measures with a verdict.
    pub headline: Vec<Key>,
    /// How the family of verdicts was judged.
    pub family: Family,
    /// By policy, in the order of the plan: an estimate per column.
    pub estimates: Vec<Vec<Estimate>>,
    /// By policy beside the baseline, in the order of the plan: a difference per column.
    pub differences: Vec<Vec<Difference>>,
    /// By policy, in the order of the plan, and headline measure: the value in every replication that was used, in order.
    pub values: Vec<Vec<Vec<Option<f64>>>>,
    /// The scenario's patterns with what was found.
    pub patterns: Vec<PatternResult>,
}

/// The differences that were judged together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Family {
    /// How many there are.
    pub size: usize,
    /// How many of them vary, and so share the risk of error.
    pub varying: usize,
    /// Two-sided level of each of these, which keeps the risk of the family.
    pub level: f64,
}

/// A measure under one policy minus the same under the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Measure and group.
    pub key: Key,
    /// Replications used.
    pub replications: u32,
    /// Of these, pairs with both values.
    pub n: u32,
    /// Mean over the pairs; `None` without pairs, or of a quantile not reached in all.
    pub mean: Option<f64>,
    /// Sample standard deviation of the difference; needs two pairs.
    pub sd: Option<f64>,
    /// Interval: of the family for a headline measure, else plain t. Needs two pairs. Not clipped.
    pub interval: Option<Interval>,
    /// Holm's adjusted p within the family; headline measures only, and decides nothing.
    pub p_holm: Option<f64>,
    /// Sum of the two variances over the variance of the difference; `None` where the difference does not vary.
    pub variance_reduction: Option<f64>,
    /// Its bootstrap interval; headline measures only.
    pub variance_reduction_interval: Option<Interval>,
    /// The smallest difference that matters, when the scenario states one.
    pub relevant: Option<f64>,
    /// The verdict; headline measures only, and only where there is an interval and few runs failed.
    pub verdict: Option<Verdict>,
}

impl Comparison {
    /// Name of the policy that the others are compared with.
    #[must_use]
    pub fn baseline(&self) -> &str {
        &self.identity.policies[0]
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

    /// What one policy of the plan costs more than the baseline.
    #[must_use]
    pub fn cost_of(&self, policy: usize) -> Option<&Difference> {
        self.difference(policy, Key { measure: Measure::COST, group: Group::All })
    }

    /// One estimate under one policy of the plan.
    #[must_use]
    pub fn estimate(&self, policy: usize, key: Key) -> Option<&Estimate> {
        self.estimates.get(policy)?.iter().find(|estimate| estimate.key == key)
    }
}

impl Difference {
    /// Whether this is a quantile that some replication did not reach within the follow-up.
    #[must_use]
    pub fn is_not_reached(&self) -> bool {
        is_follow_up_quantile(self.key.measure) && self.n < self.replications
    }
}

fn too_many(replications: u32, left_out: u32) -> bool {
    f64::from(left_out) > MOST_LEFT_OUT * f64::from(replications)
}

/// Gathers the differences of a comparison, replication by replication.
#[derive(Clone, Debug)]
pub struct Differences {
    columns: Vec<Key>,
    evidence: Evidence,
    /// Places of the headline measures among the columns.
    headline: Vec<usize>,
    /// By policy beside the baseline, by column.
    pairs: Vec<Vec<Pairs>>,
    /// By policy, headline measure and replication.
    values: Vec<Vec<Vec<Option<f64>>>>,
    patterns: Vec<Watched>,
    replications: u32,
}

/// A pattern while its differences come in.
#[derive(Clone, Debug)]
struct Watched {
    pattern: Pattern,
    column: usize,
    /// Index of its policy and its baseline in the plan; `None` when one is not run. A value alone has no baseline.
    policies: Option<(usize, Option<usize>)>,
    pairs: Pairs,
}

impl Watched {
    fn new(pattern: &Pattern, columns: &[Key], plan: &Plan) -> Result<Self, Uncounted> {
        let place = |policy: &str| plan.identity.policies.iter().position(|known| known == policy);
        let column = plan.settings.first().map_or(Ok(0), |setting| column(pattern, columns, setting))?;
        let policies = match &pattern.of {
            Subject::Value => place(&pattern.policy).map(|policy| (policy, None)),
            Subject::Difference { baseline } => place(&pattern.policy).zip(place(baseline)).map(|(policy, base)| (policy, Some(base))),
        };
        Ok(Self { pattern: pattern.clone(), column, policies, pairs: Pairs::default() })
    }

    fn gather(&mut self, measures: &[&[Option<f64>]]) {
        if let Some((policy, Some(baseline))) = self.policies {
            self.pairs.add(measures[baseline][self.column], measures[policy][self.column]);
        }
    }

    fn conclude(self, columns: &[Key], outcome: &Outcome, confidence: f64, replications: u32) -> PatternResult {
        let key = columns[self.column];
        let Some((policy, baseline)) = self.policies else {
            return PatternResult { pattern: self.pattern, found: None, interval: None, n: 0, finding: Finding::NotRun };
        };
        let (found, interval, n) = if baseline.is_some() {
            let raw = Difference::plain(policy, key, &self.pairs, replications, 1.0 - confidence);
            (raw.mean, raw.interval, raw.n)
        } else {
            let estimate = &outcome.estimates[policy][self.column];
            (estimate.mean, estimate.interval, estimate.n)
        };
        let is_judged = !too_many(outcome.replications, outcome.left_out);
        let finding = Finding::of(self.pattern.expect, interval.filter(|_| is_judged));
        PatternResult { pattern: self.pattern, found, interval, n, finding }
    }
}

impl Differences {
    /// Nothing gathered yet of `plan`, whose first policy is the baseline and whose runs have these `columns`.
    ///
    /// # Errors
    /// When a pattern speaks of a number that is not among the columns.
    pub fn new(plan: &Plan, columns: &[Key], evidence: &Evidence) -> Result<Self, Uncounted> {
        let place = |measure: &Measure| columns.iter().position(|key| *key == Key { measure: *measure, group: Group::All });
        let headline: Vec<usize> = evidence.headline.iter().filter_map(place).collect();
        let policies = plan.settings.len();
        Ok(Self {
            columns: columns.to_vec(),
            evidence: evidence.clone(),
            pairs: vec![vec![Pairs::default(); columns.len()]; policies.saturating_sub(1)],
            values: vec![vec![Vec::new(); headline.len()]; policies],
            headline,
            patterns: evidence.patterns.iter().map(|pattern| Watched::new(pattern, columns, plan)).collect::<Result<_, _>>()?,
            replications: 0,
        })
    }

    /// What was gathered, judged. `outcome` is that of the campaign that was gathered from.
    #[must_use]
    pub fn conclude(self, plan: &Plan, outcome: &Outcome) -> Comparison {
        let alpha = 1.0 - plan.confidence;
        let plain = |(index, pairs): (usize, &Vec<Pairs>)| -> Vec<Difference> {
            let each = self.columns.iter().zip(pairs);
            each.map(|(key, pairs)| Difference::plain(index + 1, *key, pairs, self.replications, alpha)).collect()
        };
        let mut differences: Vec<Vec<Difference>> = self.pairs.iter().enumerate().map(plain).collect();
        let mut family: Vec<&mut Difference> = Vec::new();
        for own in &mut differences {
            let mut chosen: Vec<(usize, &mut Difference)> =
                own.iter_mut().enumerate().filter(|(at, _)| self.headline.contains(at)).collect();
            chosen.sort_by_key(|(at, _)| self.headline.iter().position(|place| place == at));
            family.extend(chosen.into_iter().map(|(_, difference)| difference));
        }
        let is_judged = !too_many(outcome.replications, outcome.left_out);
        let judged = self.judge(&mut family, alpha, is_judged);
        Comparison {
            identity: plan.identity.clone(),
            confidence: plan.confidence,
            status: outcome.status,
            replications: outcome.replications,
            left_out: outcome.left_out,
            headline: self.headline.iter().map(|&at| self.columns[at]).collect(),
            family: judged,
            estimates: outcome.estimates.clone(),
            differences,
            patterns: self
                .patterns
                .into_iter()
                .map(|watched| watched.conclude(&self.columns, outcome, plan.confidence, self.replications))
                .collect(),
            values: self.values,
        }
    }

    /// Gives the family, policy by policy and in the order of the headline measures, its intervals and verdicts.
    fn judge(&self, family: &mut [&mut Difference], alpha: f64, is_judged: bool) -> Family {
        let count = self.headline.len();
        let columns = |at: usize, policy: usize| (&self.values[0][at % count], &self.values[policy][at % count]);
        let varies = |difference: &Difference| difference.mean.is_some() && difference.sd.is_some_and(|sd| sd > 0.0);
        let mut residuals = Vec::new();
        let mut freedom = u32::MAX;
        for (at, difference) in family.iter().enumerate().filter(|(_, difference)| varies(difference)) {
            let (baseline, policy) = columns(at, difference.policy);
            residuals.push(centred(baseline, policy, difference.mean.unwrap_or_default()));
            freedom = freedom.min(difference.n - 1);
        }
        let level = single_step_level(&correlation(&residuals), freedom, alpha);
        let mut p = Vec::new();
        for (at, difference) in family.iter_mut().enumerate() {
            let (baseline, policy) = columns(at, difference.policy);
            difference.variance_reduction_interval = variance_reduction_interval(baseline, policy, 1.0 - alpha);
            difference.relevant = self.evidence.relevant(difference.key.measure);
            difference.widen(level);
            if let (Some(mean), Some(interval)) = (difference.mean, difference.interval) {
                p.push(difference.p());
                let direction = difference.key.measure.entry().direction;
                difference.verdict = is_judged.then(|| judge(mean, interval, difference.n, direction, difference.relevant));
            }
        }
        let with_interval = family.iter_mut().filter(|difference| difference.interval.is_some());
        with_interval.zip(holm(&p)).for_each(|(difference, p)| difference.p_holm = Some(p));
        Family { size: family.len(), varying: residuals.len(), level }
    }
}

/// Differences about their mean, a missing one 0.
fn centred(baseline: &[Option<f64>], policy: &[Option<f64>], mean: f64) -> Vec<f64> {
    baseline.iter().zip(policy).map(|(a, b)| a.zip(*b).map_or(0.0, |(a, b)| b - a - mean)).collect()
}

impl Difference {
    /// The difference with a plain t interval of the two-sided level `alpha`.
    fn plain(policy: usize, key: Key, pairs: &Pairs, replications: u32, alpha: f64) -> Self {
        let moments = &pairs.difference;
        let nothing = Self {
            policy,
            key,
            replications,
            n: moments.count,
            mean: None,
            sd: None,
            interval: None,
            p_holm: None,
            variance_reduction: None,
            variance_reduction_interval: None,
            relevant: None,
            verdict: None,
        };
        if moments.count == 0 || nothing.is_not_reached() {
            return nothing;
        }
        Self {
            mean: Some(moments.mean),
            sd: moments.sd(),
            interval: moments.interval(alpha),
            variance_reduction: pairs.variance_reduction(),
            ..nothing
        }
    }

    /// Makes the interval that of the family's `level`.
    fn widen(&mut self, level: f64) {
        if let (Some(mean), Some(sd)) = (self.mean, self.sd) {
            self.interval = Some(t_interval(mean, sd, self.n, level));
        }
    }

    /// p of its own two-sided t test; of a difference that does not vary 1 when it is nought, else 0.
    fn p(&self) -> f64 {
        match (self.mean, self.sd) {
            (Some(mean), Some(sd)) if sd > 0.0 => two_sided_p(mean / (sd / f64::from(self.n).sqrt()), self.n - 1),
            (Some(0.0), _) => 1.0,
            _ => 0.0,
        }
    }
}

impl Differences {
    /// Takes the measures of the next replication under each policy, in the order of the columns.
    pub fn add(&mut self, measures: &[&[Option<f64>]]) {
        self.replications += 1;
        for (pairs, policy) in self.pairs.iter_mut().zip(&measures[1..]) {
            pairs.iter_mut().zip(measures[0]).zip(*policy).for_each(|((pairs, baseline), policy)| pairs.add(*baseline, *policy));
        }
        for (values, policy) in self.values.iter_mut().zip(measures) {
            values.iter_mut().zip(&self.headline).for_each(|(values, &at)| values.push(policy[at]));
        }
        self.patterns.iter_mut().for_each(|watched| watched.gather(measures));
    }
}

impl Gatherer for Differences {
    fn gather(&mut self, _cell: &Cell, runs: &[&RunResult]) {
        let measures: Vec<&[Option<f64>]> = runs.iter().map(|run| run.measures.as_slice()).collect();
        self.add(&measures);
    }
}
