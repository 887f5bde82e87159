//! The report: one file that opens without a network, with everything in its place and nothing unescaped.

use wangge::output::language::message::{Language, Message};
use wangge::output::presentation::table::{Table, TableCell};
use wangge::output::presentation::{AnsweredQuestion, Presentation};
use wangge::output::report::page::{KnownBy, ProvenanceRow, ReportInput, html};

use crate::charts::{badly_formed, figures};

const VOID: [&str; 1] = ["meta"];

fn text(words: &str) -> String {
    words.to_owned()
}

fn table(caption: &str, heads: &[(&str, bool)], rows: &[&[&str]]) -> Table {
    Table {
        caption: text(caption),
        about: vec![text("truly fixed within follow-up of their occurrence")],
        heads: heads.iter().map(|(head, is_number)| (text(head), *is_number)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| TableCell::from(*cell).with("[0.80, 0.84]")).collect()).collect(),
        notes: vec![text("* cut off")],
    }
}

fn input(language: Language) -> ReportInput<'static> {
    let measures = table("resolution_rate", &[("policy", false), ("estimate", true)], &[&["base", "0.82"], &["early <1>", "0.86"]]);
    let workload = table("workload", &[("measure", false), ("officer", true)], &[&["utilisation", "0.78"]]);
    let patterns = table("patterns", &[("pattern", false), ("found", false)], &[&["more staff, less waiting", "queue_wait_hours < 2"]]);
    let said = Presentation {
        language,
        title: text("Network <of> \"levels\" & 网格"),
        about: vec![text("network: early against base")],
        verdict: vec![
            text("early is better than base in resolution_time_hours by 3.2 [1.9, 4.5] hours."),
            text("It costs 12,000 yuan more."),
        ],
        remarks: vec![text("intervals hold together")],
        warnings: vec![text("interrupted: 20 of 30 replications")],
        policies: vec![(text("base"), text("as it is")), (text("early <1>"), text("up early"))],
        measures: vec![measures.clone()],
        pairs: vec![measures.clone()],
        workload: vec![workload],
        further: vec![measures],
        patterns: vec![patterns],
        plan: vec![(text("seed"), text("7")), (text("plan"), text("1f3a5c7e9b2d"))],
        ..Presentation::default()
    };
    ReportInput {
        said,
        figures: &[],
        provenance: vec![
            ProvenanceRow { key: text("demand.noise.rate"), value: text("3/d"), rests: KnownBy::Cited, source: text("Li & Wang 2019") },
            ProvenanceRow { key: text("categories.noise.work"), value: text("2h"), rests: KnownBy::Assumed, source: text("1h to 4h") },
        ],
        unstated: 5,
        version: text("0.1.0"),
    }
}

#[test]
fn the_sections_stand_in_the_order_in_which_they_are_asked_for() {
    let page = html(&input(Language::English));
    let at = |id: &str| page.find(&format!("<div id=\"{id}\">")).unwrap_or_else(|| panic!("no section {id}"));
    let places = ["verdict", "measures", "pairs", "workload", "further", "rests", "patterns", "plan"].map(at);
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert_eq!(badly_formed(&page, &VOID), None);
}

#[test]
fn it_is_one_file_without_script_or_address() {
    let charts = figures(&["base", "early", "<b>&\"quoted\"</b>"], Language::English);
    let page = html(&ReportInput { figures: &charts, ..input(Language::English) });
    for word in ["http", "//www", "<script", "@import", "url(", "<link", "src="] {
        assert!(!page.contains(word), "the report contains {word}");
    }
    let links: Vec<&str> = page.split("href=\"").skip(1).map(|part| part.split_once('"').unwrap().0).collect();
    assert!(links.iter().all(|link| link.starts_with('#') || link.starts_with("figures/")), "{links:?}");
    for link in links.iter().filter_map(|link| link.strip_prefix('#')) {
        assert!(page.contains(&format!(" id=\"{link}\"")), "{link} leads nowhere");
    }
    assert_eq!(badly_formed(&page, &VOID), None);
}

#[test]
fn everything_from_outside_is_escaped() {
    let page = html(&input(Language::English));
    assert!(page.contains("<h1>Network &lt;of&gt; &quot;levels&quot; &amp; 网格</h1>"));
    assert!(page.contains("early &lt;1&gt;") && page.contains("Li &amp; Wang 2019") && page.contains("queue_wait_hours &lt; 2"));
    assert!(!page.contains("<of>") && !page.contains("<1>"));
}

#[test]
fn a_screen_reader_finds_landmarks_captions_headers_and_charts_in_words() {
    let charts = figures(&["base", "early"], Language::English);
    let page = html(&ReportInput { figures: &charts, ..input(Language::English) });
    for landmark in ["<header>", "<nav aria-label=\"Contents\">", "<main>", "<footer>", "<a class=\"skip\" href=\"#verdict\">"] {
        assert_eq!(page.matches(landmark).count(), 1, "{landmark}");
    }
    let tables = page.matches("<table>").count();
    assert_eq!((tables, page.matches("<caption>").count()), (6, tables));
    assert_eq!(page.matches("<th ").count(), page.matches("<th scope=\"col\"").count() + page.matches("<th scope=\"row\">").count());
    assert_eq!(page.matches("role=\"img\"").count(), charts.len());
    for chart in &charts {
        assert!(
            page.contains(&format!("<title id=\"{}-title\">", chart.name))
                && page.contains(&format!("href=\"figures/{}.csv\"", chart.name))
        );
    }
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|part| part.split_once('"').unwrap().0).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "every id once");
}

#[test]
fn counts_of_what_it_rests_on_include_what_is_not_stated() {
    let page = html(&input(Language::English));
    assert!(page.contains("Of 7 numbers of the scenario, 1 are cited, 0 calibrated, 1 assumed; of 5 nothing is stated."), "{page}");
}

#[test]
fn the_chinese_report_has_chinese_headings_and_the_same_structure() {
    let (english, chinese) = (html(&input(Language::English)), html(&input(Language::Chinese)));
    assert!(
        chinese.contains("<html lang=\"zh-Hans\">") && chinese.contains(">结论</h2>") && chinese.contains("href=\"#verdict\">跳到结论</a>")
    );
    let tags = |page: &str| page.split('<').skip(1).map(|part| part.split(['>', ' ']).next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(tags(&english), tags(&chinese));
    let body = chinese.split_once("<body>").unwrap().1;
    for heading in [Message::MeasuresHeading, Message::PairsHeading, Message::RestsHeading, Message::PlanHeading] {
        assert!(!body.contains(heading.text(Language::English)), "{heading:?}");
    }
}

#[test]
fn what_is_empty_has_no_section_and_no_link() {
    let page = html(&ReportInput::default());
    assert_eq!(badly_formed(&page, &VOID), None);
    let ids: Vec<&str> = page.split("<div id=\"").skip(1).map(|part| part.split_once('"').unwrap().0).collect();
    assert_eq!(ids, ["rests"], "that nothing is stated of any number is always said");
    assert_eq!(page.matches("<li><a href=").count(), 1);
}

#[test]
fn beside_answers_everything_else_is_folded_but_the_first_screen_with_its_first_chart() {
    let charts = figures(&["base", "early"], Language::English);
    let open = html(&ReportInput { figures: &charts, ..input(Language::English) });
    assert_eq!(open.matches("<summary><h2").count(), 0);
    let answers =
        vec![AnsweredQuestion { question: text("What to do"), answer: text("Choose <early>, by `wangge run`."), more: text("And more.") }];
    let said = Presentation { answers, verdict: Vec::new(), folded: vec![text("more of it")], ..input(Language::English).said };
    let page = html(&ReportInput { said, figures: &charts, ..input(Language::English) });
    assert_eq!(badly_formed(&page, &VOID), None);
    let (first, rest) = page.split_once("<summary><h2").unwrap();
    assert!(
        first.contains(
            "<dt>What to do</dt><dd>Choose &lt;early&gt;, by <code>wangge run</code>.<span class=\"below\">And more.</span></dd>"
        ) && first.contains("interrupted: 20 of 30"),
        "{first}"
    );
    assert_eq!((first.matches("<figure>").count(), rest.matches("<figure>").count()), (1, charts.len() - 1));
    assert!(rest.contains("more of it") && rest.matches("</details>").count() == rest.matches("<details>").count() + 1);
    // a link leads into what is folded, so that it is opened
    assert!(rest.contains("</summary>\n<div id=\"measures\">"));
}

#[test]
fn a_column_without_any_text_is_left_out_and_a_table_without_rows_too() {
    let mut empty = table("empty", &[("policy", false)], &[]);
    let mut blank = table("blank", &[("policy", false), ("nothing", true), ("verdict", false)], &[]);
    blank.rows = vec![
        vec![TableCell::from("base"), TableCell::default(), TableCell::default()],
        vec![TableCell::from("early"), TableCell::default(), "same".into()],
    ];
    empty.notes.clear();
    let page =
        html(&ReportInput { said: Presentation { measures: vec![empty, blank], ..Presentation::default() }, ..ReportInput::default() });
    let body = page.split_once("<body>").unwrap().1;
    assert!(!body.contains("empty") && !body.contains("nothing<"), "{body}");
    assert!(body.contains("<tr><th scope=\"row\">base</th><td></td></tr>\n<tr><th scope=\"row\">early</th><td>same</td></tr>"), "{body}");
}
