//! The answer of a lever tried in assumption worlds: a campaign of its own, in a folder inside of that of the sweep, whose result stands in
//! the report of the sweep too.

use std::path::Path;
use std::sync::Arc;

use super::campaign::{Done, Manner, Order, Ran, RunOrigin};
use crate::cli::commands::options::Keep;
use crate::cli::summaries::run;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::count;
use crate::cli::terminal::screen;
use crate::experiment::analysis::sweep::SweepResult;
use crate::experiment::levers::worlds::{LeverWorlds, LeverWorldsGatherer, lever_in_worlds};
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_spec::StudyKind;
use crate::output::folder::claim::FolderError;
use crate::output::folder::manifest::Manifest;
use crate::output::report::worlds_findings;
use crate::output::report::worlds_findings::WorldsExhibit;
use crate::output::results::lever_worlds::LeverWorldsResultJson;
use crate::output::tables::lever_worlds;
use crate::output::tables::schema::LEVER_WORLDS_FILE;

/// Folder of the worlds inside of that of the sweep.
pub const WORLDS_FOLDER: &str = "worlds";

/// What became of the worlds behind a sweep.
pub struct Tried {
    /// How the command ends, as far as they are concerned.
    pub ending: ExitStatus,
    /// What they came to; `None` where none were asked for, or too few done.
    pub worlds: Option<LeverWorlds>,
}

impl Tried {
    /// None were asked for.
    pub const NOT: Self = Self { ending: ExitStatus::Done, worlds: None };
}

/// Tries the answer of the lever of `sweep`, the result of `study`, in the worlds that the study asks for, in a folder inside of `out`. Of
/// a sweep that is only read again they are read again too, where they are there.
///
/// # Errors
/// As a sweep.
pub fn behind(study: &PreparedStudy, sweep: &SweepResult, manner: Manner, out: &Path) -> Result<Tried, Failure> {
    let lever = study.plan.design.as_deref().zip(sweep.responses.first());
    let Some((lever, chosen)) = lever.and_then(|(design, response)| lever_in_worlds(design, response)) else { return Ok(Tried::NOT) };
    let Some(spec) = study.spec.in_worlds(lever, chosen) else { return Ok(Tried::NOT) };
    let folder = out.join(WORLDS_FOLDER);
    let origin = match manner.origin {
        RunOrigin::Again(_) | RunOrigin::Merged(_) => match Manifest::read(&folder)? {
            Some(manifest) => RunOrigin::Again(Box::new(manifest)),
            None => return Ok(Tried::NOT),
        },
        RunOrigin::Made | RunOrigin::Planned(_) => RunOrigin::Made,
    };
    let worlds = PreparedStudy::new(spec, Arc::clone(&study.draft))?;
    let Keep { replace, is_default, look, .. } = manner.keep;
    let is_default = *is_default || manner.keep.out.is_none();
    let keep = Keep { out: Some(folder), replace: *replace, is_default, events: false, look: look.clone() };
    let (done, worlds) = carried_out(&worlds, Manner { keep: &keep, origin: &origin, ..manner })?;
    let ending = done.ending();
    if ending == ExitStatus::Interrupted {
        screen::say("note: interrupted in the assumption worlds; the same command goes on from there");
    }
    Ok(Tried { ending, worlds })
}

/// The worlds alone, as a study of their own.
///
/// # Errors
/// As a sweep.
pub fn alone(study: &PreparedStudy, manner: Manner) -> Result<ExitStatus, Failure> {
    let (done, worlds) = carried_out(study, manner)?;
    let order = Order::of(study, manner);
    let Some(worlds) = worlds else {
        order.show(&done, || (), String::new)?;
        return Ok(done.ending());
    };
    let ended = order.ended(&done);
    let exhibit = exhibit(&order, &done, &worlds);
    order.show(&done, || LeverWorldsResultJson::new(&ended, &worlds), || run::text(&exhibit.presentation(), &ended, screen::width()))?;
    Ok(done.ending())
}

fn exhibit<'a>(order: &Order<'a>, done: &'a Done, worlds: &'a LeverWorlds) -> WorldsExhibit<'a> {
    let language = order.keep.look.language();
    WorldsExhibit { scenario: order.scenario, plan: order.plan, outcome: &done.outcome, worlds, language }
}

/// Carries the campaign out and keeps its result.
fn carried_out(study: &PreparedStudy, manner: Manner) -> Result<(Done, Option<LeverWorlds>), Failure> {
    let order = Order::of(study, manner);
    tell_cost(&order);
    let StudyKind::LeverWorlds { chosen, .. } = &study.spec.kind else { return Err(no_lever()) };
    let gatherer = LeverWorldsGatherer::new(order.plan, &order.columns.keys, &order.scenario.evidence, chosen).ok_or_else(no_lever)?;
    let Ran { mut done, gatherer, store, started } = order.run(study.end.clone().schedule(), gatherer)?;
    let Some(mut store) = store else { return Ok((done, None)) };
    let worlds = gatherer.conclude(order.plan).ok_or_else(no_lever)?;
    let csv = lever_worlds::csv(order.plan, &worlds, order.flavour());
    store.add_table(LEVER_WORLDS_FILE, lever_worlds::rows(&worlds), csv).map_err(FolderError::from)?;
    if !order.keep.look.tables_only {
        worlds_findings::write(&exhibit(&order, &done, &worlds), &store, order.flavour()).map_err(FolderError::from)?;
    }
    let circumstances = order.circumstances(started, done.seconds, &done.outcome);
    done.kept = Some(store.finish(&done.outcome, &[], circumstances, order.flavour())?);
    Ok((done, Some(worlds)))
}

/// Says what the worlds cost, before they start.
fn tell_cost(order: &Order) {
    let Order { plan, voice, .. } = *order;
    if voice.quiet || voice.json || !matches!(order.origin, RunOrigin::Made) {
        return;
    }
    let (points, replications) = (count(plan.points() as u64), plan.identity.replications);
    screen::say(&format!("note: assumption worlds: {points} points x {replications} replications = {} runs", count(plan.runs())));
}

/// A study whose manifest names a level that its lever has not.
fn no_lever() -> Failure {
    Failure::new(ExitStatus::File, "the level that was chosen is none of those that the lever has in the worlds")
}
