//! Changes to a disk, one function for each kind, so that what is promised of kills and full disks can be tried at every
//! one of them: whoever watches is asked before each change.
//!
//! A rename lasts through a loss of power only when the folder is synced too, which `sync_folder` does.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::Path;
use std::sync::OnceLock;

use super::parquet::failed;
use crate::experiment::store::StoreError;

/// File that says what is to be done to put a result in place; the first that is written then.
pub const LIST: &str = "placing.json";

/// Asked before every change, with what is done and where; a reason for an answer fails the change.
pub type Watch = fn(&str, &Path) -> Result<(), String>;

static WATCH: OnceLock<Watch> = OnceLock::new();

/// Has `watch` asked before every change that the program makes from now on. The first who asks for it is heard.
pub fn watch(watch: Watch) {
    let _ = WATCH.set(watch);
}

/// Asks whoever watches.
///
/// # Errors
/// When the change is to fail.
pub(super) fn announce(change: &str, path: &Path) -> std::io::Result<()> {
    WATCH.get().map_or(Ok(()), |watch| watch(change, path).map_err(Error::other))
}

/// Writes a whole file, down to the disk.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let write = || {
        announce("write", path)?;
        let mut file = File::create(path)?;
        file.write_all(content)?;
        announce("sync", path)?;
        file.sync_all()
    };
    write().map_err(|error| failed(path, "written", &error))
}

/// Renames a file or folder, over the file that may be there.
///
/// # Errors
/// When it cannot be renamed.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    announce("rename", to).and_then(|()| fs::rename(from, to)).map_err(|error| failed(to, "replaced", &error))
}

/// Removes a file, which need not be there.
///
/// # Errors
/// When it is there and cannot be removed.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match announce("remove", path).and_then(|()| fs::remove_file(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(path, "removed", &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Creates a folder and those that it stands in.
///
/// # Errors
/// When it cannot be created.
pub(super) fn create_folder(path: &Path) -> Result<(), StoreError> {
    announce("create", path).and_then(|()| fs::create_dir_all(path)).map_err(|error| failed(path, "created", &error))
}

/// Brings what was renamed in a folder down to the disk, where the file system can.
///
/// # Errors
/// When the disk refuses.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if !cfg!(unix) {
        return Ok(());
    }
    match announce("sync", path).and_then(|()| File::open(path)?.sync_all()) {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Err(failed(path, "written", &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}
