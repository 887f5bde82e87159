//! Runs into the tables of a results folder: the files' side of [`RunStore`].
//!
//! Runs become rows in frames cut at fixed places of the plan, however the campaign hands the runs over, so that the
//! bytes of a table depend on the plan alone. The same frames go into the pieces that a killed program goes on from.

use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};

use super::checkpoint::{IsDue, Library, Pieces};
use super::claim::{FolderError, Kept, ResultsFolder};
use super::manifest::{Circumstances, Manifest, TableEntry};
use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::campaign::store::{Known, Made, RunRecord, RunStore, StoreError};
use crate::experiment::design::plan::Plan;
use crate::experiment::study_spec::StudySpec;
use crate::output::language::locale::Language;
use crate::output::tables::comparisons;
use crate::output::tables::events::EventTables;
use crate::output::tables::matched;
use crate::output::tables::parquet::{Lasts, TableWriter, failed, write_small};
use crate::output::tables::runs::{Detail, RowContext};
use crate::output::tables::schema::{
    COMPARISONS_FILE, DESIGN_FILE, EVENTS_FOLDER, MANIFEST_FILE, MATCHED_FILE, PEOPLE_LOG_FOLDER, SELECTION_FILE, SUMMARY_FILE,
};
use crate::output::tables::selection;
use crate::output::tables::summary;
use crate::output::tables::summary::CsvFlavour;
use crate::units::key::Key;

/// Fewest runs of a frame but the last; it ends with a cell.
const FRAME: usize = 64;

/// The tables of one plan on their way into a results folder.
pub struct FolderStore<'a> {
    writers: Vec<TableWriter>,
    pieces: Option<Pieces>,
    library: Library<'a>,
    events: Option<EventTables<'a>>,
    /// Dropped after the writers, since it removes their files.
    folder: ResultsFolder,
    context: RowContext<'a>,
    detail: Detail,
    pending: Pending,
    cells: u64,
    /// The cell after the last that is in a piece.
    secured: u64,
    selected: Option<Selected>,
    remarks: Vec<String>,
    /// The study and its language.
    study: Option<(StudySpec, Language)>,
    /// Tables that were added.
    further: Vec<TableEntry>,
    /// Tables of runs that the folder has and that stay as they are, where its result is read once more.
    kept: Vec<TableEntry>,
}

/// Runs that do not make a frame yet.
#[derive(Default)]
struct Pending {
    runs: Vec<RunRecord>,
    /// Cells that they are of.
    cells: u64,
    /// How many of the runs, from the first, and of the cells were read back.
    recalled: (usize, u64),
}

impl<'a> FolderStore<'a> {
    /// Starts the tables of `plan` in a folder that was claimed for it; `columns` are those of a run's measures. What the
    /// folder holds of the plan is not run again.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn new(mut folder: ResultsFolder, plan: &'a Plan, columns: &'a [Key], detail: Detail) -> Result<Self, StoreError> {
        let context = RowContext { plan, columns };
        let start = |(name, table): &(&str, crate::output::tables::runs::TableOf)| {
            let path = folder.unfinished(name);
            let empty = table(&context, &[]).map_err(|error| failed(&path, "created", &error))?;
            TableWriter::create(path, empty.schema(), Lasts::Long)
        };
        let writers = detail.tables().iter().map(start).collect::<Result<_, StoreError>>()?;
        let mut library = Library::new(context, detail);
        library.note(folder.notes());
        library.add_pieces(&folder.pieces_if_any(), folder.claimed());
        if let Some(old) = folder.old().filter(|old| old.build == folder.claimed().build && !old.build.is_empty()) {
            library.add_result(folder.path(), old, 0);
        }
        let pending = Pending::default();
        let (selected, remarks, further, kept) = (None, Vec::new(), Vec::new(), Vec::new());
        let (cells, secured) = (0, 0);
        Ok(Self {
            writers,
            pieces: None,
            library,
            events: None,
            folder,
            context,
            detail,
            pending,
            cells,
            secured,
            selected,
            remarks,
            study: None,
            further,
            kept,
        })
    }

    /// Keeps the event logs of the runs too. Logs are in no piece, so all runs are made again.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn with_events(self) -> Result<Self, StoreError> {
        let events = EventTables::create(self.context, &self.folder)?;
        Ok(Self { events: Some(events), library: Library::new(self.context, self.detail), ..self })
    }

    /// Keeps pieces, whenever `is_due` says so, that the next campaign of the plan goes on from when this one is killed.
    ///
    /// # Errors
    /// When their folder cannot be created.
    pub fn with_pieces(mut self, is_due: IsDue) -> Result<Self, StoreError> {
        self.pieces = Some(Pieces::new(self.folder.pieces()?, self.folder.claimed().clone(), self.detail, is_due));
        Ok(self)
    }

    /// What is known of the plan already, and where more can be added.
    pub const fn library(&mut self) -> &mut Library<'a> {
        &mut self.library
    }

    /// Keeps the tables of runs and the event log that the folder has: the result is the same one, read once more.
    pub fn keep_result(&mut self) {
        let entry_of = |(name, _): &(&str, _)| self.folder.old()?.tables.iter().find(|table| table.file == *name).cloned();
        self.kept = self.detail.tables().iter().map(entry_of).collect::<Option<_>>().unwrap_or_default();
        let is_log =
            |table: &&TableEntry| [EVENTS_FOLDER, PEOPLE_LOG_FOLDER].iter().any(|folder| Path::new(&table.file).starts_with(folder));
        self.further.extend(self.folder.old().iter().flat_map(|old| old.tables.iter().filter(is_log).cloned()));
        self.folder.keep_events();
    }

    /// Where the file or folder `name` is written so that [`Self::finish`] puts it in place: charts and report.
    #[must_use]
    pub fn unfinished(&self, name: &str) -> PathBuf {
        self.folder.unfinished(name)
    }

    /// Keeps what a selection came to as well.
    pub fn add_selection(&mut self, selected: &Selected) {
        self.selected = Some(selected.clone());
    }

    /// Keeps, in the manifest, what there is to say beside the numbers.
    pub fn remark(&mut self, remarks: Vec<String>) {
        self.remarks = remarks;
    }

    /// Keeps, in the manifest, the study whose result it is, and the language that charts and report are in.
    pub fn keep_study(&mut self, study: &StudySpec, language: Language) {
        self.study = Some((study.clone(), language));
    }

    /// Adds the small table `name`, one of [`crate::output::tables::schema::FILES`], to what [`Self::finish`] puts in place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_table(&mut self, name: &str, rows: u64, csv: PolarsResult<Vec<u8>>) -> Result<(), StoreError> {
        let entry = self.write_csv(name, rows, csv)?;
        self.further.push(entry);
        Ok(())
    }

    /// Completes the tables, adds summary, comparisons when there are any, and manifest, and puts all in place. A shard has
    /// no summary: it is no result.
    ///
    /// # Errors
    /// When something cannot be written, or another plan has come into the folder; then the folder is as it was.
    pub fn finish(
        mut self,
        outcome: &Outcome,
        comparisons: &[Comparison],
        circumstances: Circumstances,
        flavour: CsvFlavour,
    ) -> Result<Kept, FolderError> {
        self.flush(0)?;
        let mut entries = self.tables_of_runs()?;
        for (name, rows) in self.events.take().map_or_else(|| Ok(Vec::new()), EventTables::finish)? {
            entries.push(TableEntry::of(&name, rows, &self.folder.unfinished(&name))?);
        }
        if self.folder.claimed().shard.is_none() {
            entries.extend(self.conclusions(outcome, comparisons, flavour)?);
        }
        entries.append(&mut self.further);
        let manifest = Manifest::new(self.folder.claimed(), self.context.plan.confidence, outcome, circumstances, entries);
        let (study, language) = self.study.take().map_or((None, Language::default()), |(study, language)| (Some(study), language));
        let manifest = Manifest { remarks: std::mem::take(&mut self.remarks), study, language, ..manifest };
        let path = self.folder.unfinished(MANIFEST_FILE);
        let mut text = serde_json::to_string_pretty(&manifest).map_err(|error| failed(&path, "written", &error))?;
        text.push('\n');
        write_small(&path, text.as_bytes())?;
        drop(self.pieces.take());
        self.folder.put_in_place(outcome.cells)
    }

    /// Completes the tables of runs, or copies those that stay as they are.
    fn tables_of_runs(&mut self) -> Result<Vec<TableEntry>, StoreError> {
        let (writers, kept) = (std::mem::take(&mut self.writers), std::mem::take(&mut self.kept));
        if kept.is_empty() {
            let finished = self.detail.tables().iter().zip(writers).map(|((name, _), writer)| {
                let rows = writer.finish()?;
                TableEntry::of(name, rows, &self.folder.unfinished(name))
            });
            return finished.collect();
        }
        drop(writers);
        for TableEntry { file, .. } in &kept {
            let kept_at = self.folder.path().join(file);
            let whole = std::fs::read(&kept_at).map_err(|error| failed(&kept_at, "read", &error))?;
            write_small(&self.folder.unfinished(file), &whole)?;
        }
        Ok(kept)
    }

    /// Ends without a result, and keeps what was done for the next campaign of the plan.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn abandon(mut self) -> Result<(), StoreError> {
        self.flush(0)?;
        self.pieces.as_mut().map_or(Ok(()), Pieces::complete)
    }

    /// The tables of what the runs come to.
    fn conclusions(&self, outcome: &Outcome, comparisons: &[Comparison], flavour: CsvFlavour) -> Result<Vec<TableEntry>, StoreError> {
        let plan = self.context.plan;
        let mut entries = Vec::new();
        if plan.design.is_some() {
            entries.push(self.write_csv(DESIGN_FILE, plan.points() as u64, summary::design(plan, flavour))?);
        }
        entries.push(self.write_csv(SUMMARY_FILE, summary::rows(plan, outcome), summary::csv(plan, outcome, flavour))?);
        if !comparisons.is_empty() {
            let rows = comparisons::rows(plan, comparisons);
            entries.push(self.write_csv(COMPARISONS_FILE, rows, comparisons::csv(plan, comparisons, flavour))?);
        }
        if let [comparison] = comparisons
            && !comparison.matched.is_empty()
        {
            entries.push(self.write_csv(MATCHED_FILE, matched::rows(comparison), matched::csv(plan, comparison, flavour))?);
        }
        if let Some(selected) = &self.selected {
            entries.push(self.write_csv(SELECTION_FILE, plan.settings.len() as u64, selection::csv(plan, outcome, selected, flavour))?);
        }
        Ok(entries)
    }

    fn write_csv(&self, name: &str, rows: u64, csv: PolarsResult<Vec<u8>>) -> Result<TableEntry, StoreError> {
        let path = self.folder.unfinished(name);
        write_small(&path, &csv.map_err(|error| failed(&path, "written", &error))?)?;
        TableEntry::of(name, rows, &path)
    }

    /// Writes frames until fewer than `keep` runs are pending, or none.
    fn flush(&mut self, keep: usize) -> Result<(), StoreError> {
        while !self.pending.runs.is_empty() && self.pending.runs.len() >= keep {
            let runs = std::mem::take(&mut self.pending.runs);
            let (frame, rest, cells) = cut(runs, FRAME);
            self.pending.runs = rest;
            let recalled = (self.pending.recalled.0.min(frame.len()), self.pending.recalled.1.min(cells));
            self.write(&frame, cells, recalled)?;
            self.pending.recalled = (self.pending.recalled.0 - recalled.0, self.pending.recalled.1 - recalled.1);
            self.pending.cells -= cells;
            self.cells += cells;
        }
        Ok(())
    }

    /// Writes one frame, into the tables and, what was made now of it and is in no piece yet, into the piece under way.
    fn write(&mut self, runs: &[RunRecord], cells: u64, recalled: (usize, u64)) -> Result<(), StoreError> {
        if !self.kept.is_empty() {
            return Ok(());
        }
        let frames = self.frames(runs)?;
        for (writer, frame) in self.writers.iter_mut().zip(&frames) {
            writer.write(Ok(frame.clone()))?;
        }
        let new = (self.cells + recalled.1).max(self.secured)..self.cells + cells;
        if self.pieces.is_none() || new.is_empty() {
            return Ok(());
        }
        let known = new.start - self.cells;
        let frames = if known == 0 { frames } else { self.frames(from_cell(runs, known))? };
        self.keep_piece(new, &frames)
    }

    /// Adds the frames of `cells` to the piece under way.
    fn keep_piece(&mut self, cells: std::ops::Range<u64>, frames: &[DataFrame]) -> Result<(), StoreError> {
        self.secured = self.secured.max(cells.end);
        self.pieces.as_mut().map_or(Ok(()), |pieces| pieces.add(cells, frames))
    }

    /// One frame per table.
    fn frames(&self, runs: &[RunRecord]) -> Result<Vec<DataFrame>, StoreError> {
        let frame = |(name, table): &(&str, crate::output::tables::runs::TableOf)| {
            table(&self.context, runs).map_err(|error| failed(&self.folder.unfinished(name), "written", &error))
        };
        self.detail.tables().iter().map(frame).collect()
    }
}

/// The first cells of `runs` that make at least `least` runs, or all; the rest; and how many cells the first are.
fn cut(mut runs: Vec<RunRecord>, least: usize) -> (Vec<RunRecord>, Vec<RunRecord>, u64) {
    let (mut at, mut cells) = (0, 0);
    for cell in runs.chunk_by(is_same_cell) {
        at += cell.len();
        cells += 1;
        if at >= least {
            break;
        }
    }
    let rest = runs.split_off(at);
    (runs, rest, cells)
}

/// Those of `runs` from the cell with this number among them on.
fn from_cell(runs: &[RunRecord], cell: u64) -> &[RunRecord] {
    let before = runs.chunk_by(is_same_cell).take(usize::try_from(cell).unwrap_or(usize::MAX)).map(<[RunRecord]>::len).sum();
    &runs[before..]
}

fn is_same_cell(one: &RunRecord, other: &RunRecord) -> bool {
    (one.replication, one.point) == (other.replication, other.point)
}

/// Cells of `runs`, which are whole.
fn cells_of(runs: &[RunRecord]) -> u64 {
    runs.chunk_by(is_same_cell).count() as u64
}

impl RunStore for FolderStore<'_> {
    fn append(&mut self, mut runs: Vec<RunRecord>, made: Made) -> Result<(), StoreError> {
        if let Some(events) = &mut self.events {
            events.take(&mut runs)?;
        }
        let cells = cells_of(&runs);
        if made == Made::Before && self.pending.recalled.0 == self.pending.runs.len() {
            self.pending.recalled = (self.pending.recalled.0 + runs.len(), self.pending.recalled.1 + cells);
        }
        self.pending.cells += cells;
        self.pending.runs.extend(runs);
        self.flush(FRAME)
    }

    fn done(&self) -> u64 {
        self.cells + self.pending.cells
    }

    fn recall(&mut self, cell: u64, most: usize) -> Result<Known, StoreError> {
        self.library.recall(cell, most)
    }

    fn secure(&mut self, ahead: &mut dyn FnMut(u64) -> Vec<RunRecord>) -> Result<(), StoreError> {
        if !self.pieces.as_mut().is_some_and(Pieces::is_due) {
            return Ok(());
        }
        let from = (self.cells + self.pending.recalled.1).max(self.secured);
        let done = self.done();
        let mut runs = from_cell(&self.pending.runs, from - self.cells).to_vec();
        runs.extend(ahead(from.max(done)));
        if !runs.is_empty() {
            let frames = self.frames(&runs)?;
            self.keep_piece(from..from + cells_of(&runs), &frames)?;
        }
        self.pieces.as_mut().map_or(Ok(()), Pieces::complete)
    }
}
