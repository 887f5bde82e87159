//! Levers: the response of a sweep of one lever, its answer in one of three forms, and factors that multiply.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;

use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::{CampaignAims, FactorChoice, StudyDesign};
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

const TRIED: [&str; 10] =
    ["--policies", "liaison", "--factor", "members.count=15,30,40,45", "--replications", "2", "--worlds", "4", "--set", "horizon=100d"];

/// By measure and setting: how many worlds `lever_worlds.csv` counts as better, close and worse for the chosen setting.
fn counted(out: &Path, measure: &str, setting: &str) -> [u64; 3] {
    let table = std::fs::read_to_string(out.join("worlds/lever_worlds.csv")).unwrap();
    let heads: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let at = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let of = |standing: &str| {
        let is_it = |row: &&Vec<&str>| row[at("measure")] == measure && row[at("setting")] == setting && row[at("standing")] == standing;
        rows.iter().filter(is_it).count() as u64
    };
    ["better", "close", "worse"].map(of)
}

#[test]
fn the_answer_of_a_lever_is_tried_in_assumption_worlds_and_every_world_is_counted_once() {
    let scratch = TempDir::new().unwrap();
    let said = json(TUTORIAL, scratch.path(), &TRIED);
    let tried = &said["lever_worlds"];
    assert_eq!((&tried["worlds"], &tried["policy"], &tried["lever"]), (&4.into(), &"liaison".into(), &"members.count".into()));
    let settings: Vec<&str> = tried["settings"].as_array().unwrap().iter().map(|own| own.as_str().unwrap()).collect();
    let chosen = tried["chosen"].as_str().unwrap();
    assert!(settings.len() == 3 && settings[0] == "15" && settings[2] == "45" && settings.contains(&chosen), "{settings:?} {chosen}");
    for own in tried["measures"].as_array().unwrap() {
        let measure = own["measure"].as_str().unwrap();
        let holds = own["holds"].as_u64().unwrap();
        for rival in own["rivals"].as_array().unwrap() {
            let number = |key: &str| rival[key].as_u64().unwrap();
            let counts = ["better", "close", "worse"].map(number);
            assert_eq!(counts.iter().sum::<u64>() + number("not_comparable"), 4, "{rival}");
            assert_eq!(counts, counted(scratch.path(), measure, rival["setting"].as_str().unwrap()), "{rival}");
            assert!(holds <= counts[0] + counts[1], "{own}");
        }
        // the gain of the chosen setting over itself is none, and what the means say of the others
        for world in own["each"].as_array().unwrap() {
            let place = settings.iter().position(|own| *own == chosen).unwrap();
            assert_eq!(world["gains"][place], 0.0, "{world}");
            let [means, gains] = ["means", "gains"].map(|key| world[key].as_array().unwrap().clone());
            let sign = if measure == "resolution_time_hours" { 1.0 } else { -1.0 };
            for (mean, gain) in means.iter().zip(&gains) {
                let [mean, own, gain] = [mean, &means[place], gain].map(|value| value.as_f64().unwrap());
                assert!((sign * (mean - own) - gain).abs() < 1e-9, "{world}");
            }
        }
    }
    // whatever else an assumption world has, within it all settings share it
    let design = std::fs::read_to_string(scratch.path().join("worlds/design.csv")).unwrap();
    let rows: Vec<Vec<&str>> = design.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 12);
    for world in rows.chunks(3) {
        assert_eq!([0, 1, 2].map(|row: usize| world[row][1]), [settings[0], settings[1], settings[2]]);
        assert!(world.iter().all(|row| row[2..] == world[0][2..]), "{world:?}");
    }
    assert!(rows.chunks(3).any(|world| world[0][2..] != rows[0][2..]), "all worlds are alike");
}

#[test]
fn worlds_have_the_same_bytes_on_one_thread_and_when_they_are_read_again_and_a_plain_sweep_goes_on_to_them() {
    let scratch = TempDir::new().unwrap();
    let place = |name: &str| scratch.path().join(name);
    let files = ["summary.csv", "report.html", "worlds/lever_worlds.csv", "worlds/summary.csv", "worlds/design.csv", "worlds/report.html"];
    let bytes = |name: &str| files.map(|file| std::fs::read(place(name).join(file)).unwrap());
    sweep(TUTORIAL, &place("two"), &[&TRIED[..], &["--threads", "2"]].concat());
    sweep(TUTORIAL, &place("one"), &[&TRIED[..], &["--threads", "1"]].concat());
    assert!(bytes("one") == bytes("two"), "threads change nothing");
    // the curve first, then its worlds: the curve is not made again
    let plain: Vec<&str> = TRIED.iter().copied().filter(|word| !["--worlds", "4"].contains(word)).collect();
    sweep(TUTORIAL, &place("later"), &plain);
    let before = std::fs::read(place("later").join("summary.csv")).unwrap();
    assert!(!place("later").join("worlds").exists());
    sweep(TUTORIAL, &place("later"), &TRIED);
    assert!(bytes("later") == bytes("two") && bytes("later")[0] == before);
    let mut again = crate::program();
    let done = again.arg("report").arg(place("later")).arg("--quiet").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(bytes("later") == bytes("two"), "read again");
}

#[test]
fn worlds_are_told_in_both_languages_on_terminal_and_page() {
    let scratch = TempDir::new().unwrap();
    for (language, said) in [("en", "of 4 assumption worlds"), ("zh", "在 4 种假设情形中的表现")] {
        let out = scratch.path().join(language);
        let text = sweep(TUTORIAL, &out, &[&TRIED[..], &["--lang", language]].concat());
        let without = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(without(&text).matches(&without(said)).count(), 2, "one for each headline measure: {text}");
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(page.contains(said));
    }
}

#[test]
fn what_the_lever_sets_itself_is_no_assumption_of_the_worlds() {
    let study = Study::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(TUTORIAL), &[]).unwrap().policies(&["liaison"]);
    let factors = |lever: &str, levels: [&str; 3]| {
        let named = vec![format!("{lever}={}", levels.join(","))];
        let design = StudyDesign::Sampled { factors: FactorChoice { named, ..FactorChoice::default() }, sampling: Sampling::Factorial };
        let spec = study.order().sweep_in_worlds(design, false, 4).unwrap();
        let spec = spec.in_worlds(format!("{lever}={}", levels.join(",")), levels[1].to_owned()).unwrap();
        assert_eq!((spec.policies.as_slice(), spec.replications), (&["liaison".to_owned()][..], 10));
        PreparedStudy::new(spec, Arc::clone(study.draft())).unwrap().plan.design.clone().unwrap()
    };
    let assumed: Vec<String> = study.draft().assumed().iter().map(|factor| factor.key().to_owned()).collect();
    let thresholds = factors("escalation.*.wait_limit", ["x0.5", "x1", "x2"]);
    let left: Vec<&String> = assumed.iter().filter(|key| !(key.starts_with("escalation.") && key.ends_with(".wait_limit"))).collect();
    assert_eq!(thresholds.factors[1..].iter().collect::<Vec<_>>(), left);
    assert_eq!(thresholds.points.len(), 12);
    let willing = factors("members.willing", ["0.1", "0.15", "0.3"]);
    assert!(assumed.contains(&"members.willing".to_owned()) && willing.factors.iter().filter(|key| *key == "members.willing").count() == 1);
}

#[test]
fn worlds_of_anything_but_a_lever_are_refused_with_what_helps() {
    let scratch = TempDir::new().unwrap();
    let refused = |more: &[&str]| {
        let mut command = crate::program();
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["sweep", TUTORIAL, "--quiet", "--worlds", "3", "--out"]);
        let output = command.arg(scratch.path().join("refused")).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    for factors in [
        &["demand.homes.rate=0.4/year,0.8/year,1/year"][..],
        &["members.count=15,30"],
        &["members.count=15,30,45", "grids.households=90,175,350"],
    ] {
        let words: Vec<&str> = factors.iter().flat_map(|factor| ["--factor", factor]).collect();
        let said = refused(&words);
        assert!(said.contains("worlds need one numeric lever at three levels or more"), "{said}");
    }
    assert!(refused(&["--factor", "members.count=15,30,45", "--shard", "1/2"]).contains("--shard"));
    assert!(!scratch.path().join("refused").exists());
}

/// Hash of the plan of a sweep of `factors`, or of the file's own, with so many `worlds` behind it.
fn hash(study: &Study, factors: &[&str], worlds: u32) -> String {
    let factors = FactorChoice { named: factors.iter().map(|factor| (*factor).to_owned()).collect(), ..FactorChoice::default() };
    let design = StudyDesign::Sampled { factors, sampling: Sampling::Factorial };
    let spec = study.order().sweep_in_worlds(design, false, worlds).unwrap();
    PreparedStudy::new(spec, Arc::clone(study.draft())).unwrap().plan.identity.hash()
}

/// The page holds the hash of the plan of each study: whoever changes a file, or what it extends, makes the page anew.
#[test]
fn the_page_of_the_levers_is_that_of_the_studies_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/levers.md")).unwrap();
    for name in ["grid_size", "liaison_ratio", "escalation_thresholds", "point_incentives"] {
        let study = Study::read(root.join(format!("scenarios/studies/{name}.toml")), &[]).unwrap();
        let hash = hash(&study, &[], 64);
        let (_, block) = page.split_once(&format!("<!-- begin {name} -->")).unwrap();
        let (block, _) = block.split_once(&format!("<!-- end {name} -->")).unwrap();
        assert!(block.contains(&hash), "docs/levers.md is old: `cargo run --release --example documents -- levers {name}` (plan {hash})");
        // the command and the plan in Xiaolin stand there too: `wangge sweep FILE --policies P --factor 'KEY=VALUES' --replications N`
        let (_, command) = block.split_once("`wangge sweep scenarios/xiaolin.toml --policies ").unwrap_or_else(|| panic!("{name}"));
        let (policy, rest) = command.split_once(" --factor '").unwrap();
        let (factor, rest) = rest.split_once("' --replications ").unwrap();
        let (replications, rest) = rest.split_once('`').unwrap();
        let xiaolin = Study::read(root.join("scenarios/xiaolin.toml"), &[]).unwrap();
        let xiaolin = xiaolin.policies(&[policy]).replications(replications.parse().unwrap());
        let hash = self::hash(&xiaolin, &[factor], 0);
        assert!(
            rest.contains(&hash),
            "docs/levers.md is old: `cargo run --release --example documents -- levers {name}` (Xiaolin is plan {hash})"
        );
    }
}

/// The same of the page of the assumptions: the command that stands there, `wangge sweep FILE --set S --assumed --points N --policies P
/// --baseline B --replications R`, has the plan that stands behind it.
#[test]
fn the_page_of_the_assumptions_is_that_of_the_scenarios_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/sensitivity.md")).unwrap();
    for name in ["tutorial", "xiaolin", "zhongyi", "tongliang", "yangzhou"] {
        let (_, block) = page.split_once(&format!("<!-- begin {name} -->")).unwrap();
        let (block, _) = block.split_once(&format!("<!-- end {name} -->")).unwrap();
        let (command, rest) = block.trim_start().strip_prefix("`wangge sweep ").unwrap().split_once('`').unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let behind = |word: &str| words.iter().position(|own| *own == word).map(|at| words[at + 1]);
        assert_eq!(words[0], format!("scenarios/{name}.toml"));
        let sets: Vec<&str> = behind("--set").into_iter().collect();
        let study = Study::read(root.join(words[0]), &sets).unwrap().policies(&[behind("--policies").unwrap()]);
        let study = study.baseline(behind("--baseline").unwrap()).replications(behind("--replications").unwrap().parse().unwrap());
        let factors = FactorChoice { assumed: true, ..FactorChoice::default() };
        let sampling = Sampling::LatinHypercube(behind("--points").unwrap().parse().unwrap());
        let spec = study.order().sweep(StudyDesign::Sampled { factors, sampling }, false, false).unwrap();
        let hash = PreparedStudy::new(spec, Arc::clone(study.draft())).unwrap().plan.identity.hash();
        assert!(
            rest.contains(&hash),
            "docs/sensitivity.md is old: `cargo run --release --example documents -- sensitivity {name}` (plan {hash})"
        );
    }
}

/// The same of the claims, and that none is without an effect or a reason, nor a rung of a ladder without a claim.
#[test]
#[expect(clippy::too_many_lines, reason = "one page, checked claim by claim")]
fn the_page_of_the_claims_is_that_of_the_scenarios_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (page, claims) = (read("docs/claims.md"), toml::from_str::<toml::Table>(&read("docs/claims.toml")).unwrap());
    let list = |table: &toml::Table, key: &str| -> Vec<toml::Table> {
        let entries = table.get(key).and_then(toml::Value::as_array);
        entries.into_iter().flatten().map(|entry| entry.as_table().unwrap().clone()).collect()
    };
    let text = |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let mut ladders = Vec::new();
    for own in list(&claims, "study") {
        let file = text(&own, "file").unwrap();
        let replications = u32::try_from(own["replications"].as_integer().unwrap()).unwrap();
        let policies: Vec<String> = own
            .get("policies")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
        let study = Study::read(root.join(&file), &[]).unwrap().policies(&policies).replications(replications);
        let study = text(&own, "baseline").map_or_else(|| study.clone(), |baseline| study.baseline(&baseline));
        let is_ladder = text(&own, "kind").unwrap() == "ladder";
        let order = study.order();
        let spec = if is_ladder { order.ladder(CampaignAims::default()) } else { order.compare(CampaignAims::default()) };
        let plan = PreparedStudy::new(spec.unwrap(), Arc::clone(study.draft())).unwrap().plan;
        let hash = plan.identity.hash();
        assert!(page.contains(&hash), "docs/claims.md is old: `cargo run --release --example documents -- claims` ({file} is plan {hash})");
        if is_ladder {
            ladders.push((text(&own, "name").unwrap(), plan.identity.policies[1..plan.shown()].to_vec()));
        }
    }
    let mut measured: Vec<(String, String)> = Vec::new();
    for section in list(&claims, "section") {
        for claim in list(&section, "claim") {
            let says = text(&claim, "says").unwrap();
            let effects = list(&claim, "effects");
            assert!(effects.is_empty() == text(&claim, "not_testable").is_some(), "{says}: an effect or a reason");
            assert!(page.contains(&format!("| {says} |")), "docs/claims.md is old: it lacks `{says}`");
            let study = text(&claim, "study").or_else(|| text(&section, "study")).unwrap_or_default();
            measured.extend(effects.iter().filter_map(|effect| Some((study.clone(), text(effect, "policy")?))));
        }
    }
    for (ladder, rungs) in ladders {
        for rung in rungs {
            assert!(measured.contains(&(ladder.clone(), rung.clone())), "docs/claims.toml has no claim on rung `{rung}` of {ladder}");
        }
    }
    let targets: Vec<String> = list(&claims, "target").iter().map(|target| text(target, "id").unwrap()).collect();
    for number in 1..=18 {
        assert!(targets.contains(&format!("V{number}")), "V{number} is missing");
    }
}
