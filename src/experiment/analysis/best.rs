//! Which of many alternatives is best, and which cannot be told from the best.
//!
//! The best mean of a thousand is a lucky one: others may be as good. So the answer is a set. An alternative is *behind* when it
//! lags the one with the best mean by more than chance explains: mean of the paired differences above t · s / √n, with t at
//! 1 − α / (k − 1) for k alternatives; else it is *alike*. The set of the best and those alike holds the truly best
//! alternative with probability 1 − α at least, though the best mean was picked by looking: the truly best one is lost only
//! if one of k − 1 tests that involve it errs (subset selection under common random numbers; Nelson, Swann, Goldsman and
//! Song 2001, *Operations Research* 49:950, §3). It rests on differences that are about normal.
//!
//! A small set needs replications. With two, t is in the hundreds and everything is alike.
//!
//! An alternative that shares fewer than two replications with the best cannot be compared, and is counted. Means are levelled
//! where values are missing ([`super::point_values`]).

use serde::Serialize;

use super::point_values::{Alternative, PointValues, Series, levelled_means, paired};
use crate::statistics::estimate::StudentQuantiles;
use crate::units::key::Key;
use crate::units::measure::Direction;

/// Where an alternative stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternativeStanding {
    /// It has the best mean; of several the first.
    Best,
    /// It lags by no more than chance explains.
    Alike(Lag),
    /// It lags by more.
    Behind(Lag),
    /// It has fewer than two replications with a value that the best has too.
    NotComparable,
}

impl AlternativeStanding {
    /// Whether it is the best or cannot be told from it.
    #[must_use]
    pub const fn is_among_the_best(&self) -> bool {
        matches!(self, Self::Best | Self::Alike(_))
    }
}

/// How far an alternative lags behind the one with the best mean, in the unit of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lag {
    /// Mean of the paired differences, above 0 where the alternative is worse.
    pub mean: f64,
    /// What chance explains, as above.
    pub margin: f64,
    /// Pairs.
    pub n: u32,
}

/// An alternative with its mean and its standing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// Which it is.
    pub alternative: Alternative,
    /// Its mean, levelled where values are missing; `None` without values.
    pub mean: Option<f64>,
    /// Where it stands.
    pub standing: AlternativeStanding,
}

/// Alternatives by one measure, with the best among them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Best {
    /// The measure; it has a direction.
    pub key: Key,
    /// The policy whose points were compared; `None` for all points under all policies.
    pub policy: Option<usize>,
    /// Probability with which the truly best is among the best, at least.
    pub confidence: f64,
    /// Point by point, policy by policy.
    pub candidates: Vec<Candidate>,
}

impl Best {
    /// The one with the best mean; `None` when there are no values.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.standing == AlternativeStanding::Best)
    }

    /// Those that cannot be told from the best, itself among them.
    pub fn among_the_best(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.standing.is_among_the_best())
    }

    /// How many could not be compared.
    #[must_use]
    pub fn not_comparable(&self) -> usize {
        self.candidates.iter().filter(|candidate| candidate.standing == AlternativeStanding::NotComparable).count()
    }

    /// One alternative.
    #[must_use]
    pub fn candidate(&self, alternative: Alternative) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.alternative == alternative)
    }
}

/// The best by each measure that has a direction: over all alternatives, and then under each policy alone where there are several.
pub(crate) fn all(values: &PointValues, keys: &[Key], confidence: f64, quantiles: &mut StudentQuantiles) -> Vec<Best> {
    let each = (0..values.policies()).map(Some).filter(|_| values.policies() > 1);
    let scopes: Vec<Option<usize>> = std::iter::once(None).chain(each).collect();
    let mut found = Vec::new();
    for key in keys.iter().filter(|key| key.measure.entry().direction != Direction::Neutral) {
        let Some(place) = values.place(*key) else { continue };
        for policy in &scopes {
            let alternatives = || values.alternatives().filter(|own| policy.is_none_or(|policy| own.policy == policy));
            let series: Vec<Series> = alternatives().map(|own| values.series(own, place)).collect();
            let ranked = rank(&series, key.measure.entry().direction, 1.0 - confidence, quantiles);
            let candidates =
                alternatives().zip(ranked).map(|(alternative, (mean, standing))| Candidate { alternative, mean, standing }).collect();
            found.push(Best { key: *key, policy: *policy, confidence, candidates });
        }
    }
    found
}

/// Mean and standing of each of the series, where `alpha` (0–1) is the risk of losing the best of them. Without a direction the
/// highest counts as best.
pub(crate) fn rank(
    series: &[Series],
    direction: Direction,
    alpha: f64,
    quantiles: &mut StudentQuantiles,
) -> Vec<(Option<f64>, AlternativeStanding)> {
    let sign = if direction == Direction::Lower { -1.0 } else { 1.0 };
    let means = levelled_means(series);
    let mut best: Option<(usize, f64)> = None;
    for (index, mean) in means.iter().enumerate() {
        if let Some(mean) = mean.map(|mean| sign * mean)
            && best.is_none_or(|(_, most)| mean > most)
        {
            best = Some((index, mean));
        }
    }
    let Some((best, _)) = best else { return means.into_iter().map(|mean| (mean, AlternativeStanding::NotComparable)).collect() };
    let lags: Vec<_> = series.iter().map(|own| paired(own, &series[best])).collect();
    let rivals = lags.iter().filter(|lag| lag.count > 1).count().saturating_sub(1).max(1);
    let mut standing = |index: usize| {
        let moments = &lags[index];
        let Some(sd) = moments.sd().filter(|_| index != best) else {
            return if index == best { AlternativeStanding::Best } else { AlternativeStanding::NotComparable };
        };
        let t = quantiles.of(1.0 - alpha / rivals as f64, moments.count - 1);
        let lag = Lag { mean: sign * moments.mean, margin: t * sd / f64::from(moments.count).sqrt(), n: moments.count };
        if lag.mean > lag.margin { AlternativeStanding::Behind(lag) } else { AlternativeStanding::Alike(lag) }
    };
    means.iter().enumerate().map(|(index, mean)| (*mean, standing(index))).collect()
}

#[cfg(test)]
mod tests {
    use crate::experiment::analysis::best::*;

    fn ranked(series: &[Vec<Option<f64>>], direction: Direction) -> Vec<AlternativeStanding> {
        rank(series, direction, 0.05, &mut StudentQuantiles::default()).into_iter().map(|(_, standing)| standing).collect()
    }

    fn series(values: [f64; 4]) -> Vec<Option<f64>> {
        values.map(Some).to_vec()
    }

    #[test]
    fn common_luck_tells_apart_what_the_spread_of_values_would_hide() {
        // the replications are 0 to 300; the second lies 1 above, the others 0.1 and 0.9, unsteadily
        let all = [
            series([0.0, 100.0, 200.0, 300.0]),
            series([1.0, 101.01, 200.99, 301.0]),
            series([1.1, 99.1, 201.1, 299.1]),
            series([0.5, 101.3, 200.5, 301.3]),
        ];
        let found = ranked(&all, Direction::Higher);
        assert!(matches!(found[0], AlternativeStanding::Behind(lag) if (lag.mean - 1.0).abs() < 1e-9 && lag.n == 4), "{found:?}");
        assert_eq!(found[1], AlternativeStanding::Best);
        assert!(matches!(found[2], AlternativeStanding::Alike(_)) && matches!(found[3], AlternativeStanding::Alike(_)), "{found:?}");
        assert_eq!(ranked(&all, Direction::Lower)[0], AlternativeStanding::Best);
    }

    #[test]
    fn equal_series_are_alike_and_a_constant_distance_is_behind() {
        let found = ranked(&[series([1.0, 2.0, 3.0, 4.0]), series([1.0, 2.0, 3.0, 4.0]), series([0.5, 1.5, 2.5, 3.5])], Direction::Higher);
        assert_eq!(found[..2], [AlternativeStanding::Best, AlternativeStanding::Alike(Lag { mean: 0.0, margin: 0.0, n: 4 })]);
        assert_eq!(found[2], AlternativeStanding::Behind(Lag { mean: 0.5, margin: 0.0, n: 4 }));
    }

    #[test]
    fn who_shares_too_few_replications_with_the_best_is_not_comparable() {
        let found = ranked(&[series([1.0, 2.0, 3.0, 4.0]), vec![None; 4], vec![Some(0.0), None, None, None]], Direction::Higher);
        assert_eq!(found, [AlternativeStanding::Best, AlternativeStanding::NotComparable, AlternativeStanding::NotComparable]);
        assert_eq!(ranked(&[vec![None; 4]], Direction::Higher), [AlternativeStanding::NotComparable]);
        assert_eq!(ranked(&[], Direction::Higher), []);
    }
}
