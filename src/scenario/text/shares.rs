//! Tables of shares that add up to 1, of which a design point says a part.
//!
//! The shares of a table depend on one another: who says of one category that it is twice as frequent says of all others
//! that they are less so. A design point that changes some numbers of such a table therefore states *weights*: the whole
//! table is scaled to add up to 1 again, so that the shares that it does not name keep their ratios. `--set` and files
//! state shares, and are refused unless they add up.

use super::tree::{Node, Value};

/// Farther than this from 1 a table is scaled.
const ROUNDING: f64 = 1e-9;

/// A table of shares of which some are changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShareTable {
    /// The policy that alone has it so, if one.
    policy: Option<String>,
    /// Its key in the file under that policy.
    path: Vec<String>,
}

/// The table of shares that the number at the dotted key `path` belongs to.
pub(crate) fn table_of(path: &[String]) -> Option<ShareTable> {
    let (policy, rest) = match path {
        [policies, policy, rest @ ..] if policies == "policies" => (Some(policy.clone()), rest),
        _ => (None, path),
    };
    let (_, table) = rest.split_last()?;
    let segments: Vec<&str> = table.iter().map(String::as_str).collect();
    let is_shares =
        matches!(segments.as_slice(), ["place", "housing"] | ["categories", _, "difficulty" | "departments"] | ["demand", _, "categories"]);
    is_shares.then(|| ShareTable { policy, path: table.to_vec() })
}

/// Scales those of `tables` that `tree`, the file under the `policies` laid over it, has by the point's word, to add up to 1.
pub(crate) fn fill(tree: &mut Node, policies: &[&str], tables: &[ShareTable]) {
    for table in tables.iter().filter(|table| table.policy.as_ref().is_none_or(|own| policies.contains(&own.as_str()))) {
        if let Some(node) = at_mut(tree, &table.path) {
            scale(node);
        }
    }
}

fn at_mut<'a>(tree: &'a mut Node, path: &[String]) -> Option<&'a mut Node> {
    let (mut node, mut list) = (tree, "");
    for segment in path {
        let index = (0..node.items().len()).find(|index| node.item_name(list, *index) == *segment);
        node = match &mut node.value {
            Value::List(items) => items.get_mut(index?)?,
            Value::Table(entries) => entries.iter_mut().find(|(key, _)| key == segment).map(|(_, child)| child)?,
            _ => return None,
        };
        list = segment;
    }
    Some(node)
}

fn scale(table: &mut Node) {
    let sum: f64 = table.entries().iter().filter_map(|(_, share)| number(share)).sum();
    let Value::Table(entries) = &mut table.value else { return };
    if sum <= 0.0 || (sum - 1.0).abs() <= ROUNDING {
        return;
    }
    for (_, share) in entries {
        if let Some(weight) = number(share) {
            share.value = Value::Number(weight / sum);
        }
    }
}

/// The number that a node is.
pub(crate) fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Integer(number) => Some(number as f64),
        Value::Number(number) => Some(number),
        _ => None,
    }
}
