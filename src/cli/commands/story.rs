//! `wangge story`: the life of one issue in sentences, under one policy or two side by side.

use std::sync::atomic::AtomicBool;

use clap::Args;

use super::options::{LanguageOption, ScenarioOptions, system_language};
use crate::cli::summaries::story::{Life, Story};
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::{json, screen};
use crate::engine::Observer;
use crate::engine::random::Luck;
use crate::experiment::design::plan::Plan;
use crate::measure::event_log::EventLog;
use crate::measure::replication::observed;
use crate::measure::run_result::RunResult;
use crate::output::language::locale::Language;
use crate::process::Record;
use crate::scenario::Setting;

/// Writes the life of one issue in sentences
///
/// Runs one replication and follows one issue through it: when it occurred and became
/// known, who worked on it, why it went up, how it ended. With two policies their
/// stories stand beside each other: it is the same issue, of the same household at
/// the same moment, so that what differs is what the policy does.
///
/// Issues are numbered from 0 in the order in which they occur; the event log
/// (wangge run --events) has the same numbers in its column `case`. The number is that
/// of the first policy.
///
/// Examples:
///   wangge story scenarios/tutorial.toml 17
///   wangge story scenarios/tutorial.toml 17 --policies before,liaison
///   wangge story scenarios/office.toml 250 --replication 3 --lang zh
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// Number of the issue
    #[arg(value_name = "ISSUE")]
    pub issue: u32,

    /// One policy, or two side by side [default: the file's baseline]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Root of all random numbers [default: the file's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Which replication, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub replication: u32,

    /// Language of the story [default: that of the system]
    #[arg(long = "lang", value_name = "LANGUAGE")]
    pub language: Option<LanguageOption>,

    /// Prints the story as one JSON object, for programs
    #[arg(long)]
    pub json: bool,
}

/// Carries the command out.
///
/// # Errors
/// When the scenario cannot be used, has no such policy, or its run no such issue.
pub fn story(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let Arguments { source, issue, policies, seed, replication, .. } = arguments;
    let draft = source.read()?;
    let scenario = draft.scenario();
    let names: Vec<&str> =
        if policies.is_empty() { vec![scenario.baseline.as_str()] } else { policies.iter().map(String::as_str).collect() };
    if names.len() > 2 {
        let message = format!("a story takes one policy or two, got {}", names.len());
        return Err(Failure::new(ExitStatus::Refused, message).with_help("name two with --policies A,B"));
    }
    let plan = Plan::new(scenario, &names, *seed, Some(1))?;
    let seed = plan.identity.seed;
    let runs = plan.settings.iter().map(|setting| run(setting, seed, *replication)).collect::<Result<Vec<_>, _>>()?;
    let first = runs.first().map(|(_, witness)| witness);
    let Some(luck) = first.and_then(|witness| witness.luck_of(*issue)) else {
        let known = first
            .and_then(Witness::last)
            .map_or_else(|| "there are no issues".to_owned(), |last| format!("its issues have the numbers 0 to {last}"));
        let message = format!("replication {replication} of {} has no issue {issue} under {}: {known}", scenario.name, names[0]);
        return Err(Failure::new(ExitStatus::Refused, message));
    };
    let lives = plan.settings.iter().zip(&runs).map(|(setting, (result, witness))| Life { setting, result, rows: witness.of(luck) });
    let story = Story { scenario, issue: *issue, seed, replication: *replication, lives: lives.collect(), language: arguments.language() };
    if arguments.json {
        json::show(&story.json())?;
    } else {
        screen::show(&story.text(screen::WIDTH))?;
    }
    Ok(ExitStatus::Done)
}

fn run(setting: &Setting, seed: u64, replication: u32) -> Result<(RunResult, Witness), Failure> {
    observed(setting, seed, replication, &AtomicBool::new(false), Witness::default())
        .map_err(|failure| Failure::new(ExitStatus::SomeFailed, failure.to_string()))
}

impl Arguments {
    fn language(&self) -> Language {
        self.language.map_or_else(system_language, LanguageOption::language)
    }
}

/// The event log, and by row the random numbers of its issue, by which it is known under another policy.
#[derive(Default)]
struct Witness {
    log: EventLog,
    luck: Vec<Luck>,
}

impl Witness {
    fn luck_of(&self, case: u32) -> Option<Luck> {
        self.log.rows.iter().zip(&self.luck).find(|(row, _)| row.case == case).map(|(_, luck)| *luck)
    }

    /// The greatest number of an issue.
    fn last(&self) -> Option<u32> {
        self.log.rows.iter().map(|row| row.case).max()
    }

    fn of(&self, luck: Luck) -> Vec<crate::measure::event_log::EventRow> {
        self.log.rows.iter().zip(&self.luck).filter(|(_, own)| **own == luck).map(|(row, _)| *row).collect()
    }
}

impl Observer<Record<'_>> for Witness {
    fn observe(&mut self, record: &Record<'_>) {
        self.log.observe(record);
        if let Record::Issue { issue, .. } = *record {
            self.luck.push(issue.luck);
        }
    }
}
