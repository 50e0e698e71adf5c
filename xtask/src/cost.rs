//! `cargo xtask test cost`: instructions of the hot loops, counted by callgrind, beside those written down.

use std::fs;
use std::path::PathBuf;

use crate::tools::{Outcome, cargo, command, root};

/// What may be over the figure that is written down.
const TOLERANCE: f64 = 1.05;

/// A loop, the network that it is counted on, the function whose instructions count, and how often it is called.
struct Loop {
    name: &'static str,
    network: &'static str,
    unit: &'static str,
    function: &'static str,
    rounds: u32,
}

/// A loop of the set engine, on an irregular network.
const fn sets(name: &'static str, unit: &'static str, function: &'static str, rounds: u32) -> Loop {
    Loop { name, network: "irregular:2000", unit, function, rounds }
}

const LOOPS: &[Loop] = &[
    Loop {
        name: "load",
        network: "made:2000",
        unit: "a load of 2,000 interfaces",
        function: "pathlight::api::session::Session::load",
        rounds: 1,
    },
    Loop {
        name: "ask",
        network: "made:2000",
        unit: "a question",
        function: "pathlight::api::session::Session::reach",
        rounds: 500,
    },
    sets("compile", "sets of 2,000 interfaces", "cost::sets::compile", 1),
    sets("pair", "all that passes between two", "cost::sets::pair", 20_000),
    sets("one", "what one reaches, and what reaches it", "cost::sets::one", 100),
    sets("all", "all pairs of 2,000 interfaces", "cost::sets::all", 3),
    sets("exposure", "what the internet reaches, first and again", "cost::sets::exposure", 2),
];

fn record() -> PathBuf {
    root().join("benches/instructions.txt")
}

pub fn cost() -> Outcome {
    if command("valgrind", &["--version"]).output().is_err() {
        println!("valgrind is not there: instructions are not counted");
        return Ok(());
    }
    let text = fs::read_to_string(record()).map_err(|error| format!("benches/instructions.txt: {error}"))?;
    let host = host()?;
    let mut wrong = Vec::new();
    for one in LOOPS {
        let counted = count(&host, one)? / u64::from(one.rounds);
        let Some(written) = figure(&text, one.name) else {
            wrong.push(format!("benches/instructions.txt has no line `{} {counted}`", one.name));
            continue;
        };
        let ratio = counted as f64 / written as f64;
        println!(
            "{}: {counted} instructions for {}, {written} written down ({ratio:.3})",
            one.name, one.unit
        );
        if ratio > TOLERANCE {
            wrong.push(format!(
                "`{}` takes {:.1} % more instructions than benches/instructions.txt says: make it cheaper, or write \
                 {counted} there and say why",
                one.name,
                (ratio - 1.0) * 100.0
            ));
        } else if ratio < 2.0 - TOLERANCE {
            println!(
                "   cheaper than it was: write {counted} into benches/instructions.txt, so that it stays so"
            );
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// The figure of a loop: a line `name figure`, `#` for remarks.
pub fn figure(text: &str, name: &str) -> Option<u64> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    let mut words = lines.map(str::split_whitespace);
    words.find_map(|mut words| if words.next() == Some(name) { words.next()?.parse().ok() } else { None })
}

/// This machine's target, for the name of the variable that names cargo's runner.
fn host() -> Outcome<String> {
    let output =
        command("rustc", &["-vV"]).output().map_err(|error| format!("`rustc` did not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(|host| host.to_uppercase().replace('-', "_"))
        .ok_or_else(|| "`rustc -vV` names no host".to_owned())
}

/// Instructions inside the function, in all calls of a run.
fn count(host: &str, one: &Loop) -> Outcome<u64> {
    let mut bench = cargo(&["bench", "--quiet", "--package", "pathlight", "--bench", "cost", "--"]);
    bench.args([one.name, one.network]).arg(one.rounds.to_string());
    let runner =
        format!("valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect={}", one.function);
    bench.env(format!("CARGO_TARGET_{host}_RUNNER"), runner);
    let output = bench.output().map_err(|error| format!("cargo did not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    collected(&text).ok_or_else(|| format!("callgrind told no number:\n{text}"))
}

/// `==123== Collected : 456`
fn collected(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.split_once("Collected :"));
    line.and_then(|(_, number)| number.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        assert_eq!(collected("==1== Events    : Ir\n==1== Collected : 456\n"), Some(456));
        assert_eq!(figure("# about\nload 12 # of bytes\nask 3", "load"), Some(12));
        assert_eq!(figure("load 12\nask 3", "ask"), Some(3));
        assert_eq!(figure("load 12", "ask"), None);
    }
}
