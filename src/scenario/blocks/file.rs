//! The table of blocks: a row for each top-level key of a scenario file, from which follow the type that serde reads, the
//! JSON Schema, what a policy or a date may change, and which blocks need a place.
//!
//! The doc comments here are the descriptions that an editor shows. Nothing is resolved: names are text, defaults are
//! absent values; `resolve` and `rules` make a [`Setting`](crate::scenario::Setting) of it. What an overlay may say follows
//! from these types too (`schema`): the same keys, none required.

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
use super::passing::WrittenPassing;
use super::roles::WrittenRole;
use super::rounds::WrittenRound;
use super::routing::WrittenRouting;
use super::supervision::WrittenSupervision;
use super::sweep::WrittenSweep;
use super::triage::WrittenTriage;
use super::units::WrittenUnit;
use crate::scenario::coordination::centres::WrittenCentres;
use crate::scenario::coordination::choices::WrittenChoice;
use crate::scenario::coordination::orders::WrittenOrders;
use crate::scenario::coordination::whistle::WrittenWhistle;
use crate::scenario::duties::absence::WrittenAbsence;
use crate::scenario::duties::class_cases::WrittenClassCases;
use crate::scenario::duties::costs::WrittenCosts;
use crate::scenario::duties::entry_rule::WrittenEntryRule;
use crate::scenario::duties::inspections::WrittenInspection;
use crate::scenario::duties::posts::WrittenPost;
use crate::scenario::duties::systems::WrittenSystems;
use crate::scenario::duties::tasks::WrittenTask;
use crate::scenario::factors::unit_scale::Shrunk;
use crate::scenario::incentives::assessment::WrittenAssessment;
use crate::scenario::incentives::points::WrittenPoints;
use crate::scenario::lesson::WrittenLesson;
use crate::scenario::place::grids::Grids;
use crate::scenario::place::hot_spots::WrittenHotSpots;
use crate::scenario::place::settlement::{WrittenPlace, WrittenResidents};
use crate::scenario::place::territories::{WrittenMembers, WrittenTerritories};
use crate::scenario::reader_names::WrittenReaderNames;
use crate::scenario::text::named::{Keyed, Named};
use crate::scenario::text::quantity::{Day, HeadlineName, Length, Name, Zone};

/// Who may change a block beside the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MayChange {
    /// Nobody: it is the same under every policy.
    Never,
    /// A policy, for the whole run.
    ByPolicy,
    /// A policy, for the whole run or from a date on.
    OnDate,
}

/// A top-level key of a scenario file.
#[derive(Debug)]
pub(crate) struct Block {
    pub key: &'static str,
    pub may_change: MayChange,
    /// Whether it means nothing without a place.
    pub needs_place: bool,
}

/// Keys of the blocks that may change at least so, in the order of the table.
pub(crate) fn changing(least: MayChange) -> impl Iterator<Item = &'static str> {
    BLOCKS.iter().filter(move |block| block.may_change >= least).map(|block| block.key)
}

/// Makes the type of a file and the list of its blocks out of the table of them.
macro_rules! table_of_blocks {
    ($($(#[$attribute:meta])* $key:ident: $written:ty => $change:ident $(in $place:ident)?;)*) => {
        /// A place with its people, its demand and the policies to compare.
        #[derive(serde::Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct File {
            $($(#[$attribute])* pub $key: Option<$written>,)*
            /// How much smaller each group of units is, once `scale` is applied.
            #[serde(skip)]
            pub shrunk: Option<Shrunk>,
        }

        /// The blocks in the order of the file.
        pub(crate) const BLOCKS: &[Block] = &[$(Block {
            key: stringify!($key),
            may_change: MayChange::$change,
            needs_place: !<[&str]>::is_empty(&[$(stringify!($place))?]),
        },)*];
    };
}

// Each row: what an editor shows of the key, the key, its written form, who may change it, and `in place` where it means
// nothing without a place. Keys, schema, policies, dated changes and the check for a place follow.
table_of_blocks! {
    /// Name of the scenario and of its results folder (default: the file's name).
    name: Name => Never;
    /// One line that says what the scenario is.
    title: String => Never;
    /// The same in Chinese, for readers of Chinese (default: `title`).
    title_zh: String => Never;
    /// What roles, groups of units, levels, categories, housing types and payers are called for readers, by their names
    /// (default: their names).
    names: WrittenReaderNames => Never;
    /// The same in Chinese, for readers of Chinese (default: `names`).
    names_zh: WrittenReaderNames => Never;
    /// Another scenario file, relative to this one, that this file changes.
    #[expect(dead_code, reason = "followed before the typed reading; stands here for the schema")]
    extends: String => Never;
    /// First day; the run starts at its local midnight.
    #[schemars(required)]
    start: Day => Never;
    /// Time zone of all civil times (default "UTC").
    time_zone: Zone => Never;
    /// Beginning of the run that is not measured (default "0d").
    warm_up: Length => Never;
    /// How long each issue is observed (default "30d").
    follow_up: Length => Never;
    /// Time from known within which residents are to hear from somebody; with it a run counts how many issues were first worked
    /// on, and how many were recorded as closed, within it (default: not counted). No longer than `follow_up`.
    response_within: Length => Never;
    /// Length of the run; longer than `warm_up` and `follow_up` together.
    #[schemars(required)]
    horizon: Length => Never;
    /// Root of all random numbers (default 1).
    seed: u64 => Never;
    /// Runs of each policy with different random events (default 30).
    #[schemars(range(min = 1, max = 1_000_000))]
    replications: u32 => Never;
    /// Confidence level of intervals (default 0.95).
    #[schemars(range(min = 0.5, max = 0.9999))]
    confidence: f64 => Never;
    /// The policy that others are compared with (default `base`); beside another one `base` is compared only when named.
    baseline: Name => Never;
    /// Measures that carry the verdicts of a comparison (default `resolution_time_hours`, `resolution_rate`, `on_time_rate`).
    #[schemars(length(min = 1, max = 4))]
    headline: Vec<HeadlineName> => Never;
    /// Smallest differences that matter, by headline measure and in its unit (default: none is stated).
    relevant: Relevant => Never;
    /// Patterns that a comparison should show; evaluated and reported, never a condition.
    #[schemars(length(max = 1000))]
    pattern: Vec<WrittenPattern> => Never;
    /// Roles of which more people make a result worse, with the reason; what this file is tested for (default: none).
    #[schemars(length(max = 1000))]
    exceptions: Vec<WrittenException> => Never;
    /// Share of the people, places and demand that is there: households, communities, units and staff are so many times
    /// fewer, with the same load for each (default 1).
    #[schemars(range(min = 0.001, max = 1))]
    scale: f64 => Never;
    /// Handling levels, lowest first (default liaison, grid, community, town, district).
    #[schemars(length(min = 1, max = 16))]
    levels: Vec<Name> => Never;
    /// Holidays with their make-up working days, by name.
    holidays: Named<Holidays> => ByPolicy;
    /// Duty hours by name; `always` exists without being written.
    calendars: Named<WrittenCalendar> => ByPolicy;
    /// Name of the calendar whose days and hours count in promises and wait limits in working time (`wd`, `wh`), the same under
    /// every policy (default `office`, else the only calendar that is not around the clock, else `always`).
    working_calendar: String => Never;
    /// Roles of people by name.
    roles: Named<WrittenRole> => OnDate;
    /// Towns, communities, buildings and households (default: none; issues occur at units).
    place: WrittenPlace => Never;
    /// What the households of the place are like.
    residents: WrittenResidents => Never in place;
    /// In which buildings issues of some kind come up far more often than elsewhere (default: in none).
    hotspots: WrittenHotSpots => Never in place;
    /// How the place is cut into grids, for units with `per = "grid"`.
    grids: Grids => ByPolicy in place;
    /// Liaison members, who are linked to households (default: none).
    members: WrittenMembers => ByPolicy in place;
    /// Groups of alike units.
    #[schemars(required, length(min = 1, max = 10_000))]
    units: Vec<WrittenUnit> => OnDate;
    /// Categories of issues.
    #[schemars(required, length(min = 1, max = 10_000))]
    categories: Vec<WrittenCategory> => OnDate;
    /// Streams of issues that occur.
    #[schemars(length(max = 10_000))]
    demand: Vec<WrittenDemand> => Never;
    /// How what occurs in the place becomes known; needed where demand is at `households` or `public_space`.
    discovery: WrittenDiscovery => OnDate in place;
    /// Rounds that people go on in the place.
    #[schemars(length(max = 1000))]
    rounds: Vec<WrittenRound> => OnDate in place;
    /// Meetings that look at stalled issues.
    #[schemars(length(max = 1000))]
    meetings: Vec<WrittenMeeting> => OnDate in place;
    /// Further posts that people hold beside their own (default: everybody has one post).
    #[schemars(length(max = 1000))]
    posts: Vec<WrittenPost> => ByPolicy;
    /// Leave and illness (default: nobody is ever away).
    absence: WrittenAbsence => OnDate;
    /// Background tasks: work that is no resident's issue.
    #[schemars(length(max = 1000))]
    tasks: Vec<WrittenTask> => OnDate;
    /// Work on causes that bring issues again and again (default: none).
    class_cases: WrittenClassCases => OnDate in place;
    /// Inspections: they take time, and find tasks that were done on paper alone (default: none).
    #[schemars(length(max = 1000))]
    inspections: Vec<WrittenInspection> => ByPolicy;
    /// Which tasks may not be sent down (default: all may).
    entry_rule: WrittenEntryRule => OnDate;
    /// In how many systems each case is entered (default: in one).
    systems: WrittenSystems => OnDate;
    /// How issues find the department in charge (default: always at once).
    routing: WrittenRouting => OnDate in place;
    /// What residents make of how their issues end (default: nobody asks).
    feedback: WrittenFeedback => OnDate in place;
    /// When an issue moves to the next level, by level; `all` holds for every level that says nothing else.
    escalation: Keyed<Escalation> => OnDate;
    /// How units recognise the level that an issue needs (default: without mistake, and level by level).
    triage: WrittenTriage => OnDate;
    /// What issues lose on their ways from unit to unit (default: nothing, and they take no time).
    passing: WrittenPassing => OnDate;
    /// Departments that units call whose authority they lack (default: they call nobody).
    whistle: WrittenWhistle => OnDate in place;
    /// What units that take a case order those below to do about it (default: nothing).
    orders: WrittenOrders => OnDate in place;
    /// Command centres, to which units report with one key what is beyond them (default: none, and issues go up level by level).
    centres: WrittenCentres => ByPolicy in place;
    /// What somebody decides about single issues, in place of the rules (default: nothing).
    #[schemars(length(max = 10_000))]
    choices: Vec<WrittenChoice> => ByPolicy;
    /// Closing on paper (default: every closing is true).
    closing: WrittenClosing => OnDate;
    /// Points that people earn by what they do (default: none).
    points: WrittenPoints => ByPolicy;
    /// Assessment of those who earn points (default: nobody is assessed).
    assessment: WrittenAssessment => ByPolicy;
    /// Who pays what beside the pay of roles, and what volunteers give (default: nothing is stated, and pay is not told by payer).
    costs: WrittenCosts => ByPolicy;
    /// Lights over issues with a due time (default: nobody watches them).
    supervision: WrittenSupervision => OnDate;
    /// What `wangge sweep` runs: factors, design and replications; no other command looks at it.
    sweep: WrittenSweep => Never;
    /// What a replay of the scenario teaches: policies, time, question and captions; no other command looks at it.
    lesson: WrittenLesson => Never;
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
            categories: self.categories.as_deref().unwrap_or_default(),
            whistle: self.whistle.as_ref(),
            centres: self.centres.as_ref(),
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
