//! Network ACLs and security groups for the oracle: loops and comparisons only.

use std::net::IpAddr;

use serde_json::Value;

use super::json::{find, list, number, text, within};
use super::oracle::{Packet, Stop};

/// What a security group says of a packet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Says {
    No,
    /// A referenced object is missing.
    Unknown,
    /// The document leaves it open.
    Open,
    Yes,
}

/// How the packet came to the interface whose groups are asked: decides which references count (rules S-43, S-44).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Relation {
    SameVpc,
    /// A peering; the VPC at the other end.
    Peering(String),
    /// The transit gateway, with referencing enabled or not.
    Transit(bool),
    /// A detour inside the VPC is ahead.
    Detour,
    Lost,
}

/// The network ACL of a subnet (rule S-53).
fn acl<'v>(document: &'v Value, subnet: &str) -> Option<&'v Value> {
    let acls = list(document, "NetworkAcls");
    let vpc = text(find(document, "Subnets", "SubnetId", subnet)?, "VpcId");
    acls.iter()
        .find(|acl| list(acl, "Associations").iter().any(|row| text(row, "SubnetId") == subnet))
        .or_else(|| acls.iter().find(|acl| acl["IsDefault"] == true && text(acl, "VpcId") == vpc))
}

fn entry_covers(entry: &Value, packet: &Packet, egress: bool) -> bool {
    let peer = if egress { packet.dst } else { packet.src };
    let block = if packet.dst.is_ipv4() { text(entry, "CidrBlock") } else { text(entry, "Ipv6CidrBlock") };
    if entry["Egress"] != egress || !within(block, peer) {
        return false;
    }
    let protocol = number(&entry["Protocol"]).unwrap();
    if protocol == -1 {
        return true;
    }
    if protocol != i64::from(packet.protocol) {
        return false;
    }
    match packet.protocol {
        6 | 17 => {
            let ports = &entry["PortRange"];
            ports.is_null()
                || (number(&ports["From"]).unwrap() <= i64::from(packet.dport)
                    && i64::from(packet.dport) <= number(&ports["To"]).unwrap())
        }
        1 | 58 => {
            let wanted = &entry["IcmpTypeCode"];
            let fits = |key: &str, is: u16| {
                number(&wanted[key]).is_none_or(|want| want == -1 || want == i64::from(is))
            };
            fits("Type", packet.dport >> 8) && fits("Code", packet.dport & 255)
        }
        _ => true,
    }
}

/// First match by number wins; nothing matched is AWS's final `*` (rule S-54).
pub fn acl_check(document: &Value, subnet: &str, packet: &Packet, egress: bool) -> Result<(), Stop> {
    let Some(acl) = acl(document, subnet) else {
        return Err(Stop::Unknown(format!("network ACL of {subnet}")));
    };
    let is_whole = |entry: &Value| number(&entry["RuleNumber"]).is_some() && entry["Egress"].is_boolean();
    if !acl["Entries"].is_array() || !list(acl, "Entries").iter().all(is_whole) {
        return Err(Stop::Open(format!("what is missing in {}", text(acl, "NetworkAclId"))));
    }
    let first = list(acl, "Entries")
        .iter()
        .filter(|entry| entry_covers(entry, packet, egress))
        .min_by_key(|entry| number(&entry["RuleNumber"]).unwrap());
    match first {
        Some(entry) if text(entry, "RuleAction") == "allow" => Ok(()),
        Some(entry) => Err(Stop::Drop(format!(
            "{} {} {} for {packet}",
            text(acl, "NetworkAclId"),
            if egress { "outbound" } else { "inbound" },
            entry["RuleNumber"]
        ))),
        None => Err(Stop::Drop(format!("{} egress={egress} * for {packet}", text(acl, "NetworkAclId")))),
    }
}

fn traffic_fits(rule: &Value, packet: &Packet) -> bool {
    let protocol = match text(rule, "IpProtocol") {
        "-1" => return true,
        "tcp" => 6,
        "udp" => 17,
        "icmp" => 1,
        "icmpv6" => 58,
        number => number.parse().unwrap(),
    };
    if protocol != i32::from(packet.protocol) {
        return false;
    }
    let (from, to) = (number(&rule["FromPort"]), number(&rule["ToPort"]));
    match packet.protocol {
        6 | 17 => {
            from.is_none_or(|from| from <= i64::from(packet.dport))
                && to.is_none_or(|to| i64::from(packet.dport) <= to)
        }
        1 | 58 => {
            let (kind, code) = (i64::from(packet.dport >> 8), i64::from(packet.dport & 255));
            from.is_none_or(|want| {
                want == -1 || (want == kind && to.is_none_or(|want| want == -1 || want == code))
            })
        }
        _ => true,
    }
}

/// Entries of a prefix list; `None` when they are not in the input.
pub fn prefix_list<'v>(document: &'v Value, id: &str) -> Option<Vec<&'v str>> {
    let found = find(document, "PrefixLists", "PrefixListId", id)?;
    let blocks = found["Cidrs"].as_array()?;
    Some(blocks.iter().filter_map(Value::as_str).collect())
}

/// Whether some rule of some group of the interface admits the packet (rules S-38 to S-46).
///
/// `peer_groups`: the groups of the interface at the other end, when the packet's address is still its own.
pub fn groups_say(
    document: &Value,
    interface: &Value,
    packet: &Packet,
    egress: bool,
    relation: &Relation,
    peer_groups: &[&str],
) -> Says {
    let carried = list(interface, "Groups");
    if carried.is_empty() {
        return Says::Yes;
    }
    let mut says = Says::No;
    for group in carried {
        let Some(group) = find(document, "SecurityGroups", "GroupId", text(group, "GroupId")) else {
            says = says.max(Says::Unknown);
            continue;
        };
        let rules = list(group, if egress { "IpPermissionsEgress" } else { "IpPermissions" });
        for rule in rules.iter().filter(|rule| traffic_fits(rule, packet)) {
            says = says.max(peer_fits(document, rule, packet, egress, relation, peer_groups));
        }
    }
    says
}

fn peer_fits(
    document: &Value,
    rule: &Value,
    packet: &Packet,
    egress: bool,
    relation: &Relation,
    peer_groups: &[&str],
) -> Says {
    let peer: IpAddr = if egress { packet.dst } else { packet.src };
    // `icmp` never means IPv6, nor `icmpv6` IPv4.
    let by_address = list(rule, "IpRanges").iter().any(|row| within(text(row, "CidrIp"), peer))
        || list(rule, "Ipv6Ranges").iter().any(|row| within(text(row, "CidrIpv6"), peer));
    if by_address {
        return Says::Yes;
    }
    let mut says = Says::No;
    for row in list(rule, "PrefixListIds") {
        match prefix_list(document, text(row, "PrefixListId")) {
            None => says = says.max(Says::Unknown),
            Some(blocks) if blocks.iter().any(|block| within(block, peer)) => return Says::Yes,
            Some(_) => {}
        }
    }
    for row in list(rule, "UserIdGroupPairs") {
        if !peer_groups.contains(&text(row, "GroupId")) {
            continue;
        }
        let status = text(row, "PeeringStatus");
        let alive = status.is_empty() || status == "active";
        says = says.max(match relation {
            Relation::SameVpc => Says::Yes,
            Relation::Peering(_) if alive => Says::Yes,
            Relation::Transit(enabled) if *enabled && !egress => Says::Yes,
            Relation::Detour => Says::Open,
            Relation::Peering(_) | Relation::Transit(_) | Relation::Lost => Says::No,
        });
    }
    says
}
