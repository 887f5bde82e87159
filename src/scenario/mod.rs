//! Text in, checked value out.
//!
//! A scenario file goes through one pipe (`assembly`): text, a tree that knows where everything was written (`text/tree`),
//! files it extends and `--set` (`load`), provenance taken off (`provenance`), policies laid over (`overlay`), the structural
//! check against the schema (`schema`, `check`), typed reading (`blocks/file`, `quantity`, `distribution`), and the check of
//! meaning. What stays the same during a run becomes the structure (`resolve`, `organisation`, `place`, `blocks`), what a
//! policy may change on a date the rules of each epoch (`rules`, `epochs`), and both one [`Setting`] per policy; beside them
//! stands the [`Evidence`] that their comparison is judged by. All problems come out at once, each with its place
//! ([`Problems`]). Nothing later in the house checks again.
//!
//! A study asks for the same scenario again and again with other values: [`Draft`] keeps the tree and goes the last part
//! of that way for each of its points; [`Factor`] is what the points differ in.

mod assembly;
pub mod blocks;
pub mod cases;
mod chains;
pub(crate) mod coordination;
mod draft;
pub(crate) mod duties;
mod endless;
mod epochs;
pub mod factors;
pub mod idle_calendars;
pub(crate) mod incentives;
pub(crate) mod lesson;
mod lesson_decisions;
mod organisation;
pub mod place;
mod reader_names;
mod resolve;
mod rules;
pub mod setting;
mod span;
mod structure;
pub mod text;
pub mod trigger_reach;
mod triggers;
mod working_time;

use std::path::{Path, PathBuf};

pub use blocks::evidence::{Evidence, Exception, Expectation, Pattern, Subject};
pub use blocks::sweep::{Sweep, SweepDesign};
pub use cases::account::TraceAccount;
pub use coordination::choice_file::ChoiceFile;
pub use coordination::choices::IssueChoice;
pub use draft::Draft;
pub use factors::design_file::{DesignFile, design_text};
pub use factors::factor::{Factor, Level};
pub use lesson::{CAPTION_COUNTS, Caption, Lesson};
pub use lesson_decisions::{LessonDecision, LessonOption, LessonText};
pub use reader_names::{ReaderNames, without_number};
pub use setting::Setting;
pub use text::diagnostics::{Problem, Problems, printable};
pub use text::kept::{CaseSource, KeptFile, ScenarioText};
pub use text::parameters::{Parameter, parameters};
pub use text::schema::json_schema;

/// Name of the policy that is the file without any overlay.
pub const BASE: &str = "base";

/// A scenario file, read, merged, resolved and checked: the same place, people and demand under each of its policies.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name: the key `name`, else the file's stem. Only letters, digits, `-` and `_`, since it names the results folder.
    pub name: String,
    /// The key `title`: one line for people.
    pub title: Option<String>,
    /// The key `title_zh`: the same for readers of Chinese.
    pub title_zh: Option<String>,
    /// File that was read.
    pub path: PathBuf,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications asked for (default 30).
    pub replications: u32,
    /// Confidence level of intervals (default 0.95).
    pub confidence: f64,
    /// Share of its people, places and demand that the scenario has, above 0 and at most 1 (default 1).
    pub scale: f64,
    /// Name of the policy that others are compared with (default `base`).
    pub baseline: String,
    /// The file that states the baseline, when it is not this one but one that it extends, and this one has policies of its own.
    pub baseline_of: Option<String>,
    /// What a comparison of the policies is judged by.
    pub evidence: Evidence,
    /// One setting per policy: `base` first, the others in the order of the file.
    pub settings: Vec<Setting>,
    /// What the numbers rest on, in the order of the file.
    pub provenance: Vec<Provenance>,
    /// Numbers of the file and its policies of which nothing is said, without those that only say what is to be run and
    /// how it is judged.
    pub unstated: usize,
    /// The policy that each policy starts from, where that is not the file itself, in the order of the file.
    pub after: Vec<(String, String)>,
    /// The merged file after `extends` and `--set`, keys sorted, provenance stripped, policies with all that they have from
    /// the policies they start from, with the SHA-256 of the files of real cases that it names: what the plan hash covers.
    pub resolved: serde_json::Value,
    /// Text of the file as read, for the manifest.
    pub text: String,
    /// Files of real cases that were read, in the order of the file.
    pub traces: Vec<TraceAccount>,
    /// What a sweep runs, where the file says so.
    pub sweep: Option<Sweep>,
    /// What a replay teaches, where the file says so.
    pub lesson: Option<Lesson>,
    /// What roles, units, levels, categories and the like are called for readers.
    pub names: ReaderNames,
}

/// Where a number of the scenario comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Full key, for example `roles.liaison.speed`.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// What it rests on.
    pub basis: Basis,
}

/// What a number rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A named source.
    Cited(String),
    /// Fitted; says to what.
    Calibrated(String),
    /// Nobody's figure: a range in which it may lie, as written.
    Assumed {
        /// Lower end.
        low: String,
        /// Upper end.
        high: String,
    },
}

impl Scenario {
    /// Whether a policy says itself what stands at the dotted `key` of the file.
    #[must_use]
    pub fn overlays(&self, policy: &str, key: &str) -> bool {
        use serde_json::Value as Json;
        let own = self.resolved.get("policies").and_then(|policies| policies.get(policy));
        let is_called = |item: &Json, name: &str| ["name", "role"].iter().any(|key| item.get(key).and_then(Json::as_str) == Some(name));
        let inside = |at: &Json, segment: &str| match at {
            Json::Array(list) => list.iter().find(|item| is_called(item, segment)).cloned(),
            other => other.get(segment).cloned(),
        };
        key.split('.').try_fold(own.cloned(), |at, segment| at.map(|at| inside(&at, segment))).flatten().is_some()
    }

    /// The policy that `policy` starts from; `None` where that is the file itself.
    #[must_use]
    pub fn starts_from(&self, policy: &str) -> Option<&str> {
        self.after.iter().find(|(name, _)| name == policy).map(|(_, after)| after.as_str())
    }

    /// The policies that make up `policy`, each with the one that starts from it behind it; `base` is none.
    #[must_use]
    pub fn chain<'a>(&'a self, policy: &'a str) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        let mut next = Some(policy).filter(|policy| *policy != BASE);
        while let Some(name) = next.filter(|name| !found.contains(name)) {
            found.push(name);
            next = self.starts_from(name);
        }
        found.reverse();
        found
    }

    /// The text that the file has under `key` of a policy.
    #[must_use]
    pub fn policy_text(&self, policy: &str, key: &str) -> Option<&str> {
        self.resolved.get("policies")?.get(policy)?.get(key)?.as_str()
    }
}

/// Reads the scenario file at `path` with the changes `sets` (each `key=value`, as `--set` takes them).
///
/// Reads only that file and the files it names; writes nothing. [`Draft::read`] does the same and keeps what a study needs.
///
/// # Errors
/// Everything that is wrong, at once; [`Problems::is_file_error`] tells an unreadable file from wrong content.
pub fn read(path: &Path, sets: &[String]) -> Result<Scenario, Problems> {
    Draft::read(path, sets).map(Draft::into_scenario)
}
