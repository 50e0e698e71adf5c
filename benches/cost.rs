//! What one thing costs, in a process of its own: for instruction counters, profilers and peak memory.
//!
//! `cost load FOLDER ROUNDS` loads all documents of a folder, `cost ask FOLDER ROUNDS` loads once and then asks the
//! folder's questions (`expect.jsonl`) in turn. Two counts of rounds, subtracted, leave what a round costs.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pathlight::api::{InputFile, ReachRequest, Session};

fn files(folder: &Path) -> Vec<InputFile> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json") && !path.ends_with("size.json"));
    paths.sort();
    let read = |path: &PathBuf| InputFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

/// Processor time of all threads so far, and of wall clock where there is none.
fn cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).map(Duration::from_nanos).unwrap_or_default()
}

/// A line of /proc/self/status in bytes; 0 where there is none.
fn status(key: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok()).unwrap_or_default() * 1024
}

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [what, folder, rounds] = args.as_slice() else {
        println!("usage: cost load|ask FOLDER ROUNDS");
        return;
    };
    let folder = Path::new(folder);
    let rounds: usize = rounds.parse().unwrap();
    let bytes: usize = files(folder).iter().map(|file| file.bytes.len()).sum();
    if what == "load" {
        for _ in 0..rounds {
            let input = files(folder);
            let start = cpu();
            let session = Session::load(input, &mut |_| ());
            let took = cpu() - start;
            let rate = bytes as f64 / took.as_secs_f64() / 1e6;
            println!(
                "load {took:?} {rate:.0} MB/s, peak {} bytes, now {} bytes, input {bytes} bytes",
                status("VmHWM"),
                status("VmRSS")
            );
            drop(black_box(session));
        }
        return;
    }
    let text = fs::read_to_string(folder.join("expect.jsonl")).unwrap();
    let questions: Vec<ReachRequest> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let session = Session::load(files(folder), &mut |_| ());
    let start = cpu();
    for question in questions.iter().cycle().take(rounds) {
        black_box(session.reach(question).is_ok());
    }
    println!("ask {:?} a question", (cpu() - start).checked_div(u32::try_from(rounds.max(1)).unwrap()));
}
