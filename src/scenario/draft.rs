//! A scenario that can be resolved again and again with other values, without reading a file again.
//!
//! A study runs the same file at hundreds of points, each of which changes a few numbers. [`Draft`] keeps the merged tree;
//! [`Draft::settings`] lays the changes of a point over it and resolves the policies asked for. The place and the real
//! cases are shared by all points that do not touch them. A change that puts one number in the place of another is
//! checked alone, since it cannot alter the structure of the file; after any other the whole structure is checked again.
//! What the changed file means is checked every time.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::assembly::{Assembly, Trees, assemble, parted, typed};
use super::blocks::sweep;
use super::blocks::sweep::{Sweep, WrittenSweep};
use super::cases::demand;
use super::cases::demand::CaseFile;
use super::chains;
use super::place::settlement;
use super::structure::Place;
use super::text::check::Check;
use super::text::context::Context;
use super::text::diagnostics::{Report, SourceText, did_you_mean, listed};
use super::text::kept::{CaseSource, KeptFile, KeptScenario, ScenarioText};
use super::text::load;
use super::text::load::{POINT, SET};
use super::text::schema;
use super::text::shares;
use super::text::shares::ShareTable;
use super::text::tree::{Node, Value};
use crate::scenario::{BASE, Problems, Scenario, Setting};

/// Keys on which a place depends.
const PLACE: [&str; 3] = ["place", "residents", "scale"];
/// Keys on which depends which rows of a file of real cases are used, and for what.
const CASES: [&str; 10] = ["start", "time_zone", "horizon", "levels", "place", "residents", "grids", "members", "units", "demand"];
/// Keys whose values decide what a file consists of, and not only how large something is.
const STRUCTURE: [&str; 3] = ["off", "name", "role"];

/// Longest text that is kept, in bytes; only a file of buildings can be longer.
const LONGEST_KEPT: usize = 16 << 20;

/// A scenario file read once, from which the settings of many design points are made. Shared between threads as it is.
#[derive(Debug)]
pub struct Draft {
    scenario: Scenario,
    root: Node,
    definitions: &'static Json,
    sources: Vec<SourceText>,
    case_files: Vec<CaseFile>,
    sets: Vec<String>,
    /// What is read in place of files.
    kept: Arc<KeptScenario>,
}

/// A design point on its way to settings.
struct DraftPoint {
    /// The file with the changes, policies that are switched off included.
    whole: Node,
    /// Keys of the changes, each with whether it puts one scalar in the place of another.
    paths: Vec<(Vec<String>, bool)>,
    /// Tables of shares of which the point says a part.
    tables: Vec<ShareTable>,
    /// Whether the structure is that of the file.
    is_alike: bool,
}

impl Draft {
    /// Reads the scenario file at `path` with the changes `sets` (each `key=value`, as `--set` takes them).
    ///
    /// # Errors
    /// Everything that is wrong, at once, as [`super::read`] says it.
    pub fn read(path: &Path, sets: &[String]) -> Result<Self, Problems> {
        Self::read_with(path, sets, KeptScenario::default())
    }

    /// Reads once more what `text` was read from: texts that it has from there, others where they were.
    ///
    /// # Errors
    /// As [`Self::read`], when a file is needed that is gone.
    pub fn again(text: &ScenarioText, cases: CaseSource) -> Result<Self, Problems> {
        Self::read_with(Path::new(&text.file), &text.sets, KeptScenario::of(text, cases))
    }

    fn read_with(path: &Path, sets: &[String], kept: KeptScenario) -> Result<Self, Problems> {
        let kept = Arc::new(kept);
        let mut report = Report::on(Vec::new(), Arc::clone(&kept));
        let definitions = schema::definitions();
        let (mut draft, written) = match assemble(path, sets, definitions, &mut report) {
            Some(Assembly { scenario, root, case_files, sweep }) if report.is_clean() => {
                let (sources, sets) = (report.sources().to_vec(), sets.to_vec());
                (Self { scenario, root, definitions, sources, case_files, sets, kept }, sweep)
            }
            _ => return Err(report.into_problems()),
        };
        draft.scenario.sweep = written.and_then(|written| draft.sweep(&written, &mut report));
        if report.is_clean() { Ok(draft) } else { Err(report.into_problems()) }
    }

    /// The sweep as `written`; what is wrong with it has been reported.
    fn sweep(&self, written: &WrittenSweep, report: &mut Report) -> Option<Sweep> {
        let node = self.root.get("sweep")?;
        Some(sweep::sweep(node, written, &self.policies(), report, |factor, report| self.made(factor, report)))
    }

    /// Everything that it was read from, to be kept.
    #[must_use]
    pub fn text(&self) -> ScenarioText {
        ScenarioText {
            file: self.scenario.path.display().to_string(),
            sets: self.sets.clone(),
            files: files(&self.sources),
            cases: self.scenario.traces.clone(),
        }
    }

    /// The scenario without any change.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The scenario, when nothing more is to be changed.
    #[must_use]
    pub fn into_scenario(self) -> Scenario {
        self.scenario
    }

    /// The settings of the named `policies`, in that order, with each of the `changes` (dotted key, value as `--set` takes
    /// it) made to the file. Numbers of a table of shares are weights here: the table is scaled to add up to 1 (see
    /// `docs/ODD.md`, input data).
    ///
    /// # Errors
    /// Everything that is wrong with the changed scenario; each problem names the key and value of the change that it stands in, or
    /// those that it likely comes from.
    pub fn settings(&self, changes: &[(String, String)], policies: &[String]) -> Result<Vec<Setting>, Problems> {
        let mut report = Report::on(self.sources.clone(), Arc::clone(&self.kept));
        let settings = self.resolved(changes, policies, &mut report);
        match settings {
            Some(settings) if report.is_clean() => Ok(settings),
            _ => Err(report.into_problems().at_point(changes, POINT)),
        }
    }

    fn resolved(&self, changes: &[(String, String)], policies: &[String], report: &mut Report) -> Option<Vec<Setting>> {
        let point = self.changed(changes, report);
        if !report.is_clean() {
            return None;
        }
        let (root, base) = parted(&point.whole);
        chains::report_chains(&root, &point.whole, report);
        report_unknown(&root, policies, report);
        let mut plain = base.clone();
        shares::fill(&mut plain, &[], &point.tables);
        let fresh = if point.touches(&PLACE) {
            let file = typed(&mut plain, self.definitions, point.is_alike, report)?;
            Some(
                settlement::place(file.place.as_ref(), file.residents.as_ref(), &mut Context { tree: &plain, root: &root, report })
                    .map(|(place, _)| place),
            )
        } else {
            None
        };
        let place = fresh.as_ref().map_or_else(|| self.place(), Option::as_ref);
        let (scenario, definitions) = (self.scenario.name.as_str(), self.definitions);
        let trees = Trees { base: &base, root: &root, scenario, place, definitions, is_checked: point.is_alike, tables: &point.tables };
        let read_again = if point.moves_cases() && !self.case_files.is_empty() {
            let (first, file) = trees.setting(BASE, report)?;
            Some(demand::files(file.demand(), &first, &mut Context { tree: &base, root: &root, report }))
        } else {
            None
        };
        let files = read_again.as_deref().unwrap_or(&self.case_files);
        let mut settings = Vec::with_capacity(policies.len());
        for policy in policies {
            let (mut setting, file) = trees.setting(policy, report)?;
            demand::attach(file.demand(), files, &mut setting, &mut Context { tree: &base, root: &root, report });
            settings.push(setting);
        }
        Some(settings)
    }

    /// The settings of policies that the file does not have, each with its name and the policies of the file that are laid one
    /// over the other, and with what they say together; of one that the scenario does not take, why.
    #[must_use]
    pub fn joined(&self, wanted: &[(String, Vec<String>)]) -> Vec<Result<(Setting, Json), Problems>> {
        let (root, base) = parted(&self.root);
        let of = |(name, policies): &(String, Vec<String>)| {
            let mut report = Report::on(self.sources.clone(), Arc::clone(&self.kept));
            let names: Vec<&str> = policies.iter().map(String::as_str).collect();
            let (root, further) = chains::with_further(&root, name, &names);
            let (scenario, definitions) = (self.scenario.name.as_str(), self.definitions);
            let trees = Trees { base: &base, root: &root, scenario, place: self.place(), definitions, is_checked: false, tables: &[] };
            let resolved = trees.setting(name, &mut report);
            let Some((mut setting, file)) = resolved.filter(|_| report.is_clean()) else { return Err(report.into_problems()) };
            let mut context = Context { tree: &base, root: &root, report: &mut report };
            demand::attach(file.demand(), &self.case_files, &mut setting, &mut context);
            if report.is_clean() { Ok((setting, further.to_json())) } else { Err(report.into_problems()) }
        };
        wanted.iter().map(of).collect()
    }

    /// Names of all policies, `base` first.
    #[must_use]
    pub fn policies(&self) -> Vec<String> {
        self.scenario.settings.iter().map(|setting| setting.policy.clone()).collect()
    }

    /// The merged tree, policies that are switched off included.
    pub(super) const fn root(&self) -> &Node {
        &self.root
    }

    /// What files are checked against.
    pub(super) const fn definitions(&self) -> &'static Json {
        self.definitions
    }

    fn place(&self) -> Option<&Arc<Place>> {
        self.scenario.settings.first().and_then(|setting| setting.place.as_ref())
    }

    /// The file with the `changes`, as far as its structure goes.
    fn changed(&self, changes: &[(String, String)], report: &mut Report) -> DraftPoint {
        let mut point = DraftPoint { whole: self.root.clone(), paths: Vec::new(), tables: Vec::new(), is_alike: true };
        for (key, value) in changes {
            let path: Vec<String> = key.split('.').map(|segment| segment.trim().to_owned()).collect();
            let before = scalar_kind(&point.whole, &path);
            load::set(&mut point.whole, POINT, &format!("{key}={value}"), report);
            let is_structure = path.last().is_some_and(|last| STRUCTURE.contains(&last.as_str()));
            let is_alike = before.is_some() && before == scalar_kind(&point.whole, &path) && !is_structure;
            if is_alike {
                let mut node = point.whole.nearest_at(&path).0.clone();
                Check::new(self.definitions, report).value(&mut node, &path);
            }
            point.is_alike &= is_alike;
            let table = shares::table_of(&path).filter(|table| !point.tables.contains(table));
            point.tables.extend(table);
            point.paths.push((path, is_alike));
        }
        if !point.is_alike && report.is_clean() {
            Check::new(self.definitions, report).whole(&mut point.whole, true);
        }
        point
    }
}

impl DraftPoint {
    /// Whether a change stands in one of `blocks`.
    fn touches(&self, blocks: &[&str]) -> bool {
        self.paths.iter().any(|(path, _)| path.first().is_some_and(|first| blocks.contains(&first.as_str())))
    }

    /// Whether other cases may be used, or otherwise, than in the file as it is.
    fn moves_cases(&self) -> bool {
        self.paths.iter().any(|(path, is_alike)| {
            let block = path.first().map_or("", String::as_str);
            let is_staff = path.iter().any(|segment| segment == "staff");
            CASES.contains(&block) && !is_staff || block == "categories" && !is_alike
        })
    }
}

/// The files among `sources`, once each; a file of buildings that is very long is not kept.
fn files(sources: &[SourceText]) -> Vec<KeptFile> {
    let mut found: Vec<KeptFile> = Vec::new();
    for SourceText { name, text } in sources {
        let is_file = ![SET, POINT].contains(&name.as_str()) && text.len() <= LONGEST_KEPT;
        if is_file && !found.iter().any(|file| file.name == *name) {
            found.push(KeptFile { name: name.clone(), text: text.to_string() });
        }
    }
    found
}

/// What kind of scalar stands at the dotted key `path`, numbers being of one kind.
fn scalar_kind(tree: &Node, path: &[String]) -> Option<&'static str> {
    let (node, depth) = tree.nearest_at(path);
    if depth < path.len() {
        return None;
    }
    match node.value {
        Value::List(_) | Value::Table(_) => None,
        Value::Integer(_) | Value::Number(_) => Some("a number"),
        _ => Some(node.kind()),
    }
}

/// Reports names that are none of the policies of the file `root`.
fn report_unknown(root: &Node, policies: &[String], report: &mut Report) {
    let names = root.get("policies").map_or(&[][..], Node::entries).iter().map(|(name, _)| name.as_str());
    let known = std::iter::once(BASE).chain(names);
    for policy in policies.iter().filter(|policy| !known.clone().any(|name| name == **policy)) {
        let source = report.add_source("policies".to_owned(), Arc::new(policy.clone()));
        let origin = super::text::origin::WrittenAt { source, start: 0, end: policy.len() };
        let message = format!("there is no policy `{policy}`; found {}", listed(known.clone()));
        report.problem(origin, &[], message, did_you_mean(policy, known.clone()));
    }
}
