//! The steps of a sensitivity study: the campaign of each, and what is written and told of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::campaign::{Done, Manner, Order, Ran, RunOrigin};
use super::sweep;
use crate::cli::commands::options::Keep;
use crate::cli::summaries::run;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::count;
use crate::cli::terminal::{json, screen};
use crate::experiment::analysis::point_values::PointValues;
use crate::experiment::analysis::sensitivity::{Decomposition, Screening};
use crate::experiment::campaign::execution::Status;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_spec::{StudyKind, StudySpec};
use crate::output::folder::claim::FolderError;
use crate::output::folder::manifest::Manifest;
use crate::output::folder::steps::StepsManifest;
use crate::output::language::wording::Wording;
use crate::output::report::sensitivity_findings;
use crate::output::report::sensitivity_findings::SensitivityExhibit;
use crate::output::results::sensitivity::{StepJson, TwoStepsJson};
use crate::output::tables::schema::REPORT_FILE;
use crate::output::tables::sensitivity::StudyStep;
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::Factor;
use crate::units::key::Key;
use crate::units::measure::Bilingual;

/// Folder of the screening inside of that of a study in two steps.
pub const MORRIS_FOLDER: &str = "morris";
/// Folder of the second step.
pub const SOBOL_FOLDER: &str = "sobol";

const WHOLE_REPORT: Bilingual = Bilingual::new("report on the whole study in {file}", "整个研究的报告：{file}");

/// A step that has ended.
pub struct Ended {
    /// How the command ends.
    pub ending: ExitStatus,
    /// `None` of a campaign that ended too early for a result.
    pub found: Option<Found>,
}

/// What a step came to.
pub struct Found {
    study: PreparedStudy,
    done: Done,
    step: StudyStep,
    account: StepJson,
}

/// Both steps of the study `spec`, of which `first` is the first, each in a folder of its own, and the report on both.
///
/// # Errors
/// When a folder holds something else, or as [`step`].
pub fn both(spec: &StudySpec, first: PreparedStudy, manner: Manner) -> Result<ExitStatus, Failure> {
    let out = manner.keep.folder(&first.draft.scenario().name, spec.command(), None);
    let keep = manner.keep.in_language(Manifest::language_of(&out.join(MORRIS_FOLDER), &first.plan.identity));
    let keep = &keep;
    let manner = Manner { keep, ..manner };
    let voice = manner.voice;
    sensitivity_findings::examine(&out, MORRIS_FOLDER)?;
    let folder = |name| step_folder(keep, out.join(name));
    let screened = step(first, Manner { keep: &folder(MORRIS_FOLDER), ..manner }, true)?;
    let Some(first) = screened.found else { return Ok(screened.ending) };
    let whole = |found: &[Found], ending| together(found, &out, ending, manner, Some(spec));
    let survivors = first.survivors();
    let keys: Vec<&str> = survivors.iter().map(Factor::key).collect();
    let second = spec.second_step(&keys).filter(|_| first.done.outcome.status == Status::Complete && !survivors.is_empty());
    let Some(second) = second else { return whole(&[first], screened.ending) };
    if !voice.json {
        screen::show("\n")?;
    }
    let second = PreparedStudy::with_factors(second, Arc::clone(&first.study.draft), survivors)?;
    let decomposed = step(second, Manner { keep: &folder(SOBOL_FOLDER), ..manner }, true)?;
    let ending = if decomposed.ending == ExitStatus::Done { screened.ending } else { decomposed.ending };
    let found: Vec<Found> = std::iter::once(first).chain(decomposed.found).collect();
    whole(&found, ending)
}

/// Writes the report on all steps that were done, and the manifest of the whole study where that is known, and says where it
/// is.
///
/// # Errors
/// When it cannot be written.
pub fn together(found: &[Found], out: &Path, ending: ExitStatus, manner: Manner, study: Option<&StudySpec>) -> Result<ExitStatus, Failure> {
    let Manner { keep, voice, .. } = manner;
    let language = keep.look.language();
    let exhibits: Vec<SensitivityExhibit> = found.iter().map(|found| found.exhibit(keep)).collect();
    let steps = found.iter().map(|found| found.folder().to_owned()).collect();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = study.map(|study| StepsManifest { version, steps, language, study: study.clone() });
    let has_report = !keep.look.tables_only;
    let flavour = if keep.look.excel { CsvFlavour::Excel } else { CsvFlavour::Plain };
    sensitivity_findings::write_together(&exhibits, out, (flavour, has_report), manifest.as_ref()).map_err(FolderError::from)?;
    let report = has_report.then(|| out.join(REPORT_FILE).display().to_string());
    if voice.json {
        let [morris, sobol] = [0, 1].map(|at| found.get(at).map(|found| found.account.clone()));
        json::show(&TwoStepsJson { morris, sobol, report })?;
    } else if let Some(report) = report {
        let words = Wording::new(language);
        screen::show(&format!("\n{}\n", words.text(WHOLE_REPORT, &[("file", &report)])))?;
    }
    Ok(ending)
}

impl Found {
    /// The factors that go on, in their order.
    fn survivors(&self) -> Vec<Factor> {
        let StudyStep::Screening(screening) = &self.step else { return Vec::new() };
        let each = self.study.factors.iter().enumerate();
        each.filter(|(at, _)| screening.survivors.contains(at)).map(|(_, factor)| factor.clone()).collect()
    }

    fn exhibit(&self, keep: &Keep) -> SensitivityExhibit<'_> {
        let PreparedStudy { draft, plan, .. } = &self.study;
        let language = keep.look.language();
        SensitivityExhibit { scenario: draft.scenario(), plan, outcome: &self.done.outcome, step: &self.step, language }
    }

    const fn folder(&self) -> &'static str {
        match self.step {
            StudyStep::Screening(_) => MORRIS_FOLDER,
            StudyStep::Decomposition(_) => SOBOL_FOLDER,
        }
    }
}

/// One step; `is_one_of_two` keeps what is told of it for a program until both are done.
///
/// # Errors
/// When folder or output are not as they must be, or the campaign cannot be carried out.
pub fn step(study: PreparedStudy, manner: Manner, is_one_of_two: bool) -> Result<Ended, Failure> {
    let order = Order::of(&study, manner);
    if is_one_of_two {
        sweep::tell_idle_factors(manner.voice, order.scenario, order.plan);
    }
    tell_cost(&order);
    let Order { scenario, plan, keep, voice, .. } = order;
    let keys: Vec<Key> = scenario.evidence.headline.iter().map(|measure| Key::of_place(*measure)).collect();
    let values = PointValues::new(plan, &order.columns.keys, &keys);
    let Ran { mut done, gatherer: values, store, started } = order.run(study.end.clone().schedule(), values)?;
    let Some(mut store) = store else {
        order.show(&done, || (), String::new)?;
        return Ok(Ended { ending: done.ending(), found: None });
    };
    let step = concluded(&study, &values, &keys);
    let outcome = done.outcome.clone();
    let exhibit = SensitivityExhibit { scenario, plan, outcome: &outcome, step: &step, language: keep.look.language() };
    sensitivity_findings::write(&exhibit, &mut store, order.flavour(), !keep.look.tables_only).map_err(FolderError::from)?;
    let circumstances = order.circumstances(started, done.seconds, &outcome);
    done.kept = Some(store.finish(&outcome, &[], circumstances, order.flavour())?);
    let campaign = order.ended(&done);
    let account = StepJson::new(&campaign, &step);
    if !(is_one_of_two && voice.json) {
        let presentation = || sensitivity_findings::presentation(&[exhibit]);
        order.show(&done, || account.clone(), || run::text(&presentation(), &campaign, screen::width()))?;
    }
    let ending = done.ending();
    Ok(Ended { ending, found: Some(Found { study, done, step, account }) })
}

/// What the values at the points of a step come to.
fn concluded(study: &PreparedStudy, values: &PointValues, keys: &[Key]) -> StudyStep {
    let confidence = study.plan.confidence;
    if let StudyKind::Screening { most, .. } = study.spec.kind {
        StudyStep::Screening(Screening::of(&study.trajectories, values, keys, confidence, most as usize))
    } else {
        let points = study.plan.design.as_deref().map_or(&[][..], |design| &design.points);
        StudyStep::Decomposition(Decomposition::of(points, values, keys, confidence))
    }
}

/// Says what a step costs, before it starts.
pub fn tell_cost(order: &Order) {
    let Order { plan, work, voice, .. } = *order;
    let name = match order.study.kind {
        StudyKind::Screening { .. } => "screening",
        StudyKind::Decomposition { .. } => "Sobol' indices",
        _ => return,
    };
    if voice.quiet || voice.json || !matches!(order.origin, RunOrigin::Made) {
        return;
    }
    let part = work.shard.map(|shard| format!(", of which this is shard {shard}")).unwrap_or_default();
    screen::say(&format!(
        "note: {name}: {} points x {} policies x {} replications = {} runs{part}",
        count(plan.points() as u64),
        plan.settings.len(),
        plan.identity.replications,
        count(plan.runs()),
    ));
}

/// What is kept of a step, in `folder`; by default that of the whole study with the step's name.
fn step_folder(keep: &Keep, folder: PathBuf) -> Keep {
    let is_default = keep.out.is_none();
    Keep { out: Some(folder), replace: keep.replace, is_default, events: keep.events, look: keep.look.clone() }
}
