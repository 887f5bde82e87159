//! Ctrl-C, and a request of the system to end (SIGTERM, SIGHUP): the first ends the campaign between two runs and keeps
//! what is done, the second ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::ending::{ExitStatus, Failure};
use super::screen;

/// Exit code of a program ended by Ctrl-C or a signal.
const INTERRUPTED: i32 = 130;

/// The flag of the program: all its campaigns have one.
static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// A flag that the first Ctrl-C or signal to end sets, the same for every campaign of the program.
///
/// # Errors
/// When the system lets nobody listen for Ctrl-C.
pub fn on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    if let Some(stop) = STOP.get() {
        return Ok(Arc::clone(stop));
    }
    let stop = Arc::clone(STOP.get_or_init(|| Arc::new(AtomicBool::new(false))));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            end_at_once();
        }
        screen::say("stopping; what is done will be kept (Ctrl-C again ends at once)");
    })
    .map_err(|error| Failure::new(ExitStatus::File, format!("no way to listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the person has asked twice; unfinished files have their own folder, which the next run sweeps"
)]
fn end_at_once() {
    std::process::exit(INTERRUPTED);
}
