//! What goes to standard output and standard error, and the colours of both.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

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
        let is_terminal = io::stdout().is_terminal();
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
    let mut out = io::stdout().lock();
    finished(out.write_all(answer.as_bytes()).and_then(|()| out.flush()))
}

/// What became of writing to standard output. A reader that has gone, such as `head`, has all that it wanted.
pub(super) fn finished(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the answer: {error}"), ""))
        }
        _ => Ok(()),
    }
}

/// A file that an answer is written to. It gets its name when it is whole, so that half an answer never looks like one.
pub(super) struct AnswerFile {
    out: BufWriter<File>,
    /// Where it is written, where it is to be in the end.
    unfinished: Option<(PathBuf, PathBuf)>,
}

impl AnswerFile {
    /// Opens a file for an answer. What is no plain file (`/dev/null`, a pipe) is written to as it is, and so is a file in a
    /// folder that takes no others.
    pub(super) fn create(path: &Path) -> io::Result<AnswerFile> {
        let known = fs::metadata(path).ok();
        let plain = known.as_ref().is_none_or(fs::Metadata::is_file);
        let Some((file, unfinished)) = plain.then(|| beside(path)).flatten() else {
            return Ok(AnswerFile { out: BufWriter::new(File::create(path)?), unfinished: None });
        };
        let out = AnswerFile { out: BufWriter::new(file), unfinished: Some(unfinished) };
        if let Some(known) = known {
            // Whom it was closed to stays out.
            out.out.get_ref().set_permissions(known.permissions())?;
        }
        Ok(out)
    }

    /// Ends it: from now on it has its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        if let Some((from, to)) = &self.unfinished {
            fs::rename(from, to)?;
        }
        self.unfinished = None;
        Ok(())
    }
}

/// A new file in the folder of another, which it is to replace: that a link leads to, where it is one.
fn beside(path: &Path) -> Option<(File, (PathBuf, PathBuf))> {
    let whole = if path.is_symlink() { fs::canonicalize(path).ok()? } else { path.to_path_buf() };
    let mut name = whole.file_name()?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = whole.with_file_name(name);
    let file = File::create_new(&part).ok()?;
    Some((file, (part, whole)))
}

impl Write for AnswerFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for AnswerFile {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.unfinished {
            // It could not be finished, and that has been told.
            let _ = fs::remove_file(part);
        }
    }
}

/// Writes a line for people to standard error; it may name what files said.
pub(super) fn tell(line: &str) {
    // When even standard error is gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{}", printable(line));
}
