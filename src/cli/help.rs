//! `layers completions` and `layers man`: made from the same definitions as `--help`.

use std::io;

use clap::Command;
use clap_complete::Shell;

use super::{Outcome, say};

/// What `layers completions` takes.
#[derive(clap::Args)]
#[command(after_help = COMPLETIONS)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// What `layers man` takes.
#[derive(clap::Args)]
#[command(after_help = MAN)]
pub struct Man {
    /// The command, as in `layers man rules list`; none: layers itself
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

const COMPLETIONS: &str = "Examples:
  layers completions bash > ~/.local/share/bash-completion/completions/layers
  layers completions zsh > ~/.zfunc/_layers                (with fpath+=~/.zfunc in ~/.zshrc)
  layers completions fish > ~/.config/fish/completions/layers.fish
  layers completions powershell >> $PROFILE";

const MAN: &str = "Examples:
  layers man > ~/.local/share/man/man1/layers.1
  layers man tag > ~/.local/share/man/man1/layers-tag.1
  layers man scan | man -l -                               read it at once (Linux)";

/// Prints what a shell needs to complete commands and options.
pub fn completions(args: &Completions, mut command: Command) -> Outcome {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, "layers", &mut out);
    print(&out)
}

/// Prints a manual page.
pub fn man(args: &Man, mut command: Command) -> Outcome {
    command.build();
    let mut page = &command;
    for name in &args.command {
        let Some(inner) = page.find_subcommand(name) else {
            let names: Vec<&str> =
                page.get_subcommands().filter(|one| !one.is_hide_set()).map(Command::get_name).collect();
            let hint = layers::rules::fault::allowed(name, &names);
            return say::usage(&format!("man {name}"), &format!("no such command{hint}"));
        };
        page = inner;
    }
    let mut out = Vec::new();
    match clap_mangen::Man::new(page.clone()).render(&mut out) {
        Ok(()) => print(&out),
        Err(error) => say::written("stdout", Err(error)),
    }
}

fn print(bytes: &[u8]) -> Outcome {
    say::written("stdout", io::Write::write_all(&mut io::stdout(), bytes))
}
