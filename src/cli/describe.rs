//! `wangge describe`: the registry of measures, for people, documents and programs.

use clap::Args;
use serde_json::json;

use super::ending::{Ending, Failure};
use super::grid::wrapped;
use super::report::{direction_name, standing_name};
use super::screen;
use crate::units::measure::{Direction, Entry, Measure};

/// Describes every measure: unit, denominator, direction, definition
///
/// Examples:
///   wangge describe
///   wangge describe --markdown > measures.md
///   wangge describe --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// As a Markdown table, for documents
    #[arg(long, conflicts_with = "json")]
    markdown: bool,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Carries the command out.
///
/// # Errors
/// When standard output cannot be written.
pub fn describe(arguments: &Arguments) -> Result<Ending, Failure> {
    let entries: Vec<Entry> = Measure::ALL.iter().map(|measure| measure.entry()).collect();
    let text = if arguments.json {
        json(&entries)
    } else if arguments.markdown {
        markdown(&entries)
    } else {
        plain(&entries)
    };
    screen::show(&text)?;
    Ok(Ending::Done)
}

fn plain(entries: &[Entry]) -> String {
    let paragraph = |entry: &Entry| {
        let better = match entry.direction {
            Direction::Higher => "higher is better",
            Direction::Lower => "lower is better",
            Direction::Neutral => "neither way is better",
        };
        let heading = format!("{} ({}; {better}; {})\n", entry.name, entry.unit, standing_name(entry.standing));
        heading + &wrapped(&format!("{}. Over: {}.", entry.definition, entry.denominator), 4, screen::WIDTH)
    };
    entries.iter().map(paragraph).collect::<Vec<_>>().join("\n")
}

fn markdown(entries: &[Entry]) -> String {
    let heading = "| measure | unit | over | better | standing | definition |\n|---|---|---|---|---|---|\n".to_owned();
    entries.iter().fold(heading, |table, entry| {
        let Entry { name, unit, denominator, direction, standing, definition } = entry;
        let (direction, standing) = (direction_name(*direction), standing_name(*standing));
        table + &format!("| `{name}` | {unit} | {denominator} | {direction} | {standing} | {definition} |\n")
    })
}

fn json(entries: &[Entry]) -> String {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "measure": entry.name, "unit": entry.unit, "denominator": entry.denominator,
                "direction": direction_name(entry.direction), "standing": standing_name(entry.standing), "definition": entry.definition,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "measures": rows }))
}
