//! The result keys of AWS calls: what is read, what will be read one day, and what never decides anything.

use crate::model::Call;

/// What a result key stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Known {
    /// The list of a call that is read.
    Read(Call),
    /// Batfish's list of static routes by table.
    TransitStaticRoutes,
    /// Batfish's list of propagations by table.
    TransitPropagationsByTable,
    /// Instances without their reservations.
    BareInstances,
    /// A result that decides something but is not read yet, by the call's name.
    NotYet(&'static str),
    /// A result that holds nothing about reachability, by the call's name.
    NotNeeded(&'static str),
}

/// What the list under `key` is. Keys that several calls share depend on the fields of the first element, and
/// for an empty list on the file's name.
pub(crate) fn classify(key: &str, first: &[&str], name: &str) -> Option<Known> {
    let has = |field: &str| first.contains(&field);
    Some(match key {
        // describe-vpc-classic-link and describe-vpc-classic-link-dns-support use the key of describe-vpcs.
        "Vpcs" if has("ClassicLinkEnabled") || has("ClassicLinkDnsSupported") => {
            Known::NotNeeded("describe-vpc-classic-link")
        }
        "Vpcs" => Known::Read(Call::Vpcs),
        "Subnets" => Known::Read(Call::Subnets),
        "RouteTables" => Known::Read(Call::RouteTables),
        "NetworkAcls" => Known::Read(Call::NetworkAcls),
        "SecurityGroups" => Known::Read(Call::SecurityGroups),
        "SecurityGroupRules" => Known::Read(Call::SecurityGroupRules),
        "NetworkInterfaces" => Known::Read(Call::NetworkInterfaces),
        "Reservations" => Known::Read(Call::Instances),
        "Instances" if first.is_empty() || has("InstanceId") => Known::BareInstances,
        "Addresses" => Known::Read(Call::Addresses),
        "InternetGateways" => Known::Read(Call::InternetGateways),
        "EgressOnlyInternetGateways" => Known::Read(Call::EgressOnlyInternetGateways),
        "NatGateways" => Known::Read(Call::NatGateways),
        "VpnGateways" => Known::Read(Call::VpnGateways),
        "CustomerGateways" => Known::Read(Call::CustomerGateways),
        "VpnConnections" => Known::Read(Call::VpnConnections),
        "VpcPeeringConnections" => Known::Read(Call::PeeringConnections),
        "VpcEndpoints" => Known::Read(Call::Endpoints),
        // Not AWS's key: the call answers with the one element itself.
        "serviceNetworkVpcAssociations" => Known::Read(Call::LatticeAssociations),
        "ServiceConfigurations" => Known::Read(Call::EndpointServices),
        "VpcEndpointConnections" => Known::Read(Call::EndpointConnections),
        "VpcEncryptionControls" => Known::Read(Call::EncryptionControls),
        "PrefixLists" if has("Cidrs") => Known::Read(Call::PrefixLists),
        "PrefixLists" if !first.is_empty() || name.contains("managed") => {
            Known::Read(Call::ManagedPrefixLists)
        }
        "PrefixLists" => Known::Read(Call::PrefixLists),
        "Entries" if first.is_empty() || has("Cidr") => Known::Read(Call::ManagedPrefixListEntries),
        "TransitGateways" => Known::Read(Call::TransitGateways),
        "TransitGatewayAttachments" => Known::Read(Call::TransitAttachments),
        "TransitGatewayVpcAttachments" => Known::Read(Call::TransitVpcAttachments),
        "TransitGatewayPeeringAttachments" => Known::Read(Call::TransitPeeringAttachments),
        "TransitGatewayConnects" => Known::Read(Call::TransitConnects),
        "TransitGatewayRouteTables" => Known::Read(Call::TransitRouteTables),
        "Routes" if has("LocalGatewayRouteTableId") => Known::NotYet("search-local-gateway-routes"),
        "Routes" if has("NextHopIp") || has("RouteStatus") => {
            Known::NotYet("get-route-server-routing-database")
        }
        "Routes" if first.is_empty() || has("TransitGatewayAttachments") || has("Type") => {
            Known::Read(Call::TransitRoutes)
        }
        "Associations" if first.is_empty() || has("TransitGatewayAttachmentId") => {
            Known::Read(Call::TransitAssociations)
        }
        "TransitGatewayRouteTablePropagations" => Known::Read(Call::TransitPropagations),
        "TransitGatewayStaticRoutes" => Known::TransitStaticRoutes,
        "TransitGatewayPropagations" => Known::TransitPropagationsByTable,
        "LoadBalancers" if first.is_empty() || has("LoadBalancerArn") => Known::Read(Call::LoadBalancers),
        "Listeners" if first.is_empty() || has("LoadBalancerArn") => Known::Read(Call::Listeners),
        "Rules" if has("RuleArn") || (first.is_empty() && name.contains("describe-rules")) => {
            Known::Read(Call::ListenerRules)
        }
        "TargetGroups" if first.is_empty() || has("TargetGroupArn") => Known::Read(Call::TargetGroups),
        "TargetHealthDescriptions" => Known::Read(Call::TargetHealth),
        "Attributes" if has("Key") && name.contains("target-group") => {
            Known::Read(Call::TargetGroupAttributes)
        }
        "Attributes" if has("Key") => Known::Read(Call::LoadBalancerAttributes),
        "LoadBalancerDescriptions" => Known::Read(Call::ClassicLoadBalancers),
        "VpcBlockPublicAccessOptions" => Known::Read(Call::BlockPublicAccessOptions),
        "VpcBlockPublicAccessExclusions" => Known::Read(Call::BlockPublicAccessExclusions),
        "CarrierGateways" => Known::Read(Call::CarrierGateways),
        "LocalGateways" => Known::Read(Call::LocalGateways),
        "TransitGatewayConnectPeers" => Known::Read(Call::TransitConnectPeers),
        // No key of AWS's: a whole result, told by `key_of_element`.
        "CoreNetworkRoutes" => Known::Read(Call::NetworkRoutes),
        "Functions" => Known::Read(Call::Functions),
        "DBInstances" => Known::Read(Call::Databases),
        "DBClusters" => Known::Read(Call::DatabaseClusters),
        "tasks" => Known::Read(Call::Tasks),
        "ClientVpnEndpoints" => Known::Read(Call::ClientVpnEndpoints),
        "directConnectGateways" => Known::Read(Call::DirectConnectGateways),
        "directConnectGatewayAssociations" => Known::Read(Call::DirectConnectAssociations),
        "virtualInterfaces" => Known::Read(Call::VirtualInterfaces),
        other => return not_read(other, first),
    })
}

fn not_read(key: &str, first: &[&str]) -> Option<Known> {
    let has = |field: &str| first.contains(&field);
    if key == "Attachments" {
        return has("CoreNetworkId").then_some(Known::Read(Call::CoreAttachments));
    }
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(known, _)| *known == key).map(|(_, call)| *call);
    find(NOT_YET).map(Known::NotYet).or_else(|| find(NOT_NEEDED).map(Known::NotNeeded))
}

/// A result that is one object instead of a list.
pub(crate) fn single(key: &str) -> Option<Call> {
    match key {
        "VpcBlockPublicAccessOptions" => Some(Call::BlockPublicAccessOptions),
        "cluster" => Some(Call::KubernetesCluster),
        _ => None,
    }
}

/// Whether a key alone says which call a result is of, even when its value is no list.
pub(crate) fn is_not_yet(key: &str) -> Option<&'static str> {
    NOT_YET_OBJECTS.iter().find(|(known, _)| *known == key).map(|(_, call)| *call)
}

/// The results that are not lists but one object, which several keys of the document describe together: the keys
/// that stand for one, and its call.
pub(crate) const WHOLE: &[(&[&str], Call)] = &[
    (&["Firewall", "FirewallStatus"], Call::Firewall),
    (&["FirewallPolicy", "FirewallPolicyResponse"], Call::FirewallPolicy),
    (&["RuleGroup", "RuleGroupResponse"], Call::RuleGroup),
    (&["EnableDnsSupport", "EnableDnsHostnames"], Call::VpcAttributes),
];

const NOT_YET: &[(&str, &str)] = &[
    ("AddressTransfers", "describe-address-transfers"),
    ("CoreNetworks", "networkmanager list-core-networks"),
    ("DhcpOptions", "describe-dhcp-options"),
    ("Firewalls", "network-firewall list-firewalls"),
    ("FlowLogs", "describe-flow-logs"),
    ("InstanceConnectEndpoints", "describe-instance-connect-endpoints"),
    ("NetworkRoutes", "networkmanager get-network-routes"),
    ("ResolverEndpoints", "route53resolver list-resolver-endpoints"),
    ("ResolverRules", "route53resolver list-resolver-rules"),
    ("RouteServerEndpoints", "describe-route-server-endpoints"),
    ("RouteServers", "describe-route-servers"),
    ("SecurityGroupReferenceSet", "describe-security-group-references"),
    ("SecurityGroupVpcAssociations", "describe-security-group-vpc-associations"),
    ("StaleSecurityGroupSet", "describe-stale-security-groups"),
    ("TransitGatewayPrefixListReferences", "get-transit-gateway-prefix-list-references"),
    ("clusters", "ecs describe-clusters"),
    ("configurationItems", "AWS Config snapshot"),
    ("services", "ecs describe-services"),
];

const NOT_YET_OBJECTS: &[(&str, &str)] = &[
    ("LoadBalancerAttributes", "elb describe-load-balancer-attributes"),
    ("EnableNetworkAddressUsageMetrics", "describe-vpc-attribute"),
];

const NOT_NEEDED: &[(&str, &str)] = &[
    ("AccountAttributes", "describe-account-attributes"),
    ("AvailabilityZones", "describe-availability-zones"),
    ("Hosts", "describe-hosts"),
    ("Images", "describe-images"),
    ("InstanceStatuses", "describe-instance-status"),
    ("KeyPairs", "describe-key-pairs"),
    ("LaunchTemplates", "describe-launch-templates"),
    ("Regions", "describe-regions"),
    ("Snapshots", "describe-snapshots"),
    ("Tags", "describe-tags"),
    ("TrafficMirrorSessions", "describe-traffic-mirror-sessions"),
    ("Volumes", "describe-volumes"),
];

/// The result key of an element, told by its own fields: for `--query 'Vpcs[]'` and for single elements.
pub(crate) fn key_of_element(fields: &[&str]) -> Option<&'static str> {
    let has = |all: &[&str]| all.iter().all(|field| fields.contains(field));
    // From the telling to the plain: many elements name the ids of others.
    const TELLING: &[(&[&str], &str)] = &[
        (&["CoreNetworkSegmentEdge", "NetworkRoutes"], "CoreNetworkRoutes"),
        (&["SecurityGroupRuleId"], "SecurityGroupRules"),
        (&["ReservationId", "Instances"], "Reservations"),
        (&["InstanceId", "ImageId"], "Instances"),
        (&["InstanceId", "NetworkInterfaces"], "Instances"),
        (&["NatGatewayId", "NatGatewayAddresses"], "NatGateways"),
        (&["serviceNetworkArn", "vpcId"], "serviceNetworkVpcAssociations"),
        (&["VpcEndpointId", "ServiceName"], "VpcEndpoints"),
        (&["ServiceId", "VpcEndpointId"], "VpcEndpointConnections"),
        (&["ServiceId", "ServiceName", "ServiceState"], "ServiceConfigurations"),
        (&["VpcEncryptionControlId", "Mode"], "VpcEncryptionControls"),
        (&["VpcPeeringConnectionId", "RequesterVpcInfo"], "VpcPeeringConnections"),
        (&["VpnConnectionId", "CustomerGatewayId"], "VpnConnections"),
        (&["CustomerGatewayId", "BgpAsn"], "CustomerGateways"),
        (&["VpnGatewayId", "VpcAttachments"], "VpnGateways"),
        (&["EgressOnlyInternetGatewayId", "Attachments"], "EgressOnlyInternetGateways"),
        (&["InternetGatewayId", "Attachments"], "InternetGateways"),
        (&["RouteTableId", "Routes"], "RouteTables"),
        (&["NetworkAclId", "Entries"], "NetworkAcls"),
        (&["GroupId", "IpPermissions"], "SecurityGroups"),
        (&["NetworkInterfaceId", "SubnetId"], "NetworkInterfaces"),
        (&["PublicIp", "AllocationId"], "Addresses"),
        (&["PublicIp", "Domain"], "Addresses"),
        (&["TransitGatewayAttachmentId", "SubnetIds"], "TransitGatewayVpcAttachments"),
        (&["TransitGatewayAttachmentId", "AccepterTgwInfo"], "TransitGatewayPeeringAttachments"),
        (&["TransitGatewayAttachmentId", "TransportTransitGatewayAttachmentId"], "TransitGatewayConnects"),
        (&["TransitGatewayAttachmentId", "TransitGatewayId", "ResourceType"], "TransitGatewayAttachments"),
        (&["TransitGatewayRouteTableId", "TransitGatewayId"], "TransitGatewayRouteTables"),
        (&["TransitGatewayId", "Options"], "TransitGateways"),
        (&["DestinationCidrBlock", "TransitGatewayAttachments"], "Routes"),
        (&["PrefixListId", "PrefixListName"], "PrefixLists"),
        (&["RuleArn", "Priority"], "Rules"),
        (&["ListenerArn", "LoadBalancerArn"], "Listeners"),
        (&["TargetGroupArn", "TargetGroupName"], "TargetGroups"),
        (&["LoadBalancerArn", "LoadBalancerName"], "LoadBalancers"),
        (&["LoadBalancerName", "ListenerDescriptions"], "LoadBalancerDescriptions"),
        (&["Target", "TargetHealth"], "TargetHealthDescriptions"),
        (&["SubnetId", "CidrBlock"], "Subnets"),
        (&["VpcId", "CidrBlock"], "Vpcs"),
    ];
    TELLING.iter().find(|(all, _)| has(all)).map(|(_, key)| *key)
}

/// The result key that `call`, as a collector names it, answers with: to tell calls with a shared key apart.
pub(crate) fn call_by_name(call: &str) -> Option<Call> {
    let name = call.trim().rsplit(' ').next().unwrap_or("");
    Call::ALL.iter().copied().find(|known| known.name().rsplit(' ').next() == Some(name))
}
