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

#[path = "support/judges.rs"]
mod judges;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use judges::ask::load;
use judges::generate::network;
use pathlight::api::{InputFile, Matrix, MatrixRequest, ReachRequest, Scalar, Session};
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
            if wanted != found && wrong.len() < 20 {
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
        let fine: usize = table
            .values()
            .filter(|all| all.iter().any(|(passes, said)| *passes && probe(said) && holds(&said[3], 40_000)))
            .count();
        if by == "group" {
            continue; // An interface of several groups is counted in each.
        }
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
