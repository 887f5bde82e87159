//! The time of day and of work, for manifests and progress. No number of a result depends on it.
#![expect(clippy::disallowed_methods, reason = "only the person at the keyboard lives in wall-clock time")]

use std::time::Instant;

use jiff::Zoned;

/// When a command started.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// The time of day, ISO 8601 with offset.
pub fn now() -> String {
    Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
