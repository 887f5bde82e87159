//! The fit of `scenarios/city311.toml`: from the requests of January to June, and from nothing that happened later.
//!
//! A request's way through a department is hands-on work (lognormal, log-sd 1), in the middle of which it meets, with
//! some probability, a wait for somebody outside. Work is done on duty only; time in queues is left out of the fit, and
//! comes in when the scenario is run. For each category the median of the work, the probability of a wait, and the
//! distribution of waits are those whose curve of closings comes nearest to the log's, over times from five minutes to
//! 150 days. Requests found by staff meet the same, but for the share that is dealt with on the spot.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, Normal};
use wangge::units::{Calendar, SimDuration, SimTime};

use super::curve::{closed_within, seen};
use super::log::{JULY, Request};

/// Hours after opening at which curves are compared.
const HOURS: [f64; 22] = [
    0.083, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 48.0, 72.0, 120.0, 168.0, 240.0, 336.0, 480.0, 720.0, 1_080.0, 1_440.0, 2_160.0,
    2_880.0, 3_600.0,
];
/// Requests of a category that are looked at.
const MOST: usize = 1_200;
/// Fewest of residents, or of staff, for a fit of their own.
const FEWEST: usize = 30;
/// Share of the work done before a wait.
pub const BEFORE: f64 = 0.3;
/// Log-sd of hands-on work: the middle of the range of the model contract.
pub const LOG_SD: f64 = 1.0;

/// A distribution of waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wait {
    Lognormal {
        median: f64,
        log_sd: f64,
    },
    Weibull {
        scale: f64,
        shape: f64,
    },
    /// A share of short waits and the rest long ones.
    Two {
        short: f64,
        mean: f64,
        long_mean: f64,
    },
}

impl Wait {
    /// Seconds at quantile `uniform`; `branch` picks one of two kinds of waits.
    fn at(self, uniform: f64, branch: f64, normal: f64) -> f64 {
        let memoryless = -(1.0 - uniform).ln();
        match self {
            Self::Lognormal { median, log_sd } => median * (log_sd * normal).exp(),
            Self::Weibull { scale, shape } => scale * memoryless.powf(1.0 / shape),
            Self::Two { short, mean, long_mean } => memoryless * if branch < short { mean } else { long_mean },
        }
    }
}

/// What was fitted of a category.
#[derive(Clone, Copy, Debug)]
pub struct Fitted {
    /// Median hands-on work, seconds.
    pub work: f64,
    /// Probability of a wait.
    pub waits: f64,
    pub wait: Wait,
    /// Share dealt with on the spot of what staff found.
    pub on_the_spot: f64,
    /// Root mean square distance of the curves.
    pub distance: f64,
}

/// One request with its draws, which are spread evenly.
struct Draw<'a> {
    opened: u32,
    calendar: &'a Calendar,
    work: f64,
    meets: f64,
    wait: f64,
    branch: f64,
    wait_normal: f64,
}

fn draws<'a>(requests: &[&Request], calendars: &'a BTreeMap<String, Calendar>) -> Vec<Draw<'a>> {
    let normal = Normal::standard();
    let step = requests.len().div_ceil(MOST).max(1);
    // additive recurrence with powers of the inverse of the root of x^5 = x + 1
    let part = |index: usize, power: i32| (0.5 + index as f64 * 1.167_303_978_261_418_7_f64.powi(-power)).fract().clamp(1e-9, 1.0 - 1e-9);
    let chosen = requests.iter().step_by(step).enumerate();
    chosen
        .filter_map(|(index, request)| {
            let calendar = calendars.get(&request.department).or_else(|| calendars.values().next())?;
            let wait = part(index, 3);
            Some(Draw {
                opened: request.opened,
                calendar,
                work: normal.inverse_cdf(part(index, 1)),
                meets: part(index, 2),
                wait,
                branch: part(index, 4),
                wait_normal: normal.inverse_cdf(wait),
            })
        })
        .collect()
}

/// Shares closed within the hours, for these values; `may_wait` false for what is dealt with on the spot.
fn curve(draws: &[Draw<'_>], fitted: &Fitted, may_wait: bool) -> Vec<f64> {
    let mut counts = vec![0.0; HOURS.len()];
    for draw in draws {
        let work = fitted.work * (LOG_SD * draw.work).exp();
        let start = draw.calendar.next_open(SimTime::from_seconds(draw.opened));
        let does = |from: SimTime, work: f64| draw.calendar.add_working(draw.calendar.next_open(from), SimDuration::rounded(work));
        let closed = match (draw.meets < fitted.waits, may_wait) {
            (false, _) => does(start, work),
            (true, false) => does(start, work * (1.0 - BEFORE)),
            (true, true) => {
                let wait = fitted.wait.at(draw.wait, draw.branch, draw.wait_normal);
                does(does(start, work * BEFORE) + SimDuration::rounded(wait), work * (1.0 - BEFORE))
            }
        };
        let hours = f64::from(closed.since(SimTime::from_seconds(draw.opened)).seconds()) / 3_600.0;
        for (count, _) in counts.iter_mut().zip(HOURS).filter(|(_, limit)| hours <= *limit && closed != SimTime::NEVER) {
            *count += 1.0;
        }
    }
    counts.iter().map(|count| count / draws.len().max(1) as f64).collect()
}

fn observed(requests: &[&Request]) -> Vec<Option<f64>> {
    let seconds = HOURS.map(|hours| SimDuration::rounded(hours * 3_600.0).seconds());
    closed_within(requests.iter().map(|request| seen(request.opened, request.closed, JULY)).collect(), &seconds)
}

fn distance(curve: &[f64], observed: &[Option<f64>]) -> f64 {
    let known: Vec<f64> = curve.iter().zip(observed).filter_map(|(own, seen)| Some((own - (*seen)?).powi(2))).collect();
    (known.iter().sum::<f64>() / known.len().max(1) as f64).sqrt()
}

/// The values that a point of the search stands for.
fn values(point: &[f64], family: usize) -> Fitted {
    let share = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (work, waits) = (point[0].exp().clamp(20.0, 6.0 * 3_600.0), share(point[1]));
    let seconds = |x: f64| x.clamp(60.0_f64.ln(), 3e8_f64.ln()).exp();
    let wait = match family {
        0 => Wait::Lognormal { median: seconds(point[2]), log_sd: point[3].abs().clamp(0.2, 4.0) },
        1 => Wait::Weibull { scale: seconds(point[2]), shape: point[3].abs().clamp(0.15, 4.0) },
        _ => Wait::Two { short: share(point[4]), mean: seconds(point[2]), long_mean: seconds(point[3] + point[2]) },
    };
    Fitted { work, waits, wait, on_the_spot: 0.0, distance: 0.0 }
}

/// Fits one category.
pub fn fit(requests: &[&Request], calendars: &BTreeMap<String, Calendar>) -> Fitted {
    let residents: Vec<&Request> = requests.iter().copied().filter(|request| !request.is_staff_found).collect();
    let staff: Vec<&Request> = requests.iter().copied().filter(|request| request.is_staff_found).collect();
    let (own, is_split) = if residents.len() >= FEWEST { (residents, staff.len() >= FEWEST) } else { (requests.to_vec(), false) };
    let (draws_own, seen_own) = (draws(&own, calendars), observed(&own));
    let cost = |point: &[f64], family| distance(&curve(&draws_own, &values(point, family), true), &seen_own);
    let day = seen_own[8].unwrap_or(0.5).clamp(0.02, 0.98);
    let logit = ((1.0 - day) / day).ln();
    let starts = [
        (0, vec![1_800.0_f64.ln(), logit, (5.0 * 86_400.0_f64).ln(), 1.5]),
        (1, vec![1_800.0_f64.ln(), logit, (8.0 * 86_400.0_f64).ln(), 0.7]),
        (2, vec![1_800.0_f64.ln(), logit, (5.0 * 86_400.0_f64).ln(), 3.0, 1.0]),
    ];
    let mut best = values(&starts[0].1, 0);
    best.distance = f64::INFINITY;
    for (family, start) in starts {
        let (point, least) = descend(&start, |point| cost(point, family));
        // two kinds of waits have one value more
        let handicap = if family == 2 { 1.1 } else { 1.0 };
        if least * handicap < best.distance {
            best = Fitted { distance: least, ..values(&point, family) };
        }
    }
    if is_split {
        let (draws, seen) = (draws(&staff, calendars), observed(&staff));
        let (usual, spot) = (curve(&draws, &best, true), curve(&draws, &best, false));
        let known = || usual.iter().zip(&spot).zip(&seen).filter_map(|((usual, spot), seen)| Some(((*seen)? - usual, spot - usual)));
        let (above, below) = known().fold((0.0, 0.0), |(above, below), (gap, step)| (above + gap * step, below + step * step));
        best.on_the_spot = if below > 0.0 { (above / below).clamp(0.0, 1.0) } else { 0.0 };
    }
    best
}

/// Downhill simplex (Nelder and Mead 1965) from `start`; the best point and its cost.
#[expect(clippy::too_many_lines, reason = "the algorithm as it is published, one case after another")]
fn descend(start: &[f64], cost: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let count = start.len();
    let mut simplex: Vec<(Vec<f64>, f64)> = vec![(start.to_vec(), cost(start))];
    for axis in 0..count {
        let mut corner = start.to_vec();
        corner[axis] += 0.8;
        let value = cost(&corner);
        simplex.push((corner, value));
    }
    for _ in 0..160 {
        simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
        let worst = simplex[count].clone();
        let centre: Vec<f64> =
            (0..count).map(|axis| simplex[..count].iter().map(|corner| corner.0[axis]).sum::<f64>() / count as f64).collect();
        let along = |step: f64| -> (Vec<f64>, f64) {
            let point: Vec<f64> = centre.iter().zip(&worst.0).map(|(centre, worst)| centre + step * (centre - worst)).collect();
            let value = cost(&point);
            (point, value)
        };
        let reflected = along(1.0);
        let next = if reflected.1 < simplex[0].1 {
            let further = along(2.0);
            if further.1 < reflected.1 { further } else { reflected }
        } else if reflected.1 < simplex[count - 1].1 {
            reflected
        } else {
            let nearer = along(-0.5);
            if nearer.1 < worst.1 {
                nearer
            } else {
                let first = simplex[0].0.clone();
                for corner in &mut simplex[1..] {
                    corner.0.iter_mut().zip(&first).for_each(|(own, best)| *own = f64::midpoint(*own, *best));
                    corner.1 = cost(&corner.0);
                }
                continue;
            }
        };
        simplex[count] = next;
    }
    simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
    simplex.swap_remove(0)
}
