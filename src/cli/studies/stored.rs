//! A result that is there already, as the study that its manifest holds: what `report` and `merge` conduct once more, with runs
//! that are read and not made. Nothing but the folder is needed for it.

use std::path::{Path, PathBuf};

use super::campaign::{Manner, RunOrigin};
use super::conduct::conduct;
use super::steps;
use super::steps::{MORRIS_FOLDER, SOBOL_FOLDER};
use crate::cli::commands::options::{ExecutionOptions, Keep, PresentationOptions, Voice};
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::design::plan::Plan;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_command::{StudyCommand, shell_line};
use crate::experiment::study_spec::{StudyKind, StudySpec};
use crate::output::folder::claim;
use crate::output::folder::manifest::Manifest;
use crate::output::folder::steps::StepsManifest;
use crate::output::tables::records::{OlderTable, older_table};
use crate::output::tables::runs::RowContext;
use crate::output::tables::schema::{EVENTS_FOLDER, MANIFEST_FILE};
use crate::scenario::{CaseSource, Draft, ScenarioText};

/// What is asked for beside the study.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    /// Scenario file whose titles are taken, in place of the one that the study was made with.
    pub scenario: Option<&'a Path>,
    /// Results folder.
    pub out: Option<&'a Path>,
    /// Language, byte-order mark, charts.
    pub look: &'a PresentationOptions,
    /// How the command talks.
    pub voice: &'a Voice,
}

/// The manifest of a results folder.
///
/// # Errors
/// When there is none, or none that can be read.
pub fn manifest(place: &Path) -> Result<Manifest, Failure> {
    claim::recover(place)?;
    Manifest::read(place)?.ok_or_else(|| {
        let message = format!("{} is no results folder: it has no manifest.json", place.display());
        Failure::new(ExitStatus::File, message)
            .with_help("name a folder that `wangge run`, `compare` or a shard of one of them has written")
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
    let message = format!("damaged, not as its manifest says: {}; it was made by `{}`", damaged.join(", "), made_by(folder, manifest));
    Err(Failure::new(ExitStatus::File, message).with_help(help))
}

/// Files of a result that are not as its manifest says.
pub fn damaged<'a>(folder: &'a Path, manifest: &'a Manifest) -> impl Iterator<Item = String> + 'a {
    manifest.tables.iter().filter(|table| !table.is_whole(folder)).map(|table| folder.join(&table.file).display().to_string())
}

/// Conducts the study that `manifest`, that of the folder `place`, holds, with runs from `origin`.
///
/// # Errors
/// When the manifest holds no study, or one that its scenario does not allow; else as [`conduct`].
pub fn again(place: &Path, manifest: &Manifest, origin: &RunOrigin, wishes: Wishes) -> Result<ExitStatus, Failure> {
    let study = study(place, manifest, wishes)?;
    let keep = wishes.keep(wishes.out, manifest);
    conduct(study, Manner { work: &ExecutionOptions::NONE, keep: &keep, voice: wishes.voice, origin })
}

/// Whether `folder` is that of a study in two steps, each of which has a folder of its own in it.
pub fn has_steps(folder: &Path) -> bool {
    let has_manifest = folder.join(MANIFEST_FILE).exists();
    StepsManifest::is_in(folder) || !has_manifest && folder.join(MORRIS_FOLDER).join(MANIFEST_FILE).exists()
}

/// The same for a study in two steps in the folder `wishes.out`.
///
/// # Errors
/// As [`again`], and when tables are damaged; `help` says what helps then.
pub fn steps_again(folder: &Path, wishes: Wishes, help: &'static str) -> Result<ExitStatus, Failure> {
    let top = StepsManifest::read(folder)?;
    if let Some(top) = top.as_ref().filter(|top| top.version != env!("CARGO_PKG_VERSION")) {
        let command = StudyCommand::of(&top.study).with("--out", Some(from_anywhere(folder))).to_string();
        return Err(of_another_version(&folder.join(MANIFEST_FILE), "version", &top.version, &command));
    }
    let names = top.as_ref().map_or_else(|| [MORRIS_FOLDER, SOBOL_FOLDER].map(str::to_owned).to_vec(), |top| top.steps.clone());
    let (mut found, mut ending) = (Vec::new(), ExitStatus::Done);
    let look = top.as_ref().map_or_else(|| wishes.look.clone(), |top| wishes.look.or_in(top.language));
    let wishes = Wishes { look: &look, ..wishes };
    for place in names.iter().map(|name| folder.join(name)).filter(|place| top.is_some() || place.is_dir()) {
        let manifest = manifest(&place)?;
        refuse_damaged(&place, &manifest, help)?;
        let study = study(&place, &manifest, wishes)?;
        let keep = wishes.keep(Some(&place), &manifest);
        let origin = RunOrigin::Again(Box::new(manifest));
        let ended = steps::step(study, Manner { work: &ExecutionOptions::NONE, keep: &keep, voice: wishes.voice, origin: &origin }, true)?;
        ending = if ended.ending == ExitStatus::Done { ending } else { ended.ending };
        found.extend(ended.found);
    }
    let keep = Keep { out: Some(folder.to_owned()), replace: false, is_default: false, events: false, look: look.clone() };
    let manner = Manner { work: &ExecutionOptions::NONE, keep: &keep, voice: wishes.voice, origin: &RunOrigin::Made };
    steps::together(&found, folder, ending, manner, top.as_ref().map(|top| &top.study))
}

impl Wishes<'_> {
    fn keep(&self, out: Option<&Path>, manifest: &Manifest) -> Keep {
        let look = self.look.or_in(manifest.language);
        Keep { out: out.map(Path::to_owned), replace: false, is_default: false, events: false, look }
    }
}

/// The study that `manifest`, that of the folder `place`, holds.
fn study(place: &Path, manifest: &Manifest, wishes: Wishes) -> Result<PreparedStudy, Failure> {
    let file = place.join(MANIFEST_FILE);
    let Some(spec) = &manifest.study else { return Err(earlier(place, manifest)) };
    if manifest.plan.version != env!("CARGO_PKG_VERSION") {
        return Err(of_another_version(&file, "plan.version", &manifest.plan.version, &made_by(place, manifest)));
    }
    let (spec, draft) = match wishes.scenario {
        Some(scenario) => with_scenario(place, manifest, spec, scenario)?,
        None => kept(&file, manifest, spec, wishes)?,
    };
    let study = PreparedStudy::new(spec, draft.into()).map_err(|error| {
        let key = error.key();
        Failure::from(error).at(&format!("{}: `{key}`", file.display()))
    })?;
    let differences = manifest.plan.differences(&study.plan.identity);
    if differences.is_empty() {
        refuse_older(place, manifest, &study)?;
        return Ok(study);
    }
    let message = format!("{}: `study` is another plan than `plan`: {}; nothing was written", file.display(), differences.join("; "));
    Err(Failure::new(ExitStatus::File, message))
}

/// Refuses a result whose tables lack columns that runs of this build have.
fn refuse_older(place: &Path, manifest: &Manifest, study: &PreparedStudy) -> Result<(), Failure> {
    let files: Vec<&str> = manifest.tables.iter().map(|table| table.file.as_str()).collect();
    let context = RowContext { plan: &study.plan, columns: &study.columns.keys };
    let Some(OlderTable { path, absent }) = older_table(place, &context, &files)? else { return Ok(()) };
    let message = format!(
        "{}: an earlier build of wangge made it, without {}; make the result again with `{} --replace`",
        path.display(),
        named_columns(&absent),
        made_by(place, manifest)
    );
    Err(Failure::new(ExitStatus::File, message))
}

/// Names of the first columns, and how many more there are.
fn named_columns(absent: &[String]) -> String {
    const NAMED: usize = 3;
    let first = absent.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let column = if absent.len() == 1 { "the column" } else { "the columns" };
    let more = absent.len().saturating_sub(NAMED);
    if more == 0 { format!("{column} {first}") } else { format!("{column} {first} and {more} more") }
}

/// The study with the scenario in the file `scenario`, which must be the same but for titles.
fn with_scenario(place: &Path, manifest: &Manifest, spec: &StudySpec, scenario: &Path) -> Result<(StudySpec, Draft), Failure> {
    let draft = Draft::read(scenario, &spec.scenario.sets)?;
    let read = draft.scenario();
    if (&read.name, &Plan::content(read)) == (&manifest.plan.scenario, &manifest.plan.content) {
        return Ok((StudySpec { scenario: draft.text(), ..spec.clone() }, draft));
    }
    let message = format!(
        "{} makes another plan than the folder {} holds, and not only other titles; nothing was overwritten",
        scenario.display(),
        place.display()
    );
    Err(Failure::new(ExitStatus::File, message))
}

/// The study with the scenario that it holds; when the scenario's own file is still there, and says the same but for titles,
/// with those. Files of real cases are not read: for what became of them there is their account.
fn kept(file: &Path, manifest: &Manifest, spec: &StudySpec, wishes: Wishes) -> Result<(StudySpec, Draft), Failure> {
    let from_files = ScenarioText { files: Vec::new(), ..spec.scenario.clone() };
    if let Ok(draft) = Draft::again(&from_files, CaseSource::Account) {
        if Plan::content(draft.scenario()) == manifest.plan.content {
            return Ok((StudySpec { scenario: draft.text(), ..spec.clone() }, draft));
        }
        if !wishes.voice.quiet {
            let path = PathBuf::from(&spec.scenario.file);
            screen::say(&format!("note: {} is another scenario by now; the folder has the text of the one that was run", path.display()));
        }
    }
    let draft = Draft::again(&spec.scenario, CaseSource::Account)
        .map_err(|problems| Failure::from(problems).at(&format!("{}: `study.scenario`", file.display())))?;
    Ok((spec.clone(), draft))
}

/// The command that makes the result of `manifest` in the folder `place`: that of its study, else the words that were typed.
fn made_by(place: &Path, manifest: &Manifest) -> String {
    // assumption worlds are made by the sweep whose answer they try, and have no command of their own
    let own = manifest.study.as_ref().filter(|study| !matches!(study.kind, StudyKind::LeverWorlds { .. }));
    let Some(study) = own else {
        let words = &manifest.circumstances.arguments;
        return shell_line(&std::iter::once("wangge").chain(words.iter().map(String::as_str)).collect::<Vec<_>>());
    };
    let has_log = manifest.tables.iter().any(|table| Path::new(&table.file).starts_with(EVENTS_FOLDER));
    let command = StudyCommand::of(study).with_flag("--events", has_log).with("--shard", manifest.shard);
    command.with("--out", Some(from_anywhere(place))).to_string()
}

/// The path of `folder` as it is named wherever the command is given.
fn from_anywhere(folder: &Path) -> String {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()).display().to_string()
}

/// A manifest of before there were studies in them.
fn earlier(place: &Path, manifest: &Manifest) -> Failure {
    let (file, command) = (place.join(MANIFEST_FILE), made_by(place, manifest));
    let message = format!(
        "{}: `study` is missing: an earlier version of wangge made it, which kept no study; make the result again with `{command}`",
        file.display()
    );
    Failure::new(ExitStatus::File, message)
}

/// A manifest that says under `key` that it is of `version`, made by `command`.
fn of_another_version(file: &Path, key: &str, version: &str, command: &str) -> Failure {
    let message = format!(
        "{}: `{key}` is {version}, and this is wangge {}, whose runs may differ; make the result again with `{command} --replace`",
        file.display(),
        env!("CARGO_PKG_VERSION")
    );
    Failure::new(ExitStatus::File, message)
}
