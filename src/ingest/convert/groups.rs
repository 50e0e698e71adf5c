//! Security groups and their rules.

use super::service::{self, ProtocolField};
use crate::model::*;
use crate::partial::LooseRule;
use crate::raw::{self, List, Number};
use crate::reader::{Reader, region_of_arn};
use crate::space::{PortSet, Protocol};

pub(crate) fn group(reader: &mut Reader<'_>, raw: &raw::filters::SecurityGroup<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.group_id, "GroupId", &place) else { return };
    reader.holds(&raw.owner_id, region_of_arn(&raw.security_group_arn));
    let tags = reader.tags(&raw.tags);
    let name = if raw.group_name.is_empty() { reader.name(&tags) } else { reader.text(&raw.group_name) };
    let group = SecurityGroup {
        id,
        name,
        tags,
        vpc: reader.id(&raw.vpc_id),
        owner: reader.text(&raw.owner_id),
        ingress: rules(reader, &raw.ip_permissions, "IpPermissions", &place),
        egress: rules(reader, &raw.ip_permissions_egress, "IpPermissionsEgress", &place),
        place,
    };
    reader.out.groups.push(group);
}

fn rules(
    reader: &mut Reader<'_>,
    permissions: &List<raw::filters::IpPermission<'_>>,
    key: &str,
    place: &Place,
) -> Vec<GroupRule> {
    if !permissions.is_present {
        // AWS always prints both lists, so an absent one was cut off: what it allowed is not known.
        reader.unreadable(format!("no {key}"), place.clone());
        return vec![unknown_rule(place.clone())];
    }
    let mut rules = Vec::new();
    for (at, permission) in permissions.iter().enumerate() {
        let base = place.inside(&format!("/{key}/{at}"));
        let service =
            service_of(reader, &permission.ip_protocol, permission.from_port, permission.to_port, &base);
        for (at, range) in permission.ip_ranges.iter().enumerate() {
            let place = base.element("/IpRanges/", at);
            let peer = block_peer(reader, &range.cidr_ip, &place);
            rules.push(rule(&service, peer, "", place));
        }
        for (at, range) in permission.ipv6_ranges.iter().enumerate() {
            let place = base.element("/Ipv6Ranges/", at);
            let peer = block_peer(reader, &range.cidr_ipv6, &place);
            rules.push(rule(&service, peer, "", place));
        }
        for (at, list) in permission.prefix_list_ids.iter().enumerate() {
            let place = base.element("/PrefixListIds/", at);
            let peer = Peer::PrefixList(reader.id(&list.prefix_list_id));
            rules.push(rule(&service, peer, "", place));
        }
        for (at, pair) in permission.user_id_group_pairs.iter().enumerate() {
            let place = base.element("/UserIdGroupPairs/", at);
            let peer = group_peer(reader, pair, &place);
            rules.push(rule(&service, peer, "", place));
        }
        let has_peers = permission.ip_ranges.is_present
            || permission.ipv6_ranges.is_present
            || permission.prefix_list_ids.is_present
            || permission.user_id_group_pairs.is_present;
        if !has_peers {
            reader.unreadable("a permission that names no peer", base.clone());
            rules.push(rule(&service, Peer::Unknown, "", base));
        }
    }
    rules
}

/// A rule of describe-security-group-rules.
pub(crate) fn loose_rule(reader: &mut Reader<'_>, raw: &raw::filters::SecurityGroupRule<'_>, place: Place) {
    let Some(group) = reader.own_id(&raw.group_id, "GroupId", &place) else { return };
    let Some(is_egress) = raw.is_egress.0 else {
        reader.unreadable("a rule that does not say whether it is egress", place);
        return;
    };
    reader.holds(&raw.group_owner_id, "");
    let service = service_of(reader, &raw.ip_protocol, raw.from_port, raw.to_port, &place);
    let block = if raw.cidr_ipv4.is_empty() { &raw.cidr_ipv6 } else { &raw.cidr_ipv4 };
    let peer = if let Some(pair) = &raw.referenced_group_info {
        group_peer(reader, pair, &place)
    } else if raw.prefix_list_id.is_empty() {
        block_peer(reader, block, &place)
    } else {
        Peer::PrefixList(reader.id(&raw.prefix_list_id))
    };
    let rule = rule(&service, peer, &raw.security_group_rule_id, place);
    let way = if is_egress { Way::Egress } else { Way::Ingress };
    reader.out.group_rules.push(LooseRule { group, way, owner: (*raw.group_owner_id).into(), rule });
}

/// Protocol and ports of a rule; `None` when they cannot be read.
type Service = Option<(Option<Protocol>, PortSet)>;

fn service_of(reader: &mut Reader<'_>, text: &str, from: Number, to: Number, place: &Place) -> Service {
    let protocol = match service::protocol(text) {
        ProtocolField::All => return Some((None, PortSet::all())),
        ProtocolField::One(protocol) => protocol,
        ProtocolField::Unreadable => {
            reader.unexpected("IpProtocol", text, place.clone());
            return None;
        }
    };
    let ports = if protocol.has_ports() {
        service::port_range(from.0, to.0)
    } else if protocol.is_icmp() {
        service::icmp(from.0, to.0)
    } else {
        // Ports of any other protocol are ignored (rule S-40).
        Some(PortSet::all())
    };
    if ports.is_none() {
        reader.unreadable("FromPort or ToPort is out of range", place.clone());
    }
    Some((Some(protocol), ports?))
}

fn rule(service: &Service, peer: Peer, rule_id: &str, place: Place) -> GroupRule {
    match service {
        Some((protocol, ports)) => {
            GroupRule { protocol: *protocol, service: ports.clone(), peer, rule_id: rule_id.into(), place }
        }
        None => unknown_rule(place),
    }
}

/// A rule that may admit anything.
fn unknown_rule(place: Place) -> GroupRule {
    GroupRule { protocol: None, service: PortSet::all(), peer: Peer::Unknown, rule_id: "".into(), place }
}

fn block_peer(reader: &mut Reader<'_>, text: &str, place: &Place) -> Peer {
    if text.is_empty() {
        reader.unreadable("a rule that names no peer", place.clone());
    }
    reader.block(text, place).map_or(Peer::Unknown, Peer::Block)
}

fn group_peer(reader: &mut Reader<'_>, pair: &raw::filters::GroupPair<'_>, place: &Place) -> Peer {
    if pair.group_id.is_empty() {
        reader.unreadable("a group reference without a GroupId", place.clone());
        return Peer::Unknown;
    }
    let gone = ["deleted", "rejected", "failed", "expired"];
    Peer::Group(PeerGroup {
        group: reader.id(&pair.group_id),
        vpc: reader.optional_id(&pair.vpc_id),
        peering: reader.optional_id(&pair.vpc_peering_connection_id),
        is_stale: gone.iter().any(|word| pair.peering_status.eq_ignore_ascii_case(word)),
    })
}
