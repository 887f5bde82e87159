//! Routing: how issues find the department in charge.

use schemars::JsonSchema;

use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::units::{Distribution, Share};

/// How issues find the department in charge.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Routing")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRouting {
    /// Probability that an issue for a department goes to another one first (default 0).
    pub misrouted: Option<Fraction>,
    /// Hands-on work of finding out that one is not in charge (default "0s").
    pub sorting: Option<Duration>,
}

/// How issues find the department in charge.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Probability that an issue for a department goes to another one first.
    pub misrouted: Share,
    /// Hands-on work of finding out that one is not in charge.
    pub sorting: Distribution,
}

/// The rules of routing.
pub(crate) fn routing(written: &WrittenRouting, context: &mut Context<'_>) -> Option<Routing> {
    let sorting = match &written.sorting {
        None => Distribution::Constant { value: 0.0 },
        Some(sorting) => resolved(sorting.resolve(), &["routing", "sorting"], context)?,
    };
    let misrouted = written.misrouted.map_or(Some(Share::ZERO), |share| Share::new(share.0))?;
    Some(Routing { misrouted, sorting })
}
