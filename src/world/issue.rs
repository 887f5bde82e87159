//! An issue and the table of open issues.
//!
//! The true state and the recorded state are two axes: an issue may be recorded closed and still be present, and it may
//! be gone without a record. An issue leaves the table when both axes have ended.

use super::links::Links;
use crate::engine::{Luck, Ticket};
use crate::units::{CategoryId, IssueId, LevelId, PersonId, SimTime, SourceId, UnitId};

/// What is true of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrueState {
    /// It exists and bothers somebody.
    Present,
    /// It was fixed; absorbing.
    Fixed,
    /// It was gone before anybody fixed it; absorbing.
    SelfResolved,
    /// It became an incident, and may still be fixed.
    Incident,
    /// What was done about its cause before kept it from coming into being; absorbing.
    Prevented,
}

impl TrueState {
    /// Whether it is still there.
    #[inline]
    #[must_use]
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Present | Self::Incident)
    }
}

/// Where an issue occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// At a unit, without a place.
    Unit,
    /// In a household, by its number.
    Household(u32),
    /// In the public space of a building, by its number.
    Building(u32),
}

/// How an issue became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// It occurred at a unit, which knew at once.
    Direct,
    /// A resident reported it.
    Report,
    /// A member found it on a visit.
    Visit,
    /// Staff found it on patrol.
    Patrol,
    /// A building captain found it on a tour.
    Tour,
    /// A sensor saw it.
    Sensor,
    /// It became an incident.
    Incident,
}

impl Channel {
    /// All channels, in order.
    pub const ALL: [Self; 7] = [Self::Direct, Self::Report, Self::Visit, Self::Patrol, Self::Tour, Self::Sensor, Self::Incident];

    /// The channel's name in event logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Report => "report",
            Self::Visit => "visit",
            Self::Patrol => "patrol",
            Self::Tour => "tour",
            Self::Sensor => "sensor",
            Self::Incident => "incident",
        }
    }
}

/// What the record says of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// Nobody in office knows of it.
    Unknown,
    /// In a unit's queue.
    Waiting,
    /// In hands-on work, or resting with its person between two shifts.
    InWork,
    /// With its person, who waits for somebody outside.
    WaitingOutside,
    /// With its unit, which waits for the departments that it has called.
    AwaitingDepartments,
    /// With its unit, which waits for what it has ordered a unit below to do.
    AwaitingOrder,
    /// On its way from one unit to another: open, and at no unit.
    Travelling,
    /// Recorded as done.
    Closed,
    /// Recorded as not solvable by any level.
    Rejected,
    /// Dropped on the way: nobody in office has it any more.
    Lost,
}

impl RecordState {
    /// Whether it is known and has not ended: it waits, is in work, waits outside, or is on its way to another unit.
    #[inline]
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::InWork | Self::WaitingOutside | Self::AwaitingDepartments | Self::AwaitingOrder | Self::Travelling
        )
    }
}

/// How much of the time from known to due a ticket has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Little, or nobody watches, or nothing was promised.
    #[default]
    Green,
    /// Enough to be looked at.
    Yellow,
    /// Nearly all.
    Red,
}

/// Which issue it is, whatever the policy: the same under every policy of a scenario in the same replication. Only what
/// occurs after a fix, a recurrence, may be there under one policy and not under another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssueKey {
    /// Stream of demand, by [`SourceId`].
    pub source: u32,
    /// Number of the occurrence in the stream, from 0; of a real case, its row.
    pub number: u32,
    /// 0, or number of the further issue in the cluster that the occurrence began, from 1.
    pub member: u32,
    /// 0, or which recurrence of that issue it is, from 1.
    pub recurrence: u32,
}

impl IssueKey {
    /// The `number`-th occurrence of a stream.
    #[inline]
    #[must_use]
    pub fn of(source: SourceId, number: u32) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
        let source = source.index() as u32;
        Self { source, number, ..Self::default() }
    }

    /// The key of the first issue of its cluster: what the issues of a cluster have in common.
    #[must_use]
    pub const fn first_of_cluster(self) -> Self {
        Self { member: 0, recurrence: 0, ..self }
    }

    /// The key as tables have it: `households/town/community-2#57`, then `.3` for the third further issue of its cluster and
    /// `r1` for the first recurrence. `source` names the stream.
    #[must_use]
    pub fn text(self, source: &str) -> String {
        let Self { number, member, recurrence, .. } = self;
        let member = if member > 0 { format!(".{member}") } else { String::new() };
        let recurrence = if recurrence > 0 { format!("r{recurrence}") } else { String::new() };
        format!("{source}#{number}{member}{recurrence}")
    }
}

/// One issue.
#[expect(clippy::struct_excessive_bools, reason = "marks that say nothing of one another")]
#[derive(Clone, Copy, Debug)]
pub struct Issue {
    /// Its own random numbers, the same under every policy.
    pub luck: Luck,
    /// Number within the run, in order of occurrence.
    pub case: u32,
    /// Which issue it is, whatever the policy.
    pub key: IssueKey,
    /// Category.
    pub category: CategoryId,
    /// Where it occurred.
    pub origin: Origin,
    /// How it became known, or will unless something else comes first.
    pub channel: Channel,
    /// Level that first knew of it.
    pub known_level: LevelId,
    /// Whether it is the recurrence of one that was fixed; then it is in no occurrence cohort.
    pub is_recurrence: bool,
    /// Whether it has its cause in common with others: it began a cluster or belongs to one, named by source and number of the key.
    pub in_cluster: bool,
    /// Whether the same household had an issue of the category known less than 30 days before.
    pub is_repeat: bool,
    /// Whether it stands in the list of issues of its building that nobody in office has.
    pub is_latent: bool,
    /// Severity, 1 slight to 5 grave.
    pub severity: u8,
    /// Steps of severity that have got lost on its ways up: the unit that has it takes it for so much less severe.
    pub faded: u8,
    /// Band of service priority, 0 first.
    pub band: u8,
    /// Whether it goes before the others of every queue: it has a leader, a meeting has it done first, or its household has petitioned.
    pub is_first: bool,
    /// Lowest level with the authority to solve it.
    pub needs: LevelId,
    /// True state.
    pub truth: TrueState,
    /// Recorded state.
    pub record: RecordState,
    /// Whether it waits in a unit's queue with work already begun: it was handed over.
    pub is_resumed: bool,
    /// Whether whoever found it deals with it at the stop: from its being found until that attempt ends or is handed over.
    pub is_on_the_spot: bool,
    /// Times it was reopened after a false closing.
    pub reopened: u8,
    /// Failed attempts at the present level, since it came or was reopened.
    pub attempts: u16,
    /// Failed attempts at all levels together.
    pub all_attempts: u16,
    /// Levels it has left for a higher one.
    pub hops: u16,
    /// Times it got lost: a unit dropped it, or it faded away on its way up.
    pub losses: u16,
    /// Unit that has it; on its way, the one that sent it.
    pub unit: UnitId,
    /// Person who has it, `None` while it waits in a unit's queue.
    pub person: Option<PersonId>,
    /// When it came into being.
    pub occurred: SimTime,
    /// When somebody in office learned of it.
    pub known: SimTime,
    /// When it should be fixed and closed; `NEVER` without a promise.
    pub due: SimTime,
    /// When it came to the present level.
    pub level_since: SimTime,
    /// When it joined the present queue, or set out on its way.
    pub queued: SimTime,
    /// When somebody first worked on it; `NEVER` before.
    pub first_start: SimTime,
    /// When it became an incident; `NEVER` before.
    pub incident: SimTime,
    /// Work content of the present piece, seconds at standard speed; positive between two pieces when it was handed over.
    pub work_left: f64,
    /// Timer of what comes next in its present record state: its report, the drawn wait limit, the return from outside,
    /// the date of what was ordered, the notice of a false closing.
    pub limit: Ticket,
    /// Neighbours in queues.
    pub links: Links,
}

/// Most times one issue is reopened: further false closings are not noticed.
pub const MOST_REOPENED: u8 = 63;

impl Issue {
    /// An issue with its own `luck` that occurs, and becomes known, at `now`, at a unit; nobody has touched it.
    #[inline]
    #[must_use]
    pub fn fresh(case: u32, luck: Luck, now: SimTime) -> Self {
        Self {
            luck,
            case,
            key: IssueKey::default(),
            category: CategoryId::new(0),
            origin: Origin::Unit,
            channel: Channel::Direct,
            known_level: LevelId::new(0),
            is_recurrence: false,
            in_cluster: false,
            is_repeat: false,
            is_latent: false,
            severity: 1,
            faded: 0,
            band: 0,
            is_first: false,
            needs: LevelId::new(0),
            truth: TrueState::Present,
            record: RecordState::Unknown,
            is_resumed: false,
            is_on_the_spot: false,
            reopened: 0,
            attempts: 0,
            all_attempts: 0,
            hops: 0,
            losses: 0,
            unit: UnitId::new(0),
            person: None,
            occurred: now,
            known: now,
            due: SimTime::NEVER,
            level_since: now,
            queued: now,
            first_start: SimTime::NEVER,
            incident: SimTime::NEVER,
            work_left: 0.0,
            limit: Ticket::NONE,
            links: Links::FREE,
        }
    }

    /// Times it will have been reopened when somebody learns of it who has nothing of it open: once more after an end.
    #[inline]
    #[must_use]
    pub const fn reopened_when_known(&self) -> u8 {
        let was_ended = matches!(self.record, RecordState::Closed | RecordState::Rejected);
        if was_ended && self.reopened < MOST_REOPENED { self.reopened + 1 } else { self.reopened }
    }

    /// It comes to `unit`, where nobody has taken it up yet: the one way in which the unit of an issue changes.
    #[inline]
    pub fn come_to(&mut self, unit: UnitId, now: SimTime) {
        self.unit = unit;
        self.person = None;
        self.is_on_the_spot = false;
        self.level_since = now;
    }

    /// Whether it waits in a queue for its first start at its unit.
    #[inline]
    #[must_use]
    pub fn waits_for_start(&self) -> bool {
        self.record == RecordState::Waiting && !self.is_resumed
    }

    /// Severity as the unit that has it sees it.
    #[inline]
    #[must_use]
    pub const fn seen_severity(&self) -> u8 {
        self.severity.saturating_sub(self.faded)
    }

    /// Index of the draws for the present attempt at `level`: level, reopenings (at most 63) and attempts (below 1024).
    #[inline]
    #[must_use]
    pub fn draw_index(&self, level: LevelId) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 16 levels")]
        let level = level.index() as u32;
        (level << 16) | (u32::from(self.reopened) << 10) | u32::from(self.attempts)
    }

    /// The random numbers of what is done about it since it was last found: its own until it has got lost, and another one each time that
    /// it is found again, by whom and on which day ever. Whether it is dropped, declined or settled is thus decided anew at each
    /// finding; what it is in itself stays with `luck`.
    #[inline]
    #[must_use]
    pub const fn luck_since_found(&self) -> Luck {
        // far from the numbers of children by which recurrences and calls are told apart
        if self.losses == 0 { self.luck } else { self.luck.child(u32::MAX - self.losses as u32) }
    }
}

/// Case number of a place that is not in use.
const FREE: u32 = u32::MAX;

/// The open issues: a slab whose places are used again.
#[derive(Clone, Debug, Default)]
pub struct Issues {
    places: Vec<Issue>,
    free: Vec<u32>,
    next_case: u32,
}

impl Issues {
    /// Takes in a new issue; `make` gets its case number.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "one of two callers runs for every issue, which is made in its place")]
    pub fn add(&mut self, make: impl FnOnce(u32) -> Issue) -> IssueId {
        let issue = make(self.next_case);
        self.next_case += 1;
        if let Some(place) = self.free.pop() {
            self.places[place as usize] = issue;
            IssueId::new(place as usize)
        } else {
            self.places.push(issue);
            IssueId::new(self.places.len() - 1)
        }
    }

    /// Frees the place of an issue that has ended on both axes.
    #[inline]
    pub fn remove(&mut self, issue: IssueId) {
        #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
        self.free.push(issue.index() as u32);
        self.places[issue.index()].case = FREE;
    }

    /// The issue at `issue`.
    #[inline]
    #[must_use]
    pub fn get(&self, issue: IssueId) -> &Issue {
        &self.places[issue.index()]
    }

    /// The issue at `issue`, to change.
    #[inline]
    pub fn get_mut(&mut self, issue: IssueId) -> &mut Issue {
        &mut self.places[issue.index()]
    }

    /// Issues that have occurred so far.
    #[must_use]
    pub fn occurred(&self) -> u32 {
        self.next_case
    }

    /// The issues still in the table: those that some unit has, and those that may still change by themselves or be found.
    pub fn all(&self) -> impl Iterator<Item = &Issue> {
        self.places.iter().filter(|issue| issue.case != FREE)
    }

    /// The issues that some unit has, or that are on their way to one.
    pub fn open(&self) -> impl Iterator<Item = &Issue> {
        self.all().filter(|issue| issue.record.is_open())
    }

    /// Places of the table, used or not.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// The issue at `place`, when that is in use.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<(IssueId, &Issue)> {
        self.places.get(place).filter(|issue| issue.case != FREE).map(|issue| (IssueId::new(place), issue))
    }

    /// All places, to be linked in queues.
    #[inline]
    pub(super) fn places_mut(&mut self) -> &mut [Issue] {
        &mut self.places
    }
}
