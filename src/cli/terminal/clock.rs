//! The time of day and of work and the program itself, for manifests and progress. No number of a result depends on it.
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

/// This program, to the byte: 16 hex digits that tell its builds apart, or nothing when it cannot read itself.
pub fn build() -> String {
    use std::hash::Hasher;
    let Some(program) = std::env::current_exe().ok().and_then(|path| std::fs::read(path).ok()) else { return String::new() };
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(&program);
    format!("{:016x}", hasher.finish())
}

/// The time of day, ISO 8601 with offset.
pub fn now() -> String {
    Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
