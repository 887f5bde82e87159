//! `wangge describe`: the registry of measures and the parameters of scenario files, for people, documents and programs.

use clap::{Args, ValueEnum};

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::grid::wrapped;
use crate::cli::terminal::{json, screen};
use crate::output::results::description::{MeasuresJson, ParametersJson};
use crate::scenario::{Parameter, parameters};
use crate::units::measure::{Direction, Measure, MeasureEntry};

/// Describes every measure, or every parameter of a scenario file
///
/// Of a measure: unit, denominator, direction, definition. Of a parameter: its key
/// as --set takes it (capitals stand for a name that the file chooses, NUMBER for
/// the place in a list without names, from 0), what may be written, what holds
/// when it is left out, and what it means.
///
/// Examples:
///   wangge describe
///   wangge describe parameters
///   wangge describe parameters --markdown > parameters.md
///   wangge describe measures --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// What to describe
    #[arg(value_enum, default_value_t = Topic::Measures)]
    topic: Topic,

    /// As a Markdown table, for documents
    #[arg(long, conflicts_with = "json")]
    markdown: bool,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What there is to describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Topic {
    /// The measures of a run
    Measures,
    /// The keys of a scenario file
    Parameters,
}

/// How it is described to a person.
#[derive(Clone, Copy)]
enum DescriptionForm {
    Plain,
    Markdown,
}

/// Carries the command out.
///
/// # Errors
/// When standard output cannot be written.
pub fn describe(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let form = if arguments.markdown { DescriptionForm::Markdown } else { DescriptionForm::Plain };
    match (arguments.topic, arguments.json) {
        (Topic::Measures, true) => json::show(&MeasuresJson::all())?,
        (Topic::Parameters, true) => json::show(&ParametersJson::all())?,
        (Topic::Measures, false) => screen::show(&of_measures(form))?,
        (Topic::Parameters, false) => screen::show(&of_parameters(form))?,
    }
    Ok(ExitStatus::Done)
}

fn of_measures(form: DescriptionForm) -> String {
    let entries: Vec<MeasureEntry> = Measure::ALL.iter().map(|measure| measure.entry()).collect();
    match form {
        DescriptionForm::Plain => entries.iter().map(measure_paragraph).collect::<Vec<_>>().join("\n"),
        DescriptionForm::Markdown => table(
            ["measure", "unit", "over", "better", "standing", "definition"],
            entries.iter().map(|entry| {
                let MeasureEntry { unit, denominator, direction, standing, definition, .. } = *entry;
                let name = format!("`{}`", entry.name);
                [&name, unit, denominator.english, direction.name(), standing.name(), definition.english].map(str::to_owned)
            }),
        ),
    }
}

fn measure_paragraph(entry: &MeasureEntry) -> String {
    let better = match entry.direction {
        Direction::Higher => "higher is better",
        Direction::Lower => "lower is better",
        Direction::Neutral => "neither way is better",
    };
    let heading = format!("{} ({}; {better}; {})\n", entry.name, entry.unit, entry.standing.name());
    heading + &wrapped(&format!("{}. Over: {}.", entry.definition.english, entry.denominator.english), 4, screen::WIDTH)
}

fn of_parameters(form: DescriptionForm) -> String {
    let parameters = parameters();
    match form {
        DescriptionForm::Plain => parameters.iter().map(parameter_paragraph).collect::<Vec<_>>().join("\n"),
        DescriptionForm::Markdown => table(
            ["key", "written as", "default", "meaning"],
            parameters.into_iter().map(|Parameter { key, kind, default, meaning }| [format!("`{key}`"), kind, default, meaning]),
        ),
    }
}

fn parameter_paragraph(Parameter { key, kind, default, meaning }: &Parameter) -> String {
    let default = match default.as_str() {
        "" => String::new(),
        "required" => "; required".to_owned(),
        value => format!("; default {value}"),
    };
    wrapped(&format!("{key} ({kind}{default})"), 0, screen::WIDTH) + &wrapped(meaning, 4, screen::WIDTH)
}

/// A table in Markdown.
fn table<const N: usize>(heading: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: &[String; N]| format!("| {} |\n", cells.each_ref().map(|cell| cell.replace('|', "\\|")).join(" | "));
    let start = line(&heading.map(str::to_owned)) + &"|---".repeat(N) + "|\n";
    rows.fold(start, |table, row| table + &line(&row))
}
