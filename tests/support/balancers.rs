//! What lies behind a load balancer's node, for the oracle: listener, target group, targets, and the way to each.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-62 and S-117 to S-124.

use std::net::IpAddr;

use serde_json::Value;

use super::filters::{Relation, Says, acl_check, groups_say};
use super::json::{address, find, list, number, owns, private_of, text};
use super::listener_rules::{candidates, merged};
use super::oracle::{End, Judged, Packet, Question, Stop, Walk, judge_connection, nat_ports};

/// The load balancer whose node an interface is; `None` for a plain interface.
fn balancer_of<'v>(document: &'v Value, node: &Value) -> Option<&'v Value> {
    let name = text(node, "Description").strip_prefix("ELB ")?;
    list(document, "LoadBalancers").iter().find(|one| {
        text(one, "LoadBalancerArn").split_once(":loadbalancer/").is_some_and(|(_, tail)| tail == name)
    })
}

/// An attribute of a load balancer or of a target group, as the two attribute calls print it.
fn attribute<'v>(document: &'v Value, of: &str, key: &str, arn: &str, name: &str) -> Option<&'v str> {
    let row = find(document, of, key, arn)?;
    let attribute = list(row, "Attributes").iter().find(|one| text(one, "Key") == name)?;
    Some(text(attribute, "Value"))
}

fn zone_of(document: &Value, subnet: &str) -> String {
    find(document, "Subnets", "SubnetId", subnet)
        .map_or_else(String::new, |one| text(one, "AvailabilityZone").to_owned())
}

/// A packet at a node.
pub(super) struct AtNode<'v> {
    pub document: &'v Value,
    pub balancer: &'v Value,
    pub node: &'v Value,
    pub seen: Packet,
    /// It came by PrivateLink, so the client's address is lost (rule S-112).
    pub by_link: bool,
}

/// Where a target is: its interface, if it is in the input, and its address.
pub(super) struct Target<'v> {
    pub interface: Option<&'v Value>,
    pub address: IpAddr,
    pub port: u16,
}

/// What becomes of a packet that arrived at an interface: `None` when nothing stands behind that.
pub fn behind(document: &Value, interface: &str, seen: &Packet) -> Option<(Judged, Vec<&'static str>)> {
    let node = find(document, "NetworkInterfaces", "NetworkInterfaceId", interface)?;
    let endpoint = list(document, "VpcEndpoints").iter().find(|one| {
        text(one, "VpcEndpointType") == "Interface"
            && list(one, "NetworkInterfaceIds").iter().any(|id| id == interface)
    });
    if let Some(endpoint) = endpoint {
        let mut marks = vec!["interface endpoint"];
        let judged = service_behind(document, endpoint, node, seen, &mut marks);
        return Some((judged.unwrap_or_else(|judged| judged), marks));
    }
    if !text(node, "Description").starts_with("ELB ") {
        return None;
    }
    let mut marks = vec!["load balancer"];
    if let Some(judged) = super::classic::behind_classic(document, node, seen, &mut marks) {
        return Some((judged, marks));
    }
    let Some(balancer) = balancer_of(document, node) else {
        return Some((Judged::Open("a node of no load balancer that was read".to_owned()), marks));
    };
    let at = AtNode { document, balancer, node, seen: seen.clone(), by_link: false };
    let judged = behind_node(&at, &mut marks);
    Some((judged.unwrap_or_else(|judged| judged), marks))
}

/// Rules S-110 and S-112: the consumer's endpoint, the service, the node in the same zone.
fn service_behind(
    document: &Value,
    endpoint: &Value,
    interface: &Value,
    seen: &Packet,
    marks: &mut Vec<&'static str>,
) -> Result<Judged, Judged> {
    let id = text(endpoint, "VpcEndpointId");
    if !text(endpoint, "State").eq_ignore_ascii_case("available") {
        return no(format!("{id} is {}", endpoint["State"]));
    }
    match seen.protocol {
        6 => {}
        1 => return no("an endpoint does not answer pings"),
        other => return open(format!("protocol {other} to an endpoint")),
    }
    super::controls::encryption(document, text(endpoint, "VpcId"), seen)?;
    let name = text(endpoint, "ServiceName");
    // Without its documents a yes rests on the provider.
    let Some(service) = find(document, "ServiceConfigurations", "ServiceName", name) else {
        return Ok(Judged::Reachable);
    };
    marks.push("private link");
    if text(service, "ServiceState") != "Available" {
        return no(format!("{name} is {}", service["ServiceState"]));
    }
    let refused = list(document, "VpcEndpointConnections").iter().any(|row| {
        text(row, "VpcEndpointId") == id && !text(row, "VpcEndpointState").eq_ignore_ascii_case("available")
    });
    if refused {
        return no(format!("the connection of {id} is not available"));
    }
    let zone = |subnet: &str| {
        find(document, "Subnets", "SubnetId", subnet).map_or("", |one| text(one, "AvailabilityZoneId"))
    };
    let here = zone(text(interface, "SubnetId"));
    let arns = list(service, "NetworkLoadBalancerArns");
    let [arn] = arns else { return open("a service of several load balancers, or of none") };
    let arn = arn.as_str().unwrap_or("");
    let Some(balancer) = find(document, "LoadBalancers", "LoadBalancerArn", arn) else {
        return Ok(Judged::Reachable);
    };
    let node = list(document, "NetworkInterfaces").iter().find(|one| {
        zone(text(one, "SubnetId")) == here
            && balancer_of(document, one).is_some_and(|of| text(of, "LoadBalancerArn") == arn)
    });
    let Some(node) = node else { return no(format!("{arn} has no node in {here}")) };
    let own = address(text(node, "PrivateIpAddress")).unwrap();
    let at_node = Packet { dst: own, ..seen.clone() };
    if text(balancer, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic") != "off" {
        marks.push("private link and groups");
        let at = AtNode { document, balancer, node, seen: at_node.clone(), by_link: true };
        match groups_say(document, node, &at_node, false, &Relation::Lost, &[]) {
            Says::Yes => {}
            Says::No => return no(format!("no ingress rule of the node admits {at_node}")),
            Says::Unknown => {
                // What is behind the node may deny it all the same.
                return match behind_node(&at, marks)? {
                    Judged::Reachable => Err(Judged::Unknown("a group of the node".to_owned())),
                    Judged::Partial(_) => open("a group of the node, and some ports"),
                    judged => Ok(judged),
                };
            }
            Says::Open => return open("a group of the node"),
        }
    }
    behind_node(&AtNode { document, balancer, node, seen: at_node, by_link: true }, marks)
}

fn no<T>(reason: impl Into<String>) -> Result<T, Judged> {
    Err(Judged::Unreachable(reason.into()))
}

fn open<T>(reason: impl Into<String>) -> Result<T, Judged> {
    Err(Judged::Open(reason.into()))
}

pub(super) fn behind_node(at: &AtNode<'_>, marks: &mut Vec<&'static str>) -> Result<Judged, Judged> {
    let AtNode { document, balancer, seen, .. } = at;
    let arn = text(balancer, "LoadBalancerArn");
    match text(&balancer["State"], "Code") {
        "active" | "active_impaired" => {}
        "failed" => return no(format!("{arn} failed")),
        other => return open(format!("{arn} is {other}")),
    }
    let kind = text(balancer, "Type");
    if !["application", "network"].contains(&kind) {
        return open(format!("a load balancer of type {kind}"));
    }
    if ![6, 17].contains(&seen.protocol) {
        return open(format!("protocol {} to a load balancer", seen.protocol));
    }
    let carries = |listener: &&Value| {
        let protocols: &[u8] = match text(listener, "Protocol") {
            "HTTP" | "HTTPS" | "TCP" | "TLS" => &[6],
            "UDP" => &[17],
            "TCP_UDP" => &[6, 17],
            _ => &[],
        };
        text(listener, "LoadBalancerArn") == arn
            && protocols.contains(&seen.protocol)
            && number(&listener["Port"]) == Some(i64::from(seen.dport))
    };
    let Some(listener) = list(document, "Listeners").iter().find(carries) else {
        return no(format!("{arn} has no listener for {seen}"));
    };
    let lists = candidates(document, listener, seen);
    if lists.len() > 1 {
        marks.push("rules of a listener");
    }
    let mut all = Vec::new();
    for actions in lists {
        all.push(by_actions(at, actions, marks).unwrap_or_else(|judged| judged));
    }
    Ok(merged(all))
}

fn by_actions(at: &AtNode<'_>, actions: &[Value], marks: &mut Vec<&'static str>) -> Result<Judged, Judged> {
    let document = at.document;
    let mut groups: Vec<&str> = Vec::new();
    for action in actions {
        match text(action, "Type") {
            // Answered by the load balancer itself (rule S-127).
            "redirect" | "fixed-response" => {
                marks.push("load balancer answers itself");
                return Ok(Judged::Reachable);
            }
            "forward" => {
                groups.extend(Some(text(action, "TargetGroupArn")).filter(|arn| !arn.is_empty()));
                for row in list(&action["ForwardConfig"], "TargetGroups") {
                    groups.push(text(row, "TargetGroupArn"));
                }
            }
            other => return open(format!("an action {other}")),
        }
    }
    groups.sort_unstable();
    groups.dedup();
    let mut all: Vec<Judged> = Vec::new();
    for arn in groups {
        let Some(group) = find(document, "TargetGroups", "TargetGroupArn", arn) else {
            return Err(Judged::Unknown(arn.to_owned()));
        };
        all.extend(group_behind(at, group, marks)?);
    }
    Ok(best(all))
}

/// One target that can be reached makes the answer (rule S-117).
pub(super) fn best(all: Vec<Judged>) -> Judged {
    let first = |word: &str| all.iter().find(|one| one.word() == word).cloned();
    let partial = all.iter().filter(|one| one.word() == "partial").count();
    let unsure = first("open").is_some() || first("undetermined").is_some();
    if let Some(reachable) = first("reachable") {
        return reachable;
    }
    if first("open").is_some() || partial > 1 || (partial == 1 && unsure) {
        return Judged::Open("some targets with some ports".to_owned());
    }
    first("partial")
        .or_else(|| first("undetermined"))
        .or_else(|| first("unreachable"))
        .unwrap_or_else(|| Judged::Unreachable("no target is used".to_owned()))
}

pub(super) fn group_behind(
    at: &AtNode<'_>,
    group: &Value,
    marks: &mut Vec<&'static str>,
) -> Result<Vec<Judged>, Judged> {
    let AtNode { document, balancer, node, .. } = at;
    let arn = text(group, "TargetGroupArn");
    let kind = text(group, "TargetType");
    if kind == "lambda" {
        return Ok(vec![Judged::Reachable]);
    }
    if !["instance", "ip", "alb"].contains(&kind) {
        return open(format!("targets of type {kind}"));
    }
    let Some(health) = find(document, "LoadBalancerTargetHealth", "TargetGroupArn", arn) else {
        return Err(Judged::Unknown(format!("health of {arn}")));
    };
    let rows = list(health, "TargetHealthDescriptions");
    let state = |row: &Value| text(&row["TargetHealth"], "State").to_owned();
    if let Some(row) =
        rows.iter().find(|row| !["healthy", "unhealthy", "unused", "draining"].contains(&state(row).as_str()))
    {
        return open(format!("a target that is {}", state(row)));
    }
    // Rule S-120: where none is healthy, all unhealthy ones are used.
    let is_healthy = |row: &&Value| state(row) == "healthy";
    let fails_open = !rows.iter().any(|row| state(row) == "healthy");
    let wanted = if fails_open { "unhealthy" } else { "healthy" };

    let crosses = crosses_zones(document, balancer, group)?;
    let here = zone_of(document, text(node, "SubnetId"));
    let enabled: Vec<&str> =
        list(balancer, "AvailabilityZones").iter().map(|row| text(row, "ZoneName")).collect();
    let mut all = Vec::new();
    let mut left_out_for_zone = false;
    for row in rows.iter().filter(|row| state(row) == wanted) {
        if kind == "alb" {
            all.push(super::chained_balancers::by_application(at, row, marks));
            continue;
        }
        let target = target_of(document, balancer, group, row)?;
        let zone = match target.interface {
            _ if text(&row["Target"], "AvailabilityZone") == "all" => here.clone(),
            Some(interface) => zone_of(document, text(interface, "SubnetId")),
            None => return open("an address of no interface in no zone"),
        };
        if !enabled.contains(&zone.as_str()) || (!crosses && zone != here) {
            left_out_for_zone = true;
            continue;
        }
        all.push(one_target(at, group, &target, marks));
    }
    if left_out_for_zone && all.is_empty() && rows.iter().any(|row| !is_healthy(&row)) && !fails_open {
        return open("this zone has unhealthy targets only, another one healthy ones");
    }
    if fails_open && !all.is_empty() {
        marks.push("targets fail open");
    }
    if left_out_for_zone {
        marks.push("target in another zone");
    }
    Ok(all)
}

/// Rule S-121.
fn crosses_zones(document: &Value, balancer: &Value, group: &Value) -> Result<bool, Judged> {
    const NAME: &str = "load_balancing.cross_zone.enabled";
    let of_group =
        attribute(document, "TargetGroupAttributes", "TargetGroupArn", text(group, "TargetGroupArn"), NAME);
    match of_group {
        Some("true") => return Ok(true),
        Some("false") => return Ok(false),
        _ => {}
    }
    if text(balancer, "Type") == "application" {
        return Ok(true);
    }
    let of_balancer = attribute(
        document,
        "LoadBalancerAttributes",
        "LoadBalancerArn",
        text(balancer, "LoadBalancerArn"),
        NAME,
    );
    match of_balancer {
        Some(value) => Ok(value == "true"),
        None => open("whether it crosses zones was not read"),
    }
}

/// Rule S-119.
fn target_of<'v>(
    document: &'v Value,
    balancer: &Value,
    group: &Value,
    row: &Value,
) -> Result<Target<'v>, Judged> {
    let id = text(&row["Target"], "Id");
    let port = number(&row["Target"]["Port"]).or_else(|| number(&group["Port"])).unwrap_or(0);
    let port = u16::try_from(port).unwrap();
    let interfaces = list(document, "NetworkInterfaces");
    if text(group, "TargetType") == "instance" {
        let primary = interfaces.iter().find(|one| {
            text(&one["Attachment"], "InstanceId") == id
                && number(&one["Attachment"]["DeviceIndex"]) == Some(0)
        });
        let Some(primary) = primary else { return Err(Judged::Unknown(id.to_owned())) };
        let own = address(text(primary, "PrivateIpAddress")).unwrap();
        return Ok(Target { interface: Some(primary), address: own, port });
    }
    let Some(address) = address(id) else { return open(format!("a target {id}")) };
    let near =
        interfaces.iter().find(|one| text(one, "VpcId") == text(balancer, "VpcId") && owns(one, address));
    Ok(Target { interface: near, address, port })
}

/// Rule S-122: what it prints, else the default of its type and protocol.
fn keeps_the_client(document: &Value, balancer: &Value, group: &Value) -> bool {
    if text(balancer, "Type") != "network" {
        return false;
    }
    let arn = text(group, "TargetGroupArn");
    let printed =
        attribute(document, "TargetGroupAttributes", "TargetGroupArn", arn, "preserve_client_ip.enabled");
    match printed {
        Some(value) => value == "true",
        None => text(group, "TargetType") == "instance" || text(group, "Protocol").contains("UDP"),
    }
}

fn one_target(at: &AtNode<'_>, group: &Value, target: &Target<'_>, marks: &mut Vec<&'static str>) -> Judged {
    let AtNode { document, balancer, node, seen, by_link } = at;
    if !by_link && keeps_the_client(document, balancer, group) {
        marks.push("client address kept");
        if target.interface.is_none_or(|one| text(one, "VpcId") != text(node, "VpcId")) {
            marks.push("client address kept over VPCs");
        }
        let packet = Packet { dst: target.address, dport: target.port, ..seen.clone() };
        return match with_client_address(document, node, target, &packet) {
            Ok(()) => Judged::Reachable,
            Err(Stop::Drop(reason)) => Judged::Unreachable(reason),
            Err(Stop::Unknown(reason)) => Judged::Unknown(reason),
            Err(Stop::Open(reason)) => Judged::Open(reason),
        };
    }
    let (from, to) = (seen.dst, target.address);
    by_own_address(document, node, target.interface, (from, to), (seen.protocol, target.port), marks)
}

/// A connection of the node's own, from any port of its choice (rule S-59).
pub(super) fn by_own_address(
    document: &Value,
    node: &Value,
    target: Option<&Value>,
    (src, dst): (IpAddr, IpAddr),
    (protocol, dport): (u8, u16),
    marks: &mut Vec<&'static str>,
) -> Judged {
    marks.push("node's own address");
    let question = |sport: u16| Question {
        from: End::Interface(text(node, "NetworkInterfaceId").to_owned()),
        to: target.map(|one| text(one, "NetworkInterfaceId").to_owned()),
        packet: Packet { src, dst, protocol, sport, dport },
    };
    let mut all = Vec::new();
    for port in nat_ports(document) {
        let (judged, used, _) = judge_connection(document, &question(port));
        marks.extend(used.into_iter().filter(|mark| ["peering", "transit gateway"].contains(mark)));
        all.push(judged);
    }
    let words: Vec<&str> = all.iter().map(Judged::word).collect();
    if words.iter().all(|word| *word == words[0]) {
        return all[0].clone();
    }
    if words.contains(&"open") || words.contains(&"undetermined") {
        return Judged::Open("with some of the node's ports".to_owned());
    }
    Judged::Partial("some of the node's ports".to_owned())
}

/// The client's packet goes on from the node with its own source, and the reply comes back to the node without asking
/// any route (rules S-62, S-122 to S-124).
pub(super) fn with_client_address(
    document: &Value,
    node: &Value,
    target: &Target<'_>,
    packet: &Packet,
) -> Result<(), Stop> {
    let Some(interface) = target.interface else {
        let there: Vec<&Value> = list(document, "NetworkInterfaces")
            .iter()
            .filter(|one| text(one, "VpcId") != text(node, "VpcId") && owns(one, target.address))
            .collect();
        let [there] = there[..] else {
            return Err(Stop::Open("a kept client address at a target that is not in the input".to_owned()));
        };
        if owns(there, packet.src) || private_of(there, packet.src).is_some() {
            return Err(Stop::Drop("a target cannot reach itself".to_owned()));
        }
        return super::chained_balancers::across_peering(document, node, there, packet);
    };
    if text(interface, "VpcId") != text(node, "VpcId") {
        if owns(interface, packet.src) || private_of(interface, packet.src).is_some() {
            return Err(Stop::Drop("a target cannot reach itself".to_owned()));
        }
        return super::chained_balancers::across_peering(document, node, interface, packet);
    }
    // By its public address it is the same machine still.
    if owns(interface, packet.src) || private_of(interface, packet.src).is_some() {
        return Err(Stop::Drop("a target cannot reach itself".to_owned()));
    }
    let walk = Walk::new(document, packet.sport, 0);
    let (from, to) = (text(node, "SubnetId"), text(interface, "SubnetId"));
    if from != to && text(walk.route(from, packet.dst)?, "GatewayId") != "local" {
        return Err(Stop::Open("a detour between node and target".to_owned()));
    }
    let groups_of = |one: &Value| -> Vec<String> {
        list(one, "Groups").iter().map(|group| text(group, "GroupId").to_owned()).collect()
    };
    let ask = |at: &Value, egress: bool, peer: &Value| {
        let peer = groups_of(peer);
        let peer: Vec<&str> = peer.iter().map(String::as_str).collect();
        groups_say(document, at, packet, egress, &Relation::SameVpc, &peer)
    };
    let mut unknown = false;
    for (says, what) in [
        (ask(node, true, interface), "the node's egress rules"),
        (ask(interface, false, node), "the target's ingress rules"),
    ] {
        match says {
            Says::Yes => {}
            Says::No => return Err(Stop::Drop(format!("{what} do not admit {packet}"))),
            Says::Unknown => unknown = true,
            Says::Open => return Err(Stop::Open(what.to_owned())),
        }
    }
    let back = Packet {
        src: packet.dst,
        dst: packet.src,
        protocol: packet.protocol,
        sport: packet.dport,
        dport: packet.sport,
    };
    if from != to {
        acl_check(document, from, packet, true)?;
        acl_check(document, to, packet, false)?;
    }
    walk.must_be_up(interface)?;
    if from != to {
        acl_check(document, to, &back, true)?;
        acl_check(document, from, &back, false)?;
    }
    if unknown { Err(Stop::Unknown("a group or a list is missing".to_owned())) } else { Ok(()) }
}
