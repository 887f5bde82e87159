//! The report on a sensitivity study: on one step, or on both on one page.

use std::path::Path;

use super::findings;
use super::page::{ReportInput, html};
use super::sensitivity_tables::SensitivityTables;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::Plan;
use crate::output::charts::catalogue::MOST_PARTS;
use crate::output::charts::chart::{ChartError, Figure, Frame, write_figures};
use crate::output::charts::indices::{IndicesInput, indices};
use crate::output::charts::screening::{ScreeningInput, screening};
use crate::output::folder::claim::{FolderError, SCRATCH};
use crate::output::folder::disk;
use crate::output::folder::manifest::Manifest;
use crate::output::folder::steps::StepsManifest;
use crate::output::folder::store::FolderStore;
use crate::output::language::message::{Language, Message};
use crate::output::language::names::{Titles, scenario_title};
use crate::output::language::opening::ALL_FACTORS;
use crate::output::language::wording::Wording;
use crate::output::presentation::Presentation;
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::schema::{FIGURES_FOLDER, MANIFEST_FILE, REPORT_FILE, SENSITIVITY_FILE};
use crate::output::tables::sensitivity;
use crate::output::tables::sensitivity::StudyStep;
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::Scenario;

/// A step of a study as a report shows it.
#[derive(Clone, Copy, Debug)]
pub struct SensitivityExhibit<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan, which has a design.
    pub plan: &'a Plan,
    /// What the campaign came to.
    pub outcome: &'a Outcome,
    /// What the step came to.
    pub step: &'a StudyStep,
    /// Language of all texts.
    pub language: Language,
}

/// Writes the table of the step, and with `has_report` charts and report, to where `store` puts them in place when it finishes.
///
/// # Errors
/// When a file cannot be written, or, which is a bug, a chart not drawn.
pub fn write(exhibit: &SensitivityExhibit, store: &mut FolderStore, flavour: CsvFlavour, has_report: bool) -> Result<(), StoreError> {
    let SensitivityExhibit { plan, step, .. } = *exhibit;
    store.add_table(SENSITIVITY_FILE, sensitivity::rows(step, plan.points()), sensitivity::csv(plan, step, flavour))?;
    if !has_report {
        return Ok(());
    }
    let folder = store.unfinished(FIGURES_FOLDER);
    let figures = exhibit.figures().map_err(|error| failed(&folder, "written", &error))?;
    write_figures(&folder, &figures, flavour)?;
    write_small(&store.unfinished(REPORT_FILE), report(&[*exhibit], &figures).as_bytes())
}

/// Refuses a folder for a study in two steps, `first` being the folder of the first inside of it, when what it holds is none.
///
/// # Errors
/// When the folder holds the result of another command, or a report that is not of such a study.
pub fn examine(out: &Path, first: &str) -> Result<(), FolderError> {
    if out.join(MANIFEST_FILE).exists() && !StepsManifest::is_in(out) {
        let differences = vec!["no study in two steps".to_owned()];
        let plan = String::new();
        return Err(FolderError::OtherPlan { path: out.display().to_string(), differences, is_under_way: false, plan });
    }
    let is_ours = Manifest::read(&out.join(first)).is_ok_and(|manifest| manifest.is_some());
    if out.join(REPORT_FILE).exists() && !is_ours {
        return Err(FolderError::Strange { path: out.display().to_string(), file: REPORT_FILE.to_owned() });
    }
    Ok(())
}

/// Writes charts and the report on all `exhibits` (where `has_report`), and `manifest` where there is one, into the folder `out`, of
/// which [`examine`] thought well.
///
/// # Errors
/// When a file cannot be written, or, which is a bug, a chart not drawn.
pub fn write_together(
    exhibits: &[SensitivityExhibit],
    out: &Path,
    (flavour, has_report): (CsvFlavour, bool),
    manifest: Option<&StepsManifest>,
) -> Result<(), StoreError> {
    let cannot = |error: std::io::Error| failed(out, "written", &error);
    let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(out).map_err(cannot)?;
    if has_report {
        write_page(exhibits, out, scratch.path(), flavour)?;
    }
    manifest.map_or(Ok(()), |manifest| manifest.write(out, scratch.path()))?;
    disk::sync_folder(out)
}

/// Charts and report on `exhibits`, by way of `scratch`.
fn write_page(exhibits: &[SensitivityExhibit], out: &Path, scratch: &Path, flavour: CsvFlavour) -> Result<(), StoreError> {
    let drawn: Result<Vec<Vec<Figure>>, ChartError> = exhibits.iter().map(SensitivityExhibit::figures).collect();
    let figures: Vec<Figure> = drawn.map_err(|error| failed(out, "written", &error))?.into_iter().flatten().collect();
    if !figures.is_empty() {
        write_figures(&out.join(FIGURES_FOLDER), &figures, flavour)?;
    }
    let page = scratch.join(REPORT_FILE);
    write_small(&page, report(exhibits, &figures).as_bytes())?;
    disk::rename(&page, &out.join(REPORT_FILE))
}

/// The report on the steps of a study with its charts, as HTML; empty without a step.
#[must_use]
pub fn report(exhibits: &[SensitivityExhibit], figures: &[Figure]) -> String {
    let Some(SensitivityExhibit { scenario, plan, .. }) = exhibits.last() else { return String::new() };
    html(&ReportInput {
        said: presentation(exhibits),
        figures,
        provenance: scenario.provenance.iter().map(findings::provenance).collect(),
        unstated: scenario.unstated as u64,
        version: plan.identity.version.clone(),
    })
}

/// The steps in words, for the page and for a terminal.
#[must_use]
pub fn presentation(exhibits: &[SensitivityExhibit]) -> Presentation {
    let Some(SensitivityExhibit { scenario, language, .. }) = exhibits.last().copied() else { return Presentation::default() };
    let titles = Titles::of(scenario, language);
    let words = Wording::with(language, &titles);
    let frames: Vec<Frame> = exhibits.iter().map(SensitivityExhibit::frame).collect();
    let steps: Vec<_> = exhibits.iter().zip(&frames).collect();
    let tables: Vec<SensitivityTables> = steps.iter().filter_map(|(exhibit, frame)| exhibit.tables(frame, words)).collect();
    Presentation {
        language,
        title: scenario_title(scenario, language).to_owned(),
        about: tables.iter().map(SensitivityTables::about).chain(findings::rows_of_cases(scenario, words)).collect(),
        verdict: tables.iter().flat_map(SensitivityTables::sentences).collect(),
        remarks: vec![Message::SensitivityRemark.text(language).to_owned()],
        folded: vec![words.text(ALL_FACTORS, &[("file", SENSITIVITY_FILE)])],
        warnings: steps.iter().flat_map(|(exhibit, frame)| exhibit.warnings(frame, words)).collect(),
        measures: tables.iter().flat_map(SensitivityTables::overview).collect(),
        further: tables.iter().flat_map(SensitivityTables::details).collect(),
        plan: steps.iter().flat_map(|(exhibit, frame)| exhibit.plan_lines(frame)).collect(),
        ..Presentation::default()
    }
}

impl<'a> SensitivityExhibit<'a> {
    /// What every chart says of the runs behind it.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::of(self.plan, self.outcome.replications, self.language).titled(self.scenario)
    }

    /// Its sentences and tables; `None` of a plan without design, which is no step.
    #[must_use]
    pub fn tables(&self, frame: &'a Frame, words: Wording<'a>) -> Option<SensitivityTables<'a>> {
        let Self { plan, step, .. } = *self;
        Some(SensitivityTables { plan, design: plan.design.as_deref()?, step, words, frame })
    }

    /// The charts, in the order in which a report shows them.
    ///
    /// # Errors
    /// When plotters or polars refuse: a bug.
    pub fn figures(&self) -> Result<Vec<Figure>, ChartError> {
        let frame = self.frame();
        let Some(tables) = self.tables(&frame, Wording::with(self.language, &frame.titles)) else { return Ok(Vec::new()) };
        match self.step {
            StudyStep::Screening(step) => {
                parts(tables.screening_panels(step)).map(|(part, panels)| screening(&ScreeningInput { part, panels }, &frame)).collect()
            }
            StudyStep::Decomposition(step) => {
                parts(tables.indices_panels(step)).map(|(part, panels)| indices(&IndicesInput { part, panels }, &frame)).collect()
            }
        }
    }

    /// Warnings: interrupted, runs that failed, noise, points without a value, indices below zero.
    #[must_use]
    pub fn warnings(&self, frame: &Frame, words: Wording) -> Vec<String> {
        let mut warnings = findings::warnings_at_points(self.outcome, frame);
        if let Some(design) = self.plan.design.as_deref() {
            warnings.extend(SensitivityTables { plan: self.plan, design, step: self.step, words, frame }.warnings());
        }
        warnings
    }

    fn plan_lines(&self, frame: &Frame) -> Vec<(String, String)> {
        let step = match self.step {
            StudyStep::Screening(_) => Message::ScreeningStep,
            StudyStep::Decomposition(_) => Message::DecompositionStep,
        };
        let named = |what: &str| format!("{}{}{what}", frame.say(step), frame.say(Message::Comma));
        let lines = findings::plan_at_points(self.plan, self.outcome.replications, frame);
        lines.into_iter().map(|(what, value)| (named(what), value)).collect()
    }
}

/// What each chart of a study shows: one output; of no output there is one empty chart.
fn parts<T>(panels: Vec<T>) -> impl Iterator<Item = (usize, Vec<T>)> {
    let empty = panels.is_empty().then(Vec::new);
    panels.into_iter().take(MOST_PARTS).map(|panel| vec![panel]).chain(empty).enumerate()
}
