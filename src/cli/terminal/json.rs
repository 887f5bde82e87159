//! Results as programs read them.

use serde::Serialize;

use super::ending::{ExitStatus, Failure};
use super::screen;

/// Writes `value` to standard output as one JSON object.
///
/// # Errors
/// When standard output cannot be written.
pub fn show(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(ExitStatus::SomeFailed, error.to_string()))?;
    Ok(screen::show(&(text + "\n"))?)
}
