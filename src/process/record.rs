//! Records: what happened. Observers see them; the rows of the event log are made from them.

use crate::engine::Observer;
use crate::scenario::setting::RoundKind;
use crate::units::{CalendarId, LevelId, PersonId, SimTime, UnitId};
use crate::world::{Channel, Duty, Issue, IssueKey, Lead, Light};

/// What looks on at a run: an observer of its records.
pub trait RecordObserver: for<'r> Observer<Record<'r>> {}

impl<O: for<'r> Observer<Record<'r>>> RecordObserver for O {}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Record<'w> {
    /// Something happened to an issue.
    Issue {
        /// When.
        at: SimTime,
        /// What.
        activity: Activity,
        /// The issue; where it leaves a unit, as it was there.
        issue: &'w Issue,
        /// Level at which it happened.
        level: LevelId,
        /// Unit at which it happened.
        unit: UnitId,
        /// Person who did it.
        person: Option<PersonId>,
    },
    /// A case is about to come into being that is a part of another one, which somebody else does.
    Part {
        /// Its number.
        case: u32,
        /// Which case it is a part of.
        of: IssueKey,
    },
    /// A person turned to something else.
    Person {
        /// When.
        at: SimTime,
        /// Who.
        person: PersonId,
        /// To what.
        duty: Duty,
        /// What the stretch begins with, when turning to work or a round.
        lead: Lead,
        /// Whether work goes on beyond the end of the shift.
        may_overrun: bool,
    },
    /// A person was employed (true) or left (false).
    Employment {
        /// When.
        at: SimTime,
        /// Who.
        person: PersonId,
        /// Employed from now on.
        is_employed: bool,
    },
    /// Somebody else has a post from now on.
    Succession {
        /// When.
        at: SimTime,
        /// Which, at the own post.
        person: PersonId,
        /// Which of those who have it one after the other, from 0.
        generation: u32,
    },
    /// A person is away on leave or ill from now on (true), or is back.
    Absence {
        /// When.
        at: SimTime,
        /// Who.
        person: PersonId,
        /// Away from now on.
        is_away: bool,
    },
    /// A person has other duty hours from now on.
    Hours {
        /// When.
        at: SimTime,
        /// Who, at the own post.
        person: PersonId,
        /// Which.
        calendar: CalendarId,
    },
    /// A person came back from a round, or let one go.
    Round {
        /// When.
        at: SimTime,
        /// Who.
        person: PersonId,
        /// Of what kind.
        kind: RoundKind,
        /// Stops made.
        made: u32,
        /// Stops planned and not made.
        unmade: u32,
    },
    /// A person has done something that earns points.
    Points {
        /// When.
        at: SimTime,
        /// Who, at the own post.
        person: PersonId,
        /// What.
        act: Act,
        /// How often.
        times: u32,
        /// Points earned; below zero where points are taken back.
        points: f64,
        /// Yuan for the points exchanged now; 0 where none are.
        redeemed: f64,
    },
    /// A unit has come first or last in a ranking: what it means to one of its people.
    Ranked {
        /// When.
        at: SimTime,
        /// Who, at the own post.
        person: PersonId,
        /// Whether it is a star, else an admonition.
        is_starred: bool,
    },
    /// How hard those who earn points try.
    Effort {
        /// When.
        at: SimTime,
        /// Mean probability that one of them makes a planned stop.
        mean: f64,
    },
    /// An inspection was held.
    Inspection {
        /// When.
        at: SimTime,
        /// Which of the rules'.
        number: u16,
        /// Time that it takes of all people together, seconds.
        asked: u64,
        /// Tasks done on paper alone that it found.
        found: u32,
    },
    /// Rules that depend on the state of the run came into force or ended.
    Rules {
        /// When.
        at: SimTime,
        /// Number of the trigger among those of the setting.
        trigger: u16,
        /// Whether they hold from now on.
        holds: bool,
        /// The threshold that was passed.
        threshold: u32,
        /// The number that was counted.
        value: u32,
    },
    /// The warm-up is over.
    MeasuringStarted {
        /// When.
        at: SimTime,
    },
    /// A day is over.
    DayEnded {
        /// When.
        at: SimTime,
        /// Which, from 0.
        day: u32,
    },
}

/// What earns points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A stop of a round of visits.
    Visit,
    /// A matter found or told.
    Report,
    /// An issue settled, as the rules count it.
    Settled,
    /// An issue with whose end the household is satisfied.
    Appraised,
    /// A report made up for the points.
    Trivial,
    /// What was closed on paper was found: points are taken back.
    FoundOut,
}

/// What a round has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundStops {
    /// Stops made.
    pub made: u32,
    /// Stops planned and not made.
    pub unmade: u32,
    /// Issues found.
    pub found: u32,
}

/// What happened to an issue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activity {
    /// It came into being.
    Occurred,
    /// Somebody in office learned of it; again, when it had been lost or closed on paper.
    BecameKnown(Channel),
    /// It came to a unit.
    Arrived,
    /// It joined the unit's queue.
    Queued,
    /// Hands-on work on it began.
    Started(Start),
    /// Its person now waits for somebody outside.
    WaitedOutside,
    /// The wait outside is over.
    Returned,
    /// Its person went off duty and left it to the others.
    HandedOver,
    /// An attempt did not solve it.
    AttemptFailed,
    /// It left its level for a higher one; out of a queue, when its record still says waiting.
    Escalated(Rule),
    /// It left a department that is not in charge of it for the one that is.
    Transferred,
    /// A dispatcher of a command centre has read its ticket: it leaves the centre for the unit that it is taken for.
    Dispatched {
        /// Whether that is the right level.
        is_right: bool,
    },
    /// A meeting has given it a leader.
    Assigned,
    /// A meeting has ordered it down to a unit that has the authority; out of a queue.
    OrderedDown,
    /// A meeting has it done before the others where nobody stands above its unit.
    PutFirst,
    /// It is on its way to another unit from now on, and at none.
    SetOut,
    /// On its way up it has lost a step of the severity as which it is seen.
    Faded,
    /// The unit that it was passed up to sends it back down, without having taken it in.
    ReturnedDown,
    /// A meeting ended its wait for somebody outside.
    Unblocked,
    /// Its unit lacks the authority and has called departments, for which it waits.
    Whistled {
        /// How many it has called.
        called: u8,
        /// How many of these answer at once.
        answered: u8,
    },
    /// A department that kept silent was called once more; at the department.
    Chased {
        /// Whether it answers now.
        does_answer: bool,
    },
    /// A department sends the call back as another one's; at the department.
    CallReturned,
    /// Those whom its unit has called or ordered have done their part, and say so: its unit goes on with it.
    Reported,
    /// Its unit has ordered a unit below to do something about it.
    Ordered {
        /// Whether it waits for that.
        waits: bool,
    },
    /// What its unit has ordered was not done in time: it waits for it no longer.
    OrderOverdue,
    /// A unit that could not settle it did not pass it on, or it was lost on its way: nobody has it any more. Out of a queue,
    /// when its record still says waiting.
    Lost,
    /// It is gone by itself.
    SelfResolved,
    /// It became an incident.
    TurnedIncident,
    /// The household said what it makes of the end.
    Judged {
        /// Whether it is satisfied.
        is_satisfied: bool,
        /// By how much its trust rises; negative when it falls.
        trust_gained: f64,
    },
    /// The household petitions.
    Petitioned,
    /// Its light changed.
    Lit(Light),
    /// It is truly fixed.
    Fixed,
    /// It is truly fixed because another one of the same cause is; at the unit and by the person of that one.
    FixedWithCause,
    /// It is recorded as closed because its cause is gone; out of a queue, when its record still says waiting.
    ClosedWithCause,
    /// What was done about its cause keeps it from coming into being.
    Prevented {
        /// The share that is prevented.
        share: f64,
        /// Its own uniform number, below the share.
        uniform: f64,
    },
    /// It is recorded as closed; falsely, when it was not fixed before.
    Closed,
    /// A false closing was noticed: the record is open again.
    Reopened,
    /// It is recorded as not solvable, by the rule that would have sent it up.
    Rejected(Rule),
}

impl Activity {
    /// Name of the activity in event logs.
    #[expect(clippy::too_many_lines, reason = "a table: one row per activity")]
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::BecameKnown(_) => "became_known",
            Self::Arrived => "arrived",
            Self::Queued => "queued",
            Self::Started(Start::AtOnce | Start::FromQueue | Start::OnTheSpot) => "started",
            Self::Started(Start::Again) => "resumed",
            Self::WaitedOutside => "waited_outside",
            Self::Returned => "returned",
            Self::HandedOver => "handed_over",
            Self::AttemptFailed => "attempt_failed",
            Self::Escalated(_) => "escalated",
            Self::Transferred => "transferred",
            Self::Dispatched { is_right: true } => "dispatched",
            Self::Dispatched { .. } => "misdirected",
            Self::Assigned => "assigned",
            Self::OrderedDown => "ordered_down",
            Self::PutFirst => "put_first",
            Self::SetOut => "set_out",
            Self::Faded => "faded",
            Self::ReturnedDown => "returned_down",
            Self::Unblocked => "unblocked",
            Self::Whistled { .. } => "whistled",
            Self::Chased { .. } => "chased",
            Self::CallReturned => "call_returned",
            Self::Reported => "reported",
            Self::Ordered { .. } => "ordered",
            Self::OrderOverdue => "order_overdue",
            Self::Lost => "lost",
            Self::SelfResolved => "self_resolved",
            Self::TurnedIncident => "turned_incident",
            Self::Judged { is_satisfied: true, .. } => "satisfied",
            Self::Judged { is_satisfied: false, .. } => "dissatisfied",
            Self::Petitioned => "petitioned",
            Self::Lit(Light::Green) => "turned_green",
            Self::Lit(Light::Yellow) => "turned_yellow",
            Self::Lit(Light::Red) => "turned_red",
            Self::Fixed => "fixed",
            Self::FixedWithCause => "fixed_with_cause",
            Self::ClosedWithCause => "closed_with_cause",
            Self::Prevented { .. } => "prevented",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Rejected(_) => "rejected",
        }
    }
}

/// Where an issue was before hands-on work began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It came to a free person and did not wait.
    AtOnce,
    /// It waited in the unit's queue.
    FromQueue,
    /// Its person had it already: it came back from outside.
    Again,
    /// Whoever found it on a round deals with it at the stop.
    OnTheSpot,
}

/// The rule behind an escalation, with its threshold and the value that met it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which rule.
    pub kind: RuleKind,
    /// Its threshold: seconds for a wait, else a number.
    pub threshold: f64,
    /// The value seen.
    pub value: f64,
}

/// Which rule sent an issue on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// It waited too long in one queue without a start.
    WaitLimit,
    /// Attempts failed.
    Attempts,
    /// The queue it came to was full.
    Backlog,
    /// It is too severe for the level.
    Severity,
    /// Triage took it for a higher level.
    Difficulty,
    /// Its light turned red while it waited.
    RedLight,
    /// A meeting sent it on.
    Meeting,
    /// The member declined it.
    Declined,
    /// A department that was called kept silent.
    Silence,
    /// Somebody has chosen so.
    Choice,
}

impl RuleKind {
    /// Number of rules.
    pub const COUNT: usize = 10;

    /// The rule's key in a scenario file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WaitLimit => "wait_limit",
            Self::Attempts => "attempts",
            Self::Backlog => "backlog",
            Self::Severity => "severity",
            Self::Difficulty => "difficulty",
            Self::RedLight => "red_light",
            Self::Meeting => "meeting",
            Self::Declined => "declined",
            Self::Silence => "silence",
            Self::Choice => "choice",
        }
    }
}
