//! Options that several sub-commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::experiment::design::plan::Shard;
use crate::experiment::study_order::StudyOrder;
use crate::experiment::study_spec::CampaignAims;
use crate::output::folder::claim::Occupied;
use crate::output::language::locale::Language;
use crate::scenario::{ChoiceFile, Draft, Problems};

/// The scenario and changes to it.
#[derive(Debug, Args)]
pub struct ScenarioOptions {
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

impl ScenarioOptions {
    /// The scenario with the changes.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self) -> Result<Arc<Draft>, Problems> {
        self.read_with(None)
    }

    /// The scenario with the changes, and with `choices` last.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read_with(&self, choices: Option<&ChoiceFile>) -> Result<Arc<Draft>, Problems> {
        let sets: Vec<String> = self.sets.iter().cloned().chain(choices.and_then(ChoiceFile::set)).collect();
        Ok(Arc::new(Draft::read(&self.file, &sets)?))
    }
}

/// Most threads of a campaign.
const MOST_THREADS: usize = 1024;

/// How a campaign is carried out.
#[derive(Debug, Args)]
pub struct ExecutionOptions {
    /// Root of all random numbers; wins over the file's `seed`
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

impl ExecutionOptions {
    /// For runs that are there: what nobody asks for.
    pub const NONE: Self = Self { seed: None, replications: None, threads: None, memory: None, shard: None, on_error: OnFailure::Skip };

    /// Refuses `option`, when it is given, with a shard.
    ///
    /// # Errors
    /// When both are asked for.
    pub fn refuse_shard(&self, is_given: bool, option: &str) -> Result<(), Failure> {
        match self.shard.filter(|_| is_given) {
            None => Ok(()),
            Some(shard) => {
                let message =
                    format!("{option} cannot be used with --shard {shard}: it is decided by all results together, and a shard has a part");
                Err(Failure::new(ExitStatus::Refused, message).with_help("leave one of the two out"))
            }
        }
    }

    /// An order of what `draft` says, with seed and replications as asked for.
    pub fn order(&self, draft: Arc<Draft>, policies: &[String], baseline: Option<&str>) -> StudyOrder {
        StudyOrder {
            policies: policies.to_vec(),
            baseline: baseline.map(str::to_owned),
            seed: self.seed,
            replications: self.replications,
            stops_at_failure: self.on_error == OnFailure::Stop,
            ..StudyOrder::new(draft)
        }
    }

    /// Threads for so many runs: those asked for, else what the machine offers, but no more than there is work for.
    pub fn threads(&self, runs: u64) -> NonZeroUsize {
        let most = usize::try_from(runs).unwrap_or(usize::MAX).clamp(1, MOST_THREADS);
        self.threads.unwrap_or_else(machine_threads).min(NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN))
    }
}

/// What is kept of a campaign, and where.
#[derive(Clone, Debug, Args)]
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
    pub look: PresentationOptions,
}

/// How a result looks.
#[derive(Clone, Debug, Args)]
pub struct PresentationOptions {
    /// Begins CSV files with the byte-order mark that Excel needs
    #[arg(long)]
    pub excel: bool,

    /// Language of terminal, charts and report [default: the system's]
    ///
    /// Without it: that of the results folder, else of the locale (`LANG`).
    #[arg(long = "lang", value_name = "LANGUAGE")]
    pub language: Option<LanguageOption>,

    /// Writes the tables alone: no charts, no report
    #[arg(long)]
    pub tables_only: bool,
}

/// Language of terminal, charts and report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageOption {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

impl LanguageOption {
    /// The language.
    pub const fn language(self) -> Language {
        match self {
            Self::En => Language::English,
            Self::Zh => Language::Chinese,
        }
    }

    /// How the command line spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

/// The language of whoever sits at this machine, as the system has it.
pub fn system_language() -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(std::env::var_os);
    Language::of_locale(said.map(|value| value.to_string_lossy().into_owned()))
}

impl PresentationOptions {
    /// The language asked for, else that of the system.
    pub fn language(&self) -> Language {
        self.language.map_or_else(system_language, LanguageOption::language)
    }

    /// The same, with `kept` as language where none is asked for.
    pub fn or_in(&self, kept: Language) -> Self {
        let kept = match kept {
            Language::English => LanguageOption::En,
            Language::Chinese => LanguageOption::Zh,
        };
        Self { language: self.language.or(Some(kept)), ..self.clone() }
    }
}

/// What a campaign without points aims at.
#[derive(Clone, Debug, Args)]
pub struct Aims {
    /// Ends as soon as all intervals are narrow enough
    ///
    /// At most after --replications [default then: 1000]. Either a share of
    /// the mean for all headline measures, or measures with half-widths of
    /// their own, in their unit or as a share of the mean. In a comparison it
    /// is about the differences from the baseline, and shares are of the
    /// baseline's mean. All of it must hold at two looks in a row, ten
    /// replications apart, the first after thirty. Exit code 3 when it is not
    /// reached; the result is kept all the same. Examples:
    ///   `--precision 5%`
    ///   `--precision resolution_rate=0.01,resolution_time_hours=5%`
    #[arg(long, value_name = "TEXT", verbatim_doc_comment)]
    pub precision: Option<String>,

    /// Claims that figures are those of the long run, and has that checked
    ///
    /// Every slow state (backlog of each level, open issues, latent issues,
    /// mean trust where feedback moves it) must have its start behind it
    /// within the warm-up (MSER-5), and must not grow without bound. The rule
    /// errs on the side of refusing. Exit code 3 when it does; the result is
    /// kept all the same, and what would be needed is said.
    #[arg(long, verbatim_doc_comment)]
    pub steady_state: bool,
}

impl Aims {
    /// What they are in a study.
    ///
    /// # Errors
    /// When they are asked for of a shard.
    pub fn of_study(&self, work: &ExecutionOptions) -> Result<CampaignAims, Failure> {
        let option = if self.precision.is_some() { "--precision" } else { "--steady-state" };
        work.refuse_shard(self.precision.is_some() || self.steady_state, option)?;
        Ok(CampaignAims { precision: self.precision.clone(), steady_state: self.steady_state })
    }
}

impl Keep {
    /// The same, with `kept` as language where none is asked for.
    pub fn in_language(&self, kept: Option<Language>) -> Self {
        let look = kept.map_or_else(|| self.look.clone(), |kept| self.look.or_in(kept));
        Self { look, ..self.clone() }
    }

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

/// How progress is shown.
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
