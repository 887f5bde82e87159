//! One run: a pure function of setting, seed and replication.

use std::sync::atomic::AtomicBool;

use super::account::stretches::{AccountStretch, StretchLog};
pub use super::columns::keys;
use super::event_log::EventLog;
use super::matching::outcomes::CohortWatch;
use super::observer::Tally;
use super::run_result::RunResult;
use crate::engine::observer::Blind;
use crate::engine::{Ending, Root, run};
use crate::process::{RecordObserver, Simulation};
use crate::scenario::Setting;
use crate::units::SimTime;
use crate::world::World;
use crate::world::populate::source_names;

/// Why a run left no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFailure {
    /// Somebody asked it to stop.
    #[error("interrupted")]
    Interrupted,
    /// Choices that could not be carried out, by their numbers, and why.
    #[error("{}", told(.0))]
    Untaken(Vec<(usize, String)>),
    /// A law that must hold in every run did not: a bug, or a setting the model cannot carry.
    #[error("{0}")]
    Broken(String),
}

/// The choices of a list that could not be carried out.
fn told(choices: &[(usize, String)]) -> String {
    choices.iter().map(|(number, what)| format!("choice {}: {what}", number + 1)).collect::<Vec<_>>().join("; ")
}

/// One replication of a setting under a seed, unless somebody asks it to stop: [`replicate`] and its like.
pub type Replicate = fn(&Setting, u64, u32, &AtomicBool) -> Result<RunResult, RunFailure>;

/// Runs one replication.
///
/// # Errors
/// [`RunFailure::Interrupted`] soon after `stop` is set; [`RunFailure::Broken`] when an identity fails or time stands still.
pub fn replicate(setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<RunResult, RunFailure> {
    let (result, _, _, untaken) = carried_out(setting, seed, replication, stop, |_| Blind)?;
    taken(untaken).map(|()| result)
}

/// Runs one replication and keeps its event log in the result.
///
/// # Errors
/// As [`replicate`].
pub fn logged(setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<RunResult, RunFailure> {
    let (result, log, world) = conduct(setting, seed, replication, stop, |_| EventLog::default())?;
    Ok(RunResult { log: named(log, setting, &world), ..result })
}

/// Runs one replication and keeps what became of every issue of the occurrence cohort, to be matched with other policies.
///
/// # Errors
/// As [`replicate`].
pub fn followed(setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<RunResult, RunFailure> {
    let (result, watch, world, untaken) = carried_out(setting, seed, replication, stop, |_| CohortWatch::new(setting))?;
    taken(untaken)?;
    Ok(RunResult { outcomes: Some(watch.conclude(&world)), ..result })
}

/// Runs one replication and keeps both.
///
/// # Errors
/// As [`replicate`].
pub fn followed_and_logged(setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<RunResult, RunFailure> {
    let witness = |_: &World| (EventLog::default(), CohortWatch::new(setting));
    let (result, (log, watch), world) = conduct(setting, seed, replication, stop, witness)?;
    Ok(RunResult { log: named(log, setting, &world), outcomes: Some(watch.conclude(&world)), ..result })
}

/// Runs one replication and keeps its event log, and where the time of every issue went.
///
/// # Errors
/// As [`replicate`].
pub fn accounted(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
) -> Result<(RunResult, Vec<AccountStretch>), RunFailure> {
    let witness = |world: &World| (EventLog::default(), StretchLog::new(setting, world));
    let (result, (log, stretches), world) = conduct(setting, seed, replication, stop, witness)?;
    Ok((RunResult { log: named(log, setting, &world), ..result }, stretches.finish(setting.span.end())))
}

/// The same where choices may be left out that could not be carried out: these are given back too, by their numbers, and why.
///
/// # Errors
/// [`RunFailure::Interrupted`] and [`RunFailure::Broken`] as [`replicate`].
pub fn decided(setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool) -> Result<DecidedRun, RunFailure> {
    let witness = |world: &World| (EventLog::default(), StretchLog::new(setting, world));
    let (result, (log, stretches), world, untaken) = looked_on(setting, seed, replication, stop, witness)?;
    let result = RunResult { log: named(log, setting, &world), ..result };
    Ok(DecidedRun { result, stretches: stretches.finish(setting.span.end()), untaken })
}

/// A run in which somebody has decided.
#[derive(Clone, Debug)]
pub struct DecidedRun {
    /// What it left, with its event log.
    pub result: RunResult,
    /// Where the time of every issue went.
    pub stretches: Vec<AccountStretch>,
    /// Choices that were not carried out, by their numbers, and why.
    pub untaken: Vec<(usize, String)>,
}

/// The log with the names of the streams that its keys speak of.
fn named(log: EventLog, setting: &Setting, world: &World) -> EventLog {
    EventLog { sources: source_names(setting, world), people: log.people.complete(setting, world), ..log }
}

/// Runs one replication under the eyes of `witness`, which is given back.
///
/// # Errors
/// As [`replicate`].
pub fn observed<W: RecordObserver>(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
    witness: W,
) -> Result<(RunResult, W), RunFailure> {
    conduct(setting, seed, replication, stop, |_| witness).map(|(result, witness, _)| (result, witness))
}

/// The same with the world as the run left it; the witness is made for the world in which the run starts.
fn conduct<W: RecordObserver>(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
    witness: impl FnOnce(&World) -> W,
) -> Result<(RunResult, W, World), RunFailure> {
    let (result, witness, world, untaken) = looked_on(setting, seed, replication, stop, witness)?;
    taken(untaken).map(|()| (result, witness, world))
}

/// The same whether or not all choices were carried out.
///
/// All such witnesses look on through one kind of reference, so that the model is compiled once for them together.
fn looked_on<W: RecordObserver>(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
    witness: impl FnOnce(&World) -> W,
) -> Result<(RunResult, W, World, Untaken), RunFailure> {
    let mut place = None;
    let eye = &mut place;
    let onlooker = Box::new(move |world: &World| eye.insert(witness(world)) as &mut dyn RecordObserver);
    let (result, world, untaken) = seen(setting, seed, replication, stop, onlooker)?;
    let Some(witness) = place else { unreachable!("a run that starts has made its witness") };
    Ok((result, witness, world, untaken))
}

/// The same for any witness at all, compiled here and nowhere else.
fn seen(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
    onlooker: Onlooker<'_>,
) -> Result<(RunResult, World, Untaken), RunFailure> {
    carried_out(setting, seed, replication, stop, onlooker).map(|(result, _, world, untaken)| (result, world, untaken))
}

/// What makes a witness for the world in which a run starts.
type Onlooker<'w> = Box<dyn FnOnce(&World) -> &'w mut (dyn RecordObserver + 'w) + 'w>;

/// Fails where choices were not carried out.
fn taken(untaken: Untaken) -> Result<(), RunFailure> {
    if untaken.is_empty() { Ok(()) } else { Err(RunFailure::Untaken(untaken)) }
}

/// Choices that were not carried out, by their numbers, and why.
type Untaken = Vec<(usize, String)>;

/// Runs one replication with the model compiled for `witness`: for runs by the thousand.
fn carried_out<W: RecordObserver>(
    setting: &Setting,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
    witness: impl FnOnce(&World) -> W,
) -> Result<(RunResult, W, World, Untaken), RunFailure> {
    let root = Root::new(seed, replication);
    let mut simulation = Simulation::new(setting, root, |world| (Tally::new(setting, world), witness(world)));
    simulation.choose(replication);
    match run(&mut simulation, setting.span.end(), stop) {
        Ending::Interrupted => Err(RunFailure::Interrupted),
        Ending::Endless(at) => Err(RunFailure::Broken(endless(setting, at))),
        Ending::Complete => {
            let untaken = simulation.untaken();
            let (world, (tally, witness)) = simulation.into_parts();
            let result = tally.finish(&world, replication).map_err(RunFailure::Broken)?;
            Ok((result, witness, world, untaken))
        }
    }
}

/// Why a run does not get beyond the instant `at`.
fn endless(setting: &Setting, at: SimTime) -> String {
    let day = i64::from(setting.span.days.ended(at));
    let date = setting.span.start.checked_add(jiff::Span::new().days(day)).map_or_else(|_| String::new(), |date| format!(" ({date})"));
    let after = at.since(SimTime::ZERO);
    format!(
        "time stands still {after} after the start{date}: at one instant events bring one another without end; look for \
         issues that come back or are tried again after no time, with work that takes none"
    )
}
