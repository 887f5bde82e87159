//! One Parquet file, written row group by row group and read back in slices, so that neither needs the whole table in
//! memory. Row groups are part of the file's bytes; the caller fixes their size independent of threads.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, PolarsResult, Schema, SerReader};

use crate::experiment::store::StoreError;

/// Rows read at once.
const SLICE: usize = 8_192;

/// A table on its way to disk.
pub struct TableWriter {
    path: PathBuf,
    file: File,
    writer: polars::io::parquet::write::BatchedWriter<BufWriter<File>>,
    rows: u64,
}

impl TableWriter {
    /// Starts the table `path` with the columns of `schema`.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create(path: PathBuf, schema: &Schema) -> Result<Self, StoreError> {
        let file = File::create(&path).map_err(|error| failed(&path, "created", &error))?;
        let handle = file.try_clone().map_err(|error| failed(&path, "created", &error))?;
        let writer = ParquetWriter::new(BufWriter::new(handle))
            .with_compression(ParquetCompression::Zstd(None))
            .set_parallel(false)
            .batched(schema)
            .map_err(|error| failed(&path, "created", &error))?;
        Ok(Self { path, file, writer, rows: 0 })
    }

    /// Adds one row group; nothing for an empty frame.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, frame: PolarsResult<DataFrame>) -> Result<(), StoreError> {
        let frame = frame.map_err(|error| failed(&self.path, "written", &error))?;
        if frame.height() > 0 {
            self.writer.write_batch(&frame).map_err(|error| failed(&self.path, "written", &error))?;
            self.rows += frame.height() as u64;
        }
        Ok(())
    }

    /// Completes the file, down to the disk; gives the number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<u64, StoreError> {
        self.writer.finish().map_err(|error| failed(&self.path, "written", &error))?;
        self.file.sync_all().map_err(|error| failed(&self.path, "written", &error))?;
        Ok(self.rows)
    }
}

/// Hands the table `path` to `visit`, slice by slice, with the columns named, or all.
///
/// # Errors
/// When it cannot be read or has no such columns.
pub fn read(path: &Path, mut visit: impl FnMut(DataFrame) -> PolarsResult<()>) -> Result<(), StoreError> {
    let cannot = |error: PolarsError| failed(path, "read", &error);
    let mut offset = 0;
    loop {
        let file = File::open(path).map_err(|error| failed(path, "read", &error))?;
        let frame = ParquetReader::new(file).with_slice(Some((offset, SLICE))).finish().map_err(cannot)?;
        let rows = frame.height();
        if rows > 0 {
            visit(frame).map_err(cannot)?;
        }
        if rows < SLICE {
            return Ok(());
        }
        offset += rows;
    }
}

/// Writes a whole small file, down to the disk.
///
/// # Errors
/// When it cannot be written.
pub fn write_small(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(content)?;
        file.sync_all()
    };
    write().map_err(|error| failed(path, "written", &error))
}

/// The error that `path` could not be `action`.
pub(super) fn failed(path: &Path, action: &'static str, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError { path: path.display().to_string(), action, reason: reason.to_string() }
}
