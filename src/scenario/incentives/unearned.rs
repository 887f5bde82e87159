//! Points that nobody can ever earn, and work made up for points that would be nobody's: reported where the file says so.

use super::points::{Counts, PointRules};
use crate::scenario::blocks::rounds::RoundKind;
use crate::scenario::setting::{Epoch, Setting};
use crate::scenario::text::context::Context;
use crate::units::RoleId;

/// Reports roles of which there is nobody, acts that nobody makes, and trivial reports to units without people.
pub(crate) fn report_unearned(epochs: &[Epoch], setting: &Setting, context: &mut Context<'_>) {
    let is_doubtful = ["roles", "units", "rounds"].iter().any(|namespace| context.report.is_namespace_tainted(namespace));
    let Some(points) = epochs.first().and_then(|epoch| epoch.rules.points.as_ref()).filter(|_| !is_doubtful) else { return };
    let people = People { epochs, setting };
    for role in (0..setting.roles.len()).map(RoleId::new).filter(|role| points.earners[role.index()] && !people.are_there(*role)) {
        let message = format!("there is nobody of the role `{}` at any time", setting.roles[role.index()].name);
        context.fault(&["points", "roles"], message, Some("give points to people there are".into()));
    }
    report_acts(points, &people, context);
    report_idle_roles(points, &people, context);
    if points.made_up_reports > 0 && !people.have_somebody_above(points) {
        let message = "nobody works at the units above those who earn points, to whom trivial reports would come";
        context.fault(&["points", "gaming", "made_up_reports"], message, Some("add staff there, or leave the quota out".into()));
    }
}

/// Reports acts with points that nobody of the roles ever makes.
fn report_acts(points: &PointRules, people: &People<'_>, context: &mut Context<'_>) {
    let earners = || (0..points.earners.len()).map(RoleId::new).filter(|role| points.earners[role.index()]);
    let visits = earners().any(|role| people.go_round(role, |kind| kind == RoundKind::Visit));
    let reports = earners().any(|role| people.go_round(role, |_| true) || people.are_told(role));
    let takes_cases = earners().any(|role| people.epochs.iter().any(|epoch| epoch.rules.roles[role.index()].field.takes_cases));
    let is_asked = people.epochs.iter().any(|epoch| epoch.rules.feedback.is_some());
    let settled = if points.counts == Counts::Appraisal { takes_cases && is_asked } else { takes_cases };
    let acts = [
        ("visit", points.visit, visits, "nobody of these roles goes on rounds of visits"),
        ("report", points.report, reports, "nobody of these roles goes on rounds or is told anything by residents"),
        ("appraised", points.appraised, takes_cases && is_asked, "nobody asks residents: there is no `feedback`"),
    ];
    for (key, worth, is_made, message) in acts {
        if worth > 0.0 && !is_made {
            context.fault(&["points", key], format!("points for what is never done: {message}"), None);
        }
    }
    if points.settled > 0.0 && !settled {
        let (key, message) = if takes_cases {
            ("counts", "counts what residents say, and nobody asks them: there is no `feedback`")
        } else {
            ("settled", "points for what is never done: nobody of these roles takes cases")
        };
        context.fault(&["points", key], message, None);
    }
    if [points.visit, points.report, points.settled, points.appraised].iter().all(|worth| *worth <= 0.0) {
        let help = "say what earns how many, for example `visit = 1`";
        context.fault(&["points"], "no act earns any points", Some(help.into()));
    }
}

/// Reports a role whose people make none of the acts that have points, where people of another role do.
fn report_idle_roles(points: &PointRules, people: &People<'_>, context: &mut Context<'_>) {
    let earners = (0..points.earners.len()).map(RoleId::new).filter(|role| points.earners[role.index()] && people.are_there(*role));
    let (earning, idle): (Vec<RoleId>, Vec<RoleId>) = earners.partition(|role| people.can_earn(*role, points));
    if earning.is_empty() {
        return;
    }
    for role in idle {
        let name = &people.setting.roles[role.index()].name;
        let message = format!("people of the role `{name}` can earn no points: they make none of the acts that have any");
        context.fault(&["points", "roles"], message, Some("leave the role out, or give points to what its people do".into()));
    }
}

/// Who is there and what they do, at any time.
struct People<'a> {
    epochs: &'a [Epoch],
    setting: &'a Setting,
}

impl People<'_> {
    /// Whether there are people of the role.
    fn are_there(&self, role: RoleId) -> bool {
        let of_posts = self.epochs.iter().flat_map(|epoch| &epoch.rules.posts).any(|post| post.role == role);
        of_posts || self.epochs.iter().flat_map(|epoch| &epoch.rules.staff).any(|staff| staff.count > 0 && staff.role == role)
    }

    /// Whether people of the role go on rounds of a kind.
    fn go_round(&self, role: RoleId, is_wanted: impl Fn(RoundKind) -> bool) -> bool {
        self.epochs.iter().flat_map(|epoch| &epoch.rules.rounds).any(|round| round.role == role && is_wanted(round.kind))
    }

    /// Whether residents tell people of the role, who are members, what they know.
    fn are_told(&self, role: RoleId) -> bool {
        let Some(members) = self.setting.members.as_ref().filter(|members| members.role == role) else { return false };
        let level = self.setting.units[members.group].level;
        let channels = self.epochs.iter().filter_map(|epoch| epoch.rules.discovery.as_ref()).flat_map(|discovery| &discovery.channels);
        channels.clone().any(|channel| channel.level == level && channel.weight > 0.0)
    }

    /// Whether people of the role make any act that has points.
    fn can_earn(&self, role: RoleId, points: &PointRules) -> bool {
        let takes_cases = self.epochs.iter().any(|epoch| epoch.rules.roles[role.index()].field.takes_cases);
        let is_asked = takes_cases && self.epochs.iter().any(|epoch| epoch.rules.feedback.is_some());
        let settles = if points.counts == Counts::Appraisal { is_asked } else { takes_cases };
        points.visit > 0.0 && self.go_round(role, |kind| kind == RoundKind::Visit)
            || points.report > 0.0 && (self.go_round(role, |_| true) || self.are_told(role))
            || points.settled > 0.0 && settles
            || points.appraised > 0.0 && is_asked
    }

    /// Whether somebody works at a unit above one where points are earned.
    fn have_somebody_above(&self, points: &PointRules) -> bool {
        let staff = || self.epochs.iter().flat_map(|epoch| &epoch.rules.staff).filter(|staff| staff.count > 0);
        let earning = staff().filter(|staff| points.earners[staff.role.index()]);
        earning.filter_map(|earner| self.setting.units[earner.group].under).any(|above| staff().any(|staff| staff.group == above))
    }
}
