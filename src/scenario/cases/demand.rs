//! Demand from real cases: an entry of `demand` with a `file` becomes a [`Trace`].
//!
//! The file is read once, whatever the number of policies. Rows are used, or counted with the reason why not and the line
//! of the first; what makes the whole file doubtful (a missing column, times of nobody knows whose clock, a file that is
//! cut off) is a problem of the scenario. Which category and unit a case means follows from names, and is looked up for
//! every policy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::account::{Case, CaseKind, Finder, Note, Noted, Trace, TraceAccount};
use super::bytes::Broken;
use super::columns::{Needs, columns};
use super::log;
use super::rows::{CaseReader, Clockwork, Mapping, RowKind};
use super::stream::ReadLog;
use super::time_forms::{ColumnForm, NAMED, TimeSurvey};
use super::written::{WrittenMap, WrittenRows};
use crate::scenario::blocks::demand::WrittenDemand;
use crate::scenario::blocks::units::one_unit;
use crate::scenario::setting::Setting;
use crate::scenario::structure::{Span, UnitGroup};
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::{did_you_mean, listed};
use crate::scenario::text::load::{POINT, SET};
use crate::units::{CategoryId, Share};

/// Share of rows that may be unreadable where the entry does not say.
const UNREAD_AT_MOST: f64 = 0.05;

/// A file of real cases as read, before a policy says which units its cases go to.
#[derive(Clone, Debug)]
pub(crate) struct CaseFile {
    /// What became of its rows.
    pub account: TraceAccount,
    cases: Arc<[Case]>,
    kinds: Vec<RowKind>,
}

/// Reads the files of all entries that have one; `setting` is that of the first policy.
pub(crate) fn files(written: &[WrittenDemand], setting: &Setting, context: &mut Context<'_>) -> Vec<CaseFile> {
    let mut found = Vec::new();
    for demand in written {
        let Some(path) = &demand.file else { continue };
        if let Some(account) = context.report.kept().account(&demand.name.0) {
            // whoever reads results that are there needs no case, only what became of them
            found.push(CaseFile { account: account.clone(), cases: Arc::default(), kinds: Vec::new() });
        } else if names_are_known(demand, setting, context) {
            found.extend(read(demand, path, setting, context));
        }
    }
    found
}

/// Gives `setting` the traces that it has of `files`.
pub(crate) fn attach(written: &[WrittenDemand], files: &[CaseFile], setting: &mut Setting, context: &mut Context<'_>) {
    for found in files {
        let name = &found.account.name;
        let Some(demand) = written.iter().find(|demand| demand.name.0 == *name) else { continue };
        let kinds = resolved(demand, &found.kinds, setting, context);
        let stream = setting.demand.iter_mut().find(|stream| stream.name == *name);
        if let (Some(stream), Some(kinds)) = (stream, kinds) {
            stream.trace = Some(Arc::new(Trace { cases: Arc::clone(&found.cases), kinds }));
        }
    }
}

/// Whether the categories and units that the entry names exist; those that do not are reported.
fn names_are_known(demand: &WrittenDemand, setting: &Setting, context: &mut Context<'_>) -> bool {
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
fn read(demand: &WrittenDemand, written: &str, setting: &Setting, context: &mut Context<'_>) -> Option<CaseFile> {
    let entry = demand.name.0.as_str();
    let path = located(entry, written, context);
    if !form_is_known(demand, context) {
        return None;
    }
    let stated = demand.time_format.as_deref().and_then(ColumnForm::stated);
    // as most files are, so that those are read once
    let first = [(); 2].map(|()| stated.clone().unwrap_or(ColumnForm::Common(None)));
    let mut outcome = attempt(demand, &path, &first, stated.as_ref(), setting, context);
    if let Ok(Some(done)) = &outcome {
        match done.state.forms() {
            Ok(forms) if forms == first => {}
            Ok(forms) => outcome = attempt(demand, &path, &forms, stated.as_ref(), setting, context),
            Err(message) => {
                let help =
                    "say it: `time_format = \"month_first\"` or `time_format = \"day_first\"`, or a pattern such as \"%d.%m.%Y %H:%M\"";
                context.fault(&["demand", entry, "time_format"], format!("{}: {message}", path.display()), Some(help.to_owned()));
                return None;
            }
        }
    }
    match outcome {
        Ok(done) => finished(done?, demand, &path, &setting.span, context),
        Err(broken) => {
            let shown = path.display().to_string();
            let message = format!("{shown}: {}", broken.message);
            if broken.is_missing {
                context.report.unreadable(shown, broken.message, None);
            }
            context.fault(&["demand", entry, "file"], message, None);
            None
        }
    }
}

/// Whether the form of times that the entry states, if it does, is one; else it is reported.
fn form_is_known(demand: &WrittenDemand, context: &mut Context<'_>) -> bool {
    let unknown = demand.time_format.as_deref().filter(|text| ColumnForm::stated(text).is_none());
    if let Some(text) = unknown {
        let message = format!("\"{text}\" is no form of times; expected {} or a pattern such as \"%d.%m.%Y %H:%M\"", listed(NAMED));
        context.fault(&["demand", &demand.name.0, "time_format"], message, did_you_mean(text, NAMED));
    }
    unknown.is_none()
}

/// Reads the rows of a file with their times in `forms`; columns that are missing are reported, and then there is nothing.
fn attempt(
    demand: &WrittenDemand,
    path: &Path,
    forms: &[ColumnForm; 2],
    stated: Option<&ColumnForm>,
    setting: &Setting,
    context: &mut Context<'_>,
) -> Result<Option<ReadLog<CaseReader>>, Broken> {
    log::read(path, |names| {
        let mapping = Mapping::new(demand, setting);
        let needs = Needs { category: mapping.needs_category(), case: demand.rows == Some(WrittenRows::Events) };
        let columns = columns(demand, names, needs, context)?;
        let chosen = columns.chosen(names);
        let stream = setting.demand.iter().find(|stream| stream.name == demand.name.0)?;
        let zone = demand.time_zone.as_ref().map(|zone| zone.0.clone());
        let clockwork = Clockwork::new(zone, &setting.span, (stream.from, stream.until))?;
        let survey = TimeSurvey::new(&columns, stated.cloned());
        Some(CaseReader::new(columns, chosen, (forms.clone(), survey), (mapping, clockwork), needs.case))
    })
}

/// Reports a file of which more rows than the entry allows cannot be read.
fn report_unread(demand: &WrittenDemand, shown: &str, rows: u64, notes: &[Noted], context: &mut Context<'_>) {
    let unread = || notes.iter().filter(|noted| matches!(noted.note, Note::Malformed | Note::UnreadableTime));
    let count: u64 = unread().map(|noted| noted.rows).sum();
    let most = demand.unread_at_most.map_or(UNREAD_AT_MOST, |share| share.0);
    if count as f64 > most * rows as f64 {
        let said: Vec<String> = unread().map(Noted::sentence).collect();
        let (read, help) = read_times(demand.time_format.as_deref());
        let message = format!(
            "{count} of {rows} rows of {shown} cannot be read, more than the share {most} that is allowed: {}; {read}",
            said.join(", ")
        );
        context.fault(&["demand", &demand.name.0, "file"], message, Some(help.to_owned()));
    }
}

/// What times are read where the entry states `format`, and what helps against others.
fn read_times(format: Option<&str>) -> (String, &'static str) {
    match format.filter(|text| !matches!(ColumnForm::stated(text), Some(ColumnForm::Common(_)))) {
        Some(text) => {
            (format!("`time_format` is {text:?}, and nothing else is read"), "correct the rows or `time_format`, or allow more with `unread_at_most`")
        }
        None => (
            "read are dates such as 2015-01-31, 2015/1/31, 2015年1月31日 or 20150131, and 01/31/2015 or 31/01/2015, with clocks such as 14:05, \
             2:05 PM or 下午2时5分; numbers only where `time_format` says what they count"
                .to_owned(),
            "correct the rows, state `time_format`, or allow more with `unread_at_most`",
        ),
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

fn finished(done: ReadLog<CaseReader>, demand: &WrittenDemand, path: &Path, span: &Span, context: &mut Context<'_>) -> Option<CaseFile> {
    let entry = demand.name.0.as_str();
    let shown = path.display();
    let ReadLog { state: reading, sha256, form } = done;
    if let Some((line, text)) = reading.homeless() {
        let message = format!("line {line} of {shown} has the time \"{text}\" without an offset; whose clock is that?");
        context.fault(&["demand", entry, "time_zone"], message, Some("add `time_zone = \"…\"` to the entry".into()));
        return None;
    }
    let is_too_varied = reading.is_too_varied();
    let chosen = reading.chosen().into_iter().map(|(key, name)| (key.to_owned(), name)).collect();
    let (rows, notes, cases, kinds) = reading.finish();
    let fault = if rows == 0 {
        Some(format!("{shown} has no rows below the names of its columns"))
    } else if is_too_varied {
        Some(format!("{shown} has more cases, or more kinds of them, than can be held"))
    } else if cases.is_empty() {
        let said = notes.iter().map(Noted::sentence);
        Some(format!("none of the {rows} rows of {shown} can be used: {}", said.collect::<Vec<_>>().join(", ")))
    } else {
        None
    };
    if let Some(fault) = fault {
        context.fault(&["demand", entry, "file"], fault, None);
        return None;
    }
    report_unread(demand, &shown.to_string(), rows, &notes, context);
    let used = cases.len() as u64;
    let ends = cases.first().zip(cases.last()).map(|(first, last)| (Clockwork::shown(span, first.at), Clockwork::shown(span, last.at)));
    let account =
        TraceAccount { name: entry.to_owned(), file: shown.to_string(), sha256, form, columns: chosen, rows, used, span: ends, notes };
    Some(CaseFile { account, cases: cases.into(), kinds })
}

/// What the kinds of cases mean under the policy of `setting`.
fn resolved(demand: &WrittenDemand, kinds: &[RowKind], setting: &Setting, context: &mut Context<'_>) -> Option<Vec<CaseKind>> {
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
