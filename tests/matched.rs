//! The same issue under two policies: every issue of one event log is in the other, what is told of matched issues is what the
//! logs say, and a policy that touches one community touches no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use jiff::Timestamp;
use polars::prelude::DataFrame;
use serde_json::Value;
use tempfile::TempDir;
use wangge::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use wangge::experiment::study::Study;
use wangge::measure::matching::MatchedGroup;
use wangge::output::tables::schema::{MATCHED_FILE, MATCHED_RUNS_FILE};

use super::results::{table, tables};
use super::town::{VISITS, text};

/// Two towns of one village each that share no unit and nobody, and policies: one that changes nothing, one that lets east have
/// a second worker, one with another finding of issues, and one with slow workers.
const POLICIES: &str = r#"
[[demand]]
name = "street"
at = "public_space"
rate = "8/year"
categories = { lamp = 1.0 }
clusters = { probability = 0.3, mean_size = 3.0, within = "3d" }
[policies.same]
title = "Nothing else"
[policies.east]
title = "A second worker in the east"
interventions = [{ at = 2024-01-02, unit = "east/village/grid-1", role = "worker", add = 1 }]
[policies.told]
title = "Residents tell everything"
discovery.reporting = 1.0
[policies.slow]
title = "Everybody works at six tenths of the speed"
roles.worker.speed = 0.6
"#;

/// The scenario in `folder`.
fn scenario(folder: &Path) -> PathBuf {
    let row = |number: usize, name: &str, at: usize| format!("{name},village,b{at},{},{},10", 100 * at, 5_000 * number);
    let rows = ["east", "west"].iter().enumerate().flat_map(|(number, name)| (0..4).map(move |at| row(number, name, at)));
    let lines: Vec<String> = std::iter::once("town,community,building,x,y,households".to_owned()).chain(rows).collect();
    fs::write(folder.join("places.csv"), lines.join("\n")).unwrap();
    let text = text(&format!("{VISITS}\n{POLICIES}"))
        .replace("households = 40\nhouseholds_per_building = 10\nbuilding_spacing = \"100m\"\n", "file = \"places.csv\"\n")
        .replace("reporting = 1.0", "reporting = 0.7")
        .replace("delay = \"1000d\"", "delay = { exponential = { mean = \"1d\" } }")
        .replace("work = \"1h\"", "work = { exponential = { mean = \"14h\" } }\nrecurs = { probability = 0.2, after = \"2d\" }")
        .replace("discovery.reporting = 0.7", "discovery.reporting = 1.0")
        .replace("count = 4\n", "households_per_member = 10\n")
        .replace("total = 1 ", "count = 1 ");
    let path = folder.join("towns.toml");
    fs::write(&path, text).unwrap();
    path
}

fn compare(file: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = crate::program();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("compare").arg(file).args(["--quiet", "--out"]).arg(out).args(more);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn wangge(arguments: &[&str]) {
    let output = crate::program().args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn texts(table: &DataFrame, name: &str) -> Vec<String> {
    table.column(name).unwrap().str().unwrap().iter().map(|text| text.unwrap_or_default().to_owned()).collect()
}

fn counts(table: &DataFrame, name: &str) -> Vec<u32> {
    table.column(name).unwrap().u32().unwrap().into_no_null_iter().collect()
}

/// What a log says of one issue: instants in seconds.
#[derive(Clone, Debug, Default)]
struct Story {
    category: String,
    place: String,
    severity: u32,
    needs: String,
    occurred: i64,
    known: Option<i64>,
    fixed: Option<i64>,
}

/// By replication and issue.
fn stories(out: &Path, policy: &str) -> BTreeMap<(u32, String), Story> {
    let log = table(&out.join("events").join(format!("{policy}.parquet")));
    let (replication, severity) = (counts(&log, "replication"), counts(&log, "severity"));
    let [issue, activity, time, category, place, needs] =
        ["issue", "activity", "time", "category", "place", "needs"].map(|name| texts(&log, name));
    let mut stories: BTreeMap<(u32, String), Story> = BTreeMap::new();
    for row in 0..log.height() {
        let at = time[row].parse::<Timestamp>().unwrap().as_second();
        let story = stories.entry((replication[row], issue[row].clone())).or_default();
        match activity[row].as_str() {
            "occurred" => {
                assert_eq!(story.occurred, 0, "{} occurs twice", issue[row]);
                let (category, place, needs) = (category[row].clone(), place[row].clone(), needs[row].clone());
                *story = Story { category, place, severity: severity[row], needs, occurred: at, ..Story::default() };
            }
            "became_known" => story.known = story.known.or(Some(at)),
            "fixed" => story.fixed = Some(at),
            _ => {}
        }
    }
    stories
}

/// Whether the key is that of a recurrence.
fn is_recurrence(issue: &str) -> bool {
    issue.split_once('#').unwrap().1.contains('r')
}

const START: &str = "2024-01-01T00:00:00Z";
const DAY: i64 = 86_400;
const FOLLOW_UP: i64 = 20 * DAY;

/// One row of `matched.parquet`, worked out from two logs: issues; sooner, same, later, only the policy, only the baseline;
/// seconds sooner and later; known under both, seconds of handling.
type Worked = (u64, [u64; 5], [i64; 2], u64, i64);

fn worked(
    before: &BTreeMap<(u32, String), Story>,
    after: &BTreeMap<(u32, String), Story>,
    run: u32,
    is_of: impl Fn(&Story) -> bool,
) -> Worked {
    let start = START.parse::<Timestamp>().unwrap().as_second();
    let (window, horizon) = (start..start + 60 * DAY, start + 80 * DAY);
    let (mut issues, mut ways, mut seconds, mut known, mut handling) = (0, [0; 5], [0; 2], 0, 0);
    for ((replication, issue), one) in before {
        if *replication != run || is_recurrence(issue) || !window.contains(&one.occurred) || !is_of(one) {
            continue;
        }
        let other = &after[&(run, issue.clone())];
        issues += 1;
        let solved = |story: &Story| story.fixed.filter(|fixed| fixed - story.occurred <= FOLLOW_UP);
        match (solved(one), solved(other)) {
            (Some(one), Some(other)) if other == one => ways[1] += 1,
            (Some(one), Some(other)) => {
                ways[if other < one { 0 } else { 2 }] += 1;
                seconds[usize::from(other > one)] += (other - one).abs();
            }
            (None, Some(_)) => ways[3] += 1,
            (Some(_), None) => ways[4] += 1,
            (None, None) => {}
        }
        let clock = |story: &Story| {
            let known = story.known.filter(|known| known - story.occurred <= FOLLOW_UP && known + FOLLOW_UP <= horizon)?;
            Some(story.fixed.map_or(FOLLOW_UP, |fixed| (fixed - known).min(FOLLOW_UP)))
        };
        if let (Some(one), Some(other)) = (clock(one), clock(other)) {
            known += 1;
            handling += other - one;
        }
    }
    (issues, ways, seconds, known, handling)
}

/// A row of `matched.parquet`: policy, replication, kind and group, and what was counted.
type Told = (String, u32, (String, String), Worked);

fn told(out: &Path) -> Vec<Told> {
    let rows = table(&out.join(MATCHED_RUNS_FILE));
    let [policy, kind, group] = ["policy", "kind", "group"].map(|name| texts(&rows, name));
    let replication = counts(&rows, "replication");
    let whole = |name: &str| -> Vec<u64> { rows.column(name).unwrap().u64().unwrap().into_no_null_iter().collect() };
    let ways = ["sooner", "same", "later", "only_policy", "only_baseline"].map(whole);
    let seconds = ["sooner_seconds", "later_seconds"].map(whole);
    let (counted, known) = (whole("issues"), whole("known_under_both"));
    let handling: Vec<i64> = rows.column("handling_difference_seconds").unwrap().i64().unwrap().into_no_null_iter().collect();
    let row = |row: usize| {
        let signed = seconds.each_ref().map(|way| i64::try_from(way[row]).unwrap());
        let worked = (counted[row], ways.each_ref().map(|way| way[row]), signed, known[row], handling[row]);
        (policy[row].clone(), replication[row], (kind[row].clone(), group[row].clone()), worked)
    };
    (0..rows.height()).map(row).collect()
}

#[test]
fn every_issue_of_one_log_is_in_the_other_and_matched_issues_are_what_both_logs_say() {
    let scratch = TempDir::new().unwrap();
    let (file, out) = (scenario(scratch.path()), scratch.path().join("out"));
    compare(&file, &out, &["--replications", "3", "--events", "--tables-only", "--threads", "2"]);
    let before = stories(&out, "base");
    let first = |stories: &BTreeMap<(u32, String), Story>| -> BTreeSet<(u32, String)> {
        stories.keys().filter(|(_, issue)| !is_recurrence(issue)).cloned().collect()
    };
    let issues: BTreeSet<&str> = before.keys().map(|(_, issue)| issue.as_str()).collect();
    assert!(issues.contains("homes/east/village#0") && issues.contains("street/west/village#3"), "{issues:?}");
    assert!(issues.iter().any(|issue| issue.contains(".2")) && issues.iter().any(|issue| issue.ends_with("r1")), "{issues:?}");
    let rows = told(&out);
    let mut seen = [0; 5];
    for name in ["same", "east", "told", "slow"] {
        let after = stories(&out, name);
        assert_eq!(first(&before), first(&after), "{name}");
        for (key, story) in before.iter().filter(|((_, issue), _)| !is_recurrence(issue)) {
            let of = |story: &Story| (story.occurred, story.category.clone(), story.place.clone(), story.severity, story.needs.clone());
            assert_eq!(of(story), of(&after[key]), "{key:?}");
        }
        for (_, run, (kind, group), found) in rows.iter().filter(|(policy, ..)| policy == name) {
            let is_of = |story: &Story| match kind.as_str() {
                "place" => true,
                "community" => story.place.starts_with(&format!("{group}/")),
                "housing" => !story.place.is_empty(),
                _ => story.category == *group,
            };
            assert_eq!(*found, worked(&before, &after, *run, is_of), "{name} {run} {kind} {group}");
            (0..5).for_each(|way| seen[way] += found.1[way]);
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "every way is gone by some issue: {seen:?}");
    assert!(rows.iter().all(|(policy, ..)| policy != "base"));
    let groups: BTreeSet<(&str, &str)> = rows.iter().map(|(_, _, (kind, group), _)| (kind.as_str(), group.as_str())).collect();
    let communities = [("community", "east/village"), ("community", "west/village")];
    let others = [("category", "lamp"), ("category", "leak"), ("housing", "all"), ("place", "all")];
    assert_eq!(groups, communities.into_iter().chain(others).collect());
}

fn mean(estimates: &[MatchedEstimate], policy: usize, measure: MatchedMeasure, group: MatchedGroup) -> Option<f64> {
    let is_it = |row: &&MatchedEstimate| row.policy == policy && row.measure == measure && row.group == group;
    estimates.iter().find(is_it).unwrap_or_else(|| panic!("no {measure:?} of {group:?}")).mean
}

#[test]
fn a_policy_that_changes_nothing_solves_all_at_the_same_second_and_one_in_one_community_changes_no_other() {
    let scratch = TempDir::new().unwrap();
    let study = Study::read(scenario(scratch.path()), &[]).unwrap().replications(4);
    let comparison = study.policies(&["base", "same", "east", "told"]).compare().unwrap();
    let rows = &comparison.matched;
    let of = |policy, measure, group| mean(rows, policy, measure, group).unwrap();
    let changed = [MatchedMeasure::Sooner, MatchedMeasure::Later, MatchedMeasure::OnlyPolicy, MatchedMeasure::OnlyBaseline];
    let (all, [east, west]) = (MatchedGroup::All, [0, 1].map(MatchedGroup::Community));
    for (policy, group) in [(1, all), (2, west)] {
        assert!(changed.iter().all(|measure| of(policy, *measure, group) == 0.0), "{policy} {group:?}");
        assert!(of(policy, MatchedMeasure::Same, group) > 0.5);
        assert!((of(policy, MatchedMeasure::Same, group) + of(policy, MatchedMeasure::Neither, group) - 1.0).abs() < 1e-12);
        assert_eq!(of(policy, MatchedMeasure::HandlingHours, group), 0.0);
    }
    assert!(of(2, MatchedMeasure::Sooner, east) > 0.1, "a second worker makes it faster");
    assert!(of(2, MatchedMeasure::HandlingHours, east) < 0.0);
    let groups: BTreeSet<(usize, MatchedGroup)> = rows.iter().map(|row| (row.policy, row.group)).collect();
    for (policy, group) in groups {
        let sum: f64 = MatchedMeasure::SHARES.iter().map(|measure| of(policy, *measure, group)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{policy} {group:?}: {sum}");
    }
}

#[test]
fn matched_issues_are_the_same_on_any_threads_in_shards_and_read_again() {
    let scratch = TempDir::new().unwrap();
    let file = scenario(scratch.path());
    let path = |name: &str| scratch.path().join(name);
    let words = |name: &str| path(name).to_str().unwrap().to_owned();
    let whole = compare(&file, &path("whole"), &["--replications", "7", "--threads", "1", "--json"]);
    let other = compare(&file, &path("other"), &["--replications", "7", "--threads", "3", "--json"]);
    for shard in ["1", "2"] {
        compare(&file, &path(shard), &["--replications", "7", "--shard", &format!("{shard}/2")]);
        assert!(path(shard).join(MATCHED_RUNS_FILE).exists() && !path(shard).join(MATCHED_FILE).exists());
    }
    wangge(&["merge", &words("1"), &words("2"), "--out", &words("merged")]);
    let expected = tables(&path("whole"));
    assert!(expected.contains_key(Path::new(MATCHED_FILE)) && expected.contains_key(Path::new(MATCHED_RUNS_FILE)));
    for name in ["other", "merged"] {
        assert!(tables(&path(name)) == expected, "{name} differs");
    }
    fs::remove_file(path("whole").join("report.html")).unwrap();
    wangge(&["report", &words("whole")]);
    assert!(tables(&path("whole")) == expected, "what is read again differs");
    let [whole, other] = [whole, other].map(|output| serde_json::from_slice::<Value>(&output.stdout).unwrap());
    assert_eq!(whole["matched_issues"], other["matched_issues"]);
    told_the_same(&path("whole"), &whole);
}

/// JSON, table and report say the same of matched issues.
fn told_the_same(out: &Path, json: &Value) {
    let csv = fs::read_to_string(out.join(MATCHED_FILE)).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("scenario,policy,baseline,measure,kind,group,unit,estimate,low,high,n"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let estimates = json["matched_issues"]["estimates"].as_array().unwrap();
    assert_eq!(rows.len(), estimates.len());
    for (row, estimate) in rows.iter().zip(estimates) {
        let names = ["policy", "baseline", "measure", "kind", "group", "unit"].map(|name| estimate[name].as_str().unwrap());
        assert_eq!(row[1..7], names);
        // reading JSON may be off by the last bit
        match (row[7].parse::<f64>().ok(), estimate["estimate"].as_f64()) {
            (Some(cell), Some(number)) => assert!((cell - number).abs() <= 1e-12 * cell.abs(), "{row:?}: {number}"),
            cells => assert_eq!(cells, (None, None), "{row:?}"),
        }
    }
    let said: Vec<&str> = json["matched_issues"]["said"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let same = "Of 100 issues, “Nothing else” against base: 0 are solved sooner, ";
    assert!(said.len() == 8 && said[0].starts_with(same) && said[0].contains(" 0 later, 0 only with it, 0 only without it, "), "{said:?}");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let (_, section) = page.split_once("<div id=\"matched\">").unwrap();
    let section = section.split_once("</section>").unwrap().0;
    assert!(page.contains(said[0]) && section.contains("east/village"));
}
