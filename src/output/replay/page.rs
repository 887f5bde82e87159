//! The page: data of both sides, words in one language, style and scripts in one file that asks nothing of any machine.

use serde_json::{Value, json};

use super::columns::packed;
use super::joined::{JoinedIssue, LoggedRun, Unshared, joined};
use super::place::{building, first_households, place};
use super::side::{levels, side};
use super::words::{PARTS, words};
use crate::experiment::analysis::pattern::PatternResult;
use crate::output::drawing::canvas::escaped;
use crate::output::language::label::{measure_label, unit_label};
use crate::output::language::locale::Language;
use crate::output::language::names::{policy_title, scenario_title};
use crate::scenario::{Lesson, LessonText, Scenario, Setting, Subject};
use crate::units::SimTime;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
/// In the order in which they build on one another.
const SCRIPTS: [&str; 3] = [include_str!("state.js"), include_str!("stage.js"), include_str!("page.js")];

/// What a replay shows.
#[derive(Debug)]
pub struct ReplayInput<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replication, from 0.
    pub replication: u32,
    /// The run under the policy on the left and on the right.
    pub runs: [LoggedRun<'a>; 2],
    /// First instant that is shown, and the first that is not.
    pub window: (SimTime, SimTime),
    /// What the replay teaches, where the scenario says so.
    pub lesson: Option<&'a Lesson>,
    /// The scenario's patterns, as far as they were evaluated.
    pub patterns: &'a [PatternResult],
    /// Language of the page.
    pub language: Language,
    /// Version of the program.
    pub version: &'a str,
}

/// The page as HTML.
///
/// # Errors
/// When the two policies do not have the same issues.
pub fn html(input: &ReplayInput<'_>) -> Result<String, Unshared> {
    let issues = joined(input.runs, input.window)?;
    // nothing inside can end the element that holds it
    let data = data(input, &issues).to_string().replace('<', "\\u003c");
    let gaps = [
        ("{{language}}", input.language.tag().to_owned()),
        ("{{title}}", escaped(scenario_title(input.scenario, input.language))),
        ("{{style}}", STYLE.to_owned()),
        ("{{data}}", data),
        ("{{script}}", SCRIPTS.concat()),
    ];
    let mut page = String::with_capacity(PAGE.len() + gaps.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = PAGE;
    for (gap, text) in gaps {
        let (before, after) = rest.split_once(gap).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(&text);
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

/// All that the page shows, as the script reads it.
fn data(input: &ReplayInput<'_>, issues: &[JoinedIssue]) -> Value {
    let ReplayInput { scenario, seed, replication, runs, window, language, version, .. } = input;
    let setting = runs[0].setting;
    let midnight = setting.span.start.to_zoned(setting.span.zone.clone()).ok();
    let side = |number: usize| {
        let mut side = side(runs[number], number, issues, *window);
        let policy = &runs[number].setting.policy;
        side["title"] = policy_title(scenario, policy, *language).unwrap_or(policy).into();
        side
    };
    json!({
        "title": scenario_title(scenario, *language),
        "scenario": scenario.name, "seed": seed, "replication": replication, "version": version,
        "language": language.tag(),
        "zone": setting.span.zone.iana_name().unwrap_or("UTC"),
        "start": midnight.map(|midnight| midnight.timestamp().as_second()),
        "from": window.0.seconds(), "until": window.1.seconds(),
        "levels": levels(setting),
        "parts": PARTS.map(|part| part.label(*language)),
        "place": place(setting),
        "issues": listed(setting, issues),
        "sides": [side(0), side(1)],
        "lesson": input.lesson.map(|lesson| taught(lesson, *language)),
        "patterns": input.patterns.iter().map(|pattern| found(pattern, input)).collect::<Vec<_>>(),
        "words": words(*language),
    })
}

/// The joined issues as columns.
fn listed(setting: &Setting, issues: &[JoinedIssue]) -> Value {
    let first_households = first_households(setting);
    let firsts = || issues.iter().filter_map(JoinedIssue::first);
    let index = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
    let is_again = |issue: &JoinedIssue| issue.first().is_some_and(|row| row.key.recurrence > 0);
    json!({
        "key": issues.iter().map(|issue| issue.key.as_str()).collect::<Vec<_>>(),
        "place": issues.iter().map(|issue| issue.place.as_deref().unwrap_or_default()).collect::<Vec<_>>(),
        "categories": setting.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(),
        "category": packed(firsts().map(|row| index(row.category.index()))),
        "severity": packed(firsts().map(|row| i64::from(row.severity))),
        "needs": packed(firsts().map(|row| index(row.needs.index()))),
        "building": packed(firsts().map(|row| building(row.origin, &first_households))),
        "recurs": packed(issues.iter().map(|issue| i64::from(is_again(issue)))),
        "differs": packed(issues.iter().map(|issue| issue.differs.map_or(0, |at| i64::from(at.seconds()) + 1))),
    })
}

fn taught(lesson: &Lesson, language: Language) -> Value {
    let said = |text: &LessonText| match language {
        Language::English => text.english.clone(),
        Language::Chinese => text.chinese.clone(),
    };
    let caption = |caption: &crate::scenario::Caption| json!({ "t": caption.at.seconds(), "text": said(&caption.text) });
    json!({ "question": said(&lesson.question), "captions": lesson.captions.iter().map(caption).collect::<Vec<_>>() })
}

/// A pattern with what the replications say of it.
fn found(result: &PatternResult, input: &ReplayInput<'_>) -> Value {
    let pattern = &result.pattern;
    let entry = pattern.measure.entry();
    let title = |policy: &str| policy_title(input.scenario, policy, input.language).unwrap_or(policy).to_owned();
    let baseline = match &pattern.of {
        Subject::Value => None,
        Subject::Difference { baseline } => Some(title(baseline)),
    };
    json!({
        "name": pattern.name, "measure": measure_label(pattern.measure, input.language), "group": pattern.group,
        "unit": unit_label(entry.unit, input.language), "isShare": entry.unit == "share",
        "policy": title(&pattern.policy), "baseline": baseline, "finding": result.finding.name(),
        "found": result.found, "interval": result.interval.map(|interval| [interval.low, interval.high]),
        "n": result.n, "source": pattern.source,
    })
}
