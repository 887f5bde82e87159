//! `wangge report`: charts and report once more from a results folder, without running anything.

use std::path::PathBuf;

use clap::Args;

use super::campaign::RunOrigin;
use super::options::{PresentationOptions, Voice};
use super::stored;
use super::stored::Wishes;
use crate::cli::terminal::ending::{ExitStatus, Failure};

/// Makes charts and report again from a results folder
///
/// Reads the runs that the folder holds and makes summary, comparisons, charts and
/// report of them again: in another language, or after titles in the file were
/// changed, which change no run. Nothing is simulated. The scenario file is read
/// again and must still be the same plan. The folder of a sensitivity study in two
/// steps gets the report on both.
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

    /// Scenario file, when it is no longer where it was
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
    let manifest = stored::manifest(folder)?;
    if let Some(shard) = manifest.shard {
        let message = format!("{} holds shard {shard} of a plan, which is no result of its own", folder.display());
        return Err(Failure::new(ExitStatus::Refused, message).with_help("put all shards together with `wangge merge`"));
    }
    stored::refuse_damaged(folder, &manifest, "give that command again: what is whole is read, and the rest is made again")?;
    let wishes = Wishes { scenario: scenario.as_deref(), out: Some(folder), look, voice };
    stored::conduct(&manifest, &RunOrigin::Again(Box::new(manifest.clone())), wishes)
}
