//! Files of real cases as streams of rows: CSV, gzipped CSV, Parquet. Nothing is understood here, cells are text.
//!
//! A row is in memory only while it is looked at, and the longest row is bounded, so a file of any length can be read.
//! The bytes of the file are hashed on the way: the plan hash covers them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use sha2::{Digest, Sha256};

use super::csv::Csv;
use super::encoding;

/// Bytes read at once.
pub(crate) const BUFFER: usize = 1 << 16;
/// Rows of a Parquet file in memory at once.
const SLICE: usize = 1 << 17;
/// First bytes of a gzip stream.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// What was found and what is expected.
    pub message: String,
    /// Whether the file could not be opened at all.
    pub is_missing: bool,
}

impl Broken {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_missing: false }
    }
}

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

/// Reads the file at `path`: `head` sees the names of the columns and gives what looks at the rows, or `None` to stop.
pub(crate) fn read<T: Looks>(path: &Path, head: impl FnOnce(&[String]) -> Option<T>) -> Result<Option<ReadLog<T>>, Broken> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is = |ending: &str| name.ends_with(ending);
    let open = || File::open(path).map_err(|error| cannot_open(&error));
    if path.is_dir() {
        return Err(Broken::new("is a directory; expected a file of cases"));
    }
    if is(".parquet") {
        read_parquet(path, &open, head)
    } else if is(".csv") || is(".csv.gz") || is(".gz") {
        read_csv(&open, head)
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
pub(crate) struct Hashed<R> {
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

/// The bytes of a CSV file, compressed or not.
pub(crate) enum CsvText {
    Plain(Hashed<BufReader<File>>),
    Gzip(Box<MultiGzDecoder<BufReader<Hashed<BufReader<File>>>>>),
}

impl CsvText {
    fn new(file: File) -> Result<Self, Broken> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let first = std::io::BufRead::fill_buf(&mut file).map_err(|error| cannot_open(&error))?;
        let is_gzip = first.starts_with(&GZIP);
        let hashed = Hashed { inner: file, hash: Sha256::new() };
        if is_gzip { Ok(Self::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(hashed))))) } else { Ok(Self::Plain(hashed)) }
    }

    /// Fills some of `buffer`; 0 at the end.
    pub fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
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

    /// What an error met after `line` means.
    pub fn cut_off(&self, error: &std::io::Error, line: u64) -> Broken {
        match (self, error.kind()) {
            (Self::Gzip(_), std::io::ErrorKind::UnexpectedEof) => {
                Broken::new(format!("the gzip stream is cut off after line {line}; copy the file again"))
            }
            (Self::Gzip(_), _) => Broken::new(format!("the gzip stream is damaged after line {line}: {error}")),
            (Self::Plain(_), _) => Broken::new(format!("cannot be read after line {line}: {error}")),
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

fn read_csv<T: Looks>(
    open: &dyn Fn() -> Result<File, Broken>,
    head: impl FnOnce(&[String]) -> Option<T>,
) -> Result<Option<ReadLog<T>>, Broken> {
    let encoding = encoding::survey(&mut CsvText::new(open()?)?)?;
    let mut csv = Csv::new(CsvText::new(open()?)?, encoding)?;
    if !csv.next()? {
        return Err(Broken::new("is empty; expected a line with the names of the columns, then rows"));
    }
    let row = csv.row();
    let names: Option<Vec<String>> = (0..csv.cells()).map(|column| row.cell(column).map(String::from)).collect();
    let Some(names) = names else {
        let message = format!("the names of the columns in line {} are neither UTF-8, UTF-16 nor GB18030 text", row.line);
        return Err(Broken::new(format!("{message}; save the file as UTF-8")));
    };
    let Some(mut state) = head(&names) else { return Ok(None) };
    while csv.next()? {
        state.look(&csv.row());
    }
    let form = csv.form();
    Ok(Some(ReadLog { state, sha256: csv.into_text().into_hash(), form }))
}

fn read_parquet<T: Looks>(
    path: &Path,
    open: &dyn Fn() -> Result<File, Broken>,
    head: impl FnOnce(&[String]) -> Option<T>,
) -> Result<Option<ReadLog<T>>, Broken> {
    let sha256 = hash_of(open()?)?;
    let damaged = |error: &dyn std::fmt::Display| Broken::new(format!("is not a Parquet file that can be read: {error}"));
    let schema = ParquetReader::new(open()?).schema().map_err(|error| damaged(&error))?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let Some(mut state) = head(&names) else { return Ok(None) };
    let used: BTreeSet<usize> = state.columns().into_iter().collect();
    // columns that nobody looks at are not read: what they hold, however odd, is no matter
    let wanted: Vec<String> = used.iter().filter_map(|column| names.get(*column).cloned()).collect();
    let places: BTreeMap<usize, usize> = used.into_iter().enumerate().map(|(place, column)| (column, place)).collect();
    let mut line = 2;
    let mut offset = 0;
    loop {
        let (file, wanted) = (open()?, wanted.clone());
        // a file can be damaged in ways that the library meets with a panic
        let slice =
            std::panic::catch_unwind(|| ParquetReader::new(file).with_columns(Some(wanted)).with_slice(Some((offset, SLICE))).finish());
        let frame = slice.map_err(|_| damaged(&path.display()))?.map_err(|error| damaged(&error))?;
        let ordered = frame.select(wanted_of(&names, &places)).map_err(|error| damaged(&error))?;
        for cells in rows_of(&ordered).map_err(|error| damaged(&error))? {
            state.look(&LogRow { line, cells: RowCells::Frame { frame: &cells, places: &places } });
            line += 1;
        }
        if frame.height() < SLICE {
            return Ok(Some(ReadLog { state, sha256, form: "Parquet".to_owned() }));
        }
        offset += SLICE;
    }
}

/// Names of the columns that are read, in their order.
fn wanted_of(names: &[String], places: &BTreeMap<usize, usize>) -> Vec<String> {
    places.keys().filter_map(|column| names.get(*column).cloned()).collect()
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
