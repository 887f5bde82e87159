//! The binary: all it does stands in [`wangge::cli`].

fn main() -> std::process::ExitCode {
    wangge::cli::main()
}
