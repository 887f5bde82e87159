//! A result in words on a terminal: the sentences and tables of its first screen, the same as in the report.

use super::grid::{TextGrid, display_width, lines, wrapped};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::language::opening::{MORE_ROWS, WARNING};
use crate::output::language::wording::Wording;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::presentation::{Presentation, SentenceKind};

/// Most rows of a table on a terminal.
const MOST_ROWS: usize = 15;
/// Columns to which a cell is broken where its table is wider than the terminal.
const CELL_WIDTH: usize = 28;
/// Columns to which the head of a column is broken there.
const HEAD_WIDTH: usize = 12;

/// The first screen of `presentation` for a terminal `width` columns wide.
pub fn text(presentation: &Presentation, width: usize) -> String {
    let words = Wording::new(presentation.language);
    let mut parts = vec![wrapped(&presentation.title, 0, width)];
    let mut last = SentenceKind::About;
    let about = presentation.sentences().filter(|(kind, _)| *kind == SentenceKind::About);
    for (_, sentence) in about {
        parts.push(wrapped(sentence, 0, width));
    }
    for answer in &presentation.answers {
        parts.push(String::new());
        let values = [("question", answer.question.as_str()), ("answer", &answer.whole(presentation.language))];
        parts.push(wrapped(&Message::Answered.filled(presentation.language, &values), 0, width));
    }
    let others = presentation.sentences().filter(|(kind, _)| *kind != SentenceKind::About);
    for (kind, sentence) in others {
        if kind != last {
            parts.push(String::new());
            last = kind;
        }
        let sentence = if kind == SentenceKind::Warning { words.text(WARNING, &[("sentence", sentence)]) } else { sentence.to_owned() };
        parts.push(wrapped(&sentence, 0, width));
    }
    // the table of all policies names them itself
    if presentation.overview.is_none() && !presentation.policies.is_empty() {
        parts.push(String::new());
        parts.extend(presentation.policies.iter().map(|(policy, title)| wrapped(&format!("{policy}: {title}"), 0, width)));
    }
    for table in presentation.opening() {
        parts.push(String::new());
        parts.push(drawn(table, words, width));
    }
    parts.iter().map(|part| if part.is_empty() { "\n" } else { part.as_str() }).collect()
}

/// A table, of its rows the first.
pub fn drawn(table: &Table, words: Wording, width: usize) -> String {
    let columns = table.shown();
    let left: Vec<usize> = (0..columns.len()).filter(|at| !table.heads[columns[*at]].1).collect();
    let rows = || table.rows.iter().take(MOST_ROWS);
    let build = |cell: &dyn Fn(&TableCell) -> String, head: &dyn Fn(&str) -> String| {
        let mut grid = TextGrid::new(&left);
        grid.row(columns.iter().map(|column| head(&table.heads[*column].0)));
        for row in rows() {
            grid.row(columns.iter().map(|column| row.get(*column).map_or_else(String::new, cell)));
        }
        grid
    };
    let on_one_line = build(&|cell| joined(cell), &str::to_owned);
    let grid =
        if on_one_line.width() <= width { on_one_line } else { build(&|cell| stacked(cell), &|head| lines(head, HEAD_WIDTH).join("\n")) };
    let rest = table.rows.len().saturating_sub(MOST_ROWS);
    let more = if rest > 0 { words.text(MORE_ROWS, &[("count", &count(rest as u64))]) + "\n" } else { String::new() };
    let notes: String = table.notes.iter().map(|note| wrapped(note, 0, width)).collect();
    wrapped(&table.caption, 0, width) + &grid.text(width) + &more + &notes
}

/// A cell on one line.
fn joined(cell: &TableCell) -> String {
    let below = cell.below.join(", ");
    match (below.is_empty(), below.starts_with('[')) {
        (true, _) => cell.text.clone(),
        (false, true) => format!("{} {below}", cell.text),
        (false, false) => format!("{} ({below})", cell.text),
    }
}

/// A cell with what belongs to it below, broken where it is long.
fn stacked(cell: &TableCell) -> String {
    let parts = std::iter::once(&cell.text).chain(&cell.below);
    let broken = parts.flat_map(|part| if display_width(part) > CELL_WIDTH { lines(part, CELL_WIDTH) } else { vec![part.clone()] });
    broken.collect::<Vec<_>>().join("\n")
}
