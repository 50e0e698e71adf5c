//! What an id stands for as an end: its interfaces, or what lies behind a gateway.

use ipnet::IpNet;

use super::ends::{Ends, Member};
use super::index::{Entry, position};
use crate::graph::{Ix, Node};
use crate::model::{
    AttachedTo, CoreAttached, EndpointKind, InterfaceKind, SortedMap, VirtualInterfaceKind, VpcId,
    WorkloadKind,
};
use crate::space::{AddressSet, Family};

impl Ends<'_> {
    /// A single interface by position.
    pub fn interface(&self, ix: Ix) -> Option<Member> {
        let interface = self.network.interfaces.at(ix as usize)?;
        if let Some(nat) = self.nat_of(ix) {
            return Some(Member::Nat(nat));
        }
        Some(Member::Interfaces { label: interface.id.to_string(), interfaces: vec![ix] })
    }

    fn nat_of(&self, ix: Ix) -> Option<Ix> {
        let interface = self.network.interfaces.at(ix as usize)?;
        let mut nats = (0..).zip(&self.network.nat_gateways);
        let owns = |nat: &crate::model::NatGateway| {
            nat.addresses.iter().any(|address| address.interface.as_ref() == Some(&interface.id))
        };
        if interface.kind != crate::model::InterfaceKind::NatGateway {
            return None;
        }
        nats.find(|(_, nat)| owns(nat)).map(|(ix, _)| ix)
    }

    /// Interfaces as members: those of one instance together.
    pub fn interfaces(&self, all: &[Ix]) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut of_instance = SortedMap::new();
        for &ix in all {
            // What only forwards is no end of a question about a subnet, a VPC or a block.
            let forwards = self.network.interfaces.at(ix as usize).is_some_and(|interface| {
                matches!(
                    interface.kind,
                    InterfaceKind::NatGateway
                        | InterfaceKind::TransitGateway
                        | InterfaceKind::GatewayLoadBalancerEndpoint
                )
            });
            if forwards {
                continue;
            }
            let held = self.network.interfaces.at(ix as usize).and_then(|interface| interface.instance());
            let Some(instance) = held else {
                members.extend(self.interface(ix));
                continue;
            };
            let at = *of_instance.entry(instance).or_insert(members.len());
            match members.get_mut(at) {
                Some(Member::Interfaces { interfaces, .. }) => interfaces.push(ix),
                _ => members.push(Member::Interfaces { label: instance.to_string(), interfaces: vec![ix] }),
            }
        }
        members
    }

    fn in_vpc(&self, vpc: Ix) -> Vec<Member> {
        let subnets = self.topology.subnets_in_vpc(vpc);
        let all: Vec<Ix> =
            subnets.into_iter().flat_map(|subnet| self.topology.interfaces_in_subnet(subnet)).collect();
        self.interfaces(&all)
    }

    fn in_vpc_id(&self, id: &VpcId) -> Vec<Member> {
        self.topology.vpc(self.network, id).map(|vpc| self.in_vpc(vpc)).unwrap_or_default()
    }

    /// What an id stands for; a gateway stands for what lies behind it.
    pub fn members_of(&self, entry: &Entry<'_>) -> Vec<Member> {
        let ix = position(entry.node);
        match entry.node {
            Node::Instance(_) => {
                let interfaces = self.topology.interfaces_of_instance(self.network, ix);
                if interfaces.is_empty() {
                    return Vec::new();
                }
                vec![Member::Interfaces { label: entry.id.to_owned(), interfaces }]
            }
            Node::Interface(_) => self.interface(ix).into_iter().collect(),
            Node::NatGateway(_) => vec![Member::Nat(ix)],
            Node::Subnet(_) => self.interfaces(&self.topology.interfaces_in_subnet(ix)),
            Node::Vpc(_) => self.in_vpc(ix),
            Node::Group(_) => self.interfaces(&self.topology.interfaces_with_group(ix)),
            Node::Endpoint(_) => self.endpoint(ix),
            Node::InternetGateway(_) | Node::EgressOnlyGateway(_) => vec![Member::Internet(None)],
            Node::VpnGateway(_) | Node::VpnConnection(_) | Node::DirectConnectGateway(_) => {
                vec![Member::OnPremises(None)]
            }
            Node::VirtualInterface(_) => self.virtual_interface(ix),
            Node::Workload(_) => self.workload(ix),
            Node::Peering(_) => {
                let peering = self.network.peerings.at(ix as usize);
                peering
                    .map(|p| [self.in_vpc_id(&p.requester.vpc), self.in_vpc_id(&p.accepter.vpc)].concat())
                    .unwrap_or_default()
            }
            Node::TransitGateway(_) => {
                let gateway = self.network.transit_gateways.at(ix as usize).map(|gateway| &gateway.id);
                let attached =
                    self.network.transit_attachments.iter().filter(|a| Some(&a.gateway) == gateway);
                attached.flat_map(|attachment| self.attached(&attachment.to)).collect()
            }
            Node::TransitAttachment(_) => {
                let attachment = self.network.transit_attachments.at(ix as usize);
                attachment.map(|attachment| self.attached(&attachment.to)).unwrap_or_default()
            }
            Node::RouteTable(_) | Node::Nacl(_) | Node::TransitTable(_) => Vec::new(),
        }
    }

    /// The interfaces of a function, database, task or the like: each of them may be the one that is used.
    fn workload(&self, ix: Ix) -> Vec<Member> {
        let Some(workload) = self.network.workloads.at(ix as usize) else { return Vec::new() };
        if workload.kind == WorkloadKind::Function && workload.subnets.is_empty() {
            return vec![Member::Function(ix)];
        }
        let found = self.topology.interfaces_of_workload(ix);
        let members: Vec<Member> = found.into_iter().filter_map(|ix| self.interface(ix)).collect();
        if members.is_empty() { vec![Member::Unseen(workload.resource())] } else { members }
    }

    /// What lies behind a virtual interface: on-premises, or the public networks that it announces (rule S-90).
    fn virtual_interface(&self, ix: Ix) -> Vec<Member> {
        let public = self.network.virtual_interfaces.at(ix as usize);
        let Some(interface) = public.filter(|one| one.kind == VirtualInterfaceKind::Public) else {
            return vec![Member::OnPremises(None)];
        };
        vec![Member::Internet((!interface.prefixes.is_empty()).then(|| interface.prefixes.clone()))]
    }

    fn attached(&self, to: &AttachedTo) -> Vec<Member> {
        match to {
            AttachedTo::Vpc(vpc) => self.in_vpc_id(vpc),
            to if to.leads_out() => vec![Member::OnPremises(None)],
            AttachedTo::Vpn(_)
            | AttachedTo::DirectConnect(_)
            | AttachedTo::Connect(_)
            | AttachedTo::Peering { .. }
            | AttachedTo::Other(_) => Vec::new(),
        }
    }

    fn endpoint(&self, ix: Ix) -> Vec<Member> {
        let Some(endpoint) = self.network.endpoints.at(ix as usize) else { return Vec::new() };
        if endpoint.kind == EndpointKind::Gateway {
            let lists = self.network.prefix_lists.iter().filter(|list| list.name == endpoint.service);
            let blocks: Vec<IpNet> = lists.flat_map(|list| list.entries.iter().flatten()).copied().collect();
            return if blocks.is_empty() {
                vec![Member::Unseen(endpoint.id.resource())]
            } else {
                vec![Member::Service(endpoint.service.to_string(), blocks)]
            };
        }
        let known = endpoint.interfaces.iter().filter_map(|id| {
            self.network.interfaces.position(id).and_then(|position| Ix::try_from(position).ok())
        });
        let members: Vec<Member> = known.filter_map(|ix| self.interface(ix)).collect();
        if members.is_empty() { vec![Member::Unseen(endpoint.id.resource())] } else { members }
    }

    /// Every network that a VPN, Direct Connect or propagated route names.
    pub fn on_premises_blocks(&self, family: Family) -> AddressSet {
        let network = self.network;
        let of_connections = network.vpn_connections.iter().flat_map(|connection| &connection.routes);
        let propagated = network.route_tables.iter().flat_map(|table| &table.routes).filter_map(|route| {
            let towards = matches!(
                route.target,
                crate::model::RouteTarget::VpnGateway(_) | crate::model::RouteTarget::LocalGateway(_)
            );
            route.destination.block().filter(|block| towards && block.prefix_len() > 0)
        });
        let outside = |id: &crate::model::TransitAttachmentId| {
            let attachment = network.transit_attachments.find(id);
            attachment.is_some_and(|attachment| attachment.to.leads_out())
        };
        let transit = network.transit_tables.iter().flat_map(|table| &table.routes).filter_map(|route| {
            let leads_out = route.attachments.iter().any(outside);
            route.destination.block().filter(|block| leads_out && block.prefix_len() > 0)
        });
        let core_leads_out = |id: &crate::model::CoreAttachmentId| {
            let attachment = network.core_attachments.find(id);
            attachment.is_some_and(|one| matches!(one.to, CoreAttached::Vpn(_) | CoreAttached::Outside))
        };
        let core = network.core_tables.iter().flat_map(|table| &table.routes).filter_map(|route| {
            let leads_out = route.to.iter().flatten().any(core_leads_out);
            route.destination.block().filter(|block| leads_out && block.prefix_len() > 0)
        });
        // What a VPC of the model holds is not on-premises, however wide the announced block.
        let own = AddressSet::of_networks(family, network.vpcs.iter().flat_map(|vpc| &vpc.blocks));
        AddressSet::of_networks(family, of_connections.chain(propagated).chain(transit).chain(core))
            .without(&own)
    }
}
