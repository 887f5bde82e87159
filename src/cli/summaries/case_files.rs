//! What became of the rows of files of real cases, as a person reads it and as a program does.

use serde_json::{Value, json};

use crate::cli::terminal::grid::wrapped;
use crate::cli::terminal::screen;
use crate::output::language::wording::Wording;
use crate::scenario::TraceAccount;
use crate::scenario::setting::Noted;

/// What became of the rows of a file of real cases.
pub(crate) fn trace_text(trace: &TraceAccount) -> String {
    let mut sentences = Wording::TERMINAL.rows_of_cases(trace).into_iter();
    let mut text = sentences.next().map(|sentence| sentence + "\n").unwrap_or_default();
    sentences.for_each(|sentence| text += &wrapped(&sentence, 2, screen::WIDTH));
    text
}

/// The same for a program.
pub(crate) fn trace_json(trace: &TraceAccount) -> Value {
    let note = |noted: &Noted| json!({ "note": noted.note.name(), "used": noted.note.is_used(), "rows": noted.rows, "first_line": noted.line, "text": noted.text });
    let notes: Vec<Value> = trace.notes.iter().map(note).collect();
    json!({
        "demand": trace.name, "file": trace.file, "sha256": trace.sha256, "read_as": trace.form.to_string(),
        "columns": trace.columns.iter().map(|(key, name)| json!({ "for": key, "name": name })).collect::<Vec<_>>(), "rows": trace.rows, "used": trace.used,
        "first": trace.span.as_ref().map(|span| &span.0), "last": trace.span.as_ref().map(|span| &span.1), "notes": notes,
    })
}
