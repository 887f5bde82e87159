//! `wangge verify`: the queueing-theory checks, theory beside simulation.

use clap::Args;

use super::options::{Voice, machine_threads};
use crate::cli::terminal::clock::Stopwatch;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::{count, decimals, number};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::cli::terminal::progress::StepProgress;
use crate::cli::terminal::{json, screen, stop};
use crate::experiment::analysis::theory_checks::{Depth, FAMILY_ALPHA, TheoryCheck, VerifyFailure};
use crate::measure::replication::RunFailure;
use crate::output::results::theory::{TheoryChecksJson, events};

/// Compares the simulator with queues whose law is known
///
/// Each system is built as an ordinary scenario and run by the ordinary engine
/// until its confidence intervals are under half the tolerance. A check passes
/// when simulation and theory differ by no more than tolerance plus half-width.
/// With --short all tolerances are four times as wide, which takes seconds
/// instead of minutes. Exit code 1 when a check does not pass.
///
/// Examples:
///   wangge verify --short
///   wangge verify --seed 2024 --json > verify.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Tolerances times four: seconds instead of minutes
    #[arg(long)]
    short: bool,

    /// Root of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    #[command(flatten)]
    voice: Voice,
}

/// Carries the command out.
///
/// # Errors
/// When a run fails, somebody interrupts, or standard output cannot be written.
pub fn verify(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let depth = if arguments.short { Depth::Short } else { Depth::Full };
    let stop = stop::on_interrupt()?;
    let watch = Stopwatch::start();
    let steps = StepProgress::new(&arguments.voice);
    let checks = crate::experiment::analysis::theory_checks::verify(depth, arguments.seed, &stop, &|done, total, what| {
        steps.tell(done, total, what);
    });
    steps.end();
    let checks = checks.map_err(|failure| unfinished(&failure))?;
    if arguments.voice.json {
        json::show(&TheoryChecksJson::new(&checks, depth, arguments.seed))?;
    } else {
        screen::show(&as_text(&checks, depth, arguments.seed, watch.seconds()))?;
    }
    Ok(if checks.iter().all(|check| check.passed) { ExitStatus::Done } else { ExitStatus::SomeFailed })
}

fn unfinished(failure: &VerifyFailure) -> Failure {
    match failure.failure {
        RunFailure::Interrupted => Failure::new(ExitStatus::Interrupted, "interrupted: there is no verdict"),
        RunFailure::Untaken(_) | RunFailure::Broken(_) => Failure::new(ExitStatus::SomeFailed, failure.to_string()),
    }
}

fn as_text(checks: &[TheoryCheck], depth: Depth, seed: u64, seconds: f64) -> String {
    let mut grid = TextGrid::new(&[5]);
    grid.row(["", "theory", "simulated", "allowed", "runs", "verdict"]);
    for check in checks {
        let places = decimals(check.half_width.max(check.theory.abs() * 1e-4));
        let verdict = match (check.passed, check.is_precise) {
            (true, _) => "passes",
            (false, true) => "DIFFERS",
            (false, false) => "TOO VAGUE",
        };
        grid.row([
            format!("  {}", check.quantity),
            number(check.theory, places),
            format!("{} ±{}", number(check.simulated, places), number(check.half_width, places)),
            format!("{:.0}%", check.tolerance * 100.0),
            count(check.replications.into()),
            verdict.to_owned(),
        ]);
    }
    let table = grid.text(screen::WIDTH);
    let mut lines = table.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    let mut system = "";
    for (check, line) in checks.iter().zip(lines) {
        if check.system != system {
            system = &check.system;
            text += &wrapped(&format!("{system} ({})", check.source), 0, screen::WIDTH);
        }
        text += line;
        text.push('\n');
    }
    text + "\n" + &closing(checks, depth, seed, seconds)
}

fn closing(checks: &[TheoryCheck], depth: Depth, seed: u64, seconds: f64) -> String {
    let passed = checks.iter().filter(|check| check.passed).count();
    let bias = checks.iter().map(|check| check.bias_in_standard_errors).fold(0.0, f64::max);
    let form = match depth {
        Depth::Full => String::new(),
        Depth::Short => format!("short form: tolerances are {} times those of the full form\n", depth.slack()),
    };
    let events = events(checks);
    format!(
        "{passed} of {} checks pass, seed {seed}\n{form}\
         intervals: family error {FAMILY_ALPHA}, Bonferroni; largest bias of the empty\n\
         start {bias:.3} standard errors\n\
         {} events in {seconds:.1} s on {} threads: {:.1} M events/s\n",
        checks.len(),
        count(events),
        machine_threads(),
        events as f64 / seconds.max(1e-9) / 1e6,
    )
}
