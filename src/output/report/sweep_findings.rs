//! The report on a sweep, and its charts.

use super::findings;

use super::page::{ReportInput, html};
use super::sweep_tables::SweepTables;
use crate::experiment::analysis::equal_budget::{EqualBudget, WayPosition};
use crate::experiment::analysis::sweep::SweepResult;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::Plan;
use crate::experiment::levers::worlds::LeverWorlds;
use crate::output::charts::chart::{Figure, Frame, write_figures};
use crate::output::folder::store::FolderStore;
use crate::output::language::message::{Language, Message};
use crate::output::language::names::scenario_title;
use crate::output::language::number;
use crate::output::language::opening::ALL_POINTS;
use crate::output::language::wording::{Wording, capitalised};
use crate::output::lever_words::in_worlds::WorldsWords;
use crate::output::lever_words::sentences::LeverWords;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::presentation::{AnsweredQuestion, Opening, Presentation};
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::schema::{COMPARISONS_FILE, FIGURES_FOLDER, REPORT_FILE, SUMMARY_FILE};
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::Scenario;

/// A sweep as charts and report show it.
#[derive(Clone, Copy, Debug)]
pub struct SweepExhibit<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan, which has a design.
    pub plan: &'a Plan,
    /// What the campaign came to.
    pub outcome: &'a Outcome,
    /// What the sweep came to.
    pub sweep: &'a SweepResult,
    /// Its lever in assumption worlds, where that was asked for.
    pub worlds: Option<&'a LeverWorlds>,
    /// Policies at the cost of the baseline, where that was asked for.
    pub budgets: &'a [EqualBudget],
    /// Language of all texts.
    pub language: Language,
}

/// Writes charts and report to where `store` puts them in place when it finishes.
///
/// # Errors
/// When a file cannot be written, or, which is a bug, a chart not drawn.
pub fn write(exhibit: &SweepExhibit, store: &FolderStore, flavour: CsvFlavour) -> Result<(), StoreError> {
    let folder = store.unfinished(FIGURES_FOLDER);
    let figures = exhibit.figures().map_err(|error| failed(&folder, "written", &error))?;
    write_figures(&folder, &figures, flavour)?;
    write_small(&store.unfinished(REPORT_FILE), exhibit.report(&figures).as_bytes())
}

impl<'a> SweepExhibit<'a> {
    /// What every chart says of the runs behind it.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::of(self.plan, self.outcome.replications, self.language).titled(self.scenario)
    }

    /// Its sentences and tables; `None` of a plan without design, which is no sweep.
    #[must_use]
    pub fn tables(&self, frame: &'a Frame, words: Wording<'a>) -> Option<SweepTables<'a>> {
        let Self { plan, outcome, sweep, .. } = *self;
        Some(SweepTables { plan, design: plan.design.as_deref()?, outcome, sweep, words, frame })
    }

    /// The report with its charts, as HTML.
    #[must_use]
    pub fn report(&self, figures: &[Figure]) -> String {
        let scenario = self.scenario;
        html(&ReportInput {
            said: self.presentation(),
            figures,
            provenance: scenario.provenance.iter().map(findings::provenance).collect(),
            unstated: scenario.unstated as u64,
            version: self.plan.identity.version.clone(),
        })
    }

    /// The sweep in words, for the page and for a terminal.
    #[must_use]
    pub fn presentation(&self) -> Presentation {
        let frame = self.frame();
        let words = Wording::with(self.language, &frame.titles);
        let Some(tables) = self.tables(&frame, words) else { return Presentation::default() };
        let plan = findings::plan_at_points(self.plan, self.outcome.replications, &frame);
        let of_lever = self.answers(&frame, words);
        let is_lever = !of_lever.is_empty();
        let mut levers = self.lever_tables(&frame, words);
        let overview = (is_lever && !levers.is_empty()).then(|| levers.remove(0));
        let (answers, folded) = if is_lever { (of_lever, Vec::new()) } else { (tables.answers(), tables.sentences()) };
        Presentation {
            answers,
            folded,
            overview,
            opening: if is_lever { Opening::Overview } else { Opening::Measures },
            language: self.language,
            title: scenario_title(self.scenario, self.language).to_owned(),
            about: std::iter::once(tables.about()).chain(findings::rows_of_cases(self.scenario, words)).collect(),
            verdict: self.budget_sentences(&frame, words),
            remarks: self.remarks(&frame, words),
            warnings: self.warnings(&frame),
            measures: self.budget_table(&frame, words).into_iter().chain(levers).chain(tables.tables()).collect(),
            plan: plan.into_iter().map(|(what, value)| (what.to_owned(), value)).collect(),
            ..Presentation::default()
        }
    }

    /// The lever, where one was varied, under each policy.
    fn levers<'w>(&'w self, words: Wording<'w>) -> impl Iterator<Item = LeverWords<'w>> {
        let design = self.plan.design.as_deref();
        let plan = self.plan;
        self.sweep.responses.iter().filter_map(move |response| Some(LeverWords { plan, design: design?, response, words }))
    }

    /// What is asked of a lever, answered under each policy; nothing of any other sweep.
    fn answers(&self, frame: &Frame, words: Wording) -> Vec<AnsweredQuestion> {
        let said: Vec<(Message, String)> = self.levers(words).flat_map(|lever| lever.answers()).collect();
        if said.is_empty() {
            return Vec::new();
        }
        let worlds = self.in_worlds(words).map(|told| told.sentences()).unwrap_or_default();
        let next = worlds.is_empty().then(|| (Message::AskNext, frame.say(Message::NextWorlds).to_owned()));
        let values = [("level", &*frame.percent()), ("n", &number::count(self.outcome.replications.into()))];
        let sure = std::iter::once(frame.fill(Message::SureOfLever, &values)).chain(worlds).map(|said| (Message::AskSure, said));
        let all: Vec<(Message, String)> = said.into_iter().chain(sure).chain(next).collect();
        let asked = [Message::AskSetting, Message::AskGain, Message::AskWhere, Message::AskPrice, Message::AskSure, Message::AskNext];
        let answer = |question: Message| {
            let of = all.iter().filter(|(own, _)| *own == question).map(|(_, sentence)| capitalised(sentence));
            let whole = of.collect::<Vec<_>>().join(self.language.gap());
            // the best setting stands large: the answer by the first measure alone
            let split = if question == Message::AskSetting { said_first(&all).len() } else { whole.len() };
            let (answer, more) = whole.split_at(split);
            (!whole.is_empty()).then(|| AnsweredQuestion {
                question: frame.say(question).to_owned(),
                answer: answer.to_owned(),
                more: more.trim().to_owned(),
            })
        };
        asked.into_iter().filter_map(answer).collect()
    }

    fn lever_tables(&self, frame: &Frame, words: Wording) -> Vec<Table> {
        let worlds = self.in_worlds(words).map(|told| told.table(frame));
        self.levers(words).flat_map(|lever| lever.tables(frame)).chain(worlds).collect()
    }

    fn in_worlds<'w>(&'w self, words: Wording<'w>) -> Option<WorldsWords<'w>> {
        self.worlds.map(|worlds| WorldsWords { worlds, words })
    }

    fn remarks(&self, frame: &Frame, words: Wording) -> Vec<String> {
        // of one lever no point is a comparison
        let exploratory = self.sweep.responses.is_empty().then(|| frame.say(Message::BudgetExploratory).to_owned());
        let files = words.text(ALL_POINTS, &[("summary", SUMMARY_FILE), ("comparisons", COMPARISONS_FILE)]);
        exploratory.into_iter().chain([files]).collect()
    }

    /// Warnings: interrupted, runs that failed.
    #[must_use]
    pub fn warnings(&self, frame: &Frame) -> Vec<String> {
        findings::warnings_at_points(self.outcome, frame)
    }

    /// What each policy gives for what the baseline costs, in a sentence.
    #[must_use]
    pub fn budget_sentences(&self, frame: &Frame, words: Wording) -> Vec<String> {
        let baseline = &self.plan.identity.policies[0];
        let one = |budget: &EqualBudget| {
            let unit = words.unit(crate::units::measure::Measure::COST);
            let cost = format!("{}{unit}", words.number(budget.budget, 0));
            let way = &budget.ways[1];
            let place = place(&way.place, words);
            let verdicts: Vec<String> = budget
                .differences
                .iter()
                .map(|own| {
                    let verdict = own.verdict.map(|verdict| words.verdict(&verdict, own.key.measure)).unwrap_or_default();
                    format!("{} {verdict}", words.measure(own.key.measure))
                })
                .collect();
            let ways = format!("{} {place}: {}", way.title, verdicts.join(frame.say(Message::Next)));
            frame.fill(Message::BudgetSentence, &[("budget", baseline), ("cost", &cost), ("ways", &ways)])
        };
        self.budgets.iter().map(one).collect()
    }

    /// The differences at equal cost.
    #[must_use]
    pub fn budget_table(&self, frame: &Frame, words: Wording) -> Option<Table> {
        if self.budgets.is_empty() {
            return None;
        }
        let row = |budget: &EqualBudget| -> Vec<Vec<TableCell>> {
            let of = |own: &crate::experiment::analysis::equal_budget::BudgetDifference| {
                let half = own.interval.map_or(0.0, |interval| interval.half_width());
                let places = number::decimals(half);
                let difference = own.mean.map_or_else(|| "–".to_owned(), |mean| words.signed(mean, places));
                let limits = own.interval.map(|interval| words.limits(interval, places)).unwrap_or_default();
                let verdict = own.verdict.map(|verdict| words.verdict(&verdict, own.key.measure)).unwrap_or_default();
                vec![
                    TableCell::from(budget.ways[1].title.as_str()).with(place(&budget.ways[1].place, words)),
                    TableCell::from(words.measure(own.key.measure)),
                    TableCell::from(difference).with(limits),
                    TableCell::from(verdict),
                ]
            };
            budget.differences.iter().map(of).collect()
        };
        let baseline = &self.plan.identity.policies[0];
        Some(Table {
            caption: frame.say(Message::BudgetCaption).to_owned(),
            about: Vec::new(),
            heads: vec![
                (frame.say(Message::PolicyColumn).to_owned(), false),
                (frame.say(Message::MeasureColumn).to_owned(), false),
                (frame.fill(Message::DifferenceColumn, &[("baseline", baseline)]), true),
                (frame.say(Message::VerdictColumn).to_owned(), false),
            ],
            rows: self.budgets.iter().flat_map(row).collect(),
            notes: Vec::new(),
        })
    }
}

/// The first sentence of all.
fn said_first(all: &[(Message, String)]) -> &str {
    all.first().map_or("", |(_, sentence)| sentence)
}

/// Where on its way a policy spends the budget.
fn place(place: &WayPosition, words: Wording) -> String {
    let plain = |value: f64| words.number(value, number::plain_decimals(value).min(2));
    match place {
        WayPosition::Level { level, .. } => format!("= {}", plain(*level)),
        WayPosition::Between { level, interval: Some(interval), .. } => {
            format!("≈ {} ±{}", plain(*level), plain(interval.larger_side(*level)))
        }
        WayPosition::Between { level, interval: None, .. } => format!("≈ {}", plain(*level)),
        WayPosition::OutOfReach { beyond, .. } => format!("> {}", words.signed(*beyond, 0)),
    }
}
