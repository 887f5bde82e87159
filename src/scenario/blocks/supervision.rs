//! Supervision: timed tickets and their lights.

use schemars::JsonSchema;

use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::units::Share;

/// Most priorities where lights raise them: three lights and 32 bands of service.
const PRIORITIES: usize = 10;

/// Timed tickets: lights by the share used of the time from known to due.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Supervision")]
pub(crate) struct WrittenSupervision {
    /// Share used when the light turns yellow (default 0.5).
    #[schemars(range(min = 0, max = 1))]
    pub yellow: Option<f64>,
    /// Share used when the light turns red (default 0.8).
    #[schemars(range(min = 0, max = 1))]
    pub red: Option<f64>,
    /// Red is served before yellow, and yellow before green (default true).
    pub raises_priority: Option<bool>,
    /// An issue that waits when its light turns red goes up a level (default true).
    pub escalates_red: Option<bool>,
}

/// Every ticket with a promise is timed from known to due, never restarting: green, then yellow, then red.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supervision {
    /// Share of the time from known to due after which the light turns yellow.
    pub yellow: Share,
    /// Share after which it turns red; not before yellow.
    pub red: Share,
    /// Whether red is served before yellow and yellow before green, whatever the categories' priorities.
    pub raises_priority: bool,
    /// Whether an issue that waits for its first start at a level moves on to the next one when its light turns red.
    pub escalates_red: bool,
}

/// The rules of supervision.
pub(crate) fn supervision(written: &WrittenSupervision, structure: &Structure, context: &mut Context<'_>) -> Supervision {
    let share = |value: Option<f64>, default| Share::new(value.unwrap_or(default)).unwrap_or(Share::ONE);
    let (yellow, red) = (share(written.yellow, 0.5), share(written.red, 0.8));
    if red < yellow {
        let message = format!("{} turns the light red before it is yellow at {}", red.get(), yellow.get());
        context.fault(&["supervision", "red"], message, Some("red is at least yellow".into()));
    }
    let raises_priority = written.raises_priority.unwrap_or(true);
    let of_tasks = structure.categories.iter().filter(|category| category.is_task()).count();
    let issues = structure.categories.len() - of_tasks + of_tasks.min(3);
    if raises_priority && issues > PRIORITIES {
        let message = format!(
            "with {issues} categories there may be too many priorities; expected at most {PRIORITIES} categories, of background tasks three",
        );
        context.fault(&["supervision"], message, Some("set `raises_priority = false`".into()));
    }
    Supervision { yellow, red, raises_priority, escalates_red: written.escalates_red.unwrap_or(true) }
}
