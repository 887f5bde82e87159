//! What one policy did with the joined issues, as columns: the rows of its event log, the rules that fired, the limits of
//! queues, the time accounts, and people.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::columns::packed;
use super::joined::{JoinedIssue, LoggedRun};
use super::people::people;
use super::place::grids;
use crate::measure::account::time_account::TimePart;
use crate::measure::event_log::EventRow;
use crate::output::language::names::Titles;
use crate::scenario::Setting;
use crate::scenario::setting::{Rules, WaitLimit};
use crate::units::SimTime;
use crate::units::key::Group;

/// A row with the number of its issue among the joined ones.
pub(super) type Numbered<'a> = (usize, &'a EventRow);

/// The rows of a side, 0 left and 1 right, in order of time; those of one issue at one instant in their order.
pub(super) fn numbered(issues: &[JoinedIssue], side: usize) -> Vec<Numbered<'_>> {
    let mut rows: Vec<Numbered<'_>> = Vec::new();
    for (index, issue) in issues.iter().enumerate() {
        rows.extend(issue.rows[side].iter().map(|row| (index, row)));
    }
    rows.sort_by_key(|(_, row)| row.at);
    rows
}

/// Whether anybody watches lights under the policy of `setting` at any time.
pub(super) fn is_supervised(setting: &Setting) -> bool {
    setting.epochs.iter().any(|epoch| epoch.rules.supervision.is_some())
}

/// The columns of one side, 0 left and 1 right, and the names of its activities and rules.
pub(super) fn side(
    run: LoggedRun<'_>,
    number: usize,
    (issues, titles): (&[JoinedIssue], &Titles),
    (from, until): (SimTime, SimTime),
) -> Value {
    let rows = numbered(issues, number);
    let units = &run.result.units;
    json!({
        "policy": run.setting.policy,
        "supervised": is_supervised(run.setting),
        "units": units.iter().map(|unit| titles.path(&unit.path)).collect::<Vec<_>>(),
        "unitLevel": packed(units.iter().map(|unit| index(unit.level.index()))),
        "grids": grids(run.setting),
        "due": packed(issues.iter().map(|issue| due(&issue.rows[number]).map_or(0, |due| i64::from(due.seconds())))),
        "events": events(run, &rows),
        "people": people(run, titles, (from, until)),
        "account": account(run, number, issues, until),
    })
}

fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// When an issue is promised to be fixed; `None` where nothing is promised.
pub(super) fn due(rows: &[EventRow]) -> Option<SimTime> {
    rows.iter().rev().map(|row| row.due).find(|due| *due != SimTime::NEVER)
}

/// The rows as columns; `limit` is when the queue that the row joins would be left by the wait limit, as seconds after the row.
fn events(run: LoggedRun<'_>, rows: &[Numbered<'_>]) -> Value {
    let mut names: Vec<&str> = Vec::new();
    let mut activity = Vec::with_capacity(rows.len());
    for (_, row) in rows {
        let name = row.activity.name();
        let known = names.iter().position(|known| *known == name);
        activity.push(index(known.unwrap_or(names.len())));
        if known.is_none() {
            names.push(name);
        }
    }
    let fired: Vec<(usize, _)> = rows.iter().enumerate().filter_map(|(at, (_, row))| Some((at, row.fired()?))).collect();
    let channels = rows.iter().enumerate().filter_map(|(at, (_, row))| Some((at, row.channel()?)));
    json!({
        "names": names,
        "t": packed(rows.iter().map(|(_, row)| i64::from(row.at.seconds()))),
        "issue": packed(rows.iter().map(|(issue, _)| index(*issue))),
        "what": packed(activity),
        "unit": packed(rows.iter().map(|(_, row)| index(row.unit.index()))),
        "who": packed(rows.iter().map(|(_, row)| row.person.map_or(0, |person| index(person.index()) + 1))),
        "limit": packed(limits(run, rows)),
        "fired": packed(fired.iter().map(|(at, _)| index(*at))),
        "rule": fired.iter().map(|(_, fired)| fired.rule).collect::<Vec<_>>(),
        "threshold": fired.iter().map(|(_, fired)| rounded(fired.threshold)).collect::<Vec<_>>(),
        "value": fired.iter().map(|(_, fired)| rounded(fired.value)).collect::<Vec<_>>(),
        "channel": channels.map(|(at, channel)| json!([at, channel.name()])).collect::<Vec<_>>(),
    })
}

/// Four decimals are more than anybody reads.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Seconds from each row until the wait limit of the queue that it joins, and 1 more, so that 0 says that there is none. A limit
/// that is drawn is known only of issues that reached it.
pub(super) fn limits(run: LoggedRun<'_>, rows: &[Numbered<'_>]) -> Vec<i64> {
    let mut left: BTreeMap<usize, SimTime> = BTreeMap::new();
    let mut found = vec![0; rows.len()];
    for (at, (issue, row)) in rows.iter().enumerate().rev() {
        if row.fired().is_some_and(|fired| fired.rule == "wait_limit") {
            left.insert(*issue, row.at);
        }
        if row.activity.name() != "queued" {
            continue;
        }
        let reached = left.remove(issue);
        let limit = &rules_at(run.setting, row.at).levels[row.level.index()].wait_limit;
        let end = match limit {
            Some(WaitLimit::Fixed(limit)) => Some(limit.after(row.at, &run.setting.working_hours)),
            Some(WaitLimit::Drawn(_)) => reached,
            None => None,
        };
        found[at] = end.filter(|end| *end != SimTime::NEVER).map_or(0, |end| i64::from(end.since(row.at).seconds()) + 1);
    }
    found
}

/// The rules in force at `at`, as far as dates say.
fn rules_at(setting: &Setting, at: SimTime) -> &Rules {
    let by_date = setting.epochs.iter().filter(|epoch| epoch.holds == 0 && epoch.from <= at);
    by_date.max_by_key(|epoch| epoch.from).map_or_else(|| &setting.epochs[0].rules, |epoch| &epoch.rules)
}

/// The stretches of the joined issues, issue by issue, cut off at the end of what is shown.
fn account(run: LoggedRun<'_>, number: usize, issues: &[JoinedIssue], until: SimTime) -> Value {
    let cases = issues.iter().enumerate().filter_map(|(index, issue)| Some((issue.rows[number].first()?.case, index)));
    let cases: BTreeMap<u32, usize> = cases.collect();
    let shown = run.stretches.iter().filter(|stretch| stretch.from < until);
    let mut rows: Vec<(usize, _)> = shown.filter_map(|stretch| Some((*cases.get(&stretch.case)?, stretch))).collect();
    rows.sort_by_key(|(issue, stretch)| (*issue, stretch.from));
    let part = |part: TimePart| index(part as usize);
    json!({
        "issue": packed(rows.iter().map(|(issue, _)| index(*issue))),
        "part": packed(rows.iter().map(|(_, stretch)| part(stretch.part))),
        "level": packed(rows.iter().map(|(_, stretch)| stretch.level.map_or(0, |level| index(level.index()) + 1))),
        "from": packed(rows.iter().map(|(_, stretch)| i64::from(stretch.from.seconds()))),
        "length": packed(rows.iter().map(|(_, stretch)| i64::from(stretch.until.min(until).since(stretch.from).seconds()))),
        "offDuty": packed(rows.iter().map(|(_, stretch)| {
            // a stretch that is cut off has its share of the hours off duty
            let (all, shown) = (stretch.until.since(stretch.from).seconds(), stretch.until.min(until).since(stretch.from).seconds());
            i64::from(stretch.off_duty) * i64::from(shown) / i64::from(all.max(1))
        })),
    })
}

/// What levels are called.
pub(super) fn levels(setting: &Setting) -> Vec<&str> {
    (0..setting.levels.len()).map(|level| Group::Level(crate::units::LevelId::new(level)).name(setting)).collect()
}
