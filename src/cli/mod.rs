//! The person at the keyboard: sub-commands, progress, exit codes. One file per sub-command.
//!
//! Standard output is the result, standard error the rest (progress, warnings, errors), so that a result can be piped.
//! This room alone reads the clock, looks at the machine, and decides with which code the program ends.

pub mod commands;
pub mod studies;
pub mod summaries;
pub mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{check, compare, describe, init, merge, plan, replay, report, run, schema, sensitivity, story, sweep, verify};
use studies::campaign::RunOrigin;
use terminal::ending::ExitStatus;
use terminal::{ending, fault, screen};

/// Simulates grassroots grid governance and compares its policies.
///
/// A scenario file describes a place: its units, the people in them, the issues
/// that occur, and the rules by which issues are handled and escalated. wangge
/// checks it, runs it in replications, and says what comes out, with intervals.
///
/// Exit codes:
///   0    done
///   1    some runs or checks failed
///   2    wrong arguments or a wrong scenario
///   3    done, but what was asked for does not hold: a precision, a selection,
///        a steady state
///   4    a file could not be read or written
///   130  interrupted; what was done is kept, the same command goes on
///
/// Examples:
///   wangge init --out our-town.toml
///   wangge check scenarios/network.toml
///   wangge run scenarios/network.toml
///   wangge run scenarios/network.toml --policy early --out output/early
///   wangge compare scenarios/network.toml
#[derive(Debug, Parser)]
#[command(name = "wangge", version, verbatim_doc_comment, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Arguments),
    Run(Box<run::Arguments>),
    Compare(Box<compare::Arguments>),
    Sweep(Box<sweep::Arguments>),
    Sensitivity(Box<sensitivity::Arguments>),
    Story(story::Arguments),
    Replay(replay::Arguments),
    Check(check::Arguments),
    Plan(plan::Arguments),
    Report(report::Arguments),
    Merge(merge::Arguments),
    Schema(schema::Arguments),
    Verify(verify::Arguments),
    Describe(describe::Arguments),
}

/// Runs the command line and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    fault::arm();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(request) => return answer(&request),
    };
    let ended = match &cli.command {
        Command::Init(arguments) => init::init(arguments),
        Command::Run(arguments) => run::run(arguments, &RunOrigin::Made),
        Command::Compare(arguments) => compare::compare(arguments, &RunOrigin::Made),
        Command::Sweep(arguments) => sweep::sweep(arguments, &RunOrigin::Made),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(arguments, &RunOrigin::Made),
        Command::Story(arguments) => story::story(arguments),
        Command::Replay(arguments) => replay::replay(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Plan(arguments) => plan::plan(arguments),
        Command::Report(arguments) => report::report(arguments),
        Command::Merge(arguments) => merge::merge(arguments),
        Command::Schema(arguments) => schema::schema(arguments),
        Command::Verify(arguments) => verify::verify(arguments),
        Command::Describe(arguments) => describe::describe(arguments),
    };
    ended.unwrap_or_else(ending::Failure::tell).into()
}

/// Help and version were asked for, or the arguments are wrong.
fn answer(request: &clap::Error) -> ExitCode {
    if std::env::args().any(|word| word.contains(char::is_control)) {
        screen::say(request.render().to_string().trim_end());
        return ExitStatus::Refused.into();
    }
    // A reader who closed the pipe after the first lines of help has what it wanted.
    let _ = request.print();
    if request.use_stderr() { ExitStatus::Refused.into() } else { ExitStatus::Done.into() }
}
