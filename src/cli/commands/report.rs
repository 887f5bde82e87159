//! `wangge report`: charts and report once more from a results folder, without running anything.

use std::path::PathBuf;

use clap::Args;

use super::options::{PresentationOptions, Voice};
use crate::cli::studies::campaign::RunOrigin;
use crate::cli::studies::stored;
use crate::cli::studies::stored::Wishes;
use crate::cli::terminal::ending::{ExitStatus, Failure};

/// Makes charts and report again from a results folder
///
/// Reads the runs that the folder holds and makes summary, comparisons, charts and
/// report of them again. Nothing is simulated, and nothing but the folder is needed,
/// wherever it is: not the scenario, not the files it extends or names. Where the
/// scenario file is still in its place its titles are taken, if they alone were
/// changed; --scenario takes them from another. The language is that of before unless
/// --lang names one. The folder of a sensitivity study in two steps gets the report on
/// both.
///
/// Examples:
///   wangge report output/xiaolin/compare --lang zh
///   wangge report output/xiaolin/compare --scenario moved/xiaolin.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Results folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Scenario file whose titles are taken [default: as the study had it]
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,

    #[command(flatten)]
    pub look: PresentationOptions,

    #[command(flatten)]
    pub voice: Voice,
}

/// Carries the command out.
///
/// # Errors
/// When the folder holds no result, or that of another plan than the scenario now makes.
pub fn report(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let Arguments { folder, scenario, look, voice } = arguments;
    let wishes = Wishes { scenario: scenario.as_deref(), out: Some(folder), look, voice };
    if stored::has_steps(folder) {
        return stored::steps_again(folder, wishes, AGAIN);
    }
    let manifest = stored::manifest(folder)?;
    if let Some(shard) = manifest.shard {
        let message = format!("{} holds shard {shard} of a plan, which is no result of its own", folder.display());
        return Err(Failure::new(ExitStatus::Refused, message).with_help("put all shards together with `wangge merge`"));
    }
    stored::refuse_damaged(folder, &manifest, AGAIN)?;
    stored::again(folder, &manifest, &RunOrigin::Again(Box::new(manifest.clone())), wishes)
}

/// What helps against a damaged table.
const AGAIN: &str = "give that command again: what is whole is read, and the rest is made again";
