//! What a question about exposure costs on netgen's networks (see `load_and_ask.rs`): the first of a session, which sorts the
//! ends and compiles the sets, and the median of ten more. The thread's processor time, without loading and writing.
//!
//! `PATHLIGHT_BENCH_SIZES=1000,50000` for other sizes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pathlight::api::{ExposureRequest, InputFile, Session};

fn files(folder: &Path) -> Vec<InputFile> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.retain(|path| path.file_name().is_none_or(|name| name != "size.json"));
    paths.sort();
    let read = |path: &PathBuf| InputFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

/// Processor time of this thread so far; the clock's where there is none.
fn now(start: Instant) -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = text.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let sizes = env::var("PATHLIGHT_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,50000".to_owned());
    let clock = Instant::now();
    for size in sizes.split(',') {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data").join(size);
        if !folder.is_dir() {
            println!("no {}: `cargo bench --bench load_and_ask` makes it", folder.display());
            continue;
        }
        let session = Session::load(files(&folder), &mut |_| ());
        let end = session.network().instances.iter().next().unwrap().id.to_string();
        let asked = ExposureRequest::default();
        let from = ExposureRequest { from: Some(end.clone()), ..asked.clone() };
        let to = ExposureRequest { to: Some(end.clone()), ..asked.clone() };
        println!("{} interfaces; one end is {end}", session.network().interfaces.len());
        for (what, request) in [("the internet", asked), ("from one end", from), ("to one end", to)] {
            let mut times = Vec::new();
            let mut rows = 0;
            for _ in 0..11 {
                let begin = now(clock);
                rows = session.exposure(&request, &mut |_, _| true).unwrap().rows.len();
                times.push((now(clock).saturating_sub(begin)).as_secs_f64() * 1e3);
            }
            let first = times.remove(0);
            times.sort_by(f64::total_cmp);
            println!("  {what:<14} first {first:>9.3} ms   again {:>9.3} ms   {rows} rows", times[5]);
        }
    }
}
