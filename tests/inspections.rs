//! Inspections take the hours that they ask for, find what was done on paper alone, and what they find is done; campaigns
//! multiply what is sent while they last.

use std::collections::BTreeMap;

use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::RoleId;
use wangge::units::key::Group;
use wangge::units::measure::Measure;

use crate::place::{DAY, HOUR, logged, once, value, value_of};
use crate::tasks::{rows_of, setting, settings, town};

const TASK: &str = r#"
[[tasks]]
name = "report"
at = "grid"
from = "town"
cadence = "week"
work = "2h"
"#;

const INSPECTION: &str = r#"
[[inspections]]
name = "check"
at = "grid"
cadence = "month"
"#;

#[track_caller]
fn of(setting: &Setting, seed: u64, measure: Measure) -> f64 {
    value(setting, &once(setting, seed, 0), measure).unwrap_or_else(|| panic!("{measure:?} has a value"))
}

#[test]
fn inspections_that_take_no_time_and_find_nothing_and_campaigns_of_one_are_not_there() {
    let task = format!("{TASK}coping = 0.5\n");
    let expected = logged(&setting(&town(&task)), 1);
    for more in [
        format!("{task}{INSPECTION}"),
        format!("{task}{INSPECTION}length = \"0s\"\nfinds = 0\n"),
        format!("{task}campaigns = [{{ from = \"7d\", until = \"20d\", factor = 1 }}]\n"),
    ] {
        assert_eq!(logged(&setting(&town(&more)), 1), expected, "{more}");
    }
    assert_ne!(logged(&setting(&town(&format!("{task}{INSPECTION}finds = 1"))), 1), expected);
}

#[test]
fn an_inspection_takes_the_hours_of_everybody_there_and_no_more() {
    let setting = setting(&town(&format!("{INSPECTION}length = \"3h\"\n")).replace("rate = \"6/year\"", "rate = \"0/year\""));
    let result = once(&setting, 2, 0);
    // 1 January, 1 February and 1 March, four workers
    assert_eq!(value(&setting, &result, Measure::InspectionHours), Some(36.0));
    let given: u64 = result.people.iter().map(|row| row.administrative_seconds).sum();
    assert_eq!(given, u64::from(36 * HOUR), "what is asked for is given");
    let officer = value_of(&setting, &result, Measure::AdministrativeShare, Group::Role(RoleId::new(1)));
    assert_eq!(officer, Some(0.0), "nobody inspects the office");
}

#[test]
fn a_report_on_paper_is_found_on_the_first_of_the_month_and_done_by_eleven() {
    let text = town(&format!("{TASK}coping = 1\n{INSPECTION}finds = 1\n")).replace("rate = \"6/year\"", "rate = \"0/year\"");
    let setting = setting(&text);
    let (result, rows) = logged(&setting, 3);
    let rows = rows_of(&setting, &rows, "report");
    let first = 31 * DAY;
    let done: Vec<_> =
        rows.iter().filter(|row| row.activity == Activity::Fixed && row.at.seconds() >= first && row.person.is_some()).collect();
    // of the five Mondays of January at four grids the first was looked at on the day; the others are found on Thursday
    // 1 February: entry and two hours each, one after the other
    let at_first = done.iter().map(|row| row.at.seconds()).min();
    assert_eq!(at_first, Some(first + 9 * HOUR + 600 + 2 * HOUR));
    let found = rows.iter().filter(|row| row.activity == Activity::Occurred && row.at.seconds() == first).count();
    assert_eq!(found, 16);
    // on paper alone: nobody did it
    let on_paper = rows.iter().filter(|row| row.activity == Activity::Fixed && row.person.is_none()).count();
    assert_eq!(on_paper, 48);
    // 1 January's four, 16 of January and 16 of February; what March brought was not looked at yet
    assert_eq!(value(&setting, &result, Measure::TasksFoundOnPaper), Some(36.0));
    assert_eq!(value(&setting, &result, Measure::TaskHours), Some(72.0));
    assert_eq!((value(&setting, &result, Measure::Tasks), value(&setting, &result, Measure::TasksOnPaperShare)), (Some(48.0), Some(1.0)));
}

#[test]
fn hours_issued_are_conserved_where_everything_on_paper_is_found_and_fewer_where_less_is() {
    let task = TASK.replace("work = \"2h\"", "work = { exponential = { mean = \"2h\" } }");
    let weekly = INSPECTION.replace("month", "week");
    let hours = |more: &str| of(&setting(&town(&format!("{task}{more}"))), 4, Measure::TaskHours);
    // sent on Monday before the inspection of the same day: all but the last week's are looked at a week later
    let issued = hours("");
    let found = |finds: f64| hours(&format!("coping = 0.5\n{weekly}finds = {finds}\n"));
    let (none, half, all) = (hours("coping = 0.5\n"), found(0.5), found(1.0));
    println!("issued {issued:.1} h, on paper unlooked at {none:.1} h, half found {half:.1} h, all found {all:.1} h");
    assert!(none < half && half < all && (all - issued).abs() < 1e-9, "{issued} {none} {half} {all}");
}

#[test]
fn a_campaign_multiplies_what_is_sent_while_it_lasts_at_a_cadence_and_at_a_rate() {
    let weeks = |campaigns: &str| {
        let setting = setting(&town(&format!("{TASK}campaigns = [{campaigns}]\n")));
        let (_, rows) = logged(&setting, 5);
        let mut weeks: BTreeMap<u32, usize> = BTreeMap::new();
        for row in rows_of(&setting, &rows, "report").iter().filter(|row| row.activity == Activity::Occurred) {
            *weeks.entry(row.at.seconds() / DAY / 7).or_default() += 1;
        }
        (0..12).map(|week| weeks.get(&week).copied().unwrap_or(0)).collect::<Vec<_>>()
    };
    let later = "{ from = \"14d\", until = \"35d\", factor = 2 }";
    assert_eq!(weeks(later), [4, 4, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4]);
    let silence = "{ from = 2024-01-29, until = \"35d\", factor = 0 }";
    assert_eq!(weeks(&format!("{later}, {silence}")), [4, 4, 8, 8, 0, 4, 4, 4, 4, 4, 4, 4]);
    let rated = |campaigns: &str| {
        let task = TASK.replace("cadence = \"week\"", "rate = \"2/day\"");
        of(&setting(&town(&format!("{task}campaigns = [{campaigns}]\n"))), 6, Measure::Tasks)
    };
    let (usual, more) = (rated(""), rated("{ from = \"0d\", until = \"84d\", factor = 1.5 }"));
    assert!((more / usual - 1.5).abs() < 0.1, "{usual} {more}");
}

#[test]
fn what_is_wrong_with_inspections_and_campaigns_is_said_at_its_line() {
    let right = format!("{TASK}{INSPECTION}finds = 0.5\n");
    let wrongs = [
        ("at = \"grid\"\ncadence = \"month\"", "at = \"gird\"\ncadence = \"month\"", "inspections.check.at", "`grid`"),
        ("cadence = \"month\"", "cadence = \"monthly\"", "inspections.check.cadence", "month"),
        ("finds = 0.5", "finds = 1.5", "inspections.check.finds", "1"),
        ("finds = 0.5", "finds = 0.5\ntasks = [\"reprot\"]", "inspections.check.tasks.0", "`report`"),
        ("finds = 0.5", "finds = 0.5\nroles = [\"workr\"]", "inspections.check.roles.0", "`worker`"),
        (TASK, "", "inspections.check.finds", "no tasks"),
        (
            "work = \"2h\"",
            "work = \"2h\"\ncampaigns = [{ from = \"9d\", until = \"8d\", factor = 2 }]",
            "tasks.report.campaigns.0.until",
            "ends before",
        ),
        (
            "work = \"2h\"",
            "work = \"2h\"\ncampaigns = [{ from = \"9d\", until = \"900d\", factor = 2 }]",
            "tasks.report.campaigns.0.until",
            "after the end",
        ),
        (
            "work = \"2h\"",
            "work = \"2h\"\ncampaigns = [{ from = \"9d\", until = \"20d\", factor = -1 }]",
            "tasks.report.campaigns.0.factor",
            "0",
        ),
    ];
    for (was, is, key, said) in wrongs {
        let problems = settings(&town(&right.replacen(was, is, 1))).map(|_| ()).expect_err(is);
        assert_eq!(problems.count(), 1, "{is}: {problems}");
        let problem = problems.iter().next().expect("one");
        let text = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or_default());
        assert!(problem.key == key && text.contains(said) && problem.line > 0, "{is}: {} {text}", problem.key);
    }
    let late = town(&right.replace("month", "quarter")).replace("start = 2024-01-01", "start = 2024-01-02").replace("84d", "60d");
    let problems = settings(&late).map(|_| ()).expect_err("no quarter begins");
    assert!(problems.iter().all(|problem| problem.key == "inspections.check.cadence" && problem.message.contains("never")), "{problems}");
}
