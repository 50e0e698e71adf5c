//! Arguments, and what each command prints where.

mod codes;
mod collect;
mod example;
mod exposure;
mod files;
mod input;
mod matrix;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod progress;
mod queries;
mod reach;

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Parser, Subcommand};
use serde::Serialize;

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
#[command(name = "pathlight", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Nothing leaves this machine: pathlight opens no connection and needs no credentials."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Reach(Box<reach::ReachArguments>),
    Exposure(exposure::ExposureArguments),
    Matrix(matrix::MatrixArguments),
    Collect(collect::CollectArguments),
    Codes(codes::CodesArguments),
}

/// Runs the program.
pub(super) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error).into(),
    };
    let done = match arguments.command {
        Command::Reach(reach) => reach::run(&reach),
        Command::Exposure(exposure) => exposure::run(&exposure),
        Command::Matrix(matrix) => matrix::run(&matrix),
        Command::Collect(collect) => collect::run(&collect),
        Command::Codes(codes) => codes::run(&codes),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            Exit::Usage.into()
        }
    }
}

/// Help and version go out as they are; a mistake is told in our own form, as all are.
fn refuse(error: &clap::Error) -> Exit {
    let is_page = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_page {
        // Printing may fail when the reader has gone; there is nobody left to tell.
        let _ = error.print();
        return if error.use_stderr() { Exit::Usage } else { Exit::Fine };
    }
    let text = error.render().to_string();
    let said: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let said = said.join(" ");
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .iter()
            .find_map(|kind| error.get(*kind));
    let help = suggested.map_or_else(
        || "`pathlight --help` lists the commands, `pathlight COMMAND --help` the options".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Failure::new(said.trim_start_matches("error: ").replace('\'', "`"), help).tell();
    Exit::Usage
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

    fn tell(&self) {
        output::tell(&format!("error: {}", self.message));
        if !self.help.is_empty() {
            output::tell(&format!("  help: {}", self.help));
        }
    }
}

impl From<pathlight::api::ApiError> for Failure {
    fn from(error: pathlight::api::ApiError) -> Self {
        Failure { message: error.message, help: error.help }
    }
}

/// JSON for programs that people look at, too.
fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string(), ""))?;
    text.push('\n');
    Ok(text)
}
