//! What became of the rows of files of real cases, as a person reads it.

use crate::cli::terminal::grid::wrapped;
use crate::cli::terminal::screen;
use crate::output::language::locale::Language;
use crate::output::language::wording::Wording;
use crate::scenario::TraceAccount;

/// What became of the rows of a file of real cases.
pub(crate) fn trace_text(trace: &TraceAccount) -> String {
    let mut sentences = Wording::new(Language::English).rows_of_cases(trace).into_iter();
    let mut text = sentences.next().map(|sentence| sentence + "\n").unwrap_or_default();
    sentences.for_each(|sentence| text += &wrapped(&sentence, 2, screen::WIDTH));
    text
}
