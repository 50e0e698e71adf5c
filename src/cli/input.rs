//! INPUT arguments: files, folders, archives, `-` for standard input.

#![expect(clippy::disallowed_methods, reason = "a door: it reads the user's files")]

use std::io::Read;
use std::path::{Path, PathBuf};

use pathlight::api::{FileStatus, InputFile, Session};

use super::Failure;

/// Reads all inputs into a session; a file that is no JSON stops here, since leaving it out could change answers.
pub(super) fn load(inputs: &[PathBuf]) -> Result<Session, Failure> {
    let mut files = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::new(format!("cannot read standard input: {error}"), ""))?;
            files.push(InputFile { name: "stdin".to_owned(), bytes });
        } else if input.is_dir() {
            folder(input, input, &mut files)?;
        } else {
            let name = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(InputFile { name, bytes: read(input)? });
        }
    }
    if files.is_empty() {
        let names: Vec<String> = inputs.iter().map(|input| format!("`{}`", input.display())).collect();
        return Err(Failure::new(
            format!("no file to read in {}", names.join(", ")),
            "give AWS CLI output, for example the folder that `pathlight collect` fills",
        ));
    }
    let session = Session::load(files, &mut |_| ());
    let broken: Vec<&str> = session
        .files()
        .iter()
        .filter(|file| file.status == FileStatus::Error)
        .flat_map(|file| file.messages.first().map(String::as_str))
        .collect();
    if let Some(first) = broken.first() {
        let more =
            if broken.len() > 1 { format!(" (and {} more files)", broken.len() - 1) } else { String::new() };
        return Err(Failure::new(format!("{first}{more}"), "mend the file, or leave it out"));
    }
    Ok(session)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display()), ""))
}

/// All files of a folder and its folders, in the order of their names, named from the folder on.
fn folder(root: &Path, folder_path: &Path, files: &mut Vec<InputFile>) -> Result<(), Failure> {
    let listing = std::fs::read_dir(folder_path).map_err(|error| {
        Failure::new(format!("cannot read folder `{}`: {error}", folder_path.display()), "")
    })?;
    let mut entries: Vec<PathBuf> = listing.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            folder(root, &path, files)?;
            continue;
        }
        let parts = path.strip_prefix(root).unwrap_or(&path).components();
        let name: Vec<String> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        files.push(InputFile { name: name.join("/"), bytes: read(&path)? });
    }
    Ok(())
}
