//! A campaign ends in charts and a report: every file is there, every number is that of the tables, the bytes do not
//! depend on threads, both languages are whole, and a folder is never left half done.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use wangge::experiment::analysis::claims::Claims;
use wangge::experiment::campaign::courses::{Cause, Courses};
use wangge::experiment::campaign::execution::{FailedRun, Gatherer, Outcome, Status};
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::schedule::Cell;
use wangge::experiment::study_spec::{CampaignAims, StudyKind, StudySpec};
use wangge::measure::replication::{keys, replicate};
use wangge::measure::run_result::RunResult;
use wangge::output::charts::catalogue::{ENDINGS, OF_COMPARISON as NAMES};
use wangge::output::charts::chart::Figure;
use wangge::output::drawing::font::has_glyph;
use wangge::output::language::label::measure_label;
use wangge::output::language::message::Language;
use wangge::output::language::texts::all_messages;
use wangge::output::report::findings::report;
use wangge::output::report::gallery::Exhibit;
use wangge::output::tables::schema::{DESIGN_FILE, FILES, LEVER_WORLDS_FILE, REPORT_FILE, SELECTION_FILE, SENSITIVITY_FILE};
use wangge::scenario::ScenarioText;
use wangge::statistics::estimate::Estimator;
use wangge::units::measure::Measure;

use super::charts::badly_formed;
use super::results::{contents, network, tables};

/// A small campaign of `file` into `out`.
fn wangge(command: &str, file: &Path, out: &Path, more: &[&str]) -> Output {
    let mut program = crate::program();
    program.current_dir(env!("CARGO_MANIFEST_DIR")).arg(command).arg(file).args(["--replications", "6", "--out"]).arg(out).args(more);
    if file.ends_with("network.toml") {
        program.args(["--set", "horizon=12d", "--set", "follow_up=4d"]);
    }
    program.output().unwrap()
}

fn done(command: &str, file: &str, out: &Path, more: &[&str]) {
    let output = wangge(command, Path::new(file), out, more);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn report_in(out: &Path) -> String {
    fs::read_to_string(out.join(REPORT_FILE)).unwrap()
}

/// Rows of a CSV, by head.
fn rows(out: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(out.join(file)).unwrap();
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| heads.iter().zip(line.split(',')).map(|(head, cell)| ((*head).to_owned(), cell.to_owned())).collect()).collect()
}

/// The numbers of a text as they are written, with those of their decimals.
fn numbers(text: &str) -> Vec<(f64, usize)> {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == ',' || letter == '−';
    let words = text.split(|letter| !is_part(letter)).map(|word| word.trim_matches(['.', ',']).replace(',', "").replace('−', "-"));
    let number = |word: String| Some((word.parse().ok()?, word.split_once('.').map_or(0, |(_, fraction)| fraction.len())));
    words.filter_map(number).collect()
}

/// Whether `shown` is `value` rounded to `decimals`.
fn is_rounded((shown, decimals): (f64, usize), value: f64) -> bool {
    (shown - value).abs() <= 0.500_001 * 10_f64.powi(-i32::try_from(decimals).unwrap())
}

fn cell(row: &BTreeMap<String, String>, name: &str) -> Option<f64> {
    row[name].parse().ok()
}

/// Asserts that `text` is the number of `row` under `name`, then its limits, cut off where it is a share that may be.
fn assert_tells(text: &str, row: &BTreeMap<String, String>, name: &str, is_cut: bool) {
    let found = numbers(text);
    let Some(mean) = cell(row, name) else {
        return assert!(text.starts_with('–') || text.starts_with('>') || text.is_empty(), "{text} of {row:?}");
    };
    assert!(is_rounded(found[0], mean), "{text} of {row:?}");
    let limits: Vec<f64> = ["low", "high"].into_iter().filter_map(|end| cell(row, end)).collect();
    if !text.contains('[') {
        return assert!(limits.len() < 2 || limits[0].to_bits() == limits[1].to_bits(), "{text} of {row:?}");
    }
    for (shown, limit) in found[1..3].iter().zip(limits) {
        let limit = if is_cut && row["unit"] == "share" { limit.clamp(0.0, 1.0) } else { limit };
        assert!(is_rounded(*shown, limit), "{text} of {row:?}");
    }
}

/// A table of the report.
struct Read {
    caption: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The name of a policy in the head of a row, which has its title first where it has one.
fn policy_of(head: &str) -> &str {
    head.rsplit('|').next().unwrap()
}

/// The measure whose name stands among the parts of a cell or caption.
fn measure_of(text: &str) -> &str {
    let is_name = |part: &&str| Measure::ALL.iter().any(|measure| measure.entry().name == *part);
    text.split('|').find(is_name).unwrap_or_else(|| panic!("no measure in {text:?}"))
}

/// The name of the measure that is called `label`.
fn name_of(label: &str) -> &'static str {
    let is_called = |measure: &&Measure| measure_label(**measure, Language::English) == label;
    Measure::ALL.iter().find(is_called).unwrap_or_else(|| panic!("no measure is called {label:?}")).entry().name
}

/// The tables of one section; parts of a cell are set apart by `|`.
fn tables_of(page: &str, section: &str) -> Vec<Read> {
    let (_, section) = page.split_once(&format!("<div id=\"{section}\">")).unwrap();
    let section = section.split_once("</section>").unwrap().0;
    let between = |text: &str, from: &str, to: &str| text.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
    let plain = |html: &str| {
        let html = html.replace("<span class=\"below\">", "|").replace("</span>", "");
        html.split_once('>').unwrap().1.replace("&gt;", ">").replace("&lt;", "<").replace("&#39;", "'").replace("&amp;", "&")
    };
    let cells = |row: &str| {
        let row = row.replace("</th>", "</td>").replace("<th", "<td");
        row.split("<td").skip(1).map(|cell| plain(cell.split_once("</td>").unwrap().0)).collect::<Vec<String>>()
    };
    let read = |table: &str| Read {
        caption: plain(&format!(">{}", between(table, "<caption>", "</caption>"))),
        heads: cells(&between(table, "<thead>", "</thead>")),
        rows: between(table, "<tbody>", "</tbody>").split("<tr>").skip(1).map(cells).collect(),
    };
    section.split("<table>").skip(1).map(read).collect()
}

#[test]
fn a_comparison_leaves_every_file_of_a_result_and_the_same_bytes_on_any_threads() {
    let scratch = TempDir::new().unwrap();
    let out = |name: &str| scratch.path().join(name);
    done("compare", "scenarios/office.toml", &out("one"), &["--threads", "1"]);
    done("compare", "scenarios/office.toml", &out("two"), &["--threads", "2"]);
    let found = tables(&out("one"));
    assert!(found == tables(&out("two")), "files differ");
    let mut names: Vec<String> = found.keys().map(|path| path.to_str().unwrap().to_owned()).collect();
    let figures = NAMES.iter().flat_map(|name| ENDINGS.map(|ending| format!("figures/{name}.{ending}")));
    let special = [DESIGN_FILE, SELECTION_FILE, SENSITIVITY_FILE, LEVER_WORLDS_FILE];
    let of_comparison = FILES[..FILES.len() - 1].iter().filter(|name| !special.contains(name));
    let mut expected: Vec<String> = of_comparison.map(|&name| name.to_owned()).chain(figures).collect();
    expected.push(REPORT_FILE.to_owned());
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
    let page = report_in(&out("one"));
    assert_eq!(badly_formed(&page, &["meta"]), None);
    assert!(!page.contains("http") && !page.contains("<script"), "an address in the report");
    for name in NAMES {
        let svg = fs::read_to_string(out("one").join(format!("figures/{name}.svg"))).unwrap();
        let body = svg.split_once('>').unwrap().1;
        assert!(page.contains(body), "the report draws {name} as its file does");
    }
}

/// A value of a table in the units in which a sentence may say it: percent of a share, days where hours are many.
fn in_sentences(value: f64, unit: &str) -> Vec<f64> {
    match unit {
        "share" => vec![100.0 * value],
        "hours" => vec![value, value / 24.0],
        _ => vec![value],
    }
}

/// A verdict says what the table says, its amounts in the unit that people use.
fn assert_verdict(said: &str, row: &BTreeMap<String, String>) {
    let words = |text: &str| -> String {
        let bare = [" percentage points", " hours", " days"].iter().fold(text.to_owned(), |text, unit| text.replace(unit, ""));
        bare.chars().filter(|letter| !letter.is_ascii_digit() && !['.', ','].contains(letter)).collect()
    };
    let table = &row["verdict"];
    assert_eq!(words(said), words(table), "{said} beside {table}");
    let (shown, stored) = (numbers(said), numbers(table));
    assert_eq!(shown.len(), stored.len(), "{said} beside {table}");
    for (shown, (value, _)) in shown.into_iter().zip(stored) {
        // how many replications would settle it is no amount
        let all = in_sentences(value, &row["unit"]).into_iter().chain([value]);
        assert!(all.into_iter().any(|value| is_rounded(shown, value)), "{said} beside {table}");
    }
}

/// Summary and comparisons of a results folder.
struct Stored {
    summary: Vec<BTreeMap<String, String>>,
    comparisons: Vec<BTreeMap<String, String>>,
}

impl Stored {
    fn find(rows: &[BTreeMap<String, String>], policy: &str, measure: &str, group: &str) -> Option<BTreeMap<String, String>> {
        rows.iter().find(|row| row["policy"] == policy && row["measure"] == measure && row["group"] == group).cloned()
    }

    fn estimate(&self, policy: &str, measure: &str, group: &str) -> Option<BTreeMap<String, String>> {
        Self::find(&self.summary, policy, measure, group)
    }

    fn assert_estimate(&self, text: &str, policy: &str, measure: &str) {
        assert_tells(text, &self.estimate(policy, measure, "all").unwrap(), "estimate", true);
    }

    fn difference(&self, policy: &str, measure: &str) -> Option<BTreeMap<String, String>> {
        Self::find(&self.comparisons, policy, measure, "all")
    }

    /// Policies one below the other; gives how many rows.
    fn assert_judged(&self, table: &Read) -> usize {
        let measure = measure_of(&table.caption);
        for row in &table.rows {
            let policy = policy_of(&row[0]);
            self.assert_estimate(&row[1], policy, measure);
            if let Some(difference) = self.difference(policy, measure) {
                assert_tells(&row[2], &difference, "difference", false);
                let said = row.get(3).cloned().unwrap_or_default();
                let code = said.replace(", and large enough to matter", "_relevant").replace(", but too small to matter", "_small");
                assert_verdict(&code, &difference);
            }
        }
        table.rows.len()
    }

    /// Policies side by side; gives how many cells.
    fn assert_side_by_side(&self, table: &Read) -> usize {
        let mut policies: Vec<&str> = self.summary.iter().map(|row| row["policy"].as_str()).collect();
        policies.dedup();
        assert_eq!(policies.len(), table.heads.len() - 2);
        for row in &table.rows {
            let measure = measure_of(&row[0]);
            for (cell, policy) in row[2..].iter().zip(&policies) {
                let (own, difference) = cell.split_once("|Δ ").map_or((cell.as_str(), None), |(own, rest)| (own, Some(rest)));
                self.assert_estimate(own, policy, measure);
                if let Some(difference) = difference {
                    assert_tells(difference, &self.difference(policy, measure).unwrap(), "difference", false);
                }
            }
        }
        table.rows.len() * (table.heads.len() - 2)
    }

    /// Categories one below the other, each with its policies; gives how many cells.
    fn assert_by_category(&self, table: &Read) -> usize {
        let measure = |head: &str| name_of(head.rsplit_once(" (").map_or(head, |(label, _)| label));
        let (mut category, mut told) = (String::new(), 0);
        for row in &table.rows {
            if !row[0].is_empty() {
                category.clone_from(&row[0]);
            }
            for (cell, head) in row[2..].iter().zip(&table.heads[2..]) {
                match self.estimate(policy_of(&row[1]), measure(head), &category) {
                    Some(expected) => {
                        assert_tells(cell, &expected, "estimate", true);
                        told += 1;
                    }
                    None => assert_eq!(cell, ""),
                }
            }
        }
        told
    }

    /// Groups side by side; gives how many cells.
    fn assert_by_group(&self, table: &Read) -> usize {
        let mut told = 0;
        for row in &table.rows {
            let measure = measure_of(&row[0]);
            for (cell, group) in row[3..].iter().zip(&table.heads[3..]) {
                match self.estimate(policy_of(&row[1]), measure, &in_xiaolin(group)) {
                    Some(expected) => {
                        assert_tells(cell, &expected, "estimate", true);
                        told += 1;
                    }
                    None => assert_eq!(cell, ""),
                }
            }
        }
        told
    }
}

/// The name in the file of Xiaolin of what readers see as `called`.
fn in_xiaolin(called: &str) -> String {
    static XIAOLIN: std::sync::LazyLock<wangge::scenario::Scenario> =
        std::sync::LazyLock::new(|| wangge::scenario::read(Path::new("scenarios/xiaolin.toml"), &[]).unwrap());
    let named = XIAOLIN.names.all(false).find(|(_, seen)| *seen == called).map(|(name, _)| name.to_owned());
    named.unwrap_or_else(|| called.to_owned())
}

#[test]
fn every_number_of_the_measures_in_a_report_is_that_of_the_tables() {
    let scratch = TempDir::new().unwrap();
    done("compare", "scenarios/xiaolin.toml", scratch.path(), &[]);
    let page = report_in(scratch.path());
    let stored = Stored { summary: rows(scratch.path(), "summary.csv"), comparisons: rows(scratch.path(), "comparisons.csv") };
    let mut told: usize = tables_of(&page, "measures").iter().map(|table| stored.assert_judged(table)).sum();
    assert_eq!(told, 30, "two headline measures and the cost under ten policies");
    for table in tables_of(&page, "pairs") {
        let (truth, record) = table.caption.split_once('|').unwrap().0.split_once(" beside ").unwrap();
        for row in &table.rows {
            stored.assert_estimate(&row[1], policy_of(&row[0]), name_of(truth));
            stored.assert_estimate(&row[2], policy_of(&row[0]), name_of(record));
            told += 2;
        }
    }
    for table in tables_of(&page, "further").iter().chain(&tables_of(&page, "workload")) {
        told += match (table.heads[0].as_str(), table.heads[1].as_str()) {
            (_, "unit") => stored.assert_side_by_side(table),
            ("category", _) => stored.assert_by_category(table),
            _ => stored.assert_by_group(table),
        };
    }
    assert!(told > 300, "{told} numbers");
}

#[test]
fn every_number_of_the_verdict_is_in_the_table_of_comparisons() {
    let scratch = TempDir::new().unwrap();
    done("compare", "scenarios/office.toml", scratch.path(), &[]);
    let page = report_in(scratch.path());
    let comparisons = rows(scratch.path(), "comparisons.csv");
    let office = wangge::scenario::read(Path::new("scenarios/office.toml"), &[]).unwrap();
    let is_verdict = |sentence: &&str| sentence.starts_with('“') && sentence.contains("” is ");
    let (_, folded) = page.split_once("<div id=\"more\">").unwrap();
    let sentences = folded.split("<p class=\"remark\">").skip(1).map(|part| part.split_once("</p>").unwrap().0);
    let sentences: Vec<&str> = sentences.filter(is_verdict).collect();
    assert_eq!(sentences.len(), 4);
    for sentence in sentences {
        let is_of = |policy: &str| sentence.starts_with(&format!("“{}”", office.policy_text(policy, "title").unwrap()));
        let own: Vec<_> = comparisons.iter().filter(|row| is_of(&row["policy"])).collect();
        assert!(!numbers(sentence).is_empty() && !own.is_empty(), "{sentence}");
        for shown in numbers(sentence) {
            let is_told = own.iter().any(|row| {
                let is_said = |value: f64| in_sentences(value, &row["unit"]).into_iter().any(|value| is_rounded(shown, value));
                // how many replications would settle it is no amount
                let verdict = numbers(&row["verdict"]).into_iter().any(|(value, _)| is_said(value) || is_rounded(shown, value));
                let ends = ["difference", "low", "high"].into_iter().filter_map(|name| cell(row, name));
                // what costs less is told without its sign
                verdict || ends.flat_map(|value| [value, -value]).any(is_said)
            });
            assert!(is_told, "{shown:?} of {sentence}");
        }
    }
}

#[test]
fn a_report_in_chinese_has_chinese_words_and_no_character_that_charts_cannot_draw() {
    let scratch = TempDir::new().unwrap();
    let file = scratch.path().join("chinese.toml");
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/office.toml");
    let policy =
        "[policies.\"吹哨报到\"]\ntitle = \"街道吹哨，部门报到\"\n[policies.\"吹哨报到\".roles.town_officer]\npay = \"9000 yuan/month\"\n";
    fs::write(&file, format!("extends = \"{}\"\ntitle = \"四个社区与一个镇\"\n{policy}", office.display())).unwrap();
    let out = scratch.path().join("out");
    let output = wangge("compare", &file, &out, &["--policies", "吹哨报到,early", "--lang", "zh"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let page = report_in(&out);
    assert!(page.contains("<html lang=\"zh-Hans\">") && page.contains("<h1>四个社区与一个镇</h1>") && page.contains("街道吹哨，部门报到"));
    assert!(page.contains("“街道吹哨，部门报到”：") && page.contains("解决时长") && page.contains(">resolution_time_hours</span>"));
    let svgs: Vec<String> = NAMES.iter().map(|name| fs::read_to_string(out.join(format!("figures/{name}.svg"))).unwrap()).collect();
    assert!(svgs.iter().filter(|svg| svg.contains("街道吹哨")).count() == svgs.len(), "every chart names the policy");
    for text in
        svgs.iter().flat_map(|svg| svg.split("<text").skip(1).map(|part| part.split_once('>').unwrap().1.split_once('<').unwrap().0))
    {
        let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
        assert!(missing.is_empty(), "no glyph for `{missing}` of `{text}`");
    }
    let body = page.split_once("<body>").unwrap().1;
    let sentences = all_messages().map(|message| message.text(Language::English)).filter(|text| text.contains(' ') && !text.contains('{'));
    let english: Vec<&str> = sentences.filter(|text| body.contains(&format!(">{text}<"))).collect();
    assert_eq!(english, Vec::<&str>::new(), "English in the Chinese report");
}

#[test]
fn a_run_of_one_policy_has_the_charts_that_need_no_comparison_and_gives_no_advice() {
    let scratch = TempDir::new().unwrap();
    done("run", "scenarios/network.toml", scratch.path(), &[]);
    let charts: Vec<String> = contents(&scratch.path().join("figures"))
        .keys()
        .filter(|path| path.extension().is_some_and(|ending| ending == "svg"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(charts, ["backlog", "escalation_flow", "incidence", "workload"]);
    let page = report_in(scratch.path());
    assert!(page.contains("<dt>How it goes</dt>") && !page.contains("<dt>What to do</dt>") && !page.contains("Δ"));
    assert_eq!(tables_of(&page, "measures").len(), 1);
}

#[test]
fn tables_alone_are_written_on_request_and_charts_of_the_earlier_result_go_with_it() {
    let scratch = TempDir::new().unwrap();
    done("run", "scenarios/network.toml", scratch.path(), &[]);
    assert!(scratch.path().join(REPORT_FILE).exists() && scratch.path().join("figures/backlog.svg").exists());
    done("run", "scenarios/network.toml", scratch.path(), &["--tables-only"]);
    assert!(!scratch.path().join(REPORT_FILE).exists() && !scratch.path().join("figures").exists());
}

#[test]
fn what_cannot_be_written_ends_with_4_and_leaves_the_folder_as_it_was() {
    for (obstacle, more) in [("figures", &["--events"][..]), ("report.html/inside", &[]), ("figures/backlog.png/inside", &["--events"])] {
        let scratch = TempDir::new().unwrap();
        done("run", "scenarios/network.toml", scratch.path(), &["--tables-only", "--events"]);
        let obstacle = scratch.path().join(obstacle);
        fs::create_dir_all(obstacle.parent().unwrap()).unwrap();
        fs::write(&obstacle, "mine").unwrap();
        let before = contents(scratch.path());
        let output = wangge("run", Path::new("scenarios/network.toml"), scratch.path(), more);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "{error}");
        assert!(error.contains("could not be") && !error.contains("panicked"), "{error}");
        assert!(contents(scratch.path()) == before, "{} was in the way, and files have changed", obstacle.display());
    }
}

/// Runs of the plan, replication by replication, and what they come to.
fn gathered(plan: &Plan, replications: u32) -> (Vec<Vec<RunResult>>, Courses, Outcome) {
    let stop = std::sync::atomic::AtomicBool::new(false);
    let columns = keys(&plan.settings[0]);
    let mut courses = Courses::new(plan);
    let mut estimators = vec![Estimator::new(&columns); plan.settings.len()];
    let mut all = Vec::new();
    for replication in 0..replications {
        let run = |setting| replicate(setting, plan.identity.seed, replication, &stop).unwrap();
        let runs: Vec<RunResult> = plan.settings.iter().map(run).collect();
        let cell = Cell { replication: 0, point: 0, policies: None };
        courses.gather(&cell, &runs.iter().collect::<Vec<_>>());
        estimators.iter_mut().zip(&runs).for_each(|(estimator, run)| estimator.add(run.measures.values()));
        all.push(runs);
    }
    let outcome = Outcome {
        status: Status::Complete,
        replications,
        cells: 3,
        recalled: 0,
        left_out: 0,
        failed_runs: 0,
        failures: Vec::new(),
        events: 0,
        estimates: estimators.iter().map(|estimator| estimator.estimates(0.95)).collect(),
    };
    (all, courses, outcome)
}

#[test]
fn courses_are_the_means_and_quantiles_of_the_runs() {
    let scenario = network(&[]);
    let plan = Plan::new(&scenario, &["base", "early"], Some(7), Some(5)).unwrap();
    let (runs, courses, _) = gathered(&plan, 5);
    let courses = courses.conclude();
    for (policy, course) in courses.iter().enumerate() {
        let of = |value: &dyn Fn(&RunResult) -> f64| runs.iter().map(|runs| value(&runs[policy])).collect::<Vec<f64>>();
        assert_eq!((course.band_of, course.backlog.len()), (5, runs[0][policy].series.len()));
        for (at, day) in course.backlog.iter().enumerate() {
            let mut values = of(&|run| f64::from(run.series[at].backlog));
            assert!((day.mean - values.iter().sum::<f64>() / 5.0).abs() < 1e-12);
            assert_eq!((day.day, day.level), (runs[0][policy].series[at].day, runs[0][policy].series[at].level.index()));
            values.sort_by(f64::total_cmp);
            // of five values the quantiles at 0.1 and 0.9 lie at positions 0.4 and 3.6
            let (low, high) = (values[0] + 0.4 * (values[1] - values[0]), values[3] + 0.6 * (values[4] - values[3]));
            let band = day.band.unwrap();
            assert!((band.low - low).abs() < 1e-12 && (band.high - high).abs() < 1e-12, "{day:?} of {values:?}");
        }
        let closed = Cause::ALL.iter().position(|cause| *cause == Cause::RecordedClosed).unwrap();
        for (at, instant) in course.incidence[closed].iter().enumerate() {
            let values = of(&|run| run.curves.recorded_closed[at]);
            let interval = instant.interval.unwrap();
            assert!((instant.mean - values.iter().sum::<f64>() / 5.0).abs() < 1e-12, "{instant:?} of {values:?}");
            assert!(interval.low <= instant.mean && instant.mean <= interval.high);
        }
        let handled: u64 = runs.iter().flat_map(|runs| &runs[policy].people).map(|person| person.handled_seconds).sum();
        assert_eq!(course.work.iter().map(|time| time.handled).sum::<u64>(), handled);
    }
}

#[test]
fn a_result_cut_short_or_with_failed_runs_says_so_beside_the_verdict() {
    let scenario = network(&[]);
    let plan = Plan::new(&scenario, &["base"], Some(7), Some(4)).unwrap();
    let (_, courses, outcome) = gathered(&plan, 1);
    let failure = FailedRun { point: 0, policy: "base".into(), replication: 2, reason: "the books do <not> balance".into() };
    let outcome = Outcome { status: Status::Interrupted, replications: 2, left_out: 1, failed_runs: 1, failures: vec![failure], ..outcome };
    let courses = courses.conclude();
    let text = ScenarioText { file: "network.toml".into(), sets: Vec::new(), files: Vec::new(), cases: Vec::new() };
    let (kind, policies) = (StudyKind::Run(CampaignAims::default()), vec!["base".into()]);
    let study = StudySpec { kind, policies, seed: 7, replications: 4, stops_at_failure: false, scenario: text };
    let of = |language| {
        let (claims, comparison) = (&Claims::default(), None);
        let (scenario, plan, outcome, courses) = (&scenario, &plan, &outcome, &courses);
        let exhibit = Exhibit { study: &study, scenario, plan, outcome, comparison, courses, claims, language };
        let figures: Vec<Figure> = exhibit.figures().unwrap();
        report(&exhibit, &figures)
    };
    let page = of(Language::English);
    for words in [
        "interrupted: the estimates rest on the replications that were complete",
        "1 of 2 replications left out of all estimates",
        "base replication 2: the books do &lt;not&gt; balance",
        "one replication has no interval",
        "<dt>replications</dt><dd>2 of 4</dd>",
    ] {
        assert!(page.contains(words), "the report should say {words:?}");
    }
    let chinese = of(Language::Chinese);
    assert!(chinese.contains("已中断") && chinese.contains("4 次中的 2 次"));
}
