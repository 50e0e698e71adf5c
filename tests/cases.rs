//! The hand-made cases: one folder of `fixtures/cases` each, and the examples; see `fixtures/README.md`.
//!
//! The verdicts were derived from AWS's documentation by hand. This file only compares; it knows nothing of networks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pathlight::api::{InputFile, ReachRequest, Scalar, Session};
use serde::Deserialize;
use serde_json::Value;

/// One `case.toml`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    why: String,
    expected_by: String,
    source: String,
    rules: Vec<String>,
    /// Every ask must still fail.
    #[serde(default)]
    known_failure: bool,
    ask: Vec<Ask>,
    /// Tables of exposure: `tests/exposure.rs` compares them.
    #[serde(default, rename = "exposure")]
    _exposure: Vec<toml::Value>,
}

/// One question with what is expected of its answer; all but the first four are optional.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    from: String,
    to: String,
    packet: String,
    verdict: String,
    family: Option<i64>,
    from_ip: Option<String>,
    to_ip: Option<String>,
    via: Option<String>,
    avoid: Option<String>,
    #[serde(default)]
    one_way: bool,
    #[serde(default)]
    strict: bool,
    /// This ask must still fail, though the case's others pass.
    #[serde(default, rename = "known-failure")]
    known_failure: bool,
    /// One blocker must have this code and the four facts that follow.
    code: Option<String>,
    leg: Option<String>,
    direction: Option<String>,
    at: Option<String>,
    line: Option<String>,
    /// The forward leg's verdict.
    forward: Option<String>,
    /// One row of `passes` must read so: `tcp 443 from 1024-65535`.
    passes: Option<String>,
    /// One row of `passes` must have exactly these source addresses.
    passes_from: Option<Vec<String>>,
    /// One row of `passes` must have exactly these destination addresses.
    passes_to: Option<Vec<String>>,
    /// Codes that `assumptions` must hold.
    #[serde(default)]
    assumes: Vec<String>,
    /// Codes that `notices` must hold.
    #[serde(default)]
    notices: Vec<String>,
    /// Resources that the forward hops must hold in this order.
    #[serde(default)]
    path: Vec<String>,
}

impl Ask {
    fn title(&self) -> String {
        let mut text = format!("{} -> {} {}", self.from, self.to, self.packet);
        for (key, value) in [
            ("family", self.family.map(|family| family.to_string())),
            ("from_ip", self.from_ip.clone()),
            ("to_ip", self.to_ip.clone()),
            ("via", self.via.clone()),
            ("avoid", self.avoid.clone()),
            ("one_way", self.one_way.then(String::new)),
            ("strict", self.strict.then(String::new)),
        ] {
            if let Some(value) = value {
                write!(text, " [{key} {value}]").unwrap();
            }
        }
        text
    }

    /// `tcp 443 from 1024-5000`, `icmp 8/0`, `50`, `all`: what the words mean is the program's business.
    fn request(&self) -> ReachRequest {
        let text = |text: &str| Some(Scalar::Text(text.to_owned()));
        let (packet, source_port) = match self.packet.split_once(" from ") {
            Some((packet, port)) => (packet, text(port)),
            None => (self.packet.as_str(), None),
        };
        let (protocol, rest) = match packet.split_once(' ') {
            Some((protocol, rest)) => (protocol, Some(rest)),
            None => (packet, None),
        };
        let mut request = ReachRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            from_ip: self.from_ip.clone(),
            to_ip: self.to_ip.clone(),
            protocol: text(protocol),
            source_port,
            via: self.via.clone(),
            avoid: self.avoid.clone(),
            family: self.family.map(Scalar::Number),
            one_way: self.one_way,
            strict: self.strict,
            ..ReachRequest::default()
        };
        match rest.map(|rest| (rest, rest.split_once('/'))) {
            Some((_, Some((kind, code)))) => {
                request.icmp_type = text(kind);
                request.icmp_code = text(code);
            }
            Some((port, None)) => request.port = text(port),
            None => {}
        }
        request
    }

    /// What is wrong with this answer; empty when it is as expected.
    fn compare(&self, answer: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        let verdict = answer["verdict"].as_str().unwrap_or("(none)");
        if verdict != self.verdict {
            wrong.push(format!("verdict: expected {}, got {verdict}", self.verdict));
        }
        if let Some(code) = &self.code {
            let facts = [
                ("code", Some(code)),
                ("leg", self.leg.as_ref()),
                ("direction", self.direction.as_ref()),
                ("resource", self.at.as_ref()),
                ("line", self.line.as_ref()),
            ];
            let fits = |blocker: &Value| {
                facts.iter().all(|(key, want)| want.is_none_or(|want| blocker[key] == want.as_str()))
            };
            if !rows(answer, "blockers").iter().any(fits) {
                let wanted: Vec<&str> =
                    facts.iter().filter_map(|(_, want)| want.map(String::as_str)).collect();
                wrong.push(format!("blockers: none is {}", wanted.join(" ")));
            }
        } else if let Some(leg) = &self.leg {
            // Without a code: the first thing that stops the flow stands on this leg.
            let first = answer["blockers"][0]["leg"].as_str().unwrap_or("(none)");
            if first != leg {
                wrong.push(format!("leg of the first blocker: expected {leg}, got {first}"));
            }
        }
        if let Some(forward) = &self.forward {
            let got = answer["forward"]["verdict"].as_str().unwrap_or("(none)");
            if got != forward {
                wrong.push(format!("forward: expected {forward}, got {got}"));
            }
        }
        if self.one_way && answer.get("return").is_some_and(|reply| !reply.is_null()) {
            wrong.push("return: expected null for a one-way question".to_owned());
        }
        let passes: Vec<String> = rows(answer, "passes").iter().map(show_passes).collect();
        if let Some(want) = &self.passes
            && !passes.contains(want)
        {
            wrong.push(format!("passes: expected {want}, got [{}]", passes.join("; ")));
        }
        for (key, want) in [("from_addresses", &self.passes_from), ("to_addresses", &self.passes_to)] {
            if let Some(want) = want
                && !rows(answer, "passes").iter().any(|row| row[key] == serde_json::json!(want))
            {
                let got: Vec<String> =
                    rows(answer, "passes").iter().map(|row| row[key].to_string()).collect();
                wrong.push(format!("passes {key}: expected {want:?}, got {}", got.join("; ")));
            }
        }
        for (key, want) in [("assumptions", &self.assumes), ("notices", &self.notices)] {
            let got = codes(answer, key);
            for code in want.iter().filter(|code| !got.contains(code)) {
                wrong.push(format!("{key}: {code} is not among [{}]", got.join(", ")));
            }
        }
        if !self.path.is_empty() {
            let hops: Vec<&str> = answer["forward"]["hops"]
                .as_array()
                .map(|hops| hops.iter().filter_map(|hop| hop["resource"].as_str()).collect())
                .unwrap_or_default();
            let mut rest = hops.iter();
            if let Some(missing) = self.path.iter().find(|want| !rest.any(|hop| *hop == want.as_str())) {
                wrong.push(format!(
                    "path: {missing} does not follow in [{}]; expected [{}]",
                    hops.join(" "),
                    self.path.join(" ")
                ));
            }
        }
        if verdict == "error" && self.verdict != "error" {
            wrong.push(format!("error: {}", answer["error"]));
        }
        wrong
    }
}

fn rows<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer[key].as_array().map_or(&[], Vec::as_slice)
}

fn codes(answer: &Value, key: &str) -> Vec<String> {
    rows(answer, key).iter().filter_map(|row| row["code"].as_str().map(str::to_owned)).collect()
}

fn show_passes(row: &Value) -> String {
    let mut text = row["protocol"].as_str().unwrap_or("?").to_owned();
    for (key, before) in [("ports", " "), ("icmp", " "), ("source_ports", " from ")] {
        if let Some(value) = row[key].as_str() {
            text.push_str(before);
            text.push_str(value);
        }
    }
    text
}

/// One line a blocker, as a reader of a failure wants to see them.
fn show_blockers(answer: &Value) -> String {
    let mut text = String::new();
    for blocker in rows(answer, "blockers") {
        text.push_str("\n        ");
        for key in ["code", "leg", "direction", "resource", "line"] {
            if let Some(value) = blocker[key].as_str() {
                text.push_str(value);
                text.push(' ');
            }
        }
    }
    text
}

/// Every folder that holds a `case.toml`, sorted.
fn folders() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    let mut open = vec![fixtures.join("cases"), fixtures.join("examples")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "input") {
                open.push(path);
            } else if path.file_name().is_some_and(|name| name == "case.toml") {
                found.push(folder.clone());
            }
        }
    }
    found.sort();
    found
}

fn name(folder: &Path) -> String {
    let parts: Vec<_> = folder.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    parts.iter().rev().map(AsRef::as_ref).collect::<Vec<&str>>().join("/")
}

fn read_case(folder: &Path) -> Result<Case, String> {
    let text = fs::read_to_string(folder.join("case.toml")).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.to_string())
}

/// `snapshot.json`, or every file of `input/`.
fn input(folder: &Path) -> Vec<InputFile> {
    let many = many(folder);
    if many.is_dir() { read_files(files_of(&many)) } else { read_files(vec![folder.join("snapshot.json")]) }
}

/// The folder of a case's files, if it has several. The first example's stand where the README points at them.
fn many(folder: &Path) -> PathBuf {
    if folder.ends_with("examples/shop") { folder.join("../../example") } else { folder.join("input") }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn read_files(paths: Vec<PathBuf>) -> Vec<InputFile> {
    paths
        .iter()
        .map(|path| InputFile {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: fs::read(path).unwrap(),
        })
        .collect()
}

#[test]
fn answers_are_as_documented() {
    let (mut asks, mut failures) = (0, Vec::new());
    for folder in folders() {
        let case = read_case(&folder).unwrap_or_else(|error| panic!("{}: {error}", name(&folder)));
        let session = Session::load(input(&folder), &mut |_| ());
        for (index, ask) in case.ask.iter().enumerate() {
            asks += 1;
            let answer = answer(&session, &ask.request());
            let wrong = ask.compare(&answer);
            let title = format!("{} ask {}: {}", name(&folder), index + 1, ask.title());
            let must_fail = case.known_failure || ask.known_failure;
            if must_fail && wrong.is_empty() {
                failures.push(format!("{title}\n    passes now: take its known-failure mark away"));
            } else if !must_fail && !wrong.is_empty() {
                failures.push(format!(
                    "{title}\n    {}\n    blockers got:{}",
                    wrong.join("\n    "),
                    show_blockers(&answer)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {asks} asks failed:\n\n{}\n", failures.len(), failures.join("\n\n"));
}

fn answer(session: &Session, request: &ReachRequest) -> Value {
    match session.reach(request) {
        Ok(answer) => serde_json::to_value(&answer).unwrap(),
        Err(error) => serde_json::json!({ "verdict": "error", "error": error.to_string() }),
    }
}

#[test]
fn case_folders_are_well_formed() {
    let folders = folders();
    assert!(!folders.is_empty(), "no case folders found");
    let mut problems = Vec::new();
    for folder in &folders {
        let mut problem = |text: String| problems.push(format!("{}: {text}", name(folder)));
        match read_case(folder) {
            Err(error) => problem(format!("case.toml: {error}")),
            Ok(case) => {
                for (key, value) in [("why", &case.why), ("source", &case.source)] {
                    if value.trim().is_empty() {
                        problem(format!("`{key}` is empty"));
                    }
                }
                if !["aws-docs", "hand", "reachability-analyzer"].contains(&case.expected_by.as_str()) {
                    problem(format!("`expected-by` is `{}`", case.expected_by));
                }
                if case.rules.is_empty() {
                    problem("`rules` is empty".to_owned());
                }
                for rule in &case.rules {
                    let number = |prefix, last| {
                        rule.strip_prefix(prefix)
                            .and_then(|number| number.parse::<u32>().ok())
                            .is_some_and(|number| (1..=last).contains(&number))
                    };
                    if !number("S-", 140) && !number("P-", 116) {
                        problem(format!("no such rule: `{rule}`"));
                    }
                }
                if case.ask.is_empty() {
                    problem("asks nothing".to_owned());
                }
                let verdicts = ["reachable", "partial", "unreachable", "undetermined", "error"];
                for ask in &case.ask {
                    if !verdicts.contains(&ask.verdict.as_str()) {
                        problem(format!("{}: no such verdict: `{}`", ask.title(), ask.verdict));
                    }
                    if ask.code.is_none()
                        && (ask.direction.is_some() || ask.at.is_some() || ask.line.is_some())
                    {
                        problem(format!("{}: `direction`, `at` and `line` need a `code`", ask.title()));
                    }
                }
            }
        }
        if many(folder).is_dir() == folder.join("snapshot.json").is_file() {
            problem("needs either snapshot.json or input/".to_owned());
            continue;
        }
        for file in input(folder) {
            if file.name.ends_with(".json")
                && let Err(error) = serde_json::from_slice::<Value>(&file.bytes)
            {
                problem(format!("{}: {error}", file.name));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
