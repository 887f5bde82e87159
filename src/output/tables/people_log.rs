//! The log of people as files: `people_log/<policy>.parquet`, one row for whatever a person turned to, run after run in plan
//! order, within a run person after person, each in order of time.
//!
//! Written and given up run by run, like the event log.

use polars::prelude::{DataFrame, PolarsResult};

use super::log_reader::EventReader;
use super::parquet::{Lasts, TableWriter, failed};
use super::runs::{Keys, RowContext, column};
use super::schema::{PEOPLE_LOG_FOLDER, people_log, people_log_files};
use crate::experiment::campaign::store::{RunRecord, StoreError};
use crate::measure::account::people_log::{PeopleLog, PersonActivity, PersonEvent};
use crate::output::folder::claim::ResultsFolder;
use crate::units::key::Group;
use crate::world::Lead;

/// Rows of a frame, at least.
const FRAME_ROWS: usize = 1 << 16;

/// The logs of people of one plan on their way to disk.
pub(super) struct PeopleLogTables {
    /// One per policy of the plan.
    tables: Vec<(String, TableWriter)>,
}

impl PeopleLogTables {
    /// Starts one file per policy where `folder` keeps what is not complete.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub(super) fn create(context: &RowContext<'_>, folder: &ResultsFolder) -> Result<Self, StoreError> {
        let place = folder.unfinished(PEOPLE_LOG_FOLDER);
        std::fs::create_dir(&place).map_err(|error| failed(&place, "created", &error))?;
        let start = |name: String| {
            let path = folder.unfinished(&name);
            let empty = frame(context, None, &[]).map_err(|error| failed(&path, "created", &error))?;
            Ok((name, TableWriter::create(path, empty.schema(), Lasts::Long)?))
        };
        let tables = people_log_files(&context.plan.identity.policies).map(start).collect::<Result<_, StoreError>>()?;
        Ok(Self { tables })
    }

    /// Writes the log of `run`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn take(
        &mut self,
        context: &RowContext<'_>,
        run: &RunRecord,
        reading: &EventReader<'_>,
        log: &PeopleLog,
    ) -> Result<(), StoreError> {
        let (_, table) = &mut self.tables[run.policy];
        let mut rows = Vec::new();
        for person in log.people(reading.setting) {
            rows.extend(person);
            if rows.len() >= FRAME_ROWS {
                table.write(frame(context, Some((run, reading)), &rows))?;
                rows.clear();
            }
        }
        if rows.is_empty() { Ok(()) } else { table.write(frame(context, Some((run, reading)), &rows)) }
    }

    /// Completes the files; gives their names and numbers of rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn finish(self) -> Result<Vec<(String, u64)>, StoreError> {
        self.tables.into_iter().map(|(name, table)| Ok((name, table.finish()?))).collect()
    }
}

/// What a stretch begins with, where the row begins one.
const fn lead(row: &PersonEvent) -> Option<Lead> {
    if let PersonActivity::TurnedTo { lead, .. } = row.activity { Some(lead) } else { None }
}

/// Stops made and planned, where the row ends a round.
const fn stops(row: &PersonEvent) -> Option<(u32, u32)> {
    if let PersonActivity::EndedRound { made, unmade, .. } = row.activity { Some((made, made + unmade)) } else { None }
}

/// Whether what begins goes on beyond the hours of the calendar.
const fn goes_on(row: &PersonEvent) -> Option<bool> {
    if let PersonActivity::TurnedTo { may_overrun, .. } = row.activity { Some(may_overrun) } else { None }
}

/// The table of `rows`, which are rows of `run`; nothing but columns without a run.
fn frame(context: &RowContext<'_>, run: Option<(&RunRecord, &EventReader<'_>)>, rows: &[PersonEvent]) -> PolarsResult<DataFrame> {
    let mut keys = Keys::new(context);
    let mut found = Vec::new();
    if let Some((record, reading)) = run {
        keys.push(record, rows.len());
        found.extend(rows.iter().map(|row| (row, &reading.result.people[row.person.index()], reading)));
    }
    let holder = |of: &EventReader<'_>, holder: Option<u32>| holder.map(|holder| of.result.people[holder as usize].person.clone());
    keys.frame(vec![
        column(people_log::PERSON, found.iter().map(|(_, person, _)| person.person.as_str()).collect::<Vec<_>>()),
        column(people_log::HOLDER, found.iter().map(|(_, person, of)| holder(of, person.holder)).collect::<Vec<_>>()),
        column(people_log::ROLE, found.iter().map(|(_, person, of)| Group::Role(person.role).name(of.setting)).collect::<Vec<_>>()),
        column(
            people_log::UNIT,
            found.iter().map(|(_, person, of)| of.result.units[person.unit as usize].path.as_str()).collect::<Vec<_>>(),
        ),
        column(people_log::ACTIVITY, found.iter().map(|(row, ..)| row.activity.name()).collect::<Vec<_>>()),
        column(people_log::TIME, found.iter().map(|(row, _, of)| of.time(row.at)).collect::<Vec<_>>()),
        column(people_log::TRAVEL, found.iter().map(|(row, ..)| lead(row).map(|lead| lead.travel)).collect::<Vec<_>>()),
        column(people_log::SWITCHING, found.iter().map(|(row, ..)| lead(row).map(|lead| lead.switching)).collect::<Vec<_>>()),
        column(people_log::ENTRY, found.iter().map(|(row, ..)| lead(row).map(|lead| lead.entry + lead.again)).collect::<Vec<_>>()),
        column(people_log::GOES_ON, found.iter().map(|(row, ..)| goes_on(row)).collect::<Vec<_>>()),
        column(people_log::STOPS_PLANNED, found.iter().map(|(row, ..)| stops(row).map(|(_, planned)| planned)).collect::<Vec<_>>()),
        column(people_log::STOPS_MADE, found.iter().map(|(row, ..)| stops(row).map(|(made, _)| made)).collect::<Vec<_>>()),
    ])
}
