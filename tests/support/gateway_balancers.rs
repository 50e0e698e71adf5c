//! Gateway Load Balancers behind their endpoints, for the oracle.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-113 and S-125.

use serde_json::Value;

use super::balancers::{AtNode, best, group_behind};
use super::json::{address, find, list, text};
use super::oracle::{Judged, Packet, Stop};

/// Whether an endpoint leads to a service of Gateway Load Balancers, and no firewall has it.
pub(super) fn service_of<'v>(document: &'v Value, endpoint: &Value) -> Option<&'v Value> {
    find(document, "ServiceConfigurations", "ServiceName", text(endpoint, "ServiceName"))
        .filter(|service| !list(service, "GatewayLoadBalancerArns").is_empty())
}

/// Whether some appliance behind the endpoint's zone takes packets.
pub(super) fn carries(document: &Value, endpoint: &Value, service: &Value) -> Result<(), Stop> {
    let drop = |reason: String| Err(Stop::Drop(reason));
    let name = text(service, "ServiceName");
    if text(service, "ServiceState") != "Available" {
        return drop(format!("{name} is {}", service["ServiceState"]));
    }
    let refused = list(document, "VpcEndpointConnections").iter().any(|row| {
        text(row, "VpcEndpointId") == text(endpoint, "VpcEndpointId")
            && !text(row, "VpcEndpointState").eq_ignore_ascii_case("available")
    });
    if refused {
        return drop(format!("the connection to {name} is not available"));
    }
    let [arn] = list(service, "GatewayLoadBalancerArns") else {
        return Err(Stop::Open(format!("several load balancers behind {name}")));
    };
    let arn = arn.as_str().unwrap();
    // Without its documents a yes rests on the provider.
    let Some(balancer) = find(document, "LoadBalancers", "LoadBalancerArn", arn) else { return Ok(()) };
    match text(&balancer["State"], "Code") {
        "active" | "active_impaired" => {}
        "failed" => return drop(format!("{arn} failed")),
        other => return Err(Stop::Open(format!("{arn} is {other}"))),
    }
    let zone_id = |subnet: &str| {
        find(document, "Subnets", "SubnetId", subnet).map_or("", |one| text(one, "AvailabilityZoneId"))
    };
    let home = list(endpoint, "SubnetIds").first().and_then(Value::as_str).unwrap_or("");
    let tail = arn.split_once(":loadbalancer/").map_or("", |(_, tail)| tail);
    let node = list(document, "NetworkInterfaces").iter().find(|one| {
        text(one, "Description").strip_prefix("ELB ") == Some(tail)
            && zone_id(text(one, "SubnetId")) == zone_id(home)
    });
    let Some(node) = node else { return drop(format!("{arn} has no node in the zone of {home}")) };
    let Some(listener) = list(document, "Listeners").iter().find(|one| text(one, "LoadBalancerArn") == arn)
    else {
        return drop(format!("{arn} has no listener"));
    };
    let own = address(text(node, "PrivateIpAddress")).unwrap();
    let seen = Packet { src: own, dst: own, protocol: 17, sport: 40000, dport: 6081 };
    let at = AtNode { document, balancer, node, seen, by_link: false };
    let mut all = Vec::new();
    for action in list(listener, "DefaultActions") {
        let group = text(action, "TargetGroupArn");
        let Some(group) = find(document, "TargetGroups", "TargetGroupArn", group) else {
            return Ok(());
        };
        match group_behind(&at, group, &mut Vec::new()) {
            Ok(judged) => all.extend(judged),
            Err(judged) => all.push(judged),
        }
    }
    match best(all) {
        Judged::Reachable => Ok(()),
        Judged::Partial(_) => Err(Stop::Open("an appliance with some of the node's ports".to_owned())),
        Judged::Unreachable(reason) => drop(format!("no appliance behind {arn}: {reason}")),
        // What is not in the input stays an assumption about the provider.
        Judged::Unknown(_) => Ok(()),
        Judged::Open(reason) => Err(Stop::Open(reason)),
    }
}
