//! The response of a place to one lever: its measures along the rising levels of one factor, with a band that holds all levels of a
//! measure at once, and the answer by each headline measure.
//!
//! A sweep of one numeric factor that a policy may decide is a study of a lever. Its points are settings to choose from and no worlds,
//! so that neither regret nor shares of worlds say anything of them. All levels share the random events of the same replications; the
//! answers rest on paired differences, which the band of the curve does not show: two levels whose bands overlap may well be told
//! apart.
//!
//! Beside the headline measures the curve shows what planners ask for first: handling time, the on-time rate, the load of the busiest
//! role of the staff, the cost. Handling time is counted over the issues that became known, and which these are depends on the level,
//! so no answer rests on it.

use serde::Serialize;

use super::answer::{LeverAnswer, answer};
use super::level_values::LevelValues;
use super::time_moved::TimeMoved;
use crate::experiment::analysis::point_values::{PointValues, Series, levelled_means, moments};
use crate::experiment::campaign::execution::Gatherer;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::experiment::design::schedule::Cell;
use crate::measure::run_result::RunResult;
use crate::scenario::Evidence;
use crate::statistics::estimate::{Interval, StudentQuantiles};
use crate::statistics::multiple_tests::single_step_level;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// Fewest levels that make a curve.
const FEWEST_LEVELS: usize = 3;
/// Most levels of a curve; more are a sample of a range, not settings to choose from.
const MOST_LEVELS: usize = 60;

/// What one policy does along a lever.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Response {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Indices of the design points, levels rising.
    pub points: Vec<usize>,
    /// The levels, in the unit of the factor.
    pub levels: Vec<f64>,
    /// The level that the scenario has itself, by its place among the rising ones, where it is one of them.
    pub own: Option<usize>,
    /// A curve for each measure, in the order in which they are read: the headline measures first.
    pub curves: Vec<ResponseCurve>,
    /// What to choose by each headline measure that has a direction.
    pub answers: Vec<LeverAnswer>,
    /// For each answer: which part of the time moves, from the worse end to the best level; of a flat lever from end to end.
    pub moved: Vec<Option<TimeMoved>>,
    /// The parts of the time of an issue along the levels, in the order of the account.
    pub account: Vec<ResponseCurve>,
    /// By payer, then in all, then the hours of volunteers: means along the levels, of what the runs have.
    pub costs: Vec<ResponseCurve>,
}

/// One measure along a lever.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResponseCurve {
    /// The measure.
    pub key: Key,
    /// By rising level.
    pub points: Vec<ResponsePoint>,
}

/// One measure at one level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ResponsePoint {
    /// Mean; `None` without values.
    pub mean: Option<f64>,
    /// Limits that hold at all levels of the measure at once; needs two values.
    pub band: Option<Interval>,
    /// Replications with a value.
    pub n: u32,
}

impl ResponseCurve {
    /// Whether the mean is the same at every level, to the last bit.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.points.iter().all(|point| point.mean == self.points[0].mean)
    }

    /// The mean at a level.
    #[must_use]
    pub fn mean(&self, level: usize) -> Option<f64> {
        self.points.get(level)?.mean
    }
}

impl Response {
    /// The curve of a measure over the whole place.
    #[must_use]
    pub fn curve(&self, measure: Measure) -> Option<&ResponseCurve> {
        self.curves.iter().chain(&self.costs).find(|curve| curve.key == Key::of_place(measure))
    }

    /// What it costs in all, where anybody is paid: what all payers pay, else pay.
    #[must_use]
    pub fn cost(&self) -> Option<&ResponseCurve> {
        let of = |measure: Measure| self.costs.iter().find(|curve| curve.key == Key::of_place(measure));
        of(Measure::FULL_COST).or_else(|| of(Measure::COST))
    }

    /// The cheapest of the levels from `first` to `last`: least cost; of several the one with the least hours of volunteers, then the
    /// scenario's own, then the first. `None` where no cost is known.
    #[must_use]
    pub fn cheapest(&self, (first, last): (usize, usize)) -> Option<usize> {
        let cost = self.cost()?;
        let hours = self.costs.iter().find(|curve| curve.key == Key::of_place(Measure::VolunteerHours));
        let at = |curve: Option<&ResponseCurve>, level: usize| curve.and_then(|curve| curve.mean(level)).unwrap_or(0.0);
        let least = |levels: &[usize], curve: Option<&ResponseCurve>| -> Vec<usize> {
            let least = levels.iter().map(|level| at(curve, *level)).fold(f64::INFINITY, f64::min);
            levels.iter().copied().filter(|level| at(curve, *level) <= least + 1e-9 * least.abs()).collect()
        };
        let all: Vec<usize> = (first..=last).collect();
        let left = least(&least(&all, Some(cost)), hours);
        left.iter().copied().find(|level| Some(*level) == self.own).or_else(|| left.first().copied())
    }
}

/// Gathers what a sweep of one lever needs beside the rest.
#[derive(Clone, Debug)]
pub struct LeverGatherer {
    points: Vec<usize>,
    levels: Vec<f64>,
    values: PointValues,
    headline: Vec<Key>,
    relevant: Vec<(Measure, f64)>,
}

impl LeverGatherer {
    /// Nothing gathered yet; `None` of a plan that varies anything else than one numeric lever at three levels or more.
    #[must_use]
    pub fn new(plan: &Plan, columns: &[Key], evidence: &Evidence) -> Option<Self> {
        let design = plan.design.as_deref().filter(|design| is_of_one_lever(design))?;
        let (points, levels): (Vec<usize>, Vec<f64>) = rising(design)?.into_iter().unzip();
        let headline = evidence.headline.iter().map(|measure| Key::of_place(*measure)).filter(|key| columns.contains(key)).collect();
        let is_read = |key: &&Key| {
            let of_place = key.group == Group::All && (SHOWN.contains(&key.measure) || Measure::TIME_ACCOUNT.contains(&key.measure));
            let by_group = match key.group {
                Group::Role(_) => key.measure == Measure::Utilisation,
                Group::Payer(_) => true,
                _ => false,
            };
            of_place || by_group || evidence.headline.contains(&key.measure) && key.group == Group::All
        };
        let keys: Vec<Key> = columns.iter().filter(is_read).copied().collect();
        Some(Self { points, levels, values: PointValues::new(plan, columns, &keys), headline, relevant: evidence.relevant.clone() })
    }

    /// The responses, by policy.
    #[must_use]
    pub fn conclude(&self, plan: &Plan) -> Vec<Response> {
        let mut quantiles = StudentQuantiles::default();
        (0..plan.settings.len()).map(|policy| self.response(plan, policy, &mut quantiles)).collect()
    }

    fn response(&self, plan: &Plan, policy: usize, quantiles: &mut StudentQuantiles) -> Response {
        let values = LevelValues::of(&self.values, &self.points, policy);
        let alpha = 1.0 - plan.confidence;
        let mut curve = |key: Key| Some(ResponseCurve { key, points: band(values.of_key(key)?, alpha, quantiles) });
        let shown = SHOWN_AS_CURVES.map(Key::of_place).into_iter().filter(|key| !self.headline.contains(key));
        let load = busiest(plan, policy, &values);
        let curves: Vec<ResponseCurve> = self.headline.iter().copied().chain(shown).chain(load).filter_map(&mut curve).collect();
        let payers = self.values.keys().iter().copied().filter(|key| matches!(key.group, Group::Payer(_)));
        let costs = payers.chain(COSTS.map(Key::of_place)).filter_map(&mut curve).collect();
        let account = Measure::TIME_ACCOUNT.map(Key::of_place).into_iter().filter_map(&mut curve).collect();
        let relevant = |key: &Key| self.relevant.iter().find(|(measure, _)| *measure == key.measure).map(|(_, size)| *size);
        let answers: Vec<LeverAnswer> =
            self.headline.iter().filter_map(|key| answer(*key, values.of_key(*key)?, relevant(key), alpha, quantiles)).collect();
        let last = self.points.len() - 1;
        let way = |answer: &LeverAnswer| answer.gain.map_or((0, last), |gain| (gain.from, answer.best));
        let moved = answers.iter().map(|answer| TimeMoved::between(&values, way(answer), alpha, quantiles)).collect();
        let own = plan.design.as_deref().and_then(|design| design.own.first()?.as_ref()?.number);
        let own = own.and_then(|own| self.levels.iter().position(|level| *level == own));
        Response { policy, points: self.points.clone(), levels: self.levels.clone(), own, curves, answers, moved, account, costs }
    }
}

/// Measures shown as curves beside those of the headline.
const SHOWN_AS_CURVES: [Measure; 2] = [Measure::HandlingTime, Measure::OnTimeRate];
/// What a policy costs.
const COSTS: [Measure; 4] = [Measure::FULL_COST, Measure::COST, Measure::VolunteerHours, Measure::VolunteerValue];
/// Measures of the whole place that are read beside those of the headline.
const SHOWN: [Measure; 7] = [
    Measure::ResolutionTime,
    Measure::HandlingTime,
    Measure::OnTimeRate,
    Measure::FULL_COST,
    Measure::COST,
    Measure::VolunteerHours,
    Measure::VolunteerValue,
];

fn is_of_one_lever(design: &Design) -> bool {
    design.factors.len() == 1 && design.is_of_levers()
}

/// Whether a design varies one numeric lever at as many levels as make a curve.
#[must_use]
pub fn is_curve(design: &Design) -> bool {
    is_of_one_lever(design) && rising(design).is_some()
}

/// Points and levels, levels rising; `None` when they make no curve.
fn rising(design: &Design) -> Option<Vec<(usize, f64)>> {
    let of = |(point, levels): (usize, &Vec<crate::scenario::Level>)| Some((point, levels.first()?.number?));
    let mut all = design.points.iter().enumerate().map(of).collect::<Option<Vec<_>>>()?;
    all.sort_by(|one, other| one.1.total_cmp(&other.1));
    all.dedup_by(|one, other| one.1 == other.1);
    (FEWEST_LEVELS..=MOST_LEVELS).contains(&all.len()).then_some(all)
}

/// The load of the role of the staff that is busiest over all levels; of volunteers where there are no others.
fn busiest(plan: &Plan, policy: usize, values: &LevelValues) -> Option<Key> {
    let setting = &plan.settings[policy];
    let mean = |key: &Key| {
        let all = levelled_means(values.of_key(*key)?);
        let known: Vec<f64> = all.into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let loads = values.keys().iter().filter(|key| key.measure == Measure::Utilisation);
    let staff = loads.clone().filter(|key| matches!(key.group, Group::Role(role) if !setting.is_volunteer(role)));
    let most = |keys: &mut dyn Iterator<Item = &Key>| {
        let loaded = keys.filter_map(|key| Some((*key, mean(key)?)));
        // of equals the first
        loaded.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(key, _)| key)
    };
    most(&mut staff.clone()).or_else(|| most(&mut loads.clone()))
}

/// Mean and simultaneous limits at every level.
fn band(series: &[Series], alpha: f64, quantiles: &mut StudentQuantiles) -> Vec<ResponsePoint> {
    let level = single_step_level(series.len(), alpha);
    let means = levelled_means(series);
    let point = |(values, mean): (&Series, Option<f64>)| {
        let moments = moments(values);
        ResponsePoint { mean, band: quantiles.interval(&moments, level), n: moments.count }
    };
    series.iter().zip(means).map(point).collect()
}

impl Gatherer for LeverGatherer {
    fn gather(&mut self, cell: &Cell, runs: &[&RunResult]) {
        self.values.gather(cell, runs);
    }
}
