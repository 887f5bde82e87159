//! The reactions: which submodel acts after which record, and in which order. A row hands on a step, or none where the
//! submodel is off or has nothing to do with the issue; the steps stand behind those already handed on.

use super::record::Activity;
use super::step::Step;
use super::tables::Tables;
use crate::engine::Ticket;
use crate::scenario::setting::{Fate, RoundKind, Rules, Task};
use crate::units::{IssueId, PersonId, Share, SimTime};
use crate::world::{Channel, Issues};

/// What the submodels see when they are asked whether they act.
pub(super) struct Scene<'r> {
    /// The rules in force.
    pub(super) rules: &'r Rules,
    /// Open issues.
    pub(super) issues: &'r Issues,
    /// The submodels' own state.
    pub(super) tables: &'r Tables,
}

/// Hands on the steps that follow from `activity` at the issue `id`.
#[expect(clippy::inline_always, reason = "which record it is, is known where it is reported: inlined, the rest folds away")]
#[expect(clippy::too_many_lines, reason = "a table: one row per activity")]
#[inline(always)]
pub(super) fn react(activity: Activity, id: IssueId, scene: &Scene<'_>, steps: &mut Vec<Step>) {
    let mut follows = |does: bool, step: Step| {
        if does {
            steps.push(step);
        }
    };
    match activity {
        // causes: one fix may end it with others; discovery: what will become of it, and how it may become known
        Activity::Occurred => {
            // class cases: what was done about its cause may prevent it
            follows(scene.may_be_prevented(id), Step::Prevent(id));
            follows(scene.may_end_with_others(id), Step::NoteCause(id));
            follows(scene.may_turn_or_be_found(id), Step::Emerge(id));
        }
        // supervision: the ticket is timed
        Activity::BecameKnown(_) | Activity::Reopened => {
            follows(scene.rules.supervision.is_some(), Step::Time(id));
            // petitions: the household waits for the end
            follows(scene.may_petition_while_open(), Step::Await(id));
            // class cases: it counts for its cause
            follows(scene.tables.class_cases.category.is_some() && !matches!(activity, Activity::Reopened), Step::CountCause(id));
            // points: a resident told it to the member
            follows(scene.earns_points() && matches!(activity, Activity::BecameKnown(Channel::Report)), Step::CreditReport(id));
        }
        // escalation: the wait limit begins
        Activity::Queued => follows(true, Step::Watch(id)),
        // demand: the issue may recur; causes: what has the same cause is fixed with it
        Activity::Fixed => {
            follows(scene.may_recur(id), Step::Recur(id));
            follows(scene.ends_others(id), Step::FixOthers(id));
        }
        Activity::FixedWithCause => follows(scene.may_recur(id), Step::Recur(id)),
        // supervision: nobody times the ticket any more; closing: the household says what it makes of the end
        Activity::Closed | Activity::ClosedWithCause | Activity::Rejected(_) => {
            follows(scene.is_timed(id), Step::StopTiming(id));
            follows(scene.is_waited_for(id), Step::StopWaiting(id));
            // points: whoever had it may have settled it
            follows(scene.earns_points() && matches!(activity, Activity::Closed), Step::CreditEnd(id));
            follows(scene.rules.feedback.is_some(), Step::Judge(id));
            // tasks: what was not clear comes back; class cases: the work on a cause is done
            follows(scene.may_come_again(activity, id), Step::ComeAgain(id));
            follows(scene.is_class_case(id), Step::ActOnCause(id));
            // whistle: a department has done its part; orders: what was ordered is done
            follows(scene.is_assist(id), Step::ReportIn(id));
            follows(scene.is_order(id), Step::ReportBack(id));
            // inspections: what was done on paper alone can be found
            follows(scene.may_be_found(id), Step::File(id));
        }
        // points: the household says that it is satisfied
        Activity::Judged { is_satisfied, .. } => {
            if let Some(person) = scene.issues.get(id).person.filter(|_| is_satisfied) {
                follows(scene.earns_points(), Step::CreditAppraisal(person));
            }
        }
        // whistle: a department is not there that was summoned
        Activity::Lost => {
            follows(scene.is_timed(id), Step::StopTiming(id));
            follows(scene.is_assist(id), Step::MissSummons(id));
        }
        // choices: somebody may choose to send it back
        Activity::Escalated(_) => follows(scene.tables.choices.are_kept, Step::NoteSender(id)),
        Activity::ReturnedDown => follows(scene.tables.choices.are_kept, Step::NoteReturn(id)),
        Activity::Arrived
        | Activity::Started(_)
        | Activity::WaitedOutside
        | Activity::Returned
        | Activity::HandedOver
        | Activity::AttemptFailed
        | Activity::Transferred
        | Activity::Dispatched { .. }
        | Activity::Assigned
        | Activity::OrderedDown
        | Activity::PutFirst
        | Activity::SetOut
        | Activity::Faded
        | Activity::Unblocked
        | Activity::Whistled { .. }
        | Activity::Chased { .. }
        | Activity::CallReturned
        | Activity::Reported
        | Activity::Ordered { .. }
        | Activity::OrderOverdue
        | Activity::SelfResolved
        | Activity::TurnedIncident
        | Activity::Prevented { .. }
        | Activity::Petitioned
        | Activity::Lit(_) => {}
    }
}

/// Hands on the steps that follow when a round of a person is over: how many stops were made, how many issues found.
pub(super) fn react_to_round(person: PersonId, (kind, made, found): (RoundKind, u32, u32), tables: &Tables, steps: &mut Vec<Step>) {
    // points: stops and finds earn some
    if !tables.incentives.conditions.is_empty() && made > 0 {
        steps.push(Step::CreditRound(person, if kind == RoundKind::Visit { made } else { 0 }, found));
    }
}

impl Scene<'_> {
    /// Whether anybody earns points.
    #[inline]
    fn earns_points(&self) -> bool {
        !self.tables.incentives.conditions.is_empty()
    }

    /// Whether the issue may change by itself, or nobody in office knows of it.
    #[inline]
    fn may_turn_or_be_found(&self, id: IssueId) -> bool {
        let issue = self.issues.get(id);
        issue.known == SimTime::NEVER || self.rules.categories[issue.category.index()].fate != Fate::STEADY
    }

    /// Whether anything is ever done about causes, and the issue has one that it may be done about.
    #[inline]
    fn may_be_prevented(&self, id: IssueId) -> bool {
        self.tables.class_cases.category.is_some() && self.issues.get(id).known == SimTime::NEVER
    }

    /// Whether it is a piece of work on a cause.
    #[inline]
    fn is_class_case(&self, id: IssueId) -> bool {
        self.tables.class_cases.category.is_some_and(|category| category == self.issues.get(id).category)
    }

    /// Whether it is the part of a department that was called.
    #[inline]
    fn is_assist(&self, id: IssueId) -> bool {
        self.tables.whistles.are_kept() && self.tables.whistles.of_assist.get(self.issues, id).is_some()
    }

    /// Whether it is what a unit above has ordered.
    #[inline]
    fn is_order(&self, id: IssueId) -> bool {
        self.tables.order_category.is_some_and(|category| category == self.issues.get(id).category)
    }

    /// Whether it may be fixed together with others of its cluster.
    #[inline]
    fn may_end_with_others(&self, id: IssueId) -> bool {
        self.tables.causes.are_kept && self.issues.get(id).in_cluster
    }

    /// Whether its fix ends the others of its cluster.
    #[inline]
    fn ends_others(&self, id: IssueId) -> bool {
        let issue = self.issues.get(id);
        issue.in_cluster && self.rules.categories[issue.category.index()].one_fix
    }

    /// Whether issues of its category recur.
    #[inline]
    fn may_recur(&self, id: IssueId) -> bool {
        self.rules.categories[self.issues.get(id).category.index()].fate.recurs.is_some()
    }

    /// Whether it is a background task that may not have been clear.
    #[inline]
    fn may_come_again(&self, activity: Activity, id: IssueId) -> bool {
        let is_unclear = |task: &Task| task.clarity < Share::ONE && task.category == self.issues.get(id).category;
        matches!(activity, Activity::Closed) && self.rules.tasks.iter().any(is_unclear)
    }

    /// Whether it is a background task that was done on paper alone, where there are inspections.
    #[inline]
    fn may_be_found(&self, id: IssueId) -> bool {
        if self.rules.inspections.is_empty() {
            return false;
        }
        let issue = self.issues.get(id);
        issue.first_start == SimTime::NEVER && self.rules.tasks.iter().any(|task| task.category == issue.category)
    }

    /// Whether households petition while their matters are open.
    #[inline]
    fn may_petition_while_open(&self) -> bool {
        self.rules.feedback.as_ref().is_some_and(|feedback| feedback.waiting.is_some())
    }

    /// Whether its household waits for the end.
    #[inline]
    fn is_waited_for(&self, id: IssueId) -> bool {
        self.tables.waits.get(self.issues, id).next != Ticket::NONE
    }

    /// Whether a timer runs for its next light.
    #[inline]
    fn is_timed(&self, id: IssueId) -> bool {
        self.tables.tickets.get(self.issues, id).next != Ticket::NONE
    }
}
