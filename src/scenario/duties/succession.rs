//! Succession: when the posts of a role change hands, and what the successors lack.

use schemars::JsonSchema;

use crate::scenario::duties::cadence::WrittenCadence;
use crate::scenario::span::instant;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::{Length, When};
use crate::units::{SimDuration, SimTime};

/// Posts change hands (轮岗、换届): from that moment on somebody else has them.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Succession")]
pub(crate) struct WrittenSuccession {
    /// Moments at which all posts of the role change hands. This, `every`, or both.
    #[schemars(length(max = 1000))]
    pub on: Option<Vec<When>>,
    /// The same at the beginning of each civil period after the start.
    pub every: Option<WrittenCadence>,
    /// Time in which a successor comes to know the households of the unit as well as the role's `familiarity` says, evenly (default "0s":
    /// knows them at once).
    pub learns: Option<Length>,
    /// How far the motivation of a successor lies at most above or below that of the first one who had the post (default 0).
    #[schemars(range(min = 0, max = 1))]
    pub motivation: Option<f64>,
}

/// When the posts of a role change hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// The moments, rising.
    pub times: Vec<SimTime>,
    /// Who comes.
    pub successors: Successors,
}

/// What those who take over a post lack, and in what they differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Successors {
    /// Time in which they come to know the households.
    pub learns: SimDuration,
    /// How far their motivation lies at most above or below that of the first one who had the post.
    pub spread: f64,
}

impl Successors {
    /// As a file says: who knows the households at once and tries as hard as the first one, where it says nothing.
    pub(crate) fn read(learns: Option<&Length>, motivation: Option<f64>) -> Self {
        let learns = learns.map_or(SimDuration::ZERO, |length| SimDuration::rounded(length.0));
        Self { learns, spread: motivation.unwrap_or(0.0) }
    }
}

/// The succession of the role `name`; `None` where its posts never change hands.
pub(crate) fn succession(name: &str, written: &WrittenSuccession, structure: &Structure, context: &mut Context<'_>) -> Option<Succession> {
    let path = |key: &'static str| ["roles", name, "succession", key];
    if written.on.is_none() && written.every.is_none() {
        let help = "add `on = [2024-07-01]`, the moments, or `every = \"half_year\"`, a civil period";
        context.fault(
            &["roles", name, "succession"],
            "does not say when posts change hands: `on` or `every` is missing",
            Some(help.into()),
        );
    }
    let span = &structure.span;
    let mut times = Vec::new();
    for (index, moment) in written.on.iter().flatten().enumerate() {
        let number = index.to_string();
        let place = [&path("on")[..], &[number.as_str()]].concat();
        let Some(at) = instant(moment.0, span, &place, context) else { continue };
        if at == SimTime::ZERO {
            let message = "is the start of the run, at which everybody is the first to have the post";
            context.fault(&place, message, Some("name a later moment, or leave it out".into()));
        }
        times.push(at);
    }
    if let Some(cadence) = written.every {
        let (cadence, end) = (cadence.read(), span.days.beginning_from(span.end()));
        let mut day = cadence.next(span.start, 1, end);
        while let Some(begins) = day {
            times.push(span.days.begin(begins));
            day = cadence.next(span.start, begins + 1, end);
        }
    }
    times.sort_unstable();
    times.dedup();
    (!times.is_empty()).then(|| Succession { times, successors: Successors::read(written.learns.as_ref(), written.motivation) })
}
