//! Shares and probabilities as written.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A share or probability.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Fraction(pub f64);

impl JsonSchema for Fraction {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": 1, "description": "A share from 0 to 1." })
    }
}
