//! The states that move slowly, day by day: what tells whether work piles up ([`crate::statistics::growth`]) and whether a steady state may
//! be claimed ([`crate::statistics::warm_up`]).
//!
//! These are the backlog of each level, all open issues, latent issues, and, where feedback moves it, the mean trust of the
//! households. Posts are never vacant in this version, and the motivation of a person stays as it is: neither can be judged,
//! and neither needs to be.
//!
//! Both rules want the days of every replication, and say no more with many than with some dozens; so the first replications are
//! kept, as many as fit into a bound that the size of the plan alone decides (at least 20, at most 200).

use serde::Serialize;

use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::RunResult;
use crate::scenario::Setting;
use crate::statistics::growth::{Growth, growth};
use crate::statistics::warm_up::{Mser, SlowState, SteadyClaim, SteadyVerdict, average, mser5, welch};
use crate::units::LevelId;
use crate::units::time::DAY;

/// Values kept of a whole plan (8 bytes each), unless that were fewer than [`FEWEST`] replications.
const KEPT: usize = 2_000_000;
const FEWEST: usize = 20;
const MOST: usize = 200;
/// Days before and after each over which Welch's average goes, at most.
const WINDOW: usize = 15;

/// A state that moves slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Issues waiting at a level.
    Backlog(LevelId),
    /// Known issues neither closed nor rejected, over all levels.
    Open,
    /// Issues that are there and that no unit has.
    Latent,
    /// Mean trust of the households.
    Trust,
}

impl State {
    /// The states of a setting.
    fn of(setting: &Setting) -> Vec<Self> {
        let backlogs = (0..setting.levels.len()).map(|level| Self::Backlog(LevelId::new(level)));
        let has_trust = setting.place.is_some() && setting.epochs.iter().any(|epoch| epoch.rules.feedback.is_some());
        backlogs.chain([Self::Open, Self::Latent]).chain(has_trust.then_some(Self::Trust)).collect()
    }

    /// Its name for programs: as the columns of the daily series, with the level.
    #[must_use]
    pub fn name(self, setting: &Setting) -> String {
        match self {
            Self::Backlog(level) => format!("backlog of {}", setting.levels[level.index()]),
            Self::Open => "open issues".to_owned(),
            Self::Latent => "latent issues".to_owned(),
            Self::Trust => "mean trust".to_owned(),
        }
    }
}

/// A level at which work piles up without bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PileUp {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// The level.
    pub level: LevelId,
    /// How its backlog grew over the measured time.
    pub growth: Growth,
}

/// Whether a steady state may be claimed, by policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Steadiness {
    /// Every slow state of every policy, in the order of the plan.
    pub states: Vec<Judged>,
}

/// One slow state under one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// The state.
    pub state: State,
    /// Whole days of warm-up that the policy has.
    pub warm_up: u32,
    /// What is found.
    pub verdict: SteadyVerdict,
}

impl Steadiness {
    /// Whether it may.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.states.is_empty() && self.states.iter().all(|judged| matches!(judged.verdict, SteadyVerdict::Passes { .. }))
    }

    /// Days of warm-up that would do for all states that lack nothing else; `None` when none lacks that alone.
    #[must_use]
    pub fn needed(&self) -> Option<u32> {
        let days = |judged: &Judged| if let SteadyVerdict::NeedsWarmUp { days } = judged.verdict { Some(days) } else { None };
        self.states.iter().filter_map(days).max()
    }
}

/// What a Welch plot shows of one slow state under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WelchCurve {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// The state.
    pub state: State,
    /// Its mean over the replications kept, day by day from day 0, warm-up included.
    pub mean: Vec<f64>,
    /// Welch's moving average of it; the last [`Self::window`] days have none.
    pub smooth: Vec<f64>,
    /// Days before and after each over which the average goes.
    pub window: usize,
    /// What MSER-5 says of the mean.
    pub mser: Mser,
    /// Whole days of warm-up.
    pub warm_up: u32,
    /// Replications behind the mean.
    pub replications: usize,
}

/// Gathers the days of the first replications.
#[derive(Clone, Debug)]
pub struct SlowStates {
    policies: Vec<Days>,
}

/// One policy.
#[derive(Clone, Debug)]
struct Days {
    states: Vec<State>,
    levels: usize,
    warm_up: u32,
    /// By state and replication.
    kept: Vec<Vec<Vec<f64>>>,
}

impl Days {
    fn new(setting: &Setting) -> Self {
        let states = State::of(setting);
        let kept = vec![Vec::new(); states.len()];
        Self { states, levels: setting.levels.len().max(1), warm_up: setting.span.warm_up.seconds() / DAY, kept }
    }

    fn add(&mut self, run: &RunResult) {
        let days = run.series.chunks_exact(self.levels);
        for (state, kept) in self.states.iter().zip(&mut self.kept) {
            let value = |day: &[crate::measure::run_result::SeriesRow]| match state {
                State::Backlog(level) => f64::from(day[level.index()].backlog),
                State::Open => day.iter().map(|row| f64::from(row.open)).sum(),
                State::Latent => f64::from(day[0].latent),
                State::Trust => day[0].mean_trust.unwrap_or_default(),
            };
            kept.push(days.clone().map(value).collect());
        }
    }

    fn replications(&self) -> usize {
        self.kept.first().map_or(0, Vec::len)
    }

    fn measured(&self, state: usize) -> Vec<Vec<f64>> {
        self.kept[state].iter().map(|days| days.iter().skip(self.warm_up as usize).copied().collect()).collect()
    }

    fn pile_ups(&self, policy: usize) -> impl Iterator<Item = PileUp> + '_ {
        self.states.iter().enumerate().filter_map(move |(at, state)| {
            let State::Backlog(level) = *state else { return None };
            let growth = growth(&self.measured(at)).filter(|growth| growth.is_unbounded)?;
            Some(PileUp { policy, level, growth })
        })
    }

    fn judged(&self, policy: usize) -> impl Iterator<Item = Judged> + '_ {
        let slow: Vec<SlowState> = self.kept.iter().map(|replications| SlowState { name: "", replications }).collect();
        let verdicts = SteadyClaim::judge(&slow, self.warm_up).states.into_iter().map(|(_, verdict)| verdict);
        let warm_up = self.warm_up;
        self.states.iter().zip(verdicts).map(move |(state, verdict)| Judged { policy, state: *state, warm_up, verdict })
    }

    fn curves(&self, policy: usize) -> impl Iterator<Item = WelchCurve> + '_ {
        self.states.iter().zip(&self.kept).map(move |(state, replications)| {
            let mean = average(replications);
            let window = WINDOW.min(mean.len() / 4);
            WelchCurve {
                policy,
                state: *state,
                smooth: welch(&mean, window),
                window,
                mser: mser5(&mean),
                warm_up: self.warm_up,
                replications: replications.len(),
                mean,
            }
        })
    }
}

impl SlowStates {
    /// Nothing gathered yet of `plan`.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self { policies: plan.settings.iter().map(Days::new).collect() }
    }

    /// Where work piles up.
    #[must_use]
    pub fn pile_ups(&self) -> Vec<PileUp> {
        self.policies.iter().enumerate().flat_map(|(policy, days)| days.pile_ups(policy)).collect()
    }

    /// Whether a steady state may be claimed.
    #[must_use]
    pub fn steadiness(&self) -> Steadiness {
        Steadiness { states: self.policies.iter().enumerate().flat_map(|(policy, days)| days.judged(policy)).collect() }
    }

    /// What Welch plots show, policy by policy.
    #[must_use]
    pub fn curves(&self) -> Vec<WelchCurve> {
        self.policies.iter().enumerate().flat_map(|(policy, days)| days.curves(policy)).collect()
    }
}

impl Gatherer for SlowStates {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        let values = |days: &Days, run: &RunResult| run.series.len() / days.levels * days.states.len();
        let all = self.policies.len();
        let size: usize = cell.policies(all).zip(runs).map(|(policy, run)| values(&self.policies[policy], run)).sum();
        // what the whole plan takes, where a cell has only some of its policies
        let limit = (KEPT / (size * all / runs.len().max(1)).max(1)).clamp(FEWEST, MOST);
        for (policy, run) in cell.policies(all).zip(runs) {
            let days = &mut self.policies[policy];
            if days.replications() < limit {
                days.add(run);
            }
        }
    }
}
