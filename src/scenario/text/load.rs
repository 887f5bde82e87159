//! From a path to one merged tree: bounded reading, `extends`, `--set`.
//!
//! `extends = "other.toml"` names a file relative to the one that says so; that file is read first and this one laid
//! over it. `--set key=value` changes the merged tree last. A file that extends another may say anything an overlay
//! may; what is missing shows only after merging.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

use super::check::Check;
use super::diagnostics::{Report, did_you_mean, listed};
use super::origin::WrittenAt;
use super::overlay::{make_way, overlay, report_duplicates};
use super::provenance::strip;
use super::tree::{Node, Value};

/// Longest scenario file that is read, in bytes.
const LONGEST: u64 = 16 << 20;
/// Most files in one chain of `extends`.
const CHAIN: usize = 16;
/// Most segments of a key in `--set`.
const DEEPEST: usize = 32;
/// What a change from the command line is called where its problems are told.
pub(crate) const SET: &str = "--set";
/// The same of a change that a design point makes.
pub(crate) const POINT: &str = "design point";

/// Reads `path` and what it extends; each file is checked alone against `schema` before they are merged.
pub(crate) fn load(path: &Path, schema: &Json, report: &mut Report) -> Option<(Node, String)> {
    let mut layers = Vec::new();
    let mut text_of_first = String::new();
    let mut read: Vec<PathBuf> = Vec::new();
    let mut next = Some((path.to_path_buf(), None));
    while let Some((file, named)) = next.take() {
        let text = read_text(&file, named.as_ref(), report)?;
        let source = report.add_source(file.display().to_string(), Arc::clone(&text));
        read.push(file.canonicalize().unwrap_or_else(|_| file.clone()));
        let mut tree = Node::document(&text, source, report)?;
        strip(&mut tree, "", &mut Vec::new(), report);
        report_duplicates(&tree, "", &mut Vec::new(), report);
        let extends = tree.get("extends").cloned();
        Check::new(schema, report).whole(&mut tree, extends.is_some());
        if let Some(base) = extends.as_ref().and_then(|node| Some((node, node.text()?))) {
            next = Some(follow(&file, base, &read, report)?);
        }
        tree.remove("extends");
        layers.push(tree);
        if text_of_first.is_empty() {
            text_of_first = text.to_string();
        }
    }
    let mut tree = layers.pop()?;
    while let Some(layer) = layers.pop() {
        overlay(&mut tree, &layer, "");
        tree.at = layer.at;
    }
    Some((tree, text_of_first))
}

type Named = Option<(WrittenAt, String)>;

fn follow(file: &Path, (node, base): (&Node, &str), read: &[PathBuf], report: &mut Report) -> Option<(PathBuf, Named)> {
    let target = file.parent().unwrap_or_else(|| Path::new("")).join(base);
    let key = ["extends".to_owned()];
    if target.canonicalize().is_ok_and(|real| read.contains(&real)) {
        report.problem(node.at, &key, format!("`{base}` leads back to a file that extends this one"), None);
        return None;
    }
    if read.len() >= CHAIN {
        report.problem(node.at, &key, format!("more than {CHAIN} files extend one another"), None);
        return None;
    }
    Some((target, Some((node.at, base.to_owned()))))
}

/// The file's text, or a problem: at `named` when another file asked for it, else of the file as a whole.
fn read_text(path: &Path, named: Option<&(WrittenAt, String)>, report: &mut Report) -> Option<Arc<String>> {
    match file_text(path, LONGEST, "a scenario file in TOML", report) {
        Ok(text) => Some(text),
        Err((message, help)) => {
            report.unreadable(path.display().to_string(), message.clone(), help.clone());
            if let Some((origin, _)) = named {
                let place = "the path is relative to the file that says `extends`".to_owned();
                let help = Some(help.map_or_else(|| place.clone(), |help| format!("{help}; {place}")));
                report.problem(*origin, &["extends".to_owned()], message, help);
            }
            None
        }
    }
}

/// The text of the file at `path`, as it was kept where it was; else as [`bounded_text`] reads it.
pub(crate) fn file_text(path: &Path, longest: u64, kind: &str, report: &Report) -> Result<Arc<String>, (String, Option<String>)> {
    let kept = report.kept().text(&path.display().to_string());
    kept.map_or_else(|| bounded_text(path, longest, kind).map(Arc::new), Ok)
}

/// The text of the file at `path`, which should be a `kind` of at most `longest` bytes; else what is wrong, and what repairs it.
pub(crate) fn bounded_text(path: &Path, longest: u64, kind: &str) -> Result<String, (String, Option<String>)> {
    let plain = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), neighbour(path)),
        _ => (format!("cannot be read: {error}"), None),
    };
    let meta = std::fs::metadata(path).map_err(plain)?;
    if !meta.is_file() {
        let what = if meta.is_dir() { "a directory" } else { "not an ordinary file" };
        return Err((format!("is {what}; expected {kind}"), neighbour(&path.join("x.toml"))));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(longest + 1).read_to_end(&mut bytes)).map_err(plain)?;
    if bytes.len() as u64 > longest {
        return Err((format!("is longer than {} MiB, the most it may have", longest >> 20), None));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        (format!("is not UTF-8 text (first wrong byte in line {line})"), Some("save it as UTF-8".into()))
    })
}

/// The file of the same kind in the same folder whose name is nearest, or what there is.
fn neighbour(path: &Path) -> Option<String> {
    let ending = path.extension()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut names: Vec<String> =
        std::fs::read_dir(folder).ok()?.take(1_000).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| Path::new(name).extension() == Some(ending));
    names.sort();
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let names = names.iter().map(String::as_str);
    did_you_mean(&wanted, names.clone()).or_else(|| names.clone().next().map(|_| format!("files beside it: {}", listed(names))))
}

/// Applies one `key=value`, which comes from `origin`, to the tree.
pub(crate) fn set(tree: &mut Node, origin: &str, argument: &str, report: &mut Report) {
    let source = report.add_source(origin.into(), Arc::new(argument.to_owned()));
    let whole = WrittenAt { source, start: 0, end: argument.len() };
    let Some((key, text)) = argument.split_once('=') else {
        let example = "for example `--set replications=10`".to_owned();
        report.problem(whole, &[], format!("`{argument}` has no `=`; expected key=value"), Some(example));
        return;
    };
    let (path, text) = (key.trim(), text.trim());
    let segments: Vec<String> = path.split('.').map(|segment| segment.trim().to_owned()).collect();
    let at = WrittenAt { source, start: 0, end: key.len() };
    if segments.iter().any(String::is_empty) || segments.len() > DEEPEST {
        report.problem(at, &[], format!("`{path}` is not a key; expected names joined by dots"), None);
        return;
    }
    if segments[0] == "extends" {
        report.problem(at, &segments, "a setting cannot change which file is extended", Some("write it in the file".into()));
        return;
    }
    let offset = argument.len() - argument.split_once('=').map_or(0, |(_, value)| value.trim_start().len());
    let literal = || Node {
        value: Value::Text(text.to_owned()),
        at: WrittenAt { source, start: offset, end: offset + text.len() },
        key: None,
        basis: None,
    };
    let mut value = Node::scalar_or_inline(text, source, offset).unwrap_or_else(literal);
    value.key = Some(at);
    let mut path_so_far = segments.clone();
    strip(&mut value, segments.last().map_or("", String::as_str), &mut path_so_far, report);
    place(tree, &segments, value, report);
}

/// Puts `value` at the dotted key, making tables on the way; entries of lists must exist.
fn place(tree: &mut Node, segments: &[String], value: Node, report: &mut Report) {
    let Some(at) = value.key else { return };
    let (mut node, mut list) = (tree, "");
    for (depth, segment) in segments.iter().enumerate() {
        let names: Vec<String> = (0..node.items().len()).map(|index| node.item_name(list, index)).collect();
        let kind = node.kind();
        node = match &mut node.value {
            Value::Table(entries) => {
                if depth + 1 == segments.len() {
                    make_way(entries, segment);
                }
                let index = entries.iter().position(|(name, _)| name == segment).unwrap_or_else(|| {
                    let end = segments[..depth].iter().map(|before| before.len() + 1).sum::<usize>() + segment.len();
                    let here = WrittenAt { end: end.min(at.end), ..at };
                    entries.push((segment.clone(), Node { key: Some(here), ..Node::table(here) }));
                    entries.len() - 1
                });
                &mut entries[index].1
            }
            Value::List(items) => {
                let Some(index) = names.iter().position(|name| name == segment) else {
                    let known = names.iter().map(String::as_str);
                    let message = format!("there is no `{segment}` in `{}`; found {}", segments[..depth].join("."), listed(known.clone()));
                    report.problem(at, segments, message, did_you_mean(segment, known));
                    return;
                };
                &mut items[index]
            }
            _ => {
                let message = format!("no such key: `{}` is {kind} and has no keys", segments[..depth].join("."));
                report.problem(at, segments, message, None);
                return;
            }
        };
        list = segment;
    }
    *node = value;
}
