//! What became of each file: one line when something was not used, all rows with `--files`.

use pathlight::api::{FileReport, FileStatus, Session};

use super::output;

/// Tells what was not used; quiet when all was.
pub(super) fn tell(session: &Session, is_list_wanted: bool) {
    let files = session.files();
    if is_list_wanted {
        for line in files.iter().flat_map(|file| row(file).lines().map(str::to_owned).collect::<Vec<_>>()) {
            output::tell(&line);
        }
        for notice in session.summary().notices {
            let place = notice.source.as_ref().map(|source| format!("  {source}")).unwrap_or_default();
            output::tell(&format!("notice    {}{place}", notice.text));
        }
    } else if let Some(note) = note(files) {
        output::tell(&note);
    }
}

/// A file that was never meant to be read, such as a picture, says nothing.
fn is_by_the_way(file: &FileReport) -> bool {
    let is_json = file
        .name
        .rsplit('.')
        .next()
        .is_some_and(|end| ["json", "jsonl", "yaml", "yml", "tfstate", "template"].contains(&end));
    file.status == FileStatus::Ignored && !is_json
}

fn note(files: &[FileReport]) -> Option<String> {
    let named = |wanted: FileStatus| -> Vec<&str> {
        files
            .iter()
            .filter(|file| file.status == wanted && !is_by_the_way(file))
            .map(|file| file.name.as_str())
            .collect()
    };
    let (unused, partly) = (named(FileStatus::Ignored), named(FileStatus::Partly));
    let what = match (unused.as_slice(), partly.as_slice()) {
        ([], []) => return None,
        ([], partly) => format!("{} read only in part", were(partly)),
        (unused, []) => format!("{} not used", were(unused)),
        (unused, partly) => format!("{} not used, {} read only in part", were(unused), were(partly)),
    };
    Some(format!("note: {what}; --files says why"))
}

fn were(names: &[&str]) -> String {
    match names {
        [only] => format!("`{only}` was"),
        many => format!("{} files were", many.len()),
    }
}

/// What a file was read as: on its line, or, when that is much, a line each.
fn row(file: &FileReport) -> String {
    let status = match file.status {
        FileStatus::Read => "read",
        FileStatus::Partly => "in part",
        FileStatus::Ignored => "not used",
        FileStatus::Error => "error",
    };
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for found in &file.recognised {
        match counts.iter_mut().find(|(what, _)| *what == found.what) {
            Some((_, items)) => *items += found.items,
            None => counts.push((&found.what, found.items)),
        }
    }
    let read = counts.iter().map(|(what, items)| format!("{what} ({items})"));
    let facts: Vec<String> = read.chain(file.messages.iter().cloned()).collect();
    let line = format!("{status:<8}  {}", file.name);
    match facts.as_slice() {
        [] => line,
        [only] => format!("{line}: {only}"),
        many => format!("{line}\n            {}", many.join("\n            ")),
    }
}
