//! Small places for tests: one level, one unit, one role, one category, and the network of levels, as settings that a
//! test changes field by field.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::civil::date;
use jiff::tz::TimeZone;
use wangge::measure::event_log::{EventLog, EventRow};
use wangge::measure::replication::{keys, observed, replicate};
use wangge::measure::run_result::RunResult;
use wangge::scenario::Setting;
use wangge::scenario::setting::{
    Agenda, Category, CategoryKind, CategoryRules, Demand, Epoch, Fate, FieldWork, LevelRules, NamedCalendar, QueueOrder, Role, RoleRules,
    Rules, ShiftEnd, Span, Staff, Structure, Triage, UnitGroup, WaitLimit, Where,
};
use wangge::units::calendar::{HolidayTable, WeeklyHours};
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{
    Calendar, CalendarId, CategoryId, CivilDays, Distribution, LevelId, Rate, RoleId, Share, SimDuration, SimTime, TimeLimit,
};

/// Triage that takes every issue for what it is and sends it up level by level.
pub const NO_MISTAKES: Triage = Triage { mistake: Share::ZERO, is_straight: false, dropped: Share::ZERO };

pub const HOUR: u32 = 3_600;
pub const DAY: u32 = 86_400;

pub fn hours(count: f64) -> f64 {
    count * f64::from(HOUR)
}

pub fn days(count: u32) -> SimDuration {
    SimDuration::from_seconds(count * DAY)
}

pub fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}

pub fn constant(value: f64) -> Distribution {
    Distribution::Constant { value }
}

pub fn role_rules() -> RoleRules {
    RoleRules {
        calendar: CalendarId::new(0),
        speed: 1.0,
        juggling_limit: u32::MAX,
        switching_cost: SimDuration::ZERO,
        shift_end: ShiftEnd::Suspend,
        field: FieldWork::DESK,
        agenda: Agenda::default(),
        succession: None,
    }
}

pub fn level_rules() -> LevelRules {
    LevelRules { wait_limit: None, attempts: 1, backlog: None, severity: None, difficulty: None, queue_order: QueueOrder::Fifo }
}

/// Monday to Friday, 9 to 12 and 13 to 17.
pub fn office(end: SimTime) -> Calendar {
    weekly(end, |day| if day < 5 { vec![(9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)] } else { Vec::new() })
}

pub fn weekly(end: SimTime, hours: impl Fn(usize) -> Vec<(u32, u32)>) -> Calendar {
    let week = WeeklyHours { days: std::array::from_fn(hours) };
    Calendar::from_weekly(&week, &HolidayTable { closed: Vec::new(), working: Vec::new() }, date(2024, 1, 1), &TimeZone::UTC, end)
}

/// One priority, one level, every attempt succeeds.
pub fn category_rules(work: Distribution) -> CategoryRules {
    CategoryRules {
        priority: 0,
        severity: 1,
        due: None,
        authority: vec![1.0],
        work: vec![work],
        success: vec![Share::ONE],
        external_wait: None,
        instant: Share::ZERO,
        visits: None,
        fate: Fate::STEADY,
        one_fix: false,
        is_on_site: false,
    }
}

/// `people` at one desk, issues at `per_hour`, `work` each, always open, over `length` days without warm-up; 2024-01-01
/// is a Monday.
pub fn desk(people: i32, per_hour: f64, work: Distribution, length: u32) -> Setting {
    Setting {
        scenario: "desk".into(),
        policy: "base".into(),
        structure: Structure {
            costs: None,
            has_points: false,
            span: Span {
                start: date(2024, 1, 1),
                zone: TimeZone::UTC,
                warm_up: SimDuration::ZERO,
                follow_up: days(1),
                response_within: None,
                horizon: days(length),
                days: CivilDays::default(),
            },
            levels: vec!["desk".into()],
            calendars: vec![NamedCalendar { name: "always".into(), hours: Calendar::always(SimTime::ZERO + days(length)) }],
            roles: vec![Role { name: "clerk".into(), calendar: CalendarId::new(0), by_state: Vec::new(), pay: None }],
            place: None,
            hot_spots: None,
            units: vec![unit_group("desk", 0, 1, None)],
            members: None,
            categories: vec![category("case")],
            demand: vec![stream("walk-in", 0, per_hour / f64::from(HOUR), vec![(CategoryId::new(0), 1.0)])],
        },
        working_hours: Arc::new(Calendar::always(SimTime::ZERO + days(length))),
        triggers: Vec::new(),
        epochs: vec![Epoch {
            from: SimTime::ZERO,
            holds: 0,
            rules: Rules {
                roles: vec![role_rules()],
                levels: vec![level_rules()],
                categories: vec![category_rules(work)],
                staff: vec![Staff { group: 0, member: None, role: RoleId::new(0), count: people }],
                ..Rules::default()
            },
        }],
    }
}

pub fn stream(name: &str, at: usize, per_second: f64, categories: Vec<(CategoryId, f64)>) -> Demand {
    let rate = Rate::per_second(per_second).expect("a rate");
    Demand::steady(name.into(), Where::Units { group: at, member: None }, rate, categories)
}

pub fn unit_group(name: &str, level: usize, count: usize, under: Option<usize>) -> UnitGroup {
    UnitGroup { name: name.into(), level: LevelId::new(level), count, under, sites: None, department: None, unreached: None }
}

pub fn category(name: &str) -> Category {
    Category { name: name.into(), kind: CategoryKind::Issue }
}

/// The escalation network: 200 grids, 20 communities, 4 towns, 1 district over `length` days.
pub fn network(length: u32) -> Setting {
    let names = ["grid", "community", "town", "district"];
    let means = [0.5, 0.78, 0.88, 2.3].map(|mean| mean * f64::from(DAY));
    let success = [[0.9, 0.95, 0.98, 0.99], [0.5, 0.7, 0.85, 0.95], [0.1, 0.3, 0.6, 0.85]];
    let limit = WaitLimit::Fixed(TimeLimit::Elapsed(days(5)));
    let mut setting = desk(0, 1.0, constant(0.0), length);
    setting.scenario = "network".into();
    setting.span.follow_up = days(30);
    setting.levels = names.map(String::from).to_vec();
    setting.roles =
        names.map(|name| Role { name: format!("{name}-staff"), calendar: CalendarId::new(0), by_state: Vec::new(), pay: None }).to_vec();
    setting.units = (0..4).map(|i| unit_group(names[i], i, [200, 20, 4, 1][i], (i < 3).then_some(i + 1))).collect();
    setting.categories = ["easy", "medium", "hard"].map(category).to_vec();
    let mix = vec![(CategoryId::new(0), 0.6), (CategoryId::new(1), 0.9), (CategoryId::new(2), 1.0)];
    setting.demand = vec![stream("residents", 0, 1.4 / f64::from(DAY), mix)];
    setting.epochs[0].rules = Rules {
        roles: vec![role_rules(); 4],
        levels: vec![LevelRules { wait_limit: Some(limit), ..level_rules() }; 4],
        categories: success
            .map(|by_level| CategoryRules {
                priority: 0,
                severity: 1,
                due: None,
                authority: vec![1.0; 4],
                work: means.map(exponential).to_vec(),
                success: by_level.map(|share| Share::new(share).expect("a share")).to_vec(),
                external_wait: None,
                instant: Share::ZERO,
                visits: None,
                fate: Fate::STEADY,
                one_fix: false,
                is_on_site: false,
            })
            .to_vec(),
        staff: (0..4).map(|i| Staff { group: i, member: None, role: RoleId::new(i), count: [1, 5, 10, 30][i] }).collect(),
        ..Rules::default()
    };
    setting
}

/// Runs one replication with its event log.
pub fn logged(setting: &Setting, seed: u64) -> (RunResult, Vec<EventRow>) {
    let (result, log) = observed(setting, seed, 0, &AtomicBool::new(false), EventLog::default()).expect("the run holds its laws");
    (result, log.rows)
}

/// Runs one replication.
pub fn once(setting: &Setting, seed: u64, replication: u32) -> RunResult {
    replicate(setting, seed, replication, &AtomicBool::new(false)).expect("the run holds its laws")
}

/// The value of a measure over the whole place.
pub fn value(setting: &Setting, result: &RunResult, measure: Measure) -> Option<f64> {
    value_of(setting, result, measure, Group::All)
}

/// The value of a measure over a group.
pub fn value_of(setting: &Setting, result: &RunResult, measure: Measure, group: Group) -> Option<f64> {
    assert!(keys(setting).contains(&Key { measure, group }), "the measure exists");
    result.value(measure, group)
}
