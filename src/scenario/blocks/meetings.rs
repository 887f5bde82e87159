//! Meetings: which stalled issues are looked at together, and how often.

use schemars::JsonSchema;

use super::roles::role_named;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::{Length, Name};
use crate::units::{RoleId, Share, SimDuration};

/// Default of `weekly` (assumption A-98).
const WEEKLY: SimDuration = SimDuration::from_seconds(3_600);

/// A meeting held again and again at each unit of a group.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Meeting")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenMeeting {
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
    /// Most stalled issues that one meeting looks at (default: all).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub agenda: Option<u32>,
    /// Which of them stand first on the agenda (default `oldest`).
    pub first: Option<WrittenFirst>,
    /// Probability that a stalled issue which a unit below has the authority to settle is ordered down to it (default 0).
    pub orders_down: Option<Fraction>,
    /// Stalled issues that get a leader (default: none).
    pub assigns: Option<WrittenAssignment>,
}

/// Issues with a named leader: first in every queue, never left unanswered or without force, never rejected.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Assignment")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAssignment {
    /// Probability that a stalled issue on the agenda gets one.
    pub share: Fraction,
    /// Role of the leaders, people of the unit that meets.
    pub to: String,
    /// Time of the leader in each week that the issue is open (default "1h").
    pub weekly: Option<Length>,
}

/// The issues that have been at their unit for longest, or those that are seen as the most severe, the oldest of these first.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "FirstOnAgenda")]
pub(crate) enum WrittenFirst {
    Oldest,
    Gravest,
}

/// A meeting held again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// Name in the scenario file.
    pub name: String,
    /// Index in [`Structure::units`](crate::scenario::structure::Structure::units): the units whose stalled issues are looked at.
    pub group: usize,
    /// Who attends.
    pub roles: Vec<RoleId>,
    /// How often.
    pub every: SimDuration,
    /// Time of each who attends.
    pub length: SimDuration,
    /// An issue that has been at the unit for longer is stalled.
    pub stalled: SimDuration,
    /// Probability that the meeting unblocks a stalled issue.
    pub unblocks: Share,
    /// Most stalled issues that one meeting looks at; `None` where it looks at all.
    pub agenda: Option<u32>,
    /// Whether the gravest of them come first, not the oldest.
    pub gravest_first: bool,
    /// Probability that what a unit below could settle is ordered down to it.
    pub orders_down: Share,
    /// Issues that get a leader; `None` where none does.
    pub assigns: Option<Assignment>,
}

/// Issues with a named leader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assignment {
    /// Probability that a stalled issue on the agenda gets one.
    pub share: Share,
    /// Role of the leaders.
    pub to: RoleId,
    /// Time of the leader in each week that the issue is open.
    pub weekly: SimDuration,
}

impl Meeting {
    /// Whether it does more with stalled issues than to unblock them.
    #[must_use]
    pub fn orders_or_assigns(&self) -> bool {
        self.orders_down > Share::ZERO || self.assigns.is_some()
    }
}

/// The meetings of the file.
pub(crate) fn meetings(written: &[WrittenMeeting], structure: &Structure, context: &mut Context<'_>) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for written in written {
        let path = |key: &'static str| ["meetings", written.name.0.as_str(), key];
        let known = structure.units.iter().map(|group| group.name.as_str());
        let group = context.find(&written.at, known, &path("at"), ("unit", "units"));
        let mut roles = Vec::new();
        for (index, name) in written.roles.iter().flatten().enumerate() {
            let number = index.to_string();
            roles.extend(role_named(name, &["meetings", &written.name.0, "roles", &number], structure, context));
        }
        if written.first.is_some() && written.agenda.is_none() {
            let help = "add `agenda = …`, the most issues that one meeting looks at, or leave `first` out";
            context.fault(&path("first"), "means nothing where a meeting looks at all stalled issues", Some(help.into()));
        }
        context.report_haste(&written.every, &path("every"));
        let (Some(group), Some(unblocks)) = (group, Share::new(written.unblocks.0)) else { continue };
        meetings.push(Meeting {
            name: written.name.0.clone(),
            group,
            roles,
            every: SimDuration::rounded(written.every.0),
            length: SimDuration::rounded(written.length.0),
            stalled: SimDuration::rounded(written.stalled.0),
            unblocks,
            agenda: written.agenda,
            gravest_first: matches!(written.first, Some(WrittenFirst::Gravest)),
            orders_down: written.orders_down.and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
            assigns: written.assigns.as_ref().and_then(|assigns| assignment(assigns, &written.name.0, structure, context)),
        });
    }
    meetings
}

/// Who leads what a meeting assigns; nobody where it assigns nothing.
fn assignment(written: &WrittenAssignment, meeting: &str, structure: &Structure, context: &mut Context<'_>) -> Option<Assignment> {
    let to = role_named(&written.to, &["meetings", meeting, "assigns", "to"], structure, context)?;
    let share = Share::new(written.share.0).filter(|share| *share > Share::ZERO)?;
    Some(Assignment { share, to, weekly: written.weekly.as_ref().map_or(WEEKLY, |weekly| SimDuration::rounded(weekly.0)) })
}
