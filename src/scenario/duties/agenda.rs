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
    order: Vec<Occupation>,
    protected: Vec<ProtectedHours>,
    /// One bit for each occupation that people ever turn to: it is asked for with every case.
    has: u8,
    /// Whether it is the agenda of those who state none.
    is_usual: bool,
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
        Self::new(Self::USUAL.to_vec(), Vec::new())
    }
}

impl Agenda {
    /// Meetings, then cases, then rounds, then tasks.
    pub const USUAL: [Occupation; 4] = [Occupation::Meetings, Occupation::Cases, Occupation::Rounds, Occupation::Tasks];

    /// An agenda that turns to `order`, and in the hours of `protected` to one thing before all others.
    #[must_use]
    pub fn new(order: Vec<Occupation>, protected: Vec<ProtectedHours>) -> Self {
        let all = order.iter().copied().chain(protected.iter().map(|block| block.occupation));
        let has = all.fold(0, |has, occupation| has | 1 << occupation as u8);
        let is_usual = order == Self::USUAL && protected.is_empty();
        Self { order, protected, has, is_usual }
    }

    /// The first that has something to do is begun; what is left out is never done.
    #[must_use]
    pub fn order(&self) -> &[Occupation] {
        &self.order
    }

    /// Hours in which one goes before all others.
    #[must_use]
    pub fn protected(&self) -> &[ProtectedHours] {
        &self.protected
    }

    /// Whether people ever turn to it.
    #[inline]
    #[must_use]
    pub const fn has(&self, occupation: Occupation) -> bool {
        self.has & 1 << occupation as u8 != 0
    }

    /// Whether it is the agenda of those who state none.
    #[inline]
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        self.is_usual
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
    let (mut turns, mut protected) = (Agenda::USUAL.to_vec(), Vec::new());
    if let Some(written) = order {
        turns.clear();
        for (index, written) in written.iter().enumerate() {
            let occupation = occupation(*written);
            if turns.contains(&occupation) {
                let help = "name each of \"meetings\", \"cases\", \"rounds\" and \"tasks\" once, the first one first";
                context.fault(&["roles", name, "agenda", &index.to_string()], "stands twice in the agenda", Some(help.into()));
            }
            turns.push(occupation);
        }
    }
    for block in blocks.unwrap_or_default() {
        let mut spans: Vec<(u32, u32)> = block.hours.iter().map(|hours| hours.0).collect();
        spans.sort_unstable();
        let week = WeeklyHours { days: std::array::from_fn(|_| spans.clone()) };
        let span = &structure.span;
        let hours = Calendar::from_weekly(&week, &HolidayTable::default(), span.start, &span.zone, span.end());
        protected.push(ProtectedHours { occupation: occupation(block.activity), hours });
    }
    Agenda::new(turns, protected)
}

const fn occupation(written: WrittenOccupation) -> Occupation {
    match written {
        WrittenOccupation::Meetings => Occupation::Meetings,
        WrittenOccupation::Cases => Occupation::Cases,
        WrittenOccupation::Rounds => Occupation::Rounds,
        WrittenOccupation::Tasks => Occupation::Tasks,
    }
}
