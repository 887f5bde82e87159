//! Demand from real cases: an entry of `demand` with a `file` becomes a [`Trace`].
//!
//! The file is read once, whatever the number of policies. Rows are used, or counted with the reason why not and the line
//! of the first; what makes the whole file doubtful (a missing column, times of nobody knows whose clock, a file that is
//! cut off) is a problem of the scenario. Which category and unit a case means follows from names, and is looked up for
//! every policy.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::case::{Case, CaseKind, Finder, Trace, TraceAccount};
use super::case_columns::{Needs, columns};
use super::case_rows::{Clockwork, Kind, Mapping, Reading};
use super::load::{POINT, SET};
use super::named::Keyed;
use super::organisation::one_unit;
use super::problem::listed;
use super::resolve::Context;
use super::setting::{Setting, Span, UnitGroup};
use super::shape::{self, Fraction};
use super::trace;
use crate::units::{CategoryId, Share};

/// What the texts in a file of real cases mean.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[schemars(rename = "CaseMap")]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenMap {
    /// Category of a case by what its row says; a text that is the name of a category need not be listed.
    pub categories: Option<Keyed<Meant>>,
    /// Category of all cases for a department, whatever else their rows say.
    pub department_categories: Option<Keyed<Meant>>,
    /// Category of all other cases (default: they are counted and not used).
    pub other: Option<String>,
    /// Unit of a case by the department in its row; a text that is the name of a unit need not be listed, and all others go to `at`.
    pub departments: Option<Keyed<Meant>>,
}

/// A name in place of a text of the file.
#[derive(Clone, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Meant(pub String);

impl JsonSchema for Meant {
    fn schema_name() -> Cow<'static, str> {
        "Meant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Name of a category or unit of the scenario." })
    }
}

/// Some texts of a column.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Texts(pub Vec<String>);

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" }, "description": "Texts of a column." })
    }
}

/// Cases that staff came upon themselves.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "StaffFound")]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenStaffFound {
    /// What such rows say in the column `source`.
    #[schemars(length(min = 1, max = 1000))]
    pub sources: Vec<String>,
    /// Probability that the finder deals with it on the spot: what comes before a wait for somebody outside, and the wait, fall away (default 0).
    pub on_the_spot: Option<Fraction>,
    /// The same for single categories.
    pub on_the_spot_by_category: Option<Keyed<Fraction>>,
}

/// Whether a row is a case, or one of the events of a case.
#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Rows")]
#[serde(rename_all = "lowercase")]
pub(super) enum WrittenRows {
    Cases,
    Events,
}

/// Whether the entry draws its issues or reads them; keys of the other kind are reported.
pub(super) fn is_read(demand: &shape::Demand, context: &mut Context<'_>) -> bool {
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

/// A file of real cases as read, before a policy says which units its cases go to.
#[derive(Clone, Debug)]
pub(super) struct CaseFile {
    /// What became of its rows.
    pub account: TraceAccount,
    cases: Arc<[Case]>,
    kinds: Vec<Kind>,
}

/// Reads the files of all entries that have one; `setting` is that of the first policy.
pub(super) fn files(file: &shape::File, setting: &Setting, context: &mut Context<'_>) -> Vec<CaseFile> {
    let mut found = Vec::new();
    for demand in file.demand.iter().flatten() {
        let Some(written) = &demand.file else { continue };
        if names_are_known(demand, setting, context) {
            found.extend(read(demand, written, setting, context));
        }
    }
    found
}

/// Gives `setting` the traces that it has of `files`.
pub(super) fn attach(file: &shape::File, files: &[CaseFile], setting: &mut Setting, context: &mut Context<'_>) {
    for found in files {
        let name = &found.account.name;
        let Some(demand) = file.demand.iter().flatten().find(|demand| demand.name.0 == *name) else { continue };
        let kinds = resolved(demand, &found.kinds, setting, context);
        let stream = setting.demand.iter_mut().find(|stream| stream.name == *name);
        if let (Some(stream), Some(kinds)) = (stream, kinds) {
            stream.trace = Some(Arc::new(Trace { cases: Arc::clone(&found.cases), kinds }));
        }
    }
}

/// Whether the categories and units that the entry names exist; those that do not are reported.
fn names_are_known(demand: &shape::Demand, setting: &Setting, context: &mut Context<'_>) -> bool {
    let entry = demand.name.0.as_str();
    let mut are_known = unit_of(&setting.units, &demand.at).is_some();
    if let Some(group) = setting.units.iter().find(|group| group.name == demand.at && group.count > 1) {
        let message = format!("`{0}` are {1} units; a file of cases needs one, such as `{0}-1`", group.name, group.count);
        context.fault(&["demand", entry, "at"], message, None);
    }
    let categories = || setting.categories.iter().map(|category| category.name.as_str());
    let units = || setting.units.iter().map(|group| group.name.as_str());
    let default = WrittenMap::default();
    let map = demand.map.as_ref().unwrap_or(&default);
    for (list, written) in [("categories", &map.categories), ("department_categories", &map.department_categories)] {
        for (text, name) in written.iter().flat_map(|written| &written.0) {
            let path = ["demand", entry, "map", list, text];
            are_known &= context.find(&name.0, categories(), &path, ("category", "categories")).is_some();
        }
    }
    if let Some(other) = &map.other {
        are_known &= context.find(other, categories(), &["demand", entry, "map", "other"], ("category", "categories")).is_some();
    }
    for (text, name) in map.departments.iter().flat_map(|written| &written.0) {
        let path = ["demand", entry, "map", "departments", text];
        if unit_of(&setting.units, &name.0).is_none() {
            are_known = false;
            if context.find(&name.0, units(), &path, ("unit", "units")).is_some() {
                context.fault(&path, format!("`{0}` are several units; expected one, such as `{0}-1`", name.0), None);
            }
        }
    }
    let by_category = demand.staff_found.iter().filter_map(|found| found.on_the_spot_by_category.as_ref());
    for (name, _) in by_category.flat_map(|shares| &shares.0) {
        let path = ["demand", entry, "staff_found", "on_the_spot_by_category", name];
        are_known &= context.find(name, categories(), &path, ("category", "categories")).is_some();
    }
    are_known
}

/// The one unit that is called `name`.
fn unit_of(groups: &[UnitGroup], name: &str) -> Option<(usize, usize)> {
    let alone = groups.iter().position(|group| group.name == name && group.count == 1).map(|group| (group, 0));
    alone.or_else(|| one_unit(groups, name))
}

/// Reads the file of an entry.
fn read(demand: &shape::Demand, written: &str, setting: &Setting, context: &mut Context<'_>) -> Option<CaseFile> {
    let entry = demand.name.0.as_str();
    let path = located(entry, written, context);
    let mapping = Mapping::new(demand, setting);
    let needs = Needs { category: mapping.needs_category(), case: demand.rows == Some(WrittenRows::Events) };
    let stream = setting.demand.iter().find(|stream| stream.name == entry)?;
    let clockwork = Clockwork::new(demand.time_zone.as_ref().map(|zone| zone.0.clone()), &setting.span, (stream.from, stream.until))?;
    let head = |names: &[String]| {
        let columns = columns(demand, names, needs, context)?;
        Some(Reading::new(columns, mapping, clockwork, needs.case))
    };
    let outcome = trace::read(&path, head, Reading::look);
    match outcome {
        Ok(None) => None,
        Ok(Some((reading, sha256))) => finished(reading, demand, &path, sha256, &setting.span, context),
        Err(broken) => {
            let shown = path.display().to_string();
            let message = format!("{shown} {}", broken.message);
            if broken.is_missing {
                context.report.unreadable(shown, broken.message, None);
            }
            context.fault(&["demand", entry, "file"], message, None);
            None
        }
    }
}

/// The path that `file` means: beside the file that says so, or, from `--set` or a design point, as the shell would take it.
fn located(entry: &str, file: &str, context: &Context<'_>) -> PathBuf {
    let path = ["demand", entry, "file"].map(String::from);
    let source = context.report.source_name(context.tree.nearest_at(&path).0.at);
    match source {
        Some(source) if ![SET, POINT].contains(&source) => Path::new(source).parent().unwrap_or_else(|| Path::new("")).join(file),
        _ => PathBuf::from(file),
    }
}

fn finished(
    reading: Reading,
    demand: &shape::Demand,
    path: &Path,
    sha256: String,
    span: &Span,
    context: &mut Context<'_>,
) -> Option<CaseFile> {
    let entry = demand.name.0.as_str();
    let shown = path.display();
    if let Some((line, text)) = reading.homeless() {
        let message = format!("line {line} of {shown} has the time \"{text}\" without an offset; whose clock is that?");
        context.fault(&["demand", entry, "time_zone"], message, Some("add `time_zone = \"…\"` to the entry".into()));
        return None;
    }
    let is_too_varied = reading.is_too_varied();
    let (rows, notes, cases, kinds) = reading.finish();
    let fault = if rows == 0 {
        Some(format!("{shown} has no rows below the names of its columns"))
    } else if is_too_varied {
        Some(format!("{shown} has more cases, or more kinds of them, than can be held"))
    } else if cases.is_empty() {
        let said =
            notes.iter().map(|noted| format!("{} {} (first in line {}: \"{}\")", noted.rows, noted.note.name(), noted.line, noted.text));
        Some(format!("none of the {rows} rows of {shown} can be used: {}", said.collect::<Vec<_>>().join(", ")))
    } else {
        None
    };
    if let Some(fault) = fault {
        context.fault(&["demand", entry, "file"], fault, None);
        return None;
    }
    let used = cases.len() as u64;
    let ends = cases.first().zip(cases.last()).map(|(first, last)| (Clockwork::shown(span, first.at), Clockwork::shown(span, last.at)));
    let account = TraceAccount { name: entry.to_owned(), file: shown.to_string(), sha256, rows, used, span: ends, notes };
    Some(CaseFile { account, cases: cases.into(), kinds })
}

/// What the kinds of cases mean under the policy of `setting`.
fn resolved(demand: &shape::Demand, kinds: &[Kind], setting: &Setting, context: &mut Context<'_>) -> Option<Vec<CaseKind>> {
    let entry = demand.name.0.as_str();
    let share = |category: &str| {
        let found = demand.staff_found.as_ref()?;
        let own = found.on_the_spot_by_category.iter().flat_map(|shares| &shares.0).find(|(name, _)| name == category);
        let share = own.map(|(_, share)| *share).or(found.on_the_spot)?;
        Share::new(share.0)
    };
    let categories: BTreeMap<&str, usize> =
        setting.categories.iter().enumerate().map(|(id, category)| (category.name.as_str(), id)).collect();
    let mut found = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let category = categories.get(kind.category.as_str());
        let unit = unit_of(&setting.units, &kind.unit);
        let (Some(&category), Some(unit)) = (category, unit) else {
            let message = format!(
                "under the policy `{}` there is no unit `{}` with the category `{}` any more",
                setting.policy, kind.unit, kind.category
            );
            context.fault(&["demand", entry, "map"], message, Some(format!("policies: {}", listed([setting.policy.as_str()]))));
            return None;
        };
        report_unstaffed(entry, unit.0, setting, context);
        let is_staff = kind.finder == Finder::Staff;
        let on_the_spot = if is_staff { share(&kind.category).unwrap_or(Share::ZERO) } else { Share::ZERO };
        found.push(CaseKind { category: CategoryId::new(category), unit, finder: kind.finder, on_the_spot });
    }
    Some(found)
}

/// Reports a unit that gets cases, has nobody at any time and nothing that sends them on.
fn report_unstaffed(entry: &str, group: usize, setting: &Setting, context: &mut Context<'_>) {
    let unit = &setting.units[group];
    let is_staffed = setting.epochs.iter().flat_map(|epoch| &epoch.rules.staff).any(|staff| staff.group == group && staff.count > 0);
    let may_leave = setting
        .epochs
        .iter()
        .any(|epoch| epoch.rules.levels.get(unit.level.index()).is_some_and(|rules| rules.wait_limit.is_some() || rules.backlog.is_some()));
    if !is_staffed && !may_leave && !setting.epochs.is_empty() {
        let message = format!("nobody works at `{}`, which gets cases of `{entry}`, and they have no `wait_limit`", unit.name);
        context.fault(&["units", &unit.name, "staff"], message, Some("add `staff = [{ role = \"…\", count = 1 }]`".into()));
    }
}
