//! What can be stepped to, and the curves: one pass over the rows of both sides.

use serde_json::{Value, json};

use super::columns::packed;
use super::joined::{JoinedIssue, LoggedRun};
use super::side::{Numbered, due, is_supervised, numbered};
use crate::measure::event_log::EventRow;
use crate::scenario::Lesson;
use crate::units::SimTime;

/// Points of each curve but the first.
const SAMPLES: u32 = 240;

/// What a moment is. The order is that of the page's buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MomentKind {
    /// An issue goes up a level.
    Escalation,
    /// A light turns red, or, where nobody supervises, a due time passes.
    RedLight,
    /// An issue becomes an incident.
    Incident,
    /// An issue that is still there is recorded as closed.
    FalseClosing,
    /// For the first time the same issue is treated differently.
    Difference,
    /// A caption of the lesson.
    Step,
}

/// Something that can be stepped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplayMoment {
    /// When.
    pub at: SimTime,
    /// What.
    pub kind: MomentKind,
    /// Side on which it happens, 0 left and 1 right; 0 of what both have in common.
    pub side: usize,
    /// Number of the issue among the joined ones; of a step, of the caption.
    pub issue: usize,
    /// Number of its row on its side, where it is one.
    pub row: Option<usize>,
}

/// All moments of `window`, in order of time.
#[must_use]
pub fn moments(
    runs: [LoggedRun<'_>; 2],
    issues: &[JoinedIssue],
    lesson: Option<&Lesson>,
    (from, until): (SimTime, SimTime),
) -> Vec<ReplayMoment> {
    let mut found = Vec::new();
    for (side, run) in runs.iter().enumerate() {
        walk(&numbered(issues, side), from, |row, issue, kind, at| {
            found.extend(kind.map(|kind| ReplayMoment { at, kind, side, issue, row: Some(row) }));
        });
        if !is_supervised(run.setting) {
            let late = issues.iter().enumerate().filter_map(|(issue, joined)| Some((issue, overdue(&joined.rows[side])?)));
            found.extend(late.map(|(issue, at)| ReplayMoment { at, kind: MomentKind::RedLight, side, issue, row: None }));
        }
    }
    let differs = issues.iter().enumerate().filter_map(|(issue, joined)| Some((issue, joined.differs?)));
    found.extend(differs.map(|(issue, at)| ReplayMoment { at, kind: MomentKind::Difference, side: 0, issue, row: None }));
    let captions = lesson.iter().flat_map(|lesson| lesson.captions.iter().enumerate());
    found.extend(captions.map(|(issue, caption)| ReplayMoment { at: caption.at, kind: MomentKind::Step, side: 0, issue, row: None }));
    found.retain(|moment| (from..until).contains(&moment.at));
    found.sort_unstable();
    found
}

/// When an issue that is still there passes its due time.
pub(super) fn overdue(rows: &[EventRow]) -> Option<SimTime> {
    let due = due(rows)?;
    let ended = rows.iter().find(|row| ends(row.activity.name()));
    ended.is_none_or(|row| row.at > due).then_some(due)
}

fn ends(activity: &str) -> bool {
    matches!(activity, "fixed" | "fixed_with_cause" | "self_resolved" | "prevented")
}

/// Whether an issue is there after an activity, that was there before or not.
pub(super) fn there_after(activity: &str, was_there: bool) -> bool {
    (was_there || activity == "occurred") && !ends(activity)
}

/// What kind of moment an activity is, of an issue that is there or not.
pub(super) fn kind_of(activity: &str, is_there: bool) -> Option<MomentKind> {
    match activity {
        "escalated" => Some(MomentKind::Escalation),
        "turned_red" => Some(MomentKind::RedLight),
        "turned_incident" => Some(MomentKind::Incident),
        "closed" if is_there => Some(MomentKind::FalseClosing),
        _ => None,
    }
}

/// Goes through the rows of a side and says of each from `from` on what kind of moment it is.
fn walk(rows: &[Numbered<'_>], from: SimTime, mut take: impl FnMut(usize, usize, Option<MomentKind>, SimTime)) {
    let mut there = vec![false; rows.iter().map(|(issue, _)| issue + 1).max().unwrap_or(0)];
    for (number, (issue, row)) in rows.iter().enumerate() {
        there[*issue] = there_after(row.activity.name(), there[*issue]);
        if row.at >= from {
            take(number, *issue, kind_of(row.activity.name(), there[*issue]), row.at);
        }
    }
}

/// The moments as columns.
pub(super) fn columns(moments: &[ReplayMoment]) -> Value {
    let index = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
    json!({
        "t": packed(moments.iter().map(|moment| i64::from(moment.at.seconds()))),
        "kind": packed(moments.iter().map(|moment| moment.kind as i64)),
        "side": packed(moments.iter().map(|moment| index(moment.side))),
        "issue": packed(moments.iter().map(|moment| index(moment.issue))),
        "row": packed(moments.iter().map(|moment| moment.row.map_or(-1, index))),
    })
}

/// Of one side, at evenly spaced instants: issues that are there, recordings as closed since the beginning less reopenings, and
/// issues that are closed on the record and there.
pub(super) fn curves(issues: &[JoinedIssue], side: usize, (from, until): (SimTime, SimTime)) -> Value {
    let rows = numbered(issues, side);
    let length = until.since(from).seconds().saturating_sub(1);
    let mut states = vec![(false, false); issues.len()];
    let (mut open, mut closed, mut paper) = (Vec::new(), Vec::new(), Vec::new());
    let (mut there, mut recorded, mut on_paper) = (0_i64, 0_i64, 0_i64);
    let mut next = rows.iter().peekable();
    for sample in 0..=SAMPLES {
        let seconds = u64::from(length) * u64::from(sample) / u64::from(SAMPLES);
        let at = from + crate::units::SimDuration::from_seconds(u32::try_from(seconds).unwrap_or(u32::MAX));
        while let Some((issue, row)) = next.next_if(|(_, row)| row.at <= at) {
            let (was_there, was_closed) = states[*issue];
            let name = row.activity.name();
            let is_there = there_after(name, was_there);
            let is_closed = match name {
                "closed" | "closed_with_cause" => true,
                "arrived" | "reopened" | "petitioned" | "lost" | "rejected" => false,
                _ => was_closed && row.channel().is_none(),
            };
            states[*issue] = (is_there, is_closed);
            there += i64::from(is_there) - i64::from(was_there);
            on_paper += i64::from(is_there && is_closed) - i64::from(was_there && was_closed);
            if row.at >= from {
                recorded += i64::from(matches!(name, "closed" | "closed_with_cause")) - i64::from(name == "reopened");
            }
        }
        open.push(there);
        closed.push(recorded.max(0));
        paper.push(on_paper);
    }
    json!({ "open": packed(open), "closed": packed(closed), "paper": packed(paper) })
}
