//! `manifest.json`: what a results folder holds and how it came about. The only file of a folder that differs between
//! two runs of one plan (times, machine, arguments), and the file whose presence says that the folder is whole.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::json_place::key_at;
use crate::experiment::campaign::execution::{Outcome, Status};
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::digest::hex;
use crate::experiment::design::plan::{Identity, Shard};
use crate::experiment::study_spec::StudySpec;
use crate::output::language::locale::Language;
use crate::output::tables::parquet::failed;
use crate::output::tables::schema::MANIFEST_FILE;

/// Content of `manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Hash of the plan, 64 hex digits.
    pub plan_hash: String,
    /// What the hash covers.
    pub plan: Identity,
    /// The program that made it, to the byte: tells builds of one version apart. Empty where nobody looked.
    #[serde(default)]
    pub build: String,
    /// Which part of the plan this is; `None` for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// `complete`, `interrupted` or `failed`.
    pub status: String,
    /// Cells that ended, failed ones included: replications, without a design.
    #[serde(default)]
    pub cells_ended: u64,
    /// Replications that ended, failed ones included.
    pub replications_ended: u32,
    /// Of these, left out of all estimates because a run failed.
    pub replications_left_out: u32,
    /// Runs that failed.
    pub failed_runs: u32,
    /// Confidence level of the intervals.
    pub confidence: f64,
    /// Events handled in all runs kept.
    pub events: u64,
    /// What there is to say beside the numbers: precision, selection, growth, steady state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// How it came about.
    #[serde(flatten)]
    pub circumstances: Circumstances,
    /// The tables.
    pub tables: Vec<TableEntry>,
    /// Language of charts and report, which whoever makes them again takes too.
    #[serde(default)]
    pub language: Language,
    /// The study, from which report and merged result are made. `None` where a program of its own kept the result; a manifest of
    /// an earlier version has none either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<StudySpec>,
}

/// How a result came about: nothing that changes a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Circumstances {
    /// The command line, without the program.
    pub arguments: Vec<String>,
    /// When the command started, ISO 8601 with offset.
    pub started: String,
    /// When the last run had ended, ISO 8601 with offset.
    pub finished: String,
    /// Runs that were read back from where an earlier campaign of the same plan had kept them.
    #[serde(default)]
    pub runs_recalled: u64,
    /// Seconds from the first run's start to the last one's end.
    pub simulation_seconds: f64,
    /// The computer.
    pub machine: Machine,
    /// The scenario file.
    pub scenario_file: String,
    /// Its text as read.
    pub scenario_text: String,
    /// What the text came to after `extends` and `--set`.
    pub scenario_resolved: serde_json::Value,
    /// What became of the rows of its files of real cases, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows_of_cases: Vec<String>,
}

/// The computer that made a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Operating system.
    pub system: String,
    /// Processor architecture.
    pub architecture: String,
    /// Threads it offers.
    pub processors: usize,
    /// Threads that were used.
    pub threads: usize,
}

/// One table of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// File name.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// Length of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}

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
    pub(super) fn differences(&self, identity: &Identity, shard: Option<Shard>) -> Vec<String> {
        let name = |shard: Option<Shard>| shard.map_or_else(|| "the whole plan".to_owned(), |shard| format!("shard {shard}"));
        let mut found = self.identity.differences(identity);
        if self.shard != shard {
            found.push(format!("{}, not {}", name(shard), name(self.shard)));
        }
        found
    }
}

impl Manifest {
    /// The manifest of `outcome`, for which a folder was claimed.
    #[must_use]
    pub fn new(claim: &Claim, confidence: f64, outcome: &Outcome, circumstances: Circumstances, tables: Vec<TableEntry>) -> Self {
        Self {
            plan_hash: claim.identity.hash(),
            plan: claim.identity.clone(),
            build: claim.build.clone(),
            shard: claim.shard,
            status: status_name(outcome.status).to_owned(),
            cells_ended: outcome.cells,
            replications_ended: outcome.replications,
            replications_left_out: outcome.left_out,
            failed_runs: outcome.failed_runs,
            confidence,
            events: outcome.events,
            remarks: Vec::new(),
            circumstances,
            tables,
            language: Language::default(),
            study: None,
        }
    }

    /// The manifest of the folder `out`, or `None` when it has none.
    ///
    /// # Errors
    /// When there is one that cannot be read or is not a manifest; the key at which it is wrong is named.
    pub fn read(out: &Path) -> Result<Option<Self>, StoreError> {
        read_json(&out.join(MANIFEST_FILE))
    }

    /// The language of the result that the folder `out` holds, when it is one of the plan `identity`: the same command goes on
    /// in it.
    #[must_use]
    pub fn language_of(out: &Path, identity: &Identity) -> Option<Language> {
        let kept = Self::read(out).ok().flatten()?;
        (kept.plan == *identity && kept.study.is_some()).then_some(kept.language)
    }
}

/// What the JSON file `path` says, or `None` when there is none.
pub(super) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    let text = match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| failed(path, "read", &error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, "read", &error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|error| {
        let key = key_at(&text, error.line(), error.column());
        let place = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
        let cut = if error.is_eof() { "the file is cut short: " } else { "" };
        failed(path, "read", &format!("{place}{cut}{error}"))
    })
}

impl TableEntry {
    /// The line on the complete file `path`, called `name` within its folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(name: &str, rows: u64, path: &Path) -> Result<Self, StoreError> {
        let (bytes, sha256) = digest(path)?;
        Ok(Self { file: name.to_owned(), rows, bytes, sha256 })
    }

    /// Whether the file is in `folder` as it was.
    #[must_use]
    pub fn is_whole(&self, folder: &Path) -> bool {
        digest(&folder.join(&self.file)).is_ok_and(|(bytes, sha256)| (bytes, sha256.as_str()) == (self.bytes, self.sha256.as_str()))
    }
}

/// Length and SHA-256 of a file.
fn digest(path: &Path) -> Result<(u64, String), StoreError> {
    let cannot = |error: std::io::Error| failed(path, "read", &error);
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = std::io::Read::read(&mut file, &mut chunk).map_err(cannot)?;
        if read == 0 {
            return Ok((bytes, hex(&digest.finalize())));
        }
        digest.update(&chunk[..read]);
        bytes += read as u64;
    }
}

/// How a status is spelled.
#[must_use]
pub const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Complete => "complete",
        Status::Interrupted => "interrupted",
        Status::Failed => "failed",
    }
}
