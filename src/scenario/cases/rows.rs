//! Rows of a file of real cases become cases, or are counted with the reason why not.
//!
//! Only what a case needs is kept, 16 bytes each. Of a file of events the first event of each case counts, and 16 bytes
//! more per case tell which that is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::account::{Case, Finder, Note, Noted};
use super::columns::CaseColumns;
use super::stream::{LogRow, Looks};
use super::time_forms::{ColumnForm, TimeSurvey};
use super::time_stamps::ClockChange;
use super::written::Meant;
use crate::scenario::blocks::demand::WrittenDemand;
use crate::scenario::setting::Setting;
use crate::scenario::structure::Span;
use crate::scenario::text::named::Keyed;
use crate::units::SimTime;

/// Letters of a row that a message shows.
const SHOWN: usize = 60;
/// Most cases of one file: 1.6 GB.
const MOST_CASES: usize = 100_000_000;
/// Kind of a case that turned out not to be the first event.
const GONE: u16 = u16::MAX;

/// What many rows have in common, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowKind {
    pub category: String,
    pub unit: String,
    pub finder: Finder,
}

/// What the texts of rows mean.
pub(crate) struct Mapping {
    categories: BTreeMap<String, String>,
    by_department: BTreeMap<String, String>,
    other: Option<String>,
    departments: BTreeMap<String, String>,
    at: String,
    staff: Option<BTreeSet<String>>,
    excluded: Vec<BTreeSet<String>>,
}

impl Mapping {
    /// What the entry says, and the names of categories and of single units, which mean themselves.
    pub fn new(demand: &WrittenDemand, setting: &Setting) -> Self {
        let map = demand.map.as_ref();
        let listed = |table: Option<&Keyed<Meant>>| -> Vec<(String, String)> {
            table.into_iter().flat_map(|table| &table.0).map(|(text, name)| (text.clone(), name.0.clone())).collect()
        };
        let itself = |name: &String| (name.clone(), name.clone());
        let mut categories: BTreeMap<String, String> = setting.categories.iter().map(|category| itself(&category.name)).collect();
        categories.extend(listed(map.and_then(|map| map.categories.as_ref())));
        let single = setting.units.iter().filter(|group| group.count == 1);
        let mut departments: BTreeMap<String, String> = single.map(|group| itself(&group.name)).collect();
        departments.extend(listed(map.and_then(|map| map.departments.as_ref())));
        let only = (setting.categories.len() == 1).then(|| setting.categories[0].name.clone());
        Self {
            categories,
            by_department: listed(map.and_then(|map| map.department_categories.as_ref())).into_iter().collect(),
            other: map.and_then(|map| map.other.clone()).or(only),
            departments,
            at: demand.at.clone(),
            staff: demand.staff_found.as_ref().map(|found| found.sources.iter().cloned().collect()),
            excluded: demand.exclude.iter().flat_map(|exclude| &exclude.0).map(|(_, texts)| texts.0.iter().cloned().collect()).collect(),
        }
    }

    /// Whether a row without a category cannot be used.
    pub fn needs_category(&self) -> bool {
        self.other.is_none()
    }
}

/// From written times to times of the run.
pub(crate) struct Clockwork {
    /// Whose clock times without an offset are read by.
    zone: Option<TimeZone>,
    /// Second of the start, counted from 1970.
    start: i64,
    /// Cases before are too early, from the second on too late.
    window: (SimTime, SimTime),
}

impl Clockwork {
    /// For a run over `span`; `None` when its start is no instant.
    pub fn new(zone: Option<TimeZone>, span: &Span, window: (SimTime, SimTime)) -> Option<Self> {
        Some(Self { zone, start: start_of(span)?, window })
    }

    /// The time of the run at a second counted from 1970, however early or late.
    fn instant(&self, second: i64) -> SimTime {
        let since = second.saturating_sub(self.start).clamp(0, i64::from(u32::MAX - 1));
        SimTime::from_seconds(u32::try_from(since).unwrap_or(u32::MAX - 1))
    }

    /// Local date and time of `at`.
    pub fn shown(span: &Span, at: SimTime) -> String {
        let second = start_of(span).map_or(0, |start| start + i64::from(at.seconds()));
        let zoned = Timestamp::from_second(second).map(|timestamp| timestamp.to_zoned(span.zone.clone()));
        zoned.map_or_else(|_| String::new(), |zoned| zoned.strftime("%Y-%m-%d %H:%M").to_string())
    }
}

fn start_of(span: &Span) -> Option<i64> {
    span.start.to_zoned(span.zone.clone()).ok().map(|zoned| zoned.timestamp().as_second())
}

/// A file on its way to cases.
pub(crate) struct CaseReader {
    columns: CaseColumns,
    chosen: Vec<(&'static str, String)>,
    /// Of the times at which cases are opened and due: as which they are read, and what the rows show.
    forms: [ColumnForm; 2],
    survey: TimeSurvey,
    /// Numbers of the cases of a file of cases, as far as rows were used.
    seen: BTreeSet<u64>,
    mapping: Mapping,
    clockwork: Clockwork,
    /// Of each case in a file of events: its first event so far, and the place of the case, if it became one.
    firsts: Option<BTreeMap<u64, (i64, Option<usize>)>>,
    rows: u64,
    notes: BTreeMap<Note, Noted>,
    cases: Vec<Case>,
    kinds: Vec<RowKind>,
    kind_of: BTreeMap<(String, String, Finder), u16>,
    latest: SimTime,
    homeless: Option<(u64, String)>,
    is_too_varied: bool,
}

/// A row that is not used, and what stands there.
type Refusal<'r> = (Note, &'r str);

impl CaseReader {
    /// Nothing read yet.
    pub fn new(
        columns: CaseColumns,
        chosen: Vec<(&'static str, String)>,
        (forms, survey): ([ColumnForm; 2], TimeSurvey),
        (mapping, clockwork): (Mapping, Clockwork),
        has_events: bool,
    ) -> Self {
        Self {
            columns,
            chosen,
            forms,
            survey,
            seen: BTreeSet::new(),
            mapping,
            clockwork,
            firsts: has_events.then(BTreeMap::new),
            rows: 0,
            notes: BTreeMap::new(),
            cases: Vec::new(),
            kinds: Vec::new(),
            kind_of: BTreeMap::new(),
            latest: SimTime::ZERO,
            homeless: None,
            is_too_varied: false,
        }
    }

    /// The forms that the times turned out to have, or what is not clear about them.
    pub fn forms(&self) -> Result<[ColumnForm; 2], String> {
        self.survey.forms(&self.chosen)
    }

    /// Line and text of the first time without an offset, where no zone is stated.
    pub fn homeless(&self) -> Option<(u64, &str)> {
        self.homeless.as_ref().map(|(line, text)| (*line, text.as_str()))
    }

    /// Whether there were more cases or kinds of cases than can be held.
    pub const fn is_too_varied(&self) -> bool {
        self.is_too_varied
    }

    /// Rows, what was to be said of them, cases in the order of time, and their kinds.
    pub fn finish(mut self) -> (u64, Vec<Noted>, Vec<Case>, Vec<RowKind>) {
        self.cases.retain(|case| case.kind != GONE);
        self.cases.sort_by_key(|case| case.at);
        (self.rows, self.notes.into_values().collect(), self.cases, self.kinds)
    }

    /// Columns that are read: what for, and their names.
    pub fn chosen(&self) -> Vec<(&'static str, String)> {
        self.chosen.clone()
    }

    fn say(&mut self, note: Note, row: &LogRow<'_>, text: &str) {
        let text = || text.chars().take(SHOWN).collect();
        let noted = self.notes.entry(note).or_insert_with(|| Noted { note, rows: 0, line: row.line, text: text() });
        noted.rows += 1;
    }

    fn take<'r>(&mut self, row: &'r LogRow<'_>) -> Result<(), Refusal<'r>> {
        for (column, texts) in self.columns.excluding.iter().zip(&self.mapping.excluded) {
            let text = row.cell(*column).ok_or((Note::Malformed, ""))?;
            if texts.contains(text) {
                return Err((Note::Excluded, text));
            }
        }
        let text = row.cell(self.columns.opened).ok_or((Note::Malformed, ""))?;
        let Some((second, clock)) = self.second(row, text)? else { return Ok(()) };
        let key = self.columns.case.filter(|_| self.firsts.is_some()).map(|column| row.cell(column).ok_or((Note::Malformed, "")));
        let key = key.transpose()?.map(key_of);
        let known = key.and_then(|key| self.firsts.as_ref()?.get(&key).copied());
        if known.is_some_and(|(first, _)| first <= second) {
            return Err((Note::FurtherEvent, text));
        }
        let case = self.case(row, text, second, clock);
        let before = known.and_then(|(_, place)| place);
        if before.is_some() {
            self.say(Note::FurtherEvent, row, text);
        }
        let place = self.put(before, case.as_ref().ok().copied());
        if let (Some(key), Some(firsts)) = (key, &mut self.firsts) {
            firsts.insert(key, (second, place));
        }
        case.map(|_| ())
    }

    /// Puts a case into the place of a later event of it, or behind all others; where it stands.
    fn put(&mut self, before: Option<usize>, case: Option<Case>) -> Option<usize> {
        match (before, case) {
            (Some(place), Some(case)) => self.cases[place] = case,
            (Some(place), None) => self.cases[place].kind = GONE,
            (None, Some(_)) if self.cases.len() >= MOST_CASES => self.is_too_varied = true,
            (None, Some(case)) => self.cases.push(case),
            (None, None) => {}
        }
        case.and_then(|_| before.or_else(|| self.cases.len().checked_sub(1)))
    }

    /// The second, counted from 1970, that `text` means; `None` when nobody knows whose clock it is of.
    fn second<'r>(&mut self, row: &LogRow<'_>, text: &'r str) -> Result<Option<(i64, ClockChange)>, Refusal<'r>> {
        let unreadable = (Note::UnreadableTime, text);
        let written = self.forms[0].parse(text).ok_or(unreadable)?;
        let zone = self.clockwork.zone.as_ref();
        if zone.is_none() && !written.has_offset() {
            self.homeless = Some((row.line, text.to_owned()));
            return Ok(None);
        }
        let read = written.read(zone).ok_or(unreadable)?;
        Ok(Some((read.second, read.clock)))
    }

    /// The case that a row is; what is to be said of a row that is used is said here.
    fn case<'r>(&mut self, row: &'r LogRow<'_>, text: &'r str, second: i64, clock: ClockChange) -> Result<Case, Refusal<'r>> {
        let at = self.clockwork.instant(second);
        if second < self.clockwork.start || at < self.clockwork.window.0 {
            return Err((Note::TooEarly, text));
        }
        if at >= self.clockwork.window.1 {
            return Err((Note::TooLate, text));
        }
        let number = u32::try_from(self.rows - 1).map_err(|_| (Note::TooLate, text))?;
        let kind = self.kind(row)?;
        match clock {
            ClockChange::Plain => {}
            ClockChange::Skipped => self.say(Note::SkippedTime, row, text),
            ClockChange::Doubled => self.say(Note::DoubledTime, row, text),
        }
        if at < self.latest {
            self.say(Note::OutOfOrder, row, text);
        }
        self.latest = self.latest.max(at);
        let due = self.due(row, at);
        Ok(Case { at, due, row: number, kind })
    }

    fn due(&mut self, row: &LogRow<'_>, at: SimTime) -> SimTime {
        let Some(text) = self.columns.due.and_then(|column| row.cell(column)).filter(|text| !text.is_empty()) else {
            return SimTime::NEVER;
        };
        let Some(read) = self.forms[1].parse(text).and_then(|written| written.read(self.clockwork.zone.as_ref())) else {
            self.say(Note::UnreadableDue, row, text);
            return SimTime::NEVER;
        };
        let due = self.clockwork.instant(read.second);
        if due < at {
            self.say(Note::DueBefore, row, text);
        }
        due.max(at)
    }

    fn kind<'r>(&mut self, row: &'r LogRow<'_>) -> Result<u16, Refusal<'r>> {
        let cell = |column: Option<usize>| column.map_or(Ok(""), |column| row.cell(column).ok_or((Note::Malformed, "")));
        let (text, department) = (cell(self.columns.category)?, cell(self.columns.department)?);
        let source = cell(self.columns.source)?;
        let map = &self.mapping;
        let named = map.by_department.get(department).or_else(|| map.categories.get(text));
        let category = named.or(map.other.as_ref()).ok_or((Note::UnknownCategory, text))?;
        let own = map.departments.get(department);
        let unit = own.unwrap_or(&map.at);
        let finder = match &map.staff {
            None => Finder::Unknown,
            Some(staff) if staff.contains(source) => Finder::Staff,
            Some(_) => Finder::Resident,
        };
        let is_other = (named.is_none() && self.columns.category.is_some(), own.is_none() && self.columns.department.is_some());
        let key = (category.clone(), unit.clone(), finder);
        if is_other.0 {
            self.say(Note::OtherCategory, row, text);
        }
        if is_other.1 {
            self.say(Note::OtherDepartment, row, department);
        }
        Ok(self.number(key))
    }

    /// Says of a row that became a case that its number has been seen; the row stays a case.
    fn count_number(&mut self, row: &LogRow<'_>) {
        let number = self.columns.case.and_then(|column| row.cell(column)).filter(|number| !number.is_empty());
        let Some(number) = number.filter(|_| self.homeless.is_none()) else { return };
        if !self.seen.insert(key_of(number)) {
            self.say(Note::SameNumber, row, number);
        }
    }

    /// The number of a kind of cases.
    fn number(&mut self, key: (String, String, Finder)) -> u16 {
        if let Some(number) = self.kind_of.get(&key) {
            return *number;
        }
        let number = u16::try_from(self.kinds.len()).ok().filter(|number| *number < GONE);
        let Some(number) = number else {
            self.is_too_varied = true;
            return 0;
        };
        self.kinds.push(RowKind { category: key.0.clone(), unit: key.1.clone(), finder: key.2 });
        self.kind_of.insert(key, number);
        number
    }
}

impl Looks for CaseReader {
    fn columns(&self) -> Vec<usize> {
        self.columns.all()
    }

    fn look(&mut self, row: &LogRow<'_>) {
        self.survey.look(row);
        if self.homeless.is_some() || self.is_too_varied {
            return;
        }
        self.rows += 1;
        match self.take(row) {
            Err((note, text)) => self.say(note, row, text),
            Ok(()) if self.firsts.is_none() => self.count_number(row),
            Ok(()) => {}
        }
    }
}

/// A case's number as 64 bits; two of ten million cases are taken for one with a probability of 3 in a million.
fn key_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |key, byte| (key << 8) | u64::from(*byte))
}
