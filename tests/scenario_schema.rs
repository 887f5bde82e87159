//! The published JSON Schema: it takes every shipped scenario as written, and refuses what the reader refuses.

use std::path::Path;

use serde_json::{Value, json};
use wangge::scenario::json_schema;

/// Where a value does not fit a schema; covers the keywords that the published schema uses.
fn misfits(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let target = root.pointer(target.trim_start_matches('#')).expect("a reference leads to a definition");
        misfits(value, target, root, at, found);
    }
    if let Some(condition) = schema.get("if") {
        let branch = if fits(value, condition, root) { "then" } else { "else" };
        misfits(value, &schema[branch], root, at, found);
    }
    if let Some(options) = schema["anyOf"].as_array()
        && !options.iter().any(|option| fits(value, option, root))
    {
        found.push(format!("{at}: {value} fits no alternative"));
    }
    let is_of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some(other) => panic!("unexpected type {other}"),
        None => true,
    };
    if !is_of_type {
        found.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        found.push(format!("{at}: {value} is not allowed"));
    }
    if let Some(number) = value.as_f64()
        && (schema["minimum"].as_f64().is_some_and(|least| number < least) || schema["maximum"].as_f64().is_some_and(|most| number > most))
    {
        found.push(format!("{at}: {value} is out of range"));
    }
    children(value, schema, root, at, found);
}

fn children(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    if let Value::Array(items) = value {
        let count = items.len() as u64;
        if schema["minItems"].as_u64().is_some_and(|least| count < least) || schema["maxItems"].as_u64().is_some_and(|most| count > most) {
            found.push(format!("{at}: {count} items"));
        }
        items.iter().enumerate().for_each(|(index, item)| misfits(item, &schema["items"], root, &format!("{at}.{index}"), found));
    }
    let Value::Object(entries) = value else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !entries.contains_key(name) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    if schema["maxProperties"].as_u64().is_some_and(|most| entries.len() as u64 > most) {
        found.push(format!("{at}: too many keys"));
    }
    for (key, child) in entries {
        let at = format!("{at}.{key}");
        if let Some(known) = schema["properties"].get(key) {
            misfits(child, known, root, &at, found);
        } else if schema["additionalProperties"].is_object() {
            misfits(child, &schema["additionalProperties"], root, &at, found);
        } else if schema["additionalProperties"] == json!(false) {
            found.push(format!("{at}: unknown key"));
        }
    }
}

fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    let mut found = Vec::new();
    misfits(value, schema, root, "", &mut found);
    found.is_empty()
}

/// A date is text in JSON.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(entries) => entries.into_iter().map(|(key, entry)| (key, as_json(entry))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

fn of_text(text: &str) -> Vec<String> {
    let value: toml::Table = text.parse().unwrap();
    let schema = json_schema();
    let mut found = Vec::new();
    misfits(&as_json(toml::Value::Table(value)), &schema, &schema, "", &mut found);
    found
}

#[test]
fn every_shipped_scenario_fits_the_published_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let found = of_text(&std::fs::read_to_string(&path).unwrap());
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            count += 1;
        }
    }
    assert!(count >= 3);
}

#[test]
fn the_published_schema_refuses_slips() {
    let network = include_str!("../scenarios/network.toml");
    for (right, wrong) in [
        ("follow_up = \"30d\"", "folow_up = \"30d\""),
        ("horizon = \"365d\"", "horizon = 365"),
        ("horizon = \"365d\"", ""),
        ("level = \"community\"", "lvel = \"community\""),
        ("grid = { exponential = {", "grid = { exponental = {"),
        ("medium = { value = 0.3, assumed", "medium = { value = 0.3, asumed"),
        ("medium = { value = 0.3, assumed", "medium = { value = 3, assumed"),
        ("attempts = 1", "attempts = \"1\""),
        ("escalation.all.wait_limit = \"2d\"", "escalation.all.wait_limt = \"2d\""),
        ("[policies.early]", "[policies.early]\nseed = 3"),
    ] {
        assert!(network.contains(right), "{right}");
        assert!(!of_text(&network.replacen(right, wrong, 1)).is_empty(), "{wrong}");
    }
}

#[test]
fn a_file_that_extends_another_needs_to_say_nothing_more() {
    assert_eq!(of_text("extends = \"network.toml\"\nescalation.all.wait_limit = \"3d\"\n"), Vec::<String>::new());
    assert!(!of_text("escalation.all.wait_limit = \"3d\"\n").is_empty());
}

#[test]
fn the_schema_in_the_documents_is_the_one_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.schema.json");
    let written: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(written == json_schema(), "make it anew: wangge schema > docs/scenario.schema.json");
}
