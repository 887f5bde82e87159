//! The manifest at the top of a study in steps, each of which is a campaign with a results folder of its own inside.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk;
use super::manifest::read_json;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::study_spec::StudySpec;
use crate::output::language::locale::Language;
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::schema::MANIFEST_FILE;

/// Content of the `manifest.json` of such a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepsManifest {
    /// Version of the program.
    pub version: String,
    /// Folders of the steps that were done, in their order.
    pub steps: Vec<String>,
    /// Language of the report on all of them.
    pub language: Language,
    /// The study.
    pub study: StudySpec,
}

impl StepsManifest {
    /// The manifest of the folder `out`, or `None` when it has none.
    ///
    /// # Errors
    /// When there is one that cannot be read or is of something else; the key at which it is wrong is named.
    pub fn read(out: &Path) -> Result<Option<Self>, StoreError> {
        read_json(&out.join(MANIFEST_FILE))
    }

    /// Whether the folder `out` has such a manifest; one that is wrong somewhere is one too, to be refused by the key at which it is.
    #[must_use]
    pub fn is_in(out: &Path) -> bool {
        let keys: Result<Option<serde_json::Map<String, serde_json::Value>>, StoreError> = read_json(&out.join(MANIFEST_FILE));
        keys.is_ok_and(|keys| keys.is_some_and(|keys| keys.contains_key("steps")))
    }

    /// Writes it into the folder `out`, by way of `scratch`, a folder on the same disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, out: &Path, scratch: &Path) -> Result<(), StoreError> {
        let new = scratch.join(MANIFEST_FILE);
        let mut text = serde_json::to_string_pretty(self).map_err(|error| failed(&new, "written", &error))?;
        text.push('\n');
        write_small(&new, text.as_bytes())?;
        disk::rename(&new, &out.join(MANIFEST_FILE))
    }
}
