//! Whistle and report: which departments issues need whose authority a unit lacks, and how departments answer when it calls.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::scenario::blocks::categories::{CategoryRules, WrittenCategory};
use crate::scenario::duties::tasks::case_rules_of;
use crate::scenario::structure::{ASSIST, Category, CategoryKind, Structure, UnitGroup};
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::diagnostics::{did_you_mean, listed};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::{Length, Limit};
use crate::units::{CategoryId, Distribution, LevelId, Share, SimDuration, TimeLimit};

/// Stands in `departments` of a category for no department at all.
const NONE: &str = "none";
/// Most departments that may be called: they are kept as bits.
const MOST: usize = 32;
/// Farther than this from 1 shares do not add up.
const ROUNDING: f64 = 1e-9;
/// Default of `sign`: rule of Nanjing Gulou district.
const SIGN: SimDuration = SimDuration::from_seconds(3_600);
/// Default of `contact`: likewise.
const CONTACT: TimeLimit = TimeLimit::Elapsed(SimDuration::from_seconds(86_400));
/// Default of `report`: likewise, the longer of the two times.
const REPORT: TimeLimit = TimeLimit::WorkingDays(5);
/// Default of `sorting` (assumption A-86).
const SORTING: f64 = 900.0;

/// Whistle and report: a unit that lacks the authority for an issue keeps it and calls the departments that the category names; the last
/// one that has done its part brings the case back.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Whistle")]
pub(crate) struct WrittenWhistle {
    /// Lowest level whose units may call departments; below it issues go up (default: the lowest level).
    pub from: Option<String>,
    /// Probability that a department answers when it is called, and again when it is chased.
    pub responds: Fraction,
    /// Weight of the calling units' marks in the appraisal of departments: that share of those who would keep silent answers
    /// (default 0).
    pub appraisal: Option<Fraction>,
    /// Time from the call until a department that answers has signed for it and its part is in its queue (default "1h").
    pub sign: Option<Length>,
    /// Time from the call after which a silent department is chased (default "24h").
    pub contact: Option<Limit>,
    /// Time from the call in which the part of a department should be done, and after which a case of a department that is still
    /// silent goes one level up (default "5wd").
    pub report: Option<Limit>,
    /// Hands-on work of the part of one department (default: that of the category at the department's level).
    pub work: Option<Duration>,
    /// Probability that a department sends a call back as another one's, which is then called anew; at most 4 times (default 0).
    pub overlap: Option<Fraction>,
    /// Hands-on work of finding that out (default "15min").
    pub sorting: Option<Duration>,
    /// Departments sit in a joint office: calls that go to several at once are not sent back (default false).
    pub joint_office: Option<bool>,
    /// A list of duties says whose everything is: no call is sent back (default false).
    pub duty_list: Option<bool>,
    /// Departments whose authority somebody else has: another department, or all units from a level on.
    pub delegated: Option<Keyed<Delegate>>,
}

/// Who has the authority of a department.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Delegate(pub String);

impl JsonSchema for Delegate {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Delegate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Name of another department, or of a level." })
    }
}

/// Whistle and report.
#[derive(Clone, Debug, PartialEq)]
pub struct Whistle {
    /// The category of the departments' parts, behind all others.
    pub category: CategoryId,
    /// Lowest level whose units may call.
    pub from: LevelId,
    /// Groups of units that are departments, in the order of the units: the place of each is its bit.
    pub departments: Vec<usize>,
    /// By category: sets of departments that an issue may need, as bits, with their cumulative probabilities.
    pub needed: Vec<Vec<(u32, f64)>>,
    /// By department: the lowest level whose units have its authority.
    pub delegated: Vec<Option<LevelId>>,
    /// Probability that a department that is called answers, the weight of appraisal included.
    pub responds: Share,
    /// Time from the call until the part is in the department's queue.
    pub sign: SimDuration,
    /// When a silent department is chased.
    pub contact: TimeLimit,
    /// When the part should be done.
    pub report: TimeLimit,
    /// Hands-on work of a part; `None` where it is that of the category at the department's level.
    pub work: Option<Distribution>,
    /// Probability that a department sends a call back: alone called, and called with others.
    pub overlap: (Share, Share),
    /// Hands-on work of finding out that it does.
    pub sorting: Distribution,
}

/// The category of the parts of departments, to stand behind all others.
pub(crate) fn assist_category(written: Option<&WrittenWhistle>, others: &[Category], context: &mut Context<'_>) -> Option<Category> {
    written?;
    if others.iter().any(|category| category.name == ASSIST) {
        let message = format!("the part of a department is a category `{ASSIST}` of its own, and there is another one of that name");
        context.fault(&["whistle"], message, Some("give the other category another name".into()));
    }
    Some(Category { name: ASSIST.to_owned(), kind: CategoryKind::Assist })
}

/// Names of departments that a whistle can call, or that stand in for one: of the categories of a file and of its delegations.
pub(crate) fn called<'a>(categories: &'a [WrittenCategory], whistle: Option<&'a WrittenWhistle>) -> Vec<&'a str> {
    let sets = categories.iter().flat_map(|category| category.departments.iter().flat_map(|departments| &departments.0));
    let named = sets.flat_map(|(set, _)| set.split('+').map(str::trim));
    let stand_ins = whistle.and_then(|whistle| whistle.delegated.as_ref()).into_iter().flat_map(|delegated| &delegated.0);
    named.chain(stand_ins.map(|(_, to)| to.0.as_str())).collect()
}

/// Whistle and report as the file has it, and how the parts of departments are handled.
pub(crate) fn whistle(
    written: Option<&WrittenWhistle>,
    categories: &[WrittenCategory],
    structure: &Structure,
    context: &mut Context<'_>,
) -> (Option<Whistle>, Option<CategoryRules>) {
    let groups = structure.units.iter().enumerate();
    let departments: Vec<usize> = groups
        .filter(|(_, group)| group.department.as_ref().is_some_and(|department| !department.is_centre))
        .map(|(index, _)| index)
        .collect();
    if departments.len() > MOST && written.is_some() {
        let message = format!("calls departments, and there are {}; expected at most {MOST}", departments.len());
        context.fault(&["whistle"], message, Some("join some of them".into()));
        return (None, None);
    }
    let names: Vec<&str> = departments.iter().map(|group| structure.units[*group].name.as_str()).collect();
    let mut needed: Vec<Vec<(u32, f64)>> = categories.iter().map(|category| sets(category, &names, structure, context)).collect();
    let Some(category) = structure.categories.iter().rposition(|category| category.kind == CategoryKind::Assist) else {
        return (None, None);
    };
    let rules = case_rules_of(None, None, Distribution::Constant { value: 0.0 }, structure.levels.len());
    let Some(written) = written else { return (None, Some(rules)) };
    let delegations = delegations(written, &names, structure, context);
    for (set, _) in needed.iter_mut().flatten() {
        *set = (0..names.len()).filter(|bit| *set & (1 << bit) != 0).fold(0, |all, bit| all | 1 << delegations.stand_in[bit]);
    }
    needed.resize(structure.categories.len(), Vec::new());
    report_unanswerable(categories, written, &names, structure, context);
    let found = resolve(written, structure, context, |read| Whistle {
        category: CategoryId::new(category),
        departments,
        needed,
        delegated: delegations.level,
        ..read
    });
    (found, Some(rules))
}

/// The times, chances and work of `written`, completed by `with`.
fn resolve(
    written: &WrittenWhistle,
    structure: &Structure,
    context: &mut Context<'_>,
    with: impl FnOnce(Whistle) -> Whistle,
) -> Option<Whistle> {
    let share = |fraction: Option<Fraction>| fraction.map_or(Some(Share::ZERO), |share| Share::new(share.0));
    let (responds, appraisal, overlap) = (written.responds.0, share(written.appraisal)?, share(written.overlap)?);
    let level = |name: &String, context: &mut Context<'_>| {
        context.find(name, structure.levels.iter().map(String::as_str), &["whistle", "from"], ("level", "levels"))
    };
    let from = written.from.as_ref().map_or(Some(0), |name| level(name, context))?;
    let limit = |limit: &Option<Limit>, usual| limit.as_ref().map_or(usual, |limit| limit.0);
    let work = match &written.work {
        None => None,
        Some(work) => Some(resolved(work.resolve(), &["whistle", "work"], context)?),
    };
    let sorting = match &written.sorting {
        None => Distribution::Constant { value: SORTING },
        Some(sorting) => resolved(sorting.resolve(), &["whistle", "sorting"], context)?,
    };
    let alone = if written.duty_list == Some(true) { Share::ZERO } else { overlap };
    let joint = if written.joint_office == Some(true) { Share::ZERO } else { alone };
    Some(with(Whistle {
        category: CategoryId::new(0),
        from: LevelId::new(from),
        departments: Vec::new(),
        needed: Vec::new(),
        delegated: Vec::new(),
        responds: Share::new(1.0 - (1.0 - responds) * (1.0 - appraisal.get()))?,
        sign: written.sign.as_ref().map_or(SIGN, |sign| SimDuration::rounded(sign.0)),
        contact: limit(&written.contact, CONTACT),
        report: limit(&written.report, REPORT),
        work,
        overlap: (alone, joint),
        sorting,
    }))
}

/// The sets of departments that issues of a category may need, as bits, with their cumulative probabilities.
fn sets(category: &WrittenCategory, departments: &[&str], structure: &Structure, context: &mut Context<'_>) -> Vec<(u32, f64)> {
    let Some(written) = &category.departments else { return Vec::new() };
    let path = ["categories", category.name.0.as_str(), "departments"];
    let sum: f64 = written.0.iter().map(|(_, share)| share.0).sum();
    if (sum - 1.0).abs() > ROUNDING {
        let shown = (sum / ROUNDING).round() * ROUNDING;
        let help = format!("for issues that need no department, write `{NONE} = …`");
        context.fault(&path, format!("the shares add up to {shown}; expected 1"), Some(help));
    }
    let mut below = 0.0;
    let mut sets = Vec::new();
    for (key, share) in &written.0 {
        let path = [path[0], path[1], path[2], key.as_str()];
        let mut set = 0;
        for name in key.split('+').map(str::trim).filter(|name| *name != NONE) {
            match departments.iter().position(|known| *known == name) {
                Some(bit) if bit < MOST => set |= 1 << bit,
                _ => report_no_department(name, &path, departments, structure, context),
            }
        }
        below += share.0;
        sets.push((set, below));
    }
    if let Some((_, last)) = sets.last_mut() {
        *last = 1.0;
    }
    sets
}

/// Reports that `name` is no department.
fn report_no_department(name: &str, path: &[&str], departments: &[&str], structure: &Structure, context: &mut Context<'_>) {
    if context.report.is_namespace_tainted("units") {
        return;
    }
    if structure.units.iter().any(|group| group.name == name) {
        let help = format!("add `beside = \"…\"` to the unit `{name}`, the office beside which it stands");
        return context.fault(path, format!("`{name}` is no department"), Some(help));
    }
    let found = if departments.is_empty() { "none".to_owned() } else { listed(departments.iter().copied()) };
    let help = did_you_mean(name, departments.iter().copied());
    context.fault(path, format!("there is no department `{name}`; found {found}"), help);
}

/// Who has the authority of each department.
struct Delegations {
    /// By department: the bit of the one that acts for it, itself where nobody else does.
    stand_in: Vec<usize>,
    /// By department: the lowest level whose units do.
    level: Vec<Option<LevelId>>,
}

fn delegations(written: &WrittenWhistle, departments: &[&str], structure: &Structure, context: &mut Context<'_>) -> Delegations {
    let count = departments.len();
    let mut next: Vec<Option<usize>> = vec![None; count];
    let mut level = vec![None; count];
    for (name, to) in written.delegated.iter().flat_map(|delegated| &delegated.0) {
        let (path, to) = (["whistle", "delegated", name.as_str()], &to.0);
        let Some(bit) = departments.iter().position(|known| known == name) else {
            report_no_department(name, &path, departments, structure, context);
            continue;
        };
        let other = departments.iter().position(|known| known == to);
        let own = structure.levels.iter().position(|known| known == to);
        (next[bit], level[bit]) = (other, own.filter(|_| other.is_none()).map(LevelId::new));
        let is_doubtful = context.report.is_namespace_tainted("units") || context.report.is_namespace_tainted("levels");
        if other.or(own).is_none() && !is_doubtful {
            let known = || departments.iter().copied().chain(structure.levels.iter().map(String::as_str));
            let message = format!("`{to}` is neither a department nor a level; found {}", listed(known()));
            context.fault(&path, message, did_you_mean(to, known()));
        }
    }
    let mut stand_in: Vec<usize> = (0..count).collect();
    for (bit, end) in stand_in.iter_mut().enumerate() {
        let mut round = vec![departments[bit]];
        while let Some(other) = next[*end] {
            *end = other;
            round.push(departments[other]);
            if other == bit || round.len() > count + 1 {
                break;
            }
        }
        if round.len() > 1 && *end == bit {
            let message = format!("delegation goes round in a circle: {}", round.join(", "));
            context.fault(&["whistle", "delegated", departments[bit]], message, Some("one of them has to keep the authority".into()));
            break;
        }
    }
    Delegations { stand_in, level }
}

/// Reports departments that issues need and that units which call them cannot reach: those below them, and those beside an office that
/// is above none of them.
fn report_unanswerable(
    categories: &[WrittenCategory],
    written: &WrittenWhistle,
    departments: &[&str],
    structure: &Structure,
    context: &mut Context<'_>,
) {
    let from = written.from.as_ref().and_then(|name| structure.levels.iter().position(|level| level == name)).unwrap_or(0);
    for category in categories {
        // who has not the authority of the highest level that issues of the category need
        let highest = category.difficulty.iter().flat_map(|shares| &shares.0).filter(|(_, share)| share.0 > 0.0);
        let highest = highest.filter_map(|(name, _)| structure.levels.iter().position(|level| level == name)).max().unwrap_or(0);
        let callers = from..highest.max(from + 1);
        for (key, _) in category.departments.iter().flat_map(|departments| &departments.0) {
            let called = key.split('+').map(str::trim).filter(|name| departments.contains(name));
            for name in called {
                let Some(group) = structure.units.iter().find(|group| group.name == name) else { continue };
                if let Some((message, help)) = unreachable(group, &callers, structure) {
                    let path = ["categories", category.name.0.as_str(), "departments", key.as_str()];
                    context.fault(&path, message, Some(help));
                }
            }
        }
    }
    if !context.report.is_namespace_tainted("categories") && categories.iter().all(|category| category.departments.is_none()) {
        let help = "add `departments = { … = 1.0 }` to a category, or leave `whistle` out";
        context.fault(&["whistle"], "no category says which departments its issues need", Some(help.into()));
    }
}

/// Why units at the levels of `callers` cannot reach the department, and what helps.
fn unreachable(department: &UnitGroup, callers: &Range<usize>, structure: &Structure) -> Option<(String, String)> {
    let (name, own) = (&department.name, department.level.index());
    let level = &structure.levels[own];
    if own < callers.start {
        let least = &structure.levels[callers.start];
        let message = format!("`{name}` is at level `{level}`, and only units from level `{least}` on call departments");
        return Some((message, "lower `from` of `whistle`".into()));
    }
    if own + 1 < callers.end {
        let most = &structure.levels[callers.end - 1];
        let message = format!("`{name}` is at level `{level}`, below units at level `{most}`, which call it as well");
        return Some((message, format!("let it stand beside an office at level `{most}` or above")));
    }
    let office = department.department.as_ref()?.beside;
    let reaches = |unit: usize| std::iter::successors(Some(unit), |at| structure.units[*at].under).any(|at| at == office);
    let mut units = (0..structure.units.len()).filter(|unit| callers.contains(&structure.units[*unit].level.index()));
    if units.any(reaches) {
        return None;
    }
    let office = &structure.units[office].name;
    let message = format!("`{name}` stands beside `{office}`, which is above none of the units that call departments");
    Some((message, format!("let it stand beside an office above them, or let them stand under `{office}`")))
}
