//! Class-case analysis: at a stated level somebody looks, period by period, for causes that bring issues again and again, and does
//! something about them.

use schemars::JsonSchema;

use super::cadence::WrittenCadence;
use super::tasks::{WrittenStanding, case_rules_of};
use crate::scenario::blocks::categories::CategoryRules;
use crate::scenario::blocks::units::serves;
use crate::scenario::structure::{CLASS_CASES, Category, CategoryKind, Structure, UnitGroup};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Length;
use crate::units::{Cadence, CategoryId, Distribution, Share, SimDuration};

/// Default of `looks_back` (assumption A-67).
const LOOKS_BACK: f64 = 90.0 * 86_400.0;
/// Default of `at_least` (assumption A-67).
const AT_LEAST: u32 = 5;
/// Default of `work` (assumption A-67).
const WORK: f64 = 16.0 * 3_600.0;
/// Default of `lasts` (assumption A-67).
const LASTS: f64 = 365.0 * 86_400.0;

/// Work on causes: building and category of issues that became known again and again. It is work of the unit's people, and
/// prevents a share of what would come of the cause later.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ClassCases")]
pub(crate) struct WrittenClassCases {
    /// Name of the group of units that look for causes in their area and work on them.
    pub at: String,
    /// How often: at the beginning of each civil period (default `month`).
    pub every: Option<WrittenCadence>,
    /// How far back they look (default "90d").
    pub looks_back: Option<Length>,
    /// Least number of issues of the cause that became known in that time (default 5).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub at_least: Option<u32>,
    /// Hands-on work on one cause, at standard speed (default "16h").
    pub work: Option<Duration>,
    /// Share of the later issues of the cause that the work prevents.
    pub prevents: Fraction,
    /// How long it does, from the end of the work on (default "365d").
    pub lasts: Option<Length>,
    /// Whether the work goes before residents' issues, level with those of priority 0, or after all of them (default `level`).
    pub before_issues: Option<WrittenStanding>,
}

/// Work on causes that bring issues again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCases {
    /// The category of its cases, behind those of the file and of tasks.
    pub category: CategoryId,
    /// Index in [`Structure::units`] of the group that does it.
    pub group: usize,
    /// How often they look for causes.
    pub every: Cadence,
    /// How far back they look.
    pub looks_back: SimDuration,
    /// Least number of issues of a cause that became known in that time.
    pub at_least: u32,
    /// Share of the later issues of the cause that the work prevents.
    pub prevents: Share,
    /// How long it does.
    pub lasts: SimDuration,
}

/// The category of the work, to stand behind all others.
pub(crate) fn class_case_category(
    written: Option<&WrittenClassCases>,
    groups: &[UnitGroup],
    others: &[Category],
    context: &mut Context<'_>,
) -> Option<Category> {
    let written = written?;
    if others.iter().any(|category| category.name == CLASS_CASES) {
        let message = format!("the work is a category `{CLASS_CASES}` of its own, and there is another one of that name");
        context.fault(&[CLASS_CASES], message, Some("give the other category another name".into()));
    }
    let known = groups.iter().map(|group| group.name.as_str());
    let group = context.find(&written.at, known, &[CLASS_CASES, "at"], ("unit", "units"))?;
    Some(Category { name: CLASS_CASES.to_owned(), kind: CategoryKind::Task { from: groups[group].level } })
}

/// The work as the file has it, and how its cases are handled where the structure knows it.
pub(crate) fn class_cases(
    written: Option<&WrittenClassCases>,
    structure: &Structure,
    context: &mut Context<'_>,
) -> (Option<ClassCases>, Option<CategoryRules>) {
    // behind all others, and the reader reports another category of the name
    let Some(category) = structure.categories.iter().rposition(|category| category.name == CLASS_CASES && category.is_task()) else {
        return (None, None);
    };
    let standing = written.and_then(|written| written.before_issues);
    let usual = Distribution::Constant { value: WORK };
    let said = written.and_then(|written| written.work.as_ref());
    let work = said.map_or(Some(usual.clone()), |work| resolved(work.resolve(), &[CLASS_CASES, "work"], context)).unwrap_or(usual);
    if work.mean() <= 0.0 {
        let help = "say how long the work on one cause takes; `prevents = 0` does nothing about it";
        context.fault(&[CLASS_CASES, "work"], "is no time at all", Some(help.into()));
    }
    let rules = case_rules_of(standing, None, work, structure.levels.len());
    let Some(written) = written else { return (None, Some(rules)) };
    (of_group(written, CategoryId::new(category), structure, context), Some(rules))
}

fn of_group(written: &WrittenClassCases, category: CategoryId, structure: &Structure, context: &mut Context<'_>) -> Option<ClassCases> {
    let known = structure.units.iter().map(|group| group.name.as_str());
    let group = context.find(&written.at, known, &[CLASS_CASES, "at"], ("unit", "units"))?;
    if structure.place.is_some() && !serves(&structure.units, structure.members.as_ref(), group) {
        let message = format!(
            "`{}` has no area of the place; expected units with `per`, or one for all of it, that are neither departments nor members",
            written.at
        );
        context.fault(&[CLASS_CASES, "at"], message, None);
    }
    let length = |said: &Option<Length>, usual| SimDuration::rounded(said.as_ref().map_or(usual, |length| length.0));
    let (looks_back, lasts) = (length(&written.looks_back, LOOKS_BACK), length(&written.lasts, LASTS));
    for (key, length, help) in [
        ("looks_back", looks_back, "say how far back they look, for example \"90d\""),
        ("lasts", lasts, "say how long the work helps; `prevents = 0` for work that does not"),
    ] {
        if length == SimDuration::ZERO {
            context.fault(&[CLASS_CASES, key], "is no time at all", Some(help.into()));
        }
    }
    let every = written.every.map_or(Cadence::Month, WrittenCadence::read);
    let span = &structure.span;
    if every.next(span.start, 0, span.days.ended(span.end())).is_none() {
        let message = format!("never falls into the {} of the run from {}", span.horizon, span.start);
        context.fault(&[CLASS_CASES, "every"], message, Some("lengthen `horizon`, or choose a shorter period".into()));
    }
    let at_least = written.at_least.unwrap_or(AT_LEAST);
    Some(ClassCases { category, group, every, looks_back, at_least, prevents: Share::new(written.prevents.0)?, lasts })
}
