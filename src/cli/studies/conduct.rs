//! From a study to its result, whatever its kind: plan told, runs made or read, files written, and what is said of them.

use super::campaign::{Done, Manner, Order, RunOrigin};
use super::{lever_worlds, steps, sweep};
use crate::cli::summaries::run;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::comparison::Differences;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_end::StudyEnd;
use crate::experiment::study_spec::StudyKind;
use crate::output::folder::manifest::Manifest;
use crate::output::language::names::Titles;
use crate::output::language::wording::Wording;
use crate::output::results::campaign::RunJson;
use crate::output::results::comparison::ComparisonJson;
use crate::output::results::selection::SelectionJson;

/// Conducts `study`.
///
/// # Errors
/// When folder or output are not as they must be, or the campaign cannot be carried out.
pub fn conduct(study: PreparedStudy, manner: Manner) -> Result<ExitStatus, Failure> {
    let kept = Manifest::language_of(&Order::of(&study, manner).out(), &study.plan.identity);
    let keep = manner.keep.in_language(kept);
    let manner = Manner { keep: &keep, ..manner };
    let order = Order::of(&study, manner);
    if study.plan.design.is_some() {
        sweep::tell_idle_factors(manner.voice, order.scenario, order.plan);
    }
    if let RunOrigin::Planned(telling) = manner.origin {
        if matches!(study.spec.kind, StudyKind::Sweep { worlds: 1.., .. }) && !manner.voice.quiet {
            screen::say("note: this is the plan of the curve; that of the assumption worlds follows from its answer");
        }
        return order.show_plan(*telling);
    }
    if manner.work.shard.is_some() {
        return shard(&study, manner);
    }
    match &study.spec.kind {
        StudyKind::Run(_) => {
            let done = order.carry_out(None, study.end.clone())?;
            order.show(&done, || RunJson::new(&order.ended(&done)), || text(&order, &done))?;
            Ok(done.ending())
        }
        StudyKind::Compare(_) | StudyKind::Ladder(_) => compare(&study, &order),
        StudyKind::Selection { .. } => {
            let done = order.carry_out(None, study.end.clone())?;
            let verdicts = || order.presentation(&done).verdict;
            order.show(&done, || SelectionJson::new(&order.ended(&done), verdicts()), || text(&order, &done))?;
            Ok(done.ending())
        }
        StudyKind::Sweep { equal_budget, .. } => sweep::carry_out(&study, manner, *equal_budget),
        StudyKind::LeverWorlds { .. } => lever_worlds::alone(&study, manner),
        StudyKind::Search { .. } => match study.end.clone() {
            StudyEnd::Found(find) => sweep::search(&order, *find),
            end => Ok(order.carry_out(None, end)?.ending()),
        },
        StudyKind::Screening { .. } | StudyKind::Decomposition { .. } | StudyKind::TwoSteps { .. } => {
            Ok(steps::step(study, manner, false)?.ending)
        }
    }
}

/// One part of the plan, kept without charts and report.
fn shard(study: &PreparedStudy, manner: Manner) -> Result<ExitStatus, Failure> {
    let order = Order::of(study, manner);
    steps::tell_cost(&order);
    let done = order.carry_out(None, StudyEnd::whole(&study.plan, manner.work.shard))?;
    order.show(&done, || (), String::new)?;
    Ok(done.ending())
}

fn compare(study: &PreparedStudy, order: &Order) -> Result<ExitStatus, Failure> {
    let differences = Differences::new(&study.plan, &study.columns.keys, &order.scenario.evidence)?;
    let done = order.carry_out(Some(differences), study.end.clone())?;
    let language = order.keep.look.language();
    let titles = Titles::of(order.scenario, language);
    let words = Wording::with(language, &titles);
    let json = || done.comparison.as_ref().map(|comparison| ComparisonJson::new(&order.ended(&done), comparison, words));
    order.show(&done, json, || text(order, &done))?;
    Ok(done.ending())
}

fn text(order: &Order, done: &Done) -> String {
    run::text(&order.presentation(done), &order.ended(done), screen::width())
}
