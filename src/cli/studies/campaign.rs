//! The campaign of a study, from the claimed folder to files in place.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::aims::Gathered;
use super::limits;
use crate::cli::commands::options::{ExecutionOptions, Keep, LanguageOption, Voice, default_folder, machine_threads};
use crate::cli::summaries::plan::{ShardWords, Telling};
use crate::cli::terminal::clock::{Stopwatch, build, now};
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::progress::Teller;
use crate::cli::terminal::{json, screen, stop};
use crate::experiment::analysis::claims::Claims;
use crate::experiment::analysis::comparison::{Comparison, Differences};
use crate::experiment::analysis::loads::LoadSums;
use crate::experiment::analysis::slow_states::SlowStates;
use crate::experiment::campaign::courses::{Course, Courses};
use crate::experiment::campaign::execution::{Campaign, Gatherer, Missing, OnError, Outcome, Status, Workers};
use crate::experiment::design::plan::{Plan, Shard};
use crate::experiment::design::schedule::Schedule;
use crate::experiment::design::shared_columns::SharedColumns;
use crate::experiment::matching::gathering::MatchedIssues;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_command;
use crate::experiment::study_command::StudyCommand;
use crate::experiment::study_end::StudyEnd;
use crate::experiment::study_spec::{StudyKind, StudySpec};
use crate::measure::replication::{Replicate, followed, followed_and_logged, logged, replicate};
use crate::output::folder::claim::{FolderError, Kept, ResultsFolder};
use crate::output::folder::manifest::Claim;
use crate::output::folder::manifest::{Circumstances, Machine, Manifest};
use crate::output::folder::store::FolderStore;
use crate::output::language::locale::Language;
use crate::output::language::names::Titles;
use crate::output::language::wording::Wording;
use crate::output::presentation::Presentation;
use crate::output::report::findings;
use crate::output::report::gallery::Exhibit;
use crate::output::results::campaign::ShardJson;
use crate::output::results::ended::EndedCampaign;
use crate::output::tables::runs::Detail;
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::{Scenario, Setting};

/// Seconds of work that a killed program loses at most, but for what is being done at that moment.
const PIECE_SECONDS: f64 = 1.0;

/// How a study is carried out, apart from what it is: nothing of it changes a number.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'a> {
    /// Threads, memory, and the part of the plan.
    pub work: &'a ExecutionOptions,
    /// What is kept.
    pub keep: &'a Keep,
    /// How it is told.
    pub voice: &'a Voice,
    /// Where runs come from.
    pub origin: &'a RunOrigin,
}

/// The campaign of a study, with the manner in which it is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The study.
    pub study: &'a StudySpec,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What to run.
    pub plan: &'a Plan,
    /// The columns of its runs.
    pub columns: &'a SharedColumns,
    /// How it is carried out.
    pub work: &'a ExecutionOptions,
    /// What is kept.
    pub keep: &'a Keep,
    /// How it is told.
    pub voice: &'a Voice,
    /// Where runs come from.
    pub origin: &'a RunOrigin,
}

/// Where the runs of a campaign come from.
#[derive(Clone, Debug)]
pub enum RunOrigin {
    /// They are made, but for those that the results folder knows.
    Made,
    /// From shards that were done before: folders with their manifests.
    Merged(Vec<(PathBuf, Manifest)>),
    /// From the results folder alone, whose manifest this is.
    Again(Box<Manifest>),
    /// From nowhere: the plan is told and not carried out.
    Planned(Telling),
}

/// A campaign that has ended.
#[derive(Clone, Debug)]
pub struct Done {
    /// What it came to.
    pub outcome: Outcome,
    /// The policies against their baseline, when that was asked for.
    pub comparison: Option<Comparison>,
    /// What there is to say beside the numbers.
    pub claims: Claims,
    /// The results folder.
    pub out: PathBuf,
    /// What became of the files; `None` when there was nothing to write.
    pub kept: Option<Kept>,
    /// Wall-clock seconds of the simulation.
    pub seconds: f64,
}

/// A campaign whose runs have ended, and whose result is still to be made.
pub struct Ran<'a, G> {
    /// What it came to.
    pub done: Done,
    /// What was gathered.
    pub gatherer: G,
    /// Where the result goes; `None` when there is too little for one.
    pub store: Option<FolderStore<'a>>,
    /// When it was started.
    pub started: String,
}

impl Done {
    /// How the command ends.
    pub fn ending(&self) -> ExitStatus {
        ending(&self.outcome, &self.claims)
    }
}

impl<'a> Order<'a> {
    /// The campaign of `study`.
    pub fn of(study: &'a PreparedStudy, manner: Manner<'a>) -> Self {
        let Manner { work, keep, voice, origin } = manner;
        let PreparedStudy { spec, draft, plan, columns, .. } = study;
        Self { study: spec, scenario: draft.scenario(), plan, columns, work, keep, voice, origin }
    }

    /// Where the result goes in the default folder of the scenario.
    const fn place(&self) -> &'static str {
        match self.study.kind {
            StudyKind::Screening { .. } => "sensitivity/morris",
            StudyKind::Decomposition { .. } => "sensitivity/sobol",
            _ => self.study.command(),
        }
    }

    /// Where the result goes.
    pub fn out(&self) -> PathBuf {
        self.keep.folder(&self.scenario.name, self.place(), self.work.shard)
    }

    /// How much of every run is kept.
    const fn detail(&self) -> Detail {
        match self.study.kind {
            StudyKind::Compare(_) | StudyKind::Ladder(_) => Detail::Compared,
            _ if self.study.has_details() => Detail::Full,
            _ => Detail::Measures,
        }
    }

    /// Tells the plan instead of carrying it out.
    ///
    /// # Errors
    /// When it is to be cut into shards and cannot be, or standard output cannot be written.
    pub fn show_plan(&self, telling: Telling) -> Result<ExitStatus, Failure> {
        if let Some(option) = study_command::undivided(self.study).filter(|_| telling.shards.is_some()) {
            let message = format!("{option} cannot be cut into shards: it is decided by all results together, and a shard has a part");
            return Err(Failure::new(ExitStatus::Refused, message).with_help("leave one of the two out"));
        }
        let folder = |shard| default_folder(&self.scenario.name, self.place(), Some(shard)).display().to_string();
        let command = |shard| self.shard_command(shard, &folder(shard)).to_string();
        telling.show(self.plan, &ShardWords { folder: &folder, command: &command })
    }

    /// The command that does one part of the plan in the folder `out`.
    fn shard_command(&self, shard: Shard, out: &str) -> StudyCommand {
        let ExecutionOptions { threads, memory, .. } = *self.work;
        StudyCommand::of(self.study)
            .with("--threads", threads)
            .with("--memory", memory)
            .with("--lang", self.keep.look.language.map(LanguageOption::name))
            .with("--shard", Some(shard))
            .with("--out", Some(out))
    }

    /// Runs until `end`, keeps it in the results folder with charts and report, and concludes `differences` when they are to be
    /// gathered. A shard is kept without either.
    ///
    /// # Errors
    /// When the folder cannot take the result, or the campaign cannot be carried out.
    pub fn carry_out(&self, differences: Option<Differences>, mut end: StudyEnd) -> Result<Done, Failure> {
        let is_whole = self.work.shard.is_none();
        // of a ladder what is run beside the rungs has no charts and remarks of its own
        let shown = self.plan.of_shown();
        let has_charts = is_whole && !self.keep.look.tables_only && !matches!(end, StudyEnd::Selected(_));
        let gathered = Gathered {
            differences: differences.filter(|_| is_whole),
            courses: has_charts.then(|| Courses::new(&shown)),
            slow: is_whole.then(|| SlowStates::new(&shown)),
            loads: is_whole.then(|| LoadSums::new(&shown)),
            matched: (is_whole && self.detail() == Detail::Compared).then(|| MatchedIssues::new(self.plan)),
        };
        let Ran { mut done, gatherer, store, started } = self.run(end.schedule(), gathered)?;
        let Some(mut store) = store else { return Ok(done) };
        let outcome = &done.outcome;
        let matched = gatherer.matched.map(MatchedIssues::conclude).unwrap_or_default();
        let comparison = gatherer.differences.map(|differences| Comparison { matched, ..differences.conclude(self.plan, outcome) });
        let claims = end.claims(gatherer.slow.as_ref(), gatherer.loads.as_ref(), self.study.is_steady_state());
        let courses = gatherer.courses.map(Courses::conclude).unwrap_or_default();
        if is_whole && !self.keep.look.tables_only {
            let exhibit = Exhibit { plan: &shown, ..self.exhibit(outcome, comparison.as_ref(), &courses, &claims) };
            findings::write(&exhibit, &store, self.flavour()).map_err(FolderError::from)?;
        }
        let titles = Titles::of(self.scenario, Language::English);
        store.remark(Wording::with(Language::English, &titles).told(self.plan, outcome.status, &claims).all());
        if let Some(selected) = &claims.selection {
            store.add_selection(selected);
        }
        let circumstances = self.circumstances(started, done.seconds, outcome);
        done.kept = Some(store.finish(outcome, comparison.as_slice(), circumstances, self.flavour())?);
        done.comparison = comparison;
        done.claims = claims;
        Ok(done)
    }

    /// Runs what `schedule` says, for `gatherer`. Of a campaign that was stopped too early for a result, what was done is
    /// kept and there is no store left.
    ///
    /// # Errors
    /// As [`Self::carry_out`].
    pub fn run<G: Gatherer>(&self, schedule: &mut dyn Schedule, mut gatherer: G) -> Result<Ran<'a, G>, Failure> {
        let started = now();
        if matches!(self.origin, RunOrigin::Made) {
            limits::refuse_excess(&self.plan.settings, self.runs(), self.work)?;
        }
        let out = self.out();
        let mut store = self.store(&out)?;
        let stop = stop::on_interrupt()?;
        let watch = Stopwatch::start();
        let outcome = self.simulate(&stop, schedule, &mut store, &mut gatherer)?;
        let seconds = watch.seconds();
        self.tell(&store.library().notes());
        let is_too_early = match self.work.shard {
            Some(_) => outcome.status != Status::Complete,
            None => outcome.status != Status::Complete && outcome.replications == 0,
        };
        let done = Done { outcome, comparison: None, claims: Claims::default(), out, kept: None, seconds };
        if is_too_early {
            store.abandon()?;
            return Ok(Ran { done, gatherer, store: None, started });
        }
        store.keep_study(self.study, self.keep.look.language());
        Ok(Ran { done, gatherer, store: Some(store), started })
    }

    /// Whether CSV files begin with a byte-order mark.
    pub const fn flavour(&self) -> CsvFlavour {
        if self.keep.look.excel { CsvFlavour::Excel } else { CsvFlavour::Plain }
    }

    fn exhibit<'d>(
        &'d self,
        outcome: &'d Outcome,
        comparison: Option<&'d Comparison>,
        courses: &'d [Course],
        claims: &'d Claims,
    ) -> Exhibit<'d> {
        let Self { scenario, plan, .. } = *self;
        Exhibit { study: self.study, scenario, plan, outcome, comparison, courses, claims, language: self.keep.look.language() }
    }

    /// The tables on their way into the folder `out`, with all that is known already.
    pub fn store(&self, out: &Path) -> Result<FolderStore<'a>, Failure> {
        let claim = Claim { identity: self.plan.identity.clone(), shard: self.work.shard, build: build() };
        let folder = ResultsFolder::claim_from(out, claim, self.keep.occupied())?;
        let mut store = FolderStore::new(folder, self.plan, &self.columns.keys, self.detail())?;
        match self.origin {
            RunOrigin::Made if self.keep.events => Ok(store.with_events()?),
            RunOrigin::Made => {
                let mut last = Stopwatch::start();
                let is_due = move || {
                    let is_due = last.seconds() >= PIECE_SECONDS;
                    if is_due {
                        last = Stopwatch::start();
                    }
                    is_due
                };
                Ok(store.with_pieces(Box::new(is_due))?)
            }
            RunOrigin::Planned(_) => Ok(store),
            RunOrigin::Merged(shards) => {
                for (folder, manifest) in shards {
                    let cells = manifest.shard.map_or(0, |shard| shard.cells(self.plan.cells()).start);
                    store.library().add_result(folder, manifest, cells);
                }
                Ok(store)
            }
            RunOrigin::Again(manifest) => {
                store.keep_result();
                store.library().add_result(out, manifest, 0);
                Ok(store)
            }
        }
    }

    /// Runs of the plan, or of the shard.
    pub fn runs(&self) -> u64 {
        self.work.shard.map_or_else(
            || self.plan.runs(),
            |shard| {
                let cells = shard.cells(self.plan.cells());
                (cells.end - cells.start) * self.plan.settings.len() as u64
            },
        )
    }

    /// Threads that there is work for.
    pub fn threads(&self) -> NonZeroUsize {
        self.work.threads(self.runs())
    }

    /// Carries out what `schedule` says.
    pub fn simulate(
        &self,
        stop: &AtomicBool,
        schedule: &mut dyn Schedule,
        store: &mut FolderStore,
        gatherer: &mut dyn Gatherer,
    ) -> Result<Outcome, Failure> {
        let Self { plan, columns, .. } = *self;
        let teller = Teller::new(self.voice, self.runs());
        let threads = self.threads();
        let one: Replicate = match (self.detail() == Detail::Compared, self.keep.events) {
            (false, false) => replicate,
            (false, true) => logged,
            (true, false) => followed,
            (true, true) => followed_and_logged,
        };
        let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
            one(setting, seed, replication, stop).map(|result| columns.of(setting, result))
        };
        let workers = if self.keep.events { Workers::with_logs(threads) } else { Workers::new(threads) };
        let missing = if matches!(self.origin, RunOrigin::Made) { Missing::Make } else { Missing::End };
        let on_error = if self.study.stops_at_failure { OnError::Stop } else { OnError::Skip };
        let campaign = Campaign { plan, columns: &columns.keys, workers, run, stop, progress: &teller, missing, on_error };
        let outcome = campaign.carry_out_by(schedule, store, gatherer);
        teller.end();
        Ok(outcome?)
    }

    /// Says what was found in the folder.
    pub fn tell(&self, notes: &[String]) {
        if !self.voice.quiet {
            notes.iter().for_each(|note| screen::say(&format!("note: {note}")));
        }
    }

    /// How the result came about; of one that was only read again, what was said before.
    pub fn circumstances(&self, started: String, simulation_seconds: f64, outcome: &Outcome) -> Circumstances {
        if let RunOrigin::Again(manifest) = self.origin {
            return manifest.circumstances.clone();
        }
        Circumstances {
            runs_recalled: outcome.recalled,
            arguments: std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect(),
            started,
            finished: now(),
            simulation_seconds,
            machine: Machine {
                system: std::env::consts::OS.to_owned(),
                architecture: std::env::consts::ARCH.to_owned(),
                processors: machine_threads().get(),
                threads: self.threads().get(),
            },
            scenario_file: self.scenario.path.display().to_string(),
            scenario_text: self.scenario.text.clone(),
            scenario_resolved: self.scenario.resolved.clone(),
            rows_of_cases: self.scenario.traces.iter().flat_map(|trace| Wording::new(Language::English).rows_of_cases(trace)).collect(),
        }
    }

    /// The campaign with what became of its files.
    pub fn ended<'d>(&'d self, done: &'d Done) -> EndedCampaign<'d> {
        EndedCampaign {
            scenario: self.scenario,
            plan: self.plan,
            outcome: &done.outcome,
            claims: &done.claims,
            out: &done.out,
            kept: done.kept.as_ref(),
            seconds: done.seconds,
            threads: self.threads().get(),
            has_report: !self.keep.look.tables_only,
        }
    }

    /// The result in words, in the reader's language.
    pub fn presentation(&self, done: &Done) -> Presentation {
        findings::presentation(&self.exhibit(&done.outcome, done.comparison.as_ref(), &[], &done.claims))
    }

    /// Shows the result in the form that was asked for, and says what became of the files.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show<J: Serialize>(&self, done: &Done, value: impl FnOnce() -> J, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if done.kept.is_none() {
            screen::say("interrupted; what was done is kept, and the same command goes on from there");
            return Ok(());
        }
        if let Some(Kept::Old { .. }) = done.kept
            && !self.voice.quiet
        {
            screen::say("the earlier result of the same plan has more runs and stays; this one was not written");
        }
        if let Some(shard) = self.work.shard {
            return self.show_shard(done, shard);
        }
        if self.voice.json { json::show(&value()) } else { Ok(screen::show(&text())?) }
    }

    fn show_shard(&self, done: &Done, shard: Shard) -> Result<(), Failure> {
        let cells = shard.cells(self.plan.cells());
        let runs = (cells.end - cells.start) * self.plan.settings.len() as u64;
        let hash = self.plan.identity.hash();
        if self.voice.json {
            return json::show(&ShardJson {
                scenario: self.scenario.name.clone(),
                plan: hash,
                shard: shard.to_string(),
                runs,
                failed_runs: done.outcome.failed_runs,
                out: done.out.display().to_string(),
            });
        }
        let out = done.out.display();
        screen::show(&format!(
            "shard {shard} of plan {}: {runs} runs in {out}; put the shards together with `wangge merge`\n",
            &hash[..12]
        ))?;
        Ok(())
    }
}

fn ending(outcome: &Outcome, claims: &Claims) -> ExitStatus {
    match outcome.status {
        Status::Interrupted => ExitStatus::Interrupted,
        Status::Failed => ExitStatus::SomeFailed,
        Status::Complete if outcome.failed_runs > 0 => ExitStatus::SomeFailed,
        Status::Complete if !claims.hold() => ExitStatus::Imprecise,
        Status::Complete => ExitStatus::Done,
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::studies::campaign::*;
    use crate::experiment::analysis::slow_states::Steadiness;

    #[test]
    fn an_interruption_outweighs_failed_runs_and_failed_runs_outweigh_success() {
        let outcome = |status, failed_runs| Outcome {
            status,
            replications: 3,
            cells: 3,
            recalled: 0,
            left_out: failed_runs,
            failed_runs,
            failures: Vec::new(),
            events: 0,
            estimates: Vec::new(),
        };
        let claims = Claims::default();
        assert_eq!(ending(&outcome(Status::Complete, 0), &claims), ExitStatus::Done);
        assert_eq!(ending(&outcome(Status::Complete, 1), &claims), ExitStatus::SomeFailed);
        assert_eq!(ending(&outcome(Status::Interrupted, 1), &claims), ExitStatus::Interrupted);
        // a claim about nothing does not hold
        let claims = Claims { steadiness: Some(Steadiness { states: Vec::new() }), ..claims };
        assert_eq!(ending(&outcome(Status::Complete, 0), &claims), ExitStatus::Imprecise);
        assert_eq!(ending(&outcome(Status::Complete, 1), &claims), ExitStatus::SomeFailed);
    }
}
