//! Files that are not in memory yet, and how much of them may come into it.

use super::InputFile;
use super::archive::Archive;

/// How much of a file is asked for at once.
const PIECE: usize = 16 << 20;

/// A file that is read piece by piece when its turn comes.
pub trait Source {
    /// Its name with its folders, separated by `/`.
    fn name(&self) -> &str;
    /// Its size in bytes.
    fn size(&self) -> u64;
    /// Fills `into` with the bytes from `from` on; never asked for bytes behind the end.
    ///
    /// # Errors
    /// Why it cannot be read, in one line.
    fn read(&mut self, from: u64, into: &mut [u8]) -> Result<(), String>;
}

/// A file in memory, or one that waits to be read.
pub enum Given {
    /// In memory.
    Held(InputFile),
    /// Read when its turn comes.
    Away(Box<dyn Source>),
}

/// How many bytes can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Of all files together.
    pub all: u64,
    /// Of one file that has to be in memory as a whole: an archive, or a document whose large part is no list of AWS.
    pub whole: u64,
}

impl Limits {
    /// As many as memory holds.
    pub const NONE: Limits = Limits { all: u64::MAX, whole: u64::MAX };
    /// What is read of a network is at most half as large as the text, and wasm addresses 4 GiB; one piece of memory
    /// has less than 2 GiB.
    pub const WASM: Limits = Limits { all: 4_000_000_000, whole: 2_000_000_000 };
}

/// More bytes than can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge {
    /// What the files hold.
    pub bytes: u64,
    /// What can be read.
    pub most: u64,
}

impl Given {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        match self {
            Given::Held(file) => &file.name,
            Given::Away(source) => source.name(),
        }
    }

    /// Its size in bytes.
    pub(super) fn size(&self) -> u64 {
        match self {
            Given::Held(file) => file.bytes.len() as u64,
            Given::Away(source) => source.size(),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Given::Held(file) => &file.bytes,
            Given::Away(_) => &[],
        }
    }
}

/// Brings files of one name, which stand beside each other, into memory: their content orders them.
pub(super) fn hold_namesakes(files: &mut [Given], limits: Limits) {
    for namesakes in files.chunk_by_mut(|one, two| one.name() == two.name()).filter(|files| files.len() > 1) {
        for file in namesakes {
            if let Given::Away(source) = file
                && let Ok(bytes) = whole(&mut **source, limits)
            {
                *file = Given::Held(InputFile { name: source.name().to_owned(), bytes });
            }
        }
    }
}

/// All bytes of a file.
///
/// # Errors
/// Why they cannot be had, in one line.
pub(super) fn whole(source: &mut dyn Source, limits: Limits) -> Result<Vec<u8>, String> {
    let size = source.size();
    if size > limits.whole {
        let most = limits.whole;
        return Err(format!(
            "it has {size} bytes; a file that is not one list of AWS's may have {most} at most"
        ));
    }
    let mut bytes = vec![0; usize::try_from(size).unwrap_or_default()];
    // In pieces: the browser makes a copy of what it gives.
    for (piece, from) in bytes.chunks_mut(PIECE).zip((0..).step_by(PIECE)) {
        source.read(from, piece)?;
    }
    Ok(bytes)
}

/// Whether a file is an archive, by its first bytes.
pub(super) fn is_archive(source: &mut dyn Source) -> bool {
    let mut first = vec![0; usize::try_from(source.size().min(512)).unwrap_or_default()];
    source.read(0, &mut first).is_ok() && Archive::of(&first).is_some()
}
