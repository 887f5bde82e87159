//! Times in files of real cases: `2015-01-01 00:20:09`, with or without an offset, as an instant.
//!
//! Year first, then month and day; what separates them (`-`, `/`, a blank or `T`), seconds, and fractions of them are
//! taken as they come. A time without an offset is a reading of the clock in a stated zone.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    clock: DateTime,
    /// Seconds east of Greenwich, where it says so.
    offset: Option<i32>,
}

/// An instant, and how the clock stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Seconds since 1970 in UTC.
    pub second: i64,
    pub clock: Clock,
}

/// What a clock change did to a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    Plain,
    Skipped,
    Doubled,
}

impl Written {
    /// The time that `text` is, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let year = number(&mut rest, 4, 4)?;
        let date_mark = mark(&mut rest, &['-', '/'])?;
        let month = number(&mut rest, 1, 2)?;
        mark(&mut rest, &[date_mark])?;
        let day = number(&mut rest, 1, 2)?;
        let (mut hour, mut minute, mut second) = (0, 0, 0);
        if mark(&mut rest, &['T', 't', ' ']).is_some() {
            hour = number(&mut rest, 1, 2)?;
            mark(&mut rest, &[':'])?;
            minute = number(&mut rest, 2, 2)?;
            if mark(&mut rest, &[':']).is_some() {
                second = number(&mut rest, 2, 2)?;
                if mark(&mut rest, &['.', ',']).is_some() {
                    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                }
            }
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
            return Some(Read { second: timestamp.as_second(), clock: Clock::Plain });
        }
        let ambiguous = zone?.to_ambiguous_timestamp(self.clock);
        let clock = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => Clock::Plain,
            AmbiguousOffset::Gap { .. } => Clock::Skipped,
            AmbiguousOffset::Fold { .. } => Clock::Doubled,
        };
        Some(Read { second: ambiguous.compatible().ok()?.as_second(), clock })
    }
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
    use super::*;

    fn second(text: &str, zone: &str) -> Option<i64> {
        Written::parse(text)?.read(TimeZone::get(zone).ok().as_ref()).map(|read| read.second)
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
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "n/a",
            "01/02/2015",
            "2015-13-01",
            "2015-02-30 10:00",
            "2015-01-01 25:00",
            "2015-01-01 10:00 PM",
            "2015-01-01T10:00+99:00",
            "9999999999",
            "2015-01-01 10:00:61",
        ] {
            assert_eq!(Written::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_change_skips_an_hour_and_doubles_another() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let read = |text: &str| Written::parse(text).unwrap().read(Some(&zone)).unwrap();
        assert_eq!(read("2015-03-08 02:30:00"), Read { second: 1_425_799_800, clock: Clock::Skipped });
        assert_eq!(read("2015-03-08 03:30:00"), Read { second: 1_425_799_800, clock: Clock::Plain });
        assert_eq!(read("2015-11-01 01:30:00"), Read { second: 1_446_355_800, clock: Clock::Doubled });
        assert_eq!(read("2015-11-01 01:30:00-05:00").second, 1_446_355_800 + 3_600);
    }
}
