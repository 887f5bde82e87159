//! What there is to measure, and what may be written in a scenario file.

use schemars::JsonSchema;
use serde::Serialize;

use crate::scenario::{Parameter, parameters};
use crate::units::measure::{Measure, MeasureEntry};

/// The measures of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasuresJson {
    /// Every measure.
    pub measures: Vec<MeasureJson>,
}

/// A measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasureJson {
    /// Its name.
    pub measure: String,
    /// Unit of its values.
    pub unit: String,
    /// Over what it is taken.
    pub denominator: String,
    /// Which way is better: `lower`, `higher` or `neutral`.
    pub direction: String,
    /// `headline` or `exploratory`.
    pub standing: String,
    /// What it is.
    pub definition: String,
}

/// The parameters of scenario files.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ParametersJson {
    /// Every parameter.
    pub parameters: Vec<ParameterJson>,
}

/// A parameter.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ParameterJson {
    /// Its key as `--set` takes it; capitals stand for a name that the file chooses, NUMBER for the place in a list, from 0.
    pub key: String,
    /// What may be written.
    pub kind: String,
    /// What holds when it is left out; `required` where it may not be, empty where nothing holds.
    pub default: String,
    /// What it means.
    pub meaning: String,
}

impl MeasuresJson {
    /// All measures.
    #[must_use]
    pub fn all() -> Self {
        let one = |entry: &MeasureEntry| MeasureJson {
            measure: entry.name.to_owned(),
            unit: entry.unit.to_owned(),
            denominator: entry.denominator.english.to_owned(),
            direction: entry.direction.name().to_owned(),
            standing: entry.standing.name().to_owned(),
            definition: entry.definition.english.to_owned(),
        };
        Self { measures: Measure::ALL.iter().map(|measure| one(&measure.entry())).collect() }
    }
}

impl ParametersJson {
    /// All parameters.
    #[must_use]
    pub fn all() -> Self {
        let one = |Parameter { key, kind, default, meaning }| ParameterJson { key, kind, default, meaning };
        Self { parameters: parameters().into_iter().map(one).collect() }
    }
}
