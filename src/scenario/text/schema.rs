//! The JSON Schema of scenario files, made from the types of `blocks`.
//!
//! Three things are added to what the types say: `off` in every table; for each table a twin in which nothing is
//! required, which is what an overlay (a policy, a file that extends another) may say of it; and, in the published
//! form, the table `{ value = …, cited = … }` beside every number. The reader checks files against the same schema
//! without that last step, because it takes provenance off first.

use std::sync::LazyLock;

use schemars::SchemaGenerator;
use serde_json::{Map, Value as Json, json};

use crate::scenario::blocks::file::{File, MayChange, changing};
use crate::scenario::blocks::policies::{DatedHead, PolicyHead};

/// The JSON Schema of scenario files, draft 2020-12.
#[must_use]
pub fn json_schema() -> Json {
    let Json::Object(mut definitions) = definitions().clone() else { return Json::Null };
    definitions.values_mut().for_each(allow_provenance);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wangge scenario",
        "description": "A place with its people, its demand and the policies to compare; times carry units.",
        "if": { "required": ["extends"] },
        "then": { "$ref": "#/$defs/FileOverlay" },
        "else": { "$ref": "#/$defs/File" },
        "$defs": definitions,
    })
}

/// The `$defs` that the reader checks against: `File`, `FileOverlay`, `Policy` and what they are made of. Made once: it takes three
/// quarters of reading a small file.
pub(crate) fn definitions() -> &'static Json {
    static DEFINITIONS: LazyLock<Json> = LazyLock::new(made);
    &DEFINITIONS
}

fn made() -> Json {
    let mut generator = SchemaGenerator::default();
    generator.subschema_for::<File>();
    generator.subschema_for::<PolicyHead>();
    generator.subschema_for::<DatedHead>();
    let mut definitions = generator.take_definitions(true);
    for (name, definition) in &mut definitions {
        simplify(definition);
        add_off(definition, name != "File");
    }
    let twins: Vec<(String, Json)> = definitions
        .iter()
        .filter(|(_, definition)| has_twin(definition))
        .map(|(name, definition)| (twin_name(name), definition.clone()))
        .collect();
    let names: Vec<String> = twins.iter().map(|(name, _)| name.clone()).collect();
    for (name, mut twin) in twins {
        loosen(&mut twin, &names);
        definitions.insert(name, twin);
    }
    add_policies(&mut definitions);
    Json::Object(definitions)
}

fn twin_name(name: &str) -> String {
    format!("{name}Overlay")
}

fn has_twin(definition: &Json) -> bool {
    definition["type"] == "object" || definition["anyOf"].is_array()
}

/// Takes out what TOML does not have (null) and what the reader does not need (integer widths); choices of texts become `enum`.
fn simplify(schema: &mut Json) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(simplify),
        Json::Object(object) => {
            if let Some(Json::Array(types)) = object.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if object.get("format").and_then(Json::as_str).is_some_and(|format| format.contains("int") || format == "double") {
                object.remove("format");
            }
            if let Some(Json::String(text)) = object.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            join_constants(object);
            if let Some(Json::Array(options)) = object.get_mut("anyOf") {
                options.retain(|option| option["type"] != "null");
                if let [Json::Object(only)] = options.as_slice() {
                    let only = only.clone();
                    object.remove("anyOf");
                    for (key, value) in only {
                        object.entry(key).or_insert(value);
                    }
                }
            }
            object.values_mut().for_each(simplify);
        }
        _ => {}
    }
}

/// `oneOf` constants, as schemars writes enums with documented variants, to one `enum`.
fn join_constants(object: &mut Map<String, Json>) {
    let Some(Json::Array(options)) = object.get("oneOf") else { return };
    let constants: Option<Vec<Json>> = options.iter().map(|option| option.get("const").cloned()).collect();
    if let Some(constants) = constants {
        object.remove("oneOf");
        object.insert("type".into(), "string".into());
        object.insert("enum".into(), constants.into());
    }
}

/// Lets every table but the file itself be switched off.
fn add_off(schema: &mut Json, here: bool) {
    if let Json::Object(object) = schema {
        let is_choice = object.contains_key("maxProperties");
        if here && object.get("type").is_some_and(|kind| kind == "object") && !is_choice {
            let properties = object.entry("properties").or_insert_with(|| json!({}));
            properties["off"] = json!({ "type": "boolean", "description": "`true` removes this block." });
        }
        for (key, child) in object.iter_mut() {
            if key == "properties" {
                if let Json::Object(properties) = child {
                    properties.values_mut().for_each(|property| add_off(property, true));
                }
            } else if ["additionalProperties", "items"].contains(&key.as_str()) {
                add_off(child, true);
            }
        }
    }
}

/// Turns the copy of a definition into what an overlay may say: nothing required but identities, inner tables likewise.
fn loosen(schema: &mut Json, twins: &[String]) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(|item| loosen(item, twins)),
        Json::Object(object) => {
            if let Some(Json::Array(required)) = object.get_mut("required") {
                let id = if required.iter().any(|key| key == "name") { "name" } else { "role" };
                required.retain(|key| key == id);
            }
            object.remove("minItems");
            if let Some(Json::String(target)) = object.get_mut("$ref") {
                let twin = format!("{target}Overlay");
                if twins.iter().any(|name| twin.ends_with(&format!("/{name}"))) {
                    *target = twin;
                }
            }
            object.values_mut().for_each(|child| loosen(child, twins));
        }
        _ => {}
    }
}

/// Adds `policies` to the file and its twin, and the definition of a policy.
fn add_policies(definitions: &mut Map<String, Json>) {
    add_dated(definitions);
    let mut policy = definitions["PolicyHead"].clone();
    policy["description"] = "A policy: what it changes in the file, and from when.".into();
    for key in changing(MayChange::ByPolicy) {
        policy["properties"][key] = definitions["FileOverlay"]["properties"][key].clone();
    }
    policy["properties"]["dated"]["items"] = json!({ "$ref": "#/$defs/Dated" });
    definitions.insert("Policy".into(), policy);
    let policies = json!({
        "type": "object",
        "description": "Policies by name; `base` is the file without any.",
        "additionalProperties": { "$ref": "#/$defs/Policy" },
        "propertyNames": { "type": "string", "format": "name" },
    });
    for name in ["File", "FileOverlay"] {
        definitions[name]["properties"]["policies"] = policies.clone();
    }
    for unused in ["PolicyHead", "PolicyHeadOverlay", "DatedHead", "DatedHeadOverlay", "InterventionOverlay", "TriggerOverlay"] {
        definitions.remove(unused);
    }
}

/// Adds the definition of a dated change: the overlay of a policy without what must stay the same during a run.
fn add_dated(definitions: &mut Map<String, Json>) {
    let mut dated = definitions["DatedHead"].clone();
    dated["additionalProperties"] = false.into();
    for key in changing(MayChange::OnDate) {
        dated["properties"][key] = definitions["FileOverlay"]["properties"][key].clone();
    }
    if let Json::Object(properties) = &mut definitions["Trigger"]["properties"] {
        properties.remove("off");
    }
    let narrowed = |name: &str, keep: &dyn Fn(&str) -> bool| {
        let mut narrow = definitions[name].clone();
        if let Json::Object(properties) = &mut narrow["properties"] {
            properties.retain(|key, _| keep(key));
        }
        narrow
    };
    let role = narrowed("RoleOverlay", &|key| !["pay", "payer", "volunteer", "off"].contains(&key));
    let mut unit = narrowed("UnitOverlay", &|key| ["name", "staff", "categories_in_charge"].contains(&key));
    unit["properties"]["staff"]["items"] = json!({ "$ref": "#/$defs/StaffDated" });
    let staff = narrowed("StaffOverlay", &|key| key != "total");
    let category = narrowed("CategoryOverlay", &|key| !["enquiry", "off"].contains(&key));
    let round = narrowed("RoundOverlay", &|key| !["role", "kind", "off"].contains(&key));
    let meeting = narrowed("MeetingOverlay", &|key| !["at", "roles", "off"].contains(&key));
    let task = narrowed("TaskOverlay", &|key| !["at", "of", "per_households", "from", "off"].contains(&key));
    dated["properties"]["roles"]["additionalProperties"] = json!({ "$ref": "#/$defs/RoleDated" });
    for (list, entry) in [("units", "Unit"), ("categories", "Category"), ("rounds", "Round"), ("meetings", "Meeting"), ("tasks", "Task")] {
        dated["properties"][list]["items"] = json!({ "$ref": format!("#/$defs/{entry}Dated") });
    }
    let class_cases = narrowed("ClassCasesOverlay", &|key| key != "at");
    dated["properties"]["class_cases"] = json!({ "$ref": "#/$defs/ClassCasesDated" });
    definitions.insert("ClassCasesDated".into(), class_cases);
    let narrow =
        [("Role", role), ("Unit", unit), ("Staff", staff), ("Category", category), ("Round", round), ("Meeting", meeting), ("Task", task)];
    for (name, definition) in narrow {
        definitions.insert(format!("{name}Dated"), definition);
    }
    definitions.insert("Dated".into(), dated);
}

/// Lets every number and quantity be a table with its provenance.
fn allow_provenance(schema: &mut Json) {
    let Json::Object(object) = schema else {
        if let Json::Array(items) = schema {
            items.iter_mut().for_each(allow_provenance);
        }
        return;
    };
    let kind = object.get("type").and_then(Json::as_str).unwrap_or_default();
    let format = object.get("format").and_then(Json::as_str).unwrap_or_default();
    let is_number = ["number", "integer"].contains(&kind)
        || ["duration", "time-limit", "rate", "pay", "distance", "speed", "date", "moment"].contains(&format);
    if !is_number {
        for (key, child) in object.iter_mut() {
            if key == "properties" {
                if let Json::Object(properties) = child {
                    properties.values_mut().for_each(allow_provenance);
                }
            } else if ["additionalProperties", "items", "anyOf"].contains(&key.as_str()) {
                allow_provenance(child);
            }
        }
        return;
    }
    *schema = with_provenance(object);
}

/// The schema of a number, or of a table with that number and what it rests on.
fn with_provenance(object: &mut Map<String, Json>) -> Json {
    let description = object.remove("description");
    let plain = Json::Object(object.clone());
    let text = json!({ "type": "string" });
    let sourced = json!({
        "type": "object",
        "description": "The value with what it rests on.",
        "properties": {
            "value": plain,
            "cited": text, "calibrated": text, "note": text,
            "assumed": { "type": "array", "items": plain, "minItems": 2, "maxItems": 2 },
        },
        "required": ["value"],
        "additionalProperties": false,
    });
    let mut either = json!({ "anyOf": [plain, sourced] });
    if let Some(description) = description {
        either["description"] = description;
    }
    either
}

#[cfg(test)]
mod tests {
    use crate::scenario::text::schema::*;

    #[test]
    fn every_reference_leads_to_a_definition() {
        fn references(schema: &Json, found: &mut Vec<String>) {
            match schema {
                Json::Array(items) => items.iter().for_each(|item| references(item, found)),
                Json::Object(object) => {
                    found.extend(object.get("$ref").and_then(Json::as_str).map(String::from));
                    object.values().for_each(|child| references(child, found));
                }
                _ => {}
            }
        }
        let schema = json_schema();
        let mut found = Vec::new();
        references(&schema, &mut found);
        assert!(found.len() > 20);
        for target in found {
            assert!(schema.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
    }

    #[test]
    fn an_overlay_requires_nothing_but_names() {
        let definitions = definitions();
        assert_eq!(definitions["UnitOverlay"]["required"], json!(["name"]));
        assert_eq!(definitions["File"]["required"], json!(["start", "horizon", "units", "categories"]));
        assert_eq!(definitions["FileOverlay"]["required"], json!([]));
        assert!(definitions["Policy"]["properties"].get("demand").is_none());
        for key in ["place", "residents"] {
            assert!(definitions["Policy"]["properties"].get(key).is_none(), "{key}");
        }
        for key in ["count", "per", "off"] {
            assert!(definitions["UnitDated"]["properties"].get(key).is_none(), "{key}");
        }
        assert_eq!(definitions["RoundOverlay"]["required"], json!(["name"]));
        assert!(definitions["RoundDated"]["properties"].get("off").is_none());
        assert!(definitions["StaffDated"]["properties"].get("total").is_none());
    }
}
