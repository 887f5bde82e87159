//! Causes: hot spots move issues between buildings and leave the total alone, and one fix ends all that have its cause, wherever
//! they are.

use std::collections::{BTreeMap, BTreeSet};

use wangge::experiment::design::plan::Plan;
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::measure::Measure;
use wangge::units::{PersonId, SimTime, UnitId};
use wangge::world::{IssueKey, Origin};

use super::event_log::{log_of, run_into, texts};
use super::place::{logged, once, value};
use super::towns::{base, read_text};

/// A village of 40 households in 4 buildings. Whatever occurs is known to the grid at once; every occurrence begins a cluster.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "200d"
follow_up = "20d"
replications = 2
levels = ["grid", "village"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[calendars.day]
weekly = { weekdays = ["09:00-12:00", "13:00-17:00"] }
[roles.worker]
[roles.cadre]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "village"
staff = [{ role = "worker", count = 1 }]
[[units]]
name = "village"
level = "village"
per = "community"
staff = [{ role = "cadre", count = 1 }]
[[categories]]
name = "leak"
work = "2h"
one_fix = true
[[categories]]
name = "lamp"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "4/year"
categories = { leak = 0.8, lamp = 0.2 }
clusters = { probability = 1.0, mean_size = 5, within = "3h" }
[discovery]
reporting = 1.0
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
channels = { desk = { level = "grid" } }
delay = "0s"
"#;

fn town(extra: &str, sets: &[&str]) -> Setting {
    base(&format!("{TOWN}{extra}\n"), sets)
}

/// The town whose leaks one fix ends.
pub fn one_fix() -> Setting {
    town("", &[])
}

fn cluster(row: &EventRow) -> (u32, u32) {
    (row.key.source, row.key.number)
}

/// What a fix ends: the others of its cluster that have occurred and are still there.
#[derive(Clone, Debug, Default)]
struct Open {
    there: BTreeSet<u32>,
}

/// Checks on the log of a run that every fix of a leak ends all others of its cluster at that second, at the unit and by the person of
/// the first, and that nothing else ends so; how many ended, and how many of them some unit had.
#[track_caller]
fn one_fix_ends_all(rows: &[EventRow]) -> (usize, usize) {
    let mut clusters: BTreeMap<(u32, u32), Open> = BTreeMap::new();
    let mut expected: BTreeMap<u32, (SimTime, UnitId, Option<PersonId>)> = BTreeMap::new();
    let (mut ended, mut closed) = (0, 0);
    for row in rows {
        assert!(row.in_cluster, "every occurrence begins a cluster");
        let open = clusters.entry(cluster(row)).or_default();
        match row.activity {
            Activity::Occurred => drop(open.there.insert(row.case)),
            Activity::SelfResolved => drop(open.there.remove(&row.case)),
            Activity::Fixed => {
                assert!(open.there.remove(&row.case), "case {} was there", row.case);
                if row.category.index() == 0 {
                    let others = std::mem::take(&mut open.there);
                    expected.extend(others.into_iter().map(|case| (case, (row.at, row.unit, row.person))));
                }
            }
            Activity::FixedWithCause => {
                assert_eq!(expected.remove(&row.case), Some((row.at, row.unit, row.person)), "case {}", row.case);
                ended += 1;
            }
            Activity::ClosedWithCause => closed += 1,
            _ => {}
        }
    }
    assert!(expected.is_empty(), "were there at a fix, and are still: {expected:?}");
    (ended, closed)
}

#[test]
fn the_fix_of_one_leak_ends_the_other_leaks_of_its_cluster_at_that_second() {
    let setting = town("", &[]);
    let (result, rows) = logged(&setting, 2);
    let (ended, closed) = one_fix_ends_all(&rows);
    assert!(ended > 100 && closed == ended, "{ended} {closed}");
    // by hand: the first cluster of leaks whose first issue is taken up at once
    let first = rows.iter().find(|row| row.activity == Activity::Fixed && row.category.index() == 0).unwrap();
    let of_cluster: Vec<&EventRow> = rows.iter().filter(|row| cluster(row) == cluster(first)).collect();
    let occurred = of_cluster.iter().filter(|row| row.activity == Activity::Occurred && row.at <= first.at).count();
    let fixed = of_cluster.iter().filter(|row| matches!(row.activity, Activity::Fixed | Activity::FixedWithCause) && row.at == first.at);
    assert_eq!(fixed.count(), occurred, "two hours after the first began, all that have occurred by then are fixed");
    // nobody works on what is fixed
    let last = rows.iter().rev().find(|row| row.case == rows.iter().find(|row| row.activity == Activity::FixedWithCause).unwrap().case);
    assert_eq!(last.unwrap().activity, Activity::ClosedWithCause);
    assert_eq!(value(&setting, &result, Measure::FalseClosureRate), Some(0.0));
}

#[test]
fn one_fix_finds_the_others_wherever_they_are() {
    let hours = ["roles.worker.calendar=day", "roles.cadre.calendar=day"];
    let variants: [(&str, &str, &[&str]); 7] = [
        ("two people", "", &["units.grid.staff=[{ role = \"worker\", count = 3 }]"]),
        ("nights", "", &hours),
        ("handed over", "", &[hours[0], hours[1], "roles.worker.shift_end=hand_over"]),
        (
            "outside",
            "",
            &["categories.leak.external_wait={ probability = 0.7, length = \"5h\", after = 0.5 }", "roles.worker.juggling_limit=2"],
        ),
        ("unknown", "", &["discovery.delay={ exponential = { mean = \"20h\" } }", "discovery.reporting=0.7"]),
        ("on the way", "[passing]\nhop_delay = \"6h\"\n", &["categories.leak.success_by_level={ grid = 0.2 }"]),
        (
            "on paper and lost",
            "[closing]\nfalsely = 0.4\nnoticed = 0.5\ndelay = { exponential = { mean = \"10h\" } }\n[triage]\ndropped = 0.5\n",
            &["categories.leak.success=0.4", "categories.leak.difficulty={ grid = 0.5, village = 0.5 }"],
        ),
    ];
    for (what, extra, sets) in variants {
        let setting = town(extra, sets);
        for seed in 0..3 {
            let (_, rows) = logged(&setting, seed);
            let (ended, closed) = one_fix_ends_all(&rows);
            println!("{what}: {ended} ended with their cause, {closed} of them were open");
            assert!(ended > 20, "{what}");
        }
    }
}

#[test]
fn without_clusters_or_where_it_is_off_one_fix_is_nothing() {
    let alone = ["demand.homes.clusters.off=true", "demand.homes.rate=5/year"];
    let off = ["demand.homes.clusters.off=true", "demand.homes.rate=5/year", "categories.leak.one_fix=false"];
    assert!(logged(&town("", &alone), 4) == logged(&town("", &off), 4));
    let (_, rows) = logged(&town("", &["categories.leak.one_fix=false"]), 4);
    assert!(!rows.iter().any(|row| matches!(row.activity, Activity::FixedWithCause | Activity::ClosedWithCause)));
}

/// t of the mean of paired differences.
fn paired_t(differences: &[f64]) -> f64 {
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0);
    mean / (variance / n).sqrt()
}

#[test]
fn one_fix_shortens_resolution_and_frees_hours() {
    let settings = [town("", &[]), town("", &["categories.leak.one_fix=false"])];
    let difference = |of: &dyn Fn(&Setting, &wangge::measure::run_result::RunResult) -> f64| -> Vec<f64> {
        (0..30)
            .map(|replication| {
                let [with, without] = [0, 1].map(|at: usize| of(&settings[at], &once(&settings[at], 9, replication)));
                with - without
            })
            .collect()
    };
    let time = paired_t(&difference(&|setting, result| value(setting, result, Measure::ResolutionTime).unwrap()));
    let hours = paired_t(&difference(&|_, result| result.people.iter().map(|person| person.handled_seconds as f64).sum()));
    println!("t of the paired differences over 30 replications: time {time:.1}, hours {hours:.1}");
    // one-sided, α = 0.001 for both together
    assert!(time < -3.6 && hours < -3.6);
}

/// Communities with many buildings.
const CITY: &str = r#"
start = 2024-01-01
horizon = "400d"
follow_up = "20d"
replications = 2
levels = ["grid"]
[place]
communities = 4
households = 8000
households_per_building = 10
[grids]
households = 1000
[roles.worker]
[[units]]
name = "grid"
level = "grid"
per = "grid"
staff = [{ role = "worker", count = 9 }]
[[categories]]
name = "leak"
work = "1h"
[[categories]]
name = "lamp"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "2/year"
categories = { leak = 0.5, lamp = 0.5 }
[[demand]]
name = "streets"
at = "public_space"
rate = "0.2/year"
categories = { leak = 0.5, lamp = 0.5 }
[discovery]
reporting = 1.0
channels = { desk = { level = "grid" } }
"#;

fn city(extra: &str, sets: &[&str]) -> Setting {
    base(&format!("{CITY}{extra}\n"), sets)
}

/// Which issue occurred when, of which category, and in which building.
fn occurrences(setting: &Setting, rows: &[EventRow]) -> BTreeMap<IssueKey, (SimTime, usize, usize)> {
    let buildings = &setting.place.as_ref().unwrap().buildings;
    let mut first = vec![0];
    buildings.iter().for_each(|building| first.push(first.last().unwrap() + building.households()));
    let building = |origin| match origin {
        Origin::Building(number) => number as usize,
        Origin::Household(number) => first.partition_point(|first| *first <= number) - 1,
        Origin::Unit => panic!("of the place"),
    };
    let occurred = rows.iter().filter(|row| row.activity == Activity::Occurred);
    occurred.map(|row| (row.key, (row.at, row.category.index(), building(row.origin)))).collect()
}

#[test]
fn no_spread_is_no_hot_spots() {
    let plain = logged(&city("", &["horizon=60d"]), 1);
    for nothing in ["[hotspots]\n", "[hotspots]\ncv = 0\n", "[hotspots]\nby_category = { lamp = 0.0 }\n"] {
        assert!(logged(&city(nothing, &["horizon=60d"]), 1) == plain, "{nothing}");
    }
}

#[test]
fn hot_spots_move_issues_between_the_buildings_of_a_community_and_nothing_else() {
    let (plain, spots) = (city("", &[]), city("[hotspots]\ncv = 1.5\nby_category = { lamp = 0.0 }\n", &[]));
    let (_, rows) = logged(&plain, 3);
    let before = occurrences(&plain, &rows);
    let after = occurrences(&spots, &logged(&spots, 3).1);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let community = |building: usize| plain.place.as_ref().unwrap().buildings[building].community;
    let mut moved = [0, 0];
    for (key, (at, category, building)) in &before {
        let (other_at, other_category, other) = after[key];
        assert_eq!((*at, *category, community(*building)), (other_at, other_category, community(other)), "{key:?}");
        moved[*category] += usize::from(*building != other);
    }
    assert!(moved[0] > before.len() / 3 && moved[1] == 0, "{moved:?} of {}", before.len());
    // however the place is cut, and whoever works there
    let other = city(
        "[hotspots]\ncv = 1.5\nby_category = { lamp = 0.0 }\n",
        &["grids.households=300", "units.grid.staff=[{ role = \"worker\", count = 2 }]"],
    );
    assert_eq!(after, occurrences(&other, &logged(&other, 3).1));
}

/// The squared coefficient of variation of the rates of buildings, of the counts of a category, less what chance makes of it.
fn spread(setting: &Setting, category: usize) -> f64 {
    let counts = (0..3).map(|seed| {
        let mut counts = vec![0.0; setting.place.as_ref().unwrap().buildings.len()];
        occurrences(setting, &logged(setting, seed).1).values().filter(|of| of.1 == category).for_each(|of| counts[of.2] += 1.0);
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (variance - mean) / (mean * mean)
    });
    counts.sum::<f64>() / 3.0
}

/// 3 times 800 buildings; of a gamma distribution with shape 1 the sample variance has a standard error of √(8 / 2400) = 0.058, of
/// shape 4 one of 0.25 · √(3.5 / 2400) = 0.0095; chance in counts of 12 on average adds some. 4 standard errors.
#[test]
fn the_rates_of_buildings_spread_as_stated() {
    let setting = city("[hotspots]\ncv = 1.0\nby_category = { lamp = 0.5 }\n", &[]);
    let (leak, lamp) = (spread(&setting, 0), spread(&setting, 1));
    println!("squared coefficients of variation: {leak:.3} for 1, {lamp:.3} for 0.25");
    assert!((leak - 1.0).abs() < 4.0 * 0.07, "{leak}");
    assert!((lamp - 0.25).abs() < 4.0 * 0.02, "{lamp}");
}

#[test]
fn the_log_names_the_cause() {
    let scenario = read_text(&format!("{TOWN}[hotspots]\ncv = 1\n"), &["demand.homes.clusters.probability=0.5"]).unwrap();
    let plan = Plan::new(&scenario, &["base"], Some(7), Some(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run_into(folder.path(), &plan, 1, 8, 1);
    let log = log_of(folder.path(), "base");
    let [causes, issues, places, categories] = ["cause", "issue", "place", "category"].map(|name| texts(&log, name));
    let members: BTreeSet<String> = issues.iter().flatten().filter_map(|issue| Some(issue.rsplit_once('.')?.0.to_owned())).collect();
    let (mut of_clusters, mut of_spots) = (0, 0);
    for (at, issue) in issues.iter().enumerate() {
        let (issue, cause) = (issue.as_ref().unwrap(), causes[at].as_ref().unwrap());
        let first = issue.rsplit_once('.').map_or(issue.as_str(), |(first, _)| first);
        if members.contains(first) {
            assert_eq!(cause, first, "the first issue of the cluster names it");
            of_clusters += 1;
        } else if cause != issue {
            let (building, _) = places[at].as_ref().unwrap().rsplit_once('/').unwrap();
            assert_eq!(*cause, format!("{building}:{}", categories[at].as_ref().unwrap()));
            of_spots += 1;
        }
    }
    assert!(of_clusters > 100 && of_spots > 50, "{of_clusters} {of_spots}");
}

#[test]
fn what_is_wrong_with_hot_spots_is_said_at_its_line() {
    let first = TOWN.lines().count() + 1;
    let wrongs = [
        ("[hotspots]\ncv = 6\n", 1, "hotspots.cv", "5"),
        ("[hotspots]\ncv = -1\n", 1, "hotspots.cv", "0"),
        ("[hotspots]\nby_category = { laek = 1.0 }\n", 1, "hotspots.by_category.laek", "`leak`"),
        ("[hotspots]\ncvs = 1\n", 1, "hotspots.cvs", "`cv`"),
    ];
    for (wrong, line, key, said) in wrongs {
        let problems = read_text(&format!("{TOWN}{wrong}"), &[]).expect_err(wrong);
        let problem = problems.iter().next().expect("one");
        let text = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or_default());
        assert!(problem.key == key && text.contains(said), "{wrong}: {} {text}", problem.key);
        assert_eq!(problem.line, first + line, "{wrong}");
    }
    let nowhere = format!("{}\n[hotspots]\ncv = 1\n", include_str!("../scenarios/queue.toml"));
    let problems = read_text(&nowhere, &[]).expect_err("no place");
    assert!(problems.iter().any(|problem| problem.key == "hotspots" && problem.message.contains("place")), "{problems}");
    let dated = format!("{TOWN}[policies.later]\ndated = [{{ from = 2024-02-01, hotspots = {{ cv = 1 }} }}]\n");
    let problems = read_text(&dated, &[]).expect_err("the place is the same under every policy");
    assert!(problems.iter().any(|problem| problem.key.ends_with("hotspots")), "{problems}");
}
