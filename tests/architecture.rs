//! The house stays the house: which room may import which, how it is laid out, and which words, crates and powers belong
//! where.
//!
//! Every rule names file and line, and every rule is also run on a planted violation, so that a rule that can no
//! longer fail is noticed. There are no exceptions but those that the tables below name with a reason. What rustc and clippy
//! already refuse (undocumented items, `unwrap`, ambient randomness) is not repeated here.

pub mod imports;
pub mod source;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use imports::Imports;
use source::{Mention, Source};
use wangge::units::measure::Measure;

/// Room and the rooms it may import. A new edge changes this table and the one in `docs/design.md`, with a sentence of
/// why: `world` imports `engine` because every entity keeps its own random numbers and the tickets of its pending events.
const ROOMS: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("engine", &["units"]),
    ("scenario", &["units"]),
    ("world", &["units", "engine", "scenario"]),
    ("process", &["units", "engine", "scenario", "world"]),
    ("measure", &["units", "engine", "scenario", "world", "process"]),
    ("statistics", &["units", "engine"]),
    ("queueing", &["units", "engine", "scenario", "world", "process", "measure", "statistics"]),
    ("experiment", &["units", "engine", "scenario", "world", "process", "measure", "statistics", "queueing"]),
    ("output", &["units", "scenario", "world", "measure", "statistics", "experiment"]),
    ("study", &["units", "engine", "scenario", "world", "measure", "statistics", "experiment", "output"]),
    ("serve", &["units", "scenario", "world", "measure", "statistics", "experiment", "output", "study"]),
    (
        "cli",
        &["units", "engine", "scenario", "world", "process", "measure", "statistics", "queueing", "experiment", "output", "study", "serve"],
    ),
];

/// Files that may import less than their room, and why.
const NARROWER: &[(&str, &[&str], &str)] =
    &[("experiment/study_spec.rs", &["scenario", "statistics"], "a study is a value that a manifest holds and any program can read")];

/// Paths with the rooms, folders or files that may mention them outside tests, and why.
const PLACES: &[(&str, &[&str], &str)] = &[
    (
        "polars",
        &["output/tables", "output/folder", "output/charts", "output/lever_charts", "scenario/cases"],
        "tables are the business of `output`; real cases come in by `scenario/cases`",
    ),
    ("plotters", &["output/drawing", "output/charts", "output/lever_charts"], "charts are the business of `output`"),
    ("plotters_backend", &["output/drawing"], "only `output/drawing` knows what a chart is drawn on"),
    ("zeno", &["output/drawing"], "only `output/drawing` knows what a chart is drawn on"),
    ("ttf_parser", &["output/drawing"], "only `output/drawing` knows what a chart is drawn on"),
    ("flate2", &["output/drawing", "scenario/cases"], "pictures are drawn by `output/drawing`; gzipped cases come in by `scenario/cases`"),
    ("toml", &["scenario"], "only `scenario` turns text into values"),
    ("miette", &["scenario/text"], "problems of a scenario are reported by `scenario/text`"),
    (
        "schemars",
        &["scenario", "output/results", "experiment/analysis/theory_checks.rs"],
        "schemas are made from the types of scenarios and of results; a check against theory is a result as it is",
    ),
    ("clap", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("textwrap", &["cli/terminal"], "only `cli` talks to a person"),
    ("terminal_size", &["cli/terminal"], "only `cli` talks to a person"),
    ("indicatif", &["cli/terminal"], "only `cli` talks to a person"),
    ("ctrlc", &["cli/terminal"], "only `cli` talks to a person"),
    ("rayon", &["experiment", "output", "study"], "no threads inside a run; the pictures of a report are drawn side by side"),
    ("std::thread", &["experiment", "output", "study", "serve", "cli"], "no threads inside a run"),
    ("std::process::exit", &["cli", "serve"], "only `cli` and `serve` end the process"),
    ("std::process::abort", &["cli", "serve"], "only `cli` and `serve` end the process"),
    ("std::process::ExitCode", &["cli", "serve", "main.rs"], "only `cli` and `serve` end the process"),
    ("std::process::Command", &["study"], "nothing but a cluster's study starts another program"),
    ("std::time::Instant", &["cli", "serve"], "only `cli` and `serve` know wall-clock time"),
    ("std::time::SystemTime", &["cli", "serve"], "only `cli` and `serve` know wall-clock time"),
    ("std::env", &["cli", "main.rs"], "a run knows its setting and nothing else"),
    (
        "std::fs",
        &["scenario/text", "scenario/place", "scenario/factors", "scenario/cases", "output", "study", "serve", "cli"],
        "a run reads and writes nothing",
    ),
    (
        "std::io",
        &["scenario/text", "scenario/place", "scenario/factors", "scenario/cases", "output", "study", "serve", "cli", "main.rs"],
        "a run reads and writes nothing",
    ),
    ("std::net", &["serve"], "only `serve` needs a network"),
    ("println!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("print!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("eprintln!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("eprint!", &["cli", "main.rs"], "only `cli` talks to a person"),
    ("todo!", &[], "what is not finished is not committed"),
    ("unimplemented!", &[], "what is not finished is not committed"),
    ("dbg!", &[], "what is not finished is not committed"),
];

/// Type names that may be defined more than once below a folder, and why.
const TWICE: &[(&str, &str, &str)] =
    &[("Arguments", "cli/commands", "what a sub-command understands is read with its name before it: `run::Arguments`")];

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

const MOST_FILES: usize = 20;

/// Folders of `process` whose files are submodels.
const SUBMODELS: &[&str] = &["issues", "coordination", "people"];

/// What does not follow a rule.
#[derive(Debug)]
struct Finding {
    path: String,
    line: usize,
    what: String,
    /// What helps to find it, and changes with the rest of the house.
    detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "src/{}:{}: {}{}", self.path, self.line, self.what, self.detail)
    }
}

fn at(source: &Source, line: usize, what: &str) -> Finding {
    Finding { path: source.path.clone(), line, what: what.into(), detail: String::new() }
}

fn is_in(source: &Source, places: &[&str]) -> bool {
    places.iter().any(|place| source.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Room -> room edges that the table does not have, and paths that hide their room.
fn wrong_imports(source: &Source) -> Vec<Finding> {
    let Some((room, allowed)) = ROOMS.iter().find(|(room, _)| *room == source.room()) else {
        let is_top = matches!(source.path.as_str(), "lib.rs" | "main.rs");
        return if is_top { Vec::new() } else { vec![at(source, 1, "stands in no room of the table")] };
    };
    let narrower = NARROWER.iter().find(|(path, ..)| *path == source.path);
    let allowed = narrower.map_or(allowed, |(_, allowed, _)| allowed);
    let mentions = source.mentions();
    let wrong = mentions.iter().filter_map(|Mention { line, path, .. }| {
        let is_room = |name: &String| ROOMS.iter().any(|(room, _)| room == name);
        let target = match path.first().map(String::as_str) {
            Some("crate") => path.get(1)?,
            Some("super") => above(source, path).filter(|part| is_room(part))?,
            Some("wangge") if path.len() > 1 => return Some(at(source, *line, "says `wangge::` where `crate::` is meant")),
            _ => return None,
        };
        match target {
            _ if target == room && narrower.is_none() || allowed.contains(&target.as_str()) => None,
            _ if is_room(target) => Some(at(source, *line, &format!("`{room}` may not import `{target}`"))),
            _ => Some(at(source, *line, &format!("`crate::{target}` does not name its room"))),
        }
    });
    wrong.collect()
}

/// The room that a path reaches through `super`, where it leaves its own.
fn above<'p>(source: &Source, path: &'p [String]) -> Option<&'p String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let is_face = source.path.ends_with("/mod.rs");
    let folders = source.path.matches('/').count() + usize::from(!is_face);
    path.get(ups).filter(|_| ups >= folders)
}

fn out_of_place(source: &Source) -> Vec<Finding> {
    let mut wrong = Vec::new();
    for Mention { line, path, .. } in source.mentions().iter().filter(|mention| !source.is_test(mention.line)) {
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

/// A submodel that knows another one by name. What they share stands in files of `process` itself.
fn submodels_known_to_each_other(sources: &[Source]) -> Vec<Finding> {
    let imports = Imports::new(sources);
    let is_submodel = |source: &Source| {
        let parts: Vec<&str> = source.path.split('/').collect();
        matches!(parts[..], ["process", folder, file] if SUBMODELS.contains(&folder) && file != "mod.rs")
    };
    let known = |source: &Source| {
        let others = imports.of(source).into_iter().filter(|(target, _)| is_submodel(&sources[*target]));
        let name = |target: usize| sources[target].path.trim_start_matches("process/").trim_end_matches(".rs");
        others.map(|(target, line)| at(source, line, &format!("knows `{}` by name: use a step", name(target)))).collect::<Vec<_>>()
    };
    sources.iter().filter(|source| is_submodel(source)).flat_map(known).collect()
}

/// Files that import each other, directly or around.
fn circles_of_files(sources: &[Source]) -> Vec<Finding> {
    let imports = Imports::new(sources);
    let circle = |circle: Vec<usize>| {
        let line = |index: usize| imports.of(&sources[index]).into_iter().find(|(to, _)| circle.contains(to)).map_or(1, |(_, line)| line);
        let named: Vec<&str> = circle.iter().map(|index| sources[*index].path.as_str()).collect();
        let found = |index: &usize| Finding {
            detail: format!(": {}", named.join(", ")),
            ..at(&sources[*index], line(*index), "imports in a circle")
        };
        circle.iter().map(found).collect::<Vec<_>>()
    };
    imports.circles().into_iter().flat_map(circle).collect()
}

/// Type names that are defined in several places.
fn names_with_two_meanings(sources: &[Source]) -> Vec<Finding> {
    let mut places: BTreeMap<String, Vec<(&Source, usize)>> = BTreeMap::new();
    for source in sources {
        for (line, name) in source.types() {
            let may = TWICE.iter().any(|(twice, folder, _)| *twice == name && is_in(source, &[folder]));
            if !may {
                places.entry(name).or_default().push((source, line));
            }
        }
    }
    let several = places.into_iter().filter(|(_, places)| places.len() > 1);
    let found = several.flat_map(|(name, places)| {
        let others =
            |from: &str| places.iter().map(|(source, _)| source.path.as_str()).filter(|path| *path != from).collect::<Vec<_>>().join(", ");
        let found = |(source, line): &(&Source, usize)| Finding {
            detail: format!(": {}", others(&source.path)),
            ..at(source, *line, &format!("`{name}` means something else in another place"))
        };
        places.iter().map(found).collect::<Vec<_>>()
    });
    found.collect()
}

/// Folders with too many files.
fn full_folders(sources: &[Source]) -> Vec<Finding> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources {
        *folders.entry(source.path.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    let full = folders.into_iter().filter(|(_, files)| *files > MOST_FILES);
    let what = format!("holds more than {MOST_FILES} files");
    full.map(|(folder, files)| Finding { path: folder.into(), line: 1, what: what.clone(), detail: format!(": {files}") }).collect()
}

fn words_of_governance(source: &Source) -> Vec<Finding> {
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

fn measure_names_spelled_again(source: &Source) -> Vec<Finding> {
    // a measure that counts an activity of the event log may bear its name
    if is_in(source, &["units/measure.rs", "output/tables/schema.rs", "process/record.rs"]) {
        return Vec::new();
    }
    // a name of one word (`rejected`) is also plain English
    let names = || Measure::ALL.iter().map(|measure| measure.entry().name).filter(|name| name.contains('_'));
    let spelled = source.product_literals().filter(|(_, literal)| names().any(|name| name == literal));
    spelled.map(|(line, literal)| at(source, *line, &format!("\"{literal}\" is spelled by `units/measure.rs` alone"))).collect()
}

fn badly_shaped(source: &Source) -> Vec<Finding> {
    let mut wrong = Vec::new();
    let parts: Vec<&str> = source.path.trim_end_matches(".rs").split('/').collect();
    if let Some(name) = parts.iter().find(|part| NO_NAMES.contains(part)) {
        wrong.push(at(source, 1, &format!("`{name}` says nothing about what lives there")));
    }
    if parts.len() > 3 {
        wrong.push(at(source, 1, "folders are two levels deep"));
    }
    if source.product_lines() > MOST_LINES {
        let detail = format!(": {}", source.product_lines());
        wrong.push(Finding { detail, ..at(source, 1, &format!("has more than {MOST_LINES} lines without tests")) });
    }
    if !source.text.starts_with("//! ") {
        wrong.push(at(source, 1, "a file's first line says what it is"));
    }
    wrong
}

/// Runs a rule of the whole house: it finds nothing.
fn check_house(rule: fn(&[Source]) -> Vec<Finding>) {
    let sources = Source::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.iter().any(|source| source.path == "lib.rs") && sources.len() > 5, "found only {} files", sources.len());
    complain(&rule(&sources));
}

/// Runs a rule of a file on every file.
fn check(rule: fn(&Source) -> Vec<Finding>) {
    let sources = Source::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.iter().any(|source| source.path == "lib.rs") && sources.len() > 5, "found only {} files", sources.len());
    complain(&sources.iter().flat_map(rule).collect::<Vec<_>>());
}

fn complain(found: &[Finding]) {
    let wrong: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Lines that `rule` names in a planted file.
fn named(rule: fn(&Source) -> Vec<Finding>, path: &str, text: &str) -> Vec<String> {
    told(&rule(&Source::new(path, text)))
}

/// Lines that `rule` names in a planted house.
fn named_in_house(rule: fn(&[Source]) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
    told(&rule(&files.iter().map(|(path, text)| Source::new(path, text)).collect::<Vec<_>>()))
}

fn told(found: &[Finding]) -> Vec<String> {
    found.iter().map(|finding| finding.to_string().trim_start_matches("src/").to_string()).collect()
}

#[test]
fn a_finding_fails_and_nothing_found_does_not() {
    complain(&[]);
    let found = badly_shaped(&Source::new("world/utils.rs", "//! x\n"));
    assert!(!found.is_empty() && std::panic::catch_unwind(|| complain(&found)).is_err());
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
    let deep = "fn f() { super::super::super::output::row(); super::super::world::x(); super::units::y() }\n";
    assert_eq!(named(wrong_imports, "process/issues/demand.rs", deep), ["process/issues/demand.rs:1: `process` may not import `output`"]);
    let statistics = ["statistics/a.rs:1: `statistics` may not import `measure`"];
    assert_eq!(named(wrong_imports, "statistics/a.rs", "use crate::measure::run_result::Key;\n"), statistics);
    let study = "use crate::scenario::Setting;\nuse crate::units::Share;\nuse super::design::plan::Plan;\nuse crate::experiment::design;\n";
    let wrong = [2, 4].map(|line| {
        let room = if line == 2 { "units" } else { "experiment" };
        format!("experiment/study_spec.rs:{line}: `experiment` may not import `{room}`")
    });
    assert_eq!(named(wrong_imports, "experiment/study_spec.rs", study), wrong);
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
        ("output/report/a.rs", "use polars::prelude::*;"),
        ("output/charts/a.rs", "use plotters_backend::BackendColor;"),
        ("scenario/blocks/a.rs", "use std::fs;"),
        ("cli/commands/a.rs", "use indicatif::ProgressBar;"),
        ("statistics/a.rs", "use rayon::prelude::*;"),
        ("cli/a.rs", "fn f() { todo!() }"),
    ] {
        let wrong = named(out_of_place, path, text);
        assert_eq!(wrong.len(), 1, "{path} {text}: {wrong:?}");
        assert!(wrong[0].starts_with(&format!("{path}:1: ")), "{wrong:?}");
    }
    let fine = "use std::time::Duration;\n#[cfg(test)]\nmod tests {\n    fn f() { println!(\"z = 1\") }\n}\n";
    assert!(named(out_of_place, "engine/a.rs", fine).is_empty());
    assert!(named(out_of_place, "output/tables/a.rs", "use polars::prelude::*;").is_empty());
    assert!(named(out_of_place, "scenario/cases/a.rs", "use polars::prelude::*;").is_empty());
    assert_eq!(named(out_of_place, "output/tables_of/a.rs", "use polars::prelude::*;").len(), 1);
}

#[test]
fn submodels_do_not_call_each_other() {
    check_house(submodels_known_to_each_other);
}

#[test]
fn a_submodel_that_calls_another_is_named_with_file_and_line() {
    let planted =
        "use super::super::{Event, draws, record::Rule};\nfn f() { super::meetings::serve() }\nuse crate::process::people::handling;\n";
    let files = [
        ("process/mod.rs", "pub mod coordination;\nuse issues::demand;\nfn f() { demand::next() }\n"),
        ("process/draws.rs", "\n"),
        ("process/record.rs", "pub struct Rule;\n"),
        ("process/coordination/mod.rs", "pub mod meetings;\n"),
        ("process/coordination/meetings.rs", "use crate::world::Unit;\n"),
        ("process/coordination/routing.rs", planted),
        ("process/issues/demand.rs", "\n"),
        ("process/people/handling.rs", "fn f() { handling() }\n"),
    ];
    let wrong = [
        "process/coordination/routing.rs:2: knows `coordination/meetings` by name: use a step",
        "process/coordination/routing.rs:3: knows `people/handling` by name: use a step",
    ];
    assert_eq!(named_in_house(submodels_known_to_each_other, &files), wrong);
}

#[test]
fn no_files_import_each_other() {
    check_house(circles_of_files);
}

#[test]
fn a_circle_of_files_is_named_with_file_and_line() {
    let files = [
        ("lib.rs", "pub mod a;\npub mod world;\n"),
        ("a.rs", "\nuse crate::world::Unit;\n"),
        ("world/mod.rs", "pub mod b;\npub mod unit;\npub use unit::Unit;\n"),
        ("world/b.rs", "use crate::a::x;\n#[cfg(test)]\nmod tests { use crate::world::unit; }\n"),
        ("world/unit.rs", "//! x\n\nfn f() { super::b::y() }\n"),
        ("world/beside.rs", "use super::b;\nuse super::Unit;\n"),
    ];
    let circle = "a.rs, world/b.rs, world/unit.rs";
    let wrong =
        [("a.rs", 2), ("world/b.rs", 1), ("world/unit.rs", 3)].map(|(path, line)| format!("{path}:{line}: imports in a circle: {circle}"));
    assert_eq!(named_in_house(circles_of_files, &files), wrong);
}

#[test]
fn a_type_name_means_one_thing() {
    check_house(names_with_two_meanings);
}

#[test]
fn a_type_name_with_two_meanings_is_named_with_file_and_line() {
    let files = [
        ("world/a.rs", "\npub struct Reading;\nstruct Alone;\n"),
        ("output/b.rs", "enum Reading {}\n#[cfg(test)]\nmod tests { struct Alone; }\n"),
        ("cli/commands/run.rs", "pub struct Arguments;\n"),
        ("cli/commands/plan.rs", "pub struct Arguments;\nimpl Iterator for Arguments { type Item = u8; }\n"),
    ];
    let wrong = [
        "world/a.rs:2: `Reading` means something else in another place: output/b.rs",
        "output/b.rs:1: `Reading` means something else in another place: world/a.rs",
    ];
    assert_eq!(named_in_house(names_with_two_meanings, &files), wrong);
}

#[test]
fn a_folder_holds_at_most_20_files() {
    check_house(full_folders);
}

#[test]
fn a_full_folder_is_named() {
    let paths: Vec<String> = (0..=MOST_FILES).map(|number| format!("world/a{number}.rs")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "//! x\n")).collect();
    assert_eq!(named_in_house(full_folders, &files), ["world:1: holds more than 20 files: 21"]);
    assert!(named_in_house(full_folders, &files[1..]).is_empty());
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
    assert!(named(badly_shaped, "world/deep/issue.rs", "//! x\n").is_empty());
    assert_eq!(named(badly_shaped, "world/deep/deeper/issue.rs", "//! x\n").len(), 1);
    assert_eq!(named(badly_shaped, "world/issue.rs", "fn f() {}\n").len(), 1);
    let long = format!("//! x\n{}", "fn f() {}\n".repeat(MOST_LINES));
    assert_eq!(named(badly_shaped, "world/issue.rs", &long).len(), 1);
    let tested = format!("//! x\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(MOST_LINES));
    assert!(named(badly_shaped, "world/issue.rs", &tested).is_empty());
}
