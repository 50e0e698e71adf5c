//! `cargo xtask fuzz`: the targets of `tests/fuzz`, each for a while. Never part of `cargo xtask test`, which replays
//! the saved corpus instead.

use std::fs;

use crate::tools::{Outcome, command, root, run, target_dir};

/// The targets, as `tests/fuzz/Cargo.toml` names them.
const TARGETS: &[&str] =
    &["ingest_bytes", "json_is_json", "any_question", "load_then_ask", "svg_is_well_formed"];

pub fn fuzz(args: &[String]) -> Outcome {
    let mut seconds = 60;
    let mut wanted = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--seconds" {
            let number = args.next().and_then(|text| text.parse::<u32>().ok());
            seconds = number.ok_or("fuzz: `--seconds` needs a number")?;
        } else if TARGETS.contains(&arg.as_str()) {
            wanted.push(arg.as_str());
        } else {
            return Err(format!("fuzz: no target `{arg}`; there are {}", TARGETS.join(", ")));
        }
    }
    if wanted.is_empty() {
        wanted = TARGETS.to_vec();
    }
    need()?;
    for target in wanted {
        println!("── {target}, {seconds} s");
        // What is found goes below target/; what is worth keeping is put into tests/fuzz/corpus by hand.
        let found = target_dir().join("fuzz/corpus").join(target);
        fs::create_dir_all(&found).map_err(|error| format!("cannot make `{}`: {error}", found.display()))?;
        let saved = root().join("tests/fuzz/corpus").join(target);
        let (found, saved) = (found.to_string_lossy(), saved.to_string_lossy());
        let limit = format!("-max_total_time={seconds}");
        let arguments = [
            "+nightly",
            "fuzz",
            "run",
            "--fuzz-dir",
            "tests/fuzz",
            target,
            &found,
            &saved,
            "--",
            &limit,
            "-timeout=20",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
        ];
        run(command("cargo", &arguments)
            .current_dir(root())
            .env("CARGO_TARGET_DIR", target_dir().join("fuzz")))?;
    }
    Ok(())
}

/// Says what is missing, and how to get it.
fn need() -> Outcome {
    let answers =
        |program: &str, args: &[&str]| command(program, args).output().is_ok_and(|out| out.status.success());
    if !answers("cargo", &["+nightly", "--version"]) {
        return Err("fuzzing needs nightly Rust: `rustup toolchain install nightly`".to_owned());
    }
    if !answers("cargo", &["fuzz", "--version"]) {
        return Err("fuzzing needs cargo-fuzz: `cargo install cargo-fuzz --locked`".to_owned());
    }
    Ok(())
}
