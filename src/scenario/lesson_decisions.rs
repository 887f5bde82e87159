//! The decisions of a lesson: at which arrival of which issue a group is asked, what, and between which choices. They change no
//! run by themselves; `wangge replay --decide` makes a run for every way of deciding.

use schemars::JsonSchema;

use super::coordination::choices::{AddedPost, Decision, IssueChoice, WrittenDecision, post};
use super::text::context::Context;

/// Most decisions of a lesson, and most runs of its tree.
const MOST: (usize, usize) = (8, 1_024);

/// What a group decides in a replay, at an arrival of an issue at a unit.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "LessonDecision")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenLessonDecision {
    /// Key of the issue, as event logs have it.
    pub issue: String,
    /// At which of its arrivals at a unit, from 1 (default 1).
    #[schemars(range(min = 1, max = 10_000))]
    pub arrival: Option<u32>,
    /// Further arrivals of issues for which the same is decided, as what is done from now on (default: none).
    #[schemars(length(max = 1000))]
    pub also: Option<Vec<WrittenArrival>>,
    /// What the group is asked.
    pub question: String,
    /// The same in Chinese (default: `question`).
    pub question_zh: Option<String>,
    /// What it may choose; the first is what happens where nobody decides.
    #[schemars(length(min = 2, max = 4))]
    pub options: Vec<WrittenLessonOption>,
}

/// An arrival of an issue at a unit.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Arrival")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenArrival {
    /// Key of the issue.
    pub issue: String,
    /// Which of its arrivals, from 1 (default 1).
    #[schemars(range(min = 1, max = 10_000))]
    pub arrival: Option<u32>,
}

/// What a group may choose; without `decision`, what the rules do.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "LessonOption")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenLessonOption {
    /// What it is called.
    pub text: String,
    /// The same in Chinese (default: `text`).
    pub text_zh: Option<String>,
    /// What it is (default: what the rules do).
    pub decision: Option<WrittenDecision>,
    /// Path of the unit that gets a person more, with `add`.
    pub unit: Option<String>,
    /// Role of that person.
    pub role: Option<String>,
}

/// A text of a lesson in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonText {
    /// English.
    pub english: String,
    /// Chinese; the English text where the file has none.
    pub chinese: String,
}

/// What a group decides, at an arrival of an issue at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonDecision {
    /// Key of the issue.
    pub issue: String,
    /// At which of its arrivals, from 1.
    pub arrival: u32,
    /// Further issues and arrivals for which the same is decided.
    pub also: Vec<(String, u32)>,
    /// What is asked.
    pub question: LessonText,
    /// What may be chosen, the first where nobody decides.
    pub options: Vec<LessonOption>,
}

/// What a group may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonOption {
    /// What it is called.
    pub text: LessonText,
    /// What it is; `None` where it is what the rules do.
    pub decision: Option<Decision>,
    /// Whom a unit gets, where it gets somebody.
    pub post: Option<AddedPost>,
}

impl LessonDecision {
    /// The choices that an option is, in a `replication`; none where the rules decide. Somebody is added once.
    #[must_use]
    pub fn choices(&self, option: usize, replication: u32) -> Vec<IssueChoice> {
        let Some(LessonOption { decision: Some(decision), post, .. }) = self.options.get(option) else { return Vec::new() };
        let further = if *decision == Decision::Add { &[][..] } else { &self.also };
        let arrivals = std::iter::once((&self.issue, self.arrival)).chain(further.iter().map(|(issue, arrival)| (issue, *arrival)));
        let choice = |(issue, arrival): (&String, u32)| IssueChoice {
            issue: issue.clone(),
            arrival,
            decision: *decision,
            post: post.clone(),
            replication,
        };
        arrivals.map(choice).collect()
    }
}

/// The decisions as `written`; what is wrong with them is reported.
pub(super) fn decisions(written: &[WrittenLessonDecision], context: &mut Context<'_>) -> Vec<LessonDecision> {
    let runs: usize = written.iter().map(|decision| decision.options.len().max(1)).product();
    if written.len() > MOST.0 || runs > MOST.1 {
        let message =
            format!("{} decisions are {runs} ways to decide; expected at most {} decisions and {} ways", written.len(), MOST.0, MOST.1);
        context.fault_in_file(&["lesson", "decisions"], message, Some("leave some options out".into()));
        return Vec::new();
    }
    written.iter().enumerate().map(|(number, decision)| resolved(decision, number, context)).collect()
}

fn resolved(written: &WrittenLessonDecision, number: usize, context: &mut Context<'_>) -> LessonDecision {
    let mut options = Vec::new();
    for (index, option) in written.options.iter().enumerate() {
        let decision = option.decision.map(Decision::from);
        let post = match decision {
            Some(decision) => post(decision, option.unit.as_ref(), option.role.as_ref()),
            None => post(Decision::Keep, option.unit.as_ref(), option.role.as_ref()),
        };
        let path = ["lesson", "decisions", &number.to_string(), "options", &index.to_string()].map(str::to_owned);
        if let Err((key, message)) = &post {
            let path: Vec<&str> = path.iter().map(String::as_str).chain([*key]).collect();
            context.fault_in_file(&path, *message, None);
        }
        let text = text(&option.text, option.text_zh.as_ref());
        options.push(LessonOption { text, decision, post: post.ok().flatten() });
    }
    let question = text(&written.question, written.question_zh.as_ref());
    let also = written.also.iter().flatten().map(|also| (also.issue.clone(), also.arrival.unwrap_or(1))).collect();
    LessonDecision { issue: written.issue.clone(), arrival: written.arrival.unwrap_or(1), also, question, options }
}

/// The text in both languages; the English one where there is no Chinese one.
pub(super) fn text(english: &str, chinese: Option<&String>) -> LessonText {
    LessonText { english: english.to_owned(), chinese: chinese.map_or_else(|| english.to_owned(), Clone::clone) }
}
