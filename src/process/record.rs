//! Records: what happened. Observers see them; the rows of the event log are made from them.

use crate::units::{LevelId, PersonId, SimTime, UnitId};
use crate::world::{Duty, Issue, Light};

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
    /// A person turned to something else.
    Person {
        /// When.
        at: SimTime,
        /// Who.
        person: PersonId,
        /// To what.
        duty: Duty,
        /// Seconds of switching at the beginning of the piece of work, when turning to work.
        switching: u32,
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

/// What happened to an issue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activity {
    /// It came into being.
    Occurred,
    /// Somebody in office learned of it.
    BecameKnown,
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
    /// It left its level for a higher one.
    Escalated(Rule),
    /// Its light changed.
    Lit(Light),
    /// It is truly fixed.
    Fixed,
    /// It is recorded as closed; falsely, when it was not fixed before.
    Closed,
    /// A false closing was noticed: the record is open again.
    Reopened,
    /// It is recorded as not solvable, by the rule that would have sent it up.
    Rejected(Rule),
}

impl Activity {
    /// Name of the activity in event logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::BecameKnown => "became_known",
            Self::Arrived => "arrived",
            Self::Queued => "queued",
            Self::Started(Start::AtOnce | Start::FromQueue) => "started",
            Self::Started(Start::Again) => "resumed",
            Self::WaitedOutside => "waited_outside",
            Self::Returned => "returned",
            Self::HandedOver => "handed_over",
            Self::AttemptFailed => "attempt_failed",
            Self::Escalated(_) => "escalated",
            Self::Lit(Light::Green) => "turned_green",
            Self::Lit(Light::Yellow) => "turned_yellow",
            Self::Lit(Light::Red) => "turned_red",
            Self::Fixed => "fixed",
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
}

impl RuleKind {
    /// Number of rules.
    pub const COUNT: usize = 6;

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
        }
    }
}
