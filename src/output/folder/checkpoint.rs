//! Pieces: what a campaign under way has done, so that a killed program loses seconds and not hours.
//!
//! Runs go into the tables of an open piece; when somebody says that one is due it is completed, sealed with the SHA-256 of
//! its tables, and put in place by one rename. So a piece is there whole or not at all, and one that was damaged
//! later is noticed. Pieces are cut between cells, at moments that the clock decides: which pieces there are changes no byte
//! of the result, into which their runs are read back in plan order.
//!
//! The same reader takes any folder of tables of the same plan for a long piece: shards that other machines have done,
//! and a result that is complete.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde::{Deserialize, Serialize};

use super::disk;
use super::manifest::{Claim, Manifest, TableEntry};
use crate::experiment::campaign::store::{Known, RunRecord, StoreError};
use crate::output::tables::parquet::{Lasts, TableWriter, failed, write_small};
use crate::output::tables::records::RecordReader;
use crate::output::tables::runs::{Detail, RowContext};
use crate::output::tables::schema::{PIECE_FILE, RUNS_FILE};

/// How the name of a piece under way begins.
const UNDER_WAY: &str = "open";

/// Says whether it is time to complete a piece; asked whenever one could be.
pub type IsDue = Box<dyn FnMut() -> bool>;

/// What a piece holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Seal {
    /// Of which plan, shard and build.
    claim: Claim,
    /// First cell.
    from: u64,
    /// Cell after the last.
    until: u64,
    /// Its tables.
    tables: Vec<TableEntry>,
}

/// What the pieces in the folder `pieces` are of, as the first of them in the order of their names says that is whole.
pub(crate) fn claim_of(pieces: &Path) -> Option<Claim> {
    let mut folders: Vec<PathBuf> = fs::read_dir(pieces).ok()?.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.iter().find_map(|folder| seal_of(folder)).map(|seal| seal.claim)
}

fn seal_of(folder: &Path) -> Option<Seal> {
    serde_json::from_slice(&fs::read(folder.join(PIECE_FILE)).ok()?).ok()
}

/// A folder of tables of some cells of the plan.
#[derive(Clone, Debug)]
struct KeptCells {
    until: u64,
    folder: PathBuf,
    tables: Vec<TableEntry>,
    /// Whether it may be removed when it is damaged.
    is_piece: bool,
}

/// Folders of finished runs of one plan, read in plan order.
pub struct Library<'a> {
    context: RowContext<'a>,
    detail: Detail,
    /// By first cell.
    kept: BTreeMap<u64, KeptCells>,
    open: Option<CheckpointReader<'a>>,
    /// What there is to say about damaged pieces.
    notes: Vec<String>,
}

/// A folder that is being read.
struct CheckpointReader<'a> {
    cell: u64,
    until: u64,
    reader: RecordReader<'a>,
    ahead: Option<RunRecord>,
}

impl CheckpointReader<'_> {
    /// Runs of the next cells: at least one cell, and no more than about `most` runs.
    fn cells(&mut self, most: usize) -> Result<Vec<RunRecord>, StoreError> {
        let mut found: Vec<RunRecord> = Vec::new();
        while self.cell < self.until {
            let Some(next) = self.ahead.take().map_or_else(|| self.reader.next_run().transpose(), |run| Some(Ok(run))).transpose()? else {
                self.cell = self.until;
                break;
            };
            let begins = found.last().is_some_and(|last| (last.replication, last.point) != (next.replication, next.point));
            if begins {
                self.cell += 1;
                if found.len() >= most || self.cell == self.until {
                    self.ahead = Some(next);
                    break;
                }
            }
            found.push(next);
        }
        Ok(found)
    }
}

impl<'a> Library<'a> {
    /// Nothing kept yet of the runs that `context` describes.
    #[must_use]
    pub const fn new(context: RowContext<'a>, detail: Detail) -> Self {
        Self { context, detail, kept: BTreeMap::new(), open: None, notes: Vec::new() }
    }

    /// Adds the pieces of `claim` in the folder `pieces`; those that were under way are removed.
    pub fn add_pieces(&mut self, pieces: &Path, claim: &Claim) {
        let Ok(entries) = fs::read_dir(pieces) else { return };
        for folder in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
            if let Some(Seal { from, until, tables, .. }) = seal_of(&folder).filter(|seal| seal.claim == *claim) {
                // What reaches further tells more.
                if self.kept.get(&from).is_none_or(|kept| kept.until < until) {
                    self.kept.insert(from, KeptCells { until, folder, tables, is_piece: true });
                }
                continue;
            }
            if !folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNDER_WAY)) {
                self.notes.push(format!("the piece {} was not whole; its runs are made again", folder.display()));
            }
            let _ = fs::remove_dir_all(&folder);
        }
    }

    /// Adds the tables of the result in `folder`, whose manifest is given, from cell `from` of this campaign on.
    pub fn add_result(&mut self, folder: &Path, manifest: &Manifest, from: u64) {
        let until = from + manifest.cells_ended;
        let has_all = self.detail.tables().iter().all(|(name, _)| manifest.tables.iter().any(|table| table.file == *name));
        if until > from && has_all {
            let of_runs = |table: &&TableEntry| self.detail.tables().iter().any(|(name, _)| table.file == *name);
            let tables = manifest.tables.iter().filter(of_runs).cloned().collect();
            // What reaches further tells more.
            if self.kept.get(&from).is_none_or(|kept| kept.until < until) {
                self.kept.insert(from, KeptCells { until, folder: folder.to_owned(), tables, is_piece: false });
            }
        }
    }

    /// Adds what there is to say.
    pub fn note(&mut self, notes: Vec<String>) {
        self.notes.extend(notes);
    }

    /// Takes what there is to say of what was found: damaged pieces, another build.
    pub fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// What is kept from `cell` on.
    ///
    /// # Errors
    /// When tables that were whole cannot be read.
    pub fn recall(&mut self, cell: u64, most: usize) -> Result<Known, StoreError> {
        loop {
            match &mut self.open {
                Some(open) if open.cell == cell && cell < open.until => {
                    let runs = open.cells(most.max(1))?;
                    if !runs.is_empty() {
                        return Ok(Known::Runs(runs));
                    }
                    self.open = None;
                }
                Some(open) if open.cell < cell && cell < open.until => {
                    open.cells(1)?;
                }
                _ => {
                    self.open = None;
                    if !self.begin(cell) {
                        return Ok(Known::NothingUntil(self.kept.range(cell + 1..).next().map(|(from, _)| *from)));
                    }
                }
            }
        }
    }

    /// Begins to read the folder that holds `cell`; whether there is a whole one.
    fn begin(&mut self, cell: u64) -> bool {
        while let Some((&from, kept)) = self.kept.range(..=cell).rev().find(|(_, kept)| kept.until > cell) {
            if kept.tables.iter().any(|table| table.file == RUNS_FILE) && kept.tables.iter().all(|table| table.is_whole(&kept.folder)) {
                let reader = RecordReader::new(&kept.folder, self.context, self.detail);
                self.open = Some(CheckpointReader { cell: from, until: kept.until, reader, ahead: None });
                return true;
            }
            self.notes.push(format!("{} was damaged; its runs are made again", kept.folder.display()));
            if kept.is_piece {
                let _ = fs::remove_dir_all(&kept.folder);
            }
            self.kept.remove(&from);
        }
        false
    }
}

/// The piece under way, and the folder of those that are complete.
pub struct Pieces {
    folder: PathBuf,
    claim: Claim,
    detail: Detail,
    is_due: IsDue,
    open: Option<OpenPiece>,
    /// Pieces begun, for their names.
    begun: u32,
}

/// A piece under way.
struct OpenPiece {
    folder: PathBuf,
    from: u64,
    until: u64,
    writers: Vec<TableWriter>,
}

impl Pieces {
    /// Keeps pieces of `claim` in `folder`, which is there, whenever `is_due` says so.
    #[must_use]
    pub const fn new(folder: PathBuf, claim: Claim, detail: Detail, is_due: IsDue) -> Self {
        Self { folder, claim, detail, is_due, open: None, begun: 0 }
    }

    /// Whether a piece is due; to be followed by [`Self::complete`].
    pub fn is_due(&mut self) -> bool {
        (self.is_due)()
    }

    /// Adds the frames of cells `cells` (one per table) and completes the piece when it is due.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, cells: std::ops::Range<u64>, frames: &[DataFrame]) -> Result<(), StoreError> {
        if self.open.as_ref().is_some_and(|open| open.until != cells.start) {
            self.complete()?;
        }
        if self.open.is_none() {
            self.open = Some(self.begin(cells.start, frames)?);
        }
        if let Some(open) = &mut self.open {
            for (writer, frame) in open.writers.iter_mut().zip(frames) {
                writer.write(Ok(frame.clone()))?;
            }
            open.until = cells.end;
        }
        if (self.is_due)() { self.complete() } else { Ok(()) }
    }

    fn begin(&mut self, from: u64, frames: &[DataFrame]) -> Result<OpenPiece, StoreError> {
        // a program that was killed between sealing a piece and putting it in place has left one with such a name that is whole,
        // and is being read
        let name = |begun: u32| format!("{UNDER_WAY}-{begun}");
        while self.folder.join(name(self.begun)).exists() {
            self.begun += 1;
        }
        let folder = self.folder.join(name(self.begun));
        self.begun += 1;
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, "created", &error))?;
        let tables = self.detail.tables().iter().zip(frames);
        let start = |((name, _), frame): (&(&str, _), &DataFrame)| TableWriter::create(folder.join(name), frame.schema(), Lasts::Briefly);
        let writers = tables.map(start).collect::<Result<_, _>>()?;
        Ok(OpenPiece { folder, from, until: from, writers })
    }

    /// Completes the piece under way, if there is one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn complete(&mut self) -> Result<(), StoreError> {
        let Some(OpenPiece { folder, from, until, writers }) = self.open.take() else { return Ok(()) };
        let mut tables = Vec::new();
        for ((name, _), writer) in self.detail.tables().iter().zip(writers) {
            let rows = writer.finish()?;
            tables.push(TableEntry::of(name, rows, &folder.join(name))?);
        }
        let path = folder.join(PIECE_FILE);
        let seal = serde_json::to_vec(&Seal { claim: self.claim.clone(), from, until, tables })
            .map_err(|error| failed(&path, "written", &error))?;
        write_small(&path, &seal)?;
        let place = self.folder.join(format!("{from:012}-{until:012}"));
        // A damaged piece of the same cells may still be there.
        let _ = fs::remove_dir_all(&place);
        disk::sync_folder(&folder)?;
        disk::rename(&folder, &place)?;
        disk::sync_folder(&self.folder)
    }
}

impl Drop for Pieces {
    /// Leaves nothing that a later campaign could not use.
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            let _ = fs::remove_dir_all(open.folder);
        }
        let is_piece = |entry: fs::DirEntry| entry.path().is_dir();
        if fs::read_dir(&self.folder).is_ok_and(|mut entries| !entries.any(|entry| entry.is_ok_and(is_piece))) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
