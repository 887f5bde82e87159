//! A result that is there already, as the command that it came from: what `report` and `merge` carry out once more, with runs
//! that are read and not made.

use std::path::{Path, PathBuf};

use clap::Parser;

use super::campaign::Origin;
use super::ending::{Ending, Failure};
use super::options::{Keep, Voice, Work};
use super::{Cli, Command, compare, run, sensitivity, sweep};
use crate::output::folder;
use crate::output::manifest::Manifest;

/// What is asked for in place of what the folder's command had asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    /// Scenario file, when it is no longer where it was.
    pub scenario: Option<&'a Path>,
    /// Results folder.
    pub out: Option<&'a Path>,
    /// Language, byte-order mark, charts.
    pub look: &'a super::options::Look,
    /// How the command talks.
    pub voice: &'a Voice,
}

/// The manifest of a results folder.
///
/// # Errors
/// When there is none, or none that can be read.
pub fn manifest(place: &Path) -> Result<Manifest, Failure> {
    folder::recover(place)?;
    Manifest::read(place)?.ok_or_else(|| {
        let message = format!("{} is no results folder: it has no manifest.json", place.display());
        Failure::new(Ending::File, message).with_help("name a folder that `wangge run`, `compare` or a shard of one of them has written")
    })
}

/// Refuses a result of which tables are not as its manifest says.
///
/// # Errors
/// When there are such; it names them.
pub fn refuse_damaged(folder: &Path, manifest: &Manifest, help: &'static str) -> Result<(), Failure> {
    let damaged: Vec<String> = damaged(folder, manifest).collect();
    if damaged.is_empty() {
        return Ok(());
    }
    let command = manifest.circumstances.arguments.join(" ");
    let message = format!("damaged, not as its manifest says: {}; it was made by `wangge {command}`", damaged.join(", "));
    Err(Failure::new(Ending::File, message).with_help(help))
}

/// Files of a result that are not as its manifest says.
pub fn damaged<'a>(folder: &'a Path, manifest: &'a Manifest) -> impl Iterator<Item = String> + 'a {
    manifest.tables.iter().filter(|table| !table.is_whole(folder)).map(|table| folder.join(&table.file).display().to_string())
}

/// Carries out the command that `manifest` tells of once more, with runs from `origin`.
///
/// # Errors
/// As the command itself; and when the manifest tells of none that leaves a result.
pub fn conduct(manifest: &Manifest, origin: &Origin, wishes: Wishes) -> Result<Ending, Failure> {
    match command(manifest)? {
        Command::Run(mut arguments) => {
            wishes.grant(&mut arguments.source.file, &mut arguments.work, &mut arguments.keep, &mut arguments.voice);
            run::conduct(&arguments, origin)
        }
        Command::Compare(mut arguments) => {
            wishes.grant(&mut arguments.source.file, &mut arguments.work, &mut arguments.keep, &mut arguments.voice);
            compare::conduct(&arguments, origin)
        }
        Command::Sweep(mut arguments) => {
            wishes.grant(&mut arguments.source.file, &mut arguments.work, &mut arguments.keep, &mut arguments.voice);
            sweep::conduct(&arguments, origin)
        }
        Command::Sensitivity(mut arguments) => {
            wishes.grant(&mut arguments.source.file, &mut arguments.work, &mut arguments.keep, &mut arguments.voice);
            sensitivity::conduct(&arguments, origin)
        }
        _ => Err(unknown(manifest)),
    }
}

/// The command that `manifest` tells of.
fn command(manifest: &Manifest) -> Result<Command, Failure> {
    let words = std::iter::once("wangge").chain(manifest.circumstances.arguments.iter().map(String::as_str));
    Ok(Cli::try_parse_from(words).map_err(|_| unknown(manifest))?.command)
}

/// The command line of a step of a sensitivity study, with what is asked for in its place.
///
/// # Errors
/// When `manifest` tells of another command.
pub fn step(manifest: &Manifest, wishes: Wishes) -> Result<sensitivity::Arguments, Failure> {
    let Command::Sensitivity(mut arguments) = command(manifest)? else { return Err(unknown(manifest)) };
    wishes.grant(&mut arguments.source.file, &mut arguments.work, &mut arguments.keep, &mut arguments.voice);
    Ok(*arguments)
}

fn unknown(manifest: &Manifest) -> Failure {
    let command = manifest.circumstances.arguments.join(" ");
    Failure::new(Ending::Refused, format!("the folder was made by `wangge {command}`, which leaves nothing to make again"))
}

impl Wishes<'_> {
    fn grant(self, file: &mut PathBuf, work: &mut Work, keep: &mut Keep, voice: &mut Voice) {
        if let Some(scenario) = self.scenario {
            scenario.clone_into(file);
        }
        keep.out = self.out.map(Path::to_owned);
        keep.look = self.look.clone();
        keep.events = false;
        keep.replace = false;
        work.shard = None;
        *voice = self.voice.clone();
    }
}
