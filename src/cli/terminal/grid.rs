//! Small tables of text whose columns line up on a terminal, names in Chinese included.

/// Rows of cells; the first column and those named are aligned left, the others right.
#[derive(Clone, Debug, Default)]
pub struct TextGrid {
    rows: Vec<Vec<String>>,
    left: Vec<usize>,
}

/// Blanks between two columns.
const GAP: usize = 2;

impl TextGrid {
    /// An empty grid; the columns `left` are aligned left, like the first.
    pub fn new(left: &[usize]) -> Self {
        Self { rows: Vec::new(), left: left.to_vec() }
    }

    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether there is nothing to show but perhaps a heading.
    pub fn has_rows(&self) -> bool {
        self.rows.len() > 1
    }

    /// The text, each line ended. Columns that do not fit into `width` follow in a further block, under the same first column.
    pub fn text(&self, width: usize) -> String {
        let widths = self.widths();
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        let mut used = usize::MAX;
        for (column, wide) in widths.iter().enumerate().skip(1) {
            if used.saturating_add(GAP + wide) > width {
                blocks.push(Vec::new());
                used = widths[0];
            }
            used += GAP + wide;
            if let Some(block) = blocks.last_mut() {
                block.push(column);
            }
        }
        if blocks.is_empty() {
            blocks.push(Vec::new());
        }
        let texts: Vec<String> = blocks.iter().map(|block| self.block(block, &widths)).collect();
        texts.join("\n")
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max().unwrap_or(0))
            .collect()
    }

    fn block(&self, columns: &[usize], widths: &[usize]) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let mut line = padded(row.first().map_or("", String::as_str), widths[0], true);
            for &column in columns {
                line.push_str(&" ".repeat(GAP));
                line.push_str(&padded(row.get(column).map_or("", String::as_str), widths[column], self.left.contains(&column)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn padded(cell: &str, width: usize, is_left: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(display_width(cell)));
    if is_left { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
}

/// `text` in lines of at most `width` columns, broken at blanks, begun with `indent` blanks and continued with two more.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if display_width(line) + 1 + display_width(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(format!("{}{word}", " ".repeat(indent))),
            Some(_) => lines.push(format!("{}{word}", " ".repeat(indent + GAP))),
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Columns that `text` takes on a terminal.
pub fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// 2 for the wide blocks of East Asian scripts, 0 for what combines with the character before, else 1
/// (Unicode Standard Annex 11, by block).
const fn char_width(character: char) -> usize {
    match character as u32 {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::terminal::grid::*;

    #[test]
    fn columns_line_up_by_display_width() {
        let mut grid = TextGrid::new(&[]);
        grid.row(["level", "units"]);
        grid.row(["网格", "200"]);
        grid.row(["district", "1"]);
        let text = grid.text(80);
        assert_eq!(text, "level     units\n网格        200\ndistrict      1\n");
        assert_eq!(text.lines().map(display_width).collect::<Vec<_>>(), [15, 15, 15]);
    }

    #[test]
    fn columns_beyond_the_width_follow_in_a_further_block() {
        let mut grid = TextGrid::new(&[]);
        grid.row(["", "aaaa", "bbbb", "cccc"]);
        grid.row(["name", "1", "2", "3"]);
        let text = grid.text(16);
        assert_eq!(text, "      aaaa  bbbb\nname     1     2\n\n      cccc\nname     3\n");
        assert!(text.lines().all(|line| display_width(line) <= 16));
    }

    #[test]
    fn wrapped_text_stays_within_the_width() {
        assert_eq!(wrapped("one two three", 2, 9), "  one two\n    three\n");
    }
}
