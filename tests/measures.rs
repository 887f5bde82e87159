//! Measures counted while a run goes on, against the same measures worked out afterwards from its event log, by their
//! definitions and nothing else.

use std::collections::BTreeMap;

use wangge::experiment::event_log::Row;
use wangge::experiment::result::Group;
use wangge::process::{Activity, RuleKind, Start};
use wangge::scenario::Setting;
use wangge::scenario::setting::{LevelRules, WaitLimit};
use wangge::units::measure::Measure;
use wangge::units::{LevelId, SimDuration, SimTime, TimeLimit};

use crate::place::{days, exponential, hours, logged, network, value, value_of};

/// What the log says of one case.
#[derive(Clone, Debug, Default)]
struct Story {
    occurred: SimTime,
    due: SimTime,
    first_start: Option<SimTime>,
    fixed: Option<SimTime>,
    fixed_at: usize,
    closed: Option<SimTime>,
    rejected: Option<SimTime>,
    failures: u32,
}

fn stories(rows: &[Row]) -> BTreeMap<u32, Story> {
    let mut stories: BTreeMap<u32, Story> = BTreeMap::new();
    for row in rows {
        let story = stories.entry(row.case).or_default();
        story.due = row.due;
        match row.activity {
            Activity::Occurred => story.occurred = row.at,
            Activity::Started(_) => story.first_start = story.first_start.or(Some(row.at)),
            Activity::AttemptFailed | Activity::Escalated(_) => story.failures += 1,
            Activity::Fixed => {
                story.fixed = Some(row.at);
                story.fixed_at = row.level.index();
            }
            Activity::Closed => story.closed = Some(row.at),
            Activity::Rejected(_) => story.rejected = Some(row.at),
            _ => {}
        }
    }
    stories
}

/// The stays in queues that ended after the warm-up: (level, wait in seconds, served).
fn stays(rows: &[Row], from: SimTime) -> Vec<(usize, f64, bool)> {
    let mut queued: BTreeMap<u32, SimTime> = BTreeMap::new();
    let mut stays = Vec::new();
    for row in rows {
        let mut end = |is_served: bool| {
            let since = queued.remove(&row.case).unwrap_or(row.at);
            if row.at >= from {
                stays.push((row.level.index(), f64::from(row.at.since(since).seconds()), is_served));
            }
        };
        match row.activity {
            Activity::Started(Start::AtOnce | Start::FromQueue) => end(true),
            Activity::Escalated(rule) | Activity::Rejected(rule) if rule.kind == RuleKind::WaitLimit => end(false),
            Activity::Queued => drop(queued.insert(row.case, row.at)),
            _ => {}
        }
    }
    stays
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn order_statistic(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let reached = (1_u32..).zip(&values).find(|(rank, _)| f64::from(*rank) >= values.len() as f64 * share);
    *reached.expect("a share of something").1
}

/// Cases of 36 promised hours, little patience in the communities, two attempts in the towns; ten days of warm-up.
fn setting() -> Setting {
    let mut setting = network(70);
    setting.span.warm_up = days(10);
    setting.span.follow_up = days(6);
    let rules = &mut setting.epochs[0].rules;
    for category in &mut rules.categories {
        category.due = Some(TimeLimit::Elapsed(SimDuration::from_seconds(36 * 3_600)));
    }
    rules.levels[1] = LevelRules { wait_limit: Some(WaitLimit::Drawn(exponential(hours(20.0)))), ..rules.levels[1].clone() };
    rules.levels[2].attempts = 2;
    rules.staff[0].member = None;
    setting
}

#[track_caller]
fn same(what: &str, counted: Option<f64>, worked_out: f64) {
    let counted = counted.unwrap_or(f64::NAN);
    println!("{what}: {counted}");
    assert!((counted - worked_out).abs() <= 1e-9 * worked_out.abs().max(1e-9), "{what}: counted {counted}, worked out {worked_out}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one definition after the other")]
fn measures_of_cases_are_what_their_definitions_give_on_the_event_log() {
    let setting = setting();
    let (result, rows) = logged(&setting, 77);
    let stories = stories(&rows);
    let span = &setting.span;
    let follow_up = f64::from(span.follow_up.seconds());
    let cohort: Vec<&Story> =
        stories.values().filter(|story| story.occurred >= span.window_start() && story.occurred < span.window_end()).collect();
    let time = |story: &Story| story.fixed.map(|at| f64::from(at.since(story.occurred).seconds())).filter(|seconds| *seconds <= follow_up);
    let share = |count: usize, of: usize| count as f64 / of as f64;
    let fixed: Vec<&&Story> = cohort.iter().filter(|story| time(story).is_some()).collect();
    let measured = |measure| value(&setting, &result, measure);
    same("restricted mean", measured(Measure::ResolutionTime), mean(cohort.iter().map(|story| time(story).unwrap_or(follow_up))) / 3_600.0);
    let ordered = |q| order_statistic(cohort.iter().map(|story| time(story).unwrap_or(f64::INFINITY)).collect(), q) / 3_600.0;
    same("median", measured(Measure::ResolutionTimeMedian), ordered(0.5));
    same("90%", measured(Measure::ResolutionTimeP90), ordered(0.9));
    same("resolution rate", measured(Measure::ResolutionRate), share(fixed.len(), cohort.len()));
    same("known resolution rate", measured(Measure::KnownResolutionRate), share(fixed.len(), cohort.len()));
    same("closure rate", measured(Measure::ClosureRate), share(fixed.len(), cohort.len()));
    same(
        "first contact",
        measured(Measure::FirstContactRate),
        share(fixed.iter().filter(|story| story.failures == 0).count(), fixed.len()),
    );
    for level in 0..4 {
        let here = fixed.iter().filter(|story| story.fixed_at == level).count();
        let group = Group::Level(LevelId::new(level));
        same("resolved at level", value_of(&setting, &result, Measure::ResolvedAtLevel, group), share(here, fixed.len()));
    }
    let promised: Vec<&Story> = stories.values().filter(|story| story.due >= span.window_start() && story.due <= span.end()).collect();
    let kept = promised.iter().filter(|story| story.closed.is_some_and(|at| at <= story.due)).count();
    same("on time", measured(Measure::OnTimeRate), share(kept, promised.len()));
    let responses = stories.values().filter_map(|story| story.first_start.map(|at| (story, at)));
    let responses = responses.filter(|(_, at)| *at >= span.window_start());
    same(
        "response",
        measured(Measure::ResponseTime),
        mean(responses.map(|(story, at)| f64::from(at.since(story.occurred).seconds()))) / 3_600.0,
    );
    let ever: Vec<f64> = stories.values().filter_map(|story| story.fixed.map(|at| f64::from(at.since(story.occurred).seconds()))).collect();
    let rejected = stories.values().filter(|story| story.rejected.is_some()).count();
    same("finished", measured(Measure::FinishedResolutionRate), share(ever.len(), ever.len() + rejected));
    same("time of the fixed", measured(Measure::FixedTime), mean(ever.iter().copied()) / 86_400.0);
    same("its 95%", measured(Measure::FixedTimeP95), order_statistic(ever, 0.95) / 86_400.0);
    let late = stories.values().filter(|story| story.rejected.is_some_and(|at| at >= span.window_start())).count();
    same("rejected", measured(Measure::Rejected), late as f64);
}

#[test]
fn measures_of_queues_are_what_their_definitions_give_on_the_event_log() {
    let setting = setting();
    let (result, rows) = logged(&setting, 78);
    let stays = stays(&rows, setting.span.window_start());
    for level in [None, Some(0), Some(1), Some(2), Some(3)] {
        let group = level.map_or(Group::All, |level| Group::Level(LevelId::new(level)));
        let here: Vec<&(usize, f64, bool)> = stays.iter().filter(|(at, ..)| level.is_none_or(|level| level == *at)).collect();
        let measured = |measure| value_of(&setting, &result, measure, group);
        let share = |count: usize| count as f64 / here.len() as f64;
        same("wait", measured(Measure::QueueWait), mean(here.iter().map(|(_, wait, _)| *wait)) / 3_600.0);
        same("its 95%", measured(Measure::QueueWaitP95), order_statistic(here.iter().map(|(_, wait, _)| *wait).collect(), 0.95) / 3_600.0);
        same("reneged", measured(Measure::RenegedShare), share(here.iter().filter(|(.., served)| !served).count()));
        let served = mean(here.iter().filter(|(.., served)| *served).map(|(_, wait, _)| *wait)) / 3_600.0;
        same("wait of the served", measured(Measure::ServedWait), served);
    }
    assert!(value_of(&setting, &result, Measure::RenegedShare, Group::Level(LevelId::new(1))) > Some(0.01));
}

#[test]
fn a_quantile_that_is_not_reached_has_no_value() {
    let mut setting = setting();
    for category in &mut setting.epochs[0].rules.categories {
        category.success = vec![wangge::units::Share::new(0.2).expect("a share"); 4];
    }
    let (result, _) = logged(&setting, 79);
    let rate = value(&setting, &result, Measure::ResolutionRate).expect("there are cases");
    println!("resolution rate {rate}");
    assert!(rate < 0.9);
    assert_eq!(value(&setting, &result, Measure::ResolutionTimeP90), None);
    let hardly = setting.span.follow_up.hours();
    assert!(value(&setting, &result, Measure::ResolutionTime).is_some_and(|hours| hours < hardly));
}
