//! Succession: posts change hands, and what belongs to a person begins anew; who differs in nothing changes nothing, and who has to learn
//! who lives there is told less for a while.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use wangge::measure::account::people_log::{PersonActivity, PersonEvent};
use wangge::measure::event_log::{EventLog, EventRow};
use wangge::measure::replication::observed;
use wangge::measure::run_result::RunResult;
use wangge::scenario::Setting;
use wangge::units::measure::Measure;
use wangge::units::{SimDuration, SimTime};
use wangge::world::Channel;

use super::place::{DAY, logged, once, value};
use super::towns::{GRID, base, households, known_at_once, offices, read_text};

/// A grid of 40 households whose two workers visit half of them each day, and may be told what is there.
fn text(more: &str) -> String {
    let staff = "{ role = \"clerk\", count = 2 }";
    let demand =
        known_at_once("town", "6/year", "").replace("reporting = 1.0", "reporting = 0.15").replace("delay = \"0s\"", "delay = \"20d\"");
    let grid =
        GRID.replace("total = 9", "total = 2").replace("[roles.worker]", "[roles.worker]\nfamiliarity = { gain = 2.0, households = 40 }");
    households("\"grid\", \"town\", \"district\"", "") + &grid + &offices(staff, staff) + &demand + REST + more
}

const REST: &str = r#"
[roles.clerk]
[[categories]]
name = "shed"
work = "2h"
[[rounds]]
name = "visits"
role = "worker"
kind = "visit"
every = "1d"
stop = "10min"
share = 0.5
finds = 0.3
"#;

fn town(succession: &str, sets: &[&str]) -> Setting {
    let set = format!("roles.worker.succession={{ {succession} }}");
    let sets: Vec<&str> = if succession.is_empty() { sets.to_vec() } else { sets.iter().copied().chain([set.as_str()]).collect() };
    base(&text(""), &sets)
}

fn watched(setting: &Setting, seed: u64) -> (RunResult, EventLog) {
    observed(setting, seed, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws")
}

/// Who has changed hands when, by number and day.
fn changes(setting: &Setting, log: &EventLog) -> Vec<(usize, u32)> {
    let rows = log.people.people(setting).flatten();
    let is_change = |row: &PersonEvent| row.activity == PersonActivity::ChangedHands;
    rows.filter(is_change).map(|row| (row.person.index(), row.at.seconds() / DAY)).collect()
}

fn day(number: u32) -> SimTime {
    SimTime::ZERO + SimDuration::from_seconds(number * DAY)
}

#[test]
fn where_successors_differ_in_nothing_a_change_of_hands_changes_nothing() {
    let tasks = "tasks=[{ name = \"form\", of = \"worker\", from = \"town\", rate = \"1/day\", work = \"1h\" }]";
    for sets in [&["horizon=120d"][..], &["horizon=120d", tasks], &["horizon=120d", "demand.homes.rate=60/year"]] {
        let (plain, same) = (town("", sets), town("on = [\"30d\", 2024-03-01]", sets));
        let ((expected, rows), (mut result, log)) = (logged(&plain, 4), watched(&same, 4));
        assert_eq!(changes(&same, &log).len(), 4, "two workers, twice");
        assert_ne!(result.stream, expected.stream, "the log of people says so");
        result.stream = expected.stream;
        assert!(result == expected && log.rows == rows && rows.len() > 300);
    }
}

#[test]
fn posts_of_the_role_change_hands_at_each_moment_once_and_those_of_others_do_not() {
    let setting = town("on = [\"45d\", \"10d\", 2024-01-11], every = \"quarter\"", &[]);
    let (result, log) = watched(&setting, 4);
    let found = changes(&setting, &log);
    let days: BTreeSet<u32> = found.iter().map(|(_, day)| *day).collect();
    // 1 April and 1 July 2024; the quarter that begins with the run is the first one's
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [10, 45, 91, 182]);
    assert_eq!(found.len(), 8);
    let role = |person: usize| setting.roles[result.people[person].role.index()].name.as_str();
    assert!(found.iter().all(|(person, _)| role(*person) == "worker"), "{found:?}");
}

#[test]
fn until_the_first_change_everything_is_as_without_one_and_a_successor_has_random_numbers_of_their_own() {
    let sets = ["roles.worker.motivation=0.5", "absence={ rate = \"30/year\", length = \"1d\" }", "demand.homes.rate=20/year"];
    let (plain, changed) = (logged(&town("", &sets), 6).1, logged(&town("on = [\"100d\"], motivation = 0.5", &sets), 6).1);
    let before = |rows: &[EventRow]| rows.iter().filter(|row| row.at < day(100)).copied().collect::<Vec<_>>();
    assert!(before(&plain) == before(&changed) && before(&plain).len() > 300);
    assert!(plain != changed);
    // of two changes the first one brings the same person whatever comes later
    let twice = logged(&town("on = [\"100d\", \"150d\"], motivation = 0.5", &sets), 6).1;
    let until = |rows: &[EventRow]| rows.iter().filter(|row| row.at < day(150)).copied().collect::<Vec<_>>();
    assert!(until(&twice) == until(&changed) && twice != changed);
}

#[test]
fn successors_are_as_motivated_as_the_first_ones_on_average_and_no_two_alike() {
    let made = |succession: &str, seed: u64| {
        let setting = town(succession, &["roles.worker.motivation=0.5", "horizon=60d", "follow_up=20d"]);
        let result = once(&setting, seed, 0);
        1.0 - value(&setting, &result, Measure::VisitsUnmadeShare).unwrap()
    };
    let shares: Vec<f64> = (0..40).map(|seed| made("on = [\"1s\"], motivation = 0.4", seed)).collect();
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let deviation = (shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    // two uniform numbers, 0.4 wide to either side: 0.8 / sqrt(12) / sqrt(2)
    let expected = 0.8 / 12.0_f64.sqrt() / 2.0_f64.sqrt();
    println!("stops made {mean:.3} for 0.5, spread {deviation:.3} for {expected:.3} (n 40)");
    assert!((mean - 0.5).abs() < 4.0 * expected / n.sqrt());
    assert!(deviation > 0.6 * expected && deviation < 1.5 * expected);
    assert!((made("", 1) - 0.5).abs() < 0.05);
}

#[test]
fn who_does_not_know_the_households_yet_is_told_less_for_a_while() {
    let found = |setting: &Setting, (from, until): (u32, u32)| -> f64 {
        let of = |seed| {
            let rows = logged(setting, seed).1;
            let is_visit = |row: &&EventRow| row.channel() == Some(Channel::Visit) && (day(from)..day(until)).contains(&row.at);
            rows.iter().filter(is_visit).count() as f64
        };
        (0..30).map(of).sum()
    };
    let sets = ["horizon=400d", "demand.homes.rate=12/year"];
    let (plain, learns) = (town("", &sets), town("on = [\"100d\"], learns = \"100d\"", &sets));
    assert!((found(&plain, (0, 100)) - found(&learns, (0, 100))).abs() < 0.5);
    let at_first = (found(&plain, (100, 130)), found(&learns, (100, 130)));
    let later = (found(&plain, (250, 400)), found(&learns, (250, 400)));
    println!("found on visits: {at_first:?} in the first month, {later:?} when all is known again (30 runs)");
    // Poisson counts: the first is lower by more than 3.1 standard errors of a difference, the second within them
    let error = |(one, other): (f64, f64)| (one + other).sqrt();
    assert!(at_first.0 - at_first.1 > 3.1 * error(at_first));
    assert!((later.0 - later.1).abs() < 3.1 * error(later));
}

#[test]
fn a_successor_works_slower_on_what_is_known_to_others_until_all_is_learnt() {
    let handled = |succession: &str| {
        let setting = town(succession, &["discovery.channels={ desk = { level = \"grid\" } }", "discovery.reporting=1.0", "rounds=[]"]);
        let result = once(&setting, 3, 0);
        result.people.iter().map(|row| row.handled_seconds).sum::<u64>()
    };
    let (plain, learns, at_once) = (handled(""), handled("on = [\"100d\"], learns = \"90d\""), handled("on = [\"100d\"]"));
    println!("{plain} s, {learns} s with learning");
    assert!(learns > plain && at_once == plain);
}

#[test]
fn a_successor_begins_without_points() {
    let points =
        "points={ roles = [\"worker\"], worth = 2, visit = 1, redeemed_at = 200, gain = 0.25, takes_part = 0.75, saturates = \"180d\" }";
    let paid = |succession: &str| {
        let setting = town(succession, &[points, "horizon=60d"]);
        let (result, log) = watched(&setting, 5);
        let redeemed = log.people.people(&setting).flatten().filter(|row| row.activity == PersonActivity::RedeemedPoints).count();
        (redeemed, value(&setting, &result, Measure::PointsEarned).unwrap())
    };
    let often: Vec<String> = (1..30).map(|nth| format!("\"{}d\"", 2 * nth)).collect();
    let ((plain, earned), (changing, earned_then)) = (paid(""), paid(&format!("on = [{}]", often.join(", "))));
    println!("{plain} exchanges of {earned} points, {changing} of {earned_then}");
    assert!(plain >= 3 && changing == 0);
    assert!(earned_then > 0.8 * earned, "they earn all the same");
}

#[test]
fn a_policy_may_begin_or_end_it_on_a_date() {
    let policies = "[policies.later]\ndated = [{ from = 2024-02-01, roles = { worker = { succession = { on = [\"10d\", \"60d\"] } } } }]\n";
    let scenario = read_text(&text(policies), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let later = scenario.settings.iter().find(|setting| setting.policy == "later").unwrap();
    let days: BTreeSet<u32> = changes(later, &watched(later, 4).1).into_iter().map(|(_, day)| day).collect();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [60], "the tenth day lies before it");
}

#[test]
fn wrong_successions_are_reported_where_they_stand() {
    for (succession, parts) in [
        ("learns = \"90d\"", ["roles.worker.succession", "`on` or `every` is missing"]),
        ("on = [2023-12-01]", ["roles.worker.succession.on", "before the start"]),
        ("on = [\"900d\"]", ["roles.worker.succession.on", "after the end"]),
        ("on = [2024-01-01]", ["roles.worker.succession.on", "start of the run"]),
        ("every = \"year\"", ["roles.worker.succession.every", "half_year"]),
        ("on = [\"10d\"], motivation = 1.4", ["roles.worker.succession.motivation", "1.4"]),
        ("on = [\"10d\"], learn = \"9d\"", ["roles.worker.succession.learn", "learns"]),
    ] {
        let line = format!("[roles.worker]\nsuccession = {{ {succession} }}");
        let problems = read_text(&text("").replace("[roles.worker]", &line), &[]);
        let text = problems.err().unwrap_or_else(|| panic!("{succession} is accepted")).to_string();
        assert!(parts.iter().all(|part| text.contains(part)) && text.contains("town.toml:"), "{succession}: {text}");
    }
}
