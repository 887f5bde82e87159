//! Measures counted while a run goes on, against the same measures worked out afterwards from its event log, by their
//! definitions and nothing else.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::PersonRow;
use wangge::process::{Activity, RuleKind, Start};
use wangge::scenario::Setting;
use wangge::scenario::setting::{LevelRules, WaitLimit};
use wangge::units::key::{Group, Linkage};
use wangge::units::measure::Measure;
use wangge::units::{HousingId, LevelId, RoleId, SimDuration, SimTime, TimeLimit};
use wangge::world::{Channel, Origin};

use crate::place::{days, exponential, hours, logged, network, once, value, value_of};

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

fn stories(rows: &[EventRow]) -> BTreeMap<u32, Story> {
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
fn stays(rows: &[EventRow], from: SimTime) -> Vec<(usize, f64, bool)> {
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

/// A town of two communities with 300 households in 20 buildings and everything on that a town can have.
pub const TOWN: &str = r#"
start = 2024-01-01
warm_up = "20d"
follow_up = "30d"
horizon = "150d"
levels = ["liaison", "grid", "town"]
[place]
communities = 2
households = 300
migrants = 60
households_per_building = 18
housing = { old = 0.4, village = 0.6 }
[residents]
linked = 0.6
[grids]
households = 90
[calendars.day]
weekly = { daily = ["08:00-17:00"] }
[roles.member]
calendar = "day"
volunteer = true
travel_speed = "4km/h"
entry = "5min"
declines = 0.5
[roles.worker]
calendar = "day"
travel_speed = "8km/h"
[roles.officer]
calendar = "day"
[members]
count = 20
unit = "member"
role = "member"
motivation = [0.9, 0.4]
[[units]]
name = "member"
level = "liaison"
per = "member"
under = "grid"
staff = [{ role = "member", count = 1 }]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "town"
staff = [{ role = "worker", total = 5 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "officer", count = 2 }]
[[units]]
name = "water"
level = "town"
per = "town"
beside = "town"
categories_in_charge = ["leak"]
staff = [{ role = "officer", count = 1 }]
[[units]]
name = "light"
level = "town"
per = "town"
beside = "town"
categories_in_charge = ["lamp"]
staff = [{ role = "officer", count = 1 }]
[[categories]]
name = "leak"
work = { exponential = { mean = "6h" } }
success = 0.7
difficulty = { liaison = 0.3, grid = 0.4, town = 0.3 }
due = "6d"
heals = { exponential = { mean = "60d" } }
worsens = { probability = 0.3, after = { exponential = { mean = "20d" } } }
on_site = true
external_wait = { probability = 0.3, length = { exponential = { mean = "8d" } } }
[[categories]]
name = "lamp"
work = { exponential = { mean = "3h" } }
success = 0.8
due = "8d"
difficulty = { grid = 0.5, town = 0.5 }
[[demand]]
name = "homes"
at = "households"
rate = "0.02/day"
categories = { leak = 1.0 }
[[demand]]
name = "streets"
at = "public_space"
rate = "0.005/day"
categories = { lamp = 1.0 }
[discovery]
reporting = 0.5
delay = { exponential = { mean = "4d" } }
incidents_at = "town"
[discovery.channels.member]
level = "liaison"
weight = 1.0
[discovery.channels.desk]
level = "grid"
weight = 1.0
[[rounds]]
name = "visit"
role = "member"
kind = "visit"
every = "6d"
share = 0.5
stop = "15min"
finds = 0.4
[[rounds]]
name = "patrol"
role = "worker"
kind = "patrol"
every = "2d"
share = 0.5
stop = "10min"
finds = 0.3
[[meetings]]
name = "ledger"
at = "grid"
roles = ["member", "worker"]
every = "10d"
length = "1h"
stalled = "3d"
unblocks = 0.5
[routing]
misrouted = 0.3
sorting = "30min"
[triage]
mistake = 0.2
dropped = 0.2
[closing]
falsely = 0.4
noticed = 0.4
delay = { exponential = { mean = "3d" } }
[feedback]
informed = 0.8
in_time = 0.9
late = 0.6
unfixed = 0.2
uninformed = 0.7
expected = "7d"
trust_gain = 0.05
trust_loss = 0.1
petitions = 0.3
[escalation.all]
attempts = 2
difficulty = 1
wait_limit = "4d"
[supervision]
red = 0.7
"#;

/// The town of [`TOWN`].
pub fn town() -> Setting {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, TOWN).expect("a file");
    wangge::scenario::read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).settings.remove(0)
}

/// What the log says of one case of a town.
#[derive(Clone, Debug)]
struct Life {
    category: usize,
    origin: Origin,
    occurred: SimTime,
    known: Option<(SimTime, usize, Channel)>,
    fixed: Option<SimTime>,
    healed: Option<SimTime>,
    incident: Option<SimTime>,
    closed: Option<SimTime>,
    /// Seconds and ends of the times in which it was there and in nobody's hands.
    latent: Vec<(SimTime, SimTime)>,
}

#[expect(clippy::too_many_lines, reason = "one arm per activity")]
fn lives(rows: &[EventRow], end: SimTime) -> Vec<Life> {
    let mut lives: BTreeMap<u32, Life> = BTreeMap::new();
    let mut hidden: BTreeMap<u32, SimTime> = BTreeMap::new();
    for row in rows {
        let (category, origin) = (row.category.index(), row.origin);
        let nothing = Life {
            category,
            origin,
            occurred: row.at,
            known: None,
            fixed: None,
            healed: None,
            incident: None,
            closed: None,
            latent: Vec::new(),
        };
        let life = lives.entry(row.case).or_insert(nothing);
        let is_gone = life.fixed.is_some() || life.healed.is_some();
        let mut appear = |life: &mut Life| life.latent.extend(hidden.remove(&row.case).map(|since| (since, row.at)));
        match row.activity {
            Activity::Occurred => drop(hidden.insert(row.case, row.at)),
            Activity::BecameKnown(channel) => {
                appear(life);
                life.known = life.known.or(Some((row.at, row.level.index(), channel)));
            }
            Activity::Reopened => appear(life),
            Activity::Fixed => life.fixed = Some(row.at),
            Activity::SelfResolved => {
                appear(life);
                life.healed = Some(row.at);
            }
            Activity::TurnedIncident => life.incident = Some(row.at),
            Activity::Closed | Activity::Lost | Activity::Rejected(_) => {
                if row.activity == Activity::Closed {
                    life.closed = life.closed.or(Some(row.at));
                }
                if !is_gone {
                    hidden.insert(row.case, row.at);
                }
            }
            _ => {}
        }
    }
    for (case, since) in hidden {
        lives.get_mut(&case).expect("it occurred").latent.push((since, end));
    }
    lives.into_values().collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one definition after the other")]
fn measures_of_a_town_are_what_their_definitions_give_on_the_event_log() {
    let setting = town();
    let (result, rows) = logged(&setting, 80);
    let span = &setting.span;
    let lives = lives(&rows, span.end());
    let measured = |measure| value(&setting, &result, measure);
    let share = |count: usize, of: usize| count as f64 / of as f64;
    let in_window = |at: SimTime| at >= span.window_start() && at < span.window_end();
    let cohort: Vec<&Life> = lives.iter().filter(|life| in_window(life.occurred)).collect();
    let within = |life: &Life, at: Option<SimTime>| at.map(|at| at.since(life.occurred)).filter(|time| *time <= span.follow_up);
    let fixed = |life: &&&Life| within(life, life.fixed).is_some();
    let healed = |life: &&&Life| within(life, life.healed).is_some();
    let incident = |life: &&&Life| within(life, life.incident).is_some();
    let of_cohort = |is_meant: &dyn Fn(&&&Life) -> bool| share(cohort.iter().filter(|life| is_meant(life)).count(), cohort.len());
    println!("{} issues in the cohort", cohort.len());
    same("resolution rate", measured(Measure::ResolutionRate), of_cohort(&fixed));
    same("self-resolved", measured(Measure::SelfResolvedShare), of_cohort(&healed));
    same("incidents", measured(Measure::IncidentShare), of_cohort(&incident));
    same("unrepaired", measured(Measure::UnrepairedIncidentShare), of_cohort(&|life| incident(life) && !fixed(life)));
    same("unresolved", measured(Measure::UnresolvedShare), of_cohort(&|life| !fixed(life) && !healed(life) && !incident(life)));
    let known = |life: &&&Life| within(life, life.known.map(|(at, ..)| at)).is_some();
    same("known", measured(Measure::KnownShare), of_cohort(&known));
    let discovery = cohort.iter().filter(|life| known(life)).filter_map(|life| within(life, life.known.map(|(at, ..)| at)));
    same("discovery", measured(Measure::DiscoveryTime), mean(discovery.map(SimDuration::hours)));

    let known_cohort: Vec<(&Life, Channel)> =
        lives.iter().filter_map(|life| life.known.filter(|(at, ..)| in_window(*at)).map(|(.., channel)| (life, channel))).collect();
    let followed = |since: SimTime, at: Option<SimTime>| at.is_some_and(|at| at.since(since) <= span.follow_up);
    let of_known = |is_meant: &dyn Fn(&Life, Channel) -> bool| {
        share(known_cohort.iter().filter(|(life, channel)| is_meant(life, *channel)).count(), known_cohort.len())
    };
    let since_known = |life: &Life| life.known.map_or(SimTime::NEVER, |(at, ..)| at);
    same("known and fixed", measured(Measure::KnownResolutionRate), of_known(&|life, _| followed(since_known(life), life.fixed)));
    same("known and closed", measured(Measure::ClosureRate), of_known(&|life, _| followed(since_known(life), life.closed)));
    for (measure, channel) in [
        (Measure::FoundByReport, Channel::Report),
        (Measure::FoundByVisit, Channel::Visit),
        (Measure::FoundByPatrol, Channel::Patrol),
        (Measure::FoundByIncident, Channel::Incident),
    ] {
        let found = of_known(&|_, own| own == channel);
        assert!(found > 0.0, "{channel:?}");
        same(channel.name(), measured(measure), found);
    }

    let late = |at: SimTime| at >= span.window_start();
    for level in 0..3 {
        let here = |at: Option<SimTime>, life: &Life| at.is_some_and(late) && life.known.is_some_and(|(_, own, _)| own == level);
        let group = Group::Level(LevelId::new(level));
        let count = |at: fn(&Life) -> Option<SimTime>| lives.iter().filter(|life| here(at(life), life)).count() as f64;
        same("became known", value_of(&setting, &result, Measure::BecameKnown, group), count(|life| life.known.map(|(at, ..)| at)));
        same("recorded closed", value_of(&setting, &result, Measure::RecordedClosed, group), count(|life| life.closed));
    }
    let count = |is_meant: &dyn Fn(&Activity) -> bool| rows.iter().filter(|row| late(row.at) && is_meant(&row.activity)).count();
    let judged = |wanted: bool| count(&|activity| matches!(activity, Activity::Judged { is_satisfied, .. } if *is_satisfied == wanted));
    same("satisfied", measured(Measure::SatisfactionRate), share(judged(true), judged(true) + judged(false)));
    let by = |kind: RuleKind| count(&|activity| matches!(activity, Activity::Escalated(rule) if rule.kind == kind));
    for (measure, counted) in [
        (Measure::Petitions, count(&|activity| *activity == Activity::Petitioned)),
        (Measure::Incidents, count(&|activity| *activity == Activity::TurnedIncident)),
        (Measure::LostSignals, count(&|activity| *activity == Activity::Lost)),
        (Measure::Unblocked, count(&|activity| *activity == Activity::Unblocked)),
        (Measure::Transfers, count(&|activity| *activity == Activity::Transferred)),
        (Measure::EscalationsByMeeting, by(RuleKind::Meeting)),
        (Measure::EscalationsDeclined, by(RuleKind::Declined)),
        (Measure::EscalationsByDifficulty, by(RuleKind::Difficulty)),
    ] {
        assert!(counted > 0, "{measure:?}");
        same(measure.entry().name, measured(measure), counted as f64);
    }
    let mut last: BTreeMap<(u32, usize), SimTime> = BTreeMap::new();
    let mut by_known: Vec<(&Life, u32, SimTime)> = lives
        .iter()
        .filter_map(|life| match (life.origin, life.known) {
            (Origin::Household(household), Some((at, ..))) => Some((life, household, at)),
            _ => None,
        })
        .collect();
    by_known.sort_by_key(|(.., at)| *at);
    let mut repeats = 0;
    for (life, household, at) in by_known {
        let before = last.insert((household, life.category), at);
        repeats += usize::from(late(at) && before.is_some_and(|before| at.since(before) <= days(30)));
    }
    assert!(repeats > 5);
    let newly = lives.iter().filter(|life| life.known.is_some_and(|(at, ..)| late(at))).count();
    same("repeats", measured(Measure::RepeatRate), share(repeats, newly));
}

#[test]
fn latent_issues_and_curves_of_a_town_are_what_the_event_log_gives() {
    let setting = town();
    let (result, rows) = logged(&setting, 81);
    let span = &setting.span;
    let lives = lives(&rows, span.end());
    let measured = span.end().since(span.window_start()).hours();
    let hidden: f64 =
        lives.iter().flat_map(|life| &life.latent).map(|(since, until)| until.since((*since).max(span.window_start())).hours()).sum();
    same("latent", value(&setting, &result, Measure::LatentIssues), hidden / measured);
    for row in result.series.iter().filter(|row| row.level == LevelId::new(1)) {
        let end = SimTime::ZERO + days(row.day + 1);
        let there = lives
            .iter()
            .flat_map(|life| &life.latent)
            .filter(|(since, until)| *since <= end && (*until > end || *until == span.end()))
            .count();
        assert_eq!(row.latent as usize, there, "at the end of day {}", row.day);
    }
    let in_window = |at: SimTime| at >= span.window_start() && at < span.window_end();
    let cohort: Vec<&Life> = lives.iter().filter(|life| in_window(life.occurred)).collect();
    let step = span.follow_up.hours() / 60.0;
    let curve = |end: &dyn Fn(&Life) -> Option<SimTime>| -> Vec<f64> {
        let times: Vec<f64> = cohort.iter().filter_map(|life| end(life).map(|at| at.since(life.occurred).hours())).collect();
        (0..=60)
            .map(|instant| times.iter().filter(|time| **time <= f64::from(instant) * step).count() as f64 / cohort.len() as f64)
            .collect()
    };
    let unrepaired = |life: &Life| life.incident.filter(|_| life.fixed.is_none_or(|at| at.since(life.occurred) > span.follow_up));
    assert_eq!(result.curves.fixed, curve(&|life| life.fixed));
    assert_eq!(result.curves.self_resolved, curve(&|life| life.healed));
    assert_eq!(result.curves.unrepaired_incident, curve(&unrepaired));
    assert_eq!(result.curves.recorded_closed, curve(&|life| life.closed));
    assert!(result.curves.recorded_closed[60] > result.curves.fixed[60] + 0.02, "the record is ahead of what is true");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the definition written out")]
fn equity_and_rates_of_groups_are_those_of_where_issues_occurred() {
    let setting = town();
    let (result, rows) = logged(&setting, 82);
    let span = &setting.span;
    let place = setting.place.as_ref().expect("a place");
    let mut homes = Vec::new();
    for (number, building) in place.buildings.iter().enumerate() {
        homes.extend((0..building.households()).map(|_| number));
    }
    let linked = place.linked();
    let mut housing = vec![(0_u32, 0_u32); place.housing.len()];
    let mut communities = vec![(0, 0); place.communities.len()];
    let mut linkage = [(0, 0); 2];
    let in_window = |at: SimTime| at >= span.window_start() && at < span.window_end();
    for life in lives(&rows, span.end()).iter().filter(|life| in_window(life.occurred)) {
        let is_fixed = u32::from(life.fixed.is_some_and(|at| at.since(life.occurred) <= span.follow_up));
        let add = |group: &mut (u32, u32)| *group = (group.0 + 1, group.1 + is_fixed);
        let building = match life.origin {
            Origin::Household(household) => {
                add(&mut linkage[usize::from(linked.contains(&household))]);
                homes[household as usize]
            }
            Origin::Building(building) => building as usize,
            Origin::Unit => continue,
        };
        add(&mut housing[place.buildings[building].housing]);
        add(&mut communities[place.buildings[building].community]);
    }
    let rate = |(issues, fixed): (u32, u32)| f64::from(fixed) / f64::from(issues);
    for (number, group) in housing.iter().enumerate() {
        same("housing", value_of(&setting, &result, Measure::ResolutionRate, Group::Housing(HousingId::new(number))), rate(*group));
    }
    same("unlinked", value_of(&setting, &result, Measure::ResolutionRate, Group::Linkage(Linkage::Unlinked)), rate(linkage[0]));
    same("linked", value_of(&setting, &result, Measure::ResolutionRate, Group::Linkage(Linkage::Linked)), rate(linkage[1]));
    let spread = |groups: &[(u32, u32)]| {
        let (issues, fixed) = groups.iter().fold((0, 0), |sum, group| (sum.0 + group.0, sum.1 + group.1));
        let total = f64::from(issues);
        let raw: f64 = groups.iter().map(|group| f64::from(group.0) / total * (rate(*group) - rate((issues, fixed))).powi(2)).sum();
        let luck = |group: &(u32, u32)| {
            let n = f64::from(group.0);
            n / total * (1.0 - n / total) * rate(*group) * (1.0 - rate(*group)) / (n - 1.0)
        };
        (raw - groups.iter().map(luck).sum::<f64>()).max(0.0).sqrt()
    };
    same("equity over communities", value(&setting, &result, Measure::EquityCommunities), spread(&communities));
    same("equity over cells", value(&setting, &result, Measure::EquityCells), spread(&communities));
    same("equity over housing", value(&setting, &result, Measure::EquityHousing), spread(&housing));
    same("equity over linkage", value(&setting, &result, Measure::EquityLinked), spread(&linkage));
    println!("communities {communities:?}, housing {housing:?}, linkage {linkage:?}");
}

#[test]
fn the_seconds_of_a_town_add_up_for_everybody_and_by_day() {
    let setting = town();
    let result = once(&setting, 83, 0);
    for person in &result.people {
        assert_eq!(person.rostered_seconds + person.overtime_seconds, person.busy_seconds() + person.idle_seconds, "{}", person.person);
    }
    let sum = |of: fn(&PersonRow) -> u64| result.people.iter().map(of).sum::<u64>();
    for part in [
        sum(|row| row.visited_seconds),
        sum(|row| row.travelled_seconds),
        sum(|row| row.patrolled_seconds),
        sum(|row| row.administrative_seconds),
    ] {
        assert!(part > 0);
    }
    let days = || result.series.iter().filter(|row| row.day >= 20);
    assert_eq!(sum(PersonRow::busy_seconds), days().map(|row| row.busy_seconds).sum::<u64>());
    assert_eq!(sum(|row| row.rostered_seconds), days().map(|row| row.rostered_seconds).sum::<u64>());
    let volunteers = RoleId::new(setting.roles.iter().position(|role| role.name == "member").expect("members"));
    let staff = || result.people.iter().filter(|row| row.role != volunteers);
    let busy: u64 = staff().map(|row| row.busy_seconds() - row.overtime_seconds).sum();
    let rostered: u64 = staff().map(|row| row.rostered_seconds).sum();
    same("staff utilisation", value(&setting, &result, Measure::StaffUtilisation), busy as f64 / rostered as f64);
}
