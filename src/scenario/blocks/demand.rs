//! Demand as written: a rate with its unevenness becomes streams.
//!
//! An entry is one stream at each of its units. A surge that multiplies the rate becomes a stream of its own, which adds
//! what is more than usual: so it moves no issue of the ordinary stream, nor of another surge. A surge with a factor
//! below 1 is a lull, which keeps that share of the ordinary occurrences. Profiles without ups and downs, a dispersion
//! of nothing, clusters that never happen and surges that change nothing leave no trace.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;

use super::units::{HOUSEHOLDS, PUBLIC_SPACE, one_unit, serves};
use crate::scenario::cases::written::{Texts, WrittenColumns, WrittenMap, WrittenRows, WrittenStaffFound};
use crate::scenario::span::instant;
use crate::scenario::structure::{Category, Clusters, Demand, Dispersion, Lull, Members, Place, SharedBy, Span, UnitGroup, Where};
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::{did_you_mean, listed};
use crate::scenario::text::distribution::Weight;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::{Length, Moment, Name, PerTime, When, Zone};
use crate::units::profile::{LocalDays, Weights};
use crate::units::{CategoryId, Profile, Rate, Share, SimDuration, SimTime};

/// Most streams of demand, counted over units.
const STREAMS: usize = 2_000_000;
/// Most issues expected in one run.
const ISSUES: f64 = 2e9;
/// How far shares may be from adding up to 1.
const ROUNDING: f64 = 1e-9;
/// Least spread of days that is drawn; below it a day differs from the next by less than any count can show.
const LEAST_CV: f64 = 1e-6;

/// A stream of issues: either at random moments at every unit of a group, or in the households or the public space of every
/// community, a Poisson process with a constant rate unless the tables below say otherwise; or read from a file of real cases.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Demand")]
pub(crate) struct WrittenDemand {
    /// Name.
    pub name: Name,
    /// Name of a group of units, each of which has a stream of its own, or of one unit of a group; or `households` or `public_space`; of a file, the unit of cases for no department named.
    pub at: String,
    /// Issues per unit (or per household of the place) and time, on average over a year; of a cluster, only the first counts.
    pub rate: Option<PerTime>,
    /// File of real cases in place of a rate: `.csv`, `.csv.gz` or `.parquet`; relative to the scenario file, from `--set` to the working folder.
    pub file: Option<String>,
    /// Whose clock the times in the file are of, where they have no offset (default: such times are refused).
    pub time_zone: Option<Zone>,
    /// How times in the file are written: `month_first`, `day_first`, `excel` (days as spreadsheets count them), `epoch_seconds`, `epoch_milliseconds`, or a pattern such as `%d.%m.%Y %H:%M` (default: found out; refused where it is not clear).
    pub time_format: Option<String>,
    /// Share of rows that may have too few cells or no time that can be read before the file is refused (default 0.05).
    pub unread_at_most: Option<Fraction>,
    /// Whether each row of the file is a case, or one of the events of a case, the first of which counts (default `cases`).
    pub rows: Option<WrittenRows>,
    /// Which column of the file says what (default: the usual names).
    pub columns: Option<WrittenColumns>,
    /// What the texts in the file mean.
    pub map: Option<WrittenMap>,
    /// Which cases staff found, and what that spares (default: nobody knows who found them).
    pub staff_found: Option<WrittenStaffFound>,
    /// Rows that are left out: for columns of the file, the texts that exclude a row.
    pub exclude: Option<Keyed<Texts>>,
    /// Shares of the categories, adding up to 1; may be left out when there is one category.
    pub categories: Option<Keyed<Fraction>>,
    /// When it begins (default "0d").
    pub from: Option<When>,
    /// When it ends (default: at the horizon).
    pub until: Option<When>,
    /// How the rate varies over hours, weekdays and months (default: not at all).
    pub profile: Option<WrittenProfile>,
    /// How much days differ at random (default: not at all).
    pub dispersion: Option<WrittenDispersion>,
    /// Times in which the rate is multiplied.
    #[schemars(length(max = 1000))]
    pub surges: Option<Vec<Surge>>,
    /// Occurrences that bring further ones (default: none).
    pub clusters: Option<WrittenClusters>,
}

/// How the rate varies over local time. Weights compare rates, so only their ratios matter.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Profile")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenProfile {
    /// 24 weights, one for each local hour from midnight on (default: all equal).
    #[schemars(length(equal = 24))]
    pub hours: Option<Vec<Weight>>,
    /// 7 weights, Monday first (default: all equal).
    #[schemars(length(equal = 7))]
    pub weekdays: Option<Vec<Weight>>,
    /// 12 weights, January first, each for one day of the month (default: all equal).
    #[schemars(length(equal = 12))]
    pub months: Option<Vec<Weight>>,
}

/// Days that differ at random: the rate of each local day is multiplied by a gamma variate with mean 1.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Dispersion")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenDispersion {
    /// Coefficient of variation of the factor of a day.
    #[schemars(range(min = 0, max = 10))]
    pub daily_cv: f64,
    /// What has one factor a day: the whole entry, or each unit (default `group`).
    pub shared_by: Option<WrittenSharing>,
}

/// All units of the entry have the same good and bad days, or each its own (which all its streams with `unit` share).
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Sharing")]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenSharing {
    Group,
    Unit,
}

/// A time in which the rate is multiplied. Surges that overlap act each on its own.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surge {
    /// Name; part of the address of its random numbers.
    pub name: Name,
    /// When it begins.
    pub from: When,
    /// When it ends.
    pub until: When,
    /// What the rate is multiplied by; below 1, the share of the ordinary occurrences that happens.
    #[schemars(range(min = 0, max = 10_000))]
    pub factor: f64,
    /// Categories that it concerns (default: all of the entry).
    #[schemars(length(min = 1, max = 10_000))]
    pub categories: Option<Vec<String>>,
}

/// Occurrences with one cause. The rate of the entry counts causes; the further issues come on top of it.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Clusters")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenClusters {
    /// Probability that an occurrence brings further ones of its category at its unit.
    pub probability: Fraction,
    /// Mean number of issues of a cluster, the first included; the number of further ones is geometric from 1 on.
    #[schemars(range(min = 2, max = 1000))]
    pub mean_size: f64,
    /// The further ones occur evenly within this time after the first.
    pub within: Length,
}

/// What demand refers to.
pub(crate) struct Scope<'a> {
    pub span: &'a Span,
    pub groups: &'a [UnitGroup],
    pub members: Option<&'a Members>,
    pub categories: &'a [Category],
    pub place: Option<&'a Place>,
}

/// The streams of the file, those of each entry followed by those of its surges.
pub(crate) fn streams(written: &[WrittenDemand], scope: &Scope<'_>, context: &mut Context<'_>) -> Vec<Demand> {
    let mut days = None;
    let mut streams: Vec<Demand> = Vec::new();
    for written in written {
        let is_read = is_read(written, context);
        if !is_read && written.rate.is_none() {
            continue;
        }
        let mut usual = usual(written, scope, is_read, context);
        if is_read {
            streams.push(usual);
            continue;
        }
        usual.profile = profile(written, scope.span, usual.dispersion.is_some(), &mut days, context);
        let added = surges(written, &mut usual, scope, context);
        streams.push(usual);
        streams.extend(added);
    }
    report_sizes(&streams, scope, context);
    streams
}

/// Whether the entry draws its issues or reads them; keys of the other kind are reported.
fn is_read(demand: &WrittenDemand, context: &mut Context<'_>) -> bool {
    let name = demand.name.0.as_str();
    let drawn = [
        ("categories", demand.categories.is_some()),
        ("profile", demand.profile.is_some()),
        ("dispersion", demand.dispersion.is_some()),
        ("surges", demand.surges.is_some()),
        ("clusters", demand.clusters.is_some()),
    ];
    let read = [
        ("time_zone", demand.time_zone.is_some()),
        ("time_format", demand.time_format.is_some()),
        ("unread_at_most", demand.unread_at_most.is_some()),
        ("rows", demand.rows.is_some()),
        ("columns", demand.columns.is_some()),
        ("map", demand.map.is_some()),
        ("staff_found", demand.staff_found.is_some()),
        ("exclude", demand.exclude.is_some()),
    ];
    match (&demand.rate, &demand.file) {
        (None, None) => {
            let help = "for example `rate = \"2/day\"`, or `file = \"cases.csv\"` for real cases".to_owned();
            context.fault(&["demand", name, "rate"], "is missing; an entry has a `rate` or a `file`", Some(help));
        }
        (Some(_), Some(_)) => {
            context.fault(
                &["demand", name, "file"],
                "an entry has a `rate` or a `file`; found both",
                Some("make two entries of it".into()),
            );
        }
        _ => {}
    }
    let is_read = demand.file.is_some();
    let (others, other) = if is_read { (&drawn[..], "rate") } else { (&read[..], "file") };
    for (key, _) in others.iter().filter(|(_, is_there)| *is_there) {
        let help = (*key == "categories").then(|| "categories of real cases stand in `map.categories`".to_owned());
        context.fault(&["demand", name, key], format!("only an entry with a `{other}` has this"), help);
    }
    is_read
}

/// The stream of an entry without what varies in time.
fn usual(demand: &WrittenDemand, scope: &Scope<'_>, is_read: bool, context: &mut Context<'_>) -> Demand {
    let name = demand.name.0.as_str();
    let at = spot(demand, scope, context);
    let bound = |key: &str, moment: Option<Moment>, context: &mut Context<'_>| {
        moment.and_then(|moment| instant(moment, scope.span, &["demand", name, key], context))
    };
    let from = bound("from", demand.from.as_ref().map(|when| when.0), context).unwrap_or(SimTime::ZERO);
    let until = bound("until", demand.until.as_ref().map(|when| when.0), context).unwrap_or(scope.span.end());
    if until < from {
        context.fault(&["demand", name, "until"], "lies before `from`", None);
    }
    let dispersion = demand.dispersion.as_ref().filter(|written| written.daily_cv >= LEAST_CV).map(|written| Dispersion {
        shape: 1.0 / (written.daily_cv * written.daily_cv),
        shared_by: match written.shared_by {
            None | Some(WrittenSharing::Group) => SharedBy::Group,
            Some(WrittenSharing::Unit) => SharedBy::Unit,
        },
    });
    let clusters = demand.clusters.as_ref().filter(|written| written.probability.0 > 0.0).and_then(|written| {
        let probability = Share::new(written.probability.0)?;
        Some(Clusters { probability, mean_follow_ups: written.mean_size - 1.0, within: SimDuration::rounded(written.within.0) })
    });
    let shares = if is_read { Vec::new() } else { shares(demand, scope.categories, context) };
    let rate = demand.rate.as_ref().map_or(Rate::ZERO, |rate| rate.0);
    Demand { from, until, dispersion, clusters, ..Demand::steady(name.to_owned(), at, rate, shares) }
}

/// Where the issues of an entry occur.
fn spot(demand: &WrittenDemand, scope: &Scope<'_>, context: &mut Context<'_>) -> Where {
    let path = ["demand", demand.name.0.as_str(), "at"];
    let everywhere = match demand.at.as_str() {
        HOUSEHOLDS => Some(Where::Households),
        PUBLIC_SPACE => Some(Where::PublicSpace),
        _ => None,
    };
    if let Some(everywhere) = everywhere {
        report_unserved(&demand.at, scope, &path, context);
        return everywhere;
    }
    let index: BTreeMap<&str, usize> = scope.groups.iter().enumerate().map(|(index, group)| (group.name.as_str(), index)).collect();
    let known = scope.groups.iter().map(|group| group.name.as_str());
    let known = known.chain([HOUSEHOLDS, PUBLIC_SPACE].into_iter().filter(|_| scope.place.is_some()));
    let found = index.get(demand.at.as_str()).map(|group| (*group, None));
    let found = found.or_else(|| one_unit(scope.groups, &demand.at).map(|(group, member)| (group, Some(member))));
    let found = found.or_else(|| Some((context.find(&demand.at, known, &path, ("unit", "units"))?, None)));
    let (group, member) = found.filter(|(group, _)| *group < scope.groups.len()).unwrap_or((0, None));
    Where::Units { group, member }
}

/// Reports issues of the place without a place, or without units that could learn of them.
fn report_unserved(at: &str, scope: &Scope<'_>, path: &[&str], context: &mut Context<'_>) {
    if scope.place.is_none() {
        if !context.report.is_namespace_tainted("place") {
            context.fault(path, format!("`{at}` needs a place, and the file has none"), Some("add `[place]`".into()));
        }
        return;
    }
    let is_served = (0..scope.groups.len()).any(|index| serves(scope.groups, scope.members, index));
    if !is_served && !context.report.is_tainted(&["units".to_owned()]) {
        let message = "no unit serves the place; expected units with `per`, or one for all of it, that are neither departments nor members";
        context.fault(path, message, Some("add for example a unit with `per = \"community\"`".into()));
    }
}

/// The entry's weights over the days of the run; `None` where they are even and nothing else `needs` the days.
fn profile(
    demand: &WrittenDemand,
    span: &Span,
    needs: bool,
    days: &mut Option<LocalDays>,
    context: &mut Context<'_>,
) -> Option<Arc<Profile>> {
    let path = |key| ["demand", demand.name.0.as_str(), "profile", key];
    let mut weights = Weights::EVEN;
    if let Some(written) = &demand.profile {
        read(&mut weights.hours, written.hours.as_deref(), &path("hours"), context);
        read(&mut weights.weekdays, written.weekdays.as_deref(), &path("weekdays"), context);
        read(&mut weights.months, written.months.as_deref(), &path("months"), context);
    }
    if weights.scaled() == Weights::EVEN && !needs {
        return None;
    }
    let days = days.get_or_insert_with(|| LocalDays::new(span.start, &span.zone, span.end()));
    Some(Arc::new(Profile::new(days, &weights)))
}

/// Takes over the weights as written; their number is right, since the schema says it.
fn read<const N: usize>(weights: &mut [f64; N], written: Option<&[Weight]>, path: &[&str], context: &mut Context<'_>) {
    let Some(written) = written.filter(|written| written.len() == N) else { return };
    if written.iter().all(|weight| weight.0 <= 0.0) {
        context.fault(path, "all weights are 0; expected at least one above", None);
        return;
    }
    for (weight, written) in weights.iter_mut().zip(written) {
        *weight = written.0;
    }
}

/// The streams that the surges of an entry add; lulls go to its usual stream.
fn surges(demand: &WrittenDemand, usual: &mut Demand, scope: &Scope<'_>, context: &mut Context<'_>) -> Vec<Demand> {
    let mut added = Vec::new();
    for surge in demand.surges.iter().flatten() {
        let path = |key| ["demand", demand.name.0.as_str(), "surges", surge.name.0.as_str(), key];
        let from = instant(surge.from.0, scope.span, &path("from"), context);
        let until = instant(surge.until.0, scope.span, &path("until"), context);
        let categories = concerned(surge, usual, &path("categories"), scope, context);
        let (Some(from), Some(until)) = (from, until) else { continue };
        if until <= from {
            context.fault(&path("until"), "is not after `from`", None);
            continue;
        }
        if surge.factor < 1.0 {
            let categories = categories.into_iter().map(|(category, _)| category).collect();
            usual.lulls.extend(Share::new(surge.factor).map(|kept| Lull { from, until, kept, categories }));
        } else if surge.factor > 1.0 {
            let share: f64 = categories.iter().map(|(_, share)| share).sum();
            let rate = Rate::per_second(usual.rate.get() * (surge.factor - 1.0) * share).unwrap_or(usual.rate);
            let (from, until) = (from.max(usual.from), until.min(usual.until));
            let name = Some(surge.name.0.clone());
            added.push(Demand { surge: name, rate, categories: cumulative(&categories), from, until, lulls: Vec::new(), ..usual.clone() });
        }
    }
    added
}

/// The categories of the stream that a surge concerns, with their shares of the stream.
fn concerned(surge: &Surge, usual: &Demand, path: &[&str], scope: &Scope<'_>, context: &mut Context<'_>) -> Vec<(CategoryId, f64)> {
    let mut below = 0.0;
    let all = usual.categories.iter().map(|(category, upper)| (*category, upper - std::mem::replace(&mut below, *upper)));
    let all: Vec<(CategoryId, f64)> = all.collect();
    let Some(written) = &surge.categories else { return all };
    let known: Vec<&str> =
        all.iter().filter_map(|(category, _)| scope.categories.get(category.index())).map(|category| category.name.as_str()).collect();
    let mut chosen: Vec<(CategoryId, f64)> = Vec::new();
    for (index, name) in written.iter().enumerate() {
        let found = known.iter().position(|known| known == name);
        if let Some(found) = found.filter(|found| !chosen.contains(&all[*found])) {
            chosen.push(all[found]);
        } else if found.is_some() {
            context.fault(&[path, &[index.to_string().as_str()]].concat(), format!("the category `{name}` is named twice"), None);
        } else if !context.report.is_namespace_tainted("categories") && !all.is_empty() {
            let message = format!("the entry has no issues of a category `{name}`; found {}", listed(known.iter().copied()));
            context.fault(&[path, &[index.to_string().as_str()]].concat(), message, did_you_mean(name, known.iter().copied()));
        }
    }
    chosen
}

/// Shares as cumulative probabilities; the last is exactly 1.
fn cumulative(shares: &[(CategoryId, f64)]) -> Vec<(CategoryId, f64)> {
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    let mut sum = 0.0;
    let mut rising: Vec<(CategoryId, f64)> = Vec::with_capacity(shares.len());
    for (category, share) in shares {
        sum += share;
        rising.push((*category, sum / total));
    }
    if let Some(last) = rising.last_mut() {
        last.1 = 1.0;
    }
    rising
}

/// Reports more streams and more issues than a run can hold.
fn report_sizes(streams: &[Demand], scope: &Scope<'_>, context: &mut Context<'_>) {
    let mut expected = 0.0;
    let mut sources = 0_usize;
    let communities = scope.place.map_or(0, |place| place.communities.len());
    let households: f64 = scope.place.iter().flat_map(|place| &place.buildings).map(|building| f64::from(building.households())).sum();
    for demand in streams {
        let name = demand.name.as_str();
        let (streams_here, over) = match demand.at {
            Where::Units { member: Some(_), .. } => (1, 1.0),
            Where::Units { group, member: None } => scope.groups.get(group).map_or((0, 0.0), |group| (group.count, group.count as f64)),
            Where::Households | Where::PublicSpace => (communities, households),
        };
        sources += streams_here;
        if sources > STREAMS {
            let message = format!("brings the streams of demand, one per unit or community, to {sources}; expected at most {STREAMS}");
            context.fault(&["demand", name, "at"], message, None);
            sources = 0;
        }
        let issues = demand.expected_issues(scope.span.end()) * over;
        expected += issues;
        if expected > ISSUES {
            let message = format!("brings {issues:.0} issues in one run; expected at most {ISSUES:.0} in all");
            context.fault(&["demand", name, "rate"], message, Some("is the time in the rate the one meant?".into()));
            expected = 0.0;
        }
    }
}

/// Categories with cumulative probabilities; the last is exactly 1.
fn shares(demand: &WrittenDemand, categories: &[Category], context: &mut Context<'_>) -> Vec<(CategoryId, f64)> {
    let name = demand.name.0.as_str();
    let path = ["demand", name, "categories"];
    let Some(written) = &demand.categories else {
        if categories.len() > 1 {
            let known = listed(categories.iter().map(|category| category.name.as_str()));
            context.fault(&path, "is missing; with more than one category their shares are needed", Some(format!("categories: {known}")));
        }
        return if categories.is_empty() { Vec::new() } else { vec![(CategoryId::new(0), 1.0)] };
    };
    let mut sum = 0.0;
    let mut cumulative = Vec::new();
    for (category, share) in &written.0 {
        let known = categories.iter().map(|category| category.name.as_str());
        sum += share.0;
        if let Some(found) = context.find(category, known, &[path[0], path[1], path[2], category], ("category", "categories"))
            && share.0 > 0.0
        {
            cumulative.push((CategoryId::new(found), sum));
        }
    }
    if (sum - 1.0).abs() > ROUNDING {
        let shown = (sum * 1e9).round() / 1e9;
        context.fault(&path, format!("the shares add up to {shown}; expected 1"), None);
    }
    if let Some(last) = cumulative.last_mut() {
        last.1 = 1.0;
    }
    cumulative
}
