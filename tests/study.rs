//! A study is a value: commands and programs make the same one, the results folder keeps it, and whoever has the folder needs
//! nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use polars::prelude::{ParquetReader, ParquetWriter, SerReader};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_command::StudyCommand;
use wangge::experiment::study_spec::{CampaignAims, Extreme, FactorChoice, StudyDesign, StudyKind, StudySpec};
use wangge::output::folder::manifest::Manifest;
use wangge::scenario::{CaseSource, Draft};

use crate::places::town_with_buildings;
use crate::results::tables;
use crate::trace;

const CLERKS: &str = "units.counter.staff.clerk.count";

fn wangge_in(folder: &Path, arguments: &[&str]) -> Output {
    crate::program().current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

/// A town with real cases in `town.toml`, which `cases.toml` extends with a title.
fn files_of_cases(folder: &Path) {
    let rows = "case_enquiry_id,open_dt,target_dt,type,department\n1,2015-01-01 00:20:09,2015-01-09 12:00:00,light,PWDx\n\
                2,2015-01-02 10:00:00,,hole,INFO\n3,2015-01-03 10:00:00,,light,PWDx\n4,2015-01-04 11:00:00,,hole,PWDx\n5,nonsense,,hole,PWDx\n";
    let entry = format!("{}\nunread_at_most = 0.5\ncategory_column = \"type\"", trace::ZONE).replace("category_column = \"type\"", "");
    fs::write(folder.join("town.toml"), trace::text(&entry)).unwrap();
    fs::write(folder.join("cases.csv"), rows).unwrap();
    fs::write(
        folder.join("cases.toml"),
        "extends = \"town.toml\"\ntitle = \"Cases of a winter\"\nheadline = [\"resolution_time_hours\"]\n",
    )
    .unwrap();
}

/// A folder with a scenario, and one beside it from which everything is done later.
fn places() -> (TempDir, PathBuf, PathBuf) {
    let scratch = TempDir::new().unwrap();
    let (here, elsewhere) = (scratch.path().join("here"), scratch.path().join("elsewhere"));
    [&here, &elsewhere].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
    (scratch, here, elsewhere)
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn report_and_merge_need_nothing_but_their_folders_and_no_file_of_the_scenario() {
    let (_scratch, here, elsewhere) = places();
    files_of_cases(&here);
    let compare = |out: &str, more: &[&str]| {
        done(&wangge_in(
            &here,
            &[&["compare", "cases.toml", "--replications", "5", "--quiet", "--lang", "zh", "--out", out], more].concat(),
        ));
    };
    compare("whole", &[]);
    for shard in ["1/2", "2/2"] {
        compare(&format!("part-{}", &shard[..1]), &["--shard", shard]);
    }
    let whole = tables(&here.join("whole"));
    let page = |folder: &Path| fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page(&here.join("whole")).contains("Cases of a winter") && page(&here.join("whole")).contains("lang=\"zh"));
    for file in ["town.toml", "cases.toml", "cases.csv"] {
        fs::remove_file(here.join(file)).unwrap();
    }
    let moved = elsewhere.join("moved");
    fs::rename(here.join("whole"), &moved).unwrap();
    fs::remove_file(moved.join("report.html")).unwrap();
    done(&wangge_in(&elsewhere, &["report", "moved"]));
    assert!(tables(&moved) == whole, "made again, files differ");
    done(&wangge_in(&elsewhere, &["merge", "../here/part-2", "../here/part-1", "--out", "merged"]));
    assert!(tables(&elsewhere.join("merged")) == whole, "merged, files differ");
    done(&wangge_in(&elsewhere, &["report", "merged", "--lang", "en"]));
    assert!(page(&elsewhere.join("merged")).contains("lang=\"en"));
    done(&wangge_in(&elsewhere, &["report", "merged"]));
    assert!(page(&elsewhere.join("merged")).contains("lang=\"en"), "the language of before is kept");
    // to make runs the cases are needed
    let study = Manifest::read(&moved).unwrap().unwrap().study.unwrap();
    let missing = Draft::again(&study.scenario, CaseSource::Files).unwrap_err();
    assert!(missing.to_string().contains("cases.csv") && missing.is_file_error(), "{missing}");
    let account = Draft::again(&study.scenario, CaseSource::Account).unwrap();
    assert_eq!((account.scenario().traces[0].rows, account.scenario().traces[0].used), (5, 4));
}

#[test]
fn a_scenario_read_again_from_what_was_kept_is_the_same() {
    let folder = TempDir::new().unwrap();
    let file = town_with_buildings(folder.path());
    let draft = Draft::read(&file, &["replications=3".to_owned()]).unwrap();
    let text = draft.text();
    assert_eq!(text.files.len(), 2, "the file and its buildings");
    let written = serde_json::to_string(&text).unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    let again = Draft::again(&serde_json::from_str(&written).unwrap(), CaseSource::Files).unwrap();
    assert_eq!(again.text(), text);
    assert_eq!((&again.scenario().resolved, again.scenario().replications), (&draft.scenario().resolved, 3));
    assert_eq!(format!("{:?}", again.scenario().settings), format!("{:?}", draft.scenario().settings));
}

/// A study of each kind of the queue, as a program orders it.
fn studies() -> (Study, Vec<(&'static str, StudySpec)>) {
    let queue = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml");
    let study = Study::read(queue, &["horizon=40d", "warm_up=5d"]).unwrap().replications(40).seed(9);
    let order = study.order();
    let choice = FactorChoice { named: vec![format!("{CLERKS}=10..12")], ..FactorChoice::default() };
    let sampled = StudyDesign::Sampled { factors: choice.clone(), sampling: Sampling::LatinHypercube(4) };
    let file = StudyDesign::File { name: "design.csv".to_owned(), text: format!("{CLERKS}\n10\n12\n") };
    let aims = CampaignAims { precision: Some("20%".to_owned()), steady_state: true };
    let all = vec![
        ("run", order.run("one_more", CampaignAims::default())),
        ("precise", order.compare(aims).unwrap()),
        ("selection", order.select("queue_wait_hours", 0.1 + 0.2, false).unwrap()),
        ("sweep", order.sweep(sampled, true, false).unwrap()),
        ("file", order.sweep(file, false, true).unwrap()),
        ("search", order.search(&format!("{CLERKS}=10..12"), "queue_wait_hours <= 0.2", Extreme::Least, false).unwrap()),
        ("morris", order.screen(choice.clone(), 3, 4, 10).unwrap()),
        ("sobol", order.decompose(choice.clone(), 4).unwrap()),
        ("both", order.screen_and_decompose(choice, (3, 4, 10), 4).unwrap()),
    ];
    (study, all)
}

#[test]
fn a_study_written_and_read_is_the_same_study_and_the_same_plan() {
    let (study, all) = studies();
    for (kind, spec) in all {
        let written = serde_json::to_string_pretty(&spec).unwrap();
        let read: StudySpec = serde_json::from_str(&written).unwrap();
        assert_eq!(read, spec, "{kind}");
        let hash = |spec: &StudySpec, draft: Arc<Draft>| PreparedStudy::new(spec.clone(), draft).unwrap().plan.identity.hash();
        let again = Arc::new(Draft::again(&read.scenario, CaseSource::Files).unwrap());
        assert_eq!(hash(&read, again), hash(&spec, Arc::clone(study.draft())), "{kind}");
    }
}

/// The words that ask for those studies: name, command, options.
const COMMANDS: [(&str, &str, &str); 7] = [
    ("run", "run", "--policy one_more"),
    ("precise", "compare", "--precision 20% --steady-state"),
    ("selection", "compare", "--select queue_wait_hours --indifference 0.30000000000000004"),
    ("sweep", "sweep", "--factor units.counter.staff.clerk.count=10..12 --points 4 --equal-budget"),
    ("search", "sweep", "--find units.counter.staff.clerk.count=10..12 --until queue_wait_hours<=0.2"),
    ("morris", "sensitivity", "--method morris --factor units.counter.staff.clerk.count=10..12 --trajectories 3"),
    ("sobol", "sensitivity", "--method sobol --factor units.counter.staff.clerk.count=10..12 --base 4"),
];

#[test]
fn a_command_and_a_program_make_the_same_study() {
    let scratch = TempDir::new().unwrap();
    let (study, all) = studies();
    let same = "--set horizon=40d --set warm_up=5d --seed 9 --replications 40 --quiet --tables-only";
    for (kind, command, words) in COMMANDS {
        let out = scratch.path().join(kind);
        let mut arguments = vec![command, "scenarios/queue.toml", "--out", out.to_str().unwrap()];
        arguments.extend(words.split(' ').chain(same.split(' ')));
        let output = wangge_in(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
        let Some(kept) = Manifest::read(&out).unwrap() else {
            // an equal budget needs a level at which the baseline has its own cost, which such a design does not have
            assert!(kind == "sweep" && said(&output).contains("must hold its own value"), "{kind}: {}", said(&output));
            continue;
        };
        let mut ours = all.iter().find(|(name, _)| *name == kind).unwrap().1.clone();
        let theirs = kept.study.unwrap();
        let plan = PreparedStudy::new(ours.clone(), Arc::clone(study.draft())).unwrap().plan;
        assert_eq!(plan.identity.hash(), kept.plan_hash, "{kind}");
        // the one was named in full, the other from the top of the repository
        ours.scenario.file.clone_from(&theirs.scenario.file);
        ours.scenario.files[0].name.clone_from(&theirs.scenario.files[0].name);
        if let (StudyKind::Search { promise: ours, .. }, StudyKind::Search { promise: theirs, .. }) = (&mut ours.kind, &theirs.kind) {
            theirs.clone_into(ours);
        }
        assert_eq!(theirs, ours, "{kind}");
    }
}

#[test]
fn a_title_that_was_changed_is_taken_and_other_changes_are_refused_or_said() {
    let (_scratch, here, elsewhere) = places();
    files_of_cases(&here);
    done(&wangge_in(&here, &["compare", "cases.toml", "--replications", "3", "--quiet", "--out", "out"]));
    let page = || fs::read_to_string(here.join("out/report.html")).unwrap();
    let text = fs::read_to_string(here.join("cases.toml")).unwrap();
    // where it was
    fs::write(here.join("cases.toml"), text.replace("of a winter", "of the first quarter")).unwrap();
    done(&wangge_in(&here, &["report", "out"]));
    assert!(page().contains("Cases of the first quarter"));
    // and the folder has it from then on
    fs::remove_file(here.join("cases.toml")).unwrap();
    done(&wangge_in(&elsewhere, &["report", "../here/out"]));
    assert!(page().contains("Cases of the first quarter"));
    // from another file
    fs::write(here.join("cases.toml"), text.replace("of a winter", "elsewhere")).unwrap();
    done(&wangge_in(&elsewhere, &["report", "../here/out", "--scenario", "../here/cases.toml"]));
    assert!(page().contains("Cases elsewhere"));
    // other numbers are another plan
    fs::write(here.join("cases.toml"), text + "warm_up = \"1d\"\n").unwrap();
    let noted = wangge_in(&here, &["report", "out"]);
    done(&noted);
    assert!(said(&noted).contains("is another scenario by now"), "{}", said(&noted));
    let refused = wangge_in(&here, &["report", "out", "--scenario", "cases.toml"]);
    assert!(refused.status.code() == Some(4) && said(&refused).contains("another plan"), "{}", said(&refused));
}

#[test]
fn the_folder_of_a_study_in_two_steps_has_a_manifest_at_its_top_and_is_reported_from_anywhere() {
    let (_scratch, here, elsewhere) = places();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml"), here.join("queue.toml")).unwrap();
    let factors = [format!("{CLERKS}=10..13"), "demand.visitors.rate=7/h..9/h".to_owned()];
    let mut arguments = vec!["sensitivity", "queue.toml", "--policies", "base", "--set", "horizon=60d", "--set", "warm_up=10d", "--quiet"];
    factors.iter().for_each(|factor| arguments.extend(["--factor", factor]));
    arguments.extend(["--trajectories", "3", "--base", "4", "--replications", "2", "--lang", "zh", "--out", "both"]);
    done(&wangge_in(&here, &arguments));
    let both = here.join("both");
    let top = manifest(&both);
    assert_eq!(top["steps"], serde_json::json!(["morris", "sobol"]), "{top:#}");
    assert_eq!((&top["language"], &top["study"]["kind"]["two_steps"]["base"]), (&Value::from("zh"), &Value::from(4)));
    let before = (tables(&both.join("morris")), tables(&both.join("sobol")), fs::read(both.join("report.html")).unwrap());
    fs::remove_file(here.join("queue.toml")).unwrap();
    fs::remove_file(both.join("report.html")).unwrap();
    done(&wangge_in(&elsewhere, &["report", "../here/both", "--quiet"]));
    let after = (tables(&both.join("morris")), tables(&both.join("sobol")), fs::read(both.join("report.html")).unwrap());
    assert!(before == after, "made again, files differ");
    assert_eq!(manifest(&both), top);
    // one that cannot be used is refused by its key
    refused(&both, |it| it["version"] = "0.0.1".into(), 4, &["`version` is 0.0.1", "wangge sensitivity"]);
    refused(&both, |it| it["study"]["kind"] = serde_json::json!({ "optimise": {} }), 4, &["`study.kind.optimise`"]);
    refused(&both, |it| it["steps"] = 2.into(), 4, &["`steps`"]);
    refused(&both, |it| drop(it.as_object_mut().unwrap().remove("study")), 4, &["study"]);
    // a result of another command does not go there
    let other =
        wangge_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["run", "scenarios/queue.toml", "--quiet", "--out", both.to_str().unwrap()]);
    assert!(other.status.code() == Some(4) && said(&other).contains("nothing was overwritten"), "{}", said(&other));
    assert_eq!(manifest(&both), top);
}

/// `report` on a folder whose manifest `change` has changed: refused with 4 or 2, and `words` said.
fn refused(folder: &Path, change: impl Fn(&mut Value), code: i32, words: &[&str]) {
    let path = folder.join("manifest.json");
    let before = fs::read(&path).unwrap();
    let mut changed = manifest(folder);
    change(&mut changed);
    fs::write(&path, serde_json::to_vec_pretty(&changed).unwrap()).unwrap();
    report_refused(folder, code, words);
    fs::write(&path, before).unwrap();
}

fn report_refused(folder: &Path, code: i32, words: &[&str]) {
    let output = wangge_in(folder, &["report", ".", "--quiet"]);
    assert_eq!(output.status.code(), Some(code), "{}", said(&output));
    for word in [&["manifest.json"], words].concat() {
        assert!(said(&output).contains(word), "{word:?} in {}", said(&output));
    }
}

#[test]
fn a_manifest_that_cannot_be_used_is_refused_by_file_and_key_with_the_command_that_makes_it_again() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path();
    let command = "compare scenarios/queue.toml --set horizon=40d --replications 2 --quiet --tables-only";
    let mut arguments: Vec<&str> = command.split(' ').collect();
    arguments.extend(["--out", out.to_str().unwrap()]);
    done(&wangge_in(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments));
    let before = tables(out);
    // words that were typed are all that is known of before; of a study its own command
    let typed = format!("wangge {command} --out {}", out.display());
    let queue = "scenarios/queue.toml --set horizon=40d";
    let made =
        format!("`wangge compare {queue} --policies one_more --baseline base --seed 1 --replications 2 --out {} --replace`", out.display());
    // of before there were studies
    refused(out, |it| drop(it.as_object_mut().unwrap().remove("study")), 4, &["`study` is missing", &typed]);
    // of another version
    refused(out, |it| it["plan"]["version"] = "0.0.1".into(), 4, &["`plan.version` is 0.0.1", &made]);
    // of a later one
    refused(out, |it| it["study"]["kind"] = serde_json::json!({ "optimise": {} }), 4, &["`study.kind.optimise`"]);
    refused(out, |it| it["study"]["more"] = 1.into(), 4, &["`study.more`", "more"]);
    refused(out, |it| it["study"]["seed"] = "one".into(), 4, &["`study.seed`"]);
    // a study that its scenario does not allow
    refused(out, |it| it["study"]["policies"] = serde_json::json!(["base", "two_more"]), 2, &["`study.policies`", "two_more", "one_more"]);
    refused(out, |it| it["study"]["policies"] = serde_json::json!(["base"]), 2, &["`study.policies`", "beside the baseline"]);
    refused(out, |it| it["study"]["replications"] = 0.into(), 2, &["`study.replications`", "at least 1"]);
    refused(out, |it| it["study"]["kind"]["compare"]["precision"] = "much".into(), 2, &["`study.kind`", "much"]);
    let broken = |it: &mut Value| {
        it["study"]["scenario"]["file"] = "gone/queue.toml".into();
        it["study"]["scenario"]["files"] = serde_json::json!([{ "name": "gone/queue.toml", "text": "horizon = \"many\"\n" }]);
    };
    refused(out, broken, 2, &["`study.scenario`", "horizon"]);
    // a study and a plan that do not agree
    refused(out, |it| it["study"]["seed"] = 77.into(), 4, &["`study`", "seed 77, not"]);
    // cut short
    let path = out.join("manifest.json");
    let whole = fs::read_to_string(&path).unwrap();
    for (until, key) in
        [("\"machine\": {", "`machine`"), ("\"tables\": [", "`tables"), ("\"policies\": [\n      \"base\"", "`study.policies"), ("{", "")]
    {
        let end = if key.is_empty() { 1 } else { whole.rfind(until).unwrap() + until.len() };
        fs::write(&path, &whole[..end]).unwrap();
        report_refused(out, 4, &["cut short", key]);
    }
    fs::write(&path, &whole).unwrap();
    done(&wangge_in(out, &["report", ".", "--quiet", "--tables-only"]));
    assert!(tables(out) == before, "files differ");
}

/// Takes the column `name` out of the table `file` of a result, as a build of before that column came would have made it.
fn without_column(folder: &Path, file: &str, name: &str) {
    let path = folder.join(file);
    let frame = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
    let mut frame = frame.drop(name).unwrap();
    ParquetWriter::new(fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let bytes = fs::read(&path).unwrap();
    let mut changed = manifest(folder);
    changed["build"] = "0123456789abcdef".into();
    let tables = changed["tables"].as_array_mut().unwrap();
    let entry = tables.iter_mut().find(|table| table["file"] == file).unwrap();
    entry["bytes"] = bytes.len().into();
    entry["sha256"] = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
    fs::write(folder.join("manifest.json"), serde_json::to_vec_pretty(&changed).unwrap()).unwrap();
}

#[test]
fn a_result_made_before_a_measure_came_is_refused_with_the_command_that_makes_it_again() {
    let scratch = TempDir::new().unwrap();
    let out = scratch.path();
    let folder = out.to_str().unwrap();
    let command = ["compare", "scenarios/queue.toml", "--set", "horizon=40d", "--replications", "2", "--quiet", "--tables-only"];
    done(&wangge_in(Path::new(env!("CARGO_MANIFEST_DIR")), &[&command[..], &["--out", folder]].concat()));
    let whole = tables(out);
    for (file, column) in [("runs.parquet", "handling_time_hours"), ("units.parquet", "open_issues")] {
        without_column(out, file, column);
        let files = tables(out);
        for words in [vec!["report", "."], vec!["report", ".", "--lang", "zh"]] {
            let output = wangge_in(out, &words);
            assert_eq!(output.status.code(), Some(4), "{}", said(&output));
            for word in [file, &format!("without the column `{column}`"), "`wangge compare scenarios/queue.toml", "--replace`"] {
                assert!(said(&output).contains(word), "{word:?} in {}", said(&output));
            }
        }
        assert!(tables(out) == files, "a refused result was changed");
        // the command named makes it whole
        let made = said(&wangge_in(out, &["report", "."]));
        let again = made.split('`').find(|part| part.starts_with("wangge compare")).unwrap().to_owned();
        done(&shell(Path::new(env!("CARGO_MANIFEST_DIR")), &format!("{again} --quiet --tables-only")));
        assert!(tables(out) == whole, "made again, files differ");
    }
}

/// What a shell makes of `line`, in `folder`, where `wangge` is the program.
fn shell(folder: &Path, line: &str) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_wangge")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = std::process::Command::new("sh");
    shell.env("LC_ALL", "C").env("PATH", &path).current_dir(folder).args(["-c", line]).output().unwrap()
}

#[test]
fn the_command_of_a_study_asks_for_that_very_study() {
    let scratch = TempDir::new().unwrap();
    fs::write(scratch.path().join("design.csv"), format!("{CLERKS}\n10\n12\n")).unwrap();
    let (study, all) = studies();
    for (kind, spec) in all {
        let hash = PreparedStudy::new(spec.clone(), Arc::clone(study.draft())).unwrap().plan.identity.hash();
        let planned = shell(scratch.path(), &StudyCommand::of(&spec).to_string().replacen("wangge ", "wangge plan --json ", 1));
        done(&planned);
        let plan: Value = serde_json::from_slice(&planned.stdout).unwrap();
        assert_eq!(plan["plan"], hash, "{kind}: {}", StudyCommand::of(&spec));
    }
}

#[test]
fn commands_that_go_on_from_a_study_keep_its_changes_policies_and_seed_and_say_nothing_that_its_file_says() {
    let study = Study::read("scenarios/network.toml", &[]).unwrap();
    let usual = study.order().compare(CampaignAims::default()).unwrap();
    let scenario = study.draft().scenario();
    let all = |study: &StudySpec, scenario| {
        let (sweep, replay) = (StudyCommand::in_assumed_worlds(study, scenario), StudyCommand::side_by_side(study, scenario, "early"));
        [StudyCommand::with_replications(study, scenario, 90), sweep, replay].map(|command| command.to_string())
    };
    let base = format!("--policies {},early", scenario.baseline);
    let file = "scenarios/network.toml";
    let [more, worlds, replay] = all(&usual, scenario);
    assert_eq!(more, format!("wangge compare {file} --replications 90"));
    assert_eq!(worlds, format!("wangge sweep {file} --assumed"));
    assert_eq!(replay, format!("wangge replay {file} {base}"));

    let other = Study::read(file, &["title=\"A town\""]).unwrap().policies(&["early", "late"]).baseline("late").seed(77);
    let spec = other.order().compare(CampaignAims::default()).unwrap();
    let [more, worlds, replay] = all(&spec, other.draft().scenario());
    let changed = format!("{file} --set 'title=\"A town\"'");
    assert_eq!(more, format!("wangge compare {changed} --policies early --baseline late --seed 77 --replications 90"));
    assert_eq!(worlds, format!("wangge sweep {changed} --policies early --baseline late --assumed --seed 77"));
    assert_eq!(replay, format!("wangge replay {changed} --policies late,early --seed 77"));
}

/// A plan in two shards, done as `plan --shards` says and put together in `folder`.
fn in_shards(folder: &Path, command: &str, options: &[&str]) {
    let planned = wangge_in(folder, &[&["plan", "--shards", "2", "--json", command, "queue.toml"], options].concat());
    done(&planned);
    let plan: Value = serde_json::from_slice(&planned.stdout).unwrap();
    let mut folders = Vec::new();
    for shard in plan["shards"].as_array().unwrap() {
        let line = shard["command"].as_str().unwrap();
        done(&shell(folder, line));
        folders.push(line.rsplit_once("--out ").unwrap().1.to_owned());
    }
    done(&wangge_in(folder, &["merge", &folders[1], &folders[0], "--quiet", "--out", "merged"]));
}

#[test]
fn the_commands_of_shards_are_made_of_the_study_and_together_give_the_result_of_the_whole() {
    let clerks = format!("{CLERKS}=10..13");
    let short = ["--set", "horizon=40d", "--set", "warm_up=5d", "--seed", "9"];
    // what is typed in any order and form, with defaults of the file and values that a shell would read
    let cases: [(&str, &[&str]); 6] = [
        ("run", &["--policy=one_more", "--replications=4"]),
        ("compare", &["--set", "title=it's $HOME, \"quoted\"", "--replications", "5", "--baseline", "one_more"]),
        ("sweep", &["--factor", &clerks, "--points", "4", "--policies", "one_more", "--replications", "2", "--details"]),
        ("sweep", &["--design-file", "design.csv", "--replications", "2"]),
        ("sensitivity", &["--method", "morris", "--factor", &clerks, "--trajectories", "3", "--policies", "base"]),
        (
            "sensitivity",
            &["--method", "sobol", "--factor", &clerks, "--factor", "demand.visitors.rate=7/h..9/h", "--only", CLERKS, "--base", "4"],
        ),
    ];
    for (command, own) in cases {
        let scratch = TempDir::new().unwrap();
        let folder = scratch.path();
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml"), folder.join("queue.toml")).unwrap();
        fs::write(folder.join("design.csv"), format!("{CLERKS}\n10\n12\n")).unwrap();
        let options = [&short[..], own].concat();
        done(&wangge_in(folder, &[&[command, "queue.toml", "--quiet", "--out", "whole"], &options[..]].concat()));
        in_shards(folder, command, &options);
        assert!(tables(&folder.join("merged")) == tables(&folder.join("whole")), "{command} {own:?}: files differ");
        assert_eq!(manifest(&folder.join("merged"))["study"], manifest(&folder.join("whole"))["study"], "{command} {own:?}");
    }
}

#[test]
fn a_plan_that_no_shard_can_do_a_part_of_is_refused_before_its_commands_are_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let clerks = format!("{CLERKS}=10..12");
    let cases: [(&str, &[&str]); 5] = [
        ("--precision", &["run", "scenarios/queue.toml", "--precision", "5%"]),
        ("--steady-state", &["run", "scenarios/queue.toml", "--steady-state"]),
        ("--select", &["compare", "scenarios/queue.toml", "--select", "queue_wait_hours", "--indifference", "0.1"]),
        ("--find", &["sweep", "scenarios/queue.toml", "--find", &clerks, "--until", "queue_wait_hours <= 0.2"]),
        ("two steps", &["sensitivity", "scenarios/queue.toml", "--factor", &clerks]),
    ];
    for (option, command) in cases {
        let output = wangge_in(folder, &[&["plan", "--shards", "2"], command].concat());
        assert!(output.status.code() == Some(2) && output.stdout.is_empty() && said(&output).contains(option), "{}", said(&output));
    }
}
