//! `cargo xtask test size`: what the engine weighs on the wire, beside what is written down.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::tools::{Outcome, command, root, target_dir};
use crate::{bench, cost, site};

/// What may be over the figure that is written down.
const TOLERANCE: f64 = 1.05;

/// `gzip -9`, as Node has it everywhere.
const GZIP: &str = "console.log(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]), \
                    { level: 9 }).length)";

pub fn size() -> Outcome {
    site::bindings()?;
    let record = root().join("benches/size.txt");
    let text = fs::read_to_string(record).map_err(|error| format!("benches/size.txt: {error}"))?;
    let written = cost::figure(&text, "wasm").ok_or("benches/size.txt has no line `wasm BYTES`")?;
    let bytes = packed(&root().join("www/pkg"))?;
    let ratio = bytes as f64 / written as f64;
    println!("the engine: {bytes} bytes after gzip -9, {written} written down ({ratio:.3})");
    if ratio > TOLERANCE {
        return Err(format!(
            "the engine is {:.1} % larger than benches/size.txt says: make it smaller, or write {bytes} there and say why",
            (ratio - 1.0) * 100.0
        ));
    }
    if ratio < 2.0 - TOLERANCE {
        println!("   smaller than it was: write {bytes} into benches/size.txt, so that it stays so");
    }
    Ok(())
}

/// The engine with and without the picture.
pub fn parts() -> Outcome {
    site::bindings()?;
    tell("wasm gzip", packed(&root().join("www/pkg"))?)?;
    let folder = target_dir().join("without-picture");
    site::engine(&["--no-default-features"], &folder)?;
    tell("wasm gzip without the picture", packed(&folder)?)
}

/// Prints a figure, and hands it to the table at the end.
fn tell(name: &str, bytes: u64) -> Outcome {
    println!("{name}: {bytes} bytes");
    let figures = fs::OpenOptions::new().create(true).append(true).open(bench::figures());
    figures
        .and_then(|mut file| writeln!(file, "{name}\t{bytes}"))
        .map_err(|error| format!("target/bench-data/figures.tsv: {error}"))
}

/// What `gzip -9` makes of the engine in a folder, in bytes.
fn packed(folder: &Path) -> Outcome<u64> {
    let engine = folder.join("pathlight_bg.wasm");
    let output = command("node", &["-e", GZIP]).arg(engine).output();
    let output = output.map_err(|error| format!("`node` did not start: {error}"))?;
    let number = String::from_utf8_lossy(&output.stdout);
    number.trim().parse().map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}
