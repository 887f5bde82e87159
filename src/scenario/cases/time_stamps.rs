//! Times in files of real cases: `2015-01-01 00:20:09`, `01/13/2015 09:55 PM`, `2015年1月6日 上午9时15分`, `20150111080300`,
//! with or without an offset, as an instant.
//!
//! Where the year comes first, month and day follow; where it comes last, whoever reads must say whether the month or
//! the day is first. What separates them, seconds and fractions of them, full-width letters and halves of the day are
//! taken as they come. A time without an offset is a reading of the clock in a stated zone.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenTime {
    clock: DateTime,
    /// Seconds east of Greenwich, where it says so.
    offset: Option<i32>,
}

/// Order of a date whose year comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    MonthFirst,
    DayFirst,
}

/// An instant, and how the clock stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// Seconds since 1970 in UTC.
    pub second: i64,
    pub clock: ClockChange,
}

/// What a clock change did to a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockChange {
    Plain,
    Skipped,
    Doubled,
}

impl WrittenTime {
    /// A reading of the clock, and the seconds that it says to be east of Greenwich.
    pub const fn new(clock: DateTime, offset: Option<i32>) -> Self {
        Self { clock, offset }
    }

    /// The time that `text` is, if it is one; `order` is that of dates whose year comes last.
    pub fn parse(text: &str, order: Option<DateOrder>) -> Option<Self> {
        let text = plain(text);
        let (text, half) = half_of_day(&text);
        let mut rest = text.as_ref().trim();
        let ((year, month, day), is_compact) = date(&mut rest, order)?;
        let [mut hour, minute, second] = if is_compact { compact_clock(&mut rest)? } else { clock(&mut rest)? };
        if let Some(is_second) = half {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if is_second { 12 } else { 0 };
        }
        let offset = offset(rest.trim_start()).ok()?;
        let small = |number: i32| i8::try_from(number).ok();
        let clock =
            DateTime::new(i16::try_from(year).ok()?, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second.min(59))?, 0);
        let clock = clock.ok().filter(|_| second <= 60 && year >= 1900)?;
        Some(Self { clock, offset })
    }

    /// Whether it says how far it is from Greenwich.
    pub const fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    /// The instant; a time without an offset is read by the clock of `zone`. `None` without either, and beyond the years
    /// that exist.
    pub fn read(&self, zone: Option<&TimeZone>) -> Option<Read> {
        if let Some(offset) = self.offset {
            let timestamp = Offset::from_seconds(offset).ok()?.to_timestamp(self.clock).ok()?;
            return Some(Read { second: timestamp.as_second(), clock: ClockChange::Plain });
        }
        let ambiguous = zone?.to_ambiguous_timestamp(self.clock);
        let clock = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ClockChange::Plain,
            AmbiguousOffset::Gap { .. } => ClockChange::Skipped,
            AmbiguousOffset::Fold { .. } => ClockChange::Doubled,
        };
        Some(Read { second: ambiguous.compatible().ok()?.as_second(), clock })
    }
}

/// `text` with full-width letters as plain ones and Chinese marks of date and clock as `-`, a blank, and `:`.
fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{ff01}'..='\u{ff5e}' => plain.extend(char::from_u32(u32::from(letter) - 0xfee0)),
            '\u{3000}' | '\u{a0}' | '\u{202f}' | '日' | '号' => plain.push(' '),
            '年' | '月' => plain.push('-'),
            '时' | '時' | '点' | '分' => plain.push(':'),
            '秒' => {}
            _ => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

/// `text` without the half of the day, and whether it is the second half, where it says so.
fn half_of_day(text: &str) -> (Cow<'_, str>, Option<bool>) {
    for (word, is_second) in [("上午", false), ("下午", true)] {
        if text.contains(word) {
            return (Cow::Owned(text.replacen(word, " ", 1)), Some(is_second));
        }
    }
    let trimmed = text.trim_end();
    let ends = |word: &str| {
        let at = trimmed.len().checked_sub(word.len())?;
        trimmed.get(at..).filter(|end| end.eq_ignore_ascii_case(word)).map(|_| trimmed[..at].trim_end())
    };
    for (word, is_second) in [("AM", false), ("A.M.", false), ("PM", true), ("P.M.", true)] {
        if let Some(rest) = ends(word) {
            return (Cow::Borrowed(rest), Some(is_second));
        }
    }
    (Cow::Borrowed(text), None)
}

/// Takes a date off the front: year, month, day, and whether it was eight digits without a mark.
fn date(rest: &mut &str, order: Option<DateOrder>) -> Option<((i32, i32, i32), bool)> {
    const MARKS: &[char] = &['-', '/', '.'];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if [8, 12, 14].contains(&digits) {
        return Some(((number(rest, 4, 4)?, number(rest, 2, 2)?, number(rest, 2, 2)?), true));
    }
    if digits == 4 {
        let year = number(rest, 4, 4)?;
        let between = mark(rest, MARKS)?;
        let month = number(rest, 1, 2)?;
        mark(rest, &[between])?;
        return Some(((year, month, number(rest, 1, 2)?), false));
    }
    let first = number(rest, 1, 2)?;
    let between = mark(rest, MARKS)?;
    let second = number(rest, 1, 2)?;
    mark(rest, &[between])?;
    let year = number(rest, 4, 4)?;
    match order? {
        DateOrder::MonthFirst => Some(((year, first, second), false)),
        DateOrder::DayFirst => Some(((year, second, first), false)),
    }
}

/// Takes the clock off the front: hour, minute, second; zero where there is none.
fn clock(rest: &mut &str) -> Option<[i32; 3]> {
    let before = *rest;
    if mark(rest, &['T', 't', ' ']).is_none() {
        return Some([0; 3]);
    }
    *rest = rest.trim_start();
    if !rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        *rest = before;
        return Some([0; 3]);
    }
    let hour = number(rest, 1, 2)?;
    let (mut minute, mut second) = (0, 0);
    // an hour alone has a half of the day, or its Chinese mark
    let has_mark = mark(rest, &[':']).is_some();
    if has_mark && rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        minute = number(rest, 1, 2)?;
        if mark(rest, &[':']).is_some() && !rest.is_empty() {
            second = number(rest, 1, 2)?;
            if mark(rest, &['.', ',']).is_some() {
                *rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
    } else if !has_mark {
        return None;
    }
    Some([hour, minute, second])
}

/// Takes the clock off the front that is digits without a mark.
fn compact_clock(rest: &mut &str) -> Option<[i32; 3]> {
    if !rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        return clock(rest);
    }
    let (hour, minute) = (number(rest, 2, 2)?, number(rest, 2, 2)?);
    let second = if rest.starts_with(|letter: char| letter.is_ascii_digit()) { number(rest, 2, 2)? } else { 0 };
    Some([hour, minute, second])
}

/// Takes a number of so many digits off the front.
fn number(rest: &mut &str, least: usize, most: usize) -> Option<i32> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if digits < least {
        return None;
    }
    let (number, after) = rest.split_at(digits);
    *rest = after;
    number.parse().ok()
}

/// Takes one of `marks` off the front.
fn mark(rest: &mut &str, marks: &[char]) -> Option<char> {
    let first = rest.chars().next().filter(|first| marks.contains(first))?;
    *rest = &rest[first.len_utf8()..];
    Some(first)
}

/// Something else than a time.
struct NoTime;

/// The offset that ends a time, seconds; `None` when there is nothing.
fn offset(text: &str) -> Result<Option<i32>, NoTime> {
    if text.is_empty() {
        return Ok(None);
    }
    if ["Z", "z", "UTC", "GMT"].contains(&text) {
        return Ok(Some(0));
    }
    let mut rest = text;
    let sign = if mark(&mut rest, &['+', '-', '−']).ok_or(NoTime)? == '+' { 1 } else { -1 };
    let hours = number(&mut rest, 2, 2).ok_or(NoTime)?;
    mark(&mut rest, &[':']);
    let minutes = if rest.is_empty() { 0 } else { number(&mut rest, 2, 2).ok_or(NoTime)? };
    let is_offset = rest.is_empty() && hours <= 18 && minutes < 60;
    if is_offset { Ok(Some(sign * (hours * 3_600 + minutes * 60))) } else { Err(NoTime) }
}

#[cfg(test)]
mod tests {
    use crate::scenario::cases::time_stamps::*;

    fn second(text: &str, zone: &str) -> Option<i64> {
        WrittenTime::parse(text, None)?.read(TimeZone::get(zone).ok().as_ref()).map(|read| read.second)
    }

    #[test]
    fn one_instant_is_read_however_it_is_written() {
        let instant = second("2015-01-01 00:20:09", "America/New_York");
        assert_eq!(instant, Some(1_420_089_609));
        for text in [
            "2015-01-01T00:20:09",
            " 2015/1/1 0:20:09 ",
            "2015-01-01 00:20:09.731",
            "2015-01-01T05:20:09Z",
            "2014-12-31T23:20:09-06:00",
            "2015-01-01 13:20:09 +0800",
        ] {
            assert_eq!(second(text, "America/New_York"), instant, "{text}");
        }
        assert_eq!(second("2015-01-01", "UTC"), Some(1_420_070_400));
        assert_eq!(second("2015-01-01 00:20", "UTC"), Some(1_420_071_600));
    }

    #[test]
    fn the_common_forms_of_offices_are_read() {
        let instant = Some(1_672_967_700);
        for text in [
            "2023年1月6日 9时15分",
            "2023年01月06日9时15分00秒",
            "２０２３/１/６　９:１５",
            "2023/1/6 上午9:15:00",
            "2023.1.6 9:15",
            "20230106091500",
            "202301060915",
            "2023-01-06 09:15 AM",
        ] {
            assert_eq!(second(text, "Asia/Shanghai"), instant, "{text}");
        }
        assert_eq!(second("2023/1/6 下午9:15", "Asia/Shanghai"), instant.map(|second| second + 43_200));
        assert_eq!(second("20230106", "Asia/Shanghai"), Some(1_672_934_400));
        let zone = TimeZone::get("UTC").unwrap();
        let ordered = |text: &str, order| Some(WrittenTime::parse(text, Some(order))?.read(Some(&zone))?.second);
        assert_eq!(ordered("01/02/2015 12:00:00 AM", DateOrder::MonthFirst), Some(1_420_156_800));
        assert_eq!(ordered("02/01/2015 12:00:00 PM", DateOrder::DayFirst), Some(1_420_156_800 + 43_200));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "n/a",
            "01/02/2015",
            "2015-13-01",
            "2015-02-30 10:00",
            "2015-01-01 25:00",
            "2015-01-01 13:00 PM",
            "44939.335",
            "2023-01-06 9",
            "13/13/2015",
            "2015-01-01T10:00+99:00",
            "9999999999",
            "2015-01-01 10:00:61",
        ] {
            assert_eq!(WrittenTime::parse(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_clock_change_skips_an_hour_and_doubles_another() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let read = |text: &str| WrittenTime::parse(text, None).unwrap().read(Some(&zone)).unwrap();
        assert_eq!(read("2015-03-08 02:30:00"), Read { second: 1_425_799_800, clock: ClockChange::Skipped });
        assert_eq!(read("2015-03-08 03:30:00"), Read { second: 1_425_799_800, clock: ClockChange::Plain });
        assert_eq!(read("2015-11-01 01:30:00"), Read { second: 1_446_355_800, clock: ClockChange::Doubled });
        assert_eq!(read("2015-11-01 01:30:00-05:00").second, 1_446_355_800 + 3_600);
    }
}
