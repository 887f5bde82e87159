//! What the report on a result says: the verdict and what there is to know about it, patterns, what it rests on, the plan.
//! Its tables of measures stand in [`super::measure_tables`].

use super::claims::Told;
use super::gallery::Exhibit;
use super::page::{KnownBy, ProvenanceRow, ReportInput, html};
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::analysis::pattern::PatternResult;
use crate::experiment::analysis::verdict::Verdict;
use crate::experiment::campaign::execution::{FailedRun, Outcome, Status};
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::DesignIdentity;
use crate::output::charts::chart::{Figure, Frame, write_figures};
use crate::output::folder::store::FolderStore;
use crate::output::language::message::Message;
use crate::output::language::names::{Titles, policy_title, scenario_title};
use crate::output::language::number::count;
use crate::output::language::opening::ENDED_AT_FAILURE;
use crate::output::language::wording::Wording;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::presentation::{Opening, Presentation};
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::schema::{COMPARISONS_FILE, FIGURES_FOLDER, REPORT_FILE};
use crate::output::tables::selection::{PolicyFate, estimates};
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::{BASE, Basis, Provenance, Scenario};
use crate::statistics::estimate::Estimate;

/// Most policies that the first sentence names; of more it says how many there are.
const MOST_NAMED: usize = 3;

/// Writes charts and report to where `store` puts them in place when it finishes.
///
/// # Errors
/// When a file cannot be written, or, which is a bug, a chart not drawn.
pub fn write(exhibit: &Exhibit, store: &FolderStore, flavour: CsvFlavour) -> Result<(), StoreError> {
    let folder = store.unfinished(FIGURES_FOLDER);
    let figures = exhibit.figures().map_err(|error| failed(&folder, "written", &error))?;
    write_figures(&folder, &figures, flavour)?;
    write_small(&store.unfinished(REPORT_FILE), report(exhibit, &figures).as_bytes())
}

/// The report on a result with its charts, as HTML.
#[must_use]
pub fn report(exhibit: &Exhibit, figures: &[Figure]) -> String {
    let scenario = exhibit.scenario;
    html(&ReportInput {
        said: presentation(exhibit),
        figures,
        provenance: scenario.provenance.iter().map(provenance).collect(),
        unstated: scenario.unstated as u64,
        version: exhibit.plan.identity.version.clone(),
    })
}

/// A result in words, for the page and for a terminal.
#[must_use]
pub fn presentation(exhibit: &Exhibit) -> Presentation {
    let titles = Titles::of(exhibit.scenario, exhibit.language);
    let words = Wording::with(exhibit.language, &titles);
    let told = words.told(exhibit.plan, exhibit.outcome.status, exhibit.claims);
    let of = Findings { exhibit, words, frame: exhibit.frame(), told };
    Presentation {
        language: exhibit.language,
        title: scenario_title(exhibit.scenario, exhibit.language).to_owned(),
        about: of.about(),
        answers: of.answers(),
        verdict: of.verdict(),
        remarks: of.remarks(),
        folded: of.folded(),
        warnings: of.warnings(),
        policies: of.policies(),
        overview: of.overview(),
        hours: of.hours_of_roles(),
        measures: of.selection().into_iter().chain(of.measures()).collect(),
        pairs: of.pairs(),
        matched: of.matched(),
        workload: vec![of.workload()],
        further: of.further(),
        patterns: vec![of.patterns()],
        plan: of.plan(),
        opening: match (exhibit.comparison, &exhibit.claims.selection) {
            (_, Some(_)) => Opening::Measures,
            (Some(comparison), None) if comparison.ladder.is_some() => Opening::Ladder,
            (Some(_), None) => Opening::Overview,
            (None, None) => Opening::Run,
        },
    }
}

/// What became of the rows of the scenario's files of real cases.
pub(crate) fn rows_of_cases(scenario: &Scenario, words: Wording) -> Vec<String> {
    scenario.traces.iter().flat_map(|trace| words.rows_of_cases(trace)).collect()
}

/// A result while it is put into words.
pub(crate) struct Findings<'e> {
    pub(crate) exhibit: &'e Exhibit<'e>,
    pub(crate) words: Wording<'e>,
    pub(crate) frame: Frame,
    pub(crate) told: Told,
}

impl Findings<'_> {
    pub(crate) fn say(&self, message: Message) -> String {
        self.frame.say(message).to_owned()
    }

    pub(crate) fn policy(&self, index: usize) -> &str {
        &self.exhibit.plan.identity.policies[index]
    }

    pub(crate) fn policy_count(&self) -> usize {
        self.exhibit.plan.settings.len()
    }

    /// The policy as a sentence calls it.
    pub(crate) fn called(&self, index: usize) -> String {
        self.words.policy(self.policy(index))
    }

    /// The policy as the head of a row: its title, which a page explains by its name, or its name alone.
    pub(crate) fn policy_head(&self, index: usize) -> TableCell {
        let name = self.policy(index);
        match policy_title(self.exhibit.scenario, name, self.exhibit.language) {
            Some(title) => TableCell::from(title).meaning(name),
            None => TableCell::from(name),
        }
    }

    fn about(&self) -> Vec<String> {
        let Exhibit { plan, outcome, scenario, .. } = self.exhibit;
        let names = &plan.identity.policies;
        let scenario_name = ("scenario", plan.identity.scenario.as_str());
        let called = |names: &[String]| self.words.policies(names.iter().map(String::as_str));
        let what = match self.exhibit.comparison {
            None if self.exhibit.claims.selection.is_some() => {
                self.frame.fill(Message::ReportOfSelection, &[scenario_name, ("policies", &called(names))])
            }
            None => self.frame.fill(Message::ReportOfRun, &[scenario_name, ("policy", &self.called(0))]),
            Some(comparison) => {
                let baseline = self.words.policy(comparison.baseline());
                let judged = &names[comparison.judged()];
                let (message, list) = match judged.len() {
                    0..=MOST_NAMED => (Message::ReportOfComparison, called(judged)),
                    many => (Message::ReportOfMany, many.to_string()),
                };
                self.frame.fill(message, &[scenario_name, ("policies", &list), ("baseline", &baseline)])
            }
        };
        let family = self.exhibit.comparison.map_or(0, |comparison| comparison.family.size);
        let runs = self.words.about_runs(plan, outcome, family);
        [what, runs, self.words.about_time(plan)].into_iter().chain(rows_of_cases(scenario, self.words)).collect()
    }

    fn verdict(&self) -> Vec<String> {
        if self.exhibit.claims.selection.is_some() {
            return self.told.selection.clone();
        }
        match self.exhibit.comparison {
            Some(comparison) if comparison.ladder.is_none() && comparison.choice().is_none() => self.by_policy(comparison),
            Some(_) | None => Vec::new(),
        }
    }

    /// The verdicts in full, policy by policy.
    fn by_policy(&self, comparison: &Comparison) -> Vec<String> {
        comparison.judged().map(|policy| self.words.sentence(comparison, policy)).collect()
    }

    /// What stands beside the verdict on the first screen: levers that could not act, and that nobody is busy; of a
    /// selection everything.
    fn remarks(&self) -> Vec<String> {
        let is_selection = self.exhibit.claims.selection.is_some();
        let more = if is_selection { [self.points(), self.further_remarks()].concat() } else { Vec::new() };
        // what was claimed is answered on the first screen
        let claimed = if self.claims_a_steady_state() && !is_selection { self.told.remarks.as_slice() } else { &[] };
        self.told.beside.iter().chain(claimed).cloned().chain(more).collect()
    }

    /// What points came to, policy by policy.
    fn points(&self) -> Vec<String> {
        let Exhibit { plan, outcome, comparison, .. } = *self.exhibit;
        self.words.points(plan, outcome, comparison, self.policy_count())
    }

    /// What is said beyond the first screen: verdicts in full, where each policy acts, the same issues, what to know
    /// about the intervals.
    fn folded(&self) -> Vec<String> {
        let Some(comparison) = self.exhibit.comparison else {
            let is_selection = self.exhibit.claims.selection.is_some();
            return if is_selection { Vec::new() } else { [self.points(), self.further_remarks()].concat() };
        };
        let is_said = comparison.ladder.is_none() && comparison.choice().is_none();
        let verdicts = if is_said { Vec::new() } else { self.by_policy(comparison) };
        let acts = comparison.judged().filter_map(|policy| self.words.where_it_acts(comparison, policy));
        let more = [self.matched_sentences(), self.points(), self.further_remarks()].concat();
        verdicts.into_iter().chain(acts).chain(more).collect()
    }

    fn further_remarks(&self) -> Vec<String> {
        let level = self.frame.percent();
        let size = self.exhibit.comparison.map_or(0, |comparison| comparison.family.size);
        let mut remarks: Vec<String> = self.told.busiest.clone();
        remarks.push(match size {
            0 | 1 => self.frame.fill(Message::OwnIntervals, &[("level", &level)]),
            size => self.frame.fill(Message::FamilyNote, &[("level", &level), ("size", &size.to_string())]),
        });
        let is_guess = |difference: &Difference| {
            difference.relevant.is_none() && matches!(difference.verdict, Some(Verdict::Undecided { more: Some(_), .. }))
        };
        let mut headline = self.exhibit.comparison.into_iter().flat_map(|comparison| comparison.differences.iter().flatten());
        if headline.any(is_guess) {
            remarks.push(self.say(Message::GuessedSize));
        }
        if self.is_precise() {
            remarks.extend(self.told.precision.iter().cloned());
        }
        if !self.claims_a_steady_state() {
            remarks.extend(self.told.remarks.iter().cloned());
        }
        remarks.extend(self.words.rare_counts(&self.exhibit.outcome.estimates));
        if let Some(comparison) = self.exhibit.comparison {
            remarks.extend(self.words.worth_of_a_pair(comparison));
            remarks.push(self.words.exploratory(comparison, COMPARISONS_FILE));
        }
        if self.exhibit.claims.selection.is_some() {
            remarks.push(self.say(Message::NoCharts));
        }
        remarks
    }

    const fn claims_a_steady_state(&self) -> bool {
        self.exhibit.claims.steadiness.is_some()
    }

    /// Whether there is no precision that was asked for and not reached.
    fn is_precise(&self) -> bool {
        self.exhibit.claims.precision.as_ref().is_none_or(|precise| precise.is_reached)
    }

    /// The policies that could be chosen, with what became of each.
    fn selection(&self) -> Option<Table> {
        let selected = self.exhibit.claims.selection.as_ref()?;
        let measure = self.words.measure(selected.key.measure);
        let row = |(policy, estimate): (usize, Option<&Estimate>)| {
            let n = TableCell::from(estimate.map_or_else(String::new, |estimate| count(estimate.replications.into())));
            let cell = estimate.map_or_else(TableCell::default, |estimate| self.cell(estimate));
            vec![self.policy_head(policy), n, cell, TableCell::from(self.fate(selected, policy))]
        };
        Some(Table {
            caption: self.frame.fill(Message::SelectionCaption, &[("measure", measure)]),
            about: vec![self.definition(selected.key.measure)],
            heads: vec![
                self.frame.word(Message::CandidateColumn),
                (self.say(Message::ReplicationsColumn), true),
                (self.say(Message::EstimateColumn), true),
                self.frame.word(Message::FateColumn),
            ],
            rows: estimates(self.exhibit.outcome, selected).into_iter().enumerate().map(row).collect(),
            ..Table::default()
        })
    }

    fn fate(&self, selected: &Selected, policy: usize) -> String {
        match (PolicyFate::of(selected, policy), selected.elimination(policy)) {
            (PolicyFate::Eliminated, Some(dropped)) => {
                let at = count(dropped.at.into());
                self.frame.fill(Message::FateEliminated, &[("at", &at), ("by", &self.called(dropped.by))])
            }
            (PolicyFate::Selected, _) => self.say(Message::FateSelected),
            _ => self.say(Message::FateUndecided),
        }
    }

    fn warnings(&self) -> Vec<String> {
        let outcome = self.exhibit.outcome;
        let mut warnings = Vec::new();
        if outcome.status == Status::Interrupted {
            warnings.push(self.say(Message::InterruptedNote));
        }
        if outcome.status == Status::Failed {
            warnings.push(self.words.text(ENDED_AT_FAILURE, &[]));
        }
        if self.exhibit.comparison.is_some_and(Comparison::has_too_many_failures) {
            warnings.push(self.say(Message::TooManyFailures));
        }
        if !self.is_precise() {
            warnings.extend(self.told.precision.iter().cloned());
        }
        warnings.extend(self.told.growing.iter().cloned());
        warnings.extend(self.told.warnings.iter().cloned());
        if outcome.failed_runs > 0 {
            let (left_out, ended) = (outcome.left_out.to_string(), outcome.replications.to_string());
            warnings.push(self.frame.fill(Message::LeftOut, &[("count", &left_out), ("all", &ended)]));
            warnings.extend(outcome.failures.iter().map(|run| failed_run(run, &self.frame, self.words)));
        }
        if self.exhibit.used() == 1 {
            warnings.push(self.say(Message::OneReplication));
        }
        warnings
    }

    /// Policies with their titles; the first of a comparison is the baseline.
    fn policies(&self) -> Vec<(String, String)> {
        let name = |index: usize| {
            let is_baseline = index == 0 && self.exhibit.comparison.is_some();
            let message = if is_baseline { Message::PlanBaseline } else { Message::PlanPolicy };
            self.frame.fill(message, &[("policy", self.policy(index))])
        };
        let title = |index: usize| {
            let none = if self.policy(index) == BASE { Message::BaseTitle } else { Message::NoTitle };
            policy_title(self.exhibit.scenario, self.policy(index), self.exhibit.language).unwrap_or(self.frame.say(none))
        };
        (0..self.policy_count()).map(|index| (name(index), title(index).to_owned())).collect()
    }

    fn patterns(&self) -> Table {
        let heads = [Message::PatternColumn, Message::HeldColumn, Message::ExpectedColumn, Message::FoundColumn, Message::PatternSource];
        let results = self.exhibit.comparison.map(|comparison| comparison.patterns.as_slice()).unwrap_or_default();
        let row = |result: &PatternResult| {
            let PatternResult { pattern, finding, .. } = result;
            let (stated, found) = (self.words.pattern_stated(pattern), self.words.found(result));
            [pattern.name.clone(), self.words.finding(*finding).to_owned(), stated, found, pattern.source.clone()]
                .map(TableCell::from)
                .to_vec()
        };
        Table {
            caption: self.say(Message::PatternsHeading),
            heads: heads.map(|head| self.frame.word(head)).to_vec(),
            rows: results.iter().map(row).collect(),
            notes: vec![self.say(Message::PatternNote)],
            ..Table::default()
        }
    }

    fn plan(&self) -> Vec<(String, String)> {
        let Exhibit { plan, outcome, .. } = self.exhibit;
        let (identity, span) = (&plan.identity, &plan.settings[0].span);
        let [asked, ended, used] = [identity.replications, outcome.replications, self.exhibit.used()].map(|n| count(n.into()));
        let replications = match outcome.status {
            Status::Interrupted | Status::Failed => self.frame.fill(Message::ReplicationsEnded, &[("ended", &ended), ("asked", &asked)]),
            Status::Complete if outcome.left_out > 0 => self.frame.fill(Message::ReplicationsUsed, &[("ended", &ended), ("used", &used)]),
            Status::Complete => ended,
        };
        let length = |length| self.words.length(length);
        let window = self.frame.fill(Message::FromTo, &[("low", &length(span.warm_up)), ("high", &length(span.horizon - span.follow_up))]);
        let lines = [
            (Message::PlanScenario, identity.scenario.clone()),
            (Message::PlanHash, identity.hash()),
            (Message::PlanSeed, identity.seed.to_string()),
            (Message::PlanReplications, replications),
            (Message::PlanConfidence, format!("{}%", self.frame.percent())),
            (Message::PlanStart, span.start.to_string()),
            (Message::PlanSpan, length(span.horizon)),
            (Message::PlanWarmUp, length(span.warm_up)),
            (Message::PlanWindow, window),
            (Message::PlanFollowUp, length(span.follow_up)),
            (Message::PlanVersion, identity.version.clone()),
        ];
        lines.into_iter().map(|(what, value)| (self.say(what), value)).chain(self.policies()).collect()
    }
}

/// The plan of a campaign at design points: what and its value.
pub(crate) fn plan_at_points(plan: &Plan, replications: u32, frame: &Frame) -> Vec<(&'static str, String)> {
    let identity = &plan.identity;
    let factors = plan.design.as_ref().map(|design| design.factors.join(", ")).unwrap_or_default();
    let of_design = |design: &DesignIdentity| {
        let (kind, points) = (Wording::new(frame.language).design(&design.kind), count(design.points.into()));
        frame.fill(Message::DesignOfPoints, &[("kind", &kind), ("points", &points), ("digest", design.sha256.get(..8).unwrap_or_default())])
    };
    let lines = [
        (Message::PlanScenario, identity.scenario.clone()),
        (Message::PlanHash, identity.hash()),
        (Message::PlanSeed, identity.seed.to_string()),
        (Message::PlanDesign, identity.design.as_ref().map(of_design).unwrap_or_default()),
        (Message::PlanFactors, factors),
        (Message::PlanReplications, count(replications.into())),
        (Message::PlanVersion, identity.version.clone()),
    ];
    lines.into_iter().map(|(what, value)| (frame.say(what), value)).collect()
}

fn failed_run(run: &FailedRun, frame: &Frame, words: Wording) -> String {
    let (policy, replication) = (words.policy(&run.policy), run.replication.to_string());
    frame.fill(Message::FailedRun, &[("policy", &policy), ("replication", &replication), ("reason", &run.reason)])
}

/// Warnings of a campaign at design points: interrupted, runs that failed.
pub(crate) fn warnings_at_points(outcome: &Outcome, frame: &Frame) -> Vec<String> {
    let mut warnings = Vec::new();
    if outcome.status != Status::Complete {
        warnings.push(frame.say(Message::InterruptedNote).to_owned());
    }
    if outcome.status == Status::Failed {
        warnings.push(Wording::new(frame.language).text(ENDED_AT_FAILURE, &[]));
    }
    if outcome.failed_runs > 0 {
        let (left_out, all) = (outcome.left_out.to_string(), outcome.cells.to_string());
        warnings.push(frame.fill(Message::LeftOut, &[("count", &left_out), ("all", &all)]));
        warnings.extend(outcome.failures.iter().map(|run| failed_run(run, frame, Wording::new(frame.language))));
    }
    warnings
}

pub(crate) fn provenance(number: &Provenance) -> ProvenanceRow {
    let (rests, source) = match &number.basis {
        Basis::Cited(source) => (KnownBy::Cited, source.clone()),
        Basis::Calibrated(target) => (KnownBy::Calibrated, target.clone()),
        Basis::Assumed { low, high } => (KnownBy::Assumed, format!("{low} – {high}")),
    };
    ProvenanceRow { key: number.key.clone(), value: number.value.clone(), rests, source }
}
