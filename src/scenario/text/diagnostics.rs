//! What is wrong with a scenario, said so that its author can repair it.
//!
//! A [`Problem`] names the file, the line, the key, what was found and what is allowed, and where it can the key or
//! value likely meant. The reader goes on after a problem, so that [`Problems`] holds all of them; follow-on problems
//! are kept out by remembering which keys are already known to be wrong (`Report::taint`).
//!
//! This file knows nothing of what a scenario may say: that is the business of `check` and `resolve`.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, NamedSource, SourceSpan};

use super::kept::KeptScenario;
use super::origin::WrittenAt;

/// Most problems that are kept; more than that are counted.
const KEPT: usize = 50;
/// Most characters of a line that a message shows around its place, and of a message.
const WIDEST: usize = 200;
const LONGEST: usize = 600;
/// Most lines that a place is shown over.
const TALLEST: usize = 4;
/// Most changes of a design point that are told beside a problem.
const SHOWN: usize = 4;

/// One thing wrong with a scenario.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{}{message}", shown_key(.key))]
pub struct Problem {
    /// File as named by the user, or the `--set` argument.
    pub file: String,
    /// Line in the file, from 1; 0 when the file as a whole could not be read.
    pub line: usize,
    /// Full dotted key, for example `units.community.staff.clerk.count`; empty for the file as a whole.
    pub key: String,
    /// What was found and what is allowed.
    pub message: String,
    /// What likely repairs it.
    #[help]
    pub help: Option<String>,
    #[source_code]
    text: Option<NamedSource<Arc<String>>>,
    #[label("here")]
    span: Option<SourceSpan>,
    place: (usize, usize),
}

fn shown_key(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!("`{key}`: ") }
}

/// Everything wrong with a scenario, in the order of the file; never empty.
#[derive(Clone, Debug)]
pub struct Problems {
    problems: Vec<Problem>,
    omitted: usize,
    is_file_error: bool,
}

impl Problems {
    /// The problems in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.problems.iter()
    }

    /// How many there are, those not kept included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.problems.len() + self.omitted
    }

    /// Whether a file could not be read at all (exit code 4), as against one with wrong content (exit code 2).
    #[must_use]
    pub const fn is_file_error(&self) -> bool {
        self.is_file_error
    }

    /// The same problems, each with the changes of the design point `changes` that it likely comes from, unless it stands
    /// in one of them.
    pub(crate) fn at_point(mut self, changes: &[(String, String)], point: &str) -> Self {
        for problem in self.problems.iter_mut().filter(|problem| problem.file != point) {
            let block = |key: &str| key.split('.').find(|part| *part != "policies").unwrap_or_default().to_owned();
            let is_near = |(key, _): &&(String, String)| block(key) == block(&problem.key);
            let near: Vec<&(String, String)> = changes.iter().filter(is_near).collect();
            let told = if near.is_empty() { changes.iter().collect() } else { near };
            let shown: Vec<String> = told.iter().take(SHOWN).map(|(key, value)| format!("`{key}={value}`")).collect();
            let more = if told.len() > SHOWN { format!(" and {} more", told.len() - SHOWN) } else { String::new() };
            if !shown.is_empty() {
                problem.message = format!("{} (with {}{more})", problem.message, shown.join(", "));
            }
        }
        self
    }

    /// All problems with the lines they stand in, for a terminal `width` columns wide.
    #[must_use]
    pub fn render(&self, width: usize, color: bool) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width.max(40)).with_context_lines(1).with_links(false);
        let mut out = String::new();
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            if handler.render_report(&mut out, problem).is_err() {
                let _ = writeln!(out, "{problem}");
            }
        }
        if self.omitted > 0 {
            let _ = writeln!(out, "and {} more", self.omitted);
        }
        out
    }
}

impl fmt::Display for Problems {
    /// One line per problem: `file:line: key: message; help`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}", problem.file)?;
            if problem.line > 0 {
                write!(f, ":{}", problem.line)?;
            }
            write!(f, ": {problem}")?;
            if let Some(help) = &problem.help {
                write!(f, "; {help}")?;
            }
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A text that keys and values come from: a file or a `--set` argument.
#[derive(Clone, Debug)]
pub(crate) struct SourceText {
    pub name: String,
    pub text: Arc<String>,
}

/// Collects problems while the reader goes on.
#[derive(Debug, Default)]
pub(crate) struct Report {
    sources: Vec<SourceText>,
    problems: Vec<Problem>,
    seen: BTreeSet<(WrittenAt, String)>,
    tainted: BTreeSet<Vec<String>>,
    omitted: usize,
    is_file_error: bool,
    /// What is read in place of files.
    kept: Arc<KeptScenario>,
}

impl Report {
    /// A report on texts that are known already, with what is read in place of files.
    pub fn on(sources: Vec<SourceText>, kept: Arc<KeptScenario>) -> Self {
        Self { sources, kept, ..Self::default() }
    }

    /// What is read in place of files.
    pub const fn kept(&self) -> &Arc<KeptScenario> {
        &self.kept
    }

    /// The texts so far.
    pub fn sources(&self) -> &[SourceText] {
        &self.sources
    }

    /// Adds a text and returns its number for [`WrittenAt::source`].
    pub fn add_source(&mut self, name: String, text: Arc<String>) -> usize {
        self.sources.push(SourceText { name, text });
        self.sources.len() - 1
    }

    /// Whether nothing is wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether so many problems are kept that further ones are only counted.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= KEPT
    }

    /// Counts a problem that is not kept.
    pub fn omit(&mut self) {
        self.omitted += 1;
    }

    /// A file that cannot be read, wherever it is named.
    pub fn unreadable(&mut self, file: impl Into<String>, message: impl Into<String>, help: Option<String>) {
        self.is_file_error = true;
        let (file, message) = (printable(&file.into()).into_owned(), shortened(&printable(&message.into()), LONGEST));
        self.problems.push(Problem { file, line: 0, key: String::new(), message, help, text: None, span: None, place: (0, 0) });
    }

    /// A problem at `origin`; the same one twice counts once.
    pub fn problem(&mut self, origin: WrittenAt, key: &[String], message: impl Into<String>, help: Option<String>) {
        let message = message.into();
        if !self.seen.insert((origin, message.clone())) {
            return;
        }
        if self.is_full() {
            self.omit();
            return;
        }
        let Some(source) = self.sources.get(origin.source) else { return };
        let text = source.text.as_str();
        let start = floor_boundary(text, origin.start);
        let end = floor_boundary(text, origin.end).max(start);
        let line = line_at(text, start);
        let name = printable(&source.name).into_owned();
        let (shown, span) = excerpt(source, line, start..end);
        self.problems.push(Problem {
            text: Some(NamedSource::new(&name, shown)),
            span: Some(SourceSpan::from(span)),
            file: name,
            line,
            key: shortened(&printable(&key.join(".")), LONGEST),
            message: shortened(&printable(&message), LONGEST),
            help: help.map(|help| shortened(&printable(&help), LONGEST)),
            place: (origin.source, start),
        });
    }

    /// Name of the file that `origin` stands in, or `--set`.
    pub fn source_name(&self, origin: WrittenAt) -> Option<&str> {
        self.sources.get(origin.source).map(|source| source.name.as_str())
    }

    /// The line, from 1, that `origin` stands in.
    pub fn line(&self, origin: WrittenAt) -> usize {
        self.sources.get(origin.source).map_or(0, |source| {
            let start = floor_boundary(&source.text, origin.start);
            line_at(&source.text, start)
        })
    }

    /// Remembers that the value at `key` is missing or left out because of a problem already reported, so that what
    /// follows from it is not reported too. Keys inside a policy count for the tables that the policy overlays.
    pub fn taint(&mut self, key: &[String]) {
        let inside = inside_policy(key);
        if !inside.is_empty() {
            self.tainted.insert(inside.to_vec());
        }
    }

    /// Whether `key`, something inside it or something around it is tainted.
    pub fn is_tainted(&self, key: &[String]) -> bool {
        let key = inside_policy(key);
        self.tainted.iter().any(|tainted| tainted.starts_with(key) || key.starts_with(tainted))
    }

    /// Whether the names defined in the top-level table or list `namespace` are not all known.
    pub fn is_namespace_tainted(&self, namespace: &str) -> bool {
        self.tainted.iter().any(|tainted| tainted.len() <= 2 && tainted[0] == namespace)
    }

    /// All problems, in the order of the files.
    pub fn into_problems(mut self) -> Problems {
        self.problems.sort_by_key(|problem| problem.place);
        Problems { problems: self.problems, omitted: self.omitted, is_file_error: self.is_file_error }
    }
}

/// The key without the policy and the dated change that it stands in.
fn inside_policy(key: &[String]) -> &[String] {
    match key {
        [policies, _, dated, _, rest @ ..] if policies == "policies" && dated == "dated" && !rest.is_empty() => rest,
        [policies, _, rest @ ..] if policies == "policies" && !rest.is_empty() => rest,
        _ => key,
    }
}

/// The text with control characters written as escapes, but for line ends and tabs; so that a file says nothing to a
/// terminal but words.
#[must_use]
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    // characters that turn the direction of writing can show another text than there is
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_odd) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_odd(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown.into()
}

/// A text of more than `most` characters without those in its middle, and how many they are.
fn shortened(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let at = |number: usize| text.char_indices().nth(number).map_or(text.len(), |(at, _)| at);
    let kept = most / 2;
    format!("{}… ({} characters more) …{}", &text[..at(kept)], count - 2 * kept, &text[at(count - kept)..])
}

/// The line, from 1, that the byte `at` of `text` stands in.
fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// What of a source is shown with a problem at `span` in line `line`, and where the span is in it: the source as it is, or,
/// where its lines are too wide, too many or not all text for a terminal, that part of them under the same line number.
fn excerpt(source: &SourceText, line: usize, span: std::ops::Range<usize>) -> (Arc<String>, std::ops::Range<usize>) {
    let text = source.text.as_str();
    let begin = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let first_end = text[span.start..].find('\n').map_or(text.len(), |at| span.start + at);
    // the lines that would be shown: one before, those of the span, one after
    let from = text[..begin.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    let last_end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    let until = text.get(last_end + 1..).map_or(text.len(), |rest| rest.find('\n').map_or(text.len(), |at| last_end + 1 + at));
    let seen = || text[from..until].lines();
    let is_plain = |line: &str| line.len() <= WIDEST && matches!(printable(line), std::borrow::Cow::Borrowed(_));
    if text[span.clone()].matches('\n').count() < TALLEST && seen().all(is_plain) {
        return (Arc::clone(&source.text), span);
    }
    let before = ceil_boundary(text, span.start.saturating_sub(WIDEST / 3).max(begin));
    let end = span.end.min(first_end);
    let after = floor_boundary(text, (span.start + WIDEST).min(first_end));
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let head = format!("{}{}{}", "\n".repeat(line - 1), cut(before > begin), printable(&text[before..span.start]));
    let inside = printable(&text[span.start..end.min(after)]).into_owned();
    let rest = printable(&text[end.min(after)..after]).into_owned();
    let shown = format!("{head}{inside}{rest}{}\n", cut(after < first_end));
    (Arc::new(shown), head.len()..head.len() + inside.len())
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The candidate that `found` is likely a slip for, if any is near enough (a third of its letters, swaps counted once).
pub(crate) fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > 200 {
        return None;
    }
    let length = found.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&found.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (length.max(candidate.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?` for the nearest candidate.
pub(crate) fn did_you_mean<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(found, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Candidates as text, at most twelve of them: `` `a`, `b` `` or `none`.
pub(crate) fn listed<'a>(candidates: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    match all.len() {
        0 => "none".into(),
        1..=16 => all.join(", "),
        n => format!("{} and {} more", all[..16].join(", "), n - 16),
    }
}

/// Why a text is not the quantity it should be, before it is known where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    /// What was found and what is allowed.
    pub message: String,
    /// What likely repairs it.
    pub help: Option<String>,
}

impl Fault {
    /// Without a repair.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// With what likely repairs it.
    pub fn hint(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::diagnostics::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_finds_none() {
        let words = ["replications", "horizon", "units"];
        assert_eq!(nearest("replicatoins", words), Some("replications"));
        assert_eq!(nearest("Unit", words), Some("units"));
        assert_eq!(nearest("colour", words), None);
    }

    #[test]
    fn the_same_problem_twice_counts_once_and_lines_start_at_one() {
        let mut report = Report::default();
        let source = report.add_source("a.toml".into(), Arc::new("x = 1\n网 = 2\n".into()));
        let origin = WrittenAt { source, start: 7, end: 9 };
        report.problem(origin, &["x".into()], "wrong", None);
        report.problem(origin, &["x".into()], "wrong", None);
        let problems = report.into_problems();
        assert_eq!(problems.count(), 1);
        assert_eq!(problems.to_string(), "a.toml:2: `x`: wrong");
        assert!(problems.render(80, false).contains("a.toml:2"));
    }

    #[test]
    fn a_tainted_key_hides_what_stands_in_it_and_around_it() {
        let mut report = Report::default();
        let key = |text: &str| text.split('.').map(String::from).collect::<Vec<_>>();
        report.taint(&key("policies.x.demand.residents.categories.easy"));
        assert!(report.is_tainted(&key("demand.residents.categories")));
        assert!(report.is_tainted(&key("demand.residents.categories.easy.value")));
        assert!(!report.is_tainted(&key("demand.residents.at")));
        assert!(!report.is_namespace_tainted("demand"));
    }
}
