//! Cells of a CSV text, each with its place: parted by commas, in double quotes at will, with `""` for a quote. A
//! byte-order mark and lines that end as on Windows are taken as they come.

/// A cell: its text without quotes, and the bytes where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CsvCell {
    pub text: String,
    pub at: (usize, usize),
}

/// What is wrong where a cell begins with a quote that nothing closes.
pub(crate) const UNCLOSED: &str = "a cell that begins with a quote has no quote before the next comma or line end";

/// Where the first line begins: after a byte-order mark, if there is one.
pub(crate) fn start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The cells of the line that begins at byte `at`, which moves on to the next; `None` at the end of the text.
///
/// # Errors
/// The place of a cell whose quote is not closed; nothing after it is read.
pub(crate) fn next_row(text: &str, at: &mut usize) -> Option<Result<Vec<CsvCell>, (usize, usize)>> {
    if *at >= text.len() {
        return None;
    }
    let mut cells = Vec::new();
    loop {
        let (cell, end, is_closed) = cell(text, *at);
        if !is_closed {
            *at = text.len();
            return Some(Err(cell.at));
        }
        cells.push(cell);
        let rest = &text[end..];
        if rest.starts_with(',') {
            *at = end + 1;
            continue;
        }
        *at = end + if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
        return Some(Ok(cells));
    }
}

/// The cell that begins at byte `start`, the byte after it, and whether its quote, if it has one, is closed.
fn cell(text: &str, start: usize) -> (CsvCell, usize, bool) {
    let rest = &text[start..];
    if !rest.starts_with('"') {
        let length = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        let trimmed = rest[..length].trim();
        return (CsvCell { text: trimmed.to_owned(), at: (start, start + length) }, start + length, true);
    }
    let mut content = String::new();
    let mut marks = rest.match_indices('"').skip(1).map(|(index, _)| index).peekable();
    let mut from = 1;
    while let Some(index) = marks.next() {
        content.push_str(&rest[from..index]);
        if marks.next_if_eq(&(index + 1)).is_some() {
            content.push('"');
            from = index + 2;
            continue;
        }
        let end = start + index + 1;
        let is_closed = text[end..].is_empty() || text[end..].starts_with([',', '\n', '\r']);
        return (CsvCell { text: content, at: (start, end) }, end, is_closed);
    }
    (CsvCell { text: content, at: (start, (start + 1).min(text.len())) }, text.len(), false)
}

/// Whether a line has nothing on it.
pub(crate) fn is_blank(cells: &[CsvCell]) -> bool {
    cells.len() == 1 && cells[0].text.is_empty()
}

/// The bytes of a whole line.
pub(crate) fn line_of(cells: &[CsvCell]) -> (usize, usize) {
    (cells.first().map_or(0, |cell| cell.at.0), cells.last().map_or(0, |cell| cell.at.1))
}

/// Text of a cell, shortened for a message.
pub(crate) fn shown(text: &str) -> String {
    if text.chars().count() > 40 { format!("{}…", text.chars().take(40).collect::<String>()) } else { text.to_owned() }
}
