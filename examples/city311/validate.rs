//! What the fitted scenario says of July to December, beside what the log says: targets V3, V4, V5, V12, V13 and V14.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use wangge::engine::Observer;
use wangge::measure::replication::observed;
use wangge::process::{Activity, Record};
use wangge::units::SimTime;

use super::curve::{Seen, closed_within, median, seen};
use super::log::{JULY, Request, SNAPSHOT, read};

/// Runs of the scenario; all are averaged.
const RUNS: u32 = 5;
/// Departments whose order is compared, as in the description of the data.
const OPERATING: [&str; 5] = ["PWDx", "ISD", "BTDT", "PARK", "PROP"];
/// Fewest requests of staff, and of residents, in a type that is compared.
const FEWEST: usize = 50;

/// When each case was first recorded closed.
#[derive(Default)]
struct Closings(Vec<Option<u32>>);

impl Observer<Record<'_>> for Closings {
    fn observe(&mut self, record: &Record<'_>) {
        let Record::Issue { at, activity, issue, .. } = *record else { return };
        match activity {
            Activity::Occurred => self.0.push(None),
            Activity::Closed => self.0[issue.case as usize] = self.0[issue.case as usize].or(Some(at.seconds())),
            _ => {}
        }
    }
}

/// The table of targets.
pub fn text(file: &Path) -> Result<String, String> {
    let log = read(file).map_err(|error| error.to_string())?;
    let set = format!("demand.trace.file={}", file.display());
    let scenario = wangge::scenario::read(Path::new("scenarios/city311.toml"), &[set]).map_err(|problems| problems.to_string())?;
    let setting = &scenario.settings[0];
    let known = setting.demand.iter().find_map(|demand| demand.trace.as_ref()).map_or(0, |trace| trace.cases.len());
    if known != log.len() {
        return Err(format!("the scenario uses {known} of the {} requests of the log", log.len()));
    }
    let mut runs = Vec::new();
    for replication in 0..RUNS {
        let outcome = observed(setting, scenario.seed, replication, &AtomicBool::new(false), Closings::default());
        let (_, closings) = outcome.map_err(|failure| failure.to_string())?;
        let modelled = log.iter().zip(closings.0).map(|(request, closed)| Request { closed, ..request.clone() });
        runs.push(modelled.collect::<Vec<_>>());
    }
    let half = |requests: &[Request], is_first: bool| -> Figures {
        let chosen: Vec<&Request> = requests.iter().filter(|request| request.is_first_half() == is_first).collect();
        Figures::of(&chosen)
    };
    let mean = |is_first| Figures::mean(&runs.iter().map(|requests| half(requests, is_first)).collect::<Vec<_>>());
    Ok(table(&[half(&log, true), mean(true), half(&log, false), mean(false)]))
}

/// How far the curves of closings of the first half, as known at its end, are apart by department: root mean square over
/// departments and 1, 7 and 30 days, weighted by requests.
pub fn first_half_distance(scenario: &str, log: &[Request], file: &Path) -> Result<f64, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("city311.toml");
    std::fs::write(&path, scenario).map_err(|error| error.to_string())?;
    let file = file.canonicalize().map_err(|error| error.to_string())?;
    let sets = [format!("demand.trace.file={}", file.display())];
    let scenario = wangge::scenario::read(&path, &sets).map_err(|problems| problems.to_string())?;
    let outcome = observed(&scenario.settings[0], scenario.seed, 0, &AtomicBool::new(false), Closings::default());
    let (_, closings) = outcome.map_err(|failure| failure.to_string())?;
    let mut curves: BTreeMap<&str, [Vec<Seen>; 2]> = BTreeMap::new();
    for (request, closed) in log.iter().zip(closings.0).filter(|(request, _)| request.is_first_half()) {
        let [real, modelled] = curves.entry(&request.department).or_default();
        real.push(seen(request.opened, request.closed, JULY));
        modelled.push(seen(request.opened, closed, JULY));
    }
    let days = [1, 7, 30].map(|days| days * 86_400);
    let (mut sum, mut weight) = (0.0, 0.0);
    for [real, modelled] in curves.into_values() {
        let count = real.len() as f64;
        for (real, modelled) in closed_within(real, &days).into_iter().zip(closed_within(modelled, &days)) {
            if let (Some(real), Some(modelled)) = (real, modelled) {
                sum += count * (real - modelled).powi(2);
                weight += count;
            }
        }
    }
    Ok((sum / weight).sqrt())
}

/// The figures of some requests.
#[derive(Clone, Debug, Default)]
struct Figures {
    values: BTreeMap<&'static str, f64>,
}

const CLOSED: [&str; 3] = ["V3 closed within 24 h", "V3 closed within 7 d", "V3 closed within 30 d"];
const OVERDUE: &str = "V4 overdue";
const OVERDUE_OF: [&str; 5] = ["V5 overdue, PWDx", "V5 overdue, ISD", "V5 overdue, BTDT", "V5 overdue, PARK", "V5 overdue, PROP"];
const FASTER: &str = "V12 staff-found faster, times (median of types)";
const OFTEN: &str = "V12 share of types in which faster";
const LATE_STAFF: &str = "V12 overdue, staff-found";
const LATE_RESIDENT: &str = "V12 overdue, resident-reported";
const RUSH: &str = "V13 deadline rush";
const SUNDAY: &str = "V14 weekday : Sunday arrivals";

impl Figures {
    fn of(requests: &[&Request]) -> Self {
        let mut values = BTreeMap::new();
        let all: Vec<Seen> = requests.iter().map(|request| seen(request.opened, request.closed, SNAPSHOT)).collect();
        let days = [1, 7, 30].map(|days| days * 86_400);
        for (name, share) in CLOSED.into_iter().zip(closed_within(all, &days)) {
            values.extend(share.map(|share| (name, share)));
        }
        values.extend(overdue(requests).map(|share| (OVERDUE, share)));
        for (name, department) in OVERDUE_OF.into_iter().zip(OPERATING) {
            let own: Vec<&Request> = requests.iter().copied().filter(|request| request.department == department).collect();
            values.extend(overdue(&own).map(|share| (name, share)));
        }
        finders(requests, &mut values);
        values.extend(rush(requests).map(|factor| (RUSH, factor)));
        let weekday = |request: &Request| (SimTime::from_seconds(request.opened).seconds() / 86_400 + 3) % 7;
        let count = |is: fn(u32) -> bool| requests.iter().filter(|request| is(weekday(request))).count() as f64;
        values.insert(SUNDAY, count(|day| day < 5) / 5.0 / count(|day| day == 6));
        Self { values }
    }

    fn mean(all: &[Self]) -> Self {
        let names: BTreeSet<&'static str> = all.iter().flat_map(|figures| figures.values.keys().copied()).collect();
        let mean = |name| {
            let own: Vec<f64> = all.iter().filter_map(|figures| figures.values.get(name).copied()).collect();
            own.iter().sum::<f64>() / own.len() as f64
        };
        Self { values: names.into_iter().map(|name| (name, mean(name))).collect() }
    }
}

/// Share overdue of the requests with a promise: closed after it, or open at the end and past it.
fn overdue(requests: &[&Request]) -> Option<f64> {
    let promised: Vec<bool> = requests.iter().filter_map(|request| Some(request.closed.unwrap_or(SNAPSHOT) > request.promised?)).collect();
    (!promised.is_empty()).then(|| promised.iter().filter(|is_late| **is_late).count() as f64 / promised.len() as f64)
}

/// What staff found against what residents reported, within types.
fn finders(requests: &[&Request], values: &mut BTreeMap<&'static str, f64>) {
    let mut types: BTreeMap<&str, [Vec<&Request>; 2]> = BTreeMap::new();
    for request in requests {
        types.entry(&request.kind).or_default()[usize::from(request.is_staff_found)].push(request);
    }
    let (mut ratios, mut late) = (Vec::new(), [Vec::new(), Vec::new()]);
    for [residents, staff] in types.into_values() {
        let lengths = |own: &[&Request]| own.iter().filter_map(|request| Some(request.closed? - request.opened)).collect::<Vec<u32>>();
        let (slow, fast) = (lengths(&residents), lengths(&staff));
        if slow.len() < FEWEST || fast.len() < FEWEST {
            continue;
        }
        ratios.extend(median(slow).zip(median(fast)).map(|(slow, fast)| slow / fast.max(1.0)));
        for (late, own) in late.iter_mut().zip([&staff, &residents]) {
            late.extend(overdue(own));
        }
    }
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        (!all.is_empty()).then(|| f64::midpoint(all[(all.len() - 1) / 2], all[all.len() / 2]))
    };
    let often = ratios.iter().filter(|ratio| **ratio > 1.0).count() as f64 / ratios.len().max(1) as f64;
    values.insert(OFTEN, often);
    values.extend(middle(ratios).map(|ratio| (FASTER, ratio)));
    let [staff, residents] = late;
    values.extend(middle(staff).map(|late| (LATE_STAFF, late)));
    values.extend(middle(residents).map(|late| (LATE_RESIDENT, late)));
}

/// Closings in the last tenth before the promise, against the mean of the tenths before and after.
fn rush(requests: &[&Request]) -> Option<f64> {
    let is_operating = |request: &&&Request| OPERATING.contains(&request.department.as_str()) || request.department == "BWSC";
    let used = requests.iter().filter(is_operating).filter_map(|request| {
        let (promised, closed) = (request.promised?, request.closed?);
        (promised > request.opened && closed > request.opened)
            .then(|| f64::from(closed - request.opened) / f64::from(promised - request.opened))
    });
    let used: Vec<f64> = used.collect();
    let within = |low: f64, high: f64| used.iter().filter(|share| **share > low && **share <= high).count() as f64;
    let beside = f64::midpoint(within(0.8, 0.9), within(1.0, 1.1));
    (beside > 0.0).then(|| within(0.9, 1.0) / beside)
}

/// Row, published figure of the whole year, and how the second half is judged.
const TARGETS: [(&str, &str, Judge); 15] = [
    (CLOSED[0], "0.32", Judge::Near(0.07)),
    (CLOSED[1], "0.55", Judge::Near(0.07)),
    (CLOSED[2], "0.73", Judge::Near(0.07)),
    (OVERDUE, "0.32", Judge::Near(0.08)),
    (OVERDUE_OF[0], "0.22", Judge::Shown),
    (OVERDUE_OF[1], "0.53", Judge::Shown),
    (OVERDUE_OF[2], "0.23", Judge::Shown),
    (OVERDUE_OF[3], "0.15", Judge::Shown),
    (OVERDUE_OF[4], "0.14", Judge::Shown),
    (FASTER, "2.0", Judge::Between(1.5, 3.0)),
    (OFTEN, "0.80", Judge::Shown),
    (LATE_STAFF, "0.13", Judge::Shown),
    (LATE_RESIDENT, "0.25", Judge::Shown),
    (RUSH, "1.28", Judge::Between(1.1, 1.6)),
    (SUNDAY, "3.3", Judge::Input),
];

#[derive(Clone, Copy)]
enum Judge {
    /// Within so much of the log's second half.
    Near(f64),
    /// Within fixed bounds.
    Between(f64, f64),
    /// Part of another row's verdict.
    Shown,
    /// Given by the file.
    Input,
}

fn table(figures: &[Figures; 4]) -> String {
    let mut text =
        "| target | published, year | log, Jan–Jun (naive forecast) | model, Jan–Jun (calibrated) | log, Jul–Dec | model, Jul–Dec (predicted) | off: model | off: naive | verdict |\n\
                    |---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for (name, published, judge) in TARGETS {
        let [fitted, fit, real, predicted] = [0, 1, 2, 3].map(|at: usize| figures[at].values.get(name).copied().unwrap_or(f64::NAN));
        let (off, naive) = ((predicted - real).abs(), (fitted - real).abs());
        let nearer = if naive < off { "naive is nearer" } else { "nearer than naive" };
        let hit = |is: bool| if is { "hit" } else { "miss" };
        let verdict = match judge {
            Judge::Near(tolerance) => format!("{} (±{tolerance}); {nearer}", hit(off <= tolerance)),
            Judge::Between(low, high) => format!("{} ({low}–{high}); {nearer}", hit((low..=high).contains(&predicted))),
            Judge::Shown => nearer.to_owned(),
            Judge::Input => "input".to_owned(),
        };
        let _ = writeln!(
            text,
            "| {name} | {published} | {fitted:.3} | {fit:.3} | {real:.3} | {predicted:.3} | {off:.3} | {naive:.3} | {verdict} |"
        );
    }
    let order = |at: usize| {
        let mut order: Vec<usize> = (0..OPERATING.len()).collect();
        order.sort_by(|one, other| figures[at].values[OVERDUE_OF[*one]].total_cmp(&figures[at].values[OVERDUE_OF[*other]]));
        order.into_iter().map(|at| OPERATING[at]).collect::<Vec<_>>().join(" < ")
    };
    let is = |is: bool| if is { "hit" } else { "miss" };
    let verdict = format!("{}; naive {}", is(order(2) == order(3)), is(order(2) == order(0)));
    let _ = writeln!(
        text,
        "| V5 rank order | PROP < PARK < PWDx < BTDT < ISD | {} | {} | {} | {} | | | {verdict} |",
        order(0),
        order(1),
        order(2),
        order(3)
    );
    text
}
