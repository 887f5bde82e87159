//! What became of the rows of files of real cases, as a person reads it.

use crate::cli::terminal::figures::count;
use crate::cli::terminal::grid::wrapped;
use crate::cli::terminal::screen;
use crate::scenario::TraceAccount;

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
