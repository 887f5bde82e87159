//! Rows of a text file of real cases: cells between separators, quoted or not, with the line numbers that an editor shows.
//!
//! A quote that is not closed would swallow all rows that follow without a word. So a quoted cell over many lines, one
//! that goes on after its quote, and a file that ends inside a quote are errors, told with the line of the open quote.

use encoding_rs::Encoding;

use super::bytes::{BUFFER, Broken, CsvText};
use super::encoding::Decoded;
use super::log_form::{CellSeparator, LogForm};
use super::stream::{LogRow, RowCells};

/// Longest row, in bytes.
const LONGEST_ROW: usize = 1 << 20;
/// Most columns of a file.
const MOST_COLUMNS: usize = 4_096;
/// Most line ends within one quoted cell: more than notes of real cases have.
const MOST_LINE_ENDS: u64 = 50;

/// A file of rows.
pub(crate) struct Csv {
    text: Decoded,
    part: Vec<u8>,
    left: std::ops::Range<usize>,
    separator: CellSeparator,
    row: Vec<u8>,
    ends: Vec<usize>,
    /// Line that is read, and the one in which the present row begins.
    line: u64,
    begin: u64,
}

impl Csv {
    /// The rows of `text`, which is in `encoding`, or shows by and by in which; cells are separated by what the first line
    /// has most of.
    pub fn new(text: CsvText, encoding: Option<&'static Encoding>) -> Result<Self, Broken> {
        let (text, part) = (Decoded::new(text, encoding)?, vec![0; BUFFER]);
        let mut csv =
            Self { text, part, left: 0..0, separator: CellSeparator::Comma, row: Vec::new(), ends: Vec::new(), line: 1, begin: 1 };
        csv.peek()?;
        csv.separator = separator(&csv.part[csv.left.clone()]);
        Ok(csv)
    }

    /// The present row.
    pub fn row(&self) -> LogRow<'_> {
        LogRow { line: self.begin, cells: RowCells::Csv { text: &self.row, ends: &self.ends } }
    }

    /// How many cells the present row has.
    pub fn cells(&self) -> usize {
        self.ends.len()
    }

    /// The encoding that all bytes so far show.
    pub fn encoding(&self) -> &'static Encoding {
        self.text.found()
    }

    /// Whether the text was read in the encoding that it shows.
    pub fn is_decoded(&self) -> bool {
        self.text.is_decoded()
    }

    /// What the file was read as.
    pub fn form(&self) -> LogForm {
        LogForm::Text { encoding: self.text.encoding().to_owned(), separator: self.separator }
    }

    /// The bytes underneath.
    pub fn into_text(self) -> CsvText {
        self.text.into_text()
    }

    /// Goes to the next row; `false` at the end. Lines without anything are passed over.
    pub fn next(&mut self) -> Result<bool, Broken> {
        self.row.clear();
        self.ends.clear();
        while matches!(self.peek()?, Some(b'\r' | b'\n')) {
            self.line_end()?;
        }
        self.begin = self.line;
        if self.peek()?.is_none() {
            return Ok(false);
        }
        loop {
            let is_last = self.cell()?;
            self.ends.push(self.row.len());
            if self.ends.len() > MOST_COLUMNS {
                return Err(Broken::new(format!("the row in line {} has more than {MOST_COLUMNS} columns", self.begin)));
            }
            if is_last {
                return Ok(true);
            }
        }
    }

    /// Reads a cell and what ends it; whether that ends the row too.
    fn cell(&mut self) -> Result<bool, Broken> {
        if self.peek()? == Some(b'"') {
            self.quoted()?;
        }
        loop {
            match self.peek()? {
                None => return Ok(true),
                Some(b'\r' | b'\n') => {
                    self.line_end()?;
                    return Ok(true);
                }
                Some(byte) if byte == self.separator.byte() => {
                    self.left.start += 1;
                    return Ok(false);
                }
                Some(_) => {
                    let separator = self.separator.byte();
                    self.take_until(|byte| byte == separator || matches!(byte, b'\r' | b'\n'))?;
                }
            }
        }
    }

    /// Reads what stands between quotes.
    fn quoted(&mut self) -> Result<(), Broken> {
        let opened = self.line;
        self.left.start += 1;
        loop {
            let Some(byte) = self.peek()? else {
                return Err(Broken::new(format!("ends inside a quote; the quote that opens in line {opened} is not closed")));
            };
            match byte {
                b'"' => {
                    self.left.start += 1;
                    if self.peek()? != Some(b'"') {
                        break;
                    }
                    self.left.start += 1;
                    self.push(byte)?;
                }
                b'\r' | b'\n' => {
                    self.line_end()?;
                    self.push(b'\n')?;
                    if self.line - opened > MOST_LINE_ENDS {
                        let message = format!("the quote that opens in line {opened} goes on for more than {MOST_LINE_ENDS} lines");
                        return Err(Broken::new(format!("{message}; is it not closed?")));
                    }
                }
                _ => self.take_until(|byte| matches!(byte, b'"' | b'\r' | b'\n'))?,
            }
        }
        let is_over = matches!(self.peek()?, None | Some(b'\r' | b'\n')) || self.peek()? == Some(self.separator.byte());
        if self.line > opened && !is_over {
            let message = format!("the quote that opens in line {opened} meets another in line {}, in the middle of a cell", self.line);
            return Err(Broken::new(format!("{message}; is it not closed?")));
        }
        Ok(())
    }

    /// Takes the bytes at hand up to the first that is an end.
    fn take_until(&mut self, is_end: impl Fn(u8) -> bool) -> Result<(), Broken> {
        let bytes = &self.part[self.left.clone()];
        let count = bytes.iter().position(|byte| is_end(*byte)).unwrap_or(bytes.len());
        self.check_length(count)?;
        self.row.extend_from_slice(&self.part[self.left.start..self.left.start + count]);
        self.left.start += count;
        Ok(())
    }

    fn push(&mut self, byte: u8) -> Result<(), Broken> {
        self.check_length(1)?;
        self.row.push(byte);
        Ok(())
    }

    /// Refuses a row that would be too long with so many bytes more.
    fn check_length(&self, more: usize) -> Result<(), Broken> {
        if self.row.len() + more > LONGEST_ROW {
            let message = format!("the row that begins in line {} is longer than {LONGEST_ROW} bytes", self.begin);
            return Err(Broken::new(format!("{message}; is a quote not closed?")));
        }
        Ok(())
    }

    /// Passes a line end: a line feed, a carriage return, or both.
    fn line_end(&mut self) -> Result<(), Broken> {
        let is_return = self.peek()? == Some(b'\r');
        self.left.start += 1;
        self.line += 1;
        if is_return && self.peek()? == Some(b'\n') {
            self.left.start += 1;
        }
        Ok(())
    }

    /// The next byte; `None` at the end.
    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        if self.left.is_empty() {
            self.left = self.text.next(&mut self.part).map_err(|error| self.text.cut_off(&error, self.line))?;
        }
        Ok(self.part[self.left.clone()].first().copied())
    }
}

/// What separates the cells of the first line of `text`.
fn separator(text: &[u8]) -> CellSeparator {
    let mut counts = [0_usize; CellSeparator::ALL.len()];
    let mut is_quoted = false;
    for byte in text.iter().copied().skip_while(|byte| matches!(byte, b'\r' | b'\n')) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\r' | b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => CellSeparator::ALL
                .iter()
                .zip(&mut counts)
                .filter(|(separator, _)| separator.byte() == byte)
                .for_each(|(_, count)| *count += 1),
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|count| *count == most).map_or(CellSeparator::Comma, |place| CellSeparator::ALL[place])
}
