//! A stream of rows, whatever file they come from, and what looks at them.

use std::collections::BTreeMap;

/// One row: the line it begins in (Parquet: its number, the first row is 2), and its cells as text.
pub(crate) struct LogRow<'a> {
    pub line: u64,
    pub(crate) cells: RowCells<'a>,
}

/// The cells of a row.
pub(crate) enum RowCells<'a> {
    Csv { text: &'a [u8], ends: &'a [usize] },
    Frame { frame: &'a [Option<String>], places: &'a BTreeMap<usize, usize> },
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
            RowCells::Frame { frame, places } => frame.get(*places.get(&column)?)?.as_deref().map(str::trim),
        }
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
    /// What it was read as: encoding and separator.
    pub form: String,
}
