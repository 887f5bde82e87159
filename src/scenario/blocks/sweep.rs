//! The block `[sweep]`: which factors a study varies and at which points. It says what is to be run and changes no run, so
//! no policy may overlay it and no plan of single runs counts it.

use schemars::JsonSchema;

use crate::scenario::factors::factor::Factor;
use crate::scenario::factors::text::{FactorText, TextPart, WrittenValues};
use crate::scenario::text::diagnostics::{Report, did_you_mean, listed};
use crate::scenario::text::origin::WrittenAt;
use crate::scenario::text::tree::Node;

/// What a sweep of the scenario runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// What is varied, in the order of the file; at least one.
    pub factors: Vec<Factor>,
    /// Which points of the factors are run, where the file says so.
    pub design: Option<SweepDesign>,
    /// How many, for the designs that fill the space of the factors.
    pub points: Option<u32>,
    /// Replications of each point, where they are not those of the scenario.
    pub replications: Option<u32>,
    /// Policies that are run at each point; `None`: as a comparison would take them.
    pub policies: Option<Vec<String>>,
}

/// Which points are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Design")]
pub enum SweepDesign {
    /// Every combination of levels.
    Factorial,
    /// The file's own values, and each level of each factor beside them.
    OneAtATime,
    /// A Latin hypercube of so many `points`.
    LatinHypercube,
    /// So many `points` of a Sobol sequence.
    Sobol,
}

/// What a sweep runs: factors, design and replications.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Sweep")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenSweep {
    /// What is varied.
    #[expect(dead_code, reason = "read from the tree, which knows where everything stands")]
    #[schemars(length(min = 1, max = 1000))]
    pub factors: Vec<WrittenFactor>,
    /// Which points are run (default: what the command says).
    pub design: Option<SweepDesign>,
    /// Points of a `latin_hypercube` or of `sobol` (default: what the command says).
    #[schemars(range(min = 1, max = 10_000_000))]
    pub points: Option<u32>,
    /// Replications of each point (default: those of the scenario).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: Option<u32>,
    /// Policies that are run at each point (default: those that a comparison takes).
    #[schemars(length(min = 1, max = 1000))]
    pub policies: Option<Vec<String>>,
}

/// A factor: a key with either its levels or a range.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Factor")]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read from the tree, which knows where everything stands; stands here for the schema")]
pub(crate) struct WrittenFactor {
    /// Dotted key of what is varied, as `--set` takes it. A `*` stands for every name that the file has in its place; the levels then
    /// are multiples.
    pub key: String,
    /// What it is called, for readers (default: the key).
    pub title: Option<String>,
    /// The same in Chinese, for readers of Chinese (default: `title`).
    pub title_zh: Option<String>,
    /// Its levels, two or more; multiples of what the file says are written `"x0.5"`, `"x2"`.
    #[schemars(length(max = 10_000))]
    pub levels: Option<Vec<WrittenLevel>>,
    /// Low and high end, instead of levels.
    #[schemars(length(equal = 2))]
    pub range: Option<Vec<WrittenLevel>>,
    /// How many levels the range has (default: everything between the ends; where levels are needed, the ends).
    #[schemars(range(min = 2, max = 10_000))]
    pub steps: Option<u32>,
    /// Whether steps through the range are equal differences or equal ratios (default `linear`).
    pub scale: Option<Steps>,
}

/// A level: what may stand at the key.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "Level")]
#[serde(untagged)]
#[expect(dead_code, reason = "read from the tree; stands here for the schema")]
pub(crate) enum WrittenLevel {
    Number(f64),
    Text(String),
    Flag(bool),
}

/// Equal differences or equal ratios.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Steps {
    Linear,
    Log,
}

/// The sweep that stands at `node`, read as `sweep`; `made` makes the factors. What is wrong with it is reported.
pub(crate) fn sweep(
    node: &Node,
    sweep: &WrittenSweep,
    policies: &[String],
    report: &mut Report,
    made: impl Fn(&FactorText, &mut Report) -> Option<Factor>,
) -> Sweep {
    for (index, policy) in sweep.policies.iter().flatten().enumerate() {
        let known = policies.iter().map(String::as_str);
        if !known.clone().any(|name| name == policy) {
            let at = node.get("policies").and_then(|list| list.items().get(index)).map_or(node.at, |item| item.at);
            let message = format!("there is no policy `{policy}`; found {}", listed(known.clone()));
            report.problem(at, &key(&["policies", &index.to_string()]), message, did_you_mean(policy, known));
        }
    }
    let fills = |design| matches!(design, SweepDesign::LatinHypercube | SweepDesign::Sobol);
    if let (Some(design), Some(points)) = (sweep.design, node.get("points"))
        && !fills(design)
    {
        let message = "the points of this design follow from the levels of the factors";
        report.problem(points.at, &key(&["points"]), message, Some("remove `points`, or choose `latin_hypercube` or `sobol`".into()));
    }
    let written = node.get("factors").map_or(&[][..], Node::items);
    let mut factors: Vec<Factor> = Vec::new();
    for (index, node) in written.iter().enumerate() {
        let Some(written) = factor(node, index, report) else { continue };
        if factors.iter().any(|known| known.key() == written.key.text) {
            let message = format!("the factor `{}` stands here twice", written.key.text);
            report.problem(written.key.at, &key(&["factors", &index.to_string(), "key"]), message, None);
            continue;
        }
        let titles = ["title", "title_zh"].map(|key| node.get(key).and_then(Node::text).map(str::to_owned));
        factors.extend(made(&written, report).map(|factor| Factor { titles, ..factor }));
    }
    let (design, points, replications) = (sweep.design, sweep.points, sweep.replications);
    Sweep { factors, design, points, replications, policies: sweep.policies.clone() }
}

fn key(inside: &[&str]) -> Vec<String> {
    std::iter::once(&"sweep").chain(inside).map(|segment| (*segment).to_owned()).collect()
}

/// A factor as written in the tree.
fn factor(node: &Node, index: usize, report: &mut Report) -> Option<FactorText> {
    let number = index.to_string();
    let name = node.get("key")?;
    let part = |node: &Node| TextPart { text: as_set_takes(node), at: node.at };
    let (levels, range) = (node.get("levels"), node.get("range"));
    let mut fault = |at: WrittenAt, inner: &str, message: &str, help: Option<String>| {
        report.problem(at, &key(&["factors", &number, inner]), message, help);
    };
    for inner in ["steps", "scale"] {
        if let Some(found) = node.get(inner).filter(|_| range.is_none()) {
            fault(found.place(), inner, "goes with a `range` alone", None);
            return None;
        }
    }
    let values = match (levels, range.map(Node::items)) {
        (Some(levels), None) => WrittenValues::Levels(levels.items().iter().map(part).collect()),
        (None, Some([low, high])) => {
            let steps = node.get("steps").and_then(crate::scenario::text::shares::number);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked: 2 to 10,000")]
            let steps = steps.map(|steps| steps as u32);
            let is_log = node.get("scale").and_then(Node::text) == Some("log");
            WrittenValues::Range { low: part(low), high: part(high), steps, is_log }
        }
        (found, _) => {
            let found = if found.is_some() { "both" } else { "neither" };
            let message = format!("a factor has `levels` or a `range`; found {found}");
            fault(node.place(), "levels", &message, Some("for example `levels = [1, 2]` or `range = [0.1, 0.5]`".into()));
            return None;
        }
    };
    let at = levels.or(range).map_or(node.at, |values| values.at);
    Some(FactorText { key: TextPart { text: name.text().unwrap_or_default().to_owned(), at: name.at }, values, at })
}

/// A value of the tree as `--set` takes it: a text that would be read as something else keeps its quotes.
fn as_set_takes(node: &Node) -> String {
    match node.text() {
        Some(text) if Node::scalar_or_inline(text, 0, 0).is_none() => text.to_owned(),
        Some(text) => format!("\"{text}\""),
        None => node.to_string(),
    }
}
