//! A lever across *assumption worlds*: whether the answer of its curve holds where the assumed numbers are others.
//!
//! A world is a value for every number of the scenario that is said to be assumed, drawn from their ranges by a Latin hypercube
//! (assumption A-99). In each the lever stands at its lowest level, at the one chosen from the curve, and at its highest, in the
//! same replications. Of a world it is said, level by level, whether the chosen one is better, worse, or apart by too little to matter;
//! and of all worlds which assumption, taken alone, tells those in which it is worse from the rest
//! ([`crate::experiment::analysis::scenario_discovery`]).
//!
//! Between these levels another one may be better still (assumption A-100). Worlds count alike: a share of worlds is a share of the
//! ranges, and no probability of the real world.

use serde::Serialize;

use super::answer::{AnswerForm, LeverAnswer, usually_too_small};
use super::response::Response;
use crate::experiment::analysis::point_values::{Alternative, PointValues, Series, moments, paired};
use crate::experiment::analysis::scenario_discovery::{Flips, JudgedWorld};
use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::RunResult;
use crate::scenario::Evidence;
use crate::units::key::Key;
use crate::units::measure::{Direction, Measure};

/// Name of such a design.
pub const ASSUMPTION_WORLDS: &str = "assumption worlds";

/// The answer of a lever across worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverWorlds {
    /// Name of the policy under which the lever was moved.
    pub policy: String,
    /// Levels of the lever in each world, as written, rising.
    pub settings: Vec<String>,
    /// Which of them was chosen from the curve, by place.
    pub chosen: usize,
    /// How many worlds.
    pub worlds: usize,
    /// Replications of each setting in each world.
    pub replications: u32,
    /// Hash of their plan, in hex.
    pub plan_hash: String,
    /// Keys of what is varied: the lever, then the assumed numbers.
    pub factors: Vec<String>,
    /// Their units.
    pub units: Vec<Option<String>>,
    /// By headline measure that has a direction.
    pub measures: Vec<MeasureInWorlds>,
}

/// One measure of a lever across worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureInWorlds {
    /// The measure.
    pub key: Key,
    /// Worlds in which the chosen level is at least as good as every other.
    pub holds: usize,
    /// The chosen level against each other one, rising.
    pub rivals: Vec<RivalSetting>,
    /// World by world.
    pub worlds: Vec<LeverWorld>,
}

/// The chosen level against another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RivalSetting {
    /// The other one, by place.
    pub setting: usize,
    /// Worlds in which the chosen one is better by more than is too small to matter.
    pub better: usize,
    /// Worlds in which they are apart by no more than that.
    pub close: usize,
    /// Worlds in which the chosen one is worse by more than that.
    pub worse: usize,
    /// Worlds without values of both.
    pub not_comparable: usize,
    /// What tells the worlds in which it is worse from the rest; `None` of fewer than ten worlds, or where all are alike.
    pub flips: Option<Flips>,
}

/// One world, by one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverWorld {
    /// Mean at each level, rising; `None` without values.
    pub means: Vec<Option<f64>>,
    /// How much better the chosen level is than each, in the unit of the measure: mean of the paired differences, above 0 where
    /// it is better.
    pub gains: Vec<Option<f64>>,
    /// The difference that is too small to matter there.
    pub relevant: f64,
}

/// How the chosen level stands against another one in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldStanding {
    /// It is better by more than is too small to matter.
    Better,
    /// They are apart by no more than that.
    Close,
    /// It is worse by more than that.
    Worse,
    /// One of them has no values.
    NotComparable,
}

impl LeverWorld {
    /// How the chosen level stands against the one at `setting`.
    #[must_use]
    pub fn standing(&self, setting: usize) -> WorldStanding {
        match self.gains[setting] {
            None => WorldStanding::NotComparable,
            Some(gain) if gain > self.relevant => WorldStanding::Better,
            Some(gain) if gain < -self.relevant => WorldStanding::Worse,
            Some(_) => WorldStanding::Close,
        }
    }
}

/// The levels that go into the worlds, by place among the rising levels of the curve: the lowest, the chosen one and the highest. Where
/// the chosen one is an end, the one that the scenario has itself, or else the middle one, stands between.
fn levels_in_worlds(response: &Response) -> Option<(Vec<usize>, usize)> {
    let chosen = chosen(response, response.answers.first()?);
    let last = response.levels.len() - 1;
    let is_between = |level: &usize| (1..last).contains(level);
    let between = Some(chosen).filter(is_between).or_else(|| response.own.filter(is_between)).unwrap_or(last / 2);
    let levels = vec![0, between, last];
    let place = levels.iter().position(|level| *level == chosen)?;
    Some((levels, place))
}

/// The lever of `design` with the levels that go into the worlds, as `KEY=VALUES`, and the one that was chosen of them.
#[must_use]
pub fn lever_in_worlds(design: &Design, response: &Response) -> Option<(String, String)> {
    let (levels, chosen) = levels_in_worlds(response)?;
    let text = |level: &usize| design.points[response.points[*level]][0].text.clone();
    let texts: Vec<String> = levels.iter().map(text).collect();
    Some((format!("{}={}", design.factors[0], texts.join(",")), texts[chosen].clone()))
}

/// The level that an answer chooses: the best, of a flat curve the cheapest of the good ones.
#[must_use]
pub fn chosen(response: &Response, answer: &LeverAnswer) -> usize {
    match answer.form {
        AnswerForm::Flat => response.cheapest(answer.good).unwrap_or(answer.good.0),
        AnswerForm::BestAt | AnswerForm::NoTurn => answer.best,
    }
}

/// Gathers a lever in worlds, whose points go world by world, and in each through the levels.
#[derive(Clone, Debug)]
pub struct LeverWorldsGatherer {
    values: PointValues,
    settings: Vec<String>,
    chosen: usize,
    relevant: Vec<(Measure, f64)>,
}

impl LeverWorldsGatherer {
    /// Nothing gathered yet of `plan`, in which the lever's level `chosen`, as written, was chosen; `None` of a plan of another kind.
    #[must_use]
    pub fn new(plan: &Plan, columns: &[Key], evidence: &Evidence, chosen: &str) -> Option<Self> {
        let design = plan.design.as_deref().filter(|design| design.kind == ASSUMPTION_WORLDS)?;
        let settings = settings(design);
        let chosen = settings.iter().position(|setting| setting == chosen)?;
        let headline: Vec<Key> = evidence.headline.iter().map(|measure| Key::of_place(*measure)).collect();
        Some(Self { values: PointValues::new(plan, columns, &headline), settings, chosen, relevant: evidence.relevant.clone() })
    }

    /// What was gathered, judged.
    #[must_use]
    pub fn conclude(&self, plan: &Plan) -> Option<LeverWorlds> {
        let design = plan.design.as_deref()?;
        let worlds = design.points.len() / self.settings.len();
        let directed = self.values.keys().iter().filter(|key| key.measure.entry().direction != Direction::Neutral);
        Some(LeverWorlds {
            policy: plan.identity.policies[0].clone(),
            settings: self.settings.clone(),
            chosen: self.chosen,
            worlds,
            replications: plan.identity.replications,
            plan_hash: plan.identity.hash(),
            factors: design.factors.clone(),
            units: design.units.clone(),
            measures: directed.filter_map(|key| self.measure(design, *key, worlds)).collect(),
        })
    }

    fn measure(&self, design: &Design, key: Key, worlds: usize) -> Option<MeasureInWorlds> {
        let place = self.values.place(key)?;
        let worlds: Vec<LeverWorld> = (0..worlds).map(|world| self.world(world, key, place)).collect();
        let rivals: Vec<RivalSetting> = (0..self.settings.len())
            .filter(|setting| *setting != self.chosen)
            .map(|setting| self.rival(design, &worlds, setting))
            .collect();
        let is_as_good = |world: &&LeverWorld| {
            rivals.iter().all(|rival| matches!(world.standing(rival.setting), WorldStanding::Better | WorldStanding::Close))
        };
        let holds = worlds.iter().filter(is_as_good).count();
        Some(MeasureInWorlds { key, holds, rivals, worlds })
    }

    fn point(&self, world: usize, setting: usize) -> usize {
        world * self.settings.len() + setting
    }

    fn world(&self, world: usize, key: Key, place: usize) -> LeverWorld {
        let series = |setting: usize| self.values.series(Alternative { point: self.point(world, setting), policy: 0 }, place);
        let all: Vec<Series> = (0..self.settings.len()).map(series).collect();
        let means: Vec<Option<f64>> = all.iter().map(|own| Some(moments(own)).filter(|own| own.count > 0).map(|own| own.mean)).collect();
        let sign = if key.measure.entry().direction == Direction::Lower { 1.0 } else { -1.0 };
        let gain = |own: &Series| Some(paired(&all[self.chosen], own)).filter(|pairs| pairs.count > 0).map(|pairs| sign * pairs.mean);
        let stated = self.relevant.iter().find(|(measure, _)| *measure == key.measure).map(|(_, size)| *size);
        let relevant = stated.unwrap_or_else(|| usually_too_small(key, means[self.chosen].unwrap_or(0.0)));
        LeverWorld { gains: all.iter().map(gain).collect(), means, relevant }
    }

    fn rival(&self, design: &Design, worlds: &[LeverWorld], setting: usize) -> RivalSetting {
        let count = |standing: WorldStanding| worlds.iter().filter(|world| world.standing(setting) == standing).count();
        let judged = |(world, own): (usize, &LeverWorld)| {
            let is_flipped = own.standing(setting) == WorldStanding::Worse;
            Some(JudgedWorld { point: self.point(world, setting), difference: own.gains[setting]?, is_flipped })
        };
        let judged: Vec<JudgedWorld> = worlds.iter().enumerate().filter_map(judged).collect();
        RivalSetting {
            setting,
            better: count(WorldStanding::Better),
            close: count(WorldStanding::Close),
            worse: count(WorldStanding::Worse),
            not_comparable: count(WorldStanding::NotComparable),
            flips: Flips::of(design, &judged),
        }
    }
}

/// The levels of the lever, as they come in the first world.
fn settings(design: &Design) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for point in &design.points {
        if found.contains(&point[0].text) {
            break;
        }
        found.push(point[0].text.clone());
    }
    found
}

impl Gatherer for LeverWorldsGatherer {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.values.gather(cell, runs);
    }
}
