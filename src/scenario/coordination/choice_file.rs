//! A file of choices: TOML with a list `choices`, or CSV with a column for each key. It is read by itself, so that what is wrong
//! with it, also what only a run can find out, is reported at its own line; the scenario takes it as a change of its key `choices`.

use std::path::Path;
use std::sync::Arc;

use super::choices::{CONTRADICTS, Decision, IssueChoice, contradicting, post};
use crate::scenario::text::csv_cells::{CsvCell, UNCLOSED, is_blank, next_row, start};
use crate::scenario::text::diagnostics::{Problems, Report, did_you_mean, listed};
use crate::scenario::text::load::file_text;
use crate::scenario::text::origin::WrittenAt;
use crate::scenario::text::tree::{Node, Value};

/// Longest file of choices, in bytes.
const LONGEST: u64 = 4 << 20;
/// The key of the list in a file and in a scenario.
const LIST: &str = "choices";
/// Keys of a choice, which are the columns of a CSV file.
const KEYS: [&str; 6] = ["issue", "arrival", "decision", "unit", "role", "replication"];

/// The choices of a file, each with its place in it.
#[derive(Debug)]
pub struct ChoiceFile {
    name: String,
    text: Arc<String>,
    choices: Vec<(IssueChoice, WrittenAt)>,
}

impl ChoiceFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong with it by itself.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let mut report = Report::default();
        let name = path.display().to_string();
        let text = match file_text(path, LONGEST, "a file of choices, in TOML or CSV", &report) {
            Ok(text) => text,
            Err((message, help)) => {
                report.unreadable(name, message, help);
                return Err(report.into_problems());
            }
        };
        let source = report.add_source(name.clone(), Arc::clone(&text));
        let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let entries = if is_csv { rows(&text, source, &mut report) } else { tables(&text, source, &mut report) };
        let choices: Vec<(IssueChoice, WrittenAt)> =
            entries.iter().filter_map(|entry| Some((choice(entry, &mut report)?, place(entry)))).collect();
        let alone: Vec<IssueChoice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
        if let Some(number) = contradicting(&alone).filter(|_| report.is_clean()) {
            report.problem(choices[number].1, &[], CONTRADICTS, None);
        }
        if report.is_clean() { Ok(Self { name, text, choices }) } else { Err(report.into_problems()) }
    }

    /// The choices in the order of the file.
    pub fn choices(&self) -> impl Iterator<Item = &IssueChoice> {
        self.choices.iter().map(|(choice, _)| choice)
    }

    /// The change of a scenario that takes the choices over, as `--set` has it; `None` where there are none.
    #[must_use]
    pub fn set(&self) -> Option<String> {
        let written: Vec<String> = self.choices().map(IssueChoice::written).collect();
        (!written.is_empty()).then(|| format!("{LIST}=[{}]", written.join(", ")))
    }

    /// What a run found wrong with some of the choices, by their numbers, at their lines.
    #[must_use]
    pub fn problems(&self, found: &[(usize, String)]) -> Problems {
        let mut report = Report::default();
        report.add_source(self.name.clone(), Arc::clone(&self.text));
        for (number, message) in found {
            if let Some((choice, at)) = self.choices.get(*number) {
                report.problem(*at, &[], format!("{}, arrival {}: {message}", choice.issue, choice.arrival), None);
            }
        }
        report.into_problems()
    }
}

/// Where an entry is pointed at: its issue, where it has one.
fn place(entry: &Node) -> WrittenAt {
    entry.get("issue").map_or(entry.at, |issue| issue.at)
}

/// The tables of a TOML file.
fn tables(text: &str, source: usize, report: &mut Report) -> Vec<Node> {
    let Some(root) = Node::document(text, source, report) else { return Vec::new() };
    for (key, node) in root.entries().iter().filter(|(key, _)| key != LIST) {
        report.problem(node.place(), &[], format!("no such key: `{key}`; a file of choices has `[[choices]]`"), did_you_mean(key, [LIST]));
    }
    match root.get(LIST) {
        None => Vec::new(),
        Some(list) if matches!(list.value, Value::List(_)) => list.items().to_vec(),
        Some(other) => {
            report.problem(other.at, &[LIST.into()], format!("is {}; expected tables `[[choices]]`", other.kind()), None);
            Vec::new()
        }
    }
}

/// The rows of a CSV file as such tables.
fn rows(text: &str, source: usize, report: &mut Report) -> Vec<Node> {
    let (mut at, mut header, mut found) = (start(text), None::<Vec<CsvCell>>, Vec::new());
    while let Some(row) = next_row(text, &mut at) {
        let cells = match row {
            Ok(cells) if is_blank(&cells) => continue,
            Ok(cells) => cells,
            Err((start, end)) => {
                report.problem(WrittenAt { source, start, end }, &[], UNCLOSED, None);
                return found;
            }
        };
        let Some(names) = &header else {
            for cell in cells.iter().filter(|cell| !KEYS.contains(&cell.text.as_str())) {
                let message = format!("no such column: `{}`; expected {}", cell.text, listed(KEYS));
                report.problem(spot(cell, source), &[], message, did_you_mean(&cell.text, KEYS));
            }
            header = Some(cells);
            continue;
        };
        if cells.len() > names.len() {
            report.problem(spot(&cells[names.len()], source), &[], "stands in no column of the first line", None);
        }
        let whole = WrittenAt { source, start: cells[0].at.0, end: cells.last().map_or(0, |cell| cell.at.1) };
        let told = names.iter().zip(&cells).filter(|(_, cell)| !cell.text.is_empty());
        let entries = told.map(|(name, cell)| (name.text.clone(), value(&name.text, cell, source))).collect();
        found.push(Node { value: Value::Table(entries), ..Node::table(whole) });
    }
    found
}

fn spot(cell: &CsvCell, source: usize) -> WrittenAt {
    WrittenAt { source, start: cell.at.0, end: cell.at.1 }
}

fn value(column: &str, cell: &CsvCell, source: usize) -> Node {
    let number = cell.text.parse().ok().filter(|_| ["arrival", "replication"].contains(&column));
    let value = number.map_or_else(|| Value::Text(cell.text.clone()), Value::Integer);
    Node { value, ..Node::table(spot(cell, source)) }
}

/// The choice that an entry is; what is wrong with it is reported.
fn choice(entry: &Node, report: &mut Report) -> Option<IssueChoice> {
    if !matches!(entry.value, Value::Table(_)) {
        report.problem(entry.at, &[LIST.into()], format!("is {}; expected a table with {}", entry.kind(), listed(KEYS)), None);
        return None;
    }
    for (key, node) in entry.entries().iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        report.problem(node.place(), &[], format!("no such key: `{key}`; expected {}", listed(KEYS)), did_you_mean(key, KEYS));
    }
    let issue = text(entry, "issue", report);
    let decision = text(entry, "decision", report);
    for (key, missing) in [("issue", entry.get("issue").is_none()), ("decision", entry.get("decision").is_none())] {
        if missing {
            report.problem(entry.at, &[], format!("`{key}` is missing"), None);
        }
    }
    let (unit, role) = (text(entry, "unit", report), text(entry, "role", report));
    let (arrival, replication) = (number(entry, "arrival", 1, report), number(entry, "replication", 0, report));
    let decision = decided(entry.get("decision")?, decision.as_deref()?, report)?;
    match post(decision, unit.as_ref(), role.as_ref()) {
        Ok(post) => Some(IssueChoice { issue: issue?, arrival: arrival?, decision, post, replication: replication? }),
        Err((key, message)) => {
            report.problem(entry.get(key).map_or(entry.at, |node| node.at), &[], format!("`{key}`: {message}"), None);
            None
        }
    }
}

fn decided(node: &Node, name: &str, report: &mut Report) -> Option<Decision> {
    let found = Decision::ALL.into_iter().find(|decision| decision.name() == name);
    if found.is_none() {
        let names = Decision::ALL.map(Decision::name);
        report.problem(node.at, &[], format!("`decision`: `{name}` is no decision; expected {}", listed(names)), did_you_mean(name, names));
    }
    found
}

fn text(entry: &Node, key: &str, report: &mut Report) -> Option<String> {
    let node = entry.get(key)?;
    if node.text().is_none_or(str::is_empty) {
        report.problem(node.at, &[], format!("`{key}`: is {}; expected a text", node.kind()), None);
    }
    node.text().map(str::to_owned)
}

/// A whole number from `least` on, which is the default.
fn number(entry: &Node, key: &str, least: u32, report: &mut Report) -> Option<u32> {
    let Some(node) = entry.get(key) else { return Some(least) };
    let found = if let Value::Integer(number) = node.value { u32::try_from(number).ok().filter(|number| *number >= least) } else { None };
    if found.is_none() {
        report.problem(node.at, &[], format!("`{key}`: expected a whole number from {least} on"), None);
    }
    found
}
