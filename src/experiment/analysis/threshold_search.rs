//! The least staff that keeps a promise: the least (or greatest) level of one factor at which a condition holds, under each
//! policy, with as few runs as bisection needs.
//!
//! The search supposes that the condition, once it holds, holds at all levels beyond. It probes the far end, where it should
//! hold, then the near end, where it may hold already, and then halves what is left between a level that holds and one that
//! does not. Every probe is all replications of the plan at one point, on the random numbers that all points share. *Open*
//! ([`super::condition`]) counts as not holding, so a level that is named does hold; when the level before it is open,
//! more replications may find a lesser one. Under several policies each searches for itself, and only the policies that want a
//! level are run there.
//!
//! **Errors.** Each probe errs with probability 1 − confidence at most, in either direction. Only probes near the edge are
//! likely to, but a search of k probes has no better guarantee than k times that.
//!
//! **When the supposition is wrong.** Levels in between are not run, so a hole in them is not seen. What is seen is told
//! ([`Contrary`]): a probed level at which the measure lies further from keeping the condition than at the probed level before it,
//! by more than chance explains.
//!
//! The decisions rest on results in their order alone, so threads and interruptions change nothing. The rule belongs in the
//! plan's identity: `plan.until(find.rule())`.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Serialize;

use super::condition::{Answer, Bound, Condition};
use super::point_values::{moments, paired};
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::{Cell, Schedule};
pub use crate::experiment::study_spec::Extreme;
use crate::measure::run_result::RunResult;
use crate::statistics::estimate::{Moments, StudentQuantiles};
use crate::units::key::{Group, Key};

/// Largest share of replications left out with which a probe gives an answer.
const MOST_LEFT_OUT: f64 = 0.01;

/// Why nothing can be searched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// None, or several.
    #[error("a search moves one factor, got {factors}: name one key with its levels")]
    NotOneFactor {
        /// How many there are.
        factors: usize,
    },
    /// Levels without an order.
    #[error("levels of {factor} must be numbers in rising order; {text:?} is not")]
    NotRising {
        /// The factor.
        factor: String,
        /// The level that is no number, or not above the one before.
        text: String,
    },
    /// The runs do not measure it.
    #[error("the runs of this scenario have no {measure} of the whole place")]
    NotMeasured {
        /// The measure.
        measure: &'static str,
    },
}

/// A search; a schedule that ends when it is settled.
#[derive(Clone, Debug)]
pub struct ThresholdSearch {
    condition: Condition,
    extreme: Extreme,
    factor: String,
    confidence: f64,
    replications: u32,
    points: usize,
    /// By policy.
    searches: Vec<PolicySearch>,
    /// Cells that are wanted and not yet given.
    wanted: VecDeque<Cell>,
    /// Cells given or wanted that have not ended.
    pending: usize,
}

/// The search under one policy. Places count from the near end, where the condition may fail, to the far end.
#[derive(Clone, Debug)]
struct PolicySearch {
    /// Least place known to hold; beyond all places when there is none.
    holds: usize,
    /// Places up to here, exclusive, are taken not to hold.
    until: usize,
    /// Values by place probed, in the order of probing, with the replications left out.
    probes: Vec<Probed>,
}

#[derive(Clone, Debug)]
struct Probed {
    place: usize,
    /// By replication.
    values: Vec<Option<f64>>,
    left_out: u32,
}

/// What a search came to under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundThreshold {
    /// Index in the plan.
    pub policy: usize,
    /// Whether the search came to its end.
    pub is_settled: bool,
    /// The level looked for, as the index of its point; `None` while none is known to hold.
    pub point: Option<usize>,
    /// Its neighbour on the near side, which does not hold, or, when none holds, the far end; `None` when all levels hold, or
    /// before it was probed.
    pub neighbour: Option<usize>,
    /// Everything probed, points rising.
    pub probes: Vec<Probe>,
    /// What speaks against the supposition of the search.
    pub contrary: Vec<Contrary>,
}

/// A level that was run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Probe {
    /// Index of its point.
    pub point: usize,
    /// What it says of the condition.
    pub answer: Answer,
    /// Mean of the measure; `None` without values.
    pub mean: Option<f64>,
    /// The limit of the mean that decides whether the condition holds, at the plan's confidence, one-sided; needs two values.
    pub limit: Option<f64>,
    /// Replications with a value.
    pub n: u32,
    /// Replications run, those left out included.
    pub replications: u32,
    /// Replications left out because a run failed. Above 1% the answer is open, as it is before the last replication.
    pub left_out: u32,
}

/// Two probed levels, neighbours among the probed, between which the measure goes the wrong way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contrary {
    /// Index of the point nearer to where the condition should fail.
    pub near: usize,
    /// Index of the other.
    pub far: usize,
    /// Mean of the measure at the far one minus the near one.
    pub mean: f64,
}

impl ThresholdSearch {
    /// A search on `plan`, whose design has the levels of one factor in rising order and whose runs have these `columns`.
    ///
    /// # Errors
    /// When the design is another one, or the runs do not have the measure.
    pub fn new(plan: &Plan, columns: &[Key], condition: Condition, extreme: Extreme) -> Result<Self, FindError> {
        let Some(design) = plan.design.as_deref().filter(|design| design.factors.len() == 1) else {
            return Err(FindError::NotOneFactor { factors: plan.design.as_ref().map_or(0, |design| design.factors.len()) });
        };
        let mut before = f64::NEG_INFINITY;
        for level in design.points.iter().map(|point| &point[0]) {
            let is_rising = level.number.is_some_and(|number| number > before);
            if !is_rising {
                return Err(FindError::NotRising { factor: design.factors[0].clone(), text: level.text.clone() });
            }
            before = level.number.unwrap_or(before);
        }
        let key = Key::of_place(condition.measure);
        if !columns.contains(&key) {
            return Err(FindError::NotMeasured { measure: condition.measure.entry().name });
        }
        let points = design.points.len();
        Ok(Self {
            condition,
            extreme,
            factor: design.factors[0].clone(),
            confidence: plan.confidence,
            replications: plan.identity.replications,
            points,
            searches: vec![PolicySearch { holds: points, until: 0, probes: Vec::new() }; plan.settings.len()],
            wanted: VecDeque::new(),
            pending: 0,
        })
    }

    /// The promise.
    #[must_use]
    pub const fn condition(&self) -> Condition {
        self.condition
    }

    /// Which end of the levels is looked for.
    #[must_use]
    pub const fn extreme(&self) -> Extreme {
        self.extreme
    }

    /// The search in words.
    #[must_use]
    pub fn rule(&self) -> String {
        let extreme = match self.extreme {
            Extreme::Least => "least",
            Extreme::Greatest => "greatest",
        };
        format!("{extreme} {} with {}, by bisection", self.factor, self.condition)
    }

    /// Most probes that one policy may take: both ends, and halves of what is between them.
    #[must_use]
    pub fn most_probes(&self) -> usize {
        let between = self.points.saturating_sub(2);
        self.points.min(2) + usize::try_from(usize::BITS - between.leading_zeros()).unwrap_or(0)
    }

    /// What the search has come to, by policy.
    #[must_use]
    pub fn found(&self) -> Vec<FoundThreshold> {
        self.searches.iter().enumerate().map(|(policy, search)| self.found_of(policy, search)).collect()
    }

    fn found_of(&self, policy: usize, search: &PolicySearch) -> FoundThreshold {
        let mut quantiles = StudentQuantiles::default();
        let mut probes: Vec<Probe> = search.probes.iter().map(|probed| self.probe(probed, &mut quantiles)).collect();
        probes.sort_by_key(|probe| probe.point);
        let has_probed = |place: &usize| search.probes.iter().any(|probed| probed.place == *place);
        let neighbour = search.holds.checked_sub(1).filter(has_probed).map(|place| self.point(place));
        FoundThreshold {
            policy,
            is_settled: search.next(self.points).is_none(),
            point: (search.holds < self.points).then(|| self.point(search.holds)),
            neighbour,
            probes,
            contrary: self.contrary(search, &mut quantiles),
        }
    }

    /// The point at a place, and the place of a point.
    const fn point(&self, place: usize) -> usize {
        match self.extreme {
            Extreme::Least => place,
            Extreme::Greatest => self.points - 1 - place,
        }
    }

    fn probe(&self, probed: &Probed, quantiles: &mut StudentQuantiles) -> Probe {
        let values = moments(&probed.values);
        let limits = quantiles.interval(&values, 2.0 * (1.0 - self.confidence));
        Probe {
            point: self.point(probed.place),
            answer: self.answer(probed, &values, quantiles),
            mean: (values.count > 0).then_some(values.mean),
            limit: limits.map(|limits| if self.condition.bound == Bound::AtLeast { limits.low } else { limits.high }),
            n: values.count,
            replications: u32::try_from(probed.values.len()).unwrap_or(u32::MAX),
            left_out: probed.left_out,
        }
    }

    fn answer(&self, probed: &Probed, values: &Moments, quantiles: &mut StudentQuantiles) -> Answer {
        let is_whole = probed.values.len() as u64 == u64::from(self.replications);
        if !is_whole || f64::from(probed.left_out) > MOST_LEFT_OUT * f64::from(self.replications) {
            return Answer::Open;
        }
        self.condition.answer(values, self.replications - probed.left_out, self.confidence, quantiles)
    }

    /// Neighbours among the probed between which the measure goes the wrong way, the risk shared among the pairs.
    fn contrary(&self, search: &PolicySearch, quantiles: &mut StudentQuantiles) -> Vec<Contrary> {
        let mut probes: Vec<&Probed> = search.probes.iter().collect();
        probes.sort_by_key(|probed| probed.place);
        let tests = probes.len().saturating_sub(1).max(1) as f64;
        let mut wrong_way = |pair: &[&Probed]| {
            let change = paired(&pair[0].values, &pair[1].values);
            let limits = quantiles.interval(&change, 2.0 * (1.0 - self.confidence) / tests)?;
            let is_contrary = if self.condition.bound == Bound::AtLeast { limits.high < 0.0 } else { limits.low > 0.0 };
            is_contrary.then(|| Contrary { near: self.point(pair[0].place), far: self.point(pair[1].place), mean: change.mean })
        };
        probes.windows(2).filter_map(&mut wrong_way).collect()
    }

    /// Learns from the probes that have ended, and wants the next.
    fn decide(&mut self) {
        let mut quantiles = StudentQuantiles::default();
        for index in 0..self.searches.len() {
            let Some(probed) = self.searches[index].probes.last() else { continue };
            let (place, answer) = (probed.place, self.answer(probed, &moments(&probed.values), &mut quantiles));
            self.searches[index].learn(place, answer, self.points);
        }
        let mut probes: Vec<(usize, usize)> = Vec::new();
        for (policy, search) in self.searches.iter_mut().enumerate() {
            if let Some(place) = search.next(self.points) {
                search.probes.push(Probed { place, values: Vec::new(), left_out: 0 });
                probes.push((place, policy));
            }
        }
        probes.sort_unstable();
        for group in probes.chunk_by(|a, b| a.0 == b.0) {
            let policies: Arc<[usize]> = group.iter().map(|(_, policy)| *policy).collect();
            let some = (policies.len() < self.searches.len()).then_some(policies);
            let point = self.point(group[0].0);
            self.wanted.extend((0..self.replications).map(|replication| Cell { replication, point, policies: some.clone() }));
        }
        self.pending = self.wanted.len();
    }
}

impl PolicySearch {
    /// The next place to probe: the far end, the near end, then the middle of what is left.
    fn next(&self, points: usize) -> Option<usize> {
        match self.probes.len() {
            _ if self.until >= self.holds => None,
            0 => Some(points - 1),
            1 => Some(0),
            _ => Some(self.until.midpoint(self.holds - 1)),
        }
    }

    fn learn(&mut self, place: usize, answer: Answer, points: usize) {
        if answer == Answer::Holds {
            self.holds = place;
        } else {
            self.until = place + 1;
        }
        debug_assert!(self.until <= points && self.holds <= points, "place {place} of {points}");
    }
}

impl Schedule for ThresholdSearch {
    fn next(&mut self, most: usize) -> Vec<Cell> {
        if self.pending == 0 {
            self.decide();
        }
        let all = self.searches.len();
        let (mut cells, mut runs) = (Vec::new(), 0);
        while let Some(cell) = self.wanted.front() {
            runs += cell.runs(all);
            if runs > most && !cells.is_empty() {
                break;
            }
            cells.extend(self.wanted.pop_front());
        }
        cells
    }

    fn done(&mut self, cell: &Cell, runs: Option<&[&RunResult]>) {
        self.pending = self.pending.saturating_sub(1);
        for (at, policy) in cell.policies(self.searches.len()).enumerate() {
            let Some(probed) = self.searches[policy].probes.last_mut() else { continue };
            probed.left_out += u32::from(runs.is_none());
            probed.values.push(runs.and_then(|runs| runs[at].value(self.condition.measure, Group::All)));
        }
    }
}
