//! `pathlight exposure`: the hand-made tables of cases, row by row, and what the command prints.
//!
//! The tables were derived from AWS's documentation by hand. This file only compares; it knows nothing of networks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Output};

use pathlight::api::{ExposureRequest, Session};
use serde::Deserialize;
use serde_json::Value;

/// The tables of a `case.toml`.
#[derive(Deserialize)]
struct Tables {
    #[serde(default)]
    exposure: Vec<Table>,
}

/// One question about exposure with all of its rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    from: Option<String>,
    to: Option<String>,
    /// `internet -> i-web: tcp 22,443 of 198.51.100.0/24 by igw-a IPv6`; only what is not all is written.
    rows: Vec<String>,
    /// The undetermined ones.
    #[serde(default)]
    open: Vec<String>,
}

fn names(row: &Value, key: &str) -> String {
    let list = row[key].as_array().unwrap();
    list.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(", ")
}

/// A row as tables write it.
fn written(row: &Value) -> String {
    let mut text =
        format!("{} -> {}: {}", names(row, "from"), names(row, "to"), row["protocol"].as_str().unwrap());
    for key in ["ports", "icmp"] {
        if let Some(value) = row[key].as_str() {
            text.push_str(&format!(" {value}"));
        }
    }
    for key in ["from_addresses", "to_addresses"] {
        if row.get(key).is_some() {
            text.push_str(&format!(" of {}", names(row, key)));
        }
    }
    let doors: BTreeSet<&str> =
        row["door"].as_array().unwrap().iter().map(|door| door["resource"].as_str().unwrap()).collect();
    if !doors.is_empty() {
        text.push_str(&format!(" by {}", doors.into_iter().collect::<Vec<_>>().join(", ")));
    }
    if row["family"] == 6 {
        text.push_str(" IPv6");
    }
    text
}

fn all(rows: &Value) -> BTreeSet<String> {
    rows.as_array().unwrap().iter().map(written).collect()
}

#[test]
fn tables_are_as_documented() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for case in support::cases() {
        let folder = if case.name.starts_with("examples/") { "fixtures" } else { "fixtures/cases" };
        let text = support::text(&format!("{folder}/{}/case.toml", case.name));
        let tables: Tables = toml::from_str(&text).unwrap();
        for (number, table) in tables.exposure.into_iter().enumerate() {
            compared += 1;
            let asked = ExposureRequest { from: table.from, to: table.to, ..ExposureRequest::default() };
            let got = case.session.exposure(&asked, &mut |_, _| true).unwrap();
            let got = serde_json::to_value(got).unwrap();
            for (what, want, got) in
                [("rows", table.rows, all(&got["rows"])), ("open", table.open, all(&got["undetermined"]))]
            {
                let want: BTreeSet<String> = want.into_iter().collect();
                let missing = want.difference(&got).map(|row| format!("    missing {row}"));
                let more = got.difference(&want).map(|row| format!("    too many {row}"));
                let lines: Vec<String> = missing.chain(more).collect();
                if !lines.is_empty() {
                    wrong.push(format!(
                        "{} exposure {} {what}:\n{}",
                        case.name,
                        number + 1,
                        lines.join("\n")
                    ));
                }
            }
        }
    }
    assert!(compared >= 12, "only {compared} tables found");
    assert!(wrong.is_empty(), "{} of {compared} tables:\n{}", wrong.len(), wrong.join("\n"));
}

fn example() -> Session {
    support::example().session
}

#[test]
fn a_long_question_can_be_cancelled() {
    let asked = ExposureRequest { from: Some("app-1".to_owned()), ..ExposureRequest::default() };
    let mut told = Vec::new();
    let refused = example().exposure(&asked, &mut |done, total| {
        told.push((done, total));
        done < 3
    });
    assert_eq!(refused.unwrap_err().code, "cancelled");
    assert_eq!(told.iter().map(|(done, _)| *done).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(told.iter().all(|(_, total)| *total > 3), "{told:?}");
}

#[test]
fn an_end_that_is_not_there_is_refused_with_the_nearest() {
    let asked = ExposureRequest { to: Some("orders-bd".to_owned()), ..ExposureRequest::default() };
    let refused = example().exposure(&asked, &mut |_, _| true).unwrap_err();
    assert_eq!(refused.code, "unknown-end");
    assert!(refused.help.contains("orders-db"), "{}", refused.help);
}

/// Takes the words out of a value, and tells whether a Japanese one had any.
fn without_words(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for key in ["summary", "label", "text", "language"] {
                fields.remove(key);
            }
            fields.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn japanese_rows_say_the_same() {
    for case in support::cases().into_iter().take(120).chain([support::example()]) {
        let ask = |language: &str| {
            let from = case.questions.first().map(|question| question.from.clone());
            let asked =
                ExposureRequest { from, language: Some(language.to_owned()), ..ExposureRequest::default() };
            let exposure = case.session.exposure(&asked, &mut |_, _| true).ok()?;
            Some(serde_json::to_value(exposure).unwrap())
        };
        let (Some(mut english), Some(mut japanese)) = (ask("en"), ask("ja")) else { continue };
        assert_ne!(english["summary"], japanese["summary"], "{}", case.name);
        without_words(&mut english);
        without_words(&mut japanese);
        assert_eq!(english, japanese, "{}", case.name);
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pathlight"))
        .args(arguments)
        .current_dir(support::root())
        .env_remove("PATHLIGHT_LANG")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn show(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    format!(
        "$ pathlight {}\n[exit {}]\n{}",
        arguments.join(" "),
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap()
    )
}

const EXAMPLE: &str = "fixtures/example";

#[test]
fn from_the_internet() {
    insta::assert_snapshot!(show(&["exposure", EXAMPLE]));
}

#[test]
fn from_an_end() {
    insta::assert_snapshot!(show(&["exposure", EXAMPLE, "--from", "app-1"]));
}

#[test]
fn to_an_end_in_japanese() {
    insta::assert_snapshot!(show(&["exposure", EXAMPLE, "--to", "orders-db", "--lang", "ja"]));
}

#[test]
fn not_known() {
    let input = "fixtures/cases/gaps/group-missing/snapshot.json";
    insta::assert_snapshot!(show(&["exposure", input, "--from", "i-web"]));
}

#[test]
fn csv() {
    let input = "fixtures/cases/sg/two-audiences/snapshot.json";
    insta::assert_snapshot!(show(&["exposure", input, "--format", "csv"]));
}

#[test]
fn json_is_one_object() {
    let output = run(&["exposure", EXAMPLE, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["rows"][0]["space"]["text"], "whole IPv4 internet");
}

#[test]
fn a_mistake_exits_with_two() {
    for wrong in [&["--from", "nobody"][..], &["--protocol", "tpc"], &["--family", "5"], &["--port", "70000"]]
    {
        let output = run(&[&["exposure", EXAMPLE], wrong].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty());
    }
}
