//! `wangge run`: replications of one policy, into a results folder and a summary.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::options::{Aims, ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::studies::campaign::{Manner, RunOrigin};
use crate::cli::studies::conduct::conduct;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::experiment::prepared_study::PreparedStudy;
use crate::measure::replication::{RunFailure, replicate};
use crate::scenario::{ChoiceFile, IssueChoice};

/// Runs replications of one policy: measures with intervals
///
/// Every replication is one possible course of the same place, with its own
/// random events. The summary gives the mean over replications with a Student t
/// interval, corrected for skewness. The results folder keeps every run
/// (runs.parquet), the days (series.parquet), people and units (people.parquet,
/// units.parquet), the estimates (summary.csv), and how they came about
/// (manifest.json); charts as SVG, PNG and the CSV that each draws (figures/), and
/// a report that opens in a browser without a network (report.html). With --events
/// it also keeps what happened to every issue (events/<policy>.parquet): case,
/// activity, time, unit, person, and behind every escalation the rule, its
/// threshold (waits in seconds) and the value that met it; and what people turned
/// to (people_log/<policy>.parquet).
///
/// The same scenario, policy, seed and replications give the same files, byte
/// for byte, on any number of threads. A folder that holds the result of another
/// plan is never overwritten; one of the same plan is replaced whole, its event log
/// included: without --events none is left.
///
/// With --precision the campaign ends as soon as the intervals are narrow enough.
/// With --steady-state the figures are claimed to be those of the long run, and
/// that is checked. Where work piles up without bound a warning says so.
///
/// Ctrl-C keeps the replications that are complete; a second one ends at once and
/// keeps nothing.
///
/// Examples:
///   wangge run scenarios/network.toml
///   wangge run scenarios/network.toml --policy early --out output/early
///   wangge run scenarios/queue.toml --replications 100 --set horizon=200d
///   wangge run scenarios/queue.toml --replications 1 --events
///   wangge run scenarios/tutorial.toml --policy liaison --choices choices.toml
///   wangge run scenarios/office.toml --precision 5%
///   wangge run scenarios/office.toml --precision resolution_rate=0.01
///   wangge run scenarios/queue.toml --steady-state
///   wangge run scenarios/network.toml --json --progress jsonl > summary.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::doc_markdown, reason = "examples are shown as they are typed")]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// Policy to run; `base` is the file without overlay
    #[arg(long, value_name = "NAME", default_value = "base")]
    pub policy: String,

    /// Decides about single issues in place of the rules (TOML or CSV)
    ///
    /// Each choice names an issue by its key in event logs, which of its
    /// arrivals at a unit (default 1), and a decision: keep, pass, whistle,
    /// return, or add (a person, with `unit` and `role`). It holds in
    /// replication 0, unless it says `replication`. A TOML file has a list
    /// `[[choices]]`, a CSV file a column for each key.
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub choices: Option<PathBuf>,

    #[command(flatten)]
    pub work: ExecutionOptions,

    #[command(flatten)]
    pub aims: Aims,

    #[command(flatten)]
    pub keep: Keep,

    #[command(flatten)]
    pub voice: Voice,
}

/// Carries the command out, with runs from `origin`.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn run(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { source, policy, choices, work, aims, keep, voice } = arguments;
    let aims = aims.of_study(work)?;
    let choices = choices.as_deref().map(ChoiceFile::read).transpose().map_err(|problems| Failure::of_choices(&problems))?;
    let draft = source.read_with(choices.as_ref())?;
    let spec = work.order(draft.clone(), &[], None).run(policy, aims);
    let study = PreparedStudy::new(spec, draft)?;
    if let Some(choices) = &choices {
        try_out(choices, &study)?;
    }
    conduct(study, Manner { work, keep, voice, origin })
}

/// Makes the replications in which something is decided, so that a choice that cannot be carried out is reported at its line
/// before anything is written.
fn try_out(choices: &ChoiceFile, study: &PreparedStudy) -> Result<(), Failure> {
    let plan = &study.plan;
    let replications = plan.identity.replications;
    let beyond = |choice: &IssueChoice| choice.replication >= replications;
    let late = choices.choices().enumerate().filter(|(_, choice)| beyond(choice));
    let mut found: Vec<(usize, String)> = late
        .map(|(number, choice)| (number, format!("there is no replication {}; there are {replications}, from 0", choice.replication)))
        .collect();
    let decided: BTreeSet<u32> = choices.choices().filter(|choice| !beyond(choice)).map(|choice| choice.replication).collect();
    for (setting, replication) in plan.settings.iter().flat_map(|setting| decided.iter().map(move |replication| (setting, *replication))) {
        if let Err(RunFailure::Untaken(untaken)) = replicate(setting, plan.identity.seed, replication, &AtomicBool::new(false)) {
            found.extend(untaken);
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Failure::of_choices(&choices.problems(&found))) }
}
