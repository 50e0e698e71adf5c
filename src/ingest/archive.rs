//! Opening archives by content, with limits. (Not yet: every file is its own.)

use super::{FileOutcome, InputFile, Progress};

/// A file to read, or one that was dealt with already.
pub(super) enum Unpacked {
    /// To be read.
    File(InputFile),
    /// Dealt with: could not be opened, or ignored.
    Closed(FileOutcome),
}

impl Unpacked {
    pub(super) fn name(&self) -> &str {
        match self {
            Unpacked::File(file) => &file.name,
            Unpacked::Closed(outcome) => &outcome.name,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Unpacked::File(file) => &file.bytes,
            Unpacked::Closed(_) => &[],
        }
    }
}

pub(super) fn unpack(files: Vec<InputFile>, _progress: &mut dyn FnMut(Progress)) -> Vec<Unpacked> {
    files.into_iter().map(Unpacked::File).collect()
}

/// Why a file is not even opened: hidden, or made by an operating system for itself.
pub(super) fn ignored_by_name(name: &str) -> Option<&'static str> {
    let mut parts = name.split('/');
    if parts.clone().any(|part| part == "__MACOSX") {
        return Some("made by macOS beside the real files");
    }
    // `.` and `..` are folders on the command line, not hidden ones.
    parts.any(|part| part.starts_with('.') && part.trim_matches('.') != "").then_some("a hidden file")
}

/// Whether a name promises JSON, so that other content is an error and not just something else.
pub(super) fn is_json_by_name(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.') {
        None => !file.chars().any(char::is_uppercase) || file.contains("describe"),
        Some((_, extension)) => {
            let known = ["json", "jsonl", "ndjson", "tfstate", "tfplan"];
            known.iter().any(|known| extension.eq_ignore_ascii_case(known))
        }
    }
}
