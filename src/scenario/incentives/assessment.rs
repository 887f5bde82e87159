//! Assessment: how often people are looked at, whether all through the period or at its end, and what being ranked does.

use schemars::JsonSchema;

use crate::scenario::duties::cadence::WrittenCadence;
use crate::scenario::duties::succession::Successors;
use crate::scenario::duties::tasks::report_never;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Length;
use crate::units::{Cadence, Share, SimDuration};

/// Default of `burst` (assumption A-82).
const BURST: f64 = 1.5;
/// Default of `rush` (assumption A-82).
const RUSH: f64 = 14.0 * 86_400.0;
/// Default of `reorganised.after` (the half-yearly ranking of the documents: last twice running).
const REORGANISED_AFTER: u32 = 2;

/// Those who earn points are assessed by them, period by period.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Assessment")]
pub(crate) struct WrittenAssessment {
    /// How often: for each civil period.
    pub period: WrittenCadence,
    /// Whether people are looked at all through the period, or at its end alone (default `throughout`).
    pub looks: Option<WrittenLooks>,
    /// Where they are looked at at the end: how many times as hard they try shortly before it; the rest of the period is so much
    /// slower that the mean stays the same (default 1.5).
    #[schemars(range(min = 1, max = 10))]
    pub burst: Option<f64>,
    /// How long before the end that begins (default "14d").
    pub rush: Option<Length>,
    /// Ranking of units by the points of their people (default: nobody is ranked).
    pub ranking: Option<WrittenRanking>,
}

/// All through the period, or at its end.
#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Looks")]
pub(crate) enum WrittenLooks {
    Throughout,
    AtTheEnd,
}

/// Units are ranked by the points that each of their people has earned in the period on average, those of units below included.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ranking")]
pub(crate) struct WrittenRanking {
    /// Name of the group of units that are ranked.
    pub at: String,
    /// Share of them that get a star for the next period (default 0).
    pub starred: Option<Fraction>,
    /// Share of them, the last ones, that are admonished (default 0).
    pub admonished: Option<Fraction>,
    /// By how much more the people of starred units try in the next period, as a share; negative where they rest on it (default 0).
    #[schemars(range(min = -1, max = 1))]
    pub recognition: Option<f64>,
    /// The same of the people of admonished units; negative where it discourages them (default 0).
    #[schemars(range(min = -1, max = 1))]
    pub admonition: Option<f64>,
    /// How strongly being ranked presses people to have something to show, as a share of what points without limit would (default
    /// 0).
    pub pressure: Option<Fraction>,
    /// Units that are admonished several times running are reorganised (default: none is).
    pub reorganised: Option<WrittenReorganisation>,
}

/// A unit that is admonished several times running is reorganised (整顿): the posts of those who earn points there change hands.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Reorganisation")]
pub(crate) struct WrittenReorganisation {
    /// How many times running (default 2).
    #[schemars(range(min = 1, max = 100))]
    pub after: Option<u32>,
    /// Time in which a successor comes to know the households of the unit, evenly (default "0s": knows them at once).
    pub learns: Option<Length>,
    /// How far the motivation of a successor lies at most above or below that of the first one who had the post (default 0).
    #[schemars(range(min = 0, max = 1))]
    pub motivation: Option<f64>,
}

/// How people are assessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// How often.
    pub period: Cadence,
    /// When they try harder than in the rest of the period; `None` where they are looked at all through it.
    pub rush: Option<Rush>,
    /// Ranking of units; `None` where nobody is ranked.
    pub ranking: Option<Ranking>,
}

/// People try harder shortly before the end of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rush {
    /// How long before the end it begins.
    pub length: SimDuration,
    /// How many times as hard they try then.
    pub burst: f64,
    /// How many times as hard in the rest of the period.
    pub lull: f64,
}

/// Units are ranked by the points of their people.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Index in [`Structure::units`].
    pub group: usize,
    /// How many get a star.
    pub starred: usize,
    /// How many are admonished.
    pub admonished: usize,
    /// Factor on the effort of people of starred units.
    pub recognition: f64,
    /// Factor on the effort of people of admonished units.
    pub admonition: f64,
    /// How strongly it presses people to have something to show.
    pub pressure: Share,
    /// What becomes of units that are admonished again and again; `None` where nothing does.
    pub reorganised: Option<Reorganisation>,
}

/// When the posts of those who earn points in a unit change hands because it is ranked among the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reorganisation {
    /// After how many admonitions running.
    pub after: u32,
    /// Who comes instead.
    pub successors: Successors,
}

/// The assessment of the file; `has_points` says whether there is anything to assess by.
pub(crate) fn assessment(written: &WrittenAssessment, has_points: bool, structure: &Structure, context: &mut Context<'_>) -> Assessment {
    if !has_points && !context.report.is_namespace_tainted("points") {
        let message = "there are no points by which anybody could be assessed";
        context.fault(&["assessment"], message, Some("add `[points]`; with `worth = 0` they are worth no money".into()));
    }
    let period = written.period.read();
    report_never(period, &["assessment", "period"], structure, context);
    let rush = (written.looks == Some(WrittenLooks::AtTheEnd)).then(|| rush(written, period, context));
    let ranking = written.ranking.as_ref().and_then(|ranking| read(ranking, structure, context));
    Assessment { period, rush: rush.filter(|rush| rush.burst > 1.0), ranking }
}

fn rush(written: &WrittenAssessment, period: Cadence, context: &mut Context<'_>) -> Rush {
    let length = written.rush.as_ref().map_or(RUSH, |length| length.0);
    let (burst, whole) = (written.burst.unwrap_or(BURST), period.seconds());
    if length * burst > whole {
        let message = format!(
            "{burst} times the effort for {:.1} days is more than there is in a period of {:.1} days",
            length / 86_400.0,
            whole / 86_400.0
        );
        let key = if written.rush.is_some() { "rush" } else { "burst" };
        context.fault(&["assessment", key], message, Some("shorten `rush`, or lower `burst`".into()));
    }
    let lull = ((whole - burst * length) / (whole - length).max(1.0)).max(0.0);
    Rush { length: SimDuration::rounded(length), burst, lull }
}

fn read(written: &WrittenRanking, structure: &Structure, context: &mut Context<'_>) -> Option<Ranking> {
    let path = |key: &'static str| ["assessment", "ranking", key];
    let known = structure.units.iter().map(|group| group.name.as_str());
    let group = context.find(&written.at, known, &path("at"), ("unit", "units"))?;
    let count = structure.units[group].count;
    if count < 2 {
        let message = format!("`{}` is one unit alone; there is nobody to rank it with", written.at);
        context.fault(&path("at"), message, Some("name a group of several units".into()));
    }
    let share = |said: &Option<Fraction>| said.as_ref().map_or(0.0, |share| share.0);
    let (starred, admonished) = (share(&written.starred), share(&written.admonished));
    if starred + admonished > 1.0 {
        let message = format!("{starred} get a star and {admonished} are admonished, more than there are");
        context.fault(&path("admonished"), message, Some("lower one of the shares".into()));
    }
    if written.reorganised.is_some() && admonished == 0.0 {
        let message = "never comes: no unit is ever admonished";
        context.fault(&path("reorganised"), message, Some("add `admonished`, the share of units that come last".into()));
    }
    // of a share that is not zero at least one unit
    let of = |share: f64| if share > 0.0 { SimDuration::rounded(share * count as f64).seconds().max(1) as usize } else { 0 };
    Some(Ranking {
        group,
        starred: of(starred),
        admonished: of(admonished),
        recognition: 1.0 + written.recognition.unwrap_or(0.0),
        admonition: 1.0 + written.admonition.unwrap_or(0.0),
        pressure: written.pressure.as_ref().map_or(Some(Share::ZERO), |share| Share::new(share.0))?,
        reorganised: written.reorganised.as_ref().map(|reorganised| Reorganisation {
            after: reorganised.after.unwrap_or(REORGANISED_AFTER),
            successors: Successors::read(reorganised.learns.as_ref(), reorganised.motivation),
        }),
    })
}
