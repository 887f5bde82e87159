//! The event log as files: `events/<policy>.parquet`, one row for every transition of an issue, run after run in plan order.
//!
//! A log is many times larger than the rest of a result. So it is written as soon as its run is handed over, in frames of a
//! fixed number of rows, and given up: what stays in memory is one row group per policy. Frames begin anew with every run,
//! so that the bytes depend on the plan alone. There is a file per policy because a log is read one policy at a time.
//!
//! A failed run has no rows: its log ends where the run did, and the table of runs says why.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use polars::prelude::{DataFrame, PolarsResult};

use super::origins::Origins;
use super::parquet::{Lasts, TableWriter, failed};
use super::people_log::PeopleLogTables;
use super::runs::{Keys, RowContext, column};
use super::schema::{EVENTS_FOLDER, event_files, events};
use crate::experiment::campaign::store::{RunRecord, StoreError};
use crate::measure::event_log::{EventRow, Fired, RulesRow};
use crate::measure::run_result::RunResult;
use crate::output::folder::claim::ResultsFolder;
use crate::scenario::Setting;
use crate::scenario::setting::CountedAt;
use crate::units::SimTime;
use crate::units::key::Group;
use crate::world::{Channel, Origin};

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
            let reading = EventReader::new(&setting, result, &log.sources);
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

/// What the rows of one run are read with.
pub(super) struct EventReader<'a> {
    pub(super) setting: &'a Setting,
    pub(super) result: &'a RunResult,
    zone: &'a TimeZone,
    origin: Option<Timestamp>,
    origins: Origins<'a>,
    /// Names of the streams of demand.
    sources: &'a [String],
}

impl<'a> EventReader<'a> {
    fn new(setting: &'a Setting, result: &'a RunResult, sources: &'a [String]) -> Self {
        let zone = &setting.span.zone;
        let origin = setting.span.start.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp());
        Self { setting, result, zone, origin, origins: Origins::of(setting), sources }
    }

    /// The civil time of `at` with its offset; `None` after the last day that calendars know (the year 9999).
    pub(super) fn time(&self, at: SimTime) -> Option<String> {
        let instant = self.origin?.checked_add(SignedDuration::from_secs(i64::from(at.seconds()))).ok()?;
        Some(instant.display_with_offset(self.zone.to_offset(instant)).to_string())
    }

    /// The level at whose units the trigger of `row` counts; `None` where it counts everywhere.
    fn level_of_rules(&self, row: &RulesRow) -> Option<&str> {
        let level = match self.setting.triggers[usize::from(row.trigger)].scope {
            CountedAt::Everywhere => return None,
            CountedAt::Level(level) => level,
            CountedAt::Group { group, .. } => self.setting.units[group].level,
        };
        Some(Group::Level(level).name(self.setting))
    }

    fn due(&self, row: &EventRow) -> Option<String> {
        (row.due != SimTime::NEVER).then(|| self.time(row.due)).flatten()
    }

    /// Which issue it is, whatever the policy; `None` of a background task, which is none.
    fn issue(&self, row: &EventRow) -> Option<String> {
        let is_task = self.setting.categories[row.category.index()].is_task();
        (!is_task).then(|| row.key.text(self.sources.get(row.key.source as usize).map_or("", String::as_str)))
    }

    /// What it has in common with other issues: the first issue of its cluster, else building and category where there are hot
    /// spots of them.
    fn cause(&self, row: &EventRow) -> Option<String> {
        if row.in_cluster {
            let source = self.sources.get(row.key.source as usize).map_or("", String::as_str);
            return Some(row.key.first_of_cluster().text(source));
        }
        let spots = self.setting.hot_spots.as_ref()?;
        if spots.cv[row.category.index()] <= 0.0 {
            return None;
        }
        let place = self.origins.name(row.origin)?;
        let building = if matches!(row.origin, Origin::Household(_)) { place.rsplit_once('/')?.0 } else { &place };
        Some(format!("{building}:{}", self.setting.categories[row.category.index()].name))
    }

    fn unit(&self, row: &EventRow) -> &'a str {
        &self.result.units[row.unit.index()].path
    }

    fn person(&self, row: &EventRow) -> Option<&'a str> {
        row.person.map(|person| self.result.people[person.index()].person.as_str())
    }
}

/// The table of the changes of rules that depend on the state of the run: rows without a case.
fn frame_of_rules(context: &RowContext, run: &RunRecord, reading: &EventReader, rows: &[RulesRow]) -> PolarsResult<DataFrame> {
    let mut keys = Keys::new(context);
    keys.push(run, rows.len());
    let none = || vec![None::<&str>; rows.len()];
    let counted = |row: &RulesRow| reading.setting.triggers[usize::from(row.trigger)].counted.name();
    keys.frame(vec![
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
    ])
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
    keys.frame(vec![
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
    ])
}
