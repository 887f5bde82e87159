//! The results folder: who may write into it, where files wait until they are complete, and how they are put in place.
//!
//! Files are written into a scratch folder inside the results folder (so that putting them in place is a rename on one
//! disk) and renamed when all are complete, the manifest last. Until then nothing that was there is touched. A folder of
//! another plan is refused; a result of the same plan is replaced by one with at least as many replications. It is
//! replaced whole: its event log, charts and report go with it, whether or not the new result has any. What else somebody
//! put into the folder, or into the folders of event log and charts, stays.
//!
//! The scratch folder goes away with the value that owns it. One that a killed program left behind is swept by the next
//! run: its lock, which the system drops with the program, tells it from one that is in use.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::manifest::Manifest;
use super::parquet::failed;
use super::schema::{COMPARISONS_FILE, EVENTS_FOLDER, FIGURES_FOLDER, FILES, MANIFEST_FILE, REPORT_FILE, event_files, figure_files};
use crate::experiment::plan::Identity;
use crate::experiment::store::StoreError;

/// How the name of a scratch folder begins.
pub(super) const SCRATCH: &str = ".unfinished-";
/// File in a scratch folder that is locked as long as it is in use.
const LOCK: &str = "lock";

/// Why a folder cannot take a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// It holds the result of another plan.
    #[error("the folder {path} holds the result of another plan ({}); nothing was overwritten", differences.join("; "))]
    OtherPlan {
        /// The folder.
        path: String,
        /// In what the plan there differs.
        differences: Vec<String>,
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
    /// The disk or the system refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a finished result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is in the folder.
    New,
    /// The folder keeps the result it had, of the same plan, with this many replications: more than the new one.
    Old {
        /// Replications of the result that stays.
        replications: u32,
    },
}

/// A results folder claimed for one plan.
#[derive(Debug)]
pub struct ResultsFolder {
    out: PathBuf,
    identity: Identity,
    /// Held for its lock.
    _lock: File,
    /// Dropped after the lock and before the folders.
    scratch: TempDir,
    _created: CreatedFolders,
}

impl ResultsFolder {
    /// Claims the folder `out`, which need not exist, for the plan `identity`.
    ///
    /// # Errors
    /// When it holds anything but a result of this plan, or cannot be created or written.
    pub fn claim(out: &Path, identity: &Identity) -> Result<Self, FolderError> {
        examine(out, identity)?;
        let created = CreatedFolders::create(out)?;
        sweep(out);
        let cannot = |error: std::io::Error| failed(out, "written", &error);
        let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(out).map_err(cannot)?;
        let lock = File::create(scratch.path().join(LOCK)).map_err(cannot)?;
        // A file system without locks leaves the scratch folder open to another run's sweep, and to nothing worse.
        let _ = lock.try_lock();
        Ok(Self { out: out.to_owned(), identity: identity.clone(), _lock: lock, scratch, _created: created })
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

    /// Puts the complete files in place, the result of `replications` replications.
    ///
    /// # Errors
    /// When another plan has come into the folder meanwhile, or a file cannot be renamed.
    pub fn put_in_place(self, replications: u32) -> Result<Kept, FolderError> {
        let old = examine(&self.out, &self.identity)?;
        if let Some(old) = old.filter(|old| old.replications_ended > replications) {
            return Ok(Kept::Old { replications: old.replications_ended });
        }
        self.make_room()?;
        self.replace_folder(EVENTS_FOLDER, event_files(&self.identity.policies))?;
        self.replace_folder(FIGURES_FOLDER, figure_files())?;
        self.replace_optional(REPORT_FILE)?;
        for name in FILES {
            if name == COMPARISONS_FILE {
                self.replace_optional(name)?;
            } else {
                self.place(name)?;
            }
        }
        Ok(Kept::New)
    }

    /// Creates the folders that new files need and looks for what stands in the way of one, before anything is replaced.
    fn make_room(&self) -> Result<(), StoreError> {
        for folder in [EVENTS_FOLDER, FIGURES_FOLDER].map(Path::new).into_iter().filter(|folder| self.scratch.path().join(folder).exists())
        {
            let place = self.out.join(folder);
            fs::create_dir_all(&place).map_err(|error| failed(&place, "created", &error))?;
        }
        let mut files = files(&self.identity.policies).map(|name| self.out.join(name));
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

/// The manifest of what is in `out`, when `identity` may be written there.
fn examine(out: &Path, identity: &Identity) -> Result<Option<Manifest>, FolderError> {
    let path = || out.display().to_string();
    if out.exists() && !out.is_dir() {
        return Err(failed(out, "written", &"it is a file, not a folder").into());
    }
    if let Some(manifest) = read_manifest(out)? {
        let differences = manifest.plan.differences(identity);
        return if differences.is_empty() { Ok(Some(manifest)) } else { Err(FolderError::OtherPlan { path: path(), differences }) };
    }
    match files(&identity.policies).find(|name| out.join(name).exists()) {
        Some(file) => Err(FolderError::Strange { path: path(), file }),
        None => Ok(None),
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

/// Removes what killed programs left behind in `out`. What cannot be removed stays: it harms nothing.
fn sweep(out: &Path) {
    let Ok(entries) = fs::read_dir(out) else { return };
    for entry in entries.flatten() {
        let is_scratch = entry.file_name().to_string_lossy().starts_with(SCRATCH);
        if !is_scratch {
            continue;
        }
        if let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
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
