//! Civil time as planners write it: dates, hours of a day, time zones.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::diagnostics::{Fault, did_you_mean};

/// A date: `2024-01-31`.
pub(crate) fn date(text: &str) -> Result<Date, Fault> {
    let shape =
        text.len() == 10 && text.bytes().enumerate().all(|(i, byte)| if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let date = if shape { text.parse::<Date>().ok() } else { None };
    let date = date.ok_or_else(|| Fault::new(format!("\"{text}\" is not a date such as 2024-01-31")))?;
    if (1900..=2200).contains(&date.year()) { Ok(date) } else { Err(Fault::new(format!("\"{text}\" is not between 1900 and 2200"))) }
}

/// Hours of a day: `08:30-12:00`, as seconds of the local day.
pub(crate) fn hours(text: &str) -> Result<(u32, u32), Fault> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let digits = |text: &str| {
            ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok()).flatten()
        };
        let (hour, minute) = (digits(hour)?, digits(minute).filter(|_| minute.len() == 2)?);
        (hour < 24 && minute < 60 || hour == 24 && minute == 0).then_some(hour * 3_600 + minute * 60)
    };
    let span = text.split_once(['-', '–']).and_then(|(open, close)| Some((clock(open)?, clock(close)?)));
    match span {
        Some((open, close)) if open < close => Ok((open, close)),
        Some(_) => {
            let message = format!("\"{text}\" does not end after it starts on the same day");
            Err(Fault::hint(message, "write hours past midnight in two parts, such as \"22:00-24:00\" and \"00:00-06:00\""))
        }
        None => Err(Fault::new(format!("\"{text}\" is not hours such as \"08:30-12:00\""))),
    }
}

/// A time zone of the IANA database.
pub(crate) fn zone(text: &str) -> Result<TimeZone, Fault> {
    TimeZone::get(text).map_err(|_| {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let help = zone_meant(text).or_else(|| did_you_mean(text, known.iter().map(String::as_str)));
        Fault { message: format!("\"{text}\" is not a time zone such as \"Asia/Shanghai\" or \"UTC\""), help }
    })
}

/// What a text that is no name of the database means, where no likeness of letters helps.
fn zone_meant(text: &str) -> Option<String> {
    let plain = text.trim().to_ascii_lowercase();
    let chinese =
        ["beijing", "peking", "china", "prc time", "cst", "bjt", "shenzhen", "guangzhou", "chengdu", "wuhan", "nanjing", "hangzhou"];
    let city = plain.strip_prefix("asia/").unwrap_or(&plain);
    if chinese.contains(&city) || text.contains("北京") || text.contains("上海") {
        return Some("did you mean `Asia/Shanghai`? It is the zone of all of China".to_owned());
    }
    let offset = ["etc/gmt", "etc/utc", "gmt", "utc"].iter().find_map(|name| plain.strip_prefix(name)).unwrap_or(&plain);
    let (sign, digits) = (offset.chars().next().filter(|sign| ['+', '-'].contains(sign))?, offset.get(1..)?);
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let is_whole = minutes.bytes().all(|digit| digit == b'0');
    let hours = hours.parse::<u8>().ok().filter(|hours| *hours <= 14 && is_whole)?;
    let (other, side) = if sign == '+' { ('-', "ahead of") } else { ('+', "behind") };
    let city = if (sign, hours) == ('+', 8) { "`Asia/Shanghai`, or " } else { "" };
    Some(format!(
        "did you mean {city}`Etc/GMT{other}{hours}`? Names of that kind count the other way round: `Etc/GMT{other}{hours}` is {hours} hours {side} Greenwich"
    ))
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::civil::*;

    #[test]
    fn hours_and_dates_are_checked() {
        assert_eq!(hours("08:30-12:00"), Ok((30_600, 43_200)));
        assert_eq!(hours("22:00-24:00"), Ok((79_200, 86_400)));
        for text in ["12:00-08:00", "8-12", "08:30-25:00", "08:60-09:00", "24:30-24:40"] {
            assert!(hours(text).is_err(), "{text}");
        }
        assert!(date("2024-02-30").is_err() && date("2024-2-3").is_err() && date("2024-02-29").is_ok());
    }

    #[test]
    fn zones_are_those_of_the_database() {
        assert!(zone("Asia/Shanghai").is_ok());
        assert!(zone("GMT+8").unwrap_err().help.unwrap().contains("`Asia/Shanghai`"));
        assert!(zone("Beijing").unwrap_err().help.unwrap().contains("`Asia/Shanghai`"));
    }
}
