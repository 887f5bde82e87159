//! Boston's service requests of 2015 as a test of the model: fit on January to June, predict July to December.
//!
//! ```text
//! cargo run --release --example city311 -- sample        > scenarios/city311_sample.csv
//! cargo run --release --example city311 -- fit FILE      > scenarios/city311.toml
//! cargo run --release --example city311 -- validate FILE
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the example talks to whoever runs it")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of small counts")]

mod curve;
mod fit;
mod log;
mod sample;
mod scenario;
mod validate;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["sample"] => Ok(sample::text()),
        ["fit", file] => {
            let requests = log::read(Path::new(file)).map_err(|error| error.to_string());
            requests.and_then(|requests| scenario::text(&requests, Path::new(file)))
        }
        ["validate", file] => validate::text(Path::new(file)),
        _ => Err("expected `sample`, `fit FILE` or `validate FILE`".to_owned()),
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
