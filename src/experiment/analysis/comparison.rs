//! Policies against a baseline, on the same residents, issues and random numbers.
//!
//! The unit is the replication: each gives one difference per policy and measure, policy minus baseline. The *family* is
//! every policy beside the baseline times every headline measure; its intervals and its verdicts come from one
//! single-step procedure ([`crate::statistics::multiple_tests`]), so that they cannot contradict each other. Everything else that is
//! measured is exploratory: an interval of its own by the same method ([`crate::statistics::estimate`]), no verdict. Patterns are
//! evaluated beside.
//!
//! Two things are said instead of a verdict. A difference that is not zero in fewer than [`FEWEST_DIFFERING`] replications,
//! and zero in others, is *rare*: no interval of so few events is worth its name, so it has neither interval nor verdict.
//! And a difference that never was is *identical* only where the event streams were the same too
//! ([`RunResult::stream`]); else the policies did something else that this measure does not see.
//!
//! Differences stream; only the headline values are kept replication by replication (16 bytes each), for the bootstrap of
//! the variance reduction and whoever draws them.
//!
//! A replication in which a run failed is left out under every policy; above 1% of them no verdict is given. A value
//! that is missing under one policy of a pair leaves that pair out, and `n` says how many are left; a quantile that was
//! not reached in some replication has neither interval nor verdict.

use std::sync::Arc;

use serde::Serialize;

use super::pattern::{Finding, PatternResult, Uncounted, column};
pub use super::pay_stated::PayStated;
use super::verdict::{Verdict, judge};
use crate::experiment::campaign::execution::{Gatherer, Outcome, Status};
use crate::experiment::design::ladder::LadderPlan;
use crate::experiment::design::plan::{Identity, Plan};
use crate::experiment::design::schedule::Cell;
use crate::experiment::matching::estimates::MatchedEstimate;
use crate::measure::run_result::RunResult;
use crate::scenario::{Evidence, Pattern, Subject};
use crate::statistics::estimate::{COHORT, Estimate, Interval, Sample, StudentQuantiles, unreached};
use crate::statistics::multiple_tests::{holm, single_step_level};
use crate::statistics::paired_differences::{Pairs, variance_reduction_interval};
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Largest share of replications left out with which verdicts are given.
const MOST_LEFT_OUT: f64 = 0.01;

/// Fewest replications that must differ before an interval says anything of a difference that is zero in others.
pub const FEWEST_DIFFERING: u32 = 10;

/// Fewest replications from which on a text speaks of the variance reduction.
pub const FEWEST_OF_REDUCTION: u32 = 100;

/// What a comparison came to: plain data, from which texts, tables and charts are made.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// By policy beside the first, in the order of the plan: a difference per column, from the policy that it is compared with.
    pub differences: Vec<Vec<Difference>>,
    /// How the rungs of a ladder are compared; `None` where all policies are compared with the first.
    pub ladder: Option<LadderPlan>,
    /// The last rung of a ladder of several against its foot: a difference per column; empty of any other comparison.
    pub together: Vec<Difference>,
    /// By policy, in the order of the plan, and headline measure: the value in every replication that was used, in order.
    /// None are kept in large sweeps ([`Differences::without_values`]).
    pub values: Vec<Vec<Vec<Option<f64>>>>,
    /// The scenario's patterns with what was found.
    pub patterns: Vec<PatternResult>,
    /// Whose pay the scenario states.
    pub pay: PayStated,
    /// Names of the payers, where costs are stated.
    pub payers: Vec<String>,
    /// The same issues under each policy and under the baseline; empty where that was not gathered
    /// ([`crate::experiment::matching`]).
    pub matched: Vec<MatchedEstimate>,
}

/// The differences that were judged together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Family {
    /// How many there are.
    pub size: usize,
    /// How many of them vary and are not rare, and so share the risk of error.
    pub varying: usize,
    /// Two-sided level of each of these, which keeps the risk of the family.
    pub level: f64,
}

/// How far a campaign came at one design point, and what it estimated there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PointOutcome<'a> {
    pub(crate) status: Status,
    /// Replications that ended under every policy, those left out included.
    pub(crate) replications: u32,
    pub(crate) left_out: u32,
    /// By policy.
    pub(crate) estimates: &'a [Vec<Estimate>],
}

/// A measure under one policy minus the same under the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Index of the policy that it is compared with.
    pub baseline: usize,
    /// Measure and group.
    pub key: Key,
    /// Replications used.
    pub replications: u32,
    /// Of these, pairs with both values.
    pub n: u32,
    /// Pairs whose values are not equal.
    pub differing: u32,
    /// Replications in which a quantile was not reached under one of the policies although something occurred; 0 of every
    /// other measure.
    pub unreached: u32,
    /// Mean over the pairs; `None` without pairs, or of a quantile not reached in all.
    pub mean: Option<f64>,
    /// Sample standard deviation of the difference; needs two pairs.
    pub sd: Option<f64>,
    /// Adjusted skewness of the difference; 0 where it cannot be told.
    pub skewness: f64,
    /// Interval: of the family for a headline measure, else its own. Needs two pairs, and is not given of a rare
    /// difference. Not clipped.
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

impl Difference {
    /// Whether this is a quantile that some replication did not reach within the follow-up.
    #[must_use]
    pub const fn is_not_reached(&self) -> bool {
        self.unreached > 0
    }

    /// Whether so few replications differ, and others do not, that no interval is given.
    #[must_use]
    pub const fn is_rare(&self) -> bool {
        !self.is_not_reached() && is_rare(self.differing, self.n)
    }

    /// What tables say of it: the verdict, or that it is rare.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let rare = || format!("rare: differs in {} of {} runs", self.differing, self.n);
        self.verdict.map(|verdict| verdict.in_tables()).or_else(|| self.is_rare().then(rare))
    }

    fn sample(&self) -> Option<Sample> {
        Some(Sample { mean: self.mean?, sd: self.sd?, skewness: self.skewness, n: self.n })
    }
}

/// Whether a difference that is not zero in `differing` of `n` pairs is rare.
pub(crate) const fn is_rare(differing: u32, n: u32) -> bool {
    0 < differing && differing < n && differing < FEWEST_DIFFERING
}

pub(crate) fn too_many(replications: u32, left_out: u32) -> bool {
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
    /// By policy: the one that it is compared with.
    against: Vec<usize>,
    /// Policies from the first on whose differences are judged.
    judged: usize,
    ladder: Option<Arc<LadderPlan>>,
    /// The last rung of a ladder of several against its foot.
    together: Vec<Pairs>,
    /// By policy, headline measure and replication.
    values: Vec<Vec<Vec<Option<f64>>>>,
    patterns: Vec<Watched>,
    replications: u32,
    /// Replications in which nothing occurred under the baseline, so that there was no cohort; it is the same under all.
    empty: u32,
    /// Place of the share of the occurrence cohort among the columns.
    cohort: Option<usize>,
    /// By policy beside the baseline: replications in which the same events happened, to the second.
    same_streams: Vec<u32>,
    keeps_values: bool,
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

    fn conclude(
        self,
        columns: &[Key],
        ended: PointOutcome,
        confidence: f64,
        replications: u32,
        quantiles: &mut StudentQuantiles,
    ) -> PatternResult {
        let key = columns[self.column];
        let Some((policy, baseline)) = self.policies else {
            return PatternResult { pattern: self.pattern, found: None, interval: None, n: 0, finding: Finding::NotRun };
        };
        let (found, interval, n) = if let Some(baseline) = baseline {
            let raw = Difference::alone((policy, baseline), key, &self.pairs, replications, 1.0 - confidence, quantiles);
            (raw.mean, raw.interval, raw.n)
        } else {
            let estimate = &ended.estimates[policy][self.column];
            (estimate.mean, estimate.interval, estimate.n)
        };
        let is_judged = !too_many(ended.replications, ended.left_out);
        let finding = Finding::of(self.pattern.expect, interval.filter(|_| is_judged));
        PatternResult { pattern: self.pattern, found, interval, n, finding }
    }
}

/// Names of the payers, where costs are stated.
fn payers(plan: &Plan) -> Vec<String> {
    plan.settings.first().and_then(|setting| setting.costs.as_ref()).map_or_else(Vec::new, |costs| costs.payers.clone())
}

impl Differences {
    /// Nothing gathered yet of `plan`, whose first policy is the baseline and whose runs have these `columns`.
    ///
    /// # Errors
    /// When a pattern speaks of a number that is not among the columns.
    pub fn new(plan: &Plan, columns: &[Key], evidence: &Evidence) -> Result<Self, Uncounted> {
        let place = |measure: &Measure| columns.iter().position(|key| *key == Key::of_place(*measure));
        let headline: Vec<usize> = evidence.headline.iter().filter_map(place).collect();
        let policies = plan.settings.len();
        Ok(Self {
            columns: columns.to_vec(),
            evidence: evidence.clone(),
            pairs: vec![vec![Pairs::default(); columns.len()]; policies.saturating_sub(1)],
            against: (0..policies).map(|policy| plan.against(policy)).collect(),
            judged: plan.shown(),
            together: vec![Pairs::default(); plan.ladder.as_ref().map_or(0, |ladder| if ladder.rungs > 1 { columns.len() } else { 0 })],
            ladder: plan.ladder.clone(),
            values: vec![vec![Vec::new(); headline.len()]; policies],
            headline,
            patterns: evidence.patterns.iter().map(|pattern| Watched::new(pattern, columns, plan)).collect::<Result<_, _>>()?,
            replications: 0,
            empty: 0,
            cohort: columns.iter().position(|key| *key == COHORT),
            same_streams: vec![0; policies.saturating_sub(1)],
            keeps_values: true,
        })
    }

    /// The same without a value kept, and so without intervals of the variance reduction: for comparisons by the hundred.
    #[must_use]
    pub fn without_values(self) -> Self {
        Self { keeps_values: false, ..self }
    }

    /// What was gathered, judged. `outcome` is that of the campaign that was gathered from.
    #[must_use]
    pub fn conclude(self, plan: &Plan, outcome: &Outcome) -> Comparison {
        let Outcome { status, replications, left_out, estimates, .. } = outcome;
        let ended = PointOutcome { status: *status, replications: *replications, left_out: *left_out, estimates };
        self.conclude_at(plan, ended, &mut StudentQuantiles::default())
    }

    /// The same of one design point.
    pub(crate) fn conclude_at(self, plan: &Plan, ended: PointOutcome, quantiles: &mut StudentQuantiles) -> Comparison {
        let alpha = 1.0 - plan.confidence;
        let filled = self.replications - self.empty;
        let mut each = |places: (usize, usize), pairs: &[Pairs]| self.each((places, pairs), filled, alpha, quantiles);
        let mut differences: Vec<Vec<Difference>> =
            (1..).zip(&self.pairs).map(|(policy, pairs)| each((policy, self.against[policy]), pairs)).collect();
        let together = each((self.judged.saturating_sub(1), 0), &self.together);
        let mut family: Vec<&mut Difference> = Vec::new();
        for own in differences.iter_mut().take(self.judged.saturating_sub(1)) {
            let mut chosen: Vec<(usize, &mut Difference)> =
                own.iter_mut().enumerate().filter(|(at, _)| self.headline.contains(at)).collect();
            chosen.sort_by_key(|(at, _)| self.headline.iter().position(|place| place == at));
            family.extend(chosen.into_iter().map(|(_, difference)| difference));
        }
        let is_judged = !too_many(ended.replications, ended.left_out);
        let judged = self.judge(&mut family, alpha, is_judged, quantiles);
        Comparison {
            identity: plan.identity.clone(),
            confidence: plan.confidence,
            status: ended.status,
            replications: ended.replications,
            left_out: ended.left_out,
            headline: self.headline.iter().map(|&at| self.columns[at]).collect(),
            family: judged,
            estimates: ended.estimates.to_vec(),
            differences,
            ladder: self.ladder.as_deref().cloned(),
            together,
            patterns: self
                .patterns
                .into_iter()
                .map(|watched| watched.conclude(&self.columns, ended, plan.confidence, filled, quantiles))
                .collect(),
            values: self.values,
            pay: PayStated::of(plan),
            payers: payers(plan),
            matched: Vec::new(),
        }
    }

    /// One policy against one other, column by column, each with an interval of its own; nothing where there are no `pairs`.
    fn each(
        &self,
        (places, pairs): ((usize, usize), &[Pairs]),
        filled: u32,
        alpha: f64,
        quantiles: &mut StudentQuantiles,
    ) -> Vec<Difference> {
        let of = |(key, pairs): (&Key, &Pairs)| {
            let own = Difference::alone(places, *key, pairs, filled, alpha, quantiles);
            Difference { replications: self.replications, ..own }
        };
        self.columns.iter().zip(pairs).map(of).collect()
    }

    /// Gives the family, policy by policy and in the order of the headline measures, its intervals and verdicts.
    fn judge(&self, family: &mut [&mut Difference], alpha: f64, is_judged: bool, quantiles: &mut StudentQuantiles) -> Family {
        let varies = |difference: &&&mut Difference| difference.interval.is_some() && difference.sd.is_some_and(|sd| sd > 0.0);
        let varying = family.iter().filter(varies).count();
        let level = single_step_level(varying, alpha);
        let mut p = Vec::new();
        for (at, difference) in family.iter_mut().enumerate() {
            if self.keeps_values {
                let (baseline, policy) = self.columns_of(at, difference.policy);
                difference.variance_reduction_interval = variance_reduction_interval(baseline, policy, 1.0 - alpha);
            }
            difference.relevant = self.evidence.relevant(difference.key.measure);
            if let (Some(sample), Some(_)) = (difference.sample(), difference.interval) {
                difference.interval = Some(quantiles.about(&sample, level));
                p.push(difference.p());
                difference.verdict = is_judged.then(|| self.verdict(difference)).flatten();
            }
        }
        let with_interval = family.iter_mut().filter(|difference| difference.interval.is_some());
        with_interval.zip(holm(&p)).for_each(|(difference, p)| difference.p_holm = Some(p));
        Family { size: family.len(), varying, level }
    }

    /// The verdict on a difference with an interval.
    fn verdict(&self, difference: &Difference) -> Option<Verdict> {
        let (mean, interval) = (difference.mean?, difference.interval?);
        if difference.differing == 0 {
            let is_identical = self.same_streams.get(difference.policy.checked_sub(1)?) == Some(&self.replications);
            return Some(if is_identical { Verdict::Identical } else { Verdict::Unchanged { n: difference.n } });
        }
        Some(judge(mean, interval, difference.n, difference.key.measure.entry().direction, difference.relevant))
    }

    /// Values under the baseline and under `policy` of the headline measure at this place of the family.
    fn columns_of(&self, at: usize, policy: usize) -> (&[Option<f64>], &[Option<f64>]) {
        let measure = at % self.headline.len();
        (&self.values[self.against[policy]][measure], &self.values[policy][measure])
    }
}

impl Difference {
    /// The difference with an interval of its own of the two-sided level `alpha`; in so many `replications` something occurred.
    fn alone(
        (policy, baseline): (usize, usize),
        key: Key,
        pairs: &Pairs,
        replications: u32,
        alpha: f64,
        quantiles: &mut StudentQuantiles,
    ) -> Self {
        let moments = &pairs.difference;
        let nothing = Self {
            policy,
            baseline,
            key,
            replications,
            n: moments.count,
            differing: pairs.differing,
            unreached: unreached(key, replications, 0, moments.count),
            mean: None,
            sd: None,
            skewness: 0.0,
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
            skewness: moments.skewness(),
            interval: quantiles.interval(moments, alpha).filter(|_| !nothing.is_rare()),
            variance_reduction: pairs.variance_reduction(),
            ..nothing
        }
    }

    /// p of its own two-sided test; of a difference that does not vary 1 when it is zero, else 0.
    fn p(&self) -> f64 {
        match self.sample() {
            Some(sample) if sample.sd > 0.0 => sample.p(),
            Some(Sample { mean: 0.0, .. }) => 1.0,
            _ => 0.0,
        }
    }
}

impl Differences {
    /// Takes the measures of the next replication under each policy, in the order of the columns, and the digest of its
    /// events ([`RunResult::stream`]).
    pub fn add(&mut self, measures: &[&[Option<f64>]], streams: &[u64]) {
        self.replications += 1;
        self.empty += u32::from(self.cohort.is_some_and(|at| measures[0][at].is_none()));
        let others = self.same_streams.iter_mut().zip(streams.iter().zip(&self.against).skip(1));
        others.for_each(|(same, (stream, against))| *same += u32::from(*stream == streams[*against]));
        let add = |pairs: &mut [Pairs], baseline: usize, policy: usize| {
            let values = measures[baseline].iter().zip(measures[policy]);
            pairs.iter_mut().zip(values).for_each(|(pairs, (baseline, policy))| pairs.add(*baseline, *policy));
        };
        for (policy, pairs) in (1..).zip(&mut self.pairs) {
            add(pairs, self.against[policy], policy);
        }
        add(&mut self.together, 0, self.judged - 1);
        for (values, policy) in self.values.iter_mut().zip(measures).filter(|_| self.keeps_values) {
            values.iter_mut().zip(&self.headline).for_each(|(values, &at)| values.push(policy[at]));
        }
        self.patterns.iter_mut().for_each(|watched| watched.gather(measures));
    }
}

impl Gatherer for Differences {
    fn gather(&mut self, _cell: &Cell, runs: &[&RunResult]) {
        let measures: Vec<&[Option<f64>]> = runs.iter().map(|run| run.measures.values()).collect();
        let streams: Vec<u64> = runs.iter().map(|run| run.stream).collect();
        self.add(&measures, &streams);
    }
}
