//! `wangge run`: replications of one policy, into a results folder and a summary.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::clock::{Stopwatch, now};
use super::ending::{Ending, Failure};
use super::options::{Source, Voice, Work, machine_threads};
use super::progress::Teller;
use super::report::Account;
use super::{screen, stop};
use crate::experiment::campaign::{Campaign, Outcome, Status, Workers};
use crate::experiment::plan::Plan;
use crate::experiment::replication::{keys, replicate};
use crate::experiment::result::Key;
use crate::output::folder::{Kept, ResultsFolder};
use crate::output::manifest::{Circumstances, Machine};
use crate::output::store::FolderStore;
use crate::output::summary::CsvFlavour;
use crate::scenario::{self, Scenario};

/// Runs replications of one policy: measures with intervals
///
/// Every replication is one possible course of the same place, with its own
/// issues and luck. The summary gives the mean over replications with a Student t
/// interval. The results folder keeps every run (runs.parquet), the days
/// (series.parquet), people and units (people.parquet, units.parquet), the
/// estimates (summary.csv), and how they came about (manifest.json).
///
/// The same scenario, policy, seed and replications give the same tables, byte
/// for byte, on any number of threads. A folder that holds the result of another
/// plan is never overwritten.
///
/// Ctrl-C keeps the replications that are complete; a second one ends at once and
/// keeps nothing.
///
/// Examples:
///   wangge run scenarios/network.toml
///   wangge run scenarios/network.toml --policy early --out output/early
///   wangge run scenarios/queue.toml --replications 100 --set horizon=200d
///   wangge run scenarios/network.toml --json --progress jsonl > summary.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    source: Source,

    /// Policy to run; `base` is the file without overlay
    #[arg(long, value_name = "NAME", default_value = "base")]
    policy: String,

    #[command(flatten)]
    work: Work,

    /// Results folder [default: output/<scenario name>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Begins CSV files with the byte-order mark that Excel needs
    #[arg(long)]
    excel: bool,

    #[command(flatten)]
    voice: Voice,
}

/// Carries the command out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let started = now();
    let scenario = scenario::read(&arguments.source.file, &arguments.source.sets)?;
    let plan = Plan::new(&scenario, &[&arguments.policy], arguments.work.seed, arguments.work.replications)?;
    let columns = keys(&plan.settings[0]);
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&scenario.name));
    let folder = ResultsFolder::claim(&out, &plan.identity)?;
    let mut store = FolderStore::new(folder, &plan, &columns)?;
    let stop = stop::on_interrupt()?;

    let watch = Stopwatch::start();
    let outcome = campaign(arguments, &plan, &columns, &stop, &mut store)?;
    let seconds = watch.seconds();

    let kept = if outcome.replications == 0 {
        drop(store);
        None
    } else {
        let flavour = if arguments.excel { CsvFlavour::Excel } else { CsvFlavour::Plain };
        Some(store.finish(&outcome, circumstances(arguments, &scenario, started, seconds), flavour)?)
    };
    let threads = arguments.work.threads().get();
    show(arguments, &Account { scenario: &scenario, plan: &plan, outcome: &outcome, out: &out, kept: kept.as_ref(), seconds, threads })?;
    Ok(ending(&outcome))
}

fn campaign(arguments: &Arguments, plan: &Plan, columns: &[Key], stop: &AtomicBool, store: &mut FolderStore) -> Result<Outcome, Failure> {
    let teller = Teller::new(&arguments.voice, plan.runs());
    let workers = Workers::new(arguments.work.threads());
    let outcome = Campaign { plan, columns, workers, run: replicate, stop, progress: &teller }.carry_out(store);
    teller.end();
    Ok(outcome?)
}

fn circumstances(arguments: &Arguments, scenario: &Scenario, started: String, simulation_seconds: f64) -> Circumstances {
    Circumstances {
        arguments: std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect(),
        started,
        finished: now(),
        simulation_seconds,
        machine: Machine {
            system: std::env::consts::OS.to_owned(),
            architecture: std::env::consts::ARCH.to_owned(),
            processors: machine_threads().get(),
            threads: arguments.work.threads().get(),
        },
        scenario_file: scenario.path.display().to_string(),
        scenario_text: scenario.text.clone(),
        scenario_resolved: scenario.resolved.clone(),
    }
}

fn show(arguments: &Arguments, account: &Account) -> Result<(), Failure> {
    if account.outcome.replications == 0 {
        screen::say("interrupted before the first replication was complete; nothing was written");
        return Ok(());
    }
    if let Some(Kept::Old { .. }) = account.kept
        && !arguments.voice.quiet
    {
        screen::say("the earlier result of the same plan has more replications and stays; this one was not written");
    }
    if arguments.voice.json {
        return screen::show(&format!("{:#}\n", account.json()));
    }
    screen::show(&account.text(screen::WIDTH))
}

fn ending(outcome: &Outcome) -> Ending {
    match outcome.status {
        Status::Interrupted => Ending::Interrupted,
        Status::Complete if outcome.failed_runs > 0 => Ending::SomeFailed,
        Status::Complete => Ending::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_outweighs_failed_runs_and_failed_runs_outweigh_success() {
        let outcome = |status, failed_runs| Outcome {
            status,
            replications: 3,
            left_out: failed_runs,
            failed_runs,
            failures: Vec::new(),
            events: 0,
            estimates: Vec::new(),
        };
        assert_eq!(ending(&outcome(Status::Complete, 0)), Ending::Done);
        assert_eq!(ending(&outcome(Status::Complete, 1)), Ending::SomeFailed);
        assert_eq!(ending(&outcome(Status::Interrupted, 1)), Ending::Interrupted);
    }
}
