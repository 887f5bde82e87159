//! The tree of a lesson's decisions: the same replication under a policy, once for every way to decide; and many replications in which
//! nobody decides, among which the end of each way can be seen.

use std::sync::atomic::AtomicBool;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::measure::replication::{DecidedRun, RunFailure, decided, logged};
use crate::measure::run_result::RunResult;
use crate::scenario::{IssueChoice, LessonDecision, Setting};

/// The ways to decide, one after the other: of each decision the number of its option, the last decision changing fastest.
#[must_use]
pub fn ways(decisions: &[LessonDecision]) -> Vec<Vec<usize>> {
    decisions.iter().fold(vec![Vec::new()], |ways, decision| {
        let next = |way: &Vec<usize>| (0..decision.options.len()).map(|option| way.iter().copied().chain([option]).collect()).collect();
        ways.iter().flat_map(|way| -> Vec<Vec<usize>> { next(way) }).collect()
    })
}

/// The policy with the options of `way` chosen in `replication`. Whom any option adds has a place in the world of every way, so that
/// people have the same numbers in all of them.
#[must_use]
pub fn with_choices(setting: &Setting, decisions: &[LessonDecision], way: &[usize], replication: u32) -> Setting {
    let own = setting.epochs.first().map_or(&[][..], |epoch| &epoch.rules.choices);
    let mut choices: Vec<IssueChoice> = own.to_vec();
    for (decision, chosen) in decisions.iter().zip(way) {
        for option in 0..decision.options.len() {
            let elsewhere = replication.wrapping_add(1);
            let all = decision.choices(option, if option == *chosen { replication } else { elsewhere });
            choices.extend(all.into_iter().filter(|choice| option == *chosen || choice.post.is_some()));
        }
    }
    let mut setting = setting.clone();
    setting.epochs.iter_mut().for_each(|epoch| epoch.rules.choices.clone_from(&choices));
    setting
}

/// What `keep` makes of the run of every way to decide, in the order of [`ways`].
///
/// # Errors
/// When a run fails.
pub fn tree<T: Send>(
    setting: &Setting,
    decisions: &[LessonDecision],
    (seed, replication): (u64, u32),
    keep: impl Fn(&Setting, DecidedRun) -> T + Sync,
) -> Result<Vec<T>, RunFailure> {
    let runs = ways(decisions).into_par_iter().map(|way| {
        let setting = with_choices(setting, decisions, &way, replication);
        decided(&setting, seed, replication, &AtomicBool::new(false)).map(|run| keep(&setting, run))
    });
    runs.collect()
}

/// What `keep` makes of so many replications with their event logs, in their order.
///
/// # Errors
/// When a run fails.
pub fn repeated<T: Send>(
    setting: &Setting,
    seed: u64,
    replications: u32,
    keep: impl Fn(RunResult) -> T + Sync,
) -> Result<Vec<T>, RunFailure> {
    let run = |replication| logged(setting, seed, replication, &AtomicBool::new(false)).map(&keep);
    (0..replications).into_par_iter().map(run).collect()
}
