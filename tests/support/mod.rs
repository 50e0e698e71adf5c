//! What several test files share. Knows nothing of networks.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code; each file uses a part of it"
)]

use std::fs;
use std::path::{Path, PathBuf};

use pathlight::api::{InputFile, ReachRequest, Scalar, Session};
use serde_json::Value;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, sorted, as paths from the repository's root with `/` between the parts.
pub(crate) fn files_below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let parts: Vec<_> =
                    path.strip_prefix(root()).unwrap().iter().map(|part| part.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    found
}

/// A text file of the repository.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("cannot read `{path}`: {error}"))
}

/// A case: its folder's name, its network, its questions.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) session: Session,
    pub(crate) questions: Vec<ReachRequest>,
}

/// The folder of an example's files. The first one's stand where the README points at them.
pub(crate) fn example_folder(name: &str) -> String {
    if name == pathlight::api::FIRST_EXAMPLE {
        "fixtures/example".to_owned()
    } else {
        format!("fixtures/examples/{name}/input")
    }
}

/// Every case below `fixtures/cases` and `fixtures/examples` (but the first example), loaded.
pub(crate) fn cases() -> Vec<Case> {
    let mut files = files_below("fixtures/cases");
    files.extend(files_below("fixtures/examples"));
    files.retain(|path| !path.starts_with("fixtures/examples/shop/"));
    let folders = files.iter().filter_map(|path| path.strip_suffix("/case.toml"));
    folders
        .map(|folder| {
            let case: toml::Table = toml::from_str(&text(&format!("{folder}/case.toml"))).unwrap();
            let input: Vec<InputFile> = files
                .iter()
                .filter(|path| path.starts_with(&format!("{folder}/")) && !path.ends_with("/case.toml"))
                .filter(|path| path.contains("/input/") || path.ends_with("/snapshot.json"))
                .map(|path| InputFile {
                    name: path.rsplit('/').next().unwrap().to_owned(),
                    bytes: fs::read(root().join(path)).unwrap(),
                })
                .collect();
            Case {
                name: folder.trim_start_matches("fixtures/").trim_start_matches("cases/").to_owned(),
                session: Session::load(input, &mut |_| ()),
                questions: case["ask"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|ask| question(ask.as_table().unwrap()))
                    .collect(),
            }
        })
        .collect()
}

/// An `[[ask]]` as a question.
pub(crate) fn question(ask: &toml::Table) -> ReachRequest {
    let words = |key: &str| ask.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let is_set = |key: &str| ask.get(key).and_then(toml::Value::as_bool).unwrap_or_default();
    let scalar = |word: &str| Some(Scalar::Text(word.to_owned()));
    let packet = words("packet").unwrap();
    let (packet, source_port) =
        packet.split_once(" from ").map_or((&*packet, None), |(packet, port)| (packet, scalar(port)));
    let (protocol, rest) =
        packet.split_once(' ').map_or((packet, None), |(protocol, rest)| (protocol, Some(rest)));
    let mut request = ReachRequest {
        from: words("from").unwrap(),
        to: words("to").unwrap(),
        from_ip: words("from_ip"),
        to_ip: words("to_ip"),
        protocol: scalar(protocol),
        source_port,
        via: words("via"),
        avoid: words("avoid"),
        family: ask.get("family").and_then(toml::Value::as_integer).map(Scalar::Number),
        one_way: is_set("one_way"),
        strict: is_set("strict"),
        ..ReachRequest::default()
    };
    if let Some((kind, code)) = rest.and_then(|rest| rest.split_once('/')) {
        (request.icmp_type, request.icmp_code) = (scalar(kind), scalar(code));
    } else {
        request.port = rest.and_then(scalar);
    }
    request
}

/// The example, its default question first.
pub(crate) fn example() -> Case {
    Case {
        name: "examples/shop".to_owned(),
        session: Session::load(pathlight::api::example(), &mut |_| ()),
        questions: vec![pathlight::api::example_question()],
    }
}

/// The folders of `fixtures/invalid`, each loaded, without questions.
pub(crate) fn invalid() -> Vec<Case> {
    let mut folders: Vec<Case> = Vec::new();
    let mut names: Vec<String> = files_below("fixtures/invalid")
        .iter()
        .filter_map(|path| path.split('/').nth(2).map(str::to_owned))
        .collect();
    names.dedup();
    for name in names {
        let input = files_below(&format!("fixtures/invalid/{name}"));
        let files = input.iter().map(|path| InputFile {
            name: path.rsplit('/').next().unwrap().to_owned(),
            bytes: fs::read(root().join(path)).unwrap(),
        });
        folders.push(Case {
            name: format!("invalid/{name}"),
            session: Session::load(files.collect(), &mut |_| ()),
            questions: Vec::new(),
        });
    }
    folders
}

/// Folders named `input` below a folder.
fn inputs(below: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries.into_iter().filter(|path| path.is_dir()) {
        if path.file_name().is_some_and(|name| name == "input") {
            found.push(path);
        } else {
            inputs(&path, found);
        }
    }
}

/// All JSON files below a folder, loaded.
pub(crate) fn loaded(folder: &Path) -> Session {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            files.push(InputFile { name, bytes: fs::read(&path).unwrap() });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Session::load(files, &mut |_| ())
}

/// Every real network at hand, by its folder's name; none where the corpus is not there, which is said.
pub(crate) fn corpora() -> Vec<(String, Session)> {
    let corpus = root().join("../shared/corpus");
    let mut folders = Vec::new();
    if corpus.is_dir() {
        inputs(&corpus, &mut folders);
    } else {
        println!("no corpus here: nothing compared");
    }
    let name = |folder: &PathBuf| folder.strip_prefix(&corpus).unwrap().display().to_string();
    folders.iter().map(|folder| (name(folder), loaded(folder))).collect()
}

/// An answer as the program prints it, also when the question cannot be asked.
pub(crate) fn answer(session: &Session, request: &ReachRequest) -> Value {
    match session.reach(request) {
        Ok(answer) => serde_json::to_value(&answer).unwrap(),
        Err(error) => {
            serde_json::json!({ "verdict": "error", "error": error.message, "code": error.code, "help": error.help })
        }
    }
}
