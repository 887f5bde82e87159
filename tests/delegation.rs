//! Delegation: authority that a date or a state of the run gives to a lower level holds for what is open, too; and a state that can
//! hardly come is said.

use std::collections::BTreeMap;

use wangge::output::language::wording::Wording;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::measure::Measure;
use wangge::units::{LevelId, SimTime};
use wangge::world::IssueKey;

use super::place::{DAY, logged, once, value};
use super::towns::read_text;

/// A grid that has the authority for a third of the issues, under an office with one clerk and much to do.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "120d"
follow_up = "30d"
replications = 1
levels = ["grid", "office"]
[roles.worker]
[roles.clerk]
[[units]]
name = "grid"
level = "grid"
under = "office"
staff = [{ role = "worker", count = 3 }]
[[units]]
name = "office"
level = "office"
staff = [{ role = "clerk", count = 1 }]
[[categories]]
name = "permit"
work = "4h"
difficulty = { grid = 0.3, office = 0.7 }
[[demand]]
name = "walk-in"
at = "grid"
rate = "10/day"
[policies.later]
dated = [{ from = 2024-03-01, categories = [{ name = "permit", difficulty = { grid = 0.8, office = 0.2 } }] }]
[policies.while_full]
dated = [{ while = { measure = "backlog", at = "office", above = 5, below = 2 }, categories = [{ name = "permit", difficulty = { grid = 1.0, office = 0.0 } }] }]
"#;

fn settings() -> Vec<Setting> {
    read_text(TOWN, &[]).unwrap_or_else(|problems| panic!("{problems}")).settings
}

#[test]
fn from_the_date_on_open_issues_need_the_lower_level_too() {
    let settings = settings();
    let (_, base) = logged(&settings[0], 1);
    let (_, later) = logged(&settings[1], 1);
    let date = SimTime::from_seconds(60 * DAY);
    let needs = |rows: &[wangge::measure::event_log::EventRow]| -> BTreeMap<IssueKey, (LevelId, LevelId)> {
        let mut needs: BTreeMap<IssueKey, (LevelId, LevelId)> = BTreeMap::new();
        rows.iter().for_each(|row| needs.entry(row.key).or_insert((row.needs, row.needs)).1 = row.needs);
        needs
    };
    let (before, after) = (needs(&base), needs(&later));
    let (mut open, mut delegated) = (0, 0);
    for rows in later.iter().filter(|row| row.activity == Activity::Occurred && row.at < date) {
        let (first, last) = after[&rows.key];
        assert_eq!(first, before[&rows.key].0, "the same until the date");
        let is_open = later.iter().any(|row| row.key == rows.key && row.at > date);
        open += usize::from(is_open);
        delegated += usize::from(is_open && last < first);
        assert!(is_open || last == first, "what ended before keeps what it needed");
        assert!(last <= first, "nothing needs more");
    }
    println!("{delegated} of {open} open issues need a lower level from the date on");
    assert!(open > 20 && delegated > 10);
    for row in later.iter().filter(|row| row.activity == Activity::Occurred && row.at >= date) {
        assert!(after[&row.key].0 <= before[&row.key].0, "who needs the grid under the lower share does under the higher one");
    }
}

#[test]
fn delegation_while_the_office_is_full_empties_its_queue() {
    let settings = settings();
    let mut differences = Vec::new();
    for replication in 0..30 {
        let [base, state] =
            [0, 2].map(|at: usize| value(&settings[at], &once(&settings[at], 8, replication), Measure::ResolutionTime).unwrap());
        differences.push(state - base);
    }
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    println!("resolution time: {mean:.1} h less, t {:.1}", mean / error);
    // one-sided, α = 0.001
    assert!(mean / error < -3.4);
}

#[test]
fn a_state_that_can_hardly_come_is_said_with_its_numbers() {
    let remarks = |text: &str| -> String {
        let scenario = read_text(text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        Wording::ENGLISH.of_settings(&scenario.settings).join("\n")
    };
    assert_eq!(remarks(TOWN), "");
    let high = remarks(&TOWN.replace("above = 5, below = 2", "above = 5000"));
    assert!(high.contains("5000") && high.contains("`backlog`") && high.contains("1,200") && high.contains("while_full"), "{high}");
    let overdue = remarks(&TOWN.replace("\"backlog\"", "\"overdue\""));
    assert!(overdue.contains("overdue") && overdue.contains("`due`"), "{overdue}");
    let twisted = read_text(&TOWN.replace("above = 5, below = 2", "above = 2, below = 5"), &[]).expect_err("it would end before it begins");
    assert!(twisted.iter().any(|problem| problem.key.ends_with("while.below") && problem.message.contains('5')), "{twisted}");
}
