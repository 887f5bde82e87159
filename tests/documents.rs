//! The documents keep their promises of form: the ODD headings, assumptions that exist when cited, a README that fits.

use std::fs;
use std::path::Path;

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Numbers nn of every `A-nn` in `text`.
fn cited(text: &str) -> Vec<String> {
    // SHA-256 is none
    let is_own = |at: &usize| !text[..*at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
    let places = text.match_indices("A-").map(|(at, _)| at).filter(is_own);
    let numbers = places.map(|at| text[at + 2..].chars().take_while(char::is_ascii_digit).collect::<String>());
    numbers.filter(|number| number.len() >= 2).collect()
}

#[test]
fn the_odd_has_its_seven_headings_in_order() {
    let text = read("docs/ODD.md");
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let seven = [
        "1 Purpose and patterns",
        "2 Entities, state variables, and scales",
        "3 Process overview and scheduling",
        "4 Design concepts",
        "5 Initialization",
        "6 Input data",
        "7 Submodels",
    ];
    assert_eq!(headings, seven);
}

#[test]
fn every_assumption_that_is_cited_is_written_down_once() {
    let list = read("docs/assumptions.md");
    let written: Vec<String> =
        list.lines().filter(|line| line.starts_with("| A-")).flat_map(|line| cited(line.split('|').nth(1).unwrap_or_default())).collect();
    let counted: Vec<String> = (1..=written.len()).map(|number| format!("{number:02}")).collect();
    assert_eq!(written, counted, "numbered from 01 without gaps");
    let pages = [
        "docs/ODD.md",
        "docs/design.md",
        "docs/reference/demand_and_place.md",
        "docs/reference/measures.md",
        "docs/reference/rounds_and_tasks.md",
    ];
    let mut places: Vec<(String, String)> = pages.map(|page| (page.to_owned(), read(page))).into();
    for source in super::architecture::source::Source::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        places.push((format!("src/{}", source.path), source.text));
    }
    for (place, text) in places {
        for number in cited(&text) {
            assert!(written.contains(&number), "{place} cites A-{number}, which docs/assumptions.md does not have");
        }
    }
}

#[test]
fn the_readme_is_short_and_opens_with_the_two_commands() {
    let text = read("README.md");
    assert!(text.lines().count() < 150, "{} lines", text.lines().count());
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("cargo ")).take(2).collect();
    assert_eq!(commands, ["cargo run --release -- compare scenarios/xiaolin.toml", "cargo test --release"]);
}

#[test]
fn the_chinese_readme_has_the_commands_of_the_english_one() {
    let table = |page: &str| -> Vec<String> {
        let text = read(page);
        let rows = text.lines().filter(|line| line.starts_with('|'));
        rows.filter_map(|row| Some(row.split_once("`wangge ")?.1.split_once('`')?.0.to_owned()))
            .filter(|command| command.contains(' '))
            .collect()
    };
    let chinese = table("README.zh.md");
    assert!(chinese.len() > 10, "{chinese:?}");
    assert_eq!(chinese, table("README.md"));
    let commands: Vec<String> = read("README.zh.md").lines().filter(|line| line.starts_with("cargo ")).take(2).map(str::to_owned).collect();
    assert_eq!(commands, ["cargo run --release -- compare scenarios/xiaolin.toml --lang zh", "cargo test --release"]);
}

#[test]
fn the_scenarios_in_both_readmes_pass_the_checks() {
    ["README.md", "README.zh.md"].into_iter().for_each(the_scenario_passes_the_checks);
}

fn the_scenario_passes_the_checks(page: &str) {
    let text = read(page);
    let (_, rest) = text.split_once("```toml\n").unwrap();
    let (scenario, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, scenario).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("scenarios/tutorial.toml"), self::read("scenarios/tutorial.toml")).unwrap();
    let read = wangge::scenario::read(&path, &["grids.households=120".into()]).unwrap_or_else(|problems| panic!("{problems}"));
    let names: Vec<&str> = read.settings.iter().map(|setting| setting.policy.as_str()).collect();
    assert_eq!(names, ["base", "before", "liaison", "large_grids", "more_members", "patient"]);
}

#[test]
fn the_tables_of_the_reference_pages_are_those_that_describe_makes() {
    for topic in ["parameters", "measures"] {
        let text = read(&format!("docs/reference/{topic}.md"));
        let begin = format!("<!-- generated: wangge describe {topic} -->\n\n");
        let (_, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no place for {topic}"));
        let (table, _) = rest.split_once("\n<!-- end -->\n").unwrap();
        let output = crate::program().args(["describe", topic, "--markdown"]).output().unwrap();
        let made = String::from_utf8(output.stdout).unwrap();
        assert!(made.lines().count() > 10);
        assert_eq!(table, made, "put in anew what `wangge describe {topic} --markdown` prints");
    }
}

#[test]
fn the_odd_links_every_reference_page() {
    let odd = read("docs/ODD.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    for page in fs::read_dir(folder).unwrap() {
        let name = page.unwrap().file_name().into_string().unwrap();
        assert!(odd.contains(&format!("(reference/{name}")), "docs/ODD.md has no link to {name}");
    }
}

#[test]
fn the_changelog_says_which_results_changed() {
    assert!(read("docs/CHANGELOG.md").lines().any(|line| line == "### Results changed"));
}

/// The submodel to look at: every place that it changes is there as it says, and it takes two new files and a few rows.
#[test]
fn the_submodel_of_the_page_fits_the_tree_and_takes_two_files_and_a_few_rows() {
    let patch = read("docs/adding-a-submodel.patch");
    let (mut new_files, mut files, mut rows) = (0, 0, 0);
    for of_file in patch.split("diff --git ").skip(1) {
        let (head, hunks) = of_file.split_once("\n@@").expect("a hunk");
        let name = head.split_once("\n+++ b/").expect("a name").1.lines().next().expect("a line");
        let exists = Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists();
        if head.contains("new file mode") {
            assert!(!exists, "{name} is there already");
            new_files += 1;
            continue;
        }
        let text = read(name);
        for hunk in hunks.split("\n@@") {
            let lines: Vec<&str> = hunk.lines().skip(1).collect();
            let before: Vec<&str> = lines.iter().filter(|line| !line.starts_with('+')).map(|line| line.get(1..).unwrap_or("")).collect();
            assert!(before.len() >= 3 && text.contains(&before.join("\n")), "{name} has no longer:\n{}", before.join("\n"));
            rows += lines.iter().filter(|line| line.starts_with('+')).count();
        }
        files += 1;
    }
    println!("{new_files} new files, {rows} rows in {files} files");
    assert_eq!((new_files, files), (2, 7));
    assert!((8..=20).contains(&rows), "{rows}");
}
