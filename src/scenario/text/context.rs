//! Where problems of meaning are reported: the tree of one policy and the whole file, with what has been found so far.

use super::diagnostics::{Report, did_you_mean, listed};
use super::distribution::ParameterFault;
use super::quantity::Length;
use super::tree::{Node, Value};
use crate::units::Distribution;

/// Shortest time from one round or meeting to the next, in seconds.
const SHORTEST: f64 = 3_600.0;

/// Where problems of meaning are reported: the merged tree of one policy, and the whole file for their full keys.
pub(crate) struct Context<'a> {
    /// The file under one policy.
    pub tree: &'a Node,
    /// The whole file, policies included.
    pub root: &'a Node,
    /// Collects the problems.
    pub report: &'a mut Report,
}

impl Context<'_> {
    /// Reports a problem of the value at `path` of the merged tree, unless it follows from one already known.
    pub fn fault(&mut self, path: &[&str], message: impl Into<String>, help: Option<String>) {
        self.fault_of(self.tree, path, message.into(), help);
    }

    /// Reports a problem of the value at `path` of the whole file.
    pub fn fault_in_file(&mut self, path: &[&str], message: impl Into<String>, help: Option<String>) {
        self.fault_of(self.root, path, message.into(), help);
    }

    fn fault_of(&mut self, tree: &Node, path: &[&str], message: String, help: Option<String>) {
        let path: Vec<String> = path.iter().map(|segment| (*segment).to_owned()).collect();
        if self.report.is_tainted(&path) {
            return;
        }
        if self.report.is_full() {
            self.report.omit();
            return;
        }
        let (node, depth) = tree.nearest_at(&path);
        let mut key = self.root.path_of(node.place()).unwrap_or_else(|| path[..depth].to_vec());
        key.extend_from_slice(&path[depth..]);
        let at = if matches!(node.value, Value::Table(_)) { node.place() } else { node.at };
        self.report.problem(at, &key, message, help);
    }

    /// Reports what is done again sooner than after an hour.
    pub fn report_haste(&mut self, every: &Length, path: &[&str]) {
        if every.0 < SHORTEST {
            self.fault(path, "is less than an hour; expected at least \"1h\"", None);
        }
    }

    /// The position of `name` in `known`; else reports that there is no such `kind`, which `namespace` would define.
    pub fn find<'b>(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'b str> + Clone,
        path: &[&str],
        (kind, namespace): (&str, &str),
    ) -> Option<usize> {
        let found = known.clone().position(|candidate| candidate == name);
        if found.is_none() && !self.report.is_namespace_tainted(namespace) {
            let message = format!("there is no {kind} `{name}`; found {}", listed(known.clone()));
            self.fault(path, message, did_you_mean(name, known));
        }
        found
    }
}

/// The distribution, or its fault reported inside `path`.
pub(crate) fn resolved(
    distribution: Result<Distribution, ParameterFault>,
    path: &[&str],
    context: &mut Context<'_>,
) -> Option<Distribution> {
    match distribution {
        Ok(distribution) => Some(distribution),
        Err((key, message)) => {
            context.fault(&[path, &key].concat(), message, None);
            None
        }
    }
}
