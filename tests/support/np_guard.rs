//! np-guard's published tables of connections, held against the matrix row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pathlight::api::{MatrixRequest, ReachRequest, Scalar, Session};
use serde_json::Value;

use super::support::{loaded, root};
use super::{by, holds, matrix, question, table};

/// Instances by interface.
fn instances(session: &Session) -> BTreeMap<String, String> {
    let held = session.network().interfaces.iter();
    let held = held.filter_map(|one| Some((one.id.to_string(), one.instance()?.to_string())));
    held.collect()
}

/// By sender and receiver: whether a destination port and a client port pass.
type Points = BTreeMap<(String, String), Vec<(String, String)>>;

/// What is said of one protocol, between instances.
fn points(session: &Session, asked: &MatrixRequest, protocol: &str) -> Points {
    let held = instances(session);
    let mut found = Points::new();
    for ((from, to, _), all) in table(&matrix(session, asked)) {
        let (Some(from), Some(to)) = (held.get(&from), held.get(&to)) else { continue };
        for (passes, [name, _, ports, clients, _]) in all {
            assert!(passes, "{from} -> {to} is open");
            if name == protocol || name == "all" {
                let whole = |text: String| if text.is_empty() { "0-65535".to_owned() } else { text };
                // What a row of all protocols says of client ports means TCP and UDP.
                let clients = if protocol == "icmp" { String::new() } else { clients };
                found.entry((from.clone(), to.clone())).or_default().push((whole(ports), whole(clients)));
            }
        }
    }
    found
}

fn passes(points: &Points, pair: &(String, String), port: u16, client: u16) -> bool {
    let all = points.get(pair).into_iter().flatten();
    all.into_iter().any(|(ports, clients)| holds(ports, port) && holds(clients, client))
}

/// The published tables of np-guard's analyser, row by row, between instances: nothing missing and nothing more. They
/// count ports from 1; a row without a way back is a request alone, and no row of ours.
#[test]
fn np_guard_lists_the_same_pairs() {
    let corpus = root().join("../shared/corpus/np-guard");
    if !corpus.exists() {
        println!("skipped: ../shared/corpus/np-guard is not there");
        return;
    }
    let (mut compared, mut listed, mut requests, mut outside, mut broken_rows) = (0, 0, 0, 0, 0);
    let mut folders: Vec<_> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("expect.json").is_file());
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let session = loaded(&folder.join("input"));
        let expect: Value = serde_json::from_slice(&fs::read(folder.join("expect.json")).unwrap()).unwrap();
        let id =
            |row: &Value, key: &str| expect["names"][row[key].as_str().unwrap()].as_str().unwrap().to_owned();
        let mut wanted: BTreeMap<&str, Points> = BTreeMap::new();
        for row in expect["connectivity"].as_array().unwrap() {
            let pair = (id(row, "from"), id(row, "to"));
            if !pair.0.starts_with("InstanceId") || !pair.1.starts_with("InstanceId") {
                let end =
                    |text: &str| if text.contains('/') { "internet".to_owned() } else { text.to_owned() };
                // Of ICMP, what needs no reply passes even so.
                let asked = ReachRequest {
                    protocol: Some(Scalar::Text("tcp".to_owned())),
                    ..question(&end(&pair.0), &end(&pair.1), 4, &MatrixRequest::default())
                };
                let answer = serde_json::to_value(session.reach(&asked).unwrap()).unwrap();
                assert_eq!(answer["verdict"], "undetermined", "{name}: {pair:?}");
                outside += 1;
                continue;
            }
            if row["return_allowed"] != true {
                let one_way = ReachRequest {
                    port: Some(Scalar::Number(443)),
                    one_way: true,
                    ..question(&pair.0, &pair.1, 4, &MatrixRequest::default())
                };
                assert_eq!(session.reach(&one_way).unwrap().verdict.word(), "reachable", "{name}: {pair:?}");
                requests += 1;
                continue;
            }
            listed += 1;
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            let protocols: &[&str] =
                if row["protocol"] == "all" { &["tcp", "udp", "icmp"] } else { &["tcp"] };
            for protocol in protocols {
                let all = wanted.entry(protocol).or_default();
                all.entry(pair.clone()).or_default().push((text("dst_ports"), text("src_ports")));
            }
        }
        let any_client =
            MatrixRequest { source_port: Some(Scalar::Text("0-65535".to_owned())), ..by("interface") };
        let ends: BTreeSet<String> = instances(&session).into_values().collect();
        for (protocol, asked) in [("tcp", &any_client), ("udp", &any_client), ("icmp", &by("interface"))] {
            let found = points(&session, asked, protocol);
            let wanted = wanted.remove(protocol).unwrap_or_default();
            assert_eq!(differs(&ends, &found, &wanted, &mut compared), None, "{name} {protocol}");
            // A row less, or one more, would be noticed.
            for pair in ends.iter().flat_map(|from| ends.iter().map(move |to| (from.clone(), to.clone()))) {
                let mut broken = found.clone();
                if broken.remove(&pair).is_none() {
                    broken.insert(pair.clone(), vec![("22".to_owned(), "1024-65535".to_owned())]);
                }
                if pair.0 != pair.1 {
                    assert!(
                        differs(&ends, &broken, &wanted, &mut 0).is_some(),
                        "{name} {protocol}: {pair:?}"
                    );
                    broken_rows += 1;
                }
            }
        }
    }
    println!(
        "{compared} points, {listed} rows between instances, {requests} of requests alone, {outside} with the internet; {broken_rows} wrong tables noticed"
    );
    assert!(listed >= 25 && outside >= 10 && requests > 0);
}

/// Where two tables differ: at the first and last of every range that one of them names, and at one to either side.
fn differs(ends: &BTreeSet<String>, found: &Points, wanted: &Points, compared: &mut usize) -> Option<String> {
    for pair in ends.iter().flat_map(|from| ends.iter().map(move |to| (from.clone(), to.clone()))) {
        let (mut ports, mut clients) =
            (BTreeSet::from([1, 22, u16::MAX]), BTreeSet::from([1, 1024, u16::MAX]));
        for (port, client) in [found, wanted].iter().filter_map(|points| points.get(&pair)).flatten() {
            ports.extend(edges(port));
            clients.extend(edges(client));
        }
        for &port in &ports {
            for &client in &clients {
                *compared += 1;
                let (found, wanted) =
                    (passes(found, &pair, port, client), passes(wanted, &pair, port, client));
                if found != wanted {
                    return Some(format!("{pair:?} {client} -> {port}: {found}, published {wanted}"));
                }
            }
        }
    }
    None
}

/// Edges of ranges, from port 1: np-guard knows no port 0.
fn edges(text: &str) -> Vec<u16> {
    let number = |text: &str| text.parse::<u16>().unwrap();
    let of = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first), number(last));
        [first.saturating_sub(1), first, last, last.saturating_add(1)]
    };
    text.split(',').flat_map(of).filter(|port| *port > 0).collect()
}
