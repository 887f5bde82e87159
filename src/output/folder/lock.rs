//! The right to write into a results folder, which one program has at a time.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::contents::{FolderError, SCRATCH};
use crate::output::tables::parquet::failed;
use crate::output::tables::schema::LOCK_FILE;

/// How often somebody else may take the file away just when it was opened, before that is an error.
const ATTEMPTS: usize = 100;

/// Bytes of a lock that are looked at; a name is far shorter.
const LONGEST: u64 = 1 << 16;
/// What is said of a lock that no program of ours has written.
const STRANGE: &str = "it holds bytes that are no text, which wangge does not write; remove the file unless another program needs it";

/// The right to write into a folder. Given back when it is dropped, or when the program ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: Option<File>,
}

impl Lock {
    /// Takes the right to write into `out`, which is there.
    ///
    /// # Errors
    /// When another program has it, or the lock cannot be written and read.
    pub(crate) fn take(out: &Path) -> Result<Self, FolderError> {
        let path = out.join(LOCK_FILE);
        let cannot = |error: std::io::Error| failed(&path, "locked", &error);
        for _ in 0..ATTEMPTS {
            let mut file = File::options().read(true).append(true).create(true).open(&path).map_err(cannot)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(FolderError::Busy { path: out.display().to_string(), holder: holder(&mut file) });
                }
                // A file system without locks keeps nobody out, which is worse than nothing only for two at a time.
                Err(TryLockError::Error(_)) => return Ok(Self { path, _file: None }),
            }
            // The one before may have removed the file between its opening and its lock: then the lock is worth nothing.
            let mark = tempfile::Builder::new().prefix(SCRATCH).tempfile_in(out).map_err(cannot)?;
            let name = format!("process {}, {}", std::process::id(), mark.path().display());
            // A name that an earlier holder has left is of no use; a file that is none of ours is not overwritten.
            if !is_text(&mut file).map_err(cannot)? {
                return Err(failed(&path, "locked", &STRANGE).into());
            }
            file.set_len(0).map_err(cannot)?;
            file.write_all(format!("\n{name}").as_bytes()).map_err(cannot)?;
            drop(mark);
            match fs::read(&path) {
                Ok(bytes) if bytes.ends_with(name.as_bytes()) => return Ok(Self { path, _file: Some(file) }),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(cannot(error).into()),
            }
        }
        Err(failed(&path, "locked", &"other programs take it away again and again").into())
    }

    /// Goes with its folder to `out`, to which the folder is being renamed.
    pub(crate) fn follow(&mut self, out: &Path) {
        self.path = out.join(LOCK_FILE);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the file may be what an earlier holder has left: text, be it cut short, or nothing.
fn is_text(file: &mut File) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(std::str::from_utf8(&bytes).err().is_none_or(|error| error.error_len().is_none()))
}

/// Who holds the lock, as its file says.
fn holder(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).lines().last().unwrap_or("unnamed").to_owned()
}
