//! A fault on demand, for the tests of what is promised of kills and full disks: `WANGGE_FAULT=kill:17` ends the program
//! just before its 17th change to a disk, `WANGGE_FAULT=full:17` lets that change and all later ones fail. With
//! `kill-placing:3` and `full-placing:3` the changes count from the one that seals a complete result on. Nobody else sets it.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::output::folder::disk;

/// What happens, and at which change, from 1.
struct PlannedFault {
    is_kill: bool,
    /// Whether changes count only from the seal on.
    is_of_placing: bool,
    at: u64,
}

static FAULT: OnceLock<PlannedFault> = OnceLock::new();
static CHANGES: AtomicU64 = AtomicU64::new(0);
static IS_PLACING: AtomicBool = AtomicBool::new(false);

/// Arms the fault that the environment asks for, if it does.
pub fn arm() {
    let Some((what, at)) = std::env::var("WANGGE_FAULT").ok().and_then(|text| {
        let (what, at) = text.split_once(':')?;
        Some((what.to_owned(), at.parse().ok()?))
    }) else {
        return;
    };
    let fault = PlannedFault { is_kill: what.starts_with("kill"), is_of_placing: what.ends_with("-placing"), at };
    if FAULT.set(fault).is_ok() {
        disk::watch(strike);
    }
}

fn strike(_change: &str, path: &Path) -> Result<(), String> {
    let Some(fault) = FAULT.get() else { return Ok(()) };
    if path.file_name().is_some_and(|name| name == disk::LIST) {
        IS_PLACING.store(true, Ordering::SeqCst);
    }
    if fault.is_of_placing && !IS_PLACING.load(Ordering::SeqCst) {
        return Ok(());
    }
    if CHANGES.fetch_add(1, Ordering::SeqCst) + 1 < fault.at {
        return Ok(());
    }
    if fault.is_kill {
        std::process::abort();
    }
    Err("no space left on device".to_owned())
}
