//! Written quantities as numbers in one unit, and back: what a range of `"12h"` to `"5d"` needs to have a middle.
//!
//! A study varies what a file writes as text. To interpolate and to chart it, both ends become numbers of one unit; what
//! comes out is written again as the file would.

use super::quantity;
use crate::units::TimeLimit;

/// Digits that an interpolated number keeps.
const DIGITS: usize = 6;
/// Digits beyond which a number is taken for the rounding of its unit.
const EXACT: usize = 12;
/// Seconds in a year of 365.25 days.
const YEAR: f64 = 365.25 * 86_400.0;

/// Units by kind: symbol, and how many base units (seconds, metres, metres per second) or, of rates and pay, how many
/// seconds or months it holds.
const TIMES: [(&str, f64); 5] = [("s", 1.0), ("min", 60.0), ("h", 3_600.0), ("d", 86_400.0), ("w", 604_800.0)];
const RATES: [(&str, f64); 6] = [("/s", 1.0), ("/min", 60.0), ("/h", 3_600.0), ("/day", 86_400.0), ("/week", 604_800.0), ("/year", YEAR)];
const PAYS: [(&str, f64); 2] = [("yuan/month", 1.0), ("yuan/year", 12.0)];
const DISTANCES: [(&str, f64); 2] = [("km", 1_000.0), ("m", 1.0)];
const SPEEDS: [(&str, f64); 2] = [("km/h", 1.0 / 3.6), ("m/s", 1.0)];

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MagnitudeKind {
    Plain,
    WorkingDays,
    WorkingHours,
    Time,
    Rate,
    Pay,
    Distance,
    Speed,
}

/// A kind of quantity with the unit it is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Magnitude {
    kind: MagnitudeKind,
    symbol: &'static str,
    size: f64,
}

impl Magnitude {
    /// A number without a unit.
    pub const PLAIN: Self = Self { kind: MagnitudeKind::Plain, symbol: "", size: 1.0 };

    /// What `text`, a quantity that a schema calls `format`, is in; `None` when it is none that has a middle.
    pub fn of(format: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        let of = |kind, (symbol, size): (&'static str, f64)| Self { kind, symbol, size };
        let ending = |units: &[(&'static str, f64)]| units.iter().copied().find(|(symbol, _)| text.ends_with(symbol));
        match format {
            "duration" | "moment" => quantity::duration(text).ok().and_then(|_| Some(of(MagnitudeKind::Time, time_unit(text)?))),
            "time-limit" => match quantity::time_limit(text).ok()? {
                TimeLimit::WorkingDays(_) => Some(of(MagnitudeKind::WorkingDays, ("wd", 1.0))),
                TimeLimit::WorkingHours(_) => Some(of(MagnitudeKind::WorkingHours, ("wh", 1.0))),
                TimeLimit::Elapsed(_) => Some(of(MagnitudeKind::Time, time_unit(text)?)),
            },
            "rate" => quantity::rate(text).ok().and_then(|_| Some(of(MagnitudeKind::Rate, rate_unit(text)?))),
            "pay" => quantity::pay(text).ok().map(|_| of(MagnitudeKind::Pay, if text.ends_with("year") { PAYS[1] } else { PAYS[0] })),
            "distance" => quantity::distance(text).ok().and_then(|_| Some(of(MagnitudeKind::Distance, ending(&DISTANCES)?))),
            "speed" => {
                quantity::speed(text).ok().map(|_| of(MagnitudeKind::Speed, if text.ends_with('h') { SPEEDS[0] } else { SPEEDS[1] }))
            }
            _ => None,
        }
    }

    /// The unit, for people; `None` for a plain number.
    pub fn symbol(self) -> Option<&'static str> {
        (self.kind != MagnitudeKind::Plain).then_some(self.symbol)
    }

    /// The time that it counts, in words; `None` when it counts something else.
    pub fn time(self) -> Option<&'static str> {
        match self.kind {
            MagnitudeKind::Time => Some("elapsed time"),
            MagnitudeKind::WorkingDays => Some("working days"),
            MagnitudeKind::WorkingHours => Some("working hours"),
            _ => None,
        }
    }

    /// Whether only whole numbers are meant.
    pub fn is_whole(self) -> bool {
        self.kind == MagnitudeKind::WorkingDays
    }

    /// `text` as a number in this unit; `None` when it is something else.
    pub fn number(self, text: &str) -> Option<f64> {
        let text = text.trim();
        let number = match self.kind {
            MagnitudeKind::Plain => text.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite())?,
            MagnitudeKind::WorkingDays => match quantity::time_limit(text).ok()? {
                TimeLimit::WorkingDays(days) => f64::from(days),
                TimeLimit::Elapsed(_) | TimeLimit::WorkingHours(_) => return None,
            },
            MagnitudeKind::WorkingHours => match quantity::time_limit(text).ok()? {
                TimeLimit::WorkingHours(length) => length.hours(),
                TimeLimit::Elapsed(_) | TimeLimit::WorkingDays(_) => return None,
            },
            MagnitudeKind::Time => quantity::duration(text).ok()? / self.size,
            MagnitudeKind::Rate => quantity::rate(text).ok()?.get() * self.size,
            MagnitudeKind::Pay => quantity::pay(text).ok()?.get() * self.size,
            MagnitudeKind::Distance => quantity::distance(text).ok()? / self.size,
            MagnitudeKind::Speed => quantity::speed(text).ok()? / self.size,
        };
        Some(significant(number, EXACT))
    }

    /// `number` as a file writes it.
    pub fn written(self, number: f64) -> String {
        let space = if self.kind == MagnitudeKind::Pay { " " } else { "" };
        format!("{number}{space}{}", self.symbol)
    }
}

/// `number` with as many digits as an interpolated level keeps.
pub(crate) fn rounded(number: f64) -> f64 {
    significant(number, DIGITS)
}

fn significant(number: f64, digits: usize) -> f64 {
    format!("{number:.*e}", digits - 1).parse().unwrap_or(number)
}

/// The last unit of a time such as `1d 12h`.
fn time_unit(text: &str) -> Option<(&'static str, f64)> {
    let start = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace())? + 1;
    TIMES.into_iter().find(|(symbol, _)| *symbol == &text[start..])
}

/// The unit of a rate such as `3 per week`.
fn rate_unit(text: &str) -> Option<(&'static str, f64)> {
    let per = text.split_once('/').or_else(|| text.split_once(" per ")).map(|(_, per)| per.trim())?;
    let index = match per {
        "s" | "second" => 0,
        "min" | "minute" => 1,
        "h" | "hour" => 2,
        "d" | "day" => 3,
        "w" | "week" => 4,
        "year" => 5,
        _ => return None,
    };
    Some(RATES[index])
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::magnitude::*;

    #[test]
    fn a_quantity_and_its_number_undo_each_other() {
        for (format, text, symbol, number) in [
            ("duration", "36h", "h", 36.0),
            ("duration", "1d 12h", "h", 36.0),
            ("time-limit", "15wd", "wd", 15.0),
            ("time-limit", "4.5wh", "wh", 4.5),
            ("time-limit", "22.5d", "d", 22.5),
            ("rate", "0.8/year", "/year", 0.8),
            ("rate", "3 per week", "/week", 3.0),
            ("pay", "3500 yuan/month", "yuan/month", 3_500.0),
            ("pay", "42000 yuan per year", "yuan/year", 42_000.0),
            ("distance", "1.5km", "km", 1.5),
            ("distance", "80 m", "m", 80.0),
            ("speed", "5km/h", "km/h", 5.0),
            ("speed", "1.4 m/s", "m/s", 1.4),
        ] {
            let magnitude = Magnitude::of(format, text).unwrap();
            assert_eq!((magnitude.symbol(), magnitude.number(text)), (Some(symbol), Some(number)), "{text}");
            assert_eq!(magnitude.number(&magnitude.written(number)), Some(number), "{text}");
        }
        assert_eq!(Magnitude::of("time-limit", "1d").unwrap().number("2wd"), None);
        assert_eq!(Magnitude::of("time-limit", "1wh").unwrap().number("2wd"), None);
        assert_eq!(Magnitude::of("date", "2024-01-31"), None);
        assert!((rounded(2.0 / 3.0) - 0.666_667).abs() < f64::EPSILON);
    }
}
