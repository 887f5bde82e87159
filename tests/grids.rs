//! Grids of three kinds: general ones that a worker may have several of, micro ones inside them, dedicated ones of chosen
//! buildings or categories; who lives where under all of them; and what smaller grids gain and lose.

use std::collections::BTreeMap;

use wangge::engine::Root;
use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::RunResult;
use wangge::process::Activity;
use wangge::scenario::setting::Site;
use wangge::scenario::{Problems, Setting, read};
use wangge::units::LevelId;
use wangge::units::measure::Measure;
use wangge::world::populate::populate;

use crate::place::{logged, once, value};

fn settings(text: &str) -> Result<Vec<Setting>, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).expect("a file");
    std::fs::write(folder.path().join("buildings.csv"), BUILDINGS).expect("a file");
    read(&path, &[]).map(|scenario| scenario.settings)
}

#[track_caller]
fn setting(text: &str) -> Setting {
    settings(text).unwrap_or_else(|problems| panic!("{problems}\n{text}")).remove(0)
}

/// Two villages in a row: four buildings of 10 households in the first, two in the second.
const BUILDINGS: &str = "\
town,community,building,x,y,households
town,east,mill,0,0,10
town,east,market,100,0,10
town,east,school,200,0,10
town,east,yard,300,0,10
town,west,barn,0,2000,10
town,west,mill,100,2000,10
";

/// `grids` cut the villages; `staff` of the grids; `more` at the end.
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn town(grids: &str, staff: &str, more: &str) -> String {
    format!(
        r#"
start = 2024-01-01
horizon = "84d"
follow_up = "14d"
levels = ["micro", "grid", "village"]
[place]
file = "buildings.csv"
[grids]
{grids}
[calendars.day]
weekly = {{ weekdays = ["09:00-17:00"] }}
[roles.worker]
calendar = "day"
[roles.helper]
calendar = "day"
[roles.officer]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "village"
staff = [{staff}]
[[units]]
name = "village"
level = "village"
per = "community"
staff = [{{ role = "officer", count = 1 }}]
[[categories]]
name = "leak"
work = "1h"
[[categories]]
name = "stall"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "6/year"
categories = {{ leak = 0.7, stall = 0.3 }}
[discovery]
reporting = 1.0
{more}"#
    )
}

const ONE_EACH: &str = r#"{ role = "worker", count = 1 }"#;

const WEEKLY: &str = r#"
[[tasks]]
name = "report"
at = "grid"
from = "village"
cadence = "week"
work = "1h"
"#;

fn sites<'s>(setting: &'s Setting, group: &str) -> &'s [Site] {
    let group = setting.units.iter().find(|known| known.name == group).expect("a group");
    group.sites.as_deref().expect("it follows the place")
}

/// Path and grids of each unit of a group, as names of buildings.
fn cut(setting: &Setting, group: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let buildings = &setting.place.as_ref().expect("a place").buildings;
    let names = |grid: &[(usize, usize)]| {
        grid.iter().flat_map(|run| &buildings[run.0..run.1]).map(|building| building.name.clone()).collect::<Vec<String>>()
    };
    sites(setting, group).iter().map(|site| (site.path.clone(), site.each_grid().map(names).collect())).collect()
}

fn rows_of<'r>(setting: &Setting, rows: &'r [EventRow], name: &str) -> Vec<&'r EventRow> {
    let category = setting.categories.iter().position(|category| category.name == name).expect("the category exists");
    rows.iter().filter(|row| row.category.index() == category).collect()
}

fn occurred(setting: &Setting, rows: &[EventRow], name: &str) -> usize {
    rows_of(setting, rows, name).iter().filter(|row| row.activity == Activity::Occurred).count()
}

/// Stops of patrols, made and unmade.
fn planned(setting: &Setting, result: &RunResult) -> f64 {
    let of = |measure| value(setting, result, measure).expect("patrols");
    of(Measure::PatrolStops) / (1.0 - of(Measure::PatrolStopsUnmadeShare))
}

/// Whether so many stops are those of all of so many buildings on each of the 60 weekdays of 84 days, and at most on twelve days more:
/// rounds of days off are none, but that of a Sunday whose hour lies in those of the office is begun on Monday.
fn are_a_share(stops: f64, buildings: f64) -> bool {
    (60.0 * buildings - 12.0..=72.0 * buildings + 12.0).contains(&stops)
}

const PATROL: &str = "[[rounds]]\nname = \"round\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nstop = \"10min\"\nshare = 1.0\n";

#[test]
fn one_kind_with_a_worker_for_each_grid_is_what_it_is_without_any_of_this() {
    let more = format!("{WEEKLY}{PATROL}");
    let plain = setting(&town("households = 20", ONE_EACH, &more));
    let expected = logged(&plain, 1);
    let dealt = setting(&town("households = 20", r#"{ role = "worker", total = 3 }"#, &more));
    assert!(sites(&dealt, "grid").iter().all(|site| site.grids.is_empty()));
    assert_eq!(logged(&dealt, 1), expected);
    assert_eq!(logged(&setting(&town("households = 20\ndedicated = []", ONE_EACH, &more)), 1), expected);
    assert!(expected.1.len() > 500);
}

#[test]
fn a_worker_with_several_grids_has_the_reports_and_the_rounds_of_each() {
    let run = |households: u32, workers: u32| {
        let staff = format!("{{ role = \"worker\", total = {workers} }}");
        let setting = setting(&town(&format!("households = {households}"), &staff, &format!("{WEEKLY}{PATROL}")));
        let (result, rows) = logged(&setting, 2);
        let stops = planned(&setting, &result);
        (cut(&setting, "grid"), occurred(&setting, &rows, "report"), stops)
    };
    let (grids, reports, stops) = run(10, 3);
    let of = |names: &[&str]| names.iter().map(|name| vec![(*name).to_owned()]).collect::<Vec<_>>();
    let found: Vec<Vec<Vec<String>>> = grids.iter().map(|(_, grids)| grids.clone()).collect();
    assert_eq!(found, [of(&["mill", "market"]), of(&["school", "yard"]), of(&["barn", "mill"])], "{grids:?}");
    // twelve Mondays, six grids
    assert_eq!(reports, 72);
    let (one_each, fewer_reports, same_stops) = run(20, 3);
    assert!(one_each.iter().all(|(_, grids)| grids.len() == 1) && fewer_reports == 36);
    assert!(are_a_share(stops, 6.0) && are_a_share(same_stops, 6.0), "a share of the place: {stops} {same_stops}");
}

#[test]
fn no_grid_crosses_a_community_and_every_building_is_in_one_of_each_kind() {
    for (size, total) in [(5, 3), (10, 2), (10, 6), (20, 2), (30, 5), (1000, 2)] {
        let staff = format!("{{ role = \"worker\", total = {total} }}");
        let dedicated = "[[grids.dedicated]]\nname = \"trade\"\nbuildings = [\"market\", \"yard\"]\n";
        let micro = "[[units]]\nname = \"micro\"\nlevel = \"micro\"\nper = \"micro\"\nunder = \"grid\"\nstaff = [{ role = \"helper\" }]\n\
                     [[units]]\nname = \"special\"\nlevel = \"grid\"\nper = \"dedicated\"\nunder = \"village\"\nstaff = [{ role = \"worker\" }]\n";
        let grids = format!("households = {size}\nmicro = {{ households = {} }}\n{dedicated}", size.min(10));
        let setting = setting(&town(&grids, &staff, micro));
        let place = setting.place.as_ref().expect("a place");
        let mut seen: BTreeMap<(bool, usize), usize> = BTreeMap::new();
        for (is_micro, group) in [(false, "grid"), (false, "special"), (true, "micro")] {
            for site in sites(&setting, group) {
                let communities: Vec<usize> =
                    site.runs().flat_map(|run| run.0..run.1).map(|building| place.buildings[building].community).collect();
                assert!(communities.windows(2).all(|pair| pair[0] == pair[1]), "{group} {size} {total}");
                site.runs().flat_map(|run| run.0..run.1).for_each(|building| *seen.entry((is_micro, building)).or_default() += 1);
            }
        }
        assert!(seen.values().all(|times| *times == 1), "{size} {total}: {seen:?}");
        assert_eq!(seen.keys().filter(|(is_micro, _)| !is_micro).count(), 6);
        assert_eq!(seen.keys().filter(|(is_micro, _)| *is_micro).count(), 4, "micro-grids lie in general ones");
        for site in sites(&setting, "micro") {
            let inside = &sites(&setting, "grid")[site.parent];
            let lies_in = |grid: &[(usize, usize)]| site.runs().all(|own| grid.iter().any(|run| run.0 <= own.0 && own.1 <= run.1));
            assert!(inside.each_grid().any(lies_in), "{size} {total}: {site:?} in {inside:?}");
        }
        once(&setting, 3, 0);
    }
}

#[test]
fn micro_grids_have_people_of_their_own_who_get_what_is_reported_first() {
    let micro = r#"
[[units]]
name = "micro"
level = "micro"
per = "micro"
under = "grid"
staff = [{ role = "helper", count = 1 }]
[discovery.channels.helper]
level = "micro"
"#;
    let setting = setting(&town("households = 40\nmicro = { households = 10 }", ONE_EACH, micro));
    assert_eq!(sites(&setting, "micro").len(), 6);
    let (_, rows) = logged(&setting, 4);
    let known: Vec<_> = rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_))).collect();
    assert!(known.len() > 60 && known.iter().all(|row| row.level == LevelId::new(0)));
    let (world, roster) = populate(&setting, Root::new(4, 0));
    let group = setting.units.iter().position(|group| group.name == "micro").expect("the micro-grids");
    let seats: Vec<u32> = roster.group(group).iter().map(|unit| world.town.seats[unit.index()].households).collect();
    assert_eq!(seats, [10; 6]);
}

#[test]
fn a_dedicated_grid_has_its_buildings_their_issues_and_rounds_and_the_general_ones_have_them_not() {
    let more = format!(
        "{PATROL}[[units]]\nname = \"special\"\nlevel = \"grid\"\nper = \"dedicated\"\nunder = \"village\"\nstaff = [{{ role = \"helper\" }}]\n"
    );
    let chosen = "households = 40\n[[grids.dedicated]]\nname = \"trade\"\nbuildings = [\"market\", \"west/mill\"]\n";
    let setting = setting(&town(chosen, ONE_EACH, &more));
    let names = |group: &str| cut(&setting, group).into_iter().map(|(_, grids)| grids.concat()).collect::<Vec<_>>();
    assert_eq!(names("grid"), [vec!["mill", "school", "yard"], vec!["barn"]]);
    assert_eq!(names("special"), [vec!["market"], vec!["mill"]], "one in each community");
    let (world, _) = populate(&setting, Root::new(5, 0));
    let place = setting.place.as_ref().expect("a place");
    for (building, ground) in place.buildings.iter().zip(&world.town.buildings) {
        let path = &world.paths[ground.home.index()];
        let is_special = building.name == "market" || building.name == "mill" && path.contains("west");
        assert_eq!(path.contains("special-trade"), is_special, "{} at {path}", building.name);
    }
    let (result, rows) = logged(&setting, 5);
    // three buildings in the east, one in the west
    let stops = planned(&setting, &result);
    assert!(are_a_share(stops, 4.0), "{stops}");
    let at_special =
        rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_)) && world.paths[row.unit.index()].contains("special"));
    assert!(at_special.count() > 15);
}

#[test]
fn a_dedicated_grid_of_some_categories_gets_those_of_all_grids_of_its_community_and_no_others() {
    let more = "[[units]]\nname = \"trade\"\nlevel = \"grid\"\nper = \"community\"\nbeside = \"grid\"\nunder = \"village\"\n\
                categories_in_charge = [\"stall\"]\nstaff = [{ role = \"helper\" }]\n";
    let setting = setting(&town("households = 10", ONE_EACH, more));
    let (world, _) = populate(&setting, Root::new(6, 0));
    let (_, rows) = logged(&setting, 6);
    let closed = |name: &str| {
        let closed = rows_of(&setting, &rows, name).into_iter().filter(|row| row.activity == Activity::Closed);
        closed.map(|row| world.paths[row.unit.index()].contains("/trade")).collect::<Vec<bool>>()
    };
    let (stalls, leaks) = (closed("stall"), closed("leak"));
    assert!(stalls.len() > 10 && stalls.iter().all(|at_trade| *at_trade), "{stalls:?}");
    assert!(leaks.len() > 20 && leaks.iter().all(|at_trade| !at_trade));
}

/// 400 households and eight workers, who visit a twentieth of them a day; residents report a fifth of what there is, late.
fn village(size: u32, absence: &str) -> Setting {
    let text = town(&format!("households = {size}"), r#"{ role = "worker", total = 8 }"#, absence);
    let visits =
        "[[rounds]]\nname = \"visit\"\nrole = \"worker\"\nkind = \"visit\"\nevery = \"5d\"\nstop = \"10min\"\nshare = 0.25\nfinds = 0.8\n";
    let place = "households = 400\nhouseholds_per_building = 10\nbuilding_spacing = \"50m\"";
    let text = text
        .replace("file = \"buildings.csv\"", place)
        .replace("horizon = \"84d\"", "horizon = \"240d\"")
        .replace("follow_up = \"14d\"", "follow_up = \"60d\"")
        .replace("[roles.worker]", "[roles.worker]\nfamiliarity = { gain = 2.0, households = 50 }")
        .replace("reporting = 1.0", "reporting = 0.2\ndelay = \"20d\"");
    setting(&format!("{text}{visits}"))
}

/// 30 pairs of runs, seed 31; one-sided t of 29 degrees of freedom at α = 0.001: 3.396.
#[test]
fn smaller_grids_discover_faster_and_cover_absence_worse() {
    let parts = |setting: &Setting, replication: u32| {
        let result = once(setting, 31, replication);
        let hours = |measure| value(setting, &result, measure).expect("hours");
        (hours(Measure::HoursUndiscovered), hours(Measure::HoursQueued) + hours(Measure::HoursOffDuty))
    };
    let absence = "[absence]\nrate = \"8/year\"\nlength = \"3d\"\n";
    let [small, large] = [50, 400].map(|size| village(size, ""));
    let [small_away, large_away] = [50, 400].map(|size| village(size, absence));
    let (mut sooner, mut worse) = (Vec::new(), Vec::new());
    for replication in 0..30 {
        let [small, large, small_away, large_away] = [&small, &large, &small_away, &large_away].map(|setting| parts(setting, replication));
        sooner.push(large.0 - small.0);
        worse.push((small_away.1 - small.1) - (large_away.1 - large.1));
    }
    let statistic = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / 30.0;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 29.0;
        (mean, mean / (variance / 30.0).sqrt())
    };
    let ((hours, discovery), (wait, cover)) = (statistic(&sooner), statistic(&worse));
    println!("undiscovered {hours:.1} h less, t = {discovery:.1}; absence costs {wait:.2} h more of waiting, t = {cover:.1}");
    assert!(discovery > 3.396 && cover > 3.396, "{discovery} {cover}");
}

#[test]
fn what_is_wrong_with_grids_is_said_at_its_line() {
    let special =
        "[[units]]\nname = \"special\"\nlevel = \"grid\"\nper = \"dedicated\"\nunder = \"village\"\nstaff = [{ role = \"helper\" }]\n";
    let micro = "[[units]]\nname = \"micro\"\nlevel = \"micro\"\nper = \"micro\"\nunder = \"grid\"\nstaff = [{ role = \"helper\" }]\n";
    let chosen = |buildings: &str| format!("[[grids.dedicated]]\nname = \"trade\"\nbuildings = [{buildings}]");
    let category = "[[units]]\nname = \"trade\"\nlevel = \"grid\"\nper = \"community\"\nbeside = \"grid\"\nunder = \"village\"\n\
                    categories_in_charge = [\"stal\"]\nstaff = [{ role = \"helper\" }]\n";
    let wrongs = [
        (chosen("\"markt\""), special, "grids.dedicated.trade.buildings.0", "`market`"),
        (chosen("\"mill\""), special, "grids.dedicated.trade.buildings.0", "east/mill"),
        (chosen("\"west/market\""), special, "grids.dedicated.trade.buildings.0", "in `west`"),
        (chosen("\"market\", \"market\""), special, "grids.dedicated.trade.buildings.1", "already"),
        (chosen("\"market\"") + "\nunit = \"grid\"", special, "grids.dedicated.trade.unit", "`special`"),
        (chosen("\"market\""), "", "grids.dedicated", "nobody works there"),
        (chosen("\"west/barn\", \"west/mill\""), special, "grids.dedicated", "all buildings"),
        (String::new(), special, "units.special.per", "there are none"),
        (String::new(), micro, "units.micro.per", "micro = {"),
        ("micro = { households = 10 }".to_owned(), "", "grids.micro", "nobody works there"),
        ("micro = { households = 80 }".to_owned(), micro, "grids.micro.households", "larger than"),
        (String::new(), category, "units.trade.categories_in_charge.0", "`stall`"),
    ];
    for (grids, units, key, said) in wrongs {
        let text = town(&format!("households = 40\n{grids}"), ONE_EACH, units);
        let problems = settings(&text).map(|_| ()).expect_err(&text);
        assert_eq!(problems.count(), 1, "{grids}: {problems}");
        let problem = problems.iter().next().expect("one");
        let whole = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or_default());
        assert!(problem.key == key && whole.contains(said), "{grids}: {} {whole}", problem.key);
        assert!(problem.line > 0, "{problems}");
    }
    let text = town(
        "households = 40\nmicro = { households = 10 }",
        ONE_EACH,
        &micro.replace("{ role = \"helper\" }", "{ role = \"helper\", total = 1 }"),
    );
    let problems = settings(&text).map(|_| ()).expect_err("one for two");
    assert!(problems.to_string().contains("1 people for 2 general grids"), "{problems}");
}
