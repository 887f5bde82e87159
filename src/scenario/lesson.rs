//! The block `[lesson]`: what a replay of the scenario teaches. It names the two policies that stand side by side, the time
//! that is shown, the question that is asked first, and captions with their instants. It changes no run, so no policy may
//! overlay it and no plan counts it; what the captions claim, the patterns of the same file check.

use schemars::JsonSchema;

use super::lesson_decisions::{LessonDecision, LessonText, WrittenLessonDecision, decisions, text};
use super::span::{Span, instant};
use super::text::context::Context;
use super::text::quantity::{Length, When};
use crate::units::{SimDuration, SimTime};

/// What a replay of a scenario teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The policy on the left and the one on the right.
    pub policies: [String; 2],
    /// First instant that is shown.
    pub from: SimTime,
    /// How long is shown.
    pub length: SimDuration,
    /// What the lesson asks.
    pub question: LessonText,
    /// What is said when, in order of time.
    pub captions: Vec<Caption>,
    /// What a group decides with `--decide`, under the policy on the right; empty where it decides nothing.
    pub decisions: Vec<LessonDecision>,
}

/// What is said at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// When.
    pub at: SimTime,
    /// What; `{left.open}` and its like stand for what the replay shows at that instant.
    pub text: LessonText,
}

/// What stands in braces in a caption, behind `left.` or `right.`.
pub const CAPTION_COUNTS: [&str; 8] = ["open", "recorded", "closed", "paper", "up", "red", "unknown", "fixed"];

/// What a replay of the scenario teaches: policies, time, question and captions; no other command looks at it.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Lesson")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenLesson {
    /// The policy on the left and the one on the right.
    #[schemars(length(equal = 2))]
    pub policies: Vec<String>,
    /// When the replay begins (default: at the end of the warm-up).
    pub from: Option<When>,
    /// How long it is (default "30d").
    #[serde(rename = "for")]
    pub length: Option<Length>,
    /// What the lesson asks.
    pub question: String,
    /// The same in Chinese (default: `question`).
    pub question_zh: Option<String>,
    /// What is said when.
    #[schemars(length(max = 100))]
    pub captions: Vec<WrittenCaption>,
    /// What a group decides, under the policy on the right, in a replay with `--decide` (default: nothing).
    pub decisions: Option<Vec<WrittenLessonDecision>>,
}

/// What is said at an instant of a replay.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Caption")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenCaption {
    /// When, from the start of the run.
    pub at: When,
    /// What; `{left.open}` stands for the issues that are there on the left at that instant, and so do `recorded` (open on the
    /// record), `closed` (recorded as closed since the replay began), `paper` (of these still there), `up` (gone up a level since
    /// then), `red` (with a red light), `unknown` (there, and nobody in office knows) and `fixed` (truly fixed since then), each
    /// behind `left.` or `right.`.
    pub text: String,
    /// The same in Chinese (default: `text`).
    pub text_zh: Option<String>,
}

/// The lesson as `written`; what is wrong with it is reported.
pub(super) fn lesson(written: &WrittenLesson, policies: &[&str], span: &Span, context: &mut Context<'_>) -> Option<Lesson> {
    for (index, policy) in written.policies.iter().enumerate() {
        context.find(policy, policies.iter().copied(), &["lesson", "policies", &index.to_string()], ("policy", "policies"));
    }
    let [left, right] = written.policies.as_slice() else { return None };
    if left == right {
        context.fault(&["lesson", "policies", "1"], format!("`{right}` stands on both sides; a lesson shows two policies"), None);
    }
    let from = match &written.from {
        Some(from) => instant(from.0, span, &["lesson", "from"], context)?,
        None => span.window_start(),
    };
    let length = SimDuration::rounded(written.length.as_ref().map_or(30.0 * 86_400.0, |length| length.0));
    if from + length > span.end() || length == SimDuration::ZERO {
        let (left, horizon) = (span.end().since(from), span.horizon);
        let message = format!("{length} is not above 0 and at most the {left} that are left of the run of {horizon}");
        context.fault(&["lesson", "for"], message, None);
    }
    let mut captions: Vec<Caption> = Vec::new();
    for (index, caption) in written.captions.iter().enumerate() {
        captions.extend(resolved(caption, index, (from, from + length), span, context));
    }
    captions.sort_by_key(|caption| caption.at);
    let question = text(&written.question, written.question_zh.as_ref());
    let decisions = decisions(written.decisions.as_deref().unwrap_or_default(), context);
    Some(Lesson { policies: [left.clone(), right.clone()], from, length, question, captions, decisions })
}

fn resolved(
    written: &WrittenCaption,
    index: usize,
    (from, until): (SimTime, SimTime),
    span: &Span,
    context: &mut Context<'_>,
) -> Option<Caption> {
    let index = index.to_string();
    let path = |key| ["lesson", "captions", index.as_str(), key];
    let at = instant(written.at.0, span, &path("at"), context)?;
    if at < from || at > until {
        let [from, until] = [from, until].map(|end| end.since(SimTime::ZERO));
        let message = format!("{} lies outside of what is shown, {from} to {until} from the start", at.since(SimTime::ZERO));
        context.fault_in_file(&path("at"), message, None);
    }
    for (key, text) in [("text", Some(&written.text)), ("text_zh", written.text_zh.as_ref())] {
        if let Some(gap) = text.and_then(|text| unknown_gap(text)) {
            let message =
                format!("nothing is counted as `{{{gap}}}`; expected `left.` or `right.` and one of {}", CAPTION_COUNTS.join(", "));
            context.fault_in_file(&path(key), message, None);
        }
    }
    Some(Caption { at, text: text(&written.text, written.text_zh.as_ref()) })
}

/// The first gap of `text` that nothing fills.
fn unknown_gap(text: &str) -> Option<&str> {
    let gaps = text.split('{').skip(1).map(|part| part.split_once('}').map_or(part, |(gap, _)| gap));
    let is_known =
        |gap: &str| gap.split_once('.').is_some_and(|(side, count)| ["left", "right"].contains(&side) && CAPTION_COUNTS.contains(&count));
    gaps.into_iter().find(|gap| !is_known(gap))
}
