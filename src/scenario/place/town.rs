//! What a town adds to a [`Setting`](crate::scenario::Setting): the place with its buildings and households, how a policy cuts it
//! into grids and links households to members, and the rules of discovery, rounds, meetings, routing and feedback.
//!
//! Lengths are metres, speeds metres per second. A setting without a place has none of this.

use crate::units::{RoleId, Share, SimTime};

/// Towns, communities, buildings, and what their households are like; the same under every policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Paths of the communities, `town/community`, rising.
    pub communities: Vec<Community>,
    /// Buildings: by community, and within one along a fixed walk.
    pub buildings: Vec<Building>,
    /// Names of the housing types, rising.
    pub housing: Vec<String>,
    /// What households are like.
    pub residents: Residents,
}

impl Place {
    /// Households of both kinds.
    #[must_use]
    pub fn households(&self) -> u32 {
        self.buildings.iter().map(Building::households).sum()
    }
}

/// A community (village).
#[derive(Clone, Debug, PartialEq)]
pub struct Community {
    /// `town/community`, part of the address of all random numbers in it.
    pub path: String,
    /// Number of its town, towns sorted by name.
    pub town: usize,
}

/// A building (hamlet).
#[derive(Clone, Debug, PartialEq)]
pub struct Building {
    /// Name within its community.
    pub name: String,
    /// Index in [`Place::communities`].
    pub community: usize,
    /// Position, metres east and north of any one origin.
    pub at: (f64, f64),
    /// Index in [`Place::housing`].
    pub housing: usize,
    /// Registered households.
    pub registered: u32,
    /// Migrant households.
    pub migrant: u32,
}

impl Building {
    /// Households of both kinds.
    #[must_use]
    pub const fn households(&self) -> u32 {
        self.registered + self.migrant
    }
}

/// What households are like; each household's own values follow from its random numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residents {
    /// Share of the registered households that the liaison scheme links to a member, where there are members.
    pub linked_registered: Share,
    /// The same for migrant households.
    pub linked_migrant: Share,
    /// Share of the linked households that know whom to call.
    pub contact_known: Share,
    /// Coefficient of variation of how many issues households have (gamma).
    pub issues_cv: f64,
    /// Coefficient of variation of how readily households report (gamma).
    pub reporting_cv: f64,
    /// Trust at the start, 0 to 1.
    pub trust: Share,
}

/// What a unit of a group that follows the place is responsible for.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Path of the unit.
    pub path: String,
    /// Number of the unit above within its group; 0 where nobody stands above.
    pub parent: usize,
    /// First building and the first one after the last, along the walk.
    pub buildings: (usize, usize),
    /// Linked households, as positions in [`Place::linked`]: first, and first after the last. Members only.
    pub linked: (usize, usize),
    /// The member's rank among the willing of the community, from 0. Members only.
    pub rank: usize,
    /// The grids of a unit that has several, or whose buildings are not one run: of each, its runs of buildings. Empty where
    /// `buildings` are all one grid.
    pub grids: Vec<Vec<(usize, usize)>>,
}

impl Site {
    /// The runs of buildings of each grid.
    pub fn each_grid(&self) -> impl Iterator<Item = &[(usize, usize)]> {
        let whole = self.grids.is_empty().then(|| std::slice::from_ref(&self.buildings));
        whole.into_iter().chain(self.grids.iter().map(Vec::as_slice))
    }

    /// All runs of buildings, first building and first one after the last.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.each_grid().flatten().copied()
    }
}

/// Liaison members: volunteers who are linked to households.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// Index in [`Structure::units`](crate::scenario::structure::Structure::units) of the members' units, one person each.
    pub group: usize,
    /// Their role.
    pub role: RoleId,
    /// Share of the households of a community that would serve at all: the length of the ranking.
    pub willing: Share,
    /// Share of those on the ranking who can serve when asked: the others are frail or away, and their households have nobody.
    pub usable: Share,
    /// Share of the linked households that know who their member is; `None` where the place says it.
    pub known: Option<Share>,
    /// Motivation of the most willing.
    pub motivation_first: Share,
    /// Motivation of the last who would serve; falls evenly in between.
    pub motivation_last: Share,
    /// When the first and the last of them come into service; evenly in between, by rank.
    pub service: (SimTime, SimTime),
}

impl Members {
    /// Motivation of the member of `rank`, from 0, in a community of `households`.
    #[must_use]
    pub fn motivation(&self, rank: usize, households: usize) -> f64 {
        let willing = (self.willing.get() * households as f64).max(1.0);
        let position = ((rank as f64 + 0.5) / willing).min(1.0);
        self.motivation_first.get() + (self.motivation_last.get() - self.motivation_first.get()) * position
    }
}

/// A department beside an office of its level; of which categories it is in charge, the rules say. Or the command centre of the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Index in [`Structure::units`](crate::scenario::structure::Structure::units) of the offices it stands beside.
    pub beside: usize,
    /// Whether it is the command centre of the office, in charge of nothing.
    pub is_centre: bool,
}
