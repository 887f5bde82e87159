//! `wangge report`: charts and report once more from a results folder, without running anything.

use std::path::PathBuf;

use clap::Args;

use super::campaign::Origin;
use super::ending::{Ending, Failure};
use super::options::{Look, Voice};
use super::sensitivity;
use super::sensitivity_study::{MORRIS_FOLDER, SOBOL_FOLDER};
use super::stored::{self, Wishes};
use crate::output::schema::MANIFEST_FILE;

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
    pub look: Look,

    #[command(flatten)]
    pub voice: Voice,
}

/// Carries the command out.
///
/// # Errors
/// When the folder holds no result, or that of another plan than the scenario now makes.
pub fn report(arguments: &Arguments) -> Result<Ending, Failure> {
    let Arguments { folder, scenario, look, voice } = arguments;
    if !folder.join(MANIFEST_FILE).exists() && folder.join(MORRIS_FOLDER).join(MANIFEST_FILE).exists() {
        return report_on_study(arguments);
    }
    let manifest = stored::manifest(folder)?;
    if let Some(shard) = manifest.shard {
        let message = format!("{} holds shard {shard} of a plan, which is no result of its own", folder.display());
        return Err(Failure::new(Ending::Refused, message).with_help("put all shards together with `wangge merge`"));
    }
    stored::refuse_damaged(folder, &manifest, AGAIN)?;
    let wishes = Wishes { scenario: scenario.as_deref(), out: Some(folder), look, voice };
    stored::conduct(&manifest, &Origin::Again(Box::new(manifest.clone())), wishes)
}

/// What helps against a damaged table.
const AGAIN: &str = "give that command again: what is whole is read, and the rest is made again";

/// The same for a sensitivity study in two steps, each of which has a folder of its own.
fn report_on_study(arguments: &Arguments) -> Result<Ending, Failure> {
    let Arguments { folder, scenario, look, voice } = arguments;
    let mut steps = Vec::new();
    for place in [MORRIS_FOLDER, SOBOL_FOLDER].map(|name| folder.join(name)).into_iter().filter(|place| place.is_dir()) {
        let manifest = stored::manifest(&place)?;
        stored::refuse_damaged(&place, &manifest, AGAIN)?;
        let arguments = stored::step(&manifest, Wishes { scenario: scenario.as_deref(), out: Some(&place), look, voice })?;
        steps.push((manifest, arguments));
    }
    sensitivity::again(folder, &steps)
}
