//! Laws of sets of traffic: what is said to pass, cut at a point, is what the point's own question says.
//!
//! Points are taken at the edges of every row: first, last, and one past either end. Knows nothing of networks.
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

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use judges::ask::{load, request};
use judges::generate::{network, question};
use pathlight::api::{ExposureRequest, ReachRequest, Scalar, Session};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use serde_json::{Value, json};

/// `22,80-90` as ranges.
fn ranges(text: &str) -> Vec<(u16, u16)> {
    let number = |text: &str| text.parse::<u16>().unwrap();
    text.split(',')
        .map(|part| {
            part.split_once('-').map_or_else(|| (number(part), number(part)), |(a, b)| (number(a), number(b)))
        })
        .collect()
}

/// `type 8 code 0, types 9-12` as ranges of type * 256 + code.
fn icmp_ranges(text: &str) -> Vec<(u16, u16)> {
    if text == "any type" {
        return vec![(0, u16::MAX)];
    }
    let number = |text: &str| text.trim().parse::<u16>().unwrap();
    let point = |text: &str| -> (u16, u16) {
        let text = text.trim();
        if let Some(types) = text.strip_prefix("types ") {
            let (first, last) = types.split_once('-').unwrap();
            return (number(first) << 8, number(last) << 8 | 0xff);
        }
        let rest = text.strip_prefix("type ").unwrap();
        if let Some((kind, codes)) = rest.split_once(" codes ") {
            let (first, last) = codes.split_once('-').unwrap();
            return (number(kind) << 8 | number(first), number(kind) << 8 | number(last));
        }
        match rest.split_once(" code ") {
            Some((kind, code)) => (number(kind) << 8 | number(code), number(kind) << 8 | number(code)),
            None => (number(rest) << 8, number(rest) << 8 | 0xff),
        }
    };
    let part = |text: &str| match text.split_once(" to ") {
        Some((first, last)) => (point(first).0, point(last).1),
        None => point(text),
    };
    text.split(", ").map(part).collect()
}

fn holds(ranges: &[(u16, u16)], value: u16) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&value))
}

/// First, last, and one past either end.
fn edges(ranges: &[(u16, u16)]) -> BTreeSet<u16> {
    let around = |(first, last): &(u16, u16)| {
        [Some(*first), Some(*last), first.checked_sub(1), last.checked_add(1)].into_iter().flatten()
    };
    ranges.iter().flat_map(around).collect()
}

/// Rows of `passes` or `open` about one protocol: ports, client ports, and addresses of the end that varies.
struct Row {
    ports: Vec<(u16, u16)>,
    client: Vec<(u16, u16)>,
    addresses: Option<Vec<ipnet::IpNet>>,
}

fn rows(answer: &Value, key: &str, protocol: &str) -> Vec<Row> {
    let all = answer[key].as_array().map_or(&[][..], Vec::as_slice);
    all.iter()
        .filter(|row| row["protocol"] == protocol || row["protocol"] == "all")
        .map(|row| {
            let of = |key: &str| row[key].as_str().map(ranges);
            let addresses = row.get("from_addresses").or_else(|| row.get("to_addresses"));
            Row {
                ports: of("ports")
                    .or_else(|| row["icmp"].as_str().map(icmp_ranges))
                    .unwrap_or(vec![(0, u16::MAX)]),
                client: of("source_ports").unwrap_or(vec![(0, u16::MAX)]),
                addresses: addresses.and_then(Value::as_array).map(|blocks| {
                    blocks.iter().map(|block| block.as_str().unwrap().parse().unwrap()).collect()
                }),
            }
        })
        .collect()
}

fn is_in(rows: &[Row], port: u16, client: u16, address: Option<std::net::IpAddr>) -> bool {
    rows.iter().any(|row| {
        holds(&row.ports, port)
            && holds(&row.client, client)
            && match (&row.addresses, address) {
                (Some(blocks), Some(address)) => blocks.iter().any(|block| block.contains(&address)),
                (Some(_), None) => false,
                (None, _) => true,
            }
    })
}

/// Rows of one protocol overlap nowhere, and stand in ascending order.
fn check_form(answer: &Value, wrong: &mut Vec<String>) {
    for key in ["passes", "open"] {
        for protocol in ["tcp", "udp", "icmp", "icmpv6"] {
            let rows = rows(answer, key, protocol);
            for (at, one) in rows.iter().enumerate() {
                for set in [&one.ports, &one.client] {
                    if set.windows(2).any(|pair| pair[0].1 == u16::MAX || pair[0].1 + 1 >= pair[1].0) {
                        wrong.push(format!("{key} {protocol}: {set:?} is not canonical"));
                    }
                }
                for other in rows.iter().skip(at + 1) {
                    let meet = |a: &[(u16, u16)], b: &[(u16, u16)]| {
                        a.iter().any(|a| b.iter().any(|b| a.0 <= b.1 && b.0 <= a.1))
                    };
                    let near = match (&one.addresses, &other.addresses) {
                        (Some(a), Some(b)) => {
                            a.iter().any(|a| b.iter().any(|b| a.contains(b) || b.contains(a)))
                        }
                        _ => true,
                    };
                    if near && meet(&one.ports, &other.ports) && meet(&one.client, &other.client) {
                        wrong.push(format!("{key} {protocol}: two rows overlap"));
                    }
                    if one.ports[0] > other.ports[0] {
                        wrong.push(format!("{key} {protocol}: rows are not ascending"));
                    }
                }
            }
        }
    }
}

/// How many points were asked, by verdict, so that a law that asks nothing is noticed.
type Seen = RefCell<BTreeMap<String, usize>>;

fn enough(seen: &Seen) {
    let seen = seen.borrow();
    let of = |verdict: &str| seen.get(verdict).copied().unwrap_or(0);
    assert!(of("reachable") > 300 && of("unreachable") > 300 && of("undetermined") > 20, "{seen:?}");
}

/// All that is wrong with the set answer of a question, cut at its edges.
fn check(session: &Session, asked: &ReachRequest, seen: &Seen) -> Vec<String> {
    let whole = ReachRequest {
        protocol: Some(Scalar::Text("all".to_owned())),
        port: None,
        source_port: None,
        icmp_type: None,
        icmp_code: None,
        ..asked.clone()
    };
    let answer = support::answer(session, &whole);
    if answer["verdict"] == "error" || answer.get("pairs").is_some() || answer["forward"].is_null() {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    check_form(&answer, &mut wrong);
    wrong.extend(cut(session, &whole, &answer, seen));
    wrong
}

/// Asks points at the edges of all rows of `passes` and `open`, and compares.
fn cut(session: &Session, whole: &ReachRequest, answer: &Value, seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    let asked = whole;
    let protocols: &[&str] = match asked.family {
        Some(Scalar::Number(6)) => &["tcp", "udp", "icmpv6"],
        _ => &["tcp", "udp", "icmp"],
    };
    for protocol in protocols {
        let (passes, open) = (rows(answer, "passes", protocol), rows(answer, "open", protocol));
        let (mut ports, mut clients) =
            (BTreeSet::from([0, 2048, 5432, u16::MAX]), BTreeSet::from([1024, u16::MAX]));
        let mut hosts: BTreeSet<Option<std::net::IpAddr>> = BTreeSet::from([None]);
        for row in passes.iter().chain(&open) {
            ports.extend(edges(&row.ports));
            clients.extend(edges(&row.client));
            for block in row.addresses.iter().flatten().take(3) {
                hosts.extend([Some(block.network()), Some(block.broadcast())]);
            }
        }
        clients.retain(|client| *client >= 1024);
        let is_icmp = protocol.starts_with("icmp");
        let number = |port: u16| Some(Scalar::Number(i64::from(port)));
        let varies = [&answer["passes"], &answer["open"]]
            .iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .find_map(|row| {
                row.get("from_addresses").map(|_| true).or(row.get("to_addresses").map(|_| false))
            });
        for &port in &ports {
            for &client in clients.iter().take(if is_icmp { 1 } else { 8 }) {
                for host in &hosts {
                    if varies.is_some() && host.is_none() {
                        continue;
                    }
                    // An address that the input gives to a resource is an end of its own, though a block may span it.
                    if varies.is_some() && host.is_some_and(|host| is_own(session, host)) {
                        continue;
                    }
                    let mut point = ReachRequest {
                        protocol: Some(Scalar::Text((*protocol).to_owned())),
                        ..whole.clone()
                    };
                    if is_icmp {
                        (point.icmp_type, point.icmp_code) = (number(port >> 8), number(port & 0xff));
                    } else {
                        (point.port, point.source_port) = (number(port), number(client));
                    }
                    match varies {
                        Some(true) => point.from_ip = host.map(|host| host.to_string()),
                        Some(false) => point.to_ip = host.map(|host| host.to_string()),
                        None => {}
                    }
                    let said = support::answer(session, &point);
                    let verdict = said["verdict"].as_str().unwrap();
                    if verdict == "error" {
                        continue;
                    }
                    *seen.borrow_mut().entry(verdict.to_owned()).or_default() += 1;
                    let fits = if is_in(&passes, port, client, *host) {
                        matches!(verdict, "reachable" | "partial")
                    } else if is_in(&open, port, client, *host) {
                        verdict == "undetermined"
                    } else {
                        verdict == "unreachable"
                    };
                    if !fits {
                        wrong.push(format!(
                            "{} -> {} {protocol} {port} from {client}, host {host:?}, family {:?}: the point says {verdict}, the set passes {} open {}",
                            asked.from, asked.to, asked.family, answer["passes"], answer["open"]
                        ));
                        return wrong;
                    }
                }
            }
        }
    }
    wrong
}

/// Whether an interface of the input has this public address.
fn is_own(session: &Session, host: std::net::IpAddr) -> bool {
    session.search(&host.to_string(), 100).iter().any(|found| found.detail.contains(&format!("({host})")))
}

fn of_families(asked: &ReachRequest) -> Vec<ReachRequest> {
    match asked.family {
        Some(_) => vec![asked.clone()],
        None => [4, 6]
            .map(|family| ReachRequest { family: Some(Scalar::Number(family)), ..asked.clone() })
            .to_vec(),
    }
}

#[test]
fn a_set_cut_at_a_point_is_the_point_on_every_case() {
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    let seen = Seen::default();
    for case in support::cases().into_iter().chain([support::example()]) {
        known.clear();
        for asked in case.questions.iter().flat_map(of_families) {
            let key = format!(
                "{} {} {:?} {:?} {:?} {} {}",
                asked.from, asked.to, asked.family, asked.via, asked.avoid, asked.one_way, asked.strict
            );
            if known.insert(key) {
                wrong.extend(
                    check(&case.session, &asked, &seen)
                        .into_iter()
                        .map(|what| format!("{}: {what}", case.name)),
                );
            }
        }
    }
    enough(&seen);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_set_cut_at_a_point_is_the_point_on_random_networks() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(number("PATHLIGHT_LAWS", 40)).unwrap(),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(number("PATHLIGHT_SEED", 1)),
        max_shrink_iters: 100,
        ..Config::default()
    });
    let seen = Seen::default();
    let tapes = (vec(any::<u32>(), 700), vec(vec(any::<u32>(), 12), 8));
    let outcome = runner.run(&tapes, |(tape, asks)| {
        let document = network(&tape);
        let session = load(&document);
        for ask in &asks {
            let asked = request(&question(&document, ask));
            let outside = ["internet", "onprem"].contains(&asked.from.as_str());
            // As drawn, from every host outside, and towards them.
            let all = ReachRequest { from_ip: None, ..asked.clone() };
            let out = ReachRequest { to: "internet".to_owned(), to_ip: None, ..asked.clone() };
            let variants = [Some(asked), outside.then_some(all), (!outside).then_some(out)];
            for asked in variants.into_iter().flatten() {
                let wrong = check(&session, &asked, &seen);
                prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
            }
        }
        Ok(())
    });
    match outcome {
        Ok(()) => enough(&seen),
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
    }
}

/// What ends rows may name, each with what it is a part of: every interface that is an end, instances, load balancers.
fn all_ends(session: &Session, is_destination: bool) -> Vec<(String, Option<String>)> {
    let network = session.network();
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for interface in &network.interfaces {
        if ["NatGateway", "TransitGateway", "GatewayLoadBalancerEndpoint"]
            .contains(&&*format!("{:?}", interface.kind))
        {
            continue;
        }
        if let Some(instance) = interface.instance() {
            found.insert(instance.to_string(), None);
            continue;
        }
        let balancer = network.load_balancers.iter().find(|balancer| balancer.nodes.contains(&interface.id));
        let endpoint = network.endpoints.iter().find(|endpoint| endpoint.interfaces.contains(&interface.id));
        let whole = balancer
            .map(|balancer| balancer.id.to_string())
            .or(endpoint.map(|endpoint| endpoint.id.to_string()));
        let public: Vec<String> = interface
            .addresses
            .iter()
            .filter_map(|address| address.public)
            .map(|public| public.to_string())
            .collect();
        if is_destination && balancer.is_some_and(|balancer| balancer.internet_facing) && !public.is_empty() {
            found.extend(public.into_iter().map(|public| (public, whole.clone())));
        } else {
            found.insert(interface.id.to_string(), whole);
        }
    }
    found.into_iter().collect()
}

/// Rows without what only one of both has.
fn traffic(rows: &Value) -> BTreeSet<String> {
    let keys = ["protocol", "protocols", "ports", "source_ports", "icmp", "from_addresses", "to_addresses"];
    let all = rows.as_array().into_iter().flatten();
    all.map(|row| keys.map(|key| row[key].to_string()).join(" ")).collect()
}

/// All that is wrong with an exposure, against the points of every pair.
fn check_exposure(session: &Session, asked: &ExposureRequest, seen: &Seen) -> Vec<String> {
    let Ok(exposure) = session.exposure(asked, &mut |_, _| true) else { return Vec::new() };
    let exposure = serde_json::to_value(exposure).unwrap();
    let mut wrong = Vec::new();
    let fixed = |text: &str| vec![(text.to_owned(), None)];
    let from = match (&asked.from, &asked.to) {
        (Some(from), _) => fixed(from),
        (None, Some(_)) => [all_ends(session, false), fixed("internet")].concat(),
        (None, None) => fixed("internet"),
    };
    let to = match (&asked.to, &asked.from) {
        (Some(to), _) => fixed(to),
        (None, Some(from)) if from == "internet" => all_ends(session, true),
        (None, Some(_)) => [all_ends(session, true), fixed("internet")].concat(),
        (None, None) => all_ends(session, true),
    };
    let mut is_cut = false;
    for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (from, to))) {
        let names = |row: &Value, key: &str, (end, whole): &(String, Option<String>)| {
            let list = row[key].as_array().unwrap();
            list.iter().any(|name| name == end || whole.as_ref().is_some_and(|whole| name == whole))
        };
        for family in [4, 6] {
            let of = |key: &str| -> Vec<Value> {
                let all = exposure[key].as_array().unwrap().iter();
                all.filter(|row| {
                    row["family"] == family && names(row, "from", from) && names(row, "to", to) && from != to
                })
                .cloned()
                .collect()
            };
            let answer = json!({ "passes": of("rows"), "open": of("undetermined") });
            let whole = ReachRequest {
                from: from.0.clone(),
                to: to.0.clone(),
                family: Some(Scalar::Number(family)),
                ..ReachRequest::default()
            };
            let said = support::answer(session, &whole);
            if said["verdict"] == "error" {
                if answer["passes"] != json!([]) {
                    wrong.push(format!("{from:?} -> {to:?}: rows, but {}", said["error"]));
                }
                continue;
            }
            if said.get("pairs").is_some() || said["forward"].is_null() {
                continue;
            }
            // The set of the pair is what its own question says; and so, for one pair, are its points.
            for (key, list) in [("passes", "passes"), ("open", "open")] {
                let (mine, theirs) = (traffic(&answer[key]), traffic(&said[list]));
                if mine != theirs {
                    wrong.push(format!(
                        "{from:?} -> {to:?} IPv{family}: {key} {mine:?}, but reach says {theirs:?}"
                    ));
                }
            }
            if !is_cut && (answer["passes"] != json!([]) || answer["open"] != json!([])) {
                is_cut = true;
                wrong.extend(cut(session, &whole, &answer, seen));
            }
        }
    }
    wrong
}

/// From the internet, and from and to some ends.
fn exposures(ends: &[String]) -> Vec<ExposureRequest> {
    let mut all = vec![ExposureRequest::default()];
    for end in ends {
        all.push(ExposureRequest { from: Some(end.clone()), ..ExposureRequest::default() });
        all.push(ExposureRequest { to: Some(end.clone()), ..ExposureRequest::default() });
    }
    all
}

#[test]
fn exposure_cut_at_a_point_is_the_point_on_every_case() {
    let (mut wrong, seen) = (Vec::new(), Seen::default());
    for case in support::cases().into_iter().chain([support::example()]) {
        let ends: Vec<String> =
            all_ends(&case.session, false).into_iter().map(|(end, _)| end).take(1).collect();
        for asked in exposures(&ends) {
            let found = check_exposure(&case.session, &asked, &seen);
            wrong.extend(found.into_iter().map(|what| format!("{}: {what}", case.name)));
        }
    }
    enough(&seen);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn exposure_cut_at_a_point_is_the_point_on_random_networks() {
    let (mut wrong, seen) = (Vec::new(), Seen::default());
    for seed in 0..20_u32 {
        let tape: Vec<u32> =
            (0..700_u32).map(|at| (seed * 7919 + at + 1).wrapping_mul(2_654_435_761)).collect();
        let session = load(&network(&tape));
        let all = all_ends(&session, false);
        let ends: Vec<String> = all.into_iter().map(|(end, _)| end).take(2).collect();
        for asked in exposures(&ends) {
            let found = check_exposure(&session, &asked, &seen);
            wrong.extend(found.into_iter().map(|what| format!("network {seed}: {what}")));
        }
    }
    enough(&seen);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
