//! Where numbers come from: `{ value = "5d", cited = "…" }` in place of `"5d"`.
//!
//! Wherever a scenario has a number or a quantity it may have such a table instead. The tables are taken off the tree
//! right after reading, before any overlay, so that nothing later knows of them; what a number rests on stays with its
//! node, and an overlay that replaces the number replaces its provenance with it.

use super::diagnostics::{Report, did_you_mean, listed};
use super::quantity;
use super::tree::{Node, Rests, Value};
use crate::scenario::{Basis, Provenance};

/// Keys of the file that say what is to be run and how it is judged, and nothing of the world.
const OF_THE_STUDY: [&str; 13] = [
    "seed",
    "replications",
    "confidence",
    "warm_up",
    "follow_up",
    "response_within",
    "horizon",
    "headline",
    "relevant",
    "pattern",
    "sweep",
    "lesson",
    "scale",
];

const KEYS: [&str; 5] = ["value", "cited", "calibrated", "assumed", "note"];

/// Replaces every table that has the key `value` by that value, which remembers what it rests on.
pub(crate) fn strip(node: &mut Node, list: &str, path: &mut Vec<String>, report: &mut Report) {
    if node.get("value").is_some() {
        *node = stripped(node, path, report);
        return;
    }
    let names: Vec<String> = (0..node.items().len()).map(|index| node.item_name(list, index)).collect();
    match &mut node.value {
        Value::Table(entries) => {
            for (key, child) in entries {
                path.push(key.clone());
                strip(child, key, path, report);
                path.pop();
            }
        }
        Value::List(items) => {
            for (child, name) in items.iter_mut().zip(names) {
                path.push(name);
                strip(child, "", path, report);
                path.pop();
            }
        }
        _ => {}
    }
}

fn stripped(table: &Node, path: &[String], report: &mut Report) -> Node {
    let mut basis: Option<Rests> = None;
    for (key, child) in table.entries() {
        let at: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
        let found = match (key.as_str(), &child.value) {
            ("value", Value::List(_) | Value::Table(_)) => {
                report.problem(child.place(), &at, format!("expected one number or quantity, found {}", child.kind()), None);
                None
            }
            ("value", _) | ("note", Value::Text(_)) => None,
            ("cited", Value::Text(text)) => Some(Rests::Cited(text.clone())),
            ("calibrated", Value::Text(text)) => Some(Rests::Calibrated(text.clone())),
            ("assumed", Value::List(ends)) if matches!(ends.as_slice(), [low, high] if is_scalar(low) && is_scalar(high)) => {
                Some(Rests::Assumed(ends[0].clone(), ends[1].clone()))
            }
            ("assumed", _) => {
                report.problem(child.at, &at, format!("expected a range `[low, high]`, found {child}"), None);
                None
            }
            ("cited" | "calibrated" | "note", _) => {
                report.problem(child.at, &at, format!("expected text, found {child}"), None);
                None
            }
            _ => {
                let message = format!("unknown key beside a `value`; allowed are {}", listed(KEYS));
                report.problem(child.place(), &at, message, did_you_mean(key, KEYS));
                None
            }
        };
        if found.is_some() && basis.is_some() {
            let message = "a number rests on one of `cited`, `calibrated`, `assumed`; found a second one";
            report.problem(child.place(), &at, message, Some("keep one of them".into()));
        }
        basis = basis.or(found);
    }
    let mut value = table.get("value").cloned().unwrap_or_else(|| Node::table(table.at));
    value.key = table.key.or(value.key);
    value.basis = basis.map(Box::new);
    value
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::List(_) | Value::Table(_))
}

/// What the numbers of a tree rest on, in its order.
pub(crate) fn collect(node: &Node, list: &str, path: &mut Vec<String>, found: &mut Vec<Provenance>) {
    if let Some(basis) = &node.basis {
        let basis = match basis.as_ref() {
            Rests::Cited(source) => Basis::Cited(source.clone()),
            Rests::Calibrated(target) => Basis::Calibrated(target.clone()),
            Rests::Assumed(low, high) => Basis::Assumed { low: as_written(low), high: as_written(high) },
        };
        found.push(Provenance { key: path.join("."), value: as_written(node), basis });
    }
    for (key, child) in node.entries() {
        path.push(key.clone());
        collect(child, key, path, found);
        path.pop();
    }
    for (index, child) in node.items().iter().enumerate() {
        path.push(node.item_name(list, index));
        collect(child, "", path, found);
        path.pop();
    }
}

fn as_written(node: &Node) -> String {
    node.text().map_or_else(|| node.to_string(), String::from)
}

/// How many numbers and quantities of the file `root` rest on nothing that is said.
pub(crate) fn unstated(root: &Node) -> usize {
    let is_of_the_world = |(key, _): &&(String, Node)| !OF_THE_STUDY.contains(&key.as_str());
    root.entries().iter().filter(is_of_the_world).map(|(_, child)| unsaid(child)).sum()
}

fn unsaid(node: &Node) -> usize {
    let inside = || node.entries().iter().map(|(_, child)| child).chain(node.items()).map(unsaid).sum();
    match &node.value {
        _ if node.basis.is_some() => 0,
        Value::Integer(_) | Value::Number(_) => 1,
        Value::Text(text) => usize::from(quantity::is_number_with_unit(text)),
        Value::List(_) | Value::Table(_) => inside(),
        Value::Flag(_) | Value::Date(_) => 0,
    }
}
