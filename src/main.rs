//! The program `layers`: reads the command line, runs a command, and says by its exit code how it went.

#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run().into()
}
