//! The blocks `names` and `names_zh`: what roles, groups of units, levels, categories, housing types and payers are called for
//! readers. They are texts for people: they change no run, no file of results and no plan.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::structure::Structure;
use super::text::context::Context;
use super::text::named::Keyed;

/// What things are called for readers, by the names that the file gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReaderNames {
    plain: Vec<(String, String)>,
    chinese: Vec<(String, String)>,
}

impl ReaderNames {
    /// What readers see; of `names_zh`, where that says it, for readers of Chinese.
    pub fn all(&self, is_chinese: bool) -> impl Iterator<Item = (&str, &str)> {
        let chinese = if is_chinese { self.chinese.as_slice() } else { &[] };
        chinese.iter().chain(&self.plain).map(|(name, called)| (name.as_str(), called.as_str()))
    }
}

/// What readers see.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct WrittenReaderName(pub String);

impl JsonSchema for WrittenReaderName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ReaderName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "description": "What readers see." })
    }
}

/// The blocks that name what readers may see.
const NAMED: [&str; 6] = ["roles", "units", "levels", "categories", "place", "costs"];

/// Names as a file has them.
pub(crate) type WrittenReaderNames = Keyed<WrittenReaderName>;

/// The names that the file gives, `plain` and in Chinese; one of nothing that there is under any policy is reported.
pub(super) fn reader_names(
    (plain, chinese): (Option<&WrittenReaderNames>, Option<&WrittenReaderNames>),
    structures: &[&Structure],
    context: &mut Context<'_>,
) -> ReaderNames {
    let known = known(structures);
    // nothing is known of a file whose roles, units or the like are wrong
    let is_known = !structures.is_empty() && !NAMED.iter().any(|block| context.report.is_namespace_tainted(block));
    let mut read = |key: &str, written: Option<&WrittenReaderNames>| {
        let entries = written.map_or(&[][..], |written| &written.0);
        for (name, called) in entries {
            // a file that extends another may have switched off what that one names
            let is_own =
                context.tree.get(key).and_then(|names| names.get(name)).is_none_or(|node| node.at.source == context.root.at.source);
            if is_own && is_known {
                let what = ("role, unit, level, category, housing type or payer", "roles");
                context.find(name, known.iter().copied(), &[key, name], what);
            }
            if called.0.trim().is_empty() {
                context.fault(&[key, name], "there is nothing to read in this name", None);
            }
        }
        entries.iter().map(|(name, called)| (name.clone(), called.0.trim().to_owned())).collect()
    };
    ReaderNames { plain: read("names", plain), chinese: read("names_zh", chinese) }
}

/// All that may be given a name, each once, in the order of the file.
fn known<'s>(structures: &[&'s Structure]) -> Vec<&'s str> {
    let mut found: Vec<&str> = Vec::new();
    for structure in structures {
        let place = structure.place.as_ref();
        let communities = place.iter().flat_map(|place| &place.communities).flat_map(|community| community.path.split('/'));
        let names = structure.roles.iter().map(|role| role.name.as_str());
        let names = names.chain(structure.units.iter().map(|unit| unit.name.as_str())).chain(structure.levels.iter().map(String::as_str));
        let names = names.chain(structure.categories.iter().map(|category| category.name.as_str()));
        let names = names.chain(place.iter().flat_map(|place| &place.housing).map(String::as_str));
        let names = names.chain(structure.costs.iter().flat_map(|costs| &costs.payers).map(String::as_str));
        for name in names.chain(communities.map(without_number)) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// A name without the number that tells alike units apart: `village` of `village-07`.
#[must_use]
pub fn without_number(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((group, number)) if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) => group,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::reader_names::*;

    #[test]
    fn only_a_number_behind_a_dash_is_taken_off() {
        assert_eq!(
            ["village-07", "village", "night-work", "a-b-3", "x-"].map(without_number),
            ["village", "village", "night-work", "a-b", "x-"]
        );
    }
}
