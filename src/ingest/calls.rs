//! Which function converts the elements of which call.

use super::convert;
use super::known::Known;
use super::names;
use super::partial::Orphan;
use super::reader::Reader;
use crate::model::Call;

/// Reads the list of a call into what the reader holds; gives how many items there were.
pub(super) fn list(reader: &mut Reader<'_>, kind: Known, call: Call, raw: &str, pointer: &str) -> usize {
    match kind {
        Known::BareInstances => return reader.list(raw, pointer, convert::interfaces::instance),
        Known::TransitStaticRoutes => return reader.list(raw, pointer, convert::transit::static_routes),
        Known::TransitPropagationsByTable => {
            return reader.list(raw, pointer, convert::transit::propagations);
        }
        Known::Read(_) | Known::NotYet(_) | Known::NotNeeded(_) => {}
    }
    match call {
        Call::Vpcs => reader.list(raw, pointer, convert::core::vpc),
        Call::Subnets => reader.list(raw, pointer, convert::core::subnet),
        Call::RouteTables => reader.list(raw, pointer, convert::core::route_table),
        Call::NetworkAcls => reader.list(raw, pointer, convert::acls::nacl),
        Call::SecurityGroups => reader.list(raw, pointer, convert::groups::group),
        Call::SecurityGroupRules => reader.list(raw, pointer, convert::groups::loose_rule),
        Call::NetworkInterfaces => reader.list(raw, pointer, convert::interfaces::interface),
        Call::Instances => reader.list(raw, pointer, convert::interfaces::reservation),
        Call::Addresses => reader.list(raw, pointer, convert::interfaces::address),
        Call::InternetGateways => reader.list(raw, pointer, convert::edges::internet_gateway),
        Call::EgressOnlyInternetGateways => reader.list(raw, pointer, convert::edges::egress_only_gateway),
        Call::NatGateways => reader.list(raw, pointer, convert::edges::nat_gateway),
        Call::VpnGateways => reader.list(raw, pointer, convert::edges::vpn_gateway),
        Call::CustomerGateways => reader.list(raw, pointer, convert::edges::customer_gateway),
        Call::VpnConnections => reader.list(raw, pointer, convert::edges::vpn_connection),
        Call::PeeringConnections => reader.list(raw, pointer, convert::edges::peering),
        Call::Endpoints => reader.list(raw, pointer, convert::edges::endpoint),
        Call::VpcAttributes => reader.list(raw, pointer, convert::core::vpc_attribute),
        Call::EndpointServices => reader.list(raw, pointer, convert::endpoint_services::service),
        Call::EndpointConnections => reader.list(raw, pointer, convert::endpoint_services::connection),
        Call::EncryptionControls => reader.list(raw, pointer, convert::endpoint_services::encryption_control),
        Call::PrefixLists | Call::ManagedPrefixLists => {
            reader.list(raw, pointer, convert::prefix_lists::prefix_list)
        }
        Call::ManagedPrefixListEntries => {
            let orphan = orphan(reader, call, "pl-", pointer);
            reader.out.prefix_entries.push(orphan);
            reader.list(raw, pointer, convert::prefix_lists::entry)
        }
        Call::LoadBalancers => reader.list(raw, pointer, convert::load_balancers::load_balancer),
        Call::Listeners => reader.list(raw, pointer, convert::load_balancers::listener),
        Call::ListenerRules => reader.list(raw, pointer, convert::load_balancers::rule),
        Call::TargetGroups => reader.list(raw, pointer, convert::load_balancers::target_group),
        Call::TargetHealth => {
            let orphan = orphan(reader, call, "no-prefix", pointer);
            reader.out.target_health.push(orphan);
            reader.list(raw, pointer, convert::load_balancers::target_health)
        }
        Call::LoadBalancerAttributes | Call::TargetGroupAttributes => {
            let orphan = orphan(reader, call, "no-prefix", pointer);
            reader.out.balancer_attributes.push(orphan);
            reader.list(raw, pointer, convert::load_balancers::attribute)
        }
        Call::ClassicLoadBalancers => reader.list(raw, pointer, convert::load_balancers::classic),
        Call::LatticeAssociations => reader.list(raw, pointer, convert::lattice::association),
        Call::Firewall => reader.list(raw, pointer, convert::firewall::firewall),
        Call::FirewallPolicy => reader.list(raw, pointer, convert::firewall::policy),
        Call::RuleGroup => reader.list(raw, pointer, convert::firewall::rule_group),
        Call::BlockPublicAccessOptions => reader.list(raw, pointer, convert::block_public_access::options),
        Call::BlockPublicAccessExclusions => {
            reader.list(raw, pointer, convert::block_public_access::exclusion)
        }
        Call::CarrierGateways => reader.list(raw, pointer, convert::edges::carrier_gateway),
        Call::LocalGateways => reader.list(raw, pointer, convert::edges::local_gateway),
        Call::TransitConnectPeers => reader.list(raw, pointer, convert::transit::connect_peer),
        Call::CoreAttachments => reader.list(raw, pointer, convert::core_network::attachment),
        Call::NetworkRoutes => reader.list(raw, pointer, convert::core_network::routes),
        Call::Functions => reader.list(raw, pointer, convert::owners::function),
        Call::Databases => reader.list(raw, pointer, convert::owners::database),
        Call::DatabaseClusters => reader.list(raw, pointer, convert::owners::database_cluster),
        Call::Tasks => reader.list(raw, pointer, convert::owners::task),
        Call::KubernetesCluster => reader.list(raw, pointer, convert::owners::kubernetes_cluster),
        Call::ClientVpnEndpoints => reader.list(raw, pointer, convert::owners::client_vpn),
        Call::DirectConnectGateways => reader.list(raw, pointer, convert::direct_connect::gateway),
        Call::DirectConnectAssociations => reader.list(raw, pointer, convert::direct_connect::association),
        Call::VirtualInterfaces => reader.list(raw, pointer, convert::direct_connect::virtual_interface),
        Call::TransitGateways => reader.list(raw, pointer, convert::transit::gateway),
        Call::TransitAttachments => reader.list(raw, pointer, convert::transit::any_attachment),
        Call::TransitVpcAttachments => reader.list(raw, pointer, convert::transit::vpc_attachment),
        Call::TransitPeeringAttachments => reader.list(raw, pointer, convert::transit::peering_attachment),
        Call::TransitConnects => reader.list(raw, pointer, convert::transit::connect),
        Call::TransitRouteTables => reader.list(raw, pointer, convert::transit::table),
        Call::TransitRoutes => {
            let orphan = orphan(reader, call, "tgw-rtb-", pointer);
            reader.out.transit_routes.push(orphan);
            reader.list(raw, pointer, convert::transit::route)
        }
        Call::TransitAssociations => {
            let orphan = orphan(reader, call, "tgw-rtb-", pointer);
            reader.out.transit_associations.push(orphan);
            reader.list(raw, pointer, convert::transit::association)
        }
        Call::TransitPropagations => {
            let orphan = orphan(reader, call, "tgw-rtb-", pointer);
            reader.out.transit_propagations.push(orphan);
            reader.list(raw, pointer, convert::transit::propagation)
        }
    }
}

/// An empty result that waits for its items and its parent.
fn orphan<T>(reader: &mut Reader<'_>, call: Call, prefix: &str, pointer: &str) -> Orphan<T> {
    // The wrapper knows best, even with an id that has no prefix; a name may hold ids of other kinds.
    let parent = reader.origin.parent.clone().or_else(|| names::id_with_prefix(reader.name, prefix));
    Orphan {
        call,
        parent: parent.map(|id| reader.ids.intern(&id)),
        name: reader.name.into(),
        items: Vec::new(),
        truncated: false,
        static_only: false,
        place: reader.place(pointer),
    }
}
