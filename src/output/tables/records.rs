//! Tables of runs back into the runs that they were made of, exactly: what is read back takes part in estimates, charts and
//! tables as if it had just been run. Row by row through all tables side by side, so that memory holds a slice of each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{DataFrame, PolarsResult, UInt64Chunked};

use super::parquet::{failed, read_slice};
use super::runs::{Detail, OK, RowContext};
use super::schema::{
    CURVES_FILE, MATCHED_RUNS_FILE, PEOPLE_FILE, RUNS_FILE, SERIES_FILE, UNITS_FILE, curves, keys, matched, measure_columns, people, runs,
    series, units,
};
use crate::experiment::campaign::store::{RunRecord, StoreError};
use crate::measure::matching::{MatchedGroup, MatchedSums};
use crate::measure::run_result::{Measured, PersonRow, RunResult, SeriesRow, UnitRow};
use crate::scenario::Setting;
use crate::units::key::Key;
use crate::units::{LevelId, RoleId};

/// Rows read at once.
const SLICE: usize = 1 << 15;

/// Design point, policy (by index) and replication of a row.
type RunKey = (u32, usize, u32);

/// Reads the runs of one folder of tables, in their order.
pub struct RecordReader<'a> {
    context: RowContext<'a>,
    detail: Detail,
    /// The measures, and their columns.
    measures: Arc<[Key]>,
    names: Vec<String>,
    runs: TableRows<Run>,
    series: TableRows<SeriesRow>,
    people: TableRows<PersonRecord>,
    units: TableRows<UnitRow>,
    curves: TableRows<[f64; 4]>,
    matched: TableRows<(MatchedGroup, MatchedSums)>,
}

/// A row of the table of runs.
type Run = Result<Numbers, String>;

/// What the table of runs says of a run.
struct Numbers {
    events: u64,
    stream: u64,
    measures: Vec<Option<f64>>,
}

/// A row of the table of people, with the path of the unit, and who holds the post.
type PersonRecord = (PersonRow, String, Option<String>);

impl<'a> RecordReader<'a> {
    /// A reader of the tables in `folder`, which has the tables of `detail`.
    #[must_use]
    pub fn new(folder: &Path, context: RowContext<'a>, detail: Detail) -> Self {
        let names = context.plan.settings.first().map(|setting| measure_columns(setting, context.columns)).unwrap_or_default();
        Self {
            context,
            detail,
            measures: context.columns.into(),
            names,
            runs: TableRows::new(folder, RUNS_FILE),
            series: TableRows::new(folder, SERIES_FILE),
            people: TableRows::new(folder, PEOPLE_FILE),
            units: TableRows::new(folder, UNITS_FILE),
            curves: TableRows::new(folder, CURVES_FILE),
            matched: TableRows::new(folder, MATCHED_RUNS_FILE),
        }
    }

    /// The next run; `None` at the end.
    ///
    /// # Errors
    /// When a table cannot be read, or is not one of runs of this plan.
    pub fn next_run(&mut self) -> Result<Option<RunRecord>, StoreError> {
        let context = self.context;
        let names = &self.names;
        let Some((key, run)) = self.runs.next(&|frame| run_rows(frame, &context, names))? else { return Ok(None) };
        let (point, policy, replication) = key;
        let outcome = match run {
            Err(reason) => Err(reason),
            Ok(numbers) => Ok(self.result(key, numbers)?),
        };
        let point = point.saturating_sub(u32::from(context.plan.design.is_some())) as usize;
        Ok(Some(RunRecord { point, policy, replication, outcome }))
    }

    fn result(&mut self, key: RunKey, numbers: Numbers) -> Result<RunResult, StoreError> {
        let Numbers { events, stream, measures } = numbers;
        let measures = Measured::new(Arc::clone(&self.measures), measures);
        let mut result = RunResult { stream, ..RunResult::of_measures(key.2, measures, events) };
        if self.detail == Detail::Measures {
            return Ok(result);
        }
        let context = self.context;
        result.series = self.series.of(key, &|frame| series_rows(frame, &context))?;
        result.units = self.units.of(key, &|frame| unit_rows(frame, &context))?;
        let places: BTreeMap<&str, u32> = result.units.iter().map(|unit| unit.path.as_str()).zip(0..).collect();
        let people = self.people.of(key, &|frame| person_rows(frame, &context))?;
        let has_holders = people.iter().any(|(.., holder)| holder.is_some());
        let named = people.iter().take(if has_holders { people.len() } else { 0 }).map(|(row, ..)| row.person.clone());
        let holders: BTreeMap<String, u32> = named.zip(0..).collect();
        result.people = people
            .into_iter()
            .map(|(person, unit, holder)| PersonRow {
                unit: places.get(unit.as_str()).copied().unwrap_or_default(),
                holder: holder.and_then(|holder| holders.get(&holder).copied()),
                ..person
            })
            .collect();
        for [fixed, self_resolved, unrepaired_incident, recorded_closed] in self.curves.of(key, &|frame| curve_rows(frame, &context))? {
            result.curves.fixed.push(fixed);
            result.curves.self_resolved.push(self_resolved);
            result.curves.unrepaired_incident.push(unrepaired_incident);
            result.curves.recorded_closed.push(recorded_closed);
        }
        if self.detail == Detail::Compared {
            result.matched = self.matched.of(key, &|frame| matched_rows(frame, &context))?;
        }
        Ok(result)
    }
}

/// A table of runs that lacks columns which a run of today has: an earlier build made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlderTable {
    /// Path of the table.
    pub path: PathBuf,
    /// Names of the columns that are not in it, in the order of a table of today; at least one.
    pub absent: Vec<String>,
}

/// The first of the tables of runs in `folder`, of those named in `files`, that lacks columns; `None` where each has all of them.
///
/// # Errors
/// When a table cannot be read.
pub fn older_table(folder: &Path, context: &RowContext, files: &[&str]) -> Result<Option<OlderTable>, StoreError> {
    for (file, table) in Detail::Compared.tables().iter().filter(|(file, _)| files.contains(file)) {
        let path = folder.join(file);
        let (today, then) = (table(context, &[]).map_err(|error| failed(&path, "read", &error))?, read_slice(&path, 0, 0)?);
        let there: BTreeSet<_> = then.get_column_names().into_iter().collect();
        let absent: Vec<String> =
            today.get_column_names().into_iter().filter(|name| !there.contains(name)).map(ToString::to_string).collect();
        if !absent.is_empty() {
            return Ok(Some(OlderTable { path, absent }));
        }
    }
    Ok(None)
}

/// Rows of one table, read slice by slice.
struct TableRows<T> {
    path: PathBuf,
    offset: usize,
    waiting: VecDeque<(RunKey, T)>,
    is_at_end: bool,
}

/// What makes rows out of a slice.
type Decode<'f, T> = &'f dyn Fn(&DataFrame) -> PolarsResult<Vec<(RunKey, T)>>;

impl<T> TableRows<T> {
    fn new(folder: &Path, file: &str) -> Self {
        Self { path: folder.join(file), offset: 0, waiting: VecDeque::new(), is_at_end: false }
    }

    fn fill(&mut self, decode: Decode<T>) -> Result<(), StoreError> {
        while self.waiting.is_empty() && !self.is_at_end {
            let frame = read_slice(&self.path, self.offset, SLICE)?;
            self.offset += frame.height();
            self.is_at_end = frame.height() < SLICE;
            self.waiting.extend(decode(&frame).map_err(|error| failed(&self.path, "read", &error))?);
        }
        Ok(())
    }

    fn next(&mut self, decode: Decode<T>) -> Result<Option<(RunKey, T)>, StoreError> {
        self.fill(decode)?;
        Ok(self.waiting.pop_front())
    }

    /// All rows from here on that belong to the run `key`.
    fn of(&mut self, key: RunKey, decode: Decode<T>) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        loop {
            self.fill(decode)?;
            let Some((_, row)) = self.waiting.pop_front_if(|(own, _)| *own == key) else { return Ok(found) };
            found.push(row);
        }
    }
}

fn odd(what: &str) -> polars::prelude::PolarsError {
    polars::prelude::PolarsError::ComputeError(format!("it holds {what}, which is not of this plan").into())
}

/// The run of every row.
fn run_keys(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<RunKey>> {
    let points = frame.column(keys::POINT)?.u32()?;
    let policies = frame.column(keys::POLICY)?.str()?;
    let replications = frame.column(keys::REPLICATION)?.u32()?;
    let known = &context.plan.identity.policies;
    let mut last = 0;
    let mut of_row = |row: usize| {
        let policy = policies.get(row).unwrap_or_default();
        if known.get(last).is_none_or(|name| name != policy) {
            last = known.iter().position(|name| name == policy).ok_or_else(|| odd(&format!("the policy {policy:?}")))?;
        }
        let point = points.get(row).unwrap_or_default();
        let index = point.saturating_sub(u32::from(context.plan.design.is_some())) as usize;
        if index >= context.plan.points() || context.plan.point_number(index) != point {
            return Err(odd(&format!("the design point {point}")));
        }
        Ok((point, last, replications.get(row).unwrap_or_default()))
    };
    (0..frame.height()).map(&mut of_row).collect()
}

fn run_rows(frame: &DataFrame, context: &RowContext, names: &[String]) -> PolarsResult<Vec<(RunKey, Run)>> {
    let statuses = frame.column(keys::STATUS)?.str()?;
    let reasons = frame.column(runs::REASON)?.str()?;
    let [events, streams] = [frame.column(runs::EVENTS)?.u64()?, frame.column(runs::STREAM)?.u64()?];
    let values = names.iter().map(|name| frame.column(name)?.f64()).collect::<PolarsResult<Vec<_>>>()?;
    let row = |(at, key): (usize, RunKey)| {
        if statuses.get(at) != Some(OK) {
            return (key, Err(reasons.get(at).unwrap_or_default().to_owned()));
        }
        let number = |column: &UInt64Chunked| column.get(at).unwrap_or_default();
        let measures = values.iter().map(|column| column.get(at)).collect();
        (key, Ok(Numbers { events: number(events), stream: number(streams), measures }))
    };
    Ok(run_keys(frame, context)?.into_iter().enumerate().map(row).collect())
}

/// Numbers of things by their names, where most rows have the name of one before.
struct Names<'a, T>(BTreeMap<&'a str, T>);

impl<T: Copy> Names<'_, T> {
    fn get(&self, name: Option<&str>, what: &str) -> PolarsResult<T> {
        let name = name.unwrap_or_default();
        self.0.get(name).copied().ok_or_else(|| odd(&format!("the {what} {name:?}")))
    }
}

fn levels(setting: &Setting) -> Names<'_, LevelId> {
    Names(setting.levels.iter().enumerate().map(|(at, name)| (name.as_str(), LevelId::new(at))).collect())
}

fn roles(setting: &Setting) -> Names<'_, RoleId> {
    Names(setting.roles.iter().enumerate().map(|(at, role)| (role.name.as_str(), RoleId::new(at))).collect())
}

fn series_rows(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, SeriesRow)>> {
    let days = frame.column(series::DAY)?.u32()?;
    let names = frame.column(series::LEVEL)?.str()?;
    let number = |name: &str| Ok::<_, polars::prelude::PolarsError>(frame.column(name)?.u32()?.clone());
    let (backlog, open, overdue, latent) =
        (number(series::BACKLOG)?, number(series::OPEN)?, number(series::OVERDUE)?, number(series::LATENT)?);
    let trust = frame.column(series::TRUST)?.f64()?;
    let (rostered, busy) = (frame.column(series::ROSTERED)?.u64()?, frame.column(series::BUSY)?.u64()?);
    let levels: Vec<_> = context.plan.settings.iter().map(levels).collect();
    let row = |(at, key): (usize, RunKey)| {
        let row = SeriesRow {
            day: days.get(at).unwrap_or_default(),
            level: levels[key.1].get(names.get(at), "level")?,
            backlog: backlog.get(at).unwrap_or_default(),
            open: open.get(at).unwrap_or_default(),
            overdue: overdue.get(at).unwrap_or_default(),
            latent: latent.get(at).unwrap_or_default(),
            mean_trust: trust.get(at),
            rostered_seconds: rostered.get(at).unwrap_or_default(),
            busy_seconds: busy.get(at).unwrap_or_default(),
        };
        Ok((key, row))
    };
    run_keys(frame, context)?.into_iter().enumerate().map(row).collect()
}

fn unit_rows(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, UnitRow)>> {
    let paths = frame.column(units::UNIT)?.str()?;
    let names = frame.column(units::LEVEL)?.str()?;
    let (joined, fixed) = (frame.column(units::JOINED)?.u64()?, frame.column(units::FIXED)?.u64()?);
    let escalated = frame.column(units::ESCALATED)?.u64()?;
    let wait = frame.column(units::QUEUE_WAIT)?.f64()?;
    let (backlog, open) = (frame.column(units::BACKLOG)?.f64()?, frame.column(units::OPEN)?.f64()?);
    let quarters = units::QUARTERS.iter().map(|name| frame.column(name)?.f64());
    let quarters = quarters.collect::<PolarsResult<Vec<_>>>()?;
    let quarters_at = |at: usize| quarters.iter().map(|column| column.get(at)).collect::<Option<Vec<f64>>>()?.try_into().ok();
    let levels: Vec<_> = context.plan.settings.iter().map(levels).collect();
    let row = |(at, key): (usize, RunKey)| {
        let row = UnitRow {
            path: paths.get(at).unwrap_or_default().to_owned(),
            level: levels[key.1].get(names.get(at), "level")?,
            joined: joined.get(at).unwrap_or_default(),
            fixed: fixed.get(at).unwrap_or_default(),
            escalated: escalated.get(at).unwrap_or_default(),
            queue_wait_hours: wait.get(at),
            backlog_issues: backlog.get(at).unwrap_or_default(),
            open_issues: open.get(at).unwrap_or_default(),
            backlog_quarters: quarters_at(at),
        };
        Ok((key, row))
    };
    run_keys(frame, context)?.into_iter().enumerate().map(row).collect()
}

fn person_rows(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, PersonRecord)>> {
    let persons = frame.column(people::PERSON)?.str()?;
    let role_names = frame.column(people::ROLE)?.str()?;
    let paths = frame.column(people::UNIT)?.str()?;
    let holders = frame.column(people::HOLDER).ok().map(|column| column.str()).transpose()?;
    let seconds = |name: &str| Ok::<_, polars::prelude::PolarsError>(frame.column(name)?.u64()?.clone());
    let (employed, rostered, overtime) = (seconds(people::EMPLOYED)?, seconds(people::ROSTERED)?, seconds(people::OVERTIME)?);
    let (handled, switching, visited) = (seconds(people::HANDLED)?, seconds(people::SWITCHING)?, seconds(people::VISITED)?);
    let (travelled, patrolled) = (seconds(people::TRAVELLED)?, seconds(people::PATROLLED)?);
    let (administrative, idle, starts) = (seconds(people::ADMINISTRATIVE)?, seconds(people::IDLE)?, seconds(people::STARTS)?);
    // only where anything is ever ordered
    let ordered = frame.column(people::ORDERED).ok().map(|column| column.u64()).transpose()?;
    let points = frame.column(people::POINTS).ok().map(|column| column.f64()).transpose()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "written from whole hundredths")]
    let point_hundredths = |at: usize| (points.and_then(|points| points.get(at)).unwrap_or(0.0) * 100.0).round() as u64;
    let roles: Vec<_> = context.plan.settings.iter().map(roles).collect();
    let row = |(at, key): (usize, RunKey)| {
        let row = PersonRow {
            holder: None,
            person: persons.get(at).unwrap_or_default().to_owned(),
            role: roles[key.1].get(role_names.get(at), "role")?,
            unit: 0,
            employed_seconds: employed.get(at).unwrap_or_default(),
            rostered_seconds: rostered.get(at).unwrap_or_default(),
            overtime_seconds: overtime.get(at).unwrap_or_default(),
            handled_seconds: handled.get(at).unwrap_or_default(),
            switching_seconds: switching.get(at).unwrap_or_default(),
            visited_seconds: visited.get(at).unwrap_or_default(),
            travelled_seconds: travelled.get(at).unwrap_or_default(),
            patrolled_seconds: patrolled.get(at).unwrap_or_default(),
            administrative_seconds: administrative.get(at).unwrap_or_default(),
            ordered_seconds: ordered.as_ref().and_then(|ordered| ordered.get(at)).unwrap_or_default(),
            idle_seconds: idle.get(at).unwrap_or_default(),
            starts: starts.get(at).unwrap_or_default(),
            point_hundredths: point_hundredths(at),
        };
        let holder = holders.and_then(|holders| holders.get(at)).map(str::to_owned);
        Ok((key, (row, paths.get(at).unwrap_or_default().to_owned(), holder)))
    };
    run_keys(frame, context)?.into_iter().enumerate().map(row).collect()
}

fn curve_rows(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, [f64; 4])>> {
    let share = |name: &str| Ok::<_, polars::prelude::PolarsError>(frame.column(name)?.f64()?.clone());
    let (fixed, gone) = (share(curves::FIXED)?, share(curves::SELF_RESOLVED)?);
    let (incident, closed) = (share(curves::UNREPAIRED_INCIDENT)?, share(curves::RECORDED_CLOSED)?);
    let row = |(at, key): (usize, RunKey)| (key, [&fixed, &gone, &incident, &closed].map(|column| column.get(at).unwrap_or_default()));
    Ok(run_keys(frame, context)?.into_iter().enumerate().map(row).collect())
}

fn matched_rows(frame: &DataFrame, context: &RowContext) -> PolarsResult<Vec<(RunKey, (MatchedGroup, MatchedSums))>> {
    let setting = context.plan.settings.first();
    let groups: BTreeMap<(&str, &str), MatchedGroup> = setting
        .into_iter()
        .flat_map(|setting| MatchedGroup::all(setting).map(|group| ((group.kind(), group.name(setting)), group)))
        .collect();
    let (kinds, names) = (frame.column(matched::KIND)?.str()?, frame.column(matched::GROUP)?.str()?);
    let counts = [
        matched::ISSUES,
        matched::SOONER,
        matched::SAME,
        matched::LATER,
        matched::ONLY_POLICY,
        matched::ONLY_BASELINE,
        matched::SOONER_SECONDS,
        matched::LATER_SECONDS,
        matched::KNOWN,
    ];
    let counts = counts.iter().map(|name| frame.column(name)?.u64()).collect::<PolarsResult<Vec<_>>>()?;
    let handling = frame.column(matched::HANDLING)?.i64()?;
    let row = |(at, key): (usize, RunKey)| {
        let (kind, name) = (kinds.get(at).unwrap_or_default(), names.get(at).unwrap_or_default());
        let group = groups.get(&(kind, name)).ok_or_else(|| odd(&format!("the {kind} {name:?}")))?;
        let count = |column: usize| counts[column].get(at).unwrap_or_default();
        let sums = MatchedSums {
            issues: count(0),
            sooner: count(1),
            same: count(2),
            later: count(3),
            only_policy: count(4),
            only_baseline: count(5),
            sooner_seconds: count(6),
            later_seconds: count(7),
            known: count(8),
            handling_seconds: handling.get(at).unwrap_or_default(),
        };
        Ok((key, (*group, sums)))
    };
    run_keys(frame, context)?.into_iter().enumerate().map(row).collect()
}
