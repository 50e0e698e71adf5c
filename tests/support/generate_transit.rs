//! What hangs on the transit gateway and on the virtual private gateways of a random network, as AWS CLI JSON: VPN, Connect and
//! Direct Connect, a peered gateway, an inspection VPC; and questions about them.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::core_networks::add_core;
use super::generate::Tape;
use super::generate_peered::{inspection, peered_gateway};
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
    if tape.chance(42) {
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
    match tape.below(32) {
        29 => {}
        30 | 31 => {
            one["Association"] = json!({"TransitGatewayPolicyTableId": "tgw-ptb-0", "State": "associated"})
        }
        _ => {
            let table = format!("tgw-rtb-{}", tape.below(tables));
            one["Association"] = json!({"TransitGatewayRouteTableId": table, "State": "associated"});
        }
    }
    if tape.chance(2) {
        one["NatGatewaySupport"] = json!("enable");
    }
    push(document, "TransitGatewayAttachments", one);
    if kind == "connect" {
        // Both calls print the attachment's state.
        for one in document["TransitGatewayConnects"].as_array_mut().unwrap() {
            one["State"] = json!(state);
        }
    }
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
        if tape.chance(85) {
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
            if text(table, "VpcId") == text(&vpc, "VpcId") && is_of_subnets(table) && tape.chance(80) {
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
    Some(match (tape.below(9), v6) {
        (0 | 1 | 8, Some(v6)) => (own, v6, far, None),
        (2, Some(v6)) => (End::OnPrem, far, v6, Some(from.to_owned())),
        (3, _) => (End::OnPrem, site(tape), site(tape), None),
        (4 | 5, _) => (End::OnPrem, site(tape), v4, Some(from.to_owned())),
        _ => (own, v4, site(tape), None),
    })
}
