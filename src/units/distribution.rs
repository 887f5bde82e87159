//! Probability distributions of durations, as data. How they are drawn is the engine's business
//! (`engine::variate`); here stand their parameters and what follows from them.

/// A distribution of non-negative durations; every parameter in seconds unless it is a shape, share or log-sd.
///
/// Checked by the scenario reader: means, scales and shapes finite and positive, bounds in order, weights not all zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always `value`.
    Constant {
        /// Seconds.
        value: f64,
    },
    /// Memoryless, with its mean.
    Exponential {
        /// Mean in seconds.
        mean: f64,
    },
    /// Even between two bounds.
    Uniform {
        /// Least value in seconds.
        low: f64,
        /// Largest value in seconds.
        high: f64,
    },
    /// Triangle over two bounds with its peak at `mode`.
    Triangular {
        /// Least value in seconds.
        low: f64,
        /// Peak in seconds.
        mode: f64,
        /// Largest value in seconds.
        high: f64,
    },
    /// Gamma (Erlang when `shape` is whole).
    Gamma {
        /// Shape; squared coefficient of variation is 1 / shape.
        shape: f64,
        /// Mean in seconds.
        mean: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Median in seconds.
        median: f64,
        /// Standard deviation of the natural logarithm.
        log_sd: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape; below 1 heavy-tailed.
        shape: f64,
        /// Scale in seconds (the 63.2% quantile).
        scale: f64,
    },
    /// Mixture of exponentials.
    Hyperexponential {
        /// Pairs of (weight, mean in seconds); weights sum to 1.
        branches: Vec<(f64, f64)>,
    },
    /// One of the listed values.
    Empirical {
        /// Values in seconds with cumulative probabilities rising to 1.
        values: Vec<(f64, f64)>,
    },
}

impl Distribution {
    /// Mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Exponential { mean } | Self::Gamma { mean, .. } => *mean,
            Self::Uniform { low, high } => f64::midpoint(*low, *high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Lognormal { median, log_sd } => median * (log_sd * log_sd / 2.0).exp(),
            Self::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Hyperexponential { branches } => branches.iter().map(|(weight, mean)| weight * mean).sum(),
            Self::Empirical { values } => {
                let mut below = 0.0;
                values.iter().fold(0.0, |sum, (value, cumulative)| {
                    let weight = cumulative - below;
                    below = *cumulative;
                    sum + value * weight
                })
            }
        }
    }
}
