//! From a tree to settings: the way that a whole file goes once, and each design point of a study again.
//!
//! A policy is laid over the file, what is switched off goes, the structure is checked, and what is left is read as typed
//! and resolved. What does not follow from the tree alone (the place, files of real cases) is handed in, so that it can be
//! shared.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::blocks::evidence;
use super::blocks::file::File;
use super::blocks::policies::PolicyHead;
use super::blocks::sweep::WrittenSweep;
use super::cases::demand;
use super::cases::demand::CaseFile;
use super::chains::{self, HEAD};
use super::duties::changing_hours::add_calendars;
use super::factors::downscaling;
use super::lesson::{Lesson, lesson};
use super::place::settlement;
use super::reader_names::{ReaderNames, reader_names};
use super::structure::Structure;
use super::text::check::Check;
use super::text::context::Context;
use super::text::diagnostics::{Report, did_you_mean, listed};
use super::text::overlay::{drop_switched_off_policies, settle};
use super::text::shares;
use super::text::shares::ShareTable;
use super::text::tree::{Node, Value};
use super::text::{load, provenance};
use super::{epochs, resolve, setting, working_time};
use crate::scenario::{BASE, Provenance, Scenario, TraceAccount};

/// A scenario with what its design points go out from.
pub(super) struct Assembly {
    /// The scenario.
    pub scenario: Scenario,
    /// The merged tree, policies that are switched off included.
    pub root: Node,
    /// The files of real cases.
    pub case_files: Vec<CaseFile>,
    /// The sweep as written, which is resolved once all else is.
    pub sweep: Option<WrittenSweep>,
}

/// Reads and resolves the file at `path` with the changes `sets`.
pub(super) fn assemble(path: &Path, sets: &[String], definitions: &Json, report: &mut Report) -> Option<Assembly> {
    let (whole, text) = loaded(path, sets, definitions, report)?;
    let (root, base) = parted(&whole);
    let (policies, mut plain) = (root.get("policies"), base.clone());
    let file = typed(&mut plain, definitions, false, report)?;
    let name = file.name.as_ref().map_or_else(|| stem(path), |name| name.0.clone());
    let names: Vec<&str> = policies.map_or(&[][..], Node::entries).iter().map(|(name, _)| name.as_str()).collect();
    report_policy_names((&root, &whole), &names, file.baseline.as_ref().map(|name| name.0.as_str()), report);
    let (place, content) = placed(&file, &mut Context { tree: &plain, root: &root, report });
    let policy_names: Vec<&str> = std::iter::once(BASE).chain(names.into_iter().filter(|policy| *policy != BASE)).collect();
    let baseline = file.baseline.as_ref().map_or_else(|| BASE.to_owned(), |name| name.0.clone());
    let trees = Trees { base: &base, root: &root, scenario: &name, place: place.as_ref(), definitions, is_checked: false, tables: &[] };
    let mut settings: Vec<setting::Setting> = policy_names.iter().filter_map(|policy| Some(trees.setting(policy, report)?.0)).collect();
    let mut context = Context { tree: &plain, root: &root, report };
    let evidence = judged(&file, &policy_names, &baseline, &settings, &mut context);
    let (lesson, names) = for_people(&file, &policy_names, &settings, &mut context);
    let (case_files, traces) = cases(&file, &mut settings, &mut context);
    let scenario = Scenario {
        name,
        title: file.title,
        title_zh: file.title_zh,
        path: path.to_path_buf(),
        seed: file.seed.unwrap_or(1),
        replications: file.replications.unwrap_or(30),
        confidence: file.confidence.unwrap_or(0.95),
        scale: file.scale.unwrap_or(1.0),
        baseline,
        baseline_of: baseline_of(&root, report),
        evidence,
        settings,
        provenance: rests(&plain, policies),
        unstated: std::iter::once(&plain).chain(policies).map(provenance::unstated).sum(),
        after: after(&root),
        resolved: sorted(with_content(chains::written_out(&root).to_json(), content, &traces)),
        text,
        traces,
        sweep: None,
        lesson,
        names,
    };
    Some(Assembly { scenario, root: whole, case_files, sweep: file.sweep })
}

/// The policy that each policy of the file `root` starts from, where that is not the file.
fn after(root: &Node) -> Vec<(String, String)> {
    let policies = root.get("policies").map_or(&[][..], Node::entries);
    policies.iter().filter_map(|(name, _)| Some((name.clone(), chains::before(root, name)?.to_owned()))).collect()
}

/// What a comparison of the policies is judged by.
fn judged(file: &File, policies: &[&str], baseline: &str, settings: &[setting::Setting], context: &mut Context<'_>) -> evidence::Evidence {
    let structures: Vec<&Structure> = settings.iter().map(|setting| &setting.structure).collect();
    let known = evidence::KnownNames { policies, baseline, structures: &structures };
    evidence::evidence(&file.evidence(), &known, context)
}

/// The files of real cases, whose rows become the demand of every setting, and what was read of them.
fn cases(file: &File, settings: &mut [setting::Setting], context: &mut Context<'_>) -> (Vec<CaseFile>, Vec<TraceAccount>) {
    let case_files = settings.first().map_or_else(Vec::new, |first| demand::files(file.demand(), first, context));
    settings.iter_mut().for_each(|setting| demand::attach(file.demand(), &case_files, setting, context));
    let traces = case_files.iter().map(|found| found.account.clone()).collect();
    (case_files, traces)
}

/// What a replay teaches, where the file says so, and what things are called for readers.
fn for_people(file: &File, policies: &[&str], settings: &[setting::Setting], context: &mut Context<'_>) -> (Option<Lesson>, ReaderNames) {
    let structures: Vec<&Structure> = settings.iter().map(|setting| &setting.structure).collect();
    let names = reader_names((file.names.as_ref(), file.names_zh.as_ref()), &structures, context);
    let written = file.lesson.as_ref().zip(settings.first());
    (written.and_then(|(written, first)| lesson(written, policies, &first.span, context)), names)
}

/// The place, with the digest of the file of its buildings where it has one; what cannot be scaled is reported.
fn placed(file: &File, context: &mut Context<'_>) -> (Option<Arc<setting::Place>>, Option<String>) {
    downscaling::report_unscalable(file, context);
    settlement::place(file.place.as_ref(), file.residents.as_ref(), context).map_or((None, None), |(place, content)| (Some(place), content))
}

/// The tree of the file with the changes `sets`, its structure checked, and the file's text.
fn loaded(path: &Path, sets: &[String], definitions: &Json, report: &mut Report) -> Option<(Node, String)> {
    let (mut root, text) = load::load(path, definitions, report)?;
    for set in sets {
        load::set(&mut root, load::SET, set, report);
    }
    Check::new(definitions, report).whole(&mut root, true);
    Some((root, text))
}

/// The file without the policies that are switched off, and what of it holds under every policy.
pub(super) fn parted(whole: &Node) -> (Node, Node) {
    let mut root = whole.clone();
    root.get_mut("policies").into_iter().for_each(drop_switched_off_policies);
    let mut base = root.clone();
    base.remove("policies");
    (root, base)
}

/// The file that states the baseline of policies that another file adds.
fn baseline_of(root: &Node, report: &Report) -> Option<String> {
    let stated = root.get("baseline")?.at;
    let has_own = root.get("policies").map_or(&[][..], Node::entries).iter().any(|(_, policy)| policy.at.source == root.at.source);
    let name = report.source_name(stated).filter(|name| *name != load::SET && *name != load::POINT)?;
    (has_own && stated.source != root.at.source).then(|| name.to_owned())
}

/// Reports policies that start from no policy, one with the reserved name, and a baseline that is none of the policies.
fn report_policy_names((root, whole): (&Node, &Node), names: &[&str], baseline: Option<&str>, report: &mut Report) {
    chains::report_chains(root, whole, report);
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

/// What the settings of all policies are made from.
pub(super) struct Trees<'a> {
    /// The file without its policies.
    pub base: &'a Node,
    /// The file with them.
    pub root: &'a Node,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// The place, where there is one.
    pub place: Option<&'a Arc<setting::Place>>,
    /// What files are checked against.
    pub definitions: &'a Json,
    /// Whether the structure is known to be right.
    pub is_checked: bool,
    /// Tables of shares of which a design point says a part.
    pub tables: &'a [ShareTable],
}

impl Trees<'_> {
    /// The setting of one policy and its file as read; `base` is a policy without a table in the file.
    pub fn setting(&self, policy: &str, report: &mut Report) -> Option<(setting::Setting, File)> {
        let chain = chains::chain(self.root, policy);
        let with_chain = chains::with_joined(self.root, &chain);
        let root = with_chain.as_ref().unwrap_or(self.root);
        let node = root.get("policies").and_then(|policies| policies.get(policy)).filter(|_| policy != BASE);
        let mut merged = self.base.clone();
        chains::lay(&mut merged, self.root, &chain);
        shares::fill(&mut merged, &chain, self.tables);
        let mut tree = merged.clone();
        let file = typed(&mut tree, self.definitions, self.is_checked, report)?;
        let head = node.and_then(|node| policy_head(node, report));
        let mut context = Context { tree: &tree, root, report };
        let (mut setting, dealt) = resolve::setting(&file, (self.scenario, policy), self.place, &mut context);
        let definitions = self.definitions;
        let dated = epochs::Dated { policy, merged: &merged, node, head: head.as_ref(), dealt: &dealt, definitions };
        (setting.triggers, setting.epochs) = epochs::epochs(&file, &setting, &dated, &mut context);
        let plain = match node.filter(|node| working_time::touches(node)) {
            Some(_) => Some(self.plain(context.report)?),
            None => None,
        };
        setting.working_hours = working_time::working_hours(&file, &setting, plain.as_ref(), &mut context);
        add_calendars(&mut setting);
        Some((setting, file))
    }

    /// The file without its policies.
    fn plain(&self, report: &mut Report) -> Option<working_time::Plain> {
        let mut tree = self.base.clone();
        shares::fill(&mut tree, &[], self.tables);
        Some((typed(&mut tree, self.definitions, self.is_checked, report)?, tree))
    }
}

fn policy_head(node: &Node, report: &mut Report) -> Option<PolicyHead> {
    let mut head = Node::table(node.at);
    let Value::Table(entries) = &mut head.value else { return None };
    entries.extend(node.entries().iter().filter(|(key, _)| HEAD.contains(&key.as_str())).cloned());
    typed_as(&head, report)
}

/// Takes out what is switched off, checks the structure of a merged file unless that `is_checked`, and reads it as typed.
pub(super) fn typed(tree: &mut Node, definitions: &Json, is_checked: bool, report: &mut Report) -> Option<File> {
    settle(tree);
    if !is_checked {
        Check::new(definitions, report).whole(tree, false);
    }
    let mut file = typed_as(tree, report)?;
    downscaling::shrink(&mut file);
    Some(file)
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
