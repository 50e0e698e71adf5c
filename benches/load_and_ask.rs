//! What it costs to load a network, and to ask it one question; and how both grow from 1,000 to 10,000 interfaces.
//!
//! The networks are netgen's (`python3 ../shared/tools/netgen.py`), written into `target/bench-data` on first use.
//! Where that script is not there, this says so and measures nothing. `PATHLIGHT_BENCH_SIZES=1000,50000` for others.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pathlight::api::{InputFile, ReachRequest, Session, Verdict};

/// The folder of a network of this many interfaces; `None` where it cannot be made.
fn network(interfaces: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/bench-data").join(interfaces);
    if folder.join("expect.jsonl").is_file() {
        return Some(folder);
    }
    let script = root.join("../shared/tools/netgen.py");
    if !script.is_file() {
        eprintln!("{} is not there: nothing is measured at {interfaces} interfaces", script.display());
        return None;
    }
    fs::create_dir_all(&folder).unwrap();
    let made = Command::new("python3").arg(&script).arg(&folder).args(["--enis", interfaces]).status();
    made.is_ok_and(|status| status.success()).then_some(folder)
}

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

fn questions(folder: &Path) -> Vec<ReachRequest> {
    let text = fs::read_to_string(folder.join("expect.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Processor time of this thread so far, which other work on the machine does not stretch; Linux only.
fn cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The median of five loads by processor time.
fn load_cpu(input: &[InputFile]) -> Option<Duration> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let input = input.to_vec();
        let start = cpu()?;
        let session = Session::load(input, &mut |_| ());
        times.push(cpu()?.checked_sub(start)?);
        drop(black_box(session));
    }
    times.sort_unstable();
    times.get(2).copied()
}

/// Every question once, timed alone: `median worst count`.
fn each_once(session: &Session, questions: &[ReachRequest]) -> (Duration, Duration) {
    let time = |question: &ReachRequest| {
        let start = Instant::now();
        black_box(session.reach(question).is_ok());
        start.elapsed()
    };
    let mut times: Vec<Duration> = questions.iter().map(time).collect();
    times.sort_unstable();
    (times.get(times.len() / 2).copied().unwrap_or_default(), times.last().copied().unwrap_or_default())
}

fn load_and_ask(criterion: &mut Criterion) {
    let sizes = env::var("PATHLIGHT_BENCH_SIZES").unwrap_or_else(|_| "1000,10000".to_owned());
    for size in sizes.split(',') {
        let Some(folder) = network(size) else { continue };
        let input = files(&folder);
        let bytes: usize = input.iter().map(|file| file.bytes.len()).sum();

        let mut loading = criterion.benchmark_group("load");
        loading.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap())).sample_size(10);
        loading.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(5));
        loading.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            // Neither the copy of the input nor the drop of the session is measured.
            bencher.iter_batched(
                || input.clone(),
                |input| Session::load(input, &mut |_| ()),
                BatchSize::PerIteration,
            );
        });
        loading.finish();

        if let Some(time) = load_cpu(&input) {
            let rate = bytes as f64 / time.as_secs_f64() / 1e6;
            println!("{size} interfaces: {bytes} bytes load in {time:?} of processor time, {rate:.0} MB/s");
        }
        let session = Session::load(input, &mut |_| ());
        let questions = questions(&folder);
        let (median, worst) = each_once(&session, &questions);
        println!(
            "{size} interfaces: {} different questions once each: median {median:?}, worst {worst:?}",
            questions.len()
        );

        let with = |wanted: Verdict, from: &str| {
            let fits = |question: &&ReachRequest| {
                question.from == from && session.reach(question).is_ok_and(|answer| answer.verdict == wanted)
            };
            questions.iter().find(fits).cloned()
        };
        let inside = |wanted: Verdict| {
            let fits = |question: &&ReachRequest| {
                question.from != "internet"
                    && question.to != "internet"
                    && session
                        .reach(question)
                        .is_ok_and(|answer| answer.verdict == wanted && answer.pairs.is_empty())
            };
            questions.iter().find(fits).cloned()
        };
        let whole =
            with(Verdict::Reachable, "internet").map(|question| ReachRequest { from_ip: None, ..question });
        let mut asking = criterion.benchmark_group("ask");
        asking.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
        let kinds = [
            ("reachable", inside(Verdict::Reachable)),
            ("blocked", inside(Verdict::Unreachable)),
            ("from an internet host", with(Verdict::Reachable, "internet")),
            ("from the whole internet", whole),
        ];
        for (name, question) in kinds {
            let Some(question) = question else { continue };
            asking.bench_function(BenchmarkId::new(name, size), |bencher| {
                bencher.iter(|| session.reach(black_box(&question)))
            });
        }
        asking.finish();
    }
}

criterion_group!(benches, load_and_ask);
criterion_main!(benches);
