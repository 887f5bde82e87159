//! What became of the rows of files of real cases, as a person reads it and as a program does.

use serde_json::{Value, json};

use crate::cli::terminal::figures::count;
use crate::cli::terminal::grid::wrapped;
use crate::cli::terminal::screen;
use crate::scenario::TraceAccount;
use crate::scenario::setting::Noted;

/// What became of the rows of a file of real cases.
pub(crate) fn trace_text(trace: &TraceAccount) -> String {
    let between = trace.span.as_ref().map(|(first, last)| format!(", from {first} to {last}")).unwrap_or_default();
    let mut text = format!("{}: {} of {} rows of {} are cases{between}\n", trace.name, count(trace.used), count(trace.rows), trace.file);
    let columns: Vec<String> = trace.columns.iter().map(|(key, name)| format!("{key} from `{name}`")).collect();
    text += &wrapped(&format!("read as {}; columns: {}", trace.form, columns.join(", ")), 2, screen::WIDTH);
    for noted in &trace.notes {
        let is_used = if noted.note.is_used() { "used" } else { "not used" };
        let what = format!("{} rows {is_used}: {}, first in line {} ({:?})", count(noted.rows), noted.note.name(), noted.line, noted.text);
        text += &wrapped(&what, 2, screen::WIDTH);
    }
    text
}

/// The same for a program.
pub(crate) fn trace_json(trace: &TraceAccount) -> Value {
    let note = |noted: &Noted| json!({ "note": noted.note.name(), "used": noted.note.is_used(), "rows": noted.rows, "first_line": noted.line, "text": noted.text });
    let notes: Vec<Value> = trace.notes.iter().map(note).collect();
    json!({
        "demand": trace.name, "file": trace.file, "sha256": trace.sha256, "read_as": trace.form,
        "columns": trace.columns.iter().map(|(key, name)| json!({ "for": key, "name": name })).collect::<Vec<_>>(), "rows": trace.rows, "used": trace.used,
        "first": trace.span.as_ref().map(|span| &span.0), "last": trace.span.as_ref().map(|span| &span.1), "notes": notes,
    })
}
