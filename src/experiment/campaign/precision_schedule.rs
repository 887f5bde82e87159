//! A campaign that ends when it is precise enough: the schedule of [`crate::statistics::stopping`].
//!
//! Replications are given in rounds, from one look to the next, and a look is made when the last of its round has ended.
//! It sees the replications in their order and nothing else, so that threads, interruptions and what was read back
//! decide nothing. At most as many replications are made as the plan asks for; there a last look is made.
//!
//! Of one policy the looks are at its estimates. In a comparison they are at the differences from the baseline, each with
//! a share of the family's risk (Bonferroni; on a ladder those of each rung from the one before it, relative targets being shares of
//! what the foot has), so that no interval of the family is wider in the end than it was at
//! the last look; those that stand alone are narrower.

use serde::Serialize;

use crate::experiment::analysis::comparison::is_rare;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::{Cell, Schedule};
use crate::measure::run_result::RunResult;
use crate::statistics::estimate::{Estimate, Estimator};
use crate::statistics::stopping::{Precision, PrecisionError, Stopping, TargetReading, Unmet};
use crate::units::key::Key;

/// Gives replications until the precision is reached, or all of the plan.
#[derive(Clone, Debug)]
pub struct PrecisionSchedule {
    stopping: Stopping,
    /// Values of the targets: of the only policy; in a comparison of the baseline, then the differences of the others from it.
    estimators: Vec<Estimator>,
    /// By policy: the one that it is compared with.
    against: Vec<usize>,
    /// By the same, and target: replications whose value is not zero.
    nonzero: Vec<Vec<u32>>,
    /// Confidence of the intervals at the looks (0–1).
    confidence: f64,
    /// Replications given, and ended.
    given: u32,
    ended: u32,
    most: u32,
    is_reached: bool,
    /// By look: replications that had ended, and what was seen.
    looks: Vec<(u32, Vec<TargetReading>)>,
}

/// What became of a precision that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Precise {
    /// What was asked.
    pub asked: Precision,
    /// Confidence of the intervals at the looks (0–1); in a comparison the family's, shared out.
    pub confidence: f64,
    /// Replications that ended, those left out included.
    pub replications: u32,
    /// The most there may be.
    pub most: u32,
    /// Whether it was reached at two looks in a row.
    pub is_reached: bool,
    /// What is not met; empty and not reached, when a second look would have had to confirm it.
    pub unmet: Vec<Unmet>,
    /// The looks in order: replications that had ended, and what was seen of every target under every policy; in a comparison,
    /// its differences from the baseline.
    pub looks: Vec<(u32, Vec<TargetReading>)>,
}

impl PrecisionSchedule {
    /// The schedule of `plan`, whose runs have these `columns`. A plan of several policies is a comparison with the first;
    /// its family are the others, each with `headline` measures.
    ///
    /// # Errors
    /// When the precision is about a measure that the runs do not have.
    pub fn new(plan: &Plan, columns: &[Key], precision: Precision, headline: usize) -> Result<Self, PrecisionError> {
        precision.check(columns)?;
        let keys: Vec<Key> = precision.targets.iter().map(|target| target.key).collect();
        let policies = plan.shown();
        let family = ((policies.saturating_sub(1)) * headline).max(1);
        Ok(Self {
            stopping: Stopping::new(precision),
            estimators: vec![Estimator::new(&keys); policies],
            against: (0..policies).map(|policy| plan.against(policy)).collect(),
            nonzero: vec![vec![0; keys.len()]; policies],
            confidence: 1.0 - (1.0 - plan.confidence) / family as f64,
            given: 0,
            ended: 0,
            most: plan.identity.replications,
            is_reached: false,
            looks: Vec::new(),
        })
    }

    /// What became of it, as far as the campaign came.
    #[must_use]
    pub fn conclude(&self) -> Precise {
        let asked = self.stopping.precision().clone();
        let unmet = if self.is_reached { Vec::new() } else { asked.unmet(&self.readings(), self.confidence) };
        let Self { confidence, ended, most, is_reached, .. } = *self;
        Precise { asked, confidence, replications: ended, most, is_reached, unmet, looks: self.looks.clone() }
    }

    fn readings(&self) -> Vec<TargetReading> {
        let lists: Vec<Vec<Estimate>> = self.estimators.iter().map(|estimator| estimator.estimates(self.confidence)).collect();
        match lists.as_slice() {
            [] => Vec::new(),
            [only] => only.iter().map(|estimate| TargetReading::of_estimate(0, estimate)).collect(),
            [baseline, differences @ ..] => {
                let of = |(at, list): (usize, &Vec<Estimate>)| {
                    let reading = |((difference, baseline), differing): ((&Estimate, &Estimate), &u32)| TargetReading {
                        relative_to: baseline.mean,
                        is_rare: is_rare(*differing, difference.n),
                        ..TargetReading::of_estimate(at + 1, difference)
                    };
                    list.iter().zip(baseline).zip(&self.nonzero[at + 1]).map(reading).collect::<Vec<_>>()
                };
                differences.iter().enumerate().flat_map(of).collect()
            }
        }
    }

    fn add(&mut self, runs: &[&RunResult]) {
        let targets = || self.stopping.precision().targets.iter();
        let of = |run: &RunResult| -> Vec<Option<f64>> { targets().map(|target| run.measures.value(target.key)).collect() };
        let values: Vec<Vec<Option<f64>>> = runs.iter().map(|run| of(run)).collect();
        let minus = |(policy, against): (&Vec<Option<f64>>, &usize)| -> Vec<Option<f64>> {
            policy.iter().zip(&values[*against]).map(|(policy, baseline)| Some((*policy)? - (*baseline)?)).collect()
        };
        let rows = values.first().cloned().into_iter().chain(values.iter().zip(&self.against).skip(1).map(minus));
        for ((estimator, nonzero), row) in self.estimators.iter_mut().zip(&mut self.nonzero).zip(rows) {
            nonzero.iter_mut().zip(&row).for_each(|(count, value)| *count += u32::from(value.is_some_and(|value| value != 0.0)));
            estimator.add(&row);
        }
    }

    /// After how many replications the round under way ends.
    fn round(&self) -> u32 {
        self.stopping.next_look().min(self.most)
    }
}

impl Schedule for PrecisionSchedule {
    fn next(&mut self, most: usize) -> Vec<Cell> {
        if self.is_reached {
            return Vec::new();
        }
        let count = u32::try_from((most / self.estimators.len().max(1)).max(1)).unwrap_or(u32::MAX);
        let from = self.given;
        self.given = from.saturating_add(count).min(self.round());
        (from..self.given).map(|replication| Cell { replication, point: 0, policies: None }).collect()
    }

    fn done(&mut self, _cell: &Cell, runs: Option<&[&RunResult]>) {
        if let Some(runs) = runs {
            self.add(runs);
        }
        self.ended += 1;
        if self.ended == self.round() {
            let readings = self.readings();
            self.is_reached = self.stopping.look(&readings, self.confidence).is_reached;
            self.looks.push((self.ended, readings));
        }
    }
}

/// The rule in words, for the identity of a plan.
#[must_use]
pub fn rule(precision: &Precision) -> String {
    let targets = precision.targets.iter().map(|target| format!("{} {}", target.key.measure.entry().name, target.half_width));
    let Precision { minimum, step, .. } = precision;
    let targets = targets.collect::<Vec<_>>().join(", ");
    format!("half-widths {targets} at two looks in a row, after {minimum} replications and every {step}")
}

#[cfg(test)]
mod tests {
    use crate::experiment::campaign::precision_schedule::*;
    use crate::measure::run_result::Measured;

    use crate::units::measure::Measure;

    const KEY: Key = Key::of_place(Measure::ResolutionTime);

    fn schedule(policies: &[&str], text: &str, most: u32) -> PrecisionSchedule {
        let scenario = crate::scenario::read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml"), &[]);
        let plan = Plan::new(&scenario.unwrap(), policies, None, Some(most)).unwrap();
        let precision = Precision::parse(text, &[Measure::ResolutionTime]).unwrap();
        PrecisionSchedule::new(&plan, &[KEY], precision, 1).unwrap()
    }

    fn run(value: f64) -> RunResult {
        RunResult::of_measures(0, Measured::new([KEY], [Some(value)]), 0)
    }

    /// Carries the schedule out, `most` runs at once, with values by replication and policy; gives the replications.
    fn carried_out(schedule: &mut PrecisionSchedule, most: usize, value: impl Fn(u32, usize) -> Option<f64>) -> Vec<u32> {
        let mut given = Vec::new();
        loop {
            let cells = schedule.next(most);
            if cells.is_empty() {
                return given;
            }
            for cell in cells {
                given.push(cell.replication);
                let runs: Option<Vec<RunResult>> =
                    (0..schedule.estimators.len()).map(|policy| value(cell.replication, policy).map(run)).collect();
                let runs = runs.as_ref().map(|runs| runs.iter().collect::<Vec<_>>());
                schedule.done(&cell, runs.as_deref());
            }
        }
    }

    #[test]
    fn it_ends_at_the_second_look_that_meets_the_target_however_many_runs_are_taken_at_once() {
        // ±1 about 10: half-width 0.38 after 30, 0.32 after 40
        let value = |replication: u32, _| Some(if replication.is_multiple_of(2) { 9.0 } else { 11.0 });
        for most in [1, 7, 64] {
            let mut schedule = schedule(&["base"], "5%", 1_000);
            assert_eq!(carried_out(&mut schedule, most, value), (0..40).collect::<Vec<_>>(), "{most}");
            let found = schedule.conclude();
            assert_eq!((found.is_reached, found.replications, found.unmet.len()), (true, 40, 0));
        }
    }

    #[test]
    fn at_the_end_of_the_plan_it_says_what_is_not_met() {
        let value = |replication: u32, _| Some(if replication.is_multiple_of(2) { 9.0 } else { 11.0 });
        let mut wide = schedule(&["base"], "1%", 36);
        assert_eq!(carried_out(&mut wide, 64, value).len(), 36);
        let found = wide.conclude();
        assert_eq!((found.is_reached, found.unmet.len(), found.unmet[0].asked), (false, 1, Some(0.1)));
        // met at 30 alone, which nothing confirms
        let mut unconfirmed = schedule(&["base"], "5%", 30);
        carried_out(&mut unconfirmed, 64, value);
        assert_eq!((unconfirmed.conclude().is_reached, unconfirmed.conclude().unmet), (false, Vec::new()));
    }

    #[test]
    fn a_comparison_looks_at_differences_and_shares_the_risk_of_the_family() {
        // the policies differ by 3 and a little, the baseline varies by much more
        let value = |replication: u32, policy: usize| {
            let luck = f64::from(replication % 7) * 10.0;
            Some(100.0 + luck + if policy == 0 { 0.0 } else { 3.0 + 0.1 * f64::from(replication % 2) })
        };
        let mut schedule = schedule(&["base", "early", "late"], "1%", 1_000);
        assert!((schedule.confidence - 0.975).abs() < 1e-12);
        assert_eq!(carried_out(&mut schedule, 64, value).len(), 40);
        assert!(schedule.conclude().is_reached);
    }

    #[test]
    fn a_replication_left_out_is_no_value_and_counts_towards_the_next_look() {
        let value = |replication: u32, _| (replication != 3).then_some(f64::from(replication % 2));
        let mut schedule = schedule(&["base"], "resolution_time_hours=1", 1_000);
        assert_eq!(carried_out(&mut schedule, 64, value).len(), 40);
        assert_eq!(schedule.readings()[0].n, 39);
    }

    #[test]
    fn a_difference_in_few_runs_is_no_precise_one_however_narrow_it_looks() {
        let value = |replication: u32, policy: usize| Some(100.0 + if policy == 1 && replication % 20 == 3 { 0.01 } else { 0.0 });
        let mut schedule = schedule(&["base", "early"], "5%", 300);
        // it differs in its tenth run at 184, so the looks at 190 and 200 are the first that see an interval
        assert_eq!(carried_out(&mut schedule, 64, value).len(), 200);
        assert!(schedule.conclude().is_reached);
        assert!(schedule.looks[0].1[0].is_rare && schedule.looks[0].1[0].half_width(0.95).is_none());
    }

    #[test]
    fn the_rule_names_every_target() {
        let precision = Precision::parse("5%,resolution_rate=0.01", &[Measure::ResolutionTime]).unwrap();
        let expected =
            "half-widths resolution_time_hours 5%, resolution_rate 0.01 at two looks in a row, after 30 replications and every 10";
        assert_eq!(rule(&precision), expected);
    }
}
