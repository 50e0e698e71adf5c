//! A document left out of a network decides nothing: the program says that it does not know, or what it assumes.
//!
//! **Boundary:** part of `tests/oracle.rs`; the truth is the naive walker's word on the whole network.

use std::cell::RefCell;
use std::collections::BTreeMap;

use pathlight::api::{Answer, ReachRequest};
use proptest::test_runner::{TestCaseError, TestError};
use serde_json::Value;

use super::support::ask::{case_folder, load, request, verdict};
use super::support::generate::{network, question};
use super::support::oracle::{Judged, Question, judge};
use super::{number, runner, smaller, survey, tapes};

/// Kinds of documents whose absence the program fills in by what AWS has by default or always, and the codes that say so.
/// All others make the answer undetermined where they would have decided.
const FILLED_IN: &[(&str, &[&str])] = &[
    ("NetworkAcls", &["DEFAULT_NETWORK_ACL_ASSUMED"]),
    ("Reservations", &["INSTANCE_ASSUMED_RUNNING"]),
    ("RouteTables", &["LOCAL_ROUTE_ASSUMED"]),
    ("InternetGateways", &["INTERNET_GATEWAY_ASSUMED"]),
    ("EgressOnlyInternetGateways", &["EGRESS_ONLY_GATEWAY_ASSUMED"]),
    ("PrefixLists", &["NOT_IN_SERVICE_LIST"]),
    ("FirewallsDescribed", &["APPLIANCE_FORWARDS"]),
    ("FirewallPoliciesDescribed", &["FIREWALL_POLICY"]),
    // Of an endpoint's load balancer: what is not read of it is its provider's.
    ("ServiceConfigurations", &["PROVIDER_SIDE", "APPLIANCE_FORWARDS"]),
    ("VpcEndpointConnections", &["PROVIDER_SIDE"]),
    ("LoadBalancers", &["PROVIDER_SIDE", "APPLIANCE_FORWARDS"]),
    ("Listeners", &["APPLIANCE_FORWARDS"]),
    ("TargetGroups", &["APPLIANCE_FORWARDS"]),
    ("LoadBalancerTargetHealth", &["APPLIANCE_FORWARDS"]),
    // A propagated route shows that a connection is up, whichever it is.
    ("VpnConnections", &["ON_PREM"]),
    ("directConnectGatewayAssociations", &["ON_PREM"]),
    (
        "TargetGroupAttributes",
        &["MISSING_TARGET_GROUP_ATTRIBUTES", "LB_CLIENT_IP_ASSUMED", "LB_OWN_ZONE_ASSUMED"],
    ),
    ("LoadBalancerAttributes", &["LB_OWN_ZONE_ASSUMED"]),
    ("Rules", &["DEFAULT_ACTION_ASSUMED"]),
    ("PublicAccessDescribed", &["PUBLIC_ACCESS_ASSUMED"]),
    // They print the mode of Block Public Access.
    ("Vpcs", &["PUBLIC_ACCESS_ASSUMED"]),
    ("Subnets", &["PUBLIC_ACCESS_ASSUMED"]),
    ("VpcAttributesDescribed", &["RESOLVER_ASSUMED"]),
    ("VpcEncryptionControls", &["ENCRYPTION_NOT_ENFORCED_ASSUMED"]),
];

/// Kinds whose default may deny as well as allow: a no names what it rests on, too.
const MAY_DENY: &[&str] = &["PrefixLists", "Rules"];

/// What is wrong with the answer for a network that lacks a kind of document, beside what holds for the whole one.
fn wrong_without(kind: &str, truth: &str, lacking: &Answer) -> Option<String> {
    let got = lacking.verdict.word();
    if got == truth || got == "undetermined" {
        return None;
    }
    let rank = |word: &str| ["unreachable", "partial", "reachable"].iter().position(|one| *one == word);
    let assumed: Vec<&str> = lacking.assumptions.iter().map(|one| one.code).collect();
    let named = FILLED_IN
        .iter()
        .find(|(of, _)| *of == kind)
        .is_some_and(|(_, codes)| assumed.iter().any(|code| codes.contains(code)));
    let may_deny = MAY_DENY.contains(&kind);
    (!named || (rank(got) < rank(truth) && !may_deny))
        .then(|| format!("without {kind}: {truth} became {got}, assuming {assumed:?}"))
}

#[test]
fn a_document_left_out_decides_nothing() {
    let networks = number("PATHLIGHT_ORACLE", 300) / 3;
    let counts: RefCell<BTreeMap<String, u64>> = RefCell::default();
    let failures: RefCell<BTreeMap<String, (u64, String)>> = RefCell::default();
    let result = runner(networks).run(&tapes(10), |(tape, asks)| {
        let document = network(&tape);
        let session = load(&document);
        let kinds: Vec<&String> = document
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| *key != "Focus")
            .filter(|(_, items)| items.as_array().is_some_and(|items| !items.is_empty()))
            .map(|(key, _)| key)
            .collect();
        for step in 0..3 {
            let kind = kinds[tape[tape.len() - 1 - step] as usize % kinds.len()];
            let mut lacking = document.clone();
            lacking.as_object_mut().unwrap().remove(kind);
            let lacking = load(&lacking);
            for ask in &asks {
                let question = question(&document, ask);
                let (judged, _) = judge(&document, &question);
                if matches!(judged, Judged::Open(_) | Judged::Unknown(_)) {
                    continue;
                }
                let asked = request(&question);
                // An end that is in no document any more cannot be asked about.
                let Ok(answer) = lacking.reach(&asked) else { continue };
                let word =
                    if answer.verdict.word() == judged.word() { "the same" } else { answer.verdict.word() };
                *counts.borrow_mut().entry(format!("{kind}: {word}")).or_default() += 1;
                let mut wrong = wrong_without(kind, judged.word(), &answer);
                if wrong.is_none() {
                    let strict = ReachRequest { strict: true, ..asked.clone() };
                    if let (Ok(whole), Ok(answer)) = (session.reach(&strict), lacking.reach(&strict))
                        && whole.verdict.word() == judged.word()
                    {
                        wrong = wrong_without(kind, judged.word(), &answer)
                            .map(|wrong| format!("strict: {wrong}"));
                    }
                }
                let Some(wrong) = wrong else { continue };
                let text = || {
                    let shown =
                        print_lacking(&document, &question, kind, judged.word(), answer.verdict.word());
                    let blockers: Vec<&str> = answer.blockers.iter().map(|one| &*one.text).collect();
                    format!("{wrong}: {judged:?}; the program says {blockers:?}\n{shown}")
                };
                if !survey() {
                    return Err(TestCaseError::fail(text()));
                }
                let mut all = failures.borrow_mut();
                all.entry(wrong.clone()).or_insert_with(|| (0, text())).0 += 1;
            }
        }
        Ok(())
    });
    println!("{:?}", counts.borrow());
    for (wrong, (count, text)) in failures.borrow().iter() {
        println!("{count:5} {wrong}\n{text}");
    }
    if let Err(TestError::Fail(reason, _)) = result {
        panic!("{reason}");
    }
}

/// The smallest network that still shows the wrong answer, as a case folder.
fn print_lacking(document: &Value, question: &Question, kind: &str, truth: &str, got: &str) -> String {
    let asked = request(question);
    let fails = |document: &Value| {
        std::panic::catch_unwind(|| {
            let mut lacking = document.clone();
            lacking.as_object_mut().unwrap().remove(kind);
            judge(document, question).0.word() == truth && verdict(&load(&lacking), &asked) == got
        })
        .unwrap_or(false)
    };
    let small = smaller(document, &fails);
    case_folder(&small, &asked, truth, &format!("{:?}", judge(&small, question).0))
}
