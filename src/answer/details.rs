//! What helps to tell the entries of the index apart: what they are, addresses, tags.

use super::index::Entry;
use crate::explain::{About, Language};
use crate::graph::Ix;
use crate::model::{EndpointKind, Kind, Network, Tag, VirtualInterfaceKind, Workload, WorkloadKind};

/// What helps to tell an end apart: what it is, then addresses, ids and the like.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    pub about: Option<About>,
    pub rest: String,
}

impl Detail {
    fn of(about: About, rest: impl ToString) -> Self {
        Detail { about: Some(about), rest: rest.to_string() }
    }

    /// All of it, in a language.
    pub fn words(&self, language: Language) -> String {
        match self.about.map(|about| about.words(language)) {
            None => self.rest.clone(),
            Some(words) if self.rest.is_empty() => words.to_owned(),
            Some(words) => format!("{words} · {}", self.rest),
        }
    }
}

impl From<String> for Detail {
    fn from(rest: String) -> Self {
        Detail { about: None, rest }
    }
}

impl From<About> for Detail {
    fn from(about: About) -> Self {
        Detail { about: Some(about), rest: String::new() }
    }
}

/// The tags of an entry, where its kind has any.
pub(crate) fn tags<'n>(network: &'n Network, entry: &Entry<'n>) -> &'n [Tag] {
    let at = entry.at as usize;
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have no tags in the model")]
    match entry.kind {
        Kind::Instance => network.instances.at(at).map_or(&[], |found| &found.tags),
        Kind::Interface => network.interfaces.at(at).map_or(&[], |found| &found.tags),
        Kind::Subnet => network.subnets.at(at).map_or(&[], |found| &found.tags),
        Kind::Vpc => network.vpcs.at(at).map_or(&[], |found| &found.tags),
        Kind::SecurityGroup => network.groups.at(at).map_or(&[], |found| &found.tags),
        _ => &[],
    }
}

/// What a workload is, the names of its endpoints and its port.
fn workload_detail(workload: &Workload) -> Detail {
    let about = match workload.kind {
        WorkloadKind::Function => About::Function,
        WorkloadKind::Database => About::Database,
        WorkloadKind::DatabaseCluster => About::DatabaseCluster,
        WorkloadKind::Task => About::Task,
        WorkloadKind::KubernetesCluster => About::KubernetesCluster,
        WorkloadKind::ClientVpn => About::ClientVpn,
    };
    let port = workload.port.map(|port| format!(":{port}"));
    let rest: Vec<String> = workload.aliases.iter().map(ToString::to_string).chain(port).collect();
    Detail::of(about, rest.join(" "))
}

/// Addresses, the VPC and the like. `held` are instances and their interfaces.
pub(crate) fn detail(network: &Network, held: &[(Ix, Ix)], entry: &Entry<'_>) -> Detail {
    let at = entry.at as usize;
    let blocks =
        |blocks: &[ipnet::IpNet]| blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds are no ends")]
    let found = match entry.kind {
        Kind::Function
        | Kind::Database
        | Kind::DatabaseCluster
        | Kind::Task
        | Kind::KubernetesCluster
        | Kind::ClientVpnEndpoint => network.workloads.at(at).map(workload_detail),
        Kind::Instance => {
            let from = held.partition_point(|(instance, _)| *instance < entry.at);
            let own = held.iter().skip(from).take_while(|(instance, _)| *instance == entry.at);
            let own = own.filter_map(|(_, ix)| network.interfaces.at(*ix as usize));
            Some(own.flat_map(addresses).collect::<Vec<_>>().join(", ").into())
        }
        Kind::Interface => network.interfaces.at(at).map(|interface| {
            let detail = addresses(interface).join(", ");
            let instance = interface.instance();
            instance.map_or(detail.clone(), |instance| format!("{detail} · {instance}")).into()
        }),
        Kind::Endpoint => network.endpoints.at(at).map(|endpoint| {
            let about = match endpoint.kind {
                EndpointKind::Gateway => About::GatewayEndpoint,
                EndpointKind::Interface => About::InterfaceEndpoint,
                EndpointKind::GatewayLoadBalancer => About::GatewayLoadBalancerEndpoint,
                EndpointKind::Resource | EndpointKind::ServiceNetwork | EndpointKind::Other => {
                    About::Endpoint
                }
            };
            Detail::of(about, &endpoint.service)
        }),
        Kind::NatGateway => network.nat_gateways.at(at).map(|nat| Detail::of(About::NatGateway, &nat.vpc)),
        Kind::Subnet => network
            .subnets
            .at(at)
            .map(|subnet| format!("{} · {}", blocks(&subnet.blocks), subnet.zone).into()),
        Kind::Vpc => network.vpcs.at(at).map(|vpc| blocks(&vpc.blocks).into()),
        Kind::SecurityGroup => network.groups.at(at).map(|group| group.vpc.to_string().into()),
        Kind::LoadBalancer => {
            network.load_balancers.at(at).map(|balancer| format!("load balancer · {}", balancer.dns).into())
        }
        Kind::InternetGateway => Some(About::Internet.into()),
        Kind::EgressOnlyInternetGateway => Some(About::InternetV6.into()),
        Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnectGateway => Some(About::OnPremises.into()),
        Kind::VirtualInterface => network.virtual_interfaces.at(at).map(|found| {
            let is_public = found.kind == VirtualInterfaceKind::Public;
            Detail::from(if is_public { About::Internet } else { About::OnPremises })
        }),
        Kind::PeeringConnection => network
            .peerings
            .at(at)
            .map(|peering| format!("{} – {}", peering.requester.vpc, peering.accepter.vpc).into()),
        Kind::TransitGatewayAttachment => {
            network.transit_attachments.at(at).map(|attachment| attachment.gateway.to_string().into())
        }
        _ => None,
    };
    found.unwrap_or_default()
}

fn addresses(interface: &crate::model::Interface) -> Vec<String> {
    let v4 = interface.addresses.iter().map(|address| match address.public {
        Some(public) => format!("{} ({public})", address.private),
        None => address.private.to_string(),
    });
    v4.chain(interface.ipv6.iter().map(ToString::to_string)).collect()
}
