//! Duty hours as written: weeks with their holidays become calendars of simulated time.
//!
//! A day's own hours go before those of `weekdays` and `weekend`, and these before `daily`. A calendar names the
//! holiday tables that hold for it; a day that is closed in one and working in another is a contradiction, not a rule.

use jiff::civil::Weekday;
use schemars::JsonSchema;

use crate::scenario::structure::{NamedCalendar, Span};
use crate::scenario::text::context::Context;
use crate::scenario::text::quantity::{Day, Hours};
use crate::units::calendar::{HolidayTable, WeeklyHours};
use crate::units::{Calendar, SimTime};

/// Most calendars of one scenario.
const CALENDARS: usize = 200;
/// The calendar that need not be written.
pub(crate) const ALWAYS: &str = "always";

/// Days that differ from the week.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holidays {
    /// Days without duty.
    pub closed: Option<Vec<Day>>,
    /// Make-up working days.
    pub working: Option<Vec<MakeUpDay>>,
}

/// A day with the hours of another weekday.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MakeUpDay {
    /// The day.
    pub date: Day,
    /// The weekday whose hours it has.
    #[serde(rename = "as")]
    pub like: WrittenWeekday,
}

#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Weekday")]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenWeekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Duty hours: either `weekly` or `open = "always"`.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Calendar")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenCalendar {
    /// Hours by weekday.
    pub weekly: Option<Weekly>,
    /// Around the clock.
    pub open: Option<Open>,
    /// Names of holidays that hold.
    pub holidays: Option<Vec<String>>,
}

#[derive(serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Open {
    Always,
}

/// Hours by weekday; a day's own key goes before `weekdays` and `weekend`, and these before `daily`.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weekly {
    /// Every day.
    pub daily: Option<Vec<Hours>>,
    /// Monday to Friday.
    pub weekdays: Option<Vec<Hours>>,
    /// Saturday and Sunday.
    pub weekend: Option<Vec<Hours>>,
    /// Monday.
    pub monday: Option<Vec<Hours>>,
    /// Tuesday.
    pub tuesday: Option<Vec<Hours>>,
    /// Wednesday.
    pub wednesday: Option<Vec<Hours>>,
    /// Thursday.
    pub thursday: Option<Vec<Hours>>,
    /// Friday.
    pub friday: Option<Vec<Hours>>,
    /// Saturday.
    pub saturday: Option<Vec<Hours>>,
    /// Sunday.
    pub sunday: Option<Vec<Hours>>,
}

/// Duty hours and holidays as the file names them.
#[derive(Clone, Copy)]
pub(crate) struct WrittenHours<'a> {
    pub calendars: &'a [(String, WrittenCalendar)],
    pub holidays: &'a [(String, Holidays)],
}

/// The calendars of the file, `always` first; empty ones are reported.
pub(crate) fn calendars(written: WrittenHours<'_>, span: &Span, context: &mut Context<'_>) -> Vec<NamedCalendar> {
    let mut calendars = vec![NamedCalendar { name: ALWAYS.into(), hours: Calendar::always(span.end()) }];
    let count = written.calendars.len();
    if count > CALENDARS {
        context.fault(&["calendars"], format!("{count} calendars; expected at most {CALENDARS}"), None);
        return calendars;
    }
    for (name, calendar) in written.calendars {
        let here = ["calendars", name.as_str()];
        if name == ALWAYS {
            context.fault(&here, "the calendar `always` exists already", Some("give this one another name".into()));
        }
        let Some(hours) = compiled(written, (name, calendar), (span, span.end()), context) else { continue };
        if hours.is_empty() {
            context.fault(
                &here,
                "has no duty hours between the start and the horizon",
                Some("give it `weekly` hours, such as `weekdays = [\"09:00-17:00\"]`".into()),
            );
        }
        calendars.push(NamedCalendar { name: name.clone(), hours });
    }
    calendars
}

/// The hours of one calendar until `end`; `None` when it has no week or two, which has been reported.
pub(crate) fn compiled(
    written: WrittenHours<'_>,
    (name, calendar): (&str, &WrittenCalendar),
    (span, end): (&Span, SimTime),
    context: &mut Context<'_>,
) -> Option<Calendar> {
    let here = ["calendars", name];
    let weekly = match (&calendar.weekly, &calendar.open) {
        (Some(weekly), None) => weekly_hours(weekly, &here, context),
        (None, Some(Open::Always)) => WeeklyHours { days: std::array::from_fn(|_| vec![(0, 86_400)]) },
        (found, _) => {
            let found = if found.is_some() { "both" } else { "neither" };
            context.fault(&here, format!("a calendar has `weekly` hours or `open = \"always\"`; found {found}"), None);
            return None;
        }
    };
    let holidays = holidays(written.holidays, calendar, &here, context);
    Some(Calendar::from_weekly(&weekly, &holidays, span.start, &span.zone, end))
}

fn weekly_hours(weekly: &Weekly, here: &[&str; 2], context: &mut Context<'_>) -> WeeklyHours {
    let own = [&weekly.monday, &weekly.tuesday, &weekly.wednesday, &weekly.thursday, &weekly.friday, &weekly.saturday, &weekly.sunday];
    let keys = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let days = std::array::from_fn(|day| {
        let (group, group_key) = if day < 5 { (&weekly.weekdays, "weekdays") } else { (&weekly.weekend, "weekend") };
        let choices = [(own[day], keys[day]), (group, group_key), (&weekly.daily, "daily")];
        let Some((written, key)) = choices.into_iter().find_map(|(hours, key)| Some((hours.as_ref()?, key))) else { return Vec::new() };
        let mut spans: Vec<(u32, u32)> = written.iter().map(|hours| hours.0).collect();
        spans.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (open, close) in spans {
            match joined.last_mut() {
                Some(last) if open < last.1 => {
                    context.fault(&[here[0], here[1], "weekly", key], "hours overlap", Some("join them into one".into()));
                    last.1 = last.1.max(close);
                }
                Some(last) if open == last.1 => last.1 = close,
                _ => joined.push((open, close)),
            }
        }
        joined
    });
    WeeklyHours { days }
}

fn holidays(known: &[(String, Holidays)], calendar: &WrittenCalendar, here: &[&str; 2], context: &mut Context<'_>) -> HolidayTable {
    let mut table = HolidayTable { closed: Vec::new(), working: Vec::new() };
    for (index, name) in calendar.holidays.iter().flatten().enumerate() {
        let path = [here[0], here[1], "holidays", &index.to_string()];
        let Some(found) = context.find(name, known.iter().map(|(name, _)| name.as_str()), &path, ("holiday table", "holidays")) else {
            continue;
        };
        let days = &known[found].1;
        table.closed.extend(days.closed.iter().flatten().map(|day| day.0));
        table.working.extend(days.working.iter().flatten().map(|day| (day.date.0, weekday(day.like))));
    }
    table.closed.sort_unstable();
    table.closed.dedup();
    table.working.sort_by_key(|(date, _)| *date);
    if let Some((date, _)) = table.working.iter().find(|(date, _)| table.closed.binary_search(date).is_ok()) {
        context.fault(&[here[0], here[1], "holidays"], format!("{date} is both closed and a working day"), None);
    }
    if let Some(twice) = table.working.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
        context.fault(&[here[0], here[1], "holidays"], format!("{} has the hours of two weekdays", twice[0].0), None);
    }
    table.working.dedup();
    table
}

const fn weekday(written: WrittenWeekday) -> Weekday {
    match written {
        WrittenWeekday::Monday => Weekday::Monday,
        WrittenWeekday::Tuesday => Weekday::Tuesday,
        WrittenWeekday::Wednesday => Weekday::Wednesday,
        WrittenWeekday::Thursday => Weekday::Thursday,
        WrittenWeekday::Friday => Weekday::Friday,
        WrittenWeekday::Saturday => Weekday::Saturday,
        WrittenWeekday::Sunday => Weekday::Sunday,
    }
}
