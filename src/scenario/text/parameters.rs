//! The parameters of a scenario file as a list for people: every key with its kind, default and meaning.
//!
//! Read off the JSON Schema, which is made from the types that read a file, so that the list cannot say anything else than
//! the reader does; a default is what the doc comment of its field calls one. What a policy repeats of the file is not
//! listed again, and neither are the distributions, which stand once at the end.

use serde_json::{Map, Value as Json};

use super::schema::definitions;
use crate::scenario::blocks::file::{MayChange, changing};

/// One key of a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Path of the key, as `--set` takes it; capitals stand for a name that the file chooses, `NUMBER` for the
    /// place in a list without names, from 0.
    pub key: String,
    /// What may be written, with range.
    pub kind: String,
    /// What holds when it is left out: `required` when it may not be, empty when there is nothing to say.
    pub default: String,
    /// What it means.
    pub meaning: String,
}

/// Keys that may stand in more than one place: key, kind, default, meaning.
const ANYWHERE: [[&str; 4]; 6] = [
    ["off", "true or false", "false", "In any table: `true` removes the block."],
    ["value", "number or quantity", "required", "In a table that stands for any number or quantity: the number."],
    ["cited", "text", "", "There too: the source it is taken from."],
    ["calibrated", "text", "", "There too: what it was fitted to."],
    ["assumed", "list of two", "", "There too: nobody's figure, and the range in which it may lie."],
    ["note", "text", "", "There too: a remark."],
];

/// All parameters, in the order of the file's types.
#[must_use]
pub fn parameters() -> Vec<Parameter> {
    let Json::Object(definitions) = definitions().clone() else { return Vec::new() };
    let mut list = ParameterList { definitions, rows: Vec::new() };
    let file = list.definitions["File"].clone();
    list.table("", &file);
    let distribution = list.definitions[DISTRIBUTION].clone();
    list.table("DISTRIBUTION", &distribution);
    list.rows.extend(ANYWHERE.map(|[key, kind, default, meaning]| Parameter {
        key: key.to_owned(),
        kind: kind.to_owned(),
        default: default.to_owned(),
        meaning: meaning.to_owned(),
    }));
    list.rows
}

/// Name of the definition that is listed once.
const DISTRIBUTION: &str = "Distribution";

struct ParameterList {
    definitions: Map<String, Json>,
    rows: Vec<Parameter>,
}

impl ParameterList {
    /// Lists the keys of the table `schema` at `path`.
    fn table(&mut self, path: &str, schema: &Json) {
        let required = |key: &str| schema["required"].as_array().is_some_and(|keys| keys.iter().any(|name| name == key));
        for (key, child) in schema["properties"].as_object().into_iter().flatten() {
            if key == "off" {
                continue;
            }
            let place = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let is_repeated = match path.strip_prefix("policies.NAME") {
                Some("") => changing(MayChange::ByPolicy).any(|known| known == key),
                Some(".dated.NUMBER") => changing(MayChange::OnDate).any(|known| known == key),
                _ => false,
            };
            if is_repeated {
                let (kind, meaning) =
                    (format!("as `{key}`"), format!("What it changes in `{key}`; keys and names as there, none required."));
                self.rows.push(Parameter { key: place, kind, default: String::new(), meaning });
                continue;
            }
            self.row(&place, child, required(key));
            self.inside(&place, child);
        }
    }

    fn row(&mut self, place: &str, schema: &Json, is_required: bool) {
        let description = schema["description"].as_str().or_else(|| self.target(schema).1["description"].as_str()).unwrap_or_default();
        let (meaning, default) = without_default(description);
        let default = default.unwrap_or_else(|| if is_required { "required".to_owned() } else { String::new() });
        let kind = self.kind(schema);
        self.rows.push(Parameter { key: place.to_owned(), kind, default, meaning });
    }

    /// Lists what stands inside the value at `place`.
    fn inside(&mut self, place: &str, schema: &Json) {
        let (name, target) = self.target(schema);
        if name == DISTRIBUTION {
            return;
        }
        let target = target.clone();
        let key = place.rsplit('.').next().unwrap_or_default();
        let entry = &target["additionalProperties"];
        if entry.is_object() {
            let names = match key {
                _ if target["propertyNames"]["format"] == "name" => "NAME",
                "categories" | "by_category" | "finds_by_category" | "sees" | "on_the_spot_by_category" => "CATEGORY",
                "departments" | "department_categories" | "delegated" => "DEPARTMENT",
                "seats" => "ROLE",
                "exclude" => "COLUMN",
                _ => "LEVEL",
            };
            self.entry(&format!("{place}.{names}"), entry);
        } else if target["type"] == "array" {
            let item = self.target(&target["items"]).1.clone();
            let has = |key: &str| item["properties"][key].is_object();
            match key {
                "staff" => self.table(&format!("{place}.ROLE"), &item),
                _ if has("name") => self.table(&format!("{place}.NAME"), &item),
                _ => self.table(&format!("{place}.NUMBER"), &item),
            }
        } else {
            self.table(place, &target);
        }
    }

    /// Lists one entry of a table with free keys: its keys, or itself when it has none.
    fn entry(&mut self, place: &str, schema: &Json) {
        let target = self.target(schema).1.clone();
        if target["properties"].is_object() && target["maxProperties"].is_null() {
            self.table(place, &target);
        } else {
            self.row(place, schema, false);
        }
    }

    /// What may be written.
    fn kind(&self, schema: &Json) -> String {
        let (name, target) = self.target(schema);
        if name == DISTRIBUTION {
            return "distribution".to_owned();
        }
        if let Some(options) = target["anyOf"].as_array() {
            return options.iter().map(|option| self.kind(option)).collect::<Vec<_>>().join(" or ");
        }
        if let Some(values) = target["enum"].as_array() {
            return values.iter().filter_map(Json::as_str).map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
        }
        match (target["type"].as_str().unwrap_or_default(), target["format"].as_str().unwrap_or_default()) {
            (_, "duration") => "time".to_owned(),
            (_, "time-limit") => "time or working time".to_owned(),
            (_, "moment") => "date or time after the start".to_owned(),
            (_, "time-zone") => "time zone".to_owned(),
            (_, "rate") => "number per time".to_owned(),
            (_, "pay") => "yuan per month or year".to_owned(),
            (_, "distance") => "distance".to_owned(),
            (_, "speed") => "speed".to_owned(),
            (_, "headline-measure") => "headline measure".to_owned(),
            (_, "hours") => "hours of a day".to_owned(),
            (_, format) if !format.is_empty() => format.to_owned(),
            ("object", _) => "table".to_owned(),
            ("array", _) => match self.kind(&target["items"]).as_str() {
                "table" => "list of tables".to_owned(),
                kind => format!("list of: {kind}"),
            },
            ("integer", _) => format!("whole number{}", range(target)),
            ("number", _) => format!("number{}", range(target)),
            ("boolean", _) => "true or false".to_owned(),
            _ => "text".to_owned(),
        }
    }

    /// The definition that `schema` refers to, with its name; else itself.
    fn target<'a>(&'a self, schema: &'a Json) -> (&'a str, &'a Json) {
        let name = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next());
        name.and_then(|name| Some((name, self.definitions.get(name)?))).unwrap_or(("", schema))
    }
}

fn range(schema: &Json) -> String {
    match (&schema["minimum"], &schema["maximum"]) {
        (Json::Number(low), Json::Number(high)) => format!(", {low} to {high}"),
        (Json::Number(low), _) => format!(", at least {low}"),
        (_, Json::Number(high)) => format!(", at most {high}"),
        _ => String::new(),
    }
}

/// A description without the part `(default …)` or `(default: …)`, and what stands in it.
fn without_default(description: &str) -> (String, Option<String>) {
    let parts = description.split_once(" (default").and_then(|(before, rest)| {
        let (default, after) = rest.split_once(')')?;
        Some((format!("{before}{after}"), default.trim_start_matches(':').trim().to_owned()))
    });
    parts.map_or_else(|| (description.to_owned(), None), |(meaning, default)| (meaning, Some(default)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::schema::json_schema;
    use crate::scenario::text::parameters::*;

    fn row(key: &str) -> Parameter {
        parameters().into_iter().find(|parameter| parameter.key == key).unwrap_or_else(|| panic!("no {key}"))
    }

    #[test]
    fn a_parameter_has_its_range_its_default_and_what_the_type_says_of_it() {
        let limit = row("roles.NAME.juggling_limit");
        assert_eq!((limit.kind.as_str(), limit.default.as_str()), ("whole number, 1 to 1000000", "no limit"));
        assert_eq!(limit.meaning, "Most unfinished cases of one person.");
        assert_eq!(row("horizon").default, "required");
        assert_eq!(row("escalation.LEVEL.wait_limit").kind, "time or working time or distribution");
        assert_eq!(row("roles.NAME.shift_end").kind, "`suspend` or `finish` or `hand_over`");
        assert_eq!(row("units.NAME.staff.ROLE.count").default, "1");
        assert_eq!(row("demand.NAME.categories.CATEGORY").kind, "number, 0 to 1");
        assert_eq!(row("holidays.NAME.working.NUMBER.as").default, "required");
        assert_eq!(row("policies.NAME.roles").kind, "as `roles`");
    }

    #[test]
    fn no_key_is_listed_twice_and_none_lacks_kind_or_meaning() {
        let list = parameters();
        let keys: BTreeSet<&str> = list.iter().map(|parameter| parameter.key.as_str()).collect();
        assert_eq!(keys.len(), list.len());
        let bare: Vec<&Parameter> = list.iter().filter(|row| row.kind.is_empty() || row.meaning.is_empty()).collect();
        assert_eq!(bare, Vec::<&Parameter>::new());
    }

    #[test]
    fn every_key_of_the_published_schema_is_listed() {
        fn keys(schema: &Json, found: &mut BTreeSet<String>) {
            match schema {
                Json::Array(items) => items.iter().for_each(|item| keys(item, found)),
                Json::Object(object) => {
                    found.extend(object.get("properties").and_then(Json::as_object).into_iter().flat_map(Map::keys).cloned());
                    object.values().for_each(|child| keys(child, found));
                }
                _ => {}
            }
        }
        let mut found = BTreeSet::new();
        keys(&json_schema(), &mut found);
        let list = parameters();
        let listed: BTreeSet<&str> = list.iter().flat_map(|row| row.key.split('.')).collect();
        let missing: Vec<&String> = found.iter().filter(|key| !listed.contains(key.as_str())).collect();
        assert_eq!(missing, Vec::<&String>::new());
    }
}
