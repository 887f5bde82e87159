//! Options that several sub-commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::experiment::campaign::OnError;
use crate::experiment::plan::Shard;
use crate::output::folder::Occupied;
use crate::output::message;

/// The scenario and changes to it.
#[derive(Debug, Args)]
pub struct Source {
    /// Scenario file (TOML)
    pub file: PathBuf,

    /// Changes a key of the file, with the same checks; may be repeated
    ///
    /// Entries of lists are addressed by their name. Examples:
    ///   `--set horizon=200d`
    ///   `--set units.community.count=10`
    ///   `--set escalation.grid.wait_limit=2d`
    #[arg(long = "set", value_name = "KEY=VALUE", verbatim_doc_comment)]
    pub sets: Vec<String>,
}

/// Most threads of a campaign.
const MOST_THREADS: usize = 1024;

/// How a campaign is carried out.
#[derive(Debug, Args)]
pub struct Work {
    /// Root of all luck; wins over the file's `seed`
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Replications; wins over the file's `replications`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,

    /// Threads; changes no number [default: all of the machine]
    ///
    /// No more than there are runs, and at most 1024, are started.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Memory that the command may need [default: the machine's]
    ///
    /// Before it starts, the command estimates the most that it may need
    /// from the issues to be expected and the design points.
    /// What is above this bound is refused.
    #[arg(long, value_name = "GIB", verbatim_doc_comment)]
    pub memory: Option<f64>,

    /// Does one of n parts of the plan, such as 2/8, for `wangge merge`
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,

    /// What to do when a run fails: leave its replication out, or stop
    #[arg(long, value_name = "WHAT", default_value = "skip")]
    pub on_error: OnFailure,
}

/// What to do when a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnFailure {
    /// Leave its replication out under every policy
    Skip,
    /// Stop there, and keep what was done
    Stop,
}

impl From<OnFailure> for OnError {
    fn from(what: OnFailure) -> Self {
        match what {
            OnFailure::Skip => Self::Skip,
            OnFailure::Stop => Self::Stop,
        }
    }
}

impl Work {
    /// Threads for so many runs: those asked for, else what the machine offers, but no more than there is work for.
    pub fn threads(&self, runs: u64) -> NonZeroUsize {
        let most = usize::try_from(runs).unwrap_or(usize::MAX).clamp(1, MOST_THREADS);
        self.threads.unwrap_or_else(machine_threads).min(NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN))
    }
}

/// What is kept of a campaign, and where.
#[derive(Debug, Args)]
pub struct Keep {
    /// Results folder [default: output/<scenario name>/<command>]
    ///
    /// Without it, the result of another plan in the default folder is moved
    /// aside to <command>.<plan>. A folder named here that holds another plan
    /// is refused, unless --replace is given.
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,

    /// Replaces the result of another plan in the folder, when complete
    #[arg(long)]
    pub replace: bool,

    /// Whether `out` is not what the person named, but follows from the default.
    #[arg(skip)]
    pub is_default: bool,

    /// Keeps the event log, in the folder events/ of the results folder
    #[arg(long, conflicts_with = "shard")]
    pub events: bool,

    #[command(flatten)]
    pub look: Look,
}

/// How a result looks.
#[derive(Clone, Debug, Args)]
pub struct Look {
    /// Begins CSV files with the byte-order mark that Excel needs
    #[arg(long)]
    pub excel: bool,

    /// Language of charts and report
    #[arg(long = "lang", value_name = "LANGUAGE", default_value = "en")]
    pub language: Language,

    /// Writes the tables alone: no charts, no report
    #[arg(long)]
    pub tables_only: bool,
}

/// Language of charts and report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

impl From<Language> for message::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::English,
            Language::Zh => Self::Chinese,
        }
    }
}

impl Keep {
    /// The results folder of `command` with the scenario called `name`; each shard has a default of its own.
    pub fn folder(&self, name: &str, command: &str, shard: Option<Shard>) -> PathBuf {
        self.out.clone().unwrap_or_else(|| default_folder(name, command, shard))
    }

    /// What is done about another plan's result in the folder.
    pub const fn occupied(&self) -> Occupied {
        match (self.replace, self.out.is_none() || self.is_default) {
            (true, _) => Occupied::Replace,
            (false, true) => Occupied::MoveAside,
            (false, false) => Occupied::Refuse,
        }
    }
}

/// The folder of `command` where nobody names one.
pub fn default_folder(name: &str, command: &str, shard: Option<Shard>) -> PathBuf {
    let part = shard.map(|Shard { number, of }| format!("-{number}-of-{of}")).unwrap_or_default();
    PathBuf::from("output").join(name).join(format!("{command}{part}"))
}

/// How a command talks.
#[derive(Clone, Debug, Args)]
pub struct Voice {
    /// Prints the result as one JSON object, for programs
    #[arg(long)]
    pub json: bool,

    /// Form of progress on standard error [default: a bar, on a terminal]
    #[arg(long, value_name = "FORM", conflicts_with = "quiet")]
    pub progress: Option<ProgressForm>,

    /// No progress and no notes on standard error
    #[arg(long, short)]
    pub quiet: bool,
}

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressForm {
    /// A bar with rate and time left
    Bar,
    /// One JSON object per line
    Jsonl,
}

/// Threads that the machine offers.
pub fn machine_threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
