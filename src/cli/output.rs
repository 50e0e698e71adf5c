//! What goes to standard output and standard error, and the colours of both.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;

use clap::{Args, ValueEnum};
use pathlight::api::{Style, printable};

use super::Failure;

/// What every command that answers lets its reader choose.
#[derive(Args, Debug)]
pub(super) struct Manner {
    /// List on standard error what became of every file
    #[arg(long)]
    pub files: bool,
    /// Language of the sentences: en or ja [default: en]
    #[arg(long, env = "PATHLIGHT_LANG", hide_env_values = true)]
    lang: Option<String>,
    /// Colour in text
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

impl Manner {
    /// The wanted language. A variable that is set to nothing is not set.
    pub(super) fn language(&self) -> Option<&str> {
        self.lang.as_deref().filter(|tag| !tag.is_empty())
    }
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Color {
    /// When standard output is a terminal and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// How text on standard output is to look.
    pub(super) fn style(self) -> Style {
        let is_terminal = std::io::stdout().is_terminal();
        let color = match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && is_colour_wanted(),
        };
        let columns = std::env::var("COLUMNS")
            .ok()
            .filter(|_| is_terminal)
            .and_then(|columns| columns.parse::<usize>().ok());
        let style = Style::default();
        Style { color, width: columns.map_or(style.width, |columns| columns.clamp(60, 120)) }
    }
}

/// As <https://no-color.org> has it: set and not empty means no.
fn is_colour_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Writes an answer.
pub(super) fn print(answer: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    finished(out.write_all(answer.as_bytes()).and_then(|()| out.flush()))
}

/// What became of writing to standard output. A reader that has gone, such as `head`, has all that it wanted.
pub(super) fn finished(written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the answer: {error}"), ""))
        }
        _ => Ok(()),
    }
}

/// A file to write an answer to, empty.
pub(super) fn create(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

/// Writes a line for people to standard error; it may name what files said.
pub(super) fn tell(line: &str) {
    // When even standard error is gone there is nobody left to tell.
    let _ = writeln!(std::io::stderr().lock(), "{}", printable(line));
}
