//! What the reader says about places that are wrong, in the scenario file and in the file of buildings: each problem at
//! its line, with what is allowed; and no input, however broken, makes it panic.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::scenario::{Problems, Scenario, read};

/// A small town in which everything that a place needs can be wrong.
const TOWN: &str = r#"start = 2024-01-01
horizon = "200d"
levels = ["liaison", "grid", "community", "town"]

[place]
communities = 3
households = 300
building_spacing = "80m"
housing = { village = 0.6, old = 0.4 }

[residents]
linked = 0.9

[grids]
households = 40

[members]
count = 20
role = "member"
service = ["0d", "60d"]

[roles.member]
travel_speed = "5km/h"
familiarity = { gain = 0.3, households = 300 }
[roles.worker]

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
staff = [{ role = "worker", total = 7 }]

[[units]]
name = "village"
level = "community"
per = "community"
under = "office"

[[units]]
name = "office"
level = "town"
per = "town"

[[units]]
name = "works"
level = "town"
per = "town"
beside = "office"
categories_in_charge = ["road"]

[[units]]
name = "lights"
level = "town"
per = "town"
beside = "office"
categories_in_charge = ["lamp"]

[[categories]]
name = "lamp"
work = "1h"
[[categories]]
name = "road"
work = "4h"
worsens = { probability = 0.1, after = "20d" }

[[demand]]
name = "homes"
at = "households"
rate = "1.2/year"
categories = { lamp = 0.5, road = 0.5 }

[discovery]
reporting = 0.6
by_severity = [0.2, 0.4, 0.7, 0.9, 1.0]
incidents_at = "town"
[discovery.channels.member]
level = "liaison"
[discovery.channels.desk]
level = "grid"

[[rounds]]
name = "visit"
role = "member"
kind = "visit"
every = "7d"
share = 0.5
stop = "20min"

[[meetings]]
name = "ledger"
at = "grid"
roles = ["worker"]
every = "30d"
length = "2h"
stalled = "14d"
unblocks = 0.2

[feedback]
in_time = 0.9
late = 0.6
unfixed = 0.1

[escalation.all]
wait_limit = "5d"

[[policies.later.dated]]
from = "90d"
triage.dropped = 0.1
"#;

fn read_in(folder: &Path, text: &str) -> Result<Scenario, Problems> {
    let path = folder.join("case.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &[])
}

fn read_text(text: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    read_in(folder.path(), text)
}

/// What stood there, what is written instead, and what is said of it.
const WRONG: &[(&str, &str, &str)] = &[
    ("communities = 3", "comunities = 3", "unknown key"),
    ("communities = 3", "communities = 0", "out of range"),
    ("communities = 3", "communities = 3.5", "a whole number"),
    ("communities = 3", "communities = 10000\ntowns = 1000", "at most 100000"),
    ("households = 300\nbuilding", "households = -300\nbuilding", "out of range"),
    ("households = 300\nbuilding", "households = 9000000\nbuilding", "out of range"),
    ("households = 300\nbuilding", "households = 4000000\nmigrants = 2000000\nbuilding", "expected 1 to 5000000"),
    ("households = 300\nbuilding", "households = 0\nbuilding", "expected 1 to 5000000"),
    ("households = 300\nbuilding", "households = 3000000\nhouseholds_per_building = 1\nbuilding", "at most 1000000"),
    ("households = 300\nbuilding", "building", "needs its number of households"),
    ("\"80m\"", "80", "has no unit"),
    ("\"80m\"", "\"80\"", "has no unit"),
    ("\"80m\"", "\"80ft\"", "unknown unit `ft`"),
    ("\"80m\"", "\"-80m\"", "is not a distance"),
    ("\"80m\"", "\"5000km\"", "farther than 1000km"),
    ("old = 0.4", "old = 0.3", "add up to 0.9"),
    ("old = 0.4", "\"old/new\" = 0.4", "is not a name"),
    ("linked = 0.9", "linked = 1.9", "out of range"),
    ("linked = 0.9", "linked = 0.0", "no household is linked"),
    ("linked = 0.9", "issues_cv = -1", "out of range"),
    ("households = 40", "households = 0", "out of range"),
    ("[grids]\nhouseholds = 40", "[grids]\nhousehold = 40", "unknown key"),
    ("count = 20", "count = 271", "271 members for 270 linked households"),
    ("count = 20", "count = 20\nhouseholds_per_member = 10", "stands beside `count`"),
    ("count = 20", "count = 20\nunit = \"grid\"", "does not follow the members"),
    ("role = \"member\"\nservice", "role = \"worker\"\nservice", "is not `member`"),
    ("role = \"member\"\nservice", "role = \"membr\"\nservice", "is not `member`"),
    ("service = [\"0d\", \"60d\"]", "service = [\"0d\"]", "expected 2"),
    ("service = [\"0d\", \"60d\"]", "service = [\"60d\", \"0d\"]", "begins before the first"),
    ("service = [\"0d\", \"60d\"]", "service = [\"0d\", \"900d\"]", "after the end of the run"),
    ("service = [\"0d\", \"60d\"]", "motivation = [0.9, 1.3]", "out of range"),
    ("\"5km/h\"", "\"5km\"", "unknown unit `km`"),
    ("\"5km/h\"", "5", "has no unit"),
    ("\"5km/h\"", "\"5000km/h\"", "neither 0 nor"),
    ("gain = 0.3, ", "", "is missing"),
    ("per = \"member\"", "per = \"membr\"", "not one of"),
    ("per = \"member\"", "per = \"grid\"", "no unit follows the members"),
    ("per = \"member\"", "per = \"member\"\ncount = 3", "from which the number of units follows"),
    ("staff = [{ role = \"member\" }]", "staff = [{ role = \"member\", count = 2 }]", "has one person"),
    ("staff = [{ role = \"member\" }]", "staff = [{ role = \"member\" }, { role = \"worker\" }]", "has one person"),
    ("per = \"grid\"", "per = \"town\"", "which no community contains"),
    ("per = \"community\"\n", "", "which no"),
    ("total = 7", "total = 2", "2 people for 3 communities"),
    ("total = 7", "total = 7, count = 1", "stands beside `count`"),
    ("total = 7", "totl = 7", "unknown key"),
    (
        "[[categories]]\nname = \"lamp\"",
        "[[units]]\nname = \"archive\"\nlevel = \"town\"\nstaff = [{ role = \"worker\", total = 3 }]\n[[categories]]\nname = \"lamp\"",
        "`per` is missing",
    ),
    ("name = \"village\"", "name = \"households\"", "meaning of its own"),
    ("name = \"village\"\n", "name = \"grid-3\"\n", "already the name of a unit"),
    (
        "beside = \"office\"\ncategories_in_charge = [\"road\"]",
        "beside = \"offices\"\ncategories_in_charge = [\"road\"]",
        "no unit `offices`",
    ),
    ("beside = \"office\"\ncategories_in_charge = [\"road\"]", "beside = \"village\"\ncategories_in_charge = [\"road\"]", "own level"),
    (
        "beside = \"office\"\ncategories_in_charge = [\"road\"]",
        "beside = \"lights\"\ncategories_in_charge = [\"road\"]",
        "department itself",
    ),
    ("beside = \"office\"\ncategories_in_charge = [\"road\"]", "beside = \"office\"", "in charge of some categories"),
    ("beside = \"office\"\ncategories_in_charge = [\"road\"]", "categories_in_charge = [\"road\"]", "`beside` is missing"),
    ("[\"road\"]", "[\"roads\"]", "no category `roads`"),
    ("[\"road\"]", "[\"lamp\"]", "already in charge of `lamp`"),
    ("name = \"works\"\nlevel = \"town\"\nper = \"town\"", "name = \"works\"\nlevel = \"town\"\nper = \"district\"", "the same `per`"),
    ("after = \"20d\"", "aftr = \"20d\"", "unknown key"),
    ("at = \"households\"", "at = \"household\"", "no unit `household`"),
    ("rate = \"1.2/year\"", "rate = \"1.2/yr\"", "unknown unit"),
    ("by_severity = [0.2, ", "by_severity = [", "expected 5"),
    ("reporting = 0.6\n", "", "is missing"),
    ("incidents_at = \"town\"", "incidents_at = \"liaison\"", "no unit serves the place at level `liaison`"),
    ("[discovery.channels.desk]\nlevel = \"grid\"", "[discovery.channels.desk]\nlevel = \"gird\"", "no level `gird`"),
    ("[discovery.channels.desk]\nlevel = \"grid\"", "[discovery.channels.desk]\nlevel = \"grid\"\nweight = 0", "no channel is open"),
    ("role = \"member\"\nkind", "role = \"wroker\"\nkind", "no role `wroker`"),
    ("share = 0.5\n", "", "is missing; expected what is planned"),
    ("share = 0.5\n", "share = 0.5\nstops = 3\n", "stands beside `share`"),
    ("share = 0.5\n", "hours = \"2h\"\nstops = 3\n", "stands beside `stops`"),
    ("share = 0.5\n", "hours = \"10min\"\n", "is shorter than one `stop`"),
    ("every = \"7d\"", "every = \"7min\"", "at least \"1h\""),
    ("stop = \"20min\"", "stop = \"20min\"\nsettles = { within = \"30min\", categories = [\"lamps\"] }", "no category `lamps`"),
    ("stop = \"20min\"", "stop = \"20min\"\nsettles = { categories = [\"lamp\"] }", "is missing"),
    ("stop = \"20min\"", "stop = \"20min\"\nsettles = { within = \"-30min\" }", "is negative"),
    ("work = \"4h\"", "work = \"4h\"\ninstant = 1.5", "out of range"),
    ("work = \"4h\"", "work = \"4h\"\nvisits = { mean = 0.5, between = \"7d\" }", "out of range"),
    ("work = \"4h\"", "work = \"4h\"\nvisits = { mean = 2.0 }", "is missing"),
    ("count = 20", "count = 20\nusable = -0.1", "out of range"),
    ("at = \"grid\"", "at = \"gird\"", "no unit `gird`"),
    ("roles = [\"worker\"]", "roles = [\"wroker\"]", "no role `wroker`"),
    ("late = 0.6\n", "", "is missing"),
    ("triage.dropped = 0.1", "rounds = [{ name = \"visit\", off = true }]", "unknown key"),
];

/// What is said of something that stands elsewhere than the change that makes it wrong.
const ELSEWHERE: &[&str] = &[
    "already in charge",
    "no household is linked",
    "already the name",
    "is not `member`",
    "which no",
    "expected 1 to",
    "no unit follows the members",
];

#[test]
fn every_wrong_value_is_told_where_it_stands() {
    let mut missed = Vec::new();
    for &(right, wrong, said) in WRONG {
        let at = TOWN.find(right).unwrap_or_else(|| panic!("{right} is not in the text"));
        let Err(found) = read_text(&TOWN.replacen(right, wrong, 1)) else { panic!("{wrong}: nothing was found wrong") };
        let told: Vec<_> = found.iter().filter(|problem| problem.message.contains(said)).collect();
        let line = TOWN[..at].matches('\n').count() + 1;
        let near = |problem: &&wangge::scenario::Problem| problem.line.abs_diff(line) <= 5;
        let is_located = told.iter().any(near) || ELSEWHERE.iter().any(|word| said.starts_with(word));
        let is_named = found.iter().all(|problem| problem.line > 0 && !problem.key.is_empty());
        if told.is_empty() || found.count() > 2 || !is_located || !is_named {
            missed.push(format!("{wrong} in line {line}: expected \"{said}\", found\n{found}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_town_without_its_parts_says_what_is_missing() {
    let without = |from: &str, to: &str| {
        let (start, end) = (TOWN.find(from).unwrap(), TOWN.find(to).unwrap());
        read_text(&format!("{}{}", &TOWN[..start], &TOWN[end..])).unwrap_err().to_string()
    };
    let no_place = without("[place]", "[residents]");
    for key in ["residents", "grids", "members", "units.grid.per", "roles.member.travel_speed", "demand.homes.at", "discovery", "feedback"]
    {
        assert!(
            no_place.contains(&format!("`{key}`: needs a place")) || no_place.contains(&format!("`{key}`: `households` needs a place")),
            "{key}\n{no_place}"
        );
    }
    let no_members = without("[members]", "[roles.member]");
    assert!(no_members.contains("the units follow the members, and the file has none"), "{no_members}");
    let no_discovery = without("[discovery]", "[[rounds]]");
    assert!(no_discovery.contains("somebody must find it"), "{no_discovery}");
    let no_units = without("[[units]]\nname = \"grid\"", "[[categories]]");
    assert!(no_units.contains("no unit serves the place"), "{no_units}");
    let nobody =
        read_text(&TOWN.replace("total = 7", "total = 7, off = true").replace("[escalation.all]\nwait_limit = \"5d\"\n", "")).unwrap_err();
    assert!(nobody.to_string().contains("nobody works at `grid`, which gets the issues of `homes`"), "{nobody}");
}

#[test]
fn what_shapes_the_place_belongs_to_no_policy_and_to_no_date() {
    for (over, said) in
        [("place.households = 400", "is the same under every policy"), ("residents.linked = 0.5", "is the same under every policy")]
    {
        let found = read_text(&format!("{TOWN}[policies.other]\n{over}\n")).unwrap_err();
        assert!(found.iter().all(|problem| problem.help.as_deref().is_some_and(|help| help.contains(said))), "{found}");
    }
    for over in [
        "grids.households = 20",
        "members.count = 10",
        "units = [{ name = \"grid\", per = \"town\" }]",
        "units = [{ name = \"grid\", staff = [{ role = \"worker\", total = 9 }] }]",
        "rounds = [{ name = \"visit\", role = \"worker\" }]",
        "meetings = [{ name = \"ledger\", off = true }]",
        "categories = [{ name = \"lamp\", enquiry = true }]",
        "roles.member.volunteer = true",
    ] {
        let found = read_text(&TOWN.replace("triage.dropped = 0.1", over)).unwrap_err();
        assert!(found.count() == 1 && found.to_string().contains("unknown key"), "{over}\n{found}");
    }
    for (over, said) in [
        ("rounds = [{ name = \"walk\", share = 0.5 }]", "in `rounds` at the start"),
        ("meetings = [{ name = \"talk\", unblocks = 0.5 }]", "in `meetings` at the start"),
        ("units = [{ name = \"member\", staff = [{ role = \"member\", count = 2 }] }]", "has one person"),
        ("discovery.off = true", "somebody must find it"),
    ] {
        let found = read_text(&TOWN.replace("triage.dropped = 0.1", over)).unwrap_err();
        assert!(found.to_string().contains(said), "{over}\n{found}");
    }
    let extra = "[[policies.later.interventions]]\nat = \"9d\"\nunit = \"town/community-1/member-0001\"\nrole = \"member\"\nadd = 1\n";
    let found = read_text(&format!("{TOWN}{extra}")).unwrap_err();
    assert!(found.to_string().contains("the unit of a member has one person"), "{found}");
}

const FILE: &str = "\
town,community,building,x,y,households,migrants,housing
North,Upper,1,0,0,30,0,village
North,Upper,2,0,100,28,3,village
North,Lower,Mill,500,0,70,0,old
";

/// Reads the town with the file of buildings as `bytes`.
fn with_file(bytes: &[u8]) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("buildings.csv"), bytes).unwrap();
    let (start, end) = (TOWN.find("communities = 3").unwrap(), TOWN.find("[residents]").unwrap());
    read_in(folder.path(), &format!("{}file = \"buildings.csv\"\n{}", &TOWN[..start], &TOWN[end..]))
}

/// What stood there, what is written instead, line and column of the problem, and what is said of it.
const WRONG_FILES: &[(&str, &str, usize, &str, &str)] = &[
    ("community,building", "comunity,building", 1, "", "no column \"comunity\""),
    ("town,community,building", "town,building,building", 1, "building", "stands here twice"),
    ("migrants,housing", "migrants,roof", 1, "", "no column \"roof\""),
    ("households,migrants", "migrants,migrants", 1, "migrants", "twice"),
    (",x,y,", ",x,lat,", 1, "", "either the columns `x` and `y`"),
    ("town,community,building,x,y,households,migrants,housing", "town;community;building", 1, "", "no column"),
    ("Upper,1", ",1", 2, "community", "the cell is empty"),
    ("Upper,1", "Upper,", 2, "building", "the cell is empty"),
    ("Upper,1", "Up/per,1", 2, "community", "is not a name"),
    ("Upper,2", "Upper,1", 3, "building", "the first stands in line 2"),
    (",0,0,", ",,0,", 2, "x", "\"\" is not a number of metres"),
    (",0,0,", ",nan,0,", 2, "x", "is not a number of metres"),
    (",0,0,", ",inf,0,", 2, "x", "is not a number of metres"),
    (",0,0,", ",1e9,0,", 2, "x", "from -10000000 to 10000000"),
    (",0,0,", ",west,0,", 2, "x", "\"west\" is not a number"),
    (",28,3", ",-28,3", 3, "households", "\"-28\" is not a whole number"),
    (",28,3", ",2.8,3", 3, "households", "\"2.8\" is not a whole number"),
    (",28,3", ",99999999999999999999,3", 3, "households", "from 0 to 5000000"),
    (",28,3", ",5000001,3", 3, "households", "from 0 to 5000000"),
    (",28,3", ",,3", 3, "households", "\"\" is not a whole number"),
    (",28,3", ",28,three", 3, "migrants", "\"three\" is not a whole number"),
    (",28,3", ",28", 3, "", "has 7 cells; expected 8"),
    (",28,3", ",28,3,9", 3, "", "has 9 cells; expected 8"),
    ("Mill", "\"Mill", 4, "", "begins with a quote"),
    ("Mill", "\"Mill\"x", 4, "", "begins with a quote"),
    ("70,0,old", "70,0,", 4, "housing", "the cell is empty"),
    ("village\nNorth,Lower,Mill,500,0,70", "village\nNorth,Lower,Mill,500,0,5000000", 1, "households", "5000061 households in all"),
    ("town,community,building,x,y,households,migrants,housing\n", "\n", 1, "", "no line with the names of its columns"),
    (
        "North,Upper,1,0,0,30,0,village\nNorth,Upper,2,0,100,28,3,village\nNorth,Lower,Mill,500,0,70,0,old\n",
        "\n\n",
        4,
        "",
        "has no buildings",
    ),
    (",y,households", ",y,migrants2", 1, "", "no column \"migrants2\""),
    ("town,community", "town,town2", 1, "", "did you mean `town`"),
];

#[test]
fn every_wrong_cell_is_told_with_file_line_and_column() {
    let mut missed = Vec::new();
    for &(right, wrong, line, column, said) in WRONG_FILES {
        assert!(FILE.contains(right), "{right}");
        let Err(found) = with_file(FILE.replacen(right, wrong, 1).as_bytes()) else { panic!("{wrong}: nothing was found wrong") };
        let is_told = found.iter().any(|problem| {
            let help = problem.help.as_deref().unwrap_or_default();
            problem.line == line && problem.key == column && (problem.message.contains(said) || help.contains(said))
        });
        let is_alone = found.iter().all(|problem| problem.file.ends_with("buildings.csv")) && !found.is_file_error();
        if !is_told || !is_alone || !found.render(80, false).contains("buildings.csv") {
            missed.push(format!("{wrong}: expected \"{said}\" in line {line}, column {column}, found\n{found}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_file_that_is_none_is_told_in_the_scenario_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("places.csv")).unwrap();
    std::fs::write(folder.path().join("town.csv"), FILE).unwrap();
    std::fs::write(folder.path().join("latin.csv"), b"community,building\nCaf\xe9,1\n").unwrap();
    let (start, end) = (TOWN.find("communities = 3").unwrap(), TOWN.find("[residents]").unwrap());
    let of = |file: &str| read_in(folder.path(), &format!("{}file = \"{file}\"\n{}", &TOWN[..start], &TOWN[end..])).unwrap_err();
    for (file, said) in [
        ("twon.csv", "did you mean `town.csv`?"),
        ("places.csv", "is a directory; expected a file of buildings in CSV"),
        ("latin.csv", "line 2"),
    ] {
        let found = of(file);
        assert!(found.is_file_error() && found.to_string().contains(said), "{file}\n{found}");
        assert!(found.iter().any(|problem| problem.key == "place.file" && problem.line == 6), "{file}\n{found}");
    }
    let both = TOWN.replace("communities = 3", "communities = 3\nfile = \"town.csv\"");
    let found = read_in(folder.path(), &both).unwrap_err();
    assert!(found.to_string().contains("stands beside `file`"), "{found}");
}

#[test]
fn more_buildings_than_a_place_may_have_are_refused() {
    let file: String = (0..1_000_001).map(|index| format!("A,{index},0,0,1\n")).collect();
    let found = with_file(format!("community,building,x,y,households\n{file}").as_bytes()).unwrap_err();
    assert!(found.to_string().contains("more than 1000000 buildings"), "{found}");
    let many: String = (0..5_000).map(|index| format!("A,{index},x,y,z\n")).collect();
    let found = with_file(format!("community,building,x,y,households\n{many}").as_bytes()).unwrap_err();
    assert!((20..=23).contains(&found.count()), "{} problems", found.count());
}

fn survives(outcome: Result<Scenario, Problems>) {
    if let Err(problems) = outcome {
        assert!(problems.count() > 0);
        assert!(!problems.to_string().is_empty() && !problems.render(80, true).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(3), ..ProptestConfig::default() })]

    #[test]
    fn random_files_of_buildings_never_panic(text in "(community|building|town|x|y|households|[A-Z0-9,\"\n\r;. -]){0,60}") {
        survives(with_file(text.as_bytes()));
    }

    #[test]
    fn flipped_and_lost_bytes_of_a_file_never_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let mut bytes = FILE.as_bytes().to_vec();
        for (at, edit) in edits {
            let at = at.index(bytes.len());
            match edit {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        survives(with_file(&bytes));
    }

    #[test]
    fn lost_lines_of_a_town_never_panic(lost in prop::collection::vec(any::<prop::sample::Index>(), 1..8)) {
        let mut lines: Vec<&str> = TOWN.lines().collect();
        for at in lost {
            lines.remove(at.index(lines.len()));
        }
        survives(read_text(&lines.join("\n")));
    }

    #[test]
    fn any_value_anywhere_in_a_town_never_panics(
        at in any::<prop::sample::Index>(),
        value in prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| format!("{number:?}").replace("NaN", "nan")),
            "[0-9]{1,9}(s|d|/year|m|km|km/h)".prop_map(|text| format!("\"{text}\"")),
            Just("[]".to_owned()), Just("{}".to_owned()), Just("true".to_owned()), Just("\"member\"".to_owned()),
            Just("\"town\"".to_owned()), Just("{ off = true }".to_owned()), Just("1".to_owned()), Just("0".to_owned()),
        ],
    ) {
        let lines: Vec<&str> = TOWN.lines().collect();
        let assigned: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains(" = ")).collect();
        let line = assigned[at.index(assigned.len())];
        let key = lines[line].split(" = ").next().unwrap();
        let changed: Vec<String> =
            lines.iter().enumerate().map(|(index, old)| if index == line { format!("{key} = {value}") } else { (*old).to_owned() }).collect();
        survives(read_text(&changed.join("\n")));
    }
}
