//! The page: data of both sides, words in one language, style and scripts in one file that asks nothing of any machine.

use serde_json::{Value, json};

use super::aside::{legend, patterns};
use super::columns::packed;
use super::decide::{DecideInput, decided, joined_with};
use super::joined::{JoinedIssue, LoggedRun, Unshared, joined};
use super::moments::{MomentKind, columns, curves, moments};
use super::place::{first_households, place, spot};
use super::side::{is_supervised, levels, side};
use super::words::{PARTS, in_language, words};
use crate::experiment::analysis::pattern::PatternResult;
use crate::output::drawing::canvas::escaped;
use crate::output::language::locale::Language;
use crate::output::language::names::{Titles, policy_title, scenario_title};
use crate::scenario::{Lesson, Scenario, Setting};
use crate::units::SimTime;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
/// In the order in which they build on one another.
const SCRIPTS: [&str; 4] = [include_str!("state.js"), include_str!("decide.js"), include_str!("stage.js"), include_str!("page.js")];

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
    /// The runs of the lesson's decisions, where a group decides; the run on the right is that of the first options.
    pub decide: Option<DecideInput<'a>>,
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
    let mut issues = joined(input.runs, input.window)?;
    if let Some(decide) = input.decide {
        issues = joined_with(issues, decide.runs, input.runs, input.window.0);
    }
    // nothing inside can end the element that holds it
    let data = data(input, &issues).to_string().replace('<', "\\u003c");
    let gaps = [
        ("{{language}}", input.language.tag().to_owned()),
        ("{{title}}", escaped(scenario_title(input.scenario, input.language))),
        ("{{style}}", STYLE.to_owned()),
        ("{{legend}}", legend(input.language, input.runs.map(|run| is_supervised(run.setting)))),
        ("{{patterns}}", patterns(input.patterns, input.scenario, input.language)),
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
    let titles = Titles::of(scenario, *language);
    let curves_of_both = [0, 1].map(|side| curves(issues, side, *window));
    let mut shown = moments(*runs, issues, input.lesson, *window);
    // what happens on the right depends on what is decided, and so does where the two differ
    shown.retain(|moment| input.decide.is_none() || moment.side == 0 && moment.kind != MomentKind::Difference);
    let midnight = setting.span.start.to_zoned(setting.span.zone.clone()).ok();
    let side = |number: usize| {
        let mut side = side(runs[number], number, (issues, &titles), *window);
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
        "levels": levels(setting).into_iter().map(|name| titles.thing(name)).collect::<Vec<_>>(),
        "parts": PARTS.map(|part| part.label(*language)),
        "place": place(runs[0], &titles),
        "issues": listed(setting, issues, (&titles, *language)),
        "sides": [side(0), side(1)],
        "lesson": input.lesson.map(|lesson| taught(lesson, *language)),
        "decide": input.decide.map(|decide| decided(decide, *runs, issues, *window, *language)),
        "moments": columns(&shown),
        "curves": curves_of_both,
        "words": words(*language),
    })
}

/// The joined issues as columns.
fn listed(setting: &Setting, issues: &[JoinedIssue], (titles, language): (&Titles, Language)) -> Value {
    let first_households = first_households(setting);
    let firsts = || issues.iter().filter_map(JoinedIssue::first);
    let index = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
    let is_again = |issue: &JoinedIssue| issue.first().is_some_and(|row| row.key.recurrence > 0);
    json!({
        "key": issues.iter().map(|issue| issue.key.as_str()).collect::<Vec<_>>(),
        "place": issues.iter().map(|issue| issue.place.as_deref().map_or_else(String::new, |place| titles.address(place, language))).collect::<Vec<_>>(),
        "categories": setting.categories.iter().map(|category| titles.thing(&category.name)).collect::<Vec<_>>(),
        "category": packed(firsts().map(|row| index(row.category.index()))),
        "severity": packed(firsts().map(|row| i64::from(row.severity))),
        "needs": packed(firsts().map(|row| index(row.needs.index()))),
        "spot": packed(firsts().map(|row| spot(row.origin, row.unit, setting.place.is_some(), &first_households))),
        "recurs": packed(issues.iter().map(|issue| i64::from(is_again(issue)))),
        "differs": packed(issues.iter().map(|issue| issue.differs.map_or(0, |at| i64::from(at.seconds()) + 1))),
    })
}

fn taught(lesson: &Lesson, language: Language) -> Value {
    let caption = |caption: &crate::scenario::Caption| json!({ "t": caption.at.seconds(), "text": in_language(&caption.text, language) });
    json!({
        "question": in_language(&lesson.question, language),
        "captions": lesson.captions.iter().map(caption).collect::<Vec<_>>(),
    })
}
