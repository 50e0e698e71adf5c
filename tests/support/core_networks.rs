//! Cloud WAN, for the oracle and for random networks: attachments, segments and their routes.
//!
//! **Boundary:** raw JSON and the naive walker; written from rule S-108. Which subnet of a VPC an attachment uses is in no
//! document that is read, so a packet that is to go on from there is not judged.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::filters::Relation;
use super::generate::Tape;
use super::json::{covering, find, list, text};
use super::oracle::{Arrived, End, Packet, Stop, Walk, dropped};
use super::premises::tunnel_is_up;
use super::services::{OWNER, push};

const CORE: &str = "arn:aws:networkmanager::111122223333:core-network/core-network-a";

pub(super) fn is_attachment(id: &str) -> bool {
    id.starts_with("attachment-")
}

/// Attachments by which on-premises may come in towards a VPC.
pub(super) fn entries<'v>(document: &'v Value, vpc: &str) -> Vec<&'v str> {
    let all = || list(document, "Attachments").iter();
    let cores: Vec<&str> =
        all().filter(|one| is_of(one, vpc)).map(|one| text(one, "CoreNetworkId")).collect();
    all()
        .filter(|one| cores.contains(&text(one, "CoreNetworkId")))
        .filter(|one| text(one, "AttachmentType") == "SITE_TO_SITE_VPN")
        .map(|one| text(one, "AttachmentId"))
        .collect()
}

fn is_of(attachment: &Value, resource: &str) -> bool {
    text(attachment, "ResourceArn").rsplit_once('/').is_some_and(|(_, id)| id == resource)
}

fn must_be_up(attachment: &Value) -> Result<(), Stop> {
    if text(attachment, "State") == "AVAILABLE" {
        return Ok(());
    }
    dropped(format!("{} is {}", attachment["AttachmentId"], attachment["State"]))
}

/// The attachment to which the segment's routes lead.
fn next<'v>(document: &'v Value, from: &Value, dst: IpAddr) -> Result<&'v Value, Stop> {
    let wanted = ["CoreNetworkId", "SegmentName", "EdgeLocation"];
    let table = document.as_object().unwrap().values().find(|one| {
        let edge = &one["CoreNetworkSegmentEdge"];
        edge.is_object() && wanted.iter().all(|key| edge[key] == from[key])
    });
    let Some(table) = table else {
        return Err(Stop::Unknown(format!("routes of {}", from["SegmentName"])));
    };
    let best = list(table, "NetworkRoutes")
        .iter()
        .filter_map(|route| {
            let length = covering(text(route, "DestinationCidrBlock"), dst)?;
            Some((length, u8::from(text(route, "Type").eq_ignore_ascii_case("static")), route))
        })
        .max_by_key(|(length, rank, _)| (*length, *rank));
    let Some((_, _, route)) = best else {
        return dropped(format!("{} has no route to {dst}", from["SegmentName"]));
    };
    if text(route, "State").eq_ignore_ascii_case("blackhole") {
        return dropped(format!("{} has a blackhole for {dst}", from["SegmentName"]));
    }
    let [to] = list(route, "Destinations") else {
        return Err(Stop::Open(format!("{route} leads to several, or nowhere")));
    };
    let id = text(to, "CoreNetworkAttachmentId");
    find(document, "Attachments", "AttachmentId", id).ok_or_else(|| Stop::Unknown(id.to_owned()))
}

fn vpn_carries(document: &Value, attachment: &Value, inside: IpAddr) -> Result<(), Stop> {
    must_be_up(attachment)?;
    let connection =
        list(document, "VpnConnections").iter().find(|one| is_of(attachment, text(one, "VpnConnectionId")));
    let Some(connection) = connection else {
        return Err(Stop::Unknown(text(attachment, "ResourceArn").to_owned()));
    };
    if inside.is_ipv6() {
        return Err(Stop::Open("IPv6 by a VPN on a core network".to_owned()));
    }
    let up = tunnel_is_up(connection);
    if text(connection, "State") == "available" && up { Ok(()) } else { dropped("the VPN is down") }
}

impl Walk<'_> {
    /// A route of a subnet leads to a core network.
    pub(super) fn through_core(&self, arn: &str, vpc: &str, packet: Packet, depth: usize) -> Arrived {
        self.mark("core network");
        // An empty list of that name might be another call's.
        if list(self.document, "Attachments").is_empty() {
            return Err(Stop::Unknown(arn.to_owned()));
        }
        let own = list(self.document, "Attachments")
            .iter()
            .find(|one| text(one, "CoreNetworkArn") == arn && is_of(one, vpc));
        let Some(own) = own else { return dropped(format!("{vpc} is not attached to {arn}")) };
        must_be_up(own)?;
        self.out_of_core(own, packet, depth)
    }

    fn out_of_core(&self, from: &Value, packet: Packet, depth: usize) -> Arrived {
        let document = self.document;
        let to = next(document, from, packet.dst)?;
        if text(to, "AttachmentType") == "SITE_TO_SITE_VPN" {
            self.mark("vpn on a core network");
            vpn_carries(document, to, packet.src)?;
            return Ok((End::Beyond(text(to, "AttachmentId").to_owned()), packet));
        }
        must_be_up(to)?;
        let vpc = text(to, "ResourceArn").rsplit_once('/').map_or("", |(_, id)| id);
        if find(document, "Vpcs", "VpcId", vpc).is_none() {
            return Err(Stop::Unknown(vpc.to_owned()));
        }
        if self.owner(vpc, packet.dst).is_none() {
            return Err(Stop::Open(format!("on from {vpc}, by which subnet is not known")));
        }
        self.deliver_local(vpc, "", packet, &Relation::Lost, depth + 1)
    }

    pub(super) fn enter_by_core(&self, id: &str, packet: Packet) -> Arrived {
        let Some(from) = find(self.document, "Attachments", "AttachmentId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        vpn_carries(self.document, from, packet.dst)?;
        self.out_of_core(from, packet, 0)
    }
}

/// A core network under the VPCs of a random network.
pub fn add_core(document: &mut Value, tape: &mut Tape<'_>) {
    document["Attachments"] = json!([]);
    let vpcs: Vec<Value> = list(document, "Vpcs").to_vec();
    if vpcs.len() < 2 || !tape.chance(22) {
        return;
    }
    let segments = ["prod", "dev"];
    let attachment = |id: &str, kind: &str, of: String, segment: &str, state: &str| {
        json!({"CoreNetworkId": "core-network-a", "CoreNetworkArn": CORE, "AttachmentId": id, "OwnerAccountId": OWNER,
            "AttachmentType": kind, "State": state, "EdgeLocation": "us-east-1", "SegmentName": segment,
            "ResourceArn": format!("arn:aws:ec2:us-east-1:{OWNER}:{of}")})
    };
    let mut routes: Vec<Vec<Value>> = vec![Vec::new(), Vec::new()];
    let shares = tape.chance(25);
    let mut add = |segment: usize, block: &str, id: &str, kind: &str, of: &str| {
        for (index, all) in routes.iter_mut().enumerate() {
            // The API prints one winner for each block.
            let is_new = !all.iter().any(|row: &Value| text(row, "DestinationCidrBlock") == block);
            if is_new && (index == segment || shares) {
                all.push(json!({"DestinationCidrBlock": block, "State": "ACTIVE", "Type": "propagated",
                    "Destinations": [{"CoreNetworkAttachmentId": id, "SegmentName": segments[segment], "EdgeLocation": "us-east-1",
                        "ResourceType": kind, "ResourceId": of}]}));
            }
        }
    };
    for vpc in &vpcs {
        let id = text(vpc, "VpcId");
        let own = id.replace("vpc-", "attachment-");
        let segment = usize::from(tape.chance(30));
        let state = if tape.chance(4) { "PENDING_ATTACHMENT_ACCEPTANCE" } else { "AVAILABLE" };
        if tape.chance(4) {
            continue;
        }
        push(document, "Attachments", attachment(&own, "VPC", format!("vpc/{id}"), segments[segment], state));
        let v6 = list(vpc, "Ipv6CidrBlockAssociationSet").iter().map(|row| text(row, "Ipv6CidrBlock"));
        for block in std::iter::once(text(vpc, "CidrBlock")).chain(v6) {
            if !tape.chance(6) {
                add(segment, block, &own, "vpc", id);
            }
        }
    }
    if tape.chance(60) {
        let segment = usize::from(tape.chance(25));
        push(
            document,
            "Attachments",
            attachment(
                "attachment-v",
                "SITE_TO_SITE_VPN",
                "vpn-connection/vpn-w".to_owned(),
                segments[segment],
                "AVAILABLE",
            ),
        );
        let status = if tape.chance(10) { "DOWN" } else { "UP" };
        push(
            document,
            "VpnConnections",
            json!({"VpnConnectionId": "vpn-w", "State": "available", "Type": "ipsec.1", "CustomerGatewayId": "cgw-0", "CoreNetworkArn": CORE,
                "Options": {"StaticRoutesOnly": false}, "Routes": [],
                "VgwTelemetry": [{"OutsideIpAddress": "203.0.113.241", "Status": status, "AcceptedRouteCount": 1}]}),
        );
        let block = tape.of::<&str>(&["192.168.0.0/16", "192.168.0.0/22"]);
        add(segment, block, "attachment-v", "vpn", "vpn-w");
    }
    if tape.chance(25) {
        let block = text(tape.of(&vpcs), "CidrBlock").replace(".0.0/16", ".0.0/24");
        routes[0].push(json!({"DestinationCidrBlock": block, "State": "BLACKHOLE", "Type": "static", "Destinations": []}));
    }
    for (segment, all) in segments.iter().zip(routes) {
        document[*segment] = json!({"RouteTableArn": CORE, "RouteTableType": "core-network-segment", "RouteTableTimestamp": "2026-01-01T00:00:00+00:00",
            "CoreNetworkSegmentEdge": {"CoreNetworkId": "core-network-a", "SegmentName": segment, "EdgeLocation": "us-east-1"}, "NetworkRoutes": all});
    }
    // Some routes towards other VPCs and sites lead here.
    for table in document["RouteTables"].as_array_mut().unwrap() {
        let is_of_gateway = list(table, "Associations").iter().any(|row| !text(row, "GatewayId").is_empty());
        if is_of_gateway || tape.chance(30) {
            continue;
        }
        let mut has_sites = false;
        for route in table["Routes"].as_array_mut().unwrap() {
            let block = text(route, "DestinationCidrBlock").to_owned();
            let is_between =
                route.get("VpcPeeringConnectionId").is_some() || route.get("TransitGatewayId").is_some();
            has_sites |= block == "192.168.0.0/16";
            if is_between && block != "0.0.0.0/0" && tape.chance(55) {
                let fields = route.as_object_mut().unwrap();
                fields.remove("VpcPeeringConnectionId");
                fields.remove("TransitGatewayId");
                fields.insert("CoreNetworkArn".to_owned(), json!(CORE));
            }
        }
        if !has_sites {
            table["Routes"]
                .as_array_mut()
                .unwrap()
                .push(json!({"DestinationCidrBlock": "192.168.0.0/16", "CoreNetworkArn": CORE,
                "Origin": "CreateRoute", "State": "active"}));
        }
    }
}
