//! The state that one submodel alone keeps, a table each. What several submodels or an observer read stands in the entity
//! itself ([`Issue`], [`Person`](crate::world::Person)).

use std::collections::{BTreeMap, BTreeSet};

use super::step::Toward;
use crate::engine::{Luck, Ticket};
use crate::units::{CategoryId, IssueId, LevelId, PersonId, Share, SimDuration, SimTime, UnitId};
use crate::world::{Issue, IssueKey, Issues, Light, Origin};

/// All tables of one run.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Discovery: what becomes of issues by themselves.
    pub(super) fates: IssueTable<IssueFate>,
    /// Rounds: how often somebody passed by an issue without its being known.
    pub(super) passed: IssueTable<u16>,
    /// Handling: what attempts of several pieces have behind them.
    pub(super) attempts: IssueTable<AttemptState>,
    /// Supervision: lights and their timers.
    pub(super) tickets: IssueTable<TimedTicket>,
    /// Closing: whether the household has already said what it makes of the end.
    pub(super) judged: IssueTable<bool>,
    /// Petitions: how long households have been waiting for the end.
    pub(super) waits: IssueTable<HouseholdWait>,
    /// Absence: by person, how many moments of absence there were; empty where nobody is ever away.
    pub(super) absences: Vec<u32>,
    /// Absence: who may stand in for whom; empty where nobody ever does.
    pub(super) stand_ins: StandIns,
    /// Succession: by person, who has the post; empty where none ever changes hands.
    pub(super) occupants: Vec<Occupant>,
    /// Tasks: by category, what is left over of one for so many households.
    pub(super) tasks_owed: Vec<f64>,
    /// Points and assessment: what those who earn points have and how they stand.
    pub(super) incentives: IncentiveTable,
    /// Inspections: tasks done on paper alone that nobody has looked at yet.
    pub(super) papers: Vec<Issue>,
    /// Shifts and triggers: which rules are in force.
    pub(super) in_force: InForce,
    /// Passing: where issues that are on their way go.
    pub(super) travels: IssueTable<Travel>,
    /// Passing: who passed issues on that may come back.
    pub(super) senders: IssueTable<PassedOn>,
    /// Assignment: who leads an issue.
    pub(super) assigned: IssueTable<Option<PersonId>>,
    /// Assignment: all that there ever were.
    pub(super) leads: Vec<Leadership>,
    /// Centres: where tickets came from.
    pub(super) dispatched: IssueTable<Dispatched>,
    /// Whistle: departments that were called.
    pub(super) whistles: WhistleTable,
    /// The cases to which parts belong that somebody else does.
    pub(super) parents: IssueTable<Option<Parent>>,
    /// Orders: their category; `None` where nothing is ever ordered.
    pub(super) order_category: Option<CategoryId>,
    /// Orders: which unit has ordered something about an issue last.
    pub(super) ordered_by: IssueTable<Option<UnitId>>,
    /// Choices: what somebody decides about single issues.
    pub(super) choices: ChoiceTable,
    /// Causes: the issues of clusters that one fix may end.
    pub(super) causes: CauseTable,
    /// Class cases: what is known of causes and what was done about them.
    pub(super) class_cases: ClassCaseTable,
    /// Demand: clusters with further issues to come.
    pub(super) clusters: ClusterTable,
}

/// Who has a post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occupant {
    /// Which of those who have it one after the other.
    pub(super) generation: u32,
    /// Since when.
    pub(super) since: SimTime,
    /// How long it takes to know the households.
    pub(super) learns: SimDuration,
    /// Random numbers and motivation of the first one.
    pub(super) luck: Luck,
    pub(super) motivation: f64,
}

/// Who may stand in for the people of a unit, by unit.
#[derive(Clone, Debug, Default)]
pub(super) struct StandIns {
    /// Units of the same group in the same community, the nearest along the walk first.
    pub(super) near: Vec<Vec<UnitId>>,
    /// Units directly below.
    pub(super) below: Vec<Vec<UnitId>>,
}

/// What those who earn points have and how they stand; empty where nobody does.
#[derive(Clone, Debug, Default)]
pub(super) struct IncentiveTable {
    /// By person, at the own post.
    pub(super) conditions: Vec<EarnerState>,
    /// Closings on paper that no audit has looked at yet.
    pub(super) papers: Vec<FalseClosing>,
    /// Months begun so far.
    pub(super) months: u16,
    /// Assessment: end of the period in progress; `NEVER` where nobody is assessed.
    pub(super) period_end: SimTime,
    /// By unit: how many times running it was admonished.
    pub(super) admonitions: Vec<u32>,
}

/// The condition of a person who earns points, brought up to date when it is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct EarnerState {
    /// Points not yet exchanged.
    pub(super) balance: f64,
    /// What was earned lately, yuan a month, as it was at `since`: it fades from there.
    pub(super) income: f64,
    pub(super) since: SimTime,
    /// When points begin to move the person; `NEVER` where they do not.
    pub(super) joins: SimTime,
    /// Points earned in the period of assessment.
    pub(super) in_period: f64,
    /// The unit with which the person is ranked.
    pub(super) ranked_with: Option<UnitId>,
    /// Factor on the effort from the last ranking.
    pub(super) standing: f64,
}

/// An issue that was closed on paper by somebody who earns points.
#[derive(Clone, Copy, Debug)]
pub(super) struct FalseClosing {
    /// Where it is, and the number of its case, in case another one has taken its place.
    pub(super) issue: (IssueId, u32),
    /// How often it was opened again before.
    pub(super) reopened: u8,
    /// Who closed it, at the own post, and which of those who have had that.
    pub(super) person: PersonId,
    pub(super) generation: u32,
}

/// What the present attempt at an issue has behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AttemptState {
    /// Which half of a visit comes next: false before an external wait, true after it.
    pub(super) is_past_wait: bool,
    /// Visits.
    pub(super) visits: u8,
}

/// What becomes of an issue by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IssueFate {
    /// Timer of it.
    pub(super) timer: Ticket,
    /// Whether it is an incident.
    pub(super) turns_bad: bool,
}

/// The wait of a household for the end of its matter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HouseholdWait {
    /// Timer of the next time that it thinks of a petition; `NONE` while it does not wait.
    pub(super) next: Ticket,
    /// How often it has.
    pub(super) times: u32,
}

/// Which rules are in force.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InForce {
    /// Number of the last start of an epoch.
    pub(super) start: u32,
    /// Triggers that hold, a bit each.
    pub(super) holds: u16,
}

/// Where an issue is going.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Travel {
    /// To which unit; `None` when it is not on its way.
    pub(super) to: Option<UnitId>,
    /// Which way.
    pub(super) toward: Toward,
}

/// Who passed an issue on last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PassedOn {
    /// The unit that did; `None` when it was nobody.
    pub(super) unit: Option<UnitId>,
    /// Failed attempts there.
    pub(super) attempts: u16,
    /// Levels that have sent it back, a bit each.
    pub(super) returned: u16,
}

/// An issue and its leader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leadership {
    /// The issue, its place and its number.
    pub(super) issue: IssueId,
    pub(super) case: u32,
    /// Who leads it.
    pub(super) leader: PersonId,
    /// Time that the leader gives in each week.
    pub(super) weekly: SimDuration,
    /// Whether its record has ended.
    pub(super) is_over: bool,
}

/// An issue that was reported to a command centre.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dispatched {
    /// The unit that reported it last; `None` where nobody has.
    pub(super) from: Option<UnitId>,
    /// The unit that it was passed on to last; `None` while it is at the centre.
    pub(super) to: Option<UnitId>,
    /// How often it was passed on from there.
    pub(super) times: u8,
}

/// The case to which a part belongs that somebody else does: its place and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parent {
    pub(super) issue: IssueId,
    pub(super) case: u32,
}

/// What a case has called departments for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CalledFor {
    /// Which call of the unit that has it was the last one: answers to earlier ones are waited for no more.
    pub(super) round: u8,
    /// Departments that it waits for, a bit each.
    pub(super) wanted: u32,
    /// Those that have answered and are at it.
    pub(super) out: u32,
    /// Those that have done their part.
    pub(super) done: u32,
}

/// A department that was called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// The case, its place and its number.
    pub(super) parent: IssueId,
    pub(super) case: u32,
    /// Which call for the case.
    pub(super) round: u8,
    /// Which department, and which unit of it.
    pub(super) bit: u8,
    pub(super) unit: UnitId,
    /// Level of the unit that calls.
    pub(super) level: LevelId,
    /// How often the call was sent back, and whether it is going to be.
    pub(super) returns: u8,
    pub(super) is_returned: bool,
    /// How often the department was summoned in vain, and whether it was called once more.
    pub(super) losses: u16,
    pub(super) is_chased: bool,
    /// When the department was called first.
    pub(super) since: SimTime,
}

/// Departments that were called.
#[derive(Clone, Debug, Default)]
pub(super) struct WhistleTable {
    /// By department: what it is addressed by; empty where nobody ever calls.
    pub(super) keys: Vec<u32>,
    pub(super) of_case: IssueTable<CalledFor>,
    /// Which call an assist belongs to.
    pub(super) of_assist: IssueTable<Option<u32>>,
    calls: Vec<Call>,
    free: Vec<u32>,
}

impl WhistleTable {
    /// Whether anybody ever calls.
    #[inline]
    pub(super) const fn are_kept(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Keeps a call; its number.
    pub(super) fn keep(&mut self, call: Call) -> u32 {
        if let Some(number) = self.free.pop() {
            self.calls[number as usize] = call;
            return number;
        }
        self.calls.push(call);
        u32::try_from(self.calls.len() - 1).unwrap_or_else(|_| panic!("more calls for departments than can be numbered"))
    }

    /// The call of a number.
    pub(super) fn get(&self, number: u32) -> Call {
        self.calls[number as usize]
    }

    /// Says `call` of that number.
    pub(super) fn set(&mut self, number: u32, call: Call) {
        self.calls[number as usize] = call;
    }

    /// The call is over: its number is used again.
    pub(super) fn end(&mut self, number: u32) {
        self.free.push(number);
    }
}

/// What somebody decides about single issues.
#[derive(Clone, Debug, Default)]
pub(super) struct ChoiceTable {
    /// Whether anything is decided, in any replication.
    pub(super) are_kept: bool,
    /// By issue: the arrivals about which something is decided, and the numbers of the choices.
    pub(super) by_issue: BTreeMap<IssueKey, Vec<(u32, usize)>>,
    /// Arrivals at which the unit takes the issue in, whatever becomes of it there.
    pub(super) taken_in: BTreeSet<(IssueKey, u32)>,
    /// How often these issues have come to a unit.
    pub(super) arrivals: BTreeMap<IssueKey, u32>,
    /// Which unit has passed an issue up that has not come to the next one yet.
    pub(super) came_from: IssueTable<PassedOn>,
    /// By number of the choice: who comes into service with it.
    pub(super) added: BTreeMap<usize, PersonId>,
    /// Choices whose arrival has not come yet.
    pub(super) open: BTreeMap<usize, IssueKey>,
    /// Choices that could not be carried out, and why.
    pub(super) faults: Vec<(usize, String)>,
}

impl ChoiceTable {
    /// Whether it is decided that the unit to which an issue comes next takes it in, so that the rules do not send it back.
    pub(super) fn takes_in(&self, issue: &Issue) -> bool {
        let next = self.arrivals.get(&issue.key).copied().unwrap_or(0) + 1;
        self.are_kept && self.taken_in.contains(&(issue.key, next))
    }
}

/// What supervision knows of a ticket with a promise.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TimedTicket {
    /// Its light.
    pub(super) light: Light,
    /// Timer of the next light.
    pub(super) next: Ticket,
}

/// The issues of clusters that one fix may end.
#[derive(Clone, Debug, Default)]
pub(super) struct CauseTable {
    /// Whether any are kept.
    pub(super) are_kept: bool,
    /// By the first issue of the cluster: case number and place of all that have occurred since its last fix.
    pub(super) by_cluster: BTreeMap<IssueKey, Vec<(u32, IssueId)>>,
}

/// A cause as an office sees it: a building, by its number, and a category.
pub(super) type CauseKey = (u32, CategoryId);

/// What class-case analysis knows of causes and what it has done about them.
#[derive(Clone, Debug, Default)]
pub(super) struct ClassCaseTable {
    /// The category of its work; `None` where nobody ever looks for causes.
    pub(super) category: Option<CategoryId>,
    /// The longest time that is looked back on under any rules.
    pub(super) looks_back: SimDuration,
    pub(super) causes: BTreeMap<CauseKey, CauseRecord>,
    /// Which cause a piece of work is about.
    pub(super) of_task: IssueTable<Option<CauseKey>>,
}

/// One cause.
#[derive(Clone, Debug)]
pub(super) struct CauseRecord {
    /// When its issues became known.
    pub(super) known: Vec<SimTime>,
    /// Whether work on it is under way.
    pub(super) is_in_hand: bool,
    /// How often the work was done.
    pub(super) times: u32,
    /// What was done last helps until then.
    pub(super) until: SimTime,
    /// The share that it prevents.
    pub(super) prevents: Share,
}

impl Default for CauseRecord {
    fn default() -> Self {
        Self { known: Vec::new(), is_in_hand: false, times: 0, until: SimTime::ZERO, prevents: Share::ZERO }
    }
}

/// A cluster whose further issues are still to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cluster {
    pub(super) category: CategoryId,
    pub(super) unit: UnitId,
    /// Where the first issue is.
    pub(super) origin: Origin,
    /// Whether what follows is the recurrence of a fixed issue.
    pub(super) is_recurrence: bool,
    /// Whether its issues share a cause with others.
    pub(super) in_cluster: bool,
    /// Random numbers of the first issue.
    pub(super) luck: Luck,
    /// Which issue that is; of a recurrence, which one that will be.
    pub(super) key: IssueKey,
    /// Further issues so far.
    pub(super) made: u32,
    /// Further issues to come.
    pub(super) left: u32,
    /// Instant of the next one before rounding, seconds from the start.
    pub(super) next: f64,
    /// No further issue after this instant.
    pub(super) end: f64,
}

impl Cluster {
    /// Nothing to come yet, of a category, for a unit, from a place.
    pub(super) fn at(category: CategoryId, unit: UnitId, origin: Origin) -> Self {
        let (is_recurrence, in_cluster, luck, key) = (false, false, Luck::NONE, IssueKey::default());
        Self { category, unit, origin, is_recurrence, in_cluster, luck, key, made: 0, left: 0, next: 0.0, end: 0.0 }
    }
}

/// The clusters under way; places are used again.
#[derive(Clone, Debug, Default)]
pub(super) struct ClusterTable {
    places: Vec<Cluster>,
    free: Vec<u32>,
}

impl ClusterTable {
    /// Keeps a cluster; where. `None` when there are more than can be numbered.
    pub(super) fn keep(&mut self, cluster: Cluster) -> Option<u32> {
        if let Some(place) = self.free.pop() {
            self.places[place as usize] = cluster;
            return Some(place);
        }
        self.places.push(cluster);
        u32::try_from(self.places.len() - 1).ok()
    }

    /// The cluster at `place`.
    pub(super) fn get_mut(&mut self, place: u32) -> &mut Cluster {
        &mut self.places[place as usize]
    }

    /// The last further issue of the cluster at `place` has occurred.
    pub(super) fn end(&mut self, place: u32) {
        self.free.push(place);
    }
}

/// Something about issues that most of them do not have: the default, until it is set. An entry carries the number of its
/// case, so that an issue which takes the place of another in the table of open issues begins anew.
#[derive(Clone, Debug, Default)]
pub(super) struct IssueTable<T> {
    entries: Vec<(u32, T)>,
}

/// Number that no case has.
const NO_CASE: u32 = u32::MAX;

impl<T: Copy + Default> IssueTable<T> {
    /// What is said of the issue at `id`.
    #[inline]
    pub(super) fn get(&self, issues: &Issues, id: IssueId) -> T {
        match self.entries.get(id.index()) {
            Some((case, entry)) if *case == issues.get(id).case => *entry,
            _ => T::default(),
        }
    }

    /// Says the default of the issue at `id` again.
    #[inline]
    pub(super) fn clear(&mut self, id: IssueId) {
        if let Some((case, _)) = self.entries.get_mut(id.index()) {
            *case = NO_CASE;
        }
    }

    /// Says `entry` of the issue at `id`.
    #[inline]
    pub(super) fn set(&mut self, issues: &Issues, id: IssueId, entry: T) {
        if self.entries.len() <= id.index() {
            self.entries.resize(id.index() + 1, (NO_CASE, T::default()));
        }
        self.entries[id.index()] = (issues.get(id).case, entry);
    }
}
