//! The saved corpus of the fuzz targets, replayed on stable Rust: what once was worth finding stays found.
//!
//! `tests/fuzz/corpus/TARGET/` holds the bytes; `cargo xtask fuzz` looks for more.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "test code"
)]

#[path = "fuzz/harness.rs"]
mod harness;

use std::fs;
use std::path::Path;

/// Runs a target on each file of its corpus, and names the file that it falls over.
fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 10, "{} holds only {} files", folder.display(), files.len());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let outcome = std::panic::catch_unwind(|| run(&bytes));
        assert!(outcome.is_ok(), "{target} falls over {}", file.display());
    }
}

#[test]
fn any_bytes_are_read() {
    replay("ingest_bytes", harness::ingest_bytes);
}

#[test]
fn any_network_is_asked() {
    replay("load_then_ask", harness::load_then_ask);
}

#[test]
fn any_network_is_drawn() {
    replay("svg_is_well_formed", harness::svg_is_well_formed);
}

#[test]
fn json_is_what_serde_calls_json() {
    replay("json_is_json", harness::json_is_json);
}

#[test]
fn any_question_is_answered_or_refused() {
    replay("any_question", harness::any_question);
}
