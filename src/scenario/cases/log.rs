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
