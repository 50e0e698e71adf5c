//! Assumptions, gaps and the input's notices: code, words, and the call that would settle it.

use super::codes::Code;
use super::firewalls;
use super::fragment::Sentence;
use crate::model::{Call, Kind, Network, Notice, Place, Resource};
use crate::trace::{Assumption, Gap};

/// An assumption or a notice in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// The code.
    pub code: Code,
    /// The sentence.
    pub sentence: Sentence,
    /// What it is about.
    pub resource: Option<Resource>,
    /// The AWS call that would settle it.
    pub call: Option<Call>,
    /// Where in the input.
    pub place: Option<Place>,
}

fn remark(code: Code, sentence: Sentence, resource: Option<&Resource>, call: Option<Call>) -> Remark {
    Remark { code, sentence, resource: resource.cloned(), call, place: None }
}

/// An assumption in words.
pub(super) fn assumption(assumption: &Assumption) -> Remark {
    match assumption {
        Assumption::ApplianceForwards(at) => remark(
            Code::ApplianceForwards,
            Sentence::text("").name(at).say(" forwards the packet; what runs on it is not in the data"),
            Some(at),
            None,
        ),
        Assumption::OnPremises(at) => remark(
            Code::OnPremises,
            Sentence::text("the network behind ")
                .name(at)
                .say(" accepts the packet and routes the reply back"),
            Some(at),
            None,
        ),
        Assumption::BgpAdvertises(at) => remark(
            Code::BgpAdvertises,
            Sentence::text("the other end of ").name(at).say(" announces a prefix for the address by BGP"),
            Some(at),
            None,
        ),
        Assumption::DefaultNacl(at) => remark(
            Code::DefaultNaclAssumed,
            Sentence::text("no network ACL was read for ")
                .name(at)
                .say("; AWS's default one, which allows all, is assumed"),
            Some(at),
            Some(Call::NetworkAcls),
        ),
        Assumption::LocalRoute(at) => remark(
            Code::LocalRouteAssumed,
            Sentence::text("no route table was read for ").name(at).say("; the VPC's local route is assumed"),
            Some(at),
            Some(Call::RouteTables),
        ),
        Assumption::InternetGatewayAttached(at) => remark(
            Code::InternetGatewayAssumed,
            Sentence::text("no internet gateway was read; ")
                .name(at)
                .say(", which an active route names, is assumed attached"),
            Some(at),
            Some(Call::InternetGateways),
        ),
        Assumption::PublicAccessAllowed(at) => remark(
            Code::PublicAccessAssumed,
            Sentence::text("nothing was read that tells of Block Public Access; it is assumed to be off in ")
                .name(at),
            Some(at),
            Some(Call::BlockPublicAccessOptions),
        ),
        Assumption::ResolverAnswers(at) => remark(
            Code::ResolverAssumed,
            Sentence::text("no DNS attribute was read for ")
                .name(at)
                .say("; its resolver is assumed to answer"),
            Some(at),
            Some(Call::VpcAttributes),
        ),
        Assumption::EncryptionNotEnforced(at) => remark(
            Code::EncryptionNotEnforcedAssumed,
            Sentence::text("no encryption control was read; ")
                .name(at)
                .say(" is assumed to enforce none, so that its endpoints carry more than port 443"),
            Some(at),
            Some(Call::EncryptionControls),
        ),
        Assumption::EgressOnlyGatewayAttached(at) => remark(
            Code::EgressOnlyGatewayAssumed,
            Sentence::text("no egress-only gateway was read; ")
                .name(at)
                .say(", which an active route names, is assumed attached"),
            Some(at),
            Some(Call::EgressOnlyInternetGateways),
        ),
        Assumption::NotInServiceList(list) => remark(
            Code::NotInServiceList,
            Sentence::text("no prefix list was read; the address is assumed not to be in ").name(list),
            Some(list),
            Some(Call::PrefixLists),
        ),
        Assumption::InstanceRuns(at) => remark(
            Code::InstanceAssumedRunning,
            Sentence::text("no instance was read; ").name(at).say(" is assumed to run"),
            Some(at),
            Some(Call::Instances),
        ),
        Assumption::FunctionInterface(at) => remark(
            Code::FunctionInterfaceAssumed,
            Sentence::text("no network interface of the function is in the input for this subnet; ")
                .name(at)
                .say(", with the function's groups and a free address, is assumed"),
            Some(at),
            Some(Call::NetworkInterfaces),
        ),
        Assumption::ClientVpnAdmits(at) => remark(
            Code::ClientVpnAdmits,
            Sentence::text("the authorization rules and routes of ")
                .name(at)
                .say(" admit the destination; they are not in the data"),
            Some(at),
            None,
        ),
        Assumption::AcceleratorListens(at) => remark(
            Code::AcceleratorListens,
            Sentence::text("the accelerator behind ")
                .name(at)
                .say(" admits the traffic; its listeners and endpoint groups are not in the data"),
            Some(at),
            None,
        ),
        Assumption::FailOpen(group) => remark(
            Code::FailOpen,
            Sentence::text("no target of ")
                .name(group)
                .say(" is healthy, so the load balancer uses all of them"),
            Some(group),
            None,
        ),
        Assumption::HealthCheckBlocked { group, port } => remark(
            Code::HealthCheckBlocked,
            Sentence::text("the health check of ").name(group).say(format!(
                " on port {port} reaches none of its targets: expect them unhealthy, and errors or fail-open"
            )),
            Some(group),
            None,
        ),
        Assumption::ClientAddress { group, keeps } => {
            let whose = if *keeps { "the client's" } else { "the load balancer's" };
            remark(
                Code::ClientAddressAssumed,
                Sentence::text("no attributes were read for ")
                    .name(group)
                    .say(format!("; by AWS's default its targets see {whose} address")),
                Some(group),
                Some(Call::TargetGroupAttributes),
            )
        }
        Assumption::DefaultActionAnswers(listener) => remark(
            Code::DefaultActionAssumed,
            Sentence::text("no rules were read of ")
                .name(listener)
                .say("; its default action is assumed to answer for all requests"),
            Some(listener),
            Some(Call::ListenerRules),
        ),
        Assumption::OwnZoneOnly(balancer) => remark(
            Code::OwnZoneAssumed,
            Sentence::text("no attributes were read for ")
                .name(balancer)
                .say("; its nodes are assumed to use targets of their own zone"),
            Some(balancer),
            Some(Call::LoadBalancerAttributes),
        ),
        Assumption::ProviderSide(service) => remark(
            Code::ProviderSide,
            Sentence::text("the provider of ")
                .name(service)
                .say(" accepts the connection and has something that answers; its side is not in the data"),
            Some(service),
            None,
        ),
        Assumption::FirewallPolicy(at) => firewalls::policy(at),
        Assumption::FirewallRules { group } => firewalls::not_checked(group),
        Assumption::HalfFlow(at) => firewalls::half_flow(at),
    }
}

/// A gap in words.
pub(super) fn gap(gap: &Gap) -> Remark {
    match gap {
        Gap::MissingDocument { call, about } => remark(
            Code::MissingDocument,
            Sentence::text("the input has no ")
                .say(call.name())
                .say(" output, which would decide at ")
                .name(about),
            Some(about),
            Some(*call),
        ),
        Gap::MissingResource { missing, named_by, call } if missing.kind == Kind::SecurityGroup => remark(
            Code::GroupMissing,
            Sentence::text("security group ")
                .name(missing)
                .say(", carried by ")
                .name(named_by)
                .say(", is not in the input; its rules could allow the packet"),
            Some(missing),
            Some(*call),
        ),
        Gap::MissingResource { missing, named_by, call } => remark(
            Code::MissingResource,
            Sentence::text("").name(named_by).say(" names ").name(missing).say(", which is not in the input"),
            Some(missing),
            Some(*call),
        ),
        Gap::MissingRouteTable { of } => remark(
            Code::MissingResource,
            Sentence::text("the route table of ").name(of).say(" is not in the input"),
            Some(of),
            Some(Call::RouteTables),
        ),
        Gap::MissingNetworkAcl { of } => remark(
            Code::MissingResource,
            Sentence::text("the network ACL of ").name(of).say(" is not in the input"),
            Some(of),
            Some(Call::NetworkAcls),
        ),
        Gap::MissingEntries { list } => remark(
            Code::MissingEntries,
            Sentence::text("the entries of prefix list ").name(list).say(" are not in the input"),
            Some(list),
            Some(Call::ManagedPrefixListEntries),
        ),
        Gap::MissingTransitRoutes { table, truncated: true } => remark(
            Code::MissingTransitRoutes,
            Sentence::text("the routes of ")
                .name(table)
                .say(" are cut off in the input, and none of those there matches"),
            Some(table),
            Some(Call::TransitRoutes),
        ),
        Gap::MissingTransitRoutes { table, .. } => remark(
            Code::MissingTransitRoutes,
            Sentence::text("the routes of ").name(table).say(" are not in the input"),
            Some(table),
            Some(Call::TransitRoutes),
        ),
        Gap::UnseenInterface { address, vpc } => remark(
            Code::UnseenInterface,
            Sentence::text(format!("{address} is inside "))
                .name(vpc)
                .say(", but the network interfaces that could own it were not all read"),
            Some(vpc),
            Some(Call::NetworkInterfaces),
        ),
        Gap::NotModelled { what, resource } => remark(
            Code::NotModelled,
            Sentence::text("")
                .name(resource)
                .say(format!(": {what} is not modelled yet, so what happens there is not known")),
            Some(resource),
            None,
        ),
        Gap::UnclearLine { resource } => remark(
            Code::UnclearLine,
            Sentence::text("a line of ")
                .name(resource)
                .say(" could not be read, or AWS does not document what it does"),
            Some(resource),
            None,
        ),
        Gap::Ambiguous { resource, ways } => {
            let sentence = either_way(resource, ways).say("; they end differently");
            remark(Code::Ambiguous, sentence, Some(resource), None)
        }
        Gap::Alike { resource, ways } => {
            let sentence = either_way(resource, ways).say("; both end alike");
            remark(Code::Ambiguous, sentence, Some(resource), None)
        }
        Gap::TooManyWays => {
            let words = "AWS leaves more ways open here than were tried, so the answer is left open";
            remark(Code::Ambiguous, Sentence::text(words), None, None)
        }
        Gap::Strict(rests_on) => {
            let rests_on = assumption(rests_on);
            let sentence = Sentence::text("strict: ");
            let sentence = Sentence(sentence.0.into_iter().chain(rests_on.sentence.0).collect());
            Remark { code: Code::MissingDocument, sentence, ..rests_on }
        }
    }
}

/// The two ways that AWS may go.
fn either_way(resource: &Resource, ways: &[Resource]) -> Sentence {
    let mut sentence = Sentence::text("AWS may go either of two ways at ").name(resource);
    for (at, way) in ways.iter().enumerate() {
        sentence = sentence.say(if at == 0 { ": to " } else { " or to " }).name(way);
    }
    sentence
}

/// An end whose interfaces are not in the input.
pub(super) fn unseen(end: &Resource) -> Remark {
    let sentence = Sentence::text("no network interface of ")
        .name(end)
        .say(" is in the input, so its addresses are not known");
    remark(Code::MissingResource, sentence, Some(end), Some(Call::NetworkInterfaces))
}

/// A notice of the input in words.
pub(super) fn notice_remark(network: &Network, notice: &Notice) -> Remark {
    let at = |place: &Place, code, sentence| Remark {
        code,
        sentence,
        resource: None,
        call: None,
        place: Some(place.clone()),
    };
    let _ = network;
    match notice {
        Notice::NotReadYet { what, items, place } => at(
            place,
            Code::NotReadYet,
            Sentence::text(format!("{what} was recognised ({items} items) but is not read yet")),
        ),
        Notice::UnknownDocument { place } => {
            at(place, Code::UnknownDocument, Sentence::text("this document is JSON of no kind known here"))
        }
        Notice::Unreadable { cause, place } => {
            at(place, Code::Unreadable, Sentence::text(format!("this part could not be read: {cause}")))
        }
        Notice::DanglingReference { owner, missing, call } => Remark {
            code: Code::DanglingReference,
            sentence: Sentence::text("")
                .name(owner)
                .say(" names ")
                .name(missing)
                .say(", which no document describes"),
            resource: Some(missing.clone()),
            call: Some(*call),
            place: None,
        },
        Notice::Contradiction { resource, place } => Remark {
            resource: Some(resource.clone()),
            ..at(
                place,
                Code::Contradiction,
                Sentence::text("")
                    .name(resource)
                    .say(" is described twice, differently; the other description is used"),
            )
        },
        Notice::AddressOfTwo { address, one, other, place } => Remark {
            resource: Some(other.clone()),
            ..at(
                place,
                Code::Contradiction,
                Sentence::text(format!("{address} is the public address of both "))
                    .name(one)
                    .say(" and ")
                    .name(other)
                    .say("; one of the two descriptions is out of date"),
            )
        },
        Notice::Truncated { call, place } => Remark {
            call: Some(*call),
            ..at(
                place,
                Code::Truncated,
                Sentence::text(format!(
                    "this {} output is one page of several; the others may be missing",
                    call.name()
                )),
            )
        },
        Notice::ParentUnknown { call, place } => Remark {
            call: Some(*call),
            ..at(
                place,
                Code::ParentUnknown,
                Sentence::text(format!(
                    "this {} output does not say whose it is; put the id into the file's name",
                    call.name()
                )),
            )
        },
        Notice::UnexpectedValue { field, value, place } => at(
            place,
            Code::UnexpectedValue,
            Sentence::text(format!("`{value}` is not a known value of {field}")),
        ),
    }
}
