//! Boston's service requests as the city's log has them: when opened, promised and closed, by whom, about what.

use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use polars::prelude::{CsvReadOptions, DataFrame, PolarsResult, SerReader};

/// Whose clock the log is of.
pub const ZONE: &str = "America/New_York";
/// Sources of requests that the city's own staff brought in.
pub const STAFF: [&str; 3] = ["Employee Generated", "City Worker App", "Maximo Integration"];

/// One request; times are seconds since the first local midnight of 2015.
#[derive(Clone, Debug)]
pub struct Request {
    pub opened: u32,
    pub promised: Option<u32>,
    /// `None` when still open at the snapshot.
    pub closed: Option<u32>,
    pub kind: String,
    pub department: String,
    pub is_staff_found: bool,
}

impl Request {
    /// Whether it came in before the first of July.
    pub const fn is_first_half(&self) -> bool {
        self.opened < JULY
    }
}

/// The first of July 2015, local midnight.
pub const JULY: u32 = 181 * 86_400 - 3_600;
/// The snapshot of the log, 2016-01-12 22:22:40.
pub const SNAPSHOT: u32 = 376 * 86_400 + 22 * 3_600 + 22 * 60 + 40;

/// All requests of the log at `path` in the order of opening.
pub fn read(path: &Path) -> PolarsResult<Vec<Request>> {
    let options = CsvReadOptions::default().with_has_header(true).with_infer_schema_length(Some(0));
    let table = options.try_into_reader_with_file_path(Some(path.to_path_buf()))?.finish()?;
    let (opened, promised, closed) = (column(&table, "opened")?, column(&table, "target")?, column(&table, "closed")?);
    let (kind, department, source) = (column(&table, "type")?, column(&table, "department")?, column(&table, "source")?);
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let seconds = |text: &Option<String>| text.as_ref().and_then(|text| second(text, &zone));
    let mut requests: Vec<Request> = (0..table.height())
        .filter_map(|row| {
            let opened = seconds(&opened[row])?;
            Some(Request {
                opened,
                promised: seconds(&promised[row]),
                closed: seconds(&closed[row]).map(|closed| closed.max(opened)),
                kind: kind[row].clone().unwrap_or_default(),
                department: department[row].clone().unwrap_or_default(),
                is_staff_found: source[row].as_ref().is_some_and(|source| STAFF.contains(&source.as_str())),
            })
        })
        .collect();
    requests.sort_by_key(|request| request.opened);
    Ok(requests)
}

fn column(table: &DataFrame, name: &str) -> PolarsResult<Vec<Option<String>>> {
    Ok(table.column(name)?.str()?.iter().map(|cell| cell.map(|text| text.trim().to_owned())).collect())
}

fn second(text: &str, zone: &TimeZone) -> Option<u32> {
    let clock: DateTime = text.parse().ok()?;
    let start = jiff::civil::date(2015, 1, 1).to_zoned(zone.clone()).ok()?.timestamp().as_second();
    let at = clock.to_zoned(zone.clone()).ok()?.timestamp().as_second();
    u32::try_from((at - start).max(0)).ok()
}
