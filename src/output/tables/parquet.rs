//! One Parquet file, written row group by row group and read back in slices, so that neither needs the whole table in
//! memory. Where row groups end is part of the file's bytes; it follows from the frames that the caller hands over.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, ParquetCompression, ParquetReader, ParquetWriter, PolarsResult, Schema, SerReader};

use crate::experiment::campaign::store::StoreError;
use crate::output::folder::disk::announce;
pub(crate) use crate::output::folder::disk::failed;
pub use crate::output::folder::disk::write as write_small;

/// Fewest cells of a row group but the last. The description of every row group stays in memory until the file is
/// complete (some kilobytes a column), so there should be few.
const ROW_GROUP_CELLS: usize = 1 << 20;

/// How long a table is meant to last, which decides how much work its compression is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// A result.
    Long,
    /// Until the result is complete.
    Briefly,
}

/// A table on its way to disk.
pub struct TableWriter {
    path: PathBuf,
    file: File,
    pending: Option<DataFrame>,
    writer: polars::io::parquet::write::BatchedWriter<BufWriter<File>>,
    rows: u64,
}

impl TableWriter {
    /// Starts the table `path` with the columns of `schema`.
    ///
    /// # Errors
    /// When the file cannot be created, or is there already.
    pub fn create(path: PathBuf, schema: &Schema, lasts: Lasts) -> Result<Self, StoreError> {
        let file = announce("create", &path).and_then(|()| File::create_new(&path)).map_err(|error| failed(&path, "created", &error))?;
        let handle = file.try_clone().map_err(|error| failed(&path, "created", &error))?;
        let writer = ParquetWriter::new(BufWriter::new(handle))
            .with_compression(match lasts {
                Lasts::Long => ParquetCompression::Zstd(None),
                Lasts::Briefly => ParquetCompression::Lz4Raw,
            })
            .set_parallel(false)
            .batched(schema)
            .map_err(|error| failed(&path, "created", &error))?;
        Ok(Self { path, file, pending: None, writer, rows: 0 })
    }

    /// Adds the rows of `frame`. Row groups end with a frame, so that the file's bytes follow from the frames.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, frame: PolarsResult<DataFrame>) -> Result<(), StoreError> {
        self.add(frame).map_err(|error| failed(&self.path, "written", &error))
    }

    fn add(&mut self, frame: PolarsResult<DataFrame>) -> PolarsResult<()> {
        let frame = frame?;
        self.rows += frame.height() as u64;
        let pending = match self.pending.take() {
            Some(mut pending) => {
                pending.vstack_mut(&frame)?;
                pending
            }
            None => frame,
        };
        if pending.height() * pending.width() < ROW_GROUP_CELLS {
            self.pending = Some(pending);
            return Ok(());
        }
        self.write_group(pending)
    }

    fn write_group(&mut self, mut group: DataFrame) -> PolarsResult<()> {
        if group.height() > 0 {
            group.rechunk_mut();
            self.writer.write_batch(&group)?;
        }
        Ok(())
    }

    /// Completes the file, down to the disk; gives the number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<u64, StoreError> {
        if let Some(rest) = self.pending.take() {
            self.write_group(rest).map_err(|error| failed(&self.path, "written", &error))?;
        }
        self.writer.finish().map_err(|error| failed(&self.path, "written", &error))?;
        announce("sync", &self.path).and_then(|()| self.file.sync_all()).map_err(|error| failed(&self.path, "written", &error))?;
        Ok(self.rows)
    }
}

/// Rows `from..from + most` of the table `path`, fewer at its end.
///
/// # Errors
/// When it cannot be read.
pub fn read_slice(path: &Path, from: usize, most: usize) -> Result<DataFrame, StoreError> {
    let file = File::open(path).map_err(|error| failed(path, "read", &error))?;
    let read = ParquetReader::new(file).with_slice(Some((from, most))).finish();
    read.map_err(|error| failed(path, "read", &error))
}
