//! Choices: what somebody decides about single issues as they come to a unit, in place of the rules. A choice names the issue by its
//! key and says at which of its arrivals, so that it means the same under every policy; it holds in one replication alone, for
//! in another one the key is that of another issue.

use std::collections::BTreeSet;

use schemars::JsonSchema;

use crate::scenario::text::context::Context;

/// What somebody decides about one issue as it comes to a unit.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Choice")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenChoice {
    /// Key of the issue, as event logs have it: `homes/town/community-2#57`.
    pub issue: String,
    /// At which of its arrivals at a unit, from 1; one that is sent back at once counts (default 1).
    #[schemars(range(min = 1, max = 10_000))]
    pub arrival: Option<u32>,
    /// What is decided.
    pub decision: WrittenDecision,
    /// Path of the unit that gets a person more, with `add`.
    pub unit: Option<String>,
    /// Role of that person.
    pub role: Option<String>,
    /// In which replication (default 0).
    #[schemars(range(max = 1_000_000))]
    pub replication: Option<u32>,
}

/// The unit keeps the issue; passes it up; calls the departments that it needs; sends it back to the unit that passed it up; or a unit
/// gets a person more from then on.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Decision")]
pub(crate) enum WrittenDecision {
    Keep,
    Pass,
    Whistle,
    Return,
    Add,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The unit keeps the issue, whatever the rules say.
    Keep,
    /// The unit passes the issue to the one above.
    Pass,
    /// The unit calls the departments that the issue needs.
    Whistle,
    /// The unit sends the issue back to the one that passed it up.
    Return,
    /// A unit gets a person more; the issue goes where the rules say.
    Add,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Keep, Self::Pass, Self::Whistle, Self::Return, Self::Add];

    /// What it is called in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Pass => "pass",
            Self::Whistle => "whistle",
            Self::Return => "return",
            Self::Add => "add",
        }
    }
}

impl From<WrittenDecision> for Decision {
    fn from(written: WrittenDecision) -> Self {
        match written {
            WrittenDecision::Keep => Self::Keep,
            WrittenDecision::Pass => Self::Pass,
            WrittenDecision::Whistle => Self::Whistle,
            WrittenDecision::Return => Self::Return,
            WrittenDecision::Add => Self::Add,
        }
    }
}

/// The post of a person who is added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddedPost {
    /// Path of the unit.
    pub unit: String,
    /// Role.
    pub role: String,
}

/// What somebody decides about one issue as it comes to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueChoice {
    /// Key of the issue.
    pub issue: String,
    /// At which of its arrivals at a unit, from 1.
    pub arrival: u32,
    /// What is decided.
    pub decision: Decision,
    /// Whom a unit gets; of `add` alone.
    pub post: Option<AddedPost>,
    /// In which replication.
    pub replication: u32,
}

impl IssueChoice {
    /// The choice as a value of TOML.
    pub(crate) fn written(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let post = self.post.iter().map(|post| format!(", unit = {}, role = {}", text(&post.unit), text(&post.role)));
        let replication = if self.replication > 0 { format!(", replication = {}", self.replication) } else { String::new() };
        format!(
            "{{ issue = {}, arrival = {}, decision = \"{}\"{}{replication} }}",
            text(&self.issue),
            self.arrival,
            self.decision.name(),
            post.collect::<String>()
        )
    }
}

/// A post out of the two keys that say it, or the key that is wrong and why.
pub(crate) fn post(
    decision: Decision,
    unit: Option<&String>,
    role: Option<&String>,
) -> Result<Option<AddedPost>, (&'static str, &'static str)> {
    match (decision, unit, role) {
        (Decision::Add, Some(unit), Some(role)) => Ok(Some(AddedPost { unit: unit.clone(), role: role.clone() })),
        (Decision::Add, None, _) => Err(("decision", "`add` needs the `unit` that gets a person more")),
        (Decision::Add, _, None) => Err(("decision", "`add` needs the `role` of the person")),
        (_, None, None) => Ok(None),
        (_, Some(_), _) => Err(("unit", "says who gets a person more, and means nothing without `decision = \"add\"`")),
        (_, _, Some(_)) => Err(("role", "says who is added, and means nothing without `decision = \"add\"`")),
    }
}

/// The first of `choices` that decides what another one has decided before, if any does.
pub(crate) fn contradicting(choices: &[IssueChoice]) -> Option<usize> {
    let mut seen = BTreeSet::new();
    let moves = choices.iter().enumerate().filter(|(_, choice)| choice.decision != Decision::Add);
    let mut again = moves.filter(|(_, choice)| !seen.insert((choice.replication, choice.issue.as_str(), choice.arrival)));
    again.next().map(|(number, _)| number)
}

/// What is wrong with a choice that decides once more.
pub(crate) const CONTRADICTS: &str =
    "something is decided about the same arrival of the same issue before; expected one decision beside `add`";

/// The choices of a file.
pub(crate) fn choices(written: &[WrittenChoice], context: &mut Context<'_>) -> Vec<IssueChoice> {
    let mut found = Vec::new();
    for (number, choice) in written.iter().enumerate() {
        let number = number.to_string();
        let decision = Decision::from(choice.decision);
        match post(decision, choice.unit.as_ref(), choice.role.as_ref()) {
            Ok(post) => found.push(IssueChoice {
                issue: choice.issue.clone(),
                arrival: choice.arrival.unwrap_or(1),
                decision,
                post,
                replication: choice.replication.unwrap_or(0),
            }),
            Err((key, message)) => context.fault(&["choices", &number, key], message, None),
        }
    }
    if let Some(number) = contradicting(&found).filter(|_| found.len() == written.len()) {
        context.fault(&["choices", &number.to_string(), "decision"], CONTRADICTS, None);
    }
    found
}
