//! Small tables of text whose columns line up on a terminal, names in Chinese included.

/// Rows of cells, which may have several lines; the first column and those named are aligned left, the others right.
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

    /// Columns that it takes in one block.
    pub fn width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        (0..columns)
            .map(|column| {
                let lines = self.rows.iter().filter_map(|row| row.get(column)).flat_map(|cell| cell.lines());
                lines.map(display_width).max().unwrap_or(0)
            })
            .collect()
    }

    fn block(&self, columns: &[usize], widths: &[usize]) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let line_of = |column: usize, at: usize| row.get(column).and_then(|cell| cell.lines().nth(at)).unwrap_or_default();
            let shown = std::iter::once(&0).chain(columns).filter_map(|column| row.get(*column));
            let height = shown.map(|cell| cell.lines().count()).max().unwrap_or(1).max(1);
            for at in 0..height {
                let mut line = padded(line_of(0, at), widths[0], true);
                for &column in columns {
                    line.push_str(&" ".repeat(GAP));
                    line.push_str(&padded(line_of(column, at), widths[column], self.left.contains(&column)));
                }
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }
}

fn padded(cell: &str, width: usize, is_left: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(display_width(cell)));
    if is_left { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
}

/// `text` in lines of at most `width` columns, begun with `indent` blanks and continued with two more. Lines are broken at blanks and,
/// in Chinese, between characters as its script allows; a word that is longer than a line stays whole.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let (first, next) = (" ".repeat(indent), " ".repeat(indent + GAP));
    let options = options(width).initial_indent(&first).subsequent_indent(&next);
    // what is written is wrapped anew, so that breaks of its own do not show
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { String::new() } else { textwrap::fill(&text, options) + "\n" }
}

/// How lines are broken.
fn options<'o>(width: usize) -> textwrap::Options<'o> {
    textwrap::Options::new(width)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::Custom(words))
}

/// The pieces between which a line may be broken: words between blanks, and within those of an East Asian script wherever Unicode's
/// rules allow it, but not within a name or path in Latin letters.
fn words(line: &str) -> Box<dyn Iterator<Item = textwrap::core::Word<'_>> + '_> {
    let mut ends = Vec::new();
    let mut at = 0;
    for word in textwrap::WordSeparator::UnicodeBreakProperties.find_words(line) {
        at += word.len() + word.whitespace.len();
        let (before, after) = (line[..at].chars().next_back(), line[at..].chars().next());
        let is_within_a_name = before.zip(after).is_some_and(|(before, after)| before.is_ascii_graphic() && after.is_ascii_graphic());
        if !is_within_a_name {
            ends.push(at);
        }
    }
    let mut start = 0;
    Box::new(ends.into_iter().map(move |end| {
        let piece = textwrap::core::Word::from(&line[start..end]);
        start = end;
        piece
    }))
}

/// `text` in lines of at most `width` columns, as [`wrapped`] breaks them.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, options(width)).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Columns that `text` takes on a terminal.
pub fn display_width(text: &str) -> usize {
    textwrap::core::display_width(text)
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

    #[test]
    fn chinese_is_broken_between_characters_and_names_and_paths_stay_whole() {
        let text = "联户成员政策：在 resolution_time_hours 上更好（−36.7 [−39.3, −34.1] 小时），见 output/xiaolin/compare/report.html。";
        for width in [24, 40, 60, 80] {
            let text = wrapped(text, 0, width);
            let too_wide: Vec<&str> = text.lines().filter(|line| display_width(line) > width.max(40)).collect();
            assert!(too_wide.is_empty(), "{width}: {too_wide:?}");
            assert!(text.contains("resolution_time_hours") && text.contains("output/xiaolin/compare/report.html"), "{text}");
        }
        assert!(wrapped("不放标点在行首，也不拆开数字。", 0, 10).lines().all(|line| !line.trim().starts_with(['，', '。'])));
        assert_eq!(wrapped("about 7/h and a-b", 0, 9), "about 7/h\n  and a-b\n");
    }

    #[test]
    fn a_cell_may_have_several_lines() {
        let mut grid = TextGrid::new(&[]);
        grid.row(["policy", "rate"]);
        grid.row(["base", "0.5\n[0.4, 0.6]"]);
        assert_eq!(grid.text(80), "policy        rate\nbase           0.5\n        [0.4, 0.6]\n");
    }
}
