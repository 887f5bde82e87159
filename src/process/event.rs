//! Events: what will happen. Which submodel handles which event stands in `routes`.

use crate::units::{CalendarId, IssueId, PersonId, RoleId, SourceId, UnitId};

/// What will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The next issue of a stream occurs.
    Occur(SourceId),
    /// The next further issue of a cluster occurs; by its place among the clusters.
    Follow(u32),
    /// An issue is reported, or a sensor's signal is read.
    BecomeKnown(IssueId),
    /// An issue reaches the unit to which it is on its way.
    Reach(IssueId),
    /// An issue is gone by itself, or becomes an incident.
    Turn(IssueId),
    /// Rounds are due in a territory; by its number.
    RoundDue(u32),
    /// A round is over; by its place among the walks.
    EndRound(u32),
    /// A person who has found something on a round deals with it at the stops before anything else.
    StayAtStops(PersonId),
    /// A meeting is held: which of the rules', and how many of them were before.
    Meet(u16, u16),
    /// A week begins in which the leader of an assigned issue gives time to it; by the number of the assignment.
    LeadForAWeek(u32),
    /// Background tasks are sent to a unit; by the number of the sender.
    SendTask(u32),
    /// A unit looks for causes that bring issues again and again; by the number of the sender of its work.
    LookForCauses(u32),
    /// A department that was called and answers signs for it; by the number of the call.
    SignCall(u32),
    /// A department that was called and keeps silent is called once more; by the number of the call.
    Chase(u32),
    /// The report of a silent department was due; by the number of the call.
    EndSilence(u32),
    /// What a unit has ordered about an issue should have been done.
    EndOrder(IssueId),
    /// An inspection is held: which of the rules', and the number of the day.
    Inspect(u16, u32),
    /// A civil month begins for those who earn points; by the number of its first day.
    BeginMonth(u32),
    /// A person may make up a trivial report; which of all that they may.
    MakeUpReport(PersonId, u16),
    /// It is asked how hard those who earn points try; by the number of the day.
    WeighEffort(u32),
    /// A period of assessment ends and the next one begins; by the number of its first day.
    Assess(u32),
    /// A person's administrative work is done.
    EndPaperwork(PersonId),
    /// Posts of a role change hands.
    ChangeHands(RoleId),
    /// A person may go away on leave or ill.
    GoAway(PersonId),
    /// A person who was away is back.
    ComeBackToWork(PersonId),
    /// A person comes into service.
    BeginService(PersonId),
    /// A person's piece of work ends.
    EndPiece(PersonId),
    /// A wait for somebody outside ends.
    Return(IssueId),
    /// The oldest issue in a unit's queue may have reached the fixed wait limit.
    ReachLimit(UnitId),
    /// A false closing is noticed.
    Notice(IssueId),
    /// A household has waited for so long that it may petition.
    LoseHope(IssueId),
    /// An issue's light changes.
    TurnLight(IssueId),
    /// An issue's drawn wait limit is reached.
    RunOutOfPatience(IssueId),
    /// People of a calendar come on duty.
    OpenShift(CalendarId),
    /// People of a calendar go off duty.
    CloseShift(CalendarId),
    /// New rules come into force on a date; by its number.
    ChangeRules(u32),
    /// The state is counted on which rules depend; by the number of the trigger.
    Count(u16),
    /// The warm-up ends.
    StartMeasuring,
    /// A day ends.
    EndDay(u32),
}
