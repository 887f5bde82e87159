//! What a results folder holds, and why it cannot take a result.

use std::fs;
use std::path::Path;

use super::checkpoint;
use super::disk::failed;
use super::manifest::{Claim, Manifest};
use crate::experiment::campaign::store::StoreError;
use crate::output::tables::schema::{FILES, MANIFEST_FILE, PIECES_FOLDER, PIECES_PLAN_FILE, REPORT_FILE, figure_files, log_files};

/// How the name of a scratch folder begins.
pub(crate) const SCRATCH: &str = ".unfinished-";

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
        /// Hash of the plan there.
        plan: String,
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
    /// The result is complete, and the disk or the system refused while it was put in place.
    #[error("the result is complete in {path}, and not all of it could be put in place: {reason}")]
    HalfPlaced {
        /// Where the rest waits.
        path: String,
        /// What the system says.
        reason: StoreError,
    },
    /// The disk or the system refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The manifest of what is in `out`, when `claim` may be written there.
pub(crate) fn examine(out: &Path, claim: &Claim) -> Result<Option<Manifest>, FolderError> {
    let path = || out.display().to_string();
    if out.exists() && !out.is_dir() {
        return Err(failed(out, "written", &"it is a file, not a folder").into());
    }
    if let Some(under_way) = read_claim(out)? {
        let differences = claim.differences(&under_way.identity, under_way.shard);
        if !differences.is_empty() {
            let plan = under_way.identity.hash();
            return Err(FolderError::OtherPlan { path: path(), differences, is_under_way: true, plan });
        }
    }
    if let Some(manifest) = read_manifest(out)? {
        let differences = claim.differences(&manifest.plan, manifest.shard);
        return if differences.is_empty() {
            Ok(Some(manifest))
        } else {
            Err(FolderError::OtherPlan { path: path(), differences, is_under_way: false, plan: manifest.plan.hash() })
        };
    }
    match files(&claim.identity.policies).find(|name| out.join(name).exists()) {
        Some(file) => Err(FolderError::Strange { path: path(), file }),
        None => Ok(None),
    }
}

/// The plan of the pieces in `out`; `None` when there are none that say. A damaged note of it is made up for by the pieces,
/// each of which says it too.
pub(crate) fn read_claim(out: &Path) -> Result<Option<Claim>, StoreError> {
    let folder = out.join(PIECES_FOLDER);
    let path = folder.join(PIECES_PLAN_FILE);
    match fs::read(&path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok().or_else(|| checkpoint::claim_of(&folder))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(checkpoint::claim_of(&folder)),
        Err(error) => Err(failed(&path, "read", &error)),
    }
}

/// All files that a result of `policies` may have.
pub(crate) fn files(policies: &[String]) -> impl Iterator<Item = String> {
    let tables = FILES.iter().map(|&name| name.to_owned());
    tables.chain(log_files(policies)).chain(figure_files()).chain([REPORT_FILE.to_owned()])
}

/// The manifest in `out`, where there is one.
pub(crate) fn read_manifest(out: &Path) -> Result<Option<Manifest>, FolderError> {
    let is_there = out.join(MANIFEST_FILE).is_file();
    Manifest::read(out).map_err(|error| {
        if is_there { FolderError::Unreadable { path: out.display().to_string(), reason: error.reason } } else { error.into() }
    })
}
