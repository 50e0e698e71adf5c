//! How far loading has come: one line on a terminal, once loading takes over a second, gone when it is done.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nobody wants to be told about less.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

pub(super) struct Meter {
    started: Instant,
    written: Option<Instant>,
    is_wanted: bool,
}

impl Meter {
    pub(super) fn new() -> Self {
        Meter { started: Instant::now(), written: None, is_wanted: std::io::stderr().is_terminal() }
    }

    /// Tells that `done` of `total` is done; a total of nothing means that it is not known.
    pub(super) fn at(&mut self, phase: &str, done: u64, total: u64) {
        let now = Instant::now();
        let is_due = self.written.is_none_or(|last| now.duration_since(last) >= BETWEEN);
        if !self.is_wanted || !is_due || now.duration_since(self.started) < PATIENCE {
            return;
        }
        self.written = Some(now);
        let line = match (done.saturating_mul(100)).checked_div(total) {
            Some(percent) => format!("{phase} {percent:>3} %"),
            None => format!("{phase} {done}"),
        };
        let mut stderr = std::io::stderr().lock();
        let _ = write!(stderr, "\r\u{1b}[K{line}").and_then(|()| stderr.flush());
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.written.is_some() {
            let mut stderr = std::io::stderr().lock();
            let _ = write!(stderr, "\r\u{1b}[K").and_then(|()| stderr.flush());
        }
    }
}
