//! Ladders: each rung against the one before it, each step alone on the foot, and the last rung without each step, in one
//! campaign; and what the policies of a file must be to make one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use wangge::experiment::analysis::comparison::Comparison;
use wangge::experiment::ladder_steps::rungs;
use wangge::experiment::readings::of_ladder::{StepMeasure, StepPlace};
use wangge::experiment::study::Study;
use wangge::output::charts::chart::{Figure, Frame};
use wangge::output::charts::time_account::{AccountBar, AccountPiece};
use wangge::output::charts::waterfall::{WaterfallInput, waterfall};
use wangge::output::language::message::Language;
use wangge::output::language::names::Titles;
use wangge::scenario::read;
use wangge::statistics::estimate::Interval;
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::chains::VILLAGE;

/// Three steps: more people, faster work, a role that only the second step brings to the office.
const STEPS: &str = r#"
[policies.people]
units = [{ name = "grid", staff = [{ role = "worker", count = 2 }] }]

[policies.skill]
after = "people"
categories = [{ name = "leak", success = 0.95 }]

[policies.honest]
after = "skill"
closing.off = true
"#;

const TIME: StepMeasure = StepMeasure::Of(Measure::ResolutionTime);

fn with_file<T>(policies: &str, act: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.toml");
    std::fs::write(&path, format!("{VILLAGE}{policies}")).unwrap();
    act(&path)
}

fn climbed(policies: &str, replications: u32) -> Comparison {
    with_file(policies, |path| Study::read(path.to_str().unwrap(), &[]).unwrap().replications(replications).ladder().unwrap())
}

fn compared(policies: &str, replications: u32, baseline: &str) -> Comparison {
    with_file(policies, |path| {
        Study::read(path.to_str().unwrap(), &[&format!("baseline={baseline}")]).unwrap().replications(replications).compare().unwrap()
    })
}

fn mean(comparison: &Comparison, policy: usize, measure: Measure) -> f64 {
    comparison.estimate(policy, Key::of_place(measure)).unwrap().mean.unwrap()
}

#[test]
fn every_policy_is_compared_with_the_one_that_its_question_asks_for() {
    let ladder = climbed(STEPS, 4);
    let pairs: Vec<(&str, &str)> =
        (1..ladder.identity.policies.len()).map(|policy| (ladder.identity.policies[policy].as_str(), ladder.baseline_of(policy))).collect();
    let expected = [
        ("people", "base"),
        ("skill", "people"),
        ("honest", "skill"),
        ("skill.alone", "base"),
        ("honest.alone", "base"),
        ("people.left_out", "honest"),
        ("skill.left_out", "honest"),
    ];
    assert_eq!(pairs, expected);
    assert_eq!(ladder.judged(), 1..4);
    assert_eq!(ladder.family.size, 3 * ladder.headline.len(), "the family of verdicts is the steps");
    for (policy, row) in ladder.differences.iter().flatten().map(|row| (row.policy, row)) {
        assert_eq!(row.baseline, ladder.against(policy));
        assert!(row.verdict.is_none() || ladder.judged().contains(&policy), "{}", ladder.policy(row));
    }
}

#[test]
fn the_steps_add_up_to_the_last_rung_against_the_foot() {
    let ladder = climbed(STEPS, 6);
    let steps: f64 = (1..=3).map(|rung| ladder.effect(rung, StepPlace::InPlace, TIME).unwrap().mean).sum();
    let together = ladder.effect_together(Measure::ResolutionTime).unwrap();
    assert!((steps - together.mean).abs() < 1e-9, "{steps} and {}", together.mean);
    let difference = mean(&ladder, 3, Measure::ResolutionTime) - mean(&ladder, 0, Measure::ResolutionTime);
    assert!((together.mean - difference).abs() < 1e-9, "the same residents under every rung");
    let parts: f64 = Measure::TIME_ACCOUNT.iter().filter_map(|part| ladder.effect_together(*part)).map(|part| part.mean).sum();
    assert!((parts - together.mean).abs() < 1e-6, "the parts of the time account add up to the step");
}

#[test]
fn a_step_alone_and_left_out_is_the_same_as_the_policies_written_by_hand() {
    let ladder = climbed(STEPS, 4);
    let by_hand = format!(
        "{STEPS}\n[policies.only_skill]\ncategories = [{{ name = \"leak\", success = 0.95 }}]\n\
         [policies.no_skill]\nunits = [{{ name = \"grid\", staff = [{{ role = \"worker\", count = 2 }}] }}]\nclosing.off = true\n"
    );
    let written = compared(&by_hand, 4, "base");
    let of = |policy: &str| written.of(policy, Measure::ResolutionTime).unwrap();
    let alone = ladder.effect(2, StepPlace::Alone, TIME).unwrap();
    assert_eq!(Some(alone.mean), of("only_skill").mean);
    let left_out = ladder.effect(2, StepPlace::LeftOut, TIME).unwrap();
    let from_last = compared(&by_hand, 4, "honest");
    assert_eq!(Some(left_out.mean), from_last.of("no_skill", Measure::ResolutionTime).unwrap().mean);
    let first = ladder.effect(1, StepPlace::Alone, TIME);
    assert_eq!(first, ladder.effect(1, StepPlace::InPlace, TIME), "the first step stands alone on the foot");
    let last = ladder.effect(3, StepPlace::LeftOut, TIME).unwrap();
    assert_eq!(last, ladder.effect(3, StepPlace::InPlace, TIME).unwrap().turned(), "without the last step there is the rung before");
}

#[test]
fn a_step_that_needs_an_earlier_one_is_shown_with_the_reason() {
    let needs = r#"
[policies.helpers]
roles.helper = { calendar = "always" }

[policies.helped]
after = "helpers"
units = [{ name = "grid", staff = [{ role = "helper", count = 2 }] }]
"#;
    let ladder = climbed(needs, 2);
    assert_eq!(ladder.identity.policies, ["base", "helpers", "helped"]);
    let reason = ladder.step_refused(2, StepPlace::Alone).unwrap();
    assert!(reason.contains("there is no role `helper`"), "{reason}");
    assert!(ladder.step_refused(1, StepPlace::LeftOut).is_some());
    assert_eq!(ladder.effect(2, StepPlace::Alone, TIME), None);
    assert!(ladder.effect(2, StepPlace::InPlace, TIME).is_some());
}

#[test]
fn policies_that_are_no_single_chain_are_refused_with_those_that_are() {
    let refused = |policies: &str, named: &[&str], baseline: Option<&str>| {
        let scenario = with_file(policies, |path| read(path, &[])).unwrap();
        let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        rungs(&scenario, &named, baseline).map_err(|error| error.to_string())
    };
    assert_eq!(refused(STEPS, &[], None).unwrap(), ["base", "people", "skill", "honest"]);
    assert_eq!(refused(STEPS, &["honest", "people"], None).unwrap(), ["base", "people", "honest"], "in the order of the chain");
    assert_eq!(refused(STEPS, &[], Some("people")).unwrap(), ["people", "skill", "honest"]);
    let below = refused(STEPS, &[], Some("skill")).unwrap_err();
    assert!(below.contains("`people` is not on the way from `skill` to `honest`"), "{below}");
    assert_eq!(refused(STEPS, &["honest", "skill"], Some("people")).unwrap(), ["people", "skill", "honest"]);
    let branch = format!("{STEPS}\n[policies.other]\nafter = \"people\"\nclosing.falsely = 0.1\n");
    let message = refused(&branch, &[], None).unwrap_err();
    assert!(message.contains("`other` is not on the way from `base` to `honest`"), "{message}");
    assert!(message.contains("--policies people,skill,honest"), "{message}");
    let unlinked = refused("[policies.a]\nclosing.off = true\n[policies.b]\nclosing.falsely = 0.1\n", &[], None).unwrap_err();
    assert!(unlinked.contains("is not on the way"), "{unlinked}");
    assert!(refused(STEPS, &["skil"], None).unwrap_err().contains("did you mean \"skill\"?"));
}

/// `wangge compare FILE --ladder` with further arguments, into a folder.
fn command(file: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command.arg("compare").arg(file).args(["--ladder", "--quiet", "--tables-only", "--out"]).arg(out).args(more);
    command.output().unwrap()
}

#[test]
fn a_ladder_in_two_shards_and_merged_has_the_bytes_of_the_whole() {
    with_file(STEPS, |path| {
        let folder = path.parent().unwrap();
        let place = |name: &str| folder.join(name);
        let whole = command(path, &place("whole"), &["--replications", "4", "--json"]);
        assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
        let told: serde_json::Value = serde_json::from_slice(&whole.stdout).unwrap();
        assert_eq!(told["ladder"]["foot"], "base");
        assert_eq!(told["ladder"]["steps"][1]["policy"], "skill");
        assert!(told["ladder"]["steps"][1]["measures"]["resolution_time_hours"]["alone"]["difference"].is_number());
        for shard in ["1/2", "2/2"] {
            let out = place(&format!("shard-{}", &shard[..1]));
            assert!(command(path, &out, &["--replications", "4", "--shard", shard]).status.success());
        }
        let mut merge = Command::new(env!("CARGO_BIN_EXE_wangge"));
        merge.arg("merge").args([place("shard-1"), place("shard-2")]).arg("--out").arg(place("merged")).args(["--quiet", "--tables-only"]);
        assert!(merge.output().unwrap().status.success());
        for file in ["summary.csv", "comparisons.csv", "runs.parquet", "matched.csv"] {
            let bytes = |folder: &str| std::fs::read(place(folder).join(file)).unwrap();
            assert!(bytes("whole") == bytes("merged"), "{file}");
        }
        let rows = std::fs::read_to_string(place("whole").join("comparisons.csv")).unwrap();
        for (policy, baseline) in [("skill", "people"), ("skill.alone", "base"), ("skill.left_out", "honest"), ("honest", "base")] {
            assert!(rows.contains(&format!(",{policy},{baseline},")), "{policy} against {baseline}");
        }
    });
}

#[test]
fn a_policy_that_branches_off_stands_beside_the_ladder_unless_it_is_named() {
    let scenario = wangge::scenario::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/yangzhou.toml"), &[]).unwrap();
    let rungs = |policies: &[&str]| {
        let policies: Vec<String> = policies.iter().map(|policy| (*policy).to_owned()).collect();
        wangge::experiment::ladder_steps::rungs(&scenario, &policies, None)
    };
    assert_eq!(rungs(&[]).unwrap(), ["basket", "entry_rule", "standards", "one_system", "one_answer", "delegated"]);
    assert_eq!(rungs(&["basket_and_silence"]).unwrap(), ["basket", "basket_and_silence"]);
    let said = rungs(&["entry_rule", "standards", "basket_and_silence"]).unwrap_err().to_string();
    assert!(said.contains("`basket_and_silence` is not on the way"), "{said}");
}

#[test]
fn a_file_whose_policies_are_no_ladder_is_refused_with_what_to_write() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/office.toml");
    let folder = tempfile::tempdir().unwrap();
    let refused = command(&file, folder.path(), &[]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("make no single ladder") && said.contains("after = "), "{said}");
}

/// What the made-up chart says of the runs behind it.
fn frame(language: Language) -> Frame {
    Frame {
        language,
        scenario: "made-up".into(),
        replications: 30,
        level: 0.95,
        seed: 1,
        plan_hash: "0123456789abcdef".into(),
        titles: Titles::default(),
    }
}

/// A waterfall of ten rungs, as the report draws it.
pub fn drawn(language: Language) -> Figure {
    waterfall(&ten_rungs(), &frame(language)).unwrap()
}

/// Ten rungs, some of which add and some take.
fn ten_rungs() -> WaterfallInput {
    let piece = |mean: f64| AccountPiece { difference: Some(mean), interval: Some(Interval { low: mean - 0.1, high: mean + 0.1 }) };
    let bar = |rung: u8| AccountBar {
        policy: format!("mechanism_number_{rung}"),
        whole: piece(-1.0 + f64::from(rung % 3)),
        pieces: vec![piece(-2.0), piece(1.0 + f64::from(rung % 3))],
    };
    WaterfallInput {
        ends: ["foot".into(), "mechanism_number_10".into()],
        whole: "time of an issue".into(),
        unit: "days".into(),
        parts: vec!["undiscovered".into(), "in queues".into()],
        start: Some(30.0),
        steps: (1..=10).map(bar).collect(),
        together: Some(AccountBar { policy: "all steps".into(), whole: piece(1.0), pieces: vec![piece(-20.0), piece(21.0)] }),
    }
}

#[test]
fn a_waterfall_of_ten_rungs_names_each_and_begins_each_where_the_one_before_it_ends() {
    for language in [Language::English, Language::Chinese] {
        let figure = drawn(language);
        assert!((1..=10).all(|rung| figure.svg.contains(&format!("mechanism_number_{rung}<"))));
        assert_eq!(figure.svg, drawn(language).svg);
        assert!(figure.png().unwrap().len() > 1_000);
        // the whole and two parts of eleven rows, and the heading
        assert_eq!(figure.csv.lines().count(), 1 + 3 * 11, "{}", figure.csv);
        let of_whole: Vec<Vec<&str>> =
            figure.csv.lines().skip(1).filter(|line| line.starts_with("time of")).map(|line| line.split(',').collect()).collect();
        for pair in of_whole[..10].windows(2) {
            assert_eq!(pair[0][5], pair[1][4], "where one ends the next begins");
        }
        assert_eq!((of_whole[0][4], of_whole[10][4]), ("30.0", "30.0"));
    }
}
