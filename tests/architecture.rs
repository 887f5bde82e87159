//! The house stays the house: which room may import which, and which words, crates and powers belong where.
//!
//! Every rule names file and line, and every rule is also run on a planted violation, so that a rule that can no
//! longer fail is noticed. What rustc and clippy already refuse (undocumented items, `unwrap`, ambient randomness) is
//! not repeated here.

pub mod source;

use std::path::Path;

use source::{Mention, Source};
use wangge::units::measure::Measure;

/// Room and the rooms it may import. A new edge changes this table and the one in `docs/design.md`, with a sentence of
/// why: `world` imports `engine` because every entity keeps its own luck and the tickets of its pending events.
const ROOMS: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("engine", &["units"]),
    ("scenario", &["units"]),
    ("world", &["units", "engine", "scenario"]),
    ("process", &["units", "engine", "scenario", "world"]),
    ("experiment", &["units", "engine", "scenario", "world", "process"]),
    ("output", &["units", "scenario", "world", "experiment"]),
    ("cli", &["units", "engine", "scenario", "world", "process", "experiment", "output"]),
];

/// Paths with the rooms (or files) that may mention them outside tests, and why.
const PLACES: &[(&str, &[&str], &str)] = &[
    ("polars", &["output", "scenario/trace.rs"], "tables are the business of `output`; real cases come in by `scenario/trace.rs`"),
    ("plotters", &["output"], "charts are the business of `output`"),
    ("plotters_backend", &["output"], "charts are the business of `output`"),
    ("zeno", &["output"], "charts are the business of `output`"),
    ("ttf_parser", &["output"], "charts are the business of `output`"),
    ("flate2", &["output", "scenario/trace.rs"], "charts are the business of `output`; gzipped cases come in by `scenario/trace.rs`"),
    ("toml", &["scenario"], "only `scenario` turns text into values"),
    ("schemars", &["scenario"], "the schema is made from the types of `scenario`"),
    ("clap", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("indicatif", &["cli"], "only `cli` talks to a person"),
    ("ctrlc", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("rayon", &["experiment", "cli"], "no threads inside a run"),
    ("std::thread", &["experiment", "output", "cli"], "no threads inside a run"),
    ("std::process::exit", &["cli"], "only `cli` ends the process"),
    ("std::process::abort", &["cli"], "only `cli` ends the process"),
    ("std::process::ExitCode", &["cli", "main.rs"], "only `cli` ends the process"),
    ("std::process::Command", &[], "nothing starts another program"),
    ("std::time::Instant", &["cli"], "only `cli` knows wall-clock time"),
    ("std::time::SystemTime", &["cli"], "only `cli` knows wall-clock time"),
    ("std::env", &["cli", "main.rs"], "a run knows its setting and nothing else"),
    ("std::fs", &["scenario", "output", "cli"], "a run reads and writes nothing"),
    ("std::io", &["scenario", "experiment", "output", "cli", "main.rs"], "a run reads and writes nothing"),
    ("std::net", &[], "nothing here needs a network"),
    ("println!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("print!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("eprintln!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("eprint!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("todo!", &[], "what is not finished is not committed"),
    ("unimplemented!", &[], "what is not finished is not committed"),
    ("dbg!", &[], "what is not finished is not committed"),
];

/// The machine knows none of these, not even in a comment.
const GOVERNANCE: &[&str] = &[
    "household",
    "issue",
    "grid",
    "liaison",
    "escalat",
    "communit",
    "town",
    "district",
    "department",
    "governance",
    "resident",
    "petition",
    "whistle",
    "supervis",
    "volunteer",
];

const NO_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc"];

const MOST_LINES: usize = 500;

fn at(source: &Source, line: usize, what: &str) -> String {
    format!("src/{}:{line}: {what}", source.path)
}

fn is_in(source: &Source, places: &[&str]) -> bool {
    places.iter().any(|place| source.room() == *place || source.path == *place)
}

/// Room -> room edges that the table does not have, and paths that hide their room.
fn wrong_imports(source: &Source) -> Vec<String> {
    let Some((room, allowed)) = ROOMS.iter().find(|(room, _)| *room == source.room()) else {
        let is_top = matches!(source.path.as_str(), "lib.rs" | "main.rs");
        return if is_top { Vec::new() } else { vec![at(source, 1, "stands in no room of the table")] };
    };
    let mentions = source.mentions();
    let wrong = mentions.iter().filter_map(|Mention { line, path }| {
        let is_room = |name: &String| ROOMS.iter().any(|(room, _)| room == name);
        let target = match path.first().map(String::as_str) {
            Some("crate") => path.get(1)?,
            Some("super") => path.iter().skip(2).find(|part| *part != "super").filter(|part| path[1] == "super" && is_room(part))?,
            Some("wangge") if path.len() > 1 => return Some(at(source, *line, "says `wangge::` where `crate::` is meant")),
            _ => return None,
        };
        match target {
            _ if target == room || allowed.contains(&target.as_str()) => None,
            _ if is_room(target) => Some(at(source, *line, &format!("`{room}` may not import `{target}`"))),
            _ => Some(at(source, *line, &format!("`crate::{target}` does not name its room"))),
        }
    });
    wrong.collect()
}

fn out_of_place(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    for Mention { line, path } in source.mentions().iter().filter(|mention| !source.is_test(mention.line)) {
        let written = path.join("::");
        for (name, places, why) in PLACES {
            let is_crate = !name.contains("::") && !name.ends_with('!');
            let is_meant = if is_crate {
                path.len() > 1 && path[0] == *name
            } else {
                written == *name || written.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"))
            };
            if is_meant && !is_in(source, places) {
                wrong.push(at(source, *line, &format!("`{written}` here: {why}")));
            }
        }
    }
    wrong
}

/// A submodel that knows another one by name; `luck` and `record` are what they share.
fn submodels_known_to_each_other(source: &Source) -> Vec<String> {
    if source.room() != "process" || source.path == "process/mod.rs" {
        return Vec::new();
    }
    let wrong = source.mentions().into_iter().filter(|mention| !source.is_test(mention.line)).filter_map(|Mention { line, path }| {
        let other = match path.first().map(String::as_str) {
            Some("super") => path.get(1)?,
            Some("crate") if path.get(1)? == "process" => path.get(2)?,
            _ => return None,
        };
        let is_submodel = other.starts_with(char::is_lowercase) && !matches!(other.as_str(), "luck" | "record" | "super");
        let is_itself = source.path == format!("process/{other}.rs");
        (is_submodel && !is_itself).then(|| at(source, line, &format!("hands on to `{other}` by name: use a step")))
    });
    wrong.collect()
}

fn words_of_governance(source: &Source) -> Vec<String> {
    if source.room() != "engine" {
        return Vec::new();
    }
    let lines = source.text.lines().map(str::to_lowercase).enumerate();
    lines
        .filter_map(|(i, line)| {
            let word = GOVERNANCE.iter().find(|word| line.contains(**word))?;
            Some(at(source, i + 1, &format!("the engine has no word of governance, but says `{word}`")))
        })
        .collect()
}

fn measure_names_spelled_again(source: &Source) -> Vec<String> {
    // a measure that counts an activity of the event log may bear its name
    if is_in(source, &["units/measure.rs", "output/schema.rs", "process/record.rs"]) {
        return Vec::new();
    }
    // a name of one word (`rejected`) is also plain English
    let names = || Measure::ALL.iter().map(|measure| measure.entry().name).filter(|name| name.contains('_'));
    let spelled = source.product_literals().filter(|(_, literal)| names().any(|name| name == literal));
    spelled.map(|(line, literal)| at(source, *line, &format!("\"{literal}\" is spelled by `units/measure.rs` alone"))).collect()
}

fn badly_shaped(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    let parts: Vec<&str> = source.path.trim_end_matches(".rs").split('/').collect();
    if let Some(name) = parts.iter().find(|part| NO_NAMES.contains(part)) {
        wrong.push(at(source, 1, &format!("`{name}` says nothing about what lives there")));
    }
    if parts.len() > 2 {
        wrong.push(at(source, 1, "folders are one level deep"));
    }
    if source.product_lines() > MOST_LINES {
        wrong.push(at(source, 1, &format!("{} lines without tests, at most {MOST_LINES}", source.product_lines())));
    }
    if !source.text.starts_with("//! ") {
        wrong.push(at(source, 1, "a file's first line says what it is"));
    }
    wrong
}

fn check(rule: fn(&Source) -> Vec<String>) {
    let sources = Source::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.iter().any(|source| source.path == "lib.rs") && sources.len() > 5, "found only {} files", sources.len());
    let wrong: Vec<String> = sources.iter().flat_map(rule).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Lines that `rule` names in a planted file.
fn named(rule: fn(&Source) -> Vec<String>, path: &str, text: &str) -> Vec<String> {
    rule(&Source::new(path, text)).iter().map(|line| line.trim_start_matches("src/").to_string()).collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    check(wrong_imports);
}

#[test]
fn an_import_outside_the_table_is_named_with_file_and_line() {
    let planted = "use crate::units::SimTime;\nuse crate::{\n    units::Share,\n    scenario::Setting,\n};\n";
    assert_eq!(named(wrong_imports, "engine/heap.rs", planted), ["engine/heap.rs:4: `engine` may not import `scenario`"]);
    let inline = "fn f() -> crate::cli::Row { super::super::output::row() }\n";
    let wrong = ["process/demand.rs:1: `process` may not import `cli`", "process/demand.rs:1: `process` may not import `output`"];
    assert_eq!(named(wrong_imports, "process/demand.rs", inline), wrong);
    assert_eq!(named(wrong_imports, "units/id.rs", "use crate::Row;\n"), ["units/id.rs:1: `crate::Row` does not name its room"]);
    assert_eq!(named(wrong_imports, "attic/id.rs", "\n"), ["attic/id.rs:1: stands in no room of the table"]);
    assert_eq!(named(wrong_imports, "world/a.rs", "use wangge::units;\n"), ["world/a.rs:1: says `wangge::` where `crate::` is meant"]);
    assert!(named(wrong_imports, "world/a.rs", "//! See crate::cli.\nuse crate::scenario::Setting;\n").is_empty());
}

#[test]
fn every_crate_and_power_stays_in_its_room() {
    check(out_of_place);
}

#[test]
fn a_crate_or_power_out_of_its_room_is_named_with_file_and_line() {
    for (path, text) in [
        ("experiment/a.rs", "use polars::prelude::*;"),
        ("scenario/a.rs", "use polars::prelude::*;"),
        ("cli/a.rs", "use plotters::style::Color;"),
        ("process/a.rs", "use rayon::prelude::*;"),
        ("engine/a.rs", "fn f() { println!(\"x\") }"),
        ("output/a.rs", "fn f() { eprintln!(\"x\") }"),
        ("experiment/a.rs", "use std::{fmt, time::{Duration, Instant}};"),
        ("output/a.rs", "fn f() { std::process::exit(1) }"),
        ("world/a.rs", "use std::{fs, fmt};"),
        ("cli/a.rs", "fn f() { todo!() }"),
    ] {
        let wrong = named(out_of_place, path, text);
        assert_eq!(wrong.len(), 1, "{path} {text}: {wrong:?}");
        assert!(wrong[0].starts_with(&format!("{path}:1: ")), "{wrong:?}");
    }
    let fine = "use std::time::Duration;\n#[cfg(test)]\nmod tests {\n    fn f() { println!(\"z = 1\") }\n}\n";
    assert!(named(out_of_place, "engine/a.rs", fine).is_empty());
    assert!(named(out_of_place, "output/a.rs", "use polars::prelude::*;").is_empty());
}

#[test]
fn submodels_do_not_call_each_other() {
    check(submodels_known_to_each_other);
}

#[test]
fn a_submodel_that_calls_another_is_named_with_file_and_line() {
    let planted = "use super::{Event, luck, record::Rule};\nfn f() { super::handling::serve() }\n";
    let wrong = ["process/demand.rs:2: hands on to `handling` by name: use a step"];
    assert_eq!(named(submodels_known_to_each_other, "process/demand.rs", planted), wrong);
    assert!(named(submodels_known_to_each_other, "process/mod.rs", planted).is_empty());
    assert_eq!(named(submodels_known_to_each_other, "process/demand.rs", "use crate::process::feedback::settle;").len(), 1);
}

#[test]
fn the_engine_has_no_word_of_governance() {
    check(words_of_governance);
}

#[test]
fn a_word_of_governance_in_the_engine_is_named_with_file_and_line() {
    let planted = "//! A heap.\n// the Household waits\n";
    let wrong = ["engine/heap.rs:2: the engine has no word of governance, but says `household`"];
    assert_eq!(named(words_of_governance, "engine/heap.rs", planted), wrong);
    assert!(named(words_of_governance, "world/issue.rs", planted).is_empty());
}

#[test]
fn names_of_measures_are_spelled_in_one_place() {
    check(measure_names_spelled_again);
}

#[test]
fn a_measure_spelled_again_is_named_with_file_and_line() {
    let planted = "//! A table.\nconst NAME: &str = \"resolution_rate\";\n";
    let wrong = ["cli/a.rs:2: \"resolution_rate\" is spelled by `units/measure.rs` alone"];
    assert_eq!(named(measure_names_spelled_again, "cli/a.rs", planted), wrong);
    assert!(named(measure_names_spelled_again, "units/measure.rs", planted).is_empty());
}

#[test]
fn files_have_a_first_line_a_telling_name_and_at_most_500_lines() {
    check(badly_shaped);
}

#[test]
fn a_badly_shaped_file_is_named() {
    assert_eq!(named(badly_shaped, "world/utils.rs", "//! x\n").len(), 1);
    assert_eq!(named(badly_shaped, "world/deep/issue.rs", "//! x\n").len(), 1);
    assert_eq!(named(badly_shaped, "world/issue.rs", "fn f() {}\n").len(), 1);
    let long = format!("//! x\n{}", "fn f() {}\n".repeat(MOST_LINES));
    assert_eq!(named(badly_shaped, "world/issue.rs", &long).len(), 1);
    let tested = format!("//! x\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(MOST_LINES));
    assert!(named(badly_shaped, "world/issue.rs", &tested).is_empty());
}
