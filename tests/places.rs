//! Places: what numbers or a file of buildings become, and how a policy cuts them into grids and members.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::experiment::design::plan::Plan;
use wangge::scenario::setting::{Building, Place, Planned, Round, RoundKind, Site, Staff, UnitGroup};
use wangge::scenario::{Problems, Scenario, Setting, read};

/// Two towns with two communities each, and everybody who works there; `[place]` is put in front.
const PEOPLE: &str = r#"
[residents]
linked = 0.5
linked_migrants = 0.1

[grids]
households = 40

[members]
count = 20
service = ["0d", "60d"]

[roles.member]
volunteer = true
travel_speed = "3.6km/h"
declines = 0.3
[roles.grid_worker]
familiarity = { gain = 0.5, households = 50 }
entry = "10min"
[roles.captain]
takes_cases = false
[roles.clerk]

[[units]]
name = "member"
level = "liaison"
per = "member"
under = "grid"
staff = [{ role = "member" }]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "village"
staff = [{ role = "grid_worker", total = 7 }, { role = "captain", total = 30 }]
[[units]]
name = "village"
level = "community"
per = "community"
under = "office"
staff = [{ role = "clerk", count = 2 }]
[[units]]
name = "office"
level = "town"
per = "town"
under = "county"
staff = [{ role = "clerk", total = 5 }]
[[units]]
name = "roads"
level = "town"
per = "town"
beside = "office"
categories_in_charge = ["road"]
under = "county"
[[units]]
name = "county"
level = "district"

[[categories]]
name = "lamp"
work = "1h"
heals = "30d"
[[categories]]
name = "road"
work = "4h"
on_site = true
worsens = { probability = 0.1, after = { exponential = { mean = "20d" } } }
[[categories]]
name = "question"
work = "10min"
enquiry = true

[[demand]]
name = "homes"
at = "households"
rate = "1.2/year"
categories = { lamp = 0.5, road = 0.3, question = 0.2 }
[[demand]]
name = "streets"
at = "public_space"
rate = "0.5/year"
categories = { lamp = 1.0 }

[discovery]
reporting = 0.6
by_severity = [0.2, 0.4, 0.7, 0.9, 1.0]
by_category = { lamp = 0.5 }
sensors = { sees = { road = 0.2 }, delay = "5min", level = "town" }
[discovery.channels.member]
level = "liaison"
[discovery.channels.hotline]
level = "town"
weight = 2.0

[[rounds]]
name = "visit"
role = "member"
kind = "visit"
every = "7d"
share = 0.35
stop = "20min"
finds = 0.7
finds_by_category = { road = 0.1 }
[[rounds]]
name = "patrol"
role = "grid_worker"
kind = "patrol"
every = "1d"
share = 1.0
stop = "5min"

[[meetings]]
name = "ledger"
at = "grid"
roles = ["grid_worker"]
every = "30d"
length = "2h"
stalled = "14d"
unblocks = 0.2

[routing]
misrouted = 0.1
sorting = "1h"
[triage]
dropped = 0.1
[feedback]
in_time = 0.95
late = 0.6
unfixed = 0.1
petitions = 0.05
"#;

const SPAN: &str = "start = 2024-01-01\nhorizon = \"200d\"\n";

const NUMBERS: &str = r#"
[place]
towns = 2
communities = 2
households = 403
migrants = 40
households_per_building = 7
building_spacing = "50m"
community_spacing = "1km"
housing = { village = 0.5, commercial = 0.3, old = 0.2 }
"#;

fn town(place: &str) -> String {
    format!("{SPAN}{place}{PEOPLE}")
}

/// A town of a file of buildings in `folder`; its path.
pub fn town_with_buildings(folder: &Path) -> std::path::PathBuf {
    std::fs::write(folder.join("buildings.csv"), FILE).unwrap();
    std::fs::write(folder.join("town.toml"), town("[place]\nfile = \"buildings.csv\"\n")).unwrap();
    folder.join("town.toml")
}

fn read_in(folder: &Path, text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let path = folder.join("town.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

#[track_caller]
fn scenario(text: &str, sets: &[&str]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    read_in(folder.path(), text, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
fn base(text: &str, sets: &[&str]) -> Setting {
    scenario(text, sets).settings.remove(0)
}

fn group<'a>(setting: &'a Setting, name: &str) -> (usize, &'a UnitGroup, &'a [Site]) {
    let index = setting.units.iter().position(|group| group.name == name).unwrap();
    (index, &setting.units[index], setting.units[index].sites.as_deref().unwrap_or_default())
}

fn place(setting: &Setting) -> &Place {
    setting.place.as_deref().unwrap()
}

/// People of a role at each unit of a group, at the start.
fn people(setting: &Setting, unit: &str, role: &str) -> Vec<i32> {
    let (index, group, _) = group(setting, unit);
    let role = setting.roles.iter().position(|known| known.name == role).unwrap();
    let mut people = vec![0; group.count];
    for Staff { member, count, .. } in
        setting.epochs[0].rules.staff.iter().filter(|staff| staff.group == index && staff.role.index() == role)
    {
        match member {
            Some(unit) => people[*unit] += count,
            None => people.iter_mut().for_each(|people| *people += count),
        }
    }
    people
}

fn households(place: &Place, (first, end): (usize, usize)) -> u32 {
    place.buildings[first..end].iter().map(Building::households).sum()
}

#[test]
fn numbers_become_the_place_that_they_say() {
    let setting = base(&town(NUMBERS), &[]);
    let place = place(&setting);
    let paths: Vec<&str> = place.communities.iter().map(|community| community.path.as_str()).collect();
    assert_eq!(paths, ["town-1/community-1", "town-1/community-2", "town-2/community-1", "town-2/community-2"]);
    assert_eq!(place.communities.iter().map(|community| community.town).collect::<Vec<_>>(), [0, 0, 1, 1]);
    assert_eq!(place.households(), 443);
    let of = |community: usize| place.buildings.iter().filter(move |building| building.community == community);
    let registered: Vec<u32> = (0..4).map(|community| of(community).map(|building| building.registered).sum()).collect();
    let migrant: Vec<u32> = (0..4).map(|community| of(community).map(|building| building.migrant).sum()).collect();
    assert_eq!((registered, migrant), (vec![101, 101, 101, 100], vec![10; 4]));
    for community in 0..4 {
        assert_eq!(of(community).count(), 16, "111 or 110 households at about 7 in each");
        let counts: Vec<u32> = of(community).map(Building::households).collect();
        assert!(counts.iter().all(|count| (6..=8).contains(count)), "{counts:?}");
    }
    assert_eq!(place.housing, ["commercial", "old", "village"]);
    let types: Vec<usize> = (0..3).map(|kind| place.buildings.iter().filter(|building| building.housing == kind).count()).collect();
    assert_eq!(types, [19, 13, 32], "0.3, 0.2 and 0.5 of 64");
    assert!((place.residents.linked_registered.get() - 0.5).abs() < 1e-12);
}

#[test]
fn the_walk_goes_from_neighbour_to_neighbour() {
    let setting = base(&town(NUMBERS), &[]);
    for community in place(&setting).buildings.chunk_by(|a, b| a.community == b.community) {
        for pair in community.windows(2) {
            let (east, north) = (pair[0].at.0 - pair[1].at.0, pair[0].at.1 - pair[1].at.1);
            assert!((east.hypot(north) - 50.0).abs() < 1e-9, "{} to {}", pair[0].name, pair[1].name);
        }
    }
}

#[test]
fn communities_and_towns_stand_beside_one_another() {
    let setting = base(&town(NUMBERS), &[]);
    let place = place(&setting);
    let centre = |community: usize| {
        let buildings: Vec<_> = place.buildings.iter().filter(|building| building.community == community).collect();
        let mean = |of: fn(&(f64, f64)) -> f64| buildings.iter().map(|building| of(&building.at)).sum::<f64>() / buildings.len() as f64;
        (mean(|at| at.0), mean(|at| at.1))
    };
    let apart = |a: usize, b: usize| (centre(a).0 - centre(b).0).hypot(centre(a).1 - centre(b).1);
    assert!((apart(0, 1) - 1_000.0).abs() < 1e-6 && (apart(0, 2) - 2_000.0).abs() < 1e-6 && (apart(2, 3) - 1_000.0).abs() < 1e-6);
}

const FILE: &str = "\
community,building,x,y,households,migrants,housing,town
Upper,1,0,0,12,0,village,North
Upper,2,0,100,8,3,village,North
Lower,Mill,500,0,20,0,old,North
Coast,1,9000.5,-20,31,9,commercial,South
Coast,2,9100,-20,0,7,commercial,South
";

fn of_file(folder: &Path, file: &str) -> Result<Scenario, Problems> {
    std::fs::write(folder.join("buildings.csv"), file).unwrap();
    read_in(folder, &town("[place]\nfile = \"buildings.csv\"\n"), &[])
}

#[track_caller]
fn place_of(file: &str) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let scenario = of_file(folder.path(), file).unwrap_or_else(|problems| panic!("{problems}"));
    place(&scenario.settings[0]).clone()
}

#[test]
fn a_file_becomes_the_place_that_it_lists() {
    let place = place_of(FILE);
    let paths: Vec<(&str, usize)> = place.communities.iter().map(|community| (community.path.as_str(), community.town)).collect();
    assert_eq!(paths, [("North/Lower", 0), ("North/Upper", 0), ("South/Coast", 1)]);
    let building = |name: &str, community, at, housing, registered, migrant| Building {
        name: name.into(),
        community,
        at,
        housing,
        registered,
        migrant,
    };
    let expected = [
        building("Mill", 0, (500.0, 0.0), 1, 20, 0),
        building("1", 1, (0.0, 0.0), 2, 12, 0),
        building("2", 1, (0.0, 100.0), 2, 8, 3),
        building("1", 2, (9_000.5, -20.0), 0, 31, 9),
        building("2", 2, (9_100.0, -20.0), 0, 0, 7),
    ];
    assert_eq!(place.buildings, expected);
    assert_eq!(place.housing, ["commercial", "old", "village"]);
}

#[test]
fn the_order_of_the_rows_and_how_cells_are_written_mean_nothing() {
    let place = place_of(FILE);
    let mut lines: Vec<&str> = FILE.lines().collect();
    lines[1..].reverse();
    assert_eq!(place_of(&lines.join("\n")), place);
    assert_eq!(place_of(&format!("\u{feff}{}\r\n\r\n", FILE.trim_end().replace('\n', "\r\n"))), place);
    assert_eq!(place_of(&FILE.replace("Mill", "\"Mill\"").replace(",500,", ", 5e2 ,")), place);
    let quoted = place_of(&FILE.replace("Mill", "\"Mill, \"\"old\"\"\""));
    assert_eq!(quoted.buildings[0].name, "Mill, \"old\"");
}

#[test]
fn what_may_be_left_out_of_a_file_has_one_value() {
    let place = place_of("community,building,x,y,households\nA,1,0,0,5\nA,2,1,1,60\nB,1,1,5,70\n");
    assert_eq!(place.communities[0].path, "town/A");
    assert_eq!((place.housing.as_slice(), place.buildings[0].migrant), (&["all".to_owned()][..], 0));
}

#[test]
fn degrees_become_metres() {
    let place = place_of("community,building,lon,lat,households\nA,1,121.30,30.20,80\nA,2,121.31,30.20,80\nA,3,121.30,30.21,80\n");
    let at = |name: &str| place.buildings.iter().find(|building| building.name == name).unwrap().at;
    assert!((at("3").1 - at("1").1 - 1_111.95).abs() < 0.01, "a hundredth of a degree of a meridian");
    assert!((at("2").0 - at("1").0 - 1_111.95 * 30.205_f64.to_radians().cos()).abs() < 0.01, "shorter by the cosine");
}

#[test]
fn the_path_of_the_file_is_relative_to_the_file_that_says_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("studies")).unwrap();
    std::fs::create_dir_all(folder.path().join("places")).unwrap();
    std::fs::write(folder.path().join("places/here.csv"), FILE).unwrap();
    std::fs::write(folder.path().join("studies/there.csv"), FILE.replace(",31,", ",32,")).unwrap();
    std::fs::write(folder.path().join("town.toml"), town("[place]\nfile = \"places/here.csv\"\n")).unwrap();
    let study = folder.path().join("studies/study.toml");
    let households = |text: &str| {
        std::fs::write(&study, text).unwrap();
        place(&read(&study, &[]).unwrap_or_else(|problems| panic!("{problems}")).settings[0]).households()
    };
    assert_eq!(households("extends = \"../town.toml\"\nseed = 3\n"), 90);
    assert_eq!(households("extends = \"../town.toml\"\n[place]\nfile = \"there.csv\"\n"), 91);
}

#[test]
fn a_file_takes_the_place_of_numbers_that_it_extends() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("numbers.toml"), town(NUMBERS)).unwrap();
    std::fs::write(folder.path().join("buildings.csv"), FILE).unwrap();
    let scenario = read_in(folder.path(), "extends = \"numbers.toml\"\n[place]\nfile = \"buildings.csv\"\n", &[]).unwrap();
    assert_eq!(place(&scenario.settings[0]).households(), 90);
}

#[test]
fn another_content_of_the_file_is_another_plan() {
    let folder = tempfile::tempdir().unwrap();
    let content = |file: &str| Plan::new(&of_file(folder.path(), file).unwrap(), &["base"], None, None).unwrap().identity.content;
    let first = content(FILE);
    assert_eq!(content(FILE), first);
    assert_ne!(content(&FILE.replace(",31,", ",32,")), first);
}

#[test]
fn every_policy_has_the_same_place() {
    let policies = "\n[policies.small]\ngrids.households = 20\n[policies.many]\nmembers.count = 60\n";
    let scenario = scenario(&(town(NUMBERS) + policies), &[]);
    let [base, small, many] = scenario.settings.as_slice() else { panic!("three policies") };
    for other in [small, many] {
        assert!(Arc::ptr_eq(base.place.as_ref().unwrap(), other.place.as_ref().unwrap()));
    }
    assert_eq!((group(base, "member").1.count, group(many, "member").1.count), (20, 60));
    assert_eq!(place(small).linked(), place(base).linked());
}

#[test]
fn linked_households_are_the_share_of_each_community_and_the_first_of_each_building() {
    let setting = base(&town(NUMBERS), &[]);
    let (place, linked) = (place(&setting), place(&setting).linked());
    assert!(linked.is_sorted_by(|a, b| a < b));
    let mut first = 0;
    let mut by_community = [(0, 0); 4];
    for building in &place.buildings {
        let here: Vec<u32> =
            linked.iter().filter(|number| (first..first + building.households()).contains(number)).map(|number| number - first).collect();
        let count = |of: &dyn Fn(u32) -> bool| here.iter().map(|number| u32::from(of(*number))).sum::<u32>();
        let (registered, migrants) = (count(&|number| number < building.registered), count(&|number| number >= building.registered));
        let expected: Vec<u32> = (0..registered).chain(building.registered..building.registered + migrants).collect();
        assert_eq!(here, expected, "the first ones of each kind");
        by_community[building.community].0 += registered;
        by_community[building.community].1 += migrants;
        first += building.households();
    }
    assert_eq!(by_community, [(51, 1), (51, 1), (51, 1), (50, 1)], "half of 101 and 100, a tenth of 10");
}

#[test]
fn units_stand_for_what_they_follow_and_under_what_contains_it() {
    let setting = base(&town(NUMBERS), &[]);
    let paths = |name: &str| group(&setting, name).2.iter().map(|site| site.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths("office"), ["town-1/office", "town-2/office"]);
    assert_eq!(paths("village")[1..3], ["town-1/community-2/village", "town-2/community-1/village"]);
    assert_eq!(paths("grid")[..3], ["town-1/community-1/grid-1", "town-1/community-1/grid-2", "town-1/community-2/grid-1"]);
    assert_eq!(paths("member")[0], "town-1/community-1/member-0001");
    let (_, county, sites) = group(&setting, "county");
    assert!(county.sites.is_none() && sites.is_empty() && county.count == 1, "one for the whole place");
    let (offices, villages, grids, members) =
        (group(&setting, "office").2, group(&setting, "village").2, group(&setting, "grid").2, group(&setting, "member").2);
    assert_eq!(offices.iter().map(|site| site.buildings).collect::<Vec<_>>(), [(0, 32), (32, 64)]);
    assert_eq!(villages.iter().map(|site| site.parent).collect::<Vec<_>>(), [0, 0, 1, 1]);
    for grid in grids {
        let village = &villages[grid.parent];
        assert!(village.buildings.0 <= grid.buildings.0 && grid.buildings.1 <= village.buildings.1);
        assert!(grid.path.starts_with(village.path.trim_end_matches("village")));
    }
    let linked = place(&setting).linked();
    let before: Vec<u32> = place(&setting).buildings.iter().map(Building::households).collect();
    let building_of = |household: u32| {
        let mut left = household;
        before.iter().position(|count| left.checked_sub(*count).map(|rest| left = rest).is_none()).unwrap()
    };
    for member in members {
        let middle = building_of(linked[usize::midpoint(member.linked.0, member.linked.1)]);
        assert!((grids[member.parent].buildings.0..grids[member.parent].buildings.1).contains(&middle), "{}", member.path);
        assert_eq!(member.buildings, (building_of(linked[member.linked.0]), building_of(linked[member.linked.1 - 1]) + 1));
    }
    let roads = group(&setting, "roads").1.department.as_ref().unwrap();
    let in_charge = &setting.epochs[0].rules.in_charge[group(&setting, "roads").0];
    assert_eq!((roads.beside, in_charge.iter().map(|id| id.index()).collect::<Vec<_>>()), (group(&setting, "office").0, vec![1]));
}

#[test]
fn members_share_the_linked_households_of_their_community_evenly() {
    let setting = base(&town(NUMBERS), &[]);
    let members = group(&setting, "member").2;
    let mut runs: Vec<(usize, usize)> = members.iter().map(|site| site.linked).collect();
    runs.sort_unstable();
    assert_eq!((runs[0].0, runs[19].1), (0, place(&setting).linked().len()));
    assert!(runs.windows(2).all(|pair| pair[0].1 == pair[1].0), "{runs:?}");
    assert!(runs.iter().all(|(first, end)| (10..=11).contains(&(end - first))), "{runs:?}");
    let found = setting.members.as_ref().unwrap();
    assert_eq!((found.group, setting.roles[found.role.index()].name.as_str()), (0, "member"));
    assert_eq!((found.service.0.seconds(), found.service.1.seconds()), (0, 60 * 86_400));
    assert_eq!(people(&setting, "member", "member"), [1; 20]);
}

#[test]
fn the_members_of_a_smaller_number_are_also_members_of_a_larger_one() {
    let text = town(NUMBERS);
    let mut smaller: BTreeSet<String> = BTreeSet::new();
    for count in 1..=60 {
        let setting = base(&text, &[&format!("members.count={count}")]);
        let members: BTreeSet<String> = group(&setting, "member").2.iter().map(|site| site.path.clone()).collect();
        assert_eq!(members.len(), count);
        assert!(smaller.is_subset(&members), "{count}: {smaller:?}");
        smaller = members;
    }
}

#[test]
fn a_circle_of_households_gives_the_number_of_members() {
    let text = town(NUMBERS).replace("count = 20\nservice", "households_per_member = 8\nservice");
    assert_eq!(group(&base(&text, &[]), "member").1.count, 26, "207 linked households");
    let text = town(NUMBERS).replace("count = 20\nservice", "service");
    assert_eq!(group(&base(&text, &[]), "member").1.count, 21, "ten for each where nothing is said");
    assert_eq!(group(&base(&town(NUMBERS), &["members.households_per_member=8"]), "member").1.count, 26, "instead of the count");
    let over = "\n[policies.close]\nmembers.households_per_member = 3\n";
    assert_eq!(group(&scenario(&(town(NUMBERS) + over), &[]).settings[1], "member").1.count, 69);
}

#[test]
fn total_staff_is_the_same_however_the_grids_are_cut() {
    let text = town(NUMBERS);
    let mut counts = BTreeSet::new();
    for size in ["5", "12", "30", "40", "55", "111", "300", "5000"] {
        let setting = base(&text, &[&format!("grids.households={size}")]);
        let (workers, captains) = (people(&setting, "grid", "grid_worker"), people(&setting, "grid", "captain"));
        assert_eq!((workers.iter().sum::<i32>(), captains.iter().sum::<i32>()), (7, 30), "{size}");
        assert!(workers.iter().all(|count| *count > 0), "{size}: {workers:?}");
        counts.insert(workers.len());
        let place = place(&setting);
        for site in group(&setting, "grid").2 {
            let community = place.buildings[site.buildings.0].community;
            assert!(place.buildings[site.buildings.0..site.buildings.1].iter().all(|building| building.community == community));
        }
    }
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [4, 7], "a worker may cover several grids, a grid may have several workers");
}

#[test]
fn people_at_each_unit_come_with_the_grids() {
    let text = town(NUMBERS).replace("role = \"grid_worker\", total = 7", "role = \"grid_worker\", count = 1");
    let setting = base(&text, &["grids.households=20"]);
    assert_eq!(people(&setting, "grid", "grid_worker").len(), 4 * 6, "111 or 110 households in grids of 20");
    let sizes: Vec<u32> = group(&setting, "grid").2.iter().map(|site| households(place(&setting), site.buildings)).collect();
    assert!(sizes.iter().all(|size| (13..=22).contains(size)), "{sizes:?}");
}

#[test]
fn a_total_is_dealt_out_by_households() {
    let file = "community,building,x,y,households,town\nA,1,0,0,70,P\nB,1,0,9,20,P\nC,1,9,9,10,Q\n";
    let folder = tempfile::tempdir().unwrap();
    let setting = of_file(folder.path(), file).unwrap().settings.remove(0);
    assert_eq!(people(&setting, "grid", "grid_worker"), [5, 1, 1], "7 × 0.7, 0.2, 0.1; at least one each");
    assert_eq!(people(&setting, "grid", "captain"), [21, 6, 3]);
    assert_eq!(people(&setting, "office", "clerk"), [5, 0], "5 × 0.9 and 0.1, the first of equal remainders first");
}

#[test]
fn rules_become_what_they_say() {
    let setting = base(&town(NUMBERS), &[]);
    let rules = &setting.epochs[0].rules;
    let discovery = rules.discovery.as_ref().unwrap();
    assert_eq!((discovery.by_severity[1], discovery.by_category.clone()), (0.4, vec![0.5, 1.0, 1.0]));
    let channels: Vec<(&str, usize, f64)> =
        discovery.channels.iter().map(|channel| (channel.name.as_str(), channel.level.index(), channel.weight)).collect();
    assert_eq!(channels, [("member", 0, 1.0), ("hotline", 3, 2.0)]);
    let sensors = discovery.sensors.as_ref().unwrap();
    assert_eq!((sensors.sees[1].get(), sensors.level.index(), sensors.delay.mean()), (0.2, 3, 300.0));
    assert_eq!(discovery.incidents_at.index(), 1, "the lowest level that serves the place, members apart");
    let [Round { kind: RoundKind::Visit, finds, planned: Planned::Share(share), .. }, Round { kind: RoundKind::Patrol, stop, .. }] =
        rules.rounds.as_slice()
    else {
        panic!("{:?}", rules.rounds)
    };
    assert_eq!((finds.iter().map(|share| share.get()).collect::<Vec<_>>(), share.get()), (vec![0.7, 0.1, 0.7], 0.35));
    assert_eq!(stop.seconds(), 300);
    assert_eq!((rules.meetings[0].group, rules.meetings[0].roles.len()), (1, 1));
    assert_eq!(rules.routing.as_ref().map(|routing| (routing.misrouted.get(), routing.sorting.mean())), Some((0.1, 3_600.0)));
    let feedback = rules.feedback.as_ref().unwrap();
    assert_eq!((feedback.informed.get(), feedback.expected.seconds(), feedback.petitions.get()), (1.0, 7 * 86_400, 0.05));
    assert_eq!(rules.triage.dropped.get(), 0.1);
    let fields: Vec<_> = rules.roles.iter().map(|role| role.field).collect();
    assert!((fields[0].travel_speed - 1.0).abs() < 1e-12 && fields[0].is_volunteer && fields[0].declines.get() == 0.3);
    assert_eq!((fields[1].familiarity_gain, fields[1].familiarity_half, fields[1].entry.seconds()), (0.5, 50.0, 600));
    assert!(!fields[2].takes_cases && fields[3].takes_cases);
    let fates: Vec<_> = rules.categories.iter().map(|category| category.fate.clone()).collect();
    assert!(fates[0].heals.is_some() && fates[1].worsens.as_ref().is_some_and(|(share, _)| share.get() == 0.1));
    assert!(rules.categories[1].is_on_site && !rules.categories[0].is_on_site);
    assert_eq!(setting.categories.iter().map(wangge::scenario::setting::Category::is_enquiry).collect::<Vec<_>>(), [false, false, true]);
    assert!((setting.demand[0].rate.get() * 365.25 * 86_400.0 - 1.2).abs() < 1e-12);
}

#[test]
fn check_shows_how_large_the_place_is_under_each_policy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, town(NUMBERS) + "\n[policies.none]\nmembers.off = true\ngrids.households = 300\n").unwrap();
    let check = |more: &[&str]| {
        let output = crate::program().arg("check").arg(&path).args(more).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let shown: serde_json::Value = serde_json::from_str(&check(&["--json"])).unwrap();
    let expected = serde_json::json!({
        "towns": 2, "communities": 4, "buildings": 64, "registered": 403, "migrant": 40,
        "grids": 7, "members": 20, "linked": 207, "staff": 50,
    });
    assert_eq!(shown["policies"][0]["place"], expected);
    let none = &shown["policies"][1]["place"];
    assert_eq!((none["grids"].as_u64(), none["members"].as_u64(), none["staff"].as_u64()), (Some(4), Some(0), Some(50)));
    let per_year = shown["policies"][0]["issues_per_year"].as_f64().unwrap();
    assert!((per_year - 443.0 * 1.7 * 365.0 / 365.25).abs() < 0.01, "{per_year}");
    let text = check(&[]);
    assert!(text.contains("towns 2, communities 4, buildings 64") && text.contains("207 linked where there are members"), "{text}");
}

#[test]
fn with_the_members_go_their_units_visits_and_channels() {
    let scenario = scenario(&(town(NUMBERS) + "\n[policies.none]\nmembers.off = true\n"), &[]);
    let none = &scenario.settings[1];
    assert!(none.members.is_none() && none.units.iter().all(|group| group.name != "member"));
    let rules = &none.epochs[0].rules;
    assert_eq!(rules.rounds.iter().map(|round| round.name.as_str()).collect::<Vec<_>>(), ["patrol"]);
    assert_eq!(rules.discovery.as_ref().map(|discovery| discovery.channels.len()), Some(1));
}

#[test]
fn dated_rules_of_a_place_become_epochs() {
    let dated = r#"
[[policies.later.dated]]
from = "100d"
rounds = [{ name = "visit", share = 0.0 }]
meetings = [{ name = "ledger", unblocks = 0.5 }]
discovery.reporting = 0.9
units = [{ name = "village", staff = [{ role = "clerk", count = 3 }] }]
[[policies.later.interventions]]
at = "50d"
unit = "town-1/community-2/grid-1"
role = "captain"
add = 1
"#;
    let scenario = scenario(&(town(NUMBERS) + dated), &[]);
    let epochs = &scenario.settings[1].epochs;
    assert_eq!(epochs.iter().map(|epoch| epoch.from.seconds() / 86_400).collect::<Vec<_>>(), [0, 50, 100]);
    let (before, after) = (&epochs[0].rules, &epochs[2].rules);
    let planned = |share| Planned::Share(wangge::units::Share::new(share).unwrap());
    assert_eq!((before.rounds[0].planned, after.rounds[0].planned), (planned(0.35), planned(0.0)));
    assert_eq!((before.meetings[0].unblocks.get(), after.meetings[0].unblocks.get()), (0.2, 0.5));
    assert_eq!(after.discovery.as_ref().map(|discovery| discovery.reporting.get()), Some(0.9));
    let arrived: Vec<_> = epochs[1].rules.staff.iter().filter(|staff| !before.staff.contains(staff)).collect();
    assert_eq!(arrived.iter().map(|staff| (staff.group, staff.member, staff.count)).collect::<Vec<_>>(), [(1, Some(2), 1)]);
    let totals = |staff: &[Staff]| staff.iter().filter(|staff| staff.group == 1).map(|staff| staff.count).sum::<i32>();
    assert_eq!((totals(&before.staff), totals(&after.staff)), (37, 38));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn every_cut_of_every_place_is_whole(
        buildings in prop::collection::vec((0..5_u8, 0..2000_i32, 0..2000_i32, 0..80_u32, 0..30_u32), 1..60),
        size in 1..400_u32,
        staff in 5..40_u32,
        share in 0.0..1.0_f64,
    ) {
        let rows: String = buildings
            .iter()
            .enumerate()
            .map(|(index, (community, x, y, registered, migrant))| format!("c{community},b{index},{x},{y},{registered},{migrant}\n"))
            .collect();
        let file = format!("community,building,x,y,households,migrants\nc0,first,0,0,40,0\n{rows}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("buildings.csv"), &file).unwrap();
        let sets = [format!("grids.households={size}"), format!("units.grid.staff.grid_worker.total={staff}"), format!("residents.linked={share}"), "members.count=1".into()];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let read = read_in(folder.path(), &town("[place]\nfile = \"buildings.csv\"\n"), &sets);
        let Ok(mut scenario) = read else { return Ok(()) };
        let setting = scenario.settings.remove(0);
        let place = place(&setting);
        let grids = group(&setting, "grid").2;
        prop_assert_eq!((grids[0].buildings.0, grids[grids.len() - 1].buildings.1), (0, place.buildings.len()));
        for pair in grids.windows(2) {
            prop_assert_eq!(pair[0].buildings.1, pair[1].buildings.0);
        }
        for site in grids {
            let here = &place.buildings[site.buildings.0..site.buildings.1];
            prop_assert!(!here.is_empty() && here.iter().all(|building| building.community == here[0].community));
        }
        let workers = people(&setting, "grid", "grid_worker");
        prop_assert_eq!(workers.iter().sum::<i32>(), staff.cast_signed());
        prop_assert!(workers.iter().all(|count| *count > 0));
        prop_assert_eq!(people(&setting, "grid", "captain").iter().sum::<i32>(), 30);
        let linked = place.linked();
        let registered: u32 = place.buildings.iter().map(|building| building.registered).sum();
        prop_assert!((linked.len() as f64 - share * f64::from(registered)).abs() <= 5.0 + 0.1 * 1800.0);
    }
}
