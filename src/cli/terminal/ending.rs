//! How the program ends: the table of exit codes, and failures with the words that go with them.

use std::process::ExitCode;

use super::screen::{self, Unshown};
use crate::experiment::analysis::pattern::Uncounted;
use crate::experiment::campaign::execution::CampaignError;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::PlanError;
use crate::experiment::design::points::PointError;
use crate::experiment::study_error::StudyError;
use crate::output::folder::claim::FolderError;
use crate::scenario::Problems;

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
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

impl From<ExitStatus> for ExitCode {
    fn from(ending: ExitStatus) -> Self {
        Self::from(match ending {
            ExitStatus::Done => 0,
            ExitStatus::SomeFailed => 1,
            ExitStatus::Refused => 2,
            ExitStatus::Imprecise => 3,
            ExitStatus::File => 4,
            ExitStatus::Interrupted => 130,
        })
    }
}

/// Why a command could not do what was asked.
#[derive(Clone, Debug)]
pub struct Failure {
    ending: ExitStatus,
    /// Empty when there is nobody left to tell.
    message: String,
    /// Whether the message is made for a terminal, colours and all.
    is_rendered: bool,
    help: Option<&'static str>,
}

impl Failure {
    /// A failure with exit code `ending`.
    pub fn new(ending: ExitStatus, message: impl Into<String>) -> Self {
        Self { ending, message: message.into(), is_rendered: false, help: None }
    }

    /// Choices that cannot be used, each at its line.
    pub fn of_choices(problems: &Problems) -> Self {
        Self::of("the choices cannot be used", problems)
    }

    fn of(what: &str, problems: &Problems) -> Self {
        if problems.is_file_error() {
            return Self::new(ExitStatus::File, problems.to_string());
        }
        let text = problems.render(screen::error_width(), screen::has_error_colour());
        Self { is_rendered: true, ..Self::new(ExitStatus::Refused, format!("{what}\n{}", text.trim_end())) }
    }

    /// The reader of standard output has gone away: nothing to say, nothing wrong.
    pub const fn reader_gone() -> Self {
        Self { ending: ExitStatus::Done, message: String::new(), is_rendered: false, help: None }
    }

    /// The failure with a hint at what helps.
    pub fn with_help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// The failure with the `place` in front at which it is.
    #[must_use]
    pub fn at(self, place: &str) -> Self {
        Self { message: format!("{place}: {}", self.message), ..self }
    }

    /// Says what went wrong on standard error.
    pub fn tell(self) -> ExitStatus {
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

impl From<Unshown> for Failure {
    fn from(unshown: Unshown) -> Self {
        match unshown {
            Unshown::ReaderGone => Self::reader_gone(),
            Unshown::Refused(error) => Self::new(ExitStatus::File, format!("standard output could not be written: {error}")),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::of("the scenario cannot be used", &problems)
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let failure = Self::new(ExitStatus::Refused, error.to_string());
        match error {
            PlanError::NothingToCompare { .. } => {
                failure.with_help("write another policy into the file (`[policies.NAME]`), or name it with --policies A,B")
            }
            PlanError::NoLadder { .. } => {
                failure.with_help("let each policy start from the one before it: `after = \"...\"` in the scenario")
            }
            PlanError::UnknownPolicy { .. } | PlanError::NoReplications => failure,
        }
    }
}

impl From<Uncounted> for Failure {
    fn from(error: Uncounted) -> Self {
        Self::new(ExitStatus::Refused, error.to_string()).with_help("give the pattern another measure or group")
    }
}

impl From<PointError> for Failure {
    fn from(error: PointError) -> Self {
        match error {
            PointError::Refused(problems) => problems.into(),
            PointError::OtherMeasures { .. } => Self::new(ExitStatus::Refused, error.to_string()),
        }
    }
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        let text = error.to_string();
        let refused = || Self::new(ExitStatus::Refused, text.clone());
        match error {
            StudyError::Scenario(problems) | StudyError::Factor(problems) => problems.into(),
            StudyError::Plan(error) => error.into(),
            StudyError::Points(error) => error.into(),
            StudyError::Pattern(error) => error.into(),
            StudyError::Campaign(error) => error.into(),
            StudyError::NamedTwice { .. } => refused().with_help("give all its levels in one --factor"),
            StudyError::NothingVaried | StudyError::NothingAssumed { takes_levels: true } => refused()
                .with_help("name a factor, such as --factor escalation.grid.wait_limit=1d,2d,4d, or write a block [sweep] into the file"),
            StudyError::NothingAssumed { takes_levels: false } => refused().with_help(
                "name a factor, such as --factor escalation.grid.wait_limit=1d..4d, or write assumed = [low, high] beside a number",
            ),
            StudyError::NotAmong { .. } => refused().with_help("name it with --factor KEY=VALUES too"),
            StudyError::NoLevels { .. } => refused().with_help("say how many, such as KEY=1d..10d/10"),
            StudyError::TooMany { .. }
            | StudyError::Sampling(_)
            | StudyError::Precision { .. }
            | StudyError::TooFewLooks { .. }
            | StudyError::Selection(_)
            | StudyError::Condition(_)
            | StudyError::Find(_)
            | StudyError::Budget(_) => refused(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(ExitStatus::File, error.to_string())
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
        Self::new(ExitStatus::File, error.to_string()).with_help(help)
    }
}

impl From<CampaignError> for Failure {
    fn from(error: CampaignError) -> Self {
        match error {
            CampaignError::Store(error) => FolderError::from(error).into(),
            CampaignError::Threads { .. } => Self::new(ExitStatus::Refused, error.to_string()).with_help("ask for fewer with --threads N"),
        }
    }
}
