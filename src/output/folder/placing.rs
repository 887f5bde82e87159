//! How a complete result comes into its place, so that a kill between any two renames loses nothing.
//!
//! All files are complete in a scratch folder. With them goes a list of what is to be placed and what is to be removed;
//! then the scratch folder gets the name [`SEALED`], by one rename. From that moment the result is there, and what is
//! left, [`finish`], can be done again from any point: whoever takes the folder next does what is missing.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk;
use super::disk::LIST;
use crate::experiment::campaign::store::StoreError;
use crate::output::tables::parquet::failed;
use crate::output::tables::schema::{FOLDERS, MANIFEST_FILE, PIECES_FOLDER};

/// Folder of a complete result of which not all is in place.
pub(crate) const SEALED: &str = ".complete";

/// What is to be done to put a result in place.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Placing {
    /// Files to be renamed, in this order.
    place: Vec<String>,
    /// Files of an earlier result that have no successor.
    remove: Vec<String>,
}

/// Seals the complete result in the folder `scratch` of `out`: of `files`, which are all that there may be, those that are
/// there are the result, and the others go.
///
/// # Errors
/// When the disk refuses; then `out` is as it was.
pub(crate) fn seal(scratch: &Path, out: &Path, files: impl Iterator<Item = String>) -> Result<(), StoreError> {
    let (mut place, mut remove): (Vec<String>, Vec<String>) = files.partition(|name| scratch.join(name).exists());
    remove.retain(|name| out.join(name).exists());
    place.sort_by_key(|name| name == MANIFEST_FILE);
    let list = scratch.join(LIST);
    let text = serde_json::to_vec(&Placing { place, remove }).map_err(|error| failed(&list, "written", &error))?;
    disk::write(&list, &text)?;
    for folder in FOLDERS.map(|name| scratch.join(name)).into_iter().filter(|folder| folder.exists()) {
        disk::sync_folder(&folder)?;
    }
    disk::sync_folder(scratch)?;
    disk::rename(scratch, &out.join(SEALED))?;
    disk::sync_folder(out)
}

/// Whether a complete result in `out` is not all in place.
pub(crate) fn is_sealed(out: &Path) -> bool {
    out.join(SEALED).is_dir()
}

/// Puts what is left of a sealed result in place; whether there was one. It holds all runs of its plan, so no pieces stay.
///
/// # Errors
/// When a file cannot be renamed or removed; what is left can be tried again.
pub(crate) fn finish(out: &Path) -> Result<bool, StoreError> {
    if !is_sealed(out) {
        return Ok(false);
    }
    let sealed = out.join(SEALED);
    // Without a list, which went in before the name, nothing was left to do but to remove the folder.
    let list = fs::read(sealed.join(LIST)).ok().and_then(|bytes| serde_json::from_slice::<Placing>(&bytes).ok());
    if let Some(Placing { place, remove }) = &list {
        remove.iter().try_for_each(|name| disk::remove(&out.join(name)))?;
        for name in place.iter().filter(|name| name.as_str() != MANIFEST_FILE) {
            put(&sealed, out, name)?;
        }
        for folder in FOLDERS.map(|name| out.join(name)) {
            // With something in it, new or not ours, it stays.
            if folder.exists() && fs::remove_dir(&folder).is_err() {
                disk::sync_folder(&folder)?;
            }
        }
        disk::sync_folder(out)?;
        put(&sealed, out, MANIFEST_FILE)?;
        disk::sync_folder(out)?;
    }
    // What cannot be removed is swept by the next campaign, and harms nothing.
    let _ = fs::remove_dir_all(out.join(PIECES_FOLDER));
    let _ = disk::remove(&sealed.join(LIST));
    let _ = fs::remove_dir_all(&sealed);
    Ok(list.is_some())
}

/// Renames one file, unless that was done before.
fn put(sealed: &Path, out: &Path, name: &str) -> Result<(), StoreError> {
    let (from, to) = (sealed.join(name), out.join(name));
    if !from.exists() {
        return Ok(());
    }
    if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
        disk::create_folder(folder)?;
    }
    disk::rename(&from, &to)
}
