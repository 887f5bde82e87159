//! Which file imports which: paths are followed through modules and re-exports to the file that holds what is meant.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

type Module = Vec<String>;

/// All files with the modules they are.
pub struct Imports<'s> {
    sources: &'s [Source],
    modules: BTreeMap<Module, usize>,
    /// By folder: what its `mod.rs` shows under its own name, `*` for all of a module.
    signposts: BTreeMap<Module, Vec<(String, Module)>>,
}

impl<'s> Imports<'s> {
    pub fn new(sources: &'s [Source]) -> Self {
        let modules = sources.iter().enumerate().filter(|(_, source)| source.path != "main.rs");
        let modules = modules.map(|(index, source)| (module(source), index)).collect();
        let mut imports = Self { sources, modules, signposts: BTreeMap::new() };
        for source in sources.iter().filter(|source| is_signpost(source)) {
            let home = module(source);
            let shown = source
                .mentions()
                .into_iter()
                .filter(|mention| mention.is_reexport && mention.path.len() > 1 && !source.is_test(mention.line));
            let shown = shown.filter_map(|mention| {
                let name = mention.path.last()?.clone();
                Some((name, imports.absolute(&home, &BTreeMap::new(), &mention.path)?))
            });
            let shown = shown.collect();
            imports.signposts.insert(home, shown);
        }
        imports
    }

    /// The other files that `source` takes something from outside tests, each with the first line that does. What a `mod.rs`
    /// declares or shows is a signpost and no import.
    pub fn of(&self, source: &Source) -> BTreeMap<usize, usize> {
        let home = module(source);
        // a single word is a name and no path
        let mentions = || source.mentions().into_iter().filter(|mention| mention.path.len() > 1 && !source.is_test(mention.line));
        let nothing = BTreeMap::new();
        let modules = mentions().filter_map(|mention| {
            let path = self.absolute(&home, &nothing, &mention.path)?;
            self.modules.contains_key(&path).then(|| Some((path.last()?.clone(), path.clone())))?
        });
        let bound: BTreeMap<String, Module> = modules.collect();
        let mut found = BTreeMap::new();
        for mention in mentions().filter(|mention| !(mention.is_reexport && is_signpost(source))) {
            let target = self.absolute(&home, &bound, &mention.path).and_then(|path| self.file(&path, 8));
            if let Some(target) = target.filter(|target| self.sources[*target].path != source.path) {
                found.entry(target).or_insert(mention.line);
            }
        }
        found
    }

    /// Files that import each other, directly or around, each circle sorted by path.
    pub fn circles(&self) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<usize>> = self.sources.iter().map(|source| self.of(source).into_keys().collect()).collect();
        let reach: Vec<BTreeSet<usize>> = (0..edges.len()).map(|from| reached(&edges, from)).collect();
        let circle = |from: usize| reach[from].iter().copied().filter(|to| reach[*to].contains(&from)).collect::<Vec<_>>();
        let circles: BTreeSet<Vec<usize>> = (0..edges.len()).map(circle).filter(|circle| circle.len() > 1).collect();
        circles.into_iter().collect()
    }

    /// A path as seen from the module `home`, from the root of the crate on; `None` for another crate's, or a local name.
    fn absolute(&self, home: &[String], bound: &BTreeMap<String, Module>, path: &[String]) -> Option<Module> {
        let rest = &path[1..];
        let start = match path[0].as_str() {
            "crate" => Vec::new(),
            "self" => home.to_vec(),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let above = &home[..home.len().checked_sub(ups)?];
                return Some([above, &path[ups..]].concat());
            }
            name => {
                let child = [home, &[name.to_string()]].concat();
                if self.modules.contains_key(&child) { child } else { bound.get(name)?.clone() }
            }
        };
        Some([&start, rest].concat())
    }

    /// The file that holds what `path` means; `None` for a folder.
    fn file(&self, path: &[String], depth: u32) -> Option<usize> {
        let known = (0..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let (home, rest) = path.split_at(known);
        let index = self.modules[home];
        let Some(signposts) = self.signposts.get(home) else { return Some(index) };
        let (name, deeper) = rest.split_first()?;
        if depth == 0 {
            return None;
        }
        let shown = signposts.iter().find(|(shown, _)| shown == name);
        if let Some((_, to)) = shown {
            return self.file(&[to, deeper].concat(), depth - 1);
        }
        let defines = |index: usize| self.sources[index].text.contains(&format!(" {name}"));
        let globs = signposts.iter().filter(|(shown, _)| shown == "*");
        let behind = globs.filter_map(|(_, to)| self.file(&[&to[..to.len() - 1], rest].concat(), depth - 1));
        Some(behind.into_iter().find(|index| defines(*index)).unwrap_or(index))
    }
}

/// Whether the file is the face of a folder.
fn is_signpost(source: &Source) -> bool {
    source.path == "lib.rs" || source.path.ends_with("/mod.rs")
}

fn module(source: &Source) -> Module {
    let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_string).collect() }
}

fn reached(edges: &[Vec<usize>], from: usize) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        open.extend(edges[next].iter().copied().filter(|to| found.insert(*to)));
    }
    found
}

#[test]
fn paths_lead_through_signposts_and_modules_to_the_file_that_is_meant() {
    let files = [
        ("lib.rs", "pub mod a;\npub use a::b::Thing;\n"),
        ("a/mod.rs", "pub mod b;\npub mod c;\npub use b::Thing;\npub struct Own;\n"),
        ("a/b.rs", "pub struct Thing;\n"),
        ("a/c.rs", "use super::Thing;\nuse super::Own;\n#[cfg(test)]\nmod tests { use crate::d::far; }\n"),
        ("d.rs", "use crate::a;\npub fn far() { a::c::go() }\nuse std::fs;\n"),
    ];
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    let imports = Imports::new(&sources);
    let of = |index: usize| imports.of(&sources[index]).into_iter().collect::<Vec<_>>();
    assert_eq!(of(0), []);
    assert_eq!(of(1), []);
    assert_eq!(of(3), [(1, 2), (2, 1)]);
    assert_eq!(of(4), [(3, 2)]);
    assert!(imports.circles().is_empty());
}
