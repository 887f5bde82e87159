//! What a comparison of the policies is judged by: the measures that carry verdicts, the smallest differences that
//! matter, and the patterns that a trusted model should show.
//!
//! None of it changes a run; so it belongs to the scenario and not to a [`Setting`](crate::scenario::Setting), and no policy may overlay it.

use std::borrow::Cow;

use serde::Serialize;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json, json};

use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::diagnostics::listed;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::{HeadlineName, MeasureName, Name};
use crate::units::measure::Measure;

/// What a comparison is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Measures that carry verdicts, one to four, each over the whole place.
    pub headline: Vec<Measure>,
    /// Smallest differences that matter, above 0, in the unit of the measure.
    pub relevant: Vec<(Measure, f64)>,
    /// What the results should show.
    pub patterns: Vec<Pattern>,
    /// Where more people are known to make a result worse, and why.
    pub exceptions: Vec<Exception>,
}

impl Evidence {
    /// The smallest difference of `measure` that matters, when one is stated.
    #[must_use]
    pub fn relevant(&self, measure: Measure) -> Option<f64> {
        self.relevant.iter().find(|(known, _)| *known == measure).map(|(_, difference)| *difference)
    }
}

/// A role of which more people make a measure of the whole place worse, for a reason that is no fault of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its name.
    pub name: String,
    /// Role.
    pub role: String,
    /// What gets worse: the resolution time or the resolution rate.
    pub measure: Measure,
    /// Why.
    pub reason: String,
}

/// Something that the results should show if the model is to be trusted, with its source. Reported, never a condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pattern {
    /// Its name.
    pub name: String,
    /// What is measured.
    pub measure: Measure,
    /// Name of a level or role; `None` for the whole place.
    pub group: Option<String>,
    /// Policy it is about.
    pub policy: String,
    /// Of what number it speaks.
    pub of: Subject,
    /// What is expected.
    pub expect: Expectation,
    /// Where the expectation comes from.
    pub source: String,
}

/// The number that a pattern speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The value under the policy alone.
    Value,
    /// The difference, policy minus baseline.
    Difference {
        /// Policy that it is compared with.
        baseline: String,
    },
}

/// What a pattern expects of a number, in the unit of its measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// A difference above 0.
    Higher,
    /// A difference below 0.
    Lower,
    /// A difference of at most `within` either way.
    Same {
        /// The most, above 0.
        within: f64,
    },
    /// A number from `low` to `high`.
    Band {
        /// Least.
        low: f64,
        /// Most.
        high: f64,
    },
}

/// Smallest differences by measure: a table whose keys are the headline measures.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Relevant(Keyed<f64>);

impl JsonSchema for Relevant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Relevant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let entries = Measure::ALL.iter().filter(|measure| measure.is_headline()).map(|measure| {
            let entry = measure.entry();
            let description = format!("Smallest difference that matters, in {}; above 0.", entry.unit);
            (entry.name.to_owned(), json!({ "type": "number", "minimum": 0, "description": description }))
        });
        json_schema!({ "type": "object", "properties": entries.collect::<Map<String, Json>>(), "additionalProperties": false })
    }
}

/// A pattern: either a direction (`expect`) or a range (`band`).
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Pattern")]
pub(crate) struct WrittenPattern {
    /// Name.
    pub name: Name,
    /// What is measured.
    pub measure: MeasureName,
    /// Name of a level or role (default: the whole place).
    pub group: Option<String>,
    /// Policy it is about.
    pub policy: String,
    /// Policy that it is compared with (default: the file's `baseline`).
    pub baseline: Option<String>,
    /// The number of a `band`: policy minus baseline, or the value under the policy alone (default `difference`).
    pub of: Option<Of>,
    /// How the policy should differ from the baseline.
    pub expect: Option<Expect>,
    /// Largest difference that counts as the same, above 0; with `expect = "same"`.
    pub within: Option<f64>,
    /// Least and most, in the unit of the measure; instead of `expect`.
    #[schemars(length(min = 2, max = 2))]
    pub band: Option<Vec<f64>>,
    /// Where the expectation comes from.
    pub source: String,
}

/// A role of which more people make a result worse: elsewhere that is taken for a fault of the model.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Exception")]
pub(crate) struct WrittenException {
    /// Name.
    pub name: Name,
    /// Role of which there are more.
    pub role: String,
    /// What gets worse: `resolution_time_hours` or `resolution_rate`.
    pub measure: MeasureName,
    /// Why, for example the unit that has too much to do then.
    pub reason: String,
}

/// The number of a band.
#[derive(Clone, Copy, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Of {
    Value,
    Difference,
}

/// A direction.
#[derive(Clone, Copy, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expect {
    Higher,
    Lower,
    Same,
}

/// What the file says of how a comparison is judged.
pub(crate) struct WrittenEvidence<'a> {
    pub headline: Option<&'a [HeadlineName]>,
    pub relevant: Option<&'a Relevant>,
    pub patterns: &'a [WrittenPattern],
    pub exceptions: &'a [WrittenException],
}

/// Names that the rest of the file defines.
pub(crate) struct KnownNames<'a> {
    /// All policies, `base` included.
    pub policies: &'a [&'a str],
    /// The file's baseline.
    pub baseline: &'a str,
    /// What there is under each policy, for levels and roles.
    pub structures: &'a [&'a Structure],
}

/// Resolves what is to be judged by.
pub(crate) fn evidence(file: &WrittenEvidence<'_>, known: &KnownNames, context: &mut Context<'_>) -> Evidence {
    let headline: Vec<Measure> = match file.headline {
        Some(measures) => measures.iter().map(|measure| measure.0).collect(),
        None => Measure::USUAL_HEADLINE.to_vec(),
    };
    for (index, measure) in headline.iter().enumerate() {
        if headline[..index].contains(measure) {
            let message = format!("the measure `{}` is named twice", measure.entry().name);
            context.fault(&["headline", &index.to_string()], message, None);
        }
    }
    let mut relevant = Vec::new();
    for (name, difference) in file.relevant.map_or(&[][..], |relevant| &relevant.0.0) {
        if *difference <= 0.0 {
            context.fault(&["relevant", name], format!("{difference} is no difference; expected a number above 0"), None);
        }
        relevant.extend(Measure::named(name).map(|measure| (measure, *difference)));
    }
    let patterns = file.patterns.iter().filter_map(|written| pattern(written, known, context)).collect();
    let exceptions = file.exceptions.iter().filter_map(|written| exception(written, known, context)).collect();
    Evidence { headline, relevant, patterns, exceptions }
}

fn exception(written: &WrittenException, known: &KnownNames, context: &mut Context<'_>) -> Option<Exception> {
    let (name, measure) = (written.name.0.as_str(), written.measure.0);
    if let Some(first) = known.structures.first() {
        let roles = first.roles.iter().map(|role| role.name.as_str());
        context.find(&written.role, roles, &["exceptions", name, "role"], ("role", "roles"))?;
    }
    if ![Measure::ResolutionTime, Measure::ResolutionRate].contains(&measure) {
        let message = format!("`{}` has no direction to be an exception from", measure.entry().name);
        let help = "write `resolution_time_hours` or `resolution_rate`";
        context.fault(&["exceptions", name, "measure"], message, Some(help.into()));
        return None;
    }
    Some(Exception { name: name.to_owned(), role: written.role.clone(), measure, reason: written.reason.clone() })
}

fn pattern(written: &WrittenPattern, known: &KnownNames, context: &mut Context<'_>) -> Option<Pattern> {
    let name = written.name.0.as_str();
    let policies = known.policies.iter().copied();
    for (key, policy) in [("policy", Some(&written.policy)), ("baseline", written.baseline.as_ref())] {
        if let Some(policy) = policy {
            context.find(policy, policies.clone(), &["pattern", name, key], ("policy", "policies"));
        }
    }
    let group = written.group.as_deref().filter(|group| *group != "all");
    if let (Some(group), false) = (group, known.structures.is_empty()) {
        let names = groups(known.structures);
        context.find(group, names.iter().copied(), &["pattern", name, "group"], ("level or role", "roles"));
    }
    // what follows from a key that was taken out is not reported again
    if context.report.is_tainted(&["pattern".to_owned(), name.to_owned()]) {
        return None;
    }
    Some(Pattern {
        name: name.to_owned(),
        measure: written.measure.0,
        group: group.map(str::to_owned),
        policy: written.policy.clone(),
        of: subject(written, known, context),
        expect: expectation(written, context)?,
        source: written.source.clone(),
    })
}

/// Names of levels and of the roles of any policy.
fn groups<'s>(structures: &[&'s Structure]) -> Vec<&'s str> {
    let mut names: Vec<&str> = structures.iter().take(1).flat_map(|structure| &structure.levels).map(String::as_str).collect();
    for role in structures.iter().flat_map(|structure| &structure.roles) {
        if !names.contains(&role.name.as_str()) {
            names.push(&role.name);
        }
    }
    names
}

fn subject(written: &WrittenPattern, known: &KnownNames, context: &mut Context<'_>) -> Subject {
    let name = written.name.0.as_str();
    if written.of == Some(Of::Value) {
        if written.expect.is_some() {
            let message = "a value alone has no direction; `of = \"value\"` goes with a `band`";
            context.fault(&["pattern", name, "of"], message, Some("leave `of` out to speak of the difference".into()));
        }
        if written.baseline.is_some() {
            let message = "a value under the policy alone is not compared; `of = \"value\"` goes without a `baseline`";
            context.fault(&["pattern", name, "baseline"], message, None);
        }
        return Subject::Value;
    }
    let baseline = written.baseline.as_deref().unwrap_or(known.baseline);
    if baseline == written.policy {
        let message = format!("`{baseline}` would be compared with itself");
        let help = "name another `policy` or `baseline`, or say `of = \"value\"` with a `band`";
        context.fault(&["pattern", name, "policy"], message, Some(help.into()));
    }
    Subject::Difference { baseline: baseline.to_owned() }
}

fn expectation(written: &WrittenPattern, context: &mut Context<'_>) -> Option<Expectation> {
    let name = written.name.0.as_str();
    let mut fault = |key: &str, message: String, help: Option<String>| {
        context.fault(&["pattern", name, key], message, help);
        None
    };
    if written.within.is_some() && written.expect != Some(Expect::Same) {
        return fault("within", "goes with `expect = \"same\"` alone".into(), Some("or write a `band`".into()));
    }
    match (written.expect, written.band.as_deref()) {
        (Some(_), Some(_)) => fault("band", "stands beside `expect`; a pattern has one of the two".into(), None),
        (None, None) => {
            let allowed = listed(["higher", "lower", "same"]);
            fault(
                "expect",
                format!("is missing; expected one of {allowed}, or a `band`"),
                Some("add `expect = …` or `band = [low, high]`".into()),
            )
        }
        (Some(Expect::Higher), None) => Some(Expectation::Higher),
        (Some(Expect::Lower), None) => Some(Expectation::Lower),
        (Some(Expect::Same), None) => match written.within {
            Some(within) if within > 0.0 => Some(Expectation::Same { within }),
            Some(within) => fault("within", format!("{within} is no difference; expected a number above 0"), None),
            None => {
                fault("within", "is missing; what counts as the same?".into(), Some("add `within = …`, in the unit of the measure".into()))
            }
        },
        (None, Some(&[low, high])) if low <= high => Some(Expectation::Band { low, high }),
        (None, Some(band)) => fault("band", format!("{band:?} does not rise; expected the least and then the most"), None),
    }
}
