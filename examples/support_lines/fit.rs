//! The fit of `scenarios/support_lines.toml` to every other incident of the log.
//!
//! Fitted are the shares of lines that incidents start at and need, how often a completion does not hold, the median work
//! by line, and waits outside. Not fitted are waits in queues and times to completion: they are predicted.

use std::fmt::Write;

use super::figures::median;
use super::log::{Event, Status};

const BASIS: &str = "calibrated = \"BPI Challenge 2013, every other incident\"";
/// Names of the lines.
const LINES: [&str; 3] = ["first", "second", "third"];
/// Incidents a day that are assumed: the log, sampled by the day of closing, cannot tell.
const PER_DAY: f64 = 300.0;
/// Share of duty that is assumed to be hands-on work.
const BUSY: f64 = 0.8;
/// Weights of weekdays that are assumed, for the same reason.
const WEEKDAYS: [u32; 7] = [20, 20, 20, 20, 20, 2, 1];
/// Hours of duty in a mean day: 10 hours from Monday to Friday.
const DUTY: f64 = 50.0 / 7.0;

/// The scenario, fitted to `cases`.
#[expect(clippy::too_many_lines, reason = "the file from top to bottom")]
pub fn text(cases: &[Vec<Event>]) -> String {
    let starts = shares(cases.iter().map(|events| events[0].line));
    let from_first: Vec<&Vec<Event>> = cases.iter().filter(|events| events[0].line == 0).collect();
    let ends = shares(from_first.iter().filter_map(|events| highest(events)));
    let reopened = cases.iter().filter(|events| is_reopened(events)).count() as f64 / cases.len() as f64;
    let paper = closed_on_paper(ends, reopened / starts[0]);
    let needs = needs(ends, paper);
    let work = [0, 1, 2].map(|line| median(cases.iter().filter_map(|events| hours(events, Status::InProgress, Some(line))).collect()));
    let outside: Vec<f64> = cases.iter().filter_map(|events| hours(events, Status::Outside, None)).collect();
    let visits = cases.iter().map(|events| 1 + events.windows(2).filter(|pair| pair[1].line > pair[0].line).count()).sum::<usize>();
    let waits = outside.len() as f64 / visits as f64;
    let (wait, wait_sd) = log_moments(&outside);
    let again = median(cases.iter().filter_map(|events| until_reopened(events)).collect());
    let mut text = include_str!("head.toml").to_owned();
    let load = [1.0, 1.0 - needs[0], needs[2]];
    let reach = [starts[0] * load[0], starts[0] * load[1] + starts[1], starts[0] * load[2] + starts[2] + starts[1] * needs[2]];
    for line in (0..3).rev() {
        let mean = work[line] * 0.5_f64.exp();
        let people = (PER_DAY * reach[line] * mean / DUTY / BUSY).ceil().max(2.0);
        let under = LINES.get(line + 1).map_or_else(String::new, |above| format!("under = \"{above}\"\n"));
        let _ = writeln!(
            text,
            "[[units]]\nname = \"{0}\"\nlevel = \"{0}\"\n{under}staff = [{{ role = \"agent\", count = {{ value = {people}, assumed = [{1}, {2}] }} }}]\n",
            LINES[line],
            (people * 0.85).ceil(),
            (people * 2.0).ceil(),
        );
    }
    let _ = write!(text, "[[categories]]\nname = \"incident\"\ndifficulty = {{ ");
    let third = 1.0 - round(needs[0]) - round(needs[1]);
    let list: Vec<String> =
        LINES.iter().zip([needs[0], needs[1], third]).map(|(line, share)| format!("{line} = {}", number(share))).collect();
    let _ = writeln!(text, "{} }}", list.join(", "));
    for line in 0..3 {
        let _ = writeln!(
            text,
            "work_by_level.{} = {{ lognormal = {{ median = {{ value = \"{:.1}min\", {BASIS} }}, log_sd = {{ value = 1.0, assumed = [0.5, 1.2] }} }} }}",
            LINES[line],
            work[line] * 60.0
        );
    }
    let _ = writeln!(
        text,
        "[categories.external_wait]\nprobability = {}\nafter = {{ value = 0.5, assumed = [0.2, 0.8] }}\nlength = {{ lognormal = {{ median = {{ value = \"{wait:.1}h\", {BASIS} }}, log_sd = {} }} }}\n",
        number(waits),
        number(wait_sd)
    );
    for line in 0..3 {
        let _ = writeln!(
            text,
            "[[demand]]\nname = \"start_{0}\"\nat = \"{0}\"\nrate = {{ value = \"{1:.1}/day\", assumed = [\"{2:.1}/day\", \"{3:.1}/day\"] }}\nprofile = {{ hours = {4:?}, weekdays = {5:?} }}\n",
            LINES[line],
            PER_DAY * starts[line],
            PER_DAY * starts[line] / 2.0,
            PER_DAY * starts[line] * 2.0,
            hours_of_arrival(cases),
            WEEKDAYS,
        );
    }
    let _ = writeln!(
        text,
        "[escalation.all]\nattempts = 1\n\n[closing]\nfalsely = {}\nnoticed = 1.0\ndelay = {{ exponential = {{ mean = {{ value = \"{again:.1}h\", {BASIS} }} }} }}",
        number(paper)
    );
    text + include_str!("policies.toml")
}

fn round(share: f64) -> f64 {
    (share * 1e3).round() / 1e3
}

fn number(value: f64) -> String {
    format!("{{ value = {value:.3}, {BASIS} }}")
}

fn shares(lines: impl Iterator<Item = usize>) -> [f64; 3] {
    let mut counts = [0.0; 3];
    lines.for_each(|line| counts[line] += 1.0);
    let all: f64 = counts.iter().sum();
    counts.map(|count| count / all)
}

/// Highest line before the first completion.
fn highest(events: &[Event]) -> Option<usize> {
    let completed = events.iter().position(|event| event.status == Status::Completed)?;
    events[..=completed].iter().map(|event| event.line).max()
}

fn is_reopened(events: &[Event]) -> bool {
    until_reopened(events).is_some()
}

/// Hours from the first completion to the reopening.
fn until_reopened(events: &[Event]) -> Option<f64> {
    let completed = events.iter().position(|event| event.status == Status::Completed)?;
    let again = events[completed..].iter().find(|event| event.status != Status::Completed)?;
    Some((again.second - events[completed].second) as f64 / 3_600.0)
}

/// Hours of a case with a status, before the first completion; `None` without any.
fn hours(events: &[Event], status: Status, line: Option<usize>) -> Option<f64> {
    let completed = events.iter().position(|event| event.status == Status::Completed).unwrap_or(events.len() - 1);
    let own = events[..=completed].windows(2).filter(|pair| pair[0].status == status && line.is_none_or(|line| line == pair[0].line));
    let seconds: i64 = own.map(|pair| pair[1].second - pair[0].second).sum();
    (seconds > 0).then_some(seconds as f64 / 3_600.0)
}

/// Shares of the line that is needed, from where first completions are and the share closed on paper at each line but the
/// last: a line completes what it can, and on paper this share of what it cannot.
fn needs(ends: [f64; 3], paper: f64) -> [f64; 3] {
    let third = ends[2] / (1.0 - paper).powi(2);
    let second = ends[1] / (1.0 - paper) - third * paper;
    [1.0 - second - third, second, third]
}

/// The share closed on paper that brings the share `reopened`.
fn closed_on_paper(ends: [f64; 3], reopened: f64) -> f64 {
    let (mut low, mut high) = (0.0, 0.6);
    for _ in 0..60 {
        let paper = f64::midpoint(low, high);
        let [_, second, third] = needs(ends, paper);
        let brings = paper * (second + third) + (1.0 - paper) * paper * third;
        if brings < reopened { low = paper } else { high = paper }
    }
    low
}

/// Median and log-sd of the lognormal distribution with the quartiles of `all`.
fn log_moments(all: &[f64]) -> (f64, f64) {
    let mut logs: Vec<f64> = all.iter().map(|hours| hours.ln()).collect();
    logs.sort_by(f64::total_cmp);
    let at = |share: f64| logs[((logs.len() - 1) as f64 * share) as usize];
    (at(0.5).exp(), (at(0.75) - at(0.25)) / 1.349)
}

fn hours_of_arrival(cases: &[Vec<Event>]) -> [u32; 24] {
    let mut counts = [0; 24];
    cases.iter().for_each(|events| counts[events[0].hour] += 1);
    counts
}
