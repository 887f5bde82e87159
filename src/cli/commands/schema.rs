//! `wangge schema`: the JSON Schema of scenario files.

use clap::Args;

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::scenario;

/// Prints the JSON Schema of scenario files
///
/// Editors that know TOML schemas complete and check scenario files with it.
///
/// Examples:
///   wangge schema > scenario.schema.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {}

/// Carries the command out.
///
/// # Errors
/// When standard output cannot be written.
pub fn schema(_arguments: &Arguments) -> Result<ExitStatus, Failure> {
    screen::show(&format!("{:#}\n", scenario::json_schema()))?;
    Ok(ExitStatus::Done)
}
