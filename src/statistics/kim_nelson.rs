//! Selection: which of k policies is best, when all have the same random numbers, and with a promise kept.
//!
//! The fully sequential procedure KN of Kim and Nelson (2001), "A fully sequential procedure for indifference-zone
//! selection in simulation", *ACM TOMACS* 11:251. The caller says which difference δ is worth detecting (the *indifference
//! zone*). If the best is better than every other by at least δ, it is chosen with at least the promised probability;
//! of policies that lie closer together any may be chosen. The proof is for normal values, independent from one replication to the next; values of one replication may
//! be correlated between candidates in any way, and common random numbers make it stop sooner.
//!
//! After n₀ replications of all, S² of every paired difference is fixed. From then on, after each replication r, a
//! candidate i is dropped when some survivor l leads by more than W = max(0, δ/(2cr) · (h² S²(i,l)/δ² − r)), where
//! h² = 2cη(n₀ − 1), η = ½ [(2α/(k − 1))^(−2/(n₀ − 1)) − 1] and c = 1. The zone shrinks to nothing after h² S²/δ² replications.
//!
//! Two candidates that are equal in every replication stay side by side until then, and the first of them is chosen.
//!
//! [`ocba`] divides a budget sensibly instead, and promises nothing.

use serde::Serialize;

use crate::units::measure::Direction;

/// Replications of the first stage when nothing else is asked for, as in the paper.
pub const FIRST_STAGE: u32 = 10;
/// Probability of a correct selection when nothing else is asked for.
pub const CONFIDENCE: f64 = 0.95;

/// What a selection is to keep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Terms {
    /// Probability that the best is chosen when it is better than the others by the indifference zone (0.5–1).
    pub confidence: f64,
    /// Smallest difference worth detecting, δ, in the unit of the measure.
    pub indifference: f64,
    /// Replications of all candidates before any is dropped, n₀ (at least 2).
    pub first_stage: u32,
    /// Which way is better.
    pub direction: Direction,
}

/// Why no selection can be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SelectionError {
    /// Nothing to choose between.
    #[error("a selection needs at least 2 candidates, got {candidates}")]
    TooFewCandidates {
        /// How many there are.
        candidates: usize,
    },
    /// A zone of zero would never end.
    #[error("the indifference zone is the smallest difference worth detecting and must be above 0, got {indifference}")]
    NoIndifference {
        /// The value given.
        indifference: f64,
    },
    /// Not a probability one can promise.
    #[error("the probability of a correct selection must lie between 0.5 and 1, both exclusive, got {confidence}")]
    NoConfidence {
        /// The value given.
        confidence: f64,
    },
    /// Nothing to estimate variances from.
    #[error("the first stage needs at least 2 replications, got {first_stage}")]
    NoFirstStage {
        /// The value given.
        first_stage: u32,
    },
    /// A measure that is neither better high nor better low.
    #[error("the measure is neither better high nor better low, so that no policy is the best of it")]
    NoDirection,
    /// Columns of different length.
    #[error("there are {means} means and {sds} standard deviations; each candidate has one of both")]
    Uneven {
        /// Number of means.
        means: usize,
        /// Number of standard deviations.
        sds: usize,
    },
}

/// A candidate that was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Elimination {
    /// The candidate.
    pub candidate: usize,
    /// Replications used when it was dropped.
    pub at: u32,
    /// The candidate that led it by the most beyond their zone.
    pub by: usize,
}

/// What to run next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Candidates still in, in their order.
    pub candidates: Vec<usize>,
    /// Before so many more replications nothing can be decided.
    pub at_least: u32,
    /// After so many more everything is; a batch may be any number between. A candidate that drops out within a batch
    /// has been run in vain, and its values are not looked at.
    pub at_most: u32,
}

/// A selection while its replications come in.
#[derive(Clone, Debug)]
pub struct Selection {
    terms: Terms,
    /// 1, or −1 of a measure of which less is better.
    sign: f64,
    /// Candidates still in, in their order.
    survivors: Vec<usize>,
    /// By candidate, sums of the values used, the sign such that more is better.
    sums: Vec<f64>,
    /// By replication of the first stage, the values of all candidates, in the same sign.
    first: Vec<Vec<f64>>,
    /// By pair of candidates, h² S² / δ²: replications until their zone is nothing. Empty during the first stage.
    zones: Vec<Vec<f64>>,
    used: u32,
    left_out: u32,
    eliminations: Vec<Elimination>,
}

impl Selection {
    /// A selection among `candidates`, of which nothing is known yet.
    ///
    /// # Errors
    /// When there are fewer than two, or the terms cannot be kept.
    pub fn new(candidates: usize, terms: Terms) -> Result<Self, SelectionError> {
        let Terms { confidence, indifference, first_stage, direction } = terms;
        if candidates < 2 {
            return Err(SelectionError::TooFewCandidates { candidates });
        }
        if !(indifference.is_finite() && indifference > 0.0) {
            return Err(SelectionError::NoIndifference { indifference });
        }
        if !(confidence > 0.5 && confidence < 1.0) {
            return Err(SelectionError::NoConfidence { confidence });
        }
        if first_stage < 2 {
            return Err(SelectionError::NoFirstStage { first_stage });
        }
        Ok(Self {
            terms,
            sign: sign(direction)?,
            survivors: (0..candidates).collect(),
            sums: vec![0.0; candidates],
            first: Vec::new(),
            zones: Vec::new(),
            used: 0,
            left_out: 0,
            eliminations: Vec::new(),
        })
    }

    /// Takes the next replication: a value by candidate, of which those of the dropped are not looked at. When a survivor
    /// has none, because a run failed, the replication is left out for all. After the end nothing changes any more.
    pub fn take(&mut self, values: &[Option<f64>]) {
        if self.winner().is_some() {
            return;
        }
        if self.survivors.iter().any(|&candidate| values.get(candidate).copied().flatten().is_none()) {
            self.left_out += 1;
            return;
        }
        let sign = self.sign;
        let value = |candidate: usize| sign * values[candidate].unwrap_or_default();
        self.survivors.iter().for_each(|&candidate| self.sums[candidate] += value(candidate));
        self.used += 1;
        if self.used <= self.terms.first_stage {
            self.first.push((0..values.len()).map(value).collect());
        }
        if self.used == self.terms.first_stage {
            self.zones = self.zones();
            self.first = Vec::new();
        }
        if self.used >= self.terms.first_stage {
            self.screen();
        }
    }

    /// Candidates still in, in their order.
    #[must_use]
    pub fn survivors(&self) -> &[usize] {
        &self.survivors
    }

    /// The one that is left.
    #[must_use]
    pub fn winner(&self) -> Option<usize> {
        if let [winner] = self.survivors[..] { Some(winner) } else { None }
    }

    /// Who was dropped, when and by whom, in that order.
    #[must_use]
    pub fn eliminations(&self) -> &[Elimination] {
        &self.eliminations
    }

    /// Replications used, and replications left out because a survivor had no value.
    #[must_use]
    pub const fn replications(&self) -> (u32, u32) {
        (self.used, self.left_out)
    }

    /// What to run next; `None` when there is a winner.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        if self.winner().is_some() {
            return None;
        }
        let candidates = self.survivors.clone();
        let in_first = self.terms.first_stage.saturating_sub(self.used);
        if in_first > 0 {
            return Some(Request { candidates, at_least: in_first, at_most: in_first });
        }
        Some(Request { candidates, at_least: 1, at_most: self.last().saturating_sub(self.used).max(1) })
    }

    /// The replication after which no zone among the survivors is left: the largest of ⌊h² S²/δ²⌋, and one more.
    fn last(&self) -> u32 {
        let zones = self.survivors.iter().flat_map(|&i| self.survivors.iter().map(move |&l| self.zones[i][l]));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0, and saturates far beyond any campaign")]
        let last = zones.fold(0.0, f64::max).floor() as u32;
        last.saturating_add(1)
    }

    fn zones(&self) -> Vec<Vec<f64>> {
        let count = self.sums.len();
        let stage = f64::from(self.terms.first_stage);
        let h_squared = h_squared(count, self.terms.first_stage, 1.0 - self.terms.confidence);
        let zone = |i: usize, l: usize| {
            let mean = (self.sums[i] - self.sums[l]) / stage;
            let squares: f64 = self.first.iter().map(|row| (row[i] - row[l] - mean) * (row[i] - row[l] - mean)).sum();
            h_squared * squares / (stage - 1.0) / (self.terms.indifference * self.terms.indifference)
        };
        (0..count).map(|i| (0..count).map(|l| zone(i, l)).collect()).collect()
    }

    /// Drops every survivor that another leads by more than the zone of the two, all judged before any is dropped.
    fn screen(&mut self) {
        let used = f64::from(self.used);
        // r W: the zone in sums
        let width = |i: usize, l: usize| (self.terms.indifference / 2.0 * (self.zones[i][l] - used)).max(0.0);
        let beyond = |i: usize, l: usize| self.sums[l] - self.sums[i] - width(i, l);
        let mut dropped = Vec::new();
        for &i in &self.survivors {
            let others = self.survivors.iter().filter(|&&l| l != i).map(|&l| (beyond(i, l), l));
            if let Some((_, by)) = others.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(lead, _)| *lead > 0.0) {
                dropped.push(Elimination { candidate: i, at: self.used, by });
            }
        }
        self.survivors.retain(|candidate| dropped.iter().all(|elimination| elimination.candidate != *candidate));
        self.eliminations.extend(dropped);
        if self.survivors.len() > 1 && self.used >= self.last() {
            self.choose();
        }
    }

    /// Ends with the survivor that has the largest mean, the first of equals.
    fn choose(&mut self) {
        let best = self.survivors.iter().copied().reduce(|best, other| if self.sums[other] > self.sums[best] { other } else { best });
        let Some(by) = best else { return };
        let dropped = self.survivors.iter().filter(|&&candidate| candidate != by);
        self.eliminations.extend(dropped.map(|&candidate| Elimination { candidate, at: self.used, by }));
        self.survivors = vec![by];
    }
}

/// h² = 2cη(n₀ − 1) with c = 1 and η = ½ [(2α/(k − 1))^(−2/(n₀ − 1)) − 1].
fn h_squared(candidates: usize, first_stage: u32, alpha: f64) -> f64 {
    let freedom = f64::from(first_stage) - 1.0;
    let eta = 0.5 * (libm::pow(2.0 * alpha / (candidates as f64 - 1.0), -2.0 / freedom) - 1.0);
    2.0 * eta * freedom
}

const fn sign(direction: Direction) -> Result<f64, SelectionError> {
    match direction {
        Direction::Higher => Ok(1.0),
        Direction::Lower => Ok(-1.0),
        Direction::Neutral => Err(SelectionError::NoDirection),
    }
}

/// Divides `budget` replications among candidates with these `means` and standard deviations so that the best is likely
/// told apart: N(i) ∝ (s(i)/d(i))² for the others, d being the distance to the best, and N(b) = s(b) √Σ N(i)²/s(i)² for the
/// best itself (Chen, Lin, Yücesan and Chick 2000, *Discrete Event Dynamic Systems* 10:251, eq. 11). Of candidates that are
/// as good as the best only these count, in the limit. A heuristic: moments are taken for known and random numbers for separate,
/// and it promises no probability. Numbers are whole and add up to the budget (largest remainders, the first of equals).
///
/// # Errors
/// With fewer than two candidates, columns of different length, or a direction that is none.
pub fn ocba(means: &[f64], sds: &[f64], budget: u32, direction: Direction) -> Result<Vec<u32>, SelectionError> {
    let sign = sign(direction)?;
    if means.len() < 2 {
        return Err(SelectionError::TooFewCandidates { candidates: means.len() });
    }
    if means.len() != sds.len() {
        return Err(SelectionError::Uneven { means: means.len(), sds: sds.len() });
    }
    let best = (1..means.len()).fold(0, |best, other| if sign * means[other] > sign * means[best] { other } else { best });
    let is_level = means.iter().enumerate().any(|(i, mean)| i != best && *mean == means[best]);
    // 1 / d²; of several equally good ones, whatever is worse is infinitely far
    let nearness = |i: usize| match (is_level, means[i] == means[best]) {
        (true, is_best) => f64::from(u8::from(is_best)),
        (false, _) => 1.0 / ((means[i] - means[best]) * (means[i] - means[best])),
    };
    let others = || (0..means.len()).filter(|&i| i != best);
    let mut weights: Vec<f64> = (0..means.len()).map(|i| if i == best { 0.0 } else { sds[i] * sds[i] * nearness(i) }).collect();
    weights[best] = sds[best] * others().map(|i| sds[i] * sds[i] * nearness(i) * nearness(i)).sum::<f64>().sqrt();
    Ok(divided(&weights, budget))
}

/// `budget` in proportion to `weights`, in whole numbers; evenly where all weights are zero.
fn divided(weights: &[f64], budget: u32) -> Vec<u32> {
    let total: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(budget) * if total > 0.0 { weight / total } else { even }).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0 and not above the budget")]
    let mut whole: Vec<u32> = exact.iter().map(|share| share.floor() as u32).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
    let rest = budget.saturating_sub(whole.iter().sum()) as usize;
    order.into_iter().cycle().take(rest).for_each(|i| whole[i] += 1);
    whole
}

#[cfg(test)]
mod tests {
    use crate::statistics::kim_nelson::*;

    const TERMS: Terms = Terms { confidence: 0.95, indifference: 1.0, first_stage: 10, direction: Direction::Higher };

    fn fed(terms: Terms, rows: &[Vec<Option<f64>>]) -> Selection {
        let mut selection = Selection::new(rows[0].len(), terms).unwrap();
        rows.iter().for_each(|row| selection.take(row));
        selection
    }

    /// Values that alternate about the means, apart in opposite steps of `spread`: S² of a difference is known.
    fn alternating(means: &[f64], spread: f64, rows: u32) -> Vec<Vec<Option<f64>>> {
        let step = |row: u32, at: usize| if (u64::from(row) + at as u64).is_multiple_of(2) { spread } else { -spread };
        (0..rows).map(|row| means.iter().enumerate().map(|(at, mean)| Some(mean + step(row, at))).collect()).collect()
    }

    #[test]
    fn the_constants_are_those_worked_by_hand() {
        // two candidates, n0 = 10, 95%: eta = ((0.1)^(-2/9) - 1) / 2 = 0.334050, h^2 = 18 eta
        assert!((h_squared(2, 10, 0.05) - 6.012_9).abs() < 1e-3, "{}", h_squared(2, 10, 0.05));
        // ten candidates: ((0.1 / 9)^(-2/9) - 1) / 2 = 0.859035
        assert!((h_squared(10, 10, 0.05) - 15.462_6).abs() < 1e-3, "{}", h_squared(10, 10, 0.05));
    }

    #[test]
    fn a_candidate_is_dropped_when_another_leads_by_more_than_the_zone_of_the_two() {
        // differences of neighbours are ±2 about their means: S² = 4 · 10 / 9, zone 6.0129 · 4.444 = 26.72 replications
        let terms = TERMS;
        let after = |lead: f64, rows: u32| fed(terms, &alternating(&[0.0, lead], 1.0, rows));
        // in sums: a lead of 10 · 0.83 is within ½ (26.72 − 10) = 8.36, one of 10 · 0.84 is beyond
        assert_eq!(after(0.83, 10).survivors(), [0, 1]);
        assert_eq!(after(0.84, 10).winner(), Some(1));
        assert_eq!(after(0.84, 10).eliminations(), [Elimination { candidate: 0, at: 10, by: 1 }]);
        // at the 27th replication nothing is left of the zone
        let near = |lead: f64, rows: usize| {
            let level = std::iter::repeat_n(vec![Some(0.0), Some(lead)], rows - 10);
            fed(terms, &alternating(&[0.0, lead], 1.0, 10).into_iter().chain(level).collect::<Vec<_>>())
        };
        assert_eq!((near(1e-9, 26).winner(), near(1e-9, 26).request().unwrap().at_most), (None, 1));
        assert_eq!((near(1e-9, 27).winner(), near(-1e-9, 27).winner()), (Some(1), Some(0)));
    }

    #[test]
    fn less_is_better_where_the_measure_says_so_and_the_dropped_are_not_looked_at() {
        let terms = Terms { direction: Direction::Lower, ..TERMS };
        let mut rows = alternating(&[0.0, 0.3, 90.0], 1.0, 10);
        let selection = fed(terms, &rows);
        assert_eq!((selection.survivors(), selection.eliminations()[0].candidate), (&[0, 1][..], 2));
        rows.extend((0..40).map(|row| vec![Some(f64::from(row % 2)), Some(0.3 + f64::from(row % 2)), None]));
        let selection = fed(terms, &rows);
        assert_eq!((selection.winner(), selection.replications().1), (Some(0), 0));
    }

    #[test]
    fn a_missing_value_leaves_the_replication_out_for_all() {
        let mut rows = alternating(&[0.0, 0.1, 0.2], 1.0, 9);
        rows.insert(4, vec![Some(9e9), None, Some(-9e9)]);
        let selection = fed(TERMS, &rows);
        assert_eq!(selection.replications(), (9, 1));
        assert_eq!(selection.request(), Some(Request { candidates: vec![0, 1, 2], at_least: 1, at_most: 1 }));
        assert_eq!(Selection::new(3, TERMS).unwrap().request().map(|request| request.at_least), Some(10));
    }

    #[test]
    fn of_candidates_that_are_always_equal_the_first_is_chosen_after_the_first_stage() {
        let rows: Vec<_> = (0..10).map(|row| vec![Some(f64::from(row)); 3]).collect();
        let selection = fed(TERMS, &rows);
        assert_eq!((selection.winner(), selection.request(), selection.eliminations().len()), (Some(0), None, 2));
    }

    #[test]
    fn terms_that_cannot_be_kept_are_refused() {
        let refused = |candidates, terms| Selection::new(candidates, terms).unwrap_err().to_string();
        assert!(refused(1, TERMS).contains("got 1"));
        assert!(refused(2, Terms { indifference: 0.0, ..TERMS }).contains("above 0, got 0"));
        assert!(refused(2, Terms { indifference: f64::NAN, ..TERMS }).contains("got NaN"));
        assert!(refused(2, Terms { confidence: 1.0, ..TERMS }).contains("got 1"));
        assert!(refused(2, Terms { first_stage: 1, ..TERMS }).contains("at least 2"));
        assert!(refused(2, Terms { direction: Direction::Neutral, ..TERMS }).contains("neither"));
    }

    #[test]
    fn the_division_of_a_budget_is_the_one_worked_by_hand() {
        // best 1, distances 1, 2, 3, 4, all sd 2: 1 : 1/4 : 1/9 : 1/16 and √(1 + 1/16 + 1/81 + 1/256) = 1.038635 for the best
        let means = [1.0, 2.0, 3.0, 4.0, 5.0];
        let weights = [1.038_635, 1.0, 0.25, 1.0 / 9.0, 0.0625];
        let total: f64 = weights.iter().sum();
        let found = ocba(&means, &[2.0; 5], 10_000, Direction::Lower).unwrap();
        for (found, weight) in found.iter().zip(weights) {
            assert!((f64::from(*found) - 10_000.0 * weight / total).abs() < 1.1, "{found} for {weight}");
        }
        assert_eq!(found.iter().sum::<u32>(), 10_000);
        // twice the spread, four times the replications
        let [_, near, far]: [u32; 3] = ocba(&[3.0, 2.0, 2.0], &[1.0, 1.0, 2.0], 9_000, Direction::Higher).unwrap().try_into().unwrap();
        assert!(far.abs_diff(4 * near) <= 4, "{near} and {far}");
    }

    #[test]
    fn a_budget_is_divided_even_where_candidates_are_equal_or_do_not_vary() {
        let of = |means: &[f64], sds: &[f64]| ocba(means, sds, 10, Direction::Higher).unwrap();
        assert_eq!(of(&[5.0, 5.0, 1.0], &[1.0, 1.0, 1.0]), [5, 5, 0]);
        assert_eq!(of(&[1.0, 2.0, 3.0], &[0.0, 0.0, 0.0]), [4, 3, 3]);
        assert!(ocba(&[1.0, 2.0], &[1.0], 10, Direction::Higher).unwrap_err().to_string().contains("2 means and 1"));
    }
}
