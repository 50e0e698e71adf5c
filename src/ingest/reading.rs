//! Reading one file after the other, natively several at a time. What comes out does not depend on who read what when.

use super::partial::Partial;
use super::reader::Interner;
use super::source::{self, Given, Limits, Source};
#[cfg(not(target_arch = "wasm32"))]
use super::split;
use super::window::{self, SMALL};
use super::{FileOutcome, FileStatus, InputFile, Phase, Progress, archive, document};
use crate::model::{FileIx, Order};
use archive::Unpacked;
use document::{Malformed, Reading};

/// A file, the outcome of reading it, and what it said.
type Read = (FileIx, FileOutcome, Partial);

/// Reads all files; gives outcomes and what they said in the files' order.
pub(super) fn all(
    files: Vec<Unpacked>,
    limits: Limits,
    progress: &mut dyn FnMut(Progress),
) -> (Vec<FileOutcome>, Partial) {
    let total: u64 = files.iter().map(Unpacked::size).sum();
    let mut tell = |done| progress(Progress { phase: Phase::Reading, done, total });
    tell(0);
    let (mut held, mut away, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for (file, number) in files.into_iter().zip(0..) {
        match file {
            Unpacked::Closed(outcome) => read.push((FileIx(number), outcome, Partial::default())),
            Unpacked::File(Given::Held(file)) => held.push((FileIx(number), file)),
            Unpacked::File(Given::Away(source)) => away.push((FileIx(number), source)),
        }
    }
    // A file is freed once it was read: the smaller ones first, there is room for the model of the largest.
    held.order_by_key(|(number, file)| (file.bytes.len(), *number));
    let mut done = held.iter().map(|(_, file)| file.bytes.len() as u64).sum();
    read.append(&mut all_held(held, total, &mut tell));
    let mut ids = Interner::for_bytes(usize::try_from(total - done).unwrap_or_default());
    for (number, mut source) in away {
        let size = source.size();
        let mut part_done = |part: u64| tell(done + part);
        let (outcome, said) = one_away(number, &mut *source, limits, &mut ids, &mut part_done);
        read.push((number, outcome, said));
        done += size;
        tell(done);
    }
    read.order_by_key(|(number, ..)| *number);
    let mut said = Partial::default();
    let mut outcomes = Vec::with_capacity(read.len());
    for (_, outcome, partial) in read {
        outcomes.push(outcome);
        said.append(partial);
    }
    (outcomes, said)
}

/// Reads files that are in memory, on this thread alone.
#[cfg(target_arch = "wasm32")]
fn all_held(files: Vec<(FileIx, InputFile)>, total: u64, tell: &mut dyn FnMut(u64)) -> Vec<Read> {
    one_by_one(files, total, 0, tell)
}

/// Reads files that are in memory, with as many threads as there are processors.
#[cfg(not(target_arch = "wasm32"))]
fn all_held(files: Vec<(FileIx, InputFile)>, total: u64, tell: &mut dyn FnMut(u64)) -> Vec<Read> {
    /// Less than this is read before a second thread has started.
    const WORTH_A_THREAD: u64 = 1 << 20;
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    if processors < 2 || total < WORTH_A_THREAD {
        return one_by_one(files, total, 0, tell);
    }
    // What all threads read together comes one by one, as it takes less memory; the rest side by side.
    let (together, apart): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(_, file)| split::suits(&file.bytes));
    let done = apart.iter().map(|(_, file)| file.bytes.len() as u64).sum();
    let threads = processors.min(apart.len());
    let mut read = side_by_side(apart, total, threads, tell);
    read.append(&mut one_by_one(together, total, done, tell));
    read
}

/// Reads files with several threads; in what order they come is not certain.
#[cfg(not(target_arch = "wasm32"))]
fn side_by_side(
    files: Vec<(FileIx, InputFile)>,
    total: u64,
    threads: usize,
    tell: &mut dyn FnMut(u64),
) -> Vec<Read> {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Mutex, PoisonError};

    let share = usize::try_from(total).unwrap_or_default() / threads.max(1);
    // The largest first, so that no thread begins a large one when the others are done.
    let waiting = Mutex::new(files);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let done = AtomicU64::new(0);
    let work = |tell: &mut dyn FnMut(u64)| {
        let mut ids = Interner::for_bytes(share);
        let mut read: Vec<Read> = Vec::new();
        while let Some((number, file)) = next() {
            let (outcome, said) = one_held(number, &file, &mut ids);
            read.push((number, outcome, said));
            let size = file.bytes.len() as u64;
            tell(done.fetch_add(size, Ordering::Relaxed) + size);
        }
        read
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| work(&mut |_| ()))).collect();
        let mut read = work(tell);
        for other in others {
            match other.join() {
                Ok(mut more) => read.append(&mut more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read
    })
}

/// Reads files on this thread; so many bytes were read before.
fn one_by_one(
    files: Vec<(FileIx, InputFile)>,
    total: u64,
    before: u64,
    tell: &mut dyn FnMut(u64),
) -> Vec<Read> {
    let mut ids = Interner::for_bytes(usize::try_from(total).unwrap_or_default());
    let mut read = Vec::with_capacity(files.len());
    let mut done = before;
    for (number, file) in files {
        let (outcome, said) = one_held(number, &file, &mut ids);
        read.push((number, outcome, said));
        done += file.bytes.len() as u64;
        tell(done);
    }
    read
}

/// Reads a file that is in memory.
fn one_held(number: FileIx, file: &InputFile, ids: &mut Interner) -> (FileOutcome, Partial) {
    let size = file.bytes.len() as u64;
    if let Some(reason) = archive::ignored_by_name(&file.name) {
        return told(&file.name, size, FileStatus::Ignored, vec![reason.to_owned()]);
    }
    match document::read(number, &file.name, &file.bytes, ids) {
        Ok(reading) => understood(&file.name, size, reading),
        Err(error) => malformed(number, file, &error),
    }
}

/// Reads a file that waits: through a window where it is large, else as a whole.
fn one_away(
    number: FileIx,
    source: &mut dyn Source,
    limits: Limits,
    ids: &mut Interner,
    tell: &mut dyn FnMut(u64),
) -> (FileOutcome, Partial) {
    let (name, size) = (source.name().to_owned(), source.size());
    if let Some(reason) = archive::ignored_by_name(&name) {
        return told(&name, size, FileStatus::Ignored, vec![reason.to_owned()]);
    }
    if size > SMALL
        && let Some(reading) = window::read(number, source, ids, window::STEP, tell)
    {
        return understood(&name, size, reading);
    }
    match source::whole(source, limits) {
        Ok(bytes) => one_held(number, &InputFile { name, bytes }, ids),
        Err(cause) => told(&name, size, FileStatus::Error, vec![format!("cannot read `{name}`: {cause}")]),
    }
}

/// The outcome for a file of which nothing was read.
fn told(name: &str, bytes: u64, status: FileStatus, messages: Vec<String>) -> (FileOutcome, Partial) {
    let recognised = Vec::new();
    (FileOutcome { name: name.to_owned(), status, recognised, messages, bytes }, Partial::default())
}

fn malformed(number: FileIx, file: &InputFile, error: &Malformed) -> (FileOutcome, Partial) {
    let size = file.bytes.len() as u64;
    if archive::is_yaml_by_name(&file.name) && document::is_yaml_template(&file.bytes) {
        return understood(&file.name, size, document::yaml_template(number));
    }
    if !archive::is_json_by_name(&file.name) {
        let reason = "not JSON, by its name and its content";
        return told(&file.name, size, FileStatus::Ignored, vec![reason.to_owned()]);
    }
    let Malformed { line, column, cause } = error;
    let message = format!("cannot read `{}`: line {line}, column {column}: {cause}", file.name);
    let hint = "only JSON is read; was the output of the command cut off, or is it in another format?";
    told(&file.name, size, FileStatus::Error, vec![message, hint.to_owned()])
}

fn understood(name: &str, bytes: u64, reading: Reading) -> (FileOutcome, Partial) {
    let Reading { said, recognised, skipped, keys } = reading;
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
    (FileOutcome { name: name.to_owned(), status, recognised, messages, bytes }, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_change_nothing() {
        let file = |at: u32| {
            let (id, name) = (at % 7, if at.is_multiple_of(5) { "same" } else { "other" });
            let text = format!(
                r#"{{"Subnets": [{{"SubnetId": "subnet-{id}", "VpcId": "vpc-1", "CidrBlock": "10.0.{at}.0/24",
                "Tags": [{{"Key": "Name", "Value": "{name}"}}]}}, {{"SubnetId": ""}}]}}"#
            );
            (FileIx(at), InputFile { name: format!("{at}.json"), bytes: text.into_bytes() })
        };
        let mut read = Vec::new();
        for threads in [1, 2, 5, 40] {
            let mut found = side_by_side((0..30).map(file).collect(), 1000, threads, &mut |_| ());
            found.sort_by_key(|(number, ..)| *number);
            read.push(format!("{found:?}"));
        }
        assert!(read.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(read[0].matches("no SubnetId").count(), 30);
    }
}
