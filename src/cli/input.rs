//! INPUT arguments: files, folders, archives, `-` for standard input.

#![expect(clippy::disallowed_methods, reason = "a door: it reads the user's files")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use pathlight::api::{FileReport, FileStatus, InputFile, Session};

use super::progress::Meter;
use super::{Failure, files};

/// A file before it is known whether its short name is the only one of its kind.
struct Given {
    /// From the folder given on.
    name: String,
    /// As the user wrote it.
    path: PathBuf,
    /// Whether it was named by itself, so that it must be something.
    is_named: bool,
    bytes: Vec<u8>,
}

/// Reads all inputs into a session; a file that is no JSON stops here, since leaving it out could change answers.
pub(super) fn load(inputs: &[PathBuf], is_list_wanted: bool) -> Result<Session, Failure> {
    let mut meter = Meter::new();
    let given = read_all(inputs, &mut meter)?;
    if given.is_empty() {
        let names: Vec<String> = inputs.iter().map(|input| format!("`{}`", input.display())).collect();
        return Err(Failure::new(
            format!("no file to read in {}", names.join(", ")),
            "give AWS CLI output, for example what the script of `pathlight collect` writes",
        ));
    }
    let (named, input) = name_all(given);
    let session = Session::load(input, &mut |at| meter.at(at.phase, at.done, at.total));
    drop(meter);
    let errors: Vec<String> = session.files().iter().filter_map(|file| why_not(file, &named)).collect();
    if let Some(first) = errors.first() {
        let more = match errors.len() {
            1 => String::new(),
            2 => " (and 1 more file)".to_owned(),
            many => format!(" (and {} more files)", many - 1),
        };
        return Err(Failure::new(
            format!("{first}{more}"),
            "only JSON is read: mend the file, or leave it out",
        ));
    }
    files::tell(&session, is_list_wanted);
    Ok(session)
}

/// Why a file must not be passed over.
fn why_not(file: &FileReport, named: &BTreeMap<String, Option<String>>) -> Option<String> {
    if file.status == FileStatus::Error {
        return file.messages.first().cloned();
    }
    named.get(&file.name).filter(|_| file.status == FileStatus::Ignored).cloned().flatten()
}

/// Gives every file its name: short where that is enough to tell it apart. Beside them stands, for each file that was
/// named by itself, why it is not JSON.
fn name_all(given: Vec<Given>) -> (BTreeMap<String, Option<String>>, Vec<InputFile>) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for file in &given {
        *count.entry(file.name.clone()).or_default() += 1;
    }
    let mut named = BTreeMap::new();
    let files = given
        .into_iter()
        .map(|file| {
            let is_alone = count.get(&file.name).is_none_or(|count| *count == 1);
            let name = if is_alone { file.name } else { plain(&file.path) };
            if file.is_named {
                named.insert(name.clone(), not_json(&name, &file.bytes));
            }
            InputFile { name, bytes: file.bytes }
        })
        .collect();
    (named, files)
}

/// Why bytes are not JSON, and where. Archives are, templates in YAML may be something else that is known.
fn not_json(name: &str, bytes: &[u8]) -> Option<String> {
    let is_archive =
        bytes.starts_with(b"PK") || bytes.starts_with(&[0x1f, 0x8b]) || bytes.get(257..262) == Some(b"ustar");
    let is_yaml = [".yaml", ".yml", ".template"].iter().any(|end| name.ends_with(end));
    // Other encodings than UTF-8 are the reader's business.
    let text = std::str::from_utf8(bytes).ok().filter(|_| !is_archive && !is_yaml)?;
    let mut values = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'))
        .into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        None => Some(format!("`{name}` is empty")),
        Some(Err(error)) => {
            let said = error.to_string();
            let cause = said.split(" at line ").next().unwrap_or_default();
            Some(format!("cannot read `{name}`: line {}, column {}: {cause}", error.line(), error.column()))
        }
        Some(Ok(_)) => None,
    }
}

fn read_all(inputs: &[PathBuf], meter: &mut Meter) -> Result<Vec<Given>, Failure> {
    let mut given = Vec::new();
    let mut has_read_stdin = false;
    for input in inputs {
        if input.as_os_str() == "-" {
            if std::mem::replace(&mut has_read_stdin, true) {
                return Err(Failure::new("`-` is given twice", "standard input can be read once"));
            }
            let file = Given {
                name: "stdin".to_owned(),
                path: "stdin".into(),
                is_named: true,
                bytes: read_stdin()?,
            };
            given.push(file);
        } else if input.is_dir() {
            folder(input, input, &mut given, &mut BTreeSet::new(), meter)?;
        } else {
            let name = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            // A hidden file that is named by itself is meant.
            let name = name.trim_start_matches('.').to_owned();
            given.push(Given { name, path: input.clone(), is_named: true, bytes: read(input)? });
        }
    }
    Ok(given)
}

/// All that standard input holds.
pub(super) fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}"), ""))?;
    Ok(bytes)
}

/// All that a file holds.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let kind = error.kind();
        let (cause, help) = if kind == std::io::ErrorKind::NotFound {
            ("no such file or folder".to_owned(), "check the path")
        } else if kind == std::io::ErrorKind::PermissionDenied {
            ("permission denied".to_owned(), "")
        } else {
            (error.to_string(), "")
        };
        Failure::new(format!("cannot read `{}`: {cause}", path.display()), help)
    })
}

/// All files of a folder and its folders, in the order of their names. Hidden ones are not looked at.
fn folder(
    root: &Path,
    inside: &Path,
    given: &mut Vec<Given>,
    seen: &mut BTreeSet<PathBuf>,
    meter: &mut Meter,
) -> Result<(), Failure> {
    // A link to a folder above would go round for ever.
    if !std::fs::canonicalize(inside).is_ok_and(|real| seen.insert(real)) {
        return Ok(());
    }
    let listing = std::fs::read_dir(inside)
        .map_err(|error| Failure::new(format!("cannot read folder `{}`: {error}", inside.display()), ""))?;
    let mut entries: Vec<PathBuf> = listing.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden {
            continue;
        }
        if path.is_dir() {
            folder(root, &path, given, seen, meter)?;
        } else if path.is_file() {
            let name = plain(path.strip_prefix(root).unwrap_or(&path));
            let bytes = read(&path)?;
            given.push(Given { name, path, is_named: false, bytes });
            meter.at("opening files", given.len() as u64, 0);
        }
    }
    Ok(())
}

/// A path with `/` between its parts, without `.`, `..` and the root.
fn plain(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    parts.collect::<Vec<_>>().join("/")
}
