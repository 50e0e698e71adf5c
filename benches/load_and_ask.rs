//! What it costs to load a network on one processor, and to ask it one question; and how both grow.
//!
//! The networks are netgen's (`support/mod.rs`). `PATHLIGHT_BENCH_SIZES=1000,50000` for other sizes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

mod support;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pathlight::api::{InputFile, ReachRequest, Session, Verdict};
use support::{Stopwatch, exponent, figure, files, network, sizes, stay_on_one_processor};

fn questions(folder: &Path) -> Vec<ReachRequest> {
    let text = fs::read_to_string(folder.join("expect.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The median of five loads by processor time.
fn load_time(input: &[InputFile]) -> Duration {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let input = input.to_vec();
            let watch = Stopwatch::start();
            let session = Session::load(input, &mut |_| ());
            let time = watch.elapsed();
            drop(black_box(session));
            time
        })
        .collect();
    times.sort_unstable();
    times[2]
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
    stay_on_one_processor();
    let mut loads = Vec::new();
    for size in &sizes() {
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

        let time = load_time(&input);
        let rate = bytes as f64 / time.as_secs_f64();
        println!(
            "{size} interfaces: {bytes} bytes load in {time:?} of processor time, {:.0} MB/s",
            rate / 1e6
        );
        figure(&format!("load {size}"), time.as_secs_f64());
        figure(&format!("load rate {size}"), rate);
        loads.push((bytes as f64, time.as_secs_f64()));
        let session = Session::load(input, &mut |_| ());
        let questions = questions(&folder);
        let (median, worst) = each_once(&session, &questions);
        println!(
            "{size} interfaces: {} different questions once each: median {median:?}, worst {worst:?}",
            questions.len()
        );
        figure(&format!("question {size}"), median.as_secs_f64());

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
    if let Some(growth) = exponent(&loads) {
        println!("loading grows with the exponent {growth:.2}");
        figure("growth of load, netgen", growth);
    }
}

criterion_group!(benches, load_and_ask);
criterion_main!(benches);
