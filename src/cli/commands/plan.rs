//! `wangge plan`: what a command would run, and how to spread it over machines, without running anything.

use clap::{Args, Subcommand};

use super::{compare, run, sensitivity, sweep};
use crate::cli::studies::campaign::RunOrigin;
use crate::cli::summaries::plan::Telling;
use crate::cli::terminal::ending::{ExitStatus, Failure};

/// Says what a command would run, and how to spread it over machines
///
/// Checks everything that the command would check, and runs nothing. The plan hash
/// identifies a plan: results with the same hash are the same, byte for byte,
/// whoever made them.
///
/// Examples:
///   wangge plan compare scenarios/xiaolin.toml
///   wangge plan --shards 4 sweep scenarios/xiaolin.toml --assumed --points 500
///   wangge plan --shards 4 --json compare scenarios/xiaolin.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Shows the commands of so many shards
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shards: Option<u32>,

    /// Prints the plan as one JSON object, for programs
    #[arg(long = "json")]
    pub is_json: bool,

    #[command(subcommand)]
    study: PlannedCommand,
}

/// Commands that have a plan.
#[derive(Debug, Subcommand)]
enum PlannedCommand {
    Run(Box<run::Arguments>),
    Compare(Box<compare::Arguments>),
    Sweep(Box<sweep::Arguments>),
    Sensitivity(Box<sensitivity::Arguments>),
}

/// Carries the command out.
///
/// # Errors
/// As the command whose plan it is.
pub fn plan(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let origin = RunOrigin::Planned(Telling { shards: arguments.shards, is_json: arguments.is_json });
    match &arguments.study {
        PlannedCommand::Run(arguments) => run::run(arguments, &origin),
        PlannedCommand::Compare(arguments) => compare::compare(arguments, &origin),
        PlannedCommand::Sweep(arguments) => sweep::sweep(arguments, &origin),
        PlannedCommand::Sensitivity(arguments) => sensitivity::sensitivity(arguments, &origin),
    }
}
