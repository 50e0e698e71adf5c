//! Each fact of a step as a sentence.

use std::net::IpAddr;

use super::explanation::ports_of;
use super::fragment::Sentence;
use super::{balancers, firewalls, reasons, remarks};
use crate::model::{Kind, Network, Way};
use crate::space::Protocol;
use crate::space::addresses::{address_text, push_address};
use crate::trace::{Fact, Step};

/// The decision of a step in words.
pub(super) fn sentence(network: &Network, protocol: Protocol, step: &Step, is_reply: bool) -> Sentence {
    let some = || ports_of(protocol, step).map(|ports| format!(" for {ports}")).unwrap_or_default();
    let packet = if is_reply { "the reply" } else { "the request" };
    let with = |words: &[&str], address: IpAddr| {
        let mut text = String::with_capacity(words.iter().map(|words| words.len()).sum::<usize>() + 15);
        text.extend(words.iter().copied());
        push_address(&mut text, address);
        Sentence::text(text)
    };
    match &step.fact {
        Fact::Starts(address) if is_reply => with(&["replies from "], *address),
        Fact::Starts(address) => with(&["sends from "], *address),
        Fact::Enters(address) => with(&[packet, " comes in from "], *address),
        Fact::GroupAdmits(way) => match (way, &step.ports) {
            (Way::Ingress, None) => Sentence::text("a rule of the security group allows it inbound"),
            (Way::Egress, None) => Sentence::text("a rule of the security group allows it outbound"),
            (way, Some(_)) => {
                Sentence::text(["a rule of the security group allows it ", way_word(*way), &some()].concat())
            }
        },
        Fact::Tracked => {
            Sentence::text("security groups are stateful: the reply of an allowed connection passes")
        }
        Fact::Unfiltered => Sentence::text("has no security group, so nothing filters here"),
        Fact::InSubnet if is_reply => Sentence::text("the reply passes the subnet"),
        Fact::InSubnet => Sentence::text("the request passes the subnet"),
        Fact::Routes(Some(to)) => Sentence::text("the most specific route leads to ").name(to),
        Fact::Routes(None) => Sentence::text("the most specific route is local: delivery inside the VPC"),
        Fact::AclAdmits(way) => match (way, &step.ports) {
            (Way::Ingress, None) => Sentence::text("an entry of the network ACL allows it inbound"),
            (Way::Egress, None) => Sentence::text("an entry of the network ACL allows it outbound"),
            (way, Some(_)) => {
                Sentence::text(["an entry of the network ACL allows it ", way_word(*way), &some()].concat())
            }
        },
        Fact::RewritesSource(from, to) => with(&["rewrites the source ", &address_text(*from), " to "], *to),
        Fact::RewritesDestination(from, to) => {
            with(&["rewrites the destination ", &address_text(*from), " to "], *to)
        }
        Fact::Forwards => Sentence::text(forwards(step.at.kind)),
        Fact::ApplianceForwards => Sentence::text("receives the packet and is assumed to send it on"),
        Fact::ReturnsToSender => {
            Sentence::text("takes the reply back to the NAT gateway without a route (return to sender)")
        }
        Fact::Arrives(address) => with(&[packet, " arrives at "], *address),
        Fact::Leaves(address) if step.at.kind == Kind::OnPremises => {
            Sentence::text(format!("{packet} reaches the network on-premises, for {address}"))
        }
        Fact::Leaves(address) if step.at.kind == Kind::AwsService => {
            Sentence::text(format!("{packet} reaches the AWS service at {address}"))
        }
        Fact::Leaves(address) => with(&[packet, " reaches the internet, for "], *address),
        Fact::Platform(address) => {
            Sentence::text(format!("{address} is answered by the platform itself; no filter applies"))
        }
        Fact::Balances(what) => balancers::balance(what),
        Fact::Inspects(what) => firewalls::inspection(*what, &some()),
        Fact::Stops(block) => reasons::sentence(network, block, step, is_reply),
        Fact::Unclear(gap) => remarks::gap(gap).sentence,
    }
}

pub(super) const fn way_word(way: Way) -> &'static str {
    match way {
        Way::Ingress => "inbound",
        Way::Egress => "outbound",
    }
}

const fn forwards(kind: Kind) -> &'static str {
    match kind {
        Kind::Interface => "through this network interface",
        Kind::PeeringConnection => "carries it to the peer VPC",
        Kind::TransitGateway => "carries it on",
        Kind::TransitGatewayAttachment => "passes the attachment",
        Kind::VpnConnection => "carries it through the VPN tunnel",
        Kind::VirtualInterface => "carries it over Direct Connect",
        Kind::DirectConnectGateway | Kind::CoreNetwork | Kind::LocalGateway | Kind::OracleNetwork => {
            "carries it on"
        }
        Kind::CoreNetworkAttachment => "passes the attachment",
        Kind::VpnGateway | Kind::InternetGateway | Kind::EgressOnlyInternetGateway => "lets it through",
        Kind::Endpoint => "forwards it",
        Kind::Firewall => "inspects it",
        Kind::Internet
        | Kind::OnPremises
        | Kind::AwsService
        | Kind::Vpc
        | Kind::Subnet
        | Kind::RouteTable
        | Kind::NetworkAcl
        | Kind::SecurityGroup
        | Kind::Instance
        | Kind::NatGateway
        | Kind::CustomerGateway
        | Kind::EndpointService
        | Kind::PrefixList
        | Kind::TransitGatewayRouteTable
        | Kind::LoadBalancer
        | Kind::Listener
        | Kind::TargetGroup
        | Kind::LatticeAssociation
        | Kind::DirectConnectAssociation
        | Kind::ConnectPeer
        | Kind::ClientVpnEndpoint
        | Kind::Function
        | Kind::Database
        | Kind::DatabaseCluster
        | Kind::Task
        | Kind::KubernetesCluster
        | Kind::FirewallPolicy
        | Kind::FirewallRuleGroup
        | Kind::Account
        | Kind::Other => "passes it on",
    }
}
