//! Incidents of three support lines as their log has them (BPI Challenge 2013): what status each had, and where.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::{CsvReadOptions, PolarsResult, SerReader};

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Somebody works on it, by the record.
    InProgress,
    /// It waits for somebody outside the lines.
    Outside,
    /// It waits in a queue, or on somebody's desk.
    Queued,
    /// It is done, by the record.
    Completed,
}

/// One event: from here on the case has the status at the line.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Seconds since 1970.
    pub second: i64,
    /// Local hour.
    pub hour: usize,
    pub status: Status,
    /// Line from 0.
    pub line: usize,
}

/// The cases of the log at `path`, each with its events in order.
pub fn read(path: &Path) -> PolarsResult<Vec<Vec<Event>>> {
    let options = CsvReadOptions::default().with_has_header(true).with_infer_schema_length(Some(0));
    let table = options.try_into_reader_with_file_path(Some(path.to_path_buf()))?.finish()?;
    let column = |name: &str| -> PolarsResult<Vec<String>> {
        Ok(table.column(name)?.str()?.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect())
    };
    let (case, time, line) = (column("case_id")?, column("timestamp")?, column("support_line")?);
    let (status, substatus) = (column("status")?, column("substatus")?);
    let mut cases: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for row in 0..table.height() {
        let status = match (status[row].as_str(), substatus[row].as_str()) {
            ("Completed", _) => Status::Completed,
            ("Accepted", "In Progress") => Status::InProgress,
            ("Accepted", wait) if wait.starts_with("Wait") => Status::Outside,
            _ => Status::Queued,
        };
        let zoned = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%:z", &time[row]).ok();
        let Some((second, clock)) = zoned.and_then(|time| Some((time.to_timestamp().ok()?.as_second(), time.to_datetime().ok()?))) else {
            continue;
        };
        let line = line[row].bytes().next().map_or(0, |digit| usize::from(digit.saturating_sub(b'1')).min(2));
        let hour = clock.hour().unsigned_abs().into();
        cases.entry(&case[row]).or_default().push(Event { second, hour, status, line });
    }
    let mut cases: Vec<Vec<Event>> = cases.into_values().collect();
    cases.iter_mut().for_each(|events| events.sort_by_key(|event| event.second));
    Ok(cases)
}
