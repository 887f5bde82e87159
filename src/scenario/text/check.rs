//! The structural check: a tree against the schema that its typed form has.
//!
//! One walk reports unknown and missing keys, wrong types, values out of range and texts that are not the quantity
//! they should be, each where it stands. What is wrong is then taken out of the tree (and remembered as tainted), so
//! that the checks of meaning that follow can go on with the rest. Only the part of JSON Schema that `schema` uses is
//! understood here.

use serde_json::Value as Json;

use super::diagnostics::{Report, did_you_mean, listed, nearest};
use super::overlay::is_off;
use super::quantity;
use super::tree::{Node, Rests, Value};

/// Words that are used for our keys elsewhere.
const ALIASES: [(&str, &str); 12] = [
    ("repetitions", "replications"),
    ("iterations", "replications"),
    ("runs", "replications"),
    ("timezone", "time_zone"),
    ("warmup", "warm_up"),
    ("followup", "follow_up"),
    ("length", "horizon"),
    ("parent", "under"),
    ("deadline", "due"),
    ("timeout", "wait_limit"),
    ("patience", "wait_limit"),
    ("service", "work"),
];

/// One walk over a tree.
pub(crate) struct Check<'a> {
    definitions: &'a Json,
    report: &'a mut Report,
    path: Vec<String>,
}

impl<'a> Check<'a> {
    /// A check against `definitions`.
    pub fn new(definitions: &'a Json, report: &'a mut Report) -> Self {
        Self { definitions, report, path: Vec::new() }
    }

    /// Checks a whole file: complete, or as an overlay of another.
    pub fn whole(mut self, tree: &mut Node, is_overlay: bool) {
        let definitions = self.definitions;
        self.node(tree, &definitions[if is_overlay { "FileOverlay" } else { "File" }], "");
    }

    /// Whether `node` may stand at the dotted key `path` of a file or its overlay, as [`Check::whole`] would see it; if not,
    /// it has been reported.
    pub fn value(mut self, node: &mut Node, path: &[String]) -> bool {
        let slots = slots(self.definitions, path);
        self.path = path.to_vec();
        let found = slots.iter().copied().find(|slot| admits(slot, node)).or_else(|| slots.first().copied());
        found.is_some_and(|slot| self.node(node, slot, ""))
    }

    /// Whether what is left of `node`, the value of `key`, may stay; if not, it has been reported.
    fn node(&mut self, node: &mut Node, schema: &'a Json, key: &str) -> bool {
        let schema = self.resolved(schema);
        if let Some(options) = schema["anyOf"].as_array() {
            let option = options.iter().map(|option| self.resolved(option)).find(|option| admits(option, node));
            return if let Some(option) = option { self.node(node, option, key) } else { self.wrong_type(node, schema) };
        }
        if !admits(schema, node) {
            return self.wrong_type(node, schema);
        }
        let fits = match &node.value {
            Value::Table(_) => self.table(node, schema),
            Value::List(_) => self.list(node, schema, key),
            _ => self.scalar(node, schema),
        };
        if let Some(Rests::Assumed(low, high)) = node.basis.as_deref().cloned() {
            return self.range(node, low, high, schema) && fits;
        }
        fits
    }

    fn resolved(&self, schema: &'a Json) -> &'a Json {
        let name = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.definitions[name])
    }

    fn problem(&mut self, at: super::origin::WrittenAt, message: String, help: Option<String>) {
        self.report.problem(at, &self.path, message, help);
    }

    fn table(&mut self, node: &mut Node, schema: &'a Json) -> bool {
        let known = schema["properties"].as_object();
        let free = &schema["additionalProperties"];
        let keys: Vec<String> = node.entries().iter().map(|(key, _)| key.clone()).collect();
        let mut fits = true;
        let mut missing: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        missing.retain(|name| !keys.iter().any(|key| key == name));
        let names: Vec<&str> = known.into_iter().flat_map(|known| known.keys().map(String::as_str)).collect();
        let absent: Vec<&str> = names.iter().copied().filter(|name| !keys.iter().any(|key| key == name)).collect();
        let Value::Table(entries) = &mut node.value else { return fits };
        let mut kept = Vec::with_capacity(entries.len());
        for (key, mut child) in std::mem::take(entries) {
            self.path.push(key.clone());
            let stays = match known.and_then(|known| known.get(&key)).or_else(|| free.is_object().then_some(free)) {
                Some(entry) => self.key_name(&child, &key, schema, &names) & self.node(&mut child, entry, &key),
                None => self.unknown(&child, &key, &names, &absent),
            };
            if stays {
                self.path.pop();
                kept.push((key, child));
                continue;
            }
            let is_required = schema["required"].as_array().is_some_and(|required| required.iter().any(|name| *name == key));
            fits &= !is_required || self.path.len() == 1;
            self.report.taint(&self.path);
            self.path.pop();
        }
        node.value = Value::Table(kept);
        fits & self.nothing_missing(node, &missing) & self.is_one_kind(node, schema, &names)
    }

    /// Whether a table of alternatives, such as a distribution, has exactly one.
    fn is_one_kind(&mut self, node: &Node, schema: &Json, names: &[&str]) -> bool {
        let count = node.entries().len() as u64;
        let Some(limit) = schema["maxProperties"].as_u64().filter(|limit| count != *limit) else { return true };
        if !self.report.is_tainted(&self.path) {
            let found = listed(node.entries().iter().map(|(key, _)| key.as_str()));
            let message = format!("expected exactly {limit} of {}; found {found}", listed(names.iter().copied()));
            self.problem(node.place(), message, None);
        }
        false
    }

    fn nothing_missing(&mut self, node: &Node, missing: &[&str]) -> bool {
        if is_off(node) {
            return true;
        }
        for name in missing {
            self.path.push((*name).to_owned());
            if !self.report.is_tainted(&self.path) {
                let message = "is missing; it has no default".to_owned();
                let help = if self.path.len() == 1 {
                    format!("add `{name} = …` at the top of the file")
                } else {
                    format!("add `{name} = …` here")
                };
                self.problem(node.place(), message, Some(help));
                self.report.taint(&self.path);
            }
            self.path.pop();
        }
        missing.is_empty() || self.path.is_empty()
    }

    /// Whether a key that defines a name is one.
    fn key_name(&mut self, child: &Node, key: &str, schema: &Json, names: &[&str]) -> bool {
        let format = schema["propertyNames"]["format"].as_str().unwrap_or_default();
        if names.contains(&key) {
            return true;
        }
        let Some(fault) = quantity::fault(format, key) else { return true };
        self.problem(child.place(), fault.message, fault.help);
        false
    }

    /// Reports a key that its table does not know; it never stays.
    fn unknown(&mut self, child: &Node, key: &str, names: &[&str], absent: &[&str]) -> bool {
        if self.report.is_full() {
            self.report.omit();
            return false;
        }
        let alias = ALIASES.iter().find(|(other, ours)| *other == key && names.contains(ours)).map(|(_, ours)| *ours);
        let meant = alias.or_else(|| nearest(key, absent.iter().copied())).or_else(|| nearest(key, names.iter().copied()));
        if let Some(name) = meant {
            let mut path = self.path.clone();
            path.pop();
            path.push(name.to_owned());
            self.report.taint(&path);
        }
        let in_policy = self.path.len() == 3 && self.path[0] == "policies";
        let in_dated = self.path.len() > 4 && self.path[0] == "policies" && self.path[2] == "dated";
        let help = if in_policy && self.definitions["File"]["properties"].get(key).is_some() {
            Some(format!("`{key}` is the same under every policy; for another one write a file that `extends` this one"))
        } else if in_dated && key == "off" {
            Some("it stays for the whole run; give it no strength instead, such as `share = 0` or `unblocks = 0`".into())
        } else if let Some(name) = meant {
            Some(format!("did you mean `{name}`?"))
        } else {
            in_dated.then(|| {
                "from a date on, only the rules of roles, categories, rounds and meetings, the people at each unit, the categories in charge of departments, discovery, routing, feedback, escalation, triage, passing, closing and supervision may change".into()
            })
        };
        let allowed = listed(names.iter().copied().filter(|name| *name != "off"));
        self.problem(child.place(), format!("unknown key; allowed here: {allowed}"), help);
        false
    }

    fn list(&mut self, node: &mut Node, schema: &'a Json, key: &str) -> bool {
        let count = node.items().len() as u64;
        let (least, most) = (schema["minItems"].as_u64().unwrap_or(0), schema["maxItems"].as_u64().unwrap_or(u64::MAX));
        if count < least || count > most {
            let expected = match (count < least, least == most) {
                (_, true) => format!("{least}"),
                (true, false) => format!("at least {least}"),
                (false, false) => format!("at most {most}"),
            };
            // an entry that was wrong is gone from the list, and has been reported
            if !self.report.is_tainted(&self.path) {
                self.problem(node.place(), format!("has {count} entries; expected {expected}"), None);
            }
            return false;
        }
        let names: Vec<String> = (0..node.items().len()).map(|index| node.item_name(key, index)).collect();
        let Value::List(items) = &mut node.value else { return true };
        let mut keep = Vec::new();
        for (item, name) in items.iter_mut().zip(names) {
            self.path.push(name);
            let stays = self.node(item, &schema["items"], "");
            if !stays {
                self.report.taint(&self.path);
            }
            keep.push(stays);
            self.path.pop();
        }
        let mut keep = keep.into_iter();
        items.retain(|_| keep.next().unwrap_or(false));
        true
    }

    fn scalar(&mut self, node: &Node, schema: &Json) -> bool {
        let fault = scalar_fault(node, schema);
        if let Some((message, help)) = fault {
            self.problem(node.at, message, help);
            return false;
        }
        true
    }

    /// Checks the range in which an assumed value may lie.
    fn range(&mut self, node: &Node, mut low: Node, mut high: Node, schema: &'a Json) -> bool {
        self.path.push("assumed".into());
        let fits = self.node(&mut low, schema, "") & self.node(&mut high, schema, "");
        if fits
            && let (Some(least), Some(value), Some(most)) = (size(&low, schema), size(node, schema), size(&high, schema))
            && !(least <= value && value <= most)
        {
            self.problem(low.at, format!("the value {node} does not lie in its range from {low} to {high}"), None);
        }
        self.path.pop();
        fits
    }

    fn wrong_type(&mut self, node: &Node, schema: &Json) -> bool {
        let expected = self.expected(schema);
        let format = schema["format"].as_str().unwrap_or_default();
        let message = match &node.value {
            Value::Integer(_) | Value::Number(_)
                if quantity::described(format).is_some() && !["name", "measure", "headline-measure"].contains(&format) =>
            {
                format!("the number {node} has no unit; expected {expected}")
            }
            Value::List(_) | Value::Table(_) => format!("found {}; expected {expected}", node.kind()),
            _ => format!("found {} {node}; expected {expected}", node.kind()),
        };
        let help = match (&node.value, schema["type"].as_str()) {
            (Value::Integer(_) | Value::Number(_), Some("string")) if ["duration", "time-limit"].contains(&format) => {
                Some(format!("is it \"{node}h\" or \"{node}d\"?"))
            }
            (Value::Integer(_) | Value::Number(_), Some("string")) if format == "rate" => Some(format!("is it \"{node}/day\"?")),
            (Value::Text(text), Some("integer" | "number")) if text.trim().parse::<f64>().is_ok() => Some("write it without quotes".into()),
            (Value::Table(_), Some("array")) => {
                self.path.last().map(|key| format!("write `[[{key}]]` for each entry, or `{key} = [{{ … }}]`"))
            }
            (Value::Text(text), Some("array")) => Some(format!("write `[\"{text}\"]`")),
            _ => None,
        };
        let at = if matches!(node.value, Value::Table(_)) { node.place() } else { node.at };
        self.problem(at, message, help);
        false
    }

    /// What a schema asks for, in words.
    fn expected(&self, schema: &Json) -> String {
        if let Some(options) = schema["anyOf"].as_array() {
            return options.iter().map(|option| self.expected(self.definition(option))).collect::<Vec<_>>().join(", or ");
        }
        if let Some(allowed) = schema["enum"].as_array() {
            return format!("one of {}", listed(allowed.iter().filter_map(Json::as_str)));
        }
        let described = schema["format"].as_str().and_then(quantity::described);
        match (described, schema["type"].as_str().unwrap_or_default()) {
            (Some(described), _) => described.to_owned(),
            (_, "string") => "text in quotes".into(),
            (_, "integer") => format!("a whole number{}", bounds(schema)),
            (_, "number") => format!("a number{}", bounds(schema)),
            (_, "boolean") => "true or false".into(),
            (_, "array") => "a list".into(),
            _ => {
                let kinds = schema["properties"]
                    .as_object()
                    .into_iter()
                    .flat_map(|known| known.keys().map(String::as_str))
                    .filter(|key| *key != "off");
                format!("a table with the keys {}", listed(kinds))
            }
        }
    }

    fn definition<'b>(&'b self, schema: &'b Json) -> &'b Json {
        let name = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.definitions[name])
    }
}

/// What may stand at the dotted key `path` of a file: schemas without alternatives; none where nothing may.
pub(crate) fn slots<'a>(definitions: &'a Json, path: &[String]) -> Vec<&'a Json> {
    let mut slots = vec![&definitions["FileOverlay"]];
    for segment in path {
        let inside = |schema: &&'a Json| {
            let named = schema["properties"].get(segment).or_else(|| schema.get("additionalProperties"));
            named.or_else(|| schema.get("items")).filter(|inner| inner.is_object())
        };
        slots = slots.iter().filter_map(inside).flat_map(|inner| alternatives(definitions, inner)).collect();
    }
    slots
}

/// A schema, or the schemas that it leaves a choice of.
fn alternatives<'a>(definitions: &'a Json, schema: &'a Json) -> Vec<&'a Json> {
    let name = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/"));
    let schema = name.map_or(schema, |name| &definitions[name]);
    let options = schema["anyOf"].as_array();
    options.map_or_else(|| vec![schema], |options| options.iter().flat_map(|option| alternatives(definitions, option)).collect())
}

/// Whether a schema without alternatives takes a value of this kind.
fn admits(schema: &Json, node: &Node) -> bool {
    let format = schema["format"].as_str().unwrap_or_default();
    match (schema["type"].as_str().unwrap_or_default(), &node.value) {
        ("string", Value::Date(_)) => ["date", "moment"].contains(&format),
        ("string", Value::Text(_))
        | ("integer" | "number", Value::Integer(_))
        | ("number", Value::Number(_))
        | ("boolean", Value::Flag(_))
        | ("array", Value::List(_))
        | ("object", Value::Table(_)) => true,
        _ => false,
    }
}

fn bounds(schema: &Json) -> String {
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (Some(least), None) => format!(" of at least {least}"),
        (None, Some(most)) => format!(" of at most {most}"),
        (None, None) => String::new(),
    }
}

fn scalar_fault(node: &Node, schema: &Json) -> Option<(String, Option<String>)> {
    match &node.value {
        Value::Text(text) | Value::Date(text) => {
            if let Some(allowed) = schema["enum"].as_array() {
                let allowed = allowed.iter().filter_map(Json::as_str);
                let wrong = !allowed.clone().any(|word| word == text);
                return wrong.then(|| (format!("{node} is not one of {}", listed(allowed.clone())), did_you_mean(text, allowed)));
            }
            quantity::fault(schema["format"].as_str()?, text).map(|fault| (fault.message, fault.help))
        }
        Value::Integer(_) | Value::Number(_) => {
            let number = number(node)?;
            let (least, most) = (schema["minimum"].as_f64().unwrap_or(f64::MIN), schema["maximum"].as_f64().unwrap_or(f64::MAX));
            let fits = number.is_finite() && (least..=most).contains(&number);
            (!fits).then(|| (format!("{node} is out of range; expected a number{}", bounds(schema)), None))
        }
        _ => None,
    }
}

fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Integer(number) => Some(number as f64),
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// A value as a number that can be compared with others of its schema.
fn size(node: &Node, schema: &Json) -> Option<f64> {
    match (schema["format"].as_str(), node.text()) {
        (Some("duration"), Some(text)) => quantity::duration(text).ok(),
        (Some("rate"), Some(text)) => quantity::rate(text).ok().map(crate::units::Rate::get),
        (Some("distance"), Some(text)) => quantity::distance(text).ok(),
        (Some("speed"), Some(text)) => quantity::speed(text).ok(),
        (Some("pay"), Some(text)) => quantity::pay(text).ok().map(crate::units::Money::get),
        (Some("time-limit"), Some(text)) => match quantity::time_limit(text).ok()? {
            crate::units::TimeLimit::Elapsed(length) => Some(f64::from(length.seconds())),
            crate::units::TimeLimit::WorkingDays(_) | crate::units::TimeLimit::WorkingHours(_) => None,
        },
        _ => number(node),
    }
}
