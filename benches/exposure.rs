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

mod support;

use pathlight::api::{ExposureRequest, Session};
use support::{Stopwatch, figure, files, network, sizes};

fn main() {
    for size in &sizes() {
        let Some(folder) = network(size) else { continue };
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
                let watch = Stopwatch::start();
                rows = session.exposure(&request, &mut |_, _| true).unwrap().rows.len();
                times.push(watch.elapsed().as_secs_f64() * 1e3);
            }
            let first = times.remove(0);
            times.sort_by(f64::total_cmp);
            println!("  {what:<14} first {first:>9.3} ms   again {:>9.3} ms   {rows} rows", times[5]);
            figure(&format!("exposure, {what} {size}"), times[5] / 1e3);
        }
    }
}
