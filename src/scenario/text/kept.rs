//! A scenario as it was read, to be read once more when its files are gone: what a results folder keeps of it.
//!
//! The texts of the file, of those that it extends, and of its buildings are kept whole, each under the name by which it was
//! found, so that a second reading from any folder finds the same. Files of real cases are not kept, since they may be of any
//! length: of them there is the account of their rows, with their digest. With that a result can be read again and written
//! anew; to *make* runs the files themselves are needed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::scenario::TraceAccount;

/// Everything that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioText {
    /// The scenario file as it was named.
    pub file: String,
    /// Changes to it, each `key=value`, as `--set` takes them.
    pub sets: Vec<String>,
    /// The texts: the file, those that it extends, its buildings.
    pub files: Vec<KeptFile>,
    /// What the rows of its files of real cases came to; the files are not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<TraceAccount>,
}

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name, as the reader made it of the names in the files.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// What becomes of files of real cases when a scenario is read once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseSource {
    /// They are read again where they were: runs can be made.
    Files,
    /// The account of their rows stands for them: for results that are there. There are no cases to make runs of.
    Account,
}

/// What a reader takes in place of files.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptScenario {
    /// Texts by the name of their file.
    pub files: Vec<KeptFile>,
    /// Accounts that stand for files of real cases; `None` where the files are read.
    pub cases: Option<Vec<TraceAccount>>,
}

impl KeptScenario {
    /// What is read of `text` in place of files.
    pub fn of(text: &ScenarioText, cases: CaseSource) -> Self {
        Self { files: text.files.clone(), cases: (cases == CaseSource::Account).then(|| text.cases.clone()) }
    }

    /// The text that the file called `name` had.
    pub fn text(&self, name: &str) -> Option<Arc<String>> {
        self.files.iter().find(|file| file.name == name).map(|file| Arc::new(file.text.clone()))
    }

    /// What the rows of the file of the entry `name` of `demand` came to.
    pub fn account(&self, name: &str) -> Option<&TraceAccount> {
        self.cases.as_ref()?.iter().find(|account| account.name == name)
    }
}
