//! Discovery: how what occurs in households and public space becomes known.

use schemars::JsonSchema;

use super::categories::by_category;
use super::units::serves;
use crate::scenario::structure::{Structure, Where};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::diagnostics::listed;
use crate::scenario::text::distribution::{Duration, Weight};
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::{Keyed, Named};
use crate::units::{Distribution, LevelId, Share};

/// Name of the one channel where the file names none.
const ONLY_CHANNEL: &str = "report";

/// How what occurs in households and public space becomes known.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Discovery")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenDiscovery {
    /// Probability that the average household reports an issue of severity 5 by itself.
    pub reporting: Fraction,
    /// Factors on it by severity, 1 to 5 (default: all 1).
    #[schemars(length(equal = 5))]
    pub by_severity: Option<Vec<WrittenMultiplier>>,
    /// Factors on it by category (default: all 1).
    pub by_category: Option<Keyed<WrittenMultiplier>>,
    /// How much it rises with trust: factor 1 + weight × (trust − 0.5), not below 0 (default 0).
    #[schemars(range(min = 0, max = 10))]
    pub trust_weight: Option<f64>,
    /// Factor for households that know their member (default 1).
    pub member_factor: Option<WrittenMultiplier>,
    /// Rights that members have over residents: what they bring, and what they cost in trust (default: none).
    pub member_rights: Option<WrittenMemberRights>,
    /// Factor for issues of public space, which passers-by report (default 1).
    pub passers_by: Option<WrittenMultiplier>,
    /// Time from the occurrence to the report (default "0s").
    pub delay: Option<Duration>,
    /// Where reports go, by name (default: one channel, to the lowest level with units for the place, members apart).
    pub channels: Option<Named<WrittenChannel>>,
    /// Sensors for public space (default: none).
    pub sensors: Option<WrittenSensors>,
    /// Level that knows of an incident at once (default: the lowest with units for the place, members apart).
    pub incidents_at: Option<String>,
}

/// A way to report.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Channel")]
pub(crate) struct WrittenChannel {
    /// Level that receives the report; at the level of the members only households that know their member use it.
    pub level: String,
    /// Weight among the channels that a household may use (default 1).
    pub weight: Option<Weight>,
}

/// Rights of members over residents: a say in applications, awards and benefits of the village.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MemberRights")]
pub(crate) struct WrittenMemberRights {
    /// How much more linked households tell their member at the door: factor 1 + cooperation (default 0).
    #[schemars(range(min = 0, max = 10))]
    pub cooperation: Option<f64>,
    /// How much lower the trust of households linked to a member in service counts when they decide whether to report (default 0).
    pub trust_cost: Option<Fraction>,
}

/// Sensors for public space: what they see becomes known by itself.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Sensors")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenSensors {
    /// Probabilities that they see an issue of public space, by category (default: 0).
    pub sees: Keyed<Fraction>,
    /// Time until the signal is read (default "0s").
    pub delay: Option<Duration>,
    /// Level that receives the signal (default: the lowest with units for the place, members apart).
    pub level: Option<String>,
}

/// A factor.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "Factor")]
pub(crate) struct WrittenMultiplier(#[schemars(range(min = 0, max = 1000))] pub f64);

/// How what occurred becomes known.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// Probability that the average household reports an issue of severity 5 by itself.
    pub reporting: Share,
    /// Factor on it by severity, 1 to 5.
    pub by_severity: [f64; 5],
    /// Factor on it by category.
    pub by_category: Vec<f64>,
    /// How much the probability rises with trust: factor `1 + weight × (trust − 0.5)`, not below 0.
    pub trust_weight: f64,
    /// Factor for households that know their member.
    pub member_factor: f64,
    /// Rights of members over residents.
    pub member_rights: MemberRights,
    /// Factor for issues of public space, which passers-by report.
    pub passers_by: f64,
    /// Time from occurrence to the report.
    pub delay: Distribution,
    /// Where reports go.
    pub channels: Vec<ReportChannel>,
    /// Sensors for public space.
    pub sensors: Option<Sensors>,
    /// Level that knows of an incident at once.
    pub incidents_at: LevelId,
}

/// Rights of members over residents, all zero where they have none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MemberRights {
    /// How much more linked households tell their member at the door: factor `1 + cooperation`.
    pub cooperation: f64,
    /// How much lower the trust of households linked to a member in service counts.
    pub trust_cost: f64,
}

impl From<&WrittenMemberRights> for MemberRights {
    fn from(written: &WrittenMemberRights) -> Self {
        let trust_cost = written.trust_cost.as_ref().map_or(0.0, |cost| cost.0);
        Self { cooperation: written.cooperation.unwrap_or(0.0), trust_cost }
    }
}

/// A way to report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportChannel {
    /// Name in the scenario file.
    pub name: String,
    /// Level whose unit receives the report; where that is the members' level, only households that know their member
    /// use the channel.
    pub level: LevelId,
    /// Weight among the channels that the household may use.
    pub weight: f64,
}

/// Sensors: what they see becomes known by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensors {
    /// Probability that they see an issue of public space, by category.
    pub sees: Vec<Share>,
    /// Time until the signal is read.
    pub delay: Distribution,
    /// Level that receives the signal.
    pub level: LevelId,
}

/// The rules of discovery; needed where something occurs in households or public space.
pub(crate) fn discovery(written: Option<&WrittenDiscovery>, structure: &Structure, context: &mut Context<'_>) -> Option<Discovery> {
    let Some(written) = written else {
        let hidden = structure.demand.iter().find(|demand| !matches!(demand.at, Where::Units { .. }));
        if let Some(demand) = hidden.filter(|_| !context.report.is_namespace_tainted("discovery")) {
            let message = format!("is missing; what `{}` brings occurs in the place, and somebody must find it", demand.name);
            context.fault(&["discovery"], message, Some("for example `[discovery]` with `reporting = 0.5`".into()));
        }
        return None;
    };
    structure.place.as_ref()?;
    let factor = |factor: Option<WrittenMultiplier>| factor.map_or(1.0, |factor| factor.0);
    let mut by_severity = [1.0; 5];
    for (factor, written) in by_severity.iter_mut().zip(written.by_severity.iter().flatten()) {
        *factor = written.0;
    }
    let lowest = lowest_level(structure);
    let incidents_at = level(written.incidents_at.as_deref(), lowest, &["discovery", "incidents_at"], structure, context);
    Some(Discovery {
        reporting: Share::new(written.reporting.0)?,
        by_severity,
        by_category: by_category(written.by_category.as_ref(), 1.0, |factor| factor.0, &["discovery", "by_category"], structure, context),
        trust_weight: written.trust_weight.unwrap_or(0.0),
        member_factor: factor(written.member_factor),
        member_rights: written.member_rights.as_ref().map(MemberRights::from).unwrap_or_default(),
        passers_by: factor(written.passers_by),
        delay: delay(written.delay.as_ref(), &["discovery", "delay"], context)?,
        channels: channels(written, lowest, structure, context),
        sensors: written.sensors.as_ref().and_then(|written| sensors(written, lowest, structure, context)),
        incidents_at,
    })
}

fn delay(written: Option<&Duration>, path: &[&str], context: &mut Context<'_>) -> Option<Distribution> {
    written.map_or(Some(Distribution::Constant { value: 0.0 }), |delay| resolved(delay.resolve(), path, context))
}

/// The lowest level whose units serve the place.
fn lowest_level(structure: &Structure) -> LevelId {
    let serving = (0..structure.units.len()).filter(|index| serves(&structure.units, structure.members.as_ref(), *index));
    serving.map(|index| structure.units[index].level).min().unwrap_or(LevelId::new(0))
}

/// The level called `name`, which must have units that serve the place; without a name the `lowest`.
fn level(name: Option<&str>, lowest: LevelId, path: &[&str], structure: &Structure, context: &mut Context<'_>) -> LevelId {
    let Some(name) = name else { return lowest };
    let Some(found) = context.find(name, structure.levels.iter().map(String::as_str), path, ("level", "levels")) else { return lowest };
    let is_served = |index: usize| {
        (0..structure.units.len())
            .any(|group| structure.units[group].level.index() == index && serves(&structure.units, structure.members.as_ref(), group))
    };
    let is_doubtful = ["members", "units"].iter().any(|block| context.report.is_tainted(&[(*block).to_owned()]));
    if !is_served(found) && !is_doubtful {
        let served = (0..structure.levels.len()).filter(|level| is_served(*level)).map(|level| structure.levels[level].as_str());
        let message = format!("no unit serves the place at level `{name}`; found {}", listed(served));
        context.fault(path, message, None);
    }
    LevelId::new(found)
}

fn channels(written: &WrittenDiscovery, lowest: LevelId, structure: &Structure, context: &mut Context<'_>) -> Vec<ReportChannel> {
    let channels = written.channels.as_ref().map_or(&[][..], |channels| &channels.0);
    if channels.is_empty() {
        return vec![ReportChannel { name: ONLY_CHANNEL.to_owned(), level: lowest, weight: 1.0 }];
    }
    let of_members = structure.members.as_ref().map(|members| structure.units[members.group].level);
    let mut found = Vec::new();
    for (name, channel) in channels {
        let path = ["discovery", "channels", name.as_str(), "level"];
        let is_for_members = of_members.is_some_and(|level| structure.levels[level.index()] == channel.level);
        let level = match of_members.filter(|_| is_for_members) {
            Some(level) => level,
            None => level(Some(&channel.level), lowest, &path, structure, context),
        };
        found.push(ReportChannel { name: name.clone(), level, weight: channel.weight.map_or(1.0, |weight| weight.0) });
    }
    let is_open = |channel: &ReportChannel| channel.weight > 0.0 && of_members.is_none_or(|level| level != channel.level);
    if !found.iter().any(is_open) {
        let message = "no channel is open to households without a member; expected one to a level above the members, with a weight above 0";
        context.fault(&["discovery", "channels"], message, None);
    }
    found
}

fn sensors(written: &WrittenSensors, lowest: LevelId, structure: &Structure, context: &mut Context<'_>) -> Option<Sensors> {
    let path = |key| ["discovery", "sensors", key];
    let share = |share: &Fraction| Share::new(share.0).unwrap_or(Share::ZERO);
    Some(Sensors {
        sees: by_category(Some(&written.sees), Share::ZERO, share, &path("sees"), structure, context),
        delay: delay(written.delay.as_ref(), &path("delay"), context)?,
        level: level(written.level.as_deref(), lowest, &path("level"), structure, context),
    })
}
