//! In which form the times of a column are written: found out from all of them, or stated.
//!
//! A date whose year comes first says itself which number is the month. Where the year comes last, one date with a number
//! above 12 tells it for the whole column; a column without such a date, or with dates of both kinds, is not guessed at.
//! Bare numbers are times only where the entry says what they count.

use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::{SignedDuration, Timestamp};

use super::columns::CaseColumns;
use super::stream::LogRow;
use super::time_stamps::{DateOrder, WrittenTime};

/// Letters of a time that a message shows.
const SHOWN: usize = 40;
/// What `time_format` may say beside a pattern.
pub(crate) const NAMED: [&str; 5] = ["month_first", "day_first", "excel", "epoch_seconds", "epoch_milliseconds"];

/// How times are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ColumnForm {
    /// As dates and clocks are; the order of those whose year comes last.
    Common(Option<DateOrder>),
    /// Days since 30 December 1899 by the local clock, as spreadsheets count.
    Excel,
    /// So many to a second, since 1970 in UTC.
    Epoch(i64),
    /// By a pattern such as `%d.%m.%Y %H:%M`.
    Pattern(String),
}

impl ColumnForm {
    /// What the entry states; `None` when it is none of the forms there are.
    pub fn stated(text: &str) -> Option<Self> {
        match text {
            "month_first" => Some(Self::Common(Some(DateOrder::MonthFirst))),
            "day_first" => Some(Self::Common(Some(DateOrder::DayFirst))),
            "excel" => Some(Self::Excel),
            "epoch_seconds" => Some(Self::Epoch(1)),
            "epoch_milliseconds" => Some(Self::Epoch(1_000)),
            _ if text.contains('%') => Some(Self::Pattern(text.to_owned())),
            _ => None,
        }
    }

    /// The time that `text` is.
    pub fn parse(&self, text: &str) -> Option<WrittenTime> {
        match self {
            Self::Common(order) => WrittenTime::parse(text, *order),
            Self::Excel => excel(text.parse().ok()?),
            Self::Epoch(parts) => {
                let second = text.parse::<i64>().ok()?.div_euclid(*parts);
                let timestamp = Timestamp::from_second(second).ok()?;
                Some(WrittenTime::new(jiff::tz::Offset::UTC.to_datetime(timestamp), Some(0)))
            }
            Self::Pattern(pattern) => {
                let read = BrokenDownTime::parse(pattern, text).ok()?;
                Some(WrittenTime::new(read.to_datetime().ok()?, read.offset().map(jiff::tz::Offset::seconds)))
            }
        }
    }
}

/// The local time that a spreadsheet keeps as `days`.
fn excel(days: f64) -> Option<WrittenTime> {
    let seconds = (days * 86_400.0).round();
    // from 1 March 1900, before which spreadsheets count a day that was not, to the year 9999
    if !(61.0 * 86_400.0..2_958_466.0 * 86_400.0).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^38")]
    let since = SignedDuration::from_secs(seconds as i64);
    DateTime::constant(1899, 12, 30, 0, 0, 0, 0).checked_add(since).ok().map(|clock| WrittenTime::new(clock, None))
}

/// What the dates of a column tell of their order: line and text of the first of each kind.
#[derive(Debug, Default)]
struct FormShown {
    month_first: Option<(u64, String)>,
    day_first: Option<(u64, String)>,
    either: Option<(u64, String)>,
}

impl FormShown {
    fn look(&mut self, line: u64, text: &str) {
        if self.month_first.is_some() && self.day_first.is_some() || WrittenTime::parse(text, None).is_some() {
            return;
        }
        let is = |order| WrittenTime::parse(text, Some(order)).is_some();
        let kind = match (is(DateOrder::MonthFirst), is(DateOrder::DayFirst)) {
            (true, true) => &mut self.either,
            (true, false) => &mut self.month_first,
            (false, true) => &mut self.day_first,
            (false, false) => return,
        };
        kind.get_or_insert_with(|| (line, text.chars().take(SHOWN).collect()));
    }

    /// The order of all dates of the column called `name`, or what is not clear about it.
    fn order(&self, name: &str) -> Result<Option<DateOrder>, String> {
        match (&self.month_first, &self.day_first, &self.either) {
            (Some((line, text)), Some((other, second)), _) => Err(format!(
                "the column `{name}` has the month first in line {line} (\"{text}\") and the day first in line {other} (\"{second}\")"
            )),
            (Some(_), None, _) => Ok(Some(DateOrder::MonthFirst)),
            (None, Some(_), _) => Ok(Some(DateOrder::DayFirst)),
            (None, None, Some((line, text))) => {
                Err(format!("no date of the column `{name}` shows whether the month or the day comes first: line {line} has \"{text}\""))
            }
            (None, None, None) => Ok(None),
        }
    }
}

/// A look at the times of a file, at which cases are opened and due, while it is read.
pub(crate) struct TimeSurvey {
    columns: [Option<usize>; 2],
    told: [FormShown; 2],
    /// Which of them are times by the file's own word.
    is_time: [bool; 2],
    /// What the entry says of both.
    stated: Option<ColumnForm>,
}

impl TimeSurvey {
    /// Nothing seen yet of `columns`.
    pub fn new(columns: &CaseColumns, stated: Option<ColumnForm>) -> Self {
        Self {
            columns: [Some(columns.opened), columns.due],
            told: [FormShown::default(), FormShown::default()],
            is_time: [false; 2],
            stated,
        }
    }

    /// The forms of the times, or what is not clear about them; `chosen` names the columns.
    pub fn forms(&self, chosen: &[(&'static str, String)]) -> Result<[ColumnForm; 2], String> {
        let name = |key: &str| chosen.iter().find(|(for_what, _)| *for_what == key).map_or("", |(_, name)| name.as_str());
        let form = |place: usize, key: &str| match &self.stated {
            _ if self.is_time[place] => Ok(ColumnForm::Common(None)),
            Some(form) => Ok(form.clone()),
            None => self.told[place].order(name(key)).map(ColumnForm::Common),
        };
        Ok([form(0, "opened")?, form(1, "due")?])
    }

    /// Looks at the next row.
    pub fn look(&mut self, row: &LogRow<'_>) {
        for ((column, told), is_time) in self.columns.iter().zip(&mut self.told).zip(&mut self.is_time) {
            let Some(column) = *column else { continue };
            *is_time = row.is_time(column);
            if let Some(text) = row.cell(column).filter(|_| self.stated.is_none() && !*is_time) {
                told.look(row.line, text);
            }
        }
    }
}
