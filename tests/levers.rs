//! Levers: the response of a sweep of one lever, its answer in one of three forms, and factors that multiply.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;

use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::{FactorChoice, StudyDesign};
use wangge::scenario::Draft;

const QUEUE: &str = "scenarios/queue.toml";
const TUTORIAL: &str = "scenarios/tutorial.toml";
const SHORT: [&str; 6] = ["--set", "horizon=60d", "--set", "warm_up=10d", "--set", "follow_up=5d"];

fn sweep(file: &str, out: &Path, more: &[&str]) -> String {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["sweep", file, "--quiet", "--out"]).arg(out).args(more);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(file: &str, out: &Path, more: &[&str]) -> Value {
    serde_json::from_str(&sweep(file, out, &[more, &["--json"]].concat())).unwrap()
}

/// The answer by a measure under the first policy.
fn answer<'j>(said: &'j Value, measure: &str) -> &'j Value {
    let answers = said["responses"][0]["answers"].as_array().unwrap();
    answers.iter().find(|answer| answer["measure"] == measure).unwrap()
}

fn draft(file: &str) -> Draft {
    Draft::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &[]).unwrap()
}

fn faults(factor: &str) -> String {
    draft(TUTORIAL).factor(factor).unwrap_err().to_string()
}

/// Erlang C: visitors wait 0.21 hours with eleven clerks and 0.085 with twelve, hardly at all with eighteen, so that twenty-four are no
/// better by a hundredth of the hour that a visit takes.
#[test]
fn a_lever_with_diminishing_returns_is_flat_to_its_end_and_the_cheapest_of_the_good_settings_is_named() {
    let scratch = TempDir::new().unwrap();
    let factor = "units.counter.staff.clerk.count=10,11,12,14,18,24";
    let more = [&SHORT[..], &["--factor", factor, "--policies", "base", "--replications", "12"]].concat();
    let said = json(QUEUE, scratch.path(), &more);
    let time = answer(&said, "resolution_time_hours");
    assert_eq!(time["form"], "flat", "{time:#}");
    let good: Vec<u64> = time["good"].as_array().unwrap().iter().map(|point| point.as_u64().unwrap()).collect();
    assert!(good.contains(&6) && !good.contains(&1), "{good:?}");
    assert_eq!(good, (good[0]..=6).collect::<Vec<_>>());
    // a share of the gain, never more than the whole
    let gain = &time["gain"];
    assert_eq!(gain["from"], 1);
    assert!(gain["part"].as_f64().unwrap() <= gain["whole"].as_f64().unwrap());
    // the parts of the time add up to what it moves
    let moved = &time["time_moved"];
    let parts: f64 = moved["parts"].as_array().unwrap().iter().map(|part| part["hours"].as_f64().unwrap()).sum();
    assert!((parts - moved["hours"].as_f64().unwrap()).abs() < 1e-6, "{moved:#}");
    // the curve of the headline has the means of the summary
    let curve =
        said["responses"][0]["curves"].as_array().unwrap().iter().find(|curve| curve["measure"] == "resolution_time_hours").unwrap();
    assert_eq!(curve["points"].as_array().unwrap().len(), 6);
    for point in curve["points"].as_array().unwrap() {
        let [low, mean, high] = ["low", "mean", "high"].map(|key| point[key].as_f64().unwrap());
        assert!(low < mean && mean < high, "{point}");
    }
}

#[test]
fn the_band_of_a_curve_is_wider_than_the_interval_of_each_setting_alone() {
    let scratch = TempDir::new().unwrap();
    let more = [&SHORT[..], &["--factor", "units.counter.staff.clerk.count=9,10,12", "--policies", "base", "--replications", "6"]].concat();
    let said = json(QUEUE, scratch.path(), &more);
    let summary = std::fs::read_to_string(scratch.path().join("summary.csv")).unwrap();
    let alone: Vec<(f64, f64)> = summary
        .lines()
        .filter(|line| line.contains(",resolution_time_hours,all,"))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let heads: Vec<&str> = summary.lines().next().unwrap().split(',').collect();
            let cell = |name: &str| cells[heads.iter().position(|head| *head == name).unwrap()].parse::<f64>().unwrap();
            (cell("low"), cell("high"))
        })
        .collect();
    let curve = &said["responses"][0]["curves"][0];
    assert_eq!(curve["measure"], "resolution_time_hours");
    assert_eq!(alone.len(), 3);
    for ((low, high), point) in alone.iter().zip(curve["points"].as_array().unwrap()) {
        assert!(point["low"].as_f64().unwrap() < *low && point["high"].as_f64().unwrap() > *high, "{point} within [{low}, {high}]");
    }
}

#[test]
fn a_lever_is_told_without_regret_and_worlds_and_an_assumption_with_them() {
    let scratch = TempDir::new().unwrap();
    let lever = ["--factor", "members.count=15,30,45", "--policies", "before,liaison", "--replications", "2", "--set", "horizon=120d"];
    let said = json(TUTORIAL, &scratch.path().join("lever"), &lever);
    assert_eq!(said["worlds"].as_array().unwrap().len(), 0);
    assert_eq!(said["responses"].as_array().unwrap().len(), 2, "one for each policy");
    assert!(scratch.path().join("lever/figures/response_curve.svg").exists());
    assert!(!scratch.path().join("lever/figures/regret.svg").exists());
    let world = ["--factor", "demand.homes.rate=0.4/year,0.8/year,1.5/year", "--policies", "before,liaison", "--replications", "2"];
    let said = json(TUTORIAL, &scratch.path().join("world"), &[&world[..], &["--set", "horizon=120d"]].concat());
    assert!(!said["worlds"].as_array().unwrap().is_empty());
    assert_eq!(said["responses"].as_array().unwrap().len(), 0);
    assert!(!scratch.path().join("world/figures/response_curve.svg").exists());
}

#[test]
fn terminal_and_report_say_the_answer_in_one_of_three_forms_in_both_languages() {
    let scratch = TempDir::new().unwrap();
    for (language, forms) in [("en", ["best at", "flat from", "no turn"]), ("zh", ["最优为", "之间平坦", "没有转折"])] {
        let out = scratch.path().join(language);
        let factor = ["--factor", "members.count=15,30,45", "--policies", "liaison", "--replications", "3", "--set", "horizon=120d"];
        let text = sweep(TUTORIAL, &out, &[&factor[..], &["--lang", language]].concat());
        let flat: String = text.split_whitespace().collect();
        let is_said = |form: &&&str| flat.contains(&form.split_whitespace().collect::<String>());
        // one for each headline measure that has a direction
        let count: usize = forms.iter().map(|form| flat.matches(&form.split_whitespace().collect::<String>()).count()).sum();
        assert_eq!(count, 2, "{text}");
        assert!(forms.iter().any(|form| is_said(&form)), "{text}");
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(forms.iter().any(|form| page.contains(form)));
        assert!(page.contains("response_curve.csv"));
    }
}

#[test]
fn a_star_in_a_key_scales_all_that_the_file_says_there_together() {
    let draft = draft(TUTORIAL);
    let factor = draft.factor("escalation.*.wait_limit=x0.5,x1,x3").unwrap();
    assert!(factor.is_lever());
    assert_eq!(factor.nominal().unwrap().text, "x1");
    let set = |index: usize| factor.changes(&factor.levels()[index]);
    let pair = |key: &str, value: &str| (format!("escalation.{key}.wait_limit"), value.to_owned());
    // the town has no limit, and gets none
    assert_eq!(set(0), [pair("liaison", "2.5d"), pair("grid", "2d"), pair("village", "3.5d")]);
    assert_eq!(set(2), [pair("liaison", "15d"), pair("grid", "12d"), pair("village", "21d")]);
    // one time what the file says is the file
    let policies = ["liaison".to_owned()];
    let plain = draft.settings(&[], &policies).unwrap();
    assert_eq!(format!("{:?}", draft.settings(&set(1), &policies).unwrap()[0].epochs), format!("{:?}", plain[0].epochs));
    // a range has its steps, whole numbers stay whole
    let range = draft.factor("escalation.*.wait_limit=x0.25..x4/5log").unwrap();
    assert_eq!(range.levels().iter().map(|level| level.text.as_str()).collect::<Vec<_>>(), ["x0.25", "x0.5", "x1", "x2", "x4"]);
    let members = draft.factor("members.count=x0.55,x2").unwrap();
    assert_eq!(members.changes(&members.levels()[0]), [("members.count".to_owned(), "17".to_owned())]);
}

#[test]
fn a_factor_that_multiplies_nothing_or_by_nothing_is_refused_at_its_place() {
    let nothing = faults("escalation.*.backlog_limit=x1,x2");
    assert!(nothing.contains("the file says no number at `escalation.*.backlog_limit` that could be multiplied"), "{nothing}");
    let plain = faults("escalation.*.wait_limit=2d,x2");
    assert!(plain.contains("`2d` is no multiple; expected `x` and a number above 0"), "{plain}");
    assert!(faults("members.count=x1,x1").contains("a level stands here twice"));
    assert!(faults("members.count=x0,x1").contains("`x0` is no multiple"));
    // what the scenario does not take is said of the level as written, with the key it fails at
    let too_many = faults("members.count=x1,x100");
    assert!(too_many.contains("the scenario does not take `x100`"), "{too_many}");
}

/// The page holds the hash of the plan of each study: whoever changes a file, or what it extends, makes the page anew.
#[test]
fn the_page_of_the_levers_is_that_of_the_studies_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/levers.md")).unwrap();
    for name in ["grid_size", "liaison_ratio", "escalation_thresholds"] {
        let study = Study::read(root.join(format!("scenarios/studies/{name}.toml")), &[]).unwrap();
        let design = StudyDesign::Sampled { factors: FactorChoice::default(), sampling: Sampling::Factorial };
        let spec = study.order().sweep(design, false, false).unwrap();
        let hash = PreparedStudy::new(spec, Arc::clone(study.draft())).unwrap().plan.identity.hash();
        let (_, block) = page.split_once(&format!("<!-- begin {name} -->")).unwrap();
        let (block, _) = block.split_once(&format!("<!-- end {name} -->")).unwrap();
        assert!(block.contains(&hash), "docs/levers.md is old: `cargo run --release --example levers` ({name} is plan {hash})");
    }
}
