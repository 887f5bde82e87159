//! The text of `scenarios/city311.toml`, with the fitted numbers in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use wangge::units::calendar::{HolidayTable, WeeklyHours};
use wangge::units::{Calendar, SimTime};

use super::fit::{BEFORE, Fitted, LOG_SD, Wait, fit};
use super::log::{JULY, Request, SNAPSHOT, ZONE};
use super::validate;

/// Department in the log, unit in the scenario, hours on weekdays and at weekends. The hours are those in which most
/// closings of January to June lie.
const DEPARTMENTS: [(&str, &str, &str, &str); 8] = [
    ("PWDx", "public_works", "06:00-17:00", "07:00-12:00"),
    ("ISD", "inspections", "07:30-16:30", ""),
    ("BTDT", "transport", "06:00-16:00", ""),
    ("PARK", "parks", "06:30-16:00", ""),
    ("PROP", "property", "06:00-15:00", ""),
    ("BWSC", "water", "08:00-17:00", ""),
    ("INFO", "hotline", "08:00-19:00", "09:00-16:00"),
    ("HS_O", "front_desk", "09:00-17:30", ""),
];
/// Where cases of all other departments go.
const ELSEWHERE: (&str, &str, &str, &str) = ("", "other_offices", "09:00-18:00", "");
/// Types of requests that are entered when the work is done.
const LOGGED: [&str; 3] = ["Pothole Repair (Internal)", "OCR Front Desk Interactions", "Sidewalk Repair (Internal)"];
/// Fewest requests of a type in the first half for a category of its own.
const FEWEST: usize = 300;
/// Shares of duty that may be hands-on work, on average over the first half.
const BUSY: [f64; 7] = [0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3];
/// Legal holidays of Massachusetts.
const HOLIDAYS: [(i16, i8, i8); 12] = [
    (2015, 1, 1),
    (2015, 1, 19),
    (2015, 2, 16),
    (2015, 4, 20),
    (2015, 5, 25),
    (2015, 7, 3),
    (2015, 9, 7),
    (2015, 10, 12),
    (2015, 11, 11),
    (2015, 11, 26),
    (2015, 12, 25),
    (2016, 1, 1),
];

fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    DEPARTMENTS.into_iter().chain([ELSEWHERE])
}

fn unit(department: &str) -> &'static str {
    all().find(|(code, ..)| *code == department).map_or(ELSEWHERE.1, |(_, unit, ..)| unit)
}

/// Duty hours by department of the log.
pub fn calendars(departments: &BTreeSet<String>) -> BTreeMap<String, Calendar> {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let closed: Vec<Date> = HOLIDAYS.iter().map(|(year, month, day)| date(*year, *month, *day)).collect();
    let hours = |text: &str| -> Vec<(u32, u32)> {
        let clock = |text: &str| {
            text.split_once(':').map_or(0, |(hour, minute)| hour.parse().unwrap_or(0) * 3_600 + minute.parse().unwrap_or(0) * 60)
        };
        text.split_once('-').map(|(open, close)| (clock(open), clock(close))).into_iter().collect()
    };
    let calendar = |department: &String| {
        let (.., weekdays, weekend) = all().find(|(_, name, ..)| *name == unit(department)).unwrap_or(ELSEWHERE);
        let week = WeeklyHours { days: std::array::from_fn(|day| hours(if day < 5 { weekdays } else { weekend })) };
        let table = HolidayTable { closed: closed.clone(), working: Vec::new() };
        // waits that end long after the log are closed after it, too
        Calendar::from_weekly(&week, &table, date(2015, 1, 1), &zone, SimTime::from_seconds(SNAPSHOT))
    };
    departments.iter().map(|department| (department.clone(), calendar(department))).collect()
}

/// The category of a request, by type and department.
fn category(request: &Request, own: &BTreeSet<String>, home: &BTreeMap<String, &'static str>) -> String {
    if request.department == "INFO" {
        "information".into()
    } else if LOGGED.contains(&request.kind.as_str()) {
        "logged_afterwards".into()
    } else if own.contains(&request.kind) {
        slug(&request.kind)
    } else {
        home.get(&request.kind).map_or_else(|| "other".into(), |unit| rest(unit))
    }
}

/// The category of all types of a unit that are too few for one of their own.
fn rest(unit: &str) -> String {
    format!("{unit}_rest")
}

fn slug(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The scenario, fitted to the requests of the first half, which stand in `file`.
///
/// Of the shares of duty that may be hands-on work, that one is taken under which the scenario as a whole, queues
/// included, comes nearest to the curves of closings of the first half.
#[expect(clippy::too_many_lines, reason = "from requests to categories to numbers to text, in this order")]
pub fn text(requests: &[Request], file: &Path) -> Result<String, String> {
    let first: Vec<&Request> = requests.iter().filter(|request| request.is_first_half()).collect();
    let calendars = calendars(&first.iter().map(|request| request.department.clone()).collect());
    let mut counts: BTreeMap<&str, BTreeMap<&'static str, usize>> = BTreeMap::new();
    for request in first.iter().filter(|request| request.department != "INFO") {
        *counts.entry(&request.kind).or_default().entry(unit(&request.department)).or_default() += 1;
    }
    let own: BTreeSet<String> =
        counts.iter().filter(|(_, by)| by.values().sum::<usize>() >= FEWEST).map(|(kind, _)| (*kind).to_owned()).collect();
    let most = |by: &BTreeMap<&'static str, usize>| by.iter().max_by_key(|(_, count)| **count).map_or(ELSEWHERE.1, |(unit, _)| *unit);
    let home: BTreeMap<String, &'static str> = counts.iter().map(|(kind, by)| ((*kind).to_owned(), most(by))).collect();
    let mut by_category: BTreeMap<String, Vec<&Request>> = BTreeMap::new();
    for request in &first {
        by_category.entry(category(request, &own, &home)).or_default().push(request);
    }
    // types that first came after June
    let rare: Vec<&Request> =
        by_category.iter().filter(|(name, _)| name.ends_with("_rest")).flat_map(|(_, all)| all.iter().copied()).collect();
    by_category.insert("other".into(), rare);
    let fitted: BTreeMap<&str, Fitted> = by_category
        .iter()
        .map(|(name, requests)| {
            let fitted = fit(requests, &calendars);
            eprintln!("{name}: {} requests, curves {:.3} apart, {fitted:?}", requests.len(), fitted.distance);
            (name.as_str(), fitted)
        })
        .collect();
    let mut hands_on: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, requests) in by_category.iter().filter(|(name, _)| *name != "other") {
        for request in requests {
            *hands_on.entry(unit(&request.department)).or_default() += fitted[name.as_str()].work * (LOG_SD * LOG_SD / 2.0).exp();
        }
    }
    let whole = |busy: f64| {
        let mut text = HEAD.to_owned();
        write_places(&mut text, &calendars, &hands_on, busy);
        write_categories(&mut text, &fitted, &by_category);
        write_demand(&mut text, &fitted, &own, &home);
        text + POLICIES
    };
    let mut best = (f64::INFINITY, String::new());
    for busy in BUSY {
        let text = whole(busy);
        let distance = validate::first_half_distance(&text, requests, file)?;
        eprintln!("busy {busy}: the first half is {distance:.4} apart");
        if distance < best.0 {
            best = (distance, text);
        }
    }
    Ok(best.1)
}

const HEAD: &str = include_str!("head.toml");
const POLICIES: &str = include_str!("policies.toml");
const BASIS: &str = "calibrated = \"Boston 311, January to June 2015\"";

fn write_places(text: &mut String, calendars: &BTreeMap<String, Calendar>, hands_on: &BTreeMap<&str, f64>, busy: f64) {
    for (_, unit, weekdays, weekend) in all() {
        let weekend = if weekend.is_empty() { String::new() } else { format!(", weekend = [\"{weekend}\"]") };
        let _ = writeln!(text, "[calendars.{unit}]\nweekly = {{ weekdays = [\"{weekdays}\"]{weekend} }}\nholidays = [\"massachusetts\"]\n");
    }
    for (_, unit, ..) in all() {
        let _ = writeln!(text, "[roles.{unit}_staff]\ncalendar = \"{unit}\"");
    }
    for (department, unit, ..) in all() {
        let duty = calendars
            .get(department)
            .or_else(|| calendars.get("GEN_"))
            .map_or(1.0, |calendar| f64::from(calendar.working_between(SimTime::ZERO, SimTime::from_seconds(JULY)).seconds()));
        let load = hands_on.get(unit).copied().unwrap_or(0.0) / duty;
        let people = |busy: f64| (load / busy).ceil().max(2.0);
        let count = people(busy);
        let _ = writeln!(
            text,
            "\n[[units]]\nname = \"{unit}\"\nlevel = \"department\"\nstaff = [{{ role = \"{unit}_staff\", count = {{ value = {count}, {BASIS} }} }}]"
        );
    }
}

fn write_categories(text: &mut String, fitted: &BTreeMap<&str, Fitted>, requests: &BTreeMap<String, Vec<&Request>>) {
    for (name, values) in fitted {
        let wait = match values.wait {
            Wait::Lognormal { median, log_sd } => {
                format!("lognormal = {{ median = {}, log_sd = {} }}", length(median), number(log_sd))
            }
            Wait::Weibull { scale, shape } => format!("weibull = {{ scale = {}, shape = {} }}", length(scale), number(shape)),
            Wait::Two { short, mean, long_mean } => {
                let (short, long) = (number(short), number(1.0 - (short * 1e3).round() / 1e3));
                format!("hyperexponential = {{ weights = [{short}, {long}], means = [{}, {}] }}", length(mean), length(long_mean))
            }
        };
        let _ = writeln!(
            text,
            "\n[[categories]]  # {} requests in the first half, curves {:.3} apart\nname = \"{name}\"\n\
             work = {{ lognormal = {{ median = {}, log_sd = {{ value = {LOG_SD:.1}, assumed = [0.5, 1.2] }} }} }}\n\
             [categories.external_wait]\nprobability = {}\nafter = {{ value = {BEFORE}, assumed = [0.1, 0.7] }}\nlength = {{ {wait} }}",
            requests[*name].len(),
            values.distance,
            length(values.work),
            number(values.waits),
        );
    }
}

fn write_demand(text: &mut String, fitted: &BTreeMap<&str, Fitted>, own: &BTreeSet<String>, home: &BTreeMap<String, &'static str>) {
    text.push_str(include_str!("demand.toml"));
    text.push_str("\n[demand.map.departments]\n");
    for (department, unit, ..) in DEPARTMENTS {
        let _ = writeln!(text, "{department} = \"{unit}\"");
    }
    text.push_str("\n[demand.map.categories]\n");
    for kind in LOGGED {
        let _ = writeln!(text, "\"{kind}\" = \"logged_afterwards\"");
    }
    for (kind, unit) in home.iter().filter(|(kind, _)| !LOGGED.contains(&kind.as_str())) {
        let name = if own.contains(kind) { slug(kind) } else { rest(unit) };
        if fitted.contains_key(name.as_str()) {
            let _ = writeln!(text, "\"{kind}\" = \"{name}\"");
        }
    }
    text.push_str("\n[demand.staff_found.on_the_spot_by_category]\n");
    for (name, values) in fitted.iter().filter(|(_, values)| values.on_the_spot >= 0.005) {
        let _ = writeln!(text, "{name} = {}", number(values.on_the_spot));
    }
}

fn number(value: f64) -> String {
    format!("{{ value = {value:.3}, {BASIS} }}")
}

/// A length of time with three digits and its basis.
fn length(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 600.0 => (s, "s"),
        s if s < 4.0 * 3_600.0 => (s / 60.0, "min"),
        s if s < 96.0 * 3_600.0 => (s / 3_600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{{ value = \"{value:.digits$}{unit}\", {BASIS} }}")
}
