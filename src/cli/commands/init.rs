//! `wangge init`: a commented scenario to start from. The templates are the scenarios that ship, so that they stay true.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;

/// Writes a commented scenario to start from
///
/// Its comments explain it, and it passes `wangge check`. It goes to standard
/// output, or with --out into a new file. A file that exists is never overwritten:
/// the command ends with exit code 4 and changes nothing.
///
/// Examples:
///   wangge init
///   wangge init --out our-town.toml
///   wangge init --template queue --out queue.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// What to start from
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Template::Town)]
    template: Template,

    /// File to write; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

/// A scenario to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// A town with households, members, grid staff and offices
    Town,
    /// Communities and a town: hours, holidays, pay, due times
    Office,
    /// One counter with ten clerks, the smallest there is
    Queue,
    /// Four levels that escalate to one another
    Network,
}

impl Template {
    /// Its text, without the line that only holds beside our documents.
    fn text(self) -> &'static str {
        let shipped = match self {
            Self::Town => include_str!("../../../scenarios/tutorial.toml"),
            Self::Office => include_str!("../../../scenarios/office.toml"),
            Self::Queue => include_str!("../../../scenarios/queue.toml"),
            Self::Network => include_str!("../../../scenarios/network.toml"),
        };
        match shipped.split_once('\n') {
            Some((first, rest)) if first.starts_with("#:schema") => rest.trim_start_matches("#\n"),
            _ => shipped,
        }
    }
}

/// Carries the command out.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn init(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let text = arguments.template.text();
    if arguments.out == Path::new("-") {
        screen::show(text)?;
    } else {
        write_new(&arguments.out, text)?;
        let path = arguments.out.display();
        screen::show(&format!("{path} written; next: wangge check {path}\n"))?;
    }
    Ok(ExitStatus::Done)
}

/// Writes a file that is not there yet; what cannot be written whole is removed again.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        let message = format!("{} could not be written: {error}", path.display());
        Failure::new(ExitStatus::File, message).with_help("choose a file in a folder that can be written, with --out FILE")
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(ExitStatus::File, format!("{} exists; it was not overwritten", path.display()))
            .with_help("choose another file with --out FILE, or remove this one if it is no longer needed"),
        _ => cannot(error),
    })?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(path);
        cannot(error)
    })
}
