//! The runs of a lesson in which a group decides: the tree of its decisions, and the replications among which its end lies.

use std::sync::atomic::AtomicBool;

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::experiment::decision_tree::{repeated, tree, ways, with_choices};
use crate::measure::replication::{RunFailure, decided};
use crate::measure::run_result::RunResult;
use crate::output::replay::decide::{DecidedLives, check};
use crate::output::replay::endings::EndCounts;
use crate::output::replay::joined::LoggedRun;
use crate::scenario::{Lesson, Scenario, Setting};
use crate::units::SimTime;

/// All that a page with decisions shows beside two runs.
pub struct DecidedRuns {
    /// The policy on the right with the first options chosen.
    pub setting: Setting,
    /// The runs of all ways to decide.
    pub runs: Vec<DecidedLives>,
    /// How the replications of both policies end.
    pub endings: [Vec<EndCounts>; 2],
}

/// Makes the runs of the decisions of `lesson`, under the policy on the right.
///
/// # Errors
/// When the lesson has no decisions, or one cannot be taken, or a run fails.
pub fn decided_runs(
    scenario: &Scenario,
    lesson: Option<&Lesson>,
    settings: [&Setting; 2],
    (seed, replication, replications): (u64, u32, u32),
    window: (SimTime, SimTime),
) -> Result<DecidedRuns, Failure> {
    let place = scenario.path.display();
    let Some(lesson) = lesson.filter(|lesson| !lesson.decisions.is_empty()) else {
        let message = format!("--decide: {place} has no lesson with decisions between these policies");
        return Err(Failure::new(ExitStatus::Refused, message).with_help("write a block [lesson] with [[lesson.decisions]]"));
    };
    let decisions = &lesson.decisions;
    let failed = |failure: RunFailure| Failure::new(ExitStatus::SomeFailed, format!("{}: {failure}", settings[1].policy));
    let ways = ways(decisions);
    let runs = tree(settings[1], decisions, (seed, replication), |setting, run| DecidedLives::of(setting, &run, window)).map_err(failed)?;
    check(decisions, &ways, &runs, window).map_err(|untakeable| Failure::new(ExitStatus::Refused, format!("{place}: {untakeable}")))?;
    let ends = |setting: &Setting| {
        let end = |result: RunResult| EndCounts::of(LoggedRun { setting, result: &result, stretches: &[] }, window);
        repeated(setting, seed, replications, end).map_err(failed)
    };
    let endings = [ends(settings[0])?, ends(settings[1])?];
    Ok(DecidedRuns { setting: with_choices(settings[1], decisions, &ways[0], replication), runs, endings })
}

/// The run of the first options.
///
/// # Errors
/// When it fails.
pub fn first_run(
    setting: &Setting,
    seed: u64,
    replication: u32,
) -> Result<(RunResult, Vec<crate::measure::account::stretches::AccountStretch>), Failure> {
    let run = decided(setting, seed, replication, &AtomicBool::new(false));
    let run = run.map_err(|failure| Failure::new(ExitStatus::SomeFailed, format!("{}: {failure}", setting.policy)))?;
    Ok((run.result, run.stretches))
}
