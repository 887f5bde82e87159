//! A result says the same everywhere: what the terminal says stands in the report, in the language of the reader, which follows from
//! the locale, is kept with the result, and changes no table.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::results::tables;

/// The network in small, with titles in both languages.
fn network(folder: &Path) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml");
    let text = format!(
        "extends = \"{}\"\ntitle = \"Four levels\"\ntitle_zh = \"四级网络\"\nhorizon = \"12d\"\nfollow_up = \"4d\"\n\
         [policies.early]\ntitle = \"Up early\"\ntitle_zh = \"及早上交\"\n",
        file.display()
    );
    let path = folder.join("small.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn wangge(arguments: &[&str], locale: &str) -> Output {
    let output = crate::program().env("LC_ALL", locale).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn compare(file: &str, out: &Path, more: &[&str], locale: &str) -> String {
    let out = out.to_str().unwrap();
    let compare = ["compare", file, "--policies", "early,late", "--replications", "6", "--quiet", "--out", out];
    String::from_utf8(wangge(&[&compare, more].concat(), locale).stdout).unwrap()
}

fn page(out: &Path) -> String {
    fs::read_to_string(out.join("report.html")).unwrap()
}

/// A text without what tells a page from a terminal: blanks, line breaks and escapes.
fn bare(text: &str) -> String {
    let text = text.replace("<code>", "`").replace("</code>", "`").replace("<span class=\"below\">", "");
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    text.split_whitespace().collect()
}

/// The sentences before the first table: each begins without a blank and goes on with two.
fn sentences(text: &str, until: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().take_while(|line| *line != until).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("  "), found.last_mut()) {
            (Some(more), Some(last)) => *last += more,
            _ => found.push(line.to_owned()),
        }
    }
    found
}

/// Whether a page says a sentence, or sets it apart as question and answer.
fn says(page: &str, sentence: &str) -> bool {
    let answered = ["：", ": "].map(|colon| sentence.replacen(colon, "</dt><dd>", 1));
    page.contains(&bare(sentence)) || answered.iter().any(|answer| page.contains(&bare(answer)))
}

#[test]
fn every_sentence_of_the_terminal_stands_in_the_report_in_both_languages() {
    let scratch = TempDir::new().unwrap();
    let file = network(scratch.path());
    for (language, overview, warning, called) in
        [("en", "All policies", "WARNING: ", "“Up early”"), ("zh", "各政策一览", "警告：", "“及早上交”")]
    {
        let out = scratch.path().join(language);
        let text = compare(&file, &out, &["--lang", language], "C");
        let page = bare(&page(&out));
        let told = sentences(&text, overview);
        assert!(told.len() > 7, "{text}");
        for sentence in &told {
            assert!(says(&page, sentence.strip_prefix(warning).unwrap_or(sentence)), "{language}: the report does not say {sentence:?}");
        }
        assert!(text.contains(called) && !text.contains("early is") && !text.contains("early："), "{text}");
        // the one table of all policies, cell by cell
        let (_, table) = text.split_once(&format!("{overview}\n")).unwrap();
        let cells = table.split("\n\n").next().unwrap().split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        for cell in cells.flat_map(str::lines) {
            assert!(page.contains(&bare(cell)), "{language}: {cell:?}");
        }
    }
    assert!(tables(&scratch.path().join("en")).iter().all(|(path, bytes)| {
        let is_table = path.extension().is_some_and(|ending| ending == "csv" || ending == "parquet");
        !is_table || path.starts_with("figures") || fs::read(scratch.path().join("zh").join(path)).unwrap() == *bytes
    }));
}

#[test]
fn a_run_of_one_policy_says_on_the_terminal_what_its_report_says() {
    let scratch = TempDir::new().unwrap();
    let file = network(scratch.path());
    let out = scratch.path().join("run");
    let run = ["run", &file, "--replications", "3", "--policy", "early", "--quiet", "--lang", "zh", "--out", out.to_str().unwrap()];
    let text = String::from_utf8(wangge(&run, "C").stdout).unwrap();
    let page = bare(&page(&out));
    let told = sentences(&text, "所运行的政策");
    assert!(told.len() > 6 && text.contains("当班时间的去向") && text.contains("3 次重复，种子 1"), "{text}");
    for sentence in &told {
        assert!(says(&page, sentence.strip_prefix("警告：").unwrap_or(sentence)), "the report does not say {sentence:?}");
    }
    // the file's names for its roles and levels stand everywhere, and its own names in the tables of files alone
    assert!(text.contains("网格员") && page.contains("社区工作人员") && !text.contains("grid_staff"), "{text}");
    let summary = fs::read_to_string(out.join("summary.csv")).unwrap();
    assert!(summary.contains("grid_staff") && !summary.contains("网格员"));
}

#[test]
fn the_language_is_that_of_the_locale_unless_one_is_named_and_the_folder_keeps_it() {
    let scratch = TempDir::new().unwrap();
    let file = network(scratch.path());
    let out = scratch.path().join("out");
    let kept = |out: &Path| -> Value {
        let manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        manifest["language"].clone()
    };
    let text = compare(&file, &out, &[], "zh_CN.UTF-8");
    assert!(text.contains("四级网络") && text.contains("“及早上交”") && page(&out).contains("lang=\"zh"), "{text}");
    assert_eq!(kept(&out), "zh");
    // the same command elsewhere goes on in it, and so does the report
    assert!(compare(&file, &out, &[], "C").contains("“及早上交”") && page(&out).contains("lang=\"zh"));
    wangge(&["report", out.to_str().unwrap(), "--quiet"], "en_US.UTF-8");
    assert!(page(&out).contains("lang=\"zh"));
    // unless another one is named
    assert!(compare(&file, &out, &["--lang", "en"], "zh_CN.UTF-8").contains("“Up early”") && page(&out).contains("lang=\"en"));
    assert_eq!(kept(&out), "en");
    let english = scratch.path().join("english");
    assert!(compare(&file, &english, &[], "de_DE.UTF-8").contains("“Up early”"));
    assert_eq!(kept(&english), "en");
    // shards are put together in the language of the first
    let parts = ["1/2", "2/2"].map(|shard| {
        let part = scratch.path().join(shard.replace('/', "-"));
        compare(&file, &part, &["--shard", shard], "zh_CN.UTF-8");
        part.to_str().unwrap().to_owned()
    });
    let merged = scratch.path().join("merged");
    let text = wangge(&["merge", &parts[0], &parts[1], "--quiet", "--out", merged.to_str().unwrap()], "C");
    assert!(String::from_utf8_lossy(&text.stdout).contains("“及早上交”") && kept(&merged) == "zh");
}

#[test]
fn a_title_in_another_language_makes_no_other_plan() {
    let scratch = TempDir::new().unwrap();
    let file = network(scratch.path());
    let out = scratch.path().join("out");
    compare(&file, &out, &[], "C");
    let before = fs::read(out.join("runs.parquet")).unwrap();
    let text = fs::read_to_string(&file).unwrap().replace("四级网络", "四个层级").replace("及早上交", "早些上交");
    fs::write(&file, text).unwrap();
    let again = compare(&file, &out, &["--lang", "zh"], "C");
    assert!(again.contains("四个层级") && again.contains("“早些上交”"), "{again}");
    assert_eq!(fs::read(out.join("runs.parquet")).unwrap(), before);
}
