//! Targets of a network load balancer that are no machine of its own VPC, for the oracle: an application load balancer, and a
//! machine of a peered VPC that sees the client's address.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-119, S-122 and S-123.

use serde_json::Value;

use super::balancers::{AtNode, Target, behind_node, by_own_address, with_client_address};
use super::filters::{Relation, Says, acl_check, groups_say};
use super::json::{address, find, list, number, text};
use super::oracle::{Judged, Packet, Stop, Walk};

/// An application load balancer as a target: its listener decides.
pub(super) fn by_application(at: &AtNode<'_>, row: &Value, marks: &mut Vec<&'static str>) -> Judged {
    let AtNode { document, node, seen, .. } = at;
    marks.push("load balancer as a target");
    let arn = text(&row["Target"], "Id");
    let port = u16::try_from(number(&row["Target"]["Port"]).unwrap()).unwrap();
    let Some(balancer) = find(document, "LoadBalancers", "LoadBalancerArn", arn) else {
        return Judged::Unknown(arn.to_owned());
    };
    let tail = arn.split_once(":loadbalancer/").map_or("", |(_, tail)| tail);
    let nodes = list(document, "NetworkInterfaces")
        .iter()
        .filter(|one| text(one, "Description").strip_prefix("ELB ") == Some(tail));
    let mut all: Vec<Judged> = Vec::new();
    for next in nodes {
        let own = address(text(next, "PrivateIpAddress")).unwrap();
        let behind = |src, marks: &mut Vec<&'static str>| {
            let seen = Packet { src, dst: own, protocol: 6, sport: seen.sport, dport: port };
            let at = AtNode { document, balancer, node: next, seen, by_link: false };
            behind_node(&at, marks).unwrap_or_else(|judged| judged)
        };
        // No page says whose address an application load balancer sees: both must say the same.
        let leg = by_own_address(document, node, Some(next), (seen.dst, own), (6, port), marks);
        all.push(both(leg, behind(seen.dst, marks)));
        if !at.by_link {
            let packet = Packet { dst: own, dport: port, ..seen.clone() };
            let target = Target { interface: Some(next), address: own, port };
            let leg = match with_client_address(document, node, &target, &packet) {
                Ok(()) => Judged::Reachable,
                Err(stop) => stop.into(),
            };
            all.push(both(leg, behind(seen.src, marks)));
        }
    }
    let Some(first) = all.first() else { return Judged::Unknown(format!("nodes of {arn}")) };
    if all.iter().all(|one| one.word() == first.word()) && first.word() != "partial" {
        return first.clone();
    }
    Judged::Open(format!("which node of {arn}, and whose address it sees"))
}

fn both(leg: Judged, behind: Judged) -> Judged {
    match (leg.word(), behind.word()) {
        ("unreachable" | "open", _) | (_, "reachable") => leg,
        ("reachable", _) | (_, "unreachable") => behind,
        _ => Judged::Open("both legs with some ports".to_owned()),
    }
}

/// Rule S-122: a target of a VPC that is peered in the same Region, and directly.
pub(super) fn across_peering(
    document: &Value,
    node: &Value,
    interface: &Value,
    packet: &Packet,
) -> Result<(), Stop> {
    let walk = Walk::new(document, packet.sport, 0);
    walk.mark("client address kept over a peering");
    let (from, to) = (text(node, "SubnetId"), text(interface, "SubnetId"));
    let route = walk.route(from, packet.dst)?;
    if !text(route, "TransitGatewayId").is_empty() {
        return Err(Stop::Drop("a kept client address does not cross a transit gateway".to_owned()));
    }
    let id = text(route, "VpcPeeringConnectionId");
    let Some(peering) = find(document, "VpcPeeringConnections", "VpcPeeringConnectionId", id) else {
        return Err(Stop::Open("a kept client address by another way than a peering".to_owned()));
    };
    if text(route, "State") != "active" || text(&peering["Status"], "Code") != "active" {
        return Err(Stop::Drop(format!("{id} is not active")));
    }
    let (one, other) = (&peering["RequesterVpcInfo"], &peering["AccepterVpcInfo"]);
    let sides = [text(one, "VpcId"), text(other, "VpcId")];
    if !sides.contains(&text(node, "VpcId")) || !sides.contains(&text(interface, "VpcId")) {
        return Err(Stop::Drop(format!("{id} leads elsewhere")));
    }
    if text(one, "Region") != text(other, "Region") {
        return Err(Stop::Open("a kept client address over Regions".to_owned()));
    }
    let mut unknown = false;
    for (at, peer, egress) in [(node, interface, true), (interface, node, false)] {
        let groups: Vec<&str> = list(peer, "Groups").iter().map(|group| text(group, "GroupId")).collect();
        let by_address = groups_say(document, at, packet, egress, &Relation::Lost, &[]);
        let by_any = groups_say(document, at, packet, egress, &Relation::SameVpc, &groups);
        match by_address {
            Says::Yes => {}
            Says::Unknown => unknown = true,
            _ if by_any != by_address => {
                return Err(Stop::Open("the balancer's group over a peering".to_owned()));
            }
            Says::No => return Err(Stop::Drop(format!("no rule admits {packet}"))),
            Says::Open => return Err(Stop::Open("a group".to_owned())),
        }
    }
    let back = Packet {
        src: packet.dst,
        dst: packet.src,
        protocol: packet.protocol,
        sport: packet.dport,
        dport: packet.sport,
    };
    acl_check(document, from, packet, true)?;
    acl_check(document, to, packet, false)?;
    walk.must_be_up(interface)?;
    acl_check(document, to, &back, true)?;
    acl_check(document, from, &back, false)?;
    if unknown { Err(Stop::Unknown("a group or a list is missing".to_owned())) } else { Ok(()) }
}
