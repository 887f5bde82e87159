//! The reference systems: settings so small that theory knows their law, each with what theory says of it.
//!
//! Every system is an ordinary [`Setting`], as a scenario file would give it, with everything off but one mechanism: one
//! unit or two, Poisson demand, a calendar that never closes. A run starts empty; what is left of that after the
//! deleted warm-up (`empty_start`) stands beside each figure as its *bias*.
//!
//! Service means are an hour or more, so that the clock's whole seconds move no figure by more than a few parts in ten
//! thousand; utilisations are 0.6–0.85, where waiting is substantial and runs still forget quickly.

use std::sync::Arc;

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::empty_start::{ForgottenStart, queue_rewards, too_few};
use super::formulas::{MultiServer, SingleServer, as_number};
use super::markov_chains::dot;
use super::reneging::{Abandonment, DeadlineQueue, Tandem};
use crate::scenario::Setting;
use crate::scenario::setting::{
    Agenda, Category, CategoryKind, CategoryRules, Demand, Epoch, Fate, FieldWork, LevelRules, NamedCalendar, QueueOrder, Role, RoleRules,
    Rules, ShiftEnd, Span, Staff, Structure, UnitGroup, WaitLimit, Where,
};
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;
use crate::units::{
    Calendar, CalendarId, CategoryId, CivilDays, Distribution, LevelId, Rate, RoleId, Share, SimDuration, SimTime, TimeLimit,
};

/// Seconds in an hour.
const HOUR: f64 = 3_600.0;

/// Relative tolerance of means and shares.
const OF_MEANS: f64 = 0.01;
/// Relative tolerance of tails.
const OF_TAILS: f64 = 0.02;

/// A system whose law is known.
#[derive(Clone, Debug)]
pub struct ReferenceSystem {
    /// Name as the field writes it.
    pub name: &'static str,
    /// What is run.
    pub setting: Setting,
    /// What theory says of it.
    pub figures: Vec<TheoryFigure>,
}

/// A figure that theory gives.
#[derive(Clone, Debug)]
pub struct TheoryFigure {
    /// Where a run shows it.
    pub reading: FigureReading,
    /// Stationary value, in the unit of the measure.
    pub theory: f64,
    /// Relative tolerance.
    pub tolerance: f64,
    /// What the empty start leaves in the mean over the measured time, at most, in the unit of the measure.
    pub bias: f64,
    /// Author, year, place.
    pub source: &'static str,
}

/// Where a run shows a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureReading {
    /// In its table of measures.
    Measure(Key),
    /// Mean wait of a category, hours; counted by a witness of the run.
    CategoryWait(CategoryId),
}

/// All reference systems, with about `customers` issues measured in one replication of each.
#[must_use]
pub fn references(customers: f64) -> Vec<ReferenceSystem> {
    let constant = Distribution::Constant { value: HOUR };
    let erlang = Distribution::Gamma { shape: 4.0, mean: HOUR };
    let mixed = Distribution::Hyperexponential { branches: vec![(0.8, 0.5 * HOUR), (0.2, 3.0 * HOUR)] };
    vec![
        many_servers("M/M/1", 1, 0.7, customers),
        many_servers("M/M/5", 5, 3.5, customers),
        one_server("M/D/1", 0.7, constant, customers),
        one_server("M/E4/1", 0.7, erlang, customers),
        one_server("M/H2/1", 0.6, mixed, customers),
        two_classes(customers),
        drawn_patience(customers),
        fixed_limit(customers),
        tandem("M/M/2+M, all move on to M/M/2", 1.4, 0.25, 0.0, 1.0, customers),
        tandem("M/M/2+M, unsolved move on to ./M/2", 2.0, 0.5, 0.6, 1.3, customers),
    ]
}

/// People and wait limit of one level.
struct Station {
    people: i32,
    wait_limit: Option<WaitLimit>,
}

/// One category: share of the occurrences, then work content and success by level.
struct Class {
    share: f64,
    work: Vec<Distribution>,
    success: Vec<Share>,
}

impl Class {
    fn simple(work: Distribution) -> Self {
        Self { share: 1.0, work: vec![work], success: vec![Share::ONE] }
    }
}

/// A run of `horizon` around the clock.
fn span(warm_up: SimDuration, horizon: SimDuration) -> Span {
    Span {
        start: date(2024, 1, 1),
        zone: TimeZone::UTC,
        warm_up,
        follow_up: SimDuration::rounded(HOUR),
        response_within: None,
        horizon,
        days: CivilDays::default(),
    }
}

/// A chain of single units, each under the next; `rate` occurrences an hour at the first. The categories are served in
/// their order.
fn setting(name: &str, rate: f64, warm_up_hours: f64, customers: f64, stations: &[Station], classes: &[Class]) -> Setting {
    let warm_up = SimDuration::rounded(warm_up_hours * HOUR);
    let horizon = warm_up + SimDuration::rounded(customers / rate * HOUR);
    let end = SimTime::ZERO + horizon;
    let arrival_rate = Rate::per_second(rate / HOUR).unwrap_or_else(|| panic!("{name}: {rate} an hour is no rate"));
    let mut cumulative = 0.0;
    let shares = classes.iter().enumerate().map(|(index, class)| {
        cumulative += class.share;
        (CategoryId::new(index), cumulative)
    });
    Setting {
        scenario: name.to_string(),
        policy: "base".to_string(),
        structure: Structure {
            costs: None,
            has_points: false,
            span: span(warm_up, horizon),
            levels: (0..stations.len()).map(|level| format!("level-{level}")).collect(),
            calendars: vec![NamedCalendar { name: "always".to_string(), hours: Calendar::always(end) }],
            roles: vec![Role { name: "staff".to_string(), calendar: CalendarId::new(0), by_state: Vec::new(), pay: None }],
            place: None,
            hot_spots: None,
            units: (0..stations.len()).map(|level| unit(level, stations.len())).collect(),
            members: None,
            categories: (0..classes.len()).map(|class| Category { name: format!("class-{class}"), kind: CategoryKind::Issue }).collect(),
            demand: vec![Demand {
                until: end,
                ..Demand::steady("demand".to_string(), Where::Units { group: 0, member: None }, arrival_rate, shares.collect())
            }],
        },
        working_hours: Arc::new(Calendar::always(end)),
        triggers: Vec::new(),
        epochs: vec![Epoch { from: SimTime::ZERO, holds: 0, rules: rules(stations, classes) }],
    }
}

fn unit(level: usize, levels: usize) -> UnitGroup {
    UnitGroup {
        name: format!("unit-{level}"),
        level: LevelId::new(level),
        count: 1,
        under: Some(level + 1).filter(|above| *above < levels),
        sites: None,
        department: None,
        unreached: None,
    }
}

fn rules(stations: &[Station], classes: &[Class]) -> Rules {
    let level = |station: &Station| LevelRules {
        wait_limit: station.wait_limit.clone(),
        attempts: 1,
        backlog: None,
        severity: None,
        difficulty: None,
        queue_order: QueueOrder::Fifo,
    };
    let category = |(priority, class): (u8, &Class)| CategoryRules {
        priority,
        severity: 1,
        due: None,
        authority: vec![1.0; class.work.len()],
        work: class.work.clone(),
        success: class.success.clone(),
        external_wait: None,
        instant: Share::ZERO,
        visits: None,
        fate: Fate::STEADY,
        one_fix: false,
        is_on_site: false,
    };
    let staff = |(group, station): (usize, &Station)| Staff { group, member: None, role: RoleId::new(0), count: station.people };
    Rules {
        roles: vec![RoleRules {
            calendar: CalendarId::new(0),
            agenda: Agenda::default(),
            succession: None,
            speed: 1.0,
            juggling_limit: u32::MAX,
            switching_cost: SimDuration::ZERO,
            shift_end: ShiftEnd::Suspend,
            field: FieldWork::DESK,
        }],
        levels: stations.iter().map(level).collect(),
        categories: (0..).zip(classes).map(category).collect(),
        staff: stations.iter().enumerate().map(staff).collect(),
        ..Rules::default()
    }
}

fn at_level(level: usize, measure: Measure) -> FigureReading {
    FigureReading::Measure(Key { measure, group: Group::Level(LevelId::new(level)) })
}

pub(crate) fn many_servers(name: &'static str, servers: u32, rate: f64, customers: f64) -> ReferenceSystem {
    let stations = [Station { people: servers.cast_signed(), wait_limit: None }];
    let setting = setting(name, rate, 2_000.0, customers, &stations, &[Class::simple(Distribution::Exponential { mean: HOUR })]);
    let queue = MultiServer { servers, arrivals: rate / HOUR, service: 1.0 / HOUR };
    let top = 200;
    let start = ForgottenStart::empty(queue.chain(top), &setting);
    let number: Vec<f64> = (0..=top).map(as_number).collect();
    let (waiting, busy) = queue_rewards(0..=top, servers);
    let p95 = queue.wait_quantile(0.95);
    // Who finds n of them waits for n − c + 1 service ends; longer than p95 when fewer than that come.
    let late: Vec<f64> = (0..=top).map(|n| too_few(queue.capacity() * p95, n, servers)).collect();
    let density = 0.05 * (queue.capacity() - queue.arrivals);
    let lack = start.relative(&waiting, queue.mean_queue());
    let figure = |measure, theory: f64, tolerance, bias: f64, source| TheoryFigure {
        reading: at_level(0, measure),
        theory,
        tolerance,
        bias,
        source,
    };
    let waits = queue.waiting_probability();
    let figures = vec![
        figure(Measure::QueueWait, queue.mean_wait() / HOUR, OF_MEANS, lack * queue.mean_wait() / HOUR, "Erlang 1917; Kleinrock I, §3.5"),
        figure(Measure::QueueWaitP95, p95 / HOUR, OF_TAILS, start.excess(&late, 0.05) / density / HOUR, "Kleinrock I, §3.5"),
        figure(Measure::WaitingShare, waits, OF_MEANS, start.excess(&busy, waits), "Erlang C, 1917"),
        figure(
            Measure::InSystem,
            queue.mean_in_system(),
            OF_MEANS,
            start.excess(&number, queue.mean_in_system()),
            "Little 1961 with Erlang C",
        ),
    ];
    ReferenceSystem { name, setting, figures }
}

fn one_server(name: &'static str, rate: f64, service: Distribution, customers: f64) -> ReferenceSystem {
    let stations = [Station { people: 1, wait_limit: None }];
    let setting = setting(name, rate, 3_000.0, customers, &stations, &[Class::simple(service.clone())]);
    let queue = SingleServer { arrivals: rate / HOUR, service };
    let bound = queue.empty_start_bound(f64::from(setting.span.warm_up.seconds()));
    let (Some(mean), Some(p95), Some((apart, lack))) = (queue.mean_wait(), queue.wait_quantile(0.95), bound) else {
        panic!("{name}: theory has no answer for this service law")
    };
    let beyond = |t: f64| queue.wait_tail(t).unwrap_or(0.0);
    let density = (beyond(0.99 * p95) - beyond(1.01 * p95)) / (0.02 * p95);
    let figure = |measure, theory: f64, tolerance, bias: f64, source| TheoryFigure {
        reading: at_level(0, measure),
        theory,
        tolerance,
        bias,
        source,
    };
    let figures = vec![
        figure(Measure::QueueWait, mean / HOUR, OF_MEANS, lack / HOUR, "Pollaczek 1930, Khinchine 1932"),
        figure(Measure::QueueWaitP95, p95 / HOUR, OF_TAILS, apart / density / HOUR, "Erlang 1909 (constant), Asmussen 2003, §VIII.5"),
        figure(Measure::WaitingShare, queue.utilisation(), OF_MEANS, apart, "Poisson arrivals see time averages: utilisation"),
    ];
    ReferenceSystem { name, setting, figures }
}

fn two_classes(customers: f64) -> ReferenceSystem {
    let (name, rate, shares) = ("M/M/2, two priorities", 1.4, [0.4, 0.6]);
    let class = |share: f64| Class { share, ..Class::simple(Distribution::Exponential { mean: HOUR }) };
    let setting = setting(name, rate, 2_000.0, customers, &[Station { people: 2, wait_limit: None }], &shares.map(class));
    let queue = MultiServer { servers: 2, arrivals: rate / HOUR, service: 1.0 / HOUR };
    let (waiting, _) = queue_rewards(1..=150, 2);
    let lack = ForgottenStart::until_empty(&queue, 150, &setting).excess(&waiting, 0.0) / queue.arrivals;
    let source = "Cobham 1954; Kella and Yechiali 1985";
    let mut figures: Vec<TheoryFigure> = Vec::new();
    for (index, (share, wait)) in shares.iter().zip(queue.priority_mean_waits(&shares)).enumerate() {
        let reading = FigureReading::CategoryWait(CategoryId::new(index));
        figures.push(TheoryFigure { reading, theory: wait / HOUR, tolerance: OF_MEANS, bias: lack / share / HOUR, source });
    }
    figures.push(TheoryFigure {
        reading: at_level(0, Measure::QueueWait),
        theory: queue.mean_wait() / HOUR,
        tolerance: OF_MEANS,
        bias: lack / HOUR,
        source: "conservation law, Kleinrock II, §3.4",
    });
    ReferenceSystem { name, setting, figures }
}

fn drawn_patience(customers: f64) -> ReferenceSystem {
    let (name, rate, patience) = ("M/M/4+M", 4.4, 2.0);
    let wait_limit = Some(WaitLimit::Drawn(Distribution::Exponential { mean: patience * HOUR }));
    let stations = [Station { people: 4, wait_limit }];
    let setting = setting(name, rate, 1_000.0, customers, &stations, &[Class::simple(Distribution::Exponential { mean: HOUR })]);
    let queue = MultiServer { servers: 4, arrivals: rate / HOUR, service: 1.0 / HOUR };
    let reneging = Abandonment { queue, patience: 1.0 / (patience * HOUR) };
    let known = reneging.figures();
    let start = ForgottenStart::empty(reneging.chain(), &setting);
    let (waiting, busy) = queue_rewards(0..reneging.law().len(), 4);
    let prospects = reneging.prospects();
    let served: Vec<f64> = prospects.iter().map(|prospect| prospect.served).collect();
    let served_wait: Vec<f64> = prospects.iter().map(|prospect| prospect.wait_if_served).collect();
    let of_served = start.relative(&served, 1.0 - known.reneged) + start.relative(&served_wait, dot(&reneging.law(), &served_wait));
    let backlog = known.mean_wait * queue.arrivals;
    let lack = start.relative(&waiting, backlog);
    let source = "Palm 1957; Zeltyn and Mandelbaum 2005";
    let figure =
        |measure, theory: f64, bias: f64| TheoryFigure { reading: at_level(0, measure), theory, tolerance: OF_MEANS, bias, source };
    let figures = vec![
        figure(Measure::RenegedShare, known.reneged, lack * known.reneged),
        figure(Measure::QueueWait, known.mean_wait / HOUR, lack * known.mean_wait / HOUR),
        figure(Measure::ServedWait, known.served_wait / HOUR, of_served * known.served_wait / HOUR),
        figure(Measure::WaitingShare, known.waiting, start.excess(&busy, known.waiting)),
        figure(Measure::Backlog, backlog, lack * backlog),
    ];
    ReferenceSystem { name, setting, figures }
}

fn fixed_limit(customers: f64) -> ReferenceSystem {
    let (name, rate, limit) = ("M/M/2+D", 1.7, 2.0);
    let wait_limit = Some(WaitLimit::Fixed(TimeLimit::Elapsed(SimDuration::rounded(limit * HOUR))));
    let stations = [Station { people: 2, wait_limit }];
    let setting = setting(name, rate, 5_000.0, customers, &stations, &[Class::simple(Distribution::Exponential { mean: HOUR })]);
    let queue = MultiServer { servers: 2, arrivals: rate / HOUR, service: 1.0 / HOUR };
    let known = DeadlineQueue { queue, limit: limit * HOUR }.figures();
    // The same queue without a limit dominates it.
    let start = ForgottenStart::until_empty(&queue, 300, &setting);
    let (waiting, _) = queue_rewards(1..=300, 2);
    let apart = start.excess(&vec![1.0; 300], 0.0);
    let lack = start.excess(&waiting, 0.0);
    let source = "Barrer 1957; Baccelli and Hébuterne 1981; Zeltyn and Mandelbaum 2005";
    let figure =
        |measure, theory: f64, bias: f64| TheoryFigure { reading: at_level(0, measure), theory, tolerance: OF_MEANS, bias, source };
    let figures = vec![
        figure(Measure::RenegedShare, known.reneged, apart),
        figure(Measure::QueueWait, known.mean_wait / HOUR, lack / queue.arrivals / HOUR),
        figure(Measure::ServedWait, known.served_wait / HOUR, 2.0 * limit * apart / (1.0 - known.reneged)),
        figure(Measure::WaitingShare, known.waiting, apart),
        figure(Measure::Backlog, known.mean_wait * queue.arrivals, lack),
    ];
    ReferenceSystem { name, setting, figures }
}

/// Two people below and two above; reneging issues and those whose service fails move up.
fn tandem(name: &'static str, rate: f64, patience_rate: f64, success: f64, mean_above: f64, customers: f64) -> ReferenceSystem {
    let wait_limit = Some(WaitLimit::Drawn(Distribution::Exponential { mean: HOUR / patience_rate }));
    let stations = [Station { people: 2, wait_limit }, Station { people: 2, wait_limit: None }];
    let class = Class {
        share: 1.0,
        work: vec![Distribution::Exponential { mean: HOUR }, Distribution::Exponential { mean: mean_above * HOUR }],
        success: vec![Share::new(success).unwrap_or(Share::ZERO), Share::ONE],
    };
    let setting = setting(name, rate, 1_500.0, customers, &stations, &[class]);
    let queue = MultiServer { servers: 2, arrivals: rate / HOUR, service: 1.0 / HOUR };
    let first = Abandonment { queue, patience: patience_rate / HOUR };
    let model = Tandem { first, success, servers: 2, service: 1.0 / (mean_above * HOUR), top: (26, 110) };
    ReferenceSystem { name, setting: setting.clone(), figures: tandem_figures(&model, &setting) }
}

fn tandem_figures(model: &Tandem, setting: &Setting) -> Vec<TheoryFigure> {
    let chain = model.chain();
    let law = chain.stationary(vec![1.0; chain.len()]).law;
    let start = ForgottenStart::empty(chain, setting);
    let onward: Vec<f64> = model.states().map(|(below, _)| model.moves_on(below)).collect();
    let (waiting, busy) = queue_rewards(model.states().map(|(_, above)| above), model.servers);
    let number: Vec<f64> = model.states().map(|(_, above)| as_number(above)).collect();
    let (waiting_below, _) = queue_rewards(model.states().map(|(below, _)| below), model.first.queue.servers);
    // An issue that moves up sees the unit above as it is at a move, not as it is at any time.
    let meets_busy: Vec<f64> = onward.iter().zip(&busy).map(|(rate, busy)| rate * busy).collect();
    let (rate_up, queue, waits) = (dot(&law, &onward), dot(&law, &waiting), dot(&law, &meets_busy) / dot(&law, &onward));
    let wait = queue / rate_up / HOUR;
    let source = if model.success > 0.0 { "the chain of both numbers, solved (Stewart 1994)" } else { "Burke 1956; Kelly 1979, §2.2" };
    let drift = start.relative(&onward, rate_up);
    let below = model.first.figures();
    let backlog_below = below.mean_wait * model.first.queue.arrivals;
    let figure = |reading, theory: f64, bias: f64, source| TheoryFigure { reading, theory, tolerance: OF_MEANS, bias, source };
    vec![
        figure(
            at_level(0, Measure::RenegedShare),
            below.reneged,
            start.relative(&waiting_below, backlog_below) * below.reneged,
            "Palm 1957; Zeltyn and Mandelbaum 2005",
        ),
        figure(at_level(1, Measure::QueueWait), wait, (start.relative(&waiting, queue) + drift) * wait, source),
        figure(at_level(1, Measure::WaitingShare), waits, (start.relative(&meets_busy, dot(&law, &meets_busy)) + drift) * waits, source),
        figure(at_level(1, Measure::InSystem), dot(&law, &number), start.excess(&number, dot(&law, &number)), source),
    ]
}

#[cfg(test)]
mod tests {
    use crate::queueing::reference_systems::*;

    #[test]
    fn every_reference_is_stable_and_its_start_is_forgotten() {
        for reference in references(100_000.0) {
            assert!(reference.setting.span.window_end() > reference.setting.span.window_start());
            for figure in &reference.figures {
                assert!(figure.theory.is_finite() && figure.theory > 0.0, "{}: {figure:?}", reference.name);
                // A half-width is half a tolerance, a standard error a sixth of that; a tenth of it is 1/120 tolerance.
                assert!(figure.bias >= 0.0 && figure.bias < figure.tolerance * figure.theory / 1_000.0, "{}: {figure:?}", reference.name);
            }
        }
    }

    #[test]
    fn the_tandem_in_which_all_move_on_has_the_figures_of_its_product_form() {
        let references = references(100_000.0);
        let tandem = references.iter().find(|reference| reference.name.contains("all move on")).unwrap();
        let above = MultiServer { servers: 2, arrivals: 1.4, service: 1.0 };
        let expected = [above.mean_wait(), above.waiting_probability(), above.mean_in_system()];
        for (figure, expected) in tandem.figures[1..].iter().zip(expected) {
            assert!((figure.theory - expected).abs() < 1e-8 * expected, "{figure:?} against {expected}");
        }
    }
}
