//! The report on a lever in assumption worlds alone, as a study of its own.

use super::findings;
use super::lever_gallery::gains_figure;
use super::page::{ReportInput, html};
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::Plan;
use crate::experiment::levers::worlds::LeverWorlds;
use crate::output::charts::chart::{ChartError, Figure, Frame, write_figures};
use crate::output::folder::store::FolderStore;
use crate::output::language::message::{Language, Message};
use crate::output::language::names::{Titles, scenario_title};
use crate::output::language::opening::ALL_WORLDS;
use crate::output::language::wording::Wording;
use crate::output::lever_words::in_worlds::WorldsWords;
use crate::output::presentation::Presentation;
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::schema::{FIGURES_FOLDER, LEVER_WORLDS_FILE, REPORT_FILE};
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::Scenario;

/// A lever in worlds as its report shows it.
#[derive(Clone, Copy, Debug)]
pub struct WorldsExhibit<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan, whose design has the worlds.
    pub plan: &'a Plan,
    /// What the campaign came to.
    pub outcome: &'a Outcome,
    /// What the worlds came to.
    pub worlds: &'a LeverWorlds,
    /// Language of all texts.
    pub language: Language,
}

/// Writes chart and report to where `store` puts them in place when it finishes.
///
/// # Errors
/// When a file cannot be written, or, which is a bug, the chart not drawn.
pub fn write(exhibit: &WorldsExhibit, store: &FolderStore, flavour: CsvFlavour) -> Result<(), StoreError> {
    let scenario = exhibit.scenario;
    let folder = store.unfinished(FIGURES_FOLDER);
    let figures = exhibit.figures().map_err(|error| failed(&folder, "written", &error))?;
    write_figures(&folder, &figures, flavour)?;
    let page = html(&ReportInput {
        said: exhibit.presentation(),
        figures: &figures,
        provenance: scenario.provenance.iter().map(findings::provenance).collect(),
        unstated: scenario.unstated as u64,
        version: exhibit.plan.identity.version.clone(),
    });
    write_small(&store.unfinished(REPORT_FILE), page.as_bytes())
}

impl WorldsExhibit<'_> {
    /// The chart of the worlds; none of a plan without design.
    ///
    /// # Errors
    /// When plotters or polars refuse: a bug.
    pub fn figures(&self) -> Result<Vec<Figure>, ChartError> {
        let frame = Frame::of(self.plan, self.outcome.replications, self.language).titled(self.scenario);
        self.plan.design.as_deref().map(|design| gains_figure(self.worlds, design, &frame)).into_iter().collect()
    }

    /// The worlds in words, for the page and for a terminal.
    #[must_use]
    pub fn presentation(&self) -> Presentation {
        let Self { scenario, plan, outcome, worlds, language } = *self;
        let frame = Frame::of(plan, outcome.replications, language);
        let titles = Titles::of(scenario, language);
        let words = Wording::with(language, &titles);
        let told = WorldsWords { worlds, words };
        let lines = findings::plan_at_points(plan, outcome.replications, &frame);
        let policy = words.policy(&worlds.policy);
        let values = [
            ("factor", worlds.factors[0].clone()),
            ("settings", worlds.settings.join(frame.say(Message::Comma))),
            ("worlds", worlds.worlds.to_string()),
            ("policy", policy),
            ("replications", plan.identity.replications.to_string()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Presentation {
            language,
            title: scenario_title(scenario, language).to_owned(),
            about: std::iter::once(frame.fill(Message::ReportOfWorlds, &values)).chain(findings::rows_of_cases(scenario, words)).collect(),
            verdict: told.sentences(),
            remarks: vec![words.text(ALL_WORLDS, &[("file", LEVER_WORLDS_FILE)])],
            warnings: findings::warnings_at_points(outcome, &frame),
            measures: vec![told.table(&frame)],
            plan: lines.into_iter().map(|(what, value)| (what.to_owned(), value)).collect(),
            ..Presentation::default()
        }
    }
}
