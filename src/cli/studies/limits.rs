//! What a command will need, estimated before it starts: what no machine of this size can hold is refused at once, and not
//! after hours, or by the system in its own way.

use crate::cli::commands::options::ExecutionOptions;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::scenario::Setting;
use crate::scenario::setting::Where;

/// Bytes of an issue while it is open: 135 were measured at a counter with 5 million issues that resolves next to nothing.
/// One that is resolved needs about 8.
const ISSUE_BYTES: f64 = 140.0;
/// Seconds that an issue takes in a run: a rough guess above the 0.2 to 0.45 microseconds that were measured at one counter,
/// since a place with rules does more. It is told and decides nothing.
const ISSUE_SECONDS: f64 = 2e-6;
/// Bytes of one level of a factor at a design point: 270 were measured with 212 factors, 440 with one.
const LEVEL_BYTES: f64 = 450.0;
/// Seconds in which a design point is checked: 0.06 milliseconds were measured on the smallest scenario, 3 on the largest.
/// It is told and decides nothing.
const POINT_SECONDS: f64 = 1e-4;
const GIB: f64 = (1_u64 << 30) as f64;
/// Memory of a machine that does not tell, in GiB.
const UNKNOWN_MACHINE: f64 = 16.0;

/// Refuses a campaign of so many runs, under `settings`, that would need more memory than it may.
///
/// # Errors
/// When the estimate is above the bound; it says estimate, bound and the way round.
pub fn refuse_excess(settings: &[Setting], runs: u64, work: &ExecutionOptions) -> Result<(), Failure> {
    let issues = settings.iter().map(issues).fold(0.0, f64::max);
    let threads = work.threads(runs).get() as f64;
    let seconds = issues * ISSUE_SECONDS * runs as f64 / threads;
    let what = format!("{issues:.0} issues a run, in {threads} runs at once,");
    refuse(&what, issues * ISSUE_BYTES * threads, seconds, work)
        .map_err(|failure| failure.with_help("is the rate the one meant? else fewer --threads, or --memory GIB"))
}

/// Refuses a design of so many points and factors that it would need more memory than it may.
///
/// # Errors
/// As [`refuse_excess`].
pub fn refuse_points(points: u64, factors: usize, work: &ExecutionOptions) -> Result<(), Failure> {
    let what = format!("{points} points of {factors} factors");
    refuse(&what, points as f64 * factors as f64 * LEVEL_BYTES, points as f64 * POINT_SECONDS, work)
        .map_err(|failure| failure.with_help("take fewer points, or allow more with --memory GIB"))
}

fn refuse(what: &str, bytes: f64, seconds: f64, work: &ExecutionOptions) -> Result<(), Failure> {
    let (most, whose) = work.memory.map_or_else(|| (machine_memory(), "the machine has"), |most| (most, "--memory allows"));
    let needed = bytes / GIB;
    // a bound that is no number allows nothing
    if needed <= most {
        return Ok(());
    }
    let time =
        if seconds < 7200.0 { format!("{:.0} minutes", (seconds / 60.0).max(1.0)) } else { format!("{:.0} hours", seconds / 3600.0) };
    let message = format!("{what} need up to {needed:.1} GiB of memory and about {time}; {whose} {most:.1} GiB; nothing was started");
    Err(Failure::new(ExitStatus::Refused, message))
}

/// Issues that a run of `setting` can be expected to have.
fn issues(setting: &Setting) -> f64 {
    let households = setting.place.as_ref().map_or(0.0, |place| f64::from(place.households()));
    let of = |demand: &crate::scenario::setting::Demand| {
        let traced = demand.trace.as_ref().map_or(0, |trace| trace.cases.len());
        let places = match demand.at {
            Where::Units { member: Some(_), .. } => 1.0,
            Where::Units { group, member: None } => setting.units[group].count as f64,
            Where::Households | Where::PublicSpace => households,
        };
        demand.expected_issues(setting.span.end()) * places + traced as f64
    };
    setting.demand.iter().map(of).sum()
}

/// Memory of this machine in GiB, where the system says it in a file.
fn machine_memory() -> f64 {
    let told = std::fs::read_to_string("/proc/meminfo").ok();
    let total = told.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("MemTotal:")));
    let kibibytes = total.and_then(|total| total.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kibibytes.map_or(UNKNOWN_MACHINE, |kibibytes| kibibytes * 1024.0 / GIB)
}
