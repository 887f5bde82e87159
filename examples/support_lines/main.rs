//! Three support lines (BPI Challenge 2013) as a test of routing and handling: fit to every other incident, compare with
//! the rest.
//!
//! ```text
//! cargo run --release --example support_lines -- fit FILE      > scenarios/support_lines.toml
//! cargo run --release --example support_lines -- validate FILE
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the example talks to whoever runs it")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of small counts")]

mod figures;
mod fit;
mod log;
mod validate;

use std::path::Path;
use std::process::ExitCode;

use log::Event;

/// The incidents that the fit sees, and the others.
fn halves(file: &str) -> Result<[Vec<Vec<Event>>; 2], String> {
    let cases = log::read(Path::new(file)).map_err(|error| error.to_string())?;
    let (fitted, others): (Vec<_>, Vec<_>) = cases.into_iter().enumerate().partition(|(number, _)| number % 2 == 0);
    let bare = |cases: Vec<(usize, Vec<Event>)>| cases.into_iter().map(|(_, events)| events).collect();
    Ok([bare(fitted), bare(others)])
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["fit", file] => halves(file).map(|[fitted, _]| fit::text(&fitted)),
        ["validate", file] => halves(file).and_then(|[fitted, others]| validate::text(&fitted, &others)),
        _ => Err("expected `fit FILE` or `validate FILE`".to_owned()),
    };
    match outcome {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
