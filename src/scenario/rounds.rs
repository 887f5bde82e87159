//! Rounds and meetings as written: who goes where how often, and what is looked at together.

use schemars::JsonSchema;

use super::discovery::by_category;
use super::named::Keyed;
use super::quantity::{Length, Name};
use super::resolve::Context;
use super::setting::{Meeting, Round, RoundKind, Setting};
use super::shape::{self, Fraction};
use crate::units::{RoleId, Share, SimDuration};

/// Shortest time from one round or meeting to the next, in seconds.
const SHORTEST: f64 = 3_600.0;

/// Rounds of the people of one role.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Round")]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRound {
    /// Name.
    pub name: Name,
    /// Role of those who go.
    pub role: String,
    /// What they pass by.
    pub kind: WrittenRoundKind,
    /// A round is due this often; at least "1h".
    pub every: Length,
    /// Share of the person's stops (linked households, or buildings) planned for one round (default 1).
    pub share: Option<Fraction>,
    /// Time at each stop.
    pub stop: Length,
    /// Probability that a stop finds an issue that is there, of every category that `finds_by_category` does not name; on a
    /// visit, times the household's readiness to report it (default 1).
    pub finds: Option<Fraction>,
    /// Probability that a stop finds an issue that is there, by category.
    pub finds_by_category: Option<Keyed<Fraction>>,
}

/// A member visits linked households, staff patrol the buildings of their unit, or a captain tours those in their care.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[schemars(rename = "RoundKind")]
#[serde(rename_all = "lowercase")]
pub(super) enum WrittenRoundKind {
    Visit,
    Patrol,
    Tour,
}

/// A meeting held again and again at each unit of a group.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Meeting")]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenMeeting {
    /// Name.
    pub name: Name,
    /// Name of the group of units whose stalled issues are looked at.
    pub at: String,
    /// Roles of those who attend (default: nobody's time is taken).
    pub roles: Option<Vec<String>>,
    /// How often; at least "1h".
    pub every: Length,
    /// Time of each who attends.
    pub length: Length,
    /// An issue that has been at the unit for longer is stalled.
    pub stalled: Length,
    /// Probability that the meeting unblocks a stalled issue.
    pub unblocks: Fraction,
}

/// The rounds of the file.
pub(super) fn rounds(file: &shape::File, setting: &Setting, context: &mut Context<'_>) -> Vec<Round> {
    let mut rounds = Vec::new();
    for written in file.rounds.iter().flatten() {
        let path = |key: &'static str| ["rounds", written.name.0.as_str(), key];
        let Some(role) = role(&written.role, &path("role"), setting, context) else { continue };
        let kind = match written.kind {
            WrittenRoundKind::Visit => RoundKind::Visit,
            WrittenRoundKind::Patrol => RoundKind::Patrol,
            WrittenRoundKind::Tour => RoundKind::Tour,
        };
        report_stray_visit(kind, role, &path("role"), setting, context);
        report_haste(&written.every, &path("every"), context);
        let share = |share: &Fraction| Share::new(share.0).unwrap_or(Share::ONE);
        let general = written.finds.as_ref().map_or(Share::ONE, share);
        rounds.push(Round {
            name: written.name.0.clone(),
            role,
            kind,
            every: SimDuration::rounded(written.every.0),
            share: written.share.as_ref().map_or(Share::ONE, share),
            stop: SimDuration::rounded(written.stop.0),
            finds: by_category(written.finds_by_category.as_ref(), general, share, &path("finds_by_category"), setting, context),
        });
    }
    rounds
}

fn role(name: &str, path: &[&str], setting: &Setting, context: &mut Context<'_>) -> Option<RoleId> {
    let known = setting.roles.iter().map(|role| role.name.as_str());
    context.find(name, known, path, ("role", "roles")).map(RoleId::new)
}

/// Reports visits by people who are linked to no household.
fn report_stray_visit(kind: RoundKind, role: RoleId, path: &[&str], setting: &Setting, context: &mut Context<'_>) {
    let is_doubtful = ["members", "units", "place"].iter().any(|block| context.report.is_tainted(&[(*block).to_owned()]));
    if kind != RoundKind::Visit || is_doubtful || setting.members.as_ref().is_some_and(|members| members.role == role) {
        return;
    }
    let role = &setting.roles[role.index()].name;
    let (message, help) = match &setting.members {
        Some(members) => {
            let known = &setting.roles[members.role.index()].name;
            (format!("`{role}` is not the role of the members; only they visit households"), format!("did you mean `{known}`?"))
        }
        None => ("only members visit households, and there are none".to_owned(), "add `[members]`, or write `kind = \"patrol\"`".into()),
    };
    context.fault(path, message, Some(help));
}

fn report_haste(every: &Length, path: &[&str], context: &mut Context<'_>) {
    if every.0 < SHORTEST {
        context.fault(path, "is less than an hour; expected at least \"1h\"", None);
    }
}

/// The meetings of the file.
pub(super) fn meetings(file: &shape::File, setting: &Setting, context: &mut Context<'_>) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for written in file.meetings.iter().flatten() {
        let path = |key: &'static str| ["meetings", written.name.0.as_str(), key];
        let known = setting.units.iter().map(|group| group.name.as_str());
        let group = context.find(&written.at, known, &path("at"), ("unit", "units"));
        let mut roles = Vec::new();
        for (index, name) in written.roles.iter().flatten().enumerate() {
            let number = index.to_string();
            roles.extend(role(name, &["meetings", &written.name.0, "roles", &number], setting, context));
        }
        report_haste(&written.every, &path("every"), context);
        let (Some(group), Some(unblocks)) = (group, Share::new(written.unblocks.0)) else { continue };
        meetings.push(Meeting {
            name: written.name.0.clone(),
            group,
            roles,
            every: SimDuration::rounded(written.every.0),
            length: SimDuration::rounded(written.length.0),
            stalled: SimDuration::rounded(written.stalled.0),
            unblocks,
        });
    }
    meetings
}
