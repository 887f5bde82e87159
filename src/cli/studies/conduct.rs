//! From a study to its result, whatever its kind: plan told, runs made or read, files written, and what is said of them.

use serde_json::Value;

use super::campaign::{Manner, Order, RunOrigin};
use super::{steps, sweep};
use crate::cli::summaries::comparison::Compared;
use crate::cli::summaries::selection;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::comparison::Differences;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_end::StudyEnd;
use crate::experiment::study_spec::StudyKind;

/// Conducts `study`.
///
/// # Errors
/// When folder or output are not as they must be, or the campaign cannot be carried out.
pub fn conduct(study: PreparedStudy, manner: Manner) -> Result<ExitStatus, Failure> {
    let order = Order::of(&study, manner);
    if study.plan.design.is_some() {
        sweep::tell_idle_factors(manner.voice, order.scenario, order.plan);
    }
    if let RunOrigin::Planned(telling) = manner.origin {
        return order.show_plan(*telling);
    }
    if manner.work.shard.is_some() {
        return shard(&study, manner);
    }
    match &study.spec.kind {
        StudyKind::Run(_) => {
            let done = order.carry_out(None, study.end.clone())?;
            let account = order.account(&done);
            order.show(&done, || account.json(), || account.text(screen::WIDTH))?;
            Ok(done.ending())
        }
        StudyKind::Compare(_) | StudyKind::Ladder(_) => compare(&study, &order),
        StudyKind::Selection { .. } => {
            let done = order.carry_out(None, study.end.clone())?;
            let account = order.account(&done);
            order.show(&done, || selection::json(&account), || selection::text(&account, screen::WIDTH))?;
            Ok(done.ending())
        }
        StudyKind::Sweep { equal_budget, .. } => sweep::carry_out(&order, study.end.clone(), *equal_budget),
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
    order.show(&done, || Value::Null, String::new)?;
    Ok(done.ending())
}

fn compare(study: &PreparedStudy, order: &Order) -> Result<ExitStatus, Failure> {
    let differences = Differences::new(&study.plan, &study.columns.keys, &order.scenario.evidence)?;
    let done = order.carry_out(Some(differences), study.end.clone())?;
    let account = order.account(&done);
    let compared = done.comparison.as_ref().map(|comparison| Compared { account, comparison });
    order.show(
        &done,
        || compared.map_or_else(|| account.campaign_json(), |compared| compared.json()),
        || compared.map_or_else(String::new, |compared| compared.text(screen::WIDTH)),
    )?;
    Ok(done.ending())
}
