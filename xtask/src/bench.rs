//! `cargo xtask bench`: what everything costs, natively and in Chromium, on one machine in one run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::goals;
use crate::tools::{Outcome, cargo, command, need_browser, need_npm_packages, root, run, target_dir};
use crate::{site, size};

/// One part of the table: a name to pick it by, what it measures, and how.
struct Part {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
}

const PARTS: &[Part] = &[
    Part { name: "machine", about: "where this was measured", run: machine },
    Part { name: "native", about: "loading and asking, with growth", run: native },
    Part { name: "sets", about: "the set engine, beside a plain scan of the rules", run: sets },
    Part { name: "exposure", about: "what the internet, or one end, can reach", run: exposure },
    Part { name: "sets-wasm", about: "the set engine as wasm, in Node", run: sets_wasm },
    Part { name: "memory", about: "peak memory of one load, in a process of its own", run: memory },
    Part { name: "parse", about: "JSON.parse in Node, of the same bytes", run: node_parse },
    Part {
        name: "size",
        about: "bytes of the wasm on the wire, with and without the picture",
        run: size::parts,
    },
    Part { name: "browser", about: "the shipped wasm in Chromium, beside JSON.parse", run: browser },
    Part { name: "large", about: "half a gigabyte in Chromium, up to the first answer", run: large },
];

/// The networks' sizes in interfaces: the largest is loaded in the browser, too.
fn sizes() -> Vec<String> {
    let sizes = std::env::var("PATHLIGHT_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,50000".to_owned());
    sizes.split(',').map(str::to_owned).collect()
}

pub fn bench(args: &[String]) -> Outcome {
    if let Some(unknown) = args.iter().find(|arg| !PARTS.iter().any(|part| part.name == **arg)) {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!("bench: no part `{unknown}`; there are {}", names.join(", ")));
    }
    // Figures of an earlier run stay only where their part is not measured again.
    if args.is_empty() {
        let _ = fs::remove_file(figures());
    }
    for part in PARTS.iter().filter(|part| args.is_empty() || args.iter().any(|arg| arg == part.name)) {
        println!("── {}: {}", part.name, part.about);
        (part.run)()?;
    }
    let text = fs::read_to_string(figures()).unwrap_or_default();
    println!("── what was asked for, and what was measured\n\n{}", goals::table(&text));
    Ok(())
}

/// Where the parts hand their figures to: `name TAB value`, the last of a name counts.
pub fn figures() -> PathBuf {
    root().join("target/bench-data/figures.tsv")
}

/// A benchmark of cargo's, with the sizes and the place for figures.
fn benchmark(name: &str) -> Command {
    let mut bench = cargo(&["bench", "--package", "pathlight", "--bench", name]);
    bench.env("PATHLIGHT_BENCH_SIZES", sizes().join(",")).env("PATHLIGHT_FIGURES", figures());
    bench
}

fn machine() -> Outcome {
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processors = text("/proc/cpuinfo");
    let models: Vec<&str> = processors.lines().filter(|line| line.starts_with("model name")).collect();
    let model =
        models.first().and_then(|line| line.split_once(':')).map_or("unknown", |(_, name)| name.trim());
    let load = text("/proc/loadavg");
    println!("{} × {model}, load average {}", models.len().max(1), load.trim());
    run(&mut command("rustc", &["--version"]))
}

fn native() -> Outcome {
    run(&mut benchmark("load_and_ask"))
}

fn sets() -> Outcome {
    run(&mut benchmark("sets"))
}

fn sets_wasm() -> Outcome {
    let folder = target_dir().join("bench-pkg");
    site::engine(&["--features", "bench"], &folder)?;
    let mut measure = command("node", &["benches/browser/sets.mjs"]);
    run(measure.arg(largest()?).arg(folder).env("PATHLIGHT_FIGURES", figures()))
}

fn exposure() -> Outcome {
    run(&mut benchmark("exposure"))
}

/// The folder of the largest network; the native part makes it.
fn largest() -> Outcome<PathBuf> {
    let sizes = sizes();
    let largest = sizes.last().map_or("1000", String::as_str);
    let folder = root().join("target/bench-data").join(largest);
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(format!("`{}` is not there; `cargo xtask bench native` makes it", folder.display()))
}

fn memory() -> Outcome {
    let folder = largest()?;
    run(benchmark("cost").args(["--", "load"]).arg(folder).arg("1"))
}

fn node_parse() -> Outcome {
    let mut parse = command("node", &["benches/browser/parse.mjs"]);
    run(parse.arg(largest()?).env("PATHLIGHT_FIGURES", figures()))
}

/// The interfaces of some 500 MB.
const LARGE: &str = "100000";

fn large() -> Outcome {
    need_npm_packages()?;
    let browser = need_browser()?;
    site::bindings()?;
    let folder = root().join("target/bench-data").join(LARGE);
    if !folder.join("expect.jsonl").is_file() {
        let script = root().join("../shared/tools/netgen.py");
        if !script.is_file() {
            println!("{} is not there: nothing is measured", script.display());
            return Ok(());
        }
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
        run(command("python3", &[]).arg(&script).arg(&folder).args(["--enis", LARGE]))?;
    }
    let mut measure = command("node", &["benches/browser/large.mjs"]);
    measure.arg(folder).env("CHROME", &browser.chromium).env("PATHLIGHT_FIGURES", figures());
    run(&mut measure)
}

fn browser() -> Outcome {
    need_npm_packages()?;
    let browser = need_browser()?;
    site::bindings()?;
    let mut measure = command("node", &["benches/browser/run.mjs"]);
    measure.arg(largest()?).env("CHROME", &browser.chromium).env("PATHLIGHT_FIGURES", figures());
    run(&mut measure)
}
