//! The results folder: who may write into it, where files wait until they are complete, and how they are put in place.
//!
//! Files are written into a scratch folder inside the results folder (so that putting them in place is a rename on one
//! disk) and put in place when all are complete (`placing`). Until then nothing that was there is touched. A folder
//! of another plan is refused, moved aside or replaced, as [`Occupied`] says; a result of the same plan is replaced by one
//! with at least as many cells. It is replaced whole: its event log, charts and report go with it, whether or not the new
//! result has any. What else somebody put into the folder, or into the folders of event log and charts, stays.
//!
//! One program at a time writes into a folder: a lock, which the system drops with the program, says so, and a second one
//! is refused. What a killed program left behind, its scratch folder, is swept by the next one; its pieces
//! ([`super::checkpoint`]) are what the next one goes on from.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

pub use super::contents::FolderError;
pub(crate) use super::contents::SCRATCH;
use super::contents::{examine, files, read_claim, read_manifest};
use super::lock::Lock;
use super::manifest::{Claim, Manifest};
use super::{aside, disk, placing};
use crate::experiment::campaign::store::StoreError;
use crate::output::tables::parquet::failed;
use crate::output::tables::schema::{FOLDERS, PIECES_FOLDER, PIECES_PLAN_FILE, log_files};

/// What is done about a result of another plan, finished or under way, that a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupied {
    /// The folder is refused.
    Refuse,
    /// The whole folder is moved aside, to its name with the plan's hash behind it.
    MoveAside,
    /// The new result takes its place as soon as it is complete.
    Replace,
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
    occupied: Occupied,
    /// What the folder held of the plan when it was claimed.
    old: Option<Manifest>,
    /// What there is to say of what was found.
    notes: Vec<String>,
    /// Whether the event log that is there stays.
    keeps_events: bool,
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
        Self::claim_from(out, claim, Occupied::Refuse)
    }

    /// The same; with what is there of another plan, what `occupied` says is done.
    ///
    /// # Errors
    /// As [`Self::claim`].
    pub fn claim_from(out: &Path, claim: Claim, occupied: Occupied) -> Result<Self, FolderError> {
        if !placing::is_sealed(out) {
            // A folder that is refused is left without a trace.
            tolerate(examine(out, &claim), occupied)?;
        }
        let mut notes = Vec::new();
        let mut created = CreatedFolders::create(out)?;
        let mut lock = Lock::take(out)?;
        place_rest(out)?;
        let found = examine(out, &claim);
        if let (Err(FolderError::OtherPlan { plan, .. }), Occupied::MoveAside) = (&found, occupied) {
            notes.extend(aside::make_way(out, &claim, plan, lock)?);
            created = CreatedFolders::create(out)?;
            lock = Lock::take(out)?;
        }
        let old = if notes.is_empty() { tolerate(found, occupied)? } else { examine(out, &claim)? };
        sweep(out);
        let cannot = |error: std::io::Error| failed(out, "written", &error);
        let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(out).map_err(cannot)?;
        let mut folder =
            Self { out: out.to_owned(), claim, occupied, old, notes, keeps_events: false, scratch, _lock: lock, _created: created };
        folder.drop_pieces_of_others()?;
        Ok(folder)
    }

    /// Keeps the event log of the result that is there: the new one is of the same runs.
    pub const fn keep_events(&mut self) {
        self.keeps_events = true;
    }

    fn drop_pieces_of_others(&mut self) -> Result<(), StoreError> {
        let Some(under_way) = read_claim(&self.out)? else { return Ok(()) };
        if !self.claim.differences(&under_way.identity, under_way.shard).is_empty() {
            self.notes.push("what was done of another plan is dropped, as --replace asks".to_owned());
            self.remove_pieces();
        } else if under_way.build != self.claim.build {
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
        disk::create_folder(&pieces)?;
        let path = pieces.join(PIECES_PLAN_FILE);
        if !fs::read(&path).is_ok_and(|bytes| serde_json::from_slice::<Claim>(&bytes).is_ok()) {
            let text = serde_json::to_vec_pretty(&self.claim).map_err(|error| failed(&path, "written", &error))?;
            let new = self.unfinished(PIECES_PLAN_FILE);
            disk::write(&new, &text)?;
            disk::rename(&new, &path)?;
            disk::sync_folder(&pieces)?;
            disk::sync_folder(&self.out)?;
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
        // What was to be moved aside was moved before the campaign.
        let occupied = if self.occupied == Occupied::Replace { Occupied::Replace } else { Occupied::Refuse };
        let old = tolerate(examine(&self.out, &self.claim), occupied)?;
        if let Some(old) = old.filter(|old| old.cells_ended > cells && old.build == self.claim.build) {
            return Ok(Kept::Old { cells: old.cells_ended });
        }
        // A result of another plan that is replaced may have files of other policies.
        let mut policies = self.claim.identity.policies.clone();
        let others = read_manifest(&self.out)?.map(|manifest| manifest.plan.policies).unwrap_or_default();
        policies.extend(others.into_iter().filter(|policy| !self.claim.identity.policies.contains(policy)));
        self.look_for_obstacles(&policies)?;
        let logs: Vec<String> = log_files(&policies).collect();
        let files = files(&policies).filter(|name| !self.keeps_events || !logs.contains(name));
        placing::seal(self.scratch.path(), &self.out, files)?;
        place_rest(&self.out)?;
        Ok(Kept::New)
    }

    /// Looks for what stands in the way of a file, before anything is replaced.
    fn look_for_obstacles(&self, policies: &[String]) -> Result<(), StoreError> {
        let mut files = files(policies).map(|name| self.out.join(name));
        if let Some(place) = files.find(|place| place.is_dir()) {
            return Err(failed(&place, "replaced", &"it is a folder"));
        }
        let mut folders = FOLDERS.map(|name| self.out.join(name)).into_iter();
        match folders.find(|place| place.exists() && !place.is_dir()) {
            Some(place) => Err(failed(&place, "created", &"it is a file, not a folder")),
            None => Ok(()),
        }
    }
}

/// Puts in place what is left of a complete result that a program was putting in place when it was killed.
///
/// # Errors
/// When the folder is busy, or a file cannot be put in place.
pub fn recover(out: &Path) -> Result<(), FolderError> {
    if !placing::is_sealed(out) {
        return Ok(());
    }
    let _lock = Lock::take(out)?;
    place_rest(out)
}

fn place_rest(out: &Path) -> Result<(), FolderError> {
    let half_placed = |reason| FolderError::HalfPlaced { path: out.join(placing::SEALED).display().to_string(), reason };
    placing::finish(out).map(|_| ()).map_err(half_placed)
}

/// What [`examine`] has found, where a result of another plan is none of this campaign's when it may be moved or replaced.
fn tolerate(found: Result<Option<Manifest>, FolderError>, occupied: Occupied) -> Result<Option<Manifest>, FolderError> {
    match found {
        Err(FolderError::OtherPlan { .. }) if occupied != Occupied::Refuse => Ok(None),
        found => found,
    }
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
