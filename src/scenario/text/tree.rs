//! The text of a scenario as a tree in which every key and value knows where it was written.
//!
//! TOML goes in through the parser of the `toml` crate; everything after (overlays, `--set`, checks) works on this tree
//! and can point back into the file. Order is that of the file. Entries of lists with an identity (`units` by `name`,
//! `staff` by `role`) are addressed by it, so that one dotted key means the same in a message and in `--set`.

use std::fmt;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::Report;
use super::origin::WrittenAt;

/// A value with its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub value: Value,
    /// Where the value stands (of a table: its header).
    pub at: WrittenAt,
    /// Where its key stands, when it has one.
    pub key: Option<WrittenAt>,
    /// What the number rests on.
    pub basis: Option<Box<Rests>>,
}

/// What a number rests on, as written.
#[derive(Clone, Debug)]
pub(crate) enum Rests {
    Cited(String),
    Calibrated(String),
    Assumed(Node, Node),
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Number(f64),
    Flag(bool),
    Date(String),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

/// The key that tells the entries of a list apart, for lists whose entries merge.
pub(crate) fn identity(list: &str) -> Option<&'static str> {
    match list {
        "units" | "categories" | "demand" | "surges" | "rounds" | "meetings" | "posts" | "tasks" | "inspections" | "dedicated"
        | "pattern" | "exceptions" => Some("name"),
        "staff" => Some("role"),
        _ => None,
    }
}

impl Node {
    /// An empty table that stands at `at`.
    pub const fn table(at: WrittenAt) -> Self {
        Self { value: Value::Table(Vec::new()), at, key: None, basis: None }
    }

    /// Reads a whole document; problems of its syntax go to the report.
    pub fn document(text: &str, source: usize, report: &mut Report) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let at = WrittenAt { source, start: 0, end: 0 };
            return Some(Self { value: table(root.get_ref(), source, 0), at, key: None, basis: None });
        }
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let origin = WrittenAt { source, start: span.start, end: span.end };
            report.problem(origin, &[], format!("not valid TOML: {}", error.message()), None);
        }
        None
    }

    /// Reads a single value that stands at byte `offset` of its source; `None` when it is not TOML.
    pub fn scalar_or_inline(text: &str, source: usize, offset: usize) -> Option<Self> {
        let (value, errors) = DeValue::parse_recoverable(text);
        errors.is_empty().then(|| node(&value, source, offset, None))
    }

    /// Where to point for this node: its key when it has one.
    pub fn place(&self) -> WrittenAt {
        self.key.unwrap_or(self.at)
    }

    /// Entries when it is a table, else none.
    pub fn entries(&self) -> &[(String, Self)] {
        if let Value::Table(entries) = &self.value { entries } else { &[] }
    }

    /// Items when it is a list, else none.
    pub fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Value::Table(entries) = &mut self.value else { return None };
        entries.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// Takes the value under `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Value::Table(entries) = &mut self.value else { return None };
        let index = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(index).1)
    }

    /// The text, when it is one.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The name of item `index` of the list `list`: its identity, else its number from 0.
    pub fn item_name(&self, list: &str, index: usize) -> String {
        let named = identity(list).and_then(|key| self.items().get(index)?.get(key)?.text());
        named.map_or_else(|| index.to_string(), String::from)
    }

    /// The node at a dotted key, or the nearest one around it, with how many segments were found.
    pub fn nearest_at(&self, path: &[String]) -> (&Self, usize) {
        let (mut node, mut list) = (self, "");
        for (depth, segment) in path.iter().enumerate() {
            let next = match &node.value {
                Value::Table(_) => node.get(segment),
                Value::List(items) => (0..items.len()).find(|i| node.item_name(list, *i) == *segment).map(|i| &items[i]),
                _ => None,
            };
            let Some(next) = next else { return (node, depth) };
            (node, list) = (next, segment);
        }
        (node, path.len())
    }

    /// The dotted key of the node written at `origin`, when it is in this tree.
    pub fn path_of(&self, origin: WrittenAt) -> Option<Vec<String>> {
        let mut path = Vec::new();
        self.search(origin, "", &mut path).then_some(path)
    }

    fn search(&self, origin: WrittenAt, list: &str, path: &mut Vec<String>) -> bool {
        if self.place() == origin {
            return true;
        }
        for (name, child) in self.entries() {
            path.push(name.clone());
            if child.search(origin, name, path) {
                return true;
            }
            path.pop();
        }
        for (index, child) in self.items().iter().enumerate() {
            path.push(self.item_name(list, index));
            if child.search(origin, "", path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// What kind of value it is, for messages.
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The same without places.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Text(text) | Value::Date(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Number(number) => Json::from(*number),
            Value::Flag(flag) => Json::from(*flag),
            Value::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Table(entries) => Json::Object(entries.iter().map(|(key, node)| (key.clone(), node.to_json())).collect()),
        }
    }
}

impl fmt::Display for Node {
    /// As written, shortened; text in quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Text(text) if text.chars().count() > 60 => write!(f, "\"{}…\"", text.chars().take(60).collect::<String>()),
            Value::Text(text) => write!(f, "\"{text}\""),
            Value::Date(text) => f.write_str(text),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Number(number) => write!(f, "{number:?}"),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::List(_) | Value::Table(_) => f.write_str(self.kind()),
        }
    }
}

fn node(value: &Spanned<DeValue<'_>>, source: usize, offset: usize, key: Option<WrittenAt>) -> Node {
    let span = value.span();
    let at = WrittenAt { source, start: span.start + offset, end: span.end + offset };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Number(integer.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(float) => Value::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(datetime) => Value::Date(datetime.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, source, offset, None)).collect()),
        DeValue::Table(entries) => table(entries, source, offset),
    };
    Node { value, at, key, basis: None }
}

fn table(entries: &DeTable<'_>, source: usize, offset: usize) -> Value {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let read = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        let span = key.span();
        let at = WrittenAt { source, start: span.start + offset, end: span.end + offset };
        (key.get_ref().to_string(), node(value, source, offset, Some(at)))
    };
    Value::Table(entries.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::scenario::text::tree::*;

    fn read(text: &str) -> Node {
        let mut report = Report::default();
        let source = report.add_source("t".into(), Arc::new(text.into()));
        Node::document(text, source, &mut report).unwrap()
    }

    #[test]
    fn keys_keep_the_order_and_place_of_the_file() {
        let text = "zeta = 1\nalpha = 0x10\n[[units]]\nname = \"a\"\ncount = 2\n";
        let root = read(text);
        assert_eq!(root.entries().iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["zeta", "alpha", "units"]);
        let path: Vec<String> = ["units", "a", "count"].map(String::from).into();
        let (count, depth) = root.nearest_at(&path);
        assert_eq!((depth, &text[count.place().start..count.place().end]), (3, "count"));
        assert_eq!(root.path_of(count.place()), Some(path));
        assert_eq!(root.get("alpha").unwrap().to_json(), Json::from(16));
    }

    #[test]
    fn broken_text_is_reported_with_its_line() {
        let mut report = Report::default();
        let text = "a = 1\nb = = 2\n";
        let source = report.add_source("t".into(), Arc::new(text.into()));
        assert!(Node::document(text, source, &mut report).is_none());
        assert_eq!(report.into_problems().iter().next().unwrap().line, 2);
    }
}
