//! A stream of rows, whatever file they come from, and what looks at them.

use std::collections::{BTreeMap, BTreeSet};

use super::log_form::LogForm;

/// One row: the line it begins in (Parquet: its number, the first row is 2), and its cells as text.
pub(crate) struct LogRow<'a> {
    pub line: u64,
    pub(crate) cells: RowCells<'a>,
}

/// The cells of a row.
pub(crate) enum RowCells<'a> {
    Csv {
        text: &'a [u8],
        ends: &'a [usize],
    },
    /// One row of a table: its texts by column, where each column stands in it, and which of them hold times.
    Frame {
        texts: &'a [Vec<Option<String>>],
        row: usize,
        places: &'a BTreeMap<usize, usize>,
        times: &'a BTreeSet<usize>,
    },
}

impl LogRow<'_> {
    /// The cell in `column` without blanks around it; `None` when the row is too short or the cell is not text.
    pub fn cell(&self, column: usize) -> Option<&str> {
        match &self.cells {
            RowCells::Csv { text, ends } => {
                let end = *ends.get(column)?;
                let start = if column == 0 { 0 } else { ends[column - 1] };
                std::str::from_utf8(&text[start..end]).ok().map(str::trim)
            }
            // what a table does not say is an empty cell
            RowCells::Frame { texts, row, places, .. } => {
                Some(texts.get(*places.get(&column)?)?.get(*row)?.as_deref().unwrap_or("").trim())
            }
        }
    }

    /// Whether all its text is ASCII.
    pub fn is_ascii(&self) -> bool {
        matches!(&self.cells, RowCells::Csv { text, .. } if text.is_ascii())
    }

    /// Whether the column holds times by the file's own word, however the entry says that times are written.
    pub fn is_time(&self, column: usize) -> bool {
        matches!(&self.cells, RowCells::Frame { times, .. } if times.contains(&column))
    }
}

/// What looks at rows.
pub(crate) trait Looks {
    /// Positions of the columns that it looks at; no others need be read.
    fn columns(&self) -> Vec<usize>;

    /// Looks at the next row.
    fn look(&mut self, row: &LogRow<'_>);
}

/// A file that has been read to its end.
pub(crate) struct ReadLog<T> {
    /// What looked at its rows.
    pub state: T,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// What it was read as.
    pub form: LogForm,
}
