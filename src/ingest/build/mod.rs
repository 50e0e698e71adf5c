//! What all documents said, merged into one network.

mod addresses;
mod complete;
mod groups;
mod interfaces;
mod load_balancers;
mod merge;
mod pages;
mod prefix_lists;
mod references;
mod transit;
mod workloads;

use super::parents;
use super::partial::Partial;
use crate::model::Order as _;
use crate::model::{BlockPublicAccess, Document, Network, Notice, Table};

use merge::settle;

/// Builds the network. Lists in `said` are in the documents' order; later ones win.
pub(super) fn network(documents: Vec<Document>, mut said: Partial) -> Network {
    let mut notices = std::mem::take(&mut said.notices);
    pages::check(&said, &mut notices);
    parents::find_tables(&mut said);
    parents::find_lists(&mut said);
    notices.append(&mut said.notices);

    let mut interfaces =
        interfaces::merge(settle(said.interfaces, &mut notices), said.instance_interfaces, &said.addresses);
    let groups = groups::merge(settle(said.groups, &mut notices), said.group_rules, &interfaces);
    let subnets = settle(said.subnets, &mut notices);
    let workloads = workloads::merge(settle(said.workloads, &mut notices), &mut interfaces, &subnets);
    let mut endpoint_services = settle(said.endpoint_services, &mut notices);
    for connection in said.endpoint_connections {
        if let Some(service) = endpoint_services.find_mut(&connection.service) {
            service.connections.push(connection);
        }
    }
    let mut network = Network {
        documents,
        vpcs: Default::default(),
        subnets,
        route_tables: Default::default(),
        nacls: settle(said.nacls, &mut notices),
        groups,
        instances: settle(said.instances, &mut notices),
        internet_gateways: settle(said.internet_gateways, &mut notices),
        egress_only_gateways: settle(said.egress_only_gateways, &mut notices),
        nat_gateways: complete::nat_gateways(settle(said.nat_gateways, &mut notices), &interfaces),
        vpn_gateways: settle(said.vpn_gateways, &mut notices),
        customer_gateways: settle(said.customer_gateways, &mut notices),
        vpn_connections: settle(said.vpn_connections, &mut notices),
        peerings: settle(said.peerings, &mut notices),
        endpoints: settle(said.endpoints, &mut notices),
        endpoint_services,
        prefix_lists: Table::from_map(prefix_lists::merge(said.prefix_lists, said.prefix_entries)),
        interfaces,
        transit_gateways: settle(said.transit_gateways, &mut notices),
        transit_attachments: Default::default(),
        transit_tables: Default::default(),
        direct_connect_gateways: settle(said.direct_connect_gateways, &mut notices),
        direct_connect_associations: settle(said.direct_connect_associations, &mut notices),
        virtual_interfaces: settle(said.virtual_interfaces, &mut notices),
        local_gateways: settle(said.local_gateways, &mut notices),
        connect_peers: settle(said.connect_peers, &mut notices),
        core_attachments: settle(said.core_attachments, &mut notices),
        core_tables: settle(said.core_tables, &mut notices),
        workloads,
        load_balancers: Default::default(),
        target_groups: Default::default(),
        lattice_associations: settle(said.lattice_associations, &mut notices),
        firewalls: settle(said.firewalls, &mut notices),
        firewall_policies: settle(said.firewall_policies, &mut notices),
        rule_groups: settle(said.rule_groups, &mut notices),
        block_public_access: BlockPublicAccess::new(
            said.block_options,
            said.block_exclusions,
            said.block_printed,
        ),
        read: said.read,
        notices: Vec::new(),
    };
    let mut vpcs =
        complete::vpcs(settle(said.vpcs, &mut notices), &network, &said.route_tables, &mut notices);
    for (id, dns) in said.vpc_attributes {
        if let Some(vpc) = vpcs.find_mut(&id) {
            vpc.dns.support = dns.support.or(vpc.dns.support);
            vpc.dns.hostnames = dns.hostnames.or(vpc.dns.hostnames);
        }
    }
    for (id, control) in said.encryption_controls {
        // The call of its own knows best.
        if let Some(vpc) = vpcs.find_mut(&id) {
            vpc.encryption = control;
        }
    }
    network.vpcs = vpcs;
    let route_tables = settle(said.route_tables, &mut notices);
    network.route_tables = complete::route_tables(route_tables, &network);
    let transit = transit::Said {
        attachments: said.transit_attachments,
        tables: said.transit_tables,
        routes: said.transit_routes,
        associations: said.transit_associations,
        propagations: said.transit_propagations,
    };
    transit::merge(transit, &mut network, &mut notices);
    let balancing = load_balancers::Said {
        balancers: said.load_balancers,
        listeners: said.listeners,
        rules: said.listener_rules,
        groups: said.target_groups,
        health: said.target_health,
        attributes: said.balancer_attributes,
    };
    load_balancers::merge(balancing, &mut network, &mut notices);
    references::check(&network, &mut notices);
    addresses::check(&network, &mut notices);
    notices.dedup();
    network.notices = in_order(notices);
    network
}

/// Notices of places first, in input order; those about ids after them, in the order they were found.
fn in_order(mut notices: Vec<Notice>) -> Vec<Notice> {
    notices.order_by_key(|notice| match notice {
        Notice::NotReadYet { place, .. }
        | Notice::UnknownDocument { place }
        | Notice::Unreadable { place, .. }
        | Notice::Contradiction { place, .. }
        | Notice::AddressOfTwo { place, .. }
        | Notice::Truncated { place, .. }
        | Notice::ParentUnknown { place, .. }
        | Notice::UnexpectedValue { place, .. } => place.file.0,
        Notice::DanglingReference { .. } => u32::MAX,
    });
    notices
}
