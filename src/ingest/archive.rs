//! Opening archives by content: zip, tar, gzip, and each inside another. Names in archives are only names:
//! nothing is ever written, so a path that points outside is harmless, and it is shown without its dots.

use std::io::{Cursor, Read};

use super::source::{self, Given, Limits};
use super::{FileOutcome, FileStatus, InputFile, Phase, Progress};

/// How deep archives may lie in archives.
const DEEPEST: usize = 3;
/// Files up to this size are read at once: asking twice would take longer.
const TINY: u64 = 64 << 10;
/// What all archives together may expand to; wasm holds it beside the model in its 4 GiB.
const MOST_OUT: u64 = if cfg!(target_arch = "wasm32") { 2 << 30 } else { 4 << 30 };
/// A file may expand to this much whatever its ratio, and beyond it only at a ratio that real JSON has.
const HARMLESS_OUT: u64 = 64 << 20;
const MOST_RATIO: u64 = 1000;

/// A file to read, or one that was dealt with already.
pub(super) enum Unpacked {
    /// To be read.
    File(Given),
    /// Dealt with: could not be opened, or ignored.
    Closed(FileOutcome),
}

impl Unpacked {
    pub(super) fn name(&self) -> &str {
        match self {
            Unpacked::File(file) => file.name(),
            Unpacked::Closed(outcome) => &outcome.name,
        }
    }

    /// Its size, where it is still to be read.
    pub(super) fn size(&self) -> u64 {
        match self {
            Unpacked::File(file) => file.size(),
            Unpacked::Closed(_) => 0,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Unpacked::File(file) => file.bytes(),
            Unpacked::Closed(_) => &[],
        }
    }
}

/// Opens all archives among the files, and the archives inside them.
pub(super) fn unpack(files: Vec<Given>, limits: Limits, progress: &mut dyn FnMut(Progress)) -> Vec<Unpacked> {
    let total = files.iter().map(Given::size).sum();
    let mut opener = Opener { found: Vec::with_capacity(files.len()), left: MOST_OUT };
    let mut done = 0;
    for file in files {
        progress(Progress { phase: Phase::Unpacking, done, total });
        done += file.size();
        match file {
            Given::Held(file) => opener.open(file, 0),
            Given::Away(mut away) => {
                let is_read_now = away.size() <= TINY || source::is_archive(&mut *away);
                if ignored_by_name(away.name()).is_some() || !is_read_now {
                    opener.found.push(Unpacked::File(Given::Away(away)));
                    continue;
                }
                let name = away.name().to_owned();
                match source::whole(&mut *away, limits) {
                    Ok(bytes) => opener.open(InputFile { name, bytes }, 0),
                    Err(cause) => opener.fail(name, &cause),
                }
            }
        }
    }
    progress(Progress { phase: Phase::Unpacking, done, total });
    opener.found
}

struct Opener {
    found: Vec<Unpacked>,
    /// Bytes that archives may still expand to.
    left: u64,
}

impl Opener {
    fn open(&mut self, file: InputFile, depth: usize) {
        let kind = Archive::of(&file.bytes);
        if kind.is_none() || ignored_by_name(&file.name).is_some() {
            return self.found.push(Unpacked::File(Given::Held(file)));
        }
        if depth >= DEEPEST {
            return self.fail(file.name, "archives lie more than 3 deep in each other");
        }
        match kind {
            Some(Archive::Zip) => self.zip(file, depth),
            Some(Archive::Tar) => self.tar(file, depth),
            Some(Archive::Gzip) => self.gzip(file, depth),
            None => {}
        }
    }

    fn fail(&mut self, name: String, cause: &str) {
        let messages = vec![format!("cannot read `{name}`: {cause}")];
        self.close(name, FileStatus::Error, messages);
    }

    fn close(&mut self, name: String, status: FileStatus, messages: Vec<String>) {
        self.found.push(Unpacked::Closed(FileOutcome {
            name,
            status,
            recognised: Vec::new(),
            messages,
            bytes: 0,
        }));
    }

    /// Whether a file inside an archive is worth unpacking; if not, it is said why.
    fn wants(&mut self, name: &str) -> bool {
        let by_name = || (!is_worth_opening(name)).then_some("not JSON, by its name");
        match ignored_by_name(name).or_else(by_name) {
            Some(reason) => {
                self.close(name.to_owned(), FileStatus::Ignored, vec![reason.to_owned()]);
                false
            }
            None => true,
        }
    }

    fn zip(&mut self, file: InputFile, depth: usize) {
        let mut archive = match zip::ZipArchive::new(Cursor::new(&file.bytes)) {
            Ok(archive) => archive,
            Err(error) => return self.fail(file.name, &format!("not a whole zip archive: {error}")),
        };
        for at in 0..archive.len() {
            let mut entry = match archive.by_index(at) {
                Ok(entry) => entry,
                Err(error) => {
                    self.fail(format!("{}/#{at}", file.name), &error.to_string());
                    continue;
                }
            };
            if entry.is_dir() {
                continue;
            }
            let name = inner_name(&file.name, &String::from_utf8_lossy(entry.name_raw()));
            let packed = entry.compressed_size();
            if self.wants(&name) {
                self.entry(name, &mut entry, packed, depth);
            }
        }
    }

    fn tar(&mut self, file: InputFile, depth: usize) {
        let mut archive = tar::Archive::new(Cursor::new(&file.bytes));
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.fail(file.name, &format!("not a tar archive: {error}")),
        };
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.fail(file.name, &format!("the tar archive ends early: {error}")),
            };
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = inner_name(&file.name, &String::from_utf8_lossy(&entry.path_bytes()));
            let packed = entry.size();
            if self.wants(&name) {
                self.entry(name, &mut entry, packed, depth);
            }
        }
    }

    fn gzip(&mut self, file: InputFile, depth: usize) {
        let packed = file.bytes.len() as u64;
        let mut stream = flate2::read::MultiGzDecoder::new(file.bytes.as_slice());
        match self.pour(&mut stream, packed) {
            // `x.tar.gz` is one archive to people, so its two layers count as one and keep its name.
            Ok(bytes) if Archive::of(&bytes) == Some(Archive::Tar) => {
                self.tar(InputFile { name: file.name.clone(), bytes }, depth);
            }
            Ok(bytes) => {
                let name = file.name.strip_suffix(".gz").unwrap_or(&file.name).to_owned();
                self.open(InputFile { name, bytes }, depth + 1);
            }
            Err(cause) => self.fail(file.name.clone(), &cause),
        }
    }

    fn entry(&mut self, name: String, content: &mut dyn Read, packed: u64, depth: usize) {
        match self.pour(content, packed) {
            Ok(bytes) => self.open(InputFile { name, bytes }, depth + 1),
            Err(cause) => self.fail(name, &cause),
        }
    }

    /// Unpacks one file, and stops when it grows beyond reason.
    fn pour(&mut self, content: &mut dyn Read, packed: u64) -> Result<Vec<u8>, String> {
        let allowed = HARMLESS_OUT.max(packed.saturating_mul(MOST_RATIO)).min(self.left);
        let mut bytes = Vec::new();
        // One byte more than allowed tells a full file from one that goes on.
        let read = content.take(allowed.saturating_add(1)).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        if length > self.left {
            self.left = 0;
            let most = MOST_OUT >> 30;
            return Err(format!("the archives expand to more than {most} GiB; the rest is not unpacked"));
        }
        if length > allowed {
            return Err(format!("it expands to more than {MOST_RATIO} times its size; real JSON does not"));
        }
        self.left -= length;
        read.map(|_| bytes).map_err(|error| format!("it cannot be unpacked: {error}"))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    Zip,
    Tar,
    Gzip,
}

impl Archive {
    /// By the first bytes; tar has its mark inside the first header.
    pub(super) fn of(bytes: &[u8]) -> Option<Archive> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Some(Archive::Zip);
        }
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Some(Archive::Gzip);
        }
        (bytes.get(257..262) == Some(b"ustar")).then_some(Archive::Tar)
    }
}

/// A name under the archive's, without parts that would lead elsewhere.
fn inner_name(archive: &str, entry: &str) -> String {
    let parts =
        entry.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..") && !part.ends_with(':'));
    let mut name = archive.to_owned();
    for part in parts {
        name.push('/');
        name.push_str(part);
    }
    name
}

/// Why a file is not even opened: hidden, or made by an operating system for itself.
pub(super) fn ignored_by_name(name: &str) -> Option<&'static str> {
    let mut parts = name.split('/');
    if parts.clone().any(|part| part == "__MACOSX") {
        return Some("made by macOS beside the real files");
    }
    // `.` and `..` are folders on the command line, not hidden ones.
    parts.any(|part| part.starts_with('.') && !part.trim_matches('.').is_empty()).then_some("a hidden file")
}

fn extension(name: &str) -> Option<&str> {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension)
}

fn has_extension(name: &str, known: &[&str]) -> bool {
    extension(name).is_some_and(|extension| known.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Whether a name promises JSON, so that other content is an error and not just something else.
pub(super) fn is_json_by_name(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    match extension(name) {
        // LICENSE, README and Makefile are no promise; `-` and `vpcs` are.
        None => !file.chars().any(char::is_uppercase),
        Some(_) => has_extension(name, &["json", "jsonl", "ndjson", "tfstate", "tfplan"]),
    }
}

/// Whether a name is one of a template in YAML.
pub(super) fn is_yaml_by_name(name: &str) -> bool {
    has_extension(name, &["yaml", "yml", "template"])
}

fn is_worth_opening(name: &str) -> bool {
    is_json_by_name(name) || is_yaml_by_name(name) || has_extension(name, &["zip", "gz", "tgz", "tar"])
}
