//! Which setting of a lever to choose by one measure: the answer, in one of three forms.
//!
//! Levels are put in order by their paired differences from the level with the best mean ([`super::super::analysis::best`]). A level is
//! *good* when it cannot be told from the best, or when all of the interval of its lag is too small to matter. The good levels beside
//! the best, without a gap, are what there is to choose from:
//!
//! - **best at**: they end before both ends of the range;
//! - **flat**: they are several and reach an end of the range, so that the cheapest of them will do;
//! - **no turn**: the best is one of the ends, and its neighbour is worse; nobody knows what lies beyond.
//!
//! What is too small to matter is what the scenario states as `relevant`, else [`USUAL_SHARE`] of the best mean, of a share one
//! percentage point (assumption A-88): with common random numbers a tenth of an hour can be told apart, and nobody would move
//! a grid for it.

use serde::Serialize;

use crate::experiment::analysis::best::{AlternativeStanding, Lag, rank};
use crate::experiment::analysis::point_values::Series;
use crate::statistics::estimate::StudentQuantiles;
use crate::units::key::Key;
use crate::units::measure::Direction;

/// Share of the best mean below which a difference is too small to matter, where the scenario does not say (assumption A-88).
pub const USUAL_SHARE: f64 = 0.01;
/// The same of a share, which is a hundredth itself.
const USUAL_POINTS: f64 = 0.01;
/// Share of the whole gain from which on a level is named as giving most of it.
const MOST_OF_IT: f64 = 0.8;

/// What to choose by one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverAnswer {
    /// The measure; it has a direction.
    pub key: Key,
    /// Which of the three it is.
    pub form: AnswerForm,
    /// The level with the best mean, by its place among the rising levels.
    pub best: usize,
    /// First and last of the good levels around it.
    pub good: (usize, usize),
    /// Where each level stands, in rising order.
    pub standings: Vec<LevelStanding>,
    /// The difference that is too small to matter, in the unit of the measure.
    pub relevant: f64,
    /// Whether the scenario states it.
    pub is_relevant_stated: bool,
    /// The largest difference among the good levels that the runs leave possible, in the unit of the measure.
    pub bound: f64,
    /// What is gained along the lever; `None` where no level is worse than the good ones.
    pub gain: Option<Gain>,
}

/// The three forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerForm {
    /// Both ends of the range are worse.
    BestAt,
    /// Several levels up to an end of the range are as good.
    Flat,
    /// It gets better up to an end of the range.
    NoTurn,
}

/// Where a level stands against the best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LevelStanding {
    /// It has the best mean.
    Best,
    /// It cannot be told from the best.
    Alike(Lag),
    /// It is worse, by too little to matter.
    Close(Lag),
    /// It is worse.
    Behind(Lag),
    /// Too few replications have a value for both.
    NotComparable,
}

impl LevelStanding {
    /// Whether it may be chosen as well as the best.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Best | Self::Alike(_) | Self::Close(_))
    }

    /// How far it lies behind the best, in the unit of the measure; 0 of the best itself.
    #[must_use]
    pub const fn lag(&self) -> Option<Lag> {
        match self {
            Self::Best => Some(Lag { mean: 0.0, margin: 0.0, n: 0 }),
            Self::Alike(lag) | Self::Close(lag) | Self::Behind(lag) => Some(*lag),
            Self::NotComparable => None,
        }
    }
}

/// What is gained from the worse end of the range to the best level, in the unit of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gain {
    /// The worse end, by its place among the rising levels.
    pub from: usize,
    /// All that is gained from there to the best.
    pub whole: f64,
    /// The first level on the way that gives most of it, and how much; of a way without such a level the last step but one.
    pub at: usize,
    /// How much of the whole it gives.
    pub part: f64,
}

/// The answer by the measure `key`, whose values at the rising levels are `series`; `None` when no level has a value. `relevant` is
/// what the scenario states, `alpha` (0–1) the risk of losing the best.
pub(crate) fn answer(
    key: Key,
    series: &[Series],
    relevant: Option<f64>,
    alpha: f64,
    quantiles: &mut StudentQuantiles,
) -> Option<LeverAnswer> {
    let direction = key.measure.entry().direction;
    if direction == Direction::Neutral {
        return None;
    }
    let ranked = rank(series, direction, alpha, quantiles);
    let best = ranked.iter().position(|(_, standing)| *standing == AlternativeStanding::Best)?;
    let small = relevant.unwrap_or(usually_too_small(key, ranked[best].0?));
    let standings: Vec<LevelStanding> = ranked.iter().map(|(_, standing)| standing_of(standing, small)).collect();
    let good = around(&standings, best);
    let last = standings.len() - 1;
    let form = match good {
        (from, to) if from > 0 && to < last => AnswerForm::BestAt,
        (from, to) if from == to => AnswerForm::NoTurn,
        _ => AnswerForm::Flat,
    };
    let reach = |standing: &LevelStanding| standing.lag().map_or(0.0, |lag| lag.mean + lag.margin);
    let bound = standings[good.0..=good.1].iter().map(reach).fold(0.0, f64::max);
    let gain = gain(&standings, best, good);
    Some(LeverAnswer { key, form, best, good, standings, relevant: small, is_relevant_stated: relevant.is_some(), bound, gain })
}

/// What is too small to matter of a measure whose best mean is `best`, where the scenario does not say.
pub(crate) fn usually_too_small(key: Key, best: f64) -> f64 {
    if key.measure.entry().unit == "share" { USUAL_POINTS } else { best.abs() * USUAL_SHARE }
}

fn standing_of(standing: &AlternativeStanding, small: f64) -> LevelStanding {
    match *standing {
        AlternativeStanding::Best => LevelStanding::Best,
        AlternativeStanding::Alike(lag) => LevelStanding::Alike(lag),
        AlternativeStanding::Behind(lag) if lag.mean + lag.margin <= small => LevelStanding::Close(lag),
        AlternativeStanding::Behind(lag) => LevelStanding::Behind(lag),
        AlternativeStanding::NotComparable => LevelStanding::NotComparable,
    }
}

/// First and last of the good levels around the best, without a gap.
fn around(standings: &[LevelStanding], best: usize) -> (usize, usize) {
    let below = standings[..best].iter().rev().take_while(|own| own.is_good()).count();
    let above = standings[best + 1..].iter().take_while(|own| own.is_good()).count();
    (best - below, best + above)
}

/// What is gained from the end that lies farther behind.
fn gain(standings: &[LevelStanding], best: usize, good: (usize, usize)) -> Option<Gain> {
    let lag = |level: usize| standings[level].lag().map(|lag| lag.mean);
    let ends = [0, standings.len() - 1].into_iter().filter(|end| !standings[*end].is_good());
    let from = ends.reduce(|one, other| if lag(other) > lag(one) { other } else { one })?;
    let whole = lag(from)?;
    let part = |level: usize| lag(level).map(|lag| whole - lag);
    let way: Vec<usize> = if from < best { (from + 1..=best).collect() } else { (best..from).rev().collect() };
    let edge = if from < best { good.0 } else { good.1 };
    let is_most = |level: &&usize| part(**level).is_some_and(|part| part >= MOST_OF_IT * whole);
    let named =
        way.iter().find(|level| **level == edge && edge != best).or_else(|| way.iter().find(is_most).filter(|level| **level != best));
    let before = || way.iter().rev().nth(1).copied().unwrap_or(from);
    let at = named.copied().unwrap_or_else(before);
    Some(Gain { from, whole, at, part: part(at)? })
}

#[cfg(test)]
mod tests {
    use crate::experiment::levers::answer::*;
    use crate::units::measure::Measure;

    const TIME: Key = Key::of_place(Measure::ResolutionTime);

    /// Ten replications that differ by far more than the levels do; on top of that a level has its own value and a little of its own.
    fn answered(means: &[f64], relevant: Option<f64>) -> LeverAnswer {
        let own = |level: usize, replication: usize| f64::from(u32::try_from((replication * 7 + level * 3) % 5).unwrap()) * 0.02;
        let series: Vec<Series> = means
            .iter()
            .enumerate()
            .map(|(level, mean)| (0..10).map(|replication| Some(mean + replication as f64 * 50.0 + own(level, replication))).collect())
            .collect();
        answer(TIME, &series, relevant, 0.05, &mut StudentQuantiles::default()).unwrap()
    }

    #[test]
    fn a_curve_that_turns_has_a_best_level_inside_of_the_range() {
        let found = answered(&[130.0, 110.0, 100.0, 108.0, 140.0], Some(1.0));
        assert_eq!((found.form, found.best, found.good), (AnswerForm::BestAt, 2, (2, 2)));
        let gain = found.gain.unwrap();
        assert_eq!(gain.from, 4);
        assert!((gain.whole - 40.0).abs() < 0.2 && gain.at == 3 && (gain.part - 32.0).abs() < 0.2, "{gain:?}");
    }

    #[test]
    fn a_curve_that_levels_off_is_flat_from_the_first_level_that_cannot_be_told_from_the_best_or_hardly_differs() {
        let found = answered(&[159.0, 108.0, 101.0, 100.0, 100.01], Some(10.0));
        assert_eq!((found.form, found.good), (AnswerForm::Flat, (1, 4)));
        assert!(matches!(found.standings[1], LevelStanding::Close(lag) if (lag.mean - 8.0).abs() < 0.2), "{:?}", found.standings);
        let gain = found.gain.unwrap();
        assert!(gain.from == 0 && gain.at == 1 && (gain.part - 51.0).abs() < 0.3 && (gain.whole - 59.0).abs() < 0.3, "{gain:?}");
        assert!(found.bound > 7.8 && found.bound < 8.3, "{}", found.bound);
    }

    #[test]
    fn a_curve_that_falls_to_the_end_has_no_turn_and_names_the_last_step() {
        let found = answered(&[200.0, 160.0, 120.0, 80.0], Some(5.0));
        assert_eq!((found.form, found.best, found.good), (AnswerForm::NoTurn, 3, (3, 3)));
        let gain = found.gain.unwrap();
        assert!(gain.at == 2 && (gain.part - 80.0).abs() < 0.3 && (gain.whole - 120.0).abs() < 0.3, "{gain:?}");
    }

    #[test]
    fn without_a_stated_difference_one_percent_of_the_best_is_too_small_to_matter() {
        // about 325 at best: differences of 1 can be told apart, and are less than 3.25
        let found = answered(&[101.0, 100.5, 100.0, 101.2], None);
        assert_eq!((found.form, found.good), (AnswerForm::Flat, (0, 3)));
        assert!(found.gain.is_none() && !found.is_relevant_stated && (found.relevant - 3.25).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn a_level_without_values_ends_the_good_ones() {
        let series: Vec<Series> = [Some(1.0), None, Some(1.0)].iter().map(|value| vec![*value; 5]).collect();
        let found = answer(TIME, &series, None, 0.05, &mut StudentQuantiles::default()).unwrap();
        assert_eq!((found.good, found.form), ((0, 0), AnswerForm::NoTurn));
        assert_eq!(answer(TIME, &[vec![None; 3]], None, 0.05, &mut StudentQuantiles::default()), None);
    }
}
