//! Triggers: while which state of the run a policy's changes hold.

use schemars::JsonSchema;

use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::Length;
use crate::units::{LevelId, SimDuration, SimTime};

/// How often the state is looked at, where nothing else is said.
const DAILY: SimDuration = SimDuration::from_seconds(86_400);

/// While which state of the run changes hold: they begin when more than `above` are counted, and end when fewer than `below` are.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Trigger")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenTrigger {
    /// What is counted: `backlog`, issues that wait in a queue; `open`, issues that a unit has; `overdue`, those of them past their due
    /// time.
    pub measure: Counted,
    /// Where: a level, a group of units, or one unit of it; of several units the sum (default: everywhere).
    pub at: Option<String>,
    /// The changes begin when more than this many are counted.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub above: u32,
    /// They end when fewer than this many are counted, at most `above` (default: `above`, and at least 1).
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub below: Option<u32>,
    /// How often it is counted, from the start or `from` on; at least "1min" (default "1d").
    pub every: Option<Length>,
}

/// What a trigger counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Issues that wait in a queue.
    Backlog,
    /// Issues that a unit has: waiting, in work, or waiting outside.
    Open,
    /// Open issues past their due time.
    Overdue,
}

impl Counted {
    /// Its name in a scenario file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::Open => "open",
            Self::Overdue => "overdue",
        }
    }
}

/// Where a trigger counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedAt {
    /// At every unit.
    Everywhere,
    /// At the units of a level.
    Level(LevelId),
    /// At the units of a group, or at one of them.
    Group {
        /// Index in [`Structure::units`](crate::scenario::structure::Structure::units).
        group: usize,
        /// Number of the unit within the group, from 0; `None` for all of them.
        member: Option<usize>,
    },
}

/// While which state of the run changes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// What is counted.
    pub counted: Counted,
    /// Where.
    pub scope: CountedAt,
    /// The changes begin when more than this many are counted.
    pub above: u32,
    /// They end when fewer than this many are counted; 1 to `above`, or 1.
    pub below: u32,
    /// First time it is counted.
    pub from: SimTime,
    /// How often.
    pub every: SimDuration,
}

/// The trigger as `written` at `path`, counted at `scope` from `from` on; numbers of issues at the `scale` of the scenario.
pub(crate) fn trigger(
    written: &WrittenTrigger,
    (scope, from, end): (CountedAt, SimTime, SimTime),
    scale: f64,
    path: &[&str],
    context: &mut Context<'_>,
) -> Trigger {
    let at = |key: &'static str| [path, &[key]].concat();
    let below = written.below.unwrap_or(written.above.max(1));
    if below > written.above.max(1) {
        let message = format!("{below} is more than `above`, {}: the changes would end before they begin", written.above);
        context.fault_in_file(&at("below"), message, Some("expected at most as many as `above`".into()));
    }
    let every = written.every.as_ref().map_or(DAILY, |every| SimDuration::rounded(every.0));
    if every < SimDuration::from_seconds(60) {
        context.fault_in_file(&at("every"), format!("{every} is less than a minute; expected at least \"1min\""), None);
    }
    let first = if from == SimTime::ZERO { from + every } else { from };
    if first > end {
        let message = "can never hold: it would be counted for the first time after the end of the run";
        context.fault_in_file(&at("every"), message, Some("shorten `every`, or let it begin `from` an earlier date".into()));
    }
    let (above, below) = (fewer(written.above, scale), fewer(below, scale).max(1));
    Trigger { counted: written.measure, scope, above, below: below.min(above.max(1)), from: first, every }
}

/// `count` at a smaller scale of the scenario.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and at most the count")]
fn fewer(count: u32, scale: f64) -> u32 {
    (f64::from(count) * scale).round() as u32
}
