//! Classic load balancers, for the oracle.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-63, S-117, S-118 and S-121.

use serde_json::Value;

use super::balancers::{best, by_own_address};
use super::filters::acl_check;
use super::json::{address, find, list, number, text};
use super::oracle::{Judged, Packet};

/// The Classic load balancer whose node an interface is.
fn balancer_of<'v>(document: &'v Value, node: &Value) -> Option<&'v Value> {
    let name = text(node, "Description").strip_prefix("ELB ")?;
    list(document, "LoadBalancerDescriptions")
        .iter()
        .find(|one| text(one, "LoadBalancerName") == name && text(one, "VPCId") == text(node, "VpcId"))
}

fn zone_of<'v>(document: &'v Value, interface: &Value) -> &'v str {
    find(document, "Subnets", "SubnetId", text(interface, "SubnetId"))
        .map_or("", |one| text(one, "AvailabilityZone"))
}

/// What becomes of a packet at a node; `None` when no Classic load balancer has it.
pub(super) fn behind_classic(
    document: &Value,
    node: &Value,
    seen: &Packet,
    marks: &mut Vec<&'static str>,
) -> Option<Judged> {
    let balancer = balancer_of(document, node)?;
    marks.push("classic load balancer");
    let name = text(balancer, "LoadBalancerName");
    if ![6, 17].contains(&seen.protocol) {
        return Some(Judged::Open(format!("protocol {} to a load balancer", seen.protocol)));
    }
    let listener =
        list(balancer, "ListenerDescriptions").iter().map(|row| &row["Listener"]).find(|listener| {
            seen.protocol == 6 && number(&listener["LoadBalancerPort"]) == Some(i64::from(seen.dport))
        });
    let Some(listener) = listener else {
        return Some(Judged::Unreachable(format!("{name} has no listener for {seen}")));
    };
    let port = u16::try_from(number(&listener["InstancePort"]).unwrap()).unwrap();
    let zones = list(balancer, "AvailabilityZones");
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for row in list(balancer, "Instances") {
        let id = text(row, "InstanceId");
        let primary = list(document, "NetworkInterfaces").iter().find(|one| {
            text(&one["Attachment"], "InstanceId") == id
                && number(&one["Attachment"]["DeviceIndex"]) == Some(0)
        });
        let Some(primary) = primary else {
            own.push(Judged::Unknown(id.to_owned()));
            continue;
        };
        let zone = zone_of(document, primary);
        if zone.is_empty() {
            return Some(Judged::Open(format!("the zone of {id}")));
        }
        if !zones.iter().any(|one| one == zone) {
            continue;
        }
        let judged = one_target(document, node, primary, seen, port, marks);
        if zone == zone_of(document, node) { own.push(judged) } else { others.push(judged) }
    }
    let near = best(own);
    if near.word() == "reachable" || others.is_empty() {
        return Some(near);
    }
    // Its attribute of crossing zones is in no document.
    Some(Judged::Open(format!("whether {name} crosses zones")))
}

fn one_target(
    document: &Value,
    node: &Value,
    target: &Value,
    seen: &Packet,
    port: u16,
    marks: &mut Vec<&'static str>,
) -> Judged {
    let own = address(text(target, "PrivateIpAddress")).unwrap();
    let subnet = text(node, "SubnetId");
    if subnet == text(target, "SubnetId") {
        marks.push("classic in one subnet");
        // Rule S-63: the outbound list is asked even here; of the others no page speaks.
        let packet = |sport| Packet { src: seen.dst, dst: own, protocol: 6, sport, dport: port };
        let back = |dport| Packet { src: own, dst: seen.dst, protocol: 6, sport: port, dport };
        if let Err(stop) = acl_check(document, subnet, &packet(40000), true) {
            return stop.into();
        }
        let asked = [1024, 40000, 65535].into_iter().all(|port| {
            acl_check(document, subnet, &packet(port), false).is_ok()
                && acl_check(document, subnet, &back(port), true).is_ok()
                && acl_check(document, subnet, &back(port), false).is_ok()
        });
        if !asked {
            return Judged::Open("a Classic load balancer's reply in one subnet".to_owned());
        }
    }
    by_own_address(document, node, Some(target), (seen.dst, own), (6, port), marks)
}
