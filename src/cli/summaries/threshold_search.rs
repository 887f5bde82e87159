//! What a search came to, as a person reads it and as a program does.

use crate::cli::terminal::ending::ExitStatus;
use crate::cli::terminal::figures::{number, plain_decimals};
use crate::experiment::analysis::condition::{Answer, Condition};
use crate::experiment::analysis::threshold_search::{Extreme, FoundThreshold, Probe};
use crate::output::charts::chart::Frame;
use crate::output::language::message::Message;
use crate::output::language::names::scenario_title;
use crate::output::language::wording::Wording;
use crate::output::presentation::Presentation;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::report::findings::{rows_of_cases, warnings_at_points};
use crate::output::results::ended::EndedCampaign;
use crate::output::results::search::SearchJson;
use crate::units::measure::Bilingual;

const ABOUT: Bilingual = Bilingual::new("{scenario}: a search", "{scenario}：水平搜索");
const NOWHERE: Bilingual = Bilingual::new(
    "{policy}: {condition} holds at no level of {factor} that was probed",
    "{policy}：所试的 {factor} 各水平都不满足 {condition}",
);
const LEAST: Bilingual = Bilingual::new(
    "{policy}: the least {factor} with {condition} is {level}{open}{next}",
    "{policy}：满足 {condition} 的最小 {factor} 为 {level}{open}{next}",
);
const GREATEST: Bilingual = Bilingual::new(
    "{policy}: the greatest {factor} with {condition} is {level}{open}{next}",
    "{policy}：满足 {condition} 的最大 {factor} 为 {level}{open}{next}",
);
const SO_FAR: Bilingual = Bilingual::new(" so far", "（截至目前）");
const LAST: Bilingual = Bilingual::new(", the last there is", "，已是最后一个水平");
const NEXT: Bilingual = Bilingual::new("; at {level} it {answer}", "；{level} 处{answer}");
const HOLDS: Bilingual = Bilingual::new("holds", "满足");
const FAILS: Bilingual = Bilingual::new("fails", "不满足");
const IS_OPEN: Bilingual = Bilingual::new("is open", "尚无定论");
const CONTRARY: Bilingual = Bilingual::new(
    "under {policy} the measure gets worse from {near} to {far}: the search supposes that it does not",
    "在 {policy} 下，该指标从 {near} 到 {far} 变差：搜索以其不变差为前提",
);
const LEVELS: Bilingual = Bilingual::new("Levels that were probed", "已试的水平");
const LIMIT: Bilingual = Bilingual::new("limit", "界限");
const PROMISE: Bilingual = Bilingual::new("promise", "承诺");

/// A search with the campaign it came from.
#[derive(Clone, Copy, Debug)]
pub struct SearchAccount<'a> {
    /// The campaign.
    pub ended: EndedCampaign<'a>,
    /// The promise.
    pub condition: Condition,
    /// Which end was looked for.
    pub extreme: Extreme,
    /// By policy.
    pub found: &'a [FoundThreshold],
    /// In which words.
    pub words: Wording<'a>,
}

impl SearchAccount<'_> {
    /// How the command ends: as the campaign, but a promise that no level keeps, or a search left open, is not done.
    pub fn ending(&self, ended: ExitStatus) -> ExitStatus {
        let is_found = self.found.iter().all(|found| found.point.is_some());
        if ended == ExitStatus::Done && !is_found { ExitStatus::Imprecise } else { ended }
    }

    fn level(&self, point: usize) -> &str {
        self.ended.plan.design.as_ref().map_or("", |design| design.points[point][0].text.as_str())
    }

    fn factor(&self) -> &str {
        self.ended.plan.design.as_ref().map_or("", |design| design.factors[0].as_str())
    }

    fn policy(&self, found: &FoundThreshold) -> String {
        self.words.policy(&self.ended.plan.identity.policies[found.policy])
    }

    /// Whether the promise holds at a level.
    fn answer(&self, probe: &Probe) -> String {
        self.words.text(
            match probe.answer {
                Answer::Holds => HOLDS,
                Answer::Fails => FAILS,
                Answer::Open => IS_OPEN,
            },
            &[],
        )
    }

    fn sentence(&self, found: &FoundThreshold) -> String {
        let (policy, condition) = (self.policy(found), self.condition.to_string());
        let common = [("policy", policy.as_str()), ("factor", self.factor()), ("condition", &condition)];
        let Some(point) = found.point else { return self.words.text(NOWHERE, &common) };
        let next = found.neighbour.and_then(|at| found.probes.iter().find(|probe| probe.point == at));
        let next = next.map_or_else(
            || self.words.text(LAST, &[]),
            |probe| self.words.text(NEXT, &[("level", self.level(probe.point)), ("answer", &self.answer(probe))]),
        );
        let open = if found.is_settled { String::new() } else { self.words.text(SO_FAR, &[]) };
        let text = match self.extreme {
            Extreme::Least => LEAST,
            Extreme::Greatest => GREATEST,
        };
        let own = [("level", self.level(point)), ("open", &open), ("next", &next)];
        self.words.text(text, &[common.as_slice(), &own].concat())
    }

    /// The search in words.
    pub fn presentation(&self) -> Presentation {
        let EndedCampaign { scenario, plan, outcome, .. } = self.ended;
        let words = self.words;
        let what = words.text(ABOUT, &[("scenario", &plan.identity.scenario)]);
        let about = [what, words.about_runs(plan, outcome, 0), words.about_time(plan)];
        let contrary = self.found.iter().flat_map(|found| found.contrary.iter().map(move |own| (found, own)));
        let contrary = contrary.map(|(found, own)| {
            let values = [("policy", &*self.policy(found)), ("near", self.level(own.near)), ("far", self.level(own.far))];
            words.text(CONTRARY, &values)
        });
        let frame = Frame::of(plan, outcome.replications, words.language);
        Presentation {
            language: words.language,
            title: scenario_title(scenario, words.language).to_owned(),
            about: about.into_iter().chain(rows_of_cases(scenario, words)).collect(),
            verdict: self.found.iter().map(|found| self.sentence(found)).collect(),
            warnings: warnings_at_points(outcome, &frame).into_iter().chain(contrary).collect(),
            measures: vec![self.table(&frame)],
            ..Presentation::default()
        }
    }

    fn table(&self, frame: &Frame) -> Table {
        let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| number(value, plain_decimals(value).min(4)));
        let row = |found: &FoundThreshold, probe: &Probe| {
            let cells = [
                self.level(probe.point).to_owned(),
                self.policy(found),
                shown(probe.mean),
                shown(probe.limit),
                probe.n.to_string(),
                self.answer(probe),
            ];
            cells.map(TableCell::from).to_vec()
        };
        let rows = self.found.iter().flat_map(|found| found.probes.iter().map(move |probe| row(found, probe)));
        Table {
            caption: self.words.text(LEVELS, &[]),
            heads: vec![
                (self.factor().to_owned(), false),
                frame.word(Message::PolicyColumn),
                (self.words.measure(self.condition.measure).to_owned(), true),
                (self.words.text(LIMIT, &[]), true),
                frame.figure(Message::ReplicationsColumn),
                (self.words.text(PROMISE, &[]), false),
            ],
            rows: rows.collect(),
            ..Table::default()
        }
    }

    /// The search for a program.
    pub fn json(&self) -> SearchJson {
        let sentences = self.found.iter().map(|found| self.sentence(found)).collect();
        SearchJson::new(&self.ended, (self.condition, self.extreme), self.found, sentences)
    }
}
