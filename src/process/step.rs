//! Steps: where an issue or a person goes next, within the instant of an event. Which submodel takes which step stands in
//! `routes`.

use super::record::Rule;
use crate::units::{IssueId, PersonId, UnitId};
use crate::world::Channel;

/// Which way an issue goes from one unit to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toward {
    /// To a higher level, by a rule that fired.
    Up,
    /// To a department beside the office, or from one department to another.
    #[default]
    Across,
    /// Back to a lower level.
    Down,
    /// To a department that is summoned to do its part.
    Summons,
    /// As an order, to a unit below.
    Order,
}

/// Where an issue or a person goes next.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// An issue has come into being that may change by itself, or that nobody in office knows of.
    Emerge(IssueId),
    /// An issue was found by this channel, for this unit.
    Learn(IssueId, Channel, UnitId),
    /// An issue was found by this channel, by a person who deals with it at the stop.
    FindToSettle(IssueId, Channel, PersonId),
    /// An issue comes to an office with departments beside it.
    Route(IssueId),
    /// An issue is passed from the unit that had it to another one.
    Pass(IssueId, UnitId, Toward),
    /// A unit reports an issue to a command centre with one key.
    ReportToCentre(IssueId, UnitId),
    /// A meeting gives an issue a leader; by the number of the meeting.
    Assign(IssueId, u16),
    /// A meeting has an issue done before the others.
    PutFirst(IssueId),
    /// A meeting orders an issue down to a unit.
    OrderDown(IssueId, UnitId),
    /// A wait outside has ended before its time.
    ComeBack(IssueId),
    /// A unit drops an issue.
    Lose(IssueId),
    /// The matter of a household is known, or open again: it waits for the end.
    Await(IssueId),
    /// The record of an issue has ended: its household waits no more.
    StopWaiting(IssueId),
    /// The household says what it makes of the end of its issue.
    Judge(IssueId),
    /// An issue was fixed and may recur.
    Recur(IssueId),
    /// An issue has occurred, unless what was done about its cause prevents it.
    Prevent(IssueId),
    /// An issue became known, and counts for its cause.
    CountCause(IssueId),
    /// The work on a cause is done.
    ActOnCause(IssueId),
    /// An issue of a cluster has occurred that one fix may end with others.
    NoteCause(IssueId),
    /// An issue of a cluster was fixed, and with it the others.
    FixOthers(IssueId),
    /// A unit passes an issue up: it is kept which one, where somebody may choose to send it back.
    NoteSender(IssueId),
    /// A unit has sent an issue back by the rules.
    NoteReturn(IssueId),
    /// Somebody has chosen to send an issue back to this unit, where it was tried so often.
    SendBack(IssueId, UnitId, u16),
    /// Somebody has chosen that the unit of an issue calls departments.
    Call(IssueId),
    /// Somebody has chosen to add a person.
    Enlist(PersonId),
    /// A department has done its part in the case of another unit.
    ReportIn(IssueId),
    /// A department was summoned in vain.
    MissSummons(IssueId),
    /// A unit takes a case and orders a unit below to do something about it.
    Order(IssueId, UnitId),
    /// What was ordered is done.
    ReportBack(IssueId),
    /// A background task has been done, and may come back.
    ComeAgain(IssueId),
    /// A background task has been done on paper alone: an inspection may find that.
    File(IssueId),
    /// A person has made so many stops of visits, and found so many issues on a round: they may earn points.
    CreditRound(PersonId, u32, u32),
    /// A resident told an issue, perhaps to the member: who may earn points.
    CreditReport(IssueId),
    /// A record was closed: whoever had the issue may earn points.
    CreditEnd(IssueId),
    /// A household is satisfied with the end of an issue that this person had: who may earn points.
    CreditAppraisal(PersonId),
    /// Somebody else has a post: what points make of the person begins anew.
    BeginEarning(PersonId),
    /// The unit of a post is reorganised: somebody else has the post from now on.
    Reorganise(PersonId),
    /// An issue has ended: it leaves the table when nothing more can happen to it.
    LetGo(IssueId),
    /// A person without a case sets out on a round that is due.
    SetOut(PersonId),
    /// A person breaks off the round under way.
    BreakOff(PersonId),
    /// A person gives administrative time that is due.
    SitDown(PersonId),
    /// An issue became known, or is open again: its ticket is timed.
    Time(IssueId),
    /// An issue has ended on the record: nobody times its ticket any more.
    StopTiming(IssueId),
    /// An issue became known at a unit, or comes up to it: which level is it for?
    Screen(IssueId),
    /// An issue is to be served by its unit.
    Serve(IssueId),
    /// An issue joined a queue: its wait limit begins.
    Watch(IssueId),
    /// A person on duty without work looks for some.
    Look(PersonId),
    /// A person goes off duty with work in hand, or leaves.
    LayDown(PersonId),
    /// Everybody of a unit is away: free people of the unit that stands in look for its cases.
    CallIn(UnitId),
    /// The rules of the date and of the state that is now come into force.
    ApplyRules,
    /// The rules have changed: people follow the hours of what holds now.
    FollowHours,
    /// The rules have changed: other levels have the authority, over what is there already too.
    Delegate,
    /// The rules have changed: wait limits are set anew.
    ResetLimits,
    /// An attempt has failed for the last time: the record is closed all the same.
    CloseOnPaper(IssueId),
    /// An attempt has solved the issue.
    Settle(IssueId),
    /// An issue that waits for its first start leaves the queue and its level by a rule that fired.
    Withdraw(IssueId, Rule),
    /// Somebody has chosen that an issue leaves its level: it is passed up, whoever could be called.
    PassOn(IssueId, Rule),
    /// An issue that is in no queue and in nobody's hands leaves its level by a rule that fired.
    Leave(IssueId, Rule),
    /// An issue left the top level: it is recorded as not solvable.
    GiveUp(IssueId, Rule),
}

/// A case that a person turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextCase {
    /// One that a round has found and that is dealt with at the stop.
    Found(IssueId),
    /// One of their own, back from outside.
    Own(IssueId),
    /// The first of the unit's queue.
    Queued,
    /// The first of a band of the unit's queue.
    First(u8),
    /// The first of the queue of a unit for which theirs stands in; of a band, where one is said.
    StandingIn(UnitId, Option<u8>),
}

/// What becomes of a case when a piece of work on it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterPiece {
    /// It waits for somebody outside.
    Waits,
    /// The attempt has solved it.
    Settle(IssueId),
    /// The attempt has failed.
    Miss(IssueId),
    /// A department is not in charge of it; or a dispatcher of a command centre has read its ticket.
    Transfer(IssueId),
}
