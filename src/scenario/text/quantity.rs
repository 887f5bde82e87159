//! Quantities as planners write them: `"36h"`, `"1.4/day"`, `"3wd"`, `"08:30-12:00"`.
//!
//! Each has a parser that says what is wrong, and a newtype that serde and the JSON Schema share. The schema names the
//! quantity by `format`; the structural check looks the parser up by that name ([`fault`]), so that a text refused
//! there is never seen by serde. Lengths of time are checked against 100 years, the longest a run may take.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::civil::{date, hours, zone};
use super::diagnostics::{Fault, did_you_mean, listed, nearest};
use crate::units::measure::Measure;
use crate::units::{Money, Rate, SimDuration, TimeLimit};

/// Longest time that is accepted, in seconds: 100 years.
pub(crate) const LONGEST: f64 = 36_525.0 * 86_400.0;

const DURATION: &str = "a number with a unit (s, min, h, d, w), such as \"36h\" or \"1d 12h\"";
const LIMIT: &str = "a time with its unit, such as \"36h\" or \"5d\", or working days or hours, such as \"3wd\" or \"4wh\"";
const PAY: &str = "an amount per time, such as \"3500 yuan/month\" or \"42000 yuan/year\"";
const RATE: &str = "a number per time, such as \"1.4/day\" or \"1.2/year\"";
const DISTANCE: &str = "a distance in m or km, such as \"80m\" or \"1.5km\"";
const SPEED: &str = "a speed in km/h or m/s, such as \"5km/h\"";
/// Units of working time: what they count, and the unit of elapsed time like it.
const WORKING: [(&str, &str, &str); 2] = [("wd", "days", "d"), ("wh", "hours", "h")];
/// Longest distance that is accepted, in metres.
const FARTHEST: f64 = 1e6;
/// Seconds in a year of 365.25 days.
const YEAR: f64 = 365.25 * 86_400.0;

/// Splits `"1d 12h"` into its terms: number and unit.
fn terms<'a>(text: &'a str, expected: &str) -> Result<Vec<(f64, &'a str)>, Fault> {
    let mut rest = text.trim();
    let mut terms = Vec::new();
    if rest.starts_with('-') {
        return Err(Fault::new(format!("\"{text}\" is negative; expected {expected}")));
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| c.is_ascii_digit() || c.is_whitespace()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let Ok(number) = number.parse::<f64>() else {
            return Err(Fault::new(format!("\"{text}\" is not {expected}")));
        };
        if unit.is_empty() {
            return Err(Fault::hint(format!("\"{text}\" has no unit; expected {expected}"), format!("is it `{number}h` or `{number}d`?")));
        }
        terms.push((number, unit));
        rest = after.trim_start();
    }
    if terms.is_empty() { Err(Fault::new(format!("an empty text is not {expected}"))) } else { Ok(terms) }
}

fn seconds_in(unit: &str) -> Option<f64> {
    Some(match unit {
        "s" => 1.0,
        "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        _ => return None,
    })
}

fn unit_hint(unit: &str) -> Option<String> {
    let meant = match unit.to_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "mins" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "wk" | "wks" | "week" | "weeks" => "w",
        "mo" | "month" | "months" | "y" | "yr" | "year" | "years" => {
            return Some("months and years differ in length; say it in days (`d`)".into());
        }
        other => nearest(other, ["s", "min", "h", "d", "w"])?,
    };
    Some(format!("did you mean `{meant}`?"))
}

/// A duration in seconds.
pub(crate) fn duration(text: &str) -> Result<f64, Fault> {
    let mut seconds = 0.0;
    for (number, unit) in terms(text, DURATION)? {
        let Some(scale) = seconds_in(unit) else {
            if let Some((_, counted, plain)) = WORKING.iter().find(|(symbol, ..)| *symbol == unit) {
                let message = format!("\"{text}\" is in working {counted}, which only a time limit may be; expected {DURATION}");
                return Err(Fault::hint(message, format!("did you mean `{number}{plain}`?")));
            }
            return Err(Fault { message: format!("\"{text}\" has the unknown unit `{unit}`; expected {DURATION}"), help: unit_hint(unit) });
        };
        seconds += number * scale;
    }
    if seconds <= LONGEST { Ok(seconds) } else { Err(Fault::new(format!("\"{text}\" is longer than 100 years (36525d)"))) }
}

/// A limit on time: a duration, whole working days, or working hours.
pub(crate) fn time_limit(text: &str) -> Result<TimeLimit, Fault> {
    let terms = terms(text, LIMIT)?;
    if terms.iter().all(|(_, unit)| WORKING.iter().all(|(symbol, ..)| symbol != unit)) {
        let seconds = duration(text).map_err(|fault| Fault { message: fault.message.replace(DURATION, LIMIT), ..fault })?;
        return Ok(TimeLimit::Elapsed(SimDuration::rounded(seconds)));
    }
    match terms.as_slice() {
        [(hours, "wh")] if *hours > 0.0 && hours * 3_600.0 <= LONGEST => Ok(TimeLimit::WorkingHours(SimDuration::rounded(hours * 3_600.0))),
        [(_, "wh")] => Err(Fault::new(format!("\"{text}\" is not a number of working hours above 0wh and up to 876600wh"))),
        [(days, _)] if days.fract() == 0.0 && (1.0..=10_000.0).contains(days) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and within 1 to 10,000")]
            let days = *days as u16;
            Ok(TimeLimit::WorkingDays(days))
        }
        [_] => Err(Fault::new(format!("\"{text}\" is not a whole number of working days from 1wd to 10000wd"))),
        _ => Err(Fault::new(format!("\"{text}\" mixes working time with other units; expected one unit"))),
    }
}

/// A rate: `1.4/day`, `9/h`, `3 per week`.
pub(crate) fn rate(text: &str) -> Result<Rate, Fault> {
    let halves = text.split_once('/').or_else(|| text.split_once(" per "));
    let Some((number, unit)) = halves else {
        return Err(Fault::hint(
            format!("\"{text}\" does not say per what time; expected {RATE}"),
            format!("is it `{}/day`?", text.trim()),
        ));
    };
    let (number, unit) = (number.trim(), unit.trim());
    let plain = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let Some(number) = number.parse::<f64>().ok().filter(|_| plain) else {
        return Err(Fault::new(format!("\"{text}\" is not {RATE}")));
    };
    let scale = match unit {
        "year" => Some(YEAR),
        "second" => seconds_in("s"),
        "minute" => seconds_in("min"),
        "hour" => seconds_in("h"),
        "day" => seconds_in("d"),
        "week" => seconds_in("w"),
        short => seconds_in(short),
    };
    let Some(scale) = scale else {
        let known = ["s", "min", "h", "d", "w", "second", "minute", "hour", "day", "week", "year"];
        return Err(Fault {
            message: format!("\"{text}\" has the unknown unit `{unit}`; expected {RATE}"),
            help: did_you_mean(unit, known).or_else(|| unit_hint(unit)),
        });
    };
    if number < 0.0 {
        return Err(Fault::new(format!("\"{text}\" is negative; a rate is at least 0")));
    }
    Rate::per_second(number / scale).ok_or_else(|| Fault::new(format!("\"{text}\" is not a finite rate")))
}

/// Pay of one person for a month: `3500 yuan/month`, `42000 yuan/year`.
pub(crate) fn pay(text: &str) -> Result<Money, Fault> {
    let halves = text.split_once('/').or_else(|| text.split_once(" per "));
    let amount = halves.and_then(|(amount, time)| Some((amount.trim().strip_suffix("yuan")?.trim(), time.trim())));
    let Some((amount, time)) = amount else {
        return Err(Fault::new(format!("\"{text}\" is not {PAY}")));
    };
    let months = match time {
        "month" => 1.0,
        "year" => 12.0,
        _ => {
            let help = did_you_mean(time, ["month", "year"]);
            return Err(Fault { message: format!("\"{text}\" has the unknown time `{time}`; expected {PAY}"), help });
        }
    };
    let is_plain = !amount.is_empty() && amount.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let amount = amount.parse::<f64>().ok().filter(|_| is_plain);
    amount.and_then(|amount| Money::yuan(amount / months)).ok_or_else(|| Fault::new(format!("\"{text}\" is not {PAY}")))
}

/// A number, not negative, and the unit after it.
fn measured<'a>(text: &'a str, expected: &str) -> Result<(f64, &'a str), Fault> {
    let trimmed = text.trim();
    let (number, unit) = trimmed.split_at(trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len()));
    match number.parse::<f64>() {
        Ok(_) if unit.is_empty() => Err(Fault::new(format!("\"{text}\" has no unit; expected {expected}"))),
        Ok(number) => Ok((number, unit.trim_start())),
        Err(_) => Err(Fault::new(format!("\"{text}\" is not {expected}"))),
    }
}

/// A distance in metres.
pub(crate) fn distance(text: &str) -> Result<f64, Fault> {
    let (number, unit) = measured(text, DISTANCE)?;
    let metres = match unit {
        "m" => number,
        "km" => number * 1_000.0,
        _ => {
            let help = did_you_mean(unit, ["m", "km"]);
            return Err(Fault { message: format!("\"{text}\" has the unknown unit `{unit}`; expected {DISTANCE}"), help });
        }
    };
    if metres <= FARTHEST { Ok(metres) } else { Err(Fault::new(format!("\"{text}\" is farther than 1000km"))) }
}

/// A speed in metres per second.
pub(crate) fn speed(text: &str) -> Result<f64, Fault> {
    let (number, unit) = measured(text, SPEED)?;
    let speed = match unit.replace(' ', "").as_str() {
        "km/h" => number / 3.6,
        "m/s" => number,
        _ => {
            let help = did_you_mean(unit, ["km/h", "m/s"]);
            return Err(Fault { message: format!("\"{text}\" has the unknown unit `{unit}`; expected {SPEED}"), help });
        }
    };
    let is_usable = speed == 0.0 || (0.01..=100.0).contains(&speed);
    if is_usable { Ok(speed) } else { Err(Fault::new(format!("\"{text}\" is neither 0 nor from 0.01m/s to 100m/s"))) }
}

/// Whether a text is a number with a unit: a time, a limit, a rate, a pay, a distance or a speed.
pub(crate) fn is_number_with_unit(text: &str) -> bool {
    let is_time = duration(text).is_ok() || time_limit(text).is_ok();
    is_time || rate(text).is_ok() || pay(text).is_ok() || distance(text).is_ok() || speed(text).is_ok()
}

/// When something starts: so long after the start, or on a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// Seconds after the start.
    After(f64),
    /// At local midnight of a date.
    On(Date),
}

fn moment(text: &str) -> Result<Moment, Fault> {
    if text.contains('-') && !text.trim_start().starts_with('-') {
        return date(text).map(Moment::On);
    }
    duration(text).map(Moment::After).map_err(|fault| Fault { message: format!("{}, or a date", fault.message), ..fault })
}

/// A name: letters, digits, `-` and `_`, at most 64 of them.
pub(crate) fn name(text: &str) -> Result<String, Fault> {
    let fits = (1..=64).contains(&text.chars().count()) && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if !fits {
        return Err(Fault::new(format!("\"{text}\" is not a name; expected 1 to 64 letters, digits, `-` or `_`")));
    }
    if ["value", "off", "all"].contains(&text) {
        return Err(Fault::new(format!("`{text}` has a meaning of its own and cannot be a name")));
    }
    Ok(text.to_owned())
}

/// A measure of the registry.
pub(crate) fn measure(text: &str) -> Result<Measure, Fault> {
    Measure::named(text).ok_or_else(|| {
        let help = did_you_mean(text, Measure::ALL.iter().map(|measure| measure.entry().name));
        Fault { message: format!("there is no measure `{text}`; `wangge describe measures` lists them all"), help }
    })
}

/// A measure on which a verdict may rest.
pub(crate) fn headline_measure(text: &str) -> Result<Measure, Fault> {
    let headlines = || Measure::ALL.iter().filter(|measure| measure.is_headline()).map(|measure| measure.entry().name);
    match Measure::named(text) {
        Some(measure) if measure.is_headline() => Ok(measure),
        Some(_) => {
            let message = format!("`{text}` is exploratory, so that no verdict may rest on it; expected one of {}", listed(headlines()));
            Err(Fault { message, help: None })
        }
        None => {
            let message = format!("there is no measure `{text}`; expected one of {}", listed(headlines()));
            Err(Fault { message, help: did_you_mean(text, headlines()) })
        }
    }
}

/// What is wrong with `text` as the quantity that a schema calls `format`; `None` when nothing is, or no such format.
pub(crate) fn fault(format: &str, text: &str) -> Option<Fault> {
    match format {
        "duration" => duration(text).err(),
        "time-limit" => time_limit(text).err(),
        "rate" => rate(text).err(),
        "pay" => pay(text).err(),
        "distance" => distance(text).err(),
        "speed" => speed(text).err(),
        "date" => date(text).err(),
        "moment" => moment(text).err(),
        "hours" => hours(text).err(),
        "name" => name(text).err(),
        "time-zone" => zone(text).err(),
        "measure" => measure(text).err(),
        "headline-measure" => headline_measure(text).err(),
        _ => None,
    }
}

/// What a schema's `format` asks for, in words.
pub(crate) fn described(format: &str) -> Option<&'static str> {
    Some(match format {
        "duration" => DURATION,
        "time-limit" => LIMIT,
        "rate" => RATE,
        "pay" => PAY,
        "distance" => DISTANCE,
        "speed" => SPEED,
        "date" => "a date such as 2024-01-31",
        "moment" => "a date such as 2024-01-31, or a time after the start such as \"90d\"",
        "hours" => "hours such as \"08:30-12:00\"",
        "name" => "a name",
        "measure" | "headline-measure" => "the name of a measure",
        "time-zone" => "a time zone such as \"Asia/Shanghai\"",
        _ => return None,
    })
}

/// Makes the newtype of a written quantity: read by `$parse`, described in the schema by `$format`.
macro_rules! written {
    ($($(#[$doc:meta])* $name:ident($inner:ty) = $parse:path, $format:literal, $pattern:literal, $text:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name(pub $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $parse(&text).map(Self).map_err(|fault| de::Error::custom(fault.message))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format, "pattern": $pattern, "description": $text })
            }
        }
    )*};
}

written! {
    /// A length of time in seconds.
    Length(f64) = duration, "duration", r"^\s*([0-9.]+\s*(s|min|h|d|w)\s*)+$", "A length of time with its unit (s, min, h, d, w): \"36h\", \"1d 12h\".";
    /// A limit on time.
    Limit(TimeLimit) = time_limit, "time-limit", r"^\s*([0-9.]+\s*(s|min|h|d|w|wd|wh)\s*)+$", "A limit on time: elapsed (\"36h\", \"5d\"), or in working days (\"3wd\") or hours (\"4wh\") of `working_calendar`.";
    /// Occurrences per time.
    PerTime(Rate) = rate, "rate", r"^\s*[0-9.eE+]+\s*(/|\sper\s)\s*(s|min|h|d|w|second|minute|hour|day|week|year)\s*$", "A number per time: \"1.4/day\", \"3 per week\", \"1.2/year\" (of 365.25 days).";
    /// Pay of one person.
    Pay(Money) = pay, "pay", r"^\s*[0-9.]+\s*yuan\s*(/|\sper\s)\s*(month|year)\s*$", "Pay of one person: \"3500 yuan/month\", \"42000 yuan/year\".";
    /// A distance in metres.
    Distance(f64) = distance, "distance", r"^\s*[0-9.]+\s*(m|km)\s*$", "A distance: \"80m\", \"1.5km\".";
    /// A speed in metres per second.
    Speed(f64) = speed, "speed", r"^\s*[0-9.]+\s*(km\s*/\s*h|m\s*/\s*s)\s*$", "A speed: \"5km/h\", \"1.4m/s\".";
    /// A civil date.
    Day(Date) = date, "date", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "A date: 2024-01-31.";
    /// When something starts.
    When(Moment) = moment, "moment", r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|\s*([0-9.]+\s*(s|min|h|d|w)\s*)+)$", "A date (2024-01-31) or a time after the start (\"90d\").";
    /// Hours of a day, in seconds after midnight.
    Hours((u32, u32)) = hours, "hours", r"^\s*[0-9]{1,2}:[0-9]{2}\s*[-–]\s*[0-9]{1,2}:[0-9]{2}\s*$", "Hours of a day: \"08:30-12:00\".";
    /// A name that other places refer to.
    Name(String) = name, "name", r"^[^\s.,:;/=#(){}\[\]]{1,64}$", "Letters, digits, `-` and `_`.";
    /// A time zone.
    Zone(TimeZone) = zone, "time-zone", r"^[A-Za-z0-9_+/-]+$", "A name of the IANA time zone database.";
    /// A measure.
    MeasureName(Measure) = measure, "measure", r"^[a-z0-9_]+$", "The name of a measure.";
    /// A measure that carries a verdict.
    HeadlineName(Measure) = headline_measure, "headline-measure", r"^[a-z0-9_]+$", "The name of a headline measure.";
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::quantity::*;

    #[test]
    fn durations_carry_units_and_add_up() {
        for (text, seconds) in [
            ("15min", 900.0),
            ("36h", 129_600.0),
            ("1d 12h", 129_600.0),
            ("1d12h", 129_600.0),
            ("0.5 d", 43_200.0),
            ("2w", 1_209_600.0),
            ("0s", 0.0),
        ] {
            assert_eq!(duration(text), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn a_wrong_duration_says_what_is_meant() {
        let help = |text: &str| duration(text).unwrap_err().help;
        assert_eq!(help("5m").unwrap(), "did you mean `min`?");
        assert_eq!(help("5 days").unwrap(), "did you mean `d`?");
        assert_eq!(help("3wd").unwrap(), "did you mean `3d`?");
        assert!(help("5").unwrap().contains("`5d`"));
        for text in ["", " ", "-3d", "d", "1.2.3h", "1e3s", "99999999w", "3d,", "5 d h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn time_limits_may_be_in_working_days_or_hours() {
        assert_eq!(time_limit("3wd"), Ok(TimeLimit::WorkingDays(3)));
        assert_eq!(time_limit("4wh"), Ok(TimeLimit::WorkingHours(SimDuration::from_seconds(14_400))));
        assert_eq!(time_limit("0.5 wh"), Ok(TimeLimit::WorkingHours(SimDuration::from_seconds(1_800))));
        assert_eq!(duration("4wh").unwrap_err().help.unwrap(), "did you mean `4h`?");
        assert_eq!(time_limit("5d"), Ok(TimeLimit::Elapsed(SimDuration::from_seconds(432_000))));
        for text in ["1.5wd", "0wd", "1wd 2h", "5x", "99999wd", "0wh", "1wd 2wh", "4wh 30min", "999999wh", "4wk"] {
            assert!(time_limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rates_are_per_time_and_not_negative() {
        let per_day = |text: &str| rate(text).unwrap().get() * 86_400.0;
        assert!((per_day("1.4/day") - 1.4).abs() < 1e-12);
        assert!((per_day("14 per week") - 2.0).abs() < 1e-12);
        assert!((per_day("9/h") - 216.0).abs() < 1e-12);
        for text in ["-1/day", "1.4", "1/fortnight", "inf/day", "nan/day", "1e999/s", "/day"] {
            assert!(rate(text).is_err(), "{text}");
        }
        assert!((rate("365.25/year").unwrap().get() * 86_400.0 - 1.0).abs() < 1e-12);
        assert_eq!(rate("2/dya").unwrap_err().help.unwrap(), "did you mean `day`?");
    }

    #[test]
    fn pay_is_an_amount_per_month_or_year() {
        assert_eq!(pay("3500 yuan/month"), Ok(Money::yuan(3_500.0).unwrap()));
        assert_eq!(pay("42000yuan per year"), pay("3500 yuan/month"));
        assert_eq!(pay("3500 yuan/moth").unwrap_err().help.unwrap(), "did you mean `month`?");
        for text in ["3500", "-5 yuan/month", "3500/month", "yuan/month", "99999999999999999 yuan/month"] {
            assert!(pay(text).is_err(), "{text}");
        }
    }

    #[test]
    fn distances_and_speeds_carry_units() {
        assert_eq!((distance("80m"), distance("1.5 km"), speed("5.4km/h"), speed("1.5 m/s")), (Ok(80.0), Ok(1_500.0), Ok(1.5), Ok(1.5)));
        for text in ["80", "", "m", "-3m", "1e3m", "2000km", "5miles", "1.5"] {
            assert!(distance(text).is_err(), "{text}");
        }
        for text in ["5", "5km", "0.001m/s", "900km/h", "fast"] {
            assert!(speed(text).is_err(), "{text}");
        }
        assert_eq!(speed("5kmh").unwrap_err().help.unwrap(), "did you mean `km/h`?");
    }

    #[test]
    fn names_moments_and_zones_are_checked() {
        assert_eq!(moment("2024-02-29"), Ok(Moment::On(jiff::civil::date(2024, 2, 29))));
        assert!(name("网格-1").is_ok() && name("a.b").is_err() && name("off").is_err());
        assert_eq!(fault("time-zone", "Asia/Shangai").unwrap().help.unwrap(), "did you mean `Asia/Shanghai`?");
        assert_eq!(fault("time-zone", "UTC"), None);
    }
}
