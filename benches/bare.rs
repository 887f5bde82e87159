//! The limit: the two benchmark models as bare hand-written loops.
//!
//! Each is what a programmer would write who needs this one model and nothing else: no scenario, no measures by
//! cohort, no calendars, no addressed random numbers, floating-point time. The engine runs the same two models as ordinary
//! scenarios (`scenarios/queue.toml`, `scenarios/network.toml`); the distance between the two is what its
//! generality costs. A limit is worth something only if it computes the right answer, so `tests/limit.rs` compares
//! these loops with Erlang C and with an independent program.
//!
//! An event is an arrival, an end of service or a wait limit that fired; a timer that finds nothing to do is none.

use std::collections::VecDeque;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// What one run of the M/M/c queue gives.
pub struct Queue {
    /// Arrivals and ends of service.
    pub events: u64,
    /// Wait of every customer in the order of service, in service means.
    pub waits: Vec<f64>,
}

impl Queue {
    /// Mean wait in service means.
    pub fn mean_wait(&self) -> f64 {
        self.waits.iter().sum::<f64>() / self.waits.len() as f64
    }
}

/// M/M/c from empty until `customers` have been served: `servers` alike, `load` arrivals per service mean.
pub fn queue(servers: usize, load: f64, customers: usize, seed: u64) -> Queue {
    let mut luck = Luck::new(seed);
    let mut events = Heap::with_capacity(servers + 1);
    let mut waiting: VecDeque<f64> = VecDeque::with_capacity(1 << 12);
    let mut waits = Vec::with_capacity(customers);
    let (mut idle, mut handled) = (servers, 0_u64);
    events.push(luck.exponential(1.0 / load), ARRIVAL);
    while waits.len() < customers {
        let (now, event) = events.pop();
        handled += 1;
        if event == ARRIVAL {
            events.push(now + luck.exponential(1.0 / load), ARRIVAL);
            if idle > 0 {
                idle -= 1;
                waits.push(0.0);
                events.push(now + luck.exponential(1.0), SERVICE_END);
            } else {
                waiting.push_back(now);
            }
        } else if let Some(since) = waiting.pop_front() {
            waits.push(now - since);
            events.push(now + luck.exponential(1.0), SERVICE_END);
        } else {
            idle += 1;
        }
    }
    Queue { events: handled, waits }
}

/// What one run of the escalation network gives; times in days.
pub struct Network {
    /// Arrivals, ends of service, wait limits that fired.
    pub events: u64,
    /// Issues that occurred.
    pub arrivals: u64,
    /// Resolved among all that were resolved or failed.
    pub resolution_rate: f64,
    /// Mean time from occurrence to resolution of the resolved.
    pub mean_time: f64,
    /// 95% quantile of the same.
    pub p95_time: f64,
    /// Times that an issue waited five days in one queue without a start.
    pub limits_passed: u64,
}

const LEVELS: usize = 4;
const UNITS: [usize; LEVELS] = [200, 20, 4, 1];
const PEOPLE: [u32; LEVELS] = [1, 5, 10, 30];
const SERVICE_MEAN: [f64; LEVELS] = [0.5, 0.78, 0.88, 2.3];
/// By class (easy, medium, hard) and level.
const SUCCESS: [[f64; LEVELS]; 3] = [[0.9, 0.95, 0.98, 0.99], [0.5, 0.7, 0.85, 0.95], [0.1, 0.3, 0.6, 0.85]];
const BETWEEN_ARRIVALS: f64 = 1.0 / 1.4;
const WAIT_LIMIT: f64 = 5.0;
const HORIZON: f64 = 365.0;

const ARRIVAL: u64 = 0;
const SERVICE_END: u64 = 1;
const TIMER: u64 = 2;

/// An event in one word: kind, unit, and for a service end the issue.
const fn event(kind: u64, unit: usize, issue: usize) -> u64 {
    (issue as u64) << 32 | (unit as u64) << 2 | kind
}

#[derive(Default)]
struct Unit {
    idle: u32,
    level: usize,
    above: usize,
    waiting: VecDeque<(f64, usize)>,
    is_timed: bool,
}

struct Town {
    luck: Luck,
    heap: Heap,
    units: Vec<Unit>,
    /// Time of occurrence and class, by issue.
    issues: Vec<(f64, u8)>,
    times: Vec<f64>,
    failed: u64,
    limits_passed: u64,
}

/// The escalation network over one year, empty at the start.
pub fn network(seed: u64) -> Network {
    let mut town = Town::new(seed);
    let mut events = 0;
    for grid in 0..UNITS[0] {
        let first = town.luck.exponential(BETWEEN_ARRIVALS);
        town.heap.push(first, event(ARRIVAL, grid, 0));
    }
    loop {
        let (now, next) = town.heap.pop();
        if now >= HORIZON {
            break;
        }
        let (unit, issue) = ((next >> 2 & 0xFFFF) as usize, (next >> 32) as usize);
        events += match next & 3 {
            ARRIVAL => town.occur(now, unit),
            SERVICE_END => town.end_service(now, unit, issue),
            _ => town.fire_timer(now, unit),
        };
    }
    town.result(events)
}

impl Town {
    fn new(seed: u64) -> Self {
        let mut units = Vec::with_capacity(UNITS.iter().sum());
        let mut first_above = 0;
        for level in 0..LEVELS {
            first_above += UNITS[level];
            for i in 0..UNITS[level] {
                let above = if level + 1 < LEVELS { first_above + i * UNITS[level + 1] / UNITS[level] } else { usize::MAX };
                units.push(Unit { idle: PEOPLE[level], level, above, ..Unit::default() });
            }
        }
        let (issues, times) = (Vec::with_capacity(1 << 17), Vec::with_capacity(1 << 17));
        Self { luck: Luck::new(seed), heap: Heap::with_capacity(1 << 10), units, issues, times, failed: 0, limits_passed: 0 }
    }

    #[inline]
    fn occur(&mut self, now: f64, grid: usize) -> u64 {
        let next = now + self.luck.exponential(BETWEEN_ARRIVALS);
        self.heap.push(next, event(ARRIVAL, grid, 0));
        let class = match self.luck.uniform() {
            u if u < 0.6 => 0,
            u if u < 0.9 => 1,
            _ => 2,
        };
        self.issues.push((now, class));
        self.join(now, grid, self.issues.len() - 1);
        1
    }

    #[inline]
    fn join(&mut self, now: f64, at: usize, issue: usize) {
        let unit = &mut self.units[at];
        if unit.idle > 0 {
            unit.idle -= 1;
            self.start(now, at, issue);
            return;
        }
        unit.waiting.push_back((now, issue));
        if !unit.is_timed {
            unit.is_timed = true;
            self.heap.push(now + WAIT_LIMIT, event(TIMER, at, 0));
        }
    }

    #[inline]
    fn start(&mut self, now: f64, at: usize, issue: usize) {
        let end = now + self.luck.exponential(SERVICE_MEAN[self.units[at].level]);
        self.heap.push(end, event(SERVICE_END, at, issue));
    }

    #[inline]
    fn end_service(&mut self, now: f64, at: usize, issue: usize) -> u64 {
        match self.units[at].waiting.pop_front() {
            Some((_, next)) => self.start(now, at, next),
            None => self.units[at].idle += 1,
        }
        let (occurred, class) = self.issues[issue];
        if self.luck.uniform() < SUCCESS[usize::from(class)][self.units[at].level] {
            self.times.push(now - occurred);
        } else {
            self.escalate(now, at, issue);
        }
        1
    }

    #[inline]
    fn escalate(&mut self, now: f64, from: usize, issue: usize) {
        match self.units[from].above {
            usize::MAX => self.failed += 1,
            above => self.join(now, above, issue),
        }
    }

    /// One live timer per queue: set for the issue that was at the head when the queue had none, it moves everything
    /// on that has waited long enough and is set again for the head it leaves.
    #[inline]
    fn fire_timer(&mut self, now: f64, at: usize) -> u64 {
        let mut fired = 0;
        while let Some(&(since, issue)) = self.units[at].waiting.front() {
            if since + WAIT_LIMIT > now {
                self.heap.push(since + WAIT_LIMIT, event(TIMER, at, 0));
                self.limits_passed += fired;
                return fired;
            }
            self.units[at].waiting.pop_front();
            self.escalate(now, at, issue);
            fired += 1;
        }
        self.units[at].is_timed = false;
        self.limits_passed += fired;
        fired
    }

    fn result(mut self, events: u64) -> Network {
        let resolved = self.times.len();
        let mean_time = self.times.iter().sum::<f64>() / resolved as f64;
        let rank = (resolved * 95).div_ceil(100) - 1;
        let (_, p95_time, _) = self.times.select_nth_unstable_by(rank, f64::total_cmp);
        Network {
            events,
            arrivals: self.issues.len() as u64,
            resolution_rate: resolved as f64 / (resolved as f64 + self.failed as f64),
            mean_time,
            p95_time: *p95_time,
            limits_passed: self.limits_passed,
        }
    }
}

/// The plain way to draw: one generator, in turn.
struct Luck(Xoshiro256PlusPlus);

impl Luck {
    fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// In (0, 1].
    #[inline]
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    #[inline]
    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.uniform().ln()
    }
}

/// A 4-ary heap of (time, event); times are not negative, so their bits order as they do.
struct Heap(Vec<(u64, u64)>);

impl Heap {
    fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }

    #[inline]
    fn push(&mut self, time: f64, event: u64) {
        let key = time.to_bits();
        let mut hole = self.0.len();
        self.0.push((key, event));
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if self.0[parent].0 <= key {
                break;
            }
            self.0[hole] = self.0[parent];
            hole = parent;
        }
        self.0[hole] = (key, event);
    }

    /// The earliest event; the models always have an arrival to come, so there is one.
    #[inline]
    fn pop(&mut self) -> (f64, u64) {
        let top = self.0.swap_remove(0);
        if let Some(&moved) = self.0.first() {
            let mut hole = 0;
            while let Some(children) = self.0.get(4 * hole + 1..) {
                let least = match children {
                    [] => break,
                    [_, _, _, _, ..] => {
                        let left = usize::from(children[1].0 < children[0].0);
                        let right = 2 + usize::from(children[3].0 < children[2].0);
                        if children[right].0 < children[left].0 { right } else { left }
                    }
                    few => (1..few.len()).fold(0, |least, i| if few[i].0 < few[least].0 { i } else { least }),
                };
                if moved.0 <= children[least].0 {
                    break;
                }
                let child = 4 * hole + 1 + least;
                self.0[hole] = self.0[child];
                hole = child;
            }
            self.0[hole] = moved;
        }
        (f64::from_bits(top.0), top.1)
    }
}
