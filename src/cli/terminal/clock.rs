//! The time of day and of work and the program itself, for manifests and progress. No number of a result depends on it.
#![expect(clippy::disallowed_methods, reason = "only the person at the keyboard lives in wall-clock time")]

use std::time::Instant;

use jiff::Zoned;

use crate::measure::stream::mix;

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
    let program = std::env::current_exe().and_then(std::fs::read);
    program.map_or_else(|_| String::new(), |bytes| format!("{:016x}", sum(&bytes)))
}

/// A check sum, 64 bits, that reads eight bytes at a time: every command that makes runs takes it of tens of megabytes.
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let state = words.iter().fold(bytes.len() as u64, |state, word| mix(state, u64::from_le_bytes(*word)));
    rest.iter().fold(state, |state, byte| mix(state, u64::from(*byte)))
}

/// The time of day, ISO 8601 with offset.
pub fn now() -> String {
    Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
