//! `pathlight exposure`: the hand-made tables of cases, row by row, and what the command prints.
//!
//! The tables were derived from AWS's documentation by hand. This file only compares; it knows nothing of networks.
//! `PATHLIGHT_EXPOSURE=180` asks so many random networks.
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

#[path = "support/both_ways.rs"]
mod both_ways;
#[path = "support/judges.rs"]
mod judges;
mod support;

use std::collections::BTreeSet;
use std::process::{Command, Output};

use judges::ask::load;
use judges::generate::network;
use pathlight::api::{ExposureRequest, ReachRequest, Scalar, Session};
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

/// The first and the last of a row's ends, and one between.
fn some<'r>(row: &'r Value, key: &str) -> Vec<&'r str> {
    let all = row[key].as_array().unwrap();
    let picked: BTreeSet<usize> = [0, all.len() / 2, all.len() - 1].into();
    picked.into_iter().map(|at| all[at].as_str().unwrap()).collect()
}

/// The point that a row shows, asked between two of its ends.
fn point(row: &Value, from: &str, to: &str) -> ReachRequest {
    let (family, witness) = (row["family"].as_i64().unwrap(), &row["witness"]);
    let number = |key: &str| witness[key].as_i64().map(Scalar::Number);
    let is_many = |end: &str| ["internet", "onprem"].contains(&end) || end.starts_with("service:");
    let host = |end: &str, key: &str| is_many(end).then(|| witness[key].as_str().unwrap().to_owned());
    ReachRequest {
        from: from.to_owned(),
        to: to.to_owned(),
        from_ip: host(from, "from"),
        to_ip: host(to, "to"),
        family: Some(Scalar::Number(family)),
        protocol: witness["protocol"].as_str().map(|protocol| Scalar::Text(protocol.to_owned())),
        port: number("port"),
        source_port: number("source_port"),
        icmp_type: number("icmp_type"),
        icmp_code: number("icmp_code"),
        ..ReachRequest::default()
    }
}

/// Asks the packets that rows show, between ends that they name: verdict, doors and lines are the walk's, not only for the
/// ends that stood for the others. How many were asked is added up.
fn check(session: &Session, asked: &ExposureRequest, seen: &mut [usize; 3]) -> Vec<String> {
    let Ok(exposure) = session.exposure(asked, &mut |_, _| true) else { return Vec::new() };
    let exposure = serde_json::to_value(exposure).unwrap();
    let mut wrong = Vec::new();
    let lists = ["rows", "undetermined"].map(|key| exposure[key].as_array().unwrap());
    let rows = lists.into_iter().flatten().filter(|row| !row["witness"].is_null());
    for row in rows {
        let pairs = some(row, "from")
            .into_iter()
            .flat_map(|from| some(row, "to").into_iter().map(move |to| (from, to)));
        for (from, to) in pairs.filter(|(from, to)| from != to) {
            let answer = support::answer(session, &point(row, from, to));
            // What stands for several interfaces is as many questions.
            if answer.get("pairs").is_some() || answer["forward"].is_null() {
                continue;
            }
            let verdict = answer["verdict"].as_str().unwrap();
            let is_open = row["verdict"] == "undetermined";
            let fits =
                if is_open { verdict == "undetermined" } else { ["reachable", "partial"].contains(&verdict) };
            let mut problems = Vec::new();
            if !fits {
                problems.push(format!("the walk says {verdict}"));
            }
            seen[usize::from(is_open)] += 1;
            let hops = answer["forward"]["hops"].as_array().unwrap();
            let doors = row["door"].as_array().unwrap();
            seen[2] += doors.len();
            // Of several ways, or several targets, the row's walk and the point's may show different ones.
            let is_one_way =
                hops.iter().all(|hop| hop["outcome"] == "passes" && hop["kind"] != "load-balancer");
            for door in doors.iter().filter(|_| is_one_way) {
                if !hops.iter().any(|hop| hop["resource"] == door["resource"]) {
                    problems.push(format!("the walk does not go by {door}"));
                }
            }
            for hop in hops.iter().filter(|hop| is_one_way && !is_open && !hop["by"].is_null()) {
                let is_filter = ["security-group", "network-acl"].contains(&hop["kind"].as_str().unwrap());
                if is_filter && !row["by"].as_array().unwrap().contains(&hop["by"]) {
                    problems.push(format!("the walk is let through by {}", hop["by"]));
                }
            }
            wrong.extend(problems.into_iter().map(|what| format!("{from} -> {to}: {what}: {row}")));
        }
    }
    wrong
}

fn exposures(session: &Session, ends: usize) -> Vec<ExposureRequest> {
    let mut all = vec![ExposureRequest::default()];
    let interfaces = session.network().interfaces.iter();
    for end in interfaces.map(|interface| interface.id.to_string()).take(ends) {
        all.push(ExposureRequest { from: Some(end.clone()), ..ExposureRequest::default() });
        all.push(ExposureRequest { to: Some(end), ..ExposureRequest::default() });
    }
    all.push(ExposureRequest { from: Some("internet".to_owned()), ..ExposureRequest::default() });
    all
}

/// How many random networks are asked.
fn networks() -> u32 {
    std::env::var("PATHLIGHT_EXPOSURE").ok().and_then(|text| text.parse().ok()).unwrap_or(45)
}

#[test]
fn every_row_is_what_a_walk_says_of_the_packet_it_shows() {
    let (mut wrong, mut seen) = (Vec::new(), [0; 3]);
    for case in support::cases().into_iter().chain([support::example()]) {
        for asked in exposures(&case.session, 2) {
            let found = check(&case.session, &asked, &mut seen);
            wrong.extend(found.into_iter().map(|what| format!("{}: {what}", case.name)));
        }
    }
    for seed in 0..networks() {
        let tape: Vec<u32> =
            (0..700_u32).map(|at| (seed * 104_729 + at + 1).wrapping_mul(2_654_435_761)).collect();
        let session = load(&network(&tape));
        for asked in exposures(&session, 4) {
            let found = check(&session, &asked, &mut seen);
            wrong.extend(found.into_iter().map(|what| format!("network {seed}: {what}")));
        }
    }
    assert!(seen[0] > 1000 && seen[1] > 50 && seen[2] > 200, "{seen:?}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn exposure_is_what_walks_alone_say() {
    let (mut wrong, mut seen) = (Vec::new(), both_ways::Asked::default());
    let mut check = |name: &str, session: &Session, most: usize| {
        for asked in both_ways::questions(session, most) {
            wrong
                .extend(both_ways::compare(session, &asked, &mut seen).map(|what| format!("{name}: {what}")));
        }
    };
    for (at, case) in (0..).zip(support::cases().into_iter().chain([support::example()])) {
        check(&case.name, &case.session, usize::from(at % 4 == 0));
    }
    for (name, session) in support::corpora() {
        check(&name, &session, 4);
    }
    for seed in 0..networks() / 2 {
        let tape: Vec<u32> =
            (0..700_u32).map(|at| (seed * 15_485_863 + at + 1).wrapping_mul(2_654_435_761)).collect();
        check(&format!("network {seed}"), &load(&network(&tape)), 3);
    }
    check("seldom", &both_ways::seldom(), 9);
    println!("{seen:?}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen.told_otherwise * 200 < seen.questions, "{seen:?}");
    assert!(seen.shorter > 50 && seen.rows > 2000 && seen.parts[0] > 300 && seen.parts[1] > 2, "{seen:?}");
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
