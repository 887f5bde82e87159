//! Files of real cases as streams of rows: CSV, gzipped CSV, Parquet. Nothing is understood here, cells are text.
//!
//! A row is in memory only while it is looked at, and the longest row is bounded, so a file of any length can be read.
//! The bytes of the file are hashed on the way: the plan hash covers them.

use std::fs::File;
use std::path::Path;

use super::bytes::{Broken, CsvText, cannot_open};
use super::csv::Csv;
use super::encoding;
use super::parquet::read_parquet;
use super::stream::{Looks, ReadLog};

/// Reads the file at `path`: `head` sees the names of the columns and gives what looks at the rows, or `None` to stop. It is
/// asked anew when a file turns out to be in another encoding than it began like.
pub(crate) fn read<T: Looks>(path: &Path, head: impl FnMut(&[String]) -> Option<T>) -> Result<Option<ReadLog<T>>, Broken> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is = |ending: &str| name.ends_with(ending);
    let open = || File::open(path).map_err(|error| cannot_open(&error));
    if path.is_dir() {
        return Err(Broken::new("is a directory; expected a file of cases"));
    }
    if is(".parquet") {
        read_parquet(&open, head)
    } else if is(".csv") || is(".csv.gz") || is(".gz") {
        read_csv(&open, head)
    } else {
        Err(Broken::new("has no ending that says what it is; expected .csv, .csv.gz or .parquet"))
    }
}

fn read_csv<T: Looks>(
    open: &dyn Fn() -> Result<File, Broken>,
    mut head: impl FnMut(&[String]) -> Option<T>,
) -> Result<Option<ReadLog<T>>, Broken> {
    // read as UTF-8 until it turns out, at the latest at its end, to be something else
    let mut found = None;
    loop {
        let mut csv = Csv::new(CsvText::new(open()?)?, found)?;
        if !csv.next()? {
            return Err(Broken::new("is empty; expected a line with the names of the columns, then rows"));
        }
        if found.is_none() && !csv.row().is_ascii() {
            found = Some(encoding::survey(CsvText::new(open()?)?)?);
            continue;
        }
        let Some(mut state) = head(&names_of(&csv)?) else { return Ok(None) };
        while csv.next()? {
            state.look(&csv.row());
        }
        if !csv.is_decoded() {
            found = Some(csv.encoding());
            continue;
        }
        let form = csv.form();
        return Ok(Some(ReadLog { state, sha256: csv.into_text().into_hash(), form }));
    }
}

/// The cells of the first line.
fn names_of(csv: &Csv) -> Result<Vec<String>, Broken> {
    let row = csv.row();
    let names: Option<Vec<String>> = (0..csv.cells()).map(|column| row.cell(column).map(String::from)).collect();
    names.ok_or_else(|| {
        let message = format!("the names of the columns in line {} are neither UTF-8, UTF-16 nor GB18030 text", row.line);
        Broken::new(format!("{message}; save the file as UTF-8"))
    })
}
