//! Tables as a reader sees them: texts in cells, on a page or on a terminal.

/// A table whose first column is the header of its rows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// More of that, below the caption.
    pub about: Vec<String>,
    /// Heads of the columns, and whether their cells are numbers.
    pub heads: Vec<(String, bool)>,
    /// Cells, row by row; one without rows is not shown.
    pub rows: Vec<Vec<TableCell>>,
    /// What there is to know beside the numbers.
    pub notes: Vec<String>,
}

/// A cell: what it says, and lines that matter less below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCell {
    /// The text.
    pub text: String,
    /// Smaller lines: an interval, a name as in the tables of files.
    pub below: Vec<String>,
    /// What the text means, for whoever has room for it: a page, and no terminal.
    pub meaning: Option<String>,
}

impl<T: Into<String>> From<T> for TableCell {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl TableCell {
    /// The cell with one more line below.
    #[must_use]
    pub fn with(mut self, line: impl Into<String>) -> Self {
        self.below.push(line.into());
        self
    }

    /// The cell with what its text means.
    #[must_use]
    pub fn meaning(self, meaning: impl Into<String>) -> Self {
        Self { meaning: Some(meaning.into()), ..self }
    }
}

impl Table {
    /// The columns in which anything stands.
    #[must_use]
    pub fn shown(&self) -> Vec<usize> {
        let is_shown = |column: &usize| self.rows.iter().any(|row| row.get(*column).is_some_and(|cell| *cell != TableCell::default()));
        (0..self.heads.len()).filter(is_shown).collect()
    }
}
