//! Making way in a folder that nobody named: the result of another plan is moved aside, whole, and one of this plan that was
//! moved aside before comes back, so that a file may be edited and run again, and edited back.

use std::path::{Path, PathBuf};

use super::contents::{FolderError, examine};
use super::disk;
use super::lock::Lock;
use super::manifest::Claim;
use crate::output::tables::schema::PIECES_FOLDER;

/// Digits of a plan's hash in the name of a folder: as many as texts show.
const DIGITS: usize = 12;

/// Moves the folder `out`, which holds another plan with the hash `plan` and is locked, aside; then brings back what an
/// earlier campaign of `claim` has left aside. Says what was done.
///
/// # Errors
/// When a folder cannot be renamed.
pub(crate) fn make_way(out: &Path, claim: &Claim, plan: &str, mut lock: Lock) -> Result<Vec<String>, FolderError> {
    let aside = free(out, plan);
    lock.follow(&aside);
    if let Err(error) = disk::rename(out, &aside) {
        lock.follow(out);
        return Err(error.into());
    }
    drop(lock);
    let mut notes = vec![format!("{} held the result of another plan, which is now in {}", out.display(), aside.display())];
    let earlier = name(out, &claim.identity.hash(), 1);
    let is_ours = match examine(&earlier, claim) {
        Ok(None) => earlier.join(PIECES_FOLDER).is_dir(),
        found => found.is_ok(),
    };
    if is_ours && let Ok(mut lock) = Lock::take(&earlier) {
        lock.follow(out);
        match disk::rename(&earlier, out) {
            Ok(()) => notes.push(format!("the earlier result of this plan came back from {}", earlier.display())),
            Err(_) => lock.follow(&earlier),
        }
    }
    if let Some(parent) = out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        disk::sync_folder(parent)?;
    }
    Ok(notes)
}

/// The first name aside that is free.
fn free(out: &Path, plan: &str) -> PathBuf {
    let mut number = 1;
    loop {
        let aside = name(out, plan, number);
        if !aside.exists() {
            return aside;
        }
        number += 1;
    }
}

/// The name of `out` with the plan behind it, and a number where it is not the first.
fn name(out: &Path, plan: &str, number: u32) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", plan.get(..DIGITS).unwrap_or(plan)));
    if number > 1 {
        name.push(format!("-{number}"));
    }
    out.with_file_name(name)
}
