//! Laws of the matrix: each pair in it, and each pair missing from it, is what `reach` says of that pair; folding counts
//! what the unfolded matrix lists.
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

#[path = "../benches/sets/irregular.rs"]
#[allow(dead_code, reason = "a benchmark makes more of them")]
mod irregular;
#[path = "support/judges.rs"]
mod judges;
#[path = "support/np_guard.rs"]
mod np_guard;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output};

use judges::ask::load;
use judges::generate::network;
use pathlight::api::{Matrix, MatrixRequest, ReachRequest, Scalar, Session};
use serde_json::Value;
use support::root;

/// Whether it passes; protocol, its numbers, ports, client ports, ICMP types.
type Said = (bool, [String; 5]);

/// By sender, receiver and family.
type Table = BTreeMap<(String, String, u8), BTreeSet<Said>>;

fn matrix(session: &Session, request: &MatrixRequest) -> Matrix {
    session.matrix(request, &mut |_, _| true).unwrap_or_else(|error| panic!("{}", error.message))
}

fn by(what: &str) -> MatrixRequest {
    MatrixRequest { by: Some(what.to_owned()), ..MatrixRequest::default() }
}

fn table(matrix: &Matrix) -> Table {
    let mut table = Table::new();
    for row in matrix.rows() {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let said = [
            row.protocol.clone(),
            text(&row.protocols),
            text(&row.ports),
            text(&row.source_ports),
            text(&row.icmp),
        ];
        let passes = row.verdict.word() != "undetermined";
        let mut pairs = 0;
        for (from, to) in row.from.iter().flat_map(|from| row.to.iter().map(move |to| (from, to))) {
            if from != to {
                pairs += 1;
                let key = (from.clone(), to.clone(), row.family);
                let is_new = table.entry(key).or_default().insert((passes, said.clone()));
                assert!(is_new, "{from} {to} {said:?} stands there twice");
            }
        }
        let counted = row.pairs;
        assert_eq!((counted.all, counted.passing + counted.undetermined), (pairs, pairs), "{row:?}");
    }
    table
}

/// What `reach` says of a pair in a family.
fn reached(session: &Session, asked: &ReachRequest) -> BTreeSet<Said> {
    let Ok(answer) = session.reach(asked) else { return BTreeSet::new() };
    let answer = serde_json::to_value(answer).unwrap();
    let mut found = BTreeSet::new();
    for (list, passes) in [("passes", true), ("open", false)] {
        for row in answer[list].as_array().into_iter().flatten() {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let said = ["protocol", "protocols", "ports", "source_ports", "icmp"].map(text);
            found.insert((passes, said));
        }
    }
    found
}

fn is_undetermined(session: &Session, asked: &ReachRequest) -> bool {
    session.reach(asked).is_ok_and(|answer| answer.verdict.word() == "undetermined")
}

fn question(from: &str, to: &str, family: u8, asked: &MatrixRequest) -> ReachRequest {
    ReachRequest {
        from: from.to_owned(),
        to: to.to_owned(),
        family: Some(Scalar::Number(family.into())),
        protocol: asked.protocol.clone(),
        port: asked.port.clone(),
        source_port: asked.source_port.clone(),
        ..ReachRequest::default()
    }
}

/// Every `step`-th pair against `reach`; how many were compared and how many of them are rows.
fn check(
    name: &str,
    session: &Session,
    asked: &MatrixRequest,
    step: usize,
    wrong: &mut Vec<String>,
) -> (usize, usize) {
    let matrix = matrix(session, asked);
    let table = table(&matrix);
    let ends: Vec<&str> = matrix.head.ends.iter().map(|end| end.end.as_str()).collect();
    let (mut compared, mut rows) = (0, 0);
    for family in matrix.head.pairs.iter().map(|pairs| pairs.family) {
        let pairs = ends.iter().flat_map(|from| ends.iter().map(move |to| (*from, *to)));
        for (from, to) in pairs.filter(|(from, to)| from != to).step_by(step) {
            let wanted = reached(session, &question(from, to, family, asked));
            let key = (from.to_owned(), to.to_owned(), family);
            let found = table.get(&key).cloned().unwrap_or_default();
            compared += 1;
            rows += usize::from(!wanted.is_empty());
            // Of one port, nothing of which is decided, `reach` has no rows: its verdict says it.
            let is_open = asked.port.is_some()
                && wanted.is_empty()
                && !found.is_empty()
                && found.iter().all(|(passes, _)| !passes)
                && is_undetermined(session, &question(from, to, family, asked));
            if wanted != found && !is_open && wrong.len() < 20 {
                wrong.push(format!(
                    "{name}: {from} -> {to} IPv{family}\n  reach  {wanted:?}\n  matrix {found:?}"
                ));
            }
        }
    }
    folded(name, session, asked, &table, &matrix, wrong);
    (compared, rows)
}

/// Folding by subnet, group, VPC, name: for every port the same number of pairs as the unfolded rows have.
fn folded(
    name: &str,
    session: &Session,
    asked: &MatrixRequest,
    table: &Table,
    fine: &Matrix,
    wrong: &mut Vec<String>,
) {
    for by in ["group", "subnet", "vpc", "name", "tag:Name"] {
        let request = MatrixRequest { by: Some(by.to_owned()), ..asked.clone() };
        let Ok(coarse) = session.matrix(&request, &mut |_, _| true) else { continue };
        assert_eq!(coarse.head.pairs, fine.head.pairs, "{name} by {by}");
        let probe = |said: &[String; 5]| {
            matches!(&*said[0], "tcp" | "all") && (said[0] == "all" || holds(&said[2], 443))
        };
        // An interface of several groups is counted in each.
        let groups = |end: &String| match session.network().interfaces.find(&end.as_str().into()) {
            Some(interface) if by == "group" => interface.groups.iter().collect::<BTreeSet<_>>().len().max(1),
            _ => 1,
        };
        let has = |all: &BTreeSet<Said>| {
            all.iter().any(|(passes, said)| *passes && probe(said) && holds(&said[3], 40_000))
        };
        let fine: usize = table
            .iter()
            .filter(|(_, all)| has(all))
            .map(|((from, to, _), _)| groups(from) * groups(to))
            .sum();
        let coarse: u64 = coarse
            .rows()
            .filter(|row| {
                let is_tcp =
                    row.protocol == "tcp" && row.ports.as_deref().is_some_and(|ports| holds(ports, 443));
                (is_tcp || row.protocol == "all")
                    && row.source_ports.as_deref().is_some_and(|ports| holds(ports, 40_000))
            })
            .map(|row| row.pairs.passing)
            .sum();
        if coarse != fine as u64 && wrong.len() < 20 {
            wrong.push(format!("{name} by {by}: {coarse} pairs pass TCP 443, unfolded {fine}"));
        }
    }
}

fn holds(text: &str, value: u16) -> bool {
    text.split(',').any(|part| {
        let number = |text: &str| text.parse::<u16>().unwrap();
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        (number(first)..=number(last)).contains(&value)
    })
}

#[test]
fn every_case_is_as_reach_says() {
    let (mut wrong, mut compared, mut rows) = (Vec::new(), 0, 0);
    for case in support::cases().into_iter().chain([support::example()]) {
        let (more, some) = check(&case.name, &case.session, &by("interface"), 1, &mut wrong);
        compared += more;
        rows += some;
    }
    println!("{compared} pairs of the cases, {rows} of them rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 300 && compared > 2 * rows, "too little to see anything");
}

#[test]
fn random_networks_are_as_reach_says() {
    let (mut wrong, mut compared, mut rows) = (Vec::new(), 0, 0);
    let count = std::env::var("PATHLIGHT_MATRIX").ok().and_then(|text| text.parse().ok()).unwrap_or(60_u32);
    for seed in 0..count {
        let tape: Vec<u32> =
            (0..700_u32).map(|at| (seed * 7919 + at + 1).wrapping_mul(2_654_435_761)).collect();
        let session = load(&network(&tape));
        let asked = match seed % 4 {
            0 | 1 => by("interface"),
            2 => MatrixRequest { source_port: Some(Scalar::Text("0-65535".to_owned())), ..by("interface") },
            _ => MatrixRequest { port: Some(Scalar::Number(443)), ..by("interface") },
        };
        let (more, some) = check(&format!("network {seed}"), &session, &asked, 1, &mut wrong);
        compared += more;
        rows += some;
    }
    println!("{compared} pairs of {count} networks, {rows} of them rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 100, "too little to see anything");
}

/// VPCs with peering, a transit gateway, equal ranges and public addresses, whose interfaces carry several groups.
#[test]
fn an_irregular_network_is_as_reach_says() {
    // Many VPCs of few interfaces, so that all that is between VPCs is there.
    let mut plan = irregular::Plan::ordinary(200);
    plan.vpc_size = 20;
    let session = Session::load(irregular::files(&plan), &mut |_| ());
    let (mut wrong, mut compared, mut rows) = (Vec::new(), 0, 0);
    let text = |text: &str| Some(Scalar::Text(text.to_owned()));
    for (asked, step) in [
        (by("interface"), 101),
        (MatrixRequest { protocol: text("udp"), port: text("100-9000"), ..by("interface") }, 307),
        (
            MatrixRequest {
                port: text("443"),
                source_port: text("1-2000"),
                family: text("4"),
                ..by("interface")
            },
            311,
        ),
    ] {
        let (more, some) = check("irregular", &session, &asked, step, &mut wrong);
        compared += more;
        rows += some;
    }
    println!("{compared} pairs of an irregular network, {rows} of them rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 100, "too little to see anything");
}

#[test]
fn real_networks_are_as_reach_says() {
    let (mut wrong, mut compared, mut rows) = (Vec::new(), 0, 0);
    let networks = support::corpora();
    for (name, session) in &networks {
        let ends = session.network().interfaces.len();
        let (more, some) = check(name, session, &by("interface"), (ends / 30).max(1), &mut wrong);
        compared += more;
        rows += some;
    }
    println!("{compared} pairs of {} real networks, {rows} of them rows", networks.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(networks.is_empty() || rows > 50, "too little to see anything");
}

#[test]
fn a_long_matrix_can_be_cancelled() {
    let mut told = 0;
    let refused = support::example().session.matrix(&by("interface"), &mut |_, _| {
        told += 1;
        told < 3
    });
    assert_eq!(refused.err().unwrap().code, "cancelled");
    assert_eq!(told, 3);
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pathlight"))
        .args(arguments)
        .current_dir(root())
        .env_remove("PATHLIGHT_LANG")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn show(arguments: &[&str]) -> String {
    let output = run(arguments);
    format!(
        "$ pathlight {}\n[exit {}]\n{}{}",
        arguments.join(" "),
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    )
}

const EXAMPLE: &str = "fixtures/example";

#[test]
fn as_it_comes() {
    insta::assert_snapshot!(show(&["matrix", EXAMPLE]));
}

#[test]
fn by_subnet_as_csv() {
    insta::assert_snapshot!(show(&["matrix", EXAMPLE, "--by", "subnet", "--format", "csv", "--family", "4"]));
}

#[test]
fn by_name_as_json_for_one_port() {
    insta::assert_snapshot!(show(&["matrix", EXAMPLE, "--by", "name", "--format", "json", "--port", "5432"]));
}

#[test]
fn not_known_in_japanese() {
    let input = "fixtures/cases/gaps/group-missing/snapshot.json";
    insta::assert_snapshot!(show(&["matrix", input, "--by", "group", "--lang", "ja"]));
}

#[test]
fn refusals() {
    let asked = [
        &["matrix", EXAMPLE, "--by", "colour"][..],
        &["matrix", EXAMPLE, "--by", "tag:no-such-key"],
        &["matrix", EXAMPLE, "--port", "http"],
        &["matrix", EXAMPLE, "--source-port", "70000"],
        &["matrix", EXAMPLE, "-o", "no/such/folder/matrix.csv", "--format", "csv"],
    ];
    insta::assert_snapshot!(asked.map(show).concat());
}

#[test]
fn a_matrix_too_large_to_write_says_how_large_it_is() {
    let request = MatrixRequest { limit: Some(1_000), ..by("interface") };
    let refused = support::example().session.matrix(&request, &mut |_, _| true).err().unwrap();
    assert_eq!(refused.code, "matrix-too-large");
    assert!(refused.message.contains(" rows of about "), "{}", refused.message);
    assert!(refused.help.contains("by group"), "{}", refused.help);
}

#[test]
fn it_goes_to_a_file() {
    let file = root().join("target/matrix-test.csv");
    let path = file.to_string_lossy().into_owned();
    let output = run(&["matrix", EXAMPLE, "--format", "csv", "-o", &path]);
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert_eq!(fs::read(&file).unwrap(), run(&["matrix", EXAMPLE, "--format", "csv"]).stdout);
    fs::remove_file(file).unwrap();
}

/// Names are anybody's text: no cell ends early, none is run as a formula, and no line break gets into a line.
#[test]
fn hostile_names_stay_cells() {
    let text = fs::read_to_string(root().join("fixtures/cases/sg/all-traffic-rule/snapshot.json"));
    let text = text.expect("the case is there");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let names = ["=cmd|' /C calc'!A0", "a\",\"b\n\u{1b}[31m"];
    rename(&mut document, &mut names.iter().cycle());
    let session = load(&document);
    let mut out = Vec::new();
    matrix(&session, &by("name")).write_csv(&mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<Vec<String>> = out.lines().map(cells).collect();
    assert!(lines.len() > 1, "{out}");
    for line in &lines {
        assert_eq!(line.len(), pathlight::api::MATRIX_COLUMNS.len(), "{line:?}");
        for cell in line {
            assert!(!cell.starts_with(['=', '+', '-', '@']) && !cell.contains('\u{1b}'), "{cell:?}");
        }
    }
}

/// Gives every instance the next name.
fn rename<'n>(value: &mut Value, names: &mut impl Iterator<Item = &'n &'n str>) {
    match value {
        Value::Object(object) => {
            if object.contains_key("InstanceId") && object.contains_key("ImageId")
                || object.contains_key("InstanceId") && object.contains_key("NetworkInterfaces")
            {
                let tag = serde_json::json!([{"Key": "Name", "Value": names.next().unwrap()}]);
                object.insert("Tags".to_owned(), tag);
            }
            object.values_mut().for_each(|inner| rename(inner, names));
        }
        Value::Array(all) => all.iter_mut().for_each(|inner| rename(inner, names)),
        _ => {}
    }
}

/// The cells of a line of CSV, as RFC 4180 has them.
fn cells(line: &str) -> Vec<String> {
    let (mut found, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '"' if is_quoted && rest.peek() == Some(&'"') => cell.push(rest.next().unwrap()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => found.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    assert!(!is_quoted, "{line}");
    found.push(cell);
    found
}
