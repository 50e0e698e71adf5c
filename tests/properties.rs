//! Laws: of sets, and of networks through the api. What must hold for every input, tried on random ones.
//!
//! `PATHLIGHT_SEED=7` tries others, `PATHLIGHT_LAWS=500` more.
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

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use judges::ask::{files, load, request};
use judges::generate::{Tape, network, question};
use judges::json::{list, text};
use pathlight::api::{InputFile, PictureRequest, ReachRequest, Scalar, Session, Verdict};
use pathlight::space::addresses::from_number;
use pathlight::space::{AddressSet, Family, PortSet, RangeSet, ports, range_to_networks};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use serde_json::{Value, json};

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(number("PATHLIGHT_SEED", 1));
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        rng_seed,
        max_shrink_iters: 200,
        ..Config::default()
    })
}

// ---- sets ----

/// Ports near each other and near both ends, so that ranges touch, overlap and just miss.
fn port() -> impl Strategy<Value = u16> {
    prop_oneof![0_u16..6, 65530_u16..=65535, 1020_u16..1030, any::<u16>()]
}

fn set() -> impl Strategy<Value = PortSet> {
    vec((port(), port()), 0..6).prop_map(RangeSet::from_ranges)
}

#[test]
fn sets_answer_membership_as_their_parts_do() {
    let points = (set(), set(), vec(port(), 24));
    runner(400)
        .run(&points, |(one, other, points)| {
            let edges = one.ranges().chain(other.ranges()).flat_map(|range| {
                [range.start().saturating_sub(1), *range.start(), *range.end(), range.end().saturating_add(1)]
            });
            let edges: Vec<u16> = edges.collect();
            for point in points.into_iter().chain(edges) {
                let (a, b) = (one.contains(point), other.contains(point));
                prop_assert_eq!(one.union(&other).contains(point), a || b);
                prop_assert_eq!(one.intersection(&other).contains(point), a && b);
                prop_assert_eq!(one.difference(&other).contains(point), a && !b);
                prop_assert_eq!(one.complement().contains(point), !a);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn sets_are_canonical_and_obey_de_morgan() {
    runner(400)
        .run(&(set(), set()), |(one, other)| {
            for made in
                [one.union(&other), one.intersection(&other), one.difference(&other), one.complement()]
            {
                let ranges: Vec<(u16, u16)> =
                    made.ranges().map(|range| (*range.start(), *range.end())).collect();
                prop_assert!(ranges.iter().all(|(first, last)| first <= last), "{:?}", ranges);
                // Neighbours would be one range.
                prop_assert!(
                    ranges.windows(2).all(|pair| pair[0].1 < u16::MAX && pair[0].1 + 1 < pair[1].0),
                    "{:?}",
                    ranges
                );
                prop_assert_eq!(&RangeSet::from_ranges(ranges.into_iter().rev()), &made);
            }
            prop_assert_eq!(
                one.union(&other).complement(),
                one.complement().intersection(&other.complement())
            );
            prop_assert_eq!(
                one.intersection(&other).complement(),
                one.complement().union(&other.complement())
            );
            prop_assert_eq!(one.difference(&other), one.intersection(&other.complement()));
            prop_assert_eq!(one.complement().complement(), one.clone());
            prop_assert_eq!(one.is_subset(&other), one.difference(&other).is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn ports_are_read_as_they_are_shown() {
    runner(400)
        .run(&(port(), port(), set()), |(one, other, many)| {
            let range = PortSet::range(one.min(other), one.max(other));
            prop_assert_eq!(ports::parse(&ports::show(&range)), Ok(range));
            let parts = ports::show(&many);
            let read =
                parts.split(',').filter(|part| !part.is_empty()).map(|part| ports::parse(part).unwrap());
            prop_assert_eq!(read.fold(PortSet::empty(), |all, part| all.union(&part)), many);
            Ok(())
        })
        .unwrap();
}

#[test]
fn addresses_are_the_networks_they_are_listed_as() {
    let v4 = prop_oneof![0_u32..4, 0xffff_fffc_u32..=u32::MAX, 0x0a00_0000_u32..0x0a00_0102, any::<u32>()];
    let v6 = prop_oneof![0_u128..4, u128::MAX - 3..=u128::MAX, any::<u128>()];
    let fours = vec((v4.clone(), v4), 0..4).prop_map(|ranges| {
        (Family::V4, ranges.into_iter().map(|(a, b)| (u128::from(a), u128::from(b))).collect::<Vec<_>>())
    });
    let sixes = vec((v6.clone(), v6), 0..4).prop_map(|ranges| (Family::V6, ranges));
    runner(400)
        .run(&prop_oneof![fours, sixes], |(family, ranges)| {
            let networks: Vec<_> =
                ranges.iter().flat_map(|(a, b)| range_to_networks(family, *a.min(b), *a.max(b))).collect();
            let set = AddressSet::of_networks(family, &networks);
            let listed = set.to_networks();
            prop_assert_eq!(&AddressSet::of_networks(family, &listed), &set);
            prop_assert!(
                listed.windows(2).all(|pair| pair[0].broadcast() < pair[1].network()),
                "{:?}",
                listed
            );
            for (a, b) in ranges {
                for edge in [a.min(b), a.max(b)] {
                    prop_assert!(set.contains(from_number(family, edge)));
                }
            }
            Ok(())
        })
        .unwrap();
    // The other family is never a member.
    let all = AddressSet::internet(Family::V4);
    assert!(
        all.contains(IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8))) && !all.contains(IpAddr::V6(Ipv6Addr::LOCALHOST))
    );
}

// ---- networks ----

/// A network, its questions, and numbers for whatever a law chooses.
type Tapes = (Vec<u32>, Vec<Vec<u32>>, Vec<u32>);

fn tapes() -> impl Strategy<Value = Tapes> {
    (vec(any::<u32>(), 700), vec(vec(any::<u32>(), 12), 8), vec(any::<u32>(), 400))
}

fn for_networks(
    share: u32,
    law: impl Fn(&Value, &[ReachRequest], &mut Tape<'_>) -> Result<(), TestCaseError>,
) {
    let cases = u32::try_from(number("PATHLIGHT_LAWS", 40)).unwrap() * share / 100;
    let outcome = runner(cases.max(1)).run(&tapes(), |(tape, asks, choices)| {
        let document = network(&tape);
        let requests: Vec<ReachRequest> = asks.iter().map(|ask| request(&question(&document, ask))).collect();
        law(&document, &requests, &mut Tape::new(&choices))
    });
    match outcome {
        Ok(()) => {}
        // The tapes say nothing to a reader.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
    }
}

/// Where two answers part; empty for equal ones.
fn parting(one: &str, other: &str) -> String {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    if same == one.len() && same == other.len() {
        return String::new();
    }
    let near = |text: &str| -> String {
        String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(200)..(same + 200).min(text.len())])
            .into_owned()
    };
    format!("…{}…\nbecame\n…{}…", near(one), near(other))
}

/// What still depends on the order of the input: the quoted line is the first of several that fit, and notices come as they
/// were read. Empty the list, and sort no notices, when the program orders them itself.
const CHOSEN_BY_ORDER: &[&str] = &["by", "line"];

/// An answer without the places in the input, which a law may move.
fn bytes(session: &Session, request: &ReachRequest) -> String {
    let mut value = support::answer(session, request);
    without_places(&mut value);
    serde_json::to_string(&value).unwrap()
}

fn without_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("source");
            CHOSEN_BY_ORDER.iter().for_each(|key| drop(fields.remove(*key)));
            if let Some(notices) = fields.get_mut("notices").and_then(Value::as_array_mut) {
                notices.sort_by_key(ToString::to_string);
            }
            fields.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

fn shuffle(value: &mut Value, tape: &mut Tape<'_>) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| shuffle(field, tape));
        }
        Value::Array(items) => {
            for last in (1..items.len()).rev() {
                items.swap(last, tape.below(last + 1));
            }
            items.iter_mut().for_each(|item| shuffle(item, tape));
        }
        _ => {}
    }
}

#[test]
fn order_of_items_and_files_changes_nothing() {
    for_networks(100, |document, requests, tape| {
        let session = load(document);
        let mut shuffled = document.clone();
        shuffle(&mut shuffled, tape);
        // A file a result, in any order.
        let mut parts: Vec<InputFile> = Vec::new();
        for file in files(&shuffled) {
            let whole: Value = serde_json::from_slice(&file.bytes).unwrap();
            if file.name != "snapshot.json" {
                parts.push(file);
                continue;
            }
            for (key, items) in whole.as_object().unwrap() {
                parts.push(InputFile {
                    name: format!("{key}.json"),
                    bytes: serde_json::to_vec(&json!({ key: items })).unwrap(),
                });
            }
        }
        for last in (1..parts.len()).rev() {
            parts.swap(last, tape.below(last + 1));
        }
        let again = Session::load(parts, &mut |_| ());
        for request in requests {
            let differs = parting(&bytes(&session, request), &bytes(&again, request));
            prop_assert!(differs.is_empty(), "{}\n{:?}", differs, request);
        }
        Ok(())
    });
}

const PREFIXES: [&str; 17] = [
    "tgw-attach",
    "tgw-rtb",
    "tgw",
    "vpc",
    "subnet",
    "eni-nat",
    "eni",
    "i",
    "sg",
    "acl",
    "rtb",
    "nat",
    "igw",
    "eigw",
    "vgw",
    "vpce",
    "pcx",
];

/// Puts a mark before the number of every id.
fn renamed(text: &str, mark: &str) -> String {
    let mut text = text.to_owned();
    for prefix in PREFIXES {
        for before in ["\"", "NAT Gateway ", ":subnet/", ":vpc/"] {
            for digit in 0..10 {
                text = text.replace(
                    &format!("{before}{prefix}-{digit}"),
                    &format!("{before}{prefix}-{mark}{digit}"),
                );
            }
        }
    }
    text
}

#[test]
fn other_ids_change_nothing_but_the_ids() {
    for_networks(60, |document, requests, _| {
        let session = load(document);
        let other = load(&serde_json::from_str(&renamed(&document.to_string(), "q")).unwrap());
        for request in requests {
            let asked: ReachRequest =
                serde_json::from_str(&renamed(&serde_json::to_string(request).unwrap(), "q")).unwrap();
            let differs = parting(&bytes(&session, request), &bytes(&other, &asked).replace("-q", "-"));
            prop_assert!(differs.is_empty(), "{}\n{:?}", differs, request);
        }
        Ok(())
    });
}

fn verdict(session: &Session, request: &ReachRequest) -> Option<Verdict> {
    session.reach(request).ok().map(|answer| answer.verdict)
}

#[test]
fn another_allow_rule_never_takes_away() {
    for_networks(100, |document, requests, tape| {
        let session = load(document);
        let mut wider = document.clone();
        let count = list(document, "SecurityGroups").len();
        let group = &mut wider["SecurityGroups"][tape.below(count)];
        let way = *tape.of(&["IpPermissions", "IpPermissionsEgress"]);
        let rule = json!({"IpProtocol": tape.of(&["-1", "tcp"]), "FromPort": 0, "ToPort": 65535, "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [], "UserIdGroupPairs": []});
        group[way].as_array_mut().unwrap().push(rule);
        let again = load(&wider);
        for request in requests {
            let (before, after) = (verdict(&session, request), verdict(&again, request));
            prop_assert!(after <= before, "{:?} became {:?}: {:?}", before, after, request);
        }
        Ok(())
    });
}

#[test]
fn an_entry_after_one_that_takes_everything_is_irrelevant() {
    for_networks(100, |document, requests, tape| {
        let session = load(document);
        let mut longer = document.clone();
        let mut added = 0;
        for acl in longer["NetworkAcls"].as_array_mut().unwrap() {
            let before = acl.clone();
            for egress in [false, true] {
                for (key, block) in [("CidrBlock", "0.0.0.0/0"), ("Ipv6CidrBlock", "::/0")] {
                    let takes_all = list(&before, "Entries").iter().any(|entry| {
                        entry["Egress"] == egress
                            && text(entry, key) == block
                            && text(entry, "Protocol") == "-1"
                            && entry["RuleNumber"].as_i64().unwrap() < 32000
                    });
                    if takes_all {
                        let action = *tape.of(&["deny", "allow"]);
                        let entry = json!({"RuleNumber": 32000, "Egress": egress, "RuleAction": action, "Protocol": "-1", key: block});
                        acl["Entries"].as_array_mut().unwrap().push(entry);
                        added += 1;
                        break;
                    }
                }
            }
        }
        prop_assume!(added > 0);
        let again = load(&longer);
        for request in requests {
            let differs = parting(&bytes(&session, request), &bytes(&again, request));
            prop_assert!(differs.is_empty(), "{}\n{:?}", differs, request);
        }
        Ok(())
    });
}

#[test]
fn a_vpc_beside_it_changes_no_verdict() {
    for_networks(60, |document, requests, tape| {
        let numbers: Vec<u32> = (0..600).map(|_| u32::try_from(tape.below(1 << 30)).unwrap()).collect();
        let alone = [0, 0, 0].into_iter().chain(numbers).collect::<Vec<u32>>();
        let other = renamed(&network(&alone).to_string(), "z")
            .replace("203.0.113.", "203.0.114.")
            .replace("192.0.2.", "192.0.3.")
            .replace("2600:", "2605:")
            .replace("pl-", "pl-z")
            .replace("vpn-", "vpn-z");
        // Ids and ARNs that begin in other ways.
        let more = [
            "eni-lb",
            "clb",
            "eni-vpce-",
            "vpce-api-",
            "vpce-fw-",
            "vpce-svc-",
            "dxvif-",
            "dxgw-",
            "eice-",
            "net/lb",
            "app/lb",
            "\"lb",
            "targetgroup/tg",
            "/vpc-",
            "association-",
            "front",
            "snva-",
        ];
        let other = more.iter().fold(other, |text, start| text.replace(start, &format!("{start}z")));
        let other: Value = serde_json::from_str(&other).unwrap();
        let mut both = document.clone();
        for (key, items) in other.as_object().unwrap() {
            // An account has one block of public access in a Region.
            if !["Focus", "CustomerGateways", "PublicAccessDescribed"].contains(&key.as_str()) {
                // What is told of one thing by itself has a key of its own.
                match both.get_mut(key).and_then(Value::as_array_mut) {
                    Some(own) => own.extend(items.as_array().unwrap().iter().cloned()),
                    None => both[key] = items.clone(),
                }
            }
        }
        let (session, again) = (load(document), load(&both));
        for request in requests {
            prop_assert_eq!(verdict(&session, request), verdict(&again, request), "{:?}", request);
        }
        Ok(())
    });
}

#[test]
fn a_range_is_the_union_of_its_points() {
    for_networks(100, |document, requests, _| {
        let session = load(document);
        for request in requests {
            let Some(Scalar::Number(port)) = request.port else { continue };
            let (first, last) = ((port - 2).max(0), (port + 2).min(65535));
            let ask = |port: Scalar| verdict(&session, &ReachRequest { port: Some(port), ..request.clone() });
            let whole = ask(Scalar::Text(format!("{first}-{last}")));
            let points: Vec<_> = (first..=last).map(|port| ask(Scalar::Number(port))).collect();
            let expected = if points.iter().all(|one| *one == points[0]) {
                points[0]
            } else if points.iter().any(|one| matches!(one, Some(Verdict::Reachable | Verdict::Partial))) {
                Some(Verdict::Partial)
            } else {
                Some(Verdict::Undetermined)
            };
            prop_assert_eq!(whole, expected, "{:?}: {:?}", request, points);
        }
        Ok(())
    });
}

#[test]
fn the_wiring_is_sound() {
    for case in support::cases().into_iter().chain(support::invalid()).chain([support::example()]) {
        assert_eq!(case.session.verify(), Vec::<String>::new(), "{}", case.name);
    }
    for_networks(200, |document, _, _| {
        prop_assert_eq!(load(document).verify(), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn pictures_are_well_formed_and_repeatable() {
    for_networks(40, |document, requests, _| {
        let (session, again) = (load(document), load(document));
        let whole = PictureRequest::default();
        let path = PictureRequest {
            question: requests.first().cloned(),
            path_only: true,
            ..PictureRequest::default()
        };
        for request in [whole, path] {
            let (Ok(one), Ok(two)) = (session.picture(&request), again.picture(&request)) else { continue };
            prop_assert_eq!(&one, &two);
            let read = roxmltree::Document::parse(&one);
            prop_assert!(read.is_ok(), "{:?}", read.err());
        }
        Ok(())
    });
}
