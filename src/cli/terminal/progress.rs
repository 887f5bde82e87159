//! How far a campaign is, on standard error: a bar for people, lines of JSON for programs, or nothing.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::clock::Stopwatch;
use super::screen;
use crate::cli::commands::options::{ProgressForm, Voice};
use crate::experiment::campaign::execution::Progress;
use crate::output::results::progress::{RunsProgressJson, StepsProgressJson};

/// Least seconds between two lines of JSON.
const PAUSE_SECONDS: f64 = 0.2;

/// Tells how far a campaign is.
pub struct Teller {
    form: LineForm,
    clock: Stopwatch,
    total: u64,
    runs: AtomicU64,
    recalled: AtomicU64,
    events: AtomicU64,
}

enum LineForm {
    Silent,
    Bar(ProgressBar),
    /// When the last line was written, in seconds.
    Lines(Mutex<f64>),
}

impl Teller {
    /// A teller for `total` runs; the bar is silent when standard error is not a terminal.
    pub fn new(voice: &Voice, total: u64) -> Self {
        let form = match (voice.quiet, voice.progress) {
            (true, _) => LineForm::Silent,
            (false, Some(ProgressForm::Jsonl)) => LineForm::Lines(Mutex::new(f64::NEG_INFINITY)),
            (false, Some(ProgressForm::Bar) | None) => LineForm::Bar(bar(total)),
        };
        Self { form, clock: Stopwatch::start(), total, runs: AtomicU64::new(0), recalled: AtomicU64::new(0), events: AtomicU64::new(0) }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        match &self.form {
            LineForm::Silent => {}
            LineForm::Bar(bar) => bar.finish_and_clear(),
            LineForm::Lines(_) => self.line(),
        }
    }

    fn line(&self) {
        let (runs, events, seconds) = (self.runs.load(Ordering::Relaxed), self.events.load(Ordering::Relaxed), self.clock.seconds());
        let recalled = self.recalled.load(Ordering::Relaxed);
        let left = if runs == 0 { None } else { Some(seconds / runs as f64 * self.total.saturating_sub(runs + recalled) as f64) };
        say_line(&RunsProgressJson { runs, recalled, total: self.total, events, seconds, seconds_left: left });
    }
}

impl Progress for Teller {
    fn runs_recalled(&self, runs: u64) {
        self.recalled.fetch_add(runs, Ordering::Relaxed);
        if let LineForm::Bar(bar) = &self.form {
            bar.inc(runs);
            bar.reset_eta();
        }
    }

    fn run_ended(&self, events: u64) {
        self.runs.fetch_add(1, Ordering::Relaxed);
        let events = self.events.fetch_add(events, Ordering::Relaxed) + events;
        match &self.form {
            LineForm::Silent => {}
            LineForm::Bar(bar) => {
                bar.set_message(format!("{:.1} M events/s", events as f64 / self.clock.seconds().max(1e-9) / 1e6));
                bar.inc(1);
            }
            LineForm::Lines(last) => {
                // Another thread is writing its line: this one can be left out.
                let Ok(mut last) = last.try_lock() else { return };
                if self.clock.seconds() - *last >= PAUSE_SECONDS {
                    *last = self.clock.seconds();
                    self.line();
                }
            }
        }
    }
}

/// Tells which step of several is being done.
pub struct StepProgress {
    form: LineForm,
}

impl StepProgress {
    /// A teller of steps; the bar is silent when standard error is not a terminal.
    pub fn new(voice: &Voice) -> Self {
        let form = match (voice.quiet, voice.progress) {
            (true, _) => LineForm::Silent,
            (false, Some(ProgressForm::Jsonl)) => LineForm::Lines(Mutex::new(f64::NEG_INFINITY)),
            (false, Some(ProgressForm::Bar) | None) => LineForm::Bar(step_bar()),
        };
        Self { form }
    }

    /// `done` of `total` steps are done; the next is `what`.
    pub fn tell(&self, done: usize, total: usize, what: &str) {
        match &self.form {
            LineForm::Silent => {}
            LineForm::Bar(bar) => {
                bar.set_length(total as u64);
                bar.set_position(done as u64);
                bar.set_message(what.to_owned());
            }
            LineForm::Lines(_) => say_line(&StepsProgressJson { done, total, step: what.to_owned() }),
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let LineForm::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

/// Says one line of JSON. A value of plain numbers and text has a form as JSON.
fn say_line(line: &impl Serialize) {
    if let Ok(line) = serde_json::to_string(line) {
        screen::say(&line);
    }
}

fn step_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {elapsed}  {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} runs  {per_sec}  {msg}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
