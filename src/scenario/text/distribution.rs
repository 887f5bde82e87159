//! Distributions as written: one kind with its parameters, or a plain time that is always the same.
//!
//! Means, medians, scales and values are times with units; shapes and log-sds are numbers. Sources of the forms: Law,
//! *Simulation Modeling and Analysis*, ch. 6; the lognormal may be given by median or mean, the Weibull by scale or mean.

use schemars::JsonSchema;

use super::quantity::Length;
use crate::units::Distribution as Resolved;

/// A time: always the same (`"3h"`), or drawn from a distribution.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Duration {
    Always(Length),
    Drawn(WrittenDistribution),
}

/// A distribution of times: exactly one kind.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
#[schemars(rename = "Distribution")]
pub(crate) struct WrittenDistribution {
    /// Always the same.
    pub constant: Option<Length>,
    /// Memoryless.
    pub exponential: Option<Exponential>,
    /// Even between two bounds.
    pub uniform: Option<Uniform>,
    /// Triangle with a peak.
    pub triangular: Option<Triangular>,
    /// Sum of equal exponential stages.
    pub erlang: Option<Erlang>,
    /// Gamma by shape and mean.
    pub gamma: Option<Gamma>,
    /// Lognormal by median (or mean) and the standard deviation of the logarithm.
    pub lognormal: Option<Lognormal>,
    /// Weibull by shape and scale (or mean).
    pub weibull: Option<Weibull>,
    /// Mixture of exponentials.
    pub hyperexponential: Option<Hyperexponential>,
    /// One of listed values.
    pub empirical: Option<Empirical>,
}

/// Memoryless.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exponential {
    /// Mean.
    pub mean: Length,
}

/// Even between two bounds.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Uniform {
    /// Least value.
    pub low: Length,
    /// Largest value.
    pub high: Length,
}

/// Triangle with a peak.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Triangular {
    /// Least value.
    pub low: Length,
    /// Most likely value.
    pub mode: Length,
    /// Largest value.
    pub high: Length,
}

/// Sum of equal exponential stages.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Erlang {
    /// Number of stages.
    #[schemars(range(min = 1, max = 1000))]
    pub stages: u32,
    /// Mean of the sum.
    pub mean: Length,
}

/// Gamma.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gamma {
    /// Shape; the squared coefficient of variation is 1 / shape.
    #[schemars(range(min = 0.001, max = 1_000_000))]
    pub shape: f64,
    /// Mean.
    pub mean: Length,
}

/// Lognormal.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lognormal {
    /// Median; either this or the mean.
    pub median: Option<Length>,
    /// Mean; either this or the median.
    pub mean: Option<Length>,
    /// Standard deviation of the natural logarithm.
    #[schemars(range(min = 0, max = 10))]
    pub log_sd: f64,
}

/// Weibull.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weibull {
    /// Shape; below 1 heavy-tailed.
    #[schemars(range(min = 0.1, max = 1000))]
    pub shape: f64,
    /// Scale, the 63.2% quantile; either this or the mean.
    pub scale: Option<Length>,
    /// Mean; either this or the scale.
    pub mean: Option<Length>,
}

/// Mixture of exponentials.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hyperexponential {
    /// Weights, as many as means; their sum counts as 1.
    #[schemars(length(min = 1, max = 100))]
    pub weights: Vec<Weight>,
    /// Means.
    #[schemars(length(min = 1, max = 100))]
    pub means: Vec<Length>,
}

/// One of listed values.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empirical {
    /// Values.
    #[schemars(length(min = 1, max = 100_000))]
    pub values: Vec<Length>,
    /// Weights, as many as values (default: all equal); their sum counts as 1.
    #[schemars(length(min = 1, max = 100_000))]
    pub weights: Option<Vec<Weight>>,
}

/// A relative weight.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Weight(#[schemars(range(min = 0, max = 1_000_000_000))] pub f64);

/// What is wrong with the parameters: the key inside the distribution, and what to say.
pub(crate) type ParameterFault = (Vec<&'static str>, String);

impl Duration {
    /// The distribution with every parameter in seconds.
    pub fn resolve(&self) -> Result<Resolved, ParameterFault> {
        match self {
            Self::Always(length) => Ok(Resolved::Constant { value: length.0 }),
            Self::Drawn(distribution) => distribution.resolve(),
        }
    }
}

impl WrittenDistribution {
    /// The distribution with every parameter in seconds.
    pub fn resolve(&self) -> Result<Resolved, ParameterFault> {
        if let Some(length) = &self.constant {
            return Ok(Resolved::Constant { value: length.0 });
        }
        if let Some(Exponential { mean }) = &self.exponential {
            return Ok(Resolved::Exponential { mean: positive(mean, &["exponential", "mean"])? });
        }
        if let Some(Uniform { low, high }) = &self.uniform {
            ordered(low, high, &["uniform", "high"], "low", "high")?;
            return Ok(Resolved::Uniform { low: low.0, high: high.0 });
        }
        if let Some(Triangular { low, mode, high }) = &self.triangular {
            ordered(low, mode, &["triangular", "mode"], "low", "mode")?;
            ordered(mode, high, &["triangular", "high"], "mode", "high")?;
            return Ok(Resolved::Triangular { low: low.0, mode: mode.0, high: high.0 });
        }
        if let Some(Erlang { stages, mean }) = &self.erlang {
            return Ok(Resolved::Gamma { shape: f64::from(*stages), mean: positive(mean, &["erlang", "mean"])? });
        }
        if let Some(Gamma { shape, mean }) = &self.gamma {
            return Ok(Resolved::Gamma { shape: *shape, mean: positive(mean, &["gamma", "mean"])? });
        }
        if let Some(lognormal) = &self.lognormal {
            return lognormal.resolve();
        }
        if let Some(weibull) = &self.weibull {
            return weibull.resolve();
        }
        if let Some(Hyperexponential { weights, means }) = &self.hyperexponential {
            let weights = shares(weights, means.len(), "hyperexponential", "means")?;
            let means: Result<Vec<f64>, ParameterFault> = means.iter().map(|mean| positive(mean, &["hyperexponential", "means"])).collect();
            return Ok(Resolved::Hyperexponential { branches: weights.into_iter().zip(means?).collect() });
        }
        if let Some(empirical) = &self.empirical {
            return empirical.resolve();
        }
        Err((Vec::new(), "no kind of distribution given".into()))
    }
}

impl Lognormal {
    fn resolve(&self) -> Result<Resolved, ParameterFault> {
        let median = match (&self.median, &self.mean) {
            (Some(median), None) => positive(median, &["lognormal", "median"])?,
            (None, Some(mean)) => positive(mean, &["lognormal", "mean"])? * libm::exp(-self.log_sd * self.log_sd / 2.0),
            (Some(_), Some(_)) => return Err((vec!["lognormal", "mean"], "a lognormal has a `median` or a `mean`; found both".into())),
            (None, None) => return Err((vec!["lognormal"], "a lognormal has a `median` or a `mean`; found neither".into())),
        };
        Ok(Resolved::Lognormal { median, log_sd: self.log_sd })
    }
}

impl Weibull {
    fn resolve(&self) -> Result<Resolved, ParameterFault> {
        let scale = match (&self.scale, &self.mean) {
            (Some(scale), None) => positive(scale, &["weibull", "scale"])?,
            (None, Some(mean)) => positive(mean, &["weibull", "mean"])? / libm::tgamma(1.0 + 1.0 / self.shape),
            (Some(_), Some(_)) => return Err((vec!["weibull", "mean"], "a Weibull has a `scale` or a `mean`; found both".into())),
            (None, None) => return Err((vec!["weibull"], "a Weibull has a `scale` or a `mean`; found neither".into())),
        };
        Ok(Resolved::Weibull { shape: self.shape, scale })
    }
}

impl Empirical {
    fn resolve(&self) -> Result<Resolved, ParameterFault> {
        let equal = vec![Weight(1.0); self.values.len()];
        let weights = shares(self.weights.as_ref().unwrap_or(&equal), self.values.len(), "empirical", "values")?;
        let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
        let mut sum = 0.0;
        let cumulative = weights.iter().enumerate().map(|(i, weight)| {
            sum += weight;
            if i >= last { 1.0 } else { sum }
        });
        Ok(Resolved::Empirical { values: self.values.iter().map(|value| value.0).zip(cumulative).collect() })
    }
}

fn positive(length: &Length, key: &[&'static str]) -> Result<f64, ParameterFault> {
    if length.0 > 0.0 { Ok(length.0) } else { Err((key.to_vec(), "must be longer than 0".into())) }
}

fn ordered(low: &Length, high: &Length, key: &[&'static str], lower: &str, upper: &str) -> Result<(), ParameterFault> {
    if low.0 <= high.0 { Ok(()) } else { Err((key.to_vec(), format!("`{upper}` is shorter than `{lower}`"))) }
}

/// Weights scaled to sum 1.
fn shares(weights: &[Weight], expected: usize, kind: &'static str, of: &str) -> Result<Vec<f64>, ParameterFault> {
    let key = vec![kind, "weights"];
    if weights.len() != expected {
        return Err((key, format!("{} weights for {expected} `{of}`; expected as many", weights.len())));
    }
    let sum: f64 = weights.iter().map(|weight| weight.0).sum();
    if sum > 0.0 { Ok(weights.iter().map(|weight| weight.0 / sum).collect()) } else { Err((key, "weights add up to 0".into())) }
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::distribution::*;

    fn read(json: serde_json::Value) -> Result<Resolved, ParameterFault> {
        serde_json::from_value::<Duration>(json).unwrap().resolve()
    }

    #[test]
    fn a_mean_may_stand_for_median_or_scale() {
        for json in [
            serde_json::json!({ "lognormal": { "mean": "2h", "log_sd": 0.7 } }),
            serde_json::json!({ "weibull": { "mean": "2h", "shape": 0.7 } }),
            serde_json::json!({ "erlang": { "mean": "2h", "stages": 3 } }),
            serde_json::json!({ "hyperexponential": { "weights": [1, 3], "means": ["5h", "1h"] } }),
            serde_json::json!({ "empirical": { "values": ["1h", "3h"] } }),
            serde_json::json!("2h"),
        ] {
            let mean = read(json.clone()).unwrap().mean();
            assert!((mean - 7_200.0).abs() < 1e-6, "{json}: {mean}");
        }
    }

    #[test]
    fn impossible_parameters_name_their_key() {
        for (json, key) in [
            (serde_json::json!({ "uniform": { "low": "2h", "high": "1h" } }), vec!["uniform", "high"]),
            (serde_json::json!({ "exponential": { "mean": "0h" } }), vec!["exponential", "mean"]),
            (serde_json::json!({ "lognormal": { "log_sd": 1.0 } }), vec!["lognormal"]),
            (serde_json::json!({ "empirical": { "values": ["1h"], "weights": [0] } }), vec!["empirical", "weights"]),
        ] {
            assert_eq!(read(json).unwrap_err().0, key);
        }
    }
}
