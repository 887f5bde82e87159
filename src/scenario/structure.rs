//! What stays the same while a run goes on: the dates, who and what there is, and what occurs.
//!
//! The rules of a setting are resolved against its structure, whose tables are indexed by the ids of [`crate::units`].

use std::sync::Arc;

pub use super::cases::account::{Case, CaseKind, Finder, Note, Noted, Trace, TraceAccount};
pub use super::cases::log_form::{CellSeparator, LogForm, TimeKind};
pub use super::duties::costs::{Charge, Costs};
pub use super::place::hot_spots::HotSpots;
pub use super::place::town::{Building, Community, Department, Members, Place, Residents, Site};
pub use super::span::Span;
use crate::units::{Calendar, CalendarId, CategoryId, LevelId, Money, Profile, Rate, Share, SimDuration, SimTime};

/// The block of class-case analysis, and the category of its work.
pub(crate) const CLASS_CASES: &str = "class_cases";
/// The category of what is reported for the points alone.
pub(crate) const TRIVIAL_REPORTS: &str = "made_up_reports";

/// The category of what departments that are called do.
pub(crate) const ASSIST: &str = "assist";

/// The category of what units order those below to do.
pub(crate) const ORDER: &str = "order";

/// Dates, levels, people, place, units, categories and demand of one scenario under one policy.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Dates and windows.
    pub span: Span,
    /// Names of the handling levels, lowest first (1 to 16).
    pub levels: Vec<String>,
    /// Duty calendars, by [`CalendarId`].
    pub calendars: Vec<NamedCalendar>,
    /// Roles, by [`RoleId`](crate::units::RoleId).
    pub roles: Vec<Role>,
    /// The place, where there is one; the same under every policy.
    pub place: Option<Arc<Place>>,
    /// How unevenly issues are spread over the buildings of the place; `None` where all are alike.
    pub hot_spots: Option<HotSpots>,
    /// Groups of alike units; a group's parent group stands at a higher level.
    pub units: Vec<UnitGroup>,
    /// Liaison members; only with a place.
    pub members: Option<Members>,
    /// Categories of issues, by [`CategoryId`]; those of background tasks stand behind them.
    pub categories: Vec<Category>,
    /// Streams of demand.
    pub demand: Vec<Demand>,
    /// Who pays what; `None` where nothing is stated beside the pay of roles.
    pub costs: Option<Costs>,
    /// Whether the file gives points under any policy: then the runs of all policies count them.
    pub has_points: bool,
}

impl Structure {
    /// Group and number of the unit that unit `member` of `group` escalates to; `None` where nobody stands above.
    #[must_use]
    pub fn unit_above(&self, group: usize, member: usize) -> Option<(usize, usize)> {
        let (own, parent) = (&self.units[group], self.units[group].under?);
        let number = own.sites.as_ref().map_or(member * self.units[parent].count / own.count, |sites| sites[member].parent);
        Some((parent, number))
    }
}

/// A calendar with the name that roles use.
#[derive(Clone, Debug)]
pub struct NamedCalendar {
    /// Name in the scenario file.
    pub name: String,
    /// Duty hours over the whole horizon.
    pub hours: Calendar,
}

/// What people of one kind are; what they may do stands in [`RoleRules`](super::setting::RoleRules).
#[derive(Clone, Debug)]
pub struct Role {
    /// Name in the scenario file.
    pub name: String,
    /// Duty hours, with the dates on which they change.
    pub calendar: CalendarId,
    /// The same by the set of triggers that hold, as [`Epoch::holds`](super::setting::Epoch::holds) counts them; none where they do
    /// not depend on the state of the run.
    pub by_state: Vec<CalendarId>,
    /// Pay of one person for a month (a twelfth of 365.25 days) of employment; `None` where none is stated.
    pub pay: Option<Money>,
}

/// `count` alike units at one level, named `name` when alone, else `name-1` … `name-count`, zero-padded to equal width.
#[derive(Clone, Debug)]
pub struct UnitGroup {
    /// Name in the scenario file.
    pub name: String,
    /// Handling level of every unit of the group.
    pub level: LevelId,
    /// How many units (at least 1).
    pub count: usize,
    /// Index in [`Structure::units`] of the group that the units escalate to; unit `i` (from 0) of `count` belongs to
    /// unit `i * parents / count` of it, or to the one its site names. `None`: nobody stands above.
    pub under: Option<usize>,
    /// What each unit is responsible for, when the group follows the place: `count` of them.
    pub sites: Option<Vec<Site>>,
    /// The department that each unit of the group is, if it is one.
    pub department: Option<Department>,
    /// What was asked of the cut of the place and could not be, when the units are grids or members.
    pub unreached: Option<Unreached>,
}

/// A size of units that was asked for and that the place, or the people there are, do not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreached {
    /// Households in each unit that were asked for.
    pub asked: f64,
    /// Households in each unit that came of it, on average.
    pub got: f64,
    /// What stood in the way.
    pub limit: Limit,
}

/// What stood in the way of a size of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// There are fewer people whose total is given than grids: everyone has several, and `got` are the households of one of
    /// them.
    Staff {
        /// Their role.
        role: String,
        /// How many there are.
        people: u64,
    },
    /// A grid has one building or more, and there are no more buildings.
    Buildings,
    /// A grid never crosses a community.
    Communities,
    /// A member has no more households than are linked.
    Linked,
}

/// A category of issues.
#[derive(Clone, Debug)]
pub struct Category {
    /// Name in the scenario file.
    pub name: String,
    /// What kind of cases they are.
    pub kind: CategoryKind,
}

/// What kind of case it is. Queues, shifts, the event log and the flow identity serve all; measures of issues count issues
/// alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CategoryKind {
    /// Something that bothers residents.
    Issue,
    /// An enquiry: known as it occurs, and answered at the desk.
    Enquiry,
    /// A background task, sent by a level.
    Task {
        /// The level that sends it.
        from: LevelId,
    },
    /// The part of a department that was called, in the case of another unit.
    Assist,
    /// What a unit above has ordered to be done about its case.
    Order,
}

impl Category {
    /// Whether its cases are tasks and nothing that bothers residents: background tasks, parts of departments in the cases of others, or
    /// orders.
    #[inline]
    #[must_use]
    pub const fn is_task(&self) -> bool {
        matches!(self.kind, CategoryKind::Task { .. } | CategoryKind::Assist | CategoryKind::Order)
    }

    /// Whether its cases are tasks that a level sends.
    #[inline]
    #[must_use]
    pub const fn is_background_task(&self) -> bool {
        matches!(self.kind, CategoryKind::Task { .. })
    }

    /// Whether its cases are orders.
    #[inline]
    #[must_use]
    pub const fn is_order(&self) -> bool {
        matches!(self.kind, CategoryKind::Order)
    }

    /// Whether its cases are enquiries.
    #[inline]
    #[must_use]
    pub const fn is_enquiry(&self) -> bool {
        matches!(self.kind, CategoryKind::Enquiry)
    }
}

/// Where a stream's issues occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// At units, which know of them at once.
    Units {
        /// Index in [`Structure::units`]: each unit of the group has its own stream.
        group: usize,
        /// One unit of the group (from 0), or `None` for each of them.
        member: Option<usize>,
    },
    /// In households; each community has its own stream.
    Households,
    /// In the public space around buildings; each community has its own stream.
    PublicSpace,
}

/// A stream of occurrences, one independent stream at every unit of a group or in every community: a Poisson process
/// whose rate may vary in time, whose days may differ at random, and whose occurrences may bring further ones.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Name in the scenario file; part of the address of its random numbers.
    pub name: String,
    /// Name of the surge, when the stream is what the surge adds to the stream `name`; also part of that address.
    pub surge: Option<String>,
    /// Where its issues occur.
    pub at: Where,
    /// Occurrences per unit or per household: their mean rate over a year, follow-ups of a cluster not counted.
    pub rate: Rate,
    /// Category of an occurrence with its cumulative probability, rising to 1.
    pub categories: Vec<(CategoryId, f64)>,
    /// First occurrence not before.
    pub from: SimTime,
    /// No occurrence from here on, but for follow-ups of earlier ones.
    pub until: SimTime,
    /// How the rate varies over local time; `None` when it does not and there is no dispersion.
    pub profile: Option<Arc<Profile>>,
    /// How days differ at random; only with a profile.
    pub dispersion: Option<Dispersion>,
    /// When only a share of the occurrences happens.
    pub lulls: Vec<Lull>,
    /// Occurrences that bring further ones.
    pub clusters: Option<Clusters>,
    /// Real cases, which then are all its occurrences, known at once at the units of their kinds; the rate is 0.
    pub trace: Option<Arc<Trace>>,
}

impl Demand {
    /// A stream with a constant `rate` from the start on.
    #[must_use]
    pub const fn steady(name: String, at: Where, rate: Rate, categories: Vec<(CategoryId, f64)>) -> Self {
        Self {
            name,
            surge: None,
            at,
            rate,
            categories,
            from: SimTime::ZERO,
            until: SimTime::NEVER,
            profile: None,
            dispersion: None,
            lulls: Vec::new(),
            clusters: None,
            trace: None,
        }
    }

    /// Issues expected at one unit, or from one household, in a run that ends at `end`, follow-ups of clusters included and lulls left out of
    /// account; those of a trace not counted.
    #[must_use]
    pub fn expected_issues(&self, end: SimTime) -> f64 {
        let until = self.until.min(end);
        let length = match &self.profile {
            None => f64::from(until.since(self.from).seconds()),
            Some(profile) => (profile.before(until) - profile.before(self.from)).max(0.0),
        };
        let follow_ups = self.clusters.as_ref().map_or(0.0, |clusters| clusters.probability.get() * clusters.mean_follow_ups);
        self.rate.get() * length * (1.0 + follow_ups)
    }
}

/// Days that differ at random: the rate of a day is multiplied by a gamma variate with mean 1, so that the counts of a day
/// are negative binomial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    /// Shape of the gamma distribution, 1 over the squared coefficient of variation.
    pub shape: f64,
    /// Which streams have the same factor on the same day.
    pub shared_by: SharedBy,
}

/// Which streams share the random numbers of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedBy {
    /// All streams of the same name, at whatever unit.
    Group,
    /// All streams at the same unit whose days are shared by unit.
    Unit,
}

/// A time in which only a share of the occurrences of some categories happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Lull {
    /// First instant.
    pub from: SimTime,
    /// First instant after it.
    pub until: SimTime,
    /// Share of the occurrences that happens.
    pub kept: Share,
    /// Categories that it holds for.
    pub categories: Vec<CategoryId>,
}

/// Occurrences with one cause: the first brings further ones of its category at its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clusters {
    /// Probability that an occurrence brings further ones.
    pub probability: Share,
    /// Mean number of further ones, at least 1; geometric from 1 on.
    pub mean_follow_ups: f64,
    /// They occur evenly within this time after the first.
    pub within: SimDuration,
}
