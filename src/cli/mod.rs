//! Arguments, and what each command prints where.

mod input;
mod reach;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// How the program ends; documented in the README.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    /// Reachable, passed, no difference, or the command ran.
    Fine = 0,
    /// Partial or unreachable.
    No = 1,
    /// Usage or input error.
    Usage = 2,
    /// Undetermined.
    Open = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Can A reach B on port P? Answers for AWS networks, from JSON you already have.
#[derive(Parser, Debug)]
#[command(name = "pathlight", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Answer "can A reach B on port P?"
    Reach(reach::ReachArguments),
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Color {
    /// When standard output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Runs the program.
pub(super) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            let exit = if message.use_stderr() { Exit::Usage } else { Exit::Fine };
            // Printing help may fail when the reader has gone; there is nobody left to tell.
            let _ = message.print();
            return exit.into();
        }
    };
    let done = match arguments.command {
        Command::Reach(reach) => reach::run(&reach),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(Failure { message, help }) => {
            let mut stderr = std::io::stderr().lock();
            let _ = writeln!(stderr, "error: {message}");
            if !help.is_empty() {
                let _ = writeln!(stderr, "  help: {help}");
            }
            Exit::Usage.into()
        }
    }
}

/// Why a command could not run.
#[derive(Debug)]
struct Failure {
    message: String,
    help: String,
}

impl Failure {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Failure { message: message.into(), help: help.into() }
    }
}

impl From<pathlight::api::ApiError> for Failure {
    fn from(error: pathlight::api::ApiError) -> Self {
        Failure { message: error.message, help: error.help }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::new(format!("cannot write the answer: {error}"), "")
    }
}
