//! Laying one tree over another: `extends`, policies, dated rules and `--set` all change a scenario this way.
//!
//! Tables merge key by key; scalars and arrays replace; entries of named lists merge by their identity, new ones go to
//! the end; `off = true` removes the table it stands in, once everything is merged, so that a later overlay may still
//! say `off = false`. With the members go their units, rounds, meetings and channels. Of two keys that say the same thing
//! in two ways (`count` or `total`) the later one said holds. Laws (tested): an empty overlay changes nothing; laying the same overlay twice is laying it once.

use super::diagnostics::Report;
use super::tree::{Node, Value, identity};

/// Kinds of distributions: a table with one of these keys is a choice, and another kind replaces it whole.
const CHOICES: [&str; 10] =
    ["constant", "exponential", "uniform", "triangular", "erlang", "gamma", "lognormal", "weibull", "hyperexponential", "empirical"];

/// Keys that take the place of others in the same table.
const INSTEAD: [(&str, &[&str]); 8] = [
    ("total", &["count"]),
    ("title", &["title_zh"]),
    ("count", &["total", "households_per_member"]),
    ("households_per_member", &["count"]),
    ("share", &["stops", "hours"]),
    ("stops", &["share", "hours"]),
    ("hours", &["share", "stops"]),
    (
        "file",
        &["towns", "communities", "households", "migrants", "households_per_building", "building_spacing", "community_spacing", "housing"],
    ),
];

/// Takes out of a table what says in another way what `key` is about to say.
pub(crate) fn make_way(entries: &mut Vec<(String, Node)>, key: &str) {
    let others = INSTEAD.iter().find(|(wanted, _)| *wanted == key).map_or(&[][..], |(_, others)| others);
    entries.retain(|(name, _)| !others.contains(&name.as_str()));
}

/// Changes `base`, the value under `key`, by `over`.
pub(crate) fn overlay(base: &mut Node, over: &Node, key: &str) {
    match (&mut base.value, &over.value) {
        (Value::Table(old), Value::Table(new)) if !is_other_choice(old, new) => {
            new.iter().for_each(|(name, _)| make_way(old, name));
            for (name, node) in new {
                match old.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) => overlay(known, node, name),
                    None => old.push((name.clone(), node.clone())),
                }
            }
        }
        (Value::List(old), Value::List(new))
            if identity(key).is_some_and(|id| old.iter().chain(new).all(|item| name_of(item, id).is_some())) =>
        {
            let id = identity(key).unwrap_or("name");
            for node in new {
                match old.iter_mut().find(|known| name_of(known, id) == name_of(node, id)) {
                    Some(known) => overlay(known, node, ""),
                    None => old.push(node.clone()),
                }
            }
        }
        _ => *base = over.clone(),
    }
}

fn name_of<'a>(item: &'a Node, id: &str) -> Option<&'a str> {
    item.get(id).and_then(Node::text)
}

fn is_other_choice(old: &[(String, Node)], new: &[(String, Node)]) -> bool {
    let is_choice = |entries: &[(String, Node)]| !entries.is_empty() && entries.iter().all(|(key, _)| CHOICES.contains(&key.as_str()));
    is_choice(old) && is_choice(new) && new.iter().any(|(key, _)| old.iter().all(|(known, _)| known != key))
}

/// Makes of a merged file what it says once everything that is switched off is gone.
pub(crate) fn settle(tree: &mut Node) {
    if tree.get("members").is_some_and(is_off) {
        drop_members(tree);
    }
    drop_switched_off(tree);
}

/// Removes what means nothing without members: their units, the rounds of their role, meetings and tasks at their units, their
/// role's tasks, and channels to their level.
fn drop_members(tree: &mut Node) {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let follows = |unit: &Node| text(unit, "per") == "member";
    let (of_members, others): (Vec<&Node>, Vec<&Node>) =
        tree.get("units").map_or(&[][..], Node::items).iter().partition(|unit| follows(unit));
    let names: Vec<String> = of_members.iter().map(|unit| text(unit, "name")).collect();
    let staying: Vec<String> = others.iter().map(|unit| text(unit, "level")).collect();
    let staff =
        |unit: &Node| -> Vec<String> { unit.get("staff").map_or(&[][..], Node::items).iter().map(|entry| text(entry, "role")).collect() };
    let role = tree.get("members").map(|members| text(members, "role"));
    let kept: Vec<String> = others.iter().flat_map(|unit| staff(unit)).collect();
    let roles = role.into_iter().chain(of_members.iter().flat_map(|unit| staff(unit)));
    let roles: Vec<String> = roles.filter(|role| !kept.contains(role)).collect();
    let levels: Vec<String> = of_members.iter().map(|unit| text(unit, "level")).filter(|level| !staying.contains(level)).collect();
    let mut keep = |list: &str, stays: &dyn Fn(&Node) -> bool| {
        if let Some(Value::List(items)) = tree.get_mut(list).map(|node| &mut node.value) {
            items.retain(stays);
        }
    };
    keep("units", &|unit| !follows(unit));
    keep("rounds", &|round| !roles.contains(&text(round, "role")));
    keep("meetings", &|meeting| !names.contains(&text(meeting, "at")));
    keep("posts", &|post| !names.contains(&text(post, "of")) && !roles.contains(&text(post, "holder")));
    keep("inspections", &|inspection| !names.contains(&text(inspection, "at")));
    keep("tasks", &|task| !names.contains(&text(task, "at")) && !roles.contains(&text(task, "of")));
    drop_earners(tree, &names, &roles);
    let channels = tree.get_mut("discovery").and_then(|discovery| discovery.get_mut("channels"));
    if let Some(Value::Table(channels)) = channels.map(|channels| &mut channels.value) {
        channels.retain(|(_, channel)| !levels.contains(&text(channel, "level")));
    }
}

/// Removes the `roles` of members from those who earn points, the points where nobody else earns any, and the ranking of their
/// `units`.
fn drop_earners(tree: &mut Node, units: &[String], roles: &[String]) {
    let Some(Value::List(earners)) = tree.get_mut("points").and_then(|points| points.get_mut("roles")).map(|roles| &mut roles.value) else {
        return;
    };
    earners.retain(|role| role.text().is_none_or(|role| !roles.iter().any(|gone| gone == role)));
    if earners.is_empty() {
        tree.remove("points");
        tree.remove("assessment");
    }
    let is_gone = |ranking: &Node| ranking.get("at").and_then(Node::text).is_some_and(|at| units.iter().any(|unit| unit == at));
    if let Some(assessment) = tree.get_mut("assessment")
        && assessment.get("ranking").is_some_and(is_gone)
    {
        assessment.remove("ranking");
    }
}

/// Removes every table inside `node` that says `off = true`, and every `off = false`.
pub(crate) fn drop_switched_off(node: &mut Node) {
    match &mut node.value {
        Value::Table(entries) => {
            entries.retain(|(_, child)| !is_off(child));
            entries.retain(|(key, child)| !(key == "off" && matches!(child.value, Value::Flag(false))));
            entries.iter_mut().for_each(|(_, child)| drop_switched_off(child));
        }
        Value::List(items) => {
            items.retain(|child| !is_off(child));
            items.iter_mut().for_each(drop_switched_off);
        }
        _ => {}
    }
}

/// Removes policies that are switched off, and dated changes and interventions of the others; what a policy switches
/// off in the file stays, to be laid over it.
pub(crate) fn drop_switched_off_policies(policies: &mut Node) {
    let Value::Table(entries) = &mut policies.value else { return };
    entries.retain(|(_, policy)| !is_off(policy));
    for (_, policy) in entries {
        policy.remove("off");
        if let Some(interventions) = policy.get_mut("interventions") {
            drop_switched_off(interventions);
        }
        if let Some(Value::List(items)) = policy.get_mut("dated").map(|dated| &mut dated.value) {
            items.retain(|item| !is_off(item));
            items.iter_mut().for_each(|item| drop(item.remove("off")));
        }
    }
}

/// Whether a table is switched off.
pub(crate) fn is_off(node: &Node) -> bool {
    node.get("off").is_some_and(|off| matches!(off.value, Value::Flag(true)))
}

/// Reports list entries of one tree that share an identity.
pub(crate) fn report_duplicates(node: &Node, list: &str, path: &mut Vec<String>, report: &mut Report) {
    if let Some(id) = identity(list) {
        let mut seen: std::collections::BTreeMap<&str, &Node> = std::collections::BTreeMap::new();
        for item in node.items() {
            let Some(named) = item.get(id) else { continue };
            let Some(name) = named.text() else { continue };
            if let Some(first) = seen.get(name) {
                let line = report.line(first.place());
                let message = format!("two entries of `{list}` have the {id} `{name}`; the first stands in line {line}");
                let key: Vec<String> = path.iter().cloned().chain([name.into(), id.into()]).collect();
                report.problem(named.at, &key, message, Some(format!("give one of them another {id}, or join them")));
                continue;
            }
            seen.insert(name, named);
        }
    }
    for (name, child) in node.entries() {
        path.push(name.clone());
        report_duplicates(child, name, path, report);
        path.pop();
    }
    for (index, child) in node.items().iter().enumerate() {
        path.push(node.item_name(list, index));
        report_duplicates(child, "", path, report);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use crate::scenario::text::overlay::*;

    fn read(text: &str) -> Node {
        let mut report = Report::default();
        let source = report.add_source("t".into(), Arc::new(text.into()));
        Node::document(text, source, &mut report).unwrap()
    }

    fn laid(base: &str, overlays: &[&str]) -> Node {
        let mut tree = read(base);
        for over in overlays {
            overlay(&mut tree, &read(over), "");
        }
        drop_switched_off(&mut tree);
        tree
    }

    #[test]
    fn tables_merge_scalars_and_arrays_replace_and_named_entries_merge_by_name() {
        let base = "levels = [\"a\", \"b\"]\n[[units]]\nname = \"x\"\ncount = 2\nstaff = [{ role = \"r\", count = 1 }]\n";
        let over = "levels = [\"c\"]\nunits = [{ name = \"x\", staff = [{ role = \"r\", count = 6 }, { role = \"s\", count = 1 }] }]\n";
        let want =
            "levels = [\"c\"]\n[[units]]\nname = \"x\"\ncount = 2\nstaff = [{ role = \"r\", count = 6 }, { role = \"s\", count = 1 }]\n";
        assert_eq!(laid(base, &[over]).to_json(), read(want).to_json());
    }

    #[test]
    fn another_kind_of_distribution_replaces_and_the_same_kind_merges() {
        let base = "work = { lognormal = { median = \"1h\", log_sd = 1.0 } }\n";
        assert_eq!(
            laid(base, &["work = { exponential = { mean = \"2h\" } }"]).to_json(),
            read("work = { exponential = { mean = \"2h\" } }").to_json()
        );
        assert_eq!(
            laid(base, &["work.lognormal.log_sd = 0.5"]).to_json(),
            read("work = { lognormal = { median = \"1h\", log_sd = 0.5 } }").to_json()
        );
    }

    #[test]
    fn off_removes_a_block_or_an_entry_and_a_later_overlay_brings_it_back() {
        let base = "[escalation.grid]\nattempts = 2\n[[units]]\nname = \"x\"\n[[units]]\nname = \"y\"\n";
        let off = "escalation.grid.off = true\nunits = [{ name = \"x\", off = true }]\n";
        assert_eq!(laid(base, &[off]).to_json(), read("units = [{ name = \"y\" }]\n[escalation]\n").to_json());
        let on = "escalation.grid.off = false\nunits = [{ name = \"x\", off = false }]\n";
        assert_eq!(laid(base, &[off, on]).to_json(), read(base).to_json());
    }

    #[test]
    fn the_second_of_two_entries_with_one_name_is_reported() {
        let text = "[[units]]\nname = \"x\"\n[[units]]\nname = \"x\"\n";
        let mut report = Report::default();
        let source = report.add_source("t".into(), Arc::new(text.into()));
        let tree = Node::document(text, source, &mut report).unwrap();
        report_duplicates(&tree, "", &mut Vec::new(), &mut report);
        let problems = report.into_problems();
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn the_later_of_two_ways_to_say_a_thing_holds() {
        let base = "units = [{ name = \"x\", staff = [{ role = \"r\", count = 2 }] }]\nmembers.count = 5\nplace.households = 9\n";
        let over =
            "units = [{ name = \"x\", staff = [{ role = \"r\", total = 7 }] }]\nmembers.households_per_member = 3\nplace.file = \"a\"\n";
        assert_eq!(laid(base, &[over]).to_json(), read(over).to_json());
        assert_eq!(laid(over, &["members.count = 5"]).get("members").unwrap().to_json(), serde_json::json!({ "count": 5 }));
    }

    #[test]
    fn two_ways_to_say_a_thing_in_one_overlay_stay_two_to_be_reported() {
        let both = "members = { count = 5, households_per_member = 3 }\n";
        assert_eq!(laid("members.count = 2\n", &[both]).to_json(), read(both).to_json());
    }

    #[test]
    fn with_the_members_go_their_units_rounds_meetings_and_channels() {
        let text = "members = { off = true }\nrounds = [{ name = \"v\", role = \"a\", kind = \"visit\" }, { name = \"w\", role = \"b\", kind = \"visit\" }]\n\
            units = [{ name = \"m\", per = \"member\", level = \"low\", staff = [{ role = \"a\" }] }, { name = \"g\", level = \"high\" }]\n\
            meetings = [{ name = \"a\", at = \"m\" }, { name = \"b\", at = \"g\" }]\n\
            [discovery.channels]\nm = { level = \"low\" }\ng = { level = \"high\" }\n";
        let mut tree = read(text);
        settle(&mut tree);
        let expected = "rounds = [{ name = \"w\", role = \"b\", kind = \"visit\" }]\nunits = [{ name = \"g\", level = \"high\" }]\n\
            meetings = [{ name = \"b\", at = \"g\" }]\n[discovery.channels]\ng = { level = \"high\" }\n";
        assert_eq!(tree.to_json(), read(expected).to_json());
    }

    /// Small documents over few keys, so that overlays meet.
    fn document() -> impl Strategy<Value = String> {
        let entry = (0..3u8, 0..4u8, 0..9u8);
        prop::collection::vec(entry, 0..6).prop_map(|entries| {
            let mut lines = std::collections::BTreeMap::new();
            for (table, key, value) in entries {
                lines.insert((table, key), value);
            }
            lines.iter().map(|((table, key), value)| format!("t{table}.k{key} = {value}\n")).collect()
        })
    }

    proptest! {
        #[test]
        fn an_empty_overlay_changes_nothing_and_twice_is_once(base in document(), over in document()) {
            prop_assert_eq!(laid(&base, &[""]).to_json(), read(&base).to_json());
            prop_assert_eq!(laid(&base, &[&over, &over]).to_json(), laid(&base, &[&over]).to_json());
        }

        #[test]
        fn overlays_may_be_joined_first_and_laid_after(base in document(), first in document(), second in document()) {
            let mut joined = read(&first);
            overlay(&mut joined, &read(&second), "");
            let mut tree = read(&base);
            overlay(&mut tree, &joined, "");
            prop_assert_eq!(tree.to_json(), laid(&base, &[&first, &second]).to_json());
        }
    }
}
