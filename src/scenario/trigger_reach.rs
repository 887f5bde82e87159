//! Triggers that can hardly ever hold: what a file may say by mistake, and what can be known before anything runs.

use super::setting::{Counted, Setting, Trigger, Where};

/// Why the changes of a trigger hardly ever begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutOfReach {
    /// Fewer issues occur in the whole run than would have to be counted at once.
    Issues {
        /// Issues expected in the whole run.
        expected: f64,
    },
    /// It counts what is overdue, and nothing is ever due.
    NoPromise,
}

/// Why the changes of `trigger` hardly ever begin; `None` where they may.
#[must_use]
pub fn out_of_reach(setting: &Setting, trigger: &Trigger) -> Option<OutOfReach> {
    let has_due = setting.epochs.iter().any(|epoch| epoch.rules.categories.iter().any(|category| category.due.is_some()));
    let is_read = setting.demand.iter().any(|demand| demand.trace.is_some());
    if trigger.counted == Counted::Overdue && !has_due && !is_read {
        return Some(OutOfReach::NoPromise);
    }
    let expected = expected_issues(setting);
    (f64::from(trigger.above) >= expected).then_some(OutOfReach::Issues { expected })
}

/// Issues expected in a whole run, recurrences left out.
fn expected_issues(setting: &Setting) -> f64 {
    let households = setting.place.as_ref().map_or(0.0, |place| f64::from(place.households()));
    let of_entry = |demand: &super::setting::Demand| {
        if let Some(trace) = &demand.trace {
            return trace.cases.len() as f64;
        }
        let places = match demand.at {
            Where::Units { member: Some(_), .. } => 1.0,
            Where::Units { group, member: None } => setting.units[group].count as f64,
            Where::Households | Where::PublicSpace => households,
        };
        demand.expected_issues(setting.span.end()) * places
    };
    setting.demand.iter().map(of_entry).sum()
}
