//! Agenda: in which order people on duty turn to what there is to do, and hours that one of these things has for itself.

use schemars::JsonSchema;

use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::Hours;
use crate::units::Calendar;
use crate::units::calendar::{HolidayTable, WeeklyHours};

/// Meetings, cases, rounds, or background tasks that come after residents' issues.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Occupation")]
pub(crate) enum WrittenOccupation {
    Meetings,
    Cases,
    Rounds,
    Tasks,
}

/// Hours of every day in which one thing goes before all others.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Block")]
pub(crate) struct WrittenBlock {
    /// What goes first.
    pub activity: WrittenOccupation,
    /// In these hours.
    #[schemars(length(min = 1, max = 24))]
    pub hours: Vec<Hours>,
}

/// What a person on duty turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupation {
    /// Administrative time that is due, of meetings.
    Meetings,
    /// Cases: the own ones that came back from outside, and the unit's queue.
    Cases,
    /// Rounds that are due.
    Rounds,
    /// Background tasks that come after residents' issues.
    Tasks,
}

/// In which order people turn to what there is to do. What is under way is never interrupted.
#[derive(Clone, Debug, PartialEq)]
pub struct Agenda {
    /// The first that has something to do; what is left out is never done.
    pub order: Vec<Occupation>,
    /// Hours in which one goes before all others.
    pub protected: Vec<ProtectedHours>,
}

/// Hours in which one occupation goes before all others.
#[derive(Clone, Debug, PartialEq)]
pub struct ProtectedHours {
    /// What goes first.
    pub occupation: Occupation,
    /// When.
    pub hours: Calendar,
}

impl Default for Agenda {
    /// Meetings, cases, rounds, tasks.
    fn default() -> Self {
        Self { order: Self::USUAL.to_vec(), protected: Vec::new() }
    }
}

impl Agenda {
    /// Meetings, then cases, then rounds, then tasks.
    pub const USUAL: [Occupation; 4] = [Occupation::Meetings, Occupation::Cases, Occupation::Rounds, Occupation::Tasks];

    /// Whether people ever turn to it.
    #[inline]
    #[must_use]
    pub fn has(&self, occupation: Occupation) -> bool {
        self.order.contains(&occupation) || self.protected.iter().any(|block| block.occupation == occupation)
    }
}

/// The agenda of the role called `name`.
pub(crate) fn agenda(
    name: &str,
    order: Option<&[WrittenOccupation]>,
    blocks: Option<&[WrittenBlock]>,
    structure: &Structure,
    context: &mut Context<'_>,
) -> Agenda {
    let mut agenda = Agenda::default();
    if let Some(written) = order {
        agenda.order.clear();
        for (index, written) in written.iter().enumerate() {
            let occupation = occupation(*written);
            if agenda.order.contains(&occupation) {
                let help = "name each of \"meetings\", \"cases\", \"rounds\" and \"tasks\" once, the first one first";
                context.fault(&["roles", name, "agenda", &index.to_string()], "stands twice in the agenda", Some(help.into()));
            }
            agenda.order.push(occupation);
        }
    }
    for block in blocks.unwrap_or_default() {
        let mut spans: Vec<(u32, u32)> = block.hours.iter().map(|hours| hours.0).collect();
        spans.sort_unstable();
        let week = WeeklyHours { days: std::array::from_fn(|_| spans.clone()) };
        let span = &structure.span;
        let hours = Calendar::from_weekly(&week, &HolidayTable::default(), span.start, &span.zone, span.end());
        agenda.protected.push(ProtectedHours { occupation: occupation(block.activity), hours });
    }
    agenda
}

const fn occupation(written: WrittenOccupation) -> Occupation {
    match written {
        WrittenOccupation::Meetings => Occupation::Meetings,
        WrittenOccupation::Cases => Occupation::Cases,
        WrittenOccupation::Rounds => Occupation::Rounds,
        WrittenOccupation::Tasks => Occupation::Tasks,
    }
}
