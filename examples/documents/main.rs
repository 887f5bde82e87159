//! The pages of `docs/` that hold results: each is made by running its studies, and written anew between its marks.
//!
//! ```sh
//! cargo run --release --example documents -- levers                  # all studies of docs/levers.md
//! cargo run --release --example documents -- levers grid_size        # one of them alone
//! cargo run --release --example documents -- sensitivity [STUDY]     # docs/sensitivity.md
//! cargo run --release --example documents -- claims                  # docs/claims.md from docs/claims.toml
//! ```
//!
//! What stands between two marks is written here; the rest of a page is written by people and stays. Each study says the hash of its
//! plan, by which `tests/levers.rs` sees whether the page is that of the files.

#![expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]

mod claims;
mod levers;
mod sensitivity;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut words = std::env::args().skip(1);
    let page = words.next();
    let wanted: Vec<String> = words.collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    match page.as_deref() {
        Some("levers") => levers::write(is_wanted),
        Some("sensitivity") => sensitivity::write(is_wanted),
        Some("claims") => claims::write(),
        _ => Err("which page? `levers`, `sensitivity` or `claims`".into()),
    }
}

/// Writes `text` between the marks of `name` in the page at `path`.
fn put(path: &str, name: &str, text: &str) -> Result<(), Failure> {
    let page = std::fs::read_to_string(path)?;
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let missing = || format!("{path} has no marks of {name}");
    let (before, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    std::fs::write(path, format!("{before}{begin}\n{text}\n{end}{after}"))?;
    Ok(())
}
