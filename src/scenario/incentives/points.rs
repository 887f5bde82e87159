//! Points: which acts of whom earn them, what a point is worth, how effort follows, and what is done for the points alone.
//!
//! The measures and the cost of points are there wherever the file writes the block, under whatever policy, so that policies with
//! and without points can be compared. The rules are there only where points do anything: where they are worth something, or
//! somebody is assessed by them.

use schemars::JsonSchema;

use crate::scenario::blocks::categories::CategoryRules;
use crate::scenario::blocks::roles::role_named;
use crate::scenario::duties::tasks::case_rules_of;
use crate::scenario::span::instant;
use crate::scenario::structure::{Category, CategoryKind, Structure, TRIVIAL_REPORTS};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::{Length, When};
use crate::scenario::text::tree::Node;
use crate::units::{CategoryId, Distribution, LevelId, Share, SimDuration, SimTime};

/// Default of `redeemed_at`.
const REDEEMED_AT: f64 = 100.0;
/// Default of `half`, yuan a month (assumption A-75).
const HALF: f64 = 30.0;
/// Default of `remembered` (assumption A-76).
const REMEMBERED: f64 = 30.0 * 86_400.0;
/// Default of `work` of a trivial report (assumption A-81).
const TRIVIAL_WORK: f64 = 900.0;

/// Points that people earn by what they do, and exchange for goods.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Points")]
pub(crate) struct WrittenPoints {
    /// Roles of those who earn points.
    #[schemars(length(min = 1))]
    pub roles: Vec<String>,
    /// What a point is worth, in yuan; 0 switches points off unless somebody is assessed by them.
    #[schemars(range(min = 0, max = 1000))]
    pub worth: f64,
    /// Who pays for what points are exchanged for, one of the payers of `costs` (default: the first of them).
    pub payer: Option<String>,
    /// First day on which points are earned (default: from the start).
    pub from: Option<When>,
    /// Points for each stop made on a round of visits (default 0).
    #[schemars(range(min = 0, max = 1000))]
    pub visit: Option<f64>,
    /// Points for each matter that is found on a round, or that a resident tells the member (default 0).
    #[schemars(range(min = 0, max = 1000))]
    pub report: Option<f64>,
    /// Points for each issue settled; `counts` says what that is (default 0).
    #[schemars(range(min = 0, max = 1000))]
    pub settled: Option<f64>,
    /// Points for each issue with whose end the household says that it is satisfied (default 0).
    #[schemars(range(min = 0, max = 1000))]
    pub appraised: Option<f64>,
    /// What counts as settled: that the record is closed, that the issue is truly gone, or that the household is satisfied (default
    /// `closure`).
    pub counts: Option<WrittenCounts>,
    /// Points at which they are exchanged (default 100).
    #[schemars(range(min = 0.001, max = 1_000_000))]
    pub redeemed_at: Option<f64>,
    /// Effort gained where points are worth very much, as a share (default 0).
    #[schemars(range(min = 0, max = 1))]
    pub gain: Option<f64>,
    /// Yuan a month at which half of the gain is reached (default 30).
    #[schemars(range(min = 0.01, max = 100_000))]
    pub half: Option<f64>,
    /// For how long people keep in mind what they have earned (default "30d").
    pub remembered: Option<Length>,
    /// Share of those who earn points whom points move at all (default 1).
    pub takes_part: Option<Fraction>,
    /// Time in which they come to take part, one after the other (default "0d": from the first day).
    pub saturates: Option<Length>,
    /// How much more of the gain there is just before an exchange, and how much less just after it (default 0).
    pub gradient: Option<Fraction>,
    /// Share of the motivation of one's own that those who take part lose because they are paid (default 0).
    pub crowding_out: Option<Fraction>,
    /// What is done for the points alone (default: nothing).
    pub gaming: Option<WrittenGaming>,
    /// Share of what was done for the points alone that an audit finds: it earns nothing, and what was closed on paper is opened
    /// again at the beginning of the next month (default 0).
    pub audited: Option<Fraction>,
}

/// What is done for the points alone, by people on whom points press with all their weight.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Gaming")]
pub(crate) struct WrittenGaming {
    /// Probability that an issue is closed on paper when the last allowed attempt has failed and closing counts (default 0).
    pub closes_on_paper: Option<Fraction>,
    /// Trivial reports that each of them makes up in a month (default 0).
    #[schemars(range(min = 0, max = 50))]
    pub made_up_reports: Option<u16>,
    /// Hands-on work on each of these at the unit above, at standard speed (default "15min").
    pub work: Option<Duration>,
}

/// The record is closed, the issue is truly fixed, or the household is satisfied.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Counts")]
pub(crate) enum WrittenCounts {
    Closure,
    Fix,
    Appraisal,
}

/// What counts as settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    /// That the record is closed.
    #[default]
    Closure,
    /// That the issue is truly fixed and the record closed.
    Fix,
    /// That the household is satisfied with the end.
    Appraisal,
}

/// Points and what they do.
#[derive(Clone, Debug, PartialEq)]
pub struct PointRules {
    /// By role: whether its people earn points.
    pub earners: Vec<bool>,
    /// Yuan for a point.
    pub worth: f64,
    /// Points are earned from here on.
    pub from: SimTime,
    /// Points for a stop of a round of visits.
    pub visit: f64,
    /// Points for a matter that is found or told.
    pub report: f64,
    /// Points for an issue settled.
    pub settled: f64,
    /// Points for an issue with whose end the household is satisfied.
    pub appraised: f64,
    /// What counts as settled.
    pub counts: Counts,
    /// Points at which they are exchanged, positive.
    pub redeemed_at: f64,
    /// How effort follows.
    pub motive: Motive,
    /// Probability that a failed issue is closed on paper under full pressure.
    pub closes_on_paper: Share,
    /// Trivial reports made up in a month under full pressure.
    pub made_up_reports: u16,
    /// The category of these, where there are any.
    pub trivial: Option<CategoryId>,
    /// Share of what was done for the points alone that is found.
    pub audited: Share,
}

/// How effort follows what points are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motive {
    /// Effort gained where points are worth very much.
    pub gain: f64,
    /// Yuan a month at which half of it is reached, positive.
    pub half: f64,
    /// How long people keep in mind what they have earned.
    pub remembered: SimDuration,
    /// Share of those who earn whom points move.
    pub takes_part: Share,
    /// Time in which they come to take part.
    pub saturates: SimDuration,
    /// How much more of the gain there is just before an exchange, and less just after it.
    pub gradient: Share,
    /// Share of the own motivation that is lost to being paid.
    pub crowding_out: Share,
}

/// Whether the file writes the block, under any policy.
pub(crate) fn is_written(root: &Node) -> bool {
    let policies = root.get("policies").map_or(&[][..], Node::entries);
    root.get("points").is_some() || policies.iter().any(|(_, policy)| policy.get("points").is_some())
}

/// Whether points do anything.
fn is_at_work(written: &WrittenPoints, is_assessed: bool) -> bool {
    written.worth > 0.0 || is_assessed
}

/// The category of trivial reports, to stand behind all others, where any are ever made up.
pub(crate) fn trivial_category(
    written: Option<&WrittenPoints>,
    is_assessed: bool,
    others: &[Category],
    context: &mut Context<'_>,
) -> Option<Category> {
    let written = written.filter(|written| is_at_work(written, is_assessed))?;
    let quota = written.gaming.as_ref().and_then(|gaming| gaming.made_up_reports).unwrap_or(0);
    if quota == 0 || written.report.unwrap_or(0.0) <= 0.0 {
        return None;
    }
    if others.iter().any(|category| category.name == TRIVIAL_REPORTS) {
        let message = format!("they are a category `{TRIVIAL_REPORTS}` of their own, and there is another one of that name");
        let help = "give the other category another name";
        context.fault(&["points", "gaming", "made_up_reports"], message, Some(help.into()));
    }
    Some(Category { name: TRIVIAL_REPORTS.to_owned(), kind: CategoryKind::Task { from: LevelId::new(0) } })
}

/// The points as the file has them, `None` where they do nothing; and how trivial reports are handled where the structure knows
/// them.
pub(crate) fn points(
    written: Option<&WrittenPoints>,
    is_assessed: bool,
    structure: &Structure,
    context: &mut Context<'_>,
) -> (Option<PointRules>, Option<CategoryRules>) {
    let category = structure.categories.iter().rposition(|category| category.name == TRIVIAL_REPORTS && category.is_task());
    let gaming = written.and_then(|written| written.gaming.as_ref());
    let handled = category.map(|_| {
        let usual = Distribution::Constant { value: TRIVIAL_WORK };
        let said = gaming.and_then(|gaming| gaming.work.as_ref());
        let work = said.map_or(Some(usual.clone()), |work| resolved(work.resolve(), &["points", "gaming", "work"], context));
        case_rules_of(None, None, work.unwrap_or(usual), structure.levels.len())
    });
    let points = written.and_then(|written| read(written, category.map(CategoryId::new), structure, context));
    (points.filter(|_| written.is_some_and(|written| is_at_work(written, is_assessed))), handled)
}

fn read(written: &WrittenPoints, trivial: Option<CategoryId>, structure: &Structure, context: &mut Context<'_>) -> Option<PointRules> {
    let mut earners = vec![false; structure.roles.len()];
    for (index, name) in written.roles.iter().enumerate() {
        let role = role_named(name, &["points", "roles", &index.to_string()], structure, context);
        role.into_iter().for_each(|role| earners[role.index()] = true);
    }
    let from = written.from.as_ref().map_or(Some(SimTime::ZERO), |from| instant(from.0, &structure.span, &["points", "from"], context));
    let share = |said: &Option<Fraction>, default| said.as_ref().map_or(Some(default), |share| Share::new(share.0));
    let gaming = written.gaming.as_ref();
    let act = |said: Option<f64>| said.unwrap_or(0.0);
    Some(PointRules {
        earners,
        worth: written.worth,
        from: from?,
        visit: act(written.visit),
        report: act(written.report),
        settled: act(written.settled),
        appraised: act(written.appraised),
        counts: match written.counts {
            None | Some(WrittenCounts::Closure) => Counts::Closure,
            Some(WrittenCounts::Fix) => Counts::Fix,
            Some(WrittenCounts::Appraisal) => Counts::Appraisal,
        },
        redeemed_at: written.redeemed_at.unwrap_or(REDEEMED_AT),
        motive: motive(written, context)?,
        closes_on_paper: gaming.map_or(Some(Share::ZERO), |gaming| share(&gaming.closes_on_paper, Share::ZERO))?,
        made_up_reports: trivial.and(gaming).and_then(|gaming| gaming.made_up_reports).unwrap_or(0),
        trivial,
        audited: share(&written.audited, Share::ZERO)?,
    })
}

fn motive(written: &WrittenPoints, context: &mut Context<'_>) -> Option<Motive> {
    let share = |said: &Option<Fraction>, default| said.as_ref().map_or(Some(default), |share| Share::new(share.0));
    let length = |said: &Option<Length>, usual: f64| SimDuration::rounded(said.as_ref().map_or(usual, |length| length.0));
    let remembered = length(&written.remembered, REMEMBERED);
    if remembered == SimDuration::ZERO {
        let help = "say for how long people keep in mind what they have earned, for example \"30d\"";
        context.fault(&["points", "remembered"], "is no time at all", Some(help.into()));
    }
    Some(Motive {
        gain: written.gain.unwrap_or(0.0),
        half: written.half.unwrap_or(HALF),
        remembered,
        takes_part: share(&written.takes_part, Share::ONE)?,
        saturates: length(&written.saturates, 0.0),
        gradient: share(&written.gradient, Share::ZERO)?,
        crowding_out: share(&written.crowding_out, Share::ZERO)?,
    })
}
