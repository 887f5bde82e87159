//! Policies that start from other policies: `after = "cards"` lays a policy over what `cards` makes of the file.
//!
//! A chain is laid in order, the policy's own keys last, so that a later rung may change what an earlier one said, and what
//! one switches off stays off until a later one says `off = false`. Dated changes and interventions of a chain hold one
//! after the other. The title is the policy's own. `after = "base"` starts from the file, as a policy without `after` does.

use super::text::context::Context;
use super::text::diagnostics::{Report, did_you_mean, listed};
use super::text::overlay::{is_off, overlay};
use super::text::tree::{Node, Value};
use crate::scenario::BASE;

/// Keys of a policy that are no overlay.
pub(crate) const HEAD: [&str; 5] = ["title", "title_zh", "after", "dated", "interventions"];
/// What a policy is called, by language.
const TITLES: [&str; 2] = ["title", "title_zh"];
/// Keys of a policy whose entries are added to those of the policy that it starts from.
const ADDED: [&str; 2] = ["dated", "interventions"];

/// The policy of the file `root` that `policy` starts from, unless that is the file itself.
pub(crate) fn before<'a>(root: &'a Node, policy: &str) -> Option<&'a str> {
    let after = root.get("policies")?.get(policy)?.get("after")?.text()?;
    (after != BASE && after != policy).then_some(after)
}

/// The policies of the file `root` that make up `policy`, the one that starts from the file first, itself last; `base` is
/// none. What is wrong on the way ends it there.
pub(crate) fn chain<'a>(root: &'a Node, policy: &'a str) -> Vec<&'a str> {
    let is_there = |name: &str| root.get("policies").is_some_and(|policies| policies.get(name).is_some());
    let mut found: Vec<&str> = Vec::new();
    let mut next = Some(policy).filter(|policy| *policy != BASE);
    while let Some(name) = next.filter(|name| is_there(name) && !found.contains(name)) {
        found.push(name);
        next = before(root, name);
    }
    found.reverse();
    found
}

/// Lays the overlays of the policies `names`, in that order, over `tree`.
pub(crate) fn lay(tree: &mut Node, root: &Node, names: &[&str]) {
    for policy in names.iter().filter_map(|name| root.get("policies")?.get(name)) {
        let mut over = policy.clone();
        for key in HEAD {
            over.remove(key);
        }
        overlay(tree, &over, "");
    }
}

/// What the policies `names` say together, in that order, as one policy that starts from the file: the last one's title.
pub(crate) fn joined(root: &Node, names: &[&str]) -> Option<Node> {
    let policy = |name: &str| root.get("policies").and_then(|policies| policies.get(name));
    let own = policy(names.last()?)?;
    let mut joined = Node { key: own.key, ..Node::table(own.at) };
    let Value::Table(entries) = &mut joined.value else { return None };
    entries.extend(own.entries().iter().filter(|(key, _)| TITLES.contains(&key.as_str())).cloned());
    for key in ADDED {
        let lists: Vec<&Node> = names.iter().filter_map(|name| policy(name)?.get(key)).collect();
        let items = lists.iter().flat_map(|list| list.items().iter().cloned()).collect();
        entries.extend(lists.last().map(|list| (key.to_owned(), Node { value: Value::List(items), ..(*list).clone() })));
    }
    lay(&mut joined, root, names);
    Some(joined)
}

/// The file `root` with the policies `names` as one, the last of them, behind all others, so that what it has from
/// another is still found where that one says it; unchanged where that is what it is.
pub(crate) fn with_joined(root: &Node, names: &[&str]) -> Option<Node> {
    let (policy, joined) = (names.last()?, joined(root, names).filter(|_| names.len() > 1)?);
    let mut root = root.clone();
    let Value::Table(entries) = &mut root.get_mut("policies")?.value else { return None };
    entries.retain(|(name, _)| name != policy);
    entries.push(((*policy).to_owned(), joined));
    Some(root)
}

/// The file `root` with one more policy, `name`, that is the policies `names` laid one over the other, and that policy.
pub(crate) fn with_further(root: &Node, name: &str, names: &[&str]) -> (Node, Node) {
    let mut further = joined(root, names).unwrap_or_else(|| Node::table(root.at));
    for key in TITLES {
        further.remove(key);
    }
    let mut root = root.clone();
    if let Value::Table(entries) = &mut root.value
        && !entries.iter().any(|(key, _)| key == "policies")
    {
        entries.push(("policies".to_owned(), Node::table(root.at)));
    }
    if let Some(Value::Table(entries)) = root.get_mut("policies").map(|policies| &mut policies.value) {
        entries.push((name.to_owned(), further.clone()));
    }
    (root, further)
}

/// The file `root` with each policy as it is once its chain is laid.
pub(crate) fn written_out(root: &Node) -> Node {
    let mut out = root.clone();
    let Some(Value::Table(entries)) = out.get_mut("policies").map(|policies| &mut policies.value) else { return out };
    for (name, policy) in entries {
        if policy.get("after").is_some()
            && let Some(joined) = joined(root, &chain(root, name))
        {
            *policy = joined;
        }
    }
    out
}

/// Reports policies that start from one that is not there, from one that is switched off in the file `whole`, from
/// themselves, or from one another in a circle.
pub(crate) fn report_chains(root: &Node, whole: &Node, report: &mut Report) {
    let policies = root.get("policies").map_or(&[][..], Node::entries);
    let names: Vec<&str> = policies.iter().map(|(name, _)| name.as_str()).collect();
    let mut context = Context { tree: root, root, report };
    let mut circled: Vec<&str> = Vec::new();
    for (name, policy) in policies {
        let Some(after) = policy.get("after").and_then(Node::text).filter(|after| *after != BASE) else { continue };
        let path = ["policies", name, "after"];
        let way_out = Some("let one of them start from the file: leave its `after` out".to_owned());
        if after == name {
            let message = format!("`{name}` starts from itself; expected another policy, or `{BASE}`, the file");
            context.fault_in_file(&path, message, Some("leave `after` out to start from the file".into()));
        } else if !names.contains(&after) {
            let is_switched_off = whole.get("policies").and_then(|policies| policies.get(after)).is_some_and(is_off);
            let known = std::iter::once(BASE).chain(names.iter().copied().filter(|known| known != name));
            let (message, help) = if is_switched_off {
                let help = format!("let it start from another policy, or take `off = true` away from `{after}`");
                (format!("the policy `{after}` is switched off"), Some(help))
            } else {
                (format!("there is no policy `{after}`; found {}", listed(known.clone())), did_you_mean(after, known))
            };
            context.fault_in_file(&path, message, help);
        } else if let Some(circle) = circle(root, name).filter(|_| !circled.contains(&name.as_str())) {
            let way: Vec<String> = circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
            context.fault_in_file(&path, format!("the policies start from one another in a circle: {}", way.join(" after ")), way_out);
            circled.extend(circle);
        }
    }
}

/// The policies of the circle that `policy` is in, itself first.
fn circle<'a>(root: &'a Node, policy: &'a str) -> Option<Vec<&'a str>> {
    let mut way = vec![policy];
    loop {
        let next = before(root, way.last()?)?;
        if next == policy {
            return Some(way);
        }
        if way.contains(&next) {
            return None;
        }
        way.push(next);
    }
}
