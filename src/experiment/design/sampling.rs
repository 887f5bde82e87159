//! From factors to the points of a design: which levels meet.
//!
//! | design | points |
//! |---|---|
//! | full factorial | every combination of the factors' levels |
//! | one at a time | the scenario as it is, then each level of each factor alone |
//! | Latin hypercube, Sobol sequence | as many as asked for, spread over the whole space of the factors |
//!
//! The last two take ranges as they are; the first two need levels, of a range its ends.

use std::fmt;

pub use crate::experiment::study_spec::Sampling;
use crate::scenario::{Factor, Level};
use crate::statistics::point_sets::{DesignError, full_factorial, latin_hypercube, one_at_a_time, sobol};

/// Most points of a design.
pub const MOST_POINTS: u64 = 1_000_000;

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Factorial => "full factorial",
            Self::OneAtATime => "one at a time",
            Self::LatinHypercube(_) => "Latin hypercube",
            Self::Sobol(_) => "Sobol sequence",
        })
    }
}

/// Why there are no points.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SamplingError {
    /// Nothing is varied.
    #[error("nothing is varied: no factor was named")]
    NoFactors,
    /// More combinations than anybody runs.
    #[error("{points} points are more than the {MOST_POINTS} that a design may have; take fewer levels, or another design")]
    TooMany {
        /// How many there would be.
        points: u128,
    },
    /// A factor that the file leaves to a default cannot stand at its own value.
    #[error(
        "the file says nothing of {key}, so that there is no value to leave it at; write its value into the file, or take another design"
    )]
    NoNominal {
        /// The factor.
        key: String,
    },
    /// As the point set says.
    #[error(transparent)]
    Cube(#[from] DesignError),
}

/// The points that `sampling` makes of `factors`: by point and factor, a level. `seed` decides where the random numbers of a design
/// falls.
///
/// # Errors
/// When there are none, or too many.
pub fn points(factors: &[Factor], sampling: Sampling, seed: u64) -> Result<Vec<Vec<Level>>, SamplingError> {
    if factors.is_empty() {
        return Err(SamplingError::NoFactors);
    }
    let levels: Vec<Vec<Level>> = factors.iter().map(Factor::levels).collect();
    let count = u32::try_from(factors.len()).unwrap_or(u32::MAX);
    match sampling {
        Sampling::Factorial => {
            let counts: Vec<usize> = levels.iter().map(Vec::len).collect();
            let product: u128 = counts.iter().map(|count| *count as u128).product();
            if product > u128::from(MOST_POINTS) {
                return Err(SamplingError::TooMany { points: product });
            }
            let point = |at: Vec<usize>| at.iter().zip(&levels).map(|(at, levels)| levels[*at].clone()).collect();
            Ok(full_factorial(&counts).map(point).collect())
        }
        Sampling::OneAtATime => one_by_one(factors, &levels),
        Sampling::LatinHypercube(points) => Ok(at_shares(factors, &latin_hypercube(points, count, seed))),
        Sampling::Sobol(points) => Ok(at_shares(factors, &sobol(points, count, seed)?)),
    }
}

/// The levels at points of the unit cube.
#[must_use]
pub fn at_shares(factors: &[Factor], points: &[Vec<f64>]) -> Vec<Vec<Level>> {
    points.iter().map(|point| factors.iter().zip(point).map(|(factor, share)| factor.level_at(*share)).collect()).collect()
}

fn one_by_one(factors: &[Factor], levels: &[Vec<Level>]) -> Result<Vec<Vec<Level>>, SamplingError> {
    let own = |factor: &Factor| factor.nominal().cloned().ok_or_else(|| SamplingError::NoNominal { key: factor.key().to_owned() });
    let nominal = factors.iter().map(own).collect::<Result<Vec<_>, _>>()?;
    let counts: Vec<usize> = levels.iter().map(Vec::len).collect();
    let is_same = |one: &Level, other: &Level| one.text == other.text || one.number.is_some() && one.number == other.number;
    let places: Vec<Option<usize>> =
        levels.iter().zip(&nominal).map(|(levels, own)| levels.iter().position(|level| is_same(level, own))).collect();
    let level = |(factor, at): (usize, &Option<usize>)| at.map_or_else(|| nominal[factor].clone(), |at| levels[factor][at].clone());
    Ok(one_at_a_time(&counts, &places).iter().map(|point| point.iter().enumerate().map(level).collect()).collect())
}
