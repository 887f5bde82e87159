//! `wangge merge`: the shards of a plan, done anywhere, put together into its result.

use std::path::{Path, PathBuf};

use clap::Args;

use super::options::{PresentationOptions, Voice};
use crate::cli::studies::campaign::RunOrigin;
use crate::cli::studies::stored;
use crate::cli::studies::stored::Wishes;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::output::folder::manifest::Manifest;

/// Puts the shards of a plan together into its result
///
/// Each shard is one part of the same command, done with --shard k/n, on this
/// machine or another. The result is the same, byte for byte, as without shards.
/// Shards of another plan are refused, and what differs is named; missing and
/// damaged ones are listed.
///
/// Examples:
///   wangge compare scenarios/xiaolin.toml --shard 1/2 --out part-1
///   wangge compare scenarios/xiaolin.toml --shard 2/2 --out part-2
///   wangge merge part-1 part-2 --out output/xiaolin/compare
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Folders of the shards, in any order
    #[arg(value_name = "DIR", required = true)]
    pub folders: Vec<PathBuf>,

    /// Results folder [default: output/<scenario name>/<command>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Scenario file whose titles are taken [default: what the shards keep]
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
/// When the folders are not the shards of one plan, or not all of them.
pub fn merge(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let Arguments { folders, out, scenario, look, voice } = arguments;
    let mut shards = folders.iter().map(|folder| Ok((folder.clone(), stored::manifest(folder)?))).collect::<Result<Vec<_>, Failure>>()?;
    agree(&shards)?;
    shards.sort_by_key(|(_, manifest)| manifest.shard.map(|shard| shard.number));
    let damaged = damaged(&shards);
    if !damaged.is_empty() {
        let message = format!("damaged, not as its manifest says: {}", damaged.join(", "));
        return Err(Failure::new(ExitStatus::File, message).with_help("do that shard again in an empty folder"));
    }
    complete(&shards)?;
    let Some((place, first)) = shards.first().cloned() else { return Err(Failure::new(ExitStatus::Refused, "no shards to merge")) };
    let wishes = Wishes { scenario: scenario.as_deref(), out: out.as_deref(), look, voice };
    stored::again(&place, &first, &RunOrigin::Merged(shards), wishes)
}

/// Refuses folders that are no shards, or not of one plan and one number of shards.
fn agree(shards: &[(PathBuf, Manifest)]) -> Result<(), Failure> {
    let Some((first_folder, first)) = shards.first() else { return Ok(()) };
    for (folder, manifest) in shards {
        let Some(shard) = manifest.shard else {
            let message = format!("{} holds a whole result, not a shard", folder.display());
            return Err(Failure::new(ExitStatus::Refused, message));
        };
        let mut differences = first.plan.differences(&manifest.plan);
        if first.shard.is_some_and(|other| other.of != shard.of) {
            differences.push(format!("shard {shard}, of another number of shards"));
        }
        if !differences.is_empty() {
            let message = format!(
                "{} and {} are not shards of one plan: {}; nothing was written",
                first_folder.display(),
                folder.display(),
                differences.join("; ")
            );
            return Err(Failure::new(ExitStatus::Refused, message));
        }
    }
    Ok(())
}

/// Refuses a plan of which shards are missing, or there twice.
fn complete(shards: &[(PathBuf, Manifest)]) -> Result<(), Failure> {
    let of = shards.first().and_then(|(_, manifest)| manifest.shard).map_or(0, |shard| shard.of);
    let folders = |number: u32| -> Vec<&Path> {
        let is_it = |manifest: &Manifest| manifest.shard.is_some_and(|shard| shard.number == number);
        shards.iter().filter(|(_, manifest)| is_it(manifest)).map(|(folder, _)| folder.as_path()).collect()
    };
    let mut missing = Vec::new();
    for number in 1..=of {
        match folders(number).as_slice() {
            [] => missing.push(format!("{number}/{of}")),
            [_] => {}
            [one, other, ..] => {
                let message = format!("shard {number}/{of} is there twice: {} and {}", one.display(), other.display());
                return Err(Failure::new(ExitStatus::Refused, message));
            }
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("shards are missing: {}; nothing was written", missing.join(", "));
    Err(Failure::new(ExitStatus::Refused, message).with_help("do them with the same command and --shard k/n, and name their folders too"))
}

/// Files that are not as the manifests say.
fn damaged(shards: &[(PathBuf, Manifest)]) -> Vec<String> {
    shards.iter().flat_map(|(folder, manifest)| stored::damaged(folder, manifest)).collect()
}
