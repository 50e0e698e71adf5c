//! The built-in examples at both ends: the list that the page picks from, and `reach --example`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::process::{Command, Output};

use pathlight::api::{Language, Session, example_files, examples};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pathlight"))
        .args(arguments)
        .env_remove("PATHLIGHT_LANG")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Every example can be opened by its name, says in both languages what it teaches, and its files are read.
#[test]
fn examples_can_be_opened_by_name() {
    let (english, japanese) = (examples(Language::English), examples(Language::Japanese));
    assert!(english.len() >= 12, "{} examples", english.len());
    for (english, japanese) in english.iter().zip(&japanese) {
        let name = &english.name;
        assert_eq!(*name, japanese.name);
        assert!(["subnets", "filters", "vpcs", "onprem", "services"].contains(&&*english.topic), "{name}");
        assert!(
            [&english.title, &english.hint, &english.lesson].iter().all(|text| text.is_ascii()),
            "{name} in English"
        );
        assert!(
            [&japanese.title, &japanese.hint, &japanese.lesson].iter().all(|text| !text.is_ascii()),
            "{name} in Japanese"
        );
        let session = Session::load(example_files(name), &mut |_| ());
        assert!(session.files().len() > 5, "{name} holds {} files", session.files().len());
        let first = session.reach(&english.questions[0]).unwrap();
        assert!(first.notices.is_empty(), "{name}: {:?}", first.notices);
    }
    assert!(example_files("no-such-example").is_empty());
}

/// Without a question its own is asked, and standard error says what it teaches and what else to ask.
#[test]
fn each_answers_its_own_question() {
    for example in examples(Language::English) {
        let name = example.name.as_str();
        let output = run(&["reach", "--example", name, "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let exit = match answer["verdict"].as_str().unwrap() {
            "reachable" => 0,
            "partial" | "unreachable" => 1,
            other => panic!("{name}: {other}"),
        };
        assert_eq!(output.status.code(), Some(exit), "{name}");
        assert_eq!(answer["query"]["from"], example.questions[0].from.as_str(), "{name}");
        let lesson = said(&output.stderr);
        assert!(lesson.starts_with(&example.title), "{name}: {lesson}");
        assert_eq!(lesson.matches("  pathlight reach --example").count(), example.questions.len(), "{name}");
        // What it offers can be typed as it stands.
        for line in lesson.lines().filter_map(|line| line.trim().strip_prefix("pathlight ")) {
            let output = run(&line.split(' ').collect::<Vec<&str>>());
            assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {}", said(&output.stderr));
            assert!(output.stderr.is_empty(), "{line}: {}", said(&output.stderr));
        }
    }
}

#[test]
fn they_are_listed_in_both_languages() {
    let english = run(&["reach", "--example", "list"]);
    let japanese = run(&["reach", "--example", "list", "--lang", "ja"]);
    assert_eq!((english.status.code(), japanese.status.code()), (Some(0), Some(0)));
    for example in examples(Language::Japanese) {
        let is_row = |line: &&str| line.starts_with(&format!("{} ", example.name));
        assert!(said(&english.stdout).lines().any(|line| is_row(&line)), "{}", example.name);
        let row = said(&japanese.stdout).lines().find(is_row).unwrap();
        assert!(row.ends_with(&example.title), "{row}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (arguments, message) in [
        (&["reach", "--example", "no-such"][..], "no example is called `no-such`"),
        (&["reach", "--example", "peering", "--from", "app"], "a question has two ends"),
        (&["reach", "--example", "peering", "fixtures/example"], "cannot be used with"),
        (&["reach", "--from", "a", "--to", "b"], "required arguments were not provided"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(said(&output.stderr).contains(message), "{arguments:?}: {}", said(&output.stderr));
    }
}
