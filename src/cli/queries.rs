//! `pathlight reach --queries`: many questions, one JSON answer a line, in order.

use std::io::{BufWriter, Write};
use std::path::Path;

use pathlight::api::{ApiError, ReachRequest, Session, Verdict};

use super::{Exit, Failure, input};

/// The questions as text.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path.as_os_str() == "-" { input::read_stdin()? } else { input::read(path)? };
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

/// Answers every line; `always` adds to each question what the command line says of all.
pub(super) fn answer_all(
    session: &Session,
    questions: &str,
    always: &dyn Fn(&mut ReachRequest),
) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let lines = questions.lines().filter(|line| !line.trim().is_empty());
    let written: std::io::Result<()> = lines
        .map(|line| answer(session, line, always))
        .try_for_each(|answer| writeln!(out, "{}", answer?))
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the answers: {error}"), ""))
        }
        _ => Ok(Exit::Fine),
    }
}

fn answer(session: &Session, line: &str, always: &dyn Fn(&mut ReachRequest)) -> std::io::Result<String> {
    let answered = serde_json::from_str::<ReachRequest>(line)
        .map_err(|error| {
            let help = "write an object a line: {\"from\": \"…\", \"to\": \"…\", \"port\": 443}";
            ApiError { code: "bad-query", message: format!("not a question: {error}"), help: help.to_owned() }
        })
        .and_then(|mut request| {
            always(&mut request);
            session.reach(&request)
        });
    let json = match answered {
        Ok(answer) => serde_json::to_string(&answer),
        Err(error) => serde_json::to_string(&serde_json::json!({
            "verdict": Verdict::Error.word(), "error": error.message, "code": error.code, "help": error.help,
        })),
    };
    json.map_err(std::io::Error::from)
}
