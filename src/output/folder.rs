//! The results folder: who may write into it, where files wait until they are complete, and how they are put in place.
//!
//! Files are written into a scratch folder inside the results folder (so that putting them in place is a rename on one
//! disk) and renamed when all are complete, the manifest last. Until then nothing that was there is touched. A folder of
//! another plan is refused; a result of the same plan is replaced by one with at least as many cells. It is
//! replaced whole: its event log, charts and report go with it, whether or not the new result has any. What else somebody
//! put into the folder, or into the folders of event log and charts, stays.
//!
//! One program at a time writes into a folder: a lock, which the system drops with the program, says so, and a second one
//! is refused. What a killed program left behind, its scratch folder, is swept by the next one; its pieces
//! ([`super::pieces`]) are what the next one goes on from.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::manifest::Manifest;
use super::parquet::{failed, write_small};
use super::schema::{
    EVENTS_FOLDER, FIGURES_FOLDER, FILES, LOCK_FILE, MANIFEST_FILE, PIECES_FOLDER, PIECES_PLAN_FILE, REPORT_FILE, RUNS_FILE, event_files,
    figure_files,
};
use crate::experiment::plan::{Identity, Shard};
use crate::experiment::store::StoreError;

/// How the name of a scratch folder begins.
pub(super) const SCRATCH: &str = ".unfinished-";

/// What a folder is claimed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The plan.
    pub identity: Identity,
    /// Which part of it; `None` for all of it.
    pub shard: Option<Shard>,
    /// The program, to the byte: what another build has done is made again.
    pub build: String,
}

impl Claim {
    /// A claim for all of a plan, by a program that does not tell its builds apart.
    #[must_use]
    pub fn whole(identity: &Identity) -> Self {
        Self { identity: identity.clone(), shard: None, build: String::new() }
    }

    /// In what another claim differs, but for the build.
    fn differences(&self, identity: &Identity, shard: Option<Shard>) -> Vec<String> {
        let name = |shard: Option<Shard>| shard.map_or_else(|| "the whole plan".to_owned(), |shard| format!("shard {shard}"));
        let mut found = self.identity.differences(identity);
        if self.shard != shard {
            found.push(format!("{}, not {}", name(shard), name(self.shard)));
        }
        found
    }
}

/// Why a folder cannot take a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// It holds the result of another plan.
    #[error("the folder {path} holds {} ({}); nothing was overwritten", if *is_under_way { "an unfinished campaign of another plan" } else { "the result of another plan" }, differences.join("; "))]
    OtherPlan {
        /// The folder.
        path: String,
        /// In what the plan there differs.
        differences: Vec<String>,
        /// Whether it is unfinished.
        is_under_way: bool,
    },
    /// It holds a file that a result would overwrite, and no manifest that says whose it is.
    #[error("the folder {path} holds a file {file} but no {MANIFEST_FILE} of ours; nothing was overwritten")]
    Strange {
        /// The folder.
        path: String,
        /// The file.
        file: String,
    },
    /// Its manifest says nothing that can be understood.
    #[error("the folder {path} holds a {MANIFEST_FILE} that says nothing of a plan ({reason}); nothing was overwritten")]
    Unreadable {
        /// The folder.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another program is writing into it.
    #[error("another program ({holder}) is writing into the folder {path}; nothing was overwritten")]
    Busy {
        /// The folder.
        path: String,
        /// Who it is.
        holder: String,
    },
    /// The disk or the system refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a finished result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is in the folder.
    New,
    /// The folder keeps the result it had, of the same plan, with this many cells: more than the new one.
    Old {
        /// Cells of the result that stays.
        cells: u64,
    },
}

/// A results folder claimed for one plan.
#[derive(Debug)]
pub struct ResultsFolder {
    out: PathBuf,
    claim: Claim,
    /// What the folder held of the plan when it was claimed.
    old: Option<Manifest>,
    /// What there is to say of what was found.
    notes: Vec<String>,
    scratch: TempDir,
    /// Dropped after the scratch folder and before the folders that were created.
    _lock: Lock,
    _created: CreatedFolders,
}

impl ResultsFolder {
    /// Claims the folder `out`, which need not exist, for a plan.
    ///
    /// # Errors
    /// When it holds anything but a result of this plan, when another program is writing into it, or when it cannot be
    /// created or written.
    pub fn claim(out: &Path, claim: Claim) -> Result<Self, FolderError> {
        examine(out, &claim)?;
        let created = CreatedFolders::create(out)?;
        let lock = Lock::take(out)?;
        let old = examine(out, &claim)?;
        sweep(out);
        let cannot = |error: std::io::Error| failed(out, "written", &error);
        let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(out).map_err(cannot)?;
        let mut folder = Self { out: out.to_owned(), claim, old, notes: Vec::new(), scratch, _lock: lock, _created: created };
        folder.drop_pieces_of_another_build()?;
        Ok(folder)
    }

    fn drop_pieces_of_another_build(&mut self) -> Result<(), StoreError> {
        let Some(under_way) = read_claim(&self.out)? else { return Ok(()) };
        if under_way.build != self.claim.build {
            self.notes.push("what another build of wangge had done of this plan is made again".to_owned());
            self.remove_pieces();
        }
        Ok(())
    }

    /// The folder for pieces of this plan, created when it is not there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pieces(&self) -> Result<PathBuf, StoreError> {
        let pieces = self.pieces_if_any();
        fs::create_dir_all(&pieces).map_err(|error| failed(&pieces, "created", &error))?;
        let path = pieces.join(PIECES_PLAN_FILE);
        if !path.exists() {
            let text = serde_json::to_vec_pretty(&self.claim).map_err(|error| failed(&path, "written", &error))?;
            let new = self.unfinished(PIECES_PLAN_FILE);
            write_small(&new, &text)?;
            fs::rename(&new, &path).map_err(|error| failed(&path, "created", &error))?;
        }
        Ok(pieces)
    }

    /// Where pieces are, if there are any.
    #[must_use]
    pub fn pieces_if_any(&self) -> PathBuf {
        self.out.join(PIECES_FOLDER)
    }

    fn remove_pieces(&self) {
        // What cannot be removed is swept by the next campaign of the plan, and harms nothing.
        let _ = fs::remove_dir_all(self.pieces_if_any());
    }

    /// What the folder is claimed for.
    #[must_use]
    pub const fn claimed(&self) -> &Claim {
        &self.claim
    }

    /// The manifest of the result of the same plan that the folder held when it was claimed.
    #[must_use]
    pub const fn old(&self) -> Option<&Manifest> {
        self.old.as_ref()
    }

    /// Takes what there is to say of what was found.
    pub fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Where the file `name` is written until it is complete.
    #[must_use]
    pub fn unfinished(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.out
    }

    /// Puts the complete files in place, the result of `cells` cells. They hold all runs, so no pieces stay.
    ///
    /// # Errors
    /// When another plan has come into the folder meanwhile, or a file cannot be renamed.
    pub fn put_in_place(self, cells: u64) -> Result<Kept, FolderError> {
        let old = examine(&self.out, &self.claim)?;
        if let Some(old) = old.filter(|old| old.cells_ended > cells && old.build == self.claim.build) {
            return Ok(Kept::Old { cells: old.cells_ended });
        }
        self.make_room()?;
        self.replace_folder(EVENTS_FOLDER, event_files(&self.claim.identity.policies))?;
        self.replace_folder(FIGURES_FOLDER, figure_files())?;
        self.replace_optional(REPORT_FILE)?;
        for name in FILES {
            match name {
                RUNS_FILE | MANIFEST_FILE => self.place(name)?,
                _ => self.replace_optional(name)?,
            }
        }
        self.remove_pieces();
        Ok(Kept::New)
    }

    /// Creates the folders that new files need and looks for what stands in the way of one, before anything is replaced.
    fn make_room(&self) -> Result<(), StoreError> {
        for folder in [EVENTS_FOLDER, FIGURES_FOLDER].map(Path::new).into_iter().filter(|folder| self.scratch.path().join(folder).exists())
        {
            let place = self.out.join(folder);
            fs::create_dir_all(&place).map_err(|error| failed(&place, "created", &error))?;
        }
        let mut files = files(&self.claim.identity.policies).map(|name| self.out.join(name));
        match files.find(|place| place.is_dir()) {
            Some(place) => Err(failed(&place, "replaced", &"it is a folder")),
            None => Ok(()),
        }
    }

    fn place(&self, name: &str) -> Result<(), StoreError> {
        let place = self.out.join(name);
        fs::rename(self.unfinished(name), &place).map_err(|error| failed(&place, "replaced", &error))
    }

    /// Puts the new `files` of a folder in place, those there are, and removes the old ones.
    fn replace_folder(&self, folder: &str, files: impl Iterator<Item = String>) -> Result<(), StoreError> {
        for name in files {
            self.replace_optional(&name)?;
        }
        // With something in it, new or not ours, it stays.
        let _ = fs::remove_dir(self.out.join(folder));
        Ok(())
    }

    /// Puts a new file in place when there is one, else removes the old one.
    fn replace_optional(&self, name: &str) -> Result<(), StoreError> {
        if self.unfinished(name).exists() {
            return self.place(name);
        }
        let old = self.out.join(name);
        match fs::remove_file(&old) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(&old, "replaced", &error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// The manifest of what is in `out`, when `claim` may be written there.
fn examine(out: &Path, claim: &Claim) -> Result<Option<Manifest>, FolderError> {
    let path = || out.display().to_string();
    if out.exists() && !out.is_dir() {
        return Err(failed(out, "written", &"it is a file, not a folder").into());
    }
    if let Some(under_way) = read_claim(out)? {
        let differences = claim.differences(&under_way.identity, under_way.shard);
        if !differences.is_empty() {
            return Err(FolderError::OtherPlan { path: path(), differences, is_under_way: true });
        }
    }
    if let Some(manifest) = read_manifest(out)? {
        let differences = claim.differences(&manifest.plan, manifest.shard);
        return if differences.is_empty() {
            Ok(Some(manifest))
        } else {
            Err(FolderError::OtherPlan { path: path(), differences, is_under_way: false })
        };
    }
    match files(&claim.identity.policies).find(|name| out.join(name).exists()) {
        Some(file) => Err(FolderError::Strange { path: path(), file }),
        None => Ok(None),
    }
}

/// The plan of the pieces in `out`; `None` when there are none that say.
fn read_claim(out: &Path) -> Result<Option<Claim>, StoreError> {
    let path = out.join(PIECES_FOLDER).join(PIECES_PLAN_FILE);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| failed(&path, "read", &error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&path, "read", &error)),
    }
}

/// All files that a result of `policies` may have.
fn files(policies: &[String]) -> impl Iterator<Item = String> {
    let tables = FILES.iter().map(|&name| name.to_owned());
    tables.chain(event_files(policies)).chain(figure_files()).chain([REPORT_FILE.to_owned()])
}

fn read_manifest(out: &Path) -> Result<Option<Manifest>, FolderError> {
    let is_there = out.join(MANIFEST_FILE).is_file();
    Manifest::read(out).map_err(|error| {
        if is_there { FolderError::Unreadable { path: out.display().to_string(), reason: error.reason } } else { error.into() }
    })
}

/// Removes what killed programs left behind in `out`, which this program alone writes into. What cannot be removed stays:
/// it harms nothing.
fn sweep(out: &Path) {
    let Ok(entries) = fs::read_dir(out) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The right to write into a folder. Given back when it is dropped, or when the program ends, however it ends.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    _file: Option<File>,
}

impl Lock {
    fn take(out: &Path) -> Result<Self, FolderError> {
        let path = out.join(LOCK_FILE);
        let cannot = |error: std::io::Error| failed(&path, "written", &error);
        loop {
            let file = File::options().read(true).append(true).create(true).open(&path).map_err(cannot)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let holder = fs::read_to_string(&path).unwrap_or_default();
                    let holder = holder.lines().last().unwrap_or("unnamed").to_owned();
                    return Err(FolderError::Busy { path: out.display().to_string(), holder });
                }
                // A file system without locks keeps nobody out, which is worse than nothing only for two at a time.
                Err(TryLockError::Error(_)) => return Ok(Self { path, _file: None }),
            }
            // The one before may have removed the file between its opening and its lock: then the lock is worth nothing.
            let mark = tempfile::Builder::new().prefix(SCRATCH).tempfile_in(out).map_err(cannot)?;
            let name = format!("process {}, {}", std::process::id(), mark.path().display());
            std::io::Write::write_all(&mut &file, format!("\n{name}").as_bytes()).map_err(cannot)?;
            if fs::read_to_string(&path).is_ok_and(|text| text.ends_with(&name)) {
                return Ok(Self { path, _file: Some(file) });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Folders that had to be created; those still empty at the end are removed again.
#[derive(Debug)]
struct CreatedFolders(Vec<PathBuf>);

impl CreatedFolders {
    fn create(out: &Path) -> Result<Self, StoreError> {
        let missing: Vec<PathBuf> =
            out.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).map(Path::to_owned).collect();
        let created = Self(missing);
        fs::create_dir_all(out).map_err(|error| failed(out, "created", &error))?;
        Ok(created)
    }
}

impl Drop for CreatedFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}
