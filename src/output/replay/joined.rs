//! The same issues under two policies: the rows of two event logs joined by the key of the issue.
//!
//! Two policies share residents and random events, so that whatever occurs, occurs under both at the same second, in the
//! same place. A replay rests on that, and so it is asserted for every issue that the logs have; only recurrences, which
//! come after a fix, may be there under one policy alone.

use std::collections::BTreeMap;

use crate::measure::account::stretches::AccountStretch;
use crate::measure::event_log::EventRow;
use crate::measure::run_result::RunResult;
use crate::output::tables::origins::Origins;
use crate::scenario::Setting;
use crate::units::SimTime;
use crate::world::IssueKey;

/// One run with its logs.
#[derive(Clone, Copy, Debug)]
pub struct LoggedRun<'a> {
    /// What was run.
    pub setting: &'a Setting,
    /// What it left, with its event log.
    pub result: &'a RunResult,
    /// Where the time of each issue went, by case.
    pub stretches: &'a [AccountStretch],
}

/// An issue under both policies.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinedIssue {
    /// Its key, the same under every policy.
    pub key: String,
    /// Where it occurred; `None` at a unit.
    pub place: Option<String>,
    /// Its rows on the left and on the right, in order, before the end of what is shown; none where it does not come.
    pub rows: [Vec<EventRow>; 2],
    /// The first instant at which it is treated differently, before the end of what is shown.
    pub differs: Option<SimTime>,
    /// Its first row in another run, where it comes in none of the two.
    pub elsewhere: Option<EventRow>,
}

impl JoinedIssue {
    /// The first row that there is.
    #[must_use]
    pub fn first(&self) -> Option<&EventRow> {
        self.rows[0].first().or(self.rows[1].first()).or(self.elsewhere.as_ref())
    }
}

/// Two runs whose issues are not the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policies {left} and {right} do not have the same issues, so they cannot stand side by side: {what}")]
pub struct Unshared {
    /// The policy on the left.
    pub left: String,
    /// The policy on the right.
    pub right: String,
    /// The first issue that is not the same, and how.
    pub what: String,
}

/// The issues of two runs that are under way or occur in `from..until`, by the instant at which they occur.
///
/// # Errors
/// When an issue that is no recurrence is not the same in both.
pub fn joined(runs: [LoggedRun<'_>; 2], (from, until): (SimTime, SimTime)) -> Result<Vec<JoinedIssue>, Unshared> {
    let [left, right] = runs.map(|run| lives(run, until));
    let mut issues: BTreeMap<String, [Vec<EventRow>; 2]> = BTreeMap::new();
    for (side, rows) in [left, right].into_iter().enumerate() {
        for (key, rows) in rows {
            issues.entry(key).or_default()[side] = rows;
        }
    }
    let origins = runs.map(|run| Origins::of(run.setting));
    let mut found = Vec::new();
    for (key, rows) in issues {
        let place = |side: usize| rows[side].first().and_then(|row: &EventRow| origins[side].name(row.origin));
        let [left, right] = [place(0), place(1)];
        if let Some(what) = difference(&key, &rows, (&left, &right), runs) {
            let [left, right] = runs.map(|run| run.setting.policy.clone());
            return Err(Unshared { left, right, what });
        }
        if rows.iter().any(|rows| is_under_way(rows, from)) {
            let differs = first_difference([&rows[0], &rows[1]], runs);
            found.push(JoinedIssue { key, place: left.or(right), rows, differs, elsewhere: None });
        }
    }
    sort(&mut found);
    Ok(found)
}

/// By the instant at which they occur.
pub(super) fn sort(issues: &mut [JoinedIssue]) {
    issues.sort_by_key(|issue| (issue.first().map(|row| row.at), issue.key.clone()));
}

/// The rows of all issues of a run before `until`, by key.
pub(super) fn lives(run: LoggedRun<'_>, until: SimTime) -> BTreeMap<String, Vec<EventRow>> {
    let log = &run.result.log;
    let mut found: BTreeMap<IssueKey, Vec<EventRow>> = BTreeMap::new();
    for row in log.rows.iter().filter(|row| row.at < until && !run.setting.categories[row.category.index()].is_task()) {
        found.entry(row.key).or_default().push(*row);
    }
    let source = |key: IssueKey| log.sources.get(key.source as usize).map_or("", String::as_str);
    found.into_iter().map(|(key, rows)| (key.text(source(key)), rows)).collect()
}

/// What makes the two lives of `key` those of two issues; `None` where they are of one.
fn difference(
    key: &str,
    rows: &[Vec<EventRow>; 2],
    places: (&Option<String>, &Option<String>),
    runs: [LoggedRun<'_>; 2],
) -> Option<String> {
    let policy = |side: usize| &runs[side].setting.policy;
    let (left, right) = match (rows[0].first(), rows[1].first()) {
        (Some(left), Some(right)) => (left, right),
        (Some(only), None) | (None, Some(only)) if only.key.recurrence > 0 => return None,
        (only, _) => return Some(format!("{key} occurs under {} alone", policy(usize::from(only.is_none())))),
    };
    if left.key.recurrence > 0 {
        return None;
    }
    let category = |side: usize, row: &EventRow| runs[side].setting.categories[row.category.index()].name.as_str();
    let at = |row: &EventRow| row.at.since(SimTime::ZERO);
    let (kinds, grades) = ([category(0, left), category(1, right)], [left.severity, right.severity]);
    if left.at != right.at {
        Some(format!("{key} occurs {} after the start under {}, {} under {}", at(left), policy(0), at(right), policy(1)))
    } else if kinds[0] != kinds[1] {
        Some(format!("{key} is of the category {} under {}, {} under {}", kinds[0], policy(0), kinds[1], policy(1)))
    } else if grades[0] != grades[1] {
        Some(format!("{key} has severity {} under {}, {} under {}", grades[0], policy(0), grades[1], policy(1)))
    } else if places.0 != places.1 {
        let name = |place: &Option<String>| place.clone().unwrap_or_else(|| "a unit".into());
        Some(format!("{key} occurs at {} under {}, at {} under {}", name(places.0), policy(0), name(places.1), policy(1)))
    } else {
        None
    }
}

/// Whether an issue with these rows is still there or open on the record at `from`, or has a row from then on.
pub(super) fn is_under_way(rows: &[EventRow], from: SimTime) -> bool {
    let (mut is_there, mut is_open) = (false, false);
    for row in rows {
        if row.at >= from {
            return true;
        }
        match row.activity.name() {
            "occurred" => is_there = true,
            "arrived" | "reopened" | "petitioned" => is_open = true,
            "fixed" | "fixed_with_cause" | "self_resolved" | "prevented" => is_there = false,
            "closed" | "closed_with_cause" | "rejected" | "lost" => is_open = false,
            _ => is_open |= row.channel().is_some(),
        }
    }
    is_there || is_open
}

/// The first instant at which something else happens to an issue, at another time or in another unit; whose hands it is in is
/// no difference.
pub(super) fn first_difference(rows: [&[EventRow]; 2], runs: [LoggedRun<'_>; 2]) -> Option<SimTime> {
    let what = |side: usize, row: &EventRow| (row.at, row.activity.name(), runs[side].result.units[row.unit.index()].path.as_str());
    let [left, right] = rows;
    let alike = left.iter().zip(right).take_while(|(one, other)| what(0, one) == what(1, other)).count();
    let next = [left.get(alike), right.get(alike)].into_iter().flatten();
    next.map(|row| row.at).min()
}
