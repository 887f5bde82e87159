//! The shape of a scenario file: what may be written, as types that serde reads and the JSON Schema is made from.
//!
//! The doc comments here are the descriptions that an editor shows. Nothing is resolved: names are text, defaults are
//! absent values; `resolve` makes a [`Setting`](crate::scenario::Setting) of it. What an overlay may say follows from these types
//! too (`schema`): the same keys, none required.

use schemars::JsonSchema;

use super::calendars::{Holidays, WrittenCalendar, WrittenHours};
use super::categories::WrittenCategory;
use super::closing::WrittenClosing;
use super::demand::WrittenDemand;
use super::discovery::WrittenDiscovery;
use super::escalation::Escalation;
use super::evidence::{Relevant, WrittenEvidence, WrittenException, WrittenPattern};
use super::feedback::WrittenFeedback;
use super::meetings::WrittenMeeting;
use super::roles::WrittenRole;
use super::rounds::WrittenRound;
use super::routing::WrittenRouting;
use super::supervision::WrittenSupervision;
use super::sweep::WrittenSweep;
use super::triage::WrittenTriage;
use super::units::WrittenUnit;
use crate::scenario::factors::unit_scale::Shrunk;
use crate::scenario::place::settlement::{WrittenPlace, WrittenResidents};
use crate::scenario::place::territories::{Grids, WrittenMembers, WrittenTerritories};
use crate::scenario::text::named::{Keyed, Named};
use crate::scenario::text::quantity::{Day, HeadlineName, Length, Name, Zone};

/// A place with its people, its demand and the policies to compare.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Name of the scenario and of its results folder (default: the file's name).
    pub name: Option<Name>,
    /// One line that says what the scenario is.
    pub title: Option<String>,
    /// Another scenario file, relative to this one, that this file changes.
    #[expect(dead_code, reason = "followed before the typed reading; stands here for the schema")]
    pub extends: Option<String>,
    /// First day; the run starts at its local midnight.
    #[schemars(required)]
    pub start: Option<Day>,
    /// Time zone of all civil times (default "UTC").
    pub time_zone: Option<Zone>,
    /// Beginning of the run that is not measured (default "0d").
    pub warm_up: Option<Length>,
    /// How long each issue is observed (default "30d").
    pub follow_up: Option<Length>,
    /// Length of the run; longer than `warm_up` and `follow_up` together.
    #[schemars(required)]
    pub horizon: Option<Length>,
    /// Root of all luck (default 1).
    pub seed: Option<u64>,
    /// Runs of each policy with different luck (default 30).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: Option<u32>,
    /// Confidence level of intervals (default 0.95).
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: Option<f64>,
    /// The policy that others are compared with (default `base`); beside another one `base` is compared only when named.
    pub baseline: Option<Name>,
    /// Measures that carry the verdicts of a comparison (default `resolution_time_hours`, `resolution_rate`, `on_time_rate`).
    #[schemars(length(min = 1, max = 4))]
    pub headline: Option<Vec<HeadlineName>>,
    /// Smallest differences that matter, by headline measure and in its unit (default: none is stated).
    pub relevant: Option<Relevant>,
    /// Patterns that a comparison should show; evaluated and told, never a condition.
    #[schemars(length(max = 1000))]
    pub pattern: Option<Vec<WrittenPattern>>,
    /// Roles of which more people make a result worse, with the reason; what this file is tested for (default: none).
    #[schemars(length(max = 1000))]
    pub exceptions: Option<Vec<WrittenException>>,
    /// Share of the people, places and demand that is there: households, communities, units and staff are so many times
    /// fewer, with the same load for each (default 1).
    #[schemars(range(min = 0.001, max = 1))]
    pub scale: Option<f64>,
    /// How much smaller each group of units is, once `scale` is applied.
    #[serde(skip)]
    pub shrunk: Option<Shrunk>,
    /// Handling levels, lowest first (default liaison, grid, community, town, district).
    #[schemars(length(min = 1, max = 16))]
    pub levels: Option<Vec<Name>>,
    /// Holidays with their make-up working days, by name.
    pub holidays: Option<Named<Holidays>>,
    /// Duty hours by name; `always` exists without being written.
    pub calendars: Option<Named<WrittenCalendar>>,
    /// Name of the calendar whose days and hours count in promises and wait limits in working time (`wd`, `wh`), the same under
    /// every policy (default `office`, else the only calendar that is not around the clock, else `always`).
    pub working_calendar: Option<String>,
    /// Roles of people by name.
    pub roles: Option<Named<WrittenRole>>,
    /// Towns, communities, buildings and households (default: none; issues occur at units).
    pub place: Option<WrittenPlace>,
    /// What the households of the place are like.
    pub residents: Option<WrittenResidents>,
    /// How the place is cut into grids, for units with `per = "grid"`.
    pub grids: Option<Grids>,
    /// Liaison members, who are linked to households (default: none).
    pub members: Option<WrittenMembers>,
    /// Groups of alike units.
    #[schemars(required, length(min = 1, max = 10_000))]
    pub units: Option<Vec<WrittenUnit>>,
    /// Categories of issues.
    #[schemars(required, length(min = 1, max = 10_000))]
    pub categories: Option<Vec<WrittenCategory>>,
    /// Streams of issues that occur.
    #[schemars(length(max = 10_000))]
    pub demand: Option<Vec<WrittenDemand>>,
    /// How what occurs in the place becomes known; needed where demand is at `households` or `public_space`.
    pub discovery: Option<WrittenDiscovery>,
    /// Rounds that people go on in the place.
    #[schemars(length(max = 1000))]
    pub rounds: Option<Vec<WrittenRound>>,
    /// Meetings that look at stalled issues.
    #[schemars(length(max = 1000))]
    pub meetings: Option<Vec<WrittenMeeting>>,
    /// How issues find the department in charge (default: always at once).
    pub routing: Option<WrittenRouting>,
    /// What residents make of how their issues end (default: nobody asks).
    pub feedback: Option<WrittenFeedback>,
    /// When an issue moves to the next level, by level; `all` holds for every level that says nothing else.
    pub escalation: Option<Keyed<Escalation>>,
    /// How units recognise the level that an issue needs (default: without mistake, and level by level).
    pub triage: Option<WrittenTriage>,
    /// Closing on paper (default: every closing is true).
    pub closing: Option<WrittenClosing>,
    /// Lights over issues with a due time (default: nobody watches them).
    pub supervision: Option<WrittenSupervision>,
    /// What `wangge sweep` runs: factors, design and replications; no other command looks at it.
    pub sweep: Option<WrittenSweep>,
}

impl File {
    /// Duty hours and holidays.
    pub fn hours(&self) -> WrittenHours<'_> {
        WrittenHours {
            calendars: self.calendars.as_ref().map_or(&[], |calendars| &calendars.0),
            holidays: self.holidays.as_ref().map_or(&[], |holidays| &holidays.0),
        }
    }

    /// Units and what they follow.
    pub fn territories(&self) -> WrittenTerritories<'_> {
        WrittenTerritories {
            units: self.units.as_deref().unwrap_or_default(),
            grids: self.grids.as_ref(),
            members: self.members.as_ref(),
            has_place: self.place.is_some(),
        }
    }

    /// What a comparison is judged by.
    pub fn evidence(&self) -> WrittenEvidence<'_> {
        WrittenEvidence {
            headline: self.headline.as_deref(),
            relevant: self.relevant.as_ref(),
            patterns: self.pattern.as_deref().unwrap_or_default(),
            exceptions: self.exceptions.as_deref().unwrap_or_default(),
        }
    }

    /// Entries of demand.
    pub fn demand(&self) -> &[WrittenDemand] {
        self.demand.as_deref().unwrap_or_default()
    }
}
