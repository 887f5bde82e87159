//! Factors: levels and ranges in the units of the file, from the command line, the file's sweep, its assumed numbers and a
//! design in CSV; every wrong one is refused at its place before anything runs.

use std::path::{Path, PathBuf};

use wangge::engine::{Address, Purpose, Root};
use wangge::experiment::design::plan::Plan;
use wangge::scenario::{Draft, Factor, Level, Problems, SweepDesign};

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn town() -> Draft {
    Draft::read(&scenario_file("xiaolin.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn factor(draft: &Draft, text: &str) -> Factor {
    draft.factor(text).unwrap_or_else(|problems| panic!("{text}: {problems}"))
}

fn shown(levels: &[Level]) -> Vec<String> {
    let number = |level: &Level| level.number.map_or(String::new(), |number| format!(" = {number}"));
    levels.iter().map(|level| format!("{}{}", level.text, number(level))).collect()
}

#[test]
fn levels_are_written_in_the_unit_of_the_file_and_counted_in_it() {
    let town = town();
    for (text, unit, levels) in [
        ("escalation.grid.wait_limit=12h..5d", Some("d"), &["12h = 0.5", "5d = 5"][..]),
        ("escalation.grid.wait_limit=12h..5d/4", Some("d"), &["12h = 0.5", "2d = 2", "3.5d = 3.5", "5d = 5"]),
        ("escalation.grid.wait_limit=1d, 36h", Some("d"), &["1d = 1", "36h = 1.5"]),
        ("escalation.grid.wait_limit=1wd,3wd", Some("wd"), &["1wd = 1", "3wd = 3"]),
        ("escalation.grid.wait_limit=1d,3wd", None, &["1d", "3wd"]),
        ("categories.building.due=7wd..30wd/3", Some("wd"), &["7wd = 7", "19wd = 19", "30wd = 30"]),
        ("escalation.grid.queue_order=fifo,due", None, &["fifo", "due"]),
        ("escalation.grid.attempts=1..4/4", None, &["1 = 1", "2 = 2", "3 = 3", "4 = 4"]),
        ("discovery.reporting=0.1..0.3/3", None, &["0.1 = 0.1", "0.2 = 0.2", "0.3 = 0.3"]),
        ("demand.households.rate=0.5/year..2/year/3log", Some("/year"), &["0.5/year = 0.5", "1/year = 1", "2/year = 2"]),
        ("roles.cadre.pay=3500 yuan/month..6000 yuan/month/2", Some("yuan/month"), &["3500 yuan/month = 3500", "6000 yuan/month = 6000"]),
        ("place.community_spacing=500m..3km", Some("km"), &["500m = 0.5", "3km = 3"]),
        ("roles.member.travel_speed=4km/h..12km/h", Some("km/h"), &["4km/h = 4", "12km/h = 12"]),
        ("members.off=true,false", None, &["true", "false"]),
        ("policies.paper_linkage.triage.dropped=0.0..0.2", None, &["0.0 = 0", "0.2 = 0.2"]),
        ("routing.sorting=30min,{ exponential = { mean = \"1h\" } }", None, &["30min", "{ exponential = { mean = \"1h\" } }"]),
    ] {
        let factor = factor(&town, text);
        assert_eq!((factor.unit(), shown(&factor.levels())), (unit, levels.iter().map(|level| (*level).to_owned()).collect()), "{text}");
    }
}

#[test]
fn a_share_of_the_way_is_a_level_of_the_factor() {
    let town = town();
    let at = |text: &str, share: f64| shown(&[factor(&town, text).level_at(share)]).remove(0);
    assert_eq!(at("escalation.grid.wait_limit=12h..5d", 0.5), "2.75d = 2.75");
    assert_eq!(at("escalation.grid.wait_limit=12h..5d", 0.0), "12h = 0.5");
    assert_eq!(at("escalation.grid.wait_limit=12h..5d", 1.0), "5d = 5");
    assert_eq!(at("discovery.reporting=0.1..0.4/log", 0.5), "0.2 = 0.2");
    assert_eq!(at("escalation.grid.attempts=1..4", 0.49), "2 = 2");
    assert_eq!(at("escalation.grid.attempts=1..4", 0.51), "3 = 3");
    assert_eq!(at("categories.building.due=7wd..30wd", 0.999), "30wd = 30");
    assert_eq!(at("escalation.grid.queue_order=fifo,due", 0.49), "fifo");
    assert_eq!(at("escalation.grid.queue_order=fifo,due", 1.0), "due");
    let factor = factor(&town, "escalation.grid.wait_limit=12h..5d");
    assert!(factor.is_range());
    assert_eq!(factor.nominal().map(|level| (level.text.as_str(), level.number)), Some(("4d", Some(4.0))));
    assert!(!town.factor("escalation.grid.attempts=1..4/2").unwrap().is_range());
}

#[test]
fn every_level_between_the_ends_is_taken_by_the_scenario() {
    let town = town();
    for text in [
        "escalation.grid.wait_limit=12h..5d",
        "roles.cadre.pay=3500 yuan/month..6000 yuan/month",
        "demand.households.rate=0.3/year..2/year",
    ] {
        let factor = factor(&town, text);
        for step in 0..=20 {
            let level = factor.level_at(f64::from(step) / 20.0);
            let taken = town.settings(&[(factor.key().to_owned(), level.text.clone())], &town.policies());
            assert!(taken.is_ok(), "{text}: {level:?}");
        }
    }
}

/// What is wrong with an argument, and what is said of it.
const WRONG: [(&str, &str); 29] = [
    ("escalation.grid.wait_limit", "has no `=`; expected a key and its levels; write `KEY=a,b,c`"),
    ("=1,2", "has no key"),
    ("triage.mistake=", "has no level"),
    ("triage.mistake=0.1", "one level; expected at least 2; what has one value is set with `--set`"),
    ("triage.mistake=0.1,,0.2", "a level is empty"),
    ("triage.mistake=0.1,0.2,0.10", "the level `0.10`, which is `0.1`, stands here twice"),
    ("escalation.grid.wait_limit=1d,24h", "the level `24h`, which is `1d`, stands here twice"),
    ("triage.mistake=0.1,1.2", "the scenario does not take `1.2`: 1.2 is out of range; expected a number from 0 to 1"),
    ("triage.mistake=0.1..1.2", "1.2 is out of range"),
    ("triage.mistake=0.3..0.1", "the range does not rise: `0.3` is not less than `0.1`; write the lower end first"),
    ("triage.mistake=0.1..0.1", "the range does not rise"),
    ("triage.mistake=..0.1", "has no low end"),
    ("triage.mistake=0.1..", "has no high end"),
    ("triage.mistake=0.1..0.3/1", "1 levels; expected 2 to 10000"),
    ("triage.mistake=0..0.3/3log", "a logarithmic range starts above 0; found `0`"),
    ("escalation.grid.attempts=1..4/8", "only 4 of the 8 levels from `1` to `4` differ; ask for fewer"),
    ("escalation.grid.attempts=1..2.5", "found a number 2.5; expected a whole number"),
    ("escalation.grid.queue_order=due..fifo", "`due` is no number or quantity; a range goes from one to another; list the levels"),
    ("escalation.grid.wait_limit=2wd..5d", "`2wd` is in working days and `5d` in elapsed time; expected one or the other"),
    ("escalation.grid.wait_limit=12h..5", "the number 5 has no unit"),
    ("escalation.grid.wait_limt=1d,2d", "there is no `wait_limt` in `escalation.grid`; found `wait_limit`"),
    ("esclation.grid.wait_limit=1d,2d", "there is no `esclation` in the scenario"),
    (
        "roles.membr.speed=1,2",
        "there is no `membr` in `roles`; found `member`, `centre`, `grid_worker`, `cadre`, `officer`; did you mean `member`?",
    ),
    ("units.vilage.staff.cadre.count=1,2", "there is no `vilage` in `units`"),
    (
        "policies.card.triage.dropped=0.1,0.2",
        "there is no `card` in `policies`; found `paper_linkage`, `cards`, `centres`, `visits`, `on_the_spot`, `first_inquiry`, `meeting`, `supervision`, `points`, `stars`; did you mean `cards`?",
    ),
    ("escalation.gird.attempts=1,2", "there is no level `gird`"),
    ("seed=1,2", "says what is run and how it is judged, and changes no run"),
    (
        "supervision.yellow=0.3..0.9",
        "the scenario does not take `0.9`: `supervision.red`: 0.8 turns the light red before it is yellow at 0.9",
    ),
    ("members.count=100..20000", "the scenario does not take `20000`: 20000 members for 13611 linked households"),
];

#[test]
fn a_wrong_factor_is_refused_with_its_part_and_the_repair() {
    let town = town();
    for (text, told) in WRONG {
        let problems = town.factor(text).expect_err(text);
        assert!(problems.to_string().contains(told), "{text}\ngot:    {problems}\nwanted: {told}");
        assert!(problems.iter().all(|problem| problem.file == "factor" && problem.line == 1), "{problems}");
        assert!(problems.render(100, false).contains(text.split('=').next().unwrap_or(text)), "{problems}");
    }
}

#[test]
fn every_assumed_number_of_xiaolin_is_taken_at_both_ends_and_all_together() {
    let town = town();
    let factors = town.assumed();
    assert_eq!(factors.len(), 254);
    assert_eq!((factors[0].key(), factors[0].level_at(0.05).text.as_str()), ("place.communities", "9"));
    assert!(factors.iter().all(Factor::is_range));
    town.check(&factors).unwrap_or_else(|problems| panic!("{problems}"));
    // 64 points of the cube, and its two extreme corners
    let luck = Root::new(20_260_301, 0).luck(Address::of("cube", ""));
    let mut points: Vec<Vec<f64>> =
        (0..64_u32).map(|point| (0..254_u32).map(|factor| luck.uniform(Purpose(0), 254 * point + factor)).collect()).collect();
    points.extend([vec![0.0; 254], vec![1.0; 254]]);
    for (number, point) in points.iter().enumerate() {
        let at: Vec<(String, String)> =
            factors.iter().zip(point).map(|(factor, share)| (factor.key().to_owned(), factor.level_at(*share).text)).collect();
        let settings = town.settings(&at, &town.policies());
        assert_eq!(settings.unwrap_or_else(|problems| panic!("point {number}: {problems}")).len(), 11);
    }
}

/// A scenario that sweeps, to which `sweep` is added.
fn with_sweep(sweep: &str) -> Result<Draft, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    let text = format!(
        r#"start = 2024-01-01
horizon = "90d"
levels = ["low", "high"]
units = [{{ name = "a", level = "low", under = "b", staff = [{{ role = "r", count = 2 }}] }}, {{ name = "b", level = "high" , staff = [{{ role = "r" }}] }}]
categories = [{{ name = "c", work = "1h" }}]
demand = [{{ name = "d", at = "a", rate = "1/day" }}]
roles.r.speed = 1.0
escalation.low.wait_limit = "5d"
policies.early.escalation.low.wait_limit = "1d"
{sweep}"#
    );
    std::fs::write(&path, text).unwrap();
    Draft::read(&path, &[])
}

const SWEEP: &str = r#"
[sweep]
design = "factorial"
replications = 12
policies = ["base", "early"]
factors = [
    { key = "units.a.staff.r.count", levels = [1, 2, 4] },
    { key = "escalation.low.wait_limit", range = ["12h", "8d"], steps = 3, scale = "log" },
    { key = "escalation.low.queue_order", levels = ["fifo", "due"] },
    { key = "roles.r.speed", range = [0.5, 1.5] },
]
"#;

#[test]
fn the_sweep_of_a_file_has_the_factors_of_the_command_line() {
    let draft = with_sweep(SWEEP).unwrap_or_else(|problems| panic!("{problems}"));
    let sweep = draft.scenario().sweep.clone().unwrap();
    let same = [
        "units.a.staff.r.count=1,2,4",
        "escalation.low.wait_limit=12h..8d/3log",
        "escalation.low.queue_order=fifo,due",
        "roles.r.speed=0.5..1.5",
    ];
    assert_eq!(sweep.factors, same.map(|text| factor(&draft, text)));
    assert_eq!((sweep.design, sweep.points, sweep.replications), (Some(SweepDesign::Factorial), None, Some(12)));
    assert_eq!(sweep.policies.unwrap(), ["base", "early"]);
    let filled =
        with_sweep("[sweep]\ndesign = \"sobol\"\npoints = 64\nfactors = [{ key = \"roles.r.speed\", range = [0.5, 1.5] }]\n").unwrap();
    assert_eq!(
        (filled.scenario().sweep.as_ref().unwrap().design, filled.scenario().sweep.as_ref().unwrap().points),
        (Some(SweepDesign::Sobol), Some(64))
    );
}

#[test]
fn a_sweep_changes_no_run_and_no_plan_of_single_runs() {
    let (with, without) = (with_sweep(SWEEP).unwrap().into_scenario(), with_sweep("").unwrap().into_scenario());
    assert_eq!(format!("{:?}", with.settings), format!("{:?}", without.settings));
    assert_eq!(with.unstated, without.unstated);
    let hash = |scenario| Plan::new(scenario, &["base", "early"], None, None).unwrap().identity.hash();
    assert_eq!(hash(&with), hash(&without));
}

#[test]
fn a_wrong_sweep_is_told_where_it_stands() {
    for (right, wrong, told) in [
        ("design = \"factorial\"", "design = \"factorail\"", "is not one of `factorial`, `one_at_a_time`, `latin_hypercube`, `sobol`"),
        ("replications = 12", "points = 12", "the points of this design follow from the levels of the factors"),
        ("replications = 12", "replication = 12", "did you mean `replications`?"),
        ("\"early\"]", "\"erly\"]", "there is no policy `erly`; found `base`, `early`; did you mean `early`?"),
        ("key = \"units.a.staff.r.count\"", "key = \"units.a.staff.rr.count\"", "there is no `rr` in `units.a.staff`; found `r`"),
        ("key = \"units.a.staff.r.count\", ", "", "is missing"),
        ("levels = [1, 2, 4]", "levels = [1]", "one level; expected at least 2"),
        ("levels = [1, 2, 4]", "levels = [1, 2, -4]", "the scenario does not take `-4`: -4 is out of range"),
        ("levels = [1, 2, 4]", "levels = [1, 2, 2]", "the level `2` stands here twice"),
        ("levels = [1, 2, 4]", "levels = [1, 2], range = [1, 2]", "a factor has `levels` or a `range`; found both"),
        ("levels = [1, 2, 4]", "", "a factor has `levels` or a `range`; found neither"),
        ("levels = [1, 2, 4]", "levels = [1, 2], steps = 3", "goes with a `range` alone"),
        ("[\"12h\", \"8d\"]", "[\"12h\"]", "has 1 entries; expected 2"),
        ("[\"12h\", \"8d\"]", "[\"12h\", \"8wd\"]", "one or the other"),
        ("[\"12h\", \"8d\"]", "[\"8d\", \"12h\"]", "does not rise"),
        ("scale = \"log\"", "scale = \"ln\"", "is not one of `linear`, `log`"),
        ("key = \"roles.r.speed\"", "key = \"escalation.low.queue_order\"", "the factor `escalation.low.queue_order` stands here twice"),
    ] {
        let at = SWEEP.find(right).unwrap_or_else(|| panic!("{right} is not in the sweep"));
        let line = 10 + SWEEP[..at].matches('\n').count();
        let problems = with_sweep(&SWEEP.replacen(right, wrong, 1)).map(|_| ()).expect_err(wrong);
        assert!(problems.to_string().contains(told), "{wrong}\ngot:    {problems}\nwanted: {told}");
        assert_eq!(problems.iter().next().unwrap().line, line, "{wrong}: {problems}");
    }
}

fn design(text: &str) -> Result<wangge::scenario::DesignFile, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("design.csv");
    std::fs::write(&path, text).unwrap();
    town().design(&path)
}

#[test]
fn a_design_in_csv_is_factors_and_points() {
    let text = "\u{feff}triage.mistake,escalation.grid.wait_limit, discovery.delay \r\n0.1,1d,2d\r\n0.2,36h,\"{ exponential = { mean = \"\"1d\"\" } }\"\r\n\r\n0.1,4d,2d\r\n";
    let design = design(text).unwrap_or_else(|problems| panic!("{problems}"));
    let keys: Vec<&str> = design.factors.iter().map(Factor::key).collect();
    assert_eq!(keys, ["triage.mistake", "escalation.grid.wait_limit", "discovery.delay"]);
    assert_eq!(shown(&design.factors[0].levels()), ["0.1 = 0.1", "0.2 = 0.2"]);
    assert_eq!(
        (design.factors[1].unit(), shown(&design.factors[1].levels())),
        (Some("d"), vec!["1d = 1".into(), "36h = 1.5".into(), "4d = 4".into()])
    );
    assert_eq!(shown(&design.points[1]), ["0.2 = 0.2", "36h = 1.5", "{ exponential = { mean = \"1d\" } }"]);
    assert_eq!((design.points.len(), design.sha256.len()), (3, 64));
    let shares = design_of_shares().unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(shares.points.len(), 1);
}

fn design_of_shares() -> Result<wangge::scenario::DesignFile, Problems> {
    design("demand.public_space.categories.lamp,demand.public_space.categories.water\n0.7,0.3\n")
}

#[test]
fn a_wrong_design_is_told_with_line_and_column() {
    for (text, line, told) in [
        ("", 1, "the file has no line with the keys of its factors"),
        ("triage.mistake\n", 2, "has no points; expected a line of values for each below the keys"),
        ("triage.mistak\n0.1\n", 1, "`triage.mistak`: there is no `mistak` in `triage`; found `mistake`"),
        ("triage.mistake,triage.mistake\n0.1,0.2\n", 1, "`triage.mistake`: the column stands here twice"),
        ("triage.mistake,\n0.1,0.2\n", 1, "the column has no key"),
        ("triage.mistake;triage.dropped\n0.1;0.2\n", 1, "part the cells by commas"),
        ("triage.mistake,triage.dropped\n0.1,0.2\n0.1\n", 3, "has 1 cells; expected 2, as many as keys"),
        ("triage.mistake,triage.dropped\n0.1,0.2\n0.1,\n", 3, "`triage.dropped`: the cell is empty; expected a value in every row"),
        ("triage.mistake,triage.dropped\n0.1,0.2\n0.1,1.2\n", 3, "`triage.dropped`: 1.2 is out of range"),
        ("triage.mistake,triage.dropped\n0.1,\"0.2\n", 2, "begins with a quote"),
        (
            "supervision.yellow,supervision.red\n0.4,0.6\n0.7,0.6\n",
            3,
            "the scenario does not take this point: 0.6 turns the light red before it is yellow at 0.7",
        ),
        ("seed\n1\n2\n", 1, "changes no run"),
        ("roles.membr.speed\n1\n", 1, "did you mean `member`?"),
    ] {
        let problems = design(text).map(|_| ()).expect_err(text);
        let first = problems.iter().next().unwrap();
        assert!(problems.to_string().contains(told), "{text}\ngot:    {problems}\nwanted: {told}");
        assert_eq!((first.line, first.file.ends_with("design.csv"), problems.count()), (line, true, 1), "{text}: {problems}");
    }
    let missing = town().design(Path::new("/nowhere/design.csv")).map(|_| ()).unwrap_err();
    assert!(missing.is_file_error() && missing.to_string().contains("there is no such file"), "{missing}");
}
