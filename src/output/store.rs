//! Runs into the tables of a results folder: the files' side of [`RunStore`].
//!
//! Runs become rows in frames cut at fixed run numbers of the plan, however the campaign hands the runs over, so that the
//! bytes of a table depend on the plan alone.

use std::path::PathBuf;

use polars::prelude::{DataFrame, PolarsResult};

use super::comparisons;
use super::events::EventTables;
use super::folder::{FolderError, Kept, ResultsFolder};
use super::manifest::{Circumstances, Manifest, TableEntry};
use super::parquet::{TableWriter, failed, read, write_small};
use super::schema::{
    COMPARISONS_FILE, FILES, MANIFEST_FILE, PEOPLE_FILE, RUNS_FILE, SERIES_FILE, SUMMARY_FILE, UNITS_FILE, keys, measure_columns, runs,
};
use super::summary::{self, CsvFlavour};
use super::tables::{self, Context, OK, TableOf};
use crate::experiment::campaign::Outcome;
use crate::experiment::comparison::Comparison;
use crate::experiment::plan::{Plan, hex};
use crate::experiment::result::Key;
use crate::experiment::store::{RunRecord, RunStore, StoreError, StoredRun};

/// Runs per frame.
const FRAME: usize = 64;

/// The tables of runs in the order of their files, each with what makes its rows.
const TABLES: [(&str, TableOf); 4] =
    [(RUNS_FILE, tables::runs), (SERIES_FILE, tables::series), (PEOPLE_FILE, tables::people), (UNITS_FILE, tables::units)];

/// The tables of one plan on their way into a results folder.
pub struct FolderStore<'a> {
    writers: Vec<(TableOf, TableWriter)>,
    events: Option<EventTables<'a>>,
    /// Dropped after the writers, since it removes their files.
    folder: ResultsFolder,
    context: Context<'a>,
    pending: Vec<RunRecord>,
    done: u64,
}

impl<'a> FolderStore<'a> {
    /// Starts the tables of `plan` in a folder that was claimed for it; `columns` are those of a run's measures.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn new(folder: ResultsFolder, plan: &'a Plan, columns: &'a [Key]) -> Result<Self, StoreError> {
        let context = Context { plan, columns };
        let start = |(name, table): (&str, TableOf)| {
            let path = folder.unfinished(name);
            let empty = table(&context, &[]).map_err(|error| failed(&path, "created", &error))?;
            Ok((table, TableWriter::create(path, empty.schema())?))
        };
        let writers = TABLES.into_iter().map(start).collect::<Result<_, StoreError>>()?;
        Ok(Self { writers, events: None, folder, context, pending: Vec::new(), done: 0 })
    }

    /// Keeps the event logs of the runs too.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn with_events(self) -> Result<Self, StoreError> {
        let events = EventTables::create(self.context, &self.folder)?;
        Ok(Self { events: Some(events), ..self })
    }

    /// Where the file or folder `name` is written so that [`Self::finish`] puts it in place: charts and report.
    #[must_use]
    pub fn unfinished(&self, name: &str) -> PathBuf {
        self.folder.unfinished(name)
    }

    /// Completes the tables, adds summary, comparisons when there are any, and manifest, and puts all in place.
    ///
    /// # Errors
    /// When something cannot be written, or another plan has come into the folder; then the folder is as it was.
    pub fn finish(
        mut self,
        outcome: &Outcome,
        comparison: Option<&Comparison>,
        circumstances: Circumstances,
        flavour: CsvFlavour,
    ) -> Result<Kept, FolderError> {
        self.flush(0)?;
        let mut entries = Vec::new();
        for ((name, _), (_, writer)) in TABLES.iter().zip(std::mem::take(&mut self.writers)) {
            let rows = writer.finish()?;
            entries.push(entry(name, rows, &self.folder.unfinished(name))?);
        }
        for (name, rows) in self.events.take().map_or_else(|| Ok(Vec::new()), EventTables::finish)? {
            entries.push(entry(&name, rows, &self.folder.unfinished(&name))?);
        }
        let plan = self.context.plan;
        let rows = outcome.estimates.iter().map(|list| list.len() as u64).sum();
        entries.push(self.write_csv(SUMMARY_FILE, rows, summary::csv(plan, outcome, flavour))?);
        if let Some(comparison) = comparison {
            let rows = comparison.differences.iter().map(|list| list.len() as u64).sum();
            entries.push(self.write_csv(COMPARISONS_FILE, rows, comparisons::csv(plan, comparison, flavour))?);
        }
        let manifest = Manifest::new(&plan.identity, plan.confidence, outcome, circumstances, entries);
        let path = self.folder.unfinished(MANIFEST_FILE);
        let mut text = serde_json::to_string_pretty(&manifest).map_err(|error| failed(&path, "written", &error))?;
        text.push('\n');
        write_small(&path, text.as_bytes())?;
        debug_assert_eq!(FILES.len(), TABLES.len() + 3);
        self.folder.put_in_place(outcome.replications)
    }

    fn write_csv(&self, name: &str, rows: u64, csv: PolarsResult<Vec<u8>>) -> Result<TableEntry, StoreError> {
        let path = self.folder.unfinished(name);
        write_small(&path, &csv.map_err(|error| failed(&path, "written", &error))?)?;
        entry(name, rows, &path)
    }

    /// Writes frames until no more than `keep` runs are pending.
    fn flush(&mut self, keep: usize) -> Result<(), StoreError> {
        while self.pending.len() > keep {
            let rest = self.pending.split_off(self.pending.len().min(FRAME));
            let group = std::mem::replace(&mut self.pending, rest);
            for (table, writer) in &mut self.writers {
                writer.write(table(&self.context, &group))?;
            }
        }
        Ok(())
    }
}

impl RunStore for FolderStore<'_> {
    fn append(&mut self, mut runs: Vec<RunRecord>) -> Result<(), StoreError> {
        if let Some(events) = &mut self.events {
            events.take(&mut runs)?;
        }
        self.done += runs.len() as u64;
        self.pending.extend(runs);
        self.flush(FRAME - 1)
    }

    fn done(&self) -> u64 {
        self.done
    }

    /// Reads what the folder held before: the tables being written cannot be read until they are complete.
    fn read_back(&self, visit: &mut dyn FnMut(StoredRun)) -> Result<(), StoreError> {
        read_runs(&self.folder.path().join(RUNS_FILE), &self.context, visit)
    }
}

/// Hands every run of a complete `runs.parquet` to `visit`, in plan order.
///
/// # Errors
/// When the file cannot be read or has other columns than a table of these runs.
pub fn read_runs(path: &std::path::Path, context: &Context, visit: &mut dyn FnMut(StoredRun)) -> Result<(), StoreError> {
    let names = context.plan.settings.first().map(|setting| measure_columns(setting, context.columns)).unwrap_or_default();
    read(path, |frame| visit_runs(&frame, &names, visit))
}

fn visit_runs(frame: &DataFrame, names: &[String], visit: &mut dyn FnMut(StoredRun)) -> PolarsResult<()> {
    let policies = frame.column(keys::POLICY)?.str()?;
    let replications = frame.column(keys::REPLICATION)?.u32()?;
    let statuses = frame.column(keys::STATUS)?.str()?;
    let reasons = frame.column(runs::REASON)?.str()?;
    let values = names.iter().map(|name| frame.column(name)?.f64()).collect::<PolarsResult<Vec<_>>>()?;
    for row in 0..frame.height() {
        let measures = if statuses.get(row) == Some(OK) {
            Ok(values.iter().map(|column| column.get(row)).collect())
        } else {
            Err(reasons.get(row).unwrap_or_default().to_owned())
        };
        visit(StoredRun {
            policy: policies.get(row).unwrap_or_default().to_owned(),
            replication: replications.get(row).unwrap_or_default(),
            measures,
        });
    }
    Ok(())
}

/// The manifest's line on a complete file.
fn entry(name: &str, rows: u64, path: &PathBuf) -> Result<TableEntry, StoreError> {
    use sha2::{Digest, Sha256};
    let cannot = |error: std::io::Error| failed(path, "read", &error);
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = std::io::Read::read(&mut file, &mut chunk).map_err(cannot)?;
        if read == 0 {
            return Ok(TableEntry { file: name.to_owned(), rows, bytes, sha256: hex(&digest.finalize()) });
        }
        digest.update(&chunk[..read]);
        bytes += read as u64;
    }
}
