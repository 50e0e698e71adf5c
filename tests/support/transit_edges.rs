//! Where a transit gateway's routes lead, for the oracle: a VPC, a peered gateway, or a network outside, by VPN, Connect or
//! Direct Connect; and which zone of a VPC.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-92, S-93, S-97 to S-106.

use std::net::IpAddr;

use serde_json::Value;

use super::filters::Relation;
use super::json::{covering, find, list, owns, text, within};
use super::oracle::{Arrived, Came, End, Packet, Stop, Walk, dropped};
use super::premises::tunnel_is_up;

/// Where the tables lead in the end.
enum Next<'v> {
    /// The attachment of a VPC, and whether a peering lies between.
    Vpc { attachment: &'v Value, over_peering: bool },
    /// An attachment that leads out.
    Out(&'v str),
}

/// Kinds of attachments that lead to networks outside.
const OUTSIDE: [&str; 5] = ["vpn", "connect", "direct-connect-gateway", "vpn-concentrator", "client-vpn"];

fn is_up(row: &Value) -> bool {
    ["available", "modifying"].contains(&text(row, "State"))
}

fn attachment<'v>(document: &'v Value, id: &str) -> Option<&'v Value> {
    find(document, "TransitGatewayAttachments", "TransitGatewayAttachmentId", id)
}

/// Attachments by which on-premises may come in towards a VPC: of its transit gateways, and of gateways peered with them.
pub fn entries<'v>(document: &'v Value, vpc: &str) -> Vec<&'v str> {
    let mut gateways: Vec<&str> = list(document, "TransitGatewayVpcAttachments")
        .iter()
        .filter(|row| text(row, "VpcId") == vpc)
        .map(|row| text(row, "TransitGatewayId"))
        .collect();
    let mut index = 0;
    while index < gateways.len() {
        for row in list(document, "TransitGatewayPeeringAttachments") {
            let sides =
                ["RequesterTgwInfo", "AccepterTgwInfo"].map(|side| text(&row[side], "TransitGatewayId"));
            for (one, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
                if one == gateways[index] && !gateways.contains(&other) {
                    gateways.push(other);
                }
            }
        }
        index += 1;
    }
    list(document, "TransitGatewayAttachments")
        .iter()
        .filter(|row| gateways.contains(&text(row, "TransitGatewayId")))
        .filter(|row| OUTSIDE.contains(&text(row, "ResourceType")))
        .map(|row| text(row, "TransitGatewayAttachmentId"))
        .collect()
}

/// The route that wins in a table: longest prefix, then static, list, propagated (rules S-98, S-99).
fn route<'v>(document: &'v Value, table: &str, dst: IpAddr) -> Result<Vec<&'v str>, Stop> {
    let listed = find(document, "TransitGatewayStaticRoutes", "TransitGatewayRouteTableId", table);
    let Some(found) = listed.or_else(|| document.get(table)) else {
        return Err(Stop::Unknown(format!("routes of {table}")));
    };
    let best = list(found, "Routes")
        .iter()
        .filter_map(|route| {
            let length = covering(text(route, "DestinationCidrBlock"), dst)?;
            Some((length, u8::from(text(route, "Type") == "static"), route))
        })
        .max_by_key(|(length, rank, _)| (*length, *rank));
    match best {
        None if found["AdditionalRoutesAvailable"] == true => {
            Err(Stop::Unknown(format!("{table} was cut off")))
        }
        None => dropped(format!("{table} has no route to {dst}")),
        Some((_, _, route)) if text(route, "State") == "blackhole" => {
            dropped(format!("{table} has a blackhole for {dst}"))
        }
        Some(_) if found["AdditionalRoutesAvailable"] == true => {
            Err(Stop::Open(format!("a longer route of {table} may have been cut off")))
        }
        Some((_, _, route)) => {
            let all: Vec<&str> = list(route, "TransitGatewayAttachments")
                .iter()
                .map(|row| text(row, "TransitGatewayAttachmentId"))
                .collect();
            if all.is_empty() { Err(Stop::Open(format!("{route} leads nowhere"))) } else { Ok(all) }
        }
    }
}

/// Rules S-92, S-93 and S-106: whether an attachment carries between its gateway and the network outside. `inside` is the
/// address on our side, which on-premises must have learnt.
fn carries(document: &Value, id: &str, inside: IpAddr) -> Result<(), Stop> {
    let Some(row) = attachment(document, id) else { return Err(Stop::Unknown(id.to_owned())) };
    if !is_up(row) {
        return dropped(format!("{id} is {}", row["State"]));
    }
    match text(row, "ResourceType") {
        "vpn" => {
            let of = text(row, "ResourceId");
            let Some(connection) = find(document, "VpnConnections", "VpnConnectionId", of) else {
                return Err(Stop::Unknown(of.to_owned()));
            };
            if inside.is_ipv6() {
                return Err(Stop::Open("IPv6 by a VPN on a transit gateway".to_owned()));
            }
            let up = tunnel_is_up(connection);
            if text(connection, "State") != "available" || !up {
                return dropped(format!("{of} is down"));
            }
            Ok(())
        }
        "connect" => connect(document, id),
        "direct-connect-gateway" => {
            direct(document, text(row, "ResourceId"), text(row, "TransitGatewayId"), inside)
        }
        // Beyond these everything is assumed.
        _ => Ok(()),
    }
}

/// Rule S-106: one peer with a session is enough, and the attachment below must work.
fn connect(document: &Value, id: &str) -> Result<(), Stop> {
    let Some(row) = find(document, "TransitGatewayConnects", "TransitGatewayAttachmentId", id) else {
        return Err(Stop::Open(format!("{id} was not described")));
    };
    if !is_up(row) {
        return dropped(format!("{id} is {}", row["State"]));
    }
    let below = text(row, "TransportTransitGatewayAttachmentId");
    match attachment(document, below) {
        Some(below) if is_up(below) => {}
        Some(_) => return dropped(format!("{below} is not up")),
        None => return Err(Stop::Unknown(below.to_owned())),
    }
    if document["TransitGatewayConnectPeers"].is_null() {
        return Err(Stop::Unknown(format!("peers of {id}")));
    }
    let has_session = list(document, "TransitGatewayConnectPeers")
        .iter()
        .filter(|peer| text(peer, "TransitGatewayAttachmentId") == id && text(peer, "State") == "available")
        .any(|peer| {
            list(&peer["ConnectPeerConfiguration"], "BgpConfigurations")
                .iter()
                .any(|session| text(session, "BgpStatus") == "up")
        });
    if has_session { Ok(()) } else { dropped(format!("no peer of {id} has a session")) }
}

/// Rule S-93: a transit virtual interface that is up, an association in effect, and a list that is what is announced.
fn direct(document: &Value, between: &str, gateway: &str, inside: IpAddr) -> Result<(), Stop> {
    let associations: Vec<&Value> = list(document, "directConnectGatewayAssociations")
        .iter()
        .filter(|one| text(one, "directConnectGatewayId") == between)
        .filter(|one| text(&one["associatedGateway"], "id") == gateway)
        .collect();
    let interfaces: Vec<&Value> = list(document, "virtualInterfaces")
        .iter()
        .filter(|one| text(one, "virtualInterfaceType") == "transit")
        .filter(|one| text(one, "directConnectGatewayId") == between)
        .collect();
    let [association] = associations[..] else {
        return Err(Stop::Open(format!("{between} and {gateway} have no association that was read")));
    };
    if interfaces.is_empty() {
        return Err(Stop::Open(format!("no virtual interface of {between} was read")));
    }
    let is_there = find(document, "directConnectGateways", "directConnectGatewayId", between)
        .is_none_or(|one| text(one, "directConnectGatewayState") == "available");
    if !is_there || text(association, "associationState") != "associated" {
        return dropped(format!("{between} is not associated"));
    }
    let family = if inside.is_ipv4() { "ipv4" } else { "ipv6" };
    let is_up = |one: &&Value| {
        text(one, "virtualInterfaceState") == "available"
            && list(one, "bgpPeers").iter().any(|peer| {
                text(peer, "addressFamily") == family
                    && text(peer, "bgpPeerState") == "available"
                    && text(peer, "bgpStatus") == "up"
            })
    };
    if !interfaces.iter().any(is_up) {
        return dropped(format!("no virtual interface of {between} is up"));
    }
    let allowed = list(association, "allowedPrefixesToDirectConnectGateway");
    if allowed.is_empty() {
        return Err(Stop::Open(format!("{between} has no list, which AWS does not allow here")));
    }
    let learns = allowed.iter().any(|row| within(text(row, "cidr"), inside));
    if learns { Ok(()) } else { dropped(format!("{between} does not announce {inside}")) }
}

/// From an attachment by its table, over peerings, to where the packet leaves.
fn follow<'v>(walk: &Walk<'v>, from: &str, packet: &Packet) -> Result<Next<'v>, Stop> {
    let document = walk.document;
    let mut at = from.to_owned();
    let mut over_peering = false;
    for _ in 0..8 {
        let row = attachment(document, &at);
        if row.is_some_and(|row| text(row, "NatGatewaySupport").starts_with("enable")) {
            return Err(Stop::Unknown(format!("addresses may change at {at}")));
        }
        let association = row.map_or(&Value::Null, |row| &row["Association"]);
        if !text(association, "TransitGatewayPolicyTableId").is_empty() {
            walk.mark("policy table");
            return Err(Stop::Unknown(format!("{at} has a policy table")));
        }
        let table = text(association, "TransitGatewayRouteTableId");
        if table.is_empty() || text(association, "State") != "associated" {
            return dropped("TGW_NO_ASSOCIATION");
        }
        let targets = route(document, table, packet.dst)?;
        if targets.len() > 1 {
            return Err(Stop::Open("a route of several attachments".to_owned()));
        }
        let target = targets[0];
        let kind = attachment(document, target).map_or("vpc", |row| text(row, "ResourceType"));
        if attachment(document, target)
            .is_some_and(|row| is_up(row) && text(row, "NatGatewaySupport").starts_with("enable"))
        {
            return Err(Stop::Unknown(format!("addresses may change at {target}")));
        }
        if OUTSIDE.contains(&kind) {
            walk.mark(match kind {
                "vpn" => "vpn on a transit gateway",
                "connect" => "connect attachment",
                _ => "transit virtual interface",
            });
            carries(document, target, packet.src)?;
            return Ok(Next::Out(target));
        }
        if !["peering", "tgw-peering"].contains(&kind) {
            let Some(there) =
                find(document, "TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", target)
            else {
                return Err(Stop::Unknown(target.to_owned()));
            };
            return Ok(Next::Vpc { attachment: there, over_peering });
        }
        walk.mark("transit gateway peering");
        let peering = list(document, "TransitGatewayPeeringAttachments").iter().find(|row| {
            [text(row, "TransitGatewayAttachmentId"), text(row, "AccepterTransitGatewayAttachmentId")]
                .contains(&target)
        });
        let Some(peering) = peering else { return Err(Stop::Unknown(target.to_owned())) };
        if !is_up(peering) {
            return dropped(format!("{target} is {}", peering["State"]));
        }
        let ends = [
            ("TransitGatewayAttachmentId", "RequesterTgwInfo"),
            ("AccepterTransitGatewayAttachmentId", "AccepterTgwInfo"),
        ];
        let (there, side) = if text(peering, ends[0].0) == target { ends[1] } else { ends[0] };
        let gateway = text(&peering[side], "TransitGatewayId");
        if find(document, "TransitGateways", "TransitGatewayId", gateway).is_none() {
            return Err(Stop::Unknown(gateway.to_owned()));
        }
        at = text(peering, there).to_owned();
        over_peering = true;
    }
    dropped("ROUTING_LOOP")
}

/// A packet inside a transit gateway: the attachment that it came by, and the zone that it came from.
pub(super) struct Inside<'v> {
    pub from: &'v str,
    pub zone: &'v str,
    pub packet: Packet,
    pub relation: Relation,
    /// Whether gateway and own attachment carry group references.
    pub references: bool,
    pub depth: usize,
}

impl<'v> Walk<'v> {
    /// Rules S-97 to S-106, after the packet has entered the gateway.
    pub(super) fn out_of_transit(&self, inside: Inside<'v>) -> Arrived {
        let Inside { from, zone, packet, relation, references, depth } = inside;
        let document = self.document;
        let (there, over_peering) = match follow(self, from, &packet)? {
            Next::Out(id) => return Ok((End::Beyond(id.to_owned()), packet)),
            Next::Vpc { attachment, over_peering } => (attachment, over_peering),
        };
        let target = text(there, "TransitGatewayAttachmentId");
        if !is_up(there) {
            return dropped(format!("{target} is {}", there["State"]));
        }
        let next = text(there, "VpcId");
        if find(document, "Vpcs", "VpcId", next).is_none() {
            return Err(Stop::Unknown(next.to_owned()));
        }
        // Across a peering no document says which zone is kept.
        let door = self.door(there, if over_peering { "" } else { zone }, &packet)?;
        let carried = references
            && !over_peering
            && text(&there["Options"], "SecurityGroupReferencingSupport") == "enable";
        let relation =
            if relation == Relation::SameVpc { Relation::Transit(carried) } else { Relation::Lost };
        self.forward(door, packet, Came::FromTransit, &relation, depth + 1)
    }

    /// The subnet of an attachment by which a packet enters its VPC (rule S-101).
    fn door(&self, there: &'v Value, zone: &str, packet: &Packet) -> Result<&'v str, Stop> {
        let document = self.document;
        let target = text(there, "TransitGatewayAttachmentId");
        let zone_of = |subnet: &str| {
            find(document, "Subnets", "SubnetId", subnet).map_or("", |one| text(one, "AvailabilityZoneId"))
        };
        let doors: Vec<&str> = list(there, "SubnetIds").iter().filter_map(Value::as_str).collect();
        let Some(first) = doors.first().copied() else {
            return Err(Stop::Open(format!("{target} has no subnets")));
        };
        let same_zone = doors.iter().copied().find(|subnet| !zone.is_empty() && zone_of(subnet) == zone);
        if text(&there["Options"], "ApplianceModeSupport") == "enable" {
            self.mark("appliance mode");
            // One flow, one zone, both ways.
            let mut ends = [(packet.src, packet.sport), (packet.dst, packet.dport)];
            ends.sort_unstable();
            let flow = format!("{target} {} {ends:?}", packet.protocol);
            let kept = self.flows.borrow().iter().find(|(known, _)| *known == flow).map(|(_, door)| *door);
            if let Some(door) = kept {
                return Ok(door);
            }
            let to_zone = list(document, "NetworkInterfaces")
                .iter()
                .find(|one| owns(one, packet.dst))
                .map_or("", |one| zone_of(text(one, "SubnetId")));
            let door = match same_zone {
                Some(same_zone) if to_zone.is_empty() || to_zone == zone => same_zone,
                _ => self.any(&doors),
            };
            self.flows.borrow_mut().push((flow, door));
            return Ok(door);
        }
        Ok(match same_zone {
            Some(same_zone) => same_zone,
            None if doors.len() == 1 => first,
            None => self.any(&doors),
        })
    }

    /// One of several doors, by the choice that is being tried.
    fn any(&self, doors: &[&'v str]) -> &'v str {
        if doors.len() > 1 {
            self.several_zones.set(true);
        }
        let turn = self.zones_chosen.get();
        self.zones_chosen.set(turn + 1);
        doors[(self.zone_choice >> turn.min(60)) % doors.len()]
    }

    /// From a network outside by an attachment: a request, or a reply where the request has left.
    pub(super) fn enter_by_attachment(&self, id: &str, packet: Packet) -> Arrived {
        let document = self.document;
        let Some(row) = attachment(document, id) else { return Err(Stop::Unknown(id.to_owned())) };
        self.mark("from a transit gateway's edge");
        if is_up(row) && text(row, "NatGatewaySupport").starts_with("enable") {
            return Err(Stop::Unknown(format!("addresses may change at {id}")));
        }
        carries(document, id, packet.dst)?;
        let from = text(row, "TransitGatewayAttachmentId");
        let inside = Inside { from, zone: "", packet, relation: Relation::Lost, references: false, depth: 0 };
        self.out_of_transit(inside)
    }
}

/// Whether an id is an attachment's.
pub(super) fn is_attachment(id: &str) -> bool {
    id.starts_with("tgw-attach-")
}
