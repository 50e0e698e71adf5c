//! What hangs on the transit gateway and on the virtual private gateways of a random network, as AWS CLI JSON: VPN, Connect and
//! Direct Connect, a peered gateway, an inspection VPC; and questions about them.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::core_networks::add_core;
use super::generate::Tape;
use super::json::{list, text};
use super::oracle::End;
use super::services::{OWNER, push};

const SITES: [&str; 5] = ["192.168.1.5", "192.168.4.0", "192.168.3.255", "192.168.0.0", "192.168.5.9"];
const BLOCKS: [&str; 4] = ["192.168.0.0/16", "192.168.0.0/22", "192.168.4.0/22", "192.168.4.0/32"];
const SITES_V6: [&str; 2] = ["2600:ff00::5", "2600:ff00:0:1::"];
const BLOCK_V6: &str = "2600:ff00::/64";

/// Adds the edges of gateways to a network.
pub fn add_sites(document: &mut Value, numbers: &[u32]) {
    // From the other end of the tape: what is added here does not move what stands there.
    let numbers: Vec<u32> = numbers.iter().rev().copied().collect();
    let mut tape = Tape::new(&numbers);
    for key in ["TransitGatewayConnects", "TransitGatewayConnectPeers"] {
        document[key] = json!([]);
    }
    vpns_of_gateways(document, &mut tape);
    ipv6_by_direct_connect(document, &mut tape);
    add_core(document, &mut tape);
    if list(document, "TransitGateways").is_empty() {
        return;
    }
    let mut outside = Vec::new();
    if tape.chance(45) {
        vpn(document, &mut tape);
        outside.push(("tgw-attach-vpn", "vpn", "vpn-t"));
    }
    if tape.chance(30) {
        direct_connect(document, &mut tape);
        outside.push(("tgw-attach-dx", "direct-connect-gateway", "dxgw-t"));
    }
    if tape.chance(30) {
        let below = if outside.iter().any(|(id, _, _)| *id == "tgw-attach-dx") {
            "tgw-attach-dx"
        } else {
            "tgw-attach-0"
        };
        connect(document, &mut tape, below);
        outside.push(("tgw-attach-gre", "connect", below));
    }
    for (id, kind, of) in &outside {
        attach(document, &mut tape, id, kind, of);
        for table in 0..list(document, "TransitGatewayStaticRoutes").len() {
            if !tape.chance(15) {
                let block = (*tape.of(&BLOCKS)).to_owned();
                let origin = *tape.of(&["propagated", "static"]);
                transit_route(document, table, &block, id, kind, of, origin);
            }
        }
    }
    if !outside.is_empty() {
        ways_to_sites(document, &mut tape);
    }
    modes(document, &mut tape);
    if list(document, "Vpcs").len() > 1 && tape.chance(35) {
        peered_gateway(document, &mut tape);
    }
    if tape.chance(30) {
        inspection(document, &mut tape);
    }
}

/// An attachment of the first gateway, bound to one of its tables.
fn attach(document: &mut Value, tape: &mut Tape<'_>, id: &str, kind: &str, of: &str) {
    let state = if tape.chance(4) { "deleted" } else { "available" };
    let mut one = json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-0", "TransitGatewayOwnerId": OWNER,
        "ResourceType": kind, "ResourceId": of, "ResourceOwnerId": OWNER, "State": state});
    let tables = list(document, "TransitGatewayRouteTables").len();
    match tape.below(40) {
        38 => {}
        39 => one["Association"] = json!({"TransitGatewayPolicyTableId": "tgw-ptb-0", "State": "associated"}),
        _ => {
            let table = format!("tgw-rtb-{}", tape.below(tables));
            one["Association"] = json!({"TransitGatewayRouteTableId": table, "State": "associated"});
        }
    }
    if tape.chance(2) {
        one["NatGatewaySupport"] = json!("enable");
    }
    push(document, "TransitGatewayAttachments", one);
}

/// The API prints one winner for each block.
fn transit_route(
    document: &mut Value,
    table: usize,
    block: &str,
    to: &str,
    kind: &str,
    of: &str,
    origin: &str,
) {
    let routes = document["TransitGatewayStaticRoutes"][table]["Routes"].as_array_mut().unwrap();
    if !routes.iter().any(|route| text(route, "DestinationCidrBlock") == block) {
        routes.push(json!({"DestinationCidrBlock": block, "Type": origin, "State": "active",
            "TransitGatewayAttachments": [{"ResourceId": of, "TransitGatewayAttachmentId": to, "ResourceType": kind}]}));
    }
}

fn tunnels(tape: &mut Tape<'_>) -> Value {
    let rows = ["203.0.113.241", "203.0.113.242"].map(|outside| {
        let is_up = !tape.chance(22);
        json!({"OutsideIpAddress": outside, "Status": if is_up { "UP" } else { "DOWN" }, "AcceptedRouteCount": i32::from(is_up)})
    });
    json!(rows)
}

fn connection(tape: &mut Tape<'_>, id: &str, key: &str, gateway: &str) -> Value {
    let by_bgp = tape.chance(50);
    let routes = if by_bgp || key == "TransitGatewayId" {
        json!([])
    } else {
        let state = if tape.chance(8) { "deleted" } else { "available" };
        json!([{"DestinationCidrBlock": tape.of(&BLOCKS), "State": state}])
    };
    let mut one = json!({
        "VpnConnectionId": id, "State": if tape.chance(3) { "deleting" } else { "available" }, "Type": "ipsec.1",
        "CustomerGatewayId": "cgw-0", "Options": {"StaticRoutesOnly": !by_bgp, "TunnelInsideIpVersion": "ipv4"},
        "Routes": routes, "VgwTelemetry": tunnels(tape),
    });
    one[key] = json!(gateway);
    one
}

/// Second sites, and sessions instead of static routes, on virtual private gateways.
fn vpns_of_gateways(document: &mut Value, tape: &mut Tape<'_>) {
    let gateways: Vec<String> =
        list(document, "VpnGateways").iter().map(|one| text(one, "VpnGatewayId").to_owned()).collect();
    for gateway in gateways {
        let number = gateway.trim_start_matches("vgw-").to_owned();
        let first = format!("vpn-{number}");
        let has_first =
            list(document, "VpnConnections").iter().any(|one| text(one, "VpnConnectionId") == first);
        if has_first && tape.chance(40) {
            let new = connection(tape, &first, "VpnGatewayId", &gateway);
            for one in document["VpnConnections"].as_array_mut().unwrap() {
                if text(one, "VpnConnectionId") == first {
                    *one = new.clone();
                }
            }
        }
        if tape.chance(35) {
            let new = connection(tape, &format!("vpn-{number}-b"), "VpnGatewayId", &gateway);
            push(document, "VpnConnections", new);
        }
    }
}

/// IPv6 sessions on private virtual interfaces, and the routes to the sites.
fn ipv6_by_direct_connect(document: &mut Value, tape: &mut Tape<'_>) {
    if list(document, "virtualInterfaces").is_empty() {
        return;
    }
    for one in document["virtualInterfaces"].as_array_mut().unwrap() {
        if tape.chance(60) {
            let state = if tape.chance(12) { "down" } else { "up" };
            let peer = json!({"bgpPeerId": "dxpeer-6", "asn": 65001, "addressFamily": "ipv6", "bgpPeerState": "available", "bgpStatus": state});
            one["bgpPeers"].as_array_mut().unwrap().push(peer);
        }
    }
    let vpcs: Vec<Value> = list(document, "Vpcs").to_vec();
    for vpc in vpcs {
        let number = text(&vpc, "VpcId").trim_start_matches("vpc-").to_owned();
        let Some(own) = list(&vpc, "Ipv6CidrBlockAssociationSet").first() else { continue };
        let own = text(own, "Ipv6CidrBlock").to_owned();
        for association in document["directConnectGatewayAssociations"].as_array_mut().unwrap() {
            if text(association, "virtualGatewayId") == format!("vgw-{number}") && tape.chance(70) {
                let cidr =
                    tape.of(&[own.clone(), own.replace("/56", "/48"), own.replace("/56", "/64")]).clone();
                association["allowedPrefixesToDirectConnectGateway"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"cidr": cidr}));
            }
        }
        if !list(document, "VpnGateways")
            .iter()
            .any(|one| text(one, "VpnGatewayId") == format!("vgw-{number}"))
        {
            continue;
        }
        for table in document["RouteTables"].as_array_mut().unwrap() {
            if text(table, "VpcId") == text(&vpc, "VpcId") && is_of_subnets(table) && tape.chance(60) {
                let origin = *tape.of(&["CreateRoute", "EnableVgwRoutePropagation"]);
                table["Routes"].as_array_mut().unwrap().push(json!({"DestinationIpv6CidrBlock": BLOCK_V6,
                    "GatewayId": format!("vgw-{number}"), "Origin": origin, "State": "active"}));
            }
        }
    }
}

/// Not a gateway's own table, which may lead to few things only.
fn is_of_subnets(table: &Value) -> bool {
    list(table, "Associations").iter().all(|row| text(row, "GatewayId").is_empty())
}

fn vpn(document: &mut Value, tape: &mut Tape<'_>) {
    let one = connection(tape, "vpn-t", "TransitGatewayId", "tgw-0");
    push(document, "VpnConnections", one);
}

fn connect(document: &mut Value, tape: &mut Tape<'_>, below: &str) {
    let state = if tape.chance(4) { "deleting" } else { "available" };
    push(
        document,
        "TransitGatewayConnects",
        json!({"TransitGatewayAttachmentId": "tgw-attach-gre", "TransportTransitGatewayAttachmentId": below,
            "TransitGatewayId": "tgw-0", "State": state, "Options": {"Protocol": "gre"}}),
    );
    let count = if tape.chance(6) { 0 } else { 1 + tape.below(2) };
    for number in 0..count {
        let sessions: Vec<Value> = (0..2)
            .map(|_| json!({"TransitGatewayAsn": 64512, "PeerAsn": 65010, "BgpStatus": if tape.chance(30) { "down" } else { "up" }}))
            .collect();
        push(
            document,
            "TransitGatewayConnectPeers",
            json!({"TransitGatewayAttachmentId": "tgw-attach-gre", "TransitGatewayConnectPeerId": format!("tgw-connect-peer-{number}"),
                "State": if tape.chance(6) { "deleted" } else { "available" },
                "ConnectPeerConfiguration": {"TransitGatewayAddress": "192.0.2.1", "PeerAddress": "10.200.0.1",
                    "InsideCidrBlocks": ["169.254.6.0/29"], "Protocol": "gre", "BgpConfigurations": sessions}}),
        );
    }
}

fn direct_connect(document: &mut Value, tape: &mut Tape<'_>) {
    let mut allowed = Vec::new();
    let vpcs: Vec<String> =
        list(document, "Vpcs").iter().map(|one| text(one, "CidrBlock").to_owned()).collect();
    for block in vpcs {
        let cidr = tape
            .of(&[
                block.clone(),
                "10.0.0.0/8".to_owned(),
                block.replace("/16", "/24"),
                block.replace("/16", "/20"),
            ])
            .clone();
        if allowed.is_empty() || !tape.chance(15) {
            allowed.push(json!({"cidr": cidr}));
        }
    }
    let state = if tape.chance(5) { "disassociating" } else { "associated" };
    push(
        document,
        "directConnectGateways",
        json!({"directConnectGatewayId": "dxgw-t", "directConnectGatewayName": "t", "amazonSideAsn": 64514, "ownerAccount": OWNER,
            "directConnectGatewayState": "available"}),
    );
    push(
        document,
        "directConnectGatewayAssociations",
        json!({"directConnectGatewayId": "dxgw-t", "directConnectGatewayOwnerAccount": OWNER, "associationState": state,
            "associatedGateway": {"id": "tgw-0", "type": "transitGateway", "ownerAccount": OWNER, "region": "us-east-1"},
            "associationId": "assoc-t", "allowedPrefixesToDirectConnectGateway": allowed}),
    );
    let (state, session) =
        (if tape.chance(6) { "down" } else { "available" }, if tape.chance(6) { "down" } else { "up" });
    push(
        document,
        "virtualInterfaces",
        json!({"ownerAccount": OWNER, "virtualInterfaceId": "dxvif-t", "location": "EqDC2", "connectionId": "dxcon-t",
            "virtualInterfaceType": "transit", "virtualInterfaceName": "t", "vlan": 102, "asn": 65001, "amazonSideAsn": 64514,
            "addressFamily": "ipv4", "virtualInterfaceState": state, "region": "us-east-1", "directConnectGatewayId": "dxgw-t",
            "bgpPeers": [{"bgpPeerId": "dxpeer-t", "asn": 65001, "addressFamily": "ipv4", "bgpPeerState": "available", "bgpStatus": session}]}),
    );
}

/// Routes of subnets to the sites behind the transit gateway.
fn ways_to_sites(document: &mut Value, tape: &mut Tape<'_>) {
    for table in document["RouteTables"].as_array_mut().unwrap() {
        if !is_of_subnets(table) || tape.chance(25) {
            continue;
        }
        let block = *tape.of(&BLOCKS[..3]);
        let routes = table["Routes"].as_array_mut().unwrap();
        if !routes.iter().any(|route| text(route, "DestinationCidrBlock") == block) {
            routes.push(json!({"DestinationCidrBlock": block, "TransitGatewayId": "tgw-0", "Origin": "CreateRoute", "State": "active"}));
        }
    }
}

fn modes(document: &mut Value, tape: &mut Tape<'_>) {
    for one in document["TransitGatewayVpcAttachments"].as_array_mut().unwrap() {
        if tape.chance(15) {
            one["Options"]["ApplianceModeSupport"] = json!("enable");
        }
    }
    for table in document["TransitGatewayStaticRoutes"].as_array_mut().unwrap() {
        if tape.chance(2) {
            table["AdditionalRoutesAvailable"] = json!(true);
        }
    }
}

/// The last VPC moves to a gateway of its own, which is peered with the first.
fn peered_gateway(document: &mut Value, tape: &mut Tape<'_>) {
    let last = list(document, "Vpcs").len() - 1;
    let (vpc, own) = (format!("vpc-{last}"), format!("tgw-attach-{last}"));
    let mut second = document["TransitGateways"][0].clone();
    second["TransitGatewayId"] = json!("tgw-1");
    push(document, "TransitGateways", second);
    push(
        document,
        "TransitGatewayRouteTables",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-far", "TransitGatewayId": "tgw-1", "State": "available"}),
    );
    for key in ["TransitGatewayAttachments", "TransitGatewayVpcAttachments"] {
        for one in document[key].as_array_mut().unwrap() {
            if text(one, "TransitGatewayAttachmentId") == own {
                one["TransitGatewayId"] = json!("tgw-1");
                if one.get("Association").is_some() {
                    one["Association"]["TransitGatewayRouteTableId"] = json!("tgw-rtb-far");
                }
            }
        }
    }
    let tables = list(document, "TransitGatewayRouteTables").len() - 1;
    for (id, gateway, other, table) in [
        ("tgw-attach-peer-0", "tgw-0", "tgw-1", format!("tgw-rtb-{}", tape.below(tables))),
        ("tgw-attach-peer-1", "tgw-1", "tgw-0", "tgw-rtb-far".to_owned()),
    ] {
        let mut one = json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": gateway, "TransitGatewayOwnerId": OWNER,
            "ResourceType": "peering", "ResourceId": other, "ResourceOwnerId": OWNER, "State": "available"});
        if !tape.chance(4) {
            one["Association"] = json!({"TransitGatewayRouteTableId": table, "State": "associated"});
        }
        push(document, "TransitGatewayAttachments", one);
    }
    let state = if tape.chance(5) { "pendingAcceptance" } else { "available" };
    let side = |id: &str| json!({"TransitGatewayId": id, "OwnerId": OWNER, "Region": "us-east-1"});
    push(
        document,
        "TransitGatewayPeeringAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-peer-0", "AccepterTransitGatewayAttachmentId": "tgw-attach-peer-1",
            "RequesterTgwInfo": side("tgw-0"), "AccepterTgwInfo": side("tgw-1"), "State": state}),
    );
    // What led to the attachment leads to the peering now; a table that had a propagated route has a static one.
    for table in document["TransitGatewayStaticRoutes"].as_array_mut().unwrap() {
        let routes = table["Routes"].as_array_mut().unwrap();
        let forget = tape.chance(10);
        routes.retain(|route| !forget || !leads_to(route, &own));
        for route in routes.iter_mut().filter(|route| leads_to(route, &own)) {
            route["Type"] = json!("static");
            route["TransitGatewayAttachments"] = json!([{"ResourceId": "tgw-1", "TransitGatewayAttachmentId": "tgw-attach-peer-0", "ResourceType": "peering"}]);
        }
    }
    let mut routes = Vec::new();
    let mut add = |block: &str, to: &str, kind: &str, of: &str| {
        let origin = if kind == "vpc" { "propagated" } else { "static" };
        routes.push(json!({"DestinationCidrBlock": block, "Type": origin, "State": "active",
            "TransitGatewayAttachments": [{"ResourceId": of, "TransitGatewayAttachmentId": to, "ResourceType": kind}]}));
    };
    let vpcs = list(document, "Vpcs").to_vec();
    for one in &vpcs {
        let id = text(one, "VpcId");
        let v6 = list(one, "Ipv6CidrBlockAssociationSet").iter().map(|row| text(row, "Ipv6CidrBlock"));
        for block in std::iter::once(text(one, "CidrBlock")).chain(v6) {
            if tape.chance(8) {
                continue;
            }
            if id == vpc {
                add(block, &own, "vpc", id);
            } else {
                add(block, "tgw-attach-peer-1", "peering", "tgw-0");
            }
        }
    }
    if tape.chance(60) {
        let block = *tape.of(&["192.168.0.0/16", "0.0.0.0/0"]);
        add(block, "tgw-attach-peer-1", "peering", "tgw-0");
    }
    push(
        document,
        "TransitGatewayStaticRoutes",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-far", "Routes": routes, "AdditionalRoutesAvailable": false}),
    );
    for table in document["RouteTables"].as_array_mut().unwrap() {
        if text(table, "VpcId") == vpc {
            for route in table["Routes"].as_array_mut().unwrap() {
                if route["TransitGatewayId"] == "tgw-0" {
                    route["TransitGatewayId"] = json!("tgw-1");
                }
            }
        }
    }
}

fn leads_to(route: &Value, attachment: &str) -> bool {
    list(route, "TransitGatewayAttachments")
        .iter()
        .any(|row| text(row, "TransitGatewayAttachmentId") == attachment)
}

/// A VPC between the others: the transit gateway leads to it, a firewall endpoint in each zone, and back.
fn inspection(document: &mut Value, tape: &mut Tape<'_>) {
    let vpc = "vpc-i";
    let state = json!({"State": "associated"});
    push(
        document,
        "Vpcs",
        json!({"VpcId": vpc, "OwnerId": OWNER, "State": "available", "IsDefault": false, "CidrBlock": "10.100.0.0/16",
            "CidrBlockAssociationSet": [{"CidrBlock": "10.100.0.0/16", "CidrBlockState": state}]}),
    );
    push(
        document,
        "NetworkAcls",
        json!({"NetworkAclId": "acl-i", "VpcId": vpc, "OwnerId": OWNER, "IsDefault": true, "Associations": [], "Entries": [
            {"RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}),
    );
    let single = tape.chance(20);
    let zones: &[(u8, &str)] = if single { &[(1, "a")] } else { &[(1, "a"), (2, "b")] };
    let mut doors = Vec::new();
    let mut zones_of_firewall = serde_json::Map::new();
    for (zone, letter) in zones {
        let (door, home, endpoint) =
            (format!("subnet-i-{zone}"), format!("subnet-i-1{zone}"), format!("vpce-fw-i{zone}"));
        doors.push(json!(door));
        // The endpoint of a zone may stand for both.
        let target = if tape.chance(12) { "vpce-fw-i1".to_owned() } else { endpoint.clone() };
        for (subnet, third, key, id) in
            [(&door, *zone, "GatewayId", target.as_str()), (&home, 10 + zone, "TransitGatewayId", "tgw-0")]
        {
            push(
                document,
                "Subnets",
                json!({"SubnetId": subnet, "VpcId": vpc, "OwnerId": OWNER, "State": "available",
                    "CidrBlock": format!("10.100.{third}.0/24"), "AvailabilityZone": format!("us-east-1{letter}"),
                    "AvailabilityZoneId": format!("use1-az{zone}")}),
            );
            let mut routes = vec![
                json!({"DestinationCidrBlock": "10.100.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}),
            ];
            if !tape.chance(4) {
                let block = *tape.of(&["0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/8"]);
                let mut route =
                    json!({"DestinationCidrBlock": block, "Origin": "CreateRoute", "State": "active"});
                route[key] = json!(id);
                routes.push(route);
            }
            push(
                document,
                "RouteTables",
                json!({"RouteTableId": format!("rtb-{subnet}"), "VpcId": vpc, "OwnerId": OWNER, "PropagatingVgws": [], "Routes": routes,
                    "Associations": [{"RouteTableAssociationId": format!("rtbassoc-{subnet}"), "Main": false, "SubnetId": subnet,
                        "AssociationState": {"State": "associated"}}]}),
            );
        }
        push(
            document,
            "VpcEndpoints",
            json!({"VpcEndpointId": endpoint, "VpcEndpointType": "GatewayLoadBalancer", "VpcId": vpc, "OwnerId": OWNER,
                "State": "available", "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-fw", "RouteTableIds": [],
                "SubnetIds": [home], "NetworkInterfaceIds": [], "Groups": [], "PrivateDnsEnabled": false}),
        );
        zones_of_firewall.insert(
            format!("us-east-1{letter}"),
            json!({"Attachment": {"SubnetId": home, "EndpointId": endpoint, "Status": "READY"}}),
        );
    }
    let arn = |kind: &str| format!("arn:aws:network-firewall:us-east-1:{OWNER}:{kind}/inspection");
    push(
        document,
        "FirewallsDescribed",
        json!({"Firewall": {"FirewallName": "inspection", "FirewallArn": arn("firewall"), "FirewallPolicyArn": arn("firewall-policy"),
                "VpcId": vpc, "SubnetMappings": []},
            "FirewallStatus": {"Status": "READY", "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": zones_of_firewall}}),
    );
    let default = *tape.of(&["aws:forward_to_sfe", "aws:forward_to_sfe", "aws:forward_to_sfe", "aws:pass"]);
    push(
        document,
        "FirewallPoliciesDescribed",
        json!({"FirewallPolicyResponse": {"FirewallPolicyName": "inspection", "FirewallPolicyArn": arn("firewall-policy"), "FirewallPolicyStatus": "ACTIVE"},
            "FirewallPolicy": {"StatelessRuleGroupReferences": [], "StatelessDefaultActions": [default],
                "StatelessFragmentDefaultActions": [default], "StatefulRuleGroupReferences": []}}),
    );
    let mode = if tape.chance(55) { "enable" } else { "disable" };
    push(
        document,
        "TransitGatewayVpcAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-i", "TransitGatewayId": "tgw-0", "VpcId": vpc, "VpcOwnerId": OWNER,
            "State": "available", "SubnetIds": doors, "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": "enable",
                "Ipv6Support": "disable", "ApplianceModeSupport": mode}}),
    );
    push(
        document,
        "TransitGatewayAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-i", "TransitGatewayId": "tgw-0", "TransitGatewayOwnerId": OWNER,
            "ResourceType": "vpc", "ResourceId": vpc, "ResourceOwnerId": OWNER, "State": "available",
            "Association": {"TransitGatewayRouteTableId": "tgw-rtb-after", "State": "associated"}}),
    );
    // Behind the firewall the tables are as they were; before it they lead to it.
    let mut after = document["TransitGatewayStaticRoutes"][0].clone();
    after["TransitGatewayRouteTableId"] = json!("tgw-rtb-after");
    push(
        document,
        "TransitGatewayRouteTables",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-after", "TransitGatewayId": "tgw-0", "State": "available"}),
    );
    for table in document["TransitGatewayStaticRoutes"].as_array_mut().unwrap() {
        if text(table, "TransitGatewayRouteTableId") == "tgw-rtb-far" || tape.chance(12) {
            continue;
        }
        for route in table["Routes"].as_array_mut().unwrap() {
            let is_v4 = !text(route, "DestinationCidrBlock").contains(':');
            if is_v4 && text(route, "State") == "active" && !tape.chance(12) {
                route["Type"] = json!("static");
                route["TransitGatewayAttachments"] = json!([{"ResourceId": vpc, "TransitGatewayAttachmentId": "tgw-attach-i", "ResourceType": "vpc"}]);
            }
        }
    }
    push(document, "TransitGatewayStaticRoutes", after);
}

/// What a special question asks: source, its address, destination, the interface that must get it.
pub type Asked = (End, IpAddr, IpAddr, Option<String>);

/// A question about sites; `None` asks another one.
pub fn question_of_sites(
    document: &Value,
    tape: &mut Tape<'_>,
    (from, v4, v6): (&str, IpAddr, Option<IpAddr>),
) -> Option<Asked> {
    let vpc = list(document, "NetworkInterfaces")
        .iter()
        .find(|one| text(one, "NetworkInterfaceId") == from)
        .map_or("", |one| text(one, "VpcId"));
    if document.get(format!("association-{vpc}")).is_some() && tape.chance(5) {
        let service = tape.of(&["169.254.171.33", "169.254.171.0", "169.254.171.255"]);
        return Some((End::Interface(from.to_owned()), v4, service.parse().unwrap(), None));
    }
    let has_sites =
        !list(document, "VpnConnections").is_empty() || !list(document, "virtualInterfaces").is_empty();
    if !has_sites || !tape.chance(22) {
        return None;
    }
    let site = |tape: &mut Tape<'_>| tape.of(&SITES).parse::<IpAddr>().unwrap();
    let own = End::Interface(from.to_owned());
    let far = tape.of(&SITES_V6).parse::<IpAddr>().unwrap();
    Some(match (tape.below(8), v6) {
        (0 | 1, Some(v6)) => (own, v6, far, None),
        (2, Some(v6)) => (End::OnPrem, far, v6, Some(from.to_owned())),
        (3, _) => (End::OnPrem, site(tape), site(tape), None),
        (4 | 5, _) => (End::OnPrem, site(tape), v4, Some(from.to_owned())),
        _ => (own, v4, site(tape), None),
    })
}
