//! Categories of issues: what they need, how they are handled, and what becomes of them by themselves.

use schemars::JsonSchema;

use crate::scenario::structure::{Category, CategoryKind, Structure};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::diagnostics::listed;
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::{Limit, Name};
use crate::units::{Distribution, Share, TimeLimit};

/// A category of issues.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Category")]
pub(crate) struct WrittenCategory {
    /// Name.
    pub name: Name,
    /// Service priority, 0 first (default 0).
    #[schemars(range(min = 0, max = 31))]
    pub priority: Option<u8>,
    /// Severity from 1 slight to 5 grave (default 2).
    #[schemars(range(min = 1, max = 5))]
    pub severity: Option<u8>,
    /// Time from known until it should be fixed and closed (default: none).
    pub due: Option<Limit>,
    /// Shares of the lowest level with the authority to solve it, adding up to 1 (default: every level may solve it).
    pub difficulty: Option<Keyed<Fraction>>,
    /// Shares of the departments that an issue needs whose authority the unit that has it lacks, several joined by `+`, for example
    /// `{ none = 0.2, construction = 0.5, "construction+police" = 0.3 }`, adding up to 1; with `whistle` they are called.
    pub departments: Option<Keyed<Fraction>>,
    /// Hands-on work of one attempt, at every level that `work_by_level` does not name.
    pub work: Option<Duration>,
    /// Hands-on work of one attempt, by level.
    pub work_by_level: Option<Keyed<Duration>>,
    /// Probability that one attempt solves it, at every level that `success_by_level` does not name (default 1).
    #[schemars(range(min = 0, max = 1))]
    pub success: Option<f64>,
    /// Probability that one attempt solves it, by level.
    pub success_by_level: Option<Keyed<Fraction>>,
    /// A wait for somebody outside in the middle of an attempt.
    pub external_wait: Option<WrittenExternalWait>,
    /// Share of the issues that are done at once: the first attempt at the level that first knew of them takes no work of its
    /// own and no wait (default 0).
    pub instant: Option<Fraction>,
    /// That an attempt takes several visits (default: one).
    pub visits: Option<WrittenVisits>,
    /// An enquiry: known as it occurs, answered at the desk, outside the measures of issues (default false).
    pub enquiry: Option<bool>,
    /// Time from the occurrence after which it would be gone by itself (default: it stays).
    pub heals: Option<Duration>,
    /// That it would become an incident, and when after the occurrence (default: never).
    pub worsens: Option<WrittenTurn>,
    /// That a fix does not last, and how long until the issue recurs (default: every fix lasts).
    pub recurs: Option<WrittenTurn>,
    /// Whether the fix of one issue of a cluster ends all others of it that are there: one cause, one fix (default false).
    pub one_fix: Option<bool>,
    /// Whether hands-on work is done where the issue is (default false).
    pub on_site: Option<bool>,
}

/// What an issue may turn into.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Turn")]
pub(crate) struct WrittenTurn {
    /// Probability that it does.
    pub probability: Fraction,
    /// Time until then.
    pub after: Duration,
}

/// A wait that occupies nobody: the resident's answer, a contractor, a meeting.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExternalWait")]
pub(crate) struct WrittenExternalWait {
    /// Probability that an attempt meets one.
    pub probability: Fraction,
    /// Its length in elapsed time.
    pub length: Duration,
    /// Share of the hands-on work done before it (default 0.5).
    #[schemars(range(min = 0, max = 1))]
    pub after: Option<f64>,
}

/// Visits that one attempt takes: the case stays with its person, and its work is shared out evenly over them. An external
/// wait comes in the first.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Visits")]
pub(crate) struct WrittenVisits {
    /// Mean number of visits; geometric from 1 on. One is no more than a single visit.
    #[schemars(range(min = 1, max = 100))]
    pub mean: f64,
    /// Elapsed time from one visit to when the next one may be.
    pub between: Duration,
}

/// How issues of a category are handled.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryRules {
    /// Service priority, 0 served first (0 to 31).
    pub priority: u8,
    /// Severity, 1 slight to 5 grave.
    pub severity: u8,
    /// Time from known until it should be fixed and closed.
    pub due: Option<TimeLimit>,
    /// By level: probability that this level or a lower one has the authority to solve an issue; rises to 1.
    pub authority: Vec<f64>,
    /// Hands-on work content of one attempt at standard speed, by level.
    pub work: Vec<Distribution>,
    /// Probability that one attempt solves the issue, by level.
    pub success: Vec<Share>,
    /// A wait that occupies nobody, in the middle of an attempt.
    pub external_wait: Option<ExternalWait>,
    /// Probability that the first attempt of the level that first knew of an issue takes no work and no wait.
    pub instant: Share,
    /// That an attempt takes several visits.
    pub visits: Option<SeveralVisits>,
    /// What becomes of it without anybody, and after a fix.
    pub fate: Fate,
    /// Whether the fix of one issue of a cluster ends all others of it that are there.
    pub one_fix: bool,
    /// Whether hands-on work is done where the issue is.
    pub is_on_site: bool,
}

/// A wait for somebody outside: the resident's answer, a contractor, a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalWait {
    /// Probability that an attempt meets such a wait.
    pub probability: Share,
    /// Its length in elapsed time.
    pub length: Distribution,
    /// Share of the attempt's hands-on work done before it.
    pub after: Share,
}

/// Visits that one attempt takes.
#[derive(Clone, Debug, PartialEq)]
pub struct SeveralVisits {
    /// Mean number, geometric from 1 on; above 1.
    pub mean: f64,
    /// Elapsed time from one visit to when the next one may be.
    pub between: Distribution,
}

/// What may become of an issue that nobody fixes, and after a fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// Time from occurrence after which it would be gone by itself.
    pub heals: Option<Distribution>,
    /// Probability that it would become an incident at all, and the time from occurrence until then.
    pub worsens: Option<(Share, Distribution)>,
    /// Probability that a fix does not last, and the time until the issue recurs.
    pub recurs: Option<(Share, Distribution)>,
}

impl Fate {
    /// Nothing happens by itself.
    pub const STEADY: Self = Self { heals: None, worsens: None, recurs: None };
}

/// The categories of the file.
pub(crate) fn categories(written: &[WrittenCategory]) -> Vec<Category> {
    let kind = |written: &WrittenCategory| if written.enquiry.unwrap_or(false) { CategoryKind::Enquiry } else { CategoryKind::Issue };
    let category = |written: &WrittenCategory| Category { name: written.name.0.clone(), kind: kind(written) };
    written.iter().map(category).collect()
}

/// How issues of a category are handled.
pub(crate) fn category_rules(category: &WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> CategoryRules {
    let name = category.name.0.as_str();
    CategoryRules {
        priority: category.priority.unwrap_or(0),
        severity: category.severity.unwrap_or(2),
        due: category.due.as_ref().map(|limit| limit.0),
        authority: authority(category, structure, context),
        work: work(category, structure, context),
        success: success(category, structure, context),
        external_wait: category.external_wait.as_ref().and_then(|wait| {
            Some(ExternalWait {
                probability: Share::new(wait.probability.0)?,
                length: resolved(wait.length.resolve(), &["categories", name, "external_wait", "length"], context)?,
                after: Share::new(wait.after.unwrap_or(0.5))?,
            })
        }),
        instant: category.instant.and_then(|share| Share::new(share.0)).unwrap_or(Share::ZERO),
        visits: category.visits.as_ref().filter(|visits| visits.mean > 1.0).and_then(|visits| {
            let between = resolved(visits.between.resolve(), &["categories", name, "visits", "between"], context)?;
            Some(SeveralVisits { mean: visits.mean, between })
        }),
        fate: fate(category, context),
        one_fix: category.one_fix.unwrap_or(false),
        is_on_site: category.on_site.unwrap_or(false),
    }
}

fn fate(category: &WrittenCategory, context: &mut Context<'_>) -> Fate {
    let path = |key: &'static str| ["categories", category.name.0.as_str(), key];
    let turn = |written: &Option<WrittenTurn>, key, context: &mut Context<'_>| {
        let turn = written.as_ref().filter(|turn| turn.probability.0 > 0.0)?;
        let after = resolved(turn.after.resolve(), &[&path(key)[..], &["after"]].concat(), context)?;
        Some((Share::new(turn.probability.0)?, after))
    };
    Fate {
        heals: category.heals.as_ref().and_then(|heals| resolved(heals.resolve(), &path("heals"), context)),
        worsens: turn(&category.worsens, "worsens", context),
        recurs: turn(&category.recurs, "recurs", context),
    }
}

/// By level, the probability that it or a lower one has the authority; without `difficulty` the lowest has.
fn authority(category: &WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<f64> {
    let name = category.name.0.as_str();
    let Some(written) = &category.difficulty else { return vec![1.0; structure.levels.len()] };
    report_unknown_levels(&written.0, ["categories", name, "difficulty"], structure, context);
    let sum: f64 = written.0.iter().map(|(_, share)| share.0).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let shown = (sum * 1e9).round() / 1e9;
        context.fault(&["categories", name, "difficulty"], format!("the shares add up to {shown}; expected 1"), None);
    }
    let mut below = 0.0;
    let share = |level: &String| written.0.iter().find(|(key, _)| key == level).map_or(0.0, |(_, share)| share.0);
    let mut authority: Vec<f64> = structure
        .levels
        .iter()
        .map(|level| {
            below += share(level);
            below
        })
        .collect();
    if let Some(top) = authority.last_mut() {
        *top = 1.0;
    }
    authority
}

fn work(category: &WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<Distribution> {
    let name = category.name.0.as_str();
    let by_level = category.work_by_level.as_ref().map_or(&[][..], |by_level| &by_level.0);
    let are_known = report_unknown_levels(by_level, ["categories", name, "work_by_level"], structure, context);
    let mut of_level = |written: &Duration, path: &[&str]| resolved(written.resolve(), path, context);
    let general = category.work.as_ref().and_then(|work| of_level(work, &["categories", name, "work"]));
    let mut work = Vec::new();
    let mut missing = Vec::new();
    for (index, level) in structure.levels.iter().enumerate() {
        let own = by_level.iter().find(|(key, _)| key == level);
        let own = own.map(|(_, written)| of_level(written, &["categories", name, "work_by_level", level]));
        let is_needed = structure.units.iter().any(|group| group.level.index() == index);
        let found = own.unwrap_or_else(|| general.clone());
        if found.is_none() && is_needed && category.work.is_none() && by_level.iter().all(|(key, _)| key != level) {
            missing.push(level.as_str());
        }
        work.push(found.unwrap_or(Distribution::Constant { value: 0.0 }));
    }
    let is_doubtful = !are_known
        || context.report.is_namespace_tainted("levels")
        || context.report.is_tainted(&["categories", name, "work_by_level"].map(String::from));
    if !missing.is_empty() && !is_doubtful {
        let levels = listed(missing);
        let message = format!("has no work at level {levels}; expected `work`, or the level in `work_by_level`");
        context.fault(&["categories", name, "work"], message, Some("for example `work = { exponential = { mean = \"4h\" } }`".into()));
    }
    work
}

fn success(category: &WrittenCategory, structure: &Structure, context: &mut Context<'_>) -> Vec<Share> {
    let name = category.name.0.as_str();
    let by_level = category.success_by_level.as_ref().map_or(&[][..], |by_level| &by_level.0);
    report_unknown_levels(by_level, ["categories", name, "success_by_level"], structure, context);
    let general = category.success.unwrap_or(1.0);
    let of = |level: &String| by_level.iter().find(|(key, _)| key == level).map_or(general, |(_, share)| share.0);
    structure.levels.iter().map(|level| Share::new(of(level)).unwrap_or(Share::ONE)).collect()
}

/// Whether every level named exists; those that do not are reported.
fn report_unknown_levels<T>(by_level: &[(String, T)], path: [&str; 3], structure: &Structure, context: &mut Context<'_>) -> bool {
    let mut are_known = true;
    for (level, _) in by_level {
        let path = [path[0], path[1], path[2], level.as_str()];
        are_known &= context.find(level, structure.levels.iter().map(String::as_str), &path, ("level", "levels")).is_some();
    }
    are_known
}

/// A value for each category: as written, else `general`.
pub(crate) fn by_category<T, V: Clone>(
    written: Option<&Keyed<T>>,
    general: V,
    value: impl Fn(&T) -> V,
    path: &[&str],
    structure: &Structure,
    context: &mut Context<'_>,
) -> Vec<V> {
    let mut values = vec![general; structure.categories.len()];
    for (name, written) in written.iter().flat_map(|written| &written.0) {
        let known = structure.categories.iter().filter(|category| !category.is_task()).map(|category| category.name.as_str());
        if let Some(found) = context.find(name, known, &[path, &[name]].concat(), ("category", "categories")) {
            values[found] = value(written);
        }
    }
    values
}
