//! What things are called for readers is a text for people: it changes no run, no plan and no table; a name of nothing is located.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use wangge::experiment::design::plan::Plan;
use wangge::experiment::study::Study;
use wangge::output::drawing::font::has_glyph;
use wangge::output::language::locale::Language;
use wangge::output::language::names::Titles;

fn network(more: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml");
    format!("extends = \"{}\"\nname = \"network\"\n{more}", file.display())
}

/// A study of the network with `more` in its file; the text of what is wrong with it.
fn read(more: &str) -> Result<Study, String> {
    let cannot = |error: std::io::Error| error.to_string();
    let scratch = TempDir::new().map_err(cannot)?;
    let path = scratch.path().join("named.toml");
    fs::write(&path, network(more)).map_err(cannot)?;
    Study::read(path, &[]).map_err(|error| error.to_string())
}

#[test]
fn names_change_no_plan() {
    let hash = |more: &str| Plan::new(read(more).unwrap().draft().scenario(), &["base"], Some(7), Some(1)).unwrap().identity.hash();
    let plain = hash("");
    assert_eq!(plain, hash("names = { grid_staff = \"people of the grid\" }\n[names_zh]\nmedium = \"中等\"\n"));
    assert_ne!(plain, hash("horizon = \"200d\"\n"));
}

#[test]
fn a_chinese_name_stands_before_the_plain_one_and_that_before_the_name_in_the_file() {
    let more = "names = { medium = \"neither\", hard = \"not easy\" }\nnames_zh = { medium = \"中等\" }\n";
    let study = read(more).unwrap();
    let [english, chinese] = [Language::English, Language::Chinese].map(|language| Titles::of(study.draft().scenario(), language));
    assert_eq!(["medium", "hard", "easy"].map(|name| english.thing(name)), ["neither", "not easy", "easy"]);
    // what the file that is extended says holds where this one says nothing
    assert_eq!(["medium", "easy", "grid_staff"].map(|name| chinese.thing(name)), ["中等", "简单", "网格员"]);
}

#[test]
fn a_name_of_nothing_is_located_with_what_was_meant() {
    let told = |more: &str| read(more).err().unwrap();
    let unknown = told("names_zh = { grid_staf = \"网格员\" }\n");
    assert!(unknown.contains("grid_staf") && unknown.contains("did you mean `grid_staff`?") && unknown.contains("named.toml"), "{unknown}");
    let empty = told("names = { grid_staff = \" \" }\n");
    assert!(empty.contains("nothing to read"), "{empty}");
    // what the extended file names may be switched off
    let scratch = TempDir::new().unwrap();
    let [base, top] = ["base.toml", "top.toml"].map(|name| scratch.path().join(name));
    fs::write(&base, network("names = { helper = \"a helper\" }\n[roles.helper]\ncalendar = \"always\"\n")).unwrap();
    fs::write(&top, "extends = \"base.toml\"\nroles.helper.off = true\n").unwrap();
    assert_eq!([base, top].map(|path| Study::read(path, &[]).err().map(|error| error.to_string())), [None, None]);
}

#[test]
fn every_title_and_name_of_a_shipped_scenario_can_be_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut seen = 0;
    for folder in [root.clone(), root.join("studies")] {
        for path in
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "toml"))
        {
            let scenario = wangge::scenario::read(&path, &[]).unwrap();
            for language in [Language::English, Language::Chinese] {
                let titles = Titles::of(&scenario, language);
                let policies = scenario.settings.iter().filter_map(|setting| titles.get(&setting.policy));
                for text in policies.chain(scenario.names.all(language == Language::Chinese).map(|(_, called)| called)) {
                    let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
                    assert!(missing.is_empty(), "no glyph for `{missing}` of `{text}` in {}", path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}
