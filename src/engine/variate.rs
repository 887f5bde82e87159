//! Variates from [`Distribution`]s, addressed. Wherever the inverse of the distribution function is at hand it is used
//! with one uniform, so that the same random number under another parameter gives the same quantile, scaled. Exponential, gamma and
//! normal variates come from `rand_distr` on a stream that starts at the address, drawn standardised and then scaled: the
//! exponential's ziggurat needs no logarithm in 98.9% of draws, and exponentials are what a run draws most. Other
//! logarithms and powers are `libm`'s: the same bits on every platform.

use rand_distr::{Distribution as _, Exp1, Gamma, StandardNormal};

use super::random::{Luck, Purpose};
use crate::units::Distribution;

/// A duration in seconds from `distribution`, for (`luck`, `purpose`, `index`).
#[inline]
#[must_use]
pub fn draw(distribution: &Distribution, luck: Luck, purpose: Purpose, index: u32) -> f64 {
    match distribution {
        Distribution::Exponential { mean } => exponential(luck, purpose, index) * mean,
        Distribution::Constant { value } => *value,
        other => draw_shaped(other, luck, purpose, index),
    }
}

/// A standard exponential variate (mean 1).
#[inline]
#[must_use]
pub fn exponential(luck: Luck, purpose: Purpose, index: u32) -> f64 {
    Exp1.sample(&mut luck.stream(purpose, index))
}

/// Whether an event of `probability` happens, for (`luck`, `purpose`, `index`); never at 0, always at 1.
#[inline]
#[must_use]
pub fn happens(probability: f64, luck: Luck, purpose: Purpose, index: u32) -> bool {
    luck.uniform(purpose, index) < probability
}

/// The quantile at `uniform` of the geometric distribution from 1 on with `mean`, at least 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and a cast of what is too large saturates")]
#[must_use]
pub fn geometric(mean: f64, uniform: f64) -> u32 {
    if mean <= 1.0 { 1 } else { libm::ceil(libm::log(uniform) / libm::log1p(-1.0 / mean)).max(1.0) as u32 }
}

fn draw_shaped(distribution: &Distribution, luck: Luck, purpose: Purpose, index: u32) -> f64 {
    let u = || luck.uniform(purpose, index);
    match distribution {
        Distribution::Constant { value } => *value,
        Distribution::Exponential { mean } => exponential(luck, purpose, index) * mean,
        Distribution::Uniform { low, high } => low + (high - low) * u(),
        Distribution::Triangular { low, mode, high } => triangular(*low, *mode, *high, u()),
        Distribution::Gamma { shape, mean } => match Gamma::new(*shape, 1.0) {
            Ok(gamma) => gamma.sample(&mut luck.stream(purpose, index)) / shape * mean,
            Err(error) => unreachable!("a gamma shape of {shape} passed the scenario checks: {error}"),
        },
        Distribution::Lognormal { median, log_sd } => {
            let z: f64 = StandardNormal.sample(&mut luck.stream(purpose, index));
            median * libm::exp(log_sd * z)
        }
        Distribution::Weibull { shape, scale } => scale * libm::pow(-libm::log(u()), 1.0 / shape),
        Distribution::Hyperexponential { branches } => hyperexponential(branches, u()),
        Distribution::Empirical { values } => empirical(values, u()),
    }
}

fn triangular(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let left = (mode - low) / width;
    if u < left { low + (width * (mode - low) * u).sqrt() } else { high - (width * (high - mode) * (1.0 - u)).sqrt() }
}

/// One uniform picks the branch, its position within the branch gives the quantile.
fn hyperexponential(branches: &[(f64, f64)], u: f64) -> f64 {
    let mut below = 0.0;
    let last = branches.len() - 1;
    for (i, (weight, mean)) in branches.iter().enumerate() {
        if u < below + weight || i == last {
            let within = ((u - below) / weight).clamp(f64::EPSILON, 1.0 - f64::EPSILON / 2.0);
            return -libm::log(1.0 - within) * mean;
        }
        below += weight;
    }
    unreachable!("a hyperexponential distribution without branches passed the scenario checks")
}

fn empirical(values: &[(f64, f64)], u: f64) -> f64 {
    let at = values.partition_point(|(_, cumulative)| *cumulative <= u).min(values.len() - 1);
    values[at].0
}
