//! Second floor: files that people already have, turned into a [`Network`].
//!
//! Total: whatever the bytes are, there is a network, an outcome for each file, and notices for what was not
//! understood. Must not know how anything is asked, answered or drawn.

mod ahead;
mod archive;
mod build;
mod calls;
mod convert;
mod document;
mod json;
mod known;
mod names;
mod parents;
mod partial;
mod peek;
mod raw;
mod reader;
mod text;

use crate::model::{Document, FileIx, Network};

use partial::Partial;
use reader::Interner;

/// A file as the reader of the page or the command line gave it.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its name with its folders, separated by `/`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of an archive, under its name; what cannot be opened is left out.
#[must_use]
pub fn files_in(archive: InputFile) -> Vec<InputFile> {
    let unpacked = archive::unpack(vec![archive], &mut |_| ());
    unpacked
        .into_iter()
        .filter_map(|file| match file {
            archive::Unpacked::File(file) => Some(file),
            archive::Unpacked::Closed(_) => None,
        })
        .collect()
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileStatus {
    /// All of it was read.
    Read,
    /// Some of it was read; messages and notices say what was not.
    Partly,
    /// Nothing of it was needed or understood; messages say why.
    Ignored,
    /// It could not be read.
    Error,
}

/// A file, or a file inside an archive, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileOutcome {
    /// Its name with its folders; a file inside an archive stands under the archive's name.
    pub name: String,
    /// What became of it.
    pub status: FileStatus,
    /// Results that were read, and how many items each holds.
    pub recognised: Vec<(String, usize)>,
    /// One line each, for people.
    pub messages: Vec<String>,
    /// Its size, unpacked.
    pub bytes: u64,
}

/// Everything that files said.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The network.
    pub network: Network,
    /// One outcome a file, in name order.
    pub files: Vec<FileOutcome>,
}

/// What loading is busy with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Archives are opened.
    Unpacking,
    /// Documents are parsed.
    Reading,
    /// Documents are merged.
    Building,
}

/// How far loading is, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// What it is busy with.
    pub phase: Phase,
    /// Bytes done in this phase.
    pub done: u64,
    /// Bytes of this phase.
    pub total: u64,
}

/// Reads files into a network. Never fails: what cannot be read is said in the outcomes and notices. The order
/// of the files does not matter.
pub fn load(mut files: Vec<InputFile>, progress: &mut dyn FnMut(Progress)) -> Loaded {
    // Names order the documents, so that shuffled input gives the same network and the same notices.
    files.sort_by(|one, two| (&one.name, &one.bytes).cmp(&(&two.name, &two.bytes)));
    let mut unpacked = archive::unpack(files, progress);
    unpacked.sort_by(|one, two| (one.name(), one.bytes()).cmp(&(two.name(), two.bytes())));

    let total: u64 = unpacked.iter().map(|file| file.bytes().len() as u64).sum();
    let mut done = 0;
    let mut ids = Interner::for_bytes(usize::try_from(total).unwrap_or_default());
    let mut said = Partial::default();
    let mut documents = Vec::new();
    let mut outcomes = Vec::with_capacity(unpacked.len());
    for file in unpacked {
        progress(Progress { phase: Phase::Reading, done, total });
        let file = match file {
            archive::Unpacked::File(file) => file,
            archive::Unpacked::Closed(outcome) => {
                outcomes.push(outcome);
                continue;
            }
        };
        done += file.bytes.len() as u64;
        let number = FileIx(u32::try_from(documents.len()).unwrap_or(u32::MAX));
        let (outcome, partial) = read_file(number, &file, &mut ids);
        outcomes.push(outcome);
        if let Some(partial) = partial {
            documents.push(Document { name: file.name.into() });
            said.append(partial);
        }
    }
    progress(Progress { phase: Phase::Building, done: 0, total });
    let network = build::network(documents, said);
    progress(Progress { phase: Phase::Building, done: total, total });
    Loaded { network, files: outcomes }
}

/// Reads one file; `None` when it is no document of the network.
fn read_file(number: FileIx, file: &InputFile, ids: &mut Interner) -> (FileOutcome, Option<Partial>) {
    let outcome = |status, recognised, messages| FileOutcome {
        name: file.name.clone(),
        status,
        recognised,
        messages,
        bytes: file.bytes.len() as u64,
    };
    if let Some(reason) = archive::ignored_by_name(&file.name) {
        return (outcome(FileStatus::Ignored, Vec::new(), vec![reason.to_owned()]), None);
    }
    let reading = match document::read(number, &file.name, &file.bytes, ids) {
        Ok(reading) => reading,
        Err(_) if archive::is_yaml_by_name(&file.name) && document::is_yaml_template(&file.bytes) => {
            document::yaml_template(number)
        }
        Err(_) if !archive::is_json_by_name(&file.name) => {
            let reason = "not JSON, by its name and its content";
            return (outcome(FileStatus::Ignored, Vec::new(), vec![reason.to_owned()]), None);
        }
        Err(error) => {
            let message = format!(
                "cannot read `{}`: line {}, column {}: {}",
                file.name, error.line, error.column, error.cause
            );
            let hint =
                "only JSON is read; was the output of the command cut off, or is it in another format?";
            return (outcome(FileStatus::Error, Vec::new(), vec![message, hint.to_owned()]), None);
        }
    };
    let document::Reading { said, recognised, skipped, keys } = reading;
    let mut messages = skipped;
    if !keys.is_empty() || (recognised.is_empty() && messages.is_empty()) {
        let seen = if keys.is_empty() { "no keys".to_owned() } else { format!("`{}`", keys.join("`, `")) };
        messages.push(format!("no AWS result recognised; seen at the top: {seen}"));
    }
    let status = match (recognised.is_empty(), messages.is_empty() && said.notices.is_empty()) {
        (true, _) => FileStatus::Ignored,
        (false, true) => FileStatus::Read,
        (false, false) => FileStatus::Partly,
    };
    (outcome(status, recognised, messages), Some(said))
}
