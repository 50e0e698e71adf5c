//! The remarks that few fixtures raise: each names the same resources in both languages.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use crate::fragment::{Fragment, Sentence};
use crate::language::Language;
use crate::model::{Call, Kind, Resource};
use crate::remarks::Remark;
use crate::trace::{Assumption, Gap};

fn thing(id: &str) -> Resource {
    Resource::new(Kind::Other, id)
}

fn assumptions() -> Vec<Assumption> {
    let of_balancers = vec![
        Assumption::FailOpen(thing("a")),
        Assumption::HealthCheckBlocked { group: thing("a"), port: 8081 },
        Assumption::ClientAddress { group: thing("a"), keeps: true },
        Assumption::ClientAddress { group: thing("a"), keeps: false },
        Assumption::OwnZoneOnly(thing("a")),
        Assumption::DefaultActionAnswers(thing("a")),
        Assumption::FirewallRules { group: thing("a") },
    ];
    let others = [
        Assumption::ApplianceForwards,
        Assumption::OnPremises,
        Assumption::BgpAdvertises,
        Assumption::DefaultNacl,
        Assumption::LocalRoute,
        Assumption::InternetGatewayAttached,
        Assumption::PublicAccessAllowed,
        Assumption::ResolverAnswers,
        Assumption::EncryptionNotEnforced,
        Assumption::EgressOnlyGatewayAttached,
        Assumption::NotInServiceList,
        Assumption::InstanceRuns,
        Assumption::FirewallPolicy,
        Assumption::HalfFlow,
        Assumption::ProviderSide,
    ]
    .map(|about| about(thing("a")))
    .to_vec();
    [others, of_balancers].concat()
}

fn gaps() -> Vec<Gap> {
    let address = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    let (a, b) = (thing("a"), thing("b"));
    let group = Resource::new(Kind::SecurityGroup, "sg-a");
    let call = Call::Vpcs;
    let mut gaps = vec![
        Gap::MissingDocument { call, about: a.clone() },
        Gap::MissingResource { missing: a.clone(), named_by: b.clone(), call },
        Gap::MissingResource { missing: group, named_by: b.clone(), call },
        Gap::MissingRouteTable { of: a.clone() },
        Gap::MissingNetworkAcl { of: a.clone() },
        Gap::MissingEntries { list: a.clone() },
        Gap::MissingTransitRoutes { table: a.clone(), truncated: true },
        Gap::MissingTransitRoutes { table: a.clone(), truncated: false },
        Gap::UnseenInterface { address, vpc: a.clone() },
        Gap::UnclearLine { resource: a.clone() },
        Gap::Ambiguous { resource: a.clone(), ways: vec![] },
        Gap::Ambiguous { resource: a.clone(), ways: vec![b.clone(), thing("c")] },
        Gap::Alike { resource: a.clone(), ways: vec![b, thing("c")] },
        Gap::TooManyWays,
        Gap::Strict(Assumption::InstanceRuns(a.clone())),
    ];
    let what = [
        "rules by content",
        "anything but TCP and UDP to a load balancer",
        "regional NAT gateway",
        "Direct Connect",
        "CarrierGatewayId",
    ];
    gaps.extend(what.map(|what| Gap::NotModelled { what, resource: a.clone() }));
    gaps
}

fn names(sentence: &Sentence) -> BTreeSet<&Resource> {
    let names = sentence.0.iter().filter_map(|fragment| match fragment {
        Fragment::Resource(resource) => Some(resource),
        Fragment::Text(_) => None,
    });
    names.collect()
}

fn compare(english: &Remark, japanese: &Remark) {
    let text = japanese.sentence.to_string();
    assert_eq!(names(&english.sentence), names(&japanese.sentence), "{text}");
    assert_eq!(
        (english.code, english.call, &english.resource),
        (japanese.code, japanese.call, &japanese.resource)
    );
    assert!(["ます", "です", "ません"].iter().any(|end| text.contains(end)), "{text}");
    assert!(!text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' '), "{text}");
}

#[test]
fn assumptions_name_the_same() {
    for assumption in assumptions() {
        compare(&Language::English.assumption(&assumption), &Language::Japanese.assumption(&assumption));
    }
}

#[test]
fn gaps_name_the_same() {
    for gap in gaps() {
        compare(&Language::English.gap(&gap), &Language::Japanese.gap(&gap));
    }
}
