//! The program against a naive walker that shares nothing with it but the JSON (DESIGN 7.3).
//!
//! `PATHLIGHT_ORACLE=100000` compares more networks, `PATHLIGHT_SEED=7` other ones. A difference is shrunk and printed
//! as a case folder, ready for `fixtures/cases`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "test code"
)]

#[path = "support/left_out.rs"]
mod left_out;
#[path = "support/judges.rs"]
mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;

use pathlight::api::{Answer, ReachRequest, Scalar, Session, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use serde_json::Value;
use support::ask::{case_folder, load, request, verdict};
use support::generate::{network, question};
use support::oracle::{Judged, Question, judge};

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A network's tape and the tapes of its questions.
type Tapes = (Vec<u32>, Vec<Vec<u32>>);

fn tapes(questions: usize) -> impl Strategy<Value = Tapes> {
    (vec(any::<u32>(), 1500), vec(vec(any::<u32>(), 20), questions))
}

fn runner(networks: u64) -> TestRunner {
    TestRunner::new(Config {
        cases: u32::try_from(networks).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 3000,
        rng_seed: RngSeed::Fixed(number("PATHLIGHT_SEED", 1)),
        ..Config::default()
    })
}

/// Marks of the walker where the program is known to be wrong, each with its case in `fixtures/cases`; not compared until
/// that is put right, except in a survey.
const KNOWN_TO_DIFFER: &[&str] = &[];

/// Expected word, got word and why, when the two do not agree.
fn difference(session: &Session, document: &Value, question: &Question) -> Option<(String, String, String)> {
    let (judged, used) = judge(document, question);
    if !survey() && KNOWN_TO_DIFFER.iter().any(|mark| used.contains(mark)) {
        return None;
    }
    let reason = match &judged {
        Judged::Open(_) => return None,
        Judged::Reachable => String::new(),
        Judged::Partial(reason) | Judged::Unreachable(reason) | Judged::Unknown(reason) => reason.clone(),
    };
    let got = verdict(session, &request(question));
    (got != judged.word()).then(|| (judged.word().to_owned(), got, reason))
}

#[derive(Default)]
struct Tally {
    questions: u64,
    words: BTreeMap<&'static str, u64>,
    features: BTreeMap<&'static str, u64>,
    reached: BTreeMap<&'static str, u64>,
    differences: BTreeMap<String, u64>,
}

impl Tally {
    fn count(&mut self, judged: &Judged, mut used: Vec<&'static str>) {
        self.questions += 1;
        *self.words.entry(judged.word()).or_default() += 1;
        used.sort_unstable();
        used.dedup();
        for feature in used {
            *self.features.entry(feature).or_default() += 1;
            if *judged == Judged::Reachable {
                *self.reached.entry(feature).or_default() += 1;
            }
        }
    }

    fn print(&self, networks: u64) {
        println!("{networks} networks, {} questions: {:?}", self.questions, self.words);
        println!("touched: {:?}", self.features);
        println!("touched and reachable: {:?}", self.reached);
        for (difference, count) in &self.differences {
            println!("{count:6}  {difference}");
        }
    }
}

/// Takes away whatever is not needed for the difference, so that the case can be read.
fn prune(document: &Value, question: &Question, words: (&str, &str)) -> Value {
    // The same reason, too: else it becomes another case on the way.
    let kind = |why: &str| why.chars().filter(|c| c.is_alphabetic()).take(80).collect::<String>();
    let wanted = difference(&load(document), document, question).map(|(_, _, why)| kind(&why));
    let fails = |document: &Value| {
        std::panic::catch_unwind(|| {
            difference(&load(document), document, question).is_some_and(|(want, got, why)| {
                (want.as_str(), got.as_str()) == words && Some(kind(&why)) == wanted
            })
        })
        .unwrap_or(false)
    };
    smaller(document, &fails)
}

/// Takes away every item of every list without which the network still fails.
fn smaller(document: &Value, fails: &dyn Fn(&Value) -> bool) -> Value {
    let mut document = document.clone();
    loop {
        let mut shrunk = false;
        let mut paths = Vec::new();
        arrays(&document, "", &mut paths);
        for path in paths {
            let mut index = 0;
            while let Some(items) = document.pointer(&path).and_then(Value::as_array)
                && index < items.len()
            {
                let mut without = document.clone();
                without.pointer_mut(&path).unwrap().as_array_mut().unwrap().remove(index);
                if fails(&without) {
                    document = without;
                    shrunk = true;
                } else {
                    index += 1;
                }
            }
        }
        if !shrunk {
            return document;
        }
    }
}

/// The pointers of all arrays, outer before inner.
fn arrays(value: &Value, at: &str, paths: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            if at != "/Focus" {
                paths.push(at.to_owned());
            }
            for (index, item) in items.iter().enumerate() {
                arrays(item, &format!("{at}/{index}"), paths);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                arrays(item, &format!("{at}/{key}"), paths);
            }
        }
        _ => {}
    }
}

/// Counts differences instead of stopping at the first: `PATHLIGHT_SURVEY=1`, for work on the judge.
fn survey() -> bool {
    number("PATHLIGHT_SURVEY", 0) > 0
}

#[test]
fn the_program_agrees_with_the_naive_walker() {
    let networks = number("PATHLIGHT_ORACLE", 300);
    let tally = RefCell::new(Tally::default());
    let result = runner(networks).run(&tapes(30), |(tape, asks)| {
        let document = network(&tape);
        let session = load(&document);
        for ask in &asks {
            let question = question(&document, ask);
            let (judged, used) = judge(&document, &question);
            let marks: Vec<&str> = used
                .iter()
                .copied()
                .filter(|mark| mark.starts_with("next hop") || mark.starts_with("reference"))
                .take(1)
                .collect();
            tally.borrow_mut().count(&judged, used);
            let Some((want, got, why)) = difference(&session, &document, &question) else { continue };
            if survey() {
                let key: String = why.chars().filter(|c| !c.is_ascii_digit()).take(70).collect();
                let seen = tally
                    .borrow_mut()
                    .differences
                    .entry(format!("{want} / {got}: {key} {marks:?}"))
                    .and_modify(|n| *n += 1)
                    .or_insert(1)
                    .to_owned();
                if seen == 1 && number("PATHLIGHT_SURVEY", 0) > 1 {
                    print_case(&document, &question, (&want, &got));
                }
            } else {
                return Err(TestCaseError::fail(format!("expected {want}, got {got}: {why}")));
            }
        }
        Ok(())
    });
    tally.borrow().print(networks);
    if let Err(TestError::Fail(reason, (tape, asks))) = result {
        let document = network(&tape);
        let session = load(&document);
        for ask in &asks {
            let question = question(&document, ask);
            if let Some((want, got, _)) = difference(&session, &document, &question) {
                print_case(&document, &question, (&want, &got));
                panic!("{reason}");
            }
        }
    }
    if networks >= 300 && !survey() {
        tally.borrow().check_floors();
    }
}

fn print_case(document: &Value, question: &Question, words: (&str, &str)) {
    let small = prune(document, question, words);
    let (want, got, why) = difference(&load(&small), &small, question).unwrap();
    for document in [document, &small] {
        let answer =
            load(document).reach(&request(question)).map(|answer| serde_json::to_value(&answer).unwrap());
        println!("the program names {}", answer.map_or(Value::Null, |all| all["blockers"].clone()));
    }
    println!("==== expected {want}, got {got}\n{}", case_folder(&small, &request(question), &want, &why));
}

impl Tally {
    /// A generator that rarely reaches a feature tests nothing.
    fn check_floors(&self) {
        let share = |count: u64| count * 100 / self.questions.max(1);
        let reachable = share(*self.words.get("reachable").unwrap_or(&0));
        assert!((25..=65).contains(&reachable), "{reachable} % of the questions are reachable");
        let floors = [
            ("address pool", 10),
            ("appliance", 20),
            ("appliance hands on a reply to the internet", 2),
            ("appliance mode", 40),
            ("bgp of a vpn", 50),
            ("blackhole", 20),
            ("classic in one subnet", 10),
            ("classic load balancer", 60),
            ("client address kept", 20),
            ("cloudhub", 60),
            ("connect attachment", 8),
            ("core network", 50),
            ("direct connect", 20),
            ("egress-only gateway", 10),
            ("firewall", 100),
            ("firewall in the sender's subnet", 10),
            ("from a transit gateway's edge", 100),
            ("gateway endpoint", 10),
            ("gateway load balancer", 100),
            ("gateway route table", 20),
            ("gateway route table to an interface", 15),
            ("group of another VPC", 20),
            ("hairpin", 20),
            ("half a flow without a handshake", 1),
            ("instance connect endpoint", 30),
            ("internet gateway", 300),
            ("ipv6 by direct connect", 5),
            ("lattice", 50),
            ("link-local of nobody", 5),
            ("load balancer", 200),
            ("load balancer as a target", 6),
            ("nat gateway", 100),
            ("nat64", 2),
            ("node's own address", 40),
            ("peering", 200),
            ("platform address", 80),
            ("platform address switched off", 6),
            ("policy table", 3),
            ("private link", 30),
            ("private nat gateway", 10),
            ("public access blocked", 40),
            ("public access excluded", 10),
            ("public access for a nat gateway", 2),
            ("regional nat gateway", 50),
            ("regional nat gateway of another zone", 5),
            ("rules of a listener", 8),
            ("same subnet", 100),
            ("stateful engine", 20),
            ("stateful rule passes", 8),
            ("stateful rule stops", 20),
            ("stateful rule stops a reply", 1),
            ("transit gateway", 200),
            ("transit gateway peering", 30),
            ("transit virtual interface", 5),
            ("vpn gateway", 30),
            ("vpn gateway route table", 10),
            ("vpn on a core network", 10),
            ("vpn on a transit gateway", 15),
        ];
        for (feature, floor) in floors {
            let count = self.features.get(feature).copied().unwrap_or(0);
            assert!(count >= floor, "`{feature}` was touched {count} times, not {floor}");
        }
    }
}

/// Members of `"22,80-90"`.
fn ranges(text: &str) -> Vec<(u16, u16)> {
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            (first.parse().unwrap(), last.parse().unwrap())
        })
        .collect()
}

/// First, last and one past each, inside what was asked.
fn edges(rows: &[(u16, u16)], asked: (u16, u16)) -> Vec<u16> {
    let mut edges = vec![asked.0, asked.1];
    for (first, last) in rows {
        edges.extend([first.saturating_sub(1), *first, *last, last.saturating_add(1)]);
    }
    edges.sort_unstable();
    edges.dedup();
    edges.retain(|port| (asked.0..=asked.1).contains(port));
    edges
}

/// Ranges of ports, ascending.
type Ranges = Vec<(u16, u16)>;

/// Ports and client ports of each row of what passes.
fn rows_of(answer: &Answer) -> Vec<(Ranges, Ranges)> {
    answer
        .passes
        .iter()
        .map(|row| {
            (ranges(row.ports.as_deref().unwrap_or("")), ranges(row.source_ports.as_deref().unwrap_or("")))
        })
        .collect()
}

fn holds(rows: &[(u16, u16)], port: u16) -> bool {
    rows.iter().any(|(first, last)| (*first..=*last).contains(&port))
}

/// Where the answer for a range and the answers for its points differ.
fn set_difference(session: &Session, document: &Value, question: &Question) -> Option<String> {
    let middle = question.packet.dport;
    let asked = (middle.saturating_sub(3), middle.saturating_add(3));
    let whole = ReachRequest {
        port: Some(Scalar::Text(format!("{}-{}", asked.0, asked.1))),
        source_port: None,
        ..request(question)
    };
    let answer = session.reach(&whole).ok()?;
    if answer.verdict == Verdict::Undetermined {
        return None;
    }
    let rows = rows_of(&answer);
    let all = |pick: fn(&(Ranges, Ranges)) -> &Ranges| {
        rows.iter().flat_map(|row| pick(row).clone()).collect::<Vec<_>>()
    };
    for port in edges(&all(|row| &row.0), asked) {
        for source in edges(&all(|row| &row.1), (1024, 65535)) {
            let mut point = question.clone();
            point.packet.dport = port;
            point.packet.sport = source;
            let inside = rows.iter().any(|(ports, sources)| holds(ports, port) && holds(sources, source));
            let (judged, used) = judge(document, &point);
            if !survey() && KNOWN_TO_DIFFER.iter().any(|mark| used.contains(mark)) {
                continue;
            }
            let fits = match judged {
                Judged::Reachable => inside,
                Judged::Unreachable(_) => !inside,
                // Some of the ports that a NAT gateway or a node picks, or not judged.
                Judged::Partial(_) | Judged::Unknown(_) | Judged::Open(_) => true,
            };
            if !fits {
                let got = verdict(session, &request(&point));
                return Some(format!(
                    "{} -> {} {asked:?} passes {rows:?} ({}), but port {port} from {source} is {judged:?} (as a point: {got})",
                    whole.from,
                    whole.to,
                    answer.verdict.word()
                ));
            }
        }
    }
    None
}

#[test]
fn answers_for_ranges_agree_with_their_edges() {
    let networks = number("PATHLIGHT_ORACLE", 300) / 3;
    let differences = RefCell::new(Vec::new());
    let asked = RefCell::new(0_u64);
    let result = runner(networks).run(&tapes(8), |(tape, asks)| {
        let document = network(&tape);
        let session = load(&document);
        for ask in &asks {
            let question = question(&document, ask);
            if !matches!(question.packet.protocol, 6 | 17) {
                continue;
            }
            *asked.borrow_mut() += 1;
            if let Some(difference) = set_difference(&session, &document, &question) {
                if survey() {
                    differences.borrow_mut().push(difference);
                } else {
                    return Err(TestCaseError::fail(difference));
                }
            }
        }
        Ok(())
    });
    println!("{} ranges compared at their edges, {} differ", asked.borrow(), differences.borrow().len());
    for difference in differences.borrow().iter().take(15) {
        println!("{difference}");
    }
    if let Err(TestError::Fail(reason, (tape, _))) = result {
        let mut document = network(&tape);
        document.as_object_mut().unwrap().remove("Focus");
        panic!("{reason}\n{}", serde_json::to_string(&document).unwrap());
    }
}

/// What the walker knows nothing of: supernets between associations, propagations without routes, prefix lists in tables of
/// transit gateways, the zone use1-az3, zones by their ids at load balancers, appliances by IPv6 in gateway tables, absent
/// documents and fields, accelerators, Wavelength Zones, multicast.
const NOT_WALKED: &[&str] = &[
    "/bpa/accelerator",
    "states-in-capitals",
    "asked-by-a-host-of-a-subnet",
    "group-reference-in-use1-az3",
    "prefix-list-beats-propagated",
    "static-beats-prefix-list",
    "appliance-by-a-gateway-table",
    "other-zone-of-appliance",
    "nulls-and-gaps-of-an-interface",
    "/dx/supernet",
    "static-routes-and-propagations",
    "/transit/multicast",
    "/owners/accelerator",
    "/wavelength/",
    "/gaps/no-",
    "/gaps/acl-missing",
    "table-without-routes",
    "rules-from-the-rules-call",
    "resolver-of-the-peer",
];

#[test]
fn the_walker_agrees_with_the_hand_made_cases() {
    // The judge is judged: every case that it can express.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let (mut judged_asks, mut wrong) = (0, Vec::new());
    for topic in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        for folder in std::fs::read_dir(topic).unwrap().map(|entry| entry.unwrap().path()) {
            if NOT_WALKED.iter().any(|part| folder.to_string_lossy().contains(part)) {
                continue;
            }
            let Ok(bytes) = std::fs::read(folder.join("snapshot.json")) else { continue };
            let Ok(document) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let document = support::ask::of_snapshot(document);
            let case: toml::Value =
                toml::from_str(&std::fs::read_to_string(folder.join("case.toml")).unwrap()).unwrap();
            for ask in case["ask"].as_array().unwrap() {
                let Some(question) = support::ask::of_case(&document, ask) else { continue };
                let (judged, _) = judge(&document, &question);
                if matches!(judged, Judged::Open(_)) {
                    continue;
                }
                judged_asks += 1;
                let want = ask["verdict"].as_str().unwrap();
                if want != judged.word() {
                    wrong.push(format!(
                        "{}: {} -> {} {}: {want}, the walker says {judged:?}",
                        folder.display(),
                        ask["from"],
                        ask["to"],
                        ask["packet"]
                    ));
                }
            }
        }
    }
    println!("{judged_asks} asks of hand-made cases judged");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
