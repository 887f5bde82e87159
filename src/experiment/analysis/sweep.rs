//! What a sweep comes to: policies at many design points, on the random numbers of the same replications everywhere.
//!
//! - **Comparisons**: at each point the policies against the baseline, judged as a comparison of its own would be. Beyond fifty
//!   points intervals of the variance reduction are left out, since a thousand points would otherwise take minutes. A family
//!   is one point: of a hundred points without any difference about five will show one.
//! - **Best** ([`super::best`]): which points and policies cannot be told from the best.
//! - **Effects** ([`super::one_at_a_time`]): what each factor does alone, where the design is made for it.
//! - **Worlds** ([`super::robustness`]): with a baseline to compare with, each point taken as a way the world may be; none where a
//!   policy may decide every factor.
//! - **Responses** ([`crate::experiment::levers`]): of one numeric lever, its curves and the answer.
//! - **Equal budgets** ([`super::equal_budget`]) are asked for one by one; the values for it stay here.
//!
//! Memory: 8 bytes per value of a headline measure, and about 100 bytes per column, policy and point.

use serde::Serialize;

use super::best;
use super::best::Best;
use super::comparison::{Comparison, Differences, PointOutcome};
use super::one_at_a_time;
use super::one_at_a_time::FactorEffect;
use super::pattern::Uncounted;
use super::point_values::PointValues;
use super::robustness;
use super::robustness::Worlds;
use crate::experiment::campaign::execution::{Gatherer, Outcome, Status};
use crate::experiment::design::plan::{Identity, Plan};
use crate::experiment::design::schedule::Cell;
use crate::experiment::levers::response::{LeverGatherer, Response};
use crate::measure::run_result::RunResult;
use crate::scenario::Evidence;
use crate::statistics::estimate::StudentQuantiles;
use crate::units::key::Key;

/// Most points at which each comparison has intervals of the variance reduction.
pub const MOST_FULL_COMPARISONS: usize = 50;

/// Gathers a sweep, cell by cell.
#[derive(Clone, Debug)]
pub struct SweepGatherer {
    headline: Vec<Key>,
    values: PointValues,
    /// By point; empty with one policy.
    differences: Vec<Differences>,
    /// Cells gathered, by point.
    gathered: Vec<u32>,
    lever: Option<LeverGatherer>,
}

/// What a sweep came to: plain data, from which texts, tables and charts are made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepResult {
    /// What tells its plan from any other; its first policy is the baseline.
    pub identity: Identity,
    /// Confidence of every interval alone, of a point's family together, and of the sets of the best.
    pub confidence: f64,
    /// Whether the plan came to its end.
    pub status: Status,
    /// Measures with a verdict.
    pub headline: Vec<Key>,
    /// The values of the headline measures and of the cost in every replication.
    pub values: PointValues,
    /// Cells left out because a run failed, by point.
    pub left_out: Vec<u32>,
    /// The policies against the baseline, by point; empty with one policy.
    pub comparisons: Vec<Comparison>,
    /// The best by each headline measure that has a direction: over everything, then under each policy of several.
    pub best: Vec<Best>,
    /// What each factor does alone; empty unless the design goes one factor at a time.
    pub effects: Vec<FactorEffect>,
    /// The policies across worlds, by headline measure; empty with one policy, and where a policy may decide every factor.
    pub worlds: Vec<Worlds>,
    /// What a lever does under each policy, where one lever is varied.
    pub responses: Vec<Response>,
}

impl SweepGatherer {
    /// Nothing gathered yet of `plan`, whose first policy is the baseline and whose runs have these `columns`.
    ///
    /// # Errors
    /// When a pattern speaks of a number that is not among the columns.
    pub fn new(plan: &Plan, columns: &[Key], evidence: &Evidence) -> Result<Self, Uncounted> {
        let points = plan.points();
        let whole = Differences::new(plan, columns, evidence)?;
        let one = if points > MOST_FULL_COMPARISONS { whole.without_values() } else { whole };
        let differences = if plan.settings.len() > 1 { vec![one; points] } else { Vec::new() };
        let headline = evidence.headline.iter().map(|measure| Key::of_place(*measure));
        Ok(Self {
            headline: headline.filter(|key| columns.contains(key)).collect(),
            values: PointValues::of_headline(plan, columns, evidence),
            differences,
            gathered: vec![0; points],
            lever: LeverGatherer::new(plan, columns, evidence),
        })
    }

    /// What was gathered, judged. `outcome` is that of the campaign that was gathered from, which carried out the whole plan
    /// or its first part.
    #[must_use]
    pub fn conclude(self, plan: &Plan, outcome: &Outcome) -> SweepResult {
        let Self { headline, values, differences, gathered, lever } = self;
        let mut quantiles = StudentQuantiles::default();
        let ended: Vec<u32> = (0..gathered.len()).map(|point| ended_at(point, gathered.len(), outcome.cells)).collect();
        let left_out: Vec<u32> = ended.iter().zip(&gathered).map(|(ended, gathered)| ended.saturating_sub(*gathered)).collect();
        let at = |point: usize| PointOutcome {
            status: outcome.status,
            replications: ended[point],
            left_out: left_out[point],
            estimates: outcome.at(point, plan.settings.len()),
        };
        let each = differences.into_iter().enumerate();
        let comparisons: Vec<Comparison> = each.map(|(point, own)| own.conclude_at(plan, at(point), &mut quantiles)).collect();
        let design = plan.design.as_deref();
        let nominal = design.and_then(one_at_a_time::nominal);
        let effects = design.zip(nominal).map_or_else(Vec::new, |(design, nominal)| {
            one_at_a_time::effects(design, nominal, &values, &headline, &comparisons, plan.confidence, &mut quantiles)
        });
        let of_the_world = design.filter(|design| !design.is_of_levers());
        let worlds = of_the_world.map_or_else(Vec::new, |design| robustness::all(design, &values, &comparisons, nominal, &mut quantiles));
        SweepResult {
            identity: plan.identity.clone(),
            confidence: plan.confidence,
            status: outcome.status,
            best: best::all(&values, &headline, plan.confidence, &mut quantiles),
            headline,
            values,
            left_out,
            comparisons,
            effects,
            worlds,
            responses: lever.map_or_else(Vec::new, |lever| lever.conclude(plan)),
        }
    }
}

/// Cells that ended at a point, of `cells` in all, replication by replication over the points.
fn ended_at(point: usize, points: usize, cells: u64) -> u32 {
    let points = points.max(1) as u64;
    u32::try_from(cells / points + u64::from((point as u64) < cells % points)).unwrap_or(u32::MAX)
}

impl Gatherer for SweepGatherer {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.values.gather(cell, runs);
        if let Some(lever) = &mut self.lever {
            lever.gather(cell, runs);
        }
        self.gathered[cell.point] += 1;
        if let Some(differences) = self.differences.get_mut(cell.point)
            && runs.len() == self.values.policies()
        {
            differences.gather(cell, runs);
        }
    }
}
