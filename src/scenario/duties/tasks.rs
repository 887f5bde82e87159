//! Background tasks: work that is no resident's issue, sent down from a level to units or to people.

use schemars::JsonSchema;

use crate::scenario::blocks::categories::{CategoryRules, Fate};
use crate::scenario::blocks::roles::role_named;
use crate::scenario::duties::cadence::WrittenCadence;
use crate::scenario::span::instant;
use crate::scenario::structure::{CLASS_CASES, Category, CategoryKind, Structure, TRIVIAL_REPORTS};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::{Limit, Name, PerTime, When};
use crate::units::{Cadence, CategoryId, Distribution, LevelId, Rate, RoleId, Share, SimTime, TimeLimit};

/// Service priority of tasks that go before every issue.
pub const BEFORE: u8 = 32;
/// Service priority of tasks that come after every issue.
pub const AFTER: u8 = 33;
/// Service priority of tasks that are level with issues of priority 0.
pub const LEVEL: u8 = 34;
/// How many service priorities there are, those of tasks included.
pub const PRIORITIES: usize = 35;

/// Work that is no resident's issue: reports, forms, campaigns, inspections, meetings' papers.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Task")]
pub(crate) struct WrittenTask {
    /// Name, unlike that of any category.
    pub name: Name,
    /// Name of the group of units, each of which gets it once.
    pub at: Option<String>,
    /// Name of a role, instead of `at`: the unit of each person of it gets it once.
    pub of: Option<String>,
    /// With `at`: it comes once for so many households, so that their total stays when units are cut (default: once for each
    /// unit).
    #[schemars(range(min = 1, max = 100_000_000))]
    pub per_households: Option<f64>,
    /// With `at`: it comes once for so many liaison members below the unit, as what they take of those who look after them does; never
    /// where there are no members (default: once for each unit).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub per_members: Option<f64>,
    /// Level that sends it.
    pub from: String,
    /// How often: at the beginning of each civil period, daily ones on days with duty at the unit. Either this or `rate`.
    pub cadence: Option<WrittenCadence>,
    /// How often, at random moments. Either this or `cadence`.
    pub rate: Option<PerTime>,
    /// Hands-on work, at standard speed.
    pub work: Duration,
    /// Time from its coming until it should be done (default: none).
    pub due: Option<Limit>,
    /// Whether it goes before residents' issues, level with those of priority 0, or after all of them (default `level`).
    pub before_issues: Option<WrittenStanding>,
    /// Probability that it is clear; else it comes back once with half the work (default 1).
    pub clarity: Option<Fraction>,
    /// How many bodies send the same; each copy is done (default 1).
    #[schemars(range(min = 0, max = 100))]
    pub copies: Option<f64>,
    /// Probability that it is done on paper alone, in no time (default 0).
    pub coping: Option<Fraction>,
    /// Campaigns: times in which so many times as much of it is sent (default: none).
    #[schemars(length(max = 100))]
    pub campaigns: Option<Vec<WrittenCampaign>>,
}

/// A time in which more of a task is sent, or less.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Campaign")]
pub(crate) struct WrittenCampaign {
    /// First moment of it.
    pub from: When,
    /// First moment after it.
    pub until: When,
    /// How many times as much is sent; those of several campaigns at one moment are multiplied.
    #[schemars(range(min = 0, max = 100))]
    pub factor: f64,
}

/// Before, level with, or after residents' issues.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Standing")]
pub(crate) enum WrittenStanding {
    Before,
    Level,
    After,
}

/// A background task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The category of its cases, behind those of the file.
    pub category: CategoryId,
    /// Level that sends it.
    pub from: LevelId,
    /// Who gets it.
    pub recipients: Recipients,
    /// How often.
    pub sending: Sending,
    /// Probability that it is clear; else it comes back once with half the work.
    pub clarity: Share,
    /// How many bodies send the same, on average.
    pub copies: f64,
    /// Probability that it is done on paper alone, in no time.
    pub coping: Share,
    /// Times in which more or less of it is sent.
    pub campaigns: Vec<TaskCampaign>,
}

/// A time in which more of a task is sent, or less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaskCampaign {
    /// First moment.
    pub from: SimTime,
    /// First moment after it.
    pub until: SimTime,
    /// How many times as much is sent.
    pub factor: f64,
}

impl Task {
    /// How many times as much is sent at `at` as usual.
    #[must_use]
    pub fn factor(&self, at: SimTime) -> f64 {
        let holds = |campaign: &&TaskCampaign| (campaign.from..campaign.until).contains(&at);
        self.campaigns.iter().filter(holds).map(|campaign| campaign.factor).product()
    }
}

/// Who gets a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recipients {
    /// Each unit of a group, by its index in [`Structure::units`].
    Units(usize),
    /// The units of a group, once for so many households.
    Households(usize, f64),
    /// The units of a group, once for so many liaison members below them.
    Members(usize, f64),
    /// The unit of each person of a role.
    People(RoleId),
}

/// How often a task is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sending {
    /// At the beginning of each civil period.
    Each(Cadence),
    /// At random moments, to each recipient.
    At(Rate),
}

/// The categories of the tasks of the file, to stand behind those of issues.
pub(crate) fn task_categories(written: &[WrittenTask], levels: &[String], issues: &[Category], context: &mut Context<'_>) -> Vec<Category> {
    let mut categories = Vec::new();
    for task in written {
        let name = task.name.0.as_str();
        if issues.iter().any(|category| category.name == name) {
            context.fault(&["tasks", name, "name"], format!("the category `{name}` has that name already"), None);
        }
        let known = levels.iter().map(String::as_str);
        let from = context.find(&task.from, known, &["tasks", name, "from"], ("level", "levels"));
        categories.push(Category { name: name.to_owned(), kind: CategoryKind::Task { from: LevelId::new(from.unwrap_or(0)) } });
    }
    categories
}

/// The tasks of the file and how their cases are handled, in the order of the structure.
pub(crate) fn tasks(written: &[WrittenTask], structure: &Structure, context: &mut Context<'_>) -> (Vec<Task>, Vec<CategoryRules>) {
    let (mut tasks, mut rules) = (Vec::new(), Vec::new());
    for (index, category) in structure.categories.iter().enumerate() {
        let CategoryKind::Task { from } = category.kind else { continue };
        let found = written.iter().find(|task| task.name.0 == category.name);
        if found.is_none() && [CLASS_CASES, TRIVIAL_REPORTS].contains(&category.name.as_str()) {
            continue;
        }
        tasks.extend(found.and_then(|written| task(written, CategoryId::new(index), from, structure, context)));
        rules.push(case_rules(found, &category.name, structure, context));
    }
    (tasks, rules)
}

fn task(written: &WrittenTask, category: CategoryId, from: LevelId, structure: &Structure, context: &mut Context<'_>) -> Option<Task> {
    let recipients = recipients(written, from, structure, context)?;
    let sending = sending(written, structure, context)?;
    let share = |written: &Option<Fraction>, default| written.as_ref().map_or(Some(default), |share| Share::new(share.0));
    Some(Task {
        category,
        from,
        recipients,
        sending,
        clarity: share(&written.clarity, Share::ONE)?,
        copies: written.copies.unwrap_or(1.0),
        coping: share(&written.coping, Share::ZERO)?,
        campaigns: campaigns(written, structure, context),
    })
}

fn campaigns(written: &WrittenTask, structure: &Structure, context: &mut Context<'_>) -> Vec<TaskCampaign> {
    let mut campaigns = Vec::new();
    for (index, campaign) in written.campaigns.iter().flatten().enumerate() {
        let number = index.to_string();
        let path = |key: &'static str| ["tasks", written.name.0.as_str(), "campaigns", number.as_str(), key];
        let from = instant(campaign.from.0, &structure.span, &path("from"), context);
        let until = instant(campaign.until.0, &structure.span, &path("until"), context);
        let (Some(from), Some(until)) = (from, until) else { continue };
        if until <= from {
            context.fault(&path("until"), "the campaign ends before it begins", Some("`until` is the first moment after it".into()));
        }
        if campaign.factor != 1.0 {
            campaigns.push(TaskCampaign { from, until, factor: campaign.factor });
        }
    }
    campaigns
}

fn recipients(written: &WrittenTask, from: LevelId, structure: &Structure, context: &mut Context<'_>) -> Option<Recipients> {
    let name = written.name.0.as_str();
    let path = |key: &'static str| ["tasks", name, key];
    // a place that cannot be read is one, too
    let has_no_place = structure.place.is_none() && !context.report.is_namespace_tainted("place");
    if written.per_households.is_some() && (has_no_place || written.at.is_none()) {
        let message = if has_no_place { "needs a place, and the file has none" } else { "needs `at`, the units that get it" };
        context.fault(&path("per_households"), message, None);
    }
    if written.per_members.is_some() && (written.per_households.is_some() || written.at.is_none()) {
        let message =
            if written.at.is_none() { "needs `at`, the units that get it" } else { "stands beside `per_households`; expected one" };
        context.fault(&path("per_members"), message, None);
    }
    match (&written.at, &written.of) {
        (Some(at), None) => {
            let known = structure.units.iter().map(|group| group.name.as_str());
            let group = context.find(at, known, &path("at"), ("unit", "units"))?;
            let own = structure.units[group].level;
            if from < own {
                let (sender, receiver) = (&structure.levels[from.index()], &structure.levels[own.index()]);
                let message = format!("`{sender}` is below the level `{receiver}` of `{at}`; tasks are sent down, or are a level's own");
                context.fault(&path("from"), message, None);
            }
            let members = written.per_members.map(|members| Recipients::Members(group, members));
            let households = written.per_households.map(|households| Recipients::Households(group, households));
            Some(members.or(households).unwrap_or(Recipients::Units(group)))
        }
        (None, Some(of)) => role_named(of, &path("of"), structure, context).map(Recipients::People),
        (at, _) => {
            let found = if at.is_some() { "both" } else { "neither" };
            let message = format!("a task goes `at` the units of a group or to each person `of` a role; found {found}");
            context.fault(&["tasks", name], message, None);
            None
        }
    }
}

fn sending(written: &WrittenTask, structure: &Structure, context: &mut Context<'_>) -> Option<Sending> {
    let name = written.name.0.as_str();
    match (written.cadence, &written.rate) {
        (Some(cadence), None) => {
            let cadence = cadence.read();
            report_never(cadence, &["tasks", name, "cadence"], structure, context);
            Some(Sending::Each(cadence))
        }
        (None, Some(rate)) => Some(Sending::At(rate.0)),
        (cadence, _) => {
            let found = if cadence.is_some() { "both" } else { "neither" };
            let help = "for example `cadence = \"month\"` or `rate = \"3/week\"`";
            context.fault(&["tasks", name], format!("a task has a `cadence` or a `rate`; found {found}"), Some(help.into()));
            None
        }
    }
}

/// Reports a cadence of which no period begins in the run.
pub(crate) fn report_never(cadence: Cadence, path: &[&str], structure: &Structure, context: &mut Context<'_>) {
    let span = &structure.span;
    if cadence.next(span.start, 0, span.days.ended(span.end())).is_none() {
        let message = format!("never falls into the {} of the run from {}", span.horizon, span.start);
        let help = "lengthen `horizon`, or choose a shorter cadence";
        context.fault(path, message, Some(help.into()));
    }
}

/// How cases of a task are handled: always with success, by whoever has them, never sent up.
fn case_rules(written: Option<&WrittenTask>, name: &str, structure: &Structure, context: &mut Context<'_>) -> CategoryRules {
    let work = written.and_then(|written| resolved(written.work.resolve(), &["tasks", name, "work"], context));
    if work.as_ref().is_some_and(|work| work.mean() <= 0.0) {
        let help = "say how long one takes, or leave the task out";
        context.fault(&["tasks", name, "work"], "is no time at all; a task without hours occupies nobody", Some(help.into()));
    }
    let standing = written.and_then(|written| written.before_issues);
    let due = written.and_then(|written| written.due.as_ref()).map(|limit| limit.0);
    case_rules_of(standing, due, work.unwrap_or(Distribution::Constant { value: 0.0 }), structure.levels.len())
}

/// How cases of such `work` are handled where there are so many `levels`.
pub(crate) fn case_rules_of(standing: Option<WrittenStanding>, due: Option<TimeLimit>, work: Distribution, levels: usize) -> CategoryRules {
    CategoryRules {
        priority: match standing {
            Some(WrittenStanding::Before) => BEFORE,
            Some(WrittenStanding::After) => AFTER,
            None | Some(WrittenStanding::Level) => LEVEL,
        },
        severity: 1,
        due,
        authority: vec![1.0; levels],
        work: vec![work; levels],
        success: vec![Share::ONE; levels],
        external_wait: None,
        instant: Share::ZERO,
        visits: None,
        fate: Fate::STEADY,
        one_fix: false,
        is_on_site: false,
    }
}
