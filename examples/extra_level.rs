//! What one more level adds to the time until work begins (V15), in the district of `scenarios/tongliang.toml` before anything is changed.
//!
//! ```sh
//! cargo run --release --example extra_level
//! ```
//!
//! By the number of ways up that an issue has taken: the median time from when somebody in office learned of it until work began at the level
//! that fixed it, and what one more way adds. Once with the delay of a way as the file has it, which rests on the +0.9 days of a log of
//! travel expense claims and is input, and once without any, where what a level adds comes from queues and hours of duty alone.

#![expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use wangge::measure::event_log::{EventLog, EventRow};
use wangge::measure::replication::observed;
use wangge::process::Activity;
use wangge::units::SimTime;

type Failure = Box<dyn std::error::Error>;

/// Days of one more level in the log, and how far off still counts as met.
const LEVEL: (f64, f64) = (0.9, 0.4);
/// Replications that are taken together.
const RUNS: u32 = 3;
/// Most ways up that are looked at.
const MOST_WAYS: usize = 3;
const DAY: f64 = 86_400.0;

fn main() -> Result<(), Failure> {
    for (name, changes) in [
        ("delay of a way as in the file (input)", Vec::new()),
        ("no delay of a way (predicted)", vec!["passing.hop_delay={ constant = \"0s\" }".to_owned()]),
    ] {
        let scenario = wangge::scenario::read(Path::new("scenarios/tongliang.toml"), &changes)?;
        let setting = scenario.settings.iter().find(|setting| setting.policy == "layers").ok_or("no policy `layers`")?;
        let mut waits: Vec<Vec<f64>> = vec![Vec::new(); MOST_WAYS];
        for replication in 0..RUNS {
            let (_, log) = observed(setting, scenario.seed, replication, &AtomicBool::new(false), EventLog::default())?;
            let window = setting.span.window_start()..setting.span.window_end();
            by_ways(&log.rows, |at| window.contains(&at), &mut waits);
        }
        let medians: Vec<f64> = waits.iter_mut().map(|of| median(of)).collect();
        let counts: Vec<usize> = waits.iter().map(Vec::len).collect();
        println!("{name}: median days until work begins after 0, 1 and 2 ways up {medians:.2?}, of {counts:?} issues");
        for (ways, pair) in medians.windows(2).enumerate() {
            let more = pair[1] - pair[0];
            let verdict = if (more - LEVEL.0).abs() <= LEVEL.1 { "hit" } else { "miss" };
            println!("  way {}: {more:+.2} days against {:+.1}: {verdict}", ways + 1, LEVEL.0);
        }
    }
    Ok(())
}

/// An issue on its way to its end.
#[derive(Default)]
struct Way {
    known: Option<SimTime>,
    ups: usize,
    begun: Option<SimTime>,
    is_done: bool,
}

/// Adds the days of each fixed issue that became known within the window, by the ways up that it took before.
fn by_ways(rows: &[EventRow], is_in_window: impl Fn(SimTime) -> bool, waits: &mut [Vec<f64>]) {
    let mut ways: BTreeMap<u32, Way> = BTreeMap::new();
    for row in rows {
        let way = ways.entry(row.case).or_default();
        match row.activity {
            Activity::BecameKnown(_) if way.known.is_none() => way.known = Some(row.at),
            // what begins at a lower level and is passed on does not count
            Activity::Escalated(_) if way.known.is_some() && !way.is_done => (way.ups, way.begun) = (way.ups + 1, None),
            Activity::Started(_) if way.begun.is_none() => way.begun = Some(row.at),
            Activity::Fixed if !way.is_done => {
                way.is_done = true;
                let Some((known, begun)) = way.known.zip(way.begun).filter(|(known, _)| is_in_window(*known)) else { continue };
                if let Some(of) = waits.get_mut(way.ups) {
                    of.push(f64::from(begun.since(known).seconds()) / DAY);
                }
            }
            _ => {}
        }
    }
}

/// The middle of some numbers.
fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    let count = all.len();
    if count == 0 { f64::NAN } else { f64::midpoint(all[(count - 1) / 2], all[count / 2]) }
}
