//! The two streams. Everything that is printed goes through here, so that a closed pipe is a quiet end and never a panic.

use std::io::{ErrorKind, IsTerminal, Write};

use crate::scenario::printable;

/// Columns of text when nothing else is known.
pub const WIDTH: usize = 80;

/// Why a result did not reach its reader.
#[derive(Debug)]
pub enum Unshown {
    /// Nobody reads any more.
    ReaderGone,
    /// Standard output took nothing.
    Refused(std::io::Error),
}

/// Writes `text` to standard output: the result.
///
/// # Errors
/// When the reader has gone away, or the output cannot be written.
pub fn show(text: &str) -> Result<(), Unshown> {
    let mut out = std::io::stdout().lock();
    out.write_all(printable(text).as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Unshown::ReaderGone,
        _ => Unshown::Refused(error),
    })
}

/// Writes one line to standard error, control characters escaped. When nobody can read it there is nobody to tell.
pub fn say(line: &str) {
    say_rendered(&printable(line));
}

/// The same of a text that was made for a terminal: its control characters are ours.
pub fn say_rendered(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Columns for a result: the terminal's, of a very wide one no more than can be read; 80 where it goes elsewhere.
pub fn width() -> usize {
    let own = terminal_size::terminal_size_of(std::io::stdout()).map(|(terminal_size::Width(columns), _)| usize::from(columns));
    own.map_or(WIDTH, |columns| columns.clamp(40, 120))
}

/// Whether errors go to a terminal that wants colour.
pub fn has_error_colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Columns for errors: the terminal's, when it says so, else 80.
pub fn error_width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| (40..=200).contains(columns)).unwrap_or(WIDTH)
}
