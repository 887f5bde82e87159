//! `wangge schema`: the JSON Schema of scenario files, and of what `--json` prints.

use clap::{Args, ValueEnum};

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::output::results::schema::{ResultKind, json_schema};
use crate::scenario;

/// Prints the JSON Schema of scenario files, or of what --json prints
///
/// Editors that know TOML schemas complete and check scenario files with it. With
/// --result it is the schema of the one JSON object that a command prints with
/// --json.
///
/// Examples:
///   wangge schema > scenario.schema.json
///   wangge schema --result compare > comparison.schema.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Of which command's result
    #[arg(long, value_name = "RESULT")]
    pub result: Option<ResultOption>,
}

/// A command, or a form of it, that prints a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResultOption {
    /// wangge run
    Run,
    /// wangge compare
    Compare,
    /// wangge compare --select
    Selection,
    /// wangge sweep
    Sweep,
    /// the folder worlds/ of wangge sweep --worlds
    LeverWorlds,
    /// wangge sweep --find
    Search,
    /// wangge sensitivity
    Sensitivity,
    /// any of them with --shard
    Shard,
    /// wangge plan
    Plan,
    /// wangge check
    Check,
    /// wangge story
    Story,
    /// wangge verify
    Verify,
    /// wangge describe measures
    Measures,
    /// wangge describe parameters
    Parameters,
    /// a line of --progress jsonl
    Progress,
    /// a line of wangge verify --progress jsonl
    VerifyProgress,
}

impl ResultOption {
    const fn kind(self) -> ResultKind {
        match self {
            Self::Run => ResultKind::Run,
            Self::Compare => ResultKind::Comparison,
            Self::Selection => ResultKind::Selection,
            Self::Sweep => ResultKind::Sweep,
            Self::LeverWorlds => ResultKind::LeverWorlds,
            Self::Search => ResultKind::Search,
            Self::Sensitivity => ResultKind::Sensitivity,
            Self::Shard => ResultKind::Shard,
            Self::Plan => ResultKind::Plan,
            Self::Check => ResultKind::Check,
            Self::Story => ResultKind::Story,
            Self::Verify => ResultKind::TheoryChecks,
            Self::Measures => ResultKind::Measures,
            Self::Parameters => ResultKind::Parameters,
            Self::Progress => ResultKind::RunsProgress,
            Self::VerifyProgress => ResultKind::StepsProgress,
        }
    }
}

/// Carries the command out.
///
/// # Errors
/// When standard output cannot be written.
pub fn schema(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let schema = arguments.result.map_or_else(scenario::json_schema, |result| json_schema(result.kind()));
    screen::show(&format!("{schema:#}\n"))?;
    Ok(ExitStatus::Done)
}
