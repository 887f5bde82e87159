//! Closing on paper: what the record says and what is true come apart, and the measures show both.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::scenario::setting::{Closing, Supervision};
use wangge::units::measure::Measure;
use wangge::units::{Share, SimDuration, TimeLimit};

use crate::place::{HOUR, constant, exponential, hours, logged, network, value};

fn share(value: f64) -> Share {
    Share::new(value).expect("a share")
}

fn closing(falsely: f64, noticed: f64) -> Setting {
    let mut setting = network(90);
    let rules = &mut setting.epochs[0].rules;
    rules.closing = Some(Closing { falsely: share(falsely), noticed: share(noticed), delay: exponential(hours(48.0)) });
    for category in &mut rules.categories {
        category.due = Some(TimeLimit::Elapsed(SimDuration::from_seconds(96 * HOUR)));
    }
    setting
}

fn by_case(rows: &[EventRow]) -> BTreeMap<u32, Vec<Activity>> {
    let mut cases: BTreeMap<u32, Vec<Activity>> = BTreeMap::new();
    for row in rows {
        cases.entry(row.case).or_default().push(row.activity);
    }
    cases
}

#[test]
fn closing_on_paper_at_probability_zero_is_no_closing_on_paper() {
    let mut off = closing(0.0, 1.0);
    let zero = logged(&off, 60);
    off.epochs[0].rules.closing = None;
    assert!(zero == logged(&off, 60));
}

#[test]
fn a_false_closing_follows_a_failed_attempt_and_only_a_noticed_one_comes_back() {
    let setting = closing(0.3, 0.5);
    let (result, rows) = logged(&setting, 61);
    let (mut falsely, mut failed, mut noticed) = (0_u32, 0_u32, 0_u32);
    for (case, activities) in by_case(&rows) {
        for (i, activity) in activities.iter().enumerate() {
            let before = i.checked_sub(1).map(|before| activities[before]);
            match activity {
                Activity::AttemptFailed => failed += 1,
                Activity::Closed if before != Some(Activity::Fixed) => {
                    assert_eq!(before, Some(Activity::AttemptFailed), "case {case}");
                    falsely += 1;
                }
                Activity::Reopened => {
                    assert_eq!(before, Some(Activity::Closed), "case {case}");
                    noticed += 1;
                }
                _ => assert!(before != Some(Activity::Closed), "case {case} goes on after its closing"),
            }
        }
        let fixes = activities.iter().filter(|activity| **activity == Activity::Fixed).count();
        assert!(fixes <= 1, "case {case} is fixed once");
    }
    let observed = f64::from(falsely) / f64::from(failed);
    println!("{falsely} of {failed} last failures closed on paper ({observed:.4}), {noticed} reopened");
    assert!((observed - 0.3).abs() < 4.0 * (0.21 / f64::from(failed)).sqrt());
    // Some are still to be noticed at the horizon: two days of ninety.
    assert!((f64::from(noticed) / f64::from(falsely) - 0.5).abs() < 0.04);
    let closings = rows.iter().filter(|row| row.activity == Activity::Closed).count();
    assert_eq!(value(&setting, &result, Measure::FalseClosureRate), Some(f64::from(falsely) / closings as f64));
    assert_eq!(value(&setting, &result, Measure::ReopenRate), Some(f64::from(noticed) / closings as f64));
}

#[test]
fn a_policy_that_only_improves_the_record_is_seen_for_what_it_is() {
    let (honest, paper) = (closing(0.0, 0.0), closing(0.5, 0.0));
    let ((true_course, _), (on_paper, _)) = (logged(&honest, 62), logged(&paper, 62));
    let both = |measure| (value(&honest, &true_course, measure), value(&paper, &on_paper, measure));
    let (honest_closed, paper_closed) = both(Measure::RecordedOnTimeRate);
    let (honest_fixed, paper_fixed) = both(Measure::OnTimeRate);
    println!("recorded on time {honest_closed:?} → {paper_closed:?}; truly {honest_fixed:?} → {paper_fixed:?}");
    assert!(paper_closed > honest_closed, "the record looks better");
    assert!(paper_fixed < honest_fixed, "and less is fixed");
    let (rate, worse) = both(Measure::ResolutionRate);
    assert!(worse < rate);
    assert_eq!(honest_closed, honest_fixed, "without paper, record and truth agree");
}

#[test]
fn a_reopened_case_meets_fresh_luck_and_its_promise_does_not_start_anew() {
    let mut setting = closing(1.0, 1.0);
    let rules = &mut setting.epochs[0].rules;
    rules.closing = Some(Closing { falsely: Share::ONE, noticed: Share::ONE, delay: constant(hours(6.0)) });
    rules.supervision = Some(Supervision { yellow: share(0.5), red: share(0.8), raises_priority: false, escalates_red: false });
    let (result, rows) = logged(&setting, 63);
    assert_eq!(value(&setting, &result, Measure::EscalationsByAttempts), Some(0.0), "everything that fails is closed on paper");
    let cases = by_case(&rows);
    let returned: Vec<&Vec<Activity>> = cases.values().filter(|activities| activities.contains(&Activity::Reopened)).collect();
    let solved = returned.iter().filter(|activities| activities.contains(&Activity::Fixed)).count();
    println!("{solved} of {} reopened cases are fixed in the end", returned.len());
    assert!(solved * 2 > returned.len());
    for row in rows.iter().filter(|row| matches!(row.activity, Activity::Lit(_))) {
        assert!(row.due.seconds() > 0);
    }
    for activities in cases.values() {
        let lights = activities.iter().filter(|activity| matches!(activity, Activity::Lit(_))).count();
        assert!(lights <= 2, "a light turns once");
    }
}
