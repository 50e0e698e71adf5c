//! Second floor: files that people already have, turned into a [`Network`].
//!
//! Total: whatever the bytes are, there is a network, an outcome for each file, and notices for what was not
//! understood. Must not know how anything is asked, answered or drawn.

use pathlight_documents::{json, raw};
use pathlight_model as model;
use pathlight_space as space;

mod ahead;
mod archive;
mod build;
mod calls;
mod convert;
mod document;
mod known;
mod names;
mod parents;
mod partial;
mod peek;
mod reader;
mod reading;
mod source;
#[cfg(not(target_arch = "wasm32"))]
mod split;
mod text;
mod window;

use crate::model::{Document, Network, Order};

pub use source::{Given, Limits, Source, TooLarge};

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
    let unpacked = archive::unpack(vec![Given::Held(archive)], Limits::NONE, &mut |_| ());
    unpacked
        .into_iter()
        .filter_map(|file| match file {
            archive::Unpacked::File(Given::Held(file)) => Some(file),
            archive::Unpacked::File(Given::Away(_)) | archive::Unpacked::Closed(_) => None,
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
/// of the files does not matter, nor how many threads read them.
pub fn load(files: Vec<InputFile>, progress: &mut dyn FnMut(Progress)) -> Loaded {
    load_all(files.into_iter().map(Given::Held).collect(), Limits::NONE, progress)
}

/// As [`load`], of files that may wait to be read until their turn comes.
///
/// # Errors
/// When the files hold more than can be read; nothing is read then.
pub fn load_given(
    files: Vec<Given>,
    limits: Limits,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loaded, TooLarge> {
    let bytes = files.iter().map(Given::size).sum();
    if bytes > limits.all {
        return Err(TooLarge { bytes, most: limits.all });
    }
    Ok(load_all(files, limits, progress))
}

fn load_all(mut files: Vec<Given>, limits: Limits, progress: &mut dyn FnMut(Progress)) -> Loaded {
    // Names order the documents, so that shuffled input gives the same network and the same notices.
    files.order_by(|one, two| one.name().cmp(two.name()));
    source::hold_namesakes(&mut files, limits);
    files.order_by(|one, two| (one.name(), one.bytes()).cmp(&(two.name(), two.bytes())));
    let mut unpacked = archive::unpack(files, limits, progress);
    unpacked.order_by(|one, two| (one.name(), one.bytes()).cmp(&(two.name(), two.bytes())));
    let documents = unpacked.iter().map(|file| Document { name: file.name().into() }).collect();
    let total = unpacked.iter().map(archive::Unpacked::size).sum();
    let (outcomes, said) = reading::all(unpacked, limits, progress);
    progress(Progress { phase: Phase::Building, done: 0, total });
    let network = build::network(documents, said);
    progress(Progress { phase: Phase::Building, done: total, total });
    Loaded { network, files: outcomes }
}
