//! What stands beside the stage: the legend, and what the replications say of a lesson's patterns.

use std::fmt::Write as _;

use super::words::text;
use crate::experiment::analysis::pattern::{Finding, PatternResult};
use crate::output::drawing::canvas::escaped;
use crate::output::language::label::{measure_label, unit_label};
use crate::output::language::locale::Language;
use crate::output::language::names::policy_title;
use crate::scenario::{Scenario, Subject};

/// Each entry of the legend: key of its text, and the sign as SVG in a box of 18 by 18.
const LEGEND: &[(&str, &str)] = &[
    ("legend.plain", r##"<circle cx="9" cy="9" r="5.5" fill="#5b6b7d"/>"##),
    ("legend.unknown", r##"<circle cx="9" cy="9" r="4" fill="#a7b1bd"/>"##),
    ("legend.green", r##"<circle cx="9" cy="9" r="5.5" fill="#1b7f4b"/>"##),
    ("legend.yellow", r##"<path d="M9 2.5 15.5 9 9 15.5 2.5 9Z" fill="#e0a100"/>"##),
    ("legend.red", r##"<path d="M9 2 16 15H2Z" fill="#c81e1e"/>"##),
    ("legend.overdue", r##"<path d="M9 2 16 15H2Z" fill="#c81e1e"/>"##),
    ("legend.incident", r##"<path d="m9 1 2.4 5.1 5.6.8-4 4 .9 5.6L9 13.8l-4.9 2.7.9-5.6-4-4 5.6-.8Z" fill="#7a0b0b"/>"##),
    ("legend.paper", r##"<circle cx="9" cy="9" r="5" fill="#fff" stroke="#5b6b7d" stroke-width="2"/>"##),
    ("cell.1", r##"<path d="M4 4h10v10H4Z" fill="none" stroke="#5b6b7d" stroke-width="1.6"/>"##),
    ("cell.2", r##"<path d="M3 3h12v12H3Z" fill="#14202e"/>"##),
    ("cell.3", r##"<circle cx="9" cy="9" r="6" fill="#0b7285"/>"##),
    ("cell.4", r##"<path d="M4 4h10v10H4Z" fill="none" stroke="#b07408" stroke-width="1.6"/><path d="M3 9h12v6H3Z" fill="#b07408"/>"##),
    ("cell.5", r##"<path d="M9 3 15 15H3Z" fill="#7048a8"/>"##),
    ("cell.0", r##"<path d="M7 7h4v4H7Z" fill="#c3cbd4"/>"##),
    ("legend.size", ""),
    ("legend.limit", ""),
    ("map.about", ""),
];

/// The entries of the legend; lights where somebody supervises, due times where nobody does.
pub(super) fn legend(language: Language, is_supervised: [bool; 2]) -> String {
    let is_shown = |key: &str| match key {
        "legend.green" | "legend.yellow" | "legend.red" => is_supervised.contains(&true),
        "legend.overdue" => is_supervised.contains(&false),
        _ => true,
    };
    let mut list = String::new();
    for (key, sign) in LEGEND.iter().filter(|(key, _)| is_shown(key)) {
        let sign = if sign.is_empty() { String::new() } else { format!("<svg viewBox=\"0 0 18 18\" aria-hidden=\"true\">{sign}</svg>") };
        let _ = writeln!(list, "<li>{sign}{}</li>", escaped(text(key, language)));
    }
    list
}

/// What the replications say of the patterns, as a box of its own; nothing where there are none.
pub(super) fn patterns(results: &[PatternResult], scenario: &Scenario, language: Language) -> String {
    if results.is_empty() {
        return String::new();
    }
    let holds = results.iter().all(|result| result.finding == Finding::Reproduced);
    let n = results.iter().map(|result| result.n).max().unwrap_or(0).to_string();
    let lead = text(if holds { "patterns.all" } else { "patterns.some" }, language).replace("{n}", &n);
    let items: String = results.iter().map(|result| format!("<li>{}</li>\n", item(result, scenario, language))).collect();
    format!(
        "<details id=\"patterns\"{}><summary>{}</summary>\n<p{}>{}</p>\n<ul>\n{items}</ul>\n</details>\n",
        if holds { "" } else { " open" },
        escaped(text("patterns", language)),
        if holds { "" } else { " class=\"warning\"" },
        escaped(&lead),
    )
}

fn item(result: &PatternResult, scenario: &Scenario, language: Language) -> String {
    let pattern = &result.pattern;
    let unit = pattern.measure.entry().unit;
    let number = |value: f64| match unit {
        "share" => format!("{:.1}%", 100.0 * value),
        _ => format!("{} {}", three_digits(value), unit_label(unit, language)),
    };
    let title = |policy: &str| policy_title(scenario, policy, language).unwrap_or(policy).to_owned();
    let group = pattern.group.as_ref().map(|group| format!(" ({group})")).unwrap_or_default();
    let (key, baseline) = match &pattern.of {
        Subject::Value => ("pattern.value", String::new()),
        Subject::Difference { baseline } => ("pattern.difference", title(baseline)),
    };
    let said = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    let values = [
        ("{measure}", measure_label(pattern.measure, language).to_owned() + &group),
        ("{policy}", title(&pattern.policy)),
        ("{baseline}", baseline),
        ("{found}", said(result.found)),
        ("{low}", said(result.interval.map(|interval| interval.low))),
        ("{high}", said(result.interval.map(|interval| interval.high))),
    ];
    let sentence = values.iter().fold(text(key, language).to_owned(), |sentence, (gap, value)| sentence.replace(gap, value));
    format!("<strong>{}</strong> · {}", escaped(text(&format!("pattern.{}", result.finding.name()), language)), escaped(&sentence))
}

/// Three significant digits, without needless zeros.
fn three_digits(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:+.digits$}")
}
