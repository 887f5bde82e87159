//! What a town adds to a [`Setting`](crate::scenario::Setting): the place with its buildings and households, how a policy cuts it
//! into grids and links households to members, and the rules of discovery, rounds, meetings, routing and feedback.
//!
//! Lengths are metres, speeds metres per second. A setting without a place has none of this.

use crate::units::{CategoryId, Distribution, LevelId, RoleId, Share, SimDuration, SimTime};

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
    /// `town/community`, part of the address of all luck in it.
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

/// What households are like; each household's own values follow from its luck.
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
}

/// Liaison members: volunteers who are linked to households.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// Index in [`Setting::units`](crate::scenario::Setting::units) of the members' units, one person each.
    pub group: usize,
    /// Their role.
    pub role: RoleId,
    /// Share of the households of a community that would serve at all: the length of the ranking.
    pub willing: Share,
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

/// How what occurred becomes known.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// Probability that the average household reports an issue of severity 5 by itself.
    pub reporting: Share,
    /// Factor on it by severity, 1 to 5.
    pub by_severity: [f64; 5],
    /// Factor on it by category.
    pub by_category: Vec<f64>,
    /// How much the probability rises with trust: factor `1 + weight × (trust − 0.5)`, not below 0.
    pub trust_weight: f64,
    /// Factor for households that know their member.
    pub member_factor: f64,
    /// Factor for issues of public space, which passers-by report.
    pub passers_by: f64,
    /// Time from occurrence to the report.
    pub delay: Distribution,
    /// Where reports go.
    pub channels: Vec<ReportChannel>,
    /// Sensors for public space.
    pub sensors: Option<Sensors>,
    /// Level that learns of an incident at once.
    pub incidents_at: LevelId,
}

/// A way to report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportChannel {
    /// Name in the scenario file.
    pub name: String,
    /// Level whose unit receives the report; where that is the members' level, only households that know their member
    /// use the channel.
    pub level: LevelId,
    /// Weight among the channels that the household may use.
    pub weight: f64,
}

/// Sensors: what they see becomes known by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensors {
    /// Probability that they see an issue of public space, by category.
    pub sees: Vec<Share>,
    /// Time until the signal is read.
    pub delay: Distribution,
    /// Level that receives the signal.
    pub level: LevelId,
}

/// What a person passes by on a round, and under which heading the time is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundKind {
    /// Members visit linked households, others the households of their unit.
    Visit,
    /// Staff pass the buildings of their unit.
    Patrol,
    /// A building captain passes the buildings in their care.
    Tour,
}

/// Rounds of the people of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Name in the scenario file.
    pub name: String,
    /// Who goes.
    pub role: RoleId,
    /// What they pass by.
    pub kind: RoundKind,
    /// A round is due this often.
    pub every: SimDuration,
    /// What is planned for one round.
    pub planned: Planned,
    /// Time at each stop.
    pub stop: SimDuration,
    /// Probability that a stop finds an issue that is there, by category; on a visit, times the household's readiness to
    /// report it.
    pub finds: Vec<Share>,
}

/// What is planned for one round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Planned {
    /// Share of the stops of a territory (households, or buildings), carried from round to round and dealt to its people.
    Share(Share),
    /// Stops of each person, at most those that there are.
    Stops(u32),
    /// Time of each person, the way included: as many stops as fit, and at least one.
    Hours(SimDuration),
}

/// A meeting held again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// Name in the scenario file.
    pub name: String,
    /// Index in [`Setting::units`](crate::scenario::Setting::units): the units whose stalled issues are looked at.
    pub group: usize,
    /// Who attends.
    pub roles: Vec<RoleId>,
    /// How often.
    pub every: SimDuration,
    /// Time of each who attends.
    pub length: SimDuration,
    /// An issue that has been at the unit for longer is stalled.
    pub stalled: SimDuration,
    /// Probability that the meeting unblocks a stalled issue.
    pub unblocks: Share,
}

/// How issues find the department in charge.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Probability that an issue for a department goes to another one first.
    pub misrouted: Share,
    /// Hands-on work of finding out that one is not in charge.
    pub sorting: Distribution,
}

/// What residents make of how their issue ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Probability that the reporter hears back.
    pub informed: Share,
    /// Probability of satisfaction when truly fixed by the time expected.
    pub in_time: Share,
    /// Probability of satisfaction when truly fixed later.
    pub late: Share,
    /// Probability of satisfaction when the record is closed and the issue is still there.
    pub unfixed: Share,
    /// Factor on these for those who do not hear back.
    pub uninformed: Share,
    /// Time expected from report to closing, for issues without a due time.
    pub expected: SimDuration,
    /// Share of the way to full trust after a good end.
    pub trust_gain: Share,
    /// Share of the way to no trust after a bad end.
    pub trust_loss: Share,
    /// Probability that a dissatisfied reporter whose issue is still there petitions: it is opened again at the top.
    pub petitions: Share,
}

/// What may become of an issue that nobody fixes, and after a fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// Time from occurrence after which it would be gone by itself.
    pub heals: Option<Distribution>,
    /// Probability that it would become an incident at all, and the time from occurrence until then.
    pub worsens: Option<(Share, Distribution)>,
    /// Probability that a fix does not last, and the time until the issue recurs.
    pub recurs: Option<(Share, Distribution)>,
}

impl Fate {
    /// Nothing happens by itself.
    pub const STEADY: Self = Self { heals: None, worsens: None, recurs: None };
}

/// How people of a role work in a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldWork {
    /// Metres per second on the way; 0 where they work from the desk.
    pub travel_speed: f64,
    /// Gain in speed on issues of households that one knows: factor `1 + gain × half / (half + households of the unit)`.
    pub familiarity_gain: f64,
    /// Households of the unit at which half of the gain is left.
    pub familiarity_half: f64,
    /// Administrative work for each case taken up: entry into registers.
    pub entry: SimDuration,
    /// Probability that an unmotivated person declines an issue that comes in; scaled by `1 − motivation`.
    pub declines: Share,
    /// Whether they take cases at all.
    pub takes_cases: bool,
    /// Whether they are volunteers, whose unused offer is nobody's loss.
    pub is_volunteer: bool,
}

impl FieldWork {
    /// At the desk, without any of this.
    pub const DESK: Self = Self {
        travel_speed: 0.0,
        familiarity_gain: 0.0,
        familiarity_half: 1.0,
        entry: SimDuration::ZERO,
        declines: Share::ZERO,
        takes_cases: true,
        is_volunteer: false,
    };

    /// Gain from knowing people where one has to do with `households`, as a factor.
    #[inline]
    #[must_use]
    pub fn familiarity(&self, households: f64) -> f64 {
        1.0 + self.familiarity_gain * self.familiarity_half / (self.familiarity_half + households)
    }

    /// Whether work on a case has neither a way, nor entry, nor gains from knowing the household.
    #[inline]
    #[must_use]
    pub fn is_at_desk(&self) -> bool {
        self.entry == SimDuration::ZERO && self.travel_speed <= 0.0 && self.familiarity_gain <= 0.0
    }
}

/// A department: in charge of some categories beside an office of its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Index in [`Setting::units`](crate::scenario::Setting::units) of the offices it stands beside.
    pub beside: usize,
    /// Categories that it alone may settle.
    pub categories: Vec<CategoryId>,
}
