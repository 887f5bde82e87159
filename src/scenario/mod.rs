//! Text in, checked value out.
//!
//! A scenario file goes through one pipe: text, a tree that knows where everything was written (`node`), files it
//! extends and `--set` (`load`), provenance taken off (`provenance`), policies laid over (`overlay`), the structural
//! check against the schema (`schema`, `check`), typed reading (`shape`, `quantity`, `written`), and the check of
//! meaning that ends in one [`Setting`] per policy (`place`, `resolve`, `organisation`, `demand`, `rules`, `epochs` and what
//! they call) and in the [`Evidence`] that their comparison is judged by (`evidence`). All problems come out at once, each
//! with its place ([`Problems`]). Nothing later in the house checks again.

pub mod case;
mod case_columns;
mod case_rows;
mod case_time;
mod cases;
mod check;
mod cut;
mod demand;
mod discovery;
mod epochs;
mod evidence;
mod feedback;
mod hours;
mod load;
mod named;
mod node;
mod organisation;
mod overlay;
mod parameters;
mod place;
mod place_file;
mod problem;
mod provenance;
mod quantity;
mod resolve;
mod rounds;
mod rules;
mod schema;
pub mod setting;
mod shape;
mod sites;
pub mod town;
mod trace;
mod written;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

pub use case::TraceAccount;
use check::Check;
pub use evidence::{Evidence, Expectation, Pattern, Subject};
use node::Node;
use overlay::{drop_switched_off_policies, overlay, settle};
pub use parameters::{Parameter, parameters};
pub use problem::{Problem, Problems};
use problem::{Report, did_you_mean, listed};
use resolve::Context;
pub use schema::json_schema;
pub use setting::Setting;

/// Name of the policy that is the file without any overlay.
pub const BASE: &str = "base";

/// A scenario file, read, merged, resolved and checked: the same place, people and demand under each of its policies.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name: the key `name`, else the file's stem. Only letters, digits, `-` and `_`, since it names the results folder.
    pub name: String,
    /// The key `title`: one line for people.
    pub title: Option<String>,
    /// File that was read.
    pub path: PathBuf,
    /// Root of all luck.
    pub seed: u64,
    /// Replications asked for (default 30).
    pub replications: u32,
    /// Confidence level of intervals (default 0.95).
    pub confidence: f64,
    /// Name of the policy that others are compared with (default `base`).
    pub baseline: String,
    /// What a comparison of the policies is judged by.
    pub evidence: Evidence,
    /// One setting per policy: `base` first, the others in the order of the file.
    pub settings: Vec<Setting>,
    /// What the numbers rest on, in the order of the file.
    pub provenance: Vec<Provenance>,
    /// Numbers of the file and its policies of which nothing is said, without those that only say what is to be run and
    /// how it is judged.
    pub unstated: usize,
    /// The merged file after `extends` and `--set`, keys sorted, provenance stripped, with the SHA-256 of the files of real
    /// cases that it names: what the plan hash covers.
    pub resolved: serde_json::Value,
    /// Text of the file as read, for the manifest.
    pub text: String,
    /// Files of real cases that were read, in the order of the file.
    pub traces: Vec<TraceAccount>,
}

/// Where a number of the scenario comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Full key, for example `roles.liaison.speed`.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// What it rests on.
    pub basis: Basis,
}

/// What a number rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A named source.
    Cited(String),
    /// Fitted; says to what.
    Calibrated(String),
    /// Nobody's figure: a range in which it may lie, as written.
    Assumed {
        /// Lower end.
        low: String,
        /// Upper end.
        high: String,
    },
}

impl Scenario {
    /// The line that the file has on a policy.
    #[must_use]
    pub fn policy_title(&self, policy: &str) -> Option<&str> {
        self.resolved.get("policies")?.get(policy)?.get("title")?.as_str()
    }
}

/// Reads the scenario file at `path` with the changes `sets` (each `key=value`, as `--set` takes them).
///
/// Reads only that file and the files it `extends`; writes nothing.
///
/// # Errors
/// Everything that is wrong, at once; [`Problems::is_file_error`] tells an unreadable file from wrong content.
pub fn read(path: &Path, sets: &[String]) -> Result<Scenario, Problems> {
    let mut report = Report::default();
    let definitions = schema::definitions();
    let scenario = assemble(path, sets, &definitions, &mut report);
    match scenario {
        Some(scenario) if report.is_clean() => Ok(scenario),
        _ => Err(report.into_problems()),
    }
}

fn assemble(path: &Path, sets: &[String], definitions: &Json, report: &mut Report) -> Option<Scenario> {
    let (root, text) = loaded(path, sets, definitions, report)?;
    let mut base = root.clone();
    let policies = base.remove("policies");

    let mut settings = Vec::new();
    let mut plain = base.clone();
    let file = typed(&mut plain, definitions, report)?;
    let provenance = rests(&plain, policies.as_ref());
    let unstated = std::iter::once(&plain).chain(&policies).map(provenance::unstated).sum();
    let name = file.name.as_ref().map_or_else(|| stem(path), |name| name.0.clone());
    let names: Vec<&str> = policies.as_ref().map_or(&[][..], Node::entries).iter().map(|(name, _)| name.as_str()).collect();
    report_policy_names(&root, &names, file.baseline.as_ref().map(|name| name.0.as_str()), report);
    let place = place::place(&file, &mut Context { tree: &plain, root: &root, report });
    let (place, content) = place.map_or((None, None), |(place, content)| (Some(place), content));
    let policy_names: Vec<&str> = std::iter::once(BASE).chain(names.into_iter().filter(|policy| *policy != BASE)).collect();
    for policy in &policy_names {
        settings.extend(policy_setting(&base, &root, (&name, policy), place.as_ref(), definitions, report));
    }
    let baseline = file.baseline.as_ref().map_or_else(|| BASE.to_owned(), |name| name.0.clone());
    let known = evidence::Known { policies: &policy_names, baseline: &baseline, settings: &settings };
    let evidence = evidence::evidence(&file, &known, &mut Context { tree: &plain, root: &root, report });
    let traces = cases::attach(&file, &mut settings, &mut Context { tree: &plain, root: &root, report });
    Some(Scenario {
        name,
        title: file.title,
        path: path.to_path_buf(),
        seed: file.seed.unwrap_or(1),
        replications: file.replications.unwrap_or(30),
        confidence: file.confidence.unwrap_or(0.95),
        baseline,
        evidence,
        settings,
        provenance,
        unstated,
        resolved: sorted(with_content(root.to_json(), content, &traces)),
        text,
        traces,
    })
}

/// The tree of the file with the changes `sets`, its structure checked, and the file's text.
fn loaded(path: &Path, sets: &[String], definitions: &Json, report: &mut Report) -> Option<(Node, String)> {
    let (mut root, text) = load::load(path, definitions, report)?;
    for set in sets {
        load::set(&mut root, set, report);
    }
    Check::new(definitions, report).whole(&mut root, true);
    root.get_mut("policies").into_iter().for_each(drop_switched_off_policies);
    Some((root, text))
}

/// Reports a policy with the reserved name, and a baseline that is none of the policies.
fn report_policy_names(root: &Node, names: &[&str], baseline: Option<&str>, report: &mut Report) {
    let mut context = Context { tree: root, root, report };
    if names.contains(&BASE) {
        let message = "`base` is the file without any overlay; it cannot be a policy of its own";
        context.fault(&["policies", BASE], message, Some("give the policy another name".into()));
    }
    let known = std::iter::once(BASE).chain(names.iter().copied());
    if let Some(baseline) = baseline.filter(|baseline| !known.clone().any(|name| name == *baseline)) {
        let message = format!("there is no policy `{baseline}`; found {}", listed(known.clone()));
        context.fault(&["baseline"], message, did_you_mean(baseline, known));
    }
}

/// What the numbers of the file and of its policies rest on.
fn rests(plain: &Node, policies: Option<&Node>) -> Vec<Provenance> {
    let mut found = Vec::new();
    provenance::collect(plain, "", &mut Vec::new(), &mut found);
    if let Some(policies) = policies {
        provenance::collect(policies, "", &mut vec!["policies".into()], &mut found);
    }
    found
}

/// The setting of one policy; `base` is a policy without a table in the file.
fn policy_setting(
    base: &Node,
    root: &Node,
    (scenario, policy): (&str, &str),
    place: Option<&Arc<setting::Place>>,
    definitions: &Json,
    report: &mut Report,
) -> Option<Setting> {
    let node = root.get("policies").and_then(|policies| policies.get(policy)).filter(|_| policy != BASE);
    let mut merged = base.clone();
    if let Some(node) = node {
        let mut over = node.clone();
        for key in ["title", "dated", "interventions"] {
            over.remove(key);
        }
        overlay(&mut merged, &over, "");
    }
    let mut tree = merged.clone();
    let file = typed(&mut tree, definitions, report)?;
    let head = node.and_then(|node| policy_head(node, report));
    let mut context = Context { tree: &tree, root, report };
    let (mut setting, dealt) = resolve::setting(&file, (scenario, policy), place, &mut context);
    let dated = epochs::Dated { policy, merged: &merged, node, head: head.as_ref(), dealt: &dealt, definitions };
    setting.epochs = epochs::epochs(&file, &setting, &dated, &mut context);
    Some(setting)
}

fn policy_head(node: &Node, report: &mut Report) -> Option<shape::PolicyHead> {
    let mut head = Node::table(node.at);
    let node::Value::Table(entries) = &mut head.value else { return None };
    entries.extend(node.entries().iter().filter(|(key, _)| ["title", "dated", "interventions"].contains(&key.as_str())).cloned());
    typed_as(&head, report)
}

/// Takes out what is switched off, checks the structure of a merged file and reads it as typed.
fn typed(tree: &mut Node, definitions: &Json, report: &mut Report) -> Option<shape::File> {
    settle(tree);
    Check::new(definitions, report).whole(tree, false);
    typed_as(tree, report)
}

fn typed_as<T: serde::de::DeserializeOwned>(tree: &Node, report: &mut Report) -> Option<T> {
    match serde_json::from_value(tree.to_json()) {
        Ok(value) => Some(value),
        Err(error) => {
            if report.is_clean() {
                report.problem(tree.place(), &[], format!("cannot be read: {error}"), None);
            }
            None
        }
    }
}

/// The resolved file with what the files of buildings and of real cases hold, so that other content is another plan.
fn with_content(mut resolved: Json, content: Option<String>, traces: &[TraceAccount]) -> Json {
    if let (Some(content), Some(place)) = (content, resolved.get_mut("place")) {
        place["sha256"] = content.into();
    }
    if let (Json::Object(keys), false) = (&mut resolved, traces.is_empty()) {
        let digests = traces.iter().map(|trace| (trace.name.clone(), Json::from(trace.sha256.as_str()))).collect();
        keys.insert("sha256_of_files".into(), Json::Object(digests));
    }
    resolved
}

/// The file's name without its ending, as a name.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = stem.chars().take(64).map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    if name.is_empty() { "scenario".into() } else { name }
}

fn sorted(json: Json) -> Json {
    match json {
        Json::Object(object) => {
            let mut entries: Vec<(String, Json)> = object.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(entries.into_iter().collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
        scalar => scalar,
    }
}
