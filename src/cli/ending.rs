//! How the program ends: the table of exit codes, and failures with the words that go with them.

use std::process::ExitCode;

use super::screen;
use crate::experiment::campaign::CampaignError;
use crate::experiment::design::PointError;
use crate::experiment::pattern::Uncounted;
use crate::experiment::plan::PlanError;
use crate::experiment::store::StoreError;
use crate::output::folder::FolderError;
use crate::scenario::Problems;

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All went well.
    Done,
    /// Some runs or checks failed.
    SomeFailed,
    /// Wrong arguments or a wrong scenario.
    Refused,
    /// All is kept, and the precision asked for was not reached.
    Imprecise,
    /// A file could not be read or written.
    File,
    /// Stopped by the person; what was done is kept.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Done => 0,
            Ending::SomeFailed => 1,
            Ending::Refused => 2,
            Ending::Imprecise => 3,
            Ending::File => 4,
            Ending::Interrupted => 130,
        })
    }
}

/// Why a command could not do what was asked.
#[derive(Clone, Debug)]
pub struct Failure {
    ending: Ending,
    /// Empty when there is nobody left to tell.
    message: String,
    /// Whether the message is made for a terminal, colours and all.
    is_rendered: bool,
    help: Option<&'static str>,
}

impl Failure {
    /// A failure with exit code `ending`.
    pub fn new(ending: Ending, message: impl Into<String>) -> Self {
        Self { ending, message: message.into(), is_rendered: false, help: None }
    }

    /// The reader of standard output has gone away: nothing to say, nothing wrong.
    pub const fn reader_gone() -> Self {
        Self { ending: Ending::Done, message: String::new(), is_rendered: false, help: None }
    }

    /// The failure with a hint at what helps.
    pub fn with_help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Says what went wrong on standard error.
    pub fn tell(self) -> Ending {
        if !self.message.is_empty() {
            let message = format!("error: {}", self.message);
            if self.is_rendered { screen::say_rendered(&message) } else { screen::say(&message) }
        }
        if let Some(help) = self.help {
            screen::say(&format!("help: {help}"));
        }
        self.ending
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        if problems.is_file_error() {
            return Self::new(Ending::File, problems.to_string());
        }
        let text = problems.render(screen::error_width(), screen::has_error_colour());
        let failure = Self::new(Ending::Refused, format!("the scenario cannot be used\n{}", text.trim_end()));
        Self { is_rendered: true, ..failure }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let failure = Self::new(Ending::Refused, error.to_string());
        match error {
            PlanError::NothingToCompare { .. } => {
                failure.with_help("write another policy into the file (`[policies.NAME]`), or name it with --policies A,B")
            }
            PlanError::UnknownPolicy { .. } | PlanError::NoReplications => failure,
        }
    }
}

impl From<Uncounted> for Failure {
    fn from(error: Uncounted) -> Self {
        Self::new(Ending::Refused, error.to_string()).with_help("give the pattern another measure or group")
    }
}

impl From<PointError> for Failure {
    fn from(error: PointError) -> Self {
        match error {
            PointError::Refused(problems) => problems.into(),
            PointError::OtherMeasures { .. } => Self::new(Ending::Refused, error.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Ending::File, error.to_string())
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let help = match &error {
            FolderError::OtherPlan { .. } => "choose another folder with --out DIR, or give --replace if its result is no longer needed",
            FolderError::HalfPlaced { .. } => {
                "make room, or give back the right to write, and give the same command again: nothing is run again"
            }
            FolderError::Busy { .. } => "wait until it is done, or choose another folder with --out DIR",
            FolderError::Strange { .. } | FolderError::Unreadable { .. } => "choose an empty or new folder with --out DIR",
            FolderError::Store(_) => "choose a folder that can be written, with --out DIR; an earlier result is as it was",
        };
        Self::new(Ending::File, error.to_string()).with_help(help)
    }
}

impl From<CampaignError> for Failure {
    fn from(error: CampaignError) -> Self {
        match error {
            CampaignError::Store(error) => FolderError::from(error).into(),
            CampaignError::Threads { .. } => Self::new(Ending::Refused, error.to_string()).with_help("ask for fewer with --threads N"),
        }
    }
}
