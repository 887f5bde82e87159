//! Options that several sub-commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::experiment::campaign::OnError;
use crate::experiment::plan::Shard;
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
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

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
    /// Threads asked for, else what the machine offers.
    pub fn threads(&self) -> NonZeroUsize {
        self.threads.unwrap_or_else(machine_threads)
    }
}

/// What is kept of a campaign, and where.
#[derive(Debug, Args)]
pub struct Keep {
    /// Results folder [default: output/<scenario name>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

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
    /// The results folder of the scenario called `name`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.out.clone().unwrap_or_else(|| PathBuf::from("output").join(name))
    }
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
