//! The event log as files: `events/<policy>.parquet`, one row for every transition of an issue, run after run in plan order.
//!
//! A log is many times larger than the rest of a result. So it is written as soon as its run is handed over, in frames of a
//! fixed number of rows, and given up: what stays in memory is one row group per policy. Frames begin anew with every run,
//! so that the bytes depend on the plan alone. There is a file per policy because a log is read one policy at a time.
//!
//! A failed run has no rows: its log ends where the run did, and the table of runs says why.

use polars::prelude::{DataFrame, PolarsResult};

use super::log_reader::EventReader;
use super::parquet::{Lasts, TableWriter, failed};
use super::people_log::PeopleLogTables;
use super::runs::{Keys, RowContext, column};
use super::schema::{EVENTS_FOLDER, event_files, events};
use crate::experiment::campaign::store::{RunRecord, StoreError};
use crate::measure::event_log::{EventRow, Fired, RulesRow};
use crate::output::folder::claim::ResultsFolder;
use crate::scenario::setting::{CategoryRules, Rules};
use crate::units::key::Group;
use crate::world::Channel;

/// Rows of a frame: with the table's columns, the cells of a row group.
const FRAME_ROWS: usize = 1 << 16;

/// The event logs of one plan on their way to disk.
pub struct EventTables<'a> {
    context: RowContext<'a>,
    /// One per policy of the plan.
    tables: Vec<(String, TableWriter)>,
    /// The logs of people beside them.
    people: PeopleLogTables,
}

impl<'a> EventTables<'a> {
    /// Starts one file per policy where `folder` keeps what is not complete.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn create(context: RowContext<'a>, folder: &ResultsFolder) -> Result<Self, StoreError> {
        let place = folder.unfinished(EVENTS_FOLDER);
        std::fs::create_dir(&place).map_err(|error| failed(&place, "created", &error))?;
        let start = |name: String| {
            let path = folder.unfinished(&name);
            let empty = frame(&context, None, &[]).map_err(|error| failed(&path, "created", &error))?;
            Ok((name, TableWriter::create(path, empty.schema(), Lasts::Long)?))
        };
        let tables = event_files(&context.plan.identity.policies).map(start).collect::<Result<_, StoreError>>()?;
        let people = PeopleLogTables::create(&context, folder)?;
        Ok(Self { context, tables, people })
    }

    /// Takes the logs out of `runs` and writes them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn take(&mut self, runs: &mut [RunRecord]) -> Result<(), StoreError> {
        for run in runs {
            let log = run.outcome.as_mut().map(|result| std::mem::take(&mut result.log)).unwrap_or_default();
            let Ok(result) = &run.outcome else { continue };
            let setting = self.context.plan.setting(run.point, run.policy);
            let reading = EventReader::new(&setting, result, &log);
            let (_, table) = &mut self.tables[run.policy];
            for part in log.rows.chunks(FRAME_ROWS) {
                table.write(frame(&self.context, Some((run, &reading)), part))?;
            }
            if !log.rules.is_empty() {
                table.write(frame_of_rules(&self.context, run, &reading, &log.rules))?;
            }
            self.people.take(&self.context, run, &reading, &log.people)?;
        }
        Ok(())
    }

    /// Completes the files; gives their names and numbers of rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self) -> Result<Vec<(String, u64)>, StoreError> {
        let issues = self.tables.into_iter().map(|(name, table)| Ok((name, table.finish()?))).collect::<Result<Vec<_>, StoreError>>()?;
        Ok([issues, self.people.finish()?].concat())
    }
}

/// The table of the changes of rules that depend on the state of the run: rows without a case.
fn frame_of_rules(context: &RowContext, run: &RunRecord, reading: &EventReader, rows: &[RulesRow]) -> PolarsResult<DataFrame> {
    let mut keys = Keys::new(context);
    keys.push(run, rows.len());
    let none = || vec![None::<&str>; rows.len()];
    let counted = |row: &RulesRow| reading.setting.triggers[usize::from(row.trigger)].counted.name();
    let mut columns = vec![
        column(events::CASE, vec![None::<u32>; rows.len()]),
        column(events::CATEGORY, none()),
        column(events::ACTIVITY, rows.iter().map(RulesRow::activity).collect::<Vec<_>>()),
        column(events::TIME, rows.iter().map(|row| reading.time(row.at)).collect::<Vec<_>>()),
        column(events::LEVEL, rows.iter().map(|row| reading.level_of_rules(row)).collect::<Vec<_>>()),
        column(events::UNIT, none()),
        column(events::PERSON, none()),
        column(events::RULE, rows.iter().map(counted).collect::<Vec<_>>()),
        column(events::THRESHOLD, rows.iter().map(|row| f64::from(row.threshold)).collect::<Vec<_>>()),
        column(events::VALUE, rows.iter().map(|row| f64::from(row.value)).collect::<Vec<_>>()),
        column(events::CHANNEL, none()),
        column(events::PLACE, none()),
        column(events::ISSUE, none()),
        column(events::SEVERITY, vec![None::<u32>; rows.len()]),
        column(events::NEEDS, none()),
        column(events::DUE, none()),
        column(events::CAUSE, none()),
    ];
    columns.extend(has_parents(context).then(|| column(events::PARENT, none())));
    keys.frame(columns)
}

/// Whether any case of the plan ever comes from another one: parts that others do, and what comes back.
fn has_parents(context: &RowContext) -> bool {
    let comes_back = |category: &CategoryRules| category.fate.recurs.is_some();
    let has_parts = |rules: &Rules| rules.whistle.is_some() || rules.orders.is_some() || rules.categories.iter().any(comes_back);
    context.plan.settings.iter().any(|setting| setting.epochs.iter().any(|epoch| has_parts(&epoch.rules)))
}

/// The table of `rows`, which are rows of `run`; nothing but columns without a run.
fn frame(context: &RowContext, run: Option<(&RunRecord, &EventReader)>, rows: &[EventRow]) -> PolarsResult<DataFrame> {
    let mut keys = Keys::new(context);
    let mut found = Vec::new();
    if let Some((record, reading)) = run {
        keys.push(record, rows.len());
        found.extend(rows.iter().map(|row| (row, reading)));
    }
    let fired: Vec<Option<Fired>> = found.iter().map(|(row, _)| row.fired()).collect();
    let level = |row: &EventRow, setting| Group::Level(row.level).name(setting);
    let mut columns = vec![
        column(events::CASE, found.iter().map(|(row, _)| row.case).collect::<Vec<_>>()),
        column(
            events::CATEGORY,
            found.iter().map(|(row, of)| of.setting.categories[row.category.index()].name.as_str()).collect::<Vec<_>>(),
        ),
        column(events::ACTIVITY, found.iter().map(|(row, _)| row.activity.name()).collect::<Vec<_>>()),
        column(events::TIME, found.iter().map(|(row, of)| of.time(row.at)).collect::<Vec<_>>()),
        column(events::LEVEL, found.iter().map(|(row, of)| level(row, of.setting)).collect::<Vec<_>>()),
        column(events::UNIT, found.iter().map(|(row, of)| of.unit(row)).collect::<Vec<_>>()),
        column(events::PERSON, found.iter().map(|(row, of)| of.person(row)).collect::<Vec<_>>()),
        column(events::RULE, fired.iter().map(|fired| fired.map(|fired| fired.rule)).collect::<Vec<_>>()),
        column(events::THRESHOLD, fired.iter().map(|fired| fired.map(|fired| fired.threshold)).collect::<Vec<_>>()),
        column(events::VALUE, fired.iter().map(|fired| fired.map(|fired| fired.value)).collect::<Vec<_>>()),
        column(events::CHANNEL, found.iter().map(|(row, _)| row.channel().map(Channel::name)).collect::<Vec<_>>()),
        column(events::PLACE, found.iter().map(|(row, of)| of.origins.name(row.origin)).collect::<Vec<_>>()),
        column(events::ISSUE, found.iter().map(|(row, of)| of.issue(row)).collect::<Vec<_>>()),
        column(events::SEVERITY, found.iter().map(|(row, _)| u32::from(row.severity)).collect::<Vec<_>>()),
        column(events::NEEDS, found.iter().map(|(row, of)| Group::Level(row.needs).name(of.setting)).collect::<Vec<_>>()),
        column(events::DUE, found.iter().map(|(row, of)| of.due(row)).collect::<Vec<_>>()),
        column(events::CAUSE, found.iter().map(|(row, of)| of.cause(row)).collect::<Vec<_>>()),
    ];
    if has_parents(context) {
        columns.push(column(events::PARENT, found.iter().map(|(row, of)| of.parent(row)).collect::<Vec<_>>()));
    }
    keys.frame(columns)
}
