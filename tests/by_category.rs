//! Measures by category: each is what its definition gives on the event log, and the categories add up to the place.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::Setting;
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{CategoryId, SimDuration, SimTime, TimeLimit};

use super::place::{HOUR, logged, network, value, value_of};

/// What became of one issue.
#[derive(Clone, Copy, Debug)]
struct Life {
    category: CategoryId,
    occurred: SimTime,
    due: SimTime,
    started: Option<SimTime>,
    fixed: Option<SimTime>,
}

fn lives(rows: &[EventRow]) -> Vec<Life> {
    let mut lives: BTreeMap<u32, Life> = BTreeMap::new();
    for row in rows {
        let fresh = Life { category: row.category, occurred: row.at, due: row.due, started: None, fixed: None };
        let life = lives.entry(row.case).or_insert(fresh);
        match row.activity {
            Activity::Started(_) => life.started = life.started.or(Some(row.at)),
            Activity::Fixed => life.fixed = Some(row.at),
            _ => {}
        }
    }
    lives.into_values().collect()
}

fn setting() -> Setting {
    let mut setting = network(90);
    setting.span.warm_up = SimDuration::from_seconds(20 * 86_400);
    setting.span.response_within = Some(SimDuration::from_seconds(6 * HOUR));
    let day = TimeLimit::Elapsed(SimDuration::from_seconds(2 * 86_400));
    setting.epochs[0].rules.categories.iter_mut().for_each(|category| category.due = Some(day));
    setting
}

#[test]
fn measures_by_category_are_what_their_definitions_give_on_the_event_log() {
    let setting = setting();
    let (result, rows) = logged(&setting, 6);
    let span = &setting.span;
    let lives = lives(&rows);
    let follow_up = span.follow_up;
    for index in 0..3 {
        let group = Group::Category(CategoryId::new(index));
        let cohort: Vec<&Life> = lives
            .iter()
            .filter(|life| life.category.index() == index && life.occurred >= span.window_start() && life.occurred < span.window_end())
            .collect();
        let all = cohort.len() as f64;
        let time = |life: &&Life| life.fixed.map(|at| at.since(life.occurred)).filter(|time| *time <= follow_up);
        let hours = cohort.iter().map(|life| f64::from(time(life).unwrap_or(follow_up).seconds())).sum::<f64>() / f64::from(HOUR) / all;
        let fixed = cohort.iter().filter(|life| time(life).is_some()).count() as f64 / all;
        let within = SimDuration::from_seconds(6 * HOUR);
        let share = |is_meant: &dyn Fn(&Life) -> bool| cohort.iter().filter(|life| is_meant(life)).count() as f64 / all;
        let answered = share(&|life| life.fixed.is_some_and(|at| at.since(life.occurred) <= within));
        let responded = share(&|life| life.started.is_some_and(|at| at.since(life.occurred) <= within));
        let due: Vec<&Life> = lives
            .iter()
            .filter(|life| life.category.index() == index && life.due >= span.window_start() && life.due <= span.end())
            .collect();
        let on_time = due.iter().filter(|life| life.fixed.is_some_and(|at| at <= life.due)).count() as f64 / due.len() as f64;
        // at a unit what occurs is known, so that both cohorts are one
        for (measure, expected) in [
            (Measure::ResolutionTime, hours),
            (Measure::HandlingTime, hours),
            (Measure::ResolutionRate, fixed),
            (Measure::RespondedWithin, responded),
            (Measure::AnsweredWithin, answered),
            (Measure::OnTimeRate, on_time),
        ] {
            let found = value_of(&setting, &result, measure, group).unwrap();
            assert!((found - expected).abs() < 1e-9, "{measure:?} of category {index}: {found} is not {expected}");
        }
        assert!(cohort.len() > 500 && fixed > 0.0 && on_time < 1.0 && answered > 0.0, "{} {fixed} {on_time} {answered}", cohort.len());
    }
    assert!(value(&setting, &result, Measure::ResolutionTime).is_some());
}

#[test]
fn one_category_has_no_groups_and_neither_have_tasks_and_enquiries() {
    let columns = |setting: &Setting| wangge::measure::replication::keys(setting);
    let mut setting = setting();
    assert!(columns(&setting).contains(&Key { measure: Measure::OnTimeRate, group: Group::Category(CategoryId::new(2)) }));
    setting.categories[1].kind = wangge::scenario::setting::CategoryKind::Enquiry;
    let of_enquiries = Key { measure: Measure::OnTimeRate, group: Group::Category(CategoryId::new(1)) };
    assert!(!columns(&setting).contains(&of_enquiries));
    setting.categories[2].kind = wangge::scenario::setting::CategoryKind::Enquiry;
    assert!(!columns(&setting).iter().any(|key| matches!(key.group, Group::Category(_))), "one category of issues is left");
}
