//! What became of each file: one line when something was not used, all rows with `--files`.

use pathlight::api::{FileReport, FileStatus};

use super::output;

/// Tells what was not used; quiet when all was.
pub(super) fn tell(files: &[FileReport], is_list_wanted: bool) {
    if is_list_wanted {
        for file in files {
            output::tell(&row(file));
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
    let unused =
        files.iter().filter(|file| file.status == FileStatus::Ignored && !is_by_the_way(file)).count();
    let partly = files.iter().filter(|file| file.status == FileStatus::Partly).count();
    let files =
        |count: usize| if count == 1 { "1 file was".to_owned() } else { format!("{count} files were") };
    let what = match (unused, partly) {
        (0, 0) => return None,
        (unused, 0) => format!("{} not used", files(unused)),
        (0, partly) => format!("{} read only in part", files(partly)),
        (unused, partly) => format!("{} not used, {} read only in part", files(unused), files(partly)),
    };
    Some(format!("note: {what}; --files lists them"))
}

fn row(file: &FileReport) -> String {
    let status = match file.status {
        FileStatus::Read => "read",
        FileStatus::Partly => "in part",
        FileStatus::Ignored => "not used",
        FileStatus::Error => "error",
    };
    let read = file.recognised.iter().map(|found| format!("{} ({})", found.what, found.items));
    let facts: Vec<String> = read.chain(file.messages.iter().cloned()).collect();
    let facts = if facts.is_empty() && file.status == FileStatus::Partly {
        "see the notices of an answer".to_owned()
    } else {
        facts.join("; ")
    };
    format!("{status:<8}  {}: {facts}", file.name).trim_end_matches([':', ' ']).to_owned()
}
