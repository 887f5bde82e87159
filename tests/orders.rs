//! Orders: a unit that takes a case keeps it and orders the unit below to do something about it, by hand in a town of 40 households; what
//! is ordered by fewer is ordered by more; orders help where the unit below has time, and hurt where it has none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::experiment::design::plan::Plan;
use wangge::measure::event_log::{EventLog, EventRow};
use wangge::measure::replication::observed;
use wangge::measure::run_result::RunResult;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::RoleId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

use super::event_log::{log_of, run_into, texts};
use super::place::{HOUR, logged, value, value_of};
use super::towns::{GRID, base, households, known_at_once, offices, read_text};
use super::whistle::{are_alike, difference};

/// A grid of 40 households, its town office, which hears of everything, and the district, with people enough and always on duty.
fn text(orders: &str) -> String {
    let staff = "{ role = \"clerk\", count = 9 }";
    let town = households("\"grid\", \"town\", \"district\"", "") + GRID + &offices(staff, staff) + &known_at_once("town", "6/year", "");
    format!("{town}{CATEGORY}{orders}\n")
}

const CATEGORY: &str = r#"
[roles.clerk]
[[categories]]
name = "shed"
work = "2h"
difficulty = { town = 1.0 }
"#;

const ORDERS: &str = "[orders]\nshare = 1.0\nwork = \"3h\"\nwithin = \"2d\"";

fn town(orders: &str, sets: &[&str]) -> Setting {
    base(&text(orders), sets)
}

fn with(rules: &str, sets: &[&str]) -> Setting {
    town(&format!("{ORDERS}\n{rules}"), sets)
}

/// The town in which nothing that is ordered is done by its date.
pub fn overdue() -> Setting {
    with("", &["orders.within=1h", "orders.work=4h"])
}

/// What happened to an issue and to what was ordered about it: activity, where or of what, hour.
type Told = Vec<(String, String, u32)>;

fn stories(setting: &Setting, rows: &[EventRow]) -> Vec<Told> {
    let mut by_issue: BTreeMap<_, Vec<&EventRow>> = BTreeMap::new();
    rows.iter().for_each(|row| by_issue.entry(row.key).or_default().push(row));
    let tell = |rows: Vec<&EventRow>| {
        let begin = rows[0].at;
        let who = |row: &EventRow| {
            let at = setting.levels[row.level.index()].as_str();
            if setting.categories[row.category.index()].name == "order" { format!("order at {at}") } else { at.to_owned() }
        };
        rows.iter().map(|row| (row.activity.name().to_owned(), who(row), row.at.since(begin).seconds() / HOUR)).collect()
    };
    by_issue.into_values().map(tell).collect()
}

/// All issues of which everything is over went as `expected`.
#[track_caller]
fn all_are(setting: &Setting, expected: &[(&str, &str, u32)]) {
    let (_, rows) = logged(setting, 3);
    let mut whole = 0;
    for story in stories(setting, &rows).into_iter().filter(|story| story.len() >= expected.len()) {
        let told: Vec<(&str, &str, u32)> = story.iter().map(|(what, who, hour)| (what.as_str(), who.as_str(), *hour)).collect();
        assert_eq!(told, expected);
        whole += 1;
    }
    assert!(whole >= 90, "{whole} stories");
}

const ORDERED: [(&str, &str, u32); 7] = [
    ("occurred", "town", 0),
    ("became_known", "town", 0),
    ("arrived", "town", 0),
    ("ordered", "town", 0),
    ("occurred", "order at town", 0),
    ("arrived", "order at grid", 0),
    ("started", "order at grid", 0),
];

fn behind_the_order(rest: &[(&'static str, &'static str, u32)]) -> Vec<(&'static str, &'static str, u32)> {
    // an issue of a household occurs at the unit that serves it
    let first = ("occurred", "grid", 0);
    std::iter::once(&first).chain(&ORDERED[1..]).chain(rest).copied().collect()
}

#[test]
fn the_unit_waits_for_what_it_has_ordered_and_then_goes_on_with_the_case() {
    let expected = behind_the_order(&[
        ("fixed", "order at grid", 3),
        ("closed", "order at grid", 3),
        ("reported", "town", 3),
        ("started", "town", 3),
        ("fixed", "town", 5),
        ("closed", "town", 5),
    ]);
    let setting = with("", &[]);
    all_are(&setting, &expected);
    let (result, _) = logged(&setting, 3);
    let waits = value(&setting, &result, Measure::HoursDepartments).unwrap();
    assert!((waits - 3.0).abs() < 0.1, "{waits}");
    let parts: f64 = Measure::TIME_ACCOUNT.iter().filter_map(|part| value(&setting, &result, *part)).sum();
    let whole = value(&setting, &result, Measure::ResolutionTime).unwrap();
    assert!((parts - whole).abs() < 1e-9, "{parts} {whole}");
}

#[test]
fn what_was_done_below_may_settle_the_case_and_nobody_works_on_it_above() {
    let expected = behind_the_order(&[
        ("fixed", "order at grid", 3),
        ("closed", "order at grid", 3),
        ("reported", "town", 3),
        ("fixed", "town", 3),
        ("closed", "town", 3),
    ]);
    all_are(&with("settles = 1.0", &[]), &expected);
}

#[test]
fn what_is_not_done_by_its_date_is_waited_for_no_longer() {
    let expected = behind_the_order(&[
        ("order_overdue", "town", 1),
        ("started", "town", 1),
        ("fixed", "town", 3),
        ("closed", "town", 3),
        ("fixed", "order at grid", 4),
        ("closed", "order at grid", 4),
    ]);
    let setting = overdue();
    all_are(&setting, &expected);
    let (result, _) = logged(&setting, 3);
    assert_eq!(value(&setting, &result, Measure::OrdersOnTimeRate), Some(0.0));
}

#[test]
fn a_unit_that_does_not_wait_works_on_the_case_at_once() {
    let setting = with("waits = false", &[]);
    let (_, rows) = logged(&setting, 3);
    let alone = logged(&town("", &[]), 3).1;
    let of_issues: Vec<&EventRow> =
        rows.iter().filter(|row| setting.categories[row.category.index()].name == "shed" && row.activity.name() != "ordered").collect();
    let what = |row: &EventRow| (row.key, row.at, row.activity.name());
    assert_eq!(of_issues.into_iter().map(what).collect::<Vec<_>>(), alone.iter().map(what).collect::<Vec<_>>());
    let ordered = rows.iter().filter(|row| row.activity.name() == "ordered").count();
    assert!(ordered > 100, "{ordered}");
}

#[test]
fn an_order_without_force_lies_and_one_about_a_case_from_below_goes_back_there() {
    // known at the grid, and up to the town; the order lies for a day
    let below = "discovery.channels={ desk = { level = \"grid\" } }";
    let setting = with("[passing]\nforce_kept = 0.0\nshelved = \"1d\"\n[escalation.all]\ndifficulty = 1", &[below]);
    let expected = [
        ("occurred", "grid", 0),
        ("became_known", "grid", 0),
        ("arrived", "grid", 0),
        ("escalated", "grid", 0),
        ("arrived", "town", 0),
        ("ordered", "town", 0),
        ("occurred", "order at town", 0),
        ("set_out", "order at town", 0),
        ("arrived", "order at grid", 24),
        ("started", "order at grid", 24),
        ("fixed", "order at grid", 27),
        ("closed", "order at grid", 27),
        ("reported", "town", 27),
        ("started", "town", 27),
        ("fixed", "town", 29),
        ("closed", "town", 29),
    ];
    all_are(&setting, &expected);
}

#[test]
fn where_nothing_is_ordered_everything_is_as_without_the_block() {
    are_alike(&town("", &["demand.homes.rate=20/year"]), &with("", &["demand.homes.rate=20/year", "orders.share=0.0"]));
    // nobody below the grid that takes them
    let sets =
        ["demand.homes.rate=20/year", "discovery.channels={ desk = { level = \"grid\" } }", "categories.shed.difficulty={ grid = 1.0 }"];
    are_alike(&town("", &sets), &with("", &sets));
}

#[test]
fn whatever_is_ordered_by_fewer_is_ordered_by_more_and_so_is_what_settles() {
    let ordered = |share: f64| -> BTreeSet<_> {
        let (_, rows) = logged(&with("", &[&format!("orders.share={share}")]), 8);
        rows.iter().filter(|row| row.activity.name() == "ordered").map(|row| row.key).collect()
    };
    let [few, more] = [0.3, 0.7].map(ordered);
    assert!(few.is_subset(&more) && few.len() * 3 < more.len() * 2, "{} {}", few.len(), more.len());
    let settled = |share: f64| -> BTreeSet<_> {
        let (_, rows) = logged(&with(&format!("settles = {share}"), &[]), 8);
        let started: BTreeSet<_> =
            rows.iter().filter(|row| matches!(row.activity, Activity::Started(_)) && row.level.index() == 1).map(|row| row.key).collect();
        rows.iter().filter(|row| row.activity == Activity::Reported && !started.contains(&row.key)).map(|row| row.key).collect()
    };
    let [few, more] = [0.3, 0.7].map(settled);
    assert!(few.is_subset(&more) && few.len() * 3 < more.len() * 2, "{} {}", few.len(), more.len());
}

#[test]
fn hours_on_orders_are_ordered_service_and_nothing_else() {
    let setting = with("settles = 1.0", &[]);
    let (result, rows) = logged(&setting, 3);
    let is_order = |row: &&EventRow| setting.categories[row.category.index()].name == "order";
    let done = rows.iter().filter(is_order).filter(|row| row.activity == Activity::Closed).count() as u64;
    let came = rows.iter().filter(is_order).filter(|row| row.activity == Activity::Occurred).count();
    let seconds: u64 = result.people.iter().map(|row| row.ordered_seconds).sum();
    let under_way = seconds - done * 3 * u64::from(HOUR);
    assert!(done > 100 && under_way <= (came as u64 - done) * 3 * u64::from(HOUR), "{done} {seconds}");
    assert!(result.people.iter().all(|row| row.handled_seconds == 0 && row.administrative_seconds == 0), "all are settled below");
    assert_eq!(value(&setting, &result, Measure::Orders), Some(came as f64));
    assert_eq!(value(&setting, &result, Measure::OrderedHours), Some(seconds as f64 / f64::from(HOUR)));
    let worker = Group::Role(RoleId::new(0));
    let [ordered, busy] =
        [Measure::OrderedShare, Measure::Utilisation].map(|measure| value_of(&setting, &result, measure, worker).unwrap());
    assert!(ordered > 0.0 && (ordered - busy).abs() < 1e-12, "{ordered} {busy}");
    assert_eq!(value_of(&setting, &result, Measure::OrderedShare, Group::Role(RoleId::new(1))), Some(0.0));
}

#[test]
fn an_order_has_its_case_as_parent_in_the_log_and_in_its_file() {
    let setting = with("", &[]);
    let (_, log) = observed(&setting, 3, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws");
    let orders = log.rows.iter().filter(|row| setting.categories[row.category.index()].name == "order");
    assert!(orders.clone().count() > 100 && orders.clone().all(|row| log.parent(row) == Some(row.key)));
    let folder = tempfile::tempdir().unwrap();
    let scenario = read_text(&text(&format!("{ORDERS}\n[policies.none]\norders.share = 0.0\n")), &["horizon=60d"]).unwrap();
    let plan = Plan::new(&scenario, &["base", "none"], Some(3), Some(1)).unwrap();
    run_into(folder.path(), &plan, 1, 8, 1);
    let table = log_of(folder.path(), "base");
    let (issues, parents, categories) = (texts(&table, "issue"), texts(&table, "parent"), texts(&table, "category"));
    let mut seen = 0;
    for ((issue, parent), category) in issues.iter().zip(&parents).zip(&categories) {
        let is_order = category.as_deref() == Some("order");
        assert_eq!(parent, if is_order { issue } else { &None });
        seen += usize::from(is_order);
    }
    assert!(seen > 30, "{seen}");
    assert!(texts(&log_of(folder.path(), "none"), "parent").iter().all(Option::is_none));
}

/// Hours of the town's two clerks are few: they are 0.9 busy when they do everything themselves.
const BUSY_TOWN: [&str; 2] =
    ["units.town_office.staff=[{ role = \"clerk\", count = 1 }]", "categories.shed.work={ exponential = { mean = \"20h\" } }"];

#[test]
fn orders_that_settle_make_things_faster_where_the_unit_below_has_time_and_slower_where_it_has_none() {
    let time = |setting: &Setting, result: &RunResult| value(setting, result, Measure::ResolutionTime).unwrap();
    let rules = ["orders.work={ exponential = { mean = \"20h\" } }", "orders.within=15d", "demand.homes.rate=9/year"];
    let sets = |more: &[&'static str]| [&BUSY_TOWN[..], &rules, more].concat();
    let many = sets(&[]);
    let (faster, t) =
        difference(&with("settles = 0.8", &[many.clone(), vec!["orders.share=0.0"]].concat()), &with("settles = 0.8", &many), time);
    println!("time to solve an issue {faster:+.1} h, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(t < -4.03);
    // nine clerks above, one worker below
    let few = sets(&["units.town_office.staff=[{ role = \"clerk\", count = 9 }]", "units.grid.staff=[{ role = \"worker\", total = 1 }]"]);
    let (slower, t) =
        difference(&with("settles = 0.8", &[few.clone(), vec!["orders.share=0.0"]].concat()), &with("settles = 0.8", &few), time);
    println!("time to solve an issue {slower:+.1} h, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(t > 4.03);
}

#[test]
fn wrong_orders_are_reported_where_they_stand() {
    let fault =
        |tail: &str, sets: &[&str]| read_text(&text(tail), sets).err().unwrap_or_else(|| panic!("{tail} {sets:?} is accepted")).to_string();
    for (tail, parts) in [
        ("[orders]", ["orders", "share"]),
        ("[orders]\nshare = 1.5", ["orders.share", "1.5"]),
        ("[orders]\nshare = 0.5\nsetles = 0.2", ["orders.setles", "settles"]),
        ("[orders]\nshare = 0.5\nfrom = \"village\"", ["orders.from", "village"]),
        ("[orders]\nshare = 0.5\nto = \"vilage\"", ["orders.to", "vilage"]),
        ("[orders]\nshare = 0.5\nfrom = \"grid\"", ["orders.from", "is not above the level"]),
        ("[orders]\nshare = 0.5\nfrom = \"town\"\nto = \"town\"", ["orders.from", "is not above the level"]),
        ("[orders]\nshare = 0.5\nto = \"district\"", ["orders", "no unit stands above"]),
        ("[orders]\nshare = 0.5\ncategories = [\"sheds\"]", ["orders.categories", "shed"]),
        ("[orders]\nshare = 0.5\nwithin = \"soon\"", ["orders.within", "soon"]),
        ("[orders]\nshare = 0.5\nwaits = false\nsettles = 0.5", ["orders.settles", "does not wait"]),
        (
            "[orders]\nshare = 0.5\n[[tasks]]\nname = \"order\"\nat = \"grid\"\nfrom = \"town\"\nrate = \"1/day\"\nwork = \"1h\"",
            ["orders", "another one of that name"],
        ),
        ("[policies.later]\ndated = [{ from = 2024-03-01, orders = { share = 0.8 } }]", ["nothing may be added on a date", "orders"]),
    ] {
        let text = fault(tail, &[]);
        assert!(parts.iter().all(|part| text.contains(part)) && text.contains("town.toml:"), "{tail}: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(142), ..ProptestConfig::with_cases(10) })]

    /// Every run checks itself: issues, orders and everybody's seconds are conserved, while issues heal, turn incident, recur, are closed
    /// on paper, wait for meetings and petitions, and orders lie, are late, or come too late.
    #[test]
    fn the_laws_hold_whatever_is_ordered(
        share in 1_u32..=10, settles in 0_u32..=10, within in 1_u32..100, kept in 3_u32..=10, people in 1_u32..4, seed in any::<u64>(),
    ) {
        let tenths = |tenths: u32| f64::from(tenths) / 10.0;
        let rules = format!(
            "[orders]\nshare = {}\nsettles = {}\nwithin = \"{within}h\"\nwork = {{ exponential = {{ mean = \"20h\" }} }}\n\
             [passing]\nhop_delay = \"5h\"\nsignal_kept = 0.8\nforce_kept = {}\nreturns = 0.3\nshelved = \"2d\"\n\
             [closing]\nfalsely = 0.3\nnoticed = 0.5\ndelay = \"2d\"\n[supervision]\n[escalation.all]\nwait_limit = \"3d\"\nseverity = 5\n\
             [feedback]\nin_time = 0.8\nlate = 0.5\nunfixed = 0.1\npetitions = 0.5\n\
             [[meetings]]\nname = \"joint\"\nat = \"town_office\"\nevery = \"5d\"\nlength = \"1h\"\nstalled = \"1d\"\nunblocks = 0.5\n\
             assigns = {{ share = 0.3, to = \"clerk\" }}\norders_down = 0.2\n",
            tenths(share), tenths(settles), tenths(kept),
        );
        let staff = format!("units.grid.staff=[{{ role = \"worker\", total = {people} }}]");
        let sets = [
            staff.as_str(),
            "categories.shed.worsens={ probability = 0.3, after = { exponential = { mean = \"8d\" } } }",
            "categories.shed.heals={ exponential = { mean = \"20d\" } }",
            "categories.shed.recurs={ probability = 0.2, after = \"3d\" }",
            "categories.shed.success=0.7",
            "categories.shed.due=5d",
            "categories.shed.difficulty={ grid = 0.2, town = 0.5, district = 0.3 }",
            "demand.homes.rate=40/year",
            "units.town_office.staff=[{ role = \"clerk\", count = 2 }]",
        ];
        let setting = town(&rules, &sets);
        let (result, _) = logged(&setting, seed);
        prop_assert!(value(&setting, &result, Measure::Orders).unwrap() > 20.0);
    }
}
