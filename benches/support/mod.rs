//! What the benchmarks share: the networks, the clock, and the figures for the table of `cargo xtask bench`.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pathlight::api::InputFile;

/// The numbers of interfaces to measure at, as `PATHLIGHT_BENCH_SIZES=1000,50000` asks.
pub(crate) fn sizes() -> Vec<String> {
    let sizes = env::var("PATHLIGHT_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,50000".to_owned());
    sizes.split(',').map(str::to_owned).collect()
}

/// The folder of netgen's network of this many interfaces, written on first use (`python3 ../shared/tools/netgen.py`);
/// `None`, with a line that says so, where it cannot be made.
pub(crate) fn network(interfaces: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/bench-data").join(interfaces);
    if folder.join("expect.jsonl").is_file() {
        return Some(folder);
    }
    let script = root.join("../shared/tools/netgen.py");
    if !script.is_file() {
        println!("{} is not there: nothing is measured at {interfaces} interfaces", script.display());
        return None;
    }
    fs::create_dir_all(&folder).unwrap();
    let made = Command::new("python3").arg(&script).arg(&folder).args(["--enis", interfaces]).status();
    made.is_ok_and(|status| status.success()).then_some(folder)
}

/// The documents of a folder, in order of their names.
pub(crate) fn files(folder: &Path) -> Vec<InputFile> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json") && !path.ends_with("size.json"));
    paths.sort();
    let read = |path: &PathBuf| InputFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

/// Binds this process to the processor that it runs on, so that one thread does all of it.
#[cfg(target_os = "linux")]
pub(crate) fn stay_on_one_processor() {
    use nix::sched::{CpuSet, sched_getcpu, sched_setaffinity};
    let mut own = CpuSet::new();
    own.set(sched_getcpu().unwrap()).unwrap();
    sched_setaffinity(nix::unistd::Pid::this(), &own).unwrap();
}

/// Elsewhere all processors are used.
#[cfg(not(target_os = "linux"))]
pub(crate) fn stay_on_one_processor() {}

/// Processor time of this thread, which other work on the machine stretches less; the clock's where there is none.
pub(crate) struct Stopwatch {
    clock: Instant,
    processor: Option<Duration>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { clock: Instant::now(), processor: processor() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        let spent = || processor()?.checked_sub(self.processor?);
        spent().unwrap_or_else(|| self.clock.elapsed())
    }
}

fn processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// A time of so many seconds, in words.
pub(crate) fn show(seconds: f64) -> String {
    match seconds {
        t if t < 1e-6 => format!("{:.0} ns", t * 1e9),
        t if t < 1e-3 => format!("{:.1} µs", t * 1e6),
        t if t < 1.0 => format!("{:.2} ms", t * 1e3),
        t => format!("{t:.2} s"),
    }
}

/// Hands a figure to the table: its name, and a number in seconds, bytes, bytes a second, or of no unit.
pub(crate) fn figure(name: &str, value: f64) {
    let Some(path) = env::var_os("PATHLIGHT_FIGURES") else { return };
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    writeln!(file, "{name}\t{value}").unwrap();
}

/// The exponent with which times grow with sizes, by least squares; `None` of fewer than two points.
pub(crate) fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    if points.len() < 2 {
        return None;
    }
    let points: Vec<(f64, f64)> = points.iter().map(|(size, time)| (size.ln(), time.ln())).collect();
    let many = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / many, y + point.1 / many));
    let top: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let bottom: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    Some(top / bottom)
}
