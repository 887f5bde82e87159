//! Just enough reading of Rust to know which paths, macros and strings a file uses, and on which line.
//!
//! No full parser: comments, strings and character literals are blanked out, then identifiers joined by `::` are
//! collected, with groups in braces flattened (`a::{b, c::d}` gives `a::b` and `a::c::d`).

use std::path::Path;

/// A source file, read once for all rules.
pub struct Source {
    /// Path below `src/`, with `/`.
    pub path: String,
    /// The text as written.
    pub text: String,
    /// The text with comments and literals blanked; same lines.
    code: String,
    /// By line: inside a `#[cfg(test)]` item.
    is_test_line: Vec<bool>,
    /// String literals with their lines.
    literals: Vec<(usize, String)>,
}

/// A path such as `crate::units::SimTime`, or the name of a macro with its `!`.
#[derive(Debug, PartialEq)]
pub struct Mention {
    /// Line, from 1.
    pub line: usize,
    /// Segments.
    pub path: Vec<String>,
    /// In a `pub use`.
    pub is_reexport: bool,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, literals) = blank(text);
        let is_test_line = test_lines(&code);
        Self { path: path.into(), text: text.into(), code, is_test_line, literals }
    }

    /// Every Rust file below `folder`, sorted by path.
    pub fn read_all(folder: &Path) -> Vec<Self> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_path_buf()];
        while let Some(next) = open.pop() {
            for entry in std::fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let below: Vec<_> = path.strip_prefix(folder).unwrap().iter().map(|part| part.to_string_lossy()).collect();
                    found.push(Self::new(&below.join("/"), &std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// The first folder, or the file itself at the top.
    pub fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    pub fn is_test(&self, line: usize) -> bool {
        self.is_test_line.get(line - 1).copied().unwrap_or(false)
    }

    /// Lines outside `#[cfg(test)]` items.
    pub fn product_lines(&self) -> usize {
        self.is_test_line.iter().filter(|test| !**test).count()
    }

    /// String literals outside `#[cfg(test)]` items.
    pub fn product_literals(&self) -> impl Iterator<Item = &(usize, String)> {
        self.literals.iter().filter(|(line, _)| !self.is_test(*line))
    }

    /// Paths and macros, tests included.
    pub fn mentions(&self) -> Vec<Mention> {
        let tokens = tokens(&self.code);
        let words = |at: usize| tokens.get(at).map_or("", |token| token.1);
        let (mut found, mut at) = (Vec::new(), 0);
        while at < tokens.len() {
            if words(at) == "use" {
                let from = found.len();
                let is_reexport = at > 0 && matches!(words(at - 1), "pub" | ")");
                at = path(&tokens, at + 1, &[], &mut found);
                found[from..].iter_mut().for_each(|mention: &mut Mention| mention.is_reexport = is_reexport);
            } else if words(at) == "in" && words(at + 2) == "::" && at > 1 && words(at - 2) == "pub" {
                // `pub(in crate::room)` says who may look, and imports nothing
                at = path(&tokens, at + 1, &[], &mut Vec::new());
            } else if is_word(words(at)) {
                at = path(&tokens, at, &[], &mut found);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Names of structs, enums, traits and types with their lines, outside tests. Types of an `impl` or a trait are left
    /// out: their trait says what they mean.
    pub fn types(&self) -> Vec<(usize, String)> {
        let tokens = tokens(&self.code);
        let (mut found, mut depth) = (Vec::new(), 0);
        for pair in tokens.windows(2) {
            let [(line, word), (_, name)] = pair else { continue };
            depth += i32::from(*word == "{") - i32::from(*word == "}");
            let is_definition = matches!(*word, "struct" | "enum" | "trait") || *word == "type" && depth == 0;
            if is_definition && is_word(name) && !self.is_test(*line) {
                found.push((*line, (*name).to_string()));
            }
        }
        found
    }
}

/// Reads the path that starts at `at` and returns where it ends.
fn path(tokens: &[(usize, &str)], mut at: usize, prefix: &[String], found: &mut Vec<Mention>) -> usize {
    let line = tokens.get(at).map_or(0, |token| token.0);
    let mut segments = prefix.to_vec();
    loop {
        match tokens.get(at).map(|token| token.1) {
            Some("{") => return group(tokens, at + 1, &segments, found),
            Some(word) if is_word(word) || word == "*" => segments.push(word.trim_start_matches("r#").into()),
            _ => break,
        }
        at += 1;
        match tokens.get(at).map(|token| token.1) {
            Some("::") => at += 1,
            Some("!") if tokens.get(at + 1).is_none_or(|next| next.1 != "=") => {
                segments.last_mut().unwrap().push('!');
                break;
            }
            _ => break,
        }
    }
    if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
        segments.pop();
    }
    found.push(Mention { line, path: segments, is_reexport: false });
    at
}

/// Reads the members of a `{…}` behind `prefix::` and returns what follows the closing brace.
fn group(tokens: &[(usize, &str)], mut at: usize, prefix: &[String], found: &mut Vec<Mention>) -> usize {
    while let Some((_, token)) = tokens.get(at) {
        match *token {
            "}" => return at + 1,
            "," | "::" => at += 1,
            // the new name of an import
            "as" => at += 2,
            _ => at = path(tokens, at, prefix, found).max(at + 1),
        }
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single signs, with their lines.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let (mut found, mut line, mut rest) = (Vec::new(), 1, code);
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '#' && rest.starts_with("r#"))).unwrap_or(rest.len());
        let length = match c {
            ':' if rest.starts_with("::") => 2,
            _ if word > 0 => word,
            _ => c.len_utf8(),
        };
        line += usize::from(c == '\n');
        if !c.is_whitespace() {
            found.push((line, &rest[..length]));
        }
        rest = &rest[length..];
    }
    found
}

/// Blanks comments and literals and keeps the lines; returns the string literals beside.
fn blank(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut literals, mut rest) = (String::with_capacity(text.len()), Vec::new(), text);
    while !rest.is_empty() {
        let (length, literal) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (block_comment(rest), None)
        } else if let Some((length, content)) = string(rest, code.chars().last()) {
            (length, Some(content))
        } else if let Some(length) = character(rest) {
            (length, None)
        } else {
            let c = rest.chars().next().unwrap();
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        if let Some(content) = literal {
            literals.push((1 + code.matches('\n').count(), content.to_string()));
        }
        code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    (code, literals)
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        depth += i32::from(here.starts_with(b"/*")) - i32::from(here.starts_with(b"*/"));
        at += if here.starts_with(b"/*") || here.starts_with(b"*/") { 2 } else { 1 };
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length and content of a string literal at the start of `text`, plain or raw.
fn string(text: &str, before: Option<char>) -> Option<(usize, &str)> {
    let is_continued = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r')).filter(|_| !is_continued);
    if let Some(raw) = raw {
        let signs = raw.len() - raw.trim_start_matches('#').len();
        if raw[signs..].starts_with('"') {
            let start = text.len() - raw.len() + signs + 1;
            let end = format!("\"{}", "#".repeat(signs));
            let length = text[start..].find(&end).unwrap_or(text.len() - start);
            return Some(((start + length + end.len()).min(text.len()), &text[start..start + length]));
        }
    }
    let inside = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let length = inside.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    let length = length.unwrap_or(inside.len() - usize::from(!inside.is_empty()));
    Some((length + 2, &inside[..length]))
}

/// Length of a character literal at the start of `text`; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let mut chars = inside.chars();
    match chars.next()? {
        '\\' => Some(inside[2..].find('\'')? + 4),
        c => (chars.next()? == '\'').then_some(c.len_utf8() + 2),
    }
}

/// By line: belongs to an item under `#[cfg(test)]`.
fn test_lines(code: &str) -> Vec<bool> {
    let mut inside = vec![false; code.lines().count()];
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let mut depth = 0;
        let end = code[start..].find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0 && (c == '}' || c == ';')
        });
        let first = code[..start].matches('\n').count();
        let last = first + code[start..end.map_or(code.len(), |end| start + end)].matches('\n').count();
        let last = last.min(inside.len() - 1);
        inside[first..=last].fill(true);
    }
    inside
}

#[test]
fn a_reader_of_sources_sees_paths_and_macros_but_no_comments_strings_or_lifetimes() {
    let text = "use a::{b, c::{self, d as e}};\n// crate::x\nfn f<'a>(q: &'a str) { p::q::<u8>('\"', \"crate::y\", r#\"\"z\"\"#); println!(\"\"); a != b }\n";
    let source = Source::new("engine/x.rs", text);
    let paths: Vec<(usize, String)> = source.mentions().into_iter().map(|m| (m.line, m.path.join("::"))).collect();
    for (line, path) in [(1, "a::b"), (1, "a::c"), (1, "a::c::d"), (3, "p::q"), (3, "println!")] {
        assert!(paths.contains(&(line, path.into())), "{path} not in {paths:?}");
    }
    assert!(paths.iter().all(|(_, path)| !path.contains("crate")), "{paths:?}");
    let literals: Vec<&str> = source.product_literals().map(|(_, literal)| literal.as_str()).collect();
    assert_eq!(literals, ["crate::y", "\"z\"", ""]);
}

#[test]
fn lines_under_cfg_test_are_told_apart() {
    let source = Source::new("engine/x.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n");
    assert_eq!(source.product_lines(), 2);
    assert!(source.is_test(4) && !source.is_test(6));
}

#[test]
fn a_reexport_is_told_from_an_import_and_from_a_bound_of_sight() {
    let text = "pub use a::{B, c::D};\nuse e::F;\npub(crate) use g::H;\npub(in crate::i) fn j() {}\n";
    let found: Vec<(String, bool)> = Source::new("x/mod.rs", text)
        .mentions()
        .into_iter()
        .filter(|m| m.path.len() > 1)
        .map(|m| (m.path.join("::"), m.is_reexport))
        .collect();
    let expected = [("a::B", true), ("a::c::D", true), ("e::F", false), ("g::H", true)].map(|(path, is)| (path.to_string(), is));
    assert_eq!(found, expected);
}

#[test]
fn types_are_found_outside_tests_and_without_those_of_an_impl() {
    let text = "struct A;\npub enum B { C }\ntype D = A;\nimpl E for A { type F = B; }\nfn f() { struct G; }\n#[cfg(test)]\nmod tests { struct H; }\n";
    let names: Vec<String> = Source::new("x.rs", text).types().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["A", "B", "D", "G"]);
}
