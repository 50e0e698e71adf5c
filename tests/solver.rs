//! The set engine against the walk: for every pair of interfaces the same traffic, on random networks, on every case and
//! on every network at hand.
//!
//! `PATHLIGHT_SOLVER=1000` compares more random networks, `PATHLIGHT_SEED=7` other ones.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "test code"
)]

#[path = "support/compare.rs"]
mod compare;
#[path = "support/judges.rs"]
mod judges;
mod support;

use std::cell::RefCell;
use std::env;

use compare::{Both, Tally};
use judges::ask::{files, load};
use judges::generate::network;
use pathlight::graph::{Ix, Topology};
use pathlight::model::Network;
use pathlight::solve::{Answer, Change, Pairs, Solver, Traffic};
use pathlight::space::{Family, Protocol};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use serde_json::Value;
use support::{cases, root};

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Every pair of a network, or every `step`-th; the first that differs.
fn differs(both: &mut Both<'_>, step: usize) -> Option<String> {
    let count = Ix::try_from(both.network.interfaces.len()).unwrap();
    let mut at = 0_usize;
    for family in [Family::V4, Family::V6] {
        for from in 0..count {
            for to in 0..count {
                at += 1;
                if !at.is_multiple_of(step) {
                    continue;
                }
                // Points are dear: a tenth of the pairs is walked point by point even where whole lines agree.
                let points = (at / step).is_multiple_of(10);
                if let Some(difference) = both.pair(from, to, family, points) {
                    return Some(difference);
                }
            }
        }
    }
    both.all_pairs(step).or_else(|| both.lists(step.div_ceil(7)))
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn print(what: &str, tally: Tally) {
    let (asks, passing) = (share(tally.asks, tally.pairs), share(tally.passing, tally.pairs));
    println!("{what}: {tally:?}; {asks:.1} % for the walk, {passing:.1} % pass something");
}

#[test]
fn random_networks_as_the_walk_says() {
    let networks = number("PATHLIGHT_SOLVER", 60);
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(networks).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 2000,
        rng_seed: RngSeed::Fixed(number("PATHLIGHT_SEED", 1)),
        ..Config::default()
    });
    let result = runner.run(&vec(any::<u32>(), 700), |tape| {
        let session = load(&network(&tape));
        let mut both = Both::new(session.network());
        let difference = differs(&mut both, 1);
        tally.borrow_mut().add(both.tally);
        difference.map_or(Ok(()), |difference| Err(TestCaseError::fail(difference)))
    });
    print("random networks", *tally.borrow());
    if let Err(TestError::Fail(reason, tape)) = result {
        for file in files(&network(&tape)) {
            println!("---- {}\n{}", file.name, String::from_utf8(file.bytes).unwrap());
        }
        panic!("{reason}");
    }
    let tally = *tally.borrow();
    if networks >= 60 {
        assert!(share(tally.passing, tally.pairs) > 5.0, "nothing passes, so nothing is tested");
        assert!(share(tally.asks, tally.pairs) < 25.0, "too much is left to the walk");
    }
}

#[test]
fn random_networks_exposed_as_the_walk_says() {
    let networks = number("PATHLIGHT_SOLVER", 60);
    let mut all = Tally::default();
    for seed in 0..networks {
        let tape = tape(seed + 1000 * number("PATHLIGHT_SEED", 1));
        let document = network(&tape);
        let session = load(&document);
        let mut both = Both::new(session.network());
        if let Some(difference) = both.exposure(seed % 4 == 0) {
            for file in files(&document) {
                println!("---- {}\n{}", file.name, String::from_utf8(file.bytes).unwrap());
            }
            panic!("{difference}");
        }
        all.add(both.tally);
    }
    print("random networks, from the internet", all);
    assert!(all.passing * 20 > all.pairs, "nothing passes, so nothing is tested");
}

/// Whoever may stand for another one is treated as that one by walks, to and from everybody else.
#[test]
fn stand_ins_are_alike_to_walks() {
    let (mut together, mut walks) = (0, 0);
    for seed in 0..number("PATHLIGHT_SOLVER", 60) {
        let session = load(&network(&tape(seed + 400)));
        let both = Both::new(session.network());
        let count = both.network.interfaces.len() as Ix;
        for family in [Family::V4, Family::V6] {
            let classes = both.solver.stand_ins(both.network, &both.topology, family);
            let mut listed: Vec<Ix> = classes.iter().flatten().copied().collect();
            listed.sort_unstable();
            let with: Vec<Ix> = (0..count).filter(|ix| both.address(*ix, family).is_some()).collect();
            assert_eq!(listed, with, "each interface with an address is in one class");
            for class in classes.iter().filter(|class| class.len() > 1) {
                together += 1;
                let (first, second) = (class[0], class[1]);
                for other in (0..count).filter(|other| ![first, second].contains(other)) {
                    let sent = [first, second].map(|one| both.walked(one, other, family));
                    let got = [first, second].map(|one| both.walked(other, one, family));
                    assert_eq!(sent[0], sent[1], "seed {seed}: {first}, {second} -> {other}");
                    assert_eq!(got[0], got[1], "seed {seed}: {other} -> {first}, {second}");
                    walks += 4;
                }
            }
        }
    }
    println!("{together} classes of more than one, {walks} pairs walked");
    assert!(together > 3 && walks > 50, "nobody stands for anybody, so nothing is tested");
}

/// Numbers to choose by, the same for the same seed (xorshift).
fn tape(seed: u64) -> Vec<u32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32
    };
    (0..700).map(next).collect()
}

/// Takes one line out of a document: a rule, an entry or a route. What has changed, as the solver is told.
fn without_a_line(document: &Value, seed: u64) -> Option<(Value, &'static str, String)> {
    let mut changed = document.clone();
    let (list, id, lines) = [
        ("SecurityGroups", "GroupId", "IpPermissions"),
        ("SecurityGroups", "GroupId", "IpPermissionsEgress"),
        ("NetworkAcls", "NetworkAclId", "Entries"),
        ("RouteTables", "RouteTableId", "Routes"),
        ("TransitGatewayStaticRoutes", "TransitGatewayRouteTableId", "Routes"),
    ][seed as usize % 5];
    let all = changed[list].as_array_mut()?;
    let count = all.len().max(1);
    let one = all.get_mut(seed as usize / 5 % count)?;
    let name = one[id].as_str()?.to_owned();
    let lines = one[lines].as_array_mut()?;
    if lines.is_empty() {
        return None;
    }
    lines.remove(seed as usize / 17 % lines.len());
    Some((changed, list, name))
}

#[test]
fn a_change_is_as_compiling_anew() {
    let (mut compared, mut differing) = (0, 0);
    for seed in 0..5 * number("PATHLIGHT_SOLVER", 60) {
        let document = network(&tape(seed / 5 + 77));
        let Some((changed, list, name)) = without_a_line(&document, seed) else { continue };
        let (before, after) = (load(&document), load(&changed));
        let (old, new) = (before.network(), after.network());
        let topology = Topology::build(new);
        let change = change(new, list, &name);
        let mut solver = Solver::compile(old, &Topology::build(old));
        let fresh = Solver::compile(new, &topology);
        let mut anew = fresh;
        // What was asked before must not be remembered wrongly.
        let was = pairs_of(&mut solver, old.interfaces.len());
        solver.change(new, &topology, change);
        let (is, should) =
            (pairs_of(&mut solver, new.interfaces.len()), pairs_of(&mut anew, new.interfaces.len()));
        compared += should.len();
        differing += usize::from(was != should);
        assert_eq!(is, should, "seed {seed}: {list} {name}");
        let counts = [&mut solver, &mut anew]
            .map(|solver| [Family::V4, Family::V6].map(|family| solver.all_pairs(family).count(|_| true)));
        assert_eq!(counts[0], counts[1], "seed {seed}: all pairs");
    }
    println!("{compared} pairs after a change; in {differing} networks something changed");
    assert!(differing > 5, "nothing changed, so nothing is tested");
}

/// Rectangles, with traffic that two solvers have one word for.
type Spelt = Vec<(Vec<Ix>, Vec<Ix>, Vec<Traffic>)>;

fn spelt(solver: &Solver, pairs: &Pairs) -> Spelt {
    let rectangles = pairs.rectangles().map(|rectangle| {
        let traffic = spelt_out(solver, pairs.family, rectangle.answer);
        (rectangle.from, rectangle.to, traffic)
    });
    rectangles.collect()
}

/// All pairs are kept, a line is taken out and another one, and both are put back: each time what is refreshed is what a
/// solver finds that knows nothing of before.
#[test]
fn refreshed_pairs_are_as_found_anew() {
    let (mut compared, mut differing) = ([0; 5], [0; 5]);
    for seed in 0..3 * number("PATHLIGHT_SOLVER", 60) {
        let first = network(&tape(seed / 5 + 177));
        let Some((second, list, name)) = without_a_line(&first, seed) else { continue };
        let third = without_a_line(&second, seed / 3 + 1);
        let mut steps = vec![(second.clone(), vec![(list, name.clone())])];
        if let Some((third, other, its)) = third {
            // There and back at once, then both together.
            steps.push((third, vec![(other, its.clone())]));
            steps.push((first.clone(), vec![(list, name.clone()), (other, its)]));
            steps.push((second, vec![(list, name.clone())]));
        }
        steps.push((first.clone(), vec![(list, name)]));
        let before = load(&first);
        let mut solver = Solver::compile(before.network(), &Topology::build(before.network()));
        let families = [Family::V4, Family::V6];
        let mut last = families.map(|family| {
            let kept = solver.refresh(family);
            assert_eq!(kept, solver.all_pairs(family), "seed {seed}: nothing has changed");
            spelt(&solver, &kept)
        });
        for (at, (document, changes)) in steps.into_iter().enumerate() {
            let session = load(&document);
            let now = session.network();
            let topology = Topology::build(now);
            for (list, name) in &changes {
                solver.change(now, &topology, change(now, list, name));
            }
            let mut anew = Solver::compile(now, &topology);
            for (family, last) in families.into_iter().zip(&mut last) {
                let refreshed = solver.refresh(family);
                let is = spelt(&solver, &refreshed);
                let found = anew.all_pairs(family);
                assert_eq!(is, spelt(&anew, &found), "seed {seed}, step {at}: {changes:?}");
                compared[seed as usize % 5] += 1;
                differing[seed as usize % 5] += usize::from(*last != is);
                *last = is;
            }
        }
    }
    println!(
        "{compared:?} refreshed, {differing:?} of them differ: rules in, out, ACL entries, routes, transit routes"
    );
    assert!(differing.iter().all(|count| *count > 3), "nothing changed, so nothing is tested");
}

fn change(network: &Network, list: &str, name: &str) -> Change {
    match list {
        "SecurityGroups" => Change::Group(network.groups.position(&name.into()).unwrap() as Ix),
        "NetworkAcls" => Change::NetworkAcl(network.nacls.position(&name.into()).unwrap() as Ix),
        "RouteTables" => Change::RouteTable(network.route_tables.position(&name.into()).unwrap() as Ix),
        _ => Change::Routes,
    }
}

/// All pairs' traffic, spelt out.
fn pairs_of(solver: &mut Solver, count: usize) -> Vec<Vec<Traffic>> {
    let count = Ix::try_from(count).unwrap();
    let mut all = Vec::new();
    for family in [Family::V4, Family::V6] {
        for from in 0..count {
            for to in 0..count {
                let answer = solver.pair(from, to, family);
                all.push(answer.map_or_else(Vec::new, |answer| spelt_out(solver, family, answer)));
            }
        }
    }
    all
}

fn spelt_out(solver: &Solver, family: Family, answer: Answer) -> Vec<Traffic> {
    let Answer::Passing(passing) = answer else { return Vec::new() };
    let protocols =
        [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ICMPV6, Protocol(50), Protocol(253)];
    protocols.iter().map(|protocol| solver.traffic(family, passing, *protocol)).collect()
}

#[test]
fn cases_as_the_walk_says() {
    let mut all = Tally::default();
    let mut problems = Vec::new();
    for case in cases() {
        let mut both = Both::new(case.session.network());
        if let Some(difference) = differs(&mut both, 1).or_else(|| both.exposure(true)) {
            problems.push(format!("{}: {difference}", case.name));
        }
        all.add(both.tally);
    }
    print("cases", all);
    assert!(problems.is_empty(), "{} cases differ:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn corpora_as_the_walk_says() {
    let mut problems = Vec::new();
    for (name, session) in support::corpora() {
        let mut both = Both::new(session.network());
        if let Some(difference) = differs(&mut both, 1).or_else(|| both.exposure(true)) {
            problems.push(format!("{name}: {difference}"));
        }
        print(&name, both.tally);
    }
    assert!(problems.is_empty(), "{} folders differ:\n{}", problems.len(), problems.join("\n"));
}

/// A whole estate: security groups, tiered network ACLs and three transit route tables; nothing is left to the walk.
#[test]
fn an_estate_as_the_walk_says() {
    let folder = root().join("target/bench-data/1000");
    if !folder.is_dir() {
        println!("no {} here: nothing compared", folder.display());
        return;
    }
    let session = support::loaded(&folder);
    let mut both = Both::new(session.network());
    let difference = differs(&mut both, 911);
    print("1,000 interfaces", both.tally);
    assert_eq!(difference, None);
    assert_eq!(both.tally.asks, 0, "pairs left to the walk");
    both.tally = Tally::default();
    assert_eq!(both.exposure(false), None);
    print("1,000 interfaces, from the internet", both.tally);
    assert!(both.tally.pairs > 100, "nobody is exposed");
}
