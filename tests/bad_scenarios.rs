//! What the reader says about scenarios that are wrong: every problem at once, each at its line, with the repair; and
//! no input, however broken, makes it panic.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::scenario::{Problem, Problems, Scenario, read};

const NETWORK: &str = include_str!("../scenarios/network.toml");
const QUEUE: &str = include_str!("../scenarios/queue.toml");

/// A small town with hours and uneven demand, so that calendars, profiles and dated rules can be wrong too.
const TOWN: &str = r#"start = 2024-01-01
time_zone = "Asia/Shanghai"
horizon = "200d"
levels = ["grid", "town"]
headline = ["resolution_rate", "on_time_rate"]
relevant = { resolution_rate = 0.01 }

[holidays.cn2024]
closed = ["2024-02-12"]

[calendars.office]
weekly = { weekdays = ["08:30-12:00", "13:30-17:30"] }
holidays = ["cn2024"]

[roles.walker]
calendar = "office"
shift_end = "hand_over"

[[units]]
name = "grid"
level = "grid"
count = 12
under = "town"
staff = [{ role = "walker", count = 1 }]

[[units]]
name = "town"
level = "town"
staff = [{ role = "walker", count = 2 }]

[[categories]]
name = "noise"
due = "7d"
work = { lognormal = { median = "2h", log_sd = 0.8 } }

[[demand]]
name = "residents"
at = "grid"
rate = "0.5/day"

[demand.profile]
weekdays = [5, 5, 5, 5, 5, 3, 2]

[demand.dispersion]
daily_cv = 0.3
shared_by = "unit"

[demand.clusters]
probability = 0.05
mean_size = 3
within = "12h"

[[demand.surges]]
name = "storm"
from = "50d"
until = "53d"
factor = 5

[escalation.grid]
wait_limit = "5d"

[[policies.later.dated]]
from = "90d"
escalation.grid.wait_limit = "1d"

[[policies.later.interventions]]
at = "12d"
unit = "grid-07"
role = "walker"
add = 1

[[pattern]]
name = "same_at_last"
measure = "backlog_issues"
group = "grid"
policy = "later"
baseline = "base"
expect = "same"
within = 2
source = "a guess"

[[pattern]]
name = "on_time"
measure = "on_time_rate"
policy = "base"
of = "value"
band = [0.5, 1]
source = "a wish"
"#;

fn read_bytes(bytes: &[u8], sets: &[&str]) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, bytes).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

#[track_caller]
fn problems(text: &str, sets: &[&str]) -> Problems {
    match read_bytes(text.as_bytes(), sets) {
        Ok(_) => panic!("nothing was found wrong"),
        Err(problems) => problems,
    }
}

#[track_caller]
fn only(text: &str, sets: &[&str]) -> Problem {
    let problems = problems(text, sets);
    assert_eq!(problems.count(), 1, "{problems}");
    problems.iter().next().unwrap().clone()
}

/// A slip in a shipped scenario: text, what stood there, what is written instead, the suggestion.
const SLIPS: [(&str, &str, &str, &str); 37] = [
    (NETWORK, "follow_up = \"30d\"", "folow_up = \"30d\"", "`follow_up`"),
    (NETWORK, "horizon = \"365d\"", "horizont = \"365d\"", "`horizon`"),
    (NETWORK, "horizon = \"365d\"", "horizon = 365", "\"365d\""),
    (NETWORK, "horizon = \"365d\"", "horizon = \"365days\"", "`d`"),
    (NETWORK, "under = \"town\"", "undre = \"town\"", "`under`"),
    (NETWORK, "under = \"town\"", "under = \"twon\"", "`town`"),
    (NETWORK, "level = \"community\"", "level = \"comunity\"", "`community`"),
    (NETWORK, "level = \"community\"", "lvel = \"community\"", "`level`"),
    (NETWORK, "role = \"town_staff\"", "role = \"town_stafff\"", "`town_staff`"),
    (NETWORK, "at = \"grid\"", "at = \"grd\"", "`grid`"),
    (NETWORK, "rate = { value = \"1.4/day\"", "rate = { value = \"1.4/dya\"", "`day`"),
    (NETWORK, "easy = { value = 0.6, assumed", "esay = { value = 0.6, assumed", "`easy`"),
    (NETWORK, "easy = { value = 0.6, assumed", "easy = { value = 0.6, asumed", "`assumed`"),
    (NETWORK, "attempts = 1", "atempts = 1", "`attempts`"),
    (NETWORK, "[escalation.all]", "[escalatoin.all]", "`escalation`"),
    (NETWORK, "escalation.all.wait_limit = \"2d\"", "escalation.all.wait_limt = \"2d\"", "`wait_limit`"),
    (NETWORK, "grid = { exponential = {", "grid = { exponental = {", "`exponential`"),
    (NETWORK, "community = { exponential = {", "comunity = { exponential = {", "`community`"),
    (QUEUE, "replications = 30", "repetitions = 30", "`replications`"),
    (QUEUE, "replications = 30", "replications = \"30\"", "without quotes"),
    (QUEUE, "[[categories]]", "[categories]", "[[categories]]"),
    (TOWN, "time_zone = \"Asia/Shanghai\"", "time_zone = \"Asia/Shangai\"", "`Asia/Shanghai`"),
    (TOWN, "shift_end = \"hand_over\"", "shift_end = \"handover\"", "`hand_over`"),
    (TOWN, "calendar = \"office\"", "calendar = \"ofice\"", "`office`"),
    (TOWN, "holidays = [\"cn2024\"]", "holidays = [\"cn2042\"]", "`cn2024`"),
    (TOWN, "unit = \"grid-07\"", "unit = \"grid-13\"", "`grid-1` to `grid-12`"),
    (TOWN, "weekdays = [5, 5", "weekday = [5, 5", "`weekdays`"),
    (TOWN, "shared_by = \"unit\"", "shared_by = \"units\"", "`unit`"),
    (TOWN, "factor = 5", "factr = 5", "`factor`"),
    (TOWN, "headline = [\"resolution_rate\"", "headline = [\"resolution_rat\"", "`resolution_rate`"),
    (TOWN, "relevant = { resolution_rate", "relevant = { resolutoin_rate", "`resolution_rate`"),
    (TOWN, "relevant = {", "relevent = {", "`relevant`"),
    (TOWN, "measure = \"backlog_issues\"", "measure = \"backlog_isues\"", "`backlog_issues`"),
    (TOWN, "group = \"grid\"", "group = \"grd\"", "`grid`"),
    (TOWN, "policy = \"later\"", "policy = \"latre\"", "`later`"),
    (TOWN, "baseline = \"base\"", "baseline = \"bas\"", "`base`"),
    (TOWN, "of = \"value\"", "of = \"valeu\"", "`value`"),
];

#[test]
fn every_slip_is_one_problem_at_its_line_with_the_word_meant() {
    for (text, right, wrong, meant) in SLIPS {
        let at = text.find(right).unwrap_or_else(|| panic!("{right} is not in the text"));
        let line = text[..at].matches('\n').count() + 1;
        let found = problems(&text.replacen(right, wrong, 1), &[]);
        assert_eq!(found.count(), 1, "{wrong}:\n{found}");
        let problem = found.iter().next().unwrap();
        assert_eq!(problem.line, line, "{wrong}: {found}");
        assert!(problem.help.as_deref().unwrap_or_default().contains(meant), "{wrong}: {found}");
        assert!(!problem.key.is_empty(), "{wrong}: {found}");
        assert!(found.render(80, false).contains("case.toml"));
    }
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_file() {
    let text = TOWN
        .replace("horizon = \"200d\"", "horizon = \"20d\"")
        .replace("count = 12", "count = 0")
        .replace("due = \"7d\"", "deu = \"7d\"")
        .replace("rate = \"0.5/day\"", "rate = \"-0.5/day\"")
        .replace("[escalation.grid]", "[escalation.gird]")
        .replace("from = \"90d\"", "from = \"900d\"");
    let found = problems(&text, &[]);
    let keys: Vec<&str> = found.iter().map(|problem| problem.key.as_str()).collect();
    let expected =
        ["horizon", "units.grid.count", "categories.noise.deu", "demand.residents.rate", "escalation.gird", "policies.later.dated.0.from"];
    assert_eq!(keys, expected, "{found}");
    let lines: Vec<usize> = found.iter().map(|problem| problem.line).collect();
    assert!(lines.is_sorted(), "{found}");
}

/// A value that cannot be: text, what stood there, what is written instead, what is said of it.
const IMPOSSIBLE: [(&str, &str, &str, &str); 58] = [
    (TOWN, "rate = \"0.5/day\"", "rate = \"-0.5/day\"", "a rate is at least 0"),
    (TOWN, "rate = \"0.5/day\"", "rate = \"5e20/s\"", "issues in one run"),
    (TOWN, "rate = \"0.5/day\"", "rate = 0.5", "has no unit"),
    (TOWN, "horizon = \"200d\"", "horizon = \"30d\"", "too short"),
    (TOWN, "horizon = \"200d\"", "horizon = \"40000d\"", "100 years"),
    (TOWN, "weekly = { weekdays = [\"08:30-12:00\", \"13:30-17:30\"] }", "weekly = {}", "no duty hours"),
    (TOWN, "\"13:30-17:30\"", "\"11:30-17:30\"", "overlap"),
    (TOWN, "\"13:30-17:30\"", "\"17:30-13:30\"", "does not end after it starts"),
    (TOWN, "under = \"town\"", "under = \"grid\"", "not above"),
    (TOWN, "due = \"7d\"", "due = \"1.5wd\"", "whole number of working days"),
    (TOWN, "horizon = \"200d\"", "horizon = \"200wd\"", "working days"),
    (TOWN, "log_sd = 0.8", "log_sd = nan", "out of range"),
    (TOWN, "log_sd = 0.8", "mean = \"3h\", log_sd = 0.8", "found both"),
    (TOWN, "count = 12", "count = 99999999999999999999", "found a number"),
    (TOWN, "add = 1", "add = -2", "more people than there are"),
    (TOWN, "add = 1", "add = 0", "adds nobody"),
    (TOWN, "levels = [\"grid\", \"town\"]", "levels = [\"grid\", \"town\", \"grid\"]", "twice"),
    (TOWN, "name = \"town\"", "name = \"grid\"", "the first stands in line"),
    (TOWN, "[[policies.later.dated]]", "[policies.base]\n[[policies.later.dated]]", "cannot be a policy"),
    (TOWN, "escalation.grid.wait_limit = \"1d\"", "units = [{ name = \"grid\", count = 3 }]", "unknown key"),
    (TOWN, "escalation.grid.wait_limit = \"1d\"", "categories = [{ name = \"dogs\", priority = 3 }]", "nothing may be added on a date"),
    (TOWN, "escalation.grid.wait_limit = \"1d\"", "roles.walker.pay = \"1 yuan/month\"", "unknown key"),
    (TOWN, "calendar = \"office\"", "pay = { value = \"9 yuan/month\", assumed = [\"1 yuan/month\", \"2 yuan/month\"] }", "its range"),
    (TOWN, "due = \"7d\"", "difficulty = { grid = 0.6, town = 0.3 }", "add up to 0.9"),
    (TOWN, "due = \"7d\"", "difficulty = { gird = 0.6, town = 0.4 }", "there is no level `gird`"),
    (TOWN, "wait_limit = \"5d\"", "difficulty = 0", "out of range"),
    (TOWN, "[escalation.grid]", "[supervision]\nyellow = 0.9\nred = 0.5\n[escalation.grid]", "red before it is yellow"),
    (TOWN, "[escalation.grid]", "[supervision]\nyelow = 0.9\n[escalation.grid]", "unknown key"),
    (TOWN, "[escalation.grid]", "[closing]\nnoticed = 0.5\n[escalation.grid]", "is missing"),
    (TOWN, "[escalation.grid]", "[closing]\nfalsely = 0.1\ndelay = 3\n[escalation.grid]", "expected a number with a unit"),
    (TOWN, "[escalation.grid]", "[triage]\nmistake = 1.5\n[escalation.grid]", "1.5"),
    (TOWN, "\"on_time_rate\"]", "\"pay_yuan\"]", "is exploratory, so that no verdict may rest on it"),
    (TOWN, "\"on_time_rate\"]", "\"resolution_rate\"]", "is named twice"),
    (TOWN, "headline = [\"resolution_rate\", \"on_time_rate\"]", "headline = []", "expected at least 1"),
    (TOWN, "headline = [\"resolution_rate\"", "headline = [3", "expected the name of a measure"),
    (TOWN, "resolution_rate = 0.01", "resolution_rate = 0", "expected a number above 0"),
    (TOWN, "resolution_rate = 0.01", "resolution_rate = \"1%\"", "expected a number"),
    (TOWN, "resolution_rate = 0.01", "backlog_issues = 3", "unknown key; allowed here: `resolution_time_hours`"),
    (TOWN, "source = \"a guess\"", "", "is missing; it has no default"),
    (TOWN, "policy = \"later\"", "policy = \"base\"", "compared with itself"),
    (TOWN, "expect = \"same\"", "expect = \"higher\"", "goes with `expect = \"same\"` alone"),
    (TOWN, "within = 2", "", "what counts as the same?"),
    (TOWN, "within = 2", "within = -2", "expected a number above 0"),
    (TOWN, "within = 2", "within = 2\nband = [0, 1]", "a pattern has one of the two"),
    (TOWN, "band = [0.5, 1]", "", "expected one of `higher`"),
    (TOWN, "band = [0.5, 1]", "band = [1, 0.5]", "does not rise"),
    (TOWN, "band = [0.5, 1]", "band = [1]", "expected 2"),
    (TOWN, "band = [0.5, 1]", "expect = \"lower\"", "a value alone has no direction"),
    (TOWN, "of = \"value\"", "of = \"value\"\nbaseline = \"later\"", "is not compared"),
    (NETWORK, "easy = { value = 0.6", "easy = { value = 0.5", "add up to 0.9"),
    (NETWORK, "wait_limit = { value = \"5d\"", "wait_limit = { value = \"15d\"", "does not lie in its range"),
    (NETWORK, "[policies.early]", "[policies.early]\nseed = 3", "unknown key"),
    (QUEUE, "levels = [\"counter\"]", "levels = [\"value\"]", "meaning of its own"),
    (QUEUE, "[policies.one_more]", "[policies.\"one more\"]", "not a name"),
    (QUEUE, "horizon = \"400d\"", "# horizon", "is missing"),
    (QUEUE, "staff = [{ role = \"clerk\", count = { value = 10", "# [{ role = \"clerk\", count = { value = 10", "nobody works"),
    (QUEUE, "seed = 1", "seed = 1\nbaseline = \"one-more\"", "there is no policy"),
    (QUEUE, "seed = 1", "seed = = 1", "not valid TOML"),
];

#[test]
fn impossible_values_are_refused_with_what_is_allowed() {
    for (text, right, wrong, said) in IMPOSSIBLE {
        assert!(text.contains(right), "{right}");
        let found = problems(&text.replacen(right, wrong, 1), &[]);
        assert!(found.iter().any(|problem| problem.message.contains(said)), "{wrong}:\n{found}");
        assert!(found.iter().all(|problem| problem.line > 0) && !found.is_file_error(), "{found}");
    }
}

#[test]
fn a_setting_on_no_key_is_located_in_the_argument() {
    let problem = only(TOWN, &["replicatons=10"]);
    assert_eq!((problem.file.as_str(), problem.line, problem.key.as_str()), ("--set", 1, "replicatons"));
    assert_eq!(problem.help.as_deref(), Some("did you mean `replications`?"));
    let problem = only(TOWN, &["units.twon.count=2"]);
    assert!(problem.message.contains("there is no `twon` in `units`"), "{problem}");
    for (set, said) in [
        ("replications", "has no `=`"),
        ("=3", "not a key"),
        ("a..b=3", "not a key"),
        ("start.day=3", "has no keys"),
        ("policies.later.escalation.grid.wait=3", "unknown key"),
        ("extends=x.toml", "which file"),
        ("horizon=5", "has no unit"),
    ] {
        let problem = only(TOWN, &[set]);
        assert!(problem.file == "--set" && problem.message.contains(said), "{set}: {problem}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_another_kind_of_problem() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("network.toml");
    std::fs::write(&good, NETWORK).unwrap();
    let missing = read(&folder.path().join("netwrok.toml"), &[]).unwrap_err();
    assert!(missing.is_file_error() && missing.to_string().contains("did you mean `network.toml`?"), "{missing}");
    let directory = read(folder.path(), &[]).unwrap_err();
    assert!(directory.is_file_error() && directory.to_string().contains("is a directory"), "{directory}");
    let binary = folder.path().join("binary.toml");
    std::fs::write(&binary, b"start = 1\n\xff\xfe").unwrap();
    assert!(read(&binary, &[]).unwrap_err().to_string().contains("not UTF-8 text (first wrong byte in line 2)"));
    let long = folder.path().join("long.toml");
    std::fs::write(&long, vec![b'#'; (16 << 20) + 1]).unwrap();
    assert!(read(&long, &[]).unwrap_err().to_string().contains("longer than 16 MiB"));
    let orphan = folder.path().join("orphan.toml");
    std::fs::write(&orphan, "extends = \"nowhere.toml\"\n").unwrap();
    let orphaned = read(&orphan, &[]).unwrap_err();
    assert!(orphaned.is_file_error() && orphaned.to_string().contains("orphan.toml:1: `extends`"), "{orphaned}");
    assert!(read(Path::new(""), &[]).unwrap_err().is_file_error());
}

#[test]
fn messages_stay_short_and_say_nothing_to_a_terminal_but_words() {
    // a value wider than any screen, before and after a short one that is wrong too
    let wide = QUEUE.replace("seed = 1", &format!("seed = \"{0}\"\n\"{0}\" = 1", "网".repeat(50_000)));
    let wide = wide.replace("horizon = \"400d\"", &format!("horizon = {{ value = \"x\", note = \"{}\" }}", "a".repeat(90_000)));
    let found = problems(&wide, &[]);
    let shown = found.render(80, false) + &found.to_string();
    assert!(found.count() >= 2 && shown.len() < 30_000, "{} problems in {} bytes", found.count(), shown.len());
    assert!(shown.lines().all(|line| line.chars().count() < 2000) && shown.contains("characters more"), "{shown}");
    for problem in &found {
        let line = wide.lines().nth(problem.line - 1).unwrap();
        let key: String = problem.key.chars().take(5).collect();
        assert!(line.contains(&key), "{problem}");
    }
    // a wrong key and a wrong value with control characters and marks that turn the direction of writing
    let odd = QUEUE.replace("seed = 1", "seed = \"\\u001b[31m\\u202e\"\n\"a\\u001b[2J\\u0007\" = 1 # \u{85}");
    let found = problems(&odd, &[]);
    let shown = found.render(80, false) + &found.to_string();
    assert!(found.count() == 2 && shown.contains("\\u{1b}"), "{shown}");
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{shown:?}");
    // a place of many lines is not shown whole with every one of its problems
    let rows: String = (0..900).map(|row| format!("    {{ name = \"r{row}\", wrong = {row} }},\n")).collect();
    let found = problems(&QUEUE.replace("seed = 1", &format!("seed = 1\npattern = [\n{rows}]\n")), &[]);
    assert!(found.count() >= 900 && found.iter().count() == 50, "{}", found.count());
    let shown = found.render(80, false);
    assert!(shown.len() < 100_000 && shown.contains(&format!("and {} more", found.count() - 50)), "{} bytes", shown.len());
}

#[test]
fn deep_nesting_and_very_many_problems_are_survived() {
    let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read_bytes(deep.as_bytes(), &[]).is_err());
    let dotted = format!("{} = 1", vec!["a"; 100_000].join("."));
    assert!(read_bytes(dotted.as_bytes(), &[]).is_err());
    let set = format!("{}=1", vec!["a"; 100_000].join("."));
    assert!(read_bytes(TOWN.as_bytes(), &[&set]).is_err());
    let many: String = (0..20_000).map(|index| format!("k{index} = 1\n")).collect();
    let found = problems(&many, &[]);
    assert!(found.count() > 20_000 && found.iter().count() == 50);
    assert!(found.render(80, true).contains("more"));
}

/// Reads whatever it is given; the outcome is a scenario or located problems that can be shown.
fn survives(bytes: &[u8]) {
    if let Err(problems) = read_bytes(bytes, &[]) {
        assert!(problems.count() > 0);
        assert!(!problems.to_string().is_empty() && !problems.render(80, true).is_empty());
    }
}

fn shipped() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(NETWORK), Just(QUEUE), Just(TOWN)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn random_text_in_a_scenario_never_panics(text in shipped(), at in any::<prop::sample::Index>(), inserted in "\\PC{0,12}|[\\[\\]{}=\".,0-9a-z_ \n]{0,12}") {
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        survives(format!("{}{inserted}{}", &text[..at], &text[at..]).as_bytes());
    }

    #[test]
    fn flipped_and_lost_bytes_never_panic(text in shipped(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let mut bytes = text.as_bytes().to_vec();
        for (at, edit) in edits {
            let at = at.index(bytes.len());
            match edit {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        survives(&bytes);
    }

    #[test]
    fn lost_lines_never_panic(text in shipped(), lost in prop::collection::vec(any::<prop::sample::Index>(), 1..8)) {
        let mut lines: Vec<&str> = text.lines().collect();
        for at in lost {
            lines.remove(at.index(lines.len()));
        }
        survives(lines.join("\n").as_bytes());
    }

    #[test]
    fn any_value_anywhere_never_panics(
        text in shipped(),
        at in any::<prop::sample::Index>(),
        value in prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| format!("{number:?}").replace("NaN", "nan")),
            "[0-9]{1,40}(s|min|h|d|w|wd|/day|/s)".prop_map(|text| format!("\"{text}\"")),
            Just("[]".to_owned()), Just("{}".to_owned()), Just("true".to_owned()), Just("\"\"".to_owned()),
            Just("[[1], {a = 2}]".to_owned()), Just("{ value = {} }".to_owned()), Just("{ off = true }".to_owned()),
            Just("{ value = 1, assumed = [[], {}] }".to_owned()), Just("2024-01-01T00:00:00Z".to_owned()),
        ],
    ) {
        let lines: Vec<&str> = text.lines().collect();
        let assigned: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains(" = ") && !lines[*line].starts_with('#')).collect();
        let line = assigned[at.index(assigned.len())];
        let key = lines[line].split(" = ").next().unwrap();
        let changed: Vec<String> =
            lines.iter().enumerate().map(|(index, old)| if index == line { format!("{key} = {value}") } else { (*old).to_owned() }).collect();
        survives(changed.join("\n").as_bytes());
    }

    #[test]
    fn any_setting_never_panics(set in "[a-z_.=0-9 \"{}\\[\\]]{0,40}|(units|categories|policies|escalation)\\.[a-z]{1,9}(\\.[a-z_]{1,9}){0,3}=[0-9a-z\"]{0,6}") {
        if let Err(problems) = read_bytes(TOWN.as_bytes(), &[&set]) {
            assert!(!problems.render(80, false).is_empty());
        }
    }
}

/// What follows from a misspelt key of the place or its grids is not told too: people who are nowhere, tasks without households.
#[test]
fn a_misspelt_key_of_the_place_is_the_only_problem() {
    let tutorial = include_str!("../scenarios/tutorial.toml");
    for (line, wrong, key, meant) in [
        ("households = 600", "housholds = 600", "place.housholds", "households"),
        ("communities = 2", "comunities = 2", "place.comunities", "communities"),
        ("households = 175", "housholds = 175", "grids.housholds", "households"),
    ] {
        assert!(tutorial.contains(line), "{line}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, tutorial.replacen(line, wrong, 1)).unwrap();
        let problems = read(&path, &[]).expect_err(key);
        let said: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.key.as_str(), problem.help.as_deref().unwrap_or_default())).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].0 == key && said[0].1.contains(&format!("did you mean `{meant}`")), "{said:?}");
    }
}
