//! Whistle and report: the unit keeps the case and calls the departments that it needs, by hand in a town of 40 households; what is
//! delegated, or needs no department, calls nobody; more answers leave fewer incidents and busier departments.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::RoleId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

use super::place::{HOUR, logged, once, value, value_of};
use super::towns::{GRID, base, households, known_at_once, offices, read_text};

/// A grid of 40 households, its town office, and the district with two departments, all with people enough and always on duty.
pub fn text(whistle: &str) -> String {
    let staff = "{ role = \"clerk\", count = 9 }";
    let levels = "\"grid\", \"town\", \"district\"";
    let town = households(levels, "") + GRID + &offices(staff, staff) + &known_at_once("grid", "6/year", "");
    format!("{town}{DEPARTMENTS}{whistle}\n")
}

const DEPARTMENTS: &str = r#"
[roles.clerk]
[roles.inspector]
[[units]]
name = "construction"
level = "district"
per = "district"
beside = "district_office"
staff = [{ role = "inspector", count = 9 }]
[[units]]
name = "police"
level = "district"
per = "district"
beside = "district_office"
staff = [{ role = "inspector", count = 9 }]
[[categories]]
name = "shed"
work = "1h"
work_by_level = { district = "2h" }
difficulty = { district = 1.0 }
departments = { construction = 0.5, "construction+police" = 0.5 }
[escalation.all]
difficulty = 1
"#;

pub fn town(whistle: &str, sets: &[&str]) -> Setting {
    base(&text(whistle), sets)
}

pub const CONSTRUCTION: &str = "categories.shed.departments={ construction = 1.0, police = 0.0 }";
const BOTH: &str = "categories.shed.departments={ \"construction+police\" = 1.0 }";
pub const WHISTLE: &str = "[whistle]\nfrom = \"town\"\nresponds = 1.0\nreport = \"5d\"";

pub fn whistle(rules: &str) -> String {
    format!("[whistle]\nfrom = \"town\"\nreport = \"5d\"\n{rules}")
}

/// The town where half of the departments keep silent and calls are sent back.
pub fn calls() -> Setting {
    town(&whistle("responds = 0.5\noverlap = 0.4"), &[CONSTRUCTION])
}

/// What happens to each issue and to the parts of departments in it, in the order of time: hours since it occurred.
pub fn stories(setting: &Setting, rows: &[EventRow]) -> Vec<Vec<(String, String, u32)>> {
    let mut by_issue: BTreeMap<_, Vec<&EventRow>> = BTreeMap::new();
    rows.iter().for_each(|row| by_issue.entry(row.key).or_default().push(row));
    let tell = |rows: Vec<&EventRow>| {
        let begin = rows[0].at;
        let who = |row: &EventRow| {
            let is_assist = setting.categories[row.category.index()].name == "assist";
            if is_assist { "assist" } else { setting.levels[row.level.index()].as_str() }.to_owned()
        };
        rows.iter().map(|row| (row.activity.name().to_owned(), who(row), row.at.since(begin).seconds() / HOUR)).collect()
    };
    by_issue.into_values().map(tell).collect()
}

/// All stories that came to their end are `expected`.
#[track_caller]
pub fn all_are(setting: &Setting, expected: &[(&str, &str, u32)], least: usize) {
    let (_, rows) = logged(setting, 3);
    let mut whole = 0;
    for story in stories(setting, &rows) {
        if story.last().is_some_and(|(what, who, _)| what == "closed" && who != "assist") {
            let told: Vec<(&str, &str, u32)> = story.iter().map(|(what, who, hour)| (what.as_str(), who.as_str(), *hour)).collect();
            assert_eq!(told, expected);
            whole += 1;
        }
    }
    assert!(whole >= least, "{whole} stories");
}

const UP_TO_TOWN: [(&str, &str, u32); 7] = [
    ("occurred", "grid", 0),
    ("became_known", "grid", 0),
    ("arrived", "grid", 0),
    ("escalated", "grid", 0),
    ("arrived", "town", 0),
    ("whistled", "town", 0),
    ("", "", 0),
];

/// The way to the town, where it whistles, and what comes behind.
pub fn behind_the_whistle(rest: &[(&'static str, &'static str, u32)]) -> Vec<(&'static str, &'static str, u32)> {
    UP_TO_TOWN[..6].iter().chain(rest).copied().collect()
}

#[test]
fn a_department_that_answers_signs_after_an_hour_does_its_part_and_the_case_is_back_with_its_unit() {
    let setting = town(WHISTLE, &[CONSTRUCTION]);
    let expected = behind_the_whistle(&[
        ("occurred", "assist", 1),
        ("arrived", "assist", 1),
        ("started", "assist", 1),
        ("fixed", "assist", 3),
        ("closed", "assist", 3),
        ("reported", "town", 3),
        ("started", "town", 3),
        ("fixed", "town", 4),
        ("closed", "town", 4),
    ]);
    all_are(&setting, &expected, 90);
}

#[test]
fn a_department_that_keeps_silent_is_chased_after_a_day_and_sends_the_case_up_when_its_report_is_due() {
    let setting = town(&whistle("responds = 0.0"), &[CONSTRUCTION]);
    let expected = behind_the_whistle(&[
        ("chased", "district", 24),
        ("escalated", "town", 120),
        ("arrived", "district", 120),
        ("started", "district", 120),
        ("fixed", "district", 122),
        ("closed", "district", 122),
    ]);
    all_are(&setting, &expected, 90);
    let (result, rows) = logged(&setting, 3);
    let escalated = rows.iter().filter(|row| row.fired().is_some_and(|fired| fired.rule == "silence")).count();
    assert!(escalated > 90);
    assert_eq!(value_of(&setting, &result, Measure::EscalationsBySilence, Group::All), Some(escalated as f64));
    assert_eq!(value(&setting, &result, Measure::CallsAnsweredShare), Some(0.0));
}

#[test]
fn a_leader_has_a_department_that_keeps_silent_called_once_more_and_it_answers() {
    let joint = "[[meetings]]\nname = \"joint\"\nat = \"town_office\"\nevery = \"2h\"\nlength = \"0s\"\nstalled = \"3h\"\nunblocks = 0.0\n\
                 assigns = { share = 1.0, to = \"clerk\" }";
    let (_, rows) = logged(&town(&format!("{}\n{joint}", whistle("responds = 0.0")), &[CONSTRUCTION]), 3);
    let mut by_issue: BTreeMap<_, Vec<&EventRow>> = BTreeMap::new();
    rows.iter().for_each(|row| by_issue.entry(row.key).or_default().push(row));
    let mut led = 0;
    for issue in by_issue.into_values() {
        let Some(at) = issue.iter().position(|row| row.activity.name() == "assigned") else { continue };
        let told: Vec<(&str, u32)> =
            issue[at..].iter().map(|row| (row.activity.name(), row.at.since(issue[at].at).seconds() / HOUR)).collect();
        let expected = [("assigned", 0), ("whistled", 0), ("occurred", 1), ("arrived", 1), ("started", 1), ("fixed", 3), ("closed", 3)];
        assert!(told.len() < expected.len() || told[..expected.len()] == expected, "{told:?}");
        assert!(told.iter().all(|(what, _)| *what != "escalated"), "{told:?}");
        led += 1;
    }
    assert!(led > 90, "{led}");
}

#[test]
fn the_last_of_several_departments_brings_the_case_back() {
    // both inspectors of the police are away from their desks for a day more
    let setting = town(WHISTLE, &[BOTH, "units.police.staff=[{ role = \"inspector\", count = 1 }]", "whistle.work=30h"]);
    let (_, rows) = logged(&setting, 4);
    let mut apart = 0;
    for story in stories(&setting, &rows) {
        let done: Vec<u32> = story.iter().filter(|(what, who, _)| what == "closed" && who == "assist").map(|(_, _, hour)| *hour).collect();
        let reported: Vec<u32> = story.iter().filter(|(what, ..)| what == "reported").map(|(_, _, hour)| *hour).collect();
        if let ([first, last], [reported]) = (&done[..], &reported[..]) {
            assert_eq!(reported, last);
            apart += usize::from(first < last);
        }
    }
    assert!(apart > 20, "{apart}");
}

#[test]
fn the_time_of_the_account_that_waits_for_departments_is_what_the_hand_says() {
    let setting = town(WHISTLE, &[CONSTRUCTION]);
    let (result, _) = logged(&setting, 3);
    // signed after 1 h, in work for 2 h, nobody waits
    let mean = value(&setting, &result, Measure::HoursDepartments).unwrap();
    assert!((mean - 3.0).abs() < 0.1, "{mean}");
    let parts: f64 = Measure::TIME_ACCOUNT.iter().filter_map(|part| value(&setting, &result, *part)).sum();
    let whole = value(&setting, &result, Measure::ResolutionTime).unwrap();
    assert!((parts - whole).abs() < 1e-9, "{parts} {whole}");
    assert_eq!(value(&setting, &result, Measure::AssistsOnTimeRate), Some(1.0));
}

/// What makes two runs alike: their events, one by one, and the measures of issues.
#[track_caller]
pub fn are_alike(one: &Setting, other: &Setting) {
    for seed in [5, 6] {
        let (one, other) = (logged(one, seed), logged(other, seed));
        assert_eq!(one.0.stream, other.0.stream);
        assert!(one.1.len() > 400);
        assert_eq!(one.1, other.1);
    }
}

#[test]
fn where_no_issue_needs_a_department_a_whistle_changes_nothing() {
    let sets = ["categories.shed.departments={ none = 1.0, construction = 0.0, police = 0.0 }"];
    are_alike(&town("", &sets), &town(&whistle("responds = 0.4\noverlap = 0.5\ndelegated = { construction = \"police\" }"), &sets));
}

#[test]
fn where_the_unit_has_the_authority_nobody_is_called() {
    // delegation by `difficulty`: the town settles everything itself
    let sets = ["categories.shed.difficulty={ town = 1.0 }"];
    are_alike(&town("", &sets), &town(&whistle("responds = 0.4"), &sets));
}

#[test]
fn what_all_departments_delegate_to_a_level_is_settled_there_as_with_that_difficulty() {
    let delegated = town(&whistle("responds = 0.4\ndelegated = { construction = \"town\", police = \"town\" }"), &[]);
    are_alike(&town("", &["categories.shed.difficulty={ town = 1.0 }"]), &delegated);
    // a part of it: only the police is called, and for half of the issues nobody
    let part = town(&whistle("responds = 1.0\ndelegated = { construction = \"town\" }"), &[]);
    let (result, rows) = logged(&part, 7);
    let whistled = rows.iter().filter_map(|row| if let Activity::Whistled { called, .. } = row.activity { Some(called) } else { None });
    let called: Vec<u8> = whistled.collect();
    let issues = rows.iter().filter(|row| matches!(row.activity, Activity::BecameKnown(_))).count();
    assert!(called.iter().all(|called| *called == 1));
    assert!(called.len() * 10 > issues * 3 && called.len() * 10 < issues * 7, "{} of {issues}", called.len());
    assert_eq!(value(&part, &result, Measure::DepartmentCalls), Some(called.len() as f64));
}

#[test]
fn a_department_that_acts_for_another_one_is_called_in_its_place() {
    let setting = town(&whistle("responds = 1.0\ndelegated = { construction = \"police\" }"), &[]);
    let (_, rows) = logged(&setting, 7);
    let assists: BTreeSet<_> =
        rows.iter().filter(|row| setting.categories[row.category.index()].name == "assist").map(|row| row.unit).collect();
    assert_eq!(assists.len(), 1, "the police alone");
    let once_each = rows.iter().all(|row| !matches!(row.activity, Activity::Whistled { called, .. } if called != 1));
    assert!(once_each, "once for both parts");
}

/// Keys of the issues whose departments all answered at once.
fn answered(setting: &Setting) -> BTreeSet<wangge::world::IssueKey> {
    let (_, rows) = logged(setting, 8);
    let is_answered = |row: &&EventRow| matches!(row.activity, Activity::Whistled { called, answered } if called == answered);
    rows.iter().filter(is_answered).map(|row| row.key).collect()
}

#[test]
fn whatever_is_answered_by_fewer_is_answered_by_more_and_appraisal_counts_as_response() {
    let [few, more] = ["responds = 0.3", "responds = 0.7"].map(|rules| answered(&town(&whistle(rules), &[])));
    assert!(few.is_subset(&more) && few.len() * 3 < more.len() * 2, "{} {}", few.len(), more.len());
    let weighed = town(&whistle("responds = 0.5\nappraisal = 0.6"), &[]);
    are_alike(&town(&whistle("responds = 0.8"), &[]), &weighed);
}

#[test]
fn calls_are_sent_back_as_often_as_stated_at_most_four_times_and_a_list_of_duties_ends_it() {
    let bouncing = town(&whistle("responds = 1.0\noverlap = 0.4"), &[CONSTRUCTION, "demand.homes.rate=30/year"]);
    let (result, rows) = logged(&bouncing, 9);
    let mut returns: BTreeMap<u32, u32> = BTreeMap::new();
    let mut done = 0;
    for row in &rows {
        match row.activity {
            Activity::CallReturned => *returns.entry(row.case).or_default() += 1,
            Activity::Reported => done += 1,
            _ => {}
        }
    }
    assert!(returns.values().all(|times| *times <= 4) && returns.values().any(|times| *times == 4));
    // 0.4 + 0.16 + 0.064 + 0.0256 returns for each call
    let (mean, total) = (0.4 + 0.16 + 0.064 + 0.0256, returns.values().sum::<u32>());
    let observed = f64::from(total) / f64::from(done);
    // the variance of one is below 1
    let error = (1.0 / f64::from(done)).sqrt();
    println!("{total} returns of {done} calls ({observed:.3} for {mean:.3}, standard error below {error:.3})");
    assert!(done > 500 && (observed - mean).abs() < 4.0 * error);
    assert_eq!(value(&bouncing, &result, Measure::CallsReturned), Some(f64::from(total)));
    let straight = town(&whistle("responds = 1.0"), &[BOTH]);
    for ended in ["duty_list = true", "joint_office = true"] {
        are_alike(&straight, &town(&whistle(&format!("responds = 1.0\noverlap = 0.4\n{ended}")), &[BOTH]));
    }
    let alone = town(&whistle("responds = 1.0\noverlap = 0.4\njoint_office = true"), &[CONSTRUCTION]);
    assert!(logged(&alone, 9).1.iter().any(|row| row.activity == Activity::CallReturned), "no joint office for one department");
}

/// Differences of a measure between two settings over replications: their mean and its t value.
pub fn difference(one: &Setting, other: &Setting, read: impl Fn(&Setting, &wangge::measure::run_result::RunResult) -> f64) -> (f64, f64) {
    let differences: Vec<f64> = (0..12).map(|nth| read(other, &once(other, 10, nth)) - read(one, &once(one, 10, nth))).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    (mean, if error > 0.0 { mean / error } else { 0.0 })
}

#[test]
fn the_more_departments_answer_the_fewer_incidents_there_are_and_the_busier_they_are() {
    let few_people = "units.construction.staff=[{ role = \"inspector\", count = 1 }]";
    let worsening = "categories.shed.worsens={ probability = 0.5, after = { exponential = { mean = \"8d\" } } }";
    let sets =
        [few_people, "units.police.staff=[{ role = \"inspector\", count = 1 }]", worsening, "demand.homes.rate=20/year", CONSTRUCTION];
    let [seldom, always] = ["responds = 0.3", "responds = 1.0"].map(|rules| town(&whistle(rules), &sets));
    let inspector = Group::Role(RoleId::new(2));
    let (incidents, t) = difference(&seldom, &always, |setting, result| value(setting, result, Measure::IncidentShare).unwrap());
    println!("incidents {incidents:.4}, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(t < -4.03);
    let busy = |setting: &Setting, result: &wangge::measure::run_result::RunResult| {
        value_of(setting, result, Measure::Utilisation, inspector).unwrap()
    };
    let (busier, t) = difference(&seldom, &always, busy);
    println!("utilisation of departments {busier:.4}, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(t > 4.03);
}

/// A department that is busy for more than nine tenths of its time: every further answer is a part that all others wait behind. An issue
/// that nobody answers goes up, where it is one of many hands.
#[test]
fn above_nine_tenths_of_load_more_answers_lengthen_everything() {
    let one = "units.construction.staff=[{ role = \"inspector\", count = 1 }]";
    let parts = "categories.shed.work_by_level={ district = \"8h\" }";
    let sets = [one, CONSTRUCTION, parts, "demand.homes.rate=27/year", "horizon=400d", "follow_up=60d"];
    let [seldom, always] = ["responds = 0.5\nreport = \"1d\"", "responds = 1.0\nreport = \"1d\""]
        .map(|rules| town(&format!("[whistle]\nfrom = \"town\"\ncontact = \"1d\"\n{rules}"), &sets));
    let result = once(&always, 10, 0);
    let busy = value_of(&always, &result, Measure::Utilisation, Group::Role(RoleId::new(2))).unwrap();
    // the police are asked for nothing: half of the inspectors' hours are theirs
    println!("inspectors {busy:.3} busy, so that construction is {:.3}", busy * 10.0);
    let time =
        |setting: &Setting, result: &wangge::measure::run_result::RunResult| value(setting, result, Measure::ResolutionTime).unwrap();
    let (longer, t) = difference(&seldom, &always, time);
    println!("time to solve an issue {longer:+.1} h, t {t:.1} (n 12, one-sided, alpha 0.001)");
    assert!(busy * 10.0 > 0.9 && t > 4.03, "{busy} {t}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one row per fault")]
fn wrong_whistles_are_reported_where_they_stand() {
    let fault = |whistle: &str, sets: &[&str]| {
        let problems = read_text(&text(whistle), sets).err().unwrap_or_else(|| panic!("{whistle} {sets:?} is accepted"));
        problems.iter().map(|problem| format!("{}: {}\n", problem.key, problem.message)).collect::<String>()
    };
    let ok = "[whistle]\nresponds = 0.8";
    for (whistle, set, key, part) in [
        (ok, "categories.shed.departments={ construction = 0.5, police = 0.3 }", "categories.shed.departments", "add up to 0.8"),
        (
            ok,
            "categories.shed.departments={ constructor = 1.0, police = 0.0, construction = 0.0 }",
            "categories.shed.departments.constructor",
            "constructor",
        ),
        (
            ok,
            "categories.shed.departments={ town_office = 1.0, police = 0.0, construction = 0.0 }",
            "departments.town_office",
            "is no department",
        ),
        (ok, "categories.shed.departments={ police = 1.0 }", "units.construction.categories_in_charge", "a category needs it"),
        (ok, "units.police.staff=[]", "units.police.staff", "nobody works at `police`"),
        (
            "[whistle]\nresponds = 0.8\nfrom = \"grid\"",
            "units.police={ name = \"police\", level = \"grid\", per = \"community\", beside = \"grid\", staff = [{ role = \"inspector\" }] }",
            "categories.shed.departments.construction+police",
            "below units at level `town`, which call it as well",
        ),
        ("[whistle]", "horizon=200d", "whistle", "responds"),
        ("[whistle]\nresponds = 0.8\nfrom = \"village\"", "horizon=200d", "whistle.from", "village"),
        ("[whistle]\nresponds = 1.8", "horizon=200d", "whistle.responds", "1.8"),
        ("[whistle]\nresponds = 0.8\nsigns = \"1h\"", "horizon=200d", "whistle.signs", "signs"),
        (
            "[whistle]\nresponds = 0.8\ndelegated = { construction = \"police\", police = \"construction\" }",
            "horizon=200d",
            "whistle.delegated",
            "construction, police, construction",
        ),
        (
            "[whistle]\nresponds = 0.8\ndelegated = { construction = \"construction\" }",
            "horizon=200d",
            "whistle.delegated.construction",
            "circle",
        ),
        (
            "[whistle]\nresponds = 0.8\ndelegated = { construction = \"vilage\" }",
            "horizon=200d",
            "whistle.delegated.construction",
            "vilage",
        ),
    ] {
        let text = fault(whistle, &[set]);
        assert!(text.contains(key) && text.contains(part), "{whistle} {set}: {text}");
    }
    let unused = text(ok).replace("departments = { construction = 0.5, \"construction+police\" = 0.5 }\n", "");
    let text = read_text(&unused, &[]).expect_err("departments without a purpose").to_string();
    assert!(text.contains("units.construction.categories_in_charge"), "{text}");
    assert!(text.contains("no category says which departments"), "{text}");
    let later = self::text("[policies.later]\ndated = [{ from = 2024-03-01, whistle = { responds = 0.8 } }]");
    let text = read_text(&later, &[]).expect_err("nothing may be added on a date").to_string();
    assert!(text.contains("nothing may be added on a date") && text.contains("whistle"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(140), ..ProptestConfig::with_cases(10) })]

    /// Every run checks itself: issues, the parts of departments and everybody's seconds are conserved, while issues heal, turn
    /// incident, recur, are closed on paper, fade on their way and are sent back.
    #[test]
    fn the_laws_hold_whatever_departments_do(
        responds in 0_u32..=10, overlap in 0_u32..=10, people in 1_u32..4, kept in 3_u32..=10, seed in any::<u64>(),
    ) {
        let share = |tenths: u32| f64::from(tenths) / 10.0;
        let rules = format!("responds = {}\noverlap = {}\nwork = {{ exponential = {{ mean = \"20h\" }} }}", share(responds), share(overlap));
        let more = format!(
            "[passing]\nhop_delay = \"5h\"\nsignal_kept = {}\nreturns = 0.3\n[closing]\nfalsely = 0.3\nnoticed = 0.5\ndelay = \"2d\"\n\
             [supervision]\n[feedback]\nin_time = 0.8\nlate = 0.5\nunfixed = 0.1\npetitions = 0.5\n",
            share(kept),
        );
        let staff = format!("units.construction.staff=[{{ role = \"inspector\", count = {people} }}]");
        let sets = [
            staff.as_str(),
            "units.police.staff=[{ role = \"inspector\", count = 1 }]",
            "categories.shed.worsens={ probability = 0.3, after = { exponential = { mean = \"8d\" } } }",
            "categories.shed.heals={ exponential = { mean = \"20d\" } }",
            "categories.shed.recurs={ probability = 0.2, after = \"3d\" }",
            "categories.shed.success=0.7",
            "categories.shed.due=5d",
            "demand.homes.rate=40/year",
        ];
        let setting = town(&format!("{}\n{more}", whistle(&rules)), &sets);
        let (result, rows) = logged(&setting, seed);
        let calls = value(&setting, &result, Measure::DepartmentCalls).unwrap();
        prop_assert!(calls > 50.0, "{calls}");
        let ended = rows.iter().filter(|row| row.activity == Activity::Fixed).count();
        prop_assert!(ended > 50);
    }
}
