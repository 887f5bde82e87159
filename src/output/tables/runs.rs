//! Finished runs as rows of the tables of runs. Pure: records in, data frames out, in plan order. The way back stands in
//! [`super::records`].

use polars::prelude::{Column, DataFrame, NamedFrom, PolarsResult};

use super::schema::{
    CURVES_FILE, MATCHED_RUNS_FILE, PEOPLE_FILE, RUNS_FILE, SERIES_FILE, UNITS_FILE, curves, keys, matched, measure_columns, people, runs,
    series, units,
};
use crate::experiment::campaign::store::RunRecord;
use crate::experiment::design::plan::Plan;
use crate::measure::curves::{Curves, INSTANTS};
use crate::measure::matching::{MatchedGroup, MatchedSums};
use crate::measure::run_result::RunResult;
use crate::scenario::Setting;
use crate::scenario::setting::Category;
use crate::units::key::{Group, Key};
use crate::units::time::DAY;

/// What rows say besides the run itself.
#[derive(Clone, Copy, Debug)]
pub struct RowContext<'a> {
    /// The plan of the runs.
    pub plan: &'a Plan,
    /// Columns of a run's measures.
    pub columns: &'a [Key],
}

/// Status of a run in tables.
pub const OK: &str = "ok";
/// Status of a run that left no result.
pub const FAILED: &str = "failed";

/// Makes one table of runs out of the records of a batch.
pub type TableOf = fn(&RowContext, &[RunRecord]) -> PolarsResult<DataFrame>;

/// How much of every run is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Measures, days, people, units and curves.
    Full,
    /// The same, and how issues went under each policy and under the baseline.
    Compared,
    /// Measures alone.
    Measures,
}

/// All tables of runs: file, and what makes its rows.
const TABLES: [(&str, TableOf); 6] = [
    (RUNS_FILE, runs),
    (SERIES_FILE, series),
    (PEOPLE_FILE, people),
    (UNITS_FILE, units),
    (CURVES_FILE, curves),
    (MATCHED_RUNS_FILE, matched_issues),
];

impl Detail {
    /// The tables of runs in the order of their files.
    #[must_use]
    pub const fn tables(self) -> &'static [(&'static str, TableOf)] {
        match self {
            Self::Compared => &TABLES,
            Self::Full => TABLES.split_at(TABLES.len() - 1).0,
            Self::Measures => TABLES.split_at(1).0,
        }
    }
}

/// The key columns, row by row.
pub(crate) struct Keys<'a> {
    context: &'a RowContext<'a>,
    policy: Vec<&'a str>,
    point: Vec<u32>,
    replication: Vec<u32>,
    status: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(context: &'a RowContext<'a>) -> Self {
        Self { context, policy: Vec::new(), point: Vec::new(), replication: Vec::new(), status: Vec::new() }
    }

    /// Adds the keys of `record` for `rows` rows.
    pub(crate) fn push(&mut self, record: &RunRecord, rows: usize) {
        let rows = self.policy.len() + rows;
        self.policy.resize(rows, &self.context.plan.identity.policies[record.policy]);
        self.point.resize(rows, self.context.plan.point_number(record.point));
        self.replication.resize(rows, record.replication);
        self.status.resize(rows, if record.outcome.is_ok() { OK } else { FAILED });
    }

    /// The frame of these keys followed by `columns`.
    pub(crate) fn frame(self, columns: Vec<Column>) -> PolarsResult<DataFrame> {
        let rows = self.policy.len();
        let identity = &self.context.plan.identity;
        let mut all = vec![
            column(keys::SCENARIO, vec![identity.scenario.as_str(); rows]),
            column(keys::POLICY, self.policy),
            column(keys::POINT, self.point),
            column(keys::REPLICATION, self.replication),
            column(keys::SEED, vec![identity.seed; rows]),
            column(keys::STATUS, self.status),
        ];
        all.extend(columns);
        DataFrame::new(rows, all)
    }
}

pub(crate) fn column<T, P: ?Sized>(name: &str, values: T) -> Column
where
    polars::prelude::Series: NamedFrom<T, P>,
{
    Column::from(polars::prelude::Series::new(name.into(), values))
}

/// Records with a result, each with its setting.
fn results<'a>(context: &'a RowContext, records: &'a [RunRecord]) -> impl Iterator<Item = (&'a RunRecord, &'a RunResult, &'a Setting)> {
    records.iter().filter_map(|record| Some((record, record.outcome.as_ref().ok()?, &context.plan.settings[record.policy])))
}

/// One row per run, failed runs included.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn runs(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    for record in records {
        rows.push(record, 1);
    }
    let reasons: Vec<Option<&str>> = records.iter().map(|record| record.outcome.as_ref().err().map(String::as_str)).collect();
    let events: Vec<Option<u64>> = records.iter().map(|record| record.outcome.as_ref().ok().map(|result| result.events)).collect();
    let mut columns = factors(context.plan, records);
    let streams: Vec<Option<u64>> = records.iter().map(|record| record.outcome.as_ref().ok().map(|result| result.stream)).collect();
    columns.extend([column(runs::REASON, reasons), column(runs::EVENTS, events), column(runs::STREAM, streams)]);
    let names = context.plan.settings.first().map(|setting| measure_columns(setting, context.columns)).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        let values: Vec<Option<f64>> =
            records.iter().map(|record| record.outcome.as_ref().ok().and_then(|result| result.measures.values()[index])).collect();
        columns.push(column(name, values));
    }
    rows.frame(columns)
}

/// A column per factor of the design: numbers where all its levels are numbers, else as written.
fn factors(plan: &Plan, records: &[RunRecord]) -> Vec<Column> {
    let Some(design) = &plan.design else { return Vec::new() };
    let of = |(at, key): (usize, &String)| {
        let levels = || records.iter().map(|record| &design.points[record.point][at]);
        if design.is_numeric(at) {
            return column(key, levels().map(|level| level.number).collect::<Vec<_>>());
        }
        column(key, levels().map(|level| level.text.as_str()).collect::<Vec<_>>())
    };
    design.factors.iter().enumerate().map(of).collect()
}

/// One row per run, day and level.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn series(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let mut found = Vec::new();
    for (record, result, setting) in results(context, records) {
        rows.push(record, result.series.len());
        found.extend(result.series.iter().map(|row| (row, setting)));
    }
    let date = |day: u32, setting: &Setting| {
        setting.span.start.checked_add(jiff::Span::new().days(i64::from(day))).map_or_else(|_| String::new(), |date| date.to_string())
    };
    let utilisation = |busy: u64, rostered: u64| (rostered > 0).then(|| whole(busy) / whole(rostered));
    rows.frame(vec![
        column(series::DAY, found.iter().map(|(row, _)| row.day).collect::<Vec<_>>()),
        column(series::DATE, found.iter().map(|(row, setting)| date(row.day, setting)).collect::<Vec<_>>()),
        column(series::LEVEL, found.iter().map(|(row, setting)| Group::Level(row.level).name(setting)).collect::<Vec<_>>()),
        column(series::BACKLOG, found.iter().map(|(row, _)| row.backlog).collect::<Vec<_>>()),
        column(series::OPEN, found.iter().map(|(row, _)| row.open).collect::<Vec<_>>()),
        column(series::OVERDUE, found.iter().map(|(row, _)| row.overdue).collect::<Vec<_>>()),
        column(series::LATENT, found.iter().map(|(row, _)| row.latent).collect::<Vec<_>>()),
        column(series::TRUST, found.iter().map(|(row, _)| row.mean_trust).collect::<Vec<_>>()),
        column(series::ROSTERED, found.iter().map(|(row, _)| row.rostered_seconds).collect::<Vec<_>>()),
        column(series::BUSY, found.iter().map(|(row, _)| row.busy_seconds).collect::<Vec<_>>()),
        column(series::UTILISATION, found.iter().map(|(row, _)| utilisation(row.busy_seconds, row.rostered_seconds)).collect::<Vec<_>>()),
    ])
}

/// One row per run and person.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn people(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let (mut found, mut holders) = (Vec::new(), Vec::new());
    for (record, result, setting) in results(context, records) {
        rows.push(record, result.people.len());
        found.extend(result.people.iter().map(|row| (row, &result.units[row.unit as usize], setting)));
        holders.extend(result.people.iter().map(|row| row.holder.map(|holder| result.people[holder as usize].person.as_str())));
    }
    let has_posts = |setting: &Setting| setting.epochs.iter().any(|epoch| !epoch.rules.posts.is_empty());
    let holders = context.plan.settings.iter().any(has_posts).then(|| column(people::HOLDER, holders));
    let mut columns = vec![
        column(people::PERSON, found.iter().map(|(row, ..)| row.person.as_str()).collect::<Vec<_>>()),
        column(people::ROLE, found.iter().map(|(row, _, setting)| Group::Role(row.role).name(setting)).collect::<Vec<_>>()),
        column(people::UNIT, found.iter().map(|(_, unit, _)| unit.path.as_str()).collect::<Vec<_>>()),
        column(people::LEVEL, found.iter().map(|(_, unit, setting)| Group::Level(unit.level).name(setting)).collect::<Vec<_>>()),
        column(people::EMPLOYED, found.iter().map(|(row, ..)| row.employed_seconds).collect::<Vec<_>>()),
        column(people::ROSTERED, found.iter().map(|(row, ..)| row.rostered_seconds).collect::<Vec<_>>()),
        column(people::OVERTIME, found.iter().map(|(row, ..)| row.overtime_seconds).collect::<Vec<_>>()),
        column(people::HANDLED, found.iter().map(|(row, ..)| row.handled_seconds).collect::<Vec<_>>()),
        column(people::SWITCHING, found.iter().map(|(row, ..)| row.switching_seconds).collect::<Vec<_>>()),
        column(people::VISITED, found.iter().map(|(row, ..)| row.visited_seconds).collect::<Vec<_>>()),
        column(people::TRAVELLED, found.iter().map(|(row, ..)| row.travelled_seconds).collect::<Vec<_>>()),
        column(people::PATROLLED, found.iter().map(|(row, ..)| row.patrolled_seconds).collect::<Vec<_>>()),
        column(people::ADMINISTRATIVE, found.iter().map(|(row, ..)| row.administrative_seconds).collect::<Vec<_>>()),
        column(people::IDLE, found.iter().map(|(row, ..)| row.idle_seconds).collect::<Vec<_>>()),
        column(people::STARTS, found.iter().map(|(row, ..)| row.starts).collect::<Vec<_>>()),
    ];
    if context.plan.settings.iter().any(|setting| setting.categories.iter().any(Category::is_order)) {
        columns.push(column(people::ORDERED, found.iter().map(|(row, ..)| row.ordered_seconds).collect::<Vec<_>>()));
    }
    if context.plan.settings.iter().any(|setting| setting.has_points) {
        let points = found.iter().map(|(row, ..)| row.point_hundredths as f64 / 100.0);
        columns.push(column(people::POINTS, points.collect::<Vec<_>>()));
    }
    columns.extend(holders);
    rows.frame(columns)
}

/// One row per run and unit.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn units(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let mut found = Vec::new();
    for (record, result, setting) in results(context, records) {
        rows.push(record, result.units.len());
        found.extend(result.units.iter().map(|row| (row, setting)));
    }
    let quarter = |at: usize| found.iter().map(|(row, _)| row.backlog_quarters.map(|quarters| quarters[at])).collect::<Vec<_>>();
    let quarters = units::QUARTERS.iter().enumerate().map(|(at, name)| column(name, quarter(at)));
    let mut columns = vec![
        column(units::UNIT, found.iter().map(|(row, _)| row.path.as_str()).collect::<Vec<_>>()),
        column(units::LEVEL, found.iter().map(|(row, setting)| Group::Level(row.level).name(setting)).collect::<Vec<_>>()),
        column(units::JOINED, found.iter().map(|(row, _)| row.joined).collect::<Vec<_>>()),
        column(units::FIXED, found.iter().map(|(row, _)| row.fixed).collect::<Vec<_>>()),
        column(units::ESCALATED, found.iter().map(|(row, _)| row.escalated).collect::<Vec<_>>()),
        column(units::QUEUE_WAIT, found.iter().map(|(row, _)| row.queue_wait_hours).collect::<Vec<_>>()),
        column(units::BACKLOG, found.iter().map(|(row, _)| row.backlog_issues).collect::<Vec<_>>()),
        column(units::OPEN, found.iter().map(|(row, _)| row.open_issues).collect::<Vec<_>>()),
    ];
    columns.extend(quarters);
    rows.frame(columns)
}

/// One row per run and instant of its curves.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn curves(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let mut days = Vec::new();
    let mut all: [Vec<f64>; 4] = Default::default();
    for (record, result, setting) in results(context, records) {
        let Curves { fixed, self_resolved, unrepaired_incident, recorded_closed } = &result.curves;
        rows.push(record, fixed.len());
        let follow_up = f64::from(setting.span.follow_up.seconds()) / f64::from(DAY);
        days.extend((0..fixed.len()).map(|instant| follow_up * instant as f64 / (INSTANTS - 1) as f64));
        all.iter_mut().zip([fixed, self_resolved, unrepaired_incident, recorded_closed]).for_each(|(all, own)| all.extend(own));
    }
    let [fixed, self_resolved, unrepaired_incident, recorded_closed] = all;
    rows.frame(vec![
        column(curves::DAYS, days),
        column(curves::FIXED, fixed),
        column(curves::SELF_RESOLVED, self_resolved),
        column(curves::UNREPAIRED_INCIDENT, unrepaired_incident),
        column(curves::RECORDED_CLOSED, recorded_closed),
    ])
}

/// One row per run and group of matched issues; none of a baseline.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn matched_issues(context: &RowContext, records: &[RunRecord]) -> PolarsResult<DataFrame> {
    let mut rows = Keys::new(context);
    let mut found = Vec::new();
    for (record, result, _) in results(context, records) {
        rows.push(record, result.matched.len());
        found.extend(&result.matched);
    }
    let names = context.plan.settings.first();
    let name = |group: MatchedGroup| names.map_or("", |setting| group.name(setting));
    let count = |of: fn(&MatchedSums) -> u64| found.iter().map(|(_, sums)| of(sums)).collect::<Vec<u64>>();
    rows.frame(vec![
        column(matched::KIND, found.iter().map(|(group, _)| group.kind()).collect::<Vec<_>>()),
        column(matched::GROUP, found.iter().map(|(group, _)| name(*group)).collect::<Vec<_>>()),
        column(matched::ISSUES, count(|sums| sums.issues)),
        column(matched::SOONER, count(|sums| sums.sooner)),
        column(matched::SAME, count(|sums| sums.same)),
        column(matched::LATER, count(|sums| sums.later)),
        column(matched::ONLY_POLICY, count(|sums| sums.only_policy)),
        column(matched::ONLY_BASELINE, count(|sums| sums.only_baseline)),
        column(matched::SOONER_SECONDS, count(|sums| sums.sooner_seconds)),
        column(matched::LATER_SECONDS, count(|sums| sums.later_seconds)),
        column(matched::KNOWN, count(|sums| sums.known)),
        column(matched::HANDLING, found.iter().map(|(_, sums)| sums.handling_seconds).collect::<Vec<_>>()),
    ])
}

#[expect(clippy::cast_precision_loss, reason = "person-seconds of a day are far below 2^53")]
fn whole(seconds: u64) -> f64 {
    seconds as f64
}
