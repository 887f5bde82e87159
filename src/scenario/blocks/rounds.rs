//! Rounds: who goes where how often, and what is found on the way.

use schemars::JsonSchema;

use super::categories::by_category;
use super::roles::role_named;
use super::units::WrittenUnit;
use crate::scenario::duties::posts::WrittenPost;
use crate::scenario::place::partition::Per;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::{Length, Name};
use crate::units::{RoleId, Share, SimDuration};

/// Rounds of the people of one role.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Round")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRound {
    /// Name.
    pub name: Name,
    /// Role of those who go.
    pub role: String,
    /// What they pass by.
    pub kind: WrittenRoundKind,
    /// A round is due this often; at least "1h".
    pub every: Length,
    /// Share of what a unit has (linked households of a member, households, or buildings) planned for one round: exact over
    /// the rounds, and dealt to its people, however many they are. One of `share`, `stops` and `hours` is needed.
    pub share: Option<Fraction>,
    /// Stops planned for one round of each person, at most those that the unit has.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub stops: Option<u32>,
    /// Time planned for one round of each person, the way included: as many stops as fit, and at least one.
    pub hours: Option<Length>,
    /// Time at each stop.
    pub stop: Length,
    /// Probability that a stop finds an issue that is there, of every category that `finds_by_category` does not name; on a
    /// visit, times the household's readiness to tell it (default 1).
    pub finds: Option<Fraction>,
    /// Probability that a stop finds an issue that is there, by category.
    pub finds_by_category: Option<Keyed<Fraction>>,
    /// That small matters are dealt with at the stop by whoever finds them there (default: what is found goes to the unit).
    pub settles: Option<WrittenSettles>,
}

/// What a round deals with at its stops: issues within the authority of the finder's unit. The round lasts longer by the work;
/// there is no way to it, no entry and no change of case, and it may fail like any attempt.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Settles")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenSettles {
    /// Hands-on work of an attempt up to which it is done at the stop, in one piece; zero is none.
    pub within: Length,
    /// Categories that are dealt with at the stop (default: all).
    pub categories: Option<Vec<String>>,
}

/// Members visit their linked households and others the households of their unit, staff patrol the buildings of their unit,
/// or a captain tours those in their care.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[schemars(rename = "RoundKind")]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenRoundKind {
    Visit,
    Patrol,
    Tour,
}

/// What a person passes by on a round, and under which heading the time is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundKind {
    /// Members visit linked households, others the households of their unit.
    Visit,
    /// Staff pass the buildings of their unit.
    Patrol,
    /// A building captain passes the buildings in their care.
    Tour,
}

/// Rounds of the people of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Name in the scenario file.
    pub name: String,
    /// Who goes.
    pub role: RoleId,
    /// What they pass by.
    pub kind: RoundKind,
    /// A round is due this often.
    pub every: SimDuration,
    /// What is planned for one round.
    pub planned: Planned,
    /// Time at each stop.
    pub stop: SimDuration,
    /// Probability that a stop finds an issue that is there, by category; on a visit, times the household's readiness to
    /// report it.
    pub finds: Vec<Share>,
    /// What is dealt with at the stop.
    pub settles: Option<Settles>,
}

/// What a round deals with at its stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Settles {
    /// Hands-on work of an attempt up to which it is done at the stop, at standard speed; not zero.
    pub within: SimDuration,
    /// By category: whether it is dealt with at the stop at all.
    pub categories: Vec<bool>,
}

/// What is planned for one round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Planned {
    /// Share of the stops of a territory (households, or buildings), carried from round to round and dealt to its people.
    Share(Share),
    /// Stops of each person, at most those that there are.
    Stops(u32),
    /// Time of each person, the way included: as many stops as fit, and at least one.
    Hours(SimDuration),
}

/// The rounds of the file.
pub(crate) fn rounds(
    written: &[WrittenRound],
    (units, posts): (&[WrittenUnit], &[WrittenPost]),
    structure: &Structure,
    context: &mut Context<'_>,
) -> Vec<Round> {
    let mut rounds = Vec::new();
    for written in written {
        let path = |key: &'static str| ["rounds", written.name.0.as_str(), key];
        let Some(role) = role_named(&written.role, &path("role"), structure, context) else { continue };
        let kind = match written.kind {
            WrittenRoundKind::Visit => RoundKind::Visit,
            WrittenRoundKind::Patrol => RoundKind::Patrol,
            WrittenRoundKind::Tour => RoundKind::Tour,
        };
        let is_post = |unit: &WrittenUnit, post: &WrittenPost| post.also == written.role && post.at == unit.name.0 && unit.per.is_some();
        if !units.iter().any(|unit| posts.iter().any(|post| is_post(unit, post))) {
            report_no_territory(units, kind, written, structure, context);
        }
        context.report_haste(&written.every, &path("every"));
        let Some(planned) = planned(written, context) else { continue };
        let share = |share: &Fraction| Share::new(share.0).unwrap_or(Share::ONE);
        let general = written.finds.as_ref().map_or(Share::ONE, share);
        rounds.push(Round {
            name: written.name.0.clone(),
            role,
            kind,
            every: SimDuration::rounded(written.every.0),
            planned,
            stop: SimDuration::rounded(written.stop.0),
            finds: by_category(written.finds_by_category.as_ref(), general, share, &path("finds_by_category"), structure, context),
            settles: settles(written, structure, context),
        });
    }
    rounds
}

/// What is dealt with at the stop; `None` where nothing is.
fn settles(written: &WrittenRound, structure: &Structure, context: &mut Context<'_>) -> Option<Settles> {
    let settles = written.settles.as_ref()?;
    let path = ["rounds", written.name.0.as_str(), "settles", "categories"];
    let mut categories = vec![settles.categories.is_none(); structure.categories.len()];
    for name in settles.categories.iter().flatten() {
        let known = structure.categories.iter().map(|category| category.name.as_str());
        if let Some(found) = context.find(name, known, &path, ("category", "categories")) {
            categories[found] = true;
        }
    }
    let within = SimDuration::rounded(settles.within.0);
    (within > SimDuration::ZERO && categories.contains(&true)).then_some(Settles { within, categories })
}

/// What is planned for one round; reported unless it is said in one way.
fn planned(written: &WrittenRound, context: &mut Context<'_>) -> Option<Planned> {
    let path = |key: &'static str| ["rounds", written.name.0.as_str(), key];
    let said = [("share", written.share.is_some()), ("stops", written.stops.is_some()), ("hours", written.hours.is_some())];
    let mut said = said.into_iter().filter(|(_, is_said)| *is_said).map(|(key, _)| key);
    let Some(first) = said.next() else {
        let message = "is missing; expected what is planned for one round: `share`, `stops` or `hours`";
        context.fault(&path("share"), message, Some("for example `share = 1.0`, everything in one round".into()));
        return None;
    };
    if let Some(other) = said.next() {
        let message = format!("stands beside `{first}`; a round is planned by one of `share`, `stops` and `hours`");
        context.fault(&path(other), message, Some("remove one of them".into()));
        return None;
    }
    let stop = &written.stop;
    if written.hours.as_ref().is_some_and(|hours| hours.0 > 0.0 && hours.0 < stop.0) {
        context.fault(&path("hours"), "is shorter than one `stop`", Some("lengthen `hours`, or shorten `stop`".into()));
        return None;
    }
    let by_share = || written.share.as_ref().and_then(|share| Share::new(share.0)).map(Planned::Share);
    let by_hours = || written.hours.as_ref().map(|hours| Planned::Hours(SimDuration::rounded(hours.0)));
    by_share().or_else(|| written.stops.map(Planned::Stops)).or_else(by_hours)
}

/// Reports rounds of a role that has nothing to go round: whose units do not follow the place, or whom nobody visits for.
fn report_no_territory(units: &[WrittenUnit], kind: RoundKind, written: &WrittenRound, structure: &Structure, context: &mut Context<'_>) {
    let is_doubtful = ["members", "units", "place"].iter().any(|block| context.report.is_tainted(&[(*block).to_owned()]));
    let is_member = |unit: &WrittenUnit| {
        let role = structure.members.as_ref().map(|members| structure.roles[members.role.index()].name.as_str());
        unit.per == Some(Per::Member) && role == Some(written.role.as_str())
    };
    let has_role = |unit: &&WrittenUnit| is_member(unit) || unit.staff.iter().flatten().any(|entry| entry.role == written.role);
    let mut units = units.iter().filter(has_role).peekable();
    let (has_none, name) = (units.peek().is_none(), &written.role);
    if is_doubtful || has_none && kind != RoundKind::Visit || units.any(|unit| unit.per.is_some()) {
        return;
    }
    let (message, help) = if has_none {
        (format!("no unit has people of the role `{name}`, so nobody visits"), "add them to the `staff` of a unit, or leave the round out")
    } else {
        let message = format!("the units of `{name}` have no part of the place to go round");
        (message, "give the units `per = \"grid\"`, \"community\" or \"town\"")
    };
    context.fault(&["rounds", &written.name.0, "role"], message, Some(help.into()));
}
