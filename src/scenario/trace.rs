//! Files of real cases as streams of rows: CSV, gzipped CSV, Parquet. Nothing is understood here, cells are text.
//!
//! A row is in memory only while it is looked at, and the longest row is bounded, so a file of any length can be read.
//! The bytes of the file are hashed on the way: the plan hash covers them.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv_core::ReadRecordResult;
use flate2::read::MultiGzDecoder;
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use sha2::{Digest, Sha256};

/// Longest row of a CSV file, in bytes.
const LONGEST_ROW: usize = 1 << 20;
/// Most columns of a file.
const MOST_COLUMNS: usize = 4_096;
/// Bytes read at once.
const BUFFER: usize = 1 << 16;
/// Rows of a Parquet file in memory at once.
const SLICE: usize = 1 << 17;
/// First bytes of a gzip stream.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// What was found and what is expected.
    pub message: String,
    /// Whether the file could not be opened at all.
    pub is_missing: bool,
}

impl Broken {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_missing: false }
    }
}

/// One row: the line it begins in (Parquet: its number, the first row is 2), and its cells as text.
pub(super) struct Row<'a> {
    pub line: u64,
    cells: Cells<'a>,
}

enum Cells<'a> {
    Csv { text: &'a [u8], ends: &'a [usize] },
    Frame { frame: &'a [Option<String>] },
}

impl Row<'_> {
    /// The cell in `column` without blanks around it; `None` when the row is too short or the cell is not text.
    pub fn cell(&self, column: usize) -> Option<&str> {
        match &self.cells {
            Cells::Csv { text, ends } => {
                let end = *ends.get(column)?;
                let start = if column == 0 { 0 } else { ends[column - 1] };
                std::str::from_utf8(&text[start..end]).ok().map(str::trim)
            }
            Cells::Frame { frame } => frame.get(column)?.as_deref().map(str::trim),
        }
    }
}

/// Reads the file at `path`: `head` sees the names of the columns and gives what looks at the rows, or `None` to stop.
/// The result holds that and the SHA-256 of the bytes.
pub(super) fn read<T>(
    path: &Path,
    head: impl FnOnce(&[String]) -> Option<T>,
    look: impl FnMut(&mut T, &Row<'_>),
) -> Result<Option<(T, String)>, Broken> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is = |ending: &str| name.ends_with(ending);
    let open = || File::open(path).map_err(|error| cannot_open(&error));
    if path.is_dir() {
        return Err(Broken::new("is a directory; expected a file of cases"));
    }
    if is(".parquet") {
        read_parquet(path, &open, head, look)
    } else if is(".csv") || is(".csv.gz") || is(".gz") {
        read_csv(open()?, head, look)
    } else {
        Err(Broken::new("has no ending that says what it is; expected .csv, .csv.gz or .parquet"))
    }
}

fn cannot_open(error: &std::io::Error) -> Broken {
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Broken { message, is_missing: true }
}

/// Bytes that are hashed as they pass.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// The text of a CSV file, compressed or not.
enum Text {
    Plain(Hashed<BufReader<File>>),
    Gzip(Box<MultiGzDecoder<BufReader<Hashed<BufReader<File>>>>>),
}

impl Text {
    fn new(file: File) -> Result<Self, Broken> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let first = std::io::BufRead::fill_buf(&mut file).map_err(|error| cannot_open(&error))?;
        let is_gzip = first.starts_with(&GZIP);
        let hashed = Hashed { inner: file, hash: Sha256::new() };
        if is_gzip { Ok(Self::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(hashed))))) } else { Ok(Self::Plain(hashed)) }
    }

    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let result = match self {
                Self::Plain(text) => text.read(buffer),
                Self::Gzip(text) => text.read(buffer),
            };
            match result {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    fn into_hash(self) -> String {
        let hash = match self {
            Self::Plain(text) => text.hash,
            Self::Gzip(text) => text.into_inner().into_inner().hash,
        };
        hex(&hash.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// A CSV file, row by row.
struct Csv {
    text: Text,
    core: csv_core::Reader,
    buffer: Vec<u8>,
    /// What of the buffer is not read yet.
    left: std::ops::Range<usize>,
    row: Vec<u8>,
    ends: Vec<usize>,
    /// Line in which the present row begins.
    line: u64,
}

impl Csv {
    fn new(text: Text) -> Self {
        let (buffer, row, ends) = (vec![0; BUFFER], vec![0; BUFFER], vec![0; 64]);
        Self { text, core: csv_core::Reader::new(), buffer, left: 0..0, row, ends, line: 1 }
    }

    /// Reads the next row; how many cells and bytes it has, or `None` at the end.
    fn next(&mut self) -> Result<Option<(usize, usize)>, Broken> {
        self.line = self.core.line();
        let (mut bytes, mut cells) = (0, 0);
        loop {
            if self.left.is_empty() {
                let count = self.text.read(&mut self.buffer).map_err(|error| self.cut_off(&error))?;
                self.left = 0..count;
            }
            let input = &self.buffer[self.left.clone()];
            let (result, read, written, ended) = self.core.read_record(input, &mut self.row[bytes..], &mut self.ends[cells..]);
            self.left.start += read;
            bytes += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.row.len() < LONGEST_ROW => self.row.resize(self.row.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_COLUMNS => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::OutputFull => {
                    let message =
                        format!("the row that begins in line {} is longer than {LONGEST_ROW} bytes; is a quote not closed?", self.line);
                    return Err(Broken::new(message));
                }
                ReadRecordResult::OutputEndsFull => {
                    return Err(Broken::new(format!("the row in line {} has more than {MOST_COLUMNS} columns", self.line)));
                }
                ReadRecordResult::Record => return Ok(Some((cells, bytes))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn cut_off(&self, error: &std::io::Error) -> Broken {
        let line = self.core.line();
        match (&self.text, error.kind()) {
            (Text::Gzip(_), std::io::ErrorKind::UnexpectedEof) => {
                Broken::new(format!("the gzip stream is cut off after line {line}; copy the file again"))
            }
            (Text::Gzip(_), _) => Broken::new(format!("the gzip stream is damaged after line {line}: {error}")),
            (Text::Plain(_), _) => Broken::new(format!("cannot be read after line {line}: {error}")),
        }
    }
}

fn read_csv<T>(
    file: File,
    head: impl FnOnce(&[String]) -> Option<T>,
    mut look: impl FnMut(&mut T, &Row<'_>),
) -> Result<Option<(T, String)>, Broken> {
    let mut csv = Csv::new(Text::new(file)?);
    let Some((cells, _)) = csv.next()? else {
        return Err(Broken::new("is empty; expected a line with the names of the columns, then rows"));
    };
    let row = Row { line: 1, cells: Cells::Csv { text: &csv.row, ends: &csv.ends[..cells] } };
    let names: Option<Vec<String>> = (0..cells).map(|column| row.cell(column).map(String::from)).collect();
    let Some(names) = names else {
        return Err(Broken::new("the names of the columns in line 1 are not UTF-8 text; save the file as UTF-8"));
    };
    let Some(mut state) = head(&names) else { return Ok(None) };
    while let Some((cells, bytes)) = csv.next()? {
        look(&mut state, &Row { line: csv.line, cells: Cells::Csv { text: &csv.row[..bytes], ends: &csv.ends[..cells] } });
    }
    Ok(Some((state, csv.text.into_hash())))
}

fn read_parquet<T>(
    path: &Path,
    open: &dyn Fn() -> Result<File, Broken>,
    head: impl FnOnce(&[String]) -> Option<T>,
    mut look: impl FnMut(&mut T, &Row<'_>),
) -> Result<Option<(T, String)>, Broken> {
    let hash = hash_of(open()?)?;
    let damaged = |error: &dyn std::fmt::Display| Broken::new(format!("is not a Parquet file that can be read: {error}"));
    let schema = ParquetReader::new(open()?).schema().map_err(|error| damaged(&error))?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let Some(mut state) = head(&names) else { return Ok(None) };
    let mut line = 2;
    let mut offset = 0;
    loop {
        let file = open()?;
        // a file can be damaged in ways that the library meets with a panic
        let slice = std::panic::catch_unwind(|| ParquetReader::new(file).with_slice(Some((offset, SLICE))).finish());
        let frame = slice.map_err(|_| damaged(&path.display()))?.map_err(|error| damaged(&error))?;
        for cells in rows_of(&frame).map_err(|error| damaged(&error))? {
            look(&mut state, &Row { line, cells: Cells::Frame { frame: &cells } });
            line += 1;
        }
        if frame.height() < SLICE {
            return Ok(Some((state, hash)));
        }
        offset += SLICE;
    }
}

fn hash_of(mut file: File) -> Result<String, Broken> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = file.read(&mut buffer).map_err(|error| cannot_open(&error))?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..count]);
    }
}

/// The rows of a slice as text, column by column.
fn rows_of(frame: &DataFrame) -> Result<impl Iterator<Item = Vec<Option<String>>>, polars::prelude::PolarsError> {
    let texts = frame.columns().iter().map(|column| column.cast(&DataType::String)).collect::<Result<Vec<_>, _>>()?;
    let columns = texts.into_iter().map(|column| {
        let texts = column.str()?;
        Ok(texts.iter().map(|cell| cell.map(String::from)).collect::<Vec<_>>())
    });
    let columns = columns.collect::<Result<Vec<_>, polars::prelude::PolarsError>>()?;
    Ok((0..frame.height()).map(move |row| columns.iter().map(|column| column[row].clone()).collect()))
}
