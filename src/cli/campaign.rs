//! A campaign from the claimed folder to files in place: what `run` and `compare` have in common.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use super::clock::{Stopwatch, now};
use super::ending::{Ending, Failure};
use super::options::{Keep, Voice, Work, machine_threads};
use super::progress::Teller;
use super::report::Account;
use super::{screen, stop};
use crate::experiment::campaign::{Campaign, Gatherer, Outcome, Status, Workers};
use crate::experiment::comparison::{Comparison, Differences};
use crate::experiment::courses::Courses;
use crate::experiment::matching::Columns;
use crate::experiment::plan::Plan;
use crate::experiment::replication::{logged, replicate};
use crate::output::findings;
use crate::output::folder::{FolderError, Kept, ResultsFolder};
use crate::output::gallery::Exhibit;
use crate::output::manifest::{Circumstances, Machine};
use crate::output::store::FolderStore;
use crate::output::summary::CsvFlavour;
use crate::scenario::{Scenario, Setting};

/// A campaign as a person has ordered it.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What to run.
    pub plan: &'a Plan,
    /// The columns of its runs.
    pub columns: &'a Columns,
    /// How it is carried out.
    pub work: &'a Work,
    /// What is kept.
    pub keep: &'a Keep,
    /// How it is told.
    pub voice: &'a Voice,
}

/// A campaign that has ended.
#[derive(Clone, Debug)]
pub struct Done {
    /// What it came to.
    pub outcome: Outcome,
    /// The policies against their baseline, when that was asked for.
    pub comparison: Option<Comparison>,
    /// The results folder.
    pub out: PathBuf,
    /// What became of the files; `None` when there was nothing to write.
    pub kept: Option<Kept>,
    /// Wall-clock seconds of the simulation.
    pub seconds: f64,
}

impl Done {
    /// How the command ends.
    pub const fn ending(&self) -> Ending {
        ending(&self.outcome)
    }
}

impl Order<'_> {
    /// Runs all, keeps it in the results folder with charts and report, and concludes `differences` when they are to be
    /// gathered.
    ///
    /// # Errors
    /// When the folder cannot take the result, or the campaign cannot be carried out.
    pub fn carry_out(&self, differences: Option<Differences>) -> Result<Done, Failure> {
        let started = now();
        let out = self.keep.folder(&self.scenario.name);
        let folder = ResultsFolder::claim(&out, &self.plan.identity)?;
        let mut store = FolderStore::new(folder, self.plan, &self.columns.keys)?;
        if self.keep.events {
            store = store.with_events()?;
        }
        let stop = stop::on_interrupt()?;

        let watch = Stopwatch::start();
        let mut gatherers = (differences, (!self.keep.tables_only).then(|| Courses::new(self.plan)));
        let outcome = self.simulate(&stop, &mut store, &mut gatherers)?;
        let seconds = watch.seconds();

        if outcome.replications == 0 {
            drop(store);
            return Ok(Done { outcome, comparison: None, out, kept: None, seconds });
        }
        let (differences, courses) = gatherers;
        let comparison = differences.map(|differences| differences.conclude(self.plan, &outcome));
        let flavour = if self.keep.excel { CsvFlavour::Excel } else { CsvFlavour::Plain };
        if let Some(courses) = courses {
            let courses = courses.conclude();
            let Self { scenario, plan, .. } = *self;
            let language = self.keep.language.into();
            let exhibit = Exhibit { scenario, plan, outcome: &outcome, comparison: comparison.as_ref(), courses: &courses, language };
            findings::write(&exhibit, &store, flavour).map_err(FolderError::from)?;
        }
        let kept = store.finish(&outcome, comparison.as_ref(), self.circumstances(started, seconds), flavour)?;
        Ok(Done { outcome, comparison, out, kept: Some(kept), seconds })
    }

    fn simulate(&self, stop: &AtomicBool, store: &mut FolderStore, gatherer: &mut dyn Gatherer) -> Result<Outcome, Failure> {
        let Self { plan, columns, .. } = *self;
        let teller = Teller::new(self.voice, plan.runs());
        let threads = self.work.threads();
        let one = if self.keep.events { logged } else { replicate };
        let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
            one(setting, seed, replication, stop).map(|result| columns.of(setting, result))
        };
        let workers = if self.keep.events { Workers::with_logs(threads) } else { Workers::new(threads) };
        let outcome = Campaign { plan, columns: &columns.keys, workers, run, stop, progress: &teller }.carry_out_for(store, gatherer);
        teller.end();
        Ok(outcome?)
    }

    fn circumstances(&self, started: String, simulation_seconds: f64) -> Circumstances {
        Circumstances {
            arguments: std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect(),
            started,
            finished: now(),
            simulation_seconds,
            machine: Machine {
                system: std::env::consts::OS.to_owned(),
                architecture: std::env::consts::ARCH.to_owned(),
                processors: machine_threads().get(),
                threads: self.work.threads().get(),
            },
            scenario_file: self.scenario.path.display().to_string(),
            scenario_text: self.scenario.text.clone(),
            scenario_resolved: self.scenario.resolved.clone(),
        }
    }

    /// What there is to say about the campaign.
    pub fn account<'d>(&'d self, done: &'d Done) -> Account<'d> {
        Account {
            scenario: self.scenario,
            plan: self.plan,
            outcome: &done.outcome,
            out: &done.out,
            kept: done.kept.as_ref(),
            seconds: done.seconds,
            threads: self.work.threads().get(),
            has_report: !self.keep.tables_only,
        }
    }

    /// Shows the result in the form that was asked for, and says what became of the files.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show(&self, done: &Done, json: impl FnOnce() -> Value, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if done.outcome.replications == 0 {
            screen::say("interrupted before the first replication was complete; nothing was written");
            return Ok(());
        }
        if let Some(Kept::Old { .. }) = done.kept
            && !self.voice.quiet
        {
            screen::say("the earlier result of the same plan has more replications and stays; this one was not written");
        }
        screen::show(&if self.voice.json { format!("{:#}\n", json()) } else { text() })
    }
}

const fn ending(outcome: &Outcome) -> Ending {
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
