//! Factors of a draft: from what is written to levels that the scenario takes.
//!
//! Everything that is wrong is found before anything runs: a key that the scenario does not have, levels that are none,
//! ends of a range in different units, and, by really resolving the scenario with each level, what only the whole file
//! can tell.

use std::sync::Arc;

use serde_json::Value as Json;

use super::factor::{Factor, Level};
use super::levels::{FactorFault, formed, value};
use super::lever::is_lever;
use super::multiple::is_multiple;
use super::text::{FactorText, TextPart, WrittenValues, written};
use crate::scenario::chains;
use crate::scenario::draft::Draft;
use crate::scenario::text::check::{Check, slots};
use crate::scenario::text::diagnostics::{Report, did_you_mean, listed};
use crate::scenario::text::origin::WrittenAt;
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::{Basis, Problems};

/// Keys that say what is run and how it is judged, and no factor.
const NO_FACTORS: [&str; 17] = [
    "name",
    "title",
    "title_zh",
    "names",
    "names_zh",
    "extends",
    "seed",
    "replications",
    "confidence",
    "baseline",
    "headline",
    "relevant",
    "pattern",
    "exceptions",
    "sweep",
    "lesson",
    "policies",
];

impl Draft {
    /// The factor that `text` says: `KEY=a,b,c`, `KEY=low..high`, or a range with so many levels, `KEY=low..high/5`, or levels
    /// at equal ratios, `KEY=low..high/5log`. Commas inside quotes and brackets part nothing. Keys of policies are keys too
    /// (`policies.early.escalation.grid.wait_limit=1d,2d`).
    ///
    /// # Errors
    /// Everything that is wrong with it, each part at its place in `text`: a key that the scenario does not have, fewer
    /// than two levels, one of them twice, ends that do not rise or have different units, and every level (of a range, every
    /// end) that the scenario does not take under each of its policies.
    pub fn factor(&self, text: &str) -> Result<Factor, Problems> {
        let mut report = Report::default();
        let factor = written(text, &mut report).and_then(|written| self.made(&written, &mut report));
        factor.filter(|_| report.is_clean()).ok_or_else(|| report.into_problems())
    }

    /// A factor for each number of the file with `assumed = [low, high]`, in the order of the file; those whose range is a
    /// point are left out. Their ends are not resolved: [`Draft::check`] does so.
    #[must_use]
    pub fn assumed(&self) -> Vec<Factor> {
        let of = |(key, low, high): (&str, &str, &str)| {
            let mut report = Report::default();
            let source = report.add_source("assumed".to_owned(), Arc::new(String::new()));
            let at = WrittenAt { source, start: 0, end: 0 };
            let part = |text: &str| TextPart { text: text.to_owned(), at };
            let values = WrittenValues::Range { low: part(low), high: part(high), steps: None, is_log: false };
            self.formed(&FactorText { key: part(key), values, at }, &mut report)
        };
        let assumed = self.scenario().provenance.iter().filter_map(|number| match &number.basis {
            Basis::Assumed { low, high } => Some((number.key.as_str(), low.as_str(), high.as_str())),
            Basis::Cited(_) | Basis::Calibrated(_) => None,
        });
        // a number that nobody knows is varied as the world may have it, whoever might decide it
        assumed.filter_map(of).map(|factor| Factor { is_lever: false, ..factor }).collect()
    }

    /// Resolves the scenario with every level of every factor (of a range, its ends), one at a time, under every policy.
    ///
    /// # Errors
    /// The levels that the scenario does not take, and why.
    pub fn check(&self, factors: &[Factor]) -> Result<(), Problems> {
        let mut report = Report::default();
        for factor in factors {
            for level in factor.levels() {
                let text = format!("{}={}", factor.key(), level.text);
                let at = WrittenAt { source: 0, start: 0, end: text.len() };
                let source = report.add_source("factor".to_owned(), Arc::new(text));
                self.probe(factor, &level, WrittenAt { source, ..at }, &mut report);
            }
        }
        if report.is_clean() { Ok(()) } else { Err(report.into_problems()) }
    }

    /// The factor, every level of which the scenario takes; else what is wrong has been reported.
    pub(crate) fn made(&self, written: &FactorText, report: &mut Report) -> Option<Factor> {
        let factor = self.formed(written, report)?;
        let places: Vec<WrittenAt> = match &written.values {
            WrittenValues::Levels(levels) => levels.iter().map(|part| part.at).collect(),
            WrittenValues::Range { low, high, .. } => vec![low.at, high.at],
        };
        // of a range with steps those between the ends are levels too, and stand where the range stands
        let levels = factor.levels();
        let mut is_taken = true;
        for (index, level) in levels.iter().enumerate() {
            let is_end = index == 0 || index + 1 == levels.len();
            let at = if places.len() == levels.len() { places[index] } else { places[usize::from(index > 0)] };
            is_taken &= (places.len() != levels.len() && !is_end) || self.probe(&factor, level, at, report);
        }
        is_taken.then_some(factor)
    }

    /// Whether the scenario takes a `level` of a factor, written at `at`; else reports why not.
    fn probe(&self, factor: &Factor, level: &Level, at: WrittenAt, report: &mut Report) -> bool {
        let Err(problems) = self.settings(&factor.changes(level), &self.policies()) else { return true };
        let path: Vec<String> = factor.key().split('.').map(str::to_owned).collect();
        for problem in &problems {
            let is_own = problem.key.is_empty() || problem.key == factor.key();
            let other = if is_own { String::new() } else { format!("`{}`: ", problem.key) };
            let message = format!("the scenario does not take `{}`: {other}{}", level.text, problem.message);
            report.problem(at, &path, message, problem.help.clone());
        }
        false
    }

    /// The factor as far as its own text and the structure of the file tell.
    pub(crate) fn formed(&self, written: &FactorText, report: &mut Report) -> Option<Factor> {
        if is_multiple(written) {
            return self.multiple(written, report);
        }
        let path: Vec<String> = written.key.text.split('.').map(|segment| segment.trim().to_owned()).collect();
        if !self.has_key(&path, written.key.at, report) {
            return None;
        }
        let slots = slots(self.definitions(), &path);
        let ends = if let WrittenValues::Range { low, high, .. } = &written.values { vec![low, high] } else { Vec::new() };
        let mut are_values = true;
        for end in ends {
            let mut node = value(end);
            are_values &= Check::new(self.definitions(), report).value(&mut node, &path);
        }
        if !are_values {
            return None;
        }
        let nominal = self.nominal(&path);
        match formed(written, &slots, nominal.as_deref()) {
            Ok((values, magnitude)) => {
                let nominal = nominal.map(|text| Level { number: magnitude.number(&text), text });
                let (is_lever, titles, scaled) = (is_lever(&path), [None, None], Vec::new());
                Some(Factor { key: path.join("."), magnitude, values, nominal, is_lever, titles, scaled })
            }
            Err(FactorFault { at, message, help }) => {
                report.problem(at, &path, message, help);
                None
            }
        }
    }

    /// Whether the file may have the key `path`, and has all names in it; else reports what it has.
    pub(crate) fn has_key(&self, path: &[String], at: WrittenAt, report: &mut Report) -> bool {
        let block = path.first().map_or("", String::as_str);
        if NO_FACTORS.contains(&block) && (block != "policies" || path.len() < 3) {
            let message = "says what is run and how it is judged, and changes no run; expected a number or choice of the scenario";
            report.problem(at, path, message, None);
            return false;
        }
        let (mut node, mut list) = (Some(self.root()), "");
        for (depth, segment) in path.iter().enumerate() {
            let schemas = slots(self.definitions(), &path[..depth]);
            let (allowed, is_named) = names_at(&schemas, node, list);
            let is_allowed = if is_named { allowed.contains(segment) } else { !slots(self.definitions(), &path[..=depth]).is_empty() };
            if !is_allowed {
                let here = if depth == 0 { "the scenario".to_owned() } else { format!("`{}`", path[..depth].join(".")) };
                let known = allowed.iter().map(String::as_str);
                let message = format!("there is no `{segment}` in {here}; found {}", listed(known.clone()));
                report.problem(at, path, message, did_you_mean(segment, known));
                return false;
            }
            let names = |node: &Node| (0..node.items().len()).find(|index| node.item_name(list, *index) == *segment);
            node = node.and_then(|node| node.get(segment).or_else(|| node.items().get(names(node)?)));
            list = segment;
        }
        true
    }

    /// The value of the file at `path` as written; of a policy that does not say it, that of the policy it starts from, at last
    /// that of the file.
    pub(crate) fn nominal(&self, path: &[String]) -> Option<String> {
        let at = |path: &[String]| {
            let (node, depth) = self.root().nearest_at(path);
            let is_scalar = !matches!(node.value, Value::List(_) | Value::Table(_));
            (depth == path.len() && is_scalar).then(|| node.text().map_or_else(|| node.to_string(), str::to_owned))
        };
        let [policies, policy, rest @ ..] = path else { return at(path) };
        if policies != "policies" {
            return at(path);
        }
        let chain = chains::chain(self.root(), policy);
        let said = chain.iter().rev().find_map(|name| at(&[&[policies.clone(), (*name).to_owned()], rest].concat()));
        said.or_else(|| at(rest))
    }
}

/// Names that may stand inside `schemas`, and whether only names that the file already has may: those of its own making.
fn names_at(schemas: &[&Json], node: Option<&Node>, list: &str) -> (Vec<String>, bool) {
    let is_list = schemas.iter().any(|schema| schema["type"] == "array");
    let is_named = schemas.iter().any(|schema| schema["propertyNames"]["format"] == "name");
    if is_list || is_named {
        let items = node.map_or(0, |node| node.items().len());
        let of_items = (0..items).filter_map(|index| Some(node?.item_name(list, index)));
        let of_table = node.map_or(&[][..], Node::entries).iter().map(|(name, _)| name.clone());
        return (of_items.chain(of_table).collect(), true);
    }
    let properties = schemas.iter().filter_map(|schema| schema["properties"].as_object());
    (properties.flat_map(|known| known.keys().cloned()).filter(|key| key != "off").collect(), false)
}
