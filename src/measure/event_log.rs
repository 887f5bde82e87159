//! The event log: one row for every transition of an issue, with the rule, its threshold and the value seen wherever a
//! rule fired. Kept on request only; it is the one observer whose memory grows with the run.

use std::collections::BTreeMap;

use super::account::people_log::PeopleLog;
use crate::engine::Observer;
use crate::process::{Activity, Record};
use crate::units::{CategoryId, LevelId, PersonId, SimTime, UnitId};
use crate::world::{Channel, IssueKey, Origin};

/// One row of the event log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRow {
    /// Case number within the run.
    pub case: u32,
    /// Which case it is, whatever the policy.
    pub key: IssueKey,
    /// Category of the case.
    pub category: CategoryId,
    /// Where it occurred.
    pub origin: Origin,
    /// Whether it has its cause in common with the others of a cluster.
    pub in_cluster: bool,
    /// When it should be fixed and closed; [`SimTime::NEVER`] without a promise.
    pub due: SimTime,
    /// Severity, 1 slight to 5 grave.
    pub severity: u8,
    /// Lowest level with the authority to solve it.
    pub needs: LevelId,
    /// What happened.
    pub activity: Activity,
    /// When.
    pub at: SimTime,
    /// Level at which it happened.
    pub level: LevelId,
    /// Unit at which it happened.
    pub unit: UnitId,
    /// Person who had the case.
    pub person: Option<PersonId>,
}

/// The rule behind a row, where one fired.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fired {
    /// The rule's key in a scenario file.
    pub rule: &'static str,
    /// Its threshold: seconds for a wait, else a number.
    pub threshold: f64,
    /// The value that met it, in the unit of the threshold.
    pub value: f64,
}

impl EventRow {
    /// Whether the case comes to a unit that has to decide whether it keeps it; one that sends it back at once has decided.
    #[must_use]
    pub const fn is_arrival(&self) -> bool {
        matches!(self.activity, Activity::Arrived | Activity::ReturnedDown)
    }

    /// How the case became known; `None` where it did not just then.
    #[must_use]
    pub const fn channel(&self) -> Option<Channel> {
        if let Activity::BecameKnown(channel) = self.activity { Some(channel) } else { None }
    }

    /// The rule that sent the case on or ended it; `None` where no rule decided.
    #[must_use]
    pub const fn fired(&self) -> Option<Fired> {
        match self.activity {
            Activity::Escalated(rule) | Activity::Rejected(rule) => {
                Some(Fired { rule: rule.kind.name(), threshold: rule.threshold, value: rule.value })
            }
            Activity::Whistled { called, answered } => Some(Fired { rule: "whistle", threshold: called as f64, value: answered as f64 }),
            Activity::Chased { does_answer } => Some(Fired { rule: "whistle", threshold: 1.0, value: if does_answer { 1.0 } else { 0.0 } }),
            Activity::Prevented { share, uniform } => Some(Fired { rule: "class_cases", threshold: share, value: uniform }),
            _ => None,
        }
    }
}

/// Rules that depend on the state of the run began or ended to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesRow {
    /// When.
    pub at: SimTime,
    /// Number of the trigger among those of the setting.
    pub trigger: u16,
    /// Whether they hold from then on.
    pub holds: bool,
    /// The threshold that was passed.
    pub threshold: u32,
    /// The number that was counted.
    pub value: u32,
}

impl RulesRow {
    /// What it is called in event logs.
    #[must_use]
    pub const fn activity(&self) -> &'static str {
        if self.holds { "rules_began" } else { "rules_ended" }
    }
}

/// All rows of one run, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLog {
    /// The rows of issues.
    pub rows: Vec<EventRow>,
    /// When rules that depend on the state of the run began and ended.
    pub rules: Vec<RulesRow>,
    /// By its number: which case it is a part of that somebody else has.
    pub parts: BTreeMap<u32, IssueKey>,
    /// Names of the streams of demand that the keys speak of.
    pub sources: Vec<String>,
    /// What people turned to.
    pub people: PeopleLog,
}

impl EventLog {
    /// The case that the case of `row` comes from: the one that it is a part of, or, of a recurrence, the one that was fixed before it.
    #[must_use]
    pub fn parent(&self, row: &EventRow) -> Option<IssueKey> {
        let before = row.key.recurrence.checked_sub(1).map(|recurrence| IssueKey { recurrence, ..row.key });
        self.parts.get(&row.case).copied().or(before)
    }
}

impl Observer<Record<'_>> for EventLog {
    fn observe(&mut self, record: &Record<'_>) {
        self.people.take(record);
        if let Record::Rules { at, trigger, holds, threshold, value } = *record {
            self.rules.push(RulesRow { at, trigger, holds, threshold, value });
        }
        if let Record::Part { case, of } = *record {
            self.parts.insert(case, of);
        }
        if let Record::Issue { at, activity, issue, level, unit, person } = *record {
            self.rows.push(EventRow {
                case: issue.case,
                key: issue.key,
                category: issue.category,
                origin: issue.origin,
                in_cluster: issue.in_cluster,
                due: issue.due,
                severity: issue.severity,
                needs: issue.needs,
                activity,
                at,
                level,
                unit,
                person,
            });
        }
    }
}
