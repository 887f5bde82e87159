//! Columns of files of real cases: which one says what.
//!
//! An entry may name its columns; what it leaves out is looked for under the names that Open311, Boston's service
//! requests, other cities' portals and event logs (XES) use, whatever their case.

use super::written::WrittenColumns;
use crate::scenario::blocks::demand::WrittenDemand;
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::{did_you_mean, listed};

/// Usual names, most telling first.
const OPENED: &[&str] = &["opened", "open_dt", "requested_datetime", "created_date", "created", "time:timestamp", "timestamp", "time"];
const CATEGORY: &[&str] = &["category", "type", "case_type", "service_name", "complaint_type", "concept:name"];
const DEPARTMENT: &[&str] = &["department", "agency_responsible", "agency", "assigned_department", "org:group", "team"];
const DUE: &[&str] = &["due", "target", "target_dt", "sla_target_dt", "expected_datetime", "due_date"];
const SOURCE: &[&str] = &["source", "channel", "open_data_channel_type", "method_received"];
const CASE: &[&str] = &["case_id", "case_enquiry_id", "service_request_id", "unique_key", "case:concept:name", "case"];

/// Positions of the columns that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseColumns {
    pub opened: usize,
    pub category: Option<usize>,
    pub department: Option<usize>,
    pub due: Option<usize>,
    pub source: Option<usize>,
    pub case: Option<usize>,
    /// Columns that exclude rows, in the order of the entry.
    pub excluding: Vec<usize>,
}

impl CaseColumns {
    /// What each column is read for, and its name among `names`.
    pub fn chosen(&self, names: &[String]) -> Vec<(&'static str, String)> {
        let read = [
            ("opened", Some(self.opened)),
            ("category", self.category),
            ("department", self.department),
            ("due", self.due),
            ("source", self.source),
            ("case", self.case),
        ];
        let excluding = self.excluding.iter().map(|column| ("exclude", Some(*column)));
        read.into_iter().chain(excluding).filter_map(|(key, column)| Some((key, names.get(column?)?.clone()))).collect()
    }

    /// Positions of all that are read.
    pub fn all(&self) -> Vec<usize> {
        let some = [Some(self.opened), self.category, self.department, self.due, self.source, self.case];
        some.into_iter().flatten().chain(self.excluding.iter().copied()).collect()
    }
}

/// What an entry cannot do without.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    pub category: bool,
    pub case: bool,
}

/// The columns of the entry `demand` among the `names` of its file; what is missing is reported, and then there are none.
pub(crate) fn columns(demand: &WrittenDemand, names: &[String], needs: Needs, context: &mut Context<'_>) -> Option<CaseColumns> {
    let default = WrittenColumns::default();
    let written = demand.columns.as_ref().unwrap_or(&default);
    let mut find = ColumnFinder { entry: &demand.name.0, names, context, is_whole: true };
    let opened = find.column("opened", written.opened.as_ref(), OPENED, true);
    let category = find.column("category", written.category.as_ref(), CATEGORY, needs.category);
    let department = find.column("department", written.department.as_ref(), DEPARTMENT, false);
    let due = find.column("due", written.due.as_ref(), DUE, false);
    let source = find.column("source", written.source.as_ref(), SOURCE, demand.staff_found.is_some());
    let case = find.column("case", written.case.as_ref(), CASE, needs.case);
    let mut excluding = Vec::new();
    for (name, _) in demand.exclude.iter().flat_map(|exclude| &exclude.0) {
        excluding.extend(find.named(name, &["exclude", name]));
    }
    let is_whole = find.is_whole;
    Some(CaseColumns { opened: opened?, category, department, due, source, case, excluding }).filter(|_| is_whole)
}

struct ColumnFinder<'a, 'c, 't> {
    entry: &'a str,
    names: &'a [String],
    context: &'c mut Context<'t>,
    is_whole: bool,
}

impl ColumnFinder<'_, '_, '_> {
    /// The column that the entry names `written`, else the first that has one of the `usual` names.
    fn column(&mut self, key: &str, written: Option<&String>, usual: &[&str], is_needed: bool) -> Option<usize> {
        if let Some(name) = written {
            return self.named(name, &["columns", key]);
        }
        let position = |usual: &&str| self.names.iter().position(|name| is_alike(name, usual));
        let found = usual.iter().find_map(position);
        if found.is_none() && is_needed {
            let known = listed(self.names.iter().map(String::as_str));
            let message = format!("is missing: the file has none of the usual columns {}; it has {known}", listed(usual.iter().copied()));
            self.fault(&["columns", key], &message, Some(format!("say which one it is: `columns.{key} = \"…\"`")));
        }
        found
    }

    /// The column called `name`.
    fn named(&mut self, name: &str, path: &[&str]) -> Option<usize> {
        let found = self.names.iter().position(|known| known.trim() == name.trim());
        let found = found.or_else(|| self.names.iter().position(|known| is_alike(known, name)));
        if found.is_none() {
            let known = self.names.iter().map(String::as_str);
            let message = format!("the file has no column `{name}`; it has {}", listed(known.clone()));
            self.fault(path, &message, did_you_mean(name, known));
        }
        found
    }

    fn fault(&mut self, path: &[&str], message: &str, help: Option<String>) {
        self.is_whole = false;
        let path = [&["demand", self.entry], path].concat();
        self.context.fault(&path, message, help);
    }
}

/// Whether two names of a column are the same but for case, blanks and what joins words.
fn is_alike(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        name.trim().chars().map(|c| if matches!(c, ' ' | '-' | '.') { '_' } else { c.to_ascii_lowercase() }).collect()
    };
    plain(one) == plain(other)
}
